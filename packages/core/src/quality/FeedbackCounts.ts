/**
 * What indicators count of tickets, over a stretch of time.
 *
 * **Details**
 *
 * Items count by when they were received, targets by when they were due, closings by when they were made; a ticket that
 * was closed, opened again and closed again was closed twice. Items that their sender took back, and tickets closed for
 * that alone, are left out. An item that was merged counts where it went on, once.
 *
 * **Example** (Nothing came in)
 *
 * ```ts
 * import { FeedbackCounts } from "@aftercare/core"
 *
 * FeedbackCounts.of([], { from: 0, until: 86_400_000 }).complaints // => 0
 * ```
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import type { Loop } from "../feedback/Closure.ts"
import type { Evaluation, TargetState } from "../feedback/Sla.ts"
import { atOf, type Ticket, type TicketState } from "../feedback/TicketRecord.ts"
import { contains, type Interval } from "../foundation/Interval.ts"
import type { Counts } from "./CountedFact.ts"

/** A ticket with its targets, evaluated at the end of the stretch or later. */
export interface Kept {
  readonly ticket: Ticket
  readonly evaluation: Evaluation
}

/** The facts of the tickets over `during`, in epoch milliseconds. */
export const of = (kept: ReadonlyArray<Kept>, during: Interval): Counts => {
  const tickets = kept.map(({ ticket }) => ticket)
  const items = tickets.flatMap((ticket) => itemsOf(ticket, during))
  const complaints = items.filter(({ kind }) => kind === "complaint")
  const responses = kept.flatMap(({ evaluation }) =>
    evaluation.targets.filter((target) => isResponse(target, during)),
  )
  const closings = tickets.flatMap((ticket) => closingsOf(ticket, during))
  return {
    feedbackItems: items.length,
    complaints: complaints.length,
    repeatComplaints: complaints.filter(({ repeats }) => repeats > 0).length,
    responsesDue: responses.length,
    responsesInTime: responses.filter(({ state }) => state === "met").length,
    ticketsClosed: closings.length,
    ticketsResolved: closings.filter(hasReachedAll).length,
  }
}

/** The items that came in and stand, as the hospital sees them now: what was reclassified counts as what it is. */
const itemsOf = ({ assessment, items, loops, state }: Ticket, during: Interval) =>
  state._tag === "Merged"
    ? []
    : items.flatMap((item, i) =>
        contains(during, DateTime.toEpochMillis(item.receivedAt)) &&
        loops.find((loop) => loop.item === item.id)?.withdrawn === undefined
          ? [i === 0 ? assessment : item.assessment]
          : [],
      )

/** A first answer that was owed within the stretch, and was given or not. */
const isResponse = ({ dueAt, state, target }: TargetState, during: Interval): boolean =>
  target === "FirstResponse" &&
  (state === "met" || state === "breached") &&
  dueAt !== undefined &&
  contains(during, dueAt)

const closingsOf = (ticket: Ticket, during: Interval): ReadonlyArray<ReadonlyArray<Loop>> =>
  [...ticket.past, ticket].flatMap(({ loops, state }) => (isClosing(ticket, state, during) ? [loops] : []))

const isClosing = (ticket: Ticket, state: TicketState, during: Interval): boolean => {
  if (state._tag !== "Closed" || state.closure._tag === "Withdrawn") return false
  const at = atOf(ticket, state.event)
  return at !== undefined && contains(during, DateTime.toEpochMillis(at))
}

const hasReachedAll = (loops: ReadonlyArray<Loop>): boolean =>
  loops.every(
    ({ answer, withdrawn }) =>
      withdrawn !== undefined || answer?._tag === "Reached" || answer?._tag === "Collected",
  )
