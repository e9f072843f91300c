/**
 * Enrolling people in care programmes and with regimens, and making what follows from it into messages.
 *
 * **Details**
 *
 * An enrolment has one entry on the agenda. As it falls due the messages of the dates ahead are made, in the unit of work that
 * keeps up to which date they are: whatever stops a worker, none is made twice and none is left out. Another version of a programme,
 * another regimen or another day that steps are counted from changes what hasn't gone out yet. Whoever leaves is sent nothing more,
 * unless another programme that they are in greets them for the same.
 *
 * **Example** (Four weeks after a stroke, of which two are made into messages at once)
 *
 * ```ts
 * import { Memory } from "@aftercare/adapter-memory"
 * import {
 *   CarePractice,
 *   type CareProgramme,
 *   CareStore,
 *   ChinaCalendar,
 *   ChinaContact,
 *   ChinaFestivals,
 *   ContactablePerson,
 *   Enrolments,
 *   Id,
 *   PlainDate,
 *   PlainTime,
 * } from "@aftercare/core"
 * import { Effect, Layer, Schema } from "effect"
 * import { TestClock } from "effect/testing"
 *
 * const hospital = Id.TenantId.make("hospital")
 * const time = PlainTime.make
 * const stroke: CareProgramme.CareProgramme = {
 *   id: Id.ProgrammeId.make("stroke"),
 *   version: "1",
 *   title: { zh: "卒中关怀", en: "After a stroke" },
 *   audience: { codes: ["I63"] },
 *   purpose: "care",
 *   anchors: ["discharge"],
 *   steps: [
 *     {
 *       id: Id.StepId.make("weekly"),
 *       when: { _tag: "Every", anchor: "discharge", every: 1, unit: "weeks", times: 4 },
 *       span: { earliest: time("08:30"), ideal: time("09:30"), due: time("12:00"), latest: time("19:00") },
 *       channels: ["sms"],
 *       template: { id: "stroke.weekly", version: "1" },
 *     },
 *   ],
 *   source: { title: "Ours", status: "hospitalPolicy", verified: "own" },
 * }
 * const practice = CarePractice.CarePractice.of({
 *   of: () => ({
 *     programmes: [stroke],
 *     aheadDays: 14,
 *     festivals: ChinaFestivals.all,
 *     contact: ChinaContact.carePolicy,
 *     calendar: ChinaCalendar.publicHolidays,
 *     compose: () => ({ text: "请按时服药、量血压。" }),
 *   }),
 * })
 * const to = Schema.decodeUnknownSync(ContactablePerson.ContactablePerson)({
 *   id: "p-17/self",
 *   relation: "self",
 *   name: "王芳",
 *   phone: "+8613800138000",
 *   profile: {
 *     zone: "Asia/Shanghai",
 *     language: "zh",
 *     rest: ChinaContact.restIn("mainland"),
 *     work: { _tag: "None" },
 *     preferred: [],
 *     channels: ["sms"],
 *     doNotDisturbOn: [],
 *   },
 * })
 * const enrolling = {
 *   id: Id.EnrolmentId.make("stroke/p-17"),
 *   patient: Id.PatientId.make("p-17"),
 *   to,
 *   needsGuardian: false,
 *   anchors: { dates: { discharge: PlainDate.make("2026-03-02") } },
 *   candidate: { codes: ["I63.9"] },
 * }
 *
 * const program = Effect.gen(function* () {
 *   yield* TestClock.setTime(Date.parse("2026-03-02T18:00:00+08:00"))
 *   const { enrolment } = yield* Enrolments.enrol(hospital, enrolling, stroke.id)
 *   yield* Enrolments.leave(hospital, enrolment.id, "asked")
 *   const { messages } = yield* CareStore.CareStore
 *   const made = yield* messages.ofPerson(hospital, to.id, "all")
 *   return [
 *     enrolment.through,
 *     made
 *       .map(({ record: { message } }) => (message.occasion._tag === "Step" ? message.occasion.on : ""))
 *       .sort(),
 *     made.map(({ record: { message } }) => message.state._tag === "Ended" && message.state.conclusion),
 *   ]
 * })
 * const house = Layer.mergeAll(
 *   Memory.layer,
 *   Layer.succeed(CarePractice.CarePractice, practice),
 *   TestClock.layer(),
 * )
 * const answer = await Effect.runPromise(Effect.provide(program, house))
 * answer // => ["2026-03-16", ["2026-03-09", "2026-03-16"], ["left", "left"]]
 * ```
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as PlainDate from "../calendar/PlainDate.ts"
import * as TimeZone from "../calendar/TimeZone.ts"
import * as CareEnrolment from "../care/CareEnrolment.ts"
import * as CareMessage from "../care/CareMessage.ts"
import { messageId } from "../care/CareOccasion.ts"
import type { Anchors, Candidate } from "../care/CareProgramme.ts"
import * as RegimenEnrolment from "../care/RegimenEnrolment.ts"
import type { ContactablePerson } from "../contact/ContactablePerson.ts"
import * as VitalStatus from "../contact/VitalStatus.ts"
import { NotPractised } from "../followup/FollowUpPlan.ts"
import {
  type CareMessageId,
  EnrolmentId,
  type PatientId,
  type ProgrammeId,
  type RegimenId,
  type TenantId,
} from "../foundation/Id.ts"
import { Agenda, type Claim } from "../ports/Agenda.ts"
import { CareStore, type KeptEnrolment } from "../ports/CareStore.ts"
import type { Versioned } from "../ports/PlanStore.ts"
import { because } from "../ports/StoreError.ts"
import { VitalStatusStore } from "../ports/VitalStatusStore.ts"
import * as CareKeeping from "./CareKeeping.ts"
import { CarePractice, type HospitalCarePractice } from "./CarePractice.ts"
import * as Pages from "./Pages.ts"
import { inUnit } from "./PlanKeeping.ts"

/** What an enrolment's messages are made by: its programme or its regimen as they are now. */
interface Making {
  /** For so many dates ahead. */
  readonly aheadDays: number
  readonly expand: (
    enrolment: CareEnrolment.CareEnrolment,
    through: PlainDate.PlainDate,
    at: DateTime.Utc,
  ) => CareEnrolment.Expansion
  readonly revise: (
    enrolment: CareEnrolment.CareEnrolment,
    messages: ReadonlyArray<CareMessage.CareMessage>,
    at: DateTime.Utc,
  ) => CareEnrolment.Revision
}

