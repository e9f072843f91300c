import {
  Callback,
  type CallbackPolicy,
  CallRecord,
  ChinaCalendar,
  Hours,
  Id,
  PhoneNumber,
  TimeZone,
} from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"

// A callback as a clerk would follow it on a sheet of paper where everything is always open, so that each time is a sum. The
// sheet says beforehand whether something can be noted down; the library must say the same, and then tell the same.

const minute = 60_000
const zone = TimeZone.make("UTC")
const own = { title: "A hospital's own", status: "hospitalPolicy", verified: "own" } as const

const groundOf = (policy: CallbackPolicy.CallbackPolicy): Callback.Ground => ({
  profile: {
    zone,
    language: "en",
    rest: { noon: [], night: [] },
    work: { _tag: "None" },
    preferred: [],
    channels: ["phone"],
    doNotDisturbOn: [],
  },
  contact: {
    id: "open",
    version: "1",
    channels: [{ channel: "phone", avoids: [], minutes: 10 }],
    disturbances: { noonRest: own, nightRest: own, work: own, doNotDisturb: own },
    hours: [],
    caps: [],
    latenessMinutes: 0,
    adultFrom: 18,
  },
  calendar: ChinaCalendar.publicHolidays,
  policy,
  contacts: [],
})

const policies = fc.record({
  promisedMinutes: fc.constantFrom(1, 30, 60),
  graceMinutes: fc.constantFrom(1, 60, 240),
  attempts: fc.integer({ min: 1, max: 4 }),
  waitMinutes: fc.constantFrom([30] as const, [5, 120] as const),
  answerMinutes: fc.constantFrom(5, 30),
})
type Numbers = typeof policies extends fc.Arbitrary<infer A> ? A : never

interface Sheet {
  readonly numbers: Numbers
  stands: "waits" | "rings" | "over"
  told: number
  next: number
  planned: number
  due: number
  missed: number
  rang: number
  inVain: number
  tries: number
  end: string
}

interface Real {
  callback: Callback.Callback
  now: number
  n: number
}

type Act =
  | { readonly what: "ring" | "lapse" | "withdraw" | "look" | "answered" | "givenUp" }
  | {
      readonly what: "tell"
      readonly disposition: Callback.TryDisposition
      readonly wish: number | undefined
    }

/** What the sheet says of an act: that it can't be, or nothing happens, or how it stands afterwards. */
const write = (sheet: Sheet, act: Act, at: number): boolean => {
  const { numbers } = sheet
  if (act.what === "lapse") {
    const lapses = sheet.stands === "rings" ? sheet.rang + numbers.answerMinutes * minute : sheet.missed
    if (sheet.stands === "over" || at < lapses) return true
    if (sheet.stands === "rings")
      return write(sheet, { what: "tell", disposition: "noAnswer", wish: undefined }, at)
  }
  if (sheet.stands === "over" || at < sheet.told) return false
  switch (act.what) {
    case "lapse":
      Object.assign(sheet, { stands: "over", end: "Missed" })
      break
    case "withdraw":
      Object.assign(sheet, { stands: "over", end: "Withdrawn" })
      break
    case "givenUp":
      return false
    case "answered":
      Object.assign(sheet, { stands: "over", end: "RangBack" })
      break
    case "look":
      if (sheet.stands === "waits") sheet.planned = Math.max(sheet.next, at)
      return sheet.stands === "waits"
    case "ring":
      if (sheet.stands === "rings" || at < sheet.next || at >= sheet.missed) return false
      Object.assign(sheet, { stands: "rings", rang: at, tries: sheet.tries + 1 })
      break
    case "tell": {
      if (sheet.stands !== "rings") return false
      const over = (end: string) => Object.assign(sheet, { stands: "over", end })
      if (act.disposition === "completed") over("Reached")
      else if (act.disposition === "declined") over("Withdrawn")
      else if (act.disposition === "wrongNumber" || act.disposition === "outOfService") over("Unreachable")
      else {
        const later = act.disposition === "callLater"
        const [first, further = first] = numbers.waitMinutes
        const wait = sheet.inVain === 0 ? first : further
        if (!later) sheet.inVain++
        if (sheet.inVain === numbers.attempts && !later) over("Unreachable")
        else {
          sheet.stands = "waits"
          sheet.next = at + wait * minute
          if (later && act.wish !== undefined) {
            sheet.next = Math.max(at, at + act.wish * minute)
            sheet.due = sheet.next + numbers.promisedMinutes * minute
          }
          sheet.planned = sheet.next
          sheet.missed = Math.max(sheet.next, sheet.due) + numbers.graceMinutes * minute
        }
      }
    }
  }
  sheet.told = at
  return true
}

const again = (id: string, at: number, act: CallRecord.CallAct) => {
  const stamp = (n: number) => ({ id: Id.EventId.make(`${id}/${n}`), at: DateTime.makeUnsafe(at) })
  const [arrived] = CallRecord.arrive({ call: Id.CallId.make(id) }, stamp(0))
  const queue = Id.QueueId.make("desk")
  const [queued] = Result.getOrThrow(CallRecord.record(arrived, { _tag: "Queued", queue }, stamp(1)))
  return Result.getOrThrow(CallRecord.record(queued, act, stamp(2)))[0]
}

