import { type CallSlot, type Capacity, CapacityForecast, ContactWindow, Interval } from "@aftercare/core"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import { hour } from "../calendar/support/WallClock.ts"
import { edgesOf, heldInTurn, mostHeld, type Slot, slotsOf } from "./support/CapacityOracle.ts"
import { agentAt, type CallDay, callDay } from "./support/callDays.ts"
import { source } from "./support/grounds.ts"

interface Case extends CallDay {
  readonly outlook: CapacityForecast.Outlook
}

/** Days of calling with agents of whom there could be more, and calls of one to two tries. */
const cases: fc.Arbitrary<Case> = callDay({ calls: 9, agents: 3 }).chain((day) =>
  fc.record({
    ...{ calls: fc.constant(day.calls), staffing: fc.constant(day.staffing) },
    outlook: fc
      .record({
        tries: fc.constantFrom([1, 1], [5, 3], [2, 1], [1620, 1000]).map(([tries = 1, calls = 1]) => ({
          tries,
          calls,
          source,
        })),
        further: fc.uniqueArray(agentAt(day.place), { maxLength: 2, selector: ({ id }) => id }),
      })
      .map((more) => ({ ...day.staffing, ...more })),
    place: fc.constant(day.place),
  }),
)

/** The forecast, and all that an oracle needs to find its parts by itself. */
const foretold = (
  check: (of: {
    readonly outlook: CapacityForecast.Outlook
    readonly found: CapacityForecast.CapacityForecast
    /** The calls of the period in their turns, each as often as it is tried. */
    readonly tries: ReadonlyArray<Capacity.Call>
    readonly closing: ReadonlyArray<Capacity.Call>
  }) => void,
): fc.IProperty<[Case]> =>
  fc.property(cases, ({ calls, outlook }) => {
    const result = CapacityForecast.forecast(calls, outlook)
    if (Result.isFailure(result)) return
    const { period, tries } = outlook
    const turns = [...calls]
      .filter(({ span }) => Math.max(span.earliest, period.from) < Math.min(span.latest, period.until))
      .sort((a, b) => b.risk - a.risk || a.span.due - b.span.due || (a.id < b.id ? -1 : 1))
    const closes = ({ span }: Capacity.Call) => span.latest <= period.until
    const ordered = [...turns.filter(closes), ...turns.filter((call) => !closes(call))]
    const upTo = (n: number) => Math.floor((n * tries.tries) / tries.calls)
    const tried = ordered.flatMap((call, i) => Array.from({ length: upTo(i + 1) - upTo(i) }, () => call))
    check({ outlook, found: result.success, tries: tried, closing: tried.filter(closes) })
  })

const slotsWith = (
  outlook: CapacityForecast.Outlook,
  more: ReadonlyArray<number> = [],
): ReadonlyArray<Slot> => {
  const of = (agent: CallSlot.Agent) => slotsOf(agent, outlook)
  return [
    ...outlook.agents.flatMap(of),
    ...outlook.further.flatMap((agent, i) => Array.from({ length: more[i] ?? 0 }, () => of(agent)).flat()),
  ]
}

