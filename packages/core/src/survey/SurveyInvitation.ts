/**
 * One person's invitation to answer a questionnaire about one occasion: when it goes out and by which channel, its reminders,
 * what came back, and how it ended.
 *
 * **Details**
 *
 * Every message lies in the person's contact window. The first is also held by caps on invitations of whatever questionnaire,
 * so that nobody is worn out by surveys; where they leave no moment the person isn't asked, and isn't part of the sample.
 * Reminders go only to those from whom nothing has come, and end with the time to answer. Who answers item by item is asked the
 * next by a message of its own; such an invitation ends once nothing more is asked. A late answer that still counts by
 * the response policy corrects how the invitation ended.
 *
 * Decisions are total: they give the next invitation with the events that lead there, or refuse. Consent is the caller's to
 * check, in the unit of work that stores the send.
 *
 * **Example** (A visit at night, asked about the next morning, reminded once, answered by half)
 *
 * ```ts
 * import { DateTime, Result } from "effect"
 * import {
 *   ChinaCalendar,
 *   ChinaContact,
 *   GeneralQuestionnaires,
 *   Id,
 *   PhoneNumber,
 *   Questionnaire,
 *   SurveyInvitation,
 *   TimeZone,
 * } from "@aftercare/core"
 *
 * const zone = TimeZone.make("Asia/Shanghai")
 * const clock = (at: DateTime.Utc) => {
 *   const millis = DateTime.toEpochMillis(at)
 *   return `${TimeZone.dateAt(zone, millis)} ${TimeZone.timeAt(zone, millis)}`
 * }
 * const ground = {
 *   person: {
 *     id: Id.PersonId.make("p-17/self"),
 *     relation: "self",
 *     name: "王芳",
 *     phone: PhoneNumber.PhoneNumber.make("+8613800138000"),
 *     profile: {
 *       zone,
 *       language: "zh",
 *       rest: ChinaContact.restIn("mainland"),
 *       work: { _tag: "None" },
 *       preferred: [],
 *       channels: ["sms", "phone"],
 *       doNotDisturbOn: [],
 *     },
 *   },
 *   contact: ChinaContact.carePolicy,
 *   calendar: ChinaCalendar.publicHolidays,
 *   policy: GeneralQuestionnaires.invitationPolicy,
 *   contacts: [],
 *   invitedAt: [],
 * } as const
 * const occasion = {
 *   id: Id.OccasionId.make("visit-9"),
 *   kind: "visit",
 *   at: DateTime.makeUnsafe("2026-03-02T21:00:00+08:00"),
 * } as const
 *
 * const questionnaire = Questionnaire.revision(GeneralQuestionnaires.afterVisit)
 * const [made] = Result.getOrThrow(SurveyInvitation.make(occasion, questionnaire, ground, occasion.at))
 * const planned = ({ state }: SurveyInvitation.SurveyInvitation) => state._tag === "Planned" && clock(state.at)
 * planned(made) // => "2026-03-03 08:00"
 *
 * const consent = Id.ConsentId.make("c-1")
 * const sentAt = DateTime.makeUnsafe("2026-03-03T08:00:00+08:00")
 * const [sent] = Result.getOrThrow(SurveyInvitation.startSend(made, consent, ground, sentAt))
 * planned(sent) // => "2026-03-06 08:00"
 * sent.closesAt && clock(sent.closesAt) // => "2026-03-18 00:00"
 *
 * const half = { response: Id.ResponseId.make("r-1"), standing: "partial" } as const
 * const late = GeneralQuestionnaires.responsePolicy.late
 * const [answered] = SurveyInvitation.receive(sent, half, late, DateTime.makeUnsafe("2026-03-05T19:00:00+08:00"))
 * answered.state // => { _tag: "Open" }
 * const [ended] = SurveyInvitation.close(answered, DateTime.makeUnsafe("2026-03-18T00:00:00+08:00"))
 * ended.state._tag === "Ended" && ended.state.disposition // => "partial"
 * ```
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Equal from "effect/Equal"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Delivery, Disposition } from "../contact/ContactAttempt.ts"
import * as ContactWindow from "../contact/ContactWindow.ts"
import { ahead, byNumber, openChannels, placed, usableChannels } from "../contact/MessagePlacement.ts"
import type { PersonContact } from "../contact/PersonContact.ts"
import { type ConsentId, InvitationId, OccasionId, type ResponseId } from "../foundation/Id.ts"
import { RuleId } from "../foundation/Rule.ts"
import type { Channel, Purpose } from "../foundation/Word.ts"
import { type Consent, consentRules } from "../privacy/Consent.ts"
import {
  endsAt,
  evolve,
  type InvitationEvent,
  type Received,
  replay,
  type Send,
  type SurveyInvitation,
  wentOut,
} from "./InvitationEvent.ts"
import * as InvitationPolicy from "./InvitationPolicy.ts"
import type { Occasion } from "./Occasion.ts"
import type { Revision } from "./Questionnaire.ts"
import { isLate, type Late, type Standing } from "./ResponsePolicy.ts"
import { cameThrough, type Ground, spoken, windowFor } from "./SendPlacement.ts"
import type { SurveyDisposition } from "./SurveyDisposition.ts"

export { ClosedChannel } from "../contact/MessagePlacement.ts"
export {
  endsAt,
  evolve,
  InvitationEvent,
  InvitationState,
  Received,
  replay,
  Send,
  SurveyInvitation,
  wentOut,
} from "./InvitationEvent.ts"
export type { Ground } from "./SendPlacement.ts"

/** Nobody is invited about this occasion, by the rule named. */
export class InvitationRefused extends Schema.TaggedError<InvitationRefused>(
  "@aftercare/core/InvitationRefused",
)("InvitationRefused", {
  occasion: OccasionId,
  rule: Schema.Literals([
    "invitation.deceased",
    "invitation.occasion",
    "invitation.channel",
    "invitation.tooLate",
  ]),
}) {
  override get message() {
    return `nobody is invited about ${this.occasion}: ${this.rule}`
  }
}

