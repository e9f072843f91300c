/**
 * Looking again for the moments of tasks that are planned, waiting or unplaced.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Equal from "effect/Equal"
import * as Result from "effect/Result"
import type * as ContactablePerson from "../contact/ContactablePerson.ts"
import type { TaskId } from "../foundation/Id.ts"
import type { RuleId } from "../foundation/Rule.ts"
import { type Decided, decided, type FollowUpEvent, replay } from "./FollowUpEvent.ts"
import * as FollowUpTask from "./FollowUpTask.ts"
import * as Placement from "./Placement.ts"
import { addresseeOf, type Ground, placingFor } from "./PlanGround.ts"
import { contactsBeside, stands } from "./PlannedContacts.ts"
import { type FollowUpPlan, type NotFound, task } from "./PlanRecord.ts"
import { impossibleWindow, spanFromNow, taskOf } from "./TaskAnchor.ts"
import { unanswered } from "./TaskEnding.ts"
import { type Turn, turnAnew, turnOfAge, turnsAfter } from "./Turn.ts"
import * as WrongNumber from "./WrongNumber.ts"

/**
 * Looks again for the moment of every task that is planned, waiting or unplaced: after a holiday notice, a changed
 * profile or a new policy version, or because a planned moment went by.
 *
 * **Details**
 *
 * Ended tasks and tries under way never change. Where nothing changed the events are empty.
 */
export const replan = (plan: FollowUpPlan, ground: Ground, at: DateTime.Utc): Decided => {
  const [replanned, events] = lookedAgain(plan, plan.tasks, ground, at)
  const [next, following] = follow(replanned, ground, at)
  return [next, [...events, ...following]]
}

/**
 * Places what waited for stages that have ended since, and calls off what their answers make needless. To be asked after
 * every decision that may have ended a task. Tasks further down make room for what is placed.
 */
export const follow = (plan: FollowUpPlan, ground: Ground, at: DateTime.Utc): Decided => {
  const waiting = plan.tasks.filter(({ state }) => state._tag === "AwaitingStage")
  const [placed, following] = lookedAgain(plan, waiting, ground, at)
  const first = plan.tasks.findIndex(({ id }) => following.some((e) => "task" in e && e.task === id))
  if (first < 0) return [plan, []]
  const events = [...following, ...lookingAgain(placed, first + 1, plan.tasks.length, ground, at)]
  const next = replay(plan, events)
  // One that ends at once may be what the next one waits for.
  if (!events.some(({ _tag }) => _tag === "TaskEnded")) return [next, events]
  const [last, more] = follow(next, ground, at)
  return [last, [...events, ...more]]
}

/** The plan as it is where the patient comes of age before some of its contacts: those are the patient's own. */
export const ofAge = (plan: FollowUpPlan, ground: Ground, at: DateTime.Utc): FollowUpPlan =>
  plan.tasks.some((task) => turnOfAge(task, ground, at) !== undefined)
    ? lookedAgain(plan, plan.tasks, ground, at)[0]
    : plan

const lookedAgain = (
  plan: FollowUpPlan,
  tasks: ReadonlyArray<FollowUpTask.FollowUpTask>,
  ground: Ground,
  at: DateTime.Utc,
): Decided => {
  let current = plan
  const events: Array<FollowUpEvent> = []
  for (const { id } of tasks) {
    const more = replaced(current, id, ground, at)
    events.push(...more)
    current = replay(current, more)
  }
  return [current, events]
}

/** Looks again for one task's moment, as `replan` does for all. */
export const replanTask = (
  plan: FollowUpPlan,
  id: TaskId,
  ground: Ground,
  at: DateTime.Utc,
): Result.Result<Decided, NotFound> =>
  Result.map(task(plan, id), () => decided(plan, replaced(plan, id, ground, at)))

/** What moves of the tasks from one index to another now that others moved. Ends are left to the agenda. */
export const lookingAgain = (
  plan: FollowUpPlan,
  from: number,
  until: number,
  ground: Ground,
  at: DateTime.Utc,
): ReadonlyArray<FollowUpEvent> => {
  let current = plan
  const events: Array<FollowUpEvent> = []
  for (const { id } of plan.tasks.slice(from, until)) {
    const more = replaced(current, id, ground, at)
    if (more.some(({ _tag }) => _tag === "TaskEnded")) continue
    events.push(...more)
    current = replay(current, more)
  }
  return events
}

/** What happens as one task is looked at again; empty where it stands as it is. */
export const replaced = (
  plan: FollowUpPlan,
  id: TaskId,
  ground: Ground,
  at: DateTime.Utc,
): ReadonlyArray<FollowUpEvent> => {
  const i = plan.tasks.findIndex((t) => t.id === id)
  const found = plan.tasks[i] as FollowUpTask.FollowUpTask
  const { state } = found
  if (state._tag === "Ended" || state._tag === "InProgress") return []
  const person = addresseeOf(ground.discharge, found.addressee)
  if (person !== undefined && stands(plan, found, ground, at)) return []
  const turn = turnAnew(found, ground, at)
  if (turn !== undefined) {
    const events = addressing(plan, found, reached(turn), true)
    // The moment was agreed for somebody else.
    if (FollowUpTask.isAgreed(found))
      events.push({
        _tag: "TaskPlaced",
        task: id,
        state: { _tag: "Unplaced", rules: [Placement.noChannelLeft] },
      })
    return [...events, ...replaced(replay(plan, events), id, ground, at)]
  }
  if (person === undefined) return []
  if (state._tag === "AwaitingStage") {
    const before = taskOf(plan.tasks, state.stage)
    if (before === undefined || !FollowUpTask.isEnded(before)) return []
    if (state.finding !== undefined && !FollowUpTask.findings(before).includes(state.finding))
      return [{ _tag: "TaskEnded", task: id, end: { _tag: "Cancelled", reason: "notNeeded" }, at }]
  }
  const looked = lookedFor(plan, i, person, ground, at)
  if (looked === undefined) return [{ _tag: "TaskEnded", task: id, end: unanswered(plan, found, ground), at }]
  if (looked.state._tag === "Unplaced" && isUsedUp(found, ground)) {
    const turn = turned(plan, i, ground, at)
    if (turn.length > 0) return turn
  }
  return looked.span === undefined && isUnchanged(state, looked.state)
    ? []
    : [{ _tag: "TaskPlaced", task: id, ...looked }]
}

