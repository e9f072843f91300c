/**
 * The referrals of a plan: requested after a contact, and brought back to the sender as a task where they stay unanswered.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Equal from "effect/Equal"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { CalendarNotCovered } from "../calendar/WorkCalendar.ts"
import { ReferralId, StageId, TaskId } from "../foundation/Id.ts"
import { RuleId } from "../foundation/Rule.ts"
import { type Decided, decided, type FollowUpEvent, replay } from "./FollowUpEvent.ts"
import { instantOf } from "./FollowUpProtocol.ts"
import * as FollowUpTask from "./FollowUpTask.ts"
import { anchorOf, type Ground } from "./PlanGround.ts"
import { type FollowUpPlan, type NotFound, task } from "./PlanRecord.ts"
import * as Referral from "./Referral.ts"
import { lookingAgain } from "./Replanning.ts"

/** The plan has no such referral. */
export class ReferralNotFound extends Schema.TaggedError<ReferralNotFound>(
  "@aftercare/core/ReferralNotFound",
)("ReferralNotFound", { referral: Schema.String }) {
  override get message() {
    return `no such referral: ${this.referral}`
  }
}

/** The limits leave no time: a result can't be due before its acceptance. */
export class ImpossibleLimits extends Schema.TaggedError<ImpossibleLimits>(
  "@aftercare/core/ImpossibleLimits",
)("ImpossibleLimits", { task: TaskId, rule: Schema.Literals(["now < acceptance", "acceptance ≤ result"]) }) {
  override get message() {
    return `referral after ${this.task}: its limits break ${this.rule}`
  }
}

/** What is asked of whom. */
export type Request = Pick<Referral.Referral, "kind" | "to" | "question" | "finding" | "sender" | "role">

/** Refers the patient on after a contact, within the policy's limits counted from now. */
export const refer = (
  plan: FollowUpPlan,
  from: TaskId,
  request: Request,
  policy: Referral.ReferralPolicy,
  ground: Ground,
  at: DateTime.Utc,
): Result.Result<Decided, NotFound | CalendarNotCovered | ImpossibleLimits> => {
  const found = task(plan, from)
  if (Result.isFailure(found)) return Result.fail(found.failure)
  const anchor = { ...anchorOf(ground), at: DateTime.toEpochMillis(at) }
  const accept = instantOf(policy.acceptWithin, anchor, true)
  const result = instantOf(policy.resultWithin, anchor, true)
  if (Result.isFailure(accept)) return Result.fail(accept.failure)
  if (Result.isFailure(result)) return Result.fail(result.failure)
  const impossible = (rule: ImpossibleLimits["rule"]) =>
    Result.fail(new ImpossibleLimits({ task: from, rule }))
  if (accept.success <= anchor.at) return impossible("now < acceptance")
  if (result.success < accept.success) return impossible("acceptance ≤ result")
  const referral: Referral.Referral = {
    ...request,
    id: ReferralId.make(`${plan.id}/referral/${(plan.referrals ?? []).length + 1}`),
    task: from,
    requestedAt: at,
    acceptBy: DateTime.makeUnsafe(accept.success),
    resultBy: DateTime.makeUnsafe(result.success),
    state: { _tag: "Requested" },
  }
  return Result.succeed(decided(plan, [{ _tag: "ReferralRequested", referral }]))
}

/** How long the sender's side has for a referral that came back. */
const backWithinHours = 24

/**
 * Has something happen to a referral. One that is refused or falls silent comes back as a task of the sender's side, to
 * contact the patient within a day.
 */
export const handleReferral = (
  plan: FollowUpPlan,
  id: ReferralId,
  command: Referral.Command,
  ground: Ground,
  at: DateTime.Utc,
): Result.Result<Decided, ReferralNotFound | Referral.WrongReferralState> => {
  const found = (plan.referrals ?? []).find((referral) => referral.id === id)
  if (found === undefined) return Result.fail(new ReferralNotFound({ referral: id }))
  return Result.map(Referral.decide(found, command, at), (state) => {
    if (Equal.equals(state, found.state)) return decided(plan, [])
    const moved: FollowUpEvent = { _tag: "ReferralMoved", referral: id, state }
    const opened = Referral.isBack({ ...found, state }) ? backTask(plan, found, state, at) : undefined
    if (opened === undefined || plan.tasks.some((t) => t.id === opened.id)) return decided(plan, [moved])
    const events: Array<FollowUpEvent> = [moved, { _tag: "TaskAdded", added: opened }]
    const before = replay(plan, events)
    events.push(...lookingAgain(before, plan.tasks.length, before.tasks.length, ground, at))
    return decided(plan, events)
  })
}

/** The task that a referral's return makes; none where the contact that led to it is no longer in the plan. */
const backTask = (
  plan: FollowUpPlan,
  { id, role, task: from }: Referral.Referral,
  state: Referral.ReferralState,
  at: DateTime.Utc,
): FollowUpTask.FollowUpTask | undefined => {
  const origin = plan.tasks.find((t) => t.id === from)
  if (origin === undefined) return undefined
  const rule = RuleId.make(state._tag === "Refused" ? "referral.refused" : "referral.silent")
  const latest = DateTime.add(at, { hours: backWithinHours })
  return {
    id: TaskId.make(`${id}/back`),
    stage: StageId.make(`${origin.stage.slice(0, 250)}:${rule}${id.slice(id.lastIndexOf("/"))}`),
    title: { zh: "转诊退回", en: "A referral came back" },
    purpose: origin.purpose,
    modules: ["revisit"],
    role,
    ...FollowUpTask.reach(origin),
    span: { earliest: at, ideal: at, due: latest, latest },
    extra: true,
    rules: [rule],
    attempts: [],
    state: { _tag: "Unplaced", rules: [rule] },
  }
}
