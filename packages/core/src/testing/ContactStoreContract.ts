/**
 * What every store of contacts with persons must do.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import type { PersonContact } from "../contact/PersonContact.ts"
import { PersonId, type TenantId } from "../foundation/Id.ts"
import { Channel, Purpose } from "../foundation/Word.ts"
import { ContactStore, type KeptContact } from "../ports/ContactStore.ts"
import { type Clause, clause, make, type Options, refused, same, type Term } from "./Contract.ts"
import { minute, runTogether } from "./StoreSamples.ts"

const [person, another] = [PersonId.make("person"), PersonId.make("another")]
const ever = { from: 0, until: Number.MAX_SAFE_INTEGER }

/** A planned call to the person so many minutes after ten. */
const call = (n: number, to: PersonId = person): PersonContact => ({
  person: to,
  at: DateTime.toEpochMillis(minute(n)),
  channel: "phone",
  purpose: "followUp",
  made: false,
})

const of = (subject: string, contact: PersonContact): KeptContact => ({ ...contact, subject })

/** What a record says that has these contacts and addresses those whom it contacts. */
const says = (...contacts: ReadonlyArray<PersonContact>) => ({ addressees: [], contacts })

const contactsOf = Effect.fnUntraced(function* (tenant: TenantId, of = person, during = ever) {
  return (yield* (yield* ContactStore).of(tenant, of, during)).contacts
})

const versionOf = Effect.fnUntraced(function* (tenant: TenantId, of = person) {
  return (yield* (yield* ContactStore).of(tenant, of, ever)).version
})

/** Contacts of one instant come in any order: they are told apart by all that they say. */
const inAnyOrder = (contacts: ReadonlyArray<KeptContact>) =>
  contacts
    .map((c) => [c.at, c.subject, c.channel, c.purpose, c.made].join(" "))
    .sort()
    .join("\n")

const contact: fc.Arbitrary<PersonContact> = fc.record({
  person: fc.constantFrom(person, another),
  at: fc.integer({ min: 0, max: 2_840_140_799_999 }),
  channel: fc.constantFrom(...Channel.literals),
  purpose: fc.constantFrom(...Purpose.literals),
  made: fc.boolean(),
})

const basics: ReadonlyArray<Term<ContactStore>> = [
  clause(
    "basics",
    "a person whom no record names has no contacts, at version 0",
    Effect.fnUntraced(function* (bench) {
      const store = yield* ContactStore
      const tenant = bench.tenant()
      for (const id of ["person", "constructor"].map((name) => PersonId.make(name))) {
        yield* same("the contacts", yield* store.of(tenant, id, ever), { contacts: [], version: 0 })
        yield* same("the records", yield* store.subjects(tenant, id), [])
        yield* store.hold(tenant, id, 0)
      }
    }),
  ),
  clause(
    "basics",
    "a person's contacts are found, the earliest first, of every record and each with its own, nobody else's among them",
    Effect.fnUntraced(function* (bench) {
      const store = yield* ContactStore
      const tenant = bench.tenant()
      yield* store.put(tenant, "b", says(call(3), { ...call(1), made: true }))
      yield* store.put(tenant, "a", says(call(2), call(4, another)))
      yield* same("the contacts", yield* contactsOf(tenant), [
        of("b", { ...call(1), made: true }),
        of("a", call(2)),
        of("b", call(3)),
      ])
      yield* same("the other's", yield* contactsOf(tenant, another), [of("a", call(4, another))])
    }),
  ),
  clause(
    "basics",
    "contacts are found that begin in the stretch asked for: its beginning is in, its end is out",
    Effect.fnUntraced(function* (bench) {
      const store = yield* ContactStore
      const tenant = bench.tenant()
      yield* store.put(tenant, "a", says(...[1, 2, 3, 4].map((n) => call(n))))
      const during = { from: call(2).at, until: call(4).at }
      const found = yield* contactsOf(tenant, person, during)
      yield* same("the contacts", found, [of("a", call(2)), of("a", call(3))])
    }),
  ),
  clause(
    "basics",
    "what a record says takes the place of what it said before, and of nothing else",
    Effect.fnUntraced(function* (bench) {
      const store = yield* ContactStore
      const tenant = bench.tenant()
      yield* store.put(tenant, "a", says(call(1), call(2), call(3, another)))
      yield* store.put(tenant, "b", says(call(5)))
      yield* store.put(tenant, "a", says(call(4)))
      yield* same("the contacts", yield* contactsOf(tenant), [of("a", call(4)), of("b", call(5))])
      yield* same("the other's", yield* contactsOf(tenant, another), [])
      yield* store.put(tenant, "a", says())
      yield* same("the contacts later", yield* contactsOf(tenant), [of("b", call(5))])
    }),
  ),
  clause(
    "basics",
    "the records are found that address a person or contact them, in the order of code units, as long as they do",
    Effect.fnUntraced(function* (bench) {
      const store = yield* ContactStore
      const tenant = bench.tenant()
      yield* store.put(tenant, "b", { addressees: [person], contacts: [] })
      yield* store.put(tenant, "a", { addressees: [another], contacts: [call(1)] })
      yield* store.put(tenant, "B", { addressees: [person, another], contacts: [call(1), call(2)] })
      yield* same("the records", yield* store.subjects(tenant, person), ["B", "a", "b"])
      yield* same("the other's", yield* store.subjects(tenant, another), ["B", "a"])
      yield* store.put(tenant, "B", { addressees: [another], contacts: [] })
      yield* same("the records later", yield* store.subjects(tenant, person), ["a", "b"])
    }),
  ),
]

