/**
 * A day that comes once a year: a festival or a birthday, by the Gregorian or the Chinese calendar.
 *
 * **Details**
 *
 * A day that its month hasn't in some year is kept on the month's last: 29 February on the 28th, the 30th of a Chinese month
 * on the 29th. A day of a leap month is kept in the leap month where the year has it, and else in the ordinary one. (An age in
 * years is another matter: see `PlainDate.yearsBetween`.)
 *
 * **Example** (The last day of the Chinese year, and a birthday on 29 February)
 *
 * ```ts
 * import { PlainDate, YearlyDay } from "@aftercare/core"
 * import { Result } from "effect"
 *
 * const during = { from: PlainDate.make("2025-01-01"), through: PlainDate.make("2026-12-31") }
 * YearlyDay.datesIn({ _tag: "Chinese", month: 12, day: 30 }, during)
 * // => Result.succeed(["2025-01-28", "2026-02-16"])
 * YearlyDay.datesIn({ _tag: "Gregorian", month: 2, day: 29 }, during)
 * // => Result.succeed(["2025-02-28", "2026-02-28"])
 * ```
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as ChineseDate from "../calendar/ChineseDate.ts"
import * as PlainDate from "../calendar/PlainDate.ts"
import { nthWeekday } from "../calendar/YearlyDate.ts"
import { closed } from "../foundation/Strict.ts"

const month = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 12 }))

/** The longest that each month gets. */
const longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Schema of a day that comes once a year. */
export const YearlyDay = closed(
  Schema.TaggedUnion({
    Gregorian: { month, day: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 31 })) },
    Chinese: {
      month,
      leap: Schema.optionalKey(Schema.Literal(true)),
      day: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 30 })),
    },
    /** The n-th such weekday of a month; −1 is the last. */
    NthWeekday: { month, weekday: PlainDate.Weekday, n: Schema.Literals([1, 2, 3, 4, -1]) },
    /** The day on which the sun reaches 15 degrees. */
    Qingming: {},
  }),
).check(
  Schema.makeFilter((day) =>
    day._tag !== "Gregorian" || day.day <= (longest[day.month - 1] ?? 0)
      ? true
      : { path: ["day"], issue: "the month has no such day in any year" },
  ),
)
export type YearlyDay = typeof YearlyDay.Type

/** Dates from one through another. */
export interface Dates {
  readonly from: PlainDate.PlainDate
  readonly through: PlainDate.PlainDate
}

const inYear = (
  day: YearlyDay,
  year: number,
): Result.Result<PlainDate.PlainDate, ChineseDate.ChineseDateRefused> => {
  switch (day._tag) {
    case "Gregorian": {
      // The day of the month before, as many days on: where the month is too short, it stops at its last.
      const first = PlainDate.fromEpochDay(PlainDate.epochDayOf(year, day.month, 1))
      const last = PlainDate.daysBetween(first, PlainDate.addMonths(first, 1)) - 1
      return Result.succeed(PlainDate.addDays(first, Math.min(day.day - 1, last)))
    }
    case "Chinese":
      return ChineseDate.kept(day, year)
    case "NthWeekday":
      return Result.succeed(nthWeekday(year, day.month, day.weekday, day.n))
    case "Qingming":
      return ChineseDate.qingming(year)
  }
}

const yearOf = (date: PlainDate.PlainDate): number => Number(date.slice(0, 4))

/**
 * The dates of the day in a range, in order; none where `through` lies before `from`.
 *
 * Fails with `ChineseDateRefused` where the range reaches a year that the Chinese calendar doesn't cover and the day is kept
 * by it.
 */
export const datesIn = (
  day: YearlyDay,
  { from, through }: Dates,
): Result.Result<ReadonlyArray<PlainDate.PlainDate>, ChineseDate.ChineseDateRefused> => {
  const dates: Array<PlainDate.PlainDate> = []
  // A Chinese year ends in the next Gregorian one.
  const first = yearOf(from) - (day._tag === "Chinese" ? 1 : 0)
  for (let year = first; year <= yearOf(through); year++) {
    const on = inYear(day, year)
    if (Result.isFailure(on)) return Result.fail(on.failure)
    if (from <= on.success && on.success <= through) dates.push(on.success)
  }
  return Result.succeed(dates)
}
