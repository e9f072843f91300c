import { FollowUpPlan, Id, Referral } from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"
import { hour } from "../calendar/support/WallClock.ts"
import { plainDischarge, plainGround, source } from "./support/grounds.ts"

const [plan] = Result.getOrThrow(FollowUpPlan.make(plainGround, plainDischarge.dischargedAt))
const from = plan.tasks[0]?.id ?? Id.TaskId.make("none")
const policy: Referral.ReferralPolicy = {
  acceptWithin: { workingDays: 1 },
  resultWithin: { days: 7 },
  source,
}
const request: FollowUpPlan.Request = {
  kind: "communityHealthCentre",
  to: "东街社区卫生服务中心",
  question: "血压复测与用药调整",
  sender: Id.StaffId.make("nurse-1"),
  role: "nurse",
}
const friday = DateTime.makeUnsafe("2026-03-06T15:00+08:00")
const referred = (at = friday) =>
  Result.getOrThrow(FollowUpPlan.refer(plan, from, request, policy, plainGround, at))[0]
const only = (p: FollowUpPlan.FollowUpPlan): Referral.Referral => {
  const [first] = p.referrals ?? []
  if (first === undefined) throw new Error("no referral")
  return first
}
const handle = (p: FollowUpPlan.FollowUpPlan, command: Referral.Command, at: DateTime.Utc) =>
  FollowUpPlan.handleReferral(p, only(p).id, command, plainGround, at)
const back = (p: FollowUpPlan.FollowUpPlan) => p.tasks.find(({ id }) => id.endsWith("/back"))
const after = (hours: number) => DateTime.add(friday, { hours })

describe("a referral", () => {
  test("has its limits through the end of their dates: a working day and seven days from a Friday", () => {
    const { acceptBy, resultBy } = only(referred())
    expect(DateTime.formatIso(acceptBy)).toBe("2026-03-09T16:00:00.000Z")
    expect(DateTime.formatIso(resultBy)).toBe("2026-03-13T16:00:00.000Z")
    expect(Schema.is(FollowUpPlan.FollowUpPlan)(referred())).toBe(true)
  })

  test.each<[Referral.Command, string]>([
    [{ _tag: "Refuse", reason: "no bed" }, "referral.refused"],
    [{ _tag: "Expire" }, "referral.silent"],
  ])("comes back to the sender's side by %j, once, as a task for a day", (command, rule) => {
    const at = after(24 * 5)
    const [next, events] = Result.getOrThrow(handle(referred(), command, at))
    expect(back(next)).toMatchObject({ role: "nurse", rules: [rule], addressee: "person-0" })
    expect(back(next)?.state._tag).toBe("Planned")
    expect(FollowUpPlan.replay(referred(), events)).toEqual(next)
    const [, again] = FollowUpPlan.replan(next, plainGround, at)
    expect(again.filter((event) => "task" in event && event.task === back(next)?.id)).toEqual([])
  })

  test("that fell silent may still be accepted and reported, and makes no second task", () => {
    const [silent] = Result.getOrThrow(handle(referred(), { _tag: "Expire" }, after(24 * 5)))
    const [accepted] = Result.getOrThrow(handle(silent, { _tag: "Accept", by: "王医生" }, after(24 * 5)))
    const [again] = Result.getOrThrow(handle(accepted, { _tag: "Expire" }, after(24 * 9)))
    expect(only(again).state).toMatchObject({ _tag: "Silent", awaited: "result" })
    expect(again.tasks).toHaveLength(silent.tasks.length)
    const [reported] = Result.getOrThrow(
      handle(again, { _tag: "Report", result: "血压 130/80" }, after(24 * 10)),
    )
    expect(only(reported).state).toMatchObject({ _tag: "Reported", result: "血压 130/80" })
    const late = handle(reported, { _tag: "Refuse", reason: "x" }, after(24 * 11))
    expect(Result.isFailure(late) && late.failure).toMatchObject({ state: "Reported" })
  })

  test("isn't made with limits that leave no time, nor after a task that isn't there", () => {
    const tight = { ...policy, acceptWithin: { days: 3 }, resultWithin: { days: 2 } }
    const refused = FollowUpPlan.refer(plan, from, request, tight, plainGround, friday)
    expect(Result.isFailure(refused) && refused.failure).toMatchObject({ rule: "acceptance ≤ result" })
    const none = { ...policy, acceptWithin: { hours: 0 } }
    const now = FollowUpPlan.refer(plan, from, request, none, plainGround, friday)
    expect(Result.isFailure(now) && now.failure).toMatchObject({ rule: "now < acceptance" })
    const nowhere = FollowUpPlan.refer(plan, Id.TaskId.make("none"), request, policy, plainGround, friday)
    expect(Result.isFailure(nowhere) && nowhere.failure._tag).toBe("NotFound")
    const unknown = FollowUpPlan.handleReferral(
      plan,
      Id.ReferralId.make("none"),
      { _tag: "Expire" },
      plainGround,
      friday,
    )
    expect(Result.isFailure(unknown) && unknown.failure._tag).toBe("ReferralNotFound")
  })
})

