import { FollowUpPlan, FollowUpProtocol, FollowUpTask, Id, Rule } from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"
import {
  onDays,
  plainDischarge,
  plainGround,
  plainProtocol,
  plainStage,
  protocol,
} from "./support/grounds.ts"

type Stage = FollowUpProtocol.Stage

const finding = Rule.RuleId.make("finding.uncontrolled")
const first = plainStage("first", onDays(1, 2))
const second = (anchor: FollowUpProtocol.StageAnchor): Stage => ({
  ...plainStage("second", onDays(14, 20)),
  anchor,
})
const groundOf = (...stages: readonly [Stage, ...ReadonlyArray<Stage>]): FollowUpPlan.Ground => ({
  ...plainGround,
  protocol: plainProtocol(stages),
  rules: [],
})
const { dischargedAt } = plainDischarge
const make = (ground: FollowUpPlan.Ground, at = dischargedAt) => FollowUpPlan.make(ground, at)
const planOf = (ground: FollowUpPlan.Ground, at = dischargedAt) => Result.getOrThrow(make(ground, at))[0]
const taskOf = (plan: FollowUpPlan.FollowUpPlan, stage: string): FollowUpTask.FollowUpTask => {
  const found = plan.tasks.find((task) => task.stage === stage)
  if (found === undefined) throw new Error(`no task of ${stage}`)
  return found
}
const firstId = first.id

describe("a stage counted from an event of the stay", () => {
  const operated = {
    ...plainDischarge,
    events: { operationAt: DateTime.makeUnsafe("2026-02-25T09:00+08:00") },
  }

  test("has its window from there", () => {
    const ground = { ...groundOf(second({ _tag: "Operation" })), discharge: operated }
    expect(DateTime.formatIso(taskOf(planOf(ground), "second").span?.earliest ?? dischargedAt)).toBe(
      "2026-03-10T16:00:00.000Z",
    )
  })

  test("is dropped, and not booked as missed, where it was over before the discharge, and what follows it is too", () => {
    const after = {
      ...plainStage("after", onDays(7, 9)),
      anchor: { _tag: "StageEnd", stage: second({ _tag: "Operation" }).id },
    } as const
    const stages = [first, second({ _tag: "Operation" }), after] as const
    const droppedAt = (leftAt: DateTime.Utc) => {
      const ground = { ...groundOf(...stages), discharge: { ...operated, dischargedAt: leftAt } }
      const { dropped, tasks } = planOf(ground, leftAt)
      return [tasks.map(({ stage }) => stage), dropped]
    }
    const until = DateTime.makeUnsafe("2026-03-18T00:00+08:00")
    expect(droppedAt(until)).toEqual([
      ["first"],
      [
        { stage: "second", rules: ["stage.beforeDischarge"] },
        { stage: "after", rules: ["stage.anchor"] },
      ],
    ])
    expect(droppedAt(DateTime.subtract(until, { milliseconds: 1 }))).toEqual([
      ["first", "second", "after"],
      [],
    ])
  })

  test("isn't guessed where the record doesn't date it", () => {
    const refused = make(groundOf(second({ _tag: "Operation" })))
    expect(Result.isFailure(refused) && refused.failure).toMatchObject({
      _tag: "AnchorMissing",
      stage: "second",
      anchor: "Operation",
    })
  })

  test("is dropped and reported where a rule added it", () => {
    const ground: FollowUpPlan.Ground = {
      ...groundOf(first),
      rules: [
        {
          id: Rule.RuleId.make("personal.operated"),
          when: {},
          effects: [{ _tag: "AddStage", stage: second({ _tag: "Operation" }) }],
          source: first.source,
        },
      ],
    }
    expect(planOf(ground).dropped).toEqual([{ stage: "second", rules: ["stage.anchor"] }])
  })
})

