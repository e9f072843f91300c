/**
 * A patient's plan in words: each task with its moment, channel, addressee and contents, and why that moment.
 *
 * **Details**
 *
 * Persons are named by their relation to the patient. A name appears only where the caller gives it.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as TimeZone from "../calendar/TimeZone.ts"
import type { ContactAttempt } from "../contact/ContactAttempt.ts"
import type { ContactablePerson } from "../contact/ContactablePerson.ts"
import type { Override } from "../contact/Override.ts"
import type { Discharge } from "../followup/Discharge.ts"
import * as FollowUpPlan from "../followup/FollowUpPlan.ts"
import type { Stage } from "../followup/FollowUpProtocol.ts"
import { allAttempts, type FollowUpTask, openChannels, type TaskEnd } from "../followup/FollowUpTask.ts"
import * as Referral from "../followup/Referral.ts"
import type { Source } from "../foundation/Rule.ts"
import type { Language } from "../foundation/Word.ts"
import * as ExplanationText from "./ExplanationText.ts"
import * as InstantText from "./InstantText.ts"
import * as ReasonText from "./ReasonText.ts"
import * as RefusalText from "./RefusalText.ts"
import * as RiskText from "./RiskText.ts"
import * as TaskExplanation from "./TaskExplanation.ts"
import * as WordText from "./WordText.ts"

export interface Options {
  readonly language: Language
  /** The reader's own zone. Where its clock differs, each moment says whose time it is. */
  readonly reader?: TimeZone.TimeZone
  /** What to call a person beside the relation, if the reader may see it. */
  readonly nameOf?: (person: ContactablePerson) => string | undefined
}

/** One task, line by line. Every text is plain: whoever puts it into a page escapes it. */
export interface TaskParts {
  readonly title: string
  readonly state: string
  /** When the next contact is, or was; undefined where there is no moment. */
  readonly when: string | undefined
  /** The stage's window, absent while it can't be counted. */
  readonly window: string | undefined
  readonly channels: string
  readonly addressee: string
  readonly responsible: string
  readonly contents: string
  /** Tries made so far. */
  readonly attempts: ReadonlyArray<string>
  readonly why: ReadonlyArray<string>
  /** The rules that made the task what it is for this patient; empty where none did. */
  readonly personalised: string
}

export interface PlanParts {
  readonly title: string
  readonly discharged: string
  readonly basis: string
  /** The risk tier with its arithmetic, where the plan was made with one. */
  readonly risk: string | undefined
  /** In the order of their moments. */
  readonly tasks: ReadonlyArray<TaskParts>
  /** Extra stages that found no place, with what closed them. */
  readonly dropped: ReadonlyArray<string>
  /** Stages of the protocol that rules leave out for this patient. */
  readonly leftOut: ReadonlyArray<string>
  /** Whom the patient was referred to, where each referral stands, and until when it waits. */
  readonly referrals: ReadonlyArray<string>
  /** What was open of the handover when the plan was made. */
  readonly handover: ReadonlyArray<string>
  /** What the rules that fitted the plan to the patient do. */
  readonly personalised: ReadonlyArray<string>
  /** Where stages and rules come from, each source once. */
  readonly sources: ReadonlyArray<string>
}

/** What the parts of a task are called. */
export interface Labels {
  readonly when: string
  readonly window: string
  readonly channels: string
  readonly addressee: string
  readonly responsible: string
  readonly contents: string
  readonly attempts: string
  readonly why: string
  readonly personalised: string
  readonly sources: string
  readonly dropped: string
  readonly leftOut: string
  readonly referrals: string
  readonly handover: string
  readonly risk: string
}

/** What each part of a task is called. */
export const labels: { readonly [L in Language]: Labels } = {
  zh: {
    when: "时间",
    window: "时间窗",
    channels: "渠道",
    addressee: "联系对象",
    responsible: "负责人",
    contents: "内容",
    attempts: "尝试",
    why: "为何此时",
    personalised: "个体化",
    sources: "依据",
    dropped: "未能安排",
    leftOut: "略去阶段",
    referrals: "转诊",
    handover: "交接待补",
    risk: "风险",
  },
  en: {
    when: "When",
    window: "Window",
    channels: "Channel",
    addressee: "With",
    responsible: "By",
    contents: "About",
    attempts: "Tries",
    why: "Why then",
    personalised: "Fitted to",
    sources: "Sources",
    dropped: "Not placed",
    leftOut: "Left out",
    referrals: "Referrals",
    handover: "Open of the handover",
    risk: "Risk",
  },
}

