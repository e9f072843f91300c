/**
 * The words of quality work: figures with their intervals, targets, where they stand, and what charts signal.
 *
 * **Example** (A share with its interval, and what it says of a target)
 *
 * ```ts
 * import { GeneralIndicators, Indicator, QualityText } from "@aftercare/core"
 *
 * const month = { opinions: 100, satisfiedOpinions: 80 }
 * const { figure, standing } = Indicator.evaluate(GeneralIndicators.satisfactionTopTwo, month, 0.95)
 * QualityText.figure(figure, "en") // => "80 of 100 (80.0 %)"
 * QualityText.interval(figure, "en") // => "71.1–86.7 %"
 * QualityText.standing(standing, "en") // => "can't be told: the interval holds the target"
 * ```
 *
 * @since 0.1.0
 */
import type { Bilingual, Language } from "../foundation/Word.ts"
import type { Verdict } from "../quality/BeforeAfter.ts"
import { type Dispersion, isOverdispersed } from "../quality/ControlChart.ts"
import type { CountedFact } from "../quality/CountedFact.ts"
import type { Stage } from "../quality/ImprovementCycle.ts"
import type { Figure, Indicator, Standing } from "../quality/Indicator.ts"
import type { OpenLoop } from "../quality/MonthlyReport.ts"
import type { RunRule, Signal } from "../quality/RunRule.ts"
import type { Trend } from "../quality/Trend.ts"
import * as RateText from "./RateText.ts"

type Words<Code extends string> = { readonly [C in Code]: Bilingual }

const noData: Bilingual = { zh: "无数据", en: "no data" }

const perCent = (share: number): string => (share * 100).toFixed(1)

/** The number of a rate, without noughts that say nothing; what is small keeps two digits. */
const number = (value: number): string =>
  String(Number(Math.abs(value) < 1 ? value.toPrecision(2) : value.toFixed(2)))

/** A figure with its base, or why there is none. */
export const figure = (of: Figure, language: Language): string => {
  const zh = language === "zh"
  switch (of._tag) {
    case "Share":
      return RateText.render(of.rate, language)
    case "Rate":
      return zh
        ? `${of.count} ÷ ${of.by}（每 ${of.per} 为 ${number(of.estimate.value)}）`
        : `${of.count} by ${of.by} (${number(of.estimate.value)} per ${of.per})`
    case "Total":
      return String(of.count)
    case "NoBase":
      return noData[language]
    case "NotCounted": {
      const facts = of.facts.map((one) => fact(one, language))
      return zh ? `未统计：${facts.join("、")}` : `not counted: ${facts.join(", ")}`
    }
    case "Contradictory":
      return zh ? `数据矛盾：${of.of} 中 ${of.count}` : `contradictory: ${of.count} of ${of.of}`
  }
}

/** What an indicator is computed of, in the words of its facts; a rate with the number that it is given by. */
export const measure = ({ measure: of }: Indicator, language: Language): string => {
  const facts = (names: ReadonlyArray<CountedFact>, sign: string) =>
    names.map((name) => fact(name, language)).join(` ${sign} `)
  switch (of._tag) {
    case "Share": {
      const base = facts(of.of, "+")
      const divided = of.without.length === 0 ? base : `(${base} − ${facts(of.without, "−")})`
      return `${facts(of.count, "+")} ÷ ${divided}`
    }
    case "Rate":
      return `${facts(of.count, "+")} ÷ ${facts(of.by, "+")} × ${of.per}`
    case "Total":
      return facts(of.count, "+")
  }
}

/** The interval of a figure; nothing for a total, which has none, and where there is no figure. */
export const interval = (of: Figure, language: Language): string => {
  if (of._tag !== "Share" && of._tag !== "Rate") return ""
  const { high, low } = of.estimate
  return of._tag === "Share"
    ? `${perCent(low)}–${perCent(high)}${language === "zh" ? "%" : " %"}`
    : `${number(low)}–${number(high)}`
}

/** What is aimed at; nothing where nothing is. */
export const target = ({ measure, target: aim }: Indicator, language: Language): string => {
  if (aim === undefined) return ""
  const sign = aim.direction === "atLeast" ? "≥" : "≤"
  const value =
    measure._tag === "Share"
      ? `${number(aim.value * 100)}${language === "zh" ? "%" : " %"}`
      : number(aim.value)
  return `${sign} ${value}`
}

