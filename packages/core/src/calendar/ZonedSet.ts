/**
 * A wall-clock pattern seen through one zone: the pattern shifted by each stretch of constant offset.
 *
 * An instant is open exactly when the wall clock then reads an open reading, so both passes of a repeated hour are in
 * and a skipped hour has no instants, without any special case: each stretch maps readings to instants one to one.
 */
import type { Interval } from "../foundation/Interval.ts"
import type { LocalPattern } from "./LocalPattern.ts"
import { type OpenSet, searchedInterval } from "./OpenSet.ts"
import type * as Spans from "./Spans.ts"
import { pieceReaching, pieceReachingBack, Sums } from "./Sums.ts"
import * as TimeZone from "./TimeZone.ts"

const { horizon } = TimeZone

export class ZonedSet implements OpenSet {
  readonly #pattern: LocalPattern
  readonly #table: TimeZone.OffsetTable
  /** What to add to the pattern's own count within each stretch: readings that a change repeats or skips. */
  readonly #shifts = new Sums((k) => this.#count(this.#end(k), k) - this.#count(this.#end(k), k + 1))

  constructor(pattern: LocalPattern, zone: TimeZone.TimeZone) {
    this.#pattern = pattern
    this.#table = TimeZone.table(zone)
  }

  readonly isOpen = (at: number): boolean =>
    at >= horizon.from &&
    at < horizon.until &&
    this.#pattern.isOpen(at + this.#offset(TimeZone.stretchAt(this.#table, at)))

  readonly next = (at: number): number => this.#seek(at, true)

  readonly nextClosed = (at: number): number =>
    at < horizon.from ? at : Math.min(this.#seek(at, false), Math.max(at, horizon.until))

  readonly nextInterval = (at: number): Interval | undefined => {
    if (at >= horizon.from && at < horizon.until) {
      const k = TimeZone.stretchAt(this.#table, at)
      const offset = this.#offset(k)
      const found = this.#pattern.intervalOn(at + offset, offset)
      if (found !== undefined && found.until < this.#end(k)) return found
    }
    return searchedInterval(this, at)
  }

  readonly lastOpen = (at: number): number => this.#seekBack(at, true)

  readonly lastClosed = (at: number): number =>
    at > horizon.until ? at : Math.max(this.#seekBack(at, false), Math.min(at, horizon.from))

  /** The open spans within `[from, until)`, flattened. */
  readonly spans = (from: number, until: number): Spans.Spans => {
    const out: Array<number> = []
    const end = Math.min(until, horizon.until)
    let at = Math.max(from, horizon.from)
    while (at < end) {
      const k = TimeZone.stretchAt(this.#table, at)
      const stop = Math.min(this.#end(k), end)
      const offset = this.#offset(k)
      this.#pattern.collect(at + offset, stop + offset, offset, out)
      at = stop
    }
    return out
  }

  readonly between = (from: number, to: number): number => this.#before(to) - this.#before(from)

  readonly add = (from: number, duration: number): number => {
    if (duration === 0) return this.isOpen(from) || this.lastOpen(from) === from ? from : this.next(from)
    const near = TimeZone.withinHorizon(from)
    const amount = this.#before(near) + duration
    const start = TimeZone.stretchAt(this.#table, near)
    const found = this.#reached(amount, start, near, duration)
    if (found !== undefined) return found
    const k =
      duration > 0
        ? pieceReaching(this.#beforeStretch, start, this.#table.startsAt.length, amount)
        : pieceReachingBack(this.#beforeStretch, start, amount)
    const reached = k === undefined ? undefined : this.#reached(amount, k, near, duration)
    return reached ?? (duration > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY)
  }

  /** Where the amount is used up, if that lies within the stretch. */
  #reached(amount: number, k: number, near: number, duration: number): number | undefined {
    const offset = this.#offset(k)
    const side = duration > 0 ? "closing" : "opening"
    const at = this.#pattern.readingAfter(amount - this.#shifts.before(k), side, near + offset) - offset
    return this.#start(k) <= at && at <= this.#end(k) ? at : undefined
  }

  #offset(stretch: number): number {
    return this.#table.offsets[stretch] as number
  }

  #start(stretch: number): number {
    return this.#table.startsAt[stretch] as number
  }

  #end(stretch: number): number {
    return this.#table.endsAt[stretch] as number
  }

  #seek(at: number, open: boolean): number {
    let from = Math.max(at, horizon.from)
    if (from >= horizon.until) return Number.POSITIVE_INFINITY
    for (let k = TimeZone.stretchAt(this.#table, from); k < this.#table.startsAt.length; k++) {
      const end = this.#end(k)
      const found = this.#pattern.seek(from + this.#offset(k), open) - this.#offset(k)
      if (found < end) return found
      from = end
    }
    return Number.POSITIVE_INFINITY
  }

  #seekBack(at: number, open: boolean): number {
    let until = Math.min(at, horizon.until)
    if (until <= horizon.from) return Number.NEGATIVE_INFINITY
    for (let k = TimeZone.stretchAt(this.#table, until - 1); k >= 0; k--) {
      const start = this.#start(k)
      const found = this.#pattern.seekBack(until + this.#offset(k), open) - this.#offset(k)
      if (found > start) return found
      until = start
    }
    return Number.NEGATIVE_INFINITY
  }

  /** What the pattern counts up to an instant, read with a stretch's offset. */
  #count(at: number, stretch: number): number {
    return this.#pattern.openBefore(at + this.#offset(stretch))
  }

  /** Open time before the instant; meaningful as a difference. */
  #before(at: number): number {
    const clamped = TimeZone.withinHorizon(at)
    const k = TimeZone.stretchAt(this.#table, clamped)
    return this.#shifts.before(k) + this.#count(clamped, k)
  }

  /** Open time before a stretch, or before the horizon's end. */
  readonly #beforeStretch = (k: number): number => this.#before(this.#table.startsAt[k] ?? horizon.until)
}
