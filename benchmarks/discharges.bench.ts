/**
 * Plans by the thousand to the million: the general protocol with its personalisation, for patients of six zones under
 * their countries' rest hours, policies and holidays. A plan should cost the same however many were made before it.
 */
import { TimeZone, type WorkCalendar } from "@aftercare/core/calendar"
import type { ContactPolicy, ContactProfile } from "@aftercare/core/contact"
import { type Discharge, FollowUpPlan } from "@aftercare/core/followup"
import { ChinaCalendar, ChinaContact } from "@aftercare/core/packs/china"
import { FranceCalendar, FranceContact } from "@aftercare/core/packs/france"
import { GeneralProtocols } from "@aftercare/core/packs/general"
import { UnitedKingdomCalendar, UnitedKingdomContact } from "@aftercare/core/packs/unitedKingdom"
import { UnitedStatesCalendar, UnitedStatesContact } from "@aftercare/core/packs/unitedStates"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import { median, workedByThread } from "./harness/Clock.ts"
import { inProcess } from "./harness/Process.ts"
import { duration, type Options, type Report, short, spread } from "./harness/Report.ts"
import { discharge } from "./work/Discharges.ts"
import { mulberry32 } from "./work/Work.ts"

interface Land {
  readonly zone: TimeZone.TimeZone
  readonly rest: ContactProfile.ContactProfile["rest"]
  readonly policy: ContactPolicy.ContactPolicy
  readonly calendar: WorkCalendar.WorkCalendar
  /** Hours that its clocks are behind Shanghai's in winter. */
  readonly behind: number
}

const china = { policy: ChinaContact.carePolicy, calendar: ChinaCalendar.publicHolidays, behind: 0 }
const unitedStates = {
  rest: UnitedStatesContact.rest,
  policy: UnitedStatesContact.carePolicy,
  calendar: UnitedStatesCalendar.federalHolidays,
}

const lands: ReadonlyArray<Land> = [
  { ...china, zone: TimeZone.make("Asia/Shanghai"), rest: ChinaContact.restIn("mainland") },
  { ...china, zone: TimeZone.make("Asia/Urumqi"), rest: ChinaContact.restIn("xinjiang") },
  { ...unitedStates, zone: TimeZone.make("America/New_York"), behind: 13 },
  { ...unitedStates, zone: TimeZone.make("America/Los_Angeles"), behind: 16 },
  {
    zone: TimeZone.make("Europe/London"),
    rest: UnitedKingdomContact.rest,
    policy: UnitedKingdomContact.carePolicy,
    calendar: UnitedKingdomCalendar.englandAndWales,
    behind: 8,
  },
  {
    zone: TimeZone.make("Europe/Paris"),
    rest: FranceContact.rest,
    policy: FranceContact.carePolicy,
    calendar: FranceCalendar.legalHolidays,
    behind: 7,
  },
]

interface Patient {
  readonly land: Land
  readonly discharge: Discharge.Discharge
}

/** The same number gives the same patient. */
const patient = (number: number): Patient => {
  // Not the seed of the discharge's own draws.
  const land = lands[Math.floor(mulberry32(-1 - number)() * lands.length)] as Land
  const made = discharge(number)
  const [self] = made.persons
  const profile = { ...self.profile, zone: land.zone, rest: land.rest }
  return {
    land,
    discharge: {
      ...made,
      dischargedAt: DateTime.add(made.dischargedAt, { hours: land.behind }),
      persons: [{ ...self, profile }],
    },
  }
}

const protocol = GeneralProtocols.generalDischarge
const rules = GeneralProtocols.personalisation(65)

const planned = ({ discharge, land: { calendar, policy } }: Patient): FollowUpPlan.FollowUpPlan => {
  const now = DateTime.add(discharge.dischargedAt, { minutes: 10 })
  const [plan] = Result.getOrThrow(FollowUpPlan.make({ discharge, protocol, rules, policy, calendar }, now))
  return plan
}

const batch = 1000
const warming = 5000

interface Args {
  readonly patients: number
  /** Whether to count what the plans of all hold at once. */
  readonly hold: boolean
}

interface Answer {
  /** Nanoseconds a plan, in each batch. */
  readonly nanos: ReadonlyArray<number>
  readonly tasks: number
  readonly states: Readonly<Record<string, number>>
  /** Bytes in use by the process once all plans are dropped. */
  readonly left: number
  /** Of plans without the discharges they were made from. */
  readonly bytesPerTask: number
}

export const job = ({ hold, patients }: Args): Answer => {
  const people = (from: number, count: number) => Array.from({ length: count }, (_, n) => patient(from + n))
  const used = () => {
    const collect = globalThis.gc
    if (collect === undefined) throw new Error("bytes can only be counted under --expose-gc")
    collect()
    collect()
    const { arrayBuffers, heapUsed } = process.memoryUsage()
    return heapUsed + arrayBuffers
  }
  // Others than will be asked about, so that only the code is known beforehand.
  people(1e9, warming).forEach(planned)
  const states: Record<string, number> = {}
  const nanos: Array<number> = []
  for (let from = 0; from < patients; from += batch) {
    const some = people(from, batch)
    const began = workedByThread()
    const plans = some.map(planned)
    nanos.push(((workedByThread() - began) * 1e6) / batch)
    for (const { tasks } of plans)
      for (const { state } of tasks) states[state._tag] = (states[state._tag] ?? 0) + 1
  }
  const left = used()
  const tasks = Object.values(states).reduce((sum, count) => sum + count, 0)
  const all = hold ? people(0, patients) : []
  const plans = all.map(planned)
  const holding = used()
  // What letting them go gives back: what is cached of schedules meanwhile isn't theirs, and stays.
  plans.length = 0
  const bytesPerTask = hold ? (holding - used()) / tasks : Number.NaN
  return { nanos, tasks, states, left, bytesPerTask }
}

