import {
  ChinaCalendar,
  ChinaSla,
  Id,
  PlainDate,
  Rule,
  Sla,
  type SlaEvent,
  SlaPolicy,
  SlaText,
  WordText,
} from "@aftercare/core"
import { DateTime, Result } from "effect"
import { describe, expect, test } from "vitest"
import {
  asked,
  at,
  evaluated,
  events,
  facts,
  hour,
  policyOf,
  published,
  rule,
  zone,
} from "../feedback/support/items.ts"

const zh = { zone, language: "zh" } as const
const en = { zone, language: "en" } as const
const monday = at("2026-03-02T09:00:00+08:00")

const policy = published(
  policyOf([
    rule("own.high", [asked("Answer", { _tag: "Elapsed", millis: 2 * hour })], { severities: ["high"] }),
    rule("complaint.investigated", [
      asked("Answer", { _tag: "WorkingTime", millis: 4 * hour, clock: "office", boundary: "endOfInterval" }),
    ]),
  ]),
)

const lines = (history: ReadonlyArray<SlaEvent.SlaEvent>, now: number, language: "zh" | "en") =>
  evaluated(policy, history, now).targets.map((target) => SlaText.render(target, { zone, language }))

describe("where a target stands", () => {
  const registered = events.registered(monday)
  const answered = events.plain("Answered", at("2026-03-02T16:00:00+08:00"))
  test.each([
    [
      [registered],
      monday,
      "Answer: running, due Mon 2 Mar, 15:00, 4 h of working time left",
      "答复：计时中，到期 3月2日（周一）15:00，剩余 4 小时（工作时间）",
    ],
    [
      [registered, events.held(monday + hour)],
      monday + 5 * hour,
      "Answer: paused, since Mon 2 Mar, 10:00, 3 h of working time left",
      "答复：暂停，自 3月2日（周一）10:00 起，剩余 3 小时（工作时间）",
    ],
    [
      [registered],
      monday + 6 * hour + 60_001,
      "Answer: breached, due Mon 2 Mar, 15:00, late by 1 min of working time",
      "答复：超时，到期 3月2日（周一）15:00，超时 1 分钟（工作时间）",
    ],
    [
      [registered, answered],
      monday + 24 * hour,
      "Answer: breached, due Mon 2 Mar, 15:00, ended Mon 2 Mar, 16:00, late by 1 h of working time",
      "答复：超时，到期 3月2日（周一）15:00，结束于 3月2日（周一）16:00，超时 1 小时（工作时间）",
    ],
  ] as const)("%#", (history, now, english, chinese) => {
    expect(lines(history, now, "en")).toEqual([english])
    expect(lines(history, now, "zh")).toEqual([chinese])
  })

  // Due at midnight, with the desk closed since 17:30: what is left on its clock is less than what the wall shows.
  test("says on which clock time is left or late, where that isn't the one on the wall", () => {
    const made = Result.getOrThrow(SlaPolicy.publish(ChinaSla.complaints, [ChinaCalendar.publicHolidays]))
    const shown = (now: string) =>
      evaluated(made, [{ ...events.registered(monday), policy: made.version }], at(now)).targets.flatMap(
        (target) => [SlaText.render(target, en), SlaText.render(target, zh)],
      )
    expect(shown("2026-03-09T17:45:00+08:00")).toEqual([
      "Answer: running, at risk, due Mon 9 Mar, 24:00, 0 min of working time left",
      "答复：计时中，预警，到期 3月9日（周一）24:00，剩余 0 分钟（工作时间）",
    ])
    expect(shown("2026-03-10T07:00:00+08:00")).toEqual([
      "Answer: breached, due Mon 9 Mar, 24:00, late by 0 min of working time",
      "答复：超时，到期 3月9日（周一）24:00，超时 0 分钟（工作时间）",
    ])
  })

  test("says what is known of a due instant that a calendar doesn't reach", () => {
    const short = {
      ...ChinaCalendar.publicHolidays,
      coverage: [{ from: PlainDate.make("2026-01-01"), until: PlainDate.make("2026-03-04") }],
    }
    const made = Result.getOrThrow(SlaPolicy.publish(ChinaSla.complaints, [short]))
    const registered = { ...events.registered(monday), policy: made.version }
    const shown = (now: number) =>
      evaluated(made, [registered], now).targets.map((target) => [
        SlaText.render(target, en),
        SlaText.render(target, zh),
      ])
    expect(shown(monday)).toEqual([
      [
        "Answer: running, due no earlier than Tue 3 Mar, 24:00",
        "答复：计时中，到期不早于 3月3日（周二）24:00",
      ],
    ])
    expect(shown(monday + 72 * hour)[0]?.[0]).toContain("not known: the calendar doesn't reach so far")
  })
})

test("a span is said in hours and minutes", () => {
  expect(
    [0, 1, 60_000, 3_600_000, 90 * 60_000, 100 * hour].map((millis) => SlaText.duration(millis, "en")),
  ).toEqual(["0 min", "less than a minute", "1 min", "1 h", "1 h 30 min", "100 h"])
})