/** The plan's parts as texts, for a page or a form of one's own. */
export const parts = (subject: TaskExplanation.Explained, options: Options): PlanParts => {
  const { ground, plan } = subject
  const { language } = options
  const zh = language === "zh"
  const { calendar, policy, protocol } = plan
  const tasks = [...plan.tasks]
    .sort((a, b) => momentOf(a) - momentOf(b))
    .map((task) => ({ task, explained: TaskExplanation.of(subject, task) }))
  const when = InstantText.render(plan.dischargedAt, { ...clockOf(plan, options), withYear: true })
  const departed = [zh ? `${when} 出院` : `Discharged ${when}`, ...departure(ground.discharge, language)]
  const titleOf = (id: string) => stagesOf(ground).find((stage) => stage.id === id)?.title[language] ?? id
  return {
    title: ground.protocol.title[language],
    discharged: departed.join(zh ? "，" : ", "),
    basis: zh
      ? `方案 ${protocol.id} ${protocol.version}，策略 ${policy.id} ${policy.version}，日历 ${calendar.id} ${calendar.version}`
      : `Protocol ${protocol.id} ${protocol.version}, policy ${policy.id} ${policy.version}, calendar ${calendar.id} ${calendar.version}`,
    risk: plan.risk && RiskText.render(plan.risk, language),
    tasks: tasks.map(({ explained, task }) => taskParts(subject, task, explained, options)),
    dropped: plan.dropped.map(({ rules, stage }) =>
      zh
        ? `加访阶段 ${stage} 未能安排（${ReasonText.names(rules, "zh")}）`
        : `Extra stage ${stage} found no place (${ReasonText.names(rules, "en")})`,
    ),
    leftOut: (plan.leftOut ?? []).map(({ rules, stage }) => {
      return zh
        ? `${titleOf(stage)}（${ReasonText.names(rules, "zh")}）`
        : `${titleOf(stage)} (${ReasonText.names(rules, "en")})`
    }),
    referrals: (plan.referrals ?? []).map((referral) => referralText(referral, clockOf(plan, options))),
    handover: (plan.handover?.flags ?? []).map(({ gap, item }) => {
      const [what, how] = [WordText.handoverItem(item, language), WordText.handoverGap(gap, language)]
      return zh ? `${what}（${how}）` : `${what} (${how})`
    }),
    personalised: [...new Set(plan.tasks.flatMap((task) => task.rules))].map((rule) =>
      ReasonText.sentence(rule, language),
    ),
    sources: sourceTexts(ground, tasks, language),
  }
}

/** In which way the patient left, as far as it is said. */
const departure = ({ againstAdvice, destination }: Discharge, language: Language): ReadonlyArray<string> => [
  ...(destination === undefined ? [] : [WordText.destination(destination, language)]),
  ...(againstAdvice === true ? [language === "zh" ? "非医嘱离院" : "against medical advice"] : []),
]

/** The patient's own clock. The year is shown where a task reaches into another one than the discharge's. */
const clockOf = (
  { dischargedAt, zone }: FollowUpPlan.FollowUpPlan,
  { language, reader }: Options,
  task?: FollowUpTask,
): InstantText.Options => {
  const yearOf = (at: DateTime.Utc) => TimeZone.dateAt(zone, DateTime.toEpochMillis(at)).slice(0, 4)
  const withYear = task?.span !== undefined && yearOf(task.span.latest) !== yearOf(dischargedAt)
  return { zone, language, withYear, ...(reader === undefined ? {} : { reader }) }
}

/** Where the task stands in the order of the plan; last, where nothing is known. */
const momentOf = ({ span, state }: FollowUpTask): number => {
  const at = state._tag === "Planned" ? state.at : span?.ideal
  return at === undefined ? Number.POSITIVE_INFINITY : DateTime.toEpochMillis(at)
}

interface ExplainedTask {
  readonly task: FollowUpTask
  readonly explained: ReadonlyArray<TaskExplanation.ChannelExplanation>
}

