/**
 * A patient who has died or is in hospital again: nothing that was planned for after the stay goes on.
 */
import * as Effect from "effect/Effect"
import * as FollowUpPlan from "../followup/FollowUpPlan.ts"
import type { CancelReason } from "../followup/FollowUpTask.ts"
import type { PlanId, TenantId } from "../foundation/Id.ts"
import * as PlanKeeping from "./PlanKeeping.ts"
import * as Surveys from "./Surveys.ts"

/** Why a patient is no longer at home. */
export type Absence = Extract<CancelReason, "deceased" | "readmitted">

/** Calls off every plan of the patient whom this one is for, and asks nobody about their visits. Part of a unit of work. */
export const callOff = Effect.fnUntraced(function* (tenant: TenantId, id: PlanId, reason: Absence) {
  const { ground, plan } = yield* PlanKeeping.load(tenant, id)
  for (const person of ground.discharge.persons) {
    yield* PlanKeeping.decideFor(tenant, person.id, (other, now) =>
      other.plan.patient === plan.patient ? FollowUpPlan.cancel(other.plan, reason, now) : [other.plan, []],
    )
    yield* Surveys.concludeOf(
      tenant,
      person.id,
      plan.patient,
      reason === "deceased" ? "deceased" : "unableToAnswer",
    )
  }
})
