/**
 * The work calendar of mainland China: public holidays and adjusted workdays (调休) by the State Council's notices.
 *
 * @since 0.1.0
 */
import * as PlainDate from "../../calendar/PlainDate.ts"
import type { WorkCalendar } from "../../calendar/WorkCalendar.ts"
import { daysOff, notices, workedWeekends } from "./publicHolidayDates.ts"

const eachDay = (first: string, last: string): ReadonlyArray<PlainDate.PlainDate> => {
  const start = PlainDate.make(first)
  const count = PlainDate.daysBetween(start, PlainDate.make(last)) + 1
  return Array.from({ length: count }, (_, i) => PlainDate.addDays(start, i))
}

/**
 * Public holidays of mainland China, 2007 to 2026.
 *
 * **Details**
 *
 * Monday to Friday is the ordinary week. An adjusted workday takes Monday's hours. A year's last days, from 24 December,
 * can be taken by the next year's New Year holiday, so the coverage ends on 2026-12-23 until the notice for 2027 is out.
 *
 * **Rule** State Council notices on the arrangement of public holidays, one a year, through the public data set
 * NateScarlet/holiday-cn (MIT).
 *
 * **Example** (The Spring Festival of 2026)
 *
 * ```ts
 * import { ChinaCalendar, PlainDate, WorkCalendar } from "@aftercare/core"
 *
 * WorkCalendar.dayOn(ChinaCalendar.publicHolidays, PlainDate.make("2026-02-17"))
 * // => { _tag: "Holiday", name: "春节" }
 * ```
 */
export const publicHolidays: WorkCalendar = {
  id: "china.publicHolidays",
  version: "2026",
  workweek: ["monday", "tuesday", "wednesday", "thursday", "friday"],
  holidays: daysOff.flatMap(([name, first, last]) => eachDay(first, last).map((on) => ({ on, name }))),
  adjustedWorkdays: workedWeekends.map(([name, on]) => ({ on: PlainDate.make(on), name })),
  coverage: [{ from: PlainDate.make("2007-01-01"), until: PlainDate.make("2026-12-24") }],
  sources: notices.map(([year, reference]) => ({
    title: `国务院办公厅关于${year}年部分节假日安排的通知`,
    status: "law",
    verified: "secondary",
    reference,
  })),
}
