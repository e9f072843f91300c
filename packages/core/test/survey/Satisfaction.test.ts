import { type Estimate, type Questionnaire, Satisfaction, ScoreDesign, ScoreTally } from "@aftercare/core"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { questionnaire, type Row, row } from "./support/answers.ts"
import { casesOf, near } from "./support/cases.ts"

const definition = (variant: Satisfaction.Variant): Satisfaction.Definition => ({
  id: "test",
  version: "1",
  variant,
  confidence: 0.95,
  minimumBase: 1,
})

/** One item's answers under a variant. */
const ofItem = (
  least: number,
  most: number,
  answers: ReadonlyArray<number | null>,
  variant: Satisfaction.Variant,
  reverse = false,
) => {
  const one: Questionnaire.Questionnaire = {
    ...questionnaire,
    items: [
      {
        id: "q",
        text: {},
        answer: { _tag: "Scale", least, most, anchors: [] },
        ...(reverse ? { reverse } : {}),
      },
    ],
    domains: [],
  }
  const design = Result.getOrThrow(ScoreDesign.of(one))
  const tally = ScoreTally.ofRows(design, answers, { by: [], answers: { q: (answer) => answer } })
  const [group] = ScoreTally.groups(Result.getOrThrow(tally))
  return Result.map(
    Satisfaction.score(design, group as ScoreTally.Group, definition(variant)),
    ({ estimate }) => estimate,
  )
}
const estimated = (
  found: Result.Result<Estimate.Estimate, Satisfaction.VariantMismatch>,
): Estimate.Estimated => {
  const estimate = Result.getOrThrow(found)
  if (estimate._tag === "NoData") throw new Error(estimate.because)
  return estimate
}
const item = "q"
const of = (...counts: ReadonlyArray<readonly [value: number, times: number]>) =>
  counts.flatMap(([value, times]) => Array.from({ length: times }, () => value))

describe("published and computed cases", () => {
  test.each(casesOf<{ scores: ReadonlyArray<number | null> }, { nps: number; n?: number }>("nps-0..10"))(
    "$id",
    ({ expected, inputs, tolerance }) => {
      const nps = estimated(ofItem(0, 10, inputs.scores, { _tag: "NetPromoter", item }))
      expect(near(nps.value, expected.nps, tolerance)).toBe(true)
    },
  )
  test.each(casesOf<{ scores: ReadonlyArray<number | null> }, { nps: number; n: number }>("nps-na"))(
    "$id",
    ({ expected, inputs, tolerance }) => {
      const nps = estimated(ofItem(0, 10, inputs.scores, { _tag: "NetPromoter", item }))
      expect(near(nps.value, expected.nps, tolerance)).toBe(true)
      expect(nps.n).toBe(expected.n)
    },
  )
  test.each(
    casesOf<{ promoters: number; passives: number; detractors: number }, { nps: number }>("nps-100-30-80"),
  )("$id", ({ expected, inputs: { detractors, passives, promoters }, tolerance }) => {
    const answers = of([10, promoters], [7, passives], [0, detractors])
    const nps = estimated(ofItem(0, 10, answers, { _tag: "NetPromoter", item }))
    expect(near(nps.value, expected.nps, tolerance)).toBe(true)
  })
  test.each(
    casesOf<{ cases: ReadonlyArray<ReadonlyArray<number>> }, { nps: ReadonlyArray<number> }>("nps-bounds"),
  )("$id", ({ expected, inputs }) => {
    const found = inputs.cases.map((answers) =>
      estimated(ofItem(0, 10, answers, { _tag: "NetPromoter", item })),
    )
    expect(found.map(({ value }) => value)).toEqual(expected.nps)
  })
  test.each(casesOf<{ scores: ReadonlyArray<number> }, { csat: number }>("csat-top2"))(
    "$id",
    ({ expected, inputs, tolerance }) => {
      const top2 = estimated(ofItem(1, 5, inputs.scores, { _tag: "TopBoxes", item, boxes: 2 }))
      expect(near(top2.value / 100, expected.csat, tolerance)).toBe(true)
    },
  )
  test.each(casesOf<{ values: ReadonlyArray<number> }, { scores: ReadonlyArray<number> }>("percentmax-5"))(
    "$id",
    ({ expected, inputs }) => {
      const found = inputs.values.map((value) =>
        estimated(ofItem(1, 5, [value], { _tag: "ItemPercentOfMaximum", item })),
      )
      expect(found.map(({ value }) => value)).toEqual(expected.scores)
    },
  )
  test.each(
    casesOf<
      { outpatientMean: number; inpatientMean: number },
      { linear: ReadonlyArray<number>; percentOfMax: ReadonlyArray<number> }
    >("china-2015"),
  )("$id", ({ expected, inputs, tolerance }) => {
    for (const [i, average] of [inputs.outpatientMean, inputs.inpatientMean].entries()) {
      const fives = Math.round(100 * (average - 4))
      const answers = of([5, fives], [4, 100 - fives])
      const linear = estimated(ofItem(1, 5, answers, { _tag: "ItemLinear", item }))
      const percent = estimated(ofItem(1, 5, answers, { _tag: "ItemPercentOfMaximum", item }))
      expect(near(linear.value, expected.linear[i] as number, tolerance)).toBe(true)
      expect(near(percent.value, expected.percentOfMax[i] as number, tolerance)).toBe(true)
    }
  })
  test.each(casesOf<{ ratings: ReadonlyArray<number> }, { linear: number; topBox: number }>("hcahps-rating"))(
    "$id",
    ({ expected, inputs, tolerance }) => {
      const linear = estimated(ofItem(0, 10, inputs.ratings, { _tag: "ItemLinear", item }))
      const top = estimated(ofItem(0, 10, inputs.ratings, { _tag: "TopBoxes", item, boxes: 2 }))
      expect(near(linear.value, expected.linear, tolerance)).toBe(true)
      expect(near(top.value, expected.topBox, tolerance)).toBe(true)
    },
  )
  test.each(
    casesOf<{ always: number; usually: number; sometimesOrNever: number }, { sum: number; topBox: number }>(
      "hcahps-us2010",
    ),
  )("$id", ({ expected, inputs: { always, sometimesOrNever, usually } }) => {
    const answers = of([4, always], [3, usually], [2, sometimesOrNever])
    const value = (variant: Satisfaction.Variant) => estimated(ofItem(1, 4, answers, variant)).value
    const top = value({ _tag: "TopBoxes", item, boxes: 1 })
    const bottom = value({ _tag: "BottomBoxes", item, boxes: 2 })
    const middle = value({ _tag: "TopBoxes", item, boxes: 2 }) - top
    expect(top).toBe(expected.topBox)
    expect(bottom).toBe(sometimesOrNever)
    expect(top + middle + bottom).toBe(expected.sum)
  })
})

