/**
 * One call that came in to the hotline: how long it waited, who answered, how it ended, and what it was about.
 *
 * **Details**
 *
 * A call is the fold of its events. `arrive` begins one, `record` adds what happened since; each gives the next call and
 * its events, or a refusal. An event that was recorded before changes nothing, so a telephone system may tell it again.
 * What the line tells follows in the order of time. What the desk tells comes by another way and may be late: notes, links,
 * and when a talk was wrapped up need only come after what they are about.
 *
 * Whether a call was abandoned so early that nobody could have answered, or answered in time, is a matter of counting: of
 * `QueuedCall` and `HotlineCounts`.
 *
 * **Example** (Two minutes in the queue, a talk with a hold, wrapped up)
 *
 * ```ts
 * import { CallRecord, Id, QueuedCall } from "@aftercare/core"
 * import { DateTime, Result } from "effect"
 *
 * const agent = Id.StaffId.make("agent-7")
 * const stamp = (time: string): CallRecord.CallStamp => ({
 *   id: Id.EventId.make(`e-${time}`),
 *   at: DateTime.makeUnsafe(`2026-03-02T${time}+08:00`),
 * })
 * const [arrived] = CallRecord.arrive({ call: Id.CallId.make("call-1") }, stamp("09:00:00"))
 * const acts: ReadonlyArray<readonly [string, CallRecord.CallAct]> = [
 *   ["09:00:20", { _tag: "Chose", menu: Id.MenuId.make("main"), key: "2" }],
 *   ["09:00:21", { _tag: "Queued", queue: Id.QueueId.make("appointments") }],
 *   ["09:02:21", { _tag: "Answered", agent }],
 *   ["09:03:00", { _tag: "Held" }],
 *   ["09:03:40", { _tag: "Resumed" }],
 *   ["09:05:21", { _tag: "HungUp", by: "caller" }],
 *   ["09:06:00", { _tag: "WrappedUp", agent }],
 * ]
 * const over = acts.reduce(
 *   (call, [time, act]) => Result.getOrThrow(CallRecord.record(call, act, stamp(time)))[0],
 *   arrived,
 * )
 * over.state._tag // => "Over"
 * over.talks.map(CallRecord.handlingOf) // => [{ talkMillis: 140_000, heldMillis: 40_000, wrapUpMillis: 39_000 }]
 * QueuedCall.of(over)?.waitedMillis // => 120_000
 *
 * const late = CallRecord.record(over, { _tag: "Answered", agent }, stamp("09:07:00"))
 * Result.isFailure(late) && late.failure.message // => "call call-1, Answered: call.over"
 * ```
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { CallId, type PatientId } from "../foundation/Id.ts"
import type { PhoneNumber } from "../foundation/PhoneNumber.ts"
import {
  begun,
  type CallAct,
  type CallEvent,
  type CallRecord,
  CallRule,
  type CallStamp,
  evolve,
  millisOf,
  objectionTo,
  type Talk,
} from "./CallEvent.ts"

export {
  CallAct,
  CallEnd,
  CallEvent,
  CallRecord,
  CallRule,
  CallStamp,
  CallState,
  Choice,
  evolve,
  fromHistory,
  isOpen,
  Link,
  longest,
  Note,
  replay,
  Span,
  Talk,
  Target,
  Wait,
  WaitEnd,
} from "./CallEvent.ts"

/** The act doesn't fit where the call stands, or when things happened. */
export class CallRefused extends Schema.TaggedError<CallRefused>("@aftercare/core/CallRefused")(
  "CallRefused",
  {
    call: CallId,
    act: Schema.String,
    rule: CallRule,
  },
) {
  override get message() {
    return `call ${this.call}, ${this.act}: ${this.rule}`
  }
}

/** A decision: the next call and the events that led there. Folding the events over the call gives the next one. */
export type Decided = readonly [next: CallRecord, events: ReadonlyArray<CallEvent>]

/** What begins a call; without a number where the caller withholds it. */
export interface Arrival {
  readonly call: CallId
  readonly caller?: PhoneNumber
}

/** Begins a call. */
export const arrive = (arrival: Arrival, stamp: CallStamp): Decided => {
  const event = { _tag: "Arrived", ...stamp, ...arrival } as const
  return [begun(event), [event]]
}

/** Records something that happened. */
export const record = (
  call: CallRecord,
  act: CallAct,
  stamp: CallStamp,
): Result.Result<Decided, CallRefused> => {
  if (call.events.includes(stamp.id)) return Result.succeed([call, []])
  const rule = objectionTo(call, act, stamp.at)
  if (rule !== undefined) return Result.fail(new CallRefused({ call: call.id, act: act._tag, rule }))
  const event: CallEvent = { ...act, ...stamp }
  return Result.succeed([evolve(call, event), [event]])
}

/** The patients the call is about, each once. */
export const patientsOf = ({ links }: CallRecord): ReadonlyArray<PatientId> => [
  ...new Set(links.flatMap((link) => (link._tag === "Patient" ? [link.patient] : []))),
]

/** What a talk took of its agent's time. */
export interface Handling {
  /** Without the holds. */
  readonly talkMillis: number
  readonly heldMillis: number
  /** Absent where nobody told that it was wrapped up. */
  readonly wrapUpMillis?: number
}

/** What a talk took of its agent's time: the three together are its handling time. */
export const handlingOf = (talk: Talk): Handling => {
  const heldMillis = talk.holds.reduce((sum, hold) => sum + millisOf(hold), 0)
  const { until: from, wrappedUpAt: until } = talk
  return {
    talkMillis: millisOf(talk) - heldMillis,
    heldMillis,
    ...(until === undefined ? {} : { wrapUpMillis: millisOf({ from, until }) }),
  }
}