const taskParts = (
  { ground, plan }: TaskExplanation.Explained,
  task: FollowUpTask,
  explained: ExplainedTask["explained"],
  options: Options,
): TaskParts => {
  const { language } = options
  const zh = language === "zh"
  const clock = clockOf(plan, options, task)
  const person = FollowUpPlan.addresseeOf(ground.discharge, task.addressee)
  // Closed hours are the addressee's own, so they are shown on the addressee's clock.
  const their = { ...clock, zone: person?.profile.zone ?? plan.zone, reader: options.reader ?? plan.zone }
  return {
    title: task.title[language],
    state: stateText(task, language),
    when: whenText(task, person, clock),
    window: task.span === undefined ? undefined : ExplanationText.spanLine(task.span, clock),
    channels: channelsText(task, language),
    addressee: personText(person, options),
    responsible: WordText.role(task.role, language),
    contents: task.modules.map((module) => WordText.contentModule(module, language)).join(zh ? "、" : ", "),
    attempts: allAttempts(task).map((attempt) => attemptText(attempt, clock)),
    why: whyTexts(task, explained, their),
    personalised: personalisedText(task, language),
  }
}

const stateText = ({ state }: FollowUpTask, language: Language): string =>
  state._tag === "Ended" ? endText(state.end, language) : WordText.taskState(state._tag, language)

const endText = (end: TaskEnd, language: Language): string => {
  if (end._tag === "LostToFollowUp" && end.grade === "early") return WordText.lossGrade(end.grade, language)
  const word = WordText.taskEnd(end._tag, language)
  if (end._tag !== "Cancelled") return word
  const reason = WordText.cancelReason(end.reason, language)
  return language === "zh" ? `${word}：${reason}` : `${word}: ${reason}`
}

/** The moment on the patient's clock, and on the addressee's where that shows another time. */
const whenText = (
  { state }: FollowUpTask,
  person: ContactablePerson | undefined,
  clock: InstantText.Options,
): string | undefined => {
  const at = state._tag === "InProgress" ? state.attempt.startedAt : "at" in state ? state.at : undefined
  if (at === undefined) return undefined
  const shown = InstantText.render(at, clock)
  const zone = person?.profile.zone ?? clock.zone
  const millis = DateTime.toEpochMillis(at)
  if (TimeZone.offsetAt(zone, millis) === TimeZone.offsetAt(clock.zone, millis)) return shown
  const theirs = InstantText.render(at, { ...clock, zone, reader: clock.zone })
  return `${shown}${clock.language === "zh" ? "；" : "; "}${theirs}`
}

const channelsText = (task: FollowUpTask, language: Language): string => {
  const now = task.state._tag === "Planned" ? task.state.channel : undefined
  const others = openChannels(task).filter((channel) => channel !== now)
  const list = others.map((channel) => WordText.channel(channel, language))
  if (now === undefined) return list.join(language === "zh" ? "、" : ", ")
  const first = WordText.channel(now, language)
  if (list.length === 0) return first
  return language === "zh" ? `${first}（备选：${list.join("、")}）` : `${first} (else ${list.join(", ")})`
}

const referralText = (referral: Referral.Referral, clock: InstantText.Options): string => {
  const { kind, state, to } = referral
  const zh = clock.language === "zh"
  const until = Referral.nextDueAt(referral)
  const [what, how] = [
    WordText.referralKind(kind, clock.language),
    WordText.referralState(state._tag, clock.language),
  ]
  const limit = until && InstantText.render(until, { ...clock, withYear: true })
  return zh
    ? `${what}（${to}）：${how}${limit ? `，等待至 ${limit}` : ""}`
    : `${what} (${to}): ${how}${limit ? `, waits until ${limit}` : ""}`
}

const personText = (person: ContactablePerson | undefined, { language, nameOf }: Options): string => {
  if (person === undefined) return language === "zh" ? "已不在联系人之列" : "no longer among the persons"
  const relation = WordText.relation(person.relation, language)
  const name = nameOf?.(person)
  if (name === undefined) return relation
  return language === "zh" ? `${name}（${relation}）` : `${name} (${relation})`
}

const attemptText = (attempt: ContactAttempt, clock: InstantText.Options): string => {
  const { channel, disposition, number, permission, startedAt } = attempt
  const { language } = clock
  const zh = language === "zh"
  const when = InstantText.render(startedAt, clock)
  const what =
    disposition === undefined
      ? WordText.taskState("InProgress", language)
      : WordText.disposition(disposition, language)
  const left =
    permission._tag === "Within"
      ? ""
      : zh
        ? `（例外：${WordText.overrideKind(permission.override.kind, "zh")}）`
        : ` (override: ${WordText.overrideKind(permission.override.kind, "en")})`
  return zh
    ? `第 ${number} 次 ${when} ${WordText.channel(channel, language)}：${what}${left}`
    : `${number}. ${when}, ${WordText.channel(channel, language)}: ${what}${left}`
}

