/**
 * Why a contact is placed where it is, in words: what was searched, what refused each stretch, what was taken.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import type { Explanation, Moment, NamedRule, Refused } from "../contact/ContactWindow.ts"
import * as Interval from "../foundation/Interval.ts"
import type { RuleId } from "../foundation/Rule.ts"
import type { Language } from "../foundation/Word.ts"
import * as InstantText from "./InstantText.ts"
import * as ReasonText from "./ReasonText.ts"
import * as RefusalText from "./RefusalText.ts"

const outcomes: { readonly [L in Language]: { readonly [B in Moment["band"]]: string } } = {
  zh: {
    ideal: "适宜时间内最早的时刻",
    early: "“适宜”至“应于”之间没有可联系的时刻，取“适宜”之前最晚的时刻",
    overdue: "“应于”之前没有可联系的时刻，取其后最早的时刻，已逾期",
  },
  en: {
    ideal: "the first moment from ideal on",
    early: "nothing is open from ideal to due, so the last moment before ideal",
    overdue: "nothing is open before due, so the first moment after it: overdue",
  },
}

const refusedLine = ({ from, rules, until }: Refused, options: InstantText.Options): string => {
  const when = InstantText.stretch(from, until, options)
  return options.language === "zh"
    ? `${when} 不可：${ReasonText.names(rules, "zh")}`
    : `${when} closed: ${ReasonText.names(rules, "en")}`
}

const outcomeLine = (explanation: Explanation, options: InstantText.Options): string => {
  const { outcome, refused } = explanation
  if (Result.isFailure(outcome)) return RefusalText.render(outcome.failure, options)
  const { at, band, preferred } = outcome.success
  const { language } = options
  const zh = language === "zh"
  const opens = band === "early" ? undefined : cover(refused).find((stretch) => stretch.until === at)
  const why = [
    ...(opens === undefined
      ? []
      : [opens.rules.map((id) => ReasonText.after(id, language)).join(zh ? "、" : " and ")]),
    ...(preferred ? [zh ? "在本人偏好的时段" : "in the person's preferred time"] : []),
    outcomes[language][band],
  ]
  const moment = InstantText.render(at, options)
  return zh ? `选定 ${moment}：${why.join("，")}。` : `Chosen ${moment}: ${why.join(", ")}.`
}

/** The refused stretches, told in as few as cover them. Each names the rules that close the whole of it. */
export const cover = (refused: ReadonlyArray<Refused>): ReadonlyArray<Refused> => {
  const closed = new Map<RuleId, ReadonlyArray<Interval.Interval>>()
  for (const { from, rules, until } of refused)
    for (const id of rules) closed.set(id, Interval.normalise([...(closed.get(id) ?? []), { from, until }]))
  const endFrom = (id: RuleId, at: number): number =>
    (closed.get(id) ?? []).find((interval) => Interval.contains(interval, at))?.until ?? at
  const out: Array<Refused> = []
  for (const run of Interval.normalise(refused))
    for (let from = run.from; from < run.until; ) {
      const ends = [...closed.keys()].map((id) => [id, endFrom(id, from)] as const)
      const until = Math.max(...ends.map(([, end]) => end))
      out.push({ from, until, rules: ends.filter(([, end]) => end === until).map(([id]) => id) })
      from = until
    }
  return out
}

/**
 * The reason in few lines: from when it was wanted, what was closed, what was taken.
 *
 * The closed stretches are told in as few as cover them; every rule named closes the whole of its stretch, and others may
 * close parts of it. At most six are told, the others counted. `idealAt` is the stage's own ideal, where the search could
 * begin only later.
 */
export const brief = (
  explanation: Explanation,
  options: InstantText.Options,
  idealAt: InstantText.Instant = explanation.span.ideal,
): ReadonlyArray<string> => {
  const zh = options.language === "zh"
  const [ideal, searched] = [idealAt, explanation.span.ideal].map((at) => InstantText.render(at, options))
  const from =
    ideal === searched
      ? zh
        ? `适宜时间自 ${ideal} 起。`
        : `Ideal from ${ideal}.`
      : zh
        ? `适宜时间自 ${ideal} 起，自 ${searched} 起可安排。`
        : `Ideal from ${ideal}, looked for from ${searched} on.`
  const stretches = cover(explanation.refused)
  const left = stretches.length - mostStretches
  return [
    from,
    ...stretches
      .slice(0, mostStretches)
      .map((stretch) => `${refusedLine(stretch, options)}${zh ? "。" : "."}`),
    ...(left > 0 ? [zh ? `另有 ${left} 段不可联系的时间。` : `${left} more closed stretches.`] : []),
    outcomeLine(explanation, options),
  ]
}

