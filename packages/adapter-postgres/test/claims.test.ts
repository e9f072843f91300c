import { Postgres } from "@aftercare/adapter-postgres"
import { Id } from "@aftercare/core"
import { AccessLog, Agenda, StoreError, UnitOfWork } from "@aftercare/core/ports"
import { PgClient } from "@effect/sql-pg"
import { Array as Arr, DateTime, Duration, Effect, Layer, ManagedRuntime, Result } from "effect"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { asSuperuser, type Database, database, embedded, keyRing } from "./support/servers.ts"

const at = DateTime.makeUnsafe("2026-12-01T10:00:00Z")
const lease = Duration.minutes(5)

let made: Database
let runtime: ReturnType<typeof storesOf>
const storesOf = ({ url }: Database) =>
  ManagedRuntime.make(Layer.provide(Postgres.layer({ url, connections: 10 }), keyRing))

beforeEach(async () => {
  made = await database(embedded)
  runtime = storesOf(made)
})
afterEach(() => runtime.dispose())

/** So many due entries of each tenant, the first tenant's longest due. */
const due = (counts: Readonly<Record<string, number>>) =>
  asSuperuser(
    made,
    Effect.flatMap(PgClient.PgClient, (sql) =>
      Effect.forEach(
        Object.entries(counts),
        ([tenant, count], nth) => sql`insert into aftercare.agenda (tenant, kind, id, subject, due_at)
          select ${tenant}, 'followUp', 'entry-' || n, 'plan-' || n,
            ${DateTime.toDateUtc(at)}::timestamptz - make_interval(days => ${40 - nth}::int) + make_interval(secs => n)
          from generate_series(1, ${count}::int) n`,
      ),
    ),
  )

const left = Effect.flatMap(PgClient.PgClient, (sql) => sql`select 1 from aftercare.agenda limit 1`)

const held = 10_000

/** How many pages a claim looks at that finds so many entries free behind those that are held. */
const pagesOfClaim = async (limit: number) => {
  const explained = Effect.flatMap(
    PgClient.PgClient,
    (sql) => sql<Readonly<Record<string, unknown>>>`explain (analyze, buffers, format json)
      select * from aftercare.claim_due(${DateTime.toDateUtc(at)}::timestamptz, ${limit}::int, '5 minutes'::interval)`,
  )
  const [row] = await asSuperuser(made, explained)
  const { Plan } = Arr.ensure(row?.["QUERY PLAN"])[0] as { Plan: Readonly<Record<string, number>> }
  return { claimed: Plan["Actual Rows"] ?? 0, pages: Plan["Shared Hit Blocks"] ?? 0 }
}

test("hundreds that two workers schedule at once are all there, each as one of them said", async () => {
  const hundreds = (by: string, from: number) =>
    Array.from({ length: 400 }, (_, n) => ({
      tenant: Id.TenantId.make("a"),
      kind: "followUp" as const,
      id: `entry-${from + n}`,
      subject: by,
      dueAt: at,
    }))
  const [first, second] = [hundreds("first", 1_000), hundreds("second", 1_200)]
  const scheduled = Effect.flatMap(Agenda.Agenda, (agenda) =>
    Effect.all(
      Arr.makeBy(8, (n) => agenda.schedule(n % 2 === 0 ? first : second.toReversed())),
      { concurrency: "unbounded" },
    ),
  )
  await runtime.runPromise(scheduled)
  const subjects = await asSuperuser(
    made,
    Effect.flatMap(
      PgClient.PgClient,
      (sql) => sql<{ readonly id: string; readonly subject: string }>`select id, subject from aftercare.agenda
        order by id`,
    ),
  )
  expect(subjects.map(({ id }) => id)).toEqual(Arr.makeBy(600, (n) => `entry-${1_000 + n}`))
  expect(new Set(subjects.slice(0, 200).map(({ subject }) => subject))).toEqual(new Set(["first"]))
  const contested = subjects.slice(200, 400).filter(({ subject }) => !/^(?:first|second)$/.test(subject))
  expect(contested).toEqual([])
  expect(new Set(subjects.slice(400).map(({ subject }) => subject))).toEqual(new Set(["second"]))
})

