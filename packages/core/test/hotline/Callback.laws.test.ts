import {
  Callback,
  CallbackCounts,
  CallbackFact,
  CallbackPolicy,
  GeneralHotline,
  Personal,
  TimeZone,
} from "@aftercare/core"
import { CallbackLife, HotlineLaws, Laws } from "@aftercare/core/testing"
import * as Equal from "effect/Equal"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"

const lives = CallbackLife.lives()
const zone = TimeZone.make("Asia/Shanghai")

describe("a callback", patience, () => {
  test("keeps all laws of callbacks", () => {
    const all = {
      name: "the laws of callbacks",
      check: (life: CallbackLife.CallbackLife) =>
        HotlineLaws.callbacks.map((law) => law.check(life)).find((found) => found !== undefined),
    }
    fc.assert(Laws.property(all, lives), runs(150))
  })

  test("keeps them on a hospital's own policy, which its lives are drawn on", () => {
    const own: CallbackPolicy.CallbackPolicy = {
      ...GeneralHotline.callbacks(zone),
      id: "own",
      promisedMinutes: 30,
    }
    const grounds = CallbackLife.ground().map((ground) => ({ ...ground, policy: own }))
    fc.assert(
      fc.property(CallbackLife.lives(grounds), ({ ground, steps }) => {
        expect(ground.policy).toBe(own)
        expect(steps[0]?.callback.policy.id).toBe("own")
      }),
      runs(20),
    )
  })

  test("and its events decode from what they encode to", () => {
    const callback = Schema.fromJsonString(Callback.Callback)
    const events = Schema.fromJsonString(Schema.Array(Callback.CallbackEvent))
    fc.assert(
      fc.property(lives, (life) => {
        const kept = life.steps.map(({ event }) => event)
        expect(Equal.equals(Schema.decodeSync(events)(Schema.encodeSync(events)(kept)), kept)).toBe(true)
        const last = CallbackLife.ended(life)
        expect(Equal.equals(Schema.decodeSync(callback)(Schema.encodeSync(callback)(last)), last)).toBe(true)
      }),
      runs(40),
    )
  })

  test("is made by any events in any order without a fault", () => {
    const shuffled = fc
      .tuple(lives, lives)
      .chain(([{ steps }, other]) =>
        fc.shuffledSubarray([...steps, ...other.steps].map(({ event }) => event)),
      )
    fc.assert(
      fc.property(shuffled, (events) => {
        const made = Callback.fromHistory(events)
        expect(Option.isSome(made)).toBe(events[0]?._tag === "Asked")
        if (Option.isSome(made)) expect(Schema.is(Callback.Callback)(made.value)).toBe(true)
      }),
      runs(40),
    )
  })

  test("that is erased has no number, no reason and nobody to ring, and counts as before", () => {
    const erase = Personal.eraser(Callback.Callback)
    const eraseEvent = Personal.eraser(Callback.CallbackEvent)
    fc.assert(
      fc.property(lives, (life) => {
        const callback = CallbackLife.ended(life)
        const erased = erase(callback)
        expect(erased.number).toBeUndefined()
        expect(JSON.stringify(erased)).not.toMatch(/\+86/)
        expect(erased.wish?.override?.reason ?? Personal.erased).toBe(Personal.erased)
        expect(CallbackFact.of(erased)).toEqual(CallbackFact.of(callback))
        const told = life.steps.map(({ event }) => eraseEvent(event))
        expect(Equal.equals(Callback.fromHistory(told), Option.some(erased))).toBe(true)
      }),
      runs(40),
    )
  })

  test("is counted by its history, read line by line", () => {
    const during = { from: Date.UTC(2026, 1, 1), until: Date.UTC(2026, 2, 1) }
    fc.assert(
      fc.property(fc.array(lives, { maxLength: 6 }), (all) => {
        const facts = all.flatMap((life) => CallbackFact.of(CallbackLife.ended(life)) ?? [])
        const byHand = {
          callbacksAsked: 0,
          callbacksReached: 0,
          callbacksReachedInTime: 0,
          callbacksMissed: 0,
        }
        for (const { steps } of all) {
          const told = steps.map(({ event }) => event)
          const asked = told.find((event) => event._tag === "Asked")
          const askedAt = asked?.asked.askedAt.epochMilliseconds ?? 0
          let due = asked?.asked.dueAt.epochMilliseconds ?? 0
          let began = 0
          let end: string | undefined
          for (const event of told) {
            if (event._tag === "TryStarted") began = event.at.epochMilliseconds
            if (event._tag === "TryEnded") {
              if (event.disposition === "callLater") due = event.next.dueAt.epochMilliseconds
              if (event.disposition === "completed") end = began <= due ? "inTime" : "late"
              else if (event.next.state._tag === "Over") end = "otherwise"
            }
            if (event._tag === "Ended") end = event.end._tag
          }
          if (end === undefined || askedAt < during.from || askedAt >= during.until) continue
          byHand.callbacksAsked++
          if (end === "inTime" || end === "late") byHand.callbacksReached++
          if (end === "inTime") byHand.callbacksReachedInTime++
          if (end === "Missed") byHand.callbacksMissed++
        }
        expect(CallbackCounts.of(facts, during)).toEqual(byHand)
      }),
      runs(30),
    )
  })
})

test("policies that are generated decode", () => {
  fc.assert(
    fc.property(CallbackLife.policy(), (policy) => Schema.is(CallbackPolicy.CallbackPolicy)(policy)),
    runs(30),
  )
})

test("lives reach everything: each event, each end, each state, each rule that an act can run into", () => {
  const drawn = fc.sample(lives, { numRuns: 300, seed: 1 })
  const events = new Set<string>(drawn.flatMap(({ steps }) => steps.map(({ event }) => event._tag)))
  expect(Object.keys(Callback.CallbackEvent.cases).filter((tag) => !events.has(tag))).toEqual([])
  const states = drawn.flatMap(({ steps }) => steps.map(({ callback }) => callback.state))
  const stood = new Set<string>(states.map(({ _tag }) => _tag))
  expect(Object.keys(Callback.CallbackState.cases).filter((tag) => !stood.has(tag))).toEqual([])
  const ends = new Set<string>(states.flatMap((state) => (state._tag === "Over" ? [state.end._tag] : [])))
  expect(Object.keys(Callback.CallbackEnd.cases).filter((tag) => !ends.has(tag))).toEqual([])
  const rules = new Set(drawn.flatMap(({ refused }) => refused.map(({ rule }) => rule)))
  expect(rules).toContain("OutsideWindow")
  // The first two are of calls that ask for none.
  expect(Callback.CallbackRule.literals.filter((rule) => !rules.has(rule))).toEqual([
    "callback.notAsked",
    "callback.noNumber",
  ])
})
