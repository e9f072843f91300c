/**
 * How often somebody may be contacted: a limit on contacts, which closes the hours beside those made or planned.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as PlainDate from "../calendar/PlainDate.ts"
import * as TimeZone from "../calendar/TimeZone.ts"
import { type Interval, normalise } from "../foundation/Interval.ts"
import { RuleId, Source } from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import { Channel, Purpose } from "../foundation/Word.ts"

const positive = Schema.Int.check(Schema.isGreaterThan(0))

/** The kinds of limit. A rolling day is not a natural day, and systems that mix them up send too much. */
export const Limit = closed(
  Schema.TaggedUnion({
    /** At most so many contacts in any span of so many hours. */
    Rolling: { hours: positive, atMost: positive },
    /** At most so many contacts on one date of the person's zone. */
    NaturalDay: { atMost: positive },
    /** At least so many hours from one contact to the next. */
    MinimumGap: { hours: positive },
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

/**
 * When a further contact would exceed the cap beside the contacts made or planned so far. A contact placed before a
 * planned one counts against it as one placed after does.
 */
export const closedBy = (
  cap: FrequencyCap,
  contacts: ReadonlyArray<Contact>,
  zone: TimeZone.TimeZone,
): ReadonlyArray<Interval> => {
  const times = contacts
    .filter((contact) => cap.channels.includes(contact.channel) && cap.purposes.includes(contact.purpose))
    .map((contact) => contact.at)
    .sort((a, b) => a - b)
  return normalise(
    Limit.match(cap.limit, {
      Rolling: ({ atMost, hours }) => fullSpans(times, atMost, hours * hourMillis),
      MinimumGap: ({ hours }) => fullSpans(times, 1, hours * hourMillis),
      NaturalDay: ({ atMost }) => fullDates(times, atMost, zone),
    }),
  )
}

/** Where one more would make `atMost + 1` within less than `length`: beside each run of `atMost` that is that close. */
const fullSpans = (times: ReadonlyArray<number>, atMost: number, length: number): ReadonlyArray<Interval> =>
  times.slice(atMost - 1).flatMap((last, i) => {
    const first = times[i] as number
    return last - first < length ? [{ from: last - length + 1, until: first + length }] : []
  })

const fullDates = (
  times: ReadonlyArray<number>,
  atMost: number,
  zone: TimeZone.TimeZone,
): ReadonlyArray<Interval> => {
  const counts = new Map<PlainDate.PlainDate, number>()
  for (const at of times) {
    const date = TimeZone.dateAt(zone, at)
    counts.set(date, (counts.get(date) ?? 0) + 1)
  }
  return [...counts]
    .filter(([, count]) => count >= atMost)
    .map(([date]) => ({
      from: TimeZone.startOfDate(zone, date),
      until: TimeZone.startOfDate(zone, PlainDate.addDays(date, 1)),
    }))
}
