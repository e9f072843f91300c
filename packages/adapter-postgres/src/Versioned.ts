/**
 * Records in their rows, each with its version, and their events in a table of their own.
 */
import type { Id } from "@aftercare/core/foundation"
import { type PlanStore, StoreError } from "@aftercare/core/ports"
import type { PgClient } from "@effect/sql-pg"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Schema from "effect/Schema"
import type { Fragment } from "effect/sql/Statement"
import * as Rows from "./Rows.ts"
import * as SealedTable from "./SealedTable.ts"
import type * as Units from "./Units.ts"
import type { SealedColumn, Vault } from "./Vault.ts"

interface Tagged {
  readonly _tag: string
}
type Columns = Readonly<Record<string, unknown>>

/** A table by which records are found, and the rows of one. */
export interface Links<A> {
  readonly table: string
  readonly rowsOf: (record: A) => ReadonlyArray<Columns>
}

/** What records of one kind are, and what of them stands beside what is sealed. */
export interface Kind<A, I, E extends Tagged, J, Key extends string> {
  /** The table of the records; that of their events is called `…_event`, and names the record in a column called so. */
  readonly table: string
  readonly record: Schema.Codec<A, I>
  readonly event: Schema.Codec<E, J>
  readonly idOf: (record: A) => Key
  readonly columnsOf: (record: A, version: number) => Columns
  /** The same of what stands there as a keyed hash alone. */
  readonly hashesOf?: (tenant: Id.TenantId, record: A) => Effect.Effect<Columns, StoreError.StoreError>
  /** By what else a record is found: tables that name it as that of its events does, and their rows but for that. */
  readonly links?: ReadonlyArray<Links<A>>
}

const eventColumnOf = (table: string): SealedColumn => ({
  table: `${table}_event`,
  key: { [table]: "text", version: "integer", position: "integer" },
})
export const columns = (table: string): readonly [record: SealedColumn, event: SealedColumn] => [
  SealedTable.columnOf(table),
  eventColumnOf(table),
]

/** A record's row, as `opened` takes it. */
export interface Row {
  readonly id: string
  readonly version: number
  readonly sealed: Uint8Array
}

interface EventRow {
  readonly version: number
  readonly position: number
  readonly sealed: Uint8Array
}

