/**
 * What every log of messages must do.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as fc from "fast-check"
import type { TenantId } from "../foundation/Id.ts"
import { MessageId } from "../foundation/Id.ts"
import { type Message, MessageLog } from "../ports/MessageLog.ts"
import { type Clause, clause, make, type Options, same, type Term } from "./Contract.ts"
import { message, minute, runTogether } from "./StoreSamples.ts"

const address = "+8613800000000"

const sentTo = (tenant: TenantId, since = minute(0), limit = 100) =>
  Effect.flatMap(MessageLog, (log) => log.to(tenant, { channel: "sms", address, since, limit }))

/** The clauses, before options are applied to them. */
export const terms: ReadonlyArray<Term<MessageLog>> = [
  clause(
    "basics",
    "a message is found by its id, and one that nobody sent isn't",
    Effect.fnUntraced(function* (bench) {
      const log = yield* MessageLog
      const tenant = bench.tenant()
      yield* log.put(message(tenant, "a"))
      yield* same(
        "the message",
        yield* log.find(tenant, MessageId.make("a")),
        Option.some(message(tenant, "a")),
      )
      for (const id of ["b", "constructor"].map((name) => MessageId.make(name)))
        yield* same("no message", yield* log.find(tenant, id), Option.none())
    }),
  ),
  clause(
    "basics",
    "a message written again takes the place of what was there, also where it went elsewhere before",
    Effect.fnUntraced(function* (bench) {
      const log = yield* MessageLog
      const tenant = bench.tenant()
      yield* log.put({ ...message(tenant, "a"), address: "+8613911111111" })
      const moved = { ...message(tenant, "a"), sentAt: minute(5) }
      yield* log.put(moved)
      yield* same("the message", yield* log.find(tenant, moved.id), Option.some(moved))
      yield* same("the messages", yield* sentTo(tenant), [moved])
      const elsewhere = { channel: "sms", address: "+8613911111111", since: minute(0), limit: 9 } as const
      yield* same("what is left where it went before", yield* log.to(tenant, elsewhere), [])
    }),
  ),
  clause(
    "order and paging",
    "an address's messages come the newest first, of one moment by id in code units, from the moment asked for on, as many as asked for",
    Effect.fnUntraced(function* (bench) {
      const log = yield* MessageLog
      const tenant = bench.tenant()
      const at = (id: string, n: number): Message => ({ ...message(tenant, id), sentAt: minute(n) })
      const all = [at("d", 1), at("b", 3), at("a", 2), at("B", 3)]
      for (const sent of all) yield* log.put(sent)
      yield* log.put({ ...at("other", 2), channel: "email" })
      const { address: _, ...nowhere } = at("nowhere", 2)
      yield* log.put(nowhere)
      yield* same("all", yield* sentTo(tenant), [at("B", 3), at("b", 3), at("a", 2), at("d", 1)])
      yield* same("since", yield* sentTo(tenant, minute(2)), [at("B", 3), at("b", 3), at("a", 2)])
      yield* same("a few", yield* sentTo(tenant, minute(0), 2), [at("B", 3), at("b", 3)])
      yield* same(
        "nobody's",
        yield* log.to(tenant, { channel: "sms", address: "+1", since: minute(0), limit: 9 }),
        [],
      )
    }),
  ),
  clause("round trip", "any message comes back equal", (bench) =>
    bench.forAll(
      fc.record({
        address: fc
          .string({ minLength: 1, maxLength: 200 })
          .filter((text) => text.trim() !== "" && !text.includes("\u0000")),
        sentAt: fc.integer({ min: 0, max: 4e12 }).map((at) => DateTime.makeUnsafe(at)),
        channel: fc.constantFrom<Message["channel"]>("sms", "email", "phone", "wechat", "app"),
        purpose: fc.constantFrom<NonNullable<Message["purpose"]>>(
          "followUp",
          "serviceOpinion",
          "care",
          "promotion",
        ),
      }),
      Effect.fnUntraced(function* (drawn) {
        const log = yield* MessageLog
        const tenant = bench.tenant()
        const sent: Message = { ...message(tenant, "a"), ...drawn }
        yield* log.put(sent)
        yield* same("the message", yield* log.find(tenant, sent.id), Option.some(sent))
        const { address, channel, sentAt: since } = drawn
        yield* same("where it went", yield* log.to(tenant, { address, channel, since, limit: 1 }), [sent])
      }),
    ),
  ),
  clause(
    "tenants",
    "tenants neither see nor change each other's messages, however their ids and addresses run together",
    Effect.fnUntraced(function* (bench) {
      const log = yield* MessageLog
      const [ours, theirs] = [bench.tenant(), bench.tenant()]
      yield* log.put(message(ours, "a"))
      yield* same("theirs", yield* log.find(theirs, MessageId.make("a")), Option.none())
      yield* same("theirs by address", yield* sentTo(theirs), [])
      yield* log.put({ ...message(theirs, "a"), sentAt: minute(9) })
      yield* same("ours", yield* log.find(ours, MessageId.make("a")), Option.some(message(ours, "a")))
      for (const [one, other] of runTogether(bench.tenant())) {
        yield* log.put(message(one.tenant, one.id))
        yield* same("the other's", yield* log.find(other.tenant, MessageId.make(other.id)), Option.none())
      }
    }),
  ),
]

/** The contract of a `MessageLog`. */
export const contract = (options: Options = {}): ReadonlyArray<Clause<MessageLog>> => make(terms, options)
