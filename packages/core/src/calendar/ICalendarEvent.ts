/**
 * One event of an iCalendar feed: when it starts, how long it lasts, what it means, and on which starts it recurs.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Meaning, Reading, Timed } from "./ICalendarReading.ts"
import { type Component, type Property, unescaped } from "./ICalendarText.ts"
import * as PlainDate from "./PlainDate.ts"
import { dayMillis } from "./PlainTime.ts"
import * as RecurrenceRule from "./RecurrenceRule.ts"
import * as TimeZone from "./TimeZone.ts"

/** Why something didn't become a day. `ReasonText` has a sentence for each. */
export type DropRule =
  /** The event, or the whole calendar, is called off. */
  | "iCalendar.cancelled"
  /** The event isn't certain yet. */
  | "iCalendar.tentative"
  /** The event leaves its time free, and such events are dropped. */
  | "iCalendar.transparent"
  /** By the meanings given the event says nothing of its dates. */
  | "iCalendar.meaning"
  /** The event has times, and such events are dropped, or don't fill a day. */
  | "iCalendar.timed"
  /** Another event of the same uid has a higher or the same sequence and comes later. */
  | "iCalendar.superseded"
  /** No date of it is left within the coverage, or the one named lies outside. */
  | "iCalendar.outsideCoverage"
  /** It lasts longer than a year. */
  | "iCalendar.tooLong"
  /** Another event says the opposite of this date; it isn't covered. */
  | "iCalendar.contradiction"
  /** A component that is no event. */
  | "iCalendar.component"
  /** The line is no property. */
  | "iCalendar.line"
  /** The start is missing, comes twice or can't be read. */
  | "iCalendar.start"
  /** The end or the duration can't be read, or lies before the start. */
  | "iCalendar.end"
  /** The event has no name. */
  | "iCalendar.name"
  /** The recurrence can't be read. */
  | "iCalendar.recurrence"
  /** The recurrence is of a kind that isn't taken. */
  | "iCalendar.recurrenceKind"
  /** The event's start isn't one of the recurrence's own dates: what recurs isn't defined. */
  | "iCalendar.recurrenceStart"
  /** Counting the recurrence out would take too long. */
  | "iCalendar.recurrenceLength"
  /** The exception, or the occurrence replaced, is none of the recurrence's dates. */
  | "iCalendar.exception"

/** Something of an event that doesn't become a day: the line that tells, and the epoch day where one date is meant. */
export interface Failure {
  readonly rule: DropRule
  readonly line: number
  readonly day?: number
}
type Read<A> = Result.Result<A, Failure>

const fail = (rule: DropRule, line: number): Read<never> => Result.fail({ rule, line })

const all = ({ properties }: Component, name: string): ReadonlyArray<Property> =>
  properties.filter((property) => property.name === name)

/** The property's value in capitals, where there is one. */
export const word = (component: Component, name: string): string | undefined =>
  all(component, name)[0]?.value.trim().toUpperCase()

export const uidOf = (component: Component): string | undefined =>
  all(component, "UID")[0]?.value.trim() || undefined

/** Which of several events of one uid is the latest. */
export const sequenceOf = (component: Component): number =>
  Number(/^\d{1,9}$/.exec(word(component, "SEQUENCE") ?? "")?.[0] ?? 0)

/** The clock that a value is read on: none for whole dates, UTC, or the one that it is written on. */
type Clock = "date" | "utc" | `local ${string}`

/** A date, or a date and time, in milliseconds as if its own clock were UTC. */
export interface Stamp {
  readonly at: number
  readonly clock: Clock
}

const isDate = Schema.is(PlainDate.PlainDate)
const isZone = Schema.is(TimeZone.TimeZone)

