/**
 * Running sums over numbered pieces of time, made as they are asked for: counted from the piece asked for first, and
 * never further than asked.
 */

export class Sums {
  readonly #sizeOf: (n: number) => number
  #origin: number | undefined
  /** Before each piece from the origin on, and backward from it. */
  readonly #after = [0]
  readonly #before = [0]

  /** `sizeOf` gives what a piece adds to the sum before the next one. */
  constructor(sizeOf: (n: number) => number) {
    this.#sizeOf = sizeOf
  }

  /** The sum before a piece; meaningful as a difference. */
  before(n: number): number {
    this.#origin ??= n
    const from = n - this.#origin
    while (this.#after.length <= from)
      extend(this.#after, this.#sizeOf(this.#origin + this.#after.length - 1))
    while (this.#before.length <= -from)
      extend(this.#before, -this.#sizeOf(this.#origin - this.#before.length))
    return (from >= 0 ? this.#after[from] : this.#before[-from]) as number
  }
}

const extend = (sums: Array<number>, by: number): void => {
  sums.push((sums[sums.length - 1] as number) + by)
}

/**
 * The piece from `start` on, of `count` in all, within which a growing sum reaches the amount: found by leaps, then by
 * halves. The sum before `start` doesn't reach it.
 */
export const pieceReaching = (
  sumBefore: (n: number) => number,
  start: number,
  count: number,
  amount: number,
): number | undefined => {
  let [low, high] = [start, Math.min(start + 1, count)]
  for (let leap = 2; sumBefore(high) < amount; leap *= 2) {
    if (high >= count) return undefined
    low = high
    high = Math.min(high + leap, count)
  }
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (sumBefore(middle) < amount) low = middle
    else high = middle
  }
  return low
}

/** The piece from `start` backward within which the sum falls to the amount. The sum behind `start` exceeds it. */
export const pieceReachingBack = (
  sumBefore: (n: number) => number,
  start: number,
  amount: number,
): number | undefined => {
  let [low, high] = [start, start + 1]
  for (let leap = 2; sumBefore(low) > amount; leap *= 2) {
    if (low <= 0) return undefined
    high = low
    low = Math.max(low - leap, 0)
  }
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (sumBefore(middle) > amount) high = middle
    else low = middle
  }
  return low
}
