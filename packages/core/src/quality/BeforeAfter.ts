/**
 * What an intervention brought: the same figure before and after, their difference with its interval, and whether that
 * shows anything.
 *
 * **Details**
 *
 * Two figures alone don't say that the one caused the other, nor that the change will last; a control chart with the
 * intervention marked shows whether the work was steady before, and stays so after.
 *
 * **Example** (Completed follow-ups, published as 65 % before and 80 % after; the bases are ours)
 *
 * ```ts
 * import { BeforeAfter, Statistics } from "@aftercare/core"
 *
 * const share = (count: number, of: number) => Statistics.proportion({ count, of }, { confidence: 0.95 })
 * const many = BeforeAfter.compare(share(130, 200), share(160, 200), "higher")
 * const few = BeforeAfter.compare(share(13, 20), share(16, 20), "higher")
 * const found = [many.verdict, few.verdict]
 * found // => ["better", "notShown"]
 * ```
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { closed } from "../foundation/Strict.ts"
import * as Comparison from "../survey/Comparison.ts"
import type { Estimate } from "../survey/Estimate.ts"
import * as Statistics from "../survey/Statistics.ts"

const Count = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000_000 }))
const Value = Schema.Finite.check(Schema.isBetween({ minimum: -1e9, maximum: 1e9 }))

/** What was observed over a time: so many of so many, so many by an exposure, or values and how often each was seen. */
export const Sample = closed(
  Schema.TaggedUnion({
    Share: { count: Count, of: Count },
    Rate: { count: Count, exposure: Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1e9 })) },
    /**
     * Values from `least` to `most`, the ends of what is possible: hours from 0 to 720. The wider the scale, the more values
     * it takes to show anything, since a few that weren't seen may lie at its ends.
     */
    Mean: {
      frequencies: Schema.Array(Schema.Tuple([Value, Count])).check(Schema.isMaxLength(10_000)),
      least: Value,
      most: Value,
    },
  }),
).check(
  Schema.makeFilter((sample) => {
    if (sample._tag === "Share")
      return sample.count <= sample.of || { path: ["count"], issue: "there can't be more than the base" }
    if (sample._tag === "Rate") return true
    const { frequencies, least, most } = sample
    return [
      ...(least < most ? [] : [{ path: ["most"], issue: "the scale ends above where it begins" }]),
      ...frequencies.flatMap(([value], i) =>
        least <= value && value <= most
          ? []
          : [{ path: ["frequencies", i], issue: "a value lies on the scale" }],
      ),
    ]
  }),
)
export type Sample = typeof Sample.Type

/** The figure of a sample; a sample that contradicts itself has none. */
export const estimate = (sample: Sample, confidence: number): Estimate =>
  Sample.match(sample, {
    Share: (share) => Statistics.proportion(share, { confidence }),
    Rate: (rate) => Statistics.rate(rate, { confidence }),
    Mean: ({ frequencies, ...bounds }) => Statistics.mean(frequencies, bounds, { confidence }),
  })

/** Whether two samples can be compared: of one kind, and on one scale. */
export const areAlike = (one: Sample, other: Sample): boolean =>
  one._tag === "Mean"
    ? other._tag === "Mean" && one.least === other.least && one.most === other.most
    : one._tag === other._tag

export const Verdict = Schema.Literals(["better", "worse", "notShown", "noData"])
export type Verdict = typeof Verdict.Type

export interface BeforeAfter {
  readonly before: Estimate
  readonly after: Estimate
  /** After less before. */
  readonly difference: Comparison.Difference
  readonly verdict: Verdict
}

/** Two figures of the same kind and confidence, of different people or periods. */
export const compare = (before: Estimate, after: Estimate, better: "higher" | "lower"): BeforeAfter => {
  const difference = Comparison.difference(after, before)
  return { before, after, difference, verdict: verdictOf(difference, better) }
}

/** Two samples that are alike. */
export const ofSamples = (
  before: Sample,
  after: Sample,
  { better, confidence }: { readonly better: "higher" | "lower"; readonly confidence: number },
): BeforeAfter => compare(estimate(before, confidence), estimate(after, confidence), better)

const verdictOf = (difference: Comparison.Difference, better: "higher" | "lower"): Verdict => {
  if (difference._tag === "NoData") return "noData"
  const { high, low } = difference
  if (low <= 0 && high >= 0) return "notShown"
  return low > 0 === (better === "higher") ? "better" : "worse"
}
