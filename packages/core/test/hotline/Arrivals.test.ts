import {
  Arrivals,
  ChinaCalendar,
  PlainDate,
  TimeZone,
  UnitedStatesCalendar,
  type WorkCalendar,
} from "@aftercare/core"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"

const shanghai = { zone: TimeZone.make("Asia/Shanghai"), calendar: ChinaCalendar.publicHolidays }
const minute = 60_000
const counted = (calls: Iterable<number>, observed: Arrivals.Observed) =>
  Result.getOrThrow(Arrivals.of(calls, observed))

/** A calendar that knows every date from 1970 on: weekends, a holiday and a Saturday worked in each year. */
const everywhere: WorkCalendar.WorkCalendar = {
  id: "everywhere",
  version: "1",
  workweek: ["monday", "tuesday", "wednesday", "thursday", "friday"],
  holidays: Array.from({ length: 60 }, (_, i) => ({
    on: PlainDate.make(`${1990 + i}-03-29`),
    name: "holiday",
  })),
  adjustedWorkdays: Array.from({ length: 60 }, (_, i) => ({
    on: PlainDate.make(`${1990 + i}-10-26`),
    name: "worked",
  })),
  coverage: [{ from: PlainDate.make("1970-01-01"), until: PlainDate.make("2060-01-02") }],
  sources: [],
}

/** What a wall clock shows, by `Intl` alone. */
const clockIn = (zone: string) => {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    ...({ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" } as const),
    hourCycle: "h23",
  })
  return (at: number) => {
    const part = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]))
    const on = PlainDate.make(`${part.get("year")}-${part.get("month")}-${part.get("day")}`)
    return { on, half: Number(part.get("hour")) * 2 + Number(Number(part.get("minute")) >= 30) }
  }
}

/** Zones with days before their clocks change, and others. St John's changed its a minute after midnight up to 2011. */
const zones: ReadonlyArray<readonly [zone: string, ...on: ReadonlyArray<string>]> = [
  ["Asia/Shanghai", "2026-03-27", "2026-10-25"],
  ["America/New_York", "2026-03-07", "2026-10-31"],
  ["Australia/Lord_Howe", "2026-04-03", "2026-10-02"],
  ["America/Havana", "2026-03-07", "2026-10-31"],
  ["Asia/Kathmandu", "2026-03-27", "1985-12-31"],
  ["America/St_Johns", "2010-03-13", "2010-11-06"],
]

