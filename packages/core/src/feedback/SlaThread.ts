/**
 * One item's history as its targets read it: what opens, starts, pauses, changes and ends them.
 */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { withinHorizon } from "../calendar/TimeZone.ts"
import type { EventId } from "../foundation/Id.ts"
import type { Interval } from "../foundation/Interval.ts"
import type { RuleId } from "../foundation/Rule.ts"
import { Version } from "../foundation/Version.ts"
import { type Happening, happenings, type SingleEvent, type SlaEvent } from "./SlaEvent.ts"
import type { Chosen, Limits, Published, Start, Target } from "./SlaPolicy.ts"

/** The item wasn't registered by the instant that is asked about, or what was merged into it never was. */
export class NotRegistered extends Schema.TaggedError<NotRegistered>("@aftercare/core/NotRegistered")(
  "NotRegistered",
  { by: Schema.DateTimeUtc },
) {
  override get message() {
    return `no registration by ${DateTime.formatIso(this.by)}`
  }
}

/** An event names a version of a policy that isn't among those published. */
export class PolicyNotPublished extends Schema.TaggedError<PolicyNotPublished>(
  "@aftercare/core/PolicyNotPublished",
)("PolicyNotPublished", { policy: Version }) {
  override get message() {
    return `SLA policy ${this.policy.id} version ${this.policy.version} isn't among those published`
  }
}

export type Refusal = NotRegistered | PolicyNotPublished

interface Hold extends Interval {
  readonly reason: RuleId
}

/** From this event on, these limits apply. */
export interface Setting {
  readonly index: number
  readonly at: number
  readonly event: EventId
  readonly limits: Limits
  readonly published: Published
}

type Registered = Extract<SingleEvent, { readonly _tag: "Registered" }>

/** One item's history, with what every target asks of it. */
export interface Thread {
  readonly now: number
  readonly list: ReadonlyArray<Happening>
  readonly registered: Registered
  readonly holds: ReadonlyArray<Hold>
  readonly settings: readonly [Setting, ...Array<Setting>]
}

export const forever = Number.POSITIVE_INFINITY

export const threadOf = (
  policies: ReadonlyArray<Published>,
  events: ReadonlyArray<SingleEvent>,
  now: number,
): Result.Result<Thread, Refusal> => {
  const list = happenings(events, now)
  const first = list.findIndex(({ event }) => event._tag === "Registered")
  const registration = list[first]
  if (registration === undefined || registration.event._tag !== "Registered")
    return Result.fail(new NotRegistered({ by: DateTime.makeUnsafe(withinHorizon(now)) }))
  const registered = registration.event
  let facts = registered.facts
  let published = publishedOf(policies, registered.policy)
  if (published === undefined) return Result.fail(new PolicyNotPublished({ policy: registered.policy }))
  const settings: [Setting, ...Array<Setting>] = [
    { index: -1, at: registration.at, event: registered.id, limits: published.limitsFor(facts), published },
  ]
  const holds: Array<Hold> = []
  let held: { readonly from: number; readonly reason: RuleId } | undefined
  for (let index = 0; index < list.length; index++) {
    const { at, event } = list[index] as Happening
    switch (event._tag) {
      case "Reclassified":
      case "PolicyChanged": {
        if (event._tag === "Reclassified") facts = event.facts
        else {
          published = publishedOf(policies, event.policy)
          if (published === undefined) return Result.fail(new PolicyNotPublished({ policy: event.policy }))
        }
        settings.push({ index, at, event: event.id, limits: published.limitsFor(facts), published })
        break
      }
      case "Held":
      case "Resumed":
      case "Resolved":
      case "Closed":
      case "Withdrawn":
        if (held !== undefined) holds.push({ ...held, until: at })
        held = event._tag === "Held" ? { from: at, reason: event.reason } : undefined
    }
  }
  if (held !== undefined) holds.push({ ...held, until: forever })
  return Result.succeed({ now, list, registered, holds, settings })
}

const publishedOf = (policies: ReadonlyArray<Published>, { id, version }: Version): Published | undefined =>
  policies.find((one) => one.version.id === id && one.version.version === version)

export const isPausing = ({ asked: { pausedBy } }: Chosen, { reason }: Hold): boolean =>
  pausedBy === "everyHold" || (pausedBy !== "noHold" && pausedBy.reasons.includes(reason))

/** The pauses of a target in `[from, until)`; holds that follow one another are one pause. */
export const pausesIn = (
  { holds }: Thread,
  chosen: Chosen | undefined,
  from: number,
  until: number,
): Array<Interval> => {
  const out: Array<Interval> = []
  if (chosen === undefined) return out
  for (const hold of holds) {
    const [begins, ends] = [Math.max(hold.from, from), Math.min(hold.until, until)]
    if (begins >= ends || !isPausing(chosen, hold)) continue
    const last = out[out.length - 1]
    if (last?.until === begins) out[out.length - 1] = { from: last.from, until: ends }
    else out.push({ from: begins, until: ends })
  }
  return out
}

