/**
 * The tries of a task: each started, delivered and closed, and what follows from it.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import type { Check, ContactAttempt, Delivery, Disposition } from "../contact/ContactAttempt.ts"
import type { Permission } from "../contact/ContactWindow.ts"
import { AttemptId, type ConsentId, type TaskId } from "../foundation/Id.ts"
import { RuleId } from "../foundation/Rule.ts"
import type { AttemptPolicy } from "./AttemptPolicy.ts"
import { closingNumber, wrongNumber } from "./ChannelClosing.ts"
import { type Decided, decided, evolve, type FollowUpEvent, replay } from "./FollowUpEvent.ts"
import type * as FollowUpTask from "./FollowUpTask.ts"
import * as Placement from "./Placement.ts"
import { addresseeOf, type Ground } from "./PlanGround.ts"
import { type FollowUpPlan, NotFound, task, WrongState } from "./PlanRecord.ts"
import { lookedFor, lookingAgain } from "./Replanning.ts"
import { cancelling, unanswered } from "./TaskEnding.ts"

/** What a try is allowed by: the window's permission, the consent in force, and what was checked for them. */
export interface Allowed {
  readonly permission: Permission
  readonly consent: ConsentId
  readonly check?: Check
}

/** Starts the try that is planned. It is stored before the channel is asked. */
export const startAttempt = (
  plan: FollowUpPlan,
  id: TaskId,
  allowed: Allowed,
  attempts: AttemptPolicy,
  at: DateTime.Utc,
): Result.Result<Decided, NotFound | WrongState> => {
  const found = task(plan, id)
  if (Result.isFailure(found)) return Result.fail(found.failure)
  const { addressee, attempts: past, state } = found.success
  if (state._tag !== "Planned") return Result.fail(new WrongState({ task: id, state: state._tag }))
  const number = past.length + 1
  const waits = state.channel === "phone" ? attempts.waitHours.phone : attempts.waitHours.message
  const attempt: ContactAttempt = {
    id: AttemptId.make(`${id}/${number}`),
    number,
    channel: state.channel,
    addressee,
    startedAt: at,
    answerBy: DateTime.add(at, { hours: waits }),
    ...allowed,
  }
  return Result.succeed(decided(plan, [{ _tag: "AttemptStarted", task: id, attempt }]))
}

const underWay = (
  plan: FollowUpPlan,
  id: TaskId,
  attempt: AttemptId,
): Result.Result<ContactAttempt, NotFound> =>
  Result.flatMap(task(plan, id), ({ state }) =>
    state._tag === "InProgress" && state.attempt.id === attempt
      ? Result.succeed(state.attempt)
      : Result.fail(new NotFound({ what: "attempt", id: attempt })),
  )

/** Records what the channel said of the try under way. */
export const recordDelivery = (
  plan: FollowUpPlan,
  id: TaskId,
  attempt: AttemptId,
  delivery: Delivery,
): Result.Result<Decided, NotFound> =>
  Result.map(underWay(plan, id, attempt), () =>
    decided(plan, [{ _tag: "AttemptDelivered", task: id, attempt, delivery }]),
  )

/**
 * Closes the try under way and decides what follows: the task's end, or its next try.
 *
 * Tasks after it make room for its next try, as they did when the plan was made, so that planning again finds nothing to
 * change. A death cancels every open task of the plan.
 */
export const recordDisposition = (
  plan: FollowUpPlan,
  id: TaskId,
  attempt: AttemptId,
  disposition: Disposition,
  ground: Ground,
  at: DateTime.Utc,
): Result.Result<Decided, NotFound> =>
  Result.map(underWay(plan, id, attempt), (tried) => {
    const ended: FollowUpEvent = { _tag: "AttemptEnded", task: id, attempt, disposition, at }
    const after = evolve(plan, ended)
    if (disposition === "deceased") return decided(plan, [ended, ...cancelling(after, "deceased", at)])
    const end = endings[disposition]
    if (end !== undefined) return decided(plan, [ended, { _tag: "TaskEnded", task: id, end, at }])
    const i = plan.tasks.findIndex((t) => t.id === id)
    const events: Array<FollowUpEvent> = [ended]
    const happen = (more: ReadonlyArray<FollowUpEvent>) => void events.push(...more)
    const now = () => replay(plan, events)
    if (disposition === "wrongNumber" && Placement.byNumber.has(tried.channel)) {
      happen(closingNumber(after, id, ground, at))
      happen(lookingAgain(now(), 0, i, ground, at))
    }
    happen([followUpOn(now(), id, ground, at)])
    happen(lookingAgain(now(), i + 1, plan.tasks.length, ground, at))
    return decided(plan, events)
  })

const endings: { readonly [D in Disposition]?: FollowUpTask.TaskEnd } = {
  completed: { _tag: "Completed" },
  declined: { _tag: "Declined" },
}

/** The next try of a task whose last one brought no end, or the end of its tries. */
const followUpOn = (plan: FollowUpPlan, id: TaskId, ground: Ground, at: DateTime.Utc): FollowUpEvent => {
  const i = plan.tasks.findIndex((t) => t.id === id)
  const found = plan.tasks[i] as FollowUpTask.FollowUpTask
  const person = addresseeOf(ground.discharge, found.addressee)
  const looked = person === undefined ? undefined : lookedFor(plan, i, person, ground, at)
  if (looked !== undefined && looked.state._tag !== "Unplaced")
    return { _tag: "TaskPlaced", task: id, ...looked }
  const closing = looked?.state._tag === "Unplaced" ? looked.state.rules : undefined
  const reason = forAPerson(found.attempts[found.attempts.length - 1])
  if (reason === undefined || closing === undefined)
    return { _tag: "TaskEnded", task: id, end: unanswered(plan, found, ground), at }
  const rules = [reason, ...closing.filter((rule) => rule !== reason)]
  return { _tag: "TaskPlaced", task: id, state: { _tag: "Unplaced", rules } }
}

/**
 * Why a person takes over after a try: nobody knows whether the message arrived, and no machine may repeat it; or the
 * number is somebody else's, and the right one must be found.
 */
const forAPerson = (last: ContactAttempt | undefined): RuleId | undefined =>
  last?.disposition === "deliveryUnknown"
    ? RuleId.make("delivery.unknown")
    : last?.disposition === "wrongNumber"
      ? wrongNumber
      : undefined

/** Leaves a task to a person, for the rule named. An ended task and a try under way stay as they are. */
export const leaveToPerson = (
  plan: FollowUpPlan,
  id: TaskId,
  rule: RuleId,
): Result.Result<Decided, NotFound> =>
  Result.map(task(plan, id), ({ state }) =>
    decided(
      plan,
      state._tag === "Ended" || state._tag === "InProgress"
        ? []
        : [{ _tag: "TaskPlaced", task: id, state: { _tag: "Unplaced", rules: [rule] } }],
    ),
  )
