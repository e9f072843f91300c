/**
 * What the pushes of several providers have in common: numbers, times without a zone, ids, and why a message failed.
 */
import { createHash } from "node:crypto"
import type { ContactAttempt } from "@aftercare/core/contact"
import { Id, PhoneNumber, Rule, Text } from "@aftercare/core/foundation"
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type Row, refused, undelivered } from "./Outcome.ts"
import type { Refused } from "./Webhook.ts"

/**
 * The number as the house writes it, from how a provider writes it: with its country, or without where that is the
 * hospital's own. Undefined where it is none.
 */
export const numberOf = (written: string, country: string): string | undefined => {
  const digits = written.trim()
  const isInternational =
    /^(?:\+|00)/.test(digits) ||
    digits.startsWith(country) ||
    // Without its 0 a Chinese landline reads as a number of Hong Kong or elsewhere, and those send messages.
    (country === "86" && !/^(?:0|1[3-9]\d{9}$)/.test(digits))
  const national = isInternational ? [] : [PhoneNumber.parse(digits, country)]
  const whole = PhoneNumber.parse(digits.replace(/^(?!\+|00)/, "+"), country)
  return [...national, whole].find(Result.isSuccess)?.success
}

/** Who sent something: a number, or the short code or name that a carrier itself writes from. */
export const senderOf = (written: string, country: string): string | undefined =>
  numberOf(written, country) ?? Option.getOrUndefined(readText(written.trim()))

const readText = Schema.decodeUnknownOption(Text.Text)

/** What a provider should write as text: a whole number says the same, as long as JSON keeps each of its digits. */
export const Written = Schema.Union([Schema.String, Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))])

/** Whether an item has this field, whatever it holds. */
export const has = (item: unknown, field: string): boolean =>
  typeof item === "object" && item !== null && field in item

/** The id of what a person sent: the same for the same push told twice. */
export const messageId = (provider: string, ...parts: ReadonlyArray<unknown>): Id.MessageId =>
  Id.MessageId.make(
    createHash("sha256")
      .update(JSON.stringify([provider, ...parts]))
      .digest("hex"),
  )

/** A time on the wall of a stated zone, such as `2026-03-02 18:00:00`; undefined where it is none. */
export const localTime = (written: string, zone: string): DateTime.Utc | undefined =>
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(written)
    ? Option.getOrUndefined(Option.map(DateTime.make(`${written.replace(" ", "T")}${zone}`), DateTime.toUtc))
    : undefined

/** Why a message that was taken failed, as far as a table of the provider tells. */
export const failedBy = (rows: ReadonlyArray<Row>, code: string): ContactAttempt.Delivery => {
  const outcome = refused(rows, code)
  if (outcome._tag === "Accepted") return undelivered
  const { meaning } = outcome
  return meaning === "number" || meaning === "optedOut" || meaning === "content"
    ? { _tag: "Rejected", code: Rule.RuleId.make(`channel.${meaning}`) }
    : undelivered
}

const readJson = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Unknown))

/** What says that a field is empty leaves it out: one of them mustn't cost what somebody wrote beside it. */
const filled = (item: unknown): unknown =>
  typeof item === "object" && item !== null && !Array.isArray(item)
    ? Object.fromEntries(Object.entries(item).filter(([, value]) => value !== null))
    : item

/** What a push holds: the items of an array, or the one item. */
export const itemsOf = (body: Uint8Array): Result.Result<ReadonlyArray<unknown>, Refused> => {
  const read = readJson(new TextDecoder().decode(body))
  if (Option.isNone(read) || typeof read.value !== "object" || read.value === null) return Result.fail("body")
  return Result.succeed((Array.isArray(read.value) ? read.value : [read.value]).map(filled))
}
