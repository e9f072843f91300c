import { ContactWindow, Hours, type Impact, ImpactText, Rule, TimeZone } from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"

const zone = TimeZone.make("Asia/Shanghai")
const item: Impact.Item = {
  _tag: "DueDate",
  id: "T-7",
  term: {
    from: DateTime.makeUnsafe(0),
    zone,
    hours: Hours.always,
    length: { _tag: "WorkingDays", days: 1, endOfDay: false },
  },
}
const at = (text: string): Impact.Outcome => Result.succeed(Date.parse(`${text}:00+08:00`))
const awaiting: Impact.Outcome = Result.fail(
  new ContactWindow.AwaitingCalendar({ channel: "phone", calendar: "china.publicHolidays", version: "2026" }),
)
const none: Impact.Outcome = Result.fail(
  new ContactWindow.NoMoment({
    channel: "phone",
    rules: [Rule.RuleId.make("work.hours")],
    searchedTo: DateTime.makeUnsafe("2026-10-15T00:00:00+08:00"),
  }),
)

const cases: ReadonlyArray<readonly [moved: Omit<Impact.Moved, "item">, zh: string, en: string]> = [
  [
    {
      before: at("2026-09-30T14:00"),
      after: at("2026-09-28T12:30"),
      byMillis: -178_200_000,
      reason: "earlier",
    },
    "T-7：9月30日（周三）14:00 → 9月28日（周一）12:30（提前，2 天 1 小时 30 分钟）",
    "T-7: Wed 30 Sep, 14:00 → Mon 28 Sep, 12:30 (earlier, 2 d 1 h 30 min)",
  ],
  [
    {
      before: at("2026-09-30T14:00"),
      after: at("2026-10-08T14:00"),
      byMillis: 691_200_000,
      reason: "later",
    },
    "T-7：9月30日（周三）14:00 → 10月8日（周四）14:00（推后，8 天）",
    "T-7: Wed 30 Sep, 14:00 → Thu 8 Oct, 14:00 (later, 8 d)",
  ],
  [
    { before: awaiting, after: at("2027-01-04T09:00"), byMillis: undefined, reason: "nowCovered" },
    "T-7：电话：日历 china.publicHolidays（版本 2026）尚未公布到所需日期，待公布后安排。 → 1月4日（周一）09:00（日历已覆盖）",
    "T-7: Phone: calendar china.publicHolidays (version 2026) doesn't reach far enough; it is placed once the calendar does. → Mon 4 Jan, 09:00 (now covered by the calendar)",
  ],
  [
    { before: at("2026-09-30T14:00"), after: none, byMillis: undefined, reason: "noMoment" },
    "T-7：9月30日（周三）14:00 → 电话：时间窗内直到 2026年10月15日（周四）00:00 没有可联系的时刻（工作时间）。（已无可安排的时刻）",
    "T-7: Wed 30 Sep, 14:00 → Phone: no moment within the window up to Thu 15 Oct 2026, 00:00 (working hours). (no moment left)",
  ],
]

describe("an item that moved", () => {
  test.each(cases)("is shown from where to where, by how much and why: %o", (moved, zh, en) => {
    expect(ImpactText.render({ item, ...moved }, { zone, language: "zh" })).toBe(zh)
    expect(ImpactText.render({ item, ...moved }, { zone, language: "en" })).toBe(en)
  })

  test.each(["earlier", "later", "becameUncovered", "nowCovered", "noMoment", "momentFound"] as const)(
    "%s has words in both languages",
    (reason) => {
      expect(ImpactText.reason(reason, "zh")).toMatch(/\p{Script=Han}/u)
      expect(ImpactText.reason(reason, "en")).toMatch(/^[a-z ]+$/)
    },
  )
})
