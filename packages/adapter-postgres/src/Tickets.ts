/**
 * Tickets in their rows, their events in a table of their own. Who wrote and what about is sealed.
 */
import { Ticket as Records } from "@aftercare/core/feedback"
import type { Id } from "@aftercare/core/foundation"
import { StoreError, TicketStore } from "@aftercare/core/ports"
import type { PgClient } from "@effect/sql-pg"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Rows from "./Rows.ts"
import type * as Units from "./Units.ts"
import type { SealedColumn, Vault } from "./Vault.ts"

const ticketColumn: SealedColumn = { table: "ticket", key: { id: "text" } }
const eventColumn: SealedColumn = {
  table: "ticket_event",
  key: { ticket: "text", version: "integer", position: "integer" },
}
export const columns: ReadonlyArray<SealedColumn> = [ticketColumn, eventColumn]

interface TicketRow {
  readonly id: Id.TicketId
  readonly version: number
  readonly sealed: Uint8Array
}

interface EventRow {
  readonly version: number
  readonly position: number
  readonly sealed: Uint8Array
}

export const make = (
  sql: PgClient.PgClient,
  { change, look }: Units.Units,
  vault: Vault,
): TicketStore.TicketStore["Service"] => {
  const tickets = vault.sealed(TicketStore.KeptTicket)
  const events = vault.sealed(Records.TicketEvent)
  const ticketPlace = (tenant: Id.TenantId, id: Id.TicketId) => ({ tenant, column: ticketColumn, row: [id] })
  const eventPlace = (tenant: Id.TenantId, ticket: Id.TicketId, version: number, position: number) => ({
    tenant,
    column: eventColumn,
    row: [ticket, `${version}`, `${position}`],
  })

  const opened = (tenant: Id.TenantId) => (rows: ReadonlyArray<TicketRow>) =>
    Effect.forEach(rows, ({ id, sealed, version }) =>
      Effect.map(tickets.open(ticketPlace(tenant, id), sealed), (record) => ({ record, version })),
    )

  const columnsOf = Effect.fnUntraced(function* (tenant: Id.TenantId, record: TicketStore.KeptTicket) {
    const { assessment, id, items, owner } = record.ticket
    return {
      stage: Records.stageOf(record.ticket),
      is_open: Records.awaits(record.ticket).length > 0,
      kind: assessment.kind,
      category: assessment.category,
      severity: assessment.severity,
      danger: assessment.danger,
      owner: owner.staff,
      department: owner.department,
      received_at: DateTime.toDateUtc(items[0].receivedAt),
      sealed: yield* tickets.seal(ticketPlace(tenant, id), record),
    }
  })

  const sealedEvents = (
    tenant: Id.TenantId,
    ticket: Id.TicketId,
    version: number,
    all: ReadonlyArray<Records.TicketEvent>,
  ) =>
    Effect.forEach(all, (event, position) =>
      Effect.map(events.seal(eventPlace(tenant, ticket, version, position), event), (sealed) => ({
        tenant,
        ticket,
        version,
        position,
        kind: event._tag,
        sealed,
      })),
    )

  const patientsOf = (tenant: Id.TenantId, { ticket }: TicketStore.KeptTicket) => {
    const patients = new Set(ticket.items.flatMap(({ patient }) => patient?.id ?? []))
    return [...patients].map((patient) => ({ tenant, patient, ticket: ticket.id }))
  }

  return TicketStore.TicketStore.of({
    find: (tenant, id) =>
      look(
        tenant,
        sql<TicketRow>`select id, version, sealed from aftercare.ticket where tenant = ${tenant} and id = ${id}`,
      ).pipe(
        Effect.flatMap(opened(tenant)),
        Effect.map(([found]) => Option.fromUndefinedOr(found)),
      ),
    insert: Effect.fnUntraced(function* (tenant, record, events) {
      const { id } = record.ticket
      const rows = yield* sealedEvents(tenant, id, 1, events)
      const row = { tenant, id, version: 1, ...(yield* columnsOf(tenant, record)) }
      const insert = Effect.gen(function* () {
        const written = yield* sql`
          insert into aftercare.ticket ${sql.insert(row)} on conflict do nothing returning version`
        if (written.length === 0) return yield* StoreError.because({ _tag: "AlreadyExists", record: id })
        yield* Rows.insert(sql, "ticket_patient", patientsOf(tenant, record))
        yield* Rows.insert(sql, "ticket_event", rows)
      })
      yield* change(tenant, insert)
    }),
    update: Effect.fnUntraced(function* (tenant, record, expected, events) {
      const { id } = record.ticket
      const rows = yield* sealedEvents(tenant, id, expected + 1, events)
      const row = { version: expected + 1, ...(yield* columnsOf(tenant, record)) }
      const update = Effect.gen(function* () {
        const written = yield* sql`update aftercare.ticket set ${sql.update(row)}
          where tenant = ${tenant} and id = ${id} and version = ${expected} returning version`
        if (written.length === 0) {
          const [found] = yield* sql<{ readonly version: number }>`
            select version from aftercare.ticket where tenant = ${tenant} and id = ${id}`
          return yield* StoreError.because(
            found === undefined
              ? { _tag: "NotFound", record: id }
              : { _tag: "VersionConflict", record: id, expected, actual: found.version },
          )
        }
        yield* sql`delete from aftercare.ticket_patient where tenant = ${tenant} and ticket = ${id}`
        yield* Rows.insert(sql, "ticket_patient", patientsOf(tenant, record))
        yield* Rows.insert(sql, "ticket_event", rows)
      })
      yield* change(tenant, update)
    }),
    list: Effect.fnUntraced(function* (tenant, { after = "", limit, of }) {
      const rows = yield* look(
        tenant,
        sql<TicketRow>`select id, version, sealed from aftercare.ticket
          where tenant = ${tenant} and id > ${after} ${of === "open" ? sql`and is_open` : sql``}
          order by id limit ${limit + 1}`,
      )
      const records = yield* opened(tenant)(rows.slice(0, limit))
      const last = Option.fromUndefinedOr(records.at(-1)?.record.ticket.id)
      return { records, next: rows.length > limit ? last : Option.none() }
    }),
    ofPatient: (tenant, patient) =>
      look(
        tenant,
        sql<TicketRow>`select t.id, t.version, t.sealed
          from aftercare.ticket_patient p join aftercare.ticket t on t.tenant = p.tenant and t.id = p.ticket
          where p.tenant = ${tenant} and p.patient = ${patient} order by t.id`,
      ).pipe(Effect.flatMap(opened(tenant))),
    events: Effect.fnUntraced(function* (tenant, id) {
      const rows = yield* look(
        tenant,
        sql<EventRow>`select version, position, sealed from aftercare.ticket_event
          where tenant = ${tenant} and ticket = ${id} order by version, position`,
      )
      return yield* Effect.forEach(rows, ({ position, sealed, version }) =>
        events.open(eventPlace(tenant, id, version, position), sealed),
      )
    }),
  })
}
