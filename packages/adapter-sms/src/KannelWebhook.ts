/**
 * What Kannel tells by GET: receipts at the address that its driver gives it with each message, and what people send at the
 * `get-url` of an `sms-service`.
 *
 * **Details**
 *
 * The service is set up with these fields, and answers nothing itself:
 *
 * ```text
 * group = sms-service
 * keyword = default
 * catch-all = true
 * max-messages = 0
 * get-url = "http://127.0.0.1:8080/kannel/SECRET?from=%p&to=%P&id=%I&at=%T&charset=%C&text=%b"
 * ```
 *
 * Its bytes are read by hand: `%b` in UCS-2 is no text that a form's decoder could read. Set `http-request-retry`, so that
 * what the house couldn't take is told again.
 *
 * **Example**
 *
 * ```ts
 * import { KannelWebhook } from "@aftercare/adapter-sms"
 * import { DateTime, Result } from "effect"
 *
 * const url = new URL("http://h/s?from=8613800138000&to=1069&id=7&at=1795305600&charset=UTF-16BE&text=%90%00%8B%A2")
 * const push = { method: "GET", url, headers: new Headers(), body: new Uint8Array() }
 * const read = KannelWebhook.make().read(push, DateTime.makeUnsafe(0))
 * const [told] = Result.getOrThrow(read)
 * told?._tag === "Inbound" && [told.inbound.from, told.inbound.text] // => ["+8613800138000", "退订"]
 * ```
 *
 * @since 0.1.0
 */
import type { ContactAttempt } from "@aftercare/core/contact"
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as MessageReference from "./MessageReference.ts"
import { type Row, undelivered } from "./Outcome.ts"
import { failedBy, messageId, numberOf, senderOf } from "./Pushed.ts"
import type { Reader, Told } from "./Webhook.ts"

/** The bytes of each parameter, by its name. `+` is a space. */
const parameters = (search: string): ReadonlyMap<string, Uint8Array> =>
  new Map(
    search
      .slice(1)
      .split("&")
      .map((pair): readonly [string, Uint8Array] => {
        const at = pair.indexOf("=")
        return at < 0 ? [pair, new Uint8Array()] : [pair.slice(0, at), bytes(pair.slice(at + 1))]
      }),
  )

const bytes = (written: string): Uint8Array => {
  const read: Array<number> = []
  for (let i = 0; i < written.length; i++) {
    const escaped = /^%[0-9A-Fa-f]{2}$/.test(written.slice(i, i + 3))
    read.push(escaped ? Number.parseInt(written.slice(i + 1, i + 3), 16) : signOf(written[i] ?? ""))
    if (escaped) i += 2
  }
  return Uint8Array.from(read)
}

const signOf = (sign: string): number => (sign === "+" ? 0x20 : sign.charCodeAt(0))

const decoded = (written: Uint8Array, charset: string): string => {
  try {
    return new TextDecoder(charset).decode(written)
  } catch {
    return new TextDecoder().decode(written)
  }
}

/** How an SMSC that takes no message says why, by the code of SMPP 3.4. */
const refusals: ReadonlyArray<Row> = [{ code: "NACK/0x0000000b*", meaning: "number", verified: "read" }]

/** What happened, by the bit that Kannel names it with; buffered and taken by the SMSC are one to us. */
const deliveryOf = (type: string, answer: string, reference: string): ContactAttempt.Delivery | undefined => {
  switch (type) {
    case "1":
    case "4":
    case "8":
      return { _tag: "Accepted", reference }
    case "2":
      return undelivered
    case "16":
      return failedBy(refusals, answer)
    default:
      return undefined
  }
}

export interface Options {
  /** The country code of numbers that carriers write without one, such as `86`; by default all are written with theirs. */
  readonly country?: string
}

/** How Kannel tells. */
export const make = ({ country = "+" }: Options = {}): Reader => ({
  provider: "kannel",
  // Whatever stands here would be sent to the person as an answer.
  thanks: { body: "", type: "text/plain" },
  read: ({ method, url }, now) => {
    if (method !== "GET") return Result.fail("method")
    const all = parameters(url.search)
    const text = (name: string) => decoded(all.get(name) ?? new Uint8Array(), "utf-8")
    const at = DateTime.make(Number(text("at")) * 1000)
    if (all.has("ref")) {
      const delivery = deliveryOf(text("type"), text("answer"), text("ref"))
      const address = numberOf(text("to"), country)
      const reference = MessageReference.read(text("ref"))
      if (delivery === undefined || address === undefined || Option.isNone(reference))
        return Result.succeed([{ _tag: "Malformed" }])
      const receipt: Told = { _tag: "Receipt", receipt: { ...reference.value, address, delivery } }
      return Result.succeed([Option.isSome(at) && text("at") !== "" ? { ...receipt, at: at.value } : receipt])
    }
    const from = senderOf(text("from"), country)
    const written = all.get("text")
    if (from === undefined || written === undefined) return Result.fail("body")
    const said = decoded(written, text("charset") || "utf-8")
    const id = messageId("kannel", text("id") || url.search)
    const receivedAt = Option.isSome(at) && text("at") !== "" ? at.value : now
    return Result.succeed([
      { _tag: "Inbound", inbound: { id, from, text: said, receivedAt }, to: text("to") },
    ])
  },
})
