/**
 * Loading a care message with what decisions about it rest on, and writing a decision: message, events, contacts and agenda
 * together.
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as CareMessage from "../care/CareMessage.ts"
import { messageId } from "../care/CareOccasion.ts"
import * as MedicationReminder from "../care/MedicationReminder.ts"
import type { ContactPolicy } from "../contact/ContactPolicy.ts"
import type { Contact } from "../contact/FrequencyCap.ts"
import * as Discharge from "../followup/Discharge.ts"
import type { CareMessageId, PatientId, TenantId } from "../foundation/Id.ts"
import type { Channel } from "../foundation/Word.ts"
import { Agenda, type Claim } from "../ports/Agenda.ts"
import { CareStore, type KeptCareMessage } from "../ports/CareStore.ts"
import type { Dealings } from "../ports/ContactStore.ts"
import { DischargeStore } from "../ports/DischargeStore.ts"
import type { Versioned } from "../ports/PlanStore.ts"
import { because } from "../ports/StoreError.ts"
import { CarePractice, type HospitalCarePractice, type Reminding } from "./CarePractice.ts"
import * as Equipment from "./Equipment.ts"
import * as PersonGround from "./PersonGround.ts"
import { inUnit } from "./PlanKeeping.ts"

/** A message as it was read, with what decisions rest on. */
export interface Loaded extends Versioned<KeptCareMessage> {
  readonly tenant: TenantId
  readonly practice: HospitalCarePractice
  readonly ground: CareMessage.Ground
  /** The contacts that a send is held against: see `PersonGround.read`. */
  readonly made: ReadonlyArray<Contact>
  /** The version of the person's contacts that a decision rests on. */
  readonly seen: number
}

/** Whom something is to be sent, and as part of which message. */
type Addressed = Pick<KeptCareMessage, "to"> & Pick<CareMessage.CareMessage, "id" | "patient">

/** What sending something to a person about a patient rests on, beside this message. */
const groundFor = Effect.fnUntraced(function* (tenant: TenantId, { id, patient, to }: Addressed) {
  const practice = (yield* CarePractice).of(tenant)
  const { calendar, contact } = practice
  const { made, seen, ...read } = yield* PersonGround.read(tenant, to.id, patient, contact, subjectOf(id))
  const ground: CareMessage.Ground = { person: to, contact, calendar, ...read }
  return { practice, ground, made, seen }
})

/** What the contacts of a message belong to. No id holds a space, so it is no plan's. */
const subjectOf = (id: CareMessageId): string => `care ${id}`

/** Fails with `NotFound` where the message isn't there. */
export const load = Effect.fnUntraced(function* (tenant: TenantId, id: CareMessageId) {
  const found = yield* (yield* CareStore).messages.find(tenant, id)
  if (Option.isNone(found)) return yield* because({ _tag: "NotFound", record: id })
  return yield* loadedAs(tenant, found.value)
})

/** A message that was read, with what decisions about it rest on. */
export const loadedAs = Effect.fnUntraced(function* (tenant: TenantId, kept: Versioned<KeptCareMessage>) {
  const { message, to } = kept.record
  const loaded: Loaded = {
    tenant,
    ...kept,
    ...(yield* groundFor(tenant, { to, ...message })),
  }
  return loaded
})

const dealingsOf = (message: CareMessage.CareMessage): Dealings => ({
  addressees: [message.addressee],
  contacts: CareMessage.contactsOf(message),
})

const putDealings = (tenant: TenantId, seen: number, { message, to }: KeptCareMessage) =>
  PersonGround.put(tenant, to.id, seen, subjectOf(message.id), dealingsOf(message))

const putDue = Effect.fnUntraced(function* (tenant: TenantId, message: CareMessage.CareMessage) {
  const agenda = yield* Agenda
  const { id } = message
  const dueAt = CareMessage.dueAt(message)
  const key = { tenant, kind: "careMessage", id } as const
  yield* dueAt === undefined ? agenda.remove(key) : agenda.schedule({ ...key, subject: id, dueAt })
})

/** What is to be sent, and to whom. */
export interface Wanted extends Pick<KeptCareMessage, "needsGuardian" | "to"> {
  readonly wanted: CareMessage.Wanted
}

