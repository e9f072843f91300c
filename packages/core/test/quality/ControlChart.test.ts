import { readFileSync } from "node:fs"
import { ControlChart, PlainDate } from "@aftercare/core"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { part } from "../foundation/support/part.ts"

const start = PlainDate.make("2024-01-01")
const onDay = (i: number) => PlainDate.addDays(start, i)

const chart = (
  series: ControlChart.Series,
  settings: Partial<ControlChart.Settings> = {},
  interventions?: ReadonlyArray<ControlChart.Intervention>,
) => ControlChart.make(series, { convention: "nelson", least: 2, ...settings }, interventions)

const sharePoints = (all: ReadonlyArray<readonly [count: number, of: number]>) =>
  all.map(([count, of], i) => ({ on: onDay(i), count, of }))
const shares = (...all: Parameters<typeof sharePoints>[0]): ControlChart.Series => ({
  _tag: "P",
  points: sharePoints(all),
})
const primed = (...all: Parameters<typeof sharePoints>[0]): ControlChart.Series => ({
  _tag: "PPrime",
  points: sharePoints(all),
})
const values = (...all: ReadonlyArray<number>): ControlChart.Series => ({
  _tag: "XmR",
  points: all.map((value, i) => ({ on: onDay(i), value })),
})

describe("published figures", () => {
  interface Case {
    readonly id: string
    readonly inputs: {
      readonly counts: ReadonlyArray<number>
      readonly exposureThousands: ReadonlyArray<number>
    }
    readonly expected: {
      readonly center: number
      readonly ucl: ReadonlyArray<number>
      readonly lcl: ReadonlyArray<number>
    }
    readonly tolerance: number
  }
  const fixture: { readonly cases: ReadonlyArray<Case> } = JSON.parse(
    readFileSync(new URL("../fixtures/control-charts.json", import.meta.url), "utf8"),
  )

  test("u chart: complaints per thousand patient days", () => {
    const found = fixture.cases.find(({ id }) => id === "uchart")
    if (found === undefined) throw new Error("no such case")
    const { expected, inputs, tolerance } = found
    const { points } = chart({
      _tag: "U",
      points: inputs.counts.map((count, i) => ({
        on: onDay(i),
        count,
        exposure: inputs.exposureThousands[i] ?? 0,
      })),
    })
    points.forEach(({ limits }, i) => {
      expect(Math.abs((limits?.centre ?? NaN) - expected.center)).toBeLessThanOrEqual(tolerance)
      expect(Math.abs((limits?.upper ?? NaN) - (expected.ucl[i] ?? NaN))).toBeLessThanOrEqual(tolerance)
      expect(limits?.lower).toBe(expected.lcl[i])
    })
  })

  test("p chart: Montgomery's 117 of 20 samples of 100, and NIST's 347 of 30 samples of 50", () => {
    const spread = (total: number, samples: number, of: number) =>
      shares(
        ...Array.from({ length: samples }, (_, i): readonly [number, number] => [
          Math.floor((total * (i + 1)) / samples) - Math.floor((total * i) / samples),
          of,
        ]),
      )
    const montgomery = chart(spread(117, 20, 100)).points[0]?.limits
    expect(montgomery?.centre).toBeCloseTo(0.0585, 6)
    expect(montgomery?.upper).toBeCloseTo(0.1289, 4)
    expect(montgomery?.lower).toBe(0)
    const nist = chart(spread(347, 30, 50)).points[0]?.limits
    expect(nist?.centre).toBeCloseTo(0.2313, 4)
    expect(nist?.upper).toBeCloseTo(0.4102, 4)
    expect(nist?.lower).toBeCloseTo(0.0524, 3)
  })

  test("XmR chart: NIST's flow rates", () => {
    const { points } = chart(values(49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1))
    expect(points[0]?.limits?.centre).toBeCloseTo(50.81, 9)
    expect(points[0]?.limits?.upper).toBeCloseTo(55.8041, 3)
    expect(points[0]?.limits?.lower).toBeCloseTo(45.8159, 3)
    expect(points[1]?.movingRange?.value).toBeCloseTo(2, 9)
    expect(points[1]?.movingRange?.upper).toBeCloseTo(3.267 * (16.9 / 9), 9)
  })

  test("a point just on a limit isn't beyond it, whatever the last digits say; the next count is", () => {
    const steady = (count: number, of: number) =>
      Array.from({ length: 12 }, (): readonly [number, number] => [count, of])
    const signalsOf = (count: number, usual: number, of: number) =>
      chart(shares(...steady(usual, of), [count, of]), { least: 12, baseline: 12 }).points[12]?.signals
    // 90 % ± 4.5 of 400; 80 % ± 6 of 400; 50 % ± 15 of 100.
    expect([signalsOf(342, 360, 400), signalsOf(296, 320, 400), signalsOf(65, 50, 100)]).toEqual([[], [], []])
    expect(signalsOf(341, 360, 400)).toEqual([{ rule: "beyondLimits", side: "below" }])
    expect(signalsOf(66, 50, 100)).toEqual([{ rule: "beyondLimits", side: "above" }])
  })
})

