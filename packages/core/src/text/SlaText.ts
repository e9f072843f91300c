/**
 * Targets of feedback in words: where each stands, why it is due when it is, and what the limits are.
 *
 * @since 0.1.0
 */
import type { Change, TargetExplanation, TargetState } from "../feedback/Sla.ts"
import type { Condition } from "../feedback/SlaFacts.ts"
import type { Due, Limit } from "../feedback/SlaLimit.ts"
import type { PausedBy, TargetLimit } from "../feedback/SlaPolicy.ts"
import type { SlaStep } from "../feedback/SlaStep.ts"
import type { Language } from "../foundation/Word.ts"
import * as InstantText from "./InstantText.ts"
import * as ReasonText from "./ReasonText.ts"
import * as WordText from "./WordText.ts"

const of = (language: Language, zh: string, en: string): string => (language === "zh" ? zh : en)

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

/**
 * A span of time in hours and minutes. It isn't called days: of a work clock, a day has as many hours as it is open.
 *
 * **Example**
 *
 * ```ts
 * import { SlaText } from "@aftercare/core"
 *
 * SlaText.duration(93_600_000, "en") // => "26 h"
 * SlaText.duration(5_400_000, "zh") // => "1 小时 30 分钟"
 * SlaText.duration(59_999, "en") // => "less than a minute"
 * ```
 */
export const duration = (millis: number, language: Language): string => {
  const minutes = Math.floor(millis / 60_000)
  if (minutes === 0)
    return millis === 0 ? of(language, "0 分钟", "0 min") : of(language, "不到 1 分钟", "less than a minute")
  const parts = [
    [Math.floor(minutes / 60), of(language, "小时", "h")],
    [minutes % 60, of(language, "分钟", "min")],
  ] as const
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ")
}

/**
 * Where a target stands, in one line. What is left, or late, is told on the target's own clock, and said to be working time
 * where that is one.
 *
 * **Example**
 *
 * ```ts
 * import { GeneralSla, Id, Sla, SlaPolicy, SlaText, TimeZone } from "@aftercare/core"
 * import { DateTime, Result } from "effect"
 *
 * const policy = Result.getOrThrow(SlaPolicy.publish(GeneralSla.hospital, []))
 * const at = DateTime.makeUnsafe("2026-03-02T09:00:00+08:00")
 * const promise = { _tag: "Promised", id: Id.EventId.make("e2"), at, promise: Id.PromiseId.make("p1") } as const
 * const evaluation = Sla.evaluate(
 *   [policy],
 *   [
 *     {
 *       _tag: "Registered",
 *       id: Id.EventId.make("e1"),
 *       at,
 *       receivedAt: at,
 *       policy: policy.version,
 *       facts: {
 *         kind: "praise",
 *         channel: "letter",
 *         categories: [Id.CategoryId.make("staff")],
 *         severity: "low",
 *         danger: false,
 *         handling: "onTheSpot",
 *         departments: [],
 *         patientGroups: [],
 *         anonymous: false,
 *         onSite: false,
 *         repeats: 0,
 *       },
 *     },
 *     { ...promise, by: DateTime.makeUnsafe("2026-03-05T18:00:00+08:00") },
 *   ],
 *   Date.parse("2026-03-05T17:30:00+08:00"),
 * )
 * const zone = TimeZone.make("Asia/Shanghai")
 * Result.getOrThrow(evaluation).targets.map((target) => SlaText.render(target, { zone, language: "en" })).join("\n")
 * // => First response: breached, due Tue 3 Mar, 09:00, late by 56 h 30 min
 * //    Answer: breached, due Wed 4 Mar, 09:00, late by 32 h 30 min
 * //    Promise: running, at risk, due Thu 5 Mar, 18:00, 30 min left
 * ```
 */
export const render = (target: TargetState, options: InstantText.Options): string => {
  const { language } = options
  const { atRisk, basis, due, dueAt, endedAt, lateMillis, pausedSince, remainingMillis, state } = target
  const shown = (at: number) => InstantText.render(at, options)
  // A desk that closes at 17:30 has nothing left of what is due at 24:00: on a work clock, the text says that it is one.
  const [clockZh, clockEn] = basis.calendar === undefined ? ["", ""] : ["（工作时间）", " of working time"]
  const left = remainingMillis === undefined ? undefined : duration(remainingMillis, language)
  const late =
    state === "breached" && dueAt !== undefined && lateMillis !== undefined
      ? duration(lateMillis, language)
      : undefined
  const parts = [
    WordText.targetState(state, language),
    ...(atRisk ? [of(language, "预警", "at risk")] : []),
    ...(pausedSince === undefined
      ? []
      : [of(language, `自 ${shown(pausedSince)} 起`, `since ${shown(pausedSince)}`)]),
    ...(due === undefined ? [] : [dueText(due, options)]),
    ...(endedAt === undefined ? [] : [of(language, `结束于 ${shown(endedAt)}`, `ended ${shown(endedAt)}`)]),
    ...(left === undefined ? [] : [of(language, `剩余 ${left}${clockZh}`, `${left}${clockEn} left`)]),
    ...(late === undefined ? [] : [of(language, `超时 ${late}${clockZh}`, `late by ${late}${clockEn}`)]),
  ]
  const name = WordText.target(target.target, language)
  return of(language, `${name}：${parts.join("，")}`, `${capital(name)}: ${parts.join(", ")}`)
}

