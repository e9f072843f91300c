import { FollowUpPlan, type FollowUpTask } from "@aftercare/core"
import { FollowUpLife, Laws } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import { announced, anyGround, knownUntil, onTime, script, shipped } from "./support/grounds.ts"

const lives = (
  grounds: fc.Arbitrary<FollowUpPlan.Ground>,
  scripts: fc.Arbitrary<FollowUpLife.Script>,
): fc.Arbitrary<FollowUpLife.Life> =>
  fc
    .tuple(grounds, scripts)
    .map(([ground, s]) => FollowUpLife.live(ground, s, ground.discharge.dischargedAt))
    .filter(Result.isSuccess)
    .map(({ success }) => success)

describe.each([
  ["the shipped packs", lives(shipped(), script), 25],
  ["anything that decodes", lives(anyGround(), fc.oneof(script, onTime)), 50],
] as const)("a plan by %s", patience, (_, cases, count) => {
  // The same lives for every law; where one breaks it, the case is drawn and shrunk by fast-check.
  const sample = lazily(() => fc.sample(cases, runs(count).numRuns))

  test.each(Laws.plan.map((law) => [law.name, law] as const))("%s", (_, law) => {
    if (sample().some((life) => law.check(life) !== undefined))
      fc.assert(Laws.property(law, cases), runs(count))
  })
})

function lazily<A>(make: () => A): () => A {
  let made: { readonly value: A } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

const isWaiting = (task: FollowUpTask.FollowUpTask) => task.state._tag === "AwaitingCalendar"

describe("a patient whose death was told", () => {
  test("gets no plan, and one who lives the plan of whom nothing was told; what is planned can still be revised", () => {
    let made = 0
    fc.assert(
      fc.property(anyGround(), (ground) => {
        const at = ground.discharge.dischargedAt
        const dead = { ...ground, vitalStatus: "deceased" } as const
        const refused = FollowUpPlan.make(dead, at)
        expect(Result.isFailure(refused) && refused.failure).toMatchObject({
          _tag: "PatientDeceased",
          discharge: ground.discharge.id,
        })
        const plain = FollowUpPlan.make(ground, at)
        expect(FollowUpPlan.make({ ...ground, vitalStatus: "alive" }, at)).toEqual(plain)
        if (Result.isFailure(plain)) return
        made += 1
        const [plan] = plain.success
        expect(FollowUpPlan.revise(plan, dead, at)).toEqual(FollowUpPlan.revise(plan, ground, at))
      }),
      runs(50),
    )
    expect(made).toBeGreaterThan(0)
  })
})

describe("a stage that waits for a calendar", patience, () => {
  const grounds = anyGround({
    at: fc
      .integer({ min: 0, max: 60 * 24 * 4 })
      .map((n) => Date.parse("2026-11-20T00:00Z") + n * 15 * 60_000),
  }).map((ground) => ({ ...ground, calendar: knownUntil("2026-12-24") }))

  test("is placed once the notice is loaded, as it would have been with the notice from the beginning", () => {
    let waited = 0
    fc.assert(
      fc.property(grounds, (ground) => {
        const at = ground.discharge.dischargedAt
        const made = FollowUpPlan.make(ground, at)
        if (Result.isFailure(made)) return
        const [plan] = made.success
        waited += plan.tasks.filter(isWaiting).length
        const loaded = { ...ground, calendar: announced }
        const [next, events] = FollowUpPlan.replan(plan, loaded, at)
        expect(FollowUpPlan.replay(plan, events)).toEqual(next)
        expect(next.tasks.filter(isWaiting)).toEqual([])
        const [fromTheBeginning] = Result.getOrThrow(FollowUpPlan.make(loaded, at))
        for (const task of next.tasks) {
          const twin = fromTheBeginning.tasks.find(({ id }) => id === task.id)
          // An extra stage that would have been dropped lies with a person instead.
          if (twin === undefined) expect(task).toMatchObject({ extra: true, state: { _tag: "Unplaced" } })
        }
        if (!plan.tasks.some(({ extra }) => extra))
          expect(next.tasks.map(({ state }) => state._tag)).toEqual(
            fromTheBeginning.tasks.map(({ state }) => state._tag),
          )
      }),
      runs(60),
    )
    expect(waited).toBeGreaterThan(0)
  })

  test("never waits where no announcement could help: a person who doesn't work waits for nothing", () => {
    fc.assert(
      fc.property(grounds, (ground) => {
        const persons = ground.discharge.persons.map((person) => ({
          ...person,
          profile: { ...person.profile, work: { _tag: "None" as const } },
        }))
        const idle = { ...ground, discharge: { ...ground.discharge, persons: persons as never } }
        const made = FollowUpPlan.make(idle, ground.discharge.dischargedAt)
        if (Result.isFailure(made)) return
        for (const task of made.success[0].tasks)
          if (task.span !== undefined) expect(task.state._tag).not.toBe("AwaitingCalendar")
      }),
      runs(60),
    )
  })
})

test("a plan made later than its discharge plans nothing before it is made, and misses only what is past", () => {
  fc.assert(
    fc.property(anyGround(), fc.integer({ min: 0, max: 120 }), (ground, days) => {
      const at = DateTime.add(ground.discharge.dischargedAt, { days })
      const made = FollowUpPlan.make(ground, at)
      if (Result.isFailure(made)) return
      for (const { span, state } of made.success[0].tasks) {
        if (state._tag === "Planned") expect(DateTime.isGreaterThanOrEqualTo(state.at, at)).toBe(true)
        const isPast = span !== undefined && DateTime.isLessThanOrEqualTo(span.latest, at)
        const isNeedless =
          state._tag === "Ended" && state.end._tag === "Cancelled" && state.end.reason === "notNeeded"
        expect(state._tag === "Ended").toBe(isPast || isNeedless)
        if (state._tag === "Ended" && !isNeedless) expect(state.end._tag).toBe("Missed")
      }
    }),
    runs(80),
  )
})
