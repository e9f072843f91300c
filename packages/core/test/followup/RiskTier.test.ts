import { readFileSync } from "node:fs"
import { Discharge, GeneralRisk, RiskInputs, RiskTable, RiskTier, TimeZone } from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"
import { plainDischarge } from "./support/grounds.ts"

const zone = TimeZone.make("Asia/Shanghai")
const nights: RiskTable.StayCounting = { counts: "nights", zone }

const dischargedAfter = (days: number, risk: RiskInputs.RiskInputs = {}): Discharge.Discharge => ({
  ...plainDischarge,
  risk: { ...risk, admittedAt: DateTime.subtract(plainDischarge.dischargedAt, { days }) },
})
const withRisk = (risk: RiskInputs.RiskInputs): Discharge.Discharge => ({ ...plainDischarge, risk })

/** The sum and the tier where nothing is missing. */
const scored = (table: RiskTable.RiskTable, discharge: Discharge.Discharge) => {
  const risk = RiskTier.of(table, discharge)
  expect(risk._tag).toBe("RiskKnown")
  return [risk.evidence._tag === "Points" ? risk.evidence.most : undefined, RiskTier.tier(risk)]
}

// --- the scores once more, by hand ---------------------------------------------------------------------------------

const tierFrom = (score: number, moderate: number, high: number): RiskTable.Tier =>
  score >= high ? "high" : score >= moderate ? "moderate" : "low"

const laceByHand = (days: number, acute: boolean, charlson: number, visits: number) => {
  const stay = days < 4 ? days : days < 7 ? 4 : days < 14 ? 5 : 7
  const score = stay + (acute ? 3 : 0) + (charlson >= 4 ? 5 : charlson) + Math.min(visits, 4)
  return { score, tier: tierFrom(score, 5, 10) }
}

interface HospitalInputs {
  readonly haemoglobin: number
  readonly oncology: boolean
  readonly sodium: number
  readonly procedure: boolean
  readonly urgent: boolean
  readonly admissions: number
  readonly days: number
}
const hospitalByHand = (of: HospitalInputs, firstCounts: boolean) => {
  const some = of.admissions >= (firstCounts ? 1 : 2)
  const score =
    (of.haemoglobin < 12 ? 1 : 0) +
    (of.oncology ? 2 : 0) +
    (of.sodium < 135 ? 1 : 0) +
    (of.procedure ? 1 : 0) +
    (of.urgent ? 1 : 0) +
    (of.admissions > 5 ? 5 : some ? 2 : 0) +
    (of.days >= 5 ? 2 : 0)
  return { score, tier: tierFrom(score, 5, 7) }
}

// --- published and recomputed cases --------------------------------------------------------------------------------

interface Case {
  readonly id: string
  readonly inputs: Readonly<Record<string, number | boolean>>
  readonly expected: Readonly<Record<string, number | string>>
}
const { cases }: { readonly cases: ReadonlyArray<Case> } = JSON.parse(
  readFileSync(new URL("../fixtures/risk.json", import.meta.url), "utf8"),
)

