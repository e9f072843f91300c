/**
 * What comes again: every so many days, weeks or months from a starting date, counted on plain dates.
 *
 * **Details**
 *
 * Weeks begin on Monday. The week or month that holds the starting date is the first, and what lies in it before that
 * date doesn't occur. A day that a month is too short for is its last day, and each occurrence is counted from the start,
 * never from the one before: from 31 January every month come 28 February and 31 March. A rule has no end of its own;
 * whoever uses one says how many times, or up to when.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { closed } from "../foundation/Strict.ts"
import * as PlainDate from "./PlainDate.ts"
import type * as PlainTime from "./PlainTime.ts"
import * as TimeZone from "./TimeZone.ts"

const upTo = (maximum: number) => Schema.Int.check(Schema.isBetween({ minimum: 1, maximum }))

const ascends = (values: ReadonlyArray<number>): boolean =>
  values.every((value, i) => i === 0 || (values[i - 1] as number) < value)

/** A day of a month: 1 to 31 from its beginning, −1 to −28 from its end. −1 is the last day. */
export const MonthDay = Schema.Int.check(
  Schema.makeFilter(
    (day) =>
      (day >= 1 && day <= 31) || (day <= -1 && day >= -28) || "a day of a month is 1 to 31, or -1 to -28",
  ),
)
export type MonthDay = typeof MonthDay.Type

/** The day's place in a month of that length, the first day being 0. */
const placeIn = (length: number) => (day: MonthDay) => (day < 0 ? length + day : Math.min(day, length) - 1)

/**
 * Schema of a recurrence: every so many days, weeks or months.
 *
 * `on` lists the weekdays or the days of the month in their order; without it, it is the starting date's own. Days that
 * fall together in any month, as the 28th and the last do in February, are refused.
 */
export const Recurrence = Schema.Union([
  closed(Schema.Struct({ days: upTo(3660) })),
  closed(
    Schema.Struct({
      weeks: upTo(520),
      on: Schema.optionalKey(
        Schema.NonEmptyArray(PlainDate.Weekday).check(
          Schema.makeFilter(
            (on) =>
              ascends(on.map((day) => PlainDate.weekdays.indexOf(day))) ||
              "weekdays follow one another, Monday first",
          ),
        ),
      ),
    }),
  ),
  closed(
    Schema.Struct({
      months: upTo(120),
      on: Schema.optionalKey(
        Schema.NonEmptyArray(MonthDay).check(
          Schema.makeFilter(
            (on) =>
              [28, 31].every((length) => ascends(on.map(placeIn(length)))) ||
              "days of a month follow one another, in the shortest as in the longest",
          ),
        ),
      ),
    }),
  ),
])

/** Every so many days, weeks or months. */
export type Recurrence = typeof Recurrence.Type

/** A recurrence as equal stretches of days, weeks or months, each with the same number of dates. */
interface Cycles {
  /** The epoch days of a cycle, ascending; cycle 0 holds the starting date. */
  readonly daysOf: (cycle: number) => ReadonlyArray<number>
  readonly holding: (date: PlainDate.PlainDate) => number
}

/** Months since January of the year 0. */
const monthOf = (date: PlainDate.PlainDate): number =>
  Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1

const firstOfMonth = (month: number): number =>
  PlainDate.epochDayOf(Math.floor(month / 12), (month % 12) + 1, 1)

const cyclesFrom = (recurrence: Recurrence, start: PlainDate.PlainDate): Cycles => {
  const day0 = PlainDate.toEpochDay(start)
  if ("days" in recurrence) {
    const { days } = recurrence
    return {
      daysOf: (cycle) => [day0 + cycle * days],
      holding: (date) => Math.floor((PlainDate.toEpochDay(date) - day0) / days),
    }
  }
  if ("weeks" in recurrence) {
    const length = recurrence.weeks * 7
    const monday = day0 - PlainDate.weekdayIndexOf(day0)
    const on = recurrence.on ?? [PlainDate.weekday(start)]
    const places = on.map((day) => PlainDate.weekdays.indexOf(day))
    return {
      daysOf: (cycle) => places.map((place) => monday + cycle * length + place),
      holding: (date) => Math.floor((PlainDate.toEpochDay(date) - monday) / length),
    }
  }
  const { months, on = [Number(start.slice(8))] } = recurrence
  const month0 = monthOf(start)
  return {
    daysOf: (cycle) => {
      const month = month0 + cycle * months
      const first = firstOfMonth(month)
      return on.map(placeIn(firstOfMonth(month + 1) - first)).map((place) => first + place)
    },
    holding: (date) => Math.floor((monthOf(date) - month0) / months),
  }
}

