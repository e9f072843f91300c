import { CallRecord, Id, PhoneNumber, QueuedCall } from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { describe, expect, test } from "vitest"

const [one, other] = [Id.StaffId.make("agent-1"), Id.StaffId.make("agent-2")]
const [desk, nurses] = [Id.QueueId.make("desk"), Id.QueueId.make("nurses")]

const stamp = (seconds: number): CallRecord.CallStamp => ({
  id: Id.EventId.make(`e-${seconds}`),
  at: DateTime.makeUnsafe(seconds * 1000),
})

const [arrived] = CallRecord.arrive({ call: Id.CallId.make("call-1") }, stamp(0))

type Happening = readonly [seconds: number, act: CallRecord.CallAct]

const goOn = (call: CallRecord.CallRecord, happenings: ReadonlyArray<Happening>) =>
  happenings.reduce(
    (call, [seconds, act]) => Result.getOrThrow(CallRecord.record(call, act, stamp(seconds)))[0],
    call,
  )

const ruleOf = (call: CallRecord.CallRecord, [seconds, act]: Happening) => {
  const recorded = CallRecord.record(call, act, stamp(seconds))
  return Result.isFailure(recorded) ? recorded.failure.rule : "recorded"
}

const waiting = goOn(arrived, [[10, { _tag: "Queued", queue: desk }]])
const talking = goOn(waiting, [[30, { _tag: "Answered", agent: one }]])

describe("a call to the hotline", () => {
  test("is transferred, and each agent wraps up what they had of it", () => {
    const call = goOn(talking, [
      [40, { _tag: "Held" }],
      [60, { _tag: "Transferred", to: { _tag: "Queue", queue: nurses } }],
      [65, { _tag: "Answered", agent: other }],
      [70, { _tag: "WrappedUp", agent: one }],
      [100, { _tag: "HungUp", by: "caller" }],
      [130, { _tag: "WrappedUp", agent: other }],
    ])
    expect(call.talks.map(CallRecord.handlingOf)).toEqual([
      { talkMillis: 10_000, heldMillis: 20_000, wrapUpMillis: 10_000 },
      { talkMillis: 35_000, heldMillis: 0, wrapUpMillis: 30_000 },
    ])
    expect(QueuedCall.of(call)).toEqual({ queuedAt: 10_000, waitedMillis: 20_000, outcome: "answered" })
    expect(QueuedCall.inQueue(call, nurses)).toEqual([
      { queuedAt: 60_000, waitedMillis: 5000, outcome: "answered" },
    ])
    expect(ruleOf(call, [140, { _tag: "WrappedUp", agent: one }])).toBe("call.noWrapUp")
  })

  test("that never left the menu, or waits still, is no fact of the queue", () => {
    const left = goOn(arrived, [[5, { _tag: "Abandoned" }]])
    expect(left.state).toEqual({ _tag: "Over", end: { _tag: "Abandoned" }, at: stamp(5).at })
    expect([left, waiting].map(QueuedCall.of)).toEqual([undefined, undefined])
  })

  test.each([
    ["voicemail", "other", { _tag: "VoicemailLeft" }],
    [
      "a callback",
      "callback",
      { _tag: "CallbackAsked", number: PhoneNumber.PhoneNumber.make("+8613800138000") },
    ],
    ["an announcement", "other", { _tag: "TurnedAway", reason: "outOfHours" }],
  ] as const)("that went on to %s was offered, and neither answered nor given up", (_, outcome, act) => {
    const call = goOn(waiting, [[25, act]])
    expect(call.state).toEqual({ _tag: "Over", end: act, at: stamp(25).at })
    expect(QueuedCall.of(call)?.outcome).toBe(outcome)
  })

  test("lasts a day to the millisecond and no longer", () => {
    const seconds = CallRecord.longest / 1000
    expect(ruleOf(talking, [seconds, { _tag: "HungUp", by: "line" }])).toBe("recorded")
    expect(ruleOf(talking, [seconds + 0.001, { _tag: "HungUp", by: "line" }])).toBe("call.tooLong")
  })

  test("takes late words of the desk, not of the line", () => {
    const over = goOn(talking, [[90, { _tag: "HungUp", by: "agent" }]])
    expect(ruleOf(over, [50, { _tag: "Noted", by: one, text: "问专家门诊时间" }])).toBe("recorded")
    expect(ruleOf(over, [-1, { _tag: "Noted", by: one, text: "" }])).toBe("call.order")
    expect(ruleOf(over, [89, { _tag: "WrappedUp", agent: one }])).toBe("call.order")
    expect(ruleOf(talking, [29, { _tag: "HungUp", by: "agent" }])).toBe("call.order")
    expect(ruleOf(over, [95, { _tag: "Answered", agent: other }])).toBe("call.over")
  })

  test("is linked to each thing once, and a link made by mistake is taken back", () => {
    const link: CallRecord.Link = { _tag: "Patient", patient: Id.PatientId.make("p-1") }
    const linked = goOn(talking, [[35, { _tag: "Linked", link, by: one }]])
    expect(CallRecord.patientsOf(linked)).toEqual(["p-1"])
    expect(ruleOf(linked, [36, { _tag: "Linked", link }])).toBe("call.linkStands")
    const unlinked = goOn(linked, [[37, { _tag: "Unlinked", link, by: one }]])
    expect(CallRecord.patientsOf(unlinked)).toEqual([])
    expect(ruleOf(unlinked, [38, { _tag: "Unlinked", link }])).toBe("call.noLink")
  })

  test("doesn't decode with spans out of order, or a wrap-up before its talk", () => {
    const encoded = Schema.encodeSync(CallRecord.CallRecord)(
      goOn(talking, [
        [40, { _tag: "Held" }],
        [50, { _tag: "Resumed" }],
        [90, { _tag: "HungUp", by: "caller" }],
      ]),
    )
    const isCall = (changed: object) =>
      Result.isSuccess(Schema.decodeUnknownResult(CallRecord.CallRecord)({ ...encoded, ...changed }))
    expect(isCall({})).toBe(true)
    const [wait] = encoded.waits
    const [talk] = encoded.talks
    const early = "1970-01-01T00:00:20.000Z"
    expect(isCall({ waits: [wait, { ...wait, from: early }] })).toBe(false)
    expect(isCall({ waits: [{ ...wait, until: "1970-01-02T00:00:00.001Z" }] })).toBe(false)
    expect(isCall({ waits: [{ ...wait, until: "1970-01-02T00:00:00.000Z" }] })).toBe(true)
    expect(isCall({ talks: [{ ...talk, until: early }] })).toBe(false)
    expect(isCall({ talks: [{ ...talk, holds: [{ from: early, until: early }] }] })).toBe(false)
    expect(isCall({ talks: [{ ...talk, wrappedUpAt: early }] })).toBe(false)
  })
})
