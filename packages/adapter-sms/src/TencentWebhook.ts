/**
 * What Tencent Cloud pushes: receipts as an array, and what people send one by one. Both may come to one address.
 *
 * **Details**
 *
 * Nothing in a push is signed, and `user_receive_time` is on Beijing's wall unless said otherwise. A receipt names a
 * message by our reference, which Tencent Cloud gives back as `session_context` or `ext` where its support has switched
 * that on for the account; without it, receipts tell nothing, and what isn't known is looked up.
 *
 * **Example** (What somebody sent)
 *
 * ```ts
 * import { TencentWebhook } from "@aftercare/adapter-sms"
 * import { DateTime, Result } from "effect"
 *
 * const body = JSON.stringify({ nationcode: "86", mobile: "13800138000", text: "4", extend: "01", time: 1772445660 })
 * const url = new URL("https://hospital.test/tencent/secret")
 * const push = { method: "POST", url, headers: new Headers(), body: new TextEncoder().encode(body) }
 * const [told] = Result.getOrThrow(TencentWebhook.make().read(push, DateTime.makeUnsafe(0)))
 * told?._tag === "Inbound" && [told.to, told.inbound.from] // => ["01", "+8613800138000"]
 * ```
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as MessageReference from "./MessageReference.ts"
import { undelivered } from "./Outcome.ts"
import { has, itemsOf, localTime, messageId, numberOf, senderOf, Written } from "./Pushed.ts"
import type { Reader, Told } from "./Webhook.ts"

const Report = Schema.Struct({
  user_receive_time: Schema.optionalKey(Schema.String),
  nationcode: Written,
  mobile: Written,
  report_status: Schema.Literals(["SUCCESS", "FAIL"]),
  sid: Schema.optionalKey(Schema.String),
  session_context: Schema.optionalKey(Schema.String),
  ext: Schema.optionalKey(Schema.String),
})

const Reply = Schema.Struct({
  nationcode: Written,
  mobile: Written,
  text: Written,
  extend: Schema.optionalKey(Written),
  time: Schema.optionalKey(Schema.Union([Schema.String, Schema.Number])),
})

const readReport = Schema.decodeUnknownOption(Report)
const readReply = Schema.decodeUnknownOption(Reply)

export interface Options {
  /** The zone of its times: `+08:00` by default. */
  readonly zone?: string
}

/** How Tencent Cloud tells. */
export const make = ({ zone = "+08:00" }: Options = {}): Reader => ({
  provider: "tencent",
  thanks: { body: JSON.stringify({ result: 0, errmsg: "OK" }), type: "application/json" },
  read: ({ body, method }, now) => {
    if (method !== "POST") return Result.fail("method")
    return Result.map(itemsOf(body), (items) =>
      items.flatMap((item): ReadonlyArray<Told> => {
        const reply = Option.getOrUndefined(readReply(item))
        if (reply !== undefined) {
          const { extend, mobile, nationcode, text, time } = reply
          const from = `${mobile}`.trim() === "" ? undefined : senderOf(`+${nationcode}${mobile}`, "+")
          if (from === undefined) return [{ _tag: "Unreadable" }]
          const id = messageId(
            "tencent",
            `${nationcode}`,
            `${mobile}`,
            `${extend ?? ""}`,
            time ?? "",
            `${text}`,
          )
          const receivedAt =
            time === undefined ? now : Option.getOrElse(DateTime.make(Number(time) * 1000), () => now)
          const inbound = { id, from, text: `${text}`, receivedAt }
          return [{ _tag: "Inbound", inbound, ...(extend === undefined ? {} : { to: `${extend}` }) }]
        }
        if (has(item, "text")) return [{ _tag: "Unreadable" }]
        const report = Option.getOrUndefined(readReport(item))
        if (report === undefined) return [{ _tag: "Malformed" }]
        const { mobile, nationcode, report_status, user_receive_time = "" } = report
        const written = report.session_context || report.ext || ""
        const reference = MessageReference.read(written)
        if (Option.isNone(reference)) return []
        const address = numberOf(`+${nationcode}${mobile}`, "+")
        if (address === undefined) return [{ _tag: "Malformed" }]
        const delivery =
          report_status === "SUCCESS"
            ? ({ _tag: "Accepted", reference: report.sid || written } as const)
            : undelivered
        const at = localTime(user_receive_time, zone)
        const receipt = { ...reference.value, address, delivery }
        return [{ _tag: "Receipt", receipt, ...(at === undefined ? {} : { at }) }]
      }),
    )
  },
})
