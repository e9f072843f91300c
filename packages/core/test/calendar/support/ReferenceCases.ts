/**
 * What other systems' own tests assert of working time, schedules and contact windows: facts, with their sources, in the
 * fixture; and what this house answers to the same questions. The tests hold the two together, the benchmarks put the
 * questions to others.
 */
import { readFileSync } from "node:fs"
import {
  Hours,
  OpenSet,
  PlainDate,
  PlainTime,
  Recurrence,
  TimeZone,
  type WorkCalendar,
  WorkingTime,
} from "@aftercare/core/calendar"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Result from "effect/Result"

export type Spans = ReadonlyArray<readonly [from: string, to: string]>

export interface ReferenceCalendar {
  readonly timeZone: string
  readonly weekly: Readonly<Record<"mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun", Spans>>
  readonly holidays?: ReadonlyArray<string>
  /** Dates whose hours replace those of their weekday. */
  readonly dateOverrides?: Readonly<Record<string, Spans>>
  readonly breaks?: Readonly<Record<string, Spans>>
}

interface Common {
  readonly id: string
  readonly source: string
  readonly test: string
}

/** Which moments recur, as the source's test says it. */
export interface RecurringRule {
  /** `2d` or `6m`. */
  readonly every: string
  readonly times: readonly [string, ...ReadonlyArray<string>]
  /** From the first day of each cycle, 0 being that day itself. */
  readonly dayOffsets?: ReadonlyArray<number>
  readonly monthDays?: ReadonlyArray<number>
  /** Cycles, each with all its days and times. */
  readonly iterations?: number
  readonly startOffsetDays?: number
  /** The start moves on to this weekday. */
  readonly startWeekday?: "mon"
}

/** The windows of a milestone follow one another; each is named with the end of its own, as an ISO duration. */
export interface Milestone {
  readonly windows: Readonly<Record<MilestoneWindow, string>>
  readonly alert: {
    readonly window: MilestoneWindow
    readonly offset: string
    readonly interval: string
    readonly count: number
  }
}

type MilestoneWindow = "earliest" | "due" | "late" | "max"

/** A question about hours. */
export type HoursCase = Common & { readonly calendar: string } & (
    | { readonly kind: "is_working"; readonly at: string; readonly expected: boolean }
    | {
        readonly kind: "next_working_instant" | "previous_working_instant"
        readonly at: string
        readonly expected: string
      }
    | {
        readonly kind: "open_intervals"
        readonly at: string
        readonly direction: "forward" | "backward"
        readonly count: number
        readonly expected: Spans
      }
    | {
        readonly kind: "add_working_time"
        readonly start: string
        readonly seconds: number
        readonly pauses?: Spans
        readonly boundary: "either"
        readonly expected: string
      }
    | {
        readonly kind: "working_time_between"
        readonly from: string
        readonly to: string
        readonly pauses?: Spans
        readonly expected: number
      }
    | {
        readonly kind: "add_working_days"
        readonly start: string
        readonly days: number
        readonly endOfDay: boolean
        readonly expected: string
      }
  )

/** A question about a wall clock: when it shows a time, or what recurs on it. */
export type ClockCase = Common &
  (
    | {
        readonly kind: "wall_time_to_instant"
        readonly timeZone: string
        readonly date: string
        readonly time: string
        readonly expected: string
      }
    | {
        readonly kind: "recurring_schedule"
        readonly timeZone: string
        readonly rule: RecurringRule
        readonly startDate: string
        /** The first ones at least. */
        readonly expected: ReadonlyArray<string>
      }
    | {
        readonly kind: "recurring_first_due"
        readonly timeZone: string
        readonly rule: RecurringRule
        readonly now: string
        readonly expected: string
      }
    | {
        readonly kind: "stop_date_reached"
        readonly timeZone: string
        readonly stopDate: string
        readonly nextDue: string
        readonly expected: boolean
      }
    | {
        readonly kind: "milestone_alerts"
        readonly milestone: Milestone
        readonly reference: string
        readonly enrolled: string
        readonly now: string
        readonly preferredTime: string | null
        readonly expected: ReadonlyArray<string>
      }
  )

export type Case = HoursCase | ClockCase

interface Fixture {
  readonly sources: Readonly<Record<string, { readonly repo: string }>>
  readonly calendars: Readonly<Record<string, ReferenceCalendar>>
  readonly cases: ReadonlyArray<Case>
}

export const fixture: Fixture = JSON.parse(
  readFileSync(new URL("../../fixtures/working-time.json", import.meta.url), "utf8"),
)

const texts = (spans: Spans) => spans.map(([from, to]) => `${from}-${to}`)
const onDates = (dates: Readonly<Record<string, Spans>>) =>
  Hours.onDates(Object.fromEntries(Object.entries(dates).map(([date, spans]) => [date, texts(spans)])))
