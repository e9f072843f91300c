import { Hours, OpenSet, TimeZone } from "@aftercare/core"
import { CalendarArbitraries } from "@aftercare/core/testing"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { agree, queries } from "./support/agree.ts"
import { type Clock, isOpenIn, scan, worldOf } from "./support/HoursOracle.ts"
import { patience, runs } from "./support/runs.ts"
import { dateAt, day, horizon, hour, minute } from "./support/WallClock.ts"

// Sets that don't share one clock are written out in chunks of 32 days from 1970-01-01. Nobody may see where these meet.
const chunk = 32 * day
const zone = (name: string) => TimeZone.make(name)
const zones = fc.constantFrom(
  ...["UTC", "Asia/Shanghai", "America/New_York", "Pacific/Apia", "Asia/Gaza"].map(zone),
)
const isOpen = (hours: Hours.Hours, clock: Clock) => {
  const world = worldOf(0)
  return (at: number) => isOpenIn(hours, at, clock, world)
}

describe("where two chunks meet", patience, () => {
  test("hours of several zones and stated instants agree with a scan by minutes", () => {
    const drawn = fc.tuple(zones, fc.integer({ min: 500, max: 700 })).chain(([zone, n]) => {
      const edge = n * chunk
      const range = { min: dateAt("UTC", edge - 2 * day), max: dateAt("UTC", edge + 2 * day) }
      const whole = { ...range, holes: false }
      // Stated intervals that begin, end or lie right on the edge.
      const atEdge = fc
        .array(fc.tuple(fc.constantFrom(-day, -hour, -minute, 0), fc.constantFrom(0, minute, hour, day)), {
          maxLength: 2,
        })
        .map((ends) =>
          Hours.instants(ends.map(([from, until]) => ({ from: edge + from, until: edge + until }))),
        )
      return fc.record({
        edge: fc.constant(edge),
        clock: fc.record({ zone: fc.constant(zone), calendar: CalendarArbitraries.workCalendar(whole) }),
        hours: fc.tuple(
          CalendarArbitraries.hours({ ...range, zones, calendars: CalendarArbitraries.workCalendar(whole) }),
          atEdge,
        ),
        combine: fc.constantFrom(Hours.union, Hours.intersection, Hours.difference),
        queries,
      })
    })
    fc.assert(
      fc.property(drawn, ({ clock, combine, edge, hours: [a, b], queries }) => {
        const hours = combine(a, b)
        const s = scan(edge - 1.5 * day, edge + 1.5 * day, minute, isOpen(hours, clock))
        agree(Hours.compile(hours, clock.zone, clock.calendar), s, queries)
      }),
      runs(30),
    )
  })

  test("an interval over many chunks is one, from either side and from its middle", () => {
    const from = 600 * chunk - 5
    const until = 606 * chunk + 7
    const set = Hours.compile(Hours.instants([{ from, until }]), zone("UTC"))
    expect(OpenSet.intervals(set, 0, horizon.until)).toEqual([{ from, until }])
    expect(OpenSet.intervalsBackward(set, 0, horizon.until)).toEqual([{ from, until }])
    for (const at of [from, 600 * chunk, 603 * chunk, 603 * chunk + 1, 606 * chunk, until - 1]) {
      expect(set.nextClosed(at)).toBe(until)
      expect(set.lastClosed(at + 1)).toBe(from)
      expect(set.lastOpen(at + 1)).toBe(at + 1)
    }
    expect(set.add(from, until - from)).toBe(until)
    expect(set.add(until, from - until)).toBe(from)
    expect(set.add(0, chunk)).toBe(from + chunk)
    expect(set.add(horizon.until, -chunk)).toBe(until - chunk)
  })

  test("an interval that ends or begins exactly there has that end", () => {
    const edge = 600 * chunk
    const set = Hours.compile(
      Hours.instants([
        { from: edge - chunk, until: edge },
        { from: edge + chunk, until: edge + 2 * chunk },
      ]),
      zone("UTC"),
    )
    expect(set.nextClosed(edge - 1)).toBe(edge)
    expect(set.next(edge)).toBe(edge + chunk)
    expect(set.lastOpen(edge + chunk)).toBe(edge)
    expect(set.lastClosed(edge)).toBe(edge - chunk)
    expect(set.add(edge - chunk, chunk)).toBe(edge)
    expect(set.add(edge, 0)).toBe(edge)
    expect(set.add(edge + 1, 0)).toBe(edge + chunk)
    expect(set.add(edge + chunk, -chunk)).toBe(edge - chunk)
    expect(set.add(edge + 2 * chunk, -chunk)).toBe(edge + chunk)
    expect(set.add(edge - chunk, chunk + 1)).toBe(edge + chunk + 1)
  })

  test("nothing is open there where what is left out lies across it", () => {
    const edge = 600 * chunk
    const [from, until] = [edge - hour, edge + hour]
    const set = Hours.compile(Hours.complement(Hours.instants([{ from, until }])), zone("UTC"))
    expect(set.next(edge - minute)).toBe(until)
    expect(set.lastOpen(edge + minute)).toBe(from)
    expect(OpenSet.intervals(set, edge - day, edge + day)).toEqual([
      { from: edge - day, until: from },
      { from: until, until: edge + day },
    ])
  })
})

