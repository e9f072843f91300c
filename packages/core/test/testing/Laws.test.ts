import { type FollowUpTask, Hours, type OpenSet, TimeZone } from "@aftercare/core"
import { CalendarArbitraries, FollowUpLife, Laws } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import { plainGround } from "../followup/support/grounds.ts"

const range = { min: "2025-12-20", max: "2026-01-12" }
const zone = fc
  .constantFrom("Asia/Shanghai", "America/New_York", "Australia/Lord_Howe")
  .map((z) => TimeZone.make(z))
const instant = CalendarArbitraries.instant(range)

const hoursCase: fc.Arbitrary<Laws.HoursCase> = fc.record({
  hours: CalendarArbitraries.hours(range),
  other: CalendarArbitraries.hours(range),
  zone,
  calendar: CalendarArbitraries.workCalendar(range),
  at: instant,
  to: instant,
})

const duration = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5 * 86_400_000 }))

describe("the laws of time hold", patience, () => {
  test.each(Laws.hours.map((law) => [law.name, law] as const))("%s", (_, law) => {
    fc.assert(Laws.property(law, hoursCase), runs(120))
  })

  const workingTime: fc.Arbitrary<Laws.WorkingTimeCase> = fc
    .tuple(hoursCase, duration, duration)
    .map(([{ at, calendar, hours, zone }, a, b]) => ({
      set: Hours.compile(hours, zone, calendar),
      from: at,
      a,
      b,
    }))

  test.each(Laws.workingTime.map((law) => [law.name, law] as const))("%s", (_, law) => {
    fc.assert(Laws.property(law, workingTime), runs(120))
  })

  test(Laws.daysAreAdditive.name, () => {
    const cases = fc.record({
      calendar: CalendarArbitraries.workCalendar({ ...range, holes: false }),
      date: CalendarArbitraries.plainDate(range),
      a: fc.nat(12),
      b: fc.nat(12),
    })
    fc.assert(Laws.property(Laws.daysAreAdditive, cases), runs(150))
  })
})

// A law that nothing can break says nothing: each is shown something broken.

const found = <A>(law: Laws.Law<A>, of: A): string | undefined => law.check(of)?.found

describe("a broken set of hours is caught", () => {
  const sound = Hours.compile(Hours.daily("09:00", "17:00"), TimeZone.make("UTC"))
  const nine = Date.parse("2026-01-05T09:00:00Z")
  const of = (set: Partial<OpenSet.OpenSet>): Laws.WorkingTimeCase => ({
    set: { ...asRecord(sound), ...set },
    from: nine,
    a: 3_600_000,
    b: 7_200_000,
  })

  test("that takes more than it says", () => {
    expect(found(Laws.betweenUndoesAdd, of({}))).toBe(undefined)
    expect(found(Laws.betweenUndoesAdd, of({ add: (from, by) => sound.add(from, by) + 1 }))).toBe(
      "another amount lies between",
    )
  })

  test("that loses time between two steps", () => {
    expect(found(Laws.addIsAdditive, of({}))).toBe(undefined)
    expect(found(Laws.addIsAdditive, of({ add: (from, by) => sound.add(from, by) + Math.sign(by) }))).toBe(
      "two steps aren't one",
    )
  })

  test("that ends earlier for a later start", () => {
    expect(found(Laws.addIsMonotone, of({}))).toBe(undefined)
    const late = (from: number, by: number) => sound.add(from, by) + (from === nine ? 36_000_000 : 0)
    expect(found(Laws.addIsMonotone, of({ add: late }))).toBe("a later start ends earlier")
  })
})

/** A compiled set keeps its questions on the instance, bound to it. */
function asRecord(set: Hours.CompiledHours): OpenSet.OpenSet {
  const { add, between, isOpen, lastClosed, lastOpen, next, nextClosed, nextInterval } = set
  return { add, between, isOpen, lastClosed, lastOpen, next, nextClosed, nextInterval }
}

