/**
 * How tasks end without an answer: their window went by, or somebody called them off or ended them by hand.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { TaskId } from "../foundation/Id.ts"
import { type Decided, decided, evolve, type FollowUpEvent } from "./FollowUpEvent.ts"
import * as FollowUpTask from "./FollowUpTask.ts"
import type { Ground } from "./PlanGround.ts"
import { type FollowUpPlan, type NotFound, task, WrongState } from "./PlanRecord.ts"
import * as Referral from "./Referral.ts"

/** Cancels every open task, and takes back the referrals that somebody is still waited for. */
export const cancel = (plan: FollowUpPlan, reason: FollowUpTask.CancelReason, at: DateTime.Utc): Decided =>
  decided(plan, cancelling(plan, reason, at))

/** Cancels one task, and where the patient has died or is in hospital again every open one. An ended task stays as it is. */
export const cancelTask = (
  plan: FollowUpPlan,
  id: TaskId,
  reason: FollowUpTask.CancelReason,
  at: DateTime.Utc,
): Result.Result<Decided, NotFound> =>
  Result.map(task(plan, id), () => {
    const all = FollowUpTask.isAbsence(reason)
    return decided(
      plan,
      cancelling(plan, reason, at).filter((e) => all || ("task" in e && e.task === id)),
    )
  })

export const cancelling = (
  plan: FollowUpPlan,
  reason: FollowUpTask.CancelReason,
  at: DateTime.Utc,
): ReadonlyArray<FollowUpEvent> => [
  ...plan.tasks
    .filter((t) => !FollowUpTask.isEnded(t))
    .map((t): FollowUpEvent => ({ _tag: "TaskEnded", task: t.id, end: { _tag: "Cancelled", reason }, at })),
  ...(plan.referrals ?? [])
    .filter((referral) => Referral.nextDueAt(referral) !== undefined)
    .map(
      ({ id }): FollowUpEvent => ({
        _tag: "ReferralMoved",
        referral: id,
        state: { _tag: "Withdrawn", reason, at },
      }),
    ),
]

/**
 * Ends a task whose `latest` is past and which has no try under way: missed if none was made, else unanswered. Before
 * `latest`, or once ended, nothing happens.
 */
export const expire = (
  plan: FollowUpPlan,
  id: TaskId,
  ground: Ground,
  at: DateTime.Utc,
): Result.Result<Decided, NotFound> =>
  Result.map(task(plan, id), (found) => {
    const open = !FollowUpTask.isEnded(found) && found.state._tag !== "InProgress"
    const past = found.span !== undefined && DateTime.isLessThanOrEqualTo(found.span.latest, at)
    return open && past
      ? decided(plan, [{ _tag: "TaskEnded", task: id, end: unanswered(plan, found, ground), at }])
      : decided(plan, [])
  })

/** The end chosen doesn't fit the tries that were made: nobody is unreachable untried, and nothing that was tried is missed. */
export class EndRefused extends Schema.TaggedError<EndRefused>("@aftercare/core/EndRefused")("EndRefused", {
  task: TaskId,
  end: Schema.String,
  rule: Schema.Literals(["end.untried", "end.tried"]),
}) {
  override get message() {
    return `task ${this.task} can't end as ${this.end}: ${this.rule}`
  }
}

/**
 * Ends a task by hand, with the one who does and the reason: the person came by, the family said no. With one that is
 * cancelled because the patient has died or is in hospital again, every open task is.
 *
 * Fails with `WrongState` where it has ended, and with `EndRefused` where the end doesn't fit the tries made.
 */
export const endTask = (
  plan: FollowUpPlan,
  id: TaskId,
  end: FollowUpTask.TaskEnd,
  signed: FollowUpTask.Signed,
  at: DateTime.Utc,
): Result.Result<Decided, NotFound | WrongState | EndRefused> =>
  Result.flatMap(task(plan, id), (found): ReturnType<typeof endTask> => {
    const { _tag } = end
    const tries = FollowUpTask.allAttempts(found).length
    const refused = (rule: EndRefused["rule"]) => Result.fail(new EndRefused({ task: id, end: _tag, rule }))
    if (FollowUpTask.isEnded(found)) return Result.fail(new WrongState({ task: id, state: "Ended" }))
    if (tries === 0 && (_tag === "Unreachable" || _tag === "LostToFollowUp")) return refused("end.untried")
    if (tries > 0 && _tag === "Missed") return refused("end.tried")
    const ended: FollowUpEvent = { _tag: "TaskEnded", task: id, end, at, signed }
    const others =
      end._tag === "Cancelled" && FollowUpTask.isAbsence(end.reason)
        ? cancelling(evolve(plan, ended), end.reason, at)
        : []
    return Result.succeed(decided(plan, [ended, ...others]))
  })

/** The end of a task whose tries all went unanswered: unreachable, or lost after as many such tasks in a row. */
export const unanswered = (
  plan: FollowUpPlan,
  ended: FollowUpTask.FollowUpTask,
  ground: Ground,
): FollowUpTask.TaskEnd => {
  if (ended.attempts.length === 0) return { _tag: "Missed" }
  let inARow = 1
  const before = plan.tasks.filter((t) => t.id !== ended.id && dueAt(t) < dueAt(ended))
  for (const { state } of before.sort((a, b) => dueAt(b) - dueAt(a))) {
    if (state._tag !== "Ended" || (state.end._tag !== "Unreachable" && state.end._tag !== "LostToFollowUp"))
      break
    inARow++
  }
  const { early, lost } = ground.protocol.attempts.lossAfter
  if (inARow < early) return { _tag: "Unreachable" }
  return { _tag: "LostToFollowUp", grade: inARow < lost ? "early" : "lost" }
}

/**
 * How far the patient is lost to follow-up as of a moment; undefined where they aren't. The newest contact that was
 * answered, declined or unanswered decides, by due date; one that is past due is at least overdue.
 */
export const lossOf = ({ tasks }: FollowUpPlan, at: DateTime.Utc): FollowUpTask.LossGrade | undefined => {
  const [newest] = tasks
    .flatMap((t) => (t.state._tag === "Ended" && isAnswer(t.state.end) ? [{ t, end: t.state.end }] : []))
    .sort((a, b) => dueAt(b.t) - dueAt(a.t))
  if (newest?.end._tag === "LostToFollowUp") return newest.end.grade
  const isOverdue = tasks.some((t) => !FollowUpTask.isEnded(t) && dueAt(t) <= DateTime.toEpochMillis(at))
  return newest?.end._tag === "Unreachable" || isOverdue ? "overdue" : undefined
}

/** Whether an end says anything of whether the patient can be reached. */
const isAnswer = ({ _tag }: FollowUpTask.TaskEnd): boolean => _tag !== "Cancelled" && _tag !== "Missed"

/** When a task is due: never, as far as is known, while its working days can't be counted. */
const dueAt = ({ span }: FollowUpTask.FollowUpTask): number =>
  span === undefined ? Number.POSITIVE_INFINITY : DateTime.toEpochMillis(span.due)
