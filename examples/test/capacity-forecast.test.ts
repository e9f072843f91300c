import { expect, test } from "vitest"
import { printed, rowsOf } from "./support/printed.ts"

/** What the example prints, its tables as rows of cells. */
const shown = async (zone: string, ...args: ReadonlyArray<string>) => {
  const stdout = await printed("004-capacity-forecast.ts", zone, ...args)
  const [title = "", ...parts] = stdout.trim().split("\n\n")
  return { stdout, title, tables: parts.map(rowsOf) }
}

test("a month's forecast is one page whose tables agree, the same in both languages and on every clock", async () => {
  const [en, zh] = await Promise.all([shown("America/New_York", "en"), shown("Asia/Shanghai")])
  expect(en.title).toBe("Capacity forecast, Mon 9 Mar 2026 to Tue 7 Apr 2026")
  expect(zh.title).toBe("回访电话容量预测：2026年3月9日（周一）至2026年4月7日（周二）")
  expect(en.stdout.split("\n").length).toBeLessThan(70)

  const [summary = [], needed = [], why = [], days = []] = en.tables
  const figures = summary.map(([, figure = ""]) => Number.parseInt(figure, 10))
  const [, , slots, booked, missed] = figures
  const sum = (rows: ReadonlyArray<ReadonlyArray<string>>, column: number) =>
    rows.reduce((total, row) => total + Number(row[column]), 0)
  expect(days.length).toBe(30)
  expect([sum(days, 2), sum(days, 3), sum(why, 1)]).toEqual([slots, booked, missed])
  expect(missed).toBeGreaterThan(0)
  expect(needed.some(([, more]) => Number(more) > 0)).toBe(true)

  // Rates are put otherwise in Chinese; all else differs in its words alone.
  const figuresOf = (tables: ReadonlyArray<ReadonlyArray<ReadonlyArray<string>>>) =>
    tables.slice(1, 4).map((rows) => rows.map((row) => row.slice(1)))
  expect(figuresOf(zh.tables)).toEqual(figuresOf(en.tables))
}, 60_000)