test("limits name their conventions", () => {
  const limits = [
    { _tag: "WorkingTime", millis: hour, clock: "office", boundary: "startOfNext" },
    { _tag: "CalendarDays", days: 0, clock: "office", ends: "endOfDate", pause: "openTime" },
    { _tag: "CalendarDays", months: 6, days: 0, clock: "office", ends: "sameTime", pause: "openTime" },
    { _tag: "WorkingDays", days: 1, clock: "office", ends: "lastClosing", pause: "touchedDates" },
  ] as const
  expect(limits.map((limit) => SlaText.limit(limit, "en"))).toEqual([
    "1 h of working time, up to the next opening where it ends at a closing",
    "the same day, through the end of the date",
    "6 months, at the same time of day",
    "1 working day, until that day's closing, dates that a pause touches not counted",
  ])
  expect(limits.map((limit) => SlaText.limit(limit, "zh"))).toEqual([
    "1 小时工作时间，正好用完时到下次开门为止",
    "当日，到当日 24:00",
    "6 个月，到同一时刻",
    "1 个工作日，到当日下班，暂停涉及的日期不计",
  ])
})

test("conditions and steps are said in words", () => {
  const when = {
    kinds: ["complaint", "dispute"],
    severities: ["high"],
    danger: true,
    departmentsFrom: 2,
    repeatsFrom: 3,
    categories: [Id.CategoryId.make("staff")],
  } as const
  expect(SlaText.condition(when, "en")).toBe(
    "complaint or dispute, category staff, severity high, danger to health, at least 2 departments, at least 3 similar before",
  )
  expect(SlaText.condition(when, "zh")).toBe(
    "投诉或纠纷、类别 staff、程度 严重、危及健康、涉及至少 2 个科室、此前至少 3 件同类",
  )
  expect(SlaText.condition({}, "en")).toBe("all")
  const id = Rule.RuleId.make("step.late")
  const steps = [
    { id, when: { _tag: "AtStart" }, to: "management" },
    { id, when: { _tag: "BeforeDue", millis: hour, clock: "target" }, to: "owner" },
    { id, when: { _tag: "AfterDue", millis: 1, clock: "wall" }, to: "headOfDepartment" },
    { id, when: { _tag: "AfterDue", millis: 2 * hour, clock: "wall" }, to: "departmentInCharge" },
  ] as const
  expect(steps.map((step) => SlaText.step(step, "en"))).toEqual([
    "as it starts: management",
    "1 h on its clock before due: owner",
    "late: head of the department",
    "2 h late: department in charge",
  ])
  expect(steps.map((step) => SlaText.step(step, "zh"))).toEqual([
    "起算时：医院领导",
    "到期前 1 小时（按目标时钟）：承办人",
    "超时：科室负责人",
    "超时 2 小时：主管部门",
  ])
})

test("an explanation tells the rule, the limit, each pause, other limits before, and the versions", () => {
  const history = [
    events.registered(monday),
    events.reclassified(monday + 60_000, facts({ severity: "high" })),
    events.reclassified(monday + 120_000, facts()),
    events.held(monday + hour),
    events.plain("Resumed", monday + 2 * hour),
  ]
  const [explained] = Result.getOrThrow(Sla.explain([policy], history, monday + 3 * hour))
  if (explained === undefined) throw new Error("nothing explained")
  expect(SlaText.explanation(explained, en)).toEqual([
    "Answer: running, due Mon 2 Mar, 16:00, 2 h of working time left",
    "To be investigated: answered within five working days of receipt. the hospital's own (hospital policy, set by themselves)",
    "Answer: 4 h of working time, from receipt: started Mon 2 Mar, 09:00, due Mon 2 Mar, 15:00",
    "Paused Mon 2 Mar, 10:00–11:00, 1 h on the clock: due Mon 2 Mar, 16:00",
    "The limit changed Mon 2 Mar, 09:01: complaint to be investigated → own.high",
    "The limit changed Mon 2 Mar, 09:02: own.high → complaint to be investigated",
    "By policy test 1 and calendar china.publicHolidays 2026.",
  ])
  expect(SlaText.explanation(explained, zh)[3]).toBe(
    "暂停 3月2日（周一）10:00–11:00，计 1 小时，到期 3月2日（周一）16:00",
  )
})

test("a change shows both sides", () => {
  const registered = events.registered(monday)
  const before = evaluated(policy, [registered], monday)
  const promised = {
    _tag: "Promised",
    id: Id.EventId.make("p"),
    at: DateTime.makeUnsafe(monday),
    promise: Id.PromiseId.make("p"),
    by: DateTime.makeUnsafe(monday + hour),
  } as const
  const after = evaluated(policy, [registered, promised], monday)
  expect(Sla.changes(before, after).map((change) => SlaText.change(change, en))).toEqual([
    "New: Promise: running, due Mon 2 Mar, 10:00, 1 h left",
  ])
  expect(Sla.changes(after, before).map((change) => SlaText.change(change, zh))).toEqual([
    "取消：承诺：计时中，到期 3月2日（周一）10:00，剩余 1 小时",
  ])
  const late = evaluated(policy, [registered], monday + 7 * hour)
  expect(Sla.changes(before, late).map((change) => SlaText.change(change, en))).toEqual([
    "Answer: running, due Mon 2 Mar, 15:00, 4 h of working time left → Answer: breached, due Mon 2 Mar, 15:00, late by 1 h of working time",
  ])
})

test("every start has a word", () => {
  for (const start of SlaPolicy.Start.literals)
    expect(WordText.targetStart(start, "zh")).toMatch(/\p{Script=Han}/u)
})
