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
import { closed } from "../foundation/Strict.ts"
import * as PlainDate from "./PlainDate.ts"
import { make as spanOf, TimeSpan } from "./TimeSpan.ts"
import * as TimeZone from "./TimeZone.ts"
import * as WorkCalendar from "./WorkCalendar.ts"

/** Hours by weekday. A weekday left out has none; a name that is no weekday is refused. */
export const WeekHours = closed(
  Schema.Struct({
    monday: Schema.optionalKey(Schema.Array(TimeSpan)),
    tuesday: Schema.optionalKey(Schema.Array(TimeSpan)),
    wednesday: Schema.optionalKey(Schema.Array(TimeSpan)),
    thursday: Schema.optionalKey(Schema.Array(TimeSpan)),
    friday: Schema.optionalKey(Schema.Array(TimeSpan)),
    saturday: Schema.optionalKey(Schema.Array(TimeSpan)),
    sunday: Schema.optionalKey(Schema.Array(TimeSpan)),
  }),
)
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
  | {
      readonly _tag: "OnDays"
      readonly days: "working" | "off"
      readonly spans: ReadonlyArray<TimeSpan>
    }
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

const Recursive = Schema.suspend((): Schema.Codec<Hours, unknown> => Part)

const Part: Schema.Codec<Hours, unknown> = Schema.Union([
  closed(Schema.TaggedStruct("Always", {})),
  closed(Schema.TaggedStruct("Never", {})),
  closed(Schema.TaggedStruct("Daily", { spans: Schema.Array(TimeSpan) })),
  closed(Schema.TaggedStruct("Weekly", { week: WeekHours })),
  closed(Schema.TaggedStruct("WorkWeek", { week: WeekHours })),
  closed(
    Schema.TaggedStruct("OnDays", {
      days: Schema.Literals(["working", "off"]),
      spans: Schema.Array(TimeSpan),
    }),
  ),
  closed(Schema.TaggedStruct("OnDates", { dates: DateHours })),
  closed(Schema.TaggedStruct("Instants", { intervals: Schema.Array(Interval) })),
  closed(Schema.TaggedStruct("Union", { of: Schema.Array(Recursive) })),
  closed(Schema.TaggedStruct("Intersection", { of: Schema.Array(Recursive) })),
  closed(Schema.TaggedStruct("Complement", { of: Recursive })),
  closed(
    Schema.TaggedStruct("InZone", {
      zone: TimeZone.TimeZone,
      calendar: Schema.optionalKey(WorkCalendar.WorkCalendar),
      of: Recursive,
    }),
  ),
])

const deepest = 64
const mostParts = 1000

/** Counts before anything is read: reading goes as deep as the input does, and the input may be anything. */
const isBounded = (hours: unknown): true | string => {
  const level = [hours]
  let parts = 0
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > deepest) return `hours nest at most ${deepest} deep`
    for (const part of level.splice(0)) {
      if (++parts > mostParts) return `hours have at most ${mostParts} parts`
      const of = typeof part === "object" && part !== null && "of" in part ? part.of : []
      for (const inner of Array.isArray(of) ? of : [of]) level.push(inner)
    }
  }
  return true
}

/**
 * Schema of hours as data, so that policies can be kept as JSON. They nest at most 64 deep and have at most 1000 parts:
 * no person writes more, and whoever sends more means no good.
 */
export const Hours: Schema.Codec<Hours, unknown> = Schema.Unknown.check(Schema.makeFilter(isBounded)).pipe(
  Schema.decodeTo(Part),
)

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

export {
  type CompiledHours,
  compile,
  isOpenMany,
  type Sharing,
  type Source,
  type State,
  sharing,
  stateAt,
  states,
} from "./CompiledHours.ts"
export { TimeSpan }
