import { Postgres } from "@aftercare/adapter-postgres"
import { AccessAudit, type AccessChain, AccessRecord, Id } from "@aftercare/core"
import { AccessLog, Agenda, StoreError, UnitOfWork } from "@aftercare/core/ports"
import { PgClient } from "@effect/sql-pg"
import { Effect, Layer, ManagedRuntime, Result, Schema } from "effect"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { asOwner, asSuperuser, type Database, database, embedded, keyRing } from "./support/servers.ts"

const hospital = Id.TenantId.make("hospital")
const record = (n: number): AccessRecord.AccessRecord =>
  Schema.decodeUnknownSync(AccessRecord.AccessRecord)({
    at: new Date(Date.UTC(2026, 11, 1) + n).toISOString(),
    by: { _tag: "Staff", staff: "n-7", role: "nurse" },
    action: "read",
    what: { kind: "discharge", id: `d-${n}` },
    patient: `p-${n % 3}`,
    purpose: "care",
    outcome: "allowed",
  })
const records = Array.from({ length: 20 }, (_, n) => record(n + 1))

let made: Database
let runtime: ReturnType<typeof storesOf>
const storesOf = ({ url }: Database) =>
  ManagedRuntime.make(Layer.provide(Postgres.layer({ url, connections: 10 }), keyRing))

beforeEach(async () => {
  made = await database(embedded)
  runtime = storesOf(made)
})
afterEach(() => runtime.dispose())

const append = (all: ReadonlyArray<AccessRecord.AccessRecord>) =>
  Effect.flatMap(AccessLog.AccessLog, (log) => log.append(hospital, all))

const statement = (text: string) => Effect.flatMap(PgClient.PgClient, (sql) => sql.unsafe(text))

/** What somebody does who owns the server, and takes away what stands in the way. */
const meddle = (...texts: ReadonlyArray<string>) =>
  asSuperuser(
    made,
    Effect.forEach(["alter table aftercare.access disable trigger access_stays", ...texts], statement),
  )

const audited = async (anchors: ReadonlyArray<AccessChain.Head> = []) => {
  const result = await runtime.runPromise(Effect.result(AccessAudit.verify(hospital, anchors)))
  if (Result.isSuccess(result)) return "sound"
  const { failure } = result
  return failure._tag === "Tampered" ? [failure.rule, failure.sequence] : failure.message
}

describe("the access log", () => {
  test("is changed neither by the application nor by the owner of its tables", async () => {
    await runtime.runPromise(append(records))
    const attempts = [
      "update aftercare.access set outcome = 'refused'",
      "delete from aftercare.access",
      "truncate aftercare.access",
    ]
    for (const attempt of attempts) {
      const asApplication = Effect.provide(statement(attempt), PgClient.layer({ url: made.url }))
      expect((await Effect.runPromise(Effect.flip(asApplication))).reason._tag, attempt).toBe(
        "AuthorizationError",
      )
      const asItsOwner = Effect.flatMap(PgClient.PgClient, (sql) =>
        sql.withTransaction(
          Effect.andThen(statement("select set_config('app.tenant', 'hospital', true)"), statement(attempt)),
        ),
      )
      expect((await asOwner(made, Effect.flip(asItsOwner))).reason._tag, attempt).toBe("AuthorizationError")
    }
    expect(await audited()).toBe("sound")
  })

  test("gives away which record somebody changed who may do everything", async () => {
    const columns = {
      at: "at + interval '1 millisecond'",
      accessor_id: "'n-8'",
      role: "'doctor'",
      action: "'export'",
      kind: "'ticket'",
      record: "'d-99'",
      patient: "null",
      purpose: "'quality'",
      outcome: "'refused'",
      hash: "set_byte(hash, 3, get_byte(hash, 3) # 1)",
      previous: "set_byte(previous, 3, get_byte(previous, 3) # 1)",
    }
    await runtime.runPromise(append(records))
    for (const [column, value] of Object.entries(columns)) {
      await meddle(
        "create table aftercare.before as select * from aftercare.access",
        `update aftercare.access set ${column} = ${value} where sequence = 7`,
      )
      expect(await audited(), column).toEqual(["access.changed", 7])
      await meddle(
        "delete from aftercare.access",
        "insert into aftercare.access select * from aftercare.before",
        "drop table aftercare.before",
      )
      expect(await audited()).toBe("sound")
    }
    await meddle("update aftercare.access set action = 'nothing' where sequence = 7")
    expect(await audited()).toBe("access record 7 can't be read")
  })

  test("gives away what was taken out, and by an anchor what was cut off", async () => {
    const anchor = await runtime.runPromise(append(records))
    await meddle("delete from aftercare.access where sequence > 15")
    expect(await audited()).toBe("sound")
    expect(await audited([anchor])).toEqual(["access.cut", 16])
    await meddle("delete from aftercare.access where sequence = 9")
    expect(await audited()).toEqual(["access.missing", 9])
  })

  test("loses no record of many who write at the same time", async () => {
    const other = storesOf(made)
    const writers = Array.from({ length: 16 }, (_, n) => (n % 2 === 0 ? runtime : other))
    await Promise.all(
      writers.map((writer, n) =>
        writer.runPromise(
          Effect.forEach([0, 1, 2, 3, 4], (k) => append([record(100 * n + k), record(100 * n + k)])),
        ),
      ),
    )
    await other.dispose()
    expect(await audited()).toBe("sound")
    const head = await runtime.runPromise(Effect.flatMap(AccessLog.AccessLog, (log) => log.head(hospital)))
    expect(head.sequence).toBe(160)
  })

  test("refuses what it couldn't read back, and the unit that did it is undone", async () => {
    const by = { _tag: "Staff", staff: "o'brien" as Id.StaffId, role: "nurse" } as const
    const entry = { tenant: hospital, kind: "followUp", id: "e", subject: "s", dueAt: record(1).at } as const
    const work = Effect.gen(function* () {
      const agenda = yield* Agenda.Agenda
      yield* agenda.schedule(entry)
      yield* append([record(2), { ...record(3), by }])
    })
    const unit = Effect.flatMap(UnitOfWork.UnitOfWork, ({ run }) => run(work))
    expect(await runtime.runPromise(Effect.flip(unit))).toEqual(
      StoreError.because({ _tag: "Unkeepable", record: "an access record", field: "by.staff" }),
    )
    const due = Effect.flatMap(Agenda.Agenda, (agenda) => agenda.nextDueAt)
    expect(await runtime.runPromise(due)).toBeUndefined()
    expect(await audited()).toBe("sound")
  })
})
