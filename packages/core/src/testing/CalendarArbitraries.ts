/**
 * fast-check generators of everything that tells time: dates, times, zones, work calendars, hours and instants.
 *
 * **Details**
 *
 * They prefer what breaks programs: zones with odd offset changes, dates at the edge of a calendar's coverage, spans over
 * midnight, instants right beside a change of the clocks. The same seed yields the same values on the same platform, and
 * a failing value shrinks to a plainer one.
 *
 * @since 0.1.0
 */
import * as fc from "fast-check"
import type { Hours, TimeSpan, WeekHours } from "../calendar/Hours.ts"
import type { Layer } from "../calendar/Overlay.ts"
import * as PlainDate from "../calendar/PlainDate.ts"
import * as PlainTime from "../calendar/PlainTime.ts"
import type { MonthDay, Recurrence } from "../calendar/Recurrence.ts"
import * as TimeZone from "../calendar/TimeZone.ts"
import type { AdjustedWorkday, Coverage, Holiday, WorkCalendar } from "../calendar/WorkCalendar.ts"
import { type Interval, normalise } from "../foundation/Interval.ts"

/** The dates to draw from, both ends included. */
export interface DateRange {
  readonly min?: string
  readonly max?: string
}

const epochDays = (range: DateRange, min: string, max: string): readonly [from: number, to: number] => [
  PlainDate.toEpochDay(PlainDate.make(range.min ?? min)),
  PlainDate.toEpochDay(PlainDate.make(range.max ?? max)),
]

/**
 * Dates from `min` to `max`, both included; by default those of which zones know the offset, 1970 to 2059.
 *
 * ```ts
 * import * as fc from "fast-check"
 * import { CalendarArbitraries } from "@aftercare/core/testing"
 *
 * const november = CalendarArbitraries.plainDate({ min: "2026-11-01", max: "2026-11-30" })
 * fc.sample(november, { numRuns: 9, seed: 1 }).every((date) => date.startsWith("2026-11")) // => true
 * ```
 */
export const plainDate = (range: DateRange = {}): fc.Arbitrary<PlainDate.PlainDate> => {
  const [min, max] = epochDays(range, "1970-01-01", "2059-12-31")
  return fc.integer({ min, max }).map(PlainDate.fromEpochDay)
}

/** How fine times are: every so many seconds of the day, 60 by default. It must divide a day. */
export interface Grain {
  readonly everySeconds?: number
}

const daySeconds = 86_400

/**
 * Times on a wall clock from 00:00 to 24:00, by the minute or as fine as is asked for.
 *
 * ```ts
 * import * as fc from "fast-check"
 * import { CalendarArbitraries } from "@aftercare/core/testing"
 *
 * const quarters = CalendarArbitraries.plainTime({ everySeconds: 900 })
 * fc.sample(quarters, { numRuns: 9, seed: 1 }).every((time) => /:(00|15|30|45)$/.test(time)) // => true
 * ```
 */
export const plainTime = ({ everySeconds = 60 }: Grain = {}): fc.Arbitrary<PlainTime.PlainTime> =>
  fc
    .integer({ min: 0, max: daySeconds / everySeconds })
    .map((n) => PlainTime.fromMillis(n * everySeconds * 1000))

/**
 * Spans of wall-clock time, many of them over midnight or up to 24:00.
 *
 * ```ts
 * import * as fc from "fast-check"
 * import { Hours } from "@aftercare/core"
 * import { Schema } from "effect"
 * import { CalendarArbitraries } from "@aftercare/core/testing"
 *
 * fc.sample(CalendarArbitraries.timeSpan(), { numRuns: 9, seed: 1 }).every(Schema.is(Hours.TimeSpan)) // => true
 * ```
 */
export const timeSpan = ({ everySeconds = 60 }: Grain = {}): fc.Arbitrary<TimeSpan> => {
  const steps = daySeconds / everySeconds
  const time = (n: number) => PlainTime.fromMillis(n * everySeconds * 1000)
  // Every end but the beginning itself; an end before it lies on the next day.
  return fc
    .tuple(fc.nat(steps - 1), fc.nat(steps - 1))
    .map(([from, to]) => `${time(from)}-${time(to < from ? to : to + 1)}` as TimeSpan)
}

