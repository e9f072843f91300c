import { Comparison, Estimate, KeyDrivers, Reliability, Statistics } from "@aftercare/core"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { part } from "../foundation/support/part.ts"
import { casesOf, near } from "./support/cases.ts"

const estimated = (estimate: Estimate.Estimate): Estimate.Estimated => {
  if (estimate._tag === "NoData") throw new Error(`no data: ${estimate.because}`)
  return estimate
}
const compared = (difference: Comparison.Difference): Comparison.Compared => {
  if (difference._tag === "NoData") throw new Error(`no data: ${difference.because}`)
  return difference
}
const at95 = { confidence: 0.95 }
const width = ({ high, low }: { readonly low: number; readonly high: number }) => high - low

const confidence = fc.double({ min: 0.5, max: 0.999, noNaN: true })
/** So many of so many, of at least one. */
const rate = fc
  .integer({ min: 1, max: 5000 })
  .chain((of) => fc.record({ count: fc.integer({ min: 0, max: of }), of: fc.constant(of) }))
const bounds = { least: 1, most: 5 }
/** How often each of the five answers was given; somebody answered. */
const frequencies = fc
  .array(fc.integer({ min: 0, max: 40 }), { minLength: 5, maxLength: 5 })
  .filter((counts) => counts.some((count) => count > 0))
  .map((counts) => counts.map((count, i) => [i + 1, count] as const))

describe("proportion", () => {
  test.each(
    casesOf<
      { successes: number; n: number; confidence: number },
      { low?: number; high: number; low4?: number; high4?: number }
    >("wilson"),
  )("$id", ({ expected, inputs, tolerance }) => {
    const { high, low, n } = estimated(
      Statistics.proportion({ count: inputs.successes, of: inputs.n }, { confidence: inputs.confidence }),
    )
    expect(n).toBe(inputs.n)
    expect(near(high, expected.high, tolerance)).toBe(true)
    if (expected.low !== undefined) expect(near(low, expected.low, tolerance)).toBe(true)
    if (expected.low4 !== undefined) expect(low.toFixed(4)).toBe(String(expected.low4))
    if (expected.high4 !== undefined) expect(high.toFixed(4)).toBe(String(expected.high4))
  })

  // Wilson's interval is all p whose score test doesn't reject what was seen: |p̂ − p| ≤ z √(p(1−p)/n).
  test("its ends are where the score test just doesn't reject", () => {
    fc.assert(
      fc.property(rate, ({ count, of }) => {
        const z = 1.959963984540054
        const { high, low, value } = estimated(Statistics.proportion({ count, of }, at95))
        for (const end of [low, high]) {
          if (end === value) continue
          expect(Math.abs(value - end)).toBeCloseTo(z * Math.sqrt((end * (1 - end)) / of), 9)
        }
        expect(low <= value && value <= high && low >= 0 && high <= 1).toBe(true)
      }),
    )
  })

  // Of a finite population the score test knows that the n drawn leave N − n: √(p(1−p)/n · (N−n)/(N−1)).
  test("its ends are where the score test of so many of a population just doesn't reject", () => {
    fc.assert(
      fc.property(rate, fc.integer({ min: 1, max: 5000 }), ({ count, of }, more) => {
        const z = 1.959963984540054
        const population = of + more
        const { high, low, value } = estimated(Statistics.proportion({ count, of }, { ...at95, population }))
        const left = more / (population - 1)
        for (const end of [low, high]) {
          if (end === value) continue
          expect(Math.abs(value - end)).toBeCloseTo(z * Math.sqrt(((end * (1 - end)) / of) * left), 9)
        }
      }),
    )
  })

  test("it narrows with n, with less confidence, and with a smaller population", () => {
    fc.assert(
      fc.property(rate, fc.integer({ min: 2, max: 9 }), confidence, ({ count, of }, times, c) => {
        const once = estimated(Statistics.proportion({ count, of }, { confidence: c }))
        const often = Statistics.proportion({ count: count * times, of: of * times }, { confidence: c })
        expect(width(estimated(often))).toBeLessThan(width(once))
        const surer = Statistics.proportion({ count, of }, { confidence: (1 + c) / 2 })
        expect(width(estimated(surer))).toBeGreaterThan(width(once))
        const some = estimated(
          Statistics.proportion({ count, of }, { confidence: c, population: of * times }),
        )
        if (of > 1) expect(width(some)).toBeLessThan(width(once))
        const all = estimated(Statistics.proportion({ count, of }, { confidence: c, population: of }))
        expect([all.low, all.high]).toEqual([count / of, count / of])
      }),
    )
  })
})

