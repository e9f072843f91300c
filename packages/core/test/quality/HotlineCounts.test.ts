import { CountedFact, GeneralIndicators, HotlineCounts, Indicator } from "@aftercare/core"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

const call: fc.Arbitrary<HotlineCounts.QueuedCall> = fc.record({
  queuedAt: fc.integer({ min: 0, max: 100 }),
  waitedMillis: fc.oneof(fc.constantFrom(5, 6, 15, 16), fc.nat(40)),
  outcome: fc.constantFrom("answered", "abandoned", "other"),
})
const limits = { answeredWithinMillis: 15, abandonedEarlyMillis: 5 }

describe("counts of calls", () => {
  test("are what counting by hand gives, and stretches beside each other add up", () => {
    fc.assert(
      fc.property(fc.array(call), fc.integer({ min: 1, max: 99 }), (calls, cut) => {
        const [before, after, whole] = [
          { from: 0, until: cut },
          { from: cut, until: 101 },
          { from: 0, until: 101 },
        ].map((during) => HotlineCounts.of(calls, during, limits))
        expect(CountedFact.sum([before ?? {}, after ?? {}])).toEqual(whole)
        const some = (wanted: string, least: number, most: number) =>
          calls.filter(
            ({ outcome, queuedAt, waitedMillis }) =>
              queuedAt < cut && outcome === wanted && least <= waitedMillis && waitedMillis <= most,
          ).length
        expect(before).toEqual({
          callsOffered: calls.filter(({ queuedAt }) => queuedAt < cut).length,
          callsAnswered: some("answered", 0, 99),
          callsAnsweredInTime: some("answered", 0, 15),
          callsAbandonedEarly: some("abandoned", 0, 5),
          callsAbandonedLate: some("abandoned", 6, 99),
        })
        for (const indicator of [
          GeneralIndicators.callsAnswered,
          GeneralIndicators.callsAnsweredInTime,
          GeneralIndicators.callsAbandoned,
        ])
          expect(Indicator.evaluate(indicator, whole ?? {}, 0.95).figure._tag).not.toBe("Contradictory")
      }),
    )
  })

  test("who called has no place in it, and nobody waits less than no time", () => {
    const isCall = Schema.is(HotlineCounts.QueuedCall)
    const one = { queuedAt: 0, waitedMillis: 0, outcome: "answered" }
    expect(isCall(one)).toBe(true)
    expect(isCall({ ...one, waitedMillis: -1 })).toBe(false)
    expect(() =>
      Schema.decodeUnknownSync(HotlineCounts.QueuedCall)({ ...one, caller: "13800000000" }),
    ).toThrow()
  })
})
