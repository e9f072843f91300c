/**
 * Channels that may no longer be used for a task: a consent withdrawn, a number that is somebody else's.
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import type { TaskId } from "../foundation/Id.ts"
import { RuleId } from "../foundation/Rule.ts"
import type { Channel } from "../foundation/Word.ts"
import { type Decided, decided, type FollowUpEvent, replay } from "./FollowUpEvent.ts"
import * as Placement from "./Placement.ts"
import type { Ground } from "./PlanGround.ts"
import { type FollowUpPlan, type NotFound, task } from "./PlanRecord.ts"
import { replaced } from "./Replanning.ts"

/** Somebody else answers at the number. */
export const wrongNumber = RuleId.make("phone.wrongNumber")

/**
 * Closes a channel to a task and looks for a moment on the channels left.
 *
 * Without any left a withdrawn consent cancels the task, and anything else leaves it to a person. A try under way is
 * waited for first, and an ended task stays as it is.
 */
export const closeChannel = (
  plan: FollowUpPlan,
  id: TaskId,
  channel: Channel,
  rule: RuleId,
  ground: Ground,
  at: DateTime.Utc,
): Result.Result<Decided, NotFound> => closeChannels(plan, id, [channel], rule, ground, at)

const closeChannels = (
  plan: FollowUpPlan,
  id: TaskId,
  closing: ReadonlyArray<Channel>,
  rule: RuleId,
  ground: Ground,
  at: DateTime.Utc,
): Result.Result<Decided, NotFound> =>
  Result.map(task(plan, id), ({ attempts, channels, state }) => {
    if (state._tag === "Ended" || closing.length === 0) return decided(plan, [])
    const closed = closing.map(
      (channel): FollowUpEvent => ({ _tag: "ChannelClosed", task: id, channel, rule }),
    )
    if (state._tag === "InProgress") return decided(plan, closed)
    const unplaced: FollowUpEvent = {
      _tag: "TaskPlaced",
      task: id,
      state: { _tag: "Unplaced", rules: [rule] },
    }
    const others = channels.filter((c) => !closing.includes(c))
    if (Placement.channelsLeft(others, attempts, ground.protocol.attempts).length > 0) {
      // What is planned on this channel falls, signed for or not; on another it stands.
      const falls = state._tag === "Planned" && closing.includes(state.channel)
      const falling = falls ? [...closed, unplaced] : closed
      const placed = replaced(replay(plan, falling), id, ground, at)
      return decided(plan, placed === undefined ? falling : [...closed, placed])
    }
    return decided(plan, [
      ...closed,
      rule === "consent.withdrawn"
        ? { _tag: "TaskEnded", task: id, end: { _tag: "Cancelled", reason: "consentWithdrawn" }, at }
        : unplaced,
    ])
  })

/**
 * What a wrong number means for the other tasks with the same addressee: whoever answers there is somebody else, who is
 * told nothing more.
 */
export const closingNumber = (
  plan: FollowUpPlan,
  id: TaskId,
  ground: Ground,
  at: DateTime.Utc,
): ReadonlyArray<FollowUpEvent> => {
  const addressee = plan.tasks.find((t) => t.id === id)?.addressee
  let current = plan
  const events: Array<FollowUpEvent> = []
  for (const other of plan.tasks.filter((t) => t.id !== id && t.addressee === addressee)) {
    const led = other.channels.filter((channel) => Placement.byNumber.has(channel))
    const closed = closeChannels(current, other.id, led, wrongNumber, ground, at)
    if (Result.isFailure(closed)) continue
    current = closed.success[0]
    events.push(...closed.success[1])
  }
  return events
}