describe("a stage counted from another's end", () => {
  const ground = groundOf(second({ _tag: "StageEnd", stage: firstId }), first)
  const ended = DateTime.makeUnsafe("2026-03-04T09:00+08:00")

  test("waits for it, then is counted from the moment it ended", () => {
    const plan = planOf(ground)
    expect(taskOf(plan, "second").state).toEqual({ _tag: "AwaitingStage", stage: "first" })
    expect(FollowUpTask.nextDueAt(taskOf(plan, "second"))).toBeUndefined()
    expect(FollowUpPlan.follow(plan, ground, ended)).toEqual([plan, []])
    const [cancelled] = Result.getOrThrow(
      FollowUpPlan.cancelTask(plan, taskOf(plan, "first").id, "staffDecision", ended),
    )
    const [followed, events] = FollowUpPlan.follow(cancelled, ground, ended)
    const task = taskOf(followed, "second")
    expect(events).toHaveLength(1)
    expect(task.state._tag).toBe("Planned")
    expect(DateTime.formatIso(task.span?.earliest ?? ended)).toBe("2026-03-17T16:00:00.000Z")
    expect(FollowUpPlan.follow(followed, ground, ended)[1]).toEqual([])
    expect(FollowUpPlan.replan(followed, ground, ended)[1]).toEqual([])
  })

  test("is planned at once where that end is past already", () => {
    const late = DateTime.makeUnsafe("2026-03-06T09:00+08:00")
    const plan = planOf(ground, late)
    expect(taskOf(plan, "first").state).toMatchObject({ _tag: "Ended", end: { _tag: "Missed" } })
    expect(taskOf(plan, "second").state._tag).toBe("Planned")
  })

  test("is dropped with a stage that isn't planned, and so is what hangs on it", () => {
    const third: Stage = {
      ...plainStage("third", onDays(1)),
      anchor: { _tag: "StageEnd", stage: second({ _tag: "Discharge" }).id },
    }
    const off: Stage = { ...first, switchedOff: true }
    const plan = planOf(
      groundOf(third, second({ _tag: "StageEnd", stage: firstId }), off, plainStage("own", onDays(1))),
    )
    expect(plan.tasks.map(({ stage }) => stage)).toEqual(["own"])
    expect(plan.dropped.map(({ stage }) => stage).sort()).toEqual(["second", "third"])
  })
})

describe("a stage that follows a finding", () => {
  const ground = groundOf(first, second({ _tag: "Finding", stage: firstId, finding }))
  const at = DateTime.makeUnsafe("2026-03-03T10:00+08:00")
  const after = (findings: ReadonlyArray<Rule.RuleId>) => {
    const plan = planOf(ground)
    const tasks = plan.tasks.map((task) =>
      task.stage === "first"
        ? {
            ...task,
            outcomes: [{ form: { id: "form", version: "1" }, answers: {}, findings, undecided: [] }],
            state: { _tag: "Ended", end: { _tag: "Completed" }, at } as const,
          }
        : task,
    )
    return taskOf(FollowUpPlan.follow({ ...plan, tasks }, ground, at)[0], "second").state
  }

  test("is planned where the answers led to it, and called off where they didn't", () => {
    expect(after([finding])._tag).toBe("Planned")
    expect(after([])).toEqual({ _tag: "Ended", end: { _tag: "Cancelled", reason: "notNeeded" }, at })
  })
})

