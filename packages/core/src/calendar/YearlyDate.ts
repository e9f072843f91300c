/**
 * Dates that come once a year by a rule, of which holidays are made: the fourth Thursday of November, Easter Sunday.
 *
 * @since 0.1.0
 */
import * as PlainDate from "./PlainDate.ts"

/**
 * The `n`-th such weekday of a month; −1 is the last. January is 1. Where the month has no fifth one, it is the next
 * month's first.
 *
 * **Example** (Thanksgiving Day and Memorial Day of 2026)
 *
 * ```ts
 * import { YearlyDate } from "@aftercare/core"
 *
 * YearlyDate.nthWeekday(2026, 11, "thursday", 4) // => "2026-11-26"
 * YearlyDate.nthWeekday(2026, 5, "monday", -1) // => "2026-05-25"
 * ```
 */
export const nthWeekday = (
  year: number,
  month: number,
  weekday: PlainDate.Weekday,
  n: 1 | 2 | 3 | 4 | 5 | -1,
): PlainDate.PlainDate => {
  // A thirteenth month is the next January.
  const first = PlainDate.epochDayOf(year, n === -1 ? month + 1 : month, 1)
  const toWeekday = (PlainDate.weekdays.indexOf(weekday) - PlainDate.weekdayIndexOf(first) + 7) % 7
  return PlainDate.fromEpochDay(first + toWeekday + (n === -1 ? -7 : (n - 1) * 7))
}

/**
 * Easter Sunday of the Western churches, by the Gregorian computus: the Sunday after the first full moon of the Church's
 * tables on or after 21 March.
 *
 * **Example**
 *
 * ```ts
 * import { YearlyDate } from "@aftercare/core"
 *
 * YearlyDate.easterSunday(2027) // => "2027-03-28"
 * ```
 */
export const easterSunday = (year: number): PlainDate.PlainDate => {
  const century = Math.floor(year / 100)
  const golden = year % 19
  // The moon's age: the centuries' leap days that fell out put it back, eight days in 2,500 years put it forward.
  const moonDrift = century - Math.floor(century / 4) - Math.floor((8 * century + 13) / 25)
  const epact = (moonDrift + 19 * golden + 15) % 30
  // No two years of a cycle have one full moon, and none is later than 18 April.
  const fullMoon = epact === 29 || (epact === 28 && golden > 10) ? epact - 1 : epact
  const day = PlainDate.epochDayOf(year, 3, 21) + fullMoon
  return PlainDate.fromEpochDay(day + 7 - ((PlainDate.weekdayIndexOf(day) + 1) % 7))
}
