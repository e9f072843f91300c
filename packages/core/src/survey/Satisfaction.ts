/**
 * Scores, each by the name of its variant: the same answers are 88.4 as a percentage of the maximum and 85.5 on a linear
 * scale, so that no figure is called satisfaction and nothing else.
 *
 * **Details**
 *
 * A definition says the variant, what becomes of missing answers, the confidence and the smallest base that is shown; the
 * score carries its id and version, its base and its interval. Reversed items are turned round, so that more is always
 * better. Means are in the points of their scale; everything else runs from 0 to 100, the net promoter score from −100.
 *
 * **Example** (One month under three definitions of satisfaction)
 *
 * ```ts
 * import { Result } from "effect"
 * import { GeneralQuestionnaires, Satisfaction, ScoreDesign, ScoreTally } from "@aftercare/core"
 *
 * const design = Result.getOrThrow(ScoreDesign.of(GeneralQuestionnaires.hotline))
 * const answers = [...Array(42).fill(5), ...Array(58).fill(4)]
 * const tally = ScoreTally.ofRows(design, answers, { by: [], answers: { politeness: (answer) => answer } })
 * const all = ScoreTally.total(Result.getOrThrow(tally))
 * const under = (variant: Satisfaction.Variant) => {
 *   const definition = { id: "month", version: "1", variant, confidence: 0.95, minimumBase: 30 }
 *   const { estimate } = Result.getOrThrow(Satisfaction.score(design, all, definition))
 *   return estimate._tag === "Estimated" ? estimate.value.toFixed(1) : estimate.because
 * }
 *
 * under({ _tag: "ItemLinear", item: "politeness" }) // => "85.5"
 * under({ _tag: "ItemPercentOfMaximum", item: "politeness" }) // => "88.4"
 * under({ _tag: "TopBoxes", item: "politeness", boxes: 1 }) // => "42.0"
 * ```
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { closed } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"
import type { Version } from "../foundation/Version.ts"
import { type Estimate, noData, rescaled } from "./Estimate.ts"
import { Code, type Questionnaire } from "./Questionnaire.ts"
import type { ScoreDesign, ScoredDomain, ScoredItem } from "./ScoreDesign.ts"
import type { Group, Pattern } from "./ScoreTally.ts"
import { type Frequencies, mean, type Options, proportion } from "./Statistics.ts"

/**
 * Whose answers to a domain count, of those who answered any of the items that applied to them: who answered at least half
 * of these items, with what becomes of exactly half; who answered all; everybody. A person's score is the mean of what was
 * answered.
 */
export const MissingRule = closed(
  Schema.TaggedUnion({
    Half: { exactlyHalf: Schema.Literals(["scored", "notScored"]) },
    Listwise: {},
    AvailableCase: {},
  }),
)
export type MissingRule = typeof MissingRule.Type

const boxes = Schema.Int.check(Schema.isGreaterThan(0))

const single = {
  /** The mean in points. */
  ItemMean: { item: Code },
  /** `(mean − least) / (most − least)`, of 100. */
  ItemLinear: { item: Code },
  /** `mean / most`, of 100; where the scale begins at 1 its worst isn't 0. */
  ItemPercentOfMaximum: { item: Code },
  /** How many of 100 chose one of the best so many points: one is top-box, two top-2. */
  TopBoxes: { item: Code, boxes },
  /** How many of 100 chose one of the worst so many points. */
  BottomBoxes: { item: Code, boxes },
  /** Promoters (9 and 10) less detractors (0 to 6), of 100; on a scale of 0 to 10 alone. */
  NetPromoter: { item: Code },
  /** How easy it was: the mean on a scale of 1 to 7 alone. */
  EffortMean: { item: Code },
  /** How many of 100 found it easy: 5 to 7 on a scale of 1 to 7 alone. */
  EffortAgree: { item: Code },
  /** The mean of the persons' scores in points; the domain's items have one scale. */
  DomainMean: { domain: Code, missing: MissingRule },
  /** The mean of the persons' linear scores, of 100. */
  DomainLinear: { domain: Code, missing: MissingRule },
  /** The mean of the persons' percentages of the maximum; the domain's items have one scale. */
  DomainPercentOfMaximum: { domain: Code, missing: MissingRule },
  /** The satisfaction rate: how many of 100 persons score at least so much, by the measure named. */
  DomainRate: {
    domain: Code,
    missing: MissingRule,
    measure: Schema.Literals(["linear", "percentOfMaximum"]),
    atLeast: Schema.Finite,
  },
} as const