describe("a stage that comes again", () => {
  const monthly: Stage = {
    ...plainStage("monthly", {
      earliest: { months: 1 },
      ideal: { months: 1 },
      due: { months: 1 },
      latest: { months: 1, days: 3 },
    }),
    recurrence: { every: { months: 1 }, times: 3 },
  }

  test("clamps each month's end by itself, without drift", () => {
    const discharge = { ...plainDischarge, dischargedAt: DateTime.makeUnsafe("2026-01-31T10:00+08:00") }
    const plan = planOf({ ...groundOf(monthly), discharge }, discharge.dischargedAt)
    expect(
      plan.tasks.map(({ span, stage }) => [
        stage,
        DateTime.formatIso(DateTime.add(span?.earliest ?? discharge.dischargedAt, { hours: 8 })).slice(0, 10),
      ]),
    ).toEqual([
      ["monthly/1", "2026-02-28"],
      ["monthly/2", "2026-03-31"],
      ["monthly/3", "2026-04-30"],
    ])
  })

  test("takes along what follows it", () => {
    const follower = {
      ...plainStage("after", onDays(14)),
      anchor: { _tag: "Finding", stage: monthly.id, finding },
    } as const
    expect(
      FollowUpProtocol.occurrences([follower, monthly]).map(({ stage }) => [
        stage.id,
        "anchor" in stage && stage.anchor && "stage" in stage.anchor ? stage.anchor.stage : "",
      ]),
    ).toEqual([
      ["after/1", "monthly/1"],
      ["after/2", "monthly/2"],
      ["after/3", "monthly/3"],
      ["monthly/1", ""],
      ["monthly/2", ""],
      ["monthly/3", ""],
    ])
  })

  test("has as many occurrences as it says, each with an id of its own, whatever hangs on what", () => {
    fc.assert(
      fc.property(protocol, ({ stages }) => {
        const all = FollowUpProtocol.occurrences(stages)
        expect(new Set(all.map(({ stage }) => stage.id)).size).toBe(all.length)
        for (const { id, recurrence } of stages)
          if (recurrence !== undefined)
            expect(all.filter(({ of }) => of === id)).toHaveLength(recurrence.times)
        const ids = new Set(all.map(({ stage }) => stage.id))
        for (const { stage } of all) {
          const on = FollowUpProtocol.anchoredOn(stage)
          if (on !== undefined) expect(ids.has(on)).toBe(true)
        }
      }),
      runs(300),
    )
  })
})

describe("a protocol is refused", () => {
  const read = (...stages: ReadonlyArray<Stage>) =>
    Schema.decodeUnknownResult(FollowUpProtocol.FollowUpProtocol)({
      ...Schema.encodeSync(FollowUpProtocol.FollowUpProtocol)(plainProtocol([first])),
      stages,
    })
  const anchored = (id: string, stage: string): Stage => ({
    ...plainStage(id, onDays(1)),
    anchor: { _tag: "StageEnd", stage: Id.StageId.make(stage) },
  })
  const again = (s: Stage): Stage => ({ ...s, recurrence: { every: { days: 7 }, times: 2 } })

  test.each<[string, ReadonlyArray<Stage>]>([
    ["no stage has this id", [first, anchored("second", "third")]],
    ["the anchors go in a circle", [anchored("first", "first")]],
    ["the anchors go in a circle", [anchored("a", "b"), anchored("b", "c"), anchored("c", "a")]],
    [
      "a stage that comes again can't be counted from one that does",
      [again(first), again(anchored("b", "first"))],
    ],
    [
      "a stage that comes again can't be counted from one that does",
      [again(first), anchored("b", "first"), again(anchored("c", "b"))],
    ],
    ["two stages have one id", [first, first]],
    ["two occurrences have one id", [again(first), plainStage("first/1", onDays(3))]],
    [
      "a stage's id, with the number of a contact that comes again, has at most 200 signs",
      [again(plainStage("x".repeat(199), onDays(3)))],
    ],
    [
      "a stage that comes again is counted in days, weeks or months",
      [
        again(
          plainStage("h", {
            earliest: { hours: 1 },
            ideal: { hours: 1 },
            due: { hours: 2 },
            latest: { hours: 3 },
          }),
        ),
      ],
    ],
    [
      "what is only recalled is switched off",
      [{ ...first, source: { ...first.source, verified: "recalled" } }],
    ],
  ])("because %s", (issue, stages) => {
    const refused = read(...stages)
    expect(String(Result.isFailure(refused) && refused.failure)).toContain(issue)
  })
})
