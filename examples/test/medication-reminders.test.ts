import { expect, test } from "vitest"
import { printed, rowsOf } from "./support/printed.ts"

/** What the example prints: two days' tables, the measures, and what was missed. */
const shown = async (zone: string, ...args: ReadonlyArray<string>) => {
  const stdout = await printed("018-medication-reminders.ts", zone, ...args)
  const [before = "", after = "", measures = "", missed = ""] = stdout.trim().split("\n\n")
  return { before: rowsOf(before), after: rowsOf(after), measures, missed: missed.split("\n"), stdout }
}

test("a week of reminders is one page, the same in both languages and on every clock", async () => {
  const [en, zh] = await Promise.all([shown("America/New_York", "en"), shown("Asia/Shanghai")])
  expect(en.stdout.split("\n").length).toBeLessThan(40)
  expect(en.before.map(([sent]) => sent)).toEqual(["-", "08:00", "16:00", "18:00"])
  // Nobody is named by text message, nor woken at midnight, before she agreed.
  const names = /metformin|prednisone|cephalosporin/
  expect(en.before.some(([, says = ""]) => names.test(says))).toBe(false)
  expect(en.after.every(([, says = ""]) => names.test(says))).toBe(true)
  expect(en.after[0]?.[0]).toBe("00:00")
  expect(en.after[0]?.[2]).toContain("night rest")

  const figures = [...en.measures.matchAll(/(\d+) of (\d+) /g)].map(([, count, of]) => [
    Number(count),
    Number(of),
  ])
  const [told = [], taken = [], least = [], most = [], onTime = []] = figures
  expect(taken[1]).toBe(told[0])
  expect([least[0], least[1], most[1]]).toEqual([taken[0], told[1], told[1]])
  expect(Number(most[0]) - Number(least[0])).toBe(Number(told[1]) - Number(told[0]))
  expect(onTime[0]).toBeLessThan(Number(taken[0]))
  expect(
    [...zh.measures.matchAll(/(\d+) 中 (\d+)/g)].map(([, of, count]) => [Number(count), Number(of)]),
  ).toEqual(figures)
  expect([en.missed.length, zh.missed.length]).toEqual([3, 3])
  expect(zh.after.map(([sent]) => sent)).toEqual(en.after.map(([sent]) => sent))
}, 60_000)