// --- the same scores once more, person by person ---------------------------------------------------------------------

const design = Result.getOrThrow(ScoreDesign.of(questionnaire))
const reading: ScoreTally.Reading<Row> = {
  by: [],
  answers: Object.fromEntries(design.items.map(({ id }) => [id, ({ answers }: Row) => answers[id]])),
}
const scored = (rows: ReadonlyArray<Row>, variant: Satisfaction.Variant, minimumBase = 1) => {
  const [group] = ScoreTally.groups(Result.getOrThrow(ScoreTally.ofRows(design, rows, reading)))
  return Result.getOrThrow(
    Satisfaction.score(design, group as ScoreTally.Group, { ...definition(variant), minimumBase }),
  )
}
const rows = fc.array(row, { minLength: 1, maxLength: 60 })
const missing = fc.constantFrom<Satisfaction.MissingRule>(
  { _tag: "Half", exactlyHalf: "scored" },
  { _tag: "Half", exactlyHalf: "notScored" },
  { _tag: "Listwise" },
  { _tag: "AvailableCase" },
)

/** A person's linear score of a domain, from 0 to 1; undefined where the rule gives none. */
const personScore = ({ answers }: Row, names: ReadonlyArray<string>, rule: Satisfaction.MissingRule) => {
  const applicable = names.filter((name) => answers[name] !== ScoreTally.notApplicable)
  const values = applicable.flatMap((name) => {
    const { least, most, reverse } = design.items.find(({ id }) => id === name) as ScoreDesign.ScoredItem
    const answer = answers[name]
    if (typeof answer !== "number") return []
    return [reverse ? (most - answer) / (most - least) : (answer - least) / (most - least)]
  })
  const share = values.length / applicable.length
  const counts =
    values.length > 0 &&
    (rule._tag === "AvailableCase" ||
      (rule._tag === "Listwise" ? share === 1 : rule.exactlyHalf === "scored" ? share >= 0.5 : share > 0.5))
  return counts ? values.reduce((sum, value) => sum + value, 0) / values.length : undefined
}

