/**
 * What every store of consents must do.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import { MessageId, PersonId } from "../foundation/Id.ts"
import { ConsentStore } from "../ports/ConsentStore.ts"
import type { Consent } from "../privacy/Consent.ts"
import { type Clause, clause, make, type Options, same, type Term } from "./Contract.ts"
import * as FollowUpArbitraries from "./FollowUpArbitraries.ts"
import { consent, minute, runTogether, writtenConsents } from "./StoreSamples.ts"

const person = PersonId.make("person")
const withdrawn = (consent: Consent): Consent => ({
  ...consent,
  withdrawnAt: minute(5),
  withdrawnBy: MessageId.make("message"),
  refusedAt: minute(4),
})

/** The clauses, before options are applied to them. */
export const terms: ReadonlyArray<Term<ConsentStore>> = [
  clause(
    "basics",
    "a person who never gave a consent has none",
    Effect.fnUntraced(function* (bench) {
      const store = yield* ConsentStore
      const tenant = bench.tenant()
      for (const id of ["person", "constructor"].map((name) => PersonId.make(name)))
        yield* same("the consents", yield* store.of(tenant, id), [])
    }),
  ),
  clause(
    "basics",
    "a person's consents come back in the order they were first written, nobody else's among them",
    Effect.fnUntraced(function* (bench) {
      const store = yield* ConsentStore
      const tenant = bench.tenant()
      yield* store.put(tenant, consent("c"))
      yield* store.put(tenant, consent("b", "another"))
      yield* store.put(tenant, consent("a"))
      yield* store.put(tenant, consent("d"))
      yield* same(
        "the consents",
        yield* store.of(tenant, person),
        ["c", "a", "d"].map((id) => consent(id)),
      )
      const others = yield* store.of(tenant, PersonId.make("another"))
      yield* same("the other's consents", others, [consent("b", "another")])
    }),
  ),
  clause(
    "basics",
    "consents of one id that two persons have are two",
    Effect.fnUntraced(function* (bench) {
      const store = yield* ConsentStore
      const tenant = bench.tenant()
      const theirs = { ...consent(), person: PersonId.make("another") }
      yield* store.put(tenant, withdrawn(consent()))
      yield* store.put(tenant, theirs)
      yield* same("the consents", yield* store.of(tenant, person), [withdrawn(consent())])
      yield* same("the other's consents", yield* store.of(tenant, theirs.person), [theirs])
    }),
  ),
  clause(
    "basics",
    "a consent written again takes its old place: that is how a withdrawal is kept",
    Effect.fnUntraced(function* (bench) {
      const store = yield* ConsentStore
      const tenant = bench.tenant()
      for (const id of ["b", "a", "c"]) yield* store.put(tenant, consent(id))
      yield* store.put(tenant, withdrawn(consent("a")))
      yield* store.put(tenant, withdrawn(consent("b")))
      const expected = [withdrawn(consent("b")), withdrawn(consent("a")), consent("c")]
      yield* same("the consents", yield* store.of(tenant, person), expected)
    }),
  ),
  clause(
    "basics",
    "consents written at the same time are all kept",
    Effect.fnUntraced(function* (bench) {
      const store = yield* ConsentStore
      const tenant = bench.tenant()
      const ids = ["a", "b", "c", "d", "e", "f"]
      yield* Effect.forEach(ids, (id) => store.put(tenant, consent(id)), { concurrency: "unbounded" })
      const kept = yield* store.of(tenant, person)
      yield* same("the consents' ids, sorted", kept.map(({ id }) => String(id)).sort(), ids)
    }),
  ),
  clause("round trip", "any consents of a person come back equal", (bench) =>
    bench.forAll(
      fc.uniqueArray(FollowUpArbitraries.consent(), { selector: ({ id }) => id, maxLength: 4 }),
      Effect.fnUntraced(function* (drawn) {
        const store = yield* ConsentStore
        const tenant = bench.tenant()
        const given = drawn.map((consent) => ({ ...consent, person }))
        for (const consent of given) yield* store.put(tenant, consent)
        yield* same("the consents", yield* store.of(tenant, person), given)
      }),
    ),
  ),
  clause(
    "round trip",
    "consents handed in or read can be changed without changing the store",
    Effect.fnUntraced(function* (bench) {
      const store = yield* ConsentStore
      const tenant = bench.tenant()
      const channels: [Consent["channels"][0], ...Array<Consent["channels"][0]>] = ["phone"]
      const given: Consent = { ...consent(), channels }
      const before = writtenConsents([given])
      yield* store.put(tenant, given)
      channels.push("letter")
      const first = yield* store.of(tenant, person)
      yield* same("the consents, as text", writtenConsents(first), before)
      for (const read of first) Reflect.set(read, "proof", "changed by a reader")
      Reflect.set(first, "length", 0)
      const second = yield* store.of(tenant, person)
      yield* same("the consents later, as text", writtenConsents(second), before)
      yield* store.put(tenant, consent("another"))
      yield* same("the consents read before, as text", writtenConsents(second), before)
    }),
  ),
  clause(
    "tenants",
    "tenants neither see nor change each other's consents",
    Effect.fnUntraced(function* (bench) {
      const store = yield* ConsentStore
      const [ours, theirs] = [bench.tenant(), bench.tenant()]
      yield* store.put(ours, consent())
      yield* same("theirs", yield* store.of(theirs, person), [])
      yield* store.put(theirs, withdrawn(consent()))
      yield* same("ours", yield* store.of(ours, person), [consent()])
      yield* same("theirs later", yield* store.of(theirs, person), [withdrawn(consent())])
    }),
  ),
  clause(
    "tenants",
    "a tenant and a person's id never run together",
    Effect.fnUntraced(function* (bench) {
      const store = yield* ConsentStore
      for (const [one, other] of runTogether(bench.tenant())) {
        yield* store.put(one.tenant, consent("consent", one.id))
        yield* same("the other's consents", yield* store.of(other.tenant, PersonId.make(other.id)), [])
        yield* store.put(other.tenant, consent("consent", other.id))
      }
    }),
  ),
]

/** The contract of a `ConsentStore`. */
export const contract = (options: Options = {}): ReadonlyArray<Clause<ConsentStore>> => make(terms, options)
