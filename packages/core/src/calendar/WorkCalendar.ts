/**
 * Which dates are worked: a weekly pattern bent by holidays and adjusted workdays (调休), over a stated coverage.
 *
 * **Details**
 *
 * A date outside the coverage is unknown, never silently a weekday. An adjusted workday takes the hours of the weekday
 * the calendar names for it.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Source } from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"
import * as PlainDate from "./PlainDate.ts"

/** A span of dates the calendar speaks for, `until` exclusive. */
export const Coverage = closed(
  Schema.Struct({ from: PlainDate.PlainDate, until: PlainDate.PlainDate }),
).check(Schema.makeFilter(({ from, until }) => from < until || "coverage: from must lie before until"))
export interface Coverage extends Schema.Schema.Type<typeof Coverage> {}

/** A day off that the weekly pattern doesn't show. */
export const Holiday = closed(Schema.Struct({ on: PlainDate.PlainDate, name: Text }))
export interface Holiday extends Schema.Schema.Type<typeof Holiday> {}

/** A date worked although it is a weekend day. It takes the hours of the weekday named, Monday's if none is. */
export const AdjustedWorkday = closed(
  Schema.Struct({
    on: PlainDate.PlainDate,
    name: Text,
    hoursOf: Schema.optionalKey(PlainDate.Weekday),
  }),
)
export interface AdjustedWorkday extends Schema.Schema.Type<typeof AdjustedWorkday> {}

/** Whether no date is named twice, or what is wrong. */
export const namedOnce = (days: ReadonlyArray<{ readonly on: PlainDate.PlainDate }>): true | string => {
  const seen = new Set<string>()
  for (const { on } of days) {
    if (seen.has(on)) return `${on} is named twice among holidays and adjusted workdays`
    seen.add(on)
  }
  return true
}

/** Schema of a work calendar. A date can't be both a holiday and an adjusted workday, nor named twice. */
export const WorkCalendar = closed(
  Schema.Struct({
    id: Text,
    version: Text,
    /** The weekdays that are worked where no holiday or adjusted workday says otherwise. */
    workweek: Schema.Array(PlainDate.Weekday),
    holidays: Schema.Array(Holiday),
    adjustedWorkdays: Schema.Array(AdjustedWorkday),
    coverage: Schema.Array(Coverage),
    sources: Schema.Array(Source),
  }),
).check(Schema.makeFilter(({ adjustedWorkdays, holidays }) => namedOnce([...holidays, ...adjustedWorkdays])))
export interface WorkCalendar extends Schema.Schema.Type<typeof WorkCalendar> {}

/** What a date is: an ordinary day of the week, a holiday, an adjusted workday, or beyond the coverage. */
export type DayClass =
  | { readonly _tag: "Ordinary"; readonly weekday: PlainDate.Weekday; readonly worked: boolean }
  | { readonly _tag: "Holiday"; readonly name: string }
  | { readonly _tag: "AdjustedWorkday"; readonly name: string; readonly hoursOf: PlainDate.Weekday }
  | { readonly _tag: "NotCovered" }

/** The calendar doesn't reach far enough: `on` is the first date that it had to know and doesn't. */
export class CalendarNotCovered extends Schema.TaggedError<CalendarNotCovered>(
  "@aftercare/core/CalendarNotCovered",
)("CalendarNotCovered", { calendar: Schema.String, version: Schema.String, on: Schema.String }) {
  override get message() {
    return `calendar ${this.calendar} version ${this.version} doesn't cover ${this.on}`
  }
}

// Numeric day classes of the compiled calendar. 0 to 6: an adjusted workday with that weekday's hours.
export const ordinaryDay = 7
export const holiday = 8

