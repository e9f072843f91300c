/**
 * What a programme costs and brings, from assumptions that are stated: each with a range and a source, so that the answer
 * is a range too.
 *
 * **Details**
 *
 * A line is a product of assumptions, and counts as cost or benefit. The net is all benefits less all costs. It is linear
 * in each assumption as long as the others stand still, so its least and its most lie where every assumption is at an end
 * of its range; `range` is found by trying all of these corners, and no mix of values within the ranges leaves it.
 * Amounts are in whatever currency the assumptions are.
 *
 * **Example** (Calls against returns to hospital)
 *
 * ```ts
 * import { CostBenefit } from "@aftercare/core"
 * import { Result, Schema } from "effect"
 *
 * const own = { title: "our accounts 2025", status: "hospitalPolicy", verified: "own" }
 * const assumption = (id: string, low: number, expected: number, high: number) => ({
 *   id, title: { zh: id, en: id }, unit: { zh: id, en: id }, low, expected, high, source: own,
 * })
 * const line = (side: string, ...factors: ReadonlyArray<string>) => ({
 *   title: { zh: side, en: side }, side, factors,
 * })
 * const programme = Schema.decodeUnknownSync(CostBenefit.Programme)({
 *   assumptions: [
 *     assumption("calls", 10_000, 12_000, 12_000),
 *     assumption("costOfCall", 8, 10, 15),
 *     assumption("returnsAvoided", 0, 30, 60),
 *     assumption("costOfReturn", 9_000, 9_000, 9_000),
 *   ],
 *   lines: [line("cost", "calls", "costOfCall"), line("benefit", "returnsAvoided", "costOfReturn")],
 * })
 * const { costs, benefits, net, range, tornado } = CostBenefit.weigh(programme)
 * const found = [costs, benefits, net, range.least, range.most]
 * found // => [120000, 270000, 150000, -180000, 460000]
 * tornado.map(({ assumption }) => assumption) // => ["returnsAvoided", "costOfCall", "calls"]
 * ```
 *
 * @since 0.1.0
 */
import type * as Brand from "effect/Brand"
import * as Schema from "effect/Schema"
import { Source } from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import { Bilingual } from "../foundation/Word.ts"

/** An assumption's name within its programme, such as `costOfCall`. */
export const AssumptionId = Schema.String.check(
  Schema.isPattern(/^[a-z][A-Za-z0-9]{0,49}$/, {
    message: "an assumption's id is one word, such as costOfCall",
  }),
).pipe(Schema.brand("AssumptionId"))
export type AssumptionId = string & Brand.Brand<"AssumptionId">

const Amount = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1e9 }))

/** A number nobody knows exactly: the least and the most that it may be, and what is expected. */
export const Assumption = closed(
  Schema.Struct({
    id: AssumptionId,
    title: Bilingual,
    unit: Bilingual,
    low: Amount,
    expected: Amount,
    high: Amount,
    source: Source,
  }),
).check(
  Schema.makeFilter(
    ({ expected, high, low }) =>
      (low <= expected && expected <= high) || {
        path: ["expected"],
        issue: "what is expected lies within the range",
      },
  ),
)
export interface Assumption extends Schema.Schema.Type<typeof Assumption> {}

/** One cost or benefit: the product of its factors, at most five. */
export const Line = closed(
  Schema.Struct({
    title: Bilingual,
    side: Schema.Literals(["cost", "benefit"]),
    factors: Schema.NonEmptyArray(AssumptionId).check(Schema.isMaxLength(5)),
  }),
)
export interface Line extends Schema.Schema.Type<typeof Line> {}

/** A range of more assumptions than this would have more corners than can be tried. */
const mostUncertain = 12

