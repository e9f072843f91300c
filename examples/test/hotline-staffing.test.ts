import { expect, test } from "vitest"
import { printed, rowsOf } from "./support/printed.ts"

/** What the example prints, its tables as rows of cells. */
const shown = async (zone: string, ...args: ReadonlyArray<string>) => {
  const stdout = await printed("017-hotline-staffing.ts", zone, ...args)
  const [levels = "", goal, day = "", whatIf = "", last] = stdout.trim().split("\n\n")
  return { levels: levels.split("\n"), goal, day: rowsOf(day), whatIf: rowsOf(whatIf), last, stdout }
}

test("Monday's agents are one page whose figures agree, the same in both languages and on every clock", async () => {
  const [en, zh] = await Promise.all([shown("America/New_York", "en"), shown("Asia/Shanghai")])
  expect(en.stdout.split("\n").length).toBeLessThan(40)
  expect(en.goal).toMatch(/^at least 80\.0 % in time, of all, within 20 s; /)

  // Four levels of one service, no two alike.
  const shares = en.levels.map((line) => /\((.*) %\)/.exec(line)?.[1])
  expect(new Set(shares).size).toBe(5)

  const [halfHours, together] = [en.day.slice(0, -1), en.day.at(-1)]
  expect(halfHours.map(([from]) => from)).toEqual(
    ["08", "09", "10", "11"].flatMap((hour) => [`${hour}:00`, `${hour}:30`]),
  )
  const calls = halfHours.reduce((sum, [, calls]) => sum + Number(calls), 0)
  expect(Math.abs(calls - Number(together?.[1]))).toBeLessThan(0.5)

  // Nobody fewer keeps the goal, and whoever waits without end is owed an agent more.
  expect(en.whatIf.map((row) => row.at(-1) === "nothing")).toEqual([false, false, true, true])
  const fewest = Number(en.whatIf[2]?.[0])
  expect(en.last).toContain(`(Erlang's C): ${fewest + 1} agents`)

  // Rates and words are put otherwise in Chinese; agents and waits aren't.
  const numbersOf = (rows: typeof en.day) => rows.map((row) => row.map((cell) => Number.parseFloat(cell)))
  expect(numbersOf(zh.day)).toEqual(numbersOf(en.day))
  expect(numbersOf(zh.whatIf)).toEqual(numbersOf(en.whatIf))
}, 60_000)
