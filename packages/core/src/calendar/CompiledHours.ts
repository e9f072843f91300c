/**
 * Hours ready to be asked: compiled for a zone and a work calendar.
 */
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
import { Generations } from "./Generations.ts"
import type { Hours } from "./Hours.ts"
import { dependsOnCalendar, textOf } from "./HoursText.ts"
import * as LocalPattern from "./LocalPattern.ts"
import { type LocalReader, readerOf, wholeDay } from "./LocalReader.ts"
import type { OpenSet } from "./OpenSet.ts"
import * as PlainDate from "./PlainDate.ts"
import { dayMillis } from "./PlainTime.ts"
import { SameCalendars, saySame } from "./SameCalendars.ts"
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
  /** What it can be compiled from again, elsewhere as well. */
  readonly source: Source
}

/**
 * What hours are compiled from. It is plain data: it can be kept as JSON, or posted to a worker and compiled there.
 */
export interface Source {
  readonly hours: Hours
  readonly zone: TimeZone.TimeZone
  readonly calendar?: WorkCalendar.WorkCalendar
}

/** Whether an instant is open, closed, or depends on a date that the calendar doesn't cover. */
export const stateAt = (hours: CompiledHours, at: number): State =>
  hours.isOpen(at) ? "open" : isUnknown(hours, at) ? "unknown" : "closed"

/** Of an instant that isn't surely open. */
const isUnknown = (hours: CompiledHours, at: number): boolean =>
  !hours.isCertain(at, at) && hours.possible.isOpen(at)

/** What an instant can be, in the order that `isOpenMany` counts them. */
export const states = ["closed", "open", "unknown"] as const
export type State = (typeof states)[number]

/**
 * The same for many instants in epoch milliseconds: 0 where closed, 1 where open, 2 where unknown, the index in `states`.
 *
 * **Example** (Before, at and after the beginning of a rest)
 *
 * ```ts
 * import { Hours, TimeZone } from "@aftercare/core"
 *
 * const rest = Hours.compile(Hours.daily("12:00", "14:00"), TimeZone.make("Asia/Shanghai"))
 * const noon = Date.parse("2026-11-26T12:00:00+08:00")
 *
 * Array.from(Hours.isOpenMany(rest, Float64Array.of(noon - 1, noon, noon + 7_200_000))) // => [0, 1, 0]
 * ```
 */
export const isOpenMany = (hours: CompiledHours, at: Float64Array): Uint8Array => {
  const found = new Uint8Array(at.length)
  let [earliest, latest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let row = 0; row < at.length; row++) {
    const instant = at[row] as number
    if (instant < earliest) earliest = instant
    if (instant > latest) latest = instant
    if (hours.isOpen(instant)) found[row] = 1
  }
  if (hours.isCertain(earliest, latest)) return found
  for (let row = 0; row < at.length; row++)
    if (found[row] === 0 && isUnknown(hours, at[row] as number)) found[row] = 2
  return found
}

/**
 * Compiles hours for a zone and, where they speak of working days or holidays, a work calendar.
 *
 * **Details**
 *
 * Within one zone and calendar an instant is unknown only where the answer really depends on a date that isn't
 * covered. Across zones, calendars or stated instants the parts are judged one by one, so an instant may be called
 * unknown too often, but never open or closed wrongly. Without a calendar no working day is known.
 *
 * Equal hours in one zone, over equal calendars, share one compiled form, however many objects say them (`sharing`).
 */
export const compile = (
  hours: Hours,
  zone: TimeZone.TimeZone,
  calendar?: WorkCalendar.WorkCalendar,
): CompiledHours => {
  const text = textOf(hours)
  if (text !== undefined) return shared({ hours, zone, calendar }, text)
  const part = group(hours, { zone, calendar })
  if (part._tag === "Local") return sharedPart(part)
  return new CombinedHours(sourceOf({ hours, zone, calendar }), combine(part))
}

const sourceOf = ({ calendar, hours, zone }: Clocked): Source => ({
  hours,
  zone,
  ...(calendar === undefined ? {} : { calendar }),
})

// Sharing: what compiled forms depend on is written as one text, and forms are kept by it.

const forms = new Generations<LocalHours>(2048, 2 ** 20)
const calendars = new SameCalendars(32)

/** How compiled forms are shared. It is memory given for time: answers never depend on it. */
export interface Sharing {
  /** How many forms are held at most, beside those that somebody holds himself. */
  readonly bound: number
  /** How many are held now. */
  readonly held: () => number
  /** Lets all of them go; those that somebody holds answer on. */
  readonly forget: () => void
}

