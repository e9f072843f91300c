import { Adherence, PlainDate, type Rate, Regimen } from "@aftercare/core"
import { MedicationArbitraries } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import { after, at, keyOf, medicineAt, started } from "./support/regimen.ts"

const lives = MedicationArbitraries.regimenLife()
const minute = 60_000

const text = ({ index, on, order }: Regimen.DoseKey) => `${order} ${on} ${index}`

/** What was told last of each dose, read off the list of what happened. */
const toldIn = (
  events: ReadonlyArray<Regimen.RegimenEvent>,
): ReadonlyMap<string, Regimen.Outcome | undefined> => {
  const last = new Map<string, Regimen.Outcome | undefined>()
  for (const event of events)
    if (event._tag === "DoseTold" || event._tag === "DoseCorrected") last.set(text(event.dose), event.outcome)
  return last
}

describe("adherence by doses", patience, () => {
  test("is counted as by hand, and the truth lies between its bounds whatever wasn't told", () => {
    let told = 0
    fc.assert(
      fc.property(
        lives,
        fc.constantFrom(0, 30, 120),
        fc.array(fc.boolean(), { minLength: 1 }),
        (life, onTimeMinutes, truth) => {
          const regimen = MedicationArbitraries.ended(life)
          const outcomes = toldIn(life.steps.map(({ event }) => event))
          const doses = Regimen.doses(regimen, life.during)
          const sheet = { told: 0, taken: 0, onTime: 0, skipped: 0, really: 0 }
          for (const [i, dose] of doses.entries()) {
            const outcome = outcomes.get(text(dose.key))
            if (outcome !== undefined) sheet.told++
            if (outcome?._tag === "Skipped") sheet.skipped++
            const taken = outcome?._tag === "Taken" ? outcome.takenAt.epochMilliseconds : undefined
            if (taken !== undefined) sheet.taken++
            const [early, late] = [-1, 1].map(
              (way) => dose.at.epochMilliseconds + way * onTimeMinutes * minute,
            )
            if (taken !== undefined && taken >= (early as number) && taken <= (late as number)) sheet.onTime++
            if (taken !== undefined || (outcome === undefined && truth[i % truth.length] === true))
              sheet.really++
          }
          told += sheet.told
          const counts = Adherence.doseCounts(doses, regimen, { onTimeMinutes })
          expect(Adherence.rates(counts)).toEqual({
            told: { count: sheet.told, of: doses.length },
            takenOfTold: { count: sheet.taken, of: sheet.told },
            takenAtLeast: { count: sheet.taken, of: doses.length },
            takenAtMost: { count: doses.length - sheet.skipped, of: doses.length },
            onTimeOfTold: { count: sheet.onTime, of: sheet.told },
          })
          const { takenAtLeast, takenAtMost } = Adherence.rates(counts)
          expect(sheet.really).toBeGreaterThanOrEqual(takenAtLeast.count)
          expect(sheet.really).toBeLessThanOrEqual(takenAtMost.count)
        },
      ),
      runs(60),
    )
    expect(told).toBeGreaterThan(40)
  })

  test("finds what was missed in a row, and waits for what may yet be told", () => {
    let found = 0
    const cases = fc.record({
      life: lives,
      policy: MedicationArbitraries.policy(),
      hours: fc.integer({ min: 0, max: 11 * 24 }),
    })
    fc.assert(
      fc.property(cases, ({ hours, life, policy }) => {
        const regimen = MedicationArbitraries.ended(life)
        const now = life.during.from + hours * 3_600_000
        const outcomes = toldIn(life.steps.map(({ event }) => event))
        const wanted: Array<string> = []
        for (const order of regimen.orders) {
          if (order.until !== undefined || regimen.end !== undefined) continue
          let [row, sure] = [0, 0]
          for (const dose of Regimen.doses(regimen, { from: 0, until: now + 1 })) {
            if (dose.medicine !== order.medicine.id) continue
            const outcome = outcomes.get(text(dose.key))
            const silentFor = now - dose.at.epochMilliseconds
            const isSilent = policy.silentMinutes !== undefined && silentFor >= policy.silentMinutes * minute
            if (outcome?._tag === "Skipped" || (outcome === undefined && isSilent)) sure = ++row
            else if (outcome !== undefined) row = sure = 0
            // What isn't decided ends the row for whatever comes after it.
            else row = 0
          }
          if (sure >= policy.missedInARow) wanted.push(`${order.medicine.id} ${sure}`)
        }
        const rows = Adherence.missedInARow(regimen, policy, DateTime.makeUnsafe(now))
        expect(rows.map(({ doses, medicine }) => `${medicine} ${doses}`)).toEqual(wanted)
        found += rows.length
      }),
      runs(80),
    )
    expect(found).toBeGreaterThan(20)
  })

  test("finds no row where a dose was taken, the medicine withdrawn or the threshold not reached", () => {
    const daily = after(started(), [
      "2026-03-02T00:00",
      { _tag: "Prescribed", medicine: medicineAt(["08:00"]) },
    ])
    const policy = { missedInARow: 3, silentMinutes: 60 }
    const rows = (regimen: Regimen.Regimen, now: string) =>
      Adherence.missedInARow(regimen, policy, at(now)).map(({ doses, last, since }) => [
        doses,
        DateTime.formatIso(since).slice(0, 10),
        DateTime.formatIso(last).slice(0, 10),
      ])
    expect(rows(daily, "2026-03-04T08:59")).toEqual([])
    expect(rows(daily, "2026-03-04T09:00")).toEqual([[3, "2026-03-02", "2026-03-04"]])
    const took: Regimen.RegimenAct = {
      _tag: "DoseTold",
      dose: keyOf(daily, "2026-03-03"),
      outcome: { _tag: "Taken", takenAt: at("2026-03-03T08:00") },
    }
    expect(rows(after(daily, ["2026-03-03T08:00", took]), "2026-03-06T09:00")).toEqual([
      [3, "2026-03-04", "2026-03-06"],
    ])
    const { id } = medicineAt(["08:00"])
    const over = after(daily, ["2026-03-05T00:00", { _tag: "Withdrawn", medicine: id, reason: "x" }])
    expect(rows(over, "2026-03-09T09:00")).toEqual([])
  })
})

