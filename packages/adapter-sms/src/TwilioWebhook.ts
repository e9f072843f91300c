/**
 * What Twilio tells: receipts at the `receipts` address of its driver, and what people send at the address of the number or
 * messaging service. Every request is signed with the account's token over the address as Twilio knows it.
 *
 * **Source** Twilio, "Validating requests are coming from Twilio": HMAC-SHA1 over the address and the sorted parameters.
 *
 * **Example** (The signature of Twilio's own example)
 *
 * ```ts
 * import { TwilioWebhook } from "@aftercare/adapter-sms"
 * import { Redacted } from "effect"
 *
 * const form = new URLSearchParams({
 *   CallSid: "CA1234567890ABCDE",
 *   Caller: "+12349013030",
 *   Digits: "1234",
 *   From: "+12349013030",
 *   To: "+18005551212",
 * })
 * TwilioWebhook.signature(Redacted.make("12345"), "https://mycompany.com/myapp.php?foo=1&bar=2", form)
 * // => "0/KCTR6DLpKmkAf8muzZqo1nDgQ="
 * ```
 *
 * @since 0.1.0
 */
import { createHash, createHmac, timingSafeEqual } from "node:crypto"
import type { ContactAttempt } from "@aftercare/core/contact"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as MessageReference from "./MessageReference.ts"
import { failedBy, messageId, numberOf, senderOf } from "./Pushed.ts"
import { outcomes } from "./Twilio.ts"
import type { Reader } from "./Webhook.ts"

export interface Options {
  /** The account's token, by which Twilio signs. */
  readonly token: Redacted.Redacted<string>
  /** What stands before the path in the address that Twilio was given, such as `https://hospital.test`. */
  readonly origin: string
}

/** What `X-Twilio-Signature` must be. A name that comes several times counts once for each of its values. */
export const signature = (token: Redacted.Redacted<string>, url: string, form: URLSearchParams): string => {
  const names = [...new Set(form.keys())].sort()
  const signed = names.flatMap((name) => [...new Set(form.getAll(name))].sort().map((value) => name + value))
  return createHmac("sha1", Redacted.value(token))
    .update(url + signed.join(""))
    .digest("base64")
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest()

/** Taken as long as it is on its way; `read` is the receipt of channels that tell so. */
const onTheWay = /^(?:accepted|scheduled|queued|sending|sent|delivered|read)$/

/** Names and values are signed without a mark between them: only by its form is an id known to end where it does. */
const isSid = /^[A-Z]{2}[0-9a-f]{32}$/

const failed = /^(?:failed|undelivered|canceled)$/

const deliveryOf = (status: string, code: string, reference: string): ContactAttempt.Delivery | undefined => {
  if (onTheWay.test(status)) return { _tag: "Accepted", reference }
  if (!failed.test(status)) return undefined
  return failedBy(outcomes, code)
}

/** How Twilio tells. */
export const make = ({ origin, token }: Options): Reader => ({
  provider: "twilio",
  thanks: { body: "<Response/>", type: "text/xml" },
  read: ({ body, headers, method, url }, now) => {
    if (method !== "POST") return Result.fail("method")
    const form = new URLSearchParams(new TextDecoder().decode(body))
    const expected = signature(token, `${origin}${url.pathname}${url.search}`, form)
    if (!timingSafeEqual(digest(headers.get("x-twilio-signature") ?? ""), digest(expected)))
      return Result.fail("signature")
    const text = (name: string) => form.get(name) ?? ""
    const sid = text("MessageSid")
    const ref = url.searchParams.get("ref")
    if (ref !== null) {
      const reference = MessageReference.read(ref)
      const delivery = deliveryOf(text("MessageStatus"), text("ErrorCode"), sid)
      const address = numberOf(text("To"), "+")
      if (Option.isNone(reference) || delivery === undefined || address === undefined)
        return Result.succeed([{ _tag: "Malformed" }])
      return Result.succeed([{ _tag: "Receipt", receipt: { ...reference.value, address, delivery } }])
    }
    const from = senderOf(text("From"), "+")
    const said = form.get("Body")
    if (from === undefined || said === null || !isSid.test(sid)) return Result.fail("body")
    const inbound = { id: messageId("twilio", sid), from, text: said, receivedAt: now }
    return Result.succeed([{ _tag: "Inbound", inbound, to: text("To") }])
  },
})