const wholeDays = (dates: ReadonlyArray<string>) =>
  Hours.onDates(Object.fromEntries(dates.map((date) => [date, ["00:00-24:00"]])))

export const hoursOf = ({
  breaks = {},
  dateOverrides = {},
  holidays = [],
  weekly,
}: ReferenceCalendar): Hours.Hours => {
  const week = Hours.weekly({
    monday: texts(weekly.mon),
    tuesday: texts(weekly.tue),
    wednesday: texts(weekly.wed),
    thursday: texts(weekly.thu),
    friday: texts(weekly.fri),
    saturday: texts(weekly.sat),
    sunday: texts(weekly.sun),
  })
  const ordinary = Hours.difference(week, wholeDays(Object.keys(dateOverrides)))
  const closed = Hours.union(wholeDays(holidays), onDates(breaks))
  return Hours.difference(Hours.union(ordinary, onDates(dateOverrides)), closed)
}

/** The dates on which those hours open at all, as a work calendar. */
export const workCalendarOf = (calendar: ReferenceCalendar): WorkCalendar.WorkCalendar => ({
  id: "reference",
  version: "1",
  workweek: PlainDate.weekdays.filter((_, i) => (Object.values(calendar.weekly)[i] as Spans).length > 0),
  holidays: (calendar.holidays ?? []).map((date) => ({ on: PlainDate.make(date), name: "holiday" })),
  adjustedWorkdays: Object.keys(calendar.dateOverrides ?? {})
    .filter((date) => calendar.holidays?.includes(date) !== true)
    .map((date) => ({ on: PlainDate.make(date), name: "override" })),
  coverage: [{ from: PlainDate.make("2000-01-01"), until: PlainDate.make("2040-01-01") }],
  sources: [],
})

const withoutPauses = (hours: Hours.Hours, pauses: Spans | undefined): Hours.Hours =>
  pauses === undefined
    ? hours
    : Hours.difference(
        hours,
        Hours.instants(pauses.map(([from, until]) => ({ from: Date.parse(from), until: Date.parse(until) }))),
      )

const utc = (text: string) => DateTime.makeUnsafe(text)
const iso = (millis: number) => new Date(millis).toISOString()
const far = 400 * 86_400_000

/** Instants as RFC 3339 in UTC. */
export type Answer = boolean | number | string | ReadonlyArray<string> | Spans

const ofHours = (reference: HoursCase): Answer => {
  const calendar = fixture.calendars[reference.calendar] as ReferenceCalendar
  const zone = TimeZone.make(calendar.timeZone)
  const hours = hoursOf(calendar)
  const compiled = Hours.compile(hours, zone)
  switch (reference.kind) {
    case "is_working":
      return compiled.isOpen(Date.parse(reference.at))
    case "next_working_instant":
      return DateTime.formatIso(Result.getOrThrow(WorkingTime.next(compiled, utc(reference.at))))
    case "previous_working_instant":
      return DateTime.formatIso(Result.getOrThrow(WorkingTime.previous(compiled, utc(reference.at))))
    case "open_intervals": {
      const at = Date.parse(reference.at)
      const found =
        reference.direction === "forward"
          ? OpenSet.intervals(compiled, at, at + far, reference.count)
          : OpenSet.intervalsBackward(compiled, at - far, at, reference.count)
      return found.map(({ from, until }) => [iso(from), iso(until)] as const)
    }
    case "add_working_time": {
      const counted = Hours.compile(withoutPauses(hours, reference.pauses), zone)
      const add = (boundary: WorkingTime.Boundary) =>
        DateTime.formatIso(
          Result.getOrThrow(
            WorkingTime.add(counted, utc(reference.start), Duration.seconds(reference.seconds), boundary),
          ),
        )
      // Every case stands where both boundaries agree.
      if (add("startOfNext") !== add("endOfInterval"))
        throw new Error(`${reference.id}: the boundaries differ`)
      return add("endOfInterval")
    }
    case "working_time_between": {
      const counted = Hours.compile(withoutPauses(hours, reference.pauses), zone)
      return Duration.toSeconds(
        Result.getOrThrow(WorkingTime.between(counted, utc(reference.from), utc(reference.to))),
      )
    }
    case "add_working_days": {
      const { days, endOfDay, start } = reference
      const due = WorkingTime.addWorkingDays(compiled, workCalendarOf(calendar), zone, utc(start), days, {
        endOfDay,
      })
      return DateTime.formatIso(Result.getOrThrow(due))
    }
  }
}

/** Sources write a fixed offset where IANA has a zone of that name: seven hours behind UTC is `Etc/GMT+7`. */
export const ianaName = (name: string): string => (name === "-07:00" ? "Etc/GMT+7" : name)

