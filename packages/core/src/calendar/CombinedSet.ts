/**
 * A boolean combination of sets that don't share one wall clock: patient and nurse in two zones, or hours and stated
 * instants. It is written out in chunks of 32 days, made when first asked for and kept; sums run over whole chunks.
 */
import { type Interval, normalise } from "../foundation/Interval.ts"
import { type OpenSet, searchedInterval } from "./OpenSet.ts"
import { dayMillis } from "./PlainTime.ts"
import * as Spans from "./Spans.ts"
import { pieceReaching, pieceReachingBack, Sums } from "./Sums.ts"
import { horizon, withinHorizon } from "./TimeZone.ts"

/** How to combine: the leaves write out their own open spans. */
export type Combination =
  | { readonly _tag: "Leaf"; readonly spans: (from: number, until: number) => Spans.Spans }
  | { readonly _tag: "Union"; readonly of: ReadonlyArray<Combination> }
  | { readonly _tag: "Intersection"; readonly of: ReadonlyArray<Combination> }
  | { readonly _tag: "Complement"; readonly of: Combination }

/** The leaf of stated intervals. */
export const leafOfIntervals = (intervals: ReadonlyArray<Interval>): Combination => {
  const spans = normalise(intervals).flatMap((i) => [i.from, i.until])
  return {
    _tag: "Leaf",
    spans: (from, until) => {
      const near = spans.slice(Spans.firstEndingAfter(spans, from), Spans.firstEndingAfter(spans, until) + 2)
      return Spans.intersection(near, [from, until])
    },
  }
}

const spansOf = (combination: Combination, from: number, until: number): Spans.Spans => {
  switch (combination._tag) {
    case "Leaf":
      return combination.spans(from, until)
    case "Complement":
      return Spans.complement(spansOf(combination.of, from, until), from, until)
    case "Union":
      return combination.of.reduce<Spans.Spans>(
        (sum, c) => Spans.union(sum, spansOf(c, from, until)),
        Spans.empty,
      )
    case "Intersection":
      return combination.of.reduce<Spans.Spans>(
        (sum, c) => (sum.length === 0 ? sum : Spans.intersection(sum, spansOf(c, from, until))),
        [from, until],
      )
  }
}

const chunkMillis = 32 * dayMillis
const chunkCount = Math.ceil((horizon.until - horizon.from) / chunkMillis)

interface Chunk {
  readonly spans: Spans.Spans
  readonly total: number
}

export class CombinedSet implements OpenSet {
  readonly #combination: Combination
  readonly #chunks = new Map<number, Chunk>()
  readonly #sums = new Sums((n) => this.#chunk(n).total)
  readonly #sumBefore = (n: number): number => this.#sums.before(n)

  constructor(combination: Combination) {
    this.#combination = combination
  }

  readonly isOpen = (at: number): boolean => {
    const { spans } = this.#chunk(chunkOf(at))
    const i = Spans.firstEndingAfter(spans, at)
    return i < spans.length && (spans[i] as number) <= at
  }

  readonly next = (at: number): number => {
    for (let n = chunkOf(at); n < chunkCount; n++) {
      const { spans } = this.#chunk(n)
      const i = Spans.firstEndingAfter(spans, at)
      if (i < spans.length) return Math.max(spans[i] as number, at)
    }
    return Number.POSITIVE_INFINITY
  }

  readonly nextClosed = (at: number): number => {
    let closed = at
    while (this.isOpen(closed)) {
      const { spans } = this.#chunk(chunkOf(closed))
      closed = spans[Spans.firstEndingAfter(spans, closed) + 1] as number
    }
    return closed
  }

  readonly nextInterval = (at: number): Interval | undefined => searchedInterval(this, at)

  readonly lastOpen = (at: number): number => {
    for (let n = chunkOf(at - 1); n >= 0; n--) {
      const { spans } = this.#chunk(n)
      for (let i = spans.length - 2; i >= 0; i -= 2)
        if ((spans[i] as number) < at) return Math.min(spans[i + 1] as number, at)
    }
    return Number.NEGATIVE_INFINITY
  }

  readonly lastClosed = (at: number): number => {
    let closed = at
    while (this.isOpen(closed - 1)) {
      const { spans } = this.#chunk(chunkOf(closed - 1))
      closed = spans[Spans.firstEndingAfter(spans, closed - 1)] as number
    }
    return closed
  }

  readonly between = (from: number, to: number): number => this.#before(to) - this.#before(from)

  readonly add = (from: number, duration: number): number => {
    if (duration === 0) return this.isOpen(from) || this.lastOpen(from) === from ? from : this.next(from)
    const amount = this.#before(from) + duration
    const forward = duration > 0
    const start = chunkOf(withinHorizon(from) - (forward ? 0 : 1))
    const n = forward
      ? pieceReaching(this.#sumBefore, start, chunkCount, amount)
      : pieceReachingBack(this.#sumBefore, start, amount)
    if (n === undefined) return forward ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
    return Spans.after(this.#chunk(n).spans, amount - this.#sumBefore(n), forward ? "closing" : "opening")
  }

  #chunk(n: number): Chunk {
    let chunk = this.#chunks.get(n)
    if (chunk === undefined) {
      const from = horizon.from + n * chunkMillis
      const spans = spansOf(this.#combination, from, Math.min(from + chunkMillis, horizon.until))
      chunk = { spans, total: Spans.total(spans) }
      this.#chunks.set(n, chunk)
    }
    return chunk
  }

  /** Open time before the instant, counted from the chunk first asked for. */
  #before(at: number): number {
    const clamped = withinHorizon(at)
    const n = chunkOf(clamped)
    return this.#sumBefore(n) + Spans.before(this.#chunk(n).spans, clamped)
  }
}

const chunkOf = (at: number): number =>
  Math.min(Math.max(Math.floor((at - horizon.from) / chunkMillis), 0), chunkCount - 1)
