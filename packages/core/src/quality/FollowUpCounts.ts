/**
 * What indicators count of the plans of a group, over a stretch of time.
 *
 * **Details**
 *
 * What is due, and what was done by then, is as in `FollowUpFigures`: a task called off before its `due` isn't among those
 * due. All ends count, and so does a cancellation, which indicators leave out of their base. Discharges are those
 * with a plan, each once, by however many protocols it is followed up.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import type { Kept } from "../followup/FollowUpFigures.ts"
import * as FollowUpFigures from "../followup/FollowUpFigures.ts"
import type { FollowUpTask } from "../followup/FollowUpTask.ts"
import type { StageId } from "../foundation/Id.ts"
import { contains, type Interval } from "../foundation/Interval.ts"
import type { Counts } from "./CountedFact.ts"

/**
 * The facts of the plans over `during`, in epoch milliseconds. `first` are the stages that are a patient's first contact.
 *
 * **Example** (Nobody was discharged)
 *
 * ```ts
 * import { FollowUpCounts, Id } from "@aftercare/core"
 *
 * const counts = FollowUpCounts.of([], { from: 0, until: 86_400_000 }, [Id.StageId.make("first-contact")])
 * counts.followUpsEnded // => 0
 * ```
 */
export const of = (kept: ReadonlyArray<Kept>, during: Interval, first: ReadonlyArray<StageId>): Counts => {
  const { attempts, ends, overrides, violations } = FollowUpFigures.figures(kept, during)
  const discharged = kept.filter(({ plan }) => contains(during, DateTime.toEpochMillis(plan.dischargedAt)))
  const due = kept.flatMap(({ plan }) => plan.tasks.filter((task) => FollowUpFigures.isDueIn(task, during)))
  const firsts = due.filter(({ stage }) => first.includes(stage))
  return {
    discharges: new Set(discharged.map(({ plan }) => plan.discharge)).size,
    firstContactsDue: firsts.length,
    firstContactsTriedByDue: firsts.filter((task) => FollowUpFigures.byDue(task).tried).length,
    firstContactsCompletedByDue: firsts.filter(isCompletedByDue).length,
    followUpsDue: due.length,
    followUpsCompletedByDue: due.filter(isCompletedByDue).length,
    followUpsEnded: Object.values(ends).reduce((sum, count) => sum + count, 0),
    followUpsCompleted: ends.Completed,
    followUpsDeclined: ends.Declined,
    followUpsUnreachable: ends.Unreachable,
    followUpsLost: ends.LostToFollowUp,
    followUpsCancelled: ends.Cancelled,
    followUpsMissed: ends.Missed,
    contacts: attempts,
    contactOverrides: overrides,
    contactViolations: violations,
  }
}

const isCompletedByDue = (task: FollowUpTask): boolean => FollowUpFigures.byDue(task).completed
