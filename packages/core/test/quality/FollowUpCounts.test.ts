import { FollowUpCounts, FollowUpFigures, FollowUpPlan, FollowUpTask, Id } from "@aftercare/core"
import { FollowUpLife } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience } from "../calendar/support/runs.ts"
import { day } from "../calendar/support/WallClock.ts"
import { anyGround, plainGround, script, shipped } from "../followup/support/grounds.ts"

const millis = DateTime.toEpochMillis

const lives = fc
  .array(fc.tuple(fc.oneof(shipped(), anyGround()), script), { minLength: 1, maxLength: 3 })
  .map((drawn) =>
    drawn.flatMap(([ground, s]): ReadonlyArray<FollowUpFigures.Kept> => {
      const life = FollowUpLife.live(ground, s, ground.discharge.dischargedAt)
      if (Result.isFailure(life)) return []
      const { steps } = life.success
      return [{ plan: (steps.at(-1) ?? steps[0]).plan, ground }]
    }),
  )

describe("counts of plans", patience, () => {
  test("are what counting by hand gives, and the stretches add up", () => {
    fc.assert(
      fc.property(
        lives,
        fc.integer({ min: -5, max: 60 }),
        fc.integer({ min: 2, max: 120 }),
        (kept, start, length) => {
          const [one] = kept
          if (one === undefined) return
          const from = millis(one.plan.dischargedAt) + start * day
          const during = { from, until: from + length * day }
          const first = kept.flatMap(({ plan }) => plan.tasks.slice(0, 1).map(({ stage }) => stage))
          const found = FollowUpCounts.of(kept, during, first)
          const isIn = (at: DateTime.Utc) => from <= millis(at) && millis(at) < during.until

          const tasks = kept.flatMap(({ plan }) => plan.tasks)
          const ended = tasks.flatMap(({ state }) =>
            state._tag === "Ended" && isIn(state.at) ? [state.end._tag] : [],
          )
          expect(found.followUpsEnded).toBe(ended.length)
          expect(found.followUpsCancelled).toBe(ended.filter((tag) => tag === "Cancelled").length)
          expect(found.followUpsLost).toBe(ended.filter((tag) => tag === "LostToFollowUp").length)
          expect(found.discharges).toBe(kept.filter(({ plan }) => isIn(plan.dischargedAt)).length)

          const due = tasks.filter(
            ({ span, state }) =>
              span !== undefined &&
              isIn(DateTime.subtract(span.due, { milliseconds: 1 })) &&
              // Called off by then, it was owed to nobody; called off later, it was late already.
              !(
                state._tag === "Ended" &&
                state.end._tag === "Cancelled" &&
                millis(state.at) < millis(span.due)
              ),
          )
          const done = due.filter(({ attempts, span }) =>
            attempts.some(
              ({ disposition, startedAt }) =>
                disposition === "completed" && span !== undefined && millis(startedAt) < millis(span.due),
            ),
          )
          expect([found.followUpsDue, found.followUpsCompletedByDue]).toEqual([due.length, done.length])
          const firsts = due.filter(({ stage }) => first.includes(stage))
          expect(found.firstContactsDue).toBe(firsts.length)
          expect(found.firstContactsCompletedByDue).toBe(done.filter((task) => firsts.includes(task)).length)

          const { stages } = FollowUpFigures.figures(kept, during)
          const inAll = (rate: "triedByDue" | "completedByDue") => ({
            count: stages.reduce((sum, stage) => sum + stage[rate].count, 0),
            of: stages.reduce((sum, stage) => sum + stage[rate].of, 0),
          })
          expect(inAll("completedByDue")).toEqual({
            count: found.followUpsCompletedByDue,
            of: found.followUpsDue,
          })

          const middle = from + Math.floor(length / 2) * day
          const halves = [
            FollowUpCounts.of(kept, { from, until: middle }, first),
            FollowUpCounts.of(kept, { from: middle, until: during.until }, first),
          ]
          for (const [fact, count] of Object.entries(found))
            expect(
              halves.reduce((sum, half) => sum + ((half as Record<string, number>)[fact] ?? Number.NaN), 0),
            ).toBe(count)
        },
      ),
      { numRuns: 40 },
    )
  })

  test("of a stretch that is over stay what they are, whatever becomes of the patient later", () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.oneof(shipped(), anyGround()), script),
        fc.integer({ min: 1, max: 100 }),
        fc.nat(),
        fc.nat(60),
        fc.constantFrom(...FollowUpTask.CancelReason.literals),
        ([ground, s], length, n, wait, reason) => {
          const life = FollowUpLife.live(ground, s, ground.discharge.dischargedAt)
          if (Result.isFailure(life)) return
          const { steps } = life.success
          const { at, plan } = steps[n % steps.length] ?? steps[0]
          // What is under way has no end yet, and what waits for another stage or a notice isn't due yet.
          const isOpen = plan.tasks.some(
            ({ span, state }) =>
              state._tag === "InProgress" || (state._tag !== "Ended" && span === undefined),
          )
          if (isOpen) return
          const during = { from: at - length * day, until: at }
          const read = (plan: FollowUpPlan.FollowUpPlan) =>
            FollowUpCounts.of([{ plan, ground }], during, [Id.StageId.make("first-contact")])
          const then = read(plan)
          const [cancelled] = FollowUpPlan.cancel(plan, reason, DateTime.makeUnsafe(at + wait * day))
          expect(read(cancelled)).toEqual(then)
          for (const later of steps.slice(n % steps.length))
            if (later.at > at) expect(read(later.plan)).toEqual(then)
        },
      ),
      { numRuns: 100 },
    )
  })
})

test("what is called off is owed to nobody from then on, and was owed until then", () => {
  const [plan] = Result.getOrThrow(FollowUpPlan.make(plainGround, plainGround.discharge.dischargedAt))
  const [task] = plan.tasks
  if (task?.span === undefined) throw new Error("a plan without a window")
  const { due } = task.span
  const during = { from: millis(due) - day, until: millis(due) }
  const owed = (at: DateTime.Utc) => {
    const [called] = Result.getOrThrow(FollowUpPlan.cancelTask(plan, task.id, "staffDecision", at))
    const kept = [{ plan: called, ground: plainGround }]
    const { firstContactsDue } = FollowUpCounts.of(kept, during, [task.stage])
    const stages = FollowUpFigures.figures(kept, during).stages.filter(({ stage }) => stage === task.stage)
    return [firstContactsDue, ...stages.map(({ completedByDue }) => completedByDue.of)]
  }
  expect(owed(DateTime.subtract(due, { milliseconds: 1 }))).toEqual([0])
  expect(owed(due)).toEqual([1, 1])
})

test("a discharge that is followed up by two protocols is one discharge", () => {
  const { dischargedAt } = plainGround.discharge
  const programme = { ...plainGround.protocol, id: Id.ProtocolId.make("programme") }
  const kept = [plainGround, { ...plainGround, protocol: programme }].map((ground) => {
    const [plan] = Result.getOrThrow(FollowUpPlan.make(ground, dischargedAt))
    return { plan, ground }
  })
  expect(new Set(kept.map(({ plan }) => plan.id)).size).toBe(2)
  const during = { from: millis(dischargedAt), until: millis(dischargedAt) + day }
  expect(FollowUpCounts.of(kept, during, []).discharges).toBe(1)
})
