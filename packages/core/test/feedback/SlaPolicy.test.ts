import {
  ChinaCalendar,
  ChinaSla,
  GeneralSla,
  Hours,
  Rule,
  type Sla,
  SlaFacts,
  SlaPolicy,
  TimeZone,
  UnitedKingdomCalendar,
  UnitedKingdomSla,
  UnitedStatesCalendar,
  UnitedStatesSla,
} from "@aftercare/core"
import { Result, Schema } from "effect"
import { describe, expect, test } from "vitest"
import {
  asked,
  at,
  evaluated,
  events,
  facts,
  policyOf,
  published,
  roundsOf,
  rule,
  zone,
} from "./support/items.ts"

const calendars = [
  ChinaCalendar.publicHolidays,
  UnitedStatesCalendar.federalHolidays,
  ...Object.values(UnitedKingdomCalendar),
]

const packs = [
  GeneralSla.hospital,
  ...ChinaSla.all,
  ...UnitedKingdomSla.all,
  UnitedStatesSla.grievances({ zone: TimeZone.make("America/New_York"), statedDays: 30 }),
]

const hour = { _tag: "Elapsed", millis: 3_600_000 } as const
const sound = policyOf([rule("own.answer", [asked("Answer", hour)])])
const office = { name: "office", zone, hours: Hours.always, calendar: "china.publicHolidays" }
const days = { _tag: "WorkingDays", days: 3, clock: "office", ends: "sameTime", pause: "openTime" } as const
const step = { id: Rule.RuleId.make("step.late"), when: { _tag: "AtStart" }, to: "owner" } as const
const workless = { ...ChinaCalendar.publicHolidays, workweek: [], adjustedWorkdays: [] }

describe("a policy that nobody could keep isn't published:", () => {
  const own = (target: SlaPolicy.TargetLimit) => policyOf([rule("own.answer", [target])])
  const cases: ReadonlyArray<
    readonly [issue: SlaPolicy.Unsoundness, policy: SlaPolicy.SlaPolicy, calendars?: typeof calendars]
  > = [
    ["two rules have one id", { ...sound, rules: [...sound.rules, sound.rules[0]] }],
    ["two clocks have one name", { ...sound, clocks: [office, office] }],
    [
      "two limits for one target",
      policyOf([rule("own.answer", [asked("Answer", hour), asked("Answer", hour)])]),
    ],
    ["two steps have one id", own(asked("Answer", hour, { steps: [step, step] }))],
    ["two steps have one id", { ...sound, promiseSteps: [step, step] }],
    ["no such clock", own(asked("Answer", { ...days, clock: "ward" }))],
    ["no such calendar", { ...sound, clocks: [{ ...office, calendar: "nowhere" }] }],
    ["two versions of a calendar", sound, [...calendars, { ...ChinaCalendar.publicHolidays, version: "2" }]],
    ["the clock never opens", { ...sound, clocks: [{ ...office, hours: Hours.never }] }],
    [
      "the clock never opens",
      { ...sound, clocks: [{ ...office, hours: Hours.onWorkingDays("09:00-17:00") }] },
      [workless],
    ],
    ["no day is worked", { ...own(asked("Answer", days)), clocks: [office] }, [workless]],
    ["the target can't start so", own(asked("Answer", hour, { start: "offer" }))],
    ["the limit is no time at all", own(asked("Answer", { ...hour, millis: 0 }))],
    ["the limit is no time at all", own(asked("Answer", { ...hour, millis: Number.NaN }))],
    ["the limit is no time at all", own(asked("Answer", { ...days, days: 0 }))],
    ["the limit is no time at all", own(asked("Answer", { ...days, days: -1, ends: "endOfDate" }))],
    [
      "nothing is switched on",
      { ...sound, rules: [{ ...rule("own.answer", [asked("Answer", hour)]), switchedOff: true }] },
    ],
  ]

  test.each(cases.map(([issue, policy, given = calendars]) => ({ issue, policy, given })))(
    "$issue",
    ({ given, issue, policy }) => {
      const refused = SlaPolicy.publish(policy, given)
      expect(Result.isFailure(refused) && refused.failure.issue).toBe(issue)
    },
  )

  test("and every reason is shown", () => {
    expect([...new Set(cases.map(([issue]) => issue))].sort()).toEqual(
      [...SlaPolicy.Unsoundness.literals].sort(),
    )
  })

  test("absurd limits don't decode", () => {
    const read = Schema.decodeUnknownResult(Schema.toType(SlaPolicy.SlaPolicy))
    expect(Result.isSuccess(read(sound))).toBe(true)
    for (const limit of [
      { ...hour, millis: -1 },
      { ...hour, millis: 1e15 },
      { ...days, days: 1e9 },
    ])
      expect(Result.isFailure(read(own(asked("Answer", limit))))).toBe(true)
    const recalled = {
      ...rule("own.answer", [asked("Answer", hour)]),
      source: { ...rule("a.b", [asked("Answer", hour)]).source, verified: "recalled" },
    }
    expect(Result.isFailure(read({ ...sound, rules: [recalled] }))).toBe(true)
  })
})