/** A score of one item or of one domain. */
export const Part = closed(Schema.TaggedUnion(single))
export type Part = typeof Part.Type

/** What a score is: of one item, of one domain, or the weighted mean of such scores, each with its own base. */
export const Variant = closed(
  Schema.TaggedUnion({
    ...single,
    Composite: {
      /** Scores of 0 to 100. */
      parts: Schema.NonEmptyArray(
        Schema.Struct({ part: Part, weight: Schema.Finite.check(Schema.isGreaterThan(0)) }),
      ),
      /** Where a part has no data: the other parts' weights make up for it, or there is no score. */
      ifMissing: Schema.Literals(["renormalised", "refused"]),
    },
  }),
)
export type Variant = typeof Variant.Type

/** A score that a hospital has agreed on. */
export const Definition = closed(
  Schema.Struct({
    id: Text,
    version: Text,
    variant: Variant,
    confidence: Schema.Finite.check(Schema.isBetween({ minimum: 0.5, maximum: 0.9999 })),
    /** The fewest answers or persons that a score is shown for. */
    minimumBase: Schema.Int.check(Schema.isGreaterThan(0)),
  }),
)
export interface Definition extends Schema.Schema.Type<typeof Definition> {}

export interface Score {
  readonly definition: Version
  readonly variant: Variant
  readonly unit: "points" | "of100" | "net"
  /** Its base `n` are answers or persons that count; of a composite the least of its parts. */
  readonly estimate: Estimate
  /** All responses of the group, counted in the base or not. */
  readonly responses: number
}

/** The definition doesn't fit the questionnaire. */
export class VariantMismatch extends Schema.TaggedError<VariantMismatch>("@aftercare/core/VariantMismatch")(
  "VariantMismatch",
  {
    definition: Schema.String,
    rule: Schema.Literals([
      "score.unknownItem",
      "score.unknownDomain",
      "score.notZeroToTen",
      "score.notOneToSeven",
      "score.noMaximum",
      "score.tooManyBoxes",
      "score.differentScales",
      "score.differentUnits",
    ]),
  },
) {
  override get message() {
    return `definition ${this.definition}: ${this.rule}`
  }
}

/** HCAHPS' linear mean of a composite: the unweighted mean of its items' linear scores. */
export const hcahpsLinear = (items: readonly [string, ...ReadonlyArray<string>]): Variant =>
  unweighted(items, (item) => ({ _tag: "ItemLinear", item }))

/** HCAHPS' top-box score of a composite: the unweighted mean of the shares of “always”, “yes”, or the best point. */
export const hcahpsTopBox = (items: readonly [string, ...ReadonlyArray<string>]): Variant =>
  unweighted(items, (item) => ({ _tag: "TopBoxes", item, boxes: 1 }))

const unweighted = (
  [first, ...others]: readonly [string, ...ReadonlyArray<string>],
  of: (item: string) => Part,
): Variant => {
  const part = (item: string) => ({ part: of(item), weight: 1 })
  return { _tag: "Composite", parts: [part(first), ...others.map(part)], ifMissing: "renormalised" }
}

/** The overall score of a questionnaire: its domains' linear scores by their weights; undefined where it has none. */
export const overall = (
  { domains }: Pick<Questionnaire, "domains">,
  missing: MissingRule,
  ifMissing: "renormalised" | "refused",
): Variant | undefined => {
  const [first, ...others] = domains.map(({ id, weight }) => ({
    part: { _tag: "DomainLinear", domain: id, missing } as const,
    weight,
  }))
  return first && { _tag: "Composite", parts: [first, ...others], ifMissing }
}

