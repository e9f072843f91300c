import {
  type AttemptPolicy,
  type ContactAttempt,
  type ContactPolicy,
  FollowUpPlan,
  type FollowUpProtocol,
  type FollowUpTask,
  Id,
  type Personalisation,
  Rule,
} from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"
import {
  onDays,
  plainDischarge,
  plainGround,
  plainPerson,
  plainProtocol,
  plainStage,
  source,
} from "./support/grounds.ts"

type Plan = FollowUpPlan.FollowUpPlan
type Ground = FollowUpPlan.Ground

const groundWith = (
  stages: FollowUpProtocol.FollowUpProtocol["stages"],
  over: Partial<Ground> = {},
): Ground => ({ ...plainGround, protocol: plainProtocol(stages), rules: [], ...over })

const days = groundWith([
  plainStage("day-1", onDays(1, 6)),
  plainStage("day-8", onDays(8, 12)),
  plainStage("day-15", onDays(15, 20)),
])

const made = (ground: Ground, at = ground.discharge.dischargedAt): Plan =>
  Result.getOrThrow(FollowUpPlan.make(ground, at))[0]

const idOf = (plan: Plan, stage: string): Id.TaskId => Id.TaskId.make(`${plan.id}/${stage}`)

const taskOf = (plan: Plan, stage: string): FollowUpTask.FollowUpTask =>
  Result.getOrThrow(FollowUpPlan.task(plan, idOf(plan, stage)))

const stateOf = (plan: Plan, stage: string) => taskOf(plan, stage).state

const plannedAt = (plan: Plan, stage: string): DateTime.Utc => {
  const state = stateOf(plan, stage)
  if (state._tag !== "Planned") throw new Error(`${stage} is ${state._tag}`)
  return state.at
}

const allowed = { permission: { _tag: "Within" }, consent: Id.ConsentId.make("consent-1") } as const

const start = (plan: Plan, stage: string, ground: Ground, at = plannedAt(plan, stage)): Plan =>
  Result.getOrThrow(
    FollowUpPlan.startAttempt(plan, idOf(plan, stage), allowed, ground.protocol.attempts, at),
  )[0]

const under = (plan: Plan, stage: string): ContactAttempt.ContactAttempt => {
  const state = stateOf(plan, stage)
  if (state._tag !== "InProgress") throw new Error(`${stage} is ${state._tag}`)
  return state.attempt
}

const say = (
  plan: Plan,
  stage: string,
  disposition: ContactAttempt.Disposition,
  ground: Ground,
  at = under(plan, stage).answerBy,
): FollowUpPlan.Decided =>
  Result.getOrThrow(
    FollowUpPlan.recordDisposition(plan, idOf(plan, stage), under(plan, stage).id, disposition, ground, at),
  )

/** One try at the moment planned, and what came of it. */
const tried = (plan: Plan, stage: string, disposition: ContactAttempt.Disposition, ground: Ground): Plan =>
  say(start(plan, stage, ground), stage, disposition, ground)[0]

/** Tries until the task has ended. */
const triedInVain = (plan: Plan, stage: string, ground: Ground): Plan => {
  let current = plan
  while (stateOf(current, stage)._tag === "Planned") current = tried(current, stage, "noAnswer", ground)
  return current
}

const endOf = (plan: Plan, stage: string) => {
  const state = stateOf(plan, stage)
  return state._tag === "Ended" ? state.end._tag : state._tag
}

const utc = (time: string) => DateTime.makeUnsafe(time)

/** Somebody signed for a contact at nine in the evening, in the night rest. */
const signedFor = (plan: Plan, channel: "phone" | "sms", ground = days): Plan =>
  Result.getOrThrow(
    FollowUpPlan.placeByOverride(
      plan,
      Id.TaskId.make(`${plan.id}/day-1`),
      {
        at: utc("2026-03-02T13:00:00Z"),
        channel,
        override: {
          kind: "ownRequest",
          reason: "asked for nine in the evening",
          author: Id.StaffId.make("nurse-1"),
          givenAt: utc("2026-03-02T03:00:00Z"),
        },
      },
      ground,
    ),
  )[0]

