/**
 * How long a caller will wait at a place in the queue, as a hotline that tells waiting times says it.
 *
 * **Details**
 *
 * The place is 1 for whoever is next. Every agent is busy, or nobody would wait; the caller who asks is taken to stay, while
 * those before it may give up. Whoever is told the mean waits longer than that in more than a third of cases at the first
 * place, and in nearly half further back: `atMost` says how sure a time is, and `promise` which time is kept that surely.
 *
 * **Example** (Third in the queue of five agents, three minutes a call)
 *
 * ```ts
 * import { QueuePlace } from "@aftercare/core"
 * import { Result } from "effect"
 *
 * const place = { place: 3, agents: 5, handlingMillis: 180_000, patience: { _tag: "Endless" } } as const
 * Math.round(Result.getOrThrow(QueuePlace.meanWaitMillis(place))) // => 108_000
 * Result.getOrThrow(QueuePlace.atMost(place, 120_000)).toFixed(3) // => "0.647"
 * Result.getOrThrow(QueuePlace.promise(place, 0.9)) // => 191_604
 * ```
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { closed } from "../foundation/Strict.ts"
import { Patience } from "./ErlangLine.ts"
import { type FigureRefused, figure, refusedFigure } from "./HotlineFigure.ts"
import { Departed } from "./QueueSums.ts"

/** A place in the queue of so many agents, at least one, who take so many milliseconds a call on average. */
export const QueuePlace = closed(
  Schema.Struct({
    place: figure("place"),
    agents: figure("agents"),
    handlingMillis: figure("handlingMillis"),
    patience: Patience,
  }),
)
export interface QueuePlace extends Schema.Schema.Type<typeof QueuePlace> {}

const refusedPlace = ({ agents, handlingMillis, patience, place }: QueuePlace): FigureRefused | undefined =>
  refusedFigure("place", place) ??
  refusedFigure("agents", agents) ??
  refusedFigure("handlingMillis", handlingMillis) ??
  (patience._tag === "Mean" ? refusedFigure("patienceMillis", patience.millis) : undefined)

const answer = <A>(of: QueuePlace, ask: () => A, also?: FigureRefused): Result.Result<A, FigureRefused> => {
  const refused = refusedPlace(of) ?? also
  return refused === undefined ? Result.succeed(ask()) : Result.fail(refused)
}

/** Handling times by the patience; nought where it has no end. */
const impatienceOf = ({ handlingMillis, patience }: QueuePlace): number =>
  patience._tag === "Mean" ? handlingMillis / patience.millis : 0

/** How long the caller will wait on average, in milliseconds. Fails with `FigureRefused`. */
export const meanWaitMillis = (of: QueuePlace): Result.Result<number, FigureRefused> =>
  answer(of, () => {
    const impatience = impatienceOf(of)
    let wait = 0
    for (let before = of.place - 1; before >= 0; before--) wait += 1 / (of.agents + before * impatience)
    return wait * of.handlingMillis
  })

const chance = (of: QueuePlace, withinMillis: number): number => {
  const departed = new Departed(of.agents, impatienceOf(of), withinMillis / of.handlingMillis)
  for (let n = 1; n < of.place; n++) departed.next()
  return 1 - departed.atMost
}

/** The chance that the caller waits no longer than so many milliseconds. Fails with `FigureRefused`. */
export const atMost = (of: QueuePlace, withinMillis: number): Result.Result<number, FigureRefused> =>
  answer(of, () => chance(of, withinMillis), refusedFigure("withinMillis", withinMillis))

/**
 * The shortest wait, in whole milliseconds, that is exceeded no more often than in `1 − share` of cases. Fails with
 * `FigureRefused`.
 */
export const promise = (of: QueuePlace, share: number): Result.Result<number, FigureRefused> =>
  answer(
    of,
    () => {
      let high = 1
      while (chance(of, high) < share) high *= 2
      let low = 0
      while (low < high) {
        const middle = Math.floor((low + high) / 2)
        if (chance(of, middle) >= share) high = middle
        else low = middle + 1
      }
      return high
    },
    refusedFigure("share", share),
  )