/** How many of a cycle's days lie before the epoch day. */
const countBelow = (days: ReadonlyArray<number>, day: number): number =>
  days.filter((one) => one < day).length

/**
 * The `n`-th occurrence on or after the starting date; the first is 0, and −1 is the one before the starting date. Beyond
 * the range of dates it stops at the ends.
 *
 * **Example** (Every three months from a month's end)
 *
 * ```ts
 * import { PlainDate, Recurrence } from "@aftercare/core"
 *
 * const start = PlainDate.make("2026-11-30")
 * const dates = [0, 1, 2].map((n) => Recurrence.nth({ months: 3 }, start, n))
 * dates // => ["2026-11-30", "2027-02-28", "2027-05-30"]
 * ```
 */
export const nth = (recurrence: Recurrence, start: PlainDate.PlainDate, n: number): PlainDate.PlainDate => {
  const { daysOf } = cyclesFrom(recurrence, start)
  const first = daysOf(0)
  const place = n + countBelow(first, PlainDate.toEpochDay(start))
  const within = ((place % first.length) + first.length) % first.length
  return PlainDate.fromEpochDay(daysOf(Math.floor(place / first.length))[within] as number)
}

/** How many occurrences lie before the date: so the first one on or after it is `nth` of this. */
export const countBefore = (
  recurrence: Recurrence,
  start: PlainDate.PlainDate,
  date: PlainDate.PlainDate,
): number => {
  if (date <= start) return 0
  const { daysOf, holding } = cyclesFrom(recurrence, start)
  const first = daysOf(0)
  const cycle = holding(date)
  return (
    cycle * first.length +
    countBelow(daysOf(cycle), PlainDate.toEpochDay(date)) -
    countBelow(first, PlainDate.toEpochDay(start))
  )
}

/** What recurs on a wall clock: at each of these times of each date. */
export interface Recurring {
  readonly recurrence: Recurrence
  readonly start: PlainDate.PlainDate
  readonly times: ReadonlyArray<PlainTime.PlainTime>
  readonly zone: TimeZone.TimeZone
}

/**
 * The instants within `[from, until)`, ascending, at most `limit` of them, in epoch milliseconds. Nothing recurs beyond
 * the horizon that zones are known to.
 *
 * **Details**
 *
 * The wall time is kept when the clocks change; as in `TimeZone.toInstant`, a skipped time is the later one and a
 * repeated time its first pass. Two times that a change brings together are both listed.
 *
 * **Example** (Twice a day, from the next one on)
 *
 * ```ts
 * import { PlainDate, PlainTime, Recurrence, TimeZone } from "@aftercare/core"
 *
 * const medicine: Recurrence.Recurring = {
 *   recurrence: { days: 1 },
 *   start: PlainDate.make("2026-11-20"),
 *   times: [PlainTime.make("08:00"), PlainTime.make("20:00")],
 *   zone: TimeZone.make("Asia/Shanghai"),
 * }
 * const now = Date.parse("2026-11-22T09:00:00+08:00")
 * const [next = 0] = Recurrence.instants(medicine, now, Number.POSITIVE_INFINITY, 1)
 * new Date(next).toISOString() // => "2026-11-22T12:00:00.000Z"
 * ```
 */
export const instants = (
  { recurrence, start, times, zone }: Recurring,
  from: number,
  until: number,
  limit = Number.POSITIVE_INFINITY,
): ReadonlyArray<number> => {
  const begins = Math.max(from, TimeZone.horizon.from)
  const ends = Math.min(until, TimeZone.horizon.until)
  if (!(begins < ends)) return []
  const out: Array<number> = []
  let latest = Number.NEGATIVE_INFINITY
  // 24:00 and the times of a date that the zone skipped are shown on the next date.
  const since = PlainDate.addDays(TimeZone.dateAt(zone, begins), -1)
  for (let n = countBefore(recurrence, start, since); ; n++) {
    const date = nth(recurrence, start, n)
    const dateBegins = TimeZone.startOfDate(zone, date)
    if (dateBegins >= ends || (out.length >= limit && dateBegins >= latest)) break
    for (const time of times) {
      const at = TimeZone.toInstant(zone, date, time)
      if (at < begins || at >= ends) continue
      out.push(at)
      latest = Math.max(latest, at)
    }
  }
  return out.sort((a, b) => a - b).slice(0, limit)
}