describe("what comes of a try", () => {
  test.each([
    ["completed", "Completed"],
    ["declined", "Declined"],
  ] as const)("%s ends the task", (disposition, end) => {
    const plan = tried(made(days), "day-1", disposition, days)
    expect(endOf(plan, "day-1")).toBe(end)
    expect(taskOf(plan, "day-1").attempts).toHaveLength(1)
    expect(endOf(plan, "day-8")).toBe("Planned")
  })

  test.each(["noAnswer", "busy"] as const)(
    "%s plans the next try by the same channel, in another part of the day",
    (d) => {
      const plan = tried(made(days), "day-1", d, days)
      expect(stateOf(plan, "day-1")).toMatchObject({
        _tag: "Planned",
        at: utc("2026-03-03T06:00:00Z"),
        channel: "phone",
      })
    },
  )

  test("a further try keeps its distance from the beginning of the last one, to the millisecond", () => {
    const afternoon = plainStage("day-1", { ...onDays(1, 6), ideal: { days: 1 } })
    const window = { earliest: { hours: 27 }, ideal: { hours: 28 }, due: { hours: 30 }, latest: { days: 6 } }
    const once = groundWith([{ ...afternoon, window }])
    const { attempts } = once.protocol
    const [gap, ...wishes] = attempts.spacing
    const gap28 = { ...gap, limit: { _tag: "MinimumGap", hours: 28 } } as AttemptPolicy.Spacing
    const ground: Ground = {
      ...once,
      protocol: { ...once.protocol, attempts: { ...attempts, spacing: [gap28, ...wishes] } },
    }
    // Called at 14:30 on Tuesday: 28 hours on it is 18:30 on Wednesday, another part of the day.
    expect(plannedAt(made(ground), "day-1")).toEqual(utc("2026-03-03T06:30:00Z"))
    expect(plannedAt(tried(made(ground), "day-1", "noAnswer", ground), "day-1")).toEqual(
      utc("2026-03-04T10:30:00Z"),
    )
  })

  test("a rejection closes the channel for the task, which goes on with the next", () => {
    const plan = tried(made(days), "day-1", "rejected", days)
    expect(stateOf(plan, "day-1")).toMatchObject({ _tag: "Planned", channel: "sms" })
    expect(stateOf(plan, "day-8")).toMatchObject({ _tag: "Planned", channel: "phone" })
    expect(endOf(tried(plan, "day-1", "rejected", days), "day-1")).toBe("Unreachable")
  })

  test("a wrong number closes every channel that leads to it, in every task, and a person takes over", () => {
    const plan = tried(made(days), "day-1", "wrongNumber", days)
    for (const stage of ["day-1", "day-8"])
      expect(stateOf(plan, stage)).toEqual({ _tag: "Unplaced", rules: ["phone.wrongNumber"] })
  })

  test("an unknown delivery is never repeated by a machine: people go on, and where no person can, one decides", () => {
    const texts = groundWith([{ ...plainStage("day-1", onDays(1, 6)), channels: ["sms", "phone"] }])
    const plan = tried(made(texts), "day-1", "deliveryUnknown", texts)
    expect(stateOf(plan, "day-1")).toMatchObject({ _tag: "Planned", channel: "phone" })
    const only = groundWith([{ ...plainStage("day-1", onDays(1, 6)), channels: ["sms"] }])
    const left = tried(made(only), "day-1", "deliveryUnknown", only)
    expect(stateOf(left, "day-1")).toEqual({ _tag: "Unplaced", rules: ["delivery.unknown"] })
    const [ended] = Result.getOrThrow(
      FollowUpPlan.expire(left, idOf(left, "day-1"), only, utc("2026-03-08T16:00:00Z")),
    )
    expect(endOf(ended, "day-1")).toBe("Unreachable")
  })

  test("a death cancels every open task and leaves ended ones as they are", () => {
    const first = triedInVain(made(days), "day-1", days)
    const [plan] = say(start(first, "day-8", days), "day-8", "deceased", days)
    expect(endOf(plan, "day-1")).toBe("Unreachable")
    for (const stage of ["day-8", "day-15"])
      expect(stateOf(plan, stage)).toMatchObject({ end: { _tag: "Cancelled", reason: "deceased" } })
    expect(taskOf(plan, "day-8").attempts).toMatchObject([{ disposition: "deceased" }])
  })

  test("every try of a task in vain ends it as unreachable, and as lost after as many such tasks as the protocol names", () => {
    let plan = made(days)
    for (const [stage, end] of [
      ["day-1", "Unreachable"],
      ["day-8", "early"],
      ["day-15", "lost"],
    ] as const) {
      plan = triedInVain(plan, stage, days)
      const { state } = taskOf(plan, stage)
      const ended = state._tag === "Ended" ? state.end : undefined
      expect(ended?._tag === "LostToFollowUp" ? ended.grade : ended?._tag).toBe(end)
    }
    expect(taskOf(plan, "day-15").attempts.map(({ channel }) => channel)).toEqual([
      "phone",
      "phone",
      "sms",
      "sms",
    ])
  })

  test("somebody reached in between isn't lost", () => {
    let plan = triedInVain(made(days), "day-1", days)
    plan = tried(plan, "day-8", "completed", days)
    expect(endOf(triedInVain(plan, "day-15", days), "day-15")).toBe("Unreachable")
  })

  test("tasks in a row are counted as they fall due, wherever the plan lists them", () => {
    // Extra stages stand at the end of the list, and fall due between the others.
    const extra: Personalisation.PersonalisationRule = {
      id: Rule.RuleId.make("personal.extra"),
      when: {},
      effects: [{ _tag: "AddStage", stage: plainStage("day-4", onDays(4, 5)) }],
      source,
    }
    const three = groundWith(
      [
        plainStage("day-1", onDays(1, 3)),
        plainStage("day-8", onDays(8, 12)),
        plainStage("day-15", onDays(15, 20)),
      ],
      { rules: [extra] },
    )
    const ground: Ground = {
      ...three,
      protocol: {
        ...three.protocol,
        attempts: { ...three.protocol.attempts, lossAfter: { early: 2, lost: 2 } },
      },
    }
    let plan = triedInVain(made(ground), "day-4", ground)
    plan = tried(plan, "day-8", "completed", ground)
    expect(endOf(triedInVain(plan, "day-15", ground), "day-15")).toBe("Unreachable")
  })

  test("without a try by latest the task is missed, not the patient's silence", () => {
    const plan = made(days)
    const id = idOf(plan, "day-1")
    const before = FollowUpPlan.expire(plan, id, days, utc("2026-03-08T15:59:59.999Z"))
    expect(Result.getOrThrow(before)[1]).toEqual([])
    const [late] = Result.getOrThrow(FollowUpPlan.expire(plan, id, days, utc("2026-03-08T16:00:00Z")))
    expect(endOf(late, "day-1")).toBe("Missed")
  })

  test("a try under way is waited for past latest", () => {
    const plan = start(made(days), "day-1", days, utc("2026-03-08T11:55:00Z"))
    const expired = FollowUpPlan.expire(plan, idOf(plan, "day-1"), days, utc("2026-03-08T16:00:00Z"))
    expect(Result.getOrThrow(expired)[1]).toEqual([])
    const [after] = say(plan, "day-1", "noAnswer", days, utc("2026-03-08T17:00:00Z"))
    expect(endOf(after, "day-1")).toBe("Unreachable")
  })
})

