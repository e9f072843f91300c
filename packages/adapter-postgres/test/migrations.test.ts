import { Migrations, Postgres, Server } from "@aftercare/adapter-postgres"
import { PgClient } from "@effect/sql-pg"
import { Effect, Layer, type Redacted, Schedule } from "effect"
import { describe, expect, test } from "vitest"
import { asOwner, asSuperuser, type Database, embedded, emptyDatabase, keyRing } from "./support/servers.ts"

const all = Migrations.steps.map(({ id }) => id)
const next = (statements: ReadonlyArray<string>): ReadonlyArray<Migrations.Step> => [
  ...Migrations.steps,
  { id: all.length + 1, name: "next", statements },
]

const tables = Effect.flatMap(PgClient.PgClient, (sql) =>
  Effect.map(
    sql<{ readonly name: string }>`select table_name as name from information_schema.tables
      where table_schema = 'aftercare' and table_type = 'BASE TABLE' order by 1`,
    (rows) => rows.map(({ name }) => name),
  ),
)

const migrated = ({ owner }: Database, steps = Migrations.steps) =>
  Effect.runPromise(Migrations.migrate({ url: owner, steps }))
const refused = ({ owner }: Database, steps: ReadonlyArray<Migrations.Step>) =>
  Effect.runPromise(Effect.flip(Migrations.migrate({ url: owner, steps })))

const opened = (url: Redacted.Redacted) =>
  Effect.runPromise(Effect.flip(Effect.scoped(Layer.build(Layer.provide(Postgres.layer({ url }), keyRing)))))

describe("migrations", () => {
  test("are applied once, by whichever of several processes comes first", async () => {
    const made = await emptyDatabase(embedded)
    const many = await Promise.all(Array.from({ length: 4 }, () => migrated(made)))
    expect(many.flat()).toEqual(all)
    expect(await migrated(made)).toEqual([])
  })

  test("go on from where an earlier version left the tables", async () => {
    const made = await emptyDatabase(embedded)
    await migrated(made)
    const step = next(["create table aftercare.more (tenant text primary key)"])
    expect(await migrated(made, step)).toEqual([all.length + 1])
    expect(await asOwner(made, tables)).toContain("more")
  })

  test("keep what each earlier version had due, free or held, and what it still schedules and claims", async () => {
    const made = await emptyDatabase(embedded)
    const held = { free: "-infinity", held: "2999-01-01", over: "2026-01-01" }
    const scheduled = (name: string, until: ReadonlyArray<string>) =>
      asSuperuser(
        made,
        Effect.flatMap(PgClient.PgClient, (sql) =>
          Effect.forEach(
            until,
            (at, n) => sql`insert into aftercare.agenda
              (tenant, kind, id, subject, due_at, held_until, token, tries)
              values ('a', 'followUp', ${`${name} ${n}`}, 'plan', '2026-01-01', ${at}::timestamptz, 7, 1)`,
          ),
        ),
      )
    const claimed = (name: string) =>
      asSuperuser(
        made,
        Effect.flatMap(PgClient.PgClient, (sql) =>
          Effect.map(
            sql<{ readonly id: string }>`select id
              from ${sql(`aftercare.${name}`)}('2026-01-02'::timestamptz, 999, '1 hour'::interval)`,
            (rows) => rows.map(({ id }) => id).sort(),
          ),
        ),
      )
    const earlier = Migrations.steps.slice(0, -1).map(({ id }) => id)
    // A step is the same, whatever it was applied with: what a version wrote goes through all that came after it.
    for (const id of earlier) {
      await migrated(made, Migrations.steps.slice(0, id))
      await scheduled(`from step ${id}:`, [held.free, held.held, held.over])
    }
    await migrated(made)
    const due = earlier.flatMap((id) => [`from step ${id}: 0`, `from step ${id}: 2`])
    expect(await claimed("claim_due")).toEqual(due.sort())
    for (const name of ["claim", "claim_due"]) {
      await scheduled(name, [held.free])
      expect(await claimed(name)).toEqual([`${name} 0`])
    }
  })

  test("apply a step as a whole or not at all", async () => {
    const made = await emptyDatabase(embedded)
    await migrated(made)
    const before = await asOwner(made, tables)
    const step = next([
      "create table aftercare.half (tenant text primary key)",
      "create table aftercare.plan ()",
    ])
    await refused(made, step)
    expect(await asOwner(made, tables)).toEqual(before)
    expect(await migrated(made)).toEqual([])
  })

  test("refuse a step that was changed after it was applied", async () => {
    const made = await emptyDatabase(embedded)
    await migrated(made)
    const changed = Migrations.steps.map((step) => ({
      ...step,
      statements: [...step.statements, "select 1"],
    }))
    const error = await refused(made, changed)
    expect(error.message).toBe("step 1: it was changed after it was applied")
  })
})

