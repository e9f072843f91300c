import {
  type ContactAttempt,
  type ContactablePerson,
  FollowUpPlan,
  FollowUpTask,
  Id,
  type Word,
} from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import {
  anyGround,
  onDays,
  plainDischarge,
  plainGround,
  plainPerson,
  plainProtocol,
  plainStage,
} from "./support/grounds.ts"

const somebody = (
  relation: Word.Relation,
  channels: ContactablePerson.ContactablePerson["profile"]["channels"] = ["phone", "sms"],
  name: string = relation,
): ContactablePerson.ContactablePerson => ({
  ...plainPerson,
  id: Id.PersonId.make(name),
  relation,
  profile: { ...plainPerson.profile, channels },
})

const self = somebody("self", ["phone", "sms", "letter"])
const carer = somebody("caregiver")
const worker = somebody("communityWorker", ["phone"])

const groundFor = (
  first: ContactablePerson.ContactablePerson,
  ...rest: ReadonlyArray<ContactablePerson.ContactablePerson>
): FollowUpPlan.Ground => ({
  ...plainGround,
  discharge: { ...plainDischarge, persons: [first, ...rest] },
  protocol: plainProtocol([plainStage("day-1", onDays(1, 40)), plainStage("day-60", onDays(60, 80))]),
  rules: [],
})

const made = (ground: FollowUpPlan.Ground): FollowUpPlan.FollowUpPlan =>
  Result.getOrThrow(FollowUpPlan.make(ground, ground.discharge.dischargedAt))[0]

const first = (plan: FollowUpPlan.FollowUpPlan): FollowUpTask.FollowUpTask =>
  plan.tasks[0] as FollowUpTask.FollowUpTask

const allowed = { permission: { _tag: "Within" }, consent: Id.ConsentId.make("consent-1") } as const

/** One try of the first task at its moment, and what came of it. */
const tried = (
  plan: FollowUpPlan.FollowUpPlan,
  ground: FollowUpPlan.Ground,
  came: ContactAttempt.Disposition = "noAnswer",
): FollowUpPlan.FollowUpPlan => {
  const { id, state } = first(plan)
  if (state._tag !== "Planned") throw new Error(`the task is ${state._tag}`)
  const { attempts } = ground.protocol
  const [started] = Result.getOrThrow(FollowUpPlan.startAttempt(plan, id, allowed, attempts, state.at))
  const under = first(started).state
  if (under._tag !== "InProgress") throw new Error("no try is under way")
  const { answerBy, id: attempt } = under.attempt
  return Result.getOrThrow(FollowUpPlan.recordDisposition(started, id, attempt, came, ground, answerBy))[0]
}

const triedInVain = (plan: FollowUpPlan.FollowUpPlan, ground: FollowUpPlan.Ground) => {
  let current = plan
  while (first(current).state._tag === "Planned") current = tried(current, ground)
  return current
}

const ways = (task: FollowUpTask.FollowUpTask) =>
  FollowUpTask.allAttempts(task).map(({ addressee, channel }) => `${addressee} ${channel}`)

describe("somebody who can't be reached", () => {
  test("is tried by every channel, then the caregiver, then the community worker, and by one letter at last", () => {
    const ground = groundFor(self, worker, carer)
    const task = first(triedInVain(made(ground), ground))
    expect(ways(task)).toEqual([
      "self phone",
      "self phone",
      "self sms",
      "self sms",
      "caregiver phone",
      "caregiver phone",
      "caregiver sms",
      "caregiver sms",
      "communityWorker phone",
      "communityWorker phone",
      "self letter",
    ])
    expect(task.state).toMatchObject({ _tag: "Ended", end: { _tag: "Unreachable" } })
    expect(task.turnedFrom).toEqual(["self", "caregiver", "communityWorker"])
  })

  test("is turned from in this task alone: the next stage begins with them again", () => {
    const ground = groundFor(self, carer)
    let plan = made(ground)
    while (first(plan).addressee === self.id) plan = tried(plan, ground)
    expect(plan.tasks.map(({ addressee }) => addressee)).toEqual(["caregiver", "self"])
  })

  test("isn't turned to by a number that another task found wrong, until it is mended", () => {
    const ground = groundFor(self, carer, worker)
    const on = (plan: FollowUpPlan.FollowUpPlan, n: number) => ({
      ...plan,
      tasks: [...plan.tasks.slice(n), ...plan.tasks.slice(0, n)],
    })
    let plan = made(ground)
    while (first(plan).addressee === self.id) plan = tried(plan, ground)
    const wrong = tried(plan, ground, "wrongNumber")
    const addressees = (later: FollowUpPlan.FollowUpPlan) =>
      new Set(first(triedInVain(on(later, 1), ground)).attempts.map(({ addressee }) => String(addressee)))
    expect(addressees(wrong)).toEqual(new Set(["self", "communityWorker"]))
    const [mended] = FollowUpPlan.numberMended(wrong, carer.id, ground, ground.discharge.dischargedAt)
    expect(addressees(mended)).toEqual(new Set(["self", "caregiver", "communityWorker"]))
  })

  test("and takes letters alone isn't made to wait for others", () => {
    const ground = groundFor(somebody("self", ["letter"]), carer)
    const stage = { ...plainStage("day-1", onDays(1, 40)), channels: ["phone", "letter"] as const }
    const lettered = { ...ground, protocol: plainProtocol([stage]) }
    expect(first(made(lettered))).toMatchObject({ addressee: "self", channels: ["letter"] })
  })

  test("as a minor's guardian is never turned from to the minor", () => {
    const guardian = somebody("guardian")
    const child = groundFor(guardian, self, carer)
    const ground = {
      ...child,
      discharge: { ...child.discharge, bornOn: "2019-01-01" as typeof plainDischarge.bornOn },
    }
    const addressees = FollowUpTask.allAttempts(first(triedInVain(made(ground), ground))).map(
      ({ addressee }) => addressee,
    )
    expect([...new Set(addressees)]).toEqual(["guardian", "caregiver"])
  })
})

