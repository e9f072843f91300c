import {
  type ContactWindow,
  DateText,
  ExplanationText,
  FollowUpPlan,
  GeneralProtocols,
  Id,
  InstantText,
  Interval,
  PlanText,
  ReasonText,
  Rule,
  TaskExplanation,
  TimeZone,
  WordText,
} from "@aftercare/core"
import { CalendarArbitraries, FollowUpArbitraries } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"
import { discharge, ground, person, planned, shanghai } from "./support/example.ts"

const language = fc.constantFrom("zh" as const, "en" as const)

/** Grounds of every sort, with a plan made on them where one can be made. */
const explained: fc.Arbitrary<TaskExplanation.Explained | undefined> = fc
  .record({
    discharge: FollowUpArbitraries.discharge({ min: "2024-01-01", max: "2027-01-31" }),
    protocol: fc.oneof(FollowUpArbitraries.protocol(), fc.constant(GeneralProtocols.generalDischarge)),
    policy: fc.oneof(FollowUpArbitraries.contactPolicy(), fc.constant(ground.policy)),
    rules: fc.constantFrom([], GeneralProtocols.personalisation(60)),
    calendar: fc.oneof(CalendarArbitraries.workCalendar(), fc.constant(ground.calendar)),
    late: fc.nat({ max: 10 * 24 * 60 }),
  })
  .map(({ late, ...made }) => {
    const asOf = DateTime.add(made.discharge.dischargedAt, { minutes: late })
    const plan = FollowUpPlan.make(made, asOf)
    return Result.isFailure(plan) ? undefined : { plan: plan.success[0], ground: made, asOf }
  })

const outcomeOf = ({ explanation }: TaskExplanation.ChannelExplanation) =>
  Result.isSuccess(explanation) ? explanation.success.outcome : undefined

describe("the explanation of a task", () => {
  test("is found for every moment of a new plan, and names that moment", { timeout: 120_000 }, () => {
    let moments = 0
    fc.assert(
      fc.property(explained, (subject) => {
        for (const task of subject?.plan.tasks ?? []) {
          const found = TaskExplanation.of(subject as TaskExplanation.Explained, task)
          const { state } = task
          if (state._tag === "Planned") {
            moments++
            const last = outcomeOf(found.at(-1) as TaskExplanation.ChannelExplanation)
            expect(last !== undefined && Result.isSuccess(last) && last.success.at).toBe(
              DateTime.toEpochMillis(state.at),
            )
            expect(found.at(-1)?.channel).toBe(state.channel)
          }
          const failing = state._tag === "Planned" ? found.slice(0, -1) : found
          for (const channel of failing) expect(outcomeOf(channel)?._tag).not.toBe("Success")
          if (state._tag === "Unplaced") expect(found).toHaveLength(task.channels.length)
          if (state._tag === "Ended") expect(found).toEqual([])
        }
      }),
      runs(150),
    )
    expect(moments).toBeGreaterThan(20)
  })

  test("is not given where it would be another one: after a try, by an override, as of a later time", () => {
    const subject = planned()
    const [task] = subject.plan.tasks
    if (task === undefined || task.state._tag !== "Planned") throw new Error("no task is planned")
    expect(TaskExplanation.of(subject, task)).toHaveLength(1)
    const elsewhere = { ...task, state: { ...task.state, at: DateTime.add(task.state.at, { minutes: 1 }) } }
    expect(TaskExplanation.of(subject, elsewhere)).toEqual([])
    const override = {
      kind: "ownRequest",
      reason: "asked for noon",
      author: Id.StaffId.make("N7"),
      givenAt: task.state.at,
    } as const
    const signed = { ...task, state: { ...task.state, override } }
    expect(TaskExplanation.of(subject, signed)).toEqual([])
    const text = PlanText.render(
      { ...subject, plan: { ...subject.plan, tasks: [signed] } },
      { language: "en" },
    )
    expect(text).toContain("Override (the person's own request): asked for noon. By N7, Thu 5 Mar, 18:00.")
  })
})

