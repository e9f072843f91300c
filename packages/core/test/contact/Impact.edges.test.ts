import {
  ChinaCalendar,
  ChinaContact,
  type ContactPolicy,
  type DueDate,
  Hours,
  Impact,
  PlainDate,
  Rule,
  TimeZone,
  type WorkCalendar,
} from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import { describe, expect, test } from "vitest"
import { plainPerson } from "../followup/support/grounds.ts"

// November 2026 has no public holiday: Monday the 2nd to Friday the 27th are four working weeks.

const published = ChinaCalendar.publicHolidays
const day = 86_400_000
const at = (time: string) => Date.parse(`2026-${time}:00+08:00`)

const off = (...dates: ReadonlyArray<string>): WorkCalendar.WorkCalendar => ({
  ...published,
  version: "noticed",
  holidays: [...published.holidays, ...dates.map((on) => ({ on: PlainDate.make(on), name: "x" }))],
})
/** Known up to the date, exclusive. */
const knownUntil = (until: string): WorkCalendar.WorkCalendar => ({
  ...published,
  version: "short",
  coverage: [{ from: PlainDate.make("2026-01-01"), until: PlainDate.make(until) }],
})

const due = (from: string, length: DueDate.Length): Impact.Item => ({
  _tag: "DueDate",
  id: "due",
  term: {
    from: DateTime.makeUnsafe(at(from)),
    zone: TimeZone.make("Asia/Shanghai"),
    hours: Hours.onWorkingDays("08:00-12:00", "14:00-18:00"),
    length,
  },
})
const days = (days: number): DueDate.Length => ({ _tag: "WorkingDays", days, endOfDay: false })
const hours = (hours: number): DueDate.Length => ({
  _tag: "WorkingTime",
  millis: hours * 3_600_000,
  boundary: "endOfInterval",
})

const source: Rule.Source = { title: "a hospital's rule", status: "hospitalPolicy", verified: "own" }
/** Ten minutes by phone on working days in the morning. */
const policy: ContactPolicy.ContactPolicy = {
  ...ChinaContact.carePolicy,
  channels: [{ channel: "phone", avoids: [], minutes: 10 }],
  hours: [
    {
      id: Rule.RuleId.make("own.mornings"),
      channels: ["phone"],
      purposes: ["care"],
      openIn: Hours.onWorkingDays("08:00-12:00"),
      source,
    },
  ],
  caps: [],
}
const call = (earliest: string, ideal: string, due: string): Impact.Item => ({
  _tag: "Moment",
  id: "call",
  parts: {
    profile: { ...plainPerson.profile, zone: TimeZone.make("Asia/Shanghai"), preferred: [] },
    policy,
    channel: "phone",
    purpose: "care",
  },
  span: { earliest: at(earliest), ideal: at(ideal), due: at(due), latest: at(due) },
})

const moved = (item: Impact.Item, before: WorkCalendar.WorkCalendar, after: WorkCalendar.WorkCalendar) =>
  Impact.of([item], { before, after }).map(({ byMillis, reason }) => [reason, byMillis])

describe("a notice", () => {
  const forward = due("11-02T10:00", days(15))
  const backward = due("11-23T10:00", days(-15))
  const meeting = call("11-10T00:00", "11-10T00:00", "11-12T00:00")
  const oneDay = call("11-10T00:00", "11-10T00:00", "11-11T00:00")

  test.each([
    ["right after the start of a long term", forward, off("2026-11-03"), "later", day],
    ["right before its due date", forward, off("2026-11-20"), "later", day],
    ["right before the start of a term that runs backward", backward, off("2026-11-20"), "earlier", -3 * day],
    ["right after its due date", backward, off("2026-11-03"), "earlier", -3 * day],
    ["in the working hours after the start", due("11-02T10:00", hours(30)), off("2026-11-03"), "later", day],
    ["in those before it", due("11-06T10:00", hours(-30)), off("2026-11-05"), "earlier", -3 * day],
    ["days before it", due("11-20T10:00", hours(-30)), off("2026-11-16"), "earlier", -3 * day],
    [
      "over ten days at the start of no length at all, at its end as well",
      due("11-02T10:00", hours(0)),
      off(...Array.from({ length: 10 }, (_, n) => `2026-11-${String(n + 2).padStart(2, "0")}`)),
      "later",
      10 * day - 2 * 3_600_000,
    ],
    // From 1 to 7 October nobody works.
    ["days after no length at all", due("10-01T10:00", hours(0)), off("2026-10-08"), "later", day],
    ["on the day of a call", meeting, off("2026-11-10"), "later", day],
    [
      "on the day of a call that may come early",
      call("11-09T00:00", "11-10T00:00", "11-11T00:00"),
      off("2026-11-10"),
      "earlier",
      at("11-09T11:48") - at("11-10T08:00"),
    ],
  ] as const)("%s moves it, and its withdrawal moves it back", (_, item, notice, reason, byMillis) => {
    expect(moved(item, published, notice)).toEqual([[reason, byMillis]])
    const back = reason === "later" ? "earlier" : "later"
    expect(moved(item, notice, published)).toEqual([[back, -byMillis]])
  })

  test.each([
    ["that takes the only day leaves no moment", oneDay, off("2026-11-10"), "noMoment", "momentFound"],
    ["not yet given leaves a call open", oneDay, knownUntil("2026-11-10"), "becameUncovered", "nowCovered"],
    [
      "not yet given leaves a due date open",
      forward,
      knownUntil("2026-11-10"),
      "becameUncovered",
      "nowCovered",
    ],
  ] as const)("%s, and the way back finds it", (_, item, other, there, back) => {
    expect(moved(item, published, other)).toEqual([[there, undefined]])
    expect(moved(item, other, published)).toEqual([[back, undefined]])
  })

  test("moves from one refusal to another only where it becomes known, or unknown, that there is none", () => {
    expect(moved(oneDay, knownUntil("2026-11-10"), off("2026-11-10"))).toEqual([["noMoment", undefined]])
    expect(moved(oneDay, off("2026-11-10"), knownUntil("2026-11-10"))).toEqual([
      ["becameUncovered", undefined],
    ])
    expect(moved(oneDay, off("2026-11-10"), off("2026-11-10", "2026-11-11"))).toEqual([])
    expect(moved(forward, knownUntil("2026-11-10"), knownUntil("2026-11-12"))).toEqual([])
  })

  test("moves nothing beside the hours that an item needs", () => {
    expect(moved(meeting, published, off("2026-11-11"))).toEqual([])
    expect(moved(due("11-02T10:00", days(1)), published, off("2026-11-05"))).toEqual([])
  })

  test("beyond what a due date by the old calendar rests on costs no second answer", () => {
    const short = due("11-02T10:00", days(2))
    if (short._tag !== "DueDate") throw new Error("no due date")
    const { hours } = short.term
    const timesRead = (notice: string) => {
      let read = 0
      const term = { ...short.term }
      Object.defineProperty(term, "hours", {
        get: () => {
          read++
          return hours
        },
      })
      Impact.of([{ ...short, term }], { before: published, after: off(notice) })
      return read
    }
    const once = timesRead("2026-11-20")
    expect(once).toBeGreaterThan(0)
    expect(timesRead("2026-11-03")).toBe(2 * once)
  })
})
