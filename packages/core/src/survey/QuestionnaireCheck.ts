/** What keeps a questionnaire from being published. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { AnswerKind, Condition, Item, Questionnaire, Test, Wording } from "./Questionnaire.ts"
import { entangled, reached } from "./Reachability.ts"

/** One thing that is wrong: where, as a path such as `items[3].askIf`, and by which rule. */
export const Problem = Schema.Struct({
  path: Schema.String,
  rule: Schema.Literals([
    "questionnaire.itemTwice",
    "questionnaire.optionTwice",
    "questionnaire.anchorTwice",
    "questionnaire.domainTwice",
    "questionnaire.languageTwice",
    "questionnaire.languageMissing",
    "questionnaire.scaleEmpty",
    "questionnaire.anchorOutside",
    "questionnaire.reverseUnordered",
    "questionnaire.skipDangling",
    "questionnaire.skipBackward",
    "questionnaire.skipKind",
    "questionnaire.skipOutside",
    "questionnaire.itemUnreachable",
    "questionnaire.skipsEntangled",
    "questionnaire.weightsSum",
    "questionnaire.domainItemUnknown",
    "questionnaire.domainItemTwice",
    "questionnaire.domainItemUnscored",
  ]),
})
export interface Problem extends Schema.Schema.Type<typeof Problem> {}

/** A questionnaire that can't be published, with everything that is wrong with it. */
export class QuestionnaireUnsound extends Schema.TaggedError<QuestionnaireUnsound>(
  "@aftercare/core/QuestionnaireUnsound",
)("QuestionnaireUnsound", { questionnaire: Schema.String, problems: Schema.NonEmptyArray(Problem) }) {
  override get message() {
    return `questionnaire ${this.questionnaire}: ${this.problems.map(({ path, rule }) => `${path}: ${rule}`).join(", ")}`
  }
}

type Rule = Problem["rule"]
type Found = ReadonlyArray<Problem>

/**
 * The questionnaire, fit to be published.
 *
 * Fails with `QuestionnaireUnsound`. Whether an item can be reached is asked once the conditions themselves are sound; where
 * they lean on one another so heavily that it can't be told, they are refused as entangled.
 */
export const check = (questionnaire: Questionnaire): Result.Result<Questionnaire, QuestionnaireUnsound> => {
  const { domains, id, items, languages, title, weightsSumTo } = questionnaire
  const skips = items.flatMap(({ askIf }, i) => skipProblems(items, i, askIf))
  const [problem, ...problems] = [
    ...twice(languages, (i) => `languages[${i}]`, "questionnaire.languageTwice"),
    ...unwritten(questionnaire, title, "title"),
    ...twice(
      items.map((item) => item.id),
      (i) => `items[${i}].id`,
      "questionnaire.itemTwice",
    ),
    ...items.flatMap((item, i) => itemProblems(questionnaire, item, `items[${i}]`)),
    ...skips,
    ...(skips.length === 0 ? reachProblems(items) : []),
    ...domainProblems(questionnaire),
    ...(domains.reduce((sum, { weight }) => sum + weight, 0) === weightsSumTo
      ? []
      : [{ path: "weightsSumTo", rule: "questionnaire.weightsSum" } as const]),
  ]
  return problem === undefined
    ? Result.succeed(questionnaire)
    : Result.fail(new QuestionnaireUnsound({ questionnaire: id, problems: [problem, ...problems] }))
}

/** Those of the list that came before. */
const twice = (list: ReadonlyArray<string | number>, path: (i: number) => string, rule: Rule): Found =>
  list.flatMap((one, i) => (list.indexOf(one) < i ? [{ path: path(i), rule }] : []))

/** The languages that a text isn't written in. */
const unwritten = ({ languages }: Questionnaire, wording: Wording, path: string): Found =>
  [...new Set(languages)]
    .filter((language) => wording[language] === undefined)
    .map((language) => ({ path: `${path}.${language}`, rule: "questionnaire.languageMissing" }))

