import {
  AccessChain,
  CalendarHistory,
  Callback,
  CallLoad,
  CallRecord,
  CallScript,
  CallSlot,
  Capacity,
  CareEnrolment,
  CareEvent,
  CareMessage,
  CareProgramme,
  Category,
  ChineseDate,
  ClaimCode,
  Consent,
  ContactablePerson,
  ContactWindow,
  CorrectiveAction,
  Discharge,
  Erlang,
  FollowUpPlan,
  FollowUpProtocol,
  Handover,
  Id,
  ImprovementCycle,
  MessageTemplate,
  OutcomeForm,
  Permission,
  Personalisation,
  Questionnaire,
  QuestionnaireResource,
  Referral,
  RefusalText,
  Regimen,
  Rule,
  Satisfaction,
  ScoreDesign,
  ScoreTally,
  Sla,
  SlaPolicy,
  SmallCells,
  SurveyInvitation,
  SurveyResponse,
  Ticket,
  TimeZone,
  VoiceMenu,
  WorkCalendar,
  WorkingTime,
} from "@aftercare/core"
import * as ICalendar from "@aftercare/core/icalendar"
import * as DateTime from "effect/DateTime"
import { describe, expect, test } from "vitest"
import { refusalTags } from "./support/sources.ts"

const at = DateTime.makeUnsafe("2026-03-05T04:30:00Z")
const rules = [Rule.RuleId.make("rest.noon"), Rule.RuleId.make("hospital.ownRule")]
const task = Id.TaskId.make("task-1")
const stage = Id.StageId.make("first-contact")
const calendar = { calendar: "china.publicHolidays", version: "2026" }

