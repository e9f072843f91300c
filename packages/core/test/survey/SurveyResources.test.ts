import {
  GeneralQuestionnaires,
  Id,
  Questionnaire,
  QuestionnaireResource,
  ResponseResource,
  SurveyResponse,
} from "@aftercare/core"
import { SurveyArbitraries } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"

const base = "https://hospital.example/Questionnaire/"
const options: QuestionnaireResource.ReadOptions = {
  language: "en",
  requiredBase: 25,
  source: { title: "elsewhere", status: "practice", verified: "own" },
}
const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
const any = fc.oneof(SurveyArbitraries.questionnaire(), fc.constantFrom(...GeneralQuestionnaires.all))
const answered = any.chain((whole) =>
  SurveyArbitraries.response(whole).map((response) => ({ whole, response })),
)
const from: ResponseResource.ReadOptions = { language: "en", source: "paper" }

describe("what is written is read again as it was", () => {
  test("a questionnaire, with nothing dropped", () => {
    fc.assert(
      fc.property(any, fc.constantFrom("draft", "active", "retired"), (whole, status) => {
        const read = QuestionnaireResource.read(
          json(QuestionnaireResource.write(whole, { base, status })),
          options,
        )
        expect(Result.getOrThrow(read)).toEqual({ questionnaire: whole, dropped: [] })
      }),
    )
  })

  test("a response, with nothing dropped", () => {
    fc.assert(
      fc.property(
        answered,
        fc.constantFrom("complete", "partial", "breakOff"),
        fc.constantFrom(base, base.slice(0, -1)),
        ({ response, whole }, standing, under) => {
          const written = ResponseResource.write(response, whole, { base: under, standing })
          const { url } = QuestionnaireResource.write(whole, { base: under, status: "active" })
          expect(written["questionnaire"]).toBe(`${url}|${whole.version}`)
          expect(written["status"]).toBe(standing === "complete" ? "completed" : "stopped")
          const read = ResponseResource.read(json(written), whole, from)
          expect(Result.getOrThrow(read)).toEqual({ response, dropped: [] })
        },
      ),
    )
  })

  test("a questionnaire's resource keeps to what FHIR asks of one", () => {
    fc.assert(
      fc.property(any, (whole) => {
        const resource = json(QuestionnaireResource.write(whole, { base, status: "active" })) as {
          readonly item: ReadonlyArray<{ readonly [key: string]: unknown }>
        }
        const ids = resource.item.map(({ linkId }) => linkId)
        expect(new Set(ids).size).toBe(ids.length)
        for (const [i, item] of resource.item.entries()) {
          expect(["integer", "boolean", "choice", "text"]).toContain(item["type"])
          // Options belong to choices alone; conditions name other items and say whether all or any hold.
          expect("answerOption" in item).toBe(item["type"] === "choice")
          const whens = (item["enableWhen"] ?? []) as ReadonlyArray<{ readonly [key: string]: unknown }>
          for (const { operator, question, ...answer } of whens) {
            expect(ids.indexOf(question)).toBeLessThan(i)
            expect(Object.keys(answer).filter((key) => key.startsWith("answer"))).toHaveLength(1)
            if (operator === "exists") expect(answer).toEqual({ answerBoolean: true })
          }
          if (whens.length > 0) expect(["all", "any"]).toContain(item["enableBehavior"])
        }
      }),
    )
  })
})

const draft = (item: ReadonlyArray<object>, more: object = {}) => ({
  resourceType: "Questionnaire",
  url: "http://example.org/Questionnaire/ward",
  version: "7",
  status: "active",
  item,
  ...more,
})
const read = (resource: unknown) => QuestionnaireResource.read(resource, options)
const problems = (resource: unknown) => {
  const result = read(resource)
  return Result.isFailure(result) ? result.failure.problems.map(({ path, rule }) => `${path}: ${rule}`) : []
}
const bool = (linkId: string, more: object = {}) => ({ linkId, text: linkId, type: "boolean", ...more })
const ordinal = (code: string, value: number, display?: string) => ({
  valueCoding: {
    code,
    ...(display === undefined ? {} : { display }),
    extension: [{ url: "http://hl7.org/fhir/StructureDefinition/ordinalValue", valueDecimal: value }],
  },
})