describe("calling off", () => {
  test("keeps the try that was under way, and what the channel said of it", () => {
    const started = start(made(days), "day-1", days)
    const attempt = under(started, "day-1")
    const [delivered] = Result.getOrThrow(
      FollowUpPlan.recordDelivery(started, idOf(started, "day-1"), attempt.id, {
        _tag: "Accepted",
        reference: "r-1",
      }),
    )
    const [plan] = FollowUpPlan.cancel(
      delivered,
      "readmitted",
      DateTime.add(attempt.startedAt, { minutes: 5 }),
    )
    expect(taskOf(plan, "day-1").attempts).toEqual([
      { ...attempt, delivery: { _tag: "Accepted", reference: "r-1" } },
    ])
    const late = FollowUpPlan.recordDisposition(
      plan,
      idOf(plan, "day-1"),
      attempt.id,
      "completed",
      days,
      attempt.answerBy,
    )
    expect(Result.isFailure(late) && late.failure._tag).toBe("NotFound")
  })

  test("one task leaves the others, and an ended one as it is", () => {
    const plan = tried(made(days), "day-1", "completed", days)
    const at = utc("2026-03-05T00:00:00Z")
    const again = FollowUpPlan.cancelTask(plan, idOf(plan, "day-1"), "staffDecision", at)
    expect(Result.getOrThrow(again)).toEqual([plan, []])
    const [other] = Result.getOrThrow(FollowUpPlan.cancelTask(plan, idOf(plan, "day-8"), "staffDecision", at))
    expect([endOf(other, "day-1"), endOf(other, "day-8"), endOf(other, "day-15")]).toEqual([
      "Completed",
      "Cancelled",
      "Planned",
    ])
  })
})

