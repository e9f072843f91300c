/**
 * Where each target of an item stands: running, paused, met or breached, when it is due, and when that changes.
 *
 * **Details**
 *
 * A pure fold of what happened: events in any order give the same answer, and what happened after the instant that is
 * asked about doesn't count. All instants are epoch milliseconds. What is done at the due instant is in time; from the
 * next millisecond on it is late. Where the due instant depends on dates that a calendar doesn't cover, a target is
 * running up to the earliest that it can be, `unknown` from then on, and breached after the latest.
 *
 * An item that was reopened starts a new round of its targets. Of a target that ended, or was breached before its limit
 * changed, the rule stays the one that it ended by. What was merged into the item keeps its own clocks beside the item's.
 *
 * **Example** (A complaint an hour after it came in)
 *
 * ```ts
 * import { ChinaCalendar, GeneralSla, Id, Rule, Sla, SlaPolicy, type SlaEvent, type SlaFacts } from "@aftercare/core"
 * import { DateTime, Result } from "effect"
 *
 * const policy = Result.getOrThrow(SlaPolicy.publish(GeneralSla.hospital, []))
 * const facts: SlaFacts.SlaFacts = {
 *   kind: "complaint",
 *   channel: "hotline",
 *   categories: [Id.CategoryId.make("waiting")],
 *   severity: "normal",
 *   danger: false,
 *   handling: "investigation",
 *   departments: [Id.DepartmentId.make("pharmacy")],
 *   patientGroups: [],
 *   anonymous: false,
 *   onSite: false,
 *   repeats: 0,
 * }
 * const received = DateTime.makeUnsafe("2026-03-02T09:00:00+08:00")
 * const events: ReadonlyArray<SlaEvent.SlaEvent> = [
 *   { _tag: "Registered", id: Id.EventId.make("e1"), at: received, receivedAt: received, facts, policy: policy.version },
 * ]
 * const { targets } = Result.getOrThrow(Sla.evaluate([policy], events, Date.parse("2026-03-02T10:00:00+08:00")))
 * targets.map(({ state, target }) => `${target} ${state}`) // => ["FirstResponse running", "Answer running"]
 * ```
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import type { EventId } from "../foundation/Id.ts"
import type { Interval } from "../foundation/Interval.ts"
import type { RuleId } from "../foundation/Rule.ts"
import type { Version } from "../foundation/Version.ts"
import { type SlaEvent, threads } from "./SlaEvent.ts"
import * as SlaLimit from "./SlaLimit.ts"
import type { Basis, Chosen, Published, Target } from "./SlaPolicy.ts"
import { type DutyRole, type SlaStep, stepAt } from "./SlaStep.ts"
import {
  closedAt,
  endOf,
  forever,
  isEnd,
  isPausing,
  type Opening,
  openings,
  pausesIn,
  type Refusal,
  type Setting,
  settingAt,
  startOf,
  type Thread,
  threadOf,
} from "./SlaThread.ts"

export { NotRegistered, PolicyNotPublished, type Refusal } from "./SlaThread.ts"

/**
 * How a target stands. It waits for what starts it; is dropped where the item was closed, withdrawn or reopened, or its
 * rule no longer applied, before it was due; and is unknown where a calendar doesn't reach far enough to tell.
 */
export type State = "waiting" | "running" | "paused" | "met" | "breached" | "dropped" | "unknown"

/** A step of the ladder and when it comes, as things stand. */
export interface Scheduled {
  readonly id: RuleId
  readonly at: number
  readonly to: DutyRole
}

