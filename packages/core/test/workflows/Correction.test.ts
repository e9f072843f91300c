import {
  Agenda,
  ConditionProtocols,
  ConsentStore,
  type ContactablePerson,
  type Discharge,
  DischargeStore,
  FollowUpPlan,
  FollowUpTask,
  GeneralQuestionnaires,
  Id,
  Outreach,
  Patients,
  PhoneNumber,
  PlainDate,
  PlanStore,
  Scheduling,
  SurveyStore,
  Surveys,
  type Word,
} from "@aftercare/core"
import { Context, DateTime, Effect, Option, Result } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import { consent, discharge, drain, followUpOf, inHouse, type Provider, tenant } from "./house.ts"

const otherNumber = PhoneNumber.PhoneNumber.make("+8613911111111")
const child = (guardian: string) => discharge(1, { guardian })
const self = (was: Discharge.Discharge, more: Partial<ContactablePerson.ContactablePerson>) => ({
  ...was,
  persons: [{ ...was.persons[0], ...more }] as const,
})
/** Nobody is asked at home about a stay that goes on elsewhere. */
const elsewhere = { ...discharge(1), destination: "hospital" } as const

const planOf = (id: Id.PlanId) =>
  Effect.flatMap(PlanStore.PlanStore, (store) => Effect.map(store.find(tenant, id), Option.getOrThrow))

const open = ({ tasks }: FollowUpPlan.FollowUpPlan) => tasks.filter((task) => !FollowUpTask.isEnded(task))

const onlyPlan = Effect.gen(function* () {
  const { records } = yield* (yield* PlanStore.PlanStore).list(tenant, { limit: 9 })
  return records[0] ?? expect.fail("no plan")
})

