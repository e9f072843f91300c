/**
 * Who did what with whose data, when, what for, and whether it was allowed.
 *
 * **Details**
 *
 * A record holds ids and words of lists, never a name, a number or a text: it can be kept for as long as a law asks, also
 * after the data it tells of were erased.
 *
 * **Rule** What is recorded is what multi-level protection of China asks of an audit log (who, when, what, with what
 * result) and what an accounting of disclosures asks in the United States, 45 CFR 164.528 (when, to whom, what, what for).
 *
 * **Example** (A disclosure names who got it)
 *
 * ```ts
 * import { AccessRecord } from "@aftercare/core"
 * import { Result, Schema } from "effect"
 *
 * const read = Schema.decodeUnknownResult(AccessRecord.AccessRecord)
 * const record = {
 *   at: "2026-12-01T10:00:00Z",
 *   by: { _tag: "Staff", staff: "n-7", role: "nurse" },
 *   action: "read",
 *   what: { kind: "discharge", id: "d-1" },
 *   patient: "p-1",
 *   purpose: "care",
 *   outcome: "allowed",
 * }
 * Result.isSuccess(read(record)) // => true
 * Result.isSuccess(read({ ...record, action: "disclose" })) // => false
 * Result.isSuccess(read({ ...record, action: "disclose", recipient: "insurer-3" })) // => true
 * ```
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { PatientId, PersonId, RecordId, StaffId } from "../foundation/Id.ts"
import { Instant } from "../foundation/Instant.ts"
import { Role } from "../foundation/Word.ts"

/** Through whom data were reached. */
export const Accessor = Schema.TaggedUnion({
  /** A member of staff, in the role that they acted in. */
  Staff: { staff: StaffId, role: Role },
  /** The patient, or somebody who stands in for the patient. */
  Person: { person: PersonId },
  /** The hospital's own programs. */
  System: {},
})
export type Accessor = typeof Accessor.Type

/** What was done. `disclose` is giving data to somebody outside the hospital. */
export const Action = Schema.Literals(["read", "search", "write", "export", "disclose", "erase"])
export type Action = typeof Action.Type

/** What for. `emergency` is reaching what one otherwise may not, to keep somebody from harm. */
export const AccessPurpose = Schema.Literals([
  "care",
  "feedback",
  "quality",
  "personsRequest",
  "legalDuty",
  "emergency",
  "administration",
])
export type AccessPurpose = typeof AccessPurpose.Type

/** What was reached. */
export const Accessed = Schema.Struct({
  kind: Schema.Literals([
    "patient",
    "discharge",
    "plan",
    "consent",
    "message",
    "ticket",
    "survey",
    "call",
    "care",
    "report",
    "accessLog",
  ]),
  id: RecordId,
})
export interface Accessed extends Schema.Schema.Type<typeof Accessed> {}

/** One access, or an attempt at one that was refused. */
export const AccessRecord = Schema.Struct({
  at: Instant,
  by: Accessor,
  action: Action,
  what: Accessed,
  /** Whose data they are; absent where they are nobody's in particular, such as a report. */
  patient: Schema.optionalKey(PatientId),
  purpose: AccessPurpose,
  outcome: Schema.Literals(["allowed", "refused"]),
  /** Who outside the hospital got the data, by the hospital's own id: exactly where they were disclosed. */
  recipient: Schema.optionalKey(RecordId),
}).check(
  Schema.makeFilter(
    ({ action, recipient }) =>
      (action === "disclose") === (recipient !== undefined) || {
        path: ["recipient"],
        issue: "a disclosure names who got the data, and nothing else does",
      },
  ),
)
export interface AccessRecord extends Schema.Schema.Type<typeof AccessRecord> {}
