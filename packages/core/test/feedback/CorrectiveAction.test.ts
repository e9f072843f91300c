import { CorrectiveAction, Id } from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { expect, test } from "vitest"

const on = (day: number) => DateTime.makeUnsafe(Date.UTC(2026, 2, day))
const by = Id.StaffId.make("officer-1")

const action: CorrectiveAction.CorrectiveAction = {
  id: Id.ActionId.make("a-1"),
  kind: "preventive",
  tickets: [Id.TicketId.make("t-1")],
  causes: ["c"],
  title: "每周按手术量调整换药室排班",
  owner: Id.StaffId.make("nurse-1"),
  department: Id.DepartmentId.make("surgery"),
  plannedAt: on(4),
  dueAt: on(11),
  effect: { measure: "换药等候中位数 ≤ 30 分钟", checkFrom: on(25) },
  state: { _tag: "Planned" },
}

const finish = { _tag: "Finish", evidence: "roster" } as const
const check = { _tag: "CheckEffect", found: "25 min" } as const
const drop = { _tag: "Drop", reason: "ward closed" } as const
const next = Id.ActionId.make("a-2")

const commands = fc.constantFrom(finish, check, { ...check, next }, { ...check, next: action.id }, drop)

test("an action goes forward only: planned, done, then over, never before its time and never again", () => {
  const acts = fc.array(fc.tuple(commands, fc.integer({ min: 1, max: 60 })), { maxLength: 8 })
  fc.assert(
    fc.property(acts, (all) => {
      let now = action
      // The card of it: what was done last, on which day.
      let card = { at: "planned", day: 4 }
      for (const [command, day] of all) {
        const may = {
          Finish: card.at === "planned",
          CheckEffect: card.at === "done" && day >= 25 && !("next" in command && command.next === action.id),
          Drop: card.at !== "over",
        }[command._tag]
        const decided = CorrectiveAction.decide(now, command, { at: on(day), by })
        expect(Result.isSuccess(decided)).toBe(may && day >= card.day)
        if (Result.isFailure(decided)) continue
        now = decided.success
        card = { at: command._tag === "Finish" ? "done" : "over", day }
        expect(Schema.is(CorrectiveAction.CorrectiveAction)(now)).toBe(true)
        const due = { planned: on(11), done: on(25), over: undefined }[card.at]
        expect(CorrectiveAction.nextDueAt(now)).toEqual(due)
      }
    }),
  )
})

test.each([
  ["an effect not yet there", action, check, 5, "action.notDone"],
  ["a look too early", { ...action, state: done(9) }, check, 24, "action.early"],
  ["finished twice", { ...action, state: done(9) }, finish, 10, "action.done"],
  ["looked at before it was done", { ...action, state: done(27) }, check, 26, "action.order"],
  ["followed by itself", { ...action, state: done(9) }, { ...check, next: action.id }, 26, "action.itself"],
  ["dropped when over", { ...action, state: over() }, drop, 27, "action.over"],
] as const)("%s is refused by its rule", (_, of, command, day, rule) => {
  const decided = CorrectiveAction.decide(of, command, { at: on(day), by })
  expect(Result.isFailure(decided) && decided.failure.rule).toBe(rule)
})

function done(day: number): CorrectiveAction.ActionState {
  return { _tag: "Done", by, at: on(day), evidence: "" }
}

function over(): CorrectiveAction.ActionState {
  return { _tag: "Effective", by, at: on(26), found: "" }
}

test("an action due before it is planned, or checked before it is due, doesn't decode", () => {
  const is = Schema.is(CorrectiveAction.CorrectiveAction)
  expect(is(action)).toBe(true)
  expect(is({ ...action, dueAt: on(3) })).toBe(false)
  expect(is({ ...action, effect: { ...action.effect, checkFrom: on(10) } })).toBe(false)
})