/** The message doesn't go out now: none is planned, its moment hasn't come, or the time to ask or answer is over. */
export class SendRefused extends Schema.TaggedError<SendRefused>("@aftercare/core/SendRefused")(
  "SendRefused",
  {
    invitation: InvitationId,
    rule: Schema.Literals(["send.notPlanned", "send.beforePlanned", "send.tooLate"]),
  },
) {
  override get message() {
    return `invitation ${this.invitation}: ${this.rule}`
  }
}

/** The invitation has no message of this number. */
export class SendNotFound extends Schema.TaggedError<SendNotFound>("@aftercare/core/SendNotFound")(
  "SendNotFound",
  { invitation: InvitationId, number: Schema.Int },
) {
  override get message() {
    return `invitation ${this.invitation} has no message ${this.number}`
  }
}

/** A decision: the next invitation and the events that led there. Folding the events over the one before gives it. */
export type Decided = readonly [next: SurveyInvitation, events: ReadonlyArray<InvitationEvent>]

const decided = (invitation: SurveyInvitation, events: ReadonlyArray<InvitationEvent>): Decided => [
  replay(invitation, events),
  events,
]

/**
 * The invitation of a person about an occasion, with its first message placed.
 *
 * Fails with `InvitationRefused`: the patient has died, the policy isn't for such occasions, no channel is left that it and the
 * person both use, or the time to ask is over.
 */
export const make = (
  occasion: Occasion,
  questionnaire: Revision,
  ground: Ground,
  at: DateTime.Utc,
): Result.Result<Decided, InvitationRefused> => {
  const { person, policy } = ground
  const refuse = (rule: InvitationRefused["rule"]) =>
    Result.fail(new InvitationRefused({ occasion: occasion.id, rule }))
  if (ground.vitalStatus === "deceased") return refuse("invitation.deceased")
  if (!policy.occasions.includes(occasion.kind)) return refuse("invitation.occasion")
  const channels = usableChannels(policy.channels, person, ground.contact)
  if (channels.length === 0) return refuse("invitation.channel")
  const span = InvitationPolicy.spanOf(
    policy.window,
    DateTime.toEpochMillis(occasion.at),
    person.profile.zone,
  )
  const now = DateTime.toEpochMillis(at)
  if (now >= span.latest) return refuse("invitation.tooLate")
  const unplaced: SurveyInvitation = {
    id: InvitationId.make(`${occasion.id}/${questionnaire.id}`),
    occasion,
    questionnaire,
    policy: { id: policy.id, version: policy.version },
    addressee: person.id,
    channels,
    closed: [],
    span: ContactWindow.toInstants(span),
    sends: [],
    received: [],
    state: { _tag: "Unplaced", rules: [] },
  }
  const invitation = { ...unplaced, state: placed(channels, windowOn(unplaced, ground), ahead(span, now)) }
  return Result.succeed([invitation, [{ _tag: "InvitationMade", invitation }]])
}