describe("a questionnaire from elsewhere", () => {
  test("may hold any number of keys without a meaning, wherever they stand", () => {
    const many = (of: object) => ({
      ...of,
      ...Object.fromEntries(Array.from({ length: 200_000 }, (_, i) => [`k${i}`, i])),
    })
    const coding = (code: string) => many({ valueCoding: many({ code }) })
    const choice = {
      linkId: "c",
      text: "c",
      type: "choice",
      answerOption: [coding("x"), { valueString: "y" }],
    }
    const { dropped } = Result.getOrThrow(read(many(draft([many(bool("seen")), choice]))))
    expect(dropped.length).toBe(800_000)
  })

  test("has its groups opened, their conditions handed down, and its scales known by their ordinals", () => {
    const { dropped, questionnaire } = Result.getOrThrow(
      read(
        draft(
          [
            bool("seen", { prefix: "1." }),
            {
              linkId: "g",
              text: "A group",
              type: "group",
              enableWhen: [{ question: "seen", operator: "=", answerBoolean: true }],
              item: [
                {
                  linkId: "how",
                  text: "How?",
                  type: "choice",
                  answerOption: [ordinal("1", 1, "bad"), ordinal("2", 2)],
                },
                {
                  linkId: "when",
                  text: "When?",
                  type: "choice",
                  repeats: true,
                  answerOption: [{ valueString: "early" }, { valueString: "late" }],
                  enableWhen: [{ question: "how", operator: "<", answerInteger: 2 }],
                },
              ],
            },
            { linkId: "note", text: "Thank you", type: "display" },
          ],
          { language: "en-GB", publisher: "Ward 3", title: "Ward" },
        ),
      ),
    )
    expect(questionnaire.items).toEqual([
      { id: "seen", text: { en: "seen" }, answer: { _tag: "YesNo" } },
      {
        id: "how",
        text: { en: "How?" },
        answer: { _tag: "Scale", least: 1, most: 2, anchors: [{ value: 1, text: { en: "bad" } }] },
        askIf: { _tag: "All", tests: [{ _tag: "Is", item: "seen", yes: true }] },
      },
      {
        id: "when",
        text: { en: "When?" },
        answer: {
          _tag: "Choice",
          several: true,
          options: [
            { id: "early", text: { en: "early" } },
            { id: "late", text: { en: "late" } },
          ],
        },
        askIf: {
          _tag: "All",
          tests: [
            { _tag: "Is", item: "seen", yes: true },
            { _tag: "AtMost", item: "how", value: 1 },
          ],
        },
      },
    ])
    expect(questionnaire.requiredBase).toBe(25)
    expect(Result.isSuccess(Questionnaire.check(questionnaire))).toBe(true)
    expect(dropped).toEqual(["publisher", "item[0].prefix", "item[1].text", "item[2].text"])
  })

  test("names what it drops: other systems' ids, other languages, ordinals of options that are no scale", () => {
    const french = {
      extension: [
        {
          url: "http://hl7.org/fhir/StructureDefinition/translation",
          extension: [
            { url: "lang", valueCode: "fr" },
            { url: "content", valueString: "Vu ?" },
          ],
        },
      ],
    }
    const { dropped } = Result.getOrThrow(
      read(
        draft(
          [
            bool("seen", { _text: french }),
            {
              linkId: "c",
              text: "c",
              type: "choice",
              answerOption: [ordinal("LA1", 0, "no"), ordinal("LA2", 3, "yes")],
            },
          ],
          { identifier: [{ system: "http://loinc.org", value: "1-8" }] },
        ),
      ),
    )
    expect(dropped).toEqual([
      "identifier[0]",
      "item[0]._text",
      "item[1].answerOption[0].valueCoding.extension[0]",
      "item[1].answerOption[1].valueCoding.extension[0]",
    ])
  })

  const when = (...whens: ReadonlyArray<object>) => [bool("a"), bool("b", { enableWhen: whens })]
  const cases: ReadonlyArray<readonly [why: string, resource: unknown, found: ReadonlyArray<string>]> = [
    ["nothing", undefined, ["resourceType: the resource is no Questionnaire"]],
    ["a patient", { resourceType: "Patient" }, ["resourceType: the resource is no Questionnaire"]],
    ["no item", draft([]), ["item: is missing"]],
    ["no version", draft([bool("a")], { version: undefined }), ["version: Expected string"]],
    [
      "another language",
      draft([bool("a")], { language: "fr" }),
      ["language: texts are in Chinese or English"],
    ],
    ["an item that is none", draft([bool("a"), "b" as never]), ["item[1]: an item is an object"]],
    [
      "a kind of answer unknown here",
      draft([bool("a"), { linkId: "g", type: "group", item: [{ linkId: "d", text: "d", type: "date" }] }]),
      ["item[1].item[0].type: answers of this kind can't be asked for"],
    ],
    [
      "a number without bounds",
      draft([{ linkId: "n", text: "n", type: "integer" }, bool("a")]),
      ["item[0].extension: a scale has minValue and maxValue"],
    ],
    [
      "options that stand elsewhere",
      draft([{ linkId: "n", text: "n", type: "choice", answerValueSet: "http://x" }, bool("a")]),
      ["item[0].answerOption: the options stand in the item itself"],
    ],
    [
      "a link that is no code",
      draft([bool("a b")]),
      [
        "item[0].linkId: a code is 1 to 64 letters, digits and . _ - /, beginning with a letter, a digit or /",
      ],
    ],
    [
      "conditions that can't be said",
      draft(
        when(
          { question: "a", operator: "!=", answerBoolean: true },
          { question: "a", operator: "exists", answerBoolean: false },
        ),
      ),
      [
        "item[1].enableWhen[0]: this condition can't be said here",
        "item[1].enableWhen[1]: this condition can't be said here",
        "item[1].enableBehavior: several conditions hold all or any",
      ],
    ],
  ]
  test.each(cases)("is refused for %s, by its place", (_, resource, found) => {
    const said = problems(resource)
    for (const one of found) expect(said.some((problem) => problem.startsWith(one))).toBe(true)
    expect(said.length).toBeGreaterThanOrEqual(found.length)
  })

  test("any of several conditions within another can't be said, and any of one can", () => {
    const group = (behaviour: string, ...whens: ReadonlyArray<object>) =>
      draft([
        bool("a"),
        bool("b"),
        {
          linkId: "g",
          type: "group",
          enableWhen: whens,
          enableBehavior: behaviour,
          item: [bool("c", { enableWhen: [{ question: "a", operator: "exists", answerBoolean: true }] })],
        },
      ])
    const [a, b] = [
      { question: "a", operator: "=", answerBoolean: true },
      { question: "b", operator: "=", answerBoolean: true },
    ]
    expect(problems(group("any", a, b))).toEqual([
      "item[2].enableWhen: any of several within another condition can't be said here",
    ])
    expect(problems(group("any", a))).toEqual([])
    expect(problems(group("all", a, b))).toEqual([])
  })

  test("a modifier that nobody here knows is refused, wherever it stands, and so is a number that is none", () => {
    const modifierExtension = [{ url: "http://hospital.example/unless", valueBoolean: true }]
    const modified = "it changes what is meant in a way that isn't known here"
    const when = { question: "a", operator: "exists", answerBoolean: true }
    const choice = { linkId: "c", text: "c", type: "choice", answerOption: [{ valueString: "x" }] }
    const cases: ReadonlyArray<readonly [resource: object, path: string]> = [
      [{ ...draft([bool("a")]), modifierExtension }, "modifierExtension"],
      [{ ...draft([bool("a")]), implicitRules: "http://hospital.example/rules" }, "implicitRules"],
      [draft([bool("a", { modifierExtension })]), "item[0].modifierExtension"],
      [
        draft([{ linkId: "g", type: "group", modifierExtension, item: [bool("a")] }]),
        "item[0].modifierExtension",
      ],
      [
        draft([{ ...choice, answerOption: [{ valueString: "x", modifierExtension }] }]),
        "item[0].answerOption[0].modifierExtension",
      ],
      [
        draft([bool("a"), bool("b", { enableWhen: [{ ...when, modifierExtension }] })]),
        "item[1].enableWhen[0].modifierExtension",
      ],
    ]
    for (const [resource, path] of cases) expect(problems(resource)).toEqual([`${path}: ${modified}`])
    const scale = {
      linkId: "a",
      text: "a",
      type: "integer",
      extension: ["minValue", "maxValue"].map((end, i) => ({
        url: `http://hl7.org/fhir/StructureDefinition/${end}`,
        valueInteger: 10 * i,
      })),
    }
    for (const code of ["", null, "0x5", "1e0", " 3", true, "3.0"]) {
      const unless = { question: "a", operator: "=", answerCoding: { code } }
      expect(problems(draft([scale, bool("b", { enableWhen: [unless] })]))).toContain(
        "item[1].enableWhen[0]: this condition can't be said here",
      )
    }
    const three = { question: "a", operator: "=", answerCoding: { code: "3" } }
    expect(problems(draft([scale, bool("b", { enableWhen: [three] })]))).toEqual([])
  })

  test("that lies too deep is refused, not run into the ground", () => {
    let item: object = bool("a")
    for (let i = 0; i < 2000; i++) item = { linkId: "g", type: "group", item: [item] }
    expect(problems(draft([item]))[0]).toMatch(/items lie too deep within one another$/)
  })
})

