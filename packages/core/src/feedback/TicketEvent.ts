/**
 * What happens to a ticket, and the ticket as the fold of it.
 *
 * **Details**
 *
 * An event says when it happened (`at`), when it became known (`recordedAt`), through whom, and what it was. Events are
 * kept in the order in which they became known. An event is counted once, however often it is told.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { DepartmentId, EventId, FeedbackId, PromiseId, StaffId, TicketId } from "../foundation/Id.ts"
import { Instant } from "../foundation/Instant.ts"
import type { Named } from "../foundation/Named.ts"
import { RuleId } from "../foundation/Rule.ts"
import { stamped } from "../foundation/Stamped.ts"
import { FreeText, PersonalText } from "../foundation/Text.ts"
import { Version } from "../foundation/Version.ts"
import { Channel } from "../foundation/Word.ts"
import { type Answer, CaseResult, Check, closureOf, fresh, type Loop, Unanswerable } from "./Closure.ts"
import { Assessment, Feedback } from "./Feedback.ts"
import { heavier } from "./FeedbackWord.ts"
import { SingleEvent } from "./SlaEvent.ts"
import {
  Addressee,
  Deputy,
  isOpen,
  type Mark,
  Owner,
  Promised,
  ReopenReason,
  resultOf,
  Ticket,
} from "./TicketRecord.ts"

/** Through whom something happened. */
export const Actor = Schema.TaggedUnion({
  Staff: { staff: StaffId },
  Sender: {},
  /** The hospital's own programs: a receipt of a message, a timer. */
  System: {},
})
export type Actor = typeof Actor.Type

/** What makes an act an event. The id comes from the caller and is never used for another act. */
export const Stamp = Schema.Struct({
  id: EventId.check(Schema.isMaxLength(200)),
  at: Instant,
  recordedAt: Instant,
  by: Actor,
})
export interface Stamp extends Schema.Schema.Type<typeof Stamp> {}

const ofItem = { item: FeedbackId }

const acts = {
  // Who sees it through
  /** Somebody takes the ticket over by their own will. */
  Taken: { owner: Owner },
  HandoverOffered: { to: Addressee, reason: PersonalText },
  HandoverAccepted: { owner: Owner },
  HandoverRefused: { reason: PersonalText },
  /** The owner takes the offer back, or it has waited long enough. */
  HandoverRetracted: {},
  DeputyNamed: { deputy: Deputy },
  DeputyReleased: {},

  // To and fro with the sender
  Acknowledged: { ...ofItem, channel: Channel },
  Responded: { ...ofItem, channel: Channel },
  SenderWrote: { ...ofItem, text: FreeText },
  Promised: { promise: Promised },
  PromiseKept: { promise: PromiseId },

  // The work
  Reassessed: { assessment: Assessment },
  /** What was done against the danger. */
  MeasureTaken: { taken: PersonalText },
  ArrivedOnSite: { department: DepartmentId },
  /** Waiting for others, for the reason named. */
  Held: { reason: RuleId },
  Resumed: {},
  /** From now on the limits of this version apply. */
  PolicyChanged: { policy: Version },

  // From the result to the sender and back
  ResultRecorded: { result: CaseResult },
  /** The answer lies ready for whoever has the claim code. */
  AnswerPosted: ofItem,
  AnswerFailed: { ...ofItem, channel: Channel },
  AnswerReached: { ...ofItem, channel: Channel },
  AnswerCollected: ofItem,
  AnswerGivenUp: { ...ofItem, reason: Unanswerable },
  CheckAsked: { ...ofItem, channel: Channel },
  Checked: { ...ofItem, check: Check },
  /** The sender takes the item back. */
  Withdrawn: { ...ofItem, reason: PersonalText },
  Closed: {},
  Reopened: { reason: ReopenReason },

  /** Another event happened at another time than was recorded; of the registration it is the receipt that is corrected. */
  Corrected: { event: EventId, happenedAt: Instant },
}

/** What can be recorded of a ticket once it is there. */
export const Act = Schema.TaggedUnion(acts)
export type Act = Named<typeof Act.Type>

/** The act by its name. */
export type ActOf<Tag extends Act["_tag"]> = Extract<Act, { readonly _tag: Tag }>

/** Something that happened to a ticket. */
export const TicketEvent = Schema.TaggedUnion(
  stamped(
    { ...Stamp.fields, id: EventId },
    {
      /** The item was received `at` and registered when this became known. */
      Registered: { ticket: TicketId, feedback: Feedback, owner: Owner, policy: Version },
      ...acts,
      /** Another ticket becomes part of this one, as it stood, with what its clocks have read. */
      Merged: { other: Ticket, threads: Schema.Array(Schema.Array(SingleEvent)) },
      /** This ticket becomes part of another. */
      MergedInto: { into: TicketId },
    },
  ),
)
export type TicketEvent = Named<typeof TicketEvent.Type>

type EventOf<Tag extends TicketEvent["_tag"]> = Extract<TicketEvent, { readonly _tag: Tag }>