describe("closing a channel", () => {
  const withdrawn = Rule.RuleId.make("consent.withdrawn")
  const notConnected = Rule.RuleId.make("channel.notConnected")
  const close = (plan: Plan, stage: string, channel: "phone" | "sms", rule: Rule.RuleId, ground = days) =>
    Result.getOrThrow(
      FollowUpPlan.closeChannel(plan, idOf(plan, stage), channel, rule, ground, utc("2026-03-02T03:00:00Z")),
    )

  test("goes on with the next channel", () => {
    const [plan] = close(made(days), "day-1", "phone", withdrawn)
    expect(stateOf(plan, "day-1")).toMatchObject({ _tag: "Planned", channel: "sms" })
  })

  test.each([
    [withdrawn, { _tag: "Ended", end: { _tag: "Cancelled", reason: "consentWithdrawn" } }],
    [notConnected, { _tag: "Unplaced", rules: ["channel.notConnected"] }],
  ])("of none left: %s", (rule, state) => {
    const [once] = close(made(days), "day-1", "phone", rule)
    const [plan] = close(once, "day-1", "sms", rule)
    expect(stateOf(plan, "day-1")).toMatchObject(state)
  })

  test("counts a channel that was tried often enough as none left", () => {
    let plan = made(days)
    plan = tried(plan, "day-1", "noAnswer", days)
    plan = tried(plan, "day-1", "noAnswer", days)
    expect(stateOf(plan, "day-1")).toMatchObject({ _tag: "Planned", channel: "sms" })
    expect(endOf(close(plan, "day-1", "sms", withdrawn)[0], "day-1")).toBe("Cancelled")
    expect(endOf(close(plan, "day-1", "sms", notConnected)[0], "day-1")).toBe("Unplaced")
  })

  test("leaves a try under way to its answer, and takes effect on what follows", () => {
    const started = start(made(days), "day-1", days)
    const [closed] = close(started, "day-1", "phone", withdrawn)
    expect(under(closed, "day-1")).toEqual(under(started, "day-1"))
    const [both] = close(closed, "day-1", "sms", withdrawn)
    expect(under(both, "day-1")).toEqual(under(started, "day-1"))
    expect(stateOf(say(closed, "day-1", "noAnswer", days)[0], "day-1")).toMatchObject({ channel: "sms" })
    expect(endOf(say(both, "day-1", "noAnswer", days)[0], "day-1")).toBe("Unreachable")
  })

  test("takes a moment on it away although somebody signed for it, and leaves one on another channel", () => {
    const [plan] = close(signedFor(made(days), "phone"), "day-1", "phone", withdrawn)
    expect(stateOf(plan, "day-1")).toMatchObject({ _tag: "Planned", channel: "sms" })
    expect(stateOf(plan, "day-1")).not.toHaveProperty("override")
    const texted = signedFor(made(days), "sms")
    expect(stateOf(close(texted, "day-1", "phone", withdrawn)[0], "day-1")).toEqual(stateOf(texted, "day-1"))
  })

  test("never leaves the task planned on it, even where nobody is left to be addressed", () => {
    const nobody = { ...days, discharge: { ...plainDischarge, persons: [] as never } }
    const [plan] = close(made(days), "day-1", "phone", notConnected, nobody)
    expect(stateOf(plan, "day-1")).toEqual({ _tag: "Unplaced", rules: ["channel.notConnected"] })
  })

  test("leaves an ended task as it is", () => {
    const plan = tried(made(days), "day-1", "completed", days)
    const [once] = close(plan, "day-1", "phone", withdrawn)
    expect(close(once, "day-1", "sms", notConnected)).toEqual([plan, []])
  })
})