const itemProblems = (questionnaire: Questionnaire, item: Item, path: string): Found => {
  const { answer, reverse, text } = item
  const own = unwritten(questionnaire, text, `${path}.text`)
  const unordered: Found =
    reverse === true && (answer._tag === "Choice" || answer._tag === "Words")
      ? [{ path: `${path}.reverse`, rule: "questionnaire.reverseUnordered" }]
      : []
  if (answer._tag === "Choice") {
    const at = (i: number) => `${path}.answer.options[${i}]`
    return [
      ...own,
      ...unordered,
      ...twice(
        answer.options.map(({ id }) => id),
        (i) => `${at(i)}.id`,
        "questionnaire.optionTwice",
      ),
      ...answer.options.flatMap((option, i) => unwritten(questionnaire, option.text, `${at(i)}.text`)),
    ]
  }
  if (answer._tag !== "Scale") return [...own, ...unordered]
  const { anchors, least, most } = answer
  const at = (i: number) => `${path}.answer.anchors[${i}]`
  return [
    ...own,
    ...(least < most ? [] : [{ path: `${path}.answer`, rule: "questionnaire.scaleEmpty" } as const]),
    ...twice(
      anchors.map(({ value }) => value),
      (i) => `${at(i)}.value`,
      "questionnaire.anchorTwice",
    ),
    ...anchors.flatMap(
      ({ text, value }, i): Found => [
        ...(least <= value && value <= most
          ? []
          : [{ path: `${at(i)}.value`, rule: "questionnaire.anchorOutside" } as const]),
        ...unwritten(questionnaire, text, `${at(i)}.text`),
      ],
    ),
  ]
}

const skipProblems = (items: ReadonlyArray<Item>, i: number, askIf: Condition | undefined): Found => {
  const path = `items[${i}].askIf`
  const rules = (askIf?.tests ?? []).flatMap((test) => testFault(items, i, test) ?? [])
  return [...new Set(rules)].map((rule) => ({ path, rule }))
}

const testFault = (items: ReadonlyArray<Item>, i: number, test: Test): Rule | undefined => {
  const on = items.findIndex(({ id }) => id === test.item)
  if (on < 0) return "questionnaire.skipDangling"
  if (on >= i) return "questionnaire.skipBackward"
  const { answer } = items[on] as Item
  const kind = kindOf[test._tag]
  if (kind !== undefined && kind !== answer._tag) return "questionnaire.skipKind"
  return fits(answer, test) ? undefined : "questionnaire.skipOutside"
}

/** Whether some answer of the kind passes the test. */
const fits = (answer: AnswerKind, test: Test): boolean => {
  if (answer._tag === "Scale" && "value" in test)
    return (
      (test._tag === "AtMost" || test.value <= answer.most) &&
      (test._tag === "AtLeast" || test.value >= answer.least)
    )
  return (
    answer._tag !== "Choice" || test._tag !== "Chosen" || answer.options.some(({ id }) => id === test.option)
  )
}

const kindOf: Record<Test["_tag"], AnswerKind["_tag"] | undefined> = {
  AtLeast: "Scale",
  AtMost: "Scale",
  Equals: "Scale",
  Is: "YesNo",
  Chosen: "Choice",
  Answered: undefined,
}

const reachProblems = (items: ReadonlyArray<Item>): Found =>
  items.flatMap((_, i): Found => {
    const found = reached(items, i)
    if (found === true) return []
    const rule = found === entangled ? "questionnaire.skipsEntangled" : "questionnaire.itemUnreachable"
    return [{ path: `items[${i}].askIf`, rule }]
  })

const domainProblems = ({ domains, items, ...rest }: Questionnaire): Found => {
  const named = domains.flatMap((domain, d) =>
    domain.items.map((item, i) => ({ item, path: `domains[${d}].items[${i}]` })),
  )
  return [
    ...twice(
      domains.map(({ id }) => id),
      (d) => `domains[${d}].id`,
      "questionnaire.domainTwice",
    ),
    ...domains.flatMap(({ title }, d) =>
      unwritten({ domains, items, ...rest }, title, `domains[${d}].title`),
    ),
    ...named.flatMap(({ item, path }): Found => {
      const found = items.find(({ id }) => id === item)
      if (found === undefined) return [{ path, rule: "questionnaire.domainItemUnknown" }]
      return found.answer._tag === "Scale" || found.answer._tag === "YesNo"
        ? []
        : [{ path, rule: "questionnaire.domainItemUnscored" }]
    }),
    ...twice(
      named.map(({ item }) => item),
      (i) => named[i]?.path ?? "",
      "questionnaire.domainItemTwice",
    ),
  ]
}
