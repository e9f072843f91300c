/**
 * "Call me later at 6": what hour somebody asks to be called at, where a short message says that and nothing else.
 *
 * **Details**
 *
 * Nothing is guessed. The message must be about a call and name an hour; whatever else it says, a person reads it. An hour
 * that may be of the morning or the evening is both, and whoever plans the call takes the one that fits, if it is one. An
 * hour without a day is the next such hour, today's or else tomorrow's.
 *
 * **Example** (Half past six, and twice six)
 *
 * ```ts
 * import { LaterWish, PlainTime, TimeZone } from "@aftercare/core"
 *
 * LaterWish.read("晚上6点半再打") // => { times: ["18:30"] }
 * LaterWish.read("Please call me tomorrow at 6") // => { day: 1, times: ["06:00", "18:00"] }
 * LaterWish.read("6点还没退烧") // => undefined
 *
 * const zone = TimeZone.make("Asia/Shanghai")
 * const noon = Date.parse("2026-03-02T12:00:00+08:00")
 * const six = [PlainTime.make("06:00"), PlainTime.make("18:00")] as const
 * const [at] = LaterWish.moments({ times: six }, zone, noon)
 * at === Date.parse("2026-03-02T18:00:00+08:00") // => true
 * ```
 *
 * @since 0.1.0
 */
import * as PlainDate from "../calendar/PlainDate.ts"
import { type PlainTime, make as plainTime } from "../calendar/PlainTime.ts"
import * as TimeZone from "../calendar/TimeZone.ts"

export interface LaterWish {
  /** So many days ahead; absent where none is named. */
  readonly day?: 0 | 1 | 2
  /** One hour, or the two that it may be. */
  readonly times: readonly [PlainTime, ...ReadonlyArray<PlainTime>]
}

const days: Readonly<Record<string, 0 | 1 | 2>> = {
  今: 0,
  明: 1,
  后: 2,
  today: 0,
  tonight: 0,
  tomorrow: 1,
}

/**
 * The hours that each part of a day has, both ends included. Twelve in the morning or in the evening is midnight to one and
 * noon to another, one at night is after midnight to most, and nobody's eleven is in the afternoon.
 */
const parts: ReadonlyArray<readonly [words: RegExp, first: number, last: number]> = [
  [/早|上午|a\.?m|morning/, 0, 11],
  [/中午|(?<!after)noon/, 11, 14],
  [/p\.?m/, 13, 23],
  [/下午|afternoon/, 13, 19],
  [/傍晚|晚|evening|tonight/, 17, 23],
]

const han = "零一二三四五六七八九十"

/** Up to 59, in digits or in Han numerals. */
const numberOf = (written: string): number => {
  if (/^\d+$/.test(written)) return Number(written)
  const [tens = "", ones = ""] = written.includes("十") ? written.split("十") : ["零", written]
  return (
    (tens === "" ? 1 : han.indexOf(tens)) * 10 + (ones === "" ? 0 : han.indexOf(ones.replace("两", "二")))
  )
}

const zhNumber = "\\d{1,2}|[二三四五]?十[一二三四五六七八九]?|[一二两三四五六七八九]"

const zh = new RegExp(
  "^(?:请|麻烦|那就|还是)?(?:您|你们?)?(?:晚点|稍后|等会儿?)?(?:请|在)?" +
    "(?<day>今天|今晚|今|明天|明早|明晚|明|后天)?的?(?<half>早上|早晨|早|上午|中午|下午|傍晚|晚上|晚)?" +
    `(?<hour>${zhNumber})(?:点钟?|时|[::])(?<rest>半|一刻|三刻|(?:${zhNumber})分?)?` +
    "(?:左右|钟)?(?:以?后)?(?:请|麻烦)?(?:您|你们?)?(?:再|重新)?(?:给我|跟我)?" +
    "(?:来|打|回|去)?(?:电话|打|联系|来电|回电)(?:一下|给我|过来|来|我|电话)*(?:吧|谢谢|可以吗|好吗|行吗)*$",
)

const enDay = "today|tonight|tomorrow(?: (?:morning|afternoon|evening))?"
const enTime = "(?<hour>\\d{1,2})(?:[:.](?<minute>\\d{2}))? ?(?<half>a\\.?m\\.?|p\\.?m\\.?|o'?clock)?"
const en = new RegExp(
  `^(?:please |pls |can you |could you )?(?:call|ring|phone)(?: me)?(?: back| again| later)*(?: (?<before>${enDay}))?(?: at| after| around)? ${enTime}(?: (?<after>${enDay}|in the (?:morning|afternoon|evening)))?(?: please| pls| thanks| thank you)*$`,
)

/** The times of day that the hour may be of which all that is said is true. */
const timesOf = (hour: number, minute: number, said: string): LaterWish["times"] | undefined => {
  if (hour > 23 || minute > 59) return undefined
  const named = parts.filter(([words]) => words.test(said))
  const [time, ...others] = (hour > 0 && hour < 12 ? [hour, hour + 12] : [hour])
    .filter((h) => named.every(([, first, last]) => first <= h && h <= last))
    .map((h) => plainTime(`${String(h).padStart(2, "0")}:${String(minute).padStart(2, "0")}`))
  return time && [time, ...others]
}

const quarters: Readonly<Record<string, number>> = { 半: 30, 一刻: 15, 三刻: 45 }

/** What the message asks for; undefined where it isn't surely such a wish. */
export const read = (text: string): LaterWish | undefined => {
  const message = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s,，.。!！~～]+$/g, "")
    .trim()
  const found = zh.exec(message.replace(/[\s,，]+/g, "")) ?? en.exec(message.replace(/[\s,]+/g, " "))
  if (found?.groups === undefined) return undefined
  const { after = "", before = "", day = "", half = "", hour = "", minute = "", rest = "" } = found.groups
  const named = `${day} ${before} ${after}`
  const minutes = quarters[rest] ?? numberOf(rest.replace("分", "") || minute || "0")
  const times = timesOf(numberOf(hour), minutes, `${named} ${half}`)
  if (times === undefined) return undefined
  const ahead = Object.entries(days).find(([word]) => named.includes(word))?.[1]
  return { ...(ahead === undefined ? {} : { day: ahead }), times }
}

/** The instants ahead that are meant, the earliest first: all on one date. */
export const moments = (
  { day, times }: LaterWish,
  zone: TimeZone.TimeZone,
  now: number,
): ReadonlyArray<number> => {
  const today = PlainDate.toEpochDay(TimeZone.dateAt(zone, now))
  const on = (ahead: number) =>
    times
      .map((time) => TimeZone.toInstant(zone, PlainDate.fromEpochDay(today + ahead), time))
      .filter((at) => at > now)
  if (day !== undefined) return on(day)
  const sooner = on(0)
  return sooner.length > 0 ? sooner : on(1)
}
