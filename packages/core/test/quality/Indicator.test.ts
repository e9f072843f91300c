import { BeforeAfter, CountedFact, GeneralIndicators, Indicator } from "@aftercare/core"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { part } from "../foundation/support/part.ts"

const fact = fc.constantFrom(...CountedFact.CountedFact.literals)
const counts: fc.Arbitrary<CountedFact.Counts> = fc.dictionary(fact, fc.nat(500), { maxKeys: 40 })
const facts = fc
  .uniqueArray(fact, { minLength: 1, maxLength: 3 })
  .map(([first = "contacts" as const, ...rest]): Indicator.Measure["count"] => [first, ...rest])
const measure: fc.Arbitrary<Indicator.Measure> = fc.oneof(
  fc.record({
    _tag: fc.constant("Share" as const),
    count: facts,
    of: facts,
    without: fc.oneof(fc.constant([]), facts),
  }),
  fc.record({
    _tag: fc.constant("Rate" as const),
    count: facts,
    by: facts,
    per: fc.constantFrom(1, 100, 1000),
  }),
  fc.record({ _tag: fc.constant("Total" as const), count: facts }),
)
const indicator: fc.Arbitrary<Indicator.Indicator> = fc
  .record({
    measure,
    better: fc.constantFrom("higher" as const, "lower" as const),
    value: fc.option(fc.oneof(part, fc.constantFrom(0, 0.5, 1)), {
      nil: undefined,
    }),
    judged: fc.constantFrom("asCounted" as const, "byInterval" as const),
    leastBase: fc.integer({ min: 1, max: 200 }),
  })
  .map(({ better, judged, leastBase, measure, value }) => ({
    ...GeneralIndicators.revisits,
    measure,
    better,
    leastBase,
    ...(value === undefined
      ? {}
      : {
          target: {
            direction: better === "higher" ? ("atLeast" as const) : ("atMost" as const),
            value: measure._tag === "Share" ? value : Math.round(value * 300),
            judged: measure._tag === "Total" ? ("asCounted" as const) : judged,
          },
        }),
  }))

const namesIn = (measure: Indicator.Measure): ReadonlyArray<CountedFact.CountedFact> => [
  ...measure.count,
  ...(measure._tag === "Share" ? [...measure.of, ...measure.without] : []),
  ...(measure._tag === "Rate" ? measure.by : []),
]

/** An indicator, and a month in which mostly everything was counted that it asks for, and the base is the larger. */
const measured = indicator.chain((one) => {
  const { measure } = one
  const few = fc.oneof(fc.nat(200), fc.constantFrom(0, 1))
  const many = fc.oneof(fc.nat(800), fc.constantFrom(0, 1))
  const names = namesIn(measure)
  const base: ReadonlyArray<string> =
    measure._tag === "Share" ? measure.of : measure._tag === "Rate" ? measure.by : []
  return fc
    .record({
      numbers: fc.tuple(...names.map((name) => (base.includes(name) ? many : few))),
      missing: fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, fc.constantFrom(...names)),
      others: counts,
    })
    .map(({ missing, numbers, others }) => {
      const all = { ...others, ...Object.fromEntries(names.map((name, i) => [name, numbers[i] as number])) }
      const month = Object.fromEntries(Object.entries(all).filter(([name]) => name !== missing))
      return [one, month as CountedFact.Counts] as const
    })
})

const total = (of: ReadonlyArray<CountedFact.CountedFact>, from: CountedFact.Counts) =>
  of.map((name) => from[name] ?? Number.NaN).reduce((a, b) => a + b, 0)

test("counts that are none contradict, whatever is made of them", () => {
  const { complaintRate, contactViolations, revisits } = GeneralIndicators
  for (const wrong of [-1, 1.5]) {
    const month = {
      revisitsDue: 100,
      revisitsMade: wrong,
      complaints: wrong,
      discharges: 900,
      contactViolations: wrong,
    }
    for (const one of [complaintRate, contactViolations, revisits])
      expect(Indicator.evaluate(one, month, 0.95)).toMatchObject({
        figure: { _tag: "Contradictory", count: wrong },
        standing: { _tag: "NoData" },
      })
  }
})

