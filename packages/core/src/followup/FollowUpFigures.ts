/**
 * What became of the plans over a stretch of time, in counts: the figures that a ward looks at.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Equal from "effect/Equal"
import * as Result from "effect/Result"
import type { PlainDate } from "../calendar/PlainDate.ts"
import { dateAt } from "../calendar/TimeZone.ts"
import type { ContactAttempt } from "../contact/ContactAttempt.ts"
import * as ContactWindow from "../contact/ContactWindow.ts"
import type { StageId } from "../foundation/Id.ts"
import type { Interval } from "../foundation/Interval.ts"
import { contains } from "../foundation/Interval.ts"
import type { Rate } from "../foundation/Rate.ts"
import type { Bilingual, Channel } from "../foundation/Word.ts"
import * as FollowUpPlan from "./FollowUpPlan.ts"
import { allAttempts, type FollowUpTask, type TaskEnd } from "./FollowUpTask.ts"
import { checkedBy } from "./TaskWindow.ts"

/** How one stage went: among the tasks due in the stretch (`isDueIn`), tried by then, and completed by then (`byDue`). */
export interface StageFigures {
  readonly stage: StageId
  readonly title: Bilingual
  readonly triedByDue: Rate
  readonly completedByDue: Rate
}

/** The tries of one day by one channel; the day is the patient's own. */
export interface DayFigures {
  readonly on: PlainDate
  readonly channel: Channel
  readonly attempts: number
  readonly completed: number
}

export interface FollowUpFigures {
  readonly plans: number
  readonly stages: ReadonlyArray<StageFigures>
  readonly days: ReadonlyArray<DayFigures>
  readonly attempts: number
  readonly completed: number
  /** Tasks ended within the stretch, by how. */
  readonly ends: { readonly [End in TaskEnd["_tag"]]: number }
  /** Tasks still open, by where they stand. */
  readonly open: {
    readonly planned: number
    readonly inProgress: number
    readonly awaitingCalendar: number
    readonly awaitingStage: number
    readonly unplaced: number
  }
  /** Tries made outside the window for a stated reason, by a named author. */
  readonly overrides: number
  /** Tries made outside the window without one, found by checking each against its window again where that is still known. */
  readonly violations: number
}

/** A plan with what it was made from. */
export interface Kept {
  readonly plan: FollowUpPlan.FollowUpPlan
  readonly ground: FollowUpPlan.Ground
}

/** The figures of the plans over `during`, in epoch milliseconds. */
export const figures = (kept: ReadonlyArray<Kept>, during: Interval): FollowUpFigures => {
  const stages = new Map<StageId, { title: Bilingual; due: number; tried: number; completed: number }>()
  const days = new Map<string, { on: PlainDate; channel: Channel; attempts: number; completed: number }>()
  const ends = { Completed: 0, Declined: 0, Unreachable: 0, LostToFollowUp: 0, Cancelled: 0, Missed: 0 }
  const open = { planned: 0, inProgress: 0, awaitingCalendar: 0, awaitingStage: 0, unplaced: 0 }
  let [attempts, completed, overrides, violations] = [0, 0, 0, 0]
  for (const { ground, plan } of kept)
    for (const task of plan.tasks) {
      countStage(stages, task, during)
      countState(task, during, ends, open)
      for (const attempt of allAttempts(task)) {
        const at = DateTime.toEpochMillis(attempt.startedAt)
        if (!contains(during, at)) continue
        const done = attempt.disposition === "completed"
        const on = dateAt(plan.zone, at)
        const key = `${on} ${attempt.channel}`
        const day = days.get(key) ?? { on, channel: attempt.channel, attempts: 0, completed: 0 }
        days.set(key, { ...day, attempts: day.attempts + 1, completed: day.completed + Number(done) })
        attempts++
        completed += Number(done)
        overrides += Number(attempt.permission._tag === "ByOverride")
        violations += Number(isViolation(plan, task, attempt, ground))
      }
    }
  return {
    plans: kept.length,
    stages: [...stages].map(([stage, { completed: done, due, title, tried }]) => ({
      stage,
      title,
      triedByDue: { count: tried, of: due },
      completedByDue: { count: done, of: due },
    })),
    days: [...days.values()].sort((a, b) => (a.on + a.channel < b.on + b.channel ? -1 : 1)),
    attempts,
    completed,
    ends,
    open,
    overrides,
    violations,
  }
}

