/**
 * What indicators count of tickets, over a stretch of time.
 *
 * **Details**
 *
 * Items count by when they were received, targets by when they were due, closings by when they were made, each as put right
 * since; a ticket that was closed, opened again and closed again was closed twice. Items that their sender took back, and
 * tickets closed for that alone, are left out. An item counts as what the hospital sees in it now. One that was merged
 * counts where it went on, once, and so does its first answer.
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
import { type CategoryTree, pathOf } from "../feedback/Category.ts"
import type { Loop } from "../feedback/Closure.ts"
import type { Assessment } from "../feedback/Feedback.ts"
import type { Evaluation, TargetState } from "../feedback/Sla.ts"
import { atOf, receipts, type Ticket, type TicketState } from "../feedback/TicketRecord.ts"
import { contains, type Interval } from "../foundation/Interval.ts"
import type { Counts } from "./CountedFact.ts"
import type { Named } from "./MonthlyReport.ts"

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
  const responses = kept.flatMap(({ evaluation, ticket }) =>
    // Its clocks go on in the ticket that it was merged into.
    ticket.state._tag === "Merged" ? [] : evaluation.targets.filter((target) => isResponse(target, during)),
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

/**
 * The complaints of the stretch by the topmost of their categories, as a report's `categories`: each once, so that they add up
 * to the fact `complaints`, but for those of a category that the tree hasn't.
 *
 * **Example** (No complaint, no category)
 *
 * ```ts
 * import { FeedbackCounts, GeneralFeedback } from "@aftercare/core"
 *
 * FeedbackCounts.categories([], { from: 0, until: 86_400_000 }, GeneralFeedback.categories) // => []
 * ```
 */
export const categories = (
  kept: ReadonlyArray<Kept>,
  during: Interval,
  tree: CategoryTree,
): ReadonlyArray<Named> => {
  const roots = kept
    .flatMap(({ ticket }) => itemsOf(ticket, during))
    .flatMap(({ category, kind }) => (kind === "complaint" ? pathOf(tree, category).slice(0, 1) : []))
  return tree.categories.flatMap(({ id, title }) => {
    const count = roots.filter((root) => root === id).length
    return count === 0 ? [] : [{ title, count }]
  })
}

/** The items that came in and stand. */
const itemsOf = (ticket: Ticket, during: Interval): ReadonlyArray<Assessment> =>
  ticket.state._tag === "Merged"
    ? []
    : receipts(ticket).flatMap(({ item: { assessment, id }, receivedAt }) =>
        contains(during, DateTime.toEpochMillis(receivedAt)) &&
        ticket.loops.find(({ item }) => item === id)?.withdrawn === undefined
          ? [assessment]
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
