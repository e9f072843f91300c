/** What happened to an invitation, and the invitation as the fold of it. */
import type * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"
import { Delivery, Disposition } from "../contact/ContactAttempt.ts"
import { Basis } from "../contact/ContactWindow.ts"
import { ClosedChannel } from "../contact/MessagePlacement.ts"
import { ConsentId, InvitationId, PersonId, ResponseId } from "../foundation/Id.ts"
import { Instant } from "../foundation/Instant.ts"
import type { Named } from "../foundation/Named.ts"
import { RuleId } from "../foundation/Rule.ts"
import { Text } from "../foundation/Text.ts"
import { Version } from "../foundation/Version.ts"
import { Channel } from "../foundation/Word.ts"
import { Occasion } from "./Occasion.ts"
import { Code, Revision } from "./Questionnaire.ts"
import { Standing } from "./ResponsePolicy.ts"
import { SurveyDisposition } from "./SurveyDisposition.ts"

/** One message or call that went out. It is stored before the channel is asked. */
export const Send = Schema.Struct({
  /** The first is 1. */
  number: Schema.Int,
  channel: Channel,
  at: Instant,
  /** The consent in force at that moment. */
  consent: ConsentId,
  basis: Basis,
  /** The item that it asks, where it follows an answer; absent of an invitation and a reminder. */
  item: Schema.optionalKey(Code),
  delivery: Schema.optionalKey(Delivery),
  /** What became of a call. */
  disposition: Schema.optionalKey(Disposition),
})
export interface Send extends Schema.Schema.Type<typeof Send> {}

/** Where an invitation stands. */
export const InvitationState = Schema.TaggedUnion({
  /** The next message and when it goes out; with the item that it asks where it follows an answer. */
  Planned: { channel: Channel, at: Instant, basis: Basis, item: Schema.optionalKey(Code) },
  /** The next message can't be placed before the calendar named is announced further. */
  AwaitingCalendar: { calendar: Text, version: Text, item: Schema.optionalKey(Code) },
  /** No moment was found for the first message, and none will be unless what closed it changes: the rules named. */
  Unplaced: { rules: Schema.Array(RuleId) },
  /** Nothing more goes out; answers are waited for. */
  Open: {},
  Ended: { disposition: SurveyDisposition, at: Instant },
})
export type InvitationState = typeof InvitationState.Type

/** A response that came in. */
export const Received = Schema.Struct({
  response: ResponseId,
  standing: Standing,
  at: Instant,
  /** Came after answers counted. */
  late: Schema.optionalKey(Schema.Literal(true)),
})
export interface Received extends Schema.Schema.Type<typeof Received> {}

export const SurveyInvitation = Schema.Struct({
  id: InvitationId,
  occasion: Occasion,
  questionnaire: Revision,
  /** The invitation policy that it was made by. */
  policy: Version,
  addressee: PersonId,
  /** Ways to ask, in order; those that were closed since are in `closed`. */
  channels: Schema.Array(Channel),
  closed: Schema.Array(ClosedChannel),
  /** When the first message may go out: `earliest` and `ideal` inclusive, `due` and `latest` exclusive. */
  span: Schema.Struct({ earliest: Instant, ideal: Instant, due: Instant, latest: Instant }),
  /** Until when answers are waited for, exclusive; from the first message on. */
  closesAt: Schema.optionalKey(Instant),
  sends: Schema.Array(Send),
  received: Schema.Array(Received),
  state: InvitationState,
})
export interface SurveyInvitation extends Schema.Schema.Type<typeof SurveyInvitation> {}

export const InvitationEvent = Schema.TaggedUnion({
  InvitationMade: { invitation: SurveyInvitation },
  SendPlaced: { state: InvitationState },
  ChannelClosed: { channel: Channel, rule: RuleId },
  ChannelOpened: { channel: Channel },
  SendStarted: { send: Send, closesAt: Instant },
  SendDelivered: { number: Schema.Int, delivery: Delivery },
  CallEnded: { number: Schema.Int, disposition: Disposition },
  ResponseReceived: { received: Received },
  InvitationEnded: { disposition: SurveyDisposition, at: Instant },
})
export type InvitationEvent = Named<typeof InvitationEvent.Type>

/** Whether a message may have gone out: one that is deferred surely didn't, and is no message yet. */
export const wentOut = ({ delivery }: Send): boolean => delivery?._tag !== "Deferred"

/** When the time to ask is over, or once a message went out the time to answer; exclusive. */
export const endsAt = ({ closesAt, sends, span }: SurveyInvitation): DateTime.Utc =>
  closesAt !== undefined && sends.some(wentOut) ? closesAt : span.latest

/** The invitation after an event. */
export const evolve = (invitation: SurveyInvitation, event: InvitationEvent): SurveyInvitation => {
  const withSend = (number: number, change: (send: Send) => Send): SurveyInvitation => ({
    ...invitation,
    sends: invitation.sends.map((send) => (send.number === number ? change(send) : send)),
  })
  switch (event._tag) {
    case "InvitationMade":
      return event.invitation
    case "SendPlaced":
      return { ...invitation, state: event.state }
    case "ChannelClosed": {
      const { channel, rule } = event
      const others = invitation.closed.filter((closed) => closed.channel !== channel)
      return { ...invitation, closed: [...others, { channel, rule }] }
    }
    case "ChannelOpened":
      return {
        ...invitation,
        closed: invitation.closed.filter(({ channel }) => channel !== event.channel),
      }
    case "SendStarted": {
      const { closesAt, send } = event
      // What was deferred is sent now, under its number.
      const before = invitation.sends.filter(({ number }) => number !== send.number)
      return {
        ...invitation,
        closesAt: before.some(wentOut) ? (invitation.closesAt ?? closesAt) : closesAt,
        sends: [...before, send],
        state: { _tag: "Open" },
      }
    }
    case "SendDelivered":
      return withSend(event.number, (send) => ({ ...send, delivery: event.delivery }))
    case "CallEnded":
      return withSend(event.number, (send) => ({ ...send, disposition: event.disposition }))
    case "ResponseReceived": {
      const { received } = event
      const others = invitation.received.filter(({ response }) => response !== received.response)
      return { ...invitation, received: [...others, received] }
    }
    case "InvitationEnded":
      return { ...invitation, state: { _tag: "Ended", disposition: event.disposition, at: event.at } }
  }
}

/** Folds events over an invitation. */
export const replay = (
  invitation: SurveyInvitation,
  events: ReadonlyArray<InvitationEvent>,
): SurveyInvitation => events.reduce(evolve, invitation)
