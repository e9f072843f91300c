/**
 * A form for one content of a contact: questions with typed answers, which are asked only where they apply, and rules that
 * draw findings from the answers.
 *
 * **Details**
 *
 * A finding holds only where the answers surely lead to it. Where a missing answer leaves it open, the outcome says so in
 * `undecided`: a question that nobody asked never reads as a no. Where not asking it does say no, as of the temperature of
 * somebody without a fever, the rule says so itself, by naming the fever beside the temperature.
 *
 * **Example** (Half of a pressure was taken: 138 over nobody knows what)
 *
 * ```ts
 * import { Result } from "effect"
 * import { ChinaForms, OutcomeForm } from "@aftercare/core"
 *
 * const no = { _tag: "YesNo", yes: false } as const
 * const answers = {
 *   taken: { _tag: "YesNo", yes: true },
 *   systolic: { _tag: "Quantity", value: 138 },
 *   diastolic: { _tag: "Unanswered", because: "unknown" },
 *   aged: no,
 *   reaction: no,
 *   complication: no,
 * } as const
 *
 * const outcome = Result.getOrThrow(OutcomeForm.record(ChinaForms.bloodPressure, answers, []))
 * outcome.findings // => []
 * outcome.undecided // => ["finding.bpCrisis", "finding.bpUncontrolled", "finding.bpReferral"]
 * ```
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { RuleId, Source } from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"
import { Bilingual, Role } from "../foundation/Word.ts"
import { ContentModule } from "./FollowUpProtocol.ts"
import type { Answer, Outcome } from "./Outcome.ts"

/** What is answered: a quantity within plausible bounds (inclusive), yes or no, one option or several, or words. */
export const AnswerKind = closed(
  Schema.TaggedUnion({
    Quantity: { unit: Text, least: Schema.Finite, most: Schema.Finite },
    YesNo: {},
    Choice: {
      options: Schema.NonEmptyArray(Schema.Struct({ id: Text, text: Bilingual })),
      several: Schema.optionalKey(Schema.Literal(true)),
    },
    Words: {},
  }),
)
export type AnswerKind = typeof AnswerKind.Type

/** A condition on one question's answer. */
export const Test = closed(
  Schema.TaggedUnion({
    AtLeast: { question: Text, value: Schema.Finite },
    Above: { question: Text, value: Schema.Finite },
    AtMost: { question: Text, value: Schema.Finite },
    Below: { question: Text, value: Schema.Finite },
    Is: { question: Text, yes: Schema.Boolean },
    Chosen: { question: Text, option: Text },
  }),
)
export type Test = typeof Test.Type

/** Any of the lists, all of a list. */
export const Condition = Schema.NonEmptyArray(Schema.NonEmptyArray(Test))
export type Condition = typeof Condition.Type

export const Question = closed(
  Schema.Struct({
    id: Text,
    text: Bilingual,
    answer: AnswerKind,
    /** Asked only where earlier answers say so; where they are missing it isn't. */
    askIf: Schema.optionalKey(Condition),
    /** Must be answered where it is asked, if only by saying that the person doesn't know. */
    required: Schema.optionalKey(Schema.Literal(true)),
  }),
)
export interface Question extends Schema.Schema.Type<typeof Question> {}

/** How soon somebody must act on a finding, and who. */
export const Urgency = closed(
  Schema.Struct({
    withinMinutes: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 7 * 24 * 60 })),
    role: Role,
  }),
)
export interface Urgency extends Schema.Schema.Type<typeof Urgency> {}

const FindingId = RuleId.check(Schema.isMaxLength(90))

/** A finding and the answers that lead to it. One that is urgent is a red flag. */
export const FindingRule = closed(
  Schema.Struct({
    finding: FindingId,
    when: Condition,
    urgent: Schema.optionalKey(Urgency),
    source: Source,
  }),
)
export interface FindingRule extends Schema.Schema.Type<typeof FindingRule> {}

/** A finding that holds once another was made so many times running, this time included. */
export const RepeatedRule = closed(
  Schema.Struct({
    finding: FindingId,
    of: FindingId,
    times: Schema.Int.check(Schema.isBetween({ minimum: 2, maximum: 20 })),
    source: Source,
  }),
)
export interface RepeatedRule extends Schema.Schema.Type<typeof RepeatedRule> {}

