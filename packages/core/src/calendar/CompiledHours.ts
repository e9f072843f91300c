/**
 * Hours ready to be asked: compiled for a zone and a work calendar.
 */
import * as Schema from "effect/Schema"
import type { Interval } from "../foundation/Interval.ts"
import {
  type CalendarDays,
  type DayClass,
  daysOf,
  everyDayOrdinary,
  firstDay,
  isCoveredThrough,
  lastDay,
  uncovered,
} from "./CalendarDays.ts"
import { type Combination, CombinedSet, leafOfIntervals } from "./CombinedSet.ts"
import type { Hours } from "./Hours.ts"
import * as LocalPattern from "./LocalPattern.ts"
import { type LocalReader, readerOf, wholeDay } from "./LocalReader.ts"
import type { OpenSet } from "./OpenSet.ts"
import * as PlainDate from "./PlainDate.ts"
import { dayMillis } from "./PlainTime.ts"
import * as Spans from "./Spans.ts"
import type * as TimeZone from "./TimeZone.ts"
import * as WorkCalendar from "./WorkCalendar.ts"
import { ZonedSet } from "./ZonedSet.ts"

/**
 * Compiled hours. The set itself holds the surely open instants. Where dates beyond a calendar's coverage matter,
 * `possible` holds more: what would be open for some calendar that could still be announced.
 */
export interface CompiledHours extends OpenSet {
  readonly possible: OpenSet
  /**
   * Whether no answer about `[from, to]` can depend on a date that isn't covered. Quick and careful: false near the
   * edge of the coverage says only that `possible` must be asked.
   */
  readonly isCertain: (from: number, to: number) => boolean
}

/** Whether an instant is open, closed, or depends on a date that the calendar doesn't cover. */
export const stateAt = (hours: CompiledHours, at: number): "open" | "closed" | "unknown" =>
  hours.isOpen(at) ? "open" : hours.possible.isOpen(at) ? "unknown" : "closed"

/**
 * Compiles hours for a zone and, where they speak of working days or holidays, a work calendar.
 *
 * **Details**
 *
 * Within one zone and calendar an instant is unknown only where the answer really depends on a date that isn't
 * covered. Across zones, calendars or stated instants the parts are judged one by one, so an instant may be called
 * unknown too often, but never open or closed wrongly. Without a calendar no working day is known.
 */
export const compile = (
  hours: Hours,
  zone: TimeZone.TimeZone,
  calendar?: WorkCalendar.WorkCalendar,
): CompiledHours => {
  const part = group(hours, { zone, calendar })
  if (part._tag === "Local") {
    const { isCertain, possible, sure } = setsOf(part)
    return compiled(sure, possible, isCertain)
  }
  const { isCertain, possible, sure } = combine(part)
  const set = new CombinedSet(sure)
  return compiled(set, sure === possible ? set : new CombinedSet(possible), isCertain)
}

const compiled = (sure: OpenSet, possible: OpenSet, isCertain: CompiledHours["isCertain"]): CompiledHours =>
  Object.assign(sure, { possible, isCertain })

// Grouping: the largest parts that read one wall clock and one calendar are compiled together, so that what they say
// of the same uncovered date is weighed together.

interface Binding {
  readonly zone: TimeZone.TimeZone
  readonly calendar: WorkCalendar.WorkCalendar | undefined
}

type LocalPart = Binding & { readonly _tag: "Local"; readonly hours: Hours }

type Part =
  | LocalPart
  | { readonly _tag: "Instants"; readonly intervals: ReadonlyArray<Interval> }
  | { readonly _tag: "Union" | "Intersection"; readonly of: ReadonlyArray<Part> }
  | { readonly _tag: "Complement"; readonly of: Part }

const isEqualCalendar = Schema.toEquivalence(WorkCalendar.WorkCalendar)

/** Calendars that were read from JSON apart are two objects and say the same. */
const isSameCalendar = (a: Binding["calendar"], b: Binding["calendar"]): boolean =>
  a === b ||
  (a !== undefined && b !== undefined && a.id === b.id && a.version === b.version && isEqualCalendar(a, b))

const group = (hours: Hours, binding: Binding): Part => {
  switch (hours._tag) {
    case "InZone":
      return group(hours.of, { zone: hours.zone, calendar: hours.calendar ?? binding.calendar })
    case "Instants":
      return { _tag: "Instants", intervals: hours.intervals }
    case "Complement": {
      const of = group(hours.of, binding)
      return of._tag === "Local"
        ? { ...of, hours: { _tag: "Complement", of: of.hours } }
        : { _tag: "Complement", of }
    }
    case "Union":
    case "Intersection": {
      const byClock: Array<Binding & { readonly of: Array<Hours> }> = []
      const others: Array<Part> = []
      for (const part of hours.of.map((h) => group(h, binding))) {
        if (part._tag !== "Local") {
          others.push(part)
          continue
        }
        const twin = byClock.find((p) => p.zone === part.zone && isSameCalendar(p.calendar, part.calendar))
        if (twin === undefined) byClock.push({ zone: part.zone, calendar: part.calendar, of: [part.hours] })
        else twin.of.push(part.hours)
      }
      const locals = byClock.map(
        ({ of, ...clock }): LocalPart => ({ _tag: "Local", ...clock, hours: { _tag: hours._tag, of } }),
      )
      const [only, ...more] = [...locals, ...others]
      if (only === undefined) return { _tag: "Local", ...binding, hours }
      return more.length === 0 ? only : { _tag: hours._tag, of: [only, ...more] }
    }
    default:
      return { _tag: "Local", ...binding, hours }
  }
}

