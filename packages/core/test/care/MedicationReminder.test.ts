import {
  CareMessage,
  ChinaCalendar,
  ChinaContact,
  type ContactProfile,
  ContactWindow,
  GeneralMedication,
  Hours,
  Id,
  MedicationReminder,
  PhoneNumber,
  type Regimen,
  TimeZone,
} from "@aftercare/core"
import { MedicationArbitraries } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import { wallAt } from "../calendar/support/WallClock.ts"
import { after, at, keyOf, medicineAt, started } from "./support/regimen.ts"

const minute = 60_000
const timeAt = (zone: string, at: number) => new Date(wallAt(zone, at)).toISOString().slice(11, 16)

const profileIn = (zone: string): ContactProfile.ContactProfile => ({
  zone: TimeZone.make(zone),
  language: "zh",
  rest: ChinaContact.restIn("mainland"),
  work: { _tag: "None" },
  preferred: [Hours.TimeSpan.make("18:00-19:00")],
  channels: ["sms"],
  doNotDisturbOn: [],
})

const windowIn = (zone: string) =>
  Result.getOrThrow(
    ContactWindow.make({
      profile: profileIn(zone),
      policy: ChinaContact.carePolicy,
      channel: "sms",
      purpose: "care",
      calendar: ChinaCalendar.publicHolidays,
    }),
  )

const { policy } = GeneralMedication
const clockTime = (at: DateTime.Utc) => TimeZone.timeAt(TimeZone.make("Asia/Shanghai"), at.epochMilliseconds)
const remindersOf = (regimen: Regimen.Regimen, own = policy) =>
  MedicationReminder.reminders(regimen, own, {
    from: at("2026-03-03T00:00").epochMilliseconds,
    until: at("2026-03-04T00:00").epochMilliseconds,
  })
const daily = (...times: readonly [string, ...ReadonlyArray<string>]) =>
  after(started(), ["2026-03-02T00:00", { _tag: "Prescribed", medicine: medicineAt(times) }])

const placedAt = (regimen: Regimen.Regimen, own = policy) =>
  remindersOf(regimen, own).map((reminder) =>
    Result.match(MedicationReminder.place(reminder, windowIn("Asia/Shanghai")), {
      onFailure: ({ _tag }) => _tag,
      onSuccess: ({ at, left, moved }) =>
        [
          TimeZone.timeAt(TimeZone.make("Asia/Shanghai"), at),
          ...moved,
          ...left.map((rule) => `left ${rule}`),
        ].join(" "),
    }),
  )

