/** What happened to a care message, and the message as the fold of it. */
import * as Schema from "effect/Schema"
import { Delivery } from "../contact/ContactAttempt.ts"
import { Basis, Permission } from "../contact/ContactWindow.ts"
import { ClosedChannel } from "../contact/MessagePlacement.ts"
import { Override } from "../contact/Override.ts"
import { CareMessageId, ConsentId, PatientId, PersonId } from "../foundation/Id.ts"
import { Instant } from "../foundation/Instant.ts"
import type { Named } from "../foundation/Named.ts"
import { RuleId } from "../foundation/Rule.ts"
import { Text } from "../foundation/Text.ts"
import { Version } from "../foundation/Version.ts"
import { Channel, Purpose } from "../foundation/Word.ts"
import { CareOccasion } from "./CareOccasion.ts"

/** One time that the message went out. It is stored before the channel is asked. */
export const CareSend = Schema.Struct({
  /** The first is 1. What was deferred goes out again under its number. */
  number: Schema.Int,
  channel: Channel,
  at: Instant,
  /** The consent in force at that moment. */
  consent: ConsentId,
  /** That the window allowed it at that moment, or that an override left it. */
  permission: Permission,
  basis: Basis,
  delivery: Schema.optionalKey(Delivery),
})
export interface CareSend extends Schema.Schema.Type<typeof CareSend> {}

/**
 * How a message ended. `sent`: it went out, and what became of it stands with the send. `undeliverable`: every channel that it
 * went out by refused it. `dropped`: there was no moment for it in time, or it wasn't sent then. Of the others what it was for
 * is gone: the patient died, is in hospital, left the programme or the regimen, or has no more need of it.
 */
export const CareConclusion = Schema.Literals([
  "sent",
  "undeliverable",
  "dropped",
  "deceased",
  "inHospital",
  "left",
  "notNeeded",
])
export type CareConclusion = typeof CareConclusion.Type

/** Where a message stands. */
export const CareState = Schema.TaggedUnion({
  /** When it goes out, and by which channel. */
  Planned: { channel: Channel, at: Instant, basis: Basis },
  /** It can't be placed before the calendar named is announced further. */
  AwaitingCalendar: { calendar: Text, version: Text },
  /** No moment was found, and none will be unless what closed it changes: the rules named. */
  Unplaced: { rules: Schema.Array(RuleId) },
  /** It went out. Until its time is over it may yet turn out that it didn't. */
  Sent: {},
  /** With the rules that kept it from going out, where it was dropped. */
  Ended: { conclusion: CareConclusion, at: Instant, rules: Schema.Array(RuleId) },
})
export type CareState = typeof CareState.Type

const wanted = {
  occasion: CareOccasion,
  /** The patient whom it is about; absent where it is about nobody, as an invitation to a lecture. */
  patient: Schema.optionalKey(PatientId),
  purpose: Purpose,
  /** Ways to send it, in order; those that were closed since are in `closed`. */
  channels: Schema.Array(Channel),
  /** When it may go out: `earliest` and `ideal` inclusive, `due` and `latest` exclusive. */
  span: Schema.Struct({ earliest: Instant, ideal: Instant, due: Instant, latest: Instant }),
  /** Lets it go out at `ideal` where the window is closed then, as far as it may. */
  override: Schema.optionalKey(Override),
  /** What says the words, when it is sent: nothing that is said is kept here. */
  template: Version,
}

/** What is to be sent, on which occasion and when. */
export const Wanted = Schema.Struct(wanted)
export interface Wanted extends Schema.Schema.Type<typeof Wanted> {}

export const CareMessage = Schema.Struct({
  id: CareMessageId,
  addressee: PersonId,
  ...wanted,
  closed: Schema.Array(ClosedChannel),
  sends: Schema.Array(CareSend),
  state: CareState,
})
export interface CareMessage extends Schema.Schema.Type<typeof CareMessage> {}

export const CareMessageEvent = Schema.TaggedUnion({
  CareMessageMade: { message: CareMessage },
  /** Something else is wanted than when it was made, or at another time. */
  CareMessageRevised: { wanted: Wanted },
  SendPlaced: { state: CareState },
  ChannelClosed: { channel: Channel, rule: RuleId },
  ChannelOpened: { channel: Channel },
  SendStarted: { send: CareSend },
  SendDelivered: { number: Schema.Int, delivery: Delivery },
  CareMessageEnded: { conclusion: CareConclusion, rules: Schema.Array(RuleId), at: Instant },
})
export type CareMessageEvent = Named<typeof CareMessageEvent.Type>

/** The message after an event. */
export const evolve = (message: CareMessage, event: CareMessageEvent): CareMessage => {
  switch (event._tag) {
    case "CareMessageMade":
      return event.message
    case "CareMessageRevised": {
      const { addressee, closed, id, sends, state } = message
      return { id, addressee, ...event.wanted, closed, sends, state }
    }
    case "SendPlaced":
      return { ...message, state: event.state }
    case "ChannelClosed": {
      const { channel, rule } = event
      const others = message.closed.filter((closed) => closed.channel !== channel)
      return { ...message, closed: [...others, { channel, rule }] }
    }
    case "ChannelOpened":
      return { ...message, closed: message.closed.filter(({ channel }) => channel !== event.channel) }
    case "SendStarted": {
      const before = message.sends.filter(({ number }) => number !== event.send.number)
      return { ...message, sends: [...before, event.send], state: { _tag: "Sent" } }
    }
    case "SendDelivered": {
      const { delivery, number } = event
      const sends = message.sends.map((send) => (send.number === number ? { ...send, delivery } : send))
      return { ...message, sends }
    }
    case "CareMessageEnded": {
      const { at, conclusion, rules } = event
      return { ...message, state: { _tag: "Ended", conclusion, at, rules } }
    }
  }
}

/** Folds events over a message. */
export const replay = (message: CareMessage, events: ReadonlyArray<CareMessageEvent>): CareMessage =>
  events.reduce(evolve, message)
