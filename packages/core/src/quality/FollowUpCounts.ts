/**
 * What indicators count of the plans of a group, over a stretch of time.
 *
 * **Details**
 *
 * A task called off with a reason, such as a death, is owed to nobody: it isn't among those due. All ends count, and so
 * does a cancellation, which indicators leave out of their base.
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
  const due = kept.flatMap(({ plan }) => plan.tasks.filter((task) => isOwed(task, during)))
  const firsts = due.filter(({ stage }) => first.includes(stage))
  return {
    discharges: kept.filter(({ plan }) => contains(during, DateTime.toEpochMillis(plan.dischargedAt))).length,
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

const isOwed = ({ span, state }: FollowUpTask, during: Interval): boolean =>
  span !== undefined &&
  !(state._tag === "Ended" && state.end._tag === "Cancelled") &&
  // `due` is exclusive: what is due through the end of the last day is due within it.
  contains(during, DateTime.toEpochMillis(span.due) - 1)

const isCompletedByDue = (task: FollowUpTask): boolean => FollowUpFigures.byDue(task).completed
