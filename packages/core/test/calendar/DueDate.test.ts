import { DueDate, Hours, OpenSet, PlainDate, TimeZone, WorkCalendar } from "@aftercare/core"
import { CalendarArbitraries } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { runs } from "./support/runs.ts"

const zone = TimeZone.make("Asia/Shanghai")
const calendars = CalendarArbitraries.workCalendar({ min: "2026-09-20", max: "2026-10-12" })
const starts = CalendarArbitraries.instant({ min: "2026-09-22", max: "2026-10-10" })
const desk = Hours.onWorkingDays("08:00-12:00", "14:00-17:30")

const term = (from: number, length: DueDate.Length): DueDate.Term => ({
  from: DateTime.makeUnsafe(from),
  zone,
  hours: desk,
  length,
})

describe("a due date", () => {
  test("by working time leaves exactly that much open time, and names the calendar's version", () => {
    fc.assert(
      fc.property(calendars, starts, fc.integer({ min: 1, max: 40 }), (calendar, from, hours) => {
        const millis = hours * 3_600_000
        const due = DueDate.make(
          term(from, { _tag: "WorkingTime", millis, boundary: "endOfInterval" }),
          calendar,
        )
        if (Result.isFailure(due)) return
        const at = DateTime.toEpochMillis(due.success.at)
        const open = OpenSet.intervals(Hours.compile(desk, zone, calendar), from, at)
        expect(open.reduce((sum, { from, until }) => sum + until - from, 0)).toBe(millis)
        expect(due.success.calendar).toEqual({ id: calendar.id, version: calendar.version })
      }),
      runs(300),
    )
  })

  test("by working days falls on the day that counting them gives, at the last closing where that is asked", () => {
    fc.assert(
      fc.property(calendars, starts, fc.integer({ min: 1, max: 9 }), (calendar, from, days) => {
        const due = DueDate.make(term(from, { _tag: "WorkingDays", days, endOfDay: true }), calendar)
        const date = WorkCalendar.addWorkingDays(calendar, TimeZone.dateAt(zone, from), days)
        expect(Result.isSuccess(due)).toBe(Result.isSuccess(date))
        if (Result.isFailure(due)) expect(due.failure).toMatchObject({ _tag: "CalendarNotCovered" })
        else {
          const at = DateTime.toEpochMillis(due.success.at)
          expect(TimeZone.dateAt(zone, at)).toBe(Result.getOrThrow(date))
          expect(TimeZone.timeAt(zone, at)).toBe("17:30")
        }
      }),
      runs(300),
    )
  })

  test("can start at the next opening instead of a closing", () => {
    const from = Date.parse("2026-09-21T11:00:00+08:00")
    const calendar: WorkCalendar.WorkCalendar = {
      id: "x",
      version: "1",
      workweek: ["monday"],
      holidays: [],
      adjustedWorkdays: [],
      coverage: [{ from: PlainDate.make("2026-01-01"), until: PlainDate.make("2027-01-01") }],
      sources: [],
    }
    const millis = Duration.toMillis(Duration.hours(1))
    const due = DueDate.make(term(from, { _tag: "WorkingTime", millis, boundary: "startOfNext" }), calendar)
    expect(due).toEqual(
      Result.succeed({
        at: DateTime.makeUnsafe("2026-09-21T14:00:00+08:00"),
        calendar: { id: "x", version: "1" },
      }),
    )
  })

  test("and its term can be kept as JSON", () => {
    const codec = Schema.fromJsonString(Schema.toCodecJson(DueDate.Term))
    const kept = term(0, { _tag: "WorkingDays", days: 5, endOfDay: false })
    const read = Schema.decodeSync(codec)(Schema.encodeSync(codec)(kept))
    expect(read).toEqual(kept)
  })
})
