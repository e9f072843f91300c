/**
 * How one provider is spoken to: pure functions from a message to a request, and from an answer to what it means.
 *
 * **Example** (A provider of one's own)
 *
 * ```ts
 * import { type Driver, Outcome } from "@aftercare/adapter-sms"
 * import { Result } from "effect"
 *
 * const outcomes: ReadonlyArray<Outcome.Row> = [{ code: "401", meaning: "channel", verified: "own" }]
 *
 * const driver: Driver.Driver = {
 *   provider: "carrier",
 *   maximumLength: 335,
 *   sending: ({ content, to }) =>
 *     to.phone === undefined
 *       ? Result.fail({ _tag: "Refused", meaning: "number", code: "unlisted" })
 *       : Result.succeed({
 *           method: "POST",
 *           url: "https://sms.carrier.test/send",
 *           headers: { "content-type": "application/json" },
 *           body: JSON.stringify({ to: to.phone, text: content.text }),
 *         }),
 *   sent: ({ body, status }) =>
 *     status === 200 ? { _tag: "Accepted", reference: body } : Outcome.refused(outcomes, String(status)),
 * }
 * driver.provider // => "carrier"
 * Outcome.refused(outcomes, "500") // => { _tag: "Refused", meaning: "unknown", code: "unlisted" }
 * ```
 *
 * @since 0.1.0
 */
import type { ContactAttempt } from "@aftercare/core/contact"
import type { MessageChannel, MessageLog } from "@aftercare/core/ports"
import type * as DateTime from "effect/DateTime"
import type * as Duration from "effect/Duration"
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
  /**
   * How far from the attempt the provider's messages may be that it is found among, where by its number and time alone.
   * Nothing is told of it where the house sent another message to the number within as long, before or after.
   */
  readonly aloneWithin?: Duration.Duration
  /** What an answer of status 200 tells; none where it isn't of this very message. */
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
