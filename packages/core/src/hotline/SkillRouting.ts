/**
 * Who takes which waiting call: by skill and language, the one brought forward or waiting longest first, to whoever has been
 * free longest.
 *
 * **Details**
 *
 * Calls stand in one order, by how long they have waited and the stated reasons to be taken sooner. As many are served as
 * can be: an agent whom only one call can have isn't given to another that could have somebody else, and no call is left for
 * one behind it. A call that somebody took before is theirs again if they are free; next counts who has been free longest.
 * Whatever the order of what is given, the answer is the same. Each call that is left has its reason, its place among those
 * of its skill, and when more agents will do.
 *
 * **Example** (The caller with a red flag goes first, and the other is left with a reason)
 *
 * ```ts
 * import { GeneralHotline, Id, SkillRouting } from "@aftercare/core"
 *
 * const nurses = Id.QueueId.make("nurses")
 * const call = (id: string, since: number, reasons: SkillRouting.Waiting["reasons"] = []): SkillRouting.Waiting => ({
 *   id: Id.CallId.make(id),
 *   skill: nurses,
 *   level: 1,
 *   since,
 *   reasons,
 * })
 * const agent: SkillRouting.FreeAgent = {
 *   id: Id.StaffId.make("agent-7"),
 *   skills: [{ skill: nurses, level: 3 }],
 *   languages: ["zh"],
 *   idleSince: 0,
 * }
 * const waiting = [call("call-1", 1000), call("call-2", 61_000, ["redFlag"])]
 * const { assigned, left } = SkillRouting.route(waiting, [agent], GeneralHotline.routing, 90_000)
 * assigned.map(({ agent, by, call, reasons }) => [call, agent, by, ...reasons])
 * // => [["call-2", "agent-7", "longestIdle", "redFlag"]]
 * left // => [{ call: "call-1", place: 1, reason: { code: "routing.taken", facts: { agents: 1 } } }]
 * ```
 *
 * @since 0.1.0
 */
import * as Equal from "effect/Equal"
import * as Schema from "effect/Schema"
import { CallbackId, CallId, QueueId, StaffId } from "../foundation/Id.ts"
import { EpochMillis } from "../foundation/Interval.ts"
import * as Reason from "../foundation/Reason.ts"
import { closed } from "../foundation/Strict.ts"
import { Language } from "../foundation/Word.ts"
import type { Callback } from "./CallbackEvent.ts"
import type { CallRecord } from "./CallEvent.ts"
import { Level, type RoutingPolicy } from "./RoutingPolicy.ts"

/** Why a call may be taken sooner, as far as it is stated; that it waits too long is reckoned. */
export const StatedReason = Schema.Literals(["redFlag", "elderly", "repeatCaller"])
export type StatedReason = typeof StatedReason.Type

/** Why a call was taken sooner. */
export type PriorityReason = StatedReason | "overdue"

const needs = {
  /** The level of the skill that is asked for to begin with. */
  level: Level,
  /** Left out where any will do. */
  language: Schema.optionalKey(Language),
  reasons: Schema.Array(StatedReason),
  /** Until when the caller was promised to be served. */
  promisedAt: Schema.optionalKey(EpochMillis),
  /** Who took the caller's complaint first, and sees it through. */
  receiver: Schema.optionalKey(StaffId),
}

/** What a caller needs, beside the skill. */
export const Needs = closed(Schema.Struct(needs))
export interface Needs extends Schema.Schema.Type<typeof Needs> {}

/** A call that waits, or a callback whose turn is kept. Ids are distinct. */
export const Waiting = closed(
  Schema.Struct({
    id: Schema.Union([CallId, CallbackId]),
    skill: QueueId,
    since: EpochMillis,
    ...needs,
  }),
)
export interface Waiting extends Schema.Schema.Type<typeof Waiting> {}

/** An agent who is free now. Ids are distinct. */
export const FreeAgent = closed(
  Schema.Struct({
    id: StaffId,
    skills: Schema.Array(closed(Schema.Struct({ skill: QueueId, level: Level }))),
    languages: Schema.Array(Language),
    idleSince: EpochMillis,
  }),
)
export interface FreeAgent extends Schema.Schema.Type<typeof FreeAgent> {}

/** A call, and who takes it. */
export interface Assigned {
  readonly call: Waiting["id"]
  readonly agent: StaffId
  readonly by: "receiver" | "longestIdle"
  /** What brought it forward. */
  readonly reasons: ReadonlyArray<PriorityReason>
  readonly waitedMillis: number
}

/** A call that nobody takes now. */
export interface Left {
  readonly call: Waiting["id"]
  /** Its place among those left of its skill; 1 is next. */
  readonly place: number
  /** Nobody free has the skill, the level or the language; or all who have were taken by calls before it. */
  readonly reason: Reason.Reason
  /** When less is asked of who takes it, in epoch milliseconds. */
  readonly widensAt?: number
}

