/**
 * What somebody is asked about: one visit, discharge, call to the hotline, closed complaint or health check.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { DepartmentId, OccasionId, PatientId } from "../foundation/Id.ts"
import { Instant } from "../foundation/Instant.ts"

export const OccasionKind = Schema.Literals([
  "visit",
  "discharge",
  "hotlineCall",
  "complaintClosed",
  "healthCheck",
])
export type OccasionKind = typeof OccasionKind.Type

export const Occasion = Schema.Struct({
  id: OccasionId,
  kind: OccasionKind,
  /** When it was over. */
  at: Instant,
  /** The department that scores count it under. */
  department: Schema.optionalKey(DepartmentId),
  /** Absent where the person stays anonymous. */
  patient: Schema.optionalKey(PatientId),
})
export interface Occasion extends Schema.Schema.Type<typeof Occasion> {}
