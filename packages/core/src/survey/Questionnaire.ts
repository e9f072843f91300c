/**
 * A questionnaire as data: what is asked, in which languages, of whom, and how items make up domains.
 *
 * **Details**
 *
 * A draft decodes as soon as it has the shape; `check` is for its publication and lists everything that is wrong with it.
 * Once published it is known by its id, its version and its `hash`, which every response carries, so that answers to
 * different wordings are never mixed unseen.
 *
 * **Example** (A draft that asks about an item that comes later, and whose weights don't add up)
 *
 * ```ts
 * import { Questionnaire } from "@aftercare/core"
 * import { Result, Schema } from "effect"
 *
 * const draft = Schema.decodeUnknownSync(Questionnaire.Questionnaire)({
 *   id: "ward-3",
 *   version: "1",
 *   title: { en: "Your stay" },
 *   languages: ["en"],
 *   items: [
 *     {
 *       id: "why",
 *       text: { en: "What was missing?" },
 *       answer: { _tag: "Words" },
 *       askIf: { _tag: "All", tests: [{ _tag: "AtMost", item: "care", value: 2 }] },
 *     },
 *     { id: "care", text: { en: "How was the care?" }, answer: { _tag: "Scale", least: 1, most: 5, anchors: [] } },
 *   ],
 *   domains: [{ id: "nursing", title: { en: "Nursing" }, weight: 90, items: ["care"] }],
 *   weightsSumTo: 100,
 *   requiredBase: 30,
 *   source: { title: "Ward 3", status: "hospitalPolicy", verified: "own" },
 * })
 * const checked = Questionnaire.check(draft)
 * Result.isFailure(checked) && checked.failure.problems
 * // => [
 * //      { path: "items[0].askIf", rule: "questionnaire.skipBackward" },
 * //      { path: "weightsSumTo", rule: "questionnaire.weightsSum" },
 * //    ]
 * ```
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { ContentHash, contentHash } from "../foundation/ContentHash.ts"
import { QuestionnaireId } from "../foundation/Id.ts"
import { Source } from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import { FreeText, Text } from "../foundation/Text.ts"
import { Language } from "../foundation/Word.ts"

export { check, Problem, QuestionnaireUnsound } from "./QuestionnaireCheck.ts"

/** What an item, an option or a domain is called by machines: 1 to 64 letters, digits and `. _ - /`. */
export const Code = Schema.String.check(
  Schema.makeFilter(
    (text) =>
      /^[A-Za-z0-9/][A-Za-z0-9._/-]{0,63}$/.test(text) ||
      "a code is 1 to 64 letters, digits and . _ - /, beginning with a letter, a digit or /",
  ),
)

const Phrase = FreeText.check(
  Schema.makeFilter((text) => text.trim() !== "" || "text must not be blank"),
  Schema.isMaxLength(1000),
)

/** A text in the languages that it was written in. */
export const Wording = closed(
  Schema.Struct({ zh: Schema.optionalKey(Phrase), en: Schema.optionalKey(Phrase) }),
)
export interface Wording extends Schema.Schema.Type<typeof Wording> {}

const point = Schema.Int.check(Schema.isBetween({ minimum: -1000, maximum: 1000 }))

/** What a point of a scale is called. */
export const Anchor = closed(Schema.Struct({ value: point, text: Wording }))
export interface Anchor extends Schema.Schema.Type<typeof Anchor> {}

export const Option = closed(Schema.Struct({ id: Code, text: Wording }))
export interface Option extends Schema.Schema.Type<typeof Option> {}

/**
 * How an item is answered: on a scale of whole numbers, ends included, such as 1 to 5 or 0 to 10; yes or no; by one option,
 * or several; in words.
 */
export const AnswerKind = closed(
  Schema.TaggedUnion({
    Scale: { least: point, most: point, anchors: Schema.Array(Anchor) },
    YesNo: {},
    Choice: {
      options: Schema.NonEmptyArray(Option),
      several: Schema.optionalKey(Schema.Literal(true)),
    },
    Words: {},
  }),
)
export type AnswerKind = typeof AnswerKind.Type

