import { ChinaCalendar, Hours, OpenSet, PlainDate, TimeZone, type WorkCalendar } from "@aftercare/core"
import { CalendarArbitraries } from "@aftercare/core/testing"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { type Clock, isOpenIn, stateOf, worldOf } from "./support/HoursOracle.ts"
import { patience, runs } from "./support/runs.ts"
import { dateAt, day, horizon } from "./support/WallClock.ts"

interface Drawn {
  readonly clock: { readonly zone: TimeZone.TimeZone; readonly calendar: WorkCalendar.WorkCalendar }
  readonly instants: ReadonlyArray<number>
  readonly dates: { readonly min: string; readonly max: string }
}

/** A zone, a fortnight around one of its changes of offset or around New Year, a calendar and instants about then. */
const anywhere = (options: { readonly holes: boolean }): fc.Arbitrary<Drawn> =>
  CalendarArbitraries.timeZone().chain((zone) => {
    const changes = TimeZone.table(zone).startsAt
    return fc.constantFrom(Date.UTC(2026, 0, 1), ...changes.slice(1)).chain((middle) => {
      const range = { min: dateAt(zone, middle - 6 * day), max: dateAt(zone, middle + 6 * day) }
      return fc.record({
        clock: fc.record({
          zone: fc.constant(zone),
          calendar: CalendarArbitraries.workCalendar({ ...range, holes: options.holes }),
        }),
        instants: fc.array(CalendarArbitraries.instant({ ...range, near: zone }), {
          minLength: 1,
          maxLength: 20,
        }),
        dates: fc.constant(range),
      })
    })
  })

type Atom = (drawn: Drawn) => fc.Arbitrary<Hours.Hours>

const drawWith = (options: { readonly holes: boolean }, hours: Atom) =>
  anywhere(options).chain((drawn) => fc.tuple(fc.constant(drawn), hours(drawn)))

const atSeconds: Atom = ({ dates }) =>
  fc.oneof(CalendarArbitraries.hours(dates), CalendarArbitraries.hours({ ...dates, everySeconds: 1 }))

/** Hours of one clock alone: no stated instants, whose surroundings are judged apart. */
const ofOneClock: Atom = ({ dates }) => CalendarArbitraries.hours({ ...dates, instants: false })

/** Hours whose parts are bound to other zones and calendars, covered or not. */
const abroad: (holes: boolean) => Atom =
  (holes) =>
  ({ clock, dates }) =>
    CalendarArbitraries.hours({
      ...dates,
      zones: fc.oneof(fc.constant(clock.zone), CalendarArbitraries.timeZone()),
      calendars: fc.oneof(fc.constant(clock.calendar), CalendarArbitraries.workCalendar({ ...dates, holes })),
    })

const iso = (at: number) => new Date(at).toISOString()

