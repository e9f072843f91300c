/** @date-fns/tz: wall clocks. */
import { TZDate } from "@date-fns/tz"
import { ianaName } from "../../packages/core/test/calendar/support/ReferenceCases.ts"
import { iso, type Peer } from "./Peer.ts"

const at = (date: string, time: string, timeZone: string): number => {
  const [year, month, day] = date.split("-").map(Number) as [number, number, number]
  const [hour, minute] = time.split(":").map(Number) as [number, number]
  return new TZDate(year, month - 1, day, hour, minute, ianaName(timeZone)).getTime()
}

export const peer: Peer = {
  wall_time_to_instant: ({ date, time, timeZone }) => iso(at(date, time, timeZone)),
  stop_date_reached: ({ nextDue, stopDate, timeZone }) =>
    Date.parse(nextDue) >= at(stopDate, "00:00", timeZone),
}
