/**
 * One message that care sends to one person: a greeting, health education, a reminder of medicines or of an event. When it goes
 * out and by which channel, what was said of it, and how it ended.
 *
 * **Details**
 *
 * It goes out once. What a channel refused goes out by the next, what surely wasn't sent goes out again, both only within its
 * span; what nobody knows of is never sent blindly again. With no moment before `latest` it is dropped and says why: nothing
 * is sent late. It lies in the person's contact window unless an override allows its very moment.
 *
 * Decisions are total: they give the next message with the events that lead there, or refuse. Consent is the caller's to
 * check, in the unit of work that stores the send.
 *
 * **Example** (A greeting at noon waits for the end of the rest; refused by SMS it goes out by WeChat)
 *
 * ```ts
 * import { DateTime, Result } from "effect"
 * import { CareMessage, ChinaCalendar, ChinaContact, Id, PhoneNumber, PlainDate, Rule, TimeZone } from "@aftercare/core"
 *
 * const zone = TimeZone.make("Asia/Shanghai")
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
 *       channels: ["sms", "wechat"],
 *       doNotDisturbOn: [],
 *     },
 *   },
 *   contact: ChinaContact.carePolicy,
 *   calendar: ChinaCalendar.publicHolidays,
 *   contacts: [],
 * } as const
 * const on = (time: string) => DateTime.makeUnsafe(`2026-02-17T${time}+08:00`)
 * const wanted: CareMessage.Wanted = {
 *   occasion: {
 *     _tag: "Step",
 *     programme: { id: Id.ProgrammeId.make("stroke"), version: "1", hash: "0".repeat(64) },
 *     enrolment: Id.EnrolmentId.make("e-1"),
 *     step: Id.StepId.make("new-year"),
 *     on: PlainDate.make("2026-02-17"),
 *   },
 *   purpose: "care",
 *   channels: ["sms", "wechat"],
 *   span: { earliest: on("12:30"), ideal: on("12:30"), due: on("18:00"), latest: on("20:00") },
 *   template: { id: "greeting", version: "1" },
 * }
 * const stands = ({ state }: CareMessage.CareMessage) =>
 *   state._tag === "Planned"
 *     ? `${state.channel} at ${TimeZone.timeAt(zone, DateTime.toEpochMillis(state.at))}`
 *     : state._tag
 *
 * const [made] = Result.getOrThrow(CareMessage.make(wanted, ground, on("09:00")))
 * stands(made) // => "sms at 14:00"
 *
 * const consent = Id.ConsentId.make("c-1")
 * const [sent] = Result.getOrThrow(CareMessage.startSend(made, consent, ground, on("14:00")))
 * stands(sent) // => "Sent"
 *
 * const refused = { _tag: "Rejected", code: Rule.RuleId.make("delivery.rejected") } as const
 * const [again] = Result.getOrThrow(CareMessage.recordDelivery(sent, 1, refused, ground, on("14:05")))
 * stands(again) // => "wechat at 14:05"
 * ```
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Equal from "effect/Equal"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { WorkCalendar } from "../calendar/WorkCalendar.ts"
import { type Delivery, learnt } from "../contact/ContactAttempt.ts"
import type { ContactablePerson } from "../contact/ContactablePerson.ts"
import type { ContactPolicy } from "../contact/ContactPolicy.ts"
import * as ContactWindow from "../contact/ContactWindow.ts"
import type { Contact } from "../contact/FrequencyCap.ts"
import { ahead, openChannels, placed, usableChannels } from "../contact/MessagePlacement.ts"
import type { PersonContact } from "../contact/PersonContact.ts"
import type { Status } from "../contact/VitalStatus.ts"
import { CareMessageId, type ConsentId } from "../foundation/Id.ts"
import { RuleId } from "../foundation/Rule.ts"
import type { Channel } from "../foundation/Word.ts"
import { type Consent, consentRules } from "../privacy/Consent.ts"
import {
  type CareConclusion,
  type CareMessage,
  type CareMessageEvent,
  type CareSend,
  type CareState,
  evolve,
  replay,
  type Wanted,
} from "./CareMessageEvent.ts"
import { messageId } from "./CareOccasion.ts"

export {
  CareConclusion,
  CareMessage,
  CareMessageEvent,
  CareSend,
  CareState,
  evolve,
  replay,
  Wanted,
} from "./CareMessageEvent.ts"

/** What sending something to one person rests on. */
export interface Ground {
  readonly person: ContactablePerson
  /** How the person may be contacted at all. */
  readonly contact: ContactPolicy
  readonly calendar: WorkCalendar
  /** Contacts made or planned with the person beside this message's own, whatever they are for. */
  readonly contacts: ReadonlyArray<Contact>
  /** What was told last of whether the patient lives whom it is about; absent where nothing was. */
  readonly vitalStatus?: Status
}

