import {
  type FollowUpProtocol,
  GeneralHandover,
  GeneralProtocols,
  GeneralRisk,
  Handover,
  PlanStore,
  type RiskInputs,
  Rule,
  Scheduling,
  TimeZone,
} from "@aftercare/core"
import { Effect, Option, Schema } from "effect"
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
