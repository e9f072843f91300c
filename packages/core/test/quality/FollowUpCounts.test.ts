import { FollowUpCounts, type FollowUpFigures } from "@aftercare/core"
import { FollowUpLife } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience } from "../calendar/support/runs.ts"
import { day } from "../calendar/support/WallClock.ts"
import { anyGround, script, shipped } from "../followup/support/grounds.ts"

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
              (state._tag !== "Ended" || state.end._tag !== "Cancelled"),
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
})
