/**
 * What the one who calls should know: who, which doctor, why, what was done, what to ask today, and what must not be said
 * before two identifiers match.
 *
 * **Details**
 *
 * Everything of the patient's health stays sealed (`Redacted`) until `identify` has found two identifiers that match, so that
 * no screen, log or span shows it before.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { PlainDate } from "../calendar/PlainDate.ts"
import type { Disposition } from "../contact/ContactAttempt.ts"
import * as Salutation from "../contact/Salutation.ts"
import * as CallScript from "../followup/CallScript.ts"
import type { Destination } from "../followup/Destination.ts"
import * as Discharge from "../followup/Discharge.ts"
import { addresseeOf, type FollowUpPlan, NotFound } from "../followup/FollowUpPlan.ts"
import { allAttempts, type FollowUpTask, findings } from "../followup/FollowUpTask.ts"
import type { OutcomeForm } from "../followup/OutcomeForm.ts"
import type { Referral } from "../followup/Referral.ts"
import { type PlanId, RecordId, type TaskId, type TenantId } from "../foundation/Id.ts"
import type { PhoneNumber } from "../foundation/PhoneNumber.ts"
import type { RuleId } from "../foundation/Rule.ts"
import type { Bilingual, Channel, Language, Relation } from "../foundation/Word.ts"
import { AccessLog } from "../ports/AccessLog.ts"
import { DischargeStore } from "../ports/DischargeStore.ts"
import { because } from "../ports/StoreError.ts"
import * as InstantText from "../text/InstantText.ts"
import * as SalutationText from "../text/SalutationText.ts"
import * as Access from "./Access.ts"
import * as PlanKeeping from "./PlanKeeping.ts"

/** What may be said and shown at once. */
export interface CallBrief {
  readonly task: Pick<FollowUpTask, "id" | "role" | "span">
  readonly answerer: {
    readonly relation: Relation
    readonly name: string
    readonly salutation: string
    readonly language: Language
    readonly phone?: PhoneNumber
  }
  /** Earlier contacts of this plan, the latest first: without what became of one that tells of the patient's health. */
  readonly contacts: ReadonlyArray<Contact>
  /** What is to be said, as far as the script reaches before the identifiers. */
  readonly script: ReadonlyArray<CallScript.Said>
  /** Not to be said, shown or guessed at before `identify`. */
  readonly sealed: Redacted.Redacted<Sealed>
}

/** When somebody was contacted, how, and what became of it. */
export interface Contact {
  readonly at: DateTime.Utc
  readonly channel: Channel
  readonly disposition?: Disposition
}

/**
 * What is known only to those whom two identifiers prove: also what the call is about and what to ask, since a title or a
 * question can tell of the illness.
 */
export interface Sealed {
  readonly identifiers: Identifiers
  readonly task: Pick<FollowUpTask, "title" | "modules">
  /** What to ask today. */
  readonly ask: ReadonlyArray<OutcomeForm>
  /** Open tickets, as the caller's own records have them. */
  readonly tickets: ReadonlyArray<OpenTicket>
  readonly department: string
  readonly doctor: string
  readonly age: number
  readonly admittedAt?: DateTime.Utc
  readonly dischargedAt: DateTime.Utc
  /** Where the patient went, and whether against medical advice, as far as the ward said. */
  readonly destination?: Destination
  readonly againstAdvice?: boolean
  readonly diagnoses: ReadonlyArray<Discharge.Diagnosis>
  readonly procedures: ReadonlyArray<Discharge.Procedure>
  readonly medicines: ReadonlyArray<Discharge.Medicine>
  /** Earlier stays, the latest first. */
  readonly earlier: ReadonlyArray<{
    readonly dischargedAt: DateTime.Utc
    readonly department: string
    readonly diagnosis: string
  }>
  /** Earlier contacts of this plan with whatever became of them, the latest first. */
  readonly contacts: ReadonlyArray<Contact>
  /** What earlier contacts found out, the latest last. */
  readonly findings: ReadonlyArray<RuleId>
  readonly referrals: ReadonlyArray<Referral>
  /** The rest of the script. */
  readonly script: ReadonlyArray<CallScript.Said>
}

export interface OpenTicket {
  readonly id: string
  readonly title: string
  readonly openedAt: DateTime.Utc
}

/** What somebody on the phone says of the patient, or what the record holds. */
export interface Identifiers {
  readonly name: string
  readonly bornOn: PlainDate
  /** The hospital's record number: where a discharge has none of its own, the patient's id. */
  readonly record: string
}

