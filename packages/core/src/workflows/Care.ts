/**
 * Sending what is meant for people's care: messages are made, sent when their moment has come, and ended.
 *
 * **Details**
 *
 * A message has one entry on the agenda, for its send or its end. As with other contacts a send is stored before its channel is
 * asked, in the unit of work that looks at consent, window and caps once more; what nobody knows of it is looked up where the
 * channel can, and never sent blindly again. What surely wasn't sent is sent again within its span; nothing is sent late.
 *
 * **Example** (A greeting that the house sends at its moment, and once)
 *
 * ```ts
 * import { Memory } from "@aftercare/adapter-memory"
 * import {
 *   Care,
 *   CarePractice,
 *   ChinaCalendar,
 *   ChinaContact,
 *   Consent,
 *   ConsentStore,
 *   ContactablePerson,
 *   Id,
 *   MessageChannel,
 *   Outreach,
 *   PlainDate,
 *   Practice,
 *   GeneralProtocols,
 * } from "@aftercare/core"
 * import { DateTime, Duration, Effect, Layer, Option, Schema, Stream } from "effect"
 * import { TestClock } from "effect/testing"
 *
 * const hospital = Id.TenantId.make("hospital")
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
 * const consent = Schema.decodeUnknownSync(Consent.Consent)({
 *   id: "c-1",
 *   person: to.id,
 *   purposes: ["care"],
 *   channels: ["sms"],
 *   basis: "consent",
 *   givenBy: "self",
 *   proof: "form 81",
 *   givenAt: "2026-02-01T09:00:00+08:00",
 * })
 * const on = (time: string) => DateTime.makeUnsafe(`2026-02-17T${time}+08:00`)
 * const sent: Array<string> = []
 * const sms: MessageChannel.MessageChannel = {
 *   channel: "sms",
 *   capabilities: { idempotency: { _tag: "None" }, lookUp: false, receipts: false, inbound: false, costMilli: 50 },
 *   send: ({ content }) =>
 *     Effect.map(DateTime.now, (at) => {
 *       sent.push(`${DateTime.formatIso(at)} ${content.text}`)
 *       return { _tag: "Accepted", reference: "r" }
 *     }),
 *   lookUp: () => Effect.succeed(Option.none()),
 *   receipts: Stream.empty,
 *   inbound: Stream.empty,
 * }
 * const rules = { contact: ChinaContact.carePolicy, calendar: ChinaCalendar.publicHolidays }
 * const programmes = { programmes: [], aheadDays: 14, festivals: [] }
 * const house = Layer.mergeAll(
 *   Memory.layer,
 *   Layer.succeed(MessageChannel.MessageChannels, MessageChannel.fromList([sms])),
 *   Layer.succeed(CarePractice.CarePractice, {
 *     of: () => ({ ...rules, ...programmes, compose: () => ({ text: "新春快乐" }) }),
 *   }),
 *   TestClock.layer(),
 * )
 * const worker = Outreach.runDue({ batch: 20, lease: Duration.minutes(2), sendTimeout: Duration.seconds(30) })
 *
 * const newYear = Effect.gen(function* () {
 *   yield* (yield* ConsentStore.ConsentStore).put(hospital, consent)
 *   yield* TestClock.setTime(DateTime.toEpochMillis(on("08:00")))
 *   const { state } = yield* Care.make(hospital, {
 *     wanted: {
 *       occasion: {
 *         _tag: "Step",
 *         programme: { id: Id.ProgrammeId.make("stroke"), version: "1", hash: "0".repeat(64) },
 *         enrolment: Id.EnrolmentId.make("e-1"),
 *         step: Id.StepId.make("new-year"),
 *         on: PlainDate.make("2026-02-17"),
 *       },
 *       purpose: "care",
 *       channels: ["sms"],
 *       span: { earliest: on("09:00"), ideal: on("09:30"), due: on("12:00"), latest: on("20:00") },
 *       template: { id: "greeting", version: "1" },
 *     },
 *     to,
 *     needsGuardian: false,
 *   })
 *   yield* TestClock.setTime(DateTime.toEpochMillis(on("09:30")))
 *   yield* Effect.all([worker, worker], { concurrency: 2 })
 *   return state._tag
 * })
 * const practice = Practice.Practice.of({
 *   of: () => ({
 *     protocol: GeneralProtocols.generalDischarge,
 *     rules: [],
 *     policy: rules.contact,
 *     calendar: rules.calendar,
 *     guardianConsentUnder: 14,
 *     compose: (task) => ({ text: task.title.zh }),
 *   }),
 * })
 * const program = newYear.pipe(Effect.provide(house), Effect.provideService(Practice.Practice, practice))
 * const placed = await Effect.runPromise(program)
 * placed // => "Planned"
 * sent // => ["2026-02-17T01:30:00.000Z 新春快乐"]
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
import * as CareMessage from "../care/CareMessage.ts"
import type { Delivery } from "../contact/ContactAttempt.ts"
import type * as ContactablePerson from "../contact/ContactablePerson.ts"
import { contentHash } from "../foundation/ContentHash.ts"
import { CareMessageId, MessageId, type PatientId, type PersonId, type TenantId } from "../foundation/Id.ts"
import { RuleId } from "../foundation/Rule.ts"
import type { Channel } from "../foundation/Word.ts"
import { Agenda, type Claim } from "../ports/Agenda.ts"
import { CareStore } from "../ports/CareStore.ts"
import { ConsentStore } from "../ports/ConsentStore.ts"
import { MessageChannels } from "../ports/MessageChannel.ts"
import { because } from "../ports/StoreError.ts"
import * as Consent from "../privacy/Consent.ts"
import * as CareKeeping from "./CareKeeping.ts"
import * as Enrolments from "./Enrolments.ts"
import * as Equipment from "./Equipment.ts"
import * as Pages from "./Pages.ts"
import { inUnit } from "./PlanKeeping.ts"
import * as Sending from "./Sending.ts"

export type { Wanted } from "./CareKeeping.ts"

/**
 * Makes a message, as of now, in one unit of work. Answers with it.
 *
 * Fails as `CareMessage.make` does, or with a `StoreError`: `AlreadyExists` where the person is sent something on this occasion
 * already.
 */
