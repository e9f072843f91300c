/**
 * Where consents are kept, each with its proof.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { PersonId, TenantId } from "../foundation/Id.ts"
import type { Consent } from "../privacy/Consent.ts"
import type { StoreError } from "./StoreError.ts"

/** Consents of a tenant. Writing one that is there replaces it: that is how a withdrawal is kept. */
export class ConsentStore extends Context.Service<
  ConsentStore,
  {
    /**
     * Every consent that the person ever gave, withdrawn ones included, in the order they were first written. What a unit of
     * work reads here holds until it ends: a withdrawal waits for it, or the unit is refused or run again.
     */
    readonly of: (tenant: TenantId, person: PersonId) => Effect.Effect<ReadonlyArray<Consent>, StoreError>
    readonly put: (tenant: TenantId, consent: Consent) => Effect.Effect<void, StoreError>
  }
>()("@aftercare/core/ports/ConsentStore") {}
