/** What happens to a callback, and the callback as the fold of it. */
import type * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { Disposition } from "../contact/ContactAttempt.ts"
import { Band, Basis, Permission } from "../contact/ContactWindow.ts"
import { Override } from "../contact/Override.ts"
import { CallbackId, CallId, EventId, QueueId, StaffId } from "../foundation/Id.ts"
import { Instant } from "../foundation/Instant.ts"
import type { Named } from "../foundation/Named.ts"
import { PhoneNumber } from "../foundation/PhoneNumber.ts"
import { RuleId } from "../foundation/Rule.ts"
import { Text } from "../foundation/Text.ts"
import { Version } from "../foundation/Version.ts"

/** When the caller wishes to be rung. Outside the contact window that takes an override: their own request, signed. */
export const Wish = Schema.Struct({ at: Instant, override: Schema.optionalKey(Override) })
export interface Wish extends Schema.Schema.Type<typeof Wish> {}

/** What became of a try to ring somebody back. */
export const TryDisposition = Disposition.pick([
  "completed",
  "noAnswer",
  "busy",
  "answeredByOther",
  "callLater",
  "languageBarrier",
  "declined",
  "wrongNumber",
  "outOfService",
])
export type TryDisposition = typeof TryDisposition.Type

/** One try. It is stored before the number is dialled. */
export const CallbackTry = Schema.Struct({
  /** The first is 1. */
  number: Schema.Int,
  /** Who rings; absent where a machine dials first. */
  agent: Schema.optionalKey(StaffId),
  startedAt: Instant,
  /** When nobody will tell any more what became of it. */
  answerBy: Instant,
  /** That the window allowed it at that moment. */
  permission: Permission,
  basis: Basis,
  disposition: Schema.optionalKey(TryDisposition),
  endedAt: Schema.optionalKey(Instant),
})
export interface CallbackTry extends Schema.Schema.Type<typeof CallbackTry> {}

/** How a callback is over. */
export const CallbackEnd = Schema.TaggedUnion({
  Reached: {},
  /** The caller rang again meanwhile, and that call took over. */
  RangBack: { call: CallId },
  /** All tries that the policy asks for were made, or the number leads elsewhere. */
  Unreachable: {},
  /** The caller wants it no more, and told so to this member of staff where one is named. */
  Withdrawn: { by: Schema.optionalKey(StaffId) },
  /** The hotline didn't make a try that it owed: nothing that the caller did or left undone. */
  Missed: {},
})
export type CallbackEnd = typeof CallbackEnd.Type

/** Where a callback waits for its next try. */
const pending = {
  /** The next try is planned; `overdue` where that is later than promised. */
  Planned: { at: Instant, band: Band, basis: Basis, override: Schema.optionalKey(Override) },
  /** The next try can't be placed before the calendar named is announced further. */
  AwaitingCalendar: { calendar: Text, version: Text },
  /** No moment was found, by the rules named: a person is to look. */
  Unplaced: { rules: Schema.Array(RuleId) },
}

/** Where a callback stands. */
export const CallbackState = Schema.TaggedUnion({
  ...pending,
  /** The last of its tries is under way. */
  Trying: {},
  Over: { end: CallbackEnd, at: Instant },
})
export type CallbackState = typeof CallbackState.Type

export const Pending = Schema.TaggedUnion(pending)
export type Pending = typeof Pending.Type

const times = {
  /** From when on the next try may be made, and from when on it is missed. */
  notBefore: Instant,
  latest: Instant,
  /** By when the caller was promised to be rung. */
  dueAt: Instant,
  wish: Schema.optionalKey(Wish),
}

const asked = {
  id: CallbackId,
  /** The call that asked for it. */
  call: CallId,
  /** Absent once it is erased. */
  number: Schema.optionalKey(PhoneNumber),
  askedAt: Instant,
  /** The queue that the caller left for it, and since when they stand in that. */
  queue: Schema.optionalKey(QueueId),
  waitingSince: Instant,
  policy: Version,
}