const cases: ReadonlyArray<readonly [refusal: RefusalText.Refusal, zh: string, en: string]> = [
  [
    new CorrectiveAction.ActionRefused({ action: Id.ActionId.make("a-1"), rule: "action.notDone" }),
    "措施 a-1：措施尚未完成，不能核查效果。",
    "Action a-1: The action isn't done yet, so it has no effect to look at.",
  ],
  [
    new VoiceMenu.MenuUnsound({
      menu: "our.menu",
      findings: [{ rule: "menu.noPerson", menu: Id.MenuId.make("main") }],
    }),
    "语音菜单 our.menu 不能发布：main 找不到人。",
    "Voice menu our.menu can't be published: main no way to a person.",
  ],
  [
    new Callback.CallbackRefused({
      callback: Id.CallbackId.make("call-1/callback"),
      act: "TryStarted",
      rule: "callback.over",
    }),
    "回电 call-1/callback：回电已经结束。",
    "Callback call-1/callback: The callback is over.",
  ],
  [
    new CallRecord.CallRefused({ call: Id.CallId.make("call-1"), act: "Answered", rule: "call.over" }),
    "来电 call-1：通话已经结束。",
    "Call call-1: The call is over.",
  ],
  [
    new ChineseDate.ChineseDateRefused({ date: "2026-leap 6-1", rule: "chineseDate.noSuchMonth" }),
    "农历日期 2026-leap 6-1：这一年没有这个月或闰月。",
    "Chinese date 2026-leap 6-1: The year has no such month, or no such leap month.",
  ],
  [
    new CareEvent.CareEventRefused({
      event: Id.CareEventId.make("l-5"),
      act: "Registered",
      rule: "event.registered",
    }),
    "活动 l-5：本人已报名或在候补。",
    "Event l-5: The person has a place already, or waits for one.",
  ],
  [
    new CareEnrolment.EnrolmentRefused({
      enrolment: Id.EnrolmentId.make("e-1"),
      rules: [Rule.RuleId.make("care.deceased"), Rule.RuleId.make("audience.age")],
    }),
    "入组 e-1 不予办理：患者已去世，不再发送。患者的年龄不在项目范围内。",
    "Enrolment e-1 isn't made: The patient has died; nothing is sent. The programme isn't for the patient's age.",
  ],
  [
    new MessageTemplate.SlotsRefused({
      template: "greeting",
      rule: "template.valueTooLong",
      slots: ["salutation", "time"],
    }),
    "模板 greeting：填入的内容超过空位的上限（salutation、time）。",
    "Template greeting: A value is longer than its slot holds (salutation, time).",
  ],
  [
    new CareProgramme.StepNotDated({ step: Id.StepId.make("week"), rule: "care.anchorMissing" }),
    "环节 week 无法确定日期：不知道起算的日子。",
    "Step week can't be dated: The day that it is counted from isn't known.",
  ],
  [
    new CareMessage.CareMessageRefused({ id: Id.CareMessageId.make("c-1"), rule: "care.deceased" }),
    "关怀消息 c-1 不予安排：患者已去世，不再发送。",
    "Care message c-1 isn't made: The patient has died; nothing is sent.",
  ],
  [
    new CareMessage.CareSendNotFound({ id: Id.CareMessageId.make("c-1"), number: 2 }),
    "关怀消息 c-1 没有第 2 次发送。",
    "Care message c-1 never went out under number 2.",
  ],
  [
    new CareMessage.CareSendRefused({ id: Id.CareMessageId.make("c-1"), rule: "care.tooLate" }),
    "关怀消息 c-1 现在不能发送：发送的时间已过，不再发送。",
    "Care message c-1 doesn't go out now: The time to send it is over; it isn't sent late.",
  ],
  [
    new Regimen.RegimenRefused({ regimen: Id.RegimenId.make("r-1"), act: "DoseTold", rule: "dose.notDue" }),
    "用药方案 r-1：用药方案中没有这次用药。",
    "Regimen r-1: The regimen has no such dose.",
  ],
  [
    new CallLoad.FigureRefused({ figure: "agents", least: 1, most: 1_000_000, whole: true }),
    "坐席数须为 1 至 1000000 之间的整数。",
    "A figure is out of bounds: agents must be a whole number from 1 to 1000000.",
  ],
  [
    new Erlang.Unstable({ agents: 10, erlangs: 10.5 }),
    "10 位坐席处理不完 10.5 厄兰的话务量，排队只会越来越长。",
    "10 agents never catch up with a load of 10.5 erlangs: the queue grows without end.",
  ],
  [
    new Ticket.TicketRefused({ ticket: Id.TicketId.make("t-1"), act: "Closed", rule: "ticket.noResult" }),
    "工单 t-1：尚未记录处理结果。",
    "Ticket t-1: No result is on record yet.",
  ],
  [
    new Ticket.UnknownReference({ field: "staff", id: "nurse-9" }),
    "没有这个人员：nurse-9。",
    "No such member of staff: nurse-9.",
  ],
  [
    new Category.UnsoundCategory({ category: Id.CategoryId.make("waiting/mri"), rule: "parent" }),
    "分类 waiting/mri 的上级分类不存在。",
    "Category waiting/mri has a parent that isn't there.",
  ],
  [
    new ClaimCode.ClaimCodeRefused({ rule: "27 symbols" }),
    "查询码：应为 27 位。",
    "Claim code: it has 27 symbols.",
  ],
  [
    new FollowUpPlan.PromiseRefused({ task, channel: "phone", at, rules, nearest: at }),
    "电话不能约定在 2026年3月5日（周四）12:30（午休、hospital.ownRule）；最近的时刻是 2026年3月5日（周四）12:30。",
    "Phone can't be promised for Thu 5 Mar 2026, 12:30 (noon rest, hospital.ownRule); the nearest moment is Thu 5 Mar 2026, 12:30.",
  ],
  [
    new FollowUpPlan.PromiseRefused({ task, channel: "phone", at, rules }),
    "电话不能约定在 2026年3月5日（周四）12:30（午休、hospital.ownRule）；附近没有可约定的时刻。",
    "Phone can't be promised for Thu 5 Mar 2026, 12:30 (noon rest, hospital.ownRule); no moment near can.",
  ],
  [
    new FollowUpPlan.EndRefused({ task, end: "Missed", rule: "end.tried" }),
    "任务 task-1 不能以“逾期未访”结束：已经作过尝试，不能记为逾期未访。",
    "Task task-1 can't end as “missed by the hospital”: Tries were made, so nothing was missed.",
  ],
  [
    new Discharge.MistakenIdentity({
      discharge: Id.DischargeId.make("d-2"),
      known: Id.DischargeId.make("d-1"),
      differs: "bornOn",
    }),
    "出院记录 d-2：与已保存的出院记录 d-1 的患者出生日期不同。",
    "Discharge d-2: the patient's birth date is another in discharge d-1, which is kept.",
  ],
  [
    new FollowUpPlan.PatientDeceased({ discharge: Id.DischargeId.make("d-1") }),
    "出院记录 d-1：患者已去世，不安排随访。",
    "Discharge d-1: the patient has died; no follow-up is planned.",
  ],
  [
    new FollowUpPlan.ReentryRefused({ task, rule: "reentry.deceased" }),
    "任务 task-1 不能重新开始：患者已去世，不再联系。",
    "Task task-1 can't be taken up again: The patient has died; nobody is contacted again.",
  ],
  [
    new QuestionnaireResource.ResourceRefused({
      resource: "Questionnaire",
      problems: [
        { path: "item[3].type", rule: "answers of this kind can't be asked for" },
        { path: "item[4]", rule: "answer.outOfRange" },
      ],
    }),
    "资源 Questionnaire 无法读取：item[3].type 不支持这种回答类型；item[4] 不在量表范围内。",
    "Resource Questionnaire can't be read: item[3].type answers of this kind can't be asked for; item[4] lies outside the scale.",
  ],
  [
    new Questionnaire.QuestionnaireUnsound({
      questionnaire: "ward-3",
      problems: [
        { path: "items[0].askIf", rule: "questionnaire.skipBackward" },
        { path: "weightsSumTo", rule: "questionnaire.weightsSum" },
      ],
    }),
    "问卷 ward-3 不能发布：items[0].askIf 条件引用了后面的题目；weightsSumTo 权重之和不符。",
    "Questionnaire ward-3 can't be published: items[0].askIf the condition names a later item; weightsSumTo the weights don't add up.",
  ],
  [
    new SurveyInvitation.InvitationRefused({
      occasion: Id.OccasionId.make("visit-9"),
      rule: "invitation.tooLate",
    }),
    "不就 visit-9 发出邀请：邀请的时间已过。",
    "Nobody is invited about visit-9: The time to ask is over.",
  ],
  [
    new SurveyInvitation.SendNotFound({ invitation: Id.InvitationId.make("i-1"), number: 2 }),
    "邀请 i-1 没有第 2 条消息。",
    "Invitation i-1 has no message 2.",
  ],
  [
    new SurveyInvitation.SendRefused({ invitation: Id.InvitationId.make("i-1"), rule: "send.tooLate" }),
    "邀请 i-1 现在不能发送：邀请或作答的时间已过，不再发送。",
    "Invitation i-1 doesn't go out now: The time to ask or to answer is over; nothing more goes out.",
  ],
  [
    new ScoreTally.AnswerNotScorable({ item: "care", row: 2, rule: "answer.outOfRange" }),
    "第 3 行，题目 care：不在量表范围内，未计入任何数据。",
    "Row 3, item care: lies outside the scale; nothing was counted.",
  ],
  [
    new ScoreTally.AnswerNotScorable({ item: "", row: 0, rule: "answer.unknownOption" }),
    "第 1 行的分组：没有这个选项，未计入任何数据。",
    "Row 1, its group: has no such option; nothing was counted.",
  ],
  [
    new ScoreTally.AnswerNotScorable({ item: "", row: 0, rule: "answer.rowCount" }),
    "行数须为非负整数。未计入任何数据。",
    "The number of rows is whole, and from 0 on. Nothing was counted.",
  ],
  [
    new ScoreTally.AnswerNotScorable({ item: "care", row: 0, rule: "answer.oneMark" }),
    "题目 care：“未答”与“不适用”须用不同的标记。未计入任何数据。",
    "Item care: No answer and not applicable need marks of their own. Nothing was counted.",
  ],
  [
    new ScoreDesign.DomainNotScorable({ domain: "ward", rule: "score.noScale" }),
    "维度 ward 不能评分：该维度没有以数字或是否作答的题目。",
    "Domain ward can't be scored: None of the domain's items is answered by a number, or yes or no.",
  ],
  [
    new ScoreTally.TallyMismatch({ questionnaire: "stay", rule: "score.otherGrouping" }),
    "问卷 stay 的计数：两份计数的分组方式不同，不能合并。",
    "Tally of questionnaire stay: The counts are grouped by other keys, so they can't be merged.",
  ],
  [
    new Satisfaction.VariantMismatch({ definition: "nps", rule: "score.notZeroToTen" }),
    "得分定义 nps 不适用：净推荐值只能由 0 至 10 的量表得出。",
    "Score nps doesn't fit: A net promoter score needs a scale of 0 to 10.",
  ],
  [
    new SmallCells.PublicationRefused({ figure: "ward-3", rule: "publication.notACount" }),
    "数字 ward-3 不能公布：数字包含的人群没有计数，或不是可公布的整数。",
    "Figure ward-3 can't be published: A group of the figure has no count, or one that isn't a whole number.",
  ],
  [
    new SurveyResponse.ResponseRefused({
      questionnaire: "ward-3",
      problems: [
        { item: "q2", rule: "answer.outOfRange" },
        { item: "q3", rule: "answer.mustApply" },
      ],
    }),
    "问卷 ward-3：q2 不在量表范围内；q3 不能答“不适用”。",
    "Questionnaire ward-3: q2 lies outside the scale; q3 can't be not applicable.",
  ],
  [
    new FollowUpPlan.NotPractised({ what: "form", id: "symptoms 2" }),
    "本院没有这个表单：symptoms 2。",
    "The hospital has no such form: symptoms 2.",
  ],
  [
    new FollowUpPlan.NotPractised({ what: "referral", id: "familyDoctor" }),
    "本院没有这个转诊类型：familyDoctor。",
    "The hospital has no such kind of referral: familyDoctor.",
  ],
  [
    new FollowUpPlan.NotPractised({ what: "programme", id: "stroke" }),
    "本院没有这个关怀项目：stroke。",
    "The hospital has no such care programme: stroke.",
  ],
  [
    new FollowUpPlan.NotPractised({ what: "medicationReminder", id: "r-1" }),
    "本院没有这个用药提醒办法：r-1。",
    "The hospital has no such way to remind of medicines: r-1.",
  ],
  [
    new ImprovementCycle.CycleRefused({ cycle: Id.CycleId.make("cycle-1"), rule: "cycle.notBetter" }),
    "改进循环 cycle-1：数据没有证实改进，不能定为标准。",
    "Improvement cycle cycle-1: The data don't show an improvement, so it isn't made the standard.",
  ],
  [
    new ContactablePerson.NoAddressee({ rule: "addressee.guardianOfMinor" }),
    "未成年患者通过监护人联系，而未登记监护人。",
    "A minor is addressed through a guardian, and none is named.",
  ],
  [
    new ContactWindow.EmptyWindow({ channel: "phone", rules, searchedTo: at }),
    "电话：这些规则合在一起，直到 2026年3月5日（周四）12:30，任何一天都没有可联系的时刻（午休、hospital.ownRule）。",
    "Phone: together these rules leave no moment on any day up to Thu 5 Mar 2026, 12:30 (noon rest, hospital.ownRule).",
  ],
  [
    new ContactWindow.NoMoment({ channel: "sms", rules, searchedTo: at }),
    "短信：时间窗内直到 2026年3月5日（周四）12:30 没有可联系的时刻（午休、hospital.ownRule）。",
    "SMS: no moment within the window up to Thu 5 Mar 2026, 12:30 (noon rest, hospital.ownRule).",
  ],
  [
    new ContactWindow.AwaitingCalendar({ channel: "phone", ...calendar }),
    "电话：日历 china.publicHolidays（版本 2026）尚未公布到所需日期，待公布后安排。",
    "Phone: calendar china.publicHolidays (version 2026) doesn't reach far enough; it is placed once the calendar does.",
  ],
  [
    new ContactWindow.OutsideWindow({ channel: "phone", at, rules }),
    "电话在 2026年3月5日（周四）12:30 不在回访时段内（午休、hospital.ownRule）。",
    "Phone at Thu 5 Mar 2026, 12:30 lies outside the contact window (noon rest, hospital.ownRule).",
  ],
  [
    new ContactWindow.UnequalColumns({ earliest: 6, ideal: 6, due: 5, latest: 0 }),
    "时间窗各列的行数不一致：最早 6、适宜 6、应于 5、最晚 0。",
    "The columns of windows aren't equally long: 6 rows of earliest, 6 of ideal, 5 of due, 0 of latest.",
  ],
  [
    new ContactWindow.ChannelNotUsed({ channel: "letter", policy: "china.care" }),
    "策略 china.care 不使用信件。",
    "Policy china.care doesn't use letter.",
  ],
  [
    new Consent.NotPermitted({
      person: Id.PersonId.make("p1"),
      channel: "wechat",
      purpose: "care",
      rule: "consent.withdrawn",
    }),
    "微信（关怀）：本人已撤回同意。",
    "WeChat (care): The person has withdrawn the consent.",
  ],
  [
    new Permission.PermissionRefused({
      permission: "closeTicket",
      holder: "nurse",
      purpose: "feedback",
      rule: "permission.none",
    }),
    "护士不可办结工单（处理反馈）：该岗位没有这项权限。",
    "Nurse: may not close a ticket (feedback). This role isn't granted it.",
  ],
  [
    new AccessChain.Tampered({ sequence: 7, rule: "access.missing" }),
    "第 7 条访问记录：应在此处的记录不在。",
    "Access record 7: The record that belongs here isn't here.",
  ],
  [
    new Consent.CannotWithdraw({ consent: Id.ConsentId.make("c1"), basis: "legalDuty" }),
    "授权 c1 的依据是法定职责，不能由本人撤回。",
    "Consent c1 rests on a legal duty, which isn't the person's to withdraw.",
  ],
  [
    new FollowUpProtocol.ImpossibleWindow({ stage, rule: "ideal < due" }),
    "阶段 first-contact：时间窗不满足“适宜 < 应于”。",
    "Stage first-contact: its window breaks ideal < due.",
  ],
  [
    new FollowUpPlan.AnchorMissing({ stage, anchor: "Operation" }),
    "阶段 first-contact：记录中没有起算日期（手术）。",
    "Stage first-contact: the record doesn't date what it is counted from (operation).",
  ],
  [
    new Personalisation.UnsoundRule({
      rule: Rule.RuleId.make("personal.own"),
      effect: "Drop",
      issue: "less care must not be for higher risk",
    }),
    "个体化规则 personal.own（Drop）：减少的随访不能针对较高风险的患者。",
    "Personalisation rule personal.own, Drop: less care must not be for higher risk.",
  ],
  [
    new CallSlot.ShiftWithoutSlot({ agent: Id.StaffId.make("nurse-1"), callsPerHour: 2 }),
    "坐席 nurse-1：按每小时 2 个电话，班次中没有一段容得下一个完整时段。",
    "Agent nurse-1: at 2 calls an hour, no stretch of the shift holds a whole slot.",
  ],
  [
    new Capacity.CallLongerThanSlot({ call: Id.TaskId.make("t1"), callMillis: 900_000, slotMillis: 514_285 }),
    "电话 t1 需 15 分钟，最长的通话时段只有 8.57 分钟。",
    "Call t1 takes 15 min; the longest slot has 8.57 min.",
  ],
  [
    new Capacity.CapacityTooLarge({ figure: "calls × slots", count: 6_000_000_000, limit: 5_000_000_000 }),
    "电话数 × 时段数为 6000000000，超过一次可安排的上限 5000000000。",
    "6000000000 calls × slots, more than the 5000000000 that are assigned in one go.",
  ],
  [
    new Capacity.DuplicateId({ field: "agents", id: "nurse-1" }),
    "坐席中有两个的编号同为 nurse-1。",
    "Two of the agents have the id nurse-1.",
  ],
  [
    new Capacity.ImpossibleCall({ call: Id.TaskId.make("t1"), rule: "risk is a whole number" }),
    "电话 t1：风险须为整数。",
    "Call t1: its risk must be a whole number.",
  ],
  [
    new OutcomeForm.AnswersRefused({
      form: "symptoms",
      problems: [
        { question: "pain", rule: "answer.missing" },
        { question: "fever", rule: "answer.implausible" },
      ],
    }),
    "表单 symptoms：pain 必须回答；fever 数值超出合理范围。",
    "Form symptoms: pain must be answered; fever lies outside the plausible range.",
  ],
  [
    new Handover.IncompleteHandover({
      policy: { id: "general.handover", version: "1" },
      missing: [
        { item: "contactDetails", gap: "unanswered", standing: "blocks" },
        { item: "documents", gap: "notDone", standing: "flags" },
      ],
    }),
    "出院交接未完成：联系方式核实（未填写，须补齐后才能安排）、资料归档（未完成，仅提示）。",
    "The handover isn't complete: contact details (not answered, holds up the plan), documents (not done, only noted).",
  ],
  [
    new FollowUpPlan.ReferralNotFound({ referral: "plan/referral/9" }),
    "没有这个转诊：plan/referral/9。",
    "No such referral: plan/referral/9.",
  ],
  [
    new FollowUpPlan.ImpossibleLimits({ task: Id.TaskId.make("t1"), rule: "acceptance ≤ result" }),
    "任务 t1 的转诊时限不成立：须接收期限不晚于结果期限。",
    "Referral after task t1: its limits break acceptance ≤ result.",
  ],
  [
    new Referral.WrongReferralState({ referral: Id.ReferralId.make("r1"), state: "Reported" }),
    "转诊 r1 的状态是“已回报结果”，不能执行此操作。",
    "Referral r1 stands at “reported”; there is nothing to act on.",
  ],
  [
    new CallScript.PlaceholdersMissing({ script: "call", placeholders: ["agent", "doctor"] }),
    "话术 call：未提供 {agent}、{doctor}。",
    "Script call: nothing is given for {agent}, {doctor}.",
  ],
  [
    new FollowUpPlan.NoChannel({ stage }),
    "阶段 first-contact：没有能用于联系对象的渠道。",
    "Stage first-contact: none of its channels reaches the addressee.",
  ],
  [new FollowUpPlan.NotFound({ what: "attempt", id: "a/1" }), "没有这个尝试：a/1。", "No such attempt: a/1."],
  [
    new FollowUpPlan.NotFound({ what: "addressee", id: "p/self" }),
    "没有这个联系对象：p/self。",
    "No such addressee: p/self.",
  ],
  [
    new FollowUpPlan.WrongState({ task: Id.TaskId.make("t1"), state: "InProgress" }),
    "任务 t1 的状态是“尝试中”，不能执行此操作。",
    "Task t1 stands at “a try under way”; there is nothing to act on.",
  ],
  [
    new WorkCalendar.CalendarNotCovered({ ...calendar, on: "2027-01-01" }),
    "日历 china.publicHolidays（版本 2026）未覆盖 2027-01-01。",
    "Calendar china.publicHolidays (version 2026) doesn't cover 2027-01-01.",
  ],
  [
    new ICalendar.NotICalendar({ rule: "not closed", line: 12 }),
    "第 12 行：不是可读取的 iCalendar 文件（缺少对应的结束行，文件可能不完整）。",
    "Line 12: not an iCalendar file that can be read (begun and not ended: the file may be cut off).",
  ],
  [
    new CalendarHistory.CalendarNotPublished({
      calendar: "china.publicHolidays",
      at,
      firstPublishedAt: DateTime.makeUnsafe("2026-11-04T02:00:00Z"),
    }),
    "2026年3月5日（周四）12:30 时日历 china.publicHolidays 尚无任何版本公布，首个版本公布于 2026年11月4日（周三）10:00。",
    "No version of calendar china.publicHolidays was known at Thu 5 Mar 2026, 12:30; the first came at Wed 4 Nov 2026, 10:00.",
  ],
  [
    new Sla.NotRegistered({ by: at }),
    "到 2026年3月5日（周四）12:30 为止没有登记记录。",
    "Nothing was registered by Thu 5 Mar 2026, 12:30.",
  ],
  [
    new Sla.PolicyNotPublished({ policy: { id: "china.complaints", version: "7" } }),
    "没有提供时限策略 china.complaints 的版本 7。",
    "Version 7 of the limits china.complaints isn't among those given.",
  ],
  [
    new SlaPolicy.UnsoundPolicy({
      policy: { id: "china.complaints", version: "7" },
      rule: Rule.RuleId.make("complaint.several"),
      issue: "the clock never opens",
      named: "office",
    }),
    "时限策略 china.complaints（版本 7）不能发布：多科室投诉：该时钟没有任何工作时间（office）。",
    "The limits china.complaints (version 7) can't be published: complaint about several departments: the clock never opens (office).",
  ],
  [
    new WorkingTime.HoursNotKnown({ firstUnknown: at }),
    "自 2026年3月5日（周四）12:30 起时段未知：日历尚未覆盖。",
    "Hours aren't known from Thu 5 Mar 2026, 12:30 on: the calendar doesn't cover that date.",
  ],
  [
    new WorkingTime.HorizonReached({ searchedTo: at }),
    "查找到 2026年3月5日（周四）12:30 仍未找到：时区数据只到此处。",
    "Nothing found up to Thu 5 Mar 2026, 12:30, as far as time zones are known.",
  ],
]

describe("a refusal", () => {
  const zone = TimeZone.make("Asia/Shanghai")

  test.each(cases)("%s", (refusal, zh, en) => {
    expect(RefusalText.render(refusal, { language: "zh", zone })).toBe(zh)
    expect(RefusalText.render(refusal, { language: "en", zone })).toBe(en)
  })

  test("shows UTC, and says so, where no zone is given", () => {
    const refusal = new WorkingTime.HoursNotKnown({ firstUnknown: at })
    expect(RefusalText.render(refusal, { language: "en" })).toContain("Thu 5 Mar 2026, 04:30 UTC")
  })

  test("of every kind has a text: a new error of the pure floors belongs into RefusalText and here", () => {
    const tags = [...new Set(refusalTags().map(({ text }) => text))].sort()
    expect(tags.length).toBeGreaterThan(10)
    expect([...new Set(cases.map(([refusal]) => refusal._tag as string))].sort()).toEqual(tags)
  })
})
