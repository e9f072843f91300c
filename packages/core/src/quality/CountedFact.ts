/**
 * What indicators are made of: facts that can be counted, over a stretch of time and among some group, such as a
 * department's month.
 *
 * **Details**
 *
 * A fact that nobody counted is left out; that is not zero. `sum` adds groups up, and has a fact only where every group
 * has it.
 *
 * **Example** (One department didn't count its complaints)
 *
 * ```ts
 * import { CountedFact } from "@aftercare/core"
 *
 * CountedFact.sum([{ followUpsEnded: 40, complaints: 2 }, { followUpsEnded: 25 }]) // => { followUpsEnded: 65 }
 * ```
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { closed } from "../foundation/Strict.ts"

const count = Schema.optionalKey(
  Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000_000_000 })),
)

const facts = {
  /** Stays that ended, each once. */
  discharges: count,
  /** First contacts due in the stretch (`FollowUpFigures.isDueIn`); of these, those tried and those completed by then. */
  firstContactsDue: count,
  firstContactsTriedByDue: count,
  firstContactsCompletedByDue: count,
  /** Tasks due in the stretch, and of these those completed by then. */
  followUpsDue: count,
  followUpsCompletedByDue: count,
  /** Tasks that ended within the stretch, and of these by how they ended. */
  followUpsEnded: count,
  followUpsCompleted: count,
  followUpsDeclined: count,
  followUpsUnreachable: count,
  followUpsLost: count,
  followUpsCancelled: count,
  followUpsMissed: count,
  /** Tries of a contact; of these, those outside the window by an override, and those outside it without one. */
  contacts: count,
  contactOverrides: count,
  contactViolations: count,
  /** Return visits that were due, and of these those that were made. */
  revisitsDue: count,
  revisitsMade: count,
  /** Items of feedback received, without those taken back; questionnaires answered, without those left empty. */
  feedbackItems: count,
  questionnairesAnswered: count,
  /** Complaints received; of these, those that repeat an earlier one. */
  complaints: count,
  repeatComplaints: count,
  /** First answers that were owed by a moment in the stretch, and of these those given by then. */
  responsesDue: count,
  responsesInTime: count,
  /** Closings within the stretch, and of these those with a result that reached every sender. */
  ticketsClosed: count,
  ticketsResolved: count,
  /** Answers to the question for satisfaction, and of these those in the two best boxes of the scale. */
  opinions: count,
  satisfiedOpinions: count,
  /** Calls that reached the hotline's queue; of these, those answered, and answered within its limit. */
  callsOffered: count,
  callsAnswered: count,
  callsAnsweredInTime: count,
  /** Calls given up by the caller in the queue: so early that nobody could have answered, and later. */
  callsAbandonedEarly: count,
  callsAbandonedLate: count,
  /** Callbacks asked for and over; of these, those that reached the caller, those by a try in time, and those never made. */
  callbacksAsked: count,
  callbacksReached: count,
  callbacksReachedInTime: count,
  callbacksMissed: count,
  /** Events for patients that were held or cancelled, and of these those held. */
  careEventsEnded: count,
  careEventsHeld: count,
  /** Places of events held of which it was told whether somebody came, and of these those that nobody came to. */
  careEventPlacesTold: count,
  careEventPlacesUnused: count,
  /** Doses that were due; of these, those told of; of these, those taken, and taken on time. */
  dosesDue: count,
  dosesTold: count,
  dosesTaken: count,
  dosesTakenOnTime: count,
  /** Members of staff by course that bound them, and of these those who had passed it. */
  trainingsDue: count,
  trainingsDone: count,
}

/** How often each fact was counted. */
export const Counts = closed(Schema.Struct(facts))
export interface Counts extends Schema.Schema.Type<typeof Counts> {}

/** The name of a fact. */
export const CountedFact = Schema.Literals(Object.keys(facts) as [keyof Counts, ...Array<keyof Counts>])
export type CountedFact = typeof CountedFact.Type

/** The groups together. Of no groups at all, nothing was counted. */
export const sum = (groups: ReadonlyArray<Counts>): Counts => {
  const total: { [F in CountedFact]?: number } = {}
  for (const fact of CountedFact.literals) {
    const counted = groups.flatMap((group) => group[fact] ?? [])
    if (counted.length > 0 && counted.length === groups.length)
      total[fact] = counted.reduce((a, b) => a + b, 0)
  }
  return total
}

const firstTried = ["firstCompleted", "firstTried"] as const
const firstDue = [...firstTried, "firstUntried"] as const
const complaints = ["repeatComplaint", "newComplaint"] as const
const opinions = ["satisfied", "notSatisfied"] as const
const answered = ["answeredInTime", "answeredLate"] as const
const reached = ["reachedInTime", "reachedLate"] as const
const dosesTaken = ["doseOnTime", "doseOffTime"] as const
const dosesTold = [...dosesTaken, "doseSkipped"] as const

/**
 * What each fact is made of. Parts never overlap, so two facts have in common what they have parts in common; facts
 * without a common part tell nothing of each other.
 */
export const parts: { readonly [F in CountedFact]: ReadonlyArray<string> } = {
  discharges: ["discharge"],
  firstContactsDue: firstDue,
  firstContactsTriedByDue: firstTried,
  firstContactsCompletedByDue: ["firstCompleted"],
  followUpsDue: [...firstDue, "laterCompleted", "laterOpen"],
  followUpsCompletedByDue: ["firstCompleted", "laterCompleted"],
  followUpsEnded: ["completed", "declined", "unreachable", "lost", "cancelled", "missed"],
  followUpsCompleted: ["completed"],
  followUpsDeclined: ["declined"],
  followUpsUnreachable: ["unreachable"],
  followUpsLost: ["lost"],
  followUpsCancelled: ["cancelled"],
  followUpsMissed: ["missed"],
  contacts: ["contactInWindow", "override", "violation"],
  contactOverrides: ["override"],
  contactViolations: ["violation"],
  revisitsDue: ["revisit", "noRevisit"],
  revisitsMade: ["revisit"],
  feedbackItems: [...complaints, "otherFeedback"],
  questionnairesAnswered: [...opinions, "noOpinion"],
  complaints,
  repeatComplaints: ["repeatComplaint"],
  responsesDue: ["responseInTime", "responseLate"],
  responsesInTime: ["responseInTime"],
  ticketsClosed: ["resolved", "unresolved"],
  ticketsResolved: ["resolved"],
  opinions,
  satisfiedOpinions: ["satisfied"],
  callsOffered: [...answered, "abandonedEarly", "abandonedLate", "otherCall"],
  callsAnswered: answered,
  callsAnsweredInTime: ["answeredInTime"],
  callsAbandonedEarly: ["abandonedEarly"],
  callsAbandonedLate: ["abandonedLate"],
  callbacksAsked: [...reached, "missedCallback", "otherCallback"],
  callbacksReached: reached,
  callbacksReachedInTime: ["reachedInTime"],
  callbacksMissed: ["missedCallback"],
  careEventsEnded: ["eventHeld", "eventCancelled"],
  careEventsHeld: ["eventHeld"],
  careEventPlacesTold: ["placeUnused", "placeUsed"],
  careEventPlacesUnused: ["placeUnused"],
  dosesDue: [...dosesTold, "doseUntold"],
  dosesTold,
  dosesTaken,
  dosesTakenOnTime: ["doseOnTime"],
  trainingsDue: ["trained", "untrained"],
  trainingsDone: ["trained"],
}
