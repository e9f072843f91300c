/**
 * What one version of a work calendar says otherwise than another: the dates whose answer differs.
 *
 * **Example** (A notice moves a day off)
 *
 * ```ts
 * import { CalendarChange, ChinaCalendar, PlainDate } from "@aftercare/core"
 *
 * const before = ChinaCalendar.publicHolidays
 * const on = PlainDate.make("2026-10-08")
 * const after = { ...before, version: "2026b", holidays: [...before.holidays, { on, name: "国庆节" }] }
 * CalendarChange.between(before, after) // => [{ from: "2026-10-08", until: "2026-10-09" }]
 * ```
 *
 * @since 0.1.0
 */
import { type Interval, normalise } from "../foundation/Interval.ts"
import * as PlainDate from "./PlainDate.ts"
import { type Coverage, classOf, dayTable, isCovered, type WorkCalendar } from "./WorkCalendar.ts"

/**
 * The dates on which the calendars differ, as disjoint spans in order, `until` exclusive: covered by one only, or of
 * another class. Names don't count. Where the working weeks differ, that are all dates that either covers.
 */
export const between = (before: WorkCalendar, after: WorkCalendar): ReadonlyArray<Coverage> =>
  daysBetween(before, after).map(({ from, until }) => ({
    from: PlainDate.fromEpochDay(from),
    until: PlainDate.fromEpochDay(until),
  }))

/** The same as epoch days. */
export const daysBetween = (before: WorkCalendar, after: WorkCalendar): ReadonlyArray<Interval> => {
  if (before === after) return []
  const [a, b] = [dayTable(before), dayTable(after)]
  const sameWeek = a.workweek.every((worked, i) => worked === b.workweek[i])
  const bounds = [...new Set([...a.covered, ...b.covered])].sort((x, y) => x - y)
  const stretches = bounds.slice(1).flatMap((until, i) => {
    const from = bounds[i] as number
    const [known, stillKnown] = [isCovered(a, from), isCovered(b, from)]
    return known !== stillKnown || (known && !sameWeek) ? [{ from, until }] : []
  })
  const named = [...a.days, ...b.days].flatMap((day) =>
    isCovered(a, day) && isCovered(b, day) && classOf(a, day) !== classOf(b, day)
      ? [{ from: day, until: day + 1 }]
      : [],
  )
  return normalise([...stretches, ...named])
}

/** Whether a day of `[first, last]`, both included, lies in one of the disjoint spans, which are in order. */
export const touches = (spans: ReadonlyArray<Interval>, first: number, last: number): boolean => {
  let low = 0
  let high = spans.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((spans[middle] as Interval).until <= first) low = middle + 1
    else high = middle
  }
  const span = spans[low]
  return span !== undefined && span.from <= last
}
