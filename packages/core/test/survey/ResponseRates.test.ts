import { ResponseRates, SurveyDisposition } from "@aftercare/core"
import { SurveyArbitraries } from "@aftercare/core/testing"
import * as fc from "fast-check"
import { expect, test } from "vitest"

type Counts = ResponseRates.DispositionCounts

/** `of`, and `e` of the unknown, said letter by letter as the Standard Definitions print them. */
const printed = (counts: Counts, e: number): { readonly [Name in ResponseRates.RateName]: number } => {
  const {
    complete: I,
    nonContact: NC,
    other: O,
    partial: P,
    refusal: R,
    unknownHousehold: UH,
    unknownOther: UO,
  } = counts
  return {
    RR1: I / (I + P + (R + NC + O) + (UH + UO)),
    RR2: (I + P) / (I + P + (R + NC + O) + (UH + UO)),
    RR3: I / (I + P + (R + NC + O) + e * (UH + UO)),
    RR4: (I + P) / (I + P + (R + NC + O) + e * (UH + UO)),
    RR5: I / (I + P + (R + NC + O)),
    RR6: (I + P) / (I + P + (R + NC + O)),
    COOP1: I / (I + P + R + O),
    COOP2: (I + P) / (I + P + R + O),
    COOP3: I / (I + P + R),
    COOP4: (I + P) / (I + P + R),
    REF1: R / (I + P + (R + NC + O) + (UH + UO)),
    REF2: R / (I + P + (R + NC + O) + e * (UH + UO)),
    REF3: R / (I + P + (R + NC + O)),
    CON1: (I + P + R + O) / (I + P + R + O + NC + (UH + UO)),
    CON2: (I + P + R + O) / (I + P + R + O + NC + e * (UH + UO)),
    CON3: (I + P + R + O) / (I + P + R + O + NC),
  }
}

const shareOf = (rate: ResponseRates.OutcomeRate) => (rate._tag === "Rate" ? rate.share : Number.NaN)

/** The README of ropensci/outcomerate (R, version 1.0.1) prints these for e of 0.9, to three digits. */
const published = {
  RR1: 0.364,
  RR2: 0.545,
  RR3: 0.37,
  RR4: 0.556,
  RR5: 0.444,
  RR6: 0.667,
  COOP1: 0.5,
  COOP2: 0.75,
  COOP3: 0.571,
  COOP4: 0.857,
  REF1: 0.091,
  REF2: 0.093,
  REF3: 0.111,
  CON1: 0.727,
  CON2: 0.741,
  CON3: 0.889,
}

test("the published example of twelve people comes out, to the digits printed", () => {
  const counts = {
    complete: 4,
    partial: 2,
    refusal: 1,
    nonContact: 1,
    other: 1,
    unknownHousehold: 1,
    unknownOther: 1,
    notEligible: 1,
  }
  const { e, rates } = ResponseRates.make(counts, { _tag: "Proportional" })
  expect(e).toBe(0.9)
  for (const name of ResponseRates.rateNames)
    expect(shareOf(rates[name]).toFixed(3)).toBe(published[name].toFixed(3))
})

test("each rate is the one printed, and has no base exactly where that divides by nothing", () => {
  fc.assert(
    fc.property(
      SurveyArbitraries.dispositionCounts(),
      SurveyArbitraries.eligibility(),
      (counts, eligibility) => {
        const made = ResponseRates.make(counts, eligibility)
        const known = counts.complete + counts.partial + counts.refusal + counts.nonContact + counts.other
        const e = {
          All: 1,
          Stated: eligibility._tag === "Stated" ? eligibility.e : 1,
          Proportional: known / (known + counts.notEligible),
        }[eligibility._tag]
        // e has no part in it where nobody is unknown.
        const anyUnknown = counts.unknownHousehold + counts.unknownOther > 0
        const expected = printed(counts, anyUnknown ? e : 1)
        for (const name of ResponseRates.rateNames) {
          const rate = made.rates[name]
          if (rate._tag === "NoBase") expect(Number.isNaN(expected[name])).toBe(true)
          else expect(rate.share).toBeCloseTo(expected[name], 12)
        }
      },
    ),
  )
})

test("rates are shares, in the order that their bases have", () => {
  fc.assert(
    fc.property(
      SurveyArbitraries.dispositionCounts(),
      SurveyArbitraries.eligibility(),
      (counts, eligibility) => {
        const { rates } = ResponseRates.make(counts, eligibility)
        const shares = ResponseRates.rateNames
          .map((name) => rates[name])
          .flatMap((rate) => (rate._tag === "Rate" ? [rate.share] : []))
        for (const share of shares) expect(share >= 0 && share <= 1).toBe(true)
        const rising: ReadonlyArray<ReadonlyArray<ResponseRates.RateName>> = [
          ["RR1", "RR3", "RR5", "COOP1", "COOP3"],
          ["RR2", "RR4", "RR6", "COOP2", "COOP4"],
          ["REF1", "REF2", "REF3"],
          ["CON1", "CON2", "CON3"],
          ["RR1", "RR2"],
        ]
        for (const names of rising) {
          const known = names.map((name) => shareOf(rates[name])).filter((share) => !Number.isNaN(share))
          expect(known).toEqual([...known].sort((a, b) => a - b))
        }
      },
    ),
  )
})

test("dispositions are counted one by one, whoever was never asked by none", () => {
  const { literals } = SurveyDisposition.SurveyDisposition
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...literals)),
      fc.array(fc.constantFrom(...literals)),
      fc.constantFrom(...SurveyDisposition.Silence.literals),
      (a, b, silence) => {
        const [ofA, ofB, ofBoth] = [a, b, [...b, ...a]].map((list) => SurveyDisposition.counts(list, silence))
        const sum = (counts: Counts | undefined) =>
          Object.values<number>({ ...counts }).reduce((x, y) => x + y, 0)
        expect(sum(ofA)).toBe(a.filter((one) => one !== "notInvited").length)
        for (const [name, count] of Object.entries(ofBoth ?? {}))
          expect(count).toBe((ofA?.[name as keyof Counts] ?? 0) + (ofB?.[name as keyof Counts] ?? 0))
      },
    ),
  )
  const one = (disposition: SurveyDisposition.SurveyDisposition, silence: SurveyDisposition.Silence) =>
    SurveyDisposition.category(disposition, silence)
  expect(literals.map((disposition) => one(disposition, "unknown"))).toEqual([
    "complete",
    "partial",
    "refusal",
    "refusal",
    "nonContact",
    "other",
    "other",
    "other",
    "unknownOther",
    "unknownOther",
    "notEligible",
    undefined,
  ])
  expect(literals.filter((d) => one(d, "unknown") !== one(d, "nonContact"))).toEqual([
    "nothingReturned",
    "undeliverable",
  ])
})
