import { Statistics } from "@aftercare/core"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

/** The chance of at most `k` events where `mean` are expected, summed up. */
const atMost = (k: number, mean: number): number => {
  let [term, sum] = [Math.exp(-mean), 0]
  for (let i = 0; i <= k; i++) {
    sum += term
    term *= mean / (i + 1)
  }
  return sum
}

const exposure = fc.double({ min: 0.01, max: 1000, noNaN: true })

describe("a rate of events", () => {
  test("its ends are where Poisson's tails leave two and a half per cent, to within half of one", () => {
    fc.assert(
      fc.property(fc.nat(300), exposure, (count, by) => {
        const found = Statistics.rate({ count, exposure: by }, { confidence: 0.95 })
        if (found._tag === "NoData") return expect.unreachable()
        expect(found.value).toBe(count / by)
        expect(Math.abs(atMost(count, found.high * by) - 0.025)).toBeLessThan(0.005)
        if (count === 0) expect(found.low).toBe(0)
        else {
          // Of one or two events Byar's lower end lies a little further off than it has to.
          const below = 1 - atMost(count - 1, found.low * by)
          expect(below).toBeLessThan(0.03)
          expect(below).toBeGreaterThan(count > 2 ? 0.02 : 0.012)
        }
      }),
    )
  })

  test("more exposure at the same rate makes it narrower, more confidence wider", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), exposure, (count, by) => {
        const width = (n: number, e: number, confidence: number) => {
          const found = Statistics.rate({ count: n, exposure: e }, { confidence })
          return found._tag === "NoData" ? expect.unreachable() : found.high - found.low
        }
        expect(width(4 * count, 4 * by, 0.95)).toBeLessThan(width(count, by, 0.95))
        expect(width(count, by, 0.99)).toBeGreaterThan(width(count, by, 0.95))
      }),
    )
  })

  test("nothing to divide by is no data; what can't be counted is impossible; nothing is NaN", () => {
    const rate = (count: number, by: number) => Statistics.rate({ count, exposure: by }, { confidence: 0.95 })
    expect(rate(0, 0)).toEqual({ _tag: "NoData", because: "nothingCounted", n: 0 })
    expect(rate(1, 0)).toEqual({ _tag: "NoData", because: "impossible", n: 0 })
    for (const [count, by] of [
      [-1, 1],
      [0.5, 1],
      [1, -1],
      [1, Number.NaN],
      [1, Number.POSITIVE_INFINITY],
      [1, 5e-324],
    ] as const)
      expect(rate(count, by)).toMatchObject({ _tag: "NoData", because: "impossible" })
  })
})