/** What the record of a discharge holds. */
export const identifiersOf = ({
  bornOn,
  name,
  patient,
  recordNumber = patient,
}: Discharge.Discharge): Identifiers => ({ name, bornOn, record: recordNumber })

/** Too few identifiers match: nothing of the patient's health may be said. */
export class NotIdentified extends Schema.TaggedError<NotIdentified>("@aftercare/core/NotIdentified")(
  "NotIdentified",
  { given: Schema.Int },
) {
  override get message() {
    return `of ${this.given} identifiers not two match`
  }
}

const spoken = (name: string) => name.normalize("NFKC").replace(/\s+/g, "").toLowerCase()

/** What two matching identifiers open. Which of them match, or how many, isn't told, so that nobody can try them one by one. */
export const identify = <A extends { readonly identifiers: Identifiers }>(
  { sealed }: { readonly sealed: Redacted.Redacted<A> },
  given: Partial<Identifiers>,
): Result.Result<A, NotIdentified> => {
  const inside = Redacted.value(sealed)
  const { bornOn, name, record } = inside.identifiers
  const matches = [
    given.name !== undefined && spoken(given.name) === spoken(name),
    given.bornOn === bornOn,
    given.record === record,
  ].filter(Boolean).length
  return matches >= 2
    ? Result.succeed(inside)
    : Result.fail(new NotIdentified({ given: Object.keys(given).length }))
}

/** Who calls, and by which script and custom. */
export interface Calling {
  readonly agent: string
  readonly agentNumber: string
  readonly hospital: string
  readonly callBackNumber: string
  readonly script: CallScript.CallScript
  readonly salutations: Salutation.Custom
}

/** What a brief is drawn from, each a projection of its own context. */
export interface Projections {
  readonly discharge: Discharge.Discharge
  readonly plan: FollowUpPlan
  /** The patient's other discharges, the earliest first. */
  readonly stays: ReadonlyArray<Discharge.Discharge>
  readonly tickets: ReadonlyArray<OpenTicket>
  /** The forms that the hospital asks. */
  readonly forms: ReadonlyArray<OutcomeForm>
}

/**
 * The brief of one task's call. Fails with `PlaceholdersMissing` where the script asks for what isn't there, and with
 * `FollowUpPlan.NotFound` where the record no longer has the person whom the task addresses: nobody is called in their stead.
 */
export const of = (
  task: FollowUpTask,
  { discharge, forms, plan, stays, tickets }: Projections,
  calling: Calling,
  at: DateTime.Utc,
): Result.Result<CallBrief, CallScript.PlaceholdersMissing | NotFound> => {
  const person = addresseeOf(discharge, task.addressee)
  if (person === undefined) return Result.fail(new NotFound({ what: "addressee", id: task.addressee }))
  const { language, salutation: prefers, zone } = person.profile
  const age = Discharge.ageAt(discharge, DateTime.toEpochMillis(at))
  const salutation = SalutationText.render(
    Salutation.choose(
      { name: discharge.name, sex: discharge.sex, age },
      { relation: person.relation, name: person.name, ...(prefers === undefined ? {} : { prefers }) },
      calling.salutations,
    ),
    language,
  )
  const clock = { zone, language }
  const next = nextContact(plan, task)
  const medicines = discharge.medicines ?? []
  const procedures = discharge.procedures ?? []
  const [{ text: diagnosis }] = discharge.diagnoses
  const list = (words: ReadonlyArray<string>, none: Bilingual) =>
    words.length === 0 ? none[language] : words.join(language === "zh" ? "、" : ", ")
  const values: Required<CallScript.Values> = {
    salutation,
    hospital: calling.hospital,
    department: discharge.department,
    agent: calling.agent,
    agentNumber: calling.agentNumber,
    doctor: discharge.doctor,
    dischargedOn: InstantText.render(discharge.dischargedAt, clock),
    nextContact:
      next === undefined
        ? { zh: "待定", en: "still to be arranged" }[language]
        : InstantText.render(next, clock),
    callBackNumber: calling.callBackNumber,
    diagnosis,
    treatment: list(
      procedures.map(({ text }) => text),
      { zh: "住院治疗", en: "the treatment" },
    ),
    medicines: list(
      medicines.map(({ name }) => name),
      { zh: "出院带药", en: "the medicines" },
    ),
  }
  return Result.map(CallScript.fill(calling.script, values, language), (said) => {
    const proven = said.findIndex(({ part }) => part === "identity") + 1
    const admittedAt = discharge.risk?.admittedAt
    const { againstAdvice, destination } = discharge
    const contacts = contactsOf(plan)
    return {
      task: {
        id: task.id,
        role: task.role,
        ...(task.span === undefined ? {} : { span: task.span }),
      },
      answerer: {
        relation: person.relation,
        name: person.name,
        salutation,
        language,
        ...(person.phone === undefined ? {} : { phone: person.phone }),
      },
      contacts: contacts.map(({ disposition, ...contact }) =>
        disposition === undefined || tellsOfHealth.has(disposition) ? contact : { ...contact, disposition },
      ),
      script: said.slice(0, proven),
      sealed: Redacted.make({
        identifiers: identifiersOf(discharge),
        task: { title: task.title, modules: task.modules },
        ask: task.modules.flatMap((module) => forms.filter((form) => form.module === module)),
        tickets,
        department: discharge.department,
        doctor: discharge.doctor,
        age,
        ...(admittedAt === undefined ? {} : { admittedAt }),
        dischargedAt: discharge.dischargedAt,
        ...(destination === undefined ? {} : { destination }),
        ...(againstAdvice === undefined ? {} : { againstAdvice }),
        diagnoses: discharge.diagnoses,
        procedures,
        medicines,
        earlier: stays
          .filter(({ id }) => id !== discharge.id)
          .map((stay) => ({
            dischargedAt: stay.dischargedAt,
            department: stay.department,
            diagnosis: stay.diagnoses[0].text,
          }))
          .reverse(),
        contacts,
        findings: plan.tasks.flatMap(findings),
        referrals: plan.referrals ?? [],
        script: said.slice(proven),
      }),
    }
  })
}

