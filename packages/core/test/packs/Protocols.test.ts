import {
  ChinaCalendar,
  ChinaForms,
  ChinaProtocols,
  ConditionProtocols,
  FollowUpPlan,
  FollowUpProtocol,
  GeneralProtocols,
  Personalisation,
  PlainDate,
  type Rule,
  TimeZone,
  TransitionalCare,
  UnitedStatesCalendar,
} from "@aftercare/core"
import { Laws } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"
import { discharge, plainDischarge, plainGround } from "../followup/support/grounds.ts"

type Protocol = FollowUpProtocol.FollowUpProtocol

const protocols: ReadonlyArray<Protocol> = [
  GeneralProtocols.generalDischarge,
  ...ConditionProtocols.all,
  ...ChinaProtocols.all,
  TransitionalCare.transitionalCare,
]
const zone = TimeZone.make("Asia/Shanghai")
const calendar = ChinaCalendar.publicHolidays
const at = (text: string) => DateTime.makeUnsafe(`${text}+08:00`)

const own: Rule.Source = { title: "本院方案", status: "hospitalPolicy", verified: "own" }

describe.each(protocols.map((protocol) => [protocol.id, protocol] as const))("%s", (_, protocol) => {
  test("decodes, and its windows are possible on any day", () => {
    expect(Schema.is(FollowUpProtocol.FollowUpProtocol)(protocol)).toBe(true)
    expect(Result.isSuccess(FollowUpProtocol.check(protocol, calendar))).toBe(true)
  })

  test("claims no more than its sources: what is recalled is switched off and a policy, and nothing calls itself law", () => {
    for (const { source, switchedOff } of protocol.stages) {
      expect(source.status).not.toBe("law")
      expect(switchedOff === true).toBe(source.verified === "recalled")
      if (source.verified === "recalled") expect(source.status).toBe("hospitalPolicy")
    }
  })

  test("can be taken on by a hospital as its own", () => {
    const adopted = FollowUpProtocol.adopt(protocol, own)
    expect(Schema.is(FollowUpProtocol.FollowUpProtocol)(adopted)).toBe(true)
    expect(adopted.stages.some(({ switchedOff }) => switchedOff)).toBe(false)
    expect(
      adopted.stages
        .filter(({ switchedOff }, i) => switchedOff !== protocol.stages[i]?.switchedOff)
        .every(({ source }) => source === own),
    ).toBe(true)
  })
})

test("a form claims no more of a finding than the stage that follows it, or than what it is counted from", () => {
  const followed = ChinaProtocols.all
    .flatMap(({ stages }) => stages)
    .flatMap(({ anchor, source }) => (anchor?._tag === "Finding" ? [{ ...anchor, source }] : []))
  const isRecalled = (finding: Rule.RuleId) => {
    const sources = followed.filter((one) => one.finding === finding).map(({ source }) => source.verified)
    return sources.length > 0 && sources.every((verified) => verified === "recalled")
  }
  for (const { findings, repeated = [] } of ChinaForms.all) {
    for (const { finding, source } of findings)
      if (isRecalled(finding)) expect(source.verified, finding).toBe("recalled")
    for (const { of, source } of repeated)
      if (findings.some(({ finding, source }) => finding === of && source.verified === "recalled"))
        expect(source.verified, of).toBe("recalled")
  }
})

test("the personalisation law holds for each protocol with the shipped rules, which may be published", () => {
  const rules = GeneralProtocols.personalisation(65)
  expect(Result.isSuccess(Personalisation.check(GeneralProtocols.generalDischarge, rules))).toBe(true)
  fc.assert(
    Laws.property(
      Laws.flagsOnlyAdd,
      fc
        .tuple(discharge(), fc.constantFrom(...protocols))
        .map(([drawn, protocol]) => ({ ...plainGround, discharge: drawn, protocol, rules })),
    ),
    runs(150),
  )
})

/** The dates that stages run from and are due through. */
const dates = (protocol: Protocol, from: string, more: Partial<typeof plainDischarge> = {}) => {
  const patient = { ...plainDischarge, bornOn: PlainDate.make("1960-01-01"), dischargedAt: at(from), ...more }
  const ground: FollowUpPlan.Ground = {
    ...plainGround,
    protocol,
    rules: [],
    discharge: {
      ...patient,
      persons: [
        {
          ...patient.persons[0],
          profile: { ...patient.persons[0].profile, channels: ["phone", "faceToFace"] },
        },
      ],
    },
  }
  const on = (instant: DateTime.Utc | undefined, less: number) =>
    instant === undefined ? "-" : TimeZone.dateAt(zone, DateTime.toEpochMillis(instant) - less)
  return Result.getOrThrow(FollowUpPlan.make(ground, patient.dischargedAt))[0].tasks.map(
    ({ span, stage, state }) =>
      span === undefined ? `${stage} ${state._tag}` : `${stage} ${on(span.earliest, 0)} ${on(span.due, 1)}`,
  )
}

test("hypertension: four visits a year, each with what may follow it", () => {
  expect(dates(ChinaProtocols.hypertension, "2026-01-31T10:00")).toEqual([
    "pressure-visit/1 2026-04-16 2026-04-30",
    "pressure-visit/2 2026-07-17 2026-07-31",
    "pressure-visit/3 2026-10-17 2026-10-31",
    "pressure-visit/4 2027-01-17 2027-01-31",
    ...[1, 2, 3, 4].map((n) => `pressure-again/${n} AwaitingStage`),
    ...[1, 2, 3, 4].map((n) => `pressure-referred/${n} AwaitingStage`),
    ...[1, 2, 3, 4].map((n) => `pressure-again-referred/${n} AwaitingStage`),
  ])
})

