/**
 * The work calendars of the United Kingdom: bank holidays of England and Wales, of Scotland and of Northern Ireland.
 *
 * @since 0.1.0
 */
import * as PlainDate from "../../calendar/PlainDate.ts"
import type { Holiday, WorkCalendar } from "../../calendar/WorkCalendar.ts"
import { easterSunday, nthWeekday } from "../../calendar/YearlyDate.ts"

/** A part of the kingdom with bank holidays of its own. */
type Division = "englandAndWales" | "scotland" | "northernIreland"

const years = Array.from({ length: 10 }, (_, i) => 2019 + i)

const dated = (name: string, on: string): Holiday => ({ name, on: PlainDate.make(on) })

/** Bank holidays by the rule, before those on weekends are moved. */
const regularIn = (year: number, division: Division): ReadonlyArray<Holiday> => {
  const easter = easterSunday(year)
  const goodFriday = { name: "Good Friday", on: PlainDate.addDays(easter, -2) }
  const easterMonday = { name: "Easter Monday", on: PlainDate.addDays(easter, 1) }
  const summer = (n: 1 | -1) => ({ name: "Summer bank holiday", on: nthWeekday(year, 8, "monday", n) })
  const own: { readonly [D in Division]: ReadonlyArray<Holiday> } = {
    englandAndWales: [easterMonday, summer(-1)],
    scotland: [dated("2nd January", `${year}-01-02`), summer(1), dated("St Andrew's Day", `${year}-11-30`)],
    northernIreland: [
      dated("St Patrick's Day", `${year}-03-17`),
      easterMonday,
      dated("Battle of the Boyne (Orangemen's Day)", `${year}-07-12`),
      summer(-1),
    ],
  }
  return [
    dated("New Year's Day", `${year}-01-01`),
    goodFriday,
    year === 2020
      ? dated("Early May bank holiday (VE day)", "2020-05-08")
      : { name: "Early May bank holiday", on: nthWeekday(year, 5, "monday", 1) },
    year === 2022
      ? dated("Spring bank holiday", "2022-06-02")
      : { name: "Spring bank holiday", on: nthWeekday(year, 5, "monday", -1) },
    dated("Christmas Day", `${year}-12-25`),
    dated("Boxing Day", `${year}-12-26`),
    ...own[division],
  ]
}

/** Days proclaimed once. */
const proclaimed = (division: Division): ReadonlyArray<Holiday> => [
  dated("Platinum Jubilee bank holiday", "2022-06-03"),
  dated("Bank holiday for the State Funeral of Queen Elizabeth II", "2022-09-19"),
  dated("Bank holiday for the coronation of King Charles III", "2023-05-08"),
  ...(division === "scotland" ? [dated("World Cup bank holiday", "2026-06-15")] : []),
]

/** A bank holiday on a weekend is moved to the next weekday that isn't one; those that stay where they are come first. */
const substituted = (holidays: ReadonlyArray<Holiday>): ReadonlyArray<Holiday> => {
  const isWeekend = ({ on }: Holiday) => PlainDate.weekdayIndexOf(PlainDate.toEpochDay(on)) >= 5
  const taken = new Set(holidays.filter((holiday) => !isWeekend(holiday)).map(({ on }) => on))
  return holidays.map((holiday) => {
    if (!isWeekend(holiday)) return holiday
    let on = holiday.on
    while (isWeekend({ ...holiday, on }) || taken.has(on)) on = PlainDate.addDays(on, 1)
    taken.add(on)
    return { name: `${holiday.name} (substitute day)`, on }
  })
}

const calendar = (division: Division): WorkCalendar => ({
  id: `unitedKingdom.${division}`,
  version: "2028",
  workweek: ["monday", "tuesday", "wednesday", "thursday", "friday"],
  holidays: substituted([...years.flatMap((year) => regularIn(year, division)), ...proclaimed(division)]),
  adjustedWorkdays: [],
  coverage: [{ from: PlainDate.make("2019-01-01"), until: PlainDate.make("2029-01-01") }],
  sources: [
    {
      title: "Banking and Financial Dealings Act 1971, section 1 and schedule 1, with royal proclamations",
      status: "law",
      verified: "read",
      reference: "http://legislation.data.gov.uk/ukpga/1971/80/schedule/1/paragraph/1/data.xht",
    },
    {
      title: "UK bank holidays as published by the government, 2019 to 2028",
      status: "law",
      verified: "secondary",
      reference: {
        zh: "https://www.gov.uk/bank-holidays.json（据其副本）；测试核对了每个日期。",
        en: "https://www.gov.uk/bank-holidays.json, through copies of it; tests hold every date to them.",
      },
    },
  ],
})

/**
 * Bank holidays of England and Wales, 2019 to 2028.
 *
 * **Details**
 *
 * Monday to Friday is the ordinary week. A bank holiday on a weekend gives its substitute day only, as the government's
 * list does. The coverage ends with what is published: later years can bring days proclaimed once, as for a coronation.
 *
 * **Rule** Banking and Financial Dealings Act 1971 and royal proclamations, as listed by the government.
 *
 * **Example** (Boxing Day of 2026 falls on a Saturday)
 *
 * ```ts
 * import { PlainDate, UnitedKingdomCalendar, WorkCalendar } from "@aftercare/core"
 *
 * WorkCalendar.dayOn(UnitedKingdomCalendar.englandAndWales, PlainDate.make("2026-12-28"))
 * // => { _tag: "Holiday", name: "Boxing Day (substitute day)" }
 * ```
 */
export const englandAndWales = calendar("englandAndWales")

/** Bank holidays of Scotland, 2019 to 2028. */
export const scotland = calendar("scotland")

/** Bank holidays of Northern Ireland, 2019 to 2028. */
export const northernIreland = calendar("northernIreland")