/** A programme: its assumptions, and the lines that they make up. */
export const Programme = closed(
  Schema.Struct({
    assumptions: Schema.NonEmptyArray(Assumption).check(Schema.isMaxLength(100)),
    lines: Schema.NonEmptyArray(Line).check(Schema.isMaxLength(100)),
  }),
).check(
  Schema.makeFilter(({ assumptions, lines }) => {
    const ids: ReadonlyArray<string> = assumptions.map(({ id }) => id)
    const twice = ids.findIndex((id, i) => ids.indexOf(id) < i)
    const used = new Set<string>(lines.flatMap(({ factors }) => factors))
    return [
      ...(twice < 0
        ? []
        : [{ path: ["assumptions", twice, "id"], issue: "an id stands for one assumption" }]),
      ...lines.flatMap(({ factors }, i) =>
        factors.flatMap((id, k) => [
          ...(ids.includes(id) ? [] : [{ path: ["lines", i, "factors", k], issue: "no such assumption" }]),
          ...(factors.indexOf(id) < k
            ? [{ path: ["lines", i, "factors", k], issue: "a factor stands in a line once" }]
            : []),
        ]),
      ),
      ...ids.flatMap((id, i) =>
        used.has(id) ? [] : [{ path: ["assumptions", i], issue: "no line needs this assumption" }],
      ),
      ...(assumptions.filter(isUncertain).length > mostUncertain
        ? [{ path: ["assumptions"], issue: `at most ${mostUncertain} assumptions have a range` }]
        : []),
    ]
  }),
)
export interface Programme extends Schema.Schema.Type<typeof Programme> {}

const isUncertain = ({ high, low }: Assumption): boolean => low < high

/** What the net becomes where one assumption goes to either end of its range, and the others are as expected. */
export interface Swing {
  readonly assumption: AssumptionId
  readonly atLow: number
  readonly atHigh: number
}

export interface CostBenefit {
  /** Of each line, as expected. */
  readonly lines: ReadonlyArray<{ readonly line: Line; readonly amount: number }>
  readonly costs: number
  readonly benefits: number
  readonly net: number
  /** Benefits by cost; absent where nothing is spent. */
  readonly ratio?: number
  /** The least and the most that the net can be, all assumptions within their ranges. */
  readonly range: { readonly least: number; readonly most: number }
  /** Of the assumptions that have a range, the one that moves the net most first: the bars of a tornado chart. */
  readonly tornado: ReadonlyArray<Swing>
}

/** The programme's costs and benefits as expected, and how far they may be otherwise. */
export const weigh = ({ assumptions, lines }: Programme): CostBenefit => {
  const expected = new Map(assumptions.map(({ expected, id }) => [id, expected]))
  const amountOf = (line: Line, values: ReadonlyMap<AssumptionId, number>) =>
    line.factors.reduce((product, id) => product * (values.get(id) ?? 0), 1)
  const sum = (side: Line["side"], values: ReadonlyMap<AssumptionId, number>) =>
    lines.reduce((total, line) => (line.side === side ? total + amountOf(line, values) : total), 0)
  const netOf = (values: ReadonlyMap<AssumptionId, number>) => sum("benefit", values) - sum("cost", values)
  const uncertain = assumptions.filter(isUncertain)
  const [costs, benefits] = [sum("cost", expected), sum("benefit", expected)]

  let [least, most] = [Infinity, -Infinity]
  for (let corner = 0; corner < 2 ** uncertain.length; corner++) {
    const ends = uncertain.map(({ high, id, low }, i) => [id, (corner >> i) % 2 === 0 ? low : high] as const)
    const net = netOf(new Map([...expected, ...ends]))
    ;[least, most] = [Math.min(least, net), Math.max(most, net)]
  }
  const width = ({ atHigh, atLow }: Swing) => Math.abs(atHigh - atLow)
  return {
    lines: lines.map((line) => ({ line, amount: amountOf(line, expected) })),
    costs,
    benefits,
    net: benefits - costs,
    ...(costs === 0 ? {} : { ratio: benefits / costs }),
    range: { least, most },
    tornado: uncertain
      .map(({ high, id, low }) => ({
        assumption: id,
        atLow: netOf(new Map(expected).set(id, low)),
        atHigh: netOf(new Map(expected).set(id, high)),
      }))
      .sort((a, b) => width(b) - width(a)),
  }
}
