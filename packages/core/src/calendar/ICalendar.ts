/**
 * Holidays from an iCalendar feed (RFC 5545, `.ics`), as a work calendar.
 *
 * **Details**
 *
 * A feed never says what it covers, which of its events are days off, or what a working week is: the caller does. Nothing is
 * passed over in silence: every event, date or rule that doesn't become a day is listed with its line and why.
 *
 * Recurrences are counted out within the coverage only. A date that two events name has both names. One that an event has as
 * off and another as worked is taken out of the coverage: nobody knows what it is until somebody decides.
 *
 * This module stands by itself, as `@aftercare/core/icalendar`: nothing else needs the library that counts recurrences.
 *
 * **Example** (A hospital's own days)
 *
 * ```ts
 * import * as ICalendar from "@aftercare/core/icalendar"
 * import { PlainDate } from "@aftercare/core"
 * import { Result } from "effect"
 *
 * const feed = `BEGIN:VCALENDAR
 * VERSION:2.0
 * BEGIN:VEVENT
 * UID:1@hospital
 * DTSTART;VALUE=DATE:20260512
 * RRULE:FREQ=YEARLY
 * SUMMARY:Nurses' Day
 * END:VEVENT
 * BEGIN:VEVENT
 * UID:2@hospital
 * DTSTART:20261120T140000
 * SUMMARY:Fire drill
 * END:VEVENT
 * END:VCALENDAR`
 *
 * const read = ICalendar.read(feed, {
 *   id: "hospital",
 *   version: "2026",
 *   workweek: ["monday", "tuesday", "wednesday", "thursday", "friday"],
 *   coverage: [{ from: PlainDate.make("2026-01-01"), until: PlainDate.make("2028-01-01") }],
 *   sources: [],
 *   transparent: "count",
 *   timed: { _tag: "Drop" },
 *   meanings: [],
 *   otherwise: "dayOff",
 * })
 * const { calendar, dropped } = Result.getOrThrow(read)
 * calendar.holidays.map(({ on }) => on) // => ["2026-05-12", "2027-05-12"]
 * dropped // => [{ rule: "iCalendar.timed", line: 9, uid: "2@hospital" }]
 * ```
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import { type Interval, normalise } from "../foundation/Interval.ts"
import { touches } from "./CalendarChange.ts"
import * as ICalendarEvent from "./ICalendarEvent.ts"
import type { Reading } from "./ICalendarReading.ts"
import { type Component, type NotICalendar, parse } from "./ICalendarText.ts"
import * as PlainDate from "./PlainDate.ts"
import type { AdjustedWorkday, Holiday, WorkCalendar } from "./WorkCalendar.ts"

export type { DropRule } from "./ICalendarEvent.ts"
export { Kind, Meaning, Reading, Timed } from "./ICalendarReading.ts"
export { FileRule, NotICalendar } from "./ICalendarText.ts"

/** What didn't become a day: an event, or the one of its lines or dates that is named. */
export interface Dropped {
  readonly rule: ICalendarEvent.DropRule
  /** The line of the file, the first being 1: the event's first, or that of the property. */
  readonly line: number
  readonly uid?: string
  readonly on?: PlainDate.PlainDate
}

/** A feed as a work calendar, and all of it that didn't become a day, in the order of the lines. */
export interface Imported {
  readonly calendar: WorkCalendar
  readonly dropped: ReadonlyArray<Dropped>
}

const droppedOf = (component: Component, { day, line, rule }: ICalendarEvent.Failure): Dropped => {
  const uid = ICalendarEvent.uidOf(component)
  return {
    rule,
    line,
    ...(uid === undefined ? {} : { uid }),
    ...(day === undefined ? {} : { on: PlainDate.fromEpochDay(day) }),
  }
}

type Drop = (component: Component, failure: ICalendarEvent.Failure) => void

