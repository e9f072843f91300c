/**
 * Loading a plan with what decisions about it rest on, and writing a decision: plan, events and agenda together.
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Option from "effect/Option"
import type * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { horizon } from "../calendar/TimeZone.ts"
import { furthestReach } from "../contact/FrequencyCap.ts"
import type { PersonContact } from "../contact/PersonContact.ts"
import * as VitalStatus from "../contact/VitalStatus.ts"
import type { Discharge } from "../followup/Discharge.ts"
import { contactsOf, type Decided, type FollowUpPlan, follow, type Ground } from "../followup/FollowUpPlan.ts"
import * as FollowUpTask from "../followup/FollowUpTask.ts"
import * as Referral from "../followup/Referral.ts"
import { type PersonId, PlanId, type TenantId } from "../foundation/Id.ts"
import type { Interval } from "../foundation/Interval.ts"
import { Agenda, type Claim, type Entry, type EntryKey } from "../ports/Agenda.ts"
import { ContactStore, type Dealings } from "../ports/ContactStore.ts"
import { DischargeStore } from "../ports/DischargeStore.ts"
import { PlanStore, type Versioned } from "../ports/PlanStore.ts"
import { because, StoreError } from "../ports/StoreError.ts"
import { UnitOfWork } from "../ports/UnitOfWork.ts"
import { VitalStatusStore } from "../ports/VitalStatusStore.ts"
import { groundOf, type HospitalPractice, Practice, type PractisedProtocol, practised } from "./Practice.ts"

/** A plan as it was read, with what decisions rest on. */
export interface Loaded {
  readonly tenant: TenantId
  readonly plan: FollowUpPlan
  readonly version: number
  readonly ground: Ground
  readonly seen: ReadonlyArray<Seen>
  readonly practice: HospitalPractice
}

/** The version of a person's contacts that a decision rests on. */
interface Seen {
  readonly person: PersonId
  readonly version: number
}

/**
 * What decisions about a discharge's plan by a protocol rest on: also the contacts that other plans have with the same
 * persons, as far as the policy's caps can reach from now on.
 */
export const groundFor = Effect.fnUntraced(function* (
  tenant: TenantId,
  discharge: Discharge,
  practice: HospitalPractice,
  by: PractisedProtocol,
  plan: PlanId | undefined,
) {
  const vitalStatus = VitalStatus.last(yield* (yield* VitalStatusStore).of(tenant, discharge.patient))
  const ground = { ...groundOf(practice, discharge, by), ...(vitalStatus && { vitalStatus }) }
  const ahead = { from: DateTime.toEpochMillis(yield* DateTime.now), until: horizon.until }
  const { elsewhere, seen } = yield* contactsElsewhere(tenant, discharge, practice, plan, ahead)
  return { seen, ground: elsewhere.length === 0 ? ground : { ...ground, elsewhere } }
})

/** The contacts that other plans have with a discharge's persons, as far as they can close a moment of a stretch by a cap. */
const contactsElsewhere = Effect.fnUntraced(function* (
  tenant: TenantId,
  discharge: Discharge,
  { policy: { caps } }: HospitalPractice,
  plan: PlanId | undefined,
  during: Interval,
) {
  const seen: Array<Seen> = []
  const elsewhere: Array<PersonContact> = []
  if (caps.length > 0) {
    const reaching = { from: during.from - furthestReach(caps), until: during.until }
    const store = yield* ContactStore
    for (const person of discharge.persons.map(({ id }) => id).sort()) {
      const { contacts, version } = yield* store.of(tenant, person, reaching)
      seen.push({ person, version })
      elsewhere.push(...contacts.filter(({ subject }) => subject !== plan))
    }
  }
  return { seen, elsewhere }
})

/**
 * What the contacts of a plan in a stretch are held against afterwards, with those that other plans had with the same persons
 * until then. Fails with `NotFound` where the discharge isn't there.
 */
export const groundThen = Effect.fnUntraced(function* (
  tenant: TenantId,
  plan: FollowUpPlan,
  practice: HospitalPractice,
  during: Interval,
) {
  const discharge = yield* dischargeOf(tenant, plan)
  const { elsewhere } = yield* contactsElsewhere(tenant, discharge, practice, plan.id, during)
  const ground: Ground = { ...groundOf(practice, discharge, protocolOf(practice, plan)), elsewhere }
  return ground
})

const dischargeOf = Effect.fnUntraced(function* (tenant: TenantId, { discharge: id }: FollowUpPlan) {
  const found = yield* (yield* DischargeStore).find(tenant, id)
  return Option.isNone(found) ? yield* because({ _tag: "NotFound", record: id }) : found.value
})

/** A plan by a protocol that the hospital no longer follows goes by the hospital's own one. */
const protocolOf = (practice: HospitalPractice, { protocol }: FollowUpPlan): PractisedProtocol =>
  practised(practice, protocol.id) ?? practice

/** Fails with `NotFound` where the plan or its discharge isn't there. */
export const load = Effect.fnUntraced(function* (tenant: TenantId, id: PlanId) {
  const found = yield* (yield* PlanStore).find(tenant, id)
  if (Option.isNone(found)) return yield* because({ _tag: "NotFound", record: id })
  return yield* loadedAs(tenant, found.value, (yield* Practice).of(tenant))
})

/** A plan that was read, with what decisions about it rest on by a practice. */
export const loadedAs = Effect.fnUntraced(function* (
  tenant: TenantId,
  { record: plan, version }: Versioned<FollowUpPlan>,
  practice: HospitalPractice,
) {
  const discharge = yield* dischargeOf(tenant, plan)
  const ground = yield* groundFor(tenant, discharge, practice, protocolOf(practice, plan), plan.id)
  const loaded: Loaded = { tenant, plan, version, practice, ...ground }
  return loaded
})