const sharePoint = fc
  .tuple(fc.nat(400), part)
  .map(([of, part]): readonly [number, number] => [Math.round(of * part), of])
const anyShares = fc
  .array(sharePoint, { maxLength: 30 })
  .chain((all) => fc.constantFrom(shares(...all), primed(...all)))
const anyRates = fc
  .array(fc.tuple(fc.nat(50), fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 100, noNaN: true }))), {
    maxLength: 30,
  })
  .map((all) => all.map(([count, exposure], i) => ({ on: onDay(i), count, exposure })))
  .chain((points) =>
    fc.constantFrom<ControlChart.Series[]>({ _tag: "U", points }, { _tag: "UPrime", points }),
  )
/** None of them, or all. */
const oneSided = fc
  .tuple(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 12, maxLength: 30 }), fc.boolean())
  .map(([all, every]) => all.map((of): readonly [number, number] => [every ? of : 0, of]))
  .chain((all) => fc.constantFrom(shares(...all), primed(...all)))
const anySeries: fc.Arbitrary<ControlChart.Series> = fc.oneof(
  anyShares,
  anyRates,
  fc.array(fc.integer({ min: -1000, max: 1000 }), { maxLength: 30 }).map((all) => values(...all)),
)
const anySettings: fc.Arbitrary<ControlChart.Settings> = fc
  .record({
    convention: fc.constantFrom<("nelson" | "westernElectric")[]>("nelson", "westernElectric"),
    least: fc.integer({ min: 2, max: 12 }),
    more: fc.option(fc.nat(10), { nil: undefined }),
  })
  .map(({ convention, least, more }) => ({
    convention,
    least,
    ...(more === undefined ? {} : { baseline: least + more }),
  }))
const anyInterventions = fc.array(
  fc
    .record({ day: fc.integer({ min: -3, max: 33 }), newPhase: fc.boolean() })
    .map(({ day, newPhase }) => ({ on: onDay(day), title: "a change", newPhase })),
  { maxLength: 3 },
)

