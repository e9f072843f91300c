/**
 * Whole plans: from a discharge to all its dated contacts, fitted to the patient. No peer is known that makes them; the
 * nearest comparison is the six-stage plan in the schedules' bench.
 */
import { ContactWindow } from "@aftercare/core/contact"
import { type Discharge, FollowUpPlan } from "@aftercare/core/followup"
import { ChinaCalendar, ChinaContact } from "@aftercare/core/packs/china"
import { GeneralProtocols } from "@aftercare/core/packs/general"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import { bytesHeld, type Effort, median, rate } from "./harness/Clock.ts"
import { inProcess } from "./harness/Process.ts"
import { duration, type Options, type Report, short, spread } from "./harness/Report.ts"
import { discharge } from "./work/Discharges.ts"
import { day } from "./work/Work.ts"

interface Args {
  readonly patients: number
  readonly effort: Effort
}

interface Answer {
  readonly plans: number
  /** Nanoseconds each. */
  readonly window: number
  readonly choose: number
  readonly explain: number
  readonly tasks: number
  readonly states: Readonly<Record<string, number>>
  readonly refused: number
  /** Of a plan without the discharge it was made from. */
  readonly bytesPerTask: number
}

export const job = ({ effort, patients }: Args): Answer => {
  const calendar = ChinaCalendar.publicHolidays
  const policy = ChinaContact.carePolicy
  const shared = {
    policy,
    calendar,
    protocol: GeneralProtocols.generalDischarge,
    rules: GeneralProtocols.personalisation(65),
  }
  const discharges = Array.from({ length: patients }, (_, number) => discharge(number))
  const of = (i: number) => discharges[i] as Discharge.Discharge
  const made = (i: number) =>
    FollowUpPlan.make({ ...shared, discharge: of(i) }, DateTime.add(of(i).dischargedAt, { minutes: 10 }))
  const all = discharges.map((_, i) => made(i))
  const tasks = all.filter(Result.isSuccess).flatMap(({ success: [plan] }) => plan.tasks)
  const states: Record<string, number> = {}
  for (const { state } of tasks) states[state._tag] = (states[state._tag] ?? 0) + 1

  const windowOf = (i: number) =>
    ContactWindow.make({
      profile: of(i).persons[0].profile,
      policy,
      calendar,
      channel: "phone",
      purpose: "followUp",
    })
  const windows = discharges.map((_, i) => Result.getOrThrow(windowOf(i)))
  const spans = discharges.map(({ dischargedAt }): ContactWindow.Span => {
    const at = DateTime.toEpochMillis(dischargedAt)
    return { earliest: at + 4 * day, ideal: at + 5 * day, due: at + 7 * day, latest: at + 10 * day }
  })
  const nanos = (ask: (i: number) => unknown) => 1e9 / rate(ask, patients, 0, effort)
  const at = (i: number) =>
    [windows[i] as ContactWindow.ContactWindow, spans[i] as ContactWindow.Span] as const
  return {
    plans: rate(made, patients, 0, effort),
    window: nanos(windowOf),
    choose: nanos((i) => ContactWindow.choose(...at(i))),
    explain: nanos((i) => ContactWindow.explain(...at(i))),
    tasks: tasks.length,
    states,
    refused: all.filter(Result.isFailure).length,
    bytesPerTask:
      (bytesHeld(patients, (i) => Result.map(made(i), ([plan]) => plan)) * patients) / tasks.length,
  }
}

export const run = async ({ progress, quick, rounds }: Options): Promise<Report> => {
  const patients = 1000
  const effort = quick
    ? { warmMillis: 200, slices: 3, sliceMillis: 100 }
    : { warmMillis: 600, slices: 3, sliceMillis: 250 }
  const answers: Array<Answer> = []
  for (let round = 0; round < rounds; round++) {
    progress(`round ${round + 1} of ${rounds}: plans`)
    answers.push(await inProcess<Answer>("plans.bench.ts", { patients, effort }))
  }
  const [first] = answers
  const states = Object.entries(first?.states ?? {}).map(([state, count]) => `${count} ${state}`)
  const each = (pick: (one: Answer) => number, show: (value: number) => string) =>
    spread(answers.map(pick), show)
  const perTask = median(answers.map((one) => (1e9 * patients) / one.plans / one.tasks))
  return {
    tables: [
      {
        title: {
          en: "Whole plans of 1,000 synthetic discharges",
          zh: "1,000 份合成出院记录的完整计划",
        },
        head: ["", { en: "median [least–greatest]", zh: "中位数 [最小–最大]" }],
        rows: [
          [
            { en: "`FollowUpPlan.make`, plans/s", zh: "`FollowUpPlan.make`，计划/秒" },
            each((one) => one.plans, short),
          ],
          [{ en: "that is, a planned task", zh: "折合每个任务" }, duration(perTask)],
          ["`ContactWindow.make`", each((one) => one.window, duration)],
          ["`ContactWindow.choose`", each((one) => one.choose, duration)],
          ["`ContactWindow.explain`", each((one) => one.explain, duration)],
          [
            { en: "bytes held by a planned task", zh: "每个任务占用字节" },
            each((one) => one.bytesPerTask, short),
          ],
        ],
        notes: [
          {
            en: `${first?.tasks} tasks, ${(Number(first?.tasks) / patients).toFixed(2)} a plan: ${states.join(", ")}; ${first?.refused} discharges refused. Patients work by the week, on dated shifts, or not at all; two in ten are at high risk, four in ten chronic, one in five prefers an evening. Every plan compiles its own windows. Bytes are those of the plan alone, without the discharge.`,
            zh: `共 ${first?.tasks} 个任务，每份计划 ${(Number(first?.tasks) / patients).toFixed(2)} 个：${states.join("、")}；${first?.refused} 份被拒。患者中有按周上班的、有轮班的；两成高风险，四成慢性病，五分之一偏好晚间。每份计划各自编译时段。字节数只算计划本身，不含出院记录。`,
          },
        ],
      },
    ],
    goals: [],
  }
}
