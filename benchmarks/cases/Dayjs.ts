/** dayjs with dayjs-business-time, and its own zones for wall clocks: whole minutes, and no intervals. */
import dayjs from "dayjs"
import timezone from "dayjs/plugin/timezone.js"
import utc from "dayjs/plugin/utc.js"
import { ianaName } from "../../packages/core/test/calendar/support/ReferenceCases.ts"
import { useCalendar } from "../peers/DayjsBusinessTime.ts"
import { iso, type Peer, under } from "./Peer.ts"

dayjs.extend(utc)
dayjs.extend(timezone)

const business = under(useCalendar)

export const peer: Peer = {
  is_working: business(({ at }) => dayjs(at).isBusinessTime()),
  next_working_instant: business(({ at }) => dayjs(at).nextBusinessTime().toISOString()),
  previous_working_instant: business(({ at }) => dayjs(at).lastBusinessTime().toISOString()),
  add_working_time: business(({ seconds, start }) =>
    (seconds < 0
      ? dayjs(start).subtractBusinessMinutes(-seconds / 60)
      : dayjs(start).addBusinessMinutes(seconds / 60)
    ).toISOString(),
  ),
  working_time_between: business(({ from, to }) => dayjs(from).businessMinutesDiff(dayjs(to)) * 60),
  add_working_days: business(({ days, endOfDay, start }) =>
    endOfDay
      ? undefined
      : (days < 0
          ? dayjs(start).subtractBusinessDays(-days)
          : dayjs(start).addBusinessDays(days)
        ).toISOString(),
  ),
  wall_time_to_instant: ({ date, time, timeZone }) =>
    iso(dayjs.tz(`${date} ${time}`, ianaName(timeZone)).valueOf()),
  stop_date_reached: ({ nextDue, stopDate, timeZone }) =>
    !dayjs(nextDue).isBefore(dayjs.tz(`${stopDate} 00:00`, ianaName(timeZone))),
}
