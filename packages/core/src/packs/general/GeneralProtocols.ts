/**
 * Follow-up after any discharge, and how it is fitted to a patient. Of no country; each part with its source.
 *
 * @since 0.1.0
 */
import * as TimeSpan from "../../calendar/TimeSpan.ts"
import type * as FrequencyCap from "../../contact/FrequencyCap.ts"
import type { AttemptPolicy } from "../../followup/AttemptPolicy.ts"
import type { FollowUpProtocol, Stage } from "../../followup/FollowUpProtocol.ts"
import type { PersonalisationRule } from "../../followup/Personalisation.ts"
import { ProtocolId, StageId } from "../../foundation/Id.ts"
import { RuleId, type Source } from "../../foundation/Rule.ts"

const ownPlan: Source = {
  title: {
    zh: "出院随访方案：24 小时内联系，第 5 至 7 天电话，1 个月，3 个月",
    en: "Follow-up after discharge: a contact within 24 hours, a call on day 5 to 7, 1 month, 3 months",
  },
  status: "hospitalPolicy",
  verified: "own",
  reference: {
    zh: "医院自定，业内惯例；没有法律或标准规定这些天数。",
    en: "The hospital's own plan, common practice of the field; no law or standard names these days.",
  },
}

const projectRed: Source = {
  title: "AHRQ Project RED toolkit: telephone call 48 to 72 hours after discharge",
  status: "guideline",
  verified: "read",
  reference: "http://www.ahrq.gov/professionals/systems/hospital/red/checklist.html",
}

const triesPractice: Source = {
  title: {
    zh: "每个渠道三次，分散在一天的不同时段，然后换下一个渠道",
    en: "Three tries a channel, spread over parts of the day, then the next channel",
  },
  status: "practice",
  verified: "secondary",
  reference: {
    zh: "取自调查与外联的惯例；未找到国家规定的次数。",
    en: "Drawn from survey and outreach practice; no national number was found.",
  },
}

const ownRules: Source = {
  title: {
    zh: "医院个体化随访规则：慢性病、高风险与老年患者",
    en: "The hospital's own rules: chronic, high-risk and older patients",
  },
  status: "hospitalPolicy",
  verified: "own",
}

/** Parts of the day that tries are spread over. */
const dayParts: Extract<FrequencyCap.Limit, { readonly _tag: "DayPart" }>["parts"] = [
  { name: { zh: "上午", en: "morning" }, span: TimeSpan.make("00:00-12:00") },
  { name: { zh: "下午", en: "afternoon" }, span: TimeSpan.make("12:00-18:00") },
  { name: { zh: "晚上", en: "evening" }, span: TimeSpan.make("18:00-24:00") },
]

/** How often somebody who doesn't answer is tried again: of three tries two are on different days. */
export const attempts: AttemptPolicy = {
  perChannel: 3,
  spacing: [
    {
      id: RuleId.make("attempt.gap"),
      limit: { _tag: "MinimumGap", hours: 4 },
      beside: "lastTry",
      wish: false,
    },
    {
      id: RuleId.make("attempt.days"),
      limit: { _tag: "NaturalDay", atMost: 2 },
      beside: "allTries",
      wish: true,
    },
    {
      id: RuleId.make("attempt.dayPart"),
      limit: { _tag: "DayPart", parts: dayParts, hours: 72, atMost: 1 },
      beside: "lastTry",
      wish: true,
    },
  ],
  fallback: ["self", "guardian", "caregiver", "communityWorker"],
  lastResort: ["letter"],
  waitHours: { phone: 1, message: 24 },
  lossAfter: { early: 2, lost: 3 },
  source: triesPractice,
}

const firstContact: Stage = {
  id: StageId.make("first-contact"),
  title: { zh: "出院 24 小时内首次联系", en: "First contact within 24 hours" },
  window: { earliest: { hours: 0 }, ideal: { hours: 2 }, due: { hours: 24 }, latest: { hours: 72 } },
  channels: ["phone", "sms"],
  purpose: "followUp",
  modules: ["symptoms", "medicines", "education"],
  role: "nurse",
  source: ownPlan,
}

