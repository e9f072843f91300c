import {
  Agenda,
  ChinaForms,
  FollowUpPlan,
  FollowUpTask,
  GeneralForms,
  GeneralProtocols,
  Id,
  type MessageChannel,
  type OutcomeForm,
  Outreach,
  type Override,
  PlanStore,
  Scheduling,
} from "@aftercare/core"
import { DateTime, Duration, Effect, Option, Result } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { atWork, consent, discharge, drain, followUpOf, inHouse, pass, tenant } from "./house.ts"

const [no, yes] = [
  { _tag: "YesNo", yes: false },
  { _tag: "YesNo", yes: true },
] as const
const answers = (chestPain: OutcomeForm.Answers[string]): OutcomeForm.Answers => ({
  overall: { _tag: "Chosen", options: ["same"] },
  chestPain,
  breathless: no,
  bleeding: no,
  confused: no,
  fever: no,
  wound: no,
})

const practice = () => ({ forms: [...GeneralForms.all, ChinaForms.bloodPressure] })

const found = Effect.fnUntraced(function* (id: Id.PlanId) {
  return Option.getOrThrow(yield* (yield* PlanStore.PlanStore).find(tenant, id)).record
})

const urgentIn = (plan: FollowUpPlan.FollowUpPlan): FollowUpTask.FollowUpTask => {
  const task = plan.tasks.find(({ id }) => id.endsWith(":finding.chestPain"))
  if (task === undefined) throw new Error("no urgent task")
  return task
}

/** Brings the call of a patient's first stage about, at six in the evening or so much later. */
const calling = Effect.fnUntraced(function* (
  sent: ReadonlyArray<MessageChannel.Outgoing>,
  later: Duration.Duration = Duration.zero,
) {
  yield* Scheduling.schedule(tenant, discharge(1), [consent(1)])
  yield* drain
  yield* TestClock.adjust(later)
  return followUpOf(sent[0])
})

const record = ({ plan, task }: ReturnType<typeof followUpOf>, given: OutcomeForm.Answers) =>
  Outreach.recordOutcome(tenant, plan, task, GeneralForms.symptoms, given)

