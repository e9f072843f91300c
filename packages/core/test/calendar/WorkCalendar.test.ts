import { ChinaCalendar, PlainDate, WorkCalendar } from "@aftercare/core"
import { CalendarArbitraries } from "@aftercare/core/testing"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { known, shiftDate } from "./support/HoursOracle.ts"
import { patience, runs } from "./support/runs.ts"

const calendars = CalendarArbitraries.workCalendar({ min: "2025-12-20", max: "2026-01-12" })
const dates = CalendarArbitraries.plainDate({ min: "2025-12-05", max: "2026-01-25" })

/** Whether a date is worked, or nothing where the calendar doesn't cover it. */
const worked = (calendar: WorkCalendar.WorkCalendar, date: string): boolean | undefined => {
  const found = known(calendar, date)
  if (found === undefined) return undefined
  if (found.is === "holiday") return false
  if (found.is !== "ordinary") return true
  return calendar.workweek.includes(PlainDate.weekday(PlainDate.make(date)))
}

type Walked = { readonly on: string } | { readonly missing: string }

/** Day by day, to the n-th working day or the first date that isn't covered. */
const walk = (calendar: WorkCalendar.WorkCalendar, from: string, days: number): Walked => {
  let date = from
  for (let left = Math.abs(days); left > 0; ) {
    date = shiftDate(date, Math.sign(days))
    const isWorked = worked(calendar, date)
    if (isWorked === undefined) return { missing: date }
    if (isWorked) left--
  }
  return { on: date }
}

const walkedBy = (result: Result.Result<PlainDate.PlainDate, WorkCalendar.CalendarNotCovered>): Walked =>
  Result.match(result, { onFailure: ({ on }) => ({ missing: on }), onSuccess: (on) => ({ on }) })