describe("an instant", patience, () => {
  test("is open exactly when the wall clock then reads open hours, in any zone", () => {
    fc.assert(
      fc.property(drawWith({ holes: false }, atSeconds), ([{ clock, instants }, hours]) => {
        const compiled = Hours.compile(hours, clock.zone, clock.calendar)
        const world = worldOf(0)
        for (const at of instants) {
          expect(compiled.isOpen(at), iso(at)).toBe(isOpenIn(hours, at, clock, world))
          expect(compiled.possible.isOpen(at), iso(at)).toBe(compiled.isOpen(at))
        }
      }),
      runs(100),
    )
  })

  test("is open, closed or unknown as all that could yet be announced says, within one zone and calendar", () => {
    fc.assert(
      fc.property(drawWith({ holes: true }, ofOneClock), ([{ clock, instants }, hours]) => {
        const compiled = Hours.compile(hours, clock.zone, clock.calendar)
        for (const at of instants)
          expect(Hours.stateAt(compiled, at), iso(at)).toBe(stateOf(hours, at, clock))
      }),
      runs(150),
    )
  })

  test("is unknown without a calendar wherever a working day decides", () => {
    fc.assert(
      fc.property(drawWith({ holes: true }, ofOneClock), ([{ clock, instants }, hours]) => {
        const compiled = Hours.compile(hours, clock.zone)
        for (const at of instants)
          expect(Hours.stateAt(compiled, at), iso(at)).toBe(
            stateOf(hours, at, { ...clock, calendar: undefined }),
          )
      }),
      runs(50),
    )
  })

  test("is open exactly when every part says so on its own clock, across zones and calendars that cover all", () => {
    fc.assert(
      fc.property(drawWith({ holes: false }, abroad(false)), ([{ clock, instants }, hours]) => {
        const compiled = Hours.compile(hours, clock.zone, clock.calendar)
        const world = worldOf(0)
        for (const at of instants) {
          expect(compiled.isOpen(at), iso(at)).toBe(isOpenIn(hours, at, clock, world))
          expect(compiled.possible.isOpen(at), iso(at)).toBe(compiled.isOpen(at))
        }
      }),
      runs(100),
    )
  })

  test("is never called open or closed wrongly across zones and calendars, whatever is announced", () => {
    fc.assert(
      fc.property(
        drawWith({ holes: true }, abroad(true)),
        fc.nat(1e6),
        ([{ clock, instants }, hours], seed) => {
          const compiled = Hours.compile(hours, clock.zone, clock.calendar)
          for (const at of instants) {
            const state = Hours.stateAt(compiled, at)
            for (let world = seed; state !== "unknown" && world < seed + 20; world++)
              expect(isOpenIn(hours, at, clock, worldOf(world)) ? "open" : "closed", iso(at)).toBe(state)
          }
        },
      ),
      runs(100),
    )
  })

  test("in a span that is called certain is never unknown, nor are the span's ends", () => {
    fc.assert(
      fc.property(drawWith({ holes: true }, abroad(true)), ([{ clock, instants }, hours]) => {
        const compiled = Hours.compile(hours, clock.zone, clock.calendar)
        for (const from of instants)
          for (const to of instants) {
            if (from > to || !compiled.isCertain(from, to)) continue
            expect(compiled.possible.between(from, to)).toBe(compiled.between(from, to))
            for (const at of [from, to, from - 1, to + 1])
              expect(compiled.possible.isOpen(at), iso(at)).toBe(compiled.isOpen(at))
          }
      }),
      runs(80),
    )
  })

  test("deep inside the coverage lies in spans that are called certain", () => {
    const shanghai = TimeZone.make("Asia/Shanghai")
    const night = Hours.workWeek({ friday: ["22:00-06:00"] })
    const compiled = Hours.compile(night, shanghai, ChinaCalendar.publicHolidays)
    const at = (date: string) => Date.parse(`${date}T00:00:00+08:00`)
    expect(compiled.isCertain(at("2007-01-05"), at("2026-12-20"))).toBe(true)
    expect(compiled.isCertain(at("2026-12-01"), at("2026-12-25"))).toBe(false)
    // A night of the last date covered could still begin on it; one of the date before the first runs into it.
    expect(compiled.isCertain(at("2007-01-01"), at("2007-01-01"))).toBe(false)
    expect(compiled.isCertain(at("2026-12-24"), at("2026-12-24"))).toBe(false)
    expect(compiled.isCertain(at("2006-12-31"), at("2007-02-01"))).toBe(false)
    expect(Hours.compile(night, shanghai).isCertain(at("2026-01-01"), at("2026-01-02"))).toBe(false)
    expect(Hours.compile(Hours.always, shanghai).isCertain(-1e15, 1e15)).toBe(true)
    // Of several clocks every one must be certain.
    const uncalendared = Hours.inZone(Hours.onDaysOff("09:00-17:00"), TimeZone.make("UTC"))
    const both = Hours.compile(Hours.union(uncalendared, Hours.daily("09:00", "10:00")), shanghai)
    expect(both.isCertain(at("2026-01-01"), at("2026-01-02"))).toBe(false)
  })

  test("outside the horizon belongs to no hours, and is surely closed", () => {
    fc.assert(
      fc.property(drawWith({ holes: true }, abroad(true)), fc.nat(1e12), ([{ clock }, hours], beyond) => {
        const compiled = Hours.compile(hours, clock.zone, clock.calendar)
        for (const at of [horizon.until + beyond, horizon.from - 1 - beyond])
          expect(Hours.stateAt(compiled, at)).toBe("closed")
      }),
      runs(50),
    )
  })
})

