/** Ours: as plain numbers, and through the typed API (`DateTime.Utc` in, `Result` out). */
import { Hours, TimeZone, WorkCalendar, WorkingTime } from "@aftercare/core/calendar"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Result from "effect/Result"
import {
  addedDays,
  addedMinutes,
  minute,
  type Numeric,
  numericSubject,
  type Subject,
  stages,
  type Work,
} from "../work/Work.ts"

export interface Ground {
  readonly hours: Hours.CompiledHours
  readonly zone: TimeZone.TimeZone
  readonly workCalendar: WorkCalendar.WorkCalendar
}

/** The window open at the instant, from it on, or else the next one. */
export const windowIn =
  (hours: Hours.CompiledHours): NonNullable<Numeric["window"]> =>
  (at) => {
    const found = hours.nextInterval(at)
    return { start: found?.from ?? Number.NaN, end: found?.until ?? Number.NaN }
  }

export const inNumbers = ({ hours, workCalendar, zone }: Ground, work: Work): Subject =>
  numericSubject(
    {
      next: hours.next,
      window: windowIn(hours),
      add: (at, minutes) => hours.add(at, minutes * minute),
      minutesBetween: (from, to) => hours.between(from, to) / minute,
      // Days are counted on dates, which become an instant once, at the end.
      addWorkingDays: (at, days) =>
        TimeZone.sameTimeOn(
          zone,
          at,
          WorkCalendar.workingDayFrom(workCalendar, TimeZone.dayAt(zone, at), days),
        ),
    },
    work,
  )

type Typed = Result.Result<DateTime.Utc | Duration.Duration, unknown>

const readTyped = (answer: unknown): ReadonlyArray<number> => {
  if (Array.isArray(answer)) return answer.flatMap(readTyped)
  const value = Result.getOrThrow(answer as Typed)
  return [Duration.isDuration(value) ? Duration.toMillis(value) / minute : DateTime.toEpochMillis(value)]
}

export const typed = ({ hours, workCalendar, zone }: Ground, work: Work): Subject => {
  const from = work.from.map((at) => DateTime.makeUnsafe(at))
  const to = work.to.map((at) => DateTime.makeUnsafe(at))
  const offsets = stages.map((days) => Duration.days(days))
  const added = Duration.minutes(addedMinutes)
  // The same local time on the n-th day: of hours that are always open nothing clamps it.
  const always = Hours.compile(Hours.always, zone, workCalendar)
  const at = (i: number) => from[i] as DateTime.Utc
  return {
    read: readTyped,
    ask: {
      next: (i) => WorkingTime.next(hours, at(i)),
      plan: (i) =>
        offsets.flatMap((offset) => {
          const start = WorkingTime.next(hours, DateTime.addDuration(at(i), offset))
          return Result.isSuccess(start) ? [start, WorkingTime.closing(hours, start.success)] : [start]
        }),
      add: (i) => WorkingTime.add(hours, at(i), added),
      addDays: (i) => WorkingTime.addWorkingDays(always, workCalendar, zone, at(i), addedDays),
      between: (i) => WorkingTime.between(hours, at(i), to[i] as DateTime.Utc),
    },
    addHours: (count) => {
      const duration = Duration.hours(count)
      return (i) => WorkingTime.add(hours, at(i), duration)
    },
  }
}
