import { type CallLoad, Erlang, ServiceLevel } from "@aftercare/core"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import { casesOf, numberIn } from "./support/cases.ts"
import { exactly, type Impatient, simulated, summed, walked } from "./support/queues.ts"

const endless = { _tag: "Endless" } as const
const mean = (millis: number) => ({ _tag: "Mean", millis }) as const

/** A load of so many eighths of an erlang, which no number rounds. */
const eighths = (count: number): CallLoad.CallLoad => ({
  calls: count / 8,
  periodMillis: 180_000,
  handlingMillis: 180_000,
})
const expected = (
  load: CallLoad.CallLoad,
  agents: number,
  patience: Erlang.Patience = endless,
  withinMillis = 20_000,
) => Result.getOrThrow(Erlang.expected({ load, agents, patience }, withinMillis))

const apart = (found: number, right: number) => Math.abs(found - right) / Math.abs(right)

/** Agents, and fewer eighths of an erlang, near or far. */
const stable = fc
  .tuple(
    fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 1500 })),
    fc.double({ min: 0, max: 1, noNaN: true }),
  )
  .map(([agents, near]) => [agents, Math.max(1, Math.floor(near * (8 * agents - 1)))] as const)

describe("Erlang's B and C", patience, () => {
  test("are what whole numbers of any size make them, to 1e-12 of themselves", () => {
    fc.assert(
      fc.property(stable, ([agents, count]) => {
        const right = exactly(agents, [count, 8])
        const load = eighths(count)
        // Less than this can't be told from nought.
        if (right.blocking < 1e-40) return
        expect(apart(Result.getOrThrow(Erlang.blocking(load, agents)), right.blocking)).toBeLessThan(1e-12)
        expect(apart(expected(load, agents).wait, right.wait)).toBeLessThan(1e-12)
      }),
      runs(100),
    )
  })

  test.each([
    [170, 1280],
    [171, 1300],
    [750, 8 * 720],
    [1000, 8 * 999],
    [10_000, 8 * 9900],
    [100_000, 8 * 99_500],
    [100_000, 8 * 99_999],
    [100_000, 8 * 100_000 - 1],
  ])("hold for %d agents and %d eighths of an erlang", (agents, count) => {
    const right = exactly(agents, [count, 8])
    expect(apart(expected(eighths(count), agents).wait, right.wait)).toBeLessThan(1e-12)
    expect(apart(Result.getOrThrow(Erlang.blocking(eighths(count), agents)), right.blocking)).toBeLessThan(
      1e-12,
    )
  })

  test("block more calls than are carried, on fewer lines than erlangs", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 20_000 }), (lines, count) => {
        const right = exactly(lines, [count, 8]).blocking
        if (right > 1e-40)
          expect(apart(Result.getOrThrow(Erlang.blocking(eighths(count), lines)), right)).toBeLessThan(1e-12)
      }),
      runs(60),
    )
  })

  test.each(casesOf("erlangc-").filter(({ inputs }) => "agents" in inputs))(
    "$id",
    ({ expected: right, inputs, tolerance }) => {
      const input = (name: string) => numberIn(inputs, name)
      const load = {
        calls: input("calls"),
        periodMillis: input("periodSeconds") * 1000,
        handlingMillis: input("ahtSeconds") * 1000,
      }
      const found = expected(load, input("agents"), endless, input("targetSeconds") * 1000)
      const level = ServiceLevel.of(found.outcomes, { measure: "negativeImpact", callbacks: "counted" })
      const figures: { readonly [name: string]: number } = {
        trafficErlangs: found.erlangs,
        occupancy: found.occupancy,
        waitProbability: found.wait,
        serviceLevel: level._tag === "Share" ? level.rate.count / level.rate.of : Number.NaN,
        asaSeconds: found.meanWaitMillis / 1000,
        immediateAnswer: found.atOnce,
      }
      for (const [name, value] of Object.entries(right))
        expect(Math.abs((figures[name] ?? Number.NaN) - value), name).toBeLessThanOrEqual(
          tolerance * Math.max(1, value),
        )
    },
  )

  test("have no answer where the agents never catch up, and say so", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 0, max: 4000 }), (agents, more) => {
        const found = Erlang.expected({ load: eighths(8 * agents + more), agents, patience: endless }, 20_000)
        expect(Result.isFailure(found) && found.failure).toEqual(
          new Erlang.Unstable({ agents, erlangs: agents + more / 8 }),
        )
      }),
      runs(50),
    )
  })
})