describe("what came of a try", () => {
  test.each(["wrongNumber", "outOfService"] as const)(
    "%s turns to somebody else at once, in every task that leads to the number",
    (came) => {
      const ground = groundFor(self, carer)
      const plan = tried(made(ground), ground, came)
      expect(plan.tasks.map(({ addressee }) => addressee)).toEqual(["caregiver", "caregiver"])
      const closed = ["phone", "sms"].map((channel) => ({ person: "self", channel, rule: `phone.${came}` }))
      expect(plan.tasks.map((task) => task.closed)).toEqual([closed, closed])
    },
  )

  test("a language that nobody shares closes the channels on which one speaks, in this task", () => {
    const ground = groundFor(self)
    const plan = tried(made(ground), ground, "languageBarrier")
    expect(first(plan).state).toMatchObject({ _tag: "Planned", channel: "sms" })
    expect(plan.tasks[1]?.closed).toBeUndefined()
    const alone = groundFor(somebody("self", ["phone"]))
    expect(first(tried(made(alone), alone, "languageBarrier")).state).toEqual({
      _tag: "Unplaced",
      rules: ["language.barrier"],
    })
  })

  test("somebody else at the right number, and a wish to be called later, bring a further try", () => {
    const ground = groundFor(self)
    for (const came of ["answeredByOther", "callLater"] as const)
      expect(first(tried(made(ground), ground, came)).state).toMatchObject({
        _tag: "Planned",
        channel: "phone",
      })
  })

  test("a wish to be called later doesn't count as a try in vain", () => {
    const ground = groundFor(self)
    let plan = made(ground)
    for (let n = 0; n < 5; n++) plan = tried(plan, ground, "callLater")
    expect(first(plan).state).toMatchObject({ _tag: "Planned", channel: "phone" })
  })

  test("another stay in hospital calls off every open task for that reason", () => {
    const ground = groundFor(self)
    const plan = tried(made(ground), ground, "readmitted")
    expect(plan.tasks.map(({ state }) => state._tag === "Ended" && state.end)).toEqual([
      { _tag: "Cancelled", reason: "readmitted" },
      { _tag: "Cancelled", reason: "readmitted" },
    ])
  })
})

const consentRule = fc.constantFrom("consent.none" as const, "consent.guardian" as const)

describe("a consent that comes later", patience, () => {
  test("opens again what was closed for want of it, and leaves the plan as if it had always been given", () => {
    fc.assert(
      fc.property(
        anyGround(),
        fc.array(fc.tuple(fc.nat(5), fc.nat(2), consentRule), { minLength: 1, maxLength: 8 }),
        (ground, closings) => {
          const at = ground.discharge.dischargedAt
          const start = FollowUpPlan.make(ground, at)
          if (Result.isFailure(start)) return
          const [plan] = start.success
          let closed = plan
          for (const [n, m, rule] of closings) {
            const task = plan.tasks[n % Math.max(plan.tasks.length, 1)]
            const channel = task?.channels[m % Math.max(task.channels.length, 1)]
            if (task === undefined || channel === undefined) continue
            const [next] = Result.getOrThrow(
              FollowUpPlan.closeChannel(closed, task.id, channel, rule as never, ground, at),
            )
            closed = next
          }
          const allowance = {
            person: plan.tasks[0]?.addressee ?? plainPerson.id,
            channels: ["phone", "sms", "wechat", "email", "app", "letter", "faceToFace"],
            purposes: ["followUp", "care", "serviceOpinion", "promotion"],
          } as const
          const [given, events] = FollowUpPlan.consentGiven(closed, allowance, ground, at)
          expect(FollowUpPlan.replay(closed, events)).toEqual(given)
          expect(given).toEqual(plan)
          expect(FollowUpPlan.consentGiven(given, allowance, ground, at)).toEqual([given, []])
        },
      ),
      runs(150),
    )
  })

  test("by other channels or for other purposes opens nothing", () => {
    const ground = groundFor(self)
    const plan = made(ground)
    const at = plan.dischargedAt
    const [closed] = Result.getOrThrow(
      FollowUpPlan.closeChannel(plan, first(plan).id, "phone", "consent.none" as never, ground, at),
    )
    const given = (channels: ReadonlyArray<Word.Channel>, purposes: ReadonlyArray<Word.Purpose>) =>
      FollowUpPlan.consentGiven(closed, { person: self.id, channels, purposes }, ground, at)
    expect(given(["sms"], ["followUp"])).toEqual([closed, []])
    expect(given(["phone"], ["promotion"])).toEqual([closed, []])
    expect(given(["phone"], ["followUp"])[0]).toEqual(plan)
  })

  test("opens nothing that a wrong number closed: that takes another number", () => {
    const ground = groundFor(self)
    const plan = tried(made(ground), ground, "wrongNumber")
    const at = DateTime.add(plan.dischargedAt, { days: 3 })
    const allowance = { person: self.id, channels: ["phone"], purposes: ["followUp"] } as const
    expect(FollowUpPlan.consentGiven(plan, allowance, ground, at)[1]).toEqual([])
    const [mended] = FollowUpPlan.numberMended(plan, self.id, ground, at)
    expect(mended.tasks.map(({ closed, state }) => [closed, state._tag])).toEqual([
      [undefined, "Planned"],
      [undefined, "Planned"],
    ])
  })
})
