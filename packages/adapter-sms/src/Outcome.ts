/**
 * What a provider's answer means for the message and for the channel.
 *
 * **Details**
 *
 * Each provider's codes stand in a table beside its driver, and the page of outcomes in the reference is made from those
 * tables. A code that no table lists is `unknown`: the message is looked up, or left to a receipt and then to a person,
 * but never sent again on a guess.
 *
 * **Example** (A day's limit of one number)
 *
 * ```ts
 * import { Outcome, Tencent } from "@aftercare/adapter-sms"
 * import { DateTime } from "effect"
 *
 * const outcome = Outcome.refused(Tencent.outcomes, "LimitExceeded.PhoneNumberDailyLimit")
 * outcome // => { _tag: "Refused", meaning: "day", code: "LimitExceeded.PhoneNumberDailyLimit" }
 *
 * const at = DateTime.makeUnsafe("2026-03-02T01:30:00Z")
 * const delivery = Outcome.toDelivery(outcome, at, at)
 * if (delivery._tag === "Deferred") console.log(DateTime.formatIso(delivery.until))
 * ```
 *
 * ```text
 * 2026-03-03T01:30:00.000Z
 * ```
 *
 * @since 0.1.0
 */
import type { ContactAttempt } from "@aftercare/core/contact"
import { type Id, Rule, Text } from "@aftercare/core/foundation"
import * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"

/**
 * Rejected for good: the `number` can't be reached, its owner `optedOut`, the `content` isn't carried. Set up wrongly: the
 * `channel` as a whole, or one `template`. Over a limit until the next `minute`, `hour` or `day`. `busy`: not taken now,
 * surely not sent. `unknown`: it may have been sent.
 */
export type Meaning =
  | "number"
  | "optedOut"
  | "content"
  | "channel"
  | "template"
  | "minute"
  | "hour"
  | "day"
  | "busy"
  | "unknown"

/** A code of a provider, or with `*` at its end all codes that begin so. The first row that fits counts. */
export interface Row {
  readonly code: string
  readonly meaning: Meaning
  readonly verified: Rule.Source["verified"]
}

/** What became of a request to send. `code` is one that our tables list, `tooLong`, `429`, or `unlisted`: it is fit for logs and labels. */
export type Outcome =
  | { readonly _tag: "Accepted"; readonly reference: string }
  | {
      readonly _tag: "Refused"
      readonly meaning: Meaning
      readonly code: string
      /** Before when the provider doesn't want to be asked again, where it says so. */
      readonly retryAt?: DateTime.Utc
    }

/** What a code means by a provider's table. */
export const refused = (rows: ReadonlyArray<Row>, code: string): Outcome => {
  const row = rows.find((r) =>
    r.code.endsWith("*") ? code.startsWith(r.code.slice(0, -1)) : r.code === code,
  )
  return { _tag: "Refused", meaning: row?.meaning ?? "unknown", code: row?.code ?? "unlisted" }
}

/** The day and the time of a header, such as `Sun, 06 Nov 1994 08:49:37 GMT`. */
const httpDate = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/

/**
 * When to ask again by the header `Retry-After`: so many seconds from now, or the date that it names (RFC 9110, 10.2.3);
 * at the earliest in a second, at the latest in an hour. Undefined where it says neither.
 */
export const retryAt = (written: string, now: DateTime.Utc): DateTime.Utc | undefined => {
  const millis = /^\d+$/.test(written)
    ? Number(written) * 1000
    : httpDate.test(written)
      ? Date.parse(written) - DateTime.toEpochMillis(now)
      : Number.NaN
  return Number.isNaN(millis)
    ? undefined
    : DateTime.add(now, { milliseconds: Math.min(Math.max(millis, 1000), 3_600_000) })
}

const codes = {
  number: Rule.RuleId.make("channel.number"),
  optedOut: Rule.RuleId.make("channel.optedOut"),
  content: Rule.RuleId.make("channel.content"),
  limited: Rule.RuleId.make("channel.limited"),
  busy: Rule.RuleId.make("channel.busy"),
  misconfigured: Rule.RuleId.make("channel.misconfigured"),
}

const isText = Schema.is(Text.Text)

/** What a provider calls a message may be anything; where no store could keep it, our own name stands for it. */
export const keepable = (
  delivery: ContactAttempt.Delivery,
  message: Id.MessageId,
): ContactAttempt.Delivery =>
  delivery._tag !== "Accepted" || isText(delivery.reference) ? delivery : { ...delivery, reference: message }

/** The provider took it, and later couldn't hand it over. */
export const undelivered: ContactAttempt.Delivery = {
  _tag: "Rejected",
  code: Rule.RuleId.make("channel.undelivered"),
}

/**
 * The outcome as the port tells it. What is set up wrongly is tried again at `stoppedUntil`, what is `busy` or over the
 * limit of a `minute` when the provider says, where it does.
 */
export const toDelivery = (
  outcome: Outcome,
  at: DateTime.Utc,
  stoppedUntil: DateTime.Utc,
): ContactAttempt.Delivery => {
  if (outcome._tag === "Accepted") return outcome
  const { meaning } = outcome
  const deferred = (code: Rule.RuleId, until: DateTime.Utc): ContactAttempt.Delivery => ({
    _tag: "Deferred",
    code,
    until,
  })
  switch (meaning) {
    case "number":
    case "optedOut":
    case "content":
      return { _tag: "Rejected", code: codes[meaning] }
    case "channel":
    case "template":
      return deferred(codes.misconfigured, stoppedUntil)
    case "minute":
      return deferred(codes.limited, outcome.retryAt ?? DateTime.add(at, { minutes: 1 }))
    case "hour":
      return deferred(codes.limited, DateTime.add(at, { hours: 1 }))
    case "day":
      return deferred(codes.limited, DateTime.add(at, { hours: 24 }))
    case "busy":
      return deferred(codes.busy, outcome.retryAt ?? DateTime.add(at, { seconds: 30 }))
    case "unknown":
      return { _tag: "Unknown" }
  }
}
