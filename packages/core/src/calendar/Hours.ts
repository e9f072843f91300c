/**
 * Hours are sets of instants described on a wall clock: rest hours, shifts, contact windows, business hours.
 *
 * **Details**
 *
 * `Hours` are plain data, a boolean algebra over a few leaves. Zone and work calendar come in when they are compiled,
 * or are bound to a part by `inZone`. Everything is half-open; both passes of a repeated hour belong to a set that
 * contains its readings, and a skipped hour has no instants.
 *
 * Hours bound to days own the whole span that begins on that day: Friday's night shift 22:00–06:00 includes Saturday
 * until 06:00. Intersecting with a set of days cuts at midnight instead.
 *
 * **Example** (A night shift belongs to the day it begins on)
 *
 * ```ts
 * import { Hours, TimeZone } from "@aftercare/core"
 *
 * const zone = TimeZone.make("Asia/Shanghai")
 * const shift = Hours.weekly({ friday: ["22:00-06:00"] })
 * const cut = Hours.intersection(Hours.daily("22:00", "06:00"), Hours.weekly({ friday: ["00:00-24:00"] }))
 * const saturdayAt3 = Date.parse("2026-11-21T03:00:00+08:00")
 *
 * Hours.compile(shift, zone).isOpen(saturdayAt3) // => true
 * Hours.compile(cut, zone).isOpen(saturdayAt3) // => false
 * ```
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Interval, normalise } from "../foundation/Interval.ts"
import { type Combination, CombinedSet, leafOf } from "./CombinedSet.ts"
import * as LocalPattern from "./LocalPattern.ts"
import type { OpenSet } from "./OpenSet.ts"
import * as PlainDate from "./PlainDate.ts"
import * as PlainTime from "./PlainTime.ts"
import * as Spans from "./Spans.ts"
import * as TimeZone from "./TimeZone.ts"
import * as WorkCalendar from "./WorkCalendar.ts"
import { ZonedSet } from "./ZonedSet.ts"

const { dayMillis } = PlainTime

const spanPattern =
  /^((?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)-((?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?|24:00(?::00)?)$/

/**
 * Schema of a span of wall-clock time, `HH:MM-HH:MM`: from is in, to is out; from after to ends the next day. Equal
 * ends are refused: neither an empty span nor a whole day is meant by them.
 */
export const TimeSpan = Schema.String.check(
  Schema.makeFilter((text) => {
    const match = spanPattern.exec(text)
    if (match === null) return "a span is written HH:MM-HH:MM, from 00:00-… to …-24:00"
    return timeOf(match[1]) !== timeOf(match[2]) || "the span's ends are equal: it would be empty"
  }),
).pipe(Schema.brand("TimeSpan"))

/** A span such as `12:00-14:00`. */
export type TimeSpan = typeof TimeSpan.Type

/** Reads a span, and throws with what is wrong with it. */
const spanOf: (text: string) => TimeSpan = Schema.decodeUnknownSync(TimeSpan)

const timeOf = (text: string | undefined): number => PlainTime.toMillis(text as PlainTime.PlainTime)

/** Hours by weekday. A weekday left out has none. */
export const WeekHours = Schema.Struct({
  monday: Schema.optionalKey(Schema.Array(TimeSpan)),
  tuesday: Schema.optionalKey(Schema.Array(TimeSpan)),
  wednesday: Schema.optionalKey(Schema.Array(TimeSpan)),
  thursday: Schema.optionalKey(Schema.Array(TimeSpan)),
  friday: Schema.optionalKey(Schema.Array(TimeSpan)),
  saturday: Schema.optionalKey(Schema.Array(TimeSpan)),
  sunday: Schema.optionalKey(Schema.Array(TimeSpan)),
})
export interface WeekHours extends Schema.Schema.Type<typeof WeekHours> {}

/** Hours by date, for rosters. */
export const DateHours = Schema.Record(Schema.String, Schema.Array(TimeSpan)).check(
  // A record's decoder passes over keys that its key schema refuses; a roster's mistyped date must not vanish.
  Schema.makeFilter((dates) =>
    Object.keys(dates)
      .filter((date) => !Schema.is(PlainDate.PlainDate)(date))
      .map((date) => ({ path: [date], issue: "a date is written YYYY-MM-DD and must exist" })),
  ),
)
export type DateHours = typeof DateHours.Type

