/**
 * Limits for complaints in mainland China: the rules for medical institutions, hotlines, mediation and petitions.
 *
 * **Details**
 *
 * A limit in working days runs through the end of its last date; the day of receipt is day 0. The ladders are no source's:
 * they are the hospital's to set. Replace the clock's hours by the hospital's own.
 *
 * @since 0.1.0
 */
import * as Hours from "../../calendar/Hours.ts"
import * as TimeZone from "../../calendar/TimeZone.ts"
import { holds } from "../../feedback/SlaEvent.ts"
import type { Clock, Limit } from "../../feedback/SlaLimit.ts"
import type { SlaPolicy, SlaRule, TargetLimit } from "../../feedback/SlaPolicy.ts"
import type { SlaStep } from "../../feedback/SlaStep.ts"
import { RuleId, type Source } from "../../foundation/Rule.ts"
import { complex, ladder, repeated, urgent } from "../general/GeneralSla.ts"

const hour = 3_600_000
const minute = 60_000

/** An office's hours on the working days of the public calendar. */
export const office: Clock = {
  name: "office",
  zone: TimeZone.make("Asia/Shanghai"),
  hours: Hours.onWorkingDays("08:00-12:00", "14:00-17:30"),
  calendar: "china.publicHolidays",
}

const officeDay = 7.5 * hour

const workingDays = (days: number, pause: "openTime" | "touchedDates" = "openTime"): Limit => ({
  _tag: "WorkingDays",
  days,
  clock: office.name,
  ends: "endOfDate",
  pause,
})

const calendarDays = (days: number): Limit => ({
  _tag: "CalendarDays",
  days,
  clock: office.name,
  ends: "endOfDate",
  pause: "openTime",
})

const elapsed = (millis: number): Limit => ({ _tag: "Elapsed", millis })

const asked = (
  target: TargetLimit["target"],
  limit: Limit,
  options: Partial<Pick<TargetLimit, "start" | "pausedBy" | "steps">> = {},
): TargetLimit => ({
  target,
  limit,
  start: "receipt",
  pausedBy: "noHold",
  reopening: "startsAgain",
  steps: limit._tag === "Elapsed" ? [] : ladder(officeDay, officeDay),
  ...options,
})

const policy = (id: string, title: SlaPolicy["title"], rules: SlaPolicy["rules"]): SlaPolicy => ({
  id,
  version: "2026-11",
  title,
  clocks: [office],
  changedLimits: "fromStart",
  rules,
  promiseSteps: ladder(hour, 24 * hour),
  actionSteps: ladder(3 * 24 * hour, 7 * 24 * hour),
})

const measures: Source = {
  title: "《医疗机构投诉管理办法》（国家卫生健康委员会令第 3 号，2019 年 4 月 10 日施行）",
  status: "law",
  verified: "secondary",
  reference: "http://fww.org.cn/2019/0402/52908.html",
}

const firstReceiver: Source = {
  title: {
    zh: "首诉负责制：首诉科室热情接待，能处理的当场处理，不能处理的引导至投诉管理部门",
    en: "First-receiver responsibility: whoever is complained to first settles it on the spot or leads the sender to the complaints office",
  },
  status: "hospitalPolicy",
  verified: "own",
  reference: {
    zh: "职责出自《医疗机构投诉管理办法》（http://fww.org.cn/2019/0402/52908.html）；该办法未给出天数，一个工作日为医院自定。",
    en: "The duty is the measures' (http://fww.org.cn/2019/0402/52908.html); they give no number, so one working day is the hospital's.",
  },
}

const withSteps = (...told: ReadonlyArray<SlaStep>): Pick<TargetLimit, "steps"> => ({
  steps: [...told, ...ladder(officeDay, officeDay)],
})

const complaint = (id: string, when: SlaRule["when"], ...targets: SlaRule["targets"]): SlaRule => ({
  id: RuleId.make(id),
  when: { kinds: ["complaint"], ...when },
  targets,
  source: measures,
})

