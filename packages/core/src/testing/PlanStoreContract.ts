/**
 * What every store of plans must do.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import type { FollowUpPlan } from "../followup/FollowUpPlan.ts"
import { PlanId, type TenantId } from "../foundation/Id.ts"
import { PlanStore, type Versioned } from "../ports/PlanStore.ts"
import type { StoreError } from "../ports/StoreError.ts"
import { type Clause, clause, make, type Options, refused, same, type Term } from "./Contract.ts"
import * as FollowUpArbitraries from "./FollowUpArbitraries.ts"
import { changed, event, plan, runTogether, writtenEvents, writtenPlan } from "./StoreSamples.ts"

const none: Option.Option<Versioned<FollowUpPlan>> = Option.none()
const at = (version: number, record: FollowUpPlan) => Option.some({ record, version })

/** The pages of a listing, one after another; no more than a hundred, should it come to no end. */
const pages = Effect.fnUntraced(function* (tenant: TenantId, limit: number) {
  const store = yield* PlanStore
  const all: Array<ReadonlyArray<PlanId>> = []
  let after: PlanId | undefined
  while (all.length < 100) {
    const page = yield* store.list(tenant, after === undefined ? { limit } : { limit, after })
    all.push(page.records.map(({ record }) => record.id))
    if (Option.isNone(page.next)) break
    after = page.next.value
  }
  return all
})

/** Ids in the order of their code units, which no language's dictionary has. */
const sortedIds = [
  ...["0", "10", "9", "A", "B", "Z", "a", "a-1", "a.1", "a/1", "a1", "a:1", "a@1", "aB", "a_1", "ab", "b"],
].map((id) => PlanId.make(id))

const insertShuffled = Effect.fnUntraced(function* (tenant: TenantId) {
  const store = yield* PlanStore
  for (const [i] of sortedIds.entries()) {
    const id = sortedIds[(i * 7) % sortedIds.length] ?? "never"
    yield* store.insert(tenant, plan(id), [])
  }
})

/** What comes of writes at the same time, in the order of the alphabet. */
const outcomes = <R>(writes: ReadonlyArray<Effect.Effect<void, StoreError, R>>) =>
  Effect.map(Effect.forEach(writes, Effect.result, { concurrency: "unbounded" }), (results) =>
    results.map((result) => (Result.isSuccess(result) ? "written" : result.failure.reason._tag)).sort(),
  )

const basics: ReadonlyArray<Term<PlanStore>> = [
  clause(
    "basics",
    "what was never written isn't found: no plan, no events, an empty page",
    Effect.fnUntraced(function* (bench) {
      const store = yield* PlanStore
      const tenant = bench.tenant()
      for (const id of ["plan", "constructor", "toString"].map((name) => PlanId.make(name))) {
        yield* same("the plan", yield* store.find(tenant, id), none)
        yield* same("its events", yield* store.events(tenant, id), [])
      }
      const page = yield* store.list(tenant, { limit: 10 })
      yield* same("the page", page, { records: [], next: Option.none() })
    }),
  ),
  clause(
    "basics",
    "a plan is found as it was inserted, at version 1",
    Effect.fnUntraced(function* (bench) {
      const store = yield* PlanStore
      const tenant = bench.tenant()
      yield* store.insert(tenant, plan(), [])
      yield* same("the plan", yield* store.find(tenant, plan().id), at(1, plan()))
    }),
  ),
  clause(
    "basics",
    "an update takes the plan's place, one version further",
    Effect.fnUntraced(function* (bench) {
      const store = yield* PlanStore
      const tenant = bench.tenant()
      yield* store.insert(tenant, plan(), [])
      yield* store.update(tenant, changed(plan(), 1), 1, [])
      yield* same("the plan", yield* store.find(tenant, plan().id), at(2, changed(plan(), 1)))
      yield* store.update(tenant, changed(plan(), 2), 2, [])
      yield* same("the plan later", yield* store.find(tenant, plan().id), at(3, changed(plan(), 2)))
    }),
  ),
  clause(
    "basics",
    "events come back in the order they were written, those of every write",
    Effect.fnUntraced(function* (bench) {
      const store = yield* PlanStore
      const tenant = bench.tenant()
      yield* store.insert(tenant, plan(), [event(3), event(1)])
      yield* store.update(tenant, changed(plan(), 1), 1, [event(5), event(4), event(3)])
      yield* store.update(tenant, changed(plan(), 2), 2, [])
      yield* store.update(tenant, changed(plan(), 3), 3, [event(2)])
      const written = [3, 1, 5, 4, 3, 2].map(event)
      yield* same("the events", yield* store.events(tenant, plan().id), written)
    }),
  ),
  clause(
    "basics",
    "ids that differ in case alone are different ids",
    Effect.fnUntraced(function* (bench) {
      const store = yield* PlanStore
      const tenant = bench.tenant()
      yield* store.insert(tenant, plan("Plan"), [event(1)])
      yield* store.insert(tenant, plan("plan"), [event(2)])
      yield* same("the first plan", yield* store.find(tenant, PlanId.make("Plan")), at(1, plan("Plan")))
      yield* same("its events", yield* store.events(tenant, PlanId.make("Plan")), [event(1)])
    }),
  ),
]

