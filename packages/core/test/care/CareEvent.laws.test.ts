import { CareEvent, CareOccasion, type Id, Occasion } from "@aftercare/core"
import { CareEventArbitraries } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Equal from "effect/Equal"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import { dateAt } from "../calendar/support/WallClock.ts"

const lives = CareEventArbitraries.careEventLife()

// A list at the door: seats by name, a queue beside them, and somebody who calls the next one whenever a seat is free.
interface Door {
  seats: Array<string>
  queue: Array<string>
  room: number
}

const atTheDoor = (door: Door, entry: CareEvent.CareEventEntry): void => {
  switch (entry._tag) {
    case "Announced":
    case "CapacityChanged":
      door.room = entry.capacity ?? Number.POSITIVE_INFINITY
      break
    case "Registered":
      door.queue.push(entry.person)
      break
    case "GivenBack":
      door.seats = door.seats.filter((person) => person !== entry.person)
      door.queue = door.queue.filter((person) => person !== entry.person)
  }
  while (door.seats.length < door.room) {
    const next = door.queue.shift()
    if (next === undefined) break
    door.seats.push(next)
  }
}

describe("places", patience, () => {
  test("are held and waited for as on a list at the door, and never are there more than fit", () => {
    let waited = 0
    fc.assert(
      fc.property(lives, ({ steps }) => {
        const door: Door = { seats: [], queue: [], room: 0 }
        for (const { entry, event } of steps) {
          atTheDoor(door, entry)
          expect(CareEvent.registered(event)).toEqual(door.seats)
          expect(CareEvent.waiting(event)).toEqual(door.queue)
          expect(door.seats.length).toBeLessThanOrEqual(event.capacity ?? Number.POSITIVE_INFINITY)
          const line = [...door.seats, ...door.queue]
          expect(new Set(line).size).toBe(line.length)
          waited += door.queue.length
        }
      }),
      runs(150),
    )
    expect(waited).toBeGreaterThan(300)
  })

  test("that are promoted are told of once each time, a move and a cancellation to everybody in line", () => {
    let promoted = 0
    const policy = { tellWithinHours: 24, latestMinutesBefore: 60 }
    fc.assert(
      fc.property(lives, ({ steps }) => {
        const door: Door = { seats: [], queue: [], room: 0 }
        const told = new Set<string>()
        for (const [i, { entry, event }] of steps.entries()) {
          const before = steps[i - 1]?.event ?? event
          const waited = new Set(door.queue)
          atTheDoor(door, entry)
          const wanted = [
            ...(entry._tag === "Moved" ? [...door.seats, ...door.queue].map((to) => `${to} moved`) : []),
            ...(entry._tag === "Cancelled"
              ? [...door.seats, ...door.queue].map((to) => `${to} cancelled`)
              : []),
            ...door.seats.filter((person) => waited.has(person)).map((to) => `${to} promoted`),
          ]
          const notices = CareEvent.news(before, event, policy)
          expect(notices.map(({ occasion, to }) => `${to} ${occasion.kind}`)).toEqual(wanted)
          for (const { occasion, span, to } of notices) {
            const id = CareOccasion.messageId(occasion, to)
            expect(told.has(id)).toBe(false)
            told.add(id)
            if (occasion.kind === "promoted") promoted++
            const begins = Math.min(
              before.times.from.epochMilliseconds,
              (occasion.kind === "moved" ? event : before).times.from.epochMilliseconds,
            )
            const isLate = entry.at.epochMilliseconds >= begins - 60 * 60_000
            expect(span === undefined).toBe(isLate)
            if (span === undefined) continue
            expect([span.earliest, span.ideal]).toEqual([
              entry.at.epochMilliseconds,
              entry.at.epochMilliseconds,
            ])
            expect(span.ideal < span.due && span.due <= span.latest).toBe(true)
            expect(span.latest).toBe(begins - 60 * 60_000)
          }
        }
      }),
      runs(150),
    )
    expect(promoted).toBeGreaterThan(15)
  })
})

