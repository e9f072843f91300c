import { type Callback, CallRecord, Id } from "@aftercare/core"
import { CallbackLife, type HotlineArbitraries, HotlineLaws } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { expect, test } from "vitest"

type Life = HotlineArbitraries.CallLife

const stamp = (seconds: number): CallRecord.CallStamp => ({
  id: Id.EventId.make(`e-${seconds}`),
  at: DateTime.makeUnsafe(seconds * 1000),
})

const acts: ReadonlyArray<readonly [seconds: number, act: CallRecord.CallAct]> = [
  [10, { _tag: "Queued", queue: Id.QueueId.make("desk") }],
  [30, { _tag: "Answered", agent: Id.StaffId.make("agent-1") }],
  [90, { _tag: "HungUp", by: "caller" }],
  [95, { _tag: "Noted", by: Id.StaffId.make("agent-1"), text: "" }],
]

const sound = ((): Life => {
  let [call, events] = CallRecord.arrive({ call: Id.CallId.make("call-1") }, stamp(0))
  const steps = events.map((event) => ({ event, call }))
  for (const [seconds, act] of acts) {
    ;[call, events] = Result.getOrThrow(CallRecord.record(call, act, stamp(seconds)))
    for (const event of events) steps.push({ event, call })
  }
  return { steps, refused: [] }
})()

/** The life, with another call at its end. */
const ending = (change: (call: CallRecord.CallRecord) => Partial<CallRecord.CallRecord>): Life => {
  const { call, event } = sound.steps.at(-1) as Life["steps"][number]
  return { ...sound, steps: [...sound.steps.slice(0, -1), { event, call: { ...call, ...change(call) } }] }
}

const broken = (life: Life) => HotlineLaws.calls.filter((law) => law.check(life) !== undefined)

test("a sound life breaks no law", () => {
  expect(broken(sound)).toEqual([])
})

const early = stamp(89).at

test.each([
  [
    "that forgets its events",
    ending(() => ({ events: [] })),
    [HotlineLaws.historyIsTheCall, HotlineLaws.toldTwiceIsToldOnce],
  ],
  [
    "that goes on once it is over",
    ending(() => ({ state: { _tag: "InMenu" } })),
    [HotlineLaws.historyIsTheCall, HotlineLaws.overStaysOver],
  ],
  [
    "with a moment that is nobody's",
    ending(({ talks }) => ({ talks: talks.map((talk) => ({ ...talk, from: stamp(31).at })) })),
    [HotlineLaws.historyIsTheCall, HotlineLaws.everyMomentIsSomebodys],
  ],
  [
    "whose talk ends before it does",
    ending(({ talks }) => ({ talks: talks.map((talk) => ({ ...talk, until: early })) })),
    [HotlineLaws.historyIsTheCall, HotlineLaws.everyMomentIsSomebodys],
  ],
  [
    "whose answer is taken for another end",
    ending(({ waits }) => ({ waits: waits.map((wait) => ({ ...wait, end: "callback" })) })),
    [HotlineLaws.historyIsTheCall, HotlineLaws.countedAsToldOf],
  ],
  [
    "whose wait is another queue's",
    ending(({ waits }) => ({
      waits: waits.map((wait) => ({ ...wait, for: { _tag: "Queue", queue: Id.QueueId.make("nurses") } })),
    })),
    [HotlineLaws.historyIsTheCall, HotlineLaws.countedAsToldOf],
  ],
] as const)("a life %s breaks these laws and no others", (_, life, found) => {
  expect(broken(life).map(({ name }) => name)).toEqual(found.map(({ name }) => name))
})

type Owed = CallbackLife.CallbackLife

const owed = fc
  .sample(CallbackLife.lives(), { numRuns: 400, seed: 1 })
  .find(({ steps }) => steps.length > 4 && steps.some(({ event }) => event._tag === "TryEnded")) as Owed

/** The life, with another callback after its last event. */
const leading = (change: (callback: Callback.Callback) => Partial<Callback.Callback>, life = owed): Owed => {
  const { callback, event } = life.steps.at(-1) as Owed["steps"][number]
  return {
    ...life,
    steps: [...life.steps.slice(0, -1), { event, callback: { ...callback, ...change(callback) } }],
  }
}

const failing = (life: Owed) =>
  HotlineLaws.callbacks.filter((law) => law.check(life) !== undefined).map(({ name }) => name)

const at = DateTime.makeUnsafe("2026-03-01T00:00:00Z")
const never: Callback.Ground["policy"]["hours"] = { _tag: "Never" }

test.each([
  ["is sound", owed, []],
  ["forgets its events", leading(() => ({ events: [] })), [HotlineLaws.callbackIsItsHistory]],
  [
    "becomes another's",
    leading(() => ({ id: Id.CallbackId.make("other/callback") })),
    [HotlineLaws.callbackIsItsHistory, HotlineLaws.callbackEndsOnce],
  ],
  [
    "goes on once it is over",
    {
      ...owed,
      steps: [
        {
          ...(leading(() => ({ state: { _tag: "Over", end: { _tag: "Reached" }, at } })).steps.at(
            -1,
          ) as Owed["steps"][number]),
        },
        ...owed.steps.slice(-1),
      ],
    },
    [HotlineLaws.callbackIsItsHistory, HotlineLaws.callbackEndsOnce],
  ],
  [
    "books the hotline's neglect as silence",
    leading(() => ({ tries: [], state: { _tag: "Over", end: { _tag: "Unreachable" }, at } })),
    [HotlineLaws.callbackIsItsHistory, HotlineLaws.missedIsNotSilence],
  ],
  [
    "is planned where the hotline is closed",
    (() => {
      const { callback, event } = owed.steps[0] as Owed["steps"][number]
      const policy = { ...owed.ground.policy, hours: never }
      return { ...owed, ground: { ...owed.ground, policy }, steps: [{ event, callback }] }
    })(),
    [HotlineLaws.nobodyIsRungOutside, HotlineLaws.lookingAgainChangesNothing],
  ],
] as const)("a callback's life that %s breaks these laws and no others", (_, life, found) => {
  expect(failing(life)).toEqual(found.map(({ name }) => name))
})
