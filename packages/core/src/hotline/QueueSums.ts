/**
 * The sums that queues are computed by. Every one adds up what is positive and stops once the rest can't be seen, so that
 * they stay exact where factorials and powers overflow. Time is counted in handling times.
 */

/** What is less than this share of a sum no longer changes it. */
const negligible = 2 ** -60

/** Where sums that belong together grow beyond this, all of them are scaled down alike. */
const large = 2 ** 500

/**
 * How much likelier any number of busy agents is than all of them, where nobody waits: the sum of N! ∕ ((N − j)! Aʲ). It is
 * one by Erlang's B, and infinite where that can't be told from zero.
 */
export const inverseBlocking = (agents: number, erlangs: number): number => {
  let [term, sum] = [1, 1]
  for (let busy = agents; busy > 0 && sum < Number.POSITIVE_INFINITY; busy--) {
    term *= busy / erlangs
    sum += term
    // Terms grow first, and then shrink faster and faster.
    if (term < negligible * sum) break
  }
  return sum
}

/** The same for one agent more. */
export const withOneMore = (inverse: number, agents: number, erlangs: number): number =>
  1 + (inverse * (agents + 1)) / erlangs

/** The chance to wait where everybody does (Erlang's C), for more agents than erlangs. */
export const waitChance = (inverse: number, agents: number, erlangs: number): number =>
  1 / (((agents - erlangs) / agents) * inverse + erlangs / agents)

/**
 * How many have left the head of a queue by a moment, one after the other, for an agent or because they gave up: the
 * chances of just n and of at most n, for n from 0 upwards. The first leaves at `rate`, and each one that stood behind makes
 * it `impatience` more; the chances are those of a negative binomial distribution, of Poisson's where nobody gives up.
 */
export class Departed {
  private term = 1
  private sum = 1
  private n = 0
  private logScale: number
  private scale: number
  private readonly rate: number
  private readonly impatience: number
  private readonly spent: number

  constructor(rate: number, impatience: number, within: number) {
    this.rate = rate
    this.impatience = impatience
    this.spent = impatience === 0 ? within : -Math.expm1(-impatience * within) / impatience
    this.logScale = -rate * within
    this.scale = Math.exp(this.logScale)
  }

  get exactly(): number {
    return this.term * this.scale
  }

  get atMost(): number {
    return Math.min(this.sum * this.scale, 1)
  }

  next(): void {
    this.term *= ((this.rate + this.n * this.impatience) / ++this.n) * this.spent
    this.sum += this.term
    if (this.sum > large) {
      this.term /= large
      this.sum /= large
      this.logScale += Math.log(large)
      this.scale = Math.exp(this.logScale)
    }
  }
}

/** What becomes of a call where callers give up, as chances; waits in handling times. */
export interface Chances {
  readonly wait: number
  readonly answered: number
  readonly abandoned: number
  /** Answered, but not within the time asked for. */
  readonly answeredLate: number
  /** Neither answered nor gone by then. */
  readonly waitsLonger: number
  /** How long calls wait on average, over all of them; and the part of it waited by those that are answered. */
  readonly meanWait: number
  readonly waitToAnswer: number
  /** How long those wait on average who don't find an agent free. */
  readonly meanWaitOfWaiting: number
}

/**
 * Erlang's A: `impatience` is a handling time by the mean patience. A call that finds j waiting is answered once j + 1 have
 * left before it has lost its patience, and all that is asked of it is a sum over j with the chances of `Departed`.
 */
export const withImpatience = (
  agents: number,
  erlangs: number,
  impatience: number,
  within: number,
): Chances => {
  const departed = new Departed(agents + impatience, impatience, within)
  const stays = Math.exp(-impatience * within)
  const waitsLonger = () => stays * departed.atMost + (1 - stays) * departed.exactly
  // All relative to the chance that every agent is busy and nobody waits; of j waiting, by the erlang.
  let below = inverseBlocking(agents, erlangs) - 1
  let one = 1
  let waiting = 1 / (agents + impatience)
  let [some, queue, late, toAnswer] = [0, 0, 0, 0]
  let longer = waitsLonger()
  let delay = 0
  for (let j = 1; ; j++) {
    late += waiting * departed.atMost
    departed.next()
    delay += 1 / (agents + j * impatience)
    some += waiting
    queue += j * waiting
    toAnswer += waiting * delay
    longer += erlangs * waiting * waitsLonger()
    const ratio = erlangs / (agents + (j + 1) * impatience)
    if (ratio < 1 && j * waiting < negligible * (1 - ratio) ** 2 * queue) break
    waiting *= ratio
    if (waiting > large) {
      waiting /= large
      some /= large
      queue /= large
      late /= large
      toAnswer /= large
      longer /= large
      below /= large
      one /= large
    }
  }
  const busy = one + erlangs * some
  const all = below + busy
  // Where nearly all find an agent free, what is relative to a full house is infinite.
  const free = below === Number.POSITIVE_INFINITY ? 1 : below / all
  return {
    wait: busy / all,
    answered: free + (agents * some) / all,
    abandoned: (impatience * queue) / all,
    answeredLate: (agents * late) / all,
    waitsLonger: longer / all,
    meanWait: queue / all,
    waitToAnswer: (agents * toAnswer) / all,
    meanWaitOfWaiting: queue / busy,
  }
}
