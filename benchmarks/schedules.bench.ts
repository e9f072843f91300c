/**
 * What a schedule costs before it answers: a zone's table from cold, compiling, the first answer over two zones, and
 * plans of patients who each have a schedule of their own.
 */
import { Hours, TimeZone } from "@aftercare/core/calendar"
import { ChinaCalendar } from "@aftercare/core/packs/china"
import { bytesHeld, type Effort, median, once, rate } from "./harness/Clock.ts"
import { inProcess } from "./harness/Process.ts"
import {
  duration,
  type Language,
  type Options,
  type Report,
  share,
  short,
  spread,
  type Text,
} from "./harness/Report.ts"
import { type PeerId, peers } from "./peers/Subjects.ts"
import { calendars, ours, ownCalendar, ownWeek, type Week, workWeekOf } from "./work/Calendars.ts"
import { isRight, Oracle } from "./work/Oracle.ts"
import { type OpenWindow, plan, work } from "./work/Work.ts"

const zones = [
  "Asia/Shanghai",
  "America/New_York",
  "Europe/London",
  "America/Sao_Paulo",
  "Africa/Casablanca",
  "Asia/Gaza",
]

/** Those who plan for patients with schedules of their own. */
const planners = [
  "ours, from data",
  "ours, from text",
  "temporal-polyfill walk",
  "luxon walk",
  "opening_hours",
] as const
type Planner = (typeof planners)[number]

const chinese: { readonly [P in Planner]?: string } = {
  "ours, from data": "本库，自数据",
  "ours, from text": "本库，自文本",
}

const label = (planner: Planner, language: Language): string =>
  language === "zh" ? (chinese[planner] ?? planner) : planner

type Args =
  | { readonly kind: "cold"; readonly zone: string }
  | { readonly kind: "compile"; readonly effort: Effort; readonly patients: number }
  | { readonly kind: "twoZones"; readonly effort: Effort }
  | { readonly kind: "own"; readonly planner: Planner; readonly effort: Effort; readonly patients: number }

interface Cold {
  readonly table: number
  readonly calendar: number
}

interface Compile {
  readonly own: { readonly sh: number; readonly ny: number }
  readonly ownAndSum: { readonly sh: number; readonly ny: number }
  readonly again: number
  readonly bytes: number
}

interface TwoZones {
  readonly tenYears: number
  readonly between: number
  readonly next: number
  readonly add: number
}

interface Own {
  readonly rate: number
  readonly answers: ReadonlyArray<ReadonlyArray<number>>
}

export const job = async (args: Args): Promise<Cold | Compile | TwoZones | Own> => {
  switch (args.kind) {
    case "cold":
      return cold(args.zone)
    case "compile":
      return compile(args.effort, args.patients)
    case "twoZones":
      return twoZones(args.effort)
    case "own":
      return own(args.planner, args.effort, args.patients)
  }
}

/** In a process that has asked nothing of any zone yet. In milliseconds. */
const cold = (name: string): Cold => {
  const zone = TimeZone.make(name)
  const table = once(() => TimeZone.table(zone)).millis
  const calendar = once(() => Hours.compile(ours("sh-sla").hours, zone, ChinaCalendar.publicHolidays)).millis
  return { table, calendar }
}

/** Weeks as text, which is how a form or a file has them. */
const asText = (patient: number): (() => Hours.Hours) => {
  const week: Week = ownWeek(patient)
  return () => workWeekOf(week)
}

const compile = (effort: Effort, patients: number): Compile => {
  const weeks = Array.from({ length: patients }, (_, patient) => asText(patient)())
  const year = [Date.UTC(2026, 0, 1), Date.UTC(2026, 11, 1)] as const
  const nanos = (make: (i: number) => unknown) => 1e9 / rate(make, patients, 0, effort)
  const at = (calendar: "sh-contact" | "ny-contact") => {
    const zone = TimeZone.make(calendars[calendar].zone)
    const { workCalendar } = ours(calendar)
    const made = (i: number) => Hours.compile(weeks[i] as Hours.Hours, zone, workCalendar)
    return { own: nanos(made), ownAndSum: nanos((i) => made(i).between(...year)), made }
  }
  const [sh, ny] = [at("sh-contact"), at("ny-contact")]
  const equal = Array.from({ length: 512 }, () => structuredClone(ours("sh-contact").hours))
  const [zone, { workCalendar }] = [TimeZone.make("Asia/Shanghai"), ours("sh-contact")]
  const again = nanos((i) => Hours.compile(equal[i % equal.length] as Hours.Hours, zone, workCalendar))
  return {
    own: { sh: sh.own, ny: ny.own },
    ownAndSum: { sh: sh.ownAndSum, ny: ny.ownAndSum },
    again,
    bytes: bytesHeld(Math.min(patients, 2000), (i) => {
      const made = sh.made(i)
      return [made, made.between(...year)]
    }),
  }
}

