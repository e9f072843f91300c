/**
 * The rules by which a run of points on a control chart is told from chance: Nelson's of 1984, and those of the Western
 * Electric handbook of 1956.
 *
 * **Details**
 *
 * Every comparison is strict: a point on a limit isn't beyond it, and a point on the centre line is on neither side. A
 * signal stands at the point that completes its pattern, and at every later point that does so again. The zone rules,
 * those with one or two sigma, need the points to scatter alike on either side, which counts don't; they are for charts of
 * single values alone.
 *
 * **Example** (Nine points above the centre line)
 *
 * ```ts
 * import { RunRule } from "@aftercare/core"
 *
 * const nine = Array.from({ length: 9 }, () => ({ value: 0.5, z: 0.5 }))
 * RunRule.signals(nine, RunRule.rulesOf("nelson", "values")).at(-1) // => [{ rule: "runOneSide", side: "above" }]
 * ```
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

export const RunRule = Schema.Literals([
  "beyondLimits",
  "runOneSide",
  "trend",
  "alternating",
  "twoOfThree",
  "fourOfFive",
  "fifteenInside",
  "eightOutside",
])
export type RunRule = typeof RunRule.Type

/** Whose rules: Nelson's eight, with a run of nine; or Western Electric's four, with a run of eight. */
export const Convention = Schema.Literals(["nelson", "westernElectric"])
export type Convention = typeof Convention.Type

/** What the points are: counts (p and u charts), or single measured values (XmR). */
export type Points = "counts" | "values"

export interface RuleSet {
  readonly rules: ReadonlyArray<RunRule>
  /** How many points on one side make a run. */
  readonly run: 8 | 9
}

const forCounts: ReadonlyArray<RunRule> = ["beyondLimits", "runOneSide", "trend", "alternating"]

const conventions: { readonly [C in Convention]: RuleSet } = {
  nelson: { rules: RunRule.literals, run: 9 },
  westernElectric: { rules: ["beyondLimits", "runOneSide", "twoOfThree", "fourOfFive"], run: 8 },
}

/** The rules of a convention that apply to such points. */
export const rulesOf = (convention: Convention, points: Points): RuleSet => {
  const { rules, run } = conventions[convention]
  return { run, rules: points === "values" ? rules : rules.filter((rule) => forCounts.includes(rule)) }
}

/** A point as drawn: its value, and its distance from the centre line in sigmas. */
export interface Plotted {
  readonly value: number
  readonly z: number
}

export type Side = "above" | "below"

/** A rule broken at a point, and on which side; a trend that rises is above. Where both sides take part there is none. */
export interface Signal {
  readonly rule: RunRule
  readonly side?: Side
}

const sideOf = (sign: number): { readonly side?: Side } =>
  sign === 0 ? {} : { side: sign > 0 ? "above" : "below" }

/** For every point, the rules whose pattern it completes, in the order of `rules`. */
export const signals = (
  points: ReadonlyArray<Plotted>,
  { rules, run }: RuleSet,
): ReadonlyArray<ReadonlyArray<Signal>> => {
  const zs = points.map(({ z }) => z)
  const steps = points.map(({ value }, i) => Math.sign(value - (points[i - 1]?.value ?? value)))
  /** The last `length` of a list up to place `i`, or nothing where there aren't as many. */
  const last = (list: ReadonlyArray<number>, i: number, length: number): ReadonlyArray<number> =>
    i + 1 < length ? [] : list.slice(i + 1 - length, i + 1)
  const sameSign = (numbers: ReadonlyArray<number>): number => {
    const sign = Math.sign(numbers[0] ?? 0)
    return numbers.every((n) => Math.sign(n) === sign) ? sign : 0
  }
  /** The side of point `i`, where so many of the last ones lie beyond so many sigmas with it. */
  const beyond = (i: number, sigmas: number, many: number, ofLast: number): number => {
    const z = zs[i] as number
    if (Math.abs(z) <= sigmas) return 0
    const sign = Math.sign(z)
    const among = zs.slice(Math.max(0, i + 1 - ofLast), i + 1)
    return among.filter((other) => other * sign > sigmas).length >= many ? sign : 0
  }
  const one = (rule: RunRule, sign: number): ReadonlyArray<Signal> =>
    sign === 0 ? [] : [{ rule, ...sideOf(sign) }]
  const both = (rule: RunRule, found: boolean): ReadonlyArray<Signal> => (found ? [{ rule }] : [])
  const look: { readonly [R in RunRule]: (i: number) => ReadonlyArray<Signal> } = {
    beyondLimits: (i) => one("beyondLimits", beyond(i, 3, 1, 1)),
    runOneSide: (i) => one("runOneSide", sameSign(last(zs, i, run))),
    trend: (i) => one("trend", i < 5 ? 0 : sameSign(last(steps, i, 5))),
    alternating: (i) => {
      const turns = i < 13 ? [] : last(steps, i, 13)
      return both(
        "alternating",
        turns.length > 0 && turns.every((step, k) => step !== 0 && step !== turns[k - 1]),
      )
    },
    twoOfThree: (i) => one("twoOfThree", beyond(i, 2, 2, 3)),
    fourOfFive: (i) => one("fourOfFive", beyond(i, 1, 4, 5)),
    fifteenInside: (i) => {
      const inside = last(zs, i, 15)
      return both("fifteenInside", inside.length > 0 && inside.every((z) => Math.abs(z) < 1))
    },
    eightOutside: (i) => {
      const outside = last(zs, i, 8)
      return both(
        "eightOutside",
        outside.length > 0 && outside.every((z) => Math.abs(z) > 1) && sameSign(outside) === 0,
      )
    },
  }
  return points.map((_, i) => rules.flatMap((rule) => look[rule](i)))
}