describe("a response from elsewhere", () => {
  const { hotline } = GeneralQuestionnaires
  const resource = (item: ReadonlyArray<object>, more: object = {}) => ({
    resourceType: "QuestionnaireResponse",
    id: "resp-5",
    questionnaire: `${base}general-hotline|2026-11`,
    status: "completed",
    authored: "2026-03-05T10:00:00+08:00",
    item,
    ...more,
  })
  const found = (item: ReadonlyArray<object>, more: object = {}) => {
    const result = ResponseResource.read(resource(item, more), hotline, from)
    return Result.isFailure(result)
      ? result.failure.problems.map(({ path, rule }) => `${path}: ${rule}`)
      : result.success
  }
  const solved = { linkId: "solved", answer: [{ valueBoolean: true }] }

  test("is read through its groups, with coded points and what stands beside it named", () => {
    const coded = { linkId: "reached", answer: [{ valueCoding: { code: "3", display: "fair" } }] }
    const absent = {
      url: "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
      valueCode: "asked-declined",
    }
    const declined = { linkId: "politeness", answer: [{ extension: [absent] }] }
    const read = found([{ linkId: "g", item: [solved, coded] }, declined], {
      subject: { reference: "Patient/7" },
      language: "zh-CN",
    })
    expect(read).toEqual({
      response: {
        id: Id.ResponseId.make("resp-5"),
        questionnaire: Questionnaire.revision(hotline),
        source: "paper",
        language: "zh",
        answeredAt: DateTime.makeUnsafe("2026-03-05T02:00:00Z"),
        answers: {
          solved: { _tag: "YesNo", yes: true },
          reached: { _tag: "Scale", value: 3 },
          politeness: { _tag: "Unanswered", because: "declined" },
        },
      },
      dropped: ["subject"],
    })
  })

  test("is refused by the place of what is wrong, without showing it", () => {
    expect(found([solved, solved])).toEqual(["item[1].linkId: the item is answered already"])
    expect(found([{ linkId: "reached", answer: [{ valueInteger: 9 }] }])).toEqual([
      "item[0]: answer.outOfRange",
    ])
    expect(found([solved, { linkId: "stillOpen", answer: [{ valueString: "x" }] }])).toEqual([
      "item[1]: answer.notAsked",
    ])
    expect(found([{ linkId: "nobody", answer: [{ valueInteger: 1 }] }])).toEqual([
      "item[0]: answer.unknownQuestion",
    ])
    expect(found([{ linkId: "reached", answer: [{ valueInteger: 1 }, { valueInteger: 2 }] }])).toEqual([
      "item[0].answer: answer.kind",
    ])
    expect(
      found([{ linkId: "g", item: [{ linkId: "solved", answer: [{ valueDate: "2026-01-01" }] }] }]),
    ).toEqual(["item[0].item[0].answer: answer.kind"])
    expect(found([solved], { questionnaire: `${base}general-hotline|2027` })).toEqual([
      "questionnaire: another questionnaire or version is answered",
    ])
    expect(found([solved], { questionnaire: `${base}other-hotline` })).toEqual([
      "questionnaire: another questionnaire or version is answered",
    ])
    expect(found([solved], { extension: [{ url: "urn:aftercare:survey:hash", valueString: "0" }] })).toEqual([
      "extension: another revision is answered",
    ])
    expect(String(found([solved], { authored: "2026-03-05" }))).toMatch(/^authored: an instant is written/)
  })

  test("isn't taken where it was entered in error, nor where something unknown changes what it says", () => {
    const modifierExtension = [{ url: "http://hospital.example/not-given", valueBoolean: true }]
    const modified = "it changes what is meant in a way that isn't known here"
    expect(found([solved], { status: "entered-in-error" })).toEqual([
      "status: the response was entered in error",
    ])
    expect(found([solved], { modifierExtension })).toEqual([`modifierExtension: ${modified}`])
    expect(found([{ ...solved, modifierExtension }])).toEqual([`item[0].modifierExtension: ${modified}`])
    expect(found([{ linkId: "solved", answer: [{ valueBoolean: true, modifierExtension }] }])).toEqual([
      `item[0].answer[0].modifierExtension: ${modified}`,
    ])
  })
})