describe("published figures", () => {
  test.each(cases.filter(({ id }) => id.startsWith("lace")))("$id", ({ expected, inputs }) => {
    const discharge = dischargedAfter(Number(inputs["losDays"]), {
      acuteAdmission: inputs["acute"] === true,
      charlson: { _tag: "Score", score: Number(inputs["charlson"]), weights: "lace.2010" },
      emergencyVisits: Number(inputs["edVisits6m"]),
    })
    expect(scored(GeneralRisk.lace(nights), discharge)).toEqual([expected["score"], expected["tier"]])
  })

  test.each(cases.filter(({ id }) => id.startsWith("hospital")))("$id", ({ expected, inputs }) => {
    const discharge = dischargedAfter(Number(inputs["losDays"]), {
      haemoglobin: { value: Number(inputs["hemoglobin_g_dl"]), unit: "g/dL" },
      oncologyService: inputs["oncology"] === true,
      sodium: Number(inputs["sodium_mmol_l"]),
      procedure: inputs["procedure"] === true,
      urgentAdmission: inputs["urgent"] === true,
      admissionsInYear: Number(inputs["admissionsPrevYear"]),
    })
    const by = (version: string) => [expected[`score${version}`], expected[`tier${version}`]]
    expect(scored(GeneralRisk.hospital2016(nights), discharge)).toEqual(by("2016"))
    expect(scored(GeneralRisk.hospital2013(nights), discharge)).toEqual(by("2013"))
  })

  test("one admission in the year tells the two versions of HOSPITAL apart", () => {
    const once = dischargedAfter(5, {
      haemoglobin: { value: 110, unit: "g/L" },
      oncologyService: false,
      sodium: 140,
      procedure: false,
      urgentAdmission: true,
      admissionsInYear: 1,
    })
    expect(scored(GeneralRisk.hospital2013(nights), once)).toEqual([6, "moderate"])
    expect(scored(GeneralRisk.hospital2016(nights), once)).toEqual([4, "low"])
  })

  test("the simplified HOSPITAL has no procedure, and takes cancer for the oncology service", () => {
    const inputs: RiskInputs.RiskInputs = {
      haemoglobin: { value: 119, unit: "g/L" },
      sodium: 134.9,
      urgentAdmission: true,
      admissionsInYear: 1,
    }
    const tiersBy = (more: RiskInputs.RiskInputs) =>
      RiskTier.tier(RiskTier.of(GeneralRisk.hospital2017(nights), dischargedAfter(4, { ...inputs, ...more })))
    expect(tiersBy({ cancer: true })).toBe("high")
    expect(tiersBy({ oncologyService: true })).toBe("high")
    expect(tiersBy({ cancer: false, oncologyService: false })).toBe("low")
    expect(tiersBy({ cancer: false })).toBeUndefined()
  })
})

// --- missing inputs ------------------------------------------------------------------------------------------------

const possibleStays = [0, 1, 2, 3, 4, 5, 6, 7, 10, 13, 14, 40]
const counts = [0, 1, 2, 3, 4, 5, 6, 7, 30]
const flags = [false, true]
const charlsonScores = [0, 1, 2, 3, 4, 5, 12]

const maybe = <A>(values: ReadonlyArray<A>) => fc.option(fc.constantFrom(...values), { nil: undefined })
const given = <A extends object>(fields: A) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    readonly [K in keyof A]?: Exclude<A[K], undefined>
  }

const stay = (days: number | undefined) =>
  days === undefined ? undefined : DateTime.subtract(plainDischarge.dischargedAt, { days })

/** Least and most points and the tiers, over everything that the missing inputs could be. */
const over = (outcomes: ReadonlyArray<{ readonly score: number; readonly tier: RiskTable.Tier }>) => ({
  least: Math.min(...outcomes.map(({ score }) => score)),
  most: Math.max(...outcomes.map(({ score }) => score)),
  tiers: RiskTable.Tier.literals.filter((tier) => outcomes.some((outcome) => outcome.tier === tier)),
})
const found = (risk: RiskTier.RiskTier) => ({
  ...(risk.evidence._tag === "Points" ? { least: risk.evidence.least, most: risk.evidence.most } : {}),
  tiers: risk._tag === "RiskKnown" ? [risk.tier] : risk.tiers,
})
const every = <A>(value: A | undefined, all: ReadonlyArray<A>) => (value === undefined ? all : [value])

const laceInputs = fc.record({
  days: maybe(possibleStays),
  acute: maybe(flags),
  charlson: maybe(charlsonScores),
  visits: maybe(counts),
})