/** One round of a target. Spans of time are those of the target's clock, pauses left out. */
export interface TargetState {
  /** The target and what opened the round: the same however often it is evaluated. */
  readonly key: string
  readonly target: Target | "Promise"
  /** The registration, the reopening, the sender's writing, the offer or the promise. */
  readonly openedBy: EventId
  readonly state: State
  readonly startedAt: number | undefined
  /** Undefined while it is paused or waiting, and where it isn't known. */
  readonly dueAt: number | undefined
  /** What is known of the due instant, also where that isn't all. */
  readonly due: SlaLimit.Due | undefined
  /** When it was met, came too late, or was dropped. */
  readonly endedAt: number | undefined
  readonly pausedSince: number | undefined
  /** Running, and the first step before the due instant has come. */
  readonly atRisk: boolean
  readonly elapsedMillis: number | undefined
  /** What is left of it while it runs or is paused. */
  readonly remainingMillis: number | undefined
  /** Open time since it was due, or from then to its end; 0 where it isn't late. */
  readonly lateMillis: number | undefined
  /** Steps of the ladder while the target is open, as far as their instants are known. */
  readonly steps: ReadonlyArray<Scheduled>
  /** Undefined for a promise, which no rule sets. */
  readonly rule: RuleId | undefined
  readonly basis: Basis
}

/** All rounds of all targets at an instant, in the order in which they were opened. */
export interface Evaluation {
  readonly at: number
  readonly targets: ReadonlyArray<TargetState>
}

/** Whether something is still to be done for the target. */
export const isOpen = ({ endedAt }: TargetState): boolean => endedAt === undefined

/** That the limit of a target changed while it was open. */
export interface LimitChange {
  readonly event: EventId
  readonly at: number
  readonly before: RuleId | undefined
  readonly after: RuleId | undefined
}

/** The limit that applies in the end, and from when its clock counts. */
interface Applied {
  readonly chosen: Chosen
  readonly from: number | undefined
  /** When no rule asked for the target any more. */
  readonly droppedAt: number | undefined
  readonly changes: ReadonlyArray<LimitChange>
}

const appliedTo = (thread: Thread, opening: Opening, target: Target, end: number): Applied | undefined => {
  const isAgain = opening.event._tag === "Reopened"
  const limitIn = ({ limits }: Setting): Chosen | undefined => {
    const chosen = limits[target]
    return isAgain && chosen?.asked.reopening === "leaves" ? undefined : chosen
  }
  const start = (chosen: Chosen) => startOf(thread, opening, chosen.asked.start)
  const initial = limitIn(settingAt(thread, opening.index))
  let chosen = initial
  let last = initial
  let from = initial && start(initial)
  let droppedAt: number | undefined
  const changes: Array<LimitChange> = []
  for (const setting of thread.settings) {
    if (setting.index <= opening.index || setting.index >= end) continue
    const next = limitIn(setting)
    if (next === chosen) continue
    if (chosen !== undefined && from !== undefined) {
      const due = chosen.counter.due(from, pausesIn(thread, chosen, from, setting.at))
      if (setting.at > due.latest) break
    }
    const how = setting.published.policy.changedLimits
    if (how === "kept" && chosen !== undefined) continue
    changes.push({
      event: setting.event,
      at: setting.at,
      before: chosen?.rule.id,
      after: next?.rule.id,
    })
    chosen = next
    if (next === undefined) droppedAt = setting.at
    else {
      droppedAt = undefined
      last = next
      const started = start(next)
      from = started !== undefined && how === "fromChange" ? Math.max(started, setting.at) : started
    }
  }
  return last && { chosen: last, from, droppedAt, changes }
}

/** What a round is measured by. */
interface Measure {
  readonly counter: SlaLimit.Counter
  readonly steps: ReadonlyArray<SlaStep>
  readonly rule: RuleId | undefined
  readonly basis: Basis
}

/** What is promised is due when it was said to be; no hold moves it, and no rule. */
const promised = (thread: Thread, { event, index }: Opening): Measure => {
  const { policy, version } = settingAt(thread, index).published
  const by = event._tag === "Promised" ? event.by.epochMilliseconds : forever
  return {
    counter: { open: undefined, due: () => ({ earliest: by, latest: by }) },
    steps: policy.promiseSteps,
    rule: undefined,
    basis: { policy: version, calendar: undefined },
  }
}