test("hundreds scheduled in a unit that meets what was committed meanwhile are all as the unit said", async () => {
  const hundreds = (by: string, count: number) =>
    Array.from({ length: count }, (_, n) => ({
      tenant: Id.TenantId.make("a"),
      kind: "followUp" as const,
      id: `entry-${1_000 + n}`,
      subject: by,
      dueAt: at,
    }))
  const other = storesOf(made)
  let attempts = 0
  const unit = Effect.gen(function* () {
    const agenda = yield* Agenda.Agenda
    attempts += 1
    // What the unit sees of the database is settled by its first look, and then others write.
    yield* (yield* AccessLog.AccessLog).head(Id.TenantId.make("a"))
    if (attempts === 1) {
      const early = Effect.flatMap(Agenda.Agenda, (agenda) => agenda.schedule(hundreds("early", 150)))
      yield* Effect.promise(() => other.runPromise(early))
    }
    yield* agenda.schedule(hundreds("unit", 250))
  })
  await runtime.runPromise(Effect.flatMap(UnitOfWork.UnitOfWork, ({ run }) => run(unit)))
  await other.dispose()
  const counts = await asSuperuser(
    made,
    Effect.flatMap(
      PgClient.PgClient,
      (sql) => sql`select subject, count(*)::integer as n from aftercare.agenda group by subject`,
    ),
  )
  expect(counts).toEqual([{ subject: "unit", n: 250 }])
  expect(attempts).toBe(2)
})

