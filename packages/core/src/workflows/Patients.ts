/**
 * What the hospital hears of a patient beside any contact.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type { Status } from "../contact/VitalStatus.ts"
import type { PatientId, StaffId, TenantId } from "../foundation/Id.ts"
import * as PatientAbsence from "./PatientAbsence.ts"
import * as PlanKeeping from "./PlanKeeping.ts"

/**
 * Keeps that a patient has died, or that they live although a death was told, with the one who says so; answers with the
 * plans that were called off.
 *
 * **Details**
 *
 * With a death the patient's plans and invitations are called off, as where it is heard on a contact, and from then on none
 * is made: discharges are refused with `PatientDeceased`, invitations with `InvitationRefused`. Once it is known that the
 * patient lives, both are made again. What a death called off by mistake stays so; `Scheduling.reopen` takes up a task of it.
 */
export const recordVitalStatus = Effect.fn("Patients.recordVitalStatus")(function* (
  tenant: TenantId,
  patient: PatientId,
  status: Status,
  staff: StaffId,
) {
  const work = Effect.gen(function* () {
    yield* PatientAbsence.tell(tenant, patient, status, { _tag: "Staff", staff })
    return status === "deceased" ? yield* PatientAbsence.callOff(tenant, patient, { reason: status }) : []
  })
  return yield* PlanKeeping.inUnit(work)
})