/** Where a round stands that has started. */
interface Standing {
  readonly state: State
  readonly due: SlaLimit.Due
  readonly pauses: ReadonlyArray<Interval>
  /** Up to where its time counts: its end, the beginning of the pause it is in, or now. */
  readonly until: number
  /** On hold since `until`, so that nothing is due. */
  readonly isHeld: boolean
}

const judged = (due: SlaLimit.Due, at: number, inTime: State): State =>
  at <= due.earliest ? inTime : at > due.latest ? "breached" : "unknown"

const standingOf = (
  thread: Thread,
  { counter }: Measure,
  chosen: Chosen | undefined,
  from: number,
  ended: { readonly at: number; readonly inTime: "met" | "dropped" } | undefined,
): Standing => {
  const { holds, now } = thread
  const until = ended?.at ?? now
  const pauses = pausesIn(thread, chosen, from, until)
  const hold = holds[holds.length - 1]
  if (ended === undefined && chosen !== undefined && hold?.until === forever && isPausing(chosen, hold)) {
    const last = pauses[pauses.length - 1]
    const since = last?.until === now ? last.from : Math.max(hold.from, from)
    const before = pauses.filter((pause) => pause.from < since)
    const due = counter.due(from, before)
    if (since < due.latest)
      return {
        state: since < due.earliest ? "paused" : "unknown",
        due,
        pauses: before,
        until: since,
        isHeld: true,
      }
  }
  const due = counter.due(from, pauses)
  // What begins once it is due takes nothing, neither of the limit nor of what it is late by.
  const counted = pauses.filter((pause) => pause.from < due.latest)
  return {
    state: judged(due, until, ended?.inTime ?? "running"),
    due,
    pauses: counted,
    until,
    isHeld: false,
  }
}

const figuresOf = (open: SlaLimit.Counter["open"], from: number, standing: Standing) => {
  const { due, isHeld, pauses, state, until } = standing
  const end = SlaLimit.known(due)
  let elapsedMillis = SlaLimit.measured(open, from, until)
  for (const pause of pauses) {
    const paused = SlaLimit.measured(open, pause.from, Math.min(pause.until, until))
    elapsedMillis = elapsedMillis === undefined || paused === undefined ? undefined : elapsedMillis - paused
  }
  const isLeft = (state === "running" || state === "paused") && end !== undefined
  return {
    state,
    startedAt: from,
    due: isHeld ? undefined : due,
    dueAt: isHeld ? undefined : end,
    pausedSince: state === "paused" ? until : undefined,
    elapsedMillis,
    remainingMillis: isLeft ? SlaLimit.measured(open, Math.max(until, from), end) : undefined,
    lateMillis:
      state !== "breached" ? 0 : end === undefined ? undefined : SlaLimit.measured(open, end, until),
  }
}

/** A round with what its state follows from. */
interface Round {
  readonly state: TargetState
  readonly chosen: Chosen | undefined
  readonly pauses: ReadonlyArray<Interval>
  readonly changes: ReadonlyArray<LimitChange>
}

const notStarted = {
  startedAt: undefined,
  due: undefined,
  dueAt: undefined,
  pausedSince: undefined,
  atRisk: false,
  elapsedMillis: 0,
  remainingMillis: undefined,
  lateMillis: 0,
  steps: [],
}