export const make = Effect.fn("Care.make")(function* (tenant: TenantId, wanted: CareKeeping.Wanted) {
  return yield* inUnit(Effect.flatMap(DateTime.now, (now) => CareKeeping.make(tenant, wanted, now)))
})

/** The id by which a channel recognises the same message: the hash of tenant, kind, message, number and channel. */
export const messageId = (tenant: TenantId, id: CareMessageId, number: number, channel: Channel): MessageId =>
  MessageId.make(contentHash([tenant, "care", id, number, channel]))

/** Carries out what is due of a message, under its claim. */
export const messageDue = (claim: Claim, hold: Sending.Hold) => CareKeeping.withCare(due(claim, hold))

const due = Effect.fnUntraced(function* (claim: Claim, hold: Sending.Hold) {
  const { tenant } = claim.entry
  const id = CareMessageId.make(claim.entry.subject)
  yield* Sending.carryOut(hold, {
    tenant,
    idOf: ({ channel, number }: CareMessage.CareSend) => messageId(tenant, id, number, channel),
    begin: (learnt) => inUnit(begin(claim, id, learnt)),
    record: (number, delivery) => deliver(tenant, id, number, delivery),
  })
})

/** Under the claim: decides what the entry asks for now, and writes it. */
const begin = Effect.fnUntraced(function* (
  claim: Claim,
  id: CareMessageId,
  learnt: Sending.Learnt | undefined,
) {
  yield* (yield* Agenda).hold(claim)
  const loaded = yield* CareKeeping.load(claim.entry.tenant, id)
  const { ground, record } = loaded
  const now = yield* DateTime.now
  const known: CareMessage.Decided =
    learnt === undefined || Option.isNone(learnt.delivery)
      ? [record.message, []]
      : yield* Effect.orDie(
          Effect.fromResult(
            CareMessage.recordDelivery(record.message, learnt.number, learnt.delivery.value, ground, now),
          ),
        )
  const [message] = known
  const dueAt = CareMessage.dueAt(message)
  if (dueAt !== undefined && DateTime.isLessThanOrEqualTo(dueAt, now)) {
    const last = message.sends.at(-1)
    const next =
      last !== undefined && Sending.isUnknown(last) ? yield* Sending.lookingUp(last, learnt) : undefined
    if (next !== undefined) return next
    if (message.state._tag === "Planned") return yield* send(claim, loaded, known, now)
  }
  yield* CareKeeping.save(loaded, after(known, CareMessage.close(message, now)), { claim })
  return Sending.nothing
})

