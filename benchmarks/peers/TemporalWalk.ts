/** A walk over temporal-polyfill. */
import { Temporal } from "temporal-polyfill"
import type { Calendar } from "../work/Calendars.ts"
import type { Numeric } from "../work/Work.ts"
import { dayWalk } from "./DayWalk.ts"

export const temporalWalk = (calendar: Calendar): Numeric => {
  const { zone } = calendar
  const zoned = (at: number) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
  const aDay = { days: 1 }
  return dayWalk<Temporal.PlainDate>(calendar, {
    dayOf: (at) => zoned(at).toPlainDate(),
    following: (day) => day.add(aDay),
    nameOf: (day) => day.toString(),
    weekdayOf: (day) => day.dayOfWeek % 7,
    instantOf: (day, minutes) => {
      const midnight = minutes === 1440
      const plainTime = new Temporal.PlainTime(midnight ? 0 : Math.floor(minutes / 60), minutes % 60)
      return (midnight ? day.add(aDay) : day).toZonedDateTime({ timeZone: zone, plainTime }).epochMilliseconds
    },
    sameTimeOn: (at, day) =>
      day.toZonedDateTime({ timeZone: zone, plainTime: zoned(at).toPlainTime() }).epochMilliseconds,
  })
}