const mean = (values: ReadonlyArray<number>) => values.reduce((sum, value) => sum + value, 0) / values.length

export const run = async ({ progress, quick, rounds }: Options): Promise<Report> => {
  const sizes = quick ? [1e3, 1e4] : [1e3, 1e4, 1e5, 1e6]
  const answers = new Map<number, Array<Answer>>(sizes.map((patients) => [patients, []]))
  for (let round = 0; round < rounds; round++)
    for (const patients of sizes) {
      // A hundred thousand twice, a million once: they are long enough to be their own average.
      if (round > 0 && (round + 1) * patients > 2e5) continue
      progress(`round ${round + 1} of ${rounds}: discharges, ${patients}`)
      const hold = round === 0 && patients <= 1e5
      answers
        .get(patients)
        ?.push(await inProcess<Answer>("discharges.bench.ts", { patients, hold } satisfies Args))
    }
  const of = (patients: number) => answers.get(patients) ?? []
  const [least, greatest] = [Math.min(...sizes), Math.max(...sizes)]
  /** Of each round; where a size has fewer runs than rounds, they take turns. */
  const ratios = (patients: number) =>
    of(least).map((few, round) => {
      const many = of(patients)[round % of(patients).length] as Answer
      return mean(many.nanos) / mean(few.nanos)
    })
  const growth = ({ nanos }: Answer) => {
    const tenth = nanos.length / 10
    return mean(nanos.slice(-tenth)) / mean(nanos.slice(0, tenth))
  }
  const factor = (value: number) => `${value.toFixed(2)}×`
  const count = (value: number) => value.toLocaleString("en")
  const [widest] = of(greatest)
  const states = Object.entries(widest?.states ?? {}).map(([state, tasks]) => `${count(tasks)} ${state}`)
  return {
    tables: [
      {
        title: {
          en: "Plans of many discharges in six zones, by their number",
          zh: "六个时区大量出院记录的计划：耗时随人数的变化",
        },
        head: [
          { en: "discharges", zh: "出院人数" },
          { en: "runs", zh: "次数" },
          { en: "a plan", zh: "每份计划" },
          { en: `times that of ${count(least)}`, zh: `为 ${count(least)} 人时的倍数` },
          { en: "last tenth / first tenth", zh: "最后一成 / 最初一成" },
          { en: "a planned task", zh: "每个任务" },
          { en: "tasks a plan", zh: "每份计划任务数" },
          { en: "bytes held by a planned task", zh: "每个任务占用字节" },
          { en: "bytes the process uses once all are dropped", zh: "全部丢弃后进程占用字节" },
        ],
        rows: sizes.map((patients) => {
          const runs = of(patients)
          const [first] = runs
          const perPlan = Number(first?.tasks) / patients
          const nanos = runs.map((one) => mean(one.nanos))
          return [
            count(patients),
            String(runs.length),
            spread(nanos, duration),
            patients === least ? "1" : spread(ratios(patients), factor),
            Number(first?.nanos.length) < 10 ? "-" : spread(runs.map(growth), factor),
            duration(median(nanos) / perPlan),
            perPlan.toFixed(2),
            short(first?.bytesPerTask ?? Number.NaN),
            short(median(runs.map((one) => one.left))),
          ]
        }),
        notes: [
          {
            en: `General protocol with personalisation. Patients are drawn (mulberry32) from Shanghai, Urumqi, New York, Los Angeles, London and Paris, a sixth each, under the rest hours, policy and holidays of their country's pack; they work by the week, on dated shifts, or not at all. Of ${count(greatest)} discharges: ${states.join(", ")}; none refused. Each run has a process of its own, warmed by ${count(warming)} other patients; ${count(batch)} plans are made at a time and then dropped, so that the memory of a run doesn't grow. Bytes held are what letting all plans go at once gives back, up to 100,000 discharges, without the discharges themselves. What the process uses after them is the code, the zones' tables and a bounded number of schedules kept for equal ones to come.`,
            zh: `通用方案加个性化规则。患者随机（mulberry32）来自上海、乌鲁木齐、纽约、洛杉矶、伦敦、巴黎，各约六分之一，按所在国规则包的休息时间、联系策略和节假日；有按周上班的、有轮班的、有不上班的。${count(greatest)} 份出院记录：${states.join("、")}；无一被拒。每次运行用单独的进程，先以另外 ${count(warming)} 名患者预热；每 ${count(batch)} 份计划一批，做完即丢弃，内存不随人数增长。占用字节是保留全部计划后一并丢弃所释放的量（至多 100,000 人），不含出院记录本身。此后进程占用的是代码、时区表和为相同日程留存的编译结果，数量有上限。`,
          },
        ],
      },
    ],
    goals: [
      {
        id: "G4",
        what: {
          en: `a plan among ${count(greatest)} / among ${count(least)} discharges`,
          zh: `每份计划耗时：${count(greatest)} 人 / ${count(least)} 人`,
        },
        goal: "≤ 1.3×",
        measured: spread(ratios(greatest), factor),
        met: median(ratios(greatest)) <= 1.3,
      },
    ],
  }
}