describe("what a visit between the quarterly ones finds", () => {
  const { hypertension, severeMentalDisorder } = ChinaProtocols
  const { bpReferral, bpUncontrolled, mentalFairlyStable, mentalUnstable } = ChinaProtocols.findings
  const [person] = plainDischarge.persons
  const discharge = {
    ...plainDischarge,
    persons: [{ ...person, profile: { ...person.profile, channels: ["faceToFace"] } }],
  } as const

  /** The stages by their state, once each of these visits, the next a week after the one before, found what it did. */
  const stagesAfter = (
    protocol: Protocol,
    ...visits: ReadonlyArray<readonly [stage: string, Rule.RuleId]>
  ) => {
    const ground: FollowUpPlan.Ground = { ...plainGround, protocol, rules: [], discharge }
    let [plan] = Result.getOrThrow(FollowUpPlan.make(ground, discharge.dischargedAt))
    for (const [i, [stage, finding]] of visits.entries()) {
      const over = DateTime.add(discharge.dischargedAt, { days: 90 + 7 * i })
      const outcome = { form: { id: "form", version: "1" }, answers: {}, findings: [finding], undecided: [] }
      const tasks = plan.tasks.map((task) =>
        task.stage === stage
          ? {
              ...task,
              outcomes: [outcome],
              state: { _tag: "Ended", end: { _tag: "Completed" }, at: over } as const,
            }
          : task,
      )
      ;[plan] = FollowUpPlan.follow({ ...plan, tasks }, ground, over)
    }
    const inState = (tag: string) =>
      plan.tasks.filter(({ state }) => state._tag === tag).map(({ stage }) => stage)
    return { planned: inState("Planned"), waiting: inState("AwaitingStage") }
  }

  test("leads to a visit within two weeks of the referral, where the pressure wasn't controlled twice running", () => {
    const twice = stagesAfter(
      hypertension,
      ["pressure-visit/1", bpUncontrolled],
      ["pressure-again/1", bpReferral],
    )
    expect(twice.planned).toContain("pressure-again-referred/1")
    const once = stagesAfter(hypertension, ["pressure-visit/1", bpReferral])
    expect(once.planned).toContain("pressure-referred/1")
    expect(once.waiting).not.toContain("pressure-again-referred/1")
  })

  test("leads to a visit within two weeks, where a patient transferred or fairly stable isn't stable", () => {
    const after = (...visits: ReadonlyArray<readonly [string, Rule.RuleId]>) =>
      stagesAfter(severeMentalDisorder, ...visits).planned
    expect(after(["mental-transferred", mentalUnstable])).toContain("mental-transferred-unstable")
    expect(after(["mental-transferred", mentalFairlyStable])).toContain("mental-transferred-fairly-stable")
    expect(after(["mental-visit/1", mentalUnstable], ["mental-unstable/1", mentalUnstable])).toContain(
      "mental-still-unstable/1",
    )
    expect(
      after(["mental-visit/1", mentalFairlyStable], ["mental-fairly-stable/1", mentalUnstable]),
    ).toContain("mental-fairly-stable-unstable/1")
  })
})

test("the newborn's checks are counted from the birth, the first visit from the discharge", () => {
  expect(
    dates(ChinaProtocols.newborn, "2026-03-02T10:00", {
      events: { deliveryAt: at("2026-02-27T04:00") },
    }).slice(0, 6),
  ).toEqual([
    "newborn-home 2026-03-03 2026-03-09",
    "newborn-month 2026-03-27 2026-03-29",
    "newborn-hearing 2026-03-29 2026-04-10",
    "child-3-months 2026-05-20 2026-06-10",
    "child-6-months 2026-08-20 2026-09-10",
    "child-8-months 2026-10-20 2026-11-10",
  ])
})

test("heart failure: a call by day 3, a visit in day 7 to 14", () => {
  expect(dates(ConditionProtocols.heartFailure, "2026-03-02T10:00")).toEqual([
    "heart-call 2026-03-03 2026-03-05",
    "heart-visit 2026-03-09 2026-03-16",
  ])
})

test("a tumour's schedule is only recalled: nothing is planned until the hospital takes it on", () => {
  expect(dates(ConditionProtocols.tumour, "2026-03-02T10:00")).toEqual([])
  expect(dates(FollowUpProtocol.adopt(ConditionProtocols.tumour, own), "2026-03-02T10:00")).toHaveLength(19)
})

// Figures of the field (CMS MLN booklet on TCM; positivecheck.com, recomputed): the contact's last day, the visit's by complexity.
test.each([
  ["2026-07-31", "2026-08-04", "2026-08-07", "2026-08-14"],
  ["2026-09-04", "2026-09-09", "2026-09-11", "2026-09-18"],
  ["2026-11-25", "2026-11-30", "2026-12-02", "2026-12-09"],
  ["2026-08-05", "2026-08-07", "2026-08-12", "2026-08-19"],
])("transitional care after a discharge on %s", (on, contactBy, visitHighBy, visitModerateBy) => {
  const newYork = TimeZone.make("America/New_York")
  const anchor = {
    at: TimeZone.startOfDate(newYork, PlainDate.make(on)) + 15 * 3_600_000,
    zone: newYork,
    calendar: UnitedStatesCalendar.federalHolidays,
  }
  const due = (highRisk: boolean) =>
    Personalisation.apply(
      TransitionalCare.transitionalCare,
      [TransitionalCare.highComplexity],
      Personalisation.factsOf({ ...plainDischarge, highRisk }),
    ).stages.map((stage) => {
      const span = Result.getOrThrow(Personalisation.spanOf(stage, anchor))
      return TimeZone.dateAt(newYork, span.due - 1)
    })
  expect(due(false)).toEqual([contactBy, visitModerateBy])
  expect(due(true)).toEqual([contactBy, visitHighBy])
})
