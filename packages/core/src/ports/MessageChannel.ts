/**
 * Ways out of the house: what carries a contact to a person. Each channel says what it can.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as DateTime from "effect/DateTime"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import type { Delivery } from "../contact/ContactAttempt.ts"
import type { ContactablePerson } from "../contact/ContactablePerson.ts"
import type { MessageId, TenantId } from "../foundation/Id.ts"
import { Channel, type Purpose } from "../foundation/Word.ts"
import type { Message, Subject } from "./MessageLog.ts"

/** Whether a channel recognises a message sent twice: never, or by a token within a stretch of time. */
export type Idempotency =
  | { readonly _tag: "None" }
  | { readonly _tag: "Token"; readonly window: Duration.Duration }

/** What a channel can do, said by itself. */
export interface Capabilities {
  readonly idempotency: Idempotency
  /** Whether it can be asked later what became of a message. */
  readonly lookUp: boolean
  readonly receipts: boolean
  readonly inbound: boolean
  /** The longest text it carries, in characters; undefined where nothing is written. */
  readonly maximumLength?: number
  /**
   * What one contact costs, in thousandths of the hospital's currency: budgets count it once a message. Where segments are
   * billed, the price of as many as the hospital's texts usually take (`SmsText.measure`).
   */
  readonly costMilli: number
}

/** What is said, and for channels that only carry texts approved beforehand, by which of them. */
export interface Content {
  readonly text: string
  readonly template?: Template
}

/** A text that the provider knows, by the hospital's own name for it, and what is put into it. */
export interface Template {
  readonly id: string
  readonly values: Readonly<Record<string, string>>
}

/** A message on its way out. */
export interface Outgoing {
  readonly tenant: TenantId
  /** The same for every try to send the same thing: a channel with tokens takes it as one. */
  readonly id: MessageId
  /** What it is for; absent where the hospital tells its own staff. */
  readonly purpose?: Purpose
  readonly subject: Subject
  readonly to: ContactablePerson
  readonly content: Content
}

/** A receipt: what became of a message, as the provider tells it later. */
export interface Receipt {
  readonly tenant: TenantId
  readonly message: MessageId
  /** Where the provider says that it went. A receipt counts only where this is the message's own address. */
  readonly address: string
  readonly delivery: Delivery
}

/** Something a person sent back. */
export interface Inbound {
  readonly tenant: TenantId
  /** The provider's own id, or one made from the whole: the same for the same reply told twice. */
  readonly id: MessageId
  readonly from: string
  readonly text: string
  readonly receivedAt: DateTime.Utc
}

/**
 * One channel. `send` answers accepted, rejected, deferred or unknown and has no error: whatever can't be told apart from
 * a message that went out is `Unknown`, and is looked up or left to a receipt, never sent again blindly. Only what surely
 * didn't go out is `Deferred`.
 */
export interface MessageChannel {
  readonly channel: Channel
  readonly capabilities: Capabilities
  readonly send: (message: Outgoing) => Effect.Effect<Delivery>
  /** What became of a message; none where the provider doesn't know it (yet). */
  readonly lookUp: (message: Message) => Effect.Effect<Option.Option<Delivery>>
  readonly receipts: Stream.Stream<Receipt>
  readonly inbound: Stream.Stream<Inbound>
}

/** No channel of this name is connected. */
export class NotConnected extends Schema.TaggedError<NotConnected>("@aftercare/core/NotConnected")(
  "NotConnected",
  {
    channel: Channel,
  },
) {
  override get message() {
    return `no ${this.channel} channel is connected`
  }
}

/** The channels connected to the house. */
export class MessageChannels extends Context.Service<
  MessageChannels,
  { readonly get: (channel: Channel) => Effect.Effect<MessageChannel, NotConnected> }
>()("@aftercare/core/ports/MessageChannels") {}

/** The channels of a list, at most one of each name. */
export const fromList = (channels: ReadonlyArray<MessageChannel>) =>
  MessageChannels.of({
    get: (channel) => {
      const found = channels.find((c) => c.channel === channel)
      return found === undefined ? Effect.fail(new NotConnected({ channel })) : Effect.succeed(found)
    },
  })