const after = (
  [, events]: CareMessage.Decided,
  [message, more]: CareMessage.Decided,
): CareMessage.Decided => [message, [...events, ...more]]

/** Consent, connection, window and caps, checked once more; then the send is stored. */
const send = Effect.fnUntraced(function* (
  claim: Claim,
  loaded: CareKeeping.Loaded,
  known: CareMessage.Decided,
  now: DateTime.Utc,
) {
  const { ground, made, practice, record, tenant } = loaded
  const [message] = known
  const { purpose, span, state } = message
  if (state._tag !== "Planned") return Sending.nothing
  const settleWith = (decided: CareMessage.Decided) =>
    Effect.as(CareKeeping.save(loaded, after(known, decided), { claim }), Sending.nothing)
  if (DateTime.isGreaterThanOrEqualTo(now, span.latest))
    return yield* settleWith(CareMessage.close(message, now))

  if (ground.vitalStatus === "deceased")
    return yield* settleWith(CareMessage.conclude(message, "deceased", now))
  if (yield* CareKeeping.hasComeOfAge(tenant, message.patient, record.to, ground.contact, now))
    return yield* settleWith(CareMessage.conclude(message, "left", now))

  const reminding = yield* CareKeeping.remindingOf(loaded, message, state.channel)
  if (reminding?.doses.length === 0) return yield* settleWith(CareMessage.conclude(message, "notNeeded", now))

  // That a channel isn't connected says nothing of the person: the entry is tried again later.
  yield* Effect.mapError((yield* MessageChannels).get(state.channel), (error) =>
    because({ _tag: "Unavailable", detail: error.message }),
  )
  const { needsGuardian, to } = record
  const consent = Consent.inForce(yield* (yield* ConsentStore).of(tenant, to.id), {
    person: to.id,
    channel: state.channel,
    purpose,
    at: now,
    needsGuardian,
  })
  if (Result.isFailure(consent)) {
    const rule = RuleId.make(consent.failure.rule)
    return yield* settleWith(CareMessage.closeChannel(message, state.channel, rule, ground, now))
  }
  const then = { ...ground, contacts: made }
  const started = CareMessage.startSend(message, consent.success.id, then, now)
  // The planned moment went by while nobody worked, or something changed since: look for another.
  if (Result.isFailure(started)) return yield* settleWith(CareMessage.replan(message, then, now))

  const [next] = started.success
  const sent = next.sends.at(-1)
  if (sent === undefined) return Sending.nothing
  yield* CareKeeping.save(loaded, after(known, started.success), { claim })
  const outgoing = {
    tenant,
    id: messageId(tenant, message.id, sent.number, sent.channel),
    purpose,
    subject: { _tag: "Care", message: message.id, number: sent.number },
    to,
  } as const
  yield* Sending.store(outgoing, sent.channel, now)
  const content = Sending.ofPractice(() => practice.compose({ ...record, message: next }, reminding))
  const sending: Sending.Next<CareMessage.CareSend> = {
    _tag: "Send",
    send: sent,
    message: { ...outgoing, content },
  }
  return sending
})

const deliver = Effect.fnUntraced(function* (
  tenant: TenantId,
  id: CareMessageId,
  number: number,
  delivery: Delivery,
) {
  yield* CareKeeping.decide(tenant, id, ({ ground, record }, now) =>
    CareMessage.recordDelivery(record.message, number, delivery, ground, now),
  ).pipe(Effect.catchTag("CareSendNotFound", () => Effect.void))
})

/** Records what a channel said of a send: right after sending, or later by a receipt. */
export const recordDelivery = Effect.fn("Care.recordDelivery")(function* (
  tenant: TenantId,
  id: CareMessageId,
  number: number,
  delivery: Delivery,
) {
  yield* CareKeeping.withCare(deliver(tenant, id, number, delivery))
})

/** Ends a message that hasn't ended; see `CareMessage.conclude`. Answers with it. */
export const conclude = Effect.fn("Care.conclude")(function* (
  tenant: TenantId,
  id: CareMessageId,
  conclusion: CareMessage.Conclusion,
) {
  const [message] = yield* CareKeeping.conclude(tenant, id, conclusion)
  return message
})

/**
 * Takes up again, where this worker has care, every message to a person that was closed for want of a consent they now give. Part
 * of a unit of work.
 */
