/**
 * How members of staff stand by an indicator, with regard to whom they look after, and with no order among those whose
 * differences may be chance.
 *
 * **Details**
 *
 * Cases are counted by stratum of the case mix, such as the risk tier. From all staff together comes the share of each
 * stratum, and from these what somebody would have reached with their own cases had everything gone as it does on the
 * whole: `expected` (indirect standardisation). `ratio` is what they reached, divided by that, with Wilson's interval of
 * their count. As many intervals are looked at, each is made as wide as the confidence asks for all of them together
 * (Bonferroni).
 *
 * Whoever has fewer cases than agreed isn't judged. Those whose intervals overlap, directly or through others, share a
 * band; only bands are in order, the best first. Indirectly standardised ratios compare each with the whole; they aren't
 * made for comparing two people with very different cases, another reason to read no more into them than bands.
 *
 * Not being judged isn't being hidden: everybody is held against all together, so that `expected` and `reached` of the
 * others lead back to whoever has too few cases, exactly where two share a stratum. What `compare` answers with is for
 * those who may see the counts that it was given; nothing of it is published in the monthly report.
 *
 * **Example** (The harder cases explain the difference)
 *
 * ```ts
 * import { Id, Performance } from "@aftercare/core"
 *
 * const [a, b] = [Id.StaffId.make("n-1"), Id.StaffId.make("n-2")]
 * const found = Performance.compare(
 *   [
 *     { staff: a, stratum: "low", count: 90, of: 100 },
 *     { staff: a, stratum: "high", count: 10, of: 20 },
 *     { staff: b, stratum: "low", count: 18, of: 20 },
 *     { staff: b, stratum: "high", count: 50, of: 100 },
 *   ],
 *   { better: "higher", least: 30, confidence: 0.95 },
 * )
 * found.map((one) => one._tag === "Judged" && [one.staff, one.ratio.value.toFixed(3), one.band])
 * // => [["n-1", "1.000", 1], ["n-2", "1.000", 1]]
 * ```
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { StaffId } from "../foundation/Id.ts"
import type { Rate } from "../foundation/Rate.ts"
import { closed } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"
import * as Estimate from "../survey/Estimate.ts"
import * as Statistics from "../survey/Statistics.ts"

const Count = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000_000 }))

/** What one of the staff reached among the cases of one stratum: so many of so many. */
export const CaseCount = closed(
  Schema.Struct({ staff: StaffId, stratum: Text, count: Count, of: Count }),
).check(
  Schema.makeFilter(
    ({ count, of }) => count <= of || { path: ["count"], issue: "there can't be more than there are cases" },
  ),
)
export interface CaseCount extends Schema.Schema.Type<typeof CaseCount> {}

export interface Options {
  readonly better: "higher" | "lower"
  /** With fewer cases nobody is judged. */
  readonly least: number
  /** That none of the intervals errs, such as 0.95. */
  readonly confidence: number
}

export type Performance =
  | {
      readonly _tag: "Judged"
      readonly staff: StaffId
      readonly reached: Rate
      readonly expected: number
      /** Reached by expected: 1 is as the whole. */
      readonly ratio: Estimate.Estimated
      /** Against the whole. */
      readonly standing: "better" | "worse" | "notShown"
      /** From 1, the best. */
      readonly band: number
    }
  | { readonly _tag: "TooFew"; readonly staff: StaffId; readonly cases: number; readonly least: number }
  /** Nobody at all reached anything with such cases, so there is nothing to compare with. */
  | { readonly _tag: "NoReference"; readonly staff: StaffId; readonly cases: number }

interface Sums {
  readonly count: number
  readonly of: number
}

/** Everybody's standing: the judged by band, then the others; within a band by id, which says nothing. */
export const compare = (
  cases: ReadonlyArray<CaseCount>,
  { better, confidence, least }: Options,
): ReadonlyArray<Performance> => {
  const strata = sumBy(cases, ({ stratum }) => stratum)
  const staff = sumBy(cases, ({ staff }) => staff)
  const expectedOf = (id: StaffId) =>
    cases.reduce((expected, one) => {
      const { count, of } = strata.get(one.stratum) as Sums
      return one.staff === id && of > 0 ? expected + (one.of * count) / of : expected
    }, 0)
  const everybody = [...staff]
    .map(([id, reached]) => ({ staff: id, reached, expected: expectedOf(id) }))
    .sort((a, b) => (a.staff < b.staff ? -1 : 1))
  const isJudged = ({ expected, reached }: (typeof everybody)[number]) => reached.of >= least && expected > 0
  const many = everybody.filter(isJudged).length
  const found = everybody.map((one): Performance => {
    const { expected, reached, staff } = one
    const ratio = isJudged(one)
      ? Estimate.rescaled(
          Statistics.proportion(reached, { confidence: 1 - (1 - confidence) / many }),
          reached.of / expected,
        )
      : Estimate.noData("tooFew")
    if (ratio._tag === "NoData")
      return reached.of < least
        ? { _tag: "TooFew", staff, cases: reached.of, least }
        : { _tag: "NoReference", staff, cases: reached.of }
    const side = ratio.low > 1 ? "higher" : ratio.high < 1 ? "lower" : undefined
    const standing = side === undefined ? "notShown" : side === better ? "better" : "worse"
    return { _tag: "Judged", staff, reached, expected, ratio, standing, band: 0 }
  })
  return inBands(found, better)
}

const sumBy = <K>(cases: ReadonlyArray<CaseCount>, key: (one: CaseCount) => K): Map<K, Sums> => {
  const sums = new Map<K, Sums>()
  for (const one of cases) {
    const { count, of } = sums.get(key(one)) ?? { count: 0, of: 0 }
    sums.set(key(one), { count: count + one.count, of: of + one.of })
  }
  return sums
}

type Judged = Extract<Performance, { readonly _tag: "Judged" }>

/** A band ends where no interval of those before reaches the next. */
const inBands = (
  found: ReadonlyArray<Performance>,
  better: Options["better"],
): ReadonlyArray<Performance> => {
  const [near, far] =
    better === "higher"
      ? [(one: Judged) => -one.ratio.high, (one: Judged) => -one.ratio.low]
      : [(one: Judged) => one.ratio.low, (one: Judged) => one.ratio.high]
  let [band, reached] = [0, -Infinity]
  const judged = found
    .filter((one) => one._tag === "Judged")
    .sort((a, b) => near(a) - near(b))
    .map((one) => {
      if (near(one) > reached) band++
      reached = Math.max(reached, far(one))
      return { ...one, band }
    })
    .sort((a, b) => a.band - b.band || (a.staff < b.staff ? -1 : 1))
  return [...judged, ...found.filter((one) => one._tag !== "Judged")]
}
