/**
 * Enrolments, regimens and care messages in their rows. How somebody is reached is sealed, and what they take.
 */
import { CareEnrolment, CareMessage, Regimen } from "@aftercare/core/care"
import type { Id } from "@aftercare/core/foundation"
import { CareStore } from "@aftercare/core/ports"
import type { PgClient } from "@effect/sql-pg"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type { Fragment } from "effect/sql/Statement"
import type * as Units from "./Units.ts"
import type { SealedColumn, Vault } from "./Vault.ts"
import * as Versioned from "./Versioned.ts"

export const [enrolment, regimen, careMessage] = ["enrolment", "regimen", "care_message"] as const
export const columns: ReadonlyArray<SealedColumn> = [enrolment, regimen, careMessage].flatMap(
  Versioned.columns,
)

const records = <A, I, E extends { readonly _tag: string }, J, Key extends string>(
  sql: PgClient.PgClient,
  units: Units.Units,
  vault: Vault,
  kind: Versioned.Kind<A, I, E, J, Key>,
  open: Fragment,
): CareStore.CareRecords<A, E, Key> => {
  const { events, find, insert, list, opened, update } = Versioned.make(sql, units, vault, kind)
  const opening = (of: CareStore.Which) => (of === "open" ? sql`and ${open}` : sql``)
  const where = (tenant: Id.TenantId, condition: Fragment, of: CareStore.Which) =>
    Effect.flatMap(
      units.look(
        tenant,
        sql<Versioned.Row>`select id, version, sealed from ${sql(`aftercare.${kind.table}`)}
          where tenant = ${tenant} and ${condition} ${opening(of)} order by id`,
      ),
      opened(tenant),
    )
  return {
    events,
    find,
    insert,
    update,
    list: (tenant, options) => list(tenant, options, opening(options.of)),
    ofPerson: (tenant, person, of) => where(tenant, sql`person = ${person}`, of),
    ofPatient: (tenant, patient, of) => where(tenant, sql`patient = ${patient}`, of),
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
    enrolments: records(
      sql,
      units,
      vault,
      {
        table: enrolment,
        record: CareStore.KeptEnrolment,
        event: CareEnrolment.EnrolmentEvent,
        idOf: ({ enrolment }) => enrolment.id,
        columnsOf: ({ enrolment: { in: enrolled, patient, person, state, through } }) => ({
          person,
          patient,
          programme: enrolled._tag === "Programme" ? enrolled.programme.id : null,
          programme_version: enrolled._tag === "Programme" ? enrolled.programme.version : null,
          regimen: enrolled._tag === "Regimen" ? enrolled.regimen : null,
          through,
          state: state._tag,
          reason: state._tag === "Left" ? state.reason : null,
          left_at: state._tag === "Left" ? DateTime.toDateUtc(state.at) : null,
        }),
      },
      sql`state = 'Active'`,
    ),
    regimens: records(
      sql,
      units,
      vault,
      {
        table: regimen,
        record: Regimen.Regimen,
        event: Regimen.RegimenEvent,
        idOf: ({ id }) => id,
        columnsOf: ({ addressee, end, patient, startedAt }) => ({
          person: addressee,
          patient,
          started_at: DateTime.toDateUtc(startedAt),
          reason: end?.reason ?? null,
          ended_at: end === undefined ? null : DateTime.toDateUtc(end.at),
        }),
      },
      sql`ended_at is null`,
    ),
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
