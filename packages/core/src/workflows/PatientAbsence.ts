/**
 * A patient who has died or is in hospital again: nothing that was planned for after the stay goes on.
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Result from "effect/Result"
import type { Decided } from "../followup/FollowUpEvent.ts"
import * as FollowUpPlan from "../followup/FollowUpPlan.ts"
import { type Absence, isAbsence } from "../followup/FollowUpTask.ts"
import type { PatientId, PersonId, PlanId, TenantId } from "../foundation/Id.ts"
import { DischargeStore } from "../ports/DischargeStore.ts"
import { PlanStore } from "../ports/PlanStore.ts"
import { SurveyStore } from "../ports/SurveyStore.ts"
import * as SurveyInvitation from "../survey/SurveyInvitation.ts"
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
 * Calls off every plan of the patient, whoever is contacted for it, and asks nobody about their visits, the one whom the
 * hospital hears it from among them. Part of a unit of work.
 */
const callOff = Effect.fnUntraced(function* (
  tenant: TenantId,
  patient: PatientId,
  reason: Absence,
  from?: PersonId,
) {
  const stays = yield* (yield* DischargeStore).ofPatient(tenant, patient)
  const known = stays.flatMap(({ persons }) => persons.map(({ id }) => id))
  for (const person of new Set(from === undefined ? known : [...known, from])) {
    yield* PlanKeeping.decideFor(tenant, person, ({ plan }, now) =>
      plan.patient === patient ? FollowUpPlan.cancel(plan, reason, now) : [plan, []],
    )
    yield* concludeOf(tenant, person, patient, reason === "deceased" ? "deceased" : "unableToAnswer")
  }
})

/** Decides on a plan. Where what was said of the patient is an absence, everything else of the patient is called off with it. */
export const decide = Effect.fnUntraced(function* <E>(
  tenant: TenantId,
  id: PlanId,
  said: string | undefined,
  decision: (loaded: PlanKeeping.Loaded, now: DateTime.Utc) => Result.Result<Decided, E>,
) {
  const work = Effect.gen(function* () {
    const decided = yield* PlanKeeping.decide(tenant, id, decision)
    const [{ patient }] = decided
    if (said !== undefined && isAbsence(said)) yield* callOff(tenant, patient, said)
    return decided
  })
  return yield* PlanKeeping.inUnit(work)
})

/** Calls off the same where somebody who was asked about a visit said so, and this worker has plans. Part of a unit of work. */
export const heard = (
  tenant: TenantId,
  { addressee, occasion: { patient } }: SurveyInvitation.SurveyInvitation,
  said: string,
) =>
  patient === undefined || !isAbsence(said)
    ? Effect.void
    : Effect.asVoid(
        Equipment.where([DischargeStore, PlanStore, Practice], callOff(tenant, patient, said, addressee)),
      )
