/** What is asked: 4096 random whole minutes, five questions. All in epoch milliseconds. */

export const minute = 60_000
export const day = 24 * 60 * minute

/** Small, fast, and the same everywhere. */
export const mulberry32 = (seed: number) => {
  let state = seed
  return (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Instants, and to each another one up to 90 days later. */
export interface Work {
  readonly from: ReadonlyArray<number>
  readonly to: ReadonlyArray<number>
}

const first = Date.UTC(2025, 0, 2)
const last = Date.UTC(2026, 5, 1)

/** Uniform whole minutes of 2 January 2025 to 31 May 2026, both days included. */
export const work = (count = 4096): Work => {
  const random = mulberry32(42)
  const upTo = (minutes: number) => Math.floor(random() * minutes) * minute
  const from = Array.from({ length: count }, () => first + upTo((last - first) / minute))
  return { from, to: from.map((at) => at + upTo((90 * day) / minute)) }
}

/** Days after discharge on which a contact is planned, 24 hours each. */
export const stages = [1, 5, 7, 30, 90, 180] as const

/** The minutes added, 48 hours, and the working days. */
export const addedMinutes = 48 * 60
export const addedDays = 10

/**
 * The questions: the earliest allowed instant; six of them with the ends of their windows; 48 open hours later; ten
 * working days later at the same local time; open minutes between two instants.
 */
export const operations = ["next", "plan", "add", "addDays", "between"] as const
export type Operation = (typeof operations)[number]

/** One who can be asked the `i`-th question of each kind it knows. Answers are read after the clock has stopped. */
export interface Subject {
  readonly ask: { readonly [O in Operation]?: (i: number) => unknown }
  /** 48 hours replaced by as many as one likes. */
  readonly addHours?: (hours: number) => (i: number) => unknown
  readonly read: (answer: unknown) => ReadonlyArray<number>
}

export interface OpenWindow {
  readonly start: number
  readonly end: number
}

/** What can be asked in plain numbers. What is missing, the peer can't do. */
export interface Numeric {
  /** The window open at the instant, from it on, or else the next one. A peer without window ends gives NaN. */
  readonly window?: (at: number) => OpenWindow
  readonly next?: (at: number) => number
  readonly add?: (at: number, minutes: number) => number
  readonly addWorkingDays?: (at: number, days: number) => number
  readonly minutesBetween?: (from: number, to: number) => number
}

const readNumeric = (answer: unknown): ReadonlyArray<number> =>
  typeof answer === "number"
    ? [answer]
    : (answer as ReadonlyArray<OpenWindow>).flatMap(({ end, start }) => [start, end])

export const plan = (window: (at: number) => OpenWindow, at: number): ReadonlyArray<OpenWindow> => [
  window(at + stages[0] * day),
  window(at + stages[1] * day),
  window(at + stages[2] * day),
  window(at + stages[3] * day),
  window(at + stages[4] * day),
  window(at + stages[5] * day),
]

/** Asks with the instants of the work. */
export const numericSubject = (numeric: Numeric, { from, to }: Work): Subject => {
  const { add, addWorkingDays, minutesBetween, next, window } = numeric
  const at = (i: number) => from[i] as number
  return {
    read: readNumeric,
    ask: {
      ...(next === undefined ? {} : { next: (i) => next(at(i)) }),
      ...(window === undefined ? {} : { plan: (i) => plan(window, at(i)) }),
      ...(add === undefined ? {} : { add: (i) => add(at(i), addedMinutes) }),
      ...(addWorkingDays === undefined ? {} : { addDays: (i) => addWorkingDays(at(i), addedDays) }),
      ...(minutesBetween === undefined ? {} : { between: (i) => minutesBetween(at(i), to[i] as number) }),
    },
    ...(add === undefined ? {} : { addHours: (hours) => (i) => add(at(i), hours * 60) }),
  }
}
