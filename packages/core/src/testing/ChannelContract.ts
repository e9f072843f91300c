/**
 * What every message channel must do, beside a provider that does as it is told.
 *
 * **Details**
 *
 * A suite puts the channel beside a provider of its own, real or played, and hands both over as a `ChannelRig`. Clauses run
 * on a clock that moves by itself: what must happen is waited for, at most for the rig's `patience`. A manner that a
 * provider can't have (a list in the same process is never away) is named in `except`, with the reason.
 *
 * **Example** (A channel that takes silence for a refusal)
 *
 * ```ts
 * import { type ContactAttempt, type MessageChannel, Rule } from "@aftercare/core"
 * import { ChannelContract } from "@aftercare/core/testing"
 * import { Duration, Effect, Layer, Option, Stream } from "effect"
 *
 * const taken: Array<ChannelContract.Taken> = []
 * let manner: ChannelContract.Manner = "takes"
 *
 * const hasty: MessageChannel.MessageChannel = {
 *   channel: "letter",
 *   capabilities: { idempotency: { _tag: "None" }, lookUp: false, receipts: false, inbound: false, costMilli: 1200 },
 *   send: ({ content, id }) =>
 *     Effect.sync((): ContactAttempt.Delivery => {
 *       taken.push({ reference: id, text: content.text })
 *       const heard = manner === "takes"
 *       return heard ? { _tag: "Accepted", reference: id } : { _tag: "Rejected", code: Rule.RuleId.make("no.answer") }
 *     }),
 *   lookUp: () => Effect.succeed(Option.none()),
 *   receipts: Stream.empty,
 *   inbound: Stream.empty,
 * }
 *
 * const rig = Layer.succeed(ChannelContract.ChannelRig, {
 *   channel: hasty,
 *   patience: Duration.millis(100),
 *   behave: (next) => Effect.sync(() => { manner = next }),
 *   taken: Effect.sync(() => [...taken]),
 *   underway: Effect.succeed(0),
 *   report: () => Effect.void,
 *   reply: () => Effect.void,
 * })
 *
 * const unanswered = ChannelContract.contract().filter(({ name }) => name.startsWith("of what was taken"))
 * for (const { check } of unanswered)
 *   console.log((await Effect.runPromise(Effect.flip(Effect.provide(check, rig)))).message)
 * ```
 *
 * ```text
 * of what was taken without an answer that can be understood nobody knows, and it isn't sent again: what is said when it hangs: expected "Unknown", got "Rejected"
 * ```
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { format } from "effect/Formatter"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as References from "effect/References"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import * as fc from "fast-check"
import type { Delivery } from "../contact/ContactAttempt.ts"
import * as ContactablePerson from "../contact/ContactablePerson.ts"
import { AttemptId, MessageId, PlanId, TaskId, type TenantId } from "../foundation/Id.ts"
import type { Inbound, MessageChannel, Outgoing, Receipt } from "../ports/MessageChannel.ts"
import type { Message } from "../ports/MessageLog.ts"
import {
  type Bench,
  type Clause,
  clause,
  Difference,
  make,
  type Options,
  same,
  type Term,
} from "./Contract.ts"
import { runTogether, writtenProfile } from "./StoreSamples.ts"

/**
 * How a provider treats what it is asked, until told otherwise.
 *
 * It takes messages and says so (`takes`), refuses the person's number or address for good (`refuses`), takes no more for
 * now and says so (`limits`), takes them and answers what nobody understands (`babbles`), takes them and ends the line
 * before it answers (`drops`), takes them and never answers (`hangs`), or isn't there: nobody listens (`away`).
 */
export type Manner = "takes" | "refuses" | "limits" | "babbles" | "drops" | "hangs" | "away"

/** A message as the provider has it. */
export interface Taken {
  /** By which `report` names it; the suite's own affair. */
  readonly reference: string
  /** As the house writes addresses; absent where the channel has none. */
  readonly address?: string
  /** What the person will read or hear; absent where the provider makes the words up from a template. */
  readonly text?: string
}

/** What a person sends back, as it is told to the provider. */
export interface Reply {
  /** Told again under the same number it is the same reply. */
  readonly number: number
  readonly from: string
  readonly text: string
  /** To the second. */
  readonly at: DateTime.Utc
}

