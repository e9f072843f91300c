/**
 * The contacts of a plan, made and planned, as frequency caps count them.
 */
import * as DateTime from "effect/DateTime"
import type { Contact } from "../contact/FrequencyCap.ts"
import * as FollowUpTask from "./FollowUpTask.ts"
import type { FollowUpPlan } from "./PlanRecord.ts"

/** Contacts made or planned, for the caps. */
export const contactsOf = (tasks: ReadonlyArray<FollowUpTask.FollowUpTask>): ReadonlyArray<Contact> =>
  tasks.flatMap((task) => {
    const made = FollowUpTask.allAttempts(task).map(({ channel, startedAt }) => ({
      at: DateTime.toEpochMillis(startedAt),
      channel,
      purpose: task.purpose,
    }))
    const { state } = task
    return state._tag === "Planned"
      ? [...made, { at: DateTime.toEpochMillis(state.at), channel: state.channel, purpose: task.purpose }]
      : made
  })

/**
 * What the contact of the `i`-th task is held against: every try made, and what is planned for the tasks before it. Those
 * after it make room, however often the plan is looked at again.
 */
export const contactsBeside = (plan: FollowUpPlan, i: number): ReadonlyArray<Contact> =>
  contactsOf(plan.tasks.map((t, j) => (j < i ? t : withoutPlanned(t))))

export const withoutPlanned = (t: FollowUpTask.FollowUpTask): FollowUpTask.FollowUpTask =>
  t.state._tag === "Planned" ? { ...t, state: { _tag: "Unplaced", rules: [] } } : t
