import { PlainTime, Staffing, StaffingText, TableText } from "@aftercare/core"
import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"

const halfHour = (calls: number) => ({ calls, periodMillis: 1_800_000, handlingMillis: 180_000 })
const goal: Staffing.Goal = {
  patience: { _tag: "Endless" },
  answered: { share: 0.8, withinMillis: 20_000, variant: "negativeImpact" },
  greatestOccupancy: 0.85,
  greatestMeanWaitMillis: 30_000,
  greatestAbandonment: 0.05,
  shrinkage: 0.3,
}
const trials = Result.getOrThrow(Staffing.whatIf(halfHour(100), [10, 11, 14], goal))

describe("a goal in words", () => {
  test("says every part of it, and what callers are taken to do", () => {
    expect(StaffingText.goal(goal, "en")).toBe(
      "at least 80.0 % in time, of all, within 20 s; agents busy at most 85.0 %; mean wait at most 30 s; at most 5.0 % given up; callers wait as long as it takes",
    )
    expect(StaffingText.goal({ ...goal, patience: { _tag: "Mean", millis: 90_000 } }, "zh")).toBe(
      "20 秒内按时接通（占全部）不低于 80.0%；坐席占用率不超过 85.0%；平均等待不超过 30 秒；放弃不超过 5.0%；来电者平均等 90 秒后放弃",
    )
  })

  test("says what is missed, and that nothing is", () => {
    const rows = (language: "zh" | "en") => StaffingText.whatIf(trials, goal, language).rows
    expect(rows("en")).toEqual([
      ["10", "–", "–", "–", "–", "the load"],
      ["11", "39.0 %", "123 s", "90.9 %", "0.0 %", "in time, busy, mean wait"],
      ["14", "88.8 %", "8 s", "71.4 %", "0.0 %", "nothing"],
    ])
    expect(rows("zh").map((row) => row.at(-1))).toEqual([
      "话务量（处理不完）",
      "按时接通、占用率、平均等待",
      "无",
    ])
    for (const part of Staffing.GoalPart.literals)
      expect(StaffingText.part(part, "zh")).not.toBe(StaffingText.part(part, "en"))
  })
})

test("a day shows each half hour, what nobody knows as no data, and its calls together", () => {
  const loads = [halfHour(100), halfHour(20)]
  const { outcomes, stretches } = Result.getOrThrow(Staffing.day(loads, goal))
  const [early, late] = loads.map((load, i) => ({ load, required: stretches[i] as Staffing.Required }))
  const from = (time: string) => PlainTime.make(time)
  const table = StaffingText.day(
    [
      { from: from("08:00"), ...(early && { needs: early }) },
      { from: from("08:30"), ...(late && { needs: late }) },
      { from: from("09:00") },
    ],
    goal,
    "en",
  )
  expect(table.rows.map((row) => row.slice(0, 4))).toEqual([
    ["08:00", "100.0", "14", "20"],
    ["08:30", "20.0", "4", "6"],
    ["09:00", "no data", "–", "–"],
    ["together", "120.0", "", ""],
  ])
  expect(table.rows.at(-1)?.[4]).toBe(`${((outcomes.answeredWithin / 120) * 100).toFixed(1)} %`)
  // Every line of the table has every column.
  for (const row of table.rows) expect(row.length).toBe(table.header.length)
  expect(TableText.plain(table)).not.toMatch(/undefined|NaN/)
  const { answered: _, ...others } = goal
  const bare = StaffingText.day([{ from: from("08:00") }], others, "zh")
  expect(bare.header).toContain("立即接通")
  expect(bare.rows).toEqual([
    ["08:00", "无数据", "–", "–", "–", "–", "–", "–"],
    ["合计", "0.0", "", "", "", "", "", "无数据"],
  ])
})