/** A patient in Shanghai and a nurse in New York, in nanoseconds. */
const twoZones = (effort: Effort): TwoZones => {
  const patient = Hours.union(Hours.daily("08:00", "12:00"), Hours.daily("14:00", "20:00"))
  const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday"] as const
  const shift = Hours.weekly(Object.fromEntries(weekdays.map((day) => [day, ["15:00-23:00"]])))
  const zone = TimeZone.make("Asia/Shanghai")
  const both = Hours.intersection(patient, Hours.inZone(shift, TimeZone.make("America/New_York")))
  const decade = [Date.UTC(2025, 0, 1), Date.UTC(2035, 0, 1)] as const
  const make = () => Hours.compile(both, zone)
  const warm = make()
  warm.between(...decade)
  const { from, to } = work()
  const nanos = (ask: (i: number) => unknown) => 1e9 / rate(ask, from.length, 0, effort)
  return {
    tenYears: nanos(() => make().between(...decade)),
    between: nanos((i) => warm.between(from[i] as number, (to[i] as number) + 8 * 365 * 86_400_000)),
    next: nanos((i) => warm.next(from[i] as number)),
    add: nanos((i) => warm.add(from[i] as number, 48 * 3_600_000)),
  }
}

const checkedPatients = 32

/** Plans a second, each for another patient's schedule. */
const own = async (planner: Planner, effort: Effort, patients: number): Promise<Own> => {
  const { from } = work(checkedPatients)
  const at = (patient: number) => from[patient % checkedPatients] as number
  const planOf = await planning(planner, patients)
  const ask = (patient: number) => planOf(patient, at(patient))
  return {
    rate: rate(ask, patients, 0, effort),
    answers: Array.from({ length: checkedPatients }, (_, patient) =>
      ask(patient).flatMap(({ end, start }) => [start, end]),
    ),
  }
}

type PlanOf = (patient: number, at: number) => ReadonlyArray<OpenWindow>

const planning = async (planner: Planner, patients: number): Promise<PlanOf> => {
  const all = <A>(make: (patient: number) => A): ReadonlyArray<A> =>
    Array.from({ length: patients }, (_, patient) => make(patient))
  if (planner === "ours, from data" || planner === "ours, from text") {
    const { windowIn } = await import("./peers/Ours.ts")
    const zone = TimeZone.make("Asia/Shanghai")
    const texts = planner === "ours, from text" ? all(asText) : []
    const data = planner === "ours, from data" ? all((patient) => asText(patient)()) : []
    return (patient, at) => {
      const hours = data[patient] ?? (texts[patient] as () => Hours.Hours)()
      return plan(windowIn(Hours.compile(hours, zone, ChinaCalendar.publicHolidays)), at)
    }
  }
  const make = await peers[planner satisfies PeerId]()
  const own = all(ownCalendar)
  return (patient, at) => {
    const { window } = make(own[patient] as (typeof own)[number])
    if (window === undefined) throw new Error(`${planner} has no windows`)
    return plan(window, at)
  }
}

