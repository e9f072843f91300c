/**
 * Names, numbers and identifiers as a screen shows them to those who needn't read them whole: enough to tell one from
 * another, too little to call or to find anybody.
 *
 * **Details**
 *
 * The stars are always as many, so that they don't tell how long the rest is. What is so short that its ends would give it
 * away is all stars. A masked value is for people to look at: nothing is found or compared by it.
 *
 * **Rule** Practice in mainland China: of a mobile number three digits and four (`138****8000`), of a name its first sign. No
 * national rule says so. Of identifiers less is shown than the usual six and four, which hold a birth date.
 *
 * **Example**
 *
 * ```ts
 * import { Masking, PhoneNumber } from "@aftercare/core"
 *
 * Masking.name("王小明") // => "王**"
 * Masking.phone(PhoneNumber.PhoneNumber.make("+8613800138000")) // => "138****8000"
 * Masking.phone(PhoneNumber.PhoneNumber.make("+861062345678")) // => "****5678"
 * Masking.identifier("11010519491231002X") // => "1****2X"
 * ```
 *
 * @since 0.1.0
 */
import type { PhoneNumber } from "../foundation/PhoneNumber.ts"

const stars = "****"

/** What a reader takes for one sign each: a letter with its accents, an emoji of several persons. */
const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" })
const signsOf = (text: string): ReadonlyArray<string> =>
  Array.from(graphemes.segment(text.trim()), ({ segment }) => segment)

/** The first sign of a name. One of a single sign isn't shown at all. */
export const name = (text: string): string => {
  const [first = "", ...rest] = signsOf(text)
  return rest.length === 0 ? "**" : `${first}**`
}

/** Of a mobile number of mainland China its first three and last four digits; of any other a third, at most the last four. */
export const phone = (number: PhoneNumber): string => {
  const mobile = /^\+86(1\d{2})\d{4}(\d{4})$/.exec(number)
  if (mobile !== null) return `${mobile[1]}${stars}${mobile[2]}`
  const digits = number.slice(1)
  return stars + digits.slice(-Math.min(4, Math.floor(digits.length / 3)))
}

/** The first sign and the last two of an identifier of eight signs or more, such as an identity card's or a record's. */
export const identifier = (text: string): string => {
  const signs = signsOf(text)
  return signs.length < 8 ? stars : `${signs[0]}${stars}${signs.slice(-2).join("")}`
}
