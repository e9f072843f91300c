/**
 * A recurrence rule of iCalendar (RFC 5545, RRULE), as far as whole days need it, counted out by `rrule-temporal`.
 *
 * **Details**
 *
 * Taken are rules by day, week, month and year. Not taken are rules by the hour and finer, other calendars than the
 * Gregorian, numbers of weeks, and parts that no holiday has together and that libraries read differently
 * (docs/decisions/0011).
 */
import * as Result from "effect/Result"
import { RRuleTemporal } from "rrule-temporal"
import * as PlainDate from "./PlainDate.ts"
import { dayMillis } from "./PlainTime.ts"

/** Why there are no dates. */
export type Failure = "unreadable" | "notSupported" | "tooLong"

/** A rule that was read: its parts in the library's own order, and until which instant of the event's clock it runs. */
export interface RecurrenceRule {
  readonly parts: string
  /** As written: a date, or a date and time. */
  readonly until: string | undefined
}

const weekday = "(?:MO|TU|WE|TH|FR|SA|SU)"
const within = (most: number, signed: boolean) => (value: string) =>
  (signed ? /^[+-]?\d{1,3}$/ : /^\d{1,3}$/).test(value) &&
  Number(value) !== 0 &&
  Math.abs(Number(value)) <= most
const count = (value: string) => /^\d{1,6}$/.test(value) && Number(value) > 0

/** What each part may be; those with a list of values have one for each. */
const single: { readonly [part: string]: (value: string) => boolean } = {
  FREQ: (value) => /^(?:SECONDLY|MINUTELY|HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY)$/.test(value),
  INTERVAL: count,
  COUNT: count,
  UNTIL: (value) => /^\d{8}(?:T\d{6}Z?)?$/.test(value),
  WKST: (value) => new RegExp(`^${weekday}$`).test(value),
}
const listed: { readonly [part: string]: (value: string) => boolean } = {
  BYMONTH: within(12, false),
  BYMONTHDAY: within(31, true),
  BYYEARDAY: within(366, true),
  BYSETPOS: within(366, true),
  BYDAY: (value) => new RegExp(`^(?:[+-]?[1-9]\\d?)?${weekday}$`).test(value),
}
const notTaken: ReadonlySet<string> = new Set([
  "BYHOUR",
  "BYMINUTE",
  "BYSECOND",
  "BYWEEKNO",
  "RSCALE",
  "SKIP",
])

/** Reads the value of an RRULE. */
export const parse = (value: string): Result.Result<RecurrenceRule, Failure> => {
  const parts = new Map<string, string>()
  for (const part of value.toUpperCase().split(";")) {
    const equals = part.indexOf("=")
    const [name, given] = [part.slice(0, equals), part.slice(equals + 1)]
    if (notTaken.has(name)) return Result.fail("notSupported")
    if (parts.has(name)) return Result.fail("unreadable")
    const isListed = Object.hasOwn(listed, name)
    const values = isListed ? [...new Set(given.split(","))] : [given]
    const isFine = isListed ? listed[name] : Object.hasOwn(single, name) ? single[name] : undefined
    if (isFine === undefined || !values.every(isFine)) return Result.fail("unreadable")
    parts.set(name, values.join(","))
  }
  const frequency = parts.get("FREQ")
  if (frequency === undefined || (parts.has("COUNT") && parts.has("UNTIL"))) return Result.fail("unreadable")
  if (/^(?:SECOND|MINUTE|HOUR)/.test(frequency)) return Result.fail("notSupported")
  if (!goTogether(frequency, parts)) return Result.fail("notSupported")
  const until = parts.get("UNTIL")
  parts.delete("UNTIL")
  return Result.succeed({ parts: [...parts].map((part) => part.join("=")).join(";"), until })
}

const goTogether = (frequency: string, parts: ReadonlyMap<string, string>): boolean => {
  const days = parts.get("BYDAY")?.split(",") ?? []
  const numbered = days.filter((day) => day.length > 2)
  if (numbered.length > 0 && numbered.length < days.length) return false
  const yearly = frequency === "YEARLY"
  if (numbered.length > 0 && frequency !== "MONTHLY" && !yearly) return false
  if (parts.has("BYMONTHDAY") && (frequency === "WEEKLY" || numbered.length > 0)) return false
  const byDays = ["BYMONTH", "BYMONTHDAY", "BYDAY"].some((part) => parts.has(part))
  if (parts.has("BYYEARDAY") && (!yearly || byDays)) return false
  return !parts.has("BYSETPOS") || byDays || parts.has("BYYEARDAY")
}

const written = (day: number): string => PlainDate.fromEpochDay(day).replaceAll("-", "")

/** The stretch of epoch days to look in, `until` exclusive, and how many steps that may take. */
export interface Search {
  readonly from: number
  readonly until: number
  readonly atMost: number
}

/**
 * The epoch days on which a rule that begins on `start` recurs, ascending. `last` is the last day it runs to.
 *
 * Fails with `tooLong` where it would take more than the steps allowed.
 */
export const days = (
  { parts }: RecurrenceRule,
  start: number,
  last: number | undefined,
  { atMost, from, until }: Search,
): Result.Result<ReadonlyArray<number>, Failure> => {
  const ends = last === undefined ? until : Math.min(until, last + 1)
  if (ends <= Math.max(from, start)) return Result.succeed([])
  try {
    const rule = new RRuleTemporal({
      rruleString: `DTSTART;VALUE=DATE:${written(start)}\nRRULE:${parts}`,
      maxIterations: atMost,
      maxCandidateEvaluations: atMost * 10,
      cache: false,
    })
    const found = rule.between(
      new Date(Math.max(from, start) * dayMillis),
      new Date((ends - 1) * dayMillis),
      true,
    )
    return Result.succeed(
      found.map((date) => PlainDate.epochDayOf(date.year, date.month, date.day)).filter((day) => day < ends),
    )
  } catch {
    // What the parts allow was checked, so all that is left to throw is the limits, and dates beyond its calendar.
    return Result.fail("tooLong")
  }
}
