/**
 * What every access log must do.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { PatientId, PersonId, RecordId, StaffId, type TenantId } from "../foundation/Id.ts"
import { Role } from "../foundation/Word.ts"
import { AccessLog } from "../ports/AccessLog.ts"
import type { StoreError } from "../ports/StoreError.ts"
import { UnitOfWork } from "../ports/UnitOfWork.ts"
import { beginning, chained, type Head, Link, verify } from "../privacy/AccessChain.ts"
import { Accessed, AccessPurpose, type AccessRecord, Action } from "../privacy/AccessRecord.ts"
import { type Clause, clause, make, type Options, refused, same, type Term } from "./Contract.ts"
import { access, runTogether } from "./StoreSamples.ts"

type Stores = AccessLog | UnitOfWork

const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,30}$/)

/** Any access record. */
const anyRecord: fc.Arbitrary<AccessRecord> = fc
  .record({
    at: fc.integer({ min: 0, max: 4e12 }).map((at) => DateTime.makeUnsafe(at)),
    by: fc.oneof(
      fc
        .tuple(id, fc.constantFrom(...Role.literals))
        .map(([staff, role]) => ({ _tag: "Staff", staff: StaffId.make(staff), role }) as const),
      id.map((person) => ({ _tag: "Person", person: PersonId.make(person) }) as const),
      fc.constant({ _tag: "System" } as const),
    ),
    action: fc.constantFrom(...Action.literals),
    what: fc.record({
      kind: fc.constantFrom(...Accessed.fields.kind.literals),
      id: id.map((text) => RecordId.make(text)),
    }),
    patient: fc.option(
      id.map((text) => PatientId.make(text)),
      { nil: undefined },
    ),
    purpose: fc.constantFrom(...AccessPurpose.literals),
    outcome: fc.constantFrom("allowed" as const, "refused" as const),
    recipient: id.map((text) => RecordId.make(text)),
  })
  .map(({ patient, recipient, ...rest }) => ({
    ...rest,
    ...(patient === undefined ? {} : { patient }),
    ...(rest.action === "disclose" ? { recipient } : {}),
  }))

const all = (tenant: TenantId) =>
  Effect.flatMap(AccessLog, (log) => log.list(tenant, { after: 0, limit: 1_000 }))

/** That the log holds these records in one sound chain, and calls its last one the head. */
const holds = Effect.fnUntraced(function* (tenant: TenantId, records: ReadonlyArray<AccessRecord>) {
  const log = yield* AccessLog
  const links = yield* all(tenant)
  yield* same("the links", links, chained(beginning(tenant), records))
  yield* same("the head", yield* log.head(tenant), headOf(tenant, records))
})

const headOf = (tenant: TenantId, records: ReadonlyArray<AccessRecord>): Head => {
  const last = chained(beginning(tenant), records).at(-1)
  return last === undefined ? beginning(tenant) : { sequence: last.sequence, hash: last.hash }
}

const written = (links: ReadonlyArray<Link>): string =>
  JSON.stringify(links.map((link) => Schema.encodeSync(Link)(link)))

/** Records that no log could read back, each by the one field that is wrong. Not even types see them all come. */
const unfit: ReadonlyArray<readonly [field: string, wrong: object]> = [
  ["at", { at: DateTime.makeUnsafe(8.64e15) }],
  ["at", { at: DateTime.makeUnsafe(-8.64e15) }],
  ["by.staff", { by: { _tag: "Staff", staff: "o'brien", role: "nurse" } }],
  ["by.staff", { by: { _tag: "Staff", staff: "nurse\u0000", role: "nurse" } }],
  ["by.role", { by: { _tag: "Staff", staff: "nurse", role: "nurse\u0000" } }],
  ["by.role", { by: { _tag: "Staff", staff: "nurse", role: "astrologer" } }],
  ["by.person", { by: { _tag: "Person", person: "a\ud800b" } }],
  ["action", { action: "peek" }],
  ["what.kind", { what: { kind: "rumour", id: "d" } }],
  ["what.id", { what: { kind: "discharge", id: "病人 7" } }],
  ["what.id", { what: { kind: "discharge", id: "" } }],
  ["patient", { patient: "patient 7" }],
  ["purpose", { purpose: "curiosity" }],
  ["outcome", { outcome: "perhaps" }],
  ["recipient", { action: "disclose", recipient: "a\u0000b" }],
  ["recipient", { action: "disclose" }],
  ["recipient", { recipient: "insurer" }],
]

