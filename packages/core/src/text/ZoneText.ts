/**
 * Time zones for people: a spoken name where one is in use, and the distance from UTC.
 *
 * @since 0.1.0
 */
import type { TimeZone } from "../calendar/TimeZone.ts"
import type { Bilingual, Language } from "../foundation/Word.ts"

/** Names that people use. Any other zone is shown by its IANA name. */
const names: { readonly [zone: string]: Bilingual } = {
  "Asia/Shanghai": { zh: "北京时间", en: "Beijing time" },
  "Asia/Urumqi": { zh: "新疆时间", en: "Xinjiang time" },
  "Asia/Hong_Kong": { zh: "香港时间", en: "Hong Kong time" },
  "Asia/Macau": { zh: "澳门时间", en: "Macau time" },
  "Asia/Taipei": { zh: "台北时间", en: "Taipei time" },
  "Asia/Tokyo": { zh: "东京时间", en: "Tokyo time" },
  "Asia/Seoul": { zh: "首尔时间", en: "Seoul time" },
  "Asia/Singapore": { zh: "新加坡时间", en: "Singapore time" },
  "Asia/Kolkata": { zh: "印度时间", en: "India time" },
  "Australia/Sydney": { zh: "悉尼时间", en: "Sydney time" },
  "Europe/London": { zh: "伦敦时间", en: "London time" },
  "Europe/Paris": { zh: "巴黎时间", en: "Paris time" },
  "Europe/Berlin": { zh: "柏林时间", en: "Berlin time" },
  "America/New_York": { zh: "纽约时间", en: "New York time" },
  "America/Los_Angeles": { zh: "洛杉矶时间", en: "Los Angeles time" },
  UTC: { zh: "协调世界时", en: "UTC" },
}

/** The zone's spoken name, or its IANA name. */
export const name = (zone: TimeZone, language: Language): string =>
  Object.hasOwn(names, zone) ? (names[zone]?.[language] ?? zone) : zone

const two = (n: number): string => String(n).padStart(2, "0")

/**
 * Milliseconds east of UTC as text.
 *
 * **Example**
 *
 * ```ts
 * import { ZoneText } from "@aftercare/core"
 *
 * ZoneText.offset(-12_600_000) // => "UTC−03:30"
 * ```
 */
export const offset = (millis: number): string => {
  const seconds = Math.abs(Math.round(millis / 1000))
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return `UTC${millis < 0 ? "−" : "+"}${two(hours)}:${two(minutes)}${rest === 0 ? "" : `:${two(rest)}`}`
}