describe("adherence by refills", patience, () => {
  const { id } = medicineAt(["08:00"])
  const march = PlainDate.make("2026-03-01")
  const refilled = (refills: ReadonlyArray<readonly [day: number, days: number]>): Regimen.Regimen => ({
    ...started(),
    refills: refills.map(([n, days]) => ({ medicine: id, on: PlainDate.addDays(march, n), days })),
  })

  test("covers the days on which something was left in the box, looked into each evening", () => {
    const refills = fc.array(fc.tuple(fc.integer({ min: -20, max: 50 }), fc.integer({ min: 1, max: 12 })), {
      maxLength: 8,
    })
    fc.assert(
      fc.property(refills, fc.nat(40), fc.nat(40), (refills, from, lasts) => {
        const [begin, end] = [from, from + lasts]
        const dates = { from: PlainDate.addDays(march, begin), until: PlainDate.addDays(march, end) }
        let [box, covered, base, fetched] = [0, 0, 0, 0]
        let isKnown = false
        for (let n = -20; n < end; n++) {
          const today = refills.filter(([on]) => on === n).reduce((sum, [, days]) => sum + days, 0)
          isKnown ||= today > 0
          box += today
          if (n >= begin && isKnown) {
            base++
            fetched += today
            if (box > 0) covered++
          }
          if (box > 0) box--
        }
        const regimen = refilled(refills)
        expect(Adherence.daysCovered(regimen, id, dates)).toEqual({ count: covered, of: base })
        expect(Adherence.possession(regimen, id, dates)).toEqual({ count: fetched, of: base })
        expect(Adherence.possessionCapped(regimen, id, dates)).toEqual({
          count: Math.min(fetched, base),
          of: base,
        })
      }),
      runs(300),
    )
  })

  test("knows nothing before the first refill, and of other medicines", () => {
    const dates = { from: march, until: PlainDate.addDays(march, 31) }
    const none: Rate.Rate = { count: 0, of: 0 }
    expect(Adherence.daysCovered(refilled([]), id, dates)).toEqual(none)
    expect(Adherence.possession(refilled([[40, 30]]), id, dates)).toEqual(none)
    expect(Adherence.daysCovered(refilled([[0, 30]]), "m-9" as never, dates)).toEqual(none)
    expect(Adherence.daysCovered(refilled([[10, 7]]), id, dates)).toEqual({ count: 7, of: 21 })
    const back = { from: dates.until, until: dates.from }
    expect(Adherence.daysCovered(refilled([[0, 30]]), id, back)).toEqual(none)
  })
})