describe("what missing inputs could change", () => {
  test("LACE, against every value that they could have", () => {
    fc.assert(
      fc.property(laceInputs, ({ acute, charlson, days, visits }) => {
        const risk = RiskTier.of(
          GeneralRisk.lace(nights),
          withRisk(
            given({
              admittedAt: stay(days),
              acuteAdmission: acute,
              charlson:
                charlson === undefined
                  ? undefined
                  : { _tag: "Score" as const, score: charlson, weights: "lace.2010" },
              emergencyVisits: visits,
            }),
          ),
        )
        const outcomes = every(days, possibleStays).flatMap((d) =>
          every(acute, flags).flatMap((a) =>
            every(charlson, charlsonScores).flatMap((c) =>
              every(visits, counts).map((v) => laceByHand(d, a, c, v)),
            ),
          ),
        )
        expect(found(risk)).toEqual(over(outcomes))
        const missing = [days, acute, charlson, visits].filter((value) => value === undefined).length
        expect(risk._tag).toBe(missing === 0 ? "RiskKnown" : "RiskUnknown")
        if (risk._tag === "RiskUnknown") expect(risk.missing).toHaveLength(missing)
      }),
      runs(300),
    )
  })

  test("HOSPITAL, both ways to count admissions", () => {
    const inputs = fc.record({
      haemoglobin: maybe([7, 11.9, 12, 15]),
      oncology: maybe(flags),
      sodium: maybe([120, 134.9, 135, 150]),
      procedure: maybe(flags),
      urgent: maybe(flags),
      admissions: maybe(counts),
      days: maybe([0, 4, 5, 20]),
    })
    fc.assert(
      fc.property(inputs, fc.boolean(), (of, firstCounts) => {
        const table = firstCounts ? GeneralRisk.hospital2013(nights) : GeneralRisk.hospital2016(nights)
        const risk = RiskTier.of(
          table,
          withRisk(
            given({
              admittedAt: stay(of.days),
              haemoglobin:
                of.haemoglobin === undefined ? undefined : { value: of.haemoglobin, unit: "g/dL" as const },
              oncologyService: of.oncology,
              sodium: of.sodium,
              procedure: of.procedure,
              urgentAdmission: of.urgent,
              admissionsInYear: of.admissions,
            }),
          ),
        )
        let outcomes: ReadonlyArray<Partial<HospitalInputs>> = [{}]
        const spread = <K extends keyof HospitalInputs>(key: K, values: ReadonlyArray<HospitalInputs[K]>) => {
          outcomes = outcomes.flatMap((o) => values.map((value) => ({ ...o, [key]: value })))
        }
        spread("haemoglobin", every(of.haemoglobin, [11, 12]))
        spread("oncology", every(of.oncology, flags))
        spread("sodium", every(of.sodium, [134, 135]))
        spread("procedure", every(of.procedure, flags))
        spread("urgent", every(of.urgent, flags))
        spread("admissions", every(of.admissions, [0, 1, 2, 6]))
        spread("days", every(of.days, [4, 5]))
        expect(found(risk)).toEqual(
          over(outcomes.map((o) => hospitalByHand(o as HospitalInputs, firstCounts))),
        )
      }),
      runs(200),
    )
  })

  test("the tier is told where the missing input couldn't change it, and stays unknown by name", () => {
    const risk = RiskTier.of(
      GeneralRisk.lace(nights),
      dischargedAfter(20, { acuteAdmission: true, emergencyVisits: 2 }),
    )
    expect(risk).toMatchObject({ _tag: "RiskUnknown", missing: ["charlson"], tiers: ["high"] })
    expect(risk.evidence).toMatchObject({ least: 12, most: 17 })
    expect(RiskTier.tier(risk)).toBe("high")
  })

  test("a discharge of which nothing is known isn't at low risk", () => {
    const risk = RiskTier.of(GeneralRisk.lace(nights), plainDischarge)
    expect(risk).toMatchObject({ _tag: "RiskUnknown", tiers: ["low", "moderate", "high"] })
    expect(RiskTier.tier(risk)).toBeUndefined()
  })

  test("a newborn can't have stayed longer than since birth", () => {
    const bornOn = TimeZone.dateAt(zone, DateTime.toEpochMillis(plainDischarge.dischargedAt))
    const risk = RiskTier.of(GeneralRisk.lace(nights), {
      ...plainDischarge,
      bornOn,
      risk: { acuteAdmission: false, charlson: { _tag: "Conditions", conditions: [] }, emergencyVisits: 0 },
    })
    expect(risk).toMatchObject({ missing: ["lengthOfStay"], tiers: ["low"] })
    expect(risk.evidence).toMatchObject({ least: 0, most: 0 })
  })

  test("a Charlson score by other weights is no answer", () => {
    const risk = RiskTier.of(
      GeneralRisk.lace(nights),
      dischargedAfter(3, {
        acuteAdmission: true,
        emergencyVisits: 0,
        charlson: { _tag: "Score", score: 3, weights: "charlson.1987" },
      }),
    )
    expect(risk).toMatchObject({ _tag: "RiskUnknown", missing: ["charlson"] })
  })
})

// --- the arithmetic ------------------------------------------------------------------------------------------------

