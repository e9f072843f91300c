/**
 * How many agents it takes that callers are served as they should be, and how they are served by those there are.
 *
 * **Details**
 *
 * A goal says all that is asked: a service level by its variant and time, the most that agents may be busy, the longest mean
 * wait, the most calls given up; and what callers are taken to do, which decides between Erlang's C and A (`Erlang`). The
 * fewest agents keep every part of it, and one agent fewer doesn't: `whatIf` says which parts it would miss. There is always one at least.
 *
 * `scheduled` are the agents to put on the roster that so many are there, where a share of paid time (`shrinkage`) goes to
 * breaks, training and absence.
 *
 * A day is one stretch after the other, each as if it had always been so: what the end of a busy stretch leaves in the queue
 * isn't carried into the next. With stretches of half an hour and calls of minutes that is near enough.
 *
 * **Example** (80 % within 20 seconds, agents busy no more than 85 % of their time)
 *
 * ```ts
 * import { type CallLoad, Staffing } from "@aftercare/core"
 * import { Result } from "effect"
 *
 * const goal: Staffing.Goal = {
 *   patience: { _tag: "Endless" },
 *   answered: { share: 0.8, withinMillis: 20_000, variant: "negativeImpact" },
 *   greatestOccupancy: 0.85,
 *   shrinkage: 0.3,
 * }
 * const load: CallLoad.CallLoad = { calls: 100, periodMillis: 1_800_000, handlingMillis: 180_000 }
 * const { agents, scheduled } = Result.getOrThrow(Staffing.fewest(load, goal))
 * const found = [agents, scheduled] // => [14, 20]
 * Result.getOrThrow(Staffing.whatIf(load, [11, 13], goal)).map(({ missed }) => missed)
 * // => [["answered", "occupancy"], ["answered"]]
 * ```
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { closed } from "../foundation/Strict.ts"
import { type CallLoad, erlangs } from "./CallLoad.ts"
import * as Erlang from "./Erlang.ts"
import {
  type Expected,
  givingUp,
  type Line,
  Patience,
  refusedLoad,
  refusedPatience,
  staying,
  type Unstable,
} from "./ErlangLine.ts"
import { type FigureName, type FigureRefused, figure, refusedFigure } from "./HotlineFigure.ts"
import { inverseBlocking, waitChance, withOneMore } from "./QueueSums.ts"
import { type Counts, of as levelOf, times, total, Variant } from "./ServiceLevel.ts"

/** What is asked of a hotline. What isn't named isn't asked for. */
export const Goal = closed(
  Schema.Struct({
    patience: Patience,
    /** At least this share of calls, by a definition of service level, within so many milliseconds. */
    answered: Schema.optionalKey(
      closed(
        Schema.Struct({ share: figure("share"), withinMillis: figure("withinMillis"), variant: Variant }),
      ),
    ),
    /** Of the agents' time, at most this share taken by calls. */
    greatestOccupancy: Schema.optionalKey(figure("greatestOccupancy")),
    /** Calls that are answered wait no longer than this on average. */
    greatestMeanWaitMillis: Schema.optionalKey(figure("greatestMeanWaitMillis")),
    /** Of all calls, at most this share given up, early or late. */
    greatestAbandonment: Schema.optionalKey(figure("greatestAbandonment")),
    /** The share of paid time that agents aren't there. */
    shrinkage: figure("shrinkage"),
  }),
)
export interface Goal extends Schema.Schema.Type<typeof Goal> {}

/** The parts of a goal. `load`: the agents are more than the erlangs, without which no other part can be kept. */
export const GoalPart = Schema.Literals(["load", "answered", "occupancy", "meanWait", "abandonment"])
export type GoalPart = typeof GoalPart.Type

/** The agents that a load takes, and what callers may expect of them. */
export interface Required {
  readonly agents: number
  /** On the roster, so that they are there. */
  readonly scheduled: number
  readonly expected: Expected
}

const optional = (name: FigureName, value: number | undefined): FigureRefused | undefined =>
  value === undefined ? undefined : refusedFigure(name, value)

const refusedGoal = (goal: Goal, load: CallLoad): FigureRefused | undefined =>
  refusedLoad(load) ??
  refusedPatience(goal.patience, load) ??
  optional("share", goal.answered?.share) ??
  optional("withinMillis", goal.answered?.withinMillis) ??
  optional("greatestOccupancy", goal.greatestOccupancy) ??
  optional("greatestMeanWaitMillis", goal.greatestMeanWaitMillis) ??
  optional("greatestAbandonment", goal.greatestAbandonment) ??
  refusedFigure("shrinkage", goal.shrinkage)