describe("mean", () => {
  test("of the ends of the scale alone is Wilson's", () => {
    fc.assert(
      fc.property(rate, confidence, fc.integer({ min: 1, max: 3 }), ({ count, of }, c, times) => {
        const options = { confidence: c, population: of * times }
        const share = estimated(Statistics.proportion({ count, of }, options))
        const ends = [[1, of - count] as const, [5, count] as const]
        const found = estimated(Statistics.mean(ends, bounds, options))
        expect(found.low).toBeCloseTo(1 + 4 * share.low, 9)
        expect(found.high).toBeCloseTo(1 + 4 * share.high, 9)
      }),
    )
  })

  const z = 1.959963984540054
  /** The score equation's lower root, by halving: (p − t)² = z²/n · t/p · (q − p t). */
  const lowRoot = (values: ReadonlyArray<readonly [at: number, weight: number]>, n: number) => {
    const moment = (power: number) =>
      values.reduce((sum, [at, weight]) => sum + (weight / n) * at ** power, 0)
    const [p, q] = [moment(1), moment(2)]
    let [from, to] = [0, p]
    for (let step = 0; step < 100; step++) {
      const t = (from + to) / 2
      if ((p - t) ** 2 > (z ** 2 / n) * (t / p) * (q - p * t)) from = t
      else to = t
    }
    return from
  }

  test("its lower end is the least root of all answers no worse, found by trying", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 0, 0, 1, 3, 4), { minLength: 1, maxLength: 8 }),
        fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 8, maxLength: 8 }),
        (answers, others) => {
          const n = answers.length
          const found = estimated(
            Statistics.mean(
              answers.map((value) => [value, 1]),
              { least: 0, most: 4 },
              at95,
            ),
          ).low
          const noWorse = answers.map((value, i) => [Math.max(value, others[i] ?? 0) / 4, 1] as const)
          expect(found / 4).toBeLessThanOrEqual(lowRoot(noWorse, n) + 1e-9)
          // The uppermost moved to the top, a hundredth of an answer at a time.
          const falling = [...answers].sort((a, b) => b - a)
          const roots = Array.from({ length: n * 100 + 1 }, (_, hundredths) =>
            lowRoot(
              falling.flatMap((value, i) => {
                const moved = Math.min(Math.max(hundredths / 100 - i, 0), 1)
                return [[value / 4, 1 - moved] as const, [1, moved] as const]
              }),
              n,
            ),
          )
          expect(found / 4).toBeCloseTo(Math.min(...roots), 4)
        },
      ),
      { numRuns: 40 },
    )
  })

  test("a worse answer never raises an end, nor a better one lowers one", () => {
    const options = fc.record({ confidence: fc.double({ min: 0.01, max: 0.9999, noNaN: true }) })
    const answers = fc.array(
      fc.oneof(fc.integer({ min: 1, max: 5 }), fc.double({ min: 1, max: 5, noNaN: true })),
      {
        minLength: 1,
        maxLength: 30,
      },
    )
    fc.assert(
      fc.property(answers, fc.nat(), fc.integer({ min: 0, max: 4 }), options, (all, which, quarters, of) => {
        const at = which % all.length
        const worse = all.with(at, 1 + (((all[at] as number) - 1) * quarters) / 4)
        const one = (some: ReadonlyArray<number>) =>
          estimated(
            Statistics.mean(
              some.map((value) => [value, 1]),
              bounds,
              of,
            ),
          )
        expect(one(worse).low).toBeLessThanOrEqual(one(all).low + 1e-12)
        expect(one(worse).high).toBeLessThanOrEqual(one(all).high + 1e-12)
      }),
      { numRuns: 1000 },
    )
  })

  // Student's interval, once taken wherever answers differ, had 4.898, 4.950 and 89.8 of the second of each pair.
  test.each([
    [30, bounds, 5, 4, 4.7],
    [100, bounds, 5, 4, 4.9],
    [30, { least: -100, most: 100 }, 100, 0, 80],
  ])("of %i answers a single worse one doesn't make a target met", (n, scale, best, second, target) => {
    const agreed = estimated(Statistics.mean([[best, n]], scale, at95))
    const but = [[best, n - 1] as const, [second, 1] as const]
    const differing = estimated(Statistics.mean(but, scale, at95))
    expect(differing.low).toBeLessThan(agreed.low)
    expect(differing.high).toBeLessThan(agreed.high)
    for (const estimate of [agreed, differing])
      expect(Estimate.against(estimate, { direction: "atLeast", value: target })).toBe("undecidable")
  })

  // Where n answers are 1 with the chance ε and 5 otherwise, exactly: the chances of all counts whose interval holds it.
  test.each([
    [10, 0.05, 0.91],
    [30, 0.05, 0.93],
    [100, 0.05, 0.95],
    [300, 0.05, 0.95],
    [1000, 0.05, 0.94],
    [100, 0.1, 0.93],
  ])("of %i answers, %f of them the worst, it holds the mean so often", (n, rare, atLeast) => {
    let [chance, covered] = [(1 - rare) ** n, 0]
    for (let worst = 0; worst <= n; worst++) {
      const answers = [[1, worst] as const, [5, n - worst] as const]
      const { high, low } = estimated(Statistics.mean(answers, bounds, at95))
      if (low <= 5 - 4 * rare && 5 - 4 * rare <= high) covered += chance
      chance *= ((n - worst) / (worst + 1)) * (rare / (1 - rare))
    }
    expect(covered).toBeGreaterThan(atLeast)
    expect(covered).toBeLessThan(0.98)
  })

  test("holds its estimate within the scale, narrows with n, and never is a point", () => {
    fc.assert(
      fc.property(frequencies, fc.integer({ min: 2, max: 9 }), confidence, (seen, times, c) => {
        const once = estimated(Statistics.mean(seen, bounds, { confidence: c }))
        expect(1 <= once.low && once.low <= once.value && once.value <= once.high && once.high <= 5).toBe(
          true,
        )
        expect(width(once)).toBeGreaterThan(0)
        const n = seen.reduce((sum, [, count]) => sum + count, 0)
        const values = seen.flatMap(([value, count]) => Array.from({ length: count }, () => value))
        expect(once.value).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / n, 12)
        const more = seen.map(([value, count]) => [value, count * times] as const)
        const often = estimated(Statistics.mean(more, bounds, { confidence: c }))
        const cut = once.low === 1 || once.high === 5
        if (!cut) expect(width(often)).toBeLessThan(width(once))
        const all = estimated(Statistics.mean(seen, bounds, { confidence: c, population: n }))
        expect([all.low, all.high]).toEqual([all.value, all.value])
      }),
    )
  })

  test("of answers that all agree is as if the next could be the worst", () => {
    const agreed = estimated(Statistics.mean([[5, 3]], bounds, at95))
    const share = estimated(Statistics.proportion({ count: 3, of: 3 }, at95))
    expect(agreed.method).toBe("bounded")
    expect(agreed.low).toBeCloseTo(1 + 4 * share.low, 12)
    expect(agreed.high).toBe(5)
  })
})