const roundTrips: ReadonlyArray<Term<PlanStore>> = [
  clause("round trip", "any plan comes back equal, found and listed", (bench) =>
    bench.forAll(
      FollowUpArbitraries.plan(),
      Effect.fnUntraced(function* (plan) {
        const store = yield* PlanStore
        const tenant = bench.tenant()
        yield* store.insert(tenant, plan, [])
        yield* same("the plan found", yield* store.find(tenant, plan.id), at(1, plan))
        const { records } = yield* store.list(tenant, { limit: 2 })
        yield* same("the plans listed", records, [{ record: plan, version: 1 }])
      }),
    ),
  ),
  clause("round trip", "any events come back equal", (bench) =>
    bench.forAll(
      fc.array(FollowUpArbitraries.event(), { maxLength: 4 }),
      Effect.fnUntraced(function* (events) {
        const store = yield* PlanStore
        const tenant = bench.tenant()
        yield* store.insert(tenant, plan(), events)
        yield* same("the events", yield* store.events(tenant, plan().id), events)
      }),
    ),
  ),
  clause(
    "round trip",
    "what was handed in to be written can be changed afterwards without changing the store",
    Effect.fnUntraced(function* (bench) {
      const store = yield* PlanStore
      const tenant = bench.tenant()
      const tasks = [...plan().tasks]
      const events = [event(1)]
      yield* store.insert(tenant, { ...plan(), tasks }, events)
      tasks.pop()
      events.push(event(2))
      const found = Option.getOrThrow(yield* store.find(tenant, plan().id))
      yield* same("the plan, as text", writtenPlan(found.record), writtenPlan(plan()))
      const kept = yield* store.events(tenant, plan().id)
      yield* same("its events, as text", writtenEvents(kept), writtenEvents([event(1)]))
    }),
  ),
  clause(
    "round trip",
    "what was read is the reader's: later writes don't change it, and changing it changes nothing in the store",
    Effect.fnUntraced(function* (bench) {
      const store = yield* PlanStore
      const tenant = bench.tenant()
      const read = Effect.gen(function* () {
        const { record } = Option.getOrThrow(yield* store.find(tenant, plan().id))
        return { record, events: yield* store.events(tenant, plan().id) }
      })
      yield* store.insert(tenant, plan(), [event(1)])
      const first = yield* read
      yield* store.update(tenant, changed(plan(), 1), 1, [event(2)])
      yield* same("the plan read first, as text", writtenPlan(first.record), writtenPlan(plan()))
      yield* same("the events read first, as text", writtenEvents(first.events), writtenEvents([event(1)]))
      const second = yield* read
      Reflect.set(second.record, "patient", "somebody else")
      Reflect.set(second.record.tasks, "length", 0)
      Reflect.set(second.events, "length", 0)
      const third = yield* read
      yield* same("the plan, as text", writtenPlan(third.record), writtenPlan(changed(plan(), 1)))
      yield* same("its events, as text", writtenEvents(third.events), writtenEvents([event(1), event(2)]))
    }),
  ),
]

/** That a refused write left the plan inserted with the first event as it was. */
const untouched = Effect.fnUntraced(function* (tenant: TenantId) {
  const store = yield* PlanStore
  yield* same("the plan", yield* store.find(tenant, plan().id), at(1, plan()))
  yield* same("its events", yield* store.events(tenant, plan().id), [event(1)])
})

