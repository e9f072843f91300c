/**
 * What happens to a call, and the call as the fold of it.
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"
import * as Equal from "effect/Equal"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import {
  CallId,
  DepartmentId,
  EventId,
  FeedbackId,
  MenuId,
  PatientId,
  QueueId,
  StaffId,
  TicketId,
} from "../foundation/Id.ts"
import { Instant } from "../foundation/Instant.ts"
import type { Named } from "../foundation/Named.ts"
import { PhoneNumber } from "../foundation/PhoneNumber.ts"
import { stamped } from "../foundation/Stamped.ts"
import { FreeText, PersonalText } from "../foundation/Text.ts"
import * as Owed from "./CallbackEvent.ts"

/** No call goes on for longer than a day, in milliseconds: whatever is told to have happened later isn't part of it. */
export const longest = 24 * 60 * 60 * 1000

interface FromUntil {
  readonly from: DateTime.Utc
  readonly until: DateTime.Utc
}

/** How long it is from one instant to another. */
export const millisOf = ({ from, until }: FromUntil): number =>
  until.epochMilliseconds - from.epochMilliseconds

/** Whether instants follow one another, all within a day. */
const follow = (instants: ReadonlyArray<DateTime.Utc>): boolean => {
  const [first] = instants
  return instants.every((until, i) => {
    const from = instants[i - 1] ?? until
    return millisOf({ from, until }) >= 0 && millisOf({ from: first ?? until, until }) <= longest
  })
}

/** From one instant, inclusive, to another, exclusive. */
export const Span = Schema.Struct({ from: Instant, until: Instant })
export interface Span extends Schema.Schema.Type<typeof Span> {}

const spans = (all: ReadonlyArray<FromUntil>) => all.flatMap(({ from, until }) => [from, until])

/** Whom a call waits for. */
export const Target = Schema.TaggedUnion({ Queue: { queue: QueueId }, Agent: { agent: StaffId } })
export type Target = typeof Target.Type

/** How a wait was over. `moved`: the call went on to wait in another queue. */
export const WaitEnd = Schema.Literals([
  "answered",
  "moved",
  "abandoned",
  "voicemail",
  "callback",
  "turnedAway",
])
export type WaitEnd = typeof WaitEnd.Type

export const Wait = Schema.Struct({ for: Target, ...Span.fields, end: WaitEnd })
export interface Wait extends Schema.Schema.Type<typeof Wait> {}

/** What one agent had of the call, holds included. `wrappedUpAt` is when they had written it up, where that is told. */
export const Talk = Schema.Struct({
  agent: StaffId,
  ...Span.fields,
  holds: Schema.Array(Span),
  wrappedUpAt: Schema.optionalKey(Instant),
}).check(
  Schema.makeFilter(
    ({ from, holds, until }) =>
      follow([from, ...spans(holds), until]) || "holds: they follow one another, within the talk",
  ),
  Schema.makeFilter(
    ({ until: from, wrappedUpAt: until = from }) =>
      millisOf({ from, until }) >= 0 || "wrappedUpAt: a talk is wrapped up after it",
  ),
)
export interface Talk extends Schema.Schema.Type<typeof Talk> {}

/** What the caller pressed in a menu. */
export const Choice = Schema.Struct({
  menu: MenuId,
  key: Schema.Literals(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "#"]),
  at: Instant,
})
export interface Choice extends Schema.Schema.Type<typeof Choice> {}

/** What a call is about, or came to be. */
export const Link = Schema.TaggedUnion({
  Patient: { patient: PatientId },
  Feedback: { feedback: FeedbackId },
  Ticket: { ticket: TicketId },
})
export type Link = typeof Link.Type

const ends = {
  /** The caller gave up before anybody answered: in a menu, or while waiting. */
  Abandoned: {},
  /** The caller spoke to a machine; `recording` says where that is kept. */
  VoicemailLeft: { recording: Schema.optionalKey(PersonalText) },
  /**
   * The caller asks to be called back instead of waiting: at `number`, or at the number they call from; once it is
   * `wishedAt`, or as soon as may be.
   */
  CallbackAsked: { number: Schema.optionalKey(PhoneNumber), wishedAt: Schema.optionalKey(Instant) },
  /** The hotline itself let nobody answer. */
  TurnedAway: { reason: Schema.Literals(["outOfHours", "full", "fault"]) },
  /** An agent passed the call on to a department, and it left the hotline. */
  PassedOn: { department: DepartmentId },
  /** After a talk. */
  HungUp: { by: Schema.Literals(["caller", "agent", "line"]) },
}

