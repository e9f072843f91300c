import { Questionnaire, ScoreTally } from "@aftercare/core"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"

const text = { en: "…" }
const scale = (least: number, most: number) => ({ _tag: "Scale", least, most, anchors: [] })

/** Scales of several lengths, one that is reversed, one that is asked only where there was pain, a yes or no, and words. */
export const questionnaire: Questionnaire.Questionnaire = Schema.decodeUnknownSync(
  Questionnaire.Questionnaire,
)({
  id: "stay",
  version: "1",
  title: text,
  languages: ["en"],
  items: [
    { id: "care", text, answer: scale(1, 5) },
    { id: "pain", text, answer: { _tag: "YesNo" } },
    {
      id: "relief",
      text,
      answer: scale(1, 5),
      askIf: { _tag: "All", tests: [{ _tag: "Is", item: "pain", yes: true }] },
    },
    { id: "noise", text, answer: scale(1, 5), reverse: true, notApplicable: true },
    { id: "recommend", text, answer: scale(0, 10) },
    { id: "words", text, answer: { _tag: "Words" } },
  ],
  domains: [
    { id: "nursing", title: text, weight: 60, items: ["care", "relief", "recommend"] },
    { id: "place", title: text, weight: 40, items: ["noise"] },
  ],
  weightsSumTo: 100,
  requiredBase: 30,
  source: { title: "Ours", status: "hospitalPolicy", verified: "own" },
})

export interface Row {
  readonly ward: string
  readonly month: string
  readonly answers: { readonly [item: string]: ScoreTally.RowAnswer }
}

const answer = (least: number, most: number): fc.Arbitrary<ScoreTally.RowAnswer> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: least, max: most }) },
    { weight: 1, arbitrary: fc.constantFrom(undefined, null, ScoreTally.notApplicable) },
  )

export const row: fc.Arbitrary<Row> = fc.record({
  ward: fc.constantFrom("surgery", "medicine", "constructor"),
  month: fc.constantFrom("2026-01", "2026-02"),
  answers: fc.record({
    care: answer(1, 5),
    pain: fc.oneof(fc.boolean(), answer(0, 1)),
    relief: answer(1, 5),
    noise: answer(1, 5),
    recommend: answer(0, 10),
  }),
})