describe("planning again", () => {
  const oneADay: ContactPolicy.ContactPolicy = {
    ...plainGround.policy,
    caps: [
      {
        id: Rule.RuleId.make("frequency.any"),
        limit: { _tag: "Rolling", hours: 24, atMost: 1 },
        channels: ["phone", "sms"],
        purposes: ["followUp"],
        source,
      },
    ],
  }
  const close = groundWith([plainStage("day-1", onDays(1, 6)), plainStage("day-2", onDays(2, 6))], {
    policy: oneADay,
  })

  test("right after a try changes nothing: later tasks have made room for the next try already", () => {
    const plan = made(close)
    expect([plannedAt(plan, "day-1"), plannedAt(plan, "day-2")]).toEqual([
      utc("2026-03-03T00:00:00Z"),
      utc("2026-03-04T00:00:00Z"),
    ])
    const after = tried(plan, "day-1", "noAnswer", close)
    expect([plannedAt(after, "day-1"), plannedAt(after, "day-2")]).toEqual([
      utc("2026-03-04T06:00:00Z"),
      utc("2026-03-05T06:00:00Z"),
    ])
    expect(FollowUpPlan.replan(after, close, utc("2026-03-03T01:00:00Z"))).toEqual([after, []])
  })

  test("keeps why a task lies with a person", () => {
    const only = groundWith([{ ...plainStage("day-1", onDays(1, 6)), channels: ["sms", "phone"] }], {
      policy: {
        ...plainGround.policy,
        hours: plainGround.policy.hours.map((rule) => ({ ...rule, channels: ["sms"] as const })),
      },
      discharge: {
        ...plainDischarge,
        persons: [
          {
            ...plainPerson,
            profile: {
              ...plainPerson.profile,
              work: {
                _tag: "Roster",
                dates: Object.fromEntries(
                  ["03", "04", "05", "06", "07", "08"].map((day) => [`2026-03-${day}`, ["08:00-22:00"]]),
                ) as never,
              },
            },
          },
        ],
      },
    })
    const plan = tried(made(only), "day-1", "deliveryUnknown", only)
    const state = stateOf(plan, "day-1")
    expect(state).toEqual({
      _tag: "Unplaced",
      rules: ["delivery.unknown", "work.hours", "rest.noon", "rest.night"],
    })
    for (const at of ["2026-03-04T00:00:00Z", "2026-03-06T00:00:00Z", "2026-03-08T15:00:00Z"])
      expect(FollowUpPlan.replan(plan, only, utc(at))).toEqual([plan, []])
  })

  test("moves a moment that went by, and ends what is past latest", () => {
    const plan = made(days)
    const [next, events] = FollowUpPlan.replan(plan, days, utc("2026-03-11T00:00:00Z"))
    expect(endOf(next, "day-1")).toBe("Missed")
    expect(plannedAt(next, "day-8")).toEqual(utc("2026-03-11T00:00:00Z"))
    expect(plannedAt(next, "day-15")).toEqual(plannedAt(plan, "day-15"))
    expect(events.map(({ _tag }) => _tag)).toEqual(["TaskEnded", "TaskPlaced"])
  })

  test.each(["phone", "sms"] as const)(
    "no signature calls a number again that is somebody else's: %s",
    (channel) => {
      const wrong = tried(made(days), "day-1", "wrongNumber", days)
      const override = {
        kind: "dangerToLife",
        reason: "a dangerous result",
        author: Id.StaffId.make("nurse-1"),
        givenAt: utc("2026-03-03T00:00:00Z"),
      } as const
      const sign = (plan: Plan) => {
        const wanted = { at: utc("2026-03-10T02:00:00Z"), channel, override }
        return FollowUpPlan.placeByOverride(plan, idOf(plan, "day-8"), wanted, days)
      }
      const refused = sign(wrong)
      expect(Result.isFailure(refused) && refused.failure).toMatchObject({
        _tag: "NoChannel",
        stage: "day-8",
      })
      const [mended] = FollowUpPlan.numberMended(wrong, plainPerson.id, days, utc("2026-03-04T02:00:00Z"))
      expect(Result.isSuccess(sign(mended))).toBe(true)
    },
  )

  test("what is signed for falls with its channel, also where the task itself hasn't that channel", () => {
    const byPhone = groundWith([{ ...plainStage("day-1", onDays(1, 6)), channels: ["phone"] }])
    const signed = signedFor(made(byPhone), "sms", byPhone)
    expect(stateOf(signed, "day-1")).toMatchObject({ _tag: "Planned", channel: "sms" })
    const id = idOf(signed, "day-1")
    const rule = Rule.RuleId.make("consent.withdrawn")
    const [next] = Result.getOrThrow(
      FollowUpPlan.closeChannel(signed, id, "sms", rule, byPhone, utc("2026-03-02T13:00:00Z")),
    )
    expect(stateOf(next, "day-1")).toMatchObject({ _tag: "Planned", channel: "phone" })
    expect(taskOf(next, "day-1").closed).toEqual([{ person: plainPerson.id, channel: "sms", rule }])
  })

  test("leaves tries under way, ended tasks and signed moments as they are, whatever changed", () => {
    const done = tried(made(days), "day-1", "completed", days)
    const going = start(done, "day-8", days)
    const signed = Result.getOrThrow(
      FollowUpPlan.placeByOverride(
        going,
        idOf(going, "day-15"),
        {
          at: utc("2026-03-18T14:00:00Z"),
          channel: "phone",
          override: {
            kind: "ownRequest",
            reason: "asked for ten in the evening",
            author: Id.StaffId.make("nurse-1"),
            givenAt: utc("2026-03-03T00:00:00Z"),
          },
        },
        days,
      ),
    )[0]
    expect(plannedAt(signed, "day-15")).toEqual(utc("2026-03-18T14:00:00Z"))
    const nobody: Ground = {
      ...days,
      policy: {
        ...days.policy,
        hours: days.policy.hours.map((rule) => ({ ...rule, openIn: { _tag: "Never" } })),
      },
    }
    expect(FollowUpPlan.replan(signed, nobody, utc("2026-03-10T00:00:00Z"))).toEqual([signed, []])
  })

  test("finds the ids it had, also when all is made anew", () => {
    const [plan, again] = [made(days), made(days, utc("2026-03-09T03:00:00Z"))]
    expect(again.id).toBe(plan.id)
    expect(again.tasks.map(({ id }) => id)).toEqual(plan.tasks.map(({ id }) => id))
    expect(again.tasks.map(({ state }) => state._tag)).toEqual(["Ended", "Planned", "Planned"])
  })
})