describe("the algebra of hours", patience, () => {
  const two = anywhere({ holes: true }).chain((drawn) =>
    fc.tuple(
      fc.constant(drawn),
      fc.oneof(atSeconds(drawn), abroad(true)(drawn)),
      fc.oneof(atSeconds(drawn), abroad(true)(drawn)),
    ),
  )

  test("distributes isOpen over union, intersection, complement and difference where all is covered", () => {
    const certain = anywhere({ holes: false }).chain((drawn) =>
      fc.tuple(fc.constant(drawn), abroad(false)(drawn), atSeconds(drawn)),
    )
    fc.assert(
      fc.property(certain, ([{ clock, instants }, a, b]) => {
        const isOpen = (hours: Hours.Hours) => Hours.compile(hours, clock.zone, clock.calendar).isOpen
        const [inA, inB] = [isOpen(a), isOpen(b)]
        const [inEither, inBoth] = [isOpen(Hours.union(a, b)), isOpen(Hours.intersection(a, b))]
        const [inNotA, inOnlyA] = [isOpen(Hours.complement(a)), isOpen(Hours.difference(a, b))]
        for (const at of instants) {
          expect(inEither(at), iso(at)).toBe(inA(at) || inB(at))
          expect(inBoth(at), iso(at)).toBe(inA(at) && inB(at))
          expect(inNotA(at), iso(at)).toBe(!inA(at))
          expect(inOnlyA(at), iso(at)).toBe(inA(at) && !inB(at))
        }
      }),
      runs(100),
    )
  })

  test("holds three-valued too: the complement of unknown is unknown, a union is no less open than its parts", () => {
    fc.assert(
      fc.property(two, ([{ clock, instants }, a, b]) => {
        const stateIn = (hours: Hours.Hours) => {
          const compiled = Hours.compile(hours, clock.zone, clock.calendar)
          return (at: number) => ["closed", "unknown", "open"].indexOf(Hours.stateAt(compiled, at))
        }
        const [inA, inB] = [stateIn(a), stateIn(b)]
        const [inEither, inBoth, inNotA] = [
          Hours.union(a, b),
          Hours.intersection(a, b),
          Hours.complement(a),
        ].map(stateIn)
        for (const at of instants) {
          expect(inNotA?.(at), iso(at)).toBe(2 - inA(at))
          expect(inEither?.(at), iso(at)).toBeGreaterThanOrEqual(Math.max(inA(at), inB(at)))
          expect(inBoth?.(at), iso(at)).toBeLessThanOrEqual(Math.min(inA(at), inB(at)))
        }
      }),
      runs(60),
    )
  })

  test("knows the union of nothing as never and the intersection of nothing as always", () => {
    const zone = TimeZone.make("Asia/Shanghai")
    const never = Hours.compile(Hours.union(), zone)
    const always = Hours.compile(Hours.intersection(), zone)
    fc.assert(
      fc.property(CalendarArbitraries.instant(), (at) => {
        expect(never.isOpen(at)).toBe(false)
        expect(always.isOpen(at)).toBe(true)
      }),
    )
  })
})

/** The same hours with every part that stands unbound written as bound to the clock it would be compiled for. */
const bound = (hours: Hours.Hours, clock: Clock): Hours.Hours => {
  switch (hours._tag) {
    case "Union":
    case "Intersection":
      return { _tag: hours._tag, of: hours.of.map((h) => bound(h, clock)) }
    case "Complement":
      return Hours.complement(bound(hours.of, clock))
    default:
      return Hours.inZone(hours, clock.zone, clock.calendar)
  }
}

