/** temporal-polyfill: wall clocks, which have no 24:00. */
import { Temporal } from "temporal-polyfill"
import { ianaName } from "../../packages/core/test/calendar/support/ReferenceCases.ts"
import { iso, type Peer } from "./Peer.ts"

export const peer: Peer = {
  wall_time_to_instant: ({ date, time, timeZone }) =>
    time === "24:00"
      ? undefined
      : iso(
          Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime(ianaName(timeZone))
            .epochMilliseconds,
        ),
  stop_date_reached: ({ nextDue, stopDate, timeZone }) =>
    Date.parse(nextDue) >=
    Temporal.PlainDate.from(stopDate).toZonedDateTime(ianaName(timeZone)).epochMilliseconds,
}
