/**
 * Schemas that let nothing pass in silence: no key that nobody reads, and no refusal without the rule.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

type Fields = { readonly [key: string]: unknown }

/** A struct, or a union of structs by their `_tag`. */
type Keyed = Schema.Top &
  ({ readonly fields: Fields } | { readonly cases: { readonly [tag: string]: { readonly fields: Fields } } })

/**
 * The same record, refusing keys that it doesn't know. Decoders drop them otherwise, and a rule misspelt (`fri` for
 * `friday`, `calender` for `calendar`) would be lost without a word.
 *
 * **Example** (A misspelt weekday)
 *
 * ```ts
 * import { Hours } from "@aftercare/core"
 * import { Result, Schema } from "effect"
 *
 * const read = Schema.decodeUnknownResult(Hours.WeekHours)({ fri: ["09:00-17:00"] })
 * Result.isFailure(read) && read.failure.message // => "the key isn't known\n  at [\"fri\"]"
 * ```
 */
export const closed = <S extends Keyed>(schema: S): S["Rebuild"] => {
  const known = (record: Fields): Fields | undefined =>
    "fields" in schema ? schema.fields : schema.cases[String(record["_tag"])]?.fields
  const isClosed = Schema.makeFilter((record: Fields) => {
    const fields = known(record)
    if (fields === undefined) return true
    return Object.keys(record)
      .filter((key) => !Object.hasOwn(fields, key))
      .map((key) => ({ path: [key], issue: "the key isn't known" }))
  })
  // What was dropped is no longer there once decoded, so the check stands on the encoded side.
  return Schema.flip((Schema.flip(schema) as Schema.Top).check(isClosed as never)) as S["Rebuild"]
}

/** The same schema, whose `make` throws the rule that was broken; effect's own says only that something was. */
export const outspoken = <S extends Schema.Codec<unknown>>(schema: S): S => {
  const read = Schema.decodeUnknownSync(Schema.toType(schema))
  const make = (input: unknown, options: Schema.MakeOptions = {}) =>
    read(input, { ...options.parseOptions, disableChecks: options.disableChecks })
  return Object.defineProperty(schema, "make", { value: make })
}