describe("claims", () => {
  test("of 8 workers on 20,000 due entries: each is held once at a time, and none is left", async () => {
    await due({ a: 5_000, b: 5_000, c: 5_000, d: 5_000 })
    const held = new Map<string, number>()
    const tokens = new Set<number>()
    let twice = 0
    const worker = Effect.gen(function* () {
      const [agenda, { run }] = [yield* Agenda.Agenda, yield* UnitOfWork.UnitOfWork]
      for (;;) {
        const claims = yield* agenda.claim({ at, limit: 100, lease })
        if (claims.length === 0) return
        for (const { entry, token } of claims) {
          const key = `${entry.tenant}/${entry.id}`
          if (held.has(key)) twice += 1
          held.set(key, token)
          tokens.add(token)
        }
        yield* run(Effect.forEach(claims, (claim) => agenda.settle(claim, undefined), { discard: true }))
      }
    })
    await runtime.runPromise(
      Effect.all(
        Array.from({ length: 8 }, () => worker),
        { concurrency: "unbounded" },
      ),
    )
    const counts = { held: held.size, tokens: tokens.size, twice }
    console.log(`8 workers on 20,000 due entries: ${JSON.stringify(counts)}`)
    expect(counts).toEqual({ held: 20_000, tokens: 20_000, twice: 0 })
    expect(await asSuperuser(made, left)).toEqual([])
  })

  test("of 8 workers that fall asleep over every seventh entry: each is settled once, and who slept is refused", async () => {
    await due({ a: 600, b: 600, c: 600 })
    const settled = new Map<string, number>()
    const refused: Array<string> = []
    let slept = 0
    const nap = Duration.millis(400)
    const worker = Effect.gen(function* () {
      const agenda = yield* Agenda.Agenda
      let idle = 0
      while (idle < 3) {
        const claims = yield* agenda.claim({ at, limit: 30, lease: nap })
        idle = claims.length === 0 ? idle + 1 : 0
        if (claims.length === 0) yield* Effect.sleep(nap)
        const asleep = claims.filter(({ token, tries }) => tries === 1 && token % 7 === 0)
        slept += asleep.length
        for (const claim of claims) {
          if (asleep.includes(claim)) continue
          const key = `${claim.entry.tenant}/${claim.entry.id}`
          const result = yield* Effect.result(agenda.settle(claim, undefined))
          if (Result.isSuccess(result)) settled.set(key, (settled.get(key) ?? 0) + 1)
        }
        if (asleep.length === 0) continue
        yield* Effect.sleep(Duration.times(nap, 1.1))
        for (const claim of asleep) {
          const result = yield* Effect.result(agenda.settle(claim, undefined))
          if (Result.isFailure(result)) refused.push(result.failure.reason._tag)
        }
      }
    })
    await runtime.runPromise(
      Effect.all(
        Array.from({ length: 8 }, () => worker),
        { concurrency: "unbounded" },
      ),
    )
    const counts = { settled: settled.size, slept, refused: refused.length }
    console.log(`8 workers, some asleep: ${JSON.stringify(counts)}`)
    expect([...settled.values()].filter((times) => times !== 1)).toEqual([])
    expect(counts).toEqual({ settled: 1_800, slept, refused: slept })
    expect(slept).toBeGreaterThan(100)
    expect(new Set(refused)).toEqual(new Set(["StaleClaim"]))
    expect(await asSuperuser(made, left)).toEqual([])
  })

  test("are stale once another worker has them, in whatever they would write", async () => {
    await due({ a: 1 })
    const outcome = Effect.gen(function* () {
      const agenda = yield* Agenda.Agenda
      const [first] = yield* agenda.claim({ at, limit: 1, lease: Duration.millis(1) })
      yield* Effect.sleep("20 millis")
      const [second] = yield* agenda.claim({ at, limit: 1, lease })
      if (first === undefined || second === undefined) return []
      const reasons = yield* Effect.forEach(
        [agenda.hold(first), agenda.settle(first, at), agenda.settle(first, undefined)],
        (use) => Effect.flip(use),
      )
      yield* agenda.hold(second)
      return reasons
    })
    const stale = StoreError.because({ _tag: "StaleClaim", entry: "entry-1" })
    expect(await runtime.runPromise(outcome)).toEqual([stale, stale, stale])
  })

  test("are told apart by entry and token: nobody's claim goes for another's that bears its token", async () => {
    await due({ a: 1 })
    const outcome = Effect.gen(function* () {
      const agenda = yield* Agenda.Agenda
      const [held] = yield* agenda.claim({ at, limit: 1, lease })
      if (held === undefined) return []
      const forged = { ...held, entry: { ...held.entry, id: "another" } }
      const both = [
        [forged, held],
        [held, forged],
      ]
      const reasons = yield* Effect.forEach(both, (claims) => Effect.flip(agenda.settle(claims, undefined)))
      yield* agenda.settle([held, held], undefined)
      return reasons
    })
    const stale = StoreError.because({ _tag: "StaleClaim", entry: "another" })
    expect(await runtime.runPromise(outcome)).toEqual([stale, stale])
    expect(await asSuperuser(made, left)).toEqual([])
  })

  test("serve a tenant that has little beside one with a backlog that is longer due", async () => {
    await due({ backlog: 3_000, little: 300, less: 120 })
    const served = Effect.gen(function* () {
      const agenda = yield* Agenda.Agenda
      const rounds: Array<Readonly<Record<string, number>>> = []
      for (let round = 0; round < 4; round++) {
        const claims = yield* agenda.claim({ at, limit: 120, lease })
        const of = (tenant: string) => claims.filter(({ entry }) => entry.tenant === tenant).length
        rounds.push({ backlog: of("backlog"), little: of("little"), less: of("less") })
      }
      return rounds
    })
    expect(await runtime.runPromise(served)).toEqual([
      { backlog: 40, little: 40, less: 40 },
      { backlog: 40, little: 40, less: 40 },
      { backlog: 40, little: 40, less: 40 },
      { backlog: 60, little: 60, less: 0 },
    ])
  })

  test("pass once over what is held in front of what is free, however much they ask for", async () => {
    // What falls due one after the other lies on pages far apart.
    const filled = Effect.flatMap(
      PgClient.PgClient,
      (sql) => sql`insert into aftercare.agenda (tenant, kind, id, subject, due_at, held_until)
        select 'a', 'followUp', 'entry-' || n, 'plan', '2026-01-01'::timestamptz + make_interval(secs => n),
          case when n < ${held}::int then 'infinity' else '-infinity' end::timestamptz
        from (select i * 7919 % ${held + 200}::int from generate_series(1, ${held + 200}::int) i) scattered (n)`,
    )
    await asSuperuser(made, filled)
    await asSuperuser(
      made,
      Effect.flatMap(PgClient.PgClient, (sql) => sql`vacuum analyze aftercare.agenda`),
    )
    const some = await pagesOfClaim(100)
    const rest = await pagesOfClaim(1_000)
    const none = await pagesOfClaim(100)
    console.log(`claims behind ${held} held entries: ${JSON.stringify([some, rest, none])}`)
    expect([some.claimed, rest.claimed, none.claimed]).toEqual([100, 100, 0])
    for (const { pages } of [some, rest, none]) {
      expect(pages).toBeGreaterThan(0.5 * held)
      expect(pages).toBeLessThan(1.5 * held)
    }
  })

  test("serve more tenants than fit a batch within a factor of two of each other", async () => {
    const names = Array.from({ length: 30 }, (_, n) => `tenant-${n}`)
    await due(Object.fromEntries(names.map((name) => [name, 100])))
    const served = Effect.gen(function* () {
      const agenda = yield* Agenda.Agenda
      const counts = new Map<string, number>()
      for (let round = 0; round < 180; round++)
        for (const { entry } of yield* agenda.claim({ at, limit: 10, lease }))
          counts.set(entry.tenant, (counts.get(entry.tenant) ?? 0) + 1)
      return names.map((name) => counts.get(Id.TenantId.make(name)) ?? 0)
    })
    const counts = await runtime.runPromise(served)
    console.log(`30 tenants, 1,800 claims: from ${Math.min(...counts)} to ${Math.max(...counts)} each`)
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1_800)
    expect(Math.max(...counts)).toBeLessThanOrEqual(2 * Math.min(...counts))
  })
})
