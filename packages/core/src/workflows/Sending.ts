/**
 * Asking a channel while a claim is held: never longer than its lease, and an answer in any case.
 */
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Delivery } from "../contact/ContactAttempt.ts"
import * as ContactablePerson from "../contact/ContactablePerson.ts"
import * as SendLimit from "../contact/SendLimit.ts"
import type { MessageId, TenantId } from "../foundation/Id.ts"
import { RuleId } from "../foundation/Rule.ts"
import type { Channel } from "../foundation/Word.ts"
import { type MessageChannel, MessageChannels, type Outgoing } from "../ports/MessageChannel.ts"
import { type Message, MessageLog } from "../ports/MessageLog.ts"
import { Quota } from "../ports/Quota.ts"
import * as Metrics from "./Metrics.ts"
import { SendLimits } from "./SendLimits.ts"

/** Until when a claim is held, on the monotonic clock, and the longest that a channel is waited for. */
export interface Hold {
  readonly leaseUntil: bigint
  readonly sendTimeout: Duration.Duration
}

/**
 * What the hospital's own code makes of what it is given. What that throws may hold all of it, and would stand in every span
 * that it passes: none of it goes on.
 */
export const ofPractice = <A>(make: () => A): A => {
  try {
    return make()
  } catch {
    throw new Error("the hospital's practice breaks down over what it is given")
  }
}

/** How long a channel may still be asked; undefined where the lease has run out and another worker may act. */
const left = Effect.fnUntraced(function* ({ leaseUntil, sendTimeout }: Hold) {
  const millis = Number((leaseUntil - (yield* Clock.monotonicTimeNanos)) / 1_000_000n)
  const timeout = Duration.min(sendTimeout, Duration.millis(Math.floor(millis * 0.8)))
  return Duration.toMillis(timeout) > 0 ? timeout : undefined
})

/** Nothing of a channel's defect is told: it may hold whom the message was for. */
const brokenDown = Effect.logError("a channel broke down while it was asked")

const isDelivery = Schema.is(Delivery)

/** What was learnt of a send by looking it up; nothing where its channel doesn't know either. */
export interface Learnt {
  readonly number: number
  readonly delivery: Option.Option<Delivery>
}

/** What a unit of work leaves to be done outside it. */
export type Next<Send> =
  | { readonly _tag: "Nothing" }
  | { readonly _tag: "Send"; readonly message: Outgoing; readonly send: Send }
  | { readonly _tag: "LookUp"; readonly channel: MessageChannel; readonly send: Send }

export const nothing = { _tag: "Nothing" } as const

/** A message stored before a crash has no delivery at all, which is as unknown as one that the channel couldn't tell. */
export const isUnknown = ({ delivery }: { readonly delivery?: Delivery }): boolean =>
  delivery === undefined || delivery._tag === "Unknown"

/** Has the send looked up where its channel can, unless that was done; undefined where it can't or was. */
export const lookingUp = Effect.fnUntraced(function* <Send extends { readonly channel: Channel }>(
  send: Send,
  learnt: Learnt | undefined,
) {
  if (learnt !== undefined) return undefined
  const channel = yield* Effect.option((yield* MessageChannels).get(send.channel))
  if (Option.isNone(channel) || !channel.value.capabilities.lookUp) return undefined
  const next: Next<Send> = { _tag: "LookUp", channel: channel.value, send }
  return next
})

/** Stores a message, in the unit of work that decides to send it and before its channel is asked. */
export const store = Effect.fnUntraced(function* (
  { to, ...message }: Omit<Outgoing, "content">,
  channel: Channel,
  sentAt: DateTime.Utc,
) {
  const address = ContactablePerson.addressOn(to, channel)
  yield* (yield* MessageLog).put({
    ...message,
    channel,
    person: to.id,
    sentAt,
    ...(address === undefined ? {} : { address }),
  })
})

/** What a channel knows of the message of this id, if it was stored; undefined where the lease has run out. */
export const learn = Effect.fnUntraced(function* (
  tenant: TenantId,
  id: MessageId,
  channel: MessageChannel,
  hold: Hold,
) {
  const message = yield* (yield* MessageLog).find(tenant, id)
  return Option.isNone(message) ? Option.none<Delivery>() : yield* lookUp(channel, message.value, hold)
})

/**
 * Carries out what one unit of work after the other asks for under a claim: what nobody knows is looked up, what is to be sent
 * is sent, and what its channel said is recorded.
 */
export const carryOut = Effect.fnUntraced(function* <
  Send extends { readonly channel: Channel; readonly number: number },
  E1,
  R1,
  E2,
  R2,
>(
  hold: Hold,
  {
    begin,
    idOf,
    record,
    tenant,
  }: {
    readonly tenant: TenantId
    readonly idOf: (send: Send) => MessageId
    readonly begin: (learnt: Learnt | undefined) => Effect.Effect<Next<Send>, E1, R1>
    readonly record: (number: number, delivery: Delivery) => Effect.Effect<unknown, E2, R2>
  },
) {
  let next = yield* begin(undefined)
  if (next._tag === "LookUp") {
    const { channel, send } = next
    const delivery = yield* learn(tenant, idOf(send), channel, hold)
    if (delivery === undefined) return
    next = yield* begin({ number: send.number, delivery })
  }
  if (next._tag !== "Send") return
  const channel = yield* (yield* MessageChannels).get(next.send.channel).pipe(Effect.orDie)
  const delivery = yield* send(channel, next.message, hold)
  if (delivery !== undefined) yield* record(next.send.number, delivery)
})