/** How a call was over. */
export const CallEnd = Schema.TaggedUnion(ends)
export type CallEnd = typeof CallEnd.Type

/** Where a call stands. */
export const CallState = Schema.TaggedUnion({
  InMenu: {},
  Waiting: { for: Target, since: Instant },
  Talking: { agent: StaffId, since: Instant, holds: Schema.Array(Span) },
  OnHold: { agent: StaffId, since: Instant, holds: Schema.Array(Span), heldAt: Instant },
  Over: { end: CallEnd, at: Instant },
})
export type CallState = typeof CallState.Type

/** Something somebody noted. */
export const Note = Schema.Struct({ by: StaffId, at: Instant, text: FreeText })
export interface Note extends Schema.Schema.Type<typeof Note> {}

export const CallRecord = Schema.Struct({
  id: CallId,
  arrivedAt: Instant,
  /** Absent where it is withheld, or no number that could be called. */
  caller: Schema.optionalKey(PhoneNumber),
  choices: Schema.Array(Choice),
  /** Waits and talks that are over, in their order. */
  waits: Schema.Array(Wait),
  talks: Schema.Array(Talk),
  links: Schema.Array(Link),
  notes: Schema.Array(Note),
  state: CallState,
  /** The callback that the call asked for, and the hotline owes. */
  callback: Schema.optionalKey(Owed.Callback),
  /** The events that made the call what it is. */
  events: Schema.Array(EventId),
}).check(
  Schema.makeFilter(
    ({ arrivedAt, waits }) =>
      follow([arrivedAt, ...spans(waits)]) || "waits: they follow one another, within a day of the arrival",
  ),
)
export interface CallRecord extends Schema.Schema.Type<typeof CallRecord> {}

/** What makes an act an event. The id comes from the caller and is never used for another act. */
export const CallStamp = Schema.Struct({ id: EventId, at: Instant })
export interface CallStamp extends Schema.Schema.Type<typeof CallStamp> {}

const acts = {
  // What the telephone system tells
  Chose: { menu: Choice.fields.menu, key: Choice.fields.key },
  Queued: { queue: QueueId },
  Answered: { agent: StaffId },
  Held: {},
  Resumed: {},
  /** To another agent or queue, to wait for them. */
  Transferred: { to: Target },
  ...ends,

  // What the desk tells, perhaps once the call is over
  /** The agent had written up what they talked last. */
  WrappedUp: { agent: StaffId },
  Noted: { by: StaffId, text: FreeText },
  /** By a member of staff, or by the hospital's own programs. */
  Linked: { link: Link, by: Schema.optionalKey(StaffId) },
  Unlinked: { link: Link, by: Schema.optionalKey(StaffId) },
  /** Something happened to the callback that the call asked for; see `Callback`. */
  CallbackMoved: { event: Owed.CallbackEvent },
}

/** What can be recorded of a call once it is there. */
export const CallAct = Schema.TaggedUnion(acts)
export type CallAct = typeof CallAct.Type

/** Something that happened to a call. */
export const CallEvent = Schema.TaggedUnion(
  stamped(CallStamp.fields, { Arrived: { call: CallId, caller: Schema.optionalKey(PhoneNumber) }, ...acts }),
)
export type CallEvent = Named<typeof CallEvent.Type>

/** What a call's record may run into. `ReasonText` has the words. */
export const CallRule = Schema.Literals([
  "call.order",
  "call.tooLong",
  "call.over",
  "call.notInMenu",
  "call.notWaiting",
  "call.answered",
  "call.notTalking",
  "call.held",
  "call.notHeld",
  "call.noWrapUp",
  "call.linkStands",
  "call.noLink",
  "call.callback",
])
export type CallRule = typeof CallRule.Type

/** Whether something is still to happen: it goes on, or owes a callback. */
export const isOpen = ({ callback, state }: CallRecord): boolean =>
  state._tag !== "Over" || (callback !== undefined && callback.state._tag !== "Over")

