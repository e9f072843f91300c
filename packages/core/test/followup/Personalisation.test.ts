import {
  Destination,
  Discharge,
  FollowUpPlan,
  type FollowUpProtocol,
  FollowUpTask,
  GeneralProtocols,
  Id,
  Personalisation,
  PlainDate,
  PlanText,
  Rule,
} from "@aftercare/core"
import { Laws } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
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
  published,
  shipped,
  source,
} from "./support/grounds.ts"

const anyAge = fc.integer({ min: 0, max: 110 })

describe.each([
  ["the shipped pack", shipped({ age: anyAge })],
  ["any rules that may be published", anyGround({ age: anyAge }).map(published)],
])("by %s", patience, (_, grounds) => {
  test(Laws.flagsOnlyAdd.name, () => {
    fc.assert(Laws.property(Laws.flagsOnlyAdd, grounds), runs(400))
  })

  test(Laws.extrasComeAfter.name, () => {
    const cases = fc
      .tuple(grounds, fc.constantFrom(0, 1, 30))
      .map(([ground, days]) => ({ ground, at: DateTime.add(ground.discharge.dischargedAt, { days }) }))
    fc.assert(Laws.property(Laws.extrasComeAfter, cases), runs(100))
  })
})

describe("a patient who went elsewhere", patience, () => {
  const { literals } = Destination.Destination
  const asked = (of: ReadonlyArray<Destination.Destination> | undefined) => of ?? ["home", "other"]

  test("has the stages that are asked there, as if the protocol and the rules had no others", () => {
    fc.assert(
      fc.property(
        anyGround(),
        fc.option(fc.constantFrom(...literals), { nil: undefined }),
        fc.array(fc.option(fc.subarray([...literals], { minLength: 1 }), { nil: undefined }), {
          minLength: 5,
          maxLength: 5,
        }),
        (ground, destination, drawn) => {
          const { destination: _, ...atHome } = ground.discharge
          const ids = [
            ...new Set(
              [
                ...ground.protocol.stages,
                ...ground.rules.flatMap(({ effects }) =>
                  effects.flatMap((effect) => (effect._tag === "AddStage" ? [effect.stage] : [])),
                ),
              ].map(({ id }) => id),
            ),
          ]
          const of = (id: Id.StageId) => drawn[ids.indexOf(id) % drawn.length]
          const isAsked = (id: Id.StageId) => asked(of(id)).includes(destination ?? "home")
          const named = (stage: FollowUpProtocol.Stage): FollowUpProtocol.Stage => {
            const [first, ...rest] = of(stage.id) ?? []
            return first === undefined ? stage : { ...stage, destinations: [first, ...rest] }
          }
          const everywhere = ({ destinations: __, ...stage }: FollowUpProtocol.Stage) => stage
          const withStages = (
            change: (stage: FollowUpProtocol.Stage) => ReadonlyArray<FollowUpProtocol.Stage>,
          ) =>
            [
              // Empty protocols don't decode, and are fitted like any other.
              {
                ...ground.protocol,
                stages: ground.protocol.stages.flatMap(change),
              } as unknown as FollowUpProtocol.FollowUpProtocol,
              ground.rules.map((rule) => ({
                ...rule,
                effects: rule.effects.flatMap(
                  (effect): ReadonlyArray<Personalisation.Effect> =>
                    effect._tag === "AddStage"
                      ? change(effect.stage).map((stage) => ({ ...effect, stage }))
                      : [effect],
                ) as unknown as Personalisation.PersonalisationRule["effects"],
              })),
            ] as const
          const facts = Personalisation.factsOf(atHome)
          const there = Personalisation.apply(...withStages((stage) => [named(stage)]), {
            ...facts,
            discharge: { ...atHome, ...(destination && { destination }) },
          })
          const without = Personalisation.apply(
            ...withStages((stage) => (isAsked(stage.id) ? [stage] : [])),
            facts,
          )
          expect(there.stages.map(({ stage, ...rest }) => ({ ...rest, stage: everywhere(stage) }))).toEqual(
            without.stages,
          )
          const leftBehind = ({ rules }: Personalisation.LeftOut) => rules.includes(Destination.elsewhere)
          expect(there.leftOut.filter((one) => !leftBehind(one))).toEqual(without.leftOut)
          for (const { rules, stage } of there.leftOut.filter(leftBehind))
            expect([rules, isAsked(stage)]).toEqual([["destination.elsewhere"], false])
          for (const { id, switchedOff } of ground.protocol.stages)
            expect(there.leftOut.some((one) => one.stage === id && leftBehind(one))).toBe(
              switchedOff === undefined && !isAsked(id),
            )
        },
      ),
      runs(300),
    )
  })

  const [first, second] = plainProtocol([
    plainStage("day-1", onDays(1, 3)),
    { ...plainStage("opinion", onDays(5, 9)), destinations: ["home", "rehabilitation"] },
  ]).stages as unknown as readonly [FollowUpProtocol.Stage, FollowUpProtocol.Stage]
  const ground = (more: Partial<Discharge.Discharge>): FollowUpPlan.Ground => ({
    ...plainGround,
    discharge: { ...plainDischarge, ...more },
    protocol: plainProtocol([first, second]),
    rules: [],
  })
  const planOf = (of: FollowUpPlan.Ground) =>
    Result.getOrThrow(FollowUpPlan.make(of, plainDischarge.dischargedAt))[0]

  test("isn't asked at home what an institution sees to, and the plan says so in both languages", () => {
    for (const destination of ["home", "other", undefined] as const)
      expect(
        planOf(ground(destination === undefined ? {} : { destination })).tasks.map(({ stage }) => stage),
      ).toEqual(destination === "other" ? ["day-1"] : ["day-1", "opinion"])
    const there = ground({ destination: "rehabilitation", againstAdvice: true })
    const plan = planOf(there)
    expect(plan.tasks.map(({ stage }) => stage)).toEqual(["opinion"])
    expect(plan.leftOut).toEqual([{ stage: "day-1", rules: ["destination.elsewhere"] }])
    const asOf = plainDischarge.dischargedAt
    const text = (language: "zh" | "en") => PlanText.render({ plan, ground: there, asOf }, { language })
    expect(text("en")).toMatch(/Discharged .*, to rehabilitation, against medical advice$/m)
    expect(text("en")).toContain("(in another institution's care)")
    expect(text("zh")).toMatch(/出院，转往康复机构，非医嘱离院$/m)
    expect(text("zh")).toContain("（已转入其他机构）")
    const gone = planOf(ground({ destination: "hospital" }))
    expect([gone.tasks, gone.leftOut?.length]).toEqual([[], 2])
  })

  test("has the other stages too once it is known that they are at home, and none of them before", () => {
    const at = DateTime.add(plainDischarge.dischargedAt, { hours: 2 })
    const open = ({ tasks }: FollowUpPlan.FollowUpPlan) =>
      tasks.filter((task) => !FollowUpTask.isEnded(task)).map(({ stage }) => stage)
    const revised = (plan: FollowUpPlan.FollowUpPlan, more: Partial<Discharge.Discharge>) =>
      Result.getOrThrow(FollowUpPlan.revise(plan, ground(more), at))[0]
    const moved = revised(planOf(ground({})), { destination: "hospital" })
    expect(open(moved)).toEqual([])
    expect(moved.leftOut?.length).toBe(2)
    const back = revised(moved, { destination: "home" })
    expect(open(back)).toEqual(["day-1", "opinion"])
    expect(back.leftOut).toBeUndefined()
  })
})