/**
 * Looks again for the moment of the next message, as after a change of profile, policy, caps or calendar. With nothing
 * changed nothing changes; an invitation that waits for answers or has ended stays as it is.
 */
export const replan = (invitation: SurveyInvitation, ground: Ground, at: DateTime.Utc): Decided => {
  const { state } = invitation
  if (state._tag === "Open" || state._tag === "Ended") return decided(invitation, [])
  const next = nextSend(invitation, ground, DateTime.toEpochMillis(at))
  return decided(invitation, Equal.equals(next, state) ? [] : [{ _tag: "SendPlaced", state: next }])
}

type Pending = Exclude<SurveyInvitation["state"], { readonly _tag: "Ended" }>

/** Where the invitation stands once its next message has been looked for, from `now` on. */
const nextSend = (invitation: SurveyInvitation, ground: Ground, now: number): Pending => {
  const { sends, span, state } = invitation
  const open = openChannels(invitation)
  const last = sends[sends.length - 1]
  const deferredUntil =
    last?.delivery?._tag === "Deferred" ? DateTime.toEpochMillis(last.delivery.until) : now
  if (invitation.received.length > 0) {
    const planned = state._tag === "Planned" || state._tag === "AwaitingCalendar" ? state : undefined
    const item = planned?.item ?? (last !== undefined && !wentOut(last) ? last.item : undefined)
    const channel = planned?._tag === "Planned" ? planned.channel : last?.channel
    return item === undefined || channel === undefined
      ? { _tag: "Open" }
      : further(invitation, [channel], ground, Math.max(now, deferredUntil), item)
  }
  if (last === undefined || !sends.some(wentOut)) {
    const { due, earliest, ideal, latest } = span
    const whole = {
      earliest: DateTime.toEpochMillis(earliest),
      ideal: DateTime.toEpochMillis(ideal),
      due: DateTime.toEpochMillis(due),
      latest: DateTime.toEpochMillis(latest),
    }
    return placed(open, windowOn(invitation, ground), ahead(whole, Math.max(now, deferredUntil)))
  }
  // A message that didn't come through is made up for at once; it was no reminder.
  const reminder = ground.policy.reminders[sends.filter(cameThrough).length - 1]
  const isAgain = !cameThrough(last)
  if (!isAgain && reminder === undefined) return { _tag: "Open" }
  const after = isAgain ? 0 : (reminder?.afterHours ?? 0) * hourMillis
  const from = Math.max(now, deferredUntil, DateTime.toEpochMillis(last.at) + after)
  const channels = isAgain || reminder === undefined ? open : turned(invitation, open, last, reminder.by)
  return further(invitation, channels, ground, from)
}

/** A message after the first by one of these channels, from `from` until the time to answer is over; none without a moment. */
const further = (
  invitation: SurveyInvitation,
  channels: ReadonlyArray<Channel>,
  ground: Ground,
  from: number,
  item?: string,
): Pending => {
  const until = DateTime.toEpochMillis(endsAt(invitation))
  if (from >= until) return { _tag: "Open" }
  const open = openChannels(invitation)
  const state = placed(
    channels.filter((channel) => open.includes(channel)),
    windowOn(invitation, ground),
    { earliest: from, ideal: from, due: until, latest: until },
  )
  if (state._tag === "Unplaced") return { _tag: "Open" }
  return item === undefined ? state : { ...state, item }
}

const windowOn = (invitation: SurveyInvitation, ground: Ground) => (channel: Channel) =>
  windowFor(invitation, channel, ground)

const hourMillis = 3_600_000

