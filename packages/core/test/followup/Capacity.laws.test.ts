import { CallSlot, Capacity, ContactWindow } from "@aftercare/core"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import {
  ableTo,
  bestSet,
  edgesOf,
  heldInTurn,
  mayHold,
  mostHeld,
  type Slot,
  slotsOf,
} from "./support/CapacityOracle.ts"
import { type CallDay, callDay } from "./support/callDays.ts"

const inTurn = (calls: CallDay["calls"]) =>
  [...calls].sort((a, b) => b.risk - a.risk || a.span.due - b.span.due || (a.id < b.id ? -1 : 1))

/** A day, what was assigned, and what could have been. Days that are refused are left out; they are looked at apart. */
const held = (
  most: { readonly calls: number; readonly agents: number },
  check: (of: {
    readonly day: CallDay
    readonly found: Capacity.Assignment
    readonly calls: ReadonlyArray<Capacity.Call>
    readonly slots: ReadonlyArray<Slot>
    readonly edges: ReadonlyArray<ReadonlyArray<number>>
  }) => void,
): fc.IProperty<[CallDay]> =>
  fc.property(callDay(most), (day) => {
    const assigned = Capacity.assign(day.calls, day.staffing)
    if (Result.isFailure(assigned)) return
    const calls = inTurn(day.calls)
    const slots = day.staffing.agents.flatMap((agent) => slotsOf(agent, day.staffing))
    check({ day, found: assigned.success, calls, slots, edges: edgesOf(calls, slots) })
  })

const idsHeld = (found: Capacity.Assignment) => new Set(found.bookings.map(({ call }) => call))

describe("an assignment", patience, () => {
  const few = { calls: 7, agents: 3 }
  const many = { calls: 18, agents: 4 }

  test("holds the best of all sets of calls, found by trying every subset", () => {
    fc.assert(
      held(few, ({ calls, edges, found }) => {
        const ids = idsHeld(found)
        expect(calls.flatMap(({ id }, i) => (ids.has(id) ? [i] : []))).toEqual(bestSet(edges))
      }),
      runs(150),
    )
  })

  test("holds as many calls as can be, and those whose turn comes first", () => {
    fc.assert(
      held(many, ({ calls, edges, found }) => {
        const ids = idsHeld(found)
        expect(ids.size).toBe(mostHeld(edges))
        expect(calls.flatMap(({ id }, i) => (ids.has(id) ? [i] : []))).toEqual(heldInTurn(edges))
      }),
      runs(120),
    )
  })

  test("breaks no window, books nobody twice, and leaves no call out", () => {
    fc.assert(
      held(many, ({ calls, found, slots }) => {
        for (const { agent, at, call } of found.bookings) {
          const slot = slots.find((one) => one.agent.id === agent && one.at === at)
          expect(slot).toBeDefined()
          expect(mayHold(calls.find(({ id }) => id === call) as Capacity.Call, slot as Slot)).toBe(true)
        }
        expect(new Set(found.bookings.map(({ agent, at }) => `${agent} ${at}`)).size).toBe(
          found.bookings.length,
        )
        for (const agent of new Set(found.bookings.map((booking) => booking.agent))) {
          const own = found.bookings.filter((booking) => booking.agent === agent)
          own.slice(1).forEach(({ at }, i) => {
            const before = own[i] as Capacity.Booking
            const { window } = calls.find(({ id }) => id === before.call) as Capacity.Call
            expect(before.at + window.durationMillis).toBeLessThanOrEqual(at)
          })
        }
        const accounted = [...found.bookings, ...found.unplaced].map(({ call }) => call)
        expect([...accounted].sort()).toEqual(calls.map(({ id }) => id).sort())
      }),
      runs(100),
    )
  })

  test("is the same in whatever order calls and agents are given", () => {
    const shuffled = callDay(many).chain((day) =>
      fc.tuple(
        fc.constant(day),
        fc.shuffledSubarray([...day.calls], { minLength: day.calls.length }),
        fc.shuffledSubarray([...day.staffing.agents], { minLength: day.staffing.agents.length }),
      ),
    )
    fc.assert(
      fc.property(shuffled, ([day, calls, agents]) => {
        const assigned = Capacity.assign(day.calls, day.staffing)
        if (Result.isFailure(assigned)) return
        expect(Capacity.assign(calls, { ...day.staffing, agents })).toEqual(assigned)
      }),
      runs(100),
    )
  })

  test("leaves no slot free that a call would rather have had", () => {
    fc.assert(
      held(many, ({ calls, edges, found, slots }) => {
        const taken = new Set(found.bookings.map(({ agent, at }) => `${agent} ${at}`))
        for (const booking of found.bookings) {
          const i = calls.findIndex(({ id }) => id === booking.call)
          const { span, window } = calls[i] as Capacity.Call
          const free = (edges[i] ?? [])
            .map((slot) => slots[slot] as Slot)
            .filter(({ agent, at }) => !taken.has(`${agent.id} ${at}`))
          // Among these moments alone, and its own, `choose` would take its own.
          const moments = [booking.at, ...free.map(({ at }) => at)]
          const rank = (at: number) => {
            const alone = { ...span, earliest: at, ideal: at, due: at + 1, latest: at + 1 }
            const band = ContactWindow.bandAt(span, at)
            const order = ["ideal", "early", "overdue"].indexOf(band)
            const welcome = ContactWindow.choose(window, alone)?.preferred === true
            return [order, welcome ? 0 : 1, band === "early" ? -at : at] as const
          }
          const best = moments.map(rank).sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2])[0]
          expect(rank(booking.at)).toEqual(best)
          expect(booking.band).toBe(ContactWindow.bandAt(span, booking.at))
          expect(booking.preferred).toBe(rank(booking.at)[1] === 0)
        }
      }),
      runs(100),
    )
  })

  test("says truly why a call has no slot", () => {
    fc.assert(
      held(many, ({ calls, day, edges, found, slots }) => {
        const turnOf = new Map(calls.map(({ id }, i) => [id, i]))
        expect(found.unplaced.map(({ call }) => turnOf.get(call))).toEqual(
          found.unplaced.map(({ call }) => turnOf.get(call)).sort((a, b) => Number(a) - Number(b)),
        )
        for (const { call: id, reason } of found.unplaced) {
          const i = turnOf.get(id) as number
          const call = calls[i] as Capacity.Call
          expect(reason).toEqual(why(call, day, slots, edges[i] as ReadonlyArray<number>))
          if (reason._tag !== "AllTaken") continue
          for (const slot of edges[i] as ReadonlyArray<number>) {
            const { agent, at } = slots[slot] as Slot
            const holder = found.bookings.find((booking) => booking.agent === agent.id && booking.at === at)
            expect(turnOf.get(holder?.call as Capacity.Call["id"])).toBeLessThan(i)
          }
        }
      }),
      runs(120),
    )
  })
})

