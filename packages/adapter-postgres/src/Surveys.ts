/**
 * Invitations to surveys and responses in their rows. Who was asked how, and what was answered, is sealed.
 */
import { StoreError, SurveyStore } from "@aftercare/core/ports"
import {
  SurveyInvitation as Invitations,
  type Occasion,
  type SurveyDisposition,
} from "@aftercare/core/survey"
import type { PgClient } from "@effect/sql-pg"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Schema from "effect/Schema"
import * as Linking from "./Linking.ts"
import * as Rows from "./Rows.ts"
import * as SealedTable from "./SealedTable.ts"
import type * as Units from "./Units.ts"
import type { SealedColumn, Vault } from "./Vault.ts"
import * as Versioned from "./Versioned.ts"

const table = "invitation"
const responses = "response"
export const columns: ReadonlyArray<SealedColumn> = [
  ...Versioned.columns(table),
  SealedTable.columnOf(responses),
]

interface OutcomeRow {
  readonly disposition: SurveyDisposition.SurveyDisposition | null
  readonly count: number
}

/** By which patient a row is found. */
const linkOf = (occasion: Occasion.Occasion | undefined) => ({
  patient: occasion?.patient ?? null,
  is_linked: true,
})

const linkingOf = <A, I>(
  sql: PgClient.PgClient,
  units: Units.Units,
  vault: Vault,
  of: {
    readonly table: string
    readonly record: Schema.Codec<A, I>
    readonly about: (record: A) => { readonly id: string; readonly occasion?: Occasion.Occasion }
  },
): Linking.Linking<A> => {
  const { opened } = SealedTable.make(sql, units, vault, of.table, of.record)
  return Linking.make(sql, units, of.table, opened, (tenant, records) => {
    const all = records.map(of.about)
    return sql`update ${sql(`aftercare.${of.table}`)} as old
      set patient = nullif(given.patient, ''), is_linked = true
      from unnest(${Rows.texts(all.map(({ id }) => id))}::text[],
        ${Rows.texts(all.map(({ occasion }) => occasion?.patient ?? ""))}::text[]) as given (id, patient)
      where old.tenant = ${tenant} and old.id = given.id`
  })
}

export const invitationLinking = (sql: PgClient.PgClient, units: Units.Units, vault: Vault) =>
  linkingOf(sql, units, vault, {
    table,
    record: SurveyStore.KeptInvitation,
    about: ({ invitation }) => invitation,
  })

export const responseLinking = (sql: PgClient.PgClient, units: Units.Units, vault: Vault) =>
  linkingOf(sql, units, vault, {
    table: responses,
    record: SurveyStore.KeptResponse,
    about: ({ response }) => response,
  })

const atOf = (instant: DateTime.Utc | undefined) =>
  instant === undefined ? null : DateTime.toDateUtc(instant)

