/**
 * Identifiers. They are made by the caller, are opaque, and carry no personal data.
 *
 * @since 0.1.0
 */
import type * as Brand from "effect/Brand"
import * as Schema from "effect/Schema"
import { ContentHash, contentHash } from "./ContentHash.ts"
import { outspoken } from "./Strict.ts"

const idOf = (most: number) =>
  Schema.String.check(
    Schema.makeFilter(
      (text) =>
        (text.length <= most && /^[A-Za-z0-9][A-Za-z0-9._:/@-]*$/.test(text)) ||
        `an id is 1 to ${most} letters, digits and . _ : / @ -, beginning with a letter or digit`,
    ),
  )

const id = idOf(200)

/** A hospital. Every stored row leads with it. */
export const TenantId = outspoken(id.pipe(Schema.brand("TenantId")))
export type TenantId = string & Brand.Brand<"TenantId">

export const PatientId = outspoken(id.pipe(Schema.brand("PatientId")))
export type PatientId = string & Brand.Brand<"PatientId">

/** One who can be contacted: the patient, a guardian or a caregiver. */
export const PersonId = outspoken(id.pipe(Schema.brand("PersonId")))
export type PersonId = string & Brand.Brand<"PersonId">

export const StaffId = outspoken(id.pipe(Schema.brand("StaffId")))
export type StaffId = string & Brand.Brand<"StaffId">

/** One discharge of one patient. */
export const DischargeId = outspoken(id.pipe(Schema.brand("DischargeId")))
export type DischargeId = string & Brand.Brand<"DischargeId">

export const ProtocolId = outspoken(id.pipe(Schema.brand("ProtocolId")))
export type ProtocolId = string & Brand.Brand<"ProtocolId">

/**
 * A stage within its protocol, of at most 200 signs there. In a plan it may also carry the number of a contact that comes
 * again, and the rule or finding that added it.
 */
export const StageId = outspoken(idOf(300).pipe(Schema.brand("StageId")))
export type StageId = string & Brand.Brand<"StageId">

/** Made from a discharge's and a protocol's, so it holds both, however long they are. */
export const PlanId = outspoken(idOf(401).pipe(Schema.brand("PlanId")))
export type PlanId = string & Brand.Brand<"PlanId">

/** Made from a plan's and a stage's. */
export const TaskId = outspoken(idOf(800).pipe(Schema.brand("TaskId")))
export type TaskId = string & Brand.Brand<"TaskId">

/** Made from a task's and the number of the try. */
export const AttemptId = outspoken(idOf(840).pipe(Schema.brand("AttemptId")))
export type AttemptId = string & Brand.Brand<"AttemptId">

/** Made by `Outreach.messageId` of what is sent: 64 hexadecimal digits, which any provider takes and which tell nothing. */
export const MessageId = outspoken(idOf(64).pipe(Schema.brand("MessageId")))
export type MessageId = string & Brand.Brand<"MessageId">

/** Made from a plan's, and numbered. */
export const ReferralId = outspoken(idOf(420).pipe(Schema.brand("ReferralId")))
export type ReferralId = string & Brand.Brand<"ReferralId">

/** A record of any kind, by whichever of the ids here it bears. */
export const RecordId = outspoken(idOf(840).pipe(Schema.brand("RecordId")))
export type RecordId = string & Brand.Brand<"RecordId">

export const ConsentId = outspoken(id.pipe(Schema.brand("ConsentId")))
export type ConsentId = string & Brand.Brand<"ConsentId">

/** One item of feedback as it came in. */
export const FeedbackId = outspoken(id.pipe(Schema.brand("FeedbackId")))
export type FeedbackId = string & Brand.Brand<"FeedbackId">

/** The record that follows feedback to its end. */
export const TicketId = outspoken(id.pipe(Schema.brand("TicketId")))
export type TicketId = string & Brand.Brand<"TicketId">

/** One thing that happened to a ticket, a call or a callback. What follows from it takes its id, and a name behind. */
export const EventId = outspoken(idOf(220).pipe(Schema.brand("EventId")))
export type EventId = string & Brand.Brand<"EventId">

/** One call that came in to the hotline. */
export const CallId = outspoken(id.pipe(Schema.brand("CallId")))
export type CallId = string & Brand.Brand<"CallId">

/** Made from the call's that asked for it. */
export const CallbackId = outspoken(idOf(209).pipe(Schema.brand("CallbackId")))
export type CallbackId = string & Brand.Brand<"CallbackId">

/** Where calls wait for whoever is free: a queue, or a skill where agents are sought by what they can do. */
export const QueueId = outspoken(id.pipe(Schema.brand("QueueId")))
export type QueueId = string & Brand.Brand<"QueueId">