/** No message is made, by the rule named. */
export class CareMessageRefused extends Schema.TaggedError<CareMessageRefused>(
  "@aftercare/core/CareMessageRefused",
)("CareMessageRefused", {
  id: CareMessageId,
  rule: Schema.Literals(["care.deceased", "care.channel", "care.span", "care.tooLate", "care.occasion"]),
}) {
  override get message() {
    return `care message ${this.id} isn't made so: ${this.rule}`
  }
}

/** The message doesn't go out now: none is planned, its moment hasn't come, its time is over, or the person left its channel. */
export class CareSendRefused extends Schema.TaggedError<CareSendRefused>("@aftercare/core/CareSendRefused")(
  "CareSendRefused",
  {
    id: CareMessageId,
    rule: Schema.Literals(["care.notPlanned", "care.beforePlanned", "care.tooLate", "care.channel"]),
  },
) {
  override get message() {
    return `care message ${this.id}: ${this.rule}`
  }
}

/** The message never went out under this number. */
export class CareSendNotFound extends Schema.TaggedError<CareSendNotFound>(
  "@aftercare/core/CareSendNotFound",
)("CareSendNotFound", { id: CareMessageId, number: Schema.Int }) {
  override get message() {
    return `care message ${this.id} never went out under number ${this.number}`
  }
}

/** A decision: the next message and the events that led there. Folding the events over the one before gives it. */
export type Decided = readonly [next: CareMessage, events: ReadonlyArray<CareMessageEvent>]

const decided = (message: CareMessage, events: ReadonlyArray<CareMessageEvent>): Decided => [
  replay(message, events),
  events,
]

/** The window of a message by a channel. */
const windowOn =
  ({ purpose, sends }: CareMessage, { calendar, contact, contacts, person }: Ground) =>
  (channel: Channel) =>
    ContactWindow.make({
      profile: person.profile,
      policy: contact,
      channel,
      purpose,
      calendar,
      contacts: [
        ...contacts,
        ...sends
          .filter(wentOut)
          .map(({ at, channel }) => ({ at: DateTime.toEpochMillis(at), channel, purpose })),
      ],
    })

/** Whether it may have gone out: what is deferred surely didn't. */
export const wentOut = ({ delivery }: CareSend): boolean => delivery?._tag !== "Deferred"

/** Whether it was taken, as far as is known. */
const cameThrough = (send: CareSend): boolean => wentOut(send) && send.delivery?._tag !== "Rejected"

const usable = (message: CareMessage, { contact, person }: Ground): ReadonlyArray<Channel> =>
  usableChannels(openChannels(message), person, contact)

