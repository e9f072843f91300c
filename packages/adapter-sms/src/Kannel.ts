/**
 * Kannel's HTTP interface `sendsms`: the gateway for a line of one's own, over SMPP and other carrier protocols.
 *
 * **Details**
 *
 * Kannel gives no id for what it takes. Receipts are told apart by the address that it is given for them: `receipts` with
 * the message's reference as `ref`, and as Kannel fills them in `type` (what happened), `to` (the number), `at` (seconds
 * since 1970) and `answer` (the words of the SMSC). It can't be asked what became of a message.
 *
 * **Example** (A line of the hospital's own)
 *
 * ```ts
 * import { Kannel } from "@aftercare/adapter-sms"
 * import { Redacted } from "effect"
 *
 * const driver = Kannel.make({
 *   url: "http://127.0.0.1:13013/cgi-bin/sendsms",
 *   username: "aftercare",
 *   password: Redacted.make("of the configuration"),
 *   sender: "10690001",
 *   receipts: "http://127.0.0.1:8080/kannel/receipts",
 * })
 * driver.provider // => "kannel"
 * ```
 *
 * @since 0.1.0
 */
import { SmsText } from "@aftercare/core/contact"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type { Driver } from "./Driver.ts"
import type { HttpAnswer } from "./HttpExchange.ts"
import * as MessageReference from "./MessageReference.ts"
import { type Outcome, type Row, refused } from "./Outcome.ts"

export interface Options {
  /** Where `sendsms` of the smsbox listens. */
  readonly url: string
  readonly username: string
  readonly password: Redacted.Redacted<string>
  /** The number or name that a message comes from. */
  readonly sender: string
  /** The connection it goes out by; by Kannel's own routing where absent. */
  readonly smsc?: string
  /** Where Kannel tells what became of a message; without it, it is asked for no receipts. */
  readonly receipts?: string
}

/** Kannel answers in words; these are how they begin. */
export const outcomes: ReadonlyArray<Row> = [
  { code: "Authorization failed*", meaning: "channel", verified: "read" },
  { code: "Sender missing*", meaning: "channel", verified: "read" },
  { code: "DLR-URL field misformed*", meaning: "channel", verified: "read" },
  { code: "Missing receiver*", meaning: "number", verified: "read" },
  { code: "Empty receiver*", meaning: "number", verified: "read" },
  { code: "Number(s) has/have been denied*", meaning: "number", verified: "read" },
  { code: "Not routable*", meaning: "number", verified: "read" },
  { code: "Charset or body misformed*", meaning: "content", verified: "read" },
  { code: "Temporal failure*", meaning: "busy", verified: "read" },
  { code: "Sending failed*", meaning: "unknown", verified: "read" },
]

/** Everything that Kannel can tell: delivered, not delivered, and what the SMSC said on the way there. */
const everyReceipt = "31"

const receiptAddress = (receipts: string, reference: string): string =>
  `${receipts}${receipts.includes("?") ? "&" : "?"}ref=${encodeURIComponent(reference)}&type=%d&to=%p&at=%T&answer=%A`

const sent = (answer: HttpAnswer, reference: string): Outcome =>
  answer.status === 202 ? { _tag: "Accepted", reference } : refused(outcomes, answer.body.trim())

/** A driver for one smsbox. Throws where `url` is none. */
export const make = (options: Options): Driver => {
  const { href } = new URL(options.url)
  return {
    provider: "kannel",
    maximumLength: 670,
    sending: (message) => {
      const { content, id, tenant, to } = message
      if (to.phone === undefined) return Result.fail(refused(outcomes, "Empty receiver"))
      const { alphabet } = SmsText.measure(content.text)
      const reference = MessageReference.write({ tenant, message: id })
      const query = new URLSearchParams({
        username: options.username,
        password: Redacted.value(options.password),
        from: options.sender,
        to: to.phone,
        charset: "UTF-8",
        coding: alphabet === "gsm7" ? "0" : "2",
        text: content.text,
        ...(options.smsc === undefined ? {} : { smsc: options.smsc }),
        ...(options.receipts === undefined
          ? {}
          : { "dlr-mask": everyReceipt, "dlr-url": receiptAddress(options.receipts, reference) }),
      })
      return Result.succeed({ method: "GET", url: `${href}?${query}`, headers: {} })
    },
    sent: (answer, { id, tenant }) => sent(answer, MessageReference.write({ tenant, message: id })),
  }
}
