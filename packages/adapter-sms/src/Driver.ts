/**
 * How one provider is spoken to: pure functions from a message to a request, and from an answer to what it means.
 *
 * @since 0.1.0
 */
import type { ContactAttempt } from "@aftercare/core/contact"
import type { MessageChannel, MessageLog } from "@aftercare/core/ports"
import type * as DateTime from "effect/DateTime"
import type * as Option from "effect/Option"
import type * as Result from "effect/Result"
import type { HttpAnswer, HttpCall } from "./HttpExchange.ts"
import type { Outcome } from "./Outcome.ts"

/** What a request is made with beside the message: the moment, and a text that is never used twice. */
export interface Moment {
  readonly at: DateTime.Utc
  readonly nonce: string
}

/** How a provider is asked later what became of a message. */
export interface LookUp {
  /** None where the message has no address to ask by. */
  readonly asking: (message: MessageLog.Message, moment: Moment) => Option.Option<HttpCall>
  /** None where the answer doesn't tell of this very message. */
  readonly found: (answer: HttpAnswer, message: MessageLog.Message) => Option.Option<ContactAttempt.Delivery>
}

export interface Driver {
  /** For logs and metrics, such as `kannel`. */
  readonly provider: string
  /** The longest text it carries, in UTF-16 units. */
  readonly maximumLength: number
  /** A request to send, or what the provider would have to refuse and needn't be asked. */
  readonly sending: (message: MessageChannel.Outgoing, moment: Moment) => Result.Result<HttpCall, Outcome>
  readonly sent: (answer: HttpAnswer, message: MessageChannel.Outgoing) => Outcome
  readonly lookUp?: LookUp
}
