import { WorkList } from "@aftercare/adapter-memory"
import { HumanChannel, Id, type MessageChannel, StoreError } from "@aftercare/core"
import { ChannelContract } from "@aftercare/core/testing"
import { DateTime, Duration, Effect, Exit, Fiber, Layer, Option, Stream } from "effect"
import { describe, expect, test } from "vitest"
import {
  later,
  letterOf,
  Provider,
  patient,
  rejected,
  rigOf,
  secret,
  soundChannel,
  unknown,
} from "./support/provider.ts"

type Channel = MessageChannel.MessageChannel

/** What is wrong with a channel, and the clauses that find it out: these, and no others. */
interface Broken {
  readonly fault: string
  readonly wrong: (sound: Channel, provider: Provider) => Partial<Channel>
  readonly breaks: ReadonlyArray<string>
}

const basics = {
  capabilities:
    "what it says of itself can be: a cost that isn't negative, a length and a window above nothing",
  taken:
    "what the provider takes is accepted, and it has it once, for the person's address and in these words",
  together:
    "messages sent at the same time reach each its own person, each accepted under a reference of its own",
  text: "any text goes out as it is",
  length: "a text of the greatest length goes out, and a longer one is rejected and stays",
}
const refused = "what the provider refuses for good is rejected"
const limited =
  "what the provider holds back for now is deferred to a later moment, and goes out when it is sent again"
const away =
  "while nobody listens a message is deferred to a later moment, and goes out when it is sent again"
const unanswered =
  "of what was taken without an answer that can be understood nobody knows, and it isn't sent again"
const interrupted = "a send or a look-up that is interrupted leaves no request running"
const recognised = "where the channel recognises messages, one that is sent again reaches the person once"
const found =
  "where the channel can look messages up, one that was taken is found, answered or not, and others aren't"
const quiet = "a look-up that the provider doesn't answer finds nothing, and doesn't fail"
const receipts =
  "where the channel gives receipts, each names tenant, message and address, and what became of it, told in any order and again"
const apart = "a receipt is its own tenant's, however the names run together"
const replies = "where the channel hears replies, each comes with tenant, address, words and moment"
const repeated = "a reply told again keeps its id, and another has another, be it in the same words"
const secrecy =
  "nothing of a person, of what is said, or secret is in a log or a span, whatever the provider does"

const saying = (capabilities: Partial<Channel["capabilities"]>) => (sound: Channel) => ({
  capabilities: { ...sound.capabilities, ...capabilities },
})

/** A channel that says something else than the sound one of what became of a send. */
const answering =
  (other: (delivery: Effect.Success<ReturnType<Channel["send"]>>) => ReturnType<Channel["send"]>) =>
  (sound: Channel) => ({
    send: (message: MessageChannel.Outgoing) => Effect.flatMap(sound.send(message), other),
  })

let made = 0

