/**
 * What every store of discharges must do.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Discharge } from "../followup/Discharge.ts"
import { DischargeId, PatientId, PersonId } from "../foundation/Id.ts"
import { PhoneNumber } from "../foundation/PhoneNumber.ts"
import { DischargeStore } from "../ports/DischargeStore.ts"
import { type Clause, clause, make, type Options, same, type Term } from "./Contract.ts"
import * as FollowUpArbitraries from "./FollowUpArbitraries.ts"
import { discharge, runTogether, writtenDischarge } from "./StoreSamples.ts"

const none: Option.Option<Discharge> = Option.none()
const corrected = (discharge: Discharge): Discharge => ({ ...discharge, department: "corrected" })

const [hers, others] = [PhoneNumber.make("+8613800000001"), PhoneNumber.make("+8613800000002")]

/** One with persons of these numbers, so many days after the sample; without any, nobody of it has one. */
const reachedBy = (id: string, days: number, ...numbers: ReadonlyArray<PhoneNumber>): Discharge => {
  const whole = discharge(id)
  const [{ phone: _, ...person }] = whole.persons
  const [first = person, ...rest] = numbers.map((phone, n) => ({
    ...person,
    id: PersonId.make(`person-${n}`),
    phone,
  }))
  return {
    ...whole,
    patient: PatientId.make(`patient-of-${id}`),
    dischargedAt: DateTime.add(whole.dischargedAt, { days }),
    persons: [first, ...rest],
  }
}

