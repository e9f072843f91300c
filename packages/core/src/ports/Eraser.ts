/**
 * What takes out of a store what it knows of a patient by name, number or word, and leaves what is counted.
 *
 * **Details**
 *
 * Each record and each event is replaced by what its schema's `Personal.eraser` makes of it, in place: nothing is deleted,
 * ids, instants, states and the answers that were chosen stay. A record that changes gets a new version, so that nobody
 * who read it before can write it back. What is left is told by the patient's id alone.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type {
  CallId,
  CareMessageId,
  InvitationId,
  PatientId,
  PersonId,
  PlanId,
  TenantId,
} from "../foundation/Id.ts"
import { type CallRecord, type Link, patientsOf } from "../hotline/CallRecord.ts"
import type { RecordKind } from "../privacy/Retention.ts"
import type { Received } from "./Inbox.ts"
import type { Message } from "./MessageLog.ts"
import type { StoreError } from "./StoreError.ts"
import type { KeptInvitation, KeptResponse } from "./SurveyStore.ts"
import type { KeptTicket } from "./TicketStore.ts"

/** Whose records. */
export interface Whose {
  readonly patient: PatientId
  /** Who is contacted about this patient and nobody else: what they were sent and sent back is the patient's. */
  readonly persons: ReadonlyArray<PersonId>
}

/** What is the patient's, by which messages to and from people are told: plans, invitations and what is sent for care. */
export interface Theirs {
  readonly plans: ReadonlySet<PlanId>
  readonly invitations: ReadonlySet<InvitationId>
  readonly care: ReadonlySet<CareMessageId>
}

/** Whether a message is the patient's: part of one of the patient's plans or invitations, for their care, or to one of the persons. */
export const isMessageOf =
  ({ persons }: Whose, { care, invitations, plans }: Theirs) =>
  ({ person, subject }: Message): boolean =>
    persons.includes(person) ||
    (subject._tag === "FollowUp" && plans.has(subject.plan)) ||
    (subject._tag === "Survey" && invitations.has(subject.invitation)) ||
    (subject._tag === "Care" && care.has(subject.message))

/** Whether one of the persons may have sent the message, or it answers one of the patient's invitations. */
export const isReceivedFrom =
  ({ persons }: Whose, { invitations }: Pick<Theirs, "invitations">) =>
  ({ did, persons: senders }: Received): boolean =>
    senders.some((person) => persons.includes(person)) ||
    (did?._tag === "Answered" && invitations.has(did.invitation))

/** Whether the invitation is about the patient, or, where it is about nobody by name, to one of the persons. */
export const isInvitationOf =
  ({ patient, persons }: Whose) =>
  ({ invitation: { addressee, occasion } }: KeptInvitation): boolean =>
    occasion.patient === undefined ? persons.includes(addressee) : occasion.patient === patient

/** Whether an enrolment or a care message is about the patient, or, where it is about nobody by name, to one of the persons. */
export const isCareOf =
  ({ patient, persons }: Whose) =>
  (one: { readonly addressee: PersonId; readonly patient?: PatientId }): boolean =>
    one.patient === undefined ? persons.includes(one.addressee) : one.patient === patient

/** Whether the response is about the patient, or answers one of the patient's invitations. */
export const isResponseOf =
  ({ patient }: Whose, { invitations }: Pick<Theirs, "invitations">) =>
  ({ response: { invitation, occasion } }: KeptResponse): boolean =>
    occasion?.patient === patient || (invitation !== undefined && invitations.has(invitation))

/** Whether the ticket is about the patient and about no other. */
export const isTicketOf =
  ({ patient }: Pick<Whose, "patient">) =>
  ({ ticket: { items } }: KeptTicket): boolean => {
    const about = new Set(items.flatMap((item) => item.patient?.id ?? []))
    return about.size === 1 && about.has(patient)
  }

/** Whether the call is linked to the patient and to no other. */
export const isCallOf =
  ({ patient }: Whose) =>
  (call: CallRecord): boolean => {
    const [first, ...others] = patientsOf(call)
    return first === patient && others.length === 0
  }

/** Whether the call is linked to these tickets and their items, and to nothing else: it is of whom they are. */
export const isCallOfTickets = (tickets: ReadonlyArray<KeptTicket>) => {
  const ids = new Set(tickets.map(({ ticket }) => ticket.id))
  const items = new Set(tickets.flatMap(({ ticket }) => ticket.items.map(({ id }) => id)))
  const isTheirs = (link: Link): boolean =>
    (link._tag === "Ticket" && ids.has(link.ticket)) || (link._tag === "Feedback" && items.has(link.feedback))
  return ({ links }: CallRecord): boolean => links.length > 0 && links.every(isTheirs)
}

/** Whether the call is linked to no patient. */
export const isCallOfNobody = (call: CallRecord): boolean => patientsOf(call).length === 0

/** How many records of each kind held something that was erased. */
export type Erased = Readonly<Record<RecordKind, number>>

export class Eraser extends Context.Service<
  Eraser,
  {
    /**
     * Makes whatever an erasure finds records by fit for it, where a newer version of the adapter's came with less: outside
     * of units of work, in as many short transactions as that takes, going on where somebody was stopped. An erasure
     * without it may fail with `Unavailable`; it leaves nothing out.
     */
    readonly prepare: (tenant: TenantId) => Effect.Effect<void, StoreError>
    /** Erases the patient's records of these kinds, all together. Doing so again changes nothing, and answers with 0. */
    readonly erase: (
      tenant: TenantId,
      whose: Whose,
      kinds: ReadonlyArray<RecordKind>,
    ) => Effect.Effect<Erased, StoreError>
    /**
     * Erases those of the calls that are linked to no patient, all together. Answers with the ids of those that held
     * something, each once: doing so again changes nothing, and answers with none.
     */
    readonly eraseCalls: (
      tenant: TenantId,
      calls: ReadonlyArray<CallId>,
    ) => Effect.Effect<ReadonlyArray<CallId>, StoreError>
  }
>()("@aftercare/core/ports/Eraser") {}
