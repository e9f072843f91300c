import { FollowUpPlan, FollowUpTask, GeneralForms, Id, type OutcomeForm, Rule } from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { minute } from "../calendar/support/WallClock.ts"
import { onDays, plainDischarge, plainGround, source } from "./support/grounds.ts"

const no = { _tag: "YesNo", yes: false } as const
const yes = { _tag: "YesNo", yes: true } as const
const calm = {
  overall: { _tag: "Chosen", options: ["same"] },
  chestPain: no,
  breathless: no,
  bleeding: no,
  confused: no,
  fever: no,
  wound: no,
} as const
const allowed = { permission: { _tag: "Within" }, consent: Id.ConsentId.make("consent-1") } as const
const { attempts } = plainGround.protocol
const nurse = Id.StaffId.make("nurse-1")

/** A plan with the first stage's call under way since `at`. */
const calling = (at: DateTime.Utc) => {
  const [plan] = Result.getOrThrow(FollowUpPlan.make(plainGround, plainDischarge.dischargedAt))
  const [first] = plan.tasks
  if (first === undefined) throw new Error("a plan without tasks")
  const [started] = Result.getOrThrow(FollowUpPlan.startAttempt(plan, first.id, allowed, attempts, at))
  return { plan: started, id: first.id }
}
const record = (at: DateTime.Utc, answers: Parameters<typeof FollowUpPlan.recordOutcome>[3]) => {
  const { id, plan } = calling(at)
  return FollowUpPlan.recordOutcome(plan, id, GeneralForms.symptoms, answers, plainGround, at)
}
const afternoon = DateTime.makeUnsafe("2026-03-02T15:00+08:00")
const noon = DateTime.makeUnsafe("2026-03-02T12:20+08:00")
const urgent = (plan: FollowUpPlan.FollowUpPlan): FollowUpTask.FollowUpTask => {
  const found = plan.tasks.find(({ id }) => id.endsWith(":finding.chestPain"))
  if (found === undefined) throw new Error("no urgent task")
  return found
}