/** What goals are held against. */
interface Served {
  readonly level: number
  readonly occupancy: number
  readonly meanWaitMillis: number
  readonly abandonment: number
}

const misses: { readonly [Part in Exclude<GoalPart, "load">]: (goal: Goal, served: Served) => boolean } = {
  answered: ({ answered }, { level }) => answered !== undefined && level < answered.share,
  occupancy: ({ greatestOccupancy = 1 }, { occupancy }) => occupancy > greatestOccupancy,
  meanWait: ({ greatestMeanWaitMillis = Number.POSITIVE_INFINITY }, { meanWaitMillis }) =>
    meanWaitMillis > greatestMeanWaitMillis,
  abandonment: ({ greatestAbandonment = 1 }, { abandonment }) => abandonment > greatestAbandonment,
}

const checked = ["answered", "occupancy", "meanWait", "abandonment"] as const

/** Written out, for it is asked of every number of agents that is tried. */
const isKept = (goal: Goal, served: Served): boolean =>
  !misses.answered(goal, served) &&
  !misses.occupancy(goal, served) &&
  !misses.meanWait(goal, served) &&
  !misses.abandonment(goal, served)

const servedBy = ({ answered }: Goal, { meanWaitMillis, occupancy, outcomes }: Expected): Served => {
  const share = (measure: Variant | "abandoned") => {
    const found = levelOf(outcomes, { measure, callbacks: "counted" })
    return found._tag === "Share" ? found.rate.count / found.rate.of : 1
  }
  return {
    level: answered === undefined ? 1 : share(answered.variant),
    occupancy,
    meanWaitMillis,
    abandonment: share("abandoned"),
  }
}

const withinOf = ({ answered }: Goal): number => answered?.withinMillis ?? 0

/**
 * So many on the roster that so many are there: rounded up, and never one more for the rounding of a division.
 *
 * Fails with `FigureRefused`.
 */
export const scheduled = (agents: number, shrinkage: number): Result.Result<number, FigureRefused> => {
  const refused = refusedFigure("agents", agents) ?? refusedFigure("shrinkage", shrinkage)
  return refused === undefined ? Result.succeed(rostered(agents, shrinkage)) : Result.fail(refused)
}

const rostered = (agents: number, shrinkage: number): number =>
  // 4 ∕ (1 − 0.8) is 20, and 20.000000000000004 as computed.
  Math.ceil((agents / (1 - shrinkage)) * (1 - 1e-12))

/**
 * The fewest agents that keep the goal at this load, at least one.
 *
 * Fails with `FigureRefused` for a figure out of its bounds.
 */
export const fewest = (load: CallLoad, goal: Goal): Result.Result<Required, FigureRefused> => {
  const refused = refusedGoal(goal, load)
  if (refused !== undefined) return Result.fail(refused)
  const [agents, expected] =
    goal.patience._tag === "Endless"
      ? fewestStaying(load, goal)
      : fewestGivingUp(load, goal, goal.patience.millis)
  return Result.succeed({ agents, scheduled: rostered(agents, goal.shrinkage), expected })
}

type Found = readonly [agents: number, expected: Expected]

/** From the fewest that could do, one more at a time: each costs a multiplication, and there are few to try. */
const fewestStaying = (load: CallLoad, goal: Goal): Found => {
  const offered = erlangs(load)
  const within = withinOf(goal) / load.handlingMillis
  let agents = Math.max(Math.floor(offered) + 1, Math.floor(offered / (goal.greatestOccupancy ?? 1)))
  let inverse = inverseBlocking(agents, offered)
  for (;;) {
    const wait = waitChance(inverse, agents, offered)
    const spare = agents - offered
    const served = {
      level: 1 - wait * Math.exp(-spare * within),
      occupancy: offered / agents,
      meanWaitMillis: (wait * load.handlingMillis) / spare,
      abandonment: 0,
    }
    if (isKept(goal, served)) return [agents, staying(load, agents, withinOf(goal), wait)]
    inverse = withOneMore(inverse, agents, offered)
    agents++
  }
}

/** From about as many as there are erlangs by longer and longer steps, up and then down, and by halves in the end. */
const fewestGivingUp = (load: CallLoad, goal: Goal, patienceMillis: number): Found => {
  const expectedOf = (agents: number) => givingUp(load, agents, patienceMillis, withinOf(goal))
  const isEnough = (agents: number) => isKept(goal, servedBy(goal, expectedOf(agents)))
  let [low, high] = [1, Math.max(Math.round(erlangs(load)), 1)]
  for (let step = 1; !isEnough(high); step *= 2) {
    low = high + 1
    high += step
  }
  for (let step = 1; low < high; step *= 2) {
    const fewer = Math.max(high - step, low)
    if (!isEnough(fewer)) {
      low = fewer + 1
      break
    }
    high = fewer
  }
  while (low < high) {
    const middle = (low + high) >> 1
    if (isEnough(middle)) high = middle
    else low = middle + 1
  }
  return [high, expectedOf(high)]
}

