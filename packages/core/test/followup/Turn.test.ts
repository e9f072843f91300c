import {
  type ContactAttempt,
  type ContactablePerson,
  Discharge,
  FollowUpPlan,
  FollowUpTask,
  Id,
  PlainDate,
  TimeZone,
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

describe("somebody whom the record loses while they are asked", () => {
  const before = groundFor(self, carer)
  const now = groundFor(carer)

  test("is followed by whom the record has first, whatever came of the try", () => {
    const { id, state } = first(made(before))
    if (state._tag !== "Planned") return expect.fail(state._tag)
    const { attempts } = before.protocol
    const [asked] = Result.getOrThrow(
      FollowUpPlan.startAttempt(made(before), id, allowed, attempts, state.at),
    )
    expect(FollowUpPlan.replan(asked, now, state.at)[0].tasks[0]).toEqual(first(asked))
    const under = first(asked).state
    if (under._tag !== "InProgress") return expect.fail(under._tag)
    for (const came of ["noAnswer", "wrongNumber"] as const) {
      const answer = [id, under.attempt.id, came] as const
      const [next] = Result.getOrThrow(
        FollowUpPlan.recordDisposition(asked, ...answer, now, under.attempt.answerBy),
      )
      expect(next.tasks).toMatchObject([
        { addressee: carer.id, state: { _tag: "Planned" }, attempts: [{ addressee: self.id }] },
        { addressee: carer.id, state: { _tag: "Planned" } },
      ])
      expect(first(next).turnedFrom).toBeUndefined()
    }
  })

  test("isn't stood for at the moment that was agreed with them", () => {
    const plan = made(before)
    const override = {
      kind: "ownRequest",
      author: Id.StaffId.make("nurse-7"),
      reason: "asked for",
      givenAt: plan.dischargedAt,
    } as const
    const at = DateTime.add(plan.dischargedAt, { days: 1, hours: 12 })
    const wanted = { channel: "phone", at, override } as const
    const [agreed] = Result.getOrThrow(FollowUpPlan.placeByOverride(plan, first(plan).id, wanted, before))
    expect(first(agreed).state).toMatchObject({ override })
    const [next] = FollowUpPlan.replan(agreed, now, plan.dischargedAt)
    expect(first(next)).toMatchObject({ addressee: carer.id, state: { _tag: "Planned" } })
    expect(first(next).state).not.toHaveProperty("override")
  })
})

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

describe("a patient who comes of age while the plan runs", patience, () => {
  const guardian = somebody("guardian", ["phone"])
  /** Born so that the eighteenth birthday is so many days after the discharge. */
  const turning18In = (ground: FollowUpPlan.Ground, days: number): FollowUpPlan.Ground => {
    const { dischargedAt } = ground.discharge
    const birthday = PlainDate.addDays(
      TimeZone.dateAt(Discharge.zone(ground.discharge), DateTime.toEpochMillis(dischargedAt)),
      days,
    )
    return { ...ground, discharge: { ...ground.discharge, bornOn: PlainDate.addMonths(birthday, -18 * 12) } }
  }
  const isOfAge = ({ discharge }: FollowUpPlan.Ground, at: DateTime.Utc) =>
    PlainDate.yearsBetween(
      discharge.bornOn,
      TimeZone.dateAt(Discharge.zone(discharge), DateTime.toEpochMillis(at)),
    ) >= 18
  const relationOf = ({ discharge }: FollowUpPlan.Ground, id: Id.PersonId) =>
    discharge.persons.find((person) => person.id === id)?.relation
  /** Who have been addressed by a task that is open, the present one last. */
  const turns = (ground: FollowUpPlan.Ground, { addressee, turnedFrom = [] }: FollowUpTask.FollowUpTask) =>
    [...turnedFrom, addressee].map((id) => relationOf(ground, id))

  const ground = turning18In(groundFor(guardian, self, carer), 50)
  const at = (days: number) => DateTime.add(plainDischarge.dischargedAt, { days })

  test("is addressed in person from that day on, and the guardian until then", () => {
    const plan = made(ground)
    expect(plan.tasks.map((task) => turns(ground, task))).toEqual([["guardian"], ["self"]])
    expect(plan.tasks.map(({ channels }) => channels)).toEqual([["phone"], ["phone", "sms"]])
    expect(FollowUpPlan.replan(plan, ground, at(0))[1]).toEqual([])
  })

  test("is addressed in person for what was begun before", () => {
    const early = turning18In(ground, 20)
    const plan = tried(made(early), early)
    expect(plan.tasks.map((task) => turns(early, task))).toEqual([["guardian"], ["self"]])
    const [task] = plan.tasks
    if (task === undefined) throw new Error("no task")
    const [next] = Result.getOrThrow(FollowUpPlan.replanTask(plan, task.id, early, at(21)))
    expect(turns(early, first(next))).toEqual(["self"])
    expect(first(next).attempts.map(({ addressee }) => relationOf(early, addressee))).toEqual(["guardian"])
    // One who isn't reached is stood for by others as any adult is, the guardian among them.
    const { attempts } = early.protocol
    let now = next
    for (let n = 0; n < 40 && first(now).addressee === self.id; n++) now = tried(now, early)
    expect(turns(early, first(now))).toEqual(["self", "guardian"])
    expect(attempts.fallback).toContain("guardian")
  })

  test("is addressed in person by what a revision brings in, and stays so by what it changes", () => {
    const plan = made(ground)
    const stage = (name: string, day: number) => plainStage(name, onDays(day, day + 20))
    const revised = {
      ...ground,
      protocol: plainProtocol([
        { ...stage("day-1", 1), channels: ["sms", "phone"] },
        { ...stage("day-60", 60), channels: ["sms", "phone"] },
        stage("day-70", 70),
      ]),
    }
    const [next] = Result.getOrThrow(FollowUpPlan.revise(plan, revised, at(0)))
    expect(next.tasks.map((task) => [turns(ground, task), task.channels])).toEqual([
      [["guardian"], ["phone"]],
      [["self"], ["sms", "phone"]],
      [["self"], ["phone", "sms"]],
    ])
    const [later] = Result.getOrThrow(FollowUpPlan.revise(plan, revised, at(55)))
    expect(later.tasks.slice(1).map((task) => turns(ground, task))).toEqual([["self"], ["self"]])
    expect(Result.getOrThrow(FollowUpPlan.revise(later, revised, at(55)))[1]).toEqual([])
  })

  test("later than it was thought, by another policy, is addressed through a guardian until then", () => {
    const { policy } = ground
    const before = { ...ground, policy: { ...policy, adultFrom: 16 } }
    const alone = { ...before, discharge: { ...before.discharge, persons: [self] as const } }
    const people = { ...before.discharge, persons: [self, guardian, carer] as const }
    const plan = made({ ...before, discharge: people })
    expect(plan.tasks.map((task) => turns(before, task))).toEqual([["self"], ["self"]])
    const now = { ...ground, discharge: people }
    const [next, events] = FollowUpPlan.replan(plan, now, at(0))
    expect(next.tasks.map((task) => turns(now, task))).toEqual([["guardian"], ["self"]])
    expect(FollowUpPlan.replay(plan, events)).toEqual(next)
    expect(FollowUpPlan.replan(next, now, at(0))[1]).toEqual([])
    const [revised] = Result.getOrThrow(FollowUpPlan.revise(plan, now, at(0)))
    expect(revised.tasks.map((task) => turns(now, task))).toEqual([["guardian"], ["self"]])
    expect(Result.getOrThrow(FollowUpPlan.revise(revised, now, at(0)))[1]).toEqual([])
    // Without a guardian nobody may be asked in their stead.
    const orphan = made(alone)
    const left = FollowUpPlan.replan(orphan, { ...alone, policy }, at(0))[0]
    expect(left.tasks.map(({ addressee }) => addressee)).toEqual([self.id, self.id])
  })

  test("to whom no way is known is left to whoever the protocol turns to, or to a person", () => {
    const { phone: _, ...silent } = self
    const unreachable = turning18In(groundFor(guardian, silent), 50)
    expect(made(unreachable).tasks.map((task) => turns(unreachable, task))).toEqual([
      ["guardian"],
      ["self", "guardian"],
    ])
    const { protocol } = unreachable
    const alone = {
      ...unreachable,
      protocol: {
        ...protocol,
        attempts: { ...protocol.attempts, fallback: ["self"] as const, lastResort: [] },
      },
    }
    expect(made(alone).tasks.map((task) => [turns(alone, task), task.state])).toMatchObject([
      [["guardian"], { _tag: "Planned" }],
      [["self"], { _tag: "Unplaced", rules: ["channel.none"] }],
    ])
  })

  test("isn't addressed before, is at every contact from then on, and looking again changes nothing more", () => {
    fc.assert(
      fc.property(
        anyGround({ age: fc.constant(17) }),
        fc.integer({ min: -3, max: 120 }),
        fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 4 }),
        (drawn, days, steps) => {
          const ground = turning18In(drawn, Math.max(1, days))
          const start = FollowUpPlan.make(ground, ground.discharge.dischargedAt)
          if (Result.isFailure(start)) return
          let [plan] = start.success
          let now = ground.discharge.dischargedAt
          for (const step of [0, ...steps]) {
            now = DateTime.add(now, { days: step })
            const before = plan
            const [next, events] = FollowUpPlan.replan(plan, ground, now)
            if (step === 0) expect(events).toEqual([])
            expect(FollowUpPlan.replay(before, events)).toEqual(next)
            expect(FollowUpPlan.replan(next, ground, now)).toEqual([next, []])
            for (const task of next.tasks) {
              if (FollowUpTask.isEnded(task)) {
                const known = before.tasks.find(({ id }) => id === task.id)
                if (known !== undefined && FollowUpTask.isEnded(known)) expect(task).toEqual(known)
                continue
              }
              const from = task.span === undefined ? now : DateTime.max(now, task.span.earliest)
              expect(turns(ground, task).includes("self")).toBe(isOfAge(ground, from))
            }
            plan = next
          }
        },
      ),
      runs(300),
    )
  })
})
