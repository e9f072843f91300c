import { Postgres } from "@aftercare/adapter-postgres"
import { Id } from "@aftercare/core"
import { Agenda, UnitOfWork } from "@aftercare/core/ports"
import { PgClient } from "@effect/sql-pg"
import { DateTime, Duration, Effect, Exit, Layer, Queue, Redacted, Scope, Stream } from "effect"
import { describe, expect, test } from "vitest"
import { lineTo } from "./support/line.ts"
import { asSuperuser, at, type Database, database, embedded, keyRing, pgbouncer } from "./support/servers.ts"

const entry = (id: string, dueAt: DateTime.Utc): Agenda.Entry => ({
  tenant: Id.TenantId.make("hospital"),
  kind: "followUp",
  id,
  subject: "plan",
  dueAt,
})
const due = (id: string) =>
  Effect.map(DateTime.now, (now) => entry(id, DateTime.subtract(now, { seconds: 1 })))

const storesOf = (options: Postgres.Options) => Layer.build(Layer.provide(Postgres.layer(options), keyRing))

const reached = ({ prepare, url }: Database): Postgres.Options => ({ url, prepare, connections: 3 })

/** What two processes do: one schedules, the other listens. */
const two = (
  options: { readonly schedules: Postgres.Options; readonly listens: Postgres.Options },
  work: (one: {
    readonly agenda: Agenda.Agenda["Service"]
    readonly run: UnitOfWork.UnitOfWork["Service"]["run"]
    /** Whether a hint comes within so many milliseconds. */
    readonly hears: (millis: number) => Effect.Effect<boolean>
  }) => Effect.Effect<void, unknown>,
) =>
  Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const schedules = yield* storesOf(options.schedules)
        const listens = yield* storesOf(options.listens)
        const agenda = yield* Effect.provideContext(Agenda.Agenda, schedules)
        const { run } = yield* Effect.provideContext(UnitOfWork.UnitOfWork, schedules)
        const { hints } = yield* Effect.provideContext(Agenda.Agenda, listens)
        const heard = yield* Stream.toQueue(hints, { capacity: 1, strategy: "sliding" })
        const hears = (millis: number) =>
          Effect.map(Effect.exit(Effect.timeout(Queue.take(heard), millis)), Exit.isSuccess)
        yield* work({ agenda, run, hears })
      }),
    ),
  )

/** Ends the lines on which somebody listens. */
const cut = (made: Database) =>
  asSuperuser(
    made,
    Effect.flatMap(
      PgClient.PgClient,
      (sql) => sql<{ readonly ended: boolean }>`select pg_terminate_backend(pid) as ended
        from pg_stat_activity where datname = ${made.name} and query like 'LISTEN%'`,
    ),
  )

