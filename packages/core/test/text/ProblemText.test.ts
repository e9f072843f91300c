import { ChinaContact, DischargeFile, ProblemText, TimeZone } from "@aftercare/core"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { collect } from "./support/sources.ts"

const columns = [
  "discharge_id",
  "patient_id",
  "name",
  "sex",
  "born_on",
  "discharged_at",
  "department",
  "doctor",
  "diagnosis_codes",
  "diagnosis_texts",
  "chronic",
  "high_risk",
  "contact_order",
  "phone",
  "zone",
  "channels",
  "rest_noon",
  "work",
  "preferred",
  "do_not_disturb",
  "guardian_name",
  "guardian_phone",
  "consent_channels",
  "consent_purposes",
  "consent_given_by",
  "consent_given_at",
  "consent_withdrawn_at",
  "consent_proof",
]

const row: { readonly [column: string]: string } = {
  discharge_id: "D1",
  patient_id: "P1",
  name: "王小明",
  sex: "male",
  born_on: "1960-01-01",
  discharged_at: "2026-03-02T09:30",
  department: "心内科",
  doctor: "李医生",
  diagnosis_codes: "I10",
  chronic: "yes",
  high_risk: "no",
}

const options: DischargeFile.Options = {
  countryCode: "86",
  zone: TimeZone.make("Asia/Shanghai"),
  profileFor: () => ({
    language: "zh",
    rest: ChinaContact.restIn("mainland"),
    work: { _tag: "None" },
    preferred: [],
    channels: ["phone"],
    doNotDisturbOn: [],
  }),
}

const cell = fc.oneof(
  fc.constantFrom(
    "",
    "x",
    "1;2",
    "2026-02-30",
    "24:01-25:00",
    "12:00-12:00",
    "mon",
    "mon 1",
    "mon 09:00-10:00;2026-03-02 09:00-10:00",
    "2999-01-01",
    "1800-01-01",
    '"',
    'a"b',
    '"a"b',
    "\uFFFD",
    "x".repeat(300),
  ),
  fc.string({ maxLength: 5 }),
)

describe("what is wrong with a row", () => {
  test("has a Chinese text, whatever is broken", { timeout: 60_000 }, () => {
    const said = new Set<string>()
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...columns), cell, { minKeys: 1, maxKeys: 3 }), (broken) => {
        const line = columns.map((column) => broken[column] ?? row[column] ?? "").join(",")
        for (const { problems } of DischargeFile.readCsv(`${columns.join(",")}\n${line}`, options).refused)
          for (const { rule } of problems) {
            said.add(rule.replace(/\d+/g, "#"))
            expect(ProblemText.rule(rule, "zh")).toMatch(/\p{Script=Han}/u)
            expect(ProblemText.rule(rule, "en")).toBe(rule)
          }
      }),
    )
    expect(said.size).toBeGreaterThan(10)
  })

  test("has a Chinese text for every sentence that the reader's sources hold", () => {
    const isReader = (path: string) =>
      /\/(?:followup\/(?:Bundle(?:Entries|Person|Stay)|CsvRows|DischargeBundle|DischargeCells|DischargeFile|DischargeRow|JsonRows|Discharge|Handover|RiskInputs)|survey\/(?:QuestionnaireResource|ResponseResource|Occasion|Questionnaire)|foundation\/(?:Id|PhoneNumber|Text)|calendar\/(?:PlainDate|PlainTime|TimeSpan|TimeZone))\.ts$/.test(
        path,
      )
    const found = collect((node) => {
      const text = "text" in node && typeof node.text === "string" ? node.text : undefined
      // Sentences begin in lower case and have several words.
      return text !== undefined && /^[a-z][a-z'-]*(?: [^ ]+){2,}$/.test(text) ? text : undefined
    }).filter(({ path }) => isReader(path))
    const prose = found.map(({ text }) => text).filter((text) => !text.startsWith("rows are read"))
    expect(prose.length).toBeGreaterThan(15)
    for (const sentence of prose)
      expect(ProblemText.rule(sentence, "zh"), sentence).toMatch(/\p{Script=Han}/u)
  })

  test("keeps its numbers", () => {
    expect(ProblemText.rule("the row has 3 fields, and the header 28", "zh")).toBe(
      "该行有 3 个字段，表头有 28 个",
    )
    expect(ProblemText.rule("Expected a value with a length of at most 200", "zh")).toBe(
      "长度不超过 200 个字符",
    )
    expect(ProblemText.rule('Expected "yes" | "no"', "zh")).toBe('应为 "yes" | "no"')
  })

  test("is shown as it is where the hospital's own reader says something else", () => {
    expect(ProblemText.rule("no bed number", "zh")).toBe("no bed number")
  })

  test("has as many places for numbers in either language", () => {
    for (const { en, zh } of ProblemText.sentences)
      expect(zh.split("{}").length, en).toBe(en.split("{}").length)
  })
})
