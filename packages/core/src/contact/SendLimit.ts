/**
 * How much may be sent: what a provider or the law allows by number, template or account in a rolling span, and what the
 * hospital spends in a day or month.
 *
 * **Details**
 *
 * A frequency cap protects a person from the hospital and shapes their plan. A limit protects the account from its
 * provider: it is looked at right before each send, and a send that it refuses waits until it may go out. A span is
 * rolling: 24 hours are no natural day.
 *
 * **Example** (Two in any minute)
 *
 * ```ts
 * import { Result } from "effect"
 * import { SendLimit } from "@aftercare/core"
 *
 * const limit = { _tag: "Rolling", atMost: 2, seconds: 60 } as const
 * const at = (second: number, taken: SendLimit.Taken) => SendLimit.take(limit, taken, { at: second * 1000, costMilli: 0 })
 *
 * const first = Result.getOrThrow(at(0, []))
 * const second = Result.getOrThrow(at(50, first))
 * at(59, second) // => Result.fail(60000)
 * at(60, second) // => Result.succeed([0, 50000, 60000])
 * ```
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as PlainDate from "../calendar/PlainDate.ts"
import * as TimeZone from "../calendar/TimeZone.ts"
import { RuleId, Source } from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import { Channel, Purpose } from "../foundation/Word.ts"

const upTo = (maximum: number) => Schema.Int.check(Schema.isBetween({ minimum: 1, maximum }))

export const Limit = closed(
  Schema.TaggedUnion({
    /** At most so many messages in any span of so many seconds, up to a year. */
    Rolling: { atMost: upTo(1_000), seconds: upTo(366 * 86_400) },
    /**
     * At most so many thousandths of the hospital's currency on a date or in a month of its zone. Each message counts once, by
     * what its channel says that one costs, however many segments its provider bills.
     */
    Budget: {
      milli: upTo(Number.MAX_SAFE_INTEGER),
      per: Schema.Literals(["date", "month"]),
      zone: TimeZone.TimeZone,
    },
  }),
)
export type Limit = typeof Limit.Type

export const SendLimit = closed(
  Schema.Struct({
    id: RuleId,
    channels: Schema.NonEmptyArray(Channel),
    /** What messages are for that count; all, those to the hospital's own staff among them, where absent. */
    purposes: Schema.optionalKey(Schema.NonEmptyArray(Purpose)),
    /** By what messages are counted apart; by nothing, it is one count for the account. */
    per: Schema.Array(Schema.Literals(["address", "template"])),
    limit: Limit,
    enabled: Schema.Boolean,
    source: Source,
  }),
)
export interface SendLimit extends Schema.Schema.Type<typeof SendLimit> {}

/** What a count is about. */
export interface Sent {
  readonly channel: Channel
  readonly purpose: Purpose | undefined
  readonly address: string
  readonly template: string | undefined
}

/** The name of the count that a message adds to; undefined where the limit doesn't bind it. It may hold an address. */
export const keyOf = (
  { channels, enabled, id, limit, per, purposes }: SendLimit,
  { address, channel, purpose, template }: Sent,
): string | undefined => {
  const binds =
    enabled &&
    channels.includes(channel) &&
    (purposes === undefined || (purpose !== undefined && purposes.includes(purpose)))
  const parts = { address, template: template ?? "" }
  return binds ? JSON.stringify([id, limit._tag, ...per.map((part) => parts[part])]) : undefined
}

/**
 * What was taken of a limit, as far as it may still matter, in order: the moments of the sends; or for each period when it
 * began, followed by what it cost.
 */
export type Taken = ReadonlyArray<number>

/** A message at an instant, in epoch milliseconds, and its cost in thousandths of the currency. */
export interface One {
  readonly at: number
  readonly costMilli: number
}

/**
 * What is taken after one message more, or from which instant on it may be sent.
 *
 * Workers' clocks may differ by up to one span, or one period, and no span holds more than it may. A send counts within one
 * span of its moment, before and after it, and in its own period: a clock that ran ahead stands in nobody's way until then.
 */
