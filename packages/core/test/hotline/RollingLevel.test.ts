import { type QueuedCall, Rate, RollingLevel, ServiceLevel } from "@aftercare/core"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"

const call: fc.Arbitrary<QueuedCall.QueuedCall> = fc.record({
  queuedAt: fc.integer({ min: -5, max: 45 }),
  waitedMillis: fc.constantFrom(0, 5, 6, 15, 16),
  outcome: fc.constantFrom("answered", "abandoned", "callback", "other"),
})
const worstOf = (calls: ReadonlyArray<QueuedCall.QueuedCall>, asked: RollingLevel.Asked) =>
  Result.getOrThrow(RollingLevel.worst(calls, asked))
const limits = { answeredWithinMillis: 15, abandonedEarlyMillis: 5 }
const asked: fc.Arbitrary<RollingLevel.Asked> = fc.record({
  during: fc.record({ from: fc.nat(15), until: fc.integer({ min: 16, max: 40 }) }),
  stretchMillis: fc.integer({ min: 1, max: 30 }),
  limits: fc.constant(limits),
  definition: fc.record({
    measure: fc.constantFrom(...ServiceLevel.Measure.literals),
    callbacks: fc.constantFrom("counted", "leftOut"),
  }),
})

/** Every stretch, one millisecond after the other. */
const byHand = (calls: ReadonlyArray<QueuedCall.QueuedCall>, asked: RollingLevel.Asked) => {
  const { definition, during, stretchMillis } = asked
  const all = Array.from({ length: 50 }, (_, i) => during.from + i)
    .map((from) => ({ from, until: from + stretchMillis }))
    .filter(({ until }) => until <= during.until)
    .flatMap((stretch) => {
      const level = ServiceLevel.of(ServiceLevel.count(calls, stretch, limits), definition)
      return level._tag === "Share" ? [{ stretch, rate: level.rate }] : []
    })
  const shares = all.map(({ rate }) => Rate.share(rate) ?? Number.NaN)
  const worst = definition.measure.startsWith("abandoned") ? Math.max(...shares) : Math.min(...shares)
  return all[shares.indexOf(worst)]
}

describe("the worst stretch", () => {
  test("is the one that looking at every millisecond's finds", () => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 25 }), asked, (calls, asked) => {
        expect(Option.getOrUndefined(worstOf(calls, asked))).toEqual(byHand(calls, asked))
      }),
      runs(500),
    )
  })

  test("is no better than that of any calendar day", () => {
    const day = 86_400_000
    const days = fc.array(
      fc.record({
        queuedAt: fc.integer({ min: 0, max: 5 * day - 1 }),
        waitedMillis: fc.constant(0),
        outcome: fc.constantFrom("answered", "abandoned"),
      }),
      { minLength: 1, maxLength: 60 },
    ) as fc.Arbitrary<ReadonlyArray<QueuedCall.QueuedCall>>
    const definition = { measure: "answered", callbacks: "counted" } as const
    fc.assert(
      fc.property(days, (calls) => {
        const found = worstOf(calls, {
          during: { from: 0, until: 5 * day },
          stretchMillis: day,
          limits,
          definition,
        })
        const worst = Option.match(found, {
          onNone: () => Number.NaN,
          onSome: ({ rate }) => Rate.share(rate),
        })
        for (let from = 0; from < 5 * day; from += day) {
          const level = ServiceLevel.of(
            ServiceLevel.count(calls, { from, until: from + day }, limits),
            definition,
          )
          if (level._tag === "Share") expect(worst).toBeLessThanOrEqual(Rate.share(level.rate) ?? Number.NaN)
        }
      }),
      runs(100),
    )
  })

  test("isn't there where none fits in or nobody calls, and has a length", () => {
    const definition = { measure: "answered", callbacks: "counted" } as const
    const one = { queuedAt: 3, waitedMillis: 0, outcome: "answered" } as const
    const asked = { during: { from: 0, until: 10 }, limits, definition }
    expect(worstOf([one], { ...asked, stretchMillis: 11 })).toEqual(Option.none())
    expect(worstOf([], { ...asked, stretchMillis: 5 })).toEqual(Option.none())
    expect(worstOf([one], { ...asked, stretchMillis: 10 })).toEqual(
      Option.some({ stretch: { from: 0, until: 10 }, rate: { count: 1, of: 1 } }),
    )
    for (const stretchMillis of [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(Result.flip(RollingLevel.worst([one], { ...asked, stretchMillis }))).toMatchObject({
        success: { _tag: "FigureRefused", figure: "stretchMillis" },
      })
  })
})
