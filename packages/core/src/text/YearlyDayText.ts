/**
 * Days that come once a year, for people: a festival's, a birthday.
 *
 * @since 0.1.0
 */

import * as PlainDate from "../calendar/PlainDate.ts"
import type { YearlyDay } from "../care/YearlyDay.ts"
import type { Language } from "../foundation/Word.ts"

const digits = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"]

/** A day of a Chinese month as it is called there: 初一 to 初十, 十一 to 二十, 廿一 to 廿九, 三十. */
const chineseDay = (day: number): string => {
  if (day <= 10) return `初${digits[day]}`
  if (day === 20 || day === 30) return `${digits[day / 10]}十`
  return `${day < 20 ? "十" : "廿"}${digits[day % 10]}`
}

const chineseMonth = (month: number): string => {
  if (month === 1) return "正月"
  return `${month <= 10 ? digits[month] : `十${digits[month - 10]}`}月`
}

const weekdays: { readonly [L in Language]: ReadonlyArray<string> } = {
  zh: ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"],
  en: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}

const months = [
  ...["January", "February", "March", "April", "May", "June"],
  ...["July", "August", "September", "October", "November", "December"],
]

const ordinals = { 1: "first", 2: "second", 3: "third", 4: "fourth", [-1]: "last" } as const

/**
 * On which day of the year it falls.
 *
 * **Example**
 *
 * ```ts
 * import { ChinaFestivals, YearlyDayText } from "@aftercare/core"
 *
 * YearlyDayText.render(ChinaFestivals.midAutumn.day, "zh") // => "农历八月十五"
 * YearlyDayText.render(ChinaFestivals.midAutumn.day, "en") // => "day 15 of Chinese month 8"
 * YearlyDayText.render({ _tag: "NthWeekday", month: 11, weekday: "thursday", n: 4 }, "en")
 * // => "the fourth Thursday of November"
 * ```
 */
export const render = (day: YearlyDay, language: Language): string => {
  const zh = language === "zh"
  switch (day._tag) {
    case "Gregorian":
      return zh ? `${day.month}月${day.day}日` : `${day.day} ${months[day.month - 1]}`
    case "Chinese": {
      const isLeap = day.leap === true
      return zh
        ? `农历${isLeap ? "闰" : ""}${chineseMonth(day.month)}${chineseDay(day.day)}`
        : `day ${day.day} of Chinese ${isLeap ? "leap " : ""}month ${day.month}`
    }
    case "NthWeekday": {
      const weekday = weekdays[language][PlainDate.weekdays.indexOf(day.weekday)]
      if (!zh) return `the ${ordinals[day.n]} ${weekday} of ${months[day.month - 1]}`
      return `${day.month}月${day.n === -1 ? "最后一个" : `第${digits[day.n]}个`}${weekday}`
    }
    case "Qingming":
      return zh ? "清明（太阳到达黄经 15 度之日）" : "the day on which the sun reaches 15 degrees"
  }
}
