/**
 * Taking what people send back: a word to stop is obeyed before anything else is sent, and whatever the house can't be
 * sure of waits in the inbox for a person. Nothing is dropped.
 *
 * **Details**
 *
 * Who wrote is told by whom the hospital wrote to or called there lately; a number may be shared. A word to stop withdraws,
 * by this channel, the consents of all of them, and the message is the proof. A word to start renews what the last such
 * message withdrew, where they are one person. A number answers the one open question of a survey that it may answer, and
 * has the next one asked; an hour to be called at is promised where one contact waits for an answer and the hour is
 * welcome. The same message told twice changes nothing the second time. A confirmation goes out once and soon, where the
 * hospital's policy has one, or not at all.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { TimeZone } from "../calendar/TimeZone.ts"
import * as ContactablePerson from "../contact/ContactablePerson.ts"
import * as LaterWish from "../contact/LaterWish.ts"
import * as FollowUpPlan from "../followup/FollowUpPlan.ts"
import { contentHash } from "../foundation/ContentHash.ts"
import {
  MessageId,
  type PatientId,
  type PersonId,
  PlanId,
  RecordId,
  type TaskId,
  type TenantId,
} from "../foundation/Id.ts"
import { type Channel, Purpose } from "../foundation/Word.ts"
import { AccessLog } from "../ports/AccessLog.ts"
import { Agenda, type Claim } from "../ports/Agenda.ts"
import { CareStore } from "../ports/CareStore.ts"
import { ConsentStore } from "../ports/ConsentStore.ts"
import { ContactStore } from "../ports/ContactStore.ts"
import { DischargeStore } from "../ports/DischargeStore.ts"
import { type Deed, Inbox, type Place, type Received, type Why } from "../ports/Inbox.ts"
import { type Inbound, type MessageChannel, MessageChannels, type Outgoing } from "../ports/MessageChannel.ts"
import { type Message, MessageLog, type Subject } from "../ports/MessageLog.ts"
import { PlanStore } from "../ports/PlanStore.ts"
import { SurveyStore } from "../ports/SurveyStore.ts"
import type { AccessRecord } from "../privacy/AccessRecord.ts"
import * as Consent from "../privacy/Consent.ts"
import * as Reply from "../privacy/Reply.ts"
import type { Answer, ReplyPolicy } from "../privacy/ReplyPolicy.ts"
import * as Access from "./Access.ts"
import * as Consents from "./Consents.ts"
import * as Equipment from "./Equipment.ts"
import * as Pages from "./Pages.ts"
import * as PlanKeeping from "./PlanKeeping.ts"
import { Practice } from "./Practice.ts"
import * as Sending from "./Sending.ts"
import * as SurveyAnswers from "./SurveyAnswers.ts"
import * as SurveyKeeping from "./SurveyKeeping.ts"

/** What a hospital without a policy knows: no words at all, so that a person reads everything. */
const wordless: ReplyPolicy = { lists: [], stops: "everyPurpose", lookBackDays: 400, answers: {} }

const policyOf = (tenant: TenantId) =>
  Effect.map(Practice, (practice) => practice.of(tenant).replies ?? wordless)

/**
 * Takes one message that came in by a channel, in one unit of work, and answers with what was made of it. Once it has
 * answered the message is kept: only then may its provider be told so.
 */
export const receive = Effect.fn("Replies.receive")(function* (channel: Channel, inbound: Inbound) {
  const work = Effect.gen(function* () {
    const inbox = yield* Inbox
    const known = yield* inbox.find(inbound.tenant, inbound.id)
    if (Option.isSome(known)) return known.value
    const from = ContactablePerson.addressOf(channel, inbound.from)
    const received = yield* understood(channel, { ...inbound, from, text: keepable(inbound.text) })
    yield* inbox.insert(received)
    const { answers } = yield* policyOf(inbound.tenant)
    if (answerTo(received, answers) !== undefined)
      yield* (yield* Agenda).schedule({
        tenant: inbound.tenant,
        kind: "reply",
        id: inbound.id,
        subject: inbound.id,
        dueAt: yield* DateTime.now,
      })
    return received
  })
  return yield* PlanKeeping.inUnit(work)
})

/**
 * A page of what waits for a person, for whoever may read it; that they read these messages is in the access log before,
 * for each patient for whom the hospital is in touch with their senders.
 *
 * Fails with `PermissionRefused`.
 */
