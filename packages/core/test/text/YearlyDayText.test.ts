import { type YearlyDay, YearlyDayText } from "@aftercare/core"
import { CareArbitraries } from "@aftercare/core/testing"
import * as fc from "fast-check"
import { expect, test } from "vitest"

test.each<[YearlyDay.YearlyDay, string, string]>([
  [{ _tag: "Gregorian", month: 10, day: 1 }, "10月1日", "1 October"],
  [{ _tag: "Chinese", month: 1, day: 1 }, "农历正月初一", "day 1 of Chinese month 1"],
  [{ _tag: "Chinese", month: 6, leap: true, day: 10 }, "农历闰六月初十", "day 10 of Chinese leap month 6"],
  [{ _tag: "Chinese", month: 10, day: 20 }, "农历十月二十", "day 20 of Chinese month 10"],
  [{ _tag: "Chinese", month: 11, day: 19 }, "农历十一月十九", "day 19 of Chinese month 11"],
  [{ _tag: "Chinese", month: 12, day: 21 }, "农历十二月廿一", "day 21 of Chinese month 12"],
  [{ _tag: "Chinese", month: 12, day: 30 }, "农历十二月三十", "day 30 of Chinese month 12"],
  [{ _tag: "NthWeekday", month: 5, weekday: "sunday", n: 2 }, "5月第二个星期日", "the second Sunday of May"],
  [{ _tag: "NthWeekday", month: 5, weekday: "monday", n: -1 }, "5月最后一个星期一", "the last Monday of May"],
])("%j is called by its calendar", (day, zh, en) => {
  expect(YearlyDayText.render(day, "zh")).toBe(zh)
  expect(YearlyDayText.render(day, "en")).toBe(en)
})

test("two days that differ are called by different names, in either language", () => {
  fc.assert(
    fc.property(
      CareArbitraries.yearlyDay(),
      CareArbitraries.yearlyDay(),
      fc.constantFrom("zh", "en"),
      (a, b, language) => {
        const isSame = JSON.stringify(a) === JSON.stringify(b)
        expect(YearlyDayText.render(a, language) === YearlyDayText.render(b, language)).toBe(isSame)
        expect(YearlyDayText.render(a, language)).not.toMatch(/undefined|NaN/)
      },
    ),
  )
})
