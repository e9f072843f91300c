/**
 * A set of wall-clock readings as stretches of days that each repeat weekly: an ordinary week, interrupted by single
 * days that differ. Sums over any span are closed form.
 *
 * A reading is the milliseconds of a wall clock counted as if it were UTC.
 */
import { weekdayIndexOf } from "./PlainDate.ts"
import { dayMillis } from "./PlainTime.ts"
import * as Spans from "./Spans.ts"

/** One day's open and closed spans in milliseconds after midnight. */
export interface DayShape {
  readonly open: Spans.Spans
  readonly closed: Spans.Spans
  readonly total: number
}

/** Seven shapes, Monday first, and the open time before each; the eighth is the whole week's. */
export interface Week {
  readonly shapes: ReadonlyArray<DayShape>
  readonly before: ReadonlyArray<number>
}

/** Segment `i` begins on epoch day `starts[i]` and repeats `weeks[i]`; the last has no end. */
export interface LocalPattern {
  readonly starts: Int32Array
  readonly weeks: ReadonlyArray<Week>
  /** Open time before the segment less what its week would have had from its own origin: sums become one addition. */
  readonly base: Float64Array
  /** Open time before the segment. */
  readonly before: Float64Array
}

export const dayShape = (open: Spans.Spans): DayShape => ({
  open,
  closed: Spans.complement(open, 0, dayMillis),
  total: Spans.total(open),
})

export const week = (shapes: ReadonlyArray<DayShape>): Week => {
  const before = [0]
  for (const shape of shapes) before.push((before[before.length - 1] as number) + shape.total)
  return { shapes, before }
}

export const make = (starts: ReadonlyArray<number>, weeks: ReadonlyArray<Week>): LocalPattern => {
  const base = new Float64Array(starts.length)
  const before = new Float64Array(starts.length)
  for (let i = 0; i < starts.length; i++) {
    const start = starts[i] as number
    if (i > 0) before[i] = (base[i - 1] as number) + weekly(weeks[i - 1] as Week, start)
    base[i] = (before[i] as number) - weekly(weeks[i] as Week, start)
  }
  return { starts: Int32Array.from(starts), weeks, base, before }
}

/** Open time of the repeated week before the day, from the week's own origin. */
const weekly = (repeated: Week, day: number): number => {
  const index = weekdayIndexOf(day)
  return ((day + 3 - index) / 7) * (repeated.before[7] as number) + (repeated.before[index] as number)
}

const segmentOf = ({ starts }: LocalPattern, day: number): number => {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] as number) <= day) low = middle
    else high = middle - 1
  }
  return low
}

const shapeOf = (repeated: Week, day: number): DayShape => repeated.shapes[weekdayIndexOf(day)] as DayShape

/** Whether the reading is open. */
export const isOpen = (pattern: LocalPattern, reading: number): boolean => {
  const day = Math.floor(reading / dayMillis)
  const { open } = shapeOf(pattern.weeks[segmentOf(pattern, day)] as Week, day)
  const time = reading - day * dayMillis
  for (let i = 0; i < open.length; i += 2) {
    if (time < (open[i] as number)) return false
    if (time < (open[i + 1] as number)) return true
  }
  return false
}

/** Open time before the reading, from the pattern's first day. */
export const openBefore = (pattern: LocalPattern, reading: number): number => {
  const day = Math.floor(reading / dayMillis)
  const segment = segmentOf(pattern, day)
  const repeated = pattern.weeks[segment] as Week
  return (
    (pattern.base[segment] as number) +
    weekly(repeated, day) +
    Spans.before(shapeOf(repeated, day).open, reading - day * dayMillis)
  )
}

const spansOf = (shape: DayShape, open: boolean): Spans.Spans => (open ? shape.open : shape.closed)

/** Whether any day of the week has such a span, so that a search in the segment can end. */
const offers = (repeated: Week, open: boolean): boolean =>
  open ? (repeated.before[7] as number) > 0 : (repeated.before[7] as number) < 7 * dayMillis

/** The least reading ≥ `reading` that is open (or closed), or infinity. */
export const seek = (pattern: LocalPattern, reading: number, open: boolean): number => {
  let day = Math.floor(reading / dayMillis)
  let time = reading - day * dayMillis
  for (let segment = segmentOf(pattern, day); segment < pattern.starts.length; segment++) {
    const repeated = pattern.weeks[segment] as Week
    const end = pattern.starts[segment + 1] ?? Number.POSITIVE_INFINITY
    if (offers(repeated, open)) {
      for (; day < end; day++) {
        const spans = spansOf(shapeOf(repeated, day), open)
        for (let i = 1; i < spans.length; i += 2)
          if ((spans[i] as number) > time) return day * dayMillis + Math.max(spans[i - 1] as number, time)
        time = 0
      }
    }
    day = end
    time = 0
  }
  return Number.POSITIVE_INFINITY
}

/** The end of the last open (or closed) readings before `reading`: it lies at or before it; or minus infinity. */
export const seekBack = (pattern: LocalPattern, reading: number, open: boolean): number => {
  let day = Math.ceil(reading / dayMillis) - 1
  let time = reading - day * dayMillis
  for (let segment = segmentOf(pattern, day); segment >= 0; segment--) {
    const repeated = pattern.weeks[segment] as Week
    const start = pattern.starts[segment] as number
    if (offers(repeated, open)) {
      for (; day >= start; day--) {
        const spans = spansOf(shapeOf(repeated, day), open)
        for (let i = spans.length - 2; i >= 0; i -= 2)
          if ((spans[i] as number) < time) return day * dayMillis + Math.min(spans[i + 1] as number, time)
        time = dayMillis
      }
    }
    day = start - 1
    time = dayMillis
  }
  return Number.NEGATIVE_INFINITY
}

/**
 * The reading with exactly `amount` of open time before it. Where a closed stretch makes it ambiguous: its beginning
 * (`"closing"`) or its end (`"opening"`). The amount must exist within the pattern.
 */
export const readingAfter = (pattern: LocalPattern, amount: number, side: "closing" | "opening"): number => {
  const closing = side === "closing"
  let low = 0
  let high = pattern.starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    const before = pattern.before[middle] as number
    if (closing ? before < amount : before <= amount) low = middle
    else high = middle - 1
  }
  const repeated = pattern.weeks[low] as Week
  const perWeek = repeated.before[7] as number
  const ofOrigin = amount - (pattern.base[low] as number)
  const weeks = closing ? Math.ceil(ofOrigin / perWeek) - 1 : Math.floor(ofOrigin / perWeek)
  const rest = ofOrigin - weeks * perWeek
  let index = 0
  while (
    index < 6 &&
    (closing ? rest > (repeated.before[index + 1] as number) : rest >= (repeated.before[index + 1] as number))
  )
    index++
  let left = rest - (repeated.before[index] as number)
  const { open } = repeated.shapes[index] as DayShape
  const midnight = (weeks * 7 + index - 3) * dayMillis
  for (let i = 0; i < open.length; i += 2) {
    const length = (open[i + 1] as number) - (open[i] as number)
    if (closing ? left <= length : left < length) return midnight + (open[i] as number) + left
    left -= length
  }
  return midnight + dayMillis
}
