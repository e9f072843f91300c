/**
 * Differences between independent groups or periods, and what is left of them when many are compared at once.
 *
 * **Example** (Twenty points more, but how sure is it?)
 *
 * ```ts
 * import { Comparison, Statistics } from "@aftercare/core"
 *
 * const share = (count: number, of: number) => Statistics.proportion({ count, of }, { confidence: 0.95 })
 * const difference = Comparison.difference(share(56, 70), share(48, 80))
 * difference._tag === "Compared" && [difference.low.toFixed(4), difference.high.toFixed(4)]
 * // => ["0.0524", "0.3339"]
 * ```
 *
 * @since 0.1.0
 */
import { normalCritical, normalTail } from "./Distribution.ts"
import { type Estimate, type Estimated, type NoData, noData } from "./Estimate.ts"

/** One figure minus another. */
export interface Compared extends Omit<Estimated, "_tag" | "n"> {
  readonly _tag: "Compared"
  /** The bases of both. */
  readonly n: readonly [number, number]
  /**
   * Two-sided, read off the interval: it is below `1 − confidence` exactly where the interval leaves out zero, so that the
   * two never contradict each other.
   */
  readonly pValue: number
}

export type Difference = Compared | NoData

/**
 * `of − from` for independent groups, by square-and-add of their intervals: for shares it is Newcombe's method 10. Both
 * must have the same confidence.
 */
export const difference = (of: Estimate, from: Estimate): Difference => {
  if (of._tag === "NoData") return of
  if (from._tag === "NoData") return from
  const { confidence } = of
  if (confidence !== from.confidence) return noData("impossible")
  const value = of.value - from.value
  const down = Math.hypot(of.value - of.low, from.high - from.value)
  const up = Math.hypot(of.high - of.value, from.value - from.low)
  const toZero = value > 0 ? down : up
  const away = value === 0 ? 0 : Math.abs(value) / toZero
  return {
    _tag: "Compared",
    value,
    low: value - down,
    high: value + up,
    n: [of.n, from.n],
    confidence,
    method: "squareAndAdd",
    pValue: Math.min(2 * normalTail(away * normalCritical((1 - confidence) / 2)), 1),
  }
}

/** The order of the p-values from the least, by their place. */
const ascending = (pValues: ReadonlyArray<number>): ReadonlyArray<number> =>
  pValues.map((_, i) => i).sort((a, b) => (pValues[a] as number) - (pValues[b] as number))

const arePossible = (pValues: ReadonlyArray<number>): boolean => pValues.every((p) => p >= 0 && p <= 1)

/**
 * Holm's correction: the chance of even one false alarm among all stays below the level. The p-values come back in their
 * own order; compare them with the level as if each were alone.
 */
export const holm = (pValues: ReadonlyArray<number>): ReadonlyArray<number> | NoData => {
  if (!arePossible(pValues)) return noData("impossible")
  const adjusted = [...pValues]
  let most = 0
  for (const [rank, i] of ascending(pValues).entries()) {
    most = Math.min(Math.max(most, (pValues.length - rank) * (pValues[i] as number)), 1)
    adjusted[i] = most
  }
  return adjusted
}

/** Benjamini and Hochberg's correction: of what is called different, at most this share is expected to be false alarms. */
export const benjaminiHochberg = (pValues: ReadonlyArray<number>): ReadonlyArray<number> | NoData => {
  if (!arePossible(pValues)) return noData("impossible")
  const adjusted = [...pValues]
  let least = 1
  for (const [rank, i] of [...ascending(pValues).entries()].reverse()) {
    least = Math.min(least, (pValues[i] as number) * (pValues.length / (rank + 1)))
    adjusted[i] = least
  }
  return adjusted
}

/** A named group's figure. */
export interface Named {
  readonly id: string
  readonly estimate: Estimate
}

/** How a group compares, the number of comparisons taken into account. */
export interface Verdict {
  readonly id: string
  readonly difference: Difference
  /** Undefined where there is no difference to test. */
  readonly adjustedPValue: number | undefined
  readonly verdict: "higher" | "lower" | "notShown" | "noData"
}

/** Many groups against one reference, such as all departments against the same month of last year. */
export const against = (
  groups: ReadonlyArray<Named>,
  reference: Estimate,
  correction: "holm" | "benjaminiHochberg",
): ReadonlyArray<Verdict> => {
  const differences = groups.map(({ estimate }) => difference(estimate, reference))
  const compared = differences.filter((one) => one._tag === "Compared")
  const corrected = (correction === "holm" ? holm : benjaminiHochberg)(compared.map(({ pValue }) => pValue))
  const adjusted = new Map(
    compared.map((one, i) => [one as Difference, "_tag" in corrected ? 1 : (corrected[i] as number)]),
  )
  return groups.map(({ id }, i) => {
    const found = differences[i] as Difference
    const adjustedPValue = adjusted.get(found)
    if (found._tag === "NoData" || adjustedPValue === undefined)
      return { id, difference: found, adjustedPValue: undefined, verdict: "noData" }
    const shown = adjustedPValue < 1 - found.confidence
    return {
      id,
      difference: found,
      adjustedPValue,
      verdict: shown ? (found.value > 0 ? "higher" : "lower") : "notShown",
    }
  })
}
