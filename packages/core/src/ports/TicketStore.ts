/**
 * Where tickets are kept, each with its version, its events, and who was told of it.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { CorrectiveAction, nextDueAt } from "../feedback/CorrectiveAction.ts"
import { Notification } from "../feedback/Notification.ts"
import { awaits, Ticket, type TicketEvent } from "../feedback/Ticket.ts"
import type { PatientId, TenantId, TicketId } from "../foundation/Id.ts"
import type { Page, Versioned } from "./PlanStore.ts"
import type { StoreError } from "./StoreError.ts"

/** A ticket, and whom its steps were told to, the first one first. */
export const KeptTicket = Schema.Struct({
  ticket: Ticket,
  told: Schema.Array(Notification),
  /** What is done so that it doesn't happen again. It is kept with the first of the tickets that it answers. */
  actions: Schema.optionalKey(Schema.Array(CorrectiveAction)),
})
export interface KeptTicket extends Schema.Schema.Type<typeof KeptTicket> {}

/** Whether something is waited for: that the ticket is over, or that an action is done and its effect looked at. */
export const isOpen = ({ actions = [], ticket }: KeptTicket): boolean =>
  awaits(ticket).length > 0 || actions.some((action) => nextDueAt(action) !== undefined)

/**
 * Tickets of a tenant. A ticket and its events are written together; a write names the version it was decided on.
 *
 * Fails with `AlreadyExists`, `NotFound` or `VersionConflict`; a failed write leaves nothing behind.
 */
export class TicketStore extends Context.Service<
  TicketStore,
  {
    readonly find: (
      tenant: TenantId,
      id: TicketId,
    ) => Effect.Effect<Option.Option<Versioned<KeptTicket>>, StoreError>
    readonly insert: (
      tenant: TenantId,
      kept: KeptTicket,
      events: ReadonlyArray<TicketEvent>,
    ) => Effect.Effect<void, StoreError>
    readonly update: (
      tenant: TenantId,
      kept: KeptTicket,
      expectedVersion: number,
      events: ReadonlyArray<TicketEvent>,
    ) => Effect.Effect<void, StoreError>
    /** At most `limit` tickets with ids after `after`, by id; of those that are open by `isOpen`, or of all. */
    readonly list: (
      tenant: TenantId,
      options: { readonly of: "open" | "all"; readonly after?: TicketId; readonly limit: number },
    ) => Effect.Effect<Page<Versioned<KeptTicket>, TicketId>, StoreError>
    /** The tickets with an item about a patient, by id. */
    readonly ofPatient: (
      tenant: TenantId,
      patient: PatientId,
    ) => Effect.Effect<ReadonlyArray<Versioned<KeptTicket>>, StoreError>
    /** All events of a ticket, in the order in which they were written. */
    readonly events: (tenant: TenantId, id: TicketId) => Effect.Effect<ReadonlyArray<TicketEvent>, StoreError>
  }
>()("@aftercare/core/ports/TicketStore") {}
