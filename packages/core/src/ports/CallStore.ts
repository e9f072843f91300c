/**
 * Where the calls of a hotline are kept, each with its version and its events.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type { CallId, FeedbackId, PatientId, TenantId, TicketId } from "../foundation/Id.ts"
import type { Interval } from "../foundation/Interval.ts"
import type { PhoneNumber } from "../foundation/PhoneNumber.ts"
import type { CallEvent, CallRecord } from "../hotline/CallRecord.ts"
import type { Page, Versioned } from "./PlanStore.ts"
import type { StoreError } from "./StoreError.ts"

/** Where a page of calls ends. */
export type CallKey = Pick<CallRecord, "arrivedAt" | "id">

/**
 * Calls of a tenant. A call and its events are written together; a write names the version it was decided on.
 *
 * Fails with `AlreadyExists`, `NotFound` or `VersionConflict`; a failed write leaves nothing behind.
 */
export class CallStore extends Context.Service<
  CallStore,
  {
    readonly find: (
      tenant: TenantId,
      id: CallId,
    ) => Effect.Effect<Option.Option<Versioned<CallRecord>>, StoreError>
    readonly insert: (
      tenant: TenantId,
      call: CallRecord,
      events: ReadonlyArray<CallEvent>,
    ) => Effect.Effect<void, StoreError>
    readonly update: (
      tenant: TenantId,
      call: CallRecord,
      expectedVersion: number,
      events: ReadonlyArray<CallEvent>,
    ) => Effect.Effect<void, StoreError>
    /**
     * At most `limit` calls that arrived in `[from, until)`, after `after`, by when they arrived and by id; of those that
     * are open, as `CallRecord.isOpen` says, or of all. What was queued in a month arrived in it, or at most `CallRecord.longest` before.
     */
    readonly list: (
      tenant: TenantId,
      options: {
        readonly of: "open" | "all"
        readonly during: Interval
        readonly after?: CallKey
        readonly limit: number
      },
    ) => Effect.Effect<Page<Versioned<CallRecord>, CallKey>, StoreError>
    /** At most `limit` calls from a number, the newest first, and of one moment by id. */
    readonly ofCaller: (
      tenant: TenantId,
      options: { readonly caller: PhoneNumber; readonly limit: number },
    ) => Effect.Effect<ReadonlyArray<Versioned<CallRecord>>, StoreError>
    /** The calls that are linked to a patient, by id. */
    readonly ofPatient: (
      tenant: TenantId,
      patient: PatientId,
    ) => Effect.Effect<ReadonlyArray<Versioned<CallRecord>>, StoreError>
    /** The calls that are linked to a ticket, or to one of its items, by id. */
    readonly ofTicket: (
      tenant: TenantId,
      options: { readonly ticket: TicketId; readonly items: ReadonlyArray<FeedbackId> },
    ) => Effect.Effect<ReadonlyArray<Versioned<CallRecord>>, StoreError>
    /** All events of a call, in the order in which they were written. */
    readonly events: (tenant: TenantId, id: CallId) => Effect.Effect<ReadonlyArray<CallEvent>, StoreError>
  }
>()("@aftercare/core/ports/CallStore") {}
