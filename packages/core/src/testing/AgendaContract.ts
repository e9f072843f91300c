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
import * as Cause from "effect/Cause"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as fc from "fast-check"
import { Agenda, type DeadLetter, type Entry, EntryKind, Failure } from "../ports/Agenda.ts"
import { claim, emptied, entriesOf, later, onlyClaim, stale } from "./AgendaClaims.ts"
import * as CalendarArbitraries from "./CalendarArbitraries.ts"
import { type Clause, clause, make, type Options, refused, same, type Term } from "./Contract.ts"
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

/** Entries that fall due a minute after each other. */
const several = (tenant: Entry["tenant"], ...ids: ReadonlyArray<string>): ReadonlyArray<Entry> =>
  ids.map((id, n) => entry(tenant, id, minute(n + 1)))

const together: ReadonlyArray<Term<Agenda | LeaseClock>> = [
  clause(
    "basics",
    "several entries scheduled at once are all there; of two with one key the last counts, and none is no error",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const tenant = bench.tenant()
      yield* agenda.schedule(entry(tenant, "b", minute(9)))
      const entries = several(tenant, "c", "b", "a")
      const moved = { ...entry(tenant, "c", minute(4)), subject: "another plan" }
      yield* agenda.schedule([...entries, entry(tenant, "b", minute(2), "ticket"), moved])
      yield* agenda.schedule([])
      const expected = [entry(tenant, "b", minute(2)), entry(tenant, "b", minute(2), "ticket")]
      yield* same("what is claimed", entriesOf(yield* claim(later)), [
        ...expected,
        entry(tenant, "a", minute(3)),
        moved,
      ])
    }),
  ),
  clause(
    "basics",
    "of hundreds scheduled at once those that were there move, held or not, and the others are new",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const tenant = bench.tenant()
      const many = Array.from({ length: 300 }, (_, n) => entry(tenant, `${1_000 + n}`, minute(n + 2)))
      const early = entry(tenant, "1150", minute(1))
      yield* agenda.schedule([early, entry(tenant, "1299", minute(1_000))])
      const held = yield* onlyClaim(early, minute(1))
      yield* agenda.schedule(many.toReversed())
      yield* stale(held)
      yield* same("what is claimed", entriesOf(yield* claim(later)), many)
    }),
  ),
  clause(
    "basics",
    "several entries removed at once are gone, those that aren't there as well, and no others",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const tenant = bench.tenant()
      const [a, b, c] = ["a", "b", "c"].map((id) => entry(tenant, id, minute(1)))
      if (a === undefined || b === undefined || c === undefined) return
      const ofAnotherKind = entry(tenant, "a", minute(1), "ticket")
      yield* agenda.schedule([a, b, c, ofAnotherKind])
      yield* agenda.remove([a, entry(tenant, "never there", minute(1)), c, a])
      yield* agenda.remove([])
      yield* same("what is claimed", entriesOf(yield* claim(later)), [b, ofAnotherKind])
    }),
  ),
  clause(
    "basics",
    "several claims settled at once end together: their entries move to the next instant, or go away",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const entries = several(bench.tenant(), "a", "b", "c")
      yield* agenda.schedule(entries)
      const claims = yield* claim(later)
      yield* agenda.settle(claims.slice(0, 2), minute(30))
      yield* agenda.settle([], minute(30))
      const moved = entries.slice(0, 2).map((one) => ({ ...one, dueAt: minute(30) }))
      const again = yield* claim(later)
      yield* same("what is claimed once they moved", entriesOf(again), moved)
      yield* agenda.settle([...claims.slice(2), ...again, ...again], undefined)
      yield* same("the next due", yield* agenda.nextDueAt, undefined)
    }),
  ),
  clause(
    "claims and leases",
    "where one of several claims is stale, the first that is stale is named and none is settled",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const entries = several(bench.tenant(), "a", "b", "c", "d")
      yield* agenda.schedule(entries)
      const claims = yield* claim(later)
      yield* agenda.schedule(entries.slice(1, 3))
      const reason = { _tag: "StaleClaim", entry: "b" } as const
      yield* refused("taking them out", agenda.settle(claims, undefined), reason)
      yield* refused("moving them", agenda.settle(claims, minute(-60)), reason)
      const held = claims.filter(({ entry: { id } }) => id === "a" || id === "d")
      yield* Effect.forEach(held, agenda.hold)
      yield* same("what is free", entriesOf(yield* claim(later)), entries.slice(1, 3))
      yield* agenda.settle(held, undefined)
    }),
  ),
  clause(
    "tenants",
    "a call that names entries of two tenants dies, and nothing of it is done",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const [ours, theirs] = [entry(bench.tenant(), "a", minute(1)), entry(bench.tenant(), "b", minute(2))]
      const dies = Effect.fnUntraced(function* (what: string, call: Effect.Effect<void, unknown>) {
        const exit = yield* Effect.exit(call)
        yield* same(what, Exit.isFailure(exit) && Cause.hasDies(exit.cause), true)
      })
      yield* dies("scheduling", agenda.schedule([ours, theirs]))
      yield* same("the next due", yield* agenda.nextDueAt, undefined)
      for (const one of [ours, theirs]) yield* agenda.schedule(one)
      yield* dies("removing", agenda.remove([ours, theirs]))
      const claims = yield* claim(later)
      yield* same("what is claimed", entriesOf(claims), [ours, theirs])
      yield* dies("settling", agenda.settle(claims, undefined))
      yield* Effect.forEach(claims, agenda.hold)
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
  clause(
    "round trip",
    "an entry due at the ends of all time is kept as it is, or refused by name",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const tenant = bench.tenant()
      const [start, end] = [DateTime.makeUnsafe(-8.64e15), DateTime.makeUnsafe(8.64e15)]
      const first = entry(tenant, "a", minute(1))
      yield* agenda.schedule(first)
      yield* same("what is due before all time", yield* claim(start), [])
      yield* agenda.settle(yield* onlyClaim(first), undefined)
      for (const dueAt of [start, DateTime.makeUnsafe(-2.2e14), DateTime.makeUnsafe(2.6e14), end]) {
        const far = entry(tenant, "b", dueAt)
        const scheduled = yield* Effect.result(agenda.schedule(far))
        if (Result.isSuccess(scheduled)) {
          yield* agenda.settle(yield* onlyClaim(far, end), undefined)
        } else {
          const { reason } = scheduled.failure
          const expected = { _tag: "Unkeepable", record: "an entry", field: "dueAt" } as const
          yield* same("why it isn't kept", reason, expected)
        }
      }
    }),
  ),
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
    "renewing a claim lets its lease run anew from that moment, longer or shorter, under the same token",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const { lease, pass } = yield* LeaseClock
      const due = entry(bench.tenant(), "a", minute(1))
      yield* agenda.schedule(due)
      const held = yield* onlyClaim(due)
      yield* pass(Duration.times(lease, 0.5))
      yield* agenda.renew(held, lease)
      yield* pass(Duration.times(lease, 0.75))
      yield* agenda.hold(held)
      yield* same("claims after the first lease", yield* claim(later), [])
      yield* agenda.renew(held, Duration.times(lease, 0.5))
      yield* pass(Duration.times(lease, 0.5))
      yield* stale(held)
      yield* onlyClaim(due)
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