describe("while others work, migrations", () => {
  const statement = (text: string) => Effect.flatMap(PgClient.PgClient, (sql) => sql.unsafe(text))
  const scheduling = (id: string) =>
    statement(`insert into aftercare.agenda (tenant, kind, id, subject, due_at)
      values ('a', 'followUp', '${id}', 'plan', now())`)
  /** Whether somebody waits for a lock, asked until somebody does. */
  const waited = (made: Database) =>
    asSuperuser(
      made,
      Effect.repeat(statement("select 1 from pg_locks where not granted"), {
        until: (rows) => rows.length > 0,
        schedule: Schedule.spaced("20 millis"),
      }),
    )
  /** Does the work while a transaction holds what the statement took, and ends that afterwards. */
  const during = (made: Database, held: string, work: () => Promise<void>) =>
    asSuperuser(
      made,
      Effect.flatMap(PgClient.PgClient, (sql) =>
        sql.withTransaction(
          Effect.andThen(
            statement(held),
            Effect.promise(() => work()),
          ),
        ),
      ),
    )
  const write = (made: Database, id: string) =>
    asSuperuser(made, Effect.andThen(statement("set statement_timeout = '4s'"), scheduling(id)))
  const index = (made: Database) =>
    asSuperuser(
      made,
      statement(
        `select indisvalid as valid from pg_index where indexrelid = to_regclass('aftercare.agenda_more')`,
      ),
    )
  const valid = [{ valid: true }]
  const indexed = next(["create index agenda_more on aftercare.agenda (tenant, subject)"])

  test("hold nobody up for longer than they themselves wait for a long reader", async () => {
    const made = await emptyDatabase(embedded)
    await migrated(made)
    let migration: Promise<ReadonlyArray<number>> = Promise.resolve([])
    await during(made, "select 1 from aftercare.agenda limit 1", async () => {
      migration = migrated(made, next(["alter table aftercare.agenda add column more integer"]))
      await waited(made)
      await write(made, "meanwhile")
    })
    expect(await migration).toEqual([all.length + 1])
  }, 20_000)

  test("build an index on a table that was there while others write to it", async () => {
    const made = await emptyDatabase(embedded)
    await migrated(made)
    let migration: Promise<ReadonlyArray<number>> = Promise.resolve([])
    await during(made, "lock table aftercare.agenda in row exclusive mode", async () => {
      migration = migrated(made, indexed)
      await waited(made)
      await write(made, "meanwhile")
    })
    expect(await migration).toEqual([all.length + 1])
    expect(await index(made)).toEqual(valid)
  }, 20_000)

  test("go on from an index that was broken off", async () => {
    const made = await emptyDatabase(embedded)
    await migrated(made)
    let broken: Promise<unknown> = Promise.resolve()
    await during(made, "lock table aftercare.agenda in row exclusive mode", async () => {
      broken = refused(made, indexed)
      await waited(made)
      await asSuperuser(made, statement("select pg_terminate_backend(pid) from pg_locks where not granted"))
      await broken
    })
    expect(await index(made)).toEqual([{ valid: false }])
    const both = await Promise.all([migrated(made, indexed), migrated(made, indexed)])
    expect(both).toEqual([[], []])
    expect(await index(made)).toEqual(valid)
    expect(await migrated(made, indexed)).toEqual([])
  })

  test("go on from the step at which one was broken off", async () => {
    const made = await emptyDatabase(embedded)
    const [before, after] = [Migrations.steps.slice(0, 9), Migrations.steps.slice(9)]
    await refused(made, [
      ...before,
      { id: 10, name: "wrong", statements: ["create table aftercare.plan ()"] },
    ])
    const two = await Promise.all([migrated(made), migrated(made)])
    expect(two.flat()).toEqual(after.map(({ id }) => id))
    expect(await migrated(made)).toEqual([])
  })

  test("leave the same indexes, whether they found the tables grown or not", async () => {
    const indexes = statement(
      `select indexdef from pg_indexes where schemaname = 'aftercare' order by indexname`,
    )
    const [atOnce, later] = [await emptyDatabase(embedded), await emptyDatabase(embedded)]
    await migrated(atOnce)
    for (const { id } of Migrations.steps) await migrated(later, Migrations.steps.slice(0, id))
    const made = await asSuperuser(later, indexes)
    expect(made).toEqual(await asSuperuser(atOnce, indexes))
    const written = Migrations.steps.flatMap(({ statements }) =>
      statements.flatMap((text) => /create (?:unique )?index (\w+)/.exec(text)?.[1] ?? []),
    )
    const names = made.map((row) => /INDEX (\w+)/.exec(JSON.stringify(row))?.[1])
    expect(names).toEqual(expect.arrayContaining(written))
    expect(await asSuperuser(later, statement("select 1 from pg_index where not indisvalid"))).toEqual([])
  })
})

describe("the stores don't open", () => {
  test("on tables that are missing steps", async () => {
    const made: Database = await emptyDatabase(embedded)
    expect((await opened(made.url)).message).toBe(
      `steps ${all.join(", ")} aren't applied: migrate as the owner first`,
    )
  })

  test("as a superuser, whom row-level security doesn't hold", async () => {
    const made = await emptyDatabase(embedded)
    const { message } = await opened(Server.urlOf(made.server, made.name))
    expect(message).toContain("row-level security doesn't hold this role")
  })
})
