/**
 * What indicators count of the calls that reached a hotline's queue, over a stretch of time.
 *
 * **Details**
 *
 * A call counts by when it entered the queue, whatever became of it later. An answer at the limit is in time, and a call
 * given up at the early limit was given up early: nobody could have answered it. What was neither answered nor given up,
 * such as a call that went on to a callback, is offered and nothing else.
 *
 * **Example** (Answered at once, given up after two seconds)
 *
 * ```ts
 * import { HotlineCounts } from "@aftercare/core"
 *
 * const calls: ReadonlyArray<HotlineCounts.QueuedCall> = [
 *   { queuedAt: 1000, waitedMillis: 0, outcome: "answered" },
 *   { queuedAt: 2000, waitedMillis: 2000, outcome: "abandoned" },
 * ]
 * const limits = { answeredWithinMillis: 15_000, abandonedEarlyMillis: 5000 }
 * HotlineCounts.of(calls, { from: 0, until: 86_400_000 }, limits)
 * // => { callsOffered: 2, callsAnswered: 1, callsAnsweredInTime: 1, callsAbandonedEarly: 1, callsAbandonedLate: 0 }
 * ```
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { contains, type Interval } from "../foundation/Interval.ts"
import { closed } from "../foundation/Strict.ts"
import { type QueuedCall, Waited } from "../hotline/QueuedCall.ts"
import type { Counts } from "./CountedFact.ts"

export { QueuedCall } from "../hotline/QueuedCall.ts"

/** Both inclusive. */
export const Limits = closed(Schema.Struct({ answeredWithinMillis: Waited, abandonedEarlyMillis: Waited }))
export interface Limits extends Schema.Schema.Type<typeof Limits> {}

/** The facts of the calls that entered the queue within `during`, in epoch milliseconds. */
export const of = (
  calls: Iterable<QueuedCall>,
  during: Interval,
  { abandonedEarlyMillis, answeredWithinMillis }: Limits,
): Counts => {
  const counts = {
    callsOffered: 0,
    callsAnswered: 0,
    callsAnsweredInTime: 0,
    callsAbandonedEarly: 0,
    callsAbandonedLate: 0,
  }
  for (const { outcome, queuedAt, waitedMillis } of calls) {
    if (!contains(during, queuedAt)) continue
    counts.callsOffered++
    if (outcome === "answered") {
      counts.callsAnswered++
      if (waitedMillis <= answeredWithinMillis) counts.callsAnsweredInTime++
    } else if (outcome === "abandoned") {
      if (waitedMillis <= abandonedEarlyMillis) counts.callsAbandonedEarly++
      else counts.callsAbandonedLate++
    }
  }
  return counts
}