describe("what can't be a figure", () => {
  test("is said, and is never NaN", () => {
    const { NaN: nan } = Number
    const lacks = [
      Statistics.proportion({ count: 0, of: 0 }, at95),
      Statistics.mean([], bounds, at95),
      Statistics.mean([[3, 0]], bounds, at95),
    ]
    expect(lacks.map((lack) => lack._tag === "NoData" && lack.because)).toEqual(
      lacks.map(() => "nothingCounted"),
    )
    const impossible = [
      Statistics.proportion({ count: 2, of: 1 }, at95),
      Statistics.proportion({ count: nan, of: 1 }, at95),
      Statistics.proportion({ count: 0.5, of: 1 }, at95),
      Statistics.proportion({ count: 1, of: 2 }, { confidence: 1 }),
      Statistics.proportion({ count: 1, of: 2 }, { confidence: nan }),
      Statistics.proportion({ count: 1, of: 2 }, { confidence: 0.95, population: 1 }),
      Statistics.mean([[6, 1]], bounds, at95),
      Statistics.mean([[nan, 1]], bounds, at95),
      Statistics.mean([[1, -1]], bounds, at95),
      Statistics.mean([[1, 1]], { least: 1, most: 1 }, at95),
      Statistics.sampleSize({ margin: 0, confidence: 0.95, expected: 0.5, rounding: "up" }),
      Statistics.krejcieMorgan(0),
      Comparison.holm([nan]),
      Comparison.benjaminiHochberg([2]),
      Reliability.cronbachAlpha([[1, 2], [1]]),
      KeyDrivers.correlation([1], [], 0.95),
    ]
    for (const lack of impossible) expect(lack).toMatchObject({ _tag: "NoData", because: "impossible" })
  })

  const anything = fc.oneof(fc.double(), fc.integer({ min: -2, max: 20 }))
  test("whatever the numbers are, the answer has none that isn't one", () => {
    const numbers = (of: unknown): ReadonlyArray<number> =>
      typeof of === "number"
        ? [of]
        : typeof of === "object" && of !== null
          ? Object.values(of).flatMap(numbers)
          : []
    fc.assert(
      fc.property(fc.array(anything, { minLength: 8, maxLength: 8 }), fc.constantFrom(0.95, 0.5), (xs, c) => {
        const [a, b, d, e, f, g, h, i] = xs as [
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
        ]
        const options = { confidence: c, population: h }
        const share = Statistics.proportion({ count: a, of: b }, options)
        const found = [
          share,
          Statistics.proportion({ count: a, of: b }, { confidence: d }),
          Statistics.mean(
            [
              [d, e],
              [f, g],
            ],
            { least: a, most: b },
            { confidence: c },
          ),
          Statistics.mean(
            [
              [d, 3],
              [f, 2],
            ],
            { least: Math.min(d, f), most: Math.max(d, f) + 1 },
            { confidence: c },
          ),
          Statistics.sampleSize({ margin: d, confidence: c, expected: e, population: f, rounding: "up" }),
          Statistics.krejcieMorgan(a),
          Comparison.difference(share, Statistics.proportion({ count: 3, of: 4 }, { confidence: c })),
          Comparison.holm(xs),
          Comparison.benjaminiHochberg(xs),
          Reliability.cronbachAlpha([
            [a, b],
            [d, e],
            [f, g],
          ]),
          KeyDrivers.correlation([a, b, d, e], [f, g, h, i], c),
        ]
        expect(numbers(found).filter((x) => !Number.isFinite(x))).toEqual([])
      }),
      { numRuns: 2000 },
    )
  })
})