/** The clauses, before options are applied to them. */
export const terms: ReadonlyArray<Term<Stores>> = [
  clause(
    "basics",
    "a log to which nobody wrote is empty, and ends where its tenant's chain begins",
    Effect.fnUntraced(function* (bench) {
      const log = yield* AccessLog
      const tenant = bench.tenant()
      yield* holds(tenant, [])
      yield* same("the head after nothing was written", yield* log.append(tenant, []), beginning(tenant))
      yield* holds(tenant, [])
    }),
  ),
  clause(
    "basics",
    "records are chained in the order in which they are written, one by one or several at once",
    Effect.fnUntraced(function* (bench) {
      const log = yield* AccessLog
      const tenant = bench.tenant()
      const records = [5, 1, 4, 1, 2].map((n) => access(n))
      const ends = [
        yield* log.append(tenant, records.slice(0, 1)),
        yield* log.append(tenant, records.slice(1, 4)),
        yield* log.append(tenant, records.slice(4)),
      ]
      const expected = [1, 4, 5].map((n) => headOf(tenant, records.slice(0, n)))
      yield* same("the heads on the way", ends, expected)
      yield* holds(tenant, records)
    }),
  ),
  clause(
    "order and paging",
    "links come by their number, behind the one asked for, as many as asked for, of one patient where one is named",
    Effect.fnUntraced(function* (bench) {
      const log = yield* AccessLog
      const tenant = bench.tenant()
      const patients = Array.from({ length: 12 }, (_, n) => (n % 3 === 0 ? "her" : "him"))
      yield* log.append(
        tenant,
        patients.map((patient, n) => access(n, patient)),
      )
      const { patient: _, ...nobodys } = access(12)
      yield* log.append(tenant, [nobodys])
      const numbers = (options: Parameters<typeof log.list>[1]) =>
        Effect.map(log.list(tenant, options), (links) => links.map(({ sequence }) => sequence))
      yield* same("a page", yield* numbers({ after: 8, limit: 3 }), [9, 10, 11])
      yield* same("the last page", yield* numbers({ after: 11, limit: 3 }), [12, 13])
      yield* same("beyond", yield* numbers({ after: 13, limit: 3 }), [])
      const [her, stranger] = [PatientId.make("her"), PatientId.make("stranger")]
      yield* same("hers", yield* numbers({ after: 0, limit: 9, patient: her }), [1, 4, 7, 10])
      yield* same("some of hers", yield* numbers({ after: 1, limit: 2, patient: her }), [4, 7])
      yield* same("a stranger's", yield* numbers({ after: 0, limit: 9, patient: stranger }), [])
    }),
  ),
  clause("round trip", "any record comes back equal, and its chain holds", (bench) =>
    bench.forAll(
      fc.array(anyRecord, { minLength: 1, maxLength: 4 }),
      Effect.fnUntraced(function* (records) {
        const log = yield* AccessLog
        const tenant = bench.tenant()
        const head = yield* log.append(tenant, records)
        yield* holds(tenant, records)
        const end = verify(beginning(tenant), yield* all(tenant), [head])
        yield* same("where the chain ends", end, Result.succeed(head))
      }),
    ),
  ),
  clause(
    "round trip",
    "a record handed in or a link read can be changed without changing the log",
    Effect.fnUntraced(function* (bench) {
      const log = yield* AccessLog
      const tenant = bench.tenant()
      const what = { ...access(1).what }
      const records = [{ ...access(1), what }, access(2)]
      const before = written(chained(beginning(tenant), records))
      yield* log.append(tenant, records)
      what.kind = "report"
      records.pop()
      const first = yield* all(tenant)
      yield* same("the links, as text", written(first), before)
      Reflect.set(first, "length", 1)
      for (const { record } of first) Reflect.set(record, "outcome", "refused")
      yield* same("the links later, as text", written(yield* all(tenant)), before)
    }),
  ),
  clause(
    "round trip",
    "what couldn't be read back is refused by the name of its field, with all that is written beside it",
    Effect.fnUntraced(function* (bench) {
      const log = yield* AccessLog
      const { run } = yield* UnitOfWork
      const tenant = bench.tenant()
      yield* log.append(tenant, [access(1)])
      for (const [field, wrong] of unfit) {
        const record: AccessRecord = { ...access(2), ...wrong }
        const reason = { _tag: "Unkeepable", record: "an access record", field } as const
        yield* refused(`a record of a wrong ${field}`, log.append(tenant, [access(3), record]), reason)
        yield* refused(`a unit with a wrong ${field}`, run(log.append(tenant, [record])), reason)
      }
      yield* holds(tenant, [access(1)])
      yield* log.append(tenant, [access(4)])
      yield* holds(tenant, [access(1), access(4)])
    }),
  ),
  clause(
    "round trip",
    "keys that no access record has are neither kept nor bound to the chain",
    Effect.fnUntraced(function* (bench) {
      const log = yield* AccessLog
      const tenant = bench.tenant()
      const { by, what, ...rest } = access(1)
      const chatty = { ...rest, by: { ...by, name: "n" }, what: { ...what, title: "t" }, note: "more" }
      yield* log.append(tenant, [chatty])
      yield* holds(tenant, [access(1)])
    }),
  ),
  clause(
    "units of work",
    "records written in a unit that fails are gone, and their numbers are given anew",
    Effect.fnUntraced(function* (bench) {
      const log = yield* AccessLog
      const { run } = yield* UnitOfWork
      const tenant = bench.tenant()
      yield* log.append(tenant, [access(1)])
      const work = Effect.andThen(log.append(tenant, [access(2), access(3)]), Effect.fail("the line is dead"))
      yield* same("how it ended", yield* Effect.exit(run(work)), Exit.fail("the line is dead"))
      yield* holds(tenant, [access(1)])
      yield* log.append(tenant, [access(4)])
      yield* holds(tenant, [access(1), access(4)])
    }),
  ),
  clause(
    "units of work",
    "records written at the same time, in units and on their own, are all kept, in one chain",
    Effect.fnUntraced(function* (bench) {
      const log = yield* AccessLog
      const { run } = yield* UnitOfWork
      const tenant = bench.tenant()
      const inUnit = (n: number) =>
        Effect.retry(
          run(
            Effect.gen(function* () {
              yield* log.head(tenant)
              yield* Effect.yieldNow
              yield* log.append(tenant, [access(n)])
            }),
          ),
          { times: 100, while: (error: StoreError) => error.isRetryable },
        )
      const writers = Array.from({ length: 12 }, (_, n) =>
        n % 3 === 0 ? inUnit(n) : Effect.asVoid(log.append(tenant, [access(n), access(n + 20)])),
      )
      yield* Effect.all(writers, { concurrency: "unbounded" })
      const links = yield* all(tenant)
      const end = verify(beginning(tenant), links)
      yield* same("where the chain ends", end, Result.succeed(yield* log.head(tenant)))
      const expected = Array.from({ length: 12 }, (_, n) => (n % 3 === 0 ? [n] : [n, n + 20])).flat()
      const ids = (records: ReadonlyArray<AccessRecord>) => records.map(({ what }) => String(what.id)).sort()
      yield* same("the records", ids(links.map(({ record }) => record)), ids(expected.map((n) => access(n))))
    }),
  ),
  clause(
    "tenants",
    "each tenant has a chain of its own, however its name runs together with a patient's",
    Effect.fnUntraced(function* (bench) {
      const log = yield* AccessLog
      const [ours, theirs] = [bench.tenant(), bench.tenant()]
      yield* log.append(ours, [access(1), access(2)])
      yield* log.append(theirs, [access(3)])
      yield* holds(ours, [access(1), access(2)])
      yield* holds(theirs, [access(3)])
      for (const [one, other] of runTogether(bench.tenant())) {
        yield* log.append(one.tenant, [access(1, one.id)])
        const patient = PatientId.make(other.id)
        const found = yield* log.list(other.tenant, { after: 0, limit: 9, patient })
        yield* same("the other's", found, [])
      }
    }),
  ),
]

/** The contract of an `AccessLog`, with the unit of work that its writes are part of. */
export const contract = (options: Options = {}): ReadonlyArray<Clause<Stores>> => make(terms, options)
