/**
 * What one person answered to one questionnaire, held against it: each answer of the right kind, within its scale, to an item
 * that was to be asked.
 *
 * **Details**
 *
 * An item without an answer has none: it never reads as zero, as no or as the lowest point. An item that doesn't apply, one
 * that the person didn't know about and one that they declined are answers of their own, and hold no value. Nothing that is
 * left out makes a response unfit; how much of it there must be for it to count is the policy's to say (`ResponsePolicy`).
 *
 * **Example** (An item that the answers before don't lead to)
 *
 * ```ts
 * import { DateTime, Result } from "effect"
 * import { GeneralQuestionnaires, Id, SurveyResponse } from "@aftercare/core"
 *
 * const recorded = SurveyResponse.record(GeneralQuestionnaires.hotline, {
 *   id: Id.ResponseId.make("r-1"),
 *   source: "phone",
 *   language: "zh",
 *   answeredAt: DateTime.makeUnsafe("2026-03-05T10:00:00Z"),
 *   answers: {
 *     solved: { _tag: "YesNo", yes: true },
 *     stillOpen: { _tag: "Words", text: "…" },
 *     politeness: { _tag: "Scale", value: 6 },
 *   },
 * })
 * Result.isFailure(recorded) && recorded.failure.problems
 * // => [
 * //      { item: "stillOpen", rule: "answer.notAsked" },
 * //      { item: "politeness", rule: "answer.outOfRange" },
 * //    ]
 * ```
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { InvitationId, ResponseId } from "../foundation/Id.ts"
import { Instant } from "../foundation/Instant.ts"
import { FreeText } from "../foundation/Text.ts"
import { Language, Relation } from "../foundation/Word.ts"
import { Occasion } from "./Occasion.ts"
import { Code, type Item, type Questionnaire, Revision, revision, type Test } from "./Questionnaire.ts"

/** The answer to one item, by the kind that it takes. */
export const Answer = Schema.TaggedUnion({
  Scale: { value: Schema.Int },
  YesNo: { yes: Schema.Boolean },
  Choice: { options: Schema.NonEmptyArray(Code) },
  /** Not blank: no words are no answer. */
  Words: {
    text: FreeText.check(Schema.makeFilter((text) => text.trim() !== "" || "text must not be blank")),
  },
  /** The item doesn't concern the person. */
  NotApplicable: {},
  /** Asked, and without an answer: the person didn't know, or didn't want to say. */
  Unanswered: { because: Schema.Literals(["unknown", "declined"]) },
})
export type Answer = typeof Answer.Type

/** By which way an answer came in: it can change what people say, so it is kept. */
export const AnswerSource = Schema.Literals(["smsDigits", "link", "phone", "keypad", "paper", "faceToFace"])
export type AnswerSource = typeof AnswerSource.Type

/** Answers by item. */
export const Answers = Schema.Record(Code, Answer)
export type Answers = typeof Answers.Type

export const SurveyResponse = Schema.Struct({
  id: ResponseId,
  questionnaire: Revision,
  /** The invitation that it answers; absent where nobody was invited, as on a form in the waiting room. */
  invitation: Schema.optionalKey(InvitationId),
  occasion: Schema.optionalKey(Occasion),
  /** Who answered, where it is known. */
  answeredBy: Schema.optionalKey(Relation),
  source: AnswerSource,
  language: Language,
  /** When the last of the answers was given. */
  answeredAt: Instant,
  answers: Answers,
})
export interface SurveyResponse extends Schema.Schema.Type<typeof SurveyResponse> {}

/** What is wrong with an answer; never the answer itself. */
export const Problem = Schema.Struct({
  item: Schema.String,
  rule: Schema.Literals([
    "answer.unknownQuestion",
    "answer.notAsked",
    "answer.kind",
    "answer.outOfRange",
    "answer.unknownOption",
    "answer.oneOption",
    "answer.optionTwice",
    "answer.mustApply",
  ]),
})
export interface Problem extends Schema.Schema.Type<typeof Problem> {}

/** Answers that the questionnaire doesn't take, with everything that is wrong with them. */
export class ResponseRefused extends Schema.TaggedError<ResponseRefused>("@aftercare/core/ResponseRefused")(
  "ResponseRefused",
  { questionnaire: Schema.String, problems: Schema.NonEmptyArray(Problem) },
) {
  override get message() {
    return `questionnaire ${this.questionnaire}: ${this.problems.map(({ item, rule }) => `${item}: ${rule}`).join(", ")}`
  }
}

