/**
 * Channels that may no longer be used for a task, and those that may be used again: by a consent, by a number.
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import type { PersonId, TaskId } from "../foundation/Id.ts"
import type { RuleId } from "../foundation/Rule.ts"
import type { Channel, Purpose } from "../foundation/Word.ts"
import { consentRules } from "../privacy/Consent.ts"
import { type Decided, decided, type FollowUpEvent, replay } from "./FollowUpEvent.ts"
import { type ClosedChannel, type FollowUpTask, isClosed, isEnded, openChannels } from "./FollowUpTask.ts"
import type { Ground } from "./PlanGround.ts"
import { type FollowUpPlan, type NotFound, task } from "./PlanRecord.ts"
import { isUsedUp, lookingAgain, replaced, turned } from "./Replanning.ts"
import * as WrongNumber from "./WrongNumber.ts"

/**
 * Closes a channel to a task and looks for a moment on the channels left.
 *
 * Without any left, what the first addressee has withdrawn cancels the task; otherwise somebody else is turned to where
 * the policy says so, or the task is left to a person. A try under way is waited for first, and an ended task stays as it
 * is.
 */
export const closeChannel = (
  plan: FollowUpPlan,
  id: TaskId,
  channel: Channel,
  rule: RuleId,
  ground: Ground,
  at: DateTime.Utc,
): Result.Result<Decided, NotFound> =>
  Result.map(task(plan, id), (found) => decided(plan, closing(plan, found, [channel], rule, ground, at)))

/** What happens as channels are closed to a task. */
export const closing = (
  plan: FollowUpPlan,
  found: FollowUpTask,
  channels: ReadonlyArray<Channel>,
  rule: RuleId,
  ground: Ground,
  at: DateTime.Utc,
): ReadonlyArray<FollowUpEvent> => {
  const { id, state, turnedFrom } = found
  // What was signed for or promised may be planned on a channel that the task itself hasn't.
  const used = state._tag === "Planned" && !isClosed(found, state.channel) ? [state.channel] : []
  const closed = [...new Set([...openChannels(found), ...used])]
    .filter((channel) => channels.includes(channel))
    .map((channel): FollowUpEvent => ({ _tag: "ChannelClosed", task: id, channel, rule }))
  if (state._tag === "Ended" || closed.length === 0) return []
  if (state._tag === "InProgress") return closed
  const after = replay(plan, closed)
  const i = plan.tasks.findIndex((t) => t.id === id)
  const usedUp = isUsedUp(after.tasks[i] as FollowUpTask, ground)
  if (usedUp && rule === "consent.withdrawn" && turnedFrom === undefined)
    return [
      ...closed,
      { _tag: "TaskEnded", task: id, end: { _tag: "Cancelled", reason: "consentWithdrawn" }, at },
    ]
  // What waits for another stage is looked for once that has ended.
  if (state._tag === "AwaitingStage") return closed
  const unplaced: FollowUpEvent = {
    _tag: "TaskPlaced",
    task: id,
    state: { _tag: "Unplaced", rules: [rule] },
  }
  const falling = replay(after, [unplaced])
  if (usedUp) {
    const turn = turned(falling, i, ground, at)
    return [...closed, ...(turn.length === 0 ? [unplaced] : turn)]
  }
  // What is planned on this channel falls, signed for or not; on another it stands.
  const falls = state._tag === "Planned" && channels.includes(state.channel)
  const placed = replaced(falls ? falling : after, id, ground, at)
  return [...closed, ...(falls && placed.length === 0 ? [unplaced] : placed)]
}

/** What a number that doesn't lead to the person means for the other tasks that address them. */
export const closingElsewhere = (
  plan: FollowUpPlan,
  id: TaskId,
  person: PersonId,
  channels: ReadonlyArray<Channel>,
  rule: RuleId,
  ground: Ground,
  at: DateTime.Utc,
): ReadonlyArray<FollowUpEvent> => {
  const events: Array<FollowUpEvent> = []
  for (const other of plan.tasks)
    if (other.id !== id && other.addressee === person)
      events.push(...closing(replay(plan, events), other, channels, rule, ground, at))
  return events
}

/** What somebody allows from now on. */
export interface Allowance {
  readonly person: PersonId
  readonly channels: ReadonlyArray<Channel>
  readonly purposes: ReadonlyArray<Purpose>
}

/**
 * Opens again what was closed for want of the person's consent, now that it is given, and looks again for the moments of
 * all open tasks. An ended task stays as it is.
 */
export const consentGiven = (
  plan: FollowUpPlan,
  { channels, person, purposes }: Allowance,
  ground: Ground,
  at: DateTime.Utc,
): Decided =>
  opening(
    plan,
    ({ purpose }, closed) =>
      closed.person === person &&
      purposes.includes(purpose) &&
      channels.includes(closed.channel) &&
      consentRules.has(closed.rule),
    ground,
    at,
  )

/**
 * Opens again what was closed because the person's number or address didn't lead to them, now that it is mended: on all their
 * channels, or on those named. An ended task stays as it is, and is taken up again with what was mended open.
 */
export const numberMended = (
  plan: FollowUpPlan,
  person: PersonId,
  ground: Ground,
  at: DateTime.Utc,
  channels?: ReadonlyArray<Channel>,
): Decided => {
  const isTheirs = (closed: ClosedChannel) =>
    closed.person === person &&
    (channels === undefined || channels.includes(closed.channel)) &&
    WrongNumber.isOfNumber(closed)
  const [next, events] = opening(plan, (_, closed) => isTheirs(closed), ground, at)
  return plan.tasks.some((task) => isEnded(task) && WrongNumber.knownTo(plan, task).some(isTheirs))
    ? decided(plan, [...events, { _tag: "NumberMended", person, at, ...(channels && { channels }) }])
    : [next, events]
}

const opening = (
  plan: FollowUpPlan,
  opens: (task: FollowUpTask, closed: ClosedChannel) => boolean,
  ground: Ground,
  at: DateTime.Utc,
): Decided => {
  const opened = plan.tasks
    .filter((t) => !isEnded(t))
    .flatMap((t) =>
      (t.closed ?? [])
        .filter((closed) => opens(t, closed))
        .map(
          ({ channel, person }): FollowUpEvent => ({ _tag: "ChannelOpened", task: t.id, person, channel }),
        ),
    )
  if (opened.length === 0) return [plan, []]
  const before = replay(plan, opened)
  return decided(plan, [...opened, ...lookingAgain(before, 0, plan.tasks.length, ground, at)])
}