/** A condition on the answer to an earlier item. An item without a value, not applicable or declined, passes none. */
export const Test = closed(
  Schema.TaggedUnion({
    AtLeast: { item: Code, value: point },
    AtMost: { item: Code, value: point },
    Equals: { item: Code, value: point },
    Is: { item: Code, yes: Schema.Boolean },
    Chosen: { item: Code, option: Code },
    /** Answered with a value, whichever. */
    Answered: { item: Code },
  }),
)
export type Test = typeof Test.Type

/** When an item is asked: where all of the tests pass, or any. */
export const Condition = closed(
  Schema.TaggedUnion({
    All: { tests: Schema.NonEmptyArray(Test) },
    Any: { tests: Schema.NonEmptyArray(Test) },
  }),
)
export type Condition = typeof Condition.Type

export const Item = closed(
  Schema.Struct({
    id: Code,
    text: Wording,
    answer: AnswerKind,
    /** Worded the other way round: its least value, or a no, is the best. For scales and yes or no. */
    reverse: Schema.optionalKey(Schema.Literal(true)),
    /** The person may say that the item doesn't apply. */
    notApplicable: Schema.optionalKey(Schema.Literal(true)),
    /** Counts where completeness is measured by required items. */
    required: Schema.optionalKey(Schema.Literal(true)),
    /** Asked only where earlier answers say so; where they are missing it isn't. */
    askIf: Schema.optionalKey(Condition),
  }),
)
export interface Item extends Schema.Schema.Type<typeof Item> {}

/** Items that make up one score, and what it weighs among the domains. */
export const Domain = closed(
  Schema.Struct({
    id: Code,
    title: Wording,
    weight: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000 })),
    items: Schema.NonEmptyArray(Code),
  }),
)
export interface Domain extends Schema.Schema.Type<typeof Domain> {}

export const Questionnaire = closed(
  Schema.Struct({
    id: QuestionnaireId,
    version: Text,
    title: Wording,
    /** Every text is written in each of them. */
    languages: Schema.NonEmptyArray(Language),
    items: Schema.NonEmptyArray(Item),
    domains: Schema.Array(Domain),
    /** What the domains' weights add up to, such as 100: a check on them. 0 where there are no domains. */
    weightsSumTo: Schema.Int,
    /** The fewest responses on which a score may be published. */
    requiredBase: Schema.Int.check(Schema.isGreaterThan(0)),
    source: Source,
  }),
)
export interface Questionnaire extends Schema.Schema.Type<typeof Questionnaire> {}

/** A questionnaire as it was when somebody answered. */
export const Revision = closed(
  Schema.Struct({
    id: QuestionnaireId,
    version: Text,
    hash: ContentHash,
  }),
)
export interface Revision extends Schema.Schema.Type<typeof Revision> {}

/**
 * The hash of what is asked and how it is scored: texts, kinds of answer, conditions, domains and weights; 64 hexadecimal
 * digits.
 *
 * The title, the version, the source and the required base aren't part of it, and neither is the order of languages,
 * anchors and tests.
 */
export const hash = (questionnaire: Questionnaire): string => {
  const known = hashes.get(questionnaire)
  if (known !== undefined) return known
  const { domains, items, languages } = questionnaire
  const made = contentHash([[...languages].sort(), items.map(written), domains])
  hashes.set(questionnaire, made)
  return made
}

/** Every response of a survey asks for the same one. */
const hashes = new WeakMap<Questionnaire, string>()

/** An item however it was written. */
const written = ({ answer, askIf, ...item }: Item) => ({
  ...item,
  answer:
    answer._tag === "Scale"
      ? { ...answer, anchors: [...answer.anchors].sort((a, b) => a.value - b.value) }
      : answer,
  askIf: askIf && {
    ...askIf,
    tests: askIf.tests.map((test) => contentHash(test)).sort(),
  },
})

/** The revision that a response to the questionnaire carries. */
export const revision = (questionnaire: Questionnaire): Revision => ({
  id: questionnaire.id,
  version: questionnaire.version,
  hash: hash(questionnaire),
})
