import {
  CareEnrolment,
  type CareMessage,
  CareOccasion,
  Id,
  PlainDate,
  RegimenEnrolment,
  TimeZone,
} from "@aftercare/core"
import { MedicationArbitraries } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"

const sending = { channels: ["sms"], purpose: "care", template: { id: "doses", version: "1" } } as const

/** Somebody enrolled with a regimen as it turned out, some days before most of its doses, who may live elsewhere by now. */
const cases = fc
  .record({
    life: MedicationArbitraries.regimenLife({ maxActs: 8 }),
    policy: MedicationArbitraries.policy(),
    zone: fc.constantFrom("Asia/Shanghai", "America/Los_Angeles", "Pacific/Kiritimati"),
    days: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }),
  })
  .map(({ days, life, policy, zone: name }) => {
    const regimen = MedicationArbitraries.ended(life)
    const ground = { zone: TimeZone.make(name), policy, sending }
    const at = DateTime.makeUnsafe(life.during.from)
    const entry = {
      id: Id.EnrolmentId.make("e-1"),
      patient: regimen.patient,
      person: regimen.addressee,
    }
    const [enrolment] = CareEnrolment.withRegimen(entry, regimen.id, ground, at)
    return { at, days, enrolment, ground, life, regimen }
  })

const idsOf = (wanted: ReadonlyArray<CareMessage.Wanted>) =>
  wanted.map(({ occasion }) => (occasion._tag === "Doses" ? DateTime.toEpochMillis(occasion.at) : 0))

/** The date that a clock on the wall shows. */
const dateIn = (zone: string, at: number) =>
  new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(at)

describe("what somebody enrolled with a regimen is sent", () => {
  test("is the same whether it is made at once or a few dates at a time, each reminder once and on its date", () => {
    let made = 0
    fc.assert(
      fc.property(cases, ({ at, days, enrolment, ground, regimen }) => {
        const last = PlainDate.addDays(
          enrolment.through,
          days.reduce((sum, n) => sum + n, 0),
        )
        const whole = RegimenEnrolment.expand(enrolment, regimen, ground, last, at)
        let current = enrolment
        const parts: Array<CareMessage.Wanted> = []
        for (const n of days) {
          const through = PlainDate.addDays(current.through, n)
          const { decided, wanted } = RegimenEnrolment.expand(current, regimen, ground, through, at)
          parts.push(...wanted)
          current = CareEnrolment.replay(current, decided[1])
          expect(current).toEqual(decided[0])
        }
        expect(parts).toEqual(whole.wanted)
        expect(current).toEqual(whole.decided[0])
        const ids = idsOf(whole.wanted)
        expect(new Set(ids).size).toBe(ids.length)
        for (const [i, id] of ids.entries()) {
          const on = dateIn(ground.zone, id)
          expect(on > enrolment.through && on <= last).toBe(true)
          const latest = whole.wanted[i]?.span.latest
          expect(latest !== undefined && DateTime.isGreaterThan(latest, at)).toBe(true)
        }
        const again = RegimenEnrolment.expand(current, regimen, ground, last, at)
        expect([again.wanted, again.decided[1]]).toEqual([[], []])
        made += ids.length
      }),
      runs(60),
    )
    expect(made).toBeGreaterThan(50)
  })

  test("follows the regimen: held against what was made, what is wanted now is all that changes", () => {
    let changed = 0
    fc.assert(
      fc.property(cases, ({ at, enrolment, ground, life, regimen }) => {
        const before = life.steps[Math.floor(life.steps.length / 2)]?.regimen ?? regimen
        const last = PlainDate.addDays(enrolment.through, 9)
        const first = RegimenEnrolment.expand(enrolment, before, ground, last, at)
        const messages = first.wanted.map(
          (wanted): CareMessage.CareMessage => ({
            ...wanted,
            id: CareOccasion.messageId(wanted.occasion, enrolment.person),
            addressee: enrolment.person,
            closed: [],
            sends: [],
            state: { _tag: "Unplaced", rules: [] },
          }),
        )
        const [expanded] = first.decided
        const now = RegimenEnrolment.expand(enrolment, regimen, ground, last, at).wanted
        const same = RegimenEnrolment.revise(expanded, before, ground, messages, at)
        expect([same.changed, same.wanted, same.falling]).toEqual([[], [], []])
        const revision = RegimenEnrolment.revise(expanded, regimen, ground, messages, at)
        // A pause may end before its moment: what isn't wanted now is asked of the regimen then.
        expect([revision.falling, revision.decided]).toEqual([[], [expanded, []]])
        const old = idsOf(first.wanted)
        expect(idsOf(revision.wanted)).toEqual(idsOf(now).filter((id) => !old.includes(id)))
        for (const [message, wanted] of revision.changed) {
          expect(now).toContainEqual(wanted)
          expect(CareOccasion.messageId(wanted.occasion, enrolment.person)).toBe(message.id)
          expect(first.wanted).not.toContainEqual(wanted)
        }
        changed += revision.changed.length + revision.wanted.length
      }),
      runs(20),
    )
    expect(changed).toBeGreaterThan(0)
  })

  test("is nothing once they left, or of another regimen", () => {
    fc.assert(
      fc.property(cases, ({ at, enrolment, ground, regimen }) => {
        const last = PlainDate.addDays(enrolment.through, 9)
        const [left] = CareEnrolment.leave(enrolment, "asked", at)
        const other = { ...regimen, id: Id.RegimenId.make("another") }
        for (const { decided, wanted } of [
          RegimenEnrolment.expand(left, regimen, ground, last, at),
          RegimenEnrolment.expand(enrolment, other, ground, last, at),
        ])
          expect([wanted, decided[1]]).toEqual([[], []])
        expect(RegimenEnrolment.revise(left, regimen, ground, [], at).wanted).toEqual([])
      }),
      runs(20),
    )
  })
})
