import {
  CallSlot,
  Capacity,
  ChinaCalendar,
  ChinaContact,
  type ContactProfile,
  ContactWindow,
  Hours,
  Id,
  TimeZone,
} from "@aftercare/core"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { describe, expect, test } from "vitest"
import { day, hour, minute } from "../calendar/support/WallClock.ts"

const zone = TimeZone.make("Asia/Shanghai")
const at = (text: string) => Date.parse(`${text}+08:00`)
const calendar = ChinaCalendar.publicHolidays
/** Monday to Friday. */
const period = { from: at("2026-03-09T00:00"), until: at("2026-03-14T00:00") }

const agent = (id: string, changes: Partial<CallSlot.Agent> = {}): CallSlot.Agent => ({
  id: Id.StaffId.make(id),
  skills: ["nurse"],
  languages: ["zh"],
  zone,
  shift: Hours.daily("09:00", "10:00"),
  callsPerHour: 2,
  ...changes,
})

const windowOf = (work: ContactProfile.Work): ContactWindow.ContactWindow =>
  Result.getOrThrow(
    ContactWindow.make({
      profile: {
        zone,
        language: "zh",
        rest: ChinaContact.restIn("mainland"),
        work,
        preferred: [],
        channels: ["phone"],
        doNotDisturbOn: [],
      },
      policy: ChinaContact.carePolicy,
      channel: "phone",
      purpose: "followUp",
      calendar,
    }),
  )
const window = windowOf({ _tag: "None" })

const call = (id: string, changes: Partial<Capacity.Call> = {}): Capacity.Call => ({
  id: Id.TaskId.make(id),
  window,
  span: {
    earliest: at("2026-03-09T00:00"),
    ideal: at("2026-03-09T00:00"),
    due: at("2026-03-10T00:00"),
    latest: at("2026-03-10T00:00"),
  },
  skills: ["nurse"],
  language: "zh",
  risk: 0,
  ...changes,
})

const assigned = (calls: ReadonlyArray<Capacity.Call>, agents: ReadonlyArray<CallSlot.Agent>) =>
  Result.getOrThrow(Capacity.assign(calls, { agents, period, calendar }))

const refused = (
  calls: ReadonlyArray<Capacity.Call>,
  agents: ReadonlyArray<CallSlot.Agent>,
  during = period,
) => {
  const result = Capacity.assign(calls, { agents, period: during, calendar })
  return Result.isFailure(result) ? result.failure : undefined
}

describe("an agent", () => {
  const nurse = { ...agent("nurse-1"), skills: ["nurse"] }
  const decode = Schema.decodeUnknownResult(CallSlot.Agent)

  test.each([
    ["no calls an hour", { callsPerHour: 0 }, "callsPerHour"],
    ["fewer than none", { callsPerHour: -2 }, "callsPerHour"],
    ["half a call", { callsPerHour: 2.5 }, "callsPerHour"],
    ["no skill", { skills: [] }, "skills"],
    ["no language", { languages: [] }, "languages"],
    ["a language that is no tag", { languages: ["Chinese!"] }, "languages"],
    ["an unknown zone", { zone: "Asia/Nowhere" }, "zone"],
    ["a shift that is none", { shift: "09:00-17:00" }, "shift"],
  ])("with %s doesn't decode, and the error names the field", (_, changes, field) => {
    const result = decode({ ...nurse, ...changes })
    expect(Result.isFailure(result) && String(result.failure)).toContain(field)
  })

  test("is read from JSON and written back", () => {
    const text = JSON.parse(JSON.stringify(nurse))
    expect(Result.getOrThrow(decode(text))).toEqual(nurse)
  })

  test("begins calls on the grid of the shift, not of the hour or the period", () => {
    const early = agent("nurse-1", { shift: Hours.daily("08:50", "10:00"), callsPerHour: 3 })
    const from = { from: at("2026-03-09T09:00"), until: at("2026-03-09T09:50") }
    expect(Result.getOrThrow(CallSlot.starts(early, { period: from }))).toEqual([
      at("2026-03-09T09:10"),
      at("2026-03-09T09:30"),
    ])
  })

  test("has the slots of consecutive periods once each, and those of the whole together", () => {
    const odd = agent("nurse-1", { shift: Hours.daily("21:07", "02:31"), callsPerHour: 7 })
    const slots = (from: number, until: number) =>
      Result.getOrThrow(CallSlot.starts(odd, { period: { from, until } }))
    const cut = period.from + 22 * hour + 3 * minute
    expect([...slots(period.from, cut), ...slots(cut, period.until)]).toEqual(
      slots(period.from, period.until),
    )
  })

  test("counts elapsed time where the clocks change", () => {
    const night = agent("nurse-1", {
      zone: TimeZone.make("America/New_York"),
      shift: Hours.daily("00:00", "04:00"),
      callsPerHour: 1,
    })
    const on = (from: string) => ({ from: Date.parse(from), until: Date.parse(from) + 20 * hour })
    // The clocks skip an hour in March and repeat one in November.
    expect(Result.getOrThrow(CallSlot.starts(night, { period: on("2026-03-08T05:00Z") })).length).toBe(3)
    expect(Result.getOrThrow(CallSlot.starts(night, { period: on("2026-11-01T04:00Z") })).length).toBe(5)
  })
})

