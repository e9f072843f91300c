import { type Capacity, type CapacityForecast, CapacityText, Id, Rule, TimeZone } from "@aftercare/core"
import { describe, expect, test } from "vitest"

const zone = TimeZone.make("Asia/Shanghai")
const at = (text: string) => Date.parse(`${text}+08:00`)
const rules = ["rest.noon", "hospital.ownRule"].map((id) => Rule.RuleId.make(id))

const reasons: ReadonlyArray<readonly [reason: Capacity.UnplacedReason, zh: string, en: string]> = [
  [{ _tag: "OutsidePeriod" }, "时间窗不在本期内", "its window lies outside the period"],
  [{ _tag: "NobodyQualified", missing: "skills" }, "没有坐席具备所需技能", "no agent has the skills"],
  [
    { _tag: "NobodyQualified", missing: "language" },
    "具备技能的坐席都不会该语言",
    "no agent with the skills speaks the language",
  ],
  [
    { _tag: "SlotsTooShort", callMillis: 1_200_000, slotMillis: 514_285 },
    "需 20 分钟，可承担者的通话时段只有 8.6 分钟",
    "it takes 20 min, the slots of those who could make it 8.6 min",
  ],
  [
    { _tag: "NoSlotInWindow", rules },
    "时间窗内的通话时段都不可联系：午休、hospital.ownRule",
    "every slot within its window is closed by noon rest, hospital.ownRule",
  ],
  [
    { _tag: "NoSlotInWindow", rules: [] },
    "时间窗内没有可承担者的通话时段",
    "no slot of those who could make it within its window",
  ],
  [
    { _tag: "AwaitingCalendar", calendar: "china.publicHolidays", version: "2026" },
    "待日历 china.publicHolidays（版本 2026）公布",
    "calendar china.publicHolidays (version 2026) doesn't reach far enough",
  ],
  [
    { _tag: "AllTaken", slots: 3 },
    "可用的通话时段都已被优先者占用",
    "every slot that would do is held by a call before it",
  ],
]

const call = (id: string, reason: Capacity.UnplacedReason) => ({ call: Id.TaskId.make(id), reason })

const forecast: CapacityForecast.CapacityForecast = {
  period: { from: at("2026-12-23T00:00"), until: at("2026-12-25T00:00") },
  tries: {
    tries: 5,
    calls: 3,
    source: { title: "Our own calls", status: "hospitalPolicy", verified: "own" },
  },
  calls: 6,
  expected: 10,
  slots: 4,
  hours: [
    { from: at("2026-12-23T09:00"), wanted: 7, slots: 2, booked: 2 },
    { from: at("2026-12-23T10:00"), wanted: 0, slots: 2, booked: 1 },
    { from: at("2026-12-23T18:00"), wanted: 3, slots: 0, booked: 0 },
  ],
  missed: { count: 3, of: 5 },
  unplaced: [
    call("a", { _tag: "AllTaken", slots: 4 }),
    call("b", { _tag: "NobodyQualified", missing: "skills" }),
    call("c", { _tag: "AllTaken", slots: 2 }),
  ],
  waiting: 1,
  needed: [{ agent: Id.StaffId.make("nurse-1"), more: 2 }],
  beyondHelp: 1,
  unknownShifts: [{ agent: Id.StaffId.make("nurse-1"), from: at("2026-12-24T09:00") }],
}

test.each(reasons)("%s", (reason, zh, en) => {
  expect([CapacityText.reason(reason, "zh"), CapacityText.reason(reason, "en")]).toEqual([zh, en])
})

describe("a forecast", () => {
  test("in English, for a terminal", () => {
    expect(CapacityText.render(forecast, { language: "en", zone, format: "text" })).toBe(
      `Capacity forecast, Wed 23 Dec 2026 to Thu 24 Dec 2026

In short
What                                              figure
---------------------------------------  ---------------
calls                                                  6
tries expected                                        10
slots                                                  4
tries with a slot                                      3
calls that will miss their window        3 of 5 (60.0 %)
calls that can wait for the next period                1

Agents to add so that none is missed
One like                                   how many
-----------------------------------------  --------
nurse-1                                           2
missed calls that none of them would help         1

Why calls will be missed
Why                                                   calls
----------------------------------------------------  -----
every slot that would do is held by a call before it      2
no agent has the skills                                   1

Load by day
Day         best then  slots  tries with a slot  full hours
----------  ---------  -----  -----------------  ----------
Wed 23 Dec         10      4                  3         1/2
Thu 24 Dec          0      0                  0           –

1.67 tries a call: Our own calls (hospital policy, set by themselves).
Best then: when calls would be made, were there always somebody. Full hours: those booked up / those with slots.
The shift of nurse-1 isn't known from Thu 24 Dec, 09:00 on, and not counted: the calendar isn't announced.`,
    )
  })

  test("in Chinese, in Markdown", () => {
    const text = CapacityText.render(forecast, { language: "zh", zone, format: "markdown" })
    expect(text).toContain("## 回访电话容量预测：2026年12月23日（周三）至2026年12月24日（周四）")
    expect(text).toContain("| 将错过时间窗的电话 | 5 中 3（60.0%） |")
    expect(text).toContain("| nurse-1 | 2 |\n| 增加也无济于事的电话 | 1 |")
    expect(text).toContain("| 可用的通话时段都已被优先者占用 | 2 |\n| 没有坐席具备所需技能 | 1 |")
    expect(text).toContain("| 12月23日（周三） | 10 | 4 | 3 | 1/2 |\n| 12月24日（周四） | 0 | 0 | 0 | – |")
    expect(text).toContain("每个电话预计 1.67 次尝试：Our own calls（医院规定，自行设定）。")
    expect(text).toContain("坐席 nurse-1 自 12月24日（周四）09:00 起的班次未知：日历尚未公布，未计入。")
  })

  test("says that nothing is missed where nothing is", () => {
    const fine = {
      ...forecast,
      missed: { count: 0, of: 0 },
      unplaced: [],
      needed: [],
      beyondHelp: 0,
      unknownShifts: [],
    }
    const text = CapacityText.render(fine, { language: "en", zone, format: "text" })
    expect(text).toMatch(/calls that will miss their window +no data/)
    expect(text).toMatch(/none +0/)
    expect(text).not.toContain("isn't known")
  })
})
