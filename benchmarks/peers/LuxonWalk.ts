/** A walk over luxon. */
import { DateTime } from "luxon"
import type { Calendar } from "../work/Calendars.ts"
import type { Numeric } from "../work/Work.ts"
import { dayWalk } from "./DayWalk.ts"

export const luxonWalk = (calendar: Calendar): Numeric => {
  const zoned = (at: number) => DateTime.fromMillis(at, { zone: calendar.zone })
  return dayWalk<DateTime>(calendar, {
    dayOf: (at) => zoned(at).startOf("day"),
    following: (day) => day.plus({ days: 1 }),
    nameOf: (day) => day.toISODate() ?? "",
    weekdayOf: (day) => day.weekday % 7,
    instantOf: (day, minutes) =>
      minutes === 1440
        ? day.plus({ days: 1 }).toMillis()
        : day.set({ hour: Math.floor(minutes / 60), minute: minutes % 60 }).toMillis(),
    sameTimeOn: (at, day) => {
      const { hour, minute } = zoned(at)
      return day.set({ hour, minute }).toMillis()
    },
  })
}
