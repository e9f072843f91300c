/**
 * What moved between two states of a plan, and because of what: the answer that is given to people when a plan is looked at
 * again.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Equal from "effect/Equal"
import * as Schema from "effect/Schema"
import { StageId, TaskId } from "../foundation/Id.ts"
import { Part, TaskState } from "./FollowUpTask.ts"
import type { FollowUpPlan } from "./PlanRecord.ts"

/** What made a plan be looked at again. */
export const Cause = Schema.Literals([
  "readmitted",
  "deceased",
  "transferred",
  "handoverCompleted",
  "riskChanged",
  "optedOut",
  "newNumber",
  "calendarNotice",
  "protocolRevised",
  "policyChanged",
  "profileChanged",
  "recordCorrected",
  "askedForTime",
])
export type Cause = typeof Cause.Type

const Changed = Schema.Literals([...Part.literals, "addressee"])

/** One task that stands elsewhere than before, or is to be done otherwise. */
export const PlanMove = Schema.Struct({
  task: TaskId,
  stage: StageId,
  because: Cause,
  /** Where it stood; absent for a task that is new. */
  was: Schema.optionalKey(TaskState),
  is: TaskState,
  /** What is to be done otherwise: its window, its contents, whom it addresses; absent where nothing is, or the task is new. */
  changed: Schema.optionalKey(Schema.NonEmptyArray(Changed)),
  /** By how many milliseconds its contact moved, later being positive; only where it was planned and still is. */
  by: Schema.optionalKey(Schema.Int),
})
export interface PlanMove extends Schema.Schema.Type<typeof PlanMove> {}

/** The tasks that stand elsewhere or are to be done otherwise, in the plan's order; empty where nothing moved. */
export const between = (
  before: FollowUpPlan,
  after: FollowUpPlan,
  because: Cause,
): ReadonlyArray<PlanMove> => {
  const stood = new Map(before.tasks.map((task) => [task.id, task]))
  return after.tasks.flatMap((task) => {
    const { id, stage, state } = task
    const earlier = stood.get(id)
    const was = earlier?.state
    const [part, ...parts] =
      earlier === undefined ? [] : Changed.literals.filter((name) => !Equal.equals(earlier[name], task[name]))
    if (part === undefined && was !== undefined && Equal.equals(was, state)) return []
    const by =
      was?._tag === "Planned" && state._tag === "Planned"
        ? DateTime.toEpochMillis(state.at) - DateTime.toEpochMillis(was.at)
        : undefined
    return [
      {
        task: id,
        stage,
        because,
        ...(was === undefined ? {} : { was }),
        is: state,
        ...(part === undefined ? {} : { changed: [part, ...parts] as const }),
        ...(by === undefined ? {} : { by }),
      },
    ]
  })
}
