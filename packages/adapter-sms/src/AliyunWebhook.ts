/**
 * What Aliyun pushes by HTTP: `SmsReport` (receipts) and `SmsUp` (what people send), each as an array. Both may come to one
 * address.
 *
 * **Details**
 *
 * Nothing in a push is signed, and its times are on the wall of a zone that it doesn't state: Beijing's, unless said
 * otherwise. A receipt counts where its `out_id` is a message's and the number is that message's own.
 *
 * **Example** (A receipt and a reply)
 *
 * ```ts
 * import { AliyunWebhook } from "@aftercare/adapter-sms"
 * import { DateTime, Result } from "effect"
 *
 * const body = JSON.stringify([
 *   { phone_number: "13800138000", report_time: "2026-03-02 18:00:05", success: true, out_id: "hospital/m-7", biz_id: "b" },
 *   { phone_number: "13800138000", send_time: "2026-03-02 18:01:00", content: "TD", dest_code: "01", sequence_id: 9 },
 * ])
 * const url = new URL("https://hospital.test/aliyun/secret")
 * const push = { method: "POST", url, headers: new Headers(), body: new TextEncoder().encode(body) }
 * const told = Result.getOrThrow(AliyunWebhook.make().read(push, DateTime.makeUnsafe(0)))
 * told.map(({ _tag }) => _tag) // => ["Receipt", "Inbound"]
 * ```
 *
 * @since 0.1.0
 */
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as MessageReference from "./MessageReference.ts"
import { undelivered } from "./Outcome.ts"
import { has, itemsOf, localTime, messageId, numberOf, senderOf, Written } from "./Pushed.ts"
import type { Reader, Told } from "./Webhook.ts"

const Report = Schema.Struct({
  phone_number: Written,
  report_time: Schema.optionalKey(Schema.String),
  success: Schema.Union([Schema.Boolean, Schema.Literals(["true", "false"])]),
  out_id: Schema.optionalKey(Schema.String),
  biz_id: Schema.optionalKey(Schema.String),
})

const Up = Schema.Struct({
  phone_number: Written,
  send_time: Schema.optionalKey(Schema.String),
  content: Written,
  dest_code: Schema.optionalKey(Written),
  sequence_id: Schema.optionalKey(Schema.Union([Schema.String, Schema.Number])),
})

const readUp = Schema.decodeUnknownOption(Up)
const readReport = Schema.decodeUnknownOption(Report)

export interface Options {
  /** The zone of its times: `+08:00` by default. */
  readonly zone?: string
  /** The country code of numbers that it writes without one: `86` by default. */
  readonly country?: string
}

/** How Aliyun tells. */
export const make = ({ country = "86", zone = "+08:00" }: Options = {}): Reader => ({
  provider: "aliyun",
  thanks: { body: JSON.stringify({ code: 0, msg: "接收成功" }), type: "application/json" },
  read: ({ body, method }, now) => {
    if (method !== "POST") return Result.fail("method")
    return Result.map(itemsOf(body), (items) =>
      items.flatMap((item): ReadonlyArray<Told> => {
        const up = Option.getOrUndefined(readUp(item))
        if (up !== undefined) {
          const { content, dest_code, phone_number, send_time = "", sequence_id } = up
          const from = senderOf(`${phone_number}`, country)
          if (from === undefined) return [{ _tag: "Unreadable" }]
          const id = messageId("aliyun", sequence_id ?? "", `${phone_number}`, send_time, `${content}`)
          const receivedAt = localTime(send_time, zone) ?? now
          const inbound = { id, from, text: `${content}`, receivedAt }
          return [{ _tag: "Inbound", inbound, ...(dest_code === undefined ? {} : { to: `${dest_code}` }) }]
        }
        if (has(item, "content")) return [{ _tag: "Unreadable" }]
        const report = Option.getOrUndefined(readReport(item))
        if (report === undefined) return [{ _tag: "Malformed" }]
        const { biz_id, out_id = "", phone_number, report_time = "", success } = report
        const reference = MessageReference.read(out_id)
        if (Option.isNone(reference)) return []
        const address = numberOf(`${phone_number}`, country)
        if (address === undefined) return [{ _tag: "Malformed" }]
        const delivery =
          success === true || success === "true"
            ? ({ _tag: "Accepted", reference: biz_id || out_id } as const)
            : undelivered
        const at = localTime(report_time, zone)
        const receipt = { ...reference.value, address, delivery }
        return [{ _tag: "Receipt", receipt, ...(at === undefined ? {} : { at }) }]
      }),
    )
  },
})