/** Where a message stands that is still to go out, looked for from `now` on. */
const looking = (message: CareMessage, ground: Ground, now: number): CareState => {
  const { override, span, state } = message
  const millis = {
    earliest: DateTime.toEpochMillis(span.earliest),
    ideal: DateTime.toEpochMillis(span.ideal),
    due: DateTime.toEpochMillis(span.due),
    latest: DateTime.toEpochMillis(span.latest),
  }
  const last = message.sends.at(-1)?.delivery
  const from = last?._tag === "Deferred" ? Math.max(now, DateTime.toEpochMillis(last.until)) : now
  if (now >= millis.latest)
    return state._tag === "Sent" ? { _tag: "Unplaced", rules: hindrances(message) } : state
  const channels = usable(message, ground)
  const asked = Math.max(millis.ideal, from)
  if (override !== undefined && asked < millis.latest)
    for (const channel of channels) {
      const allowed = Result.flatMap(windowOn(message, ground)(channel), (window) =>
        Result.map(ContactWindow.permit(window, asked, override), () => window.basis),
      )
      if (Result.isSuccess(allowed))
        return { _tag: "Planned", channel, at: DateTime.makeUnsafe(asked), basis: allowed.success }
    }
  const found = placed(channels, windowOn(message, ground), ahead(millis, from))
  return found._tag === "Unplaced" && found.rules.length === 0
    ? { ...found, rules: hindrances(message) }
    : found
}

/** What is in a message's way where no window is: channels that were closed or put it off, and else that none reaches the person. */
const hindrances = ({ closed, sends }: CareMessage): ReadonlyArray<RuleId> => {
  const last = sends.at(-1)?.delivery
  const rules = new Set([
    ...closed.map(({ rule }) => rule),
    ...(last?._tag === "Deferred" ? [last.code] : []),
  ])
  return rules.size > 0 ? [...rules] : [RuleId.make("care.channel")]
}

const lookingAgain = (
  message: CareMessage,
  ground: Ground,
  at: DateTime.Utc,
): ReadonlyArray<CareMessageEvent> => {
  const state = looking(message, ground, DateTime.toEpochMillis(at))
  return Equal.equals(state, message.state) ? [] : [{ _tag: "SendPlaced", state }]
}

/**
 * The message that is wanted, with its moment looked for.
 *
 * Fails with `CareMessageRefused`: the patient has died, no channel is left that the policy and the person both use, the bounds of
 * the span don't follow one another, or its time is over.
 */
export const make = (
  wanted: Wanted,
  ground: Ground,
  at: DateTime.Utc,
): Result.Result<Decided, CareMessageRefused> => {
  const id = messageId(wanted.occasion, ground.person.id)
  const rule = objectionTo(wanted, ground, at)
  if (rule !== undefined) return Result.fail(new CareMessageRefused({ id, rule }))
  const unplaced: CareMessage = {
    id,
    addressee: ground.person.id,
    ...wanted,
    closed: [],
    sends: [],
    state: { _tag: "Unplaced", rules: [] },
  }
  const message = { ...unplaced, state: looking(unplaced, ground, DateTime.toEpochMillis(at)) }
  return Result.succeed([message, [{ _tag: "CareMessageMade", message }]])
}

/** What stands against sending what is wanted, if anything. */
const objectionTo = (
  { channels, span }: Wanted,
  { contact, person, vitalStatus }: Ground,
  at: DateTime.Utc,
): CareMessageRefused["rule"] | undefined => {
  if (vitalStatus === "deceased") return "care.deceased"
  if (usableChannels(channels, person, contact).length === 0) return "care.channel"
  const { due, earliest, ideal, latest } = span
  const follows =
    DateTime.isLessThanOrEqualTo(earliest, ideal) &&
    DateTime.isLessThanOrEqualTo(ideal, due) &&
    DateTime.isLessThanOrEqualTo(due, latest)
  if (!follows) return "care.span"
  return DateTime.isGreaterThanOrEqualTo(at, latest) ? "care.tooLate" : undefined
}

/**
 * The message as something else is wanted than when it was made: another text, span or channel, after a new version of a
 * programme, a changed regimen. Its moment is looked for again. One that went out or has ended stays as it is.
 *
 * Fails with `CareMessageRefused` as `make` does, and where what is wanted is for another occasion.
 */
