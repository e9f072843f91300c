/**
 * What always holds of tickets, as values; `Laws.property` makes a property of each.
 *
 * **Example** (Lives of tickets as the library makes them)
 *
 * ```ts
 * import * as fc from "fast-check"
 * import { FeedbackArbitraries, FeedbackLaws, Laws } from "@aftercare/core/testing"
 *
 * fc.assert(Laws.property(FeedbackLaws.nothingClosesUnanswered, FeedbackArbitraries.ticketLife()), { numRuns: 20 })
 * ```
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Equal from "effect/Equal"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Ticket from "../feedback/Ticket.ts"
import { EventId } from "../foundation/Id.ts"
import { ended, nextStep, type TicketLife } from "./FeedbackArbitraries.ts"
import type { Law, Violation } from "./Laws.ts"

const law = (name: string, check: Law<TicketLife>["check"]): Law<TicketLife> => ({ name, check })

/** What contradicts the law at the first step where something does. */
const atEachStep = (
  { steps }: TicketLife,
  found: (at: number) => string | undefined,
): Violation | undefined => {
  for (const [i, { event }] of steps.entries()) {
    const text = found(i)
    if (text !== undefined) return { found: text, facts: { step: i, event: event._tag, id: event.id } }
  }
  return undefined
}

const ticketAt = ({ steps }: TicketLife, i: number) => steps[i]?.ticket as Ticket.Ticket

/** Replaying any prefix of the history gives the ticket as it then was, and so does asking what was known then. */
export const historyIsTheTicket: Law<TicketLife> = law(
  "the history up to any event makes the ticket as it was after it",
  (life) => {
    const events = life.steps.map(({ event }) => event)
    return atEachStep(life, (i) => {
      const after = Option.some(ticketAt(life, i))
      if (!Equal.equals(Ticket.fromHistory(events.slice(0, i + 1)), after))
        return "replaying gives another ticket"
      const { recordedAt } = events[i] as Ticket.TicketEvent
      const last = events.filter((e) => e.recordedAt.epochMilliseconds <= recordedAt.epochMilliseconds).length
      const known = Ticket.asKnownAt(events, recordedAt)
      return Equal.equals(known, Option.some(ticketAt(life, last - 1)))
        ? undefined
        : "another ticket was known then"
    })
  },
)

/** An event that is told again, at any later time, changes nothing. */
export const toldTwiceIsToldOnce: Law<TicketLife> = law("an event told again changes nothing", (life) =>
  atEachStep(life, (i) => {
    const { event } = life.steps[i] as TicketLife["steps"][number]
    return Ticket.evolve(ended(life), event) === ended(life) ? undefined : "the ticket changed"
  }),
)

/** A ticket changes hands only to somebody who takes it themselves: of their own will, or accepting what was offered. */
export const ownersTakeThemselves: Law<TicketLife> = law(
  "nobody becomes owner but by their own word",
  (life) =>
    atEachStep(life, (i) => {
      if (i === 0) return undefined
      const [before, after] = [ticketAt(life, i - 1), ticketAt(life, i)]
      if (Equal.equals(before.owner, after.owner)) return undefined
      const { event } = life.steps[i] as TicketLife["steps"][number]
      if (event._tag !== "Taken" && event._tag !== "HandoverAccepted")
        return "another event changed the owner"
      if (event.by._tag !== "Staff" || event.by.staff !== after.owner.staff) return "somebody else said so"
      return event._tag === "HandoverAccepted" && before.offer === undefined
        ? "nothing was offered"
        : undefined
    }),
)

/** As a card would be kept by hand, for a ticket of one item. */
interface Card {
  danger: boolean
  raised: boolean
  offered: boolean
  result: boolean
  answered: boolean
  checked: boolean
  withdrawn: boolean
  promises: ReadonlyArray<string>
}

const note = (card: Card, event: Ticket.TicketEvent): void => {
  switch (event._tag) {
    case "Reassessed":
      if (event.assessment.danger && !card.danger) card.raised = true
      card.danger = event.assessment.danger
      return
    case "MeasureTaken":
      card.raised = false
      return
    case "HandoverOffered":
      card.offered = true
      return
    case "Taken":
    case "HandoverAccepted":
    case "HandoverRefused":
    case "HandoverRetracted":
      card.offered = false
      return
    case "ResultRecorded":
      card.result = true
      return
    case "AnswerReached":
    case "AnswerCollected":
    case "AnswerGivenUp":
      card.answered = true
      return
    case "Checked":
      card.checked = true
      return
    case "Withdrawn":
      card.withdrawn = true
      return
    case "Promised":
      card.promises = [...card.promises, event.promise.id]
      return
    case "PromiseKept":
      card.promises = card.promises.filter((id) => id !== event.promise)
      return
    case "Reopened":
      Object.assign(card, { result: false, answered: false, checked: false, withdrawn: false })
      return
    default:
  }
}

