/**
 * Forms for the contents of a contact, one for each. Their red flags are practice: no law or standard names these limits.
 *
 * @since 0.1.0
 */
import type {
  Condition,
  FindingRule,
  OutcomeForm,
  Question,
  Test,
  Urgency,
} from "../../followup/OutcomeForm.ts"
import { RuleId, type Source } from "../../foundation/Rule.ts"
import type { Bilingual } from "../../foundation/Word.ts"

const own: Source = {
  title: { zh: "本院随访内容与警示症状", en: "The hospital's own contents of follow-up, and warning signs" },
  status: "hospitalPolicy",
  verified: "own",
  reference: {
    zh: "内容为业内惯例；处置时限为医院自定。",
    en: "Contents of the field's common practice; the limits for acting are the hospital's own.",
  },
}

const yesNo = (id: string, zh: string, en: string, more: Partial<Question> = {}): Question => ({
  id,
  text: { zh, en },
  answer: { _tag: "YesNo" },
  required: true,
  ...more,
})

const choice = (
  id: string,
  text: Bilingual,
  options: readonly [Option, ...ReadonlyArray<Option>],
  more: Partial<Question> = {},
): Question => {
  const [first, ...rest] = options
  const answer = { _tag: "Choice", options: [optionOf(first), ...rest.map(optionOf)] } as const
  return { id, text, answer, required: true, ...more }
}

type Option = readonly [id: string, zh: string, en: string]
const optionOf = ([id, zh, en]: Option) => ({ id, text: { zh, en } })

const words = (id: string, zh: string, en: string, more: Partial<Question> = {}): Question => ({
  id,
  text: { zh, en },
  answer: { _tag: "Words" },
  ...more,
})

const is = (question: string, yes = true) => ({ _tag: "Is", question, yes }) as const
const chosen = (question: string, option: string) => ({ _tag: "Chosen", question, option }) as const

/**
 * The tests where the questions before lead to what they ask of: whoever has no fever has no high one, though nobody asked
 * for the temperature.
 */
const where = (gate: Condition, ...tests: ReadonlyArray<Test>): Condition => {
  const [first, ...others] = gate
  return [[...first, ...tests], ...others.map((all) => [...all, ...tests] as const)]
}

const withFever: Condition = [[is("fever")]]
const withWound: Condition = [[is("wound")]]
const onMedicines: Condition = [
  [chosen("taking", "always")],
  [chosen("taking", "missed")],
  [chosen("taking", "stopped")],
]
const goingOn: Condition = [[chosen("taking", "always")], [chosen("taking", "missed")]]
const inLowMood: Condition = [[chosen("mood", "low")], [chosen("mood", "bad")]]
const unarranged: Condition = [[is("arranged", false)]]
const dissatisfied: Condition = [[chosen("satisfied", "1")], [chosen("satisfied", "2")]]

/** Somebody must act within the half hour. */
const atOnce: Urgency = { withinMinutes: 30, role: "doctor" }
/** Within the working day. */
const soon: Urgency = { withinMinutes: 240, role: "doctor" }

const flag = (finding: string, when: FindingRule["when"], urgent?: Urgency): FindingRule => ({
  finding: RuleId.make(`finding.${finding}`),
  when,
  source: own,
  ...(urgent === undefined ? {} : { urgent }),
})

