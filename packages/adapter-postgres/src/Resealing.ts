/**
 * Everything of a tenant sealed anew, batch by batch, along the primary keys.
 */
import type { Id } from "@aftercare/core/foundation"
import type { PgClient } from "@effect/sql-pg"
import * as Effect from "effect/Effect"
import * as Keys from "./Keys.ts"
import type * as Units from "./Units.ts"
import type { SealedColumn, Vault } from "./Vault.ts"

type Row = Readonly<Record<string, string>> & { readonly sealed: Uint8Array }

/** So few that nobody waits long for a row. */
const batch = 100

export const make = (
  sql: PgClient.PgClient,
  { change }: Units.Units,
  vault: Vault,
  columns: ReadonlyArray<SealedColumn>,
): Keys.Keys["Service"] => {
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

  return Keys.Keys.of({
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
