/**
 * Programmes of China's national basic public health services, third edition (国卫基层发〔2017〕13号): hypertension, type 2
 * diabetes, severe mental disorder, mothers and newborns. The norm was read in secondary pages; what is only recalled of it
 * is switched off.
 *
 * @since 0.1.0
 */
import type {
  ContentModule,
  FollowUpProtocol,
  Stage,
  StageAnchor,
  StageWindow,
} from "../../followup/FollowUpProtocol.ts"
import { ProtocolId, StageId } from "../../foundation/Id.ts"
import { RuleId, type Source } from "../../foundation/Rule.ts"
import { attempts } from "../general/GeneralProtocols.ts"

const edition = "国家基本公共卫生服务规范（第三版，国卫基层发〔2017〕13号）"

const norm = (programme: string, reference: NonNullable<Source["reference"]>): Source => ({
  title: `${edition}：${programme}`,
  status: "standard",
  verified: "secondary",
  reference,
})

export const recalled = (programme: string): Source => ({
  title: `${edition}：${programme}`,
  status: "hospitalPolicy",
  verified: "recalled",
  reference: {
    zh: "凭记忆，未核对原文：医院采用后即为本院规定。",
    en: "Recalled, not read: a hospital that takes it on makes it a policy of its own.",
  },
})

export const hypertensionNorm = norm(
  "高血压患者健康管理",
  "http://etf.group/lib/article/348016.html ; https://www.xinxueguanw.cn/gaoxueya/1299935.html",
)
export const diabetesNorm = norm("2 型糖尿病患者健康管理", "https://m.wenke99.com/p-13798564.html")
export const mentalNorm = norm(
  "严重精神障碍患者管理",
  "https://m.qiqiwenku.com/ppt/342679.html ; https://www.360docs.net/doc/0e19601247.html",
)
const postnatalNorm = norm("孕产妇健康管理", "http://henanlong.com/c/062XU4352022.html")
const childNorm = norm("0～6 岁儿童健康管理", {
  zh: "据引用该规范的公开代码；未读原文。",
  en: "Public code that cites the norm; the page itself was not read.",
})

/** What the answers of a programme's visits lead to; forms draw these findings. */
export const findings = {
  /** Above the control target, for the first time. */
  bpUncontrolled: RuleId.make("finding.bpUncontrolled"),
  /** Above it twice running, an adverse reaction, a new complication, or a crisis: refer. */
  bpReferral: RuleId.make("finding.bpReferral"),
  glucoseUncontrolled: RuleId.make("finding.glucoseUncontrolled"),
  glucoseReferral: RuleId.make("finding.glucoseReferral"),
  /** Risk level 3 to 5, marked symptoms or severe adverse reactions. */
  mentalUnstable: RuleId.make("finding.mentalUnstable"),
  /** Risk level 1 or 2. */
  mentalFairlyStable: RuleId.make("finding.mentalFairlyStable"),
  /** Still at level 1 or 2 at the visit of the second week. */
  mentalNotImproved: RuleId.make("finding.mentalNotImproved"),
} as const

const everyVisit: readonly [ContentModule, ...ReadonlyArray<ContentModule>] = [
  "symptoms",
  "medicines",
  "livingHabits",
  "education",
]

const visit = (stage: Pick<Stage, "id" | "title" | "window" | "source"> & Partial<Stage>): Stage => ({
  channels: ["faceToFace"],
  purpose: "followUp",
  modules: everyVisit,
  role: "doctor",
  ...stage,
})

const quarterly: StageWindow = {
  earliest: { months: 3, days: -14 },
  ideal: { months: 3, days: -7 },
  due: { months: 3 },
  latest: { months: 3, days: 14 },
}

const withinTwoWeeks: StageWindow = {
  earliest: { days: 7 },
  ideal: { days: 10 },
  due: { days: 14 },
  latest: { days: 21 },
}

const fourAYear = { every: { months: 3 }, times: 4 } as const

const on = (stage: StageId, finding: RuleId): StageAnchor => ({ _tag: "Finding", stage, finding })

const pressureVisit = visit({
  id: StageId.make("pressure-visit"),
  title: { zh: "高血压季度面访", en: "Quarterly visit: blood pressure" },
  window: quarterly,
  recurrence: fourAYear,
  standard: {
    zh: "每年至少 4 次面对面随访；测量血压，目标低于 140/90，65 岁及以上低于 150/90",
    en: "At least four visits a year face to face; pressure measured, target below 140/90, from 65 years below 150/90",
  },
  source: hypertensionNorm,
})