describe("sample size", () => {
  test.each(
    casesOf<{ p: number; e: number; confidence: number; population: number }, { n: number }>("samplesize"),
  )("$id", ({ expected, inputs: { confidence, e, p, population } }) => {
    const sample = { margin: e, confidence, expected: p, population }
    expect(Statistics.sampleSize({ ...sample, rounding: "up" })).toBe(expected.n)
    expect(Statistics.sampleSize({ ...sample, rounding: "nearest" })).toBe(expected.n)
  })

  // Rows of Krejcie and Morgan's table (1970), recalled, and the same by their formula.
  test.each([
    [10, 10],
    [50, 44],
    [100, 80],
    [150, 108],
    [200, 132],
    [300, 169],
    [500, 217],
    [1000, 278],
    [2000, 322],
    [5000, 357],
    [10_000, 370],
    [75_000, 382],
    [1_000_000, 384],
  ])("Krejcie and Morgan: of %i, %i", (population, n) => {
    expect(Statistics.krejcieMorgan(population)).toBe(n)
  })

  test("no sample is asked for by what can't be, and none of nobody", () => {
    const sample = { margin: 0.05, confidence: 0.95, expected: 0.5, rounding: "up" } as const
    for (const wrong of [
      { margin: 0 },
      { margin: -0.1 },
      { margin: 1 },
      { expected: -0.01 },
      { expected: 1.01 },
      { confidence: 0 },
      { confidence: 1 },
      { population: -1 },
      { population: 1.5 },
    ])
      expect(Statistics.sampleSize({ ...sample, ...wrong })).toEqual({
        _tag: "NoData",
        because: "impossible",
        n: 0,
      })
    for (const expected of [0, 1]) {
      expect(Statistics.sampleSize({ ...sample, expected })).toBe(1)
      expect(Statistics.sampleSize({ ...sample, expected, population: 1 })).toBe(1)
    }
    expect(Statistics.sampleSize({ ...sample, population: 0 })).toBe(0)
    expect(Statistics.sampleSize({ ...sample, population: 1 })).toBe(1)
  })

  test("so many answers do keep the margin, one fewer doesn't", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 0.3, noNaN: true }),
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        fc.integer({ min: 100, max: 100_000 }),
        (margin, expected, population) => {
          const n = Statistics.sampleSize({
            margin,
            confidence: 0.95,
            expected,
            population,
            rounding: "up",
          }) as number
          const half = (size: number) =>
            1.959963984540054 *
            Math.sqrt(((expected * (1 - expected)) / size) * ((population - size) / (population - 1)))
          expect(n).toBeLessThanOrEqual(population)
          expect(half(n)).toBeLessThanOrEqual(margin * (1 + 1e-9))
          if (n > 1) expect(half(n - 1)).toBeGreaterThanOrEqual(margin * (1 - 1e-9))
        },
      ),
    )
  })
})

