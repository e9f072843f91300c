import { ChineseDate, PlainDate } from "@aftercare/core"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { newMoon, sunAt } from "./support/Sky.ts"

const from = PlainDate.toEpochDay(PlainDate.make("1901-02-19"))
const until = PlainDate.toEpochDay(PlainDate.make("2101-01-29"))
const covered = fc.integer({ min: from, max: until - 1 }).map(PlainDate.fromEpochDay)
const of = (on: PlainDate.PlainDate) => Result.getOrThrow(ChineseDate.fromPlainDate(on))
const back = (date: ChineseDate.ChineseDate) => Result.getOrThrow(ChineseDate.toPlainDate(date))

interface Month {
  readonly on: number
  readonly name: string
}

/** The first days of all months. */
const months: ReadonlyArray<Month> = Array.from({ length: until - from }, (_, i) => from + i).flatMap(
  (on) => {
    const { day, leap, month, year } = of(PlainDate.fromEpochDay(on))
    return day === 1 ? [{ on, name: `${year} ${leap === true ? "leap " : ""}${month}` }] : []
  },
)
const shown = ({ name, on }: Month) => `${PlainDate.fromEpochDay(on)} ${name}`

describe("a Chinese date", () => {
  test("is that of one day, and the day that of one date", () => {
    fc.assert(
      fc.property(covered, (on) => {
        const date = of(on)
        expect(back(date)).toBe(on)
        expect(Schema.decodeUnknownSync(ChineseDate.ChineseDate)(date)).toEqual(date)
      }),
    )
  })

  test("follows the one before it: the day, or the first of the next month after 29 or 30 days", () => {
    const lengths = months.map(({ on }, i) => (months[i + 1]?.on ?? until) - on)
    expect(months.length).toBe(2473)
    expect(new Set(lengths)).toEqual(new Set([29, 30]))
    for (const [i, { on }] of months.entries())
      for (let day = 1; day <= (lengths[i] ?? 0); day++)
        expect(of(PlainDate.fromEpochDay(on + day - 1)).day).toBe(day)
  })

  test("has twelve months a year in order, and a leap month behind its own", () => {
    for (let year = 1901; year <= 2100; year++) {
      const after = ChineseDate.leapMonth(year)
      const expected = Array.from({ length: 12 }, (_, i) => i + 1).flatMap((month) =>
        month === after ? [`${year} ${month}`, `${year} leap ${month}`] : [`${year} ${month}`],
      )
      expect(months.map(({ name }) => name).filter((name) => name.startsWith(`${year} `))).toEqual(expected)
    }
  })

  test("isn't known of days that aren't covered, nor a day of dates that aren't there", () => {
    const rule = (result: Result.Result<unknown, ChineseDate.ChineseDateRefused>) =>
      Result.isFailure(result) && result.failure.rule
    expect(rule(ChineseDate.fromPlainDate(PlainDate.make("1901-02-18")))).toBe("chineseDate.notCovered")
    expect(rule(ChineseDate.fromPlainDate(PlainDate.make("2101-01-29")))).toBe("chineseDate.notCovered")
    expect(rule(ChineseDate.toPlainDate({ year: 1900, month: 1, day: 1 }))).toBe("chineseDate.notCovered")
    expect(rule(ChineseDate.toPlainDate({ year: 2101, month: 1, day: 1 }))).toBe("chineseDate.notCovered")
    expect(rule(ChineseDate.toPlainDate({ year: 2025, month: 5, leap: true, day: 1 }))).toBe(
      "chineseDate.noSuchMonth",
    )
    expect(rule(ChineseDate.toPlainDate({ year: 2025, month: 12, day: 30 }))).toBe("chineseDate.noSuchDay")
    expect(rule(ChineseDate.toPlainDate({ year: 2025, month: 12, day: 1.5 }))).toBe("chineseDate.noSuchDay")
    expect(rule(ChineseDate.kept({ month: 1, day: 1 }, 2101))).toBe("chineseDate.notCovered")
    const read = Schema.decodeUnknownResult(ChineseDate.ChineseDate)
    const refused = (date: unknown) => {
      const found = read(date)
      return Result.isFailure(found) && found.failure.message
    }
    expect(refused({ year: 2025, month: 5, leap: true, day: 1 })).toContain("no such leap month")
    expect(refused({ year: 2025, month: 12, day: 30 })).toContain("29 days")
  })

  test("is kept once a year: from a leap month in the ordinary one where there is none, from the 30th on the 29th", () => {
    const days = fc.record(
      {
        month: fc.integer({ min: 1, max: 12 }),
        leap: fc.constant(true as const),
        day: fc.integer({ min: 1, max: 30 }),
      },
      { requiredKeys: ["month", "day"] },
    )
    fc.assert(
      fc.property(days, fc.integer({ min: 1901, max: 2100 }), (day, year) => {
        const on = of(Result.getOrThrow(ChineseDate.kept(day, year)))
        expect([on.year, on.month]).toEqual([year, day.month])
        expect(on.leap === true).toBe(day.leap === true && ChineseDate.leapMonth(year) === day.month)
        expect(on.day === day.day || (day.day === 30 && on.day === 29)).toBe(true)
      }),
    )
  })
})

