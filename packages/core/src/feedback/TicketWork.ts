/**
 * The work on a ticket until there is a result: what is said to and fro, promised, waited for, done against a danger.
 *
 * @since 0.1.0
 */

import * as Category from "./Category.ts"
import type { Assessment } from "./Feedback.ts"
import type { Act } from "./TicketEvent.ts"
import { unknownDepartment, unlessActing } from "./TicketOwnership.ts"
import type { Ground } from "./TicketPolicy.ts"
import { atOf, isOpen, type Ticket } from "./TicketRecord.ts"
import { type Judge, type Objection, UnknownReference } from "./TicketRefusal.ts"

export type WorkAct = Extract<
  Act,
  {
    readonly _tag:
      | "Acknowledged"
      | "Responded"
      | "SenderWrote"
      | "Promised"
      | "PromiseKept"
      | "Reassessed"
      | "MeasureTaken"
      | "ArrivedOnSite"
      | "Held"
      | "Resumed"
      | "PolicyChanged"
  }
>

/** What stands against a step of the work. Senders may always write, and may always be answered. */
export const objectionTo: Judge<WorkAct> = (ticket, act, stamp, ground) => {
  if (act._tag === "SenderWrote" || act._tag === "Responded") return undefined
  const { state } = ticket
  if (act._tag === "PromiseKept") {
    if (ticket.kept.includes(act.promise)) return "ticket.promiseKept"
    const promise = ticket.promises.find(({ id }) => id === act.promise)
    if (promise === undefined) return new UnknownReference({ field: "promise", id: act.promise })
    const made = atOf(ticket, promise.made)
    return made !== undefined && stamp.at.epochMilliseconds < made.epochMilliseconds
      ? "ticket.order"
      : undefined
  }
  if (state._tag === "Closed") return "ticket.closed"
  switch (act._tag) {
    case "Acknowledged":
    case "PolicyChanged":
      return undefined
    case "ArrivedOnSite":
      return unknownDepartment(act.department, ground)
    case "Promised": {
      const { by, id } = act.promise
      if (ticket.kept.includes(id) || ticket.promises.some((made) => made.id === id))
        return "ticket.promiseTwice"
      return by.epochMilliseconds <= stamp.at.epochMilliseconds ? "ticket.promisePast" : undefined
    }
    case "Reassessed":
      if (!act.assessment.danger && isOpen(ticket.duty)) return "ticket.dangerOpen"
      return unknownIn(act.assessment, ticket, ground)
    case "MeasureTaken":
      return isOpen(ticket.duty) ? undefined : "ticket.noDanger"
    case "Held":
      if (state._tag !== "Open") return "ticket.resultStands"
      return state.held === undefined ? unlessActing(ticket, stamp) : "ticket.held"
    case "Resumed":
      return state._tag === "Open" && state.held !== undefined ? undefined : "ticket.notHeld"
  }
}

/** What an assessment names that isn't there. A retired category may stay, but isn't given anew. */
export const unknownIn = (
  { category, departments }: Assessment,
  before: Pick<Ticket, "assessment"> | undefined,
  ground: Ground,
): Objection => {
  const found = Category.find(ground.categories, category)
  if (found === undefined || (found.retired === true && before?.assessment.category !== category))
    return new UnknownReference({ field: "category", id: category })
  for (const department of departments) {
    const unknown = unknownDepartment(department, ground)
    if (unknown !== undefined) return unknown
  }
  return undefined
}
