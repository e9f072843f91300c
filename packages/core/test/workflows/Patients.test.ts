import {
  ConsentStore,
  FollowUpTask,
  GeneralQuestionnaires,
  Id,
  Outreach,
  Patients,
  PlanStore,
  Scheduling,
  SurveyStore,
  Surveys,
  VitalStatus,
  VitalStatusStore,
} from "@aftercare/core"
import { DateTime, Duration, Effect, Option, Result } from "effect"
import { describe, expect, it } from "vitest"
import { consent, discharge, drain, followUpOf, inHouse, pass, plans, tenant } from "./house.ts"

const staff = Id.StaffId.make("nurse-7")
const patient = Id.PatientId.make("p1")

const opinion = { ...consent(1), id: Id.ConsentId.make("opinion"), purposes: ["serviceOpinion"] } as const

/** The patient's stay, and those before and after it, whoever is contacted for them. */
const stay = (n: number, dischargedAt: string, guardian = "g1") => ({
  ...discharge(n, { guardian }),
  patient,
  dischargedAt: DateTime.makeUnsafe(dischargedAt),
})

const first = stay(1, "2026-03-02T10:00:00+08:00")

const asked = {
  occasion: { id: Id.OccasionId.make("visit"), kind: "visit", at: first.dischargedAt, patient },
  questionnaire: GeneralQuestionnaires.afterVisit.id,
  to: discharge(1).persons[0],
  needsGuardian: false,
} as const

const schedule = (which = first) =>
  Scheduling.schedule(tenant, which, [consent(1, undefined, { guardian: "g1" })])

/** Why it wasn't done. */
const refusal = <A, E, R>(work: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.result(work), (done) => (Result.isFailure(done) ? done.failure : "done"))

const told = Effect.gen(function* () {
  return yield* (yield* VitalStatusStore.VitalStatusStore).of(tenant, patient)
})

const statusOf = (n: number) =>
  Effect.map(plans, (all) => {
    const { tasks } = all[n] ?? { tasks: [] }
    return tasks.every((task) => FollowUpTask.isCancelled(task, "deceased", "readmitted")) ? "off" : "on"
  })

