/**
 * Hours ready to be asked: compiled for a zone and a work calendar.
 */
import * as Schema from "effect/Schema"
import { type Interval, normalise } from "../foundation/Interval.ts"
import { type Combination, CombinedSet, leafOf } from "./CombinedSet.ts"
import type { Hours } from "./Hours.ts"
import * as LocalPattern from "./LocalPattern.ts"
import { type LocalReader, readerOf, wholeDay } from "./LocalReader.ts"
import type { OpenSet } from "./OpenSet.ts"
import * as PlainDate from "./PlainDate.ts"
import { dayMillis } from "./PlainTime.ts"
import * as Spans from "./Spans.ts"
import * as TimeZone from "./TimeZone.ts"
import * as WorkCalendar from "./WorkCalendar.ts"
import { ZonedSet } from "./ZonedSet.ts"

/**
 * Compiled hours. The set itself holds the surely open instants. Where dates beyond a calendar's coverage matter,
 * `possible` holds more: what would be open for some calendar that could still be announced.
 */
export interface CompiledHours extends OpenSet {
  readonly possible: OpenSet
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
  if (part._tag === "Local") return compileLocal(part)
  const compiled = combine(part)
  const sure = new CombinedSet(compiled.sure)
  return withPossible(sure, compiled.sure === compiled.possible ? sure : new CombinedSet(compiled.possible))
}

const withPossible = (sure: OpenSet, possible: OpenSet): CompiledHours => Object.assign(sure, { possible })

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

const combine = (part: Part): { readonly sure: Combination; readonly possible: Combination } => {
  switch (part._tag) {
    case "Local": {
      const compiled = compileLocal(part)
      const sure = leafOf(compiled)
      return { sure, possible: compiled.possible === compiled ? sure : leafOf(compiled.possible) }
    }
    case "Instants": {
      const spans = normalise(part.intervals).flatMap((i) => [i.from, i.until])
      const leaf: Combination = {
        _tag: "Leaf",
        spans: (from, until) => {
          const first = Spans.firstEndingAfter(spans, from)
          let last = first
          while (last < spans.length && (spans[last] as number) < until) last += 2
          return Spans.intersection(spans.slice(first, last), [from, until])
        },
      }
      return { sure: leaf, possible: leaf }
    }
    case "Complement": {
      const { possible, sure } = combine(part.of)
      const complemented: Combination = { _tag: "Complement", of: possible }
      return {
        sure: complemented,
        possible: sure === possible ? complemented : { _tag: "Complement", of: sure },
      }
    }
    default: {
      const parts = part.of.map(combine)
      const sure: Combination = { _tag: part._tag, of: parts.map((p) => p.sure) }
      const certain = parts.every((p) => p.sure === p.possible)
      return { sure, possible: certain ? sure : { _tag: part._tag, of: parts.map((p) => p.possible) } }
    }
  }
}

const noCalendar: WorkCalendar.DayTable = {
  days: new Int32Array(0),
  classes: new Uint8Array(0),
  covered: new Int32Array(0),
  workweek: PlainDate.weekdays.map(() => false),
  weekBefore: [0, 0, 0, 0, 0, 0, 0, 0],
  correctionBefore: new Int32Array(1),
}

/** Readings reach a day beyond the horizon on either side, as offsets do; one more for what runs over midnight. */
const firstDay = TimeZone.horizon.from / dayMillis - 2
const lastDay = TimeZone.horizon.until / dayMillis + 2

const compileLocal = ({ calendar, hours, zone }: LocalPart): CompiledHours => {
  const table = calendar === undefined ? noCalendar : WorkCalendar.dayTable(calendar)
  const reader = readerOf(hours, table.workweek)
  const compiled = patternsOf(reader, table)
  const sure = new ZonedSet(compiled.sure, zone)
  return withPossible(
    sure,
    compiled.possible === compiled.sure ? sure : new ZonedSet(compiled.possible, zone),
  )
}

/** Classes a date that isn't covered could turn out to have. */
const anyClass = [0, 1, 2, 3, 4, 5, 6, WorkCalendar.ordinaryDay, WorkCalendar.holiday]

const uncovered = -1

interface Pair {
  readonly sure: LocalPattern.DayShape
  readonly possible: LocalPattern.DayShape
}

/** The value kept under a key, made when first asked for. */
const kept = <K, V>(known: Map<K, V>, key: K, make: () => V): V => {
  const found = known.get(key) ?? make()
  known.set(key, found)
  return found
}

