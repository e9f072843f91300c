/**
 * Applies the steps that are missing.
 */
import { createHash } from "node:crypto"
import type { PgClient } from "@effect/sql-pg"
import * as Effect from "effect/Effect"
import type { SqlError } from "effect/sql/SqlError"
import { MigrationError, type Step, steps } from "./Steps.ts"

const checksumOf = ({ statements }: Step): string =>
  createHash("sha256").update(JSON.stringify(statements)).digest("hex")

/** "AFTERCARE" on a telephone's keys, cut to fit: no other program's lock has it by chance. */
const lock = 238_372_273

/** Over a client of the owner. Answers with the numbers of those that were missing. */
export const over = (
  sql: PgClient.PgClient,
  all: ReadonlyArray<Step> = steps,
): Effect.Effect<ReadonlyArray<number>, MigrationError | SqlError> => sql.withTransaction(applied(sql, all))

const applied = Effect.fnUntraced(function* (sql: PgClient.PgClient, all: ReadonlyArray<Step>) {
  yield* sql`select pg_advisory_xact_lock(${lock})`
  yield* sql`create schema if not exists aftercare`
  yield* sql`create table if not exists aftercare.migration (
    id integer primary key,
    name text not null,
    checksum text not null,
    applied_at timestamptz not null default now()
  )`
  const known = new Map(
    (yield* sql<{ readonly id: number; readonly checksum: string }>`
      select id, checksum from aftercare.migration`).map(({ checksum, id }) => [id, checksum]),
  )
  const done: Array<number> = []
  for (const step of all) {
    const [checksum, before] = [checksumOf(step), known.get(step.id)]
    if (before !== undefined && before !== checksum)
      return yield* new MigrationError({ step: step.id, detail: "it was changed after it was applied" })
    if (before !== undefined) continue
    for (const statement of step.statements) yield* sql.unsafe(statement)
    yield* sql`insert into aftercare.migration (id, name, checksum) values (${step.id}, ${step.name}, ${checksum})`
    done.push(step.id)
  }
  return done
})