/** A channel beside a provider that does as it is told. */
export class ChannelRig extends Context.Service<
  ChannelRig,
  {
    readonly channel: MessageChannel
    /** The longest that a clause waits for what must happen. */
    readonly patience: Duration.Duration
    readonly behave: (manner: Manner) => Effect.Effect<void>
    /** Everything the provider took since it is there, the oldest first. */
    readonly taken: Effect.Effect<ReadonlyArray<Taken>>
    /** How many requests the provider has got and neither answered nor seen given up. */
    readonly underway: Effect.Effect<number>
    /** Has the provider tell what became of something it took. Ends when the channel's side has answered. */
    readonly report: (reference: string, outcome: "delivered" | "failed") => Effect.Effect<void>
    readonly reply: (reply: Reply) => Effect.Effect<void>
    /** Whose replies these are, where the channel hears any. */
    readonly tenant?: TenantId
    /** What else must stand in no log and no span: the passwords and keys of the rig. */
    readonly secrets?: ReadonlyArray<string>
  }
>()("@aftercare/core/testing/ChannelRig") {}

const patient = (n: number): ContactablePerson.ContactablePerson =>
  Schema.decodeSync(ContactablePerson.ContactablePerson)({
    id: `person-${n}`,
    relation: "self",
    name: `欧阳小明${n}`,
    phone: `+86138${String(n).padStart(8, "0")}`,
    addresses: {
      email: `patient-${n}@example.org`,
      wechat: `wechat-${n}`,
      app: `app-${n}`,
    },
    profile: writtenProfile("sms"),
  })

const subject = {
  _tag: "FollowUp",
  plan: PlanId.make("plan"),
  task: TaskId.make("task"),
  attempt: AttemptId.make("attempt"),
} as const

const words = "您好，请记得明天上午复诊。"

/** A template of this name stands for any text: its one value is the whole of it. */
const written = (text: string): Outgoing["content"] => ({
  text,
  template: { id: "followUp", values: { text } },
})

const outgoing = (tenant: TenantId, n: number, text = words): Outgoing => ({
  tenant,
  id: MessageId.make(`message-${n}`),
  purpose: "followUp",
  subject,
  to: patient(n),
  content: written(text),
})

/** A message as the house's log has it, sent just now. */
const logged = (channel: MessageChannel, { content: _, to, ...message }: Outgoing) =>
  Effect.map(DateTime.now, (sentAt): Message => {
    const address = ContactablePerson.addressOn(to, channel.channel)
    return {
      ...message,
      channel: channel.channel,
      person: to.id,
      sentAt,
      ...(address === undefined ? {} : { address }),
    }
  })

/** Asked as the house asks: an answer that doesn't come in time isn't waited for. */
const ask = Effect.fnUntraced(function* (message: Outgoing) {
  const { channel, patience } = yield* ChannelRig
  const answer = yield* Effect.timeoutOption(channel.send(message), patience)
  return Option.getOrElse(answer, (): Delivery => ({ _tag: "Unknown" }))
})

const find = Effect.fnUntraced(function* (message: Outgoing) {
  const { channel, patience } = yield* ChannelRig
  const about = yield* logged(channel, message)
  return Option.flatten(yield* Effect.timeoutOption(channel.lookUp(about), patience))
})

/** What the provider took while something was done. */
const takenIn = Effect.fnUntraced(function* <A, E, R>(work: Effect.Effect<A, E, R>) {
  const { taken } = yield* ChannelRig
  const before = (yield* taken).length
  const done = yield* work
  return [done, (yield* taken).slice(before)] as const
})

/** Waits until something is so. */
const eventually = Effect.fnUntraced(function* <A>(what: string, actual: Effect.Effect<A>, expected: A) {
  const { patience } = yield* ChannelRig
  yield* Effect.flatMap(actual, (value) => same(what, value, expected)).pipe(
    Effect.tapError(() => Effect.sleep("10 millis")),
    Effect.retry({ times: Math.ceil(Duration.toMillis(patience) / 10) }),
  )
})