describe("hints of what is due", () => {
  test("reach another process once what was scheduled is committed, and only where it is due", async () => {
    const made = await database(embedded)
    await two({ schedules: reached(made), listens: reached(made) }, ({ agenda, hears, run }) =>
      Effect.gen(function* () {
        expect(yield* hears(5_000), "that a line is open").toBe(true)
        yield* agenda.schedule(yield* due("a"))
        expect(yield* hears(5_000), "what is due").toBe(true)
        yield* agenda.schedule(entry("b", DateTime.add(yield* DateTime.now, { days: 1 })))
        expect(yield* hears(300), "what isn't due").toBe(false)
        yield* Effect.exit(
          run(Effect.andThen(Effect.flatMap(due("c"), agenda.schedule), Effect.fail("taken back"))),
        )
        expect(yield* hears(300), "what was taken back").toBe(false)
        yield* run(
          Effect.gen(function* () {
            yield* agenda.schedule([yield* due("d"), yield* due("e")])
            expect(yield* hears(300), "what isn't committed").toBe(false)
          }),
        )
        expect(yield* hears(5_000), "what was committed").toBe(true)
        const at = yield* DateTime.now
        const claims = yield* agenda.claim({ at, limit: 9, lease: Duration.minutes(1) })
        const dead = claims.find(({ entry }) => entry.id === "a")
        if (dead === undefined) throw new Error("nothing is claimed")
        yield* agenda.fail(dead, { failure: "Defect", at, retryAt: undefined })
        yield* agenda.redrive(dead.entry, DateTime.add(at, { days: 1 }))
        expect(yield* hears(300), "what is redriven for later").toBe(false)
        const [, again] = claims
        if (again === undefined) throw new Error("one thing is claimed")
        yield* agenda.fail(again, { failure: "Defect", at, retryAt: undefined })
        yield* agenda.redrive(again.entry, at)
        expect(yield* hears(5_000), "what is redriven").toBe(true)
      }),
    )
  })

  test("are heard again after the line was lost, with one for what came meanwhile; claims need none", async () => {
    const made = await database(embedded)
    await two({ schedules: reached(made), listens: reached(made) }, ({ agenda, hears }) =>
      Effect.gen(function* () {
        expect(yield* hears(5_000)).toBe(true)
        expect(yield* Effect.promise(() => cut(made))).toEqual([{ ended: true }])
        yield* agenda.schedule(yield* due("a"))
        const at = yield* DateTime.now
        const claims = yield* agenda.claim({ at, limit: 9, lease: Duration.minutes(1) })
        expect(claims.map(({ entry }) => entry.id)).toEqual(["a"])
        expect(yield* hears(10_000)).toBe(true)
        yield* agenda.schedule(yield* due("b"))
        expect(yield* hears(5_000)).toBe(true)
      }),
    )
  })

  test.skipIf(pgbouncer.missing !== undefined)(
    "pass a pooler by on a line of their own; without one there are none, and nothing is lost",
    async () => {
      const made = await database(pgbouncer)
      const direct = at(made, made.server.port)
      expect(Redacted.value(direct)).not.toBe(Redacted.value(made.url))
      const listens = { ...reached(made), direct }
      await two({ schedules: reached(made), listens }, ({ agenda, hears }) =>
        Effect.gen(function* () {
          expect(yield* hears(5_000)).toBe(true)
          yield* agenda.schedule(yield* due("a"))
          expect(yield* hears(5_000)).toBe(true)
        }),
      )
      await two({ schedules: reached(made), listens: reached(made) }, ({ agenda, hears }) =>
        Effect.gen(function* () {
          yield* agenda.schedule(yield* due("b"))
          expect(yield* hears(500)).toBe(false)
          const claims = yield* agenda.claim({
            at: yield* DateTime.now,
            limit: 9,
            lease: Duration.minutes(1),
          })
          expect(claims.map(({ entry }) => entry.id)).toEqual(["a", "b"])
        }),
      )
    },
  )

  test("hold nobody back who ends: a line that died isn't waited for", async () => {
    const made = await database(embedded)
    const line = await lineTo(made.server.port)
    const ended = Effect.gen(function* () {
      const scope = yield* Scope.make()
      const stores = Scope.provide(storesOf({ ...reached(made), direct: at(made, line.port) }), scope)
      const { hints } = yield* Effect.provideContext(Agenda.Agenda, yield* stores)
      const heard = yield* Scope.provide(Stream.toQueue(hints, { capacity: 1 }), scope)
      yield* Queue.take(heard)
      line.freeze()
      yield* Scope.close(scope, Exit.void)
      return "ended"
    })
    expect(await Effect.runPromise(Effect.timeout(ended, "8 seconds"))).toBe("ended")
  })

  test("come over one line, however many workers of a process listen, and over none once nobody does", async () => {
    const made = await database(embedded)
    const lines = Effect.promise(() =>
      asSuperuser(
        made,
        Effect.flatMap(
          PgClient.PgClient,
          (sql) =>
            sql`select pid from pg_stat_activity where datname = ${made.name} and query like 'LISTEN%'`,
        ),
      ),
    )
    const counted = Effect.gen(function* () {
      const agenda = yield* Effect.provideContext(Agenda.Agenda, yield* storesOf(reached(made)))
      const before = (yield* lines).length
      const scope = yield* Scope.make()
      for (let n = 0; n < 3; n++)
        yield* Effect.forkIn(Stream.runDrain(agenda.hints), scope, { startImmediately: true })
      yield* Effect.sleep("1 second")
      const during = (yield* lines).length
      yield* Scope.close(scope, Exit.void)
      yield* Effect.sleep("300 millis")
      return [before, during, (yield* lines).length]
    })
    expect(await Effect.runPromise(Effect.scoped(counted))).toEqual([0, 1, 0])
  })
})