const pressureAgain = visit({
  id: StageId.make("pressure-again"),
  title: { zh: "血压控制不满意，2 周内随访", en: "Within two weeks: pressure not controlled" },
  anchor: on(pressureVisit.id, findings.bpUncontrolled),
  window: withinTwoWeeks,
  standard: { zh: "调整用药后 2 周内随访", en: "Seen within two weeks of the change of medicines" },
  source: hypertensionNorm,
})

const referred = (stage: Pick<Stage, "id" | "title" | "anchor" | "source">): Stage =>
  visit({
    window: withinTwoWeeks,
    modules: ["symptoms", "medicines", "revisit"],
    standard: { zh: "2 周内主动随访转诊情况", en: "The referral's result asked for within two weeks" },
    ...stage,
  })

/**
 * Hypertension: four visits a year, and a further one within two weeks where the pressure isn't controlled or after a
 * referral, be it by the quarterly visit or by the further one.
 */
export const hypertension: FollowUpProtocol = {
  id: ProtocolId.make("china-hypertension"),
  version: "2017",
  title: { zh: "高血压患者随访", en: "Hypertension" },
  stages: [
    pressureVisit,
    pressureAgain,
    referred({
      id: StageId.make("pressure-referred"),
      title: { zh: "转诊后 2 周内随访", en: "Within two weeks of the referral" },
      anchor: on(pressureVisit.id, findings.bpReferral),
      source: hypertensionNorm,
    }),
    referred({
      id: StageId.make("pressure-again-referred"),
      title: { zh: "复访转诊后 2 周内随访", en: "Within two weeks of a referral by the further visit" },
      anchor: on(pressureAgain.id, findings.bpReferral),
      source: hypertensionNorm,
    }),
  ],
  attempts,
}

/** High-normal blood pressure: once in half a year. */
export const highNormalPressure: FollowUpProtocol = {
  id: ProtocolId.make("china-high-normal-pressure"),
  version: "2017",
  title: { zh: "血压正常高值人群随访", en: "High-normal blood pressure" },
  stages: [
    visit({
      id: StageId.make("pressure-check"),
      title: { zh: "半年一次测量血压", en: "Pressure taken once in half a year" },
      window: {
        earliest: { months: 5 },
        ideal: { months: 5, days: 15 },
        due: { months: 6 },
        latest: { months: 6, days: 14 },
      },
      recurrence: { every: { months: 6 }, times: 2 },
      modules: ["livingHabits", "education"],
      role: "nurse",
      standard: { zh: "至少每半年测量 1 次血压", en: "Pressure taken at least once in half a year" },
      source: hypertensionNorm,
    }),
  ],
  attempts,
}

const glucoseVisit = visit({
  id: StageId.make("glucose-visit"),
  title: { zh: "糖尿病季度面访与空腹血糖", en: "Quarterly visit with fasting glucose" },
  window: quarterly,
  recurrence: fourAYear,
  standard: {
    zh: "每年至少 4 次面对面随访，免费测空腹血糖",
    en: "At least four visits a year face to face, with a free fasting glucose",
  },
  source: diabetesNorm,
})

/** Type 2 diabetes: four visits a year with a fasting glucose, and a further one within two weeks after a referral. */
export const diabetes: FollowUpProtocol = {
  id: ProtocolId.make("china-diabetes"),
  version: "2017",
  title: { zh: "2 型糖尿病患者随访", en: "Type 2 diabetes" },
  stages: [
    glucoseVisit,
    visit({
      id: StageId.make("glucose-again"),
      title: { zh: "血糖控制不满意，2 周内随访", en: "Within two weeks: glucose not controlled" },
      anchor: on(glucoseVisit.id, findings.glucoseUncontrolled),
      window: withinTwoWeeks,
      source: recalled("2 型糖尿病患者健康管理：空腹血糖 ≥ 7.0 mmol/L，2 周内随访"),
      switchedOff: true,
    }),
    referred({
      id: StageId.make("glucose-referred"),
      title: { zh: "转诊后 2 周内随访", en: "Within two weeks of the referral" },
      anchor: on(glucoseVisit.id, findings.glucoseReferral),
      source: diabetesNorm,
    }),
    {
      ...referred({
        id: StageId.make("glucose-again-referred"),
        title: { zh: "复访转诊后 2 周内随访", en: "Within two weeks of a referral by the further visit" },
        anchor: on(StageId.make("glucose-again"), findings.glucoseReferral),
        source: recalled("2 型糖尿病患者健康管理：空腹血糖 ≥ 7.0 mmol/L，2 周内随访"),
      }),
      switchedOff: true,
    },
  ],
  attempts,
}

