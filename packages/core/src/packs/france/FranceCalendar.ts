/**
 * The work calendars of France: its eleven legal holidays, and the two more of Alsace and Moselle.
 *
 * @since 0.1.0
 */
import * as Overlay from "../../calendar/Overlay.ts"
import * as PlainDate from "../../calendar/PlainDate.ts"
import type { Holiday, WorkCalendar } from "../../calendar/WorkCalendar.ts"
import { easterSunday } from "../../calendar/YearlyDate.ts"

const years = Array.from({ length: 20 }, (_, i) => 2011 + i)

const holidaysIn = (year: number): ReadonlyArray<Holiday> => {
  const easter = easterSunday(year)
  return [
    { name: "Jour de l'an", on: PlainDate.make(`${year}-01-01`) },
    { name: "Lundi de Pâques", on: PlainDate.addDays(easter, 1) },
    { name: "Fête du travail", on: PlainDate.make(`${year}-05-01`) },
    { name: "Victoire de 1945", on: PlainDate.make(`${year}-05-08`) },
    { name: "Ascension", on: PlainDate.addDays(easter, 39) },
    { name: "Lundi de Pentecôte", on: PlainDate.addDays(easter, 50) },
    { name: "Fête nationale", on: PlainDate.make(`${year}-07-14`) },
    { name: "Assomption", on: PlainDate.make(`${year}-08-15`) },
    { name: "Toussaint", on: PlainDate.make(`${year}-11-01`) },
    { name: "Armistice de 1918", on: PlainDate.make(`${year}-11-11`) },
    { name: "Noël", on: PlainDate.make(`${year}-12-25`) },
  ]
}

/**
 * Legal holidays of France, 2011 to 2030.
 *
 * **Details**
 *
 * Monday to Friday is the ordinary week. A holiday on a weekend isn't made up. Whit Monday is a legal holiday though many
 * work it as their day of solidarity: a hospital that does lays it over as a workday, with `Overlay`.
 *
 * **Rule** Code du travail, article L3133-1.
 *
 * **Example** (Ascension Day)
 *
 * ```ts
 * import { FranceCalendar, PlainDate, WorkCalendar } from "@aftercare/core"
 *
 * WorkCalendar.dayOn(FranceCalendar.legalHolidays, PlainDate.make("2026-05-14"))
 * // => { _tag: "Holiday", name: "Ascension" }
 * ```
 */
export const legalHolidays: WorkCalendar = {
  id: "france.legalHolidays",
  version: "2026",
  workweek: ["monday", "tuesday", "wednesday", "thursday", "friday"],
  holidays: years.flatMap(holidaysIn),
  adjustedWorkdays: [],
  coverage: [{ from: PlainDate.make("2011-01-01"), until: PlainDate.make("2031-01-01") }],
  sources: [
    {
      title: "Code du travail, article L3133-1 : fêtes légales",
      status: "law",
      verified: "secondary",
      reference: "https://legisocial.fr/actualites-sociales/3180-regime-jours-feries-2019.html",
    },
  ],
}

/**
 * The same with Good Friday and 26 December, for Moselle, Bas-Rhin and Haut-Rhin.
 *
 * **Details**
 *
 * Good Friday is a holiday there only in communes with a Protestant temple or a mixed church. A hospital in another one
 * lays it over as a workday.
 *
 * **Rule** Code du travail, article L3134-13.
 */
export const alsaceMoselle: WorkCalendar = Overlay.calendarOf({
  base: legalHolidays,
  layers: [
    {
      id: "alsaceMoselle",
      version: "2026",
      holidays: years.flatMap((year) => [
        { name: "Vendredi saint", on: PlainDate.addDays(easterSunday(year), -2) },
        { name: "Saint-Étienne", on: PlainDate.make(`${year}-12-26`) },
      ]),
      workdays: [],
      adjustedWorkdays: [],
      sources: [
        {
          title: "Code du travail, article L3134-13 : Moselle, Bas-Rhin et Haut-Rhin",
          status: "law",
          verified: "secondary",
          reference: {
            zh: "法条见 legifrance.gouv.fr（L3134 章），两天假日见 1892 年 8 月 16 日法令。",
            en: "Named by legifrance.gouv.fr (chapter L3134), its two days by the ordinance of 16 August 1892.",
          },
        },
      ],
    },
  ],
})
