import { Postgres } from "@aftercare/adapter-postgres"
import { Id, MessageChannel, Outreach, Practice } from "@aftercare/core"
import { Agenda, ConsentStore, StoreError, UnitOfWork } from "@aftercare/core/ports"
import { FollowUpArbitraries, LeaseClock, StoreContracts } from "@aftercare/core/testing"
import { PgClient } from "@effect/sql-pg"
import { Context, DateTime, Duration, Effect, Fiber, Layer, ManagedRuntime } from "effect"
import * as fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { lineTo } from "./support/line.ts"
import {
  another,
  asSuperuser,
  at,
  type Database,
  database,
  embedded,
  keyRing,
  leaseClock,
} from "./support/servers.ts"

const [south, north] = [Id.TenantId.make("south-1"), Id.TenantId.make("north-1")]
const [consent] = fc.sample(FollowUpArbitraries.consent(), { seed: 5, numRuns: 1 })
if (consent === undefined) throw new Error("no sample")

/** Tenants that are named after their cluster, and those of the contract by the last digit of their number. */
const clusterOf = (tenant: string): string | undefined => {
  if (tenant.startsWith("south") || tenant.startsWith("north")) return tenant.slice(0, 5)
  const number = /^contract-(\d+)/.exec(tenant)?.[1]
  return number === undefined ? undefined : Number(number) % 2 === 0 ? "south" : "north"
}

let databases: Readonly<Record<"south" | "north", Database>>
let runtime: ReturnType<typeof storesOf>
const storesOf = (urls: { readonly [name in "south" | "north"]: Database["url"] }) =>
  ManagedRuntime.make(
    Layer.merge(
      Layer.provide(
        Postgres.routed({
          clusters: {
            south: { url: urls.south, connections: 6, prepare: false },
            north: { url: urls.north, connections: 6, prepare: false },
          },
          clusterOf,
        }),
        keyRing,
      ),
      clocks,
    ),
  )

/** Time passes for the leases of both. */
const clocks = Layer.effect(
  LeaseClock.LeaseClock,
  Effect.gen(function* () {
    const [one, two] = yield* Effect.forEach([databases.south, databases.north], (made) =>
      Effect.map(Layer.build(leaseClock(made)), (context) => Context.get(context, LeaseClock.LeaseClock)),
    )
    if (one === undefined || two === undefined) throw new Error("two databases")
    const pass = (duration: Duration.Duration) => Effect.andThen(one.pass(duration), two.pass(duration))
    return { lease: one.lease, pass }
  }),
).pipe((layer) => Layer.suspend(() => layer))

beforeAll(async () => {
  databases = { south: await database(embedded), north: await database(another) }
  runtime = storesOf({ south: databases.south.url, north: databases.north.url })
})
afterAll(() => runtime.dispose())

const rows = (name: "south" | "north", statement: string) =>
  asSuperuser(
    databases[name],
    Effect.flatMap(PgClient.PgClient, (sql) => sql.unsafe<{ readonly tenant: string }>(statement)),
  )

const put = (tenant: Id.TenantId, id: string) =>
  Effect.flatMap(ConsentStore.ConsentStore, (store) =>
    store.put(tenant, { ...consent, id: Id.ConsentId.make(id) }),
  )
const ids = (tenant: Id.TenantId) =>
  Effect.map(
    Effect.flatMap(ConsentStore.ConsentStore, (store) => store.of(tenant, consent.person)),
    (all) => all.map(({ id }) => String(id)),
  )
const run = <A, E, R>(work: Effect.Effect<A, E, R>) =>
  Effect.flatMap(UnitOfWork.UnitOfWork, (unit) => unit.run(work))

describe("two clusters as one keep the contract", () => {
  const except = {
    "each tenant that waits has an equal share of what is claimed, and what one doesn't use goes to the others":
      "what a tenant doesn't use goes to others of its cluster before it goes to those of another",
  }
  for (const { check, group, name } of StoreContracts.contract({ runs: 5, except }))
    test(`${group}: ${name}`, () => runtime.runPromise(check))

  test("with each tenant's rows in its own", async () => {
    await runtime.runPromise(Effect.all([put(south, "a"), put(north, "a")]))
    for (const name of ["south", "north"] as const) {
      const tables = await rows(
        name,
        `select distinct table_name as tenant from information_schema.columns
          where table_schema = 'aftercare' and column_name = 'tenant'`,
      )
      const found = await Promise.all(
        tables.map(({ tenant: table }) => rows(name, `select distinct tenant from aftercare.${table}`)),
      )
      const tenants = new Set(found.flat().map(({ tenant }) => tenant))
      expect(tenants.size).toBeGreaterThan(20)
      // Two tenants of which one's name begins with the other's are told apart by it in the contract.
      expect([...tenants].filter((tenant) => clusterOf(tenant) !== name)).toEqual([])
    }
  })
})

