/**
 * What webhooks take, as the streams of a channel: for a house that listens to `channel.receipts` and `channel.inbound`.
 *
 * **Details**
 *
 * A provider is thanked once the listener asks for what follows, which is when it has dealt with what it was given. Where
 * the listener fails instead, or nobody listens, the webhook answers 503 and the provider tells it again. A listener that
 * reads ahead (`Stream.buffer`) would thank for what may still be lost.
 *
 * @since 0.1.0
 */
import type { MessageChannel } from "@aftercare/core/ports"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { Taken } from "./Webhook.ts"

/** Whoever listened left before it was dealt with. */
export class NotTaken extends Schema.TaggedError<NotTaken>("@aftercare/adapter-sms/NotTaken")(
  "NotTaken",
  {},
) {
  override get message() {
    return "nobody has taken it"
  }
}

/** The way from webhooks to listeners. */
export interface Incoming {
  /** For a webhook: succeeds once it was dealt with. */
  readonly accept: (told: Taken) => Effect.Effect<void, NotTaken>
  readonly receipts: Stream.Stream<MessageChannel.Receipt>
  readonly inbound: Stream.Stream<MessageChannel.Inbound>
}

interface Waiting<A> {
  readonly one: A
  readonly taken: Deferred.Deferred<void, NotTaken>
}

/** At most `capacity` things wait for a listener, a thousand by default; those after them wait to be let in. */
export const make = Effect.fnUntraced(function* (capacity = 1_000) {
  const receipts = yield* Queue.bounded<Waiting<MessageChannel.Receipt>>(capacity)
  const inbound = yield* Queue.bounded<Waiting<MessageChannel.Inbound>>(capacity)

  const give = Effect.fnUntraced(function* <A>(queue: Queue.Queue<Waiting<A>>, one: A) {
    const taken = yield* Deferred.make<void, NotTaken>()
    yield* Queue.offer(queue, { one, taken })
    yield* Deferred.await(taken)
  })

  const listen = <A>(queue: Queue.Queue<Waiting<A>>): Stream.Stream<A> =>
    Stream.suspend(() => {
      let given: Waiting<A> | undefined
      const next = Effect.gen(function* () {
        if (given !== undefined) yield* Deferred.succeed(given.taken, undefined)
        given = undefined
        given = yield* Queue.take(queue)
        return given.one
      })
      const left = Effect.suspend(() =>
        given === undefined ? Effect.void : Deferred.fail(given.taken, new NotTaken({})),
      )
      return Stream.ensuring(Stream.fromEffectRepeat(next), left)
    })

  const incoming: Incoming = {
    accept: (told) => (told._tag === "Receipt" ? give(receipts, told.receipt) : give(inbound, told.inbound)),
    receipts: listen(receipts),
    inbound: listen(inbound),
  }
  return incoming
})