describe("adding working days", patience, () => {
  test("is a walk day by day, and is refused with the first date on the way that isn't covered", () => {
    fc.assert(
      fc.property(calendars, dates, fc.integer({ min: -30, max: 30 }), (calendar, date, days) => {
        const found = walkedBy(WorkCalendar.addWorkingDays(calendar, date, days))
        expect(found).toEqual(walk(calendar, date, days))
        if ("missing" in found) expect(known(calendar, found.missing)).toBeUndefined()
      }),
      runs(1500),
    )
  })

  test("is the same walk over twenty years of holidays, as dates and as epoch days", () => {
    const china = ChinaCalendar.publicHolidays
    const date = CalendarArbitraries.plainDate({ min: "2006-12-20", max: "2027-01-10" })
    const days = fc.oneof(fc.integer({ min: -12, max: 12 }), fc.integer({ min: -400, max: 400 }))
    fc.assert(
      fc.property(date, days, (date, days) => {
        const found = walkedBy(WorkCalendar.addWorkingDays(china, date, days))
        expect(found).toEqual(walk(china, date, days))
        const target = WorkCalendar.workingDayFrom(china, PlainDate.toEpochDay(date), days)
        if ("on" in found) expect(PlainDate.fromEpochDay(target)).toBe(found.on)
        else expect(target).toBe(days > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY)
      }),
      runs(300),
    )
  })

  test("is additive where both steps go the same way", () => {
    fc.assert(
      fc.property(calendars, dates, fc.nat(15), fc.nat(15), fc.boolean(), (calendar, date, a, b, back) => {
        const sign = back ? -1 : 1
        const add = (from: PlainDate.PlainDate, days: number) =>
          WorkCalendar.addWorkingDays(calendar, from, sign * days)
        const first = add(date, a)
        if (Result.isFailure(first)) expect(Result.isFailure(add(date, a + b))).toBe(true)
        else expect(walkedBy(add(first.success, b))).toEqual(walkedBy(add(date, a + b)))
      }),
      runs(500),
    )
  })

  test("is monotone in the date and in the days", () => {
    fc.assert(
      fc.property(
        calendars,
        dates,
        dates,
        fc.integer({ min: -20, max: 20 }),
        fc.nat(9),
        (calendar, a, b, days, more) => {
          const [early, late] = a <= b ? [a, b] : [b, a]
          const before = WorkCalendar.addWorkingDays(calendar, early, days)
          for (const other of [
            WorkCalendar.addWorkingDays(calendar, late, days),
            WorkCalendar.addWorkingDays(calendar, early, days + more),
          ])
            if (Result.isSuccess(before) && Result.isSuccess(other) && days !== 0 && days + more !== 0)
              expect(before.success <= other.success).toBe(true)
        },
      ),
      runs(500),
    )
  })

  test("never counts the date itself: none is added by zero, worked, off or unknown", () => {
    fc.assert(
      fc.property(calendars, dates, (calendar, date) => {
        expect(walkedBy(WorkCalendar.addWorkingDays(calendar, date, 0))).toEqual({ on: date })
      }),
    )
  })

  test("ends with a refusal where no day is ever worked, however many days are asked for", () => {
    const never: WorkCalendar.WorkCalendar = {
      id: "never",
      version: "1",
      workweek: [],
      holidays: [{ on: PlainDate.make("2026-01-05"), name: "off" }],
      adjustedWorkdays: [{ on: PlainDate.make("2026-01-07"), name: "on" }],
      coverage: [{ from: PlainDate.make("2026-01-01"), until: PlainDate.make("2027-01-01") }],
      sources: [],
    }
    const from = PlainDate.make("2026-03-01")
    for (const days of [-1, -2, -3, -1e9, Number.MIN_SAFE_INTEGER])
      expect(walkedBy(WorkCalendar.addWorkingDays(never, from, days)), String(days)).toEqual(
        days === -1 ? { on: "2026-01-07" } : { missing: "2025-12-31" },
      )
    for (const days of [1, 2, 1e9, Number.MAX_SAFE_INTEGER])
      expect(walkedBy(WorkCalendar.addWorkingDays(never, from, days)), String(days)).toEqual({
        missing: "2027-01-01",
      })
    expect(walkedBy(WorkCalendar.addWorkingDays(never, PlainDate.make("2026-01-02"), -1))).toEqual({
      missing: "2025-12-31",
    })
  })

  test("reaches the first date of a coverage, and sets out from beside one", () => {
    const [from, until] = ["2026-01-05", "2026-03-02"].map((date) => PlainDate.make(date)) as [
      PlainDate.PlainDate,
      PlainDate.PlainDate,
    ]
    const calendar = { ...ChinaCalendar.publicHolidays, coverage: [{ from, until }] }
    const add = (date: string, days: number) =>
      walkedBy(WorkCalendar.addWorkingDays(calendar, PlainDate.make(date), days))
    expect(add("2026-01-07", -2)).toEqual({ on: from })
    expect(add("2026-01-04", 1)).toEqual({ on: from })
    expect(add(until, -1)).toEqual({ on: "2026-02-28" })
    expect(add("2026-02-27", 1)).toEqual({ on: "2026-02-28" })
  })

  test("stays within the dates there are", () => {
    const whole: WorkCalendar.WorkCalendar = {
      id: "whole",
      version: "1",
      workweek: ["monday"],
      holidays: [],
      adjustedWorkdays: [],
      coverage: [{ from: PlainDate.make("0001-01-01"), until: PlainDate.make("9999-12-31") }],
      sources: [],
    }
    fc.assert(
      fc.property(dates, fc.integer(), (date, days) => {
        const found = walkedBy(WorkCalendar.addWorkingDays(whole, date, days))
        if ("on" in found)
          expect(PlainDate.weekday(PlainDate.make(found.on))).toBe(
            days === 0 ? PlainDate.weekday(date) : "monday",
          )
        else expect(PlainDate.make(found.missing)).toBe(found.missing)
      }),
    )
    expect(walkedBy(WorkCalendar.addWorkingDays(whole, PlainDate.make("9999-12-01"), 9))).toEqual({
      missing: "9999-12-31",
    })
  })

  test.each([
    ["2026-02-13", 1, "2026-02-14", "a Saturday worked for the Spring Festival"],
    ["2026-02-14", 1, "2026-02-24", "over nine days off"],
    ["2026-02-24", -1, "2026-02-14", "and back"],
    ["2026-09-30", 1, "2026-10-08", "over the National Day"],
    ["2026-09-30", 3, "2026-10-10", "into a Saturday that is worked"],
    ["2026-12-22", 1, "2026-12-23", "to the last date that the notices cover"],
  ])("in China, %s and %i is %s: %s", (date, days, wanted) => {
    const found = WorkCalendar.addWorkingDays(ChinaCalendar.publicHolidays, PlainDate.make(date), days)
    expect(walkedBy(found)).toEqual({ on: wanted })
  })

  test("in China is refused from 24 December on, until the next notice", () => {
    const found = WorkCalendar.addWorkingDays(ChinaCalendar.publicHolidays, PlainDate.make("2026-12-22"), 2)
    expect(Result.isFailure(found) && found.failure).toMatchObject({
      _tag: "CalendarNotCovered",
      calendar: "china.publicHolidays",
      version: "2026",
      on: "2026-12-24",
      message: "calendar china.publicHolidays version 2026 doesn't cover 2026-12-24",
    })
    const back = WorkCalendar.addWorkingDays(ChinaCalendar.publicHolidays, PlainDate.make("2007-01-02"), -1)
    expect(walkedBy(back)).toEqual({ missing: "2006-12-31" })
  })
})