/** Everything a stream gives from now until the clause ends. */
const heard = <A>(
  stream: Stream.Stream<A>,
): Effect.Effect<Effect.Effect<ReadonlyArray<A>>, never, Scope.Scope> => {
  const all: Array<A> = []
  return Stream.runForEach(stream, (value) => Effect.sync(() => void all.push(value))).pipe(
    Effect.forkScoped({ startImmediately: true }),
    Effect.as(Effect.sync(() => [...all])),
  )
}

const accepted = (what: string, delivery: Delivery) => same(what, delivery._tag, "Accepted")

/** That a message is put off to a later moment, and that the provider takes it when it is sent again. */
const putOff = (manner: Manner) =>
  Effect.fnUntraced(function* (bench: Bench) {
    const { behave } = yield* ChannelRig
    const message = outgoing(bench.tenant(), 1)
    yield* behave(manner)
    const now = yield* DateTime.now
    const [delivery, taken] = yield* takenIn(ask(message))
    yield* same("what is said", delivery._tag, "Deferred")
    yield* same("what the provider has", taken, [])
    if (delivery._tag === "Deferred")
      yield* same("until later", DateTime.isGreaterThan(delivery.until, now), true)
    yield* behave("takes")
    const [again, then] = yield* takenIn(ask(message))
    yield* accepted("what is said of it later", again)
    yield* same("how often the provider has it then", then.length, 1)
  })

const told = (delivery: Delivery["_tag"], address: string | undefined, message: MessageId) =>
  JSON.stringify([delivery, address, message])

/** Receipts as text, each once, in order: they may come more than once. */
const receiptsOf = (all: Effect.Effect<ReadonlyArray<Receipt>>, tenant: TenantId) =>
  Effect.map(all, (receipts) => {
    const ours = receipts.filter((receipt) => receipt.tenant === tenant)
    return [...new Set(ours.map((r) => told(r.delivery._tag, r.address, r.message)))].sort()
  })

const repliesFrom = (all: Effect.Effect<ReadonlyArray<Inbound>>, from: string) =>
  Effect.map(all, (replies) => replies.filter((reply) => reply.from === from))

/** Runs something with loggers and a tracer that write everything down. */
const overheard = Effect.fnUntraced(function* <A, E, R>(work: Effect.Effect<A, E, R>) {
  const notes: Array<string> = []
  const logger = Logger.make(({ cause, fiber, message }) => {
    const annotations = fiber.getRef(References.CurrentLogAnnotations)
    notes.push(format(message), format(annotations), Cause.pretty(cause))
  })
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      const end = span.end.bind(span)
      span.end = (at, exit) => {
        const cause = Exit.isFailure(exit) ? Cause.pretty(exit.cause) : ""
        notes.push(span.name, format([...span.attributes]), format(span.events), cause)
        end(at, exit)
      }
      return span
    },
  })
  yield* work.pipe(
    Effect.provideService(Logger.CurrentLoggers, new Set([logger])),
    Effect.provideService(References.MinimumLogLevel, "All"),
    Effect.withTracer(tracer),
  )
  return notes.join("\n")
})

