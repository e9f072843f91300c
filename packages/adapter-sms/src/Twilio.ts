/**
 * Twilio's programmable messaging: any text, by a number or a messaging service of the account.
 *
 * **Details**
 *
 * Receipts go to an address that carries the message's reference as `ref`. Twilio keeps no reference of ours beside a
 * message, so a look-up asks for the number's latest messages and counts one only where it alone was made from five
 * seconds before until two minutes after the attempt; of two it says nothing, nor where the house sent the number another
 * message within two minutes: one of the two may never have reached Twilio.
 *
 * **Example** (By a messaging service)
 *
 * ```ts
 * import { Twilio } from "@aftercare/adapter-sms"
 * import { Redacted } from "effect"
 *
 * const driver = Twilio.make({
 *   account: "an-account-sid",
 *   key: { id: "an-account-sid", secret: Redacted.make("of the configuration") },
 *   sender: { messagingService: "a-service-sid" },
 *   receipts: "https://hospital.test/twilio/receipts",
 * })
 * driver.provider // => "twilio"
 * ```
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Driver } from "./Driver.ts"
import type { HttpAnswer, HttpCall } from "./HttpExchange.ts"
import * as MessageReference from "./MessageReference.ts"
import { type Outcome, type Row, refused, undelivered } from "./Outcome.ts"
import type { Key } from "./Signing.ts"

export interface Options {
  /** The SID of the account that sends. */
  readonly account: string
  /** An API key and its secret, or the account's SID and its token. */
  readonly key: Key
  /** What a message comes from. */
  readonly sender: { readonly number: string } | { readonly messagingService: string }
  /** Where Twilio tells what became of a message; without it, it is asked for no receipts. */
  readonly receipts?: string
  /** Where requests go: `https://api.twilio.com` by default, or a server of one region, `https://api.dublin.ie1.twilio.com`. */
  readonly endpoint?: string
}

/** Codes of answers, and of messages that failed later. Twilio refines them now and then. */
export const outcomes: ReadonlyArray<Row> = [
  { code: "21211", meaning: "number", verified: "secondary" },
  { code: "21408", meaning: "number", verified: "recalled" },
  { code: "21612", meaning: "number", verified: "secondary" },
  { code: "21614", meaning: "number", verified: "secondary" },
  { code: "21635", meaning: "number", verified: "recalled" },
  { code: "30003", meaning: "number", verified: "secondary" },
  { code: "30004", meaning: "number", verified: "secondary" },
  { code: "30005", meaning: "number", verified: "secondary" },
  { code: "30006", meaning: "number", verified: "secondary" },
  { code: "21610", meaning: "optedOut", verified: "secondary" },
  { code: "21602", meaning: "content", verified: "recalled" },
  { code: "21617", meaning: "content", verified: "recalled" },
  { code: "30007", meaning: "content", verified: "secondary" },
  { code: "10001", meaning: "channel", verified: "secondary" },
  { code: "20003", meaning: "channel", verified: "secondary" },
  { code: "20404", meaning: "channel", verified: "recalled" },
  { code: "21212", meaning: "channel", verified: "secondary" },
  { code: "21603", meaning: "channel", verified: "recalled" },
  { code: "21606", meaning: "channel", verified: "secondary" },
  { code: "21609", meaning: "channel", verified: "secondary" },
  { code: "21659", meaning: "channel", verified: "recalled" },
  { code: "21703", meaning: "channel", verified: "recalled" },
  { code: "30002", meaning: "channel", verified: "recalled" },
  { code: "20429", meaning: "busy", verified: "secondary" },
  { code: "21611", meaning: "busy", verified: "recalled" },
  { code: "30001", meaning: "busy", verified: "secondary" },
]

const readMade = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Struct({ sid: Schema.String })))
const readError = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Struct({ code: Schema.Int })))
const readList = Schema.decodeUnknownOption(
  Schema.fromJsonString(
    Schema.Struct({
      messages: Schema.Array(
        Schema.Struct({
          sid: Schema.String,
          status: Schema.String,
          direction: Schema.String,
          date_created: Schema.String,
        }),
      ),
    }),
  ),
)

const sent = ({ body, status }: HttpAnswer): Outcome => {
  if (status === 201)
    return Option.match(readMade(body), {
      onNone: () => refused(outcomes, ""),
      onSome: ({ sid }) => ({ _tag: "Accepted", reference: sid }),
    })
  return refused(
    outcomes,
    Option.match(readError(body), { onNone: () => "", onSome: ({ code }) => String(code) }),
  )
}

const before = 5_000
const after = 120_000

/** A driver for one account. Throws where `endpoint` is none. */
export const make = (options: Options): Driver => {
  const { account, endpoint = "https://api.twilio.com", key, receipts, sender } = options
  const messages = `${new URL(endpoint).origin}/2010-04-01/Accounts/${encodeURIComponent(account)}/Messages.json`
  const headers = () => ({
    accept: "application/json",
    authorization: `Basic ${Buffer.from(`${key.id}:${Redacted.value(key.secret)}`).toString("base64")}`,
  })
  return {
    provider: "twilio",
    maximumLength: 1600,
    sending: ({ content, id, tenant, to }) => {
      if (to.phone === undefined) return Result.fail(refused(outcomes, "21211"))
      const ref = encodeURIComponent(MessageReference.write({ tenant, message: id }))
      const form = new URLSearchParams({
        To: to.phone,
        ...("number" in sender ? { From: sender.number } : { MessagingServiceSid: sender.messagingService }),
        Body: content.text,
        ...(receipts === undefined
          ? {}
          : { StatusCallback: `${receipts}${receipts.includes("?") ? "&" : "?"}ref=${ref}` }),
      })
      const call: HttpCall = {
        method: "POST",
        url: messages,
        headers: { ...headers(), "content-type": "application/x-www-form-urlencoded" },
        body: form.toString(),
      }
      return Result.succeed(call)
    },
    sent,
    lookUp: {
      aloneWithin: Duration.millis(after),
      asking: ({ address }) =>
        Option.map(Option.fromUndefinedOr(address), (To) => ({
          method: "GET",
          url: `${messages}?${new URLSearchParams({ To, PageSize: "50" })}`,
          headers: headers(),
        })),
      found: ({ body }, { sentAt }) =>
        Option.flatMap(readList(body), ({ messages: all }) => {
          const sentMillis = DateTime.toEpochMillis(sentAt)
          const near = all.filter(({ date_created, direction }) => {
            const since = Date.parse(date_created) - sentMillis
            return direction.startsWith("outbound") && -before <= since && since <= after
          })
          const [one] = near
          if (one === undefined || near.length > 1) return Option.none()
          return Option.some(
            ["failed", "undelivered", "canceled"].includes(one.status)
              ? undelivered
              : { _tag: "Accepted", reference: one.sid },
          )
        }),
    },
  }
}