describe("a moment that somebody signed for", () => {
  test("stands until it goes by, then the plan looks again", () => {
    const plan = signedFor(made(days), "phone")
    expect(FollowUpPlan.replan(plan, days, utc("2026-03-02T12:59:59Z"))).toEqual([plan, []])
    const [next] = FollowUpPlan.replan(plan, days, utc("2026-03-02T13:00:00Z"))
    expect(plannedAt(next, "day-1")).toEqual(utc("2026-03-03T00:00:00Z"))
  })

  test("doesn't stay planned in the past where its channel was tried often enough", () => {
    const once = groundWith([plainStage("day-1", onDays(1, 6))])
    const ground: Ground = {
      ...once,
      protocol: { ...once.protocol, attempts: { ...once.protocol.attempts, perChannel: 1 } },
    }
    const texted = tried(tried(made(ground), "day-1", "noAnswer", ground), "day-1", "deliveryUnknown", ground)
    expect(stateOf(texted, "day-1")).toEqual({ _tag: "Unplaced", rules: ["delivery.unknown"] })
    const [gone] = FollowUpPlan.replan(signedFor(texted, "sms", ground), ground, utc("2026-03-05T12:00:00Z"))
    expect(stateOf(gone, "day-1")).toEqual({ _tag: "Unplaced", rules: ["channel.none"] })
  })

  test("before the stage's days can be counted leaves the stage waiting where nobody answers", () => {
    const window: FollowUpProtocol.StageWindow = {
      earliest: { workingDays: 1 },
      ideal: { workingDays: 1 },
      due: { workingDays: 2 },
      latest: { workingDays: 3 },
    }
    const ground = groundWith([plainStage("day-1", window)], { calendar: { ...days.calendar, coverage: [] } })
    const plan = signedFor(made(ground), "phone", ground)
    expect(endOf(made(ground), "day-1")).toBe("AwaitingCalendar")
    expect(endOf(tried(plan, "day-1", "noAnswer", ground), "day-1")).toBe("AwaitingCalendar")
    // Once it can be counted, the try counts towards the first next contact.
    const waiting = tried(plan, "day-1", "noAnswer", ground)
    const [next] = FollowUpPlan.replan(
      waiting,
      { ...ground, calendar: days.calendar },
      utc("2026-03-03T00:00:00Z"),
    )
    expect(stateOf(next, "day-1")).toMatchObject({ _tag: "Planned", channel: "phone" })
  })
})