/** A set of instants as data. */
export type Hours =
  | { readonly _tag: "Always" }
  | { readonly _tag: "Never" }
  | { readonly _tag: "Daily"; readonly spans: ReadonlyArray<TimeSpan> }
  | { readonly _tag: "Weekly"; readonly week: WeekHours }
  | { readonly _tag: "WorkWeek"; readonly week: WeekHours }
  | { readonly _tag: "OnDays"; readonly days: "working" | "off"; readonly spans: ReadonlyArray<TimeSpan> }
  | { readonly _tag: "OnDates"; readonly dates: DateHours }
  | { readonly _tag: "Instants"; readonly intervals: ReadonlyArray<Interval> }
  | { readonly _tag: "Union"; readonly of: ReadonlyArray<Hours> }
  | { readonly _tag: "Intersection"; readonly of: ReadonlyArray<Hours> }
  | { readonly _tag: "Complement"; readonly of: Hours }
  | {
      readonly _tag: "InZone"
      readonly zone: TimeZone.TimeZone
      readonly calendar?: WorkCalendar.WorkCalendar
      readonly of: Hours
    }

const Recursive = Schema.suspend((): Schema.Codec<Hours, unknown> => Hours)

/** Schema of hours as data, so that policies can be kept as JSON. */
export const Hours: Schema.Codec<Hours, unknown> = Schema.Union([
  Schema.TaggedStruct("Always", {}),
  Schema.TaggedStruct("Never", {}),
  Schema.TaggedStruct("Daily", { spans: Schema.Array(TimeSpan) }),
  Schema.TaggedStruct("Weekly", { week: WeekHours }),
  Schema.TaggedStruct("WorkWeek", { week: WeekHours }),
  Schema.TaggedStruct("OnDays", { days: Schema.Literals(["working", "off"]), spans: Schema.Array(TimeSpan) }),
  Schema.TaggedStruct("OnDates", { dates: DateHours }),
  Schema.TaggedStruct("Instants", { intervals: Schema.Array(Interval) }),
  Schema.TaggedStruct("Union", { of: Schema.Array(Recursive) }),
  Schema.TaggedStruct("Intersection", { of: Schema.Array(Recursive) }),
  Schema.TaggedStruct("Complement", { of: Recursive }),
  Schema.TaggedStruct("InZone", {
    zone: TimeZone.TimeZone,
    calendar: Schema.optionalKey(WorkCalendar.WorkCalendar),
    of: Recursive,
  }),
])

/** All instants. */
export const always: Hours = { _tag: "Always" }

/** No instant. */
export const never: Hours = { _tag: "Never" }

/** Every day while the wall clock reads a time in `[from, to)`; from after to runs over midnight. */
export const daily = (from: string, to: string): Hours => ({
  _tag: "Daily",
  spans: [spanOf(`${from}-${to}`)],
})

type WeekInput = { readonly [Day in PlainDate.Weekday]?: ReadonlyArray<string> }

const weekOf = (week: WeekInput): WeekHours =>
  Object.fromEntries(Object.entries(week).map(([day, spans]) => [day, spans.map((s) => spanOf(s))]))

/** Hours by weekday whatever the calendar says: shifts and rosters ignore holidays. */
export const weekly = (week: WeekInput): Hours => ({ _tag: "Weekly", week: weekOf(week) })

/**
 * Hours by weekday as the work calendar bends them: none on holidays, and an adjusted workday takes those of the
 * weekday the calendar names.
 */
export const workWeek = (week: WeekInput): Hours => ({ _tag: "WorkWeek", week: weekOf(week) })

/** The same spans on every day that the work calendar says is worked. */
export const onWorkingDays = (...spans: ReadonlyArray<string>): Hours => ({
  _tag: "OnDays",
  days: "working",
  spans: spans.map((s) => spanOf(s)),
})

/** The same spans on every day that the work calendar says is off. */
export const onDaysOff = (...spans: ReadonlyArray<string>): Hours => ({
  _tag: "OnDays",
  days: "off",
  spans: spans.map((s) => spanOf(s)),
})