/** All calls, each once, in the order in which they stand. */
export interface Routed {
  readonly assigned: ReadonlyArray<Assigned>
  readonly left: ReadonlyArray<Left>
}

/** The call as it waits for a skill, since it first entered a queue; undefined where it doesn't. */
export const ofCall = ({ id, state, waits }: CallRecord, needs: Needs): Waiting | undefined =>
  state._tag === "Waiting" && state.for._tag === "Queue"
    ? { id, skill: state.for.queue, since: (waits[0]?.from ?? state.since).epochMilliseconds, ...needs }
    : undefined

/**
 * The callback as it stands in the queue, promised as it was; undefined where its caller isn't to be rung yet or it waits for
 * no skill.
 */
export const ofCallback = (
  { dueAt, id, queue: skill, state, waitingSince }: Callback,
  needs: Needs,
  at: number,
): Waiting | undefined =>
  skill !== undefined && state._tag === "Planned" && state.at.epochMilliseconds <= at
    ? {
        id,
        skill,
        since: waitingSince.epochMilliseconds,
        ...needs,
        promisedAt: needs.promisedAt ?? dueAt.epochMilliseconds,
      }
    : undefined

/** What brings the call forward at an instant, by this policy. */
const reasonsOf = (
  { promisedAt, reasons }: Waiting,
  { aheadSeconds }: RoutingPolicy,
  at: number,
): ReadonlyArray<PriorityReason> => {
  const isOverdue = promisedAt !== undefined && at > promisedAt
  const all: ReadonlySet<PriorityReason> = new Set([...reasons, ...(isOverdue ? ["overdue" as const] : [])])
  return [...all].filter((reason) => aheadSeconds[reason] > 0).sort()
}

/** Since when the call stands in the order, as if it had waited so much longer as its reasons are worth. */
const standsSince = (call: Waiting, policy: RoutingPolicy, at: number): number =>
  call.since -
  reasonsOf(call, policy, at).reduce((sum, reason) => sum + policy.aheadSeconds[reason], 0) * 1000

const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b))

/** The order in which calls stand. */
export const inOrder = (
  waiting: ReadonlyArray<Waiting>,
  policy: RoutingPolicy,
  at: number,
): ReadonlyArray<Waiting> =>
  waiting
    .map((call) => ({ call, since: standsSince(call, policy, at) }))
    .sort((a, b) => a.since - b.since || a.call.since - b.call.since || byText(a.call.id, b.call.id))
    .map(({ call }) => call)

/** What is asked of an agent for the call after it has waited so long. */
const askedOf = ({ language, level, since }: Waiting, policy: RoutingPolicy, at: number) => {
  const waited = at - since
  const wide = policy.widening.filter(({ afterSeconds }) => waited >= afterSeconds * 1000)
  const { anyLanguageAfterSeconds: anyAfter } = policy
  return {
    level: Math.max(1, level - Math.max(0, ...wide.map(({ levels }) => levels))),
    language: anyAfter !== undefined && waited >= anyAfter * 1000 ? undefined : language,
  }
}

/** An agent, and how well they have a skill. */
interface Skilled {
  readonly agent: FreeAgent
  readonly level: number
}

/** Who has which skill, in the order of the agents; of one skill named twice the higher level counts. */
const bySkill = (agents: ReadonlyArray<FreeAgent>): ReadonlyMap<QueueId, ReadonlyArray<Skilled>> => {
  const all = new Map<QueueId, Array<Skilled>>()
  for (const agent of agents) {
    const levels = new Map<QueueId, number>()
    for (const { level, skill } of agent.skills) levels.set(skill, Math.max(level, levels.get(skill) ?? 0))
    for (const [skill, level] of levels) {
      const there = all.get(skill) ?? []
      all.set(skill, there)
      there.push({ agent, level })
    }
  }
  return all
}

/** When something less is asked next; undefined where nothing more is given up. */
const widensAt = (call: Waiting, policy: RoutingPolicy, at: number): number | undefined => {
  const { anyLanguageAfterSeconds: anyAfter, widening } = policy
  const now = askedOf(call, policy, at)
  const ahead = [
    ...widening.map(({ afterSeconds }) => afterSeconds),
    ...(anyAfter === undefined ? [] : [anyAfter]),
  ]
    .map((seconds) => call.since + seconds * 1000)
    .filter((instant) => instant > at && !Equal.equals(askedOf(call, policy, instant), now))
  return ahead.length === 0 ? undefined : Math.min(...ahead)
}

/** Who may take a call, the most welcome first. */
interface Choice {
  readonly call: Waiting
  readonly agents: ReadonlyArray<FreeAgent>
}

const choiceOf = (
  call: Waiting,
  skilled: ReadonlyArray<Skilled>,
  policy: RoutingPolicy,
  at: number,
): Choice => {
  const { language, level } = askedOf(call, policy, at)
  const able = skilled
    .filter((one) => one.level >= level && (language === undefined || one.agent.languages.includes(language)))
    .map(({ agent }) => agent)
  const isReceiver = ({ id }: FreeAgent) => id === call.receiver
  return { call, agents: [...able.filter(isReceiver), ...able.filter((agent) => !isReceiver(agent))] }
}