const broken: ReadonlyArray<Broken> = [
  { fault: "is sound", wrong: () => ({}), breaks: [] },
  { fault: "costs less than nothing", wrong: saying({ costMilli: -1 }), breaks: [basics.capabilities] },
  {
    fault: "says that it carries no text",
    wrong: saying({ maximumLength: 0 }),
    breaks: [basics.capabilities, basics.length],
  },
  {
    fault: "recognises a message for no time at all",
    wrong: saying({ idempotency: { _tag: "Token", window: Duration.zero } }),
    breaks: [basics.capabilities],
  },
  {
    fault: "says that it can do nothing, which takes away what can be asked of it",
    wrong: (sound) => ({
      ...saying({ idempotency: { _tag: "None" }, lookUp: false, receipts: false, inbound: false })(sound),
      lookUp: () => Effect.succeed(Option.none()),
    }),
    breaks: [],
  },
  {
    fault: "accepts and sends nothing",
    wrong: () => ({ send: ({ id }) => Effect.succeed({ _tag: "Accepted", reference: id }) }),
    breaks: [
      basics.taken,
      basics.together,
      basics.length,
      refused,
      limited,
      away,
      unanswered,
      interrupted,
      recognised,
      found,
      receipts,
      apart,
    ],
  },
  {
    fault: "sends to the phone's number",
    wrong: (sound) => ({
      send: (message) =>
        sound.send({ ...message, to: { ...message.to, addresses: { email: message.to.phone ?? "" } } }),
    }),
    breaks: [basics.taken, basics.together, receipts],
  },
  {
    fault: "cuts texts short",
    wrong: (sound) => ({
      send: (message) =>
        sound.send({ ...message, content: { text: message.content.text.slice(0, 12) || "" } }),
    }),
    breaks: [basics.taken, basics.text, basics.length],
  },
  {
    fault: "spoils the plus sign",
    wrong: (sound) => ({
      send: (message) =>
        sound.send({ ...message, content: { text: message.content.text.replaceAll("+", " ") } }),
    }),
    breaks: [basics.text],
  },
  {
    fault: "sends longer texts than it says",
    wrong: saying({ maximumLength: 499 }),
    breaks: [basics.length],
  },
  {
    fault: "carries less than it says",
    wrong: saying({ maximumLength: 501 }),
    breaks: [basics.length],
  },
  {
    fault: "accepts everything under one reference",
    wrong: answering((delivery) =>
      Effect.succeed(delivery._tag === "Accepted" ? { _tag: "Accepted", reference: "OK" } : delivery),
    ),
    breaks: [basics.together],
  },
  {
    fault: "sends one message's words to whoever else is written to",
    wrong: (sound) => {
      let last: MessageChannel.Outgoing | undefined
      return {
        send: (message) =>
          Effect.andThen(
            Effect.sync(() => {
              last = message
            }),
            Effect.andThen(
              Effect.yieldNow,
              Effect.suspend(() => sound.send({ ...message, to: (last ?? message).to })),
            ),
          ),
      }
    },
    breaks: [basics.together],
  },
  {
    fault: "doesn't know what became of what was refused",
    wrong: answering((delivery) => Effect.succeed(delivery._tag === "Rejected" ? unknown : delivery)),
    breaks: [basics.length, refused],
  },
  {
    fault: "takes limits for refusals",
    wrong: answering((delivery) => Effect.succeed(delivery._tag === "Deferred" ? rejected : delivery)),
    breaks: [limited, away],
  },
  {
    fault: "defers to a moment that is past",
    wrong: answering((delivery) =>
      Effect.succeed(
        delivery._tag === "Deferred" ? { ...delivery, until: DateTime.makeUnsafe(0) } : delivery,
      ),
    ),
    breaks: [limited, away],
  },
  {
    fault: "defers what was taken without an answer",
    wrong: answering((delivery) => (delivery._tag === "Unknown" ? later : Effect.succeed(delivery))),
    breaks: [unanswered],
  },
  {
    fault: "sends again what it got no answer to",
    wrong: (sound, provider) => ({
      send: (message) =>
        Effect.flatMap(sound.send(message), (delivery) => {
          if (delivery._tag !== "Unknown") return Effect.succeed(delivery)
          provider.recognises = false
          return sound.send(message)
        }),
    }),
    breaks: [unanswered, recognised],
  },
  {
    fault: "throws when nobody listens",
    wrong: (sound, provider) => ({
      send: (message) =>
        provider.manner === "away" ? Effect.die(new Error("ECONNREFUSED")) : sound.send(message),
    }),
    breaks: [away, secrecy],
  },
  {
    fault: "leaves its requests running",
    wrong: (sound) => ({
      send: (message) => Effect.flatMap(Effect.forkDetach(sound.send(message)), Fiber.join),
    }),
    breaks: [interrupted],
  },
  {
    fault: "speaks of tokens and has none",
    wrong: (_, provider) => {
      provider.recognises = false
      return {}
    },
    breaks: [recognised],
  },
  {
    fault: "finds nothing",
    wrong: () => ({ lookUp: () => Effect.succeed(Option.none()) }),
    breaks: [interrupted, found],
  },
  {
    fault: "finds whatever it is asked about",
    wrong: () => ({ lookUp: () => Effect.succeed(Option.some({ _tag: "Accepted", reference: "r" })) }),
    breaks: [interrupted, found, quiet],
  },
  {
    fault: "takes silence for a message that isn't there",
    wrong: (sound) => ({
      lookUp: (message) =>
        Effect.map(
          sound.lookUp(message),
          Option.orElseSome(() => rejected),
        ),
    }),
    breaks: [found, quiet],
  },
  {
    fault: "looks up by the message alone, without the tenant",
    wrong: (sound, provider) => ({
      lookUp: (message) =>
        provider.manner === "takes" && provider.taken.some(({ id }) => id === message.id)
          ? Effect.succeed(Option.some({ _tag: "Accepted", reference: "r" }))
          : sound.lookUp(message),
    }),
    breaks: [found],
  },
  {
    fault: "promises receipts and gives none",
    wrong: () => ({ receipts: Stream.empty }),
    breaks: [receipts, apart],
  },
  {
    fault: "gives receipts without an address",
    wrong: (sound) => ({ receipts: Stream.map(sound.receipts, (receipt) => ({ ...receipt, address: "" })) }),
    breaks: [receipts],
  },
  {
    fault: "takes every receipt for a good one",
    wrong: (sound) => ({
      receipts: Stream.map(sound.receipts, (receipt) => ({
        ...receipt,
        delivery: { _tag: "Accepted", reference: "r" },
      })),
    }),
    breaks: [receipts],
  },
  {
    fault: "names messages by what runs together",
    wrong: (sound) => ({
      receipts: Stream.map(sound.receipts, (receipt) => {
        const [, tenant = "", message = ""] =
          /^(.*?)\/(.*)$/.exec(`${receipt.tenant}/${receipt.message}`) ?? []
        return { ...receipt, tenant: Id.TenantId.make(tenant), message: Id.MessageId.make(message) }
      }),
    }),
    breaks: [apart],
  },
  {
    fault: "promises replies and hears none",
    wrong: () => ({ inbound: Stream.empty }),
    breaks: [replies, repeated],
  },
  {
    fault: "takes a plus sign in replies for a space",
    wrong: (sound) => ({
      inbound: Stream.map(sound.inbound, (reply) => ({ ...reply, text: reply.text.replaceAll("+", " ") })),
    }),
    breaks: [replies],
  },
  {
    fault: "reads the provider's local time as UTC",
    wrong: (sound) => ({
      inbound: Stream.map(sound.inbound, (reply) => ({
        ...reply,
        receivedAt: DateTime.add(reply.receivedAt, { hours: 8 }),
      })),
    }),
    breaks: [replies],
  },
  {
    fault: "gives replies to whichever hospital",
    wrong: (sound) => ({
      inbound: Stream.map(sound.inbound, (reply) => ({ ...reply, tenant: Id.TenantId.make("other") })),
    }),
    breaks: [replies],
  },
  {
    fault: "numbers replies as they come",
    wrong: (sound) => ({
      inbound: Stream.map(sound.inbound, (reply) => ({ ...reply, id: Id.MessageId.make(`in-${++made}`) })),
    }),
    breaks: [repeated],
  },
  {
    fault: "knows replies by address and words",
    wrong: (sound) => ({
      inbound: Stream.map(sound.inbound, (reply) => ({
        ...reply,
        id: Id.MessageId.make(`${reply.from} ${reply.text}`.slice(0, 60)),
      })),
    }),
    breaks: [replies, repeated],
  },
  {
    fault: "logs where a message goes",
    wrong: (sound) => ({
      send: (message) =>
        Effect.tap(sound.send(message), () => Effect.logDebug("sent", letterOf(message).address)),
    }),
    breaks: [secrecy],
  },
  {
    fault: "puts the request's address on a span, with the number in it",
    wrong: (sound) => ({
      send: (message) =>
        sound.send(message).pipe(
          Effect.withSpan("http", {
            attributes: { url: `/send?text=${encodeURIComponent(message.content.text)}` },
          }),
        ),
    }),
    breaks: [secrecy],
  },
  {
    fault: "fails on a span with the provider's password in the error",
    wrong: (sound, provider) => ({
      send: (message) =>
        provider.manner === "away"
          ? Effect.fail(`no line to ${secret}`).pipe(
              Effect.withSpan("http"),
              Effect.catch(() => later),
            )
          : sound.send(message),
    }),
    breaks: [secrecy],
  },
  {
    fault: "logs where a message went when it looks it up",
    wrong: (sound) => ({
      lookUp: (message) =>
        Effect.annotateLogs(
          Effect.tap(sound.lookUp(message), () => Effect.logTrace("looked up")),
          { to: message.address },
        ),
    }),
    breaks: [secrecy],
  },
]

