/**
 * Indicators: what is counted of what, which way is better, what is aimed at, and how a month's counts stand to it.
 *
 * **Details**
 *
 * A target is judged in one of two ways. A duty owed to everybody, such as an answer within the limit or no call during
 * rest hours, is judged as counted: one failure among a thousand is a failure. What is read off a sample, or off one month
 * for how the work goes in general, is judged by its interval: it is met or not met only where the whole interval says so,
 * and undecidable otherwise, or where the base is smaller than the definition asks for.
 *
 * A fact that wasn't counted, a base of nothing, and counts that contradict one another are answers of their own, never
 * zero.
 *
 * **Example** (Four of five completed: is it 75 %?)
 *
 * ```ts
 * import { GeneralIndicators, Indicator } from "@aftercare/core"
 *
 * const target = { direction: "atLeast", value: 0.75, judged: "byInterval" } as const
 * const completion = { ...GeneralIndicators.followUpCompletion, target }
 * const month = { followUpsEnded: 110, followUpsCancelled: 10, followUpsCompleted: 80 }
 * const { figure, standing } = Indicator.evaluate(completion, month, 0.95)
 * figure._tag === "Share" && [figure.rate.count, figure.rate.of] // => [80, 100]
 * standing // => { _tag: "Undecidable", because: "interval" }
 * ```
 *
 * @since 0.1.0
 */
import type * as Brand from "effect/Brand"
import * as Schema from "effect/Schema"
import type { Rate } from "../foundation/Rate.ts"
import { Source } from "../foundation/Rule.ts"
import { closed, outspoken } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"
import type { Version } from "../foundation/Version.ts"
import { Bilingual } from "../foundation/Word.ts"
import * as Estimate from "../survey/Estimate.ts"
import * as Statistics from "../survey/Statistics.ts"
import { CountedFact, type Counts } from "./CountedFact.ts"

/** An indicator's name, such as `followUpCompletion`; a hospital's own may have several words joined by dots. */
export const IndicatorId = outspoken(
  Schema.String.check(
    Schema.isPattern(/^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)*$/, {
      message: "an indicator's id is words joined by dots, such as followUpCompletion",
    }),
    Schema.isMaxLength(100),
  ).pipe(Schema.brand("IndicatorId")),
)
export type IndicatorId = string & Brand.Brand<"IndicatorId">

const Facts = Schema.NonEmptyArray(CountedFact)

/**
 * Its chart is Laney's, p′ or u′: for bases so large that months vary by more than chance, as `dispersion` tells, without one
 * cause to be found. It is chosen for good: limits that are widened month by month signal nothing.
 */
const laney = Schema.optionalKey(Schema.Boolean)

/** What is computed of the counts; several facts in one place are added up. */
export const Measure = closed(
  Schema.TaggedUnion({
    /** So many of so many. What is excluded leaves the base. */
    Share: { count: Facts, of: Facts, without: Schema.Array(CountedFact), laney },
    /** So many by so many others, of which they aren't a part: complaints per thousand discharges. */
    Rate: {
      count: Facts,
      by: Facts,
      per: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000 })),
      laney,
    },
    /** So many. */
    Total: { count: Facts },
  }),
)
export type Measure = typeof Measure.Type

/** What is aimed at; a share is aimed at from 0 to 1. */
export const Target = closed(
  Schema.Struct({ ...Estimate.Target.fields, judged: Schema.Literals(["asCounted", "byInterval"]) }),
)
export interface Target extends Schema.Schema.Type<typeof Target> {}

export const Indicator = closed(
  Schema.Struct({
    id: IndicatorId,
    version: Text,
    title: Bilingual,
    measure: Measure,
    /** Which way is better. */
    better: Schema.Literals(["higher", "lower"]),
    target: Schema.optionalKey(Target),
    /** With a smaller base nothing is judged: of a share or rate what it is divided by, of a total nothing. */
    leastBase: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000 })),
    source: Source,
    /** Shipped, and used by no hospital before it takes it. */
    switchedOff: Schema.optionalKey(Schema.Literal(true)),
  }),
).check(
  Schema.makeFilter(({ better, measure, target }) => {
    if (target === undefined) return true
    const { direction, judged, value } = target
    return [
      ...((direction === "atLeast") === (better === "higher")
        ? []
        : [{ path: ["target", "direction"], issue: "a target points the way that is better" }]),
      ...(measure._tag === "Share" && !(value >= 0 && value <= 1)
        ? [{ path: ["target", "value"], issue: "a share is aimed at from 0 to 1" }]
        : []),
      ...(measure._tag === "Total" && judged === "byInterval"
        ? [{ path: ["target", "judged"], issue: "a total is judged as counted" }]
        : []),
    ]
  }),
)
export interface Indicator extends Schema.Schema.Type<typeof Indicator> {}

