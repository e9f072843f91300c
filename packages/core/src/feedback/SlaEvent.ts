/**
 * What happened to an item, as far as a clock reads it.
 *
 * **Details**
 *
 * Each event has an id of its own and says when it happened. They can be given in any order and more than once: what
 * counts is when they happened, those of one instant in the order of their places, then of their ids.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { EventId, PromiseId } from "../foundation/Id.ts"
import { Instant } from "../foundation/Instant.ts"
import type { Named } from "../foundation/Named.ts"
import { RuleId } from "../foundation/Rule.ts"
import { Version } from "../foundation/Version.ts"
import { SlaFacts } from "./SlaFacts.ts"

const event = {
  id: EventId,
  at: Instant,
  /** Which comes first of what happened at one instant: the lower one. 0 where it isn't said. */
  place: Schema.optionalKey(Schema.Int),
}

/** Holds that policies name: for the sender's answer, for an appraisal, for another body. A hospital adds its own. */
export const holds = {
  awaitingSender: RuleId.make("hold.awaitingSender"),
  appraisal: RuleId.make("hold.appraisal"),
  otherBody: RuleId.make("hold.otherBody"),
}

const single = {
  /** Registered at `at`, by this version of the policy. Receipt is when the hospital got it, at `at` or before. */
  Registered: { ...event, receivedAt: Instant, facts: SlaFacts, policy: Version },
  /** Somebody is responsible from now on. */
  Assigned: event,
  /** The sender was told that the item has come in. */
  Acknowledged: event,
  /** The sender was told something about the matter. */
  Responded: event,
  SenderWrote: event,
  HandoverOffered: event,
  /** Accepted or refused is whatever offer stands. */
  HandoverAccepted: event,
  HandoverRefused: event,
  ArrivedOnSite: event,
  /** The matter is settled, and the result recorded. */
  Resolved: event,
  /** The answer has reached the sender, or it is on record why none can. */
  Answered: event,
  SatisfactionChecked: event,
  /** Waiting for others. A further hold while one lasts changes its reason. */
  Held: { ...event, reason: RuleId },
  Resumed: event,
  Reopened: event,
  Reclassified: { ...event, facts: SlaFacts },
  /** From now on this version of a policy applies. */
  PolicyChanged: { ...event, policy: Version },
  /** Something is promised to the sender by an instant. */
  Promised: { ...event, promise: PromiseId, by: Instant },
  Kept: { ...event, promise: PromiseId },
  Closed: event,
  /** The sender took it back. */
  Withdrawn: event,
  /**
   * Another event happened at another instant than was recorded. Of a registration it is the receipt that is corrected:
   * when it was registered, the system knows. Of several corrections the last one counts.
   */
  Corrected: { ...event, event: EventId, happenedAt: Instant },
}

/** What happens to one item. */
export const SingleEvent = Schema.TaggedUnion(single)
export type SingleEvent = typeof SingleEvent.Type

/** What happens to an item or to what it becomes when others are merged into it. */
export const SlaEvent = Schema.TaggedUnion({
  ...single,
  /**
   * Other items become one with this. Each thread is one item's history up to now, its registration included and without
   * a closing for the merge; of an item that itself was merged, `threads` gives them all.
   */
  Merged: { ...event, threads: Schema.Array(Schema.Array(SingleEvent)) },
})
export type SlaEvent = Named<typeof SlaEvent.Type>

/** An event and when it happened, in epoch milliseconds, as it is known to have. */
export interface Happening {
  readonly event: SlaEvent
  readonly at: number
}

const compare = (a: Happening, b: Happening): number => a.at - b.at || byPlace(a.event, b.event)

const byPlace = (a: SlaEvent, b: SlaEvent): number =>
  (a.place ?? 0) - (b.place ?? 0) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

/**
 * What had happened by the instant, each event once and in order. Corrections known by then are made, and none is left in
 * the list.
 */
export const happenings = (events: ReadonlyArray<SlaEvent>, until: number): ReadonlyArray<Happening> => {
  const corrected = correctionsOf(events, until)
  const out: Array<Happening> = []
  let sorted = true
  for (const event of events) {
    if (event._tag === "Corrected") continue
    const correction = corrected?.get(event.id)
    let at = event.at.epochMilliseconds
    let happened = event
    if (correction !== undefined) {
      if (event._tag === "Registered") happened = { ...event, receivedAt: correction.happenedAt }
      else at = correction.happenedAt.epochMilliseconds
    }
    if (at > until) continue
    const happening = { event: happened, at }
    const last = out[out.length - 1]
    if (last !== undefined && compare(last, happening) >= 0) sorted = false
    out.push(happening)
  }
  if (sorted) return out
  const seen = new Set<EventId>()
  return out.sort(compare).filter(({ event: { id } }) => !seen.has(id) && seen.add(id))
}

type Correction = Extract<SlaEvent, { readonly _tag: "Corrected" }>

const correctionsOf = (
  events: ReadonlyArray<SlaEvent>,
  until: number,
): ReadonlyMap<EventId, Correction> | undefined => {
  let last: Map<EventId, Correction> | undefined
  for (const event of events) {
    if (event._tag !== "Corrected" || event.at.epochMilliseconds > until) continue
    last ??= new Map()
    const before = last.get(event.event)
    if (
      before === undefined ||
      (before.at.epochMilliseconds - event.at.epochMilliseconds || byPlace(before, event)) < 0
    )
      last.set(event.event, event)
  }
  return last
}

/**
 * The histories that an item is made of, as far as they happened by the instant, its own first: what was merged into it
 * goes on with everything that happened to the item since.
 *
 * **Details**
 *
 * An item that is to be merged into another is given there by these threads, so that whatever was merged before stays.
 */
export const threads = (
  events: ReadonlyArray<SlaEvent>,
  until: number,
): ReadonlyArray<ReadonlyArray<SingleEvent>> => {
  const own = events.filter((event): event is SingleEvent => event._tag !== "Merged")
  if (own.length === events.length) return [own]
  const corrections = own.filter(({ _tag }) => _tag === "Corrected")
  const all = happenings(events, until)
  const merged = all.flatMap(({ event }, i) => {
    if (event._tag !== "Merged") return []
    const since = new Set(all.slice(i + 1).map((later) => later.event.id))
    const followed = own.filter(({ _tag, id }) => _tag !== "Registered" && since.has(id))
    return event.threads.map((thread) => [...thread, ...followed, ...corrections])
  })
  return [own, ...merged]
}
