import { Postgres } from "@aftercare/adapter-postgres"
import { Id } from "@aftercare/core"
import { Agenda, ConsentStore, DischargeStore, UnitOfWork } from "@aftercare/core/ports"
import { FollowUpArbitraries, StoreContracts } from "@aftercare/core/testing"
import { PgClient } from "@effect/sql-pg"
import { DateTime, Duration, Effect, Layer, ManagedRuntime, Option, Tracer } from "effect"
import * as fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import {
  asOwner,
  asSuperuser,
  type Database,
  database,
  embedded,
  keyRing,
  leaseClock,
  pgbouncer,
} from "./support/servers.ts"

const [ours, theirs] = [Id.TenantId.make("ours"), Id.TenantId.make("theirs")]
const [discharge] = fc.sample(FollowUpArbitraries.discharge(), { seed: 5, numRuns: 1 })
if (discharge === undefined) throw new Error("no sample")

const asApplication = <A, E>({ prepare, url }: Database, effect: Effect.Effect<A, E, PgClient.PgClient>) =>
  Effect.runPromise(Effect.provide(effect, PgClient.layer({ url, prepare, maxConnections: 4 })))

const rows = <A extends object>(statement: string) =>
  Effect.flatMap(PgClient.PgClient, (sql) => sql.unsafe<A>(statement))

