/** date-fns-tz: wall clocks. date-fns' own business days know no working Saturday, which all these cases have. */
import { fromZonedTime } from "date-fns-tz/fromZonedTime"
import { ianaName } from "../../packages/core/test/calendar/support/ReferenceCases.ts"
import { iso, type Peer } from "./Peer.ts"

export const peer: Peer = {
  wall_time_to_instant: ({ date, time, timeZone }) =>
    iso(fromZonedTime(`${date}T${time}`, ianaName(timeZone))),
  stop_date_reached: ({ nextDue, stopDate, timeZone }) =>
    Date.parse(nextDue) >= fromZonedTime(`${stopDate}T00:00`, ianaName(timeZone)).getTime(),
}
