import { ChinaForms, GeneralForms, type Outcome, OutcomeForm, Rule } from "@aftercare/core"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"
import { part } from "../foundation/support/part.ts"

type Form = OutcomeForm.OutcomeForm
type Question = OutcomeForm.Question

const forms = [...GeneralForms.all, ...ChinaForms.all]
const anyForm = fc.constantFrom(...forms)

/** An answer that the question takes, or that nobody knows. */
const answerTo = ({ answer }: Question): fc.Arbitrary<Outcome.Answer> => {
  const silent = fc.constantFrom<Outcome.Answer>(
    { _tag: "Unanswered", because: "unknown" },
    { _tag: "Unanswered", because: "declined" },
  )
  const given: fc.Arbitrary<Outcome.Answer> = (() => {
    switch (answer._tag) {
      case "Quantity":
        return fc
          .oneof(
            fc.constantFrom(answer.least, answer.most),
            part.map((share) => answer.least + share * (answer.most - answer.least)),
          )
          .map((value) => ({ _tag: "Quantity", value }) as const)
      case "YesNo":
        return fc.boolean().map((yes) => ({ _tag: "YesNo", yes }) as const)
      case "Choice":
        return fc
          .constantFrom(...answer.options)
          .map(({ id }) => ({ _tag: "Chosen", options: [id] }) as const)
      case "Words":
        return fc.constant({ _tag: "Words", text: "无" } as const)
    }
  })()
  return fc.oneof({ weight: 4, arbitrary: given }, silent)
}

/** A form filled in from the top: what isn't asked stays empty, what may be left out now and then is. */
const filled = (form: Form): fc.Arbitrary<OutcomeForm.Answers> =>
  fc.tuple(...form.questions.map((q) => fc.tuple(answerTo(q), fc.boolean()))).map((drawn) => {
    let answers: OutcomeForm.Answers = {}
    for (const [i, question] of form.questions.entries()) {
      const [answer, given] = drawn[i] ?? []
      const isAsked = OutcomeForm.asked(form, answers).includes(question)
      if (isAsked && answer !== undefined && (given || question.required))
        answers = { ...answers, [question.id]: answer }
    }
    return answers
  })

const anyFilled = anyForm.chain((form) => filled(form).map((answers) => ({ form, answers })))

/** Whether the condition holds in a world where nothing is left open: by brute force over all that is unknown. */
const worlds = (
  form: Form,
  condition: OutcomeForm.Condition,
  answers: OutcomeForm.Answers,
): ReadonlySet<boolean> => {
  const open = [...new Set(condition.flat().map((t) => t.question))].filter((id) => {
    const answer = answers[id]
    return answer === undefined || answer._tag === "Unanswered"
  })
  const values = (id: string): ReadonlyArray<Outcome.Answer> => {
    const kind = form.questions.find((q) => q.id === id)?.answer
    if (kind?._tag === "YesNo") return [true, false].map((yes) => ({ _tag: "YesNo", yes }))
    if (kind?._tag === "Choice")
      return [
        ...kind.options.map(({ id }) => ({ _tag: "Chosen", options: [id] }) as const),
        { _tag: "Chosen", options: [] },
      ]
    return [-1e9, 1e9].map((value) => ({ _tag: "Quantity", value }))
  }
  const results = new Set<boolean>()
  const walk = (i: number, world: OutcomeForm.Answers): void => {
    const id = open[i]
    if (id === undefined) {
      results.add(condition.some((all) => all.every((t) => plain(t, world[t.question]))))
      return
    }
    for (const value of values(id)) walk(i + 1, { ...world, [id]: value })
  }
  walk(0, answers)
  return results
}

