/**
 * Forms of the national public health programmes: blood pressure, glucose and the level of risk, with the thresholds of
 * return and referral.
 *
 * @since 0.1.0
 */
import type { FindingRule, OutcomeForm, Question } from "../../followup/OutcomeForm.ts"
import { RuleId, type Source } from "../../foundation/Rule.ts"
import { diabetesNorm, findings, hypertensionNorm, mentalNorm, recalled } from "./ChinaProtocols.ts"

const yesNo = (id: string, zh: string, en: string, more: Partial<Question> = {}): Question => ({
  id,
  text: { zh, en },
  answer: { _tag: "YesNo" },
  required: true,
  ...more,
})

const quantity = (
  id: string,
  text: Question["text"],
  unit: string,
  [least, most]: readonly [number, number],
  askIf: NonNullable<Question["askIf"]>,
): Question => ({ id, text, answer: { _tag: "Quantity", unit, least, most }, required: true, askIf })

const is = (question: string, yes = true) => ({ _tag: "Is", question, yes }) as const
const atLeast = (question: string, value: number) => ({ _tag: "AtLeast", question, value }) as const
const atMost = (question: string, value: number) => ({ _tag: "AtMost", question, value }) as const
const chosen = (question: string, option: string) => ({ _tag: "Chosen", question, option }) as const

const finding = (id: RuleId, when: FindingRule["when"], source: Source): FindingRule => ({
  finding: id,
  when,
  source,
})

const pressure = [
  yesNo("taken", "是否测量血压", "Pressure taken"),
  quantity("systolic", { zh: "收缩压", en: "Systolic" }, "mm[Hg]", [50, 300], [[is("taken")]]),
  quantity("diastolic", { zh: "舒张压", en: "Diastolic" }, "mm[Hg]", [20, 200], [[is("taken")]]),
] as const

const pressureCrisis = [[atLeast("systolic", 180)], [atLeast("diastolic", 110)]] as const
const reaction = yesNo("reaction", "有无药物不良反应", "An adverse reaction")
const complication = yesNo("complication", "有无新的并发症或原有并发症加重", "A new or worse complication")
const crisis = { withinMinutes: 30, role: "doctor" } as const

/**
 * Blood pressure.
 *
 * **Rule** Crisis at 180 and/or 110 mmHg: refer at once. Not controlled at 140 and/or 90, from 65 years at 150 and/or 90.
 */
export const bloodPressure: OutcomeForm = {
  id: "china-blood-pressure",
  version: "2017",
  title: { zh: "血压", en: "Blood pressure" },
  module: "symptoms",
  questions: [...pressure, yesNo("aged", "是否年满 65 岁", "65 years or older"), reaction, complication],
  findings: [
    {
      finding: RuleId.make("finding.bpCrisis"),
      when: pressureCrisis,
      urgent: crisis,
      source: hypertensionNorm,
    },
    finding(
      findings.bpUncontrolled,
      [[is("aged", false), atLeast("systolic", 140)], [atLeast("systolic", 150)], [atLeast("diastolic", 90)]],
      hypertensionNorm,
    ),
    finding(
      findings.bpReferral,
      [...pressureCrisis, [is("reaction")], [is("complication")]],
      hypertensionNorm,
    ),
  ],
  repeated: [
    { finding: findings.bpReferral, of: findings.bpUncontrolled, times: 2, source: hypertensionNorm },
  ],
}

const recalledTarget = recalled("2 型糖尿病患者健康管理：空腹血糖 ≥ 7.0 mmol/L")

/**
 * Fasting glucose.
 *
 * **Rule** Crisis at 16.7 mmol/L and above or 3.9 and below, or a crisis of blood pressure: refer at once. That 7.0 counts as
 * not controlled, and twice running as a reason to refer, is only recalled.
 */
export const glucose: OutcomeForm = {
  id: "china-glucose",
  version: "2017",
  title: { zh: "空腹血糖", en: "Fasting glucose" },
  module: "symptoms",
  questions: [
    yesNo("measured", "是否测空腹血糖", "Fasting glucose measured"),
    quantity("glucose", { zh: "空腹血糖", en: "Fasting glucose" }, "mmol/L", [0.5, 60], [[is("measured")]]),
    ...pressure,
    reaction,
    complication,
  ],
  findings: [
    {
      finding: RuleId.make("finding.glucoseCrisis"),
      when: [[atLeast("glucose", 16.7)], [atMost("glucose", 3.9)]],
      urgent: crisis,
      source: diabetesNorm,
    },
    {
      finding: RuleId.make("finding.bpCrisis"),
      when: pressureCrisis,
      urgent: crisis,
      source: diabetesNorm,
    },
    finding(findings.glucoseUncontrolled, [[atLeast("glucose", 7)]], recalledTarget),
    finding(
      findings.glucoseReferral,
      [
        [atLeast("glucose", 16.7)],
        [atMost("glucose", 3.9)],
        ...pressureCrisis,
        [is("reaction")],
        [is("complication")],
      ],
      diabetesNorm,
    ),
  ],
  repeated: [
    { finding: findings.glucoseReferral, of: findings.glucoseUncontrolled, times: 2, source: recalledTarget },
  ],
}

/**
 * The level of risk of a patient with a severe mental disorder.
 *
 * **Rule** Unstable: level 3 to 5, marked symptoms or severe adverse reactions. Fairly stable: level 1 or 2. Stable: level 0.
 * What follows where a fairly stable patient isn't better is only recalled.
 */
export const mentalRisk: OutcomeForm = {
  id: "china-mental-risk",
  version: "2017",
  title: { zh: "危险性评估", en: "Level of risk" },
  module: "psychologicalSupport",
  questions: [
    {
      id: "level",
      text: { zh: "危险性等级（0～5）", en: "Level of risk (0 to 5)" },
      answer: {
        _tag: "Choice",
        options: [
          { id: "0", text: { zh: "0 级", en: "0" } },
          { id: "1", text: { zh: "1 级", en: "1" } },
          { id: "2", text: { zh: "2 级", en: "2" } },
          { id: "3", text: { zh: "3 级", en: "3" } },
          { id: "4", text: { zh: "4 级", en: "4" } },
          { id: "5", text: { zh: "5 级", en: "5" } },
        ],
      },
      required: true,
    },
    yesNo("marked", "精神症状是否明显", "Marked symptoms"),
    yesNo("severe", "有无严重药物不良反应", "Severe adverse reactions"),
    yesNo("improved", "与上次相比是否好转", "Better than the last time"),
  ],
  findings: [
    {
      finding: findings.mentalUnstable,
      when: [
        [chosen("level", "3")],
        [chosen("level", "4")],
        [chosen("level", "5")],
        [is("marked")],
        [is("severe")],
      ],
      urgent: { withinMinutes: 60, role: "doctor" },
      source: mentalNorm,
    },
    finding(
      findings.mentalFairlyStable,
      [
        [chosen("level", "1"), is("marked", false), is("severe", false)],
        [chosen("level", "2"), is("marked", false), is("severe", false)],
      ],
      mentalNorm,
    ),
    finding(
      findings.mentalNotImproved,
      [
        [chosen("level", "1"), is("improved", false)],
        [chosen("level", "2"), is("improved", false)],
      ],
      recalled("严重精神障碍患者管理：基本稳定而 2 周后未见好转者"),
    ),
  ],
}

/** Every form of the programmes. */
export const all: ReadonlyArray<OutcomeForm> = [bloodPressure, glucose, mentalRisk]
