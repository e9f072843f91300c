/**
 * Whether a response says that somebody is satisfied: for other contexts to hear of and act on.
 *
 * **Example** (A closed complaint that wasn't settled)
 *
 * ```ts
 * import { GeneralQuestionnaires, Opinion } from "@aftercare/core"
 *
 * const { complaintOpinion } = GeneralQuestionnaires
 * Opinion.of({ outcome: { _tag: "Scale", value: 2 } }, complaintOpinion) // => { _tag: "Dissatisfied" }
 * Opinion.of({ outcome: { _tag: "Scale", value: 4 } }, complaintOpinion) // => { _tag: "Satisfied" }
 * Opinion.of({}, complaintOpinion) // => { _tag: "NotSaid", because: "notAnswered" }
 * ```
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { closed } from "../foundation/Strict.ts"
import { Code } from "./Questionnaire.ts"
import type { Answers } from "./SurveyResponse.ts"

/** Which answer decides, and from which value of its scale on somebody is satisfied. A yes is satisfied, a no isn't. */
export const OpinionRule = closed(Schema.Struct({ item: Code, satisfiedFrom: Schema.Int }))
export interface OpinionRule extends Schema.Schema.Type<typeof OpinionRule> {}

/** What is heard of a response. Silence is no opinion. */
export const Opinion = Schema.TaggedUnion({
  Satisfied: {},
  Dissatisfied: {},
  NotSaid: { because: Schema.Literals(["notAnswered", "unknown", "declined", "notApplicable"]) },
})
export type Opinion = typeof Opinion.Type

/** The opinion in a response's answers. An answer of a kind that says no such thing counts as none. */
export const of = (answers: Answers, { item, satisfiedFrom }: OpinionRule): Opinion => {
  const answer = Object.hasOwn(answers, item) ? answers[item] : undefined
  switch (answer?._tag) {
    case "Scale":
      return { _tag: answer.value >= satisfiedFrom ? "Satisfied" : "Dissatisfied" }
    case "YesNo":
      return { _tag: answer.yes ? "Satisfied" : "Dissatisfied" }
    case "Unanswered":
      return { _tag: "NotSaid", because: answer.because }
    case "NotApplicable":
      return { _tag: "NotSaid", because: "notApplicable" }
    default:
      return { _tag: "NotSaid", because: "notAnswered" }
  }
}