describe("a unit of work over two clusters", () => {
  const refused = StoreError.because({ _tag: "AcrossClusters", tenant: north })

  test("is refused where it asks for the second, and leaves nothing behind", async () => {
    const work = run(Effect.andThen(put(south, "across"), put(north, "across")))
    expect(await runtime.runPromise(Effect.flip(work))).toEqual(refused)
    expect(await runtime.runPromise(ids(south))).not.toContain("across")
    expect(await runtime.runPromise(ids(north))).not.toContain("across")
  })

  test("may go on in the first, also from a unit within it", async () => {
    const work = run(
      Effect.gen(function* () {
        const inner = yield* Effect.flip(run(Effect.andThen(put(south, "inner"), put(north, "inner"))))
        yield* put(south, "outer")
        yield* run(put(south, "second"))
        return [inner, yield* Effect.flip(ids(north))]
      }),
    )
    expect(await runtime.runPromise(work)).toEqual([refused, refused])
    const found = await runtime.runPromise(ids(south))
    expect(found.filter((id) => ["inner", "outer", "second"].includes(id))).toEqual(["outer", "second"])
    expect(await runtime.runPromise(ids(north))).not.toContain("inner")
  })

  test("that is given up leaves its connection to others, as often as that happens", async () => {
    const stuck = run(Effect.andThen(put(south, "stuck"), Effect.never))
    for (let n = 0; n < 20; n++) {
      const fiber = runtime.runFork(stuck)
      await runtime.runPromise(Effect.sleep(n * 2))
      await runtime.runPromise(Fiber.interrupt(fiber))
    }
    await runtime.runPromise(run(put(south, "free")))
    const found = await runtime.runPromise(ids(south))
    expect(found.filter((id) => ["stuck", "free"].includes(id))).toEqual(["free"])
  })

  test("takes its claims from where it goes on, and gives them back where it fails", async () => {
    const entry = { kind: "followUp", subject: "a", dueAt: DateTime.makeUnsafe(0) } as const
    const counts = Effect.gen(function* () {
      const agenda = yield* Agenda.Agenda
      for (const tenant of [south, north]) yield* agenda.schedule({ ...entry, tenant, id: "in-a-unit" })
      const claim = Effect.map(
        agenda.claim({ at: entry.dueAt, limit: 9, lease: Duration.minutes(1) }),
        (claims) => claims.map((one) => String(one.entry.tenant)),
      )
      const inside: Array<ReadonlyArray<string>> = []
      const failing = (before: Effect.Effect<unknown, StoreError.StoreError, ConsentStore.ConsentStore>) =>
        run(
          Effect.gen(function* () {
            yield* before
            inside.push(yield* claim)
            return yield* Effect.fail("no")
          }),
        )
      yield* Effect.exit(failing(ids(north)))
      yield* Effect.exit(failing(Effect.void))
      return { inside, outside: yield* claim }
    })
    const { inside, outside } = await runtime.runPromise(counts)
    expect(inside[0]).toEqual([north])
    expect(inside[1]).toHaveLength(1)
    expect(outside).toEqual([north, south])
  })
})

test("a tenant whom nobody knows is refused by each call", async () => {
  const stranger = Id.TenantId.make("stranger")
  expect(await runtime.runPromise(Effect.flip(put(stranger, "a")))).toEqual(
    StoreError.because({ _tag: "NotFound", record: "the cluster of stranger" }),
  )
})