describe("a target", () => {
  test("is met only by the whole interval, and against itself undecidable", () => {
    fc.assert(
      fc.property(rate, part, (of, value) => {
        const estimate = estimated(Statistics.proportion(of, at95))
        const found = Estimate.against(estimate, { direction: "atLeast", value })
        const byHand = estimate.low >= value ? "met" : estimate.high < value ? "notMet" : "undecidable"
        expect(found).toBe(byHand)
        const mirrored = Statistics.proportion({ count: of.of - of.count, of: of.of }, at95)
        const turned = Estimate.against(mirrored, { direction: "atMost", value: 1 - value })
        const edge = [estimate.low, estimate.high].some((end) => Math.abs(end - value) < 1e-9)
        if (!edge) expect(turned).toBe(found)
      }),
    )
    const none = Statistics.proportion({ count: 0, of: 0 }, at95)
    expect(Estimate.against(none, { direction: "atLeast", value: 0 })).toBe("noData")
  })
})

describe("comparison", () => {
  const share = (count: number, of: number) => Statistics.proportion({ count, of }, at95)

  // Newcombe 1998, Stat Med 17:873-890, table II, method 10; recalled, and recomputed with scipy.
  test.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])("%i/%i against %i/%i", (a, m, b, n, low, high) => {
    const found = compared(Comparison.difference(share(a, m), share(b, n)))
    expect(found.low).toBeCloseTo(low, 4)
    expect(found.high).toBeCloseTo(high, 4)
  })

  test("turned round it is the mirror image, and its p-value agrees with its interval", () => {
    fc.assert(
      fc.property(rate, rate, (a, b) => {
        const there = compared(Comparison.difference(share(a.count, a.of), share(b.count, b.of)))
        const back = compared(Comparison.difference(share(b.count, b.of), share(a.count, a.of)))
        expect([back.value, back.low, back.high]).toEqual(
          [0 - there.value, 0 - there.high, 0 - there.low].map((x) => x + 0),
        )
        expect(back.pValue).toBeCloseTo(there.pValue, 12)
        expect(there.low <= there.value && there.value <= there.high).toBe(true)
        const without = there.low > 0 || there.high < 0
        if (Math.abs(there.pValue - 0.05) > 1e-9) expect(there.pValue < 0.05).toBe(without)
      }),
    )
  })

  const pValues = fc.array(part, { maxLength: 12 })
  test("Holm and Benjamini–Hochberg reject what their step-down and step-up procedures do", () => {
    fc.assert(
      fc.property(pValues, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (ps, level) => {
        const order = ps.map((_, i) => i).sort((i, j) => (ps[i] as number) - (ps[j] as number))
        const at = (rank: number) => ps[order[rank] as number] as number
        const m = ps.length
        let down = 0
        while (down < m && at(down) * (m - down) <= level) down++
        let up = m
        while (up > 0 && at(up - 1) * (m / up) > level) up--
        const holm = Comparison.holm(ps) as ReadonlyArray<number>
        const bh = Comparison.benjaminiHochberg(ps) as ReadonlyArray<number>
        expect(holm.filter((p) => p <= level).length).toBe(down)
        expect(bh.filter((p) => p <= level).length).toBe(up)
        ps.forEach((p, i) => {
          expect((holm[i] as number) >= p && (bh[i] as number) >= p).toBe(true)
          expect((bh[i] as number) <= (holm[i] as number) + 1e-12).toBe(true)
        })
      }),
    )
  })

  test("of many departments against one, each is judged by its corrected p-value", () => {
    const groups = [
      { id: "better", estimate: share(190, 200) },
      { id: "same", estimate: share(160, 200) },
      { id: "worse", estimate: share(110, 200) },
      { id: "empty", estimate: share(0, 0) },
      { id: "alone it would be shown", estimate: share(174, 200) },
    ]
    const verdicts = (some: typeof groups) =>
      Comparison.against(some, share(160, 200), "holm").map(({ verdict }) => verdict)
    expect(verdicts(groups.slice(0, 4))).toEqual(["higher", "notShown", "lower", "noData"])
    expect(verdicts(groups.slice(4))).toEqual(["notShown"])
    expect(compared(Comparison.difference(share(176, 200), share(160, 200))).pValue).toBeLessThan(0.05)
    const borderline = Array.from({ length: 20 }, (_, i) => ({ id: `${i}`, estimate: share(176, 200) }))
    expect(new Set(verdicts(borderline))).toEqual(new Set(["notShown"]))
    expect(verdicts(borderline.slice(0, 1))).toEqual(["higher"])
  })
})

