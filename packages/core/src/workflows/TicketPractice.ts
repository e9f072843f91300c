/**
 * What a hospital works by with its tickets: who works where, its limits, who is on duty, and how they are told.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type { ContactablePerson } from "../contact/ContactablePerson.ts"
import type { CorrectiveAction } from "../feedback/CorrectiveAction.ts"
import type { Roster } from "../feedback/Escalation.ts"
import type { Notification } from "../feedback/Notification.ts"
import type { Published } from "../feedback/SlaPolicy.ts"
import type { Ground, Ticket } from "../feedback/Ticket.ts"
import type { StaffId, TenantId } from "../foundation/Id.ts"
import type { Version } from "../foundation/Version.ts"
import type { Channel } from "../foundation/Word.ts"
import type { Content } from "../ports/MessageChannel.ts"

/** How somebody of the staff is told. */
export interface StaffReach {
  readonly channel: Channel
  readonly person: ContactablePerson
}

/** One hospital's practice with tickets. */
export interface HospitalTicketPractice {
  readonly ground: Ground
  /** Every version of a policy that open tickets go by; to count tickets, also those that closed ones went by. */
  readonly policies: ReadonlyArray<Published>
  /** The version that new tickets go by, and all corrective actions. */
  readonly policy: Version
  readonly roster: Roster
  /** Who answers for telling people at once, whoever rests, while somebody's health may be in danger. */
  readonly dangerAuthor: StaffId
  readonly reach: (staff: StaffId) => StaffReach | undefined
  /** What the staff are told. It names the ticket and what is due, and nothing of the patient. */
  readonly compose: (
    notification: Notification,
    ticket: Ticket,
    /** Given where the notification is about one. */
    action: CorrectiveAction | undefined,
  ) => Content
}

/** The practice with tickets of each hospital in the house. */
export class TicketPractice extends Context.Service<
  TicketPractice,
  { readonly of: (tenant: TenantId) => HospitalTicketPractice }
>()("@aftercare/core/workflows/TicketPractice") {}
