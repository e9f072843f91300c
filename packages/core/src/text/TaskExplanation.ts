/**
 * Why a task is placed where it is: the explanations of the channels that were looked at for it, found again from the
 * plan's own ground.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as ContactWindow from "../contact/ContactWindow.ts"
import * as FollowUpPlan from "../followup/FollowUpPlan.ts"
import { type FollowUpTask, millisOf } from "../followup/FollowUpTask.ts"
import * as Placement from "../followup/Placement.ts"
import type { Channel } from "../foundation/Word.ts"

/** A plan with what it was made from, and when it was made or last looked over. */
export interface Explained {
  readonly plan: FollowUpPlan.FollowUpPlan
  readonly ground: FollowUpPlan.Ground
  readonly asOf: DateTime.Utc
}

/** What one channel had to offer. */
export interface ChannelExplanation {
  readonly channel: Channel
  readonly explanation: Result.Result<
    ContactWindow.Explanation,
    ContactWindow.ChannelNotUsed | ContactWindow.EmptyWindow
  >
}

/**
 * The channels in the order they were looked at, up to the one that was taken. Empty where nothing was placed, and where
 * the reason can't be given truly: after a try, for an override, or if looking again as of `asOf` doesn't lead to the
 * moment planned.
 */
export const of = (
  { asOf, ground, plan }: Explained,
  task: FollowUpTask,
): ReadonlyArray<ChannelExplanation> => {
  const { state } = task
  const person = FollowUpPlan.addresseeOf(ground.discharge, task.addressee)
  const { attempts } = ground.protocol
  if (person === undefined || task.span === undefined || task.attempts.length > 0) return []
  if (state._tag === "Ended" || state._tag === "InProgress") return []
  if (state._tag === "Planned" && state.override !== undefined) return []
  const span = Placement.ahead(millisOf(task.span), DateTime.toEpochMillis(asOf))
  if (span === undefined) return []
  const placing: Placement.Ground = {
    person,
    policy: ground.policy,
    calendar: ground.calendar,
    attempts,
  }
  const windowOf = Placement.windows(placing)
  const i = plan.tasks.findIndex(({ id }) => id === task.id)
  const beside = FollowUpPlan.contactsBeside(plan, i, person.id, ground, asOf)
  const all = Placement.channelsLeft(task, placing).map((channel) => ({
    channel,
    explanation: Result.map(windowOf(channel, task.purpose, beside, []), (window) =>
      ContactWindow.explain(window, span),
    ),
  }))
  const taken = all.findIndex(
    ({ explanation }) => Result.isSuccess(explanation) && Result.isSuccess(explanation.success.outcome),
  )
  if (state._tag !== "Planned") return taken < 0 ? all : []
  const moment = all[taken]?.explanation
  const agrees =
    moment !== undefined &&
    Result.isSuccess(moment) &&
    Result.isSuccess(moment.success.outcome) &&
    moment.success.outcome.success.at === DateTime.toEpochMillis(state.at) &&
    all[taken]?.channel === state.channel
  return agrees ? all.slice(0, taken + 1) : []
}
