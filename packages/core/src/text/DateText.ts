/**
 * Plain dates for people, in words that don't depend on the machine's own locale data.
 *
 * @since 0.1.0
 */
import * as PlainDate from "../calendar/PlainDate.ts"
import type { Language } from "../foundation/Word.ts"

const weekdayNames: { readonly [L in Language]: ReadonlyArray<string> } = {
  zh: ["周一", "周二", "周三", "周四", "周五", "周六", "周日"],
  en: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
}

const monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

export interface Options {
  readonly language: Language
  /** Left out where the reader knows the year. */
  readonly withYear?: boolean
}

/**
 * A date with its weekday.
 *
 * **Example**
 *
 * ```ts
 * import { DateText, PlainDate } from "@aftercare/core"
 *
 * const on = PlainDate.make("2026-03-05")
 * DateText.render(on, { language: "zh" }) // => "3月5日（周四）"
 * DateText.render(on, { language: "en", withYear: true }) // => "Thu 5 Mar 2026"
 * ```
 */
export const render = (date: PlainDate.PlainDate, { language, withYear = false }: Options): string => {
  const [year, month, day] = [Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10))]
  const weekday = weekdayNames[language][PlainDate.weekdayIndexOf(PlainDate.toEpochDay(date))]
  return language === "zh"
    ? `${withYear ? `${year}年` : ""}${month}月${day}日（${weekday}）`
    : `${weekday} ${day} ${monthNames[month - 1]}${withYear ? ` ${year}` : ""}`
}
