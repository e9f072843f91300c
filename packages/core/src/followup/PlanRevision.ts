/**
 * Fitting a plan to another revision of its protocol, its rules or the patient's record.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Equal from "effect/Equal"
import * as Result from "effect/Result"
import { isHash } from "../foundation/Id.ts"
import { type Decided, decided, type FollowUpEvent, replay } from "./FollowUpEvent.ts"
import * as FollowUpTask from "./FollowUpTask.ts"
import type { Personalised } from "./Personalisation.ts"
import { type Ground, personalised } from "./PlanGround.ts"
import { laidOut, type PlanRefused } from "./PlanMaking.ts"
import type { FollowUpPlan, Revised } from "./PlanRecord.ts"
import { freeId } from "./Reentry.ts"
import { addressing, replan } from "./Replanning.ts"
import { spanFromNow, taskOf, waitFor } from "./TaskAnchor.ts"
import * as WrongNumber from "./WrongNumber.ts"

/**
 * The plan as the protocol and the rules would have it now: open tasks take over what changed, those of stages that are
 * gone are called off, new stages come in, and everything open is looked at again. A stage that a revision before called
 * off comes in again as a task of its own. Nothing comes in where the patient has died, is in hospital again or was
 * transferred, or where the staff called off what was left of the plan.
 *
 * **Details**
 *
 * Ended tasks and tries under way never change, and neither do urgent tasks, returned referrals and tasks that were taken
 * up again. A new stage whose window is past already isn't added: nobody missed what wasn't asked. Neither is the first
 * contact of a stage that came once and now comes again, or the other way round, where that contact is under way or over.
 * Where nothing changed the events are empty. Fails as making a plan does; the plan then stands as it was.
 */
export const revise = (
  plan: FollowUpPlan,
  ground: Ground,
  at: DateTime.Utc,
): Result.Result<Decided, PlanRefused> =>
  Result.flatMap(laidOut(ground, at), ([fresh]) => {
    const events: Array<FollowUpEvent> = []
    const revised = revisedParts(fresh)
    if (!Equal.equals(revised, revisedParts(plan))) events.push({ _tag: "PlanRevised", revised })
    for (const task of plan.tasks) {
      if (FollowUpTask.isEnded(task) || task.state._tag === "InProgress" || isOpened(plan, task)) continue
      const next = fresh.tasks.find(({ stage }) => stage === task.stage)
      if (next === undefined)
        events.push({
          _tag: "TaskEnded",
          task: task.id,
          end: { _tag: "Cancelled", reason: "protocolRevised" },
          at,
        })
      else events.push(...taken(task, next, plan, ground))
    }
    const isOver =
      ground.vitalStatus === "deceased" ||
      isCalledOff(plan) ||
      plan.tasks.some((task) => FollowUpTask.isCancelled(task, "deceased", "readmitted", "transferred"))
    const { stages } = personalised(ground)
    const added: Array<FollowUpTask.FollowUpTask> = []
    for (const task of isOver ? [] : fresh.tasks) {
      const known = taskOf(plan.tasks, task.stage)
      const isThere = known !== undefined && !FollowUpTask.isCancelled(known, "protocolRevised")
      if (isThere) continue
      const next = anchored(task, plan, stages)
      if (FollowUpTask.isEnded(next)) continue
      const id = known === undefined ? task.id : freeId(plan, task.id)
      added.push({ ...next, id, ...WrongNumber.forNew(plan) })
    }
    const looked = replan(replay(plan, [...events, ...added.map(adding)]), ground, at)
    const asked = added.filter(({ id }) =>
      looked[0].tasks.some((t) => t.id === id && !FollowUpTask.isEnded(t)),
    )
    events.push(...asked.map(adding))
    const [, moved] = asked.length === added.length ? looked : replan(replay(plan, events), ground, at)
    const [next, all] = decided(plan, [...events, ...moved])
    // By what has ended now another stage may be counted.
    return moved.some(({ _tag }) => _tag === "TaskEnded")
      ? Result.map(revise(next, ground, at), ([after, more]): Decided => [after, [...all, ...more]])
      : Result.succeed<Decided>([next, all])
  })

