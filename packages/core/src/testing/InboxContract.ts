/**
 * What every inbox must do.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as fc from "fast-check"
import {
  ConsentId,
  InvitationId,
  MessageId,
  PersonId,
  StaffId,
  TaskId,
  type TenantId,
} from "../foundation/Id.ts"
import { type Handled, Inbox, type Place, type Received, Why } from "../ports/Inbox.ts"
import { type Clause, clause, make, type Options, refused, same, type Term } from "./Contract.ts"
import { minute, received, runTogether } from "./StoreSamples.ts"

const seen = (n: number): Handled => ({ by: StaffId.make(`nurse-${n}`), at: minute(n), note: `read by ${n}` })

const settled = (tenant: TenantId, id: string): Received => {
  const { waits: _, ...rest } = received(tenant, id)
  return { ...rest, did: { _tag: "Helped", word: "help" } }
}

const waitingIds = (tenant: TenantId) =>
  Effect.flatMap(Inbox, (inbox) =>
    Effect.map(inbox.waiting(tenant, { limit: 100 }), ({ records }) => records.map(({ id }) => String(id))),
  )

const keepable = (text: string): boolean => text.trim() !== "" && !text.includes("\u0000")

const ids = fc.array(
  fc.nat(9999).map((n) => `id-${n}`),
  { maxLength: 3 },
)

/** Any message that somebody can have sent, settled or waiting. */
const drawn: fc.Arbitrary<Omit<Received, "id" | "tenant">> = fc
  .record({
    channel: fc.constantFrom<Received["channel"]>("sms", "wechat", "email", "app"),
    from: fc.string({ minLength: 1, maxLength: 200 }).filter(keepable),
    text: fc.string({ unit: "grapheme", maxLength: 300 }).filter((text) => !text.includes("\u0000")),
    receivedAt: fc.integer({ min: 0, max: 4e12 }).map((at) => DateTime.makeUnsafe(at)),
    persons: ids.map((all) => all.map((id) => PersonId.make(id))),
    did: fc.option(
      fc.oneof(
        fc.record({
          _tag: fc.constantFrom("OptedOut" as const, "OptedIn" as const),
          word: fc.string(),
          consents: ids.map((all) => all.map((id) => ConsentId.make(id))),
        }),
        fc.record({ _tag: fc.constant("Helped" as const), word: fc.string() }),
        fc.record(
          {
            _tag: fc.constant("Answered" as const),
            invitation: fc.constant(InvitationId.make("i")),
            item: fc.string(),
            last: fc.constant(true as const),
          },
          { requiredKeys: ["_tag", "invitation", "item"] },
        ),
        fc.record({
          _tag: fc.constant("Promised" as const),
          task: fc.constant(TaskId.make("task")),
          at: fc.integer({ min: 0, max: 4e12 }).map((at) => DateTime.makeUnsafe(at)),
        }),
      ),
      { nil: undefined },
    ),
    waits: fc.constantFrom(...Why.literals),
    both: fc.boolean(),
  })
  .map(({ both, did, waits, ...rest }) => ({
    ...rest,
    ...(did === undefined ? { waits } : both ? { did, waits } : { did }),
  }))

