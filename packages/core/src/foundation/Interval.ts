/**
 * A half-open span of instants `[from, until)` in epoch milliseconds. `from` belongs to it, `until` doesn't.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { closed } from "./Strict.ts"

/** Epoch milliseconds, an integer. The plain-number form of an instant, used wherever speed matters. */
export const EpochMillis = Schema.Int

/** Schema of an interval; `from` must lie before `until`. */
export const Interval = closed(Schema.Struct({ from: EpochMillis, until: EpochMillis })).check(
  Schema.makeFilter(({ from, until }) => from < until || "from must lie before until: the interval is empty"),
)

export interface Interval {
  readonly from: number
  readonly until: number
}

/** Whether the instant lies in the interval: `from` does, `until` doesn't. */
export const contains = (interval: Interval, at: number): boolean =>
  interval.from <= at && at < interval.until

/**
 * Sorted, disjoint, maximal intervals that cover the same instants; empty ones are dropped.
 *
 * **Example** (Touching intervals become one)
 *
 * ```ts
 * import { Interval } from "@aftercare/core"
 *
 * Interval.normalise([{ from: 5, until: 9 }, { from: 0, until: 5 }, { from: 20, until: 21 }])
 * // => [{ from: 0, until: 9 }, { from: 20, until: 21 }]
 * ```
 */
export const normalise = (intervals: ReadonlyArray<Interval>): ReadonlyArray<Interval> => {
  const sorted = intervals.filter((i) => i.from < i.until).sort((a, b) => a.from - b.from)
  const out: Array<Interval> = []
  for (const next of sorted) {
    const last = out[out.length - 1]
    if (last === undefined || next.from > last.until) out.push(next)
    else if (next.until > last.until) out[out.length - 1] = { from: last.from, until: next.until }
  }
  return out
}

/** The length in milliseconds. */
export const length = (interval: Interval): number => interval.until - interval.from