export const waiting = Effect.fn("Replies.waiting")(function* (
  tenant: TenantId,
  acting: Access.Acting,
  page: { readonly after?: Place; readonly limit: number },
) {
  const search = { action: "search", what: { kind: "message", id: RecordId.make(tenant) } } as const
  const asked = yield* Access.ask(tenant, acting, "readReplies", search)
  const found = yield* (yield* Inbox).waiting(tenant, page)
  const patients = new Map<PersonId, ReadonlyArray<PatientId>>()
  for (const person of new Set(found.records.flatMap(({ persons }) => persons)))
    patients.set(person, yield* patientsOf(tenant, person))
  const read = found.records.flatMap(({ id, persons }): ReadonlyArray<AccessRecord> => {
    const what = { kind: "message", id: RecordId.make(id) } as const
    const record: AccessRecord = { ...asked, action: "read", what }
    const theirs = new Set(persons.flatMap((person) => patients.get(person) ?? []))
    return theirs.size === 0 ? [record] : [...theirs].map((patient) => ({ ...record, patient }))
  })
  yield* (yield* AccessLog).append(tenant, read.length === 0 ? [asked] : read)
  return found
})

/** The patients for whom the hospital is in touch with a person, by plans, surveys and care. */
const patientsOf = Effect.fnUntraced(function* (tenant: TenantId, person: PersonId) {
  const plans = yield* PlanStore
  const subjects = (yield* (yield* ContactStore).subjects(tenant, person)).filter(Schema.is(PlanId))
  const planned = yield* Effect.forEach(subjects, (subject) => plans.find(tenant, subject))
  const surveys = yield* Effect.serviceOption(SurveyStore)
  const invited = Option.isNone(surveys) ? [] : yield* surveys.value.ofPerson(tenant, person)
  const care = yield* Effect.serviceOption(CareStore)
  const cared = Option.isNone(care) ? [] : yield* care.value.messages.ofPerson(tenant, person, "all")
  return [
    ...planned.flatMap((found) => (Option.isNone(found) ? [] : [found.value.record.patient])),
    ...invited.flatMap(({ record }) => record.invitation.occasion.patient ?? []),
    ...cared.flatMap(({ record }) => record.message.patient ?? []),
  ]
})

/** Takes every message that a channel brings, for as long as it brings any. */
export const receiveAll = (channel: MessageChannel) =>
  Stream.runForEach(channel.inbound, (inbound) => receive(channel.channel, inbound))

/** What a store can keep of a text that anybody may have written. */
const keepable = (text: string): string => text.replaceAll("\u0000", "\uFFFD").slice(0, 10_000).toWellFormed()

/**
 * The contacts with patients that went where this one comes from, the newest first: calls as well, where somebody answers
 * one by a short message.
 */
const sentTo = Effect.fnUntraced(function* (tenant: TenantId, channel: Channel, address: string) {
  const { lookBackDays } = yield* policyOf(tenant)
  const since = DateTime.subtract(yield* DateTime.now, { hours: 24 * lookBackDays })
  const log = yield* MessageLog
  const all = yield* Effect.forEach(channel === "sms" ? (["sms", "phone"] as const) : [channel], (by) =>
    Pages.whole(1_000, (limit) => log.to(tenant, { channel: by, address, since, limit })),
  )
  return all
    .flat()
    .filter(({ purpose }) => purpose !== undefined)
    .sort((a, b) => DateTime.toEpochMillis(b.sentAt) - DateTime.toEpochMillis(a.sentAt))
})

const understood = Effect.fnUntraced(function* (channel: Channel, inbound: Inbound) {
  const { tenant, text } = inbound
  const policy = yield* policyOf(tenant)
  const sent = yield* sentTo(tenant, channel, inbound.from)
  const persons = [...new Set(sent.map(({ person }) => person))]
  const received = (did: Deed | undefined, waits: Why | undefined): Received => ({
    ...inbound,
    channel,
    persons,
    ...(did === undefined ? {} : { did }),
    ...(waits === undefined ? {} : { waits }),
  })
  const reply = Reply.read(policy.lists, text)
  if (reply._tag === "Other") {
    const mayStop = reply.resembles === "OptOut"
    const answered = Option.getOrUndefined(yield* SurveyAnswers.takeDigits(channel, inbound, !mayStop))
    const isRead = answered?.words === ""
    const inWords = persons.length === 0 ? "unknownSender" : "words"
    const waits = mayStop ? "resemblesOptOut" : isRead ? undefined : inWords
    if (answered === undefined) {
      const promised = waits === "words" ? yield* promising(inbound, sent) : undefined
      return promised === undefined ? received(undefined, waits) : received(promised, undefined)
    }
    const { invitation, item, next } = answered
    const last = next === undefined ? { last: true as const } : {}
    return received({ _tag: "Answered", invitation, item, ...last }, waits)
  }
  const [person, ...others] = persons
  if (person === undefined) return received(undefined, "unknownSender")
  const { word } = reply
  if (reply._tag === "Help")
    return policy.answers.Help === undefined
      ? received(undefined, "help")
      : received({ _tag: "Helped", word }, undefined)
  if (reply._tag === "OptOut") {
    const purposesOf = (one: PersonId): ReadonlyArray<Purpose> =>
      policy.stops === "everyPurpose"
        ? Purpose.literals
        : sent.flatMap(({ person, purpose = [] }) => (person === one ? purpose : []))
    const stopped = yield* Effect.forEach(persons, (one) => stop(inbound, one, channel, purposesOf(one)))
    return received(
      { _tag: "OptedOut", word, consents: stopped.flatMap(({ consents }) => consents) },
      stopped.some(({ stands }) => stands) ? "otherBasis" : undefined,
    )
  }
  if (others.length > 0) return received(undefined, "severalPersons")
  const renewed = yield* renew(inbound, person, channel)
  return renewed === undefined
    ? received(undefined, "nothingToRenew")
    : received({ _tag: "OptedIn", word, consents: renewed }, undefined)
})

