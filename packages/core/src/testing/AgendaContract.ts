/**
 * What every agenda must do.
 *
 * **Gotchas**
 *
 * An agenda is one for all tenants, so a claim may take entries of other checks. Where clauses share an agenda, they run
 * one after another, and each first takes out what is left in it: never run them on an agenda that is in use.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import { type Agenda, type Entry, EntryKind } from "../ports/Agenda.ts"
import { claim, emptied, entriesOf, later, onlyClaim, stale } from "./AgendaClaims.ts"
import * as CalendarArbitraries from "./CalendarArbitraries.ts"
import { type Clause, clause, make, type Options, same, type Term } from "./Contract.ts"
import * as FollowUpArbitraries from "./FollowUpArbitraries.ts"
import { LeaseClock } from "./LeaseClock.ts"
import { entry, minute, runTogether } from "./StoreSamples.ts"

const basics: ReadonlyArray<Term<Agenda | LeaseClock>> = [
  clause(
    "basics",
    "an empty agenda has nothing to claim and nothing due",
    Effect.fnUntraced(function* () {
      const agenda = yield* emptied
      yield* same("the claims", yield* claim(later), [])
      yield* same("the next due", yield* agenda.nextDueAt, undefined)
    }),
  ),
  clause(
    "basics",
    "an entry is claimed from the instant on at which it falls due, and not before",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const due = entry(bench.tenant(), "a", minute(5))
      yield* agenda.schedule(due)
      yield* same("a millisecond early", yield* claim(DateTime.subtract(minute(5), { milliseconds: 1 })), [])
      yield* same("on time", entriesOf(yield* claim(minute(5))), [due])
    }),
  ),
  clause(
    "basics",
    "scheduling an entry again moves it, earlier or later, with what it is about",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const tenant = bench.tenant()
      yield* agenda.schedule(entry(tenant, "a", minute(5)))
      yield* agenda.schedule(entry(tenant, "b", minute(6)))
      yield* agenda.schedule({ ...entry(tenant, "a", minute(9)), subject: "another plan" })
      yield* agenda.schedule(entry(tenant, "b", minute(2)))
      yield* same("what is due early", entriesOf(yield* claim(minute(8))), [entry(tenant, "b", minute(2))])
      yield* onlyClaim({ ...entry(tenant, "a", minute(9)), subject: "another plan" })
    }),
  ),
  clause(
    "basics",
    "a removed entry is gone; removing what isn't there is no error",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const tenant = bench.tenant()
      yield* agenda.schedule(entry(tenant, "a", minute(1)))
      yield* agenda.schedule(entry(tenant, "b", minute(2)))
      const { kind } = entry(tenant, "a", minute(1))
      yield* agenda.remove({ tenant, kind, id: "a" })
      yield* agenda.remove({ tenant, kind, id: "a" })
      yield* agenda.remove({ tenant, kind, id: "never there" })
      yield* onlyClaim(entry(tenant, "b", minute(2)))
    }),
  ),
  clause(
    "basics",
    "settling a claim moves its entry to the next instant, or takes it out",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const first = entry(bench.tenant(), "a", minute(1))
      yield* agenda.schedule(first)
      yield* agenda.settle(yield* onlyClaim(first), minute(30))
      yield* same("before its next instant", yield* claim(minute(29)), [])
      yield* agenda.settle(yield* onlyClaim({ ...first, dueAt: minute(30) }), undefined)
      yield* same("once it was taken out", yield* claim(later), [])
      yield* same("the next due", yield* agenda.nextDueAt, undefined)
    }),
  ),
  clause(
    "basics",
    "the next due is the earliest entry's, held or not",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const tenant = bench.tenant()
      for (const n of [3, 1, 2]) yield* agenda.schedule(entry(tenant, `${n}`, minute(n)))
      yield* same("at first", yield* agenda.nextDueAt, minute(1))
      const [first] = yield* claim(minute(2), 1)
      yield* same("with the first held", yield* agenda.nextDueAt, minute(1))
      if (first !== undefined) yield* agenda.settle(first, minute(7))
      yield* same("with the first moved", yield* agenda.nextDueAt, minute(2))
      yield* agenda.remove(entry(tenant, "2", minute(2)))
      yield* same("with the second removed", yield* agenda.nextDueAt, minute(3))
    }),
  ),
  clause(
    "basics",
    "entries of one id and two kinds are two",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const tenant = bench.tenant()
      for (const kind of EntryKind.literals) yield* agenda.schedule(entry(tenant, "a", minute(1), kind))
      const kinds = entriesOf(yield* claim(later)).map(({ kind }) => kind)
      yield* same("the kinds claimed", kinds.sort(), [...EntryKind.literals].sort())
    }),
  ),
]

const anyEntry = fc.record({
  kind: fc.constantFrom(...EntryKind.literals),
  id: FollowUpArbitraries.id(),
  subject: FollowUpArbitraries.id(),
  dueAt: CalendarArbitraries.instant().map((at) => DateTime.makeUnsafe(at)),
})

const roundTrips: ReadonlyArray<Term<Agenda | LeaseClock>> = [
  clause("round trip", "any entry comes back equal, to the millisecond", (bench) =>
    bench.forAll(
      anyEntry,
      Effect.fnUntraced(function* (drawn) {
        const agenda = yield* emptied
        const scheduled: Entry = { ...drawn, tenant: bench.tenant() }
        yield* agenda.schedule(scheduled)
        yield* same("the next due", yield* agenda.nextDueAt, scheduled.dueAt)
        yield* same(
          "what is due early",
          yield* claim(DateTime.subtract(scheduled.dueAt, { milliseconds: 1 })),
          [],
        )
        yield* agenda.settle(yield* onlyClaim(scheduled, scheduled.dueAt), undefined)
      }),
    ),
  ),
  clause(
    "round trip",
    "an entry handed in or claimed can be changed without changing the agenda",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const { lease, pass } = yield* LeaseClock
      const tenant = bench.tenant()
      const given = { ...entry(tenant, "a", minute(1)) }
      yield* agenda.schedule(given)
      given.dueAt = minute(9)
      const first = yield* onlyClaim(entry(tenant, "a", minute(1)))
      Reflect.set(first.entry, "subject", "changed by a worker")
      yield* pass(lease)
      const second = yield* onlyClaim(entry(tenant, "a", minute(1)))
      yield* agenda.settle(second, minute(2))
      const third = yield* onlyClaim(entry(tenant, "a", minute(2)))
      Reflect.set(third.entry, "subject", "changed by a worker")
      yield* pass(lease)
      yield* onlyClaim(entry(tenant, "a", minute(2)))
    }),
  ),
]

const order: ReadonlyArray<Term<Agenda | LeaseClock>> = [
  clause(
    "order and paging",
    "what has been due longest is claimed first, no more than the limit; the next claim goes on from there",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const [one, other] = [bench.tenant(), bench.tenant()]
      const tenantOf = (n: number) => (n % 2 === 0 ? one : other)
      for (const n of [4, 2, 6, 1, 5, 3]) yield* agenda.schedule(entry(tenantOf(n), `${9 - n}`, minute(n)))
      const expected = [1, 2, 3, 4, 5].map((n) => entry(tenantOf(n), `${9 - n}`, minute(n)))
      yield* same("the first claim", entriesOf(yield* claim(minute(5), 2)), expected.slice(0, 2))
      yield* same("the second claim", entriesOf(yield* claim(minute(5), 2)), expected.slice(2, 4))
      yield* same("the third claim", entriesOf(yield* claim(minute(5), 2)), expected.slice(4))
    }),
  ),
  clause(
    "order and paging",
    "of what falls due at one instant the order is that of tenant, kind and id by their code units",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const tenants = [bench.tenant(), bench.tenant()].sort()
      const kinds = [...EntryKind.literals].sort()
      const ids = ["B", "a", "a-1", "a1", "b"]
      const expected = tenants.flatMap((tenant) =>
        kinds.flatMap((kind) => ids.map((id) => entry(tenant, id, minute(1), kind))),
      )
      for (const due of [...expected].reverse()) yield* agenda.schedule(due)
      yield* same("the claims", entriesOf(yield* claim(minute(1))), expected)
    }),
  ),
]

const leases: ReadonlyArray<Term<Agenda | LeaseClock>> = [
  clause(
    "claims and leases",
    "a held entry isn't claimed again while its lease runs, however late the business time",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const { lease, pass } = yield* LeaseClock
      const due = entry(bench.tenant(), "a", minute(1))
      yield* agenda.schedule(due)
      const held = yield* onlyClaim(due, minute(1))
      yield* pass(Duration.times(lease, 0.5))
      yield* same("claims while the lease runs", yield* claim(later), [])
      yield* agenda.hold(held)
    }),
  ),
  clause(
    "claims and leases",
    "once its lease has run out a claim is stale, though nobody took it over; holding it made it no longer",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const { lease, pass } = yield* LeaseClock
      const due = entry(bench.tenant(), "a", minute(1))
      yield* agenda.schedule(due)
      const held = yield* onlyClaim(due)
      yield* pass(Duration.times(lease, 0.5))
      yield* agenda.hold(held)
      yield* pass(Duration.times(lease, 0.5))
      yield* stale(held)
      yield* onlyClaim(due)
    }),
  ),
  clause(
    "claims and leases",
    "an entry whose lease has run out is claimed anew by a greater token, and the old claim can't touch the new one",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const { lease, pass } = yield* LeaseClock
      const due = entry(bench.tenant(), "a", minute(1))
      yield* agenda.schedule(due)
      const first = yield* onlyClaim(due)
      yield* pass(lease)
      const second = yield* onlyClaim(due)
      yield* same("whether the token has grown", second.token > first.token, true)
      yield* stale(first)
      yield* agenda.hold(second)
      yield* agenda.settle(second, minute(2))
      yield* onlyClaim({ ...due, dueAt: minute(2) })
    }),
  ),
  clause(
    "claims and leases",
    "a settled claim is over",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const due = entry(bench.tenant(), "a", minute(1))
      yield* agenda.schedule(due)
      const moved = yield* onlyClaim(due)
      yield* agenda.settle(moved, minute(2))
      yield* stale(moved)
      const ended = yield* onlyClaim({ ...due, dueAt: minute(2) })
      yield* agenda.settle(ended, undefined)
      yield* stale(ended)
    }),
  ),
  clause(
    "claims and leases",
    "scheduling a held entry frees it at once, and its claim is stale",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const due = entry(bench.tenant(), "a", minute(1))
      yield* agenda.schedule(due)
      const held = yield* onlyClaim(due)
      yield* agenda.schedule({ ...due, dueAt: minute(3) })
      yield* stale(held)
      const anew = yield* onlyClaim({ ...due, dueAt: minute(3) })
      yield* same("whether the token has grown", anew.token > held.token, true)
      yield* stale(held)
      yield* agenda.hold(anew)
    }),
  ),
  clause(
    "claims and leases",
    "removing a held entry makes its claim stale",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const due = entry(bench.tenant(), "a", minute(1))
      yield* agenda.schedule(due)
      const held = yield* onlyClaim(due)
      yield* agenda.remove(due)
      yield* stale(held)
      yield* same("the claims", yield* claim(later), [])
    }),
  ),
  clause(
    "claims and leases",
    "an entry that went away and was scheduled anew isn't its old claim's: tokens don't begin again",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const due = entry(bench.tenant(), "a", minute(1))
      yield* agenda.schedule(due)
      const settled = yield* onlyClaim(due)
      yield* agenda.settle(settled, undefined)
      yield* agenda.schedule(due)
      const removed = yield* onlyClaim(due)
      yield* stale(settled)
      yield* agenda.remove(due)
      yield* agenda.schedule(due)
      const held = yield* onlyClaim(due)
      yield* stale(settled)
      yield* stale(removed)
      yield* agenda.hold(held)
    }),
  ),
  clause(
    "claims and leases",
    "each claim runs for the lease it asked for, from the moment it was made",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const { lease, pass } = yield* LeaseClock
      const tenant = bench.tenant()
      const due = (n: number) => entry(tenant, String(n), minute(n))
      const [a, b, c] = [due(1), due(2), due(3)]
      for (const entry of [a, b, c]) yield* agenda.schedule(entry)
      const long = yield* agenda.claim({ at: minute(1), limit: 1, lease: Duration.times(lease, 2) })
      yield* same("the long claim", entriesOf(long), [a])
      yield* same("the short claim", entriesOf(yield* claim(minute(2))), [b])
      yield* pass(Duration.times(lease, 0.5))
      yield* same("the late claim", entriesOf(yield* claim(minute(3))), [c])
      yield* pass(Duration.times(lease, 0.5))
      yield* same("what is free after one lease", entriesOf(yield* claim(later)), [b])
      yield* pass(Duration.times(lease, 0.5))
      yield* same("what is free half a lease later", entriesOf(yield* claim(later)), [c])
      yield* pass(Duration.times(lease, 0.5))
      yield* same("what is free after two leases", entriesOf(yield* claim(later)), [a, b])
    }),
  ),
  clause(
    "claims and leases",
    "workers that claim at the same time never get one entry twice, and leave none behind",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const tenant = bench.tenant()
      const ids = Array.from({ length: 20 }, (_, n) => String(n).padStart(2, "0"))
      for (const id of ids) yield* agenda.schedule(entry(tenant, id, minute(1)))
      const workers = Array.from({ length: 8 }, () => Effect.all([claim(minute(1), 2), claim(minute(1), 2)]))
      const claims = (yield* Effect.all(workers, { concurrency: "unbounded" })).flat(2)
      const left = yield* claim(minute(1))
      const got = [...claims, ...left].map(({ entry }) => entry.id)
      yield* same("the entries that were claimed", got.sort(), ids)
      yield* Effect.forEach(claims, (claim) => agenda.hold(claim), { discard: true })
    }),
  ),
]

const tenants: ReadonlyArray<Term<Agenda | LeaseClock>> = [
  clause(
    "tenants",
    "entries of one id that two tenants have are two",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const ours = entry(bench.tenant(), "a", minute(1))
      const theirs = entry(bench.tenant(), "a", minute(2))
      yield* agenda.schedule(ours)
      yield* agenda.schedule(theirs)
      const claims = yield* claim(later)
      yield* same("the claims", entriesOf(claims), [ours, theirs])
      for (const held of claims) if (held.entry.tenant === ours.tenant) yield* agenda.settle(held, undefined)
      for (const held of claims)
        if (held.entry.tenant === theirs.tenant) yield* agenda.settle(held, minute(7))
      yield* agenda.remove(ours)
      yield* onlyClaim({ ...theirs, dueAt: minute(7) })
    }),
  ),
  clause(
    "tenants",
    "a tenant and an entry's id never run together",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      for (const [one, other] of runTogether(bench.tenant())) {
        yield* agenda.schedule(entry(one.tenant, one.id, minute(1)))
        yield* agenda.schedule(entry(other.tenant, other.id, minute(2)))
        yield* agenda.remove(entry(one.tenant, one.id, minute(1)))
        yield* onlyClaim(entry(other.tenant, other.id, minute(2)))
        yield* agenda.remove(entry(other.tenant, other.id, minute(2)))
      }
    }),
  ),
]

/** The clauses, before options are applied to them. */
export const terms: ReadonlyArray<Term<Agenda | LeaseClock>> = [
  ...basics,
  ...roundTrips,
  ...order,
  ...leases,
  ...tenants,
]

/** The contract of an `Agenda`, with the clock that its leases run on. */
export const contract = (options: Options = {}): ReadonlyArray<Clause<Agenda | LeaseClock>> =>
  make(terms, options)
