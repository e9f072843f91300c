/**
 * Refusals of the domain in Chinese and English, from their data.
 *
 * @since 0.1.0
 */

import type { CalendarNotPublished } from "../calendar/CalendarHistory.ts"
import type { ChineseDateRefused } from "../calendar/ChineseDate.ts"
import type { FileRule, NotICalendar } from "../calendar/ICalendar.ts"
import * as TimeZone from "../calendar/TimeZone.ts"
import type { CalendarNotCovered } from "../calendar/WorkCalendar.ts"
import type { HorizonReached, HoursNotKnown } from "../calendar/WorkingTime.ts"
import type { EnrolmentRefused } from "../care/CareEnrolment.ts"
import type { CareEventRefused } from "../care/CareEvent.ts"
import type { CareMessageRefused, CareSendNotFound, CareSendRefused } from "../care/CareMessage.ts"
import type { StepNotDated } from "../care/CareProgramme.ts"
import type { SlotsRefused } from "../care/MessageTemplate.ts"
import type { RegimenRefused } from "../care/Regimen.ts"
import type { NoAddressee } from "../contact/ContactablePerson.ts"
import type {
  AwaitingCalendar,
  ChannelNotUsed,
  EmptyWindow,
  NoMoment,
  OutsideWindow,
  UnequalColumns,
} from "../contact/ContactWindow.ts"
import type { UnsoundCategory } from "../feedback/Category.ts"
import type { ClaimCodeRefused } from "../feedback/ClaimCode.ts"
import type { ActionRefused } from "../feedback/CorrectiveAction.ts"
import type { NotRegistered, PolicyNotPublished } from "../feedback/Sla.ts"
import type { Unsoundness, UnsoundPolicy } from "../feedback/SlaPolicy.ts"
import type { TicketRefused, UnknownReference } from "../feedback/Ticket.ts"
import type { PlaceholdersMissing } from "../followup/CallScript.ts"
import type { ShiftWithoutSlot } from "../followup/CallSlot.ts"
import type {
  CallLongerThanSlot,
  CapacityTooLarge,
  DuplicateId,
  ImpossibleCall,
} from "../followup/Capacity.ts"
import type { MistakenIdentity } from "../followup/Discharge.ts"
import type {
  EndRefused,
  NoChannel,
  NotFound,
  NotPractised,
  PatientDeceased,
  PromiseRefused,
  ReentryRefused,
  WrongState,
} from "../followup/FollowUpPlan.ts"
import type { ImpossibleWindow } from "../followup/FollowUpProtocol.ts"
import { TaskEnd, TaskState } from "../followup/FollowUpTask.ts"
import type { IncompleteHandover } from "../followup/Handover.ts"
import type { AnswersRefused } from "../followup/OutcomeForm.ts"
import type { UnsoundRule } from "../followup/Personalisation.ts"
import type { ImpossibleLimits, ReferralNotFound } from "../followup/PlanReferral.ts"
import { ReferralState, type WrongReferralState } from "../followup/Referral.ts"
import type { AnchorMissing } from "../followup/TaskAnchor.ts"
import type { RuleId } from "../foundation/Rule.ts"
import type { Bilingual, Language } from "../foundation/Word.ts"
import type { CallbackRefused } from "../hotline/Callback.ts"
import type { FigureName, FigureRefused } from "../hotline/CallLoad.ts"
import type { CallRefused } from "../hotline/CallRecord.ts"
import type { Unstable } from "../hotline/Erlang.ts"
import type { MenuUnsound } from "../hotline/VoiceMenu.ts"
import type { Tampered } from "../privacy/AccessChain.ts"
import type { CannotWithdraw, LegalBasis, NotPermitted } from "../privacy/Consent.ts"
import type { PermissionRefused } from "../privacy/Permission.ts"
import type { CycleRefused } from "../quality/ImprovementCycle.ts"
import type { QuestionnaireUnsound } from "../survey/Questionnaire.ts"
import type { ResourceRefused } from "../survey/QuestionnaireResource.ts"
import type { VariantMismatch } from "../survey/Satisfaction.ts"
import type { DomainNotScorable } from "../survey/ScoreDesign.ts"
import type { AnswerNotScorable, TallyMismatch } from "../survey/ScoreTally.ts"
import type { PublicationRefused } from "../survey/SmallCells.ts"
import type { InvitationRefused, SendNotFound, SendRefused } from "../survey/SurveyInvitation.ts"
import type { ResponseRefused } from "../survey/SurveyResponse.ts"
import * as InstantText from "./InstantText.ts"
import * as ProblemText from "./ProblemText.ts"
import * as ReasonText from "./ReasonText.ts"
import * as WordText from "./WordText.ts"

