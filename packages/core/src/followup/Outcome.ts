/**
 * What a contact found out: the answers to a form's questions, and the findings that the form's rules draw from them.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { RuleId } from "../foundation/Rule.ts"
import { FreeText, Text } from "../foundation/Text.ts"
import { Version } from "../foundation/Version.ts"

/** An answer: a quantity in its question's unit, yes or no, one option or several by their ids, or free text. */
export const Answer = Schema.Union([
  Schema.TaggedStruct("Quantity", { value: Schema.Finite }),
  Schema.TaggedStruct("YesNo", { yes: Schema.Boolean }),
  Schema.TaggedStruct("Chosen", { options: Schema.Array(Text) }),
  Schema.TaggedStruct("Words", { text: FreeText }),
  /** Asked, and not answered: the person didn't know, or didn't want to say. */
  Schema.TaggedStruct("Unanswered", { because: Schema.Literals(["unknown", "declined"]) }),
])
export type Answer = typeof Answer.Type

export const Outcome = Schema.Struct({
  form: Version,
  /** By question. A question that wasn't asked has no answer. */
  answers: Schema.Record(Schema.String, Answer),
  findings: Schema.Array(RuleId),
  /** Findings that a missing answer leaves open. */
  undecided: Schema.Array(RuleId),
})
export interface Outcome extends Schema.Schema.Type<typeof Outcome> {}