describe("laws", () => {
  test("every point stays, in its order; nothing is NaN; limits hold the centre; a point outside them says so", () => {
    fc.assert(
      fc.property(anySeries, anySettings, anyInterventions, (series, settings, interventions) => {
        const { phases, points } = ControlChart.make(series, settings, interventions)
        expect(points.map(({ on }) => on)).toEqual(series.points.map(({ on }) => on))
        expect(JSON.stringify([points, phases])).not.toContain("null")
        for (const { limits, phase, signals, value } of points) {
          const drawn = phases[phase]?.limits._tag === "Drawn"
          expect(limits !== undefined).toBe(drawn && value !== undefined)
          if (limits === undefined || value === undefined) {
            expect(signals).toEqual([])
            continue
          }
          expect(limits.lower).toBeLessThanOrEqual(limits.centre)
          expect(limits.centre).toBeLessThanOrEqual(limits.upper)
          const slack = 1e-9 * Math.max(1, Math.abs(limits.upper), Math.abs(limits.lower))
          const side = signals.find(({ rule }) => rule === "beyondLimits")?.side
          if (side !== "above") expect(value).toBeLessThanOrEqual(limits.upper + slack)
          if (side !== "below") expect(value).toBeGreaterThanOrEqual(limits.lower - slack)
          if (side === "above") expect(value).toBeGreaterThan(limits.upper - slack)
          if (side === "below") expect(value).toBeLessThan(limits.lower + slack)
        }
      }),
    )
  })

  test("the phases are charts of their own, one after the other", () => {
    fc.assert(
      fc.property(anySeries, anySettings, anyInterventions, (series, settings, interventions) => {
        const whole = ControlChart.make(series, settings, interventions)
        const cuts = interventions.flatMap(({ newPhase, on }) => (newPhase ? [on] : [])).sort()
        const dates = series.points.map(({ on }) => on)
        const groups = new Map<string, Array<string>>()
        for (const on of dates) {
          const begun = cuts.filter((cut) => cut <= on).at(-1) ?? ""
          groups.set(begun, [...(groups.get(begun) ?? []), on])
        }
        const apart = [...groups.values()].map((within, phase) => {
          const part = Schema.decodeUnknownSync(ControlChart.Series)({
            ...series,
            points: series.points.filter(({ on }) => within.includes(on)),
          })
          return ControlChart.make(part, settings).points.map((point) => ({ ...point, phase }))
        })
        expect(whole.points).toEqual(apart.flat())
      }),
    )
  })

  test("a p or p′ chart is the same from its other side", () => {
    const drawn = fc.array(sharePoint, { minLength: 2, maxLength: 30 })
    fc.assert(
      fc.property(drawn, fc.constantFrom(shares, primed), (all, series) => {
        const [one, other] = [all, all.map(([count, of]): readonly [number, number] => [of - count, of])].map(
          (points) => chart(series(...points)),
        )
        one?.points.forEach(({ limits, value }, i) => {
          const mirror = other?.points[i]
          if (value === undefined || limits === undefined) return
          expect(mirror?.value).toBeCloseTo(1 - value, 9)
          expect(mirror?.limits?.upper).toBeCloseTo(1 - limits.lower, 9)
          expect(mirror?.limits?.centre).toBeCloseTo(1 - limits.centre, 9)
        })
      }),
    )
  })

  test("an XmR chart moves and stretches with its values", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 2, maxLength: 30 }),
        fc.integer({ min: -8, max: 8 }),
        (all, shift) => {
          const one = chart(values(...all))
          const other = chart(values(...all.map((value) => 4 * value + shift)))
          one.points.forEach(({ limits, movingRange }, i) => {
            const there = other.points[i]
            expect(there?.limits?.upper).toBeCloseTo(4 * (limits?.upper ?? NaN) + shift, 6)
            expect(there?.limits?.lower).toBeCloseTo(4 * (limits?.lower ?? NaN) + shift, 6)
            expect(there?.movingRange?.value).toBe(
              movingRange === undefined ? undefined : 4 * movingRange.value,
            )
          })
        },
      ),
    )
  })
})

/** The definitions, written out: χ² by its expected counts, σz by Laney's steps. */
const written = (
  points: ReadonlyArray<{ readonly count: number; readonly base: number }>,
  ofShares: boolean,
) => {
  const drawn = points.filter(({ base }) => base > 0)
  const centre = drawn.reduce((n, { count }) => n + count, 0) / drawn.reduce((n, { base }) => n + base, 0)
  let [chiSquare, ranges, few, cells, least] = [0, 0, 0, 0, Infinity]
  let last: number | undefined
  for (const { base, count } of drawn) {
    for (const [seen, expected] of [
      [count, base * centre],
      ...(ofShares ? [[base - count, base * (1 - centre)] as const] : []),
    ] as const) {
      chiSquare += (seen - expected) ** 2 / expected
      cells += 1
      if (expected < 5) few += 1
      least = Math.min(least, expected)
    }
    const z = (count / base - centre) / Math.sqrt((ofShares ? centre * (1 - centre) : centre) / base)
    if (last !== undefined) ranges += Math.abs(z - last)
    last = z
  }
  return {
    centre,
    ratio: chiSquare / (drawn.length - 1),
    sigmaZ: ranges / (drawn.length - 1) / 1.128,
    isTested: least >= 1 && few <= cells / 5,
  }
}
const isClose = (found: number, expected: number) =>
  Math.abs(found - expected) <= 1e-7 * Math.max(1, Math.abs(expected))