const stampOf = (text: string, params: Property["params"]): Stamp | undefined => {
  const match = /^(\d{4})(\d{2})(\d{2})(?:T([01]\d|2[0-3])([0-5]\d)([0-5]\d|60)(Z?))?$/.exec(text.trim())
  if (match === null) return undefined
  const [, year, month, day, hours, minutes, seconds, z] = match
  const date = `${year}-${month}-${day}`
  if (!isDate(date)) return undefined
  const midnight = PlainDate.toEpochDay(date) * dayMillis
  if (hours === undefined) return { at: midnight, clock: "date" }
  if (params.get("VALUE")?.toUpperCase() === "DATE") return undefined
  const at = midnight + ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
  return { at, clock: z === "Z" ? "utc" : `local ${params.get("TZID") ?? ""}` }
}

/** The one stamp that the property has; undefined where there is no such property. */
const stampNamed = (component: Component, name: string, rule: DropRule): Read<Stamp | undefined> => {
  const [property, second] = all(component, name)
  if (property === undefined) return Result.succeed(undefined)
  const stamp = stampOf(property.value, property.params)
  return second !== undefined || stamp === undefined ? fail(rule, property.line) : Result.succeed(stamp)
}

/**
 * The occurrence that the event stands for, of the series of the same uid; undefined where it stands for all of it. One
 * that stands for all later occurrences too isn't taken.
 */
export const replacedBy = (component: Component): Read<Stamp | undefined> => {
  const [property] = all(component, "RECURRENCE-ID")
  return property?.params.has("RANGE") === true
    ? fail("iCalendar.recurrenceKind", property.line)
    : stampNamed(component, "RECURRENCE-ID", "iCalendar.exception")
}

/** All stamps of lists such as EXDATE; undefined where one can't be read. */
const stampsNamed = (
  component: Component,
  name: string,
): ReadonlyArray<{ readonly stamp: Stamp | undefined; readonly line: number }> =>
  all(component, name).flatMap(({ line, params, value }) =>
    value.split(",").map((text) => ({ stamp: stampOf(text, params), line })),
  )

const durationPattern =
  /^\+?P(?=\d|T\d)(?:(\d{1,4})W|(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?)$/

const durationOf = (text: string): number | undefined => {
  const match = durationPattern.exec(text.trim().toUpperCase())
  if (match === null) return undefined
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1)
    .map((digits) => Number(digits ?? 0))
  return (weeks * 7 + days) * dayMillis + ((hours * 60 + minutes) * 60 + seconds) * 1000
}

const longest = 366 * dayMillis

/** How long the event lasts on its own clock. A date alone is one day, and so is one that ends where it starts. */
const lengthOf = (component: Component, { at, clock }: Stamp): Read<number> => {
  const { line } = component
  const end = stampNamed(component, "DTEND", "iCalendar.end")
  if (Result.isFailure(end)) return Result.fail(end.failure)
  const [duration] = all(component, "DURATION")
  if (end.success !== undefined && (duration !== undefined || end.success.clock !== clock))
    return fail("iCalendar.end", line)
  const given = duration === undefined ? (end.success?.at ?? at) - at : durationOf(duration.value)
  const length = clock === "date" && given === 0 ? dayMillis : given
  if (length === undefined || length < 0 || (clock === "date" && length % dayMillis !== 0))
    return fail("iCalendar.end", duration?.line ?? line)
  return length > longest ? fail("iCalendar.tooLong", line) : Result.succeed(length)
}

const textOf = (component: Component, name: string): string =>
  all(component, name)
    .map(({ value }) => unescaped(value))
    .join(" ")

const longestName = 200

/** One line of text, as calendars keep it. */
const nameOf = (component: Component): Read<string> => {
  const text = textOf(component, "SUMMARY")
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim()
    .toWellFormed()
  // Not to be cut between the two halves of a sign.
  const name = text.slice(0, longestName).replace(/[\uD800-\uDBFF]$/, "")
  return name === "" ? fail("iCalendar.name", component.line) : Result.succeed(name)
}

const meaningOf = (
  component: Component,
  { meanings, otherwise }: Reading,
): Pick<Meaning, "means" | "hoursOf"> =>
  meanings.find(({ contains, property }) =>
    textOf(component, property.toUpperCase()).toLowerCase().includes(contains.toLowerCase()),
  ) ?? { means: otherwise }