/** An enrolment as it was read, with what decisions about it rest on. */
interface Loaded extends Versioned<KeptEnrolment> {
  readonly tenant: TenantId
  readonly practice: HospitalCarePractice
  readonly ground: CareEnrolment.Ground
}

/** What an enrolment of a patient rests on whose messages go to this person. */
const groundFor = Effect.fnUntraced(function* (
  tenant: TenantId,
  { festivals }: HospitalCarePractice,
  patient: PatientId,
  { profile: { zone } }: ContactablePerson,
) {
  const vitalStatus = VitalStatus.last(yield* (yield* VitalStatusStore).of(tenant, patient))
  const ground: CareEnrolment.Ground = { zone, festivals, ...(vitalStatus && { vitalStatus }) }
  return ground
})

const loadedAs = Effect.fnUntraced(function* (tenant: TenantId, kept: Versioned<KeptEnrolment>) {
  const practice = (yield* CarePractice).of(tenant)
  const { enrolment, to } = kept.record
  const ground = yield* groundFor(tenant, practice, enrolment.patient, to)
  const loaded: Loaded = { tenant, ...kept, practice, ground }
  return loaded
})

/** Fails with `NotFound` where the enrolment isn't there. */
const load = Effect.fnUntraced(function* (tenant: TenantId, id: EnrolmentId) {
  const found = yield* (yield* CareStore).enrolments.find(tenant, id)
  if (Option.isNone(found)) return yield* because({ _tag: "NotFound", record: id })
  return yield* loadedAs(tenant, found.value)
})

const practisedAs = ({ programmes }: HospitalCarePractice, programme: ProgrammeId) =>
  Result.fromNullishOr(
    programmes.find(({ id }) => id === programme),
    () => new NotPractised({ what: "programme", id: programme }),
  )

const medicationOf = ({ medication }: HospitalCarePractice, regimen: RegimenId) =>
  Result.fromNullishOr(medication, () => new NotPractised({ what: "medicationReminder", id: regimen }))