/** The clauses, before options are applied to them. */
export const terms: ReadonlyArray<Term<Inbox>> = [
  clause(
    "basics",
    "a message that came in is found by its id, and one that nobody sent isn't",
    Effect.fnUntraced(function* (bench) {
      const inbox = yield* Inbox
      const tenant = bench.tenant()
      yield* inbox.insert(received(tenant, "a"))
      yield* same(
        "the message",
        yield* inbox.find(tenant, MessageId.make("a")),
        Option.some(received(tenant, "a")),
      )
      for (const id of ["b", "constructor"].map((name) => MessageId.make(name))) {
        yield* same("no message", yield* inbox.find(tenant, id), Option.none())
        yield* refused("its handling", inbox.handle(tenant, id, seen(1)), { _tag: "NotFound", record: id })
      }
    }),
  ),
  clause(
    "basics",
    "a message that comes twice is refused the second time, and stays as it came first",
    Effect.fnUntraced(function* (bench) {
      const inbox = yield* Inbox
      const tenant = bench.tenant()
      const first = received(tenant, "a")
      yield* inbox.insert(first)
      const again = { ...first, text: "another", waits: "help" } as const
      yield* refused("the second", inbox.insert(again), { _tag: "AlreadyExists", record: first.id })
      yield* same("the message", yield* inbox.find(tenant, first.id), Option.some(first))
    }),
  ),
  clause(
    "basics",
    "of many who bring one message at the same time one is told that it is new",
    Effect.fnUntraced(function* (bench) {
      const inbox = yield* Inbox
      const tenant = bench.tenant()
      const insert = Effect.exit(inbox.insert(received(tenant, "a")))
      const exits = yield* Effect.all(
        Array.from({ length: 6 }, () => insert),
        { concurrency: "unbounded" },
      )
      yield* same("how many were new", exits.filter(({ _tag }) => _tag === "Success").length, 1)
      yield* same("the messages that wait", yield* waitingIds(tenant), ["a"])
    }),
  ),
  clause(
    "basics",
    "a message that was handled no longer waits, and whoever handled it first stands",
    Effect.fnUntraced(function* (bench) {
      const inbox = yield* Inbox
      const tenant = bench.tenant()
      for (const id of ["a", "b"]) yield* inbox.insert(received(tenant, id))
      const id = MessageId.make("a")
      const handled = { ...received(tenant, "a"), handled: seen(1) }
      yield* same("the first answer", yield* inbox.handle(tenant, id, seen(1)), handled)
      yield* same("the second answer", yield* inbox.handle(tenant, id, seen(2)), handled)
      yield* same("the message", yield* inbox.find(tenant, id), Option.some(handled))
      yield* same("the messages that wait", yield* waitingIds(tenant), ["b"])
    }),
  ),
  clause(
    "basics",
    "a message that the house settled itself doesn't wait, and nobody handles it",
    Effect.fnUntraced(function* (bench) {
      const inbox = yield* Inbox
      const tenant = bench.tenant()
      const done = settled(tenant, "a")
      yield* inbox.insert(done)
      yield* same("the messages that wait", yield* waitingIds(tenant), [])
      yield* same("the answer", yield* inbox.handle(tenant, done.id, seen(1)), done)
      yield* same("the message", yield* inbox.find(tenant, done.id), Option.some(done))
    }),
  ),
  clause(
    "order and paging",
    "messages wait the longest received first, of one moment by id in code units, page by page",
    Effect.fnUntraced(function* (bench) {
      const inbox = yield* Inbox
      const tenant = bench.tenant()
      const at = (id: string, n: number): Received => ({ ...received(tenant, id), receivedAt: minute(n) })
      for (const one of [at("d", 3), at("b", 2), at("a", 5), at("B", 2), settled(tenant, "c"), at("e", 1)])
        yield* inbox.insert(one)
      const order = [at("e", 1), at("B", 2), at("b", 2), at("d", 3), at("a", 5)]
      for (const limit of [1, 2, 3, 5, 9]) {
        const pages: Array<ReadonlyArray<Received>> = []
        let after: Place | undefined
        do {
          const page = yield* inbox.waiting(tenant, after === undefined ? { limit } : { after, limit })
          pages.push(page.records)
          after = Option.getOrUndefined(page.next)
        } while (after !== undefined && pages.length < 9)
        yield* same(`all, by ${limit}`, pages.flat(), order)
        yield* same(`the number of pages by ${limit}`, pages.length, Math.ceil(order.length / limit))
      }
    }),
  ),
  clause("round trip", "any message that somebody sent comes back equal", (bench) =>
    bench.forAll(
      drawn,
      Effect.fnUntraced(function* (sent) {
        const inbox = yield* Inbox
        const tenant = bench.tenant()
        const all: Received = { ...sent, tenant, id: MessageId.make("a") }
        yield* inbox.insert(all)
        yield* same("the message", yield* inbox.find(tenant, all.id), Option.some(all))
        const { records } = yield* inbox.waiting(tenant, { limit: 1 })
        yield* same("the messages that wait", records, all.waits === undefined ? [] : [all])
      }),
    ),
  ),
  clause(
    "tenants",
    "tenants neither see nor handle each other's messages, however their ids run together",
    Effect.fnUntraced(function* (bench) {
      const inbox = yield* Inbox
      const [ours, theirs] = [bench.tenant(), bench.tenant()]
      const { id } = received(ours, "a")
      yield* inbox.insert(received(ours, "a"))
      yield* same("theirs", yield* inbox.find(theirs, id), Option.none())
      yield* same("what waits for them", yield* waitingIds(theirs), [])
      yield* refused("their handling", inbox.handle(theirs, id, seen(1)), { _tag: "NotFound", record: id })
      yield* inbox.insert(received(theirs, "a"))
      yield* inbox.handle(theirs, id, seen(1))
      yield* same("ours", yield* inbox.find(ours, id), Option.some(received(ours, "a")))
      yield* same("what waits for us", yield* waitingIds(ours), ["a"])
      for (const [one, other] of runTogether(bench.tenant())) {
        yield* inbox.insert(received(one.tenant, one.id))
        yield* same("the other's", yield* inbox.find(other.tenant, MessageId.make(other.id)), Option.none())
      }
    }),
  ),
]

/** The contract of an `Inbox`. */
export const contract = (options: Options = {}): ReadonlyArray<Clause<Inbox>> => make(terms, options)