const zoneNamed = (name: string): TimeZone.TimeZone => TimeZone.make(ianaName(name))

const firstOn = (date: PlainDate.PlainDate, { startWeekday }: RecurringRule): PlainDate.PlainDate =>
  startWeekday === undefined ? date : Recurrence.nth({ weeks: 1, on: ["monday"] }, date, 0)

const recurrenceOf = (rule: RecurringRule, start: PlainDate.PlainDate): Recurrence.Recurrence => {
  const { dayOffsets, every, monthDays } = rule
  const count = Number.parseInt(every, 10)
  const some = <A>(on: ReadonlyArray<A>) => on as readonly [A, ...Array<A>]
  if (monthDays !== undefined) return { months: count, on: some(monthDays) }
  if (dayOffsets === undefined) return { days: count }
  const on = dayOffsets.map((days) => PlainDate.weekday(PlainDate.addDays(start, days)))
  return { weeks: count / 7, on: some(on) }
}

/** The days of `P5D` or `P2W`. */
const daysOf = (duration: string): number =>
  Number.parseInt(duration.slice(1), 10) * (duration.endsWith("W") ? 7 : 1)

/** Days after the reference at which alerts begin: where the window before ends, and the offset. */
export const alertsBegin = ({ alert, windows }: Milestone): number => {
  const names = Object.keys(windows) as ReadonlyArray<MilestoneWindow>
  const before = names[names.indexOf(alert.window) - 1]
  return (before === undefined ? 0 : daysOf(windows[before])) + daysOf(alert.offset)
}

const [ever, never] = [TimeZone.horizon.from, TimeZone.horizon.until]

const ofClocks = (reference: ClockCase): Answer => {
  switch (reference.kind) {
    case "wall_time_to_instant": {
      const { date, time, timeZone } = reference
      return iso(TimeZone.toInstant(zoneNamed(timeZone), PlainDate.make(date), PlainTime.make(time)))
    }
    case "recurring_schedule": {
      const { rule, startDate, timeZone } = reference
      const start = firstOn(PlainDate.addDays(PlainDate.make(startDate), rule.startOffsetDays ?? 0), rule)
      const times = rule.times.map(PlainTime.make)
      const cycle = (rule.dayOffsets ?? rule.monthDays ?? [0]).length * times.length
      const recurring = { recurrence: recurrenceOf(rule, start), start, times, zone: zoneNamed(timeZone) }
      return Recurrence.instants(recurring, ever, never, cycle * (rule.iterations ?? 1)).map(iso)
    }
    case "recurring_first_due": {
      const { now, rule, timeZone } = reference
      const zone = zoneNamed(timeZone)
      const at = Date.parse(now)
      const recurring = {
        recurrence: { weeks: 1, on: ["monday"] } as const,
        start: TimeZone.dateAt(zone, at),
        times: rule.times.map(PlainTime.make),
        zone,
      }
      return iso(Recurrence.instants(recurring, at, never, 1)[0] as number)
    }
    case "stop_date_reached": {
      const { nextDue, stopDate, timeZone } = reference
      return Date.parse(nextDue) >= TimeZone.startOfDate(zoneNamed(timeZone), PlainDate.make(stopDate))
    }
    case "milestone_alerts": {
      const { enrolled, milestone, now, preferredTime, reference: from } = reference
      const { alert } = milestone
      const zone = TimeZone.make("UTC")
      const start = PlainDate.addDays(TimeZone.dateAt(zone, Date.parse(from)), alertsBegin(milestone))
      const time =
        preferredTime === null ? TimeZone.timeAt(zone, Date.parse(from)) : PlainTime.make(preferredTime)
      const recurrence = { days: daysOf(alert.interval) }
      const ends = TimeZone.startOfDate(zone, Recurrence.nth(recurrence, start, alert.count))
      // None lies in the past, and none before the enrolment.
      const since = Math.max(Date.parse(enrolled), Date.parse(now))
      return Recurrence.instants({ recurrence, start, times: [time], zone }, since, ends).map(iso)
    }
  }
}

/** What this house answers. */
export const answerTo = (reference: Case): Answer =>
  "calendar" in reference ? ofHours(reference) : ofClocks(reference)

/** Of these schedules the source asserts the first moment only. */
const firstOnly: ReadonlyArray<string> = ["commcare-schedule-003", "commcare-schedule-004"]

/** As much of an answer as the source looks at. */
export const lookedAt = ({ id }: Case, answer: unknown): unknown =>
  firstOnly.includes(id) && Array.isArray(answer) ? answer.slice(0, 1) : answer

/** The source's answer in the form of ours: the fixture writes instants without milliseconds. */
export const expectedOf = ({ expected }: Case): Answer => {
  const normal = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(normal) : typeof value === "string" ? iso(Date.parse(value)) : value
  return normal(expected) as Answer
}
