/** Erlang's C as it is found in print and on the web, and in exact fractions. */

/** The chance to wait, for agents and erlangs. */
export type Formula = (agents: number, erlangs: number) => number

/** Powers and factorials, as textbooks write it; for each power the product anew. */
const textbook: Formula = (agents, erlangs) => {
  const factorial = (n: number) => {
    let product = 1
    for (let i = 2; i <= n; i++) product *= i
    return product
  }
  const last = (erlangs ** agents / factorial(agents)) * (agents / (agents - erlangs))
  let sum = 0
  for (let i = 0; i < agents; i++) sum += erlangs ** i / factorial(i)
  return last / (sum + last)
}

/** The same series with each term made of the one before. */
const series: Formula = (agents, erlangs) => {
  let [term, sum] = [1, 1]
  for (let i = 1; i < agents; i++) {
    term *= erlangs / i
    sum += term
  }
  const last = ((term * erlangs) / agents) * (agents / (agents - erlangs))
  return last / (sum + last)
}

const ofBlocking = (blocking: number, agents: number, erlangs: number): number =>
  blocking / (1 - (erlangs / agents) * (1 - blocking))

/** By the recursion of Erlang's B, from no agent on. */
const recursion: Formula = (agents, erlangs) => {
  let blocking = 1
  for (let i = 1; i <= agents; i++) blocking = (erlangs * blocking) / (i + erlangs * blocking)
  return ofBlocking(blocking, agents, erlangs)
}

export const formulas = { textbook, series, recursion }

/** A goal for calls of three minutes: 80 % within 20 seconds. */
const isEnough = (wait: number, agents: number, erlangs: number): boolean =>
  1 - wait * Math.exp(-((agents - erlangs) * 20) / 180) >= 0.8

/** One agent more until they do, the formula asked anew for each. */
export const restarted =
  (formula: Formula) =>
  (erlangs: number): number => {
    let agents = Math.floor(erlangs) + 1
    while (!isEnough(formula(agents, erlangs), agents, erlangs)) agents++
    return agents
  }

/** The recursion in one pass, from no agent to the fewest that do. */
export const onePass = (erlangs: number): number => {
  let blocking = 1
  for (let agents = 1; ; agents++) {
    blocking = (erlangs * blocking) / (agents + erlangs * blocking)
    if (agents > erlangs && isEnough(ofBlocking(blocking, agents, erlangs), agents, erlangs)) return agents
  }
}

/** The chance to wait in sixty digits, for whole erlangs. */
export const exactly: Formula = (agents, erlangs) => {
  const unit = 10n ** 60n
  const [n, a] = [BigInt(agents), BigInt(erlangs)]
  let inverse = unit
  for (let i = 1n; i <= n; i++) inverse = unit + (i * inverse) / a
  return Number((unit * unit * n) / ((n - a) * inverse + a * unit)) / Number(unit)
}
