/**
 * Where it is kept whether patients live, as far as it was told.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { VitalStatus } from "../contact/VitalStatus.ts"
import type { PatientId, TenantId } from "../foundation/Id.ts"
import type { StoreError } from "./StoreError.ts"

/** What was told of a tenant's patients. Nothing that was told is taken out again: who corrects it tells something else. */
export class VitalStatusStore extends Context.Service<
  VitalStatusStore,
  {
    /** All that was told of the patient, in the order it was written. */
    readonly of: (
      tenant: TenantId,
      patient: PatientId,
    ) => Effect.Effect<ReadonlyArray<VitalStatus>, StoreError>
    readonly add: (tenant: TenantId, told: VitalStatus) => Effect.Effect<void, StoreError>
  }
>()("@aftercare/core/ports/VitalStatusStore") {}
