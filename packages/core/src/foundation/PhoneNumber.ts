/**
 * A telephone number in international form: `+`, country code, number (E.164).
 *
 * @since 0.1.0
 */
import type * as Brand from "effect/Brand"
import type * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { personal } from "./Personal.ts"
import { outspoken } from "./Strict.ts"

const mainlandMobile = /^\+861[3-9]\d{9}$/
/** Area code without its 0, then seven or eight digits. */
const mainlandLandline = /^\+86(?:10|2\d|[3-9]\d{2})[2-9]\d{6,7}$/

/** Neither an area code nor what follows it begins with 0 or 1. */
const northAmerican = /^\+1[2-9]\d{2}[2-9]\d{6}$/

const isNumber = (text: string): boolean => {
  if (text.startsWith("+86")) return mainlandMobile.test(text) || mainlandLandline.test(text)
  return text.startsWith("+1") ? northAmerican.test(text) : /^\+[1-9]\d{6,14}$/.test(text)
}

/** What is dialled before a national number and is no part of it, by country code; 0 for all others. */
const trunkPrefixes: Readonly<Record<string, string>> = { "1": "1", "7": "8", "36": "06", "39": "" }

/**
 * Schema of a number in E.164 form; numbers of mainland China and of North America are also held to those plans. Whether
 * a number is in service, no form can tell.
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

export type PhoneNumber = string & Brand.Brand<"PhoneNumber">

/** A fraction, which a spreadsheet gives what it took for an amount: its 0 is no digit of the number. */
const amount = /^\+?\d{5,}\.0+$/

/**
 * Reads a number as people write it: spaces, hyphens and brackets are dropped, and so is a 0 in brackets; `00` means `+`,
 * and a national number gets the country code given (`86` or `+86`), without what is only dialled within the country (a
 * leading 0 in most). An amount such as `1512345678.0` is no number. For the plans of all countries see
 * `@aftercare/adapter-sms/numbers`.
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
  const written = text.normalize("NFKC").trim()
  if (amount.test(written)) return Schema.decodeUnknownResult(PhoneNumber)(written)
  const digits = written.replace(/\(\s*0\s*\)|[\s().-]/g, "")
  const code = countryCode.replace(/^\+/, "")
  const trunk = trunkPrefixes[code] ?? "0"
  const international = digits.startsWith("+")
    ? digits
    : digits.startsWith("00")
      ? `+${digits.slice(2)}`
      : `+${code}${digits.startsWith(trunk) ? digits.slice(trunk.length) : digits}`
  return Schema.decodeUnknownResult(PhoneNumber)(international)
}
