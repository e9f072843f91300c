/**
 * What a text costs as SMS: its alphabet, its segments, and how it is put together with the sender's signature.
 *
 * **Details**
 *
 * A short message holds 140 bytes. Text of the GSM 7-bit alphabet takes 7 bits a character (160), any other text 16 bits
 * a UTF-16 unit (70). A longer text is sent in segments that lose 6 bytes each to a header: 153 and 67. Mainland China's
 * providers count 70 and 67 whatever the alphabet.
 *
 * A gateway may cut between any two units, or keep what a reader sees as one character whole; where a text holds emoji
 * the two can differ in number, so `segments` is a range. `split` never cuts such a character.
 *
 * **Source** 3GPP TS 23.038 (alphabets), 3GPP TS 23.040 §9.2.3.24 (concatenation).
 *
 * **Example** (A reminder in Chinese)
 *
 * ```ts
 * import { SmsText } from "@aftercare/core"
 *
 * const text = SmsText.compose({ signature: "某医院", body: "您好，请记得明天上午复诊。", optOut: "拒收请回复R" })
 * text // => "【某医院】您好，请记得明天上午复诊。拒收请回复R"
 * SmsText.measure(text) // => { alphabet: "ucs2", units: 24, segments: { least: 1, most: 1 } }
 * ```
 *
 * @since 0.1.0
 */

/** How a text is written on the air. */
export type Alphabet = "gsm7" | "ucs2"

/** How texts are counted: in the shortest alphabet that holds them, or always as `ucs2`, as in mainland China. */
export type Counting = "shortest" | "ucs2"

/** The size of a text. `units` are septets or UTF-16 units; the number of segments is at least 1. */
export interface Size {
  readonly alphabet: Alphabet
  readonly units: number
  readonly segments: { readonly least: number; readonly most: number }
}

const basic = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
)
/** Written as an escape and a letter: two septets. */
const extended = new Set("\f^{}\\[~]|€")

const alphabetOf = (text: string, counting: Counting): Alphabet =>
  counting === "shortest" && [...text].every((c) => basic.has(c) || extended.has(c)) ? "gsm7" : "ucs2"

const room = { gsm7: { one: 160, each: 153 }, ucs2: { one: 70, each: 67 } } as const

const unitsOf = (text: string, alphabet: Alphabet): number => {
  if (alphabet === "ucs2") return text.length
  let units = 0
  for (const c of text) units += extended.has(c) ? 2 : 1
  return units
}

const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" })

/** What mustn't be cut, each with its units. What no segment could hold whole is cut between code points. */
function* pieces(text: string, alphabet: Alphabet): Generator<readonly [text: string, units: number]> {
  if (alphabet === "gsm7") {
    for (const c of text) yield [c, extended.has(c) ? 2 : 1]
    return
  }
  for (const { segment } of graphemes.segment(text)) {
    if (segment.length <= room.ucs2.each) yield [segment, segment.length]
    else for (const c of segment) yield [c, c.length]
  }
}

/** Where each segment but the last ends, as offsets into a text too long for one. */
function* cuts(text: string, alphabet: Alphabet): Generator<number> {
  let [at, used] = [0, 0]
  for (const [piece, size] of pieces(text, alphabet)) {
    if (used + size > room[alphabet].each) {
      yield at
      used = 0
    }
    at += piece.length
    used += size
  }
}

/** The size of a text. An empty text is one segment. */
export const measure = (text: string, counting: Counting = "shortest"): Size => {
  const alphabet = alphabetOf(text, counting)
  const units = unitsOf(text, alphabet)
  const { each, one } = room[alphabet]
  if (units <= one) return { alphabet, units, segments: { least: 1, most: 1 } }
  let most = 1
  for (const _ of cuts(text, alphabet)) most += 1
  return { alphabet, units, segments: { least: Math.ceil(units / each), most } }
}

/** The text in segments, in order, none cut within a character as a reader sees it. Joined they are the text again. */
export const split = (text: string, counting: Counting = "shortest"): ReadonlyArray<string> => {
  const alphabet = alphabetOf(text, counting)
  if (unitsOf(text, alphabet) <= room[alphabet].one) return [text]
  const ends = [...cuts(text, alphabet), text.length]
  return ends.map((end, index) => text.slice(ends[index - 1] ?? 0, end))
}

/** What a message is put together from. */
export interface Parts {
  /** The sender's registered signature, without its brackets. */
  readonly signature?: string
  readonly body: string
  /** How to say no, such as `拒收请回复R`; put at the end. */
  readonly optOut?: string
}

/**
 * The whole text as it goes out: signature in 【】, body, and how to say no. Brackets of a signature inside the body are
 * made plain ones, so that no inserted value can pass for a sender.
 */
export const compose = ({ body, optOut = "", signature }: Parts): string =>
  `${signature === undefined ? "" : `【${plain(signature)}】`}${plain(body)}${optOut}`

/**
 * A text with nothing in it that a handset or a provider reads as more than text: no control characters but line feeds,
 * none that turn the direction of writing, plain brackets for 【】.
 */
export const plain = (text: string): string =>
  text
    .replaceAll("【", "[")
    .replaceAll("】", "]")
    .replace(/\r\n?/g, "\n")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "")
