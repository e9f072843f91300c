import { CallLoad, Erlang, ServiceLevel, Staffing } from "@aftercare/core"
import { HotlineArbitraries } from "@aftercare/core/testing"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import { casesOf, numberIn } from "./support/cases.ts"
import { taughtWait } from "./support/queues.ts"

const load = (mostCalls: number) => HotlineArbitraries.callLoad({ mostCalls })
const goal = HotlineArbitraries.staffingGoal()
const staying = goal.map((goal): Staffing.Goal => ({ ...goal, patience: { _tag: "Endless" } }))

const fewest = (of: CallLoad.CallLoad, goal: Staffing.Goal) => Result.getOrThrow(Staffing.fewest(of, goal))
const missed = (of: CallLoad.CallLoad, agents: number, goal: Staffing.Goal) =>
  Result.getOrThrow(Staffing.whatIf(of, [agents], goal))[0]?.missed

const halfHour = (calls: number): CallLoad.CallLoad => ({
  calls,
  periodMillis: 1_800_000,
  handlingMillis: 180_000,
})
const usual: Staffing.Goal = {
  patience: { _tag: "Endless" },
  answered: { share: 0.8, withinMillis: 20_000, variant: "negativeImpact" },
  greatestOccupancy: 0.85,
  shrinkage: 0.3,
}

describe("the fewest agents", patience, () => {
  test("keep the goal, and one fewer doesn't", () => {
    fc.assert(
      fc.property(load(600), goal, (of, goal) => {
        expect([Schema.is(CallLoad.CallLoad)(of), Schema.is(Staffing.Goal)(goal)]).toEqual([true, true])
        const { agents } = fewest(of, goal)
        expect(missed(of, agents, goal)).toEqual([])
        if (agents > 1) expect(missed(of, agents - 1, goal)).not.toEqual([])
      }),
      runs(300),
    )
  })

  test("are no fewer than any that keep it, where callers give up", () => {
    fc.assert(
      fc.property(load(150), goal, (of, goal) => {
        const { agents } = fewest(of, goal)
        const fewer = Array.from({ length: agents - 1 }, (_, i) => i + 1)
        const tried = Result.getOrThrow(Staffing.whatIf(of, fewer, goal))
        expect(tried.filter(({ missed }) => missed.length === 0)).toEqual([])
      }),
      runs(100),
    )
  })

  test("are those that trying one after the other finds, by the formula as it is taught", () => {
    fc.assert(
      fc.property(load(900), staying, (of, goal) => {
        const erlangs = (of.calls * of.handlingMillis) / of.periodMillis
        let agents = Math.floor(erlangs) + 1
        for (; ; agents++) {
          const wait = erlangs === 0 ? 0 : taughtWait(agents, erlangs)
          const spare = (agents - erlangs) / of.handlingMillis
          const level = 1 - wait * Math.exp(-spare * (goal.answered?.withinMillis ?? 0))
          if (
            level >= (goal.answered?.share ?? 0) &&
            erlangs <= (goal.greatestOccupancy ?? 1) * agents * (1 + 1e-12) &&
            wait / spare <= (goal.greatestMeanWaitMillis ?? Number.POSITIVE_INFINITY)
          )
            break
        }
        expect(fewest(of, goal).agents).toBe(agents)
      }),
      runs(150),
    )
  })

  test("are no fewer for more calls or longer ones, and no fewer for a higher goal", () => {
    fc.assert(
      fc.property(load(400), goal, fc.double({ min: 1, max: 1.5, noNaN: true }), (of, goal, more) => {
        const { agents } = fewest(of, goal)
        expect(fewest({ ...of, calls: of.calls * more }, goal).agents).toBeGreaterThanOrEqual(agents)
        const { answered } = goal
        if (answered === undefined) return
        const lower = { ...goal, answered: { ...answered, share: answered.share / more } }
        expect(fewest(of, lower).agents).toBeLessThanOrEqual(agents)
      }),
      runs(150),
    )
  })

  test("tell what they give, as the line by itself is told", () => {
    fc.assert(
      fc.property(load(400), goal, (of, goal) => {
        const { agents, expected } = fewest(of, goal)
        const within = goal.answered?.withinMillis ?? 0
        const line = Result.getOrThrow(Erlang.expected({ load: of, agents, patience: goal.patience }, within))
        for (const part of ServiceLevel.all)
          expect(Math.abs(expected.outcomes[part] - line.outcomes[part])).toBeLessThan(1e-12)
      }),
      runs(60),
    )
  })

  test.each(casesOf("erlangc-staffing"))("$id: $formula", ({ expected, inputs }) => {
    const input = (name: string) => numberIn(inputs, name)
    const of = {
      calls: input("calls"),
      periodMillis: input("periodSeconds") * 1000,
      handlingMillis: input("ahtSeconds") * 1000,
    }
    const { agents, scheduled } = fewest(of, {
      patience: { _tag: "Endless" },
      answered: {
        share: input("serviceLevelTarget"),
        withinMillis: input("targetSeconds") * 1000,
        variant: "negativeImpact",
      },
      greatestOccupancy: input("maxOccupancy"),
      shrinkage: input("shrinkage"),
    })
    expect([agents, scheduled]).toEqual([
      numberIn(expected, "rawAgents"),
      numberIn(expected, "scheduledAgents"),
    ])
  })

  test("are fewer where callers give up, but for a goal that despair can't keep", () => {
    const [stay, leave] = [{ _tag: "Endless" }, { _tag: "Mean", millis: 120_000 }] as const
    const soon: Staffing.Goal = { ...usual, greatestOccupancy: 1 }
    const agents = (goal: Staffing.Goal) => fewest(halfHour(100), goal).agents
    expect([agents({ ...soon, patience: stay }), agents({ ...soon, patience: leave })]).toEqual([14, 12])
    // Nearly all within ten minutes: nobody who stays waits longer, and whoever gives up has failed.
    const all: Staffing.Goal = {
      ...soon,
      answered: { share: 0.99, withinMillis: 600_000, variant: "negativeImpact" },
    }
    expect([agents({ ...all, patience: stay }), agents({ ...all, patience: leave })]).toEqual([12, 16])
  })

  test("are one where nobody is expected: the line is open", () => {
    for (const patience of [{ _tag: "Endless" }, { _tag: "Mean", millis: 60_000 }] as const)
      expect(fewest(halfHour(0), { ...usual, patience })).toMatchObject({
        agents: 1,
        expected: { atOnce: 1, wait: 0, occupancy: 0, outcomes: { answeredWithin: 1 } },
      })
  })

  test("reach a bound on the dot: 17 erlangs at 85 % are 20 agents", () => {
    const only = { patience: { _tag: "Endless" }, greatestOccupancy: 0.85, shrinkage: 0 } as const
    expect(fewest(halfHour(170), only).agents).toBe(20)
    expect(fewest(halfHour(171), only).agents).toBe(21)
  })
})

