import {
  HotlineCounts,
  Indicator,
  type QueuedCall,
  Rate,
  ServiceLevel,
  ServiceLevelText,
} from "@aftercare/core"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"
import { casesOf, numberIn } from "./support/cases.ts"

const call: fc.Arbitrary<QueuedCall.QueuedCall> = fc.record({
  queuedAt: fc.integer({ min: 0, max: 100 }),
  waitedMillis: fc.oneof(fc.constantFrom(5, 6, 15, 16), fc.nat(40)),
  outcome: fc.constantFrom("answered", "abandoned", "callback", "other"),
})
const calls = fc.array(call, { maxLength: 60 })
const limits = { answeredWithinMillis: 15, abandonedEarlyMillis: 5 }
const during = { from: 10, until: 90 }
const definition: fc.Arbitrary<ServiceLevel.Definition> = fc.record({
  measure: fc.constantFrom(...ServiceLevel.Measure.literals),
  callbacks: fc.constantFrom("counted", "leftOut"),
})

/** Whether a call is counted, and whether it is among what it is counted of, as one would say it in words. */
const said = (
  { callbacks, measure }: ServiceLevel.Definition,
  { outcome, waitedMillis }: QueuedCall.QueuedCall,
) => {
  const inTime = outcome === "answered" && waitedMillis <= 15
  const early = outcome === "abandoned" && waitedMillis <= 5
  const there = callbacks === "counted" || outcome !== "callback"
  switch (measure) {
    case "answeredOnly":
      return [inTime, outcome === "answered"]
    case "negativeImpact":
      return [inTime, there]
    case "ignoreShortAbandon":
      return [inTime, there && !early]
    case "positiveImpact":
      return [inTime || early, there]
    case "answered":
      return [outcome === "answered", there]
    case "abandoned":
      return [outcome === "abandoned", there]
    case "abandonedWithoutShort":
      return [outcome === "abandoned" && !early, there && !early]
  }
}

describe("a service level", () => {
  test("is what asking each call gives, by every definition", () => {
    fc.assert(
      fc.property(calls, definition, (calls, definition) => {
        const here = calls
          .filter(({ queuedAt }) => 10 <= queuedAt && queuedAt < 90)
          .map((one) => said(definition, one))
        const of = here.filter(([, base]) => base).length
        const count = here.filter(([counted]) => counted).length
        expect(ServiceLevel.of(ServiceLevel.count(calls, during, limits), definition)).toEqual(
          of === 0 ? { _tag: "NoCalls", definition } : { _tag: "Share", definition, rate: { count, of } },
        )
      }),
      runs(300),
    )
  })

  test("is what an indicator says of the month's facts by the same measure", () => {
    fc.assert(
      fc.property(calls, fc.constantFrom(...ServiceLevel.Measure.literals), (calls, measure) => {
        const level = ServiceLevel.of(ServiceLevel.count(calls, during, limits), {
          measure,
          callbacks: "counted",
        })
        const indicator: Indicator.Indicator = {
          id: Indicator.IndicatorId.make("our.level"),
          version: "1",
          title: { zh: "热线", en: "hotline" },
          measure: HotlineCounts.measures[measure],
          better: "higher",
          leastBase: 1,
          source: { title: "ours", status: "hospitalPolicy", verified: "own" },
        }
        const { figure } = Indicator.evaluate(indicator, HotlineCounts.of(calls, during, limits), 0.95)
        if (level._tag === "NoCalls") expect(figure._tag).toBe("NoBase")
        else expect(figure).toMatchObject({ _tag: "Share", rate: level.rate })
      }),
      runs(200),
    )
  })

  test("of queues or stretches together is that of their total", () => {
    fc.assert(
      fc.property(calls, fc.integer({ min: 11, max: 89 }), (calls, cut) => {
        const counted = (from: number, until: number) => ServiceLevel.count(calls, { from, until }, limits)
        expect(ServiceLevel.total([counted(10, cut), counted(cut, 90)])).toEqual(counted(10, 90))
      }),
      runs(100),
    )
    expect(ServiceLevel.of(ServiceLevel.total([]), { measure: "answered", callbacks: "counted" })._tag).toBe(
      "NoCalls",
    )
  })

  test.each(casesOf("sl-"))("$id: $formula", ({ expected, inputs, tolerance }) => {
    const input = (name: string) => numberIn(inputs, name)
    const counts = {
      answeredWithin: input("answeredWithin"),
      answeredAfter: input("answeredAfter"),
      abandonedWithin: input("abandonedWithin"),
      abandonedAfter: input("abandonedAfter"),
      callbacks: 0,
      others: 0,
    }
    const names: { readonly [M in ServiceLevel.Measure]: string } = {
      answeredOnly: "answeredOnly",
      negativeImpact: "negativeImpact",
      ignoreShortAbandon: "ignoreShortAbandon",
      positiveImpact: "positiveImpact",
      answered: "answerRate",
      abandoned: "abandonRate",
      abandonedWithoutShort: "abandonRateExcludingShort",
    }
    for (const measure of ServiceLevel.Measure.literals) {
      const level = ServiceLevel.of(counts, { measure, callbacks: "counted" })
      const share = level._tag === "Share" ? (Rate.share(level.rate) ?? Number.NaN) : Number.NaN
      expect(Math.abs(share - numberIn(expected, names[measure]))).toBeLessThanOrEqual(tolerance)
    }
  })

  test("has words of its own for every definition, in both languages", () => {
    const definitions = ServiceLevel.Measure.literals.flatMap((measure) =>
      (["counted", "leftOut"] as const).map((callbacks) => ({ measure, callbacks })),
    )
    for (const language of ["zh", "en"] as const) {
      const words = definitions.map((definition) => ServiceLevelText.definition(definition, language))
      // Of those answered none left for a callback.
      expect(new Set(words).size).toBe(definitions.length - 1)
    }
    const counts = { ...ServiceLevel.total([]), answeredWithin: 3, callbacks: 1 }
    const answered = { measure: "answered", callbacks: "counted" } as const
    expect(ServiceLevelText.render(ServiceLevel.of(counts, answered), "zh")).toBe(
      "接通（占全部）：4 中 3（75.0%）",
    )
    expect(ServiceLevelText.explain(counts, { measure: "answeredOnly", callbacks: "counted" }, "zh")).toBe(
      "按时接通 3 ÷ （按时接通 3 + 超时接通 0）",
    )
  })

  test("takes no definition without its measure, and none that says nothing of callbacks", () => {
    const isDefinition = Schema.is(ServiceLevel.Definition)
    expect(isDefinition({ measure: "negativeImpact", callbacks: "counted" })).toBe(true)
    expect(isDefinition({ measure: "serviceLevel", callbacks: "counted" })).toBe(false)
    expect(isDefinition({ measure: "negativeImpact" })).toBe(false)
  })
})