/** Every refusal of the domain. */
export type Refusal =
  | ActionRefused
  | AnchorMissing
  | AnswersRefused
  | AwaitingCalendar
  | CalendarNotCovered
  | CalendarNotPublished
  | CallbackRefused
  | CallLongerThanSlot
  | CallRefused
  | CannotWithdraw
  | CareEventRefused
  | CareMessageRefused
  | CareSendNotFound
  | CareSendRefused
  | CapacityTooLarge
  | ChannelNotUsed
  | ChineseDateRefused
  | CycleRefused
  | ClaimCodeRefused
  | DuplicateId
  | EmptyWindow
  | EndRefused
  | EnrolmentRefused
  | StepNotDated
  | FigureRefused
  | HorizonReached
  | HoursNotKnown
  | ImpossibleCall
  | ImpossibleWindow
  | IncompleteHandover
  | InvitationRefused
  | MenuUnsound
  | MistakenIdentity
  | NoAddressee
  | NoChannel
  | NoMoment
  | NotFound
  | NotICalendar
  | NotPermitted
  | NotPractised
  | NotRegistered
  | OutsideWindow
  | PatientDeceased
  | ImpossibleLimits
  | PermissionRefused
  | PlaceholdersMissing
  | PolicyNotPublished
  | PromiseRefused
  | QuestionnaireUnsound
  | ResourceRefused
  | ReentryRefused
  | ReferralNotFound
  | RegimenRefused
  | AnswerNotScorable
  | DomainNotScorable
  | PublicationRefused
  | ResponseRefused
  | TallyMismatch
  | Tampered
  | VariantMismatch
  | SendNotFound
  | SendRefused
  | ShiftWithoutSlot
  | SlotsRefused
  | TicketRefused
  | UnequalColumns
  | Unstable
  | UnsoundPolicy
  | UnknownReference
  | UnsoundCategory
  | UnsoundRule
  | WrongReferralState
  | WrongState

export interface Options {
  readonly language: Language
  /** The clock that instants are shown on, UTC where none is given. */
  readonly zone?: TimeZone.TimeZone
}

const bases: { readonly [Basis in LegalBasis]: Bilingual } = {
  consent: { zh: "本人同意", en: "consent" },
  contract: { zh: "合同", en: "a contract" },
  legalDuty: { zh: "法定职责", en: "a legal duty" },
  vitalInterest: { zh: "生命健康利益", en: "a vital interest" },
}

const windowRules: { readonly [Rule in ImpossibleWindow["rule"]]: Bilingual } = {
  "earliest ≤ ideal": { zh: "最早 ≤ 适宜", en: "earliest ≤ ideal" },
  "ideal < due": { zh: "适宜 < 应于", en: "ideal < due" },
  "due ≤ latest": { zh: "应于 ≤ 最晚", en: "due ≤ latest" },
}

const anchors: Record<AnchorMissing["anchor"], Bilingual> = {
  Discharge: { zh: "出院", en: "discharge" },
  Operation: { zh: "手术", en: "operation" },
  Examination: { zh: "检查", en: "examination" },
  Delivery: { zh: "分娩", en: "delivery" },
  StageEnd: { zh: "前一阶段结束", en: "end of another stage" },
  Finding: { zh: "前一阶段的回答", en: "answers of another stage" },
}

const practised: { readonly [What in NotPractised["what"]]: Bilingual } = {
  protocol: { zh: "随访方案", en: "protocol" },
  form: { zh: "表单", en: "form" },
  referral: { zh: "转诊类型", en: "kind of referral" },
  programme: { zh: "关怀项目", en: "care programme" },
  medicationReminder: { zh: "用药提醒办法", en: "way to remind of medicines" },
}

const referralStates = (state: string): Bilingual => {
  const known = Object.keys(ReferralState.cases).find((tag) => tag === state) as
    | ReferralState["_tag"]
    | undefined
  return known === undefined
    ? { zh: state, en: state }
    : { zh: WordText.referralState(known, "zh"), en: WordText.referralState(known, "en") }
}

const unsound: Record<UnsoundRule["issue"], Bilingual> = {
  "two rules have one id": { zh: "两条规则使用同一编号", en: "two rules have one id" },
  "no such stage": { zh: "没有这个阶段", en: "no such stage" },
  "the stage can't come again": { zh: "该阶段不能重复", en: "the stage can't come again" },
  "the stages don't hang together": { zh: "各阶段互不衔接", en: "the stages don't hang together" },
  "more care must not be for lower risk alone": {
    zh: "增加的随访不能只给较低风险的患者",
    en: "more care must not be for lower risk alone",
  },
  "less care must not be for higher risk": {
    zh: "减少的随访不能针对较高风险的患者",
    en: "less care must not be for higher risk",
  },
}

const unsoundPolicy: { readonly [Issue in Unsoundness]: Bilingual } = {
  "two rules have one id": { zh: "两条规则使用同一编号", en: "two rules have one id" },
  "two clocks have one name": { zh: "两个时钟使用同一名称", en: "two clocks have one name" },
  "two limits for one target": { zh: "同一目标有两个时限", en: "two limits for one target" },
  "two steps have one id": { zh: "两个提醒步骤使用同一编号", en: "two steps have one id" },
  "no such clock": { zh: "没有这个时钟", en: "no such clock" },
  "no such calendar": { zh: "没有这个日历", en: "no such calendar" },
  "two versions of a calendar": { zh: "同一日历给出了两个版本", en: "two versions of a calendar" },
  "the clock never opens": { zh: "该时钟没有任何工作时间", en: "the clock never opens" },
  "no day is worked": { zh: "该日历没有工作日", en: "no day is worked" },
  "the target can't start so": { zh: "该目标不能这样起算", en: "the target can't start so" },
  "the limit is no time at all": { zh: "时限为零", en: "the limit is no time at all" },
  "nothing is switched on": { zh: "没有启用任何规则", en: "nothing is switched on" },
}

