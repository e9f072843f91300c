import {
  GeneralHandover,
  GeneralRisk,
  Handover,
  type RiskInputs,
  Rule,
  Scheduling,
  TimeZone,
} from "@aftercare/core"
import { Effect, Schema } from "effect"
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
