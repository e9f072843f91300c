import {
  Callback,
  CallbackFact,
  type CallbackPolicy,
  CallRecord,
  ChinaCalendar,
  ChinaContact,
  GeneralHotline,
  Hours,
  Id,
  type Override,
  PhoneNumber,
  TimeZone,
} from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { describe, expect, test } from "vitest"

const zone = TimeZone.make("Asia/Shanghai")
const agent = Id.StaffId.make("agent-7")
const number = PhoneNumber.PhoneNumber.make("+8613800138000")
const on = (time: string) => DateTime.makeUnsafe(`2026-03-${time}+08:00`)
const stamp = (time: string): CallRecord.CallStamp => ({ id: Id.EventId.make(`e/${time}`), at: on(time) })
const clock = (at: DateTime.Utc) => new Date(at.epochMilliseconds + 8 * 3_600_000).toISOString().slice(8, 19)

const groundOf = (change: Partial<CallbackPolicy.CallbackPolicy> = {}): Callback.Ground => ({
  profile: {
    zone,
    language: "zh",
    rest: ChinaContact.restIn("mainland"),
    work: { _tag: "None" },
    preferred: [],
    channels: ["phone"],
    doNotDisturbOn: [],
  },
  contact: ChinaContact.carePolicy,
  calendar: ChinaCalendar.publicHolidays,
  policy: { ...GeneralHotline.callbacks(zone), ...change },
  contacts: [],
})
const ground = groundOf()

const calling = (
  time: string,
  end: CallRecord.CallAct,
  { caller, id = "call-1" }: { readonly caller?: PhoneNumber.PhoneNumber; readonly id?: string } = {},
) => {
  const at = (seconds: number) => DateTime.add(on(time), { seconds })
  const arrival = { call: Id.CallId.make(id), ...(caller === undefined ? {} : { caller }) }
  const [arrived] = CallRecord.arrive(arrival, { id: Id.EventId.make(`${id}/1`), at: at(-60) })
  const queue = Id.QueueId.make("nurses")
  const queued = CallRecord.record(
    arrived,
    { _tag: "Queued", queue },
    { id: Id.EventId.make(`${id}/2`), at: at(-40) },
  )
  return Result.getOrThrow(
    CallRecord.record(Result.getOrThrow(queued)[0], end, { id: Id.EventId.make(`${id}/3`), at: at(0) }),
  )[0]
}

const asking = (time: string, wish?: string) =>
  calling(
    time,
    { _tag: "CallbackAsked", ...(wish === undefined ? {} : { wishedAt: on(wish) }) },
    { caller: number },
  )

const asked = (time: string, wish?: string, override?: Override.Override, by = ground) =>
  Result.getOrThrow(Callback.ask(asking(time, wish), by, stamp(time), override))[0]

const ownRequest: Override.Override = {
  kind: "ownRequest",
  reason: "asked for it in the menu",
  author: agent,
  givenAt: on("02T09:00:00"),
}

const plannedOf = ({ state }: Callback.Callback) => (state._tag === "Planned" ? clock(state.at) : state._tag)
const tagOf = (found: Result.Result<unknown, { readonly _tag: string; readonly message: string }>) =>
  Result.isFailure(found) ? found.failure.message : "recorded"

