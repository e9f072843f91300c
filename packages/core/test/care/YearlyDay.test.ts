import {
  ChinaFestivals,
  ChineseDate,
  Festival,
  PlainDate,
  UnitedStatesFestivals,
  YearlyDay,
} from "@aftercare/core"
import { CalendarArbitraries, CareArbitraries } from "@aftercare/core/testing"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"

const tomorrow = (on: PlainDate.PlainDate) => PlainDate.addDays(on, 1)
const lastOf = (on: PlainDate.PlainDate) => tomorrow(on).endsWith("-01")

/** Whether the day falls on this date, read off the date alone. */
const falls = (day: YearlyDay.YearlyDay, on: PlainDate.PlainDate): boolean => {
  const [m, d] = [Number(on.slice(5, 7)), Number(on.slice(8))]
  switch (day._tag) {
    case "Gregorian":
      return m === day.month && (d === day.day || (d < day.day && lastOf(on)))
    case "NthWeekday":
      if (m !== day.month || PlainDate.weekday(on) !== day.weekday) return false
      return day.n === -1
        ? PlainDate.addDays(on, 7).slice(5, 7) !== on.slice(5, 7)
        : Math.ceil(d / 7) === day.n
    case "Qingming":
      return Result.getOrThrow(ChineseDate.qingming(Number(on.slice(0, 4)))) === on
    case "Chinese": {
      const date = Result.getOrThrow(ChineseDate.fromPlainDate(on))
      const isLast = Result.getOrThrow(ChineseDate.fromPlainDate(tomorrow(on))).day === 1
      const hasLeap = ChineseDate.leapMonth(date.year) === day.month
      return (
        date.month === day.month &&
        (date.leap === true) === (day.leap === true && hasLeap) &&
        (date.day === day.day || (date.day < day.day && isLast))
      )
    }
  }
}

const range = fc
  .tuple(
    CalendarArbitraries.plainDate({ min: "1902-03-01", max: "2090-12-31" }),
    fc.integer({ min: -3, max: 900 }),
  )
  .map(([from, days]) => ({ from, through: PlainDate.addDays(from, days) }))

describe("a day that comes once a year", () => {
  test("falls on those dates of a range that show it, one by one", () => {
    fc.assert(
      fc.property(CareArbitraries.yearlyDay(), range, (day, during) => {
        const walked: Array<PlainDate.PlainDate> = []
        for (let on = during.from; on <= during.through; on = tomorrow(on))
          if (falls(day, on)) walked.push(on)
        expect(Result.getOrThrow(YearlyDay.datesIn(day, during))).toEqual(walked)
      }),
      runs(150),
    )
  })

  test("is refused where no year has it, and beyond the Chinese calendar's years", () => {
    const read = Schema.decodeUnknownResult(YearlyDay.YearlyDay)
    expect(Result.isFailure(read({ _tag: "Gregorian", month: 2, day: 30 }))).toBe(true)
    expect(Result.isFailure(read({ _tag: "Gregorian", month: 2, day: 29 }))).toBe(false)
    const beyond = { from: PlainDate.make("2100-01-01"), through: PlainDate.make("2101-06-01") }
    const found = YearlyDay.datesIn({ _tag: "Chinese", month: 1, day: 1 }, beyond)
    expect(Result.isFailure(found) && found.failure.rule).toBe("chineseDate.notCovered")
  })
})

describe("the festivals that ship", () => {
  const datesOf = (festivals: ReadonlyArray<Festival.Festival>, year: number) =>
    Object.fromEntries(
      festivals.map(({ day, id }) => {
        const during = { from: PlainDate.make(`${year}-01-01`), through: PlainDate.make(`${year}-12-31`) }
        return [id, Result.getOrThrow(YearlyDay.datesIn(day, during)).join()]
      }),
    )

  test("fall on the days that the State Council's notice for 2026 gives off, and on those of the calendar", () => {
    expect(datesOf(ChinaFestivals.all, 2026)).toEqual({
      newYear: "2026-01-01",
      newYearsEve: "2026-02-16",
      springFestival: "2026-02-17",
      lanternFestival: "2026-03-03",
      qingming: "2026-04-05",
      labourDay: "2026-05-01",
      dragonBoat: "2026-06-19",
      zhongyuan: "2026-08-27",
      midAutumn: "2026-09-25",
      nationalDay: "2026-10-01",
      doubleNinth: "2026-10-18",
      memorialDay: "2026-12-13",
    })
    expect(datesOf(UnitedStatesFestivals.all, 2026)).toEqual({
      newYear: "2026-01-01",
      memorialDay: "2026-05-25",
      thanksgiving: "2026-11-26",
    })
  })

  test("decode, each under an id of its own", () => {
    for (const festivals of [ChinaFestivals.all, UnitedStatesFestivals.all]) {
      expect(Schema.decodeUnknownSync(Schema.Array(Festival.Festival))(festivals)).toEqual(festivals)
      expect(new Set(festivals.map(({ id }) => id)).size).toBe(festivals.length)
    }
  })

  test("make a day solemn on which one of them is", () => {
    const solemn = (on: string) => Festival.isSolemn(ChinaFestivals.all, PlainDate.make(on))
    expect(["2026-04-05", "2026-08-27", "2026-12-13"].map(solemn)).toEqual([true, true, true])
    expect(["2026-02-17", "2026-04-04", "2200-04-05"].map(solemn)).toEqual([false, false, false])
  })
})
