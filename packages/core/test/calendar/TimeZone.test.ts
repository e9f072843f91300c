import { PlainDate, PlainTime, TimeZone } from "@aftercare/core"
import { CalendarArbitraries } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "./support/runs.ts"
import { changesIn, day, horizon, hour, minute, offsetAt, second, wallAt } from "./support/WallClock.ts"
import { tellingChanges, trickyZones } from "./support/zones.ts"

const anyZone = CalendarArbitraries.timeZone()
const zoneAndInstant = anyZone.chain((zone) =>
  fc.tuple(fc.constant(zone), CalendarArbitraries.instant({ near: zone })),
)

describe("the table of a zone", patience, () => {
  test.each(trickyZones)(
    "of %s has every change that a look each twelve hours finds",
    (name, from, until) => {
      const [start, end] = [Date.parse(from), Math.min(Date.parse(until), Date.parse(from) + 8 * 366 * day)]
      const { startsAt } = TimeZone.table(TimeZone.make(name))
      const changes = [...startsAt].filter((at) => start < at && at < end)
      expect(changes).toEqual(changesIn(name, start, end, 12 * hour))
      expect(tellingChanges(name).length).toBeGreaterThan(0)
    },
  )

  test("agrees with effect's DateTime at any instant", () => {
    fc.assert(
      fc.property(zoneAndInstant, ([zone, at]) => {
        const zoned = DateTime.makeZonedUnsafe(at, { timeZone: zone })
        expect(TimeZone.offsetAt(zone, at)).toBe(DateTime.zonedOffset(zoned))
      }),
      runs(150),
    )
  })

  test("agrees with a single look past it, beyond the horizon too", () => {
    fc.assert(
      fc.property(zoneAndInstant, fc.maxSafeInteger(), ([zone, at], anywhere) => {
        for (const look of [at, anywhere])
          expect(TimeZone.platformOffsetAt(zone, look)).toBe(TimeZone.offsetAt(zone, look))
      }),
      runs(50),
    )
  })

  test("gives the nearest known offset beyond the horizon", () => {
    fc.assert(
      fc.property(anyZone, fc.integer({ min: 0, max: 8.64e15 - horizon.until }), (zone, beyond) => {
        expect(TimeZone.offsetAt(zone, horizon.until + beyond)).toBe(
          TimeZone.offsetAt(zone, horizon.until - 1),
        )
        expect(TimeZone.offsetAt(zone, horizon.from - beyond)).toBe(TimeZone.offsetAt(zone, horizon.from))
      }),
      runs(20),
    )
  })

  test("ends where the horizon does, 1970 to 2060", () => {
    expect(TimeZone.horizon).toEqual(horizon)
  })
})

describe("an instant's reading", patience, () => {
  test("is the date and the time that Intl shows", () => {
    fc.assert(
      fc.property(zoneAndInstant, ([zone, at]) => {
        const [date, time] = new Date(wallAt(zone, at)).toISOString().slice(0, 19).split("T") as [
          string,
          string,
        ]
        expect(TimeZone.dateAt(zone, at)).toBe(date)
        expect(TimeZone.timeAt(zone, at)).toBe(time.endsWith(":00") ? time.slice(0, 5) : time)
      }),
      runs(300),
    )
  })

  test.each([
    ["Africa/Monrovia", "1971-06-01T12:00:00Z", "1971-06-01", "11:15:30"],
    ["Asia/Kathmandu", "2026-11-21T18:15:00Z", "2026-11-22", "00:00"],
    ["Pacific/Kiritimati", "2026-11-21T10:00:00Z", "2026-11-22", "00:00"],
    ["Pacific/Apia", "2011-12-30T09:59:59.999Z", "2011-12-29", "23:59:59"],
    ["Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31", "00:00"],
    ["America/New_York", "1970-01-01T00:00:00Z", "1969-12-31", "19:00"],
    ["Asia/Shanghai", "2059-12-31T23:59:59Z", "2060-01-01", "07:59:59"],
  ])("in %s at %s is %s %s", (zone, at, date, time) => {
    expect(TimeZone.dateAt(TimeZone.make(zone), Date.parse(at))).toBe(date)
    expect(TimeZone.timeAt(TimeZone.make(zone), Date.parse(at))).toBe(time)
  })
})