/** The calendar as sorted numbers, made once and kept as long as the calendar itself. */
export interface DayTable {
  /** Epoch days that aren't ordinary, ascending, and what each is: 0–6 adjusted, 8 holiday. */
  readonly days: Int32Array
  readonly classes: Uint8Array
  /** By blocks of 16 days from `days[0]` on: how many of `days` lie before the block. */
  readonly daysBefore: Int32Array
  /** Covered spans of epoch days `[from, until)`, flattened, ascending and disjoint. */
  readonly covered: Int32Array
  readonly workweek: ReadonlyArray<boolean>
  /** Worked days in the ordinary week before each weekday, Monday first; the eighth is the whole week's. */
  readonly weekBefore: ReadonlyArray<number>
  /** How far the worked days before `days[i]` differ from what the ordinary week says; one longer than `days`. */
  readonly correctionBefore: Int32Array
  /** Worked days up to and including `days[i]`, counted as `workedBefore` counts. */
  readonly workedThrough: Int32Array
}

const tables = new WeakMap<WorkCalendar, DayTable>()

/** The calendar's table of numbers. */
export const dayTable = (calendar: WorkCalendar): DayTable => {
  let found = tables.get(calendar)
  if (found === undefined) {
    found = makeDayTable(calendar)
    tables.set(calendar, found)
  }
  return found
}

const makeDayTable = (calendar: WorkCalendar): DayTable => {
  const special = [
    ...calendar.holidays.map((h) => [PlainDate.toEpochDay(h.on), holiday] as const),
    ...calendar.adjustedWorkdays.map(
      (a) => [PlainDate.toEpochDay(a.on), PlainDate.weekdays.indexOf(a.hoursOf ?? "monday")] as const,
    ),
  ].sort((a, b) => a[0] - b[0])
  const spans = calendar.coverage
    .map((c) => [PlainDate.toEpochDay(c.from), PlainDate.toEpochDay(c.until)] as const)
    .sort((a, b) => a[0] - b[0])
  const covered: Array<number> = []
  for (const [from, until] of spans) {
    const last = covered[covered.length - 1]
    if (last === undefined || from > last) covered.push(from, until)
    else covered[covered.length - 1] = Math.max(last, until)
  }
  const workweek = PlainDate.weekdays.map((day) => calendar.workweek.includes(day))
  const weekBefore = [0]
  for (const worked of workweek)
    weekBefore.push((weekBefore[weekBefore.length - 1] as number) + Number(worked))
  const correctionBefore = new Int32Array(special.length + 1)
  special.forEach(([day, kind], i) => {
    const ordinarily = Number(workweek[PlainDate.weekdayIndexOf(day)])
    correctionBefore[i + 1] = (correctionBefore[i] as number) + Number(kind !== holiday) - ordinarily
  })
  const days = Int32Array.from(special, ([day]) => day)
  return {
    days,
    daysBefore: daysBeforeBlocks(days),
    classes: Uint8Array.from(special, ([, kind]) => kind),
    covered: Int32Array.from(covered),
    workweek,
    weekBefore,
    correctionBefore,
    workedThrough: Int32Array.from(
      special,
      ([day], i) => ordinarilyWorked(weekBefore, day + 1) + (correctionBefore[i + 1] as number),
    ),
  }
}

const blockOf = (days: Int32Array, day: number): number => (day - (days[0] as number)) >> 4

const daysBeforeBlocks = (days: Int32Array): Int32Array => {
  if (days.length === 0) return days
  const before = new Int32Array(blockOf(days, days[days.length - 1] as number) + 1)
  let i = 0
  for (let block = 0; block < before.length; block++) {
    while (blockOf(days, days[i] as number) < block) i++
    before[block] = i
  }
  return before
}

/** How many of the days that aren't ordinary lie before the epoch day. */
const specialBefore = ({ days, daysBefore }: DayTable, day: number): number => {
  if (!(day > (days[0] as number))) return 0
  if (day > (days[days.length - 1] as number)) return days.length
  let i = daysBefore[blockOf(days, day)] as number
  while ((days[i] as number) < day) i++
  return i
}

