/**
 * What indicators count of the callbacks that were asked for over a stretch of time.
 *
 * **Details**
 *
 * A callback counts by when it was asked for, once it is over. Who rang again first, or wanted it no more, is asked and
 * nothing else.
 *
 * **Example** (Reached as promised, and never tried)
 *
 * ```ts
 * import { CallbackCounts } from "@aftercare/core"
 *
 * const callbacks: ReadonlyArray<CallbackCounts.CallbackFact> = [
 *   { askedAt: 1000, outcome: "reachedInTime" },
 *   { askedAt: 2000, outcome: "missed" },
 * ]
 * CallbackCounts.of(callbacks, { from: 0, until: 86_400_000 })
 * // => { callbacksAsked: 2, callbacksReached: 1, callbacksReachedInTime: 1, callbacksMissed: 1 }
 * ```
 *
 * @since 0.1.0
 */
import { contains, type Interval } from "../foundation/Interval.ts"
import type { CallbackFact } from "../hotline/CallbackFact.ts"
import type { Counts } from "./CountedFact.ts"

export { CallbackFact } from "../hotline/CallbackFact.ts"

/** The facts of the callbacks that were asked for within `during`, in epoch milliseconds. */
export const of = (callbacks: Iterable<CallbackFact>, during: Interval): Counts => {
  const counts = { callbacksAsked: 0, callbacksReached: 0, callbacksReachedInTime: 0, callbacksMissed: 0 }
  for (const { askedAt, outcome } of callbacks) {
    if (!contains(during, askedAt)) continue
    counts.callbacksAsked++
    if (outcome === "reachedInTime" || outcome === "reachedLate") counts.callbacksReached++
    if (outcome === "reachedInTime") counts.callbacksReachedInTime++
    if (outcome === "missed") counts.callbacksMissed++
  }
  return counts
}