describe("Satisfaction", () => {
  const nursing = ["care", "relief", "recommend"]

  test("a domain's score is the mean of its persons', under every rule for what is missing", () => {
    fc.assert(
      fc.property(rows, missing, (all, rule) => {
        const persons = all.flatMap((one) => personScore(one, nursing, rule) ?? [])
        const { estimate, responses } = scored(all, {
          _tag: "DomainLinear",
          domain: "nursing",
          missing: rule,
        })
        expect(responses).toBe(all.length)
        if (estimate._tag === "NoData") {
          expect([estimate.because, persons.length]).toEqual(["nothingCounted", 0])
          return
        }
        expect(estimate.n).toBe(persons.length)
        expect(estimate.value).toBeCloseTo((100 * persons.reduce((a, b) => a + b, 0)) / persons.length, 9)
        expect(estimate.low <= estimate.value && estimate.value <= estimate.high).toBe(true)
      }),
    )
  })

  test("a rate counts the persons who reach the mark, and missing is never zero", () => {
    fc.assert(
      fc.property(rows, missing, fc.integer({ min: 0, max: 100 }), (all, rule, atLeast) => {
        const persons = all.flatMap((one) => personScore(one, ["noise"], rule) ?? [])
        const of = (domain: string, measure: "linear" | "percentOfMaximum") =>
          scored(all, { _tag: "DomainRate", domain, missing: rule, measure, atLeast }).estimate
        const rate = of("place", "linear")
        const percent = of("place", "percentOfMaximum")
        const share = (reached: number) => (100 * reached) / persons.length
        if (rate._tag === "NoData" || percent._tag === "NoData") {
          expect(persons).toEqual([])
          return
        }
        expect(rate.value).toBeCloseTo(share(persons.filter((p) => 100 * p >= atLeast).length), 9)
        expect(percent.value).toBeCloseTo(share(persons.filter((p) => 20 + 80 * p >= atLeast).length), 9)
      }),
    )
  })

  test("adding people who answered nothing changes no score", () => {
    const variants = fc.oneof(
      missing.map(
        (rule): Satisfaction.Variant => ({ _tag: "DomainLinear", domain: "nursing", missing: rule }),
      ),
      fc.constantFrom<Satisfaction.Variant>(
        { _tag: "ItemMean", item: "care" },
        { _tag: "NetPromoter", item: "recommend" },
        { _tag: "TopBoxes", item: "noise", boxes: 2 },
        Satisfaction.hcahpsTopBox(["care", "pain"]),
      ),
    )
    fc.assert(
      fc.property(rows, variants, fc.integer({ min: 1, max: 20 }), (all, variant, silent) => {
        const nobody = Array.from({ length: silent }, (): Row => ({ ward: "a", month: "m", answers: {} }))
        expect(scored([...all, ...nobody], variant).estimate).toEqual(scored(all, variant).estimate)
      }),
    )
  })

  test("a composite is the weighted mean of its parts, the others making up for one that is missing or not", () => {
    fc.assert(
      fc.property(rows, missing, (all, rule) => {
        const parts = design.domains.map(({ id, weight }) => ({
          weight,
          found: scored(all, { _tag: "DomainLinear", domain: id, missing: rule }).estimate,
        }))
        const known = parts.flatMap(({ found, weight }) =>
          found._tag === "Estimated" ? [{ found, weight }] : [],
        )
        for (const ifMissing of ["renormalised", "refused"] as const) {
          const variant = Satisfaction.overall(questionnaire, rule, ifMissing) as Satisfaction.Variant
          const { estimate } = scored(all, variant)
          const without = known.length === 0 || (ifMissing === "refused" && known.length < parts.length)
          expect(estimate._tag).toBe(without ? "NoData" : "Estimated")
          if (estimate._tag === "NoData") continue
          const mean = (of: (found: Estimate.Estimated) => number) =>
            known.reduce((sum, { found, weight }) => sum + weight * of(found), 0) /
            known.reduce((sum, { weight }) => sum + weight, 0)
          expect(estimate.value).toBeCloseTo(
            mean(({ value }) => value),
            9,
          )
          expect(estimate.low).toBeCloseTo(
            mean(({ low }) => low),
            9,
          )
          expect(estimate.high).toBeCloseTo(
            mean(({ high }) => high),
            9,
          )
          expect(estimate.n).toBe(Math.min(...known.map(({ found }) => found.n)))
        }
      }),
    )
  })

  test("reversed items are turned round", () => {
    const answers = [1, 1, 2, 5]
    for (const variant of [
      { _tag: "ItemMean", item },
      { _tag: "ItemLinear", item },
      { _tag: "TopBoxes", item, boxes: 1 },
    ] as const) {
      const turned = answers.map((answer) => 6 - answer)
      expect(estimated(ofItem(1, 5, answers, variant, true))).toEqual(
        estimated(ofItem(1, 5, turned, variant)),
      )
    }
  })

  test("effort, on its own scale alone", () => {
    const answers = of([1, 2], [4, 3], [5, 1], [7, 4])
    expect(estimated(ofItem(1, 7, answers, { _tag: "EffortMean", item })).value).toBeCloseTo(4.7, 12)
    expect(estimated(ofItem(1, 7, answers, { _tag: "EffortAgree", item })).value).toBe(50)
  })

  test("a base that is too small is said and not shown", () => {
    const all = Array.from({ length: 9 }, (): Row => ({ ward: "a", month: "m", answers: { care: 5 } }))
    expect(scored(all, { _tag: "ItemMean", item: "care" }, 9).estimate).toMatchObject({ value: 5, n: 9 })
    expect(scored(all, { _tag: "ItemMean", item: "care" }, 10).estimate).toEqual({
      _tag: "NoData",
      because: "tooFew",
      n: 9,
    })
  })

  test("a definition that doesn't fit is refused, whatever was answered", () => {
    const rule = (least: number, most: number, variant: Satisfaction.Variant) => {
      const found = ofItem(least, most, [least], variant)
      return Result.isFailure(found) && found.failure.rule
    }
    expect(rule(1, 10, { _tag: "NetPromoter", item })).toBe("score.notZeroToTen")
    expect(rule(1, 5, { _tag: "EffortMean", item })).toBe("score.notOneToSeven")
    expect(rule(0, 7, { _tag: "EffortAgree", item })).toBe("score.notOneToSeven")
    expect(rule(-3, 3, { _tag: "ItemPercentOfMaximum", item })).toBe("score.noMaximum")
    expect(rule(1, 5, { _tag: "TopBoxes", item, boxes: 5 })).toBe("score.tooManyBoxes")
    expect(rule(1, 5, { _tag: "BottomBoxes", item, boxes: 5 })).toBe("score.tooManyBoxes")
    expect(rule(1, 5, { _tag: "ItemMean", item: "other" })).toBe("score.unknownItem")
    const part = { part: { _tag: "ItemMean", item }, weight: 1 } as const
    expect(rule(1, 5, { _tag: "Composite", parts: [part], ifMissing: "refused" })).toBe(
      "score.differentUnits",
    )
    const domain = (variant: Satisfaction.Variant) => {
      const [group] = ScoreTally.groups(
        Result.getOrThrow(ScoreTally.ofRows(design, [{}], { by: [], answers: {} })),
      )
      const found = Satisfaction.score(design, group as ScoreTally.Group, definition(variant))
      return Result.isFailure(found) && found.failure.rule
    }
    const rest = { missing: { _tag: "Listwise" } } as const
    expect(domain({ _tag: "DomainLinear", domain: "other", ...rest })).toBe("score.unknownDomain")
    expect(domain({ _tag: "DomainMean", domain: "nursing", ...rest })).toBe("score.differentScales")
    expect(domain({ _tag: "DomainPercentOfMaximum", domain: "nursing", ...rest })).toBe(
      "score.differentScales",
    )
    expect(domain({ _tag: "DomainMean", domain: "place", ...rest })).toBe(false)
  })
})

test("more responses than there are persons make no figure, least of all one without doubt", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(40), fc.nat(80), (given, without, population) => {
      const one = {
        ...questionnaire,
        items: [
          {
            id: "q",
            text: {},
            answer: { _tag: "Scale" as const, least: 1, most: 5, anchors: [] },
          },
        ],
        domains: [],
      } as const
      const design = Result.getOrThrow(ScoreDesign.of(one))
      const answers = Array.from({ length: given + without }, (_, i) => (i < given ? 1 + (i % 5) : undefined))
      const tally = ScoreTally.ofRows(design, answers, { by: [], answers: { q: (answer) => answer } })
      const [group] = ScoreTally.groups(Result.getOrThrow(tally))
      for (const variant of [
        { _tag: "ItemMean", item: "q" },
        { _tag: "TopBoxes", item: "q", boxes: 1 },
      ] as const) {
        const scored = Satisfaction.score(design, group as ScoreTally.Group, definition(variant), population)
        const { estimate } = Result.getOrThrow(scored)
        if (population < given + without)
          expect(estimate).toEqual({ _tag: "NoData", because: "impossible", n: 0 })
        else expect(estimate._tag).toBe("Estimated")
      }
    }),
  )
})
