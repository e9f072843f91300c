/**
 * What always holds of calls to the hotline and of its callbacks, as values; `Laws.property` makes a property of each.
 *
 * **Example** (Lives of calls as the library makes them)
 *
 * ```ts
 * import * as fc from "fast-check"
 * import { HotlineArbitraries, HotlineLaws, Laws } from "@aftercare/core/testing"
 *
 * fc.assert(Laws.property(HotlineLaws.everyMomentIsSomebodys, HotlineArbitraries.callLife()), { numRuns: 20 })
 * ```
 *
 * @since 0.1.0
 */
import * as Equal from "effect/Equal"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Hours from "../calendar/Hours.ts"
import * as ContactWindow from "../contact/ContactWindow.ts"
import { EventId } from "../foundation/Id.ts"
import * as Callback from "../hotline/Callback.ts"
import * as CallRecord from "../hotline/CallRecord.ts"
import * as QueuedCall from "../hotline/QueuedCall.ts"
import * as CallbackLife from "./CallbackLife.ts"
import { type CallLife, ended, queues } from "./HotlineArbitraries.ts"
import type { Law } from "./Laws.ts"

const law = <Case = CallLife>(name: string, check: Law<Case>["check"]): Law<Case> => ({ name, check })

/** Replaying any prefix of the history gives the call as it then was. */
export const historyIsTheCall: Law<CallLife> = law(
  "the history up to any event makes the call as it was after it",
  ({ steps }) => {
    const events = steps.map(({ event }) => event)
    const i = steps.findIndex(
      ({ call }, i) => !Equal.equals(CallRecord.fromHistory(events.slice(0, i + 1)), Option.some(call)),
    )
    return i < 0 ? undefined : { found: "replaying gives another call", facts: { step: i } }
  },
)

/** An event that is told again, at any later time, changes nothing. */
export const toldTwiceIsToldOnce: Law<CallLife> = law("an event told again changes nothing", (life) => {
  const call = ended(life)
  const again = life.steps.find(({ event }) => CallRecord.evolve(call, event) !== call)
  return again === undefined ? undefined : { found: "the call changed", facts: { event: again.event._tag } }
})

/** What is over stays as it ended: only its desk has still to say something. */
export const overStaysOver: Law<CallLife> = law("a call that is over stays as it ended", (life) => {
  const last = ended(life).state
  const other = life.steps.find(({ call: { state } }) => state._tag === "Over" && !Equal.equals(state, last))
  return other === undefined ? undefined : { found: "it went on", facts: { event: other.event.id } }
})

/** Of a call that is over, every moment since it left the menu was a wait or a talk, and none was two. */
export const everyMomentIsSomebodys: Law<CallLife> = law(
  "after the menu a call waits or talks, moment by moment, until it is over",
  (life) => {
    const { state, talks, waits } = ended(life)
    const legs = [...waits, ...talks].sort(
      (a, b) =>
        a.from.epochMilliseconds - b.from.epochMilliseconds ||
        a.until.epochMilliseconds - b.until.epochMilliseconds,
    )
    const gap = legs.find((leg, i) => {
      const before = legs[i - 1]?.until ?? leg.from
      return before.epochMilliseconds !== leg.from.epochMilliseconds
    })
    if (gap !== undefined) return { found: "moments that are nobody's or two's", facts: { from: gap.from } }
    const last = legs.at(-1)
    if (state._tag !== "Over" || last === undefined) return undefined
    return last.until.epochMilliseconds === state.at.epochMilliseconds
      ? undefined
      : { found: "it was over at another time", facts: { at: state.at } }
  },
)

const leaves: { readonly [event: string]: QueuedCall.QueuedCall["outcome"] } = {
  Answered: "answered",
  Abandoned: "abandoned",
  CallbackAsked: "callback",
  VoicemailLeft: "other",
  TurnedAway: "other",
}