const brokenBy = async (wrong: Broken["wrong"]): Promise<ReadonlyArray<string>> => {
  const names: Array<string> = []
  for (const { check, name } of ChannelContract.contract({ runs: 8 })) {
    const rig = Layer.sync(ChannelContract.ChannelRig, () => {
      const provider = new Provider()
      const sound = soundChannel(provider)
      return rigOf(provider, { ...sound, ...wrong(sound, provider) })
    })
    const exit = await Effect.runPromiseExit(Effect.provide(check, rig))
    if (Exit.isFailure(exit)) names.push(name)
  }
  return names
}

describe("a channel that", () => {
  for (const { breaks, fault, wrong } of broken)
    test(`${fault} breaks these clauses and no others`, async () => {
      expect(await brokenBy(wrong)).toEqual(breaks)
    })
})

test("every clause is broken by some channel: none is there for show", () => {
  const found = new Set(broken.flatMap(({ breaks }) => breaks))
  const forShow = ChannelContract.terms.filter(({ name }) => !found.has(name)).map(({ name }) => name)
  expect(forShow).toEqual([])
})

const noRefusal = "a list takes whatever is put on it, and as much"
const noLine =
  "whether a list that can't be reached has taken a contact can't be told before it is asked again"

describe("people's own channel keeps the contract", () => {
  const except = { [refused]: noRefusal, [limited]: noRefusal, [away]: noLine }
  for (const { check, exception, name } of ChannelContract.contract({ except }))
    if (exception === undefined) test(name, () => Effect.runPromise(Effect.provide(check, people)))
})

