/**
 * Asking a channel while a claim is held: never longer than its lease, and an answer in any case.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Delivery } from "../contact/ContactAttempt.ts"
import type { MessageChannel, Outgoing } from "../ports/MessageChannel.ts"
import type { Message } from "../ports/MessageLog.ts"

/** Until when a claim is held, on the monotonic clock, and the longest that a channel is waited for. */
export interface Hold {
  readonly leaseUntil: bigint
  readonly sendTimeout: Duration.Duration
}

/** How long a channel may still be asked; undefined where the lease has run out and another worker may act. */
const left = Effect.fnUntraced(function* ({ leaseUntil, sendTimeout }: Hold) {
  const millis = Number((leaseUntil - (yield* Clock.monotonicTimeNanos)) / 1_000_000n)
  const timeout = Duration.min(sendTimeout, Duration.millis(Math.floor(millis * 0.8)))
  return Duration.toMillis(timeout) > 0 ? timeout : undefined
})

/** Sends; undefined where nothing was done because the lease has run out. */
export const send = Effect.fnUntraced(function* (channel: MessageChannel, message: Outgoing, hold: Hold) {
  const timeout = yield* left(hold)
  if (timeout === undefined) return undefined
  return yield* channel
    .send(message)
    .pipe(Effect.timeoutOption(timeout), Effect.map(Option.getOrElse((): Delivery => ({ _tag: "Unknown" }))))
})

/** Looks a message up; undefined where the lease has run out, none where the channel doesn't know. */
export const lookUp = Effect.fnUntraced(function* (channel: MessageChannel, message: Message, hold: Hold) {
  const timeout = yield* left(hold)
  if (timeout === undefined) return undefined
  return Option.flatten(yield* channel.lookUp(message).pipe(Effect.timeoutOption(timeout)))
})
