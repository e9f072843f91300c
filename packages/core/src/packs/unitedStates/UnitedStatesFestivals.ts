/**
 * Days of the United States on which people are greeted, and one on which nobody is.
 *
 * @since 0.1.0
 */
import type { Festival } from "../../care/Festival.ts"
import type { Source } from "../../foundation/Rule.ts"

const holidays: Source = {
  title: "5 U.S.C. 6103(a): legal public holidays",
  status: "law",
  verified: "secondary",
  reference: "https://legalclarity.org/what-are-the-official-federal-holidays-under-5-u-s-c-6103b",
}

/**
 * New Year's Day, Memorial Day and Thanksgiving Day.
 *
 * **Example**
 *
 * ```ts
 * import { Festival, PlainDate, UnitedStatesFestivals } from "@aftercare/core"
 *
 * Festival.isSolemn(UnitedStatesFestivals.all, PlainDate.make("2026-05-25")) // => true
 * ```
 */
export const all: ReadonlyArray<Festival> = [
  {
    id: "newYear",
    name: { zh: "元旦", en: "New Year's Day" },
    day: { _tag: "Gregorian", month: 1, day: 1 },
    mood: "glad",
    source: holidays,
  },
  {
    id: "memorialDay",
    name: { zh: "阵亡将士纪念日", en: "Memorial Day" },
    day: { _tag: "NthWeekday", month: 5, weekday: "monday", n: -1 },
    mood: "solemn",
    source: holidays,
  },
  {
    id: "thanksgiving",
    name: { zh: "感恩节", en: "Thanksgiving Day" },
    day: { _tag: "NthWeekday", month: 11, weekday: "thursday", n: 4 },
    mood: "glad",
    source: holidays,
  },
]