const daySpans = (grain: Grain): fc.Arbitrary<ReadonlyArray<TimeSpan>> =>
  fc.array(timeSpan(grain), { maxLength: 3 })

/**
 * Hours by weekday, some weekdays left out and some with overlapping spans.
 *
 * ```ts
 * import * as fc from "fast-check"
 * import { Hours } from "@aftercare/core"
 * import { Schema } from "effect"
 * import { CalendarArbitraries } from "@aftercare/core/testing"
 *
 * fc.sample(CalendarArbitraries.weekHours(), { numRuns: 9, seed: 1 }).every(Schema.is(Hours.WeekHours)) // => true
 * ```
 */
export const weekHours = (grain: Grain = {}): fc.Arbitrary<WeekHours> => {
  const spans = daySpans(grain)
  return fc.record(
    {
      monday: spans,
      tuesday: spans,
      wednesday: spans,
      thursday: spans,
      friday: spans,
      saturday: spans,
      sunday: spans,
    },
    { requiredKeys: [] },
  )
}

/** Zones that have broken programs before, and why. */
const trickyZones: ReadonlyArray<readonly [zone: string, why: string]> = [
  ["UTC", "none: the plain case, which failing runs shrink to"],
  ["Asia/Shanghai", "summer time from 1986 to 1991"],
  ["America/New_York", "the usual summer time"],
  ["Australia/Lord_Howe", "a change of half an hour"],
  ["Africa/Casablanca", "back an hour for Ramadan, twice a year by the moon"],
  ["Africa/El_Aaiun", "the same, and another history"],
  ["Pacific/Apia", "lost 2011-12-30 altogether"],
  ["Pacific/Kwajalein", "lost 1993-08-21"],
  ["Pacific/Kiritimati", "14 hours ahead; lost 1994-12-31"],
  ["Antarctica/Troll", "a change of two hours"],
  ["Asia/Kathmandu", "a quarter of an hour in its offset"],
  ["Asia/Gaza", "changes at midnight, and around Ramadan"],
  ["America/Recife", "changes at midnight, given up for good"],
  ["America/Asuncion", "changes at midnight until 2024"],
  ["America/Sao_Paulo", "days that began at 01:00"],
  ["Asia/Beirut", "days that begin at 01:00"],
  ["Africa/Cairo", "days that begin at 01:00"],
  ["Africa/Monrovia", "seconds in its offset until 1972"],
  ["America/Scoresbysund", "moved its zone on a day of change"],
  ["America/St_Johns", "changes at one minute past midnight until 2011"],
  ["Asia/Pyongyang", "moved half an hour, and back again"],
  ["Europe/Dublin", "winter time as the exception"],
]

/**
 * Time zones: half of them from a list of tricky ones, half from all that the platform names.
 *
 * ```ts
 * import * as fc from "fast-check"
 * import { TimeZone } from "@aftercare/core"
 * import { Schema } from "effect"
 * import { CalendarArbitraries } from "@aftercare/core/testing"
 *
 * fc.sample(CalendarArbitraries.timeZone(), { numRuns: 9, seed: 1 }).every(Schema.is(TimeZone.TimeZone)) // => true
 * ```
 */
export const timeZone = (): fc.Arbitrary<TimeZone.TimeZone> =>
  fc
    .oneof(
      { withCrossShrink: true },
      fc.constantFrom(...trickyZones.map(([zone]) => zone)),
      fc.constantFrom(...Intl.supportedValuesOf("timeZone")),
    )
    .map((zone) => zone as TimeZone.TimeZone)

const weekday = fc.constantFrom(...PlainDate.weekdays)

/** From the beginning of a month, then from its end, so that none falls together with another in any month. */
const monthDays: ReadonlyArray<MonthDay> = [
  ...Array.from({ length: 14 }, (_, i) => i + 1),
  ...Array.from({ length: 14 }, (_, i) => i - 14),
]