/** The events of all calendars that aren't called off as a whole. */
const eventsOf = (calendars: ReadonlyArray<Component>, drop: Drop): ReadonlyArray<Component> =>
  calendars.flatMap((calendar) => {
    for (const line of calendar.broken) drop(calendar, { rule: "iCalendar.line", line })
    const isCalledOff = ICalendarEvent.word(calendar, "METHOD") === "CANCEL"
    return calendar.components.filter((component) => {
      const { line, name } = component
      if (name === "VTIMEZONE") return false
      if (name === "VEVENT" && !isCalledOff) return true
      drop(component, { rule: name === "VEVENT" ? "iCalendar.cancelled" : "iCalendar.component", line })
      return false
    })
  })

/** The latest events of one uid: the one for the whole series, and those that stand for single occurrences of it. */
interface Series {
  readonly whole: Component | undefined
  readonly replacing: ReadonlyArray<Replacing>
}

interface Replacing extends ICalendarEvent.Replaced {
  readonly component: Component
}

const seriesOf = (events: ReadonlyArray<Component>, drop: Drop): ReadonlyArray<Series> => {
  const byUid = new Map<
    string,
    Map<string, { component: Component; stamp: ICalendarEvent.Stamp | undefined }>
  >()
  for (const component of events) {
    const { line } = component
    const replaces = ICalendarEvent.replacedBy(component)
    if (Result.isFailure(replaces)) {
      drop(component, replaces.failure)
      continue
    }
    const stamp = replaces.success
    // Without a uid an event stands alone.
    const uid = ICalendarEvent.uidOf(component) ?? `\n${line}`
    const of = stamp === undefined ? "" : `${stamp.at} ${stamp.clock}`
    const series = byUid.get(uid) ?? new Map()
    byUid.set(uid, series)
    const other = series.get(of)?.component
    const isOlder =
      other !== undefined && ICalendarEvent.sequenceOf(component) < ICalendarEvent.sequenceOf(other)
    const older = isOlder ? component : other
    if (older !== undefined) drop(older, { rule: "iCalendar.superseded", line: older.line })
    if (!isOlder) series.set(of, { component, stamp })
  }
  return [...byUid.values()].map((series) => ({
    whole: series.get("")?.component,
    replacing: [...series.values()].flatMap(({ component, stamp }) =>
      stamp === undefined ? [] : [{ component, stamp, line: component.line }],
    ),
  }))
}

/** Epoch days as sorted, disjoint spans. */
const coveredDays = ({ coverage }: Reading): ReadonlyArray<Interval> =>
  normalise(
    coverage.map(({ from, until }) => ({
      from: PlainDate.toEpochDay(from),
      until: PlainDate.toEpochDay(until),
    })),
  )

/** What the feed says of each covered day. */
type Said = ReadonlyMap<number, ReadonlyArray<ICalendarEvent.Event>>

const saidBy = (
  series: ReadonlyArray<Series>,
  reading: Reading,
  covered: ReadonlyArray<Interval>,
  drop: Drop,
): Said => {
  const said = new Map<number, Array<ICalendarEvent.Event>>()
  const [first, last] = [covered[0], covered[covered.length - 1]] as [Interval, Interval]
  const search: ICalendarEvent.Search = {
    // Clocks differ by a day at most.
    from: first.from - 1,
    until: last.until + 1,
    left: ICalendarEvent.allSteps,
  }
  /** Puts the days of the occurrences down. One that recurs may reach beyond the coverage, one that doesn't is told. */
  const put = (event: ICalendarEvent.Event, starts: ReadonlyArray<number>, recurs: boolean) => {
    const { component } = event
    let isHeard = false
    let outside: number | undefined
    for (const at of starts) {
      const days = ICalendarEvent.daysOf(event, at, reading.timed)
      if (Result.isFailure(days)) {
        isHeard = true
        drop(component, days.failure)
        continue
      }
      for (let day = days.success.from; day < days.success.until; day++) {
        if (touches(covered, day, day)) {
          isHeard = true
          const others = said.get(day)
          if (others === undefined) said.set(day, [event])
          else others.push(event)
        } else outside ??= day
      }
    }
    const failure = { rule: "iCalendar.outsideCoverage", line: component.line } as const
    if (recurs) {
      if (!isHeard) drop(component, failure)
    } else if (outside !== undefined) drop(component, { ...failure, day: outside })
  }
  for (const { replacing, whole } of series) {
    let isCalledOff = false
    if (whole !== undefined) {
      const event = ICalendarEvent.read(whole, reading)
      if (Result.isFailure(event)) {
        drop(whole, event.failure)
        isCalledOff = event.failure.rule === "iCalendar.cancelled"
      } else {
        const { failures, starts } = ICalendarEvent.occurrences(event.success, replacing, search)
        for (const failure of failures) drop(whole, failure)
        if (starts.length > 0 || failures.length === 0)
          put(event.success, starts, ICalendarEvent.isRecurring(event.success))
      }
    }
    for (const { component, line } of replacing) {
      if (isCalledOff) {
        drop(component, { rule: "iCalendar.cancelled", line })
        continue
      }
      const instead = ICalendarEvent.read(component, reading)
      if (Result.isFailure(instead)) drop(component, instead.failure)
      else put(instead.success, [instead.success.start.at], false)
    }
  }
  return said
}

