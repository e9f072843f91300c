/**
 * The work calendar of the United States' federal government: legal public holidays, and the days they are observed on.
 *
 * @since 0.1.0
 */
import * as PlainDate from "../../calendar/PlainDate.ts"
import type { Holiday, WorkCalendar } from "../../calendar/WorkCalendar.ts"
import { nthWeekday } from "../../calendar/YearlyDate.ts"

const years = Array.from({ length: 11 }, (_, i) => 2021 + i)

const legalHolidays = (year: number): ReadonlyArray<Holiday> => [
  { name: "New Year's Day", on: PlainDate.make(`${year}-01-01`) },
  { name: "Birthday of Martin Luther King, Jr.", on: nthWeekday(year, 1, "monday", 3) },
  { name: "Washington's Birthday", on: nthWeekday(year, 2, "monday", 3) },
  { name: "Memorial Day", on: nthWeekday(year, 5, "monday", -1) },
  { name: "Juneteenth National Independence Day", on: PlainDate.make(`${year}-06-19`) },
  { name: "Independence Day", on: PlainDate.make(`${year}-07-04`) },
  { name: "Labor Day", on: nthWeekday(year, 9, "monday", 1) },
  { name: "Columbus Day", on: nthWeekday(year, 10, "monday", 2) },
  { name: "Veterans Day", on: PlainDate.make(`${year}-11-11`) },
  { name: "Thanksgiving Day", on: nthWeekday(year, 11, "thursday", 4) },
  { name: "Christmas Day", on: PlainDate.make(`${year}-12-25`) },
]

/** A holiday on a Saturday is observed on the Friday before, one on a Sunday on the Monday after; the day itself stays. */
const withObserved = ({ name, on }: Holiday): ReadonlyArray<Holiday> => {
  const weekday = PlainDate.weekday(on)
  const shift = weekday === "saturday" ? -1 : weekday === "sunday" ? 1 : 0
  return shift === 0
    ? [{ name, on }]
    : [
        { name, on },
        { name: `${name} (observed)`, on: PlainDate.addDays(on, shift) },
      ]
}

/**
 * Federal holidays of the United States, 2021 to 2030.
 *
 * **Details**
 *
 * Monday to Friday is the ordinary week. Not in it: Inauguration Day, which is a holiday in and about Washington only, and
 * days on which a President closes the executive departments by order, as on some 24 Decembers. States and hospitals
 * keep calendars of their own: lay them over this one with `Overlay`. Congress can add a holiday at two days' notice, as
 * it did with Juneteenth.
 *
 * **Rule** 5 U.S.C. 6103(a); observed days by 6103(b)(1) and Executive Order 11582, section 3(a).
 *
 * **Example** (Independence Day of 2026 falls on a Saturday)
 *
 * ```ts
 * import { PlainDate, UnitedStatesCalendar, WorkCalendar } from "@aftercare/core"
 *
 * WorkCalendar.dayOn(UnitedStatesCalendar.federalHolidays, PlainDate.make("2026-07-03"))
 * // => { _tag: "Holiday", name: "Independence Day (observed)" }
 * ```
 */
export const federalHolidays: WorkCalendar = {
  id: "unitedStates.federalHolidays",
  version: "2026",
  workweek: ["monday", "tuesday", "wednesday", "thursday", "friday"],
  // A New Year's Day on a Saturday is observed in the year before.
  holidays: years
    .flatMap(legalHolidays)
    .flatMap(withObserved)
    .filter(({ on }) => on < "2031-01-01"),
  adjustedWorkdays: [],
  coverage: [{ from: PlainDate.make("2021-01-01"), until: PlainDate.make("2031-01-01") }],
  sources: [
    {
      title: "5 U.S.C. 6103(a): legal public holidays",
      status: "law",
      verified: "secondary",
      reference: "https://legalclarity.org/what-are-the-official-federal-holidays-under-5-u-s-c-6103b",
    },
    {
      title: "Juneteenth National Independence Day Act, Public Law 117-17",
      status: "law",
      verified: "read",
      reference: "https://www.govinfo.gov/content/pkg/BILLS-117s475enr/xml/BILLS-117s475enr.xml",
    },
    {
      title: "5 U.S.C. 6103(b)(1) and Executive Order 11582: observed on Friday or Monday",
      status: "law",
      verified: "secondary",
      reference: "https://www.ca6.uscourts.gov/federal-holidays",
    },
  ],
}
