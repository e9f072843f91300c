/** Calendars, zones, hours, profiles, policies, caps and spans made of anything that decodes; what breaks programs first. */
import {
  type CalendarHistory,
  ContactAttempt,
  ContactablePerson,
  ContactPolicy,
  ContactProfile,
  DueDate,
  FrequencyCap,
  Hours,
  Id,
  Instant,
  Interval,
  Overlay,
  Override,
  PhoneNumber,
  PlainDate,
  PlainTime,
  type Recurrence,
  Text,
  TimeZone,
  WorkCalendar,
} from "@aftercare/core"
import * as ICalendar from "@aftercare/core/icalendar"
import { CalendarArbitraries } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import type * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { decodable, type Leaves } from "./Decodable.ts"

const { dayMillis } = PlainTime
const { horizon } = TimeZone
const day = (text: string) => PlainDate.toEpochDay(PlainDate.make(text))

/** Epoch days: most in one quarter, so that things meet, others where clocks change, counts end or a horizon lies. */
const epochDay = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: day("2025-12-15"), max: day("2026-03-31") }) },
  { weight: 2, arbitrary: fc.integer({ min: day("2026-10-20"), max: day("2026-11-05") }) },
  { weight: 1, arbitrary: fc.integer({ min: -3, max: 3 }) },
  { weight: 1, arbitrary: fc.integer({ min: day("2059-12-28"), max: day("2060-01-04") }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...["2011-12-30", "2024-02-29", "2000-02-29", "1900-03-01"].map(day)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...["0001-01-01", "0001-01-02", "9999-12-30", "9999-12-31"].map(day)),
  },
  { weight: 1, arbitrary: fc.integer({ min: day("0001-01-01"), max: day("9999-12-31") }) },
)
export const date = epochDay.map(PlainDate.fromEpochDay)

const timeSpan = fc.oneof(
  { weight: 3, arbitrary: CalendarArbitraries.timeSpan({ everySeconds: 1 }) },
  { weight: 3, arbitrary: CalendarArbitraries.timeSpan({ everySeconds: 900 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...["00:00-24:00", "00:00-00:00:01", "23:59:59-24:00", "23:59:59-00:00", "00:00:01-00:00"],
      ...["22:00-06:00", "12:00-11:59:59", "00:00-24:00:00", "01:00-02:00", "02:00-03:00"],
    ),
  },
)

/** Milliseconds at which instants lie, whole ones: a typed instant may be no other, beyond what zones know too. */
export const wholeInstant: fc.Arbitrary<number> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(
        fc.integer({ min: day("2025-12-15"), max: day("2026-04-05") }),
        fc.integer({ min: 0, max: 1439 }),
      )
      .map(([day, minute]) => day * dayMillis + minute * 60_000),
  },
  { weight: 2, arbitrary: fc.integer({ min: horizon.from, max: horizon.until }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...[horizon.from, horizon.until].flatMap((at) => [at - 1, at, at + 1, at - dayMillis, at + dayMillis]),
      ...[-8.64e15, 8.64e15, -8.64e15 + 1, 8.64e15 - 1, -1e15, 1e15],
    ),
  },
)

/** Any number that may stand for an instant: fractions, a negative nought and what no date holds. */
export const instant: fc.Arbitrary<number> = fc.oneof(
  { weight: 10, arbitrary: wholeInstant },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      -0,
      0.5,
      -0.5,
      1e-9,
      Number.MAX_SAFE_INTEGER,
      Number.MIN_SAFE_INTEGER,
      1e300,
      -1e300,
    ),
  },
  { weight: 1, arbitrary: wholeInstant.map((at) => at + 0.25) },
)

export const amount: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: 0, max: 100 * 3_600_000 }),
  fc.integer({ min: 0, max: 100_000 }).map((hours) => hours * 3_600_000),
  fc.constantFrom(0, 1, 999, 1000, dayMillis, 36_524 * dayMillis, 1e12, 1e15, Number.MAX_SAFE_INTEGER),
)

export const duration: fc.Arbitrary<Duration.Duration> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(amount, fc.constantFrom(1, -1)).map(([ms, sign]) => Duration.millis(ms * sign)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...[
        Duration.infinity,
        Duration.negativeInfinity,
        Duration.nanos(1n),
        Duration.nanos(-1n),
        Duration.zero,
      ],
      ...[Duration.millis(0.5), Duration.millis(-0.25), Duration.nanos(10n ** 30n)],
    ),
  },
)

/** Whole numbers of days or months. */
export const count: fc.Arbitrary<number> = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -40, max: 40 }) },
  { weight: 2, arbitrary: fc.integer({ min: -40_000, max: 40_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, 3_652_058, -3_652_058, 2 ** 31, -(2 ** 31), 1e15, -1e15) },
  { weight: 1, arbitrary: fc.constantFrom(Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 1e300, -1e300) },
)

