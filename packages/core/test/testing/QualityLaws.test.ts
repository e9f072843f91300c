import { type CountedFact, GeneralIndicators } from "@aftercare/core"
import { Laws, QualityLaws } from "@aftercare/core/testing"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

const indicators = fc.constantFrom(...GeneralIndicators.all)

describe("the laws of indicators hold", () => {
  test.each(QualityLaws.all.map((law) => [law.name, law] as const))("%s", (_, law) => {
    fc.assert(Laws.property(law, QualityLaws.cases(indicators)), { numRuns: 200 })
  })
})

// A law that nothing can break says nothing: each is shown something broken.
describe("something broken is caught", () => {
  const counted = { revisitsDue: 100, revisitsMade: 80 }
  const of = (departments: QualityLaws.IndicatorCase["departments"]) => ({
    indicator: GeneralIndicators.revisits,
    departments,
    confidence: 0.95,
  })

  test("an indicator that names other facts than it is computed of", () => {
    const measure = { ...GeneralIndicators.revisits.measure, count: ["trainingsDone"] } as const
    let reads = 0
    const wavering = {
      ...GeneralIndicators.revisits,
      // Names another fact when it is asked for its facts than when it is computed.
      get measure() {
        return reads++ === 0 ? measure : GeneralIndicators.revisits.measure
      },
    }
    const broken = { indicator: wavering, departments: [counted] as const, confidence: 0.95 }
    expect(QualityLaws.missingFactIsNotZero.check(broken as QualityLaws.IndicatorCase)?.found).toBe(
      "a figure without one of its facts",
    )
  })

  test("counts that are others each time they are read", () => {
    let reads = 0
    const wavering: CountedFact.Counts = {
      revisitsDue: 1000,
      get revisitsMade() {
        return reads++
      },
    }
    expect(QualityLaws.departmentsAddUp.check(of([wavering, counted]))?.found).toBe(
      "another order adds up otherwise",
    )
  })

  test("a target that moves after it was judged", () => {
    let reads = 0
    const target = {
      direction: "atLeast" as const,
      get value() {
        return reads++ < 2 ? 0.1 : 0.9
      },
    }
    const { indicator, ...others } = of([counted])
    const moving = { ...indicator, target: Object.assign(target, { judged: "byInterval" as const }) }
    expect(QualityLaws.standingIsCertain.check({ ...others, indicator: moving })?.found).toBe(
      "a standing that the interval doesn't show",
    )
  })
})