interface Combined {
  readonly sure: Combination
  readonly possible: Combination
  readonly isCertain: CompiledHours["isCertain"]
}

const combine = (part: Part): Combined => {
  switch (part._tag) {
    case "Local": {
      const { isCertain, possible, sure } = setsOf(part)
      const leaf: Combination = { _tag: "Leaf", spans: sure.spans }
      return {
        sure: leaf,
        possible: possible === sure ? leaf : { _tag: "Leaf", spans: possible.spans },
        isCertain,
      }
    }
    case "Instants": {
      const leaf = leafOfIntervals(part.intervals)
      return { sure: leaf, possible: leaf, isCertain: () => true }
    }
    case "Complement": {
      const of = combine(part.of)
      const sure: Combination = { _tag: "Complement", of: of.possible }
      const possible: Combination = of.sure === of.possible ? sure : { _tag: "Complement", of: of.sure }
      return { sure, possible, isCertain: of.isCertain }
    }
    default: {
      const parts = part.of.map(combine)
      const sure: Combination = { _tag: part._tag, of: parts.map((p) => p.sure) }
      const equal = parts.every((p) => p.sure === p.possible)
      return {
        sure,
        possible: equal ? sure : { _tag: part._tag, of: parts.map((p) => p.possible) },
        isCertain: (from, to) => parts.every((p) => p.isCertain(from, to)),
      }
    }
  }
}

interface LocalSets {
  readonly sure: ZonedSet
  readonly possible: ZonedSet
  readonly isCertain: CompiledHours["isCertain"]
}

const setsOf = ({ calendar, hours, zone }: LocalPart): LocalSets => {
  const workweek = calendar === undefined ? [] : WorkCalendar.dayTable(calendar).workweek
  const reader = readerOf(hours, workweek)
  if (!reader.usesCalendar) {
    const set = new ZonedSet(patternOf(reader, everyDayOrdinary, ordinaryShape(reader)), zone)
    return { sure: set, possible: set, isCertain: () => true }
  }
  const days = daysOf(calendar, reader.runsOver)
  const weighed = (weigh: Weigh) => new ZonedSet(patternOf(reader, days, weighedShape(reader, weigh)), zone)
  return {
    sure: weighed(surely),
    possible: weighed(possibly),
    // No offset exceeds a day, a repeated hour may reach back over midnight, and a day run over into the next.
    isCertain: (from, to) =>
      isCoveredThrough(days, Math.floor(from / dayMillis) - 3, Math.floor(to / dayMillis) + 3),
  }
}

type ShapeOn = (day: DayClass, epochDay: number) => LocalPattern.DayShape

const patternOf = (reader: LocalReader, days: CalendarDays, shapeOn: ShapeOn): LocalPattern.LocalPattern => {
  const dated = [...new Set(reader.dated)]
    .filter((day) => day >= firstDay && day < lastDay)
    .sort((a, b) => a - b)
  const runsOver = reader.usesCalendar && reader.runsOver
  return new LocalPattern.LocalPattern(
    days,
    // A day before every date that any roster names.
    (day) => shapeOn(day, Number.NEGATIVE_INFINITY),
    {
      days: dated,
      shapes: dated.map((day) => {
        const kindBefore = runsOver ? days.kindOn(day - 1) : WorkCalendar.ordinaryDay
        return shapeOn({ weekday: PlainDate.weekdayIndexOf(day), kind: days.kindOn(day), kindBefore }, day)
      }),
    },
  )
}

const ordinaryShape =
  (reader: LocalReader): ShapeOn =>
  ({ kind, kindBefore, weekday }, epochDay) =>
    LocalPattern.dayShape(reader.read(weekday, kind, kindBefore, epochDay))

/** Classes a date that isn't covered could turn out to have. */
const anyClass = [0, 1, 2, 3, 4, 5, 6, WorkCalendar.ordinaryDay, WorkCalendar.holiday]

/** How what a day could hold is weighed: surely open is open for every class, possibly open for any. */
interface Weigh {
  readonly start: Spans.Spans
  readonly merge: (a: Spans.Spans, b: Spans.Spans) => Spans.Spans
}

const surely: Weigh = { start: wholeDay, merge: Spans.intersection }
const possibly: Weigh = { start: Spans.empty, merge: Spans.union }

const weighedShape =
  (reader: LocalReader, { merge, start }: Weigh): ShapeOn =>
  ({ kind, kindBefore, weekday }, epochDay) => {
    let spans = start
    for (const k of kind === uncovered ? anyClass : [kind])
      for (const b of kindBefore === uncovered ? anyClass : [kindBefore])
        spans = merge(spans, reader.read(weekday, k, b, epochDay))
    return LocalPattern.dayShape(spans)
  }
