/**
 * Festivals of mainland China, and the days on which nobody is greeted.
 *
 * @since 0.1.0
 */
import type { Festival } from "../../care/Festival.ts"
import type { YearlyDay } from "../../care/YearlyDay.ts"
import type { Source } from "../../foundation/Rule.ts"

const holidays: Source = {
  title: {
    zh: "全国年节及纪念日放假办法（2024 年修订）",
    en: "全国年节及纪念日放假办法 (regulation on public holidays, revised 2024)",
  },
  status: "law",
  verified: "read",
  reference: {
    zh: "公共仓库 LawRefBook/Laws；规定放假的日子，并不规定问候。",
    en: "Public repository LawRefBook/Laws. It names the days off and says nothing of greetings.",
  },
}

const custom: Source = {
  title: { zh: "习俗", en: "Custom" },
  status: "practice",
  verified: "secondary",
}

const solemnCustom: Source = {
  title: {
    zh: "习俗：祭祀先人的日子，不宜道贺",
    en: "Custom: a day for the dead, on which congratulations are out of place",
  },
  status: "practice",
  verified: "secondary",
}

const gregorian = (month: number, day: number): YearlyDay => ({ _tag: "Gregorian", month, day })
const chinese = (month: number, day: number): YearlyDay => ({ _tag: "Chinese", month, day })

/** Spring Festival, the first day of the Chinese year. */
export const springFestival: Festival = {
  id: "springFestival",
  name: { zh: "春节", en: "Spring Festival" },
  day: chinese(1, 1),
  mood: "glad",
  source: holidays,
}

/** Mid-Autumn Festival. */
export const midAutumn: Festival = {
  id: "midAutumn",
  name: { zh: "中秋节", en: "Mid-Autumn Festival" },
  day: chinese(8, 15),
  mood: "glad",
  source: holidays,
}

/** The Double Ninth, which is the day of the elderly. */
export const doubleNinth: Festival = {
  id: "doubleNinth",
  name: { zh: "重阳节", en: "Double Ninth Festival" },
  day: chinese(9, 9),
  mood: "glad",
  source: {
    title: {
      zh: "老年人权益保障法：农历九月初九为老年节",
      en: "老年人权益保障法 (law on the rights of the elderly): the ninth of the ninth month is their day",
    },
    status: "law",
    verified: "secondary",
  },
}

/**
 * The glad and the solemn days of the year.
 *
 * **Example** (The next Spring Festivals)
 *
 * ```ts
 * import { ChinaFestivals, PlainDate, YearlyDay } from "@aftercare/core"
 * import { Result } from "effect"
 *
 * const during = { from: PlainDate.make("2026-03-01"), through: PlainDate.make("2028-12-31") }
 * YearlyDay.datesIn(ChinaFestivals.springFestival.day, during) // => Result.succeed(["2027-02-06", "2028-01-26"])
 * ```
 */
export const all: ReadonlyArray<Festival> = [
  {
    id: "newYear",
    name: { zh: "元旦", en: "New Year's Day" },
    day: gregorian(1, 1),
    mood: "glad",
    source: holidays,
  },
  {
    id: "newYearsEve",
    name: { zh: "除夕", en: "Chinese New Year's Eve" },
    day: chinese(12, 30),
    mood: "glad",
    source: holidays,
  },
  springFestival,
  {
    id: "lanternFestival",
    name: { zh: "元宵节", en: "Lantern Festival" },
    day: chinese(1, 15),
    mood: "glad",
    source: custom,
  },
  {
    id: "qingming",
    name: { zh: "清明节", en: "Qingming Festival" },
    day: { _tag: "Qingming" },
    mood: "solemn",
    source: solemnCustom,
  },
  {
    id: "labourDay",
    name: { zh: "劳动节", en: "Labour Day" },
    day: gregorian(5, 1),
    mood: "glad",
    source: holidays,
  },
  {
    id: "dragonBoat",
    name: { zh: "端午节", en: "Dragon Boat Festival" },
    day: chinese(5, 5),
    mood: "glad",
    source: holidays,
  },
  {
    id: "zhongyuan",
    name: { zh: "中元节", en: "Zhongyuan Festival" },
    day: chinese(7, 15),
    mood: "solemn",
    source: solemnCustom,
  },
  midAutumn,
  {
    id: "nationalDay",
    name: { zh: "国庆节", en: "National Day" },
    day: gregorian(10, 1),
    mood: "glad",
    source: holidays,
  },
  doubleNinth,
  {
    id: "memorialDay",
    name: { zh: "国家公祭日", en: "National Memorial Day" },
    day: gregorian(12, 13),
    mood: "solemn",
    source: {
      title: {
        zh: "全国人大常委会 2014 年 2 月 27 日的决定：每年 12 月 13 日为国家公祭日",
        en: "Decision of the Standing Committee of the National People's Congress, 27 February 2014: 13 December is the National Memorial Day",
      },
      status: "law",
      verified: "secondary",
    },
  },
]
