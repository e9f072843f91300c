/**
 * From discharges to plans on the agenda.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as ContactablePerson from "../contact/ContactablePerson.ts"
import * as Discharge from "../followup/Discharge.ts"
import * as FollowUpPlan from "../followup/FollowUpPlan.ts"
import type { StageWindow } from "../followup/FollowUpProtocol.ts"
import type { CancelReason, Signed, TaskEnd } from "../followup/FollowUpTask.ts"
import * as PlanMove from "../followup/PlanMove.ts"
import {
  type DischargeId,
  type PatientId,
  type PersonId,
  PlanId,
  type ProtocolId,
  RecordId,
  type TaskId,
  type TenantId,
} from "../foundation/Id.ts"
import { DischargeStore } from "../ports/DischargeStore.ts"
import { type Page, PlanStore } from "../ports/PlanStore.ts"
import { because, type StoreError } from "../ports/StoreError.ts"
import type { Consent } from "../privacy/Consent.ts"
import * as Access from "./Access.ts"
import * as Care from "./Care.ts"
import * as Consents from "./Consents.ts"
import * as Pages from "./Pages.ts"
import * as PatientAbsence from "./PatientAbsence.ts"
import * as PlanKeeping from "./PlanKeeping.ts"
import { type HospitalPractice, Practice, practised } from "./Practice.ts"
import * as Surveys from "./Surveys.ts"

/**
 * Plans one discharge as of now, by the hospital's own protocol or the one named, and keeps discharge, consents, plan and
 * agenda in one unit of work. A discharge may be planned by several protocols, one after the other: caps count the
 * contacts of all its plans.
 *
 * Fails with the plan's refusal, with `NotPractised` where the hospital doesn't follow the protocol, with
 * `MistakenIdentity` where a discharge that is kept has the id for another patient, or the patient with another birth date,
 * or with a `StoreError` (`AlreadyExists` where the discharge was planned by it before). A consent undoes no withdrawal
 * made since it was given, and is withdrawn where it comes as such; see `Consents.give`. Where the discharge is refused,
 * nothing of it is kept: a withdrawal that came with it is told by `Consents.give`.
 */
export const schedule = Effect.fn("Scheduling.schedule")(function* (
  tenant: TenantId,
  discharge: Discharge.Discharge,
  consents: ReadonlyArray<Consent>,
  protocol?: ProtocolId,
) {
  const practice = (yield* Practice).of(tenant)
  const by = protocol === undefined ? practice : practised(practice, protocol)
  if (by === undefined) return yield* new FollowUpPlan.NotPractised({ what: "protocol", id: `${protocol}` })
  const work = Effect.gen(function* () {
    const discharges = yield* DischargeStore
    yield* identified(tenant, discharge, yield* discharges.find(tenant, discharge.id))
    const { ground, seen } = yield* PlanKeeping.groundFor(tenant, discharge, practice, by, undefined)
    const made = yield* Effect.fromResult(FollowUpPlan.make(ground, yield* DateTime.now))
    yield* PlanKeeping.insert(tenant, made, seen)
    yield* discharges.put(tenant, discharge)
    yield* Consents.handedOver(tenant, consents)
    return made[0]
  })
  return yield* PlanKeeping.inUnit(work)
})

/** The discharge, unless what is kept of its id or its patient speaks against it. */
const identified = Effect.fnUntraced(function* (
  tenant: TenantId,
  discharge: Discharge.Discharge,
  same: Option.Option<Discharge.Discharge>,
) {
  const others = yield* (yield* DischargeStore).ofPatient(tenant, discharge.patient)
  return yield* Effect.fromResult(Discharge.identified(discharge, [...Option.toArray(same), ...others]))
})

/** What became of one discharge of many. */
export type Outcome =
  | {
      readonly _tag: "Planned"
      readonly discharge: Discharge.Discharge
      readonly plan: FollowUpPlan.FollowUpPlan
    }
  | {
      readonly _tag: "Refused"
      readonly discharge: Discharge.Discharge
      readonly refusal:
        | Discharge.MistakenIdentity
        | FollowUpPlan.PlanRefused
        | FollowUpPlan.NotPractised
        | StoreError
    }

/** A discharge to be planned, with the consents that came with it; by the hospital's own protocol where none is named. */
export interface Handed {
  readonly discharge: Discharge.Discharge
  readonly consents: ReadonlyArray<Consent>
  readonly protocol?: ProtocolId
}

