/**
 * Wall clocks read through `Intl.DateTimeFormat` alone. Nothing here knows our own `TimeZone` or `PlainDate`.
 */

export const second = 1000
export const minute = 60 * second
export const hour = 60 * minute
export const day = 24 * hour

/** Where the tables begin and end, written out once more by hand. */
export const horizon = { from: Date.UTC(1970, 0, 1), until: Date.UTC(2060, 0, 1) }

interface Clock {
  readonly format: Intl.DateTimeFormat
  readonly seen: Map<number, number>
}

const clocks = new Map<string, Clock>()

const clockOf = (zone: string): Clock => {
  let clock = clocks.get(zone)
  if (clock === undefined) {
    // Swedish writes 2026-11-22 08:05:00.
    const format = new Intl.DateTimeFormat("sv-SE", {
      timeZone: zone,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    })
    clock = { format, seen: new Map() }
    clocks.set(zone, clock)
  }
  return clock
}

/** What the wall clock reads, to the second: `2026-11-22 08:05:00`. Each call asks `Intl`. */
export const textAt = (zone: string, at: number): string => {
  const text = clockOf(zone).format.format(at)
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) throw new Error(`the oracle can't read ${text}`)
  return text
}

/** What the wall clock reads, as the UTC instant whose own clock reads the same. */
export const wallAt = (zone: string, at: number): number => {
  const { seen } = clockOf(zone)
  const whole = Math.floor(at / second) * second
  let wall = seen.get(whole)
  if (wall === undefined) {
    wall = Date.parse(`${textAt(zone, whole).replace(" ", "T")}Z`)
    if (seen.size > 400_000) seen.clear()
    seen.set(whole, wall)
  }
  return wall + (at - whole)
}

/** Milliseconds east of UTC. */
export const offsetAt = (zone: string, at: number): number => wallAt(zone, at) - at

/** The date the clock shows, `YYYY-MM-DD`. */
export const dateAt = (zone: string, at: number): string =>
  new Date(wallAt(zone, at)).toISOString().slice(0, 10)

/** Every change of offset in `[from, until)`, found by looking each `step` and then second by second (by halves). */
export const changesIn = (
  zone: string,
  from: number,
  until: number,
  step = 3 * day,
): ReadonlyArray<number> => {
  const out: Array<number> = []
  for (let at = from; at < until; at += step) {
    const end = Math.min(at + step, until)
    if (offsetAt(zone, at) === offsetAt(zone, end)) continue
    let [low, high] = [at, end]
    while (high - low > second) {
      const middle = low + Math.floor((high - low) / 2 / second) * second
      if (offsetAt(zone, middle) === offsetAt(zone, at)) low = middle
      else high = middle
    }
    out.push(high)
  }
  return out
}
