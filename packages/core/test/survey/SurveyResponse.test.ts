import { GeneralQuestionnaires, Id, Questionnaire, ResponsePolicy, SurveyResponse } from "@aftercare/core"
import { SurveyArbitraries } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"

type Whole = Questionnaire.Questionnaire
type Answers = SurveyResponse.Answers
type Response = SurveyResponse.SurveyResponse

const answered = SurveyArbitraries.questionnaire().chain((whole) =>
  SurveyArbitraries.answers(whole).map((answers) => ({ whole, answers })),
)
const given = (answers: Answers, more: Partial<Response> = {}) => ({
  id: Id.ResponseId.make("r-1"),
  source: "link" as const,
  language: "zh" as const,
  answeredAt: DateTime.makeUnsafe("2026-03-05T10:00:00Z"),
  answers,
  ...more,
})
const problems = (whole: Whole, answers: Answers) => {
  const recorded = SurveyResponse.record(whole, given(answers))
  return Result.isFailure(recorded)
    ? recorded.failure.problems.map(({ item, rule }) => `${item} ${rule.slice(7)}`)
    : []
}

test("answers filled in from the top are taken, and the response decodes as it was encoded", () => {
  fc.assert(
    fc.property(answered, ({ answers, whole }) => {
      const response = Result.getOrThrow(SurveyResponse.record(whole, given(answers)))
      expect(response.questionnaire).toEqual(Questionnaire.revision(whole))
      const read = Schema.decodeUnknownSync(SurveyResponse.SurveyResponse)
      const written = Schema.encodeSync(SurveyResponse.SurveyResponse)(response)
      expect(read(JSON.parse(JSON.stringify(written)))).toEqual(response)
    }),
  )
})

/** Which items are asked, said once more: from the top, each by what was asked and answered before it. */
const askedPlainly = ({ items }: Whole, answers: Answers): ReadonlyArray<string> => {
  const seen: Array<string> = []
  for (const { askIf, id } of items) {
    const held = (askIf?.tests ?? []).map((t) => {
      const a = seen.includes(t.item) ? answers[t.item] : undefined
      if (a === undefined || a._tag === "NotApplicable" || a._tag === "Unanswered") return false
      if (t._tag === "Answered") return true
      if (a._tag === "Scale" && "value" in t)
        return { AtLeast: a.value >= t.value, AtMost: a.value <= t.value, Equals: a.value === t.value }[
          t._tag
        ]
      if (a._tag === "YesNo" && t._tag === "Is") return a.yes === t.yes
      return a._tag === "Choice" && t._tag === "Chosen" && a.options.includes(t.option)
    })
    if (askIf === undefined || (askIf._tag === "All" ? !held.includes(false) : held.includes(true)))
      seen.push(id)
  }
  return seen
}

/** Any answers at all, right or wrong. */
const wild = SurveyArbitraries.questionnaire().chain((whole) => {
  const anyAnswer = fc.constantFrom(...whole.items).chain((item) => SurveyArbitraries.answer(item))
  return fc
    .array(fc.tuple(fc.constantFrom(...whole.items.map(({ id }) => id), "x", "toString"), anyAnswer), {
      maxLength: 8,
    })
    .map((pairs) => ({ whole, answers: Object.fromEntries(pairs) as Answers }))
})

test("a problem is found for exactly the answers that an item doesn't take, isn't asked for or doesn't exist for", () => {
  fc.assert(
    fc.property(wild, ({ answers, whole }) => {
      const open = askedPlainly(whole, answers)
      expect(SurveyResponse.asked(whole, answers).map(({ id }) => id)).toEqual(open)
      const found = SurveyResponse.problemsWith(whole, answers)
      for (const [id, answer] of Object.entries(answers)) {
        const item = whole.items.find((one) => one.id === id)
        const kind = item?.answer
        const fits =
          item !== undefined &&
          open.includes(id) &&
          (answer._tag === "Unanswered" ||
            (answer._tag === "NotApplicable" && item.notApplicable === true) ||
            (answer._tag === "Scale" &&
              kind?._tag === "Scale" &&
              kind.least <= answer.value &&
              answer.value <= kind.most) ||
            (answer._tag === "YesNo" && kind?._tag === "YesNo") ||
            (answer._tag === "Words" && kind?._tag === "Words") ||
            (answer._tag === "Choice" &&
              kind?._tag === "Choice" &&
              (answer.options.length === 1 || kind.several === true) &&
              answer.options.every((option) => kind.options.some((one) => one.id === option))))
        expect(found.some((problem) => problem.item === id)).toBe(!fits)
      }
      expect(found.length).toBeLessThanOrEqual(Object.keys(answers).length)
    }),
    runs(200),
  )
})

