/**
 * Whom a call may be about that came in: the patients whose discharges have the number that calls, or the record number
 * that somebody reads from a paper.
 *
 * **Details**
 *
 * A number may be shared, or somebody else's by now: it proves nothing, and a record number is one identifier. The stays
 * stay sealed (`Redacted`) until `CallBrief.identify` has found two identifiers that match.
 *
 * **Example** (A daughter calls from the number that she left with the ward)
 *
 * ```ts
 * import { Memory } from "@aftercare/adapter-memory"
 * import {
 *   CallBrief,
 *   Callers,
 *   ChinaContact,
 *   ChinaPermission,
 *   Discharge,
 *   DischargeStore,
 *   Id,
 *   PermissionPractice,
 *   PhoneNumber,
 * } from "@aftercare/core"
 * import { Effect, Result, Schema } from "effect"
 *
 * const profile = {
 *   zone: "Asia/Shanghai",
 *   language: "zh",
 *   rest: ChinaContact.restIn("mainland"),
 *   work: { _tag: "None" },
 *   preferred: [],
 *   channels: ["phone"],
 *   doNotDisturbOn: [],
 * }
 * const stay = Schema.decodeUnknownSync(Discharge.Discharge)({
 *   id: "d-417",
 *   patient: "p-17",
 *   name: "王建国",
 *   sex: "male",
 *   bornOn: "1950-05-06",
 *   dischargedAt: "2026-03-02T10:00:00+08:00",
 *   department: "心内科",
 *   doctor: "李医生",
 *   diagnoses: [{ code: "I50.9", text: "心力衰竭" }],
 *   chronic: true,
 *   highRisk: false,
 *   persons: [{ id: "p-17/caregiver", relation: "caregiver", name: "王芳", phone: "+8613800138000", profile }],
 * })
 *
 * const hospital = Id.TenantId.make("hospital")
 * const by = { _tag: "Staff", staff: Id.StaffId.make("s-12"), role: "careCentreStaff" } as const
 * const program = Effect.gen(function* () {
 *   yield* (yield* DischargeStore.DischargeStore).put(hospital, stay)
 *   const phone = PhoneNumber.PhoneNumber.make("+8613800138000")
 *   const [caller] = yield* Callers.find(hospital, { phone, limit: 20 }, { by, purpose: "care" })
 *   if (caller === undefined) return "nobody has this number"
 *   const said = CallBrief.identify(caller, { name: "王建国", bornOn: stay.bornOn })
 *   return [caller.persons[0]?.name, Result.map(said, ({ stays: [latest] }) => latest.department)]
 * })
 * const answer = await Effect.runPromise(
 *   program.pipe(
 *     Effect.provide(Memory.layer),
 *     Effect.provideService(PermissionPractice.PermissionPractice, { of: () => ChinaPermission.grants }),
 *   ),
 * )
 * answer // => ["王芳", Result.succeed("心内科")]
 * ```
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Discharge } from "../followup/Discharge.ts"
import { type PatientId, RecordId, type TenantId } from "../foundation/Id.ts"
import type { PhoneNumber } from "../foundation/PhoneNumber.ts"
import type { Language, Relation } from "../foundation/Word.ts"
import { AccessLog } from "../ports/AccessLog.ts"
import { DischargeStore } from "../ports/DischargeStore.ts"
import type { AccessRecord } from "../privacy/AccessRecord.ts"
import * as Access from "./Access.ts"
import { type Identifiers, identifiersOf } from "./CallBrief.ts"

/** A patient whom the call may be about, and what may be shown at once. */
export interface Caller {
  /** Who has the number that calls, as the latest of the stays says; all of the patient's, by a record number. */
  readonly persons: ReadonlyArray<{
    readonly relation: Relation
    readonly name: string
    readonly language: Language
  }>
  /** Not to be said, shown or guessed at before `CallBrief.identify`. */
  readonly sealed: Redacted.Redacted<Sealed>
}

/** What is known only to those whom two identifiers prove. */
export interface Sealed {
  readonly identifiers: Identifiers
  /** The stays that are found by it, the latest first. */
  readonly stays: readonly [Discharge, ...Array<Discharge>]
}

/** By what is looked up: a number that calls, or a record number as it stands on the hospital's papers. */
export type Sought = { readonly phone: PhoneNumber } | { readonly recordNumber: string }

const callerOf = (sought: Sought, stays: Sealed["stays"]): Caller => {
  const [latest] = stays
  return {
    persons: latest.persons
      .filter(({ phone }) => !("phone" in sought) || phone === sought.phone)
      .map(({ name, profile, relation }) => ({ relation, name, language: profile.language })),
    sealed: Redacted.make({ identifiers: identifiersOf(latest), stays }),
  }
}

/**
 * The patients of at most `limit` discharges with what is sought, the one last discharged first, for whoever may read the call
 * briefs of all departments. That they read of each of these patients is in the access log before, and where there is none,
 * that they searched.
 *
 * Fails with `PermissionRefused`.
 */
export const find = Effect.fn("Callers.find")(function* (
  tenant: TenantId,
  sought: Sought & { readonly limit: number },
  acting: Access.Acting,
) {
  const search = { action: "search", what: { kind: "discharge", id: RecordId.make(tenant) } } as const
  const asked = yield* Access.ask(tenant, acting, "readCallBrief", search)
  const found = new Map<PatientId, Sealed["stays"]>()
  const store = yield* DischargeStore
  const stays = "phone" in sought ? store.ofPhone(tenant, sought) : store.ofRecordNumber(tenant, sought)
  for (const stay of yield* stays) {
    const later = found.get(stay.patient)
    found.set(stay.patient, later === undefined ? [stay] : [...later, stay])
  }
  const read = [...found.keys()].map((patient): AccessRecord => {
    const what = { kind: "patient", id: RecordId.make(patient) } as const
    return { ...asked, action: "read", what, patient }
  })
  yield* (yield* AccessLog).append(tenant, read.length === 0 ? [asked] : read)
  return [...found.values()].map((stays) => callerOf(sought, stays))
})
