import { FollowUpPlan, type FollowUpProtocol, FollowUpTask, Id, type Override } from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { describe, expect, test } from "vitest"
import {
  onDays,
  plainDischarge,
  plainGround,
  plainPerson,
  plainProtocol,
  plainStage,
} from "./support/grounds.ts"

// What a person decides about a task: a promised time, an end by hand, another beginning.

const ground: FollowUpPlan.Ground = {
  ...plainGround,
  protocol: plainProtocol([
    plainStage("day-1", onDays(1, 6)),
    plainStage("day-8", onDays(8, 12)),
    plainStage("day-15", onDays(15, 20)),
  ]),
  rules: [],
}
const [made] = Result.getOrThrow(FollowUpPlan.make(ground, plainDischarge.dischargedAt))
const idOf = (stage: string) => Id.TaskId.make(`${made.id}/${stage}`)
const taskOf = (plan: FollowUpPlan.FollowUpPlan, stage: string) =>
  Result.getOrThrow(FollowUpPlan.task(plan, idOf(stage)))
const at = (text: string) => DateTime.makeUnsafe(`2026-03-${text}:00+08:00`)
const signed: FollowUpTask.Signed = {
  author: Id.StaffId.make("nurse-7"),
  reason: "the daughter came by the ward",
}
const override: Override.Override = {
  ...signed,
  kind: "ownRequest",
  reason: "asked for the lunch break",
  givenAt: at("03T14:10"),
}
const allowed = { permission: { _tag: "Within" }, consent: Id.ConsentId.make("consent-1") } as const
const { attempts } = ground.protocol

/** Called at two in the afternoon of Tuesday, the 3rd; the call goes on. */
const calling = (stage = "day-1", plan = made): FollowUpPlan.FollowUpPlan => {
  const { state } = taskOf(plan, stage)
  if (state._tag !== "Planned") throw new Error(`${stage} is ${state._tag}`)
  return Result.getOrThrow(FollowUpPlan.startAttempt(plan, idOf(stage), allowed, attempts, state.at))[0]
}
const underWay = (plan: FollowUpPlan.FollowUpPlan, stage = "day-1") => {
  const { state } = taskOf(plan, stage)
  if (state._tag !== "InProgress") throw new Error(`${stage} is ${state._tag}`)
  return state.attempt
}
const triedInVain = (plan: FollowUpPlan.FollowUpPlan, stage: string): FollowUpPlan.FollowUpPlan => {
  let current = plan
  while (taskOf(current, stage).state._tag === "Planned") {
    const called = calling(stage, current)
    const { answerBy, id } = underWay(called, stage)
    current = Result.getOrThrow(
      FollowUpPlan.recordDisposition(called, idOf(stage), id, "noAnswer", ground, answerBy),
    )[0]
  }
  return current
}