const callRules: { readonly [Rule in ImpossibleCall["rule"]]: Bilingual } = {
  "earliest ≤ ideal ≤ due ≤ latest": {
    zh: "时间窗须满足“最早 ≤ 适宜 ≤ 应于 ≤ 最晚”",
    en: "its span must keep earliest ≤ ideal ≤ due ≤ latest",
  },
  "risk is a whole number": { zh: "风险须为整数", en: "its risk must be a whole number" },
}

const fields: { readonly [Field in DuplicateId["field"]]: Bilingual } = {
  agents: { zh: "坐席", en: "agents" },
  calls: { zh: "电话", en: "calls" },
  further: { zh: "可增坐席", en: "further agents" },
}

const figures: { readonly [Figure in CapacityTooLarge["figure"]]: Bilingual } = {
  calls: { zh: "电话数", en: "calls" },
  agents: { zh: "坐席数", en: "agents" },
  slots: { zh: "时段数", en: "slots" },
  "agents × slots": { zh: "坐席数 × 时段数", en: "agents × slots" },
  "calls × slots": { zh: "电话数 × 时段数", en: "calls × slots" },
}

const hotlineFigures: { readonly [Name in FigureName]: Bilingual } = {
  calls: { zh: "来电数", en: "calls" },
  periodMillis: { zh: "时段长度（毫秒）", en: "the stretch of time (ms)" },
  handlingMillis: { zh: "平均处理时长（毫秒）", en: "the mean handling time (ms)" },
  erlangs: { zh: "话务量（厄兰）", en: "the load (erlangs)" },
  agents: { zh: "坐席数", en: "agents" },
  patienceMillis: { zh: "平均耐心时长（毫秒）", en: "the mean patience (ms)" },
  withinMillis: { zh: "应答时限（毫秒）", en: "the time to answer within (ms)" },
  stretchMillis: { zh: "连续时段长度（毫秒）", en: "the length of a stretch (ms)" },
  place: { zh: "排队位置", en: "the place in the queue" },
  share: { zh: "占比", en: "the share" },
  greatestOccupancy: { zh: "占用率上限", en: "the greatest occupancy" },
  greatestMeanWaitMillis: { zh: "平均等待上限（毫秒）", en: "the greatest mean wait (ms)" },
  greatestAbandonment: { zh: "放弃率上限", en: "the greatest share given up" },
  shrinkage: { zh: "损耗率", en: "the shrinkage" },
}

/** Up to a hundredth, which is exact for whole seconds and near enough for the slots of seven calls an hour. */
const minutesOf = (millis: number): string => String(Math.round(millis / 600) / 100)

const fileRules: { readonly [Rule in FileRule]: Bilingual } = {
  "too long": { zh: "文件过长", en: "too long" },
  "read in another encoding": { zh: "读取文件所用编码与写入时不同", en: "read in another encoding" },
  "no calendar": { zh: "不以日历开头", en: "no calendar begins here" },
  "not closed": {
    zh: "缺少对应的结束行，文件可能不完整",
    en: "begun and not ended: the file may be cut off",
  },
  "too many events": { zh: "活动过多", en: "too many events" },
}

const claimCodeRules: { readonly [Rule in ClaimCodeRefused["rule"]]: Bilingual } = {
  "16 random bytes": { zh: "须由 16 个随机字节生成", en: "it is made of 16 random bytes" },
  "salt of 16 bytes": { zh: "盐至少 16 个字节", en: "the salt has at least 16 bytes" },
  "27 symbols": { zh: "应为 27 位", en: "it has 27 symbols" },
  alphabet: { zh: "含有不使用的字符", en: "it has a sign that codes don't use" },
  "check symbol": { zh: "校验位不符，请核对", en: "the last symbol doesn't fit the others; look for a slip" },
}

const categoryRules: { readonly [Rule in UnsoundCategory["rule"]]: Bilingual } = {
  twice: { zh: "重复", en: "is there twice" },
  parent: { zh: "的上级分类不存在", en: "has a parent that isn't there" },
  cycle: { zh: "成为自身的上级", en: "is its own ancestor" },
}

const references: { readonly [Field in UnknownReference["field"]]: Bilingual } = {
  staff: { zh: "人员", en: "member of staff" },
  department: { zh: "科室", en: "department" },
  category: { zh: "分类", en: "category" },
  item: { zh: "诉求", en: "item" },
  promise: { zh: "承诺", en: "promise" },
  event: { zh: "事件", en: "event" },
}

type Both<A> = (of: A, shown: (at: InstantText.Instant, language: Language) => string) => Bilingual

