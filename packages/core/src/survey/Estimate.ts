/**
 * A figure with its base and its uncertainty, or the statement that there is none. No figure is ever `NaN`, and a figure
 * without data is never zero.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * How an interval was made: Wilson's score, Byar's approximation to Poisson's, Wilson's widened to means on a bounded
 * scale, a difference by square-and-add, the parts' intervals added up, or Fisher's transformation.
 */
export const Method = Schema.Literals(["wilson", "byar", "bounded", "squareAndAdd", "addedUp", "fisher"])
export type Method = typeof Method.Type

/**
 * Why there is no figure: nothing was counted, too little for this figure, nothing differs where a spread is needed, or
 * the numbers given can't be counts, shares or a confidence.
 */
export const Lack = Schema.Literals(["nothingCounted", "tooFew", "noSpread", "impossible"])
export type Lack = typeof Lack.Type

/** A figure, or the lack of one. `n` is the base: the answers or persons counted. */
export const Estimate = Schema.TaggedUnion({
  Estimated: {
    value: Schema.Finite,
    /** Both ends belong to the interval, and `low ≤ value ≤ high`. */
    low: Schema.Finite,
    high: Schema.Finite,
    n: Schema.Finite,
    /** Of the interval, both sides: 0.95 for 95 %. */
    confidence: Schema.Finite,
    method: Method,
  },
  NoData: { because: Lack, n: Schema.Finite },
})
export type Estimate = typeof Estimate.Type
export type Estimated = Extract<Estimate, { readonly _tag: "Estimated" }>
export type NoData = Extract<Estimate, { readonly _tag: "NoData" }>

export const noData = (because: Lack, n = 0): NoData => ({ _tag: "NoData", because, n })

/** The same estimate on another scale: `value × factor + offset`, where `factor` > 0. */
export const rescaled = (estimate: Estimate, factor: number, offset = 0): Estimate => {
  if (estimate._tag === "NoData") return estimate
  const on = (value: number) => value * factor + offset
  return { ...estimate, value: on(estimate.value), low: on(estimate.low), high: on(estimate.high) }
}

/** What is asked of a figure. */
export const Target = Schema.Struct({
  direction: Schema.Literals(["atLeast", "atMost"]),
  value: Schema.Finite,
})
export interface Target extends Schema.Schema.Type<typeof Target> {}

/**
 * Whether a target is shown to be met: only where the whole interval keeps it. Where the interval lies on both sides,
 * this base can't decide.
 *
 * **Example** (80 of 100 don't show that four in five are satisfied)
 *
 * ```ts
 * import { Estimate, Statistics } from "@aftercare/core"
 *
 * const estimate = Statistics.proportion({ count: 80, of: 100 }, { confidence: 0.95 })
 * Estimate.against(estimate, { direction: "atLeast", value: 0.8 }) // => "undecidable"
 * ```
 */
export const against = (
  estimate: Estimate,
  { direction, value }: Target,
): "met" | "notMet" | "undecidable" | "noData" => {
  if (estimate._tag === "NoData") return "noData"
  const { high, low } = estimate
  const [met, failed] = direction === "atLeast" ? [low >= value, high < value] : [high <= value, low > value]
  return met ? "met" : failed ? "notMet" : "undecidable"
}