describe("an event", patience, () => {
  test("is what its history makes, up to any entry; an entry told again changes nothing", () => {
    fc.assert(
      fc.property(lives, ({ steps }) => {
        const entries = steps.map(({ entry }) => entry)
        for (const [i, { event }] of steps.entries())
          expect(Equal.equals(CareEvent.fromHistory(entries.slice(0, i + 1)), Option.some(event))).toBe(true)
        const last = steps.at(-1)?.event as CareEvent.CareEvent
        for (const entry of entries) {
          expect(CareEvent.evolve(last, entry)).toBe(last)
          if (entry._tag !== "Announced")
            expect(CareEvent.record(last, entry, entry)).toMatchObject({ success: [last, []] })
        }
        const kept = Schema.fromJsonString(CareEvent.CareEvent)
        expect(Equal.equals(Schema.decodeSync(kept)(Schema.encodeSync(kept)(last)), last)).toBe(true)
        const told = Schema.fromJsonString(Schema.Array(CareEvent.CareEventEntry))
        expect(Equal.equals(Schema.decodeSync(told)(Schema.encodeSync(told)(entries)), entries)).toBe(true)
      }),
      runs(60),
    )
  })

  test("ends once: afterwards nothing but attendance changes", () => {
    fc.assert(
      fc.property(lives, ({ steps }) => {
        for (const [i, { event }] of steps.entries()) {
          const before = steps[i - 1]?.event
          if (before === undefined || before.state._tag === "Announced") continue
          expect({ ...event, attendance: [], entries: [] }).toEqual({
            ...before,
            attendance: [],
            entries: [],
          })
        }
      }),
      runs(60),
    )
  })

  test("is made by any entries in any order without a fault, and what it makes decodes", () => {
    const shuffled = fc
      .tuple(lives, lives)
      .chain(([{ steps }, other]) =>
        fc.shuffledSubarray([...steps, ...other.steps].map(({ entry }) => entry)),
      )
    fc.assert(
      fc.property(shuffled, (entries) => {
        const made = CareEvent.fromHistory(entries)
        expect(Option.isSome(made)).toBe(entries[0]?._tag === "Announced")
        if (Option.isNone(made)) return
        expect(Schema.is(CareEvent.CareEvent)(made.value)).toBe(true)
        const states = entries.map(
          (_, n) => Option.getOrThrow(CareEvent.fromHistory(entries.slice(0, n + 1))).state,
        )
        const end = states.findIndex(({ _tag }) => _tag !== "Announced")
        if (end >= 0) for (const state of states.slice(end)) expect(state).toEqual(states[end])
        expect(new Set(made.value.line.map(({ person }) => person)).size).toBe(made.value.line.length)
      }),
      runs(60),
    )
  })

  test("that was held or cancelled stays so, whatever its history says next", () => {
    const stamp = {
      id: "again" as Id.EventId,
      at: DateTime.makeUnsafe(0),
      by: { _tag: "Person", person: "p" as Id.PersonId },
    } as const
    fc.assert(
      fc.property(lives, ({ steps }) => {
        const event = steps.at(-1)?.event as CareEvent.CareEvent
        if (event.state._tag === "Announced") return
        for (const act of [{ _tag: "Held" }, { _tag: "Cancelled", reason: "x" }] as const)
          expect(CareEvent.evolve(event, { ...act, ...stamp }).state).toEqual(event.state)
      }),
      runs(30),
    )
  })

  test("is counted as its entries tell, in whichever order attendance is told", () => {
    let stayedAway = 0
    fc.assert(
      fc.property(lives, fc.nat(), ({ steps }, seed) => {
        const event = steps.at(-1)?.event as CareEvent.CareEvent
        const last = new Map<Id.PersonId, boolean>()
        for (const { entry } of steps) if (entry._tag === "AttendanceTold") last.set(entry.person, entry.came)
        const places = CareEvent.registered(event)
        const some = (of: (person: Id.PersonId) => boolean) => [...last.keys()].filter(of).length
        const counted = {
          registered: places.length,
          waiting: event.line.length - places.length,
          came: some((person) => places.includes(person) && last.get(person) === true),
          stayedAway: some((person) => places.includes(person) && last.get(person) === false),
          walkIns: some((person) => !places.includes(person)),
        }
        expect(CareEvent.counts(event)).toEqual(counted)
        const { came, registered } = counted
        expect(CareEvent.noShowRate(CareEvent.counts(event))).toEqual({
          count: counted.stayedAway,
          of: came + counted.stayedAway,
        })
        expect(came + counted.stayedAway).toBeLessThanOrEqual(registered)
        stayedAway += counted.stayedAway
        const turn = seed % Math.max(1, event.attendance.length)
        const told = [...event.attendance.slice(turn), ...event.attendance.slice(0, turn)].reverse()
        expect(CareEvent.counts({ ...event, attendance: told })).toEqual(counted)
        const asked = CareEvent.toAsk(event)
        expect(asked.map(({ to }) => to).sort()).toEqual(
          [...last.keys()].filter((one) => last.get(one)).sort(),
        )
        expect(asked.every(({ occasion }) => Schema.is(Occasion.Occasion)(occasion))).toBe(true)
      }),
      runs(80),
    )
    expect(stayedAway).toBeGreaterThan(4)
  })

  test("reminds who has a place, on the date so many days before, as a calendar on the wall shows", () => {
    fc.assert(
      fc.property(
        lives,
        fc.integer({ min: 0, max: 7 }),
        fc.constantFrom(0, 60, 2880),
        (life, days, minutes) => {
          for (const { event } of life.steps) {
            const notices = CareEvent.reminders(event, {
              remindDaysBefore: days,
              latestMinutesBefore: minutes,
            })
            if (event.state._tag !== "Announced") expect(notices).toEqual([])
            const begins = event.times.from.epochMilliseconds
            for (const { occasion, span } of notices) {
              expect(occasion.number).toBe(event.moves + 1)
              if (span === undefined) throw new Error("a reminder without a span")
              const on = dateAt(event.zone, span.earliest)
              expect(dateAt(event.zone, span.earliest - 1)).not.toBe(on)
              expect(Date.parse(dateAt(event.zone, begins)) - Date.parse(on)).toBe(days * 86_400_000)
              expect(dateAt(event.zone, span.due - 1)).toBe(on)
              expect(span.latest).toBe(begins - minutes * 60_000)
              expect(span.ideal < span.due && span.due <= span.latest).toBe(true)
            }
            const isTooLate = notices.length === 0 && event.state._tag === "Announced"
            const midnight = (at: number) => Date.parse(dateAt(event.zone, at))
            if (isTooLate && CareEvent.registered(event).length > 0)
              expect(midnight(begins - minutes * 60_000 - 1)).toBeLessThan(
                midnight(begins) - days * 86_400_000,
              )
            else if (event.state._tag === "Announced")
              expect(notices.map(({ to }) => to)).toEqual(CareEvent.registered(event))
          }
        },
      ),
      runs(60),
    )
  })
})
