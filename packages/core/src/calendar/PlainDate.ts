/**
 * A date of the Gregorian calendar without time or zone, written `YYYY-MM-DD`, from 0001-01-01 to 9999-12-31.
 *
 * Day arithmetic acts here, and becomes an instant once, at the end. Results beyond the range stop at its ends.
 *
 * @since 0.1.0
 */
import type * as Brand from "effect/Brand"
import * as Order from "effect/Order"
import type * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { outspoken } from "../foundation/Strict.ts"

const pattern = /^(\d{4})-(\d{2})-(\d{2})$/

const daysInMonthOf = (year: number, month: number): number =>
  month === 2
    ? isLeapYear(year)
      ? 29
      : 28
    : month === 4 || month === 6 || month === 9 || month === 11
      ? 30
      : 31

const isDate = (text: string): boolean => {
  const match = pattern.exec(text)
  if (match === null) return false
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonthOf(year, month)
}

/** Schema of a plain date: a string `YYYY-MM-DD` that names a day which exists. */
export const PlainDate = outspoken(
  Schema.String.check(
    Schema.makeFilter((text) => isDate(text) || "a date is written YYYY-MM-DD and must exist"),
  ).pipe(Schema.brand("PlainDate")),
)

/** A date such as `2026-02-17`. Plain dates compare as strings compare. */
export type PlainDate = string & Brand.Brand<"PlainDate">

/** Monday is 0, Sunday is 6. */
export type WeekdayIndex = 0 | 1 | 2 | 3 | 4 | 5 | 6

/** The weekdays by name, Monday first. */
export const weekdays = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
] as const

/** A weekday by name. */
export const Weekday = Schema.Literals(weekdays)
export type Weekday = typeof Weekday.Type

const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

/** Reads `YYYY-MM-DD`. */
export const parse = (text: string): Result.Result<PlainDate, Schema.SchemaError> =>
  Schema.decodeUnknownResult(PlainDate)(text)

/** Reads `YYYY-MM-DD`, and throws where it isn't a date. For literals in code. */
export const make: (text: string) => PlainDate = Schema.decodeUnknownSync(PlainDate)

/** Earlier dates first. */
export const order: Order.Order<PlainDate> = Order.String

/**
 * Days since 1970-01-01, which is 0.
 *
 * **Example**
 *
 * ```ts
 * import { PlainDate } from "@aftercare/core"
 *
 * PlainDate.toEpochDay(PlainDate.make("1970-01-02")) // => 1
 * ```
 */
export const toEpochDay = (date: PlainDate): number =>
  epochDayOf(Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10)))

/** The proleptic Gregorian day count, with March as the first month so that the leap day comes last. */
export const epochDayOf = (year: number, month: number, day: number): number => {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return (
    era * 146_097 +
    yearOfEra * 365 +
    Math.floor(yearOfEra / 4) -
    Math.floor(yearOfEra / 100) +
    dayOfYear -
    719_468
  )
}

const firstDay = epochDayOf(1, 1, 1)
const lastDay = epochDayOf(9999, 12, 31)

const civilOf = (epochDay: number): readonly [year: number, month: number, day: number] => {
  const z = Math.min(Math.max(Math.floor(epochDay), firstDay), lastDay) + 719_468
  const era = Math.floor(z / 146_097)
  const dayOfEra = z - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return [year, month, dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1]
}

const format = (year: number, month: number, day: number): PlainDate =>
  `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}` as PlainDate

/** The date that lies this many days after 1970-01-01; a part of a day is still that day. */
export const fromEpochDay = (epochDay: number): PlainDate => format(...civilOf(epochDay))

/** Monday is 0, Sunday is 6. 1970-01-01 was a Thursday. */
export const weekdayIndexOf = (epochDay: number): WeekdayIndex =>
  ((((epochDay + 3) % 7) + 7) % 7) as WeekdayIndex

/** The weekday by name. */
export const weekday = (date: PlainDate): Weekday => weekdays[weekdayIndexOf(toEpochDay(date))]

/** A count of whole days or months: parts are dropped, and what isn't a number counts none. */
export const whole = (count: number): number => Math.trunc(count) || 0

/** The date `days` later, or earlier where `days` is negative; parts of a day are dropped. */
export const addDays = (date: PlainDate, days: number): PlainDate =>
  fromEpochDay(toEpochDay(date) + whole(days))

/**
 * The same day of the month `months` later; where that month is too short, its last day. Parts of a month are dropped.
 *
 * **Example** (Month ends clamp)
 *
 * ```ts
 * import { PlainDate } from "@aftercare/core"
 *
 * PlainDate.addMonths(PlainDate.make("2026-01-31"), 1) // => "2026-02-28"
 * ```
 */
export const addMonths = (date: PlainDate, months: number): PlainDate => {
  const [year, month, day] = civilOf(toEpochDay(date))
  const target = year * 12 + (month - 1) + whole(months)
  const toYear = Math.floor(target / 12)
  if (toYear < 1 || toYear > 9999) return fromEpochDay(toYear < 1 ? firstDay : lastDay)
  const toMonth = target - toYear * 12 + 1
  return format(toYear, toMonth, Math.min(day, daysInMonthOf(toYear, toMonth)))
}

/** Days from the first date to the second; negative where the second is earlier. */
export const daysBetween = (from: PlainDate, to: PlainDate): number => toEpochDay(to) - toEpochDay(from)

/** Completed years from `born` to `on`: an age. Someone born on 29 February is a year older from 1 March in other years. */
export const yearsBetween = (born: PlainDate, on: PlainDate): number => {
  const [y1, m1, d1] = civilOf(toEpochDay(born))
  const [y2, m2, d2] = civilOf(toEpochDay(on))
  return y2 - y1 - (m2 < m1 || (m2 === m1 && d2 < d1) ? 1 : 0)
}