export const symptoms: OutcomeForm = {
  id: "symptoms",
  version: "2026-11",
  title: { zh: "症状", en: "Symptoms" },
  module: "symptoms",
  questions: [
    choice("overall", { zh: "总体感觉与出院时相比", en: "Overall, compared with the discharge" }, [
      ["better", "好转", "better"],
      ["same", "相同", "the same"],
      ["worse", "变差", "worse"],
    ]),
    yesNo("chestPain", "有无胸痛或胸闷", "Pain or pressure in the chest"),
    yesNo("breathless", "有无呼吸困难", "Short of breath"),
    yesNo("bleeding", "有无出血（呕血、黑便、伤口渗血等）", "Bleeding (vomited, in the stool, from a wound)"),
    yesNo("confused", "有无意识不清、肢体无力或言语不清", "Confusion, weakness of a limb, slurred speech"),
    yesNo("fever", "有无发热", "Fever"),
    {
      id: "temperature",
      text: { zh: "最高体温", en: "Highest temperature" },
      answer: { _tag: "Quantity", unit: "Cel", least: 34, most: 43 },
      askIf: withFever,
    },
    yesNo("wound", "有无手术伤口", "A wound from an operation"),
    choice(
      "woundState",
      { zh: "伤口情况", en: "The wound" },
      [
        ["clean", "干燥清洁", "dry and clean"],
        ["red", "红肿", "red or swollen"],
        ["oozing", "渗液或裂开", "oozing or open"],
      ],
      { askIf: withWound },
    ),
    words("other", "其他不适", "Other complaints"),
  ],
  findings: [
    flag("chestPain", [[is("chestPain")]], atOnce),
    flag("breathless", [[is("breathless")]], atOnce),
    flag("bleeding", [[is("bleeding")]], atOnce),
    flag("confused", [[is("confused")]], atOnce),
    flag("highFever", where(withFever, { _tag: "AtLeast", question: "temperature", value: 38.5 }), soon),
    flag(
      "woundTrouble",
      [...where(withWound, chosen("woundState", "red")), ...where(withWound, chosen("woundState", "oozing"))],
      soon,
    ),
    flag("worse", [[chosen("overall", "worse")]]),
  ],
  repeated: [
    {
      finding: RuleId.make("finding.worseTwice"),
      of: RuleId.make("finding.worse"),
      times: 2,
      source: own,
    },
  ],
}

export const medicines: OutcomeForm = {
  id: "medicines",
  version: "2026-11",
  title: { zh: "用药与依从性", en: "Medicines and adherence" },
  module: "medicines",
  questions: [
    choice("taking", { zh: "是否按医嘱服药", en: "Medicines taken as prescribed" }, [
      ["always", "按时", "always"],
      ["missed", "偶尔漏服", "missed now and then"],
      ["stopped", "自行停药", "stopped by own decision"],
      ["none", "无需服药", "none prescribed"],
    ]),
    words("why", "漏服或停药的原因", "Why missed or stopped", {
      askIf: [[chosen("taking", "missed")], [chosen("taking", "stopped")]],
    }),
    yesNo("reaction", "有无不良反应", "An adverse reaction", {
      askIf: onMedicines,
    }),
    yesNo("severe", "反应是否严重（皮疹、呼吸困难、晕厥等）", "Severe (rash, breathing, fainting)", {
      askIf: [[is("reaction")]],
    }),
    yesNo("supply", "余药是否够用到复诊", "Enough left until the next visit", {
      askIf: goingOn,
    }),
  ],
  findings: [
    flag("stoppedMedicines", [[chosen("taking", "stopped")]], soon),
    flag("missedMedicines", [[chosen("taking", "missed")]]),
    flag("adverseReaction", where(onMedicines, is("reaction"))),
    flag("severeReaction", where(onMedicines, is("reaction"), is("severe")), atOnce),
    flag("medicinesRunOut", where(goingOn, is("supply", false))),
  ],
}

export const livingHabits: OutcomeForm = {
  id: "livingHabits",
  version: "2026-11",
  title: { zh: "生活习惯", en: "Living habits" },
  module: "livingHabits",
  questions: [
    yesNo("smokes", "是否吸烟", "Smokes"),
    {
      id: "cigarettes",
      text: { zh: "每日支数", en: "Cigarettes a day" },
      answer: { _tag: "Quantity", unit: "/d", least: 0, most: 150 },
      askIf: [[is("smokes")]],
    },
    yesNo("drinks", "是否饮酒", "Drinks alcohol"),
    choice("diet", { zh: "饮食是否按建议", en: "Diet as advised" }, [
      ["yes", "是", "yes"],
      ["partly", "部分", "partly"],
      ["no", "否", "no"],
    ]),
    {
      id: "activeDays",
      text: { zh: "每周活动天数", en: "Active days a week" },
      answer: { _tag: "Quantity", unit: "d/wk", least: 0, most: 7 },
    },
    {
      id: "sleepHours",
      text: { zh: "每晚睡眠小时", en: "Hours of sleep a night" },
      answer: { _tag: "Quantity", unit: "h", least: 0, most: 24 },
    },
  ],
  findings: [flag("smokes", [[is("smokes")]]), flag("dietNotKept", [[chosen("diet", "no")]])],
}

