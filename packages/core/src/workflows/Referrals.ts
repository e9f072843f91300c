/**
 * Referring patients on, and bringing back what nobody accepts or answers.
 *
 * **Details**
 *
 * The limits of a referral are on the agenda, so one that falls silent comes back to its sender without anybody asking.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as FollowUpPlan from "../followup/FollowUpPlan.ts"
import type { Command, Kind } from "../followup/Referral.ts"
import { PlanId, ReferralId, type TaskId, type TenantId } from "../foundation/Id.ts"
import { Agenda, type Claim } from "../ports/Agenda.ts"
import * as PlanKeeping from "./PlanKeeping.ts"
import type { HospitalPractice } from "./Practice.ts"

/**
 * Refers a patient on after a contact, within the limits of the hospital's practice. Answers with what happened, the
 * referral among it.
 *
 * Fails with `NotPractised` where the hospital has no limits for referrals of this kind, and as `FollowUpPlan.refer` does.
 */
export const refer = Effect.fn("Referrals.refer")(function* (
  tenant: TenantId,
  id: PlanId,
  task: TaskId,
  request: FollowUpPlan.Request,
) {
  const [, events] = yield* PlanKeeping.decide(tenant, id, ({ ground, plan, practice }, now) =>
    Result.flatMap(limitsOf(practice.referrals ?? {}, request.kind), (limits) =>
      FollowUpPlan.refer(plan, task, request, limits, ground, now),
    ),
  )
  return events
})

const limitsOf = (limits: HospitalPractice["referrals"] & {}, kind: Kind) =>
  Result.fromNullishOr(limits[kind], () => new FollowUpPlan.NotPractised({ what: "referral", id: kind }))

/** Has something happen to a referral; see `FollowUpPlan.handleReferral`. Answers with what happened. */
export const handle = Effect.fn("Referrals.handle")(function* (
  tenant: TenantId,
  id: PlanId,
  referral: ReferralId,
  command: Command,
) {
  const [, events] = yield* PlanKeeping.decide(tenant, id, ({ ground, plan }, now) =>
    FollowUpPlan.handleReferral(plan, referral, command, ground, now),
  )
  return events
})

/** Part of a unit of work, under the claim of a limit that fell due. */
export const fallDue = Effect.fnUntraced(function* (claim: Claim) {
  const { id, subject, tenant } = claim.entry
  yield* (yield* Agenda).hold(claim)
  const loaded = yield* PlanKeeping.load(tenant, PlanId.make(subject))
  const { ground, plan } = loaded
  const expired = FollowUpPlan.handleReferral(
    plan,
    ReferralId.make(id),
    { _tag: "Expire" },
    ground,
    yield* DateTime.now,
  )
  yield* PlanKeeping.save(
    loaded,
    Result.getOrElse(expired, (): FollowUpPlan.Decided => [plan, []]),
    claim,
  )
})