test("what stands for a name or a code and is no text is read as none, and doesn't break the reading", () => {
  const wordless = JSON.parse('{"toString":1,"valueOf":1}') as unknown
  const extension = [{ url: wordless, extension: [{ url: wordless, valueString: "a" }] }]
  const { hotline } = GeneralQuestionnaires
  const source = { url: "urn:aftercare:survey:source", extension }
  const resource = QuestionnaireResource.write(hotline, { base, status: "active" })
  const read = QuestionnaireResource.read({ ...resource, extension: [...extension, source] }, options)
  expect(Result.isFailure(read) && read.failure.problems.length).toBeGreaterThan(0)
  const item = { linkId: "reached", answer: [{ valueCoding: { code: wordless } }] }
  const occasion = { url: "urn:aftercare:survey:occasion", extension }
  const response = {
    resourceType: "QuestionnaireResponse",
    extension: [...extension, occasion],
    item: [item],
  }
  expect(Result.isFailure(ResponseResource.read(response, hotline, from))).toBe(true)
})

test("whatever is read, reading ends, with a resource or with a place", () => {
  const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
    any: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.constantFrom<unknown>(
        null,
        true,
        0,
        1,
        -5,
        1e9,
        "",
        "q1",
        "choice",
        "group",
        "boolean",
        "integer",
        "all",
        "=",
        "en",
      ),
      fc.array(tie("any"), { maxLength: 3 }),
      fc.dictionary(
        fc.constantFrom(
          ..."item linkId text type answer answerOption valueCoding code display valueInteger valueBoolean valueString enableWhen question operator answerBoolean answerInteger enableBehavior extension url language identifier system value questionnaire __proto__".split(
            " ",
          ),
        ),
        tie("any"),
        { maxKeys: 6 },
      ),
    ),
  })).any
  fc.assert(
    fc.property(value, fc.constantFrom("Questionnaire", "QuestionnaireResponse"), (drawn, resourceType) => {
      const given = typeof drawn === "object" && drawn !== null ? { ...drawn, resourceType } : drawn
      const results: ReadonlyArray<Result.Result<unknown, QuestionnaireResource.ResourceRefused>> = [
        read(given),
        ResponseResource.read(given, GeneralQuestionnaires.hotline, from),
      ]
      for (const result of results)
        if (Result.isFailure(result)) {
          expect(result.failure.problems.length).toBeGreaterThan(0)
          for (const { rule } of result.failure.problems) expect(rule).not.toBe("")
        }
    }),
    runs(300),
  )
})

