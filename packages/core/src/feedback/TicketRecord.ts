/**
 * A ticket as it is kept: the items it answers, who owns it, how far it has come.
 *
 * **Details**
 *
 * When things happened stands in `marks` alone and everything else refers to them, so a correction of a time is made in
 * one place.
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"
import { DepartmentId, EventId, FeedbackId, PromiseId, StaffId, TicketId } from "../foundation/Id.ts"
import { Instant } from "../foundation/Instant.ts"
import { RuleId } from "../foundation/Rule.ts"
import { PersonalText } from "../foundation/Text.ts"
import { CaseResult, Closure, closureOf, Loop } from "./Closure.ts"
import { Assessment, Feedback } from "./Feedback.ts"

/** Who sees the ticket through. There is always one. */
export const Owner = Schema.Struct({ staff: StaffId, department: DepartmentId })
export interface Owner extends Schema.Schema.Type<typeof Owner> {}

/** Who acts while the owner is away: from `from` inclusive to `until` exclusive. The ticket stays the owner's. */
export const Deputy = Schema.Struct({ staff: StaffId, from: Instant, until: Instant })
export interface Deputy extends Schema.Schema.Type<typeof Deputy> {}

/** Whom a hand-over is offered to: somebody, or whoever of a department accepts. */
export const Addressee = Schema.Struct({ department: DepartmentId, staff: Schema.optionalKey(StaffId) })
export interface Addressee extends Schema.Schema.Type<typeof Addressee> {}

/** A hand-over that waits for its acceptance. */
export const Offer = Schema.Struct({ event: EventId, to: Addressee, reason: PersonalText })
export interface Offer extends Schema.Schema.Type<typeof Offer> {}

/** Somebody's health may be in danger: to act at once, until the measure taken is on record. */
export const Duty = Schema.Struct({
  raised: EventId,
  measure: Schema.optionalKey(Schema.Struct({ event: EventId, taken: PersonalText })),
})
export interface Duty extends Schema.Schema.Type<typeof Duty> {}

/** What the sender of an item was promised, and by when. */
export const Promised = Schema.Struct({ id: PromiseId, item: FeedbackId, what: PersonalText, by: Instant })
export interface Promised extends Schema.Schema.Type<typeof Promised> {}

/** A promise that isn't kept yet, and the event it was made with. */
export const OpenPromise = Schema.Struct({ ...Promised.fields, made: EventId })
export interface OpenPromise extends Schema.Schema.Type<typeof OpenPromise> {}

/** Where a ticket stands. */
export const TicketState = Schema.TaggedUnion({
  Open: { held: Schema.optionalKey(Schema.Struct({ event: EventId, reason: RuleId })) },
  /** The result stands; the senders are told and asked. */
  Resolved: { event: EventId, result: CaseResult },
  Closed: { event: EventId, closure: Closure },
  /** It goes on as part of another. */
  Merged: { event: EventId, into: TicketId },
})
export type TicketState = typeof TicketState.Type

/** Why a closed ticket is opened again. Only dissatisfaction is bounded by the policy. */
export const ReopenReason = Schema.Literals(["dissatisfied", "newFacts"])
export type ReopenReason = typeof ReopenReason.Type

/** How far a ticket had come when it was opened again. */
export const Round = Schema.Struct({
  state: TicketState,
  loops: Schema.Array(Loop),
  reopened: EventId,
  reason: ReopenReason,
})
export interface Round extends Schema.Schema.Type<typeof Round> {}

/** The threads within which one thing follows another; `talk` goes to and fro in any order. */
export const Track = Schema.Literals(["case", "owner", "assessment", "talk"])
export type Track = typeof Track.Type

/** One thing that happened: when, to which ticket, and whether the sender or the hospital said something with it. */
export const Mark = Schema.Struct({
  event: EventId,
  ticket: TicketId,
  track: Track,
  at: Instant,
  says: Schema.optionalKey(Schema.Struct({ item: FeedbackId, who: Schema.Literals(["sender", "hospital"]) })),
})
export interface Mark extends Schema.Schema.Type<typeof Mark> {}

export const Ticket = Schema.Struct({
  id: TicketId,
  /** What it answers, its own item first; the others came by merging. Each with how it is seen now, by itself. */
  items: Schema.NonEmptyArray(Feedback),
  /** How the whole is seen. */
  assessment: Assessment,
  owner: Owner,
  deputy: Schema.optionalKey(Deputy),
  offer: Schema.optionalKey(Offer),
  duty: Schema.optionalKey(Duty),
  state: TicketState,
  /** One for each item. */
  loops: Schema.NonEmptyArray(Loop),
  promises: Schema.Array(OpenPromise),
  /** Promises that were kept. */
  kept: Schema.Array(PromiseId),
  past: Schema.Array(Round),
  /** In the order in which they became known. The first is the receipt. */
  marks: Schema.NonEmptyArray(Mark),
  /** When the last of them became known. */
  recordedAt: Instant,
})
export interface Ticket extends Schema.Schema.Type<typeof Ticket> {}