/** As it would be read off the telephone system's list of events, with a finger on each line. */
const readOff = (events: ReadonlyArray<CallRecord.CallEvent>, queue?: string) => {
  const facts: Array<QueuedCall.QueuedCall> = []
  for (const [i, from] of events.entries()) {
    const into =
      from._tag === "Queued"
        ? from.queue
        : from._tag === "Transferred" && from.to._tag === "Queue"
          ? from.to.queue
          : undefined
    if (into === undefined || (queue !== undefined && queue !== into)) continue
    const end = events
      .slice(i + 1)
      .find(({ _tag }) => _tag in leaves || (queue !== undefined && _tag === "Queued"))
    if (end !== undefined) {
      const queuedAt = from.at.epochMilliseconds
      const waitedMillis = end.at.epochMilliseconds - queuedAt
      facts.push({ queuedAt, waitedMillis, outcome: leaves[end._tag] ?? "other" })
    }
    if (queue === undefined) break
  }
  return facts
}

/** The facts that a call is counted by are those of its events, for the whole hotline and for each queue. */
export const countedAsToldOf: Law<CallLife> = law("a call is counted as its events tell", (life) => {
  const events = life.steps.map(({ event }) => event)
  const call = ended(life)
  const whole = QueuedCall.of(call)
  if (!Equal.equals(whole === undefined ? [] : [whole], readOff(events)))
    return { found: "another fact for the hotline", facts: { whole } }
  const queue = queues.find((queue) => !Equal.equals(QueuedCall.inQueue(call, queue), readOff(events, queue)))
  return queue === undefined ? undefined : { found: "other facts for a queue", facts: { queue } }
})

/** All laws of calls. */
export const calls: ReadonlyArray<Law<CallLife>> = [
  historyIsTheCall,
  toldTwiceIsToldOnce,
  overStaysOver,
  everyMomentIsSomebodys,
  countedAsToldOf,
]

type Life = CallbackLife.CallbackLife

/** The first step that says something against the law. */
const inSteps =
  (check: (step: Life["steps"][number], index: number) => string | undefined) =>
  ({ steps }: Life) => {
    for (const [i, step] of steps.entries()) {
      const found = check(step, i)
      if (found !== undefined) return { found, facts: { event: step.event } }
    }
    return undefined
  }

/** Replaying any prefix of the history gives the callback as it then was, and an event told again changes nothing. */
export const callbackIsItsHistory: Law<Life> = law(
  "the history up to any event makes the callback as it was after it, however often it is told",
  (life) => {
    const events = life.steps.map(({ event }) => event)
    return inSteps(({ callback, event }, i) => {
      const told = [...events.slice(0, i + 1), ...events.slice(0, i + 1)]
      const made = Callback.fromHistory(told)
      if (!Equal.equals(made, Option.some(callback))) return "replaying gives another callback"
      return Callback.evolve(callback, event) === callback ? undefined : "telling it again changed it"
    })(life)
  },
)

/** Whose it is, who asked and when stay as they were, and so does what is over. */
export const callbackEndsOnce: Law<Life> = law(
  "a callback keeps its id and who asked for it, and ends once at most",
  (life) => {
    const [first] = life.steps
    const head = ({ askedAt, call, id, number, policy }: Callback.Callback) => [
      id,
      call,
      number,
      askedAt,
      policy,
    ]
    return inSteps(({ callback }, i) => {
      if (first !== undefined && !Equal.equals(head(callback), head(first.callback)))
        return "it became another one"
      return life.steps[i - 1]?.callback.state._tag === "Over" ? "it went on once it was over" : undefined
    })(life)
  },
)

/** With nobody doing anything any more, time alone ends it: at most two lapses for each try that its policy allows. */
export const everyCallbackEnds: Law<Life> = law(
  "a callback that nobody looks after ends once its last wait is past",
  (life) => {
    let callback = CallbackLife.ended(life)
    for (let n = 0; n <= 2 * life.ground.policy.attempts; n++) {
      const at = Callback.lapsesAt(callback)
      if (at === undefined) return undefined
      const found = Callback.lapse(callback, life.ground, { id: EventId.make(`lapse-${n}`), at })
      if (Result.isFailure(found)) return { found: "time can't end it", facts: { rule: found.failure.rule } }
      callback = found.success[0]
    }
    return callback.state._tag === "Over"
      ? undefined
      : { found: "it goes on", facts: { state: callback.state } }
  },
)

