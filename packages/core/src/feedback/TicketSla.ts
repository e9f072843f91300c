/**
 * What clocks read of a ticket's history.
 *
 * @since 0.1.0
 */
import { deriving, EventId, type FeedbackId } from "../foundation/Id.ts"
import * as Category from "./Category.ts"
import type { Assessment, Feedback } from "./Feedback.ts"
import type { SingleEvent, SlaEvent } from "./SlaEvent.ts"
import type { SlaFacts } from "./SlaFacts.ts"
import { begun, evolve, type TicketEvent } from "./TicketEvent.ts"
import { closureNow, type Ticket } from "./TicketRecord.ts"

/** What a policy chooses the limits by. */
const factsOf = (
  { channel, sender }: Feedback,
  { category, ...assessment }: Assessment,
  tree: Category.CategoryTree,
): SlaFacts => {
  const [root = category, ...path] = Category.pathOf(tree, category)
  return { ...assessment, channel, categories: [root, ...path], anonymous: sender._tag === "Anonymous" }
}

/**
 * The events that clocks read, from the ticket's own; none where the history doesn't begin with a registration.
 *
 * **Details**
 *
 * A ticket that answers several items is answered once all of them are, and checked once all of them are. An answer laid
 * ready for a claim code is a response; it answers once it is read, or is on record as not collected. Of what happened at
 * one instant, as where times are given by the minute, what became known first comes first. What was said of an item before
 * it was merged in stays its own, also where that becomes known afterwards.
 */
export const slaEvents = (
  events: ReadonlyArray<TicketEvent>,
  categories: Category.CategoryTree,
): ReadonlyArray<SlaEvent> => {
  const [first, ...rest] = events
  if (first?._tag !== "Registered") return []
  let ticket = begun(first)
  const { id, recordedAt: at } = first
  const facts = (assessment: Assessment) => factsOf(first.feedback, assessment, categories)
  const read: Array<SlaEvent> = [
    {
      _tag: "Registered",
      id,
      at,
      receivedAt: first.at,
      facts: facts(first.feedback.assessment),
      policy: first.policy,
    },
    { _tag: "Assigned", id: derived(id, "/assigned"), at },
  ]
  const ids = new Map<EventId, ReadonlyArray<EventId>>([[id, [id]]])
  /** Where in `read` each item was merged in. */
  const joined = new Map<FeedbackId, number>()
  for (const event of rest) {
    const after = evolve(ticket, event)
    // An event told again changes nothing.
    if (after === ticket) continue
    const heard = event._tag === "Corrected" ? corrections(event, ids) : heardOf(event, ticket, after, facts)
    ids.set(
      event.id,
      heard.map((e) => e.id),
    )
    const item = subjectOf(event, ticket)
    const index = item && joined.get(item)
    const merged = index === undefined ? undefined : read[index]
    // What was said of an item before it was merged in is its own history's alone, whenever it becomes known.
    if (
      index !== undefined &&
      merged?._tag === "Merged" &&
      event.at.epochMilliseconds < merged.at.epochMilliseconds
    )
      read[index] = {
        ...merged,
        threads: merged.threads.map((thread) => [...thread, ...following(thread, heard)]),
      }
    else read.push(...heard)
    if (event._tag === "Merged") for (const { id } of event.other.items) joined.set(id, read.length - 1)
    ticket = after
  }
  let next = 0
  return read.map((event) => {
    // What goes on after a merge comes after all that was merged in.
    if (event._tag === "Merged")
      for (const { place = 0 } of event.threads.flat()) next = Math.max(next, place + 1)
    return { ...event, place: next++ }
  })
}

const derived = deriving(EventId)

type Heard = ReadonlyArray<SlaEvent>

/** The item that something said is about. */
const subjectOf = (event: TicketEvent, { promises }: Ticket): FeedbackId | undefined => {
  if ("item" in event) return event.item
  if (event._tag === "Promised") return event.promise.item
  return event._tag === "PromiseKept" ? promises.find(({ id }) => id === event.promise)?.item : undefined
}