describe("counting working days", patience, () => {
  test("is a walk from one date up to, not including, the other", () => {
    fc.assert(
      fc.property(calendars, dates, dates, (calendar, a, b) => {
        const [early, late] = a <= b ? [a, b] : [b, a]
        let count = 0
        let missing: string | undefined
        for (let date: string = early; date < late; date = shiftDate(date, 1)) {
          const isWorked = worked(calendar, date)
          if (isWorked === undefined) missing ??= date
          else count += Number(isWorked)
        }
        const found = WorkCalendar.workingDaysBetween(calendar, a, b)
        if (missing !== undefined) expect(Result.isFailure(found) && found.failure.on).toBe(missing)
        else expect(found).toEqual(Result.succeed(a <= b ? count : 0 - count))
      }),
      runs(800),
    )
  })

  test("from the day after a date to the day after its n-th working day is n", () => {
    fc.assert(
      fc.property(calendars, dates, fc.nat(20), (calendar, date, days) => {
        const end = WorkCalendar.addWorkingDays(calendar, date, days)
        if (Result.isFailure(end)) return
        const [from, to] = [PlainDate.addDays(date, 1), PlainDate.addDays(end.success, 1)]
        expect(WorkCalendar.workingDaysBetween(calendar, from, to)).toEqual(Result.succeed(days))
      }),
      runs(300),
    )
  })

  test("is additive over dates in order", () => {
    fc.assert(
      fc.property(calendars, dates, dates, dates, (calendar, x, y, z) => {
        const [a, b, c] = [x, y, z].sort() as [PlainDate.PlainDate, PlainDate.PlainDate, PlainDate.PlainDate]
        const whole = WorkCalendar.workingDaysBetween(calendar, a, c)
        const parts = Result.all([
          WorkCalendar.workingDaysBetween(calendar, a, b),
          WorkCalendar.workingDaysBetween(calendar, b, c),
        ])
        expect(Result.isSuccess(whole)).toBe(Result.isSuccess(parts))
        if (Result.isSuccess(whole) && Result.isSuccess(parts))
          expect(parts.success[0] + parts.success[1]).toBe(whole.success)
      }),
      runs(300),
    )
  })
})

describe("what a calendar says of a date", patience, () => {
  test("is its holiday, its adjusted workday with the weekday named, or the ordinary week; nothing where it isn't covered", () => {
    fc.assert(
      fc.property(calendars, dates, (calendar, date) => {
        const found = WorkCalendar.dayOn(calendar, date)
        const wanted = known(calendar, date)
        if (wanted === undefined) expect(found).toEqual({ _tag: "NotCovered" })
        else if (wanted.is === "holiday") expect(found).toEqual({ _tag: "Holiday", name: "holiday" })
        else if (wanted.is === "ordinary")
          expect(found).toEqual({
            _tag: "Ordinary",
            weekday: PlainDate.weekday(date),
            worked: calendar.workweek.includes(PlainDate.weekday(date)),
          })
        else expect(found).toEqual({ _tag: "AdjustedWorkday", name: "adjusted", hoursOf: wanted.is })
      }),
      runs(800),
    )
  })
})

test("parts of a working day are dropped, and what isn't a number counts none", () => {
  const date = PlainDate.make("2026-03-02")
  const of = (days: number) => WorkCalendar.addWorkingDays(ChinaCalendar.publicHolidays, date, days)
  const days = fc.integer({ min: -4000, max: 1500 }).map((tenths) => tenths / 10)
  fc.assert(
    fc.property(days, (days) => {
      expect(of(days)).toEqual(of(Math.trunc(days)))
    }),
    runs(200),
  )
  expect(of(Number.NaN)).toEqual(Result.succeed(date))
  expect(PlainDate.addDays(date, Number.NaN)).toBe(date)
  expect(PlainDate.addMonths(date, Number.NaN)).toBe(date)
})
