/**
 * Follow-up after an examination, and by condition: heart failure, COPD, stroke, tumour. Guidelines and practice, no law.
 * What is only recalled is switched off, and no stage claims more than its source.
 *
 * @since 0.1.0
 */
import type { FollowUpProtocol, Repeat, Stage, StageWindow } from "../../followup/FollowUpProtocol.ts"
import { ProtocolId, StageId } from "../../foundation/Id.ts"
import type { Source } from "../../foundation/Rule.ts"
import { attempts } from "./GeneralProtocols.ts"

const own: Source = {
  title: { zh: "检查后追踪：1 周、1 个月、3 个月", en: "After an examination: 1 week, 1 month, 3 months" },
  status: "hospitalPolicy",
  verified: "own",
  reference: { zh: "医院自定，业内惯例。", en: "The hospital's own plan, common practice of the field." },
}

const heartGuideline: Source = {
  title:
    "ACC/AHA 2013 guideline for heart failure, table 29: visit within 7 to 14 days, telephone within 3 days (class IIa, level B)",
  status: "guideline",
  verified: "read",
  reference: "http://www.onlinejacc.org/highwire/markup/31688/expansion",
}

const copdPractice: Source = {
  title: {
    zh: "慢阻肺急性加重出院后：1 周内首次随访，1 个月内再次，稳定期每 3 至 6 个月",
    en: "After an exacerbation of COPD: first within 1 week, again within 1 month, every 3 to 6 months once stable",
  },
  status: "practice",
  verified: "secondary",
  reference: "https://iask.fh21.com.cn/question/10269032.html",
}

const gold: Source = {
  title: {
    zh: "GOLD：急性加重出院后 1 至 4 周、12 至 16 周",
    en: "GOLD: 1 to 4 weeks and 12 to 16 weeks after discharge from an exacerbation",
  },
  status: "hospitalPolicy",
  verified: "recalled",
}

const strokePractice: Source = {
  title: {
    zh: "脑出血出院后：7 至 14 天首次；1 至 3 个月每 4 周；4 至 6 个月每 8 周；6 至 12 个月每 3 个月；此后每半年",
    en: "After a cerebral haemorrhage: first on day 7 to 14; every 4 weeks in months 1 to 3; every 8 weeks in months 4 to 6; every 3 months in months 6 to 12; then every half year",
  },
  status: "practice",
  verified: "secondary",
  reference: {
    zh: "http://www.electronicloads.cn/zhongziyoupei/667620.html（关于脑出血的科普页面；未读指南）",
    en: "http://www.electronicloads.cn/zhongziyoupei/667620.html (a popular page on cerebral haemorrhage; no guideline was read)",
  },
}

const tumourPractice: Source = {
  title: {
    zh: "肿瘤：第 1 至 2 年每 3 个月，第 3 至 5 年每半年，此后每年",
    en: "Tumours: every 3 months in years 1 and 2, every half year in years 3 to 5, then every year",
  },
  status: "hospitalPolicy",
  verified: "recalled",
}

const call = (stage: Pick<Stage, "id" | "title" | "window" | "source"> & Partial<Stage>): Stage => ({
  channels: ["phone", "wechat", "sms"],
  purpose: "followUp",
  modules: ["symptoms", "medicines", "livingHabits", "revisit"],
  role: "nurse",
  ...stage,
})

/** A window of days around the day, or of days around so many months. */
const around = (at: { readonly months?: number; readonly days?: number }, before: number, after: number) => {
  const by = (days: number) => ({ ...at, days: (at.days ?? 0) + days })
  return { earliest: by(-before), ideal: by(0), due: by(after), latest: by(after * 3) } satisfies StageWindow
}

/** After an examination: one week, one month, three months, counted from it. */
export const examination: FollowUpProtocol = {
  id: ProtocolId.make("examination"),
  version: "2026-11",
  title: { zh: "检查后追踪", en: "After an examination" },
  stages: [
    call({
      id: StageId.make("examination-week"),
      title: { zh: "检查后 1 周", en: "One week after the examination" },
      anchor: { _tag: "Examination" },
      window: around({ days: 7 }, 2, 2),
      modules: ["symptoms", "education", "serviceOpinion"],
      source: own,
    }),
    call({
      id: StageId.make("examination-month"),
      title: { zh: "检查后 1 个月", en: "One month after the examination" },
      anchor: { _tag: "Examination" },
      window: around({ months: 1 }, 3, 3),
      modules: ["symptoms", "revisit"],
      source: own,
    }),
    call({
      id: StageId.make("examination-quarter"),
      title: { zh: "检查后 3 个月", en: "Three months after the examination" },
      anchor: { _tag: "Examination" },
      window: around({ months: 3 }, 7, 7),
      modules: ["symptoms", "revisit"],
      source: own,
    }),
  ],
  attempts,
}

/** Heart failure: a call within three days, a visit within 7 to 14. */
export const heartFailure: FollowUpProtocol = {
  id: ProtocolId.make("heart-failure"),
  version: "2013",
  title: { zh: "心力衰竭出院随访", en: "Heart failure" },
  stages: [
    call({
      id: StageId.make("heart-call"),
      title: { zh: "3 天内电话随访", en: "Call within three days" },
      window: { earliest: { days: 1 }, ideal: { days: 2 }, due: { days: 3 }, latest: { days: 5 } },
      channels: ["phone"],
      source: heartGuideline,
    }),
    call({
      id: StageId.make("heart-visit"),
      title: { zh: "7 至 14 天门诊", en: "Visit within 7 to 14 days" },
      window: { earliest: { days: 7 }, ideal: { days: 7 }, due: { days: 14 }, latest: { days: 17 } },
      channels: ["faceToFace"],
      role: "doctor",
      source: heartGuideline,
    }),
  ],
  attempts,
}