/** Whether the event is to be dropped whatever its dates are. */
const standingOf = (component: Component, { transparent }: Reading): DropRule | undefined => {
  const status = word(component, "STATUS")
  if (status === "CANCELLED") return "iCalendar.cancelled"
  if (status === "TENTATIVE") return "iCalendar.tentative"
  return transparent === "drop" && word(component, "TRANSP") === "TRANSPARENT"
    ? "iCalendar.transparent"
    : undefined
}

/** An event that says something of its dates. */
export interface Event {
  readonly component: Component
  readonly name: string
  readonly means: "dayOff" | "adjustedWorkday"
  readonly hoursOf: PlainDate.Weekday | undefined
  readonly start: Stamp
  readonly length: number
}

export const read = (component: Component, reading: Reading): Read<Event> => {
  const { broken, line } = component
  if (broken[0] !== undefined) return fail("iCalendar.line", broken[0])
  const standing = standingOf(component, reading)
  if (standing !== undefined) return fail(standing, line)
  const { hoursOf, means } = meaningOf(component, reading)
  if (means === "nothing") return fail("iCalendar.meaning", line)
  const found = stampNamed(component, "DTSTART", "iCalendar.start")
  if (Result.isFailure(found)) return Result.fail(found.failure)
  const start = found.success
  if (start === undefined) return fail("iCalendar.start", line)
  if (start.clock !== "date" && reading.timed._tag === "Drop") return fail("iCalendar.timed", line)
  const length = lengthOf(component, start)
  if (Result.isFailure(length)) return Result.fail(length.failure)
  return Result.map(nameOf(component), (name) => ({
    component,
    name,
    means,
    hoursOf,
    start,
    length: length.success,
  }))
}

/** Epoch days from `from` up to, not including, `until`. */
export interface Days {
  readonly from: number
  readonly until: number
}

const minuteMillis = 60_000

/** The dates that the occurrence which starts at `at` fills or touches. */
export const daysOf = (
  { component, length, start: { clock } }: Event,
  at: number,
  timed: Timed,
): Read<Days> => {
  if (clock === "date") return Result.succeed({ from: at / dayMillis, until: (at + length) / dayMillis })
  const refused = Result.fail({
    rule: "iCalendar.timed",
    line: component.line,
    day: Math.floor(at / dayMillis),
  } as const)
  if (timed._tag === "Drop") return refused
  const onZone = (wall: number) => (clock === "utc" ? wall + TimeZone.offsetAt(timed.zone, wall) : wall)
  const [begins, ends] = [onZone(at), onZone(at + length)]
  const from = Math.floor(begins / dayMillis)
  const until = Math.ceil(ends / dayMillis)
  if (timed._tag === "AnyPart") return Result.succeed({ from, until: Math.max(until, from + 1) })
  const isWhole = begins === from * dayMillis && from < until && until * dayMillis - ends <= minuteMillis
  return isWhole ? Result.succeed({ from, until }) : refused
}

/** Where recurrences are counted out, and how many steps are left for all those of a feed. */
export interface Search extends Days {
  left: number
}

/** Steps for all the recurrences of a feed, about a second's worth; for one of them; and the least that one costs. */
export const allSteps = 10_000
const mostSteps = 2_000
const leastSteps = 20

const recurrenceRules: { readonly [F in RecurrenceRule.Failure]: DropRule } = {
  unreadable: "iCalendar.recurrence",
  notSupported: "iCalendar.recurrenceKind",
  tooLong: "iCalendar.recurrenceLength",
}

/** The last day on which an occurrence may start by the rule's UNTIL; undefined where it has none. */
const lastDay = (
  until: string | undefined,
  { at, clock }: Stamp,
): Result.Result<number | undefined, RecurrenceRule.Failure> => {
  if (until === undefined) return Result.succeed(undefined)
  const stamp = stampOf(until, new Map())
  if (stamp === undefined || (stamp.clock === "date") !== (clock === "date")) return Result.fail("unreadable")
  const time = at - Math.floor(at / dayMillis) * dayMillis
  if (stamp.clock !== "utc" || clock === "utc")
    return Result.succeed(Math.floor((stamp.at - time) / dayMillis))
  const zone = clock.slice("local ".length)
  return isZone(zone)
    ? Result.succeed(Math.floor((stamp.at + TimeZone.offsetAt(zone, stamp.at) - time) / dayMillis))
    : Result.fail("unreadable")
}