describe("a time that is promised", () => {
  const called = calling()
  const asked = at("03T08:10")
  const ask = (wanted: Partial<FollowUpPlan.Promised>, over = ground) =>
    FollowUpPlan.promise(
      called,
      idOf("day-1"),
      underWay(called).id,
      { channel: "phone", at: at("04T17:30"), ...wanted },
      over,
      asked,
    )

  test("closes the try as a wish to be called later, and is the next contact", () => {
    const [plan, events] = Result.getOrThrow(ask({}))
    expect(FollowUpPlan.replay(called, events)).toEqual(plan)
    expect(taskOf(plan, "day-1")).toMatchObject({
      attempts: [{ disposition: "callLater", endedAt: asked }],
      state: { _tag: "Planned", at: at("04T17:30"), channel: "phone", band: "overdue", promised: true },
    })
    expect(Schema.is(FollowUpPlan.FollowUpPlan)(plan)).toBe(true)
  })

  test("isn't bound by the spacing of tries: in an hour, in the same part of the day", () => {
    expect(Result.isSuccess(ask({ at: at("03T09:30") }))).toBe(true)
  })

  test("stands whatever is planned again, as long as it lies in the window", () => {
    const [plan] = Result.getOrThrow(ask({}))
    expect(FollowUpPlan.replan(plan, ground, asked)).toEqual([plan, []])
    const working = {
      ...plainPerson,
      profile: { ...plainPerson.profile, doNotDisturbOn: ["2026-03-04" as never] },
    }
    const changed = { ...ground, discharge: { ...ground.discharge, persons: [working] as const } }
    const [moved] = FollowUpPlan.replan(plan, changed, asked)
    expect(taskOf(moved, "day-1").state).toMatchObject({ at: at("03T14:00") })
  })

  test.each([
    ["in the noon rest", at("04T12:30"), ["rest.noon"], at("04T11:48")],
    ["at night", at("04T21:00"), ["care.hours"], at("04T19:48")],
    ["too near the noon rest to begin late", at("04T11:49"), ["rest.noon"], at("04T11:48")],
    ["after latest", at("09T09:00"), ["stage.latest"], at("08T19:48")],
    ["that has gone by", at("03T08:05"), ["promise.past"], undefined],
  ])("%s is refused by rule, with the nearest that can be", (_, when, rules, nearest) => {
    const refused = ask({ at: when })
    const failure = Result.isFailure(refused) ? refused.failure : undefined
    expect(failure).toBeInstanceOf(FollowUpPlan.PromiseRefused)
    expect(failure).toMatchObject({ task: idOf("day-1"), at: when, rules })
    if (nearest === undefined) return
    expect(failure).toMatchObject({ nearest })
    expect(Result.isSuccess(ask({ at: nearest }))).toBe(true)
  })

  test("may leave the window by an override, signed for the person's own request", () => {
    const [plan] = Result.getOrThrow(ask({ at: at("04T12:30"), override }))
    expect(taskOf(plan, "day-1").state).toMatchObject({ at: at("04T12:30"), override, promised: true })
    expect(Result.isFailure(ask({ at: at("03T08:05"), override }))).toBe(true)
  })

  test("counts for caps, and other tasks make room for it", () => {
    const cap = {
      ...ground.policy.caps[0],
      limit: { _tag: "Rolling", hours: 96, atMost: 1 },
    } as (typeof ground.policy.caps)[0]
    const capped = { ...ground, policy: { ...ground.policy, caps: [cap] } }
    expect(taskOf(called, "day-8").state).toMatchObject({ at: at("10T08:00") })
    const [plan] = Result.getOrThrow(ask({ at: at("08T17:30") }, capped))
    expect(taskOf(plan, "day-8").state).toMatchObject({ at: at("12T17:30") })
  })

  test("by a channel that the person doesn't take, or that is closed, can't be promised", () => {
    const refused = ask({ channel: "wechat" })
    expect(Result.isFailure(refused) && refused.failure._tag).toBe("NoChannel")
  })

  test("needs a try under way", () => {
    const attempt = Id.AttemptId.make(`${idOf("day-8")}/1`)
    const wanted = { channel: "phone", at: at("10T09:00") } as const
    const refused = FollowUpPlan.promise(called, idOf("day-8"), attempt, wanted, ground, asked)
    expect(Result.isFailure(refused) && refused.failure._tag).toBe("NotFound")
  })
})

describe("a task that is ended by hand", () => {
  test.each<FollowUpTask.TaskEnd>([
    { _tag: "Completed" },
    { _tag: "Declined" },
    { _tag: "Cancelled", reason: "transferred" },
    { _tag: "Missed" },
  ])("as $_tag says who did and why", (end) => {
    const [plan, events] = Result.getOrThrow(
      FollowUpPlan.endTask(made, idOf("day-1"), end, signed, at("03T10:00")),
    )
    expect(FollowUpPlan.replay(made, events)).toEqual(plan)
    expect(taskOf(plan, "day-1").state).toEqual({ _tag: "Ended", end, at: at("03T10:00"), signed })
  })

  test.each<readonly [string, FollowUpPlan.FollowUpPlan, FollowUpTask.TaskEnd, string]>([
    ["nobody is unreachable untried", made, { _tag: "Unreachable" }, "end.untried"],
    ["nor lost", made, { _tag: "LostToFollowUp", grade: "lost" }, "end.untried"],
    ["nothing that was tried is missed", calling(), { _tag: "Missed" }, "end.tried"],
  ])("%s", (_, plan, end, rule) => {
    const refused = FollowUpPlan.endTask(plan, idOf("day-1"), end, signed, at("03T10:00"))
    expect(Result.isFailure(refused) && refused.failure).toMatchObject({ _tag: "EndRefused", rule })
  })

  test.each(["deceased", "readmitted"] as const)("as %s ends everything that was still open", (reason) => {
    const end = { _tag: "Cancelled", reason } as const
    const by = [
      FollowUpPlan.endTask(made, idOf("day-1"), end, signed, at("03T10:00")),
      FollowUpPlan.cancelTask(made, idOf("day-1"), reason, at("03T10:00")),
    ]
    for (const decided of by) {
      const [plan, events] = Result.getOrThrow(decided)
      expect(FollowUpPlan.replay(made, events)).toEqual(plan)
      for (const { state } of plan.tasks) expect(state).toMatchObject({ _tag: "Ended", end })
    }
  })

  test("keeps a try that was under way, and is ended once", () => {
    const [plan] = Result.getOrThrow(
      FollowUpPlan.endTask(calling(), idOf("day-1"), { _tag: "Completed" }, signed, at("03T10:00")),
    )
    expect(taskOf(plan, "day-1").attempts).toHaveLength(1)
    const again = FollowUpPlan.endTask(plan, idOf("day-1"), { _tag: "Declined" }, signed, at("03T11:00"))
    expect(Result.isFailure(again) && again.failure._tag).toBe("WrongState")
  })
})