export const revise = (
  message: CareMessage,
  wanted: Wanted,
  ground: Ground,
  at: DateTime.Utc,
): Result.Result<Decided, CareMessageRefused> => {
  const { id } = message
  const isOther = messageId(wanted.occasion, message.addressee) !== id
  const rule = isOther ? "care.occasion" : objectionTo(wanted, ground, at)
  if (rule !== undefined) return Result.fail(new CareMessageRefused({ id, rule }))
  const revised: CareMessageEvent = { _tag: "CareMessageRevised", wanted }
  const next = evolve(message, revised)
  if (!isPending(message) || Equal.equals(next, message)) return Result.succeed([message, []])
  return Result.succeed(decided(message, [revised, ...lookingAgain(next, ground, at)]))
}

/**
 * Looks again for the moment of a message, as after a change of profile, policy, caps or calendar. With nothing changed nothing
 * changes; one that went out or has ended stays as it is.
 */
export const replan = (message: CareMessage, ground: Ground, at: DateTime.Utc): Decided =>
  decided(message, isPending(message) ? lookingAgain(message, ground, at) : [])

/** Whether it is still to go out. */
const isPending = ({ state }: CareMessage): boolean => state._tag !== "Sent" && state._tag !== "Ended"

/**
 * Starts the send that is planned. It is stored before the channel is asked. The window is looked at once more, with the
 * contacts made since.
 *
 * Fails with `CareSendRefused`, with `OutsideWindow` where the person isn't to be disturbed now, and with `ChannelNotUsed` or
 * `EmptyWindow` where a policy changed.
 */
export const startSend = (
  message: CareMessage,
  consent: ConsentId,
  ground: Ground,
  at: DateTime.Utc,
): Result.Result<
  Decided,
  CareSendRefused | ContactWindow.OutsideWindow | ContactWindow.ChannelNotUsed | ContactWindow.EmptyWindow
> => {
  const { id, override, span, state } = message
  const refuse = (rule: CareSendRefused["rule"]) => Result.fail(new CareSendRefused({ id, rule }))
  if (state._tag !== "Planned") return refuse("care.notPlanned")
  const { channel } = state
  if (DateTime.isLessThan(at, state.at)) return refuse("care.beforePlanned")
  if (DateTime.isGreaterThanOrEqualTo(at, span.latest)) return refuse("care.tooLate")
  if (!usable(message, ground).includes(channel)) return refuse("care.channel")
  return Result.flatMap(windowOn(message, ground)(channel), (window) =>
    Result.map(ContactWindow.permit(window, DateTime.toEpochMillis(at), override), (permission) => {
      const send = { number: nextNumber(message), channel, at, consent, permission, basis: window.basis }
      return decided(message, [{ _tag: "SendStarted", send }])
    }),
  )
}

/** What was deferred last goes out under its number. */
const nextNumber = ({ sends }: CareMessage): number => {
  const last = sends.at(-1)
  return last === undefined || wentOut(last) ? sends.length + 1 : last.number
}

/** A channel that refused the message for good. */
const rejected = RuleId.make("delivery.rejected")

/**
 * Records what the channel said of a send. Within its time, a message that was refused goes out by the next channel, and one that
 * surely wasn't sent once its channel may be asked again. What is known isn't forgotten for something that comes late or
 * out of order and tells less.
 *
 * Fails with `CareSendNotFound`.
 */
export const recordDelivery = (
  message: CareMessage,
  number: number,
  delivery: Delivery,
  ground: Ground,
  at: DateTime.Utc,
): Result.Result<Decided, CareSendNotFound> => {
  const send = message.sends.find((one) => one.number === number)
  if (send === undefined) return Result.fail(new CareSendNotFound({ id: message.id, number }))
  const known = learnt(send.delivery, delivery)
  if (Equal.equals(known, send.delivery)) return Result.succeed([message, []])
  const told: ReadonlyArray<CareMessageEvent> = [
    { _tag: "SendDelivered", number, delivery: known },
    ...(known._tag === "Rejected" && message.state._tag !== "Ended"
      ? [{ _tag: "ChannelClosed", channel: send.channel, rule: rejected } as const]
      : []),
  ]
  const next = replay(message, told)
  if (next.state._tag === "Ended") return Result.succeed(decided(message, told))
  // What was taken after all isn't sent again.
  if (next.sends.some(cameThrough))
    return Result.succeed(
      decided(
        message,
        next.state._tag === "Sent" ? told : [...told, { _tag: "SendPlaced", state: { _tag: "Sent" } }],
      ),
    )
  return Result.succeed(decided(message, [...told, ...lookingAgain(next, ground, at)]))
}