describe("whom a task addresses", () => {
  const guardian = { ...plainPerson, id: Id.PersonId.make("person-1"), relation: "guardian" } as const
  const of = (bornOn: string, persons: Ground["discharge"]["persons"]) =>
    FollowUpPlan.make(
      { ...days, discharge: { ...plainDischarge, bornOn: bornOn as Ground["discharge"]["bornOn"], persons } },
      plainDischarge.dischargedAt,
    )

  test.each([
    ["2008-12-31", "person-1"],
    // Of age on the day after the discharge, before the first contact.
    ["2008-03-03", "person-0"],
    ["2008-03-02", "person-0"],
    ["2026-03-02", "person-1"],
  ])("born on %s: %s", (bornOn, addressee) => {
    const [plan] = Result.getOrThrow(of(bornOn, [plainPerson, guardian]))
    expect(plan.tasks.map((task) => task.addressee)).toEqual([addressee, addressee, addressee])
  })

  test("a minor without a guardian is refused by name of the rule", () => {
    const refused = of("2010-01-01", [plainPerson])
    expect(Result.isFailure(refused) && refused.failure).toMatchObject({
      _tag: "NoAddressee",
      rule: "addressee.guardianOfMinor",
    })
  })
})

describe("commands on what isn't there", () => {
  const plan = made(days)
  const at = utc("2026-03-03T00:00:00Z")
  const nowhere = Id.TaskId.make("nowhere")
  const nothing = Id.AttemptId.make("nothing")
  const withTask = idOf(plan, "day-1")

  test.each([
    ["starting", FollowUpPlan.startAttempt(plan, nowhere, allowed, days.protocol.attempts, at), "task"],
    ["a delivery", FollowUpPlan.recordDelivery(plan, withTask, nothing, { _tag: "Unknown" }), "attempt"],
    ["an answer", FollowUpPlan.recordDisposition(plan, withTask, nothing, "completed", days, at), "attempt"],
    [
      "closing a channel",
      FollowUpPlan.closeChannel(plan, nowhere, "sms", Rule.RuleId.make("a"), days, at),
      "task",
    ],
    ["replanning", FollowUpPlan.replanTask(plan, nowhere, days, at), "task"],
    ["expiring", FollowUpPlan.expire(plan, nowhere, days, at), "task"],
    ["cancelling", FollowUpPlan.cancelTask(plan, nowhere, "transferred", at), "task"],
  ])("%s is refused", (_, decided, what) => {
    expect(Result.isFailure(decided) && decided.failure).toMatchObject({ _tag: "NotFound", what })
  })

  test("a second try while one is under way is refused, and so is one of an ended task", () => {
    const started = start(plan, "day-1", days)
    const done = tried(plan, "day-1", "completed", days)
    for (const [p, state] of [
      [started, "InProgress"],
      [done, "Ended"],
    ] as const) {
      const again = FollowUpPlan.startAttempt(p, idOf(p, "day-1"), allowed, days.protocol.attempts, at)
      expect(Result.isFailure(again) && again.failure).toMatchObject({ _tag: "WrongState", state })
    }
  })
})