describe("what is promised", () => {
  test.each([
    ["02T09:00:07", "02T10:00:07", "02T09:00:07"],
    ["02T11:45:00", "02T14:45:00", "02T11:45:00"],
    // Ten minutes and two to begin late don't fit before the noon rest, and a quarter of an hour has passed of the promise.
    ["02T11:50:00", "02T14:50:00", "02T14:00:00"],
    ["02T12:30:00", "02T15:00:00", "02T14:00:00"],
    ["02T19:30:15", "03T08:30:15", "02T19:30:15"],
    ["02T23:10:00", "03T09:00:00", "03T08:00:00"],
  ])("asked at %s is due by %s and planned at %s", (time, due, planned) => {
    const callback = asked(time)
    expect([clock(callback.dueAt), plannedOf(callback)]).toEqual([due, planned])
  })

  test("counts the hotline's working hours over a holiday, and nothing that the calendar doesn't cover", () => {
    const working = groundOf({ hours: Hours.onWorkingDays("08:00-12:00", "14:00-18:00") })
    // Qingming: Saturday 4 April to Monday 6 April 2026.
    const friday = DateTime.makeUnsafe("2026-04-03T17:40:00+08:00")
    const call = calling("02T09:00:00", { _tag: "CallbackAsked" }, { caller: number })
    const later = { ...call, state: { ...call.state, at: friday } } as CallRecord.CallRecord
    const stamped = { id: Id.EventId.make("e"), at: friday }
    const [callback] = Result.getOrThrow(Callback.ask(later, working, stamped))
    expect(DateTime.formatIso(callback.dueAt)).toBe("2026-04-07T00:40:00.000Z")
    const uncovered = DateTime.makeUnsafe("2027-03-02T09:00:00+08:00")
    const beyond = { ...call, state: { ...call.state, at: uncovered } } as CallRecord.CallRecord
    expect(tagOf(Callback.ask(beyond, working, { ...stamped, at: uncovered }))).toContain(
      "hours aren't known",
    )
  })

  test("leaves the hotline alone with a clock of its own", () => {
    const elsewhere = groundOf({ zone: TimeZone.make("Europe/Paris"), hours: Hours.daily("09:00", "12:00") })
    // Nine o'clock in Paris is four in the afternoon in Shanghai.
    const callback = asked("02T10:00:00", undefined, undefined, elsewhere)
    expect([clock(callback.dueAt), plannedOf(callback)]).toEqual(["02T17:00:00", "02T16:00:00"])
  })
})

describe("a wish", () => {
  test("that lies in the window is kept to the minute, and promised from there", () => {
    const callback = asked("02T09:00:00", "03T15:20:00")
    expect([plannedOf(callback), clock(callback.dueAt)]).toEqual(["03T15:20:00", "03T16:20:00"])
    expect(callback.state).not.toHaveProperty("override")
  })

  test("outside it is kept by the caller's own request, and only by that", () => {
    const noon = asked("02T09:00:00", "02T13:00:00", ownRequest)
    expect(noon.state).toMatchObject({ _tag: "Planned", at: on("02T13:00:00"), override: ownRequest })
    expect(clock(noon.dueAt)).toBe("02T14:00:00")
    const [trying, [event]] = Result.getOrThrow(Callback.startTry(noon, ground, stamp("02T13:00:00")))
    expect(event?._tag === "TryStarted" && event.started.permission).toMatchObject({ _tag: "ByOverride" })
    expect(trying.state._tag).toBe("Trying")
    const unsigned = asked("02T09:00:00", "02T13:00:00")
    expect([plannedOf(unsigned), clock(unsigned.dueAt)]).toEqual(["02T14:00:00", "02T15:00:00"])
    expect(tagOf(Callback.startTry(unsigned, ground, stamp("02T13:00:00")))).toContain("closed by rest.noon")
  })

  test("leaves the hospital's own night rest, and no law", () => {
    const { contact } = ground
    const nightRest = { ...contact.disturbances.nightRest, status: "law" } as const
    const lawful = {
      ...ground,
      contact: { ...contact, disturbances: { ...contact.disturbances, nightRest } },
    }
    expect(plannedOf(asked("02T09:00:00", "02T23:00:00", ownRequest))).toBe("02T23:00:00")
    expect(plannedOf(asked("02T09:00:00", "02T23:00:00", ownRequest, lawful))).toBe("03T08:00:00")
  })

  test("that is past is none", () => {
    expect(plannedOf(asked("02T09:00:00", "02T08:30:00"))).toBe("02T09:00:00")
  })

  test("beyond what is known of clocks is none either, and loses no callback", () => {
    const never = DateTime.makeUnsafe("9999-12-31T23:59:59Z")
    const call = calling("02T09:00:00", { _tag: "CallbackAsked", wishedAt: never }, { caller: number })
    const [callback] = Result.getOrThrow(Callback.ask(call, ground, stamp("02T09:00:00")))
    expect([plannedOf(callback), callback.wish]).toEqual(["02T09:00:00", undefined])
    const [trying] = Result.getOrThrow(Callback.startTry(callback, ground, stamp("02T09:10:00")))
    const outcome = { disposition: "callLater", wish: { at: never } } as const
    const [later] = Result.getOrThrow(Callback.endTry(trying, outcome, ground, stamp("02T09:12:00")))
    expect(plannedOf(later)).toBe("02T09:42:00")
    expect(Result.isSuccess(Schema.encodeResult(Callback.Callback)(later))).toBe(true)
  })

  test("to be called later is promised anew, and is no try in vain", () => {
    const once = groundOf({ attempts: 1 })
    const [trying] = Result.getOrThrow(Callback.startTry(asked("02T09:00:00"), once, stamp("02T09:10:00")))
    const outcome = { disposition: "callLater", wish: { at: on("02T18:00:00") } } as const
    const [later] = Result.getOrThrow(Callback.endTry(trying, outcome, once, stamp("02T09:12:00")))
    expect([plannedOf(later), clock(later.dueAt)]).toEqual(["02T18:00:00", "02T19:00:00"])
    expect(tagOf(Callback.startTry(later, once, stamp("02T17:59:00")))).toContain("callback.early")
    const [again] = Result.getOrThrow(Callback.startTry(later, once, stamp("02T18:00:00")))
    const [over] = Result.getOrThrow(
      Callback.endTry(again, { disposition: "noAnswer" }, once, stamp("02T18:01:00")),
    )
    expect(over.state).toMatchObject({ _tag: "Over", end: { _tag: "Unreachable" } })
  })
})