describe("a policy of a pack", () => {
  test.each(packs)("$id is sound, decodes from its own JSON, and names its sources", (policy) => {
    expect(Result.isSuccess(SlaPolicy.publish(policy, calendars))).toBe(true)
    const json = JSON.parse(JSON.stringify(policy))
    expect(Schema.decodeUnknownSync(SlaPolicy.SlaPolicy)(json)).toEqual(policy)
    for (const { source, switchedOff } of policy.rules)
      expect(source.verified === "recalled").toBe(switchedOff === true)
  })

  const due = (
    policy: SlaPolicy.SlaPolicy,
    target: Sla.TargetState["target"],
    over: Partial<SlaFacts.SlaFacts>,
    received: string,
  ) => {
    const made = Result.getOrThrow(SlaPolicy.publish(policy, calendars))
    const registered = { ...events.registered(at(received), { facts: facts(over) }), policy: made.version }
    const [round] = roundsOf(evaluated(made, [registered], at(received)), target)
    return round?.dueAt === undefined ? undefined : new Date(round.dueAt).toISOString()
  }
  const departments = ["surgery", "pharmacy"].map(
    (id) => Schema.decodeSync(SlaFacts.SlaFacts.fields.departments)([id])[0],
  )
  const several = { departments: departments.filter((one) => one !== undefined) }
  const spring = "2026-02-13T09:00:00+08:00"

  test.each([
    [
      "on the spot: the same date",
      ChinaSla.complaints,
      "Answer",
      { handling: "onTheSpot" },
      spring,
      "2026-02-13T16:00:00.000Z",
    ],
    // 14 and 28 February are worked for the Spring Festival, 15 to 23 February are off.
    ["five working days", ChinaSla.complaints, "Answer", {}, spring, "2026-02-27T16:00:00.000Z"],
    [
      "ten working days for several departments",
      ChinaSla.complaints,
      "Answer",
      several,
      spring,
      "2026-03-05T16:00:00.000Z",
    ],
    [
      "danger in several departments",
      ChinaSla.complaints,
      "Answer",
      { ...several, danger: true },
      spring,
      "2026-03-05T16:00:00.000Z",
    ],
    ["not for praise", ChinaSla.complaints, "Answer", { kind: "praise" }, spring, undefined],
    [
      "a message in three minutes",
      ChinaSla.hotline12345,
      "FirstResponse",
      { channel: "wechat" },
      spring,
      "2026-02-13T01:03:00.000Z",
    ],
    [
      "an emergency dispatched in an hour",
      ChinaSla.beijing12345,
      "Assignment",
      { danger: true },
      spring,
      "2026-02-13T02:00:00.000Z",
    ],
    [
      "answered in two",
      ChinaSla.beijing12345,
      "Answer",
      { danger: true },
      spring,
      "2026-02-13T03:00:00.000Z",
    ],
    ["general: seven days", ChinaSla.beijing12345, "Answer", {}, spring, "2026-02-20T16:00:00.000Z"],
    [
      "complex: fifteen days",
      ChinaSla.beijing12345,
      "Answer",
      { handling: "complex" },
      spring,
      "2026-02-28T16:00:00.000Z",
    ],
    [
      "taken up online in two hours",
      ChinaSla.beijing12345,
      "Acknowledgement",
      { channel: "app" },
      spring,
      "2026-02-13T03:00:00.000Z",
    ],
    [
      "passed on in a working day",
      ChinaSla.hotline12320,
      "Assignment",
      {},
      spring,
      "2026-02-14T16:00:00.000Z",
    ],
    ["not an enquiry", ChinaSla.hotline12320, "Assignment", { kind: "enquiry" }, spring, undefined],
    [
      "mediation: thirty working days",
      ChinaSla.mediation,
      "Resolution",
      { kind: "dispute" },
      "2026-03-02T09:00:00+08:00",
      "2026-04-14T16:00:00.000Z",
    ],
    [
      "petitions: sixty days",
      ChinaSla.petitions,
      "Answer",
      {},
      "2026-03-02T09:00:00+08:00",
      "2026-05-01T16:00:00.000Z",
    ],
    // Good Friday is 3 April, Easter Monday 6 April 2026, the latter no holiday in Scotland.
    [
      "England acknowledges in three working days",
      UnitedKingdomSla.england,
      "Acknowledgement",
      {},
      "2026-04-01T10:00:00+01:00",
      "2026-04-08T23:00:00.000Z",
    ],
    [
      "Scotland a day sooner over Easter",
      UnitedKingdomSla.scotland,
      "Acknowledgement",
      {},
      "2026-04-01T10:00:00+01:00",
      "2026-04-07T23:00:00.000Z",
    ],
    [
      "Wales in two",
      UnitedKingdomSla.wales,
      "Acknowledgement",
      {},
      "2026-04-01T10:00:00+01:00",
      "2026-04-07T23:00:00.000Z",
    ],
    [
      "England answers or explains in six months",
      UnitedKingdomSla.england,
      "Answer",
      {},
      "2026-08-31T10:00:00+01:00",
      "2027-03-01T00:00:00.000Z",
    ],
    [
      "Northern Ireland answers in ten",
      UnitedKingdomSla.northernIreland,
      "Answer",
      {},
      "2026-06-01T10:00:00+01:00",
      "2026-06-15T23:00:00.000Z",
    ],
    ["48 hours", GeneralSla.hospital, "Answer", {}, spring, "2026-02-15T01:00:00.000Z"],
  ] as const)("%s", (_, policy, target, over, received, expected) => {
    expect(due(policy, target, over, received)).toBe(expected)
  })

  test("of CMS: an answer within seven days, or a notice and the stated number of days", () => {
    const made = Result.getOrThrow(
      SlaPolicy.publish(
        UnitedStatesSla.grievances({ zone: TimeZone.make("America/New_York"), statedDays: 21 }),
        calendars,
      ),
    )
    const received = at("2026-06-01T10:00:00-04:00")
    const registered = { ...events.registered(received), policy: made.version }
    const day = 24 * 3_600_000
    const notice = [registered, events.plain("Responded", received + 6 * day)]
    const states = (history: typeof notice, later: number) =>
      evaluated(made, history, received + later * day).targets.map(({ state, target }) => [target, state])
    expect(states([registered], 9)).toEqual([
      ["FirstResponse", "breached"],
      ["Answer", "running"],
    ])
    expect(states(notice, 20)).toEqual([
      ["FirstResponse", "met"],
      ["Answer", "running"],
    ])
    expect(states([...notice, events.plain("Answered", received + 20 * day)], 30)).toEqual([
      ["FirstResponse", "met"],
      ["Answer", "met"],
    ])
  })

  test("what was only recalled counts once the hospital takes it on", () => {
    const own = { title: "the hospital's own", status: "hospitalPolicy", verified: "own" } as const
    const adopted = SlaPolicy.adopt(UnitedKingdomSla.england, own)
    expect(due(adopted, "Answer", {}, "2026-06-01T10:00:00+01:00")).toBe("2026-07-27T23:00:00.000Z")
    expect(adopted.rules.map(({ source }) => source.verified)).toEqual(["own", "secondary", "secondary"])
  })
})

