/**
 * Queues by other means than the sources': recursions in whole numbers of any size, a chain of states walked in small steps
 * of chance, and a simulation.
 */
import type { CallLoad } from "@aftercare/core"

const unit = 10n ** 60n

const ratio = (count: bigint, of: bigint): number => Number((count * unit) / of) / Number(unit)

/** Erlang's B and C, for whole agents and erlangs given as a fraction, by the recursion in sixty digits. */
export const exactly = (agents: number, erlangs: readonly [count: number, of: number]) => {
  const [a, of] = erlangs.map(BigInt) as [bigint, bigint]
  let inverse = unit
  for (let n = 1n; n <= BigInt(agents); n++) inverse = unit + (n * of * inverse) / a
  const spare = BigInt(agents) * of - a
  return {
    blocking: ratio(unit, inverse),
    // 1 / ((1 − ρ) / B + ρ)
    wait: ratio(unit * BigInt(agents) * of, spare * inverse + a * unit),
  }
}

/** Erlang's C as it is taught: the recursion from no agent on. For the agents that a goal takes, one after the other. */
export const taughtWait = (agents: number, erlangs: number): number => {
  let blocking = 1
  for (let n = 1; n <= agents; n++) blocking = (erlangs * blocking) / (n + erlangs * blocking)
  return blocking / (1 - (erlangs / agents) * (1 - blocking))
}

export interface Impatient {
  readonly load: CallLoad.CallLoad
  readonly agents: number
  readonly patienceMillis: number
}

/**
 * The birth-and-death chain of calls in the system, callers giving up: how likely each number of calls is beside the
 * likeliest, in sixty digits, from where they can be seen on. Milliseconds must be whole.
 */
const stationary = ({ agents, load, patienceMillis }: Impatient) => {
  const [calls, handling, period, patience] = [
    load.calls,
    load.handlingMillis,
    load.periodMillis,
    patienceMillis,
  ].map(BigInt) as [bigint, bigint, bigint, bigint]
  const comes = calls * handling * patience
  const goes = (n: number) =>
    period * (BigInt(Math.min(n, agents)) * patience + BigInt(Math.max(n - agents, 0)) * handling)
  let likeliest = 0
  while (goes(likeliest + 1) <= comes) likeliest++
  const chances = new Map([[likeliest, unit]])
  let [sum, one] = [unit, unit]
  for (let n = likeliest; n > 0 && one > 0n; n--) {
    one = (one * goes(n)) / comes
    chances.set(n - 1, one)
    sum += one
  }
  one = unit
  for (let n = likeliest + 1; one > 0n; n++) {
    one = (one * comes) / goes(n)
    chances.set(n, one)
    sum += one
  }
  return { chances, sum }
}

/** The chance that an agent is free, and that so many wait, for each number of them. */
const found = (queue: Impatient) => {
  const { chances, sum } = stationary(queue)
  let free = 0n
  const waiting: Array<number> = []
  for (const [n, chance] of chances)
    if (n < queue.agents) free += chance
    else waiting[n - queue.agents] = ratio(chance, sum)
  return { atOnce: ratio(free, sum), before: Array.from(waiting, (chance = 0) => chance) }
}

/** What becomes of a call, by walking the chain; chances and mean waits in milliseconds. */
export const walked = (queue: Impatient, withinMillis: number) => {
  const { agents, load, patienceMillis } = queue
  const { atOnce, before } = found(queue)
  const [served, givenUp] = [agents / load.handlingMillis, 1 / patienceMillis]
  // Whether it is answered, and how long it waits for that, from who is before it: somebody leaves, or it gives up itself.
  let [answered, waitToAnswer] = [atOnce, 0]
  let [answer, delay] = [1, 0]
  before.forEach((chance, j) => {
    const leaves = served + j * givenUp
    const stays = leaves / (leaves + givenUp)
    delay = stays * delay + (stays * answer) / (leaves + givenUp)
    answer = stays * answer
    answered += chance * answer
    waitToAnswer += chance * delay
  })
  return {
    atOnce,
    answered,
    meanWaitMillis: waitToAnswer / answered,
    ...withinTime(before, served, givenUp, withinMillis, atOnce),
  }
}

/** The same within a time: so many small steps as come in it by Poisson's chances, each a move of the chain or none. */
const withinTime = (
  before: ReadonlyArray<number>,
  served: number,
  givenUp: number,
  withinMillis: number,
  atOnce: number,
) => {
  const fastest = served + before.length * givenUp
  const mean = fastest * withinMillis
  let waiting = [...before]
  let [answered, gone] = [atOnce, 0]
  let [answeredWithin, abandonedWithin, seen] = [0, 0, 0]
  // The first steps of many may be less likely than any number.
  let logWeight = -mean
  for (let step = 0; seen < 1 - 1e-12 && step < 20 * mean + 200; step++) {
    const weight = Math.exp(logWeight)
    answeredWithin += weight * answered
    abandonedWithin += weight * gone
    seen += weight
    logWeight += Math.log(mean / (step + 1))
    answered += (waiting[0] ?? 0) * (served / fastest)
    gone += waiting.reduce((total, chance) => total + chance, 0) * (givenUp / fastest)
    waiting = waiting.map((chance, j) => {
      const leaves = (served + j * givenUp) / fastest
      const comes = (waiting[j + 1] ?? 0) * ((served + (j + 1) * givenUp) / fastest)
      return chance * (1 - leaves - givenUp / fastest) + comes
    })
  }
  return { answeredWithin, abandonedWithin }
}

/** The share of calls that have to wait, and that are given up: for so many agents that no walk ends. */
export const summed = (queue: Impatient) => {
  const { atOnce, before } = found(queue)
  const queued = before.reduce((total, chance, j) => total + chance * j, 0)
  const { calls, periodMillis } = queue.load
  return { wait: 1 - atOnce, abandoned: (queued * periodMillis) / (calls * queue.patienceMillis) }
}

/** A generator of numbers from 0 to 1: mulberry32. */
export const random = (seed: number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** So many calls, one after the other, to agents who are free at certain moments: the waits, and who gave up. */
export const simulated = ({ agents, load, patienceMillis }: Impatient, calls: number, seed: number) => {
  const next = random(seed)
  const drawn = (mean: number) => -mean * Math.log(1 - next())
  const freeAt: Array<number> = Array.from({ length: agents }, () => 0)
  const waits: Array<{ readonly waited: number; readonly answered: boolean }> = []
  let now = 0
  for (let i = 0; i < calls; i++) {
    now += drawn(load.periodMillis / load.calls)
    const [handling, patience] = [drawn(load.handlingMillis), drawn(patienceMillis)]
    const first = freeAt.indexOf(Math.min(...freeAt))
    const offered = Math.max((freeAt[first] as number) - now, 0)
    const answered = offered <= patience
    if (answered) freeAt[first] = now + offered + handling
    waits.push({ waited: Math.min(offered, patience), answered })
  }
  return waits
}
