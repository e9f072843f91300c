import { readFileSync } from "node:fs"
import {
  Hours,
  OpenSet,
  PlainDate,
  PlainTime,
  TimeZone,
  type WorkCalendar,
  WorkingTime,
} from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"

// What other systems' own tests assert of working time: facts, with their sources, in the fixture.

type Spans = ReadonlyArray<readonly [from: string, to: string]>

interface ReferenceCalendar {
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
  readonly calendar: string
}

type Case = Common &
  (
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
    | {
        readonly kind: "wall_time_to_instant"
        readonly timeZone: string
        readonly date: string
        readonly time: string
        readonly expected: string
      }
  )

interface Fixture {
  readonly sources: Readonly<Record<string, { readonly repo: string }>>
  readonly calendars: Readonly<Record<string, ReferenceCalendar>>
  readonly cases: ReadonlyArray<Case>
}

const fixture: Fixture = JSON.parse(
  readFileSync(new URL("../fixtures/working-time.json", import.meta.url), "utf8"),
)

const texts = (spans: Spans) => spans.map(([from, to]) => `${from}-${to}`)
const onDates = (dates: Readonly<Record<string, Spans>>) =>
  Hours.onDates(Object.fromEntries(Object.entries(dates).map(([date, spans]) => [date, texts(spans)])))
const wholeDays = (dates: ReadonlyArray<string>) =>
  Hours.onDates(Object.fromEntries(dates.map((date) => [date, ["00:00-24:00"]])))

const hoursOf = ({
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
const workCalendarOf = (calendar: ReferenceCalendar): WorkCalendar.WorkCalendar => ({
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

const answerTo = (reference: Case): unknown => {
  if (reference.kind === "wall_time_to_instant") {
    const { date, time, timeZone } = reference
    return iso(TimeZone.toInstant(TimeZone.make(timeZone), PlainDate.make(date), PlainTime.make(time)))
  }
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
      return found.map(({ from, until }) => [iso(from), iso(until)])
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
      expect(add("startOfNext")).toBe(add("endOfInterval"))
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

/** The fixture writes instants without milliseconds. */
const normalised = (expected: unknown): unknown => {
  if (Array.isArray(expected)) return expected.map(normalised)
  return typeof expected === "string" ? iso(Date.parse(expected)) : expected
}

/** Where this house chose otherwise. */
const differently: Readonly<Record<string, unknown>> = {
  // The source moves both ends of 02:30-03:15 out of the skipped hour and drops what is left. Here an instant is open
  // exactly when the clock then reads a time in the span, as it does from 03:00 to 03:15.
  "biz-041": [["2006-04-02T10:00:00Z", "2006-04-02T10:15:00Z"]],
}

describe("what other systems' tests assert holds here", () => {
  test("all hundred of them, and each source is named", () => {
    expect(fixture.cases.length).toBe(100)
    for (const { source } of fixture.cases) expect(fixture.sources[source]).toBeDefined()
  })

  test.each(fixture.cases.map((c) => [`${c.id} ${c.kind}: ${c.test}`, c] as const))("%s", (_, reference) => {
    expect(answerTo(reference)).toEqual(normalised(differently[reference.id] ?? reference.expected))
  })
})