/** The ticket that a registration makes. */
export const begun = (event: EventOf<"Registered">): Ticket => ({
  id: event.ticket,
  items: [event.feedback],
  assessment: event.feedback.assessment,
  owner: event.owner,
  ...(event.feedback.assessment.danger ? { duty: { raised: event.id } } : {}),
  state: { _tag: "Open" },
  loops: [fresh(event.feedback.id)],
  promises: [],
  kept: [],
  past: [],
  marks: [{ event: event.id, ticket: event.ticket, track: "case", at: event.at }],
  recordedAt: event.recordedAt,
})

/** The ticket after an event. Total: what doesn't fit the ticket changes nothing but its marks. */
export const evolve = (ticket: Ticket, event: TicketEvent): Ticket => {
  if (ticket.marks.some((mark) => mark.event === event.id)) return ticket
  const [first, ...rest] = ticket.marks
  const merged = event._tag === "Merged" ? event.other.marks : []
  return {
    ...changed(ticket, event),
    marks: [
      corrected(first, event),
      ...rest.map((m) => corrected(m, event)),
      ...merged,
      markOf(ticket, event),
    ],
    recordedAt:
      event.recordedAt.epochMilliseconds > ticket.recordedAt.epochMilliseconds
        ? event.recordedAt
        : ticket.recordedAt,
  }
}

const corrected = (mark: Mark, event: TicketEvent): Mark =>
  event._tag === "Corrected" && event.event === mark.event ? { ...mark, at: event.happenedAt } : mark

/** The thread within which an act follows what was before. */
export const trackOf = (tag: TicketEvent["_tag"]): Mark["track"] => {
  switch (tag) {
    case "Taken":
    case "HandoverOffered":
    case "HandoverAccepted":
    case "HandoverRefused":
    case "HandoverRetracted":
    case "DeputyNamed":
    case "DeputyReleased":
      return "owner"
    case "Acknowledged":
    case "Responded":
    case "SenderWrote":
    case "Promised":
    case "PromiseKept":
    case "ArrivedOnSite":
    case "Corrected":
      return "talk"
    case "Reassessed":
    case "MeasureTaken":
    case "PolicyChanged":
      return "assessment"
    default:
      return "case"
  }
}

const markOf = ({ id: ticket }: Ticket, event: TicketEvent): Mark => {
  const mark = { event: event.id, ticket, track: trackOf(event._tag), at: event.at }
  switch (event._tag) {
    case "SenderWrote":
      return { ...mark, says: { item: event.item, who: "sender" } }
    // What is laid ready or can't be sent was said as well as it can be; that it is read later says nothing new.
    case "Responded":
    case "AnswerPosted":
    case "AnswerReached":
    case "AnswerGivenUp":
      return { ...mark, says: { item: event.item, who: "hospital" } }
    default:
      return mark
  }
}

const changed = (ticket: Ticket, event: TicketEvent): Ticket => {
  switch (event._tag) {
    case "Taken":
    case "HandoverAccepted": {
      const { deputy: _, offer: __, ...rest } = ticket
      return { ...rest, owner: event.owner }
    }
    case "HandoverOffered":
      return { ...ticket, offer: { event: event.id, to: event.to, reason: event.reason } }
    case "HandoverRefused":
    case "HandoverRetracted": {
      const { offer: _, ...rest } = ticket
      return rest
    }
    case "DeputyNamed":
      return { ...ticket, deputy: event.deputy }
    case "DeputyReleased": {
      const { deputy: _, ...rest } = ticket
      return rest
    }
    case "Promised":
      return { ...ticket, promises: [...ticket.promises, { ...event.promise, made: event.id }] }
    case "PromiseKept":
      return {
        ...ticket,
        promises: ticket.promises.filter(({ id }) => id !== event.promise),
        kept: [...ticket.kept, event.promise],
      }
    case "Reassessed": {
      const raised = event.assessment.danger && !ticket.assessment.danger && !isOpen(ticket.duty)
      return {
        ...ticket,
        items: seenAs(ticket, event.assessment),
        assessment: event.assessment,
        ...(raised ? { duty: { raised: event.id } } : {}),
      }
    }
    case "MeasureTaken":
      return isOpen(ticket.duty)
        ? { ...ticket, duty: { ...ticket.duty, measure: { event: event.id, taken: event.taken } } }
        : ticket
    case "Held":
      return ticket.state._tag === "Open"
        ? { ...ticket, state: { _tag: "Open", held: { event: event.id, reason: event.reason } } }
        : ticket
    case "Resumed":
      return ticket.state._tag === "Open" ? { ...ticket, state: { _tag: "Open" } } : ticket
    case "ResultRecorded":
      return ticket.state._tag === "Open"
        ? { ...ticket, state: { _tag: "Resolved", event: event.id, result: event.result } }
        : ticket
    case "AnswerPosted":
      return onLoop(ticket, event.item, (loop) => ({ ...loop, posted: event.id }))
    case "AnswerFailed":
      return onLoop(ticket, event.item, (loop) => ({ ...loop, failed: loop.failed + 1 }))
    case "AnswerReached":
      return answered(ticket, event.item, { _tag: "Reached", channel: event.channel })
    case "AnswerCollected":
      return answered(ticket, event.item, { _tag: "Collected" })
    case "AnswerGivenUp":
      return answered(ticket, event.item, { _tag: "GivenUp", reason: event.reason })
    case "CheckAsked":
      return onLoop(ticket, event.item, (loop) => ({ ...loop, asked: loop.asked + 1 }))
    case "Checked":
      return onLoop(ticket, event.item, (loop) => ({ ...loop, check: event.check }))
    case "Withdrawn":
      return onLoop(ticket, event.item, (loop) => ({ ...loop, withdrawn: event.reason }))
    case "Closed": {
      const closure = closureOf(ticket.loops, resultOf(ticket))
      return closure === undefined || ticket.state._tag === "Merged"
        ? ticket
        : { ...ticket, state: { _tag: "Closed", event: event.id, closure } }
    }
    case "Reopened":
      return reopened(ticket, event)
    case "Merged":
      return joined(ticket, event.other)
    case "MergedInto": {
      const { offer: _, ...rest } = ticket
      return { ...rest, state: { _tag: "Merged", event: event.id, into: event.into } }
    }
    case "Registered":
    case "Acknowledged":
    case "Responded":
    case "SenderWrote":
    case "ArrivedOnSite":
    case "PolicyChanged":
    case "Corrected":
      return ticket
  }
}