const mentalVisit = visit({
  id: StageId.make("mental-visit"),
  title: { zh: "季度随访与危险性评估", en: "Quarterly visit with an assessment of risk" },
  window: quarterly,
  recurrence: fourAYear,
  modules: ["symptoms", "medicines", "psychologicalSupport", "livingHabits"],
  standard: {
    zh: "每年至少 4 次随访，每次评估危险性（0～5 级）",
    en: "At least four visits a year, each with the level of risk (0 to 5)",
  },
  source: mentalNorm,
})

type After = Pick<Stage, "id" | "title"> & { readonly stage: Stage }

const unstable = ({ id, stage, title }: After): Stage =>
  visit({
    id,
    title,
    anchor: on(stage.id, findings.mentalUnstable),
    window: { earliest: { days: 1 }, ideal: { days: 7 }, due: { days: 14 }, latest: { days: 21 } },
    modules: ["symptoms", "medicines", "psychologicalSupport", "revisit"],
    standard: {
      zh: "对症处理后立即转诊；未住院者 2 周内与专科医师、居委会、民警共同随访",
      en: "Treated and referred at once; if not admitted, seen within two weeks with a specialist, the committee and the police",
    },
    source: mentalNorm,
  })

const fairlyStable = ({ id, stage, title }: After): Stage =>
  visit({
    id,
    title,
    anchor: on(stage.id, findings.mentalFairlyStable),
    window: { earliest: { days: 7 }, ideal: { days: 10 }, due: { days: 14 }, latest: { days: 21 } },
    modules: ["symptoms", "medicines", "psychologicalSupport"],
    source: mentalNorm,
  })

const mentalTransferred = visit({
  id: StageId.make("mental-transferred"),
  title: { zh: "转入后 2 周内随访", en: "Within two weeks of the transfer" },
  window: { earliest: { days: 0 }, ideal: { days: 3 }, due: { days: 14 }, latest: { days: 21 } },
  modules: ["symptoms", "medicines", "psychologicalSupport"],
  source: mentalNorm,
})

const mentalUnstable = unstable({
  id: StageId.make("mental-unstable"),
  title: { zh: "病情不稳定，2 周内随访", en: "Unstable: within two weeks" },
  stage: mentalVisit,
})

const mentalFairlyStable = fairlyStable({
  id: StageId.make("mental-fairly-stable"),
  title: { zh: "基本稳定，2 周内随访", en: "Fairly stable: within two weeks" },
  stage: mentalVisit,
})

/**
 * Severe mental disorder: four visits a year, sooner the less stable the patient is, whichever visit finds it. Who is still
 * unstable after two such visits in a row is a person's to plan for.
 */
export const severeMentalDisorder: FollowUpProtocol = {
  id: ProtocolId.make("china-severe-mental-disorder"),
  version: "2017",
  title: { zh: "严重精神障碍患者随访", en: "Severe mental disorder" },
  stages: [
    mentalTransferred,
    mentalVisit,
    mentalUnstable,
    mentalFairlyStable,
    unstable({
      id: StageId.make("mental-transferred-unstable"),
      title: { zh: "转入随访时不稳定，2 周内随访", en: "Unstable after the transfer: within two weeks" },
      stage: mentalTransferred,
    }),
    fairlyStable({
      id: StageId.make("mental-transferred-fairly-stable"),
      title: {
        zh: "转入随访时基本稳定，2 周内随访",
        en: "Fairly stable after the transfer: within two weeks",
      },
      stage: mentalTransferred,
    }),
    unstable({
      id: StageId.make("mental-fairly-stable-unstable"),
      title: { zh: "基本稳定后转为不稳定，2 周内随访", en: "Unstable after fairly stable: within two weeks" },
      stage: mentalFairlyStable,
    }),
    unstable({
      id: StageId.make("mental-still-unstable"),
      title: { zh: "仍不稳定，再次 2 周内随访", en: "Still unstable: within two weeks again" },
      stage: mentalUnstable,
    }),
    visit({
      id: StageId.make("mental-not-improved"),
      title: {
        zh: "未见好转，请专科医师指导后 1 个月随访",
        en: "Not better: with a specialist's advice, after one month",
      },
      anchor: on(mentalFairlyStable.id, findings.mentalNotImproved),
      window: {
        earliest: { days: 21 },
        ideal: { days: 25 },
        due: { months: 1 },
        latest: { months: 1, days: 7 },
      },
      modules: ["symptoms", "medicines", "psychologicalSupport"],
      source: recalled("严重精神障碍患者管理：基本稳定而 2 周后未见好转者，1 个月时随访"),
      switchedOff: true,
    }),
  ],
  attempts,
}