describe("binding to a zone", patience, () => {
  test("changes nothing where it is the zone that the hours are compiled for, however deep it stands", () => {
    fc.assert(
      fc.property(
        drawWith({ holes: true }, atSeconds),
        CalendarArbitraries.timeZone(),
        ([{ clock, instants }, hours], other) => {
          const plain = Hours.compile(hours, clock.zone, clock.calendar)
          for (const same of [
            Hours.compile(Hours.inZone(hours, clock.zone), clock.zone, clock.calendar),
            Hours.compile(Hours.inZone(hours, clock.zone, clock.calendar), other),
            Hours.compile(bound(hours, clock), other),
            Hours.compile(Hours.inZone(Hours.inZone(hours, clock.zone, clock.calendar), other), other),
            Hours.compile(Hours.inZone(Hours.inZone(hours, clock.zone), other, clock.calendar), other),
          ])
            for (const at of instants) {
              expect(Hours.stateAt(same, at), iso(at)).toBe(Hours.stateAt(plain, at))
              expect(same.next(at), iso(at)).toBe(plain.next(at))
              expect(same.possible.lastOpen(at), iso(at)).toBe(plain.possible.lastOpen(at))
              expect(same.between(at, at + 3 * day), iso(at)).toBe(plain.between(at, at + 3 * day))
            }
        },
      ),
      runs(50),
    )
  })

  test("weighs what equal calendars say of one date together, even where they came from JSON apart", () => {
    const day = Hours.onWorkingDays("09:00-17:00")
    const off = Hours.onDaysOff("09:00-17:00")
    const zone = TimeZone.make("Asia/Shanghai")
    const calendar: WorkCalendar.WorkCalendar = {
      id: "empty",
      version: "1",
      workweek: [],
      holidays: [],
      adjustedWorkdays: [],
      coverage: [],
      sources: [],
    }
    const either = Hours.union(Hours.inZone(day, zone, calendar), Hours.inZone(off, zone, calendar))
    const at = Date.parse("2026-11-23T10:00:00+08:00")
    expect(Hours.stateAt(Hours.compile(either, zone), at)).toBe("open")
    const read = Schema.decodeUnknownSync(Hours.Hours)(JSON.parse(JSON.stringify(either)))
    expect(Hours.stateAt(Hours.compile(read, zone), at)).toBe("open")
  })
})

describe("hours read back from JSON", patience, () => {
  test("say the same of every instant", () => {
    fc.assert(
      fc.property(drawWith({ holes: true }, abroad(true)), ([{ clock, instants }, hours]) => {
        const read = Schema.decodeUnknownSync(Hours.Hours)(
          JSON.parse(JSON.stringify(Schema.encodeUnknownSync(Hours.Hours)(hours))),
        )
        const [written, again] = [hours, read].map((h) => Hours.compile(h, clock.zone, clock.calendar))
        for (const at of instants) expect(again?.isOpen(at), iso(at)).toBe(written?.isOpen(at))
      }),
      runs(50),
    )
  })
})

describe("stated instants", patience, () => {
  test("may come in any order, touch and overlap: the set is their union", () => {
    const interval = fc
      .record({ from: fc.integer({ min: -50, max: 500 }), length: fc.integer({ min: 1, max: 100 }) })
      .map(({ from, length }) => ({ from, until: from + length }))
    fc.assert(
      fc.property(fc.array(interval), fc.integer({ min: -60, max: 610 }), (intervals, at) => {
        const wanted = at >= 0 && intervals.some((i) => i.from <= at && at < i.until)
        for (const hours of [Hours.instants(intervals), { _tag: "Instants", intervals } as const])
          expect(Hours.compile(hours, TimeZone.make("UTC")).isOpen(at)).toBe(wanted)
      }),
    )
  })
})

