/** moment with moment-business-time, in the process zone. */
import moment from "moment-business-time"
import { useCalendar } from "../peers/MomentBusinessTime.ts"
import { iso, type Peer, under } from "./Peer.ts"

const business = under(useCalendar)

export const peer: Peer = {
  is_working: business(({ at }) => moment(at).isWorkingTime()),
  next_working_instant: business(({ at }) => moment(at).nextWorkingTime().toISOString()),
  previous_working_instant: business(({ at }) => moment(at).lastWorkingTime().toISOString()),
  open_intervals: business(({ at, count, direction }) => {
    const forward = direction === "forward"
    const [begins, ends] = forward ? ["open", "close"] : ["close", "open"]
    const edges: Array<number> = []
    for (let now = moment(at); edges.length < 2 * count; ) {
      const next = forward ? now.nextTransitionTime() : now.lastTransitionTime()
      if (next === undefined) return []
      if (edges.length === 0 && next.transition === ends) edges.push(now.valueOf())
      if (next.transition === (edges.length % 2 === 0 ? begins : ends)) edges.push(next.moment.valueOf())
      now = next.moment
    }
    return Array.from({ length: count }, (_, n) => {
      const [first, second] = [edges[2 * n] as number, edges[2 * n + 1] as number]
      return forward ? ([iso(first), iso(second)] as const) : ([iso(second), iso(first)] as const)
    })
  }),
  add_working_time: business(({ seconds, start }) =>
    moment(start).addWorkingTime(seconds, "seconds").toISOString(),
  ),
  working_time_between: business(({ from, to }) => moment(to).workingDiff(moment(from), "seconds")),
  add_working_days: business(({ days, endOfDay, start }) =>
    endOfDay ? undefined : moment(start).addWorkingTime(days, "days").toISOString(),
  ),
  // The process runs in the question's zone.
  wall_time_to_instant: ({ date, time }) => moment(`${date}T${time}`).toISOString(),
  stop_date_reached: ({ nextDue, stopDate }) => moment(nextDue).isSameOrAfter(moment(stopDate)),
}