/**
 * A group's score by a definition. Give the `population` where the group's responses are from so many persons and no more;
 * with more responses than that there is no figure.
 *
 * Fails with `VariantMismatch` where the definition doesn't fit the questionnaire, whatever was answered.
 */
export const score = (
  design: ScoreDesign,
  group: Group,
  { confidence, id, minimumBase, variant, version }: Definition,
  population?: number,
): Result.Result<Score, VariantMismatch> => {
  const options = { confidence, ...(population === undefined ? {} : { population }) }
  const found = measured(design, group, variant, options)
  if (typeof found === "string") return Result.fail(new VariantMismatch({ definition: id, rule: found }))
  const { unit } = found
  const estimate =
    population !== undefined && population < group.responses ? noData("impossible") : found.estimate
  return Result.succeed({
    definition: { id, version },
    variant,
    unit,
    estimate:
      estimate._tag === "Estimated" && estimate.n < minimumBase ? noData("tooFew", estimate.n) : estimate,
    responses: group.responses,
  })
}

type Measured = Pick<Score, "estimate" | "unit">
type Rule = VariantMismatch["rule"]

const measured = (design: ScoreDesign, group: Group, variant: Variant, options: Options): Measured | Rule => {
  if (variant._tag === "Composite") return composite(design, group, variant, options)
  if ("item" in variant) {
    const at = design.items.findIndex(({ id }) => id === variant.item)
    const item = design.items[at]
    return item === undefined
      ? "score.unknownItem"
      : ofItem(item, group.items[at]?.answers ?? [], variant, options)
  }
  const at = design.domains.findIndex(({ id }) => id === variant.domain)
  const domain = design.domains[at]
  if (domain === undefined) return "score.unknownDomain"
  return ofDomain(design, domain, group.domains[at]?.patterns ?? [], variant, options)
}

const ofItem = (
  { least, most, reverse }: ScoredItem,
  answers: Frequencies,
  variant: Extract<Part, { readonly item: string }>,
  options: Options,
): Measured | Rule => {
  const seen = answers.map(([value, count]) => [reverse ? least + most - value : value, count] as const)
  const inPoints = () => mean(seen, { least, most }, options)
  const share = (counts: (value: number) => boolean): Measured => {
    const of = (some: Frequencies) => some.reduce((sum, [, count]) => sum + count, 0)
    const rate = { count: of(seen.filter(([value]) => counts(value))), of: of(seen) }
    return { estimate: rescaled(proportion(rate, options), 100), unit: "of100" }
  }
  const isOneToSeven = least === 1 && most === 7
  switch (variant._tag) {
    case "ItemMean":
      return { estimate: inPoints(), unit: "points" }
    case "ItemLinear":
      return { estimate: linear(seen, { least, most }, options), unit: "of100" }
    case "ItemPercentOfMaximum":
      return least < 0 ? "score.noMaximum" : { estimate: rescaled(inPoints(), 100 / most), unit: "of100" }
    case "TopBoxes":
      return variant.boxes > most - least
        ? "score.tooManyBoxes"
        : share((value) => value > most - variant.boxes)
    case "BottomBoxes":
      return variant.boxes > most - least
        ? "score.tooManyBoxes"
        : share((value) => value < least + variant.boxes)
    case "NetPromoter": {
      if (least !== 0 || most !== 10) return "score.notZeroToTen"
      const net = seen.map(([value, count]) => [value >= 9 ? 100 : value >= 7 ? 0 : -100, count] as const)
      return { estimate: mean(net, { least: -100, most: 100 }, options), unit: "net" }
    }
    case "EffortMean":
      return isOneToSeven ? { estimate: inPoints(), unit: "points" } : "score.notOneToSeven"
    case "EffortAgree":
      return isOneToSeven ? share((value) => value >= 5) : "score.notOneToSeven"
  }
}

const linear = (
  seen: Frequencies,
  { least, most }: Pick<ScoredItem, "least" | "most">,
  options: Options,
): Estimate => {
  const steps = seen.map(([value, count]) => [value - least, count] as const)
  return rescaled(mean(steps, { least: 0, most: most - least }, options), 100 / (most - least))
}