describe("a broken life is caught", () => {
  const lived = (script: FollowUpLife.Script, ground = plainGround): FollowUpLife.Life =>
    Result.getOrThrow(FollowUpLife.live(ground, script, ground.discharge.dischargedAt))
  const silent = lived({ replies: [{ delivery: "Accepted" }], lateMinutes: [0] })
  const unknown = lived({ replies: [{ delivery: "Unknown" }], lateMinutes: [0] })

  /** The life with the plans of its steps changed from one on. */
  const doctored = (
    life: FollowUpLife.Life,
    from: number,
    change: (task: FollowUpTask.FollowUpTask) => FollowUpTask.FollowUpTask,
  ): FollowUpLife.Life => {
    const [made, ...rest] = life.steps
    return {
      ...life,
      steps: [
        made,
        ...rest.map((step, i) =>
          i + 1 < from ? step : { ...step, plan: { ...step.plan, tasks: step.plan.tasks.map(change) } },
        ),
      ],
    }
  }
  const end = silent.steps.length - 1

  test("while a sound one breaks no law", () => {
    for (const life of [silent, unknown])
      for (const law of Laws.plan) expect(found(law, life), law.name).toBe(undefined)
  })

  test("whose plan isn't what its events make of it", () => {
    const broken = doctored(silent, end, (task) => ({ ...task, role: "psychologist" }))
    expect(found(Laws.stateIsTheFold, broken)).toBe("replay leads elsewhere")
  })

  test("in which an ended task comes back, or a task goes missing", () => {
    const broken = doctored(silent, end, (task) => ({ ...task, state: { _tag: "Unplaced", rules: [] } }))
    expect(found(Laws.endedStaysEnded, broken)).toBe("an ended task changed")
    expect(found(Laws.everyTaskEnds, broken)).toBe("a task is left open")
    const [made, ...rest] = silent.steps
    const lost = rest.map((step) => ({ ...step, plan: { ...step.plan, tasks: step.plan.tasks.slice(1) } }))
    expect(found(Laws.endedStaysEnded, { ...silent, steps: [made, ...lost] })).toBe("the tasks are others")
  })

  test("that never comes to an end", () => {
    expect(found(Laws.everyTaskEnds, { ...silent, unfinished: true })).toBe("it goes on for ever")
  })

  test("in which a try is lost", () => {
    const broken = doctored(silent, end, (task) => ({ ...task, attempts: task.attempts.slice(1) }))
    expect(found(Laws.attemptsAreKept, broken)).toBe("a try is gone")
  })

  test("in which somebody is called missed who was tried, or unreachable who wasn't", () => {
    const tried = doctored(silent, end, (task) => ({ ...task, attempts: [] }))
    expect(found(Laws.missedMeansNeverTried, tried)).toBe("the end doesn't fit")
  })

  test("in which a machine sends again what may have arrived", () => {
    const texted = doctored(silent, end, (task) => ({
      ...task,
      attempts: task.attempts.map((a) => ({ ...a, channel: "sms", disposition: "deliveryUnknown" })),
    }))
    expect(found(Laws.unknownIsNeverRepeated, texted)).toBe("a try should not have been made")
  })

  test("in which somebody was called at night", () => {
    const broken = doctored(silent, end, (task) => ({
      ...task,
      attempts: task.attempts.map((a) => ({ ...a, startedAt: DateTime.add(a.startedAt, { hours: 15 }) })),
    }))
    expect(found(Laws.noContactLeavesTheWindow, broken)).toBe("contacts lie outside")
  })

  test("in which planning again moves a contact", () => {
    const early = doctored(silent, 1, (task) =>
      task.state._tag === "Planned"
        ? { ...task, state: { ...task.state, at: DateTime.add(task.state.at, { minutes: 1 }) } }
        : task,
    )
    expect(found(Laws.replanningChangesNothing, early)).toBe("looking again moves something")
  })
})

test("a violation fails the property with the law and the facts in its message", () => {
  const never: Laws.Law<number> = {
    name: "no number is even",
    check: (n) => (n % 2 === 0 ? { found: "an even one", facts: { n } } : undefined),
  }
  expect(() => fc.assert(Laws.property(never, fc.constant(4)))).toThrow(
    expect.objectContaining({
      cause: expect.objectContaining({ message: 'no number is even: an even one {"n":4}' }),
    }),
  )
})

test("the names of all laws are sentences of their own", () => {
  const names = [...Laws.hours, ...Laws.workingTime, ...Laws.contact, ...Laws.plan].map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
})