describe("at the edges of the horizon", patience, () => {
  const edges = fc.constantFrom(horizon.from, horizon.until)

  test("hours of one clock and of several agree with a scan by minutes, closed outside", () => {
    const drawn = fc.tuple(zones, edges).chain(([zone, edge]) => {
      const range = { min: dateAt("UTC", edge - 2 * day), max: dateAt("UTC", edge + 2 * day) }
      const calendar = CalendarArbitraries.workCalendar({ ...range, holes: false })
      return fc.record({
        edge: fc.constant(edge),
        clock: fc.record({ zone: fc.constant(zone), calendar }),
        hours: fc.oneof(
          CalendarArbitraries.hours({ ...range, instants: false }),
          CalendarArbitraries.hours({ ...range, zones, calendars: calendar }),
        ),
        queries,
      })
    })
    fc.assert(
      fc.property(drawn, ({ clock, edge, hours, queries }) => {
        const s = scan(edge - 1.5 * day, edge + 1.5 * day, minute, isOpen(hours, clock))
        agree(Hours.compile(hours, clock.zone, clock.calendar), s, queries)
      }),
      runs(40),
    )
  })

  test("the last and the first chunk are reached from every chunk near them", () => {
    const office = Hours.compile(Hours.union(Hours.daily("09:00", "17:00"), Hours.instants([])), zone("UTC"))
    const [first, last] = [horizon.from + 9 * hour, horizon.until - 7 * hour]
    for (let days = 1; days < 300; days += 5) {
      const [early, late] = [horizon.from + days * day, horizon.until - days * day]
      expect(office.between(late, horizon.until)).toBe(days * 8 * hour)
      expect(office.add(late, days * 8 * hour)).toBe(last)
      expect(office.add(late, days * 8 * hour + 1)).toBe(Number.POSITIVE_INFINITY)
      expect(office.add(early, -days * 8 * hour)).toBe(first)
      expect(office.add(early, -days * 8 * hour - 1)).toBe(Number.NEGATIVE_INFINITY)
    }
  })

  test("stated instants beyond it don't exist", () => {
    const set = Hours.compile(
      Hours.instants([
        { from: -1e15, until: 5 },
        { from: horizon.until - 5, until: 1e16 },
      ]),
      zone("UTC"),
    )
    expect(OpenSet.intervals(set, -1e16, 1e17)).toEqual([
      { from: 0, until: 5 },
      { from: horizon.until - 5, until: horizon.until },
    ])
    expect(set.nextClosed(horizon.until - 1)).toBe(horizon.until)
    expect(set.lastOpen(horizon.until - 5)).toBe(5)
    expect(set.next(5)).toBe(horizon.until - 5)
    expect(set.add(0, 10)).toBe(horizon.until)
    expect(set.add(0, 11)).toBe(Number.POSITIVE_INFINITY)
  })
})

