/**
 * A date of the Chinese lunisolar calendar (农历): year, month, whether the month is a leap month, and day.
 *
 * **Details**
 *
 * The years 1901 to 2100 are covered: 1901-02-19 to 2101-01-28. The platform's own calendar isn't asked, as it differs between
 * versions and is off by a day or a month in places, at the Spring Festivals of 2027 and 2030 among them. Beijing's midnight
 * begins a day, wherever the person is.
 *
 * **Example** (The leap month of 2025, and the last day of that year)
 *
 * ```ts
 * import { ChineseDate, PlainDate } from "@aftercare/core"
 * import { Result } from "effect"
 *
 * const on = (date: string) => ChineseDate.fromPlainDate(PlainDate.make(date))
 * on("2025-07-25") // => Result.succeed({ year: 2025, month: 6, leap: true, day: 1 })
 * on("2026-02-16") // => Result.succeed({ year: 2025, month: 12, day: 29 })
 * ChineseDate.toPlainDate({ year: 2027, month: 1, day: 1 }) // => Result.succeed("2027-02-06")
 *
 * const refused = on("2101-01-29")
 * Result.isFailure(refused) && refused.failure.rule // => "chineseDate.notCovered"
 * ```
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { closed } from "../foundation/Strict.ts"
import { firstYear, years } from "./ChineseMonths.ts"
import * as PlainDate from "./PlainDate.ts"

const leap = Schema.optionalKey(Schema.Literal(true))
const between = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))

/** A day of the year, such as a birthday: in whichever years have it. */
export const MonthDay = closed(Schema.Struct({ month: between(1, 12), leap, day: between(1, 30) }))
export interface MonthDay extends Schema.Schema.Type<typeof MonthDay> {}

/** What is asked of the calendar isn't there: a date that it doesn't cover, a leap month that a year hasn't, a day past its month. */
export class ChineseDateRefused extends Schema.TaggedError<ChineseDateRefused>(
  "@aftercare/core/ChineseDateRefused",
)("ChineseDateRefused", {
  date: Schema.String,
  rule: Schema.Literals(["chineseDate.notCovered", "chineseDate.noSuchMonth", "chineseDate.noSuchDay"]),
}) {
  override get message() {
    return `${this.date} in the Chinese calendar: ${this.rule}`
  }
}

interface Month {
  readonly year: number
  readonly month: number
  readonly leap: boolean
  /** The epoch day of its first day. */
  readonly from: number
  readonly days: number
}

const firstDay = PlainDate.toEpochDay(PlainDate.make("1901-02-19"))

/** Every month, in order. */
const months: ReadonlyArray<Month> = (() => {
  const all: Array<Month> = []
  let from = firstDay
  for (const [i, packed] of years.entries()) {
    const after = packed >> 13
    for (let n = 0; n < (after === 0 ? 12 : 13); n++) {
      const isLater = after !== 0 && n >= after
      const days = 29 + ((packed >> n) & 1)
      all.push({ year: firstYear + i, month: isLater ? n : n + 1, leap: isLater && n === after, from, days })
      from += days
    }
  }
  return all
})()

const end = firstDay + months.reduce((sum, { days }) => sum + days, 0)

/** The index of each year's first month. */
const newYears: ReadonlyArray<number> = months.flatMap(({ leap, month }, i) =>
  month === 1 && !leap ? [i] : [],
)

const found = (year: number, month: number, leap: boolean): Month | undefined => {
  const first = newYears[year - firstYear]
  if (first === undefined) return undefined
  return months
    .slice(first, first + 13)
    .find((one) => one.year === year && one.month === month && one.leap === leap)
}

/** Schema of a date that exists, of a year that is covered. */
export const ChineseDate = closed(
  Schema.Struct({
    year: between(firstYear, firstYear + years.length - 1),
    month: between(1, 12),
    /** The month is the second of its number. */
    leap,
    day: between(1, 30),
  }),
).check(
  Schema.makeFilter(({ day, leap, month, year }) => {
    const there = found(year, month, leap === true)
    if (there === undefined) return { path: ["leap"], issue: "the year has no such leap month" }
    return day <= there.days || { path: ["day"], issue: "the month has 29 days" }
  }),
)
export interface ChineseDate extends Schema.Schema.Type<typeof ChineseDate> {}

