/**
 * Whose turn it is once a task's addressee can't be reached: others who stand for the patient, and the channels that are
 * kept for last.
 */
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type { ContactablePerson } from "../contact/ContactablePerson.ts"
import type { Channel, Relation } from "../foundation/Word.ts"
import { consentRules } from "../privacy/Consent.ts"
import * as Discharge from "./Discharge.ts"
import { type FollowUpTask, isClosed } from "./FollowUpTask.ts"
import * as Placement from "./Placement.ts"
import { addresseeOf, anchorOf, firstAddressee, type Ground, personalised, placingFor } from "./PlanGround.ts"

/** Somebody to address, and by which channels. */
export interface Turn {
  readonly person: ContactablePerson
  readonly channels: ReadonlyArray<Channel>
}

/** The channels of a person's first turn: those kept for last only where the person takes no other. */
export const firstChannels = (
  ways: ReadonlyArray<Channel>,
  placing: Placement.Ground,
): ReadonlyArray<Channel> => {
  const usable = Placement.usableChannels(ways, placing)
  const sooner = usable.filter((channel) => !placing.attempts.lastResort.includes(channel))
  return sooner.length === 0 ? usable : sooner
}

/**
 * The turns after the present one, the next first. There are none after somebody who hasn't allowed any contact: what they
 * don't want isn't told to others.
 */
export const turnsAfter = (task: FollowUpTask, ground: Ground): ReadonlyArray<Turn> => {
  const { addressee, channels, turnedFrom = [] } = task
  const isUnwanted = (channel: Channel) => isClosed(task, channel, (rule) => consentRules.has(rule))
  const [first = addressee] = turnedFrom
  // Who was addressed first has the last turn as well.
  const isLast = turnedFrom.length > 0 && addressee === first
  if (isLast || (channels.length > 0 && channels.every(isUnwanted))) return []
  const { fallback, lastResort } = ground.protocol.attempts
  const past = [...turnedFrom, addressee]
  const others = ground.discharge.persons
    .filter((person) => fallback.includes(person.relation) && !past.includes(person.id))
    .filter(({ relation }) => relation !== "self" || !isMinor(ground))
    .sort((a, b) => fallback.indexOf(a.relation) - fallback.indexOf(b.relation))
    .map((person) => ({ person, channels: firstChannels(waysOf(task, ground), placingFor(ground, person)) }))
  const last = ground.discharge.persons
    .filter(({ id }) => id === first)
    .map((person) => ({
      person,
      channels: Placement.usableChannels(lastResort, placingFor(ground, person)),
    }))
  return [...others, ...last].filter((turn) => turn.channels.length > 0)
}

/**
 * The turn that the patient's age makes another's: contacts from the day on which they come of age are their own, whether
 * or not a way to them is known, and theirs alone to hand on; before it none is, and a guardian has it. Undefined where it
 * is so already.
 */
export const turnOfAge = (task: FollowUpTask, ground: Ground, at: DateTime.Utc): Turn | undefined => {
  const { discharge, policy } = ground
  const { addressee, span, turnedFrom = [] } = task
  const first = (relation: Relation) => discharge.persons.find((person) => person.relation === relation)
  const self = first("self")
  if (self === undefined || !isMinor(ground)) return undefined
  const from = DateTime.toEpochMillis(span === undefined ? at : DateTime.max(at, span.earliest))
  const isOfAge = Discharge.ageAt(discharge, from) >= policy.adultFrom
  const isTheirs = [...turnedFrom, addressee].includes(self.id)
  const person = isOfAge ? self : first("guardian")
  return person === undefined || isOfAge === isTheirs
    ? undefined
    : { person, channels: firstChannels(waysOf(task, ground), placingFor(ground, person)) }
}

/**
 * The turn that a task takes anew, as if nobody had been addressed before: by the patient's age; or because the record has its
 * addressee no more, and then it is whose a plan made now would be first.
 */
export const turnAnew = (task: FollowUpTask, ground: Ground, at: DateTime.Utc): Turn | undefined => {
  const ofAge = turnOfAge(task, ground, at)
  if (ofAge !== undefined || addresseeOf(ground.discharge, task.addressee) !== undefined) return ofAge
  return Option.getOrUndefined(
    Option.map(Result.getSuccess(firstAddressee(ground)), (person) => ({
      person,
      channels: firstChannels(waysOf(task, ground), placingFor(ground, person)),
    })),
  )
}

const isMinor = (ground: Ground): boolean =>
  Discharge.ageAt(ground.discharge, anchorOf(ground).at) < ground.policy.adultFrom

/** The channels of the task's stage, whoever takes them; of a task without a stage those that it has. */
export const waysOf = ({ channels, stage: id }: FollowUpTask, ground: Ground): ReadonlyArray<Channel> =>
  personalised(ground).stages.find(({ stage }) => stage.id === id)?.stage.channels ?? channels
