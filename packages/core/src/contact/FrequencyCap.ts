/**
 * How often somebody may be contacted: a limit on contacts, which closes the hours beside those made or planned.
 *
 * **Details**
 *
 * A limit binds the moment at which a contact begins. It looks both ways: a contact before a planned one counts against it
 * as one after does, and more contacts never open a moment that fewer close.
 *
 * **Example** (Not twice in the same part of the day within three days)
 *
 * ```ts
 * import { FrequencyCap, Hours, TimeZone } from "@aftercare/core"
 *
 * const zone = TimeZone.make("Asia/Shanghai")
 * const parts = [
 *   { name: { zh: "上午", en: "morning" }, span: Hours.TimeSpan.make("08:00-12:00") },
 *   { name: { zh: "傍晚", en: "evening" }, span: Hours.TimeSpan.make("17:00-20:00") },
 * ] as const
 * const called = Date.parse("2026-11-26T18:30:00+08:00")
 *
 * const closed = FrequencyCap.closedByLimit({ _tag: "DayPart", parts, hours: 72, atMost: 1 }, [called], zone)
 * const clock = (at: number) => `${TimeZone.dateAt(zone, at).slice(8)} ${TimeZone.timeAt(zone, at)}`
 * closed.map(({ from, until }) => `${clock(from)} to ${clock(until)}`)
 * // => [
 * //      "23 18:30 to 23 20:00",
 * //      "24 17:00 to 24 20:00",
 * //      "25 17:00 to 25 20:00",
 * //      "26 17:00 to 26 20:00",
 * //      "27 17:00 to 27 20:00",
 * //      "28 17:00 to 28 20:00",
 * //      "29 17:00 to 29 18:30",
 * //    ]
 * ```
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Hours from "../calendar/Hours.ts"
import { intervals } from "../calendar/OpenSet.ts"
import * as PlainDate from "../calendar/PlainDate.ts"
import * as TimeZone from "../calendar/TimeZone.ts"
import { type Interval, normalise } from "../foundation/Interval.ts"
import { RuleId, Source } from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import { Bilingual, Channel, Purpose } from "../foundation/Word.ts"

const positive = Schema.Int.check(Schema.isGreaterThan(0))
/** Up to a year. */
const hours = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 366 * 24 }))

/** A named part of the day by the person's clock, such as the morning. From after to runs over midnight. */
export const DayPart = closed(Schema.Struct({ name: Bilingual, span: Hours.TimeSpan }))
export interface DayPart extends Schema.Schema.Type<typeof DayPart> {}

/** The kinds of limit. A rolling day is not a natural day, and systems that mix them up send too much. */
export const Limit = closed(
  Schema.TaggedUnion({
    /** At most so many contacts in any span of so many hours: 24 are a rolling day, 168 a rolling week. */
    Rolling: { hours, atMost: positive },
    /** At most so many contacts on one date of the person's zone. */
    NaturalDay: { atMost: positive },
    /** At most so many contacts in one week of the person's zone, from Monday through Sunday. */
    NaturalWeek: { atMost: positive },
    /** At least so many hours from one contact to the next. */
    MinimumGap: { hours },
    /**
     * At most so many contacts in the same part of the day in any span of so many hours, up to a year. With one allowed, a
     * contact takes another part of the day than the one before it. A time in none of the parts is free.
     */
    DayPart: {
      parts: Schema.NonEmptyArray(DayPart),
      hours,
      atMost: positive,
    },
  }),
)
export type Limit = typeof Limit.Type

/** A named limit on contacts by these channels for these purposes. */
export const FrequencyCap = closed(
  Schema.Struct({
    id: RuleId,
    limit: Limit,
    channels: Schema.NonEmptyArray(Channel),
    purposes: Schema.NonEmptyArray(Purpose),
    source: Source,
  }),
)
export interface FrequencyCap extends Schema.Schema.Type<typeof FrequencyCap> {}

/** A contact made or planned, as far as caps need to know it. */
export interface Contact {
  readonly at: number
  readonly channel: Channel
  readonly purpose: Purpose
}

const hourMillis = 3_600_000