const hints: ReadonlyArray<Term<Agenda | LeaseClock>> = [
  clause(
    "claims and leases",
    "listening for hints takes nothing and keeps nothing: what is scheduled meanwhile is claimed as ever",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const tenant = bench.tenant()
      const due = (id: string) => entry(tenant, id, minute(1))
      yield* agenda.schedule(due("before"))
      const listening = yield* Effect.forkChild(Stream.runDrain(agenda.hints))
      for (let turn = 0; turn < 9; turn++) yield* Effect.yieldNow
      yield* agenda.schedule(due("while"))
      const first = yield* claim(later)
      yield* same("what is claimed while somebody listens", entriesOf(first), [due("before"), due("while")])
      yield* Fiber.interrupt(listening)
      yield* agenda.schedule(due("after"))
      yield* same("what is claimed once nobody does", entriesOf(yield* claim(later)), [due("after")])
      yield* Effect.forEach(first, agenda.hold)
    }),
  ),
]

/** Lets the only entry die: a dead letter that was tried once. */
const buried = Effect.fnUntraced(function* (due: Entry, failure: Failure = "Defect") {
  const agenda = yield* Agenda
  yield* agenda.schedule(due)
  yield* agenda.fail(yield* onlyClaim(due), { failure, at: minute(20), retryAt: undefined })
  const letter: DeadLetter = { entry: due, failure, tries: 1, diedAt: minute(20) }
  return letter
})

