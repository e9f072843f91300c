import { Hours, PlainDate, TimeZone, type WorkCalendar, WorkingTime } from "@aftercare/core"
import { CalendarArbitraries } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { classes, shiftDate, worldOf } from "./support/HoursOracle.ts"
import { patience, runs } from "./support/runs.ts"
import { day, hour, minute } from "./support/WallClock.ts"

const shanghai = TimeZone.make("Asia/Shanghai")
const utc = (at: string | number) => DateTime.makeUnsafe(at)
const at = (text: string) => utc(Date.parse(`${text}+08:00`))

const calendarOf = (more: Partial<WorkCalendar.WorkCalendar>): WorkCalendar.WorkCalendar => ({
  id: "test",
  version: "1",
  workweek: ["monday", "tuesday", "wednesday", "thursday", "friday"],
  holidays: [],
  adjustedWorkdays: [],
  coverage: [{ from: PlainDate.make("2026-01-01"), until: PlainDate.make("2027-01-01") }],
  sources: [],
  ...more,
})

type Said =
  | Result.Result<DateTime.Utc, { readonly _tag: string }>
  | Result.Result<Duration.Duration, { readonly _tag: string }>

/** What an answer says, in one plain value. */
const said = (answer: Said): unknown =>
  Result.match(answer as Result.Result<DateTime.Utc | Duration.Duration, { readonly _tag: string }>, {
    onSuccess: (value) => (Duration.isDuration(value) ? Duration.toMillis(value) : DateTime.formatIso(value)),
    onFailure: (error) =>
      error instanceof WorkingTime.HoursNotKnown
        ? { firstUnknown: DateTime.formatIso(error.firstUnknown) }
        : error instanceof WorkingTime.HorizonReached
          ? { searchedTo: DateTime.formatIso(error.searchedTo) }
          : error,
  })
const iso = (text: string) => DateTime.formatIso(at(text))

const desk = Hours.workWeek(
  Object.fromEntries(PlainDate.weekdays.slice(0, 5).map((d) => [d, ["08:00-12:00", "14:00-17:30"]])),
)

