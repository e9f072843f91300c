/**
 * From discharges to plans on the agenda.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type { Discharge } from "../followup/Discharge.ts"
import * as FollowUpPlan from "../followup/FollowUpPlan.ts"
import type { PlanId, TenantId } from "../foundation/Id.ts"
import { ConsentStore } from "../ports/ConsentStore.ts"
import { DischargeStore } from "../ports/DischargeStore.ts"
import { PlanStore } from "../ports/PlanStore.ts"
import type { StoreError } from "../ports/StoreError.ts"
import { UnitOfWork } from "../ports/UnitOfWork.ts"
import type { Consent } from "../privacy/Consent.ts"
import * as PlanKeeping from "./PlanKeeping.ts"
import { groundOf, Practice } from "./Practice.ts"

/**
 * Plans one discharge as of now, and keeps discharge, consents, plan and agenda in one unit of work.
 *
 * Fails with the plan's refusal, or with a `StoreError` (`AlreadyExists` where the discharge was planned before).
 */
export const schedule = Effect.fn("Scheduling.schedule")(function* (
  tenant: TenantId,
  discharge: Discharge,
  consents: ReadonlyArray<Consent>,
) {
  const practice = (yield* Practice).of(tenant)
  const now = yield* DateTime.now
  const [plan, events] = yield* Effect.fromResult(FollowUpPlan.make(groundOf(practice, discharge), now))
  const work = Effect.gen(function* () {
    yield* (yield* PlanStore).insert(tenant, plan, events)
    yield* (yield* DischargeStore).put(tenant, discharge)
    const kept = yield* ConsentStore
    yield* Effect.forEach(consents, (consent) => kept.put(tenant, consent), { discard: true })
    yield* PlanKeeping.schedule(tenant, plan)
  })
  yield* (yield* UnitOfWork).run(work)
  return plan
})

/** What became of one discharge of many. */
export type Outcome =
  | { readonly _tag: "Planned"; readonly discharge: Discharge; readonly plan: FollowUpPlan.FollowUpPlan }
  | {
      readonly _tag: "Refused"
      readonly discharge: Discharge
      readonly refusal: FollowUpPlan.PlanRefused | StoreError
    }

/** Plans many discharges. Each ends as planned or refused, in the order given; a refusal doesn't stop the rest. */
export const scheduleAll = Effect.fn("Scheduling.scheduleAll")(function* (
  tenant: TenantId,
  discharges: ReadonlyArray<{ readonly discharge: Discharge; readonly consents: ReadonlyArray<Consent> }>,
) {
  return yield* Effect.forEach(discharges, ({ consents, discharge }) =>
    schedule(tenant, discharge, consents).pipe(
      Effect.map((plan): Outcome => ({ _tag: "Planned", discharge, plan })),
      Effect.catch((refusal) => Effect.succeed<Outcome>({ _tag: "Refused", discharge, refusal })),
    ),
  )
})

/**
 * Looks again for the moments of a plan's open tasks, as of now: after a holiday notice, a changed profile or policy.
 * Answers with what moved; nothing changed means an empty list.
 */
export const replan = Effect.fn("Scheduling.replan")(function* (tenant: TenantId, id: PlanId) {
  const now = yield* DateTime.now
  const work = Effect.gen(function* () {
    const loaded = yield* PlanKeeping.load(tenant, id)
    const decided = FollowUpPlan.replan(loaded.plan, loaded.ground, now)
    yield* PlanKeeping.save(loaded, decided)
    return decided[1]
  })
  return yield* (yield* UnitOfWork).run(work)
})