const queue = fc.record({
  agents: fc.integer({ min: 1, max: 25 }),
  load: fc.record({
    calls: fc.integer({ min: 1, max: 400 }),
    periodMillis: fc.constant(1_800_000),
    handlingMillis: fc.integer({ min: 20_000, max: 300_000 }),
  }),
  patienceMillis: fc.integer({ min: 10_000, max: 900_000 }),
})

/** That a line is as the walk of its chain has it. */
const expectWalked = (queue: Impatient, within: number) => {
  const right = walked(queue, within)
  const found = expected(queue.load, queue.agents, mean(queue.patienceMillis), within)
  const { outcomes } = found
  const pairs: ReadonlyArray<readonly [number, number]> = [
    [found.atOnce, right.atOnce],
    [found.wait, 1 - right.atOnce],
    [outcomes.answeredWithin, right.answeredWithin],
    [outcomes.answeredAfter, right.answered - right.answeredWithin],
    [outcomes.abandonedWithin, right.abandonedWithin],
    [outcomes.abandonedAfter, 1 - right.answered - right.abandonedWithin],
    [found.occupancy, (found.erlangs * right.answered) / queue.agents],
    [found.meanWaitMillis / 1e6, right.meanWaitMillis / 1e6],
    // Little's law: who waits gives up as often as patience runs out.
    [(found.wait * found.meanWaitOfWaitingMillis) / queue.patienceMillis, 1 - right.answered],
  ]
  for (const [figure, [value, wanted]] of pairs.entries())
    expect(Math.abs(value - wanted), `figure ${figure}`).toBeLessThan(1e-9)
}

