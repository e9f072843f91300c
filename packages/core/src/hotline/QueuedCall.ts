/**
 * A call as far as it waited in a queue, and how that ended: all that a hotline's service is counted by.
 *
 * **Details**
 *
 * `of` sees the hotline as its callers do: a call counts once, from when it first entered a queue until somebody answered
 * or it left, through however many queues it went meanwhile. `inQueue` sees one queue: each stay in it counts, those after
 * a transfer too, and one that went on to another queue was neither answered nor given up here. A wait that goes on is
 * no fact yet.
 *
 * **Example** (Moved on to a second queue, and given up there)
 *
 * ```ts
 * import { CallRecord, Id, QueuedCall } from "@aftercare/core"
 * import { DateTime, Result } from "effect"
 *
 * const stamp = (seconds: number): CallRecord.CallStamp => ({
 *   id: Id.EventId.make(`e-${seconds}`),
 *   at: DateTime.makeUnsafe(seconds * 1000),
 * })
 * const [first, second] = [Id.QueueId.make("nurses"), Id.QueueId.make("desk")]
 * const acts: ReadonlyArray<readonly [number, CallRecord.CallAct]> = [
 *   [10, { _tag: "Queued", queue: first }],
 *   [40, { _tag: "Queued", queue: second }],
 *   [55, { _tag: "Abandoned" }],
 * ]
 * const call = acts.reduce(
 *   (call, [seconds, act]) => Result.getOrThrow(CallRecord.record(call, act, stamp(seconds)))[0],
 *   CallRecord.arrive({ call: Id.CallId.make("call-2") }, stamp(0))[0],
 * )
 * QueuedCall.of(call) // => { queuedAt: 10_000, waitedMillis: 45_000, outcome: "abandoned" }
 * QueuedCall.inQueue(call, first) // => [{ queuedAt: 10_000, waitedMillis: 30_000, outcome: "other" }]
 * QueuedCall.inQueue(call, second) // => [{ queuedAt: 40_000, waitedMillis: 15_000, outcome: "abandoned" }]
 * ```
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import type { QueueId } from "../foundation/Id.ts"
import { EpochMillis } from "../foundation/Interval.ts"
import { closed } from "../foundation/Strict.ts"
import { type CallRecord, millisOf, type Wait, type WaitEnd } from "./CallEvent.ts"

/** How long a call may be told to have waited, in milliseconds. */
export const Waited = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 7 * 24 * 60 * 60 * 1000 }))

/** A call as the telephone system reports it, without who called. */
export const QueuedCall = closed(
  Schema.Struct({
    queuedAt: EpochMillis,
    /** From entering the queue to the answer, to giving up, or to leaving the queue otherwise. */
    waitedMillis: Waited,
    /** `callback`: the caller asked to be called back instead of waiting. */
    outcome: Schema.Literals(["answered", "abandoned", "callback", "other"]),
  }),
)
export interface QueuedCall extends Schema.Schema.Type<typeof QueuedCall> {}

const outcomeOf = (end: WaitEnd): QueuedCall["outcome"] =>
  end === "answered" || end === "abandoned" || end === "callback" ? end : "other"

const fact = (first: Wait, last: Wait): QueuedCall => ({
  queuedAt: first.from.epochMilliseconds,
  waitedMillis: millisOf({ from: first.from, until: last.until }),
  outcome: outcomeOf(last.end),
})

/** The call as its caller saw it; undefined where it never entered a queue, or waits there still. */
export const of = ({ waits }: CallRecord): QueuedCall | undefined => {
  const [first] = waits
  const last = waits.find(({ end }) => end !== "moved")
  return first === undefined || last === undefined ? undefined : fact(first, last)
}

/** Each stay of the call in the queue that is over. */
export const inQueue = ({ waits }: CallRecord, queue: QueueId): ReadonlyArray<QueuedCall> =>
  waits.flatMap((wait) => (wait.for._tag === "Queue" && wait.for.queue === queue ? [fact(wait, wait)] : []))