const standings: Words<Exclude<Standing["_tag"], "Undecidable"> | "base" | "interval"> = {
  Met: { zh: "达标", en: "met" },
  NotMet: { zh: "未达标", en: "not met" },
  NoTarget: { zh: "未设目标", en: "no target" },
  NoData: noData,
  base: { zh: "无法判断：基数太小", en: "can't be told: too few" },
  interval: { zh: "无法判断：目标在区间之内", en: "can't be told: the interval holds the target" },
}

/** How a figure stands to its target. */
export const standing = (of: Standing, language: Language): string =>
  standings[of._tag === "Undecidable" ? of.because : of._tag][language]

const verdicts: Words<Verdict> = {
  better: { zh: "好转", en: "better" },
  worse: { zh: "变差", en: "worse" },
  notShown: { zh: "未见差别", en: "no difference shown" },
  noData,
}

/** What a comparison shows. */
export const verdict = (of: Verdict, language: Language): string => verdicts[of][language]

const rules: Words<RunRule> = {
  beyondLimits: { zh: "超出控制限", en: "beyond the limits" },
  runOneSide: { zh: "连续多点在中心线同侧", en: "a run on one side" },
  trend: { zh: "连续六点同向变化", en: "six in a row one way" },
  alternating: { zh: "连续十四点上下交替", en: "fourteen in turn up and down" },
  twoOfThree: { zh: "三点中两点超过二倍标准差", en: "two of three beyond two sigma" },
  fourOfFive: { zh: "五点中四点超过一倍标准差", en: "four of five beyond one sigma" },
  fifteenInside: { zh: "连续十五点在一倍标准差之内", en: "fifteen within one sigma" },
  eightOutside: { zh: "连续八点在一倍标准差之外", en: "eight beyond one sigma, on both sides" },
}

const sides = { above: { zh: "偏高", en: "high" }, below: { zh: "偏低", en: "low" } }

/** What a point of a chart signals, and on which side. */
export const signal = ({ rule, side }: Signal, language: Language): string => {
  const word = rules[rule][language]
  if (side === undefined) return word
  return language === "zh" ? `${word}（${sides[side].zh}）` : `${word} (${sides[side].en})`
}

/** How much the points of a chart vary beside what chance alone makes them vary. */
export const dispersion = (of: Dispersion, confidence: number, language: Language): string => {
  const zh = language === "zh"
  if (of.pValue === undefined) return zh ? "计数过少，无法检验" : "too little counted to test"
  if (!isOverdispersed(of, confidence)) return zh ? "未超出偶然波动" : "no more than by chance"
  const times = of.ratio.toFixed(1)
  return zh ? `为偶然波动的 ${times} 倍` : `${times} times that of chance`
}

const trends: Words<Trend["_tag"]> = {
  Rising: { zh: "上升", en: "rising" },
  Falling: { zh: "下降", en: "falling" },
  NotShown: { zh: "未见趋势", en: "none shown" },
  TooFew: { zh: "点数不足", en: "too few points" },
}

/** Whether a series rises or falls. */
export const trend = (of: Trend, language: Language): string => trends[of._tag][language]

const stages: Words<Stage["_tag"]> = {
  Planning: { zh: "计划", en: "plan" },
  Doing: { zh: "实施", en: "do" },
  Checked: { zh: "检查", en: "checked" },
  Standardised: { zh: "已标准化", en: "made the standard" },
  Stopped: { zh: "已终止", en: "stopped" },
}

/** Where an improvement cycle stands. */
export const stage = (of: Stage, language: Language): string => {
  const word = stages[of._tag][language]
  if (of._tag !== "Checked") return word
  return language === "zh" ? `${word}：${verdict(of.verdict, "zh")}` : `${word}: ${verdict(of.verdict, "en")}`
}

const loops: Words<OpenLoop["kind"]> = {
  ticket: { zh: "工单", en: "ticket" },
  correctiveAction: { zh: "整改措施", en: "corrective action" },
  measure: { zh: "改进措施", en: "measure" },
  referral: { zh: "转诊", en: "referral" },
  training: { zh: "培训", en: "training" },
}

