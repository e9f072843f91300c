/**
 * An IANA time zone, and the table of its offset changes read once from the platform's own `Intl`.
 *
 * **Details**
 *
 * The table covers 1970-01-01 to 2060-01-01 UTC. It is found by probes six days apart and bisection: the shortest known
 * pair of changes lies 6.96 days apart. Beyond the table no offset is known, and nothing is said to be open there.
 *
 * @since 0.1.0
 */
import type * as Brand from "effect/Brand"
import type * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Interval } from "../foundation/Interval.ts"
import { outspoken } from "../foundation/Strict.ts"
import * as PlainDate from "./PlainDate.ts"
import * as PlainTime from "./PlainTime.ts"

const { dayMillis } = PlainTime

/** The first and the closing instant of what a zone's table covers: 1970-01-01 and 2060-01-01 UTC. */
export const horizon: Interval = { from: 0, until: PlainDate.epochDayOf(2060, 1, 1) * dayMillis }

/** The nearest instant that zones' tables speak for, the closing one included; the first where `at` is no number. */
export const withinHorizon = (at: number): number =>
  at > horizon.from ? Math.min(at, horizon.until) : horizon.from

/** The name that the platform gives the zone, which is another one for an alias; undefined where it knows none. */
const platformName = (zone: string): string | undefined => {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: zone }).resolvedOptions().timeZone
  } catch {
    return undefined
  }
}

/** IANA's own short names. Platforms take others too, and to them CST is Chicago, whatever it means in China. */
const shortNames = /^(?:CET|EET|EST|GMT|HST|MET|MST|PRC|ROC|ROK|UCT|UTC|WET)$/

/** What is wrong with a zone's name, if anything. */
const complaint = (zone: string): string | undefined => {
  const isShort = /^[A-Za-z]{3}$/.test(zone)
  const known =
    /^[A-Za-z][A-Za-z0-9_+\-/]*$/.test(zone) && (!isShort || shortNames.test(zone.toUpperCase()))
      ? platformName(zone)
      : undefined
  if (known === undefined) return "a time zone is an IANA name that the platform knows"
  // Platforms take any mixture of small and capital letters; the same zone must not go by many names.
  if (!/^[A-Z]/.test(zone) || (known !== zone && known.toLowerCase() === zone.toLowerCase()))
    return "a time zone's name has the capital letters that IANA gives it"
  if (wellNamed.size < mostNames) wellNamed.add(zone)
  return undefined
}

/** Asking the platform costs some 0.1 ms. IANA has about 600 names. */
const wellNamed = new Set<string>()
const mostNames = 1000

/**
 * Schema of a time zone's IANA name that the platform knows, such as `Asia/Shanghai`.
 *
 * **Details**
 *
 * Another case (`asia/shanghai`) and abbreviations that name several zones (`CST`) are refused. The case of an alias
 * such as `Asia/Kolkata` can only be told by its first letter: platforms answer with the name that it stands for.
 */
export const TimeZone = outspoken(
  Schema.String.check(Schema.makeFilter((zone) => wellNamed.has(zone) || (complaint(zone) ?? true))).pipe(
    Schema.brand("TimeZone"),
  ),
)

/** A zone's IANA name. */
export type TimeZone = string & Brand.Brand<"TimeZone">

/** Reads a zone's name. */
export const parse = (zone: string): Result.Result<TimeZone, Schema.SchemaError> =>
  Schema.decodeUnknownResult(TimeZone)(zone)

/** Reads a zone's name, and throws where the platform doesn't know it. For literals in code. */
export const make: (zone: string) => TimeZone = Schema.decodeUnknownSync(TimeZone)

/**
 * Stretches of one offset each: stretch `k` begins at `startsAt[k]` and has `offsets[k]` milliseconds east of UTC. The
 * last one ends at the horizon.
 */
export interface OffsetTable {
  readonly startsAt: Float64Array
  readonly offsets: Float64Array
  /** Where each stretch ends: the next one's beginning, or the horizon. */
  readonly endsAt: Float64Array
  /** The stretch at the beginning of each block of time since the horizon began, from which the right one is near. */
  readonly stretchIn: Uint16Array
}