const whyTexts = (
  { attempts, span, state }: FollowUpTask,
  explained: ReadonlyArray<TaskExplanation.ChannelExplanation>,
  options: InstantText.Options,
): ReadonlyArray<string> => {
  const { language } = options
  const zh = language === "zh"
  if (explained.length > 0)
    return explained.flatMap(({ channel, explanation }) => {
      const lines = Result.isSuccess(explanation)
        ? ExplanationText.brief(explanation.success, options, span?.ideal)
        : [RefusalText.render(explanation.failure, { language })]
      // Several channels were looked at: say which one each line is about.
      return explained.length === 1
        ? lines
        : lines.map((line) => `${WordText.channel(channel, language)}${zh ? "：" : ": "}${line}`)
    })
  switch (state._tag) {
    case "AwaitingCalendar":
      return [
        zh
          ? `待日历 ${state.calendar}（版本 ${state.version}）公布后安排。`
          : `Placed once calendar ${state.calendar} (version ${state.version}) reaches further.`,
      ]
    case "Unplaced":
      return state.rules.map((rule) => ReasonText.sentence(rule, language))
    case "Planned":
      if (state.override !== undefined) return [overrideText(state.override, options)]
      if (state.promised === true)
        return [zh ? "按本人约定的时间再次联系。" : "Contacted again at the time the person asked for."]
      return attempts.length === 0
        ? []
        : [zh ? "上次尝试未果，再次尝试。" : "The last try brought no end, so another one follows."]
    default:
      return []
  }
}

const overrideText = ({ author, givenAt, kind, reason }: Override, options: InstantText.Options): string => {
  const { language } = options
  const [what, when] = [WordText.overrideKind(kind, language), InstantText.render(givenAt, options)]
  return language === "zh"
    ? `例外（${what}）：${reason}。由 ${author} 于 ${when} 作出。`
    : `Override (${what}): ${reason}. By ${author}, ${when}.`
}

const personalisedText = ({ extra, rules }: FollowUpTask, language: Language): string => {
  const names = ReasonText.names(rules, language)
  if (!extra) return names
  return language === "zh" ? `加访（${names}）` : `added (${names})`
}

/** The protocol's stages, and those that rules may add. */
const stagesOf = ({ protocol, rules }: FollowUpPlan.Ground): ReadonlyArray<Stage> => [
  ...protocol.stages,
  ...rules.flatMap(({ effects }) =>
    effects.flatMap((effect) => (effect._tag === "AddStage" ? [effect.stage] : [])),
  ),
]

/** Every source once, behind the names of what rests on it. */
const sourceTexts = (
  ground: FollowUpPlan.Ground,
  tasks: ReadonlyArray<ExplainedTask>,
  language: Language,
): ReadonlyArray<string> => {
  const cited = new Map<string, Set<string>>()
  const cite = (what: string, source: Source) => {
    const text = ReasonText.source(source, language)
    cited.set(text, (cited.get(text) ?? new Set()).add(what))
  }
  const stages = stagesOf(ground)
  for (const { task } of tasks) {
    const stage = stages.find((s) => s.id === task.stage)
    if (stage !== undefined) cite(stage.title[language], stage.source)
  }
  for (const { explained } of tasks)
    for (const { explanation } of explained)
      if (Result.isSuccess(explanation))
        for (const rule of ExplanationText.closing(explanation.success))
          cite(ReasonText.name(rule.id, language), rule.source)
  const applied = new Set(tasks.flatMap(({ task }) => task.rules))
  for (const rule of ground.rules)
    if (applied.has(rule.id)) cite(ReasonText.name(rule.id, language), rule.source)
  const zh = language === "zh"
  return [...cited].map(([source, what]) =>
    zh ? `${[...what].join("、")}：${source}` : `${[...what].join(", ")}: ${source}`,
  )
}

