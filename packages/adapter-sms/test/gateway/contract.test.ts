/** The channel contract through a real gateway: requests, receipts and replies all pass it. */
import { HttpExchange, Incoming, Kannel, SmsChannel } from "@aftercare/adapter-sms"
import { Id } from "@aftercare/core/foundation"
import { ChannelContract } from "@aftercare/core/testing"
import { Duration, Effect, Exit, Redacted, Scope } from "effect"
import { afterAll, beforeAll, describe, test } from "vitest"
import { type Callbacks, callbacks } from "./callbacks.ts"
import { type Front, frontOf } from "./front.ts"
import * as Gateway from "./kannel.ts"
import { type Centre, centreOn, type Segment } from "./smsc.ts"

const later = "Kannel takes what it is given, and tells by a receipt what the centre didn't take"
const except = {
  "what the provider refuses for good is rejected": later,
  "what the provider holds back for now is deferred to a later moment, and goes out when it is sent again":
    later,
  "where the channel hears replies, each comes with tenant, address, words and moment":
    "Kannel tells when it heard a reply, and can't be told another moment; gateway.test.ts reads the words",
}

/** Whole messages, of their segments. */
const messagesOf = (segments: ReadonlyArray<Segment>): ReadonlyArray<ChannelContract.Taken> =>
  segments.flatMap(({ id, part, text, to }) => {
    const address = `+${to}`
    if (part === undefined) return [{ reference: id, address, text }]
    const [first, of, message] = part
    if (first !== 1) return []
    const parts = segments
      .filter((other) => other.to === to && other.part?.[2] === message && other.part[1] === of)
      .toSorted((a, b) => (a.part?.[0] ?? 0) - (b.part?.[0] ?? 0))
    return [{ reference: id, address, text: parts.map((one) => one.text).join("") }]
  })

describe.skipIf(Gateway.missing !== undefined)("the contract of a channel, through Kannel", () => {
  const scope = Scope.makeUnsafe()
  let centre: Centre
  let calls: Callbacks
  let kannel: Gateway.Kannel
  let front: Front
  let rig: ChannelContract.ChannelRig["Service"]

  beforeAll(async () => {
    const [port = 0] = await Gateway.freePorts(1)
    centre = centreOn(port)
    centre.hold = true
    await centre.open()
    const incoming = await Effect.runPromise(Incoming.make())
    calls = await callbacks({ accept: (told) => Effect.runPromise(incoming.accept(told)) })
    kannel = await Gateway.kannel({ centre: port, replies: calls.replies })
    await Gateway.until("Kannel is bound to the centre", centre.bound)
    front = await frontOf(kannel.url)
    const send = await Effect.runPromise(HttpExchange.make().pipe(Effect.provideService(Scope.Scope, scope)))
    const channel = await Effect.runPromise(
      SmsChannel.make({
        driver: Kannel.make({
          url: front.url,
          username: Gateway.user.username,
          password: Redacted.make(Gateway.user.password),
          sender: "10690001",
          receipts: calls.url,
        }),
        send,
        costMilli: 45,
        receipts: incoming.receipts,
        inbound: incoming.inbound,
      }),
    )
    const told = new Map<number, string>()
    rig = {
      channel,
      patience: Duration.seconds(3),
      tenant: Id.TenantId.make("hospital"),
      secrets: [Gateway.user.password],
      behave: (manner) => Effect.promise(() => front.set(manner)),
      taken: Effect.promise(async () => {
        await Gateway.until("nothing waits", async () => (await kannel.waiting()) === 0)
        return messagesOf(centre.segments)
      }),
      underway: Effect.sync(() => front.underway()),
      report: (reference, outcome) =>
        Effect.sync(() => centre.settle(reference, outcome === "delivered" ? "DELIVRD" : "UNDELIV")),
      // Kannel tells a reply again at the same address where it got no answer.
      reply: ({ from, number, text }) =>
        Effect.promise(async () => {
          const before = told.get(number)
          if (before !== undefined) return calls.again(before)
          const asked = calls.asked.length
          centre.reply(from.slice(1), "10690001", text)
          const url = () => calls.asked.slice(asked).find((one) => !one.includes("ref="))
          await Gateway.until("Kannel tells it", () => url() !== undefined)
          told.set(number, url() ?? "")
        }),
    }
  })

  afterAll(async () => {
    await kannel.stop()
    await front.close()
    await calls.close()
    await centre.shut()
    await Effect.runPromise(Scope.close(scope, Exit.void))
  })

  for (const { check, exception, name } of ChannelContract.contract({ except, runs: 15 }))
    if (exception === undefined)
      test(name, () => Effect.runPromise(Effect.provideService(check, ChannelContract.ChannelRig, rig)))
})