const shipped = [
  GeneralRisk.lace(nights),
  GeneralRisk.hospital2013(nights),
  GeneralRisk.hospital2016(nights),
  GeneralRisk.hospital2017(nights),
]

const inputs: fc.Arbitrary<RiskInputs.RiskInputs> = fc
  .record({
    days: maybe(possibleStays),
    acuteAdmission: maybe(flags),
    urgentAdmission: maybe(flags),
    charlson: fc.option(
      fc.oneof(
        fc
          .constantFrom(...charlsonScores)
          .map((score) => ({ _tag: "Score" as const, score, weights: "lace.2010" })),
        fc
          .subarray([...RiskInputs.CharlsonCondition.literals])
          .map((conditions) => ({ _tag: "Conditions" as const, conditions }))
          .filter(Schema.is(RiskInputs.Charlson)),
      ),
      { nil: undefined },
    ),
    emergencyVisits: maybe(counts),
    admissionsInYear: maybe(counts),
    haemoglobin: maybe([
      { value: 118, unit: "g/L" as const },
      { value: 11.8, unit: "g/dL" as const },
      { value: 12, unit: "g/dL" as const },
    ]),
    sodium: maybe([120, 134, 135, 150]),
    oncologyService: maybe(flags),
    cancer: maybe(flags),
    procedure: maybe(flags),
  })
  .map(({ days, ...rest }) => given({ ...rest, admittedAt: stay(days) }))

describe.each(shipped)("$id $version", (table) => {
  test("decodes", () => {
    expect(Schema.decodeSync(RiskTable.RiskTable)(table)).toEqual(table)
  })

  test("its parts sum to its score, its score lies in its tier, and it encodes", () => {
    fc.assert(
      fc.property(inputs, (drawn) => {
        const risk = RiskTier.of(table, withRisk(drawn))
        const { evidence } = risk
        if (evidence._tag !== "Points") throw new Error("a table of points shows points")
        const sum = (of: "least" | "most") => evidence.parts.reduce((all, part) => all + part[of], 0)
        expect([sum("least"), sum("most")]).toEqual([evidence.least, evidence.most])
        expect(evidence.parts.map(({ input }) => input)).toEqual(RiskTable.inputs(table))
        const missing = evidence.parts.filter(({ value }) => value === undefined).map(({ input }) => input)
        expect(risk._tag === "RiskUnknown" ? risk.missing : []).toEqual(missing)
        for (const part of evidence.parts) if (part.value !== undefined) expect(part.least).toBe(part.most)
        const json = JSON.parse(JSON.stringify(Schema.encodeSync(RiskTier.RiskTier)(risk)))
        expect(Schema.decodeUnknownSync(RiskTier.RiskTier)(json)).toEqual(risk)
      }),
      runs(100),
    )
  })

  test("worse in one input is no less in points", () => {
    const worse: ReadonlyArray<readonly [RiskInputs.RiskInputs, RiskInputs.RiskInputs]> = [
      ...possibleStays
        .slice(1)
        .map(
          (days, n) =>
            [given({ admittedAt: stay(possibleStays[n]) }), given({ admittedAt: stay(days) })] as const,
        ),
      ...counts
        .slice(1)
        .map((n, at) => [{ emergencyVisits: counts[at] ?? 0 }, { emergencyVisits: n }] as const),
      ...counts
        .slice(1)
        .map((n, at) => [{ admissionsInYear: counts[at] ?? 0 }, { admissionsInYear: n }] as const),
      [{ acuteAdmission: false }, { acuteAdmission: true }],
      [{ urgentAdmission: false }, { urgentAdmission: true }],
      [{ oncologyService: false }, { oncologyService: true }],
      [{ cancer: false }, { cancer: true }],
      [{ procedure: false }, { procedure: true }],
      [{ sodium: 135 }, { sodium: 134.9 }],
      [{ haemoglobin: { value: 120, unit: "g/L" } }, { haemoglobin: { value: 119, unit: "g/L" } }],
      [
        { charlson: { _tag: "Conditions", conditions: ["dementia"] } },
        { charlson: { _tag: "Conditions", conditions: ["dementia", "tumour"] } },
      ],
    ]
    fc.assert(
      fc.property(inputs, fc.constantFrom(...worse), (drawn, [better, worse]) => {
        const points = (risk: RiskInputs.RiskInputs) => {
          const { evidence } = RiskTier.of(table, withRisk({ ...drawn, ...risk }))
          return evidence._tag === "Points" ? evidence : { least: Number.NaN, most: Number.NaN }
        }
        expect(points(worse).least).toBeGreaterThanOrEqual(points(better).least)
        expect(points(worse).most).toBeGreaterThanOrEqual(points(better).most)
      }),
      runs(100),
    )
  })
})