/** The call that arrives. */
export const begun = ({
  at,
  call,
  caller,
  id,
}: Extract<CallEvent, { readonly _tag: "Arrived" }>): CallRecord => ({
  id: call,
  arrivedAt: at,
  ...(caller === undefined ? {} : { caller }),
  choices: [],
  waits: [],
  talks: [],
  links: [],
  notes: [],
  state: { _tag: "InMenu" },
  events: [id],
})

/** When the line last told of the call. What the desk tells has an order of its own: it comes by another way. */
const toldAt = ({ arrivedAt, choices, state }: CallRecord): DateTime.Utc => {
  switch (state._tag) {
    case "InMenu":
      return choices.at(-1)?.at ?? arrivedAt
    case "Waiting":
      return state.since
    case "Talking":
      return state.holds.at(-1)?.until ?? state.since
    case "OnHold":
      return state.heldAt
    case "Over":
      return state.at
  }
}

/** The callback after what happened to it; undefined where that doesn't fit. */
const movedCallback = (
  { callback, state }: CallRecord,
  event: Owed.CallbackEvent,
): Owed.Callback | undefined => {
  if (callback !== undefined) {
    const next = Owed.evolve(callback, event)
    return next === callback ? undefined : next
  }
  const isAsked = state._tag === "Over" && state.end._tag === "CallbackAsked"
  return isAsked && event._tag === "Asked" ? Owed.begun(event) : undefined
}

const isLinked = ({ links }: CallRecord, link: Link): boolean =>
  links.some((other) => Equal.equals(other, link))

/** The agent's last talk, if it isn't wrapped up. */
const unwritten = ({ talks }: CallRecord, agent: StaffId): Talk | undefined => {
  const last = talks.findLast((talk) => talk.agent === agent)
  return last?.wrappedUpAt === undefined ? last : undefined
}

/** What stands against an act, if anything. */
export const objectionTo = (call: CallRecord, act: CallAct, at: DateTime.Utc): CallRule | undefined => {
  if (at.epochMilliseconds < call.arrivedAt.epochMilliseconds) return "call.order"
  switch (act._tag) {
    case "Noted":
      return undefined
    case "Linked":
      return isLinked(call, act.link) ? "call.linkStands" : undefined
    case "Unlinked":
      return isLinked(call, act.link) ? undefined : "call.noLink"
    case "CallbackMoved":
      return movedCallback(call, act.event) === undefined ? "call.callback" : undefined
    case "WrappedUp": {
      const talk = unwritten(call, act.agent)
      if (talk === undefined) return "call.noWrapUp"
      return at.epochMilliseconds < talk.until.epochMilliseconds ? "call.order" : undefined
    }
    default:
      if (call.state._tag === "Over") return "call.over"
      if (at.epochMilliseconds < toldAt(call).epochMilliseconds) return "call.order"
      if (!follow([call.arrivedAt, at])) return "call.tooLong"
      return misplaced(call.state._tag, act._tag)
  }
}

/** What stands against something that the line tells, as the call stands. */
const misplaced = (state: CallState["_tag"], act: CallAct["_tag"]): CallRule | undefined => {
  const isTalk = state === "Talking" || state === "OnHold"
  switch (act) {
    case "Chose":
      return state === "InMenu" ? undefined : "call.notInMenu"
    case "Answered":
      if (state === "Waiting") return undefined
      return isTalk ? "call.answered" : "call.notWaiting"
    case "Held":
      if (state === "Talking") return undefined
      return isTalk ? "call.held" : "call.notTalking"
    case "Resumed":
      return state === "OnHold" ? undefined : "call.notHeld"
    case "Transferred":
    case "PassedOn":
    case "HungUp":
      return isTalk ? undefined : "call.notTalking"
    default:
      return isTalk ? "call.answered" : undefined
  }
}

/** The call after an event. Total: what doesn't fit, and what it knows already, changes nothing. */
export const evolve = (call: CallRecord, event: CallEvent): CallRecord => {
  if (event._tag === "Arrived" || call.events.includes(event.id)) return call
  if (objectionTo(call, event, event.at) !== undefined) return call
  return { ...changed(call, event), events: [...call.events, event.id] }
}

type Told = Exclude<CallEvent, { readonly _tag: "Arrived" }>