/** Writes a new plan, its contacts, and what of it falls due. */
export const insert = Effect.fnUntraced(function* (
  tenant: TenantId,
  [plan, events]: Decided,
  seen: ReadonlyArray<Seen>,
) {
  yield* holdSeen(tenant, seen)
  yield* (yield* PlanStore).insert(tenant, plan, events)
  yield* putDealings(tenant, plan)
  yield* (yield* Agenda).schedule(dutiesOf(tenant, plan).flatMap(entryOf))
})

/** Holds what a decision rests on: whoever else contacts the same persons decided before it, or decides on what it leaves. */
const holdSeen = Effect.fnUntraced(function* (tenant: TenantId, seen: ReadonlyArray<Seen>) {
  const store = yield* ContactStore
  for (const { person, version } of seen) yield* store.hold(tenant, person, version)
})

const putDealings = Effect.fnUntraced(function* (tenant: TenantId, plan: FollowUpPlan) {
  yield* (yield* ContactStore).put(tenant, plan.id, dealingsOf(plan))
})

const dealingsOf = ({ tasks }: FollowUpPlan): Dealings => ({
  addressees: [...new Set(tasks.map(({ addressee }) => addressee))],
  contacts: contactsOf(tasks),
})

/**
 * Writes a decision, with what follows from a task's end for the stages that waited for it. The agenda follows whatever
 * falls due at another moment than before; a claim is settled with its own next one.
 */
export const save = Effect.fnUntraced(function* (loaded: Loaded, decided: Decided, claim?: Claim) {
  const agenda = yield* Agenda
  const { ground, plan: before, seen, tenant, version } = loaded
  const [plan, following] = follow(decided[0], ground, yield* DateTime.now)
  const events = [...decided[1], ...following]
  const contacts = !Equal.equals(dealingsOf(before), dealingsOf(plan))
  if (contacts) yield* holdSeen(tenant, seen)
  if (events.length > 0) yield* (yield* PlanStore).update(tenant, plan, version, events)
  if (contacts) yield* putDealings(tenant, plan)
  const earlier = dutiesOf(tenant, before)
  const duties = dutiesOf(tenant, plan)
  const changed = duties.filter((duty) => {
    if (claim !== undefined && isSame(claim.entry)(duty)) return false
    const was = earlier.find(isSame(duty))
    return was === undefined || !Equal.equals(was.dueAt, duty.dueAt)
  })
  const [over, due] = [changed.filter(({ dueAt }) => dueAt === undefined), changed.flatMap(entryOf)]
  if (over.length > 0) yield* agenda.remove(over)
  if (due.length > 0) yield* agenda.schedule(due)
  if (claim !== undefined) yield* agenda.settle(claim, duties.find(isSame(claim.entry))?.dueAt)
})

/**
 * Decides on a plan as it is now and writes the decision in one unit of work; where somebody else wrote first, decides
 * again on what they left.
 */
export const decide = Effect.fnUntraced(function* <E>(
  tenant: TenantId,
  id: PlanId,
  decision: (loaded: Loaded, now: DateTime.Utc) => Result.Result<Decided, E>,
) {
  const work = Effect.gen(function* () {
    const loaded = yield* load(tenant, id)
    const decided = yield* Effect.fromResult(decision(loaded, yield* DateTime.now))
    yield* save(loaded, decided)
    return decided
  })
  return yield* inUnit(work)
})

/**
 * Decides on every plan that addresses a person. Part of a unit of work; answers with the plans in which something
 * happened.
 */
export const decideFor = Effect.fnUntraced(function* (
  tenant: TenantId,
  person: PersonId,
  decision: (loaded: Loaded, now: DateTime.Utc) => Decided,
) {
  const subjects = yield* (yield* ContactStore).subjects(tenant, person)
  const changed: Array<PlanId> = []
  for (const id of subjects.filter(Schema.is(PlanId))) {
    const found = yield* (yield* PlanStore).find(tenant, id)
    if (Option.isNone(found)) continue
    const loaded = yield* load(tenant, id)
    const decided = decision(loaded, yield* DateTime.now)
    if (decided[1].length === 0) continue
    yield* save(loaded, decided)
    changed.push(id)
  }
  return changed
})

/** One unit of work, done again on what somebody else left who wrote first. */
export const inUnit = Effect.fnUntraced(function* <A, E, R>(work: Effect.Effect<A, E, R>) {
  return yield* overtaken((yield* UnitOfWork).run(work))
})

/** Done again, reading anew, where somebody else wrote first. */
export const overtaken = <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.retry(work, {
    times: 10,
    while: (error) => error instanceof StoreError && error.reason._tag === "VersionConflict",
  })

/** What of a plan is on the agenda as long as it has a moment at which something must be done about it. */
type Duty = Omit<Entry, "dueAt"> & { readonly dueAt: DateTime.Utc | undefined }

const entryOf = ({ dueAt, ...duty }: Duty): ReadonlyArray<Entry> =>
  dueAt === undefined ? [] : [{ ...duty, dueAt }]

const dutiesOf = (
  tenant: TenantId,
  { id: subject, referrals = [], tasks }: FollowUpPlan,
): ReadonlyArray<Duty> => [
  ...tasks.map(
    (task): Duty => ({ tenant, kind: "followUp", id: task.id, subject, dueAt: FollowUpTask.nextDueAt(task) }),
  ),
  ...referrals.map(
    (referral): Duty => ({
      tenant,
      kind: "referral",
      id: referral.id,
      subject,
      dueAt: Referral.nextDueAt(referral),
    }),
  ),
]

const isSame =
  ({ id, kind }: EntryKey) =>
  (other: EntryKey): boolean =>
    other.kind === kind && other.id === id