export const make = (
  sql: PgClient.PgClient,
  units: Units.Units,
  vault: Vault,
): SurveyStore.SurveyStore["Service"] => {
  const { change, look } = units
  const { events, find, insert, list, opened, update } = Versioned.make(sql, units, vault, {
    table,
    record: SurveyStore.KeptInvitation,
    event: Invitations.InvitationEvent,
    idOf: ({ invitation }) => invitation.id,
    columnsOf: ({ invitation }) => {
      const { addressee, occasion, questionnaire, received, sends, state } = invitation
      return {
        questionnaire: questionnaire.id,
        questionnaire_version: questionnaire.version,
        occasion: occasion.id,
        occasion_kind: occasion.kind,
        occasion_at: DateTime.toDateUtc(occasion.at),
        department: occasion.department ?? null,
        person: addressee,
        ...linkOf(occasion),
        state: state._tag,
        disposition: state._tag === "Ended" ? state.disposition : null,
        invited_at: atOf(Invitations.invitedAt(invitation)),
        ended_at: state._tag === "Ended" ? DateTime.toDateUtc(state.at) : null,
        sends: sends.length,
        responses: received.length,
      }
    },
    links: [
      {
        table: "invitation_code",
        rowsOf: ({ codes }) => [...new Set(codes.map(({ hash }) => hash))].map((code) => ({ code })),
      },
    ],
  })
  const response = SealedTable.make(sql, units, vault, responses, SurveyStore.KeptResponse)
  const linking = invitationLinking(sql, units, vault)
  return SurveyStore.SurveyStore.of({
    events,
    find,
    insert,
    update,
    list: (tenant, options) =>
      list(tenant, options, options.of === "open" ? sql`and state <> 'Ended'` : undefined),
    ofPerson: (tenant, person) =>
      look(
        tenant,
        sql<Versioned.Row>`select id, version, sealed from aftercare.invitation
          where tenant = ${tenant} and person = ${person} order by id`,
      ).pipe(Effect.flatMap(opened(tenant))),
    ofPatient: Effect.fnUntraced(function* (tenant, patient) {
      const found = Effect.gen(function* () {
        const old = (yield* linking.unlinked(tenant)).map(({ invitation }) => invitation.id)
        return yield* sql<Versioned.Row>`select id, version, sealed from aftercare.invitation
          where tenant = ${tenant} and (patient = ${patient} or id = any(${Rows.texts(old)})) order by id`
      })
      const records = yield* opened(tenant)(yield* look(tenant, found))
      return records.filter(({ record }) => record.invitation.occasion.patient === patient)
    }),
    ofCode: (tenant, hash) =>
      look(
        tenant,
        sql<Versioned.Row>`select i.id, i.version, i.sealed
          from aftercare.invitation_code c
          join aftercare.invitation i on i.tenant = c.tenant and i.id = c.invitation
          where c.tenant = ${tenant} and c.code = ${hash}`,
      ).pipe(
        Effect.flatMap(opened(tenant)),
        Effect.map(([found]) => Option.fromUndefinedOr(found)),
      ),
    outcomes: Effect.fnUntraced(function* (tenant, questionnaire, { from, until }) {
      const rows = yield* look(
        tenant,
        sql<OutcomeRow>`select disposition, count(*)::integer as count from aftercare.invitation
          where tenant = ${tenant} and questionnaire = ${questionnaire}
            and occasion_at >= ${Rows.dateOf(from)} and occasion_at < ${Rows.dateOf(until)}
          group by disposition`,
      )
      const ended: { [D in SurveyDisposition.SurveyDisposition]?: number } = {}
      for (const { count, disposition } of rows) if (disposition !== null) ended[disposition] = count
      return { ended, open: rows.find(({ disposition }) => disposition === null)?.count ?? 0 }
    }),
    putResponse: Effect.fnUntraced(function* (tenant, kept) {
      const { answeredAt, id, invitation, language, occasion, questionnaire, source } = kept.response
      const row = {
        tenant,
        id,
        invitation: invitation ?? null,
        questionnaire: questionnaire.id,
        questionnaire_version: questionnaire.version,
        occasion_kind: occasion?.kind ?? null,
        occasion_at: atOf(occasion?.at),
        department: occasion?.department ?? null,
        source,
        language,
        answered_at: DateTime.toDateUtc(answeredAt),
        set_aside: kept.setAside ?? null,
        ...linkOf(occasion),
        sealed: yield* response.seal(tenant, id, kept),
      }
      const put = sql`insert into aftercare.response ${sql.insert(row)}
        on conflict (tenant, id) do update set invitation = excluded.invitation,
          questionnaire = excluded.questionnaire, questionnaire_version = excluded.questionnaire_version,
          occasion_kind = excluded.occasion_kind, occasion_at = excluded.occasion_at,
          department = excluded.department, source = excluded.source, language = excluded.language,
          answered_at = excluded.answered_at, set_aside = excluded.set_aside, patient = excluded.patient,
          is_linked = excluded.is_linked, sealed = excluded.sealed
        where response.invitation is not distinct from excluded.invitation
          and response.questionnaire = excluded.questionnaire
        returning id`
      const [written] = yield* change(tenant, put)
      if (written === undefined) return yield* StoreError.because({ _tag: "AlreadyExists", record: id })
    }),
    response: response.find,
    responses: Effect.fnUntraced(function* (tenant, questionnaire, { after, during, limit }) {
      const behind =
        after === undefined
          ? sql``
          : sql`and (answered_at, id) > (${Rows.boundOf(after.answeredAt)}, ${after.id})`
      const rows = yield* look(
        tenant,
        sql<SealedTable.Row>`select id, sealed from aftercare.response
          where tenant = ${tenant} and questionnaire = ${questionnaire}
            and answered_at >= ${Rows.dateOf(during.from)} and answered_at < ${Rows.dateOf(during.until)} ${behind}
          order by answered_at, id limit ${limit + 1}`,
      )
      const records = yield* response.opened(tenant)(rows.slice(0, limit))
      const last = rows.length > limit ? records.at(-1)?.response : undefined
      return {
        records,
        next: Option.map(Option.fromUndefinedOr(last), ({ answeredAt, id }) => ({ answeredAt, id })),
      }
    }),
  })
}