/** A call that the hotline owes. */
export const Callback = Schema.Struct({
  ...asked,
  ...times,
  /** The one under way included. */
  tries: Schema.Array(CallbackTry),
  state: CallbackState,
  /** The events that made it what it is. */
  events: Schema.Array(EventId),
})
export interface Callback extends Schema.Schema.Type<typeof Callback> {}

/** What makes an act an event. The id comes from the caller and is never used for another act. */
const stamp = { id: EventId, at: Instant }

/** Something that happened to a callback. */
export const CallbackEvent = Schema.TaggedUnion({
  Asked: { ...stamp, asked: Schema.Struct({ ...asked, ...times }), state: Pending },
  /** Its next try was looked for again. */
  Placed: { ...stamp, state: Pending },
  TryStarted: { ...stamp, started: CallbackTry },
  /** What became of the try under way, and what follows. */
  TryEnded: {
    ...stamp,
    disposition: TryDisposition,
    next: Schema.Struct({ ...times, state: CallbackState }),
  },
  Ended: { ...stamp, end: CallbackEnd },
})
export type CallbackEvent = Named<typeof CallbackEvent.Type>

/** What a callback may run into. `ReasonText` has the words. */
export const CallbackRule = Schema.Literals([
  "callback.notAsked",
  "callback.noNumber",
  "callback.order",
  "callback.over",
  "callback.trying",
  "callback.notTrying",
  "callback.early",
  "callback.tooLate",
  "callback.notAnswered",
])
export type CallbackRule = typeof CallbackRule.Type

/** When something was last told of it. */
const toldAt = ({ askedAt, state, tries }: Callback): DateTime.Utc => {
  if (state._tag === "Over") return state.at
  const last = tries.at(-1)
  return last?.endedAt ?? last?.startedAt ?? askedAt
}

/** What stands against something happening, as the callback stands. */
export const objectionTo = (
  callback: Callback,
  act: CallbackEvent["_tag"],
  at: DateTime.Utc,
): CallbackRule | undefined => {
  if (callback.state._tag === "Over") return "callback.over"
  if (at.epochMilliseconds < toldAt(callback).epochMilliseconds) return "callback.order"
  const isTrying = callback.state._tag === "Trying"
  if (act === "TryEnded") return isTrying ? undefined : "callback.notTrying"
  return isTrying && act !== "Ended" ? "callback.trying" : undefined
}

/** The callback that is asked for. */
export const begun = ({
  asked,
  id,
  state,
}: Extract<CallbackEvent, { readonly _tag: "Asked" }>): Callback => ({
  ...asked,
  tries: [],
  state,
  events: [id],
})

/** The callback after an event. Total: what doesn't fit, and what it knows already, changes nothing. */
export const evolve = (callback: Callback, event: CallbackEvent): Callback => {
  if (event._tag === "Asked" || callback.events.includes(event.id)) return callback
  if (objectionTo(callback, event._tag, event.at) !== undefined) return callback
  return { ...changed(callback, event), events: [...callback.events, event.id] }
}

const changed = (callback: Callback, event: Exclude<CallbackEvent, { readonly _tag: "Asked" }>): Callback => {
  const { at } = event
  switch (event._tag) {
    case "Placed":
      return { ...callback, state: event.state }
    case "TryStarted":
      return { ...callback, tries: [...callback.tries, event.started], state: { _tag: "Trying" } }
    case "TryEnded": {
      const { disposition, next } = event
      const last = callback.tries.length - 1
      const tries = callback.tries.map((one, i) => (i === last ? { ...one, disposition, endedAt: at } : one))
      return { ...callback, tries, ...next }
    }
    case "Ended":
      return { ...callback, state: { _tag: "Over", end: event.end, at } }
  }
}

/** Folds events over a callback. */
export const replay = (callback: Callback, events: ReadonlyArray<CallbackEvent>): Callback =>
  events.reduce(evolve, callback)

/** The callback that a whole history makes; none where it doesn't begin with somebody asking. */
export const fromHistory = (events: ReadonlyArray<CallbackEvent>): Option.Option<Callback> => {
  const [first, ...rest] = events
  return first?._tag === "Asked" ? Option.some(replay(begun(first), rest)) : Option.none()
}