/** How many of the sorted numbers lie below `value`. */
export const countBelow = (
  sorted: ArrayLike<number>,
  value: number,
  from = 0,
  until = sorted.length,
): number => {
  let low = from
  let high = until
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as number) < value) low = middle + 1
    else high = middle
  }
  return low
}

/** Whether the calendar covers the epoch day. */
export const isCovered = ({ covered }: DayTable, day: number): boolean =>
  countBelow(covered, day + 1) % 2 === 1

/** The class of an epoch day as a number: 0–6 adjusted, 7 ordinary, 8 holiday. */
export const classOf = (table: DayTable, day: number): number => {
  const i = specialBefore(table, day)
  return table.days[i] === day ? (table.classes[i] as number) : ordinaryDay
}

/**
 * What the calendar says of a date.
 *
 * **Example** (A Saturday worked for the Spring Festival)
 *
 * ```ts
 * import { ChinaCalendar, PlainDate, WorkCalendar } from "@aftercare/core"
 *
 * WorkCalendar.dayOn(ChinaCalendar.publicHolidays, PlainDate.make("2026-02-14"))._tag // => "AdjustedWorkday"
 * ```
 */
export const dayOn = (calendar: WorkCalendar, date: PlainDate.PlainDate): DayClass => {
  const table = dayTable(calendar)
  const day = PlainDate.toEpochDay(date)
  if (!isCovered(table, day)) return { _tag: "NotCovered" }
  const kind = classOf(table, day)
  const index = PlainDate.weekdayIndexOf(day)
  if (kind === ordinaryDay)
    return { _tag: "Ordinary", weekday: PlainDate.weekdays[index], worked: table.workweek[index] === true }
  if (kind === holiday)
    return { _tag: "Holiday", name: calendar.holidays.find((h) => h.on === date)?.name ?? "" }
  const adjusted = calendar.adjustedWorkdays.find((a) => a.on === date)
  return {
    _tag: "AdjustedWorkday",
    name: adjusted?.name ?? "",
    hoursOf: PlainDate.weekdays[kind] as PlainDate.Weekday,
  }
}

/** What the ordinary week counts up to the epoch day (exclusive); meaningful as a difference only. */
const ordinarilyWorked = (weekBefore: ReadonlyArray<number>, day: number): number => {
  const index = PlainDate.weekdayIndexOf(day)
  return ((day + 3 - index) / 7) * (weekBefore[7] as number) + (weekBefore[index] as number)
}

/** Worked days up to the epoch day (exclusive), by the closed form; meaningful as a difference only. */
const workedBefore = (table: DayTable, day: number): number =>
  ordinarilyWorked(table.weekBefore, day) + (table.correctionBefore[specialBefore(table, day)] as number)

const notCovered = (calendar: WorkCalendar, day: number) =>
  new CalendarNotCovered({
    calendar: calendar.id,
    version: calendar.version,
    on: PlainDate.fromEpochDay(day),
  })

/**
 * Worked days in `[from, to)`; negative where `to` lies before `from`.
 *
 * Fails with `CalendarNotCovered` where a date of the span isn't covered.
 */
export const workingDaysBetween = (
  calendar: WorkCalendar,
  from: PlainDate.PlainDate,
  to: PlainDate.PlainDate,
): Result.Result<number, CalendarNotCovered> => {
  const table = dayTable(calendar)
  const [a, b] = [PlainDate.toEpochDay(from), PlainDate.toEpochDay(to)]
  const missing = runEnding(table.covered, Math.min(a, b))
  if (missing < Math.max(a, b)) return Result.fail(notCovered(calendar, missing))
  return Result.succeed(workedBefore(table, b) - workedBefore(table, a))
}