/**
 * The call that somebody asks for at a later hour, where one contact with them waits for an answer and one of the moments
 * that they may mean is welcome. The hospital's rules are left by no message.
 */
const promising = Effect.fnUntraced(function* ({ tenant, text }: Inbound, sent: ReadonlyArray<Message>) {
  const wish = LaterWish.read(text)
  if (wish === undefined) return undefined
  const waiting: Array<Extract<Subject, { readonly _tag: "FollowUp" }>> = []
  for (const { subject } of sent) {
    if (subject._tag !== "FollowUp") continue
    const plan = yield* (yield* PlanStore).find(tenant, subject.plan)
    const states = Option.match(plan, {
      onNone: () => [],
      onSome: ({ record }) => record.tasks.map(({ state }) => state),
    })
    const isWaiting = states.some(
      (state) => state._tag === "InProgress" && state.attempt.id === subject.attempt,
    )
    if (isWaiting && !waiting.some(({ attempt }) => attempt === subject.attempt)) waiting.push(subject)
  }
  const [only, ...others] = waiting
  if (only === undefined || others.length > 0) return undefined
  const { attempt, plan, task } = only
  let at: DateTime.Utc | undefined
  yield* PlanKeeping.decide(tenant, plan, (loaded, now) => {
    const zone = zoneOf(loaded, task)
    const tries = zone === undefined ? [] : LaterWish.moments(wish, zone, DateTime.toEpochMillis(now))
    const kept = tries.flatMap((millis) => {
      const moment = DateTime.makeUnsafe(millis)
      const promised = { channel: "phone", at: moment } as const
      const decided = FollowUpPlan.promise(loaded.plan, task, attempt, promised, loaded.ground, now)
      return Result.isSuccess(decided) ? [{ moment, decided: decided.success }] : []
    })
    const [first, ...more] = kept
    at = more.length > 0 ? undefined : first?.moment
    return Result.succeed(
      first === undefined || more.length > 0 ? ([loaded.plan, []] as const) : first.decided,
    )
  })
  const promised: Deed | undefined = at && { _tag: "Promised", task, at }
  return promised
})

/** Where the person whom a task addresses lives, by the clock. */
const zoneOf = ({ ground, plan }: PlanKeeping.Loaded, task: TaskId): TimeZone | undefined => {
  const addressee = plan.tasks.find(({ id }) => id === task)?.addressee
  return ground.discharge.persons.find(({ id }) => id === addressee)?.profile.zone
}

/** Withdraws as of now, whatever the provider's clock says: the next try mustn't come before it. */
const stop = Effect.fnUntraced(function* (
  { id, receivedAt, tenant }: Inbound,
  person: PersonId,
  channel: Channel,
  purposes: ReadonlyArray<Purpose>,
) {
  const changed = yield* Consents.withdrawing(tenant, { person, channels: [channel], purposes, by: id })
  const store = yield* ConsentStore
  const kept = yield* store.of(tenant, person)
  for (const consent of Consent.refuseAgain(kept, { person, channel, at: receivedAt }))
    yield* store.put(tenant, consent)
  const at = yield* DateTime.now
  const stands = purposes.some((purpose) =>
    Result.isSuccess(Consent.inForce(kept, { person, channel, purpose, at, needsGuardian: false })),
  )
  return { stands, consents: changed.flatMap((c) => (c.withdrawnBy === id ? c.id : [])) }
})

/** The consents given anew; undefined where this channel wasn't refused by a message, and nothing is allowed either. */
const renew = Effect.fnUntraced(function* (inbound: Inbound, person: PersonId, channel: Channel) {
  const { id, receivedAt: writtenAt, tenant } = inbound
  const store = yield* ConsentStore
  const at = yield* DateTime.now
  const kept = yield* store.of(tenant, person)
  const allows = (purpose: Purpose) =>
    Result.isSuccess(Consent.inForce(kept, { person, channel, purpose, at, needsGuardian: false }))
  const renewed = Consent.renewFrom(kept, { person, channel, at, writtenAt, by: id }).filter(
    ({ purposes }) => !purposes.every(allows),
  )
  for (const consent of renewed) {
    yield* store.put(tenant, consent)
    yield* Consents.opening(tenant, consent)
  }
  return renewed.length > 0 || Purpose.literals.some(allows) ? renewed.map((c) => c.id) : undefined
})

