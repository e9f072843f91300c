/**
 * A table of sealed records, each in one row that is known by the record's id.
 */
import type { Id } from "@aftercare/core/foundation"
import type { StoreError } from "@aftercare/core/ports"
import type { PgClient } from "@effect/sql-pg"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Schema from "effect/Schema"
import type * as Units from "./Units.ts"
import type { SealedColumn, Vault } from "./Vault.ts"

export const columnOf = (table: string): SealedColumn => ({ table, key: { id: "text" } })

/** A record's row, as `opened` takes it. */
export interface Row {
  readonly id: string
  readonly sealed: Uint8Array
}

export interface SealedTable<A> {
  readonly seal: (
    tenant: Id.TenantId,
    id: string,
    record: A,
  ) => Effect.Effect<Uint8Array, StoreError.StoreError>
  readonly opened: (
    tenant: Id.TenantId,
  ) => (rows: ReadonlyArray<Row>) => Effect.Effect<ReadonlyArray<A>, StoreError.StoreError>
  readonly find: (tenant: Id.TenantId, id: string) => Effect.Effect<Option.Option<A>, StoreError.StoreError>
}

export const make = <A, I>(
  sql: PgClient.PgClient,
  { look }: Pick<Units.Units, "look">,
  vault: Vault,
  table: string,
  schema: Schema.Codec<A, I>,
): SealedTable<A> => {
  const [column, records] = [columnOf(table), vault.sealed(schema)]
  const place = (tenant: Id.TenantId, id: string) => ({ tenant, column, row: [id] })
  const opened = (tenant: Id.TenantId) => (rows: ReadonlyArray<Row>) =>
    Effect.forEach(rows, ({ id, sealed }) => records.open(place(tenant, id), sealed))
  return {
    opened,
    seal: (tenant, id, record) => records.seal(place(tenant, id), record),
    find: (tenant, id) =>
      look(
        tenant,
        sql<Row>`select id, sealed from ${sql(`aftercare.${table}`)} where tenant = ${tenant} and id = ${id}`,
      ).pipe(
        Effect.flatMap(opened(tenant)),
        Effect.map(([found]) => Option.fromUndefinedOr(found)),
      ),
  }
}