describe("a death", () => {
  it.each(["on a call", "by who is asked about a visit", "by the hospital"])(
    "told %s is known from then on: nothing more is planned for the patient",
    (how) =>
      inHouse({}, (sent) =>
        Effect.gen(function* () {
          yield* (yield* ConsentStore.ConsentStore).put(tenant, opinion)
          const invitation = yield* Surveys.invite(tenant, asked)
          yield* schedule()
          yield* drain
          const { attempt, plan, task } = followUpOf(sent[0])
          if (how === "on a call") yield* Outreach.recordDisposition(tenant, plan, task, attempt, "deceased")
          else if (how === "by the hospital")
            expect(yield* Patients.recordVitalStatus(tenant, patient, "deceased", staff)).toEqual([plan])
          else yield* Surveys.conclude(tenant, invitation.id, "deceased")
          expect((yield* told).map(({ source, status }) => [status, source._tag])).toEqual([
            ["deceased", { "on a call": "Plan", "by the hospital": "Staff" }[how] ?? "Invitation"],
          ])
          expect(yield* statusOf(0)).toBe("off")
          const later = stay(2, "2026-03-02T11:00:00+08:00", "g2")
          expect(yield* refusal(Scheduling.schedule(tenant, later, []))).toMatchObject({
            _tag: "PatientDeceased",
            discharge: later.id,
          })
          const again = { ...asked, occasion: { ...asked.occasion, id: Id.OccasionId.make("another-visit") } }
          expect(yield* refusal(Surveys.invite(tenant, again))).toMatchObject({
            _tag: "InvitationRefused",
            rule: "invitation.deceased",
          })
          const before = sent.length
          yield* pass(Duration.days(40))
          expect(sent.length).toBe(before)
        }),
      ),
  )

  it("is kept once, however often it is told", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        const { id } = yield* schedule()
        yield* Scheduling.cancel(tenant, id, "deceased")
        yield* Scheduling.cancel(tenant, id, "deceased")
        yield* Patients.recordVitalStatus(tenant, patient, "deceased", staff)
        expect(yield* told).toEqual([
          { patient, status: "deceased", toldAt: yield* DateTime.now, source: { _tag: "Plan", plan: id } },
        ])
      }),
    ))

  it("of a patient with nothing planned is known as well", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        expect(yield* Patients.recordVitalStatus(tenant, patient, "deceased", staff)).toEqual([])
        expect(yield* refusal(schedule())).toMatchObject({ _tag: "PatientDeceased" })
        expect(yield* plans).toEqual([])
      }),
    ))

  it("told by mistake is taken back: what comes is planned, and what was called off can be taken up", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        const { id, tasks } = yield* schedule()
        yield* Scheduling.cancel(tenant, id, "deceased")
        const window = { earliest: { days: 0 }, ideal: { days: 1 }, due: { days: 2 }, latest: { days: 4 } }
        const task = tasks[0]?.id ?? Id.TaskId.make("none")
        const reopen = Scheduling.reopen(tenant, id, task, window, { author: staff, reason: "she lives" })
        expect(yield* refusal(reopen)).toMatchObject({ _tag: "ReentryRefused", rule: "reentry.deceased" })
        yield* Patients.recordVitalStatus(tenant, patient, "alive", staff)
        expect(VitalStatus.last(yield* told)).toBe("alive")
        expect(yield* refusal(reopen)).toBe("done")
        expect(yield* refusal(schedule(stay(2, "2026-03-02T11:00:00+08:00")))).toBe("done")
        yield* pass(Duration.days(2))
        expect(sent.length).toBeGreaterThan(1)
      }),
    ))

  it("that was told while something was planned stops it before it goes out", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        yield* (yield* ConsentStore.ConsentStore).put(tenant, opinion)
        yield* schedule()
        const { id } = yield* Surveys.invite(tenant, asked)
        // As when the unit of work that told it didn't see yet what these two wrote.
        const store = yield* VitalStatusStore.VitalStatusStore
        const source = { _tag: "Staff", staff } as const
        yield* store.add(tenant, { patient, status: "deceased", toldAt: yield* DateTime.now, source })
        yield* pass(Duration.days(20))
        expect(sent).toEqual([])
        expect(yield* statusOf(0)).toBe("off")
        const kept = yield* (yield* SurveyStore.SurveyStore).find(tenant, id)
        expect(Option.getOrThrow(kept).record.invitation.state).toMatchObject({ disposition: "deceased" })
      }),
    ))
})

describe("another stay", () => {
  const stays = [
    stay(1, "2026-03-01T10:00:00+08:00"),
    stay(2, "2026-03-02T10:00:00+08:00"),
    stay(3, "2026-03-02T15:00:00+08:00", "g2"),
  ]

  it.each([
    ["readmitted", ["off", "off", "on"]],
    ["deceased", ["off", "off", "off"]],
  ] as const)(
    "is what %s may mean where it is heard about an earlier one: whether the later one's plan goes on",
    (reason, expected) =>
      inHouse({}, () =>
        Effect.gen(function* () {
          const made = []
          for (const one of stays) made.push(yield* schedule(one))
          yield* Scheduling.cancel(tenant, made[1]?.id ?? Id.PlanId.make("none"), reason)
          const { records } = yield* (yield* PlanStore.PlanStore).list(tenant, { limit: 10 })
          expect(records.map(({ record }) => record.discharge)).toEqual(stays.map(({ id }) => id))
          expect([yield* statusOf(0), yield* statusOf(1), yield* statusOf(2)]).toEqual(expected)
          expect((yield* told).length).toBe(reason === "deceased" ? 1 : 0)
        }),
      ),
  )
})
