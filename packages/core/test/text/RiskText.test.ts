import { type Discharge, GeneralRisk, RiskText, RiskTier, Rule, TimeZone } from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import { expect, test } from "vitest"
import { plainDischarge } from "../followup/support/grounds.ts"

const lace = GeneralRisk.lace({ counts: "nights", zone: TimeZone.make("Asia/Shanghai") })
const admitted = (risk: Discharge.Discharge["risk"]): Discharge.Discharge => ({
  ...plainDischarge,
  risk: { ...risk, admittedAt: DateTime.subtract(plainDischarge.dischargedAt, { days: 5 }) },
})
const complete = { acuteAdmission: true, charlson: { _tag: "Conditions", conditions: ["hiv"] } } as const

test("a tier that is known", () => {
  const risk = RiskTier.of(lace, admitted({ ...complete, emergencyVisits: 1 }))
  expect(RiskText.render(risk, "en")).toBe(
    "lace 2010: high risk. 13 points (length of stay 5: 4; acute admission yes: 3; Charlson comorbidities 4: 5; emergency visits in six months 1: 1)",
  )
  expect(RiskText.render(risk, "zh")).toBe(
    "lace 2010：高风险。13 分（住院天数 5：4；急诊入院 是：3；Charlson 合并症 4：5；入院前 6 个月急诊次数 1：1）",
  )
})

test("a tier that nothing missing could change", () => {
  const risk = RiskTier.of(lace, admitted(complete))
  expect(RiskText.render(risk, "en")).toMatch(
    /^lace 2010: high risk whatever is missing \(emergency visits in six months\)\. 12 to 16 points/,
  )
  expect(RiskText.render(risk, "zh")).toMatch(
    /^lace 2010：缺少入院前 6 个月急诊次数，但无论如何均为高风险。12 至 16 分/,
  )
})

test("a tier that isn't known", () => {
  const risk = RiskTier.of(lace, admitted({ acuteAdmission: false, emergencyVisits: 0 }))
  expect(RiskText.render(risk, "en")).toMatch(
    /^lace 2010: unknown \(Charlson comorbidities missing; low risk or moderate risk is possible\)\. 4 to 9 points/,
  )
  expect(RiskText.render(risk, "zh")).toMatch(
    /^lace 2010：未知（缺少Charlson 合并症；可能为低风险或中风险）。4 至 9 分/,
  )
})

test("a tier by a hospital's own rules", () => {
  const table = {
    _tag: "FirstMatch",
    id: "own",
    version: "1",
    title: { zh: "自定", en: "Own" },
    source: lace.source,
    rules: [
      {
        id: Rule.RuleId.make("hospital.icu"),
        when: [{ _tag: "Flag", input: "hospital.icu", is: true }],
        tier: "high",
      },
    ],
    otherwise: "low",
  } as const
  const by = (noted: Record<string, boolean>) =>
    RiskText.render(RiskTier.of(table, admitted({ noted })), "en")
  expect(by({ "hospital.icu": true })).toBe("own 1: high risk. by hospital.icu (hospital.icu yes)")
  expect(by({ "hospital.icu": false })).toBe("own 1: low risk. no rule holds (hospital.icu no)")
  expect(by({})).toBe(
    "own 1: unknown (hospital.icu missing; low risk or high risk is possible). by hospital.icu (hospital.icu missing)",
  )
})
