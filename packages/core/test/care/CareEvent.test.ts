import {
  CareEvent,
  CareMessage,
  CareOccasion,
  ChinaCalendar,
  ChinaContact,
  GeneralCareEvents,
  Id,
  PhoneNumber,
  TimeZone,
} from "@aftercare/core"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { describe, expect, test } from "vitest"
import { at } from "./support/regimen.ts"

const zone = TimeZone.make("Asia/Shanghai")
const person = (name: string) => Id.PersonId.make(name)
const [anna, bao, chen] = ["anna", "bao", "chen"].map(person) as [Id.PersonId, Id.PersonId, Id.PersonId]

const stampAt = (text: string, id: string): CareEvent.CareEventStamp => ({
  id: Id.EventId.make(id),
  at: at(text),
  by: { _tag: "Staff", staff: Id.StaffId.make("nurse-3") },
})

const times = {
  from: at("2026-03-20T15:00"),
  until: at("2026-03-20T16:30"),
  registrationUntil: at("2026-03-19T12:00"),
}

const announced = (id = "lecture-5", own: CareEvent.Times = times, capacity = 1): CareEvent.CareEvent =>
  CareEvent.announce(
    { event: Id.CareEventId.make(id), kind: "lecture", title: "糖尿病饮食讲座", zone, times: own, capacity },
    stampAt("2026-03-02T09:00", `${id}/announced`),
  )[0]

let entries = 0
const after = (
  event: CareEvent.CareEvent,
  ...acts: ReadonlyArray<readonly [at: string, act: CareEvent.CareEventAct]>
): CareEvent.CareEvent =>
  acts.reduce(
    (event, [text, act]) =>
      Result.getOrThrow(CareEvent.record(event, act, stampAt(text, `e-${entries++}`)))[0],
    event,
  )

const registers = (person: Id.PersonId): CareEvent.CareEventAct => ({ _tag: "Registered", person })
const givesBack = (person: Id.PersonId): CareEvent.CareEventAct => ({ _tag: "GivenBack", person })
const full = after(announced(), ["2026-03-05T10:00", registers(anna)], ["2026-03-05T10:00", registers(bao)])
const held = after(full, ["2026-03-20T16:30", { _tag: "Held" }])
const off = after(full, ["2026-03-10T09:00", { _tag: "Cancelled", reason: "讲师生病" }])

describe("what doesn't fit is refused:", () => {
  const past = { ...times, from: at("2026-03-10T09:00"), registrationUntil: at("2026-03-10T09:00") }
  const cases: ReadonlyArray<
    readonly [CareEvent.CareEventRule, CareEvent.CareEvent, string, CareEvent.CareEventAct]
  > = [
    ["event.order", full, "2026-03-05T09:59", registers(chen)],
    ["event.over", held, "2026-03-20T17:00", registers(chen)],
    ["event.over", held, "2026-03-20T17:00", { _tag: "Cancelled", reason: "x" }],
    ["event.over", off, "2026-03-20T17:00", { _tag: "Held" }],
    ["event.over", off, "2026-03-11T17:00", givesBack(anna)],
    ["event.registrationOver", full, "2026-03-19T12:00", registers(chen)],
    ["event.registered", full, "2026-03-06T12:00", registers(anna)],
    ["event.registered", full, "2026-03-06T12:00", registers(bao)],
    ["event.notRegistered", full, "2026-03-06T12:00", givesBack(chen)],
    ["event.notRegistered", held, "2026-03-20T17:00", { _tag: "AttendanceTold", person: bao, came: false }],
    ["event.begun", full, "2026-03-20T15:00", givesBack(anna)],
    ["event.notBegun", full, "2026-03-20T14:59", { _tag: "Held" }],
    ["event.past", full, "2026-03-10T09:00", { _tag: "Moved", times: past }],
    [
      "event.placesTaken",
      after(full, ["2026-03-05T10:00", { _tag: "CapacityChanged" }]),
      "2026-03-06T09:00",
      { _tag: "CapacityChanged", capacity: 1 },
    ],
    ["event.notHeld", full, "2026-03-20T17:00", { _tag: "AttendanceTold", person: anna, came: true }],
  ]
  test.each(cases)("%s", (rule, event, text, act) => {
    const found = CareEvent.record(event, act, stampAt(text, "other"))
    expect(Result.isFailure(found) && found.failure).toEqual(
      new CareEvent.CareEventRefused({ event: event.id, act: act._tag, rule }),
    )
  })

  test("and what is just in time isn't", () => {
    const fitting: ReadonlyArray<readonly [CareEvent.CareEvent, string, CareEvent.CareEventAct]> = [
      [full, "2026-03-19T11:59", registers(chen)],
      [full, "2026-03-20T14:59", givesBack(anna)],
      [full, "2026-03-20T15:00", { _tag: "Held" }],
      [full, "2026-03-10T08:59", { _tag: "Moved", times: past }],
      [full, "2026-03-06T09:00", { _tag: "CapacityChanged", capacity: 1 }],
      [held, "2026-03-20T17:00", { _tag: "AttendanceTold", person: bao, came: true }],
    ]
    for (const [event, text, act] of fitting)
      expect(Result.isSuccess(CareEvent.record(event, act, stampAt(text, "other")))).toBe(true)
  })

  test("times that don't follow one another don't decode", () => {
    const read = Schema.decodeUnknownResult(CareEvent.Times)
    const text = { from: "2026-03-20T15:00+08:00", until: "2026-03-20T16:30+08:00" }
    const messages = [
      { ...text, until: text.from, registrationUntil: text.from },
      { ...text, registrationUntil: "2026-03-20T15:01+08:00" },
    ].map((one) => {
      const found = read(one)
      return Result.isFailure(found) && found.failure.message
    })
    expect(messages).toEqual([
      'until must lie after from\n  at ["until"]',
      'registration ends when the event begins, or before\n  at ["registrationUntil"]',
    ])
  })
})