/** Fails with `NotPractised`. */
const makingOf = Effect.fnUntraced(function* (
  tenant: TenantId,
  practice: HospitalCarePractice,
  ground: CareEnrolment.Ground,
  { in: enrolled }: CareEnrolment.CareEnrolment,
) {
  if (enrolled._tag === "Programme") {
    const programme = yield* Effect.fromResult(practisedAs(practice, enrolled.programme.id))
    const making: Making = {
      aheadDays: practice.aheadDays,
      expand: (enrolment, through, at) => CareEnrolment.expand(enrolment, programme, ground, through, at),
      revise: (enrolment, messages, at) => CareEnrolment.revise(enrolment, programme, ground, messages, at),
    }
    return making
  }
  const { aheadDays, policy, sending } = yield* Effect.fromResult(medicationOf(practice, enrolled.regimen))
  const found = yield* (yield* CareStore).regimens.find(tenant, enrolled.regimen)
  if (Option.isNone(found)) return yield* because({ _tag: "NotFound", record: enrolled.regimen })
  const regimen = found.value.record
  const reminding = { zone: ground.zone, policy, sending }
  const making: Making = {
    aheadDays,
    expand: (enrolment, through, at) => RegimenEnrolment.expand(enrolment, regimen, reminding, through, at),
    revise: (enrolment, messages, at) => RegimenEnrolment.revise(enrolment, regimen, reminding, messages, at),
  }
  return making
})

/** The same of an enrolment that is there. A practice that lost its programme is put right, and it then goes on. */
const making = ({ ground, practice, record, tenant }: Loaded) =>
  Effect.catchTag(makingOf(tenant, practice, ground, record.enrolment), "NotPractised", (error) =>
    Effect.fail(because({ _tag: "Unavailable", detail: error.message })),
  )

/** When messages are next made: once half of the dates ahead are over. Undefined for whoever left. */
const dueAt = (
  { state, through }: CareEnrolment.CareEnrolment,
  { zone }: CareEnrolment.Ground,
  { aheadDays }: Pick<Making, "aheadDays">,
): DateTime.Utc | undefined =>
  state._tag === "Left"
    ? undefined
    : DateTime.makeUnsafe(TimeZone.startOfDate(zone, PlainDate.addDays(through, -Math.floor(aheadDays / 2))))

const schedule = Effect.fnUntraced(function* (
  tenant: TenantId,
  id: EnrolmentId,
  next: DateTime.Utc | undefined,
) {
  const agenda = yield* Agenda
  const key = { tenant, kind: "care", id } as const
  yield* next === undefined ? agenda.remove(key) : agenda.schedule({ ...key, subject: id, dueAt: next })
})

const store = Effect.fnUntraced(function* (
  { record: before, tenant, version }: Loaded,
  kept: KeptEnrolment,
  events: ReadonlyArray<CareEnrolment.EnrolmentEvent>,
) {
  if (events.length > 0 || !Equal.equals(kept, before))
    yield* (yield* CareStore).enrolments.update(tenant, kept, version, events)
})

/** What isn't made into a message, and why. */
export type Skipped =
  | CareEnrolment.Skipped
  | { readonly message: CareMessageId; readonly rule: CareMessage.CareMessageRefused["rule"] }

/** Makes what is wanted into messages, unless they are there. Answers with those that were made, and those that are refused. */
const bring = Effect.fnUntraced(function* (
  tenant: TenantId,
  { needsGuardian, to }: KeptEnrolment,
  all: ReadonlyArray<CareMessage.Wanted>,
  now: DateTime.Utc,
) {
  const { messages } = yield* CareStore
  const made: Array<CareMessageId> = []
  const refused: Array<Skipped> = []
  for (const wanted of all) {
    const id = messageId(wanted.occasion, to.id)
    if (Option.isSome(yield* messages.find(tenant, id))) continue
    const one = yield* Effect.result(CareKeeping.make(tenant, { wanted, to, needsGuardian }, now))
    if (Result.isSuccess(one)) made.push(id)
    else if (one.failure._tag === "CareMessageRefused") refused.push({ message: id, rule: one.failure.rule })
    else return yield* one.failure
  }
  return { made, refused }
})

/** The date through which messages are made as of now. */
const horizon = ({ zone }: CareEnrolment.Ground, { aheadDays }: Making, now: DateTime.Utc) =>
  PlainDate.addDays(TimeZone.dateAt(zone, DateTime.toEpochMillis(now)), aheadDays)

/** Who is enrolled, and to whom their messages go. */
export interface Enrolling extends Pick<KeptEnrolment, "needsGuardian" | "to"> {
  readonly id: EnrolmentId
  readonly patient: PatientId
}