const channelOf = (refusal: { readonly channel: EmptyWindow["channel"] }): Bilingual => ({
  zh: WordText.channel(refusal.channel, "zh"),
  en: WordText.channel(refusal.channel, "en"),
})

const rulesOf = ({ rules }: { readonly rules: ReadonlyArray<RuleId> }): Bilingual => ({
  zh: ReasonText.names(rules, "zh"),
  en: ReasonText.names(rules, "en"),
})

const gapsOf = ({ missing }: { readonly missing: IncompleteHandover["missing"] }): Bilingual => {
  const shown = (language: Language) =>
    missing.map(({ gap, item, standing }) => [
      WordText.handoverItem(item, language),
      WordText.handoverGap(gap, language),
      WordText.handoverStanding(standing, language),
    ])
  return {
    zh: shown("zh")
      .map(([item, gap, standing]) => `${item}（${gap}，${standing}）`)
      .join("、"),
    en: shown("en")
      .map(([item, gap, standing]) => `${item} (${gap}, ${standing})`)
      .join(", "),
  }
}

const stateOf = (state: string): Bilingual => {
  const known = Object.keys(TaskState.cases).find((tag) => tag === state) as TaskState["_tag"] | undefined
  return known === undefined
    ? { zh: state, en: state }
    : { zh: WordText.taskState(known, "zh"), en: WordText.taskState(known, "en") }
}

const endOf = (end: string): Bilingual => {
  const known = Object.keys(TaskEnd.cases).find((tag) => tag === end) as TaskEnd["_tag"] | undefined
  return known === undefined
    ? { zh: end, en: end }
    : { zh: WordText.taskEnd(known, "zh"), en: WordText.taskEnd(known, "en") }
}

/** What is wrong with a place of outside data: a rule by its id, or what its reader says. */
const problemWords = (rule: string, language: Language): string =>
  ReasonText.isKnown(rule) ? ReasonText.name(rule, language) : ProblemText.rule(rule, language)

