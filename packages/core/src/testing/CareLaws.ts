/**
 * What always holds of care messages, as values; `Laws.property` makes a property of each.
 *
 * **Example** (Lives of messages to people whom a hospital's own policy reaches)
 *
 * ```ts
 * import * as fc from "fast-check"
 * import { ChinaCalendar, ChinaContact } from "@aftercare/core"
 * import { CareArbitraries, CareLaws, FollowUpArbitraries, Laws } from "@aftercare/core/testing"
 *
 * const grounds = FollowUpArbitraries.contactablePerson().map((person) => ({
 *   person,
 *   contact: ChinaContact.carePolicy,
 *   calendar: ChinaCalendar.publicHolidays,
 *   contacts: [],
 * }))
 * const lives = CareArbitraries.careMessageLife(grounds)
 * for (const law of CareLaws.all) fc.assert(Laws.property(law, lives), { numRuns: 20 })
 * ```
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Equal from "effect/Equal"
import * as Result from "effect/Result"
import * as CareMessage from "../care/CareMessage.ts"
import * as ContactWindow from "../contact/ContactWindow.ts"
import type { CareMessageLife } from "./CareArbitraries.ts"
import type { Law, Violation } from "./Laws.ts"

type Step = CareMessageLife["steps"][number]

const law = (
  name: string,
  check: (step: Step, life: CareMessageLife) => string | undefined,
): Law<CareMessageLife> => ({
  name,
  check: (life) => {
    for (const [i, step] of life.steps.entries()) {
      const found = check(step, life)
      if (found !== undefined)
        return {
          found,
          facts: { step: i, before: step.before.state, after: step.after.state },
        } satisfies Violation
    }
    return undefined
  },
})

/** Folding the events of a decision over the message before gives the one after. */
export const historyIsTheMessage = law("a message is the fold of its events", ({ after, before, events }) =>
  Equal.equals(CareMessage.replay(before, events), after) ? undefined : "the events give another message",
)

/** A message goes out once: again only where what went before was refused, or surely wasn't sent. */
export const goesOutOnce = law(
  "a message goes out once, unless it was refused or wasn't sent",
  ({ after }) => {
    const stood = after.sends.filter(
      ({ delivery }) => delivery?._tag !== "Rejected" && delivery?._tag !== "Deferred",
    )
    if (stood.length > 1) return "it went out twice"
    return stood.length === 1 && after.state._tag === "Planned" ? "it is planned again" : undefined
  },
)

/** It goes out within its span, by a channel that is open, in the window or by its override. */
export const keepsItsTime = law(
  "a message goes out within its span, by an open channel, in the window or by its override",
  ({ at, before, events }, { ground }) => {
    const started = events.find((event) => event._tag === "SendStarted")
    if (started?._tag !== "SendStarted") return undefined
    const { channel, permission } = started.send
    const { closed, channels, override, purpose, span } = before
    if (DateTime.isLessThan(at, span.earliest) || DateTime.isGreaterThanOrEqualTo(at, span.latest))
      return "it went out at another time"
    if (!channels.includes(channel) || closed.some((one) => one.channel === channel))
      return "it went out by a channel that isn't its own"
    const { calendar, contact, contacts, person } = ground
    const window = ContactWindow.make({
      profile: person.profile,
      policy: contact,
      channel,
      purpose,
      calendar,
      contacts,
    })
    const isWithin =
      Result.isSuccess(window) &&
      Result.isSuccess(ContactWindow.permit(window.success, DateTime.toEpochMillis(at)))
    if (permission._tag === "Within") return isWithin ? undefined : "it disturbed the person"
    return Equal.equals(permission.override, override) ? undefined : "nobody signed for it"
  },
)

/** What has ended stays as it ended; a channel may still tell of what went out. */
export const endsOnce = law("a message that has ended stays as it ended", ({ after, before, events }) => {
  if (before.state._tag !== "Ended") return undefined
  if (!Equal.equals(after.state, before.state)) return "it ended otherwise"
  return events.every(({ _tag }) => _tag === "SendDelivered") ? undefined : "something else happened to it"
})

/** Looking again with nothing changed changes nothing. */
export const lookingAgainChangesNothing = law(
  "looking again with nothing changed changes nothing",
  ({ after, at }, { ground }) => {
    const [once] = CareMessage.replan(after, ground, at)
    const [, events] = CareMessage.replan(once, ground, at)
    return events.length === 0 ? undefined : "it was placed anew"
  },
)

/** Whoever is done with at `latest` is done with: something is due until then, and nothing after. */
export const endsInTime = law(
  "once its time is over a message ends, and says what kept it back",
  ({ after }) => {
    const due = CareMessage.dueAt(after)
    if (after.state._tag === "Ended") {
      const { conclusion, rules } = after.state
      if (due !== undefined) return "something is due of what has ended"
      return (conclusion === "dropped") === rules.length > 0 ? undefined : "it doesn't say why it was dropped"
    }
    if (due === undefined || DateTime.isGreaterThan(due, after.span.latest)) return "nothing is due in time"
    const [last] = CareMessage.close(after, after.span.latest)
    return last.state._tag === "Ended" ? undefined : "it goes on after its time"
  },
)

/** All of them. */
export const all: ReadonlyArray<Law<CareMessageLife>> = [
  historyIsTheMessage,
  goesOutOnce,
  keepsItsTime,
  endsOnce,
  lookingAgainChangesNothing,
  endsInTime,
]
