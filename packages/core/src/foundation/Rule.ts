/**
 * Where a rule comes from, how binding it is, and how far it was verified.
 *
 * @since 0.1.0
 */
import type * as Brand from "effect/Brand"
import * as Schema from "effect/Schema"
import { outspoken } from "./Strict.ts"
import { Text } from "./Text.ts"
import { Bilingual } from "./Word.ts"

/** How binding a rule is. Only the first has no override but danger to life. */
export const Status = Schema.Literals(["law", "standard", "guideline", "practice", "hospitalPolicy"])
export type Status = typeof Status.Type

/**
 * How its text was verified: read in the original, read in a secondary page, or recalled. What the hospital or the person
 * sets has no text to verify: it is their own.
 */
export const Verified = Schema.Literals(["read", "secondary", "recalled", "own"])
export type Verified = typeof Verified.Type

/** A text under the name that it has itself, or our own words in each language. */
const Cited = Schema.Union([Text, Bilingual])

/** A citation: the name of the text, and where it was read or what is to be known of it. */
export const Source = Schema.Struct({
  title: Cited,
  status: Status,
  verified: Verified,
  reference: Schema.optionalKey(Cited),
})
export interface Source extends Schema.Schema.Type<typeof Source> {}

/** A rule's name, such as `rest.noon`: stable, for counting and for texts. */
export const RuleId = outspoken(
  Schema.String.check(
    Schema.isPattern(/^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)*$/, {
      message: "a rule's id is words joined by dots, such as rest.noon",
    }),
  ).pipe(Schema.brand("RuleId")),
)
export type RuleId = string & Brand.Brand<"RuleId">
