import { readFileSync } from "node:fs"
import { Distribution } from "@aftercare/core"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

type Row = ReadonlyArray<number>
type Name = "normalTail" | "normalCritical" | "chiSquareTail"
const reference: Record<Name, ReadonlyArray<Row>> = JSON.parse(
  readFileSync(new URL("../fixtures/distribution.json", import.meta.url), "utf8"),
)

describe("Distribution", () => {
  test.each(Object.keys(Distribution) as ReadonlyArray<Name>)("%s agrees with 40 digits", (name) => {
    for (const row of reference[name]) {
      const found = (Distribution[name] as (...of: Row) => number)(...row.slice(0, -1))
      expect(Math.abs(found / Number(row.at(-1)) - 1), JSON.stringify(row)).toBeLessThan(1e-13)
    }
  })

  const tail = fc.double({ min: 1e-12, max: 0.5, noNaN: true, minExcluded: true })

  test("what is critical leaves just that tail, on both sides", () => {
    fc.assert(
      fc.property(tail, (p) => {
        expect(Distribution.normalTail(Distribution.normalCritical(p)) / p).toBeCloseTo(1, 11)
        expect(Distribution.normalCritical(1 - p)).toBeCloseTo(-Distribution.normalCritical(1 - (1 - p)), 9)
      }),
    )
  })

  test("the tail of χ² is the normal one on both sides at one degree of freedom, and an exponential one at two", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 30, noNaN: true }), (z) => {
        expect(Distribution.chiSquareTail(z * z, 1) / (2 * Distribution.normalTail(z))).toBeCloseTo(1, 10)
        expect(Distribution.chiSquareTail(z, 2) / Math.exp(-z / 2)).toBeCloseTo(1, 12)
      }),
    )
  })

  test("more degrees of freedom leave more above, two at a time by a term of Poisson's", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 300, noNaN: true }),
        fc.integer({ min: 1, max: 200 }),
        (x, v) => {
          const [less, more] = [Distribution.chiSquareTail(x, v), Distribution.chiSquareTail(x, v + 2)]
          expect(more).toBeGreaterThanOrEqual(less)
          if (v % 2 === 1) return
          let term = Math.exp(-x / 2)
          for (let k = 1; k <= v / 2; k++) term *= x / 2 / k
          expect(more - less).toBeCloseTo(term, 12)
        },
      ),
    )
  })

  test("outside the domain there is no number", () => {
    for (const p of [0, 1, -1, 2, Number.NaN]) {
      expect(Distribution.normalCritical(p)).toBeNaN()
    }
    expect(Distribution.chiSquareTail(1, 0.5)).toBeNaN()
    expect(Distribution.chiSquareTail(1e17, 1e17)).toBeNaN()
    expect(Distribution.chiSquareTail(1e9, 1e9)).toBeCloseTo(0.5, 4)
    expect(Distribution.chiSquareTail(Number.NaN, 3)).toBeNaN()
    expect([-1, 0, 1e-300, 1e300, Infinity].map((x) => Distribution.chiSquareTail(x, 3))).toEqual([
      1, 1, 1, 0, 0,
    ])
  })
})