describe("Erlang's A", patience, () => {
  test("is what walking the chain of calls and queue gives, overloaded or not", () => {
    fc.assert(
      fc.property(queue, fc.integer({ min: 0, max: 120_000 }), (queue, within) => {
        expectWalked(queue, within)
      }),
      runs(60),
    )
  })

  test.each([
    { agents: 100_000, calls: 99_500 },
    { agents: 100_000, calls: 100_000 },
    { agents: 90_000, calls: 100_000 },
    { agents: 1000, calls: 100_000 },
    { agents: 1, calls: 50_000 },
  ])("holds for $agents agents and $calls erlangs", ({ agents, calls }) => {
    const load = { calls, periodMillis: 180_000, handlingMillis: 180_000 }
    const right = summed({ agents, load, patienceMillis: 120_000 })
    const found = expected(load, agents, mean(120_000))
    expect(apart(found.wait, right.wait)).toBeLessThan(1e-9)
    const { abandonedAfter, abandonedWithin, answeredAfter, answeredWithin } = found.outcomes
    expect(Math.abs(abandonedWithin + abandonedAfter - right.abandoned)).toBeLessThan(1e-12)
    expect(Math.abs(answeredWithin + answeredAfter - (1 - right.abandoned))).toBeLessThan(1e-12)
  })

  test("finds an agent free as often as it is, however long the queue grows", () => {
    for (let calls = 1000; calls <= 3000; calls += 20) {
      const load = { calls, periodMillis: 180_000, handlingMillis: 180_000 }
      const right = summed({ agents: 1000, load, patienceMillis: 180_000 })
      const { outcomes, wait } = expected(load, 1000, mean(180_000), 0)
      expect(Math.abs(wait - right.wait)).toBeLessThan(1e-12)
      // Within no time at all only those are answered who find an agent free, and nobody gives up.
      expect(Math.abs(outcomes.answeredAfter - (right.wait - right.abandoned))).toBeLessThan(1e-12)
      expect(Math.abs(outcomes.abandonedAfter - right.abandoned)).toBeLessThan(1e-12)
      // So many agents make of an overload a wait of ln ρ times the patience, give or take little.
      if (calls < 1500) continue
      const overWait = 1.5 * Math.log(calls / 1000) * 180_000
      expect(expected(load, 1000, mean(180_000), overWait).outcomes.abandonedAfter).toBeLessThan(1e-3)
    }
  })

  test.each([
    { agents: 400, calls: 380, within: 20_000 },
    { agents: 400, calls: 420, within: 20_000 },
    { agents: 300, calls: 600, within: 90_000 },
  ])("holds within $within ms for $agents agents and $calls erlangs", ({ agents, calls, within }) => {
    const load = { calls, periodMillis: 180_000, handlingMillis: 180_000 }
    expectWalked({ agents, load, patienceMillis: 120_000 }, within)
  })

  test("becomes C as patience grows", () => {
    const load = { calls: 100, periodMillis: 1_800_000, handlingMillis: 180_000 }
    const [a, c] = [expected(load, 12, mean(86_400_000)), expected(load, 12)]
    expect(Math.abs(a.outcomes.answeredWithin - c.outcomes.answeredWithin)).toBeLessThan(2e-3)
    expect(a.outcomes.answeredWithin).toBeGreaterThan(c.outcomes.answeredWithin)
    expect(a.meanWaitMillis).toBeLessThan(c.meanWaitMillis)
  })

  test("is what a simulation of 60,000 calls shows", () => {
    const queue = {
      agents: 9,
      load: { calls: 100, periodMillis: 1_800_000, handlingMillis: 180_000 },
      patienceMillis: 120_000,
    }
    const waits = simulated(queue, 60_000, 20_261_123)
    const share = (some: (wait: (typeof waits)[number]) => boolean) =>
      waits.filter(some).length / waits.length
    const { meanWaitMillis, outcomes } = expected(queue.load, queue.agents, mean(queue.patienceMillis))
    const answered = waits.filter((wait) => wait.answered)
    // Calls near each other wait alike, so a share is less sure than of 60,000 calls that know nothing of each other.
    const near = (found: number, right: number) => expect(Math.abs(found - right)).toBeLessThan(0.01)
    near(
      share((wait) => wait.answered && wait.waited <= 20_000),
      outcomes.answeredWithin,
    )
    near(
      share((wait) => !wait.answered && wait.waited <= 20_000),
      outcomes.abandonedWithin,
    )
    near(
      share((wait) => !wait.answered),
      outcomes.abandonedWithin + outcomes.abandonedAfter,
    )
    const meanWait = answered.reduce((sum, wait) => sum + wait.waited, 0) / answered.length
    expect(apart(meanWait, meanWaitMillis)).toBeLessThan(0.03)
  })
})

test("patience is what callers were given of it, though most are answered before theirs ends", () => {
  const queue = { agents: 11, load: { calls: 100, periodMillis: 1_800_000, handlingMillis: 180_000 } }
  const waits = simulated({ ...queue, patienceMillis: 120_000 }, 60_000, 20_261_124)
  const calls = waits.map(({ answered, waited }, queuedAt) => ({
    queuedAt,
    waitedMillis: Math.round(waited),
    outcome: answered ? ("answered" as const) : ("abandoned" as const),
  }))
  const during = { from: 0, until: calls.length }
  const { calls: counted, givenUp, millis } = Option.getOrThrow(Erlang.patienceOf(calls, during))
  expect(counted).toBe(60_000)
  // The error of a mean of so many that gave up, three times over.
  expect(apart(millis, 120_000)).toBeLessThan(3 / Math.sqrt(givenUp))
  const gone = calls.filter(({ outcome }) => outcome === "abandoned")
  expect(givenUp).toBe(gone.length)
  expect(gone.reduce((sum, { waitedMillis }) => sum + waitedMillis, 0) / givenUp).toBeLessThan(60_000)
  expect(Option.getOrThrow(Erlang.patienceOf(calls, { from: 0, until: 30_000 })).calls).toBe(30_000)
  const kept = calls.filter(({ outcome }) => outcome === "answered")
  expect(Erlang.patienceOf(kept, during)).toEqual(Option.none())
})