/** As they come after all of the thread that happened at their instant. */
const following = (thread: ReadonlyArray<SingleEvent>, heard: Heard): ReadonlyArray<SingleEvent> => {
  const last = Math.max(...thread.map(({ place = 0 }) => place))
  return heard.flatMap((event, i) => (event._tag === "Merged" ? [] : [{ ...event, place: last + 1 + i }]))
}

/** An event that was heard as several is put right in all of them. */
const corrections = (
  { event, happenedAt, id, recordedAt: at }: Extract<TicketEvent, { readonly _tag: "Corrected" }>,
  ids: ReadonlyMap<EventId, ReadonlyArray<EventId>>,
): Heard =>
  (ids.get(event) ?? [event]).map((of, i) => ({
    _tag: "Corrected",
    id: i === 0 ? id : derived(id, `/${i + 1}`),
    at,
    event: of,
    happenedAt,
  }))

const standing = ({ loops }: Ticket) => loops.filter(({ withdrawn }) => withdrawn === undefined)

const isWithdrawn = (ticket: Ticket): boolean => standing(ticket).length === 0

const isAnswered = (ticket: Ticket): boolean =>
  !isWithdrawn(ticket) && standing(ticket).every(({ answer }) => answer !== undefined)

const isChecked = (ticket: Ticket): boolean => !isWithdrawn(ticket) && closureNow(ticket) !== undefined

/** What a step from the result to the sender and back has completed. */
const completed = ({ at, id }: TicketEvent, before: Ticket, after: Ticket): Heard => {
  const now = (is: (ticket: Ticket) => boolean) => is(after) && !is(before)
  const checked = now(isChecked)
  if (now(isAnswered))
    return [
      { _tag: "Answered", id, at },
      ...(checked ? [{ _tag: "SatisfactionChecked", id: derived(id, "/checked"), at } as const] : []),
    ]
  if (checked) return [{ _tag: "SatisfactionChecked", id, at }]
  return now(isWithdrawn) ? [{ _tag: "Withdrawn", id, at }] : []
}

const heardOf = (
  event: TicketEvent,
  before: Ticket,
  after: Ticket,
  facts: (assessment: Assessment) => SlaFacts,
): Heard => {
  const { at, id } = event
  switch (event._tag) {
    case "Taken":
      return [
        { _tag: "Assigned", id, at },
        // Nobody needs to accept any longer.
        ...(before.offer === undefined
          ? []
          : [{ _tag: "HandoverRefused", id: derived(id, "/offer"), at } as const]),
      ]
    case "HandoverRetracted":
      return [{ _tag: "HandoverRefused", id, at }]
    case "MergedInto":
      return before.offer === undefined ? [] : [{ _tag: "HandoverRefused", id, at }]
    case "AnswerPosted":
      return [{ _tag: "Responded", id, at }]
    case "AnswerReached": {
      const heard = completed(event, before, after)
      return heard.length > 0 ? heard : [{ _tag: "Responded", id, at }]
    }
    case "AnswerCollected":
    case "AnswerGivenUp":
    case "Checked":
    case "Withdrawn":
      return completed(event, before, after)
    case "ResultRecorded":
      return [{ _tag: "Resolved", id, at }]
    case "Promised":
      return [{ _tag: "Promised", id, at, promise: event.promise.id, by: event.promise.by }]
    case "PromiseKept":
      return [{ _tag: "Kept", id, at, promise: event.promise }]
    case "Reassessed":
      return [{ _tag: "Reclassified", id, at, facts: facts(event.assessment) }]
    case "Held":
      return [{ _tag: "Held", id, at, reason: event.reason }]
    case "PolicyChanged":
      return [{ _tag: "PolicyChanged", id, at, policy: event.policy }]
    case "Merged":
      return [{ _tag: "Merged", id, at, threads: event.threads }]
    case "HandoverOffered":
    case "HandoverAccepted":
    case "HandoverRefused":
    case "Acknowledged":
    case "Responded":
    case "SenderWrote":
    case "ArrivedOnSite":
    case "Resumed":
    case "Closed":
    case "Reopened":
      return [{ _tag: event._tag, id, at }]
    case "Registered":
    case "DeputyNamed":
    case "DeputyReleased":
    case "MeasureTaken":
    case "AnswerFailed":
    case "CheckAsked":
    case "Corrected":
      return []
  }
}