describe("a reminder", patience, () => {
  test("comes with its dose, and where that is at rest before or after it", () => {
    const regimen = daily("07:30", "09:00", "13:00", "21:30")
    const { latenessMinutes } = ChinaContact.carePolicy
    // Room for a message of a minute that begins late.
    const before = (hour: number) => `${hour - 1}:${59 - latenessMinutes}`
    expect(placedAt(regimen)).toEqual([
      "08:00 rest.night care.hours",
      "09:00",
      `${before(12)} rest.noon`,
      // She prefers the hour from six.
      `${before(19)} care.hours`,
    ])
    expect(placedAt(regimen, { ...policy, aheadMinutes: 0 })).toEqual([
      "08:00 rest.night care.hours",
      "09:00",
      "14:00 rest.noon",
      "NoMoment",
    ])
  })

  test("comes at rest by the person's own request alone", () => {
    const override = {
      kind: "ownRequest",
      reason: "请准时提醒",
      author: Id.StaffId.make("nurse-3"),
      givenAt: at("2026-03-02T09:00"),
    } as const
    const asked = after(daily("13:00", "23:00"), ["2026-03-02T09:00", { _tag: "OverrideGiven", override }])
    expect(placedAt(asked)).toEqual(["13:00 left rest.noon", "23:00 left rest.night left care.hours"])
    const back = after(asked, ["2026-03-02T10:00", { _tag: "OverrideTakenBack" }])
    expect(placedAt(back)).toEqual(placedAt(daily("13:00", "23:00")))
  })

  test("goes out in its own minute, or in the one nearest to it on the side that comes first, preferred times before others", () => {
    let [moved, preferred] = [0, 0]
    fc.assert(
      fc.property(MedicationArbitraries.regimenLife(), MedicationArbitraries.policy(), (life, policy) => {
        const regimen = MedicationArbitraries.ended(life)
        const [{ zone }] = regimen.clocks
        const window = windowIn(zone)
        const fits = (at: number) => ContactWindow.closedAt(window, at).length === 0
        const isWish = (at: number) =>
          [at, at + ContactWindow.roomOf(window) - minute].every((one) => timeAt(zone, one).startsWith("18:"))
        const nearest = (from: number, until: number, step: number, wish: boolean): number | undefined => {
          for (let at = from; step > 0 ? at < until : at >= until; at += step)
            if (fits(at) && (!wish || isWish(at))) return at
          return undefined
        }
        for (const reminder of MedicationReminder.reminders(regimen, policy, life.during).slice(0, 4)) {
          const { override: _, ...unasked } = reminder
          const found = MedicationReminder.place(unasked, window)
          const { due, earliest, ideal, latest } = reminder.span
          if (fits(ideal)) {
            expect(found).toEqual(Result.succeed({ at: ideal, moved: [], left: [] }))
            continue
          }
          const wished =
            nearest(ideal - minute, earliest, -minute, true) ??
            nearest(ideal - minute, earliest, -minute, false) ??
            nearest(due, latest, minute, true) ??
            nearest(due, latest, minute, false)
          if (Result.isFailure(found)) expect(wished).toBeUndefined()
          else {
            expect(found.success.moved.length).toBeGreaterThan(0)
            expect(Math.abs(found.success.at - (wished ?? Number.NaN))).toBeLessThan(minute)
            moved++
            if (isWish(found.success.at)) preferred++
          }
        }
      }),
      runs(25),
    )
    expect([moved > 10, preferred > 0]).toEqual([true, true])
  })

  test("goes out when its care message does, by request or moved", () => {
    const sending = { channels: ["sms"], purpose: "care", template: { id: "doses", version: "1" } } as const
    let planned = 0
    fc.assert(
      fc.property(MedicationArbitraries.regimenLife(), MedicationArbitraries.policy(), (life, policy) => {
        const regimen = MedicationArbitraries.ended(life)
        const [{ zone }] = regimen.clocks
        const ground = {
          person: {
            id: regimen.addressee,
            relation: "self",
            name: "王芳",
            phone: PhoneNumber.PhoneNumber.make("+8613800138000"),
            profile: profileIn(zone),
          },
          contact: ChinaContact.carePolicy,
          calendar: ChinaCalendar.publicHolidays,
          contacts: [],
        } as const
        for (const reminder of MedicationReminder.reminders(regimen, policy, life.during)) {
          const made = CareMessage.make(
            MedicationReminder.wanted(regimen, reminder, sending),
            ground,
            DateTime.makeUnsafe(life.during.from - 86_400_000),
          )
          const [{ addressee, patient, state }] = Result.getOrThrow(made)
          expect([addressee, patient]).toEqual([regimen.addressee, regimen.patient])
          const placed = MedicationReminder.place(reminder, windowIn(zone))
          if (state._tag === "Planned") planned++
          expect(state._tag === "Planned" ? state.at.epochMilliseconds : undefined).toBe(
            Result.isSuccess(placed) ? placed.success.at : undefined,
          )
        }
      }),
      runs(25),
    )
    expect(planned).toBeGreaterThan(50)
  })

  test("names medicines where nobody reads along, elsewhere by agreement", () => {
    const regimen = daily("08:00")
    const named = (regimen: Regimen.Regimen) =>
      (["sms", "app", "email"] as const).filter((channel) =>
        MedicationReminder.mayName(regimen, policy, channel),
      )
    expect(named(regimen)).toEqual(["app"])
    const agreed = after(regimen, ["2026-03-02T09:00", { _tag: "NamingAgreed", channels: ["sms"] }])
    expect(named(agreed)).toEqual(["sms", "app"])
    expect(named(after(agreed, ["2026-03-02T10:00", { _tag: "NamingAgreed", channels: [] }]))).toEqual([
      "app",
    ])
  })

  test("holds what lies close together over midnight, and nothing beyond four in the morning", () => {
    const night = after(daily("23:50", "03:50"), [
      "2026-03-02T00:00",
      { _tag: "Prescribed", medicine: { ...medicineAt(["00:10", "04:10"]), id: Id.MedicineId.make("m-2") } },
    ])
    expect(remindersOf(night).map(({ doses }) => doses.map((dose) => clockTime(dose.at)))).toEqual([
      ["03:50"],
      ["04:10"],
      ["23:50", "00:10"],
    ])
  })

  test("stays the one it was when its first dose is told of, and speaks of the others", () => {
    const regimen = daily("08:00", "08:20", "08:31")
    const [first] = remindersOf(regimen)
    const dose = keyOf(regimen, "2026-03-03")
    const told = after(regimen, [
      "2026-03-03T07:50",
      { _tag: "DoseTold", dose, outcome: { _tag: "Taken", takenAt: at("2026-03-03T07:50") } },
    ])
    expect(remindersOf(told).map(({ doses }) => doses.length)).toEqual([2, 1])
    const still = remindersOf(told)[0] as MedicationReminder.MedicationReminder
    expect(still).toEqual(first)
    expect(MedicationReminder.waiting(told, still).map(({ key }) => key.index)).toEqual([1])
    expect(MedicationReminder.reminderAt(told, policy, at("2026-03-03T08:20"))).toBeUndefined()
  })
})
