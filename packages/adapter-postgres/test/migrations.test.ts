import { Migrations, Postgres, Server } from "@aftercare/adapter-postgres"
import { PgClient } from "@effect/sql-pg"
import { Effect, Layer, type Redacted } from "effect"
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
    for (const before of Migrations.steps.slice(0, -1)) {
      const made = await emptyDatabase(embedded)
      await migrated(made, Migrations.steps.slice(0, before.id))
      const scheduled = (id: string, held: string) =>
        asSuperuser(
          made,
          Effect.flatMap(
            PgClient.PgClient,
            (
              sql,
            ) => sql`insert into aftercare.agenda (tenant, kind, id, subject, due_at, held_until, token, tries)
              values ('a', 'followUp', ${id}, 'plan', '2026-01-01', ${held}::timestamptz, 7, 1)`,
          ),
        )
      const claimed = (name: string) =>
        asSuperuser(
          made,
          Effect.flatMap(PgClient.PgClient, (sql) =>
            Effect.map(
              sql<{ readonly id: string }>`select id
                from ${sql(`aftercare.${name}`)}('2026-01-02'::timestamptz, 9, '1 hour'::interval) order by id`,
              (rows) => rows.map(({ id }) => id),
            ),
          ),
        )
      await scheduled("free", "-infinity")
      await scheduled("held", "2999-01-01")
      await scheduled("run out", "2026-01-01")
      await migrated(made)
      expect(await claimed("claim_due"), `from step ${before.id}`).toEqual(["free", "run out"])
      await scheduled("later", "-infinity")
      expect(await claimed(before.id < 5 ? "claim" : "claim_due"), `from step ${before.id}`).toEqual([
        "later",
      ])
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