describe("spans by day", patience, () => {
  const zone = TimeZone.make("Asia/Shanghai")
  const at = (text: string) => Date.parse(`${text}+08:00`)
  const calendar = (more: Partial<WorkCalendar.WorkCalendar>): WorkCalendar.WorkCalendar => ({
    id: "test",
    version: "1",
    workweek: ["monday", "tuesday", "wednesday", "thursday", "friday"],
    holidays: [],
    adjustedWorkdays: [],
    coverage: [{ from: "2026-01-01" as PlainDate.PlainDate, until: "2027-01-01" as PlainDate.PlainDate }],
    sources: [],
    ...more,
  })

  test("that overlap count once", () => {
    const hours = Hours.compile(Hours.weekly({ monday: ["08:00-12:00", "10:00-14:00", "14:00-15:00"] }), zone)
    expect(hours.between(at("2026-11-23T00:00"), at("2026-11-24T00:00"))).toBe(7 * 3_600_000)
    expect(hours.nextClosed(at("2026-11-23T08:00"))).toBe(at("2026-11-23T15:00"))
  })

  test("that begin on a holiday's eve run into the holiday, and those of the holiday never begin", () => {
    const thursday = { on: "2026-10-01" as PlainDate.PlainDate, name: "国庆节" }
    const shift = { thursday: ["22:00-06:00"], wednesday: ["22:00-06:00"] }
    const bent = Hours.compile(Hours.workWeek(shift), zone, calendar({ holidays: [thursday] }))
    expect(bent.isOpen(at("2026-10-01T05:59:59"))).toBe(true)
    expect(bent.isOpen(at("2026-10-01T06:00"))).toBe(false)
    expect(bent.isOpen(at("2026-10-01T23:00"))).toBe(false)
    expect(bent.isOpen(at("2026-10-02T05:00"))).toBe(false)
    const roster = Hours.compile(Hours.weekly(shift), zone, calendar({ holidays: [thursday] }))
    expect(roster.isOpen(at("2026-10-01T23:00"))).toBe(true)
  })

  test("of an adjusted workday are those of the weekday named, Monday's by default", () => {
    const saturday = "2026-02-14" as PlainDate.PlainDate
    const week = Hours.workWeek({
      monday: ["08:00-12:00"],
      friday: ["13:00-17:00"],
      saturday: ["20:00-21:00"],
    })
    const asMonday = Hours.compile(
      week,
      zone,
      calendar({ adjustedWorkdays: [{ on: saturday, name: "调休" }] }),
    )
    const asFriday = Hours.compile(
      week,
      zone,
      calendar({ adjustedWorkdays: [{ on: saturday, name: "调休", hoursOf: "friday" }] }),
    )
    expect(asMonday.isOpen(at("2026-02-14T09:00"))).toBe(true)
    expect(asMonday.isOpen(at("2026-02-14T14:00"))).toBe(false)
    expect(asFriday.isOpen(at("2026-02-14T09:00"))).toBe(false)
    expect(asFriday.isOpen(at("2026-02-14T14:00"))).toBe(true)
    for (const hours of [asMonday, asFriday]) expect(hours.isOpen(at("2026-02-14T20:30"))).toBe(false)
  })

  test("up to 24:00 touch the next day's from 00:00", () => {
    const hours = Hours.compile(Hours.weekly({ monday: ["22:00-24:00"], tuesday: ["00:00-02:00"] }), zone)
    expect(hours.nextClosed(at("2026-11-23T22:00"))).toBe(at("2026-11-24T02:00"))
    expect(hours.lastClosed(at("2026-11-24T02:00"))).toBe(at("2026-11-23T22:00"))
    const same = Hours.compile(Hours.weekly({ monday: ["22:00-02:00"] }), zone)
    expect(same.nextClosed(at("2026-11-23T22:00"))).toBe(at("2026-11-24T02:00"))
  })

  test("own what runs over midnight, where a set of days cuts it", () => {
    const night = Hours.daily("22:00", "06:00")
    const friday = Hours.weekly({ friday: ["00:00-24:00"] })
    const owned = Hours.compile(Hours.weekly({ friday: ["22:00-06:00"] }), zone)
    const cut = Hours.compile(Hours.intersection(night, friday), zone)
    expect(owned.isOpen(at("2026-11-21T03:00"))).toBe(true)
    expect(owned.isOpen(at("2026-11-20T03:00"))).toBe(false)
    expect(cut.isOpen(at("2026-11-21T03:00"))).toBe(false)
    expect(cut.isOpen(at("2026-11-20T03:00"))).toBe(true)
  })
})