/** A voice menu of the hotline. */
export const MenuId = outspoken(id.pipe(Schema.brand("MenuId")))
export type MenuId = string & Brand.Brand<"MenuId">

export const PromiseId = outspoken(id.pipe(Schema.brand("PromiseId")))
export type PromiseId = string & Brand.Brand<"PromiseId">

/** A category of feedback within its tree. */
export const CategoryId = outspoken(id.pipe(Schema.brand("CategoryId")))
export type CategoryId = string & Brand.Brand<"CategoryId">

export const DepartmentId = outspoken(id.pipe(Schema.brand("DepartmentId")))
export type DepartmentId = string & Brand.Brand<"DepartmentId">

/** A corrective or preventive action. */
export const ActionId = outspoken(id.pipe(Schema.brand("ActionId")))
export type ActionId = string & Brand.Brand<"ActionId">

export const QuestionnaireId = outspoken(id.pipe(Schema.brand("QuestionnaireId")))
export type QuestionnaireId = string & Brand.Brand<"QuestionnaireId">

/** One visit, discharge, call, closed complaint, health check or event that somebody is asked about. */
export const OccasionId = outspoken(id.pipe(Schema.brand("OccasionId")))
export type OccasionId = string & Brand.Brand<"OccasionId">

/** Made from an occasion's and a questionnaire's, so it holds both, however long they are. */
export const InvitationId = outspoken(idOf(401).pipe(Schema.brand("InvitationId")))
export type InvitationId = string & Brand.Brand<"InvitationId">

export const ResponseId = outspoken(idOf(440).pipe(Schema.brand("ResponseId")))
export type ResponseId = string & Brand.Brand<"ResponseId">

/** A care programme. */
export const ProgrammeId = outspoken(id.pipe(Schema.brand("ProgrammeId")))
export type ProgrammeId = string & Brand.Brand<"ProgrammeId">

/** A step within its programme. */
export const StepId = outspoken(id.pipe(Schema.brand("StepId")))
export type StepId = string & Brand.Brand<"StepId">

/** One person in one care programme, or with one regimen. */
export const EnrolmentId = outspoken(id.pipe(Schema.brand("EnrolmentId")))
export type EnrolmentId = string & Brand.Brand<"EnrolmentId">

/** Made by `CareOccasion.messageId` of what is sent and to whom: 64 hexadecimal digits, which tell nothing. */
export const CareMessageId = outspoken(idOf(64).pipe(Schema.brand("CareMessageId")))
export type CareMessageId = string & Brand.Brand<"CareMessageId">

/** The medicines that one patient takes, and when. */
export const RegimenId = outspoken(id.pipe(Schema.brand("RegimenId")))
export type RegimenId = string & Brand.Brand<"RegimenId">

/** A medicine within its regimen. */
export const MedicineId = outspoken(id.pipe(Schema.brand("MedicineId")))
export type MedicineId = string & Brand.Brand<"MedicineId">

/** A lecture, a group or a counselling hour that people register for. */
export const CareEventId = outspoken(id.pipe(Schema.brand("CareEventId")))
export type CareEventId = string & Brand.Brand<"CareEventId">

/** One problem worked off by plan, do, check and act. */
export const CycleId = outspoken(id.pipe(Schema.brand("CycleId")))
export type CycleId = string & Brand.Brand<"CycleId">

/** A measure within its cycle. */
export const MeasureId = outspoken(id.pipe(Schema.brand("MeasureId")))
export type MeasureId = string & Brand.Brand<"MeasureId">

/** A recognition of good work. */
export const RecognitionId = outspoken(id.pipe(Schema.brand("RecognitionId")))
export type RecognitionId = string & Brand.Brand<"RecognitionId">

/**
 * Names what comes of a record: its id with a suffix, or where that is too long for an id, the SHA-256 of both.
 *
 * **Example** (What an event causes)
 *
 * ```ts
 * import { Id } from "@aftercare/core"
 *
 * const derived = Id.deriving(Id.EventId)
 * derived(Id.EventId.make("e-1"), "/reopened") // => "e-1/reopened"
 * derived(Id.EventId.make("e".repeat(220)), "/reopened").length // => 64
 * ```
 */
export const deriving = <I extends string>(schema: Schema.Codec<I, string>) => {
  const isId = Schema.is(schema)
  return (id: string, suffix: string): I => {
    const long = `${id}${suffix}`
    return isId(long) ? long : schema.make(contentHash([id, suffix]))
  }
}

/** Whether an id is a hash, as one made by `deriving` from a long id. */
export const isHash: (id: string) => boolean = Schema.is(ContentHash)
