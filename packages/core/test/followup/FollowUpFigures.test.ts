import {
  FollowUpCounts,
  FollowUpFigures,
  FollowUpPlan,
  type FollowUpTask,
  Id,
  PlainDate,
  TimeZone,
} from "@aftercare/core"
import { FollowUpLife } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import { dateAt, day, hour } from "../calendar/support/WallClock.ts"
import { part } from "../foundation/support/part.ts"
import { anyGround, onTime, plainGround, script, shipped } from "./support/grounds.ts"

const millis = DateTime.toEpochMillis

const lives = fc
  .array(fc.tuple(fc.oneof(shipped(), anyGround()), script), { minLength: 1, maxLength: 3 })
  .map((drawn) =>
    drawn.flatMap(([ground, s]) => {
      const life = FollowUpLife.live(ground, s, ground.discharge.dischargedAt)
      return Result.isSuccess(life) ? [life.success] : []
    }),
  )

/** The plan somewhere on its way, so that tasks stand everywhere. */
const somewhere = (life: FollowUpLife.Life, share: number): FollowUpFigures.Kept => {
  const step = life.steps[Math.floor((life.steps.length - 1) * share)] ?? life.steps[0]
  return { plan: step.plan, ground: life.ground }
}

const tasksOf = (kept: ReadonlyArray<FollowUpFigures.Kept>) => kept.flatMap(({ plan }) => plan.tasks)

const triesOf = ({ attempts, state }: FollowUpTask.FollowUpTask) =>
  state._tag === "InProgress" ? [...attempts, state.attempt] : attempts

const count = <A>(all: ReadonlyArray<A>, is: (a: A) => boolean): number => all.filter(is).length