/** What the counts make of it. */
export type Figure =
  | { readonly _tag: "Share"; readonly rate: Rate; readonly estimate: Estimate.Estimated }
  | {
      readonly _tag: "Rate"
      readonly count: number
      readonly by: number
      readonly per: number
      readonly estimate: Estimate.Estimated
    }
  | { readonly _tag: "Total"; readonly count: number }
  /** These facts weren't counted. */
  | { readonly _tag: "NotCounted"; readonly facts: ReadonlyArray<CountedFact> }
  /** There was nothing to divide by. */
  | { readonly _tag: "NoBase" }
  /** More than the base, more excluded than there was, or counts that are none. */
  | { readonly _tag: "Contradictory"; readonly count: number; readonly of: number }

export type Standing =
  | { readonly _tag: "Met" | "NotMet" | "NoTarget" | "NoData" }
  | { readonly _tag: "Undecidable"; readonly because: "base" | "interval" }

/** How an indicator stands, with the version of the definition that it was computed by. */
export interface Evaluated {
  readonly indicator: Version
  readonly figure: Figure
  readonly standing: Standing
}

/** The indicator of these counts. `confidence` is that of the interval, such as 0.95. */
export const evaluate = (indicator: Indicator, counts: Counts, confidence: number): Evaluated => {
  const figure = figureOf(indicator.measure, counts, confidence)
  const { id, version } = indicator
  return { indicator: { id, version }, figure, standing: standingOf(indicator, figure) }
}

const figureOf = (measure: Measure, counts: Counts, confidence: number): Figure => {
  const facts = factsOf(measure)
  const missing = facts.filter((fact) => counts[fact] === undefined)
  if (missing.length > 0) return { _tag: "NotCounted", facts: missing }
  const sum = (of: ReadonlyArray<CountedFact>) => of.reduce((total, fact) => total + (counts[fact] ?? 0), 0)
  const count = sum(measure.count)
  const isCounted = facts.every((fact) => isCount(counts[fact]))
  switch (measure._tag) {
    case "Total":
      return isCounted ? { _tag: "Total", count } : { _tag: "Contradictory", count, of: count }
    case "Share": {
      const of = sum(measure.of) - sum(measure.without)
      if (!isCounted || of < 0 || count > of) return { _tag: "Contradictory", count, of }
      const estimate = Statistics.proportion({ count, of }, { confidence })
      return estimate._tag === "NoData"
        ? { _tag: "NoBase" }
        : { _tag: "Share", rate: { count, of }, estimate }
    }
    case "Rate": {
      const by = sum(measure.by)
      const { per } = measure
      if (!isCounted) return { _tag: "Contradictory", count, of: by }
      const estimate = Statistics.rate({ count, exposure: by / per }, { confidence })
      return estimate._tag === "NoData" ? { _tag: "NoBase" } : { _tag: "Rate", count, by, per, estimate }
    }
  }
}

const isCount = Schema.is(Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)))

/** The facts that an indicator needs counted, each once. */
export const factsOf = (measure: Measure): ReadonlyArray<CountedFact> => {
  const { count } = measure
  const all =
    measure._tag === "Share"
      ? [...count, ...measure.of, ...measure.without]
      : measure._tag === "Rate"
        ? [...count, ...measure.by]
        : count
  return [...new Set(all)]
}

/** The figure, rounded once: a rate that is just what is aimed at mustn't miss it by the last bit of its exposure. */
const valueIn = (figure: Extract<Figure, { readonly _tag: "Share" | "Rate" | "Total" }>): number => {
  switch (figure._tag) {
    case "Total":
      return figure.count
    case "Share":
      return figure.estimate.value
    case "Rate":
      return (figure.count * figure.per) / figure.by
  }
}

const standingOf = ({ leastBase, target }: Indicator, figure: Figure): Standing => {
  if (figure._tag === "NotCounted" || figure._tag === "NoBase" || figure._tag === "Contradictory")
    return { _tag: "NoData" }
  if (target === undefined) return { _tag: "NoTarget" }
  const value = valueIn(figure)
  const isKept = target.direction === "atLeast" ? value >= target.value : value <= target.value
  if (figure._tag === "Total") return { _tag: isKept ? "Met" : "NotMet" }
  const base = figure._tag === "Share" ? figure.rate.of : figure.by
  if (base < leastBase) return { _tag: "Undecidable", because: "base" }
  if (target.judged === "asCounted") return { _tag: isKept ? "Met" : "NotMet" }
  const found = Estimate.against(figure.estimate, target)
  return found === "met" || found === "notMet"
    ? { _tag: found === "met" ? "Met" : "NotMet" }
    : { _tag: "Undecidable", because: "interval" }
}

/** What the figure is judged by, for a comparison with another; a total has no uncertainty of its own. */
export const estimateOf = (figure: Figure): Estimate.Estimate =>
  figure._tag === "Share" || figure._tag === "Rate" ? figure.estimate : Estimate.noData("nothingCounted")
