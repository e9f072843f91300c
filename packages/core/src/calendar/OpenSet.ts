/**
 * What can be asked of a set of instants, as plain arithmetic over epoch milliseconds.
 *
 * **Details**
 *
 * Everything is half-open. Nothing is open before 1970-01-01 or from 2060-01-01 on, where no zone's offset is known; a
 * search that finds nothing up to there answers with an infinity, never with a guess.
 *
 * @since 0.1.0
 */
import type { Interval } from "../foundation/Interval.ts"

/** A set of instants. */
export interface OpenSet {
  /** Whether the instant belongs to the set. */
  readonly isOpen: (at: number) => boolean
  /** The least open instant ≥ `at`, or infinity. */
  readonly next: (at: number) => number
  /** The least closed instant ≥ `at`. */
  readonly nextClosed: (at: number) => number
  /** The open interval that holds the instant, from it on, or else the next one; undefined where there is none. */
  readonly nextInterval: (at: number) => Interval | undefined
  /** Where the last open time before `at` ends: `at` itself if it is open right up to there; or minus infinity. */
  readonly lastOpen: (at: number) => number
  /** Where the last closed time before `at` ends: `at` itself if it is closed right up to there. */
  readonly lastClosed: (at: number) => number
  /** Open milliseconds from `from` to `to`; negative where `to` is the earlier. */
  readonly between: (from: number, to: number) => number
  /**
   * The instant `duration` open milliseconds after `from`: the closing instant where an interval is just used up.
   * Zero gives `from` where it is open or a closing instant, else the next opening. A negative duration is the mirror
   * image. Infinity where the horizon comes first.
   */
  readonly add: (from: number, duration: number) => number
}

/** The instant if open, else the closing instant (itself closed) of the last open interval before, or minus infinity. */
export const previous = (set: OpenSet, at: number): number => (set.isOpen(at) ? at : set.lastOpen(at))

/** What `nextInterval` answers, searched for end by end. */
export const searchedInterval = (
  set: Pick<OpenSet, "next" | "nextClosed">,
  at: number,
): Interval | undefined => {
  const from = set.next(at)
  return from === Number.POSITIVE_INFINITY ? undefined : { from, until: set.nextClosed(from) }
}

/** Whether the instant is closed and ends an open interval. */
export const isClosing = (set: OpenSet, at: number): boolean => !set.isOpen(at) && set.lastOpen(at) === at

/**
 * The open intervals within `[from, until)`: ascending, disjoint, maximal within the range and clipped to it; at most
 * `limit` of them.
 */
export const intervals = (
  set: OpenSet,
  from: number,
  until: number,
  limit = Number.POSITIVE_INFINITY,
): ReadonlyArray<Interval> => {
  const out: Array<Interval> = []
  let found = set.nextInterval(from)
  while (found !== undefined && found.from < until && out.length < limit) {
    out.push(found.until <= until ? found : { from: found.from, until })
    found = set.nextInterval(found.until)
  }
  return out
}

/** The same intervals, newest first. */
export const intervalsBackward = (
  set: OpenSet,
  from: number,
  until: number,
  limit = Number.POSITIVE_INFINITY,
): ReadonlyArray<Interval> => {
  const out: Array<Interval> = []
  for (let closes = set.lastOpen(until); closes > from && out.length < limit; ) {
    const opens = set.lastClosed(closes)
    out.push({ from: Math.max(opens, from), until: closes })
    closes = set.lastOpen(opens)
  }
  return out
}