/** What is still open. */
export const loop = (kind: OpenLoop["kind"], language: Language): string => loops[kind][language]

const facts: Words<CountedFact> = {
  discharges: { zh: "出院人次", en: "discharges" },
  firstContactsDue: { zh: "应完成的首次随访", en: "first contacts due" },
  firstContactsTriedByDue: { zh: "按时尝试的首次随访", en: "first contacts tried by due" },
  firstContactsCompletedByDue: { zh: "按时完成的首次随访", en: "first contacts completed by due" },
  followUpsDue: { zh: "应完成的随访", en: "follow-ups due" },
  followUpsCompletedByDue: { zh: "按时完成的随访", en: "follow-ups completed by due" },
  followUpsEnded: { zh: "已结束的随访", en: "follow-ups ended" },
  followUpsCompleted: { zh: "完成的随访", en: "follow-ups completed" },
  followUpsDeclined: { zh: "拒访", en: "follow-ups declined" },
  followUpsUnreachable: { zh: "未接通的随访", en: "follow-ups unreachable" },
  followUpsLost: { zh: "失访", en: "lost to follow-up" },
  followUpsCancelled: { zh: "取消的随访", en: "follow-ups cancelled" },
  followUpsMissed: { zh: "逾期未访", en: "follow-ups missed" },
  contacts: { zh: "联系次数", en: "contacts" },
  contactOverrides: { zh: "回访时段外的例外", en: "overrides of the contact window" },
  contactViolations: { zh: "违反回访时段", en: "violations of the contact window" },
  revisitsDue: { zh: "应复诊", en: "return visits due" },
  revisitsMade: { zh: "已复诊", en: "return visits made" },
  feedbackItems: { zh: "收到的反馈", en: "items of feedback" },
  questionnairesAnswered: { zh: "收回的问卷", en: "questionnaires answered" },
  complaints: { zh: "投诉", en: "complaints" },
  repeatComplaints: { zh: "重复投诉", en: "repeat complaints" },
  responsesDue: { zh: "应响应", en: "responses due" },
  responsesInTime: { zh: "按时响应", en: "responses in time" },
  ticketsClosed: { zh: "已关闭工单", en: "tickets closed" },
  ticketsResolved: { zh: "结果已送达的工单", en: "tickets resolved" },
  opinions: { zh: "满意度回答", en: "answers on satisfaction" },
  satisfiedOpinions: { zh: "前两项回答", en: "answers in the two best boxes" },
  callsOffered: { zh: "进入排队的来电", en: "calls offered" },
  callsAnswered: { zh: "已接来电", en: "calls answered" },
  callsAnsweredInTime: { zh: "按时应答的来电", en: "calls answered in time" },
  callsAbandonedEarly: { zh: "过早挂断的来电", en: "calls abandoned early" },
  callsAbandonedLate: { zh: "排队中放弃的来电", en: "calls abandoned later" },
  callbacksAsked: { zh: "请求的回电", en: "callbacks asked for" },
  callbacksReached: { zh: "已接通的回电", en: "callbacks that reached the caller" },
  callbacksReachedInTime: { zh: "按时接通的回电", en: "callbacks that reached the caller in time" },
  callbacksMissed: { zh: "逾期未拨的回电", en: "callbacks missed" },
  careEventsEnded: { zh: "已举办或取消的活动", en: "events held or cancelled" },
  careEventsHeld: { zh: "已举办的活动", en: "events held" },
  careEventPlacesTold: { zh: "有到场记录的名额", en: "places whose attendance was told" },
  careEventPlacesUnused: { zh: "报名未到场", en: "places that nobody came to" },
  dosesDue: { zh: "应用药次数", en: "doses due" },
  dosesTold: { zh: "有回音的用药", en: "doses told of" },
  dosesTaken: { zh: "已用药次数", en: "doses taken" },
  dosesTakenOnTime: { zh: "按时用药次数", en: "doses taken on time" },
  trainingsDue: { zh: "应完成的培训", en: "trainings due" },
  trainingsDone: { zh: "已完成的培训", en: "trainings done" },
}

/** A fact that indicators are made of. */
export const fact = (of: CountedFact, language: Language): string => facts[of][language]
