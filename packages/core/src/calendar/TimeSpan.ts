/**
 * A span of wall-clock time, written `HH:MM-HH:MM`: from is in, to is out; from after to ends the next day.
 *
 * @since 0.1.0
 */
import type * as Brand from "effect/Brand"
import * as Schema from "effect/Schema"
import { outspoken } from "../foundation/Strict.ts"
import * as PlainTime from "./PlainTime.ts"
import * as Spans from "./Spans.ts"

const spanPattern =
  /^((?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)-((?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?|24:00(?::00)?)$/

/**
 * Schema of a span. Equal ends are refused: neither an empty span nor a whole day is meant by them.
 */
export const TimeSpan = outspoken(
  Schema.String.check(
    Schema.makeFilter((text) => {
      const match = spanPattern.exec(text)
      if (match === null) return "a span is written HH:MM-HH:MM, from 00:00-… to …-24:00"
      return timeOf(match[1]) !== timeOf(match[2]) || "the span's ends are equal: it would be empty"
    }),
  ).pipe(Schema.brand("TimeSpan")),
)

/** A span such as `12:00-14:00`. */
export type TimeSpan = string & Brand.Brand<"TimeSpan">

/** Reads a span, and throws with what is wrong with it. */
export const make: (text: string) => TimeSpan = Schema.decodeUnknownSync(TimeSpan)

const timeOf = (text: string | undefined): number => PlainTime.toMillis(text as PlainTime.PlainTime)

/** What a day owns: its part before midnight, and what runs over into the next day. */
export interface Owned {
  readonly today: Spans.Spans
  readonly tail: Spans.Spans
}

/** No hours. */
export const nothing: Owned = { today: Spans.empty, tail: Spans.empty }

/** What a day with these spans owns, in milliseconds after midnight. */
export const own = (spans: ReadonlyArray<TimeSpan> | undefined): Owned => {
  if (spans === undefined || spans.length === 0) return nothing
  const today: Array<readonly [number, number]> = []
  const tail: Array<readonly [number, number]> = []
  for (const span of spans) {
    const [from, to] = span.split("-") as [string, string]
    const [start, end] = [timeOf(from), timeOf(to)]
    today.push([start, start < end ? end : PlainTime.dayMillis])
    if (end < start) tail.push([0, end])
  }
  return { today: Spans.fromPairs(today), tail: Spans.fromPairs(tail) }
}