/** When a further contact would exceed the cap beside the contacts made or planned so far. */
export const closedBy = (
  cap: FrequencyCap,
  contacts: ReadonlyArray<Contact>,
  zone: TimeZone.TimeZone,
): ReadonlyArray<Interval> => {
  const times = inScope(cap, contacts).map(({ at }) => at)
  return closedByLimit(cap.limit, times, zone)
}

const inScope = (cap: FrequencyCap, contacts: ReadonlyArray<Contact>): ReadonlyArray<Contact> =>
  contacts.filter(({ channel, purpose }) => cap.channels.includes(channel) && cap.purposes.includes(purpose))

/** When a further contact would exceed the limit beside contacts at these times, in any order. */
export const closedByLimit = (
  limit: Limit,
  contactsAt: ReadonlyArray<number>,
  zone: TimeZone.TimeZone,
): ReadonlyArray<Interval> => {
  const times = [...contactsAt].sort((a, b) => a - b)
  return normalise(
    Limit.match(limit, {
      Rolling: ({ atMost, hours }) => fullSpans(times, atMost, hours * hourMillis),
      MinimumGap: ({ hours }) => fullSpans(times, 1, hours * hourMillis),
      NaturalDay: ({ atMost }) => fullDates(times, atMost, zone, 1),
      NaturalWeek: ({ atMost }) => fullDates(times, atMost, zone, 7),
      DayPart: ({ atMost, hours, parts }) =>
        parts.flatMap(({ span }) => fullParts(times, atMost, hours * hourMillis, span, zone)),
    }),
  )
}

/**
 * How far from a contact a limit can close a moment, in milliseconds: no contact further away matters to it.
 *
 * A date in the person's zone can last 48 hours where the zone changes the side of the date line.
 */
export const reach = (limit: Limit): number =>
  Limit.match(limit, {
    Rolling: ({ hours }) => hours * hourMillis,
    MinimumGap: ({ hours }) => hours * hourMillis,
    NaturalDay: () => 48 * hourMillis,
    NaturalWeek: () => 8 * 24 * hourMillis,
    DayPart: ({ hours }) => hours * hourMillis,
  })

/** How far from a contact any of these caps can close a moment; 0 where there are none. */
export const furthestReach = (caps: ReadonlyArray<FrequencyCap>): number =>
  Math.max(0, ...caps.map(({ limit }) => reach(limit)))

/** How many of the contacts the cap counts beside a contact at this moment: those within its reach. */
export const counted = (cap: FrequencyCap, contacts: ReadonlyArray<Contact>, at: number): number =>
  inScope(cap, contacts).filter((contact) => Math.abs(contact.at - at) < reach(cap.limit)).length

/** Where one more would make `atMost + 1` within less than `length`: beside each run of `atMost` that is that close. */
const fullSpans = (times: ReadonlyArray<number>, atMost: number, length: number): ReadonlyArray<Interval> =>
  times.slice(atMost - 1).flatMap((last, i) => {
    const first = times[i] as number
    return last - first < length ? [{ from: last - length + 1, until: first + length }] : []
  })

/** The dates, or the weeks from their Mondays on, that hold as many contacts as they may. */
const fullDates = (
  times: ReadonlyArray<number>,
  atMost: number,
  zone: TimeZone.TimeZone,
  days: 1 | 7,
): ReadonlyArray<Interval> => {
  const counts = new Map<number, number>()
  for (const at of times) {
    const day = PlainDate.toEpochDay(TimeZone.dateAt(zone, at))
    const first = days === 1 ? day : day - PlainDate.weekdayIndexOf(day)
    counts.set(first, (counts.get(first) ?? 0) + 1)
  }
  const startOf = (day: number) => TimeZone.startOfDate(zone, PlainDate.fromEpochDay(day))
  return [...counts]
    .filter(([, count]) => count >= atMost)
    .map(([first]) => ({ from: startOf(first), until: startOf(first + days) }))
}

/** The part of each day that is full beside the contacts made in that part. */
const fullParts = (
  times: ReadonlyArray<number>,
  atMost: number,
  length: number,
  span: Hours.TimeSpan,
  zone: TimeZone.TimeZone,
): ReadonlyArray<Interval> => {
  const part = Hours.compile({ _tag: "Daily", spans: [span] }, zone)
  return normalise(
    fullSpans(
      times.filter((at) => part.isOpen(at)),
      atMost,
      length,
    ),
  ).flatMap(({ from, until }) => intervals(part, from, until))
}
