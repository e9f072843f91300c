/**
 * Consents in their rows. Where a consent's proof lies is sealed; what it allows isn't.
 */
import type { Id } from "@aftercare/core/foundation"
import { ConsentStore } from "@aftercare/core/ports"
import { Consent as Consents } from "@aftercare/core/privacy"
import type { PgClient } from "@effect/sql-pg"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Rows from "./Rows.ts"
import type * as Units from "./Units.ts"
import type { SealedColumn, Vault } from "./Vault.ts"

const column: SealedColumn = { table: "consent", key: { person: "text", id: "text" } }
export const columns: ReadonlyArray<SealedColumn> = [column]

interface Row {
  readonly id: Id.ConsentId
  readonly sealed: Uint8Array
}

export const make = (
  sql: PgClient.PgClient,
  { change, look }: Units.Units,
  vault: Vault,
): ConsentStore.ConsentStore["Service"] => {
  const consents = vault.sealed(Consents.Consent)
  const place = (tenant: Id.TenantId, person: Id.PersonId, id: Id.ConsentId) => ({
    tenant,
    column,
    row: [person, id],
  })

  return ConsentStore.ConsentStore.of({
    of: (tenant, person) =>
      look(
        tenant,
        // Held until the unit ends: what rests on a consent isn't kept after its withdrawal is.
        sql<Row>`select id, sealed from aftercare.consent
          where tenant = ${tenant} and person = ${person} order by ordinal for no key update`,
      ).pipe(
        Effect.flatMap((rows) =>
          Effect.forEach(rows, ({ id, sealed }) => consents.open(place(tenant, person, id), sealed)),
        ),
      ),
    put: Effect.fnUntraced(function* (tenant, consent) {
      const { basis, channels, givenAt, id, person, purposes, withdrawnAt } = consent
      const sealed = yield* consents.seal(place(tenant, person, id), consent)
      const put = sql`insert into aftercare.consent
          (tenant, person, id, purposes, channels, basis, given_at, withdrawn_at, sealed)
        values (${tenant}, ${person}, ${id}, ${Rows.texts(purposes)}, ${Rows.texts(channels)}, ${basis},
          ${DateTime.toDateUtc(givenAt)}, ${withdrawnAt === undefined ? null : DateTime.toDateUtc(withdrawnAt)},
          ${sealed})
        on conflict (tenant, person, id) do update set purposes = excluded.purposes,
          channels = excluded.channels, basis = excluded.basis, given_at = excluded.given_at,
          withdrawn_at = excluded.withdrawn_at, sealed = excluded.sealed`
      yield* change(tenant, Effect.asVoid(put))
    }),
  })
}
