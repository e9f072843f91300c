import {
  ChinaCalendar,
  ContactPolicy,
  ContactWindow,
  Discharge,
  FollowUpFigures,
  FollowUpPlan,
  FollowUpProtocol,
  FollowUpTask,
  Personalisation,
  TimeZone,
} from "@aftercare/core"
import { CalendarArbitraries, FollowUpArbitraries, FollowUpLife } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import * as grounds from "./support/grounds.ts"

const policy = FollowUpArbitraries.contactPolicy({ min: "2025-12-15", max: "2026-03-15" })

/** Anybody, anywhere, under any rules: nothing that decodes is left out on purpose. */
const anything: fc.Arbitrary<FollowUpPlan.Ground> = fc
  .record({
    discharge: fc.oneof(
      { weight: 3, arbitrary: FollowUpArbitraries.discharge({ min: "2025-12-15", max: "2026-02-15" }) },
      FollowUpArbitraries.discharge(),
    ),
    protocol: fc.oneof(FollowUpArbitraries.protocol(), grounds.protocol),
    // Rules whose windows can't be for any discharge don't decode.
    rules: grounds.rules.map((drawn) => drawn.filter(Schema.is(Personalisation.PersonalisationRule))),
    policy: fc.oneof(policy, grounds.policy),
    calendar: fc.oneof(
      fc.constant(ChinaCalendar.publicHolidays),
      CalendarArbitraries.workCalendar({ min: "2025-12-15", max: "2026-03-15" }),
    ),
  })
  // A minor without a guardian is refused before anything else is looked at.
  .map((ground) => ({ ...ground, policy: { ...ground.policy, adultFrom: 0 } }))

const isInstant = (at: DateTime.Utc | undefined) =>
  at === undefined || Number.isSafeInteger(DateTime.toEpochMillis(at))

const numbersIn = (value: unknown): ReadonlyArray<number> => {
  if (typeof value === "number") return [value]
  if (DateTime.isDateTime(value)) return [DateTime.toEpochMillis(value)]
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(numbersIn) : []
}