/** The answer to an item, whatever it is called: a key that every object inherits is none. */
export const answerTo = (answers: Answers, item: string): Answer | undefined =>
  Object.hasOwn(answers, item) ? answers[item] : undefined

/** Whether an answer holds a value. */
export const hasValue = (answer: Answer | undefined): boolean =>
  answer !== undefined && answer._tag !== "NotApplicable" && answer._tag !== "Unanswered"

const passes = (test: Test, answer: Answer | undefined): boolean => {
  switch (test._tag) {
    case "AtLeast":
      return answer?._tag === "Scale" && answer.value >= test.value
    case "AtMost":
      return answer?._tag === "Scale" && answer.value <= test.value
    case "Equals":
      return answer?._tag === "Scale" && answer.value === test.value
    case "Is":
      return answer?._tag === "YesNo" && answer.yes === test.yes
    case "Chosen":
      return answer?._tag === "Choice" && answer.options.includes(test.option)
    case "Answered":
      return hasValue(answer)
  }
}

/**
 * The items that the answers so far lead to, in the questionnaire's order. An answer to an item that isn't asked itself
 * leads nowhere.
 */
export const asked = ({ items }: Pick<Questionnaire, "items">, answers: Answers): ReadonlyArray<Item> => {
  const open = new Set<string>()
  return items.filter(({ askIf, id }) => {
    const passed = (test: Test) => open.has(test.item) && passes(test, answerTo(answers, test.item))
    const isAsked =
      askIf === undefined || (askIf._tag === "All" ? askIf.tests.every(passed) : askIf.tests.some(passed))
    if (isAsked) open.add(id)
    return isAsked
  })
}

/** What an item makes of an answer; undefined where it takes it. */
export const problemWith = (
  { answer: kind, notApplicable }: Item,
  answer: Answer,
): Problem["rule"] | undefined => {
  if (answer._tag === "Unanswered") return undefined
  if (answer._tag === "NotApplicable") return notApplicable === true ? undefined : "answer.mustApply"
  if (answer._tag !== kind._tag) return "answer.kind"
  if (answer._tag === "Scale" && kind._tag === "Scale")
    return kind.least <= answer.value && answer.value <= kind.most ? undefined : "answer.outOfRange"
  if (answer._tag !== "Choice" || kind._tag !== "Choice") return undefined
  if (kind.several === undefined && answer.options.length > 1) return "answer.oneOption"
  if (new Set(answer.options).size < answer.options.length) return "answer.optionTwice"
  return answer.options.every((option) => kind.options.some(({ id }) => id === option))
    ? undefined
    : "answer.unknownOption"
}

/** Everything that the questionnaire doesn't take of these answers, in its order; items that it doesn't have come first. */
export const problemsWith = (
  questionnaire: Pick<Questionnaire, "items">,
  answers: Answers,
): ReadonlyArray<Problem> => {
  const ids = new Set(questionnaire.items.map(({ id }) => id))
  const open = new Set(asked(questionnaire, answers))
  return [
    ...Object.keys(answers)
      .filter((item) => !ids.has(item))
      .map((item): Problem => ({ item, rule: "answer.unknownQuestion" })),
    ...questionnaire.items.flatMap((item): ReadonlyArray<Problem> => {
      const answer = answerTo(answers, item.id)
      const rule = answer && (open.has(item) ? problemWith(item, answer) : "answer.notAsked")
      return rule === undefined ? [] : [{ item: item.id, rule }]
    }),
  ]
}

/**
 * A response to this questionnaire, carrying its revision.
 *
 * Fails with `ResponseRefused`.
 */
export const record = (
  questionnaire: Questionnaire,
  given: Omit<SurveyResponse, "questionnaire">,
): Result.Result<SurveyResponse, ResponseRefused> => {
  const [problem, ...problems] = problemsWith(questionnaire, given.answers)
  return problem === undefined
    ? Result.succeed({ ...given, questionnaire: revision(questionnaire) })
    : Result.fail(new ResponseRefused({ questionnaire: questionnaire.id, problems: [problem, ...problems] }))
}