/** Mothers: a visit at home within a week of the discharge, and the check of the 42nd day. */
export const postnatal: FollowUpProtocol = {
  id: ProtocolId.make("china-postnatal"),
  version: "2017",
  title: { zh: "产后访视", en: "Postnatal visits" },
  stages: [
    visit({
      id: StageId.make("postnatal-home"),
      title: { zh: "出院 1 周内产后访视", en: "At home within a week of the discharge" },
      window: { earliest: { days: 1 }, ideal: { days: 3 }, due: { days: 7 }, latest: { days: 10 } },
      modules: ["symptoms", "livingHabits", "psychologicalSupport", "education"],
      role: "nurse",
      source: postnatalNorm,
    }),
    visit({
      id: StageId.make("postnatal-42-days"),
      title: { zh: "产后 42 天健康检查", en: "Check of the 42nd day" },
      anchor: { _tag: "Delivery" },
      window: { earliest: { days: 40 }, ideal: { days: 42 }, due: { days: 42 }, latest: { days: 56 } },
      modules: ["symptoms", "psychologicalSupport", "education", "revisit"],
      source: postnatalNorm,
    }),
  ],
  attempts,
}

const childVisit = (months: number): Stage =>
  visit({
    id: StageId.make(`child-${months}-months`),
    title:
      months < 48
        ? { zh: `${months} 月龄健康检查`, en: `Check at ${months} months` }
        : { zh: `${months / 12} 岁健康检查`, en: `Check at ${months / 12} years` },
    anchor: { _tag: "Delivery" },
    window: {
      earliest: { months, days: -7 },
      ideal: { months },
      due: { months, days: 14 },
      latest: { months: months + 1 },
    },
    modules: ["symptoms", "livingHabits", "education"],
    source: childNorm,
  })

/** Newborns and children to six years: counted from the birth, the first visit from the discharge. */
export const newborn: FollowUpProtocol = {
  id: ProtocolId.make("china-newborn"),
  version: "2017",
  title: { zh: "新生儿与儿童访视", en: "Newborns and children" },
  stages: [
    visit({
      id: StageId.make("newborn-home"),
      title: { zh: "出院 1 周内新生儿访视", en: "At home within a week of the discharge" },
      window: { earliest: { days: 1 }, ideal: { days: 3 }, due: { days: 7 }, latest: { days: 10 } },
      modules: ["symptoms", "livingHabits", "education"],
      role: "nurse",
      source: childNorm,
    }),
    visit({
      id: StageId.make("newborn-month"),
      title: { zh: "28～30 天满月检查", en: "Check of day 28 to 30" },
      anchor: { _tag: "Delivery" },
      window: { earliest: { days: 28 }, ideal: { days: 28 }, due: { days: 30 }, latest: { days: 37 } },
      modules: ["symptoms", "livingHabits", "education"],
      source: childNorm,
    }),
    visit({
      id: StageId.make("newborn-hearing"),
      title: { zh: "42 天内听力复筛", en: "Hearing screened again within 42 days" },
      anchor: { _tag: "Delivery" },
      window: { earliest: { days: 30 }, ideal: { days: 35 }, due: { days: 42 }, latest: { days: 90 } },
      modules: ["revisit"],
      source: childNorm,
    }),
    ...[3, 6, 8, 12, 18, 24, 30, 36, 48, 60, 72].map(childVisit),
  ],
  attempts,
}

/** Every programme, in the order of the norm. */
export const all: ReadonlyArray<FollowUpProtocol> = [
  newborn,
  postnatal,
  hypertension,
  highNormalPressure,
  diabetes,
  severeMentalDisorder,
]
