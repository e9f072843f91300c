/**
 * What always holds of limits, as values, for a hospital's own policies as well; `Laws.property` makes a property of each.
 *
 * **Example** (A policy held to the law of pauses, over the lives of tickets)
 *
 * ```ts
 * import * as fc from "fast-check"
 * import { GeneralSla, Id, Rule, type SlaEvent, SlaPolicy } from "@aftercare/core"
 * import { Laws, SlaLaws } from "@aftercare/core/testing"
 * import { DateTime, Result } from "effect"
 *
 * const policy = Result.getOrThrow(SlaPolicy.publish(GeneralSla.hospital, []))
 * const received = DateTime.makeUnsafe("2026-03-02T09:00:00+08:00")
 * const registered: SlaEvent.SlaEvent = {
 *   _tag: "Registered",
 *   id: Id.EventId.make("e1"),
 *   at: received,
 *   receivedAt: received,
 *   policy: policy.version,
 *   facts: {
 *     kind: "complaint",
 *     channel: "hotline",
 *     categories: [Id.CategoryId.make("waiting")],
 *     severity: "normal",
 *     danger: false,
 *     handling: "investigation",
 *     departments: [],
 *     patientGroups: [],
 *     anonymous: false,
 *     onSite: false,
 *     repeats: 0,
 *   },
 * }
 * const cases = fc.nat({ max: 100_000_000 }).map((later) => ({
 *   policies: [policy],
 *   events: [registered],
 *   at: received.epochMilliseconds + later,
 *   pauseMillis: 1 + later,
 *   reason: Rule.RuleId.make("hold.awaitingSender"),
 * }))
 * fc.assert(Laws.property(SlaLaws.pausesMoveDue, cases), { numRuns: 20 })
 * ```
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Equal from "effect/Equal"
import * as Result from "effect/Result"
import * as Sla from "../feedback/Sla.ts"
import type { SingleEvent, SlaEvent } from "../feedback/SlaEvent.ts"
import * as SlaLimit from "../feedback/SlaLimit.ts"
import type { Published } from "../feedback/SlaPolicy.ts"
import { EventId } from "../foundation/Id.ts"
import type { RuleId } from "../foundation/Rule.ts"
import type { Law, Violation } from "./Laws.ts"

/** An item, the policies that it may go by, and the instant that it is asked about. */
export interface SlaCase {
  readonly policies: ReadonlyArray<Published>
  readonly events: ReadonlyArray<SlaEvent>
  readonly at: number
}

/** A case with a pause that begins right after its instant. */
export interface PausedCase extends SlaCase {
  readonly pauseMillis: number
  readonly reason: RuleId
}

const until = ({ at, events }: SlaCase): ReadonlyArray<SlaEvent> =>
  events.filter((event) => event.at.epochMilliseconds <= at)

const evaluated = (of: SlaCase, events: ReadonlyArray<SlaEvent>, at: number): Sla.Evaluation | undefined =>
  Result.getOrUndefined(Sla.evaluate(of.policies, events, at))

const violation = (found: string, facts: Violation["facts"]): Violation => ({ found, facts })

/** Events given backward and twice come to the same. */
export const orderIsThatOfTime: Law<SlaCase> = {
  name: "events in any order, told once or twice, come to the same",
  check: (of) => {
    const there = evaluated(of, of.events, of.at)
    const back = evaluated(of, [...of.events, ...of.events].reverse(), of.at)
    return Equal.equals(there, back) ? undefined : violation("another evaluation", { at: of.at })
  },
}

const told = (evaluation: Sla.Evaluation) =>
  evaluation.targets.map(({ atRisk, key, state, steps }) => ({
    key,
    state,
    atRisk,
    steps: steps.filter((step) => step.at <= evaluation.at).map(({ id }) => id),
  }))

/** Nothing changes before the next change, and something does at it, if nothing more happens. */
export const nextChangeIsTheNext: Law<SlaCase> = {
  name: "a target stays as it is up to the next change, and is otherwise at it",
  check: (of) => {
    const events = until(of)
    const now = evaluated(of, events, of.at)
    if (now === undefined) return undefined
    const next = Sla.nextChange(now)
    const day = 86_400_000
    const last = (next ?? of.at + 400 * day) - 1
    for (const at of [last, Math.floor((of.at + last) / 2)]) {
      const then = evaluated(of, events, at)
      if (then === undefined || !Equal.equals(told(then), told(now)))
        return violation("changed before its next change", { at, next })
    }
    const after = next === undefined ? undefined : evaluated(of, events, next)
    return after !== undefined && Equal.equals(told(after), told(now))
      ? violation("nothing changed at the next change", { next })
      : undefined
  },
}