describe("what a contact found out", () => {
  test("is kept with its task, and changes nothing else where nothing is urgent", () => {
    const [plan, events] = Result.getOrThrow(record(afternoon, calm))
    expect(events.map(({ _tag }) => _tag)).toEqual(["OutcomeRecorded"])
    expect(plan.tasks[0]?.outcomes).toMatchObject([{ form: { id: "symptoms" }, findings: [], undecided: [] }])
  })

  test("opens an urgent task where it is a red flag, planned at once where the window is open", () => {
    const [plan, events] = Result.getOrThrow(record(afternoon, { ...calm, chestPain: yes }))
    expect(events.map(({ _tag }) => _tag)).toEqual([
      "OutcomeRecorded",
      "TaskAdded",
      "RedFlagRaised",
      "TaskPlaced",
    ])
    const task = urgent(plan)
    expect(task).toMatchObject({
      role: "doctor",
      extra: true,
      rules: ["finding.chestPain"],
      addressee: "person-0",
    })
    expect(task.span?.latest).toEqual(DateTime.add(afternoon, { minutes: 30 }))
    expect(task.state).toMatchObject({ _tag: "Planned", channel: "phone", at: afternoon })
    expect(FollowUpPlan.replan(plan, plainGround, afternoon)).toEqual([plan, []])
  })

  test("opens an urgent task as a call, or by the same other channels, that asks for the symptoms", () => {
    const { id, plan } = calling(afternoon)
    const channels = ["sms", "phone", "wechat"] as const
    const tasks = plan.tasks.map((task) => (task.id === id ? { ...task, channels } : task))
    const [, events] = Result.getOrThrow(
      FollowUpPlan.recordOutcome(
        { ...plan, tasks },
        id,
        GeneralForms.symptoms,
        { ...calm, chestPain: yes },
        plainGround,
        afternoon,
      ),
    )
    expect(events[1]).toMatchObject({
      _tag: "TaskAdded",
      added: {
        modules: ["symptoms"],
        channels: ["phone", "sms", "wechat"],
        state: { _tag: "Unplaced", rules: ["finding.chestPain"] },
      },
    })
  })

  test("opens a task of its own each time that it is found again on calling for it, however often", () => {
    let { id, plan } = calling(afternoon)
    for (let n = 0; n < 60; n++) {
      const at = DateTime.add(afternoon, { minutes: n })
      const answers = { ...calm, chestPain: yes }
      const [found, events] = Result.getOrThrow(
        FollowUpPlan.recordOutcome(plan, id, GeneralForms.symptoms, answers, plainGround, at),
      )
      const raised = events.find(({ _tag }) => _tag === "RedFlagRaised")
      if (raised?._tag !== "RedFlagRaised") throw new Error("no red flag")
      const [revised] = Result.getOrThrow(FollowUpPlan.revise(found, plainGround, at))
      expect(FollowUpTask.isEnded(revised.tasks.at(-1) as FollowUpTask.FollowUpTask)).toBe(false)
      id = raised.opened
      const override = { kind: "clinicalUrgency", reason: "", author: nurse, givenAt: at } as const
      const wanted = { channel: "phone", at, override } as const
      const [placed] = Result.getOrThrow(FollowUpPlan.placeByOverride(found, id, wanted, plainGround))
      ;[plan] = Result.getOrThrow(FollowUpPlan.startAttempt(placed, id, allowed, attempts, at))
    }
    expect(Schema.is(FollowUpPlan.FollowUpPlan)(plan)).toBe(true)
  })

  test("opens a task under ids as long as they may be, which a revision keeps and which may be taken up again", () => {
    const { id, plan } = calling(afternoon)
    const long = Id.TaskId.make("t".repeat(800))
    const stage = Id.StageId.make("s".repeat(300))
    const renamed = { ...plan, tasks: plan.tasks.map((t) => (t.id === id ? { ...t, id: long, stage } : t)) }
    const answers = { ...calm, chestPain: yes }
    const [found] = Result.getOrThrow(
      FollowUpPlan.recordOutcome(renamed, long, GeneralForms.symptoms, answers, plainGround, afternoon),
    )
    const [revised] = Result.getOrThrow(FollowUpPlan.revise(found, plainGround, afternoon))
    const opened = revised.tasks.find((task) => task.rules.some((rule) => rule === "finding.chestPain"))
    if (opened === undefined || FollowUpTask.isEnded(opened)) throw new Error("no urgent task")
    const late = DateTime.add(afternoon, { minutes: 31 })
    const [missed] = Result.getOrThrow(FollowUpPlan.expire(found, opened.id, plainGround, late))
    const full = missed.tasks.map((t) =>
      t.id === opened.id ? { ...t, id: Id.TaskId.make("u".repeat(800)) } : t,
    )
    const [again] = Result.getOrThrow(
      FollowUpPlan.reopen(
        { ...missed, tasks: full },
        Id.TaskId.make("u".repeat(800)),
        onDays(1),
        { author: nurse, reason: "回来了" },
        plainGround,
        late,
      ),
    )
    expect(Schema.is(FollowUpPlan.FollowUpPlan)(again)).toBe(true)
    expect(new Set(again.tasks.map((task) => task.id)).size).toBe(again.tasks.length)
  })

  test("is left to a person where the window is closed, who may leave it; unanswered in time it is missed, not forgotten", () => {
    const [plan] = Result.getOrThrow(record(noon, { ...calm, chestPain: yes }))
    const task = urgent(plan)
    expect(task.state).toEqual({ _tag: "Unplaced", rules: ["rest.noon"] })
    const override = {
      kind: "clinicalUrgency",
      reason: "chest pain",
      author: Id.StaffId.make("nurse-1"),
      givenAt: noon,
    } as const
    const placed = FollowUpPlan.placeByOverride(
      plan,
      task.id,
      { channel: "phone", at: noon, override },
      plainGround,
    )
    expect(Result.isSuccess(placed)).toBe(true)
    const late = DateTime.add(noon, { minutes: 31 })
    const [expired] = Result.getOrThrow(FollowUpPlan.expire(plan, task.id, plainGround, late))
    expect(urgent(expired).state).toMatchObject({ _tag: "Ended", end: { _tag: "Missed" } })
  })

  test("said again takes the earlier one's place, and raises no flag twice", () => {
    const [plan] = Result.getOrThrow(record(afternoon, { ...calm, chestPain: yes }))
    const [first] = plan.tasks
    if (first === undefined) throw new Error("a plan without tasks")
    const again = FollowUpPlan.recordOutcome(
      plan,
      first.id,
      GeneralForms.symptoms,
      { ...calm, chestPain: yes, bleeding: yes },
      plainGround,
      afternoon,
    )
    const [next, events] = Result.getOrThrow(again)
    expect(events.filter(({ _tag }) => _tag === "RedFlagRaised")).toMatchObject([
      { finding: "finding.bleeding" },
    ])
    expect(next.tasks[0]?.outcomes).toHaveLength(1)
    expect(FollowUpPlan.replay(plan, events)).toEqual(next)
  })

  test("isn't taken where no try is under way, nor where the form refuses it", () => {
    const [plan] = Result.getOrThrow(FollowUpPlan.make(plainGround, plainDischarge.dischargedAt))
    const [first] = plan.tasks
    if (first === undefined) throw new Error("a plan without tasks")
    const early = FollowUpPlan.recordOutcome(
      plan,
      first.id,
      GeneralForms.symptoms,
      calm,
      plainGround,
      afternoon,
    )
    expect(Result.isFailure(early) && early.failure).toMatchObject({ _tag: "WrongState", state: "Planned" })
    const nobody = Id.TaskId.make("nobody")
    const none = FollowUpPlan.recordOutcome(plan, nobody, GeneralForms.symptoms, calm, plainGround, afternoon)
    expect(Result.isFailure(none) && none.failure._tag).toBe("NotFound")
    const refused = record(afternoon, {})
    expect(Result.isFailure(refused) && refused.failure._tag).toBe("AnswersRefused")
  })
})