describe("a record put right", patience, () => {
  const corrections: ReadonlyArray<readonly [string, Discharge.Discharge, Discharge.Discharge]> = [
    ["a new number", discharge(1), self(discharge(1), { phone: otherNumber })],
    ["another diagnosis", discharge(1), { ...discharge(1), diagnoses: [{ code: "J44.1", text: "" }] }],
    ["a high risk", discharge(1), { ...discharge(1), highRisk: true, chronic: true }],
    ["home instead of another hospital", elsewhere, discharge(1)],
    ["another guardian", child("mother"), child("father")],
    [
      "a grown-up's birth date",
      child("mother"),
      { ...child("mother"), bornOn: PlainDate.make("1990-01-01") },
    ],
    [
      "the day before",
      discharge(1),
      { ...discharge(1), dischargedAt: DateTime.makeUnsafe("2026-03-01T02:00:00Z") },
    ],
  ]

  it.each(corrections)("has the plan it would have had from the beginning: %s", async (_, was, is) => {
    const fresh = await inHouse({}, () => Scheduling.schedule(tenant, is, [consent(1)]))
    await inHouse({}, () =>
      Effect.gen(function* () {
        const { id } = yield* Scheduling.schedule(tenant, was, [consent(1)])
        yield* Scheduling.correct(tenant, is, [])
        const { record } = yield* planOf(id)
        expect(open(record)).toEqual(open(fresh))
        expect(record.dischargedAt).toEqual(is.dischargedAt)
        expect(yield* (yield* DischargeStore.DischargeStore).find(tenant, is.id)).toEqual(Option.some(is))
        const [made, ...later] = yield* (yield* PlanStore.PlanStore).events(tenant, id)
        if (made?._tag !== "PlanMade") return expect.fail("the plan has no beginning")
        expect(FollowUpPlan.replay(made.plan, later)).toEqual(record)
        const due = open(record).flatMap((task) => FollowUpTask.nextDueAt(task) ?? [])
        expect(yield* (yield* Agenda.Agenda).nextDueAt).toEqual(due.reduce(DateTime.min))
      }),
    )
  })

  it("any number of times is as the last one alone, and told again changes nothing", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(2 * corrections.length - 1), { minLength: 1, maxLength: 4 }),
        async (drawn) => {
          const told = drawn.map((n) => {
            const [, was, is] = corrections[n >> 1] ?? expect.fail("no such correction")
            return n % 2 === 0 ? was : is
          })
          const last = told.at(-1) ?? discharge(1)
          const fresh = await inHouse({}, () => Scheduling.schedule(tenant, last, []))
          await inHouse({}, () =>
            Effect.gen(function* () {
              const { id } = yield* Scheduling.schedule(tenant, discharge(1), [])
              for (const one of told) yield* Scheduling.correct(tenant, one, [])
              const { record, version } = yield* planOf(id)
              const stages = (plan: FollowUpPlan.FollowUpPlan) =>
                new Map(open(plan).map(({ id: _, ...task }) => [task.stage, task]))
              expect(stages(record)).toEqual(stages(fresh))
              expect(yield* Scheduling.correct(tenant, last, [])).toEqual([])
              expect((yield* planOf(id)).version).toBe(version)
            }),
          )
        },
      ),
      runs(25),
    ))

  it("that is as it was isn't written", () => {
    let written = 0
    const stores = (sound: Parameters<NonNullable<Provider["stores"]>>[0]) => {
      const store = Context.get(sound, DischargeStore.DischargeStore)
      return Context.add(sound, DischargeStore.DischargeStore, {
        ...store,
        put: (...of) =>
          Effect.andThen(
            Effect.sync(() => ++written),
            store.put(...of),
          ),
      })
    }
    return inHouse({ stores }, () =>
      Effect.gen(function* () {
        yield* Scheduling.schedule(tenant, discharge(1), [])
        for (const [again, count] of [
          [discharge(1), 1],
          [self(discharge(1), { phone: otherNumber }), 2],
        ] as const) {
          yield* Scheduling.correct(tenant, again, [])
          expect(written).toBe(count)
        }
      }),
    )
  })

  it("says what moved and why, in every plan of the stay", () => {
    const { copd } = ConditionProtocols
    return inHouse({ practice: () => ({ furtherProtocols: [{ protocol: copd, rules: [] }] }) }, () =>
      Effect.gen(function* () {
        const general = yield* Scheduling.schedule(tenant, child("mother"), [])
        const further = yield* Scheduling.schedule(tenant, child("mother"), [], copd.id)
        yield* Scheduling.schedule(tenant, discharge(11), [])
        const other = yield* planOf(Id.PlanId.make("d11/general-discharge"))
        const answer = yield* Scheduling.correct(tenant, child("father"), [])
        expect(answer.map(({ plan }) => plan).sort()).toEqual([general.id, further.id].sort())
        for (const { moves } of answer) {
          const told = Result.getOrThrow(moves)
          expect(told.every(({ because, changed }) => because === "recordCorrected" && changed)).toBe(true)
          expect(told.every(({ changed }) => changed?.includes("addressee"))).toBe(true)
        }
        expect(yield* planOf(other.record.id)).toEqual(other)
      }),
    )
  })

  it("is refused where nothing of it is kept, where it was erased, and where it is somebody else's", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        const refusal = (is: Discharge.Discharge) => Effect.flip(Scheduling.correct(tenant, is, [consent(1)]))
        expect(yield* refusal(discharge(1))).toMatchObject({ reason: { _tag: "NotFound", record: "d1" } })
        yield* Scheduling.schedule(tenant, discharge(1), [])
        expect(yield* refusal({ ...discharge(1), patient: Id.PatientId.make("p9") })).toMatchObject({
          _tag: "MistakenIdentity",
          differs: "patient",
        })
        const store = yield* DischargeStore.DischargeStore
        const { phone: _, ...nobody } = discharge(1).persons[0]
        const erased: Discharge.Discharge = {
          ...discharge(1),
          name: "—",
          doctor: "—",
          bornOn: PlainDate.make("1955-01-01"),
          diagnoses: [{ code: "R69", text: "—" }],
          persons: [{ ...nobody, name: "—" }],
        }
        yield* store.put(tenant, erased)
        expect(yield* refusal(discharge(1))).toMatchObject({ reason: { _tag: "NotFound", record: "d1" } })
        expect(yield* store.find(tenant, erased.id)).toEqual(Option.some(erased))
        const consents = yield* ConsentStore.ConsentStore
        expect(yield* consents.of(tenant, Id.PersonId.make("p1"))).toEqual([])
      }),
    ))

  it("has a birth date of several stays put right in one after the other", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        const stays = [discharge(1), { ...discharge(2), patient: discharge(1).patient }]
        const bornOn = PlainDate.make("1956-06-06")
        for (const stay of stays) yield* Scheduling.schedule(tenant, stay, [])
        for (const stay of stays) yield* Scheduling.correct(tenant, { ...stay, bornOn }, [])
        const store = yield* DischargeStore.DischargeStore
        const kept = yield* store.ofPatient(tenant, discharge(1).patient)
        expect(kept.map((stay) => stay.bornOn)).toEqual([bornOn, bornOn])
        const [stay] = stays as [Discharge.Discharge]
        const other = { ...stay, bornOn: PlainDate.make("1957-07-07") }
        yield* store.put(tenant, { ...stays[1], bornOn: stay.bornOn } as Discharge.Discharge)
        // Two dates are kept already, and this is neither.
        expect(yield* Effect.flip(Scheduling.correct(tenant, other, []))).toMatchObject({
          _tag: "MistakenIdentity",
          differs: "bornOn",
        })
      }),
    ))

  it("brings nothing in for a patient who has died", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        const { id, patient, tasks } = yield* Scheduling.schedule(tenant, elsewhere, [])
        expect(tasks).toEqual([])
        yield* Patients.recordVitalStatus(tenant, patient, "deceased", Id.StaffId.make("nurse-7"))
        expect(yield* Scheduling.correct(tenant, discharge(1), [])).toEqual([])
        expect((yield* planOf(id)).record.tasks).toEqual([])
      }),
    ))

  it("brings nothing into a plan that the staff called off, and what is new into one that they called a task of off", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        const ill = { ...discharge(1), highRisk: true, chronic: true }
        const { id, tasks } = yield* Scheduling.schedule(tenant, discharge(1), [])
        const [first] = tasks
        yield* Scheduling.cancelTask(tenant, id, first?.id ?? expect.fail("no task"), "staffDecision")
        const [answer] = yield* Scheduling.correct(tenant, ill, [])
        expect(
          Result.getOrThrow(answer?.moves ?? expect.fail("nothing moved")).some(
            ({ was }) => was === undefined,
          ),
        ).toBe(true)
        yield* Scheduling.correct(tenant, discharge(1), [])
        yield* Scheduling.cancel(tenant, id, "staffDecision")
        expect(yield* Scheduling.correct(tenant, ill, [])).toEqual([])
        expect(open((yield* planOf(id)).record)).toEqual([])
      }),
    ))

  it("that a plan can't follow is kept, and the answer says why", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        const { id } = yield* Scheduling.schedule(tenant, discharge(1), [consent(1)])
        const before = yield* planOf(id)
        const is = self(discharge(1), {
          profile: { ...discharge(1).persons[0].profile, channels: ["letter"] },
        })
        const [answer, ...others] = yield* Scheduling.correct(tenant, is, [])
        expect(others).toEqual([])
        expect(answer).toMatchObject({ plan: id, moves: { failure: { _tag: "NoChannel" } } })
        const { record } = yield* planOf(id)
        expect(record.policy).toEqual(before.record.policy)
        // Nobody is rung up any more who wants letters.
        for (const { state } of open(record)) expect(state).toMatchObject({ channel: "letter" })
        expect(yield* Scheduling.correct(tenant, is, [])).toEqual([])
      }),
    ))

  it("takes the consents that come with it as a discharge does", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        yield* Scheduling.schedule(tenant, discharge(1), [])
        yield* drain
        expect((yield* onlyPlan).record.tasks[0]?.closed).toMatchObject([{ rule: "consent.none" }, {}])
        const moved = yield* Scheduling.correct(tenant, discharge(1), [consent(1)])
        expect(moved).toMatchObject([{ moves: { success: [{ is: { _tag: "Planned" } }] } }])
        yield* drain
        expect(sent).toHaveLength(1)
        const withdrawn = { ...consent(1), withdrawnAt: yield* DateTime.now }
        yield* Scheduling.correct(tenant, discharge(1), [withdrawn])
        const kept = yield* (yield* ConsentStore.ConsentStore).of(tenant, consent(1).person)
        expect(kept).toEqual([withdrawn])
      }),
    ))

  it("amends what a person who changed was invited to", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        yield* Scheduling.schedule(tenant, discharge(1), [])
        const { patient, persons } = discharge(1)
        const { id } = yield* Surveys.invite(tenant, {
          occasion: { id: Id.OccasionId.make("visit"), kind: "visit", at: yield* DateTime.now, patient },
          questionnaire: GeneralQuestionnaires.afterVisit.id,
          to: persons[0],
          needsGuardian: false,
        })
        const is = self(discharge(1), { phone: otherNumber })
        yield* Scheduling.correct(tenant, is, [])
        const kept = yield* (yield* SurveyStore.SurveyStore).find(tenant, id)
        expect(Option.getOrThrow(kept).record.to).toEqual(is.persons[0])
      }),
    ))
})

