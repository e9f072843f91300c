/**
 * The walk from day to day that a developer writes over a date library without business time of its own: the same for
 * every library, which brings what it takes to know a date's windows as instants.
 */
import type { Calendar, Window } from "../work/Calendars.ts"
import type { Numeric, OpenWindow } from "../work/Work.ts"

export interface Library<Day> {
  /** The local date at an instant. */
  readonly dayOf: (at: number) => Day
  readonly following: (day: Day) => Day
  /** `YYYY-MM-DD` */
  readonly nameOf: (day: Day) => string
  /** Sunday is 0. */
  readonly weekdayOf: (day: Day) => number
  /** The instant of a local time, in minutes after midnight; 1440 is the next midnight. */
  readonly instantOf: (day: Day, minutes: number) => number
  /** The same local time on another date. */
  readonly sameTimeOn: (at: number, day: Day) => number
}

export const dayWalk = <Day>(calendar: Calendar, library: Library<Day>): Numeric => {
  const { dayOf, following, instantOf, nameOf, sameTimeOn, weekdayOf } = library

  const windowsOn = (day: Day): ReadonlyArray<Window> => {
    const name = nameOf(day)
    if (calendar.closed.has(name)) return []
    return calendar.week[calendar.adjusted.has(name) ? 1 : weekdayOf(day)] ?? []
  }

  const window = (at: number): OpenWindow => {
    let found: OpenWindow | undefined
    for (let day = dayOf(at); ; day = following(day)) {
      const windows = windowsOn(day)
      for (const [from, to] of windows) {
        const start = instantOf(day, from)
        if (found !== undefined && start !== found.end) return found
        const end = instantOf(day, to)
        if (found !== undefined) found = { start: found.start, end }
        else if (at < end) found = { start: Math.max(start, at), end }
      }
      // Only a window that ends at midnight can go on the next day.
      if (found !== undefined && windows[windows.length - 1]?.[1] !== 1440) return found
    }
  }

  return {
    next: (at) => {
      for (let day = dayOf(at); ; day = following(day))
        for (const [from, to] of windowsOn(day))
          if (at < instantOf(day, to)) return Math.max(instantOf(day, from), at)
    },
    window,
    add: (at, minutes) => {
      let left = minutes * 60_000
      for (let day = dayOf(at); ; day = following(day))
        for (const [from, to] of windowsOn(day)) {
          const end = instantOf(day, to)
          if (end <= at) continue
          const start = Math.max(instantOf(day, from), at)
          if (left <= end - start) return start + left
          left -= end - start
        }
    },
    addWorkingDays: (at, days) => {
      let day = dayOf(at)
      for (let left = days; left > 0; ) {
        day = following(day)
        if (windowsOn(day).length > 0) left--
      }
      return sameTimeOn(at, day)
    },
    minutesBetween: (from, to) => {
      let sum = 0
      for (let day = dayOf(from); ; day = following(day))
        for (const [opens, closes] of windowsOn(day)) {
          const start = instantOf(day, opens)
          // Windows ascend; a day without any can't be the last.
          if (start >= to) return sum / 60_000
          sum += Math.max(0, Math.min(instantOf(day, closes), to) - Math.max(start, from))
        }
    },
  }
}
