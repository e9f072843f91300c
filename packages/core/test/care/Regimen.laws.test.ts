import { Id, Interval, MedicationReminder, Personal, Regimen } from "@aftercare/core"
import { MedicationArbitraries } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Equal from "effect/Equal"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import { dueByHand } from "./support/RegimenOracle.ts"

const lives = MedicationArbitraries.regimenLife()

const shown = ({ amount, at, key }: Regimen.Dose) =>
  `${DateTime.formatIso(at)} ${key.order} ${key.on} ${key.index} ${amount}`

describe("the doses of a regimen", patience, () => {
  test("are those that fall due on a sheet of paper, with a look at the wall clock every quarter of an hour", () => {
    let due = 0
    fc.assert(
      fc.property(lives, (life) => {
        const events = life.steps.map(({ event }) => event)
        const found = Regimen.doses(MedicationArbitraries.ended(life), life.during).map(shown)
        expect([...found].sort()).toEqual([...dueByHand(events, life.during)].sort())
        due += found.length
      }),
      runs(80),
    )
    expect(due).toBeGreaterThan(500)
  })

  test("come in order, each once, and any part of a stretch has its part of them", () => {
    fc.assert(
      fc.property(lives, fc.nat(11 * 24 * 4), (life, quarter) => {
        const regimen = MedicationArbitraries.ended(life)
        const { from, until } = life.during
        const all = Regimen.doses(regimen, { from, until })
        expect(new Set(all.map(({ key }) => JSON.stringify(key))).size).toBe(all.length)
        for (const [i, { at }] of all.entries())
          expect(at.epochMilliseconds).toBeGreaterThanOrEqual(all[i - 1]?.at.epochMilliseconds ?? from)
        const middle = from + quarter * 900_000
        const parts = [
          ...Regimen.doses(regimen, { from, until: middle }),
          ...Regimen.doses(regimen, { from: middle, until }),
        ]
        expect(parts).toEqual(all)
        for (const dose of all) expect(Regimen.doseOf(regimen, dose.key)).toEqual(dose)
      }),
      runs(60),
    )
  })

  test("that came before a change stay as they were", () => {
    fc.assert(
      fc.property(lives, ({ during, steps }) => {
        for (const [i, { event, regimen }] of steps.entries()) {
          const before = steps[i - 1]?.regimen ?? regimen
          const past = { from: during.from, until: event.at.epochMilliseconds }
          expect(Regimen.doses(regimen, past)).toEqual(Regimen.doses(before, past))
        }
      }),
      runs(60),
    )
  })

  test("aren't due of what was withdrawn, paused or ended, nor of anything beyond the clocks that are known", () => {
    fc.assert(
      fc.property(lives, (life) => {
        const regimen = MedicationArbitraries.ended(life)
        const at = DateTime.add(regimen.changedAt, { minutes: 1 })
        const stamp = {
          id: Id.EventId.make("last"),
          at,
          by: { _tag: "Staff", staff: Id.StaffId.make("s") },
        } as const
        const ended = Regimen.record(regimen, { _tag: "Ended", end: "deceased" }, stamp)
        if (regimen.end === undefined) {
          const [next] = Result.getOrThrow(ended)
          expect(
            Regimen.doses(next, { from: at.epochMilliseconds, until: Number.POSITIVE_INFINITY }),
          ).toEqual([])
        } else expect(Result.isFailure(ended)).toBe(true)
        expect(Regimen.doses(regimen, { from: Number.NEGATIVE_INFINITY, until: 0 })).toEqual([])
        expect(Regimen.doses(regimen, { from: Number.NaN, until: Number.NaN })).toEqual([])
      }),
      runs(20),
    )
  })
})

