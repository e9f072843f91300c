import { readFileSync } from "node:fs"
import {
  ChinaCalendar,
  FollowUpProtocol,
  Hours,
  PlainDate,
  PlainTime,
  TimeZone,
  type WorkCalendar,
} from "@aftercare/core"
import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"
import { plainStage } from "./support/grounds.ts"

// Figures from elsewhere: each case names what it was read in or computed with.

interface Case {
  readonly id: string
  readonly formula: string
  readonly inputs: Readonly<Record<string, string | number>>
  readonly expected: Readonly<Record<string, string | boolean>>
}

const fixture: { readonly cases: ReadonlyArray<Case> } = JSON.parse(
  readFileSync(new URL("../fixtures/contact-and-follow-up.json", import.meta.url), "utf8"),
)
const cases = (prefix: string) => fixture.cases.filter(({ id }) => id.startsWith(prefix))

/** Federal holidays of the United States as far as the cases need them. */
const federal: WorkCalendar.WorkCalendar = {
  id: "unitedStates.federal",
  version: "2026",
  workweek: PlainDate.weekdays.slice(0, 5),
  holidays: [
    { on: PlainDate.make("2026-09-07"), name: "Labor Day" },
    { on: PlainDate.make("2026-11-26"), name: "Thanksgiving Day" },
  ],
  adjustedWorkdays: [],
  coverage: [{ from: PlainDate.make("2026-07-04"), until: PlainDate.make("2026-12-25") }],
  sources: [],
}

const hours = {
  us: Hours.daily("08:00", "21:00"),
  cn: Hours.difference(Hours.daily("08:00", "22:00"), Hours.daily("12:00", "14:00")),
  fr: Hours.union(
    Hours.workWeek(
      Object.fromEntries(PlainDate.weekdays.slice(0, 5).map((d) => [d, ["10:00-13:00", "14:00-20:00"]])),
    ),
  ),
} as const

const france: WorkCalendar.WorkCalendar = {
  ...federal,
  id: "france",
  holidays: [],
  coverage: [{ from: PlainDate.make("2026-01-01"), until: PlainDate.make("2027-01-01") }],
}

/** The last date that belongs to an offset's end, for a discharge at any hour of the date. */
const lastDateOf = (
  offset: FollowUpProtocol.Offset,
  date: string,
  time: string,
  zone: TimeZone.TimeZone,
  calendar: WorkCalendar.WorkCalendar,
) => {
  const stage = plainStage("s", {
    earliest: { days: 0 },
    ideal: { days: 0 },
    due: offset,
    latest: { days: 60 },
  })
  const at = TimeZone.toInstant(zone, PlainDate.make(date), PlainTime.make(time))
  return TimeZone.dateAt(
    zone,
    Result.getOrThrow(FollowUpProtocol.spanOf(stage, { at, zone, calendar })).due - 1,
  )
}

const newYork = TimeZone.make("America/New_York")

describe("transitional care of the United States is due", () => {
  test.each(cases("tcm-"))("$id", ({ expected, inputs }) => {
    for (const time of ["00:00", "11:30", "23:59"]) {
      const due = (offset: FollowUpProtocol.Offset) =>
        lastDateOf(offset, String(inputs["discharge"]), time, newYork, federal)
      expect(due({ workingDays: 2 })).toBe(expected["contactBy"])
      expect(due({ days: 7 })).toBe(expected["visitHighBy"])
      expect(due({ days: 14 })).toBe(expected["visitModerateBy"])
    }
  })
})

describe("working days of China are due", () => {
  test.each(cases("cn-workday-"))("$id", ({ expected, inputs }) => {
    const zone = TimeZone.make("Asia/Shanghai")
    const workingDays = Number(inputs["workingDays"])
    for (const time of ["00:00", "23:59"])
      expect(
        lastDateOf({ workingDays }, String(inputs["received"]), time, zone, ChinaCalendar.publicHolidays),
      ).toBe(expected["due"])
  })
})

describe("contact hours hold an instant or not", () => {
  test.each(cases("win-"))("$id", ({ expected, id, inputs }) => {
    const country = id.slice(4, 6) as keyof typeof hours
    const zone = TimeZone.make(String(inputs["timeZone"]))
    const at = Date.parse(String(inputs["instant"]))
    expect(Hours.compile(hours[country], zone, france).isOpen(at)).toBe(expected["allowed"])
    expect(`${TimeZone.dateAt(zone, at)}T${TimeZone.timeAt(zone, at)}`).toBe(
      String(expected["local"])
        .slice(0, 19)
        .replace(/:00$/, (zero) => (at % 60_000 === 0 ? "" : zero)),
    )
  })
})
