/**
 * The shared words in Chinese and English: channels, roles, relations, contents, and how tasks and tries stand and end.
 *
 * @since 0.1.0
 */
import type { Disposition } from "../contact/ContactAttempt.ts"
import type * as Override from "../contact/Override.ts"
import type { ContentModule } from "../followup/FollowUpProtocol.ts"
import type { CancelReason, TaskEnd, TaskState } from "../followup/FollowUpTask.ts"
import type { KnownTier } from "../followup/Personalisation.ts"
import type { Status, Verified } from "../foundation/Rule.ts"
import type { Bilingual, Channel, Language, Purpose, Relation, Role } from "../foundation/Word.ts"

type Words<Code extends string> = { readonly [C in Code]: Bilingual }

/** Reads one vocabulary: a code and a language in, the word out. */
const vocabulary =
  <Code extends string>(words: Words<Code>) =>
  (code: Code, language: Language): string =>
    words[code][language]

/**
 * A way to reach somebody.
 *
 * **Example**
 *
 * ```ts
 * import { WordText } from "@aftercare/core"
 *
 * WordText.channel("phone", "zh") // => "电话"
 * ```
 */
export const channel = vocabulary<Channel>({
  phone: { zh: "电话", en: "phone" },
  sms: { zh: "短信", en: "SMS" },
  wechat: { zh: "微信", en: "WeChat" },
  email: { zh: "电子邮件", en: "e-mail" },
  app: { zh: "手机应用", en: "app" },
  letter: { zh: "信件", en: "letter" },
  faceToFace: { zh: "面访", en: "visit" },
})

/** What a contact is for. */
export const purpose = vocabulary<Purpose>({
  followUp: { zh: "随访", en: "follow-up" },
  serviceOpinion: { zh: "服务意见", en: "opinion of the service" },
  care: { zh: "关怀", en: "care" },
  promotion: { zh: "宣传推广", en: "promotion" },
})

/** Who in the hospital is responsible. */
export const role = vocabulary<Role>({
  doctor: { zh: "医生", en: "doctor" },
  nurse: { zh: "护士", en: "nurse" },
  nutritionist: { zh: "营养师", en: "nutritionist" },
  psychologist: { zh: "心理咨询师", en: "psychologist" },
  careCentreStaff: { zh: "关怀中心人员", en: "care centre" },
})

/** What the person addressed is to the patient. */
export const relation = vocabulary<Relation>({
  self: { zh: "患者本人", en: "the patient" },
  guardian: { zh: "监护人", en: "guardian" },
  caregiver: { zh: "照护者", en: "caregiver" },
})

/** What a contact talks about. */
export const contentModule = vocabulary<ContentModule>({
  symptoms: { zh: "症状", en: "symptoms" },
  medicines: { zh: "用药", en: "medicines" },
  livingHabits: { zh: "生活习惯", en: "living habits" },
  psychologicalSupport: { zh: "心理支持", en: "psychological support" },
  education: { zh: "健康宣教", en: "health education" },
  revisit: { zh: "复诊", en: "return visit" },
  serviceOpinion: { zh: "服务意见", en: "opinion of the service" },
})

/** How a task ends. */
export const taskEnd = vocabulary<TaskEnd["_tag"]>({
  Completed: { zh: "完成", en: "completed" },
  Declined: { zh: "拒访", en: "declined" },
  Unreachable: { zh: "未接通", en: "unreachable" },
  LostToFollowUp: { zh: "失访", en: "lost to follow-up" },
  Cancelled: { zh: "取消", en: "cancelled" },
  Missed: { zh: "逾期未访", en: "missed by the hospital" },
})

/** How high a patient's risk is. */
export const tier = vocabulary<KnownTier>({
  low: { zh: "低风险", en: "low risk" },
  moderate: { zh: "中风险", en: "moderate risk" },
  high: { zh: "高风险", en: "high risk" },
  unknown: { zh: "风险未知", en: "risk not known" },
})

/** Where a task stands. */
export const taskState = vocabulary<TaskState["_tag"]>({
  AwaitingCalendar: { zh: "等待日历公布", en: "awaiting the calendar" },
  AwaitingStage: { zh: "等待前一阶段结束", en: "awaiting an earlier stage" },
  Planned: { zh: "已安排", en: "planned" },
  Unplaced: { zh: "待人工安排", en: "left to a person" },
  InProgress: { zh: "尝试中", en: "a try under way" },
  Ended: { zh: "已结束", en: "ended" },
})

/** Why a task was called off. */
export const cancelReason = vocabulary<CancelReason>({
  deceased: { zh: "患者去世", en: "the patient has died" },
  readmitted: { zh: "再次入院", en: "readmitted" },
  consentWithdrawn: { zh: "撤回同意", en: "consent withdrawn" },
  transferred: { zh: "已转院", en: "transferred" },
  staffDecision: { zh: "医护人员决定", en: "decided by staff" },
  notNeeded: { zh: "依前次回答无需进行", en: "not needed by the answers before" },
  protocolRevised: { zh: "方案修订", en: "the protocol was revised" },
})

/** What became of a try. */
export const disposition = vocabulary<Disposition>({
  completed: { zh: "完成", en: "completed" },
  noAnswer: { zh: "无人应答", en: "no answer" },
  busy: { zh: "占线", en: "busy" },
  declined: { zh: "拒访", en: "declined" },
  wrongNumber: { zh: "号码有误", en: "wrong number" },
  deceased: { zh: "患者去世", en: "the patient has died" },
  rejected: { zh: "渠道拒收", en: "rejected by the channel" },
  deliveryUnknown: { zh: "送达情况不明", en: "delivery unknown" },
})

/** Why a contact left the window. */
export const overrideKind = vocabulary<Override.Kind>({
  clinicalUrgency: { zh: "临床紧急", en: "clinical urgency" },
  ownRequest: { zh: "本人要求", en: "the person's own request" },
  dangerToLife: { zh: "危及生命", en: "danger to life" },
})

/** How binding a rule is. */
export const status = vocabulary<Status>({
  law: { zh: "法律", en: "law" },
  standard: { zh: "标准", en: "standard" },
  guideline: { zh: "指南", en: "guideline" },
  practice: { zh: "惯例", en: "practice" },
  hospitalPolicy: { zh: "医院规定", en: "hospital policy" },
})

/** How a rule's text was verified. */
export const verified = vocabulary<Verified>({
  read: { zh: "已核对原文", en: "read in the original" },
  secondary: { zh: "据二手资料", en: "from a secondary source" },
  recalled: { zh: "凭记忆", en: "recalled" },
  own: { zh: "自行设定", en: "set by themselves" },
})
