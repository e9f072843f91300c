/**
 * Numbers as people write them, read by the numbering plans of all countries: only what can take an SMS passes.
 *
 * **Details**
 *
 * `PhoneNumber` of core knows the form of international numbers and the plan of mainland China alone. Here the metadata of
 * `libphonenumber-js/max` decide, so it must be installed beside this package. No plan can tell whether a number is in
 * service, or whose it is.
 *
 * **Example**
 *
 * ```ts
 * import { Result } from "effect"
 * import * as SmsNumber from "@aftercare/adapter-sms/numbers"
 *
 * const options = { country: "CN", field: "phone" } as const
 * Result.getOrThrow(SmsNumber.read("0086 138-0013-8000", options)) // => "+8613800138000"
 * Result.getOrThrow(Result.flip(SmsNumber.read("010-6234 5678", options))).rule // => "number.notMobile"
 * ```
 *
 * @since 0.1.0
 */
import { PhoneNumber } from "@aftercare/core/foundation"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type CountryCode, type NumberType, parsePhoneNumberWithError } from "libphonenumber-js/max"

/** What was written isn't a number that can take an SMS. Which field, and why; never what was written. */
export class NoSmsNumber extends Schema.TaggedError<NoSmsNumber>("@aftercare/adapter-sms/NoSmsNumber")(
  "NoSmsNumber",
  {
    field: Schema.String,
    rule: Schema.Literals(["number.unreadable", "number.impossible", "number.notMobile"]),
  },
) {
  override get message() {
    return `${this.field} is no number that can take an SMS: ${this.rule}`
  }
}

export interface Options {
  /** Whose national numbers are meant where no country code is written. */
  readonly country: CountryCode
  /** What the number was written in, for the refusal. */
  readonly field: string
}

/** Countries such as the United States don't tell the two apart. */
const takesSms: ReadonlyArray<NumberType> = ["MOBILE", "FIXED_LINE_OR_MOBILE"]

/** A number written in any usual way, in international form. */
export const read = (
  text: string,
  { country, field }: Options,
): Result.Result<PhoneNumber.PhoneNumber, NoSmsNumber> => {
  const refuse = (rule: NoSmsNumber["rule"]) => Result.fail(new NoSmsNumber({ field, rule }))
  const parsed = Result.try(() =>
    parsePhoneNumberWithError(text.trim(), { defaultCountry: country, extract: false }),
  )
  if (Result.isFailure(parsed)) return refuse("number.unreadable")
  const number = parsed.success
  if (!number.isValid()) return refuse("number.impossible")
  if (number.ext !== undefined || !takesSms.includes(number.getType())) return refuse("number.notMobile")
  return Result.mapError(
    Schema.decodeResult(PhoneNumber.PhoneNumber)(number.number),
    () => new NoSmsNumber({ field, rule: "number.impossible" }),
  )
}
