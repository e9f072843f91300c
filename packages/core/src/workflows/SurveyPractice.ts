/**
 * What a hospital asks its patients, when and by which rules, and the words and links of its messages.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type { WorkCalendar } from "../calendar/WorkCalendar.ts"
import type { ContactPolicy } from "../contact/ContactPolicy.ts"
import type { ClaimCode } from "../feedback/ClaimCode.ts"
import type { Registration, Stamp } from "../feedback/Ticket.ts"
import type { TenantId } from "../foundation/Id.ts"
import type { Content } from "../ports/MessageChannel.ts"
import type { KeptInvitation } from "../ports/SurveyStore.ts"
import type { InvitationPolicy } from "../survey/InvitationPolicy.ts"
import type { OpinionRule } from "../survey/Opinion.ts"
import type { Item, Questionnaire } from "../survey/Questionnaire.ts"
import type { ResponsePolicy } from "../survey/ResponsePolicy.ts"
import type { SurveyResponse } from "../survey/SurveyResponse.ts"

/** A questionnaire that is asked, and by which policies. */
export interface PractisedSurvey {
  readonly questionnaire: Questionnaire
  readonly invitation: InvitationPolicy
  readonly response: ResponsePolicy
  /** Which answer says whether somebody is satisfied; without a rule nobody is told. */
  readonly opinion?: OpinionRule
}

/** What a message asks. */
export interface Asking {
  readonly questionnaire: Questionnaire
  /** The item that a number sent back answers; absent where none takes numbers. */
  readonly item?: Item
  /** Whether it asks the next item of somebody who has answered the one before by a number. */
  readonly isNext: boolean
  /** The first message is 1; those after it remind, unless they ask the next item. */
  readonly number: number
  /** What the link to the whole questionnaire carries. It opens this invitation alone. */
  readonly code: ClaimCode
}

/** A ticket that somebody's dissatisfaction begins. */
export interface NewTicket {
  readonly registration: Omit<Registration, "policy">
  readonly stamp: Pick<Stamp, "id" | "by">
}

/** One hospital's practice with surveys. */
export interface HospitalSurveyPractice {
  /** Every revision that open invitations ask; new ones ask the first of its id. To count answers, also those answered before. */
  readonly surveys: ReadonlyArray<PractisedSurvey>
  readonly contact: ContactPolicy
  readonly calendar: WorkCalendar
  /** For the codes of links: 16 bytes or more, the same for as long as links are to be opened. */
  readonly salt: Uint8Array
  /** From a source fit for keys, such as `crypto.getRandomValues`. */
  readonly randomBytes: (count: number) => Uint8Array
  readonly compose: (kept: KeptInvitation, asking: Asking) => Content
  /**
   * Somebody is dissatisfied and no ticket hears of it: the ticket to begin, if any. It takes its ids from the response's.
   * Nothing is `kept` of those who weren't invited.
   */
  readonly register?: (response: SurveyResponse, kept: KeptInvitation | undefined) => NewTicket | undefined
}

/** The practice with surveys of each hospital in the house. */
export class SurveyPractice extends Context.Service<
  SurveyPractice,
  { readonly of: (tenant: TenantId) => HospitalSurveyPractice }
>()("@aftercare/core/workflows/SurveyPractice") {}