/**
 * Closes a channel to this message, as where a consent was withdrawn, and looks for another. Where none is left nothing is planned,
 * and the message is dropped in the end unless a consent is given before.
 */
export const closeChannel = (
  message: CareMessage,
  channel: Channel,
  rule: RuleId,
  ground: Ground,
  at: DateTime.Utc,
): Decided => {
  if (message.state._tag === "Ended" || !openChannels(message).includes(channel)) return [message, []]
  const closed: CareMessageEvent = { _tag: "ChannelClosed", channel, rule }
  const next = evolve(message, closed)
  return decided(message, [closed, ...(isPending(next) ? lookingAgain(next, ground, at) : [])])
}

/**
 * Opens again what was closed for want of the person's consent, now that it is given, and looks again for the moment. One that has
 * ended stays as it is.
 */
export const consentGiven = (
  message: CareMessage,
  { channels, person, purposes }: Pick<Consent, "channels" | "person" | "purposes">,
  ground: Ground,
  at: DateTime.Utc,
): Decided => {
  const { addressee, closed, purpose, state } = message
  if (state._tag === "Ended" || person !== addressee || !purposes.includes(purpose)) return [message, []]
  const opened = closed
    .filter(({ channel, rule }) => channels.includes(channel) && consentRules.has(rule))
    .map(({ channel }): CareMessageEvent => ({ _tag: "ChannelOpened", channel }))
  const next = replay(message, opened)
  return decided(message, [...opened, ...(isPending(next) ? lookingAgain(next, ground, at) : [])])
}

/** What somebody else than its time can end a message with. */
export type Conclusion = Extract<CareConclusion, "deceased" | "inHospital" | "left" | "notNeeded">

/** Ends a message that hasn't ended. One that went out stays `sent`, and isn't made up for by another channel any more. */
export const conclude = (message: CareMessage, conclusion: Conclusion, at: DateTime.Utc): Decided => {
  if (message.state._tag === "Ended") return [message, []]
  const ending = message.sends.some(cameThrough) ? "sent" : conclusion
  return decided(message, [{ _tag: "CareMessageEnded", conclusion: ending, rules: [], at }])
}

/** Ends the message once its time is over, by what came of it; before that it stays as it is. */
export const close = (message: CareMessage, at: DateTime.Utc): Decided => {
  const { sends, span, state } = message
  if (state._tag === "Ended" || DateTime.isLessThan(at, span.latest)) return [message, []]
  const went = sends.filter(wentOut)
  const conclusion = went.some(cameThrough) ? "sent" : went.length > 0 ? "undeliverable" : "dropped"
  const rules = conclusion === "dropped" ? keptBack(state) : []
  return decided(message, [{ _tag: "CareMessageEnded", conclusion, rules, at }])
}

/** The rules that kept a message from going out which stands so at the end of its time. */
const keptBack = (state: CareState): ReadonlyArray<RuleId> => {
  switch (state._tag) {
    case "Planned":
      return [RuleId.make("care.notSent")]
    case "AwaitingCalendar":
      return [RuleId.make("care.calendar")]
    case "Unplaced":
      return state.rules
    case "Sent":
    case "Ended":
      return []
  }
}

/** When something must next be done: the send, or the message's end. Undefined once it has ended. */
export const dueAt = ({ span, state }: CareMessage): DateTime.Utc | undefined =>
  state._tag === "Ended" ? undefined : state._tag === "Planned" ? state.at : span.latest

/** The contacts of a message, made and planned, for the caps of others with the person. */
export const contactsOf = ({
  addressee,
  purpose,
  sends,
  state,
}: CareMessage): ReadonlyArray<PersonContact> => {
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
