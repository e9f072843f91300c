/**
 * Time that counts only while hours are open: adding it, measuring it, and putting days on the clock.
 *
 * **Details**
 *
 * This is the typed edge over a compiled set: instants are `DateTime.Utc`, spans are `Duration`. An answer that rests on
 * a date the calendar doesn't cover is refused, never guessed. Durations and days are different types: days are counted
 * on `PlainDate` and become an instant once, at the end.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type * as Hours from "./Hours.ts"
import { type OpenSet, previous as previousOpen } from "./OpenSet.ts"
import * as TimeZone from "./TimeZone.ts"
import * as WorkCalendar from "./WorkCalendar.ts"

/** The answer depends on whether `firstUnknown` is open, which rests on a date that the calendar doesn't cover. */
export class HoursNotKnown extends Schema.TaggedError<HoursNotKnown>("@aftercare/core/HoursNotKnown")(
  "HoursNotKnown",
  {
    firstUnknown: Schema.DateTimeUtc,
  },
) {
  override get message() {
    return `hours aren't known from ${DateTime.formatIso(this.firstUnknown)} on: the calendar doesn't cover that date`
  }
}

/**
 * The hours don't open again (or didn't open before) up to the horizon, which is as far as zones are known; or what was asked
 * of lies beyond it.
 */
export class HorizonReached extends Schema.TaggedError<HorizonReached>("@aftercare/core/HorizonReached")(
  "HorizonReached",
  { searchedTo: Schema.DateTimeUtc },
) {
  override get message() {
    return `nothing found up to ${DateTime.formatIso(this.searchedTo)}, as far as time zones are known`
  }
}

/**
 * Where a duration that is used up exactly at the end of an interval ends: at that closing instant, or at the start of
 * the next interval.
 */
export const Boundary = Schema.Literals(["endOfInterval", "startOfNext"])
export type Boundary = typeof Boundary.Type

type Answer = Result.Result<DateTime.Utc, HoursNotKnown | HorizonReached>

const utc = (at: number): DateTime.Utc => DateTime.makeUnsafe(at)

/** Beyond the horizon no clock is known, so nothing can be said of an instant there. */
const beyond = (...instants: ReadonlyArray<number>): HorizonReached | undefined => {
  const { from, until } = TimeZone.horizon
  if (instants.some((at) => at < from)) return new HorizonReached({ searchedTo: utc(from) })
  return instants.some((at) => at > until) ? new HorizonReached({ searchedTo: utc(until) }) : undefined
}

/** Compares what surely holds with what may hold: only where both agree is there an answer. */
const answer = (
  hours: Hours.CompiledHours,
  asked: number,
  from: number,
  direction: "forward" | "backward",
  ask: (set: OpenSet) => number,
): Answer => {
  const outside = beyond(asked)
  if (outside !== undefined) return Result.fail(outside)
  const sure = ask(hours)
  const certain = Number.isFinite(sure) && hours.isCertain(Math.min(from, sure), Math.max(from, sure))
  if (!certain && sure !== ask(hours.possible))
    return Result.fail(new HoursNotKnown({ firstUnknown: utc(firstUnknown(hours, from, direction)) }))
  if (Number.isFinite(sure)) return Result.succeed(utc(sure))
  const { horizon } = TimeZone
  return Result.fail(new HorizonReached({ searchedTo: utc(sure > 0 ? horizon.until : horizon.from) }))
}

/** The instant nearest to `from` that is unknown. The sums agree up to there and nowhere beyond, so halve. */
const firstUnknown = (
  hours: Hours.CompiledHours,
  from: number,
  direction: "forward" | "backward",
): number => {
  const agreesTo = (at: number) => hours.between(from, at) === hours.possible.between(from, at)
  let agreed = from
  let differs = direction === "forward" ? TimeZone.horizon.until : TimeZone.horizon.from
  while (Math.abs(differs - agreed) > 1) {
    const middle = Math.floor((agreed + differs) / 2)
    if (agreesTo(middle)) agreed = middle
    else differs = middle
  }
  return Math.min(agreed, differs)
}

/**
 * The instant `duration` of open time after `from` (before it, where the duration is negative).
 *
 * Zero gives `from` where it is open or a closing instant, else the next opening.
 *
 * **Example** (Over the noon rest of a desk)
 *
 * ```ts
 * import { DateTime, Duration, Result } from "effect"
 * import { Hours, TimeZone, WorkingTime } from "@aftercare/core"
 *
 * const desk = Hours.compile(Hours.union(Hours.daily("08:00", "12:00"), Hours.daily("14:00", "17:30")), TimeZone.make("UTC"))
 * const due = WorkingTime.add(desk, DateTime.makeUnsafe("2026-11-23T11:30:00Z"), Duration.hours(1))
 * DateTime.formatIso(Result.getOrThrow(due)) // => "2026-11-23T14:30:00.000Z"
 * ```
 */
