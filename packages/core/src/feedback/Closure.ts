/**
 * How an item comes to its end: a result, an answer that reached the sender, a check whether it satisfied, or the reason
 * why not, each of its own type.
 *
 * **Details**
 *
 * A reason is never contradicted by the record: tries in vain must have been made, an answer left uncollected must have
 * lain ready. `TicketPolicy` says how many and how long.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { EventId, FeedbackId } from "../foundation/Id.ts"
import { FreeText, PersonalText } from "../foundation/Text.ts"
import { Channel } from "../foundation/Word.ts"

/** What the inquiry found. `answered` is for what asks nothing to be found: enquiries, suggestions, praise. */
export const Finding = Schema.Literals(["founded", "partlyFounded", "unfounded", "undecidable", "answered"])
export type Finding = typeof Finding.Type

/** Why the hospital doesn't handle the item; the sender is told, and where to turn. */
export const OutOfRemit = Schema.Literals([
  "inCourt",
  "inMediation",
  "handledByAuthority",
  "inPetition",
  "noClearFacts",
  "police",
  "otherInstitution",
])
export type OutOfRemit = typeof OutOfRemit.Type

/** What came of an item. */
export const CaseResult = Schema.TaggedUnion({
  Handled: { finding: Finding, summary: FreeText, measures: Schema.Array(PersonalText) },
  /** `referredTo` names who handles it. */
  NotHandled: { ground: OutOfRemit, summary: FreeText, referredTo: Schema.optionalKey(PersonalText) },
})
export type CaseResult = typeof CaseResult.Type

/** Why an answer can't reach the sender. */
export const Unanswerable = Schema.Literals([
  /** The sender left neither a name to write to nor took a claim code. */
  "noWayBack",
  "triedInVain",
  /** It lay ready for the claim code and nobody came. */
  "notCollected",
  "refused",
  "deceased",
])
export type Unanswerable = typeof Unanswerable.Type

/** What became of the answer to an item. */
export const Answer = Schema.TaggedUnion({
  Reached: { channel: Channel },
  /** Read with the claim code. */
  Collected: {},
  GivenUp: { reason: Unanswerable },
})
export type Answer = typeof Answer.Type

/** Why it isn't known whether the sender is satisfied. */
export const Unchecked = Schema.Literals(["unanswered", "noReply", "declined", "deceased", "praise"])
export type Unchecked = typeof Unchecked.Type

/** Whether the answer satisfied the sender. */
export const Check = Schema.TaggedUnion({
  Satisfied: {},
  Dissatisfied: { about: Schema.optionalKey(FreeText) },
  NotKnown: { reason: Unchecked },
})
export type Check = typeof Check.Type

/** How far one item has come within a round: from the result to the sender and back. */
export const Loop = Schema.Struct({
  item: FeedbackId,
  /** The answer lies ready for the claim code since this event. */
  posted: Schema.optionalKey(EventId),
  /** Tries to deliver the answer that came to nothing. */
  failed: Schema.Int,
  answer: Schema.optionalKey(Answer),
  /** How often the sender was asked whether they are satisfied. */
  asked: Schema.Int,
  check: Schema.optionalKey(Check),
  /** The sender took the item back, for this reason. */
  withdrawn: Schema.optionalKey(PersonalText),
})
export interface Loop extends Schema.Schema.Type<typeof Loop> {}

/** A loop that nothing has happened in yet. */
export const fresh = (item: FeedbackId): Loop => ({ item, failed: 0, asked: 0 })

/** How a ticket ended. */
export const Closure = Schema.TaggedUnion({
  /** Every answer reached its sender and was checked. */
  Answered: { result: CaseResult },
  Unanswerable: { result: CaseResult, reasons: Schema.NonEmptyArray(Unanswerable) },
  OutOfRemit: { result: CaseResult, ground: OutOfRemit },
  /** Every sender took the item back. */
  Withdrawn: {},
})
export type Closure = typeof Closure.Type

/** How a ticket with these loops ends; undefined where it can't end yet. */
export const closureOf = (
  loops: ReadonlyArray<Loop>,
  result: CaseResult | undefined,
): Closure | undefined => {
  const standing = loops.filter(({ withdrawn }) => withdrawn === undefined)
  if (standing.length === 0) return { _tag: "Withdrawn" }
  if (
    result === undefined ||
    standing.some(({ answer, check }) => answer === undefined || check === undefined)
  )
    return undefined
  if (result._tag === "NotHandled") return { _tag: "OutOfRemit", result, ground: result.ground }
  const [first, ...rest] = standing.flatMap(({ answer }) =>
    answer?._tag === "GivenUp" ? [answer.reason] : [],
  )
  return first === undefined
    ? { _tag: "Answered", result }
    : { _tag: "Unanswerable", result, reasons: [first, ...rest] }
}
