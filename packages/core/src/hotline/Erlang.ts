/**
 * What a caller may expect of so many agents at a load: the chance to be answered at once and within a time, how long it
 * waits, how many give up; by Erlang's formulas.
 *
 * **Details**
 *
 * Calls are taken to come at random, independently of one another and as often at any moment of the stretch, and to be
 * answered in turn by agents who can all do the same. With patience without end it is Erlang's C: everybody waits, and where
 * the agents aren't more than the erlangs the queue grows for ever, which is `Unstable`. With a mean patience it is Erlang's
 * A: callers give up, each after a time of its own, and there is an answer for any number of agents. C says what would be if
 * nobody gave up, so it overstates how many agents it takes.
 *
 * Outcomes are the parts of `ServiceLevel`, as chances of one call: ask `ServiceLevel.of` for a service level by its
 * definition. Chances of B and C are exact to 1e-12 of themselves up to 100,000 agents, outcomes of A to 1e-9.
 *
 * **Example** (A hundred calls in half an hour, three minutes each, and twelve agents)
 *
 * ```ts
 * import { Erlang, ServiceLevel } from "@aftercare/core"
 * import { Result } from "effect"
 *
 * const load = { calls: 100, periodMillis: 1_800_000, handlingMillis: 180_000 }
 * const expected = (patience: Erlang.Patience) =>
 *   Result.getOrThrow(Erlang.expected({ load, agents: 12, patience }, 20_000))
 * const patient = expected({ _tag: "Endless" })
 * patient.outcomes.answeredWithin.toFixed(3) // => "0.640"
 * patient.meanWaitMillis.toFixed(0) // => "40445"
 * const impatient = expected({ _tag: "Mean", millis: 120_000 })
 * impatient.outcomes.answeredWithin.toFixed(3) // => "0.826"
 * const given = ServiceLevel.of(impatient.outcomes, { measure: "abandoned", callbacks: "counted" })
 * given._tag === "Share" && given.rate.count.toFixed(3) // => "0.062"
 *
 * const tooFew = Erlang.expected({ load, agents: 10, patience: { _tag: "Endless" } }, 20_000)
 * Result.isFailure(tooFew) && tooFew.failure.message // => "10 agents never catch up with 10 erlangs"
 * ```
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { closed } from "../foundation/Strict.ts"
import { CallLoad, erlangs, type FigureRefused, figure, refusedFigure, refusedLoad } from "./CallLoad.ts"
import { inverseBlocking, waitChance, withImpatience } from "./QueueSums.ts"
import type { Counts } from "./ServiceLevel.ts"

/** How long callers wait for an answer: as long as it takes, or up to a patience that differs from caller to caller. */
export const Patience = closed(
  Schema.TaggedUnion({ Endless: {}, Mean: { millis: figure("patienceMillis") } }),
)
export type Patience = typeof Patience.Type

/** A load, and who is there for it. */
export const Line = closed(Schema.Struct({ load: CallLoad, agents: figure("agents"), patience: Patience }))
export interface Line extends Schema.Schema.Type<typeof Line> {}

/** What a caller may expect. Chances from 0 to 1. */
export interface Expected {
  /** The load. */
  readonly erlangs: number
  /** The share of the agents' time that calls take. */
  readonly occupancy: number
  /** The chance to be answered without a wait, and to have to wait: Erlang's C. */
  readonly atOnce: number
  readonly wait: number
  /** The chances of what becomes of a call; who gives up gives up early within the time that answers are asked for. */
  readonly outcomes: Counts
  /** How long calls wait on average that are answered, those answered at once among them. */
  readonly meanWaitMillis: number
  /** The same of those that have to wait, answered or not. */
  readonly meanWaitOfWaitingMillis: number
}

/** The agents never catch up with the load: where nobody gives up, the queue grows without end. */
export class Unstable extends Schema.TaggedError<Unstable>("@aftercare/core/Unstable")("Unstable", {
  agents: Schema.Int,
  erlangs: Schema.Finite,
}) {
  override get message() {
    return `${this.agents} agents never catch up with ${this.erlangs} erlangs`
  }
}

