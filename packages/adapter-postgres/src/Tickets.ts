/**
 * Tickets in their rows, their events in a table of their own. Who wrote and what about is sealed.
 */
import { Ticket as Records } from "@aftercare/core/feedback"
import { TicketStore } from "@aftercare/core/ports"
import type { PgClient } from "@effect/sql-pg"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type * as Units from "./Units.ts"
import type { Vault } from "./Vault.ts"
import * as Versioned from "./Versioned.ts"

const table = "ticket"
export const columns = Versioned.columns(table)

export const make = (
  sql: PgClient.PgClient,
  units: Units.Units,
  vault: Vault,
): TicketStore.TicketStore["Service"] => {
  const { events, find, insert, list, opened, update } = Versioned.make(sql, units, vault, {
    table,
    record: TicketStore.KeptTicket,
    event: Records.TicketEvent,
    idOf: ({ ticket }) => ticket.id,
    columnsOf: (kept) => {
      const { ticket } = kept
      const { assessment, items, owner } = ticket
      return {
        stage: Records.stageOf(ticket),
        is_open: TicketStore.isOpen(kept),
        kind: assessment.kind,
        category: assessment.category,
        severity: assessment.severity,
        danger: assessment.danger,
        owner: owner.staff,
        department: owner.department,
        received_at: DateTime.toDateUtc(items[0].receivedAt),
      }
    },
    links: [
      {
        table: "ticket_patient",
        rowsOf: ({ ticket }) =>
          [...new Set(ticket.items.flatMap((item) => item.patient?.id ?? []))].map((patient) => ({
            patient,
          })),
      },
    ],
  })
  return TicketStore.TicketStore.of({
    events,
    find,
    insert,
    update,
    list: (tenant, options) => list(tenant, options, options.of === "open" ? sql`and is_open` : undefined),
    ofPatient: (tenant, patient) =>
      units
        .look(
          tenant,
          sql<Versioned.Row>`select t.id, t.version, t.sealed
            from aftercare.ticket_patient p join aftercare.ticket t on t.tenant = p.tenant and t.id = p.ticket
            where p.tenant = ${tenant} and p.patient = ${patient} order by t.id`,
        )
        .pipe(Effect.flatMap(opened(tenant))),
  })
}
