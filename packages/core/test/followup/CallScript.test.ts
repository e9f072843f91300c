import { CallScript, GeneralScripts } from "@aftercare/core"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"

const script = GeneralScripts.followUp
const values: Required<CallScript.Values> = Object.fromEntries(
  CallScript.Placeholder.literals.map((name) => [name, `<${name}>`]),
) as Required<CallScript.Values>

test("the shipped script decodes as it was written", () => {
  const read = Schema.decodeUnknownSync(CallScript.CallScript)
  expect(read(JSON.parse(JSON.stringify(Schema.encodeSync(CallScript.CallScript)(script))))).toEqual(script)
})

test("nothing of the patient's health is said before two identifiers were asked for", () => {
  for (const language of ["zh", "en"] as const) {
    const said = Result.getOrThrow(CallScript.fill(script, values, language))
    const text = (part: CallScript.Part) => said.find((s) => s.part === part)?.lines.join(" ") ?? ""
    const before = said
      .slice(
        0,
        said.findIndex(({ part }) => part === "opening"),
      )
      .flatMap(({ lines }) => lines)
      .join(" ")
    for (const name of CallScript.confidential) expect(before).not.toContain(`<${name}>`)
    expect(text("greeting")).toContain("<salutation>")
    expect(text("introduction")).toContain("<agentNumber>")
    expect(said.map(({ part }) => part)).toEqual([...CallScript.Part.literals])
  }
})

test.each([
  ["zh", "李明", "心内科主管医生李明也惦记着您的恢复情况。"],
  ["zh", "李医生", "心内科主管医生李医生也惦记着您的恢复情况。"],
  ["en", "Dr Li", "Dr Li of 心内科, who looked after you, has asked how you are getting on."],
] as const)(
  "in %s %s is named with no second title, which the record may hold already",
  (language, doctor, line) => {
    const said = Result.getOrThrow(
      CallScript.fill(script, { ...values, department: "心内科", doctor }, language),
    )
    expect(said.find(({ part }) => part === "opening")?.lines).toContain(line)
  },
)

test("whatever a value holds, it is said as it is and read as nothing else; what is missing is named", () => {
  fc.assert(
    fc.property(fc.string(), fc.subarray([...CallScript.Placeholder.literals]), (value, given) => {
      const some = Object.fromEntries(given.map((name) => [name, `{doctor}$&${value}`]))
      const filled = CallScript.fill(script, some, "en")
      const used = new Set(
        CallScript.Part.literals.flatMap((part) =>
          script[part].flatMap(({ en }) => [...en.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)),
        ),
      )
      const missing = [...used].filter((name) => !given.some((g) => g === name))
      if (Result.isFailure(filled)) expect([...filled.failure.placeholders].sort()).toEqual(missing.sort())
      else {
        expect(missing).toEqual([])
        expect(filled.success[0]?.lines[0]).toBe(`Good day, {doctor}$&${value}.`)
      }
    }),
    runs(200),
  )
})

describe("a script is refused", () => {
  const line = (text: string) => [{ zh: text, en: text }]
  test.each<[string, object]>([
    ["nothing is called {salutaton}", { greeting: line("{salutaton}") }],
    ["{diagnosis} must not be said before two identifiers match", { purpose: line("as to {diagnosis}") }],
    ["{medicines} must not be said before two identifiers match", { identity: line("{medicines}") }],
    ["a brace stands alone", { closing: line("{salutation") }],
    ["the introduction says {agentNumber}", { introduction: line("hello") }],
    ["the greeting says {salutation}", { greeting: [{ zh: "{salutation}", en: "hello" }] }],
    ["the key isn't known", { greetings: line("x") }],
  ])("because %s", (issue, change) => {
    const refused = Schema.decodeUnknownResult(CallScript.CallScript)({ ...script, ...change })
    expect(String(Result.isFailure(refused) && refused.failure)).toContain(issue)
  })
})
