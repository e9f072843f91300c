/**
 * What a plan knows of numbers that don't lead to their person, by whichever task it was found.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import { RuleId } from "../foundation/Rule.ts"
import type { ClosedChannel, FollowUpTask } from "./FollowUpTask.ts"
import type { FollowUpPlan, Mended } from "./PlanRecord.ts"

/** Somebody else answers at the number. */
export const wrongNumber = RuleId.make("phone.wrongNumber")
/** Nobody can answer at the number. */
export const outOfService = RuleId.make("phone.outOfService")

/** Whether a channel is closed because the person's number doesn't lead to them. */
export const isOfNumber = ({ rule }: ClosedChannel): boolean => rule === wrongNumber || rule === outOfService

const mends = ({ channels, person }: Mended, closed: ClosedChannel): boolean =>
  person === closed.person && channels?.includes(closed.channel) !== false

/** What a task knows of it, unless the number was mended after the task had ended. */
export const knownTo = (
  { mended = [] }: FollowUpPlan,
  { closed = [], state }: FollowUpTask,
): ReadonlyArray<ClosedChannel> => {
  const since =
    state._tag === "Ended" ? mended.filter(({ at }) => DateTime.isGreaterThanOrEqualTo(at, state.at)) : []
  return closed.filter((one) => isOfNumber(one) && !since.some((other) => mends(other, one)))
}

/** What any task knows of it, each channel of a person once. */
export const known = (plan: FollowUpPlan): ReadonlyArray<ClosedChannel> => {
  const found = new Map<string, ClosedChannel>()
  for (const task of plan.tasks)
    for (const closed of knownTo(plan, task)) found.set(`${closed.person} ${closed.channel}`, closed)
  return [...found.values()]
}

/** What a task that comes into the plan is to know of it. */
export const forNew = (plan: FollowUpPlan): Pick<FollowUpTask, "closed"> => {
  const closed = known(plan)
  return closed.length === 0 ? {} : { closed }
}