const retries: ReadonlyArray<Term<Agenda | LeaseClock>> = [
  clause(
    "retries and dead letters",
    "an entry that couldn't be handled falls due again when it is said to, free at once, and what was tried is counted",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const due = entry(bench.tenant(), "a", minute(1))
      yield* agenda.schedule(due)
      const first = yield* onlyClaim(due)
      yield* same("the first try", [first.tries, first.failures], [1, 0])
      yield* agenda.fail(first, { failure: "Unavailable", at: minute(2), retryAt: minute(5) })
      yield* stale(first)
      yield* same("what is due early", yield* claim(minute(4)), [])
      const second = yield* onlyClaim({ ...due, dueAt: minute(5) }, minute(5))
      yield* same("the second try", [second.tries, second.failures], [2, 1])
      yield* same("the dead letters", (yield* agenda.deadLetters(due.tenant, { limit: 9 })).records, [])
    }),
  ),
  clause(
    "retries and dead letters",
    "a claim of which nobody said what came of it is a try, and no failure",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const { lease, pass } = yield* LeaseClock
      const due = entry(bench.tenant(), "a", minute(1))
      yield* agenda.schedule(due)
      yield* onlyClaim(due)
      yield* pass(lease)
      const second = yield* onlyClaim(due)
      yield* agenda.renew(second, lease)
      yield* agenda.hold(second)
      yield* pass(lease)
      const third = yield* onlyClaim(due)
      yield* same("the third try", [third.tries, third.failures], [3, 0])
    }),
  ),
  clause(
    "retries and dead letters",
    "an entry that is settled, scheduled or redriven begins anew: nothing of it was tried",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const due = entry(bench.tenant(), "a", minute(1))
      const retry = { failure: "Unavailable", at: minute(2), retryAt: minute(1) } as const
      const anew = Effect.fnUntraced(function* (what: string) {
        const { failures, tries } = yield* onlyClaim(due)
        yield* same(what, [tries, failures], [1, 0])
      })
      yield* agenda.schedule(due)
      yield* agenda.fail(yield* onlyClaim(due), retry)
      yield* agenda.settle(yield* onlyClaim(due), minute(1))
      yield* anew("settled")
      yield* agenda.schedule(due)
      yield* agenda.fail(yield* onlyClaim(due), retry)
      yield* agenda.schedule(due)
      yield* anew("scheduled")
      yield* buried(due)
      yield* agenda.redrive(due, minute(1))
      yield* anew("redriven")
    }),
  ),
  clause(
    "retries and dead letters",
    "a dead letter is claimed no more and never next due; it is kept with why, when and after how many tries",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const due = entry(bench.tenant(), "a", minute(1))
      yield* agenda.schedule(due)
      const first = yield* onlyClaim(due)
      yield* agenda.fail(first, { failure: "Unavailable", at: minute(2), retryAt: minute(3) })
      const second = yield* onlyClaim({ ...due, dueAt: minute(3) })
      yield* agenda.fail(second, { failure: "Unreadable", at: minute(4), retryAt: undefined })
      yield* stale(second)
      yield* same("what is claimed", yield* claim(later), [])
      yield* same("the next due", yield* agenda.nextDueAt, undefined)
      yield* same("the dead letters", yield* agenda.deadLetters(due.tenant, { limit: 1 }), {
        records: [
          { entry: { ...due, dueAt: minute(3) }, failure: "Unreadable", tries: 2, diedAt: minute(4) },
        ],
        next: Option.none(),
      })
    }),
  ),
  clause("retries and dead letters", "any entry dies and comes back equal, of whatever it died", (bench) =>
    bench.forAll(
      fc.record({ due: anyEntry, failure: fc.constantFrom(...Failure.literals) }),
      Effect.fnUntraced(function* ({ due: drawn, failure }) {
        const agenda = yield* emptied
        const due: Entry = { ...drawn, tenant: bench.tenant() }
        const letter = yield* buried(due, failure)
        yield* same("the dead letters", (yield* agenda.deadLetters(due.tenant, { limit: 9 })).records, [
          letter,
        ])
        yield* agenda.redrive(due, due.dueAt)
        yield* onlyClaim(due)
        yield* agenda.remove(due)
      }),
    ),
  ),
  clause(
    "retries and dead letters",
    "dead letters are listed by kind and id, in pages that neither skip nor repeat and are no longer than asked",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const tenant = bench.tenant()
      const keys = [...EntryKind.literals]
        .sort()
        .flatMap((kind) => ["B", "a", "a-1"].map((id) => ({ kind, id })))
      for (const { id, kind } of [...keys].reverse()) yield* buried(entry(tenant, id, minute(1), kind))
      const listed: Array<Pick<Entry, "id" | "kind">> = []
      for (let after: Pick<Entry, "id" | "kind"> | undefined, pages = 0; pages < keys.length; pages++) {
        const page = yield* agenda.deadLetters(tenant, {
          limit: 2,
          ...(after === undefined ? {} : { after }),
        })
        yield* same("a page of more than two", page.records.length > 2, false)
        listed.push(...page.records.map(({ entry: { id, kind } }) => ({ kind, id })))
        if (Option.isNone(page.next)) break
        after = page.next.value
      }
      yield* same("the dead letters", listed, keys)
    }),
  ),
  clause(
    "retries and dead letters",
    "a redriven dead letter falls due at that moment; what isn't dead can't be redriven",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const due = entry(bench.tenant(), "a", minute(1))
      const missing = { _tag: "NotFound", record: "a" } as const
      yield* refused("redriving what isn't there", agenda.redrive(due, minute(9)), missing)
      yield* agenda.schedule(due)
      yield* refused("redriving a free entry", agenda.redrive(due, minute(9)), missing)
      const held = yield* onlyClaim(due)
      yield* refused("redriving a held entry", agenda.redrive(due, minute(9)), missing)
      yield* agenda.fail(held, { failure: "Defect", at: minute(2), retryAt: undefined })
      yield* agenda.redrive(due, minute(9))
      yield* refused("redriving it twice", agenda.redrive(due, minute(7)), missing)
      yield* same("the dead letters", (yield* agenda.deadLetters(due.tenant, { limit: 9 })).records, [])
      yield* same("what is due early", yield* claim(minute(8)), [])
      yield* stale(held)
      yield* onlyClaim({ ...due, dueAt: minute(9) }, minute(9))
    }),
  ),
  clause(
    "retries and dead letters",
    "scheduling a dead letter brings it back, and removing it takes it out",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const tenant = bench.tenant()
      const due = entry(tenant, "a", minute(1))
      yield* buried(due)
      yield* agenda.schedule({ ...due, dueAt: minute(3) })
      yield* same("once it is scheduled", (yield* agenda.deadLetters(tenant, { limit: 9 })).records, [])
      const held = yield* onlyClaim({ ...due, dueAt: minute(3) })
      yield* agenda.fail(held, { failure: "Defect", at: minute(4), retryAt: undefined })
      yield* agenda.remove(due)
      yield* same("once it is removed", (yield* agenda.deadLetters(tenant, { limit: 9 })).records, [])
    }),
  ),
]