describe("the days of a stay", () => {
  // Monday 22:00 to Wednesday 09:00 in Shanghai.
  const discharge = {
    ...plainDischarge,
    dischargedAt: DateTime.makeUnsafe("2026-03-04T01:00:00Z"),
    risk: { admittedAt: DateTime.makeUnsafe("2026-03-02T14:00:00Z") },
  }
  const daysBy = (counting: RiskTable.StayCounting) => {
    const { evidence } = RiskTier.of(GeneralRisk.lace(counting), discharge)
    return evidence._tag === "Points" ? evidence.parts[0].value : undefined
  }

  test.each([
    ["nights", 2],
    ["datesTouched", 3],
    ["fullDays", 1],
  ] as const)("%s", (counts, days) => {
    expect(daysBy({ counts, zone })).toBe(days)
  })

  test("are counted on the hospital's clock", () => {
    // There it is Monday 06:00 to Tuesday 17:00.
    expect(daysBy({ counts: "nights", zone: TimeZone.make("Pacific/Honolulu") })).toBe(1)
  })
})

// --- a hospital's own table ----------------------------------------------------------------------------------------

const source = { title: "a hospital's table", status: "hospitalPolicy", verified: "own" } as const
const head = { id: "own", version: "1", title: { zh: "自定", en: "Own" }, source }

const decodes = (table: unknown) => Schema.decodeUnknownResult(RiskTable.RiskTable)(table, { errors: "all" })
const refusal = (table: unknown): string => {
  const result = decodes(table)
  return result._tag === "Failure" ? result.failure.message : ""
}

const bySum = (components: ReadonlyArray<unknown>, tiers: ReadonlyArray<unknown>) => ({
  _tag: "PointSum",
  ...head,
  components,
  tiers,
})
const visits = {
  _tag: "Amount",
  input: "emergencyVisits",
  bands: [
    { below: 2, points: 0 },
    { from: 2, points: 1 },
  ],
}

describe("a table that doesn't decode", () => {
  const two = [
    { below: 1, tier: "low" },
    { from: 1, tier: "high" },
  ]
  const rule = { id: "hospital.r", when: [{ _tag: "Flag", input: "procedure", is: true }], tier: "high" }
  test.each<readonly [string, unknown]>([
    [
      "the bands leave a gap from 5 to 6",
      bySum(
        [visits],
        [
          { below: 5, tier: "low" },
          { from: 6, tier: "high" },
        ],
      ),
    ],
    [
      "the bands overlap from 4 to 5",
      bySum(
        [visits],
        [
          { below: 5, tier: "low" },
          { from: 4, tier: "high" },
        ],
      ),
    ],
    [
      "the first band has no from",
      bySum(
        [visits],
        [
          { from: 0, below: 5, tier: "low" },
          { from: 5, tier: "high" },
        ],
      ),
    ],
    [
      "the last band has no below",
      bySum(
        [visits],
        [
          { below: 5, tier: "low" },
          { from: 5, below: 9, tier: "high" },
        ],
      ),
    ],
    ["every band but the first has a from", bySum([visits], [{ below: 5, tier: "low" }, { tier: "high" }])],
    ["every band but the last has a below", bySum([visits], [{ tier: "low" }, { from: 5, tier: "high" }])],
    [
      "from lies before below",
      bySum(
        [visits],
        [
          { below: 5, tier: "low" },
          { from: 5, below: 5, tier: "low" },
          { from: 5, tier: "high" },
        ],
      ),
    ],
    ["two components have one input", bySum([visits, visits], two)],
    ["doesn't say how days are counted", bySum([{ ...visits, input: "lengthOfStay" }], two)],
    ["doesn't say what they weigh", bySum([{ ...visits, input: "charlson" }], two)],
    [
      "cancer, which includes the oncology service",
      bySum(
        [
          { _tag: "Flag", input: "cancer", points: 1 },
          { _tag: "Flag", input: "oncologyService", points: 1 },
        ],
        two,
      ),
    ],
    ["two rules have one id", { _tag: "FirstMatch", ...head, rules: [rule, rule], otherwise: "low" }],
    [
      "bounds name from, below or both",
      {
        _tag: "FirstMatch",
        ...head,
        rules: [{ ...rule, when: [{ _tag: "Amount", input: "age", within: {} }] }],
        otherwise: "low",
      },
    ],
    [
      "bounds have from before below",
      {
        _tag: "FirstMatch",
        ...head,
        rules: [{ ...rule, when: [{ _tag: "Amount", input: "age", within: { from: 3, below: 3 } }] }],
        otherwise: "low",
      },
    ],
    [
      "for a flag and for an amount",
      {
        _tag: "FirstMatch",
        ...head,
        rules: [
          {
            ...rule,
            when: [
              { _tag: "Amount", input: "hospital.x", within: { from: 3 } },
              { _tag: "Flag", input: "hospital.x", is: true },
            ],
          },
        ],
        otherwise: "low",
      },
    ],
    [
      "32768 cases apart",
      {
        _tag: "FirstMatch",
        ...head,
        rules: [
          {
            ...rule,
            when: Array.from({ length: 15 }, (_, n) => ({ _tag: "Flag", input: `hospital.x${n}`, is: true })),
          },
        ],
        otherwise: "low",
      },
    ],
  ])("%s", (text, table) => {
    expect(refusal(table)).toContain(text)
  })
})