describe("more variation than by chance", () => {
  const expectWritten = (
    series: ControlChart.Series,
    points: ReadonlyArray<{ readonly count: number; readonly base: number }>,
  ) => {
    const ofShares = ControlChart.isOfShares(series._tag)
    const { phases, points: charted } = chart(series)
    const [limits] = phases.map(({ limits }) => limits)
    if (limits?._tag !== "Drawn") return
    const { centre, isTested, ratio, sigmaZ } = written(points, ofShares)
    if (centre === 0 || (ofShares && centre === 1)) {
      expect(limits.dispersion).toBeUndefined()
      return
    }
    expect(isClose(limits.dispersion?.ratio ?? NaN, ratio)).toBe(true)
    expect(isClose(limits.dispersion?.sigmaZ ?? NaN, sigmaZ)).toBe(true)
    expect(limits.dispersion?.pValue !== undefined).toBe(isTested)
    const times = series._tag === "PPrime" || series._tag === "UPrime" ? sigmaZ : 1
    charted.forEach(({ limits }, i) => {
      if (limits === undefined) return
      const sigma = Math.sqrt((ofShares ? centre * (1 - centre) : centre) / (points[i]?.base ?? NaN))
      expect(isClose(limits.lower, Math.max(0, centre - 3 * times * sigma))).toBe(true)
      expect(isClose(limits.upper, Math.min(ofShares ? 1 : Infinity, centre + 3 * times * sigma))).toBe(true)
    })
  }

  test("ratio, σz and limits are what their definitions written out give", () => {
    fc.assert(
      fc.property(fc.oneof({ weight: 9, arbitrary: fc.oneof(anyShares, anyRates) }, oneSided), (series) => {
        expectWritten(
          series,
          series._tag === "XmR"
            ? []
            : series.points.map((point) => ({
                count: "count" in point ? point.count : NaN,
                base: "of" in point ? point.of : "exposure" in point ? point.exposure : NaN,
              })),
        )
      }),
    )
  })

  /** Uniform numbers in [0, 1), by Lehmer's generator. */
  const numbers = (seed: number) => {
    let state = seed
    return () => {
      state = (state * 48_271) % 2_147_483_647
      return state / 2_147_483_647
    }
  }
  const binomial = (n: number, p: number, next: () => number) => {
    let count = 0
    for (let i = 0; i < n; i++) if (next() < p) count += 1
    return count
  }

  test("chance alone is called more than chance about one time in twenty", () => {
    const next = numbers(20_260_322)
    const runs = 1000
    let called = 0
    for (let run = 0; run < runs; run++) {
      const all = Array.from({ length: 12 }, (): readonly [number, number] => {
        const of = 60 + Math.floor(next() * 60)
        return [binomial(of, 0.3, next), of]
      })
      const [phase] = chart(shares(...all)).phases
      if (phase?.limits._tag === "Drawn" && phase.limits.dispersion !== undefined)
        called += ControlChart.isOverdispersed(phase.limits.dispersion, 0.95) ? 1 : 0
    }
    expect(called / runs).toBeGreaterThan(0.03)
    expect(called / runs).toBeLessThan(0.075)
  })

  test("where conditions differ from month to month a p chart calls nearly all to account, Laney's none", () => {
    const next = numbers(7)
    const all = Array.from({ length: 24 }, (): readonly [number, number] => {
      const of = 20_000 + Math.floor(next() * 10_000)
      return [binomial(of, 0.6 + 0.04 * (next() + next() + next() - 1.5), next), of]
    })
    const beyond = (series: ControlChart.Series) =>
      chart(series).points.filter(({ signals }) => signals.some(({ rule }) => rule === "beyondLimits")).length
    expect(beyond(shares(...all))).toBeGreaterThan(12)
    expect(beyond(primed(...all))).toBe(0)
    const [phase] = chart(shares(...all)).phases
    if (phase?.limits._tag !== "Drawn" || phase.limits.dispersion === undefined) throw new Error("not drawn")
    expect(ControlChart.isOverdispersed(phase.limits.dispersion, 0.999)).toBe(true)
    expect(phase.limits.dispersion.sigmaZ).toBeGreaterThan(3)
  })

  test("a lasting shift moves the ratio, and σz hardly", () => {
    const all = Array.from({ length: 24 }, (_, i): readonly [number, number] => [
      (i < 12 ? 4000 : 5000) + (i % 2 === 0 ? 55 : -55),
      10_000,
    ])
    const [phase] = chart(shares(...all)).phases
    if (phase?.limits._tag !== "Drawn") throw new Error("not drawn")
    expect(phase.limits.dispersion?.ratio).toBeGreaterThan(90)
    expect(phase.limits.dispersion?.sigmaZ).toBeLessThan(3)
  })

  test("too little expected isn't tested: a count below 1, or more than a fifth below 5", () => {
    const tested = (...all: ReadonlyArray<readonly [number, number]>) => {
      const [phase] = chart(shares(...all)).phases
      return phase?.limits._tag === "Drawn" && phase.limits.dispersion?.pValue !== undefined
    }
    const usual = (n: number) => Array.from({ length: n }, (): readonly [number, number] => [20, 40])
    expect(tested(...usual(12))).toBe(true)
    expect(tested(...usual(12), [4, 8])).toBe(true)
    expect(tested(...usual(12), [1, 1])).toBe(false)
    expect(tested(...usual(4), [4, 8])).toBe(true)
    expect(tested(...usual(3), [4, 8])).toBe(false)
  })
})