const isScored = ({ answered, applicable }: Pattern, missing: MissingRule): boolean => {
  if (answered === 0) return false
  switch (missing._tag) {
    case "Half":
      return missing.exactlyHalf === "scored" ? answered * 2 >= applicable : answered * 2 > applicable
    case "Listwise":
      return answered === applicable
    case "AvailableCase":
      return true
  }
}

const ofDomain = (
  { items }: ScoreDesign,
  domain: ScoredDomain,
  patterns: ReadonlyArray<Pattern>,
  variant: Extract<Part, { readonly domain: string }>,
  options: Options,
): Measured | Rule => {
  const [first, ...others] = domain.items.map((at) => items[at] as ScoredItem)
  const { least, most } = first as ScoredItem
  const isOneScale = others.every((item) => item.least === least && item.most === most)
  const scored = patterns.filter((pattern) => isScored(pattern, variant.missing))
  /** What a pattern scores, of so much for every step of an answer. */
  const scoreOf = ({ answered, steps }: Pattern, from: number, to: number) =>
    from + ((to - from) * steps) / (answered * domain.steps)
  const persons = (from: number, to: number): Frequencies =>
    scored.map((pattern) => [scoreOf(pattern, from, to), pattern.persons])
  const meanOf = (from: number, to: number) => mean(persons(from, to), { least: from, most: to }, options)
  const needsMaximum = (): Rule | undefined =>
    !isOneScale ? "score.differentScales" : least < 0 ? "score.noMaximum" : undefined
  switch (variant._tag) {
    case "DomainMean":
      return isOneScale ? { estimate: meanOf(least, most), unit: "points" } : "score.differentScales"
    case "DomainLinear":
      return { estimate: meanOf(0, 100), unit: "of100" }
    case "DomainPercentOfMaximum":
      return needsMaximum() ?? { estimate: meanOf((100 * least) / most, 100), unit: "of100" }
    case "DomainRate": {
      const lacks = variant.measure === "linear" ? undefined : needsMaximum()
      if (lacks !== undefined) return lacks
      const [from, to] = variant.measure === "linear" ? [0, 100] : [(100 * least) / most, 100]
      // Just at the mark is at least that much, whatever the last bit of a division says.
      const reached = scored.filter((pattern) => scoreOf(pattern, from, to) >= variant.atLeast - 1e-9)
      const all = (some: ReadonlyArray<Pattern>) => some.reduce((sum, { persons }) => sum + persons, 0)
      const rate = { count: all(reached), of: all(scored) }
      return { estimate: rescaled(proportion(rate, options), 100), unit: "of100" }
    }
  }
}

/**
 * The parts are answered by the same persons, and how far they go together isn't known: their intervals are added up as if
 * they did so wholly, which is never too narrow.
 */
const composite = (
  design: ScoreDesign,
  group: Group,
  { ifMissing, parts }: Extract<Variant, { readonly _tag: "Composite" }>,
  options: Options,
): Measured | Rule => {
  const sums = { weight: 0, value: 0, low: 0, high: 0, n: Number.POSITIVE_INFINITY }
  let refused = false
  for (const { part, weight } of parts) {
    const found = measured(design, group, part, options)
    if (typeof found === "string") return found
    if (found.unit !== "of100") return "score.differentUnits"
    const { estimate } = found
    if (estimate._tag === "NoData") {
      if (estimate.because === "impossible") return { estimate, unit: "of100" }
      refused ||= ifMissing === "refused"
      continue
    }
    sums.weight += weight
    sums.value += weight * estimate.value
    sums.low += weight * estimate.low
    sums.high += weight * estimate.high
    sums.n = Math.min(sums.n, estimate.n)
  }
  if (sums.weight === 0) return { estimate: noData("nothingCounted"), unit: "of100" }
  if (refused) return { estimate: noData("tooFew"), unit: "of100" }
  const value = sums.value / sums.weight
  return {
    estimate: {
      _tag: "Estimated",
      value,
      low: Math.min(sums.low / sums.weight, value),
      high: Math.max(sums.high / sums.weight, value),
      n: sums.n,
      confidence: options.confidence,
      method: "addedUp",
    },
    unit: "of100",
  }
}
