/**
 * Text that every store and channel can keep: well-formed Unicode without NUL, not blank.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { erased, personal } from "./Personal.ts"

const isKeepable = (text: string): boolean => !text.includes("\u0000") && text.isWellFormed()

/** Schema of text that may be empty, at most 10,000 characters. What people write freely may tell of anybody. */
export const FreeText = personal(
  Schema.String.check(
    Schema.makeFilter((text) => isKeepable(text) || "text must be well-formed Unicode without NUL"),
    Schema.isMaxLength(10_000),
  ),
  () => erased,
)

/** Schema of one line of text, 1 to 200 characters, not blank. */
export const Text = Schema.String.check(
  Schema.makeFilter((text) => isKeepable(text) || "text must be well-formed Unicode without NUL"),
  Schema.makeFilter((text) => text.trim() !== "" || "text must not be blank"),
  Schema.isMaxLength(200),
)

/** `Text` that tells of a person: a name, a place, a reason in somebody's own words. */
export const PersonalText = personal(Text, () => erased)

/** `Text` by which somebody can be reached. Once erased nothing stands in its place. */
export const Address = personal(Text, () => undefined)

/** A mailbox alone, such as `wang@example.org`, without a name beside it. Whether it exists isn't looked at. */
export const EmailAddress = Address.check(
  Schema.isPattern(/^[^\s@<>()[\],;:"\\]+@[^\s@<>()[\],;:"\\]+$/, {
    message: "an e-mail address is written name@domain",
  }),
)