describe("edges", () => {
  test("a point without a base is passed over, not taken for zero", () => {
    const { phases, points } = chart(shares([5, 10], [0, 0], [7, 10]))
    expect(points[1]).toEqual({ on: onDay(1), phase: 0, signals: [] })
    expect(phases[0]?.limits).toMatchObject({ _tag: "Drawn", centre: 0.6, from: 2 })
  })

  test("too few points have no limits, and a moving range isn't judged", () => {
    const { phases, points } = chart(values(3, 5), { least: 3 })
    expect(phases).toEqual([{ from: start, limits: { _tag: "TooFew", points: 2, least: 3 } }])
    expect(points[1]).toEqual({
      on: onDay(1),
      phase: 0,
      value: 5,
      movingRange: { value: 2, beyond: false },
      signals: [],
    })
  })

  test("nothing at all is one phase with too few points", () => {
    expect(chart(values())).toMatchObject({ points: [], phases: [{ limits: { _tag: "TooFew", points: 0 } }] })
  })

  test("limits held from a baseline show what a change brought", () => {
    const before = Array.from({ length: 12 }, (_, i) => 46 + (i % 3) * 2)
    const after = Array.from({ length: 3 }, (_, i) => 23 + i)
    const { points } = chart(values(...before, ...after), { least: 12, baseline: 12 }, [
      { on: onDay(12), title: "a second nurse", newPhase: false },
    ])
    expect(points.slice(0, 12).flatMap(({ signals }) => signals)).toEqual([])
    for (const { signals } of points.slice(12))
      expect(signals).toContainEqual({ rule: "beyondLimits", side: "below" })
    expect(points[12]?.movingRange?.beyond).toBe(true)
  })

  test("values that are all alike signal nothing, whatever their mean rounds to", () => {
    for (const value of [0.1, 0.7, 1.1, 1 / 3, -2.3]) {
      const { points } = chart(values(...Array.from({ length: 14 }, () => value)))
      expect(points.flatMap(({ signals }) => signals)).toEqual([])
    }
  })

  test("a floor cuts the lower limits of values that can't lie below it, and changes nothing else", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: 2 }), (counts) => {
        const { points, ...free } = chart(values(...counts))
        const cut = chart({ ...values(...counts), floor: 0 } as ControlChart.Series)
        expect(cut).toEqual({
          ...free,
          points: points.map(({ limits, ...point }) => ({
            ...point,
            ...(limits && { limits: { ...limits, lower: Math.max(0, limits.lower) } }),
          })),
        })
      }),
    )
    expect(chart(values(0, 3, 0)).points[0]?.limits?.lower).toBeLessThan(0)
  })

  test("where nothing varied, whatever differs is beyond", () => {
    const { points } = chart(shares([0, 50], [0, 50], [1, 50]), { baseline: 2 })
    expect(points[2]?.signals).toEqual([{ rule: "beyondLimits", side: "above" }])
  })

  test.each([
    ["more than the base", { _tag: "P", points: [{ on: start, count: 2, of: 1 }] }],
    [
      "out of order",
      {
        _tag: "XmR",
        points: [
          { on: onDay(1), value: 1 },
          { on: start, value: 1 },
        ],
      },
    ],
    [
      "twice on a date",
      {
        _tag: "XmR",
        points: [
          { on: start, value: 1 },
          { on: start, value: 1 },
        ],
      },
    ],
    ["below nothing", { _tag: "U", points: [{ on: start, count: 1, exposure: -1 }] }],
    ["not a number", { _tag: "XmR", points: [{ on: start, value: Number.NaN }] }],
    ["below the floor", { _tag: "XmR", floor: 0, points: [{ on: start, value: -1 }] }],
  ])("a series refuses points %s", (_, series) => {
    expect(Result.isFailure(Schema.decodeUnknownResult(ControlChart.Series)(series))).toBe(true)
  })

  test("a baseline can't be shorter than the least phase", () => {
    const read = Schema.decodeUnknownResult(ControlChart.Settings)
    expect(Result.isFailure(read({ convention: "nelson", least: 12, baseline: 11 }))).toBe(true)
    expect(Result.isSuccess(read({ convention: "nelson", least: 12, baseline: 12 }))).toBe(true)
  })
})
