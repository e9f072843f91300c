import { Hours, OpenSet, TimeZone, type WorkCalendar } from "@aftercare/core"
import { CalendarArbitraries } from "@aftercare/core/testing"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "./support/runs.ts"
import { day, horizon, hour, minute } from "./support/WallClock.ts"

const range = { min: "2025-12-20", max: "2026-01-12" }
const zones = fc.constantFrom(
  ...["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Asia/Gaza", "Africa/Monrovia", "UTC"].map(
    (zone) => TimeZone.make(zone),
  ),
)

interface Subject {
  readonly hours: Hours.Hours
  readonly zone: TimeZone.TimeZone
  readonly calendar: WorkCalendar.WorkCalendar
}

/** Hours of one clock, or of several with stated instants: both compiled forms, mostly the first. */
const subject: fc.Arbitrary<Subject> = fc.record({
  hours: fc.oneof(
    { weight: 2, arbitrary: CalendarArbitraries.hours({ ...range, instants: false }) },
    {
      weight: 1,
      arbitrary: CalendarArbitraries.hours({
        ...range,
        zones,
        calendars: CalendarArbitraries.workCalendar(range),
      }),
    },
  ),
  zone: zones,
  calendar: CalendarArbitraries.workCalendar(range),
})

const setsOf = ({ calendar, hours, zone }: Subject): ReadonlyArray<OpenSet.OpenSet> => {
  const compiled = Hours.compile(hours, zone, calendar)
  return [compiled, compiled.possible]
}

/** Mostly in the weeks that the calendar speaks of, sometimes anywhere, and at whole hours where spans touch. */
const instant = fc.oneof(
  { weight: 4, arbitrary: CalendarArbitraries.instant(range) },
  {
    weight: 4,
    arbitrary: fc.integer({ min: 0, max: 24 * 24 * 2 }).map((n) => Date.parse("2025-12-20") + (n * hour) / 2),
  },
  { weight: 1, arbitrary: CalendarArbitraries.instant({ min: "2024-01-01", max: "2027-12-31" }) },
)
const duration = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 200 }).map((n) => (n * hour) / 4) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 3 * day }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1, minute, 30 * day) },
)

const check = (count: number, ...args: Parameters<typeof property>) =>
  fc.assert(property(...args), runs(count))
const property = (
  law: (
    set: OpenSet.OpenSet,
    instants: readonly [number, number, number],
    durations: readonly [number, number],
  ) => void,
) =>
  fc.property(
    subject,
    fc.tuple(instant, instant, instant),
    fc.tuple(duration, duration),
    (subject, instants, durations) => {
      for (const set of setsOf(subject)) law(set, instants, durations)
    },
  )

describe("adding open time", patience, () => {
  test("takes exactly that much: between(s, add(s, d)) is d, forward and back", () => {
    check(200, (set, [s], [d]) => {
      const [end, start] = [set.add(s, d), set.add(s, -d)]
      if (Number.isFinite(end)) {
        expect(set.between(s, end)).toBe(d)
        expect(end).toBeGreaterThanOrEqual(s)
      }
      if (Number.isFinite(start)) {
        expect(set.between(start, s)).toBe(d)
        if (d > 0) expect(start).toBeLessThanOrEqual(s)
      }
    })
  })

  test("ends as early as can be: the instant before the end is open; backward the end itself is", () => {
    check(150, (set, [s], [d]) => {
      fc.pre(d > 0)
      const [end, start] = [set.add(s, d), set.add(s, -d)]
      if (Number.isFinite(end)) expect(set.isOpen(end - 1)).toBe(true)
      if (Number.isFinite(start)) expect(set.isOpen(start)).toBe(true)
    })
  })

  test("adds up: add(add(s, a), b) is add(s, a + b), forward and back", () => {
    check(200, (set, [s], [a, b]) => {
      expect(set.add(set.add(s, a), b)).toBe(set.add(s, a + b))
      if (a > 0 && b > 0) expect(set.add(set.add(s, -a), -b)).toBe(set.add(s, -a - b))
    })
  })

  test("is monotone in the start and in the duration, forward and back", () => {
    check(200, (set, [s, t], [a, b]) => {
      const [early, late] = [Math.min(s, t), Math.max(s, t)]
      const [less, more] = [Math.min(a, b), Math.max(a, b)]
      expect(set.add(early, a)).toBeLessThanOrEqual(set.add(late, a))
      expect(set.add(s, less)).toBeLessThanOrEqual(set.add(s, more))
      if (a > 0) expect(set.add(early, -a)).toBeLessThanOrEqual(set.add(late, -a))
      if (less > 0) expect(set.add(s, -more)).toBeLessThanOrEqual(set.add(s, -less))
    })
  })

  test("of nothing stays where it is open or just closed, else goes to the next opening", () => {
    check(150, (set, [s]) => {
      const stays = set.isOpen(s) || OpenSet.isClosing(set, s)
      expect(set.add(s, 0)).toBe(stays ? s : set.next(s))
      expect(set.add(s, -0)).toBe(set.add(s, 0))
      const again = set.add(s, 0)
      if (Number.isFinite(again)) expect(set.add(again, 0)).toBe(again)
    })
  })

  test("of all that there is between two instants leads from one to the other, save closed time", () => {
    check(150, (set, [s, t]) => {
      const [from, to] = [Math.min(s, t), Math.max(s, t)]
      const all = set.between(from, to)
      if (all === 0) return
      expect(set.add(from, all)).toBe(OpenSet.previous(set, to) === to ? to : set.lastOpen(to))
      expect(set.add(to, -all)).toBe(set.next(from))
    })
  })
})

