/**
 * A line of agents, what a caller may expect of it, and how that follows from the sums.
 */
import * as Schema from "effect/Schema"
import { closed } from "../foundation/Strict.ts"
import { CallLoad, erlangs } from "./CallLoad.ts"
import { type FigureRefused, figure, refusedFigure } from "./HotlineFigure.ts"
import { withImpatience } from "./QueueSums.ts"
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

/** What is wrong with a load, if anything; more than 100,000 erlangs are no hotline's. */
export const refusedLoad = (load: CallLoad): FigureRefused | undefined =>
  refusedFigure("calls", load.calls) ??
  refusedFigure("periodMillis", load.periodMillis) ??
  refusedFigure("handlingMillis", load.handlingMillis) ??
  refusedFigure("erlangs", erlangs(load))

/** What is wrong with what callers are expected to do, if anything. */
export const refusedPatience = (patience: Patience, load: CallLoad): FigureRefused | undefined => {
  if (patience._tag === "Endless") return undefined
  // No more than a million calls may come while one of them is patient: each could be waiting.
  const most = Math.min((1_000_000 * load.periodMillis) / load.calls, 86_400_000)
  return refusedFigure("patienceMillis", patience.millis, most)
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
