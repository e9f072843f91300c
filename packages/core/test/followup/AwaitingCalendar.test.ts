import {
  ChinaCalendar,
  ChinaContact,
  FollowUpPlan,
  FollowUpProtocol,
  GeneralProtocols,
  Personalisation,
  PlainDate,
} from "@aftercare/core"
import { DateTime, Result, Schema } from "effect"
import { expect, it } from "vitest"
import { discharge } from "../workflows/house.ts"

const announced = {
  ...ChinaCalendar.publicHolidays,
  version: "2027",
  coverage: [{ from: PlainDate.make("2007-01-01"), until: PlainDate.make("2027-12-24") }],
}

const stage = GeneralProtocols.generalDischarge.stages[0]
const protocol = (window: unknown): FollowUpProtocol.FollowUpProtocol => ({
  ...GeneralProtocols.generalDischarge,
  stages: [{ ...stage, window: Schema.decodeUnknownSync(FollowUpProtocol.StageWindow)(window) }],
})

const at = DateTime.makeUnsafe("2026-12-20T10:00:00+08:00")
const ground = (window: unknown): FollowUpPlan.Ground => ({
  discharge: { ...discharge(1), dischargedAt: at },
  protocol: protocol(window),
  rules: [],
  policy: ChinaContact.carePolicy,
  calendar: ChinaCalendar.publicHolidays,
})

const working = ground({
  earliest: { workingDays: 1 },
  ideal: { workingDays: 5 },
  due: { workingDays: 10 },
  latest: { workingDays: 12 },
})

it("A stage in working days that can't be counted yet waits, and is placed once the notice is loaded", () => {
  const [plan] = Result.getOrThrow(FollowUpPlan.make(working, at))
  const [waiting] = plan.tasks
  expect(waiting?.state).toEqual({
    _tag: "AwaitingCalendar",
    calendar: "china.publicHolidays",
    version: "2026",
  })
  expect(waiting?.span).toBe(undefined)
  expect(FollowUpPlan.replan(plan, working, at)[1]).toEqual([])

  const [next, events] = FollowUpPlan.replan(plan, { ...working, calendar: announced }, at)
  const [placed] = next.tasks
  // 20 December is a Sunday: the fifth working day after it is Friday the 25th.
  expect(placed?.span && DateTime.formatIso(placed.span.ideal)).toBe("2026-12-24T16:00:00.000Z")
  expect(placed?.state).toMatchObject({ _tag: "Planned" })
  expect(FollowUpPlan.replay(plan, events)).toEqual(next)
  expect(FollowUpPlan.replan(next, { ...working, calendar: announced }, at)[1]).toEqual([])
})

it("An extra stage whose bounds a discharge makes impossible is dropped and named, and the plan stands", () => {
  const friday = DateTime.makeUnsafe("2026-12-18T10:00:00+08:00")
  const usual = {
    ...ground(stage.window),
    discharge: { ...discharge(1), dischargedAt: friday },
    calendar: announced,
  }
  // The fifth working day after a Friday lies beyond the fifth day.
  const window = {
    earliest: { workingDays: 5 },
    ideal: { workingDays: 5 },
    due: { days: 5 },
    latest: { days: 40 },
  }
  const rule = Schema.decodeUnknownSync(Personalisation.PersonalisationRule)({
    id: "personal.extra",
    when: {},
    effects: [{ _tag: "AddStage", stage: { ...stage, id: "extra", window } }],
    source: stage.source,
  })
  const [plan] = Result.getOrThrow(FollowUpPlan.make({ ...usual, rules: [rule] }, friday))
  expect(plan.tasks.map((task) => task.stage)).toEqual([stage.id])
  expect(plan.dropped).toEqual([{ stage: "extra", rules: ["stage.window"] }])
})