describe("a roster", patience, () => {
  const zone = TimeZone.make("Asia/Shanghai")
  const at = (time: string) => Date.parse(`${time}:00+08:00`)
  /** A night, a day two days later, and nothing else. */
  const roster = Hours.onDates({ "2026-11-20": ["22:00-06:00"], "2026-11-22": ["08:00-12:00"] })
  const spans = [
    { from: at("2026-11-20T22:00"), until: at("2026-11-21T06:00") },
    { from: at("2026-11-22T08:00"), until: at("2026-11-22T12:00") },
  ]
  const forms = [
    ["alone", roster],
    ["beside working days that there are none of", Hours.union(Hours.onWorkingDays("09:00-17:00"), roster)],
    ["beside stated instants that there are none of", Hours.union(Hours.instants([]), roster)],
  ] as const
  const idle: WorkCalendar.WorkCalendar = {
    id: "idle",
    version: "1",
    workweek: [],
    holidays: [],
    adjustedWorkdays: [],
    coverage: [{ from: PlainDate.make("1960-01-01"), until: PlainDate.make("2070-01-01") }],
    sources: [],
  }

  test.each(forms)("%s is open on its dates, and as far into the next as its nights run", (_, hours) => {
    const set = Hours.compile(hours, zone, idle)
    const [from, until] = [at("1971-01-01T00:00"), at("2059-01-01T00:00")]
    expect(OpenSet.intervals(set, from, until)).toEqual(spans)
    expect(OpenSet.intervalsBackward(set, from, until)).toEqual(spans.toReversed())
    for (const { from, until } of spans) {
      expect([from - 1, from, until - 1, until].map(set.isOpen)).toEqual([false, true, true, false])
      // Looked for from the days around, and from years away.
      for (const days of [1, 2, 3_000]) {
        const near = spans.filter((span) => span.from >= from - days * 86_400_000)[0]
        expect(set.next(from - days * 86_400_000)).toBe(near?.from)
      }
      expect(set.lastOpen(until + 20 * 3_600_000)).toBe(until)
    }
    expect(set.lastOpen(at("2040-01-01T00:00"))).toBe(at("2026-11-22T12:00"))
    expect(set.between(from, until)).toBe(12 * 3_600_000)
  })

  test("and a workday that a calendar adds are found again from the days after it", () => {
    const added = { ...idle, adjustedWorkdays: [{ on: PlainDate.make("2026-11-21"), name: "x" }] }
    const set = Hours.compile(Hours.onWorkingDays("09:00-17:00"), zone, added)
    for (const days of [1, 2, 3, 3_000])
      expect(set.lastOpen(at("2026-11-21T12:00") + days * 86_400_000)).toBe(at("2026-11-21T17:00"))
    expect(set.next(at("1980-01-01T00:00"))).toBe(at("2026-11-21T09:00"))
  })
})

describe("an interval", patience, () => {
  test("is one across a change of the clocks that brings two together", () => {
    const zone = TimeZone.make("America/New_York")
    const set = Hours.compile(Hours.union(Hours.daily("01:00", "02:00"), Hours.daily("03:00", "04:00")), zone)
    // From two to three o'clock the clocks skip.
    const whole = { from: Date.parse("2026-03-08T06:00Z"), until: Date.parse("2026-03-08T08:00Z") }
    expect(set.nextInterval(whole.from)).toEqual(whole)
    expect(set.nextInterval(whole.from - 3_600_000)).toEqual(whole)
    expect(OpenSet.intervals(set, whole.from, whole.until)).toEqual([whole])
  })

  test("is none beyond the horizon, and the first or the last within it where one looks from before or up to it", () => {
    const [from, until] = [0, Date.UTC(2060, 0, 1)]
    const noon = Hours.daily("12:00", "13:00")
    for (const hours of [noon, Hours.union(noon, Hours.instants([]))]) {
      const set = Hours.compile(hours, TimeZone.make("UTC"))
      for (const beyond of [until, until + 1, until + 1e12, Number.POSITIVE_INFINITY])
        expect(set.nextInterval(beyond)).toBeUndefined()
      const first = { from: 12 * 3_600_000, until: 13 * 3_600_000 }
      for (const before of [from, from - 1, from - 1e12, Number.NEGATIVE_INFINITY])
        expect(set.nextInterval(before)).toEqual(first)
      const late = until - 86_400_000
      expect(OpenSet.intervals(set, late, until + 1e12)).toEqual([
        { from: late + 12 * 3_600_000, until: late + 13 * 3_600_000 },
      ])
    }
  })
})