/** A due instant, or what is known of it. */
const dueText = ({ earliest, latest }: Due, options: InstantText.Options): string => {
  const { language } = options
  const [from, until] = [InstantText.limit(earliest, options), latest]
  if (earliest === latest) return of(language, `到期 ${from}`, `due ${from}`)
  return Number.isFinite(until)
    ? of(
        language,
        `到期在 ${from} 与 ${InstantText.limit(until, options)} 之间`,
        `due between ${from} and ${InstantText.limit(until, options)}`,
      )
    : of(language, `到期不早于 ${from}`, `due no earlier than ${from}`)
}

const counted = (n: number, unit: string): string => `${n} ${unit}${n === 1 ? "" : "s"}`

const endings = {
  sameTime: { zh: "到同一时刻", en: "at the same time of day" },
  lastClosing: { zh: "到当日下班", en: "until that day's closing" },
  endOfDate: { zh: "到当日 24:00", en: "through the end of the date" },
} as const

/**
 * A limit with its conventions.
 *
 * **Example**
 *
 * ```ts
 * import { SlaText } from "@aftercare/core"
 *
 * const limit = { _tag: "WorkingDays", days: 5, clock: "office", ends: "endOfDate", pause: "openTime" } as const
 * SlaText.limit(limit, "en") // => "5 working days, through the end of the date"
 * SlaText.limit(limit, "zh") // => "5 个工作日，到当日 24:00"
 * ```
 */
export const limit = (asked: Limit, language: Language): string => {
  if (asked._tag === "Elapsed") return duration(asked.millis, language)
  if (asked._tag === "WorkingTime") {
    const next = asked.boundary === "startOfNext"
    return of(
      language,
      `${duration(asked.millis, language)}工作时间${next ? "，正好用完时到下次开门为止" : ""}`,
      `${duration(asked.millis, language)} of working time${next ? ", up to the next opening where it ends at a closing" : ""}`,
    )
  }
  const working = asked._tag === "WorkingDays"
  const months = asked._tag === "CalendarDays" ? asked.months : undefined
  const parts = [
    ...(months === undefined ? [] : [of(language, `${months} 个月`, counted(months, "month"))]),
    ...(asked.days === 0
      ? []
      : [
          working
            ? of(language, `${asked.days} 个工作日`, counted(asked.days, "working day"))
            : of(language, `${asked.days} 日`, counted(asked.days, "day")),
        ]),
  ]
  const span =
    parts.length === 0 ? of(language, "当日", "the same day") : parts.join(of(language, "零 ", " and "))
  const touched =
    asked.pause === "touchedDates"
      ? of(language, "，暂停涉及的日期不计", ", dates that a pause touches not counted")
      : ""
  return `${span}${of(language, "，", ", ")}${endings[asked.ends][language]}${touched}`
}

const list = (items: ReadonlyArray<string>, language: Language): string =>
  items.join(of(language, "、", ", "))

/** Which holds stop the clock. */
export const pausedBy = (holds: PausedBy, language: Language): string => {
  if (holds === "everyHold") return of(language, "任何暂停", "every hold")
  if (holds === "noHold") return of(language, "不暂停", "none")
  return ReasonText.names(holds.reasons, language)
}

/** Which items a rule is for; "all" where it names nothing. */
export const condition = (when: Condition, language: Language): string => {
  const named = <A extends string>(
    given: ReadonlyArray<A> | undefined,
    word: (one: A) => string,
    before = "",
  ) => (given === undefined ? [] : [`${before}${given.map(word).join(of(language, "或", " or "))}`])
  const flag = (given: boolean | undefined, yes: string, no: string) =>
    given === undefined ? [] : [given ? yes : no]
  const from = (given: number | undefined, text: (n: number) => string) =>
    given === undefined ? [] : [text(given)]
  const parts = [
    ...named(when.kinds, (kind) => WordText.feedbackKind(kind, language)),
    ...named(when.channels, (channel) => WordText.intakeChannel(channel, language)),
    ...named(when.categories, (id) => id, of(language, "类别 ", "category ")),
    ...named(
      when.severities,
      (severity) => WordText.severity(severity, language),
      of(language, "程度 ", "severity "),
    ),
    ...flag(
      when.danger,
      of(language, "危及健康", "danger to health"),
      of(language, "不危及健康", "no danger to health"),
    ),
    ...named(when.handlings, (handling) => WordText.handling(handling, language)),
    ...named(when.departments, (id) => id, of(language, "科室 ", "department ")),
    ...from(when.departmentsFrom, (n) =>
      of(language, `涉及至少 ${n} 个科室`, `at least ${counted(n, "department")}`),
    ),
    ...named(when.patientGroups, (group) => group, of(language, "患者群体 ", "patient group ")),
    ...flag(when.anonymous, of(language, "匿名", "anonymous"), of(language, "实名", "named")),
    ...flag(when.onSite, of(language, "需到场", "on site"), of(language, "无需到场", "not on site")),
    ...from(when.repeatsFrom, (n) => of(language, `此前至少 ${n} 件同类`, `at least ${n} similar before`)),
  ]
  return parts.length === 0 ? of(language, "全部", "all") : list(parts, language)
}

