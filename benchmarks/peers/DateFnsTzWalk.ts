/** A walk over date-fns with date-fns-tz: dates whose process-zone clock shows what the calendar's clock shows. */
import { addDays } from "date-fns/addDays"
import { format } from "date-fns/format"
import { getDay } from "date-fns/getDay"
import { set } from "date-fns/set"
import { startOfDay } from "date-fns/startOfDay"
import { fromZonedTime } from "date-fns-tz/fromZonedTime"
import { toZonedTime } from "date-fns-tz/toZonedTime"
import type { Calendar } from "../work/Calendars.ts"
import type { Numeric } from "../work/Work.ts"
import { dayWalk } from "./DayWalk.ts"

export const dateFnsTzWalk = (calendar: Calendar): Numeric => {
  const { zone } = calendar
  return dayWalk<Date>(calendar, {
    dayOf: (at) => startOfDay(toZonedTime(at, zone)),
    following: (day) => addDays(day, 1),
    nameOf: (day) => format(day, "yyyy-MM-dd"),
    weekdayOf: (day) => getDay(day),
    instantOf: (day, minutes) =>
      fromZonedTime(
        minutes === 1440
          ? addDays(day, 1)
          : set(day, { hours: Math.floor(minutes / 60), minutes: minutes % 60 }),
        zone,
      ).getTime(),
    sameTimeOn: (at, day) => {
      const time = toZonedTime(at, zone)
      return fromZonedTime(set(day, { hours: time.getHours(), minutes: time.getMinutes() }), zone).getTime()
    },
  })
}