/** Makes a message as of now and writes it, its contact, and when it falls due. Part of a unit of work. */
export const make = Effect.fnUntraced(function* (
  tenant: TenantId,
  { needsGuardian, to, wanted }: Wanted,
  now: DateTime.Utc,
) {
  const id = messageId(wanted.occasion, to.id)
  const { ground, seen } = yield* groundFor(tenant, { id, to, ...wanted })
  const [message, events] = yield* Effect.fromResult(CareMessage.make(wanted, ground, now))
  const kept: KeptCareMessage = { message, to, needsGuardian }
  yield* (yield* CareStore).messages.insert(tenant, kept, events)
  yield* putDealings(tenant, seen, kept)
  yield* putDue(tenant, message)
  return message
})

/** Writes a decision, with what else is to be kept of it. A claim is settled with the message's next moment. */
export const save = Effect.fnUntraced(function* (
  { record: before, seen, tenant, version }: Loaded,
  [message, events]: CareMessage.Decided,
  { also = {}, claim }: { readonly also?: Partial<KeptCareMessage>; readonly claim?: Claim } = {},
) {
  const kept: KeptCareMessage = { ...before, ...also, message }
  if (!Equal.equals(dealingsOf(message), dealingsOf(before.message))) yield* putDealings(tenant, seen, kept)
  if (events.length > 0 || !Equal.equals(kept, before))
    yield* (yield* CareStore).messages.update(tenant, kept, version, events)
  const dueAt = CareMessage.dueAt(message)
  if (claim !== undefined) yield* (yield* Agenda).settle(claim, dueAt)
  else if (!Equal.equals(dueAt, CareMessage.dueAt(before.message))) yield* putDue(tenant, message)
})

/** Decides on a message as it is now and writes the decision in one unit of work. Answers with it. */
export const decide = Effect.fnUntraced(function* <E>(
  tenant: TenantId,
  id: CareMessageId,
  decision: (loaded: Loaded, now: DateTime.Utc) => Result.Result<CareMessage.Decided, E>,
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
 * What a message reminds of by the regimen as it is now; undefined where it reminds of no doses, or of a regimen that isn't kept here.
 * Of no doses where there is nothing to remind of any more.
 */
export const remindingOf = Effect.fnUntraced(function* (
  { practice: { medication }, tenant }: Loaded,
  { occasion }: CareMessage.CareMessage,
  channel: Channel,
) {
  if (occasion._tag !== "Doses" || medication === undefined) return undefined
  const found = yield* (yield* CareStore).regimens.find(tenant, occasion.regimen)
  if (Option.isNone(found)) return undefined
  const { record: regimen } = found.value
  const { policy } = medication
  const reminder = MedicationReminder.reminderAt(regimen, policy, occasion.at)
  const reminding: Reminding = {
    regimen,
    doses: reminder === undefined ? [] : MedicationReminder.waiting(regimen, reminder),
    mayName: MedicationReminder.mayName(regimen, policy, channel),
  }
  return reminding
})

/**
 * Whether a guardian is told of a patient who was a minor at their last stay and has come of age since: from then on it is the
 * patient's own to ask for.
 */
export const hasComeOfAge = Effect.fnUntraced(function* (
  tenant: TenantId,
  patient: PatientId | undefined,
  { relation }: KeptCareMessage["to"],
  { adultFrom }: ContactPolicy,
  at: DateTime.Utc,
) {
  if (relation !== "guardian" || patient === undefined) return false
  const stay = (yield* (yield* DischargeStore).ofPatient(tenant, patient)).at(-1)
  if (stay === undefined) return false
  const isAdultAt = (then: DateTime.Utc) => Discharge.ageAt(stay, DateTime.toEpochMillis(then)) >= adultFrom
  return isAdultAt(at) && !isAdultAt(stay.dischargedAt)
})

/** Ends a message that hasn't ended. */
export const conclude = (tenant: TenantId, id: CareMessageId, conclusion: CareMessage.Conclusion) =>
  decide(tenant, id, ({ record: { message } }, now) =>
    Result.succeed(CareMessage.conclude(message, conclusion, now)),
  )

/** Care, of which a worker may have been started without. */
export const services = [CareStore, CarePractice] as const

/** Work that needs the care of this worker. Fails with `Unavailable` without it: a worker that has some will do it. */
export const withCare = <A, E, R>(work: Effect.Effect<A, E, R>) =>
  Equipment.needed(services, "this worker has no practice with care", work)