export const OutcomeForm = closed(
  Schema.Struct({
    id: Text,
    version: Text,
    title: Bilingual,
    /** The content that the form belongs to. */
    module: ContentModule,
    questions: Schema.NonEmptyArray(Question),
    findings: Schema.Array(FindingRule),
    repeated: Schema.optionalKey(Schema.Array(RepeatedRule)),
  }),
).check(Schema.makeFilter((form) => fault(form) ?? true))
export interface OutcomeForm extends Schema.Schema.Type<typeof OutcomeForm> {}

interface Fault {
  readonly path: ReadonlyArray<string | number>
  readonly issue: string
}

type Fields = Pick<OutcomeForm, "questions" | "findings" | "repeated">

const fault = ({ findings, questions, repeated }: Fields): Fault | undefined => {
  const known = new Map<string, AnswerKind>()
  for (const [i, { answer, askIf, id }] of questions.entries()) {
    const path = ["questions", i]
    if (known.has(id)) return { path: [...path, "id"], issue: "two questions have one id" }
    const issue = askIf && conditionFault(askIf, known)
    if (issue !== undefined) return { path: [...path, "askIf"], issue }
    if (answer._tag === "Quantity" && answer.least > answer.most)
      return { path: [...path, "answer"], issue: "the least lies above the most" }
    if (answer._tag === "Choice" && new Set(answer.options.map((o) => o.id)).size < answer.options.length)
      return { path: [...path, "answer"], issue: "two options have one id" }
    known.set(id, answer)
  }
  for (const [i, { when }] of findings.entries()) {
    const issue = conditionFault(when, known)
    if (issue !== undefined) return { path: ["findings", i, "when"], issue }
  }
  const made = new Set(findings.map(({ finding }) => finding))
  for (const [i, { of }] of (repeated ?? []).entries())
    if (!made.has(of)) return { path: ["repeated", i, "of"], issue: "no rule of the form makes this finding" }
  return undefined
}

const conditionFault = (condition: Condition, known: ReadonlyMap<string, AnswerKind>): string | undefined => {
  for (const test of condition.flat()) {
    const kind = known.get(test.question)
    if (kind === undefined) return "no earlier question has this id"
    if (kind._tag !== kindOf[test._tag]) return "the question has another kind of answer"
    if (
      test._tag === "Chosen" &&
      kind._tag === "Choice" &&
      !kind.options.some(({ id }) => id === test.option)
    )
      return "the question has no such option"
  }
  return undefined
}

const kindOf: Record<Test["_tag"], AnswerKind["_tag"]> = {
  AtLeast: "Quantity",
  Above: "Quantity",
  AtMost: "Quantity",
  Below: "Quantity",
  Is: "YesNo",
  Chosen: "Choice",
}

/** What is wrong with an answer. */
export const Problem = Schema.Struct({
  question: Schema.String,
  rule: Schema.Literals([
    "answer.unknownQuestion",
    "answer.notAsked",
    "answer.missing",
    "answer.kind",
    "answer.implausible",
    "answer.unknownOption",
    "answer.oneOption",
  ]),
})
export interface Problem extends Schema.Schema.Type<typeof Problem> {}

/** Answers that the form doesn't take; each problem by question and rule, never with the answer. */
export class AnswersRefused extends Schema.TaggedError<AnswersRefused>("@aftercare/core/AnswersRefused")(
  "AnswersRefused",
  { form: Schema.String, problems: Schema.NonEmptyArray(Problem) },
) {
  override get message() {
    return `form ${this.form}: ${this.problems.map(({ question, rule }) => `${question}: ${rule}`).join(", ")}`
  }
}

/** Answers by question. */
export type Answers = { readonly [question: string]: Answer }

/** Whether a condition holds; undefined where a missing answer leaves it open. */
const holds = (condition: Condition, answers: Answers): boolean | undefined => {
  let open = false
  for (const all of condition) {
    const results = all.map((test) => passes(test, answerTo(answers, test.question)))
    if (results.every((result) => result === true)) return true
    if (!results.includes(false)) open = true
  }
  return open ? undefined : false
}

