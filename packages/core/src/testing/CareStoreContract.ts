/**
 * What every store of care must do.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as fc from "fast-check"
import * as CareEnrolment from "../care/CareEnrolment.ts"
import * as CareMessage from "../care/CareMessage.ts"
import * as Regimen from "../care/Regimen.ts"
import {
  CareMessageId,
  EnrolmentId,
  EventId,
  PatientId,
  PersonId,
  RegimenId,
  StaffId,
  type TenantId,
} from "../foundation/Id.ts"
import { type CareRecords, CareStore, type KeptCareMessage, type KeptEnrolment } from "../ports/CareStore.ts"
import * as CareArbitraries from "./CareArbitraries.ts"
import { type Clause, clause, make, type Options, refused, same, type Term } from "./Contract.ts"
import * as MedicationArbitraries from "./MedicationArbitraries.ts"
import { careMessage, enrolment, minute, regimen, runTogether } from "./StoreSamples.ts"

/** Records of one kind, and how a clause makes and tells them. */
interface Kind<A, E, Key extends string> {
  readonly one: string
  readonly many: string
  readonly of: (store: CareStore["Service"]) => CareRecords<A, E, Key>
  readonly id: (text: string) => Key
  readonly idOf: (record: A) => Key
  readonly sample: (id?: string, person?: string, patient?: string) => A
  readonly addressee: (record: A) => PersonId
  readonly patient: (record: A) => PatientId | undefined
  readonly isOpen: (record: A) => boolean
  /** An event that is told from others by its number, and what ends a record. */
  readonly note: (n: number) => E
  readonly end: (n: number) => E
  readonly after: (record: A, ...events: ReadonlyArray<E>) => A
  readonly any: fc.Arbitrary<A>
  readonly anyEvent: fc.Arbitrary<E>
}