/** The clauses, before options are applied to them. */
export const terms: ReadonlyArray<Term<DischargeStore>> = [
  clause(
    "basics",
    "a discharge that was never written isn't found",
    Effect.fnUntraced(function* (bench) {
      const store = yield* DischargeStore
      const tenant = bench.tenant()
      for (const id of ["discharge", "constructor"].map((name) => DischargeId.make(name)))
        yield* same("the discharge", yield* store.find(tenant, id), none)
    }),
  ),
  clause(
    "basics",
    "a discharge written again takes the place of the first",
    Effect.fnUntraced(function* (bench) {
      const store = yield* DischargeStore
      const tenant = bench.tenant()
      const { id } = discharge()
      yield* store.put(tenant, discharge())
      yield* same("the discharge", yield* store.find(tenant, id), Option.some(discharge()))
      yield* store.put(tenant, discharge("another"))
      yield* store.put(tenant, corrected(discharge()))
      yield* same("the discharge later", yield* store.find(tenant, id), Option.some(corrected(discharge())))
    }),
  ),
  clause(
    "basics",
    "a patient's discharges are found together, the earliest first",
    Effect.fnUntraced(function* (bench) {
      const store = yield* DischargeStore
      const tenant = bench.tenant()
      const { dischargedAt, patient } = discharge()
      const stays = [
        { ...discharge("third"), dischargedAt: DateTime.add(dischargedAt, { days: 2 }) },
        { ...discharge("second-b"), dischargedAt: DateTime.add(dischargedAt, { days: 1 }) },
        { ...discharge("first") },
        { ...discharge("second-a"), dischargedAt: DateTime.add(dischargedAt, { days: 1 }) },
      ]
      yield* same("nobody's", yield* store.ofPatient(tenant, patient), [])
      for (const stay of stays) yield* store.put(tenant, stay)
      yield* store.put(tenant, { ...discharge("other"), patient: PatientId.make("another-patient") })
      const ids = (yield* store.ofPatient(tenant, patient)).map(({ id }) => String(id))
      yield* same("the discharges", ids, ["first", "second-a", "second-b", "third"])
    }),
  ),
  clause(
    "basics",
    "a discharge that turns out another patient's is found with that one alone",
    Effect.fnUntraced(function* (bench) {
      const store = yield* DischargeStore
      const tenant = bench.tenant()
      const { patient } = discharge()
      const right = PatientId.make("the-right-patient")
      yield* store.put(tenant, discharge())
      yield* store.put(tenant, { ...discharge(), patient: right })
      yield* same("the former patient's", yield* store.ofPatient(tenant, patient), [])
      const found = yield* store.ofPatient(tenant, right)
      yield* same("the right patient's", found, [{ ...discharge(), patient: right }])
    }),
  ),
  clause(
    "look-up",
    "discharges with a number come the newest first, of one instant by id in code units, as many as asked for",
    Effect.fnUntraced(function* (bench) {
      const store = yield* DischargeStore
      const tenant = bench.tenant()
      const found = (limit: number) => store.ofPhone(tenant, { phone: hers, limit })
      yield* same("nobody's", yield* found(9), [])
      const oldest = reachedBy("b", 0, others, hers)
      const [upper, lower] = [reachedBy("B", 1, hers), reachedBy("a", 1, hers, hers)]
      for (const one of [oldest, lower, upper, reachedBy("c", 2, others), reachedBy("d", 3)])
        yield* store.put(tenant, one)
      yield* same("all", yield* found(9), [upper, lower, oldest])
      yield* same("two", yield* found(2), [upper, lower])
    }),
  ),
  clause(
    "look-up",
    "a number is found in the discharges that have it now, also where a later one has another",
    Effect.fnUntraced(function* (bench) {
      const store = yield* DischargeStore
      const tenant = bench.tenant()
      const ids = (phone: PhoneNumber) =>
        Effect.map(store.ofPhone(tenant, { phone, limit: 9 }), (found) => found.map(({ id }) => String(id)))
      const { patient } = discharge()
      const put = (...one: Parameters<typeof reachedBy>) =>
        store.put(tenant, { ...reachedBy(...one), patient })
      yield* put("first", 0, hers)
      yield* put("second", 1, others)
      yield* same("the former number's", yield* ids(hers), ["first"])
      yield* same("the later number's", yield* ids(others), ["second"])
      yield* put("first", 0, others)
      yield* same("the corrected number's", yield* ids(hers), [])
      yield* same("the right number's", yield* ids(others), ["second", "first"])
      yield* put("second", 1)
      yield* same("what is left", yield* ids(others), ["first"])
    }),
  ),
  clause(
    "look-up",
    "discharges with a record number come the newest first, of one instant by id, as many as asked for, and as it is now",
    Effect.fnUntraced(function* (bench) {
      const store = yield* DischargeStore
      const tenant = bench.tenant()
      const [hers, others] = ["ZY0012", "zy0012"]
      const ids = (recordNumber: string, limit = 9) =>
        Effect.map(store.ofRecordNumber(tenant, { recordNumber, limit }), (found) =>
          found.map(({ id }) => String(id)),
        )
      yield* same("nobody's", yield* ids(hers), [])
      const put = (id: string, days: number, recordNumber?: string) =>
        store.put(tenant, {
          ...reachedBy(id, days),
          ...(recordNumber === undefined ? {} : { recordNumber }),
        })
      yield* put("b", 0, hers)
      yield* put("a", 1, hers)
      yield* put("B", 1, hers)
      yield* put("c", 2, others)
      yield* put("d", 3)
      yield* same("all", yield* ids(hers), ["B", "a", "b"])
      yield* same("two", yield* ids(hers, 2), ["B", "a"])
      yield* put("B", 1, others)
      yield* put("a", 1)
      yield* same("what is left", yield* ids(hers), ["b"])
      yield* same("the others'", yield* ids(others), ["c", "B"])
    }),
  ),
  clause("round trip", "any discharge comes back equal", (bench) =>
    bench.forAll(
      FollowUpArbitraries.discharge(),
      Effect.fnUntraced(function* (discharge) {
        const store = yield* DischargeStore
        const tenant = bench.tenant()
        yield* store.put(tenant, discharge)
        yield* same("the discharge", yield* store.find(tenant, discharge.id), Option.some(discharge))
        for (const { phone } of discharge.persons)
          if (phone !== undefined)
            yield* same("by a number", yield* store.ofPhone(tenant, { phone, limit: 1 }), [discharge])
        const { recordNumber } = discharge
        if (recordNumber !== undefined) {
          const found = yield* store.ofRecordNumber(tenant, { recordNumber, limit: 1 })
          yield* same("by its record number", found, [discharge])
        }
      }),
    ),
  ),
  clause(
    "round trip",
    "a discharge handed in or read can be changed without changing the store",
    Effect.fnUntraced(function* (bench) {
      const store = yield* DischargeStore
      const tenant = bench.tenant()
      const read = Effect.map(store.find(tenant, discharge().id), Option.getOrThrow)
      const [diagnosis] = discharge().diagnoses
      const diagnoses: [typeof diagnosis, ...Array<typeof diagnosis>] = [diagnosis]
      yield* store.put(tenant, { ...discharge(), diagnoses })
      diagnoses.push(diagnosis)
      const first = yield* read
      yield* same("the discharge, as text", writtenDischarge(first), writtenDischarge(discharge()))
      Reflect.set(first, "name", "changed by a reader")
      Reflect.set(first.persons, "length", 0)
      const second = yield* read
      yield* same("the discharge later, as text", writtenDischarge(second), writtenDischarge(discharge()))
    }),
  ),
  clause(
    "tenants",
    "tenants neither see nor change each other's discharges",
    Effect.fnUntraced(function* (bench) {
      const store = yield* DischargeStore
      const [ours, theirs] = [bench.tenant(), bench.tenant()]
      const { id } = discharge()
      yield* store.put(ours, discharge())
      yield* same("theirs", yield* store.find(theirs, id), none)
      yield* same("their patient's", yield* store.ofPatient(theirs, discharge().patient), [])
      const recordNumber = "ZY0012"
      yield* store.put(ours, { ...reachedBy("by-phone", 0, hers), recordNumber })
      yield* same("their record's", yield* store.ofRecordNumber(theirs, { recordNumber, limit: 9 }), [])
      yield* same("their caller's", yield* store.ofPhone(theirs, { phone: hers, limit: 9 }), [])
      yield* store.put(theirs, corrected(discharge()))
      yield* same("ours", yield* store.find(ours, id), Option.some(discharge()))
      yield* same("theirs later", yield* store.find(theirs, id), Option.some(corrected(discharge())))
    }),
  ),
  clause(
    "tenants",
    "a tenant and a discharge's id never run together",
    Effect.fnUntraced(function* (bench) {
      const store = yield* DischargeStore
      for (const [one, other] of runTogether(bench.tenant())) {
        yield* store.put(one.tenant, discharge(one.id))
        const found = yield* store.find(other.tenant, discharge(other.id).id)
        yield* same("the other discharge", found, none)
        yield* store.put(other.tenant, discharge(other.id))
      }
    }),
  ),
]

/** The contract of a `DischargeStore`. */
export const contract = (options: Options = {}): ReadonlyArray<Clause<DischargeStore>> => make(terms, options)
