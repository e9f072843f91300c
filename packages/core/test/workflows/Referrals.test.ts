import {
  Agenda,
  type FollowUpPlan,
  Id,
  PlanStore,
  Referral,
  Referrals,
  type Rule,
  Scheduling,
} from "@aftercare/core"
import { DateTime, Duration, Effect, Option } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { discharge, inHouse, pass, tenant } from "./house.ts"

const source: Rule.Source = { title: "our referrals", status: "hospitalPolicy", verified: "own" }
const practice = () => ({
  referrals: {
    communityHealthCentre: { acceptWithin: { workingDays: 1 }, resultWithin: { days: 7 }, source },
  },
})
const request: FollowUpPlan.Request = {
  kind: "communityHealthCentre",
  to: "东街社区卫生服务中心",
  question: "血压复测与用药调整",
  sender: Id.StaffId.make("nurse-1"),
  role: "nurse",
}

const found = Effect.fnUntraced(function* (id: Id.PlanId) {
  return Option.getOrThrow(yield* (yield* PlanStore.PlanStore).find(tenant, id)).record
})

const only = ({ referrals }: FollowUpPlan.FollowUpPlan): Referral.Referral => {
  const [first] = referrals ?? []
  if (first === undefined) throw new Error("no referral")
  return first
}

/** A patient without any consent, so that no contact is made, referred on the evening of the discharge. */
const referred = Effect.fnUntraced(function* (n = 1) {
  const { id, tasks } = yield* Scheduling.schedule(tenant, discharge(n), [])
  const [task] = tasks
  if (task === undefined) throw new Error("a plan without tasks")
  yield* Referrals.refer(tenant, id, task.id, request)
  return { id, referral: only(yield* found(id)) }
})

const back = ({ tasks }: FollowUpPlan.FollowUpPlan) => tasks.filter(({ id }) => id.endsWith("/back"))

describe("a referral", () => {
  it("that nobody accepts comes back to its sender's side at the limit, with nobody asking", () =>
    inHouse({ practice }, () =>
      Effect.gen(function* () {
        const { id, referral } = yield* referred()
        yield* pass(Duration.hours(25))
        expect(only(yield* found(id)).state).toEqual({ _tag: "Requested" })
        expect(back(yield* found(id))).toEqual([])
        yield* pass(Duration.hours(6))
        const plan = yield* found(id)
        expect(only(plan).state).toEqual({ _tag: "Silent", awaited: "acceptance", at: referral.acceptBy })
        expect(back(plan)).toMatchObject([{ role: "nurse", rules: ["referral.silent"] }])
        const events = yield* (yield* PlanStore.PlanStore).events(tenant, id)
        expect(events.filter(({ _tag }) => _tag === "ReferralMoved")).toHaveLength(1)
      }),
    ))

  it("that is accepted waits for its result, and reported for nothing", () =>
    inHouse({ practice }, () =>
      Effect.gen(function* () {
        const { id, referral } = yield* referred()
        yield* Referrals.handle(tenant, id, referral.id, { _tag: "Accept", by: "王医生" })
        yield* pass(Duration.days(3))
        expect(only(yield* found(id)).state).toMatchObject({ _tag: "Accepted" })
        yield* Referrals.handle(tenant, id, referral.id, { _tag: "Report", result: "130/80" })
        yield* pass(Duration.days(8))
        expect(only(yield* found(id)).state).toMatchObject({ _tag: "Reported", result: "130/80" })
        expect(back(yield* found(id))).toEqual([])
      }),
    ))

  it("that is accepted and never answered comes back at its second limit", () =>
    inHouse({ practice }, () =>
      Effect.gen(function* () {
        const { id, referral } = yield* referred()
        yield* Referrals.handle(tenant, id, referral.id, { _tag: "Accept", by: "王医生" })
        yield* pass(Duration.days(8))
        expect(only(yield* found(id)).state).toEqual({
          _tag: "Silent",
          awaited: "result",
          at: referral.resultBy,
        })
        expect(back(yield* found(id))).toHaveLength(1)
      }),
    ))

  it("is taken back with its plan, and asks nobody to call a patient who has died", () =>
    inHouse({ practice }, () =>
      Effect.gen(function* () {
        const { id } = yield* referred()
        yield* Scheduling.cancel(tenant, id, "deceased")
        expect(only(yield* found(id)).state).toMatchObject({ _tag: "Withdrawn", reason: "deceased" })
        expect(yield* (yield* Agenda.Agenda).nextDueAt).toBe(undefined)
        yield* pass(Duration.days(9))
        expect(back(yield* found(id))).toEqual([])
      }),
    ))

  it("of a kind without limits, or that isn't there, is refused by name", () =>
    inHouse({ practice }, () =>
      Effect.gen(function* () {
        const { id, referral } = yield* referred()
        const elsewhere = Referrals.refer(tenant, id, referral.task, { ...request, kind: "familyDoctor" })
        expect(yield* Effect.flip(elsewhere)).toMatchObject({ _tag: "NotPractised", id: "familyDoctor" })
        const none = Referrals.handle(tenant, id, Id.ReferralId.make("none"), { _tag: "Expire" })
        expect(yield* Effect.flip(none)).toMatchObject({ _tag: "ReferralNotFound" })
      }),
    ))
})

const command = fc.constantFrom<Referral.Command>(
  { _tag: "Accept", by: "王医生" },
  { _tag: "Refuse", reason: "no bed" },
  { _tag: "Report", result: "fine" },
  { _tag: "Withdraw", reason: "sent twice" },
)

it("whatever becomes of referrals in whatever order, the agenda holds exactly the limits that are waited for", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(command, fc.integer({ min: 1, max: 60 })), { maxLength: 5 }),
      (steps) =>
        inHouse({ practice }, () =>
          Effect.gen(function* () {
            const { id, referral } = yield* referred()
            for (const [asked, hours] of steps) {
              yield* pass(Duration.hours(hours))
              yield* Effect.ignore(Referrals.handle(tenant, id, referral.id, asked))
              const agenda = yield* Agenda.Agenda
              const at = DateTime.makeUnsafe("2027-01-01T00:00:00Z")
              const lease = Duration.millis(1)
              const claims = yield* agenda.claim({ at, limit: 100, lease })
              const due = claims.flatMap(({ entry }) => (entry.kind === "referral" ? [entry.dueAt] : []))
              const awaited = Referral.nextDueAt(only(yield* found(id)))
              expect(due).toEqual(awaited === undefined ? [] : [awaited])
              yield* pass(Duration.minutes(10))
            }
            yield* pass(Duration.days(9))
            expect(Referral.nextDueAt(only(yield* found(id)))).toBe(undefined)
          }),
        ),
    ),
    { numRuns: 8 },
  ))