test("moves by each command, before, at and after its limits, as the table says", () => {
  const made = only(referred())
  const stands = {
    Requested: { _tag: "Requested" },
    Accepted: { _tag: "Accepted", by: "王医生", at: friday },
    Refused: { _tag: "Refused", reason: "no bed", at: friday },
    "Silent acceptance": { _tag: "Silent", awaited: "acceptance", at: friday },
    "Silent result": { _tag: "Silent", awaited: "result", at: friday },
    Reported: { _tag: "Reported", result: "fine", at: friday },
    Withdrawn: { _tag: "Withdrawn", reason: "sent twice", at: friday },
  } as const
  const commands: Record<string, Referral.Command> = {
    accept: { _tag: "Accept", by: "李医生" },
    refuse: { _tag: "Refuse", reason: "too far" },
    report: { _tag: "Report", result: "better" },
    withdraw: { _tag: "Withdraw", reason: "came himself" },
    expire: { _tag: "Expire" },
  }
  const names = Object.keys(stands) as ReadonlyArray<keyof typeof stands>
  // Of each state what it becomes by the five commands, before a limit and from it on; "!" is refused, "=" stays.
  const table: Record<string, string> = {
    Requested: "Accepted Refused Reported Withdrawn = Silent:acceptance",
    Accepted: "! Refused Reported Withdrawn = Silent:result",
    Refused: "! ! ! ! = =",
    "Silent acceptance": "Accepted Refused Reported Withdrawn = =",
    "Silent result": "Accepted Refused Reported Withdrawn = =",
    Reported: "! ! ! ! = =",
    Withdrawn: "! ! ! ! = =",
  }
  for (const name of names)
    for (const [n, command] of Object.values(commands).entries())
      for (const by of [-1, 0, 1]) {
        const limit = name === "Accepted" ? made.resultBy : made.acceptBy
        const at = DateTime.makeUnsafe(DateTime.toEpochMillis(limit) + by)
        const moved = Referral.decide({ ...made, state: stands[name] }, command, at)
        const expected = table[name]?.split(" ")[n === 4 && by >= 0 ? 5 : n]
        if (Result.isFailure(moved)) {
          expect([expected, moved.failure.state]).toEqual(["!", stands[name]._tag])
          continue
        }
        const state = moved.success
        if (expected === "=") expect(state).toEqual(stands[name])
        else {
          const { _tag, ...said } = command
          const [tag, awaited] = expected?.split(":") ?? []
          expect(state).toEqual({ _tag: tag, at, ...said, ...(awaited === undefined ? {} : { awaited }) })
        }
      }
})

const command: fc.Arbitrary<Referral.Command> = fc.constantFrom<Referral.Command>(
  { _tag: "Accept", by: "王医生" },
  { _tag: "Refuse", reason: "no bed" },
  { _tag: "Report", result: "fine" },
  { _tag: "Withdraw", reason: "sent twice" },
  { _tag: "Expire" },
  { _tag: "Expire" },
)

test("whatever happens in whatever order: it always waits with a limit, has an answer, or is back with the sender", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(command, fc.nat(60)), { maxLength: 12 }), (steps) => {
      let current = referred()
      let now = friday
      for (const [c, hours] of steps) {
        now = DateTime.makeUnsafe(DateTime.toEpochMillis(now) + hours * hour)
        const before = only(current).state
        const handled = handle(current, c, now)
        if (Result.isFailure(handled)) {
          expect(["Refused", "Reported", "Withdrawn", "Accepted"]).toContain(before._tag)
          continue
        }
        const [next, events] = handled.success
        expect(FollowUpPlan.replay(current, events)).toEqual(next)
        if (["Refused", "Reported", "Withdrawn"].includes(before._tag))
          expect(only(next).state).toEqual(before)
        current = next
        const referral = only(current)
        const waits = Referral.nextDueAt(referral) !== undefined
        const answered = referral.state._tag === "Reported" || referral.state._tag === "Withdrawn"
        expect(Number(waits) + Number(answered) + Number(Referral.isBack(referral))).toBe(1)
        if (Referral.isBack(referral)) expect(back(current)).toBeDefined()
      }
    }),
    runs(300),
  )
})