const passes = (test: Test, answer: Answer | undefined): boolean | undefined => {
  switch (answer?._tag) {
    case "Quantity":
      return (
        (test._tag === "AtLeast" && answer.value >= test.value) ||
        (test._tag === "Above" && answer.value > test.value) ||
        (test._tag === "AtMost" && answer.value <= test.value) ||
        (test._tag === "Below" && answer.value < test.value)
      )
    case "YesNo":
      return test._tag === "Is" && answer.yes === test.yes
    case "Chosen":
      return test._tag === "Chosen" && answer.options.includes(test.option)
    default:
      return undefined
  }
}

const answerTo = (answers: Answers, question: string): Answer | undefined =>
  Object.hasOwn(answers, question) ? answers[question] : undefined

/** The questions that the answers so far lead to, in the form's order. */
export const asked = (form: OutcomeForm, answers: Answers): ReadonlyArray<Question> =>
  form.questions.filter(({ askIf }) => askIf === undefined || holds(askIf, answers) === true)

const problemWith = ({ answer: kind, required }: Question, answer: Answer | undefined) => {
  if (answer === undefined) return required === true ? "answer.missing" : undefined
  if (answer._tag === "Unanswered") return undefined
  if (answer._tag === "Quantity" && kind._tag === "Quantity")
    return answer.value >= kind.least && answer.value <= kind.most ? undefined : "answer.implausible"
  if (answer._tag === "Chosen" && kind._tag === "Choice") {
    if (kind.several === undefined && answer.options.length !== 1) return "answer.oneOption"
    return answer.options.every((option) => kind.options.some(({ id }) => id === option))
      ? undefined
      : "answer.unknownOption"
  }
  return answer._tag === kind._tag ? undefined : "answer.kind"
}

/**
 * The outcome of a form's answers. `earlier` are the outcomes of the same form at the contacts before, the latest last.
 *
 * Fails with `AnswersRefused`, which lists everything that is wrong with the answers.
 */
export const record = (
  form: OutcomeForm,
  answers: Answers,
  earlier: ReadonlyArray<Outcome>,
): Result.Result<Outcome, AnswersRefused> => {
  const toAsk = new Set(asked(form, answers))
  const ids = new Set(form.questions.map(({ id }) => id))
  const unknown = Object.keys(answers).filter((question) => !ids.has(question))
  const [problem, ...problems] = [
    ...unknown.map((question): Problem => ({ question, rule: "answer.unknownQuestion" })),
    ...form.questions.flatMap((question): ReadonlyArray<Problem> => {
      const answer = answerTo(answers, question.id)
      const rule = toAsk.has(question) ? problemWith(question, answer) : answer && "answer.notAsked"
      return rule === undefined ? [] : [{ question: question.id, rule }]
    }),
  ]
  if (problem !== undefined)
    return Result.fail(new AnswersRefused({ form: form.id, problems: [problem, ...problems] }))
  const judged = form.findings.map(({ finding, when }) => [finding, holds(when, answers)] as const)
  const single = judged.flatMap(([finding, held]) => (held === true ? [finding] : []))
  const repeated = (form.repeated ?? []).filter(
    ({ of, times }) =>
      single.includes(of) &&
      earlier.length >= times - 1 &&
      earlier.slice(earlier.length - (times - 1)).every(({ findings }) => findings.includes(of)),
  )
  const findings = [...new Set([...single, ...repeated.map(({ finding }) => finding)])]
  const open = judged.flatMap(([finding, held]) => (held === undefined ? [finding] : []))
  return Result.succeed({
    form: { id: form.id, version: form.version },
    answers,
    findings,
    undecided: [...new Set(open)].filter((finding) => !findings.includes(finding)),
  })
}

/** The red flags of an outcome, each with how soon somebody must act. */
export const redFlags = (
  form: OutcomeForm,
  { findings }: Outcome,
): ReadonlyArray<FindingRule & { readonly urgent: Urgency }> =>
  form.findings.flatMap((rule) =>
    rule.urgent !== undefined && findings.includes(rule.finding) ? [{ ...rule, urgent: rule.urgent }] : [],
  )