describe("parts of several clocks", patience, () => {
  const [shanghai, newYork] = [TimeZone.make("Asia/Shanghai"), TimeZone.make("America/New_York")]
  const at = (time: string) => Date.parse(`${time}:00Z`)
  const on = (date: string) => [{ on: PlainDate.make(date), name: "x" }]
  const calendarOf = (more: Partial<WorkCalendar.WorkCalendar>): WorkCalendar.WorkCalendar => ({
    id: "x",
    version: "1",
    workweek: ["monday"],
    holidays: [],
    adjustedWorkdays: [],
    coverage: [{ from: PlainDate.make("2026-01-01"), until: PlainDate.make("2026-03-01") }],
    sources: [],
    ...more,
  })

  test("are open each on its own clock, by its own calendar where it has one", () => {
    const morning = Hours.daily("09:00", "10:00")
    const both = Hours.union(Hours.inZone(morning, shanghai), Hours.inZone(morning, newYork))
    const set = Hours.compile(both, TimeZone.make("UTC"))
    const hours = ["00:30", "01:30", "09:30", "13:30", "14:30"].map((time) => at(`2026-01-05T${time}`))
    expect(hours.map(set.isOpen)).toEqual([false, true, false, false, true])
    // Monday 5 January is a holiday by the one and worked by the other.
    const worked = Hours.onWorkingDays("00:00-24:00")
    const off = calendarOf({ holidays: on("2026-01-05") })
    const bound = Hours.inZone(worked, shanghai, off)
    for (const of of [bound, Hours.union(bound, Hours.never)])
      expect(Hours.compile(of, shanghai, calendarOf({})).isOpen(hours[0] as number)).toBe(false)
    expect(
      Hours.compile(Hours.union(bound, worked), shanghai, calendarOf({})).isOpen(hours[0] as number),
    ).toBe(true)
    expect(
      Hours.compile(Hours.inZone(worked, shanghai), newYork, calendarOf({})).isOpen(hours[0] as number),
    ).toBe(true)
  })

  test("leave unknown what rests on a date that isn't covered, and no more", () => {
    const worked = Hours.onWorkingDays("09:00-12:00")
    const stated = Hours.instants([{ from: at("2026-03-02T02:00"), until: at("2026-03-02T03:00") }])
    const [before, within, after] = [at("2026-03-02T01:30"), at("2026-03-02T02:30"), at("2026-03-02T08:00")]
    const states = (hours: Hours.Hours) => {
      const set = Hours.compile(hours, shanghai, calendarOf({}))
      const asked = [before, within, after, at("2026-01-05T02:00")]
      const each = asked.map((instant) => Hours.stateAt(set, instant))
      expect(Array.from(Hours.isOpenMany(set, Float64Array.from(asked)), (n) => Hours.states[n])).toEqual(
        each,
      )
      return each
    }
    expect(states(worked)).toEqual(["unknown", "unknown", "closed", "open"])
    expect(states(Hours.union(worked, stated))).toEqual(["unknown", "open", "closed", "open"])
    expect(states(Hours.intersection(worked, stated))).toEqual(["closed", "unknown", "closed", "closed"])
    expect(states(Hours.difference(worked, stated))).toEqual(["unknown", "closed", "closed", "open"])
    expect(states(Hours.complement(Hours.union(worked, stated)))).toEqual([
      "unknown",
      "closed",
      "open",
      "closed",
    ])
    expect(states(stated)).toEqual(["closed", "open", "closed", "closed"])
  })

  test("and of one are asked for many instants at once as for each alone", () => {
    const asked = fc.array(CalendarArbitraries.instant({ min: "2025-12-20", max: "2026-03-20" }), {
      maxLength: 8,
    })
    const parts = CalendarArbitraries.hours({ min: "2025-12-20", max: "2026-03-20" })
    fc.assert(
      fc.property(parts, asked, (hours, asked) => {
        const set = Hours.compile(hours, shanghai, calendarOf({}))
        const many = Hours.isOpenMany(set, Float64Array.from(asked))
        expect(Array.from(many, (n) => Hours.states[n])).toEqual(asked.map((at) => Hours.stateAt(set, at)))
      }),
      runs(200),
    )
  })
})
