/**
 * Taking up again a task that has ended: the patient came back, or can be reached after all.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { CalendarNotCovered } from "../calendar/WorkCalendar.ts"
import { toInstants } from "../contact/ContactWindow.ts"
import { deriving, TaskId } from "../foundation/Id.ts"
import { type Decided, decided, type FollowUpEvent, replay } from "./FollowUpEvent.ts"
import * as FollowUpProtocol from "./FollowUpProtocol.ts"
import * as FollowUpTask from "./FollowUpTask.ts"
import { addresseeOf, anchorOf, type Ground, placingFor } from "./PlanGround.ts"
import { type FollowUpPlan, type NotFound, task, WrongState } from "./PlanRecord.ts"
import { lookingAgain } from "./Replanning.ts"
import { firstChannels, waysOf } from "./Turn.ts"
import * as WrongNumber from "./WrongNumber.ts"

/** The task isn't one to take up again: it was completed, the patient has died, or it was taken up already and is open. */
export class ReentryRefused extends Schema.TaggedError<ReentryRefused>("@aftercare/core/ReentryRefused")(
  "ReentryRefused",
  {
    task: TaskId,
    rule: Schema.Literals(["reentry.completed", "reentry.deceased", "reentry.open"]),
  },
) {
  override get message() {
    return `task ${this.task} can't be taken up again: ${this.rule}`
  }
}

/**
 * Opens a new task in the place of an ended one, linked to it, with a window counted from now.
 *
 * **Details**
 *
 * The ended task stays as it is. The new one begins with the first addressee; a number known to be wrong stays closed until
 * it is mended. Fails with `WrongState` where the task is open, with `ReentryRefused` where it isn't one to take up, and as
 * the window does.
 */
export const reopen = (
  plan: FollowUpPlan,
  id: TaskId,
  window: FollowUpProtocol.StageWindow,
  signed: FollowUpTask.Signed,
  ground: Ground,
  at: DateTime.Utc,
): Result.Result<
  Decided,
  NotFound | WrongState | ReentryRefused | FollowUpProtocol.ImpossibleWindow | CalendarNotCovered
> =>
  Result.flatMap(task(plan, id), (ended): ReturnType<typeof reopen> => {
    const { state } = ended
    if (state._tag !== "Ended") return Result.fail(new WrongState({ task: id, state: state._tag }))
    const refused = (rule: ReentryRefused["rule"]) => Result.fail(new ReentryRefused({ task: id, rule }))
    if (state.end._tag === "Completed") return refused("reentry.completed")
    if (hasDied(plan, ground)) return refused("reentry.deceased")
    if (plan.tasks.some(({ reopened }) => reopened?.from === id)) return refused("reentry.open")
    const anchor = { ...anchorOf(ground), at: DateTime.toEpochMillis(at) }
    return Result.map(FollowUpProtocol.spanOf({ id: ended.stage, window }, anchor), (span) => {
      const added = again(plan, ended, toInstants(span), signed, ground)
      const events: Array<FollowUpEvent> = [{ _tag: "TaskAdded", added }]
      const before = replay(plan, events)
      events.push(...lookingAgain(before, plan.tasks.length, before.tasks.length, ground, at))
      return decided(plan, events)
    })
  })

/** What was told last holds; where nothing was, what the tasks were called off for. */
const hasDied = ({ tasks }: FollowUpPlan, { vitalStatus }: Ground): boolean =>
  vitalStatus === undefined
    ? tasks.some((task) => FollowUpTask.isCancelled(task, "deceased"))
    : vitalStatus === "deceased"

const again = (
  plan: FollowUpPlan,
  ended: FollowUpTask.FollowUpTask,
  span: FollowUpTask.TaskSpan,
  signed: FollowUpTask.Signed,
  ground: Ground,
): FollowUpTask.FollowUpTask => {
  const [addressee = ended.addressee] = ended.turnedFrom ?? []
  const person = addresseeOf(ground.discharge, addressee)
  return {
    id: freeId(plan, ended.id),
    stage: ended.stage,
    title: ended.title,
    purpose: ended.purpose,
    modules: ended.modules,
    role: ended.role,
    channels:
      person === undefined
        ? ended.channels
        : firstChannels(waysOf(ended, ground), placingFor(ground, person)),
    ...WrongNumber.forNew(plan),
    addressee,
    span,
    extra: ended.extra,
    rules: ended.rules,
    attempts: [],
    reopened: { from: ended.id, ...signed },
    state: { _tag: "Unplaced", rules: [] },
  }
}

const againId = deriving(TaskId)

/** The id with a number that no task of the plan has. */
export const freeId = (plan: FollowUpPlan, id: TaskId): TaskId => {
  for (let n = 2; ; n++) {
    const free = againId(id, `@${n}`)
    if (plan.tasks.every((t) => t.id !== free)) return free
  }
}
