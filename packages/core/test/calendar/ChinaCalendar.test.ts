import {
  ChinaCalendar,
  Hours,
  OpenSet,
  PlainDate,
  TimeZone,
  WorkCalendar,
  WorkingTime,
} from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { describe, expect, test } from "vitest"
import { hour, minute } from "./support/WallClock.ts"

const { publicHolidays } = ChinaCalendar
const shanghai = TimeZone.make("Asia/Shanghai")
const at = (text: string) => Date.parse(`${text}+08:00`)
const utc = (text: string) => DateTime.makeUnsafe(at(text))
const dayOn = (date: string) => WorkCalendar.dayOn(publicHolidays, PlainDate.make(date))

const weekdaysAt = (...spans: ReadonlyArray<string>) =>
  Hours.workWeek(Object.fromEntries(PlainDate.weekdays.slice(0, 5).map((day) => [day, spans])))
const office = weekdaysAt("09:00-12:00", "14:00-17:00")
const rest = Hours.union(Hours.daily("12:00", "14:00"), Hours.daily("22:00", "08:00"))
/** When somebody who works there may be rung up: awake, not resting at noon, not at work. */
const free = Hours.complement(Hours.union(rest, weekdaysAt("09:00-17:00")))

describe("the calendar of mainland China", () => {
  test("is one that its schema takes", () => {
    expect(Schema.is(WorkCalendar.WorkCalendar)(publicHolidays)).toBe(true)
  })

  test("adjusts weekend days only, and covers what it names but the last days of 2006", () => {
    for (const { on } of publicHolidays.adjustedWorkdays) {
      // In 2020 the holiday was prolonged to Sunday 2 February, and the notice names the Monday on which work begins.
      if (on !== "2020-02-03") expect(["saturday", "sunday"]).toContain(PlainDate.weekday(on))
      if (on >= "2007") expect(dayOn(on)).toMatchObject({ _tag: "AdjustedWorkday", hoursOf: "monday" })
      else expect(dayOn(on)).toEqual({ _tag: "NotCovered" })
    }
    for (const { name, on } of publicHolidays.holidays) expect(dayOn(on)).toEqual({ _tag: "Holiday", name })
  })

  test.each([
    ["2026-01-01", { _tag: "Holiday", name: "元旦" }],
    ["2026-01-04", { _tag: "AdjustedWorkday", name: "元旦", hoursOf: "monday" }],
    ["2026-02-14", { _tag: "AdjustedWorkday", name: "春节", hoursOf: "monday" }],
    ["2026-02-15", { _tag: "Holiday", name: "春节" }],
    ["2026-02-23", { _tag: "Holiday", name: "春节" }],
    ["2026-02-24", { _tag: "Ordinary", weekday: "tuesday", worked: true }],
    ["2026-02-28", { _tag: "AdjustedWorkday", name: "春节", hoursOf: "monday" }],
    ["2026-10-07", { _tag: "Holiday", name: "国庆节" }],
    ["2026-11-22", { _tag: "Ordinary", weekday: "sunday", worked: false }],
    ["2026-12-23", { _tag: "Ordinary", weekday: "wednesday", worked: true }],
    ["2026-12-24", { _tag: "NotCovered" }],
    ["2006-12-31", { _tag: "NotCovered" }],
    ["2007-01-01", { _tag: "Holiday", name: "元旦" }],
  ])("says of %s what the notice says", (date, wanted) => {
    expect(dayOn(date)).toEqual(wanted)
  })

  test("gives 2025 its 248 working days", () => {
    const days = WorkCalendar.workingDaysBetween(
      publicHolidays,
      PlainDate.make("2025-01-01"),
      PlainDate.make("2026-01-01"),
    )
    // 365 days, 52 weekends, 28 days off of which 10 fall on weekends, 5 weekend days worked.
    expect(days).toEqual(Result.succeed(365 - 104 - 28 + 10 + 5))
  })
})