describe("on a desk with a noon rest", patience, () => {
  const hours = Hours.compile(desk, shanghai, calendarOf({}))

  test.each([
    // Friday 20 November 2026.
    ["2026-11-20T11:30", 1 * hour, "2026-11-20T14:30"],
    ["2026-11-20T11:30", 30 * minute, "2026-11-20T12:00"],
    ["2026-11-20T17:00", 1 * hour, "2026-11-23T08:30"],
    ["2026-11-20T12:00", 0, "2026-11-20T12:00"],
    ["2026-11-20T12:00:00.001", 0, "2026-11-20T14:00"],
    ["2026-11-20T14:00", 0, "2026-11-20T14:00"],
    ["2026-11-21T10:00", 0, "2026-11-23T08:00"],
    ["2026-11-20T14:30", -1 * hour, "2026-11-20T11:30"],
    ["2026-11-20T14:00", -30 * minute, "2026-11-20T11:30"],
    ["2026-11-20T14:30", -30 * minute, "2026-11-20T14:00"],
    ["2026-11-23T08:00", -1, "2026-11-20T17:29:59.999"],
    ["2026-11-20T08:00", 7.5 * hour, "2026-11-20T17:30"],
  ])("%s plus %i ms of working time is %s", (from, millis, wanted) => {
    expect(said(WorkingTime.add(hours, at(from), Duration.millis(millis)))).toBe(iso(wanted))
  })

  test("a duration used up at the end of an interval ends there, or by choice at the next opening", () => {
    const add = (from: string, millis: number, boundary: WorkingTime.Boundary) =>
      said(WorkingTime.add(hours, at(from), Duration.millis(millis), boundary))
    expect(add("2026-11-20T11:30", 30 * minute, "endOfInterval")).toBe(iso("2026-11-20T12:00"))
    expect(add("2026-11-20T11:30", 30 * minute, "startOfNext")).toBe(iso("2026-11-20T14:00"))
    expect(add("2026-11-20T17:00", 30 * minute, "startOfNext")).toBe(iso("2026-11-23T08:00"))
    expect(add("2026-11-20T12:00", 0, "startOfNext")).toBe(iso("2026-11-20T14:00"))
    expect(add("2026-11-20T11:00", 30 * minute, "startOfNext")).toBe(iso("2026-11-20T11:30"))
    expect(add("2026-11-20T14:30", -30 * minute, "startOfNext")).toBe(iso("2026-11-20T14:00"))
  })

  test("next, previous and closing stand at the edges that half-open spans have", () => {
    expect(said(WorkingTime.next(hours, at("2026-11-20T12:00")))).toBe(iso("2026-11-20T14:00"))
    expect(said(WorkingTime.next(hours, at("2026-11-20T11:59:59.999")))).toBe(iso("2026-11-20T11:59:59.999"))
    expect(said(WorkingTime.previous(hours, at("2026-11-20T13:00")))).toBe(iso("2026-11-20T12:00"))
    expect(said(WorkingTime.previous(hours, at("2026-11-20T12:00")))).toBe(iso("2026-11-20T12:00"))
    expect(said(WorkingTime.previous(hours, at("2026-11-20T11:00")))).toBe(iso("2026-11-20T11:00"))
    expect(said(WorkingTime.closing(hours, at("2026-11-20T11:00")))).toBe(iso("2026-11-20T12:00"))
    expect(said(WorkingTime.closing(hours, at("2026-11-20T12:00")))).toBe(iso("2026-11-20T12:00"))
  })

  test("between counts open time only, negative where the second instant is the earlier", () => {
    expect(said(WorkingTime.between(hours, at("2026-11-20T11:00"), at("2026-11-20T15:00")))).toBe(2 * hour)
    expect(said(WorkingTime.between(hours, at("2026-11-20T15:00"), at("2026-11-20T11:00")))).toBe(-2 * hour)
    expect(said(WorkingTime.between(hours, at("2026-11-20T12:00"), at("2026-11-20T14:00")))).toBe(0)
  })

  test("a length of a part of a millisecond is cut to whole ones, and an endless one finds the horizon", () => {
    const from = at("2026-11-20T11:30")
    expect(said(WorkingTime.add(hours, from, Duration.nanos(400n)))).toBe(DateTime.formatIso(from))
    const whole = Hours.compile(Hours.daily("08:00", "12:00"), shanghai)
    expect(said(WorkingTime.add(whole, from, Duration.infinity))).toEqual({
      searchedTo: "2060-01-01T00:00:00.000Z",
    })
    for (const boundary of WorkingTime.Boundary.literals)
      expect(said(WorkingTime.add(whole, from, Duration.negativeInfinity, boundary))).toEqual({
        searchedTo: "1970-01-01T00:00:00.000Z",
      })
  })
})