describe("the closed stretches of an explanation", () => {
  const refused: fc.Arbitrary<ReadonlyArray<ContactWindow.Refused>> = fc
    .array(
      fc.record({
        length: fc.integer({ min: 1, max: 5 }),
        rules: fc.subarray(["a.x", "b.x", "c.x"].map((id) => Rule.RuleId.make(id))),
      }),
      { maxLength: 12 },
    )
    .map((steps) => {
      let from = 0
      return steps.flatMap(({ length, rules }) => {
        const step = { from, until: from + length, rules }
        from += length
        return rules.length === 0 ? [] : [step]
      })
    })

  const timeOf = (stretches: ReadonlyArray<ContactWindow.Refused>) =>
    Interval.normalise(stretches.map(({ from, until }) => ({ from, until })))

  test("cover the same time, each closed throughout by every rule it names", () => {
    fc.assert(
      fc.property(refused, (all) => {
        const cover = ExplanationText.cover(all)
        expect(timeOf(cover)).toEqual(timeOf(all))
        cover.forEach(({ from, rules, until }, i) => {
          expect(rules.length).toBeGreaterThan(0)
          expect(from).toBeGreaterThanOrEqual(cover[i - 1]?.until ?? 0)
          for (let at = from; at < until; at++)
            for (const rule of rules) expect(all.find((r) => Interval.contains(r, at))?.rules).toContain(rule)
        })
        expect(cover.length).toBeLessThanOrEqual(all.length)
      }),
      runs(300),
    )
  })

  test("are told with the moment that is taken, in either language", { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(explained, language, (subject, language) => {
        for (const task of subject?.plan.tasks ?? []) {
          const zone = subject?.plan.zone as TimeZone.TimeZone
          const found = TaskExplanation.of(subject as TaskExplanation.Explained, task).at(-1)
          if (task.state._tag !== "Planned" || found === undefined || Result.isFailure(found.explanation))
            continue
          const options = { zone, language }
          const lines = ExplanationText.brief(found.explanation.success, options)
          expect(lines.at(-1)).toContain(InstantText.render(task.state.at, options))
          expect(lines.length).toBeLessThanOrEqual(9)
          const full = ExplanationText.render(found.explanation.success, options)
          for (const rule of found.explanation.success.rules)
            expect(full).toContain(ReasonText.source(rule.source, language))
          for (const { from, until } of found.explanation.success.refused)
            expect(full).toContain(InstantText.stretch(from, until, options))
          expect(full).toContain(found.explanation.success.basis.policy.version)
        }
      }),
      runs(30),
    )
  })
})

