/**
 * A new key for a tenant while everything runs: what is written from now on is sealed with it, and what was written before
 * is sealed anew in the background.
 *
 * **Details**
 *
 * Keys are never taken away, so processes that still hold the old ones go on reading and writing. Run `reseal` again
 * once they have all asked for keys anew (`keepKeysFor`): then nothing is left under an older one.
 *
 * @since 0.1.0
 */
import type { Id } from "@aftercare/core/foundation"
import type { StoreError } from "@aftercare/core/ports"
import type { PgClient } from "@effect/sql-pg"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Units from "./Units.ts"
import type { SealedColumn, Vault } from "./Vault.ts"

export class Keys extends Context.Service<
  Keys,
  {
    /** Gives the tenant a new key to seal with, and answers with its version. */
    readonly rotate: (tenant: Id.TenantId) => Effect.Effect<number, StoreError.StoreError>
    /** Seals everything of the tenant under the newest key that isn't yet, and answers with how many values that were. */
    readonly reseal: (tenant: Id.TenantId) => Effect.Effect<number, StoreError.StoreError>
  }
>()("@aftercare/adapter-postgres/Keys") {}

type Row = Readonly<Record<string, string>> & { readonly sealed: Uint8Array }

/** So few that nobody waits long for a row. */
const batch = 100

export const make = (
  sql: PgClient.PgClient,
  { change }: Units.Units,
  vault: Vault,
  columns: ReadonlyArray<SealedColumn>,
): Keys["Service"] => {
  const names = (column: SealedColumn) => Object.keys(column.key)

  /** The rows behind the one given, by their key, which comes as text. */
  const following = (tenant: Id.TenantId, column: SealedColumn, after: ReadonlyArray<string> | undefined) => {
    const key = sql.csv(names(column).map((name) => sql`${sql(name)}`))
    const from =
      after &&
      sql.csv(Object.values(column.key).map((type, n) => sql`${after[n]}::text::${sql.literal(type)}`))
    return sql<Row>`select ${sql.csv(names(column).map((name) => sql`${sql(name)}::text`))}, sealed
      from ${sql(`aftercare.${column.table}`)}
      where tenant = ${tenant} ${from === undefined ? sql`` : sql`and (${key}) > (${from})`}
      order by ${key} limit ${batch} for update`
  }

  const resealBatch = Effect.fnUntraced(function* (
    tenant: Id.TenantId,
    column: SealedColumn,
    after: ReadonlyArray<string> | undefined,
  ) {
    const rows = yield* following(tenant, column, after)
    let count = 0
    let last: ReadonlyArray<string> | undefined
    for (const found of rows) {
      const row = names(column).map((name) => found[name] ?? "")
      const sealed = yield* vault.resealed({ tenant, column, row }, found.sealed)
      last = row
      if (sealed === undefined) continue
      const key = sql.and(
        Object.entries(column.key).map(
          ([name, type], n) => sql`${sql(name)} = ${row[n]}::text::${sql.literal(type)}`,
        ),
      )
      yield* sql`update ${sql(`aftercare.${column.table}`)} set sealed = ${sealed}
        where tenant = ${tenant} and ${key}`
      count += 1
    }
    return { count, last: rows.length < batch ? undefined : last }
  })

  return Keys.of({
    rotate: vault.rotate,
    reseal: Effect.fnUntraced(function* (tenant) {
      let count = 0
      for (const column of columns) {
        let after: ReadonlyArray<string> | undefined
        do {
          const done = yield* change(tenant, resealBatch(tenant, column, after))
          count += done.count
          after = done.last
        } while (after !== undefined)
      }
      return count
    }),
  })
}