export const consentGiven = (tenant: TenantId, consent: Consent.Consent) =>
  Effect.asVoid(Equipment.where(CareKeeping.services, takeUp(tenant, consent)))

const takeUp = Effect.fnUntraced(function* (tenant: TenantId, consent: Consent.Consent) {
  for (const { record } of yield* (yield* CareStore).messages.ofPerson(tenant, consent.person, "open")) {
    const { closed, id } = record.message
    if (!closed.some(({ rule }) => Consent.consentRules.has(rule))) continue
    yield* CareKeeping.decide(tenant, id, ({ ground, record }, now) =>
      Result.succeed(CareMessage.consentGiven(record.message, consent, ground, now)),
    )
  }
})

/** Looks again for the moment of a message, as of now: after a holiday notice, a changed policy. Answers with what happened. */
export const replan = Effect.fn("Care.replan")(function* (tenant: TenantId, id: CareMessageId) {
  const [, events] = yield* CareKeeping.decide(tenant, id, ({ ground, record }, now) =>
    Result.succeed(CareMessage.replan(record.message, ground, now)),
  )
  return events
})

/**
 * Keeps how a person can be reached now with what they are enrolled in and what is still to be sent to them, and looks again for
 * its moments: a new number, other hours of rest. Answers with the messages that were changed.
 */
export const amend = Effect.fn("Care.amend")(function* (
  tenant: TenantId,
  to: ContactablePerson.ContactablePerson,
) {
  return yield* inUnit(amending(tenant, to))
})

/** The same, where this worker has care. Part of a unit of work. */
export const personChanged = (tenant: TenantId, to: ContactablePerson.ContactablePerson) =>
  Effect.asVoid(Equipment.where(CareKeeping.services, amending(tenant, to)))

const amending = Effect.fnUntraced(function* (tenant: TenantId, to: ContactablePerson.ContactablePerson) {
  const changed: Array<CareMessageId> = []
  for (const kept of yield* (yield* CareStore).messages.ofPerson(tenant, to.id, "open")) {
    const { message, to: before } = kept.record
    if (Equal.equals(before, to)) continue
    const loaded = yield* CareKeeping.loadedAs(tenant, kept)
    const ground = { ...loaded.ground, person: to }
    const decided = CareMessage.replan(message, ground, yield* DateTime.now)
    yield* CareKeeping.save(loaded, decided, { also: { to } })
    changed.push(message.id)
  }
  const followed = yield* Enrolments.personChanged(tenant, to)
  return [...new Set([...changed, ...followed])]
})

/**
 * Lets somebody out of whatever they are told about a patient whose record names them no more, as a guardian in whose place another
 * came, where this worker has care. Part of a unit of work.
 */
export const notAddressed = (tenant: TenantId, patient: PatientId, person: PersonId) =>
  Effect.asVoid(Equipment.where(CareKeeping.services, ending(tenant, patient, person)))

const ending = Effect.fnUntraced(function* (tenant: TenantId, patient: PatientId, person: PersonId) {
  const { enrolments, messages } = yield* CareStore
  for (const { record } of yield* enrolments.ofPatient(tenant, patient, "open"))
    if (record.enrolment.person === person)
      yield* Enrolments.leaving(tenant, record.enrolment.id, "notAddressed")
  for (const { record } of yield* messages.ofPatient(tenant, patient, "open"))
    if (record.message.addressee === person) yield* CareKeeping.conclude(tenant, record.message.id, "left")
})

const pageSize = 200

/** Every message that hasn't ended, by id. */
export const open = (tenant: TenantId) =>
  Pages.all((after: { readonly after?: CareMessageId }) =>
    Effect.flatMap(CareStore, ({ messages }) =>
      messages.list(tenant, { of: "open", limit: pageSize, ...after }),
    ),
  ).pipe(Stream.map(({ record }): CareMessage.CareMessage => record.message))

/** The same for every open message of a hospital, one unit of work each; answers with those in which something moved. */
export const replanAll = Effect.fn("Care.replanAll")(function* (tenant: TenantId) {
  const replanned = Stream.mapEffect(open(tenant), ({ id }) =>
    Effect.map(replan(tenant, id), (events) => (events.length > 0 ? [id] : [])),
  )
  return (yield* Stream.runCollect(replanned)).flat()
})