describe("laws", () => {
  test("a figure is what the counts say, and a fact not counted is never zero", () => {
    fc.assert(
      fc.property(measured, ([one, month]) => {
        const { figure, indicator } = Indicator.evaluate(one, month, 0.95)
        expect(indicator).toEqual({ id: one.id, version: one.version })
        const { measure } = one
        const [count, of] = [
          total(measure.count, month),
          measure._tag === "Share"
            ? total(measure.of, month) - total([...measure.without], month)
            : measure._tag === "Rate"
              ? total(measure.by, month)
              : Number.POSITIVE_INFINITY,
        ]
        const isShare = measure._tag === "Share"
        const expected =
          Number.isNaN(count) || Number.isNaN(of)
            ? "NotCounted"
            : isShare && (of < 0 || count > of)
              ? "Contradictory"
              : of === 0
                ? "NoBase"
                : measure._tag
        expect(figure._tag).toBe(expected)
        switch (figure._tag) {
          case "Share":
            expect(figure.rate).toEqual({ count, of })
            expect(figure.estimate.value).toBe(count / of)
            break
          case "Rate":
            expect([figure.count, figure.by]).toEqual([count, of])
            expect(figure.estimate.value * of).toBeCloseTo(count * figure.per, 6)
            break
          case "Total":
            expect(figure.count).toBe(count)
            break
          case "Contradictory":
            expect([figure.count, figure.of]).toEqual([count, of])
            break
          case "NotCounted":
            expect([...figure.facts].sort()).toEqual(
              [...new Set(namesIn(measure).filter((name) => month[name] === undefined))].sort(),
            )
        }
        const estimate = Indicator.estimateOf(figure)
        if (!("estimate" in figure)) expect(estimate._tag).toBe("NoData")
        else {
          expect(estimate).toBe(figure.estimate)
          expect(figure.estimate.low).toBeLessThanOrEqual(figure.estimate.value)
          expect(figure.estimate.value).toBeLessThanOrEqual(figure.estimate.high)
        }
      }),
    )
  })

  test("a standing is certain only where the interval, or the count, is", () => {
    fc.assert(
      fc.property(measured, ([one, month]) => {
        const { figure, standing } = Indicator.evaluate(one, month, 0.95)
        const { target } = one
        if (!["Share", "Rate", "Total"].includes(figure._tag)) {
          expect(standing).toEqual({ _tag: "NoData" })
          return
        }
        if (target === undefined) {
          expect(standing).toEqual({ _tag: "NoTarget" })
          return
        }
        const keeps = (x: number) => (target.direction === "atLeast" ? x >= target.value : x <= target.value)
        if (!("estimate" in figure)) {
          expect(standing).toEqual({ _tag: keeps(total(one.measure.count, month)) ? "Met" : "NotMet" })
          return
        }
        const base = figure._tag === "Share" ? figure.rate.of : figure.by
        const { high, low } = figure.estimate
        const value =
          figure._tag === "Share" ? figure.estimate.value : (figure.count * figure.per) / figure.by
        const [worst, best] = target.judged === "byInterval" ? [low, high] : [value, value]
        const expected =
          base < one.leastBase
            ? { _tag: "Undecidable", because: "base" }
            : keeps(worst) && keeps(best)
              ? { _tag: "Met" }
              : keeps(worst) || keeps(best)
                ? { _tag: "Undecidable", because: "interval" }
                : { _tag: "NotMet" }
        expect(standing).toEqual(expected)
      }),
    )
  })

  test("sums have a fact only where all have it, in any order and grouping", () => {
    fc.assert(
      fc.property(fc.array(counts, { minLength: 1, maxLength: 5 }), fc.nat(), (groups, cut) => {
        const sum = CountedFact.sum(groups)
        for (const name of CountedFact.CountedFact.literals) {
          const all = groups.map((group) => group[name])
          const known = all.filter((n) => n !== undefined)
          expect(sum[name]).toBe(known.length < all.length ? undefined : known.reduce((a, b) => a + b, 0))
        }
        expect(CountedFact.sum([...groups].reverse())).toEqual(sum)
        const at = 1 + (cut % groups.length)
        const parts = [groups.slice(0, at), groups.slice(at)].filter((part) => part.length > 0)
        expect(CountedFact.sum(parts.map(CountedFact.sum))).toEqual(sum)
      }),
    )
  })
})

