/**
 * What indicators count of the calls that reached a hotline's queue, over a stretch of time.
 *
 * **Details**
 *
 * `ServiceLevel` counts them. Here its parts become the facts that indicators are made of, and its measures what indicators
 * compute: `measures.negativeImpact` of a month's facts is just what `ServiceLevel.of` says of the month's calls. What was
 * neither answered nor given up, such as a call that went on to a callback, is offered and nothing else.
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
import type { Interval } from "../foundation/Interval.ts"
import type { QueuedCall } from "../hotline/QueuedCall.ts"
import * as ServiceLevel from "../hotline/ServiceLevel.ts"
import type { CountedFact, Counts } from "./CountedFact.ts"
import type { Measure } from "./Indicator.ts"

export { QueuedCall } from "../hotline/QueuedCall.ts"
export { Limits } from "../hotline/ServiceLevel.ts"

/** The facts of the calls that entered the queue within `during`, in epoch milliseconds. */
export const of = (calls: Iterable<QueuedCall>, during: Interval, limits: ServiceLevel.Limits): Counts => {
  const { abandonedAfter, abandonedWithin, answeredAfter, answeredWithin, callbacks, others } =
    ServiceLevel.count(calls, during, limits)
  const answered = answeredWithin + answeredAfter
  return {
    callsOffered: answered + abandonedWithin + abandonedAfter + callbacks + others,
    callsAnswered: answered,
    callsAnsweredInTime: answeredWithin,
    callsAbandonedEarly: abandonedWithin,
    callsAbandonedLate: abandonedAfter,
  }
}

const share = (
  count: readonly [CountedFact, ...ReadonlyArray<CountedFact>],
  of: CountedFact,
  ...without: ReadonlyArray<CountedFact>
): Measure => ({ _tag: "Share", count, of: [of], without })

/** The measures of a service level over these facts, calls that left for a callback counted. */
export const measures: { readonly [M in ServiceLevel.Measure]: Measure } = {
  answeredOnly: share(["callsAnsweredInTime"], "callsAnswered"),
  negativeImpact: share(["callsAnsweredInTime"], "callsOffered"),
  ignoreShortAbandon: share(["callsAnsweredInTime"], "callsOffered", "callsAbandonedEarly"),
  positiveImpact: share(["callsAnsweredInTime", "callsAbandonedEarly"], "callsOffered"),
  answered: share(["callsAnswered"], "callsOffered"),
  abandoned: share(["callsAbandonedEarly", "callsAbandonedLate"], "callsOffered"),
  abandonedWithoutShort: share(["callsAbandonedLate"], "callsOffered", "callsAbandonedEarly"),
}