describe("whatever is asked", patience, () => {
  const line = fc.record({
    load: fc.record({
      calls: fc.oneof(fc.constantFrom(0, 1e-9, 1e9), fc.double({ min: 0, max: 5000, noNaN: true })),
      periodMillis: fc.constantFrom(1000, 1_800_000, 86_400_000),
      handlingMillis: fc.constantFrom(1, 999.5, 180_000, 86_400_000),
    }),
    agents: fc.oneof(fc.constantFrom(1, 1_000_000), fc.integer({ min: 1, max: 3000 })),
    patience: fc.oneof(
      fc.constant(endless),
      fc.constantFrom(1, 1000, 120_000, 86_400_000).map((millis) => mean(millis)),
    ),
  })

  test("chances are chances, outcomes are all there are, and waits are numbers", () => {
    fc.assert(
      fc.property(line, fc.constantFrom(0, 1, 20_000, 86_400_000), (line, within) => {
        const found = Erlang.expected(line, within)
        if (Result.isFailure(found)) return
        const { atOnce, meanWaitMillis, meanWaitOfWaitingMillis, occupancy, outcomes, wait } = found.success
        for (const chance of [atOnce, occupancy, wait, ...Object.values(outcomes)]) {
          expect(chance).toBeGreaterThanOrEqual(0)
          expect(chance).toBeLessThanOrEqual(1)
        }
        expect(Math.abs(ServiceLevel.all.reduce((sum, part) => sum + outcomes[part], 0) - 1)).toBeLessThan(
          1e-9,
        )
        for (const millis of [meanWaitMillis, meanWaitOfWaitingMillis]) {
          expect(Number.isFinite(millis)).toBe(true)
          expect(millis).toBeGreaterThanOrEqual(0)
        }
      }),
      runs(150),
    )
  })

  const load = { calls: 100, periodMillis: 1_800_000, handlingMillis: 180_000 }
  test.each([
    ["calls", { load: { ...load, calls: -1 } }],
    ["calls", { load: { ...load, calls: Number.NaN } }],
    ["periodMillis", { load: { ...load, periodMillis: 0 } }],
    ["handlingMillis", { load: { ...load, handlingMillis: Number.POSITIVE_INFINITY } }],
    ["erlangs", { load: { ...load, calls: 1_000_001 } }],
    ["agents", { agents: 0 }],
    ["agents", { agents: 12.5 }],
    ["patienceMillis", { patience: mean(0) }],
    // A million calls come in ten seconds.
    [
      "patienceMillis",
      { load: { calls: 1_000_000, periodMillis: 10_000, handlingMillis: 1000 }, patience: mean(10_001) },
    ],
  ] as const)("%s out of its bounds is refused by its name", (figure, wrong) => {
    const found = Erlang.expected({ load, agents: 14, patience: endless, ...wrong }, 20_000)
    expect(Result.isFailure(found) && found.failure).toMatchObject({ _tag: "FigureRefused", figure })
  })

  test("what decodes is within its bounds, and what isn't doesn't", () => {
    const isLine = Schema.is(Erlang.Line)
    expect(isLine({ load, agents: 14, patience: mean(120_000) })).toBe(true)
    expect(isLine({ load, agents: 14.5, patience: endless })).toBe(false)
    expect(isLine({ load, agents: 14, patience: mean(0) })).toBe(false)
    const late = Erlang.expected({ load, agents: 14, patience: endless }, -1)
    expect(Result.isFailure(late) && late.failure).toMatchObject({ figure: "withinMillis" })
  })
})
