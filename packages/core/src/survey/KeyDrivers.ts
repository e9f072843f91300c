/**
 * What to mend first: how much each item weighs in the overall opinion, beside how well it does.
 *
 * **Details**
 *
 * Importance is derived, not asked: the correlation of the item's answers with the overall answers, over the respondents
 * who gave both. It shows what goes together and not what causes what.
 *
 * @since 0.1.0
 */
import { normalCritical } from "./Distribution.ts"
import { type Estimate, noData } from "./Estimate.ts"
import { type Bounds, mean, type Options } from "./Statistics.ts"

/** An item's answers and the overall ones, respondent by respondent; undefined where one is missing. */
export interface Item extends Bounds {
  readonly id: string
  readonly answers: ReadonlyArray<number | undefined>
}

/** Weighs much and does badly; much and well; little and badly; little and well. */
export type Quadrant = "mendFirst" | "keepUp" | "mendLater" | "leave"

export interface Driver {
  readonly id: string
  /** Pearson's correlation with the overall answers, −1 to 1, with its interval as `correlation` gives it. */
  readonly importance: Estimate
  /** The item's mean on a scale of 0 to 100. */
  readonly performance: Estimate
  /** Against the means of all items' importance and performance; undefined where either is missing. */
  readonly quadrant: Quadrant | undefined
}

/**
 * The items by importance and performance, in their own order. `higherIsBetter` is taken for granted: reversed items
 * must be turned round before.
 *
 * **Example**
 *
 * ```ts
 * import { KeyDrivers } from "@aftercare/core"
 *
 * const scale = { least: 1, most: 5 }
 * const drivers = KeyDrivers.rank(
 *   [
 *     { id: "explained", ...scale, answers: [1, 2, 2, 3, 4, 2] },
 *     { id: "parking", ...scale, answers: [5, 4, 5, 5, 4, 4] },
 *   ],
 *   [2, 3, 3, 4, 5, 2],
 *   { confidence: 0.95 },
 * )
 * drivers.map(({ id, quadrant }) => [id, quadrant]) // => [["explained", "mendFirst"], ["parking", "leave"]]
 * ```
 */
export const rank = (
  items: ReadonlyArray<Item>,
  overall: ReadonlyArray<number | undefined>,
  options: Options,
): ReadonlyArray<Driver> => {
  const drivers = items.map((item) => ({
    id: item.id,
    importance: correlation(item.answers, overall, options.confidence),
    performance: performanceOf(item, options),
  }))
  const middle = (of: "importance" | "performance") => {
    const known = drivers.flatMap((driver) => (driver[of]._tag === "Estimated" ? [driver[of].value] : []))
    return known.reduce((sum, value) => sum + value, 0) / known.length
  }
  const [importance, performance] = [middle("importance"), middle("performance")]
  return drivers.map((driver) => ({
    ...driver,
    quadrant:
      driver.importance._tag === "Estimated" && driver.performance._tag === "Estimated"
        ? quadrants[
            Number(driver.importance.value >= importance - lastDigits) * 2 +
              Number(driver.performance.value >= performance - lastDigits)
          ]
        : undefined,
  }))
}

/** A mean of figures that are all alike may differ from them by so much; none of them lies below it. */
const lastDigits = 1e-9

const quadrants: ReadonlyArray<Quadrant> = ["mendLater", "leave", "mendFirst", "keepUp"]

const performanceOf = ({ answers, least, most }: Item, options: Options): Estimate => {
  const seen = new Map<number, number>()
  for (const answer of answers) if (answer !== undefined) seen.set(answer, (seen.get(answer) ?? 0) + 1)
  const linear = [...seen].map(([value, count]) => [(100 * (value - least)) / (most - least), count] as const)
  return mean(linear, { least: 0, most: 100 }, options)
}

/**
 * Pearson's correlation of what both answered, with Fisher's interval. `NoData` where fewer than four gave both answers,
 * or all gave the same one.
 *
 * **Details**
 *
 * Where all pairs lie on one line, Fisher's transformation is infinite, and its interval would be a point: certainty from
 * four answers. Such a sample tells nothing of how far the next pair may lie off the line, so the interval is then
 * everything from −1 to 1.
 */
export const correlation = (
  xs: ReadonlyArray<number | undefined>,
  ys: ReadonlyArray<number | undefined>,
  confidence: number,
): Estimate => {
  if (xs.length !== ys.length || !(confidence > 0 && confidence < 1)) return noData("impossible")
  const pairs = xs.flatMap((x, i) => {
    const y = ys[i]
    return x === undefined || y === undefined ? [] : [[x, y] as const]
  })
  const n = pairs.length
  if (n < 4) return noData("tooFew", n)
  const [meanX, meanY] = [0, 1].map(
    (side) => pairs.reduce((sum, pair) => sum + (pair[side] as number), 0) / n,
  )
  let [xx, yy, xy] = [0, 0, 0]
  for (const [x, y] of pairs) {
    const [dx, dy] = [x - (meanX as number), y - (meanY as number)]
    xx += dx * dx
    yy += dy * dy
    xy += dx * dy
  }
  if (xx === 0 || yy === 0) return noData("noSpread", n)
  const value = Math.min(Math.max(xy / Math.sqrt(xx * yy), -1), 1)
  if (!Number.isFinite(value)) return noData("impossible", n)
  const half = normalCritical((1 - confidence) / 2) / Math.sqrt(n - 3)
  const [low, high] =
    1 - Math.abs(value) < lastDigits
      ? [-1, 1]
      : [Math.tanh(Math.atanh(value) - half), Math.tanh(Math.atanh(value) + half)]
  return {
    _tag: "Estimated",
    value,
    low: Math.min(low, value),
    high: Math.max(high, value),
    n,
    confidence,
    method: "fisher",
  }
}