describe("a loss to follow-up", () => {
  test("goes from overdue over early to lost, and is over once the patient answers", () => {
    expect(FollowUpPlan.lossOf(made, at("03T10:00"))).toBeUndefined()
    // Due through the 3rd, and nothing has come of it by the 4th.
    expect(FollowUpPlan.lossOf(made, at("04T00:00"))).toBe("overdue")
    const once = triedInVain(made, "day-1")
    expect(FollowUpPlan.lossOf(once, at("08T10:00"))).toBe("overdue")
    const twice = triedInVain(once, "day-8")
    expect(FollowUpPlan.lossOf(twice, at("14T10:00"))).toBe("early")
    const thrice = triedInVain(twice, "day-15")
    expect(FollowUpPlan.lossOf(thrice, at("21T10:00"))).toBe("lost")
    const called = calling("day-15", twice)
    const { answerBy, id } = underWay(called, "day-15")
    const [back] = Result.getOrThrow(
      FollowUpPlan.recordDisposition(called, idOf("day-15"), id, "completed", ground, answerBy),
    )
    expect(FollowUpPlan.lossOf(back, at("21T10:00"))).toBeUndefined()
  })
})

describe("a task that is taken up again", () => {
  const window: FollowUpProtocol.StageWindow = {
    earliest: { hours: 0 },
    ideal: { days: 1 },
    due: { days: 2 },
    latest: { days: 5 },
  }
  const lost = triedInVain(made, "day-1")
  const again = (plan: FollowUpPlan.FollowUpPlan, id = idOf("day-1"), within = window) =>
    FollowUpPlan.reopen(plan, id, within, signed, ground, at("08T10:00"))

  test("is a new task, linked to the one that ended, which stays as it is", () => {
    const [plan, events] = Result.getOrThrow(again(lost))
    expect(FollowUpPlan.replay(lost, events)).toEqual(plan)
    expect(plan.tasks.slice(0, 3)).toEqual(lost.tasks)
    const added = plan.tasks[3]
    expect(added).toMatchObject({
      id: `${idOf("day-1")}@2`,
      stage: "day-1",
      attempts: [],
      reopened: { from: idOf("day-1"), ...signed },
      span: { earliest: at("08T10:00"), latest: at("14T00:00") },
      state: { _tag: "Planned", at: at("09T08:00"), channel: "phone" },
    })
    expect(Schema.is(FollowUpPlan.FollowUpPlan)(plan)).toBe(true)
    expect(FollowUpPlan.replan(plan, ground, at("08T10:00"))).toEqual([plan, []])
  })

  test("may end and be taken up once more", () => {
    const [plan] = Result.getOrThrow(again(lost))
    const second = Id.TaskId.make(`${idOf("day-1")}@2`)
    const [ended] = Result.getOrThrow(
      FollowUpPlan.endTask(plan, second, { _tag: "Declined" }, signed, at("08T11:00")),
    )
    const [twice] = Result.getOrThrow(again(ended, second))
    expect(twice.tasks[4]).toMatchObject({ id: `${second}@2`, reopened: { from: second } })
  })

  test("isn't, while it is open, once it was completed, the patient died, or another took it up", () => {
    const end = (how: FollowUpTask.TaskEnd) =>
      Result.getOrThrow(FollowUpPlan.endTask(made, idOf("day-1"), how, signed, at("03T10:00")))[0]
    const why = (plan: FollowUpPlan.FollowUpPlan) => {
      const refused = again(plan)
      if (Result.isSuccess(refused)) return "taken up"
      return "rule" in refused.failure ? refused.failure.rule : refused.failure._tag
    }
    expect(why(made)).toBe("WrongState")
    expect(why(end({ _tag: "Completed" }))).toBe("reentry.completed")
    expect(why(end({ _tag: "Cancelled", reason: "deceased" }))).toBe("reentry.deceased")
    expect(why(FollowUpPlan.cancel(lost, "deceased", at("08T09:00"))[0])).toBe("reentry.deceased")
    expect(why(Result.getOrThrow(again(lost))[0])).toBe("reentry.open")
    expect(why(end({ _tag: "Cancelled", reason: "readmitted" }))).toBe("taken up")
  })

  test.each([
    ["nothing", undefined, { died: "refused", lives: "taken up" }],
    ["a death", "deceased", { died: "refused", lives: "refused" }],
    ["that the death was told by mistake", "alive", { died: "taken up", lives: "taken up" }],
  ] as const)("goes by what was told of the patient last: %s", (_, vitalStatus, expected) => {
    const by = vitalStatus === undefined ? ground : { ...ground, vitalStatus }
    const on = (plan: FollowUpPlan.FollowUpPlan) => {
      const taken = FollowUpPlan.reopen(plan, idOf("day-1"), window, signed, by, at("08T10:00"))
      return Result.isSuccess(taken) ? "taken up" : "refused"
    }
    const cancelled = (reason: FollowUpTask.CancelReason) =>
      on(FollowUpPlan.cancel(made, reason, at("03T10:00"))[0])
    expect({ died: cancelled("deceased"), lives: cancelled("readmitted") }).toEqual(expected)
  })

  test("needs a window whose bounds follow one another", () => {
    const refused = again(lost, idOf("day-1"), { ...window, ideal: { days: 4 } })
    expect(Result.isFailure(refused) && refused.failure._tag).toBe("ImpossibleWindow")
  })

  test("knows a wrong number that was found after it had ended", () => {
    const [off] = Result.getOrThrow(
      FollowUpPlan.cancelTask(made, idOf("day-8"), "staffDecision", at("03T09:00")),
    )
    const called = calling("day-1", off)
    const { answerBy, id } = underWay(called, "day-1")
    const [wrong] = Result.getOrThrow(
      FollowUpPlan.recordDisposition(called, idOf("day-1"), id, "wrongNumber", ground, answerBy),
    )
    for (const known of [wrong, FollowUpPlan.cancel(wrong, "transferred", at("04T09:00"))[0]]) {
      const added = (plan: FollowUpPlan.FollowUpPlan) =>
        Result.getOrThrow(again(plan, idOf("day-8")))[0]
          .tasks.at(-1)
          ?.closed?.map(({ channel }) => channel)
      expect(added(known)).toEqual(["phone", "sms"])
      const [mended] = FollowUpPlan.numberMended(known, plainPerson.id, ground, at("05T09:00"))
      expect(added(mended)).toBeUndefined()
    }
  })

  test("begins with the first addressee, and leaves a wrong number closed", () => {
    const called = calling()
    const [wrong] = Result.getOrThrow(
      FollowUpPlan.recordDisposition(
        called,
        idOf("day-1"),
        underWay(called).id,
        "wrongNumber",
        ground,
        at("03T15:00"),
      ),
    )
    const [ended] = Result.getOrThrow(
      FollowUpPlan.endTask(wrong, idOf("day-1"), { _tag: "Unreachable" }, signed, at("03T16:00")),
    )
    const [plan] = Result.getOrThrow(again(ended))
    const added = plan.tasks[3]
    expect(added?.closed?.map(({ channel }) => channel)).toEqual(["phone", "sms"])
    expect(added?.state).toMatchObject({ _tag: "Unplaced" })
    const [mended] = FollowUpPlan.numberMended(plan, plainPerson.id, ground, at("08T10:00"))
    expect(mended.tasks[3]?.state).toMatchObject({ _tag: "Planned", channel: "phone" })
    expect(FollowUpTask.isEnded(mended.tasks[0] as FollowUpTask.FollowUpTask)).toBe(true)
    // Mended while nothing was open: the task stays as it ended, and its number counts as right.
    const idle = { ...ended, tasks: ended.tasks.slice(0, 1) }
    const [known, events] = FollowUpPlan.numberMended(idle, plainPerson.id, ground, at("07T10:00"))
    expect(events).toEqual([{ _tag: "NumberMended", person: plainPerson.id, at: at("07T10:00") }])
    expect(known.tasks).toEqual(idle.tasks)
    expect(FollowUpPlan.replay(idle, events)).toEqual(known)
    expect(FollowUpPlan.numberMended(known, plainPerson.id, ground, at("07T11:00"))[1]).toEqual([])
    const [right] = Result.getOrThrow(again(known))
    expect(right.tasks[1]?.closed).toBeUndefined()
    expect(right.tasks[1]?.state).toMatchObject({ _tag: "Planned", channel: "phone" })
  })
})