/** What is planned or tried lies in the caller's contact window and the hotline's hours, or has an override that says why. */
export const nobodyIsRungOutside: Law<Life> = law(
  "no try is planned or made outside the window and the hotline's hours without an override",
  (life) => {
    const { calendar, contact, contacts, policy, profile } = life.ground
    const { purpose } = policy
    const hours = Hours.compile(policy.hours, policy.zone, calendar)
    const isClosed = (at: number, tries: ReadonlyArray<Callback.CallbackTry>) => {
      const own = tries.map(
        (one) => ({ at: one.startedAt.epochMilliseconds, channel: "phone", purpose }) as const,
      )
      const parts = { profile, policy: contact, channel: "phone", purpose, calendar } as const
      const window = ContactWindow.make({ ...parts, contacts: [...contacts, ...own] })
      if (Result.isFailure(window)) return true
      const { durationMillis } = window.success
      const isStaffed = hours.isOpen(at) && hours.nextClosed(at) - at >= durationMillis
      return !isStaffed || Result.isFailure(ContactWindow.permit(window.success, at))
    }
    return inSteps(({ callback: { state, tries }, event }) => {
      if (event._tag === "TryStarted") {
        const { permission, startedAt } = event.started
        const at = startedAt.epochMilliseconds
        return permission._tag === "Within" && isClosed(at, tries.slice(0, -1))
          ? "it was tried outside"
          : undefined
      }
      return state._tag === "Planned" &&
        state.override === undefined &&
        isClosed(state.at.epochMilliseconds, tries)
        ? "it is planned outside"
        : undefined
    })(life)
  },
)

const inVain: ReadonlyArray<Callback.TryDisposition | undefined> = [
  "noAnswer",
  "busy",
  "answeredByOther",
  "languageBarrier",
]

/** The hotline's own lateness is never the caller's silence, nor the other way round. */
export const missedIsNotSilence: Law<Life> = law(
  "who was never tried in vain isn't unreachable, and nothing is missed before its time",
  inSteps(({ callback, event }) => {
    const { state, tries } = callback
    if (state._tag !== "Over") return undefined
    const last = tries.at(-1)?.disposition
    if (state.end._tag === "Missed")
      return event.at.epochMilliseconds < callback.latest.epochMilliseconds
        ? "it was missed too soon"
        : undefined
    if (state.end._tag === "Unreachable")
      return last === "wrongNumber" || last === "outOfService" || inVain.includes(last)
        ? undefined
        : "it counts as unreachable"
    return undefined
  }),
)

/** Looking again with nothing changed, by when the next try is planned, changes nothing. */
export const lookingAgainChangesNothing: Law<Life> = law(
  "planning a callback again with nothing changed changes nothing",
  (life) => {
    const callback = CallbackLife.ended(life)
    const told = life.steps.at(-1)?.event.at
    if (callback.state._tag !== "Planned" || told === undefined) return undefined
    // What is overdue already moves on with the clock.
    if (callback.state.at.epochMilliseconds < told.epochMilliseconds) return undefined
    const stamp = { id: EventId.make("again"), at: callback.state.at }
    const found = Callback.replan(callback, life.ground, stamp)
    return Result.isSuccess(found) && found.success[1].length === 0
      ? undefined
      : { found: "it moved", facts: { state: callback.state } }
  },
)

/** All laws of callbacks. */
export const callbacks: ReadonlyArray<Law<Life>> = [
  callbackIsItsHistory,
  callbackEndsOnce,
  everyCallbackEnds,
  nobodyIsRungOutside,
  missedIsNotSilence,
  lookingAgainChangesNothing,
]
