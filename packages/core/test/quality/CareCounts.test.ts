import { CareCounts, CountedFact, GeneralIndicators, Id, Indicator, Regimen } from "@aftercare/core"
import { CareEventArbitraries, MedicationArbitraries } from "@aftercare/core/testing"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"

const dayMillis = 86_400_000

/** Stretches beside each other, and the whole of them. */
const stretches = (from: number, days: number, cut: number) => [
  { from, until: from + cut * dayMillis },
  { from: from + cut * dayMillis, until: from + days * dayMillis },
  { from, until: from + days * dayMillis },
]

describe("counts of care", patience, () => {
  test("of events are what a reader of their entries gives, and stretches beside each other add up", () => {
    let held = 0
    const lives = fc.array(CareEventArbitraries.careEventLife(), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(lives, fc.integer({ min: 1, max: 13 }), (lives, cut) => {
        const events = lives.map((life, n) => ({
          ...CareEventArbitraries.ended(life),
          id: Id.CareEventId.make(`event-${n}`),
        }))
        const [before, after, whole] = stretches(Date.parse("2026-03-02T00:00Z"), 14, cut).map((during) =>
          CareCounts.ofEvents(events, during),
        )
        expect(CountedFact.sum([before ?? {}, after ?? {}])).toEqual(whole)
        const sheet = [0, 0, 0, 0] as [number, number, number, number]
        for (const { steps } of lives) {
          const entries = steps.map(({ entry }) => entry)
          const times = entries.findLast(({ _tag }) => _tag === "Moved" || _tag === "Announced")
          const begins = times && "times" in times ? times.times.from.epochMilliseconds : 0
          const end = entries.find(({ _tag }) => _tag === "Held" || _tag === "Cancelled")
          const last = Date.parse("2026-03-02T00:00Z") + cut * dayMillis
          if (end === undefined || begins < last - cut * dayMillis || begins >= last) continue
          sheet[0]++
          if (end._tag !== "Held") continue
          sheet[1]++
          held++
          const capacity = entries.reduce<number | undefined>(
            (now, entry) =>
              entry._tag === "CapacityChanged" || entry._tag === "Announced" ? entry.capacity : now,
            undefined,
          )
          const came = new Map<string, boolean>()
          const line = new Set<string>()
          for (const entry of entries) {
            if (entry._tag === "Registered") line.add(entry.person)
            if (entry._tag === "GivenBack") line.delete(entry.person)
            if (entry._tag === "AttendanceTold") came.set(entry.person, entry.came)
          }
          for (const person of [...line].slice(0, capacity)) {
            if (came.has(person)) sheet[2]++
            if (came.get(person) === false) sheet[3]++
          }
        }
        expect(before && Object.values(before)).toEqual(sheet)
        expect(Indicator.evaluate(GeneralIndicators.eventNoShows, whole ?? {}, 0.95).figure._tag).not.toBe(
          "Contradictory",
        )
      }),
      runs(80),
    )
    expect(held).toBeGreaterThan(20)
  })

  test("of doses are those of each regimen added up, and stretches beside each other add up", () => {
    let told = 0
    const lives = fc.array(MedicationArbitraries.regimenLife(), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(lives, fc.integer({ min: 1, max: 10 }), (lives, cut) => {
        const [life] = lives
        const from = life?.during.from ?? 0
        const regimens = lives.map((life) => MedicationArbitraries.ended(life))
        const policy = { onTimeMinutes: 30 }
        const [before, after, whole] = stretches(from, 11, cut).map((during) =>
          CareCounts.ofRegimens(regimens, during, policy),
        )
        expect(CountedFact.sum([before ?? {}, after ?? {}])).toEqual(whole)
        const sheet = [0, 0, 0, 0] as [number, number, number, number]
        for (const regimen of regimens)
          for (const { at, key } of Regimen.doses(regimen, { from, until: from + 11 * dayMillis })) {
            sheet[0]++
            const outcome = regimen.told.find(
              ({ dose }) => JSON.stringify(dose) === JSON.stringify(key),
            )?.outcome
            if (outcome !== undefined) sheet[1]++
            if (outcome?._tag !== "Taken") continue
            sheet[2]++
            const [early, late] = [-30, 30].map((minutes) => at.epochMilliseconds + minutes * 60_000)
            const taken = outcome.takenAt.epochMilliseconds
            if (taken >= (early ?? taken) && taken <= (late ?? taken)) sheet[3]++
          }
        told += sheet[1]
        expect(whole && Object.values(whole)).toEqual(sheet)
        for (const indicator of [GeneralIndicators.dosesTaken, GeneralIndicators.dosesTold])
          expect(Indicator.evaluate(indicator, whole ?? {}, 0.95).figure._tag).not.toBe("Contradictory")
      }),
      runs(40),
    )
    expect(told).toBeGreaterThan(20)
  })
})
