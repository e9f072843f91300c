import { OpenSet } from "@aftercare/core"
import * as fc from "fast-check"
import { expect } from "vitest"
import { addOf, betweenOf, beyond, intervalsOf, isOpenOf, lastOf, nextOf, type Scan } from "./HoursOracle.ts"

/** Where a property looks: fractions of the scan and offsets in milliseconds, so that they shrink towards its start. */
export interface Query {
  readonly at: number
  readonly to: number
  /** Which open time to add, as a fraction of all that the scan holds. */
  readonly share: number
  /** Look beside the n-th place where the scan changes rather than anywhere. */
  readonly beside: number | undefined
  readonly by: number
}

const thousandths = fc.integer({ min: 1, max: 999 }).map((n) => n / 1000)

const query: fc.Arbitrary<Query> = fc.record({
  at: thousandths,
  to: thousandths,
  share: fc.oneof(fc.constant(0), thousandths),
  beside: fc.option(fc.nat(200), { nil: undefined }),
  by: fc.constantFrom(0, 0, -1, 1, 500, -500),
})

export const queries: fc.Arbitrary<ReadonlyArray<Query>> = fc.array(query, { minLength: 1, maxLength: 12 })

const switchesOf = (s: Scan): ReadonlyArray<number> =>
  s.open.flatMap((open, i) => (i > 0 && open !== s.open[i - 1] ? [s.from + i * s.step] : []))

/** Everything an open set can be asked, held against the scan. What lies outside the scan must lie outside. */
export const agree = (set: OpenSet.OpenSet, s: Scan, asked: ReadonlyArray<Query>): void => {
  const switches = switchesOf(s)
  const place = (fraction: number) => s.from + Math.floor((s.until - s.from) * fraction)
  const total = betweenOf(s, s.from, s.until)
  expect(set.between(s.from, s.until), "all open time").toBe(total)
  expect(OpenSet.intervals(set, s.from, s.until), "all intervals").toEqual(intervalsOf(s, s.from, s.until))
  for (const q of asked) {
    const turn = q.beside === undefined ? undefined : switches[q.beside % (switches.length || 1)]
    const at = Math.min(Math.max((turn ?? place(q.at)) + q.by, s.from + 1), s.until - 1)
    const to = place(q.to)
    const [low, high] = [Math.min(at, to), Math.max(at, to)]
    const name = (question: string) => `${question} ${at} (${new Date(at).toISOString()})`
    const after = (question: string, found: number, wanted: number | typeof beyond) => {
      if (wanted === beyond) expect(found, name(question)).toBeGreaterThanOrEqual(s.until)
      else expect(found, name(question)).toBe(wanted)
    }
    const ahead = (question: string, found: number, wanted: number | typeof beyond) => {
      if (wanted === beyond) expect(found, name(question)).toBeLessThanOrEqual(s.from)
      else expect(found, name(question)).toBe(wanted)
    }
    const open = isOpenOf(s, at)
    expect(set.isOpen(at), name("isOpen")).toBe(open)
    after("next", set.next(at), nextOf(s, at, true))
    after("nextClosed", set.nextClosed(at), nextOf(s, at, false))
    const opens = nextOf(s, at, true)
    const found = set.nextInterval(at)
    after("nextInterval from", found?.from ?? Number.POSITIVE_INFINITY, opens)
    if (opens !== beyond) after("nextInterval until", found?.until ?? Number.NaN, nextOf(s, opens, false))
    ahead("lastOpen", set.lastOpen(at), lastOf(s, at, true))
    ahead("lastClosed", set.lastClosed(at), lastOf(s, at, false))
    ahead("previous", OpenSet.previous(set, at), open ? at : lastOf(s, at, true))
    expect(OpenSet.isClosing(set, at), name("isClosing")).toBe(!open && lastOf(s, at, true) === at)
    expect(set.between(at, to), name(`between to ${to} and`)).toBe(betweenOf(s, at, to))
    const wanted = intervalsOf(s, low, high)
    expect(OpenSet.intervals(set, low, high), name("intervals")).toEqual(wanted)
    expect(OpenSet.intervals(set, low, high, 2), name("two intervals")).toEqual(wanted.slice(0, 2))
    expect(OpenSet.intervalsBackward(set, low, high), name("backward")).toEqual(wanted.toReversed())
    expect(OpenSet.intervalsBackward(set, low, high, 2), name("two backward")).toEqual(
      wanted.toReversed().slice(0, 2),
    )
    const duration = Math.floor(total * q.share)
    after(`add ${duration} to`, set.add(at, duration), addOf(s, at, duration))
    if (duration > 0) ahead(`add -${duration} to`, set.add(at, -duration), addOf(s, at, -duration))
    // Used up exactly at the place asked for: the closing side forward, the opening side backward.
    const exactly = betweenOf(s, low, high)
    after(`add exactly ${exactly} to`, set.add(low, exactly), addOf(s, low, exactly))
    if (exactly > 0) ahead(`add exactly -${exactly} to`, set.add(high, -exactly), addOf(s, high, -exactly))
  }
}
