/**
 * Every loop that is still open: tickets that wait for something, and actions without a known effect.
 *
 * **Details**
 *
 * Nothing is kept for this: it is a query over the tickets themselves, so it can't disagree with them.
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"
import type { ActionId, FeedbackId, StaffId, TicketId } from "../foundation/Id.ts"
import { type CorrectiveAction, nextDueAt } from "./CorrectiveAction.ts"
import { type Awaited, actingAt, awaits, type Stage, stageOf, type Ticket } from "./TicketRecord.ts"

/** A ticket that isn't over, who is to act, and what it waits for, the most pressing first. */
export interface OpenTicket {
  readonly ticket: TicketId
  readonly stage: Stage
  readonly acting: StaffId
  readonly awaits: readonly [Awaited, ...ReadonlyArray<Awaited>]
}

/** An action that isn't over, and when something is next due. */
export interface OpenAction {
  readonly action: ActionId
  readonly owner: StaffId
  readonly dueAt: DateTime.Utc
}

export interface OpenLoops {
  readonly tickets: ReadonlyArray<OpenTicket>
  readonly actions: ReadonlyArray<OpenAction>
  /** How many tickets stand where; together as many as were given. */
  readonly stages: Readonly<Record<Stage, number>>
  /** Items that belong to two tickets at once; a store that keeps its word has none. */
  readonly twice: ReadonlyArray<FeedbackId>
}

/** The open loops at a moment. */
export const of = (
  all: { readonly tickets: Iterable<Ticket>; readonly actions: Iterable<CorrectiveAction> },
  at: DateTime.Utc,
): OpenLoops => {
  const tickets: Array<OpenTicket> = []
  const stages: Record<Stage, number> = {
    inHand: 0,
    held: 0,
    awaitingAnswer: 0,
    awaitingCheck: 0,
    checked: 0,
    closed: 0,
    merged: 0,
  }
  const homes = new Map<FeedbackId, TicketId>()
  const twice = new Set<FeedbackId>()
  for (const ticket of all.tickets) {
    const stage = stageOf(ticket)
    stages[stage]++
    const [first, ...rest] = awaits(ticket)
    if (first !== undefined)
      tickets.push({ ticket: ticket.id, stage, acting: actingAt(ticket, at), awaits: [first, ...rest] })
    // What was merged lives on in the other ticket.
    if (stage === "merged") continue
    for (const { id } of ticket.items) {
      if (homes.has(id)) twice.add(id)
      homes.set(id, ticket.id)
    }
  }
  const actions: Array<OpenAction> = []
  for (const action of all.actions) {
    const dueAt = nextDueAt(action)
    if (dueAt !== undefined) actions.push({ action: action.id, owner: action.owner, dueAt })
  }
  return { tickets, actions, stages, twice: [...twice] }
}