const rule = (
  name: string,
  when: Personalisation.Condition,
  ...effects: readonly [Personalisation.Effect, ...ReadonlyArray<Personalisation.Effect>]
): Personalisation.PersonalisationRule => ({
  id: Rule.RuleId.make(`personal.${name}`),
  when,
  effects,
  source,
})

const add = (id: string, window = onDays(4, 6)): Personalisation.Effect => ({
  _tag: "AddStage",
  stage: plainStage(id, window),
})

const tighten = (due: FollowUpProtocol.Offset, latest: FollowUpProtocol.Offset): Personalisation.Effect => ({
  _tag: "Tighten",
  stage: Id.StageId.make("day-5"),
  due,
  latest,
})

const protocol = plainProtocol([plainStage("day-1", onDays(1, 3)), plainStage("day-5", onDays(5, 9))])
const anchor = {
  at: DateTime.toEpochMillis(plainDischarge.dischargedAt),
  zone: plainPerson.profile.zone,
  calendar: plainGround.calendar,
}

const stagesOf = (rules: ReadonlyArray<Personalisation.PersonalisationRule>, flags = {}, age = 40) =>
  Personalisation.apply(protocol, rules, {
    discharge: { ...plainDischarge, ...flags },
    age,
    tier: "unknown",
  }).stages

