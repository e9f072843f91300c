/**
 * How often somebody may be contacted: a limit on past contacts, which closes hours after them.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as PlainDate from "../calendar/PlainDate.ts"
import * as TimeZone from "../calendar/TimeZone.ts"
import { type Interval, normalise } from "../foundation/Interval.ts"
import { RuleId, Source } from "../foundation/Rule.ts"
import { Channel, Purpose } from "../foundation/Word.ts"

const positive = Schema.Int.check(Schema.isGreaterThan(0))

/** The kinds of limit. A rolling day is not a natural day, and systems that mix them up send too much. */
export const Limit = Schema.TaggedUnion({
  /** At most so many contacts in any span of so many hours. */
  Rolling: { hours: positive, atMost: positive },
  /** At most so many contacts on one date of the person's zone. */
  NaturalDay: { atMost: positive },
  /** At least so many hours from one contact to the next. */
  MinimumGap: { hours: positive },
})
export type Limit = typeof Limit.Type

/** A named limit on contacts by these channels for these purposes. */
export const FrequencyCap = Schema.Struct({
  id: RuleId,
  limit: Limit,
  channels: Schema.NonEmptyArray(Channel),
  purposes: Schema.NonEmptyArray(Purpose),
  source: Source,
})
export interface FrequencyCap extends Schema.Schema.Type<typeof FrequencyCap> {}

/** A contact that was made, as far as caps need to know it. */
export interface PastContact {
  readonly at: number
  readonly channel: Channel
  readonly purpose: Purpose
}

const hourMillis = 3_600_000

/** When a further contact would exceed the cap, given the contacts made so far. */
export const closedBy = (
  cap: FrequencyCap,
  history: ReadonlyArray<PastContact>,
  zone: TimeZone.TimeZone,
): ReadonlyArray<Interval> => {
  const made = history
    .filter((past) => cap.channels.includes(past.channel) && cap.purposes.includes(past.purpose))
    .map((past) => past.at)
    .sort((a, b) => a - b)
  return normalise(
    Limit.match(cap.limit, {
      Rolling: ({ atMost, hours }) =>
        made
          .slice(atMost - 1)
          .map((last, i) => ({ from: last, until: (made[i] as number) + hours * hourMillis })),
      MinimumGap: ({ hours }) => made.map((at) => ({ from: at, until: at + hours * hourMillis })),
      NaturalDay: ({ atMost }) => {
        const counts = new Map<PlainDate.PlainDate, number>()
        for (const at of made) {
          const date = TimeZone.dateAt(zone, at)
          counts.set(date, (counts.get(date) ?? 0) + 1)
        }
        return [...counts]
          .filter(([, count]) => count >= atMost)
          .map(([date]) => ({
            from: TimeZone.startOfDate(zone, date),
            until: TimeZone.startOfDate(zone, PlainDate.addDays(date, 1)),
          }))
      },
    }),
  )
}
