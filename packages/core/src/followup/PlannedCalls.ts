/**
 * The calls that plans ask for.
 */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import type { Call } from "./CallDemand.ts"
import * as FollowUpTask from "./FollowUpTask.ts"
import { addresseeOf, type Ground, tierOf } from "./PlanGround.ts"
import type { FollowUpPlan } from "./PlanRecord.ts"
import { windowFor } from "./TaskWindow.ts"

const ranks = { low: 0, moderate: 1, unknown: 2, high: 3 } as const

/**
 * How much is at risk, as a call's rank: by the tier, highest where the ward flagged the patient. An unknown tier stands
 * above a moderate one: what isn't known is never taken for low.
 */
export const riskOf = (ground: Pick<Ground, "discharge" | "risk">): number =>
  ranks[ground.discharge.highRisk ? "high" : tierOf(ground)]

/**
 * The calls of a plan: every task whose next contact is planned by phone, asking for its role and the addressee's
 * language. A further try isn't called before the moment planned for it. Moments that were promised, or set by an override, are
 * left out: they stand.
 */
export const callsOf = (plan: FollowUpPlan, ground: Ground): ReadonlyArray<Call> =>
  plan.tasks.flatMap((task): ReadonlyArray<Call> => {
    const { addressee, attempts, id, role, span, state } = task
    if (state._tag !== "Planned" || state.channel !== "phone") return []
    if (state.override !== undefined || state.promised !== undefined) return []
    const person = addresseeOf(ground.discharge, addressee)
    const window = windowFor(plan, task, state.channel, ground)
    if (span === undefined || person === undefined || Result.isFailure(window)) return []
    const { due, earliest, ideal, latest } = FollowUpTask.millisOf(span)
    const notBefore = attempts.length === 0 ? earliest : DateTime.toEpochMillis(state.at)
    const from = (bound: number) => Math.min(Math.max(bound, notBefore), latest)
    return [
      {
        id,
        window: window.success,
        span: { earliest: from(earliest), ideal: from(ideal), due: from(due), latest },
        skills: [role],
        language: person.profile.language,
        risk: riskOf(ground),
      },
    ]
  })
