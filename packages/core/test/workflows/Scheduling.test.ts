import {
  ConditionProtocols,
  ConsentStore,
  type Discharge,
  DischargeStore,
  FollowUpPlan,
  type FollowUpProtocol,
  GeneralHandover,
  GeneralProtocols,
  GeneralRisk,
  Handover,
  Id,
  PlainDate,
  PlanStore,
  type Practice,
  type RiskInputs,
  RiskTier,
  Rule,
  Scheduling,
  TimeZone,
} from "@aftercare/core"
import { Effect, Option, Result, Schema, Stream } from "effect"
import { describe, expect, it } from "vitest"
import { consent, discharge, inHouse, tenant } from "./house.ts"

const done = Schema.decodeSync(Handover.Answer)({ _tag: "Done", by: "nurse-7", at: "2026-03-02T09:30+08:00" })

describe("a hospital that asks for the handover first", () => {
  const practice = () => ({ handover: GeneralHandover.policy })

  it("plans whom the ward handed over, and lists of the others what is missing", () =>
    inHouse({ practice }, () =>
      Effect.gen(function* () {
        const [first, second] = yield* Scheduling.scheduleAll(tenant, [
          { discharge: discharge(1), consents: [consent(1)] },
          { discharge: { ...discharge(2), handover: Handover.ofEach(done) }, consents: [consent(2)] },
        ])
        expect(first).toMatchObject({ _tag: "Refused", refusal: { _tag: "IncompleteHandover" } })
        expect(second).toMatchObject({ _tag: "Planned", plan: { handover: { flags: [] } } })
      }),
    ))

  it("flags what is open, until the plan is looked at again with the handover completed", () => {
    const { policy } = GeneralHandover
    const handover = { ...policy, items: { ...policy.items, documents: "flags" } } as const
    return inHouse({ practice: () => ({ handover }) }, () =>
      Effect.gen(function* () {
        const { documents: _, ...open } = Handover.ofEach(done)
        const plan = yield* Scheduling.schedule(tenant, { ...discharge(1), handover: open }, [])
        expect(plan.handover?.flags).toMatchObject([{ item: "documents", gap: "unanswered" }])
        const filed = { ...discharge(1), handover: Handover.ofEach(done) }
        yield* (yield* DischargeStore.DischargeStore).put(tenant, filed)
        expect(yield* Scheduling.revise(tenant, plan.id, "handoverCompleted")).toEqual([])
        const { record } = Option.getOrThrow(yield* (yield* PlanStore.PlanStore).find(tenant, plan.id))
        expect(record.handover?.flags).toEqual([])
        const events = yield* (yield* PlanStore.PlanStore).events(tenant, plan.id)
        expect(FollowUpPlan.replay(record, events)).toEqual(record)
      }),
    )
  })

  it("plans the same discharge once it is handed over", () =>
    inHouse({ practice }, () =>
      Effect.gen(function* () {
        const refusal = yield* Effect.flip(Scheduling.schedule(tenant, discharge(1), []))
        expect(refusal._tag).toBe("IncompleteHandover")
        const plan = yield* Scheduling.schedule(
          tenant,
          { ...discharge(1), handover: Handover.ofEach(done) },
          [],
        )
        expect(plan.tasks.length).toBeGreaterThan(0)
      }),
    ))
})