/** Whether no channel to the addressee is left to be tried. */
export const isUsedUp = (found: FollowUpTask.FollowUpTask, ground: Ground): boolean => {
  const person = addresseeOf(ground.discharge, found.addressee)
  return person === undefined || Placement.channelsLeft(found, placingFor(ground, person)).length === 0
}

/** That the `i`-th task turns to the next person who can still be reached in time; empty where there is none. */
export const turned = (
  plan: FollowUpPlan,
  i: number,
  ground: Ground,
  at: DateTime.Utc,
): ReadonlyArray<FollowUpEvent> => {
  const found = plan.tasks[i] as FollowUpTask.FollowUpTask
  for (const turn of turnsAfter(found, ground)) {
    const events = addressing(plan, found, reached(turn), false)
    const looked = lookedFor(replay(plan, events), i, turn.person, ground, at)
    if (looked !== undefined && looked.state._tag !== "Unplaced")
      return [...events, { _tag: "TaskPlaced", task: found.id, ...looked }]
  }
  return []
}

const reached = ({ channels, person }: Turn) => ({ addressee: person.id, channels })

/** That a task is addressed to somebody else. A number that another task found wrong is wrong here as well. */
export const addressing = (
  plan: FollowUpPlan,
  found: FollowUpTask.FollowUpTask,
  { addressee, channels }: Pick<FollowUpTask.FollowUpTask, "addressee" | "channels">,
  anew: boolean,
): Array<FollowUpEvent> => [
  {
    _tag: "AddresseeChanged",
    task: found.id,
    addressee,
    channels,
    ...(anew && { anew }),
  },
  ...WrongNumber.known(plan)
    .filter((one) => one.person === addressee && channels.includes(one.channel))
    .filter(({ channel }) => !FollowUpTask.isClosed({ ...found, addressee }, channel))
    .map(({ channel, rule }): FollowUpEvent => ({ _tag: "ChannelClosed", task: found.id, channel, rule })),
]

interface Looked {
  readonly state: Placement.Placed
  /** Where it could be counted only now. */
  readonly span?: FollowUpTask.TaskSpan
}

/**
 * Where the next contact of the `i`-th task would be; undefined where its span is past.
 */
export const lookedFor = (
  plan: FollowUpPlan,
  i: number,
  person: ContactablePerson.ContactablePerson,
  ground: Ground,
  at: DateTime.Utc,
): Looked | undefined => {
  const found = plan.tasks[i] as FollowUpTask.FollowUpTask
  const { id, version } = ground.calendar
  const counted = found.span ?? spanFromNow(found, plan, ground)
  if (counted === "impossible") return { state: { _tag: "Unplaced", rules: [impossibleWindow] } }
  const ahead =
    counted === "unknown"
      ? counted
      : Placement.ahead(FollowUpTask.millisOf(counted), DateTime.toEpochMillis(at))
  if (ahead === undefined) return undefined
  const placing = placingFor(ground, person)
  const left = Placement.channelsLeft(found, placing)
  if (left.length === 0) {
    // The task has been with a person since, for the reason it has; or what was signed for went by.
    const rules = found.state._tag === "Unplaced" ? found.state.rules : closedBy(found)
    const known = found.span === undefined && counted !== "unknown" ? { span: counted } : {}
    return { state: { _tag: "Unplaced", rules }, ...known }
  }
  if (counted === "unknown" || ahead === "unknown")
    return { state: { _tag: "AwaitingCalendar", calendar: id, version } }
  const others = contactsBeside(plan, i, person.id, ground, at)
  const state = Placement.next(found, left, ahead, placing, Placement.windows(placing), others)
  return { state, ...(found.span === undefined ? { span: counted } : {}) }
}

/** Why no channel to the addressee is left. */
const closedBy = ({ addressee, closed = [] }: FollowUpTask.FollowUpTask): ReadonlyArray<RuleId> => {
  const rules = new Set(closed.filter(({ person }) => person === addressee).map(({ rule }) => rule))
  return rules.size === 0 ? [Placement.noChannelLeft] : [...rules]
}

/** Whether looking again found what was known: also where fewer of the rules that closed the span are left to close it. */
const isUnchanged = (state: FollowUpTask.TaskState, next: Placement.Placed): boolean =>
  Equal.equals(next, state) ||
  (next._tag === "Unplaced" &&
    state._tag === "Unplaced" &&
    next.rules.every((rule) => state.rules.includes(rule)))