/** The clauses, before options are applied to them. */
export const terms: ReadonlyArray<Term<ChannelRig>> = [
  clause(
    "basics",
    "what it says of itself can be: a cost that isn't negative, a length and a window above nothing",
    Effect.fnUntraced(function* () {
      const { capabilities } = (yield* ChannelRig).channel
      const { costMilli, idempotency, maximumLength = 1 } = capabilities
      yield* same("the cost", Number.isSafeInteger(costMilli) && costMilli >= 0, true)
      yield* same("the length", Number.isSafeInteger(maximumLength) && maximumLength > 0, true)
      if (idempotency._tag === "Token")
        yield* same("the window", Duration.toMillis(idempotency.window) > 0, true)
    }),
  ),
  clause(
    "basics",
    "what the provider takes is accepted, and it has it once, for the person's address and in these words",
    Effect.fnUntraced(function* (bench) {
      const { behave, channel } = yield* ChannelRig
      yield* behave("takes")
      const message = outgoing(bench.tenant(), 1)
      const [delivery, taken] = yield* takenIn(ask(message))
      yield* accepted("what is said", delivery)
      yield* same("how often the provider has it", taken.length, 1)
      const expected = ContactablePerson.addressOn(message.to, channel.channel)
      yield* same("where it goes", taken[0]?.address, expected)
      if (taken[0]?.text !== undefined) yield* same("what it says", taken[0].text, words)
    }),
  ),
  clause(
    "basics",
    "messages sent at the same time reach each its own person, each accepted under a reference of its own",
    Effect.fnUntraced(function* (bench) {
      const { behave, channel } = yield* ChannelRig
      yield* behave("takes")
      const tenant = bench.tenant()
      const all = Array.from({ length: 12 }, (_, n) => outgoing(tenant, n))
      const [deliveries, taken] = yield* takenIn(Effect.forEach(all, ask, { concurrency: "unbounded" }))
      const references = deliveries.flatMap((d) => (d._tag === "Accepted" ? [d.reference] : []))
      yield* same("how many references", new Set(references).size, all.length)
      const addresses = all.map(({ to }) => ContactablePerson.addressOn(to, channel.channel) ?? "").sort()
      yield* same("where they go", taken.map(({ address }) => address ?? "").sort(), addresses)
    }),
  ),
  clause(
    "basics",
    "any text goes out as it is",
    Effect.fnUntraced(function* (bench) {
      const { behave } = yield* ChannelRig
      yield* behave("takes")
      const characters = fc.constantFrom(..."aZ09 %&+=?#/\\\"'<>{}[]@€é\n您好复诊😀👩‍👩‍👧")
      const texts = fc
        .string({ unit: characters, minLength: 1, maxLength: 60 })
        .filter((text) => text.trim() === text)
      yield* bench.forAll(
        texts,
        Effect.fnUntraced(function* (text) {
          const [delivery, taken] = yield* takenIn(ask(outgoing(bench.tenant(), 1, text)))
          yield* accepted("what is said", delivery)
          for (const { text: read } of taken) if (read !== undefined) yield* same("what it says", read, text)
        }),
      )
    }),
  ),
  clause(
    "basics",
    "a text of the greatest length goes out, and a longer one is rejected and stays",
    Effect.fnUntraced(function* (bench) {
      const { behave, channel } = yield* ChannelRig
      const { maximumLength } = channel.capabilities
      if (maximumLength === undefined) return
      yield* behave("takes")
      const long = "好".repeat(maximumLength)
      yield* accepted("what is said of the longest", yield* ask(outgoing(bench.tenant(), 1, long)))
      const [delivery, taken] = yield* takenIn(ask(outgoing(bench.tenant(), 2, `${long}好`)))
      yield* same("what is said of a longer one", delivery._tag, "Rejected")
      yield* same("what the provider has of it", taken, [])
    }),
  ),
  clause(
    "outcomes",
    "what the provider refuses for good is rejected",
    Effect.fnUntraced(function* (bench) {
      yield* (yield* ChannelRig).behave("refuses")
      const [delivery, taken] = yield* takenIn(ask(outgoing(bench.tenant(), 1)))
      yield* same("what is said", delivery._tag, "Rejected")
      yield* same("what the provider has", taken, [])
    }),
  ),
  clause(
    "outcomes",
    "what the provider holds back for now is deferred to a later moment, and goes out when it is sent again",
    putOff("limits"),
  ),
  clause(
    "outcomes",
    "while nobody listens a message is deferred to a later moment, and goes out when it is sent again",
    putOff("away"),
  ),
  clause(
    "outcomes",
    "of what was taken without an answer that can be understood nobody knows, and it isn't sent again",
    Effect.fnUntraced(function* (bench) {
      const { behave } = yield* ChannelRig
      for (const manner of ["hangs", "drops", "babbles"] as const) {
        yield* behave(manner)
        const [delivery, taken] = yield* takenIn(ask(outgoing(bench.tenant(), 1)))
        yield* same(`what is said when it ${manner}`, delivery._tag, "Unknown")
        yield* same(`how often the provider has it when it ${manner}`, taken.length, 1)
      }
    }),
  ),
  clause(
    "outcomes",
    "a send or a look-up that is interrupted leaves no request running",
    Effect.fnUntraced(function* (bench) {
      const { behave, channel, underway } = yield* ChannelRig
      const message = outgoing(bench.tenant(), 1)
      yield* behave("takes")
      yield* ask(message)
      yield* behave("hangs")
      const about = yield* logged(channel, message)
      const requests = [
        channel.send(message),
        ...(channel.capabilities.lookUp ? [channel.lookUp(about)] : []),
      ]
      for (const request of requests) {
        const fiber = yield* Effect.forkChild(request, { startImmediately: true })
        yield* eventually("requests while it is asked", underway, 1)
        yield* Fiber.interrupt(fiber)
        yield* eventually("requests once nobody asks any more", underway, 0)
      }
    }),
  ),
  clause(
    "idempotency",
    "where the channel recognises messages, one that is sent again reaches the person once",
    Effect.fnUntraced(function* (bench) {
      const { behave, channel } = yield* ChannelRig
      if (channel.capabilities.idempotency._tag === "None") return
      for (const manner of ["takes", "drops"] as const) {
        const message = outgoing(bench.tenant(), 1)
        yield* behave(manner)
        const [, taken] = yield* takenIn(
          Effect.gen(function* () {
            yield* ask(message)
            yield* behave("takes")
            yield* accepted(`what is said again when it ${manner}`, yield* ask(message))
          }),
        )
        yield* same(`how often the provider has it when it ${manner}`, taken.length, 1)
      }
    }),
  ),
  clause(
    "look-up",
    "where the channel can look messages up, one that was taken is found, answered or not, and others aren't",
    Effect.fnUntraced(function* (bench) {
      const { behave, channel } = yield* ChannelRig
      const { lookUp } = channel.capabilities
      for (const manner of ["takes", "drops"] as const) {
        const message = outgoing(bench.tenant(), 1)
        yield* behave(manner)
        yield* ask(message)
        yield* behave("takes")
        const found = Option.map(yield* find(message), ({ _tag }) => _tag)
        const expected = lookUp ? Option.some("Accepted" as const) : Option.none()
        yield* same(`what is found when it ${manner}`, found, expected)
      }
      yield* same("what nobody sent", yield* find(outgoing(bench.tenant(), 1)), Option.none())
    }),
  ),
  clause(
    "look-up",
    "a look-up that the provider doesn't answer finds nothing, and doesn't fail",
    Effect.fnUntraced(function* (bench) {
      const { behave, channel } = yield* ChannelRig
      if (!channel.capabilities.lookUp) return
      const message = outgoing(bench.tenant(), 1)
      yield* behave("takes")
      yield* ask(message)
      for (const manner of ["away", "hangs", "drops", "babbles", "limits"] as const) {
        yield* behave(manner)
        yield* same(`what is found when it ${manner}`, yield* find(message), Option.none())
      }
    }),
  ),
  clause(
    "receipts",
    "where the channel gives receipts, each names tenant, message and address, and what became of it, told in any order and again",
    (bench) =>
      Effect.gen(function* () {
        const { behave, channel, report } = yield* ChannelRig
        if (!channel.capabilities.receipts) return
        yield* behave("takes")
        const tenant = bench.tenant()
        const all = yield* heard(channel.receipts)
        const [good, bad] = [outgoing(tenant, 1), outgoing(tenant, 2)]
        const [, [first]] = yield* takenIn(ask(good))
        const [, [second]] = yield* takenIn(ask(bad))
        if (first === undefined || second === undefined)
          return yield* new Difference({
            what: "what the provider has",
            expected: "both",
            actual: "not both",
          })
        yield* report(second.reference, "failed")
        yield* report(first.reference, "delivered")
        yield* report(first.reference, "delivered")
        const toldOf = (message: Outgoing, tag: Delivery["_tag"]) =>
          told(tag, ContactablePerson.addressOn(message.to, channel.channel), message.id)
        const ours = receiptsOf(all, tenant)
        const ends = [toldOf(good, "Accepted"), toldOf(bad, "Rejected")]
        const isTold = Effect.map(ours, (receipts) => ends.map((end) => receipts.includes(end)))
        yield* eventually("whether it is told what became of both", isTold, [true, true])
        // That it is on its way may be told of any message.
        const others = (yield* ours).filter((one) => ![...ends, toldOf(bad, "Accepted")].includes(one))
        yield* same("what else is told", others, [])
      }).pipe(Effect.scoped),
  ),
  clause("tenants", "a receipt is its own tenant's, however the names run together", (bench) =>
    Effect.gen(function* () {
      const { behave, channel, report } = yield* ChannelRig
      if (!channel.capabilities.receipts) return
      yield* behave("takes")
      const all = yield* heard(channel.receipts)
      const tenant = bench.tenant()
      const names = runTogether(tenant)
        .flat()
        .map(({ id, tenant }) => ({
          ...outgoing(tenant, 1),
          id: MessageId.make(id),
        }))
      for (const message of names) {
        const [, taken] = yield* takenIn(ask(message))
        for (const { reference } of taken) yield* report(reference, "delivered")
      }
      const nameOf = (tenant: TenantId, message: MessageId) => JSON.stringify([tenant, message])
      const told = Effect.map(all, (receipts) => [
        ...new Set(receipts.map((receipt) => nameOf(receipt.tenant, receipt.message))),
      ])
      const ours = (name: string) => name.includes(JSON.stringify(tenant).slice(1, -1))
      const expected = names.map(({ id, tenant }) => nameOf(tenant, id)).sort()
      yield* eventually(
        "whose the receipts are",
        Effect.map(told, (them) => them.filter(ours).sort()),
        [...new Set(expected)],
      )
    }).pipe(Effect.scoped),
  ),
  clause(
    "replies",
    "where the channel hears replies, each comes with tenant, address, words and moment",
    () =>
      Effect.gen(function* () {
        const { channel, reply, tenant } = yield* ChannelRig
        if (!channel.capabilities.inbound) return
        const all = yield* heard(channel.inbound)
        const from = ContactablePerson.addressOn(patient(31), channel.channel) ?? ""
        const at = DateTime.makeUnsafe(Date.UTC(2026, 11, 1, 10, 0, 7))
        const texts = ["TD", "4", "退订", "晚上6点再打 + 100% & 谢谢", "😀"]
        for (const [number, text] of texts.entries()) yield* reply({ number, from, text, at })
        const said = Effect.map(repliesFrom(all, from), (replies) => [
          ...new Set(replies.map(({ text }) => text)),
        ])
        yield* eventually("the words", said, texts)
        for (const { receivedAt, tenant: whose } of yield* repliesFrom(all, from)) {
          yield* same("the tenant", whose, tenant)
          yield* same("the moment", DateTime.formatIso(receivedAt), DateTime.formatIso(at))
        }
      }).pipe(Effect.scoped),
  ),
  clause("replies", "a reply told again keeps its id, and another has another, be it in the same words", () =>
    Effect.gen(function* () {
      const { channel, reply } = yield* ChannelRig
      if (!channel.capabilities.inbound) return
      const all = yield* heard(channel.inbound)
      const from = ContactablePerson.addressOn(patient(32), channel.channel) ?? ""
      const at = DateTime.makeUnsafe(Date.UTC(2026, 11, 1, 10, 0, 7))
      const once = { number: 101, from, text: "4", at }
      yield* reply(once)
      yield* reply(once)
      yield* reply({ ...once, number: 102, at: DateTime.add(at, { seconds: 9 }) })
      const ids = Effect.map(repliesFrom(all, from), (replies) => new Set(replies.map(({ id }) => id)).size)
      yield* eventually("how many ids", ids, 2)
    }).pipe(Effect.scoped),
  ),
  clause(
    "privacy",
    "nothing of a person, of what is said, or secret is in a log or a span, whatever the provider does",
    Effect.fnUntraced(function* (bench) {
      const { behave, secrets = [] } = yield* ChannelRig
      for (const manner of ["takes", "refuses", "limits", "away", "babbles", "drops", "hangs"] as const) {
        yield* behave(manner)
        const message = outgoing(bench.tenant(), 7)
        const notes = yield* overheard(Effect.andThen(ask(message), find(message)))
        const { addresses, name, phone = "" } = message.to
        const kept = [
          name,
          phone.slice(1),
          phone.slice(3),
          words,
          ...Object.values(addresses ?? {}),
          ...secrets,
        ]
        for (const secret of kept)
          for (const form of [secret, encodeURIComponent(secret)])
            yield* same(`whether notes tell "${secret}" when it ${manner}`, notes.includes(form), false)
      }
    }),
  ),
]

/** The contract of a `MessageChannel`. */
export const contract = (options: Options = {}): ReadonlyArray<Clause<ChannelRig>> => make(terms, options)