/**
 * Nothing closes without a result, an answer or the reason why not, and a check or the reason why not, unless the sender
 * took the item back; nor while a danger, a promise or a hand-over is open.
 */
export const nothingClosesUnanswered: Law<TicketLife> = law("nothing closes before it is done", (life) => {
  const [first] = life.steps
  const danger = first?.ticket.assessment.danger ?? false
  const card: Card = {
    danger,
    raised: danger,
    offered: false,
    result: false,
    answered: false,
    checked: false,
    withdrawn: false,
    promises: [],
  }
  return atEachStep(life, (i) => {
    const { event } = life.steps[i] as TicketLife["steps"][number]
    note(card, event)
    if (event._tag !== "Closed") return undefined
    if (card.raised) return "a danger was open"
    if (card.offered) return "a hand-over was open"
    if (card.promises.length > 0) return "a promise was open"
    if (!card.withdrawn && !(card.result && card.answered && card.checked))
      return "the sender wasn't done with"
    return ticketAt(life, i).state._tag === "Closed" ? undefined : "it was closed and isn't"
  })
})

/** A ticket waits for nothing exactly where it is closed and no word of a sender is without a reply. */
export const openMeansAwaiting: Law<TicketLife> = law("whatever isn't over waits for something", (life) =>
  atEachStep(life, (i) => {
    const ticket = ticketAt(life, i)
    const awaited = Ticket.awaits(ticket)
    const over = ticket.state._tag === "Closed" || ticket.state._tag === "Merged"
    if (awaited.length === 0) return over ? undefined : "it is open and waits for nothing"
    return over && awaited.some(({ _tag }) => _tag !== "Reply") ? "it is over and waits" : undefined
  }),
)

/** What follows never stands ahead of what it follows from, corrections included, and nothing lies in the future. */
export const timesKeepTheirOrder: Law<TicketLife> = law("times keep their order", (life) =>
  atEachStep(life, (i) => {
    const { marks, recordedAt } = ticketAt(life, i)
    const at = (mark: Ticket.Mark) => mark.at.epochMilliseconds
    const [receipt] = marks
    for (const [k, mark] of marks.entries()) {
      if (at(mark) < at(receipt)) return "something lies before the receipt"
      if (at(mark) > recordedAt.epochMilliseconds) return "something lies in the future"
      const before = marks.slice(0, k).filter(({ track }) => track === mark.track && track !== "talk")
      if (before.some((earlier) => at(earlier) > at(mark))) return "a step lies ahead of the one before it"
    }
    return undefined
  }),
)

/** Dissatisfaction opens a ticket again no more often than the policy says. */
export const reopensWithinPolicy: Law<TicketLife> = law(
  "dissatisfaction reopens within the policy",
  (life) => {
    const { most } = life.ground.policy.reopen
    const reopened = life.steps.filter(
      ({ event }) => event._tag === "Reopened" && event.reason === "dissatisfied",
    )
    return reopened.length <= most
      ? undefined
      : { found: "too often", facts: { reopened: reopened.length, most } }
  },
)

/** Whoever does what a ticket waits for brings it to its end: no ticket can be lost. */
export const dutiesLeadToTheEnd: Law<TicketLife> = law("doing what is awaited ends every ticket", (life) => {
  let ticket = ended(life)
  const minute = 60_000
  for (let step = 1; step <= 20; step++) {
    if (Ticket.awaits(ticket).length === 0) return undefined
    const [act, by] = nextStep(ticket)
    const now = DateTime.makeUnsafe(ticket.recordedAt.epochMilliseconds + minute)
    const stamp = { id: EventId.make(`${ticket.id}/end-${step}`), at: now, recordedAt: now, by }
    const next = Ticket.record(ticket, act, stamp, life.ground)
    if (Result.isFailure(next))
      return { found: "a duty is refused", facts: { act: act._tag, why: next.failure.message } }
    ticket = next.success[0]
  }
  return { found: "it never ends", facts: { awaits: Ticket.awaits(ticket).map(({ _tag }) => _tag) } }
})
