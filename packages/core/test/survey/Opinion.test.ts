import { GeneralQuestionnaires, Opinion, type SurveyResponse } from "@aftercare/core"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"

const rule = { item: "overall", satisfiedFrom: 3 }
const opinion = (answer?: SurveyResponse.Answer) =>
  Opinion.of(answer === undefined ? {} : { overall: answer }, rule)

describe("the opinion of a response", () => {
  test("is the scale's, from the value named on", () => {
    fc.assert(
      fc.property(fc.integer({ min: -5, max: 15 }), fc.integer({ min: -5, max: 15 }), (value, from) => {
        const heard = Opinion.of({ x: { _tag: "Scale", value } }, { item: "x", satisfiedFrom: from })
        expect(heard._tag === "Satisfied").toBe(value >= from)
        expect(heard._tag === "Dissatisfied").toBe(value < from)
      }),
      runs(100),
    )
  })

  test("is a yes or a no", () => {
    expect(opinion({ _tag: "YesNo", yes: true })).toEqual({ _tag: "Satisfied" })
    expect(opinion({ _tag: "YesNo", yes: false })).toEqual({ _tag: "Dissatisfied" })
  })

  test("is never made of silence", () => {
    expect(opinion()).toEqual({ _tag: "NotSaid", because: "notAnswered" })
    expect(opinion({ _tag: "Words", text: "fine" })).toEqual({ _tag: "NotSaid", because: "notAnswered" })
    expect(opinion({ _tag: "NotApplicable" })).toEqual({ _tag: "NotSaid", because: "notApplicable" })
    for (const because of ["unknown", "declined"] as const)
      expect(opinion({ _tag: "Unanswered", because })).toEqual({ _tag: "NotSaid", because })
    expect(Opinion.of({}, { item: "constructor", satisfiedFrom: 1 })).toMatchObject({ _tag: "NotSaid" })
  })

  test("of a closed complaint rests on an item that its questionnaire has", () => {
    const { complaintClosing, complaintOpinion } = GeneralQuestionnaires
    expect(complaintClosing.items.map(({ id }) => id)).toContain(complaintOpinion.item)
  })
})
