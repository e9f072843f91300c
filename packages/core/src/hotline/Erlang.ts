/**
 * What a caller may expect of so many agents at a load: the chance to be answered at once and within a time, how long it
 * waits, how many give up; by Erlang's formulas.
 *
 * **Details**
 *
 * Calls are taken to come at random, independently of one another and as often at any moment of the stretch, and to be
 * answered in turn by agents who can all do the same; how long a call takes and how patient a caller is varies by chance
 * (exponentially). With patience without end it is Erlang's C: everybody waits, and where the agents aren't more than the
 * erlangs the queue grows for ever, which is `Unstable`. With a mean patience it is Erlang's A: callers give up, each after
 * a time of its own, and there is an answer for any number of agents. C has those wait who have long given up, so it
 * overstates how long the others do and how many agents it takes.
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
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { contains, type Interval } from "../foundation/Interval.ts"
import { type CallLoad, erlangs } from "./CallLoad.ts"
import {
  type Expected,
  givingUp,
  type Line,
  refusedLoad,
  refusedPatience,
  staying,
  Unstable,
} from "./ErlangLine.ts"
import { type FigureRefused, refusedFigure } from "./HotlineFigure.ts"
import type { QueuedCall } from "./QueuedCall.ts"
import { inverseBlocking, waitChance } from "./QueueSums.ts"

export { type Expected, Line, Patience, Unstable } from "./ErlangLine.ts"

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

/** How patient callers were, and what that rests on. */
export interface SeenPatience {
  /** The mean, in milliseconds. */
  readonly millis: number
  /** How many gave up, of how many calls. */
  readonly givenUp: number
  readonly calls: number
}

/**
 * The mean patience that calls show which entered the queue within `during`: all the time that they waited, by how many
 * gave up. Whoever was answered had patience for that long at least, so their waits count too; the mean wait of those who
 * gave up is far too short. None where nobody gave up.
 *
 * **Example** (Three waited six minutes in all, and one of them gave up)
 *
 * ```ts
 * import { Erlang, type QueuedCall } from "@aftercare/core"
 * import { Option } from "effect"
 *
 * const call = (seconds: number, outcome: QueuedCall.QueuedCall["outcome"]): QueuedCall.QueuedCall => ({
 *   queuedAt: 0,
 *   waitedMillis: seconds * 1000,
 *   outcome,
 * })
 * const calls = [call(200, "answered"), call(100, "answered"), call(60, "abandoned")]
 * Option.getOrThrow(Erlang.patienceOf(calls, { from: 0, until: 1 })) // => { millis: 360_000, givenUp: 1, calls: 3 }
 * ```
 */
export const patienceOf = (calls: Iterable<QueuedCall>, during: Interval): Option.Option<SeenPatience> => {
  let [waited, givenUp, count] = [0, 0, 0]
  for (const { outcome, queuedAt, waitedMillis } of calls) {
    if (!contains(during, queuedAt)) continue
    waited += waitedMillis
    count++
    if (outcome === "abandoned") givenUp++
  }
  return givenUp === 0 ? Option.none() : Option.some({ millis: waited / givenUp, givenUp, calls: count })
}
