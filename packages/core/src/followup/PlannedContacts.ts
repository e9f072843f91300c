/**
 * The contacts of a plan, made and planned, and what a further one is held against.
 */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import { closedAt } from "../contact/ContactWindow.ts"
import { type PersonContact, withPerson } from "../contact/PersonContact.ts"
import type { PersonId } from "../foundation/Id.ts"
import { allAttempts, type FollowUpTask, isClosed } from "./FollowUpTask.ts"
import * as Placement from "./Placement.ts"
import { addresseeOf, type Ground, placingFor } from "./PlanGround.ts"
import type { FollowUpPlan } from "./PlanRecord.ts"

/** Every contact of the tasks: each try made, and the next one where it is planned. */
export const contactsOf = (tasks: ReadonlyArray<FollowUpTask>): ReadonlyArray<PersonContact> =>
  tasks.flatMap((task) => [...madeIn(task), ...plannedIn(task)])

const madeIn = (task: FollowUpTask): ReadonlyArray<PersonContact> =>
  allAttempts(task).map(({ addressee, channel, startedAt }) => ({
    person: addressee,
    at: DateTime.toEpochMillis(startedAt),
    channel,
    purpose: task.purpose,
    made: true,
  }))

const plannedIn = ({ addressee, purpose, state }: FollowUpTask): ReadonlyArray<PersonContact> =>
  state._tag === "Planned"
    ? [
        {
          person: addressee,
          at: DateTime.toEpochMillis(state.at),
          channel: state.channel,
          purpose,
          made: false,
        },
      ]
    : []

/**
 * What a contact of the `i`-th task with the person is held against: every try made with them, what is planned for the
 * tasks before it, and what is made or planned elsewhere. Tasks after it make room, however often the plan is looked at
 * again, unless their moment stands.
 */
export const contactsBeside = (
  plan: Pick<FollowUpPlan, "tasks">,
  i: number,
  person: PersonId,
  ground: Ground,
  at: DateTime.Utc,
): ReadonlyArray<PersonContact> =>
  withPerson(
    [
      ...plan.tasks.flatMap((task, j) =>
        j < i || (j > i && stands(plan, task, ground, at))
          ? [...madeIn(task), ...plannedIn(task)]
          : madeIn(task),
      ),
      ...(ground.elsewhere ?? []),
    ],
    person,
  )

/**
 * Whether a task's planned moment stays whatever is looked for: somebody signed for it, and only its going by takes it
 * away; or somebody was promised it, and it still lies in the window.
 */
export const stands = (
  plan: Pick<FollowUpPlan, "tasks">,
  task: FollowUpTask,
  ground: Ground,
  at: DateTime.Utc,
): boolean => {
  const { addressee, purpose, state } = task
  if (state._tag !== "Planned" || DateTime.isLessThanOrEqualTo(state.at, at)) return false
  if (state.override !== undefined) return true
  if (state.promised === undefined) return false
  const person = addresseeOf(ground.discharge, addressee)
  if (person === undefined || isClosed(task, state.channel)) return false
  const placing = placingFor(ground, person)
  if (Placement.usableChannels([state.channel], placing).length === 0) return false
  const made = contactsMade(plan, addressee, ground)
  const window = Placement.windows(placing)(state.channel, purpose, made, [])
  return Result.isSuccess(window) && closedAt(window.success, DateTime.toEpochMillis(state.at)).length === 0
}

/** What a contact is held against right before it is made: tries made with the person, in this plan and elsewhere. */
export const contactsMade = (
  { tasks }: Pick<FollowUpPlan, "tasks">,
  person: PersonId,
  ground: Ground,
): ReadonlyArray<PersonContact> =>
  withPerson([...tasks.flatMap(madeIn), ...(ground.elsewhere ?? []).filter(({ made }) => made)], person)