describe("a plan in words", () => {
  test("says when, how, with whom, by whom, about what, and why then", () => {
    const [first] = PlanText.parts(planned(), { language: "en" }).tasks
    expect(first).toEqual({
      title: "First contact within 24 hours",
      state: "planned",
      when: "Thu 5 Mar, 18:00",
      window:
        "Earliest Thu 5 Mar, 10:30; ideal Thu 5 Mar, 12:30; due Fri 6 Mar, 10:30; latest Sat 7 Mar, 10:30.",
      channels: "phone (else SMS)",
      addressee: "the patient",
      responsible: "nurse",
      contents: "symptoms, medicines, health education, living habits, psychological support",
      attempts: [],
      why: [
        "Ideal from Thu 5 Mar, 12:30.",
        "Thu 5 Mar, 12:30–14:00 closed: noon rest.",
        "Thu 5 Mar, 14:00–18:00 closed: working hours.",
        "Chosen Thu 5 Mar, 18:00: after work, the first moment from ideal on.",
      ],
      personalised: "high-risk patient, chronic patient, elderly patient",
    })
  })

  test("says the same in Chinese", () => {
    const [first, second] = PlanText.parts(planned(), { language: "zh" }).tasks
    expect(first?.why).toEqual([
      "适宜时间自 3月5日（周四）12:30 起。",
      "3月5日（周四）12:30–14:00 不可：午休。",
      "3月5日（周四）14:00–18:00 不可：工作时间。",
      "选定 3月5日（周四）18:00：下班后，适宜时间内最早的时刻。",
    ])
    expect(first?.window).toBe(
      "最早 3月5日（周四）10:30；适宜 3月5日（周四）12:30；应于 3月6日（周五）10:30 前；最晚 3月7日（周六）10:30 前。",
    )
    expect(second?.personalised).toBe("加访（高风险患者、慢性病患者、老年患者）")
    expect(PlanText.render(planned(), { language: "zh" })).not.toMatch(/\p{Script=Han}[,:;!?]/u)
  })

  test("stands in the order of its moments, with what fits it to the patient and every source once", () => {
    const text = PlanText.render(planned(), { language: "en" })
    const numbered = text.split("\n").filter((line) => /^\d/.test(line))
    expect(numbered).toEqual([
      "1. First contact within 24 hours [planned]",
      "2. Call of high-risk patients on day 2 to 3 [planned]",
      "3. Call on day 5 to 7 [planned]",
      "4. Second week of chronic patients [planned]",
      "5. One month after discharge [planned]",
      "6. Three months after discharge [planned]",
    ])
    expect(text).toContain("- Elderly patient: psychological support and living habits every time.")
    expect(text.match(/AHRQ Project RED/g)).toHaveLength(1)
    expect(text).toContain("policy china.care 2026-11, calendar china.publicHolidays 2026")
  })

  test("names nobody unless the caller gives the name", () => {
    const subject = planned()
    for (const language of ["zh", "en"] as const) {
      expect(PlanText.render(subject, { language })).not.toContain("王小明")
      const named = PlanText.render(subject, { language, nameOf: ({ name }) => name })
      expect(named).toContain(person.name + (language === "zh" ? "（患者本人）" : " (the patient)"))
    }
  })

  test("shows the addressee's own clock beside the patient's where they differ", () => {
    const child = {
      ...discharge,
      bornOn: discharge.bornOn.replace("1960", "2020") as typeof discharge.bornOn,
      persons: [
        person,
        {
          ...person,
          id: Id.PersonId.make("P1/guardian"),
          relation: "guardian",
          profile: { ...person.profile, zone: TimeZone.make("Europe/London") },
        },
      ] as const,
    }
    const [first] = PlanText.parts(planned({ discharge: child }), { language: "en" }).tasks
    expect(first?.addressee).toBe("guardian")
    expect(first?.when).toBe("Thu 5 Mar, 16:00; Thu 5 Mar, 08:00 (London time, UTC+00:00)")
    expect(first?.why.at(-1)).toBe(
      "Chosen Thu 5 Mar, 08:00 (London time, UTC+00:00): after the night rest and once care hours begin, the first moment from ideal on.",
    )
    const elsewhere = PlanText.parts(planned(), { language: "zh", reader: TimeZone.make("Europe/London") })
    expect(elsewhere.tasks[0]?.when).toBe("3月5日（周四）18:00（北京时间，UTC+08:00）")
  })

  test("shows the year where a task reaches into the next one", () => {
    const late = { ...discharge, dischargedAt: DateTime.makeUnsafe("2025-12-20T02:30:00Z") }
    const tasks = PlanText.parts(planned({ discharge: late }), { language: "en" }).tasks
    expect(tasks[0]?.when).toBe("Sat 20 Dec, 14:00")
    expect(tasks.at(-1)?.when).toBe("Fri 20 Mar 2026, 08:00")
  })

  test("says what a task waits for, and what ended it", () => {
    const subject = planned()
    const [task] = subject.plan.tasks
    if (task === undefined) throw new Error("no task is planned")
    const textOf = (state: typeof task.state, language: "zh" | "en") =>
      PlanText.parts({ ...subject, plan: { ...subject.plan, tasks: [{ ...task, state }] } }, { language })
        .tasks[0]
    const at = discharge.dischargedAt
    const waiting = textOf(
      { _tag: "AwaitingCalendar", calendar: "china.publicHolidays", version: "2026" },
      "zh",
    )
    expect(waiting?.state).toBe("等待日历公布")
    expect(waiting?.why).toEqual(["待日历 china.publicHolidays（版本 2026）公布后安排。"])
    const rules = [Rule.RuleId.make("delivery.unknown"), Rule.RuleId.make("hospital.own")]
    expect(textOf({ _tag: "Unplaced", rules }, "en")?.why).toEqual([
      "Nobody knows whether the last message arrived. It isn't sent again blindly; a person takes over.",
      "hospital.own",
    ])
    const cancelled = textOf({ _tag: "Ended", end: { _tag: "Cancelled", reason: "readmitted" }, at }, "zh")
    expect(cancelled?.state).toBe("取消：再次入院")
    expect(textOf({ _tag: "Ended", end: { _tag: "Missed" }, at }, "zh")?.state).toBe(
      WordText.taskEnd("Missed", "zh"),
    )
  })

  test("shows whom the patient was referred to, and until when an answer is waited for", () => {
    const subject = planned()
    const [task] = subject.plan.tasks
    if (task === undefined) throw new Error("the plan has no task")
    const at = DateTime.makeUnsafe("2026-03-09T02:00:00Z")
    const referral = {
      id: Id.ReferralId.make("R1"),
      task: task.id,
      kind: "communityHealthCentre",
      to: "Harbour Street",
      question: "?",
      sender: Id.StaffId.make("N7"),
      role: "nurse",
      requestedAt: at,
      acceptBy: DateTime.add(at, { days: 3 }),
      resultBy: DateTime.add(at, { days: 10 }),
    } as const
    const plan = {
      ...subject.plan,
      referrals: [
        { ...referral, state: { _tag: "Requested" } as const },
        { ...referral, state: { _tag: "Accepted", by: "Dr Fan", at } as const },
        { ...referral, state: { _tag: "Refused", reason: "no bed", at } as const },
      ],
    }
    const told = (language: "zh" | "en") => PlanText.parts({ ...subject, plan }, { language }).referrals
    expect(told("en")).toEqual([
      "community health centre (Harbour Street): requested, waits until Thu 12 Mar 2026, 10:00",
      "community health centre (Harbour Street): accepted, waits until Thu 19 Mar 2026, 10:00",
      "community health centre (Harbour Street): refused",
    ])
    expect(told("zh")[0]).toBe(
      "社区卫生服务中心（Harbour Street）：已提出，等待至 2026年3月12日（周四）10:00",
    )
    expect(PlanText.render({ ...subject, plan }, { language: "en" })).toContain("Referrals")
    expect(PlanText.render(subject, { language: "en" })).not.toContain("Referrals")
  })

  test("any plan whatever can be put into words", { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(FollowUpArbitraries.plan(), explained, language, (plan, subject, language) => {
        const of = subject?.ground ?? ground
        const text = PlanText.render({ plan, ground: of, asOf: plan.dischargedAt }, { language })
        expect(text).not.toMatch(/undefined|NaN|\[object/)
        if (subject !== undefined)
          expect(PlanText.render(subject, { language })).toContain(of.protocol.title[language])
      }),
      runs(50),
    )
  })

  test("reads the same whenever and wherever it is rendered", () => {
    const on = DateText.render(TimeZone.dateAt(shanghai, DateTime.toEpochMillis(discharge.dischargedAt)), {
      language: "en",
    })
    expect(PlanText.render(planned(), { language: "en" })).toBe(
      PlanText.render(planned(), { language: "en" }),
    )
    expect(on).toBe("Thu 5 Mar")
  })
})