/** The dates of `due` and `latest`: the last ones that belong to them. */
const lastDates = (stage: Personalisation.PersonalStage | undefined) => {
  if (stage === undefined) throw new Error("no such stage")
  const { due, latest } = Result.getOrThrow(Personalisation.spanOf(stage, anchor))
  return [due, latest].map((at) => new Date(at + 8 * 3_600_000 - 1).toISOString().slice(5, 10))
}

/** Rules that crowd upon few stages, of which one is the protocol's and switched off; counted from dated events alone. */
const crowded: fc.Arbitrary<Laws.PersonalisationCase> = fc
  .tuple(
    fc.boolean(),
    fc.array(
      fc.record({
        when: fc.constantFrom<Personalisation.Condition>(
          {},
          { chronic: true },
          { highRisk: true },
          { tiers: ["high"] },
          { tiers: ["low", "moderate"] },
        ),
        effects: fc
          .tuple(
            fc.constantFrom("extra", "off"),
            fc.nat(40),
            fc.constantFrom("AddStage", "AddStage", "inHours", "Repeat", "Drop", "operation"),
          )
          .map(([id, day, what]): readonly [Personalisation.Effect] => {
            const stage = plainStage(id, onDays(day, day + 3))
            const soon = { hours: day }
            switch (what) {
              case "Repeat":
                return [{ _tag: what, stage: stage.id, recurrence: { every: { months: 1 }, times: 2 } }]
              case "Drop":
                return [{ _tag: what, stage: stage.id }]
              case "operation":
                return [{ _tag: "AddStage", stage: { ...stage, anchor: { _tag: "Operation" } } }]
              case "inHours":
                return [
                  {
                    ...add(id, {
                      earliest: soon,
                      ideal: soon,
                      due: { hours: day + 1 },
                      latest: { days: 50 },
                    }),
                  },
                ]
              default:
                return [{ _tag: "AddStage", stage }]
            }
          }),
      }),
      { minLength: 2, maxLength: 5 },
    ),
  )
  .map(([isRecalled, drawn]) => {
    const off = { ...plainStage("off", onDays(10, 12)), switchedOff: true } as const
    const ground: FollowUpPlan.Ground = {
      ...plainGround,
      protocol: isRecalled ? plainProtocol([...protocol.stages, off]) : protocol,
      rules: drawn.map(({ effects, when }, n) => rule(`rule${n}`, when, ...effects)),
    }
    return published(ground)
  })

test("rules that crowd upon one stage may be published only where the flags still add", patience, () => {
  const seen = { repeated: 0, off: 0 }
  fc.assert(
    fc.property(crowded, (of) => {
      const names = of.rules.flatMap(({ effects }) => effects.map(({ _tag }) => _tag))
      if (names.includes("Repeat") && names.filter((tag) => tag === "AddStage").length > 1) seen.repeated++
      if (of.protocol.stages.length > 2) seen.off++
      expect(Laws.flagsOnlyAdd.check(of)).toBeUndefined()
    }),
    runs(1000),
  )
  expect(seen.repeated).toBeGreaterThan(20)
  expect(seen.off).toBeGreaterThan(20)
})

const named = (stages: ReadonlyArray<Personalisation.PersonalStage>, id: string) =>
  stages.find(({ stage }) => stage.id === id)