const versions: ReadonlyArray<Term<PlanStore>> = [
  clause(
    "versions",
    "an update that was decided on an older version is refused, and loses nothing",
    Effect.fnUntraced(function* (bench) {
      const store = yield* PlanStore
      const tenant = bench.tenant()
      const { id } = plan()
      yield* store.insert(tenant, plan(), [event(1)])
      yield* store.update(tenant, changed(plan(), 1), 1, [event(2)])
      yield* refused("the update", store.update(tenant, changed(plan(), 2), 1, [event(3)]), {
        _tag: "VersionConflict",
        record: id,
        expected: 1,
        actual: 2,
      })
      yield* same("the plan", yield* store.find(tenant, id), at(2, changed(plan(), 1)))
      yield* same("its events", yield* store.events(tenant, id), [event(1), event(2)])
    }),
  ),
  clause(
    "versions",
    "an update that expects a version nobody wrote is refused",
    Effect.fnUntraced(function* (bench) {
      const store = yield* PlanStore
      const tenant = bench.tenant()
      yield* store.insert(tenant, plan(), [event(1)])
      yield* refused("the update", store.update(tenant, changed(plan(), 1), 2, [event(2)]), {
        _tag: "VersionConflict",
        record: plan().id,
        expected: 2,
        actual: 1,
      })
      yield* untouched(tenant)
    }),
  ),
  clause(
    "versions",
    "of updates at the same time on one version one is written, with its events",
    Effect.fnUntraced(function* (bench) {
      const store = yield* PlanStore
      const tenant = bench.tenant()
      yield* store.insert(tenant, plan(), [])
      const updates = [1, 2, 3, 4, 5].map((n) => store.update(tenant, changed(plan(), n), 1, [event(n)]))
      yield* same("what came of them", yield* outcomes(updates), [
        ...updates.slice(1).map(() => "VersionConflict"),
        "written",
      ])
      const found = Option.getOrThrow(yield* store.find(tenant, plan().id))
      const winner = [1, 2, 3, 4, 5].find((n) => found.record.policy.version === `changed ${n}`) ?? 0
      yield* same("the version", found.version, 2)
      yield* same("the events", yield* store.events(tenant, plan().id), [event(winner)])
    }),
  ),
  clause(
    "versions",
    "of insertions at the same time of one plan one is written, with its events",
    Effect.fnUntraced(function* (bench) {
      const store = yield* PlanStore
      const tenant = bench.tenant()
      const insertions = [1, 2, 3, 4, 5].map((n) => store.insert(tenant, changed(plan(), n), [event(n)]))
      yield* same("what came of them", yield* outcomes(insertions), [
        ...insertions.slice(1).map(() => "AlreadyExists"),
        "written",
      ])
      const found = Option.getOrThrow(yield* store.find(tenant, plan().id))
      const winner = [1, 2, 3, 4, 5].find((n) => found.record.policy.version === `changed ${n}`) ?? 0
      yield* same("the events", yield* store.events(tenant, plan().id), [event(winner)])
    }),
  ),
]

const failures: ReadonlyArray<Term<PlanStore>> = [
  clause(
    "failures",
    "a plan that is there already can't be inserted, and stays as it is",
    Effect.fnUntraced(function* (bench) {
      const store = yield* PlanStore
      const tenant = bench.tenant()
      yield* store.insert(tenant, plan(), [event(1)])
      const again = store.insert(tenant, changed(plan(), 1), [event(2)])
      yield* refused("the second insertion", again, { _tag: "AlreadyExists", record: plan().id })
      yield* untouched(tenant)
    }),
  ),
  clause(
    "failures",
    "a plan that isn't there can't be updated, and nothing of it is left behind",
    Effect.fnUntraced(function* (bench) {
      const store = yield* PlanStore
      const tenant = bench.tenant()
      const update = store.update(tenant, plan(), 1, [event(1)])
      yield* refused("the update", update, { _tag: "NotFound", record: plan().id })
      yield* same("the plan", yield* store.find(tenant, plan().id), none)
      yield* same("its events", yield* store.events(tenant, plan().id), [])
    }),
  ),
]