describe("figures", patience, () => {
  test("are what counting by hand gives", () => {
    fc.assert(
      fc.property(
        lives,
        part,
        fc.tuple(fc.integer({ min: -30, max: 100 }), fc.integer({ min: 1, max: 150 })),
        (drawn, share, [start, length]) => {
          const kept = drawn.map((life) => somewhere(life, share))
          const [first] = kept
          if (first === undefined) return
          const from = millis(first.plan.dischargedAt) + start * day
          const during = { from, until: from + length * day }
          const isIn = (at: DateTime.Utc) => from <= millis(at) && millis(at) < during.until
          const found = FollowUpFigures.figures(kept, during)

          const all = tasksOf(kept)
          // What is due through the end of a day is due within it.
          const lastMillis = (due: DateTime.Utc) => DateTime.subtract(due, { milliseconds: 1 })
          const tries = kept.flatMap(({ plan }) =>
            plan.tasks.flatMap((task) =>
              triesOf(task)
                .filter(({ startedAt }) => isIn(startedAt))
                .map((attempt) => ({ attempt, on: dateAt(plan.zone, millis(attempt.startedAt)) })),
            ),
          )
          expect(found.plans).toBe(kept.length)
          expect(found.attempts).toBe(tries.length)
          expect(found.completed).toBe(count(tries, ({ attempt }) => attempt.disposition === "completed"))
          expect(found.overrides).toBe(0)

          for (const [end, n] of Object.entries(found.ends))
            expect(n).toBe(
              count(all, ({ state }) => state._tag === "Ended" && state.end._tag === end && isIn(state.at)),
            )
          expect(found.open).toEqual({
            planned: count(all, ({ state }) => state._tag === "Planned"),
            inProgress: count(all, ({ state }) => state._tag === "InProgress"),
            awaitingCalendar: count(all, ({ state }) => state._tag === "AwaitingCalendar"),
            awaitingStage: count(all, ({ state }) => state._tag === "AwaitingStage"),
            unplaced: count(all, ({ state }) => state._tag === "Unplaced"),
          })

          // Each day and channel stands once, in order, and the days hold every try.
          const keys = found.days.map(({ channel, on }) => `${on} ${channel}`)
          expect(keys).toEqual(
            [...new Set(tries.map(({ attempt, on }) => `${on} ${attempt.channel}`))].sort(),
          )
          for (const { attempts, channel, completed, on } of found.days) {
            const that = tries.filter((t) => t.on === on && t.attempt.channel === channel)
            expect(attempts).toBe(that.length)
            expect(completed).toBe(count(that, ({ attempt }) => attempt.disposition === "completed"))
          }

          const isDue = ({ span, state }: FollowUpTask.FollowUpTask) =>
            span !== undefined &&
            isIn(lastMillis(span.due)) &&
            // Called off by then, it was owed to nobody.
            !(state._tag === "Ended" && state.end._tag === "Cancelled" && millis(state.at) < millis(span.due))
          for (const { completedByDue, stage, triedByDue } of found.stages) {
            const due = all.filter((task) => task.stage === stage && isDue(task))
            const byDue = (task: FollowUpTask.FollowUpTask) =>
              triesOf(task).filter(({ startedAt }) => task.span && millis(startedAt) < millis(task.span.due))
            expect(triedByDue).toEqual({
              of: due.length,
              count: count(due, (task) => byDue(task).length > 0),
            })
            expect(completedByDue).toEqual({
              of: due.length,
              count: count(due, (task) => byDue(task).some(({ disposition }) => disposition === "completed")),
            })
          }
          expect(new Set(found.stages.map(({ stage }) => stage))).toEqual(
            new Set(all.filter(isDue).map(({ stage }) => stage)),
          )
        },
      ),
      runs(40),
    )
  })

  test("add up: two stretches side by side hold what one over both does, and no plan counts for another", () => {
    fc.assert(
      fc.property(lives, fc.integer({ min: 0, max: 40 }), (drawn, days) => {
        const kept = drawn.map((life) => somewhere(life, 1))
        const [first] = kept
        if (first === undefined) return
        const { from, until } = TimeZone.horizon
        const middle = millis(first.plan.dischargedAt) + days * day
        const whole = FollowUpFigures.figures(kept, { from, until })
        const parts = [
          { from, until: middle },
          { from: middle, until },
        ].map((during) => FollowUpFigures.figures(kept, during))
        const single = kept.map((one) => FollowUpFigures.figures([one], { from, until }))
        for (const split of [parts, single]) {
          const sum = (of: (figures: FollowUpFigures.FollowUpFigures) => number) =>
            split.reduce((total, figures) => total + of(figures), 0)
          expect(sum((f) => f.attempts)).toBe(whole.attempts)
          expect(sum((f) => f.completed)).toBe(whole.completed)
          expect(sum((f) => f.ends.Unreachable + f.ends.Missed)).toBe(
            whole.ends.Unreachable + whole.ends.Missed,
          )
          expect(sum((f) => f.stages.reduce((n, s) => n + s.triedByDue.of, 0))).toBe(
            whole.stages.reduce((n, s) => n + s.triedByDue.of, 0),
          )
        }
      }),
      runs(20),
    )
  })

  test("find every try that was forged into a time outside its window, and no other", () => {
    const honest = fc
      .tuple(shipped(), onTime)
      .map(([ground, s]) => FollowUpLife.live(ground, s, ground.discharge.dischargedAt))
      .filter(Result.isSuccess)
      .map(({ success }) => success)
    let forged = 0
    fc.assert(
      fc.property(honest, fc.nat(100), fc.constantFrom(1, 3, 7, 11, 14), (life, n, hours) => {
        const { ground } = life
        const plan = FollowUpLife.ended(life)
        const violations = (p: FollowUpPlan.FollowUpPlan) =>
          FollowUpFigures.figures([{ plan: p, ground }], TimeZone.horizon).violations
        expect(violations(plan)).toBe(0)
        const tries = plan.tasks.flatMap(({ attempts }) => attempts)
        const victim = tries[n % Math.max(tries.length, 1)]
        if (victim === undefined) return
        const startedAt = DateTime.add(victim.startedAt, { hours })
        const lied: FollowUpPlan.FollowUpPlan = {
          ...plan,
          tasks: plan.tasks.map((task) => ({
            ...task,
            attempts: task.attempts.map((a) => (a.id === victim.id ? { ...a, startedAt } : a)),
          })),
        }
        const at = millis(startedAt)
        const person = ground.discharge.persons.find(({ id }) => id === victim.addressee)
        // Nine in the evening to eight in the morning is never open by the pack, on nobody's clock.
        const wall = new Date(at + TimeZone.offsetAt(person?.profile.zone ?? plan.zone, at)).getUTCHours()
        if (wall < 21 && wall >= 8) return
        forged++
        expect(violations(lied)).toBeGreaterThanOrEqual(1)
      }),
      runs(60),
    )
    expect(forged).toBeGreaterThan(5)
  })
})

test("a patient who came by in time was followed up in time, and one who came by later wasn't", () => {
  const [plan] = Result.getOrThrow(FollowUpPlan.make(plainGround, plainGround.discharge.dischargedAt))
  const task = plan.tasks.find(({ span }) => span !== undefined)
  if (task?.span === undefined) throw new Error("a plan without a window")
  const { due } = task.span
  const during = { from: 0, until: millis(due) + 1 }
  const signed = { author: Id.StaffId.make("nurse-1"), reason: "came by" }
  const counted = (end: "Completed" | "Declined", at: DateTime.Utc) => {
    const [ended] = Result.getOrThrow(FollowUpPlan.endTask(plan, task.id, { _tag: end }, signed, at))
    const kept = [{ plan: ended, ground: plainGround }]
    const stage = FollowUpFigures.figures(kept, during).stages.find((one) => one.stage === task.stage)
    const { firstContactsCompletedByDue, firstContactsTriedByDue } = FollowUpCounts.of(kept, during, [
      task.stage,
    ])
    expect([firstContactsTriedByDue, firstContactsCompletedByDue]).toEqual([
      stage?.triedByDue.count,
      stage?.completedByDue.count,
    ])
    return stage?.completedByDue
  }
  expect(counted("Completed", DateTime.subtract(due, { milliseconds: 1 }))).toEqual({ count: 1, of: 1 })
  expect(counted("Completed", due)).toEqual({ count: 0, of: 1 })
  expect(counted("Declined", DateTime.subtract(due, { milliseconds: 1 }))).toEqual({ count: 0, of: 1 })
})