const roundOf = (thread: Thread, opening: Opening): Round | undefined => {
  const { target } = opening
  const endIndex = endOf(thread, opening)
  const closing = endIndex === undefined ? undefined : thread.list[endIndex]
  const applied =
    target === "Promise" ? undefined : appliedTo(thread, opening, target, endIndex ?? opening.until)
  if (applied === undefined && target !== "Promise") return undefined
  const chosen = applied?.chosen
  const measure: Measure =
    chosen === undefined
      ? promised(thread, opening)
      : {
          counter: chosen.counter,
          steps: chosen.asked.steps,
          rule: chosen.rule.id,
          basis: chosen.basis,
        }
  const from = applied === undefined ? opening.at : applied.from
  // A reopening calls off what the round before it left open, and a closing what nothing has started by then.
  const endedAt =
    applied?.droppedAt ??
    closing?.at ??
    thread.list[opening.until]?.at ??
    (from === undefined ? closedAt(thread, opening) : undefined)
  const isDone = applied?.droppedAt === undefined && closing !== undefined && isEnd(opening, closing.event)
  const head = {
    key: `${target}/${opening.event.id}`,
    target,
    openedBy: opening.event.id,
    endedAt,
    rule: measure.rule,
    basis: measure.basis,
  }
  const changes = applied?.changes ?? []
  const inTime = isDone ? "met" : "dropped"
  if (from === undefined || (endedAt !== undefined && endedAt < from)) {
    const state: State = endedAt === undefined ? "waiting" : inTime
    return { state: { ...head, ...notStarted, state }, chosen, pauses: [], changes }
  }
  const ended = endedAt === undefined ? undefined : ({ at: endedAt, inTime } as const)
  const standing = standingOf(thread, measure, chosen, from, ended)
  const figures = figuresOf(measure.counter.open, from, standing)
  let atRisk = false
  const steps: Array<Scheduled> = []
  if (endedAt === undefined)
    for (const step of measure.steps) {
      const at = stepAt(step, measure.counter.open, from, figures.dueAt)
      if (at === undefined) continue
      steps.push({ id: step.id, at, to: step.to })
      if (figures.state === "running" && step.when._tag === "BeforeDue" && at <= thread.now) atRisk = true
    }
  return { state: { ...head, ...figures, atRisk, steps }, chosen, pauses: standing.pauses, changes }
}

/** Of one round in several histories the strictest clock stays: the one that is due first. */
const strictest = (rounds: ReadonlyArray<Round>): ReadonlyArray<Round> => {
  const byKey = new Map<string, Round>()
  for (const round of rounds) {
    const before = byKey.get(round.state.key)
    if (before === undefined || firstDue(round.state) < firstDue(before.state))
      byKey.set(round.state.key, round)
  }
  return [...byKey.values()]
}

const firstDue = ({ due }: TargetState): number => due?.earliest ?? forever

const roundsOf = (
  policies: ReadonlyArray<Published>,
  events: ReadonlyArray<SlaEvent>,
  at: number,
): Result.Result<ReadonlyArray<Round>, Refusal> => {
  const histories = threads(events, at)
  const rounds: Array<Round> = []
  for (const history of histories) {
    const thread = threadOf(policies, history, at)
    if (Result.isFailure(thread)) return Result.fail(thread.failure)
    for (const opening of openings(thread.success)) {
      const round = roundOf(thread.success, opening)
      if (round !== undefined) rounds.push(round)
    }
  }
  return Result.succeed(histories.length > 1 ? strictest(rounds) : rounds)
}

/**
 * Where every round of every target stands at an instant, by what had happened until then.
 *
 * Fails with `NotRegistered` where nothing was registered by then, and with `PolicyNotPublished` where an event names a
 * version of a policy that isn't given.
 */
export const evaluate = (
  policies: ReadonlyArray<Published>,
  events: ReadonlyArray<SlaEvent>,
  at: number,
): Result.Result<Evaluation, Refusal> => {
  const rounds = roundsOf(policies, events, at)
  return Result.isFailure(rounds)
    ? Result.fail(rounds.failure)
    : Result.succeed({ at, targets: rounds.success.map(({ state }) => state) })
}

/**
 * The next instant at which a target's state, its risk or its ladder changes if nothing more happens; undefined where
 * nothing will. A target that is late is so from the millisecond after it was due.
 */
export const nextChange = ({ at, targets }: Evaluation): number | undefined => {
  let next = forever
  const consider = (instant: number) => {
    if (instant > at && instant < next) next = instant
  }
  for (const target of targets) {
    if (!isOpen(target)) continue
    for (const step of target.steps) consider(step.at)
    if (target.due === undefined) continue
    consider(target.due.earliest + 1)
    consider(target.due.latest + 1)
  }
  return next === forever ? undefined : next
}