describe("where hours end for good", patience, () => {
  const once = Hours.compile(Hours.onDates({ "2026-11-20": ["08:00-12:00"] }), shanghai)

  test.each([
    ["next", () => WorkingTime.next(once, at("2026-11-20T12:00")), "2060-01-01T00:00:00.000Z"],
    [
      "add",
      () => WorkingTime.add(once, at("2026-11-20T11:00"), Duration.minutes(61)),
      "2060-01-01T00:00:00.000Z",
    ],
    [
      "add zero",
      () => WorkingTime.add(once, at("2026-11-21T11:00"), Duration.zero),
      "2060-01-01T00:00:00.000Z",
    ],
    ["previous", () => WorkingTime.previous(once, at("2026-11-20T07:00")), "1970-01-01T00:00:00.000Z"],
    [
      "add backward",
      () => WorkingTime.add(once, at("2026-11-20T09:00"), Duration.minutes(-61)),
      "1970-01-01T00:00:00.000Z",
    ],
  ])("%s says how far it looked", (_, ask, searchedTo) => {
    const answer = ask()
    expect(said(answer)).toEqual({ searchedTo })
    expect(Result.isFailure(answer) && answer.failure.message).toMatch(
      /nothing found up to (2060|1970)-01-01/,
    )
  })

  test("the exact end is still reached", () => {
    expect(said(WorkingTime.add(once, at("2026-11-20T11:00"), Duration.hours(1)))).toBe(
      iso("2026-11-20T12:00"),
    )
    expect(said(WorkingTime.add(once, at("2026-11-20T11:00"), Duration.hours(1), "startOfNext"))).toEqual({
      searchedTo: "2060-01-01T00:00:00.000Z",
    })
    expect(said(WorkingTime.add(once, at("2026-11-20T11:00"), Duration.hours(-3)))).toBe(
      iso("2026-11-20T08:00"),
    )
  })
})