const longestName = 200

/** The names of all that make a day what it is, as many as a line of text holds. */
const nameOf = (events: ReadonlyArray<ICalendarEvent.Event>): string => {
  let [joined = "", ...others] = new Set(events.map(({ name }) => name))
  for (const name of others)
    if (joined.length + 3 + name.length <= longestName) joined = `${joined} / ${name}`
  return joined
}

/** The first event of each kind. */
const kindsOf = (events: ReadonlyArray<ICalendarEvent.Event>): ReadonlyArray<ICalendarEvent.Event> => {
  const kinds = new Map<string, ICalendarEvent.Event>()
  for (const event of events) {
    const kind = `${event.means} ${event.hoursOf}`
    if (!kinds.has(kind)) kinds.set(kind, event)
  }
  return [...kinds.values()]
}

/**
 * Reads a feed as its reader says.
 *
 * Fails with `NotICalendar` where the text isn't a whole iCalendar file, or holds more than 4,000,000 signs or 10,000
 * events. All else that isn't understood is dropped item by item, and listed. It never throws, and takes seconds at most.
 */
export const read = (text: string, reading: Reading): Result.Result<Imported, NotICalendar> =>
  Result.map(parse(text), (calendars) => {
    const dropped: Array<Dropped> = []
    const drop: Drop = (component, failure) => dropped.push(droppedOf(component, failure))
    const covered = coveredDays(reading)
    const said = saidBy(seriesOf(eventsOf(calendars, drop), drop), reading, covered, drop)
    const holidays: Array<Holiday> = []
    const adjustedWorkdays: Array<AdjustedWorkday> = []
    const contradicted: Array<Interval> = []
    for (const [day, events] of [...said].sort((a, b) => a[0] - b[0])) {
      const on = PlainDate.fromEpochDay(day)
      const kinds = kindsOf(events)
      const [{ hoursOf, means }] = kinds as [ICalendarEvent.Event]
      if (kinds.length > 1) {
        contradicted.push({ from: day, until: day + 1 })
        for (const { component } of kinds)
          drop(component, { rule: "iCalendar.contradiction", line: component.line, day })
      } else if (means === "dayOff") holidays.push({ on, name: nameOf(events) })
      else adjustedWorkdays.push({ on, name: nameOf(events), ...(hoursOf === undefined ? {} : { hoursOf }) })
    }
    const { id, sources, version, workweek } = reading
    return {
      calendar: {
        id,
        version,
        workweek,
        holidays,
        adjustedWorkdays,
        coverage: without(covered, contradicted).map(({ from, until }) => ({
          from: PlainDate.fromEpochDay(from),
          until: PlainDate.fromEpochDay(until),
        })),
        sources,
      },
      dropped: dropped.sort((a, b) => a.line - b.line),
    }
  })

/** The spans without single days of them, both in order. */
const without = (spans: ReadonlyArray<Interval>, days: ReadonlyArray<Interval>): ReadonlyArray<Interval> => {
  const out: Array<Interval> = []
  for (const { from, until } of spans) {
    let begins = from
    for (const day of days)
      if (from <= day.from && day.from < until) {
        if (begins < day.from) out.push({ from: begins, until: day.from })
        begins = day.until
      }
    if (begins < until) out.push({ from: begins, until })
  }
  return out
}