const texts: { readonly [Tag in Refusal["_tag"]]: Both<Extract<Refusal, { readonly _tag: Tag }>> } = {
  AnchorMissing: ({ anchor, stage }) => ({
    zh: `阶段 ${stage}：记录中没有起算日期（${anchors[anchor].zh}）。`,
    en: `Stage ${stage}: the record doesn't date what it is counted from (${anchors[anchor].en}).`,
  }),
  AnswersRefused: ({ form, problems }) => ({
    zh: `表单 ${form}：${problems.map(({ question, rule }) => `${question} ${ReasonText.name(rule, "zh")}`).join("；")}。`,
    en: `Form ${form}: ${problems.map(({ question, rule }) => `${question} ${ReasonText.name(rule, "en")}`).join("; ")}.`,
  }),
  AwaitingCalendar: (r) => ({
    zh: `${channelOf(r).zh}：日历 ${r.calendar}（版本 ${r.version}）尚未公布到所需日期，待公布后安排。`,
    en: `${channelOf(r).en}: calendar ${r.calendar} (version ${r.version}) doesn't reach far enough; it is placed once the calendar does.`,
  }),
  CalendarNotCovered: ({ calendar, on, version }) => ({
    zh: `日历 ${calendar}（版本 ${version}）未覆盖 ${on}。`,
    en: `Calendar ${calendar} (version ${version}) doesn't cover ${on}.`,
  }),
  CalendarNotPublished: ({ at, calendar, firstPublishedAt }, shown) => ({
    zh: `${shown(at, "zh")} 时日历 ${calendar} 尚无任何版本公布，首个版本公布于 ${shown(firstPublishedAt, "zh")}。`,
    en: `No version of calendar ${calendar} was known at ${shown(at, "en")}; the first came at ${shown(firstPublishedAt, "en")}.`,
  }),
  CallLongerThanSlot: ({ call, callMillis, slotMillis }) => ({
    zh: `电话 ${call} 需 ${minutesOf(callMillis)} 分钟，最长的通话时段只有 ${minutesOf(slotMillis)} 分钟。`,
    en: `Call ${call} takes ${minutesOf(callMillis)} min; the longest slot has ${minutesOf(slotMillis)} min.`,
  }),
  ChineseDateRefused: ({ date, rule }) => ({
    zh: `农历日期 ${date}：${ReasonText.sentence(rule, "zh")}`,
    en: `Chinese date ${date}: ${ReasonText.sentence(rule, "en")}`,
  }),
  CareMessageRefused: ({ id, rule }) => ({
    zh: `关怀消息 ${id} 不予安排：${ReasonText.sentence(rule, "zh")}`,
    en: `Care message ${id} isn't made: ${ReasonText.sentence(rule, "en")}`,
  }),
  EnrolmentRefused: ({ enrolment, rules }) => ({
    zh: `入组 ${enrolment} 不予办理：${rules.map((rule) => ReasonText.sentence(rule, "zh")).join("")}`,
    en: `Enrolment ${enrolment} isn't made: ${rules.map((rule) => ReasonText.sentence(rule, "en")).join(" ")}`,
  }),
  SlotsRefused: ({ rule, slots, template }) => ({
    zh: `模板 ${template}：${ReasonText.sentence(rule, "zh").replace(/。$/, "")}（${slots.join("、")}）。`,
    en: `Template ${template}: ${ReasonText.sentence(rule, "en").replace(/\.$/, "")} (${slots.join(", ")}).`,
  }),
  StepNotDated: ({ rule, step }) => ({
    zh: `环节 ${step} 无法确定日期：${ReasonText.sentence(rule, "zh")}`,
    en: `Step ${step} can't be dated: ${ReasonText.sentence(rule, "en")}`,
  }),
  CareSendNotFound: ({ id, number }) => ({
    zh: `关怀消息 ${id} 没有第 ${number} 次发送。`,
    en: `Care message ${id} never went out under number ${number}.`,
  }),
  CareSendRefused: ({ id, rule }) => ({
    zh: `关怀消息 ${id} 现在不能发送：${ReasonText.sentence(rule, "zh")}`,
    en: `Care message ${id} doesn't go out now: ${ReasonText.sentence(rule, "en")}`,
  }),
  CannotWithdraw: ({ basis, consent }) => ({
    zh: `授权 ${consent} 的依据是${bases[basis].zh}，不能由本人撤回。`,
    en: `Consent ${consent} rests on ${bases[basis].en}, which isn't the person's to withdraw.`,
  }),
  CapacityTooLarge: ({ count, figure, limit }) => ({
    zh: `${figures[figure].zh}为 ${count}，超过一次可安排的上限 ${limit}。`,
    en: `${count} ${figures[figure].en}, more than the ${limit} that are assigned in one go.`,
  }),
  ChannelNotUsed: (r) => ({
    zh: `策略 ${r.policy} 不使用${channelOf(r).zh}。`,
    en: `Policy ${r.policy} doesn't use ${channelOf(r).en}.`,
  }),
  DuplicateId: ({ field, id }) => ({
    zh: `${fields[field].zh}中有两个的编号同为 ${id}。`,
    en: `Two of the ${fields[field].en} have the id ${id}.`,
  }),
  CycleRefused: ({ cycle, rule }) => ({
    zh: `改进循环 ${cycle}：${ReasonText.sentence(rule, "zh")}`,
    en: `Improvement cycle ${cycle}: ${ReasonText.sentence(rule, "en")}`,
  }),
  EmptyWindow: (r, shown) => ({
    zh: `${channelOf(r).zh}：这些规则合在一起，直到 ${shown(r.searchedTo, "zh")}，任何一天都没有可联系的时刻（${rulesOf(r).zh}）。`,
    en: `${channelOf(r).en}: together these rules leave no moment on any day up to ${shown(r.searchedTo, "en")} (${rulesOf(r).en}).`,
  }),
  EndRefused: ({ end, rule, task }) => ({
    zh: `任务 ${task} 不能以“${endOf(end).zh}”结束：${ReasonText.sentence(rule, "zh")}`,
    en: `Task ${task} can't end as “${endOf(end).en}”: ${ReasonText.sentence(rule, "en")}`,
  }),
  FigureRefused: ({ figure, least, most, whole }) => ({
    zh: `${hotlineFigures[figure].zh}须为 ${least} 至 ${most} 之间的${whole ? "整数" : "数"}。`,
    en: `A figure is out of bounds: ${hotlineFigures[figure].en} must be a ${whole ? "whole " : ""}number from ${least} to ${most}.`,
  }),
  HorizonReached: ({ searchedTo }, shown) => ({
    zh: `查找到 ${shown(searchedTo, "zh")} 仍未找到：时区数据只到此处。`,
    en: `Nothing found up to ${shown(searchedTo, "en")}, as far as time zones are known.`,
  }),
  HoursNotKnown: ({ firstUnknown }, shown) => ({
    zh: `自 ${shown(firstUnknown, "zh")} 起时段未知：日历尚未覆盖。`,
    en: `Hours aren't known from ${shown(firstUnknown, "en")} on: the calendar doesn't cover that date.`,
  }),
  ImpossibleCall: ({ call, rule }) => ({
    zh: `电话 ${call}：${callRules[rule].zh}。`,
    en: `Call ${call}: ${callRules[rule].en}.`,
  }),
  ImpossibleWindow: ({ rule, stage }) => ({
    zh: `阶段 ${stage}：时间窗不满足“${windowRules[rule].zh}”。`,
    en: `Stage ${stage}: its window breaks ${windowRules[rule].en}.`,
  }),
  IncompleteHandover: (r) => ({
    zh: `出院交接未完成：${gapsOf(r).zh}。`,
    en: `The handover isn't complete: ${gapsOf(r).en}.`,
  }),
  InvitationRefused: ({ occasion, rule }) => ({
    zh: `不就 ${occasion} 发出邀请：${ReasonText.sentence(rule, "zh")}`,
    en: `Nobody is invited about ${occasion}: ${ReasonText.sentence(rule, "en")}`,
  }),
  NoAddressee: ({ rule }) => ({
    zh: ReasonText.sentence(rule, "zh"),
    en: ReasonText.sentence(rule, "en"),
  }),
  NoChannel: ({ stage }) => ({
    zh: `阶段 ${stage}：没有能用于联系对象的渠道。`,
    en: `Stage ${stage}: none of its channels reaches the addressee.`,
  }),
  NoMoment: (r, shown) => ({
    zh: `${channelOf(r).zh}：时间窗内直到 ${shown(r.searchedTo, "zh")} 没有可联系的时刻（${rulesOf(r).zh || "时间窗为空"}）。`,
    en: `${channelOf(r).en}: no moment within the window up to ${shown(r.searchedTo, "en")} (${rulesOf(r).en || "it is empty"}).`,
  }),
  NotFound: ({ id, what }) => ({
    zh: `没有这个${{ task: "任务", attempt: "尝试", addressee: "联系对象" }[what]}：${id}。`,
    en: `No such ${what}: ${id}.`,
  }),
  NotRegistered: ({ by }, shown) => ({
    zh: `到 ${shown(by, "zh")} 为止没有登记记录。`,
    en: `Nothing was registered by ${shown(by, "en")}.`,
  }),
  PolicyNotPublished: ({ policy }) => ({
    zh: `没有提供时限策略 ${policy.id} 的版本 ${policy.version}。`,
    en: `Version ${policy.version} of the limits ${policy.id} isn't among those given.`,
  }),
  UnsoundPolicy: ({ issue, named, policy, rule }) => ({
    zh: `时限策略 ${policy.id}（版本 ${policy.version}）不能发布：${rule === undefined ? "" : `${ReasonText.name(rule, "zh")}：`}${unsoundPolicy[issue].zh}（${named}）。`,
    en: `The limits ${policy.id} (version ${policy.version}) can't be published: ${rule === undefined ? "" : `${ReasonText.name(rule, "en")}: `}${unsoundPolicy[issue].en} (${named}).`,
  }),
  NotICalendar: ({ line, rule }) => ({
    zh: `第 ${line} 行：不是可读取的 iCalendar 文件（${fileRules[rule].zh}）。`,
    en: `Line ${line}: not an iCalendar file that can be read (${fileRules[rule].en}).`,
  }),
  NotPermitted: (r) => ({
    zh: `${channelOf(r).zh}（${WordText.purpose(r.purpose, "zh")}）：${ReasonText.sentence(r.rule, "zh")}`,
    en: `${channelOf(r).en} (${WordText.purpose(r.purpose, "en")}): ${ReasonText.sentence(r.rule, "en")}`,
  }),
  MenuUnsound: ({ findings, menu: named }) => ({
    zh: `语音菜单 ${named} 不能发布：${findings.map(({ menu, rule }) => `${menu} ${ReasonText.name(rule, "zh")}`).join("；")}。`,
    en: `Voice menu ${named} can't be published: ${findings.map(({ menu, rule }) => `${menu} ${ReasonText.name(rule, "en")}`).join("; ")}.`,
  }),
  MistakenIdentity: ({ differs, discharge, known }) => ({
    zh: `出院记录 ${discharge}：与已保存的出院记录 ${known} 的${differs === "patient" ? "患者" : "患者出生日期"}不同。`,
    en: `Discharge ${discharge}: ${differs === "patient" ? "the patient" : "the patient's birth date"} is another in discharge ${known}, which is kept.`,
  }),
  NotPractised: ({ id, what }) => ({
    zh: `本院没有这个${practised[what].zh}：${id}。`,
    en: `The hospital has no such ${practised[what].en}: ${id}.`,
  }),
  PermissionRefused: ({ holder, permission, purpose, rule }) => ({
    zh: `${WordText.holder(holder, "zh")}不可${WordText.permission(permission, "zh")}（${WordText.accessPurpose(purpose, "zh")}）：${ReasonText.sentence(rule, "zh")}`,
    en: `${WordText.holder(holder, "en")}: may not ${WordText.permission(permission, "en")} (${WordText.accessPurpose(purpose, "en")}). ${ReasonText.sentence(rule, "en")}`,
  }),
  UnequalColumns: (r) => ({
    zh: `时间窗各列的行数不一致：最早 ${r.earliest}、适宜 ${r.ideal}、应于 ${r.due}、最晚 ${r.latest}。`,
    en: `the columns of windows aren't equally long: ${r.earliest} rows of earliest, ${r.ideal} of ideal, ${r.due} of due, ${r.latest} of latest.`,
  }),
  OutsideWindow: (r, shown) => ({
    zh: `${channelOf(r).zh}在 ${shown(r.at, "zh")} 不在回访时段内（${rulesOf(r).zh}）。`,
    en: `${channelOf(r).en} at ${shown(r.at, "en")} lies outside the contact window (${rulesOf(r).en}).`,
  }),
  PatientDeceased: ({ discharge }) => ({
    zh: `出院记录 ${discharge}：患者已去世，不安排随访。`,
    en: `Discharge ${discharge}: the patient has died; no follow-up is planned.`,
  }),
  PlaceholdersMissing: ({ placeholders, script }) => ({
    zh: `话术 ${script}：未提供 ${placeholders.map((p) => `{${p}}`).join("、")}。`,
    en: `Script ${script}: nothing is given for ${placeholders.map((p) => `{${p}}`).join(", ")}.`,
  }),
  PromiseRefused: (r, shown) => ({
    zh: `${channelOf(r).zh}不能约定在 ${shown(r.at, "zh")}（${rulesOf(r).zh}）；${
      r.nearest === undefined ? "附近没有可约定的时刻" : `最近的时刻是 ${shown(r.nearest, "zh")}`
    }。`,
    en: `${channelOf(r).en} can't be promised for ${shown(r.at, "en")} (${rulesOf(r).en}); ${
      r.nearest === undefined ? "no moment near can" : `the nearest moment is ${shown(r.nearest, "en")}`
    }.`,
  }),
  ResourceRefused: ({ problems, resource }) => ({
    zh: `资源 ${resource} 无法读取：${problems.map(({ path, rule }) => `${path} ${problemWords(rule, "zh")}`).join("；")}。`,
    en: `Resource ${resource} can't be read: ${problems.map(({ path, rule }) => `${path} ${problemWords(rule, "en")}`).join("; ")}.`,
  }),
  QuestionnaireUnsound: ({ problems, questionnaire }) => ({
    zh: `问卷 ${questionnaire} 不能发布：${problems.map(({ path, rule }) => `${path} ${ReasonText.name(rule, "zh")}`).join("；")}。`,
    en: `Questionnaire ${questionnaire} can't be published: ${problems.map(({ path, rule }) => `${path} ${ReasonText.name(rule, "en")}`).join("; ")}.`,
  }),
  ReentryRefused: ({ rule, task }) => ({
    zh: `任务 ${task} 不能重新开始：${ReasonText.sentence(rule, "zh")}`,
    en: `Task ${task} can't be taken up again: ${ReasonText.sentence(rule, "en")}`,
  }),
  ReferralNotFound: ({ referral }) => ({
    zh: `没有这个转诊：${referral}。`,
    en: `No such referral: ${referral}.`,
  }),
  AnswerNotScorable: ({ item, row, rule }) =>
    rule === "answer.rowCount" || rule === "answer.oneMark"
      ? {
          zh: `${item === "" ? "" : `题目 ${item}：`}${ReasonText.sentence(rule, "zh")}未计入任何数据。`,
          en: `${item === "" ? "" : `Item ${item}: `}${ReasonText.sentence(rule, "en")} Nothing was counted.`,
        }
      : {
          zh: `第 ${row + 1} 行${item === "" ? "的分组" : `，题目 ${item}`}：${ReasonText.name(rule, "zh")}，未计入任何数据。`,
          en: `Row ${row + 1}, ${item === "" ? "its group" : `item ${item}`}: ${ReasonText.name(rule, "en")}; nothing was counted.`,
        },
  DomainNotScorable: ({ domain, rule }) => ({
    zh: `维度 ${domain} 不能评分：${ReasonText.sentence(rule, "zh")}`,
    en: `Domain ${domain} can't be scored: ${ReasonText.sentence(rule, "en")}`,
  }),
  PublicationRefused: ({ figure, rule }) => ({
    zh: `数字 ${figure} 不能公布：${ReasonText.sentence(rule, "zh")}`,
    en: `Figure ${figure} can't be published: ${ReasonText.sentence(rule, "en")}`,
  }),
  TallyMismatch: ({ questionnaire, rule }) => ({
    zh: `问卷 ${questionnaire} 的计数：${ReasonText.sentence(rule, "zh")}`,
    en: `Tally of questionnaire ${questionnaire}: ${ReasonText.sentence(rule, "en")}`,
  }),
  VariantMismatch: ({ definition, rule }) => ({
    zh: `得分定义 ${definition} 不适用：${ReasonText.sentence(rule, "zh")}`,
    en: `Score ${definition} doesn't fit: ${ReasonText.sentence(rule, "en")}`,
  }),
  ResponseRefused: ({ problems, questionnaire }) => ({
    zh: `问卷 ${questionnaire}：${problems.map(({ item, rule }) => `${item} ${ReasonText.name(rule, "zh")}`).join("；")}。`,
    en: `Questionnaire ${questionnaire}: ${problems.map(({ item, rule }) => `${item} ${ReasonText.name(rule, "en")}`).join("; ")}.`,
  }),
  SendNotFound: ({ invitation, number }) => ({
    zh: `邀请 ${invitation} 没有第 ${number} 条消息。`,
    en: `Invitation ${invitation} has no message ${number}.`,
  }),
  SendRefused: ({ invitation, rule }) => ({
    zh: `邀请 ${invitation} 现在不能发送：${ReasonText.sentence(rule, "zh")}`,
    en: `Invitation ${invitation} doesn't go out now: ${ReasonText.sentence(rule, "en")}`,
  }),
  ImpossibleLimits: ({ rule, task }) => ({
    zh: `任务 ${task} 的转诊时限不成立：须${rule === "now < acceptance" ? "现在早于接收期限" : "接收期限不晚于结果期限"}。`,
    en: `Referral after task ${task}: its limits break ${rule}.`,
  }),
  Unstable: ({ agents, erlangs }) => ({
    zh: `${agents} 位坐席处理不完 ${erlangs} 厄兰的话务量，排队只会越来越长。`,
    en: `${agents} agents never catch up with a load of ${erlangs} erlangs: the queue grows without end.`,
  }),
  WrongReferralState: ({ referral, state }) => ({
    zh: `转诊 ${referral} 的状态是“${referralStates(state).zh}”，不能执行此操作。`,
    en: `Referral ${referral} stands at “${referralStates(state).en}”; there is nothing to act on.`,
  }),
  ShiftWithoutSlot: ({ agent, callsPerHour }) => ({
    zh: `坐席 ${agent}：按每小时 ${callsPerHour} 个电话，班次中没有一段容得下一个完整时段。`,
    en: `Agent ${agent}: at ${callsPerHour} calls an hour, no stretch of the shift holds a whole slot.`,
  }),
  ActionRefused: ({ action, rule }) => ({
    zh: `措施 ${action}：${ReasonText.sentence(rule, "zh")}`,
    en: `Action ${action}: ${ReasonText.sentence(rule, "en")}`,
  }),
  CallbackRefused: ({ callback, rule }) => ({
    zh: `回电 ${callback}：${ReasonText.sentence(rule, "zh")}`,
    en: `Callback ${callback}: ${ReasonText.sentence(rule, "en")}`,
  }),
  CallRefused: ({ call, rule }) => ({
    zh: `来电 ${call}：${ReasonText.sentence(rule, "zh")}`,
    en: `Call ${call}: ${ReasonText.sentence(rule, "en")}`,
  }),
  CareEventRefused: ({ event, rule }) => ({
    zh: `活动 ${event}：${ReasonText.sentence(rule, "zh")}`,
    en: `Event ${event}: ${ReasonText.sentence(rule, "en")}`,
  }),
  RegimenRefused: ({ regimen, rule }) => ({
    zh: `用药方案 ${regimen}：${ReasonText.sentence(rule, "zh")}`,
    en: `Regimen ${regimen}: ${ReasonText.sentence(rule, "en")}`,
  }),
  ClaimCodeRefused: ({ rule }) => ({
    zh: `查询码：${claimCodeRules[rule].zh}。`,
    en: `Claim code: ${claimCodeRules[rule].en}.`,
  }),
  Tampered: ({ rule, sequence }) => ({
    zh: `第 ${sequence} 条访问记录：${ReasonText.sentence(rule, "zh")}`,
    en: `Access record ${sequence}: ${ReasonText.sentence(rule, "en")}`,
  }),
  TicketRefused: ({ rule, ticket }) => ({
    zh: `工单 ${ticket}：${ReasonText.sentence(rule, "zh")}`,
    en: `Ticket ${ticket}: ${ReasonText.sentence(rule, "en")}`,
  }),
  UnknownReference: ({ field, id }) => ({
    zh: `没有这个${references[field].zh}：${id}。`,
    en: `No such ${references[field].en}: ${id}.`,
  }),
  UnsoundCategory: ({ category, rule }) => ({
    zh: `分类 ${category} ${categoryRules[rule].zh}。`,
    en: `Category ${category} ${categoryRules[rule].en}.`,
  }),
  UnsoundRule: ({ effect, issue, rule }) => ({
    zh: `个体化规则 ${rule}（${effect}）：${unsound[issue].zh}。`,
    en: `Personalisation rule ${rule}, ${effect}: ${unsound[issue].en}.`,
  }),
  WrongState: ({ state, task }) => ({
    zh: `任务 ${task} 的状态是“${stateOf(state).zh}”，不能执行此操作。`,
    en: `Task ${task} stands at “${stateOf(state).en}”; there is nothing to act on.`,
  }),
}

/**
 * A refusal as a sentence. It says no more than the refusal does: ids, numbers and rules.
 *
 * **Example**
 *
 * ```ts
 * import { ContactWindow, RefusalText, Rule } from "@aftercare/core"
 * import { DateTime } from "effect"
 *
 * const refusal = new ContactWindow.NoMoment({
 *   channel: "phone",
 *   rules: [Rule.RuleId.make("rest.night"), Rule.RuleId.make("work.hours")],
 *   searchedTo: DateTime.makeUnsafe("2026-03-05T04:30:00Z"),
 * })
 * RefusalText.render(refusal, { language: "en" })
 * // => "Phone: no moment within the window up to Thu 5 Mar 2026, 04:30 UTC (night rest, working hours)."
 * ```
 */
export const render = (refusal: Refusal, { language, zone }: Options): string => {
  const shown = (at: InstantText.Instant, in_: Language) =>
    zone === undefined
      ? `${InstantText.render(at, { zone: utc, language: in_, withYear: true })} UTC`
      : InstantText.render(at, { zone, language: in_, withYear: true })
  const text = texts[refusal._tag] as Both<Refusal>
  return capitalised(text(refusal, shown)[language])
}

const utc = TimeZone.make("UTC")

const capitalised = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)