/** The open channels, from the last one used on or from the one after it, and round. */
const turned = (
  { channels }: SurveyInvitation,
  open: ReadonlyArray<Channel>,
  last: Send,
  by: InvitationPolicy.Reminder["by"],
): ReadonlyArray<Channel> => {
  const first = channels.indexOf(last.channel) + (by === "nextChannel" ? 1 : 0)
  return [...channels.slice(first), ...channels.slice(0, first)].filter((channel) => open.includes(channel))
}

/**
 * Starts the message that is planned, and places the reminder after it. It is stored before the channel is asked. The window
 * is looked at once more, with the contacts made since.
 *
 * Fails with `SendRefused`, with `OutsideWindow` where the person isn't to be disturbed now, and with `ChannelNotUsed` or
 * `EmptyWindow` where a policy changed.
 */
export const startSend = (
  invitation: SurveyInvitation,
  consent: ConsentId,
  ground: Ground,
  at: DateTime.Utc,
): Result.Result<
  Decided,
  SendRefused | ContactWindow.OutsideWindow | ContactWindow.ChannelNotUsed | ContactWindow.EmptyWindow
> => {
  const { id, state } = invitation
  const refuse = (rule: SendRefused["rule"]) => Result.fail(new SendRefused({ invitation: id, rule }))
  if (state._tag !== "Planned") return refuse("send.notPlanned")
  if (DateTime.isLessThan(at, state.at)) return refuse("send.beforePlanned")
  if (DateTime.isGreaterThanOrEqualTo(at, endsAt(invitation))) return refuse("send.tooLate")
  const now = DateTime.toEpochMillis(at)
  return Result.flatMap(windowFor(invitation, state.channel, ground), (window) =>
    Result.map(ContactWindow.permit(window, now), () => {
      const send: Send = {
        number: nextNumber(invitation),
        channel: state.channel,
        at,
        consent,
        basis: window.basis,
        ...(state.item === undefined ? {} : { item: state.item }),
      }
      const closesAt = DateTime.makeUnsafe(
        InvitationPolicy.closing(ground.policy, now, ground.person.profile.zone),
      )
      const started: InvitationEvent = { _tag: "SendStarted", send, closesAt }
      const next = nextSend(evolve(invitation, started), ground, now)
      return decided(invitation, [
        started,
        ...(next._tag === "Open" ? [] : [{ _tag: "SendPlaced", state: next } as const]),
      ])
    }),
  )
}

/** What was deferred last is sent under its number; where another went out since, that one made up for it. */
const nextNumber = ({ sends }: SurveyInvitation): number => {
  const last = sends.at(-1)
  return last === undefined || wentOut(last) ? sends.length + 1 : last.number
}

/** The message of this number. */
const found = (invitation: SurveyInvitation, number: number): Result.Result<Send, SendNotFound> => {
  const send = invitation.sends.find((one) => one.number === number)
  return send === undefined
    ? Result.fail(new SendNotFound({ invitation: invitation.id, number }))
    : Result.succeed(send)
}

/** A message that its channel refused for good. */
export const rejected = RuleId.make("delivery.rejected")

/**
 * Records what the channel said of a message. One that was refused closes its channel and is made up for by the next; where
 * none is left and nothing ever came through, the invitation ends as undeliverable. One that surely didn't go out is made up
 * for once its channel may be asked again. What is known isn't forgotten for something that comes late or out of order and
 * knows less.
 *
 * Fails with `SendNotFound`.
 */
export const recordDelivery = (
  invitation: SurveyInvitation,
  number: number,
  delivery: Delivery,
  ground: Ground,
  at: DateTime.Utc,
): Result.Result<Decided, SendNotFound> =>
  Result.map(found(invitation, number), ({ channel, delivery: known }) => {
    if (Equal.equals(delivery, known) || knowledge(delivery) < knowledge(known))
      return decided(invitation, [])
    const delivered: InvitationEvent = { _tag: "SendDelivered", number, delivery }
    if (delivery._tag === "Rejected")
      return decided(invitation, withoutChannels(invitation, delivered, [channel], rejected, ground, at))
    const next = evolve(invitation, delivered)
    const isNewest = number === invitation.sends.length
    // What it was put off for is planned no more once it was taken after all.
    const wasOrIsDeferred = delivery._tag === "Deferred" || known?._tag === "Deferred"
    if (!wasOrIsDeferred || !isNewest || next.state._tag === "Ended") return decided(invitation, [delivered])
    const state = nextSend(next, ground, DateTime.toEpochMillis(at))
    return decided(invitation, [delivered, { _tag: "SendPlaced", state }])
  })