/** Hours on stated dates, for rosters and do-not-disturb days. */
export const onDates = (dates: { readonly [date: string]: ReadonlyArray<string> }): Hours => ({
  _tag: "OnDates",
  dates: Object.fromEntries(
    Object.entries(dates).map(([date, spans]) => [PlainDate.make(date), spans.map((s) => spanOf(s))]),
  ),
})

/** Exactly these half-open intervals of instants, whatever the zone. */
export const instants = (intervals: ReadonlyArray<Interval>): Hours => ({
  _tag: "Instants",
  intervals: normalise(intervals),
})

/** The instants in any of them. */
export const union = (...of: ReadonlyArray<Hours>): Hours => ({ _tag: "Union", of })

/** The instants in all of them. */
export const intersection = (...of: ReadonlyArray<Hours>): Hours => ({ _tag: "Intersection", of })

/** All other instants. */
export const complement = (of: Hours): Hours => ({ _tag: "Complement", of })

/** The instants of the first that aren't in the second. */
export const difference = (of: Hours, without: Hours): Hours => intersection(of, complement(without))

/** Binds hours to a zone, and to a work calendar if one is given, whatever they are compiled for. */
export const inZone = (of: Hours, zone: TimeZone.TimeZone, calendar?: WorkCalendar.WorkCalendar): Hours => ({
  _tag: "InZone",
  zone,
  of,
  ...(calendar === undefined ? {} : { calendar }),
})

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
 * covered. Across zones or calendars the parts are judged one by one, so an instant may be called unknown too often,
 * but never open or closed wrongly. Without a calendar no working day is known.
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

