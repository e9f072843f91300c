/**
 * moment-business-time. It keeps one calendar a process, reads the process zone, and knows no adjusted workdays.
 */
import moment from "moment-business-time"
import { type Calendar, timeOf } from "../work/Calendars.ts"
import type { Numeric } from "../work/Work.ts"

/** What every question of the process is answered by from now on. */
export const useCalendar = ({ closed, week }: Pick<Calendar, "closed" | "week">): void => {
  const workinghours = Object.fromEntries(
    Array.from({ length: 7 }, (_, index) => {
      const windows = week[index] ?? []
      return [index, windows.length === 0 ? null : windows.flatMap((window) => window.map(timeOf))]
    }),
  )
  moment.updateLocale("en", { workinghours, holidays: [...closed] })
}

export const momentBusinessTime = (calendar: Calendar): Numeric => {
  useCalendar(calendar)
  const next = (at: number) => moment(at).nextWorkingTime()
  return {
    next: (at) => next(at).valueOf(),
    window: (at) => {
      const start = next(at)
      return { start: start.valueOf(), end: (start.nextTransitionTime()?.moment ?? start).valueOf() }
    },
    add: (at, minutes) => moment(at).addWorkingTime(minutes, "minutes").valueOf(),
    addWorkingDays: (at, days) => moment(at).addWorkingTime(days, "days").valueOf(),
    minutesBetween: (from, to) => moment(to).workingDiff(moment(from), "minutes"),
  }
}
