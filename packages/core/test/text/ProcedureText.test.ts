import {
  ChinaForms,
  ChinaProtocols,
  ConditionProtocols,
  GeneralForms,
  GeneralProtocols,
  Procedure,
  ProcedureText,
} from "@aftercare/core"
import { FollowUpArbitraries } from "@aftercare/core/testing"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"

const forms = [...GeneralForms.all, ...ChinaForms.all]
const protocols = [GeneralProtocols.generalDischarge, ...ConditionProtocols.all, ...ChinaProtocols.all]
const han = /\p{Script=Han}/u

describe.each(["zh", "en"] as const)("the manual in %s", (language) => {
  test.each(protocols.map((p) => [p.id, p] as const))(
    "of %s names every stage with role, times, standard and steps",
    (_, protocol) => {
      const text = ProcedureText.render(Procedure.of(protocol, forms), { language })
      const inUse = protocol.stages.filter(({ switchedOff }) => switchedOff === undefined)
      expect([...text.matchAll(/^## \d+\. (.+)$/gm)].map(([, title]) => title)).toEqual(
        inUse.map(({ title }) => title[language]),
      )
      const named =
        language === "zh"
          ? ["责任人", "时间点", "质量标准", "出处"]
          : ["Responsible", "When", "Standard", "Source"]
      for (const name of named) expect(text.split(`- ${name}`)).toHaveLength(inUse.length + 1)
      const sources = text.split("\n").filter((line) => /^- (?:出处|Source)/.test(line))
      for (const line of sources)
        expect(line).toMatch(language === "zh" ? /（\p{Script=Han}+）$/u : / \([\w ]+\)$/)
      expect(text).not.toContain("undefined")
      for (const { title } of protocol.stages.filter(({ switchedOff }) => switchedOff))
        expect(text).toContain(title[language])
    },
  )
})

test("the English manual of the general protocol has no Chinese but its sources' titles", () => {
  const text = ProcedureText.render(Procedure.of(GeneralProtocols.generalDischarge, GeneralForms.all), {
    language: "en",
  })
  for (const line of text.split("\n").filter((l) => !l.startsWith("- Source"))) expect(line).not.toMatch(han)
})

test("the flow chart draws an edge into every stage, from its anchor, by its finding", () => {
  const chart = ProcedureText.flowChart(Procedure.of(ChinaProtocols.hypertension, forms), { language: "en" })
  expect(chart).toBe(
    [
      "flowchart TD",
      '  startDischarge(["discharge"])',
      '  s1["Quarterly visit: blood pressure · month 3 − 14 d – month 3, latest month 3 + 14 d · doctor"]',
      '  s2["Within two weeks: pressure not controlled · day 7 – day 14, latest day 21 · doctor"]',
      '  s3["Within two weeks of the referral · day 7 – day 14, latest day 21 · doctor"]',
      '  s4["Within two weeks of a referral by the further visit · day 7 – day 14, latest day 21 · doctor"]',
      "  startDischarge --> s1",
      '  s1 -->|"pressure not controlled"| s2',
      '  s1 -->|"pressure: refer"| s3',
      '  s2 -->|"pressure: refer"| s4',
    ].join("\n"),
  )
})

test("red flags stand with the stage that asks for them, the most urgent first", () => {
  const [first] = Procedure.of(GeneralProtocols.generalDischarge, GeneralForms.all).stages
  const minutes = first?.redFlags.map(({ urgent }) => urgent.withinMinutes) ?? []
  expect(minutes.length).toBeGreaterThan(4)
  expect([...minutes].sort((a, b) => a - b)).toEqual(minutes)
})

test("no title breaks the chart or the manual, whatever is written in it", () => {
  fc.assert(
    fc.property(
      FollowUpArbitraries.protocol(),
      fc.constantFrom("zh" as const, "en" as const),
      (protocol, language) => {
        const procedure = Procedure.of(protocol, forms)
        const chart = ProcedureText.flowChart(procedure, { language })
        for (const line of chart.split("\n").slice(1))
          expect(line).toMatch(
            /^ {2}(?:\w+(?:\(\["[^"\n]*"\]\)|\["[^"\n]*"\])|\w+ -->(?:\|"[^"\n]*"\|)? \w+)$/,
          )
        const text = ProcedureText.render(procedure, { language })
        expect([...text.matchAll(/^## \d+\. /gm)]).toHaveLength(procedure.stages.length)
      },
    ),
    runs(150),
  )
})