/**
 * Compiled forms are shared between equal hours in one zone, over equal calendars where they ask one.
 *
 * **Details**
 *
 * A form is held from the second time on that equal hours come; what comes once takes a line of text. At most 4096
 * forms and two million characters of such text are held: in two halves, and when one is full, what wasn't asked for
 * since the other one was is let go. A form takes 2 to 15 KB, more with every date that a roster names. Over several
 * zones or with stated instants only the parts are shared. Of calendars, the 32 last seen are known again when an equal
 * one comes as another object.
 *
 * **Example** (A million patients, one form)
 *
 * ```ts
 * import { Hours, TimeZone } from "@aftercare/core"
 *
 * const zone = TimeZone.make("Asia/Shanghai")
 * const rest = () => Hours.complement(Hours.daily("12:00", "14:00"))
 *
 * Hours.compile(rest(), zone)
 * Hours.compile(rest(), zone) === Hours.compile(rest(), zone) // => true
 * ```
 */
export const sharing: Sharing = {
  bound: 2 * 2048,
  held: () => forms.held,
  forget: () => {
    forms.clear()
    calendars.clear()
  },
}

const shared = (local: Clocked, text: string): LocalHours => {
  const calendar = dependsOnCalendar(text) ? local.calendar : undefined
  const number = calendar === undefined ? "" : calendars.numberOf(calendar)
  return forms.get(`${local.zone} ${number} ${text}`, () => localHours({ ...local, calendar }))
}

/** Of a part alone: what has no text was taken out by grouping. */
const sharedPart = ({ calendar, hours, zone }: LocalPart): LocalHours =>
  shared({ hours, zone, calendar }, textOf(hours) as string)

// Grouping: the largest parts that read one wall clock and one calendar are compiled together, so that what they say
// of the same uncovered date is weighed together.

interface Binding {
  readonly zone: TimeZone.TimeZone
  readonly calendar: WorkCalendar.WorkCalendar | undefined
}

/** Hours on one wall clock. */
type Clocked = Binding & { readonly hours: Hours }
type LocalPart = Clocked & { readonly _tag: "Local" }

type Part =
  | LocalPart
  | { readonly _tag: "Instants"; readonly intervals: ReadonlyArray<Interval> }
  | { readonly _tag: "Union" | "Intersection"; readonly of: ReadonlyArray<Part> }
  | { readonly _tag: "Complement"; readonly of: Part }

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
        const twin = byClock.find((p) => p.zone === part.zone && saySame(p.calendar, part.calendar))
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
      const local = sharedPart(part)
      const leaf: Combination = { _tag: "Leaf", spans: local.spans }
      const possible: Combination = {
        _tag: "Leaf",
        spans: (from, until) => local.possible.spans(from, until),
      }
      return { sure: leaf, possible: local.isKnown ? leaf : possible, isCertain: local.isCertain }
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

class CombinedHours extends CombinedSet implements CompiledHours {
  readonly source: Source
  readonly possible: OpenSet
  readonly isCertain: CompiledHours["isCertain"]

  constructor(source: Source, { isCertain, possible, sure }: Combined) {
    super(sure)
    this.source = source
    this.possible = sure === possible ? this : new CombinedSet(possible)
    this.isCertain = isCertain
  }
}

/** What may be open is seldom asked, and costs as much again. */
class LocalHours extends ZonedSet implements CompiledHours {
  readonly source: Source
  readonly isCertain: CompiledHours["isCertain"]
  readonly #makePossible: (() => ZonedSet) | undefined
  #possible: ZonedSet | undefined

  constructor(
    source: Source,
    pattern: LocalPattern.LocalPattern,
    isCertain: CompiledHours["isCertain"],
    makePossible?: () => ZonedSet,
  ) {
    super(pattern, source.zone)
    this.source = source
    this.isCertain = isCertain
    this.#makePossible = makePossible
  }

  /** Whether nothing rests on dates that aren't covered. */
  get isKnown(): boolean {
    return this.#makePossible === undefined
  }

  get possible(): ZonedSet {
    this.#possible ??= this.#makePossible?.() ?? this
    return this.#possible
  }
}

const localHours = (local: Clocked): LocalHours => {
  const { calendar, hours, zone } = local
  const workweek = calendar === undefined ? [] : WorkCalendar.dayTable(calendar).workweek
  const reader = readerOf(hours, workweek)
  if (!reader.usesCalendar)
    return new LocalHours(sourceOf(local), patternOf(reader, everyDayOrdinary, ordinaryShape(reader)), always)
  const days = daysOf(calendar, reader.runsOver)
  const weighed = (weigh: Weigh) => patternOf(reader, days, weighedShape(reader, weigh))
  return new LocalHours(
    sourceOf(local),
    weighed(surely),
    // No offset exceeds a day, a repeated hour may reach back over midnight, and a day run over into the next.
    (from, to) => isCoveredThrough(days, Math.floor(from / dayMillis) - 3, Math.floor(to / dayMillis) + 3),
    () => new ZonedSet(weighed(possibly), zone),
  )
}

const always = () => true

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