/** Whether the staff called off what was left of the plan: then nothing of it ended later, and nothing is open. */
const isCalledOff = ({ tasks }: FollowUpPlan): boolean => {
  const ends = tasks.map(({ state }) =>
    state._tag === "Ended" ? DateTime.toEpochMillis(state.at) : Infinity,
  )
  const last = Math.max(...ends)
  return tasks.some((task, i) => FollowUpTask.isCancelled(task, "staffDecision") && ends[i] === last)
}

const adding = (added: FollowUpTask.FollowUpTask): FollowUpEvent => ({ _tag: "TaskAdded", added })

/** A task that is new in the plan. Of a stage that is counted from one which the plan has, it is counted from how that went there. */
const anchored = (
  task: FollowUpTask.FollowUpTask,
  plan: FollowUpPlan,
  stages: Personalised["stages"],
): FollowUpTask.FollowUpTask => {
  const of = stages.find(({ stage }) => stage.id === task.stage)
  const state = of && waitFor(of.stage)
  if (state === undefined || taskOf(plan.tasks, state.stage) === undefined) return task
  const { span: _, ...waiting } = task
  return { ...waiting, state }
}

const revisedParts = (plan: FollowUpPlan): Revised => {
  const { calendar, conflicts, dischargedAt, dropped, handover, leftOut, policy, protocol, risk, zone } = plan
  return {
    dischargedAt,
    zone,
    protocol,
    policy,
    calendar,
    dropped,
    ...(conflicts && { conflicts }),
    ...(leftOut && { leftOut }),
    ...(risk && { risk }),
    ...(handover && { handover }),
  }
}

/** Whether the task was opened on the way: by a red flag, a referral that came back, or somebody who took it up again. */
const isOpened = (plan: FollowUpPlan, { id, reopened }: FollowUpTask.FollowUpTask): boolean =>
  reopened !== undefined ||
  isHash(id) ||
  plan.tasks.some((other) => id.startsWith(`${other.id}:`)) ||
  (plan.referrals ?? []).some((referral) => id.startsWith(`${referral.id}/`))

/** Whether nobody was asked, turned to or promised anything: then the task addresses whomever the record has first. */
const isUntouched = (task: FollowUpTask.FollowUpTask): boolean =>
  task.attempts.length === 0 && task.turnedFrom === undefined && !FollowUpTask.isAgreed(task)

/** What an open task takes over from its stage as it is now. Whom it turned to, and what was closed, stays. */
const taken = (
  task: FollowUpTask.FollowUpTask,
  next: FollowUpTask.FollowUpTask,
  plan: FollowUpPlan,
  ground: Ground,
): ReadonlyArray<FollowUpEvent> => {
  const counted = spanFromNow(task, plan, ground)
  // Counted from a stage that came too late to be added, it stays where it was put first.
  const span = typeof counted === "object" ? counted : next.span && (task.span ?? next.span)
  const turning =
    task.addressee !== next.addressee && isUntouched(task) ? addressing(plan, task, next, true) : []
  const definition: FollowUpTask.Definition = {
    title: next.title,
    purpose: next.purpose,
    modules: next.modules,
    role: next.role,
    channels:
      turning.length > 0 || (task.turnedFrom === undefined && task.addressee === next.addressee)
        ? next.channels
        : task.channels,
    extra: next.extra,
    rules: next.rules,
    ...(span === undefined ? {} : { span }),
  }
  const waits = span === undefined && next.state._tag === "AwaitingStage"
  return [
    ...turning,
    ...(Equal.equals(definition, FollowUpTask.definitionOf(task))
      ? []
      : [{ _tag: "TaskRevised", task: task.id, definition } as const]),
    ...(waits && !Equal.equals(next.state, task.state)
      ? [{ _tag: "TaskPlaced", task: task.id, state: next.state } as const]
      : []),
  ]
}