const record = (
  callback: Callback.Callback,
  act: Act,
  ground: Callback.Ground,
  stamp: CallRecord.CallStamp,
) => {
  const at = stamp.at.epochMilliseconds
  switch (act.what) {
    case "ring":
      return Callback.startTry(callback, ground, stamp)
    case "lapse":
      return Callback.lapse(callback, ground, stamp)
    case "withdraw":
      return Callback.withdraw(callback, stamp)
    case "look":
      return Callback.replan(callback, ground, stamp)
    case "answered": {
      const answer = { _tag: "Answered", agent: Id.StaffId.make("agent-1") } as const
      return Callback.rangBack(callback, again(`again/${stamp.id}`, at, answer), stamp)
    }
    case "givenUp":
      return Callback.rangBack(callback, again(`again/${stamp.id}`, at, { _tag: "Abandoned" }), stamp)
    case "tell": {
      const { disposition, wish } = act
      const wished = { at: DateTime.add(stamp.at, { minutes: wish ?? 0 }) }
      return disposition === "callLater" && wish !== undefined
        ? Callback.endTry(callback, { disposition, wish: wished }, ground, stamp)
        : Callback.endTry(callback, { disposition }, ground, stamp)
    }
  }
}

const standings = {
  Planned: "waits",
  AwaitingCalendar: "?",
  Unplaced: "waits",
  Trying: "rings",
  Over: "over",
} as const

class Do implements fc.Command<Sheet, Real> {
  readonly act: Act
  readonly afterMinutes: number
  constructor(act: Act, afterMinutes: number) {
    this.act = act
    this.afterMinutes = afterMinutes
  }
  check() {
    return true
  }
  run(sheet: Sheet, real: Real) {
    const at = real.now + this.afterMinutes * minute
    const stamp = { id: Id.EventId.make(`e-${real.n++}`), at: DateTime.makeUnsafe(at) }
    const ground = groundOf(policyOf(sheet.numbers))
    const found = record(real.callback, this.act, ground, stamp)
    expect({ act: this.act, can: Result.isSuccess(found) }).toEqual({
      act: this.act,
      can: write(sheet, this.act, at),
    })
    if (Result.isFailure(found)) return
    const [callback, events] = found.success
    expect(Callback.replay(real.callback, events)).toEqual(callback)
    real.callback = callback
    real.now = Math.max(real.now, at)
    const { dueAt, latest, notBefore, state, tries } = callback
    expect({
      stands: standings[state._tag],
      end: state._tag === "Over" ? state.end._tag : "",
      times: [notBefore, dueAt, latest].map((time) => time.epochMilliseconds),
      tries: tries.length,
    }).toEqual({
      stands: sheet.stands,
      end: sheet.end,
      times: [sheet.next, sheet.due, sheet.missed],
      tries: sheet.tries,
    })
    if (sheet.stands === "waits")
      expect(state._tag === "Planned" ? state.at.epochMilliseconds : state._tag).toBe(
        sheet.planned < sheet.missed ? sheet.planned : "Unplaced",
      )
  }
  toString() {
    return `${JSON.stringify(this.act)} after ${this.afterMinutes} min`
  }
}

const policyOf = (numbers: Numbers): CallbackPolicy.CallbackPolicy => ({
  id: "callbacks",
  version: "1",
  purpose: "care",
  zone,
  hours: Hours.always,
  keepsPlace: false,
  source: own,
  ...numbers,
})

test("a callback goes as its sheet, whatever anybody tells of it", patience, () => {
  const telling = fc.record({
    what: fc.constant("tell" as const),
    disposition: fc.constantFrom(...Callback.TryDisposition.literals, "noAnswer", "callLater"),
    wish: fc.option(fc.constantFrom(-30, 0, 45, 600), { nil: undefined }),
  })
  const other = fc.constantFrom("lapse", "lapse", "look", "givenUp", "answered", "withdraw")
  const act = fc.oneof(
    { weight: 4, arbitrary: fc.constant({ what: "ring" } as const) },
    { weight: 4, arbitrary: telling },
    { weight: 2, arbitrary: other.map((what) => ({ what }) as const) },
  )
  const after = fc.oneof(fc.constantFrom(0, 1, 5, 30, 60, 120), fc.integer({ min: -30, max: 400 }))
  const command = fc.tuple(act, after).map(([act, afterMinutes]) => new Do(act, afterMinutes))
  fc.assert(
    fc.property(policies, fc.commands([command], { maxCommands: 25, size: "max" }), (numbers, commands) => {
      fc.modelRun(() => {
        const at = Date.UTC(2026, 2, 2, 9)
        const call = again("call-1", at, {
          _tag: "CallbackAsked",
          number: PhoneNumber.PhoneNumber.make("+8613800138000"),
        })
        const stamp = { id: Id.EventId.make("asked"), at: DateTime.makeUnsafe(at) }
        const [callback] = Result.getOrThrow(Callback.ask(call, groundOf(policyOf(numbers)), stamp))
        const due = at + numbers.promisedMinutes * minute
        const model: Sheet = {
          numbers,
          stands: "waits",
          told: at,
          next: at,
          planned: at,
          due,
          missed: due + numbers.graceMinutes * minute,
          rang: 0,
          inVain: 0,
          tries: 0,
          end: "",
        }
        return { model, real: { callback, now: at, n: 0 } }
      }, commands)
    }),
    runs(150),
  )
})
