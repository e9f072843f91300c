/**
 * What hours mean, read off the design and computed the slow way: one instant at a time, one wall clock reading at a
 * time, and for dates beyond a calendar's coverage over every class they could turn out to have.
 */
import type { Hours, TimeZone, WorkCalendar } from "@aftercare/core"
import { day, horizon, wallAt } from "./WallClock.ts"

const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const
type Weekday = (typeof weekdays)[number]

/** What a date can turn out to be. */
export type Class = { readonly is: "ordinary" } | { readonly is: "holiday" } | { readonly is: Weekday }

/** All that an uncovered date could be announced as. */
export const classes: ReadonlyArray<Class> = [
  { is: "ordinary" },
  { is: "holiday" },
  ...weekdays.map((is) => ({ is })),
]

export interface Clock {
  readonly zone: TimeZone.TimeZone
  readonly calendar: WorkCalendar.WorkCalendar | undefined
}

/** Says what the dates that no calendar covers are. */
export type World = (calendar: WorkCalendar.WorkCalendar | undefined, date: string) => Class

/** The date before, or after. */
export const shiftDate = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * day).toISOString().slice(0, 10)

const weekdayOf = (date: string): Weekday => {
  const sundayFirst = new Date(`${date}T00:00:00Z`).getUTCDay()
  return weekdays[(sundayFirst + 6) % 7] as Weekday
}

const memoised = <A>(make: (key: string) => A): ((key: string) => A) => {
  const made = new Map<string, A>()
  return (key) => {
    if (made.has(key)) return made.get(key) as A
    const value = make(key)
    if (made.size > 50_000) made.clear()
    made.set(key, value)
    return value
  }
}

const dayBefore = memoised((date) => shiftDate(date, -1))
const weekdayNamed = memoised(weekdayOf)

/** The class the calendar gives a date, or nothing where it doesn't cover it. */
export const known = (calendar: WorkCalendar.WorkCalendar | undefined, date: string): Class | undefined => {
  if (calendar === undefined) return undefined
  if (!calendar.coverage.some((c) => c.from <= date && date < c.until)) return undefined
  if (calendar.holidays.some((h) => h.on === date)) return { is: "holiday" }
  const adjusted = calendar.adjustedWorkdays.find((a) => a.on === date)
  return adjusted === undefined ? { is: "ordinary" } : { is: adjusted.hoursOf ?? "monday" }
}

const knownCached = new WeakMap<object, (date: string) => Class | undefined>()
const knownOf = (calendar: WorkCalendar.WorkCalendar | undefined, date: string): Class | undefined => {
  if (calendar === undefined) return undefined
  const read = knownCached.get(calendar) ?? memoised((d) => known(calendar, d))
  knownCached.set(calendar, read)
  return read(date)
}

const readSpan = memoised((span) => {
  const [from, to] = span.split("-") as [string, string]
  const millis = (time: string) => {
    const [h, m, s] = time.split(":").map(Number) as [number, number, number?]
    return ((h * 60 + m) * 60 + (s ?? 0)) * 1000
  }
  return { from: millis(from), to: millis(to) }
})

/** Whether a day that owns these spans is open at a time of its own, and at a time of the next day. */
const opensToday = (spans: ReadonlyArray<string> | undefined, time: number): boolean =>
  (spans ?? []).some((span) => {
    const { from, to } = readSpan(span)
    return from < to ? from <= time && time < to : from <= time
  })
const opensTomorrow = (spans: ReadonlyArray<string> | undefined, time: number): boolean =>
  (spans ?? []).some((span) => {
    const { from, to } = readSpan(span)
    return to < from && time < to
  })

/** Whether the instant belongs to the hours in that world. */
export const isOpenIn = (hours: Hours.Hours, at: number, clock: Clock, world: World): boolean => {
  if (at < horizon.from || at >= horizon.until) return false
  const wall = wallAt(clock.zone, at)
  return evaluate(
    hours,
    at,
    clock,
    world,
    new Date(wall).toISOString().slice(0, 10),
    ((wall % day) + day) % day,
  )
}

/** The same, where the date and the time of day (in milliseconds) that the clock reads are known already. */
export const evaluate = (
  hours: Hours.Hours,
  at: number,
  clock: Clock,
  world: World,
  date: string,
  time: number,
): boolean => {
  const again = (of: Hours.Hours) => evaluate(of, at, clock, world, date, time)
  const classOn = (d: string) => knownOf(clock.calendar, d) ?? world(clock.calendar, d)
  const spansOn = (owned: (d: string) => ReadonlyArray<string> | undefined) =>
    opensToday(owned(date), time) || opensTomorrow(owned(dayBefore(date)), time)
  switch (hours._tag) {
    case "Always":
      return true
    case "Never":
      return false
    case "Daily":
      return spansOn(() => hours.spans)
    case "Weekly":
      return spansOn((d) => hours.week[weekdayNamed(d)])
    case "WorkWeek":
      return spansOn((d) => {
        const { is } = classOn(d)
        if (is === "holiday") return undefined
        return hours.week[is === "ordinary" ? weekdayNamed(d) : is]
      })
    case "OnDays":
      return spansOn((d) => {
        const { is } = classOn(d)
        const worked =
          is === "ordinary" ? (clock.calendar?.workweek ?? []).includes(weekdayNamed(d)) : is !== "holiday"
        return worked === (hours.days === "working") ? hours.spans : undefined
      })
    case "OnDates":
      return spansOn((d) => Object.entries(hours.dates).find(([named]) => named === d)?.[1])
    case "Instants":
      return hours.intervals.some((i) => i.from <= at && at < i.until)
    case "Union":
      return hours.of.some(again)
    case "Intersection":
      return hours.of.every(again)
    case "Complement":
      return !again(hours.of)
    case "InZone":
      return isOpenIn(hours.of, at, { zone: hours.zone, calendar: hours.calendar ?? clock.calendar }, world)
  }
}