/** A step of a ladder: when, and who is told. */
export const step = ({ to, when }: SlaStep, language: Language): string => {
  const role = WordText.dutyRole(to, language)
  if (when._tag === "AtStart") return of(language, `起算时：${role}`, `as it starts: ${role}`)
  const span = when.millis < 60_000 ? "" : duration(when.millis, language)
  const own = when.clock === "target" && span !== "" ? of(language, "（按目标时钟）", " on its clock") : ""
  if (when._tag === "BeforeDue")
    return of(language, `到期前 ${span}${own}：${role}`, `${span}${own} before due: ${role}`)
  return span === ""
    ? of(language, `超时：${role}`, `late: ${role}`)
    : of(language, `超时 ${span}${own}：${role}`, `${span}${own} late: ${role}`)
}

/** One target's limit in full, for tables. */
export const asked = (one: TargetLimit, language: Language): string => {
  const from = WordText.targetStart(one.start, language)
  return of(
    language,
    `${WordText.target(one.target, language)}：自${from}起 ${limit(one.limit, language)}`,
    `${WordText.target(one.target, language)}: ${limit(one.limit, language)}, from ${from}`,
  )
}

/**
 * Why a target is due when it is, line by line: the rule and its source, the limit and what it would come to without
 * pauses, each pause and what is due after it, other limits that applied before, and the versions.
 */
export const explanation = (
  { changes, chosen, pauses, target, unpaused }: TargetExplanation,
  options: InstantText.Options,
): ReadonlyArray<string> => {
  const { language } = options
  const shown = (at: number) => InstantText.render(at, options)
  const { calendar, policy } = target.basis
  return [
    render(target, options),
    ...(chosen === undefined
      ? []
      : [
          `${ReasonText.sentence(chosen.rule.id, language)}${of(language, "", " ")}${ReasonText.source(chosen.rule.source, language)}`,
          target.startedAt === undefined || unpaused === undefined
            ? asked(chosen.asked, language)
            : of(
                language,
                `${asked(chosen.asked, language)}，起算于 ${shown(target.startedAt)}，${dueText(unpaused, options)}`,
                `${capital(asked(chosen.asked, language))}: started ${shown(target.startedAt)}, ${dueText(unpaused, options)}`,
              ),
        ]),
    ...pauses.map(({ due, from, openMillis, until }) => {
      const took =
        openMillis === undefined
          ? of(language, "时长未知", "of unknown length on the clock")
          : of(
              language,
              `计 ${duration(openMillis, language)}`,
              `${duration(openMillis, language)} on the clock`,
            )
      return of(
        language,
        `暂停 ${InstantText.stretch(from, until, options)}，${took}，${dueText(due, options)}`,
        `Paused ${InstantText.stretch(from, until, options)}, ${took}: ${dueText(due, options)}`,
      )
    }),
    ...changes.map(({ after, at, before }) => {
      const [was, is] = [before, after].map((rule) =>
        rule === undefined ? of(language, "无", "none") : ReasonText.name(rule, language),
      )
      return of(
        language,
        `${shown(at)} 时限变更：${was} → ${is}`,
        `The limit changed ${shown(at)}: ${was} → ${is}`,
      )
    }),
    calendar === undefined
      ? of(
          language,
          `依据：策略 ${policy.id} ${policy.version}。`,
          `By policy ${policy.id} ${policy.version}.`,
        )
      : of(
          language,
          `依据：策略 ${policy.id} ${policy.version}，日历 ${calendar.id} ${calendar.version}。`,
          `By policy ${policy.id} ${policy.version} and calendar ${calendar.id} ${calendar.version}.`,
        ),
  ]
}

/** What became of a round between two evaluations: as it was, and as it is. */
export const change = ({ after, before }: Change, options: InstantText.Options): string => {
  const { language } = options
  if (before === undefined)
    return of(language, "新增：", "New: ") + (after === undefined ? "" : render(after, options))
  if (after === undefined) return of(language, "取消：", "Gone: ") + render(before, options)
  return `${render(before, options)} → ${render(after, options)}`
}
