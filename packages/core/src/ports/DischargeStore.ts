/**
 * Where discharges are kept: the one place of this floor that holds a patient's details.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type { Discharge } from "../followup/Discharge.ts"
import type { DischargeId, PatientId, TenantId } from "../foundation/Id.ts"
import type { PhoneNumber } from "../foundation/PhoneNumber.ts"
import type { StoreError } from "./StoreError.ts"

/** Discharges of a tenant, by id. Writing one that is there replaces it: a corrected phone, a new address. */
export class DischargeStore extends Context.Service<
  DischargeStore,
  {
    readonly find: (tenant: TenantId, id: DischargeId) => Effect.Effect<Option.Option<Discharge>, StoreError>
    /** A patient's discharges, the earliest first, those of one instant by id. */
    readonly ofPatient: (
      tenant: TenantId,
      patient: PatientId,
    ) => Effect.Effect<ReadonlyArray<Discharge>, StoreError>
    /** At most `limit` discharges with a person of this number, the newest first, and those of one instant by id. */
    readonly ofPhone: (
      tenant: TenantId,
      options: { readonly phone: PhoneNumber; readonly limit: number },
    ) => Effect.Effect<ReadonlyArray<Discharge>, StoreError>
    /** At most `limit` discharges with this record number, sign by sign, in that order. */
    readonly ofRecordNumber: (
      tenant: TenantId,
      options: { readonly recordNumber: string; readonly limit: number },
    ) => Effect.Effect<ReadonlyArray<Discharge>, StoreError>
    readonly put: (tenant: TenantId, discharge: Discharge) => Effect.Effect<void, StoreError>
  }
>()("@aftercare/core/ports/DischargeStore") {}