const clausesOf = <A, E, Key extends string>({
  addressee,
  after,
  any,
  anyEvent,
  end,
  id: idFrom,
  idOf,
  isOpen,
  many,
  note,
  of,
  one,
  patient: patientOf,
  sample,
}: Kind<A, E, Key>): ReadonlyArray<Term<CareStore>> => {
  const records = Effect.map(CareStore, of)
  const id = idOf(sample())

  const idsOf = (tenant: TenantId, of: "open" | "all", behind?: string) =>
    Effect.flatMap(records, (store) =>
      Effect.map(
        store.list(tenant, {
          of,
          limit: 100,
          ...(behind === undefined ? {} : { after: idFrom(behind) }),
        }),
        ({ records }) => records.map(({ record }) => String(idOf(record))),
      ),
    )

  return [
    clause(
      "basics",
      `${one} is found as it was inserted, at version 1, and one that nobody wrote isn't`,
      Effect.fnUntraced(function* (bench) {
        const store = yield* records
        const tenant = bench.tenant()
        yield* store.insert(tenant, sample(), [note(1)])
        const found = yield* store.find(tenant, id)
        yield* same("the record", found, Option.some({ record: sample(), version: 1 }))
        const nobodys = idFrom("constructor")
        yield* same("no record", yield* store.find(tenant, nobodys), Option.none())
        yield* same("its events", yield* store.events(tenant, nobodys), [])
      }),
    ),
    clause(
      "basics",
      `an update takes the place of ${one}, one version further, and adds its events behind those before`,
      Effect.fnUntraced(function* (bench) {
        const store = yield* records
        const tenant = bench.tenant()
        yield* store.insert(tenant, sample(), [note(3), note(1)])
        yield* store.update(tenant, sample(), 1, [])
        const next = after(sample(), end(1))
        yield* store.update(tenant, next, 2, [note(2), end(1)])
        yield* same("the record", yield* store.find(tenant, id), Option.some({ record: next, version: 3 }))
        yield* same("its events", yield* store.events(tenant, id), [note(3), note(1), note(2), end(1)])
      }),
    ),
    clause(
      "basics",
      `${many} of a person are those that address them, by id: all of them or those that are open`,
      Effect.fnUntraced(function* (bench) {
        const store = yield* records
        const tenant = bench.tenant()
        const ended = after(sample("B"), end(1))
        for (const record of [sample("b"), sample("c", "another"), ended])
          yield* store.insert(tenant, record, [])
        const person = PersonId.make("person")
        const found = yield* store.ofPerson(tenant, person, "all")
        const open = { record: sample("b"), version: 1 }
        yield* same("the records", found, [{ record: ended, version: 1 }, open])
        yield* same("the open ones", yield* store.ofPerson(tenant, person, "open"), [open])
        yield* same("nobody's", yield* store.ofPerson(tenant, PersonId.make("nobody"), "all"), [])
      }),
    ),
    clause(
      "basics",
      `${many} about a patient are theirs, by id, whoever is written to: all of them or those that are open`,
      Effect.fnUntraced(function* (bench) {
        const store = yield* records
        const tenant = bench.tenant()
        const ended = after(sample("B", "mother", "her"), end(1))
        const all = [
          sample("b", "her", "her"),
          ended,
          sample("c", "mother", "him"),
          sample("d", "her", "other"),
        ]
        for (const record of all) yield* store.insert(tenant, record, [])
        const patient = PatientId.make("her")
        const found = yield* store.ofPatient(tenant, patient, "all")
        const open = { record: sample("b", "her", "her"), version: 1 }
        yield* same("the records", found, [{ record: ended, version: 1 }, open])
        yield* same("the open ones", yield* store.ofPatient(tenant, patient, "open"), [open])
        yield* same("about nobody", yield* store.ofPatient(tenant, PatientId.make("mother"), "all"), [])
      }),
    ),
    clause(
      "order and paging",
      `${many} are listed by id in code units, all of them or those that are open`,
      Effect.fnUntraced(function* (bench) {
        const store = yield* records
        const tenant = bench.tenant()
        for (const name of ["b", "a", "B", "c"]) yield* store.insert(tenant, sample(name), [])
        yield* store.update(tenant, after(sample("a"), end(1)), 1, [end(1)])
        yield* same("all", yield* idsOf(tenant, "all"), ["B", "a", "b", "c"])
        yield* same("the open ones", yield* idsOf(tenant, "open"), ["B", "b", "c"])
        yield* same("behind one that isn't there", yield* idsOf(tenant, "open", "aa"), ["b", "c"])
      }),
    ),
    clause(
      "order and paging",
      `pages of ${many} hold at most as many as asked for, and together every one once`,
      Effect.fnUntraced(function* (bench) {
        const store = yield* records
        const tenant = bench.tenant()
        const ids = Array.from({ length: 7 }, (_, i) => `i${i}`)
        for (const name of ids) yield* store.insert(tenant, sample(name), [])
        const seen: Array<string> = []
        let behind: Key | undefined
        for (let pages = 0; pages < 9; pages++) {
          const page = yield* store.list(tenant, {
            of: "open",
            limit: 3,
            ...(behind === undefined ? {} : { after: behind }),
          })
          yield* same("no more than asked for", page.records.length <= 3, true)
          seen.push(...page.records.map(({ record }) => String(idOf(record))))
          behind = Option.getOrUndefined(page.next)
          if (behind === undefined) break
        }
        yield* same("all pages", seen, ids)
      }),
    ),
    clause("round trip", `${one} and its events come back equal, whatever they are`, (bench) =>
      bench.forAll(
        fc.tuple(any, fc.array(anyEvent, { maxLength: 4 })),
        Effect.fnUntraced(function* ([record, events]) {
          const store = yield* records
          const tenant = bench.tenant()
          yield* store.insert(tenant, record, events)
          const first = { record, version: 1 }
          yield* same("the record", yield* store.find(tenant, idOf(record)), Option.some(first))
          yield* same("its events", yield* store.events(tenant, idOf(record)), events)
          yield* same("of its person", yield* store.ofPerson(tenant, addressee(record), "all"), [first])
          const patient = patientOf(record)
          if (patient !== undefined)
            yield* same("of its patient", yield* store.ofPatient(tenant, patient, "all"), [first])
          yield* same("whether it is open", (yield* idsOf(tenant, "open")).length, isOpen(record) ? 1 : 0)
        }),
      ),
    ),
    clause(
      "versions",
      `an update of ${one} that was decided on another version is refused, and loses nothing`,
      Effect.fnUntraced(function* (bench) {
        const store = yield* records
        const tenant = bench.tenant()
        const next = after(sample(), end(1))
        yield* store.insert(tenant, sample(), [note(1)])
        yield* store.update(tenant, next, 1, [note(2)])
        for (const expected of [1, 3])
          yield* refused("the update", store.update(tenant, sample(), expected, [note(3)]), {
            _tag: "VersionConflict",
            record: id,
            expected,
            actual: 2,
          })
        yield* same("the record", yield* store.find(tenant, id), Option.some({ record: next, version: 2 }))
        yield* same("its events", yield* store.events(tenant, id), [note(1), note(2)])
      }),
    ),
    clause(
      "versions",
      `of updates of ${one} at the same time on one version one is written, with its events`,
      Effect.fnUntraced(function* (bench) {
        const store = yield* records
        const tenant = bench.tenant()
        yield* store.insert(tenant, sample(), [])
        const updates = [1, 2, 3, 4].map((n) =>
          Effect.exit(store.update(tenant, after(sample(), end(n)), 1, [end(n)])),
        )
        yield* Effect.all(updates, { concurrency: "unbounded" })
        const events = yield* store.events(tenant, id)
        yield* same("how many events", events.length, 1)
        const written = Option.some({ record: after(sample(), ...events), version: 2 })
        yield* same("what its events make of it", yield* store.find(tenant, id), written)
      }),
    ),
    clause(
      "failures",
      `${one} that is there already can't be inserted, and one that isn't can't be updated`,
      Effect.fnUntraced(function* (bench) {
        const store = yield* records
        const tenant = bench.tenant()
        yield* refused("the update", store.update(tenant, sample(), 1, [note(1)]), {
          _tag: "NotFound",
          record: id,
        })
        yield* same("its events", yield* store.events(tenant, id), [])
        yield* store.insert(tenant, sample(), [note(1)])
        const again = store.insert(tenant, after(sample(), end(1)), [note(2)])
        yield* refused("the insertion", again, { _tag: "AlreadyExists", record: id })
        const found = yield* store.find(tenant, id)
        yield* same("the record", found, Option.some({ record: sample(), version: 1 }))
        yield* same("its events later", yield* store.events(tenant, id), [note(1)])
      }),
    ),
    clause(
      "tenants",
      `tenants neither see nor change each other's ${many}, however their ids run together`,
      Effect.fnUntraced(function* (bench) {
        const store = yield* records
        const [ours, theirs] = [bench.tenant(), bench.tenant()]
        const patient = PatientId.make("her")
        const record = sample("record", "person", patient)
        yield* store.insert(ours, record, [note(1)])
        yield* same("theirs", yield* store.find(theirs, idOf(record)), Option.none())
        yield* same("their events", yield* store.events(theirs, idOf(record)), [])
        yield* same("their list", yield* idsOf(theirs, "all"), [])
        yield* same("their person's", yield* store.ofPerson(theirs, addressee(record), "all"), [])
        yield* same("their patient's", yield* store.ofPatient(theirs, patient, "all"), [])
        yield* store.insert(theirs, sample("record"), [])
        yield* store.update(theirs, after(sample("record"), end(1)), 1, [note(2)])
        const found = yield* store.find(ours, idOf(record))
        yield* same("ours", found, Option.some({ record, version: 1 }))
        yield* same("our events", yield* store.events(ours, idOf(record)), [note(1)])
        for (const [one, other] of runTogether(bench.tenant())) {
          yield* store.insert(one.tenant, sample(one.id, one.id, one.id), [])
          yield* same("the other's", yield* store.find(other.tenant, idFrom(other.id)), Option.none())
          const persons = yield* store.ofPerson(other.tenant, PersonId.make(other.id), "all")
          yield* same("the other person's", persons, [])
          const patients = yield* store.ofPatient(other.tenant, PatientId.make(other.id), "all")
          yield* same("the other patient's", patients, [])
        }
      }),
    ),
  ]
}

