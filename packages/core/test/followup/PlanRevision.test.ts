import { FollowUpPlan, FollowUpTask, Id, Personalisation, PlanMove } from "@aftercare/core"
import { FollowUpLife } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import {
  anyGround,
  onDays,
  plainDischarge,
  plainGround,
  plainProtocol,
  plainStage,
  protocol,
  script,
} from "./support/grounds.ts"

const { dischargedAt } = plainDischarge
const stages = [
  plainStage("day-1", onDays(1, 3)),
  plainStage("day-5", onDays(5, 9)),
  plainStage("day-30", onDays(30, 40)),
] as const
const ground: FollowUpPlan.Ground = { ...plainGround, protocol: plainProtocol([...stages]), rules: [] }
const plan = Result.getOrThrow(FollowUpPlan.make(ground, dischargedAt))[0]
const revise = (p: FollowUpPlan.FollowUpPlan, by: FollowUpPlan.Ground, at = dischargedAt) =>
  Result.getOrThrow(FollowUpPlan.revise(p, by, at))
const stateOf = (p: FollowUpPlan.FollowUpPlan, stage: string) => p.tasks.find((t) => t.stage === stage)?.state

describe("a revised protocol", () => {
  const [first, second, third] = stages
  const revised: FollowUpPlan.Ground = {
    ...ground,
    protocol: {
      ...plainProtocol([
        first,
        { ...second, ...plainStage("day-5", onDays(6, 10)), role: "doctor" },
        plainStage("day-14", onDays(14, 16)),
      ]),
      version: "2",
    },
  }

  test("moves what changed, calls off what is gone, brings in what is new, and leaves the rest alone", () => {
    const [next] = revise(plan, revised)
    expect(next.protocol.version).toBe("2")
    expect(stateOf(next, "day-1")).toEqual(stateOf(plan, "day-1"))
    expect(stateOf(next, third.id)).toMatchObject({
      _tag: "Ended",
      end: { _tag: "Cancelled", reason: "protocolRevised" },
    })
    expect(stateOf(next, "day-14")?._tag).toBe("Planned")
    expect(next.tasks.find(({ stage }) => stage === "day-5")?.role).toBe("doctor")
    const moves = PlanMove.between(plan, next, "protocolRevised")
    expect(moves.map(({ by, stage, was }) => [stage, was?._tag, by])).toEqual([
      ["day-5", "Planned", 24 * 3_600_000],
      ["day-30", "Planned", undefined],
      ["day-14", undefined, undefined],
    ])
    for (const move of moves) expect(Schema.is(PlanMove.PlanMove)(move)).toBe(true)
  })

  test("brings a stage in again that a revision before had called off, and what is counted from it", () => {
    const check = {
      ...plainStage("check", onDays(3, 9)),
      anchor: { _tag: "StageEnd", stage: third.id },
    } as const
    const whole = { ...ground, protocol: plainProtocol([...stages, check]) }
    const without = { ...ground, protocol: { ...plainProtocol([first, second]), version: "2" } }
    const restored = { ...whole, protocol: { ...whole.protocol, version: "3" } }
    const [made] = Result.getOrThrow(FollowUpPlan.make(whole, dischargedAt))
    const twice = [without, restored, without, restored].reduce((p, by) => revise(p, by)[0], made)
    const open = twice.tasks.filter((task) => !FollowUpTask.isEnded(task))
    expect(open.map(({ id, state }) => [id.split("/").at(-1), state._tag])).toEqual([
      ["day-1", "Planned"],
      ["day-5", "Planned"],
      ["day-30@3", "Planned"],
      ["check@3", "AwaitingStage"],
    ])
    expect(revise(twice, restored)[1]).toEqual([])
    const [third30] = open.slice(2)
    const at = DateTime.add(dischargedAt, { days: 31 })
    const signed = { author: Id.StaffId.make("nurse-1"), reason: "the patient came by" }
    const end = { _tag: "Completed" } as const
    const [done] = Result.getOrThrow(
      FollowUpPlan.endTask(twice, third30?.id ?? Id.TaskId.make("none"), end, signed, at),
    )
    const [followed] = FollowUpPlan.replan(done, restored, at)
    const check3 = followed.tasks.at(-1)
    expect(check3?.state._tag).toBe("Planned")
    expect(check3?.span?.earliest).toEqual(DateTime.makeUnsafe("2026-04-04T16:00:00Z"))
  })

  const dayOf = ({ tasks }: FollowUpPlan.FollowUpPlan, stage: string) => {
    const span = tasks.find((task) => task.stage === stage && !FollowUpTask.isEnded(task))?.span
    if (span === undefined) return undefined
    return Math.ceil(
      (DateTime.toEpochMillis(span.earliest) - DateTime.toEpochMillis(dischargedAt)) / 86_400_000,
    )
  }

  test("counts a new stage from when the one before it really ended, though its window is past by now", () => {
    const signed = { author: Id.StaffId.make("nurse-1"), reason: "the patient came by" }
    const came = DateTime.add(dischargedAt, { days: 1, hours: 1 })
    const [id] = plan.tasks.map((task) => task.id)
    const ended = FollowUpPlan.endTask(
      plan,
      id ?? Id.TaskId.make("none"),
      { _tag: "Completed" },
      signed,
      came,
    )
    const after = {
      ...plainStage("after", onDays(10, 12)),
      anchor: { _tag: "StageEnd", stage: first.id },
    } as const
    const by = { ...ground, protocol: { ...plainProtocol([...stages, after]), version: "2" } }
    const at = DateTime.add(dischargedAt, { days: 8 })
    const [next] = revise(Result.getOrThrow(ended)[0], by, at)
    expect(dayOf(next, "after")).toBe(11)
    expect(revise(next, by, at)).toEqual([next, []])
  })

  test("counts a stage from one that the revision itself ends", () => {
    const after = {
      ...plainStage("day-30", onDays(10, 12)),
      anchor: { _tag: "StageEnd", stage: second.id },
    } as const
    const sooner = plainStage("day-5", onDays(2, 3))
    const by = { ...ground, protocol: { ...plainProtocol([first, sooner, after]), version: "2" } }
    const at = DateTime.add(dischargedAt, { days: 4 })
    const [next] = revise(plan, by, at)
    expect(stateOf(next, "day-5")).toMatchObject({ _tag: "Ended", at })
    expect(dayOf(next, "day-30")).toBe(14)
    expect(revise(next, by, at)).toEqual([next, []])
  })

  test("doesn't ask again for the first contact of a stage that now comes again, nor of one that no longer does", () => {
    const check = {
      ...plainStage("check", onDays(2, 9)),
      anchor: { _tag: "StageEnd", stage: second.id },
    } as const
    const once = { ...ground, protocol: plainProtocol([first, second, check]) }
    const again = { every: { months: 1 }, times: 2 }
    const often = { ...once, protocol: plainProtocol([first, { ...second, recurrence: again }, check]) }
    const named = (
      { tasks }: FollowUpPlan.FollowUpPlan,
      isIn: (task: FollowUpTask.FollowUpTask) => boolean,
    ) => tasks.filter(isIn).map(({ stage }) => stage)
    const isOpen = (task: FollowUpTask.FollowUpTask) => !FollowUpTask.isEnded(task)
    const at = DateTime.add(dischargedAt, { days: 5 })
    const signed = { author: Id.StaffId.make("nurse-1"), reason: "the patient came by" }
    for (const [from, to, done, left] of [
      [once, often, "day-5", ["day-5/2", "check/1", "check/2"]],
      [often, once, "day-5/1", ["check"]],
    ] as const) {
      const [made] = Result.getOrThrow(FollowUpPlan.make(from, dischargedAt))
      const id = made.tasks.find(({ stage }) => stage === done)?.id ?? Id.TaskId.make("none")
      const end = { _tag: "Completed" } as const
      const [seen] = Result.getOrThrow(FollowUpPlan.endTask(made, id, end, signed, at))
      const [next, events] = revise(seen, to, at)
      expect(named(next, isOpen)).toEqual(left)
      expect(FollowUpPlan.replay(seen, events)).toEqual(next)
      // What is counted from the contact that was made is counted from it still.
      expect(
        next.tasks.find(({ stage }) => stage === left.find((s) => s.startsWith("check")))?.state._tag,
      ).toBe("Planned")
      expect(revise(next, to, at)[1]).toEqual([])
      // Before it was made, the stage goes on as the new one says.
      expect(named(revise(made, to)[0], isOpen)).toContain(done === "day-5" ? "day-5/1" : "day-5")
    }
  })

  test.each(["deceased", "readmitted", "transferred"] as const)(
    "brings nothing into the plan of a patient who is no longer at home: %s",
    (reason) => {
      const [gone] = FollowUpPlan.cancel(plan, reason, dischargedAt)
      const [next] = revise(gone, revised)
      expect(next.tasks).toEqual(gone.tasks)
    },
  )

  test("tries no new stage at a number that is known to be somebody else's", () => {
    const [task] = plan.tasks
    if (task?.state._tag !== "Planned") throw new Error("a plan whose first contact isn't planned")
    const { at } = task.state
    const allowed = { permission: { _tag: "Within" }, consent: Id.ConsentId.make("consent-1") } as const
    const [calling] = Result.getOrThrow(
      FollowUpPlan.startAttempt(plan, task.id, allowed, ground.protocol.attempts, at),
    )
    const attempt = Id.AttemptId.make(`${task.id}/1`)
    const [wrong] = Result.getOrThrow(
      FollowUpPlan.recordDisposition(calling, task.id, attempt, "wrongNumber", ground, at),
    )
    const [next] = revise(wrong, revised, at)
    expect(stateOf(next, "day-14")).toEqual({ _tag: "Unplaced", rules: ["phone.wrongNumber"] })
    const [mended] = FollowUpPlan.numberMended(next, task.addressee, revised, at)
    expect(stateOf(mended, "day-14")?._tag).toBe("Planned")
  })

  test("doesn't blame anybody for a new stage whose window is past", () => {
    const late = DateTime.add(dischargedAt, { days: 20 })
    const [next] = revise(plan, revised, late)
    expect(next.tasks.some(({ stage }) => stage === "day-14")).toBe(false)
  })

  test("changes nothing of what is over or under way, nor of a red flag's task", () => {
    const [task] = plan.tasks
    if (task === undefined) throw new Error("a plan without tasks")
    const [cancelled] = Result.getOrThrow(
      FollowUpPlan.cancelTask(plan, task.id, "staffDecision", dischargedAt),
    )
    const opened: FollowUpTask.FollowUpTask = {
      ...task,
      id: Id.TaskId.make(`${task.id}:finding.bleeding`),
      stage: Id.StageId.make("day-1:finding.bleeding"),
    }
    const withFlag = { ...cancelled, tasks: [...cancelled.tasks, opened] }
    const [next] = revise(withFlag, revised)
    expect(stateOf(next, "day-1")).toEqual(stateOf(cancelled, "day-1"))
    expect(stateOf(next, opened.stage)?._tag).toBe("Planned")
  })

  test("that can't be followed is refused, and the plan stands", () => {
    const impossible = { ...ground, protocol: plainProtocol([{ ...first, anchor: { _tag: "Delivery" } }]) }
    const refused = FollowUpPlan.revise(plan, impossible, dischargedAt)
    expect(Result.isFailure(refused) && refused.failure._tag).toBe("AnchorMissing")
  })
})