/**
 * Recurrences by days, weeks and months, with and without days named.
 *
 * ```ts
 * import * as fc from "fast-check"
 * import { Recurrence } from "@aftercare/core"
 * import { Schema } from "effect"
 * import { CalendarArbitraries } from "@aftercare/core/testing"
 *
 * const drawn = fc.sample(CalendarArbitraries.recurrence(), { numRuns: 9, seed: 1 })
 * drawn.every(Schema.is(Recurrence.Recurrence)) // => true
 * ```
 */
export const recurrence = (): fc.Arbitrary<Recurrence> => {
  const optional = { requiredKeys: [] }
  const some = <A>(on: ReadonlyArray<A>) => on as readonly [A, ...Array<A>]
  const onWeekdays = fc.subarray([...PlainDate.weekdays], { minLength: 1 }).map(some)
  const onMonthDays = fc.oneof(
    fc.subarray([...monthDays], { minLength: 1, maxLength: 5 }).map(some),
    fc.integer({ min: 15, max: 31 }).map((day) => some([1, day])),
  )
  return fc.oneof(
    fc.record({ days: fc.integer({ min: 1, max: 40 }) }),
    fc
      .tuple(fc.integer({ min: 1, max: 9 }), fc.record({ on: onWeekdays }, optional))
      .map(([weeks, on]) => ({ weeks, ...on })),
    fc
      .tuple(fc.integer({ min: 1, max: 18 }), fc.record({ on: onMonthDays }, optional))
      .map(([months, on]) => ({ months, ...on })),
  )
}

interface SpecialDay {
  readonly day: number
  readonly what: "holiday" | "adjusted" | PlainDate.Weekday
}

/** Which work calendars to draw. */
export interface CalendarOptions extends DateRange {
  /** False where every date from a month before `min` to a month after `max` is to be covered. */
  readonly holes?: boolean
}

interface Covered {
  readonly from: number
  readonly days: number
}

/**
 * Work calendars about the dates from `min` to `max` (by default the weeks around New Year 2026): any working week,
 * holidays, adjusted workdays that name the weekday whose hours they take or don't, and a coverage that may have holes.
 *
 * ```ts
 * import * as fc from "fast-check"
 * import { WorkCalendar } from "@aftercare/core"
 * import { Schema } from "effect"
 * import { CalendarArbitraries } from "@aftercare/core/testing"
 *
 * const calendars = fc.sample(CalendarArbitraries.workCalendar(), { numRuns: 9, seed: 1 })
 * calendars.every(Schema.is(WorkCalendar.WorkCalendar)) // => true
 * ```
 */
export const workCalendar = (options: CalendarOptions = {}): fc.Arbitrary<WorkCalendar> => {
  const [min, max] = epochDays(options, "2025-12-15", "2026-01-15")
  const day = fc.integer({ min, max })
  const special: fc.Arbitrary<SpecialDay> = fc.record({
    day,
    what: fc.oneof(fc.constantFrom("holiday" as const, "adjusted" as const), weekday),
  })
  const whole = fc.constant<ReadonlyArray<Covered>>([{ from: min - 30, days: max - min + 60 }])
  const holes: fc.Arbitrary<ReadonlyArray<Covered>> = fc.array(
    fc.record({ from: day, days: fc.integer({ min: 1, max: 10 }) }),
    { maxLength: 4 },
  )
  const covered =
    options.holes === false
      ? whole
      : fc.oneof({ weight: 2, arbitrary: whole }, { weight: 3, arbitrary: holes })
  const workweek = fc.oneof(
    fc.constant<ReadonlyArray<PlainDate.Weekday>>(PlainDate.weekdays.slice(0, 5)),
    fc.subarray([...PlainDate.weekdays]),
  )
  return fc
    .record({
      workweek,
      special: fc.uniqueArray(special, { selector: (s) => s.day, maxLength: 8 }),
      covered,
    })
    .map(({ covered, special, workweek }) => ({
      id: "generated",
      version: "1",
      workweek,
      holidays: special.flatMap(
        ({ day, what }): ReadonlyArray<Holiday> =>
          what === "holiday" ? [{ on: PlainDate.fromEpochDay(day), name: "holiday" }] : [],
      ),
      adjustedWorkdays: special.flatMap(({ day, what }): ReadonlyArray<AdjustedWorkday> => {
        if (what === "holiday") return []
        const on = { on: PlainDate.fromEpochDay(day), name: "adjusted" }
        return [what === "adjusted" ? on : { ...on, hoursOf: what }]
      }),
      coverage: covered.map(
        ({ days, from }): Coverage => ({
          from: PlainDate.fromEpochDay(from),
          until: PlainDate.fromEpochDay(from + days),
        }),
      ),
      sources: [],
    }))
}

