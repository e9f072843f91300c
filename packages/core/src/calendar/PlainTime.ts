/**
 * A time on a wall clock, written `HH:MM` or `HH:MM:SS`. `24:00` is the end of the day.
 *
 * @since 0.1.0
 */
import type * as Brand from "effect/Brand"
import type * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { outspoken } from "../foundation/Strict.ts"

const pattern = /^(?:(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?|24:00(?::00)?)$/

/** Schema of a wall-clock time from `00:00` to `24:00`, minutes or seconds. */
export const PlainTime = outspoken(
  Schema.String.check(
    Schema.makeFilter(
      (text) => pattern.test(text) || "a time is written HH:MM or HH:MM:SS, from 00:00 to 24:00",
    ),
  ).pipe(Schema.brand("PlainTime")),
)

/** A time such as `12:00`. */
export type PlainTime = string & Brand.Brand<"PlainTime">

/** The milliseconds of a day on the wall clock. */
export const dayMillis = 86_400_000

/** Reads `HH:MM` or `HH:MM:SS`. */
export const parse = (text: string): Result.Result<PlainTime, Schema.SchemaError> =>
  Schema.decodeUnknownResult(PlainTime)(text)

/** Reads `HH:MM` or `HH:MM:SS`, and throws where it isn't a time. For literals in code. */
export const make: (text: string) => PlainTime = Schema.decodeUnknownSync(PlainTime)

/**
 * Milliseconds after the day's midnight on the wall clock, 0 to 86 400 000.
 *
 * **Example**
 *
 * ```ts
 * import { PlainTime } from "@aftercare/core"
 *
 * PlainTime.toMillis(PlainTime.make("24:00")) // => 86400000
 * ```
 */
export const toMillis = (time: PlainTime): number =>
  // Seconds that aren't written are the number of an empty text: none.
  (Number(time.slice(0, 2)) * 3600 + Number(time.slice(3, 5)) * 60 + Number(time.slice(6, 8))) * 1000

/** The wall-clock time at so many milliseconds after midnight, 0 to 86 400 000; parts of a second are dropped. */
export const fromMillis = (millis: number): PlainTime => {
  const seconds = Math.floor(millis / 1000)
  const two = (n: number) => String(n).padStart(2, "0")
  const minutes = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}`
  return (seconds % 60 === 0 ? minutes : `${minutes}:${two(seconds % 60)}`) as PlainTime
}
