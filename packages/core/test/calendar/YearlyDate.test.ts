import { PlainDate, YearlyDate } from "@aftercare/core"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

const years = fc.integer({ min: 1600, max: 9000 })
const months = fc.integer({ min: 1, max: 12 })
const weekdays = fc.constantFrom(...PlainDate.weekdays)

/** Every such weekday of a month, by the platform's own calendar. */
const walked = (year: number, month: number, weekday: PlainDate.Weekday): ReadonlyArray<string> => {
  const out: Array<string> = []
  for (const day = new Date(Date.UTC(year, month - 1, 1)); day.getUTCMonth() === month - 1; ) {
    if (PlainDate.weekdays[(day.getUTCDay() + 6) % 7] === weekday) out.push(day.toISOString().slice(0, 10))
    day.setUTCDate(day.getUTCDate() + 1)
  }
  return out
}

test("the n-th weekday of a month is found by walking through it, and the last one from its end", () => {
  fc.assert(
    fc.property(years, months, weekdays, (year, month, weekday) => {
      const all = walked(year, month, weekday)
      for (const n of [1, 2, 3, 4] as const)
        expect(YearlyDate.nthWeekday(year, month, weekday, n)).toBe(all[n - 1])
      expect(YearlyDate.nthWeekday(year, month, weekday, -1)).toBe(all[all.length - 1])
      if (all.length === 5) expect(YearlyDate.nthWeekday(year, month, weekday, 5)).toBe(all[4])
    }),
  )
})

describe("Easter Sunday", () => {
  test("is a Sunday from 22 March to 25 April", () => {
    fc.assert(
      fc.property(years, (year) => {
        const easter = YearlyDate.easterSunday(year)
        expect(PlainDate.weekday(easter)).toBe("sunday")
        expect(easter.slice(0, 4)).toBe(String(year))
        expect(easter.slice(5) >= "03-22" && easter.slice(5) <= "04-25").toBe(true)
      }),
    )
  })

  test("is that of Butcher's rule, which knows neither epacts nor moons, in every year of the calendar", () => {
    for (let year = 1583; year <= 9999; year++) {
      const [b, c] = [Math.floor(year / 100), year % 100]
      const f = Math.floor((b + 8) / 25)
      const h = (19 * (year % 19) + b - Math.floor(b / 4) - Math.floor((b - f + 1) / 3) + 15) % 30
      const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
      const m = Math.floor(((year % 19) + 11 * h + 22 * l) / 451)
      const n = h + l - 7 * m + 114
      const wanted = new Date(Date.UTC(year, Math.floor(n / 31) - 1, (n % 31) + 1)).toISOString().slice(0, 10)
      expect(YearlyDate.easterSunday(year)).toBe(wanted)
    }
  })

  // The earliest, the latest, and years on which the exceptions of the epact bear.
  test.each([
    "1818-03-22",
    "1886-04-25",
    "1943-04-25",
    "1954-04-18",
    "1981-04-19",
    "2000-04-23",
    "2008-03-23",
    "2019-04-21",
    "2024-03-31",
    "2025-04-20",
    "2026-04-05",
    "2027-03-28",
    "2038-04-25",
    "2049-04-18",
    "2076-04-19",
    "2285-03-22",
  ])("was or will be on %s", (date) => {
    expect(YearlyDate.easterSunday(Number(date.slice(0, 4)))).toBe(date)
  })
})
