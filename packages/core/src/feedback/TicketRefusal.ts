/**
 * Why something can't be recorded of a ticket.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { TicketId } from "../foundation/Id.ts"
import type { Act, Stamp } from "./TicketEvent.ts"
import type { Ground } from "./TicketPolicy.ts"
import type { Ticket } from "./TicketRecord.ts"

/** What a ticket's record may run into. `ReasonText` has the words. */
export const TicketRule = Schema.Literals([
  "ticket.future",
  "ticket.order",
  "ticket.merged",
  "ticket.closed",
  "ticket.notClosed",
  "ticket.notOwner",
  "ticket.ownerAlready",
  "ticket.offerStands",
  "ticket.noOffer",
  "ticket.notAddressed",
  "ticket.noDeputy",
  "ticket.absence",
  "ticket.promiseTwice",
  "ticket.promisePast",
  "ticket.promiseKept",
  "ticket.noDanger",
  "ticket.dangerOpen",
  "ticket.held",
  "ticket.notHeld",
  "ticket.resultStands",
  "ticket.noResult",
  "ticket.answerStands",
  "ticket.noClaim",
  "ticket.notPosted",
  "ticket.notAnswered",
  "ticket.checkStands",
  "ticket.notChecked",
  "ticket.contradicted",
  "ticket.withdrawn",
  "ticket.promiseOpen",
  "ticket.senderWaits",
  "ticket.reopenTimes",
  "ticket.reopenLate",
  "ticket.sameTicket",
  "ticket.otherPatient",
])
export type TicketRule = typeof TicketRule.Type

/** The act doesn't fit where the ticket stands, when things happened, or what the policy asks for. */
export class TicketRefused extends Schema.TaggedError<TicketRefused>("@aftercare/core/TicketRefused")(
  "TicketRefused",
  { ticket: TicketId, act: Schema.String, rule: TicketRule },
) {
  override get message() {
    return `ticket ${this.ticket}, ${this.act}: ${this.rule}`
  }
}

/** The act names somebody or something that isn't there. */
export class UnknownReference extends Schema.TaggedError<UnknownReference>(
  "@aftercare/core/UnknownReference",
)("UnknownReference", {
  field: Schema.Literals(["staff", "department", "category", "item", "promise", "event"]),
  id: Schema.String,
}) {
  override get message() {
    return `no such ${this.field}: ${this.id}`
  }
}

export type Refusal = TicketRefused | UnknownReference

/** What stands against an act: a rule, or something that isn't there. */
export type Objection = TicketRule | UnknownReference | undefined

/** Looks at one kind of acts. */
export type Judge<A extends Act> = (ticket: Ticket, act: A, stamp: Stamp, ground: Ground) => Objection
