/**
 * How much of each limit is used, counted once for all workers.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as DateTime from "effect/DateTime"
import type * as Effect from "effect/Effect"
import type { Limit } from "../contact/SendLimit.ts"
import type { TenantId } from "../foundation/Id.ts"
import type { StoreError } from "./StoreError.ts"

/** One message's share of one limit: by the name of its count, which may hold an address and is kept as a secret is. */
export interface Share {
  readonly key: string
  readonly limit: Limit
  readonly costMilli: number
}

/** Whether it may go out; else which share stands in its way the longest, by its place in the list, and until when. */
export type Answer =
  | { readonly _tag: "Granted" }
  | { readonly _tag: "Refused"; readonly share: number; readonly until: DateTime.Utc }

/** Counts of a tenant. */
export class Quota extends Context.Service<
  Quota,
  {
    /**
     * Takes all shares or none, as `SendLimit.take` decides each, in one step that no other worker comes between. The keys
     * are distinct. Outside any unit of work: what a message may have used stays taken, whatever becomes of the unit.
     */
    readonly take: (
      tenant: TenantId,
      shares: ReadonlyArray<Share>,
      at: DateTime.Utc,
    ) => Effect.Effect<Answer, StoreError>
    /**
     * Gives back, once, what was granted to a message at this instant that surely isn't sent, as `SendLimit.giveBack` does
     * for each share, in one step. What isn't taken any more stays as it is.
     */
    readonly giveBack: (
      tenant: TenantId,
      shares: ReadonlyArray<Share>,
      at: DateTime.Utc,
    ) => Effect.Effect<void, StoreError>
  }
>()("@aftercare/core/ports/Quota") {}