describe("a regimen", patience, () => {
  test("is what its history makes, up to any event, and an event told again changes nothing", () => {
    fc.assert(
      fc.property(lives, ({ steps }) => {
        const events = steps.map(({ event }) => event)
        for (const [i, { regimen }] of steps.entries())
          expect(Equal.equals(Regimen.fromHistory(events.slice(0, i + 1)), Option.some(regimen))).toBe(true)
        const last = steps.at(-1)?.regimen as Regimen.Regimen
        for (const { event } of steps) expect(Regimen.evolve(last, event)).toBe(last)
        for (const event of events) {
          if (event._tag === "Started") continue
          expect(Regimen.record(last, event, event)).toEqual(Result.succeed([last, []]))
          if (event._tag !== "DoseTold" || !Equal.equals(Regimen.outcomeOf(last, event.dose), event.outcome))
            continue
          const again = { ...event, id: Id.EventId.make("again") }
          expect(Regimen.record(last, event, again)).toEqual(Result.succeed([last, []]))
        }
      }),
      runs(60),
    )
  })

  test("and its events decode from what they encode to, and tell no medicine once erased", () => {
    const kept = Schema.fromJsonString(Regimen.Regimen)
    const told = Schema.fromJsonString(Schema.Array(Regimen.RegimenEvent))
    const erase = Personal.eraser(Regimen.Regimen)
    const eraseEvent = Personal.eraser(Regimen.RegimenEvent)
    fc.assert(
      fc.property(lives, (life) => {
        const regimen = MedicationArbitraries.ended(life)
        const events = life.steps.map(({ event }) => event)
        expect(Equal.equals(Schema.decodeSync(kept)(Schema.encodeSync(kept)(regimen)), regimen)).toBe(true)
        expect(Equal.equals(Schema.decodeSync(told)(Schema.encodeSync(told)(events)), events)).toBe(true)
        const erased = erase(regimen)
        expect(Schema.is(Regimen.Regimen)(erased)).toBe(true)
        for (const { medicine } of erased.orders) expect(medicine.name).toBe(Personal.erased)
        expect(Equal.equals(Regimen.fromHistory(events.map(eraseEvent)), Option.some(erased))).toBe(true)
        expect(JSON.stringify(events.map(eraseEvent))).not.toMatch(/恶心|血压|痊愈|手术|按时|不再需要/)
        const unsaid = (dose: Regimen.Dose) => ({ ...dose, amount: Personal.erased })
        expect(Regimen.doses(erased, life.during)).toEqual(Regimen.doses(regimen, life.during).map(unsaid))
      }),
      runs(40),
    )
  })
})

describe("the reminders of a regimen", patience, () => {
  test("hold each dose once, lie in order, and are the same whichever stretch they are looked for in", () => {
    let several = 0
    fc.assert(
      fc.property(lives, MedicationArbitraries.policy(), fc.nat(11 * 24 * 4), (life, policy, quarter) => {
        const regimen = MedicationArbitraries.ended(life)
        const { from, until } = life.during
        const wide = { from: from - 86_400_000, until: until + 86_400_000 }
        const all = MedicationReminder.reminders(regimen, policy, wide)
        const held = all.flatMap(({ doses }) => doses.map(shown))
        const due = Regimen.doses(regimen, life.during).map(shown)
        expect(new Set(held).size).toBe(held.length)
        expect(due.filter((dose) => !held.includes(dose))).toEqual([])
        for (const [i, reminder] of all.entries()) {
          const { doses, occasion, span } = reminder
          const own = doses[0].at.epochMilliseconds
          expect(occasion.at).toEqual(doses[0].at)
          for (const { at } of doses)
            expect(at.epochMilliseconds - own).toBeLessThanOrEqual(policy.togetherMinutes * 60_000)
          if (doses.length > 1) several++
          expect([span.earliest <= span.ideal, span.ideal < span.due, span.due <= span.latest]).toEqual([
            true,
            true,
            true,
          ])
          const next = all[i + 1]?.doses[0].at.epochMilliseconds ?? Number.POSITIVE_INFINITY
          expect(own).toBeLessThan(next)
          expect(span.latest).toBeLessThanOrEqual(Math.min(next, own + policy.lateMinutes * 60_000))
          expect(MedicationReminder.reminderAt(regimen, policy, occasion.at)).toEqual(reminder)
        }
        const middle = from + quarter * 900_000
        const part = { from: middle, until: middle + 86_400_000 }
        expect(MedicationReminder.reminders(regimen, policy, part)).toEqual(
          MedicationReminder.reminders(regimen, policy, {
            from: from - 86_400_000,
            until: until + 3 * 86_400_000,
          }).filter(({ doses }) => Interval.contains(part, doses[0].at.epochMilliseconds)),
        )
      }),
      runs(60),
    )
    expect(several).toBeGreaterThan(30)
  })

  test("have nothing left to say of doses that were told of", () => {
    fc.assert(
      fc.property(lives, MedicationArbitraries.policy(), (life, policy) => {
        const regimen = MedicationArbitraries.ended(life)
        for (const reminder of MedicationReminder.reminders(regimen, policy, life.during)) {
          const waiting = MedicationReminder.waiting(regimen, reminder).map(({ key }) => JSON.stringify(key))
          for (const { key } of reminder.doses) {
            const isTold = regimen.told.some(({ dose }) => JSON.stringify(dose) === JSON.stringify(key))
            expect(waiting.includes(JSON.stringify(key))).toBe(!isTold)
          }
        }
      }),
      runs(30),
    )
  })
})
