/**
 * How far the items of a scale measure one thing: Cronbach's alpha.
 *
 * @since 0.1.0
 */
import { type NoData, noData } from "./Estimate.ts"

/** One respondent's answers in the order of the items; undefined where one is missing. */
export type Answered = ReadonlyArray<number | undefined>

export interface Alpha {
  readonly _tag: "Alpha"
  /** At most 1; negative where items run against each other, such as one whose reversed coding was forgotten. */
  readonly alpha: number
  readonly items: number
  /** Respondents with an answer to every item; nobody else is counted. */
  readonly n: number
}

/**
 * Cronbach's alpha, `k/(k−1) · (1 − Σ s²ᵢ / s²ₜ)` with sample variances, over the respondents who answered every item
 * (listwise). Reversed items must be turned round before.
 *
 * `NoData` where there are fewer than two items (`tooFew`), fewer than two whole respondents (`tooFew`), or where all
 * totals are alike (`noSpread`).
 *
 * **Example**
 *
 * ```ts
 * import { Reliability } from "@aftercare/core"
 *
 * const found = Reliability.cronbachAlpha([[5, 4], [4, 4], [2, 3], [1, undefined]])
 * found._tag === "Alpha" && [found.alpha.toFixed(3), found.n] // => ["0.769", 3]
 * ```
 */
export const cronbachAlpha = (rows: ReadonlyArray<Answered>): Alpha | NoData => {
  const items = rows[0]?.length ?? 0
  if (rows.some((row) => row.length !== items)) return noData("impossible")
  const whole = rows.filter((row): row is ReadonlyArray<number> => !row.includes(undefined))
  if (whole.some((row) => !row.every(Number.isFinite))) return noData("impossible")
  const n = whole.length
  if (items < 2 || n < 2) return noData("tooFew", n)
  const total = spread(whole.map((row) => row.reduce((sum, value) => sum + value, 0)))
  // Totals of fractions that are alike differ by what adding them up rounds.
  const sizeOf = (row: ReadonlyArray<number>) => row.reduce((sum, value) => sum + Math.abs(value), 0)
  const most = whole.reduce((most, row) => Math.max(most, sizeOf(row)), 0)
  if (total <= n * (items * Number.EPSILON * most) ** 2) return noData("noSpread", n)
  const single = whole[0]?.map((_, item) => spread(whole.map((row) => row[item] as number))) ?? []
  const alpha = (items / (items - 1)) * (1 - single.reduce((sum, value) => sum + value, 0) / total)
  return Number.isFinite(alpha) ? { _tag: "Alpha", alpha, items, n } : noData("impossible", n)
}

/** The sum of squares around the mean; the divisor of the variances cancels. */
const spread = (values: ReadonlyArray<number>): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
}