describe("office hours in 2026", () => {
  const hours = Hours.compile(office, shanghai, publicHolidays)
  const intervalsOn = (date: string) =>
    OpenSet.intervals(hours, at(`${date}T00:00`), at(`${date}T24:00`)).map(({ from, until }) => [
      new Date(from + 8 * hour).toISOString().slice(11, 16),
      new Date(until + 8 * hour).toISOString().slice(11, 16),
    ])
  const whole = [
    ["09:00", "12:00"],
    ["14:00", "17:00"],
  ]

  test("on 14 February, a Saturday, are those of a Monday", () => {
    expect(intervalsOn("2026-02-14")).toEqual(whole)
    expect(intervalsOn("2026-02-21")).toEqual([])
  })

  test("pause from Saturday 14 to Tuesday 24 February", () => {
    expect(hours.next(at("2026-02-14T17:00"))).toBe(at("2026-02-24T09:00"))
    expect(hours.lastOpen(at("2026-02-24T09:00"))).toBe(at("2026-02-14T17:00"))
    expect(hours.between(at("2026-02-14T00:00"), at("2026-02-25T00:00"))).toBe(12 * hour)
  })

  test("leave out the noon rest wherever working time is counted", () => {
    const due = WorkingTime.add(hours, utc("2026-02-14T11:45"), Duration.minutes(30))
    expect(due).toEqual(Result.succeed(utc("2026-02-14T14:15")))
    const over = WorkingTime.add(hours, utc("2026-02-14T16:30"), Duration.hours(1))
    expect(over).toEqual(Result.succeed(utc("2026-02-24T09:30")))
  })

  test("are unknown from 24 December on, at their own times; outside these they are surely closed", () => {
    const stateAt = (time: string) => Hours.stateAt(hours, at(time))
    expect(stateAt("2026-12-23T16:59")).toBe("open")
    for (const time of ["2026-12-24T09:00", "2026-12-24T11:59:59", "2026-12-24T16:59", "2027-06-01T10:00"])
      expect(stateAt(time), time).toBe("unknown")
    for (const time of ["2026-12-24T08:59:59", "2026-12-24T12:00", "2026-12-24T13:30", "2026-12-24T18:30"])
      expect(stateAt(time), time).toBe("closed")
    // A Sunday isn't worked as a rule, but it could become an adjusted workday: nobody can say.
    expect(stateAt("2026-12-27T10:00")).toBe("unknown")
    expect(stateAt("2026-12-27T18:30")).toBe("closed")
  })

  test("before 2007 are unknown in the same way", () => {
    expect(Hours.stateAt(hours, at("2006-12-30T10:00"))).toBe("unknown")
    expect(Hours.stateAt(hours, at("2006-12-30T18:30"))).toBe("closed")
    expect(Hours.stateAt(hours, at("2007-01-01T10:00"))).toBe("closed")
    // Beyond what zones are known for nothing is open, whatever a notice says.
    for (const time of ["1950-01-02T10:00", "2070-01-02T10:00"])
      expect(Hours.stateAt(hours, at(time)), time).toBe("closed")
  })
})

describe("a contact outside working and resting hours", () => {
  const hours = Hours.compile(free, shanghai, publicHolidays)
  const next = (time: string) =>
    Result.map(WorkingTime.next(hours, utc(time)), (found) => DateTime.toEpochMillis(found))

  test("is never at noon nor at night, on any day of 2026", () => {
    for (let date = PlainDate.make("2026-01-01"); date < "2026-12-24"; date = PlainDate.addDays(date, 1)) {
      for (const time of ["12:00", "12:30", "13:59:59", "22:00", "23:59:59", "07:59:59"])
        expect(hours.possible.isOpen(at(`${date}T${time}`)), `${date} ${time}`).toBe(false)
      expect(hours.isOpen(at(`${date}T17:00`))).toBe(true)
    }
  })

  test("waits on a working day from nine to five, on a holiday only for the noon rest to end", () => {
    expect(next("2026-02-14T09:00")).toEqual(Result.succeed(at("2026-02-14T17:00")))
    expect(next("2026-02-16T12:10")).toEqual(Result.succeed(at("2026-02-16T14:00")))
    expect(next("2026-02-16T09:00")).toEqual(Result.succeed(at("2026-02-16T09:00")))
    expect(next("2026-02-16T22:00")).toEqual(Result.succeed(at("2026-02-17T08:00")))
  })

  test("may surely be at 18:30 on 24 December and at 08:30, whatever will be announced", () => {
    expect(next("2026-12-24T18:30")).toEqual(Result.succeed(at("2026-12-24T18:30")))
    expect(Hours.stateAt(hours, at("2026-12-24T08:30"))).toBe("open")
    expect(Hours.stateAt(hours, at("2026-12-24T10:00"))).toBe("unknown")
    expect(Hours.stateAt(hours, at("2026-12-24T13:00"))).toBe("closed")
  })

  test("at ten on 24 December is refused until the notice is out, naming that instant", () => {
    const refused = WorkingTime.next(hours, utc("2026-12-24T10:00"))
    expect(Result.isFailure(refused) && refused.failure).toMatchObject({ _tag: "HoursNotKnown" })
    expect(
      Result.isFailure(refused) &&
        refused.failure._tag === "HoursNotKnown" &&
        DateTime.formatIso(refused.failure.firstUnknown),
    ).toBe("2026-12-24T02:00:00.000Z")
    // Once it is, the same question is answered.
    const coverage = [{ from: PlainDate.make("2007-01-01"), until: PlainDate.make("2027-12-24") }]
    const announced = Hours.compile(free, shanghai, { ...publicHolidays, version: "2027", coverage })
    expect(WorkingTime.next(announced, utc("2026-12-24T10:00"))).toEqual(
      Result.succeed(utc("2026-12-24T17:00")),
    )
  })

  test("of half an hour fits between the end of work and the night's rest", () => {
    const evening = OpenSet.intervals(hours, at("2026-11-23T12:00"), at("2026-11-24T08:00"))
    expect(evening).toEqual([{ from: at("2026-11-23T17:00"), until: at("2026-11-23T22:00") }])
    expect(hours.between(at("2026-11-23T21:45"), at("2026-11-24T08:00"))).toBe(15 * minute)
  })
})