const plain = (test: OutcomeForm.Test, answer: Outcome.Answer | undefined): boolean => {
  if (answer?._tag === "Quantity")
    return (
      (
        {
          AtLeast: (v: number) => answer.value >= v,
          Above: (v: number) => answer.value > v,
          AtMost: (v: number) => answer.value <= v,
          Below: (v: number) => answer.value < v,
        } as Record<string, (v: number) => boolean>
      )[test._tag]?.("value" in test ? test.value : Number.NaN) ?? false
    )
  if (answer?._tag === "YesNo") return test._tag === "Is" && test.yes === answer.yes
  return answer?._tag === "Chosen" && test._tag === "Chosen" && answer.options.includes(test.option)
}

describe("a shipped form", () => {
  test.each(forms.map((form) => [form.id, form] as const))("%s decodes as it was written", (_, form) => {
    const read = Schema.decodeUnknownSync(OutcomeForm.OutcomeForm)
    expect(read(JSON.parse(JSON.stringify(Schema.encodeSync(OutcomeForm.OutcomeForm)(form))))).toEqual(form)
  })

  test("is one for each content of a contact", () => {
    const modules = GeneralForms.all.map(({ module }) => module)
    expect(new Set(modules).size).toBe(7)
  })
})

test("filled in from the top, a form is taken; its findings hold in every world that the answers leave open, and the undecided in some", () => {
  fc.assert(
    fc.property(anyFilled, ({ answers, form }) => {
      const outcome = Result.getOrThrow(OutcomeForm.record(form, answers, []))
      for (const { finding } of form.findings) {
        const all = form.findings.filter((rule) => rule.finding === finding)
        const found = outcome.findings.includes(finding)
        const open = outcome.undecided.includes(finding)
        const verdicts = all.map(({ when }) => worlds(form, when, answers))
        if (found) expect(verdicts.some((verdict) => !verdict.has(false))).toBe(true)
        else if (open) expect(verdicts.some((verdict) => verdict.has(true))).toBe(true)
        else for (const verdict of verdicts) expect(verdict.has(true)).toBe(false)
      }
    }),
    runs(600),
  )
})

/** Everything that is asked is answered, as it was drawn. */
const wholly = (form: Form): fc.Arbitrary<OutcomeForm.Answers> =>
  fc.tuple(...form.questions.map(answerTo)).map((drawn) => {
    let answers: OutcomeForm.Answers = {}
    for (const [i, question] of form.questions.entries()) {
      const answer = drawn[i]
      if (answer !== undefined && OutcomeForm.asked(form, answers).includes(question))
        answers = { ...answers, [question.id]: answer }
    }
    return answers
  })

test("a form that was answered throughout leaves open what nobody measured, and nothing else", () => {
  const measures = ["taken", "measured"]
  fc.assert(
    fc.property(
      anyForm.chain((form) => wholly(form).map((answers) => ({ form, answers }))),
      ({ answers, form }) => {
        const all = Object.entries(answers)
        fc.pre(all.every(([, { _tag }]) => _tag !== "Unanswered"))
        const { undecided } = Result.getOrThrow(OutcomeForm.record(form, answers, []))
        const isMeasured = all.every(([id, a]) => !measures.includes(id) || (a._tag === "YesNo" && a.yes))
        if (isMeasured) expect(undecided).toEqual([])
      },
    ),
    runs(400),
  )
})

test("what doesn't belong is refused by question and rule, all of it at once, and never with the answer", () => {
  const answers = {
    overall: { _tag: "Chosen", options: ["better", "worse"] },
    chestPain: { _tag: "Words", text: "秘密" },
    breathless: { _tag: "YesNo", yes: false },
    confused: { _tag: "YesNo", yes: false },
    fever: { _tag: "YesNo", yes: true },
    temperature: { _tag: "Quantity", value: 55 },
    wound: { _tag: "YesNo", yes: false },
    woundState: { _tag: "Chosen", options: ["clean"] },
    toString: { _tag: "YesNo", yes: true },
  } as const
  const refused = OutcomeForm.record(GeneralForms.symptoms, answers, [])
  if (Result.isSuccess(refused)) throw new Error("was taken")
  expect(refused.failure.problems).toEqual([
    { question: "toString", rule: "answer.unknownQuestion" },
    { question: "overall", rule: "answer.oneOption" },
    { question: "chestPain", rule: "answer.kind" },
    { question: "bleeding", rule: "answer.missing" },
    { question: "temperature", rule: "answer.implausible" },
    { question: "woundState", rule: "answer.notAsked" },
  ])
  expect(refused.failure.message).not.toContain("秘密")
})