/** What came of an enrolment: it, and what of the dates ahead isn't sent. */
export interface Made {
  readonly enrolment: CareEnrolment.CareEnrolment
  readonly skipped: ReadonlyArray<Skipped>
}

/** Writes a new enrolment with the messages of the dates ahead. */
const insert = Effect.fnUntraced(function* (
  tenant: TenantId,
  { needsGuardian, to }: Enrolling,
  practice: HospitalCarePractice,
  ground: CareEnrolment.Ground,
  [made, events]: CareEnrolment.Decided,
  now: DateTime.Utc,
) {
  const by = yield* makingOf(tenant, practice, ground, made)
  const { decided, skipped, wanted } = by.expand(made, horizon(ground, by, now), now)
  const [enrolment, more] = decided
  const kept: KeptEnrolment = { enrolment, to, needsGuardian }
  yield* (yield* CareStore).enrolments.insert(tenant, kept, [...events, ...more])
  const { refused } = yield* bring(tenant, kept, wanted, now)
  yield* schedule(tenant, enrolment.id, dueAt(enrolment, ground, by))
  const answer: Made = { enrolment, skipped: [...skipped, ...refused] }
  return answer
})

/**
 * Enrols somebody in a programme as it is now, and makes the messages of the dates ahead, in one unit of work.
 *
 * Fails with `NotPractised`, as `CareEnrolment.enrol` does, or with a `StoreError`: `AlreadyExists` where there is an enrolment of
 * this id.
 */
export const enrol = Effect.fn("Enrolments.enrol")(function* (
  tenant: TenantId,
  enrolling: Enrolling & { readonly anchors: Anchors; readonly candidate: Candidate },
  id: ProgrammeId,
) {
  const practice = (yield* CarePractice).of(tenant)
  const programme = yield* Effect.fromResult(practisedAs(practice, id))
  const { candidate, to, ...entry } = enrolling
  const work = Effect.gen(function* () {
    const now = yield* DateTime.now
    const ground = yield* groundFor(tenant, practice, entry.patient, to)
    const made = yield* Effect.fromResult(
      CareEnrolment.enrol({ ...entry, person: to.id }, programme, candidate, ground, now),
    )
    return yield* insert(tenant, enrolling, practice, ground, made, now)
  })
  return yield* inUnit(work)
})

/**
 * Has somebody reminded of a regimen that is there, from today on.
 *
 * Fails with `NotPractised` where the practice has nothing on reminders, or with a `StoreError`: `NotFound` where the regimen
 * isn't there.
 */
export const remind = Effect.fn("Enrolments.remind")(function* (
  tenant: TenantId,
  enrolling: Omit<Enrolling, "patient">,
  regimen: RegimenId,
) {
  const practice = (yield* CarePractice).of(tenant)
  const work = Effect.gen(function* () {
    const now = yield* DateTime.now
    const found = yield* (yield* CareStore).regimens.find(tenant, regimen)
    if (Option.isNone(found)) return yield* because({ _tag: "NotFound", record: regimen })
    const { patient } = found.value.record
    const { id, to } = enrolling
    const ground = yield* groundFor(tenant, practice, patient, to)
    const made = CareEnrolment.withRegimen({ id, patient, person: to.id }, regimen, ground, now)
    return yield* insert(tenant, { ...enrolling, patient }, practice, ground, made, now)
  })
  return yield* inUnit(work)
})

/** Makes the messages of the dates ahead, under the claim of an enrolment that falls due. */
export const fallDue = (claim: Claim) => CareKeeping.withCare(inUnit(expanding(claim)))

const expanding = Effect.fnUntraced(function* (claim: Claim) {
  const { entry } = claim
  const agenda = yield* Agenda
  yield* agenda.hold(claim)
  const loaded = yield* load(entry.tenant, EnrolmentId.make(entry.subject))
  const { ground, practice, record, tenant } = loaded
  const now = yield* DateTime.now
  if (record.enrolment.state._tag === "Left") return yield* agenda.settle(claim, undefined)
  if (ground.vitalStatus === "deceased") {
    yield* letOut(loaded, "deceased", now)
    return yield* agenda.settle(claim, undefined)
  }
  if (yield* CareKeeping.hasComeOfAge(tenant, record.enrolment.patient, record.to, practice.contact, now)) {
    yield* letOut(loaded, "notAddressed", now)
    return yield* agenda.settle(claim, undefined)
  }
  const by = yield* making(loaded)
  const { decided, wanted } = by.expand(record.enrolment, horizon(ground, by, now), now)
  const [enrolment, events] = decided
  const kept = { ...record, enrolment }
  yield* store(loaded, kept, events)
  yield* bring(tenant, kept, wanted, now)
  yield* agenda.settle(claim, dueAt(enrolment, ground, by))
})

