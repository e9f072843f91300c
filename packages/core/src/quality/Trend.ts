/**
 * Whether a series rises or falls: Kendall's test of order, with the slope of Theil and Sen. No shape is assumed, and one
 * month far off moves neither much.
 *
 * **Details**
 *
 * Ties count for neither side, and lessen the variance as Kendall's formula for ties says. The test uses the normal
 * approximation, which is good from ten points on; below that nothing is said. Months one after the other are taken as
 * independent of one another; a season that comes again every year is not a trend, and looks like one.
 *
 * **Example**
 *
 * ```ts
 * import { Trend } from "@aftercare/core"
 *
 * const trend = Trend.of([3, 4, 4, 5, 7, 6, 8, 9, 9, 11], 0.95)
 * trend._tag === "Rising" && [trend.slope.toFixed(2), trend.pValue.toFixed(4)] // => ["0.86", "0.0003"]
 * Trend.of([3, 4, 5], 0.95) // => { _tag: "TooFew", points: 3, least: 10 }
 * ```
 *
 * @since 0.1.0
 */
import { normalTail } from "../survey/Distribution.ts"

export type Trend =
  | {
      readonly _tag: "Rising" | "Falling" | "NotShown"
      /** The median slope between any two points, per step. */
      readonly slope: number
      /** Two-sided. */
      readonly pValue: number
    }
  | { readonly _tag: "TooFew"; readonly points: number; readonly least: number }

const least = 10

/** The trend of values in their order, one step apart. It is shown where `pValue` < 1 − `confidence`. */
export const of = (values: ReadonlyArray<number>, confidence: number): Trend => {
  const n = values.length
  if (n < least) return { _tag: "TooFew", points: n, least }
  const slopes: Array<number> = []
  let order = 0
  values.forEach((value, i) => {
    for (let j = i + 1; j < n; j++) {
      const rise = (values[j] as number) - value
      order += Math.sign(rise)
      slopes.push(rise / (j - i))
    }
  })
  slopes.sort((a, b) => a - b)
  const middle = slopes.length >> 1
  const upper = slopes[middle] as number
  const slope = slopes.length % 2 === 1 ? upper : ((slopes[middle - 1] as number) + upper) / 2

  const times = new Map<number, number>()
  for (const value of values) times.set(value, (times.get(value) ?? 0) + 1)
  const spread = (t: number) => t * (t - 1) * (2 * t + 5)
  const tied = [...times.values()].reduce((sum, t) => sum + spread(t), 0)
  const variance = (spread(n) - tied) / 18
  // One less for the continuity of a count; no order at all is no evidence.
  const z = order === 0 ? 0 : (Math.abs(order) - 1) / Math.sqrt(variance)
  const pValue = Math.min(1, 2 * normalTail(z))
  return { _tag: pValue >= 1 - confidence ? "NotShown" : order > 0 ? "Rising" : "Falling", slope, pValue }
}