/**
 * Plans many discharges. Each ends as planned or refused, in the order given; a refusal doesn't stop the rest. One that is told
 * again is refused with `AlreadyExists`, and nothing of it is kept: `correct` takes what the ward has put right in it.
 */
export const scheduleAll = Effect.fn("Scheduling.scheduleAll")(function* (
  tenant: TenantId,
  discharges: ReadonlyArray<Handed>,
) {
  return yield* Effect.forEach(discharges, ({ consents, discharge, protocol }) =>
    schedule(tenant, discharge, consents, protocol).pipe(
      Effect.map((plan): Outcome => ({ _tag: "Planned", discharge, plan })),
      Effect.catch((refusal) => Effect.succeed<Outcome>({ _tag: "Refused", discharge, refusal })),
    ),
  )
})

/**
 * Looks again for the moments of a plan's open tasks, as of now: after a holiday notice, a changed profile or policy.
 * Answers with what moved; nothing changed means an empty list.
 */
export const replan = Effect.fn("Scheduling.replan")(function* (tenant: TenantId, id: PlanId) {
  const [, events] = yield* PlanKeeping.decide(tenant, id, ({ ground, plan }, now) =>
    Result.succeed(FollowUpPlan.replan(plan, ground, now)),
  )
  return events
})

/**
 * Fits a plan to the practice's protocol and rules and to the patient's record as they are now; see `FollowUpPlan.revise`.
 * Answers with the tasks that stand elsewhere, for the cause named; nothing changed means an empty list.
 */
export const revise = Effect.fn("Scheduling.revise")(function* (
  tenant: TenantId,
  id: PlanId,
  because: PlanMove.Cause,
) {
  let before: FollowUpPlan.FollowUpPlan | undefined
  const [after] = yield* PlanKeeping.decide(tenant, id, ({ ground, plan }, now) => {
    before = plan
    return FollowUpPlan.revise(plan, ground, now)
  })
  return PlanMove.between(before ?? after, after, because)
})

/** What a change moves in one plan, or why the plan can't follow it and stands as it is. */
export interface Followed {
  readonly plan: PlanId
  readonly patient: PatientId
  readonly moves: Result.Result<ReadonlyArray<PlanMove.PlanMove>, FollowUpPlan.PlanRefused>
}

/**
 * Which patients' which tasks would stand elsewhere if the hospital's practice changed so: another revision of a protocol,
 * another policy or calendar. Nothing is written.
 *
 * **Details**
 *
 * Looks at one page of the stored plans, at most `limit` after the plan `after`, and answers with those in which something
 * would move; `next` asks for the page that follows. The moves are those that `revise` answers with once the practice has
 * changed, as of now.
 */
export const foresee = Effect.fn("Scheduling.foresee")(function* (
  tenant: TenantId,
  change: Partial<HospitalPractice>,
  because: PlanMove.Cause,
  page: { readonly after?: PlanId; readonly limit: number },
) {
  const practice = { ...(yield* Practice).of(tenant), ...change }
  const { next, records } = yield* (yield* PlanStore).list(tenant, page)
  const foreseen = yield* Effect.forEach(records, (kept) =>
    Effect.gen(function* () {
      const { ground, plan } = yield* PlanKeeping.loadedAs(tenant, kept, practice)
      const moves = Result.map(FollowUpPlan.revise(plan, ground, yield* DateTime.now), ([after]) =>
        PlanMove.between(plan, after, because),
      )
      const followed: Followed = { plan: plan.id, patient: plan.patient, moves }
      return followed
    }),
  )
  const answer: Page<Followed, PlanId> = {
    records: foreseen.filter(isTold),
    next,
  }
  return answer
})

const isTold = ({ moves }: Followed): boolean => Result.isFailure(moves) || moves.success.length > 0

/**
 * Puts right what is kept of a discharge, in one unit of work: a new number, another diagnosis, a guardian in another's
 * place. Its plans follow as of now, and so do open invitations and care messages of the persons that changed, where this worker
 * has surveys and care; whom the patient's record names no more is sent nothing for the patient's care.
 * Answers with the plans in which something moved, and with those that couldn't follow.
 *
 * **Details**
 *
 * In its plans, and in no other stay's, what was closed for a wrong number or address that is another now is open again.
 * Then each is fitted to the record as `revise` does; one that can't be stands as it was but for its moments, which are
 * looked for again, and the answer says why. A contact whose addressee the record has no more is whose a plan made now
 * would be, as is one for which nothing was tried yet. Consents are taken as `schedule` takes them. Told again unchanged,
 * nothing is written.
 *
 * Fails with `MistakenIdentity` as `schedule` does, or with a `StoreError`: `NotFound` where no such discharge is kept, or it
 * was erased.
 */