const recurring = <A>(on: fc.Arbitrary<A>) => fc.option(on, { nil: undefined })

export const recurrence: fc.Arbitrary<Recurrence.Recurrence> = fc.oneof(
  fc.constantFrom(1, 2, 90, 3660).map((days) => ({ days })),
  fc
    .tuple(fc.constantFrom(1, 2, 26, 520), recurring(fc.subarray([...PlainDate.weekdays], { minLength: 1 })))
    .map(([weeks, on]) => ({ weeks, ...(on === undefined ? {} : { on: on as never }) })),
  fc
    .tuple(
      fc.constantFrom(1, 3, 12, 120),
      recurring(
        fc.oneof(
          fc.subarray([1, 2, 14, 27, -1], { minLength: 1 }),
          fc.constantFrom([28], [29], [30], [31], [-1], [-28], [-2, -1]),
        ),
      ),
    )
    .map(([months, on]) => ({ months, ...(on === undefined ? {} : { on: on as never }) })),
)

const byOn = <A extends { readonly on: string }>(days: ReadonlyArray<A>): ReadonlyMap<string, A> =>
  new Map(days.map((day) => [day.on, day]))

/** What is drawn for a run: the zones, whose tables cost most, and all that is made with them. */
export const anythingIn = (zones: ReadonlyArray<TimeZone.TimeZone>) => {
  const zone = fc.constantFrom(...zones)
  const coverage = fc.oneof(
    { weight: 3, arbitrary: fc.tuple(date, fc.integer({ min: 1, max: 400 })) },
    { weight: 1, arbitrary: fc.tuple(date, fc.constantFrom(1, 2, 36_525, 3_652_058)) },
    { weight: 1, arbitrary: fc.constant([PlainDate.make("2025-12-01"), 500] as const) },
  )
  const leaves: Array<readonly [Schema.Top, fc.Arbitrary<unknown>]> = [
    [PlainDate.PlainDate, date],
    [PlainTime.PlainTime, CalendarArbitraries.plainTime({ everySeconds: 1 })],
    [Hours.TimeSpan, timeSpan],
    [TimeZone.TimeZone, zone],
    [Id.PersonId, fc.constantFrom("a", "P-1/b:c@d.e_f", "x".repeat(200))],
    [PhoneNumber.PhoneNumber, fc.constantFrom("+861062345678", "+8613800138000", "+999999999")],
    [Text.Text, fc.constantFrom("a", "王小明", "𠮷", " a ", "x".repeat(200))],
    [Text.EmailAddress, fc.constantFrom("wang@mail.example", "王@医院.例", "a.b+c@d")],
    [
      Hours.DateHours,
      fc.dictionary(date, fc.array(timeSpan, { maxLength: 3 }), { maxKeys: 4, noNullPrototype: true }),
    ],
    [
      Interval.Interval,
      fc
        .tuple(wholeInstant, wholeInstant)
        .map(([a, b]) => ({ from: Math.min(a, b), until: Math.max(a, b) + 1 })),
    ],
    [
      WorkCalendar.Coverage,
      coverage.map(([from, days]) => {
        const until = PlainDate.addDays(from, days)
        return from < until ? { from, until } : { from: PlainDate.make("9999-12-30"), until }
      }),
    ],
    // As text it has four digits for the year.
    [Instant.Instant, wholeInstant.map((at) => DateTime.makeUnsafe(Math.min(Math.max(at, -62e12), 253e12)))],
  ]
  const of = <S extends Schema.Top>(schema: S, self?: fc.Arbitrary<unknown>): fc.Arbitrary<S["Type"]> =>
    decodable(schema, { leaves: leaves as Leaves, ...(self === undefined ? {} : { self }) })
  const leaf = <S extends Schema.Top>(
    schema: S,
    arbitrary: fc.Arbitrary<S["Type"]>,
  ): fc.Arbitrary<S["Type"]> => {
    leaves.push([schema, arbitrary])
    return arbitrary
  }

  const drawnCalendar = of(WorkCalendar.WorkCalendar).map((drawn) => {
    const adjusted = byOn(drawn.adjustedWorkdays)
    const holidays = [...byOn(drawn.holidays).values()].filter(({ on }) => !adjusted.has(on))
    return { ...drawn, holidays, adjustedWorkdays: [...adjusted.values()] }
  })
  const run = (from: string, days: number) =>
    Array.from({ length: days }, (_, i) => ({ on: PlainDate.addDays(PlainDate.make(from), i), name: "x" }))
  const plain = { id: "x", version: "1", sources: [] }
  const always: ReadonlyArray<WorkCalendar.Coverage> = [
    { from: PlainDate.make("0001-01-01"), until: PlainDate.make("9999-12-31") },
  ]
  const shapes: ReadonlyArray<WorkCalendar.WorkCalendar> = [
    { ...plain, workweek: [], holidays: [], adjustedWorkdays: [], coverage: [] },
    { ...plain, workweek: [], holidays: [], adjustedWorkdays: [], coverage: always },
    { ...plain, workweek: PlainDate.weekdays, holidays: [], adjustedWorkdays: [], coverage: always },
    // Off for four years, and worked every day for two.
    {
      ...plain,
      workweek: ["monday"],
      holidays: run("2025-01-01", 1461),
      adjustedWorkdays: [],
      coverage: always,
    },
    {
      ...plain,
      workweek: [],
      holidays: [],
      adjustedWorkdays: run("2025-06-01", 730).map((day, i) => ({
        ...day,
        hoursOf: PlainDate.weekdays[i % 7] as PlainDate.Weekday,
      })),
      coverage: [{ from: PlainDate.make("2026-01-01"), until: PlainDate.make("2026-01-02") }],
    },
  ]
  const calendar = leaf(
    WorkCalendar.WorkCalendar,
    fc.oneof({ weight: 9, arbitrary: drawnCalendar }, { weight: 1, arbitrary: fc.constantFrom(...shapes) }),
  )

  const plainHours = fc.letrec<{ hours: Hours.Hours }>((tie) => ({
    hours: fc.oneof(
      { maxDepth: 5, depthSize: "small" },
      { weight: 1, arbitrary: fc.constant<Hours.Hours>({ _tag: "Always" }) },
      { weight: 6, arbitrary: of(Hours.Hours, tie("hours")) },
    ),
  })).hours
  /** As deep as may be read, through complements, unions of one and zones, each of the latter with its own calendar. */
  const deepHours = fc
    .tuple(
      plainHours,
      fc.array(fc.tuple(fc.nat(2), zone, fc.option(calendar, { nil: undefined })), { maxLength: 50 }),
    )
    .map(([inner, levels]) =>
      levels.reduce<Hours.Hours>(
        (of, [how, zone, calendar]) =>
          how === 0 ? Hours.complement(of) : how === 1 ? Hours.union(of) : Hours.inZone(of, zone, calendar),
        inner,
      ),
    )
  const wideHours = fc
    .tuple(
      fc.constantFrom("Union" as const, "Intersection" as const),
      fc.array(plainHours, { minLength: 5, maxLength: 40 }),
    )
    .map(([_tag, of]): Hours.Hours => ({ _tag, of }))
  const hours = leaf(
    Hours.Hours,
    fc.oneof(
      { weight: 20, arbitrary: plainHours },
      { weight: 1, arbitrary: deepHours },
      { weight: 1, arbitrary: wideHours },
    ),
  )

  const lines = fc.constantFrom("a", "院", "v-2")
  const layer = of(Overlay.Layer).map(({ adjustedWorkdays, holidays, workdays, ...drawn }) => {
    const named = byOn([...workdays, ...holidays, ...adjustedWorkdays])
    const first = <A extends { readonly on: string }>(days: ReadonlyArray<A>) =>
      days.filter((day) => named.get(day.on) === (day as unknown))
    return {
      ...drawn,
      holidays: first(holidays),
      workdays: first(workdays),
      adjustedWorkdays: first(adjustedWorkdays),
    }
  })
  const overlay = fc
    .record({ base: calendar, layers: fc.array(fc.tuple(layer, lines), { maxLength: 3 }), line: lines })
    .map(
      ({ base, layers, line }): Overlay.Overlay => ({
        base: { ...base, id: line, version: line },
        layers: layers.map(([layer, id]) => ({ ...layer, id, version: id })),
      }),
    )
  const history = fc
    .tuple(
      fc.array(calendar, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 0, max: 2 ** 40 }),
      fc.nat(1e9),
    )
    .map(([calendars, since, apart]) => {
      const editions = calendars.map((calendar, i) => ({
        publishedAt: DateTime.makeUnsafe(since + i * (apart + 1)),
        calendar: { ...calendar, id: "history", version: `v${i}` },
      }))
      return editions as unknown as CalendarHistory.CalendarHistory
    })
  const term = of(DueDate.Term)
  const reading = of(ICalendar.Reading)

  const cap = leaf(FrequencyCap.FrequencyCap, of(FrequencyCap.FrequencyCap))
  const policy = leaf(
    ContactPolicy.ContactPolicy,
    of(ContactPolicy.ContactPolicy).map((drawn) => {
      const [first, ...others] = [...new Map(drawn.channels.map((rule) => [rule.channel, rule])).values()]
      return { ...drawn, channels: [first as ContactPolicy.ChannelRule, ...others] as const }
    }),
  )
  const profile = leaf(ContactProfile.ContactProfile, of(ContactProfile.ContactProfile))
  const person = of(ContactablePerson.ContactablePerson)
  const attempt = of(ContactAttempt.ContactAttempt)
  const override = of(Override.Override)
  const own = { profile, person, attempt, override }
  return { zone, calendar, hours, cap, policy, layer, overlay, history, term, reading, ...own }
}
export type Anything = ReturnType<typeof anythingIn>
