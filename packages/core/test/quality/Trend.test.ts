import { Trend } from "@aftercare/core"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { part } from "../foundation/support/part.ts"

const series = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 10, maxLength: 40 })

/** Kendall's S by the pairs, and a share of shuffles whose order is at least as strong. */
const order = (values: ReadonlyArray<number>) =>
  values.flatMap((a, i) => values.slice(i + 1).map((b) => Math.sign(b - a))).reduce((sum, s) => sum + s, 0)

describe("trend", () => {
  test("a mirror turns it around, and a constant or a scale changes nothing but the slope", () => {
    fc.assert(
      fc.property(series, fc.integer({ min: -5, max: 5 }), (values, shift) => {
        const found = Trend.of(values, 0.95)
        const turned = Trend.of([...values].reverse(), 0.95)
        const moved = Trend.of(
          values.map((v) => 2 * v + shift),
          0.95,
        )
        if (found._tag === "TooFew" || turned._tag === "TooFew" || moved._tag === "TooFew")
          return expect.unreachable()
        expect(turned.slope).toBeCloseTo(-found.slope, 9)
        expect(turned.pValue).toBe(found.pValue)
        const mirrored = { Rising: "Falling", Falling: "Rising", NotShown: "NotShown" } as const
        expect(turned._tag).toBe(mirrored[found._tag])
        expect(moved).toMatchObject({ _tag: found._tag, pValue: found.pValue })
        expect(moved.slope).toBeCloseTo(2 * found.slope, 9)
        expect(Number.isNaN(found.pValue)).toBe(false)
        if (found._tag !== "NotShown") expect(Math.sign(order(values))).toBe(found._tag === "Rising" ? 1 : -1)
      }),
    )
  })

  const numbers = fc.oneof(
    fc.constantFrom(0, -0, 1, -1, 5e-324, -5e-324, 1e300, 0.1),
    fc.integer({ min: -4, max: 4 }),
    fc.double({ noNaN: true, min: -1e307, max: 1e307 }),
  )
  const tiny = fc.constantFrom(0, -0, 5e-324, -5e-324, 1e-323)
  const within = (length: number, number: fc.Arbitrary<number>) =>
    fc.array(number, { minLength: length, maxLength: length + 7 })
  const isMedian = (values: ReadonlyArray<number>) => {
    const slopes = values
      .flatMap((a, i) => values.slice(i + 1).map((b, d) => (b - a) / (d + 1) + 0))
      .sort((a, b) => a - b)
    const [low, high] = [(slopes.length - 1) >> 1, slopes.length >> 1].map((at) => slopes[at] as number)
    const found = Trend.of(values, 0.95)
    const median = low === high ? low : ((low as number) + (high as number)) / 2
    expect(found._tag !== "TooFew" && Object.is(found.slope, median)).toBe(true)
  }

  test("the slope is the median of all, to the bit", () => {
    fc.assert(fc.property(fc.oneof(within(10, numbers), within(10, tiny), series), isMedian))
  })

  test("also where there are more than are sorted", () => {
    // 370 points have 68,265 pairs.
    const many = fc.oneof(
      within(370, numbers),
      within(370, tiny),
      within(
        370,
        part.map((share) => 2 * share - 1),
      ),
      fc
        .tuple(fc.integer({ min: -3, max: 3 }), within(370, fc.nat(2)))
        .map(([slope, noise]) => noise.map((more, i) => slope * i + more)),
    )
    fc.assert(fc.property(many, isMedian), { numRuns: 24 })
  })

  test("of many points, the pairs aren't kept", () => {
    // 12 million pairs.
    const values = Array.from({ length: 5000 }, (_, i) => 3 * i + (i % 2))
    const before = process.memoryUsage().rss
    expect(Trend.of(values, 0.95)).toMatchObject({ _tag: "Rising", slope: 3 })
    expect(process.memoryUsage().rss - before).toBeLessThan(150e6)
  })

  test("the chance is what shuffling finds, ties or none", () => {
    fc.assert(
      fc.property(
        fc.noBias(fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 12, maxLength: 15 })),
        fc.nat(),
        (values, seed) => {
          const found = Trend.of(values, 0.95)
          if (found._tag === "TooFew") return expect.unreachable()
          const strength = Math.abs(order(values))
          let [as, state] = [0, seed]
          const rounds = 1500
          for (let round = 0; round < rounds; round++) {
            const shuffled = [...values]
            for (let i = shuffled.length - 1; i > 0; i--) {
              state = (1_664_525 * state + 1_013_904_223) % 2 ** 32
              const j = Math.floor((state / 2 ** 32) * (i + 1))
              ;[shuffled[i], shuffled[j]] = [shuffled[j] as number, shuffled[i] as number]
            }
            if (Math.abs(order(shuffled)) >= strength) as++
          }
          expect(Math.abs(as / rounds - found.pValue)).toBeLessThan(0.07)
        },
      ),
      { numRuns: 10 },
    )
  })

  test("ten that rise, ten alike, and nine", () => {
    const rising = Trend.of([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 0.95)
    expect(rising).toMatchObject({ _tag: "Rising", slope: 1 })
    // z = 44 / √125
    expect(rising._tag === "Rising" && rising.pValue).toBeCloseTo(8.303e-5, 7)
    expect(
      Trend.of(
        Array.from({ length: 10 }, () => 4),
        0.95,
      ),
    ).toEqual({ _tag: "NotShown", slope: 0, pValue: 1 })
    expect(Trend.of([1, 2, 3, 4, 5, 6, 7, 8, 9], 0.95)).toEqual({ _tag: "TooFew", points: 9, least: 10 })
  })
})
