/**
 * What people send back in its rows: who wrote and what is sealed, what waits isn't, and who may have written finds it.
 */
import { Inbox, StoreError } from "@aftercare/core/ports"
import type { PgClient } from "@effect/sql-pg"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Linking from "./Linking.ts"
import * as Rows from "./Rows.ts"
import * as SealedTable from "./SealedTable.ts"
import type * as Units from "./Units.ts"
import type { SealedColumn, Vault } from "./Vault.ts"

const table = "inbox"
export const columns: ReadonlyArray<SealedColumn> = [SealedTable.columnOf(table)]

const link = (sql: PgClient.PgClient, received: ReadonlyArray<Inbox.Received>) =>
  Rows.insert(
    sql,
    "inbox_person",
    received.flatMap(({ id, persons, tenant }) =>
      [...new Set(persons)].map((person) => ({ tenant, person, inbox: id })),
    ),
  )

export const linking = (
  sql: PgClient.PgClient,
  units: Units.Units,
  vault: Vault,
): Linking.Linking<Inbox.Received> => {
  const { opened } = SealedTable.make(sql, units, vault, table, Inbox.Received)
  return Linking.make(sql, units, table, opened, (tenant, received) =>
    Effect.andThen(
      link(sql, received),
      sql`update aftercare.inbox set is_linked = true
        where tenant = ${tenant} and id = any(${Rows.texts(received.map(({ id }) => id))})`,
    ),
  )
}

export const make = (sql: PgClient.PgClient, units: Units.Units, vault: Vault): Inbox.Inbox["Service"] => {
  const { change, look } = units
  const { find, opened, seal } = SealedTable.make(sql, units, vault, table, Inbox.Received)

  return Inbox.Inbox.of({
    insert: Effect.fnUntraced(function* (record) {
      const { channel, did, handled, id, receivedAt, tenant, waits } = record
      const row = {
        tenant,
        id,
        channel,
        received_at: DateTime.toDateUtc(receivedAt),
        did: did?._tag ?? null,
        waits: waits ?? null,
        handled_at: handled === undefined ? null : DateTime.toDateUtc(handled.at),
        is_linked: true,
        sealed: yield* seal(tenant, id, record),
      }
      const insert = Effect.gen(function* () {
        const written =
          yield* sql`insert into aftercare.inbox ${sql.insert(row)} on conflict do nothing returning id`
        if (written.length === 0) return yield* StoreError.because({ _tag: "AlreadyExists", record: id })
        yield* link(sql, [record])
      })
      yield* change(tenant, insert)
    }),
    find,
    waiting: Effect.fnUntraced(function* (tenant, { after, limit }) {
      const behind =
        after === undefined
          ? sql``
          : sql`and (received_at, id) > (${DateTime.toDateUtc(after.receivedAt)}, ${after.id})`
      const rows = yield* look(
        tenant,
        sql<SealedTable.Row>`select id, sealed from aftercare.inbox
          where tenant = ${tenant} and waits is not null and handled_at is null ${behind}
          order by received_at, id limit ${limit + 1}`,
      )
      const records = yield* opened(tenant)(rows.slice(0, limit))
      const last = rows.length > limit ? records.at(-1) : undefined
      return {
        records,
        next: Option.map(Option.fromUndefinedOr(last), ({ id, receivedAt }) => ({ id, receivedAt })),
      }
    }),
    handle: Effect.fnUntraced(function* (tenant, id, handled) {
      const work = Effect.gen(function* () {
        const rows = yield* sql<SealedTable.Row>`select id, sealed from aftercare.inbox
          where tenant = ${tenant} and id = ${id} for update`
        const [found] = yield* opened(tenant)(rows)
        if (found === undefined) return yield* StoreError.because({ _tag: "NotFound", record: id })
        if (!Inbox.isWaiting(found)) return found
        const next = { ...found, handled }
        const sealed = yield* seal(tenant, id, next)
        yield* sql`update aftercare.inbox
          set handled_at = ${DateTime.toDateUtc(handled.at)}, sealed = ${sealed}
          where tenant = ${tenant} and id = ${id}`
        return next
      })
      return yield* change(tenant, work)
    }),
  })
}