/** So many agents held against a goal. */
export interface Trial {
  readonly agents: number
  /** What callers may expect; absent where the agents never catch up. */
  readonly expected?: Expected
  /** The parts of the goal that they don't keep. */
  readonly missed: ReadonlyArray<GoalPart>
}

/**
 * What each of these numbers of agents would do at the load, and what of the goal it would miss.
 *
 * Fails with `FigureRefused` for a figure out of its bounds.
 */
export const whatIf = (
  load: CallLoad,
  agents: ReadonlyArray<number>,
  goal: Goal,
): Result.Result<ReadonlyArray<Trial>, FigureRefused> => {
  const refused = refusedGoal(goal, load)
  if (refused !== undefined) return Result.fail(refused)
  const { patience } = goal
  const lines = agents.map((each) => ({ load, agents: each, patience }))
  return Result.map(given(lines, withinOf(goal)), ({ stretches }) =>
    stretches.map((found, i): Trial => {
      const each = agents[i] as number
      if (Result.isFailure(found)) return { agents: each, missed: ["load"] }
      const served = servedBy(goal, found.success)
      const missed = checked.filter((part) => misses[part](goal, served))
      return { agents: each, expected: found.success, missed }
    }),
  )
}

/** What a day takes, stretch by stretch, and the expected number of its calls by what becomes of them. */
export interface Day {
  readonly stretches: ReadonlyArray<Required>
  readonly outcomes: Counts
}

/**
 * The fewest agents for each stretch of a day, such as its half hours.
 *
 * Fails with `FigureRefused` for a figure out of its bounds.
 *
 * **Example** (Two half hours)
 *
 * ```ts
 * import { Staffing } from "@aftercare/core"
 * import { Result } from "effect"
 *
 * const goal: Staffing.Goal = {
 *   patience: { _tag: "Mean", millis: 120_000 },
 *   greatestAbandonment: 0.05,
 *   shrinkage: 0.3,
 * }
 * const halfHour = (calls: number) => ({ calls, periodMillis: 1_800_000, handlingMillis: 180_000 })
 * const { outcomes, stretches } = Result.getOrThrow(Staffing.day([halfHour(100), halfHour(40)], goal))
 * stretches.map(({ agents }) => agents) // => [13, 7]
 * const givenUp = outcomes.abandonedWithin + outcomes.abandonedAfter
 * givenUp.toFixed(1) // => "4.9"
 * ```
 */
export const day = (loads: ReadonlyArray<CallLoad>, goal: Goal): Result.Result<Day, FigureRefused> =>
  Result.map(Result.all(loads.map((load) => fewest(load, goal))), (stretches) => ({
    stretches,
    outcomes: total(
      stretches.map(({ expected }, i) => times(expected.outcomes, (loads[i] as CallLoad).calls)),
    ),
  }))

/** How the agents that there are serve a day, and the expected number of its calls by what becomes of them. */
export interface GivenDay {
  readonly stretches: ReadonlyArray<Result.Result<Expected, Unstable>>
  /** Absent where a stretch is never caught up with. */
  readonly outcomes?: Counts
}

/**
 * What callers may expect of the agents that there are, stretch by stretch of a day, for answers within so many
 * milliseconds. Where a stretch is `Unstable`, the others have their answers still.
 *
 * Fails with `FigureRefused` for a figure out of its bounds.
 */
export const given = (
  lines: ReadonlyArray<Line>,
  withinMillis: number,
): Result.Result<GivenDay, FigureRefused> => {
  const stretches: Array<Result.Result<Expected, Unstable>> = []
  const outcomes: Array<Counts> = []
  for (const line of lines) {
    const found = Erlang.expected(line, withinMillis)
    if (Result.isSuccess(found)) {
      outcomes.push(times(found.success.outcomes, line.load.calls))
      stretches.push(Result.succeed(found.success))
    } else if (found.failure._tag === "Unstable") stretches.push(Result.fail(found.failure))
    else return Result.fail(found.failure)
  }
  const isCaughtUp = outcomes.length === lines.length
  return Result.succeed({ stretches, ...(isCaughtUp ? { outcomes: total(outcomes) } : {}) })
}