const tellsOfHealth: ReadonlySet<Disposition> = new Set(["deceased", "readmitted"])

const contactsOf = (plan: FollowUpPlan): ReadonlyArray<Contact> =>
  plan.tasks
    .flatMap(allAttempts)
    .sort((a, b) => DateTime.toEpochMillis(b.startedAt) - DateTime.toEpochMillis(a.startedAt))
    .map(({ channel, disposition, startedAt }) => ({
      at: startedAt,
      channel,
      ...(disposition === undefined ? {} : { disposition }),
    }))

/** When the plan's next contact after this task's is, as far as it is planned. */
const nextContact = (plan: FollowUpPlan, { id }: FollowUpTask): DateTime.Utc | undefined =>
  plan.tasks
    .flatMap((task) => (task.id !== id && task.state._tag === "Planned" ? [task.state.at] : []))
    .sort((a, b) => DateTime.toEpochMillis(a) - DateTime.toEpochMillis(b))[0]

/**
 * Reads what a call's brief is drawn from, and draws it, for whoever may read it; that they did is in the access log before.
 * Earlier stays are in it as far as they may read those of that department.
 *
 * Fails with `PermissionRefused`, as `of` does, or with a `StoreError`: `NotFound` where plan or task isn't there, for who may
 * read it wherever it were.
 */
export const load = Effect.fn("CallBrief.load")(function* (
  tenant: TenantId,
  id: PlanId,
  taskId: TaskId,
  acting: Access.Acting,
  calling: Calling,
  at: DateTime.Utc,
  tickets: ReadonlyArray<OpenTicket> = [],
) {
  const { asked, found } = yield* Access.askOf(
    tenant,
    acting,
    "readCallBrief",
    { action: "read", what: { kind: "plan", id: RecordId.make(id) } },
    PlanKeeping.load(tenant, id),
    ({ ground }) => ground.discharge,
  )
  const { ground, plan, practice } = found
  const task = plan.tasks.find((one) => one.id === taskId)
  if (task === undefined) return yield* because({ _tag: "NotFound", record: taskId })
  yield* (yield* AccessLog).append(tenant, [asked])
  const { discharge } = ground
  const { patient } = discharge
  const known = yield* (yield* DischargeStore).ofPatient(tenant, patient)
  const stays = yield* Effect.filter(known, ({ department }) =>
    Effect.map(Access.permitted(tenant, acting, "readCallBrief", { patient, department }), Result.isSuccess),
  )
  const projections = { discharge, plan, stays, tickets, forms: practice.forms ?? [] }
  return yield* Effect.fromResult(of(task, projections, calling, at))
})