test("each problem by its rule, never with the answer", () => {
  const { afterDischarge, afterVisit } = GeneralQuestionnaires
  expect(
    problems(afterDischarge, {
      nobody: { _tag: "Words", text: "秘密" },
      quiet: { _tag: "NotApplicable" },
      clean: { _tag: "YesNo", yes: true },
      food: { _tag: "Scale", value: 0 },
      painHelped: { _tag: "Scale", value: 4 },
    }),
  ).toEqual([
    "nobody unknownQuestion",
    "painHelped notAsked",
    "quiet mustApply",
    "clean kind",
    "food outOfRange",
  ])
  const chosen = (...options: readonly [string, ...ReadonlyArray<string>]): Answers => ({
    overall: { _tag: "Scale", value: 2 },
    toImprove: { _tag: "Choice", options },
  })
  expect(problems(afterVisit, chosen("cost", "booking"))).toEqual([])
  expect(problems(afterVisit, chosen("cost", "cost"))).toEqual(["toImprove optionTwice"])
  expect(problems(afterVisit, chosen("cost", "parking"))).toEqual(["toImprove unknownOption"])
  const recorded = SurveyResponse.record(afterDischarge, given({ nobody: { _tag: "Words", text: "秘密" } }))
  expect(JSON.stringify(recorded)).not.toContain("秘密")
})

describe("how much of it is answered", () => {
  const policy = GeneralQuestionnaires.responsePolicy
  const standing = (answers: Answers, of: "asked" | "required" = "asked") =>
    ResponsePolicy.standing(GeneralQuestionnaires.hotline, answers, { ...policy.completeness, of })
  const rated = { _tag: "Scale", value: 4 } as const
  const solved = { _tag: "YesNo", yes: true } as const

  test("is complete from 80 % and partial from 50 %, both inclusive", () => {
    expect(standing({ solved, reached: rated, politeness: rated, knowledge: rated })).toBe("complete")
    expect(standing({ solved, reached: rated, politeness: rated })).toBe("partial")
    expect(standing({ solved, reached: rated })).toBe("breakOff")
    expect(standing({})).toBe("breakOff")
    // The question that opened now counts too.
    const unsolved = { solved: { _tag: "YesNo", yes: false } as const, reached: rated }
    expect(ResponsePolicy.progress(GeneralQuestionnaires.hotline, unsolved, "asked")).toEqual({
      answered: 2,
      of: 6,
    })
    expect(ResponsePolicy.progress(GeneralQuestionnaires.hotline, unsolved, "required")).toEqual({
      answered: 2,
      of: 5,
    })
    expect(standing({ ...unsolved, politeness: rated })).toBe("partial")
  })

  test("more values never make it less complete, and what doesn't apply is left out of the whole", () => {
    fc.assert(
      fc.property(answered, fc.constantFrom("asked", "required"), ({ answers, whole }, of) => {
        const { answered: n, of: base } = ResponsePolicy.progress(whole, answers, of)
        expect(n).toBeLessThanOrEqual(base)
        const inapplicable = Object.values(answers).filter(({ _tag }) => _tag === "NotApplicable").length
        const open = askedPlainly(whole, answers)
        if (of === "asked") expect(base).toBe(open.length - inapplicable)
        else expect(base).toBeLessThanOrEqual(open.length)
        const values = Object.entries(answers).filter(([, answer]) => SurveyResponse.hasValue(answer)).length
        if (of === "asked") expect(n).toBe(values)
      }),
    )
  })

  test("nothing is a break-off, also where nothing is required", () => {
    fc.assert(
      fc.property(answered, fc.constantFrom("asked", "required"), ({ whole }, of) => {
        expect(ResponsePolicy.standing(whole, {}, { ...policy.completeness, of })).toBe("breakOff")
      }),
    )
    const plain = ({ required: _, ...item }: Questionnaire.Item): Questionnaire.Item => item
    const [first, ...others] = GeneralQuestionnaires.hotline.items
    const rest = others.map(plain)
    const items = [plain(first), ...rest] as const
    const required = { ...policy.completeness, of: "required" } as const
    expect(ResponsePolicy.standing({ items }, {}, required)).toBe("breakOff")
    const four = { solved, reached: rated, politeness: rated, knowledge: rated }
    expect(ResponsePolicy.standing({ items }, four, required)).toBe("complete")
    // What is required and doesn't apply is answered; the rest is nobody's duty.
    const one = [{ ...first, required: true, notApplicable: true }, ...rest] as const
    const without = { solved: { _tag: "NotApplicable" } } as const
    expect(ResponsePolicy.standing({ items: one }, without, required)).toBe("complete")
  })
})

