/**
 * What care sends in its rows. How somebody is reached is sealed.
 */
import { CareMessage } from "@aftercare/core/care"
import type { Id } from "@aftercare/core/foundation"
import { CareStore } from "@aftercare/core/ports"
import type { PgClient } from "@effect/sql-pg"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type { Fragment } from "effect/sql/Statement"
import type * as Units from "./Units.ts"
import type { SealedColumn, Vault } from "./Vault.ts"
import * as Versioned from "./Versioned.ts"

export const careMessage = "care_message"
export const columns: ReadonlyArray<SealedColumn> = Versioned.columns(careMessage)

const records = <A, I, E extends { readonly _tag: string }, J, Key extends string>(
  sql: PgClient.PgClient,
  units: Units.Units,
  vault: Vault,
  kind: Versioned.Kind<A, I, E, J, Key>,
  open: Fragment,
): CareStore.CareRecords<A, E, Key> => {
  const { events, find, insert, list, opened, update } = Versioned.make(sql, units, vault, kind)
  const where = (tenant: Id.TenantId, condition: Fragment) =>
    Effect.flatMap(
      units.look(
        tenant,
        sql<Versioned.Row>`select id, version, sealed from ${sql(`aftercare.${kind.table}`)}
          where tenant = ${tenant} and ${condition} order by id`,
      ),
      opened(tenant),
    )
  return {
    events,
    find,
    insert,
    update,
    list: (tenant, options) => list(tenant, options, options.of === "open" ? sql`and ${open}` : undefined),
    ofPerson: (tenant, person) => where(tenant, sql`person = ${person}`),
    ofPatient: (tenant, patient) => where(tenant, sql`patient = ${patient}`),
  }
}

/** What reports may know of the last send. */
const sentBy = (send: CareMessage.CareSend | undefined) => ({
  channel: send?.channel ?? null,
  sent_at: send === undefined ? null : DateTime.toDateUtc(send.at),
  delivery: send?.delivery?._tag ?? null,
})

export const make = (
  sql: PgClient.PgClient,
  units: Units.Units,
  vault: Vault,
): CareStore.CareStore["Service"] =>
  CareStore.CareStore.of({
    messages: records(
      sql,
      units,
      vault,
      {
        table: careMessage,
        record: CareStore.KeptCareMessage,
        event: CareMessage.CareMessageEvent,
        idOf: ({ message }) => message.id,
        columnsOf: ({ message: { addressee, occasion, patient, purpose, sends, state, template } }) => ({
          occasion: occasion._tag,
          programme: occasion._tag === "Step" ? occasion.programme.id : null,
          person: addressee,
          patient: patient ?? null,
          purpose,
          template: template.id,
          template_version: template.version,
          state: state._tag,
          conclusion: state._tag === "Ended" ? state.conclusion : null,
          ...sentBy(sends.at(-1)),
          sends: sends.length,
          ended_at: state._tag === "Ended" ? DateTime.toDateUtc(state.at) : null,
        }),
      },
      sql`state <> 'Ended'`,
    ),
  })
