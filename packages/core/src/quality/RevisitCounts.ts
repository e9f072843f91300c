/**
 * What indicators count of the return visits that patients were asked to make, over some days.
 *
 * **Details**
 *
 * A visit counts by its due date, and only once the grace after it is over: until then nobody can say that it wasn't made.
 * One made earlier than due is made.
 *
 * **Example** (One came three days late, one not at all, and one still has time)
 *
 * ```ts
 * import { PlainDate, RevisitCounts } from "@aftercare/core"
 *
 * const on = PlainDate.make
 * const revisits: ReadonlyArray<RevisitCounts.Revisit> = [
 *   { dueOn: on("2026-03-02"), madeOn: on("2026-03-05") },
 *   { dueOn: on("2026-03-10") },
 *   { dueOn: on("2026-03-28") },
 * ]
 * RevisitCounts.of(revisits, { first: on("2026-03-01"), last: on("2026-03-31"), asOf: on("2026-04-01"), graceDays: 7 })
 * // => { revisitsDue: 2, revisitsMade: 1 }
 * ```
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as PlainDate from "../calendar/PlainDate.ts"
import { closed } from "../foundation/Strict.ts"
import type { Counts } from "./CountedFact.ts"

/** A return visit that a patient was asked to make. One called off is left out. */
export const Revisit = closed(
  Schema.Struct({ dueOn: PlainDate.PlainDate, madeOn: Schema.optionalKey(PlainDate.PlainDate) }),
)
export interface Revisit extends Schema.Schema.Type<typeof Revisit> {}

export interface Days {
  /** Both inclusive, of due dates. */
  readonly first: PlainDate.PlainDate
  readonly last: PlainDate.PlainDate
  /** The last day that the visits are known of. */
  readonly asOf: PlainDate.PlainDate
  /** So many days after its due date a visit is still made, the last one included. */
  readonly graceDays: number
}

/** The facts of the visits that were due within the days. */
export const of = (
  revisits: Iterable<Revisit>,
  { asOf, first, graceDays, last }: Days,
): Pick<Counts, "revisitsDue" | "revisitsMade"> => {
  let [due, made] = [0, 0]
  for (const { dueOn, madeOn } of revisits) {
    const until = PlainDate.addDays(dueOn, graceDays)
    if (dueOn < first || dueOn > last || until > asOf) continue
    due++
    if (madeOn !== undefined && madeOn <= until) made++
  }
  return { revisitsDue: due, revisitsMade: made }
}
