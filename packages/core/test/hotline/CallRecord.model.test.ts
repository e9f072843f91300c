import { CallRecord, Id } from "@aftercare/core"
import { HotlineArbitraries } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"

// A call as a supervisor would follow it on a sheet of paper. The sheet says beforehand whether something can be noted
// down; the library must say the same, and afterwards both must tell the same of the call.

interface Sheet {
  readonly arrived: number
  line: "menu" | "queue" | "talk" | "hold" | "over"
  told: number
  agent: string | undefined
  pressed: string
  answers: number
  holds: number
  readonly unwritten: Map<string, number>
  readonly links: Set<string>
  notes: number
  /** Whether it ended by asking for a callback, and what became of that. */
  asks: boolean
  callback: "none" | "owed" | "over"
}

interface Real {
  call: CallRecord.CallRecord
  now: number
}

const day = 86_400_000

const linkName = (link: CallRecord.Link): string => Object.values(link).join(" ")

const fits: Readonly<Record<string, ReadonlyArray<Sheet["line"]>>> = {
  Chose: ["menu"],
  Queued: ["menu", "queue"],
  Abandoned: ["menu", "queue"],
  VoicemailLeft: ["menu", "queue"],
  CallbackAsked: ["menu", "queue"],
  TurnedAway: ["menu", "queue"],
  Answered: ["queue"],
  Held: ["talk"],
  Resumed: ["hold"],
  Transferred: ["talk", "hold"],
  PassedOn: ["talk", "hold"],
  HungUp: ["talk", "hold"],
}

const may = (sheet: Sheet, act: CallRecord.CallAct, at: number): boolean => {
  if (at < sheet.arrived) return false
  switch (act._tag) {
    case "Noted":
      return true
    case "Linked":
      return !sheet.links.has(linkName(act.link))
    case "Unlinked":
      return sheet.links.has(linkName(act.link))
    case "CallbackMoved":
      return act.event._tag === "Asked" ? sheet.asks && sheet.callback === "none" : sheet.callback === "owed"
    case "WrappedUp":
      return (sheet.unwritten.get(act.agent) ?? Number.POSITIVE_INFINITY) <= at
    default:
      return at >= sheet.told && at - sheet.arrived <= day && fits[act._tag]?.includes(sheet.line) === true
  }
}

const write = (sheet: Sheet, act: CallRecord.CallAct, at: number): void => {
  switch (act._tag) {
    case "Noted":
      sheet.notes++
      return
    case "Linked":
      sheet.links.add(linkName(act.link))
      return
    case "Unlinked":
      sheet.links.delete(linkName(act.link))
      return
    case "WrappedUp":
      sheet.unwritten.delete(act.agent)
      return
    case "CallbackMoved":
      if (act.event._tag !== "Placed") sheet.callback = act.event._tag === "Asked" ? "owed" : "over"
      return
    default:
  }
  sheet.told = at
  const isLeft = act._tag === "Transferred" || act._tag === "PassedOn" || act._tag === "HungUp"
  if (isLeft && sheet.agent !== undefined) sheet.unwritten.set(sheet.agent, at)
  switch (act._tag) {
    case "Chose":
      sheet.pressed += act.key
      return
    case "Answered":
      Object.assign(sheet, { line: "talk", agent: act.agent, answers: sheet.answers + 1 })
      return
    case "Held":
      sheet.line = "hold"
      sheet.holds++
      return
    case "Resumed":
      sheet.line = "talk"
      return
    case "Queued":
    case "Transferred":
      Object.assign(sheet, { line: "queue", agent: undefined })
      return
    default:
      Object.assign(sheet, { line: "over", agent: undefined, asks: act._tag === "CallbackAsked" })
  }
}

const told = (sheet: Sheet) => ({
  line: sheet.line,
  agent: sheet.agent,
  pressed: sheet.pressed,
  answers: sheet.answers,
  holds: sheet.holds,
  links: [...sheet.links].sort(),
  notes: sheet.notes,
  open: sheet.line !== "over" || sheet.callback === "owed",
})

const lines = { InMenu: "menu", Waiting: "queue", Talking: "talk", OnHold: "hold", Over: "over" } as const

const toldOf = (call: CallRecord.CallRecord): ReturnType<typeof told> => {
  const { state } = call
  const isTalk = state._tag === "Talking" || state._tag === "OnHold"
  return {
    line: lines[state._tag],
    agent: isTalk ? state.agent : undefined,
    pressed: call.choices.map(({ key }) => key).join(""),
    answers: call.waits.filter(({ end }) => end === "answered").length,
    holds:
      call.talks.reduce((sum, { holds }) => sum + holds.length, 0) +
      (isTalk ? state.holds.length : 0) +
      (state._tag === "OnHold" ? 1 : 0),
    links: call.links.map(linkName).sort(),
    notes: call.notes.length,
    open: CallRecord.isOpen(call),
  }
}

class Do implements fc.Command<Sheet, Real> {
  readonly act: CallRecord.CallAct
  readonly afterMillis: number
  constructor(act: CallRecord.CallAct, afterMillis: number) {
    this.act = act
    this.afterMillis = afterMillis
  }
  check() {
    return true
  }
  run(sheet: Sheet, real: Real) {
    const at = real.now + this.afterMillis
    const stamp = { id: Id.EventId.make(`e-${real.call.events.length}`), at: DateTime.makeUnsafe(at) }
    const allowed = may(sheet, this.act, at)
    const recorded = CallRecord.record(real.call, this.act, stamp)
    expect({ act: this.act, allowed }).toEqual({ act: this.act, allowed: Result.isSuccess(recorded) })
    if (Result.isFailure(recorded)) return
    const [call, events] = recorded.success
    expect(CallRecord.replay(real.call, events)).toEqual(call)
    real.call = call
    real.now = Math.max(real.now, at)
    write(sheet, this.act, at)
    expect(toldOf(call)).toEqual(told(sheet))
  }
  toString() {
    return `${this.act._tag} after ${this.afterMillis} ms`
  }
}

test("a call goes as its sheet, whatever anybody tells of it", patience, () => {
  const any = HotlineArbitraries.act()
  // A talk has to come about before much else can happen.
  const early = any.filter(({ _tag }) =>
    ["Queued", "Answered", "Held", "Resumed", "WrappedUp"].includes(_tag),
  )
  const command = fc
    .tuple(
      fc.oneof(any, early),
      fc.oneof(
        { weight: 12, arbitrary: fc.nat(60_000) },
        { weight: 2, arbitrary: fc.integer({ min: -30_000, max: 0 }) },
        { weight: 1, arbitrary: fc.constantFrom(day - 1, day, day + 1) },
      ),
    )
    .map(([act, afterMillis]) => new Do(act, afterMillis))
  fc.assert(
    fc.property(fc.commands([command], { maxCommands: 40, size: "max" }), (commands) => {
      fc.modelRun(() => {
        const at = Date.UTC(2026, 2, 2)
        const stamp = { id: Id.EventId.make("e-0"), at: DateTime.makeUnsafe(at) }
        const [call] = CallRecord.arrive({ call: Id.CallId.make("call-1") }, stamp)
        const model: Sheet = {
          arrived: at,
          line: "menu",
          told: at,
          agent: undefined,
          pressed: "",
          answers: 0,
          holds: 0,
          unwritten: new Map(),
          links: new Set(),
          notes: 0,
          asks: false,
          callback: "none",
        }
        return { model, real: { call, now: at } }
      }, commands)
    }),
    runs(300),
  )
})