const firstWeek: Stage = {
  id: StageId.make("first-week"),
  title: { zh: "第 5 至 7 天电话回访", en: "Call on day 5 to 7" },
  window: { earliest: { days: 5 }, ideal: { days: 5 }, due: { days: 7 }, latest: { days: 10 } },
  channels: ["phone", "sms"],
  purpose: "followUp",
  modules: ["symptoms", "medicines", "livingHabits", "revisit", "serviceOpinion"],
  role: "nurse",
  source: ownPlan,
}

const firstMonth: Stage = {
  id: StageId.make("first-month"),
  title: { zh: "出院 1 个月随访", en: "One month after discharge" },
  window: {
    earliest: { months: 1, days: -3 },
    ideal: { months: 1 },
    due: { months: 1, days: 3 },
    latest: { months: 1, days: 10 },
  },
  channels: ["phone", "wechat", "sms"],
  purpose: "followUp",
  modules: ["symptoms", "medicines", "livingHabits", "revisit"],
  role: "doctor",
  source: ownPlan,
}

const thirdMonth: Stage = {
  id: StageId.make("third-month"),
  title: { zh: "出院 3 个月随访", en: "Three months after discharge" },
  window: {
    earliest: { months: 3, days: -7 },
    ideal: { months: 3 },
    due: { months: 3, days: 7 },
    latest: { months: 3, days: 21 },
  },
  channels: ["phone", "wechat", "sms"],
  purpose: "followUp",
  modules: ["symptoms", "medicines", "livingHabits", "revisit"],
  role: "doctor",
  source: ownPlan,
}

/** The general discharge protocol: within 24 hours, day 5 to 7, one month, three months. */
export const generalDischarge: FollowUpProtocol = {
  id: ProtocolId.make("general-discharge"),
  version: "2026-11",
  title: { zh: "出院患者常规随访", en: "General follow-up after discharge" },
  stages: [firstContact, firstWeek, firstMonth, thirdMonth],
  attempts,
}

const secondOrThirdDay: Stage = {
  id: StageId.make("second-or-third-day"),
  title: { zh: "高风险患者第 2 至 3 天电话", en: "Call of high-risk patients on day 2 to 3" },
  window: { earliest: { days: 2 }, ideal: { days: 2 }, due: { days: 3 }, latest: { days: 4 } },
  channels: ["phone"],
  purpose: "followUp",
  modules: ["symptoms", "medicines", "revisit"],
  role: "nurse",
  source: projectRed,
}

const secondWeek: Stage = {
  id: StageId.make("second-week"),
  title: { zh: "慢性病患者第 2 周随访", en: "Second week of chronic patients" },
  window: { earliest: { days: 12 }, ideal: { days: 14 }, due: { days: 16 }, latest: { days: 20 } },
  channels: ["phone", "wechat", "sms"],
  purpose: "followUp",
  modules: ["symptoms", "medicines", "livingHabits"],
  role: "nurse",
  source: ownRules,
}

/**
 * How the general protocol is fitted to a patient.
 *
 * The age of the elderly differs between texts (60 or 65), so it is a parameter.
 */
export const personalisation = (elderlyFrom: number): ReadonlyArray<PersonalisationRule> => [
  {
    id: RuleId.make("personal.highRisk"),
    when: { highRisk: true },
    effects: [
      { _tag: "Tighten", stage: firstContact.id, due: { hours: 24 }, latest: { hours: 48 } },
      { _tag: "Tighten", stage: firstWeek.id, due: { days: 6 }, latest: { days: 8 } },
      { _tag: "AddStage", stage: secondOrThirdDay },
    ],
    source: ownRules,
  },
  {
    id: RuleId.make("personal.chronic"),
    when: { chronic: true },
    effects: [
      { _tag: "Deepen", modules: ["medicines", "livingHabits"] },
      { _tag: "AddStage", stage: secondWeek },
    ],
    source: ownRules,
  },
  {
    id: RuleId.make("personal.elderly"),
    when: { ageFrom: elderlyFrom },
    effects: [{ _tag: "Deepen", modules: ["psychologicalSupport", "livingHabits"] }],
    source: ownRules,
  },
]