describe("a forecast", patience, () => {
  test("counts those missed that a search for the most finds no slots for", () => {
    fc.assert(
      foretold(({ closing, found, outlook, tries }) => {
        const edges = edgesOf(tries, slotsWith(outlook))
        const held = new Set(heldInTurn(edges))
        const lost = new Set(tries.flatMap(({ id }, i) => (held.has(i) ? [] : [id])))
        const distinct = new Set(closing.map(({ id }) => id))
        expect(found.missed).toEqual({
          count: [...lost].filter((id) => distinct.has(id)).length,
          of: distinct.size,
        })
        expect(found.waiting).toBe([...lost].filter((id) => !distinct.has(id)).length)
        expect(new Set(found.unplaced.map(({ call }) => call))).toEqual(
          new Set([...lost].filter((id) => distinct.has(id))),
        )
        expect([found.calls, found.expected]).toEqual([new Set(tries.map(({ id }) => id)).size, tries.length])
        expect(found.hours.reduce((sum, { booked }) => sum + booked, 0)).toBe(held.size)
      }),
      runs(150),
    )
  })

  test("accounts for every slot and every wish in its hour", () => {
    fc.assert(
      foretold(({ found, outlook, tries }) => {
        const { period } = outlook
        const within = (from: number) => (at: number) => Interval.contains({ from, until: from + hour }, at)
        const slots = slotsWith(outlook).map(({ at }) => at)
        const wishes = tries.flatMap(({ span, window }) => {
          const ahead = (at: number) => Math.max(at, period.from)
          const moment = ContactWindow.choose(window, {
            earliest: ahead(span.earliest),
            ideal: ahead(span.ideal),
            due: ahead(span.due),
            latest: span.latest,
          })
          return moment === undefined || moment.at >= period.until ? [] : [moment.at]
        })
        for (const { booked, from, slots: there, wanted } of found.hours) {
          expect((from - period.from) % hour).toBe(0)
          expect(there).toBe(slots.filter(within(from)).length)
          expect(wanted).toBe(wishes.filter(within(from)).length)
          expect(booked).toBeLessThanOrEqual(there)
          expect(there + wanted).toBeGreaterThan(0)
        }
        const sum = (of: (hour: CapacityForecast.HourLoad) => number) =>
          found.hours.reduce((n, h) => n + of(h), 0)
        expect([sum(({ slots }) => slots), sum(({ wanted }) => wanted)]).toEqual([
          slots.length,
          wishes.length,
        ])
        expect(found.slots).toBe(slots.length)
        const from = found.hours.map((hour) => hour.from)
        expect(from).toEqual([...new Set(from)].sort((a, b) => a - b))
      }),
      runs(150),
    )
  })

  test("asks for just so many more agents that nothing is missed which they could help", () => {
    const seen = { asked: 0, beyond: 0 }
    fc.assert(
      foretold(({ closing, found, outlook }) => {
        const held = (more: ReadonlyArray<number>) => mostHeld(edgesOf(closing, slotsWith(outlook, more)))
        const plenty = outlook.further.map(() => closing.length)
        const most = held(plenty)
        const more = found.needed.map((needed) => needed.more)
        expect(found.needed.map(({ agent }) => agent)).toEqual(outlook.further.map(({ id }) => id))
        expect(held(more)).toBe(most)
        more.forEach((many, i) => {
          if (many > 0) expect(held(more.with(i, many - 1))).toBeLessThan(most)
          // The first ones are kept low first: fewer wouldn't do, however many there were of those after them.
          const rest = plenty.map((unlimited, j) =>
            j < i ? (more[j] as number) : j === i ? many - 1 : unlimited,
          )
          if (many > 0) expect(held(rest)).toBeLessThan(most)
        })
        expect(found.beyondHelp).toBeLessThanOrEqual(found.missed.count)
        expect(found.beyondHelp > 0).toBe(most < closing.length)
        if (more.some((many) => many > 0)) seen.asked++
        if (found.beyondHelp > 0) seen.beyond++
      }),
      runs(150),
    )
    expect(seen.asked).toBeGreaterThan(10)
    expect(seen.beyond).toBeGreaterThan(10)
  })

  test("is the same in whatever order calls and agents are given", () => {
    fc.assert(
      fc.property(cases, ({ calls, outlook }) => {
        const given = CapacityForecast.forecast(calls, outlook)
        const turned = { ...outlook, agents: outlook.agents.toReversed() }
        if (Result.isSuccess(given))
          expect(CapacityForecast.forecast(calls.toReversed(), turned)).toEqual(given)
      }),
      runs(60),
    )
  })
})

test("expected tries are a rate with its source", () => {
  const decode = Schema.decodeUnknownResult(CapacityForecast.ExpectedTries)
  const isRefused = (of: object) => Result.isFailure(decode({ source, ...of }))
  expect(isRefused({ tries: 1620, calls: 1000 })).toBe(false)
  expect(isRefused({ tries: 999, calls: 1000 })).toBe(true)
  expect(isRefused({ tries: 21, calls: 1 })).toBe(true)
  expect(isRefused({ tries: 0, calls: 0 })).toBe(true)
  expect(Result.isFailure(decode({ tries: 1, calls: 1 }))).toBe(true)
})
