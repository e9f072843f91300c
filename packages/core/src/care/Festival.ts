/**
 * A festival: on which day it falls each year, and whether it is glad or solemn. On a solemn day nobody is greeted.
 *
 * **Example** (Qingming falls on a day of its own each year, and nobody is greeted on it)
 *
 * ```ts
 * import { ChinaFestivals, Festival, PlainDate } from "@aftercare/core"
 *
 * const isSolemn = (date: string) => Festival.isSolemn(ChinaFestivals.all, PlainDate.make(date))
 * isSolemn("2026-04-05") // => true
 * isSolemn("2027-04-04") // => false
 * ```
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type * as PlainDate from "../calendar/PlainDate.ts"
import { Source } from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"
import { Bilingual } from "../foundation/Word.ts"
import { datesIn, YearlyDay } from "./YearlyDay.ts"

export const Mood = Schema.Literals(["glad", "solemn"])
export type Mood = typeof Mood.Type

export const Festival = closed(
  Schema.Struct({ id: Text, name: Bilingual, day: YearlyDay, mood: Mood, source: Source }),
)
export interface Festival extends Schema.Schema.Type<typeof Festival> {}

/** Whether one of the festivals makes the date a solemn one. A date beyond the Chinese calendar's years is none by it. */
export const isSolemn = (festivals: ReadonlyArray<Festival>, on: PlainDate.PlainDate): boolean =>
  festivals.some(
    ({ day, mood }) =>
      mood === "solemn" && Result.getOrElse(datesIn(day, { from: on, through: on }), () => []).length > 0,
  )
