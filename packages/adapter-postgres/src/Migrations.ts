/**
 * The tables, and how they came to be what they are: numbered steps that only go forward.
 *
 * **Details**
 *
 * Steps that were applied are recorded with a checksum: one that was edited afterwards is refused. Whoever migrates
 * waits for another who does, so any number of processes may begin with it. Each step leaves the tables fit for the
 * version of this package before it: what is taken away is first left unused for a release. Run them as the owner of
 * the database; the application then connects as a role that is a member of `aftercare_app`, which owns nothing and
 * is held by row-level security.
 *
 * @since 0.1.0
 */
import { createHash } from "node:crypto"
import { PgClient } from "@effect/sql-pg"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import * as Reactivity from "effect/reactivity/Reactivity"
import * as Schema from "effect/Schema"
import type { SqlError } from "effect/sql/SqlError"
import { first } from "./steps/0001.ts"
import { second } from "./steps/0002.ts"
import { third } from "./steps/0003.ts"
import { fourth } from "./steps/0004.ts"
import { fifth } from "./steps/0005.ts"
import { sixth } from "./steps/0006.ts"
import { seventh } from "./steps/0007.ts"
import { eighth } from "./steps/0008.ts"
import { ninth } from "./steps/0009.ts"
import { tenth } from "./steps/0010.ts"
import { eleventh } from "./steps/0011.ts"
import { twelfth } from "./steps/0012.ts"
import { thirteenth } from "./steps/0013.ts"
import { fourteenth } from "./steps/0014.ts"
import { fifteenth } from "./steps/0015.ts"
import { sixteenth } from "./steps/0016.ts"
import { seventeenth } from "./steps/0017.ts"

/** One step: its statements, in their order. */
export interface Step {
  readonly id: number
  readonly name: string
  readonly statements: ReadonlyArray<string>
}

/** All steps, the oldest first. */
export const steps: ReadonlyArray<Step> = [
  first,
  second,
  third,
  fourth,
  fifth,
  sixth,
  seventh,
  eighth,
  ninth,
  tenth,
  eleventh,
  twelfth,
  thirteenth,
  fourteenth,
  fifteenth,
  sixteenth,
  seventeenth,
]

/** The database isn't what the steps say. */
export class MigrationError extends Schema.TaggedError<MigrationError>(
  "@aftercare/adapter-postgres/MigrationError",
)("MigrationError", { step: Schema.Int, detail: Schema.String }) {
  override get message() {
    return `step ${this.step}: ${this.detail}`
  }
}

const checksumOf = ({ statements }: Step): string =>
  createHash("sha256").update(JSON.stringify(statements)).digest("hex")

/** "AFTERCARE" on a telephone's keys, cut to fit: no other program's lock has it by chance. */
const lock = 238_372_273

/** The database to migrate, and how far. */
export interface Options {
  /** The address, with the role that owns the database. */
  readonly url: Redacted.Redacted
  /** All steps by default. */
  readonly steps?: ReadonlyArray<Step>
}

/** Applies the steps that are missing, and answers with their numbers. */
export const migrate = (options: Options): Effect.Effect<ReadonlyArray<number>, MigrationError | SqlError> =>
  PgClient.make({ url: options.url, maxConnections: 1 }).pipe(
    Effect.flatMap((sql) => over(sql, options.steps)),
    Effect.scoped,
    Effect.provide(Reactivity.layer),
  )

/** The same over a client that is there already, connected as the owner. */
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
