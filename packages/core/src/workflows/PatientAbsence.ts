/**
 * A patient who has died or is in hospital again: nothing that was planned for after the stay goes on.
 */
import * as Effect from "effect/Effect"
import * as FollowUpPlan from "../followup/FollowUpPlan.ts"
import type { CancelReason } from "../followup/FollowUpTask.ts"
import type { PlanId, TenantId } from "../foundation/Id.ts"
import { DischargeStore } from "../ports/DischargeStore.ts"
import * as PlanKeeping from "./PlanKeeping.ts"
import * as Surveys from "./Surveys.ts"

/** Why a patient is no longer at home. */
export type Absence = Extract<CancelReason, "deceased" | "readmitted">

/**
 * Calls off every plan of the patient whom this one is for, whoever is contacted for it, and asks nobody about their visits.
 * Part of a unit of work.
 */
export const callOff = Effect.fnUntraced(function* (tenant: TenantId, id: PlanId, reason: Absence) {
  const { plan } = yield* PlanKeeping.load(tenant, id)
  const stays = yield* (yield* DischargeStore).ofPatient(tenant, plan.patient)
  for (const person of new Set(stays.flatMap(({ persons }) => persons.map(({ id }) => id)))) {
    yield* PlanKeeping.decideFor(tenant, person, (other, now) =>
      other.plan.patient === plan.patient ? FollowUpPlan.cancel(other.plan, reason, now) : [other.plan, []],
    )
    yield* Surveys.concludeOf(
      tenant,
      person,
      plan.patient,
      reason === "deceased" ? "deceased" : "unableToAnswer",
    )
  }
})
