/**
 * The shared words in Chinese and English: channels, roles, relations, contents, and how tasks and tries stand and end.
 *
 * @since 0.1.0
 */
import type { Disposition } from "../contact/ContactAttempt.ts"
import type * as Override from "../contact/Override.ts"
import type { Kind as FeedbackKind, IntakeChannel, Severity } from "../feedback/FeedbackWord.ts"
import type { State as TargetStanding } from "../feedback/Sla.ts"
import type { Handling } from "../feedback/SlaFacts.ts"
import type { Start, Target } from "../feedback/SlaPolicy.ts"
import type { DutyRole } from "../feedback/SlaStep.ts"
import type { Destination } from "../followup/Destination.ts"
import type { ContentModule } from "../followup/FollowUpProtocol.ts"
import type { CancelReason, LossGrade, TaskEnd, TaskState } from "../followup/FollowUpTask.ts"
import type { Gap, Item, Standing } from "../followup/Handover.ts"
import type { KnownTier } from "../followup/Personalisation.ts"
import type { Kind as ReferralKind, ReferralState } from "../followup/Referral.ts"
import type { CharlsonCondition } from "../followup/RiskInputs.ts"
import type { Amount, Flag, StayCounting } from "../followup/RiskTable.ts"
import type { Status, Verified } from "../foundation/Rule.ts"
import type { Channel, Purpose, Relation, Role } from "../foundation/Word.ts"
import type { CallbackEnd } from "../hotline/Callback.ts"
import type { PriorityReason } from "../hotline/SkillRouting.ts"
import type { AccessPurpose } from "../privacy/AccessRecord.ts"
import type { Holder, Permission } from "../privacy/Permission.ts"
import { vocabulary } from "./Vocabulary.ts"

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
  reminder: { zh: "所约提醒", en: "reminders asked for" },
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

/** To whom something is granted. */
export const holder = vocabulary<Holder>({
  doctor: { zh: "医生", en: "doctor" },
  nurse: { zh: "护士", en: "nurse" },
  nutritionist: { zh: "营养师", en: "nutritionist" },
  psychologist: { zh: "心理咨询师", en: "psychologist" },
  careCentreStaff: { zh: "关怀中心人员", en: "care centre" },
  person: { zh: "患者或其代表", en: "patient or their representative" },
  system: { zh: "系统自身", en: "the hospital's own programs" },
})

/** What somebody may do. */
export const permission = vocabulary<Permission>({
  readCallBrief: { zh: "查看通话概要", en: "read a call brief" },
  readReplies: { zh: "查看来信", en: "read replies" },
  readTickets: { zh: "查看患者的工单", en: "read a patient's tickets" },
  placeByOverride: { zh: "作例外安排", en: "place a contact by override" },
  closeTicket: { zh: "办结工单", en: "close a ticket" },
  erase: { zh: "应要求清除记录", en: "have records erased on request" },
})

/** What somebody reaches data for. */
export const accessPurpose = vocabulary<AccessPurpose>({
  care: { zh: "诊疗随访", en: "care" },
  feedback: { zh: "处理反馈", en: "feedback" },
  quality: { zh: "质量管理", en: "quality" },
  personsRequest: { zh: "本人要求", en: "the person's request" },
  legalDuty: { zh: "法定职责", en: "a legal duty" },
  emergency: { zh: "紧急情况", en: "emergency" },
  administration: { zh: "行政管理", en: "administration" },
})

