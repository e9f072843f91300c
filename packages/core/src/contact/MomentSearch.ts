/**
 * Where a contact may begin, found by arithmetic alone. Nothing is made but the answer, and for many answers not even
 * that: the caller brings what they are written into.
 */
import type { OpenSet } from "../calendar/OpenSet.ts"

/** Where a contact may begin: `earliest ≤ ideal < due ≤ latest`, half-open at the end, in epoch milliseconds. */
export interface Span {
  readonly earliest: number
  readonly ideal: number
  readonly due: number
  readonly latest: number
}

/** The parts of a span, the most welcome first. */
export const bands = ["ideal", "early", "overdue"] as const

/** The hours of a window as far as a moment depends on them. */
export interface Ground {
  readonly open: OpenSet
  readonly beginnings: OpenSet | undefined
  readonly preferred: OpenSet | undefined
}

/**
 * Writes the moment into a row of `into`, infinity where there is none, and gives its rank: twice the index of its band,
 * and one more where it isn't among the preferred times. `room` is how long the hours must stay open.
 */
export const search = (
  { beginnings, open, preferred }: Ground,
  earliest: number,
  ideal: number,
  due: number,
  latest: number,
  room: number,
  into: Float64Array,
  row: number,
): number => {
  for (let rank = 0; rank < ranks; rank++) {
    const set = rank % 2 === 0 ? preferred : open
    if (set === undefined) continue
    const at =
      rank < 2
        ? firstFit(set, beginnings, ideal, due, room)
        : rank < 4
          ? lastFit(set, beginnings, earliest, ideal, room)
          : firstFit(set, beginnings, due, latest, room)
    if (!Number.isFinite(at)) continue
    into[row] = at
    return rank
  }
  into[row] = Number.POSITIVE_INFINITY
  return ranks
}

/** The rank of no moment. */
export const ranks = 2 * bands.length

/**
 * The least beginning in `[from, before)` that may be one and from which the whole duration is open, or infinity.
 */
export const firstFit = (
  set: OpenSet,
  beginnings: OpenSet | undefined,
  from: number,
  before: number,
  duration: number,
): number => {
  if (!(from < before)) return Number.POSITIVE_INFINITY // nor where one of them is no number
  let found = set.nextInterval(from)
  while (found !== undefined && found.from < before) {
    const begins = beginnings === undefined ? found.from : beginnings.next(found.from)
    if (begins >= before) break
    if (found.until - begins >= duration) return begins
    found = set.nextInterval(Math.max(found.until, begins))
  }
  return Number.POSITIVE_INFINITY
}

/** The greatest such beginning, or minus infinity. */
export const lastFit = (
  set: OpenSet,
  beginnings: OpenSet | undefined,
  from: number,
  before: number,
  duration: number,
): number => {
  if (!(from < before)) return Number.NEGATIVE_INFINITY
  for (let closes = set.nextClosed(before - 1); closes > from; ) {
    const opens = set.lastClosed(closes)
    const at = Math.min(closes - duration, before - 1)
    const begins = beginnings === undefined || beginnings.isOpen(at) ? at : beginnings.lastOpen(at) - 1
    if (begins >= Math.max(opens, from)) return begins
    closes = set.lastOpen(Math.min(opens, before))
  }
  return Number.NEGATIVE_INFINITY
}
