import { Satisfaction, ScoreText } from "@aftercare/core"
import { ScoreLaws, SurveyArbitraries } from "@aftercare/core/testing"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

const scoreOf = (
  variant: Satisfaction.Variant,
  estimate: Satisfaction.Score["estimate"],
  unit: Satisfaction.Score["unit"],
): Satisfaction.Score => ({
  definition: { id: "d", version: "1" },
  variant,
  unit,
  estimate,
  responses: 200,
})
const estimated = {
  _tag: "Estimated",
  value: 61.25,
  low: 50,
  high: 70.04,
  n: 150,
  confidence: 0.95,
  method: "wilson",
} as const

describe("ScoreText", () => {
  test.each([
    [
      scoreOf(
        { _tag: "ItemMean", item: "q1" },
        { ...estimated, value: 4.4, low: 4.312, high: 4.49 },
        "points",
      ),
      "mean of nurses: 4.40 (95 % interval 4.31–4.49), n = 150 of 200 responses",
      "nurses 平均分：4.40（95% 区间 4.31–4.49），n = 150（共 200 份答卷）",
    ],
    [
      scoreOf({ _tag: "NetPromoter", item: "q2" }, { ...estimated, value: -5, low: -12, high: 2 }, "net"),
      "net promoter score of q2: -5.0 (95 % interval -12.0 to 2.0), n = 150 of 200 responses",
      "q2 净推荐值（NPS）：-5.0（95% 区间 -12.0 至 2.0），n = 150（共 200 份答卷）",
    ],
    [
      scoreOf(
        {
          _tag: "DomainRate",
          domain: "care",
          missing: { _tag: "Half", exactlyHalf: "scored" },
          measure: "percentOfMaximum",
          atLeast: 80,
        },
        estimated,
        "of100",
      ),
      "persons with at least 80 % of the maximum of care (who answered at least half, exactly half included): 61.3 % (95 % interval 50.0–70.0 %), n = 150 of 200 responses",
      "care 占满分不低于 80% 者占比（计至少答一半者，恰一半计入）：61.3%（95% 区间 50.0–70.0%），n = 150（共 200 份答卷）",
    ],
    [
      scoreOf(
        {
          _tag: "Composite",
          parts: [{ part: { _tag: "TopBoxes", item: "q1", boxes: 1 }, weight: 2 }],
          ifMissing: "refused",
        },
        { _tag: "NoData", because: "tooFew", n: 3 },
        "of100",
      ),
      "weighted mean of top box of nurses (weight 2); no score where a part has no data: no data: too few answered, n = 3 of 200 responses",
      "加权合成：nurses 最高项占比（权重 2）；缺少部分时不计分：无数据：作答过少，n = 3（共 200 份答卷）",
    ],
  ])("says all of it: $1", (score, en, zh) => {
    const names = { q1: "nurses" }
    expect(ScoreText.render(score, { language: "en", names })).toBe(en)
    expect(ScoreText.render(score, { language: "zh", names })).toBe(zh)
  })

  test("no two variants, rules for missing answers among them, are called the same", () => {
    const definitions = SurveyArbitraries.questionnaire().chain(ScoreLaws.definitions)
    const same = Schema.toEquivalence(Satisfaction.Variant)
    fc.assert(
      fc.property(
        definitions,
        definitions,
        fc.constantFrom("zh" as const, "en" as const),
        (a, b, language) => {
          const all = [...a, ...b].map(({ variant }) => variant)
          for (const one of all)
            for (const other of all)
              expect(ScoreText.variant(one, { language }) === ScoreText.variant(other, { language })).toBe(
                same(one, other),
              )
        },
      ),
    )
  })
})
