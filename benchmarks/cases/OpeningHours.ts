/** opening_hours: any dated exception by the minute, no pauses by the second, no days to count. */
import opening_hours from "opening_hours"
import type { HoursCase } from "../../packages/core/test/calendar/support/ReferenceCases.ts"
import { dateOf, stepsOf, weekRules } from "../peers/OpeningHours.ts"
import { spansOf } from "../work/Calendars.ts"
import { calendarOf, far, hasPauses, iso, type Peer, weekOf, windowsOf } from "./Peer.ts"

const hoursOf = (asked: HoursCase): opening_hours => {
  const calendar = calendarOf(asked)
  const { breaks = {}, dateOverrides = {}, holidays = [] } = calendar
  const rules = [
    ...weekRules(weekOf(calendar)),
    ...Object.entries(dateOverrides).map(
      ([date, spans]) => `${dateOf(date)} ${spansOf(windowsOf(spans)).join(",")}`,
    ),
    ...Object.entries(breaks).map(
      ([date, spans]) => `${dateOf(date)} ${spansOf(windowsOf(spans)).join(",")} off`,
    ),
    ...holidays.map((date) => `${dateOf(date)} off`),
  ]
  return new opening_hours(rules.join("; "), null)
}

const millis = ([from, until]: readonly [Date, Date, ...ReadonlyArray<unknown>]) =>
  [from.getTime(), until.getTime()] as const

/** Newest first. */
const before = (hours: opening_hours, at: number) =>
  hours
    .getOpenIntervals(new Date(at - far), new Date(at))
    .map(millis)
    .reverse()

export const peer: Peer = {
  is_working: (asked) => hoursOf(asked).getState(new Date(asked.at)),
  next_working_instant: (asked) => iso(stepsOf(hoursOf(asked)).next(Date.parse(asked.at))),
  previous_working_instant: (asked) => {
    const hours = hoursOf(asked)
    const [last] = before(hours, Date.parse(asked.at))
    return hours.getState(new Date(asked.at)) ? iso(Date.parse(asked.at)) : iso(last?.[1] ?? Number.NaN)
  },
  open_intervals: (asked) => {
    const [hours, at] = [hoursOf(asked), Date.parse(asked.at)]
    const found =
      asked.direction === "forward"
        ? hours.getOpenIntervals(new Date(at), new Date(at + far)).map(millis)
        : before(hours, at)
    return found.slice(0, asked.count).map(([from, until]) => [iso(from), iso(until)] as const)
  },
  add_working_time: (asked) => {
    if (hasPauses(asked)) return undefined
    const [hours, start] = [hoursOf(asked), Date.parse(asked.start)]
    if (asked.seconds >= 0) return iso(stepsOf(hours).add(start, asked.seconds / 60))
    let left = -asked.seconds * 1000
    for (const [from, until] of before(hours, start)) {
      if (left <= until - from) return iso(until - left)
      left -= until - from
    }
    return undefined
  },
  working_time_between: (asked) =>
    hasPauses(asked)
      ? undefined
      : hoursOf(asked).getOpenDuration(new Date(asked.from), new Date(asked.to))[0] / 1000,
}
