import { Retry } from "@aftercare/core"
import { Duration } from "effect"
import fc from "fast-check"
import { expect, it } from "vitest"
import { part } from "../foundation/support/part.ts"

const millis = fc.integer({ min: 0, max: 1e9 })
const retry = fc.record({
  first: millis.map((n) => Duration.millis(n)),
  longest: fc.oneof(
    millis.map((n) => Duration.millis(n)),
    fc.constant(Duration.infinity),
  ),
  tries: fc.integer({ min: 1, max: 20 }),
})
const chance = part.filter((chance) => chance < 1)

it("doubles the pause with each try up to the longest, and chance takes off no more than half", () => {
  fc.assert(
    fc.property(retry, fc.integer({ min: 1, max: 40 }), chance, (how, tries, chance) => {
      let whole = Duration.toMillis(how.first)
      for (let n = 1; n < tries; n++) whole = Math.min(whole * 2, 1e300)
      whole = Math.min(whole, Duration.toMillis(how.longest))
      const pause = Duration.toMillis(Retry.pauseAfter(how, tries, chance))
      expect(pause).toBeGreaterThanOrEqual(whole / 2)
      expect(pause).toBeLessThanOrEqual(Math.ceil(whole))
    }),
  )
})

it("spreads what failed together: no two chances far apart wait equally long", () => {
  const pauses = [0, 0.25, 0.5, 0.75].map((chance) =>
    Duration.toSeconds(Retry.pauseAfter(Retry.usual, 3, chance)),
  )
  expect(pauses).toEqual([120, 105, 90, 75])
})

it("stays a number after any number of tries", () => {
  fc.assert(
    fc.property(retry, fc.integer({ min: 1, max: 2 ** 31 }), chance, (how, tries, chance) => {
      expect(Number.isFinite(Duration.toMillis(Retry.pauseAfter(how, tries, chance)))).toBe(true)
    }),
  )
})
