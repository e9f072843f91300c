import { Migrations, Postgres, Server } from "@aftercare/adapter-postgres"
import { PgClient } from "@effect/sql-pg"
import { Effect, Layer, type Redacted } from "effect"
import { describe, expect, test } from "vitest"
import { asOwner, type Database, embedded, emptyDatabase, keyRing } from "./support/servers.ts"

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

const opened = (url: Redacted.Redacted) =>
  Effect.runPromise(Effect.flip(Effect.scoped(Layer.build(Layer.provide(Postgres.layer({ url }), keyRing)))))

describe("migrations", () => {
  test("are applied once, by whichever of several processes comes first", async () => {
    const made = await emptyDatabase(embedded)
    const many = await Promise.all(Array.from({ length: 4 }, () => asOwner(made, Migrations.migrate())))
    expect(many.flat()).toEqual(all)
    expect(await asOwner(made, Migrations.migrate())).toEqual([])
  })

  test("go on from where an earlier version left the tables", async () => {
    const made = await emptyDatabase(embedded)
    await asOwner(made, Migrations.migrate())
    const step = next(["create table aftercare.more (tenant text primary key)"])
    expect(await asOwner(made, Migrations.migrate(step))).toEqual([all.length + 1])
    expect(await asOwner(made, tables)).toContain("more")
  })

  test("apply a step as a whole or not at all", async () => {
    const made = await emptyDatabase(embedded)
    await asOwner(made, Migrations.migrate())
    const before = await asOwner(made, tables)
    const step = next([
      "create table aftercare.half (tenant text primary key)",
      "create table aftercare.plan ()",
    ])
    await asOwner(made, Effect.flip(Migrations.migrate(step)))
    expect(await asOwner(made, tables)).toEqual(before)
    expect(await asOwner(made, Migrations.migrate())).toEqual([])
  })

  test("refuse a step that was changed after it was applied", async () => {
    const made = await emptyDatabase(embedded)
    await asOwner(made, Migrations.migrate())
    const changed = Migrations.steps.map((step) => ({
      ...step,
      statements: [...step.statements, "select 1"],
    }))
    const error = await asOwner(made, Effect.flip(Migrations.migrate(changed)))
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
