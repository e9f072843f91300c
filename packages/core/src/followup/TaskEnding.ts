/**
 * How tasks end without an answer: their window went by, or somebody called them off.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import type { TaskId } from "../foundation/Id.ts"
import { type Decided, decided, type FollowUpEvent } from "./FollowUpEvent.ts"
import * as FollowUpTask from "./FollowUpTask.ts"
import type { Ground } from "./PlanGround.ts"
import { type FollowUpPlan, type NotFound, task } from "./PlanRecord.ts"

/** Cancels every open task. */
export const cancel = (plan: FollowUpPlan, reason: FollowUpTask.CancelReason, at: DateTime.Utc): Decided =>
  decided(plan, cancelling(plan, reason, at))

/** Cancels one task. An ended task stays as it is. */
export const cancelTask = (
  plan: FollowUpPlan,
  id: TaskId,
  reason: FollowUpTask.CancelReason,
  at: DateTime.Utc,
): Result.Result<Decided, NotFound> =>
  Result.map(task(plan, id), () =>
    decided(
      plan,
      cancelling(plan, reason, at).filter((e) => "task" in e && e.task === id),
    ),
  )

export const cancelling = (
  plan: FollowUpPlan,
  reason: FollowUpTask.CancelReason,
  at: DateTime.Utc,
): ReadonlyArray<FollowUpEvent> =>
  plan.tasks
    .filter((t) => !FollowUpTask.isEnded(t))
    .map((t) => ({ _tag: "TaskEnded", task: t.id, end: { _tag: "Cancelled", reason }, at }))

/**
 * Ends a task whose `latest` is past and which has no try under way: missed if none was made, else unanswered. Before
 * `latest`, or once ended, nothing happens.
 */
export const expire = (
  plan: FollowUpPlan,
  id: TaskId,
  ground: Ground,
  at: DateTime.Utc,
): Result.Result<Decided, NotFound> =>
  Result.map(task(plan, id), (found) => {
    const open = !FollowUpTask.isEnded(found) && found.state._tag !== "InProgress"
    const past = found.span !== undefined && DateTime.isLessThanOrEqualTo(found.span.latest, at)
    return open && past
      ? decided(plan, [{ _tag: "TaskEnded", task: id, end: unanswered(plan, found, ground), at }])
      : decided(plan, [])
  })

/** The end of a task whose tries all went unanswered: unreachable, or lost after as many such tasks in a row. */
export const unanswered = (
  plan: FollowUpPlan,
  ended: FollowUpTask.FollowUpTask,
  ground: Ground,
): FollowUpTask.TaskEnd => {
  if (ended.attempts.length === 0) return { _tag: "Missed" }
  let inARow = 1
  const before = plan.tasks.filter((t) => t.id !== ended.id && dueAt(t) < dueAt(ended))
  for (const { state } of before.sort((a, b) => dueAt(b) - dueAt(a))) {
    if (state._tag !== "Ended" || (state.end._tag !== "Unreachable" && state.end._tag !== "LostToFollowUp"))
      break
    inARow++
  }
  return { _tag: inARow >= ground.protocol.attempts.lostAfter ? "LostToFollowUp" : "Unreachable" }
}

/** When a task is due: never, as far as is known, while its working days can't be counted. */
const dueAt = ({ span }: FollowUpTask.FollowUpTask): number =>
  span === undefined ? Number.POSITIVE_INFINITY : DateTime.toEpochMillis(span.due)
