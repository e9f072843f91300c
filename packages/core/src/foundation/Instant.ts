/**
 * An instant as text: ISO 8601 with its offset or `Z`. Without one the reader's own clock would decide, so it is refused.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

const pattern =
  /^(\d{4})-(\d{2})-(\d{2})T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:[0-5]\d)$/

/** Whether the text names an instant on a day that exists: platforms read 30 February as 2 March. */
const isInstant = (text: string): boolean => {
  const match = pattern.exec(text)
  if (match === null) return false
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
  return 1 <= day && day <= days
}

/**
 * Schema of an instant: `2026-03-02T09:30+08:00` or `2026-03-02T01:30:00Z` decodes to a `DateTime.Utc`; it encodes to the
 * latter form with milliseconds.
 */
export const Instant = Schema.String.check(
  Schema.makeFilter(
    (text) =>
      isInstant(text) ||
      "an instant is written YYYY-MM-DDTHH:MM with an offset such as +08:00 or Z behind it, and must exist",
  ),
).pipe(Schema.decodeTo(Schema.DateTimeUtcFromString))
