/**
 * A wall-clock pattern seen through one zone: the pattern shifted by each stretch of constant offset.
 *
 * An instant is open exactly when the wall clock then reads an open reading, so both passes of a repeated hour are in
 * and a skipped hour has no instants, without any special case: each stretch maps readings to instants one to one.
 */
import type { LocalPattern } from "./LocalPattern.ts"
import type { OpenSet } from "./OpenSet.ts"
import type * as Spans from "./Spans.ts"
import * as TimeZone from "./TimeZone.ts"

const { horizon } = TimeZone

export class ZonedSet implements OpenSet {
  readonly #pattern: LocalPattern
  readonly #startsAt: Float64Array
  readonly #offsets: Float64Array
  /** Open time before each stretch since the horizon began, and the whole; made when first asked for. */
  #openBefore: Float64Array | undefined
  /** What to add to the pattern's own count within a stretch. */
  #shift: Float64Array
  #lastStretch = 0

  constructor(pattern: LocalPattern, zone: TimeZone.TimeZone) {
    const { offsets, startsAt } = TimeZone.table(zone)
    this.#pattern = pattern
    this.#startsAt = startsAt
    this.#offsets = offsets
    this.#shift = new Float64Array(0)
  }

  readonly isOpen = (at: number): boolean =>
    at >= horizon.from && at < horizon.until && this.#pattern.isOpen(at + this.#offset(this.#stretch(at)))

  readonly next = (at: number): number => this.#seek(at, true)

  readonly nextClosed = (at: number): number =>
    at < horizon.from ? at : Math.min(this.#seek(at, false), Math.max(at, horizon.until))

  readonly lastOpen = (at: number): number => this.#seekBack(at, true)

  readonly lastClosed = (at: number): number =>
    at > horizon.until ? at : Math.max(this.#seekBack(at, false), Math.min(at, horizon.from))

  /** The open spans within `[from, until)`, flattened. */
  readonly spans = (from: number, until: number): Spans.Spans => {
    const out: Array<number> = []
    const end = Math.min(until, horizon.until)
    let at = Math.max(from, horizon.from)
    while (at < end) {
      const k = this.#stretch(at)
      const stop = Math.min(this.#startsAt[k + 1] ?? horizon.until, end)
      const offset = this.#offset(k)
      this.#pattern.collect(at + offset, stop + offset, offset, out)
      at = stop
    }
    return out
  }

  readonly between = (from: number, to: number): number => this.#before(to) - this.#before(from)

  readonly add = (from: number, duration: number): number => {
    if (duration === 0) return this.isOpen(from) || this.lastOpen(from) === from ? from : this.next(from)
    const forward = duration > 0
    const amount = this.#before(from) + duration
    const stretches = this.#sums()
    const last = this.#startsAt.length
    if (amount > (stretches[last] as number)) return Number.POSITIVE_INFINITY
    if (amount < 0) return Number.NEGATIVE_INFINITY
    let low = 0
    let high = last - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      const before = stretches[middle] as number
      if (forward ? before < amount : before <= amount) low = middle
      else high = middle - 1
    }
    const side = forward ? "closing" : "opening"
    return (
      this.#pattern.readingAfter(amount - (this.#shift[low] as number), side, from + this.#offset(low)) -
      this.#offset(low)
    )
  }

  #offset(stretch: number): number {
    return this.#offsets[stretch] as number
  }

  #stretch(at: number): number {
    const k = this.#lastStretch
    if ((this.#startsAt[k] as number) <= at && at < (this.#startsAt[k + 1] ?? Number.POSITIVE_INFINITY))
      return k
    this.#lastStretch = TimeZone.stretchAt(this.#startsAt, at)
    return this.#lastStretch
  }

  #seek(at: number, open: boolean): number {
    let from = Math.max(at, horizon.from)
    if (from >= horizon.until) return Number.POSITIVE_INFINITY
    for (let k = this.#stretch(from); k < this.#startsAt.length; k++) {
      const end = this.#startsAt[k + 1] ?? horizon.until
      const found = this.#pattern.seek(from + this.#offset(k), open) - this.#offset(k)
      if (found < end) return found
      from = end
    }
    return Number.POSITIVE_INFINITY
  }

  #seekBack(at: number, open: boolean): number {
    let until = Math.min(at, horizon.until)
    if (until <= horizon.from) return Number.NEGATIVE_INFINITY
    for (let k = this.#stretch(until - 1); k >= 0; k--) {
      const start = this.#startsAt[k] as number
      const found = this.#pattern.seekBack(until + this.#offset(k), open) - this.#offset(k)
      if (found > start) return found
      until = start
    }
    return Number.NEGATIVE_INFINITY
  }

  #sums(): Float64Array {
    if (this.#openBefore !== undefined) return this.#openBefore
    const count = this.#startsAt.length
    const sums = new Float64Array(count + 1)
    const shift = new Float64Array(count)
    for (let k = 0; k < count; k++) {
      const offset = this.#offset(k)
      const first = this.#pattern.openBefore((this.#startsAt[k] as number) + offset)
      const end = this.#startsAt[k + 1] ?? horizon.until
      shift[k] = (sums[k] as number) - first
      sums[k + 1] = (shift[k] as number) + this.#pattern.openBefore(end + offset)
    }
    this.#shift = shift
    this.#openBefore = sums
    return sums
  }

  #before(at: number): number {
    const sums = this.#sums()
    if (at <= horizon.from) return 0
    if (at >= horizon.until) return sums[this.#startsAt.length] as number
    const k = this.#stretch(at)
    return (this.#shift[k] as number) + this.#pattern.openBefore(at + this.#offset(k))
  }
}
