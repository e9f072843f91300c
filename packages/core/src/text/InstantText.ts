/**
 * Instants for people: on the wall clock of a zone, in Chinese or English.
 *
 * **Details**
 *
 * `date-fns-tz` reads the wall clock. Its `toZonedTime` answers with a `Date` of the machine's own zone, which can't hold
 * a time that the machine's clocks skip: there it shows another one. So each reading is held against the zone's own table,
 * and where they differ the table is shown. Nothing is ever decided by what is rendered here.
 *
 * @since 0.1.0
 */
import { toZonedTime } from "date-fns-tz/toZonedTime"
import * as DateTime from "effect/DateTime"
import * as PlainDate from "../calendar/PlainDate.ts"
import { dayMillis } from "../calendar/PlainTime.ts"
import * as TimeZone from "../calendar/TimeZone.ts"
import type { Language } from "../foundation/Word.ts"
import * as DateText from "./DateText.ts"
import * as ZoneText from "./ZoneText.ts"

/** An instant, typed or as epoch milliseconds. */
export type Instant = DateTime.Utc | number

export interface Options {
  readonly zone: TimeZone.TimeZone
  readonly language: Language
  readonly withYear?: boolean
  /** The reader's own zone. Where its clock shows another time, the text says whose time it is. */
  readonly reader?: TimeZone.TimeZone
}

const millisOf = (at: Instant): number => (typeof at === "number" ? at : DateTime.toEpochMillis(at))

/** A wall clock's date and its time to the minute, `HH:MM`. */
interface Reading {
  readonly date: PlainDate.PlainDate
  readonly time: string
}

const two = (n: number): string => String(n).padStart(2, "0")

const readingOf = (zone: TimeZone.TimeZone, at: number): Reading => {
  const zoned = toZonedTime(at, zone)
  const day = PlainDate.epochDayOf(zoned.getFullYear(), zoned.getMonth() + 1, zoned.getDate())
  const minutes = zoned.getHours() * 60 + zoned.getMinutes()
  const shown = day * dayMillis + (minutes * 60 + zoned.getSeconds()) * 1000 + zoned.getMilliseconds()
  return shown === at + TimeZone.offsetAt(zone, at)
    ? {
        date: PlainDate.fromEpochDay(day),
        time: `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`,
      }
    : { date: TimeZone.dateAt(zone, at), time: TimeZone.timeAt(zone, at).slice(0, 5) }
}

/** Whether the zone's clock shows this minute a second time, before or after a change of offset. */
const isRepeated = (zone: TimeZone.TimeZone, at: number): boolean => {
  const table = TimeZone.table(zone)
  const { offsets, startsAt } = table
  const k = TimeZone.stretchAt(table, at)
  const minute = Math.floor((at + (offsets[k] as number)) / 60_000) * 60_000
  const foldAt = (change: number): boolean => {
    const [start, before, after] = [startsAt[change], offsets[change - 1], offsets[change]]
    if (start === undefined || before === undefined || after === undefined) return false
    return minute + 60_000 > start + after && minute < start + before
  }
  return foldAt(k) || foldAt(k + 1)
}

/** Whose time it is, where that has to be said: another clock than the reader's, or an hour that comes twice. */
const zoneNote = (at: number, { language, reader, zone }: Options): string => {
  const foreign = reader !== undefined && TimeZone.offsetAt(reader, at) !== TimeZone.offsetAt(zone, at)
  const offset = ZoneText.offset(TimeZone.offsetAt(zone, at))
  if (foreign)
    return language === "zh"
      ? `（${ZoneText.name(zone, language)}，${offset}）`
      : ` (${ZoneText.name(zone, language)}, ${offset})`
  if (isRepeated(zone, at)) return language === "zh" ? `（${offset}）` : ` (${offset})`
  return ""
}

/**
 * Date, weekday and time to the minute. An hour that comes twice also names its offset, so that no two minutes of a year
 * read alike.
 *
 * **Example** (Two languages, and a reader elsewhere)
 *
 * ```ts
 * import { InstantText, TimeZone } from "@aftercare/core"
 *
 * const at = Date.parse("2026-03-05T10:30:00Z")
 * const zone = TimeZone.make("Asia/Shanghai")
 * InstantText.render(at, { zone, language: "zh" }) // => "3月5日（周四）18:30"
 * InstantText.render(at, { zone, language: "en", withYear: true }) // => "Thu 5 Mar 2026, 18:30"
 *
 * const reader = TimeZone.make("Europe/Paris")
 * InstantText.render(at, { zone, language: "en", reader })
 * // => "Thu 5 Mar, 18:30 (Beijing time, UTC+08:00)"
 * ```
 */
export const render = (at: Instant, options: Options): string => {
  const millis = millisOf(at)
  return `${dayAnd(readingOf(options.zone, millis), options)}${zoneNote(millis, options)}`
}

const dayAnd = ({ date, time }: Reading, options: Options): string =>
  `${DateText.render(date, options)}${options.language === "zh" ? "" : ", "}${time}`

/** The time of day alone, `18:30`. */
export const time = (at: Instant, zone: TimeZone.TimeZone): string => readingOf(zone, millisOf(at)).time

/**
 * An exclusive end, as people say it: midnight is `24:00` of the day that it ends.
 *
 * **Example**
 *
 * ```ts
 * import { InstantText, TimeZone } from "@aftercare/core"
 *
 * const zone = TimeZone.make("Asia/Shanghai")
 * InstantText.limit(Date.parse("2026-03-09T16:00:00Z"), { zone, language: "en" }) // => "Mon 9 Mar, 24:00"
 * ```
 */
export const limit = (at: Instant, options: Options): string => {
  const millis = millisOf(at)
  const { date } = readingOf(options.zone, millis)
  if (millis !== TimeZone.startOfDate(options.zone, date)) return render(millis, options)
  return `${dayAnd({ date: PlainDate.addDays(date, -1), time: "24:00" }, options)}${zoneNote(millis, options)}`
}

/**
 * A stretch of time; the second date is left out where it is the first one. An end at midnight is `24:00` of its day.
 *
 * **Example**
 *
 * ```ts
 * import { InstantText, TimeZone } from "@aftercare/core"
 *
 * const noon = Date.parse("2026-03-05T04:00:00Z")
 * const zone = TimeZone.make("Asia/Shanghai")
 * InstantText.stretch(noon, noon + 7_200_000, { zone, language: "en" }) // => "Thu 5 Mar, 12:00–14:00"
 * ```
 */
export const stretch = (from: Instant, until: Instant, options: Options): string => {
  const [start, end] = [millisOf(from), millisOf(until)]
  const { zone } = options
  const first = readingOf(zone, start)
  const tomorrow = PlainDate.addDays(first.date, 1)
  const ends = end === TimeZone.startOfDate(zone, tomorrow) ? "24:00" : readingOf(zone, end).time
  const oneDay = start <= end && end <= TimeZone.startOfDate(zone, tomorrow)
  return oneDay && TimeZone.offsetAt(zone, start) === TimeZone.offsetAt(zone, end)
    ? `${dayAnd(first, options)}–${ends}${zoneNote(start, options)}`
    : `${render(start, options)} – ${render(end, options)}`
}