/** What the person addressed is to the patient. */
export const relation = vocabulary<Relation>({
  self: { zh: "患者本人", en: "the patient" },
  guardian: { zh: "监护人", en: "guardian" },
  caregiver: { zh: "照护者", en: "caregiver" },
  communityWorker: { zh: "社区工作者", en: "community worker" },
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

/** Where a referral stands. */
export const referralState = vocabulary<ReferralState["_tag"]>({
  Requested: { zh: "已提出", en: "requested" },
  Accepted: { zh: "已接收", en: "accepted" },
  Refused: { zh: "被拒", en: "refused" },
  Silent: { zh: "无回音", en: "unanswered" },
  Reported: { zh: "已回报结果", en: "reported" },
  Withdrawn: { zh: "已撤回", en: "withdrawn" },
})

/** Whom a patient is referred to. */
export const referralKind = vocabulary<ReferralKind>({
  communityHealthCentre: { zh: "社区卫生服务中心", en: "community health centre" },
  rehabilitationUnit: { zh: "康复机构", en: "rehabilitation unit" },
  familyDoctor: { zh: "家庭医生", en: "family doctor" },
  teleConsultation: { zh: "远程会诊", en: "tele-consultation" },
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

/** How far somebody is lost to follow-up. */
export const lossGrade = vocabulary<LossGrade>({
  overdue: { zh: "逾期", en: "overdue" },
  early: { zh: "早期失访", en: "early loss" },
  lost: { zh: "失访", en: "lost" },
})

/** Where a patient went on to. */
export const destination = vocabulary<Destination>({
  home: { zh: "回家", en: "home" },
  hospital: { zh: "转往其他医院", en: "to another hospital" },
  psychiatricUnit: { zh: "转往精神专科", en: "to a psychiatric unit" },
  rehabilitation: { zh: "转往康复机构", en: "to rehabilitation" },
  nursingFacility: { zh: "入住护理机构", en: "to a nursing facility" },
  hospice: { zh: "转入安宁疗护", en: "into palliative care" },
  other: { zh: "去往别处", en: "elsewhere" },
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
  answeredByOther: { zh: "他人接听", en: "somebody else answered" },
  callLater: { zh: "请稍后再联系", en: "asked to be called later" },
  languageBarrier: { zh: "语言不通", en: "no common language" },
  declined: { zh: "拒访", en: "declined" },
  wrongNumber: { zh: "号码有误", en: "wrong number" },
  outOfService: { zh: "号码停用", en: "number out of service" },
  deceased: { zh: "患者去世", en: "the patient has died" },
  readmitted: { zh: "再次入院", en: "in hospital again" },
  rejected: { zh: "渠道拒收", en: "rejected by the channel" },
  deliveryUnknown: { zh: "送达情况不明", en: "delivery unknown" },
})

/** How a callback is over. */
export const callbackEnd = vocabulary<CallbackEnd["_tag"]>({
  Reached: { zh: "已接通", en: "reached" },
  RangBack: { zh: "来电者已再次来电", en: "the caller rang again" },
  Unreachable: { zh: "未接通", en: "unreachable" },
  Withdrawn: { zh: "来电者取消", en: "withdrawn by the caller" },
  Missed: { zh: "逾期未拨", en: "missed by the hotline" },
})

/** Why a waiting call is taken sooner. */
export const priorityReason = vocabulary<PriorityReason>({
  redFlag: { zh: "危险征象", en: "red flag" },
  elderly: { zh: "高龄", en: "elderly" },
  repeatCaller: { zh: "重复来电", en: "repeat caller" },
  overdue: { zh: "等待超过承诺", en: "waited longer than promised" },
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

/** What is gone through in a handover. */
export const handoverItem = vocabulary<Item>({
  precautions: { zh: "注意事项", en: "precautions" },
  medicines: { zh: "用药指导", en: "how to take the medicines" },
  revisit: { zh: "复诊安排", en: "the return visit" },
  warningSigns: { zh: "警示症状", en: "warning signs" },
  contactDetails: { zh: "联系方式核实", en: "contact details" },
  followUpNeeds: { zh: "随访需求确认", en: "follow-up needs" },
  documents: { zh: "资料归档", en: "documents" },
})

/** Why an item of a handover isn't settled. */
export const handoverGap = vocabulary<Gap["gap"]>({
  notDone: { zh: "未完成", en: "not done" },
  unanswered: { zh: "未填写", en: "not answered" },
})

/** What a gap in a handover does. */
export const handoverStanding = vocabulary<Standing>({
  blocks: { zh: "须补齐后才能安排", en: "holds up the plan" },
  flags: { zh: "仅提示", en: "only noted" },
})

/** What a risk table looks at. */
export const riskInput = vocabulary<Amount | Flag>({
  lengthOfStay: { zh: "住院天数", en: "length of stay" },
  charlson: { zh: "Charlson 合并症", en: "Charlson comorbidities" },
  emergencyVisits: { zh: "入院前 6 个月急诊次数", en: "emergency visits in six months" },
  admissionsInYear: { zh: "此前 12 个月住院次数", en: "admissions in twelve months" },
  haemoglobin: { zh: "血红蛋白（g/dL）", en: "haemoglobin in g/dL" },
  sodium: { zh: "血钠（mmol/L）", en: "sodium in mmol/L" },
  age: { zh: "年龄", en: "age" },
  acuteAdmission: { zh: "急诊入院", en: "acute admission" },
  urgentAdmission: { zh: "非择期入院", en: "urgent admission" },
  oncologyService: { zh: "肿瘤科出院", en: "discharge from oncology" },
  cancer: { zh: "癌症", en: "cancer" },
  procedure: { zh: "住院期间有操作", en: "procedure" },
})

/** How the days of a stay are counted. */
export const stayCounting = vocabulary<StayCounting["counts"]>({
  nights: { zh: "过夜数", en: "nights" },
  datesTouched: { zh: "入出院当日均计", en: "dates, admission and discharge both counted" },
  fullDays: { zh: "满 24 小时数", en: "full 24 hours" },
})

/** The illnesses beside the main one that risk scores weigh. */
export const charlsonCondition = vocabulary<CharlsonCondition>({
  myocardialInfarction: { zh: "心肌梗死史", en: "myocardial infarction" },
  cerebrovascularDisease: { zh: "脑血管病", en: "cerebrovascular disease" },
  peripheralVascularDisease: { zh: "外周血管病", en: "peripheral vascular disease" },
  diabetesWithoutComplications: { zh: "糖尿病，无并发症", en: "diabetes without complications" },
  heartFailure: { zh: "心力衰竭", en: "heart failure" },
  diabetesWithEndOrganDamage: { zh: "糖尿病，有终末器官损害", en: "diabetes with end organ damage" },
  chronicPulmonaryDisease: { zh: "慢性肺病", en: "chronic pulmonary disease" },
  mildLiverOrRenalDisease: { zh: "轻度肝病或肾病", en: "mild liver or renal disease" },
  tumour: { zh: "肿瘤（含淋巴瘤、白血病）", en: "tumour, lymphoma and leukaemia included" },
  dementia: { zh: "痴呆", en: "dementia" },
  connectiveTissueDisease: { zh: "结缔组织病", en: "connective tissue disease" },
  hiv: { zh: "HIV 感染", en: "HIV infection" },
  severeLiverOrRenalDisease: { zh: "中重度肝病或肾病", en: "moderate or severe liver or renal disease" },
  metastaticTumour: { zh: "转移性实体瘤", en: "metastatic solid tumour" },
})

/** What an item of feedback is. */
export const feedbackKind = vocabulary<FeedbackKind>({
  complaint: { zh: "投诉", en: "complaint" },
  suggestion: { zh: "建议", en: "suggestion" },
  enquiry: { zh: "咨询", en: "enquiry" },
  praise: { zh: "表扬", en: "praise" },
  dispute: { zh: "纠纷", en: "dispute" },
  helpRequest: { zh: "求助", en: "request for help" },
})

/** The way an item of feedback came in. */
export const intakeChannel = vocabulary<IntakeChannel>({
  app: { zh: "手机应用", en: "app" },
  website: { zh: "网站", en: "website" },
  wechat: { zh: "微信", en: "WeChat" },
  sms: { zh: "短信", en: "SMS" },
  email: { zh: "电子邮件", en: "e-mail" },
  hotline: { zh: "热线电话", en: "hotline" },
  letter: { zh: "信件", en: "letter" },
  suggestionBox: { zh: "意见箱", en: "suggestion box" },
  bedside: { zh: "床旁", en: "bedside" },
})

/** How heavy an item of feedback weighs. */
export const severity = vocabulary<Severity>({
  low: { zh: "轻微", en: "low" },
  normal: { zh: "一般", en: "normal" },
  high: { zh: "严重", en: "high" },
  critical: { zh: "特别严重", en: "critical" },
})

/** How an item of feedback can be settled. */
export const handling = vocabulary<Handling>({
  onTheSpot: { zh: "可当场处理", en: "settled on the spot" },
  investigation: { zh: "需调查", en: "to be investigated" },
  complex: { zh: "复杂", en: "complex" },
  outOfRemit: { zh: "不属本院职责", en: "out of remit" },
})

/** Who is told of a target. */
export const dutyRole = vocabulary<DutyRole>({
  owner: { zh: "承办人", en: "owner" },
  headOfDepartment: { zh: "科室负责人", en: "head of the department" },
  complaintOffice: { zh: "投诉管理部门", en: "complaint office" },
  departmentInCharge: { zh: "主管部门", en: "department in charge" },
  management: { zh: "医院领导", en: "management" },
})

/** What is asked for in time. */
export const target = vocabulary<Target | "Promise">({
  Acknowledgement: { zh: "确认收到", en: "acknowledgement" },
  Assignment: { zh: "派单", en: "assignment" },
  FirstResponse: { zh: "首次回应", en: "first response" },
  NextResponse: { zh: "再次回应", en: "next response" },
  HandoverAcceptance: { zh: "交接接收", en: "acceptance of the hand-over" },
  OnSite: { zh: "到场", en: "arrival on site" },
  Resolution: { zh: "办结", en: "resolution" },
  Answer: { zh: "答复", en: "answer" },
  SatisfactionCheck: { zh: "满意度回访", en: "satisfaction check" },
  Promise: { zh: "承诺", en: "promise" },
})

/** How a target stands. */
export const targetState = vocabulary<TargetStanding>({
  waiting: { zh: "未起算", en: "waiting" },
  running: { zh: "计时中", en: "running" },
  paused: { zh: "暂停", en: "paused" },
  met: { zh: "达成", en: "met" },
  breached: { zh: "超时", en: "breached" },
  dropped: { zh: "不再要求", en: "dropped" },
  unknown: { zh: "日历未公布，无法判断", en: "not known: the calendar doesn't reach so far" },
})

/** What a target's clock starts with. */
export const targetStart = vocabulary<Start>({
  receipt: { zh: "收到", en: "receipt" },
  registration: { zh: "登记", en: "registration" },
  assignment: { zh: "派单", en: "assignment" },
  resolution: { zh: "办结", en: "the resolution" },
  answer: { zh: "答复", en: "the answer" },
  closing: { zh: "结案", en: "the closing" },
  senderWrote: { zh: "诉求人再次来信", en: "the sender's writing" },
  offer: { zh: "发起交接", en: "the offer" },
})