/** The round of a target that binds: of those that are open the one that is due first; undefined where none is open. */
export const binding = ({ targets }: Evaluation, target: TargetState["target"]): TargetState | undefined => {
  let found: TargetState | undefined
  for (const one of targets)
    if (one.target === target && isOpen(one) && (found === undefined || firstDue(one) < firstDue(found)))
      found = one
  return found
}

/** What became of one round between two evaluations. */
export interface Change {
  readonly key: string
  /** Undefined where only the other evaluation has the round. */
  readonly before: TargetState | undefined
  readonly after: TargetState | undefined
  /** What differs, in the order below; empty where a round came or went. */
  readonly differs: ReadonlyArray<"state" | "start" | "due" | "end" | "rule" | "basis">
}

const isSameVersion = (a: Version | undefined, b: Version | undefined): boolean =>
  a?.id === b?.id && a?.version === b?.version

const differences = (a: TargetState, b: TargetState): Change["differs"] =>
  (
    [
      ["state", a.state !== b.state],
      ["start", a.startedAt !== b.startedAt],
      ["due", a.due?.earliest !== b.due?.earliest || a.due?.latest !== b.due?.latest],
      ["end", a.endedAt !== b.endedAt],
      ["rule", a.rule !== b.rule],
      [
        "basis",
        !isSameVersion(a.basis.policy, b.basis.policy) || !isSameVersion(a.basis.calendar, b.basis.calendar),
      ],
    ] as const
  ).flatMap(([what, differs]) => (differs ? [what] : []))

/**
 * What differs between two evaluations of an item: before and after an event, by the calendars of two years, as known on
 * two days. Time that merely went by is no difference.
 */
export const changes = (before: Evaluation, after: Evaluation): ReadonlyArray<Change> => {
  const now = new Map(after.targets.map((target) => [target.key, target]))
  const then = new Set(before.targets.map(({ key }) => key))
  return [
    ...before.targets.flatMap((target): ReadonlyArray<Change> => {
      const same = now.get(target.key)
      const differs = same === undefined ? [] : differences(target, same)
      return same !== undefined && differs.length === 0
        ? []
        : [{ key: target.key, before: target, after: same, differs }]
    }),
    ...after.targets
      .filter(({ key }) => !then.has(key))
      .map((target) => ({ key: target.key, before: undefined, after: target, differs: [] })),
  ]
}

/** A pause and what is due once it is over. */
export interface CountedPause extends Interval {
  /** Open time that it takes of the clock; undefined where that depends on dates that aren't covered. */
  readonly openMillis: number | undefined
  readonly due: SlaLimit.Due
}

/** Why a target is due when it is. */
export interface TargetExplanation {
  readonly target: TargetState
  /** The rule that sets the limit and the limit itself; undefined for a promise, and where only a rule's absence counts. */
  readonly chosen: Chosen | undefined
  /** Other limits that applied before. */
  readonly changes: ReadonlyArray<LimitChange>
  /** What would be due without a pause; undefined where nothing started. */
  readonly unpaused: SlaLimit.Due | undefined
  /** The pauses that count, in order. */
  readonly pauses: ReadonlyArray<CountedPause>
}

/** The same answer as `evaluate`'s, and what each target's due instant follows from. */
export const explain = (
  policies: ReadonlyArray<Published>,
  events: ReadonlyArray<SlaEvent>,
  at: number,
): Result.Result<ReadonlyArray<TargetExplanation>, Refusal> =>
  Result.map(roundsOf(policies, events, at), (rounds) =>
    rounds.map(({ changes: limits, chosen, pauses, state }) => {
      const from = state.startedAt
      if (chosen === undefined || from === undefined)
        return { target: state, chosen, changes: limits, unpaused: state.due, pauses: [] }
      const { due, open } = chosen.counter
      return {
        target: state,
        chosen,
        changes: limits,
        unpaused: due(from, []),
        pauses: pauses.map((pause, i) => ({
          ...pause,
          openMillis: SlaLimit.measured(open, pause.from, pause.until),
          due: due(from, pauses.slice(0, i + 1)),
        })),
      }
    }),
  )
