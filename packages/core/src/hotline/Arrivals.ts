/**
 * When calls came in the past: how many per half hour of each kind of day, as what to expect of the next ones.
 *
 * **Details**
 *
 * Half hours are those of the hospital's wall clock. A kind of day is an ordinary weekday, a holiday, or an adjusted workday,
 * as the calendar says of the date; each is counted for itself. What a half hour rests on is told with it: the calls, on how
 * many dates, and how long it was looked at in all. Where clocks change a half hour is skipped or comes twice, and the time
 * looked at is less or more by just that.
 *
 * A half hour that was never looked at has no mean: that is another thing than no calls.
 *
 * **Example** (Three calls on two Mondays)
 *
 * ```ts
 * import { Arrivals, ChinaCalendar, TimeZone } from "@aftercare/core"
 * import { Result } from "effect"
 *
 * const calls = ["2026-03-02T08:05", "2026-03-02T08:29", "2026-03-09T08:10"].map((at) => Date.parse(`${at}+08:00`))
 * const arrivals = Result.getOrThrow(
 *   Arrivals.of(calls, {
 *     during: { from: Date.parse("2026-03-02T00:00+08:00"), until: Date.parse("2026-03-10T00:00+08:00") },
 *     zone: TimeZone.make("Asia/Shanghai"),
 *     calendar: ChinaCalendar.publicHolidays,
 *   }),
 * )
 * arrivals.monday[16] // => { from: "08:00", calls: 3, days: 2, observedMillis: 3_600_000 }
 * arrivals.monday.map(Arrivals.mean)[16] // => 1.5
 * arrivals.holiday.map(Arrivals.mean)[16] // => undefined
 * ```
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as PlainDate from "../calendar/PlainDate.ts"
import * as PlainTime from "../calendar/PlainTime.ts"
import * as TimeZone from "../calendar/TimeZone.ts"
import { CalendarNotCovered, dayOn, type WorkCalendar } from "../calendar/WorkCalendar.ts"
import { contains, type Interval } from "../foundation/Interval.ts"
import type { CallLoad } from "./CallLoad.ts"

const { dayMillis } = PlainTime

/** The length of a half hour, in milliseconds. */
export const halfHourMillis = 1_800_000

/** A kind of day: a weekday that is neither a holiday nor an adjusted workday, or one of these. */
export const DayKind = Schema.Literals([...PlainDate.weekdays, "holiday", "adjustedWorkday"])
export type DayKind = typeof DayKind.Type

/** The kind of a date. Fails with `CalendarNotCovered`. */
export const kindOn = (
  calendar: WorkCalendar,
  date: PlainDate.PlainDate,
): Result.Result<DayKind, CalendarNotCovered> => {
  const day = dayOn(calendar, date)
  switch (day._tag) {
    case "Ordinary":
      return Result.succeed(day.weekday)
    case "Holiday":
      return Result.succeed("holiday")
    case "AdjustedWorkday":
      return Result.succeed("adjustedWorkday")
    case "NotCovered":
      return Result.fail(
        new CalendarNotCovered({ calendar: calendar.id, version: calendar.version, on: date }),
      )
  }
}

/** A half hour of the day, on all the dates of its kind. */
export interface HalfHour {
  /** When it begins, on the wall clock. */
  readonly from: PlainTime.PlainTime
  readonly calls: number
  /** On how many dates it was looked at, and for how many milliseconds in all. */
  readonly days: number
  readonly observedMillis: number
}

/** The 48 half hours of each kind of day. */
export type Arrivals = { readonly [Kind in DayKind]: ReadonlyArray<HalfHour> }

/** What was looked at, and by which clock and calendar. */
export interface Observed {
  /** From when until when every call was counted, in epoch milliseconds. */
  readonly during: Interval
  readonly zone: TimeZone.TimeZone
  readonly calendar: WorkCalendar
}

/**
 * The calls that came `during` what was looked at, in epoch milliseconds and any order; others aren't counted. Only what
 * lies within `TimeZone.horizon` is looked at.
 *
 * Fails with `CalendarNotCovered` where the calendar doesn't know one of the dates.
 */
export const of = (
  arrivals: Iterable<number>,
  { calendar, during, zone }: Observed,
): Result.Result<Arrivals, CalendarNotCovered> => {
  const table = TimeZone.table(zone)
  const looked = { from: TimeZone.withinHorizon(during.from), until: TimeZone.withinHorizon(during.until) }
  const counted = {
    monday: blank(),
    tuesday: blank(),
    wednesday: blank(),
    thursday: blank(),
    friday: blank(),
    saturday: blank(),
    sunday: blank(),
    holiday: blank(),
    adjustedWorkday: blank(),
  }
  const kinds = new Map<number, DayKind>()
  const halfHourAt = (wall: number): Counting => {
    const day = Math.floor(wall / dayMillis)
    const half = Math.floor((wall - day * dayMillis) / halfHourMillis)
    return counted[kinds.get(day) as DayKind][half] as Counting
  }
  const lastOn = new Map<Counting, number>()
  for (let at = looked.from; at < looked.until; ) {
    const stretch = TimeZone.stretchAt(table, at)
    const wall = at + (table.offsets[stretch] as number)
    const day = Math.floor(wall / dayMillis)
    if (!kinds.has(day)) {
      const kind = kindOn(calendar, PlainDate.fromEpochDay(day))
      if (Result.isFailure(kind)) return Result.fail(kind.failure)
      kinds.set(day, kind.success)
    }
    const left = halfHourMillis - (wall - Math.floor(wall / halfHourMillis) * halfHourMillis)
    const until = Math.min(at + left, table.endsAt[stretch] as number, looked.until)
    const halfHour = halfHourAt(wall)
    halfHour.observedMillis += until - at
    // In a repeated hour the same half hour comes again on its date.
    if (lastOn.get(halfHour) !== day) halfHour.days++
    lastOn.set(halfHour, day)
    at = until
  }
  for (const at of arrivals) if (contains(looked, at)) halfHourAt(at + TimeZone.offsetAt(zone, at)).calls++
  return Result.succeed(counted)
}

type Counting = { -readonly [Key in keyof HalfHour]: HalfHour[Key] }

const blank = (): Array<Counting> =>
  Array.from({ length: dayMillis / halfHourMillis }, (_, half) => ({
    from: PlainTime.fromMillis(half * halfHourMillis),
    calls: 0,
    days: 0,
    observedMillis: 0,
  }))

/** Calls per half hour on average; undefined where it was never looked at, which is another thing than none. */
export const mean = ({ calls, observedMillis }: HalfHour): number | undefined =>
  observedMillis === 0 ? undefined : (calls * halfHourMillis) / observedMillis

/** The load to expect of a half hour, each call handled in so many milliseconds; undefined as `mean` is. */
export const loadOf = (halfHour: HalfHour, handlingMillis: number): CallLoad | undefined => {
  const calls = mean(halfHour)
  return calls === undefined ? undefined : { calls, periodMillis: halfHourMillis, handlingMillis }
}