/** The reason, read off the design. */
const why = (
  call: Capacity.Call,
  { staffing }: CallDay,
  slots: ReadonlyArray<Slot>,
  edges: ReadonlyArray<number>,
): Capacity.UnplacedReason => {
  const { span, window } = call
  const [from, until] = [
    Math.max(span.earliest, staffing.period.from),
    Math.min(span.latest, staffing.period.until),
  ]
  if (from >= until) return { _tag: "OutsidePeriod" }
  const skilled = staffing.agents.filter(({ skills }) => call.skills.every((skill) => skills.includes(skill)))
  if (skilled.length === 0) return { _tag: "NobodyQualified", missing: "skills" }
  const able = skilled.filter(({ languages }) => languages.includes(call.language))
  if (able.length === 0) return { _tag: "NobodyQualified", missing: "language" }
  const longest = Math.max(...able.map(({ callsPerHour }) => Math.floor(3_600_000 / callsPerHour)))
  if (longest < window.durationMillis)
    return { _tag: "SlotsTooShort", callMillis: window.durationMillis, slotMillis: longest }
  if (edges.length > 0) return { _tag: "AllTaken", slots: edges.length }
  const room = ContactWindow.roomOf(window)
  const times = slots
    .filter((slot) => ableTo(call, slot) && from <= slot.at && slot.at < until)
    .map(({ at }) => at)
  const { possible } = window.open
  const mayBegin = (at: number) => window.beginnings?.possible.isOpen(at) ?? true
  if (times.some((at) => possible.isOpen(at) && possible.nextClosed(at) - at >= room && mayBegin(at)))
    return { _tag: "AwaitingCalendar", calendar: window.calendar.id, version: window.calendar.version }
  const refusing = times.map((at) => ContactWindow.permit({ ...window, durationMillis: room }, at))
  const rules = refusing.flatMap((refused) => (Result.isFailure(refused) ? refused.failure.rules : []))
  return { _tag: "NoSlotInWindow", rules: expect.toSatisfy(sameSet(rules)) }
}

const sameSet =
  (expected: ReadonlyArray<string>) =>
  (found: unknown): boolean =>
    Array.isArray(found) &&
    new Set(found).size === found.length &&
    expected.every((rule) => found.includes(rule)) &&
    found.every((rule) => expected.includes(rule))

describe("a shift", patience, () => {
  test("holds the slots that a walk by minute finds", () => {
    fc.assert(
      fc.property(callDay({ calls: 0, agents: 2 }), ({ staffing }) => {
        for (const agent of staffing.agents) {
          const starts = CallSlot.starts(agent, staffing)
          const walked = slotsOf(agent, staffing).map(({ at }) => at)
          if (Result.isSuccess(starts)) expect(starts.success).toEqual(walked)
          else expect(walked).toEqual([])
        }
      }),
      runs(120),
    )
  })
})
