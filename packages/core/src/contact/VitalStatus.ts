/**
 * Whether a patient lives, as it was told: a death, and the word that it was told by mistake.
 *
 * **Details**
 *
 * What was told last holds. Of a patient of whom nothing was told it isn't known, and they are contacted as planned.
 *
 * **Example** (A death that was told by mistake)
 *
 * ```ts
 * import { Id, VitalStatus } from "@aftercare/core"
 * import { DateTime } from "effect"
 *
 * const patient = Id.PatientId.make("p-1")
 * const died: VitalStatus.VitalStatus = {
 *   patient,
 *   status: "deceased",
 *   toldAt: DateTime.makeUnsafe("2026-03-02T10:00:00+08:00"),
 *   source: { _tag: "Plan", plan: Id.PlanId.make("d-1/basic") },
 * }
 * const lives: VitalStatus.VitalStatus = {
 *   patient,
 *   status: "alive",
 *   toldAt: DateTime.makeUnsafe("2026-03-03T09:00:00+08:00"),
 *   source: { _tag: "Staff", staff: Id.StaffId.make("n-7") },
 * }
 * VitalStatus.last([died]) // => "deceased"
 * VitalStatus.last([died, lives]) // => "alive"
 * VitalStatus.last([]) // => undefined
 * ```
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { InvitationId, PatientId, PlanId, StaffId } from "../foundation/Id.ts"
import { Instant } from "../foundation/Instant.ts"

export const Status = Schema.Literals(["deceased", "alive"])
export type Status = typeof Status.Type

/** Where it was heard: on a contact of a plan or as it was called off, by an invitation to a survey, or from one who says so. */
export const Source = Schema.TaggedUnion({
  Plan: { plan: PlanId },
  Invitation: { invitation: InvitationId },
  Staff: { staff: StaffId },
})
export type Source = typeof Source.Type

/** One time that it was told. */
export const VitalStatus = Schema.Struct({
  patient: PatientId,
  status: Status,
  toldAt: Instant,
  source: Source,
})
export interface VitalStatus extends Schema.Schema.Type<typeof VitalStatus> {}

/** What holds, of all that was told in its order; undefined where nothing was. */
export const last = (told: ReadonlyArray<VitalStatus>): Status | undefined => told.at(-1)?.status