const patternsOf = (reader: LocalReader, table: WorkCalendar.DayTable) => {
  const shapes = new Map<string, LocalPattern.DayShape>()
  const shapeOf = (open: Spans.Spans) => kept(shapes, open.join(), () => LocalPattern.dayShape(open))
  const readPair = (weekday: PlainDate.WeekdayIndex, kind: number, kindBefore: number, day: number): Pair => {
    if (kind !== uncovered && kindBefore !== uncovered) {
      const shape = shapeOf(reader.read(weekday, kind, kindBefore, day))
      return { sure: shape, possible: shape }
    }
    let sure: Spans.Spans = wholeDay
    let possible: Spans.Spans = Spans.empty
    for (const k of kind === uncovered ? anyClass : [kind])
      for (const b of kindBefore === uncovered ? anyClass : [kindBefore]) {
        const spans = reader.read(weekday, k, b, day)
        sure = Spans.intersection(sure, spans)
        possible = Spans.union(possible, spans)
      }
    return { sure: shapeOf(sure), possible: shapeOf(possible) }
  }
  const undated = new Map<number, Pair>()
  // A day before every date that any roster names.
  const pairOf = (weekday: PlainDate.WeekdayIndex, kind: number, kindBefore: number): Pair =>
    kept(undated, (weekday * 16 + kind + 1) * 16 + kindBefore + 1, () =>
      readPair(weekday, kind, kindBefore, Number.NEGATIVE_INFINITY),
    )
  const { ordinaryDay } = WorkCalendar
  const kindOn = (day: number): number => {
    if (!reader.usesCalendar) return ordinaryDay
    return WorkCalendar.isCovered(table, day) ? WorkCalendar.classOf(table, day) : uncovered
  }
  const kindBeforeOn = (day: number): number => (reader.runsOver ? kindOn(day - 1) : ordinaryDay)
  const weekOf = (kind: number) => {
    const pairs = PlainDate.weekdays.map((_, w) =>
      pairOf(w as PlainDate.WeekdayIndex, kind, reader.runsOver ? kind : ordinaryDay),
    )
    const sure = LocalPattern.week(pairs.map((p) => p.sure))
    const certain = pairs.every((p) => p.sure === p.possible)
    return { pairs, sure, possible: certain ? sure : LocalPattern.week(pairs.map((p) => p.possible)) }
  }
  const known = weekOf(ordinaryDay)
  const unknown = reader.usesCalendar ? weekOf(uncovered) : known
  const single = new Map<LocalPattern.DayShape, LocalPattern.Week>()
  const singleDay = (shape: LocalPattern.DayShape): LocalPattern.Week =>
    kept(single, shape, () => LocalPattern.week(PlainDate.weekdays.map(() => shape)))

  // Days that may differ from the week around them, each judged once, in order.
  const dated = new Set(reader.dated)
  const irregular = new Set(reader.dated)
  if (reader.usesCalendar) {
    for (const day of table.days) {
      irregular.add(day)
      if (reader.runsOver) irregular.add(day + 1)
    }
    for (const day of table.covered) {
      irregular.add(day)
      if (reader.runsOver) irregular.add(day + 1)
    }
  }
  const days = [...irregular].filter((day) => day >= firstDay && day < lastDay).sort((a, b) => a - b)
  const ordinaryWeekOn = (day: number) => (kindOn(day) === uncovered ? unknown : known)

  let regime = ordinaryWeekOn(firstDay)
  const starts = [firstDay]
  const sure = [regime.sure]
  const possible = [regime.possible]
  const begin = (day: number, sureWeek: LocalPattern.Week, possibleWeek: LocalPattern.Week) => {
    const last = starts.length - 1
    if (starts[last] === day) {
      sure[last] = sureWeek
      possible[last] = possibleWeek
    } else if (sure[last] !== sureWeek || possible[last] !== possibleWeek) {
      starts.push(day)
      sure.push(sureWeek)
      possible.push(possibleWeek)
    }
  }
  for (const day of days) {
    regime = ordinaryWeekOn(day)
    const weekday = PlainDate.weekdayIndexOf(day)
    const [kind, kindBefore] = [kindOn(day), kindBeforeOn(day)]
    const pair = dated.has(day) ? readPair(weekday, kind, kindBefore, day) : pairOf(weekday, kind, kindBefore)
    const expected = regime.pairs[weekday] as Pair
    const asExpected = pair.sure === expected.sure && pair.possible === expected.possible
    begin(
      day,
      asExpected ? regime.sure : singleDay(pair.sure),
      asExpected ? regime.possible : singleDay(pair.possible),
    )
    begin(day + 1, regime.sure, regime.possible)
  }
  const surePattern = LocalPattern.make(starts, sure)
  const certain = sure.every((repeated, i) => repeated === possible[i])
  return { sure: surePattern, possible: certain ? surePattern : LocalPattern.make(starts, possible) }
}