/** A list behind a line that can be cut. */
const people = Layer.effect(
  ChannelContract.ChannelRig,
  Effect.map(WorkList.make, (list) => {
    let manner: ChannelContract.Manner = "takes"
    let underway = 0
    const put: Array<MessageChannel.Outgoing> = []
    const cut = Effect.fail(StoreError.because({ _tag: "Unavailable", detail: "the line is cut" }))
    const over = <A, E>(work: Effect.Effect<A, E>): Effect.Effect<A, E | StoreError.StoreError> =>
      Effect.suspend(() => {
        if (manner === "away") return cut
        if (manner === "takes") return work
        if (manner !== "hangs") return Effect.andThen(work, cut)
        underway += 1
        return Effect.onExit(Effect.andThen(work, Effect.never), () =>
          Effect.sync(() => {
            underway -= 1
          }),
        )
      })
    const channel = HumanChannel.make({
      channel: "phone",
      costMilli: 900,
      list: {
        put: (contact) =>
          over(
            Effect.gen(function* () {
              if (!(yield* list.has(contact.tenant, contact.id))) put.push(contact)
              yield* list.put(contact)
            }),
          ),
        has: (tenant, id) => over(list.has(tenant, id)),
      },
    })
    return {
      channel,
      patience: Duration.millis(60),
      behave: (next) =>
        Effect.sync(() => {
          manner = next
        }),
      taken: Effect.sync(() =>
        put.map(({ content, id, to }) => ({
          reference: id,
          text: content.text,
          ...(to.phone === undefined ? {} : { address: to.phone }),
        })),
      ),
      underway: Effect.sync(() => underway),
      report: () => Effect.void,
      reply: () => Effect.void,
    }
  }),
)

const sample = (ids: Pick<MessageChannel.Outgoing, "id" | "tenant">): MessageChannel.Outgoing => ({
  ...ids,
  subject: { _tag: "Notice", ticket: Id.TicketId.make("t"), notice: "n" },
  to: patient(1),
  content: { text: "please call" },
})

test("a list shows what waits for somebody, and what was made doesn't come back", async () => {
  const list = await Effect.runPromise(WorkList.make)
  const contact = { tenant: Id.TenantId.make("north"), id: Id.MessageId.make("m") }
  const story = Effect.gen(function* () {
    yield* list.put(sample(contact))
    yield* list.put(sample({ ...contact, tenant: Id.TenantId.make("south") }))
    expect(yield* list.waiting(contact.tenant)).toEqual([sample(contact)])
    yield* list.done(contact.tenant, contact.id)
    yield* list.put(sample(contact))
    expect(yield* list.waiting(contact.tenant)).toEqual([])
    expect(yield* list.has(contact.tenant, contact.id)).toBe(true)
  })
  await Effect.runPromise(story)
})