/** A world in which nothing may be asked: evaluation stays within what is covered. */
class Uncovered extends Error {}

const refuse: World = (_, date) => {
  throw new Uncovered(date)
}

export type State = "open" | "closed" | "unknown"

/**
 * The true state of an instant for hours of one zone and one calendar: over all classes of the date shown and of the
 * date before it.
 */
export const stateOf = (hours: Hours.Hours, at: number, clock: Clock): State => {
  try {
    return isOpenIn(hours, at, clock, refuse) ? "open" : "closed"
  } catch (error) {
    if (!(error instanceof Uncovered)) throw error
  }
  const date = new Date(wallAt(clock.zone, at)).toISOString().slice(0, 10)
  const seen = new Set<boolean>()
  for (const today of classes)
    for (const yesterday of classes) {
      seen.add(isOpenIn(hours, at, clock, (_, d) => (d === date ? today : yesterday)))
      if (seen.size === 2) return "unknown"
    }
  return seen.has(true) ? "open" : "closed"
}

/** A world drawn by a number: the same number and date give the same class. */
export const worldOf = (seed: number): World => {
  const ids = new Map<WorkCalendar.WorkCalendar | undefined, number>()
  return (calendar, date) => {
    const id = ids.get(calendar) ?? ids.size
    ids.set(calendar, id)
    let hash = Math.imul(seed + 1, 2654435761) ^ Math.imul(id + 1, 40503)
    for (let i = 0; i < date.length; i++) hash = Math.imul(hash ^ date.charCodeAt(i), 16777619)
    return classes[((hash ^ (hash >>> 15)) >>> 0) % classes.length] as Class
  }
}

// A scan: cells of one length, each open or closed throughout, and every question answered by walking over them.

export interface Scan {
  readonly from: number
  readonly until: number
  readonly step: number
  readonly open: ReadonlyArray<boolean>
}

/** Asks for the state of every `step` milliseconds; the hours may change at whole steps only. */
export const scan = (from: number, until: number, step: number, isOpen: (at: number) => boolean): Scan => {
  const open: Array<boolean> = []
  for (let at = from; at < until; at += step) open.push(isOpen(at))
  return { from, until: from + open.length * step, step, open }
}

/** The question's answer lies outside the part that was scanned. */
export const beyond = "beyond"
type Answer = number | typeof beyond

const cellAt = (s: Scan, at: number) => Math.floor((at - s.from) / s.step)

/** Whether the instant is open, asked cell by cell. */
export const isOpenOf = (s: Scan, at: number): boolean => s.open[cellAt(s, at)] === true

/** The least instant ≥ `at` that is open (or closed). */
export const nextOf = (s: Scan, at: number, open: boolean): Answer => {
  for (let i = cellAt(s, at); i < s.open.length; i++)
    if (s.open[i] === open) return Math.max(at, s.from + i * s.step)
  return beyond
}

/** Where the last open (or closed) time before `at` ends. */
export const lastOf = (s: Scan, at: number, open: boolean): Answer => {
  for (let i = Math.ceil((at - s.from) / s.step) - 1; i >= 0; i--)
    if (s.open[i] === open) return Math.min(at, s.from + (i + 1) * s.step)
  return beyond
}

/** Open milliseconds from one instant to another. */
export const betweenOf = (s: Scan, from: number, to: number): number => {
  if (to < from) return 0 - betweenOf(s, to, from)
  let sum = 0
  for (let i = cellAt(s, from); i < s.open.length && s.from + i * s.step < to; i++)
    if (s.open[i] === true)
      sum += Math.min(to, s.from + (i + 1) * s.step) - Math.max(from, s.from + i * s.step)
  return sum
}

/** The instant with `duration` open milliseconds between `from` and itself: the nearest such, walking cell by cell. */
export const addOf = (s: Scan, from: number, duration: number): Answer => {
  if (duration === 0) {
    const closing = lastOf(s, from, true)
    if (isOpenOf(s, from) || closing === from) return from
    return closing === beyond && from === s.from ? beyond : nextOf(s, from, true)
  }
  let left = Math.abs(duration)
  if (duration > 0) {
    for (let i = cellAt(s, from); i < s.open.length; i++) {
      if (s.open[i] !== true) continue
      const [begins, ends] = [Math.max(from, s.from + i * s.step), s.from + (i + 1) * s.step]
      if (left <= ends - begins) return begins + left
      left -= ends - begins
    }
    return beyond
  }
  for (let i = Math.ceil((from - s.from) / s.step) - 1; i >= 0; i--) {
    if (s.open[i] !== true) continue
    const [begins, ends] = [s.from + i * s.step, Math.min(from, s.from + (i + 1) * s.step)]
    if (left <= ends - begins) return ends - left
    left -= ends - begins
  }
  return beyond
}

/** Maximal open intervals within `[from, until)`, which must lie in the scan. */
export const intervalsOf = (
  s: Scan,
  from: number,
  until: number,
): ReadonlyArray<{ from: number; until: number }> => {
  const out: Array<{ from: number; until: number }> = []
  for (let i = cellAt(s, from); i < s.open.length && s.from + i * s.step < until; i++) {
    if (s.open[i] !== true) continue
    const [begins, ends] = [Math.max(from, s.from + i * s.step), Math.min(until, s.from + (i + 1) * s.step)]
    const last = out[out.length - 1]
    if (last?.until === begins) last.until = ends
    else if (begins < ends) out.push({ from: begins, until: ends })
  }
  return out
}