export const correct = Effect.fn("Scheduling.correct")(function* (
  tenant: TenantId,
  discharge: Discharge.Discharge,
  consents: ReadonlyArray<Consent>,
) {
  const work = Effect.gen(function* () {
    const discharges = yield* DischargeStore
    const kept = yield* discharges.find(tenant, discharge.id)
    if (Option.isNone(kept) || Discharge.isErased(kept.value))
      return yield* because({ _tag: "NotFound", record: discharge.id })
    const was = kept.value
    yield* identified(tenant, discharge, kept)
    const plans = yield* plansOf(tenant, discharge.id)
    if (!Equal.equals(was, discharge)) yield* discharges.put(tenant, discharge)
    yield* Consents.handedOver(tenant, consents)
    const followed = yield* Effect.forEach(plans, (plan) => following(tenant, plan, was))
    for (const person of discharge.persons) {
      const before = was.persons.find(({ id }) => id === person.id)
      if (before === undefined || Equal.equals(before, person)) continue
      yield* Surveys.personChanged(tenant, person)
      yield* Care.personChanged(tenant, person)
    }
    const latest = (yield* discharges.ofPatient(tenant, discharge.patient)).at(-1) ?? discharge
    const named = [...latest.persons, ...discharge.persons].map(({ id }) => id)
    for (const { id } of was.persons)
      if (!named.includes(id)) yield* Care.notAddressed(tenant, discharge.patient, id)
    return followed.filter(isTold)
  })
  return yield* PlanKeeping.inUnit(work)
})

/** The plans of a discharge: their ids begin with its own. */
const plansOf = (tenant: TenantId, id: DischargeId) =>
  plansAfter(tenant, PlanId.make(`${id}/`)).pipe(
    Stream.takeWhile((plan) => plan.id.startsWith(`${id}/`)),
    Stream.filter(({ discharge }) => discharge === id),
    Stream.runCollect,
  )

/** A plan after its discharge was corrected, as it stood and as the discharge was before. Part of a unit of work. */
const following = Effect.fnUntraced(function* (
  tenant: TenantId,
  before: FollowUpPlan.FollowUpPlan,
  was: Discharge.Discharge,
) {
  const loaded = yield* PlanKeeping.load(tenant, before.id)
  const { ground, plan } = loaded
  const now = yield* DateTime.now
  const answer = (moves: Followed["moves"]): Followed => ({ plan: plan.id, patient: plan.patient, moves })
  const moved = (after: FollowUpPlan.FollowUpPlan) => PlanMove.between(before, after, "recordCorrected")
  if (Equal.equals(was, ground.discharge)) return answer(Result.succeed(moved(plan)))
  const mended = ground.discharge.persons.reduce<FollowUpPlan.Decided>(
    ([next, events], person) => {
      const known = was.persons.find(({ id }) => id === person.id) ?? person
      const channels = ContactablePerson.movedOn(known, person)
      const [after, more] = FollowUpPlan.numberMended(next, person.id, ground, now, channels)
      return [after, [...events, ...more]]
    },
    [plan, []],
  )
  const revised = FollowUpPlan.revise(mended[0], ground, now)
  const [after, events] = Result.getOrElse(revised, () => FollowUpPlan.replan(mended[0], ground, now))
  yield* PlanKeeping.save(loaded, [after, [...mended[1], ...events]])
  return answer(Result.map(revised, () => moved(after)))
})

/** Every plan of a hospital, by id, read page by page: for call lists, for figures. */
export const plans = (tenant: TenantId) => plansAfter(tenant, undefined)

const plansAfter = (tenant: TenantId, first: PlanId | undefined) =>
  Pages.all((after: { readonly after?: PlanId }) =>
    Effect.flatMap(PlanStore, (store) =>
      store.list(tenant, { limit: 100, ...(first && { after: first }), ...after }),
    ),
  ).pipe(Stream.map(({ record }) => record))