/** What a channel answers, where a store could keep it. */
const keepable = (delivery: Delivery): Effect.Effect<Delivery> =>
  isDelivery(delivery) ? Effect.succeed(delivery) : Effect.die(new Error("a channel's answer is no delivery"))

/**
 * Sends; undefined where nothing was done because the lease has run out. What is over a limit of the hospital's surely
 * isn't sent, and is `Deferred` until it may be.
 */
export const send = Effect.fnUntraced(function* (channel: MessageChannel, message: Outgoing, hold: Hold) {
  if ((yield* left(hold)) === undefined) return undefined
  const limited = yield* withinLimits(channel, message)
  if (limited._tag === "Deferred") return limited
  const timeout = yield* left(hold)
  if (timeout === undefined) return yield* limited.giveBack
  const system = { "messaging.system": channel.channel }
  const begunAt = yield* Clock.monotonicTimeNanos
  const delivery = yield* Effect.suspend(() => channel.send(message)).pipe(
    Effect.flatMap(keepable),
    Effect.timeoutOption(timeout),
    Effect.catchDefect(() => Effect.as(brokenDown, Option.none<Delivery>())),
    Effect.map(Option.getOrElse((): Delivery => ({ _tag: "Unknown" }))),
    Effect.tap(({ _tag }) => Effect.annotateCurrentSpan("aftercare.delivery", _tag)),
    Effect.withSpan(`send ${channel.channel}`, {
      kind: "client",
      attributes: {
        ...system,
        "messaging.operation.type": "send",
        "messaging.operation.name": "send",
        "messaging.message.id": message.id,
      },
    }),
  )
  if (delivery._tag === "Deferred" || delivery._tag === "Rejected") yield* limited.giveBack
  const labels = { ...system, delivery: delivery._tag }
  const seconds = Number((yield* Clock.monotonicTimeNanos) - begunAt) / 1e9
  yield* Metrics.add(Metrics.sent, labels)
  yield* Metrics.add(Metrics.sendDuration, labels, seconds)
  return delivery
})

/** An account's throughput is waited for, so that nobody asks again and again; anything longer is for the agenda. */
const patience = Duration.seconds(1)

const notCounted = RuleId.make("limit.notCounted")

type Limited =
  | Extract<Delivery, { readonly _tag: "Deferred" }>
  | { readonly _tag: "Within"; readonly giveBack: Effect.Effect<undefined> }

const unlimited: Limited = { _tag: "Within", giveBack: Effect.undefined }

/**
 * Takes the message's share of every limit that binds it; `Deferred` where one is used up. Nothing is sent after a wait:
 * consent and window were looked at before it, and are looked at again when the message falls due once more.
 */
const withinLimits = Effect.fnUntraced(function* (channel: MessageChannel, message: Outgoing) {
  const binding = yield* limitsOf(channel, message)
  if (binding.length === 0) return unlimited
  const quota = yield* Effect.serviceOption(Quota)
  const now = yield* DateTime.now
  const uncounted: Limited = { _tag: "Deferred", code: notCounted, until: DateTime.add(now, { minutes: 1 }) }
  if (Option.isNone(quota)) return uncounted
  const shares = binding.map(({ share }) => share)
  const answer = yield* Effect.result(quota.value.take(message.tenant, shares, now))
  if (Result.isFailure(answer)) return uncounted
  if (answer.success._tag === "Granted") {
    const giveBack = quota.value.giveBack(message.tenant, shares, now).pipe(
      Effect.catch(() => Effect.logWarning("a message that wasn't sent stays counted")),
      Effect.as(undefined),
    )
    const within: Limited = { _tag: "Within", giveBack }
    return within
  }
  const { share, until } = answer.success
  const wait = DateTime.distance(now, until)
  if (Duration.isLessThanOrEqualTo(wait, patience)) yield* Effect.sleep(wait)
  const deferred: Limited = { _tag: "Deferred", code: binding[share]?.rule ?? notCounted, until }
  return deferred
})

const limitsOf = Effect.fnUntraced(function* (
  channel: MessageChannel,
  { content, purpose, tenant, to }: Outgoing,
) {
  const practised = yield* Effect.serviceOption(SendLimits)
  if (Option.isNone(practised)) return []
  const sent = {
    channel: channel.channel,
    purpose,
    address: ContactablePerson.addressOn(to, channel.channel) ?? to.id,
    template: content.template?.id,
  }
  return practised.value.of(tenant).flatMap((limit) => {
    const key = SendLimit.keyOf(limit, sent)
    const { costMilli } = channel.capabilities
    return key === undefined ? [] : [{ rule: limit.id, share: { key, limit: limit.limit, costMilli } }]
  })
})

/** Looks a message up; undefined where the lease has run out, none where the channel doesn't know. */
export const lookUp = Effect.fnUntraced(function* (channel: MessageChannel, message: Message, hold: Hold) {
  const timeout = yield* left(hold)
  if (timeout === undefined) return undefined
  const found = Effect.suspend(() => channel.lookUp(message)).pipe(
    Effect.flatMap((known) =>
      Option.isNone(known) ? Effect.succeed(known) : Effect.asSome(keepable(known.value)),
    ),
    Effect.timeoutOption(timeout),
    Effect.catchDefect(() => Effect.as(brokenDown, Option.none())),
  )
  return Option.flatten(yield* found)
})
