/**
 * A new key for a tenant while everything runs: what is written from now on is sealed with it, and what was written before
 * is sealed anew in the background.
 *
 * **Details**
 *
 * Keys are never taken away, so processes that still hold the old ones go on reading and writing. Run `reseal` again
 * once they have all asked for keys anew (`keepKeysFor`): then nothing is left under an older one.
 *
 * @since 0.1.0
 */
import type { Id } from "@aftercare/core/foundation"
import type { StoreError } from "@aftercare/core/ports"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"

export class Keys extends Context.Service<
  Keys,
  {
    /** Gives the tenant a new key to seal with, and answers with its version. */
    readonly rotate: (tenant: Id.TenantId) => Effect.Effect<number, StoreError.StoreError>
    /** Seals everything of the tenant under the newest key that isn't yet, and answers with how many values that were. */
    readonly reseal: (tenant: Id.TenantId) => Effect.Effect<number, StoreError.StoreError>
  }
>()("@aftercare/adapter-postgres/Keys") {}