test("the first rule that matches sets each target, and each target alone", () => {
  const two = published(
    policyOf([
      rule("own.high", [asked("Answer", { _tag: "Elapsed", millis: 60_000 })], { severities: ["high"] }),
      rule("own.all", [asked("Answer", hour), asked("Resolution", hour)]),
    ]),
  )
  const rules = (over: Partial<SlaFacts.SlaFacts>) =>
    Object.values(two.limitsFor(facts(over))).map((one) => `${one?.asked.target} ${one?.rule.id}`)
  expect(rules({ severity: "high" })).toEqual(["Answer own.high", "Resolution own.all"])
  expect(rules({})).toEqual(["Answer own.all", "Resolution own.all"])
})

describe("a condition", () => {
  const categories = Schema.decodeSync(SlaFacts.SlaFacts.fields.categories)
  const department = Schema.decodeSync(SlaFacts.SlaFacts.fields.departments)
  test.each<readonly [SlaFacts.Condition, Partial<SlaFacts.SlaFacts>, boolean]>([
    [{}, {}, true],
    [{ kinds: ["praise"] }, {}, false],
    [{ kinds: ["praise", "complaint"] }, {}, true],
    [{ channels: ["letter"] }, {}, false],
    [{ categories: categories(["staff"]) }, { categories: categories(["staff", "staff/tone"]) }, true],
    [{ categories: categories(["staff/tone"]) }, { categories: categories(["staff"]) }, false],
    [{ severities: ["high", "critical"] }, { severity: "critical" }, true],
    [{ danger: true }, {}, false],
    [{ danger: false }, { danger: true }, false],
    [{ handlings: ["outOfRemit"] }, { handling: "outOfRemit" }, true],
    [{ departmentsFrom: 1 }, { departments: [] }, false],
    [{ departmentsFrom: 2 }, { departments: department(["a", "b"]) }, true],
    [{ patientGroups: ["child"] }, { patientGroups: ["inpatient", "child"] }, true],
    [{ patientGroups: ["child"] }, { patientGroups: [] }, false],
    [{ anonymous: true }, { anonymous: true }, true],
    [{ onSite: true }, {}, false],
    [{ repeatsFrom: 3 }, { repeats: 2 }, false],
    [{ repeatsFrom: 3, kinds: ["complaint"] }, { repeats: 3 }, true],
  ])("%o of %o: %s", (when, over, expected) => {
    expect(SlaFacts.matches(when, facts(over))).toBe(expected)
  })
})