const seenAs = ({ items: [own, ...others] }: Ticket, assessment: Assessment): Ticket["items"] => [
  { ...own, assessment },
  ...others.map((item) => ({ ...item, assessment })),
]

const onLoop = (ticket: Ticket, item: FeedbackId, change: (loop: Loop) => Loop): Ticket => {
  const [first, ...rest] = ticket.loops
  const next = (loop: Loop) => (loop.item === item ? change(loop) : loop)
  return { ...ticket, loops: [next(first), ...rest.map(next)] }
}

const answered = (ticket: Ticket, item: FeedbackId, answer: Answer): Ticket =>
  onLoop(ticket, item, (loop) => ({ ...loop, answer }))

/** A new round: everybody who didn't take their item back is to be told again; if all did, everybody. */
const reopened = (ticket: Ticket, { id, reason }: EventOf<"Reopened">): Ticket => {
  const { loops, past, state } = ticket
  const all = loops.every(({ withdrawn }) => withdrawn !== undefined)
  const again = (loop: Loop) => (loop.withdrawn === undefined || all ? fresh(loop.item) : loop)
  const [first, ...rest] = loops
  return {
    ...ticket,
    state: { _tag: "Open" },
    loops: [again(first), ...rest.map(again)],
    past: [...past, { state, loops, reopened: id, reason }],
  }
}

const union = <A>(a: ReadonlyArray<A>, b: ReadonlyArray<A>): ReadonlyArray<A> => [...new Set([...a, ...b])]

/**
 * Both as one: the items, promises and duties of both, and in each respect the stricter assessment. The items stay what each
 * is seen as: a complaint that becomes part of an enquiry still is one, and what came first repeats nothing.
 */
const joined = (ticket: Ticket, other: Ticket): Ticket => {
  const [a, b] = [ticket.assessment, other.assessment]
  const duty = isOpen(ticket.duty) || other.duty === undefined ? ticket.duty : other.duty
  return {
    ...ticket,
    items: [...ticket.items, ...other.items],
    assessment: {
      ...a,
      severity: heavier(a.severity, b.severity),
      danger: a.danger || b.danger,
      onSite: a.onSite || b.onSite,
      departments: union(a.departments, b.departments),
      patientGroups: union(a.patientGroups, b.patientGroups),
      repeats: Math.max(a.repeats, b.repeats),
    },
    ...(duty === undefined ? {} : { duty }),
    loops: [...ticket.loops, ...other.loops],
    promises: [...ticket.promises, ...other.promises],
    kept: [...ticket.kept, ...other.kept],
  }
}

/** Folds events over a ticket, in the order in which they became known. */
export const replay = (ticket: Ticket, events: ReadonlyArray<TicketEvent>): Ticket =>
  events.reduce(evolve, ticket)

/** The ticket that a whole history makes; none where it doesn't begin with a registration. */
export const fromHistory = (events: ReadonlyArray<TicketEvent>): Option.Option<Ticket> => {
  const [first, ...rest] = events
  return first?._tag === "Registered" ? Option.some(replay(begun(first), rest)) : Option.none()
}

/** The ticket as it was known at a moment, that moment included; none where it wasn't yet. */
export const asKnownAt = (events: ReadonlyArray<TicketEvent>, at: DateTime.Utc): Option.Option<Ticket> =>
  fromHistory(events.filter(({ recordedAt }) => DateTime.isLessThanOrEqualTo(recordedAt, at)))

/** A decision: the next ticket and the events that led there. Folding the events over the ticket gives the next one. */
export type Decided = readonly [next: Ticket, events: ReadonlyArray<TicketEvent>]

export const decided = (ticket: Ticket, events: ReadonlyArray<TicketEvent>): Decided => [
  replay(ticket, events),
  events,
]