describe("definitions", () => {
  const read = Schema.decodeUnknownResult(Indicator.Indicator)
  const encoded = Schema.encodeSync(Indicator.Indicator)

  test.each(GeneralIndicators.all.map((one) => [one.id, one] as const))(
    "%s is one that decodes",
    (_, one) => {
      expect(Result.getOrThrow(read(encoded(one)))).toEqual(one)
    },
  )

  test("ids stand for one indicator each, and a target that wasn't read as law is a hospital's to take", () => {
    expect(new Set(GeneralIndicators.all.map(({ id }) => id)).size).toBe(GeneralIndicators.all.length)
    expect(GeneralIndicators.all.filter(({ switchedOff }) => switchedOff).map(({ id }) => id)).toEqual([
      "validFeedback",
      "satisfactionTopTwo",
    ])
  })

  const satisfied = encoded(GeneralIndicators.satisfactionTopTwo)
  const feedback = encoded(GeneralIndicators.validFeedback)
  const aimed = (value: number) => ({ ...satisfied, target: { ...satisfied.target, value } })
  test.each([
    ["a target the wrong way", { ...satisfied, better: "lower" }, `["target"]["direction"]`],
    ["a share above 1", aimed(80), `["target"]["value"]`],
    ["a share below 0", aimed(-0.1), `["target"]["value"]`],
    ["a total by its interval", { ...feedback, target: satisfied.target }, `["target"]["judged"]`],
    ["a key that nobody reads", { ...satisfied, targets: 1 }, `["targets"]`],
    [
      "a fact that nobody counts",
      { ...satisfied, measure: { _tag: "Total", count: ["smiles"] } },
      `["measure"]["count"][0]`,
    ],
  ])("refuses %s, and says where it is", (_, definition, path) => {
    const found = read(definition)
    expect(Result.isFailure(found) && String(found.failure)).toContain(`at ${path}`)
  })

  test("aims at shares from none to all", () => {
    for (const value of [0, 1]) expect(Result.isSuccess(read(aimed(value)))).toBe(true)
  })

  test("one answer after the limit among a thousand is a failure; 80 of 100 don't show 80 %", () => {
    const late = { responsesDue: 1000, responsesInTime: 999 }
    expect(Indicator.evaluate(GeneralIndicators.responseInTime, late, 0.95).standing).toEqual({
      _tag: "NotMet",
    })
    const asked = (opinions: number, satisfiedOpinions: number) =>
      Indicator.evaluate(GeneralIndicators.satisfactionTopTwo, { opinions, satisfiedOpinions }, 0.95).standing
    expect(asked(100, 80)).toEqual({ _tag: "Undecidable", because: "interval" })
    expect(asked(1000, 850)).toEqual({ _tag: "Met" })
    expect(asked(1000, 750)).toEqual({ _tag: "NotMet" })
    expect(asked(29, 29)).toEqual({ _tag: "Undecidable", because: "base" })
  })
})

describe("before and after", () => {
  const by = { better: "higher", confidence: 0.95 } as const

  // The shares and hours are published; how many lay behind them isn't, so the bases here are ours.
  test("65 % before and 80 % after is shown with 200 a side, and isn't with 20", () => {
    const share = (count: number, of: number) => ({ _tag: "Share", count, of }) as const
    const shown = BeforeAfter.ofSamples(share(130, 200), share(160, 200), by)
    expect(shown.verdict).toBe("better")
    expect(shown.difference).toMatchObject({ _tag: "Compared" })
    expect(BeforeAfter.ofSamples(share(13, 20), share(16, 20), by).verdict).toBe("notShown")
    expect(BeforeAfter.ofSamples(share(160, 200), share(130, 200), by).verdict).toBe("worse")
  })

  // Of 25 nobody can rule out a few that take a month, which would be a day of the mean; of 250 one can.
  test("48 h before and 24 h after, as means of hours, is shown with 250 a side, and isn't with 25", () => {
    const hours = (times: number, ...all: ReadonlyArray<number>) =>
      ({ _tag: "Mean", least: 0, most: 720, frequencies: all.map((h) => [h, times] as const) }) as const
    const found = (times: number) =>
      BeforeAfter.ofSamples(hours(times, 30, 40, 48, 56, 66), hours(times, 10, 18, 24, 30, 38), {
        ...by,
        better: "lower",
      })
    expect(found(50)).toMatchObject({ before: { value: 48 }, after: { value: 24 }, verdict: "better" })
    expect(found(5).verdict).toBe("notShown")
  })

  test("no base is no data, not a worsening; unlike samples aren't compared", () => {
    const none = { _tag: "Share", count: 0, of: 0 } as const
    expect(BeforeAfter.ofSamples({ _tag: "Share", count: 5, of: 9 }, none, by).verdict).toBe("noData")
    expect(BeforeAfter.areAlike(none, { _tag: "Rate", count: 0, exposure: 1 })).toBe(false)
    const read = Schema.decodeUnknownResult(BeforeAfter.Sample)
    expect(Result.isFailure(read({ _tag: "Share", count: 2, of: 1 }))).toBe(true)
    expect(Result.isFailure(read({ _tag: "Mean", frequencies: [[9, 1]], least: 0, most: 5 }))).toBe(true)
  })
})

test("a rate that is just what is aimed at keeps the target, from either side", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5000 }),
      fc.integer({ min: 0, max: 40 }),
      fc.constantFrom(10, 100, 1000),
      fc.constantFrom("atLeast" as const, "atMost" as const),
      (by, value, per, direction) => {
        const complaints = Math.round((value * by) / per)
        const aimed: Indicator.Indicator = {
          ...GeneralIndicators.complaintRate,
          measure: { _tag: "Rate", count: ["complaints"], by: ["discharges"], per },
          better: direction === "atLeast" ? "higher" : "lower",
          target: { direction, value, judged: "asCounted" },
          leastBase: 1,
        }
        const isKept =
          direction === "atLeast" ? complaints * per >= value * by : complaints * per <= value * by
        const { standing } = Indicator.evaluate(aimed, { complaints, discharges: by }, 0.95)
        expect(standing._tag).toBe(isKept ? "Met" : "NotMet")
      },
    ),
    { examples: [[14, 15, 10, "atMost"]] },
  )
})