const ownFlags = ["hospital.icu", "hospital.anticoagulants", "hospital.surgery"]
const ownAmounts = ["hospital.nrs", "hospital.braden"]
const small = fc.integer({ min: 0, max: 4 })

const condition: fc.Arbitrary<RiskTable.Condition> = fc.oneof(
  fc.record({ _tag: fc.constant("Flag" as const), input: fc.constantFrom(...ownFlags), is: fc.boolean() }),
  fc.record({
    _tag: fc.constant("Amount" as const),
    input: fc.constantFrom(...ownAmounts),
    within: fc.oneof(
      small.map((from) => ({ from })),
      small.map((below) => ({ below })),
      small.chain((from) => fc.integer({ min: from + 1, max: 6 }).map((below) => ({ from, below }))),
    ),
  }),
)
const tierWord = fc.constantFrom(...RiskTable.Tier.literals)
const firstMatch = fc
  .record({
    rules: fc.array(
      fc.record({ when: fc.array(condition, { minLength: 1, maxLength: 3 }), tier: tierWord }),
      { minLength: 1, maxLength: 6 },
    ),
    otherwise: tierWord,
  })
  .map(({ otherwise, rules }) =>
    Schema.decodeUnknownSync(RiskTable.RiskTable)({
      _tag: "FirstMatch",
      ...head,
      rules: rules.map((rule, n) => ({ id: `hospital.rule${n}`, ...rule })),
      otherwise,
    }),
  )

const noted = fc.record({
  ...Object.fromEntries(ownFlags.map((name) => [name, maybe<boolean | number>(flags)])),
  ...Object.fromEntries(ownAmounts.map((name) => [name, maybe<boolean | number>([0, 1, 2, 3, 4, 5, 6])])),
})

test("of a hospital's rules the first that holds decides, and what is missing leaves just what it could change", () => {
  const amounts = [-1, 0, 1, 2, 3, 4, 5, 6]
  fc.assert(
    fc.property(firstMatch, noted, (table, drawn) => {
      if (table._tag !== "FirstMatch") return
      const risk = RiskTier.of(table, withRisk({ noted: given(drawn) as Record<string, boolean | number> }))
      let worlds: ReadonlyArray<Record<string, boolean | number>> = [{}]
      for (const name of [...ownFlags, ...ownAmounts]) {
        const all = every<boolean | number>(drawn[name], ownFlags.includes(name) ? flags : amounts)
        worlds = worlds.flatMap((world) => all.map((value) => ({ ...world, [name]: value })))
      }
      const holds = (of: RiskTable.Condition, value: boolean | number | undefined) => {
        if (of._tag === "Flag") return value === of.is
        const { below, from } = of.within
        return (from === undefined || Number(value) >= from) && (below === undefined || Number(value) < below)
      }
      const deciding = worlds.map((world) =>
        table.rules.find(({ when }) => when.every((of) => holds(of, world[of.input]))),
      )
      const possible = new Set(deciding.map((rule) => rule?.tier ?? table.otherwise))
      expect(found(risk).tiers).toEqual(RiskTable.Tier.literals.filter((tier) => possible.has(tier)))
      if (risk.evidence._tag !== "Rules") throw new Error("a table of rules shows rules")
      const ids = new Set(deciding.flatMap((rule) => (rule === undefined ? [] : [rule.id])))
      expect(new Set(risk.evidence.rules)).toEqual(ids)
      if (risk._tag === "RiskKnown") expect(new Set(deciding).size).toBe(1)
      else for (const input of risk.missing) expect(drawn[input]).toBeUndefined()
    }),
    runs(300),
  )
})

