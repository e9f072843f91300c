import { QueuePlace } from "@aftercare/core"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import { random } from "./support/queues.ts"

const place: fc.Arbitrary<QueuePlace.QueuePlace> = fc.record({
  place: fc.integer({ min: 1, max: 60 }),
  agents: fc.integer({ min: 1, max: 60 }),
  handlingMillis: fc.integer({ min: 20_000, max: 600_000 }),
  patience: fc.oneof(
    fc.constant({ _tag: "Endless" } as const),
    fc.integer({ min: 10_000, max: 900_000 }).map((millis) => ({ _tag: "Mean", millis }) as const),
  ),
})
const atMost = (of: QueuePlace.QueuePlace, within: number) => Result.getOrThrow(QueuePlace.atMost(of, within))

/** How fast the head of the queue moves, from this place to the first. */
const rates = ({ agents, handlingMillis, patience, place }: QueuePlace.QueuePlace) =>
  Array.from(
    { length: place },
    (_, before) => agents / handlingMillis + (patience._tag === "Mean" ? before / patience.millis : 0),
  )

/** The chance by many small steps, in each of which whoever waits moves up once or not. */
const stepped = (of: QueuePlace.QueuePlace, within: number) => {
  const all = rates(of)
  const fastest = Math.max(...all)
  const mean = fastest * within
  let [weight, seen, chance, through] = [Math.exp(-mean), 0, 0, 0]
  let at = all.map((_, before) => Number(before === all.length - 1))
  for (let step = 0; seen < 1 - 1e-14 && step < 10 * mean + 500; step++) {
    chance += weight * through
    seen += weight
    weight *= mean / (step + 1)
    const moves = (before: number) => ((at[before] ?? 0) * (all[before] ?? 0)) / fastest
    through += moves(0)
    at = at.map((here, before) => here - moves(before) + moves(before + 1))
  }
  return chance
}

describe("a caller at a place in the queue", patience, () => {
  test("waits as the queue moves up, step by step", () => {
    fc.assert(
      fc.property(place, fc.integer({ min: 0, max: 400_000 }), (of, within) => {
        // Where the steps begin beyond what a number holds there is nothing to compare with.
        fc.pre(Math.max(...rates(of)) * within < 600)
        expect(Math.abs(atMost(of, within) - stepped(of, within))).toBeLessThan(1e-9)
        const mean = rates(of).reduce((sum, rate) => sum + 1 / rate, 0)
        expect(Result.getOrThrow(QueuePlace.meanWaitMillis(of)) / mean).toBeCloseTo(1, 12)
      }),
      runs(150),
    )
  })

  test("waits less than promised as often as promised, and no millisecond less would do", () => {
    fc.assert(
      fc.property(place, fc.double({ min: 0.01, max: 0.999, noNaN: true }), (of, share) => {
        const promised = Result.getOrThrow(QueuePlace.promise(of, share))
        expect(atMost(of, promised)).toBeGreaterThanOrEqual(share)
        if (promised > 0) expect(atMost(of, promised - 1)).toBeLessThan(share)
      }),
      runs(100),
    )
    const next = { place: 1, agents: 1, handlingMillis: 1000, patience: { _tag: "Endless" } } as const
    expect(Result.getOrThrow(QueuePlace.promise(next, 0))).toBe(0)
  })

  test("waits longer the further back, and no longer where others give up", () => {
    fc.assert(
      fc.property(place, fc.integer({ min: 1, max: 600_000 }), (of, within) => {
        expect(atMost({ ...of, place: of.place + 1 }, within)).toBeLessThanOrEqual(atMost(of, within) + 1e-12)
        expect(atMost(of, within)).toBeGreaterThanOrEqual(
          atMost({ ...of, patience: { _tag: "Endless" } }, within) - 1e-12,
        )
      }),
      runs(100),
    )
  })

  test("waits as 20,000 queues drawn by chance do", () => {
    const of = {
      place: 12,
      agents: 4,
      handlingMillis: 180_000,
      patience: { _tag: "Mean", millis: 240_000 },
    } as const
    const next = random(7)
    let within = 0
    for (let i = 0; i < 20_000; i++) {
      const wait = rates(of).reduce((sum, rate) => sum - Math.log(1 - next()) / rate, 0)
      if (wait <= 300_000) within++
    }
    // Three standard errors.
    expect(Math.abs(within / 20_000 - atMost(of, 300_000))).toBeLessThan(0.011)
  })

  test("at place 100,000 has an answer, and it is a chance", () => {
    const of = {
      place: 100_000,
      agents: 1000,
      handlingMillis: 180_000,
      patience: { _tag: "Endless" },
    } as const
    // Half the time longer than the mean of five hours, all but.
    expect(atMost(of, 18_000_000)).toBeCloseTo(0.5, 2)
    expect(atMost(of, 17_000_000)).toBeLessThan(1e-6)
    expect(atMost(of, 19_000_000)).toBeGreaterThan(1 - 1e-6)
    expect(atMost({ ...of, patience: { _tag: "Mean", millis: 60_000 } }, 86_400_000)).toBe(1)
  })

  test.each([
    ["place", { place: 0 }],
    ["place", { place: 1.5 }],
    ["agents", { agents: 0 }],
    ["handlingMillis", { handlingMillis: Number.NaN }],
    ["patienceMillis", { patience: { _tag: "Mean", millis: -1 } }],
  ] as const)("%s out of its bounds is refused by its name", (figure, wrong) => {
    const right: QueuePlace.QueuePlace = {
      place: 3,
      agents: 5,
      handlingMillis: 180_000,
      patience: { _tag: "Endless" },
    }
    const of = { ...right, ...wrong }
    for (const found of [
      QueuePlace.meanWaitMillis(of),
      QueuePlace.atMost(of, 1),
      QueuePlace.promise(of, 0.5),
    ])
      expect(Result.isFailure(found) && found.failure).toMatchObject({ figure })
    expect(Schema.is(QueuePlace.QueuePlace)(of)).toBe(false)
    expect(Schema.is(QueuePlace.QueuePlace)(right)).toBe(true)
    expect(Result.isFailure(QueuePlace.atMost(right, -1))).toBe(true)
    expect(Result.isFailure(QueuePlace.promise(right, 1))).toBe(true)
  })
})