describe("a discharge that speaks against one that is kept", () => {
  const other = PlainDate.make("1956-06-06")
  const refused = (known: Discharge.Discharge, given: Discharge.Discharge, protocol?: Id.ProtocolId) =>
    inHouse(
      { practice: () => ({ furtherProtocols: [{ protocol: ConditionProtocols.copd, rules: [] }] }) },
      () =>
        Effect.gen(function* () {
          const { id } = yield* Scheduling.schedule(tenant, known, [])
          const refusal = yield* Effect.flip(Scheduling.schedule(tenant, given, [consent(1)], protocol))
          const kept = yield* (yield* DischargeStore.DischargeStore).find(tenant, known.id)
          expect(kept).toEqual(Option.some(known))
          expect(yield* (yield* ConsentStore.ConsentStore).of(tenant, Id.PersonId.make("p1"))).toEqual([])
          const { record } = Option.getOrThrow(yield* (yield* PlanStore.PlanStore).find(tenant, id))
          expect(record.patient).toBe(known.patient)
          return refusal
        }),
    )

  it("is refused where it has the id of another patient's, by whichever protocol", async () => {
    const given = { ...discharge(2), id: discharge(1).id }
    expect(await refused(discharge(1), given, ConditionProtocols.copd.id)).toMatchObject({
      _tag: "MistakenIdentity",
      known: "d1",
      differs: "patient",
    })
    expect(await refused(discharge(1), given)).toMatchObject({ _tag: "MistakenIdentity" })
  })

  it("is refused where the patient was born on another day, as in one file", async () => {
    const given = { ...discharge(2), patient: discharge(1).patient, bornOn: other }
    expect(await refused(discharge(1), given)).toMatchObject({
      _tag: "MistakenIdentity",
      discharge: "d2",
      known: "d1",
      differs: "bornOn",
    })
  })

  it("is planned where the day was put right in the one that is kept, or is erased there", () =>
    inHouse(
      { practice: () => ({ furtherProtocols: [{ protocol: ConditionProtocols.copd, rules: [] }] }) },
      () =>
        Effect.gen(function* () {
          const store = yield* DischargeStore.DischargeStore
          yield* Scheduling.schedule(tenant, discharge(1), [])
          const again = (n: number) => ({ ...discharge(n), patient: discharge(1).patient, bornOn: other })
          yield* Scheduling.schedule(
            tenant,
            { ...discharge(1), bornOn: other },
            [],
            ConditionProtocols.copd.id,
          )
          yield* Scheduling.schedule(tenant, again(2), [])
          for (const n of [1, 2])
            yield* store.put(tenant, { ...again(n), bornOn: PlainDate.make("1956-01-01") })
          yield* Scheduling.schedule(tenant, again(3), [])
          const refusal = yield* Effect.flip(
            Scheduling.schedule(tenant, { ...again(4), bornOn: PlainDate.make("1957-06-06") }, []),
          )
          expect(refusal).toMatchObject({ _tag: "MistakenIdentity", known: "d1" })
        }),
    ))
})

describe("a hospital with a risk table", () => {
  const risk = GeneralRisk.lace({ counts: "nights", zone: TimeZone.make("Asia/Shanghai") })
  const highOnly = {
    id: Rule.RuleId.make("hospital.highTier"),
    when: { tiers: ["high"] },
    effects: [{ _tag: "Deepen", modules: ["psychologicalSupport"] }],
    source: risk.source,
  } as const
  const practice = () => ({ risk, rules: [highOnly] })
  const inputs = {
    acuteAdmission: true,
    charlson: { _tag: "Score", score: 6, weights: "lace.2010" },
  } as const

  it("fits the plan to the tier, also where what is missing couldn't change it", () =>
    inHouse({ practice }, () =>
      Effect.gen(function* () {
        const rulesOf = Effect.fnUntraced(function* (n: number, risk: RiskInputs.RiskInputs) {
          const plan = yield* Scheduling.schedule(tenant, { ...discharge(n), risk }, [])
          return new Set(plan.tasks.flatMap(({ rules }) => rules))
        })
        expect(yield* rulesOf(1, { ...inputs, emergencyVisits: 4 })).toEqual(new Set(["hospital.highTier"]))
        expect(yield* rulesOf(2, inputs)).toEqual(new Set())
      }),
    ))

  it("keeps the tier's arithmetic with the plan, and the new one once the plan is revised", () =>
    inHouse({ practice }, () =>
      Effect.gen(function* () {
        const plans = yield* PlanStore.PlanStore
        const plan = yield* Scheduling.schedule(tenant, { ...discharge(1), risk: inputs }, [])
        expect(plan.risk).toMatchObject({ _tag: "RiskUnknown", evidence: { least: 8, most: 19 } })
        const told = { ...discharge(1), risk: { ...inputs, emergencyVisits: 4 } }
        yield* (yield* DischargeStore.DischargeStore).put(tenant, told)
        yield* Scheduling.revise(tenant, plan.id, "riskChanged")
        const { record } = Option.getOrThrow(yield* plans.find(tenant, plan.id))
        expect(record.risk).toEqual(RiskTier.of(risk, told))
        expect(Schema.is(FollowUpPlan.FollowUpPlan)(record)).toBe(true)
      }),
    ))
})

