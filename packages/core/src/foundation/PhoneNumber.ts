/**
 * A telephone number in international form: `+`, country code, number (E.164).
 *
 * @since 0.1.0
 */
import type * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { personal } from "./Personal.ts"
import { outspoken } from "./Strict.ts"

const mainlandMobile = /^\+861[3-9]\d{9}$/
/** Area code without its 0, then seven or eight digits. */
const mainlandLandline = /^\+86(?:10|2\d|[3-9]\d{2})[2-9]\d{6,7}$/

const isNumber = (text: string): boolean =>
  text.startsWith("+86")
    ? mainlandMobile.test(text) || mainlandLandline.test(text)
    : /^\+[1-9]\d{6,14}$/.test(text)

/**
 * Schema of a number in E.164 form; numbers of mainland China are also held to that country's plan. Whether a number is
 * in service, no form can tell.
 */
export const PhoneNumber = outspoken(
  personal(
    Schema.String.check(
      Schema.makeFilter(
        (text) => isNumber(text) || "a phone number is written +, country code, number, and must be possible",
      ),
    ),
    () => undefined,
  ).pipe(Schema.brand("PhoneNumber")),
)

export type PhoneNumber = typeof PhoneNumber.Type

/**
 * Reads a number as people write it: spaces, hyphens and brackets are dropped, `00` means `+`, and a national number
 * gets the country code given (without its leading 0).
 *
 * **Example**
 *
 * ```ts
 * import { Result } from "effect"
 * import { PhoneNumber } from "@aftercare/core"
 *
 * Result.getOrThrow(PhoneNumber.parse("010-6234 5678", "86")) // => "+861062345678"
 * ```
 */
export const parse = (text: string, countryCode: string): Result.Result<PhoneNumber, Schema.SchemaError> => {
  const digits = text.normalize("NFKC").replace(/[\s().-]/g, "")
  const international = digits.startsWith("+")
    ? digits
    : digits.startsWith("00")
      ? `+${digits.slice(2)}`
      : `+${countryCode}${digits.replace(/^0/, "")}`
  return Schema.decodeUnknownResult(PhoneNumber)(international)
}