/** Who has whom, both ways. */
class Seats {
  readonly callOf = new Map<FreeAgent, Choice>()
  readonly agentOf = new Map<Choice, FreeAgent>()

  copy(): Seats {
    const seats = new Seats()
    for (const [agent, choice] of this.callOf) seats.give(choice, agent)
    return seats
  }

  give(choice: Choice, agent: FreeAgent): void {
    this.callOf.set(agent, choice)
    this.agentOf.set(choice, agent)
  }

  free(choice: Choice): void {
    const agent = this.agentOf.get(choice)
    if (agent !== undefined) this.callOf.delete(agent)
    this.agentOf.delete(choice)
  }

  /**
   * Finds an agent for the call, where need be by moving others to agents that they can have too. Answers with nothing, or
   * where there is none with the agents that were looked at: nobody can be moved off them.
   */
  seat(choice: Choice, without: ReadonlySet<FreeAgent>): Iterable<FreeAgent> | undefined {
    const wantedBy = new Map<FreeAgent, Choice>()
    const asking = [choice]
    for (const asks of asking)
      for (const agent of asks.agents) {
        if (wantedBy.has(agent) || without.has(agent)) continue
        wantedBy.set(agent, asks)
        const holder = this.callOf.get(agent)
        if (holder !== undefined) {
          asking.push(holder)
          continue
        }
        let free: FreeAgent | undefined = agent
        while (free !== undefined) {
          const next = wantedBy.get(free) as Choice
          const before = this.agentOf.get(next)
          this.give(next, free)
          free = before
        }
        return undefined
      }
    return wantedBy.keys()
  }
}

/** For each call that is served its agent: as many as can be, no call before its turn, each its most welcome in that order. */
const seated = (choices: ReadonlyArray<Choice>): ReadonlyMap<Choice, FreeAgent> => {
  let seats = new Seats()
  const taken = new Set<FreeAgent>()
  for (const choice of choices) for (const agent of seats.seat(choice, taken) ?? []) taken.add(agent)
  const settled = new Set<FreeAgent>()
  for (const choice of choices) {
    if (!seats.agentOf.has(choice)) continue
    for (const agent of choice.agents) {
      if (settled.has(agent)) continue
      const moved = seats.copy()
      const holder = moved.callOf.get(agent)
      moved.free(choice)
      if (holder !== undefined) moved.free(holder)
      moved.give(choice, agent)
      settled.add(agent)
      if (holder === undefined || holder === choice || moved.seat(holder, settled) === undefined) {
        seats = moved
        break
      }
      settled.delete(agent)
    }
  }
  return seats.agentOf
}

const reasonLeft = (
  { agents: able, call }: Choice,
  skilled: ReadonlyArray<Skilled>,
  policy: RoutingPolicy,
  at: number,
): Reason.Reason => {
  if (able.length > 0) return Reason.make("routing.taken", { agents: able.length })
  if (skilled.length === 0) return Reason.make("routing.noAgent", { skill: call.skill })
  const { language, level } = askedOf(call, policy, at)
  return language !== undefined && skilled.some((one) => one.level >= level)
    ? Reason.make("routing.language", { skill: call.skill, language })
    : Reason.make("routing.level", { skill: call.skill, level })
}

/** Who takes which call at an instant in epoch milliseconds, and why the others wait. */
export const route = (
  waiting: ReadonlyArray<Waiting>,
  agents: ReadonlyArray<FreeAgent>,
  policy: RoutingPolicy,
  at: number,
): Routed => {
  const free = agents.toSorted((a, b) => a.idleSince - b.idleSince || byText(a.id, b.id))
  const skilled = bySkill(free)
  const withSkill = ({ skill }: Waiting) => skilled.get(skill) ?? []
  const choices = inOrder(waiting, policy, at).map((call) => choiceOf(call, withSkill(call), policy, at))
  const agentOf = seated(choices)
  const places = new Map<QueueId, number>()
  const left = choices
    .filter((choice) => !agentOf.has(choice))
    .map((choice): Left => {
      const { call } = choice
      const place = (places.get(call.skill) ?? 0) + 1
      places.set(call.skill, place)
      const next = widensAt(call, policy, at)
      return {
        call: call.id,
        place,
        reason: reasonLeft(choice, withSkill(call), policy, at),
        ...(next === undefined ? {} : { widensAt: next }),
      }
    })
  const assigned = choices.flatMap((choice): ReadonlyArray<Assigned> => {
    const agent = agentOf.get(choice)
    if (agent === undefined) return []
    const { call } = choice
    const by = agent.id === call.receiver ? "receiver" : "longestIdle"
    const reasons = reasonsOf(call, policy, at)
    return [{ call: call.id, agent: agent.id, by, reasons, waitedMillis: Math.max(0, at - call.since) }]
  })
  return { assigned, left }
}