test("nobody is asked for what can't change the tier", () => {
  const table = Schema.decodeSync(RiskTable.RiskTable)({
    _tag: "FirstMatch",
    ...head,
    rules: [
      {
        id: "hospital.icuAndSurgery",
        when: [
          { _tag: "Flag", input: "hospital.icu", is: true },
          { _tag: "Flag", input: "hospital.surgery", is: true },
        ],
        tier: "high",
      },
      {
        id: "hospital.old",
        when: [{ _tag: "Amount", input: "age", within: { from: 40 } }],
        tier: "moderate",
      },
      {
        id: "hospital.nrsHigh",
        when: [{ _tag: "Amount", input: "hospital.nrs", within: { from: 3 } }],
        tier: "high",
      },
    ],
    otherwise: "low",
  })
  // 46 years old; whoever wasn't operated on needn't say whether they were in intensive care.
  const risk = RiskTier.of(table, withRisk({ noted: { "hospital.surgery": false } }))
  expect(risk).toMatchObject({ _tag: "RiskKnown", tier: "moderate", evidence: { rules: ["hospital.old"] } })
})

test("a word where a number is asked for is missing", () => {
  const table = Schema.decodeUnknownSync(RiskTable.RiskTable)(
    bySum(
      [{ ...visits, input: "hospital.nrs" }],
      [
        { below: 1, tier: "low" },
        { from: 1, tier: "high" },
      ],
    ),
  )
  const risk = RiskTier.of(table, withRisk({ noted: { "hospital.nrs": true } }))
  expect(risk).toMatchObject({ _tag: "RiskUnknown", missing: ["hospital.nrs"] })
})

describe("inputs that don't decode", () => {
  const refused = (risk: unknown): string => {
    const encoded = { ...Schema.encodeSync(Discharge.Discharge)(plainDischarge), risk }
    const result = Schema.decodeUnknownResult(Discharge.Discharge)(encoded)
    return result._tag === "Failure" ? result.failure.message : ""
  }

  test.each<readonly [path: string, rule: string, risk: unknown]>([
    ["admittedAt", "the admission lies after the discharge", { admittedAt: "2026-03-02T02:30:01Z" }],
    ["admittedAt", "the admission lies before 1970", { admittedAt: "1969-12-31T23:59:59Z" }],
    ["admittedAt", "the admission lies before the birth date", { admittedAt: "1979-12-31T15:59:59Z" }],
    ["emergencyVisits", "Expected a value between 0 and 1000", { emergencyVisits: -1 }],
    ["admissionsInYear", "Expected an integer", { admissionsInYear: 1.5 }],
    ["sodium", "Expected a value between 80 and 200", { sodium: 13.5 }],
    ["haemoglobin", "from 1 to 30 g/dL", { haemoglobin: { value: 118, unit: "g/dL" } }],
    [
      "charlson",
      "diabetes is with complications or without them",
      {
        charlson: {
          _tag: "Conditions",
          conditions: ["diabetesWithEndOrganDamage", "diabetesWithoutComplications"],
        },
      },
    ],
    ["charlson", "named twice", { charlson: { _tag: "Conditions", conditions: ["hiv", "hiv"] } }],
    ["noted", "words joined by dots", { noted: { icu: true } }],
  ])("%s: %s", (path, rule, risk) => {
    expect(refused(risk)).toContain(rule)
    expect(refused(risk)).toContain(`["risk"]["${path}"]`)
  })

  test("born on the day of admission is old enough", () => {
    expect(refused({ admittedAt: "1979-12-31T16:00:00Z" })).toBe("")
  })
})
