/**
 * The versions of one work calendar, each with the instant from which it was known.
 *
 * **Details**
 *
 * A due date is made with the version known at the time and names it. So what was decided on the 3rd can be replayed as it
 * was known on the 3rd, and a later notice shows as a difference instead of rewriting what was right.
 *
 * **Example** (What was known before the notice came)
 *
 * ```ts
 * import { CalendarHistory, ChinaCalendar, PlainDate } from "@aftercare/core"
 * import { DateTime, Result } from "effect"
 *
 * const notice = ChinaCalendar.publicHolidays
 * const earlier = { ...notice, version: "2025", coverage: [{ from: PlainDate.make("2007-01-01"), until: PlainDate.make("2025-12-24") }] }
 * const history: CalendarHistory.CalendarHistory = [
 *   { publishedAt: DateTime.makeUnsafe("2024-11-12T08:00:00Z"), calendar: earlier },
 *   { publishedAt: DateTime.makeUnsafe("2025-11-04T08:00:00Z"), calendar: notice },
 * ]
 * const known = CalendarHistory.asKnownAt(history, DateTime.makeUnsafe("2025-11-03T00:00:00Z"))
 * Result.getOrThrow(known).version // => "2025"
 * ```
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Instant } from "../foundation/Instant.ts"
import { closed } from "../foundation/Strict.ts"
import { WorkCalendar } from "./WorkCalendar.ts"

/** A version, and the instant from which it was known; that instant itself is included. */
export const Edition = closed(Schema.Struct({ publishedAt: Instant, calendar: WorkCalendar }))
export interface Edition extends Schema.Schema.Type<typeof Edition> {}

/** Schema of a history: editions of one calendar, each later than the one before and of another version than any. */
export const CalendarHistory = Schema.NonEmptyArray(Edition).check(
  Schema.makeFilter((editions) => {
    const versions = new Set<string>()
    for (const [i, { calendar, publishedAt }] of editions.entries()) {
      const before = editions[i - 1]
      if (
        before !== undefined &&
        DateTime.toEpochMillis(before.publishedAt) >= DateTime.toEpochMillis(publishedAt)
      )
        return { path: [i, "publishedAt"], issue: "a version is published after the one before it" }
      if (calendar.id !== editions[0].calendar.id)
        return { path: [i, "calendar", "id"], issue: "a history is of one calendar" }
      if (versions.has(calendar.version))
        return { path: [i, "calendar", "version"], issue: "a version is published once" }
      versions.add(calendar.version)
    }
    return true
  }),
)
export type CalendarHistory = typeof CalendarHistory.Type

/** No version of the calendar was known yet. */
export class CalendarNotPublished extends Schema.TaggedError<CalendarNotPublished>(
  "@aftercare/core/CalendarNotPublished",
)("CalendarNotPublished", {
  calendar: Schema.String,
  at: Schema.DateTimeUtc,
  firstPublishedAt: Schema.DateTimeUtc,
}) {
  override get message() {
    return `no version of calendar ${this.calendar} was known at ${DateTime.formatIso(this.at)}: the first came at ${DateTime.formatIso(this.firstPublishedAt)}`
  }
}

/**
 * The version that was known at the instant: the last one published until then.
 *
 * Fails with `CalendarNotPublished` before the first.
 */
export const asKnownAt = (
  history: CalendarHistory,
  at: DateTime.Utc,
): Result.Result<WorkCalendar, CalendarNotPublished> => {
  const known = history.findLast(
    ({ publishedAt }) => DateTime.toEpochMillis(publishedAt) <= DateTime.toEpochMillis(at),
  )
  if (known !== undefined) return Result.succeed(known.calendar)
  const [{ calendar, publishedAt }] = history
  return Result.fail(new CalendarNotPublished({ calendar: calendar.id, at, firstPublishedAt: publishedAt }))
}

/** The calendar by its version, as a due date or a moment names it. */
export const ofVersion = (history: CalendarHistory, version: string): Option.Option<WorkCalendar> =>
  Option.fromNullishOr(history.find(({ calendar }) => calendar.version === version)?.calendar)