describe("agents on the roster", () => {
  test("are rounded up from a fraction, and a whole number isn't one more for its rounding", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 0, max: 90 }),
        (agents, percent) => {
          // 100 × agents / (100 − percent), rounded up in whole numbers.
          const right = Math.floor((100 * agents + 99 - percent) / (100 - percent))
          expect(Result.getOrThrow(Staffing.scheduled(agents, percent / 100))).toBe(right)
        },
      ),
      runs(300),
    )
  })

  test("aren't more than ten times those needed, nor less than none away", () => {
    for (const shrinkage of [-0.1, 0.91, Number.NaN])
      expect(Result.isFailure(Staffing.scheduled(14, shrinkage))).toBe(true)
  })
})

describe("a day", () => {
  const day = [halfHour(20), halfHour(100), halfHour(0), halfHour(60)]

  test("has each stretch's agents, and its calls by what becomes of them", () => {
    const goal: Staffing.Goal = {
      ...usual,
      patience: { _tag: "Mean", millis: 120_000 },
      greatestAbandonment: 0.03,
    }
    const { outcomes, stretches } = Result.getOrThrow(Staffing.day(day, goal))
    expect(stretches.map(({ agents }) => agents)).toEqual(day.map((of) => fewest(of, goal).agents))
    const calls = ServiceLevel.all.reduce((sum, part) => sum + outcomes[part], 0)
    expect(calls).toBeCloseTo(180, 9)
    // By the lines that these agents are, the day is the same.
    const lines = day.map((load, i) => ({ load, agents: stretches[i]?.agents ?? 0, patience: goal.patience }))
    const given = Result.getOrThrow(Staffing.given(lines, 20_000))
    expect(given.outcomes?.answeredWithin).toBeCloseTo(outcomes.answeredWithin, 9)
    expect(given.outcomes?.abandonedAfter).toBeCloseTo(outcomes.abandonedAfter, 9)
  })

  test("with a stretch that is never caught up with tells of the others, and of the whole nothing", () => {
    const lines = day.map((load) => ({ load, agents: 7, patience: { _tag: "Endless" } as const }))
    const { outcomes, stretches } = Result.getOrThrow(Staffing.given(lines, 20_000))
    expect(stretches.map(Result.isSuccess)).toEqual([true, false, true, true])
    expect(outcomes).toBeUndefined()
    expect(Result.getOrThrow(Staffing.whatIf(halfHour(100), [7, 10], usual))).toEqual([
      { agents: 7, missed: ["load"] },
      { agents: 10, missed: ["load"] },
    ])
  })
})

test.each([
  ["share", { answered: { share: 1, withinMillis: 0, variant: "negativeImpact" } }],
  ["withinMillis", { answered: { share: 0.8, withinMillis: Number.NaN, variant: "negativeImpact" } }],
  ["greatestOccupancy", { greatestOccupancy: 0 }],
  ["greatestMeanWaitMillis", { greatestMeanWaitMillis: 0 }],
  ["greatestAbandonment", { greatestAbandonment: -1 }],
  ["shrinkage", { shrinkage: 1 }],
  ["patienceMillis", { patience: { _tag: "Mean", millis: Number.POSITIVE_INFINITY } }],
] as const)("a goal's %s out of its bounds is refused by name, and doesn't decode", (figure, wrong) => {
  const goal: Staffing.Goal = { ...usual, ...wrong }
  const refused = { _tag: "FigureRefused", figure }
  expect(Result.flip(Staffing.fewest(halfHour(100), goal))).toMatchObject({ success: refused })
  expect(Result.flip(Staffing.day([halfHour(1), halfHour(100)], goal))).toMatchObject({ success: refused })
  expect(Result.flip(Staffing.whatIf(halfHour(100), [12], goal))).toMatchObject({ success: refused })
  expect(Schema.is(Staffing.Goal)(goal)).toBe(false)
  expect(Schema.is(Staffing.Goal)(usual)).toBe(true)
})
