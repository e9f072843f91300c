/**
 * The clock that a store's leases run on, as far as a contract needs it: time passes when a clause says so.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"

/** How long leases are in this suite, and how to let time pass. After `pass(d)`, a lease of `d` has run out. */
export class LeaseClock extends Context.Service<
  LeaseClock,
  {
    readonly lease: Duration.Duration
    readonly pass: (duration: Duration.Duration) => Effect.Effect<void>
  }
>()("@aftercare/core/testing/LeaseClock") {}

/** For stores whose leases run on Effect's `Clock`, in suites that provide a `TestClock`. No time is waited for. */
export const testClock: Layer.Layer<LeaseClock> = Layer.succeed(LeaseClock, {
  lease: Duration.minutes(1),
  pass: TestClock.adjust,
})

/** A timer may go off a millisecond before the clock says so. */
const longer = Duration.millis(5)

/** For stores on a clock that nobody can move: really waits. Leases should be short, but longer than a round trip. */
export const waiting = (lease: Duration.Duration): Layer.Layer<LeaseClock> =>
  Layer.succeed(LeaseClock, { lease, pass: (duration) => Effect.sleep(Duration.sum(duration, longer)) })