const tenants: ReadonlyArray<Term<Agenda | LeaseClock>> = [
  clause(
    "tenants",
    "each tenant that waits has an equal share of what is claimed, and what one doesn't use goes to the others",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const [backlog, little, less] = [bench.tenant(), bench.tenant(), bench.tenant()]
      const due = (tenant: Entry["tenant"], count: number, from: number) =>
        Effect.forEach(
          Array.from({ length: count }, (_, n) => n + from),
          (n) => agenda.schedule(entry(tenant, String(n).padStart(2, "0"), minute(n))),
        )
      yield* due(backlog, 20, 0)
      yield* due(little, 6, 30)
      yield* due(less, 2, 40)
      const served = Effect.map(claim(minute(50), 12), (claims) =>
        [backlog, little, less].map((tenant) => claims.filter(({ entry }) => entry.tenant === tenant).length),
      )
      yield* same("the first claim", yield* served, [5, 5, 2])
      yield* same("the second claim", yield* served, [11, 1, 0])
      yield* same("the third claim", yield* served, [4, 0, 0])
    }),
  ),
  clause(
    "tenants",
    "where more tenants wait than a claim can serve, none is passed over again and again",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const waiting = [bench.tenant(), bench.tenant(), bench.tenant()]
      for (const [n, tenant] of waiting.entries()) yield* agenda.schedule(entry(tenant, "a", minute(n)))
      const counts = new Map<string, number>()
      for (let round = 0; round < 60; round++)
        for (const one of yield* claim(minute(9), 1)) {
          counts.set(one.entry.tenant, (counts.get(one.entry.tenant) ?? 0) + 1)
          yield* agenda.settle(one, one.entry.dueAt)
        }
      const passed = waiting.filter((tenant) => (counts.get(tenant) ?? 0) < 5)
      yield* same("tenants that were served less than 5 times out of 60", passed, [])
    }),
  ),
  clause(
    "tenants",
    "a dead letter is its tenant's own: another neither sees nor redrives it",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const [ours, theirs] = [entry(bench.tenant(), "a", minute(1)), entry(bench.tenant(), "a", minute(2))]
      const letter = yield* buried(ours)
      yield* same("their dead letters", (yield* agenda.deadLetters(theirs.tenant, { limit: 9 })).records, [])
      const missing = { _tag: "NotFound", record: "a" } as const
      yield* refused("redriving it as theirs", agenda.redrive(theirs, minute(1)), missing)
      yield* agenda.remove(theirs)
      yield* same("our dead letters", (yield* agenda.deadLetters(ours.tenant, { limit: 9 })).records, [
        letter,
      ])
    }),
  ),
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
  ...together,
  ...roundTrips,
  ...order,
  ...leases,
  ...hints,
  ...retries,
  ...tenants,
]

/** The contract of an `Agenda`, with the clock that its leases run on. */
export const contract = (options: Options = {}): ReadonlyArray<Clause<Agenda | LeaseClock>> =>
  make(terms, options)