const enrolments: Kind<KeptEnrolment, CareEnrolment.EnrolmentEvent, EnrolmentId> = {
  one: "an enrolment",
  many: "enrolments",
  of: ({ enrolments }) => enrolments,
  id: (text) => EnrolmentId.make(text),
  idOf: ({ enrolment }) => enrolment.id,
  sample: enrolment,
  addressee: ({ enrolment }) => enrolment.person,
  patient: ({ enrolment }) => enrolment.patient,
  isOpen: ({ enrolment }) => enrolment.state._tag === "Active",
  note: (n) => ({ _tag: "AnchorsChanged", anchors: { dates: { [`day ${n}`]: "2026-12-01" as never } } }),
  end: (n) => ({ _tag: "EnrolmentLeft", reason: "asked", at: minute(n) }),
  after: (kept, ...events) => ({ ...kept, enrolment: CareEnrolment.replay(kept.enrolment, events) }),
  any: CareArbitraries.keptEnrolment(),
  anyEvent: CareArbitraries.enrolmentEvent(),
}

const stamp = (id: string, n: number) => ({
  id: EventId.make(`${id}-${n}`),
  at: minute(n),
  by: { _tag: "Staff", staff: StaffId.make("nurse") } as const,
})

const regimens: Kind<Regimen.Regimen, Regimen.RegimenEvent, RegimenId> = {
  one: "a regimen",
  many: "regimens",
  of: ({ regimens }) => regimens,
  id: (text) => RegimenId.make(text),
  idOf: ({ id }) => id,
  sample: regimen,
  addressee: ({ addressee }) => addressee,
  patient: ({ patient }) => patient,
  isOpen: ({ end }) => end === undefined,
  note: (n) => ({ _tag: "NamingAgreed", ...stamp("note", n), channels: ["sms"] }),
  end: (n) => ({ _tag: "Ended", ...stamp("end", n), end: "stopped" }),
  after: (regimen, ...events) => Regimen.replay(regimen, events),
  any: MedicationArbitraries.regimenLife().map(MedicationArbitraries.ended),
  anyEvent: MedicationArbitraries.regimenLife().chain(({ steps }) =>
    fc.constantFrom(...steps.map(({ event }) => event)),
  ),
}