/**
 * The `days`-th working day after the date (before it, where `days` is negative). Zero gives the date itself, worked or
 * not; the date itself never counts: the day of receipt is day 0. Parts of a day are dropped.
 *
 * Fails with `CalendarNotCovered` where the count would run over a date that isn't covered.
 *
 * **Example** (Two working days over a weekend)
 *
 * ```ts
 * import { Result } from "effect"
 * import { ChinaCalendar, PlainDate, WorkCalendar } from "@aftercare/core"
 *
 * const friday = PlainDate.make("2026-07-03")
 * Result.getOrThrow(WorkCalendar.addWorkingDays(ChinaCalendar.publicHolidays, friday, 2)) // => "2026-07-07"
 * ```
 */
export const addWorkingDays = (
  calendar: WorkCalendar,
  date: PlainDate.PlainDate,
  days: number,
): Result.Result<PlainDate.PlainDate, CalendarNotCovered> => {
  const start = PlainDate.toEpochDay(date)
  const target = workingDayFrom(calendar, start, days)
  if (Number.isFinite(target)) return Result.succeed(PlainDate.fromEpochDay(target))
  return Result.fail(notCounted(calendar, start, days))
}

/** Why such a count has no answer: the first day it had to know and doesn't. Asked only where it hasn't. */
export const notCounted = (calendar: WorkCalendar, day: number, days: number): CalendarNotCovered => {
  const { covered } = dayTable(calendar)
  return notCovered(calendar, days > 0 ? runEnding(covered, day + 1) : runBeginning(covered, day - 1) - 1)
}

/**
 * The same in epoch days, for those who count by the million: an infinity where the count would run over a day that
 * isn't covered.
 */
export const workingDayFrom = (calendar: WorkCalendar, day: number, count: number): number => {
  const days = PlainDate.whole(count)
  if (days === 0) return day
  const table = dayTable(calendar)
  const from = days > 0 ? day + 1 : day
  const i = specialBefore(table, from)
  const worked = ordinarilyWorked(table.weekBefore, from) + (table.correctionBefore[i] as number)
  if (days > 0) {
    const target = dayOfCount(table, worked + days, i)
    return target > day && target < runEnding(table.covered, from) ? target : Number.POSITIVE_INFINITY
  }
  const target = dayOfCount(table, worked + days + 1, 0)
  return target < day && target >= runBeginning(table.covered, day - 1) ? target : Number.NEGATIVE_INFINITY
}

/** The first day from `day` on that isn't covered. */
const runEnding = (covered: Int32Array, day: number): number => {
  const i = countBelow(covered, day + 1)
  return i % 2 === 0 ? day : (covered[i] as number)
}

/** The first day of the covered span that holds `day`, or the day after where none does. */
const runBeginning = (covered: Int32Array, day: number): number => {
  const i = countBelow(covered, day + 1)
  return i % 2 === 0 ? day + 1 : (covered[i - 1] as number)
}

/** The least index from `from` on of a number that isn't below `value`: found by leaps, since most counts are short. */
const firstReaching = (sorted: Int32Array, value: number, from: number): number => {
  let low = from
  let high = from
  for (let leap = 1; high < sorted.length && (sorted[high] as number) < value; leap *= 2) {
    low = high + 1
    high += leap
  }
  return countBelow(sorted, value, low, Math.min(high, sorted.length))
}

/** The worked day with `count` worked days up to and including it; NaN where there is none. */
const dayOfCount = (table: DayTable, count: number, from: number): number => {
  const { classes, correctionBefore, days, weekBefore, workedThrough } = table
  // Between special days the count follows the ordinary week, so find the stretch first, then divide.
  const i = firstReaching(workedThrough, count, from)
  if (workedThrough[i] === count && classes[i] !== holiday) return days[i] as number
  const perWeek = weekBefore[7] as number
  if (perWeek === 0) return Number.NaN
  const ordinary = count - (correctionBefore[i] as number)
  const weeks = Math.ceil(ordinary / perWeek) - 1
  const rest = ordinary - weeks * perWeek
  let index = 0
  while ((weekBefore[index + 1] as number) < rest) index++
  return weeks * 7 + index - 3
}