const no = { _tag: "YesNo", yes: false } as const
const yes = { _tag: "YesNo", yes: true } as const
const q = (value: number) => ({ _tag: "Quantity", value }) as const

test.each([
  [139, 89, no, []],
  [140, 89, no, ["finding.bpUncontrolled"]],
  [149, 89, yes, []],
  [150, 89, yes, ["finding.bpUncontrolled"]],
  [120, 90, yes, ["finding.bpUncontrolled"]],
  [179, 109, no, ["finding.bpUncontrolled"]],
  [180, 80, no, ["finding.bpCrisis", "finding.bpUncontrolled", "finding.bpReferral"]],
  [120, 110, yes, ["finding.bpCrisis", "finding.bpUncontrolled", "finding.bpReferral"]],
] as const)("pressure %i/%i, aged %j", (systolic, diastolic, aged, findings) => {
  const answers = {
    taken: yes,
    systolic: q(systolic),
    diastolic: q(diastolic),
    aged,
    reaction: no,
    complication: no,
  }
  expect(Result.getOrThrow(OutcomeForm.record(ChinaForms.bloodPressure, answers, [])).findings).toEqual(
    findings,
  )
})

test.each([
  [3.9, true],
  [3.91, false],
  [16.69, false],
  [16.7, true],
])("glucose %d is a crisis: %s", (glucose, crisis) => {
  const answers = { measured: yes, glucose: q(glucose), taken: no, reaction: no, complication: no }
  const { findings } = Result.getOrThrow(OutcomeForm.record(ChinaForms.glucose, answers, []))
  expect(findings.includes(Rule.RuleId.make("finding.glucoseCrisis"))).toBe(crisis)
})

test("twice running counts only what is running", () => {
  const answers = (systolic: number) => ({
    taken: yes,
    systolic: q(systolic),
    diastolic: q(80),
    aged: no,
    reaction: no,
    complication: no,
  })
  const record = (systolic: number, earlier: ReadonlyArray<Outcome.Outcome>) =>
    Result.getOrThrow(OutcomeForm.record(ChinaForms.bloodPressure, answers(systolic), earlier))
  const [high, fine] = [record(150, []), record(120, [])]
  const refers = (earlier: ReadonlyArray<Outcome.Outcome>) =>
    record(150, earlier).findings.includes(Rule.RuleId.make("finding.bpReferral"))
  expect(refers([])).toBe(false)
  expect(refers([high])).toBe(true)
  expect(refers([fine, high])).toBe(true)
  expect(refers([high, fine])).toBe(false)
})

describe("a form is refused", () => {
  const sound = Schema.encodeSync(OutcomeForm.OutcomeForm)(ChinaForms.bloodPressure)
  const [taken, systolic] = sound.questions
  test.each<[string, object]>([
    ["two questions have one id", { questions: [taken, taken] }],
    ["no earlier question has this id", { questions: [systolic, taken], findings: [] }],
    [
      "the question has another kind of answer",
      {
        questions: [taken, { ...systolic, askIf: [[{ _tag: "AtLeast", question: "taken", value: 1 }]] }],
        findings: [],
      },
    ],
    [
      "the least lies above the most",
      {
        questions: [
          { ...systolic, askIf: undefined, answer: { _tag: "Quantity", unit: "1", least: 2, most: 1 } },
        ],
        findings: [],
      },
    ],
    ["no rule of the form makes this finding", { findings: [] }],
  ])("because %s", (issue, change) => {
    const written = JSON.parse(JSON.stringify({ ...sound, ...change }))
    const refused = Schema.decodeUnknownResult(OutcomeForm.OutcomeForm)(written)
    expect(String(Result.isFailure(refused) && refused.failure)).toContain(issue)
  })
})
