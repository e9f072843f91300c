/**
 * The name by which a provider gives a message back to us, in answers, receipts and look-ups: the tenant and the message.
 *
 * **Example**
 *
 * ```ts
 * import { Option } from "effect"
 * import { Id } from "@aftercare/core"
 * import { MessageReference } from "@aftercare/adapter-sms"
 *
 * const written = MessageReference.write({
 *   tenant: Id.TenantId.make("north/1"),
 *   message: Id.MessageId.make("m-7"),
 * })
 * written // => "north%2F1/m-7"
 * Option.getOrThrow(MessageReference.read(written)).tenant // => "north/1"
 * ```
 *
 * @since 0.1.0
 */
import { Id } from "@aftercare/core/foundation"
import type * as Option from "effect/Option"
import * as Schema from "effect/Schema"

const MessageReference = Schema.Struct({ tenant: Id.TenantId, message: Id.MessageId })
export interface MessageReference extends Schema.Schema.Type<typeof MessageReference> {}

const decode = Schema.decodeUnknownOption(MessageReference)

/** As text: the tenant, its slashes escaped, then `/` and the message. At most 663 signs. */
export const write = ({ message, tenant }: MessageReference): string =>
  `${tenant.replaceAll("/", "%2F")}/${message}`

/** What `write` wrote; none for any other text. */
export const read = (text: string): Option.Option<MessageReference> => {
  const [, tenant = "", message = ""] = /^([^/]+)\/(.+)$/.exec(text) ?? []
  return decode({ tenant: tenant.replaceAll("%2F", "/"), message })
}