export const make = <A, I, E extends Tagged, J, Key extends string>(
  sql: PgClient.PgClient,
  { change, look }: Units.Units,
  vault: Vault,
  {
    columnsOf,
    event,
    hashesOf = () => Effect.succeed({}),
    idOf,
    links = [],
    record,
    table,
  }: Kind<A, I, E, J, Key>,
) => {
  const [records, history] = [vault.sealed(record), vault.sealed(event)]
  const [column, eventColumn] = [SealedTable.columnOf(table), eventColumnOf(table)]
  const [all, allEvents] = [sql(`aftercare.${table}`), sql(`aftercare.${table}_event`)]
  const recordPlace = (tenant: Id.TenantId, id: string) => ({ tenant, column, row: [id] })
  const eventPlace = (tenant: Id.TenantId, id: string, version: number, position: number) => ({
    tenant,
    column: eventColumn,
    row: [id, `${version}`, `${position}`],
  })

  const opened = (tenant: Id.TenantId) => (rows: ReadonlyArray<Row>) =>
    Effect.forEach(rows, ({ id, sealed, version }) =>
      Effect.map(
        records.open(recordPlace(tenant, id), sealed),
        (record): PlanStore.Versioned<A> => ({ record, version }),
      ),
    )

  const row = Effect.fnUntraced(function* (tenant: Id.TenantId, record: A, version: number) {
    const hashes = yield* hashesOf(tenant, record)
    const sealed = yield* records.seal(recordPlace(tenant, idOf(record)), record)
    return { version, ...columnsOf(record, version), ...hashes, sealed }
  })

  const eventRows = (tenant: Id.TenantId, id: Key, version: number, events: ReadonlyArray<E>) =>
    Effect.forEach(events, (event, position) =>
      Effect.map(history.seal(eventPlace(tenant, id, version, position), event), (sealed) => ({
        tenant,
        [table]: id,
        version,
        position,
        kind: event._tag,
        sealed,
      })),
    )

  const link = (tenant: Id.TenantId, record: A) =>
    Effect.forEach(
      links,
      ({ rowsOf, table: name }) =>
        Rows.insert(
          sql,
          name,
          rowsOf(record).map((row) => ({ tenant, [table]: idOf(record), ...row })),
        ),
      { discard: true },
    )

  const unlink = (tenant: Id.TenantId, id: Key) =>
    Effect.forEach(
      links,
      ({ table: name }) =>
        sql`delete from ${sql(`aftercare.${name}`)} where tenant = ${tenant} and ${sql(table)} = ${id}`,
      { discard: true },
    )

  return {
    opened,
    find: (tenant: Id.TenantId, id: Key) =>
      look(
        tenant,
        sql<Row>`select id, version, sealed from ${all} where tenant = ${tenant} and id = ${id}`,
      ).pipe(
        Effect.flatMap(opened(tenant)),
        Effect.map(([found]) => Option.fromUndefinedOr(found)),
      ),
    insert: Effect.fnUntraced(function* (tenant: Id.TenantId, record: A, events: ReadonlyArray<E>) {
      const id = idOf(record)
      const written = yield* eventRows(tenant, id, 1, events)
      const first = { tenant, id, ...(yield* row(tenant, record, 1)) }
      const insert = Effect.gen(function* () {
        const inserted =
          yield* sql`insert into ${all} ${sql.insert(first)} on conflict do nothing returning version`
        if (inserted.length === 0) return yield* StoreError.because({ _tag: "AlreadyExists", record: id })
        yield* link(tenant, record)
        yield* Rows.insert(sql, `${table}_event`, written)
      })
      yield* change(tenant, insert)
    }),
    update: Effect.fnUntraced(function* (
      tenant: Id.TenantId,
      record: A,
      expected: number,
      events: ReadonlyArray<E>,
    ) {
      const id = idOf(record)
      const written = yield* eventRows(tenant, id, expected + 1, events)
      const next = yield* row(tenant, record, expected + 1)
      const update = Effect.gen(function* () {
        const updated = yield* sql`update ${all} set ${sql.update(next)}
          where tenant = ${tenant} and id = ${id} and version = ${expected} returning version`
        if (updated.length === 0) {
          const [found] = yield* sql<{ readonly version: number }>`
            select version from ${all} where tenant = ${tenant} and id = ${id}`
          return yield* StoreError.because(
            found === undefined
              ? { _tag: "NotFound", record: id }
              : { _tag: "VersionConflict", record: id, expected, actual: found.version },
          )
        }
        yield* unlink(tenant, id)
        yield* link(tenant, record)
        yield* Rows.insert(sql, `${table}_event`, written)
      })
      yield* change(tenant, update)
    }),
    /** Those that also fulfil the condition, by id. */
    list: Effect.fnUntraced(function* (
      tenant: Id.TenantId,
      { after, limit }: { readonly after?: Key; readonly limit: number },
      condition: Fragment = sql``,
    ) {
      const rows = yield* look(
        tenant,
        sql<Row>`select id, version, sealed from ${all}
          where tenant = ${tenant} and id > ${after ?? ""} ${condition} order by id limit ${limit + 1}`,
      )
      const records = yield* opened(tenant)(rows.slice(0, limit))
      const last = Option.map(Option.fromUndefinedOr(records.at(-1)), ({ record }) => idOf(record))
      return { records, next: rows.length > limit ? last : Option.none() }
    }),
    events: Effect.fnUntraced(function* (tenant: Id.TenantId, id: Key) {
      const rows = yield* look(
        tenant,
        sql<EventRow>`select version, position, sealed from ${allEvents}
          where tenant = ${tenant} and ${sql(table)} = ${id} order by version, position`,
      )
      return yield* Effect.forEach(rows, ({ position, sealed, version }) =>
        history.open(eventPlace(tenant, id, version, position), sealed),
      )
    }),
  }
}