describe("a hospital that revises its protocol", () => {
  const first = GeneralProtocols.generalDischarge
  const [stage, ...others] = first.stages
  const revised = {
    ...first,
    version: "next",
    stages: [{ ...stage, role: "doctor" }, ...others.slice(0, 2)],
  } as FollowUpProtocol.FollowUpProtocol

  it("moves what changed in a plan, says what and why, and nothing the second time", () => {
    let protocol = first
    return inHouse({ practice: () => ({ protocol }) }, () =>
      Effect.gen(function* () {
        const plan = yield* Scheduling.schedule(tenant, discharge(1), [consent(1)])
        expect(yield* Scheduling.revise(tenant, plan.id, "protocolRevised")).toEqual([])
        protocol = revised
        const moves = yield* Scheduling.revise(tenant, plan.id, "protocolRevised")
        expect(moves).toMatchObject([
          { stage: "first-contact", because: "protocolRevised", changed: ["role"] },
          {
            stage: "third-month",
            because: "protocolRevised",
            is: { _tag: "Ended", end: { _tag: "Cancelled" } },
          },
        ])
        const { record } = Option.getOrThrow(yield* (yield* PlanStore.PlanStore).find(tenant, plan.id))
        expect(record.protocol.version).toBe("next")
        expect(record.tasks[0]?.role).toBe("doctor")
        expect(yield* Scheduling.revise(tenant, plan.id, "protocolRevised")).toEqual([])
      }),
    )
  })
})

describe("a hospital that asks what another revision would change", () => {
  const before = GeneralProtocols.generalDischarge
  const [stage, ...others] = before.stages
  const protocol = {
    ...before,
    version: "next",
    stages: [{ ...stage, window: { ...stage.window, latest: { hours: 48 } } }, ...others],
  } as FollowUpProtocol.FollowUpProtocol

  /** Every page, one after the other. */
  const all = Effect.fnUntraced(function* (change: Partial<Practice.HospitalPractice>, limit: number) {
    const foreseen: Array<Scheduling.Followed> = []
    let after: Id.PlanId | undefined
    do {
      const page = { limit, ...(after === undefined ? {} : { after }) }
      const { next, records } = yield* Scheduling.foresee(tenant, change, "protocolRevised", page)
      expect(records.length).toBeLessThanOrEqual(limit)
      foreseen.push(...records)
      after = Option.getOrUndefined(next)
    } while (after !== undefined)
    return foreseen
  })

  it("is told whose tasks would move, however the pages are cut, and what happens then is what was foreseen", () => {
    let practice: Partial<Practice.HospitalPractice> = {}
    return inHouse({ practice: () => practice }, () =>
      Effect.gen(function* () {
        const plans = yield* PlanStore.PlanStore
        for (let n = 1; n <= 5; n++) yield* Scheduling.schedule(tenant, discharge(n), [consent(n)])
        // The third one's first contact is over: nothing of it can move.
        const third = Id.PlanId.make("d3/general-discharge")
        const [first] = Option.getOrThrow(yield* plans.find(tenant, third)).record.tasks
        if (first === undefined) return expect.fail("a plan without tasks")
        yield* Scheduling.cancelTask(tenant, third, first.id, "staffDecision")
        expect(yield* all({}, 2)).toEqual([])
        const foreseen = yield* all({ protocol }, 2)
        expect(yield* all({ protocol }, 100)).toEqual(foreseen)
        expect(foreseen).toMatchObject(
          [1, 2, 4, 5].map((n) => ({
            patient: `p${n}`,
            moves: { success: [{ stage: stage.id, changed: ["span"] }] },
          })),
        )
        const stored = yield* plans.list(tenant, { limit: 100 })
        expect(stored.records.map(({ record }) => record.protocol.version)).toEqual(
          Array.from({ length: 5 }, () => before.version),
        )
        practice = { protocol }
        for (const { moves, plan } of foreseen)
          expect(Result.succeed(yield* Scheduling.revise(tenant, plan, "protocolRevised"))).toEqual(moves)
      }),
    )
  })

  it("is told why a plan couldn't follow", () => {
    const addressed = { ...stage, channels: ["letter"] } as const
    const letters = { ...before, stages: [addressed, ...others] } as FollowUpProtocol.FollowUpProtocol
    return inHouse({}, () =>
      Effect.gen(function* () {
        yield* Scheduling.schedule(tenant, discharge(1), [])
        const [foreseen] = yield* all({ protocol: letters }, 1)
        expect(foreseen?.moves).toMatchObject({ failure: { _tag: "NoChannel", stage: stage.id } })
      }),
    )
  })
})