const changed = (call: CallRecord, event: Told): CallRecord => {
  const { at } = event
  switch (event._tag) {
    case "Chose":
      return { ...call, choices: [...call.choices, { menu: event.menu, key: event.key, at }] }
    case "Queued":
      return waiting(waited(call, "moved", at), { _tag: "Queue", queue: event.queue }, at)
    case "Answered":
      return {
        ...waited(call, "answered", at),
        state: { _tag: "Talking", agent: event.agent, since: at, holds: [] },
      }
    case "Held":
      return call.state._tag === "Talking"
        ? { ...call, state: { ...call.state, _tag: "OnHold", heldAt: at } }
        : call
    case "Resumed":
      return call.state._tag === "OnHold" ? { ...call, state: resumed(call.state, at) } : call
    case "Transferred":
      return waiting(talked(call, at), event.to, at)
    case "Abandoned":
      return over(waited(call, "abandoned", at), { _tag: "Abandoned" }, at)
    case "VoicemailLeft": {
      const { recording } = event
      const end = { _tag: "VoicemailLeft", ...(recording === undefined ? {} : { recording }) } as const
      return over(waited(call, "voicemail", at), end, at)
    }
    case "CallbackAsked": {
      const { number, wishedAt } = event
      const end = {
        _tag: "CallbackAsked",
        ...(number === undefined ? {} : { number }),
        ...(wishedAt === undefined ? {} : { wishedAt }),
      } as const
      return over(waited(call, "callback", at), end, at)
    }
    case "TurnedAway":
      return over(waited(call, "turnedAway", at), { _tag: "TurnedAway", reason: event.reason }, at)
    case "PassedOn":
      return over(talked(call, at), { _tag: "PassedOn", department: event.department }, at)
    case "HungUp":
      return over(talked(call, at), { _tag: "HungUp", by: event.by }, at)
    case "WrappedUp": {
      const talk = unwritten(call, event.agent)
      return {
        ...call,
        talks: call.talks.map((one) => (one === talk ? { ...one, wrappedUpAt: at } : one)),
      }
    }
    case "Noted":
      return { ...call, notes: [...call.notes, { by: event.by, at, text: event.text }] }
    case "Linked":
      return { ...call, links: [...call.links, event.link] }
    case "Unlinked":
      return { ...call, links: call.links.filter((link) => !Equal.equals(link, event.link)) }
    case "CallbackMoved": {
      const callback = movedCallback(call, event.event)
      return callback === undefined ? call : { ...call, callback }
    }
  }
}

const waiting = (call: CallRecord, target: Target, at: DateTime.Utc): CallRecord => ({
  ...call,
  state: { _tag: "Waiting", for: target, since: at },
})

const over = (call: CallRecord, end: CallEnd, at: DateTime.Utc): CallRecord => ({
  ...call,
  state: { _tag: "Over", end, at },
})

/** The wait, if there is one, is done. */
const waited = (call: CallRecord, end: WaitEnd, at: DateTime.Utc): CallRecord => {
  const { state, waits } = call
  if (state._tag !== "Waiting") return call
  return { ...call, waits: [...waits, { for: state.for, from: state.since, until: at, end }] }
}

type StateOf<Tag extends CallState["_tag"]> = Extract<CallState, { readonly _tag: Tag }>

const resumed = (
  { agent, heldAt, holds, since }: StateOf<"OnHold">,
  at: DateTime.Utc,
): StateOf<"Talking"> => ({
  _tag: "Talking",
  agent,
  since,
  holds: [...holds, { from: heldAt, until: at }],
})

/** The talk, and the hold in it, is done. */
const talked = (call: CallRecord, at: DateTime.Utc): CallRecord => {
  const state = call.state._tag === "OnHold" ? resumed(call.state, at) : call.state
  if (state._tag !== "Talking") return call
  const { agent, holds, since } = state
  return { ...call, talks: [...call.talks, { agent, from: since, until: at, holds }] }
}

/** Folds events over a call. */
export const replay = (call: CallRecord, events: ReadonlyArray<CallEvent>): CallRecord =>
  events.reduce(evolve, call)

/** The call that a whole history makes; none where it doesn't begin with an arrival. */
export const fromHistory = (events: ReadonlyArray<CallEvent>): Option.Option<CallRecord> => {
  const [first, ...rest] = events
  return first?._tag === "Arrived" ? Option.some(replay(begun(first), rest)) : Option.none()
}
