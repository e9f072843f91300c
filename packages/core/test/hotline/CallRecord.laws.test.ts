import { Memory } from "@aftercare/adapter-memory"
import {
  CallRecord,
  CallStore,
  HotlineCounts,
  Id,
  type Interval,
  Personal,
  QueuedCall,
} from "@aftercare/core"
import { HotlineArbitraries, HotlineLaws, Laws } from "@aftercare/core/testing"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"

const lives = HotlineArbitraries.callLife()

describe("a call", patience, () => {
  test.each(HotlineLaws.calls)("$name", (law) => {
    fc.assert(Laws.property(law, lives), runs(200))
  })

  test("and its events decode from what they encode to", () => {
    const call = Schema.fromJsonString(CallRecord.CallRecord)
    const events = Schema.fromJsonString(Schema.Array(CallRecord.CallEvent))
    fc.assert(
      fc.property(lives, (life) => {
        const kept = life.steps.map(({ event }) => event)
        const read = Schema.decodeSync(events)(Schema.encodeSync(events)(kept))
        expect(Equal.equals(read, kept)).toBe(true)
        const last = HotlineArbitraries.ended(life)
        expect(Equal.equals(Schema.decodeSync(call)(Schema.encodeSync(call)(last)), last)).toBe(true)
      }),
      runs(60),
    )
  })

  test("is made by any events in any order without a fault, and what it makes decodes", () => {
    const shuffled = fc
      .tuple(lives, lives)
      .chain(([{ steps }, other]) =>
        fc.shuffledSubarray([...steps, ...other.steps].map(({ event }) => event)),
      )
    fc.assert(
      fc.property(shuffled, (events) => {
        const made = CallRecord.fromHistory(events)
        expect(Option.isSome(made)).toBe(events[0]?._tag === "Arrived")
        if (Option.isNone(made)) return
        expect(Schema.is(CallRecord.CallRecord)(made.value)).toBe(true)
        const fact = QueuedCall.of(made.value)
        if (fact !== undefined) expect(Schema.is(QueuedCall.QueuedCall)(fact)).toBe(true)
        for (const talk of made.value.talks)
          for (const millis of Object.values(CallRecord.handlingOf(talk)))
            expect(millis).toBeGreaterThanOrEqual(0)
      }),
      runs(100),
    )
  })

  test("that is erased tells nobody's number or words, and counts as before", () => {
    const erase = Personal.eraser(CallRecord.CallRecord)
    const eraseEvent = Personal.eraser(CallRecord.CallEvent)
    fc.assert(
      fc.property(lives, (life) => {
        const call = HotlineArbitraries.ended(life)
        const erased = erase(call)
        expect(erased.caller).toBeUndefined()
        expect(erased.notes.every(({ text }) => text === Personal.erased)).toBe(true)
        expect(JSON.stringify(erased)).not.toMatch(/\+86/)
        expect(QueuedCall.of(erased)).toEqual(QueuedCall.of(call))
        expect(erased.talks).toEqual(call.talks)
        expect(CallRecord.patientsOf(erased)).toEqual(CallRecord.patientsOf(call))
        expect(Schema.is(CallRecord.CallRecord)(erased)).toBe(true)
        const told = life.steps.map(({ event }) => eraseEvent(event))
        expect(Equal.equals(CallRecord.fromHistory(told), Option.some(erased))).toBe(true)
      }),
      runs(100),
    )
  })
})

const tenant = Id.TenantId.make("hospital")

/** The calls of a period out of a store, a few at a time. */
const stored = (calls: ReadonlyArray<CallRecord.CallRecord>, during: Interval.Interval) =>
  Effect.gen(function* () {
    const store = yield* CallStore.CallStore
    for (const call of calls) yield* store.insert(tenant, call, [])
    return yield* Stream.runCollect(
      Stream.paginate(Option.none<CallStore.CallKey>(), (place) => {
        const after = Option.getOrUndefined(place)
        const options = { of: "all", during, limit: 3, ...(after === undefined ? {} : { after }) } as const
        return Effect.map(
          store.list(tenant, options),
          ({ next, records }) => [records, Option.map(next, Option.some)] as const,
        )
      }),
    )
  }).pipe(Effect.provide(Layer.fresh(Memory.layer)), Effect.runSync)

test("the stored calls of a period count as a list of events counted by hand", patience, () => {
  const limits = { answeredWithinMillis: 15_000, abandonedEarlyMillis: 5000 }
  const calling = fc.array(HotlineArbitraries.callLife({ min: "2026-03-30", max: "2026-04-02" }), {
    minLength: 1,
    maxLength: 12,
  })
  fc.assert(
    fc.property(calling, fc.nat(), (lives, which) => {
      // A period that begins in the middle of some call.
      const told = lives.flatMap(({ steps }) => steps.map(({ event }) => event.at.epochMilliseconds))
      const from = told[which % told.length] ?? 0
      const during = { from, until: from + 36 * 3_600_000 }
      const calls = lives.map((life, n) => ({
        ...HotlineArbitraries.ended(life),
        id: Id.CallId.make(`call-${n}`),
      }))
      const records = stored(calls, { from: during.from - CallRecord.longest, until: during.until })
      const facts = records.flatMap(({ record }) => QueuedCall.of(record) ?? [])
      const byHand = [0, 0, 0, 0, 0] as [number, number, number, number, number]
      for (const { steps } of lives) {
        const events = steps.map(({ event }) => ({ tag: event._tag, at: event.at.epochMilliseconds }))
        const first = events.findIndex(({ tag }) => tag === "Queued")
        const from = events[first]
        const until = events
          .slice(first + 1)
          .find(({ tag }) =>
            ["Answered", "Abandoned", "VoicemailLeft", "CallbackAsked", "TurnedAway"].includes(tag),
          )
        if (from === undefined || until === undefined) continue
        if (from.at < during.from || from.at >= during.until) continue
        byHand[0]++
        if (until.tag === "Answered") byHand[1]++
        if (until.tag === "Answered" && until.at - from.at <= 15_000) byHand[2]++
        if (until.tag === "Abandoned") byHand[until.at - from.at <= 5000 ? 3 : 4]++
      }
      expect(Object.values(HotlineCounts.of(facts, during, limits))).toEqual(byHand)
    }),
    runs(100),
  )
})

test("lives reach everything: each act is recorded and refused by each rule, each state is stood at", () => {
  const drawn = fc.sample(lives, { numRuns: 1000, seed: 1 })
  const recorded = new Set<string>(drawn.flatMap(({ steps }) => steps.map(({ event }) => event._tag)))
  expect(Object.keys(CallRecord.CallAct.cases).filter((tag) => !recorded.has(tag))).toEqual([])
  const rules = new Set(drawn.flatMap(({ refused }) => refused.map(({ refusal }) => refusal.rule)))
  expect(CallRecord.CallRule.literals.filter((rule) => !rules.has(rule))).toEqual([])
  const states = new Set<string>(drawn.flatMap(({ steps }) => steps.map(({ call }) => call.state._tag)))
  expect(Object.keys(CallRecord.CallState.cases).filter((tag) => !states.has(tag))).toEqual([])
  const ends = new Set(drawn.flatMap((life) => HotlineArbitraries.ended(life).waits.map(({ end }) => end)))
  expect(CallRecord.WaitEnd.literals.filter((end) => !ends.has(end))).toEqual([])
})