describe("a rule", () => {
  test("holds where all that it looks at does, ages from the birthday on", () => {
    const when = { chronic: true, ageFrom: 65 } as const
    const rules = [rule("both", when, add("extra"))]
    for (const [chronic, age, count] of [
      [true, 65, 3],
      [true, 64, 2],
      [false, 65, 2],
    ] as const)
      expect(stagesOf(rules, { chronic }, age)).toHaveLength(count)
  })

  test("leaves its trace on the stages that it made what they are, and on no other", () => {
    const rules = [
      rule("tightens", {}, tighten({ days: 5 }, { days: 7 })),
      rule("adds", {}, add("extra")),
      rule("deepens", {}, { _tag: "Deepen", modules: ["medicines"] }),
      rule("repeats", {}, { _tag: "Deepen", modules: ["symptoms", "medicines"] }),
      rule("sleeps", { chronic: true }, { _tag: "Deepen", modules: ["revisit"] }),
    ]
    expect(stagesOf(rules).map(({ extra, rules, stage }) => [stage.id, extra, rules, stage.modules])).toEqual(
      [
        ["day-1", false, ["personal.deepens"], ["symptoms", "medicines"]],
        ["day-5", false, ["personal.tightens", "personal.deepens"], ["symptoms", "medicines"]],
        ["extra", true, ["personal.adds", "personal.deepens"], ["symptoms", "medicines"]],
      ],
    )
  })

  test.each([
    ["earlier bounds", [tighten({ days: 5 }, { days: 6 })], ["03-07", "03-08"]],
    ["later bounds change nothing", [tighten({ days: 30 }, { days: 40 })], ["03-07", "03-11"]],
    ["one earlier bound", [tighten({ days: 30 }, { days: 30 })], ["03-07", "03-11"]],
    ["before the stage begins changes nothing", [tighten({ days: 2 }, { days: 3 })], ["03-07", "03-11"]],
    [
      "the earliest of several",
      [tighten({ days: 6 }, { days: 8 }), tighten({ days: 5 }, { days: 9 })],
      ["03-07", "03-10"],
    ],
  ] as const)("tightens a stage: %s", (_, effects, expected) => {
    const rules = effects.map((effect, n) => rule(`r${n}`, {}, effect))
    expect(lastDates(named(stagesOf(rules), "day-5"))).toEqual(expected)
  })

  test("adds its stage after those of the protocol, and can't replace one", () => {
    const rules = [rule("adds", {}, add("extra")), rule("replaces", {}, add("day-1", onDays(90, 99)))]
    const stages = stagesOf(rules)
    expect(stages.map(({ stage }) => stage.id)).toEqual(["day-1", "day-5", "extra"])
    expect(lastDates(stages[0])).toEqual(["03-03", "03-05"])
  })

  test("that adds what another adds too brings its earlier bounds, its contents and its channels", () => {
    const often = rule(
      "often",
      {},
      {
        _tag: "AddStage",
        stage: { ...plainStage("extra", onDays(4, 6)), channels: ["wechat"], modules: ["revisit"] },
      },
    )
    const chronic = rule("chronic", { chronic: true }, add("extra", onDays(30, 40)))
    for (const rules of [
      [chronic, often],
      [often, chronic],
    ]) {
      const stage = named(stagesOf(rules, { chronic: true }), "extra")
      expect(lastDates(stage)).toEqual(["03-06", "03-08"])
      expect([...(stage?.stage.channels ?? [])].sort()).toEqual(["phone", "sms", "wechat"])
      expect([...(stage?.stage.modules ?? [])].sort()).toEqual(["revisit", "symptoms"])
      expect([...(stage?.rules ?? [])].sort()).toEqual(["personal.chronic", "personal.often"])
    }
  })
})

