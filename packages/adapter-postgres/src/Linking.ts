/**
 * Rows of an earlier version's that nothing finds by whom they are about: that is sealed, so no step of the migrations could
 * tell it. They are linked batch by batch, and where few are left those are looked through.
 */
import type { Id } from "@aftercare/core/foundation"
import { StoreError } from "@aftercare/core/ports"
import type { PgClient } from "@effect/sql-pg"
import * as Effect from "effect/Effect"
import type { SqlError } from "effect/sql/SqlError"
import type * as SealedTable from "./SealedTable.ts"
import type * as Units from "./Units.ts"

/** So few that nobody waits long for a row, and that a unit of work may look through as many. */
const batch = 200

export interface Linking<A> {
  /** Links whatever nobody else holds, each batch in a transaction of its own. Whoever is stopped leaves the rest alone. */
  readonly linkAll: (tenant: Id.TenantId) => Effect.Effect<void, StoreError.StoreError>
  /** What isn't linked, unless it is too much: then it fails with `Unavailable`. Part of a transaction. */
  readonly unlinked: (
    tenant: Id.TenantId,
  ) => Effect.Effect<ReadonlyArray<A>, SqlError | StoreError.StoreError>
}

/** @param link writes the links of records that this transaction holds, and that they are written. */
export const make = <A>(
  sql: PgClient.PgClient,
  { change }: Units.Units,
  table: string,
  opened: SealedTable.SealedTable<A>["opened"],
  link: (tenant: Id.TenantId, records: ReadonlyArray<A>) => Effect.Effect<unknown, SqlError>,
): Linking<A> => {
  const rows = sql(`aftercare.${table}`)

  // Along the ids: what was linked leaves dead entries behind in the index, and each batch would read all before it.
  const linkBatch = Effect.fnUntraced(function* (tenant: Id.TenantId, after: string) {
    const found = yield* sql<SealedTable.Row>`select id, sealed from ${rows}
      where tenant = ${tenant} and not is_linked and id > ${after}
      order by id limit ${batch} for update skip locked`
    if (found.length > 0) yield* link(tenant, yield* opened(tenant)(found))
    return found.length < batch ? undefined : found.at(-1)?.id
  })

  return {
    linkAll: Effect.fnUntraced(function* (tenant) {
      let after: string | undefined = ""
      while (after !== undefined) after = yield* change(tenant, linkBatch(tenant, after))
    }),
    unlinked: Effect.fnUntraced(function* (tenant) {
      const found = yield* sql<SealedTable.Row>`select id, sealed from ${rows}
        where tenant = ${tenant} and not is_linked limit ${batch + 1}`
      if (found.length > batch)
        return yield* StoreError.because({
          _tag: "Unavailable",
          detail: `old rows of ${table} aren't linked yet`,
        })
      return yield* opened(tenant)(found)
    }),
  }
}