type Tag = SingleEvent["_tag"]

const ends: { readonly [T in Target | "Promise"]: ReadonlyArray<Tag> } = {
  Acknowledgement: ["Acknowledged", "Responded", "Answered"],
  Assignment: ["Assigned"],
  FirstResponse: ["Responded", "Answered"],
  NextResponse: ["Responded", "Answered"],
  HandoverAcceptance: ["HandoverAccepted", "HandoverRefused"],
  OnSite: ["ArrivedOnSite"],
  Resolution: ["Resolved"],
  Answer: ["Answered"],
  SatisfactionCheck: ["SatisfactionChecked"],
  Promise: ["Kept"],
}

const perRound = [
  "Acknowledgement",
  "Assignment",
  "FirstResponse",
  "OnSite",
  "Resolution",
  "Answer",
  "SatisfactionCheck",
] as const

/** What opens a round of a target, and the part of the history in which it can start and end. */
export interface Opening {
  readonly target: Target | "Promise"
  readonly index: number
  /** The first place that no longer belongs to it. */
  readonly until: number
  readonly at: number
  readonly event: SingleEvent
}

export const openings = (thread: Thread): ReadonlyArray<Opening> => {
  const { list, registered, settings } = thread
  const out: Array<Opening> = []
  const rounds = [-1, ...list.flatMap(({ event }, i) => (event._tag === "Reopened" ? [i] : []))]
  rounds.forEach((index, round) => {
    const happening = list[index]
    const event = happening === undefined ? registered : (happening.event as SingleEvent)
    const at = happening?.at ?? settings[0].at
    for (const target of perRound) {
      const asked = settingAt(thread, index).limits[target]?.asked
      if (asked?.reopening === "leaves") {
        if (round === 0) out.push({ target, index, until: list.length, at, event })
      } else out.push({ target, index, until: rounds[round + 1] ?? list.length, at, event })
    }
  })
  let answered = -1
  for (let index = 0; index < list.length; index++) {
    const { at, event } = list[index] as Happening
    const opened = (target: Opening["target"]): Opening => {
      const opening = { target, index, until: list.length, at, event: event as SingleEvent }
      out.push(opening)
      return opening
    }
    if (event._tag === "SenderWrote" && index > answered)
      answered = endOf(thread, opened("NextResponse")) ?? list.length
    else if (event._tag === "HandoverOffered") opened("HandoverAcceptance")
    else if (event._tag === "Promised") opened("Promise")
  }
  return out
}

export const settingAt = ({ settings }: Thread, index: number): Setting => {
  let found = settings[0]
  for (const setting of settings) if (setting.index <= index) found = setting
  return found
}

export const isEnd = ({ event: opening, target }: Opening, event: SlaEvent): boolean =>
  (ends[target] as ReadonlyArray<SlaEvent["_tag"]>).includes(event._tag) &&
  (event._tag !== "Kept" || (opening._tag === "Promised" && opening.promise === event.promise))

/** Where the round ends: done, or called off by a closing or a withdrawal; undefined while nothing ends it. */
export const endOf = ({ list }: Thread, opening: Opening): number | undefined => {
  for (let i = opening.index + 1; i < opening.until; i++) {
    const { event } = list[i] as Happening
    if (isEnd(opening, event) || isCallingOff(opening, event)) return i
  }
  return undefined
}

/** A closing leaves what is still owed to the sender: the question whether they are satisfied, and promises. */
const isCallingOff = ({ target }: Opening, { _tag }: SlaEvent): boolean =>
  _tag === "Withdrawn" || (_tag === "Closed" && target !== "SatisfactionCheck" && target !== "Promise")

/** When the item was closed, as far as that belongs to the round. */
export const closedAt = (thread: Thread, opening: Opening): number | undefined =>
  startOf(thread, opening, "closing")

export const startOf = (thread: Thread, opening: Opening, start: Start): number | undefined => {
  const first = (tag: Tag): number | undefined => {
    for (let i = opening.index + 1; i < opening.until; i++) {
      const { at, event } = thread.list[i] as Happening
      if (event._tag === tag) return at
    }
    return undefined
  }
  const isRegistration = opening.event._tag === "Registered"
  switch (start) {
    case "receipt":
      // What is registered has been received.
      return isRegistration
        ? Math.min(thread.registered.receivedAt.epochMilliseconds, opening.at)
        : opening.at
    case "assignment":
      return isRegistration ? first("Assigned") : opening.at
    case "resolution":
      return first("Resolved")
    case "answer":
      return first("Answered")
    case "closing":
      return first("Closed")
    default:
      return opening.at
  }
}