describe("which responses count", () => {
  const whole = GeneralQuestionnaires.complaintClosing
  const anyPolicy: fc.Arbitrary<ResponsePolicy.ResponsePolicy> = fc.record({
    completeness: fc.constant(GeneralQuestionnaires.responsePolicy.completeness),
    partials: fc.constantFrom("count", "setAside"),
    late: fc.constantFrom<ResponsePolicy.Late>(
      { _tag: "Count" },
      { _tag: "CountWithin", hours: 1 },
      { _tag: "SetAside" },
    ),
    double: fc.constantFrom(...ResponsePolicy.Double.literals),
  })
  const hour = 3_600_000
  const closes = Date.parse("2026-03-05T10:00:00Z")
  const anyResponse: fc.Arbitrary<Response> = fc
    .tuple(
      SurveyArbitraries.answers(whole),
      fc.constantFrom("i-1", "i-2", undefined),
      fc.constantFrom(-hour, -1, 0, 1, hour - 1, hour, 2 * hour),
      fc.boolean(),
    )
    .map(([answers, invitation, at, otherwise]) => ({
      ...given(answers),
      questionnaire: Questionnaire.revision(
        otherwise
          ? whole
          : { ...whole, items: [...whole.items, { id: "more", text: {}, answer: { _tag: "YesNo" } }] },
      ),
      answeredAt: DateTime.makeUnsafe(closes + at),
      ...(invitation === undefined ? {} : { invitation: Id.InvitationId.make(invitation) }),
    }))
  const responses = fc
    .array(anyResponse, { maxLength: 8 })
    .map((list) => list.map((one, i) => ({ ...one, id: Id.ResponseId.make(`r-${i}`) })))
  const sorted = (list: ReadonlyArray<Response>, policy: ResponsePolicy.ResponsePolicy) =>
    ResponsePolicy.sorted(list, whole, policy, () => closes)

  test("each is in one list, one for each invitation counts, and the order given doesn't matter", () => {
    fc.assert(
      fc.property(responses, anyPolicy, fc.func(fc.integer()), (list, policy, rank) => {
        const { counted, setAside } = sorted(list, policy)
        expect(new Set([...counted, ...setAside.map(({ response }) => response)])).toEqual(new Set(list))
        expect(counted.length + setAside.length).toBe(list.length)
        const invited = counted.flatMap(({ invitation }) => invitation ?? [])
        expect(new Set(invited).size).toBe(invited.length)
        const shuffled = list
          .map((one) => [rank(one.id), one] as const)
          .sort((a, b) => a[0] - b[0])
          .map(([, one]) => one)
        expect(new Set(sorted(shuffled, policy).counted.map(({ id }) => id))).toEqual(
          new Set(counted.map(({ id }) => id)),
        )
      }),
    )
  })

  test("one that is given twice counts once, whether or not anybody was invited to give it", () => {
    const full = { outcome: { _tag: "Scale", value: 4 }, handling: { _tag: "Scale", value: 5 } } as const
    const response: Response = {
      ...given({ ...full, explained: { _tag: "YesNo", yes: true } }),
      questionnaire: Questionnaire.revision(whole),
      answeredAt: DateTime.makeUnsafe(closes - hour),
    }
    for (const one of [response, { ...response, invitation: Id.InvitationId.make("i-1") }])
      for (const again of [one, { ...one }]) {
        const { counted, setAside } = sorted([one, again], GeneralQuestionnaires.responsePolicy)
        expect([counted.length, setAside.map(({ because }) => because)]).toEqual([1, ["double"]])
      }
  })

  test("each is judged alone as the policy says, and of several the one that it names is taken", () => {
    fc.assert(
      fc.property(responses, anyPolicy, (list, policy) => {
        const { counted, setAside } = sorted(list, policy)
        const grace =
          policy.late._tag === "CountWithin"
            ? hour
            : policy.late._tag === "Count"
              ? Number.POSITIVE_INFINITY
              : 0
        const fit = list.filter((one) => {
          const reached = ResponsePolicy.standing(whole, one.answers, policy.completeness)
          return (
            one.questionnaire.hash === Questionnaire.hash(whole) &&
            DateTime.toEpochMillis(one.answeredAt) < closes + grace &&
            (reached === "complete" || (reached === "partial" && policy.partials === "count"))
          )
        })
        const size = (one: Response) => Object.values(one.answers).filter(SurveyResponse.hasValue).length
        const byTime = (a: Response, b: Response) =>
          DateTime.toEpochMillis(a.answeredAt) - DateTime.toEpochMillis(b.answeredAt) ||
          (a.id < b.id ? -1 : 1)
        const expected = [undefined, "i-1", "i-2"].flatMap((invitation) => {
          const own = fit.filter((one) => one.invitation === invitation).sort(byTime)
          if (invitation === undefined) return own
          const most = Math.max(0, ...own.map(size))
          const taken = { first: own[0], last: own.at(-1), fullest: own.find((one) => size(one) === most) }[
            policy.double
          ]
          return taken === undefined ? [] : [taken]
        })
        expect(new Set(counted)).toEqual(new Set(expected))
        for (const { because, response } of setAside)
          expect(because === "double").toBe(fit.includes(response))
      }),
    )
  })
})