describe("open time between two instants", patience, () => {
  test("changes its sign with their order, adds up, and is never more than their distance", () => {
    check(200, (set, [a, b, c]) => {
      expect(set.between(a, b) + set.between(b, a)).toBe(0)
      expect(set.between(a, b) + set.between(b, c)).toBe(set.between(a, c))
      expect(set.between(a, a)).toBe(0)
      expect(Math.abs(set.between(a, b))).toBeLessThanOrEqual(Math.abs(b - a))
      expect(set.between(Math.min(a, b), Math.max(a, b))).toBeGreaterThanOrEqual(0)
    })
  })

  test("is the whole distance together with that of the complement", () => {
    fc.assert(
      fc.property(subject, instant, instant, ({ calendar, hours, zone }, s, t) => {
        const compiled = Hours.compile(hours, zone, calendar)
        const rest = Hours.compile(Hours.complement(hours), zone, calendar)
        expect(compiled.between(s, t) + rest.possible.between(s, t)).toBe(t - s)
        expect(compiled.possible.between(s, t) + rest.between(s, t)).toBe(t - s)
      }),
      runs(100),
    )
  })

  test("is the sum of the intervals between them, which are sorted, apart and maximal, and the same backward", () => {
    check(150, (set, [s, t]) => {
      const [from, to] = [Math.min(s, t), Math.max(s, t)]
      const found = OpenSet.intervals(set, from, to)
      expect(found.reduce((sum, i) => sum + i.until - i.from, 0)).toBe(set.between(from, to))
      for (const [i, { from: opens, until }] of found.entries()) {
        expect(opens).toBeLessThan(until)
        expect(opens).toBeGreaterThanOrEqual(
          found[i - 1] === undefined ? from : (found[i - 1]?.until as number) + 1,
        )
        expect(until).toBeLessThanOrEqual(to)
        if (until < to) expect(set.isOpen(until)).toBe(false)
        if (opens > from) expect(set.isOpen(opens - 1)).toBe(false)
      }
      expect(OpenSet.intervalsBackward(set, from, to)).toEqual(found.toReversed())
      expect(OpenSet.intervals(set, to, from)).toEqual([])
      expect(OpenSet.intervals(set, from, to, 0)).toEqual([])
      expect(OpenSet.intervalsBackward(set, to, from)).toEqual([])
    })
  })
})

describe("searching", patience, () => {
  test("forward finds the least, with nothing of its kind before it", () => {
    check(200, (set, [at]) => {
      const [opens, closes] = [set.next(at), set.nextClosed(at)]
      expect(opens === at).toBe(set.isOpen(at))
      expect(closes === at).toBe(!set.isOpen(at))
      if (Number.isFinite(opens)) {
        expect(set.isOpen(opens)).toBe(true)
        expect(set.between(at, opens)).toBe(0)
        expect(set.next(opens)).toBe(opens)
      } else expect(set.between(at, horizon.until)).toBe(0)
      expect(set.isOpen(closes)).toBe(false)
      expect(set.between(at, closes)).toBe(closes - at)
    })
  })

  test("backward finds where the last of its kind ends", () => {
    check(200, (set, [at]) => {
      const [open, closed] = [set.lastOpen(at), set.lastClosed(at)]
      expect(open === at).toBe(set.isOpen(at - 1))
      expect(closed === at).toBe(!set.isOpen(at - 1))
      if (Number.isFinite(open)) {
        expect(set.isOpen(open - 1)).toBe(true)
        expect(set.between(open, at)).toBe(0)
      } else expect(set.between(horizon.from, at)).toBe(0)
      expect(set.isOpen(closed - 1)).toBe(false)
      expect(set.between(closed, at)).toBe(at - closed)
      expect(OpenSet.previous(set, at)).toBe(set.isOpen(at) ? at : open)
    })
  })
})