/**
 * Complaints at a medical institution: settled on the spot on the day of receipt, else five working days, ten where several
 * departments are concerned; a hand-over is accepted or refused within a working day.
 *
 * **Rule** 《医疗机构投诉管理办法》; the hand-over is first-receiver responsibility (首诉负责制), its number the hospital's. On the
 * spot has no number either: read as the day of receipt.
 */
export const complaints: SlaPolicy = policy(
  "china.complaints",
  { zh: "医疗机构投诉管理办法", en: "Measures for complaints at medical institutions" },
  [
    complaint(
      "complaint.dangerSeveral",
      { danger: true, departmentsFrom: 2 },
      asked("Answer", workingDays(10), withSteps(urgent, complex)),
    ),
    complaint("complaint.danger", { danger: true }, asked("Answer", workingDays(5), withSteps(urgent))),
    complaint(
      "complaint.several",
      { departmentsFrom: 2 },
      asked("Answer", workingDays(10), withSteps(complex)),
    ),
    complaint("complaint.onTheSpot", { handlings: ["onTheSpot"] }, asked("Answer", calendarDays(0))),
    complaint("complaint.repeated", { repeatsFrom: 3 }, asked("Answer", workingDays(5), withSteps(repeated))),
    complaint("complaint.investigated", {}, asked("Answer", workingDays(5))),
    {
      id: RuleId.make("complaint.handover"),
      when: {},
      targets: [asked("HandoverAcceptance", workingDays(1), { start: "offer" })],
      source: firstReceiver,
    },
  ],
)

const hotlineStandard: Source = {
  title: "GB/T 33358—2016 政府热线服务规范：短信等其他方式 3 分钟内响应",
  status: "standard",
  verified: "secondary",
  reference: "https://hy.voc.com.cn/view.php?cid=144&tid=141062",
}

/** A government hotline's first response by message within three minutes. **Rule** GB/T 33358—2016. */
export const hotline12345: SlaPolicy = policy(
  "china.hotline12345",
  { zh: "12345 热线国家标准", en: "12345 hotlines, national standard" },
  [
    {
      id: RuleId.make("hotline.message"),
      when: { channels: ["sms", "wechat", "app", "website", "email"] },
      targets: [asked("FirstResponse", elapsed(3 * minute))],
      source: hotlineStandard,
    },
  ],
)

const beijingDraft: Source = {
  title: "北京市 12345 市民服务热线地方标准（2021 年 12 月征求意见稿）",
  status: "guideline",
  verified: "secondary",
  reference: "http://usamodel.cn/newsDetail_forward_16042936 ; http://m.fyrmtzx.cn/p/111797.html",
}

const beijing = (id: string, when: SlaRule["when"], dispatchHours: number, feedback: Limit): SlaRule => ({
  id: RuleId.make(id),
  when,
  targets: [asked("Assignment", elapsed(dispatchHours * hour)), asked("Answer", feedback)],
  source: beijingDraft,
})

/**
 * Beijing's 12345 hotline as its draft standard has it. Danger to life or property is `danger`; what the draft says of
 * utilities and extreme weather is read as severity high or critical.
 *
 * **Rule** The draft of December 2021, no law.
 */
export const beijing12345: SlaPolicy = policy(
  "china.beijing12345",
  { zh: "北京 12345 热线（征求意见稿）", en: "Beijing's 12345 hotline (draft)" },
  [
    {
      id: RuleId.make("beijing.online"),
      when: { channels: ["website", "app", "wechat"] },
      targets: [asked("Acknowledgement", elapsed(2 * hour))],
      source: beijingDraft,
    },
    beijing("beijing.emergency", { danger: true }, 1, elapsed(2 * hour)),
    beijing("beijing.utilities", { severities: ["high", "critical"] }, 2, elapsed(24 * hour)),
    beijing("beijing.complex", { handlings: ["complex"] }, 24, calendarDays(15)),
    beijing("beijing.general", {}, 24, calendarDays(7)),
  ],
)