const group = (hours: Hours, binding: Binding): Part => {
  switch (hours._tag) {
    case "InZone":
      return group(hours.of, { zone: hours.zone, calendar: hours.calendar ?? binding.calendar })
    case "Instants":
      return { _tag: "Instants", intervals: hours.intervals }
    case "Complement": {
      const of = group(hours.of, binding)
      return of._tag === "Local" ? { ...of, hours: complement(of.hours) } : { _tag: "Complement", of }
    }
    case "Union":
    case "Intersection": {
      const byClock: Array<LocalPart> = []
      const others: Array<Part> = []
      for (const part of hours.of.map((h) => group(h, binding))) {
        if (part._tag !== "Local") {
          others.push(part)
          continue
        }
        const i = byClock.findIndex((p) => p.zone === part.zone && p.calendar === part.calendar)
        const twin = byClock[i]
        if (twin === undefined) byClock.push(part)
        else byClock[i] = { ...twin, hours: { _tag: hours._tag, of: [twin.hours, part.hours] } }
      }
      const [only, ...more] = [...byClock, ...others]
      if (only === undefined) return { _tag: "Local", ...binding, hours: { _tag: hours._tag, of: [] } }
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

// One wall clock: leaves become spans of numbers by the class of a day and of the day before it.

/** What a day owns: its part before midnight, and what runs over into the next day. */
interface Owned {
  readonly today: Spans.Spans
  readonly tail: Spans.Spans
}

const nothing: Owned = { today: Spans.empty, tail: Spans.empty }

const own = (spans: ReadonlyArray<TimeSpan> | undefined): Owned => {
  if (spans === undefined || spans.length === 0) return nothing
  const today: Array<readonly [number, number]> = []
  const tail: Array<readonly [number, number]> = []
  for (const span of spans) {
    const [from, to] = span.split("-") as [string, string]
    const [start, end] = [timeOf(from), timeOf(to)]
    today.push([start, start < end ? end : dayMillis])
    if (end < start) tail.push([0, end])
  }
  return { today: Spans.fromPairs(today), tail: Spans.fromPairs(tail) }
}

/** The spans open on a day of this weekday, of this class (see `WorkCalendar`), after a day of that class. */
type ReadDay = (weekday: PlainDate.WeekdayIndex, kind: number, kindBefore: number, day: number) => Spans.Spans

interface LocalReader {
  readonly read: ReadDay
  readonly usesCalendar: boolean
  /** Whether a day's class matters to the day after it. */
  readonly runsOver: boolean
  readonly dated: ReadonlyArray<number>
}

const before = (weekday: number): number => (weekday + 6) % 7

const leafReader = (
  owns: (weekday: number, kind: number, day: number) => Owned,
  facts: Omit<LocalReader, "read">,
): LocalReader => ({
  ...facts,
  read: (weekday, kind, kindBefore, day) => {
    const { today } = owns(weekday, kind, day)
    return facts.runsOver ? Spans.union(owns(before(weekday), kindBefore, day - 1).tail, today) : today
  },
})

const wholeDay: Spans.Spans = [0, dayMillis]
const plain = { usesCalendar: false, runsOver: false, dated: [] }

const readerOf = (hours: Hours, workweek: ReadonlyArray<boolean>): LocalReader => {
  switch (hours._tag) {
    case "Always":
      return { ...plain, read: () => wholeDay }
    case "Never":
      return { ...plain, read: () => Spans.empty }
    case "Daily": {
      const { tail, today } = own(hours.spans)
      const spans = Spans.union(tail, today)
      return { ...plain, read: () => spans }
    }
    case "Weekly":
    case "WorkWeek": {
      const week = PlainDate.weekdays.map((day) => own(hours.week[day]))
      const usesCalendar = hours._tag === "WorkWeek"
      return leafReader(
        (weekday, kind) => {
          if (usesCalendar && kind === WorkCalendar.holiday) return nothing
          return week[usesCalendar && kind !== WorkCalendar.ordinaryDay ? kind : weekday] as Owned
        },
        { usesCalendar, runsOver: week.some((day) => day.tail.length > 0), dated: [] },
      )
    }
    case "OnDays": {
      const owned = own(hours.spans)
      return leafReader(
        (weekday, kind) => {
          const worked =
            kind === WorkCalendar.ordinaryDay ? workweek[weekday] === true : kind !== WorkCalendar.holiday
          return worked === (hours.days === "working") ? owned : nothing
        },
        { usesCalendar: true, runsOver: owned.tail.length > 0, dated: [] },
      )
    }
    case "OnDates": {
      const byDay = new Map<number, Owned>()
      for (const [date, spans] of Object.entries(hours.dates))
        byDay.set(PlainDate.toEpochDay(date as PlainDate.PlainDate), own(spans))
      const dated = [...byDay].flatMap(([day, owned]) => (owned.tail.length > 0 ? [day, day + 1] : [day]))
      return leafReader((_weekday, _kind, day) => byDay.get(day) ?? nothing, {
        usesCalendar: false,
        runsOver: [...byDay.values()].some((owned) => owned.tail.length > 0),
        dated,
      })
    }
    case "Complement": {
      const of = readerOf(hours.of, workweek)
      return { ...of, read: (...day) => Spans.complement(of.read(...day), 0, dayMillis) }
    }
    case "Union":
    case "Intersection": {
      const parts = hours.of.map((h) => readerOf(h, workweek))
      const [merge, start] =
        hours._tag === "Union" ? [Spans.union, Spans.empty] : [Spans.intersection, wholeDay]
      return {
        usesCalendar: parts.some((p) => p.usesCalendar),
        runsOver: parts.some((p) => p.usesCalendar && p.runsOver),
        dated: parts.flatMap((p) => p.dated),
        read: (...day) => parts.reduce<Spans.Spans>((sum, p) => merge(sum, p.read(...day)), start),
      }
    }
    case "Instants":
    case "InZone":
      // `group` has taken these out.
      return { ...plain, read: () => Spans.empty }
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

const patternsOf = (reader: LocalReader, table: WorkCalendar.DayTable) => {
  const shapes = new Map<string, LocalPattern.DayShape>()
  const shapeOf = (open: Spans.Spans): LocalPattern.DayShape => {
    const key = open.join()
    let shape = shapes.get(key)
    if (shape === undefined) shapes.set(key, (shape = LocalPattern.dayShape(open)))
    return shape
  }
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
  const pairOf = (weekday: PlainDate.WeekdayIndex, kind: number, kindBefore: number): Pair => {
    const key = (weekday * 16 + kind + 1) * 16 + kindBefore + 1
    let pair = undated.get(key)
    // A day before every date that any roster names.
    if (pair === undefined)
      undated.set(key, (pair = readPair(weekday, kind, kindBefore, Number.NEGATIVE_INFINITY)))
    return pair
  }
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
  const singleDay = (shape: LocalPattern.DayShape): LocalPattern.Week => {
    let repeated = single.get(shape)
    if (repeated === undefined)
      single.set(shape, (repeated = LocalPattern.week(PlainDate.weekdays.map(() => shape))))
    return repeated
  }

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
