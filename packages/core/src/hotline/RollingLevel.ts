/**
 * The worst stretch of a hotline's service, wherever it begins: GB/T 33358-2016 asks for 95 % answered in any 24 hours, and a
 * good month may hold a bad day that no calendar day shows.
 *
 * **Details**
 *
 * Every stretch of the length asked for that lies within `during` is looked at, to the millisecond: from 18:00 to 18:00 as
 * well as from midnight to midnight. The worst one has the lowest share, or the highest where the share is of calls given
 * up; of equal ones it is the first. Stretches without a call that counts have no share.
 *
 * **Example** (Two days of three answered in four, and a night between them in which nobody answered)
 *
 * ```ts
 * import { type QueuedCall, RollingLevel } from "@aftercare/core"
 * import { Option, Result } from "effect"
 *
 * const hour = 3_600_000
 * const calls = [1, 2, 3, 23, 24, 44, 45, 46].map((at): QueuedCall.QueuedCall => ({
 *   queuedAt: at * hour,
 *   waitedMillis: 60_000,
 *   outcome: at === 23 || at === 24 ? "abandoned" : "answered",
 * }))
 * const worst = RollingLevel.worst(calls, {
 *   during: { from: 0, until: 48 * hour },
 *   stretchMillis: 24 * hour,
 *   limits: { answeredWithinMillis: 15_000, abandonedEarlyMillis: 5000 },
 *   definition: { measure: "answered", callbacks: "counted" },
 * })
 * Option.map(Result.getOrThrow(worst), ({ rate, stretch }) => [rate.count, rate.of, stretch.from])
 * // => Option.some([0, 2, 3 * hour + 1])
 * ```
 *
 * @since 0.1.0
 */
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { contains, type Interval } from "../foundation/Interval.ts"
import type { Rate } from "../foundation/Rate.ts"
import { type FigureRefused, refusedFigure } from "./HotlineFigure.ts"
import type { QueuedCall } from "./QueuedCall.ts"
import { type Definition, type Limits, type Measure, partOf, parts } from "./ServiceLevel.ts"

export interface Asked {
  /** Within which stretches lie, in epoch milliseconds. */
  readonly during: Interval
  /** How long a stretch is, in whole milliseconds. */
  readonly stretchMillis: number
  readonly limits: Limits
  readonly definition: Definition
}

/** A stretch with its share. */
export interface Stretch {
  readonly stretch: Interval
  readonly rate: Rate
}

const isWorseHigher: { readonly [M in Measure]: boolean } = {
  answeredOnly: false,
  negativeImpact: false,
  ignoreShortAbandon: false,
  positiveImpact: false,
  answered: false,
  abandoned: true,
  abandonedWithoutShort: true,
}

/**
 * The worst stretch; none where no stretch fits in, or none has a call that counts.
 *
 * Fails with `FigureRefused` for a length of less than a millisecond or more than 31 days.
 */
export const worst = (
  calls: Iterable<QueuedCall>,
  asked: Asked,
): Result.Result<Option.Option<Stretch>, FigureRefused> => {
  const refused = refusedFigure("stretchMillis", asked.stretchMillis)
  return refused === undefined
    ? Result.succeed(Option.fromUndefinedOr(worstOf(calls, asked)))
    : Result.fail(refused)
}

const worstOf = (
  calls: Iterable<QueuedCall>,
  { definition, during, limits, stretchMillis }: Asked,
): Stretch | undefined => {
  const { count, of } = parts(definition)
  const facts = [...calls]
    .filter(({ queuedAt }) => contains(during, queuedAt))
    .map((call) => {
      const part = partOf(call, limits)
      return { at: call.queuedAt, counts: Number(count.includes(part)), base: Number(of.includes(part)) }
    })
    .sort((a, b) => a.at - b.at)
  const last = during.until - stretchMillis
  // What a stretch holds changes only where a call leaves it at its beginning, or comes in at its end.
  const begins = facts
    .flatMap(({ at }) => [at + 1, at + 1 - stretchMillis])
    .filter((from) => during.from < from && from <= last)
    .sort((a, b) => a - b)
  const sign = isWorseHigher[definition.measure] ? -1 : 1
  let found: Stretch | undefined
  const rate = { count: 0, of: 0 }
  let [left, right] = [0, 0]
  for (const from of during.from <= last ? [during.from, ...begins] : []) {
    for (
      let fact = facts[right];
      fact !== undefined && fact.at < from + stretchMillis;
      fact = facts[++right]
    ) {
      rate.count += fact.counts
      rate.of += fact.base
    }
    for (let fact = facts[left]; fact !== undefined && fact.at < from; fact = facts[++left]) {
      rate.count -= fact.counts
      rate.of -= fact.base
    }
    // a ∕ b < c ∕ d in whole numbers.
    const isWorse =
      found === undefined || sign * (rate.count * found.rate.of - found.rate.count * rate.of) < 0
    if (rate.of > 0 && isWorse) found = { stretch: { from, until: from + stretchMillis }, rate: { ...rate } }
  }
  return found
}