export const take = (limit: Limit, taken: Taken, { at, costMilli }: One): Result.Result<Taken, number> =>
  Limit.match(limit, {
    Rolling: ({ atMost, seconds }) => {
      const span = seconds * 1000
      const freeAt = freeFrom(taken, atMost, span, at)
      if (freeAt > at) return Result.fail(freeAt)
      // Kept for twice as long, for a clock that is behind this one.
      const after = [...taken.filter((moment) => moment > at - 2 * span), at]
      return Result.succeed(after.sort((one, other) => one - other))
    },
    Budget: ({ milli, per, zone }) => {
      const periods = periodsOf(taken)
      let [from, until] = periodOf(per, zone, at)
      const all = (periods.get(from) ?? 0) + costMilli
      if (all <= milli) {
        const [previous] = periodOf(per, zone, from - 1)
        return Result.succeed(takenOf(periods.set(from, all), previous))
      }
      for (let spent = periods.get(until); spent !== undefined && spent + costMilli > milli; ) {
        until = periodOf(per, zone, until)[1]
        spent = periods.get(until)
      }
      return Result.fail(until)
    },
  })

/** What is taken once a message that was counted at this instant surely isn't sent. */
export const giveBack = (limit: Limit, taken: Taken, { at, costMilli }: One): Taken =>
  Limit.match(limit, {
    Rolling: () => {
      const one = taken.indexOf(at)
      return taken.filter((_, n) => n !== one)
    },
    Budget: ({ per, zone }) => {
      const periods = periodsOf(taken)
      const [from] = periodOf(per, zone, at)
      const spent = periods.get(from)
      return spent === undefined ? taken : takenOf(periods.set(from, Math.max(0, spent - costMilli)))
    },
  })

/** The first instant, this one or later, that has room within a span before and after it. */
const freeFrom = (taken: Taken, atMost: number, span: number, at: number): number => {
  const oldest = taken.filter((moment) => Math.abs(moment - at) < span).at(-atMost)
  return oldest === undefined ? at : freeFrom(taken, atMost, span, oldest + span)
}

const periodsOf = (taken: Taken): Map<number, number> =>
  new Map(taken.flatMap((from, n) => (n % 2 === 0 ? [[from, taken[n + 1] ?? 0] as const] : [])))

const takenOf = (periods: ReadonlyMap<number, number>, since = Number.NEGATIVE_INFINITY): Taken =>
  [...periods]
    .filter(([from]) => from >= since)
    .sort(([one], [other]) => one - other)
    .flat()

/** When the date or month of an instant began, and when the next one does. */
const periodOf = (per: "date" | "month", zone: TimeZone.TimeZone, at: number): readonly [number, number] => {
  const date = TimeZone.dateAt(zone, at)
  const first = per === "date" ? date : PlainDate.make(`${date.slice(0, -2)}01`)
  const next = per === "date" ? PlainDate.addDays(first, 1) : PlainDate.addMonths(first, 1)
  return [TimeZone.startOfDate(zone, first), TimeZone.startOfDate(zone, next)]
}

/** A limit, what is taken of it, and the cost of a message. */
export interface Asked {
  readonly limit: Limit
  readonly taken: Taken
  readonly costMilli: number
}

/** Which of several limits stands in the way, and until when. */
export interface InTheWay {
  readonly which: number
  readonly until: number
}

/**
 * What is taken of several limits after one message more that all of them count; or the one that stands in its way the
 * longest, the first of those that do equally long.
 */
export const takeAll = (
  asked: ReadonlyArray<Asked>,
  at: number,
): Result.Result<ReadonlyArray<Taken>, InTheWay> => {
  const after: Array<Taken> = []
  let inTheWay: InTheWay | undefined
  for (const [which, { costMilli, limit, taken }] of asked.entries()) {
    const one = take(limit, taken, { at, costMilli })
    if (Result.isSuccess(one)) after.push(one.success)
    else if (inTheWay === undefined || one.failure > inTheWay.until) inTheWay = { which, until: one.failure }
  }
  return inTheWay === undefined ? Result.succeed(after) : Result.fail(inTheWay)
}
