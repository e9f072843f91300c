/**
 * The right answers, minute by minute: a minute is open exactly when the local wall clock, read through `Intl` alone,
 * shows a time in a window of the date it shows. Nothing here knows our own zones, dates or hours.
 */
import type { Calendar } from "./Calendars.ts"
import { addedDays, addedMinutes, minute, type Operation, stages, type Work } from "./Work.ts"

const first = Date.UTC(2025, 0, 2)
/** The China pack covers dates up to here; no answer lies beyond. */
const end = Date.UTC(2026, 11, 23)
const count = (end - first) / minute
const dayMinutes = 1440

const readings = new Map<string, Int32Array>()

/** For each minute the wall clock's reading, in minutes as if it were UTC. */
const readingsIn = (zone: string): Int32Array => {
  const known = readings.get(zone)
  if (known !== undefined) return known
  // Swedish writes 2026-11-22 08:05.
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
  })
  const read = new Int32Array(count)
  for (let i = 0; i < count; i++)
    read[i] = Date.parse(`${format.format(first + i * minute).replace(" ", "T")}Z`) / minute
  readings.set(zone, read)
  return read
}

export class Oracle {
  readonly #calendar: Calendar
  readonly #readings: Int32Array
  readonly #open: Uint8Array
  /** Open minutes before each minute. */
  readonly #before: Int32Array
  /** The next open and the next closed minute. */
  readonly #opens: Int32Array
  readonly #closes: Int32Array

  constructor(calendar: Calendar) {
    this.#calendar = calendar
    this.#readings = readingsIn(calendar.zone)
    this.#open = new Uint8Array(count)
    this.#before = new Int32Array(count + 1)
    const windows = new Map<number, Uint8Array>()
    for (let i = 0; i < count; i++) {
      const reading = this.#readings[i] as number
      const date = Math.floor(reading / dayMinutes)
      let open = windows.get(date)
      if (open === undefined) {
        open = new Uint8Array(dayMinutes)
        for (const [from, to] of this.#windowsOn(date)) open.fill(1, from, to)
        windows.set(date, open)
      }
      this.#open[i] = open[reading - date * dayMinutes] as number
      this.#before[i + 1] = (this.#before[i] as number) + (this.#open[i] as number)
    }
    this.#opens = new Int32Array(count + 1).fill(count)
    this.#closes = new Int32Array(count + 1).fill(count)
    for (let i = count - 1; i >= 0; i--) {
      this.#opens[i] = this.#open[i] === 1 ? i : (this.#opens[i + 1] as number)
      this.#closes[i] = this.#open[i] === 1 ? (this.#closes[i + 1] as number) : i
    }
  }

  /** From the first minute on, and up to the other one, every question about openings has an answer within the span. */
  static readonly minutes = { first, answered: Date.UTC(2026, 11, 1) }

  readonly isOpen = (at: number): boolean => this.#open[this.#index(at)] === 1
  readonly next = (at: number): number => this.#instant(this.#opens[this.#index(at)])
  readonly closing = (at: number): number => this.#instant(this.#closes[this.#index(at)])
  readonly between = (from: number, to: number): number =>
    (this.#before[this.#index(to)] as number) - (this.#before[this.#index(from)] as number)

  /** The least minute with so many open ones since. */
  readonly add = (at: number, minutes: number): number => {
    const wanted = (this.#before[this.#index(at)] as number) + minutes
    let low = this.#index(at)
    let high = count
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#before[middle] as number) < wanted) low = middle + 1
      else high = middle
    }
    return this.#instant(low)
  }

  /** The first minute at which the clock shows the same time on the n-th date with windows. */
  readonly addDays = (at: number, days: number): number => {
    const reading = this.#readings[this.#index(at)] as number
    const start = Math.floor(reading / dayMinutes)
    let date = start
    for (let left = days; left > 0; ) {
      date++
      if (this.#windowsOn(date).length > 0) left--
    }
    const wanted = reading + (date - start) * dayMinutes
    const near = this.#index(at) + (date - start) * dayMinutes
    for (let i = near - 180; i <= near + 180; i++) if (this.#readings[i] === wanted) return this.#instant(i)
    throw new Error("the oracle found no such wall time")
  }

  /** The right answer to the `i`-th question, in the form that subjects are read in. */
  answer(operation: Operation, { from, to }: Work, i: number): ReadonlyArray<number> {
    const at = from[i] as number
    switch (operation) {
      case "next":
        return [this.next(at)]
      case "plan":
        return this.plan(at)
      case "add":
        return [this.add(at, addedMinutes)]
      case "addDays":
        return [this.addDays(at, addedDays)]
      case "between":
        return [this.between(at, to[i] as number)]
    }
  }

  plan(at: number): ReadonlyArray<number> {
    return stages.flatMap((days) => {
      const start = this.next(at + days * dayMinutes * minute)
      return [start, this.closing(start)]
    })
  }

  #windowsOn(date: number): Calendar["week"][number] {
    const instant = new Date(date * dayMinutes * minute)
    const name = instant.toISOString().slice(0, 10)
    const { adjusted, closed, week } = this.#calendar
    if (closed.has(name)) return []
    return week[adjusted.has(name) ? 1 : instant.getUTCDay()] ?? []
  }

  #index(at: number): number {
    const i = (at - first) / minute
    if (!Number.isInteger(i) || i < 0 || i > count)
      throw new Error("the oracle knows whole minutes of its span")
    return i
  }

  #instant(i: number | undefined): number {
    if (i === undefined || i >= count) throw new Error("the answer lies beyond the oracle's span")
    return first + i * minute
  }
}

/** Whether a subject's numbers are the right ones; NaN stands for what the subject can't say. */
export const isRight = (given: ReadonlyArray<number>, right: ReadonlyArray<number>): boolean =>
  given.length === right.length && given.every((value, i) => Number.isNaN(value) || value === right[i])