export const add = (
  hours: Hours.CompiledHours,
  from: DateTime.Utc,
  duration: Duration.Duration,
  boundary: Boundary = "endOfInterval",
): Answer => {
  const [start, millis] = [DateTime.toEpochMillis(from), Duration.toMillis(duration)]
  // Whether a closed instant is a closing one depends on the instant before.
  const looksFrom = millis === 0 && !hours.possible.isOpen(start) ? start - 1 : start
  return answer(hours, start, looksFrom, millis < 0 ? "backward" : "forward", (set) => {
    const end = set.add(start, millis)
    return boundary === "startOfNext" && millis >= 0 ? set.next(end) : end
  })
}

/** Open time from one instant to another; negative where `to` is the earlier. */
export const between = (
  hours: Hours.CompiledHours,
  from: DateTime.Utc,
  to: DateTime.Utc,
): Result.Result<Duration.Duration, HoursNotKnown | HorizonReached> => {
  const [a, b] = [DateTime.toEpochMillis(from), DateTime.toEpochMillis(to)]
  const outside = beyond(a, b)
  if (outside !== undefined) return Result.fail(outside)
  const sure = hours.between(a, b)
  return hours.isCertain(Math.min(a, b), Math.max(a, b)) || sure === hours.possible.between(a, b)
    ? Result.succeed(Duration.millis(sure))
    : Result.fail(new HoursNotKnown({ firstUnknown: utc(firstUnknown(hours, Math.min(a, b), "forward")) }))
}

/** The least open instant at or after this one. */
export const next = (hours: Hours.CompiledHours, at: DateTime.Utc): Answer => {
  const from = DateTime.toEpochMillis(at)
  return answer(hours, from, from, "forward", (set) => set.next(from))
}

/** This instant if it is open, else the closing instant (itself closed) of the last open interval before it. */
export const previous = (hours: Hours.CompiledHours, at: DateTime.Utc): Answer => {
  const from = DateTime.toEpochMillis(at)
  // The instant itself is asked first, so the look back begins right after it.
  return answer(hours, from, from + 1, "backward", (set) => previousOpen(set, from))
}

/** The closing instant of the open interval that holds this instant; a closed instant gives itself. */
export const closing = (hours: Hours.CompiledHours, at: DateTime.Utc): Answer => {
  const from = DateTime.toEpochMillis(at)
  return answer(hours, from, from, "forward", (set) => set.nextClosed(from))
}

/**
 * The same wall time on the `days`-th working day after `from`'s date; the date of `from` is day 0.
 *
 * **Details**
 *
 * A time that is closed on that day clamps to that day's next opening, else to its last closing. With `endOfDay` it is
 * that day's last closing instead of the same time. The hours must open on each working day of the calendar; where they
 * don't, the wall time stands as it is.
 */
export const addWorkingDays = (
  hours: Hours.CompiledHours,
  calendar: WorkCalendar.WorkCalendar,
  zone: TimeZone.TimeZone,
  from: DateTime.Utc,
  days: number,
  options?: { readonly endOfDay?: boolean },
): Result.Result<DateTime.Utc, HoursNotKnown | HorizonReached | WorkCalendar.CalendarNotCovered> => {
  const start = DateTime.toEpochMillis(from)
  const date = TimeZone.dayAt(zone, start)
  const target = WorkCalendar.workingDayFrom(calendar, date, days)
  if (!Number.isFinite(target)) return Result.fail(WorkCalendar.notCounted(calendar, date, days))
  const wall = TimeZone.sameTimeOn(zone, start, target)
  const { horizon } = TimeZone
  if (wall < horizon.from || wall >= horizon.until)
    return Result.fail(
      new HorizonReached({ searchedTo: utc(wall < horizon.from ? horizon.from : horizon.until) }),
    )
  const dayStarts = TimeZone.startOfDay(zone, target)
  const dayEnds = TimeZone.startOfDay(zone, target + 1)
  // What may be open decides which rule is asked: where nothing may, the rule's answer can't be guessed wrong.
  const { possible } = hours
  if (options?.endOfDay !== true && possible.next(wall) < dayEnds)
    return answer(hours, start, wall, "forward", (set) => set.next(wall))
  if (possible.lastOpen(dayEnds) > dayStarts)
    return answer(hours, start, dayEnds, "backward", (set) => set.lastOpen(dayEnds))
  return Result.succeed(utc(wall))
}
