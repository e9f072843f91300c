/**
 * When something is due, by working time or by working days, and the version of the calendar that says so.
 *
 * **Details**
 *
 * A term is plain data, so it can be kept and asked again when a notice arrives. The due date names the calendar's
 * version: two due dates of one term that differ rest on different versions.
 *
 * **Example** (Five working days from the day of receipt)
 *
 * ```ts
 * import { ChinaCalendar, DueDate, Hours, TimeZone } from "@aftercare/core"
 * import { DateTime, Result } from "effect"
 *
 * const term: DueDate.Term = {
 *   from: DateTime.makeUnsafe("2026-09-28T09:00:00+08:00"),
 *   zone: TimeZone.make("Asia/Shanghai"),
 *   hours: Hours.onWorkingDays("08:00-12:00", "14:00-17:30"),
 *   length: { _tag: "WorkingDays", days: 5, endOfDay: true },
 * }
 * const due = Result.getOrThrow(DueDate.make(term, ChinaCalendar.publicHolidays))
 * DateTime.formatIso(due.at) // => "2026-10-10T09:30:00.000Z"
 * due.calendar // => { id: "china.publicHolidays", version: "2026" }
 * ```
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Instant } from "../foundation/Instant.ts"
import { closed } from "../foundation/Strict.ts"
import { Version } from "../foundation/Version.ts"
import * as Hours from "./Hours.ts"
import { TimeZone } from "./TimeZone.ts"
import type { CalendarNotCovered, WorkCalendar } from "./WorkCalendar.ts"
import * as WorkingTime from "./WorkingTime.ts"

/** How far away the due date is. Negative lengths count backward. */
export const Length = closed(
  Schema.TaggedUnion({
    /** So much open time, in milliseconds. */
    WorkingTime: { millis: Schema.Int, boundary: WorkingTime.Boundary },
    /** The same wall time so many working days away, or that day's last closing. */
    WorkingDays: { days: Schema.Int, endOfDay: Schema.Boolean },
  }),
)
export type Length = typeof Length.Type

/** What a due date is asked by: from when, on which clock and hours, how far. */
export const Term = closed(
  Schema.Struct({ from: Instant, zone: TimeZone, hours: Hours.Hours, length: Length }),
)
export interface Term extends Schema.Schema.Type<typeof Term> {}

/** An instant, and the version of the calendar that it rests on. */
export const DueDate = Schema.Struct({ at: Instant, calendar: Version })
export interface DueDate extends Schema.Schema.Type<typeof DueDate> {}

/** Why there is no due date: a date on the way isn't covered, or zones aren't known so far. */
export type Refusal = WorkingTime.HoursNotKnown | WorkingTime.HorizonReached | CalendarNotCovered

/** The due date of a term, by `WorkingTime.add` or `WorkingTime.addWorkingDays`. It fails as these do. */
export const make = (
  { from, hours, length, zone }: Term,
  calendar: WorkCalendar,
): Result.Result<DueDate, Refusal> => {
  const compiled = Hours.compile(hours, zone, calendar)
  return Result.map(
    Length.match(length, {
      WorkingTime: ({ boundary, millis }): Result.Result<DueDate["at"], Refusal> =>
        WorkingTime.add(compiled, from, Duration.millis(millis), boundary),
      WorkingDays: ({ days, endOfDay }) =>
        WorkingTime.addWorkingDays(compiled, calendar, zone, from, days, { endOfDay }),
    }),
    (at) => ({ at, calendar: { id: calendar.id, version: calendar.version } }),
  )
}