/**
 * Whether the task was due within the stretch, in epoch milliseconds.
 *
 * **Details**
 *
 * A task that was called off before its `due` is owed to nobody: the patient has died, or is in hospital again. One that is
 * called off only afterwards was due all the same, so what was late stays late.
 */
export const isDueIn = ({ span, state }: FollowUpTask, during: Interval): boolean =>
  span !== undefined &&
  // `due` is exclusive: what is due through the end of the last day is due within it.
  contains(during, DateTime.toEpochMillis(span.due) - 1) &&
  !(state._tag === "Ended" && state.end._tag === "Cancelled" && DateTime.isLessThan(state.at, span.due))

/**
 * What became of a task before its `due`: whether it was tried, and whether by one of these tries it was completed. Where
 * somebody ended it as completed by hand, because the patient came by, it was both.
 */
export const byDue = (task: FollowUpTask): { readonly tried: boolean; readonly completed: boolean } => {
  const { span, state } = task
  if (span === undefined) return { tried: false, completed: false }
  const tries = allAttempts(task).filter(({ startedAt }) => DateTime.isLessThan(startedAt, span.due))
  const byHand =
    state._tag === "Ended" &&
    state.end._tag === "Completed" &&
    state.signed !== undefined &&
    DateTime.isLessThan(state.at, span.due)
  return {
    tried: byHand || tries.length > 0,
    completed: byHand || tries.some(({ disposition }) => disposition === "completed"),
  }
}

const countStage = (
  stages: Map<StageId, { title: Bilingual; due: number; tried: number; completed: number }>,
  task: FollowUpTask,
  during: Interval,
): void => {
  if (!isDueIn(task, during)) return
  const figure = stages.get(task.stage) ?? { title: task.title, due: 0, tried: 0, completed: 0 }
  const { completed, tried } = byDue(task)
  stages.set(task.stage, {
    title: figure.title,
    due: figure.due + 1,
    tried: figure.tried + Number(tried),
    completed: figure.completed + Number(completed),
  })
}

const countState = (
  { state }: FollowUpTask,
  during: Interval,
  ends: { [End in TaskEnd["_tag"]]: number },
  open: {
    planned: number
    inProgress: number
    awaitingCalendar: number
    awaitingStage: number
    unplaced: number
  },
): void => {
  switch (state._tag) {
    case "Ended":
      if (contains(during, DateTime.toEpochMillis(state.at))) ends[state.end._tag]++
      return
    case "Planned":
      open.planned++
      return
    case "InProgress":
      open.inProgress++
      return
    case "AwaitingCalendar":
      open.awaitingCalendar++
      break
    case "AwaitingStage":
      open.awaitingStage++
      return
    case "Unplaced":
      open.unplaced++
  }
}

/**
 * Checked against the window as it was then: later contacts don't count against an earlier one, and where other hours,
 * another policy or calendar are given than it was checked by, that check stands.
 */
const isViolation = (
  plan: FollowUpPlan.FollowUpPlan,
  task: FollowUpTask,
  attempt: ContactAttempt,
  ground: FollowUpPlan.Ground,
): boolean => {
  const { check, permission } = attempt
  if (permission._tag === "ByOverride") return false
  if (check?.profile !== undefined) {
    const { basis, profile } = checkedBy(attempt.addressee, ground)
    if (profile !== check.profile || !Equal.equals(basis, check.basis)) return false
  }
  const before = plan.tasks.map((t) => ({
    ...t,
    state: { _tag: "Unplaced", rules: [] } as const,
    attempts: allAttempts(t).filter((a) => DateTime.isLessThan(a.startedAt, attempt.startedAt)),
  }))
  const at = DateTime.toEpochMillis(attempt.startedAt)
  const elsewhere = (ground.elsewhere ?? []).filter((contact) => contact.at < at)
  const addressed = { ...task, addressee: attempt.addressee }
  const then = { ...ground, elsewhere }
  const window = FollowUpPlan.windowFor({ ...plan, tasks: before }, addressed, attempt.channel, then)
  return Result.isFailure(window) || Result.isFailure(ContactWindow.permit(window.success, at))
}