const named = ({ day, leap, month, year }: ChineseDate): string =>
  `${year}-${leap === true ? "leap " : ""}${month}-${day}`

/** The Chinese date of a day. Fails with `ChineseDateRefused` where it isn't covered. */
export const fromPlainDate = (on: PlainDate.PlainDate): Result.Result<ChineseDate, ChineseDateRefused> => {
  const epochDay = PlainDate.toEpochDay(on)
  if (epochDay < firstDay || epochDay >= end)
    return Result.fail(new ChineseDateRefused({ date: on, rule: "chineseDate.notCovered" }))
  // No month is shorter than 29 days and none is longer than 30, so it is this one or one of the few before.
  let i = Math.min(Math.floor((epochDay - firstDay) / 29), months.length - 1)
  while ((months[i] as Month).from > epochDay) i--
  const { from, leap, month, year } = months[i] as Month
  return Result.succeed({ year, month, ...(leap ? { leap } : {}), day: epochDay - from + 1 })
}

/** The day of a Chinese date. Fails with `ChineseDateRefused` where there is none. */
export const toPlainDate = (date: ChineseDate): Result.Result<PlainDate.PlainDate, ChineseDateRefused> => {
  const { day, leap, month, year } = date
  const refuse = (rule: ChineseDateRefused["rule"]) =>
    Result.fail(new ChineseDateRefused({ date: named(date), rule }))
  if (newYears[year - firstYear] === undefined) return refuse("chineseDate.notCovered")
  const there = found(year, month, leap === true)
  if (there === undefined) return refuse("chineseDate.noSuchMonth")
  if (!(Number.isInteger(day) && 1 <= day && day <= there.days)) return refuse("chineseDate.noSuchDay")
  return Result.succeed(PlainDate.fromEpochDay(there.from + day - 1))
}

/** The month after which the year has a leap month; undefined where it has none or isn't covered. */
export const leapMonth = (year: number): number | undefined => {
  const packed = years[year - firstYear]
  return packed === undefined || packed >> 13 === 0 ? undefined : packed >> 13
}

/**
 * On which day a year keeps a day of the calendar, once a year. One of a leap month is kept in it where the year has it, and
 * else in the ordinary month; one of the 30th in a month of 29 days on the 29th.
 *
 * Fails with `ChineseDateRefused` where the year isn't covered.
 *
 * **Example** (The last day of the year, which is the 30th or the 29th)
 *
 * ```ts
 * import { ChineseDate } from "@aftercare/core"
 * import { Result } from "effect"
 *
 * const lastDay = { month: 12, day: 30 }
 * ChineseDate.kept(lastDay, 2023) // => Result.succeed("2024-02-09")
 * ChineseDate.kept(lastDay, 2025) // => Result.succeed("2026-02-16")
 * ```
 */
export const kept = (
  { day, leap, month }: MonthDay,
  year: number,
): Result.Result<PlainDate.PlainDate, ChineseDateRefused> => {
  const there = (leap === true ? found(year, month, true) : undefined) ?? found(year, month, false)
  const last = Math.min(day, there?.days ?? day)
  return toPlainDate({ year, month, ...(there?.leap === true ? { leap: true as const } : {}), day: last })
}

/** Days since 1970 at which the sun stood at 15 degrees in 2000, and from one year to the next; exact to the day from 1901 to 2100. */
const qingmingOf2000 = 11_051.8086
const yearDays = 365.242188

/**
 * The day of Qingming (清明) in a year: the one on which the sun reaches 15 degrees.
 *
 * Fails with `ChineseDateRefused` where the year isn't covered.
 *
 * **Example**
 *
 * ```ts
 * import { ChineseDate } from "@aftercare/core"
 * import { Result } from "effect"
 *
 * ChineseDate.qingming(2026) // => Result.succeed("2026-04-05")
 * ```
 */
export const qingming = (year: number): Result.Result<PlainDate.PlainDate, ChineseDateRefused> =>
  years[year - firstYear] === undefined
    ? Result.fail(new ChineseDateRefused({ date: `${year}`, rule: "chineseDate.notCovered" }))
    : Result.succeed(PlainDate.fromEpochDay(Math.floor(qingmingOf2000 + yearDays * (year - 2000))))
