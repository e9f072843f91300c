/**
 * A patient who has died or is in hospital again: nothing that was planned for after the stay goes on. A death is kept, and
 * nothing is planned after it either.
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Result from "effect/Result"
import * as VitalStatus from "../contact/VitalStatus.ts"
import type { Decided } from "../followup/FollowUpEvent.ts"
import * as FollowUpPlan from "../followup/FollowUpPlan.ts"
import { type Absence, isAbsence } from "../followup/FollowUpTask.ts"
import type { PatientId, PersonId, PlanId, TenantId } from "../foundation/Id.ts"
import { CareStore } from "../ports/CareStore.ts"
import { DischargeStore } from "../ports/DischargeStore.ts"
import { PlanStore } from "../ports/PlanStore.ts"
import { SurveyStore } from "../ports/SurveyStore.ts"
import { VitalStatusStore } from "../ports/VitalStatusStore.ts"
import * as SurveyInvitation from "../survey/SurveyInvitation.ts"
import * as CareKeeping from "./CareKeeping.ts"
import * as Enrolments from "./Enrolments.ts"
import * as Equipment from "./Equipment.ts"
import * as PlanKeeping from "./PlanKeeping.ts"
import { Practice } from "./Practice.ts"
import * as SurveyKeeping from "./SurveyKeeping.ts"

/** Ends every invitation of a person about a patient that is open or that a consent could take up, where this worker has surveys. */
const concludeOf = Effect.fnUntraced(function* (
  tenant: TenantId,
  person: PersonId,
  patient: PatientId,
  conclusion: SurveyInvitation.Conclusion,
) {
  const store = yield* Effect.serviceOption(SurveyStore)
  if (Option.isNone(store)) return
  const at = yield* DateTime.now
  for (const { record } of yield* store.value.ofPerson(tenant, person)) {
    const { id, occasion } = record.invitation
    if (occasion.patient !== patient || !SurveyInvitation.isOpen(record.invitation, at)) continue
    yield* SurveyKeeping.withSurveys(SurveyKeeping.conclude(tenant, id, conclusion))
  }
})

/**
 * Ends what is still to be sent for the care of a patient, whoever it is sent to, where this worker has care; with a death the
 * patient's enrolments as well.
 */
const concludeCareOf = Effect.fnUntraced(function* (tenant: TenantId, patient: PatientId, reason: Absence) {
  const store = yield* Effect.serviceOption(CareStore)
  if (Option.isNone(store)) return
  const { enrolments, messages } = store.value
  if (reason === "deceased")
    for (const { record } of yield* enrolments.ofPatient(tenant, patient, "open"))
      yield* CareKeeping.withCare(Enrolments.leaving(tenant, record.enrolment.id, reason))
  for (const { record } of yield* messages.ofPatient(tenant, patient, "open"))
    yield* CareKeeping.withCare(
      CareKeeping.conclude(tenant, record.message.id, reason === "deceased" ? reason : "inHospital"),
    )
})

/** Keeps whether the patient lives, unless that is what was told last. Part of a unit of work. */
export const tell = Effect.fnUntraced(function* (
  tenant: TenantId,
  patient: PatientId,
  status: VitalStatus.Status,
  source: VitalStatus.Source,
) {
  const store = yield* VitalStatusStore
  if (VitalStatus.last(yield* store.of(tenant, patient)) === status) return
  yield* store.add(tenant, { patient, status, toldAt: yield* DateTime.now, source })
})

/** Why a patient is absent, as it was heard. */
interface Heard {
  readonly reason: Absence
  /** When the stay or the visit ended that it was heard about. */
  readonly about?: DateTime.Utc
  /** Whom it was heard from, where they may be named by none of the patient's discharges. */
  readonly from?: PersonId
}

/**
 * Calls off the patient's plans, whoever is contacted for them, asks nobody about their visits, and sends nothing that is meant
 * for their care. The plan of a stay that
 * ended later than the one in question goes on where the patient is in hospital again: that may have been just this stay.
 * Part of a unit of work; answers with the plans called off.
 */
export const callOff = Effect.fnUntraced(function* (
  tenant: TenantId,
  patient: PatientId,
  { about, from, reason }: Heard,
) {
  const stays = yield* (yield* DischargeStore).ofPatient(tenant, patient)
  const known = stays.flatMap(({ persons }) => persons.map(({ id }) => id))
  const calledOff: Array<PlanId> = []
  for (const person of new Set(from === undefined ? known : [...known, from])) {
    const plans = yield* PlanKeeping.decideFor(tenant, person, ({ plan }, now) => {
      const isLater =
        reason === "readmitted" && about !== undefined && DateTime.isGreaterThan(plan.dischargedAt, about)
      return plan.patient !== patient || isLater ? [plan, []] : FollowUpPlan.cancel(plan, reason, now)
    })
    calledOff.push(...plans)
    yield* concludeOf(tenant, person, patient, reason === "deceased" ? "deceased" : "unableToAnswer")
  }
  yield* concludeCareOf(tenant, patient, reason)
  return calledOff
})

/** Decides on a plan. Where what was said of the patient is an absence, what else is planned for them is called off with it. */
export const decide = Effect.fnUntraced(function* <E>(
  tenant: TenantId,
  id: PlanId,
  said: string | undefined,
  decision: (loaded: PlanKeeping.Loaded, now: DateTime.Utc) => Result.Result<Decided, E>,
) {
  const work = Effect.gen(function* () {
    const decided = yield* PlanKeeping.decide(tenant, id, decision)
    const [{ dischargedAt, patient }] = decided
    if (said === "deceased") yield* tell(tenant, patient, said, { _tag: "Plan", plan: id })
    if (said !== undefined && isAbsence(said))
      yield* callOff(tenant, patient, { reason: said, about: dischargedAt })
    return decided
  })
  return yield* PlanKeeping.inUnit(work)
})

/** The same where somebody who was asked about a visit said so; plans are called off where this worker has some. Part of a unit of work. */
export const heard = Effect.fnUntraced(function* (
  tenant: TenantId,
  { addressee, id, occasion: { at, patient } }: SurveyInvitation.SurveyInvitation,
  said: string,
) {
  if (patient === undefined || !isAbsence(said)) return
  if (said === "deceased") yield* tell(tenant, patient, said, { _tag: "Invitation", invitation: id })
  yield* Equipment.where(
    [DischargeStore, PlanStore, Practice],
    callOff(tenant, patient, { reason: said, about: at, from: addressee }),
  )
})