/** Every message to the person that hasn't ended. */
const messagesOf = Effect.fnUntraced(function* ({ record: { enrolment }, tenant }: Loaded) {
  const found = yield* (yield* CareStore).messages.ofPerson(tenant, enrolment.person, "open")
  return found.map(({ record }) => record.message)
})

/** Holds what was made against the programme, the regimen, the anchors and the person as they are now. */
const revising = Effect.fnUntraced(function* (loaded: Loaded, next: KeptEnrolment, events: Events) {
  const { tenant } = loaded
  const now = yield* DateTime.now
  const by = yield* making({ ...loaded, record: next })
  const revision = by.revise(next.enrolment, yield* messagesOf(loaded), now)
  const [enrolment, more] = revision.decided
  yield* store(loaded, { ...next, enrolment }, [...events, ...more])
  yield* endOrPassOn({ ...loaded, record: next }, revision.falling, "notNeeded", now)
  const changed: Array<CareMessageId> = revision.falling.map(({ id }) => id)
  for (const [{ id }, wanted] of revision.changed) {
    const decided = CareKeeping.decide(tenant, id, ({ ground, record: { message } }, now) =>
      CareMessage.revise(message, wanted, ground, now),
    )
    // What nobody could send so stands as it was made.
    yield* Effect.catchTag(decided, "CareMessageRefused", () => Effect.void)
    changed.push(id)
  }
  const { made } = yield* bring(tenant, next, revision.wanted, now)
  return [...changed, ...made]
})

type Events = ReadonlyArray<CareEnrolment.EnrolmentEvent>

/**
 * Holds what was made for an enrolment against its programme or regimen as it is now, as after a new version. Answers with the
 * messages that were changed or made.
 */
export const revise = Effect.fn("Enrolments.revise")(function* (tenant: TenantId, id: EnrolmentId) {
  const work = Effect.gen(function* () {
    const loaded = yield* load(tenant, id)
    return yield* revising(loaded, loaded.record, [])
  })
  return yield* inUnit(work)
})

/**
 * The same for every open enrolment of a hospital, one unit of work each. What the practice holds no more is passed over: it waits
 * until that is put right, or for its enrolments to be left.
 */
export const reviseAll = Effect.fn("Enrolments.reviseAll")(function* (tenant: TenantId) {
  const practice = (yield* CarePractice).of(tenant)
  const revised = open(tenant).pipe(
    Stream.filter(({ in: enrolled }) =>
      enrolled._tag === "Programme"
        ? Result.isSuccess(practisedAs(practice, enrolled.programme.id))
        : practice.medication !== undefined,
    ),
    Stream.mapEffect(({ id }) => revise(tenant, id)),
  )
  return (yield* Stream.runCollect(revised)).flat()
})

const pageSize = 200

/** Every enrolment that nobody has left, by id. */
export const open = (tenant: TenantId) =>
  Pages.all((after: { readonly after?: EnrolmentId }) =>
    Effect.flatMap(CareStore, ({ enrolments }) =>
      enrolments.list(tenant, { of: "open", limit: pageSize, ...after }),
    ),
  ).pipe(Stream.map(({ record }): CareEnrolment.CareEnrolment => record.enrolment))

/** Puts other days in the place of those that steps are counted from, as after a birth date was put right; as `revise` does. */
export const changeAnchors = Effect.fn("Enrolments.changeAnchors")(function* (
  tenant: TenantId,
  id: EnrolmentId,
  anchors: Anchors,
) {
  const work = Effect.gen(function* () {
    const loaded = yield* load(tenant, id)
    const [enrolment, events] = CareEnrolment.changeAnchors(loaded.record.enrolment, anchors)
    return events.length === 0 ? [] : yield* revising(loaded, { ...loaded.record, enrolment }, events)
  })
  return yield* inUnit(work)
})