describe("a person's events", () => {
  test("clash where they share a moment, and not where one begins as the other ends", () => {
    const from = (hours: string, until: string): CareEvent.Times => ({
      from: at(`2026-03-20T${hours}`),
      until: at(`2026-03-20T${until}`),
      registrationUntil: at("2026-03-20T00:00"),
    })
    const with_ = (id: string, hours: string, until: string) =>
      after(announced(id, from(hours, until)), ["2026-03-05T10:00", registers(anna)])
    const others = [
      with_("before", "14:00", "15:00"),
      with_("into", "14:00", "15:01"),
      with_("within", "15:30", "16:00"),
      with_("behind", "16:30", "17:00"),
      after(with_("off", "15:00", "16:00"), ["2026-03-06T10:00", { _tag: "Cancelled", reason: "x" }]),
      announced("elsewhere", from("15:00", "16:00")),
      full,
    ]
    expect(CareEvent.clashes(full, anna, others).map(({ id }) => id)).toEqual(["into", "within"])
    expect(CareEvent.clashes(full, bao, others)).toEqual([])
  })
})

describe("what there is to tell", () => {
  const { policy } = GeneralCareEvents
  const personOf = (id: Id.PersonId) =>
    ({
      id,
      relation: "self",
      name: "王芳",
      phone: PhoneNumber.PhoneNumber.make("+8613800138000"),
      profile: {
        zone,
        language: "zh",
        rest: ChinaContact.restIn("mainland"),
        work: { _tag: "None" },
        preferred: [],
        channels: ["sms"],
        doNotDisturbOn: [],
      },
    }) as const
  const sending = { channels: ["sms"], purpose: "care", template: { id: "event", version: "1" } } as const
  const sentAt = (notice: CareEvent.Notice, now: string) => {
    const { span, to } = notice
    if (span === undefined) return "too late"
    const made = CareMessage.make(
      CareEvent.wanted(notice, span, sending),
      {
        person: personOf(to),
        contact: ChinaContact.carePolicy,
        calendar: ChinaCalendar.publicHolidays,
        contacts: [],
      },
      at(now),
    )
    const [{ state }] = Result.getOrThrow(made)
    if (state._tag !== "Planned") return state._tag
    const { epochMilliseconds } = state.at
    return `${TimeZone.dateAt(zone, epochMilliseconds)} ${TimeZone.timeAt(zone, epochMilliseconds)}`
  }

  test("goes out as care messages: the reminder on the day before, in the morning", () => {
    const [notice, ...others] = CareEvent.reminders(full, policy)
    expect(others).toEqual([])
    expect(notice && [notice.to, sentAt(notice, "2026-03-10T09:00")]).toEqual(["anna", "2026-03-19 08:00"])
  })

  test("is an invitation while one can register, to those who haven't", () => {
    const all = [anna, bao, chen, chen]
    const invited = CareEvent.invitations(full, all, policy, at("2026-03-10T21:00"))
    expect(invited.map((notice) => [notice.to, sentAt(notice, "2026-03-10T21:00")])).toEqual([
      ["chen", "2026-03-11 08:00"],
    ])
    expect(CareEvent.invitations(full, all, policy, at("2026-03-19T12:00"))).toEqual([])
    expect(CareEvent.invitations(off, all, policy, at("2026-03-11T12:00"))).toEqual([])
  })

  test("of a place that is free an hour before the beginning comes too late for a message", () => {
    const promoted = (text: string) =>
      CareEvent.news(full, after(full, [text, givesBack(anna)]), policy).map((notice) => [
        notice.to,
        notice.occasion.kind,
        sentAt(notice, text),
      ])
    expect(promoted("2026-03-20T09:00")).toEqual([["bao", "promoted", "2026-03-20 09:00"]])
    expect(promoted("2026-03-20T14:00")).toEqual([["bao", "promoted", "too late"]])
  })

  test("of a place that somebody is given a second time is told a second time", () => {
    const steps: ReadonlyArray<CareEvent.CareEventAct> = [
      givesBack(anna),
      registers(chen),
      givesBack(bao),
      registers(bao),
      givesBack(chen),
    ]
    let event = full
    const told = steps.flatMap((act, hour) => {
      const next = after(event, [`2026-03-1${hour}T10:00`, act])
      const notices = CareEvent.news(event, next, policy)
      event = next
      return notices.filter(({ to }) => to === bao)
    })
    const ids = told.map(({ occasion, to }) => CareOccasion.messageId(occasion, to))
    expect(told.map(({ occasion }) => occasion.kind)).toEqual(["promoted", "promoted"])
    expect(new Set(ids).size).toBe(2)
  })

  test("of a moved event is told before the old time, to everybody in line, and each move anew", () => {
    const later = { ...times, from: at("2026-03-27T15:00"), until: at("2026-03-27T16:30") }
    const moved = after(full, ["2026-03-20T10:00", { _tag: "Moved", times: later }])
    const told = CareEvent.news(full, moved, policy)
    expect(told.map(({ occasion, to }) => [to, occasion.kind, occasion.number])).toEqual([
      ["anna", "moved", 1],
      ["bao", "moved", 1],
    ])
    expect(told.every(({ span }) => span?.latest === at("2026-03-20T14:00").epochMilliseconds)).toBe(true)
    const again = after(moved, ["2026-03-21T10:00", { _tag: "Moved", times: later }])
    expect(CareEvent.news(moved, again, policy).map(({ occasion }) => occasion.number)).toEqual([2, 2])
    expect(CareEvent.reminders(again, policy).map(({ occasion }) => occasion.number)).toEqual([3])
  })
})