/** The starts by the event's rule, so far as their days lie within the search. */
const ruledStarts = (
  { length, start }: Event,
  { line, value }: Property,
  search: Search,
): Read<ReadonlyArray<number>> => {
  const refuse = (failure: RecurrenceRule.Failure) => fail(recurrenceRules[failure], line)
  const rule = RecurrenceRule.parse(value.trim())
  if (Result.isFailure(rule)) return refuse(rule.failure)
  const last = lastDay(rule.success.until, start)
  if (Result.isFailure(last)) return refuse(last.failure)
  const day = Math.floor(start.at / dayMillis)
  const atMost = Math.min(search.left, mostSteps)
  if (atMost <= 0) return refuse("tooLong")
  const within = (from: number, until: number) =>
    RecurrenceRule.days(rule.success, day, last.success, { from, until, atMost })
  const first = within(day, day + 1)
  const found = within(search.from - Math.ceil(length / dayMillis), search.until)
  search.left -= Result.isSuccess(found) ? Math.max(found.success.length, leastSteps) : atMost
  if (Result.isFailure(found)) return refuse(found.failure)
  if (Result.isFailure(first) || first.success.length === 0) return fail("iCalendar.recurrenceStart", line)
  return Result.succeed(found.success.map((found) => start.at + (found - day) * dayMillis))
}

/** All starts before exceptions. Dates added that can't be read are among the failures. */
const allStarts = (event: Event, search: Search, failures: Array<Failure>): Read<Set<number>> => {
  const { component, start } = event
  const [rule, second] = all(component, "RRULE")
  const unsupported = second ?? all(component, "EXRULE")[0]
  if (unsupported !== undefined) return fail("iCalendar.recurrenceKind", unsupported.line)
  const ruled = rule === undefined ? Result.succeed([start.at]) : ruledStarts(event, rule, search)
  if (Result.isFailure(ruled)) return Result.fail(ruled.failure)
  const added = stampsNamed(component, "RDATE")
  search.left -= added.length
  if (search.left < 0) return fail("iCalendar.recurrenceLength", component.line)
  const starts = new Set(ruled.success)
  for (const { line, stamp } of added)
    if (stamp?.clock === start.clock) starts.add(stamp.at)
    else failures.push({ rule: "iCalendar.recurrence", line })
  return Result.succeed(starts)
}

export const isRecurring = ({ component: { properties } }: Event): boolean =>
  properties.some(({ name }) => name === "RRULE" || name === "RDATE")

/** The starts of an event's occurrences within the search, and what of its dates wasn't understood. */
export interface Occurrences {
  readonly starts: ReadonlyArray<number>
  readonly failures: ReadonlyArray<Failure>
}

/** An occurrence that another event of the same uid stands for. */
export interface Replaced {
  readonly stamp: Stamp
  readonly line: number
}

/** Counts the event's starts out, without those excepted or replaced. An exception that meets none is a failure. */
export const occurrences = (event: Event, replaced: ReadonlyArray<Replaced>, search: Search): Occurrences => {
  const failures: Array<Failure> = []
  const starts = allStarts(event, search, failures)
  if (Result.isFailure(starts)) return { starts: [], failures: [starts.failure] }
  for (const { line, stamp } of [...stampsNamed(event.component, "EXDATE"), ...replaced]) {
    if (stamp?.clock === event.start.clock && starts.success.delete(stamp.at)) continue
    const rule = "iCalendar.exception"
    if (stamp === undefined) failures.push({ rule, line })
    else {
      const day = Math.floor(stamp.at / dayMillis)
      if (search.from <= day && day < search.until) failures.push({ rule, line, day })
    }
  }
  return { starts: [...starts.success], failures }
}