describe("a rule may also", () => {
  const drop: Personalisation.Effect = { _tag: "Drop", stage: Id.StageId.make("day-5") }
  const repeat: Personalisation.Effect = {
    _tag: "Repeat",
    stage: Id.StageId.make("day-5"),
    recurrence: { every: { weeks: 1 }, times: 2 },
  }
  const facts = { discharge: plainDischarge, age: 40, tier: "unknown" } as const
  const apply = (...rules: ReadonlyArray<Personalisation.PersonalisationRule>) =>
    Personalisation.apply(protocol, rules, facts)

  test("leave a stage out", () => {
    const rules = [rule("drops", {}, drop), rule("also", {}, drop), rule("nothing", { chronic: true }, drop)]
    const { conflicts, leftOut, stages } = apply(...rules)
    expect(stages.map(({ stage }) => stage.id)).toEqual(["day-1"])
    expect(leftOut).toEqual([{ stage: "day-5", rules: ["personal.drops", "personal.also"] }])
    expect(conflicts).toEqual([])
    expect(apply(rules[2] ?? rule("none", {}, drop)).leftOut).toEqual([])
  })

  test("leave a stage out, and the plan says by which rules, until a revision brings it back", () => {
    const left = { ...plainGround, protocol, rules: [rule("drops", {}, drop)] }
    const [plan] = Result.getOrThrow(FollowUpPlan.make(left, plainDischarge.dischargedAt))
    const leftOut = [
      { stage: Id.StageId.make("day-5"), rules: [Rule.RuleId.make("personal.drops")] },
    ] as const
    expect(plan.leftOut).toEqual(leftOut)
    const asOf = plainDischarge.dischargedAt
    expect(PlanText.render({ plan, ground: left, asOf }, { language: "en" })).toContain(
      "Left out:\n- A stage (personal.drops)",
    )
    const whole = { ...left, rules: [] }
    const [back, events] = Result.getOrThrow(FollowUpPlan.revise(plan, whole, asOf))
    expect(back.leftOut).toBeUndefined()
    expect(back.tasks.map(({ stage }) => stage)).toEqual(["day-1", "day-5"])
    expect(FollowUpPlan.replay(plan, events)).toEqual(back)
    const [again] = Result.getOrThrow(FollowUpPlan.revise(back, left, asOf))
    expect(again.leftOut).toEqual(leftOut)
    expect(FollowUpPlan.revise(again, left, asOf)).toEqual(Result.succeed([again, []]))
  })

  test("not leave out what another rule asks more of: more care holds, and the conflict is told", () => {
    const asking = [tighten({ days: 5 }, { days: 7 }), repeat, { ...add("day-5") }] as const
    for (const effect of asking)
      for (const order of [
        [rule("drops", {}, drop), rule("asks", {}, effect)],
        [rule("asks", {}, effect), rule("drops", {}, drop)],
      ]) {
        const { conflicts, stages } = apply(...order)
        expect(stages.some(({ stage }) => stage.id === "day-5")).toBe(true)
        expect(conflicts).toEqual([{ stage: "day-5", held: "personal.asks", setAside: "personal.drops" }])
      }
  })

  test("repeat a stage, from one step after it on, under an id that names the rule", () => {
    const { stages } = apply(rule("again", {}, repeat))
    const series = stages.filter(({ extra }) => extra)
    expect(series.map(({ stage }) => stage.id)).toEqual(["day-5@personal.again/1", "day-5@personal.again/2"])
    expect(series.map(lastDates)).toEqual([
      ["03-14", "03-18"],
      ["03-21", "03-25"],
    ])
  })

  test("repeat what several rules add by the earliest of their windows, whichever comes first", () => {
    const again: Personalisation.Effect = { ...repeat, stage: Id.StageId.make("extra") }
    const [late, soon] = [
      rule("late", { chronic: true }, add("extra", onDays(90, 95))),
      rule("soon", {}, add("extra")),
    ]
    for (const rules of [
      [late, soon],
      [soon, late],
    ])
      for (const chronic of [true, false]) {
        const stages = stagesOf([...rules, rule("again", {}, again)], { chronic })
        expect(lastDates(named(stages, "extra@personal.again/1"))).toEqual(["03-13", "03-15"])
      }
  })

  test("change who is responsible: of two the later holds, and the conflict is told", () => {
    const doctor = rule("doctor", {}, { _tag: "ChangeRole", role: "doctor" })
    const psychologist = rule(
      "psychologist",
      {},
      { _tag: "ChangeRole", stage: Id.StageId.make("day-1"), role: "psychologist" },
    )
    const { conflicts, stages } = apply(doctor, psychologist)
    expect(stages.map(({ stage }) => stage.role)).toEqual(["psychologist", "doctor"])
    expect(conflicts).toEqual([
      { stage: "day-1", held: "personal.psychologist", setAside: "personal.doctor" },
    ])
    expect(apply(doctor, doctor).conflicts).toEqual([])
  })

  test("prefer channels, and loses none", () => {
    const { stages } = apply(
      rule("first", {}, { _tag: "PreferChannels", channels: ["wechat"] }),
      rule("second", {}, { _tag: "PreferChannels", channels: ["app", "sms"] }),
    )
    expect(stages[0]?.stage.channels).toEqual(["app", "sms", "wechat", "phone"])
  })

  test.each<[Personalisation.Condition, Partial<Personalisation.Facts> | object, boolean]>([
    [{ diagnoses: ["I50", "J44"] }, { diagnoses: [{ code: "J44.1", text: "" }] }, true],
    [{ diagnoses: ["I50", "J44"] }, { diagnoses: [{ code: "J45", text: "" }] }, false],
    [
      { diagnoses: ["C"] },
      {
        diagnoses: [
          { code: "I10", text: "" },
          { code: "C34.9", text: "" },
        ],
      },
      true,
    ],
    [{ procedures: ["36."] }, { procedures: [{ code: "36.06", text: "" }] }, true],
    [{ procedures: ["36."] }, {}, false],
    [{ departments: ["心内科", "骨科"] }, { department: "骨科" }, true],
    [{ departments: ["骨科"] }, { department: "骨科二病区" }, false],
    [{ livesAlone: true }, { livesAlone: true }, true],
    [{ livesAlone: true }, {}, false],
    [{ againstAdvice: true }, { againstAdvice: true }, true],
    [{ againstAdvice: true }, { againstAdvice: false }, false],
    [{ againstAdvice: true }, {}, false],
    [{ languages: ["en"] }, {}, false],
    [{ languages: ["zh", "en"] }, {}, true],
    [{ ageBelow: 41 }, {}, true],
    [{ ageBelow: 40 }, {}, false],
    [{ tiers: ["unknown"] }, {}, true],
    [{ tiers: ["low", "moderate", "high"] }, {}, false],
  ])("look at %j in %j: %s", (when, more, applies) => {
    const { department, diagnoses } = plainDischarge
    const discharge = { ...plainDischarge, department, diagnoses, ...more }
    const { stages } = Personalisation.apply(protocol, [rule("looks", when, add("extra"))], {
      ...facts,
      discharge,
    })
    expect(stages.some(({ extra }) => extra)).toBe(applies)
  })

  test.each<[string, Personalisation.PersonalisationRule, Personalisation.UnsoundRule["issue"]]>([
    [
      "more care for lower tiers alone",
      rule("r", { tiers: ["low", "moderate"] }, add("extra")),
      "more care must not be for lower risk alone",
    ],
    [
      "a stage left out of the chronic",
      rule("r", { chronic: true }, drop),
      "less care must not be for higher risk",
    ],
    [
      "a stage left out of the high tier",
      rule("r", { tiers: ["high"] }, drop),
      "less care must not be for higher risk",
    ],
    [
      "a stage that isn't there",
      rule("r", {}, { ...drop, stage: Id.StageId.make("day-9") }),
      "no such stage",
    ],
    [
      "an anchor that isn't there",
      rule(
        "r",
        {},
        {
          _tag: "AddStage",
          stage: {
            ...plainStage("extra", onDays(1)),
            anchor: { _tag: "StageEnd", stage: Id.StageId.make("day-9") },
          },
        },
      ),
      "the stages don't hang together",
    ],
    [
      "a repetition in hours",
      rule(
        "r",
        {},
        {
          _tag: "AddStage",
          stage: plainStage("hours", {
            earliest: { hours: 1 },
            ideal: { hours: 1 },
            due: { hours: 2 },
            latest: { hours: 3 },
          }),
        },
        { ...repeat, stage: Id.StageId.make("hours") },
      ),
      "the stage can't come again",
    ],
    [
      "a repetition of what another rule adds in hours",
      rule(
        "r",
        {},
        add("twice"),
        {
          ...add("twice", {
            earliest: { hours: 1 },
            ideal: { hours: 1 },
            due: { hours: 2 },
            latest: { hours: 3 },
          }),
        },
        { ...repeat, stage: Id.StageId.make("twice") },
      ),
      "the stage can't come again",
    ],
  ])("not be published with %s", (_, unsound, issue) => {
    const checked = Personalisation.check(protocol, [unsound])
    expect(Result.isFailure(checked) && checked.failure.issue).toBe(issue)
  })

  test("not be published where two make different things of a stage that is switched off", () => {
    const off = { ...plainStage("off", onDays(10)), switchedOff: true } as const
    const operated = { ...plainStage("off", onDays(2)), anchor: { _tag: "Operation" } } as const
    const unsound = [
      rule("high", { highRisk: true }, { _tag: "AddStage", stage: operated }),
      rule("all", {}, add("off")),
    ]
    const checked = Personalisation.check(plainProtocol([...protocol.stages, off]), unsound)
    expect(Result.isFailure(checked) && checked.failure).toMatchObject({
      rule: "personal.all",
      issue: "the stages don't hang together",
    })
  })

  test("be published where it leaves out for the lower tiers what the higher keep", () => {
    const sound = [
      rule("less", { tiers: ["low"] }, drop),
      rule("more", { tiers: ["moderate", "high"] }, add("extra")),
    ]
    expect(Result.isSuccess(Personalisation.check(protocol, sound))).toBe(true)
    const twice = Personalisation.check(protocol, [...sound, rule("less", {}, drop)])
    expect(Result.isFailure(twice) && twice.failure.issue).toBe("two rules have one id")
  })
})