/** Instants that could show the reading: one for each offset the zone has within 26 hours of it. */
const candidates = (zone: string, wall: number): ReadonlyArray<number> => {
  const offsets = new Set<number>()
  for (let at = wall - 26 * hour; at <= wall + 26 * hour; at += 30 * minute) offsets.add(offsetAt(zone, at))
  return [...offsets].map((offset) => wall - offset)
}

/** Readings around a telling change of a tricky zone, on both sides of what it skips or repeats. */
const readingNearChange = fc.constantFrom(...trickyZones.map(([zone]) => zone)).chain((zone) =>
  fc
    .tuple(
      fc.constantFrom(...tellingChanges(zone)),
      fc.oneof(fc.integer({ min: -200, max: 200 }), fc.integer({ min: -1500, max: 1500 })),
      fc.constantFrom(0, 0, 1, 59),
    )
    .map(([change, minutes, seconds]) => ({
      zone: TimeZone.make(zone),
      wall: Math.floor(wallAt(zone, change) / minute + minutes) * minute + seconds * second,
    })),
)

const read = (wall: number) => {
  const [date, time] = new Date(wall).toISOString().slice(0, 19).split("T") as [string, string]
  return { date: PlainDate.make(date), time: PlainTime.make(time) }
}

describe("the instant of a date and time", patience, () => {
  test("is the first that shows them, and in a gap the later time", () => {
    fc.assert(
      fc.property(readingNearChange, ({ wall, zone }) => {
        const { date, time } = read(wall)
        const all = candidates(zone, wall)
        const showing = all.filter((at) => wallAt(zone, at) === wall)
        const wanted = showing.length > 0 ? Math.min(...showing) : Math.max(...all)
        expect(TimeZone.toInstant(zone, date, time)).toBe(wanted)
        if (showing.length === 0) expect(wallAt(zone, wanted)).toBeGreaterThan(wall)
      }),
      runs(300),
    )
  })

  test("comes back from the instant, except in a second pass", () => {
    fc.assert(
      fc.property(zoneAndInstant, ([zone, at]) => {
        const whole = Math.floor(at / second) * second
        const back = TimeZone.toInstant(zone, TimeZone.dateAt(zone, whole), TimeZone.timeAt(zone, whole))
        expect(back).toBeLessThanOrEqual(whole)
        expect(wallAt(zone, Math.max(back, horizon.from))).toBe(wallAt(zone, whole))
      }),
      runs(200),
    )
  })

  test("at the same time on another date is that date's, with the parts of a second", () => {
    fc.assert(
      fc.property(zoneAndInstant, readingNearChange, fc.nat(999), ([, at], { wall, zone }, part) => {
        const start = Math.floor(at / second) * second
        const { date } = read(wall)
        const expected = TimeZone.toInstant(zone, date, TimeZone.timeAt(zone, start)) + part
        const day = PlainDate.toEpochDay(date)
        expect(TimeZone.sameTimeOn(zone, start + part, day)).toBe(expected)
        expect(PlainDate.fromEpochDay(TimeZone.dayAt(zone, start))).toBe(TimeZone.dateAt(zone, start))
      }),
      runs(300),
    )
  })

  test("is, for 24:00, the start of the next date", () => {
    fc.assert(
      fc.property(anyZone, CalendarArbitraries.plainDate({ max: "2059-12-30" }), (zone, date) => {
        expect(TimeZone.toInstant(zone, date, PlainTime.make("24:00"))).toBe(
          TimeZone.startOfDate(zone, PlainDate.addDays(date, 1)),
        )
      }),
      runs(100),
    )
  })

  test("is a number for every date and time there is, horizon or not", () => {
    const dates = CalendarArbitraries.plainDate({ min: "0001-01-01", max: "9999-12-31" })
    fc.assert(
      fc.property(anyZone, dates, CalendarArbitraries.plainTime(), (zone, date, time) => {
        expect(Number.isSafeInteger(TimeZone.toInstant(zone, date, time))).toBe(true)
        expect(Number.isSafeInteger(TimeZone.startOfDate(zone, date))).toBe(true)
      }),
      runs(50),
    )
  })

  test.each([
    // A gap: the later time. A repeated hour: its first pass.
    ["America/New_York", "2026-03-08", "02:30", "2026-03-08T07:30:00Z"],
    ["America/New_York", "2026-03-08", "03:00", "2026-03-08T07:00:00Z"],
    ["America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30:00Z"],
    ["America/New_York", "2026-11-01", "02:00", "2026-11-01T07:00:00Z"],
    ["Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:45:00Z"],
    ["Antarctica/Troll", "2026-03-29", "02:00", "2026-03-29T02:00:00Z"],
    // A whole date skipped.
    ["Pacific/Apia", "2011-12-30", "10:00", "2011-12-30T20:00:00Z"],
    // A day that begins at 01:00.
    ["America/Sao_Paulo", "2015-10-18", "00:00", "2015-10-18T03:00:00Z"],
    ["America/Sao_Paulo", "2015-10-17", "24:00", "2015-10-18T03:00:00Z"],
    // Midnight twice: the day before ends an hour later than its first pass would say.
    ["America/Sao_Paulo", "2016-02-20", "24:00", "2016-02-21T03:00:00Z"],
    ["America/Sao_Paulo", "2016-02-20", "23:30", "2016-02-21T01:30:00Z"],
    ["Asia/Shanghai", "1970-01-01", "00:00", "1969-12-31T16:00:00Z"],
  ])("in %s of %s %s is %s", (zone, date, time, at) => {
    const found = TimeZone.toInstant(TimeZone.make(zone), PlainDate.make(date), PlainTime.make(time))
    expect(new Date(found).toISOString()).toBe(new Date(at).toISOString())
  })
})

