import { PlainDate } from "@aftercare/core"
import { CalendarArbitraries } from "@aftercare/core/testing"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { day } from "./support/WallClock.ts"

// The oracle: a UTC date of the platform. `setUTCFullYear` because `Date.UTC` takes the years 0 to 99 for 1900 and later.
const utc = (year: number, month: number, dayOfMonth: number): Date => {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, dayOfMonth)
  return date
}
const textOf = (date: Date): string => date.toISOString().slice(0, 10)
const read = (date: string) => date.split("-").map(Number) as [number, number, number]
const dateOf = (text: string): Date => utc(...read(text))

const anyDate = CalendarArbitraries.plainDate({ min: "0001-01-01", max: "9999-12-31" })
const first = PlainDate.make("0001-01-01")
const last = PlainDate.make("9999-12-31")
const firstDay = dateOf(first).getTime() / day
const lastDay = dateOf(last).getTime() / day

describe("a plain date", () => {
  test("is as many days after 1970-01-01 as the platform counts", () => {
    fc.assert(
      fc.property(anyDate, (date) => {
        expect(PlainDate.toEpochDay(date)).toBe(dateOf(date).getTime() / day)
      }),
    )
  })

  test("comes back from its day count, from the first year to the last", () => {
    fc.assert(
      fc.property(fc.integer({ min: firstDay, max: lastDay }), (epochDay) => {
        const date = PlainDate.fromEpochDay(epochDay)
        expect(date).toBe(textOf(new Date(epochDay * day)))
        expect(PlainDate.toEpochDay(date)).toBe(epochDay)
      }),
    )
  })

  test("is right on every day of a 400-year cycle and on either side of each turn of a century", () => {
    for (
      let epochDay = dateOf("1899-12-30").getTime() / day;
      epochDay < dateOf("2101-03-03").getTime() / day;
      epochDay++
    )
      if (PlainDate.fromEpochDay(epochDay) !== textOf(new Date(epochDay * day)))
        expect(PlainDate.fromEpochDay(epochDay)).toBe(textOf(new Date(epochDay * day)))
    for (let year = 100; year <= 9900; year += 100)
      for (const at of [utc(year, 2, 28), utc(year, 3, 1), utc(year, 12, 31), utc(year, 1, 1)]) {
        expect(PlainDate.fromEpochDay(at.getTime() / day)).toBe(textOf(at))
        expect(PlainDate.fromEpochDay(at.getTime() / day + 1)).toBe(textOf(new Date(at.getTime() + day)))
      }
  })

  test("has the weekday that the platform's calendar gives it", () => {
    const names = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
    fc.assert(
      fc.property(anyDate, (date) => {
        expect(PlainDate.weekday(date)).toBe(names[dateOf(date).getUTCDay()])
        expect(PlainDate.weekdayIndexOf(PlainDate.toEpochDay(date))).toBe((dateOf(date).getUTCDay() + 6) % 7)
      }),
    )
  })

  test("plus days is that many days on, and stops at the ends of the range", () => {
    fc.assert(
      fc.property(
        anyDate,
        fc.oneof(fc.integer({ min: -800, max: 800 }), fc.maxSafeInteger()),
        (date, days) => {
          const wanted = Math.min(Math.max(dateOf(date).getTime() / day + days, firstDay), lastDay)
          expect(PlainDate.addDays(date, days)).toBe(textOf(new Date(wanted * day)))
        },
      ),
    )
  })

  test("counts days between two dates as the difference of their counts", () => {
    fc.assert(
      fc.property(anyDate, anyDate, (a, b) => {
        expect(PlainDate.daysBetween(a, b)).toBe((dateOf(b).getTime() - dateOf(a).getTime()) / day)
        expect(PlainDate.addDays(a, PlainDate.daysBetween(a, b))).toBe(b)
      }),
    )
  })

  test("plus months keeps its day, or takes the month's last where the month is too short", () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: -1500, max: 1500 }), (date, months) => {
        const [year, month, dayOfMonth] = read(date)
        const target = utc(year, month + months, 1)
        fc.pre(target.getUTCFullYear() >= 1 && target.getUTCFullYear() <= 9999)
        const lastOfMonth = utc(target.getUTCFullYear(), target.getUTCMonth() + 2, 0).getUTCDate()
        const wanted = utc(
          target.getUTCFullYear(),
          target.getUTCMonth() + 1,
          Math.min(dayOfMonth, lastOfMonth),
        )
        expect(PlainDate.addMonths(date, months)).toBe(textOf(wanted))
      }),
    )
  })

  test.each([
    ["2026-01-31", 1, "2026-02-28"],
    ["2024-01-31", 1, "2024-02-29"],
    ["2000-01-31", 1, "2000-02-29"],
    ["1900-01-31", 1, "1900-02-28"],
    ["2026-03-31", -1, "2026-02-28"],
    ["2024-02-29", 12, "2025-02-28"],
    ["2024-02-29", -12, "2023-02-28"],
    ["2024-02-29", 48, "2028-02-29"],
    ["2026-10-31", 1, "2026-11-30"],
    ["2026-12-31", 2, "2027-02-28"],
    ["2026-08-31", 18, "2028-02-29"],
    ["2026-05-15", 0, "2026-05-15"],
  ])("%s plus %i months is %s", (date, months, wanted) => {
    expect(PlainDate.addMonths(PlainDate.make(date), months)).toBe(wanted)
  })

  test("plus months beyond the range stops at its ends", () => {
    fc.assert(
      fc.property(anyDate, fc.oneof(fc.integer({ min: 120_000 }), fc.constant(1_000_000)), (date, months) => {
        expect(PlainDate.addMonths(date, months)).toBe(last)
        expect(PlainDate.addMonths(date, -months)).toBe(first)
      }),
    )
    expect(PlainDate.addMonths(PlainDate.make("9999-11-15"), 2)).toBe(last)
    expect(PlainDate.addMonths(PlainDate.make("9999-12-15"), 1)).toBe(last)
    expect(PlainDate.addMonths(PlainDate.make("9999-11-15"), 1)).toBe("9999-12-15")
    expect(PlainDate.addMonths(PlainDate.make("0001-02-15"), -2)).toBe(first)
    expect(PlainDate.addMonths(PlainDate.make("0001-02-15"), -1)).toBe("0001-01-15")
  })

  test("drops parts of a day or a month, and is a date whatever is added", () => {
    const date = PlainDate.make("2026-03-15")
    expect(PlainDate.addDays(date, 1.9)).toBe("2026-03-16")
    expect(PlainDate.addDays(date, -0.25)).toBe("2026-03-15")
    expect(PlainDate.fromEpochDay(0.75)).toBe("1970-01-01")
    expect(PlainDate.fromEpochDay(-0.25)).toBe("1969-12-31")
    expect(PlainDate.addMonths(date, -1.5)).toBe("2026-02-15")
    for (const endless of [1e300, Number.POSITIVE_INFINITY]) {
      expect(PlainDate.addDays(date, endless)).toBe("9999-12-31")
      expect(PlainDate.addMonths(date, -endless)).toBe("0001-01-01")
    }
  })

  test("plus months is monotone in the date and in the months", () => {
    fc.assert(
      fc.property(anyDate, anyDate, fc.integer(), fc.integer(), (a, b, m, n) => {
        const [early, late] = a <= b ? [a, b] : [b, a]
        const [less, more] = m <= n ? [m, n] : [n, m]
        expect(PlainDate.addMonths(early, m) <= PlainDate.addMonths(late, m)).toBe(true)
        expect(PlainDate.addMonths(a, less) <= PlainDate.addMonths(a, more)).toBe(true)
      }),
    )
    expect(
      PlainDate.addMonths(PlainDate.make("9999-05-31"), 12) <=
        PlainDate.addMonths(PlainDate.make("9999-06-15"), 12),
    ).toBe(true)
  })

  test("is an age: as many years as have passed whole, a birthday on 29 February falling on 1 March in other years", () => {
    fc.assert(
      fc.property(anyDate, anyDate, (a, b) => {
        const [born, on] = a <= b ? [a, b] : [b, a]
        const [year, month, dayOfMonth] = read(born)
        let years = 0
        // `utc(…, 2, 29)` rolls over to 1 March by itself. By hundreds first, so that the walk stays short.
        for (const stride of [1000, 100, 10, 1])
          while (utc(year + years + stride, month, dayOfMonth).getTime() <= dateOf(on).getTime())
            years += stride
        expect(PlainDate.yearsBetween(born, on)).toBe(years)
      }),
    )
  })

  test.each([
    ["2008-02-29", "2026-02-28", 17],
    ["2008-02-29", "2026-03-01", 18],
    ["2008-02-29", "2024-02-29", 16],
    ["2008-11-22", "2026-11-21", 17],
    ["2008-11-22", "2026-11-22", 18],
    ["2026-11-22", "2026-11-22", 0],
  ])("someone born on %s is, on %s, of age %i", (born, on, age) => {
    expect(PlainDate.yearsBetween(PlainDate.make(born), PlainDate.make(on))).toBe(age)
  })

  test("compares as its text does", () => {
    fc.assert(
      fc.property(anyDate, anyDate, (a, b) => {
        expect(PlainDate.order(a, b)).toBe(Math.sign(PlainDate.toEpochDay(a) - PlainDate.toEpochDay(b)))
      }),
    )
  })
})
