import { PlainDate, PlainTime, Recurrence, TimeZone } from "@aftercare/core"
import { CalendarArbitraries } from "@aftercare/core/testing"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { day } from "./support/WallClock.ts"

// The oracle: a walk over every date with the platform's own UTC calendar, asking of each whether it is one.

const names = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const
const utc = (date: string): Date => new Date(`${date}T00:00:00Z`)
const monthIndex = (date: Date): number => date.getUTCFullYear() * 12 + date.getUTCMonth()
/** The day of the month counted from its end, −1 being the last. */
const fromEnd = (date: Date): number =>
  date.getUTCDate() - new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate() - 1
/** Weeks since a Monday long ago. */
const weekIndex = (date: Date): number => Math.floor((date.getTime() - Date.UTC(1900, 0, 1)) / (7 * day))

const occurs = (recurrence: Recurrence.Recurrence, start: Date, date: Date): boolean => {
  if (date < start) return false
  if ("days" in recurrence) return ((date.getTime() - start.getTime()) / day) % recurrence.days === 0
  if ("weeks" in recurrence) {
    const on: ReadonlyArray<string> = recurrence.on ?? [names[start.getUTCDay()] as string]
    return (
      (weekIndex(date) - weekIndex(start)) % recurrence.weeks === 0 &&
      on.includes(names[date.getUTCDay()] as string)
    )
  }
  const on = recurrence.on ?? [start.getUTCDate()]
  const isLast = fromEnd(date) === -1
  return (
    (monthIndex(date) - monthIndex(start)) % recurrence.months === 0 &&
    on.some(
      (one) => one === date.getUTCDate() || one === fromEnd(date) || (isLast && one > date.getUTCDate()),
    )
  )
}

const textOf = (date: Date): string => date.toISOString().slice(0, 10)

const walked = (recurrence: Recurrence.Recurrence, start: string, days: number): ReadonlyArray<string> =>
  Array.from({ length: days }, (_, n) => new Date(utc(start).getTime() + n * day))
    .filter((date) => occurs(recurrence, utc(start), date))
    .map(textOf)

const recurrences = CalendarArbitraries.recurrence()
const monthEnd = fc
  .tuple(
    fc.integer({ min: 1972, max: 2055 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 0, max: 3 }),
  )
  .map(([year, month, before]) => PlainDate.make(textOf(new Date(Date.UTC(year, month, -before)))))
const starts = fc.oneof(CalendarArbitraries.plainDate(), monthEnd)

describe("what recurs", () => {
  test("is what a walk over every date finds, the n-th directly", () => {
    fc.assert(
      fc.property(recurrences, starts, (recurrence, start) => {
        const dates = walked(recurrence, start, 1200)
        expect(dates.map((_, n) => Recurrence.nth(recurrence, start, n))).toEqual(dates)
      }),
    )
  })

  test("is counted up to any date as the walk counts it", () => {
    fc.assert(
      fc.property(recurrences, starts, fc.integer({ min: -100, max: 1200 }), (recurrence, start, days) => {
        const date = PlainDate.addDays(start, days)
        const before = walked(recurrence, start, Math.max(days, 0)).length
        expect(Recurrence.countBefore(recurrence, start, date)).toBe(before)
        expect(Recurrence.nth(recurrence, start, before) >= date).toBe(true)
      }),
    )
  })

  test("stops at the last date there is, however far one asks", () => {
    fc.assert(
      fc.property(recurrences, starts, fc.integer({ min: 0, max: 2 ** 40 }), (recurrence, start, n) => {
        const date = Recurrence.nth(recurrence, start, n)
        expect(Schema.is(PlainDate.PlainDate)(date)).toBe(true)
        expect(Recurrence.nth(recurrence, start, n + 1) >= date).toBe(true)
      }),
    )
  })

  test("counts back before the starting date as well, whatever the cycle", () => {
    const start = PlainDate.make("2026-11-25")
    const on = { weeks: 1, on: ["saturday", "sunday"] } as const
    const back = [-1, -2, -3].map((n) => Recurrence.nth(on, start, n))
    expect(back).toEqual(["2026-11-22", "2026-11-21", "2026-11-15"])
    fc.assert(
      fc.property(recurrences, starts, fc.integer({ min: -(2 ** 40), max: -1 }), (recurrence, start, n) => {
        const date = Recurrence.nth(recurrence, start, n)
        expect(Schema.is(PlainDate.PlainDate)(date)).toBe(true)
        expect(date < start || date === "0001-01-01").toBe(true)
      }),
    )
  })

  test.each<readonly [Recurrence.Recurrence, string, ReadonlyArray<string>]>([
    [{ months: 1 }, "2026-01-31", ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]],
    [{ months: 12 }, "2024-02-29", ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]],
    [{ months: 1, on: [10, -1] }, "2026-01-11", ["2026-01-31", "2026-02-10", "2026-02-28"]],
    [{ weeks: 2, on: ["monday", "sunday"] }, "2026-11-25", ["2026-11-29", "2026-12-07", "2026-12-13"]],
  ])("%o from %s", (recurrence, start, expected) => {
    const dates = expected.map((_, n) => Recurrence.nth(recurrence, PlainDate.make(start), n))
    expect(dates).toEqual(expected)
  })
})