export const run = async ({ progress, quick, rounds }: Options): Promise<Report> => {
  const effort = quick
    ? { warmMillis: 100, slices: 3, sliceMillis: 50 }
    : { warmMillis: 250, slices: 3, sliceMillis: 100 }
  const patients = quick ? 5000 : 100_000
  const ask = async <A extends Cold | Compile | TwoZones | Own>(args: Args): Promise<A> => {
    const what = args.kind === "cold" ? args.zone : args.kind === "own" ? args.planner : ""
    progress(`schedules: ${args.kind} ${what}`)
    return inProcess<A>("schedules.bench.ts", args, "Asia/Shanghai")
  }
  const colds = new Map<string, Array<Cold>>(zones.map((zone) => [zone, []]))
  const compiles: Array<Compile> = []
  const pairs: Array<TwoZones> = []
  const owns = new Map<Planner, Array<Own>>(planners.map((planner) => [planner, []]))
  for (let round = 0; round < rounds; round++) {
    for (const zone of zones) colds.get(zone)?.push(await ask<Cold>({ kind: "cold", zone }))
    compiles.push(await ask<Compile>({ kind: "compile", effort, patients }))
    pairs.push(await ask<TwoZones>({ kind: "twoZones", effort }))
    for (const planner of planners)
      owns.get(planner)?.push(await ask<Own>({ kind: "own", planner, effort, patients }))
  }
  return report(colds, compiles, pairs, owns)
}

const milliseconds = (value: number) => `${value.toPrecision(3)} ms`