describe("the start of a date", patience, () => {
  test("is the first instant whose reading is that midnight or later", () => {
    fc.assert(
      fc.property(readingNearChange, ({ wall, zone }) => {
        const midnight = Math.floor(wall / day) * day
        const changes = changesIn(zone, midnight - 2 * day, midnight + 2 * day, 6 * hour)
        const first = Math.min(
          ...[...candidates(zone, midnight), ...changes].filter((at) => wallAt(zone, at) >= midnight),
        )
        expect(TimeZone.startOfDate(zone, read(midnight).date)).toBe(first)
        expect(wallAt(zone, first - second)).toBeLessThan(midnight)
      }),
      runs(100),
    )
  })

  test("never goes back from one date to the next", () => {
    fc.assert(
      fc.property(readingNearChange, ({ wall, zone }) => {
        const { date } = read(wall)
        const starts = [-1, 0, 1, 2].map((n) => TimeZone.startOfDate(zone, PlainDate.addDays(date, n)))
        for (const i of [1, 2, 3]) expect(starts[i]).toBeGreaterThanOrEqual(starts[i - 1] as number)
      }),
      runs(100),
    )
  })

  test("of the date that Samoa skipped is that of the next", () => {
    const apia = TimeZone.make("Pacific/Apia")
    const next = TimeZone.startOfDate(apia, PlainDate.make("2011-12-31"))
    expect(TimeZone.startOfDate(apia, PlainDate.make("2011-12-30"))).toBe(next)
    expect(new Date(next).toISOString()).toBe("2011-12-30T10:00:00.000Z")
  })
})
