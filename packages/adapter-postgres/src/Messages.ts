/**
 * Messages in their rows: where they went is sealed, and found by its keyed hash.
 */
import type { Id } from "@aftercare/core/foundation"
import { MessageLog } from "@aftercare/core/ports"
import type { PgClient } from "@effect/sql-pg"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Rows from "./Rows.ts"
import * as SealedTable from "./SealedTable.ts"
import type * as Units from "./Units.ts"
import type { SealedColumn, Vault } from "./Vault.ts"

const table = "message"
export const columns: ReadonlyArray<SealedColumn> = [SealedTable.columnOf(table)]

export const make = (
  sql: PgClient.PgClient,
  units: Units.Units,
  vault: Vault,
): MessageLog.MessageLog["Service"] => {
  const { change, look } = units
  const { find, opened, seal } = SealedTable.make(sql, units, vault, table, MessageLog.Message)
  const hashed = (tenant: Id.TenantId, channel: string, address: string) =>
    vault.index(tenant, `address ${channel}`, address)

  return MessageLog.MessageLog.of({
    find,
    to: Effect.fnUntraced(function* (tenant, { address, channel, limit, since }) {
      const rows = yield* look(
        tenant,
        sql<SealedTable.Row>`select id, sealed from aftercare.message
          where tenant = ${tenant} and channel = ${channel}
            and address = ${yield* hashed(tenant, channel, address)}
            and sent_at >= ${Rows.boundOf(since)}
          order by sent_at desc, id limit ${limit}`,
      )
      return yield* opened(tenant)(rows)
    }),
    put: Effect.fnUntraced(function* (message) {
      const { address, channel, id, person, purpose, sentAt, tenant } = message
      // First of all: what is no message is refused here.
      const sealed = yield* seal(tenant, id, message)
      const row = {
        tenant,
        id,
        channel,
        address: address === undefined ? null : yield* hashed(tenant, channel, address),
        person,
        purpose: purpose ?? null,
        sent_at: DateTime.toDateUtc(sentAt),
        sealed,
      }
      const put = sql`insert into aftercare.message ${sql.insert(row)}
        on conflict (tenant, id) do update set channel = excluded.channel, address = excluded.address,
          person = excluded.person, purpose = excluded.purpose, sent_at = excluded.sent_at,
          sealed = excluded.sealed`
      yield* change(tenant, Effect.asVoid(put))
    }),
  })
}