const mostStretches = 6

/** The rules that closed something, each once. */
export const closing = ({ refused, rules }: Explanation): ReadonlyArray<NamedRule> => {
  const named = new Set(refused.flatMap((stretch) => stretch.rules))
  return rules.filter(({ id }, i) => named.has(id) && rules.findIndex((rule) => rule.id === id) === i)
}

const ruleLine = ({ id, source }: NamedRule, language: Language): string =>
  language === "zh"
    ? `${ReasonText.name(id, language)}：${ReasonText.source(source, language)}`
    : `${ReasonText.name(id, language)}: ${ReasonText.source(source, language)}`

/**
 * An explanation in full: the span, the moment, every refused stretch with its rules, the rules with their sources, the
 * versions of policy and calendar.
 *
 * **Example**
 *
 * ```ts
 * import { ChinaCalendar, ChinaContact, ContactProfile, ContactWindow, ExplanationText, TimeZone } from "@aftercare/core"
 * import { Result } from "effect"
 *
 * const zone = TimeZone.make("Asia/Shanghai")
 * const profile: ContactProfile.ContactProfile = {
 *   zone,
 *   language: "en",
 *   rest: ChinaContact.restIn("mainland"),
 *   work: { _tag: "None" },
 *   preferred: [],
 *   channels: ["phone"],
 *   doNotDisturbOn: [],
 * }
 * const window = ContactWindow.make({
 *   profile,
 *   policy: ChinaContact.carePolicy,
 *   channel: "phone",
 *   purpose: "followUp",
 *   calendar: ChinaCalendar.publicHolidays,
 * })
 * const noon = Date.parse("2026-03-05T12:30:00+08:00")
 * const span = { earliest: noon, ideal: noon, due: noon + 86_400_000, latest: noon + 86_400_000 }
 * const explanation = ContactWindow.explain(Result.getOrThrow(window), span)
 * ExplanationText.render(explanation, { zone, language: "en" }).split("\n").slice(0, 5).join("\n")
 * // => Chosen Thu 5 Mar, 14:00: after the noon rest, the first moment from ideal on.
 * //    Earliest Thu 5 Mar 2026, 12:30; ideal Thu 5 Mar 2026, 12:30; due Fri 6 Mar 2026, 12:30; latest Fri 6 Mar 2026, 12:30.
 * //    Refused:
 * //    - Thu 5 Mar, 12:30–14:00 closed: noon rest
 * //    Rules:
 * ```
 */
export const render = (explanation: Explanation, options: InstantText.Options): string => {
  const { refused, rules, span } = explanation
  const { calendar, policy } = explanation.basis
  const { language } = options
  const zh = language === "zh"
  return [
    outcomeLine(explanation, options),
    spanLine(span, { ...options, withYear: true }),
    zh ? "不可联系：" : "Refused:",
    ...(refused.length === 0
      ? [zh ? "- 无" : "- nothing"]
      : refused.map((r) => `- ${refusedLine(r, options)}`)),
    zh ? "规则：" : "Rules:",
    ...rules.map((rule) => `- ${ruleLine(rule, language)}`),
    zh
      ? `依据：策略 ${policy.id} ${policy.version}，日历 ${calendar.id} ${calendar.version}。`
      : `By policy ${policy.id} ${policy.version} and calendar ${calendar.id} ${calendar.version}.`,
  ].join("\n")
}

/** A stage's window: earliest, ideal, due, latest. The last two are exclusive ends. */
export const spanLine = (
  { due, earliest, ideal, latest }: { readonly [Bound in keyof Explanation["span"]]: InstantText.Instant },
  options: InstantText.Options,
): string => {
  const [from, best] = [InstantText.render(earliest, options), InstantText.render(ideal, options)]
  const [until, last] = [InstantText.limit(due, options), InstantText.limit(latest, options)]
  return options.language === "zh"
    ? `最早 ${from}；适宜 ${best}；应于 ${until} 前；最晚 ${last} 前。`
    : `Earliest ${from}; ideal ${best}; due ${until}; latest ${last}.`
}
