/**
 * Indicators of follow-up, feedback, hotline, care and staff. Their definitions are ours unless a source is named; targets that
 * are a hospital's to set are switched off until it takes them.
 *
 * **Example**
 *
 * ```ts
 * import { GeneralIndicators, Indicator } from "@aftercare/core"
 *
 * const month = { contactViolations: 1, contacts: 2180 }
 * Indicator.evaluate(GeneralIndicators.contactViolations, month, 0.95).standing // => { _tag: "NotMet" }
 * ```
 *
 * @since 0.1.0
 */
import type { Source } from "../../foundation/Rule.ts"
import type { Settings } from "../../quality/ControlChart.ts"
import * as HotlineCounts from "../../quality/HotlineCounts.ts"
import { type Indicator, IndicatorId, type Measure } from "../../quality/Indicator.ts"
import { measures } from "./GeneralMedication.ts"

const own: Source = {
  title: { zh: "Aftercare 自己的定义", en: "Aftercare's own definition" },
  status: "hospitalPolicy",
  verified: "own",
}

const version = "1"

/** With fewer, a share says little of how the work goes. */
const leastBase = 30

type Facts = Measure["count"]

const share = (count: Facts, of: Facts, without: Facts | readonly [] = []): Measure => ({
  _tag: "Share",
  count,
  of,
  without,
})

/** Of the first contacts due, those completed by then. How long that is, the protocol says: 24 h in the general one. */
export const firstContactInTime: Indicator = {
  id: IndicatorId.make("firstContactInTime"),
  version,
  title: { zh: "首次随访按时完成率", en: "First contacts completed in time" },
  measure: share(["firstContactsCompletedByDue"], ["firstContactsDue"]),
  better: "higher",
  leastBase,
  source: own,
}

/** Of the tasks that ended, without those called off, those completed. */
export const followUpCompletion: Indicator = {
  id: IndicatorId.make("followUpCompletion"),
  version,
  title: { zh: "随访完成率", en: "Follow-ups completed" },
  measure: share(["followUpsCompleted"], ["followUpsEnded"], ["followUpsCancelled"]),
  better: "higher",
  leastBase,
  source: own,
}

/** Of the tasks that ended, without those called off, those lost to follow-up. */
export const lostToFollowUp: Indicator = {
  id: IndicatorId.make("lostToFollowUp"),
  version,
  title: { zh: "失访率", en: "Lost to follow-up" },
  measure: share(["followUpsLost"], ["followUpsEnded"], ["followUpsCancelled"]),
  better: "lower",
  leastBase,
  source: own,
}

/** Of the tasks that ended, without those called off, those that the hospital never tried. */
export const missedFollowUps: Indicator = {
  id: IndicatorId.make("missedFollowUps"),
  version,
  title: { zh: "逾期未访率", en: "Missed by the hospital" },
  measure: share(["followUpsMissed"], ["followUpsEnded"], ["followUpsCancelled"]),
  better: "lower",
  leastBase,
  source: own,
}

/** Contacts outside the window without an override: none is acceptable. */
export const contactViolations: Indicator = {
  id: IndicatorId.make("contactViolations"),
  version,
  title: { zh: "违反回访时段次数", en: "Violations of the contact window" },
  measure: { _tag: "Total", count: ["contactViolations"] },
  better: "lower",
  target: { direction: "atMost", value: 0, judged: "asCounted" },
  leastBase: 1,
  source: own,
}

/** Of the return visits due, those made. */
export const revisits: Indicator = {
  id: IndicatorId.make("revisits"),
  version,
  title: { zh: "复诊率", en: "Return visits made" },
  measure: share(["revisitsMade"], ["revisitsDue"]),
  better: "higher",
  leastBase,
  source: own,
}

/** First answers given within their limit. The limit is owed to every sender, so one late answer is one too many. */
export const responseInTime: Indicator = {
  id: IndicatorId.make("responseInTime"),
  version,
  title: { zh: "按时响应率", en: "Answered within the limit" },
  measure: share(["responsesInTime"], ["responsesDue"]),
  better: "higher",
  target: { direction: "atLeast", value: 1, judged: "asCounted" },
  leastBase: 1,
  source: own,
}

/** Of the tickets closed, those closed with a result that reached the sender. */
export const resolution: Indicator = {
  id: IndicatorId.make("resolution"),
  version,
  title: { zh: "办结率（结果已送达）", en: "Closed with a result that reached the sender" },
  measure: share(["ticketsResolved"], ["ticketsClosed"]),
  better: "higher",
  leastBase,
  source: own,
}

/** Of the complaints received, those that repeat an earlier one. */
export const repeatComplaints: Indicator = {
  id: IndicatorId.make("repeatComplaints"),
  version,
  title: { zh: "重复投诉率", en: "Repeat complaints" },
  measure: share(["repeatComplaints"], ["complaints"]),
  better: "lower",
  leastBase,
  source: own,
}

/** Complaints by a thousand discharges. */
export const complaintRate: Indicator = {
  id: IndicatorId.make("complaintRate"),
  version,
  title: { zh: "每千例出院投诉数", en: "Complaints per thousand discharges" },
  measure: { _tag: "Rate", count: ["complaints"], by: ["discharges"], per: 1000 },
  better: "lower",
  leastBase: 100,
  source: own,
}

/**
 * Feedback that can be worked with, items and answered questionnaires together: at least 500 a month in the field's
 * practice, whatever the hospital's size; so it is a hospital's to set.
 */
