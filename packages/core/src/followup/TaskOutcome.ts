/**
 * What a contact found out, recorded with its task; a red flag among it opens an urgent task.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import { deriving, StageId, TaskId } from "../foundation/Id.ts"
import { type Decided, decided, type FollowUpEvent, replay } from "./FollowUpEvent.ts"
import * as FollowUpTask from "./FollowUpTask.ts"
import type { Outcome } from "./Outcome.ts"
import * as OutcomeForm from "./OutcomeForm.ts"
import type { Ground } from "./PlanGround.ts"
import { type FollowUpPlan, type NotFound, task, WrongState } from "./PlanRecord.ts"
import { lookingAgain } from "./Replanning.ts"

/**
 * Records the answers to a form while the contact is under way. Each red flag that the plan hasn't seen from this task
 * opens an urgent task with the limit that its rule states.
 *
 * **Details**
 *
 * The urgent task is planned inside the contact window if that is open in time; else it is left to a person, who may leave
 * the window by an override for clinical urgency. Answers given again to the same form take the place of the earlier ones.
 * Fails with `AnswersRefused` where the form doesn't take the answers, and with `WrongState` where no try is under way.
 */
export const recordOutcome = (
  plan: FollowUpPlan,
  id: TaskId,
  form: OutcomeForm.OutcomeForm,
  answers: OutcomeForm.Answers,
  ground: Ground,
  at: DateTime.Utc,
): Result.Result<Decided, NotFound | WrongState | OutcomeForm.AnswersRefused> => {
  const found = task(plan, id)
  if (Result.isFailure(found)) return Result.fail(found.failure)
  const { state } = found.success
  if (state._tag !== "InProgress") return Result.fail(new WrongState({ task: id, state: state._tag }))
  return Result.map(
    OutcomeForm.record(form, answers, outcomesBefore(plan, found.success, form)),
    (outcome) => {
      const raised = OutcomeForm.redFlags(form, outcome).flatMap(({ finding, urgent }) => {
        const opened = urgentTask(found.success, finding, urgent, at)
        return plan.tasks.some((t) => t.id === opened.id) ? [] : [{ finding, opened }]
      })
      const events: Array<FollowUpEvent> = [{ _tag: "OutcomeRecorded", task: id, outcome }]
      for (const { finding, opened } of raised) {
        const { latest } = opened.span
        events.push({ _tag: "TaskAdded", added: opened })
        events.push({ _tag: "RedFlagRaised", task: id, finding, opened: opened.id, dueAt: latest })
      }
      const before = replay(plan, events)
      events.push(...lookingAgain(before, plan.tasks.length, before.tasks.length, ground, at))
      return decided(plan, events)
    },
  )
}

/** What the same form brought at the plan's contacts before, the latest last. */
const outcomesBefore = (
  plan: FollowUpPlan,
  found: FollowUpTask.FollowUpTask,
  form: OutcomeForm.OutcomeForm,
): ReadonlyArray<Outcome> =>
  plan.tasks
    .flatMap(({ id, outcomes, state }) =>
      id !== found.id && state._tag === "Ended" && outcomes !== undefined
        ? [{ endedAt: state.at, outcomes }]
        : [],
    )
    .sort((a, b) => DateTime.toEpochMillis(a.endedAt) - DateTime.toEpochMillis(b.endedAt))
    .flatMap(({ outcomes }) => outcomes.filter((outcome) => outcome.form.id === form.id))

const openedId = deriving(TaskId)
const openedStage = deriving(StageId)

const urgentTask = (
  from: FollowUpTask.FollowUpTask,
  finding: OutcomeForm.FindingRule["finding"],
  { role, withinMinutes }: OutcomeForm.Urgency,
  at: DateTime.Utc,
) => {
  const { channels, purpose, title } = from
  const latest = DateTime.add(at, { minutes: withinMinutes })
  return {
    ...FollowUpTask.reach(from),
    id: openedId(from.id, `:${finding}`),
    stage: openedStage(from.stage, `:${finding}`),
    title,
    purpose,
    modules: ["symptoms"],
    role,
    channels: ["phone", ...channels.filter((channel) => channel !== "phone")],
    span: { earliest: at, ideal: at, due: latest, latest },
    extra: true,
    rules: [finding],
    attempts: [],
    state: { _tag: "Unplaced", rules: [finding] },
  } satisfies FollowUpTask.FollowUpTask
}