describe("what doesn't decode", () => {
  test.each([
    [{ days: 0 }],
    [{ weeks: 1.5 }],
    [{ months: Number.POSITIVE_INFINITY }],
    [{}],
    [{ weeks: 1, On: ["monday"] }],
    [{ days: 1, months: 1 }],
    [{ weeks: 1, on: [] }],
    [{ weeks: 1, on: ["friday", "monday"] }],
    [{ weeks: 1, on: ["monday", "monday"] }],
    [{ months: 1, on: [0] }],
    [{ months: 1, on: [32] }],
    [{ months: 1, on: [-29] }],
    // Together in February, or in March.
    [{ months: 1, on: [-19, 13] }],
    [{ months: 1, on: [28, 31] }],
    [{ months: 1, on: [30, -1] }],
    [{ months: 1, on: [15, -14] }],
  ])("%o", (recurrence) => {
    expect(Result.isFailure(Schema.decodeUnknownResult(Recurrence.Recurrence)(recurrence))).toBe(true)
  })
})

describe("what decodes", () => {
  test.each([
    [{ days: 1 }],
    [{ days: 3660 }],
    [{ weeks: 520 }],
    [{ weeks: 1, on: ["monday", "tuesday", "sunday"] }],
    [{ months: 120 }],
    [{ months: 1, on: [1, 31] }],
    [{ months: 1, on: [-28, -1] }],
    [{ months: 1, on: [1, -1] }],
  ])("%o", (recurrence) => {
    expect(Schema.decodeUnknownResult(Recurrence.Recurrence)(recurrence)).toEqual(Result.succeed(recurrence))
  })
})

describe("instants", () => {
  const times = fc.array(CalendarArbitraries.plainTime(), { minLength: 1, maxLength: 3 })
  const recurring = fc.record({
    recurrence: recurrences,
    start: starts,
    times,
    zone: CalendarArbitraries.timeZone(),
  })

  test("are those of every date and time within the range, in order", () => {
    fc.assert(
      fc.property(
        recurring,
        fc.integer({ min: -3, max: 400 }),
        fc.integer({ min: 0, max: 200 * 86_400 }),
        fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 0, max: 30 })),
        (given, days, seconds, limit) => {
          const from = utc(given.start).getTime() + days * day + (seconds % 86_400) * 1000
          const until = from + seconds * 1000
          const all = walked(given.recurrence, given.start, 700)
            .flatMap((date) =>
              given.times.map((time) => TimeZone.toInstant(given.zone, PlainDate.make(date), time)),
            )
            .filter((at) => at >= from && at < until)
            .filter((at) => at >= TimeZone.horizon.from && at < TimeZone.horizon.until)
            .sort((a, b) => a - b)
          const found = Recurrence.instants(given, from, until, limit)
          expect(found).toEqual(all.slice(0, limit))
        },
      ),
    )
  })

  test("keep a lost date's time, which its zone shows a day later, in order among the next day's", () => {
    const reminder: Recurrence.Recurring = {
      recurrence: { days: 1 },
      start: PlainDate.make("2011-12-29"),
      times: [PlainTime.make("08:00"), PlainTime.make("20:00")],
      zone: TimeZone.make("Pacific/Apia"),
    }
    const iso = (from: string, limit: number) =>
      Recurrence.instants(reminder, Date.parse(from), Number.POSITIVE_INFINITY, limit).map((at) =>
        new Date(at).toISOString(),
      )
    // 30 December 2011 wasn't: its two times fall on the 31st, beside the 31st's own.
    const fallen = ["18:00", "18:00"].map((time) => `2011-12-30T${time}:00.000Z`)
    expect(iso("2011-12-30T12:00:00Z", 2)).toEqual(fallen)
    expect(iso("2011-12-30T12:00:00Z", 3)).toEqual([...fallen, "2011-12-31T06:00:00.000Z"])
  })

  test("end with the horizon, and are none in a range without length", () => {
    const daily: Recurrence.Recurring = {
      recurrence: { days: 1 },
      start: PlainDate.make("2059-12-30"),
      times: [PlainTime.make("12:00")],
      zone: TimeZone.make("UTC"),
    }
    const [from, until] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
    expect(Recurrence.instants(daily, from, until)).toEqual([
      Date.UTC(2059, 11, 30, 12),
      Date.UTC(2059, 11, 31, 12),
    ])
    expect(Recurrence.instants({ ...daily, times: [] }, from, until)).toEqual([])
    const noon = Date.UTC(2059, 11, 31, 12)
    expect(Recurrence.instants(daily, noon, noon)).toEqual([])
    expect(Recurrence.instants(daily, noon, noon + 1)).toEqual([noon])
    expect(Recurrence.instants(daily, noon - day, noon)).toEqual([noon - day])
    expect(Recurrence.instants(daily, Number.NaN, until)).toEqual([])
    expect(Recurrence.instants(daily, from, Number.NaN)).toEqual([])
    expect(Recurrence.instants({ ...daily, start: PlainDate.make("2070-01-01") }, from, until)).toEqual([])
  })
})
