/**
 * Good work, said aloud: who is recognised by whom, and on what ground. Praise from patients counts as well as figures do.
 *
 * **Example** (Nobody praises themselves)
 *
 * ```ts
 * import { Recognition } from "@aftercare/core"
 * import { Result, Schema } from "effect"
 *
 * const read = Schema.decodeUnknownResult(Recognition.Recognition)({
 *   id: "r-1",
 *   staff: ["n-7"],
 *   on: "2026-03-31",
 *   ground: { _tag: "Colleague" },
 *   by: "n-7",
 * })
 * Result.isFailure(read) && read.failure.message // => "nobody recognises themselves\n  at [\"by\"]"
 * ```
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { PlainDate } from "../calendar/PlainDate.ts"
import { CycleId, RecognitionId, StaffId } from "../foundation/Id.ts"
import { closed } from "../foundation/Strict.ts"
import { FreeText, Text } from "../foundation/Text.ts"
import { IndicatorId } from "./Indicator.ts"
import type { Performance } from "./Performance.ts"

/** What it is for: a patient's praise, by the id of the feedback; a figure; an improvement; or as colleagues see it. */
export const Ground = Schema.TaggedUnion({
  Praise: { feedback: Text },
  Indicator: { indicator: IndicatorId, version: Text },
  Improvement: { cycle: CycleId },
  Colleague: {},
})
export type Ground = typeof Ground.Type

/** A recognition of one or several of the staff. */
export const Recognition = closed(
  Schema.Struct({
    id: RecognitionId,
    staff: Schema.NonEmptyArray(StaffId),
    on: PlainDate,
    ground: Ground,
    words: Schema.optionalKey(FreeText),
    by: StaffId,
  }),
).check(
  Schema.makeFilter(
    ({ by, staff }) => !staff.includes(by) || { path: ["by"], issue: "nobody recognises themselves" },
  ),
)
export interface Recognition extends Schema.Schema.Type<typeof Recognition> {}

/**
 * Whom the figures put forward: those who stand better than the whole beyond chance, their case mix regarded. By id, for
 * among them the figures set no order.
 */
export const candidates = (performances: ReadonlyArray<Performance>): ReadonlyArray<StaffId> =>
  performances
    .flatMap((one) => (one._tag === "Judged" && one.standing === "better" ? [one.staff] : []))
    .sort()

/** How often each was recognised from the first day through the last, by ground; whoever never was is left out. */
export const tally = (
  recognitions: ReadonlyArray<Recognition>,
  first: PlainDate,
  last: PlainDate,
): ReadonlyMap<StaffId, { readonly [G in Ground["_tag"]]: number }> => {
  const found = new Map<StaffId, { [G in Ground["_tag"]]: number }>()
  for (const { ground, on, staff } of recognitions) {
    if (on < first || on > last) continue
    for (const id of new Set(staff)) {
      const counts = found.get(id) ?? { Praise: 0, Indicator: 0, Improvement: 0, Colleague: 0 }
      counts[ground._tag]++
      found.set(id, counts)
    }
  }
  return found
}