const shiyan: Source = {
  title: "十堰市疾病预防控制中心 12320 热线：1 个工作日内上报，5 个工作日内办结反馈，办结后 1 个工作日内回访",
  status: "practice",
  verified: "secondary",
  reference: "http://cdc.shiyan.gov.cn/xxgk/zwgk/202112/t20211224_3641149.shtml",
}

/**
 * The 12320 health hotline as one city runs it: what isn't an enquiry is passed on within a working day and answered within
 * five, and the caller is asked within one working day of the result whether they are satisfied.
 *
 * **Rule** Shiyan's centre for disease control; practice of one city.
 */
export const hotline12320: SlaPolicy = policy(
  "china.hotline12320",
  { zh: "12320 卫生热线（十堰）", en: "The 12320 health hotline (Shiyan)" },
  [
    {
      id: RuleId.make("hotline.passedOn"),
      when: { kinds: ["complaint", "suggestion", "dispute", "helpRequest"] },
      targets: [asked("Assignment", workingDays(1)), asked("Answer", workingDays(5))],
      source: shiyan,
    },
    {
      id: RuleId.make("hotline.revisit"),
      when: {},
      targets: [asked("SatisfactionCheck", workingDays(1), { start: "resolution" })],
      source: shiyan,
    },
  ],
)

const disputes = (article: string): Source => ({
  title: `《医疗纠纷预防和处理条例》（国务院令第 701 号）${article}`,
  status: "law",
  verified: "read",
})

const withoutAppraisal = {
  start: "registration",
  pausedBy: { reasons: [holds.appraisal] },
} as const

/**
 * People's mediation of a dispute: thirty working days from the acceptance, the time of an appraisal left out. Every date
 * that the appraisal touches isn't counted.
 *
 * **Rule** 《医疗纠纷预防和处理条例》, article 38. The parties may agree on more.
 */
export const mediation: SlaPolicy = policy(
  "china.mediation",
  { zh: "医疗纠纷人民调解", en: "People's mediation of medical disputes" },
  [
    {
      id: RuleId.make("mediation.people"),
      when: { kinds: ["dispute"] },
      targets: [asked("Resolution", workingDays(30, "touchedDates"), withoutAppraisal)],
      source: disputes("第三十八条"),
    },
  ],
)

/**
 * Mediation by the health authority: it decides within five working days whether it accepts, and ends within thirty, the
 * time of an appraisal left out.
 *
 * **Rule** 《医疗纠纷预防和处理条例》, article 40.
 */
export const administrativeMediation: SlaPolicy = policy(
  "china.administrativeMediation",
  { zh: "医疗纠纷行政调解", en: "Mediation by the health authority" },
  [
    {
      id: RuleId.make("mediation.authority"),
      when: { kinds: ["dispute"] },
      targets: [
        asked("Acknowledgement", workingDays(5)),
        asked("Resolution", workingDays(30, "touchedDates"), withoutAppraisal),
      ],
      source: disputes("第四十条"),
    },
  ],
)

/**
 * Petitions (信访): notified within 15 days, ended within 60.
 *
 * **Rule** 《信访工作条例》, articles 22, 23 and 34; it can be extended by up to 30 days with the reason told.
 */
export const petitions: SlaPolicy = policy(
  "china.petitions",
  { zh: "信访工作条例", en: "Regulations on petitions" },
  [
    {
      id: RuleId.make("petition.ended"),
      when: {},
      targets: [asked("Acknowledgement", calendarDays(15)), asked("Answer", calendarDays(60))],
      source: {
        title: "《信访工作条例》（2022 年 5 月 1 日施行）第二十二、二十三、三十四条",
        status: "law",
        verified: "read",
      },
    },
  ],
)

export const all: ReadonlyArray<SlaPolicy> = [
  complaints,
  hotline12345,
  beijing12345,
  hotline12320,
  mediation,
  administrativeMediation,
  petitions,
]
