/**
 * Calls and slots in words: why a call has no slot, and a forecast as a page.
 *
 * @since 0.1.0
 */
import * as PlainDate from "../calendar/PlainDate.ts"
import * as TimeZone from "../calendar/TimeZone.ts"
import type { UnplacedReason } from "../followup/Capacity.ts"
import type { CapacityForecast, HourLoad } from "../followup/CapacityForecast.ts"
import type { Bilingual, Language } from "../foundation/Word.ts"
import * as DateText from "./DateText.ts"
import * as InstantText from "./InstantText.ts"
import * as RateText from "./RateText.ts"
import * as ReasonText from "./ReasonText.ts"
import * as TableText from "./TableText.ts"

const minutes = (millis: number): number => Math.round(millis / 6000) / 10

const reasons: {
  readonly [Tag in UnplacedReason["_tag"]]: (of: Extract<UnplacedReason, { readonly _tag: Tag }>) => Bilingual
} = {
  OutsidePeriod: () => ({ zh: "时间窗不在本期内", en: "its window lies outside the period" }),
  NobodyQualified: ({ missing }) =>
    missing === "skills"
      ? { zh: "没有坐席具备所需技能", en: "no agent has the skills" }
      : { zh: "具备技能的坐席都不会该语言", en: "no agent with the skills speaks the language" },
  SlotsTooShort: ({ callMillis, slotMillis }) => ({
    zh: `需 ${minutes(callMillis)} 分钟，可承担者的通话时段只有 ${minutes(slotMillis)} 分钟`,
    en: `it takes ${minutes(callMillis)} min, the slots of those who could make it ${minutes(slotMillis)} min`,
  }),
  NoSlotInWindow: ({ rules }) =>
    rules.length === 0
      ? { zh: "时间窗内没有可承担者的通话时段", en: "no slot of those who could make it within its window" }
      : {
          zh: `时间窗内的通话时段都不可联系：${ReasonText.names(rules, "zh")}`,
          en: `every slot within its window is closed by ${ReasonText.names(rules, "en")}`,
        },
  AwaitingCalendar: ({ calendar, version }) => ({
    zh: `待日历 ${calendar}（版本 ${version}）公布`,
    en: `calendar ${calendar} (version ${version}) doesn't reach far enough`,
  }),
  AllTaken: () => ({
    zh: "可用的通话时段都已被优先者占用",
    en: "every slot that would do is held by a call before it",
  }),
}

/**
 * Why a call has no slot.
 *
 * **Example**
 *
 * ```ts
 * import { CapacityText, Rule } from "@aftercare/core"
 *
 * const rules = [Rule.RuleId.make("rest.noon"), Rule.RuleId.make("work.hours")]
 * CapacityText.reason({ _tag: "NoSlotInWindow", rules }, "en")
 * // => "every slot within its window is closed by noon rest, working hours"
 * ```
 */
export const reason = (of: UnplacedReason, language: Language): string =>
  (reasons[of._tag] as (of: UnplacedReason) => Bilingual)(of)[language]

export interface Options {
  readonly language: Language
  /** The clock that days and hours are shown on. */
  readonly zone: TimeZone.TimeZone
}

/** The forecast's parts as texts. Every text is plain: whoever puts it into a page escapes it. */
export interface ForecastParts {
  readonly title: string
  readonly summary: TableText.Table
  readonly needed: TableText.Table
  readonly unplaced: TableText.Table
  readonly days: TableText.Table
  /** What the figures rest on, and what isn't known. */
  readonly notes: ReadonlyArray<string>
}

const words = {
  zh: {
    title: "回访电话容量预测",
    summary: "概要",
    what: "项目",
    figure: "数值",
    calls: "电话",
    expected: "预计尝试",
    slots: "通话时段",
    booked: "已排入的尝试",
    missed: "将错过时间窗的电话",
    waiting: "可留待下期的电话",
    needed: "为不错过而需增加的坐席",
    like: "坐席类型",
    more: "增加人数",
    beyondHelp: "增加也无济于事的电话",
    unplaced: "将错过的原因",
    why: "原因",
    days: "每日负荷",
    day: "日期",
    wanted: "适宜的尝试",
    full: "排满的小时",
    none: "无",
  },
  en: {
    title: "Capacity forecast",
    summary: "In short",
    what: "What",
    figure: "figure",
    calls: "calls",
    expected: "tries expected",
    slots: "slots",
    booked: "tries with a slot",
    missed: "calls that will miss their window",
    waiting: "calls that can wait for the next period",
    needed: "Agents to add so that none is missed",
    like: "One like",
    more: "how many",
    beyondHelp: "missed calls that none of them would help",
    unplaced: "Why calls will be missed",
    why: "Why",
    days: "Load by day",
    day: "Day",
    wanted: "best then",
    full: "full hours",
    none: "none",
  },
} satisfies { readonly [L in Language]: { readonly [word: string]: string } }

const sum = (hours: ReadonlyArray<HourLoad>, of: (hour: HourLoad) => number): number =>
  hours.reduce((total, hour) => total + of(hour), 0)