describe("where the calendar doesn't reach", patience, () => {
  // Wednesday 23 December is the last date covered.
  const coverage = [{ from: PlainDate.make("2026-01-01"), until: PlainDate.make("2026-12-24") }]
  const hours = Hours.compile(desk, shanghai, calendarOf({ coverage }))

  test.each<[string, () => Said, string]>([
    ["next", () => WorkingTime.next(hours, at("2026-12-23T18:00")), "2026-12-24T08:00"],
    [
      "next from an unknown instant",
      () => WorkingTime.next(hours, at("2026-12-24T09:30")),
      "2026-12-24T09:30",
    ],
    [
      "previous from an unknown instant",
      () => WorkingTime.previous(hours, at("2026-12-24T08:00")),
      "2026-12-24T08:00",
    ],
    [
      "previous from a closed one",
      () => WorkingTime.previous(hours, at("2026-12-24T13:00")),
      "2026-12-24T11:59:59.999",
    ],
    ["closing", () => WorkingTime.closing(hours, at("2026-12-24T08:30")), "2026-12-24T08:30"],
    ["add", () => WorkingTime.add(hours, at("2026-12-23T17:00"), Duration.hours(1)), "2026-12-24T08:00"],
    [
      "add backward",
      () => WorkingTime.add(hours, at("2026-12-25T09:00"), Duration.hours(-1)),
      "2026-12-25T08:59:59.999",
    ],
    [
      "between",
      () => WorkingTime.between(hours, at("2026-12-23T17:00"), at("2026-12-25T00:00")),
      "2026-12-24T08:00",
    ],
    [
      "between, reversed",
      () => WorkingTime.between(hours, at("2026-12-25T00:00"), at("2026-12-23T17:00")),
      "2026-12-24T08:00",
    ],
    [
      "before the coverage, previous",
      () => WorkingTime.previous(hours, at("2026-01-01T07:00")),
      "2025-12-31T17:29:59.999",
    ],
    [
      "add after an unknown stretch",
      () => WorkingTime.add(hours, at("2026-12-24T12:00"), Duration.hours(1)),
      "2026-12-24T14:00",
    ],
    [
      "add zero within one",
      () => WorkingTime.add(hours, at("2026-12-24T10:00"), Duration.zero),
      "2026-12-24T10:00",
    ],
  ])("%s names the nearest instant that isn't known", (_, ask, unknown) => {
    const answer = ask()
    expect(said(answer)).toEqual({ firstUnknown: iso(unknown) })
    const refusal = Result.isFailure<unknown, unknown>(answer) ? answer.failure : undefined
    expect(refusal).toBeInstanceOf(WorkingTime.HoursNotKnown)
    expect(String(refusal)).toMatch(/hours aren't known from .* on/)
  })

  test("between two spans that are covered an answer isn't the less unknown", () => {
    // February isn't covered, and its first day, a Sunday, may be a workday.
    const hole = calendarOf({
      coverage: [
        { from: PlainDate.make("2026-01-01"), until: PlainDate.make("2026-02-01") },
        { from: PlainDate.make("2026-03-01"), until: PlainDate.make("2027-01-01") },
      ],
    })
    const around = Hours.compile(desk, shanghai, hole)
    const [january, march] = [at("2026-01-12T09:00"), at("2026-03-20T09:00")]
    const first = { firstUnknown: iso("2026-02-01T08:00") }
    const last = { firstUnknown: iso("2026-02-28T17:29:59.999") }
    expect(said(WorkingTime.between(around, january, march))).toEqual(first)
    expect(said(WorkingTime.between(around, march, january))).toEqual(first)
    expect(said(WorkingTime.add(around, january, Duration.hours(200)))).toEqual(first)
    expect(said(WorkingTime.add(around, march, Duration.hours(-200)))).toEqual(last)
  })

  test("what doesn't rest on it is still answered", () => {
    expect(said(WorkingTime.add(hours, at("2026-12-23T17:00"), Duration.minutes(30)))).toBe(
      iso("2026-12-23T17:30"),
    )
    expect(said(WorkingTime.closing(hours, at("2026-12-24T18:30")))).toBe(iso("2026-12-24T18:30"))
    expect(said(WorkingTime.previous(hours, at("2026-12-24T07:59:59.999")))).toBe(iso("2026-12-23T17:30"))
    expect(said(WorkingTime.between(hours, at("2026-12-24T18:00"), at("2026-12-25T07:00")))).toBe(0)
    expect(said(WorkingTime.add(hours, at("2026-12-23T17:30"), Duration.zero))).toBe(iso("2026-12-23T17:30"))
  })

  test("zero added right after an unknown stretch names the instant before, on which it depends", () => {
    // Only 5 January isn't covered, and 6 January is a holiday.
    const hole = Hours.compile(
      Hours.onWorkingDays("00:00-24:00"),
      shanghai,
      calendarOf({
        holidays: [{ on: PlainDate.make("2026-01-06"), name: "off" }],
        coverage: [
          { from: PlainDate.make("1969-01-01"), until: PlainDate.make("2026-01-05") },
          { from: PlainDate.make("2026-01-06"), until: PlainDate.make("2061-01-01") },
        ],
      }),
    )
    expect(said(WorkingTime.add(hole, at("2026-01-06T00:00"), Duration.zero))).toEqual({
      firstUnknown: iso("2026-01-05T23:59:59.999"),
    })
    expect(said(WorkingTime.next(hole, at("2026-01-06T00:00")))).toBe(iso("2026-01-07T00:00"))
  })
})

describe("an answer", patience, () => {
  const range = { min: "2025-12-20", max: "2026-01-12" }

  /** The calendar once all is announced, its own dates kept: every other date gets a class drawn by the seed. */
  const announced = (calendar: WorkCalendar.WorkCalendar, seed: number): WorkCalendar.WorkCalendar => {
    const covered = (date: string) => calendar.coverage.some((c) => c.from <= date && date < c.until)
    const holidays = calendar.holidays.filter((h) => covered(h.on))
    const adjustedWorkdays = calendar.adjustedWorkdays.filter((a) => covered(a.on))
    const world = worldOf(seed)
    for (let date = "2025-12-01"; date < "2026-02-01"; date = shiftDate(date, 1)) {
      if (covered(date)) continue
      const { is } = seed === 0 ? (classes[0] as (typeof classes)[number]) : world(undefined, date)
      const on = PlainDate.make(date)
      if (is === "holiday") holidays.push({ on, name: "announced" })
      else if (is !== "ordinary") adjustedWorkdays.push({ on, name: "announced", hoursOf: is })
    }
    const coverage = [{ from: PlainDate.make("1969-01-01"), until: PlainDate.make("2061-01-01") }]
    return { ...calendar, holidays, adjustedWorkdays, coverage }
  }

  const drawn = fc.record({
    hours: fc.oneof(
      { weight: 4, arbitrary: CalendarArbitraries.hours({ ...range, everySeconds: 900, instants: false }) },
      { weight: 1, arbitrary: CalendarArbitraries.hours({ ...range, everySeconds: 900 }) },
    ),
    zone: fc.constantFrom(
      shanghai,
      ...["UTC", "America/New_York", "Asia/Gaza"].map((zone) => TimeZone.make(zone)),
    ),
    calendar: CalendarArbitraries.workCalendar(range),
    seed: fc.nat(1e6),
    quarter: fc.integer({ min: 0, max: 4 * 24 * 22 }),
    by: fc.constantFrom(0, 0, 1, -1),
    durations: fc.tuple(
      fc.integer({ min: 0, max: 4 * 24 * 5 }).map((n) => n * 15 * minute),
      fc.integer({ min: 0, max: 200 }).map((n) => n * 15 * minute),
    ),
    days: fc.integer({ min: -4, max: 4 }),
    endOfDay: fc.boolean(),
  })

  test("is the answer in every world that could yet be announced, or names an instant that isn't known", () => {
    fc.assert(
      fc.property(drawn, ({ by, calendar, days, durations, endOfDay, hours, quarter, seed, zone }) => {
        const from = utc(Date.UTC(2025, 11, 21) + quarter * 15 * minute + by)
        const to = DateTime.addDuration(from, durations[0])
        const start = DateTime.toEpochMillis(from)
        const ordinary = calendarOf({
          coverage: [{ from: PlainDate.make("1969-01-01"), until: PlainDate.make("2061-01-01") }],
        })
        const [none, some] = [Duration.zero, Duration.millis(durations[1])]
        const ask = (set: Hours.CompiledHours) =>
          ({
            next: WorkingTime.next(set, from),
            previous: WorkingTime.previous(set, from),
            closing: WorkingTime.closing(set, from),
            between: WorkingTime.between(set, from, to),
            reversed: WorkingTime.between(set, to, from),
            add: WorkingTime.add(set, from, some),
            "add zero": WorkingTime.add(set, from, none),
            "add up to the next": WorkingTime.add(set, from, some, "startOfNext"),
            "add backward": WorkingTime.add(set, from, Duration.negate(some)),
            "add days": WorkingTime.addWorkingDays(set, ordinary, zone, from, days, { endOfDay }),
          }) as const
        const compiled = Hours.compile(hours, zone, calendar)
        const answers = ask(compiled)
        const notKnown = (answer: Said): WorkingTime.HoursNotKnown | undefined => {
          const refusal = Result.isFailure<DateTime.Utc | Duration.Duration, unknown>(answer)
            ? answer.failure
            : undefined
          return refusal instanceof WorkingTime.HoursNotKnown ? refusal : undefined
        }
        for (const [question, answer] of Object.entries(answers)) {
          const refusal = notKnown(answer)
          if (refusal === undefined) continue
          const unknown = DateTime.toEpochMillis(refusal.firstUnknown)
          expect(
            Hours.stateAt(compiled, unknown),
            `${question} names ${new Date(unknown).toISOString()}`,
          ).toBe("unknown")
          const [low, high] = unknown >= start ? [start, unknown] : [unknown + 1, start]
          const certainBetween = compiled.possible.between(low, high) - compiled.between(low, high)
          if (question !== "add days")
            expect(certainBetween, `${question}: nothing nearer is unknown`).toBe(0)
        }
        for (let world = 0; world < 2; world++) {
          const known = ask(Hours.compile(hours, zone, announced(calendar, world === 0 ? 0 : seed + world)))
          for (const question of Object.keys(answers) as ReadonlyArray<keyof typeof answers>) {
            const answer = answers[question]
            if (notKnown(answer) !== undefined) continue
            expect(said(answer), `${question} from ${DateTime.formatIso(from)}`).toEqual(
              said(known[question]),
            )
          }
        }
      }),
      runs(100),
    )
  })
})

describe("the n-th working day", patience, () => {
  const calendar = calendarOf({
    holidays: [{ on: PlainDate.make("2026-11-24"), name: "off" }],
    adjustedWorkdays: [{ on: PlainDate.make("2026-11-28"), name: "worked" }],
  })
  const hours = Hours.compile(desk, shanghai, calendar)
  const add = (from: string, days: number, endOfDay = false) =>
    said(WorkingTime.addWorkingDays(hours, calendar, shanghai, at(from), days, { endOfDay }))

  test.each([
    ["keeps an open wall time", "2026-11-20T10:15:30.250", 1, "2026-11-23T10:15:30.250"],
    ["passes over a holiday", "2026-11-20T10:00", 2, "2026-11-25T10:00"],
    ["takes an adjusted workday", "2026-11-27T10:00", 1, "2026-11-28T10:00"],
    ["goes backward", "2026-11-25T10:00", -1, "2026-11-23T10:00"],
    ["clamps to the next opening of that day", "2026-11-20T13:00", 1, "2026-11-23T14:00"],
    ["clamps to the first opening of that day", "2026-11-20T03:00", 1, "2026-11-23T08:00"],
    ["clamps to the last closing after hours", "2026-11-20T20:00", 1, "2026-11-23T17:30"],
    ["takes a closing instant to the next opening", "2026-11-20T12:00", 1, "2026-11-23T14:00"],
    ["takes the last closing instant to the last closing", "2026-11-20T17:30", 1, "2026-11-23T17:30"],
    ["counts no day for zero", "2026-11-20T10:00", 0, "2026-11-20T10:00"],
    ["counts from a day off", "2026-11-21T10:00", 1, "2026-11-23T10:00"],
  ])("%s", (_, from, days, wanted) => {
    expect(add(from, days)).toBe(iso(wanted))
  })

  test("by its end is the last closing of that day", () => {
    expect(add("2026-11-20T03:00", 1, true)).toBe(iso("2026-11-23T17:30"))
    expect(add("2026-11-20T23:00", 1, true)).toBe(iso("2026-11-23T17:30"))
  })

  test("by its end, for hours up to 24:00, is the first instant of the next date", () => {
    const late = Hours.compile(Hours.daily("20:00", "24:00"), shanghai)
    const found = WorkingTime.addWorkingDays(late, calendar, shanghai, at("2026-11-20T21:00"), 1, {
      endOfDay: true,
    })
    expect(said(found)).toBe(iso("2026-11-24T00:00"))
  })

  test("is never on the next day, where the hours open at its midnight", () => {
    const early = Hours.compile(Hours.daily("00:00", "08:00"), shanghai)
    const found = WorkingTime.addWorkingDays(early, calendar, shanghai, at("2026-11-20T20:00"), 1)
    expect(said(found)).toBe(iso("2026-11-23T08:00"))
  })

  test("keeps the wall time where the hours close at that day's midnight for the whole of it", () => {
    const sundays = Hours.compile(Hours.weekly({ sunday: ["08:00-24:00"] }), shanghai)
    const found = WorkingTime.addWorkingDays(sundays, calendar, shanghai, at("2026-11-20T09:00"), 1)
    expect(said(found)).toBe(iso("2026-11-23T09:00"))
  })

  test("keeps the wall time where the hours don't open that day", () => {
    const fridays = Hours.compile(Hours.weekly({ friday: ["08:00-12:00"] }), shanghai)
    const found = WorkingTime.addWorkingDays(fridays, calendar, shanghai, at("2026-11-20T09:00"), 1)
    expect(said(found)).toBe(iso("2026-11-23T09:00"))
  })

  test("keeps the wall time across a change of the clocks, and in a gap takes the later time", () => {
    const newYork = TimeZone.make("America/New_York")
    const all = Hours.compile(Hours.always, newYork)
    const sundays = calendarOf({ workweek: [...PlainDate.weekdays] })
    const from = (text: string) => utc(Date.parse(text))
    const after = (text: string, days: number) =>
      said(WorkingTime.addWorkingDays(all, sundays, newYork, from(text), days))
    expect(after("2026-03-07T09:00:00-05:00", 1)).toBe("2026-03-08T13:00:00.000Z")
    expect(after("2026-03-07T02:30:00-05:00", 1)).toBe("2026-03-08T07:30:00.000Z")
    expect(after("2026-10-31T01:30:00-04:00", 1)).toBe("2026-11-01T05:30:00.000Z")
  })

  test("is refused by the calendar that counts the days, naming the date", () => {
    expect(add("2026-12-31T10:00", 1)).toMatchObject({ _tag: "CalendarNotCovered", on: "2027-01-01" })
    expect(add("2026-01-01T10:00", -1)).toMatchObject({ _tag: "CalendarNotCovered", on: "2025-12-31" })
  })

  test("is refused by hours that another calendar leaves unknown, in whichever part of the day decides", () => {
    const part = Hours.intersection(Hours.daily("08:00", "12:00"), Hours.onWorkingDays("00:00-24:00"))
    const unknown = Hours.compile(part, shanghai)
    const from = at("2026-11-20T20:00")
    expect(said(WorkingTime.addWorkingDays(unknown, calendar, shanghai, from, 1))).toEqual({
      firstUnknown: iso("2026-11-23T11:59:59.999"),
    })
    expect(said(WorkingTime.addWorkingDays(unknown, calendar, shanghai, at("2026-11-20T10:00"), 1))).toEqual({
      firstUnknown: iso("2026-11-23T10:00"),
    })
    expect(said(WorkingTime.addWorkingDays(unknown, calendar, shanghai, at("2026-11-20T07:00"), 1))).toEqual({
      firstUnknown: iso("2026-11-23T08:00"),
    })
  })

  test("is never guessed: where the rest of the day may open, the wall time doesn't stand in for it", () => {
    // Open on Monday at noon exactly where nobody has announced it, and in the morning where nobody has either.
    const maybe = Hours.compile(Hours.onWorkingDays("08:00-09:00", "12:00-13:00"), shanghai)
    const found = WorkingTime.addWorkingDays(maybe, calendar, shanghai, at("2026-11-20T12:00"), 1)
    expect(said(found)).toEqual({ firstUnknown: iso("2026-11-23T12:00") })
  })

  test("beyond the horizon is not reached", () => {
    const far = calendarOf({
      coverage: [{ from: PlainDate.make("2026-01-01"), until: PlainDate.make("2070-01-01") }],
    })
    const found = WorkingTime.addWorkingDays(hours, far, shanghai, at("2026-11-20T12:00"), 260 * 40)
    expect(said(found)).toEqual({ searchedTo: "2060-01-01T00:00:00.000Z" })
    const early = calendarOf({
      coverage: [{ from: PlainDate.make("1960-01-01"), until: PlainDate.make("1971-01-01") }],
    })
    const before = WorkingTime.addWorkingDays(hours, early, shanghai, at("1970-01-06T12:00"), -10)
    expect(said(before)).toEqual({ searchedTo: "1970-01-01T00:00:00.000Z" })
  })

  test("is reached at the horizon's first instant, and not at its closing one", () => {
    const utcZone = TimeZone.make("UTC")
    const everyDay = calendarOf({
      workweek: [...PlainDate.weekdays],
      coverage: [{ from: PlainDate.make("1960-01-01"), until: PlainDate.make("2070-01-01") }],
    })
    const all = Hours.compile(Hours.always, utcZone)
    const from = (text: string, days: number) =>
      said(WorkingTime.addWorkingDays(all, everyDay, utcZone, utc(Date.parse(text)), days))
    expect(from("1970-01-02T00:00Z", -1)).toBe("1970-01-01T00:00:00.000Z")
    expect(from("2059-12-31T00:00Z", 1)).toEqual({ searchedTo: "2060-01-01T00:00:00.000Z" })
  })

  test("in a zone whose day begins at 01:00 ends where the next day begins", () => {
    const saoPaulo = TimeZone.make("America/Sao_Paulo")
    const everyDay = calendarOf({
      workweek: [...PlainDate.weekdays],
      coverage: [{ from: PlainDate.make("2015-01-01"), until: PlainDate.make("2017-01-01") }],
    })
    const all = Hours.compile(Hours.always, saoPaulo)
    const end = (text: string) =>
      said(WorkingTime.addWorkingDays(all, everyDay, saoPaulo, utc(Date.parse(text)), 1, { endOfDay: true }))
    expect(end("2015-10-16T12:00:00-03:00")).toBe("2015-10-18T03:00:00.000Z")
    expect(end("2016-02-19T12:00:00-02:00")).toBe("2016-02-21T03:00:00.000Z")
  })

  test("is monotone in days where every working day opens", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 200 * 96 }),
        fc.integer({ min: -10, max: 10 }),
        fc.nat(10),
        (quarter, days, more) => {
          const from = utc(Date.UTC(2026, 1, 1) + quarter * 15 * minute)
          const year = calendarOf({
            coverage: [{ from: PlainDate.make("2025-01-01"), until: PlainDate.make("2028-01-01") }],
          })
          const open = Hours.compile(desk, shanghai, year)
          const found = [days, days + more].map((n) =>
            WorkingTime.addWorkingDays(open, year, shanghai, from, n).pipe(
              Result.map(DateTime.toEpochMillis),
            ),
          )
          const [less, more_] = found.map((r) => Result.getOrThrow(r)) as [number, number]
          if (days !== 0 && days + more !== 0) expect(less).toBeLessThanOrEqual(more_)
          if (more > 1 && days > 0) expect(more_ - less).toBeGreaterThan(day / 4)
        },
      ),
      runs(100),
    )
  })
})

