/**
 * Calls in their rows, their events in a table of their own. Who called and what was noted is sealed; the number is found
 * by its keyed hash.
 */
import type { Id } from "@aftercare/core/foundation"
import { QueuedCall, CallRecord as Records } from "@aftercare/core/hotline"
import { CallStore } from "@aftercare/core/ports"
import type { PgClient } from "@effect/sql-pg"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Linking from "./Linking.ts"
import * as Rows from "./Rows.ts"
import * as SealedTable from "./SealedTable.ts"
import type * as Units from "./Units.ts"
import type { Vault } from "./Vault.ts"
import * as Versioned from "./Versioned.ts"

const table = "call"
export const columns = Versioned.columns(table)

/** What reports see of a call. One that is over and owes a callback is found with those that are open. */
const figuresOf = (call: Records.CallRecord) => {
  const { arrivedAt, state, talks, waits } = call
  const fact = QueuedCall.of(call)
  const first = waits[0]?.for
  return {
    state: state._tag === "Over" && Records.isOpen(call) ? "CallingBack" : state._tag,
    end: state._tag === "Over" ? state.end._tag : null,
    arrived_at: DateTime.toDateUtc(arrivedAt),
    over_at: state._tag === "Over" ? DateTime.toDateUtc(state.at) : null,
    queue: first?._tag === "Queue" ? first.queue : null,
    queued_at: fact === undefined ? null : new Date(fact.queuedAt),
    waited_millis: fact?.waitedMillis ?? null,
    outcome: fact?.outcome ?? null,
    talks: talks.length,
  }
}

const linkTable = "call_link"

/** The rows of what a call is linked to besides patients, each once. */
const linksOf = ({ links }: Records.CallRecord) => {
  const rows = links.flatMap((link) =>
    link._tag === "Patient"
      ? []
      : [{ kind: link._tag, record: link._tag === "Ticket" ? link.ticket : link.feedback }],
  )
  return [...new Map(rows.map((row) => [`${row.kind} ${row.record}`, row])).values()]
}

export const linking = (
  sql: PgClient.PgClient,
  units: Units.Units,
  vault: Vault,
): Linking.Linking<Records.CallRecord> => {
  const { opened } = SealedTable.make(sql, units, vault, table, Records.CallRecord)
  return Linking.make(
    sql,
    units,
    table,
    opened,
    Effect.fnUntraced(function* (tenant, calls) {
      const ids = Rows.texts(calls.map(({ id }) => id))
      // Links are there, and may be others, where another version has changed the call since.
      yield* sql`delete from aftercare.call_link where tenant = ${tenant} and call = any(${ids})`
      yield* Rows.insert(
        sql,
        linkTable,
        calls.flatMap((call) => linksOf(call).map((row) => ({ tenant, call: call.id, ...row }))),
      )
      yield* sql`update aftercare.call set linked = version where tenant = ${tenant} and id = any(${ids})`
    }),
  )
}

export const make = (
  sql: PgClient.PgClient,
  units: Units.Units,
  vault: Vault,
): CallStore.CallStore["Service"] => {
  const { look } = units
  const { unlinked } = linking(sql, units, vault)
  const hashed = (tenant: Id.TenantId, caller: string) => vault.index(tenant, "caller", caller)
  const { events, find, insert, opened, update } = Versioned.make(sql, units, vault, {
    table,
    record: Records.CallRecord,
    event: Records.CallEvent,
    idOf: ({ id }) => id,
    columnsOf: (call, version) => ({ ...figuresOf(call), linked: version }),
    hashesOf: (tenant, { caller }) =>
      caller === undefined
        ? Effect.succeed({ caller: null })
        : Effect.map(hashed(tenant, caller), (caller) => ({ caller })),
    links: [
      {
        table: "call_patient",
        rowsOf: (call) => Records.patientsOf(call).map((patient) => ({ patient })),
      },
      { table: linkTable, rowsOf: linksOf },
    ],
  })

  return CallStore.CallStore.of({
    events,
    find,
    insert,
    update,
    list: Effect.fnUntraced(function* (tenant, { after, during, limit, of }) {
      const behind =
        after === undefined
          ? sql``
          : sql`and (arrived_at, id) > (${Rows.boundOf(after.arrivedAt)}, ${after.id})`
      const rows = yield* look(
        tenant,
        sql<Versioned.Row>`select id, version, sealed from aftercare.call
          where tenant = ${tenant}
            and arrived_at >= ${Rows.dateOf(during.from)} and arrived_at < ${Rows.dateOf(during.until)}
            ${of === "open" ? sql`and state <> 'Over'` : sql``} ${behind}
          order by arrived_at, id limit ${limit + 1}`,
      )
      const records = yield* opened(tenant)(rows.slice(0, limit))
      const last = rows.length > limit ? records.at(-1)?.record : undefined
      return {
        records,
        next: Option.map(Option.fromUndefinedOr(last), ({ arrivedAt, id }) => ({ arrivedAt, id })),
      }
    }),
    ofCaller: Effect.fnUntraced(function* (tenant, { caller, limit }) {
      const rows = yield* look(
        tenant,
        sql<Versioned.Row>`select id, version, sealed from aftercare.call
          where tenant = ${tenant} and caller = ${yield* hashed(tenant, caller)}
          order by arrived_at desc, id limit ${limit}`,
      )
      return yield* opened(tenant)(rows)
    }),
    ofPatient: (tenant, patient) =>
      look(
        tenant,
        sql<Versioned.Row>`select c.id, c.version, c.sealed
          from aftercare.call_patient p join aftercare.call c on c.tenant = p.tenant and c.id = p.call
          where p.tenant = ${tenant} and p.patient = ${patient} order by c.id`,
      ).pipe(Effect.flatMap(opened(tenant))),
    ofTicket: (tenant, { items, ticket }) => {
      const asked = new Set([`Ticket ${ticket}`, ...items.map((item) => `Feedback ${item}`)])
      const isAsked = (call: Records.CallRecord) =>
        linksOf(call).some(({ kind, record }) => asked.has(`${kind} ${record}`))
      return look(
        tenant,
        Effect.gen(function* () {
          const rest = (yield* unlinked(tenant)).filter(isAsked).map(({ id }) => id)
          const rows = yield* sql<Versioned.Row>`select id, version, sealed from aftercare.call
            where tenant = ${tenant} and (id = any(${Rows.texts(rest)}) or is_linked and id = any(array(
              select call from aftercare.call_link where tenant = ${tenant}
                and (kind = 'Ticket' and record = ${ticket}
                  or kind = 'Feedback' and record = any(${Rows.texts(items)})))))
            order by id`
          return yield* opened(tenant)(rows)
        }),
      )
    },
  })
}
