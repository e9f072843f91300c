// A provider in this process that does as it is told, and a sound channel to it.
import { type ContactAttempt, ContactablePerson, Id, type MessageChannel, Rule } from "@aftercare/core"
import type { ChannelContract } from "@aftercare/core/testing"
import { DateTime, Duration, Effect, Option, Queue, Schema, Stream } from "effect"

type Delivery = ContactAttempt.Delivery

export interface Letter {
  readonly tenant: Id.TenantId
  readonly id: Id.MessageId
  readonly address: string | undefined
  readonly text: string
}

type Line = "noLine" | "lineEnded"

/** Knows what it took by tenant and id, takes it once, and can be asked. */
export class Provider {
  manner: ChannelContract.Manner = "takes"
  underway = 0
  recognises = true
  readonly taken: Array<Letter> = []
  readonly receipts = Effect.runSync(Queue.unbounded<MessageChannel.Receipt>())
  readonly inbound = Effect.runSync(Queue.unbounded<MessageChannel.Inbound>())

  take(letter: Letter): Effect.Effect<"taken" | "refused" | "limited" | "noise", Line> {
    return Effect.suspend(() => {
      if (this.manner === "away") return Effect.fail("noLine")
      if (this.manner === "refuses") return Effect.succeed("refused")
      if (this.manner === "limits") return Effect.succeed("limited")
      if (!(this.recognises && this.has(letter))) this.taken.push(letter)
      return this.#answer("taken")
    })
  }

  tell(letter: Pick<Letter, "id" | "tenant">): Effect.Effect<"known" | "unknown" | "noise", Line> {
    return Effect.suspend(() => {
      if (this.manner === "away") return Effect.fail("noLine")
      if (this.manner === "limits") return Effect.succeed("noise")
      return this.#answer(this.has(letter) ? "known" : "unknown")
    })
  }

  has({ id, tenant }: Pick<Letter, "id" | "tenant">): boolean {
    return this.taken.some((letter) => letter.id === id && letter.tenant === tenant)
  }

  #answer<A>(answer: A): Effect.Effect<A | "noise", "lineEnded"> {
    if (this.manner === "drops") return Effect.fail("lineEnded")
    if (this.manner === "babbles") return Effect.succeed("noise")
    if (this.manner !== "hangs") return Effect.succeed(answer)
    this.underway += 1
    return Effect.onExit(Effect.never, () =>
      Effect.sync(() => {
        this.underway -= 1
      }),
    )
  }
}

export const patient = (n: number): ContactablePerson.ContactablePerson =>
  Schema.decodeSync(ContactablePerson.ContactablePerson)({
    id: `person-${n}`,
    relation: "self",
    name: "王某",
    phone: "+8613800000000",
    profile: {
      zone: "Asia/Shanghai",
      language: "zh",
      rest: { noon: ["12:00-14:00"], night: ["22:00-08:00"] },
      work: { _tag: "None" },
      preferred: [],
      channels: ["phone"],
      doNotDisturbOn: [],
    },
  })

export const unknown: Delivery = { _tag: "Unknown" }
export const rejected: Delivery = { _tag: "Rejected", code: Rule.RuleId.make("provider.refused") }
export const later = Effect.map(
  DateTime.now,
  (now): Delivery => ({
    _tag: "Deferred",
    code: Rule.RuleId.make("provider.limited"),
    until: DateTime.add(now, { minutes: 1 }),
  }),
)

export const letterOf = (message: MessageChannel.Outgoing): Letter => ({
  tenant: message.tenant,
  id: message.id,
  address: ContactablePerson.addressOn(message.to, "email"),
  text: message.content.text,
})

const maximumLength = 500

export const soundChannel = (provider: Provider): MessageChannel.MessageChannel => ({
  channel: "email",
  capabilities: {
    idempotency: { _tag: "Token", window: Duration.minutes(10) },
    lookUp: true,
    receipts: true,
    inbound: true,
    maximumLength,
    costMilli: 1,
  },
  send: (message) =>
    Effect.gen(function* () {
      if (message.content.text.length > maximumLength) return rejected
      const answer = yield* provider.take(letterOf(message))
      if (answer === "refused") return rejected
      if (answer === "limited") return yield* later
      const reference = `${message.tenant} ${message.id}`
      return answer === "taken" ? { _tag: "Accepted" as const, reference } : unknown
    }).pipe(
      Effect.catch((line) => (line === "noLine" ? later : Effect.succeed(unknown))),
      Effect.tap(({ _tag }) => Effect.logDebug("a message was sent", _tag)),
      Effect.withSpan("email.send"),
    ),
  lookUp: (message) =>
    Effect.match(provider.tell(message), {
      onSuccess: (answer) =>
        answer === "known" ? Option.some<Delivery>({ _tag: "Accepted", reference: "known" }) : Option.none(),
      onFailure: () => Option.none(),
    }),
  receipts: Stream.fromQueue(provider.receipts),
  inbound: Stream.fromQueue(provider.inbound),
})

export const secret = "the provider's password"

export const rigOf = (
  provider: Provider,
  channel: MessageChannel.MessageChannel,
): ChannelContract.ChannelRig["Service"] => ({
  channel,
  patience: Duration.millis(40),
  behave: (manner) =>
    Effect.sync(() => {
      provider.manner = manner
    }),
  taken: Effect.sync(() =>
    provider.taken.map(({ address, text }, index) => ({
      reference: String(index),
      text,
      ...(address === undefined ? {} : { address }),
    })),
  ),
  underway: Effect.sync(() => provider.underway),
  report: (reference, outcome) => {
    const { address = "", id: message, tenant } = provider.taken[Number(reference)] ?? never()
    const delivery: Delivery = outcome === "delivered" ? { _tag: "Accepted", reference } : rejected
    return Effect.asVoid(Queue.offer(provider.receipts, { tenant, message, address, delivery }))
  },
  reply: ({ at: receivedAt, from, number, text }) =>
    Effect.asVoid(
      Queue.offer(provider.inbound, {
        tenant,
        id: Id.MessageId.make(`reply-${number}`),
        from,
        text,
        receivedAt,
      }),
    ),
  tenant,
  secrets: [secret],
})

const tenant = Id.TenantId.make("hospital")

const never = (): never => {
  throw new Error("the provider has no such message")
}
