/**
 * What somebody is asked about: one visit, discharge, call to the hotline, closed complaint, health check or event for patients.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"
import { horizon } from "../calendar/TimeZone.ts"
import { DepartmentId, OccasionId, PatientId } from "../foundation/Id.ts"
import { Instant } from "../foundation/Instant.ts"
import { contains } from "../foundation/Interval.ts"

export const OccasionKind = Schema.Literals([
  "visit",
  "discharge",
  "hotlineCall",
  "complaintClosed",
  "healthCheck",
  "careEvent",
])
export type OccasionKind = typeof OccasionKind.Type

/** Schema of an occasion. Beyond 1970 to 2059 no clock is known, and nobody could be asked afterwards. */
export const Occasion = Schema.Struct({
  id: OccasionId,
  kind: OccasionKind,
  /** When it was over. */
  at: Instant,
  /** The department that scores count it under. */
  department: Schema.optionalKey(DepartmentId),
  /** Absent where the person stays anonymous. */
  patient: Schema.optionalKey(PatientId),
}).check(
  Schema.makeFilter(({ at }) =>
    contains(horizon, DateTime.toEpochMillis(at))
      ? true
      : { path: ["at"], issue: "the occasion lies outside 1970 to 2059" },
  ),
)
export interface Occasion extends Schema.Schema.Type<typeof Occasion> {}