describe("whatever decodes", patience, () => {
  test("what is drawn here decodes", () => {
    fc.assert(
      fc.property(anything, (ground) => {
        expect(Schema.is(Discharge.Discharge)(ground.discharge)).toBe(true)
        expect(Schema.is(FollowUpProtocol.FollowUpProtocol)(ground.protocol)).toBe(true)
        expect(Schema.is(Schema.Array(Personalisation.PersonalisationRule))(ground.rules)).toBe(true)
        expect(Schema.is(ContactPolicy.ContactPolicy)(ground.policy)).toBe(true)
      }),
      runs(60),
    )
  })

  test("a plan is made or refused, planned again and lived through without a throw, a loop or a number that is none", () => {
    fc.assert(
      fc.property(anything, grounds.script, fc.integer({ min: -40, max: 400 }), (ground, script, days) => {
        const at = DateTime.add(ground.discharge.dischargedAt, { days })
        const made = FollowUpPlan.make(ground, at)
        if (Result.isFailure(made)) {
          expect(made.failure.message).not.toBe("")
          return
        }
        const [plan] = made.success
        for (const number of numbersIn(plan)) expect(Number.isSafeInteger(number)).toBe(true)
        const later = DateTime.add(at, { days: 9 })
        const [again] = FollowUpPlan.replan(plan, { ...ground, calendar: grounds.announced }, later)
        for (const task of again.tasks) expect(isInstant(FollowUpTask.nextDueAt(task))).toBe(true)
        const life = Result.getOrThrow(FollowUpLife.live(ground, script, at))
        expect(life.unfinished).toBe(false)
        const figures = FollowUpFigures.figures(
          [{ plan: FollowUpLife.ended(life), ground }],
          TimeZone.horizon,
        )
        for (const number of numbersIn(figures)) expect(Number.isSafeInteger(number)).toBe(true)
      }),
      runs(60),
    )
  })

  test("a window is chosen from, placed in, explained and asked for permission at any instant, over any span", () => {
    const instant = fc.oneof(
      CalendarArbitraries.instant({ min: "2025-12-15", max: "2026-03-15" }),
      CalendarArbitraries.instant(),
      fc.constantFrom(TimeZone.horizon.from, TimeZone.horizon.until, -1, 8.64e15, -8.64e15, 0),
    )
    const spans = fc
      .tuple(instant, fc.nat(90 * 86_400_000), fc.nat(400 * 86_400_000), fc.nat(90 * 86_400_000))
      .map(([earliest, a, b, c]) => ({
        earliest,
        ideal: earliest + a,
        due: earliest + a + b + 1,
        latest: earliest + a + b + 1 + c,
      }))
    const parts = fc.record({
      profile: FollowUpArbitraries.contactProfile({ min: "2025-12-15", max: "2026-03-15" }),
      policy,
      purpose: fc.constantFrom("followUp" as const, "care" as const),
      calendar: CalendarArbitraries.workCalendar({ min: "2025-12-15", max: "2026-03-15" }),
      contacts: fc.array(
        fc.record({
          at: instant,
          channel: fc.constantFrom("phone" as const, "sms" as const),
          purpose: fc.constantFrom("followUp" as const, "care" as const),
        }),
        { maxLength: 4 },
      ),
    })
    fc.assert(
      fc.property(parts, spans, instant, (drawn, span, at) => {
        const [rule] = drawn.policy.channels
        const made = ContactWindow.make({ ...drawn, channel: rule.channel })
        if (Result.isFailure(made)) {
          expect(made.failure.message).not.toBe("")
          return
        }
        const { outcome, refused } = ContactWindow.explain(made.success, span)
        for (const number of numbersIn(refused)) expect(Number.isSafeInteger(number)).toBe(true)
        if (Result.isSuccess(outcome)) {
          expect(Number.isSafeInteger(outcome.success.at)).toBe(true)
          expect(Result.isSuccess(ContactWindow.permit(made.success, outcome.success.at))).toBe(true)
        } else expect(outcome.failure.message).not.toBe("")
        if (Math.abs(at) < 8.64e15) ContactWindow.permit(made.success, at)
      }),
      runs(60),
    )
  })

  test("ids as long as ids may be make the ids of plans, tasks and tries", () => {
    const long = "i".repeat(200)
    const stage = { ...grounds.plainStage("s", grounds.onDays(1, 6)), id: long as never }
    const ground: FollowUpPlan.Ground = {
      ...grounds.plainGround,
      discharge: { ...grounds.plainDischarge, id: long as never },
      protocol: { ...grounds.plainProtocol([stage]), id: long as never },
      rules: [],
    }
    const life = Result.getOrThrow(
      FollowUpLife.live(ground, { replies: [], lateMinutes: [] }, ground.discharge.dischargedAt),
    )
    const plan = FollowUpLife.ended(life)
    expect(plan.tasks[0]?.attempts.length).toBeGreaterThan(0)
    expect(Schema.is(FollowUpPlan.FollowUpPlan)(plan)).toBe(true)
  })

  const decode = Schema.decodeUnknownResult(Discharge.Discharge)
  const encoded = Schema.encodeSync(Discharge.Discharge)(grounds.plainDischarge)

  test.each([
    ["1969-12-31T23:59:59.999Z", false],
    ["1970-01-01T00:00:00Z", true],
    ["2059-12-31T23:59:59.999Z", true],
    ["2060-01-01T00:00:00Z", false],
    ["9999-12-31T23:59:59Z", false],
  ])("a discharge at %s is read: %s", (dischargedAt, isRead) => {
    const read = decode({ ...encoded, dischargedAt, bornOn: "1960-01-01" })
    expect(Result.isSuccess(read)).toBe(isRead)
    if (Result.isFailure(read))
      expect(String(read.failure)).toMatch(/outside 1970 to 2059[\s\S]*dischargedAt/)
    else
      expect(() =>
        FollowUpPlan.make({ ...grounds.plainGround, discharge: read.success }, read.success.dischargedAt),
      ).not.toThrow()
  })
})