/** How much is known of a message by what was said of it. */
const knowledge = (delivery: Delivery | undefined): number => {
  switch (delivery?._tag) {
    case undefined:
      return 0
    case "Unknown":
      return 1
    case "Deferred":
      return 2
    case "Accepted":
      return 3
    case "Rejected":
      return 4
  }
}

/**
 * Records what became of a call. Who declines isn't asked again; a number that leads elsewhere closes the channels that use it;
 * without a common language those on which one speaks are closed.
 *
 * Fails with `SendNotFound`.
 */
export const recordCall = (
  invitation: SurveyInvitation,
  number: number,
  disposition: Disposition,
  ground: Ground,
  at: DateTime.Utc,
): Result.Result<Decided, SendNotFound> =>
  Result.map(found(invitation, number), ({ channel }) => {
    const ended: InvitationEvent = { _tag: "CallEnded", number, disposition }
    const conclusion = conclusions[disposition]
    if (conclusion !== undefined)
      return decided(invitation, [ended, ...concluding(evolve(invitation, ended), conclusion, at)])
    const without = (channels: Iterable<Channel>, rule: string) =>
      decided(
        invitation,
        withoutChannels(invitation, ended, [...channels], RuleId.make(rule), ground, at, disposition),
      )
    switch (disposition) {
      case "wrongNumber":
        return without(byNumber, "phone.wrongNumber")
      case "outOfService":
        return without(byNumber, "phone.outOfService")
      case "languageBarrier":
        return without(spoken, "language.barrier")
      case "rejected":
        return without([channel], "delivery.rejected")
      default:
        return decided(invitation, [ended])
    }
  })

const conclusions: { readonly [D in Disposition]?: Conclusion } = {
  declined: "refused",
  deceased: "deceased",
  readmitted: "unableToAnswer",
}

/** The events after these channels turned out to lead nowhere. */
const withoutChannels = (
  invitation: SurveyInvitation,
  because: InvitationEvent,
  channels: ReadonlyArray<Channel>,
  rule: RuleId,
  ground: Ground,
  at: DateTime.Utc,
  disposition?: Disposition,
): ReadonlyArray<InvitationEvent> => {
  const closing = channels
    .filter((channel) => openChannels(invitation).includes(channel))
    .map((channel): InvitationEvent => ({ _tag: "ChannelClosed", channel, rule }))
  const events = [because, ...closing]
  const next = replay(invitation, events)
  if (next.state._tag === "Ended") return events
  if (openChannels(next).length > 0) {
    const state = nextSend(next, ground, DateTime.toEpochMillis(at))
    return [...events, { _tag: "SendPlaced", state }]
  }
  if (next.received.length > 0) return [...events, { _tag: "SendPlaced", state: { _tag: "Open" } }]
  if (disposition === "languageBarrier") return [...events, ...concluding(next, "languageBarrier", at)]
  return [
    ...events,
    next.sends.some(cameThrough)
      ? { _tag: "SendPlaced", state: { _tag: "Open" } }
      : { _tag: "InvitationEnded", disposition: "undeliverable", at },
  ]
}

/**
 * Closes a channel to this invitation, as where a consent was withdrawn, and looks for another. Where none is left an
 * invitation that nothing went out for ends as not invited.
 */
export const closeChannel = (
  invitation: SurveyInvitation,
  channel: Channel,
  rule: RuleId,
  ground: Ground,
  at: DateTime.Utc,
): Decided => {
  if (!openChannels(invitation).includes(channel)) return decided(invitation, [])
  const closed: InvitationEvent = { _tag: "ChannelClosed", channel, rule }
  const next = evolve(invitation, closed)
  if (next.state._tag === "Ended" || next.state._tag === "Open") return decided(invitation, [closed])
  if (openChannels(next).length === 0 && !next.sends.some(wentOut))
    return decided(invitation, [closed, { _tag: "InvitationEnded", disposition: "notInvited", at }])
  const state = nextSend(next, ground, DateTime.toEpochMillis(at))
  return decided(invitation, [closed, { _tag: "SendPlaced", state }])
}

