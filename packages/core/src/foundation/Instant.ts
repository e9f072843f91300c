/**
 * An instant as text: ISO 8601 with its offset or `Z`. Without one the reader's own clock would decide, so it is refused.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

const pattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/

/**
 * Schema of an instant: `2026-03-02T09:30+08:00` or `2026-03-02T01:30:00Z` decodes to a `DateTime.Utc`; it encodes to the
 * latter form with milliseconds.
 */
export const Instant = Schema.String.check(
  Schema.makeFilter(
    (text) =>
      pattern.test(text) ||
      "an instant is written YYYY-MM-DDTHH:MM with an offset such as +08:00 or Z behind it",
  ),
).pipe(Schema.decodeTo(Schema.DateTimeUtcFromString))