/** What is confirmed is done: once, and not where something goes on that the person refused. */
const answerTo = ({ did, waits }: Received, answers: ReplyPolicy["answers"]): Answer | undefined => {
  switch (did?._tag) {
    case "OptedOut":
      return did.consents.length > 0 && waits === undefined ? answers.OptOut : undefined
    case "OptedIn":
      return answers.OptIn
    case "Helped":
      return answers.Help
    case "Answered":
      return did.last === true && waits !== "resemblesOptOut" ? answers.Thanks : undefined
    default:
      return undefined
  }
}

/** Sends the confirmation that falls due, once: a second one would disturb more than none. */
export const fallDue = Effect.fnUntraced(function* (claim: Claim, hold: Sending.Hold) {
  const begun = Equipment.needed([Inbox], "this worker has no inbox", begin(claim))
  const outgoing = yield* PlanKeeping.inUnit(begun)
  if (outgoing === undefined) return
  const channel = yield* Effect.option((yield* MessageChannels).get(outgoing.channel))
  if (Option.isNone(channel)) return
  const send = Sending.send(channel.value, outgoing.message, hold)
  const delivery = yield* send
  // Nobody comes back to it: what waited for the account's throughput is sent now.
  if (delivery?._tag === "Deferred" && DateTime.isLessThanOrEqualTo(delivery.until, yield* DateTime.now))
    yield* send
})

/** Under the claim: what is still to be sent, written down before it is. */
const begin = Effect.fnUntraced(function* (claim: Claim) {
  const { dueAt, subject, tenant } = claim.entry
  yield* (yield* Agenda).settle(claim, undefined)
  const received = Option.getOrUndefined(yield* (yield* Inbox).find(tenant, MessageId.make(subject)))
  const answer = received && answerTo(received, (yield* policyOf(tenant)).answers)
  if (received === undefined || answer === undefined) return undefined
  const now = yield* DateTime.now
  const until = DateTime.add(DateTime.min(received.receivedAt, dueAt), { seconds: answer.withinSeconds })
  if (DateTime.isLessThan(until, now)) return undefined
  const addressed = yield* addresseeOf(received)
  if (addressed === undefined) return undefined
  const { purpose, to } = addressed
  const { channel } = received
  const outgoing = {
    tenant,
    id: MessageId.make(contentHash([tenant, "reply", received.id, channel])),
    ...(purpose === undefined ? {} : { purpose }),
    subject: { _tag: "Reply", inbound: received.id },
    to,
  } as const
  yield* Sending.store(outgoing, channel, now)
  const message: Outgoing = {
    ...outgoing,
    content: {
      text: answer.text[to.profile.language],
      ...(answer.template === undefined ? {} : { template: { id: answer.template, values: {} } }),
    },
  }
  return { channel, message }
})

/** Who gave a survey its last answer, else the person whom the newest message addressed; as long as the address is theirs. */
const addresseeOf = Effect.fnUntraced(function* ({ channel, did, from, tenant }: Received) {
  if (did?._tag === "Answered") {
    const thanked = yield* SurveyKeeping.withSurveys(SurveyAnswers.mayThank(tenant, did.invitation, channel))
    return thanked && ContactablePerson.addressOn(thanked.to, channel) === from ? thanked : undefined
  }
  for (const { person, purpose, subject } of yield* sentTo(tenant, channel, from)) {
    const to = yield* personOf(tenant, person, subject)
    if (to !== undefined && ContactablePerson.addressOn(to, channel) === from) return { to, purpose }
  }
  return undefined
})

/** The person as the record has them that a message was about. */
const personOf = Effect.fnUntraced(function* (tenant: TenantId, person: PersonId, subject: Subject) {
  if (subject._tag === "FollowUp") {
    const plan = yield* (yield* PlanStore).find(tenant, subject.plan)
    if (Option.isNone(plan)) return undefined
    const discharge = yield* (yield* DischargeStore).find(tenant, plan.value.record.discharge)
    return Option.getOrUndefined(discharge)?.persons.find(({ id }) => id === person)
  }
  const [surveys, care] = [yield* Effect.serviceOption(SurveyStore), yield* Effect.serviceOption(CareStore)]
  if (subject._tag === "Survey" && Option.isSome(surveys))
    return Option.getOrUndefined(yield* surveys.value.find(tenant, subject.invitation))?.record.to
  if (subject._tag === "Care" && Option.isSome(care))
    return Option.getOrUndefined(yield* care.value.messages.find(tenant, subject.message))?.record.to
  return undefined
})
