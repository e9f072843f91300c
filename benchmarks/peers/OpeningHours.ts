/**
 * opening_hours with every closed and every adjusted date as a rule of its own. It reads the process zone, so that the
 * process must run in the calendar's.
 */
import opening_hours from "opening_hours"
import { type Calendar, spansOf, type Window } from "../work/Calendars.ts"
import type { Numeric } from "../work/Work.ts"

const weekdays = ["Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"]
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

/** `2026-02-17` as OpenStreetMap writes it. */
export const dateOf = (name: string): string =>
  `${name.slice(0, 4)} ${months[Number(name.slice(5, 7)) - 1]} ${name.slice(8)}`

const hoursOf = (day: ReadonlyArray<Window> | undefined): string => spansOf(day).join(",")

/** Weekdays with the same hours one after another are one rule: `Mo-Fr 08:00-12:00`. */
export const weekRules = (week: Calendar["week"]): ReadonlyArray<string> => {
  const rules: Array<{ readonly from: string; to: string; readonly hours: string }> = []
  for (const index of [1, 2, 3, 4, 5, 6, 0]) {
    const [name, hours] = [weekdays[index] as string, hoursOf(week[index])]
    const last = rules[rules.length - 1]
    if (last?.hours === hours) last.to = name
    else rules.push({ from: name, to: name, hours })
  }
  return rules
    .filter(({ hours }) => hours !== "")
    .map(({ from, hours, to }) => `${from === to ? from : `${from}-${to}`} ${hours}`)
}

/** The calendar as OpenStreetMap writes it. */
const written = ({ adjusted, closed, week }: Calendar): string =>
  [
    ...weekRules(week),
    ...[...closed].map((name) => `${dateOf(name)} off`),
    ...[...adjusted].map((name) => `${dateOf(name)} ${hoursOf(week[1])}`),
  ].join("; ")

const minute = 60_000

/** Steps with the library's own iterator. */
export const stepsOf = (hours: opening_hours) => ({
  next: (at: number): number => {
    const date = new Date(at)
    return hours.getState(date) ? at : (hours.getNextChange(date)?.getTime() ?? Number.NaN)
  },
  add: (at: number, minutes: number): number => {
    const walk = hours.getIterator(new Date(at))
    let left = minutes * minute
    for (;;) {
      if (!walk.getState()) walk.advance()
      const start = walk.getDate().getTime()
      walk.advance()
      const length = walk.getDate().getTime() - start
      if (left <= length) return start + left
      left -= length
    }
  },
})

export const openingHours = (calendar: Calendar): Numeric => {
  const hours = new opening_hours(written(calendar), null)
  return {
    ...stepsOf(hours),
    window: (at) => {
      const walk = hours.getIterator(new Date(at))
      if (!walk.getState()) walk.advance()
      const start = walk.getDate().getTime()
      walk.advance()
      return { start, end: walk.getDate().getTime() }
    },
    minutesBetween: (from, to) => hours.getOpenDuration(new Date(from), new Date(to))[0] / minute,
  }
}