test(
  "whatever the protocol becomes, in whatever middle of a plan's life: what is over stays, ids are kept, and revising again changes nothing",
  patience,
  () => {
    fc.assert(
      fc.property(anyGround(), script, protocol, fc.nat(30), (from, lived, next, n) => {
        const life = FollowUpLife.live(from, lived, from.discharge.dischargedAt)
        if (Result.isFailure(life)) return
        const { steps } = life.success
        const step = steps[n % steps.length]
        if (step === undefined) return
        const at = DateTime.makeUnsafe(step.at)
        const by = { ...from, protocol: { ...next, id: from.protocol.id } }
        const revised = FollowUpPlan.revise(step.plan, by, at)
        if (Result.isFailure(revised)) return
        const [after, events] = revised.success
        expect(FollowUpPlan.replay(step.plan, events)).toEqual(after)
        expect(Schema.is(FollowUpPlan.FollowUpPlan)(after)).toBe(true)
        step.plan.tasks.forEach((task, i) => {
          expect(after.tasks[i]?.id).toBe(task.id)
          if (FollowUpTask.isEnded(task) || task.state._tag === "InProgress")
            expect(after.tasks[i]).toEqual(task)
        })
        const wanted = Personalisation.apply(
          by.protocol,
          by.rules,
          Personalisation.factsOf(by.discharge),
        ).stages.map(({ stage }) => stage.id)
        for (const { stage, state } of after.tasks)
          if (state._tag !== "Ended" && state._tag !== "InProgress") expect(wanted).toContain(stage)
        const again = Result.getOrThrow(FollowUpPlan.revise(after, by, at))
        expect(again).toEqual([after, []])
        expect(PlanMove.between(after, after, "protocolRevised")).toEqual([])
      }),
      runs(120),
    )
  },
)