/**
 * The share of calls that would find every line taken, were nobody to wait: Erlang's B, such as for how many lines a hotline
 * needs. Zero where it is too small for a number.
 *
 * Fails with `FigureRefused`.
 *
 * **Example** (Ten erlangs on fifteen lines)
 *
 * ```ts
 * import { Erlang } from "@aftercare/core"
 * import { Result } from "effect"
 *
 * const load = { calls: 100, periodMillis: 1_800_000, handlingMillis: 180_000 }
 * Result.getOrThrow(Erlang.blocking(load, 15)).toFixed(4) // => "0.0365"
 * ```
 */
export const blocking = (load: CallLoad, lines: number): Result.Result<number, FigureRefused> => {
  const refused = refusedLoad(load) ?? refusedFigure("agents", lines)
  return refused === undefined
    ? Result.succeed(1 / inverseBlocking(lines, erlangs(load)))
    : Result.fail(refused)
}

/** What is wrong with what callers are expected to do, if anything. */
export const refusedPatience = (patience: Patience, load: CallLoad): FigureRefused | undefined => {
  if (patience._tag === "Endless") return undefined
  // No more than a million calls may come while one of them is patient: each could be waiting.
  const most = Math.min((1_000_000 * load.periodMillis) / load.calls, 86_400_000)
  return refusedFigure("patienceMillis", patience.millis, most)
}

/**
 * What a caller may expect of the line, for answers within so many milliseconds.
 *
 * Fails with `FigureRefused` for a figure out of its bounds, and with `Unstable` where nobody gives up and the agents aren't
 * more than the erlangs.
 */
export const expected = (
  { agents, load, patience }: Line,
  withinMillis: number,
): Result.Result<Expected, FigureRefused | Unstable> => {
  const refused =
    refusedLoad(load) ??
    refusedFigure("agents", agents) ??
    refusedPatience(patience, load) ??
    refusedFigure("withinMillis", withinMillis)
  if (refused !== undefined) return Result.fail(refused)
  if (patience._tag === "Mean") return Result.succeed(givingUp(load, agents, patience.millis, withinMillis))
  const offered = erlangs(load)
  return agents <= offered
    ? Result.fail(new Unstable({ agents, erlangs: offered }))
    : Result.succeed(
        staying(load, agents, withinMillis, waitChance(inverseBlocking(agents, offered), agents, offered)),
      )
}

/** Erlang's C by the chance to wait, of figures within their bounds and more agents than erlangs. */
export const staying = (load: CallLoad, agents: number, withinMillis: number, wait: number): Expected => {
  const offered = erlangs(load)
  const meanWaitOfWaitingMillis = load.handlingMillis / (agents - offered)
  const answeredAfter = wait * Math.exp(-withinMillis / meanWaitOfWaitingMillis)
  return {
    erlangs: offered,
    occupancy: offered / agents,
    atOnce: 1 - wait,
    wait,
    outcomes: {
      answeredWithin: 1 - answeredAfter,
      answeredAfter,
      abandonedWithin: 0,
      abandonedAfter: 0,
      callbacks: 0,
      others: 0,
    },
    meanWaitMillis: wait * meanWaitOfWaitingMillis,
    meanWaitOfWaitingMillis,
  }
}

/** Erlang's A, of figures within their bounds. */
export const givingUp = (
  load: CallLoad,
  agents: number,
  patienceMillis: number,
  withinMillis: number,
): Expected => {
  const { handlingMillis } = load
  const offered = erlangs(load)
  const chances = withImpatience(
    agents,
    offered,
    handlingMillis / patienceMillis,
    withinMillis / handlingMillis,
  )
  const { abandoned, answered, answeredLate, wait, waitsLonger } = chances
  // Who waits longer is answered late or gives up late.
  const abandonedAfter = Math.min(Math.max(waitsLonger - answeredLate, 0), abandoned)
  return {
    erlangs: offered,
    occupancy: Math.min((offered * answered) / agents, 1),
    atOnce: 1 - wait,
    wait,
    outcomes: {
      answeredWithin: Math.max(answered - answeredLate, 0),
      answeredAfter: answeredLate,
      abandonedWithin: abandoned - abandonedAfter,
      abandonedAfter,
      callbacks: 0,
      others: 0,
    },
    meanWaitMillis: (chances.waitToAnswer / answered) * handlingMillis,
    meanWaitOfWaitingMillis: chances.meanWaitOfWaiting * handlingMillis,
  }
}
