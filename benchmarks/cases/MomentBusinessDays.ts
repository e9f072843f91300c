/** moment-business-days: days only, in the process zone. */
import moment from "moment-business-days"
import { type Peer, under } from "./Peer.ts"

const business = under(({ closed, week }) => {
  moment.updateLocale("en", {
    workingWeekdays: week.flatMap((windows, day) => (windows.length > 0 ? [day] : [])),
    holidays: [...closed],
    holidayFormat: "YYYY-MM-DD",
  })
})

export const peer: Peer = {
  add_working_days: business(({ days, endOfDay, start }) =>
    endOfDay ? undefined : moment(start).businessAdd(days).toISOString(),
  ),
}
