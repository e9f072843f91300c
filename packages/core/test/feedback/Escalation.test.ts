import { Escalation, Hours, Id, type Override, Rule, Sla, type SlaEvent, type SlaStep } from "@aftercare/core"
import { DateTime } from "effect"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  asked,
  at,
  evaluated,
  events,
  facts,
  hour,
  limits,
  minute,
  minutesLater,
  monday,
  policyOf,
  published,
  rule,
  zone,
} from "./support/items.ts"

const step = (id: string, when: SlaStep.StepTime, to: SlaStep.DutyRole): SlaStep.SlaStep => ({
  id: Rule.RuleId.make(id),
  when,
  to,
})

const ladder = [
  step("step.start", { _tag: "AtStart" }, "management"),
  step("step.nearly", { _tag: "BeforeDue", millis: hour, clock: "target" }, "owner"),
  step("step.wall", { _tag: "BeforeDue", millis: 30 * minute, clock: "wall" }, "complaintOffice"),
  step("step.late", { _tag: "AfterDue", millis: 1, clock: "wall" }, "headOfDepartment"),
  step("step.longLate", { _tag: "AfterDue", millis: 2 * hour, clock: "target" }, "departmentInCharge"),
]

const night = Hours.daily("22:00", "07:00")

const duty = (staff: string, role: SlaStep.DutyRole, over: Partial<Escalation.Duty> = {}) => ({
  staff: Id.StaffId.make(staff),
  role,
  zone,
  onDuty: Hours.always,
  rest: night,
  ...over,
})

const duties = [
  duty("owner", "complaintOffice"),
  duty("office", "complaintOffice"),
  duty("early", "headOfDepartment", { onDuty: Hours.daily("06:00", "14:00") }),
  duty("late", "headOfDepartment", { onDuty: Hours.daily("14:00", "22:00") }),
  duty("director", "management"),
]
const roster = Escalation.roster(duties)
const owner = Id.StaffId.make("owner")

const override: Override.Override = {
  kind: "clinicalUrgency",
  reason: "chest pain is described",
  author: owner,
  givenAt: DateTime.makeUnsafe(monday),
}

const urgentAt = (instant: number) => {
  const policy = published(
    policyOf([rule("own.all", [asked("Answer", { _tag: "Elapsed", millis: hour }, { steps: ladder })])]),
  )
  return evaluated(policy, [events.registered(instant)], instant)
}

describe("a notice", () => {
  const atNight = at("2026-03-02T23:00:00+08:00")

  test("waits for the first of the role who is on duty and awake", () => {
    const found = Escalation.notices(urgentAt(atNight), roster, { told: new Set(), owner })
    const told = found.map(({ staff, step: id, tellAt }) => [
      id,
      staff,
      tellAt === undefined ? undefined : DateTime.formatIso(DateTime.makeUnsafe(tellAt)),
    ])
    expect(told).toEqual([
      ["step.start", "director", "2026-03-02T23:00:00.000Z"],
      ["step.nearly", "owner", "2026-03-02T23:00:00.000Z"],
      ["step.wall", "owner", "2026-03-02T23:00:00.000Z"],
      ["step.late", "early", "2026-03-02T23:00:00.000Z"],
      ["step.longLate", undefined, undefined],
    ])
  })

  test("of what is urgent is told at once, and says by which override", () => {
    const found = Escalation.notices(urgentAt(atNight), roster, { told: new Set(), owner, override })
    expect(found.map(({ staff, tellAt }) => [staff, (tellAt ?? 0) - atNight])).toEqual([
      ["director", 0],
      ["owner", 0],
      ["owner", 30 * minute],
      ["early", hour + 1],
      [undefined, -atNight],
    ])
    expect(found.slice(0, 4).every((notice) => notice.override === override)).toBe(true)
  })

  test("by day needs no override, also where one is given", () => {
    const found = Escalation.notices(urgentAt(at("2026-03-02T10:00:00+08:00")), roster, {
      told: new Set(),
      owner,
      override,
    })
    expect(found.map((notice) => notice.override)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })

  test("for an owner whom the roster doesn't know has no addressee, and is there all the same", () => {
    const found = Escalation.notices(urgentAt(monday), roster, { told: new Set() })
    expect(found.filter(({ role }) => role === "owner")).toMatchObject([
      { staff: undefined, tellAt: undefined },
    ])
  })

  test("of what comes to light at night waits for the morning too", () => {
    const policy = published(
      policyOf([rule("own.all", [asked("Answer", { _tag: "Elapsed", millis: hour }, { steps: ladder })])]),
    )
    const received = at("2026-03-02T15:00:00+08:00")
    const evaluation = evaluated(policy, [events.registered(received)], atNight)
    for (const { override: left, tellAt } of Escalation.notices(evaluation, roster, {
      told: new Set(),
      owner,
    })) {
      expect(left).toBe(undefined)
      if (tellAt !== undefined) expect(tellAt).toBe(at("2026-03-03T07:00:00+08:00"))
    }
  })
})

const tags = ["Held", "Resumed", "Responded", "Resolved", "Reopened", "SenderWrote", "Answered"] as const

test("each step of a round is told at most once, never in somebody's rest, and not of what is done", () => {
  const life = fc.record({
    limit: limits.workingTime,
    happened: fc.array(fc.tuple(fc.constantFrom(...tags), minutesLater(5)), { maxLength: 10 }),
    ticks: fc.array(minutesLater(7), { minLength: 5, maxLength: 60 }),
  })
  const rest = Hours.compile(night, zone)
  fc.assert(
    fc.property(life, ({ happened, limit, ticks }) => {
      const policy = published(
        policyOf([
          rule("own.all", [
            asked("FirstResponse", limit, { steps: ladder }),
            asked("NextResponse", limit, { steps: ladder }),
            asked("Resolution", limit, { steps: ladder }),
          ]),
        ]),
      )
      const all: ReadonlyArray<SlaEvent.SlaEvent> = [
        events.registered(monday, { facts: facts() }),
        ...happened.map(([tag, later]) =>
          tag === "Held" ? events.held(monday + later) : events.plain(tag, monday + later),
        ),
      ]
      const told = new Set<string>()
      for (const tick of [...ticks].sort((a, b) => a - b)) {
        const now = monday + tick
        const evaluation = evaluated(policy, all, now)
        const due = Escalation.notices(evaluation, roster, { told, owner }).filter(
          ({ tellAt }) => tellAt !== undefined && tellAt <= now,
        )
        for (const notice of due) {
          expect(told.has(notice.id)).toBe(false)
          expect(rest.isOpen(now)).toBe(false)
          const target = evaluation.targets.find(({ key }) => key === notice.round)
          expect(target !== undefined && Sla.isOpen(target)).toBe(true)
          expect(notice.at).toBeLessThanOrEqual(now)
          told.add(notice.id)
        }
        expect(new Set(due.map(({ id }) => id)).size).toBe(due.length)
      }
    }),
  )
})