describe("what is found again and again", () => {
  const [once, again] = ["finding.chestPain", "finding.lastingPain"].map((id) => Rule.RuleId.make(id)) as [
    Rule.RuleId,
    Rule.RuleId,
  ]
  /** Of a contact before, how it stands: when it ended if it did, by which form, and whether the pain was found. */
  const before = fc.record({
    ended: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined, freq: 5 }),
    form: fc.constantFrom("symptoms", "symptoms", "symptoms", "another", undefined),
    isFound: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.constant(false)),
  })

  test("is told by the contacts that ended before it, the latest first, whose form was the same", () => {
    const { plan } = calling(afternoon)
    const [under] = plan.tasks
    if (under === undefined) throw new Error("a plan without tasks")
    const at = (n: number) => DateTime.makeUnsafe(DateTime.toEpochMillis(afternoon) - n * minute)
    fc.assert(
      fc.property(
        fc.uniqueArray(before, { minLength: 4, maxLength: 4, selector: ({ ended }) => ended ?? Number.NaN }),
        fc.nat(3),
        fc.boolean(),
        fc.integer({ min: 2, max: 3 }),
        (drawn, place, isFound, times) => {
          const tasks = drawn.map(({ ended, form, isFound }, n): FollowUpTask.FollowUpTask => {
            const task = { ...under, id: Id.TaskId.make(`task-${n}`), stage: Id.StageId.make(`stage-${n}`) }
            const findings = isFound ? [once] : []
            const outcome = { answers: {}, findings, undecided: [] }
            return {
              ...task,
              ...(form === undefined ? {} : { outcomes: [{ ...outcome, form: { id: form, version: "1" } }] }),
              ...(n === place || ended === undefined
                ? {}
                : { state: { _tag: "Ended", end: { _tag: "Completed" }, at: at(ended) } }),
            }
          })
          const form: OutcomeForm.OutcomeForm = {
            ...GeneralForms.symptoms,
            repeated: [{ finding: again, of: once, times, source }],
          }
          const answers = { ...calm, chestPain: isFound ? yes : no }
          const id = Id.TaskId.make(`task-${place}`)
          const [next] = Result.getOrThrow(
            FollowUpPlan.recordOutcome({ ...plan, tasks }, id, form, answers, plainGround, afternoon),
          )
          const found = next.tasks[place]?.outcomes?.find((one) => one.form.id === form.id)?.findings
          const same = drawn.filter((one, n) => n !== place && one.form === "symptoms")
          let row = isFound ? 1 : 0
          // Minute by minute into the past.
          for (let n = 1; n <= 9 && row > 0 && row < times; n++)
            for (const one of same) if (one.ended === n) row = one.isFound ? row + 1 : -1
          expect(found?.includes(again)).toBe(row >= times)
        },
      ),
    )
  })
})