const paging: ReadonlyArray<Term<PlanStore>> = [
  clause(
    "order and paging",
    "plans are listed by id, in the order of code units whatever the locale, at their newest version",
    Effect.fnUntraced(function* (bench) {
      const store = yield* PlanStore
      const tenant = bench.tenant()
      yield* insertShuffled(tenant)
      yield* store.update(tenant, changed(plan("b"), 1), 1, [])
      const { next, records } = yield* store.list(tenant, { limit: 100 })
      const ids = records.map(({ record }) => record.id)
      yield* same("the ids", ids, sortedIds)
      yield* same("the last one", records.at(-1), { record: changed(plan("b"), 1), version: 2 })
      yield* same("the next page", next, Option.none())
    }),
  ),
  clause(
    "order and paging",
    "pages hold at most as many plans as asked for, and together every plan once",
    Effect.fnUntraced(function* (bench) {
      const tenant = bench.tenant()
      yield* insertShuffled(tenant)
      for (const limit of [1, 2, 5, sortedIds.length - 1, sortedIds.length, sortedIds.length + 1]) {
        const all = yield* pages(tenant, limit)
        yield* same(`the plans in pages of ${limit}`, all.flat(), sortedIds)
        yield* same(
          `a page above ${limit}`,
          all.find((page) => page.length > limit),
          undefined,
        )
        yield* same(
          `a page without a plan, of ${limit}`,
          all.find((page) => page.length === 0),
          undefined,
        )
      }
    }),
  ),
  clause(
    "order and paging",
    "plans inserted while somebody turns the pages move none that was there",
    Effect.fnUntraced(function* (bench) {
      const store = yield* PlanStore
      const tenant = bench.tenant()
      for (const id of ["b", "d", "f", "h"]) yield* store.insert(tenant, plan(id), [])
      const first = yield* store.list(tenant, { limit: 2 })
      for (const id of ["a", "c", "e"]) yield* store.insert(tenant, plan(id), [])
      const second = yield* store.list(tenant, { limit: 10, after: Option.getOrThrow(first.next) })
      const ids = [...first.records, ...second.records].map(({ record }) => record.id)
      yield* same(
        "the plans",
        ids,
        ["b", "d", "e", "f", "h"].map((id) => PlanId.make(id)),
      )
    }),
  ),
  clause(
    "order and paging",
    "a page may begin behind an id that isn't there",
    Effect.fnUntraced(function* (bench) {
      const store = yield* PlanStore
      const tenant = bench.tenant()
      for (const id of ["b", "d"]) yield* store.insert(tenant, plan(id), [])
      const behind = Effect.fnUntraced(function* (after: string) {
        const { records } = yield* store.list(tenant, { limit: 10, after: PlanId.make(after) })
        return records.map(({ record }) => record.id)
      })
      yield* same("behind a", yield* behind("a"), [plan("b").id, plan("d").id])
      yield* same("behind c", yield* behind("c"), [plan("d").id])
      yield* same("behind e", yield* behind("e"), [])
    }),
  ),
]

const tenants: ReadonlyArray<Term<PlanStore>> = [
  clause(
    "tenants",
    "tenants neither see nor change each other's plans",
    Effect.fnUntraced(function* (bench) {
      const store = yield* PlanStore
      const [ours, theirs] = [bench.tenant(), bench.tenant()]
      const { id } = plan()
      yield* store.insert(ours, plan(), [event(1)])
      yield* same("their plan", yield* store.find(theirs, id), none)
      yield* same("their events", yield* store.events(theirs, id), [])
      const { records } = yield* store.list(theirs, { limit: 10 })
      yield* same("their plans", records, [])
      yield* refused("their update", store.update(theirs, changed(plan(), 1), 1, [event(2)]), {
        _tag: "NotFound",
        record: id,
      })
      yield* store.insert(theirs, changed(plan(), 2), [event(3)])
      yield* store.update(theirs, changed(plan(), 3), 1, [event(4)])
      yield* untouched(ours)
      yield* same("their plan at last", yield* store.find(theirs, id), at(2, changed(plan(), 3)))
      yield* same("their events at last", yield* store.events(theirs, id), [event(3), event(4)])
    }),
  ),
  clause(
    "tenants",
    "a tenant and a plan's id never run together",
    Effect.fnUntraced(function* (bench) {
      const store = yield* PlanStore
      for (const [one, other] of runTogether(bench.tenant())) {
        yield* store.insert(one.tenant, plan(one.id), [])
        yield* same("the other plan", yield* store.find(other.tenant, plan(other.id).id), none)
        yield* store.insert(other.tenant, plan(other.id), [])
      }
    }),
  ),
]

/** The clauses, before options are applied to them. */
export const terms: ReadonlyArray<Term<PlanStore>> = [
  ...basics,
  ...roundTrips,
  ...versions,
  ...failures,
  ...paging,
  ...tenants,
]

/** The contract of a `PlanStore`. */
export const contract = (options: Options = {}): ReadonlyArray<Clause<PlanStore>> => make(terms, options)