const report = (
  colds: ReadonlyMap<string, ReadonlyArray<Cold>>,
  compiles: ReadonlyArray<Compile>,
  pairs: ReadonlyArray<TwoZones>,
  owns: ReadonlyMap<Planner, ReadonlyArray<Own>>,
): Report => {
  const coldTotals = (zone: string) => (colds.get(zone) ?? []).map(({ calendar, table }) => calendar + table)
  const worstZone = zones.reduce((a, b) => (median(coldTotals(a)) >= median(coldTotals(b)) ? a : b))
  const compiled = (pick: (one: Compile) => number) => spread(compiles.map(pick), duration)
  const paired = (pick: (one: TwoZones) => number) => spread(pairs.map(pick), duration)
  const rates = (planner: Planner) => (owns.get(planner) ?? []).map((one) => one.rate)
  const ratios = (planner: Planner, peer: Planner) =>
    rates(planner).map((perSecond, round) => perSecond / (rates(peer)[round] as number))
  const ownShare = (planner: Planner) => {
    const right = owns
      .get(planner)?.[0]
      ?.answers.map((given, patient) => isRight(given, rightPlans()[patient] as ReadonlyArray<number>))
    return share((right ?? []).filter((one) => one).length, right?.length ?? 0)
  }
  const compileGoal = (what: Text, pick: (one: Compile) => number) => ({
    id: "G4",
    what,
    goal: "≤ 25 µs",
    measured: compiled(pick),
    met: median(compiles.map(pick)) <= 25_000,
  })
  const ownGoal = (planner: Planner, peer: Planner, least: number) => ({
    id: "G5",
    what: {
      en: `${label(planner, "en")}, own schedule + plan / ${peer}`,
      zh: `${label(planner, "zh")}，各自日程加计划 / ${peer}`,
    },
    goal: `≥ ${least}×`,
    measured: spread(ratios(planner, peer), short),
    met: median(ratios(planner, peer)) >= least,
  })
  return {
    tables: [
      {
        title: { en: "From cold, in a process of its own", zh: "冷启动（每次新进程）" },
        head: [
          "",
          { en: "zone's table", zh: "时区表" },
          { en: "work calendar and first compiling", zh: "工作日历与首次编译" },
          { en: "together", zh: "合计" },
        ],
        rows: zones.map((zone) => [
          zone,
          spread(
            (colds.get(zone) ?? []).map((one) => one.table),
            milliseconds,
          ),
          spread(
            (colds.get(zone) ?? []).map((one) => one.calendar),
            milliseconds,
          ),
          spread(coldTotals(zone), milliseconds),
        ]),
        notes: [
          {
            en: "The table holds 1970 to 2060; the calendar is the China pack, 2007 to 2026.",
            zh: "时区表涵盖 1970 至 2060 年；日历为中国节假日数据，2007 至 2026 年。",
          },
        ],
      },
      {
        title: { en: "Compiling a schedule, warm", zh: "编译一份日程（已预热）" },
        head: [
          "",
          { en: "Shanghai, 20 years of holidays", zh: "上海，20 年节假日" },
          { en: "New York, 2 years of holidays", zh: "纽约，2 年节假日" },
        ],
        rows: [
          [
            { en: "a schedule of its own", zh: "各不相同的日程" },
            compiled((one) => one.own.sh),
            compiled((one) => one.own.ny),
          ],
          [
            { en: "the same, and a first sum over a year", zh: "同上，并首次求一年之和" },
            compiled((one) => one.ownAndSum.sh),
            compiled((one) => one.ownAndSum.ny),
          ],
          [{ en: "an equal schedule again", zh: "再次编译相同日程" }, compiled((one) => one.again), "-"],
          [
            { en: "bytes held", zh: "占用字节" },
            spread(
              compiles.map((one) => one.bytes),
              short,
            ),
            "-",
          ],
        ],
      },
      {
        title: { en: "A patient in Shanghai and a nurse in New York", zh: "患者在上海、护士在纽约" },
        head: ["", { en: "median [least–greatest]", zh: "中位数 [最小–最大]" }],
        rows: [
          [{ en: "compile and sum ten years", zh: "编译并求十年之和" }, paired((one) => one.tenYears)],
          [{ en: "then: between, 8 years", zh: "之后：8 年之间" }, paired((one) => one.between)],
          [{ en: "then: next", zh: "之后：next" }, paired((one) => one.next)],
          [{ en: "then: add 48 h", zh: "之后：加 48 小时" }, paired((one) => one.add)],
        ],
      },
      {
        title: {
          en: "100,000 patients with schedules of their own: schedule and six-stage plan",
          zh: "10 万名患者各有日程：编译日程并排六阶段计划",
        },
        head: [
          "",
          { en: "patients/s", zh: "患者/秒" },
          { en: "right", zh: "正确率" },
          { en: "ours from data is … times as fast", zh: "本库（自数据）是其几倍" },
          { en: "ours from text is … times as fast", zh: "本库（自文本）是其几倍" },
        ],
        rows: planners.map((planner) => [
          { en: label(planner, "en"), zh: label(planner, "zh") },
          spread(rates(planner), short),
          ownShare(planner),
          spread(ratios("ours, from data", planner), short),
          spread(ratios("ours, from text", planner), short),
        ]),
        notes: [
          {
            en: "Peers begin with windows as numbers. Ours begin with decoded `Hours` (data) or with `HH:MM-HH:MM` checked on the way (text).",
            zh: "其他库从数字时段开始；本库从已解码的 `Hours`（数据）或需校验的 `HH:MM-HH:MM`（文本）开始。",
          },
        ],
      },
    ],
    goals: [
      {
        id: "G4",
        what: {
          en: `zone's table and calendar from cold, the slowest zone (${worstZone})`,
          zh: `时区表与日历冷启动，最慢的时区（${worstZone}）`,
        },
        goal: "≤ 50 ms",
        measured: spread(coldTotals(worstZone), milliseconds),
        met: median(coldTotals(worstZone)) <= 50,
      },
      compileGoal({ en: "compile a schedule, Shanghai", zh: "编译一份日程，上海" }, (one) => one.own.sh),
      compileGoal({ en: "compile a schedule, New York", zh: "编译一份日程，纽约" }, (one) => one.own.ny),
      compileGoal(
        { en: "compile a schedule up to its first sum, Shanghai", zh: "编译一份日程并首次求和，上海" },
        (one) => one.ownAndSum.sh,
      ),
      compileGoal(
        { en: "compile a schedule up to its first sum, New York", zh: "编译一份日程并首次求和，纽约" },
        (one) => one.ownAndSum.ny,
      ),
      {
        id: "G4",
        what: { en: "two zones, compile and sum ten years", zh: "两个时区，编译并求十年之和" },
        goal: "≤ 2 ms",
        measured: paired((one) => one.tenYears),
        met: median(pairs.map((one) => one.tenYears)) <= 2_000_000,
      },
      ownGoal("ours, from data", "temporal-polyfill walk", 3),
      ownGoal("ours, from data", "opening_hours", 100),
      ownGoal("ours, from text", "temporal-polyfill walk", 3),
      ownGoal("ours, from text", "opening_hours", 100),
    ],
  }
}

let plans: ReadonlyArray<ReadonlyArray<number>> | undefined

/** The right plans of the first patients. */
const rightPlans = (): ReadonlyArray<ReadonlyArray<number>> => {
  plans ??= work(checkedPatients).from.map((at, patient) => new Oracle(ownCalendar(patient)).plan(at))
  return plans
}
