/**
 * Erasing what is known of a patient: on the patient's request, and unasked where a term is over. What a rule keeps stays.
 *
 * **Details**
 *
 * Names, numbers and words go, ids and what is counted stay (`Eraser`). Nothing is erased while a plan or a ticket of the
 * patient's is going on: end or cancel it first. Each erasure, and each refusal, is in the access log. Consents stay with
 * their proof: they show that what was done was allowed.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { awaits } from "../feedback/Ticket.ts"
import { isEnded } from "../followup/FollowUpTask.ts"
import { type PatientId, type PersonId, PlanId, RecordId, type TenantId } from "../foundation/Id.ts"
import { AccessLog } from "../ports/AccessLog.ts"
import { ContactStore } from "../ports/ContactStore.ts"
import { DischargeStore } from "../ports/DischargeStore.ts"
import { type Erased, Eraser, isTicketOf } from "../ports/Eraser.ts"
import { PlanStore } from "../ports/PlanStore.ts"
import type { StoreError } from "../ports/StoreError.ts"
import { TicketStore } from "../ports/TicketStore.ts"
import { UnitOfWork } from "../ports/UnitOfWork.ts"
import type { Accessor, AccessPurpose } from "../privacy/AccessRecord.ts"
import * as Retention from "../privacy/Retention.ts"

/** Something of the patient's is going on, which would lose whom it is about. */
export class ErasureRefused extends Schema.TaggedError<ErasureRefused>("@aftercare/core/ErasureRefused")(
  "ErasureRefused",
  { record: Schema.String, rule: Schema.Literals(["erasure.planOpen", "erasure.ticketOpen"]) },
) {
  override get message() {
    return `${this.record}: ${this.rule}`
  }
}

/** What was erased, and what must stay. */
export interface Outcome {
  readonly erased: Erased
  readonly kept: ReadonlyArray<Retention.Kept>
}

/** The ports that an erasure needs. */
export type Services =
  | AccessLog
  | ContactStore
  | DischargeStore
  | Eraser
  | PlanStore
  | TicketStore
  | UnitOfWork

type Division = ReturnType<typeof Retention.divided>

interface Task {
  readonly tenant: TenantId
  readonly patient: PatientId
  readonly by: Accessor
  readonly purpose: AccessPurpose
  /** What of it is to be erased, given when the patient's terms began. */
  readonly divide: (since: number, at: number) => Division
}

const nothing: Erased = { discharge: 0, plan: 0, message: 0, inbox: 0, survey: 0, ticket: 0 }

const record = Effect.fnUntraced(function* (task: Task, outcome: "allowed" | "refused") {
  const { by, patient, purpose, tenant } = task
  const what = { kind: "patient", id: RecordId.make(patient) } as const
  const at = yield* DateTime.now
  yield* (yield* AccessLog).append(tenant, [{ at, by, action: "erase", what, patient, purpose, outcome }])
})

/** The plans that have to do with people, by any of them. */
const plansWith = Effect.fnUntraced(function* (tenant: TenantId, person: PersonId) {
  const plans = yield* PlanStore
  const subjects = yield* (yield* ContactStore).subjects(tenant, person)
  const found = yield* Effect.forEach(subjects, (subject) => plans.find(tenant, PlanId.make(subject)))
  return found.flatMap((one) => (Option.isSome(one) ? [one.value.record] : []))
})

const erasing = Effect.fnUntraced(function* (task: Task) {
  const { divide, patient, tenant } = task
  const discharges = yield* (yield* DischargeStore).ofPatient(tenant, patient)
  const tickets = (yield* (yield* TicketStore).ofPatient(tenant, patient)).map(({ record }) => record)
  const ends = [
    ...discharges.map(({ dischargedAt }) => dischargedAt),
    ...(discharges.length > 0
      ? []
      : tickets.flatMap(({ ticket }) => ticket.items.map(({ receivedAt }) => receivedAt))),
  ].map(DateTime.toEpochMillis)
  if (ends.length === 0) return { erased: nothing, kept: [] }
  const { erasable, kept } = divide(Math.max(...ends), DateTime.toEpochMillis(yield* DateTime.now))
  if (erasable.length === 0) return { erased: nothing, kept }

  const persons: Array<PersonId> = []
  for (const id of new Set(discharges.flatMap((one) => one.persons.map((person) => person.id)))) {
    const plans = yield* plansWith(tenant, id)
    const open = plans.find((plan) => plan.patient === patient && !plan.tasks.every(isEnded))
    if (open !== undefined) return yield* new ErasureRefused({ record: open.id, rule: "erasure.planOpen" })
    if (plans.every((plan) => plan.patient === patient)) persons.push(id)
  }
  const whose = { patient, persons }
  const open = tickets.find((one) => isTicketOf(whose)(one) && awaits(one.ticket).length > 0)
  if (open !== undefined && erasable.includes("ticket"))
    return yield* new ErasureRefused({ record: open.ticket.id, rule: "erasure.ticketOpen" })

  const erased = yield* (yield* Eraser).erase(tenant, whose, erasable)
  yield* record(task, "allowed")
  return { erased, kept }
})

const erase = (task: Task): Effect.Effect<Outcome, ErasureRefused | StoreError, Services> =>
  Effect.flatMap(UnitOfWork, ({ run }) => run(erasing(task))).pipe(
    Effect.tapErrorTag("ErasureRefused", () => record(task, "refused")),
  )

/** Erases on the patient's request whatever no rule keeps, and says what stays, by which rule and until when. */
export const request = (
  tenant: TenantId,
  patient: PatientId,
  policy: Retention.RetentionPolicy,
  by: Accessor,
): Effect.Effect<Outcome, ErasureRefused | StoreError, Services> =>
  erase({
    tenant,
    patient,
    by,
    purpose: "personsRequest",
    divide: (since, at) => Retention.divided(policy, Retention.RecordKind.literals, since, at),
  })

/** How many patients' records were erased, and those that wait for something to end. */
export interface Sweep {
  readonly erased: number
  readonly waiting: ReadonlyArray<ErasureRefused>
}

const page = 200

/**
 * Erases what has been kept for as long as the policy says, of every patient who has a plan: to be run once in a while,
 * such as every night. Running it again does no harm.
 */
export const sweep = (
  tenant: TenantId,
  policy: Retention.RetentionPolicy,
): Effect.Effect<Sweep, StoreError, Services> =>
  Effect.gen(function* () {
    const plans = yield* PlanStore
    const divide = (since: number, at: number): Division => ({
      erasable: Retention.overdue(policy, since, at),
      kept: [],
    })
    let [erased, waiting] = [0, [] as ErasureRefused[]]
    let after: PlanId | undefined
    do {
      const { next, records } = yield* plans.list(tenant, { limit: page, ...(after && { after }) })
      const now = DateTime.toEpochMillis(yield* DateTime.now)
      const ripe = records.filter(
        (one) => divide(DateTime.toEpochMillis(one.record.dischargedAt), now).erasable.length > 0,
      )
      for (const patient of new Set(ripe.map((one) => one.record.patient))) {
        const task: Task = { tenant, patient, by: { _tag: "System" }, purpose: "legalDuty", divide }
        const outcome = yield* Effect.catchTag(erase(task), "ErasureRefused", (refusal) => {
          waiting = [...waiting, refusal]
          return Effect.succeed({ erased: nothing })
        })
        if (Object.values(outcome.erased).some((count) => count > 0)) erased += 1
      }
      after = Option.getOrUndefined(next)
    } while (after !== undefined)
    return { erased, waiting }
  })
