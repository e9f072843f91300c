import { readFileSync } from "node:fs"
import {
  FranceCalendar,
  PlainDate,
  UnitedKingdomCalendar,
  UnitedStatesCalendar,
  WorkCalendar,
} from "@aftercare/core"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { describe, expect, test } from "vitest"

const { federalHolidays } = UnitedStatesCalendar

const calendars = [
  federalHolidays,
  FranceCalendar.legalHolidays,
  FranceCalendar.alsaceMoselle,
  UnitedKingdomCalendar.englandAndWales,
  UnitedKingdomCalendar.scotland,
  UnitedKingdomCalendar.northernIreland,
]

const onWeekdays = ({ holidays }: WorkCalendar.WorkCalendar): ReadonlyArray<string> =>
  holidays
    .map(({ on }) => on)
    .filter((on) => !["saturday", "sunday"].includes(PlainDate.weekday(on)))
    .sort()

const from = (calendar: WorkCalendar.WorkCalendar, year: string) =>
  calendar.holidays.filter(({ on }) => on.startsWith(year)).map(({ on }) => on.slice(5))

describe.each(calendars.map((calendar) => [calendar.id, calendar] as const))(
  "the calendar %s",
  (_, calendar) => {
    test("is one that its schema takes, names its sources, and covers all that it names", () => {
      expect(Schema.is(WorkCalendar.WorkCalendar)(calendar)).toBe(true)
      expect(calendar.sources.length).toBeGreaterThan(0)
      for (const source of calendar.sources) {
        expect(source.status).toBe("law")
        expect(source.verified).not.toBe("recalled")
      }
      for (const { name, on } of calendar.holidays)
        expect(WorkCalendar.dayOn(calendar, on), on).toEqual({ _tag: "Holiday", name })
    })

    test("knows nothing of the days before it and after it", () => {
      const [covered] = calendar.coverage
      if (covered === undefined) throw new Error("no coverage")
      for (const on of [PlainDate.addDays(covered.from, -1), covered.until])
        expect(WorkCalendar.dayOn(calendar, on)).toEqual({ _tag: "NotCovered" })
    })
  },
)

describe("federal holidays of the United States", () => {
  test("of 2025 and 2026 are the 22 days that the benches work with", () => {
    const years = onWeekdays(federalHolidays).filter((on) => on.startsWith("2025") || on.startsWith("2026"))
    expect(years).toEqual([
      ...["2025-01-01", "2025-01-20", "2025-02-17", "2025-05-26", "2025-06-19", "2025-07-04"],
      ...["2025-09-01", "2025-10-13", "2025-11-11", "2025-11-27", "2025-12-25"],
      ...["2026-01-01", "2026-01-19", "2026-02-16", "2026-05-25", "2026-06-19", "2026-07-03"],
      ...["2026-09-07", "2026-10-12", "2026-11-11", "2026-11-26", "2026-12-25"],
    ])
  })

  test("on a weekend are observed beside it, over the end of a year too", () => {
    expect(from(federalHolidays, "2021")).toEqual(
      expect.arrayContaining(["06-18", "06-19", "07-04", "07-05", "12-24", "12-25", "12-31"]),
    )
    expect(WorkCalendar.dayOn(federalHolidays, PlainDate.make("2027-12-31"))).toEqual({
      _tag: "Holiday",
      name: "New Year's Day (observed)",
    })
    // Inauguration Day is a holiday in and about Washington only.
    expect(WorkCalendar.dayOn(federalHolidays, PlainDate.make("2021-01-20"))).toMatchObject({ worked: true })
  })

  test("are eleven a year", () => {
    for (let year = 2021; year < 2031; year++)
      expect(
        federalHolidays.holidays.filter(({ name, on }) => on.startsWith(`${year}`) && !/observed/.test(name)),
      ).toHaveLength(11)
  })

  // Medicare's transitional care: contact within two business days. A Friday's discharge, and one before Labor Day.
  test.each([
    ["2026-07-31", "2026-08-04"],
    ["2026-09-04", "2026-09-09"],
  ])("two business days after %s is %s", (discharged, contactBy) => {
    const due = WorkCalendar.addWorkingDays(federalHolidays, PlainDate.make(discharged), 2)
    expect(due).toEqual(Result.succeed(contactBy))
  })
})

describe("bank holidays of the United Kingdom", () => {
  const published: { readonly [division: string]: ReadonlyArray<string> } = JSON.parse(
    readFileSync(new URL("../fixtures/uk-bank-holidays.json", import.meta.url), "utf8"),
  )

  test.each(["englandAndWales", "scotland", "northernIreland"] as const)(
    "in %s are the days that the government lists from 2019 to 2028",
    (division) => {
      const days = UnitedKingdomCalendar[division].holidays.map(({ on }) => on).sort()
      expect(days).toEqual(published[division])
    },
  )

  test.each([
    ["englandAndWales", "2020-05-08", "Early May bank holiday (VE day)"],
    ["englandAndWales", "2022-06-03", "Platinum Jubilee bank holiday"],
    ["northernIreland", "2022-09-19", "Bank holiday for the State Funeral of Queen Elizabeth II"],
    ["scotland", "2023-05-08", "Bank holiday for the coronation of King Charles III"],
    ["scotland", "2026-06-15", "World Cup bank holiday"],
    ["scotland", "2027-01-04", "2nd January (substitute day)"],
    ["englandAndWales", "2027-12-27", "Christmas Day (substitute day)"],
    ["englandAndWales", "2022-12-26", "Boxing Day"],
    ["englandAndWales", "2022-12-27", "Christmas Day (substitute day)"],
  ] as const)("in %s on %s is %s", (division, on, name) => {
    const day = WorkCalendar.dayOn(UnitedKingdomCalendar[division], PlainDate.make(on))
    expect(day).toEqual({ _tag: "Holiday", name })
  })
})

describe("legal holidays of France", () => {
  const { alsaceMoselle, legalHolidays } = FranceCalendar

  test("are the eleven of the labour code, with no day made up for those on weekends", () => {
    expect(from(legalHolidays, "2026")).toEqual([
      ...["01-01", "04-06", "05-01", "05-08", "05-14", "05-25"],
      ...["07-14", "08-15", "11-01", "11-11", "12-25"],
    ])
    expect(WorkCalendar.dayOn(legalHolidays, PlainDate.make("2026-08-17"))).toMatchObject({ worked: true })
  })

  test("in Alsace and Moselle are two more", () => {
    const more = from(alsaceMoselle, "2026").filter((day) => !from(legalHolidays, "2026").includes(day))
    expect(more).toEqual(["04-03", "12-26"])
    expect(alsaceMoselle.id).toBe("france.legalHolidays+alsaceMoselle")
  })
})
