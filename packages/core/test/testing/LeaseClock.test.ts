import { LeaseClock } from "@aftercare/core/testing"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { expect, test } from "vitest"

/** A clock whose timers go off a millisecond before it says so, as Node's do now and then. */
const hasty = (): Clock.Clock => {
  let millis = 1_000
  const read = Effect.sync(() => BigInt(millis) * 1_000_000n)
  return {
    currentTimeMillisUnsafe: () => millis,
    currentTimeMillis: Effect.sync(() => millis),
    currentTimeNanosUnsafe: () => BigInt(millis) * 1_000_000n,
    currentTimeNanos: read,
    monotonicTimeNanosUnsafe: () => BigInt(millis) * 1_000_000n,
    monotonicTimeNanos: read,
    sleep: (duration) =>
      Effect.sync(() => {
        millis += Duration.toMillis(duration) - 1
      }),
  }
}

test("a lease has run out once its time was waited for, also where a timer goes off early", async () => {
  const lease = Duration.millis(400)
  const elapsed = Effect.gen(function* () {
    const clock = yield* LeaseClock.LeaseClock
    const from = yield* Clock.currentTimeMillis
    yield* clock.pass(clock.lease)
    return (yield* Clock.currentTimeMillis) - from
  }).pipe(Effect.provide(LeaseClock.waiting(lease)), Effect.provideService(Clock.Clock, hasty()))
  expect(await Effect.runPromise(elapsed)).toBeGreaterThanOrEqual(Duration.toMillis(lease))
})