const messages: Kind<KeptCareMessage, CareMessage.CareMessageEvent, CareMessageId> = {
  one: "a care message",
  many: "care messages",
  of: ({ messages }) => messages,
  id: (text) => CareMessageId.make(text),
  idOf: ({ message }) => message.id,
  sample: careMessage,
  addressee: ({ message }) => message.addressee,
  patient: ({ message }) => message.patient,
  isOpen: ({ message }) => message.state._tag !== "Ended",
  note: (number) => ({ _tag: "SendDelivered", number, delivery: { _tag: "Unknown" } }),
  end: (n) => ({ _tag: "CareMessageEnded", conclusion: "notNeeded", rules: [], at: minute(n) }),
  after: (kept, ...events) => ({ ...kept, message: CareMessage.replay(kept.message, events) }),
  any: CareArbitraries.keptCareMessage(),
  anyEvent: CareArbitraries.careMessageEvent(),
}

/** The clauses, before options are applied to them. */
export const terms: ReadonlyArray<Term<CareStore>> = [
  ...clausesOf(enrolments),
  ...clausesOf(regimens),
  ...clausesOf(messages),
]

/** The contract of a `CareStore`. */
export const contract = (options: Options = {}): ReadonlyArray<Clause<CareStore>> => make(terms, options)
