import {
  Capacity,
  ContactWindow,
  FollowUpPlan,
  type FollowUpTask,
  Id,
  type RiskTable,
  type RiskTier,
} from "@aftercare/core"
import { FollowUpLife } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import { anyGround, plainGround, script, shipped, source } from "./support/grounds.ts"

const millis = DateTime.toEpochMillis

/** Tasks whose next contact is a call that nobody asked for at a stated moment. */
const isCall = ({ state }: FollowUpTask.FollowUpTask) =>
  state._tag === "Planned" &&
  state.channel === "phone" &&
  state.override === undefined &&
  state.promised === undefined

const check = (
  { language, skills, span, window }: Capacity.Call,
  { addressee, attempts, role, span: whole, state }: FollowUpTask.FollowUpTask,
  { discharge }: FollowUpPlan.Ground,
) => {
  if (state._tag !== "Planned" || whole === undefined) return expect.fail("no planned task")
  const at = millis(state.at)
  const earliest = millis(whole.earliest)
  expect(span.earliest <= span.ideal && span.ideal <= span.due && span.due <= span.latest).toBe(true)
  expect(span.earliest <= at && at < span.latest).toBe(true)
  expect(Result.isSuccess(ContactWindow.permit(window, at))).toBe(true)
  expect(span.earliest).toBe(attempts.length === 0 ? earliest : Math.max(earliest, at))
  expect(span.latest).toBe(millis(whole.latest))
  expect(skills).toEqual([role])
  expect(language).toBe(discharge.persons.find(({ id }) => id === addressee)?.profile.language)
}

describe("the calls of a plan", patience, () => {
  test("are its tasks planned by phone, each to be made at the planned moment if at any", () => {
    const seen = { calls: 0, again: 0 }
    fc.assert(
      fc.property(fc.oneof(shipped(), anyGround()), script, (ground, s) => {
        const life = FollowUpLife.live(ground, s, ground.discharge.dischargedAt)
        if (Result.isFailure(life)) return
        for (const { plan } of life.success.steps) {
          const calls = Capacity.callsOf(plan, life.success.ground)
          const tasks = plan.tasks.filter(isCall)
          expect(calls.map(({ id }) => id)).toEqual(tasks.map(({ id }) => id))
          calls.forEach((call, i) => {
            const task = tasks[i] as FollowUpTask.FollowUpTask
            check(call, task, life.success.ground)
            seen.calls++
            if (task.attempts.length > 0) seen.again++
          })
        }
      }),
      runs(60),
    )
    expect(seen.calls).toBeGreaterThan(50)
    expect(seen.again).toBeGreaterThan(5)
  })

  test("leave out a moment that was signed for", () => {
    const [plan] = Result.getOrThrow(FollowUpPlan.make(plainGround, plainGround.discharge.dischargedAt))
    const [call] = Capacity.callsOf(plan, plainGround)
    const task = plan.tasks.find(({ id }) => id === call?.id)
    if (task?.state._tag !== "Planned") return expect.fail("nothing is planned by phone")
    const at = DateTime.add(task.state.at, { minutes: 5 })
    const override = {
      kind: "ownRequest",
      reason: "asked",
      author: Id.StaffId.make("nurse-1"),
      givenAt: at,
    } as const
    const placed = FollowUpPlan.placeByOverride(
      plan,
      task.id,
      { channel: "phone", at, override },
      plainGround,
    )
    const [promised] = Result.getOrThrow(placed)
    expect(Capacity.callsOf(promised, plainGround).map(({ id }) => id)).not.toContain(task.id)
  })

  test("leave out a moment that was promised within the window: nobody is called at another", () => {
    const [plan] = Result.getOrThrow(FollowUpPlan.make(plainGround, plainGround.discharge.dischargedAt))
    const [call] = Capacity.callsOf(plan, plainGround)
    const task = plan.tasks.find(({ id }) => id === call?.id)
    if (task?.state._tag !== "Planned") return expect.fail("nothing is planned by phone")
    const { at } = task.state
    const allowed = { permission: { _tag: "Within" }, consent: Id.ConsentId.make("consent-1") } as const
    const { attempts } = plainGround.protocol
    const [calling] = Result.getOrThrow(FollowUpPlan.startAttempt(plan, task.id, allowed, attempts, at))
    const attempt = Id.AttemptId.make(`${task.id}/1`)
    const wanted = { channel: "phone", at: DateTime.add(at, { hours: 1 }) } as const
    const asked = FollowUpPlan.promise(calling, task.id, attempt, wanted, plainGround, at)
    const [promised] = Result.getOrThrow(asked)
    expect(promised.tasks.find(({ id }) => id === task.id)?.state).toMatchObject({ at: wanted.at })
    expect(Capacity.callsOf(promised, plainGround).map(({ id }) => id)).not.toContain(task.id)
  })
})

test("risk goes by the tier and the ward's flag, and what isn't known is never low", () => {
  const basis = {
    table: { id: "own", version: "1" },
    evidence: { _tag: "Rules", rules: [], seen: [] },
    source,
  } as const
  const known = (tier: RiskTable.Tier) => ({ _tag: "RiskKnown", ...basis, tier }) as const
  const open = (...tiers: readonly [RiskTable.Tier, ...ReadonlyArray<RiskTable.Tier>]) =>
    ({ _tag: "RiskUnknown", ...basis, missing: ["sodium"], tiers }) as const
  const rank = (risk?: RiskTier.RiskTier, highRisk = false) =>
    Capacity.riskOf({ discharge: { ...plainGround.discharge, highRisk }, ...(risk && { risk }) })
  const ranks = [known("low"), known("moderate"), open("low", "high"), known("high")].map((risk) =>
    rank(risk),
  )
  expect(ranks).toEqual([0, 1, 2, 3])
  expect(rank()).toBe(rank(open("low", "moderate")))
  expect(rank(open("low"))).toBe(rank(known("low")))
  expect(rank(known("low"), true)).toBe(rank(known("high")))
})
