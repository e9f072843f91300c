/**
 * The tries of a task: each started, delivered and closed, and what follows from it.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import {
  type Check,
  type ContactAttempt,
  type Delivery,
  type Disposition,
  learnt,
} from "../contact/ContactAttempt.ts"
import type { Permission } from "../contact/ContactWindow.ts"
import { AttemptId, type ConsentId, type TaskId } from "../foundation/Id.ts"
import { RuleId } from "../foundation/Rule.ts"
import type { Channel } from "../foundation/Word.ts"
import type { AttemptPolicy } from "./AttemptPolicy.ts"
import { closingElsewhere } from "./ChannelClosing.ts"
import { type Decided, decided, evolve, type FollowUpEvent, replay } from "./FollowUpEvent.ts"
import { type FollowUpTask, openChannels, type TaskEnd } from "./FollowUpTask.ts"
import * as Placement from "./Placement.ts"
import { addresseeOf, type Ground } from "./PlanGround.ts"
import { type FollowUpPlan, NotFound, task, WrongState } from "./PlanRecord.ts"
import { lookedFor, lookingAgain, replaced, turned } from "./Replanning.ts"
import { cancelling, unanswered } from "./TaskEnding.ts"
import * as WrongNumber from "./WrongNumber.ts"

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

/** The try that is under way, if it is this one. */
export const underWay = (
  plan: FollowUpPlan,
  id: TaskId,
  attempt: AttemptId,
): Result.Result<ContactAttempt, NotFound> =>
  Result.flatMap(task(plan, id), ({ state }) =>
    state._tag === "InProgress" && state.attempt.id === attempt
      ? Result.succeed(state.attempt)
      : Result.fail(new NotFound({ what: "attempt", id: attempt })),
  )

/** Records what the channel said of the try under way, where it tells more than is known: see `ContactAttempt.learnt`. */
export const recordDelivery = (
  plan: FollowUpPlan,
  id: TaskId,
  attempt: AttemptId,
  delivery: Delivery,
): Result.Result<Decided, NotFound> =>
  Result.map(underWay(plan, id, attempt), ({ delivery: known }) =>
    decided(
      plan,
      learnt(known, delivery) === known ? [] : [{ _tag: "AttemptDelivered", task: id, attempt, delivery }],
    ),
  )

/**
 * Takes back the try under way, which surely didn't go out, and plans it again for when the channel may be asked again. It
 * counts as no try: not for the policy, not for caps, not as the patient's silence.
 */
export const postponeAttempt = (
  plan: FollowUpPlan,
  id: TaskId,
  attempt: AttemptId,
  { code, until }: Pick<Extract<Delivery, { readonly _tag: "Deferred" }>, "code" | "until">,
  ground: Ground,
  at: DateTime.Utc,
): Result.Result<Decided, NotFound> =>
  Result.map(underWay(plan, id, attempt), () => {
    const i = plan.tasks.findIndex((t) => t.id === id)
    const postponed: FollowUpEvent = { _tag: "AttemptPostponed", task: id, attempt, code, until, at }
    const before = evolve(plan, postponed)
    return decided(plan, [postponed, ...lookingAgain(before, i, plan.tasks.length, ground, at)])
  })

/**
 * Closes the try under way and decides what follows: the task's end, its next try, or somebody else to turn to.
 *
 * Tasks after it make room for its next try, as they did when the plan was made, so that planning again finds nothing to
 * change. A number that doesn't lead to the person is closed for all tasks that address them, and a language that nobody
 * shares closes the channels on which one speaks. A death or another stay cancels every open task of the plan.
 */
export const recordDisposition = (
  plan: FollowUpPlan,
  id: TaskId,
  attempt: AttemptId,
  disposition: Disposition,
  ground: Ground,
  at: DateTime.Utc,
): Result.Result<Decided, NotFound> =>
  Result.map(underWay(plan, id, attempt), ({ addressee, channel }) => {
    const ended: FollowUpEvent = { _tag: "AttemptEnded", task: id, attempt, disposition, at }
    if (disposition === "deceased" || disposition === "readmitted")
      return decided(plan, [ended, ...cancelling(evolve(plan, ended), disposition, at)])
    const end = endings[disposition]
    if (end !== undefined) return decided(plan, [ended, { _tag: "TaskEnded", task: id, end, at }])
    const i = plan.tasks.findIndex((t) => t.id === id)
    const events: Array<FollowUpEvent> = [ended]
    const happen = (more: ReadonlyArray<FollowUpEvent>) => void events.push(...more)
    const now = () => replay(plan, events)
    const rule = forAPerson[disposition]
    const closes = closedBy(disposition, channel)
    if (rule !== undefined && closes.length > 0) {
      const open = openChannels(plan.tasks[i] as FollowUpTask)
      for (const led of open.filter((c) => closes.includes(c)))
        happen([{ _tag: "ChannelClosed", task: id, channel: led, rule }])
      if (disposition !== "languageBarrier") {
        happen(closingElsewhere(now(), id, addressee, closes, rule, ground, at))
        happen(lookingAgain(now(), 0, i, ground, at))
      }
    }
    happen(followingUp(now(), i, rule, ground, at))
    happen(lookingAgain(now(), i + 1, plan.tasks.length, ground, at))
    return decided(plan, events)
  })

const endings: { readonly [D in Disposition]?: TaskEnd } = {
  completed: { _tag: "Completed" },
  declined: { _tag: "Declined" },
}

/**
 * Why a person takes over after a try where nobody is left to turn to: nobody knows whether the message arrived, and no
 * machine may repeat it; the right number must be found; or somebody who speaks the language.
 */
const forAPerson: { readonly [D in Disposition]?: RuleId } = {
  deliveryUnknown: RuleId.make("delivery.unknown"),
  wrongNumber: WrongNumber.wrongNumber,
  outOfService: WrongNumber.outOfService,
  languageBarrier: RuleId.make("language.barrier"),
}

/** The channels that a try by this one shows to be no use. */
const closedBy = (disposition: Disposition, channel: Channel): ReadonlyArray<Channel> => {
  switch (disposition) {
    case "wrongNumber":
    case "outOfService":
      return [...Placement.leadingWith(channel)]
    case "languageBarrier":
      return [...Placement.human]
    default:
      return []
  }
}

/** What follows for a task whose last try brought no end: another try, somebody else's turn, or the end of its tries. */
const followingUp = (
  plan: FollowUpPlan,
  i: number,
  reason: RuleId | undefined,
  ground: Ground,
  at: DateTime.Utc,
): ReadonlyArray<FollowUpEvent> => {
  const found = plan.tasks[i] as FollowUpTask
  const person = addresseeOf(ground.discharge, found.addressee)
  // While it was under way the record lost whom it addressed: somebody else is to be asked.
  const anew = person === undefined ? replaced(plan, found.id, ground, at) : []
  if (anew.length > 0) return anew
  const looked = person === undefined ? undefined : lookedFor(plan, i, person, ground, at)
  const ending: FollowUpEvent = {
    _tag: "TaskEnded",
    task: found.id,
    end: unanswered(plan, found, ground),
    at,
  }
  if (looked === undefined) return [ending]
  if (looked.state._tag !== "Unplaced") return [{ _tag: "TaskPlaced", task: found.id, ...looked }]
  const turn = turned(plan, i, ground, at)
  if (turn.length > 0) return turn
  if (reason === undefined) return [ending]
  const rules = [reason, ...looked.state.rules.filter((rule) => rule !== reason)]
  return [{ _tag: "TaskPlaced", task: found.id, state: { _tag: "Unplaced", rules } }]
}

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