/**
 * Layers to lay over a work calendar, about the dates from `min` to `max`: days off, days worked as they are and as
 * another weekday, with a coverage of its own or none.
 *
 * ```ts
 * import * as fc from "fast-check"
 * import { Overlay } from "@aftercare/core"
 * import { Schema } from "effect"
 * import { CalendarArbitraries } from "@aftercare/core/testing"
 *
 * fc.sample(CalendarArbitraries.layer(), { numRuns: 9, seed: 1 }).every(Schema.is(Overlay.Layer)) // => true
 * ```
 */
export const layer = (options: CalendarOptions = {}): fc.Arbitrary<Layer> =>
  fc
    .record({
      calendar: workCalendar(options),
      isCovered: fc.boolean(),
      id: fc.constantFrom("hospital", "department", "ward"),
      version: fc.constantFrom("1", "2", "2026-11"),
    })
    .map(({ calendar, id, isCovered, version }) => ({
      id,
      version,
      holidays: calendar.holidays,
      workdays: calendar.adjustedWorkdays.flatMap(({ hoursOf, on }) =>
        hoursOf === undefined ? [{ on, name: "worked" }] : [],
      ),
      adjustedWorkdays: calendar.adjustedWorkdays.filter(({ hoursOf }) => hoursOf !== undefined),
      ...(isCovered ? { coverage: calendar.coverage } : {}),
      sources: [],
    }))

/** What generated hours are made of. */
export interface HoursOptions extends DateRange, Grain {
  /** Zones to bind parts to; none, and every part stays in the zone it is compiled for. */
  readonly zones?: fc.Arbitrary<TimeZone.TimeZone>
  /** Calendars to bind such parts to. A part without one keeps the calendar it is compiled for. */
  readonly calendars?: fc.Arbitrary<WorkCalendar>
  /** Whether stated instants may be among the leaves, as they are by default. */
  readonly instants?: boolean
  /** How deep unions, intersections and complements may nest: 3 by default. */
  readonly maxDepth?: number
}

/** Hours of one clock and no stated instants: `zones` left out and `instants` false. */
const leafHours = (options: HoursOptions): fc.Arbitrary<Hours> => {
  const spans = daySpans(options)
  const week = weekHours(options)
  const [min, max] = epochDays(options, "2025-12-15", "2026-01-15")
  const dates = fc.dictionary(fc.integer({ min, max }).map(PlainDate.fromEpochDay), spans, {
    maxKeys: 3,
    noNullPrototype: true,
  })
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 1, arbitrary: fc.constantFrom<Hours>({ _tag: "Never" }, { _tag: "Always" }) },
    { weight: 3, arbitrary: spans.map((spans): Hours => ({ _tag: "Daily", spans })) },
    { weight: 2, arbitrary: week.map((week): Hours => ({ _tag: "Weekly", week })) },
    { weight: 3, arbitrary: week.map((week): Hours => ({ _tag: "WorkWeek", week })) },
    {
      weight: 3,
      arbitrary: fc
        .tuple(fc.constantFrom("working" as const, "off" as const), spans)
        .map(([days, spans]): Hours => ({ _tag: "OnDays", days, spans })),
    },
    { weight: 2, arbitrary: dates.map((dates): Hours => ({ _tag: "OnDates", dates })) },
    ...(options.instants === false
      ? []
      : [
          {
            weight: 2,
            arbitrary: intervals({ min, max: max + 1 }, options).map(
              (intervals): Hours => ({ _tag: "Instants", intervals }),
            ),
          },
        ]),
  )
}