describe("a hospital with several protocols", () => {
  const { generalDischarge } = GeneralProtocols
  const { examination } = ConditionProtocols
  const practice = () => ({ furtherProtocols: [{ protocol: examination, rules: [] }] })
  const examined = {
    ...discharge(1),
    events: { examinationAt: discharge(1).dischargedAt },
  }

  it("plans a discharge by each that is named, and looks at each plan by its own", () =>
    inHouse({ practice }, () =>
      Effect.gen(function* () {
        const general = yield* Scheduling.schedule(tenant, examined, [consent(1)])
        const after = yield* Scheduling.schedule(tenant, examined, [consent(1)], examination.id)
        expect([general, after].map(({ protocol }) => protocol.id)).toEqual([
          generalDischarge.id,
          examination.id,
        ])
        expect(after.tasks.map((task) => task.stage)).toEqual(examination.stages.map(({ id }) => id))
        for (const { id } of [general, after]) {
          expect(yield* Scheduling.replan(tenant, id)).toEqual([])
          expect(yield* Scheduling.revise(tenant, id, "protocolRevised")).toEqual([])
        }
      }),
    ))

  it("refuses one that it doesn't follow by name", () =>
    inHouse({ practice }, () =>
      Effect.gen(function* () {
        const unknown = Id.ProtocolId.make("unknown")
        const refused = Scheduling.schedule(tenant, discharge(1), [], unknown)
        expect(yield* Effect.flip(refused)).toMatchObject({ _tag: "NotPractised", id: "unknown" })
      }),
    ))
})

describe("all plans of a hospital", () => {
  it("are given by id, however many pages they fill, and no other hospital's", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        const handed = Array.from({ length: 205 }, (_, i) => ({ discharge: discharge(i + 1), consents: [] }))
        const outcomes = yield* Scheduling.scheduleAll(tenant, handed)
        const elsewhere = Id.TenantId.make("elsewhere")
        yield* Scheduling.schedule(elsewhere, discharge(1), [])
        const made = outcomes.flatMap((outcome) => (outcome._tag === "Planned" ? [outcome.plan.id] : []))
        const plans = yield* Stream.runCollect(Scheduling.plans(tenant))
        expect(plans.map(({ id }) => id)).toEqual(made.sort())
        expect(plans).toHaveLength(205)
      }),
    ))
})