describe("input that can't be meant is refused, by field and rule", () => {
  test("two agents or two calls with one id", () => {
    expect(refused([], [agent("a"), agent("a")])).toMatchObject({
      _tag: "DuplicateId",
      field: "agents",
      id: "a",
    })
    expect(refused([call("c"), call("c")], [])).toMatchObject({
      _tag: "DuplicateId",
      field: "calls",
      id: "c",
    })
  })

  test("a shift that holds no whole slot", () => {
    const short = agent("a", { shift: Hours.daily("09:00", "09:29") })
    expect(refused([], [short])).toMatchObject({ _tag: "ShiftWithoutSlot", agent: "a", callsPerHour: 2 })
    // Off duty, or cut by the period, is no mistake.
    expect(refused([], [agent("a", { shift: Hours.never })])).toBeUndefined()
    expect(
      refused([], [agent("a")], { from: at("2026-03-09T09:50"), until: at("2026-03-09T20:00") }),
    ).toBeUndefined()
  })

  test("a call longer than any slot", () => {
    const long = call("c", { window: { ...window, durationMillis: 31 * minute } })
    expect(refused([long], [agent("a")])).toMatchObject({
      _tag: "CallLongerThanSlot",
      call: "c",
      callMillis: 31 * minute,
      slotMillis: 30 * minute,
    })
    expect(refused([long], [agent("a", { callsPerHour: 1 })])).toBeUndefined()
  })

  test("a span out of order, and a risk that is no whole number", () => {
    const { span } = call("c")
    const wrong = [
      { ...span, ideal: span.earliest - 1 },
      { ...span, due: span.ideal - 1 },
      { ...span, latest: span.due - 1 },
      { ...span, due: Number.NaN },
    ]
    for (const span of wrong)
      expect(refused([call("c", { span })], [])).toMatchObject({
        _tag: "ImpossibleCall",
        call: "c",
        rule: "earliest ≤ ideal ≤ due ≤ latest",
      })
    for (const risk of [0.5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(refused([call("c", { risk })], [])).toMatchObject({
        _tag: "ImpossibleCall",
        rule: "risk is a whole number",
      })
  })

  test("more than can be assigned in one go, told before anything is written out", () => {
    const always = agent("a", { shift: Hours.always, callsPerHour: 60 })
    const years = { from: at("2010-01-01T00:00"), until: at("2050-01-01T00:00") }
    const slots = (years.until - years.from) / minute
    expect(refused([], [always], years)).toMatchObject({
      _tag: "CapacityTooLarge",
      figure: "slots",
      count: slots,
      limit: Capacity.limits.slots,
    })
    const many = Array.from({ length: Capacity.limits.agents + 1 }, (_, i) => agent(`a${i}`))
    expect(refused([], many)).toMatchObject({
      figure: "agents",
      count: many.length,
      limit: Capacity.limits.agents,
    })
    const calls = Array.from({ length: 30_000 }, (_, i) =>
      call(`c${i}`, { window: { ...window, durationMillis: minute } }),
    )
    const months = { from: period.from, until: period.from + 120 * day }
    expect(refused(calls, [always], months)).toMatchObject({
      figure: "calls × slots",
      count: calls.length * 120 * 1440,
      limit: Capacity.limits["calls × slots"],
    })
  })

  test("a period without ends is refused or empty, and never loops", () => {
    const always = agent("a", { shift: Hours.always })
    const everywhere = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY }
    expect(refused([call("c")], [always], everywhere)).toMatchObject({
      _tag: "CapacityTooLarge",
      figure: "slots",
    })
    const nowhere = [
      { from: Number.NaN, until: Number.NaN },
      { from: Number.POSITIVE_INFINITY, until: Number.NEGATIVE_INFINITY },
      { from: Date.parse("2090-01-01T00:00Z"), until: Number.POSITIVE_INFINITY },
    ]
    for (const period of nowhere) {
      const { bookings } = Result.getOrThrow(
        Capacity.assign([call("c")], { agents: [always], period, calendar }),
      )
      expect(bookings).toEqual([])
    }
  })

  test("nothing at all is no mistake", () => {
    expect(assigned([], [])).toEqual({ bookings: [], unplaced: [], unknownShifts: [] })
    expect(refused([call("c")], [agent("a")], { from: period.until, until: period.from })).toBeUndefined()
  })
})

describe("who is called", () => {
  test("is whoever is at the higher risk, then whoever is due first, then by id", () => {
    const later = { ...call("x").span, due: at("2026-03-10T00:00") + 1, latest: at("2026-03-10T00:00") + 1 }
    const calls = [call("d"), call("b"), call("a", { span: later }), call("c"), call("e", { risk: 1 })]
    const { bookings, unplaced } = assigned(calls, [agent("a", { callsPerHour: 3 })])
    expect(bookings.map(({ call }) => call)).toEqual(["e", "b", "c"])
    expect(unplaced).toEqual([
      { call: "d", reason: { _tag: "AllTaken", slots: 3 } },
      { call: "a", reason: { _tag: "AllTaken", slots: 3 } },
    ])
  })

  test("is one more where that costs only another's hour", () => {
    const lateOnly = { ...call("b").span, earliest: at("2026-03-09T09:30"), ideal: at("2026-03-09T09:30") }
    const earlyOnly = { ...call("c").span, due: at("2026-03-09T09:30"), latest: at("2026-03-09T09:30") }
    const calls = [
      call("a", { risk: 2 }),
      call("b", { span: lateOnly, risk: 1 }),
      call("c", { span: earlyOnly }),
    ]
    const { bookings, unplaced } = assigned(calls, [agent("n", { shift: Hours.daily("09:00", "10:00") })])
    // Only two fit; the one at no risk gives way, though it alone could do with the first slot.
    expect(bookings.map(({ call }) => call)).toEqual(["a", "b"])
    expect(unplaced.map(({ call }) => call)).toEqual(["c"])
    expect(
      assigned([calls[0] as Capacity.Call, calls[2] as Capacity.Call], [agent("n")]).bookings,
    ).toMatchObject([
      { call: "c", at: at("2026-03-09T09:00") },
      { call: "a", at: at("2026-03-09T09:30") },
    ])
  })

  test("keeps those free who can do more", () => {
    const both = agent("a", { skills: ["doctor", "nurse"] })
    const calls = [call("n", { risk: 1 }), call("d", { skills: ["doctor"] })]
    expect(assigned(calls, [both, agent("b")]).bookings).toMatchObject([
      { call: "d", agent: "a" },
      { call: "n", agent: "b" },
    ])
  })

  test("is spread over those who are alike", () => {
    const calls = ["1", "2", "3", "4"].map((n) => call(`c${n}`))
    const { bookings } = assigned(calls, [agent("a"), agent("b")])
    expect(bookings.map(({ agent, at }) => [agent, at])).toEqual([
      ["a", at("2026-03-09T09:00")],
      ["b", at("2026-03-09T09:00")],
      ["a", at("2026-03-09T09:30")],
      ["b", at("2026-03-09T09:30")],
    ])
    const late = { ...call("c2").span, earliest: at("2026-03-09T09:30"), ideal: at("2026-03-09T09:30") }
    const apart = [call("c1"), call("c2", { span: late })]
    expect(assigned(apart, [agent("a"), agent("b")]).bookings).toMatchObject([
      { call: "c1", agent: "a" },
      { call: "c2", agent: "b" },
    ])
  })
})

describe("a call without a slot says why", () => {
  const why = (one: Capacity.Call, ...agents: ReadonlyArray<CallSlot.Agent>) =>
    assigned([one], agents).unplaced[0]?.reason

  test("nobody has the skills, or speaks the language", () => {
    expect(why(call("c", { skills: ["nurse", "wound care"] }), agent("a"))).toEqual({
      _tag: "NobodyQualified",
      missing: "skills",
    })
    expect(
      why(call("c", { language: "ug" }), agent("a"), agent("b", { skills: ["doctor"], languages: ["ug"] })),
    ).toEqual({ _tag: "NobodyQualified", missing: "language" })
  })

  test("the rules that closed the slots in the span", () => {
    const noon = agent("a", { shift: Hours.daily("12:30", "13:30") })
    expect(why(call("c"), noon)).toEqual({ _tag: "NoSlotInWindow", rules: ["rest.noon"] })
    // The call would end as the rest begins; begun a little late, it would run into it.
    const before = agent("a", { shift: Hours.daily("11:50", "12:20") })
    expect(why(call("c"), before)).toEqual({ _tag: "NoSlotInWindow", rules: ["rest.noon"] })
    const punctual = call("c", { window: { ...window, latenessMillis: 0 } })
    expect(assigned([punctual], [before]).bookings).toMatchObject([{ at: at("2026-03-09T11:50") }])
    // In the window's order, whatever came first.
    const early = agent("b", { shift: Hours.daily("07:00", "07:30") })
    expect(why(call("c"), noon, early)).toEqual({
      _tag: "NoSlotInWindow",
      rules: ["rest.noon", "rest.night", "care.hours"],
    })
    // A slot that begins as a rule's hours end isn't closed by it: here the noon rest is nobody's reason.
    const atWork = windowOf({ _tag: "Weekly", week: { monday: [Hours.TimeSpan.make("14:00-15:00")] } })
    const afternoon = agent("a", { shift: Hours.daily("14:00", "14:30") })
    expect(why(call("c", { window: atWork }), early, afternoon)).toEqual({
      _tag: "NoSlotInWindow",
      rules: ["rest.night", "work.hours", "care.hours"],
    })
    const night = agent("b", { shift: Hours.daily("20:00", "22:00") })
    expect(why(call("c"), noon, night)).toEqual({
      _tag: "NoSlotInWindow",
      rules: ["rest.noon", "care.hours"],
    })
    expect(why(call("c"), agent("a", { shift: Hours.onDates({ "2026-03-11": ["09:00-10:00"] }) }))).toEqual({
      _tag: "NoSlotInWindow",
      rules: [],
    })
  })

  test("the span has no part in the period", () => {
    const next = {
      ...call("c").span,
      earliest: period.until,
      ideal: period.until,
      due: period.until,
      latest: period.until + day,
    }
    expect(why(call("c", { span: next }), agent("a"))).toEqual({ _tag: "OutsidePeriod" })
  })

  test("the slots of those who could are too short", () => {
    const long = call("c", { window: { ...window, durationMillis: 31 * minute } })
    expect(why(long, agent("a"), agent("b", { skills: ["doctor"], callsPerHour: 1 }))).toEqual({
      _tag: "SlotsTooShort",
      callMillis: 31 * minute,
      slotMillis: 30 * minute,
    })
  })

  test("shifts of a year not yet announced are left out and named", () => {
    const span = {
      earliest: at("2026-12-23T00:00"),
      ideal: at("2026-12-23T00:00"),
      due: at("2026-12-26T00:00"),
      latest: at("2026-12-26T00:00"),
    }
    const working = agent("a", { shift: Hours.onWorkingDays("09:00-10:00") })
    const result = Capacity.assign(
      ["1", "2", "3"].map((n) => call(n, { span })),
      {
        agents: [working, agent("b", { skills: ["doctor"] })],
        period: { from: span.earliest, until: span.latest },
        calendar,
      },
    )
    const { bookings, unknownShifts, unplaced } = Result.getOrThrow(result)
    expect(bookings.map((booking) => booking.at)).toEqual([at("2026-12-23T09:00"), at("2026-12-23T09:30")])
    expect(unplaced).toEqual([{ call: "3", reason: { _tag: "AllTaken", slots: 2 } }])
    expect(unknownShifts).toEqual([{ agent: "a", from: at("2026-12-24T09:00") }])
  })
})