test("what somebody answered is shown by no refusal and by nothing that is dropped, wherever it stands", () => {
  const secret = (at: number) => `⟨secret ${at}⟩`
  type Place = readonly [container: Record<string, unknown>, key: string]
  const places = (value: unknown): ReadonlyArray<Place> =>
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(
          ([key, inner]): ReadonlyArray<Place> => [[value as Record<string, unknown>, key], ...places(inner)],
        )
      : []
  const spots = fc.array(fc.nat(), { minLength: 1, maxLength: 4 })
  let refusals = 0
  fc.assert(
    fc.property(answered, spots, ({ response, whole }, wrong) => {
      const resource = json(ResponseResource.write(response, whole, { base, standing: "complete" }))
      for (const [n, where] of wrong.entries()) {
        const all = places(resource)
        const [container, key] = all[where % all.length] ?? [{}, ""]
        container[key] = n % 3 === 0 ? { part: secret(n) } : n % 3 === 1 ? [secret(n)] : secret(n)
      }
      const read = ResponseResource.read(resource, whole, from)
      if (Result.isFailure(read)) refusals += 1
      const shown = Result.isFailure(read) ? [read.failure, String(read.failure)] : read.success.dropped
      expect(JSON.stringify(shown)).not.toMatch(/secret|⟨|⟩/)
    }),
    runs(200),
  )
  expect(refusals).toBeGreaterThan(50)
})

test("what is read decodes: a response's answers are held to the questionnaire like any other", () => {
  fc.assert(
    fc.property(answered, ({ response, whole }) => {
      const written = ResponseResource.write(response, whole, { base, standing: "complete" })
      const { response: again } = Result.getOrThrow(ResponseResource.read(json(written), whole, from))
      expect(SurveyResponse.problemsWith(whole, again.answers)).toEqual([])
    }),
    runs(50),
  )
})