/** The length of a block: 24.9 days, so that few changes lie in one. */
const blockMillis = 2 ** 31

const tables = new Map<string, OffsetTable>()

/** The zone's offset table, read from the platform once and kept. At most one table a zone is held; aliases share it. */
export const table = (zone: TimeZone): OffsetTable => {
  let found = tables.get(zone)
  if (found === undefined) {
    const name = platformName(zone) ?? zone
    found = tables.get(name) ?? readTable(zone)
    tables.set(name, found)
    tables.set(zone, found)
  }
  return found
}

/** Probes must lie closer than the shortest pair of changes known. */
const probeMillis = 6 * dayMillis

const readTable = (zone: TimeZone): OffsetTable => {
  const offsetOf = platformOffset(zone)
  const startsAt = [horizon.from]
  const offsets = [offsetOf(horizon.from)]
  let before = horizon.from
  let offset = offsets[0] as number
  while (before < horizon.until) {
    const probe = Math.min(before + probeMillis, horizon.until)
    const there = offsetOf(probe)
    if (there !== offset) {
      let low = before
      let high = probe
      // Zone data are given to the second, so the change is too.
      while (high - low > 1000) {
        const middle = Math.floor((low + high) / 2000) * 1000
        if (offsetOf(middle) === offset) low = middle
        else high = middle
      }
      offset = offsetOf(high)
      if (high < horizon.until) {
        startsAt.push(high)
        offsets.push(offset)
      }
      before = high
      continue
    }
    before = probe
  }
  return {
    startsAt: Float64Array.from(startsAt),
    offsets: Float64Array.from(offsets),
    endsAt: Float64Array.from([...startsAt.slice(1), horizon.until]),
    stretchIn: stretchesIn(startsAt),
  }
}

const stretchesIn = (startsAt: ReadonlyArray<number>): Uint16Array => {
  const stretchIn = new Uint16Array(Math.ceil((horizon.until - horizon.from) / blockMillis))
  let k = 0
  for (let n = 0; n < stretchIn.length; n++) {
    while ((startsAt[k + 1] ?? Number.POSITIVE_INFINITY) <= horizon.from + n * blockMillis) k++
    stretchIn[n] = k
  }
  return stretchIn
}

/** The offset by the platform's formatter, the one source that is always the platform's own. */
const platformOffset = (zone: TimeZone): ((at: number) => number) => {
  const formatter = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  })
  const fields = formatter.formatToParts(0).filter((part) => part.type !== "literal")
  const place = (type: string) => fields.findIndex((part) => part.type === type)
  const [year, month, day, hour, minute, second] = ["year", "month", "day", "hour", "minute", "second"].map(
    place,
  )
  return (at) => {
    // Reading the digits of `format` costs a third of `formatToParts`; their order was asked for above.
    const found = formatter.format(at).match(/\d+/g) ?? []
    const read = (index: number | undefined) => Number(found[index as number])
    const days = PlainDate.epochDayOf(read(year), read(month), read(day))
    return days * dayMillis + (read(hour) * 3600 + read(minute) * 60 + read(second)) * 1000 - at
  }
}

/** The index of the stretch that holds the instant; instants beyond the horizon belong to the nearest stretch. */
export const stretchAt = ({ endsAt, stretchIn }: OffsetTable, at: number): number => {
  if (!(at > horizon.from)) return 0
  if (at >= horizon.until) return endsAt.length - 1
  let k = stretchIn[Math.floor((at - horizon.from) / blockMillis)] as number
  while ((endsAt[k] as number) <= at) k++
  return k
}

/** Milliseconds east of UTC at an instant in epoch milliseconds; beyond the horizon, the nearest known offset. */
export const offsetAt = (zone: TimeZone, at: number): number => {
  const found = table(zone)
  return found.offsets[stretchAt(found, at)] as number
}

/**
 * The same, asked of the platform's formatter. A single look at a zone costs a hundredth of its table this way; whoever
 * looks often asks `offsetAt`.
 */
export const platformOffsetAt = (zone: TimeZone, at: number): number =>
  platformOffset(zone)(Math.min(Math.max(Math.floor(at / 1000) * 1000, horizon.from), horizon.until - 1000))

