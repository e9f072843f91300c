/**
 * What a holiday notice moves, in Chinese and English.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import type * as Impact from "../contact/Impact.ts"
import type { Bilingual } from "../foundation/Word.ts"
import * as InstantText from "./InstantText.ts"
import * as RefusalText from "./RefusalText.ts"

const words: { readonly [R in Impact.Reason]: Bilingual } = {
  earlier: { zh: "提前", en: "earlier" },
  later: { zh: "推后", en: "later" },
  becameUncovered: { zh: "日历不再覆盖", en: "no longer covered by the calendar" },
  nowCovered: { zh: "日历已覆盖", en: "now covered by the calendar" },
  noMoment: { zh: "已无可安排的时刻", en: "no moment left" },
  momentFound: { zh: "已有可安排的时刻", en: "a moment was found" },
}

/** What happened to an item, in a word or two. */
export const reason = (of: Impact.Reason, language: InstantText.Options["language"]): string =>
  words[of][language]

const minuteMillis = 60_000

/** How long a move is: `1 d 2 h`. */
const length = (millis: number, { language }: InstantText.Options): string => {
  const minutes = Math.round(Math.abs(millis) / minuteMillis)
  const parts: ReadonlyArray<readonly [count: number, zh: string, en: string]> = [
    [Math.floor(minutes / 1440), "天", "d"],
    [Math.floor((minutes % 1440) / 60), "小时", "h"],
    [minutes % 60, "分钟", "min"],
  ]
  return parts
    .filter(([count]) => count > 0)
    .map(([count, zh, en]) => `${count} ${language === "zh" ? zh : en}`)
    .join(" ")
}

/**
 * One item that moved: from where, to where, by how much and why. Where an instant is missing, its refusal says so.
 *
 * **Example** (A due date that a day off puts back)
 *
 * ```ts
 * import { ChinaCalendar, Hours, Impact, ImpactText, PlainDate, TimeZone } from "@aftercare/core"
 * import { DateTime } from "effect"
 *
 * const zone = TimeZone.make("Asia/Shanghai")
 * const before = ChinaCalendar.publicHolidays
 * const on = PlainDate.make("2026-11-25")
 * const after = { ...before, version: "2026b", holidays: [...before.holidays, { on, name: "停诊" }] }
 * const from = DateTime.makeUnsafe("2026-11-24T10:00:00+08:00")
 * const length = { _tag: "WorkingDays", days: 2, endOfDay: false } as const
 * const term = { from, zone, hours: Hours.onWorkingDays("08:00-17:30"), length }
 * const [moved] = Impact.of([{ _tag: "DueDate", id: "answer", term }], { before, after })
 * moved && ImpactText.render(moved, { zone, language: "en" })
 * // => "answer: Thu 26 Nov, 10:00 → Fri 27 Nov, 10:00 (later, 1 d)"
 * ```
 */
export const render = (moved: Impact.Moved, options: InstantText.Options): string => {
  const zh = options.language === "zh"
  const shown = (outcome: Impact.Outcome) =>
    Result.isSuccess(outcome)
      ? InstantText.render(outcome.success, options)
      : RefusalText.render(outcome.failure, options)
  const by = moved.byMillis === undefined ? "" : `${zh ? "，" : ", "}${length(moved.byMillis, options)}`
  const why = `${reason(moved.reason, options.language)}${by}`
  return zh
    ? `${moved.item.id}：${shown(moved.before)} → ${shown(moved.after)}（${why}）`
    : `${moved.item.id}: ${shown(moved.before)} → ${shown(moved.after)} (${why})`
}
