/**
 * Applies the steps that are missing, while others read and write.
 */
import { createHash } from "node:crypto"
import type { PgClient } from "@effect/sql-pg"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { SqlError } from "effect/sql/SqlError"
import { MigrationError, type Step, steps } from "./Steps.ts"

const checksumOf = ({ statements }: Step): string =>
  createHash("sha256").update(JSON.stringify(statements)).digest("hex")

/** "AFTERCARE" on a telephone's keys, cut to fit: no other program's lock has it by chance. */
const lock = 238_372_273

/** Who migrates holds the lock over many transactions. Who waits for it keeps no snapshot open that an index would wait for. */
const alone = <A, E, R>(sql: PgClient.PgClient, work: Effect.Effect<A, E, R>) => {
  const attempt = sql<{ readonly got: boolean }>`select pg_try_advisory_lock(${lock}) as got`
  const held = Effect.repeat(attempt, {
    schedule: Schedule.spaced("200 millis"),
    until: ([row]) => row?.got === true,
  })
  const release = Effect.ignore(sql`select pg_advisory_unlock(${lock})`)
  return Effect.andThen(held, Effect.ensuring(work, release))
}

interface Index {
  readonly name: string
  readonly create: string
}

/** A step's indexes on tables that were there before it, and may have grown: building one at once would hold up who writes. */
const indexesOf = ({ statements }: Step): ReadonlyMap<string, Index> => {
  const made = new Set(statements.flatMap((statement) => /^create table (\S+)/.exec(statement)?.[1] ?? []))
  return new Map(
    statements.flatMap((statement) => {
      const [, unique = "", name, rest = "", table = ""] =
        /^create (unique )?index (\S+) (on (\S+).*)/s.exec(statement) ?? []
      if (name === undefined || made.has(table)) return []
      return [[statement, { name, create: `create ${unique}index concurrently ${name} ${rest}` }]]
    }),
  )
}

/** Outside of a transaction. What an attempt that was broken off has left is taken away first. */
const built = Effect.fnUntraced(function* (sql: PgClient.PgClient, { create, name }: Index) {
  const [found] = yield* sql<{ readonly valid: boolean }>`select indisvalid as valid from pg_index
    where indexrelid = to_regclass(${`aftercare.${name}`})`
  if (found?.valid) return
  if (found !== undefined) yield* sql.unsafe(`drop index concurrently aftercare.${name}`)
  yield* sql.unsafe(create)
})

const isHeldUp = ({ reason }: SqlError): boolean =>
  reason._tag === "LockTimeoutError" || reason._tag === "DeadlockError"

/** Behind a lock that is waited for all others wait: so not for long, and again later. */
const patiently = <A, E extends MigrationError | SqlError>(step: Step, work: Effect.Effect<A, E>) =>
  work.pipe(
    Effect.tapError((error) =>
      error._tag === "SqlError" && isHeldUp(error)
        ? Effect.logWarning(`step ${step.id} waits for somebody who holds what it changes`)
        : Effect.void,
    ),
    Effect.retry({
      schedule: Schedule.jittered(Schedule.spaced("3 seconds")),
      while: (error) => error._tag === "SqlError" && isHeldUp(error),
    }),
  )

const changed = (step: Step) =>
  new MigrationError({ step: step.id, detail: "it was changed after it was applied" })

/** Over a client of the owner, of one connection. Answers with the numbers of those that were missing. */
export const over = (
  sql: PgClient.PgClient,
  all: ReadonlyArray<Step> = steps,
): Effect.Effect<ReadonlyArray<number>, MigrationError | SqlError> => alone(sql, applied(sql, all))

const applied = Effect.fnUntraced(function* (sql: PgClient.PgClient, all: ReadonlyArray<Step>) {
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
  const edited = all.find((step) => (known.get(step.id) ?? checksumOf(step)) !== checksumOf(step))
  if (edited !== undefined) return yield* changed(edited)
  const newest = all.findLast(({ id }) => known.has(id))
  const missing = all.filter(({ id }) => !known.has(id))
  // Only of the newest one can indexes be missing: the next begins once they are built.
  for (const step of newest === undefined ? missing : [newest, ...missing]) {
    const indexes = indexesOf(step)
    if (step !== newest) {
      const apply = Effect.gen(function* () {
        // Another's, where a pooler or a lost line has parted us from the lock.
        const [row] = yield* sql<{ readonly got: boolean }>`select pg_try_advisory_xact_lock(${lock}) as got,
          set_config('lock_timeout', '2s', true)`
        if (!row?.got) return yield* new MigrationError({ step: step.id, detail: "somebody else migrates" })
        for (const statement of step.statements) if (!indexes.has(statement)) yield* sql.unsafe(statement)
        yield* sql`insert into aftercare.migration (id, name, checksum)
          values (${step.id}, ${step.name}, ${checksumOf(step)})`
      })
      yield* patiently(step, sql.withTransaction(apply))
    }
    for (const index of indexes.values()) yield* patiently(step, built(sql, index))
  }
  return missing.map(({ id }) => id)
})
