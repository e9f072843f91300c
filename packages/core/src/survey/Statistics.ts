/**
 * Shares and means with their intervals, and how many answers are needed.
 *
 * **Details**
 *
 * Every function is total: what can't be computed is `NoData` with its reason. Shares run from 0 to 1. Where the
 * `population` is given from which `n` were asked, intervals take the finite-population correction; when everybody
 * answered nothing is left to be uncertain of.
 *
 * **Example**
 *
 * ```ts
 * import { Statistics } from "@aftercare/core"
 *
 * const asked = Statistics.proportion({ count: 81, of: 263 }, { confidence: 0.95 })
 * asked._tag === "Estimated" && [asked.low.toFixed(4), asked.high.toFixed(4)] // => ["0.2553", "0.3662"]
 *
 * Statistics.proportion({ count: 0, of: 0 }, { confidence: 0.95 })
 * // => { _tag: "NoData", because: "nothingCounted", n: 0 }
 * ```
 *
 * @since 0.1.0
 */
import type { Rate } from "../foundation/Rate.ts"
import { normalCritical } from "./Distribution.ts"
import { type Estimate, type NoData, noData } from "./Estimate.ts"

export interface Options {
  /** Between 0 and 1, both ends excluded; 0.95 is what most people expect. */
  readonly confidence: number
  /** All who could have been asked, where `n` were drawn from so many; infinitely many where it isn't given. */
  readonly population?: number
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0

const arePossible = ({ confidence, population }: Options, n: number): boolean =>
  confidence > 0 && confidence < 1 && (population === undefined || (isCount(population) && population >= n))

/** So many answers from everybody would be as certain: n (N − 1) / (N − n). */
const effective = (n: number, population = Number.POSITIVE_INFINITY): number =>
  population === Number.POSITIVE_INFINITY
    ? n
    : population === n
      ? population
      : (n * (population - 1)) / (population - n)

/** What was asked for last: a report asks for one confidence throughout. */
let kept = { confidence: Number.NaN, critical: Number.NaN }

const criticalOf = (confidence: number): number => {
  if (kept.confidence !== confidence) kept = { confidence, critical: normalCritical((1 - confidence) / 2) }
  return kept.critical
}

/** Wilson's score interval around `p`, which it always holds. */
const wilson = (p: number, n: number, { confidence, population }: Options): readonly [number, number] => {
  if (n === population) return [p, p]
  const size = effective(n, population)
  const z2 = criticalOf(confidence) ** 2
  const centre = (p + z2 / (2 * size)) / (1 + z2 / size)
  const half = Math.sqrt(z2 * ((p * (1 - p)) / size + z2 / (4 * size * size))) / (1 + z2 / size)
  return [Math.max(Math.min(centre - half, p), 0), Math.min(Math.max(centre + half, p), 1)]
}

/** A share with Wilson's interval, without continuity correction. */
export const proportion = ({ count, of }: Rate, options: Options): Estimate => {
  if (!isCount(count) || !isCount(of) || count > of || !arePossible(options, of)) return noData("impossible")
  if (of === 0) return noData("nothingCounted")
  const value = count / of
  const [low, high] = wilson(value, of, options)
  return { _tag: "Estimated", value, low, high, n: of, confidence: options.confidence, method: "wilson" }
}

/** So many by an exposure of which they aren't a part: complaints, and thousands of discharges. */
export interface Events {
  readonly count: number
  /** In the unit that the figure is to have; above 0. */
  readonly exposure: number
}

/** A rate of independent events by exposure, with Byar's approximation to Poisson's interval. */
export const rate = ({ count, exposure }: Events, { confidence }: Pick<Options, "confidence">): Estimate => {
  const isPossible = isCount(count) && exposure >= 0 && Number.isFinite(exposure)
  if (!isPossible || !arePossible({ confidence }, 0)) return noData("impossible")
  if (exposure === 0) return noData(count === 0 ? "nothingCounted" : "impossible")
  const z = criticalOf(confidence)
  const cube = (events: number, side: 1 | -1) =>
    events * Math.max(0, 1 - 1 / (9 * events) + (side * z) / (3 * Math.sqrt(events))) ** 3
  const value = count / exposure
  const low = count === 0 ? 0 : Math.min(cube(count, -1) / exposure, value)
  const high = Math.max(cube(count + 1, 1) / exposure, value)
  if (!Number.isFinite(high)) return noData("impossible")
  return { _tag: "Estimated", value, low, high, n: count, confidence, method: "byar" }
}

/** How often each value was seen. */
export type Frequencies = ReadonlyArray<readonly [value: number, count: number]>

/** What a value can be: both ends belong to it. */
export interface Bounds {
  readonly least: number
  readonly most: number
}

/** A scale from one of its ends to the other, on which a value is a point from 0 to 1. */
interface Scale {
  readonly from: number
  readonly to: number
}

const pointOf = ({ from, to }: Scale, value: number): number => (value - from) / (to - from)

/**
 * The least mean that so much spread agrees with, and with it any spread of answers no worse.
 *
 * It is the `t` below the mean `p` at which the score test just doesn't reject, `(p − t)² = (z²/n)(t/p)(q − p t)` for the
 * mean square `q`: the spread is that of the answers once some of them are taken for the worst, until `t` is their mean. Of
 * answers that are 0 or 1 it is Wilson's. Taken alone it could rise where a best answer becomes worse, since the spread
 * shrinks; so it is the least over all answers no worse than those seen. At the same mean the wider spread has the lower
 * end, so only the uppermost answers need be moved, all the way up; in that the end first falls and then rises.
 */
const lowEnd = (frequencies: Frequencies, n: number, scale: Scale, halfZ2ByN: number): number => {
  let p = 0
  let q = 0
  let top = 0
  for (const [value, count] of frequencies) {
    const point = pointOf(scale, value)
    p += point * count
    q += point * point * count
    if (point > top && point < 1 && count > 0) top = point
  }
  p /= n
  q /= n
  // Nearly always nothing need be moved, and then nothing need be sorted.
  if (!isFalling(p, q, halfZ2ByN, top, 0)) return lowerRoot(p, q, halfZ2ByN)
  const falling = frequencies
    .map(([value, count]) => [pointOf(scale, value), count / n] as const)
    .sort(([a], [b]) => b - a)
  for (const [point, share] of falling) {
    const room = share * (1 - point)
    if (room <= 0) continue
    const fallsAt = (moved: number) => isFalling(p, q, halfZ2ByN, point, moved)
    if (!fallsAt(0)) break
    let [from, to] = [0, room]
    const isTurning = !fallsAt(room)
    if (isTurning)
      for (let step = 0; step < 60; step++) {
        const middle = (from + to) / 2
        if (fallsAt(middle)) from = middle
        else to = middle
      }
    p += to
    q += to * (1 + point)
    if (isTurning) break
  }
  return lowerRoot(p, q, halfZ2ByN)
}

/** The lower end of a mean `p` whose mean square is `q`. */
const lowerRoot = (p: number, q: number, halfZ2ByN: number): number => {
  if (p <= 0) return 0
  const pull = (halfZ2ByN * q) / p
  return (p * p) / (p + pull + Math.sqrt(2 * halfZ2ByN * Math.max(q - p * p, 0) + pull * pull))
}

/** Whether the end still falls where answers have moved the mean up by so much, from a point to the top. */
const isFalling = (p: number, q: number, halfZ2ByN: number, point: number, moved: number): boolean => {
  const mean = p + moved
  const t = lowerRoot(mean, q + moved * (1 + point), halfZ2ByN)
  return (mean - t) * (3 * mean - t) < 2 * halfZ2ByN * t * (1 + point - t)
}

/**
 * A mean of values on a bounded scale, with Wilson's interval widened from shares to means.
 *
 * A worse answer never raises the lower end, nor a better one the upper. Where the values show no spread of their own the
 * interval is no point: three who agree leave a doubt, and the next may answer anything on the scale.
 */
export const mean = (frequencies: Frequencies, { least, most }: Bounds, options: Options): Estimate => {
  let n = 0
  let sum = 0
  for (const [value, count] of frequencies) {
    if (!isCount(count) || !(value >= least && value <= most)) return noData("impossible")
    n += count
    sum += value * count
  }
  const span = most - least
  const possible = span > 0 && Number.isFinite(span) && Number.isFinite(sum)
  if (!possible || !isCount(n) || !arePossible(options, n)) return noData("impossible")
  if (n === 0) return noData("nothingCounted")
  const value = Math.min(Math.max(sum / n, least), most)
  const { confidence, population } = options
  const estimated = (low: number, high: number): Estimate => ({
    _tag: "Estimated",
    value,
    low: Math.max(Math.min(low, value), least),
    high: Math.min(Math.max(high, value), most),
    n,
    confidence,
    method: "bounded",
  })
  if (n === population) return estimated(value, value)
  const halfZ2ByN = criticalOf(confidence) ** 2 / (2 * effective(n, population))
  const low = lowEnd(frequencies, n, { from: least, to: most }, halfZ2ByN)
  const high = lowEnd(frequencies, n, { from: most, to: least }, halfZ2ByN)
  return estimated(least + low * span, most - high * span)
}

export interface Sample {
  /** Half the width of the interval that is wanted: 0.05 for ± 5 points. */
  readonly margin: number
  readonly confidence: number
  /** The share that is expected; 0.5 needs the most answers. */
  readonly expected: number
  readonly population?: number
  /** Up is never too few. Tables such as Krejcie and Morgan's round to the nearest. */
  readonly rounding: "up" | "nearest"
}

/**
 * How many answers a share needs to be known to within the margin: `z²p(1−p)/e²`, with the finite-population correction
 * `n₀ / (1 + (n₀ − 1)/N)` on the unrounded figure.
 *
 * **Example**
 *
 * ```ts
 * import { Statistics } from "@aftercare/core"
 *
 * const sample = { margin: 0.05, confidence: 0.95, expected: 0.5, rounding: "up" } as const
 * Statistics.sampleSize(sample) // => 385
 * Statistics.sampleSize({ ...sample, population: 1000 }) // => 278
 * ```
 */
export const sampleSize = ({
  confidence,
  expected,
  margin,
  population,
  rounding,
}: Sample): number | NoData => {
  const possible = margin > 0 && margin < 1 && expected >= 0 && expected <= 1
  if (!possible || !arePossible({ confidence, ...(population === undefined ? {} : { population }) }, 0))
    return noData("impossible")
  return needed(criticalOf(confidence) ** 2, expected, margin, population, rounding)
}

/**
 * The sample of Krejcie and Morgan's table (1970): a share of one half to within 5 points, with the χ² of 3.841 that they
 * print, rounded to the nearest.
 */
export const krejcieMorgan = (population: number): number | NoData =>
  isCount(population) && population > 0
    ? needed(3.841, 0.5, 0.05, population, "nearest")
    : noData("impossible")

const needed = (
  z2: number,
  expected: number,
  margin: number,
  population: number | undefined,
  rounding: Sample["rounding"],
): number | NoData => {
  const all = (z2 * expected * (1 - expected)) / margin ** 2
  const corrected =
    population === undefined ? all : all === 0 ? 0 : (all * population) / (population - 1 + all)
  const n = Math.max(
    rounding === "up" ? Math.ceil(corrected) : Math.round(corrected),
    population === 0 ? 0 : 1,
  )
  return Number.isFinite(n) ? n : noData("impossible")
}