/** Whether something may still go out: it hasn't ended, or only as not invited, and the time to ask isn't over. */
export const isOpen = ({ span, state }: SurveyInvitation, at: DateTime.Utc): boolean =>
  state._tag !== "Ended" || (state.disposition === "notInvited" && DateTime.isLessThan(at, span.latest))

/**
 * Opens again what was closed for want of the person's consent, now that it is given, and looks again for the moment of the
 * next message. One that ended as not invited is taken up again, as long as the time to ask isn't over; any other that has
 * ended stays as it is.
 */
export const consentGiven = (
  invitation: SurveyInvitation,
  { channels, person, purposes }: Pick<Consent, "channels" | "person" | "purposes">,
  ground: Ground,
  at: DateTime.Utc,
): Decided => {
  const { addressee, closed, state } = invitation
  const isMeant = person === addressee && purposes.includes(ground.policy.purpose)
  const opened = closed
    .filter(({ channel, rule }) => channels.includes(channel) && consentRules.has(rule))
    .map(({ channel }): InvitationEvent => ({ _tag: "ChannelOpened", channel }))
  if (!isOpen(invitation, at) || !isMeant || opened.length === 0) return decided(invitation, [])
  const next = nextSend(replay(invitation, opened), ground, DateTime.toEpochMillis(at))
  return decided(
    invitation,
    Equal.equals(next, state) ? opened : [...opened, { _tag: "SendPlaced", state: next }],
  )
}

/** An answer that came in, graded by the response policy's completeness. */
export interface Answered {
  readonly response: ResponseId
  readonly standing: Standing
}

/** What is asked next of somebody who answers item by item: by the channel of the answer, from `at` on. */
export interface AskedNext {
  readonly item: string
  readonly channel: Channel
  readonly ground: Ground
  readonly at: DateTime.Utc
}

/**
 * Records a response, or how full it has become since. A complete one ends the invitation unless more is asked `next`, of one
 * who was sent a message before, and there is a moment for it; after any other no more reminders go out. One that is late by
 * the policy is kept and changes nothing else; one that counts after the invitation ended corrects how it did.
 */
export const receive = (
  invitation: SurveyInvitation,
  { response, standing }: Answered,
  late: Late,
  at: DateTime.Utc,
  next?: AskedNext,
): Decided => {
  const known = invitation.received.find((one) => one.response === response)
  const { closesAt, state } = invitation
  const tooLate = isLate(late, DateTime.toEpochMillis(at), closesAt && DateTime.toEpochMillis(closesAt))
  const received: Received = { response, standing, at, ...(tooLate ? { late: true } : {}) }
  const came: ReadonlyArray<InvitationEvent> =
    known?.standing === standing ? [] : [{ _tag: "ResponseReceived", received }]
  // What came in time of a response stands.
  if (tooLate) return decided(invitation, known === undefined ? came : [])
  const after = replay(invitation, came)
  const best = answeredBy(after)
  const asking: Pending =
    next === undefined || !after.sends.some(wentOut)
      ? { _tag: "Open" }
      : further(after, [next.channel], next.ground, DateTime.toEpochMillis(next.at), next.item)
  const ends =
    best !== undefined &&
    (state._tag === "Ended"
      ? ranks[best] > ranks[state.disposition]
      : best === "completed" && asking._tag === "Open")
  if (ends) return decided(invitation, [...came, { _tag: "InvitationEnded", disposition: best, at }])
  const stays = state._tag === "Ended" || Equal.equals(state, asking)
  return decided(invitation, stays ? came : [...came, { _tag: "SendPlaced", state: asking }])
}

/** Which ending an answer corrects: a lower one. What somebody said of themselves stands beside a broken-off answer. */
const ranks: { readonly [D in SurveyDisposition]: number } = {
  completed: 3,
  partial: 2,
  brokenOff: 1,
  refused: 1,
  unableToAnswer: 1,
  languageBarrier: 1,
  deceased: 1,
  notEligible: 3,
  nonContact: 0,
  nothingReturned: 0,
  undeliverable: 0,
  notInvited: 0,
}

