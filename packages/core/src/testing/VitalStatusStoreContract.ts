/**
 * What every store of whether patients live must do.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { VitalStatus } from "../contact/VitalStatus.ts"
import { PatientId } from "../foundation/Id.ts"
import { VitalStatusStore } from "../ports/VitalStatusStore.ts"
import { type Clause, clause, make, type Options, same, type Term } from "./Contract.ts"
import * as FollowUpArbitraries from "./FollowUpArbitraries.ts"
import { minute, runTogether, told } from "./StoreSamples.ts"

const patient = PatientId.make("patient")

/** Told so many minutes after ten: it was a mistake. */
const alive = (n: number): VitalStatus => ({ ...told(n), status: "alive" })

const written = (all: ReadonlyArray<VitalStatus>): string =>
  JSON.stringify(all.map((one) => Schema.encodeSync(VitalStatus)(one)))

/** The clauses, before options are applied to them. */
export const terms: ReadonlyArray<Term<VitalStatusStore>> = [
  clause(
    "basics",
    "of a patient of whom nothing was told nothing is known",
    Effect.fnUntraced(function* (bench) {
      const store = yield* VitalStatusStore
      const tenant = bench.tenant()
      for (const id of ["patient", "constructor"].map((name) => PatientId.make(name)))
        yield* same("what was told", yield* store.of(tenant, id), [])
    }),
  ),
  clause(
    "basics",
    "what was told of a patient comes back in the order it was written, whenever it was told, and nobody else's",
    Effect.fnUntraced(function* (bench) {
      const store = yield* VitalStatusStore
      const tenant = bench.tenant()
      const all = [told(3), alive(1), told(2), told(2), alive(2)]
      for (const one of all) {
        yield* store.add(tenant, one)
        yield* store.add(tenant, { ...one, patient: PatientId.make("another") })
      }
      yield* same("what was told", yield* store.of(tenant, patient), all)
    }),
  ),
  clause(
    "basics",
    "what several tell at the same time is all kept",
    Effect.fnUntraced(function* (bench) {
      const store = yield* VitalStatusStore
      const tenant = bench.tenant()
      const minutes = [0, 1, 2, 3, 4, 5]
      yield* Effect.forEach(minutes, (n) => store.add(tenant, told(n)), { concurrency: "unbounded" })
      const kept = (yield* store.of(tenant, patient)).map(({ toldAt }) => toldAt.epochMilliseconds)
      yield* same(
        "when it was told, sorted",
        kept.sort((a, b) => a - b),
        minutes.map((n) => minute(n).epochMilliseconds),
      )
    }),
  ),
  clause("round trip", "whatever is told of a patient comes back equal", (bench) =>
    bench.forAll(
      fc.array(FollowUpArbitraries.vitalStatus(), { maxLength: 4 }),
      Effect.fnUntraced(function* (drawn) {
        const store = yield* VitalStatusStore
        const tenant = bench.tenant()
        const all = drawn.map((one) => ({ ...one, patient }))
        for (const one of all) yield* store.add(tenant, one)
        yield* same("what was told", yield* store.of(tenant, patient), all)
      }),
    ),
  ),
  clause(
    "round trip",
    "what was told and is read can be changed without changing the store",
    Effect.fnUntraced(function* (bench) {
      const store = yield* VitalStatusStore
      const tenant = bench.tenant()
      const given = told()
      const before = written([given])
      yield* store.add(tenant, given)
      Reflect.set(given, "status", "alive")
      const first = yield* store.of(tenant, patient)
      yield* same("what was told, as text", written(first), before)
      for (const read of first) Reflect.set(read, "status", "alive")
      Reflect.set(first, "length", 0)
      const second = yield* store.of(tenant, patient)
      yield* same("what was told, read later, as text", written(second), before)
      yield* store.add(tenant, alive(1))
      yield* same("what was read before, as text", written(second), before)
    }),
  ),
  clause(
    "tenants",
    "tenants neither see nor change what others were told",
    Effect.fnUntraced(function* (bench) {
      const store = yield* VitalStatusStore
      const [ours, theirs] = [bench.tenant(), bench.tenant()]
      yield* store.add(ours, told())
      yield* same("theirs", yield* store.of(theirs, patient), [])
      yield* store.add(theirs, alive(1))
      yield* same("ours", yield* store.of(ours, patient), [told()])
    }),
  ),
  clause(
    "tenants",
    "a tenant and a patient's id never run together",
    Effect.fnUntraced(function* (bench) {
      const store = yield* VitalStatusStore
      for (const [one, other] of runTogether(bench.tenant())) {
        yield* store.add(one.tenant, told(0, one.id))
        yield* same("what the other was told", yield* store.of(other.tenant, PatientId.make(other.id)), [])
        yield* store.add(other.tenant, told(0, other.id))
      }
    }),
  ),
]

/** The contract of a `VitalStatusStore`. */
export const contract = (options: Options = {}): ReadonlyArray<Clause<VitalStatusStore>> =>
  make(terms, options)
