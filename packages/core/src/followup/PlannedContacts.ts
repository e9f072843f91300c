/**
 * The contacts of a plan, made and planned, and what a further one is held against.
 */
import * as DateTime from "effect/DateTime"
import { type PersonContact, withPerson } from "../contact/PersonContact.ts"
import type { PersonId } from "../foundation/Id.ts"
import { allAttempts, type FollowUpTask } from "./FollowUpTask.ts"
import type { Ground } from "./PlanGround.ts"
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
 * again.
 */
export const contactsBeside = (
  { tasks }: Pick<FollowUpPlan, "tasks">,
  i: number,
  person: PersonId,
  ground: Ground,
): ReadonlyArray<PersonContact> =>
  withPerson(
    [
      ...tasks.flatMap((task, j) => (j < i ? [...madeIn(task), ...plannedIn(task)] : madeIn(task))),
      ...(ground.elsewhere ?? []),
    ],
    person,
  )

/** What a contact is held against right before it is made: tries made with the person, in this plan and elsewhere. */
export const contactsMade = (
  { tasks }: FollowUpPlan,
  person: PersonId,
  ground: Ground,
): ReadonlyArray<PersonContact> =>
  withPerson([...tasks.flatMap(madeIn), ...(ground.elsewhere ?? []).filter(({ made }) => made)], person)