/** The disposition that the answers that counted make; undefined where there are none. */
const answeredBy = ({ received }: SurveyInvitation): "completed" | "partial" | "brokenOff" | undefined => {
  const standings = received.flatMap(({ late, standing }) => (late === true ? [] : [standing]))
  if (standings.includes("complete")) return "completed"
  if (standings.includes("partial")) return "partial"
  return standings.length > 0 ? "brokenOff" : undefined
}

/** What somebody else than the answers can end an invitation with. */
export type Conclusion = Extract<
  SurveyDisposition,
  "refused" | "unableToAnswer" | "languageBarrier" | "deceased" | "notEligible"
>

/**
 * Ends an invitation that is still open: the person declined, died, can't answer, or wasn't to be asked. One that ended as not
 * invited while a consent could still take it up is no longer: as nobody was asked, it ends as not eligible.
 */
export const conclude = (invitation: SurveyInvitation, disposition: Conclusion, at: DateTime.Utc): Decided =>
  decided(invitation, concluding(invitation, disposition, at))

/** What was answered by then is kept: a complete or partial response stays one. */
const concluding = (
  invitation: SurveyInvitation,
  disposition: Conclusion,
  at: DateTime.Utc,
): ReadonlyArray<InvitationEvent> => {
  if (invitation.state._tag === "Ended")
    return isOpen(invitation, at) ? [{ _tag: "InvitationEnded", disposition: "notEligible", at }] : []
  const answered = answeredBy(invitation)
  const stands = (answered === "completed" || answered === "partial") && disposition !== "notEligible"
  const ending = stands ? answered : disposition
  return [{ _tag: "InvitationEnded", disposition: ending, at }]
}

/**
 * When the first message went out that came through, or the one planned is to; undefined where neither. What the person's
 * other invitations are held against.
 */
export const invitedAt = ({ sends, state }: SurveyInvitation): DateTime.Utc | undefined =>
  sends.find(cameThrough)?.at ?? (state._tag === "Planned" ? state.at : undefined)

/** The contacts of an invitation, made and planned, for the caps of others with the person. */
export const contactsOf = (
  { addressee, sends, state }: SurveyInvitation,
  purpose: Purpose,
): ReadonlyArray<PersonContact> => {
  const contact = ({ at, channel }: { at: DateTime.Utc; channel: Channel }, made: boolean) => ({
    person: addressee,
    at: DateTime.toEpochMillis(at),
    channel,
    purpose,
    made,
  })
  return [
    ...sends.filter(wentOut).map((send) => contact(send, true)),
    ...(state._tag === "Planned" ? [contact(state, false)] : []),
  ]
}

/** When something must next be done: a message, or its end. Undefined once it has ended. */
export const dueAt = (invitation: SurveyInvitation): DateTime.Utc | undefined => {
  const { state } = invitation
  switch (state._tag) {
    case "Planned":
      return state.at
    case "AwaitingCalendar":
    case "Unplaced":
    case "Open":
      return endsAt(invitation)
    case "Ended":
      return undefined
  }
}

/** Ends the invitation once its time is over, by what came of it; before that it stays as it is. */
export const close = (invitation: SurveyInvitation, at: DateTime.Utc): Decided => {
  const { state } = invitation
  const isOver = DateTime.isGreaterThanOrEqualTo(at, endsAt(invitation))
  return decided(
    invitation,
    state._tag === "Ended" || !isOver
      ? []
      : [{ _tag: "InvitationEnded", disposition: answeredBy(invitation) ?? silent(invitation), at }],
  )
}

/** How an invitation ends that nobody answered. */
const silent = ({ sends }: SurveyInvitation): SurveyDisposition => {
  const came = sends.filter(cameThrough)
  if (!sends.some(wentOut)) return "notInvited"
  if (came.length === 0) return "undeliverable"
  if (came.some(({ disposition }) => disposition === "languageBarrier")) return "languageBarrier"
  // Somebody spoke with the person, and no response came of it.
  if (came.some(({ disposition }) => disposition === "completed")) return "brokenOff"
  return came.some(({ channel }) => !spoken.has(channel)) ? "nothingReturned" : "nonContact"
}