describe("an extra stage that doesn't fit is dropped and reported", () => {
  const made = (effect: Personalisation.Effect, channels = plainPerson.profile.channels) => {
    const person = { ...plainPerson, profile: { ...plainPerson.profile, channels } }
    const ground: FollowUpPlan.Ground = {
      ...plainGround,
      protocol,
      rules: [rule("adds", {}, effect)],
      discharge: { ...plainDischarge, persons: [person] },
    }
    return Result.getOrThrow(FollowUpPlan.make(ground, plainDischarge.dischargedAt))[0]
  }

  test.each([
    [
      "its channel doesn't reach the person",
      { ...plainStage("extra", onDays(4)), channels: ["letter"] },
      ["channel.none"],
    ],
    ["its window is impossible", plainStage("extra", { ...onDays(4), ideal: { days: 9 } }), ["stage.window"]],
    [
      "its window holds no moment",
      plainStage("extra", {
        earliest: { hours: 2 },
        ideal: { hours: 2 },
        due: { hours: 3 },
        latest: { hours: 3 },
      }),
      ["rest.noon"],
    ],
  ] as const)("because %s", (_, stage, rules) => {
    const plan = made({ _tag: "AddStage", stage })
    expect(plan.tasks.map((task) => task.stage)).toEqual(["day-1", "day-5"])
    expect(plan.dropped).toEqual([{ stage: "extra", rules }])
  })

  test("a high-risk patient who takes texts only keeps the whole shipped protocol", () => {
    const person = { ...plainPerson, profile: { ...plainPerson.profile, channels: ["sms"] as const } }
    const ground = {
      ...plainGround,
      discharge: { ...plainDischarge, highRisk: true, persons: [person] as const },
    }
    const [plan] = Result.getOrThrow(FollowUpPlan.make(ground, plainDischarge.dischargedAt))
    expect(plan.tasks.map((task) => task.stage)).toEqual(
      GeneralProtocols.generalDischarge.stages.map(({ id }) => id),
    )
    expect(plan.dropped).toEqual([{ stage: "second-or-third-day", rules: ["channel.none"] }])
  })
})

