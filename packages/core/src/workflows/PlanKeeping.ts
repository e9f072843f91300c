/**
 * Loading a plan with what decisions about it rest on, and writing a decision: plan, events and agenda together.
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Option from "effect/Option"
import type * as Result from "effect/Result"
import { type Decided, type FollowUpPlan, follow, type Ground } from "../followup/FollowUpPlan.ts"
import { type FollowUpTask, nextDueAt } from "../followup/FollowUpTask.ts"
import type { PlanId, TenantId } from "../foundation/Id.ts"
import { Agenda, type Claim } from "../ports/Agenda.ts"
import { DischargeStore } from "../ports/DischargeStore.ts"
import { PlanStore } from "../ports/PlanStore.ts"
import { because, StoreError } from "../ports/StoreError.ts"
import { UnitOfWork } from "../ports/UnitOfWork.ts"
import { groundOf, type HospitalPractice, Practice } from "./Practice.ts"

/** A plan as it was read, with what decisions rest on. */
export interface Loaded {
  readonly tenant: TenantId
  readonly plan: FollowUpPlan
  readonly version: number
  readonly ground: Ground
  readonly practice: HospitalPractice
}

/** Fails with `NotFound` where the plan or its discharge isn't there. */
export const load = Effect.fnUntraced(function* (tenant: TenantId, id: PlanId) {
  const found = yield* (yield* PlanStore).find(tenant, id)
  if (Option.isNone(found)) return yield* because({ _tag: "NotFound", record: id })
  const { record: plan, version } = found.value
  const discharge = yield* (yield* DischargeStore).find(tenant, plan.discharge)
  if (Option.isNone(discharge)) return yield* because({ _tag: "NotFound", record: plan.discharge })
  const practice = (yield* Practice).of(tenant)
  const loaded: Loaded = { tenant, plan, version, practice, ground: groundOf(practice, discharge.value) }
  return loaded
})

/** Puts every task of a new plan on the agenda. */
export const schedule = Effect.fnUntraced(function* (tenant: TenantId, plan: FollowUpPlan) {
  const agenda = yield* Agenda
  for (const task of plan.tasks) {
    const dueAt = nextDueAt(task)
    if (dueAt !== undefined) yield* agenda.schedule(entryOf(tenant, plan, task, dueAt))
  }
})

/**
 * Writes a decision, with what follows from a task's end for the stages that waited for it. The agenda follows each task
 * whose next due moment changed; a claim is settled with its own task's.
 */
export const save = Effect.fnUntraced(function* (loaded: Loaded, decided: Decided, claim?: Claim) {
  const agenda = yield* Agenda
  const { ground, plan: before, tenant, version } = loaded
  const [plan, following] = follow(decided[0], ground, yield* DateTime.now)
  const events = [...decided[1], ...following]
  if (events.length > 0) yield* (yield* PlanStore).update(tenant, plan, version, events)
  for (const task of plan.tasks) {
    if (claim?.entry.id === task.id) continue
    const dueAt = nextDueAt(task)
    const earlier = before.tasks.find((t) => t.id === task.id)
    if (earlier !== undefined && Equal.equals(nextDueAt(earlier), dueAt)) continue
    yield* dueAt === undefined
      ? agenda.remove(tenant, task.id)
      : agenda.schedule(entryOf(tenant, plan, task, dueAt))
  }
  if (claim === undefined) return
  const own = plan.tasks.find((task) => task.id === claim.entry.id)
  yield* agenda.settle(claim, own === undefined ? undefined : nextDueAt(own))
})

/**
 * Decides on a plan as it is now and writes the decision in one unit of work; where somebody else wrote first, decides
 * again on what they left.
 */
export const decide = Effect.fnUntraced(function* <E>(
  tenant: TenantId,
  id: PlanId,
  decision: (loaded: Loaded, now: DateTime.Utc) => Result.Result<Decided, E>,
) {
  const work = Effect.gen(function* () {
    const loaded = yield* load(tenant, id)
    const decided = yield* Effect.fromResult(decision(loaded, yield* DateTime.now))
    yield* save(loaded, decided)
    return decided
  })
  return yield* (yield* UnitOfWork).run(work).pipe(
    Effect.retry({
      times: 10,
      while: (error) => error instanceof StoreError && error.reason._tag === "VersionConflict",
    }),
  )
})

const entryOf = (tenant: TenantId, plan: FollowUpPlan, task: FollowUpTask, dueAt: DateTime.Utc) =>
  ({ tenant, id: task.id, kind: "followUp", subject: plan.id, dueAt }) as const