describe("arrivals", patience, () => {
  test("are what going through the days minute by minute gives, changes of the clocks among them", () => {
    const clocks = new Map(zones.map(([zone]) => [zone, clockIn(zone)]))
    const beginning = fc.constantFrom(...zones).chain(([zone, ...on]) =>
      fc.record({
        zone: fc.constant(zone),
        from: fc
          .tuple(fc.constantFrom(...on), fc.nat(2 * 1440))
          .map(([on, minutes]) => Date.parse(`${on}T00:00Z`) + minutes * minute),
      }),
    )
    fc.assert(
      fc.property(
        beginning,
        fc.integer({ min: 1, max: 4 * 1440 }),
        fc.array(fc.integer({ min: -600, max: 5 * 1440 }), { maxLength: 50 }),
        ({ from, zone }, length, callsAfter) => {
          const clock = clocks.get(zone) as ReturnType<typeof clockIn>
          const until = from + length * minute
          const calls = callsAfter.map((minutes) => from + minutes * minute)
          const found = counted(calls, {
            during: { from, until },
            zone: TimeZone.make(zone),
            calendar: everywhere,
          })
          const seen = new Map<string, { minutes: number; calls: number; days: Set<string> }>()
          const at = (instant: number) => {
            const { half, on } = clock(instant)
            const key = `${Result.getOrThrow(Arrivals.kindOn(everywhere, on))} ${half}`
            const there = seen.get(key) ?? { minutes: 0, calls: 0, days: new Set() }
            seen.set(key, there)
            return { there, on }
          }
          for (let instant = from; instant < until; instant += minute) {
            const { on, there } = at(instant)
            there.minutes++
            there.days.add(on)
          }
          for (const call of calls) if (from <= call && call < until) at(call).there.calls++
          for (const kind of Arrivals.DayKind.literals)
            found[kind].forEach(({ calls, days, observedMillis }, half) => {
              const right = seen.get(`${kind} ${half}`)
              expect([calls, days, observedMillis]).toEqual([
                right?.calls ?? 0,
                right?.days.size ?? 0,
                (right?.minutes ?? 0) * minute,
              ])
            })
        },
      ),
      runs(40),
    )
  })

  test("on a weekday off are a holiday's, and on a Saturday worked an adjusted workday's", () => {
    const days = ["2026-02-14T09:00", "2026-02-16T09:00", "2026-03-02T09:00", "2026-02-28T09:00"]
    const found = counted(
      days.map((at) => Date.parse(`${at}+08:00`)),
      {
        ...shanghai,
        during: { from: Date.parse("2026-02-09T00:00+08:00"), until: Date.parse("2026-03-09T00:00+08:00") },
      },
    )
    const nine = (kind: Arrivals.DayKind) => found[kind][18]
    expect(nine("adjustedWorkday")).toEqual({ from: "09:00", calls: 2, days: 2, observedMillis: 3_600_000 })
    expect(nine("holiday")).toEqual({ from: "09:00", calls: 1, days: 9, observedMillis: 16_200_000 })
    expect(nine("monday")).toEqual({ from: "09:00", calls: 1, days: 2, observedMillis: 3_600_000 })
    expect(nine("saturday")).toEqual({ from: "09:00", calls: 0, days: 1, observedMillis: 1_800_000 })
  })

  test("in an hour that comes twice are held against twice the time, and a skipped one wasn't there", () => {
    const observed = (on: string, until: string) => ({
      during: { from: Date.parse(`${on}T05:00Z`), until: Date.parse(`${until}T05:00Z`) },
      zone: TimeZone.make("America/New_York"),
      calendar: UnitedStatesCalendar.federalHolidays,
    })
    // 05:10 and 06:10 UTC both read 01:10 on 1 November.
    const [first, second] = [Date.parse("2026-11-01T05:10Z"), Date.parse("2026-11-01T06:10Z")]
    const autumn = counted([first, second], observed("2026-11-01", "2026-11-02"))
    expect(autumn.sunday[2]).toEqual({ from: "01:00", calls: 2, days: 1, observedMillis: 3_600_000 })
    expect(autumn.sunday.map(Arrivals.mean)[2]).toBe(1)
    const spring = counted([], observed("2026-03-08", "2026-03-09"))
    expect(spring.sunday[4]).toEqual({ from: "02:00", calls: 0, days: 0, observedMillis: 0 })
    expect(spring.sunday.map(Arrivals.mean).slice(3, 7)).toEqual([0, undefined, undefined, 0])
    expect(Arrivals.loadOf(spring.sunday[4] as Arrivals.HalfHour, 180_000)).toBeUndefined()
  })

  test("begin where time zones are known, on the last evening of 1969 in New York", () => {
    const calendar = {
      ...everywhere,
      coverage: [{ from: PlainDate.make("1969-01-01"), until: PlainDate.make("1971-01-01") }],
    }
    const observed = { zone: TimeZone.make("America/New_York"), calendar }
    const found = counted([-1, 0, 1_800_000], {
      ...observed,
      during: { from: -86_400_000, until: 5_400_000 },
    })
    expect(found.wednesday.slice(37, 42).map(({ calls, observedMillis }) => [calls, observedMillis])).toEqual(
      [
        [0, 0],
        [1, 1_800_000],
        [1, 1_800_000],
        [0, 1_800_000],
        [0, 0],
      ],
    )
    const later = counted([], { ...observed, during: { from: 600_000, until: 5_400_000 } })
    expect(later.wednesday.slice(37, 41).map(({ observedMillis }) => observedMillis)).toEqual([
      0, 1_200_000, 1_800_000, 1_800_000,
    ])
  })

  test("on a date that the calendar doesn't know aren't counted as any day's", () => {
    const during = { from: Date.parse("2026-12-20T00:00+08:00"), until: Date.parse("2028-01-01T00:00+08:00") }
    const found = Arrivals.of([during.from], { ...shanghai, during })
    expect(Result.isFailure(found) && found.failure).toMatchObject({
      _tag: "CalendarNotCovered",
      on: "2026-12-24",
    })
    // Who looked at nothing has no data, and nobody is counted.
    const nothing = counted([during.from], { ...shanghai, during: { from: during.from, until: during.from } })
    expect(nothing.monday.every((half) => half.calls === 0 && Arrivals.mean(half) === undefined)).toBe(true)
    expect(
      Arrivals.loadOf(
        { ...(nothing.monday[0] as Arrivals.HalfHour), calls: 3, observedMillis: 5_400_000 },
        1,
      ),
    ).toEqual({
      calls: 1,
      periodMillis: 1_800_000,
      handlingMillis: 1,
    })
  })
})
