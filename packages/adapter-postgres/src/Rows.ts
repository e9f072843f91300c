/**
 * Several rows at once.
 */
import type { PgClient } from "@effect/sql-pg"
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import type { SqlError } from "effect/sql/SqlError"

/** Inserts the rows, also where there are none. */
export const insert = (
  sql: PgClient.PgClient,
  table: string,
  rows: ReadonlyArray<Readonly<Record<string, unknown>>>,
): Effect.Effect<void, SqlError> =>
  Arr.isReadonlyArrayNonEmpty(rows)
    ? Effect.asVoid(sql`insert into ${sql(`aftercare.${table}`)} ${sql.insert(rows)}`)
    : Effect.void
