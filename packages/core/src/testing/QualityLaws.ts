/**
 * What always holds of indicators, as values, for a hospital's own indicators as well; `Laws.property` makes a property of
 * each.
 *
 * **Example** (An indicator of a hospital's own)
 *
 * ```ts
 * import * as fc from "fast-check"
 * import { GeneralIndicators, Indicator } from "@aftercare/core"
 * import { Laws, QualityLaws } from "@aftercare/core/testing"
 *
 * const lost = { ...GeneralIndicators.lostToFollowUp, id: Indicator.IndicatorId.make("our.lost") }
 * const cases = QualityLaws.cases(fc.constant(lost))
 * fc.assert(Laws.property(QualityLaws.missingFactIsNotZero, cases), { numRuns: 20 })
 * ```
 *
 * @since 0.1.0
 */
import * as fc from "fast-check"
import { CountedFact, type Counts, parts, sum } from "../quality/CountedFact.ts"
import * as Indicator from "../quality/Indicator.ts"
import type { Law, Violation } from "./Laws.ts"

/** An indicator, and what departments counted. */
export interface IndicatorCase {
  readonly indicator: Indicator.Indicator
  readonly departments: readonly [Counts, ...ReadonlyArray<Counts>]
  readonly confidence: number
}

/** Counts that agree with each other: every fact is the sum of its parts. */
export const counts = (): fc.Arbitrary<Counts> => {
  const all = [...new Set(Object.values(parts).flat())]
  const part = fc.oneof(fc.constant(0), fc.nat(15), fc.nat(900))
  return fc
    .array(part, { minLength: all.length, maxLength: all.length })
    .map((drawn) =>
      Object.fromEntries(
        CountedFact.literals.map((fact) => [
          fact,
          parts[fact].reduce((total, one) => total + (drawn[all.indexOf(one)] as number), 0),
        ]),
      ),
    )
}

/** Some departments' counts for an indicator. */
export const cases = (indicators: fc.Arbitrary<Indicator.Indicator>): fc.Arbitrary<IndicatorCase> =>
  fc.record({
    indicator: indicators,
    departments: fc
      .tuple(counts(), fc.array(counts(), { maxLength: 3 }))
      .map(([one, others]) => [one, ...others] as const),
    confidence: fc.constantFrom(0.8, 0.95, 0.99),
  })

const evaluated = ({ confidence, indicator }: IndicatorCase, of: Counts): Indicator.Evaluated =>
  Indicator.evaluate(indicator, of, confidence)

const different = (found: string, facts: Violation["facts"]): Violation => ({ found, facts })

/** Without any one of its facts there is no figure and no standing, and the missing fact is named. */
export const missingFactIsNotZero: Law<IndicatorCase> = {
  name: "a missing fact is not zero",
  check: (of) => {
    for (const fact of Indicator.factsOf(of.indicator.measure)) {
      const { [fact]: _, ...others } = of.departments[0]
      const { figure, standing } = evaluated(of, others)
      if (figure._tag !== "NotCounted" || !figure.facts.includes(fact) || standing._tag !== "NoData")
        return different("a figure without one of its facts", { fact, figure, standing })
    }
    return undefined
  },
}

/** The departments together are the same in any order and grouping. */
export const departmentsAddUp: Law<IndicatorCase> = {
  name: "departments add up in any order and grouping",
  check: (of) => {
    const whole = evaluated(of, sum(of.departments))
    const oneByOne = [...of.departments].reverse().reduce((total, one) => sum([total, one]))
    const turned = evaluated(of, oneByOne)
    return JSON.stringify(whole) === JSON.stringify(turned)
      ? undefined
      : different("another order adds up otherwise", { whole, turned })
  },
}

/** An interval holds its figure, and a target by interval is met or missed only where the whole of it lies on one side. */
export const standingIsCertain: Law<IndicatorCase> = {
  name: "an interval holds its figure, and a standing by it is certain",
  check: (of) => {
    const { figure, standing } = evaluated(of, sum(of.departments))
    if (figure._tag !== "Share" && figure._tag !== "Rate") return undefined
    const { high, low, value } = figure.estimate
    if (!(low <= value && value <= high)) return different("a figure lies outside its interval", { figure })
    const { target } = of.indicator
    if (target?.judged !== "byInterval" || (standing._tag !== "Met" && standing._tag !== "NotMet"))
      return undefined
    const isAbove = standing._tag === "Met" ? target.direction === "atLeast" : target.direction === "atMost"
    const isCertain = isAbove ? low >= target.value : high <= target.value
    return isCertain
      ? undefined
      : different("a standing that the interval doesn't show", { figure, standing })
  },
}

/** Everything that holds of indicators. */
export const all: ReadonlyArray<Law<IndicatorCase>> = [
  missingFactIsNotZero,
  departmentsAddUp,
  standingIsCertain,
]