/** When an event happened, as far as is known now. */
export const atOf = ({ marks }: Ticket, event: EventId): DateTime.Utc | undefined =>
  marks.find((mark) => mark.event === event)?.at

/**
 * The items with when each was received, as far as is known now: they stand in the order of the tickets that they came in
 * as, each of whose first mark is the receipt.
 */
export const receipts = ({
  items,
  marks,
}: Ticket): ReadonlyArray<{ readonly item: Feedback; readonly receivedAt: DateTime.Utc }> => {
  const firsts = new Map<TicketId, DateTime.Utc>()
  for (const { at, ticket } of marks) if (!firsts.has(ticket)) firsts.set(ticket, at)
  const times = [...firsts.values()]
  return items.map((item, i) => ({ item, receivedAt: times[i] ?? item.receivedAt }))
}

/** Who is to act at the moment: the deputy while there is one, else the owner. */
export const actingAt = ({ deputy, owner }: Ticket, at: DateTime.Utc): StaffId =>
  deputy !== undefined && millis(deputy.from) <= millis(at) && millis(at) < millis(deputy.until)
    ? deputy.staff
    : owner.staff

const millis = (at: DateTime.Utc): number => at.epochMilliseconds

/** What came of the ticket in this round, as far as it has. */
export const resultOf = ({ state }: Ticket): CaseResult | undefined => {
  if (state._tag === "Resolved") return state.result
  return state._tag === "Closed" && state.closure._tag !== "Withdrawn" ? state.closure.result : undefined
}

/** How the ticket would end if it were closed now; undefined where a result, an answer or a check is missing. */
export const closureNow = (ticket: Ticket): Closure | undefined => closureOf(ticket.loops, resultOf(ticket))

/** What keeps a ticket from being over. */
export const Awaited = Schema.TaggedUnion({
  /** Measures against a danger, before anything else. */
  Measure: {},
  HandoverAcceptance: { to: Addressee },
  Result: {},
  Answer: { item: FeedbackId },
  Check: { item: FeedbackId },
  Promise: { promise: PromiseId, by: Instant },
  /** The sender wrote, and nobody has said anything since. */
  Reply: { item: FeedbackId, since: Instant },
  /** All is done; somebody has to close it. */
  Closing: {},
})
export type Awaited = typeof Awaited.Type

/**
 * What keeps the ticket from being over, the most pressing first; empty exactly where nothing is open. A closed ticket
 * whose sender wrote again isn't over.
 */
export const awaits = (ticket: Ticket): ReadonlyArray<Awaited> => {
  const { duty, loops, offer, promises, state } = ticket
  if (state._tag === "Merged") return []
  const found: Array<Awaited> = []
  if (isOpen(duty)) found.push({ _tag: "Measure" })
  if (offer !== undefined) found.push({ _tag: "HandoverAcceptance", to: offer.to })
  const standing = loops.filter(({ withdrawn }) => withdrawn === undefined)
  if (state._tag === "Open" && standing.length > 0) found.push({ _tag: "Result" })
  if (state._tag === "Resolved")
    for (const { answer, check, item } of standing)
      if (answer === undefined) found.push({ _tag: "Answer", item })
      else if (check === undefined) found.push({ _tag: "Check", item })
  for (const { by, id } of promises) found.push({ _tag: "Promise", promise: id, by })
  for (const { item } of standing) {
    const since = unansweredSince(ticket, item)
    if (since !== undefined) found.push({ _tag: "Reply", item, since })
  }
  return found.length === 0 && state._tag !== "Closed" ? [{ _tag: "Closing" }] : found
}

/** Whether the duty to act at once still stands. */
export const isOpen = (duty: Duty | undefined): duty is Duty =>
  duty !== undefined && duty.measure === undefined

/** Since when the sender of an item waits for a reply: their first words after the hospital's last. */
const unansweredSince = ({ marks }: Ticket, item: FeedbackId): DateTime.Utc | undefined => {
  let said = Number.NEGATIVE_INFINITY
  for (const { at, says } of marks)
    if (says?.item === item && says.who === "hospital") said = Math.max(said, millis(at))
  let since: DateTime.Utc | undefined
  for (const { at, says } of marks)
    if (
      says?.item === item &&
      says.who === "sender" &&
      millis(at) > said &&
      (since === undefined || millis(at) < millis(since))
    )
      since = at
  return since
}

/** Where a ticket stands, in one word. Every ticket stands at exactly one. */
export const Stage = Schema.Literals([
  "inHand",
  "held",
  "awaitingAnswer",
  "awaitingCheck",
  "checked",
  "closed",
  "merged",
])
export type Stage = typeof Stage.Type

export const stageOf = (ticket: Ticket): Stage => {
  const { loops, state } = ticket
  if (state._tag === "Merged") return "merged"
  if (state._tag === "Closed") return "closed"
  if (closureNow(ticket) !== undefined) return "checked"
  if (state._tag === "Open") return state.held === undefined ? "inHand" : "held"
  return loops.some(({ answer, withdrawn }) => answer === undefined && withdrawn === undefined)
    ? "awaitingAnswer"
    : "awaitingCheck"
}