/** What moved in one plan. */
export interface Replanned {
  readonly plan: PlanId
  readonly events: ReadonlyArray<FollowUpPlan.FollowUpEvent>
}

/** The same for every plan of a hospital, one unit of work a plan; answers with the plans in which something moved. */
export const replanAll = Effect.fn("Scheduling.replanAll")(function* (tenant: TenantId) {
  const replanned = Stream.mapEffect(plans(tenant), ({ id }) =>
    Effect.map(
      replan(tenant, id),
      (events): ReadonlyArray<Replanned> => (events.length > 0 ? [{ plan: id, events }] : []),
    ),
  )
  return (yield* Stream.runCollect(replanned)).flat()
})

/**
 * Says that a person's number is mended, and kept with their discharges: what a wrong one closed is open again in every
 * plan that addresses them. Answers with the plans in which something moved.
 */
export const mendNumber = Effect.fn("Scheduling.mendNumber")(function* (tenant: TenantId, person: PersonId) {
  const work = PlanKeeping.decideFor(tenant, person, ({ ground, plan }, now) =>
    FollowUpPlan.numberMended(plan, person, ground, now),
  )
  return yield* PlanKeeping.inUnit(work)
})

/**
 * Cancels every open task of a plan, and answers with what happened in it. Where the patient has died or is in hospital
 * again, the patient's other plans are called off with it, and nobody is asked about their visits; else they stand.
 */
export const cancel = Effect.fn("Scheduling.cancel")(function* (
  tenant: TenantId,
  id: PlanId,
  reason: CancelReason,
) {
  const [, events] = yield* PatientAbsence.decide(tenant, id, reason, ({ plan }, now) =>
    Result.succeed(FollowUpPlan.cancel(plan, reason, now)),
  )
  return events
})

/** Cancels one open task; where the patient has died or is in hospital again, as `cancel` does. */
export const cancelTask = Effect.fn("Scheduling.cancelTask")(function* (
  tenant: TenantId,
  id: PlanId,
  task: TaskId,
  reason: CancelReason,
) {
  const [, events] = yield* PatientAbsence.decide(tenant, id, reason, ({ plan }, now) =>
    FollowUpPlan.cancelTask(plan, task, reason, now),
  )
  return events
})

/**
 * Ends one task by hand, signed by the one who does; see `FollowUpPlan.endTask`. Where the patient has died or is in hospital
 * again, the patient's other plans are called off as well, as by `cancel`.
 */
export const endTask = Effect.fn("Scheduling.endTask")(function* (
  tenant: TenantId,
  id: PlanId,
  task: TaskId,
  end: TaskEnd,
  signed: Signed,
) {
  const said = end._tag === "Cancelled" ? end.reason : undefined
  const [, events] = yield* PatientAbsence.decide(tenant, id, said, ({ plan }, now) =>
    FollowUpPlan.endTask(plan, task, end, signed, now),
  )
  return events
})

/** Takes up again a task that has ended, by a new one with a window from now; see `FollowUpPlan.reopen`. */
export const reopen = Effect.fn("Scheduling.reopen")(function* (
  tenant: TenantId,
  id: PlanId,
  task: TaskId,
  window: StageWindow,
  signed: Signed,
) {
  const [, events] = yield* PlanKeeping.decide(tenant, id, ({ ground, plan }, now) =>
    FollowUpPlan.reopen(plan, task, window, signed, ground, now),
  )
  return events
})

/**
 * Plans a task's next contact for a stated moment by an override; see `FollowUpPlan.placeByOverride`. The one who acts may be
 * another than the author who answers for it.
 *
 * Fails with `PermissionRefused`.
 */
export const placeByOverride = Effect.fn("Scheduling.placeByOverride")(function* (
  tenant: TenantId,
  id: PlanId,
  task: TaskId,
  wanted: FollowUpPlan.Wanted,
  acting: Access.Acting,
) {
  const { asked } = yield* Access.askOf(
    tenant,
    acting,
    "placeByOverride",
    { action: "write", what: { kind: "plan", id: RecordId.make(id) } },
    PlanKeeping.load(tenant, id),
    ({ ground }) => ground.discharge,
  )
  const placing = PlanKeeping.decide(tenant, id, ({ ground, plan }) =>
    FollowUpPlan.placeByOverride(plan, task, wanted, ground),
  )
  const [, events] = yield* PlanKeeping.overtaken(Access.carryOut(tenant, asked, placing))
  return events
})