/** The new moon with which the month begins, in days of Beijing's clock. */
const moonOf = ({ on }: Month) => newMoon(Math.round((on + 0.5 - 10_962.7) / 29.530588))

describe("the table", () => {
  test("begins each month on the day of its new moon, but where that came minutes from midnight", () => {
    const apart = months.filter((month) => Math.floor(moonOf(month)) !== month.on)
    expect(apart.map(shown)).toEqual([
      // As it was kept then: the almanac reckoned the moon otherwise before 1912.
      "1906-04-24 1906 4",
      // Within half a minute of midnight, which none can say from here.
      "2057-09-29 2057 9",
    ])
  })

  test("numbers its months by the sun: the 11th has the winter solstice, and of thirteen the first without a term is leap", () => {
    /** The multiples of 30 degrees that the sun passes in a month. */
    const terms = ({ on }: Month, i: number) => {
      const [first = 0, last = 0] = [sunAt(on), sunAt(months[i + 1]?.on ?? until)].map((sun) =>
        Math.floor(sun / 30),
      )
      return Array.from({ length: (last - first + 12) % 12 }, (_, n) => (first + 1 + n) % 12)
    }
    const passed = months.map(terms)
    const winters = passed.flatMap((all, i) => (all.includes(9) ? [i] : []))
    expect(winters.length).toBe(200)
    for (const [n, winter] of winters.slice(0, -1).entries()) {
      const count = (winters[n + 1] ?? 0) - winter
      const leap = count === 13 ? passed.findIndex((all, i) => i > winter && all.length === 0) : -1
      let number = 11
      for (let i = winter; i < winter + count; i++) {
        if (i !== winter && i !== leap) number = (number % 12) + 1
        const name = months[i]?.name.replace(/^\d+ /, "")
        expect(name, shown(months[i] as Month)).toBe(i === leap ? `leap ${number}` : `${number}`)
      }
    }
  })

  test("is the platform's, but where that reckons the moon minutes or the leap month less closely", () => {
    const format = new Intl.DateTimeFormat("en-u-ca-chinese", {
      timeZone: "UTC",
      year: "numeric",
      month: "numeric",
      day: "numeric",
    })
    const platform = ({ on }: Month) => {
      const parts = new Map<string, string>(
        format.formatToParts(on * 86_400_000).map(({ type, value }) => [type, value]),
      )
      const month = parts.get("month") ?? ""
      const name = `${parts.get("relatedYear")} ${month.includes("bis") ? "leap " : ""}${Number.parseInt(month, 10)}`
      return parts.get("day") === "1" ? name : undefined
    }
    const apart = months.filter((month) => platform(month) !== month.name)
    // Versions differ among themselves; these are those of ICU 78.
    expect([
      "1917-03-23 1917 leap 2",
      "1917-04-21 1917 3",
      "1922-06-25 1922 leap 5",
      "1922-07-24 1922 6",
      "1954-02-03 1954 1",
      "1955-02-22 1955 2",
      "1987-07-26 1987 leap 6",
      "1987-08-24 1987 7",
      "1999-01-17 1998 12",
      "2012-08-17 2012 7",
      "2018-11-08 2018 10",
      "2027-02-06 2027 1",
      "2030-02-03 2030 1",
      "2070-03-12 2070 2",
    ]).toEqual(expect.arrayContaining(apart.map(shown)))
  })
})

test("Qingming is the day on which the sun reaches 15 degrees", () => {
  for (let year = 1901; year <= 2100; year++) {
    const on = PlainDate.toEpochDay(Result.getOrThrow(ChineseDate.qingming(year)))
    expect([sunAt(on) < 15, sunAt(on + 1) >= 15], String(year)).toEqual([true, true])
  }
  expect(Result.isFailure(ChineseDate.qingming(1900))).toBe(true)
})
