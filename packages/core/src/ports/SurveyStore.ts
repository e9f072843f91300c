/**
 * Where invitations to surveys are kept, each with its version and its events, and the responses to them.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { ContactablePerson } from "../contact/ContactablePerson.ts"
import { ClaimHash } from "../feedback/ClaimCode.ts"
import {
  FeedbackId,
  type InvitationId,
  MessageId,
  type PatientId,
  type PersonId,
  type QuestionnaireId,
  type ResponseId,
  type TenantId,
  TicketId,
} from "../foundation/Id.ts"
import type { Interval } from "../foundation/Interval.ts"
import { Code } from "../survey/Questionnaire.ts"
import { SetAsideReason } from "../survey/ResponsePolicy.ts"
import type { SurveyDisposition } from "../survey/SurveyDisposition.ts"
import { type InvitationEvent, SurveyInvitation } from "../survey/SurveyInvitation.ts"
import { SurveyResponse } from "../survey/SurveyResponse.ts"
import type { Page, Versioned } from "./PlanStore.ts"
import type { StoreError } from "./StoreError.ts"

/** A message that was taken for the answer to an item. */
export const Heard = Schema.Struct({ message: MessageId, item: Code })
export interface Heard extends Schema.Schema.Type<typeof Heard> {}

/** An invitation, and what is needed to send it and to know its answers. */
export const KeptInvitation = Schema.Struct({
  invitation: SurveyInvitation,
  /** The addressee, as they can be reached. */
  to: ContactablePerson,
  /** Whether the patient is so young that only a guardian's consent counts. */
  needsGuardian: Schema.Boolean,
  /** The item of a ticket whose answer the survey asks about. */
  closing: Schema.optionalKey(Schema.Struct({ ticket: TicketId, item: FeedbackId })),
  /** What is kept of the codes in the links that were sent, under the hospital's own salt. */
  codes: Schema.Array(ClaimHash),
  heard: Schema.Array(Heard),
})
export interface KeptInvitation extends Schema.Schema.Type<typeof KeptInvitation> {}

/** A response, and why it doesn't count; absent where it does. */
export const KeptResponse = Schema.Struct({
  response: SurveyResponse,
  setAside: Schema.optionalKey(SetAsideReason),
})
export interface KeptResponse extends Schema.Schema.Type<typeof KeptResponse> {}

/** Where a page of responses ends. */
export type ResponseKey = Pick<SurveyResponse, "answeredAt" | "id">

/** How many invitations ended in each way, and how many haven't yet. */
export interface Outcomes {
  readonly ended: { readonly [D in SurveyDisposition]?: number }
  readonly open: number
}

/** Whether two responses are to the same invitation, or both to none, and to the same questionnaire. */
export const answersSame = (a: KeptResponse, b: KeptResponse): boolean =>
  a.response.invitation === b.response.invitation &&
  a.response.questionnaire.id === b.response.questionnaire.id

/**
 * Invitations and responses of a tenant. An invitation and its events are written together; a write names the version it was
 * decided on. A response written again under its id takes the place of what was there, and its id stays with the invitation
 * and the questionnaire that it answers: to others it fails with `AlreadyExists`, whoever writes at the same time.
 *
 * Fails with `AlreadyExists`, `NotFound` or `VersionConflict`; a failed write leaves nothing behind.
 */
export class SurveyStore extends Context.Service<
  SurveyStore,
  {
    readonly find: (
      tenant: TenantId,
      id: InvitationId,
    ) => Effect.Effect<Option.Option<Versioned<KeptInvitation>>, StoreError>
    readonly insert: (
      tenant: TenantId,
      kept: KeptInvitation,
      events: ReadonlyArray<InvitationEvent>,
    ) => Effect.Effect<void, StoreError>
    readonly update: (
      tenant: TenantId,
      kept: KeptInvitation,
      expectedVersion: number,
      events: ReadonlyArray<InvitationEvent>,
    ) => Effect.Effect<void, StoreError>
    /** At most `limit` invitations with ids after `after`, by id; of those that haven't ended, or of all. */
    readonly list: (
      tenant: TenantId,
      options: { readonly of: "open" | "all"; readonly after?: InvitationId; readonly limit: number },
    ) => Effect.Effect<Page<Versioned<KeptInvitation>, InvitationId>, StoreError>
    /** Every invitation that addresses a person, by id. */
    readonly ofPerson: (
      tenant: TenantId,
      person: PersonId,
    ) => Effect.Effect<ReadonlyArray<Versioned<KeptInvitation>>, StoreError>
    /** Every invitation about a visit of a patient's, whoever is asked, by id. */
    readonly ofPatient: (
      tenant: TenantId,
      patient: PatientId,
    ) => Effect.Effect<ReadonlyArray<Versioned<KeptInvitation>>, StoreError>
    /** The invitation with a code of this hash. */
    readonly ofCode: (
      tenant: TenantId,
      hash: ClaimHash["hash"],
    ) => Effect.Effect<Option.Option<Versioned<KeptInvitation>>, StoreError>
    /** All events of an invitation, in the order in which they were written. */
    readonly events: (
      tenant: TenantId,
      id: InvitationId,
    ) => Effect.Effect<ReadonlyArray<InvitationEvent>, StoreError>
    /** How the invitations to a questionnaire ended, of whatever version, about occasions in `[from, until)`. */
    readonly outcomes: (
      tenant: TenantId,
      questionnaire: QuestionnaireId,
      during: Interval,
    ) => Effect.Effect<Outcomes, StoreError>
    /** Keeps a response, or what became of it. */
    readonly putResponse: (tenant: TenantId, kept: KeptResponse) => Effect.Effect<void, StoreError>
    readonly response: (
      tenant: TenantId,
      id: ResponseId,
    ) => Effect.Effect<Option.Option<KeptResponse>, StoreError>
    /**
     * At most `limit` responses to a questionnaire, of whatever version, that were answered in `[from, until)`, after `after`,
     * by when they were answered and by id; those set aside among them.
     */
    readonly responses: (
      tenant: TenantId,
      questionnaire: QuestionnaireId,
      options: { readonly during: Interval; readonly after?: ResponseKey; readonly limit: number },
    ) => Effect.Effect<Page<KeptResponse, ResponseKey>, StoreError>
  }
>()("@aftercare/core/ports/SurveyStore") {}
