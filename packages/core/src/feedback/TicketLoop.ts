/**
 * The closed loop: a result, an answer that reaches every sender, the question whether it satisfied, the closing, and the
 * opening again.
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"
import { dayAt, type TimeZone } from "../calendar/TimeZone.ts"
import type { Loop, Unanswerable } from "./Closure.ts"
import { canBeReached } from "./Feedback.ts"
import type { Act, Stamp } from "./TicketEvent.ts"
import { unlessActing } from "./TicketOwnership.ts"
import type { Ground, TicketPolicy } from "./TicketPolicy.ts"
import { type Awaited, atOf, awaits, type Ticket } from "./TicketRecord.ts"
import { type Judge, type Objection, type TicketRule, UnknownReference } from "./TicketRefusal.ts"

type ItemAct = Extract<
  Act,
  {
    readonly _tag:
      | "AnswerPosted"
      | "AnswerFailed"
      | "AnswerReached"
      | "AnswerCollected"
      | "AnswerGivenUp"
      | "CheckAsked"
      | "Checked"
      | "Withdrawn"
  }
>

export type LoopAct = ItemAct | Extract<Act, { readonly _tag: "ResultRecorded" | "Closed" | "Reopened" }>

/** What stands against a step from the result to the end. */
export const objectionTo: Judge<LoopAct> = (ticket, act, stamp, ground) => {
  switch (act._tag) {
    case "ResultRecorded":
      if (ticket.state._tag === "Closed") return "ticket.closed"
      return ticket.state._tag === "Open" ? unlessActing(ticket, stamp) : "ticket.resultStands"
    case "Closed":
      return againstClosing(ticket)
    case "Reopened":
      if (ticket.state._tag !== "Closed") return "ticket.notClosed"
      return act.reason === "dissatisfied" ? againstReopening(ticket, stamp.at, ground.policy) : undefined
    default: {
      const loop = ticket.loops.find(({ item }) => item === act.item)
      if (loop === undefined) return new UnknownReference({ field: "item", id: act.item })
      return onItem(ticket, loop, act, stamp, ground)
    }
  }
}

const onItem = (ticket: Ticket, loop: Loop, act: ItemAct, stamp: Stamp, { policy }: Ground): Objection => {
  if (ticket.state._tag === "Closed") return "ticket.closed"
  if (loop.withdrawn !== undefined) return "ticket.withdrawn"
  if (act._tag === "Withdrawn") return undefined
  if (ticket.state._tag !== "Resolved") return "ticket.noResult"
  if (act._tag === "CheckAsked" || act._tag === "Checked") return onCheck(ticket, loop, act, policy)
  if (loop.answer !== undefined) return "ticket.answerStands"
  switch (act._tag) {
    case "AnswerPosted":
      if (loop.posted !== undefined) return "ticket.answerStands"
      return claimOf(ticket, loop) === undefined ? "ticket.noClaim" : undefined
    case "AnswerCollected":
      return loop.posted === undefined ? "ticket.notPosted" : undefined
    case "AnswerGivenUp":
      return isSupported(act.reason, ticket, loop, stamp.at, policy) ? undefined : "ticket.contradicted"
    case "AnswerFailed":
    case "AnswerReached":
      return undefined
  }
}

const onCheck = (
  { assessment }: Ticket,
  { answer, asked, check }: Loop,
  act: Extract<ItemAct, { readonly _tag: "CheckAsked" | "Checked" }>,
  policy: TicketPolicy,
): Objection => {
  if (answer === undefined) return "ticket.notAnswered"
  if (check !== undefined) return "ticket.checkStands"
  const givenUp = answer._tag === "GivenUp"
  if (act._tag === "CheckAsked" || act.check._tag !== "NotKnown")
    return givenUp ? "ticket.notAnswered" : undefined
  const { reason } = act.check
  const supported =
    (reason !== "unanswered" || givenUp) &&
    (reason !== "noReply" || asked >= policy.checkTries) &&
    (reason !== "praise" || assessment.kind === "praise")
  return supported ? undefined : "ticket.contradicted"
}

const itemOf = ({ items }: Ticket, loop: Loop) => items.find(({ id }) => id === loop.item)

const claimOf = (ticket: Ticket, loop: Loop) => {
  const sender = itemOf(ticket, loop)?.sender
  return sender?._tag === "Anonymous" ? sender.claim : undefined
}

/** Whether the record bears out that the answer can't reach the sender. */
const isSupported = (
  reason: Unanswerable,
  ticket: Ticket,
  loop: Loop,
  at: DateTime.Utc,
  policy: TicketPolicy,
): boolean => {
  const item = itemOf(ticket, loop)
  switch (reason) {
    case "noWayBack":
      return item !== undefined && !canBeReached(item) && claimOf(ticket, loop) === undefined
    case "triedInVain":
      return loop.failed >= policy.answerTries
    case "notCollected": {
      const posted = loop.posted === undefined ? undefined : atOf(ticket, loop.posted)
      return posted !== undefined && isAfterDays(at, posted, policy.collectWithinDays, policy.zone)
    }
    case "refused":
    case "deceased":
      return true
  }
}

/** Whether the date of `at` is more than so many days after that of `from`. */
const isAfterDays = (at: DateTime.Utc, from: DateTime.Utc, days: number, zone: TimeZone): boolean =>
  dayAt(zone, at.epochMilliseconds) > dayAt(zone, from.epochMilliseconds) + days

const missing: Record<Awaited["_tag"], TicketRule | undefined> = {
  Measure: "ticket.dangerOpen",
  HandoverAcceptance: "ticket.offerStands",
  Result: "ticket.noResult",
  Answer: "ticket.notAnswered",
  Check: "ticket.notChecked",
  Promise: "ticket.promiseOpen",
  Reply: "ticket.senderWaits",
  Closing: undefined,
}

/** What the ticket still waits for: it closes only where nothing but the closing is left. */
const againstClosing = (ticket: Ticket): Objection => {
  if (ticket.state._tag === "Closed") return "ticket.closed"
  const [first] = awaits(ticket)
  return first && missing[first._tag]
}

/** What the policy says against opening a ticket again for dissatisfaction. */
export const againstReopening = (
  ticket: Ticket,
  at: DateTime.Utc,
  { reopen, zone }: TicketPolicy,
): TicketRule | undefined => {
  if (ticket.past.filter(({ reason }) => reason === "dissatisfied").length >= reopen.most)
    return "ticket.reopenTimes"
  const closedAt = ticket.state._tag === "Closed" ? atOf(ticket, ticket.state.event) : undefined
  return closedAt !== undefined && isAfterDays(at, closedAt, reopen.withinDays, zone)
    ? "ticket.reopenLate"
    : undefined
}