describe("answers that are recorded", () => {
  it("open an urgent task where they are a red flag, which is carried out within its limit", () =>
    inHouse({ practice }, (sent) =>
      Effect.gen(function* () {
        const call = yield* calling(sent)
        const events = yield* record(call, answers(yes))
        expect(events.map(({ _tag }) => _tag)).toEqual([
          "OutcomeRecorded",
          "TaskAdded",
          "RedFlagRaised",
          "TaskPlaced",
        ])
        const now = yield* DateTime.now
        expect(yield* (yield* Agenda.Agenda).nextDueAt).toEqual(now)
        yield* Outreach.recordDisposition(tenant, call.plan, call.task, call.attempt, "completed")
        yield* drain
        const urgent = urgentIn(yield* found(call.plan))
        expect(urgent.span?.latest).toEqual(DateTime.add(now, { minutes: 30 }))
        const [attempt] = FollowUpTask.allAttempts(urgent)
        expect(attempt).toMatchObject({ startedAt: now, permission: { _tag: "Within" }, consent: "c1" })
        expect(sent.map((message) => followUpOf(message).task)).toEqual([call.task, urgent.id])
      }),
    ))

  it("raise the flag once, however often they are given, and both tell the same story as the plan", () =>
    inHouse({ practice }, (sent) =>
      Effect.gen(function* () {
        const call = yield* calling(sent)
        yield* record(call, answers(yes))
        const again = yield* record(call, answers(yes))
        expect(again.map(({ _tag }) => _tag)).toEqual(["OutcomeRecorded"])
        yield* record(call, answers(no))
        const plan = yield* found(call.plan)
        const events = yield* (yield* PlanStore.PlanStore).events(tenant, call.plan)
        expect(FollowUpPlan.replay(plan, events)).toEqual(plan)
        expect(plan.tasks.filter(({ id }) => id.includes(":finding."))).toHaveLength(1)
        expect(plan.tasks.find(({ id }) => id === call.task)?.outcomes).toMatchObject([{ findings: [] }])
      }),
    ))

  const override: Override.Override = {
    kind: "clinicalUrgency",
    reason: "chest pain",
    author: Id.StaffId.make("nurse-7"),
    givenAt: DateTime.makeUnsafe("2026-03-02T14:05:00Z"),
  }
  // 22:05 in Shanghai, in the night rest: the call began at six, and its answers come in late.
  const late = Duration.minutes(4 * 60 + 5)
  const patient = { practice: () => ({ ...practice(), protocol: patiently }) }
  const { generalDischarge } = GeneralProtocols
  const patiently = {
    ...generalDischarge,
    attempts: { ...generalDischarge.attempts, waitHours: { phone: 12, message: 12 } },
  }

  it("wait for a person at night: rung is nobody, and what nobody takes up is missed at its limit", () =>
    inHouse(patient, (sent) =>
      Effect.gen(function* () {
        const call = yield* calling(sent, late)
        yield* record(call, answers(yes))
        const urgent = urgentIn(yield* found(call.plan))
        expect(urgent.state).toEqual({ _tag: "Unplaced", rules: ["rest.night", "care.hours"] })
        const { latest } = urgent.span ?? {}
        expect(yield* (yield* Agenda.Agenda).nextDueAt).toEqual(latest)
        yield* pass(Duration.minutes(40))
        expect(sent).toHaveLength(1)
        expect(urgentIn(yield* found(call.plan)).state).toEqual({
          _tag: "Ended",
          end: { _tag: "Missed" },
          at: latest,
        })
      }),
    ))

  it("leave the night rest by an override alone, which names who signed and what was left", () =>
    inHouse(patient, (sent) =>
      Effect.gen(function* () {
        const call = yield* calling(sent, late)
        yield* record(call, answers(yes))
        const { id } = urgentIn(yield* found(call.plan))
        const at = yield* DateTime.now
        yield* Scheduling.placeByOverride(tenant, call.plan, id, { channel: "phone", at, override }, atWork)
        yield* drain
        expect(sent.map((message) => followUpOf(message).task)).toEqual([call.task, id])
        const [attempt] = FollowUpTask.allAttempts(urgentIn(yield* found(call.plan)))
        expect(attempt?.permission).toMatchObject({ _tag: "ByOverride", left: ["rest.night", "care.hours"] })
        // The plan's other contacts stay out of the rest.
        expect(yield* Scheduling.replan(tenant, call.plan)).toEqual([])
      }),
    ))

  it("are refused for a form that the hospital doesn't ask, and for no call at all, and change nothing", () =>
    inHouse({ practice }, (sent) =>
      Effect.gen(function* () {
        const call = yield* calling(sent)
        const before = yield* found(call.plan)
        const refusal = <A, E, R>(work: Effect.Effect<A, E, R>) => Effect.map(Effect.flip(work), String)
        const old = { id: GeneralForms.symptoms.id, version: "0" }
        const unknown = Outreach.recordOutcome(tenant, call.plan, call.task, old, answers(yes))
        expect(yield* refusal(unknown)).toContain("no such form is practised: symptoms 0")
        expect(yield* refusal(record(call, { chestPain: yes }))).toContain("overall: answer.missing")
        yield* Outreach.recordDisposition(tenant, call.plan, call.task, call.attempt, "noAnswer")
        const over = yield* Effect.result(record(call, answers(yes)))
        expect(Result.isFailure(over) && over.failure._tag).toBe("WrongState")
        const after = yield* found(call.plan)
        expect(after.tasks.map(({ outcomes }) => outcomes)).toEqual(before.tasks.map(() => undefined))
      }),
    ))
})
