import { CostBenefit } from "@aftercare/core"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { part } from "../foundation/support/part.ts"

const source = { title: "our accounts", status: "hospitalPolicy", verified: "own" } as const
const words = { zh: "项", en: "item" }
const names = ["calls", "wage", "returns", "costOfReturn"] as const

const assumptions = fc
  .tuple(...names.map(() => fc.tuple(fc.nat(100), fc.nat(100), fc.nat(100))))
  .map((drawn) =>
    drawn.map((numbers, i) => {
      const [low, expected, high] = [...numbers].sort((a, b) => a - b)
      return { id: names[i], title: words, unit: words, low, expected, high, source }
    }),
  )
const lines = fc
  .array(
    fc.record({
      title: fc.constant(words),
      side: fc.constantFrom("cost", "benefit"),
      factors: fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 }),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((all) => [...all, { title: words, side: "cost", factors: [...names] }])
const programme = fc
  .record({ assumptions, lines })
  .map((drawn) => Schema.decodeUnknownSync(CostBenefit.Programme)(drawn))

const netWith = ({ lines }: CostBenefit.Programme, value: (id: string) => number) =>
  lines
    .map(({ factors, side }) => (side === "cost" ? -1 : 1) * factors.map(value).reduce((a, b) => a * b, 1))
    .reduce((a, b) => a + b, 0)

describe("cost and benefit", () => {
  test("no mix of values within the ranges leaves the range, and both its ends are reached", () => {
    fc.assert(
      fc.property(
        programme,
        fc.array(fc.tuple(...names.map(() => part)), {
          minLength: 5,
          maxLength: 20,
        }),
        (drawn, mixes) => {
          const { net, range } = CostBenefit.weigh(drawn)
          // Large amounts may cancel one another, all but their last bits.
          const largest = Object.fromEntries(drawn.assumptions.map(({ high, id }) => [id, high]))
          const whole = drawn.lines.map(({ factors }) => factors.reduce((a, id) => a * (largest[id] ?? 0), 1))
          const slack = 1e-12 * whole.reduce((a, b) => a + b, 0)
          const at = (parts: ReadonlyArray<number>) =>
            netWith(drawn, (id) => {
              const found = drawn.assumptions.find((one) => one.id === id)
              const part = parts[names.indexOf(id as "calls")] ?? 0
              return found === undefined ? Number.NaN : found.low + part * (found.high - found.low)
            })
          for (const mix of mixes) {
            expect(at(mix)).toBeGreaterThanOrEqual(range.least - slack)
            expect(at(mix)).toBeLessThanOrEqual(range.most + slack)
          }
          expect(net).toBeGreaterThanOrEqual(range.least - slack)
          expect(net).toBeLessThanOrEqual(range.most + slack)
          const corners = Array.from({ length: 16 }, (_, c) => at(names.map((_, i) => (c >> i) & 1)))
          expect(Math.min(...corners)).toBeCloseTo(range.least, 3)
          expect(Math.max(...corners)).toBeCloseTo(range.most, 3)
        },
      ),
    )
  })

  test("the tornado moves one assumption at a time, the widest first", () => {
    fc.assert(
      fc.property(programme, (drawn) => {
        const { costs, benefits, net, ratio, tornado } = CostBenefit.weigh(drawn)
        expect(net).toBe(benefits - costs)
        expect(ratio).toBe(costs === 0 ? undefined : benefits / costs)
        expect(tornado.map(({ assumption }) => assumption).sort()).toEqual(
          drawn.assumptions.flatMap(({ high, id, low }) => (low < high ? [id] : [])).sort(),
        )
        for (const { assumption, atHigh, atLow } of tornado)
          for (const [end, found] of [
            ["low", atLow],
            ["high", atHigh],
          ] as const)
            expect(
              netWith(drawn, (id) => {
                const one = drawn.assumptions.find((other) => other.id === id)
                return one?.[id === assumption ? end : "expected"] ?? Number.NaN
              }),
            ).toBe(found)
        const widths = tornado.map(({ atHigh, atLow }) => Math.abs(atHigh - atLow))
        expect(widths).toEqual([...widths].sort((a, b) => b - a))
      }),
    )
  })

  const one = (id: string, low: number, high = low) => ({
    id,
    title: words,
    unit: words,
    low,
    expected: low,
    high,
    source,
  })
  const line = (...factors: ReadonlyArray<string>) => ({ title: words, side: "cost", factors })
  test.each([
    ["an unknown factor", { assumptions: [one("a", 1)], lines: [line("a", "b")] }],
    ["an assumption that nothing needs", { assumptions: [one("a", 1), one("b", 1)], lines: [line("a")] }],
    ["an id twice", { assumptions: [one("a", 1), one("a", 2)], lines: [line("a")] }],
    ["a factor twice in a line", { assumptions: [one("a", 1)], lines: [line("a", "a")] }],
    ["a range upside down", { assumptions: [one("a", 2, 1)], lines: [line("a")] }],
    [
      "more ranges than can be tried",
      {
        assumptions: Array.from({ length: 13 }, (_, i) => one(`a${i}`, 1, 2)),
        lines: Array.from({ length: 13 }, (_, i) => line(`a${i}`)),
      },
    ],
  ])("a programme refuses %s", (_, drawn) => {
    expect(Result.isFailure(Schema.decodeUnknownResult(CostBenefit.Programme)(drawn))).toBe(true)
  })

  test("nothing spent has no ratio", () => {
    const free = Schema.decodeUnknownSync(CostBenefit.Programme)({
      assumptions: [one("a", 5)],
      lines: [{ ...line("a"), side: "benefit" }],
    })
    expect(CostBenefit.weigh(free)).toMatchObject({ net: 5, range: { least: 5, most: 5 }, tornado: [] })
    expect("ratio" in CostBenefit.weigh(free)).toBe(false)
  })
})
