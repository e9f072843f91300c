/**
 * What always holds of calls to the hotline, as values; `Laws.property` makes a property of each.
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
import * as CallRecord from "../hotline/CallRecord.ts"
import * as QueuedCall from "../hotline/QueuedCall.ts"
import { type CallLife, ended, queues } from "./HotlineArbitraries.ts"
import type { Law } from "./Laws.ts"

const law = (name: string, check: Law<CallLife>["check"]): Law<CallLife> => ({ name, check })

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
