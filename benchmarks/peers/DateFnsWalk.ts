/** A walk over date-fns with @date-fns/tz. */
import { TZDate } from "@date-fns/tz"
import { addDays } from "date-fns/addDays"
import { format } from "date-fns/format"
import { getDay } from "date-fns/getDay"
import { set } from "date-fns/set"
import { startOfDay } from "date-fns/startOfDay"
import type { Calendar } from "../work/Calendars.ts"
import type { Numeric } from "../work/Work.ts"
import { dayWalk } from "./DayWalk.ts"

export const dateFnsWalk = (calendar: Calendar): Numeric =>
  dayWalk<TZDate>(calendar, {
    dayOf: (at) => startOfDay(new TZDate(at, calendar.zone)),
    following: (day) => addDays(day, 1),
    nameOf: (day) => format(day, "yyyy-MM-dd"),
    weekdayOf: (day) => getDay(day),
    instantOf: (day, minutes) =>
      minutes === 1440
        ? addDays(day, 1).getTime()
        : set(day, { hours: Math.floor(minutes / 60), minutes: minutes % 60 }).getTime(),
    sameTimeOn: (at, day) => {
      const time = new TZDate(at, calendar.zone)
      return set(day, { hours: time.getHours(), minutes: time.getMinutes() }).getTime()
    },
  })