test("a try at the very instant that a stage was due by is not by due", () => {
  const { dischargedAt } = plainGround.discharge
  const [plan] = Result.getOrThrow(FollowUpPlan.make(plainGround, dischargedAt))
  const [task] = plan.tasks
  if (task?.span === undefined) throw new Error("no task")
  const { due, latest } = task.span
  const triedAt = (at: DateTime.Utc) => {
    const allowed = { permission: { _tag: "Within" }, consent: Id.ConsentId.make("consent-1") } as const
    const started = FollowUpPlan.startAttempt(plan, task.id, allowed, plainGround.protocol.attempts, at)
    const kept = { plan: Result.getOrThrow(started)[0], ground: plainGround }
    return FollowUpFigures.figures([kept], { from: millis(dischargedAt), until: millis(latest) }).stages[0]
      ?.triedByDue
  }
  expect(triedAt(due)).toEqual({ of: 1, count: 0 })
  expect(triedAt(DateTime.makeUnsafe(millis(due) - 1))).toEqual({ of: 1, count: 1 })
})

test("a signed contact outside the window counts as an override, never as a violation", () => {
  const at = DateTime.makeUnsafe("2026-03-02T13:30:00Z")
  const [plan] = Result.getOrThrow(FollowUpPlan.make(plainGround, plainGround.discharge.dischargedAt))
  const [task] = plan.tasks
  if (task === undefined) throw new Error("no task")
  const started = (permission: FollowUpPlan.Allowed["permission"]) =>
    Result.getOrThrow(
      FollowUpPlan.startAttempt(
        plan,
        task.id,
        { permission, consent: Id.ConsentId.make("consent-1") },
        plainGround.protocol.attempts,
        at,
      ),
    )[0]
  const figures = (p: FollowUpPlan.FollowUpPlan) => {
    const { overrides, violations } = FollowUpFigures.figures([{ plan: p, ground: plainGround }], {
      from: millis(at),
      until: millis(at) + hour,
    })
    return { overrides, violations }
  }
  const override = {
    kind: "clinicalUrgency",
    reason: "a blood result",
    author: Id.StaffId.make("doctor-1"),
    givenAt: at,
  } as const
  expect(figures(started({ _tag: "ByOverride", override, left: [] }))).toEqual({
    overrides: 1,
    violations: 0,
  })
  expect(figures(started({ _tag: "Within" }))).toEqual({ overrides: 0, violations: 1 })
})

test("a contact is held against the hours and the policy that it was checked by; where they are others by now, the check stands", () => {
  const at = DateTime.makeUnsafe("2026-03-02T13:30:00Z")
  const [plan] = Result.getOrThrow(FollowUpPlan.make(plainGround, plainGround.discharge.dischargedAt))
  const [task] = plan.tasks
  if (task === undefined) throw new Error("no task")
  const check = FollowUpPlan.checkAt(plan, task, "phone", plainGround, at)
  const violations = (
    ground: FollowUpPlan.Ground,
    checked: FollowUpPlan.Allowed["check"] = check,
  ): number => {
    const allowed = {
      permission: { _tag: "Within" },
      consent: Id.ConsentId.make("consent-1"),
      ...(checked && { check: checked }),
    } as const
    const started = FollowUpPlan.startAttempt(plan, task.id, allowed, plainGround.protocol.attempts, at)
    const kept = { plan: Result.getOrThrow(started)[0], ground }
    return FollowUpFigures.figures([kept], { from: millis(at), until: millis(at) + hour }).violations
  }
  const { calendar, discharge, policy } = plainGround
  const [self] = discharge.persons
  const person = { ...self, profile: { ...self.profile, doNotDisturbOn: [PlainDate.make("2026-12-31")] } }
  const moved = { ...plainGround, discharge: { ...discharge, persons: [person] as const } }
  const left = { ...self, id: Id.PersonId.make("somebody-else") }
  expect(violations(plainGround)).toBe(1)
  expect(violations(moved)).toBe(0)
  expect(violations({ ...plainGround, discharge: { ...discharge, persons: [left] } })).toBe(0)
  expect(violations({ ...plainGround, policy: { ...policy, version: "another" } })).toBe(0)
  expect(violations({ ...plainGround, calendar: { ...calendar, version: "another" } })).toBe(0)
  expect(
    violations({ ...moved, policy: { ...policy, version: "another" } }, { basis: check.basis, caps: [] }),
  ).toBe(1)
})