/** What was met stays met, whatever happens later; corrections and what is merged in aside. */
export const metStaysMet: Law<SlaCase> = {
  name: "what was met stays as it was",
  check: (of) => {
    const past = until(of)
    const now = evaluated(of, past, of.at)
    if (now === undefined) return undefined
    const later = of.events.filter(
      (event) => !past.includes(event) && event._tag !== "Corrected" && event._tag !== "Merged",
    )
    const end = evaluated(of, [...past, ...later], Number.MAX_SAFE_INTEGER)
    const changed = now.targets.find(
      (target) =>
        target.state === "met" &&
        !Equal.equals(
          target,
          end?.targets.find(({ key }) => key === target.key),
        ),
    )
    return changed && violation("a met target changed", { key: changed.key })
  },
}

/** Rounds that run at the instant with a known due instant, and what sets them. */
const runningIn = (of: SlaCase, events: ReadonlyArray<SlaEvent>): ReadonlyArray<Sla.TargetExplanation> =>
  (Result.getOrUndefined(Sla.explain(of.policies, events, of.at)) ?? []).filter(
    ({ target }) => target.state === "running" && target.dueAt !== undefined && target.dueAt > of.at,
  )

const happens = (id: string, at: number) => ({ id: EventId.make(id), at: DateTime.makeUnsafe(at) })

/**
 * A pause that is over and began before the due instant moves it by what the pause takes of the target's clock. Limits whose
 * pauses take whole dates, and targets that the hold doesn't stop, aren't asked.
 */
export const pausesMoveDue: Law<PausedCase> = {
  name: "a pause moves the due instant by what it takes of the clock",
  check: (of) => {
    const events = until(of)
    const [from, last] = [of.at + 1, of.at + 1 + of.pauseMillis]
    const held: SingleEvent = { _tag: "Held", ...happens("law/held", from), reason: of.reason }
    const resumed: SingleEvent = { _tag: "Resumed", ...happens("law/resumed", last) }
    for (const { chosen, target } of runningIn(of, events)) {
      if (chosen === undefined || target.dueAt === undefined || target.dueAt <= from) continue
      const { limit, pausedBy } = chosen.asked
      const stops =
        pausedBy === "everyHold" || (pausedBy !== "noHold" && pausedBy.reasons.includes(of.reason))
      if (!stops || ("pause" in limit && limit.pause === "touchedDates")) continue
      const after = evaluated(of, [...events, held, resumed], last)?.targets.find(
        ({ key }) => key === target.key,
      )
      const paused = SlaLimit.measured(chosen.counter.open, from, last)
      if (after?.dueAt === undefined || paused === undefined) continue
      const moved = SlaLimit.measured(chosen.counter.open, target.dueAt, after.dueAt)
      if (moved !== undefined && moved !== paused)
        return violation("moved by another time than the pause's", { key: target.key, moved, paused })
      const open = evaluated(of, [...events, held], last)?.targets.find(({ key }) => key === target.key)
      if (open?.dueAt !== undefined) return violation("due during an open pause", { key: target.key })
    }
    return undefined
  },
}

const endings: { readonly [T in Sla.TargetState["target"]]?: "Answered" | "Resolved" | "Responded" } = {
  Acknowledgement: "Responded",
  FirstResponse: "Responded",
  NextResponse: "Responded",
  Resolution: "Resolved",
  Answer: "Answered",
}

/** What is done at the due instant is in time; a millisecond later it is late. */
export const dueIsInTime: Law<SlaCase> = {
  name: "what is done at the due instant is met, and a millisecond later late",
  check: (of) => {
    const events = until(of)
    for (const { target } of runningIn(of, events)) {
      const tag = endings[target.target]
      if (tag === undefined || target.dueAt === undefined) continue
      for (const [late, expected] of [
        [0, "met"],
        [1, "breached"],
      ] as const) {
        const at = target.dueAt + late
        const after = evaluated(of, [...events, { _tag: tag, ...happens("law/done", at) }], at)
        const state = after?.targets.find(({ key }) => key === target.key)?.state
        if (state !== expected)
          return violation(`${state} where ${expected} was due`, { key: target.key, late })
      }
    }
    return undefined
  },
}