const roundTrips: ReadonlyArray<Term<ContactStore>> = [
  clause("round trip", "any contacts come back equal", (bench) =>
    bench.forAll(
      fc.tuple(fc.array(contact, { maxLength: 4 }), fc.array(contact, { maxLength: 4 })),
      Effect.fnUntraced(function* ([ours, theirs]) {
        const store = yield* ContactStore
        const tenant = bench.tenant()
        yield* store.put(tenant, "a", says(...ours))
        yield* store.put(tenant, "b", says(...theirs))
        for (const who of [person, another]) {
          const found = yield* contactsOf(tenant, who)
          const all = [...ours.map((c) => of("a", c)), ...theirs.map((c) => of("b", c))]
          const expected = all.filter((c) => c.person === who)
          yield* same("the contacts", inAnyOrder(found), inAnyOrder(expected))
          const instants = found.map(({ at }) => at)
          yield* same(
            "when they are",
            instants,
            instants.toSorted((a, b) => a - b),
          )
        }
      }),
    ),
  ),
  clause(
    "round trip",
    "contacts handed in or read can be changed without changing the store",
    Effect.fnUntraced(function* (bench) {
      const store = yield* ContactStore
      const tenant = bench.tenant()
      const contacts = [call(1)]
      yield* store.put(tenant, "a", { addressees: [person], contacts })
      contacts.push(call(2))
      const first = yield* contactsOf(tenant)
      yield* same("the contacts", inAnyOrder(first), inAnyOrder([of("a", call(1))]))
      for (const read of first) Reflect.set(read, "made", true)
      Reflect.set(first, "length", 0)
      yield* same("the contacts later", inAnyOrder(yield* contactsOf(tenant)), inAnyOrder([of("a", call(1))]))
    }),
  ),
]

const versions: ReadonlyArray<Term<ContactStore>> = [
  clause(
    "versions",
    "each write that changes a contact of a person gives that person a new version, wherever one looks, and nobody else",
    Effect.fnUntraced(function* (bench) {
      const store = yield* ContactStore
      const tenant = bench.tenant()
      const changes = [
        says(call(1)),
        says(call(2)),
        says({ ...call(2), made: true }),
        says({ ...call(2), made: true }, call(3)),
        says(call(3)),
        says(),
      ]
      yield* store.put(tenant, "other", says(call(9, another)))
      const theirs = yield* versionOf(tenant, another)
      const seen = new Set([yield* versionOf(tenant)])
      for (const change of changes) {
        yield* store.put(tenant, "a", change)
        seen.add((yield* store.of(tenant, person, { from: 0, until: 1 })).version)
      }
      yield* same("how many versions", seen.size, 1 + changes.length)
      yield* same("the other's version", yield* versionOf(tenant, another), theirs)
    }),
  ),
  clause(
    "versions",
    "a version that isn't the newest can't be held, and one that is can, which changes nothing",
    Effect.fnUntraced(function* (bench) {
      const store = yield* ContactStore
      const tenant = bench.tenant()
      yield* store.put(tenant, "a", says(call(1)))
      const before = yield* versionOf(tenant)
      yield* store.hold(tenant, person, before)
      yield* same("the version", yield* versionOf(tenant), before)
      yield* store.put(tenant, "b", says(call(2)))
      const now = yield* versionOf(tenant)
      for (const expected of [before, now + 1])
        yield* refused("the hold", store.hold(tenant, person, expected), {
          _tag: "VersionConflict",
          record: person,
          expected,
          actual: now,
        })
      yield* store.hold(tenant, person, now)
    }),
  ),
]

const tenants: ReadonlyArray<Term<ContactStore>> = [
  clause(
    "tenants",
    "tenants neither see nor change each other's contacts",
    Effect.fnUntraced(function* (bench) {
      const store = yield* ContactStore
      const [ours, theirs] = [bench.tenant(), bench.tenant()]
      yield* store.put(ours, "a", says(call(1)))
      yield* same("theirs", yield* store.of(theirs, person, ever), { contacts: [], version: 0 })
      yield* same("their records", yield* store.subjects(theirs, person), [])
      yield* store.put(theirs, "a", says(call(2)))
      yield* same("ours", yield* contactsOf(ours), [of("a", call(1))])
      yield* same("theirs later", yield* contactsOf(theirs), [of("a", call(2))])
    }),
  ),
  clause(
    "tenants",
    "a tenant never runs together with the id of a person or a record",
    Effect.fnUntraced(function* (bench) {
      const store = yield* ContactStore
      for (const [one, other] of runTogether(bench.tenant())) {
        yield* store.put(one.tenant, one.id, says(call(1, PersonId.make(one.id))))
        yield* same("the other's", yield* contactsOf(other.tenant, PersonId.make(other.id)), [])
        yield* store.put(other.tenant, other.id, says(call(2, PersonId.make(other.id))))
        const kept = yield* contactsOf(one.tenant, PersonId.make(one.id))
        yield* same("the one's", kept, [of(one.id, call(1, PersonId.make(one.id)))])
      }
    }),
  ),
]

/** The clauses, before options are applied to them. */
export const terms: ReadonlyArray<Term<ContactStore>> = [...basics, ...roundTrips, ...versions, ...tenants]

/** The contract of a `ContactStore`. */
export const contract = (options: Options = {}): ReadonlyArray<Clause<ContactStore>> => make(terms, options)
