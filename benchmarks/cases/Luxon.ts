/** luxon, with luxon-business-days for working days. */
import { DateTime } from "luxon"
import business from "luxon-business-days"
import { ianaName } from "../../packages/core/test/calendar/support/ReferenceCases.ts"
import { calendarOf, iso, type Peer, weekAndHolidays } from "./Peer.ts"

export const peer: Peer = {
  add_working_days: (asked) => {
    const calendar = weekAndHolidays(asked)
    if (calendar === undefined || asked.endOfDay) return undefined
    const start = business.DateTime.fromISO(asked.start, { zone: calendarOf(asked).timeZone })
    start.setupBusiness({
      businessDays: [1, 2, 3, 4, 5, 6, 7].filter((day) => (calendar.week[day % 7] ?? []).length > 0),
      holidayMatchers: [(day) => calendar.closed.has(day.toISODate() ?? "")],
    })
    return iso(start.plusBusiness({ days: asked.days }).toMillis())
  },
  wall_time_to_instant: ({ date, time, timeZone }) =>
    iso(DateTime.fromISO(`${date}T${time}`, { zone: ianaName(timeZone) }).toMillis()),
  stop_date_reached: ({ nextDue, stopDate, timeZone }) =>
    DateTime.fromISO(nextDue) >= DateTime.fromISO(stopDate, { zone: ianaName(timeZone) }),
}