describe("Cronbach's alpha", () => {
  test.each(casesOf<{ rows: ReadonlyArray<ReadonlyArray<number>> }, { alpha: number }>("cronbach"))(
    "$id",
    ({ expected, inputs, tolerance }) => {
      const found = Reliability.cronbachAlpha(inputs.rows)
      expect(found._tag === "Alpha" && near(found.alpha, expected.alpha, tolerance)).toBe(true)
    },
  )

  const rows = fc.integer({ min: 2, max: 5 }).chain((k) =>
    fc.array(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: k, maxLength: k }), {
      minLength: 2,
      maxLength: 20,
    }),
  )
  test("is the same for many as for few of the same answers", () => {
    const few = [
      [5, 4],
      [4, 4],
      [2, 3],
      [1, 2],
    ]
    const [alpha, many] = [few, Array.from({ length: 50_000 }, () => few).flat()].map(
      Reliability.cronbachAlpha,
    )
    if (alpha?._tag !== "Alpha" || many?._tag !== "Alpha") return expect.unreachable()
    expect([many.n, near(many.alpha, alpha.alpha, 1e-9)]).toEqual([200_000, true])
  })

  test("is the same in any order and without those who left something out; at most 1", () => {
    fc.assert(
      fc.property(rows, fc.nat(), (all, turn) => {
        const alpha = Reliability.cronbachAlpha(all)
        if (alpha._tag === "NoData") {
          expect(alpha.because).toBe("noSpread")
          return
        }
        expect(alpha.alpha).toBeLessThanOrEqual(1 + 1e-12)
        const at = turn % all.length
        const gap = (all[0] ?? []).map((_, i) => (i === 0 ? undefined : 3))
        const others = Reliability.cronbachAlpha([...all.slice(at), gap, ...all.slice(0, at)])
        expect(others).toMatchObject({ n: all.length })
        expect(others._tag === "Alpha" && others.alpha).toBeCloseTo(alpha.alpha, 10)
      }),
    )
  })

  test("copies of one item agree wholly; one item, or one respondent, is too little", () => {
    const one = Reliability.cronbachAlpha([
      [1, 1, 1],
      [4, 4, 4],
      [5, 5, 5],
    ])
    expect(one._tag === "Alpha" && one.alpha).toBeCloseTo(1, 12)
    expect(Reliability.cronbachAlpha([[1], [2]])).toMatchObject({ because: "tooFew" })
    expect(
      Reliability.cronbachAlpha([
        [1, 2],
        [2, undefined],
      ]),
    ).toMatchObject({ because: "tooFew", n: 1 })
    expect(
      Reliability.cronbachAlpha([
        [1, 2],
        [2, 1],
      ]),
    ).toMatchObject({ because: "noSpread" })
  })
})

