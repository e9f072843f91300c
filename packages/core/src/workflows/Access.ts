/**
 * Asking whether somebody may do something with patients' data, and keeping in the access log that they did, or wanted to.
 *
 * **Details**
 *
 * Whatever the house asks for leaves one record, allowed or refused. A refusal is recorded at once; what is allowed is
 * recorded in the unit of work that does it, or before what is read is handed out: what can't be recorded isn't handed out.
 * What is allowed and then refused by its own rules is recorded as refused.
 *
 * **Gotchas**
 *
 * Within a unit of work of the caller's own the record is part of it, and gone where that fails: a refusal that isn't caught
 * there leaves none. So ask before the unit, not in it.
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
import { DischargeStore } from "../ports/DischargeStore.ts"
import { StoreError } from "../ports/StoreError.ts"
import { UnitOfWork } from "../ports/UnitOfWork.ts"
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
 * Whether somebody may, by a grant and, for persons, as the patient or whom the patient's latest stay names. Leaves no
 * record.
 */
export const permitted = Effect.fnUntraced(function* (
  tenant: TenantId,
  { by, purpose }: Acting,
  permission: Permission,
  { department, patient }: Pick<Reach, "department" | "patient">,
) {
  const grants = (yield* PermissionPractice).of(tenant)
  const stays =
    by._tag === "Person" && patient !== undefined
      ? yield* (yield* DischargeStore).ofPatient(tenant, patient)
      : []
  const latest = stays.at(-1)
  // Whom the hospital has taken off the record since, as who lost custody, stands in for nobody any more; and a community
  // worker, who is called about the patient, never did.
  const persons = stays.flatMap((stay) =>
    stay.persons
      .filter(({ relation }) => relation === "self" || (stay === latest && relation !== "communityWorker"))
      .map(({ id }) => id),
  )
  return permit(grants, by, permission, {
    purpose,
    persons,
    ...(department === undefined ? {} : { department }),
  })
})

/**
 * Asks whether they may. Answers with the record of it, which whoever goes on to do it appends to the access log.
 *
 * Fails with `PermissionRefused`, once that is recorded.
 */
export const ask = Effect.fnUntraced(function* (
  tenant: TenantId,
  acting: Acting,
  permission: Permission,
  reach: Reach,
) {
  const { by, purpose } = acting
  const { action, patient, what } = reach
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
  const answer = yield* permitted(tenant, acting, permission, reach)
  if (Result.isFailure(answer)) {
    yield* (yield* AccessLog).append(tenant, [{ ...record, outcome: "refused" }])
    return yield* answer.failure
  }
  return record
})

/**
 * Reads what somebody wants to reach, and asks, as `ask` does, by whose it is and of which department. What isn't there is
 * nobody's and of no department: who isn't granted it everywhere can't tell it from what is another's.
 *
 * Fails with `PermissionRefused`, once that is recorded, and as the reading does.
 */
export const askOf = Effect.fnUntraced(function* <A, E, R>(
  tenant: TenantId,
  acting: Acting,
  permission: Permission,
  reach: Pick<Reach, "action" | "what">,
  reading: Effect.Effect<A, E, R>,
  whose: (found: A) => Pick<Reach, "department" | "patient">,
) {
  const found = yield* Effect.tapError(reading, (error) =>
    error instanceof StoreError && error.reason._tag === "NotFound"
      ? Effect.asVoid(ask(tenant, acting, permission, reach))
      : Effect.void,
  )
  return { found, asked: yield* ask(tenant, acting, permission, { ...whose(found), ...reach }) }
})

/**
 * Does in one unit of work what was asked for, and records it there. Where its own rules refuse it, that is recorded. What a
 * store refuses is no answer to who asked, and leaves no record.
 */
export const carryOut = Effect.fnUntraced(function* <A, E, R>(
  tenant: TenantId,
  asked: AccessRecord,
  work: Effect.Effect<A, E, R>,
) {
  const log = yield* AccessLog
  return yield* (yield* UnitOfWork)
    .run(Effect.tap(work, () => log.append(tenant, [asked])))
    .pipe(
      Effect.tapError((error) =>
        error instanceof StoreError ? Effect.void : log.append(tenant, [{ ...asked, outcome: "refused" }]),
      ),
    )
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
