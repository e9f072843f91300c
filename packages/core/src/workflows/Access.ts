/**
 * Asking whether somebody may do something with patients' data, and keeping in the access log that they did, or wanted to.
 *
 * **Details**
 *
 * Whatever the house asks for leaves one record, allowed or refused. A refusal is recorded at once; what is allowed is
 * recorded in the unit of work that does it, or before what is read is handed out: what can't be recorded isn't handed out.
 *
 * **Example** (A nurse looks at a ticket, and the log has it)
 *
 * ```ts
 * import { Memory } from "@aftercare/adapter-memory"
 * import { Access, AccessLog, ChinaPermission, Id, PermissionPractice } from "@aftercare/core"
 * import { Effect } from "effect"
 *
 * const hospital = Id.TenantId.make("hospital")
 * const by = { _tag: "Staff", staff: Id.StaffId.make("n-7"), role: "nurse" } as const
 * const what = { kind: "ticket", id: Id.RecordId.make("t-1") } as const
 * const look = (purpose: Access.Acting["purpose"]) =>
 *   Access.read(hospital, { by, purpose }, "readTickets", { what }).pipe(
 *     Effect.match({ onFailure: ({ _tag }) => _tag, onSuccess: () => "read" }),
 *   )
 * const program = Effect.gen(function* () {
 *   const answers = [yield* look("care"), yield* look("emergency")]
 *   const links = yield* (yield* AccessLog.AccessLog).list(hospital, { after: 0, limit: 9 })
 *   return [answers, links.map(({ record }) => record.outcome)]
 * })
 * const answer = await Effect.runPromise(
 *   program.pipe(
 *     Effect.provide(Memory.layer),
 *     Effect.provideService(PermissionPractice.PermissionPractice, { of: () => ChinaPermission.grants }),
 *   ),
 * )
 * answer // => [["PermissionRefused", "read"], ["refused", "allowed"]]
 * ```
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { PatientId, TenantId } from "../foundation/Id.ts"
import { AccessLog } from "../ports/AccessLog.ts"
import type { Accessed, Accessor, AccessPurpose, AccessRecord } from "../privacy/AccessRecord.ts"
import { type Permission, permit } from "../privacy/Permission.ts"
import { PermissionPractice } from "./PermissionPractice.ts"

/** Who acts, and what for: as the program that calls the house knows them. */
export interface Acting {
  readonly by: Accessor
  readonly purpose: AccessPurpose
}

/** What is done with which record. */
export interface Reach {
  readonly action: Exclude<AccessRecord["action"], "disclose">
  readonly what: Accessed
  readonly patient?: PatientId | undefined
  /** The department whose record it is, for grants that are within departments. */
  readonly department?: string
}

/**
 * Asks whether they may. Answers with the record of it, which whoever goes on to do it appends to the access log.
 *
 * Fails with `PermissionRefused`, once that is recorded.
 */
export const ask = Effect.fnUntraced(function* (
  tenant: TenantId,
  { by, purpose }: Acting,
  permission: Permission,
  { action, department, patient, what }: Reach,
) {
  const grants = (yield* PermissionPractice).of(tenant)
  const at = yield* DateTime.now
  const record: AccessRecord = {
    at,
    by,
    action,
    what,
    ...(patient === undefined ? {} : { patient }),
    purpose,
    outcome: "allowed",
  }
  const scope = { purpose, ...(department === undefined ? {} : { department }) }
  const permitted = permit(grants, by, permission, scope)
  if (Result.isFailure(permitted)) {
    yield* (yield* AccessLog).append(tenant, [{ ...record, outcome: "refused" }])
    return yield* permitted.failure
  }
  return record
})

/**
 * Asks whether they may read something, and records it. What they read is handed out afterwards: also what a program reads
 * from the stores itself.
 *
 * Fails with `PermissionRefused`.
 */
export const read = Effect.fn("Access.read")(function* (
  tenant: TenantId,
  acting: Acting,
  permission: Permission,
  reach: Omit<Reach, "action">,
) {
  const record = yield* ask(tenant, acting, permission, { ...reach, action: "read" })
  yield* (yield* AccessLog).append(tenant, [record])
})