/** COPD after an exacerbation: within a week, within a month, then every three months. */
export const copd: FollowUpProtocol = {
  id: ProtocolId.make("copd"),
  version: "2026-11",
  title: { zh: "慢阻肺急性加重出院随访", en: "COPD after an exacerbation" },
  stages: [
    call({
      id: StageId.make("copd-week"),
      title: { zh: "1 周内随访", en: "Within a week" },
      window: { earliest: { days: 2 }, ideal: { days: 4 }, due: { days: 7 }, latest: { days: 10 } },
      source: copdPractice,
    }),
    call({
      id: StageId.make("copd-month"),
      title: { zh: "1 个月内随访", en: "Within a month" },
      window: {
        earliest: { days: 21 },
        ideal: { days: 25 },
        due: { months: 1 },
        latest: { months: 1, days: 7 },
      },
      role: "doctor",
      source: copdPractice,
    }),
    call({
      id: StageId.make("copd-stable"),
      title: { zh: "稳定期随访", en: "While stable" },
      window: around({ months: 4 }, 30, 30),
      recurrence: { every: { months: 3 }, times: 4 },
      role: "doctor",
      source: copdPractice,
    }),
    call({
      id: StageId.make("copd-gold-early"),
      title: { zh: "第 1 至 4 周门诊", en: "Visit in week 1 to 4" },
      window: { earliest: { weeks: 1 }, ideal: { weeks: 2 }, due: { weeks: 4 }, latest: { weeks: 5 } },
      channels: ["faceToFace"],
      role: "doctor",
      source: gold,
      switchedOff: true,
    }),
    call({
      id: StageId.make("copd-gold-late"),
      title: { zh: "第 12 至 16 周门诊", en: "Visit in week 12 to 16" },
      window: { earliest: { weeks: 12 }, ideal: { weeks: 13 }, due: { weeks: 16 }, latest: { weeks: 18 } },
      channels: ["faceToFace"],
      role: "doctor",
      source: gold,
      switchedOff: true,
    }),
  ],
  attempts,
}

const series = (
  id: string,
  title: Stage["title"],
  window: StageWindow,
  recurrence: Repeat,
  source: Source,
): Stage =>
  call({
    id: StageId.make(id),
    title,
    window,
    recurrence,
    role: "doctor",
    source,
    ...(source.verified === "recalled" ? { switchedOff: true } : {}),
  })

/** Stroke: as a popular page has it for cerebral haemorrhage; practice, no guideline. */
export const stroke: FollowUpProtocol = {
  id: ProtocolId.make("stroke"),
  version: "2026-11",
  title: { zh: "脑卒中（脑出血）出院随访", en: "Stroke (cerebral haemorrhage)" },
  stages: [
    call({
      id: StageId.make("stroke-first"),
      title: { zh: "7 至 14 天首次随访", en: "First follow-up, day 7 to 14" },
      window: { earliest: { days: 7 }, ideal: { days: 7 }, due: { days: 14 }, latest: { months: 1 } },
      source: strokePractice,
    }),
    series(
      "stroke-early",
      { zh: "第 1 至 3 个月，每 4 周", en: "Months 1 to 3, every four weeks" },
      around({ days: 35 }, 7, 7),
      { every: { weeks: 4 }, times: 2 },
      strokePractice,
    ),
    series(
      "stroke-middle",
      { zh: "第 4 至 6 个月，每 8 周", en: "Months 4 to 6, every eight weeks" },
      around({ days: 119 }, 7, 7),
      { every: { weeks: 8 }, times: 2 },
      strokePractice,
    ),
    series(
      "stroke-late",
      { zh: "第 6 至 12 个月，每 3 个月", en: "Months 6 to 12, every three months" },
      around({ months: 9 }, 14, 14),
      { every: { months: 3 }, times: 2 },
      strokePractice,
    ),
    series(
      "stroke-yearly",
      { zh: "此后每半年", en: "Then every half year" },
      around({ months: 18 }, 14, 14),
      { every: { months: 6 }, times: 3 },
      strokePractice,
    ),
  ],
  attempts,
}

/** Tumour: recalled practice, all of it switched off until a hospital takes it on. */
export const tumour: FollowUpProtocol = {
  id: ProtocolId.make("tumour"),
  version: "2026-11",
  title: { zh: "肿瘤患者随访", en: "Tumour" },
  stages: [
    series(
      "tumour-early",
      { zh: "第 1 至 2 年，每 3 个月", en: "Years 1 and 2, every three months" },
      around({ months: 3 }, 14, 14),
      { every: { months: 3 }, times: 8 },
      tumourPractice,
    ),
    series(
      "tumour-middle",
      { zh: "第 3 至 5 年，每半年", en: "Years 3 to 5, every half year" },
      around({ months: 30 }, 14, 14),
      { every: { months: 6 }, times: 6 },
      tumourPractice,
    ),
    series(
      "tumour-late",
      { zh: "此后每年", en: "Then yearly" },
      around({ months: 72 }, 30, 30),
      { every: { months: 12 }, times: 5 },
      tumourPractice,
    ),
  ],
  attempts,
}

/** Every protocol of this module. */
export const all: ReadonlyArray<FollowUpProtocol> = [examination, heartFailure, copd, stroke, tumour]