const summary = (forecast: CapacityForecast, language: Language): TableText.Table => {
  const w = words[language]
  return {
    caption: w.summary,
    header: [w.what, w.figure],
    numbers: [1],
    rows: [
      [w.calls, String(forecast.calls)],
      [w.expected, String(forecast.expected)],
      [w.slots, String(forecast.slots)],
      [w.booked, String(sum(forecast.hours, ({ booked }) => booked))],
      [w.missed, RateText.render(forecast.missed, language)],
      [w.waiting, String(forecast.waiting)],
    ],
  }
}

const needed = ({ beyondHelp, needed }: CapacityForecast, language: Language): TableText.Table => {
  const w = words[language]
  return {
    caption: w.needed,
    header: [w.like, w.more],
    numbers: [1],
    rows: [...needed.map(({ agent, more }) => [agent, String(more)]), [w.beyondHelp, String(beyondHelp)]],
  }
}

const unplaced = ({ unplaced }: CapacityForecast, language: Language): TableText.Table => {
  const w = words[language]
  const counts = new Map<string, number>()
  for (const one of unplaced) {
    const why = reason(one.reason, language)
    counts.set(why, (counts.get(why) ?? 0) + 1)
  }
  const most = [...counts].sort(([, a], [, b]) => b - a)
  return {
    caption: w.unplaced,
    header: [w.why, w.calls],
    numbers: [1],
    rows: most.length === 0 ? [[w.none, "0"]] : most.map(([why, count]) => [why, String(count)]),
  }
}

const days = (forecast: CapacityForecast, { language, zone }: Options): TableText.Table => {
  const w = words[language]
  const byDay = new Map<PlainDate.PlainDate, Array<HourLoad>>()
  const { from, until } = forecast.period
  for (
    let on = TimeZone.dateAt(zone, from);
    TimeZone.startOfDate(zone, on) < until;
    on = PlainDate.addDays(on, 1)
  )
    byDay.set(on, [])
  for (const hour of forecast.hours) byDay.get(TimeZone.dateAt(zone, hour.from))?.push(hour)
  return {
    caption: w.days,
    header: [w.day, w.wanted, w.slots, w.booked, w.full],
    numbers: [1, 2, 3, 4],
    rows: [...byDay].map(([on, hours]) => {
      const staffed = hours.filter(({ slots }) => slots > 0)
      const full = staffed.filter(({ booked, slots }) => booked === slots).length
      return [
        DateText.render(on, { language }),
        String(sum(hours, ({ wanted }) => wanted)),
        String(sum(hours, ({ slots }) => slots)),
        String(sum(hours, ({ booked }) => booked)),
        staffed.length === 0 ? "–" : `${full}/${staffed.length}`,
      ]
    }),
  }
}

const notes = (
  { tries, unknownShifts }: CapacityForecast,
  { language, zone }: Options,
): ReadonlyArray<string> => {
  const zh = language === "zh"
  const each = Math.round((100 * tries.tries) / tries.calls) / 100
  const source = ReasonText.source(tries.source, language)
  return [
    zh ? `每个电话预计 ${each} 次尝试：${source}。` : `${each} tries a call: ${source}.`,
    zh
      ? "“适宜的尝试”按不受人手限制时的时刻计；“排满的小时”为排满的小时数 / 有时段的小时数。"
      : "Best then: when calls would be made, were there always somebody. Full hours: those booked up / those with slots.",
    ...unknownShifts.map(({ agent, from }) => {
      const since = InstantText.render(from, { zone, language })
      return zh
        ? `坐席 ${agent} 自 ${since} 起的班次未知：日历尚未公布，未计入。`
        : `The shift of ${agent} isn't known from ${since} on, and not counted: the calendar isn't announced.`
    }),
  ]
}

/** The forecast's parts, for a page or a form of one's own. */
export const parts = (forecast: CapacityForecast, options: Options): ForecastParts => {
  const { language, zone } = options
  const { from, until } = forecast.period
  const [first, last] = [from, until - 1].map((at) =>
    DateText.render(TimeZone.dateAt(zone, at), { language, withYear: true }),
  )
  const { title } = words[language]
  return {
    title: language === "zh" ? `${title}：${first}至${last}` : `${title}, ${first} to ${last}`,
    summary: summary(forecast, language),
    needed: needed(forecast, language),
    unplaced: unplaced(forecast, language),
    days: days(forecast, options),
    notes: notes(forecast, options),
  }
}

/** The forecast as plain text, its tables lined up for a terminal, or in Markdown. */
export const render = (
  forecast: CapacityForecast,
  options: Options & { readonly format: "text" | "markdown" },
): string => {
  const { days, needed, notes, summary, title, unplaced } = parts(forecast, options)
  const tables = [summary, needed, unplaced, days]
  return options.format === "markdown"
    ? [
        `## ${TableText.escaped(title)}`,
        ...tables.map(TableText.markdown),
        ...notes.map(TableText.escaped),
      ].join("\n\n")
    : [title, ...tables.map(TableText.plain), notes.join("\n")].join("\n\n")
}