/**
 * The plan as plain text, a block of lines for each task.
 *
 * The subject names the plan, what it was made from and when; `TaskExplanation` finds each moment's reason again from
 * them.
 *
 * **Example** (A discharge at half past ten on a Thursday)
 *
 * ```ts
 * import { ChinaCalendar, ChinaContact, FollowUpPlan, GeneralProtocols, Id, PhoneNumber, PlainDate, PlanText, TimeZone } from "@aftercare/core"
 * import { DateTime, Result } from "effect"
 *
 * const zone = TimeZone.make("Asia/Shanghai")
 * const rest = ChinaContact.restIn("mainland")
 * const profile = { zone, language: "zh", rest, work: { _tag: "None" }, preferred: [], channels: ["phone"], doNotDisturbOn: [] } as const
 * const phone = PhoneNumber.PhoneNumber.make("+8613800000000")
 * const asOf = DateTime.makeUnsafe("2026-03-05T02:30:00Z")
 * const ground: FollowUpPlan.Ground = {
 *   discharge: {
 *     id: Id.DischargeId.make("D1"),
 *     patient: Id.PatientId.make("P1"),
 *     name: "王小明",
 *     sex: "male",
 *     bornOn: PlainDate.make("1980-01-31"),
 *     dischargedAt: asOf,
 *     department: "心内科",
 *     doctor: "李医生",
 *     diagnoses: [{ code: "I10", text: "" }],
 *     chronic: false,
 *     highRisk: false,
 *     persons: [{ id: Id.PersonId.make("P1/self"), relation: "self", name: "王小明", phone, profile }],
 *   },
 *   protocol: GeneralProtocols.generalDischarge,
 *   rules: GeneralProtocols.personalisation(65),
 *   policy: ChinaContact.carePolicy,
 *   calendar: ChinaCalendar.publicHolidays,
 * }
 * const [plan] = Result.getOrThrow(FollowUpPlan.make(ground, asOf))
 * PlanText.render({ plan, ground, asOf }, { language: "en" }).split("\n").slice(4, 14).join("\n")
 * // => 1. First contact within 24 hours [planned]
 * //       When: Thu 5 Mar, 14:00
 * //       Channel: phone
 * //       With: the patient
 * //       By: nurse
 * //       About: symptoms, medicines, health education
 * //       Window: Earliest Thu 5 Mar, 10:30; ideal Thu 5 Mar, 12:30; due Fri 6 Mar, 10:30; latest Sun 8 Mar, 10:30.
 * //       Why then:
 * //         - Ideal from Thu 5 Mar, 12:30.
 * //         - Thu 5 Mar, 12:30–14:00 closed: noon rest.
 * ```
 */
export const render = (subject: TaskExplanation.Explained, options: Options): string => {
  const {
    basis,
    discharged,
    dropped,
    handover,
    leftOut,
    personalised,
    referrals,
    risk,
    sources,
    tasks,
    title,
  } = parts(subject, options)
  const { language } = options
  const names = labels[language]
  const block = (label: string, texts: ReadonlyArray<string>) =>
    texts.length === 0 ? [] : ["", heading(label, options), ...texts.map((text) => `- ${text}`)]
  return [
    title,
    discharged,
    basis,
    ...(risk === undefined ? [] : [`${heading(names.risk, options)}${language === "zh" ? "" : " "}${risk}`]),
    ...tasks.flatMap((task, i) => ["", ...taskLines(task, i, options)]),
    ...block(names.dropped, dropped),
    ...block(names.leftOut, leftOut),
    ...block(names.referrals, referrals),
    ...block(names.handover, handover),
    ...block(names.personalised, personalised),
    ...block(names.sources, sources),
  ].join("\n")
}

const heading = (label: string, { language }: Options): string => `${label}${language === "zh" ? "：" : ":"}`

const taskLines = (task: TaskParts, index: number, options: Options): ReadonlyArray<string> => {
  const { language } = options
  const names = labels[language]
  const line = (label: string, text: string | undefined) =>
    text === undefined || text === ""
      ? []
      : [`   ${heading(label, options)}${language === "zh" ? "" : " "}${text}`]
  const list = (label: string, texts: ReadonlyArray<string>) =>
    texts.length === 0 ? [] : [`   ${heading(label, options)}`, ...texts.map((text) => `     - ${text}`)]
  return [
    `${index + 1}. ${task.title} [${task.state}]`,
    ...line(names.when, task.when),
    ...line(names.channels, task.channels),
    ...line(names.addressee, task.addressee),
    ...line(names.responsible, task.responsible),
    ...line(names.contents, task.contents),
    ...line(names.personalised, task.personalised),
    ...line(names.window, task.window),
    ...list(names.attempts, task.attempts),
    ...list(names.why, task.why),
  ]
}
