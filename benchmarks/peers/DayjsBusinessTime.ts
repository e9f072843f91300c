/**
 * dayjs-business-time. It keeps one calendar a process, reads the process zone, and knows no adjusted workdays and no
 * ends of windows.
 */
import dayjs from "dayjs"
import businessTime from "dayjs-business-time"
import { type Calendar, timeOf } from "../work/Calendars.ts"
import type { Numeric } from "../work/Work.ts"

dayjs.extend(businessTime)

/** What every question of the process is answered by from now on. */
export const useCalendar = ({ closed, week }: Pick<Calendar, "closed" | "week">): void => {
  const day = (index: number) => {
    const windows = week[index] ?? []
    if (windows.length === 0) return null
    return windows.map(([from, to]) => ({ start: `${timeOf(from)}:00`, end: `${timeOf(to)}:00` }))
  }
  dayjs.setBusinessTime({
    sunday: day(0),
    monday: day(1),
    tuesday: day(2),
    wednesday: day(3),
    thursday: day(4),
    friday: day(5),
    saturday: day(6),
  })
  dayjs.setHolidays([...closed])
}

export const dayjsBusinessTime = (calendar: Calendar): Numeric => {
  useCalendar(calendar)
  const next = (at: number) => dayjs(at).nextBusinessTime().valueOf()
  return {
    next,
    window: (at) => ({ start: next(at), end: Number.NaN }),
    add: (at, minutes) => dayjs(at).addBusinessMinutes(minutes).valueOf(),
    addWorkingDays: (at, days) => dayjs(at).addBusinessDays(days).valueOf(),
    minutesBetween: (from, to) => dayjs(from).businessMinutesDiff(dayjs(to)),
  }
}