describe("the caller rings again", () => {
  const answered = (time: string, id = "call-2") =>
    calling(time, { _tag: "Answered", agent }, { id, caller: number })

  test("and the call that was answered ends it, and is linked", () => {
    const [over] = Result.getOrThrow(
      Callback.rangBack(asked("02T09:00:00"), answered("02T09:20:00"), stamp("02T09:20:00")),
    )
    expect(over.state).toEqual({
      _tag: "Over",
      end: { _tag: "RangBack", call: "call-2" },
      at: on("02T09:20:00"),
    })
  })

  test("and gives up in the queue: the callback is still owed", () => {
    const call = calling("02T09:20:00", { _tag: "Abandoned" }, { id: "call-2", caller: number })
    expect(tagOf(Callback.rangBack(asked("02T09:00:00"), call, stamp("02T09:20:00")))).toBe(
      "callback call-1/callback, RangBack: callback.notAnswered",
    )
  })

  test("but a call from before, or the one that asked, is no such call", () => {
    const callback = asked("02T09:00:00")
    const at = stamp("02T09:30:00")
    expect(tagOf(Callback.rangBack(callback, answered("02T08:30:00"), at))).toContain("callback.order")
    expect(tagOf(Callback.rangBack(callback, asking("02T09:00:00"), at))).toContain("callback.order")
  })

  test("with a callback of its own, which takes over", () => {
    const call = calling("02T09:20:00", { _tag: "CallbackAsked" }, { id: "call-2", caller: number })
    const [over] = Result.getOrThrow(Callback.rangBack(asked("02T09:00:00"), call, stamp("02T09:20:00")))
    expect(over.state).toMatchObject({ end: { _tag: "RangBack", call: "call-2" } })
  })
})