describe("the same hours compiled by their one clock, and in chunks", patience, () => {
  const range = { min: "2025-12-20", max: "2026-01-12" }
  const drawn = fc.record({
    hours: CalendarArbitraries.hours({ ...range, instants: false }),
    zone: zones,
    calendar: CalendarArbitraries.workCalendar(range),
  })
  const inChunks = (hours: Hours.Hours) => Hours.union(hours, Hours.instants([]))

  const same = (a: OpenSet.OpenSet, b: OpenSet.OpenSet, at: number, to: number, duration: number) => {
    const name = new Date(at).toISOString()
    expect(a.isOpen(at), name).toBe(b.isOpen(at))
    expect(a.next(at), name).toBe(b.next(at))
    expect(a.nextClosed(at), name).toBe(b.nextClosed(at))
    expect(a.lastOpen(at), name).toBe(b.lastOpen(at))
    expect(a.lastClosed(at), name).toBe(b.lastClosed(at))
    expect(a.between(at, to), name).toBe(b.between(at, to))
    for (const d of [duration, -duration, 0]) expect(a.add(at, d), `${name} ${d}`).toBe(b.add(at, d))
  }

  test("give the same answers over years", () => {
    const instant = CalendarArbitraries.instant({ min: "2024-06-01", max: "2027-06-01" })
    fc.assert(
      fc.property(
        drawn,
        fc.array(fc.tuple(instant, instant, fc.nat(300 * day)), { maxLength: 5 }),
        (subject, asked) => {
          const local = Hours.compile(subject.hours, subject.zone, subject.calendar)
          const chunks = Hours.compile(inChunks(subject.hours), subject.zone, subject.calendar)
          for (const [at, to, duration] of asked) {
            same(local, chunks, at, to, duration)
            same(local.possible, chunks.possible, at, to, duration)
          }
        },
      ),
      runs(30),
    )
  })

  test("give the same answers over the whole horizon", () => {
    const instant = fc.oneof(
      CalendarArbitraries.instant(),
      fc.constantFrom(
        horizon.from,
        horizon.until,
        horizon.from - 1,
        horizon.until - 1,
        -day,
        horizon.until + day,
      ),
    )
    fc.assert(
      fc.property(drawn, instant, instant, fc.nat(90 * 365 * day), (subject, at, to, duration) => {
        const local = Hours.compile(subject.hours, subject.zone, subject.calendar)
        const chunks = Hours.compile(inChunks(subject.hours), subject.zone, subject.calendar)
        same(local, chunks, at, to, duration)
      }),
      runs(10),
    )
  })

  test("give the same answers in whatever order they are asked: nothing is kept that depends on it", () => {
    const instant = CalendarArbitraries.instant({ min: "2024-06-01", max: "2027-06-01" })
    fc.assert(
      fc.property(
        drawn,
        fc.array(fc.tuple(instant, instant), { minLength: 2, maxLength: 6 }),
        ({ calendar, hours, zone }, pairs) => {
          for (const form of [hours, inChunks(hours)]) {
            const used = Hours.compile(form, zone, calendar)
            for (const [a, b] of pairs) {
              used.between(a, b)
              used.next(b)
            }
            for (const [a, b] of pairs.toReversed()) {
              const fresh = Hours.compile(form, zone, calendar)
              expect(used.between(a, b)).toBe(fresh.between(a, b))
              expect(used.add(b, 40 * day)).toBe(fresh.add(b, 40 * day))
              expect(used.lastOpen(a)).toBe(fresh.lastOpen(a))
              expect(used.isOpen(b)).toBe(fresh.isOpen(b))
            }
          }
        },
      ),
      runs(20),
    )
  })
})