const intervals = (days: { readonly min: number; readonly max: number }, { everySeconds = 60 }: Grain) => {
  const steps = daySeconds / everySeconds
  const step = everySeconds * 1000
  return fc
    .array(
      fc.record({
        from: fc.integer({ min: days.min * steps, max: days.max * steps }),
        length: fc.integer({ min: 1, max: 3 * steps }),
      }),
      { maxLength: 4 },
    )
    .map(
      (drawn): ReadonlyArray<Interval> =>
        normalise(drawn.map(({ from, length }) => ({ from: from * step, until: (from + length) * step }))),
    )
}

/**
 * Hours as data: all leaves, combined a few levels deep; parts bound to zones and calendars where these are given.
 *
 * ```ts
 * import * as fc from "fast-check"
 * import { Hours } from "@aftercare/core"
 * import { Schema } from "effect"
 * import { CalendarArbitraries } from "@aftercare/core/testing"
 *
 * const anywhere = CalendarArbitraries.hours({ zones: CalendarArbitraries.timeZone() })
 * fc.sample(anywhere, { numRuns: 9, seed: 1 }).every(Schema.is(Hours.Hours)) // => true
 * ```
 */
export const hours = (options: HoursOptions = {}): fc.Arbitrary<Hours> => {
  const leaf = leafHours(options)
  const { calendars, maxDepth = 3, zones } = options
  const depth = { maxDepth, depthIdentifier: fc.createDepthIdentifier(), withCrossShrink: true }
  return fc.letrec<{ hours: Hours; few: ReadonlyArray<Hours> }>((tie) => ({
    few: fc.array(tie("hours"), { maxLength: 3 }),
    hours: fc.oneof(
      depth,
      { weight: 3, arbitrary: leaf },
      { weight: 2, arbitrary: tie("few").map((of): Hours => ({ _tag: "Union", of })) },
      { weight: 2, arbitrary: tie("few").map((of): Hours => ({ _tag: "Intersection", of })) },
      { weight: 1, arbitrary: tie("hours").map((of): Hours => ({ _tag: "Complement", of })) },
      ...(zones === undefined
        ? []
        : [
            {
              weight: 2,
              arbitrary: fc
                .tuple(
                  zones,
                  calendars === undefined ? fc.constant(undefined) : fc.option(calendars, { nil: undefined }),
                  tie("hours"),
                )
                .map(
                  ([zone, calendar, of]): Hours => ({
                    _tag: "InZone",
                    zone,
                    of,
                    ...(calendar === undefined ? {} : { calendar }),
                  }),
                ),
            },
          ]),
    ),
  })).hours
}

/** Which instants to draw. */
export interface InstantOptions extends DateRange {
  /** Half of the instants lie within a few hours of a change of this zone's offset, many of them right beside it. */
  readonly near?: TimeZone.TimeZone
}

/**
 * Instants in epoch milliseconds, from the beginning of `min` to the end of `max` in UTC; by default all of which zones
 * know the offset.
 *
 * ```ts
 * import * as fc from "fast-check"
 * import { TimeZone } from "@aftercare/core"
 * import { CalendarArbitraries } from "@aftercare/core/testing"
 *
 * const zone = TimeZone.make("America/New_York")
 * const moments = CalendarArbitraries.instant({ near: zone, min: "2026-03-01", max: "2026-03-31" })
 * fc.sample(moments, { numRuns: 9, seed: 1 }).every((at) => TimeZone.dateAt(zone, at) >= "2026-02-28") // => true
 * ```
 */
export const instant = (options: InstantOptions = {}): fc.Arbitrary<number> => {
  const [first, last] = epochDays(options, "1970-01-01", "2059-12-31")
  const min = first * PlainTime.dayMillis
  const max = (last + 1) * PlainTime.dayMillis - 1
  const anywhere = fc.integer({ min, max })
  const changes =
    options.near === undefined
      ? []
      : [...TimeZone.table(options.near).startsAt.slice(1)].filter((at) => min <= at && at <= max)
  if (changes.length === 0) return anywhere
  const beside = fc.oneof(
    fc.constantFrom(0, -1, 1, -1000, 1000),
    fc.integer({ min: -10_800_000, max: 10_800_000 }),
  )
  const near = fc
    .tuple(fc.constantFrom(...changes), beside)
    .map(([change, by]) => Math.min(Math.max(change + by, min), max))
  return fc.oneof(near, anywhere)
}