describe("no question", patience, () => {
  const extremes = fc.oneof(
    CalendarArbitraries.instant(),
    fc.constantFrom(
      ...[horizon.from, horizon.until, 0].flatMap((edge) => [-1, 0, 1, -day, day].map((by) => edge + by)),
      -8.64e15,
      8.64e15,
      Number.MIN_SAFE_INTEGER,
      Number.MAX_SAFE_INTEGER,
    ),
  )
  const lengths = fc.oneof(
    duration,
    fc.constantFrom(8.64e15, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY),
  )

  test("throws or is answered by no number, wherever and however long it is asked for", () => {
    fc.assert(
      fc.property(subject, extremes, extremes, lengths, (subject, a, b, d) => {
        for (const set of setsOf(subject)) {
          const answers = [
            set.next(a),
            set.nextClosed(a),
            set.lastOpen(a),
            set.lastClosed(a),
            set.between(a, b),
          ]
          for (const answer of [...answers, set.add(a, d), set.add(a, -d), OpenSet.previous(set, a)])
            expect(answer).not.toBeNaN()
          expect(typeof set.isOpen(a)).toBe("boolean")
          expect(set.nextClosed(a)).toBeGreaterThanOrEqual(a)
          expect(set.lastClosed(a)).toBeLessThanOrEqual(a)
          expect(set.next(a)).toBeGreaterThanOrEqual(a)
          expect(set.lastOpen(a)).toBeLessThanOrEqual(a)
          expect(set.isOpen(set.nextClosed(a))).toBe(false)
        }
      }),
      runs(60),
    )
  })

  test("about endless spans loops: they are those of the horizon", () => {
    const [shanghai, utc] = [TimeZone.make("Asia/Shanghai"), TimeZone.make("UTC")]
    const [from, until] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
    for (const hours of [
      Hours.always,
      Hours.union(Hours.always, Hours.instants([])),
      Hours.union(
        Hours.daily("00:00", "12:00"),
        Hours.inZone(Hours.daily("12:00", "24:00"), shanghai),
        Hours.always,
      ),
    ]) {
      const set = Hours.compile(hours, utc)
      expect(OpenSet.intervals(set, from, until)).toEqual([horizon])
      expect(OpenSet.intervalsBackward(set, from, until)).toEqual([horizon])
      expect(set.between(from, until)).toBe(horizon.until - horizon.from)
      expect(set.next(from)).toBe(horizon.from)
      expect(set.lastOpen(until)).toBe(horizon.until)
      expect(set.nextClosed(horizon.from)).toBe(horizon.until)
      expect(set.lastClosed(horizon.until)).toBe(horizon.from)
      expect(set.add(from, horizon.until - horizon.from)).toBe(horizon.until)
      expect(set.add(until, horizon.from - horizon.until)).toBe(horizon.from)
      expect(set.add(until, -1)).toBe(horizon.until - 1)
      expect(set.add(horizon.until, 0)).toBe(horizon.until)
      expect(set.add(horizon.until, 1)).toBe(Number.POSITIVE_INFINITY)
      expect(set.add(horizon.from, -1)).toBe(Number.NEGATIVE_INFINITY)
    }
    for (const hours of [Hours.never, Hours.intersection(Hours.always, Hours.instants([]))]) {
      const set = Hours.compile(hours, utc)
      expect(OpenSet.intervals(set, from, until)).toEqual([])
      expect(OpenSet.intervalsBackward(set, from, until)).toEqual([])
      expect(set.between(from, until)).toBe(0)
      expect(set.next(from)).toBe(until)
      expect(set.lastOpen(until)).toBe(from)
      expect(set.nextClosed(5)).toBe(5)
      expect(set.lastClosed(5)).toBe(5)
      expect(set.add(5, 0)).toBe(until)
      expect(set.add(5, 1)).toBe(until)
      expect(set.add(5, -1)).toBe(from)
    }
  })
})