export const psychologicalSupport: OutcomeForm = {
  id: "psychologicalSupport",
  version: "2026-11",
  title: { zh: "心理支持", en: "Psychological support" },
  module: "psychologicalSupport",
  questions: [
    choice("mood", { zh: "近两周情绪", en: "Mood in the last two weeks" }, [
      ["good", "平稳", "even"],
      ["low", "低落或焦虑", "low or anxious"],
      ["bad", "难以忍受", "hard to bear"],
    ]),
    yesNo("harm", "有无不想活或伤害自己的念头", "Thoughts of not living or of harming oneself", {
      askIf: inLowMood,
    }),
    yesNo("talk", "是否愿意与心理师交谈", "Would talk with a psychologist", {
      askIf: inLowMood,
    }),
  ],
  findings: [
    flag("selfHarm", where(inLowMood, is("harm")), { withinMinutes: 30, role: "psychologist" }),
    flag("wantsPsychologist", where(inLowMood, is("talk"))),
  ],
}

export const education: OutcomeForm = {
  id: "education",
  version: "2026-11",
  title: { zh: "健康教育", en: "Education" },
  module: "education",
  questions: [
    yesNo("warningSigns", "能否说出需立即就医的症状", "Can name the signs that need a doctor at once"),
    yesNo("understands", "是否清楚饮食、活动与护理要点", "Knows about diet, activity and care"),
    words("questions", "患者的问题", "What the patient asked"),
  ],
  findings: [flag("needsTeaching", [[is("warningSigns", false)], [is("understands", false)]])],
}

export const revisit: OutcomeForm = {
  id: "revisit",
  version: "2026-11",
  title: { zh: "复诊", en: "Next visit" },
  module: "revisit",
  questions: [
    yesNo("arranged", "是否已约复诊", "A visit is arranged"),
    yesNo("results", "有无待取的检查结果", "Results still to come"),
    yesNo("help", "是否需要协助预约", "Needs help with the appointment", {
      askIf: unarranged,
    }),
  ],
  findings: [
    flag("noVisitArranged", unarranged),
    flag("needsAppointment", where(unarranged, is("help"))),
    flag("resultsPending", [[is("results")]]),
  ],
}

export const serviceOpinion: OutcomeForm = {
  id: "serviceOpinion",
  version: "2026-11",
  title: { zh: "对服务的意见", en: "Opinion of the service" },
  module: "serviceOpinion",
  questions: [
    choice("satisfied", { zh: "对住院服务是否满意", en: "Satisfied with the stay" }, [
      ["5", "非常满意", "very satisfied"],
      ["4", "满意", "satisfied"],
      ["3", "一般", "neither"],
      ["2", "不满意", "dissatisfied"],
      ["1", "非常不满意", "very dissatisfied"],
    ]),
    words("opinion", "意见或建议", "Opinion or suggestion"),
    yesNo("complaint", "是否要求处理", "Wants it looked into", {
      askIf: dissatisfied,
    }),
  ],
  findings: [flag("dissatisfied", dissatisfied), flag("complains", where(dissatisfied, is("complaint")))],
}

/** A form for each content of a contact. */
export const all: ReadonlyArray<OutcomeForm> = [
  symptoms,
  medicines,
  livingHabits,
  psychologicalSupport,
  education,
  revisit,
  serviceOpinion,
]
