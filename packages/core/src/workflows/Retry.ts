/**
 * When due work that failed is tried again, and when it is given up.
 *
 * **Details**
 *
 * Each pause is twice the one before, up to the longest; chance takes off up to half of it, so that what failed together
 * isn't tried again together.
 *
 * **Example** (The pauses after the first four tries, at most)
 *
 * ```ts
 * import { Retry } from "@aftercare/core"
 * import { Duration } from "effect"
 *
 * const pauses = [1, 2, 3, 4].map((tries) => Duration.toSeconds(Retry.pauseAfter(Retry.usual, tries, 0)))
 * pauses // => [30, 60, 120, 240]
 * ```
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"

/** How patient a worker is. */
export interface Retry {
  /** The longest pause after the first try. */
  readonly first: Duration.Duration
  /** The longest pause after any try. */
  readonly longest: Duration.Duration
  /**
   * After how many tries an entry becomes a dead letter that no waiting will mend: a record that is gone or can't be read,
   * a defect, a worker that was never heard of again. What is only out of reach is tried for as long as it takes.
   */
  readonly tries: number
}

/** Half a minute at first, an hour at most, and five tries. */
export const usual: Retry = { first: Duration.seconds(30), longest: Duration.hours(1), tries: 5 }

/** How long to wait after so many tries. `chance`, in [0, 1), takes off up to half. */
export const pauseAfter = ({ first, longest }: Retry, tries: number, chance: number): Duration.Duration => {
  const whole = Math.min(Duration.toMillis(longest), Duration.toMillis(first) * 2 ** Math.min(tries - 1, 50))
  return Duration.millis(Math.ceil(whole * (1 - chance / 2)))
}