/** The date that the zone's wall clock shows at an instant in epoch milliseconds, as an epoch day. */
export const dayAt = (zone: TimeZone, at: number): number => Math.floor((at + offsetAt(zone, at)) / dayMillis)

/** The date that the zone's wall clock shows at an instant in epoch milliseconds. */
export const dateAt = (zone: TimeZone, at: number): PlainDate.PlainDate =>
  PlainDate.fromEpochDay(dayAt(zone, at))

/** The time of day that the zone's wall clock shows at an instant in epoch milliseconds, to the second. */
export const timeAt = (zone: TimeZone, at: number): PlainTime.PlainTime => {
  const wall = at + offsetAt(zone, at)
  return PlainTime.fromMillis(wall - Math.floor(wall / dayMillis) * dayMillis)
}

/**
 * The instant at which the zone's wall clock shows this date and time.
 *
 * **Details**
 *
 * In a skipped hour it is the later time (02:30 becomes 03:30), in a repeated hour the first pass, and `24:00` is the
 * first instant of the next date.
 *
 * **Example** (A time that the clocks skip)
 *
 * ```ts
 * import { PlainDate, PlainTime, TimeZone } from "@aftercare/core"
 *
 * const at = TimeZone.toInstant(
 *   TimeZone.make("America/Los_Angeles"),
 *   PlainDate.make("2014-03-09"),
 *   PlainTime.make("02:30"),
 * )
 * new Date(at).toISOString() // => "2014-03-09T10:30:00.000Z"
 * ```
 */
export const toInstant = (zone: TimeZone, date: PlainDate.PlainDate, time: PlainTime.PlainTime): number => {
  const millis = PlainTime.toMillis(time)
  const midnight = PlainDate.toEpochDay(date) * dayMillis
  return millis === dayMillis
    ? firstInstantFrom(table(zone), midnight + dayMillis)
    : instantOfWall(table(zone), midnight + millis)
}

/**
 * The instant at which the zone's wall clock shows the same time of day as at `at`, on another date given as an epoch
 * day; in a skipped or a repeated hour as `toInstant` has it.
 */
export const sameTimeOn = (zone: TimeZone, at: number, day: number): number => {
  const found = table(zone)
  const wall = at + (found.offsets[stretchAt(found, at)] as number)
  return instantOfWall(found, wall + (day - Math.floor(wall / dayMillis)) * dayMillis)
}

/** The first instant of a date on the zone's wall clock; of a date that the zone skipped, the first after it. */
export const startOfDate = (zone: TimeZone, date: PlainDate.PlainDate): number =>
  startOfDay(zone, PlainDate.toEpochDay(date))

/** The same of an epoch day. */
export const startOfDay = (zone: TimeZone, day: number): number =>
  firstInstantFrom(table(zone), day * dayMillis)

/** The same as `toInstant` for a wall-clock reading in milliseconds, counted as if the zone were UTC. */
export const instantOfWall = (zoneTable: OffsetTable, wall: number): number =>
  wall - (zoneTable.offsets[stretchShowing(zoneTable, wall)] as number)

/** The first instant at which the wall clock reads this or, where it is skipped, anything later. */
const firstInstantFrom = (zoneTable: OffsetTable, wall: number): number => {
  const { offsets, startsAt } = zoneTable
  const k = stretchShowing(zoneTable, wall)
  return Math.min(wall - (offsets[k] as number), startsAt[k + 1] ?? Number.POSITIVE_INFINITY)
}

/** The first stretch whose wall clock shows the reading, or the one before the gap that skips it. */
const stretchShowing = (zoneTable: OffsetTable, wall: number): number => {
  const { offsets, startsAt } = zoneTable
  // No offset exceeds 24 h, so no stretch before this one can show the reading.
  let k = stretchAt(zoneTable, wall - dayMillis)
  for (; k < startsAt.length - 1; k++) {
    const changesAt = startsAt[k + 1] as number
    if (wall < changesAt + (offsets[k] as number) || wall < changesAt + (offsets[k + 1] as number)) break
  }
  return k
}
