/**
 * What became of the calls that reached a hotline, and the shares that are made of it: service levels by their variants,
 * abandonment, and how many were answered at all.
 *
 * **Details**
 *
 * "80 % within 20 seconds" is four figures, by what becomes of those who gave up; the same calls may give 78.7 %, 88.6 %,
 * 89.9 % and 93.3 %. So there is no service level as such here, only a `Definition` that names its measure and says whether
 * calls that left for a callback are counted. `parts` is the definition as data: what is counted, and of what.
 *
 * | measure | counted | of |
 * |---|---|---|
 * | `answeredOnly` | answered in time | those answered |
 * | `negativeImpact` | answered in time | all |
 * | `ignoreShortAbandon` | answered in time | all but those who gave up early |
 * | `positiveImpact` | answered in time, or given up early | all |
 * | `answered` | answered | all |
 * | `abandoned` | given up | all |
 * | `abandonedWithoutShort` | given up, but not early | all but those who gave up early |
 *
 * A call counts by when it entered the queue. An answer at its limit is in time, and who gives up at theirs gives up early.
 *
 * **Example** (The same 89 calls)
 *
 * ```ts
 * import { Rate, ServiceLevel } from "@aftercare/core"
 *
 * const counts: ServiceLevel.Counts = {
 *   answeredWithin: 70,
 *   answeredAfter: 5,
 *   abandonedWithin: 10,
 *   abandonedAfter: 4,
 *   callbacks: 0,
 *   others: 0,
 * }
 * const levelOf = (measure: ServiceLevel.Measure) => {
 *   const found = ServiceLevel.of(counts, { measure, callbacks: "counted" })
 *   return found._tag === "NoCalls" ? "no calls" : Rate.share(found.rate)?.toFixed(3)
 * }
 * ServiceLevel.Variant.literals.map(levelOf) // => ["0.933", "0.787", "0.886", "0.899"]
 * levelOf("abandonedWithoutShort") // => "0.051"
 * ```
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { contains, type Interval } from "../foundation/Interval.ts"
import type { Rate } from "../foundation/Rate.ts"
import { closed } from "../foundation/Strict.ts"
import { type QueuedCall, Waited } from "./QueuedCall.ts"

/** The definitions of a service level. */
export const Variant = Schema.Literals([
  "answeredOnly",
  "negativeImpact",
  "ignoreShortAbandon",
  "positiveImpact",
])
export type Variant = typeof Variant.Type

/** What can be said of the calls as a share. */
export const Measure = Schema.Literals([
  ...Variant.literals,
  "answered",
  "abandoned",
  "abandonedWithoutShort",
])
export type Measure = typeof Measure.Type

/** A measure; and whether calls that left the queue for a callback are among those it is a share of. */
export const Definition = closed(
  Schema.Struct({ measure: Measure, callbacks: Schema.Literals(["counted", "leftOut"]) }),
)
export interface Definition extends Schema.Schema.Type<typeof Definition> {}

/** How long a call may wait for its answer, and up to when who gives up gives up early. Both inclusive, in milliseconds. */
export const Limits = closed(Schema.Struct({ answeredWithinMillis: Waited, abandonedEarlyMillis: Waited }))
export interface Limits extends Schema.Schema.Type<typeof Limits> {}

const amount = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000_000_000 }))

/** What became of the calls: as counted whole numbers, as expected any. No call is in two of them. */
export const Counts = closed(
  Schema.Struct({
    answeredWithin: amount,
    answeredAfter: amount,
    /** Given up so early that nobody could have answered. */
    abandonedWithin: amount,
    abandonedAfter: amount,
    /** Left the queue for a callback. */
    callbacks: amount,
    /** Left the queue otherwise: to a voicemail, turned away, moved on. */
    others: amount,
  }),
)
export interface Counts extends Schema.Schema.Type<typeof Counts> {}

/** What a call may have become. */
export type Part = keyof Counts

/** Every part, each once: all the calls there were. */
export const all: ReadonlyArray<Part> = Object.keys(Counts.fields) as ReadonlyArray<Part>

const ofAnswered: ReadonlyArray<Part> = ["answeredWithin", "answeredAfter"]
const withoutShort = all.filter((part) => part !== "abandonedWithin")

/** What is counted of what. */
export interface Parts {
  readonly count: ReadonlyArray<Part>
  readonly of: ReadonlyArray<Part>
}

const measures: { readonly [M in Measure]: Parts } = {
  answeredOnly: { count: ["answeredWithin"], of: ofAnswered },
  negativeImpact: { count: ["answeredWithin"], of: all },
  ignoreShortAbandon: { count: ["answeredWithin"], of: withoutShort },
  positiveImpact: { count: ["answeredWithin", "abandonedWithin"], of: all },
  answered: { count: ofAnswered, of: all },
  abandoned: { count: ["abandonedWithin", "abandonedAfter"], of: all },
  abandonedWithoutShort: { count: ["abandonedAfter"], of: withoutShort },
}

/** The definition as data: the parts that are counted, and those they are a share of. */
export const parts = ({ callbacks, measure }: Definition): Parts => {
  const { count, of } = measures[measure]
  return callbacks === "counted" ? { count, of } : { count, of: of.filter((part) => part !== "callbacks") }
}

/** A share by its definition, or that there was no call to share in. */
export type ServiceLevel =
  | { readonly _tag: "Share"; readonly definition: Definition; readonly rate: Rate }
  | { readonly _tag: "NoCalls"; readonly definition: Definition }

/** The share of these calls by the definition. */
export const of = (counts: Counts, definition: Definition): ServiceLevel => {
  const sum = (some: ReadonlyArray<Part>) => some.reduce((total, part) => total + counts[part], 0)
  const { count, of } = parts(definition)
  const rate = { count: sum(count), of: sum(of) }
  return rate.of === 0 ? { _tag: "NoCalls", definition } : { _tag: "Share", definition, rate }
}

/** The parts of several stretches or queues together. */
export const total = (several: Iterable<Counts>): Counts => {
  const sum = none()
  for (const counts of several) for (const part of all) sum[part] += counts[part]
  return sum
}

/** The parts so many times over: the expected numbers of that many calls, from the chances of one. */
export const times = (counts: Counts, calls: number): Counts => {
  const product = none()
  for (const part of all) product[part] = counts[part] * calls
  return product
}

const none = (): { -readonly [P in Part]: number } => ({
  answeredWithin: 0,
  answeredAfter: 0,
  abandonedWithin: 0,
  abandonedAfter: 0,
  callbacks: 0,
  others: 0,
})

/** What became of the calls that entered the queue within `during`, in epoch milliseconds. */
export const count = (calls: Iterable<QueuedCall>, during: Interval, limits: Limits): Counts => {
  const counts = none()
  for (const call of calls) if (contains(during, call.queuedAt)) counts[partOf(call, limits)]++
  return counts
}

/** What the call has become, by the limits. */
export const partOf = ({ outcome, waitedMillis }: QueuedCall, limits: Limits): Part => {
  switch (outcome) {
    case "answered":
      return waitedMillis <= limits.answeredWithinMillis ? "answeredWithin" : "answeredAfter"
    case "abandoned":
      return waitedMillis <= limits.abandonedEarlyMillis ? "abandonedWithin" : "abandonedAfter"
    case "callback":
      return "callbacks"
    case "other":
      return "others"
  }
}