describe("what is due on two clusters", () => {
  const due = DateTime.makeUnsafe("2026-12-01T10:00:00Z")
  const fill = (counts: Readonly<Record<string, number>>) =>
    Promise.all(
      Object.entries(counts).map(([tenant, count]) =>
        rows(
          tenant.startsWith("south") ? "south" : "north",
          `insert into aftercare.agenda (tenant, kind, id, subject, due_at)
            select '${tenant}', 'followUp', 'entry-' || n, 'plan', '2026-12-01T09:00:00Z'::timestamptz + make_interval(secs => n)
            from generate_series(1, ${count}) n`,
        ),
      ),
    )
  const emptied = () =>
    Promise.all([
      rows("south", "delete from aftercare.agenda"),
      rows("north", "delete from aftercare.agenda"),
    ])
  const claim = (limit: number, lease = Duration.minutes(5)) =>
    Effect.flatMap(Agenda.Agenda, (agenda) => agenda.claim({ at: due, limit, lease }))
  const served = (claims: ReadonlyArray<Agenda.Claim>) => {
    const counts = new Map<string, number>()
    for (const { entry } of claims) counts.set(entry.tenant, (counts.get(entry.tenant) ?? 0) + 1)
    return Object.fromEntries([...counts].sort())
  }

  test("is shared out equally between the tenants of both, and what one leaves goes to the others", async () => {
    await emptied()
    await fill({ "south-1": 500, "south-2": 500, "south-3": 500, "north-1": 500 })
    expect(served(await runtime.runPromise(claim(100)))).toEqual({
      "north-1": 25,
      "south-1": 25,
      "south-2": 25,
      "south-3": 25,
    })
    await emptied()
    await fill({ "south-1": 500, "south-2": 5, "north-1": 10 })
    expect(served(await runtime.runPromise(claim(60)))).toEqual({
      "north-1": 10,
      "south-1": 45,
      "south-2": 5,
    })
    expect(served(await runtime.runPromise(claim(1_000)))).toEqual({ "south-1": 455 })
  })

  test("is served within a factor of two where more tenants wait than a batch holds", async () => {
    await emptied()
    const names = [...Array.from({ length: 15 }, (_, n) => `south-${n}`), "north-1", "north-2", "north-3"]
    await fill(Object.fromEntries(names.map((name) => [name, 200])))
    const rounds = Array.from({ length: 180 }, () => claim(6))
    const all = await runtime.runPromise(Effect.map(Effect.all(rounds), (claims) => claims.flat()))
    const counts = Object.values(served(all))
    expect(all).toHaveLength(1_080)
    expect(counts).toHaveLength(names.length)
    expect(Math.max(...counts)).toBeLessThanOrEqual(2 * Math.min(...counts))
  })

  test("is claimed from the one that is there while the other is out of reach", async () => {
    await emptied()
    await fill({ "south-1": 3, "north-1": 3 })
    const line = await lineTo(databases.north.port)
    const cut = storesOf({ south: databases.south.url, north: at(databases.north, line.port) })
    await cut.runPromise(ids(north))
    line.open = false
    line.cut()
    const unavailable = { _tag: "StoreError", reason: { _tag: "Unavailable" } }
    expect(served(await cut.runPromise(claim(9)))).toEqual({ "south-1": 3 })
    expect(await cut.runPromise(Effect.flip(claim(9)))).toMatchObject(unavailable)
    expect(await cut.runPromise(Effect.flip(ids(north)))).toMatchObject(unavailable)
    expect(await cut.runPromise(Effect.exit(ids(south)))).toMatchObject({ _tag: "Success" })
    await cut.runPromise(run(put(south, "during-the-outage")))
    line.open = true
    expect(served(await cut.runPromise(Effect.retry(claim(9), { times: 20 })))).toEqual({ "north-1": 3 })
    await cut.dispose()
    await line.close()
  })

  test("is worked on, and known, in the one that is there while the other is out of reach", async () => {
    await emptied()
    await fill({ "south-1": 3, "north-1": 3 })
    const overdue = "update aftercare.agenda set kind = 'reply', due_at = '2026-01-01T09:00:00Z'"
    await Promise.all([rows("south", overdue), rows("north", overdue)])
    const lines = [await lineTo(databases.south.port), await lineTo(databases.north.port)] as const
    const [southern, northern] = lines
    const cut = storesOf({
      south: at(databases.south, southern.port),
      north: at(databases.north, northern.port),
    })
    const nextDueAt = Effect.flatMap(Agenda.Agenda, (agenda) => agenda.nextDueAt)
    const work = Outreach.runDue({
      batch: 9,
      lease: Duration.minutes(5),
      sendTimeout: Duration.seconds(1),
    }).pipe(
      Effect.provideService(Practice.Practice, {
        of: () => {
          throw new Error("nobody is asked what the hospital does")
        },
      }),
      Effect.provideService(MessageChannel.MessageChannels, MessageChannel.fromList([])),
    )
    await cut.runPromise(Effect.all([ids(south), ids(north)]))
    northern.open = false
    northern.cut()
    expect(await cut.runPromise(nextDueAt)).toEqual(DateTime.makeUnsafe("2026-01-01T09:00:00Z"))
    expect(await cut.runPromise(work)).toBe(3)
    southern.open = false
    southern.cut()
    const unavailable = { _tag: "StoreError", reason: { _tag: "Unavailable" } }
    expect(await cut.runPromise(Effect.flip(nextDueAt))).toMatchObject(unavailable)
    expect(await cut.runPromise(Effect.flip(work))).toMatchObject(unavailable)
    await cut.dispose()
    await Promise.all(lines.map((line) => line.close()))
  })
})