describe("every table of tenants' rows", () => {
  let made: Database
  beforeAll(async () => {
    made = await database(embedded)
  })

  test("has row-level security that holds its owner, too", async () => {
    const free = await asSuperuser(
      made,
      rows(`select relname from pg_class c join pg_namespace n on n.oid = relnamespace
        where nspname = 'aftercare' and relkind in ('r', 'p') and relname <> 'migration'
          and not (relrowsecurity and relforcerowsecurity)`),
    )
    expect(free).toEqual([])
  })

  test("is looked at across tenants by functions that nobody else may call, nor bend by a table of their own", async () => {
    const functions = await asSuperuser(
      made,
      rows<{ readonly name: string; readonly isOpen: boolean; readonly isFixed: boolean }>(
        `select p.proname as name,
          has_function_privilege('public', p.oid, 'execute') as "isOpen",
          coalesce('search_path=pg_catalog' = any (p.proconfig), false) as "isFixed"
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname = 'aftercare' and p.prosecdef`,
      ),
    )
    expect(functions.map(({ name }) => name)).toContain("claim_due")
    expect(functions.filter(({ isFixed, isOpen }) => isOpen || !isFixed)).toEqual([])
  })

  test("has the tenant in front of every primary and unique key, and of every index", async () => {
    const keys = await asSuperuser(
      made,
      rows<{ readonly name: string; readonly leads: string }>(
        `select i.indexrelid::regclass::text as name, a.attname as leads
        from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
        where i.indrelid::regclass::text like 'aftercare.%' and i.indrelid <> 'aftercare.migration'::regclass`,
      ),
    )
    expect(keys.length).toBeGreaterThan(10)
    expect(keys.filter(({ leads }) => leads !== "tenant")).toEqual([])
  })

  test("is named with its tenant by every statement, but for the two functions that look across", async () => {
    const statements = new Set<string>()
    const said = new Set<string>()
    const tracer = Tracer.make({
      span: (options) => {
        const span = new Tracer.NativeSpan(options)
        const attribute = span.attribute.bind(span)
        span.attribute = (key, value) => {
          if (key === "db.query.text") statements.add(String(value))
          said.add(JSON.stringify(value))
          attribute(key, value)
        }
        return span
      },
    })
    const runtime = ManagedRuntime.make(
      Layer.merge(Layer.provide(Postgres.layer({ url: made.url }), keyRing), leaseClock(made)),
    )
    for (const { check } of StoreContracts.contract({ runs: 1 }))
      await runtime.runPromise(Effect.withTracer(check, tracer))
    await runtime.dispose()
    const ofTables = [...statements].filter((text) => /aftercare\W+\w/.test(text))
    expect(ofTables.length).toBeGreaterThan(20)
    // The samples' names, number and diagnosis: no span bears what was written.
    const personal = ["王小明", "13800138000", "1958-02-28", "I10"]
    expect([...said].filter((text) => personal.some((word) => text.includes(word)))).toEqual([])
    const across = ofTables.filter((text) => /aftercare\.(?:claim_due|next_due_at)\(/.test(text))
    expect(across.length).toBeGreaterThanOrEqual(2)
    const names =
      /where\s+(?:\w+\.)?tenant = |aftercare\.(?:settle|schedule)\(\s*\$1,|\(\s*"?tenant"?,|set held_until = held_until -/
    expect(ofTables.filter((text) => !across.includes(text) && !names.test(text))).toEqual([])
  })
})

describe.each([embedded, pgbouncer])("tenants on $name", (kind) => {
  const skipped = kind.missing !== undefined
  let made: Database
  let runtime: ReturnType<typeof stores>
  const stores = () =>
    ManagedRuntime.make(
      Layer.provide(Postgres.layer({ url: made.url, prepare: made.prepare, connections: 12 }), keyRing),
    )
  if (!skipped) {
    beforeAll(async () => {
      made = await database(kind)
      runtime = stores()
    })
    afterAll(() => runtime.dispose())
  }

  test.skipIf(skipped)("neither see nor write each other's rows, whatever a statement says", async () => {
    const put = Effect.flatMap(DischargeStore.DischargeStore, (store) =>
      Effect.all([store.put(ours, discharge), store.put(theirs, discharge)]),
    )
    await runtime.runPromise(put)
    const everything = rows("select tenant from aftercare.discharge")
    const asOurs = <A, E>(effect: Effect.Effect<A, E, PgClient.PgClient>) =>
      Effect.flatMap(PgClient.PgClient, (sql) =>
        sql.withTransaction(Effect.andThen(rows("select set_config('app.tenant', 'ours', true)"), effect)),
      )
    expect(await asApplication(made, everything)).toEqual([])
    expect(await asApplication(made, asOurs(everything))).toEqual([{ tenant: "ours" }])
    expect(await asOwner(made, everything)).toEqual([])
    const intrusions = [
      "insert into aftercare.dealing (tenant, subject, version) values ('theirs', 'a', 1)",
      "update aftercare.discharge set tenant = 'theirs'",
      "select * from aftercare.tenant_key for update",
      "alter table aftercare.discharge disable row level security",
      "select nextval('aftercare.agenda_token')",
    ]
    for (const intrusion of intrusions) {
      const error = await asApplication(made, Effect.flip(asOurs(rows(intrusion))))
      expect(error.reason._tag, intrusion).toBe("AuthorizationError")
    }
  })

  test.skipIf(skipped)("leave nothing of themselves on a connection that others get next", async () => {
    const work = (tenant: Id.TenantId, n: number) =>
      Effect.gen(function* () {
        const [store, { run }] = [yield* DischargeStore.DischargeStore, yield* UnitOfWork.UnitOfWork]
        const read = store.find(tenant, discharge.id)
        const found = yield* n % 3 === 0 ? run(read) : read
        if (n % 5 === 0) yield* Effect.exit(run(Effect.andThen(read, Effect.fail("no"))))
        return Option.isSome(found)
      })
    const tenants = [ours, theirs, Id.TenantId.make("stranger")]
    const found = await runtime.runPromise(
      Effect.forEach(
        Array.from({ length: 300 }, (_, n) => n),
        (n) => work(tenants[n % 3] ?? ours, n),
        { concurrency: 12 },
      ),
    )
    expect(found.filter((is, n) => is !== n % 3 < 2)).toEqual([])
    const left = await asApplication(
      made,
      Effect.all(
        Array.from({ length: 40 }, () =>
          rows<{ readonly tenant: string | null }>("select current_setting('app.tenant', true) as tenant"),
        ),
        { concurrency: 8 },
      ),
    )
    expect(new Set(left.flat().map(({ tenant }) => tenant || "none"))).toEqual(new Set(["none"]))
  })

  test.skipIf(skipped)("change hands within a unit, and after an inner one that failed", async () => {
    const unit = Effect.gen(function* () {
      const [store, { run }] = [yield* ConsentStore.ConsentStore, yield* UnitOfWork.UnitOfWork]
      const [agenda, discharges] = [yield* Agenda.Agenda, yield* DischargeStore.DischargeStore]
      const entry = { kind: "followUp", id: "a", subject: "a", dueAt: DateTime.makeUnsafe(0) } as const
      const seen: Array<boolean> = []
      const look = (tenant: Id.TenantId) =>
        Effect.map(discharges.find(tenant, discharge.id), (found) => void seen.push(Option.isSome(found)))
      yield* run(
        Effect.gen(function* () {
          yield* look(ours)
          yield* Effect.exit(run(Effect.andThen(look(Id.TenantId.make("stranger")), Effect.fail("no"))))
          yield* look(ours)
          yield* run(look(theirs))
          yield* look(ours)
          yield* agenda.schedule({ tenant: ours, ...entry })
          yield* agenda.schedule({ tenant: theirs, ...entry })
          yield* store.of(theirs, Id.PersonId.make("nobody"))
        }),
      )
      const claims = yield* agenda.claim({ at: entry.dueAt, limit: 9, lease: Duration.minutes(1) })
      return { seen, claimed: claims.map((claim) => claim.entry.tenant) }
    })
    expect(await runtime.runPromise(unit)).toEqual({
      seen: [true, false, true, true, true],
      claimed: [ours, theirs],
    })
  })
})