/** What the person's other programmes want of the dates for which their messages are made, by the ids of messages. */
const wantedElsewhere = Effect.fnUntraced(function* (
  { record: { enrolment }, tenant }: Loaded,
  now: DateTime.Utc,
) {
  const { enrolments } = yield* CareStore
  const wanted = new Map<CareMessageId, CareMessage.Wanted>()
  for (const kept of yield* enrolments.ofPerson(tenant, enrolment.person, "open")) {
    const { id, in: enrolled } = kept.record.enrolment
    if (id === enrolment.id || enrolled._tag !== "Programme") continue
    const { ground, practice } = yield* loadedAs(tenant, kept)
    const programme = practisedAs(practice, enrolled.programme.id)
    if (Result.isFailure(programme)) continue
    for (const one of CareEnrolment.revise(kept.record.enrolment, programme.success, ground, [], now).wanted)
      wanted.set(messageId(one.occasion, enrolment.person), one)
  }
  return wanted
})

/** Lets somebody out and ends what was made for them, but for what another programme greets them for as well. */
const letOut = Effect.fnUntraced(function* (
  loaded: Loaded,
  reason: CareEnrolment.LeaveReason,
  now: DateTime.Utc,
) {
  const { record } = loaded
  const [enrolment, events] = CareEnrolment.leave(record.enrolment, reason, now)
  if (events.length === 0) return enrolment
  yield* store(loaded, { ...record, enrolment }, events)
  const ending = (yield* messagesOf(loaded)).filter(({ occasion }) => isOf(enrolment, occasion))
  yield* endOrPassOn(loaded, ending, reason === "deceased" ? "deceased" : "left", now)
  return enrolment
})

/** Ends messages, but for what another programme greets the person for as well: that goes on as the other's. */
const endOrPassOn = Effect.fnUntraced(function* (
  loaded: Loaded,
  messages: ReadonlyArray<Pick<CareMessage.CareMessage, "id">>,
  conclusion: CareMessage.Conclusion,
  now: DateTime.Utc,
) {
  const isForNobody = conclusion === "deceased" || messages.length === 0
  const elsewhere = isForNobody ? new Map() : yield* wantedElsewhere(loaded, now)
  for (const { id } of messages) {
    const wanted = elsewhere.get(id)
    yield* CareKeeping.decide(loaded.tenant, id, ({ ground, record: { message } }, at) => {
      const ended = () => CareMessage.conclude(message, conclusion, at)
      return Result.succeed(
        wanted === undefined
          ? ended()
          : Result.getOrElse(CareMessage.revise(message, wanted, ground, at), ended),
      )
    })
  }
})

const isOf = (
  { id, in: enrolled }: CareEnrolment.CareEnrolment,
  occasion: CareMessage.CareMessage["occasion"],
): boolean =>
  enrolled._tag === "Programme"
    ? occasion._tag === "Step" && occasion.enrolment === id
    : occasion._tag === "Doses" && occasion.regimen === enrolled.regimen

/** Lets somebody out: nothing more is made for them, and what was made ends as `left`. Answers with the enrolment. */
export const leave = Effect.fn("Enrolments.leave")(function* (
  tenant: TenantId,
  id: EnrolmentId,
  reason: CareEnrolment.LeaveReason,
) {
  return yield* inUnit(leaving(tenant, id, reason))
})

/** Part of a unit of work. */
export const leaving = Effect.fnUntraced(function* (
  tenant: TenantId,
  id: EnrolmentId,
  reason: CareEnrolment.LeaveReason,
) {
  const enrolment = yield* letOut(yield* load(tenant, id), reason, yield* DateTime.now)
  yield* schedule(tenant, id, undefined)
  return enrolment
})

/**
 * Keeps how a person can be reached now with what they are enrolled in, and has what was made follow another zone. Answers with the
 * messages that were changed or made. Part of a unit of work.
 */
export const personChanged = Effect.fnUntraced(function* (tenant: TenantId, to: ContactablePerson) {
  const changed: Array<CareMessageId> = []
  for (const kept of yield* (yield* CareStore).enrolments.ofPerson(tenant, to.id, "open")) {
    if (Equal.equals(kept.record.to, to)) continue
    const next = { ...kept.record, to }
    const loaded = yield* loadedAs(tenant, { ...kept, record: next })
    changed.push(...(yield* revising({ ...loaded, record: kept.record }, next, [])))
  }
  return changed
})
