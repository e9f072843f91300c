import { FiguresText, type FollowUpFigures, Id, PlainDate, TableText, Word } from "@aftercare/core"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

const first = PlainDate.make("2026-03-05")
const last = PlainDate.make("2026-03-08")
const options = { first, last } as const

const day = (on: string, channel: Word.Channel, attempts: number, completed: number) => ({
  on: PlainDate.make(on),
  channel,
  attempts,
  completed,
})

const figures: FollowUpFigures.FollowUpFigures = {
  plans: 184,
  stages: [
    {
      stage: Id.StageId.make("first-contact"),
      title: { zh: "出院 24 小时内首次联系", en: "First contact within 24 hours" },
      triedByDue: { count: 171, of: 184 },
      completedByDue: { count: 150, of: 184 },
    },
  ],
  days: [
    day("2026-03-05", "phone", 30, 20),
    day("2026-03-05", "sms", 10, 10),
    day("2026-03-07", "phone", 20, 10),
  ],
  attempts: 60,
  completed: 40,
  ends: { Completed: 40, Declined: 1, Unreachable: 2, LostToFollowUp: 0, Cancelled: 1, Missed: 0 },
  open: { planned: 3, inProgress: 1, awaitingCalendar: 2, awaitingStage: 0, unplaced: 0 },
  overrides: 1,
  violations: 0,
}

describe("the report of a week", () => {
  test("in English, for a terminal", () => {
    expect(FiguresText.render(figures, { ...options, language: "en", format: "text" })).toBe(
      `Follow-up, Thu 5 Mar 2026 to Sun 8 Mar 2026

Tries by day and channel
Day        phone  SMS  together          completed
---------  -----  ---  --------  -----------------
Thu 5 Mar     30   10        40  30 of 40 (75.0 %)
Fri 6 Mar      0    0         0            no data
Sat 7 Mar     20    0        20  10 of 20 (50.0 %)
Sun 8 Mar      0    0         0            no data
together      50   10        60  40 of 60 (66.7 %)

Stages due in these days
Stage                                 tried by due     completed by due
-----------------------------  -------------------  -------------------
First contact within 24 hours  171 of 184 (92.9 %)  150 of 184 (81.5 %)

All in all
What                                          count
--------------------------------  -----------------
plans                                           184
tries                                            60
completed tries                   40 of 60 (66.7 %)
overrides of the contact window                   1
violations of the contact window                  0

Tasks ended
How                     count
----------------------  -----
completed                  40
declined                    1
unreachable                 2
lost to follow-up           0
cancelled                   1
missed by the hospital      0

Tasks still open
Where they stand           count
-------------------------  -----
planned                        3
a try under way                1
awaiting the calendar          2
awaiting an earlier stage      0
left to a person               0`,
    )
  })

  test("in Chinese, in Markdown", () => {
    const text = FiguresText.render(figures, { ...options, language: "zh", format: "markdown" })
    expect(text).toContain("## 随访报告：2026年3月5日（周四）至2026年3月8日（周日）")
    expect(text).toContain("| 日期 | 电话 | 短信 | 合计 | 完成 |")
    expect(text).toContain("| --- | ---: | ---: | ---: | ---: |")
    expect(text).toContain("| 3月5日（周四） | 30 | 10 | 40 | 40 中 30（75.0%） |")
    expect(text).toContain("| 出院 24 小时内首次联系 | 184 中 171（92.9%） | 184 中 150（81.5%） |")
    expect(text).toContain("| 违反回访时段 | 0 |")
    expect(text).toContain("| 逾期未访 | 0 |")
  })

  test("says that there is no data where there is none, never 0 %", () => {
    const empty = { ...figures, plans: 0, stages: [], days: [], attempts: 0, completed: 0 }
    for (const language of ["zh", "en"] as const) {
      const text = FiguresText.render(empty, { ...options, language, format: "text" })
      expect(text).not.toContain("%")
      expect(text).toContain(language === "zh" ? "无数据" : "no data")
    }
  })
})

test("the outreach table accounts for every try, day by day and channel by channel", () => {
  const days = fc.uniqueArray(
    fc.record({
      on: fc.integer({ min: -3, max: 12 }).map((n) => PlainDate.addDays(first, n)),
      channel: fc.constantFrom(...Word.Channel.literals),
      attempts: fc.nat(50),
      completed: fc.constant(0),
    }),
    { selector: ({ channel, on }) => `${on} ${channel}` },
  )
  fc.assert(
    fc.property(days, (days) => {
      const { outreach } = FiguresText.parts({ ...figures, days }, { ...options, language: "en" })
      const rows = outreach.rows.slice(0, -1).map((row) => row.slice(1, -1).map(Number))
      const channels = outreach.header.length - 3
      let all = 0
      for (const row of rows) {
        const together = row[channels] as number
        expect(row.slice(0, channels).reduce((a, b) => a + b, 0)).toBe(together)
        all += together
      }
      expect(all).toBe(days.reduce((total, { attempts }) => total + attempts, 0))
      expect(outreach.rows.at(-1)?.[channels + 1]).toBe(String(all))
      expect(rows.length).toBeGreaterThanOrEqual(4)
      expect(TableText.plain(outreach).split("\n").length).toBe(outreach.rows.length + 3)
    }),
  )
})