export const validFeedback: Indicator = {
  id: IndicatorId.make("validFeedback"),
  version,
  title: { zh: "每月有效反馈数", en: "Valid feedback in the month" },
  measure: { _tag: "Total", count: ["feedbackItems", "questionnairesAnswered"] },
  better: "higher",
  target: { direction: "atLeast", value: 500, judged: "asCounted" },
  leastBase: 1,
  source: own,
  switchedOff: true,
}

/**
 * Answers in the two best boxes of the question for satisfaction. Other variants of the same answers give other figures,
 * so the title names this one.
 */
export const satisfactionTopTwo: Indicator = {
  id: IndicatorId.make("satisfactionTopTwo"),
  version,
  title: { zh: "满意度（前两项占比）", en: "Satisfied: share of the two best boxes" },
  measure: share(["satisfiedOpinions"], ["opinions"]),
  better: "higher",
  target: { direction: "atLeast", value: 0.8, judged: "byInterval" },
  leastBase,
  source: own,
  switchedOff: true,
}

const hotlineStandard: Source = {
  title:
    "GB/T 33358-2016, service of government hotlines: answered within 15 s, and 95 % connected in any 24 h",
  status: "standard",
  verified: "secondary",
  reference: "https://hy.voc.com.cn/view.php?cid=144&tid=141062",
}

/**
 * Of the calls that reached the queue, those answered. The standard asks for it in any 24 hours, not by month alone: ask
 * `RollingLevel.worst` for the worst of them.
 */
export const callsAnswered: Indicator = {
  id: IndicatorId.make("callsAnswered"),
  version,
  title: { zh: "热线接通率", en: "Hotline calls answered" },
  measure: HotlineCounts.measures.answered,
  better: "higher",
  target: { direction: "atLeast", value: 0.95, judged: "asCounted" },
  leastBase: 1,
  source: hotlineStandard,
}

/** Of the calls that were answered, those answered within the hotline's limit, 15 s by the standard. */
export const callsAnsweredInTime: Indicator = {
  id: IndicatorId.make("callsAnsweredInTime"),
  version,
  title: { zh: "热线按时应答率（占已接）", en: "Hotline calls answered within the limit, of those answered" },
  measure: HotlineCounts.measures.answeredOnly,
  better: "higher",
  leastBase,
  source: hotlineStandard,
}

/** Of the calls that reached the queue, those given up, the early ones on neither side. */
export const callsAbandoned: Indicator = {
  id: IndicatorId.make("callsAbandoned"),
  version,
  title: { zh: "热线放弃率（不计过早挂断）", en: "Hotline calls abandoned, early ones left out" },
  measure: HotlineCounts.measures.abandonedWithoutShort,
  better: "lower",
  leastBase,
  source: own,
}

/** Of the callbacks asked for, those whose caller was reached by a try that began by the promised moment. */
export const callbacksInTime: Indicator = {
  id: IndicatorId.make("callbacksInTime"),
  version,
  title: { zh: "回电按时接通率", en: "Callbacks that reached the caller as promised" },
  measure: share(["callbacksReachedInTime"], ["callbacksAsked"]),
  better: "higher",
  leastBase,
  source: own,
}

/** Of the callbacks asked for, those that the hotline never made. */
export const callbacksMissed: Indicator = {
  id: IndicatorId.make("callbacksMissed"),
  version,
  title: { zh: "回电逾期未拨率", en: "Callbacks missed" },
  measure: share(["callbacksMissed"], ["callbacksAsked"]),
  better: "lower",
  leastBase: 1,
  source: own,
}

/** Of the places at events held of which it was told whether somebody came, those that nobody came to. */
export const eventNoShows: Indicator = {
  id: IndicatorId.make("eventNoShows"),
  version,
  title: { zh: "活动报名未到场率", en: "Registered for an event and stayed away" },
  measure: share(["careEventPlacesUnused"], ["careEventPlacesTold"]),
  better: "lower",
  leastBase,
  source: own,
}

/** Of the doses due, those that something was told of: how much the next one rests on. */
export const dosesTold: Indicator = {
  id: IndicatorId.make("dosesTold"),
  version,
  title: { zh: "用药回音率", en: "Doses told of" },
  measure: share(["dosesTold"], ["dosesDue"]),
  better: "higher",
  leastBase,
  source: own,
}

/** Of the doses told of, those taken. What nobody told of is in no base. */
export const dosesTaken: Indicator = {
  id: IndicatorId.make("dosesTaken"),
  version,
  title: { zh: "用药率（按有回音）", en: "Doses taken, of those told of" },
  measure: share(["dosesTaken"], ["dosesTold"]),
  better: "higher",
  leastBase,
  source: measures.takenOfTold,
}

/** Of the trainings due, member by course, those done. */
export const trainingDone: Indicator = {
  id: IndicatorId.make("trainingDone"),
  version,
  title: { zh: "培训完成率", en: "Trainings done" },
  measure: share(["trainingsDone"], ["trainingsDue"]),
  better: "higher",
  target: { direction: "atLeast", value: 1, judged: "asCounted" },
  leastBase: 1,
  source: own,
}

/** All of them, in the order of a report. */
export const all: ReadonlyArray<Indicator> = [
  firstContactInTime,
  followUpCompletion,
  lostToFollowUp,
  missedFollowUps,
  contactViolations,
  revisits,
  responseInTime,
  resolution,
  repeatComplaints,
  complaintRate,
  validFeedback,
  satisfactionTopTwo,
  callsAnswered,
  callsAnsweredInTime,
  callsAbandoned,
  callbacksInTime,
  callbacksMissed,
  eventNoShows,
  dosesTold,
  dosesTaken,
  trainingDone,
]

/** Nelson's rules, and limits from a year's twelve months on. */
export const monthlyCharts: Settings = { convention: "nelson", least: 12 }