describe("a callback", () => {
  test("is of a call that asked for it and told a number", () => {
    const at = stamp("02T09:00:00")
    const given = calling("02T09:00:00", { _tag: "CallbackAsked" })
    expect(tagOf(Callback.ask(given, ground, at))).toContain("callback.noNumber")
    const gaveUp = calling("02T09:00:00", { _tag: "Abandoned" }, { caller: number })
    expect(tagOf(Callback.ask(gaveUp, ground, at))).toContain("callback.notAsked")
    expect(tagOf(Callback.ask(asking("02T09:00:00"), ground, stamp("02T08:59:59")))).toContain(
      "callback.order",
    )
    const other = PhoneNumber.PhoneNumber.make("+861062345678")
    const elsewhere = calling("02T09:00:00", { _tag: "CallbackAsked", number: other }, { caller: number })
    expect(Result.getOrThrow(Callback.ask(elsewhere, ground, at))[0].number).toBe(other)
  })

  test("keeps the place in the queue, or takes a new one", () => {
    const kept = asked("02T09:00:00")
    expect([kept.queue, clock(kept.waitingSince)]).toEqual(["nurses", "02T08:59:20"])
    const anew = asked("02T09:00:00", undefined, undefined, groundOf({ keepsPlace: false }))
    expect(clock(anew.waitingSince)).toBe("02T09:00:00")
  })

  test("that nobody tried in time is missed, also after a try in vain", () => {
    const callback = asked("02T09:00:00")
    expect(clock(callback.latest)).toBe("02T16:00:00")
    expect(Result.getOrThrow(Callback.lapse(callback, ground, stamp("02T15:59:59")))[1]).toEqual([])
    expect(tagOf(Callback.startTry(callback, ground, stamp("02T16:00:00")))).toContain("callback.tooLate")
    const missed = (callback: Callback.Callback, time: string) =>
      Result.getOrThrow(Callback.lapse(callback, ground, stamp(time)))[0].state
    expect(missed(callback, "02T16:00:00")).toMatchObject({ _tag: "Over", end: { _tag: "Missed" } })
    const [trying] = Result.getOrThrow(Callback.startTry(callback, ground, stamp("02T09:30:00")))
    const [silent] = Result.getOrThrow(Callback.lapse(trying, ground, stamp("02T10:00:00")))
    expect(silent.tries.map(({ disposition }) => disposition)).toEqual(["noAnswer"])
    expect([plannedOf(silent), clock(silent.latest)]).toEqual(["02T10:30:00", "02T16:30:00"])
    expect(missed(silent, "02T16:30:00")).toMatchObject({ _tag: "Over", end: { _tag: "Missed" } })
  })

  test("has caps counted with its own tries, and with other contacts", () => {
    const twice = {
      ...ground,
      contacts: [1, 2].map(
        (n) => ({ at: on(`02T08:0${n}:00`).epochMilliseconds, channel: "phone", purpose: "care" }) as const,
      ),
    }
    expect(plannedOf(asked("02T09:00:00", undefined, undefined, twice))).toBe("Unplaced")
    const often = groundOf({ attempts: 3 })
    const busy = { disposition: "busy" } as const
    const [first] = Result.getOrThrow(Callback.startTry(asked("02T09:00:00"), often, stamp("02T09:00:30")))
    const [waits] = Result.getOrThrow(Callback.endTry(first, busy, often, stamp("02T09:01:00")))
    const [second] = Result.getOrThrow(Callback.startTry(waits, often, stamp("02T09:31:00")))
    const [over] = Result.getOrThrow(Callback.endTry(second, busy, often, stamp("02T09:32:00")))
    // The contact policy allows two calls in a rolling day, and the third would be after it.
    expect(over.state).toMatchObject({ _tag: "Over", end: { _tag: "Unreachable" } })
  })

  test("is reached in time by a try that begins with the promised second", () => {
    const outcomeAt = (time: string) => {
      const [trying] = Result.getOrThrow(Callback.startTry(asked("02T09:00:00"), ground, stamp(time)))
      expect(CallbackFact.of(trying)).toBeUndefined()
      const completed = { disposition: "completed" } as const
      const [over] = Result.getOrThrow(Callback.endTry(trying, completed, ground, stamp("02T11:00:00")))
      return CallbackFact.of(over)?.outcome
    }
    expect(["02T10:00:00", "02T10:00:01"].map(outcomeAt)).toEqual(["reachedInTime", "reachedLate"])
  })

  test("whose policy no longer rings anybody stays a person's to look at", () => {
    const { contact } = ground
    const [, ...others] = contact.channels
    const silent = { ...ground, contact: { ...contact, channels: others as never } }
    const [replanned] = Result.getOrThrow(Callback.replan(asked("02T09:00:00"), silent, stamp("02T09:05:00")))
    expect(replanned.state).toEqual({ _tag: "Unplaced", rules: ["channel.none"] })
  })
})
