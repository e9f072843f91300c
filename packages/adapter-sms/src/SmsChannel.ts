/**
 * The message channel over one provider: asks its driver what to say, says it, and tells the house what became of it.
 *
 * **Details**
 *
 * A refusal that only the operator can mend (a wrong key, no money, a template that isn't approved) stops the channel, or
 * the one template, for a while: the message and all that follow are `Deferred` until then, so that nothing is lost and
 * the provider isn't asked in vain. The stop is logged as an error, stands in `stops` and in the gauge
 * `aftercare_sms_stopped`, and is tried anew when its time is over, or at once after `resume`.
 *
 * A message that the provider doesn't take just now is `Deferred` for as long as its `Retry-After` asks, within an hour, and
 * so is all that this process would send meanwhile.
 *
 * Logs, spans and metrics name the provider, the meaning and a code of our own tables; never an address, a number, a text
 * or a secret.
 *
 * **Example** (What a channel can)
 *
 * ```ts
 * import { HttpExchange, Kannel, SmsChannel } from "@aftercare/adapter-sms"
 * import { Effect, Redacted } from "effect"
 *
 * const program = Effect.gen(function* () {
 *   const send = yield* HttpExchange.make()
 *   const driver = Kannel.make({
 *     url: "http://127.0.0.1:13013/cgi-bin/sendsms",
 *     username: "aftercare",
 *     password: Redacted.make("of the configuration"),
 *     sender: "10690001",
 *   })
 *   const { capabilities } = yield* SmsChannel.make({ driver, send, costMilli: 45 })
 *   return [capabilities.idempotency._tag, capabilities.lookUp, capabilities.maximumLength]
 * })
 * await Effect.runPromise(Effect.scoped(program)) // => ["None", false, 670]
 * ```
 *
 * @since 0.1.0
 */
import { randomUUID } from "node:crypto"
import type { ContactAttempt } from "@aftercare/core/contact"
import { Rule } from "@aftercare/core/foundation"
import { type MessageChannel, MessageLog } from "@aftercare/core/ports"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as SubscriptionRef from "effect/SubscriptionRef"
import type { Driver } from "./Driver.ts"
import type { Send } from "./HttpExchange.ts"
import * as Outcome from "./Outcome.ts"

/** Why nothing is sent for now: by the whole channel, or with one template. */
export interface Stop {
  /** The hospital's name of the template; absent where everything stops. */
  readonly template?: string
  /** The provider's code, as its table lists it. */
  readonly code: string
  readonly since: DateTime.Utc
  readonly until: DateTime.Utc
}

/** A channel that can be stopped by what its provider says. */
export interface SmsChannel extends MessageChannel.MessageChannel {
  /** What is stopped: now, and whenever it changes. A stop stays until something was sent after its time. */
  readonly stops: Stream.Stream<ReadonlyArray<Stop>>
  /** Lifts every stop at once: what was wrong has been set right. */
  readonly resume: Effect.Effect<void>
}

export interface Options {
  readonly driver: Driver
  readonly send: Send
  /** What one message costs, in thousandths of the hospital's currency. */
  readonly costMilli: number
  /** How long a stop lasts before it is tried again; 15 minutes by default. */
  readonly stopFor?: Duration.Input
  /** What the provider's webhook took. */
  readonly receipts?: Stream.Stream<MessageChannel.Receipt>
  readonly inbound?: Stream.Stream<MessageChannel.Inbound>
}

const unreachable = Rule.RuleId.make("channel.unreachable")
const stopped = Rule.RuleId.make("channel.stopped")

const sends = Metric.counter("aftercare_sms_sends", {
  description: "Messages that a provider was asked to send, by what became of them",
  incremental: true,
})
const stopGauge = Metric.gauge("aftercare_sms_stopped", {
  description: "Stops of the channel and of single templates that are in force",
})

type Deferred = Extract<ContactAttempt.Delivery, { readonly _tag: "Deferred" }>