describe("a number put right", () => {
  const email = (address: string) => ({ addresses: { email: address } })
  /** What is closed to anybody once the number was found wrong in the first contact of two stays, and then put right in one. */
  const closedAfter = (
    channels: ReadonlyArray<Word.Channel>,
    is: (was: Discharge.Discharge) => Discharge.Discharge,
  ) =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        const stays = [1, 2].map((n) => self(discharge(n, { channels, person: "p1" }), email("a@b.example")))
        for (const stay of stays) yield* Scheduling.schedule(tenant, stay, [consent(1)])
        yield* drain
        for (const message of sent) {
          const { attempt, plan, task } = followUpOf(message)
          yield* Outreach.recordDisposition(tenant, plan, task, attempt, "wrongNumber")
        }
        const [first] = stays
        yield* Scheduling.correct(tenant, is(first ?? expect.fail("no stay")), [])
        const { records } = yield* (yield* PlanStore.PlanStore).list(tenant, { limit: 9 })
        return records.map(({ record }) => open(record).flatMap(({ closed = [] }) => closed).length > 0)
      }),
    )

  it("opens what the wrong one closed in this stay's plan alone", async () => {
    expect(await closedAfter(["phone", "sms"], (was) => self(was, { phone: otherNumber }))).toEqual([
      false,
      true,
    ])
  })

  it("isn't so by another address, nor by other hours", async () => {
    for (const is of [
      (was: Discharge.Discharge) => self(was, email("b@b.example")),
      (was: Discharge.Discharge) => self(was, { profile: { ...was.persons[0].profile, language: "en" } }),
    ])
      expect(await closedAfter(["phone", "sms"], is)).toEqual([true, true])
  })
})
