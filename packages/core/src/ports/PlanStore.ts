/**
 * Where plans are kept, each with its version and its events.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type { FollowUpEvent, FollowUpPlan } from "../followup/FollowUpPlan.ts"
import type { PlanId, TenantId } from "../foundation/Id.ts"
import type { StoreError } from "./StoreError.ts"

/** A record and the version it was read at. The first version is 1. */
export interface Versioned<A> {
  readonly record: A
  readonly version: number
}

/** One page of a listing: records after `after` by id, ascending; `next` asks for the page that follows. */
export interface Page<A, Key> {
  readonly records: ReadonlyArray<A>
  readonly next: Option.Option<Key>
}

/**
 * Plans of a tenant. A plan and its events are written together; a write names the version it was decided on.
 *
 * Fails with `AlreadyExists`, `NotFound` or `VersionConflict`; a failed write leaves nothing behind.
 */
export class PlanStore extends Context.Service<
  PlanStore,
  {
    readonly find: (
      tenant: TenantId,
      id: PlanId,
    ) => Effect.Effect<Option.Option<Versioned<FollowUpPlan>>, StoreError>
    readonly insert: (
      tenant: TenantId,
      plan: FollowUpPlan,
      events: ReadonlyArray<FollowUpEvent>,
    ) => Effect.Effect<void, StoreError>
    readonly update: (
      tenant: TenantId,
      plan: FollowUpPlan,
      expectedVersion: number,
      events: ReadonlyArray<FollowUpEvent>,
    ) => Effect.Effect<void, StoreError>
    /** At most `limit` plans with ids after `after`, by id. */
    readonly list: (
      tenant: TenantId,
      options: { readonly after?: PlanId; readonly limit: number },
    ) => Effect.Effect<Page<Versioned<FollowUpPlan>, PlanId>, StoreError>
    /** All events of a plan, the oldest first. */
    readonly events: (tenant: TenantId, id: PlanId) => Effect.Effect<ReadonlyArray<FollowUpEvent>, StoreError>
  }
>()("@aftercare/core/ports/PlanStore") {}