describe("key drivers", () => {
  const answers = fc.array(fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }), {
    minLength: 12,
    maxLength: 30,
  })
  test("correlation is symmetric, within −1 and 1, and blind to the scale", () => {
    fc.assert(
      fc.property(
        answers,
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 30, maxLength: 30 }),
        (xs, ys) => {
          const other = ys.slice(0, xs.length)
          const r = KeyDrivers.correlation(xs, other, 0.95)
          if (r._tag === "NoData") return
          expect(r.n).toBe(xs.filter((x) => x !== undefined).length)
          expect(-1 <= r.low && r.low <= r.value && r.value <= r.high && r.high <= 1).toBe(true)
          const back = estimated(KeyDrivers.correlation(other, xs, 0.95))
          expect(back.value).toBeCloseTo(r.value, 10)
          const tenfold = xs.map((x) => (x === undefined ? undefined : 10 - x * 2))
          expect(estimated(KeyDrivers.correlation(tenfold, other, 0.95)).value).toBeCloseTo(-r.value, 10)
        },
      ),
    )
  })

  test("Fisher's interval, by hand: r of 0.5 from 28 lies within 0.156 and 0.736", () => {
    // 28 pairs whose correlation is one half.
    const xs = Array.from({ length: 28 }, (_, i) => (i < 14 ? 0 : 1))
    const ys = xs.map((x, i) => (i % 14 < 7 ? x : (i + (x === 0 ? 0 : 1)) % 2))
    const r = estimated(KeyDrivers.correlation(xs, ys, 0.95))
    const half = 1.959963984540054 / 5
    expect(r.low).toBeCloseTo(Math.tanh(Math.atanh(r.value) - half), 12)
    expect(r.high).toBeCloseTo(Math.tanh(Math.atanh(r.value) + half), 12)
  })

  test("claims nothing of its certainty where all lie on one line, by whatever digits", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 4, maxLength: 40 }),
        fc.constantFrom(1, -1, 0.1, 100 / 3, -1 / 7),
        (xs, slope) => {
          const r = KeyDrivers.correlation(
            xs,
            xs.map((x) => 0.3 + slope * x),
            0.95,
          )
          if (r._tag === "NoData") return expect(new Set(xs).size).toBe(1)
          expect(r.value).toBeCloseTo(Math.sign(slope), 12)
          expect([r.low, r.high]).toEqual([-1, 1])
        },
      ),
    )
    const near = estimated(KeyDrivers.correlation([1, 2, 3, 4], [1, 2, 3, 5], 0.95))
    expect(near.low).toBeGreaterThan(0)
  })

  test("says nothing of an item nobody answered, and places the others", () => {
    const overall = [1, 2, 3, 4, 5]
    const drivers = KeyDrivers.rank(
      [
        { id: "weighs, badly", ...bounds, answers: [1, 1, 1, 2, 2] },
        { id: "weighs, well", ...bounds, answers: [4, 4, 5, 5, 5] },
        { id: "neither", ...bounds, answers: [2, 1, 2, 1, 2] },
        { id: "well only", ...bounds, answers: [5, 4, 5, 4, 5] },
        { id: "nobody", ...bounds, answers: [undefined, undefined, undefined, undefined, undefined] },
      ],
      overall,
      at95,
    )
    expect(drivers.map(({ quadrant }) => quadrant)).toEqual([
      "mendFirst",
      "keepUp",
      "mendLater",
      "leave",
      undefined,
    ])
  })

  test("items that are all alike are all at their mean, and none is below it", () => {
    const overall = [3, 2, 5, 5, 2, 1, 1]
    const item = { ...bounds, answers: [4, 2, 2, 3, 5, 5, 1] }
    const drivers = KeyDrivers.rank(
      ["a", "b", "c"].map((id) => ({ id, ...item })),
      overall,
      at95,
    )
    expect(drivers.map(({ quadrant }) => quadrant)).toEqual(["keepUp", "keepUp", "keepUp"])
  })
})

test("totals of fractions that are alike have no spread, and those of small fractions that aren't have one", () => {
  const alike = [
    [0.1, 0.2, 0.3],
    [0.3, 0.2, 0.1],
  ]
  expect(Reliability.cronbachAlpha(alike)).toEqual({ _tag: "NoData", because: "noSpread", n: 2 })
  const steps = [
    [1, 2, 3],
    [3, 3, 1],
    [5, 4, 4],
  ]
  const whole = Reliability.cronbachAlpha(steps)
  const small = Reliability.cronbachAlpha(steps.map((row) => row.map((value) => value * 1e-6)))
  if (whole._tag !== "Alpha" || small._tag !== "Alpha") throw new Error("they differ")
  expect(small.alpha).toBeCloseTo(whole.alpha, 9)
})
