/**
 * Calling again when the person asked for it: a moment that is promised, and kept.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import {
  bandAt,
  type ContactWindow,
  closedAt,
  type EmptyWindow,
  nearest,
  permit,
} from "../contact/ContactWindow.ts"
import type { Override } from "../contact/Override.ts"
import { type AttemptId, TaskId } from "../foundation/Id.ts"
import { RuleId } from "../foundation/Rule.ts"
import { Channel } from "../foundation/Word.ts"
import { type Decided, decided, evolve, type FollowUpEvent, replay } from "./FollowUpEvent.ts"
import * as FollowUpTask from "./FollowUpTask.ts"
import type { Ground } from "./PlanGround.ts"
import { NoChannel } from "./PlanMaking.ts"
import type { FollowUpPlan, NotFound } from "./PlanRecord.ts"
import { lookingAgain } from "./Replanning.ts"
import { underWay } from "./TaskAttempt.ts"
import { leadsThere, windowFor } from "./TaskWindow.ts"

/** A moment that the person asks for. Outside the window it takes an override, such as their own request, signed. */
export interface Promised {
  readonly channel: Channel
  readonly at: DateTime.Utc
  readonly override?: Override
}

/** The moment can't be promised: the rules in the way, and the nearest moment that can. */
export class PromiseRefused extends Schema.TaggedError<PromiseRefused>("@aftercare/core/PromiseRefused")(
  "PromiseRefused",
  {
    task: TaskId,
    channel: Channel,
    at: Schema.DateTimeUtc,
    rules: Schema.Array(RuleId),
    nearest: Schema.optionalKey(Schema.DateTimeUtc),
  },
) {
  override get message() {
    const instead = this.nearest === undefined ? "none near" : DateTime.formatIso(this.nearest)
    return `${this.channel} at ${DateTime.formatIso(this.at)} can't be promised: ${this.rules.join(", ")}; nearest: ${instead}`
  }
}

const past = RuleId.make("promise.past")
const afterLatest = RuleId.make("stage.latest")

/**
 * Closes the try under way because the person asked to be contacted later, and promises the moment they asked for.
 *
 * **Details**
 *
 * The moment must lie ahead, before the task's `latest`, and in the window, caps included; the spacing of tries doesn't
 * bind what the person asks for. An override leaves the window as far as it may. Other tasks make room, and planning
 * again keeps the moment as long as it lies in the window. Fails with `PromiseRefused` naming the rules in the way and
 * the nearest moment, and with `NoChannel` where the person can't be reached so.
 */
export const promise = (
  plan: FollowUpPlan,
  id: TaskId,
  attempt: AttemptId,
  promised: Promised,
  ground: Ground,
  at: DateTime.Utc,
): Result.Result<Decided, NotFound | NoChannel | EmptyWindow | PromiseRefused> =>
  Result.flatMap(underWay(plan, id, attempt), () => {
    const ended: FollowUpEvent = { _tag: "AttemptEnded", task: id, attempt, disposition: "callLater", at }
    const after = evolve(plan, ended)
    const i = plan.tasks.findIndex((t) => t.id === id)
    const found = after.tasks[i] as FollowUpTask.FollowUpTask
    if (!leadsThere(found, promised.channel, ground))
      return Result.fail(new NoChannel({ stage: found.stage }))
    return Result.flatMap(windowFor(after, found, promised.channel, ground), (window) =>
      Result.map(kept(window, found, promised, at), (state) => {
        const events: Array<FollowUpEvent> = [ended, { _tag: "TaskPlaced", task: id, state }]
        events.push(...lookingAgain(replay(plan, events), 0, plan.tasks.length, ground, at))
        return decided(plan, events)
      }),
    )
  })

const kept = (
  window: ContactWindow,
  { id, span }: FollowUpTask.FollowUpTask,
  { at, channel, override }: Promised,
  now: DateTime.Utc,
): Result.Result<FollowUpTask.TaskState, PromiseRefused> => {
  const [millis, from] = [DateTime.toEpochMillis(at), DateTime.toEpochMillis(now)]
  const bounds = span === undefined ? undefined : FollowUpTask.millisOf(span)
  const planned = {
    _tag: "Planned",
    at,
    channel,
    band: bounds === undefined ? "ideal" : bandAt(bounds, millis),
    preferred: false,
    basis: window.basis,
    promised: true,
  } as const
  const rules = [
    ...(millis <= from ? [past] : []),
    ...(bounds !== undefined && millis >= bounds.latest ? [afterLatest] : []),
    ...closedAt(window, millis),
  ]
  if (rules.length === 0) return Result.succeed(planned)
  if (override !== undefined && millis > from && Result.isSuccess(permit(window, millis, override)))
    return Result.succeed({ ...planned, override })
  const until = bounds?.latest ?? Number.POSITIVE_INFINITY
  const instead = nearest(window, millis, { from: from + 1, until })
  return Result.fail(
    new PromiseRefused({
      task: id,
      channel,
      at,
      rules,
      ...(instead === undefined ? {} : { nearest: DateTime.makeUnsafe(instead) }),
    }),
  )
}