test("of an instant beyond the horizon nothing is said: every question names the bound that it lies behind", () => {
  const desk = Hours.compile(Hours.daily("09:00", "17:00"), TimeZone.make("UTC"))
  const inside = DateTime.makeUnsafe("2026-01-01T00:00Z")
  const refusal = <A>(asked: Result.Result<A, WorkingTime.HorizonReached | WorkingTime.HoursNotKnown>) =>
    Result.isFailure(asked) ? asked.failure.message : "an answer"
  for (const [beyond, bound] of [
    ["1950-01-01T00:00Z", "1970-01-01T00:00:00.000Z"],
    ["2070-01-01T00:00Z", "2060-01-01T00:00:00.000Z"],
  ] as const) {
    const at = DateTime.makeUnsafe(beyond)
    const said = [
      refusal(WorkingTime.next(desk, at)),
      refusal(WorkingTime.previous(desk, at)),
      refusal(WorkingTime.closing(desk, at)),
      refusal(WorkingTime.add(desk, at, Duration.hours(1))),
      refusal(WorkingTime.between(desk, at, inside)),
      refusal(WorkingTime.between(desk, inside, at)),
    ]
    expect(new Set(said)).toEqual(new Set([`nothing found up to ${bound}, as far as time zones are known`]))
  }
})

test("of the horizon's first instant and of its closing one all is said that is known of those between them", () => {
  const all = Hours.compile(Hours.always, TimeZone.make("UTC"))
  const [first, last] = [utc(0), utc(Date.UTC(2060, 0, 1))]
  expect(said(WorkingTime.next(all, first))).toBe(DateTime.formatIso(first))
  expect(said(WorkingTime.previous(all, last))).toBe(DateTime.formatIso(last))
  expect(said(WorkingTime.between(all, first, last))).toBe(Date.UTC(2060, 0, 1))
})