describe("rules are read", () => {
  const read = Schema.decodeUnknownResult(Personalisation.PersonalisationRule)
  const sound = rule("sound", { chronic: true }, add("extra"))

  test("as they were written", () => {
    const written = Schema.encodeSync(Personalisation.PersonalisationRule)(sound)
    expect(Result.getOrThrow(read(JSON.parse(JSON.stringify(written))))).toEqual(sound)
  })

  test.each([
    ["a flag that is to be off", { ...sound, when: { chronic: false } }, ["when", "chronic"]],
    ["a condition that nobody reads", { ...sound, when: { ageForm: 65 } }, ["when", "ageForm"]],
    ["a negative age", { ...sound, when: { ageFrom: -1 } }, ["when", "ageFrom"]],
    ["an age that nobody is of", { ...sound, when: { ageFrom: 80, ageBelow: 80 } }, ["when", "ageBelow"]],
    ["no effect", { ...sound, effects: [] }, ["effects"]],
    ["an unknown effect", { ...sound, effects: [{ _tag: "Forget", stage: "day-1" }] }, ["effects", 0]],
    [
      "an offset that says nothing",
      { ...sound, effects: [{ _tag: "Tighten", stage: "day-1", due: {}, latest: { days: 1 } }] },
      ["effects", 0],
    ],
  ])("not with %s", (_, written, path) => {
    const refused = read(written)
    expect(Result.isFailure(refused)).toBe(true)
    expect(String(Result.isFailure(refused) && refused.failure)).toContain(
      path.map((key) => `[${JSON.stringify(key)}]`).join(""),
    )
  })
})

test("an age is counted on the patient's own calendar: the birthday comes with the date in the patient's zone", () => {
  const born = { ...plainDischarge, bornOn: PlainDate.make("1961-03-03") }
  expect(Discharge.ageAt(born, Date.parse("2026-03-02T15:59:59Z"))).toBe(64)
  expect(Discharge.ageAt(born, Date.parse("2026-03-02T16:00:00Z"))).toBe(65)
})
