import { GeneralQuestionnaires, Satisfaction, type SmallCells, type SurveyResponse } from "@aftercare/core"
import { Laws, ScoreLaws } from "@aftercare/core/testing"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

describe("the laws of scores hold", () => {
  test.each(ScoreLaws.all.map((law) => [law.name, law] as const))("%s", (_, law) => {
    fc.assert(Laws.property(law, ScoreLaws.cases()), { numRuns: 60 })
    fc.assert(Laws.property(law, ScoreLaws.cases(fc.constant(GeneralQuestionnaires.afterDischarge))), {
      numRuns: 20,
    })
  })
})

// A law that nothing can break says nothing: each is shown something broken.
describe("something broken is caught", () => {
  const [sample] = fc.sample(
    ScoreLaws.cases(fc.constant(GeneralQuestionnaires.hotline)).filter(
      ({ chunks, definitions }) =>
        definitions.length > 0 && chunks.filter((chunk) => chunk.length > 1).length > 1,
    ),
    1,
  )
  const found = (law: Laws.Law<ScoreLaws.ScoreCase>, chunks: ScoreLaws.ScoreCase["chunks"]) =>
    law.check({ ...(sample as ScoreLaws.ScoreCase), chunks })?.found
  /** Answers that are others each time they are read. */
  const unsteady = (responses: ReadonlyArray<SurveyResponse.SurveyResponse>) => {
    let reads = 0
    return responses.map((response) => ({
      ...response,
      get answers(): SurveyResponse.SurveyResponse["answers"] {
        return { politeness: { _tag: "Scale", value: 1 + (reads++ % 5) } }
      },
    }))
  }
  const chunks = (sample?.chunks ?? []).map(unsteady)

  test("counts that depend on the time of counting", () => {
    expect(found(ScoreLaws.mergingIsCounting, chunks)).toBe("a merge differs")
    expect(found(ScoreLaws.orderChangesNothing, chunks)).toBe("another order counts otherwise")
  })

  test("a score that is better with a worse answer", () => {
    const middling = (sample?.chunks ?? []).map((chunk) =>
      chunk.map((response) => ({
        ...response,
        answers: { politeness: { _tag: "Scale", value: 3 } as const },
      })),
    )
    /** The confidence is another from the second time on, so that the same ends lie farther apart. */
    const law = (variant: Satisfaction.Variant) => {
      let reads = 0
      const definition = {
        id: "a",
        version: "1",
        variant,
        minimumBase: 1,
        get confidence() {
          return reads++ === 0 ? 0.5 : 0.99
        },
      }
      const of = { ...(sample as ScoreLaws.ScoreCase), chunks: middling, definitions: [definition] }
      return ScoreLaws.worseIsNeverBetter.check(of)?.found
    }
    const better = "a worse answer made a score better"
    expect(law({ _tag: "ItemMean", item: "politeness" })).toBe(better)
    expect(law(Satisfaction.hcahpsTopBox(["politeness"]))).toBe(better)
    expect(law({ _tag: "BottomBoxes", item: "politeness", boxes: 3 })).toBe(better)
  })

  test("a suppressed figure beside its total", () => {
    const careless: SmallCells.Publication = {
      threshold: 5,
      figures: [
        { id: "a", of: ["a"] },
        { id: "b", of: ["b"], count: 30 },
        { id: "all", of: ["a", "b"], count: 32 },
      ],
    }
    const of = { counts: { a: 2, b: 30 }, publications: [careless], threshold: 5 }
    expect(ScoreLaws.suppressedStaysOpen.check(of)).toEqual({
      found: "a value is impossible",
      facts: { groups: ["a"], impossible: 1 },
    })
  })
})