/** The channel of a driver. */
export const make = Effect.fnUntraced(function* (options: Options) {
  const { driver, inbound, receipts, send: ask } = options
  const { provider } = driver
  const stopFor = Duration.fromInputUnsafe(options.stopFor ?? "15 minutes")
  const stops = yield* SubscriptionRef.make<ReadonlyArray<Stop>>([])
  /** A provider that says for how long it is busy means the account: nobody asks it meanwhile. */
  const asksToWait = yield* Ref.make(Option.none<Deferred>())
  const about = { "messaging.system": provider }

  const setStops = (change: (all: ReadonlyArray<Stop>) => ReadonlyArray<Stop>) =>
    SubscriptionRef.updateAndGet(stops, change).pipe(
      Effect.flatMap((all) => Metric.update(Metric.withAttributes(stopGauge, { provider }), all.length)),
    )

  const covers = (stop: Stop, template: string | undefined) =>
    stop.template === undefined || stop.template === template

  const stop = Effect.fnUntraced(function* (made: Stop) {
    const before = yield* SubscriptionRef.get(stops)
    yield* setStops((all) => [...all.filter((s) => s.template !== made.template), made])
    const known = before.some(
      (s) => s.template === made.template && DateTime.isGreaterThan(s.until, made.since),
    )
    if (!known)
      yield* Effect.logError("SMS is stopped until it is set up rightly").pipe(
        Effect.annotateLogs({
          provider,
          code: made.code,
          until: DateTime.formatIso(made.until),
          ...(made.template === undefined ? {} : { template: made.template }),
        }),
      )
  })

  /** Something went out that was begun after a stop: what stood in its way is over. */
  const lift = Effect.fnUntraced(function* (template: string | undefined, begunAt: DateTime.Utc) {
    const over = (s: Stop) => covers(s, template) && DateTime.isLessThan(s.since, begunAt)
    if (!(yield* SubscriptionRef.get(stops)).some(over)) return
    yield* setStops((all) => all.filter((s) => !over(s)))
    yield* Effect.logInfo("SMS goes out again").pipe(Effect.annotateLogs({ provider }))
  })

  const counted = (meaning: string, code: string) =>
    Effect.andThen(
      Metric.update(Metric.withAttributes(sends, { provider, meaning, code }), 1),
      Effect.annotateCurrentSpan({ meaning, code }),
    )

  const tooLong: Outcome.Outcome = { _tag: "Refused", meaning: "content", code: "tooLong" }

  // Often a proxy's answer, and not in the provider's own form.
  const tooMany: Outcome.Outcome = { _tag: "Refused", meaning: "busy", code: "429" }

  const outcomeOf = Effect.fnUntraced(function* (message: MessageChannel.Outgoing, at: DateTime.Utc) {
    if (message.content.text.length > driver.maximumLength) return tooLong
    const call = driver.sending(message, { at, nonce: randomUUID() })
    if (Result.isFailure(call)) return call.failure
    const exchange = yield* ask(call.success)
    if (exchange._tag === "Answered") {
      const outcome = driver.sent(exchange.answer, message)
      const { retryAfter, status } = exchange.answer
      const isUnlisted = outcome._tag === "Refused" && outcome.code === "unlisted"
      const isTooMany = isUnlisted && status === 429
      if (isUnlisted && !isTooMany)
        yield* Effect.logWarning("an SMS provider's answer isn't listed").pipe(
          Effect.annotateLogs({ provider, status }),
        )
      const told = isTooMany ? tooMany : outcome
      const retryAt = retryAfter === undefined ? undefined : Outcome.retryAt(retryAfter, yield* DateTime.now)
      return told._tag === "Accepted" || retryAt === undefined ? told : { ...told, retryAt }
    }
    const meaning = exchange._tag === "Unsent" ? ("unsent" as const) : ("unknown" as const)
    return { _tag: "Lost", meaning } as const
  })

  const send = Effect.fn("SmsChannel.send", { attributes: about })(function* (
    message: MessageChannel.Outgoing,
  ): Effect.fn.Return<ContactAttempt.Delivery> {
    const at = yield* DateTime.now
    const template = message.content.template?.id
    const standing = (yield* SubscriptionRef.get(stops)).find(
      (s) => covers(s, template) && DateTime.isGreaterThan(s.until, at),
    )
    if (standing !== undefined) {
      yield* counted("stopped", standing.code)
      return { _tag: "Deferred", code: stopped, until: standing.until }
    }
    const waiting = Option.filter(yield* Ref.get(asksToWait), ({ until }) =>
      DateTime.isGreaterThan(until, at),
    )
    if (Option.isSome(waiting)) {
      yield* counted("busy", "none")
      return waiting.value
    }
    const outcome = yield* outcomeOf(message, at)
    if (outcome._tag === "Lost") {
      yield* counted(outcome.meaning, "none")
      return outcome.meaning === "unknown"
        ? { _tag: "Unknown" }
        : { _tag: "Deferred", code: unreachable, until: DateTime.add(at, { minutes: 1 }) }
    }
    const until = DateTime.addDuration(at, stopFor)
    if (outcome._tag === "Accepted") {
      yield* counted("accepted", "none")
      yield* lift(template, at)
    } else {
      yield* counted(outcome.meaning, outcome.code)
      const { code, meaning } = outcome
      if (meaning === "channel") yield* stop({ code, since: at, until })
      if (meaning === "template" && template !== undefined) yield* stop({ template, code, since: at, until })
    }
    const delivery = Outcome.toDelivery(outcome, at, until)
    if (outcome._tag === "Refused" && outcome.retryAt !== undefined && delivery._tag === "Deferred")
      yield* Ref.set(asksToWait, Option.some(delivery))
    return Outcome.keepable(delivery, message.id)
  })

  /** Whether the house sent the number no other message so near to this one; false where that can't be known. */
  const isAlone = Effect.fnUntraced(function* (message: MessageLog.Message, within: Duration.Duration) {
    const { address, channel, id, sentAt, tenant } = message
    const log = yield* Effect.serviceOption(MessageLog.MessageLog)
    if (Option.isNone(log) || address === undefined) return false
    const since = DateTime.subtractDuration(sentAt, within)
    const until = DateTime.addDuration(sentAt, within)
    const limit = 100
    const sent = yield* Effect.option(log.value.to(tenant, { channel, address, since, limit }))
    return Option.exists(
      sent,
      (all) =>
        all.length < limit && all.every((one) => one.id === id || DateTime.isGreaterThan(one.sentAt, until)),
    )
  })

  const lookUp = Effect.fn("SmsChannel.lookUp", { attributes: about })(function* (
    message: MessageLog.Message,
  ): Effect.fn.Return<Option.Option<ContactAttempt.Delivery>> {
    const at = yield* DateTime.now
    const call = Option.fromUndefinedOr(driver.lookUp).pipe(
      Option.flatMap(({ asking }) => asking(message, { at, nonce: randomUUID() })),
    )
    if (Option.isNone(call) || driver.lookUp === undefined) return Option.none()
    const { aloneWithin } = driver.lookUp
    if (aloneWithin !== undefined && !(yield* isAlone(message, aloneWithin))) return Option.none()
    const exchange = yield* ask(call.value)
    if (exchange._tag !== "Answered" || exchange.answer.status !== 200) return Option.none()
    return Option.map(driver.lookUp.found(exchange.answer, message), (delivery) =>
      Outcome.keepable(delivery, message.id),
    )
  })

  const channel: SmsChannel = {
    channel: "sms",
    capabilities: {
      idempotency: { _tag: "None" },
      lookUp: driver.lookUp !== undefined,
      receipts: receipts !== undefined,
      inbound: inbound !== undefined,
      maximumLength: driver.maximumLength,
      costMilli: options.costMilli,
    },
    send,
    lookUp,
    receipts: receipts ?? Stream.empty,
    inbound: inbound ?? Stream.empty,
    stops: SubscriptionRef.changes(stops),
    resume: setStops(() => []),
  }
  return channel
})
