import { readFileSync } from "node:fs"
import { RunRule } from "@aftercare/core"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

interface Case {
  readonly id: string
  readonly inputs: { readonly z?: ReadonlyArray<number> }
  readonly expected: {
    readonly violations?: Readonly<Record<string, ReadonlyArray<number>>>
    readonly nelson?: Readonly<Record<string, ReadonlyArray<number>>>
    readonly westernElectricRule4?: ReadonlyArray<number>
  }
}

const fixture: { readonly cases: ReadonlyArray<Case> } = JSON.parse(
  readFileSync(new URL("../fixtures/control-charts.json", import.meta.url), "utf8"),
)

const plotted = (zs: ReadonlyArray<number>) => zs.map((z) => ({ value: z, z }))

/** Nelson's numbers of the rules, each with the places where it is broken. */
const places = (zs: ReadonlyArray<number>, rules: RunRule.RuleSet) => {
  const found: Record<string, Array<number>> = {}
  RunRule.signals(plotted(zs), rules).forEach((signals, i) => {
    for (const { rule } of signals) {
      const number = RunRule.RunRule.literals.indexOf(rule) + 1
      found[number] = [...(found[number] ?? []), i]
    }
  })
  return found
}

describe("published cases", () => {
  const withScores = fixture.cases.filter(({ inputs }) => inputs.z !== undefined)

  test.each(withScores.map((c) => [c.id, c] as const))("%s", (_, { expected, inputs: { z = [] } }) => {
    expect(places(z, RunRule.rulesOf("nelson", "values"))).toEqual(expected.violations ?? expected.nelson)
    if (expected.westernElectricRule4 !== undefined)
      expect(places(z, RunRule.rulesOf("westernElectric", "values"))).toEqual({
        2: expected.westernElectricRule4,
      })
  })
})

/** Each rule once more, as patterns of letters at the end of what was drawn so far. */
const byPattern = (zs: ReadonlyArray<number>, run: 8 | 9) => {
  const letters = (of: (z: number, i: number) => string) => zs.map(of)
  const sides = letters((z) => (z > 0 ? "a" : z < 0 ? "b" : "-"))
  const steps = letters((z, i) => {
    const before = zs[i - 1]
    return before === undefined || before === z ? "-" : z > before ? "a" : "b"
  })
  const beyond = (sigmas: number) => letters((z) => (z > sigmas ? "a" : z < -sigmas ? "b" : "-"))
  const near = letters((z) => (Math.abs(z) < 1 ? "n" : "-"))
  const matches = (list: ReadonlyArray<string>, i: number, pattern: RegExp) =>
    pattern.test(list.slice(0, i + 1).join(""))
  const eitherSide = (list: ReadonlyArray<string>, i: number, of: (letter: string) => string) =>
    (["above", "below"] as const).filter((side) =>
      matches(list, i, new RegExp(`(?:${of(side === "above" ? "a" : "b")})$`)),
    )
  return zs.map((_, i) => [
    ...eitherSide(beyond(3), i, (x) => x).map((side) => ({ rule: "beyondLimits", side })),
    ...eitherSide(sides, i, (x) => `${x}{${run}}`).map((side) => ({ rule: "runOneSide", side })),
    ...eitherSide(steps, i, (x) => `${x}{5}`).map((side) => ({ rule: "trend", side })),
    ...(matches(steps, i, /(?:a(?:ba){6}|b(?:ab){6})$/) ? [{ rule: "alternating" }] : []),
    ...eitherSide(beyond(2), i, (x) => `${x}.?${x}`).map((side) => ({ rule: "twoOfThree", side })),
    ...eitherSide(beyond(1), i, (x) => `${x}{4}|${x}.${x}{3}|${x}{2}.${x}{2}|${x}{3}.${x}`).map((side) => ({
      rule: "fourOfFive",
      side,
    })),
    ...(matches(near, i, /n{15}$/) ? [{ rule: "fifteenInside" }] : []),
    ...(matches(beyond(1), i, /[ab]{8}$/) && !matches(beyond(1), i, /(?:a{8}|b{8})$/)
      ? [{ rule: "eightOutside" }]
      : []),
  ])
}

const score = fc.constantFrom(-3.5, -3, -2.5, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5)

/** Scores as they come, and stretches that are likely to make a pattern. */
const scores = fc
  .array(
    fc.oneof(
      fc.array(score, { maxLength: 6 }),
      fc.tuple(score, fc.integer({ min: 1, max: 16 })).map(([z, n]) => Array.from({ length: n }, () => z)),
      fc
        .tuple(score, fc.integer({ min: 2, max: 16 }))
        .map(([z, n]) => Array.from({ length: n }, (_, i) => (i % 2 === 0 ? z : -z))),
      fc
        .tuple(score, fc.integer({ min: 3, max: 8 }), fc.constantFrom(-1, 1))
        .map(([z, n, step]) => Array.from({ length: n }, (_, i) => z / 2 + (i * step) / 4)),
    ),
    { maxLength: 5 },
  )
  .map((parts) => parts.flat())

describe("laws", () => {
  test("the signals are what patterns of letters find", () => {
    fc.assert(
      fc.property(scores, fc.constantFrom<8 | 9>(8, 9), (zs, run) => {
        const found = RunRule.signals(plotted(zs), { rules: RunRule.RunRule.literals, run })
        expect(found).toEqual(byPattern(zs, run))
      }),
    )
  })

  test("what comes later changes no earlier signal, and a mirror turns the sides around", () => {
    fc.assert(
      fc.property(scores, fc.nat(), (zs, cut) => {
        const rules = RunRule.rulesOf("nelson", "values")
        const found = RunRule.signals(plotted(zs), rules)
        const until = zs.length === 0 ? 0 : cut % zs.length
        expect(RunRule.signals(plotted(zs.slice(0, until)), rules)).toEqual(found.slice(0, until))
        const mirrored = RunRule.signals(plotted(zs.map((z) => -z)), rules)
        expect(
          mirrored.map((signals) =>
            signals.map(({ rule, side }) =>
              side === undefined ? { rule } : { rule, side: side === "above" ? "below" : "above" },
            ),
          ),
        ).toEqual(found)
      }),
    )
  })
})

test("zone rules are for single values alone", () => {
  expect(RunRule.rulesOf("nelson", "counts")).toEqual({
    rules: ["beyondLimits", "runOneSide", "trend", "alternating"],
    run: 9,
  })
  expect(RunRule.rulesOf("westernElectric", "counts")).toEqual({
    rules: ["beyondLimits", "runOneSide"],
    run: 8,
  })
})
