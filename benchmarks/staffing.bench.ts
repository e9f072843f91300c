/**
 * The chance to wait, and the fewest agents for 80 % within 20 seconds, beside the formulas that are found in print: powers
 * and factorials, the running series, the recursion asked anew for each number of agents, and the recursion in one pass.
 */
import { Erlang, Staffing } from "@aftercare/core/hotline"
import * as Result from "effect/Result"
import { type Effort, median, rate } from "./harness/Clock.ts"
import { inProcess } from "./harness/Process.ts"
import { duration, type Options, type Report, short, spread, type Text } from "./harness/Report.ts"
import { exactly, type Formula, formulas, onePass, restarted } from "./work/Hotlines.ts"

export const mark = "staffing figures"

const subjects = ["ours", "ours, callers give up", "textbook", "series", "recursion", "one pass"] as const
type Subject = (typeof subjects)[number]

const labels: { readonly [S in Subject]: Text } = {
  ours: { en: "ours", zh: "本库" },
  "ours, callers give up": { en: "ours, callers give up (A)", zh: "本库，来电者会放弃（A）" },
  textbook: { en: "powers and factorials", zh: "幂与阶乘" },
  series: { en: "running series", zh: "逐项级数" },
  recursion: { en: "recursion, asked anew", zh: "每次重新递推" },
  "one pass": { en: "recursion, one pass", zh: "递推一遍" },
}

const handlingMillis = 180_000
const loadOf = (erlangs: number) => ({ calls: erlangs, periodMillis: handlingMillis, handlingMillis })

/** Agents and erlangs; whole, so that the exact chance is of just these. */
const lines = [
  [10, 8],
  [100, 90],
  [1000, 950],
  [10_000, 9900],
  [100_000, 99_500],
] as const

const loads = [6, 60, 900] as const

const givingUp: Erlang.Patience = { _tag: "Mean", millis: 120_000 }
const goal: Staffing.Goal = {
  patience: { _tag: "Endless" },
  answered: { share: 0.8, withinMillis: 20_000, variant: "negativeImpact" },
  shrinkage: 0,
}

const waitOf =
  (patience: Erlang.Patience): Formula =>
  (agents, erlangs) =>
    Result.getOrThrow(Erlang.expected({ load: loadOf(erlangs), agents, patience }, 20_000)).wait

const fewestFor =
  (goal: Staffing.Goal) =>
  (erlangs: number): number =>
    Result.getOrThrow(Staffing.fewest(loadOf(erlangs), goal)).agents

const waits: { readonly [S in Subject]?: Formula } = {
  ours: waitOf(goal.patience),
  "ours, callers give up": waitOf(givingUp),
  ...formulas,
}

const fewest: { readonly [S in Subject]: (erlangs: number) => number } = {
  ours: fewestFor(goal),
  "ours, callers give up": fewestFor({ ...goal, patience: givingUp }),
  textbook: restarted(formulas.textbook),
  series: restarted(formulas.series),
  recursion: restarted(formulas.recursion),
  "one pass": onePass,
}

/** Powers and factorials take time with the square of the agents. */
const isWaitAsked = (subject: Subject, agents: number): boolean => subject !== "textbook" || agents <= 1000

/** What overflows never finds enough: factorials at 171, the series beyond 700 erlangs. */
const isFewestAsked = (subject: Subject, erlangs: number): boolean =>
  !(subject === "textbook" || subject === "series") || erlangs <= 100

interface Args {
  readonly subject: Subject
  readonly effort: Effort
}

interface Answer {
  /** Nanoseconds, and the answer; absent where it isn't asked. */
  readonly waits: ReadonlyArray<{ readonly nanos: number; readonly wait: number } | undefined>
  readonly fewest: ReadonlyArray<{ readonly nanos: number; readonly agents: number } | undefined>
}

export const job = ({ effort, subject }: Args): Answer => {
  const wait = waits[subject]
  // Loads a little apart, so that no answer can be kept.
  const nanosOf = (ask: (i: number) => number) => 1e9 / rate(ask, 512, 0, effort)
  return {
    waits: lines.map(([agents, erlangs]) =>
      wait === undefined || !isWaitAsked(subject, agents)
        ? undefined
        : {
            nanos: nanosOf((i) => wait(agents, erlangs - i * 1e-6)),
            wait: wait(agents, erlangs),
          },
    ),
    fewest: loads.map((erlangs) =>
      isFewestAsked(subject, erlangs)
        ? {
            nanos: nanosOf((i) => fewest[subject](erlangs - i * 1e-6)),
            agents: fewest[subject](erlangs),
          }
        : undefined,
    ),
  }
}

export const run = async ({ progress, quick, rounds }: Options): Promise<Report> => {
  const effort = quick
    ? { warmMillis: 30, slices: 3, sliceMillis: 15 }
    : { warmMillis: 100, slices: 3, sliceMillis: 50 }
  const seen = new Map<Subject, Array<Answer>>(subjects.map((subject) => [subject, []]))
  for (let round = 0; round < rounds; round++)
    for (const subject of subjects) {
      progress(`round ${round + 1} of ${rounds}: staffing, ${subject}`)
      seen.get(subject)?.push(await inProcess<Answer>("staffing.bench.ts", { subject, effort }))
    }
  const answers = (subject: Subject) => seen.get(subject) ?? []
  const right = lines.map(([agents, erlangs]) => exactly(agents, erlangs))
  const errorOf = (subject: Subject, i: number): number => {
    const wait = answers(subject)[0]?.waits[i]?.wait ?? Number.NaN
    return Math.abs(wait - (right[i] as number)) / (right[i] as number)
  }
  const waitNanos = (subject: Subject, i: number) =>
    answers(subject).flatMap(({ waits }) => waits[i]?.nanos ?? [])
  const fewestNanos = (subject: Subject, i: number) =>
    answers(subject).flatMap(({ fewest }) => fewest[i]?.nanos ?? [])
  const ratios = (subject: Subject, i: number) => {
    const ours = fewestNanos("ours", i)
    return fewestNanos(subject, i).map((nanos, round) => nanos / (ours[round] as number))
  }
  const factor = (value: number) => `${short(value)}×`
  const shownError = (subject: Subject, i: number): string => {
    if (subject === "ours, callers give up" || answers(subject)[0]?.waits[i] === undefined) return "-"
    const error = errorOf(subject, i)
    return Number.isNaN(error) ? "NaN" : error.toExponential(0)
  }
  const worst = Math.max(...lines.map((_, i) => errorOf("ours", i)))
  const greatest = loads.length - 1
  return {
    tables: [
      {
        title: { en: "The chance to wait (Erlang's C)", zh: "需要等待的概率（Erlang C）" },
        head: [
          { en: "agents (erlangs)", zh: "坐席（厄兰）" },
          ...lines.map(
            ([agents, erlangs]) => `${agents.toLocaleString("en")} (${erlangs.toLocaleString("en")})`,
          ),
        ],
        rows: subjects
          .filter((subject) => waits[subject] !== undefined)
          .map((subject) => [
            labels[subject],
            ...lines.map((_, i) => {
              const nanos = waitNanos(subject, i)
              return nanos.length === 0 ? "-" : `${duration(median(nanos))}, ${shownError(subject, i)}`
            }),
          ]),
        notes: [
          {
            en: "Time, and the relative error against sixty digits. Ours gives the waits, the occupancy and what becomes of the calls as well. Callers who give up have another chance to wait, held against sixty digits in the tests.",
            zh: "用时，以及与六十位数字相比的相对误差。本库同时给出等待时长、占用率和来电的去向。会放弃的来电者等待概率不同，在测试中与六十位数字对照。",
          },
        ],
      },
      {
        title: { en: "The fewest agents for 80 % within 20 s", zh: "20 秒内 80% 所需最少坐席" },
        head: [
          { en: "erlangs", zh: "厄兰" },
          ...loads.flatMap(
            (erlangs): ReadonlyArray<Text> => [
              String(erlangs),
              { en: `${erlangs}: time / ours`, zh: `${erlangs}：用时 / 本库` },
            ],
          ),
        ],
        rows: subjects.map((subject) => [
          labels[subject],
          ...loads.flatMap((_, i) => {
            const agents = answers(subject)[0]?.fewest[i]?.agents
            return agents === undefined
              ? ["-", "-"]
              : [
                  `${agents}: ${duration(median(fewestNanos(subject, i)))}`,
                  spread(ratios(subject, i), factor),
                ]
          }),
        ]),
        notes: [
          {
            en: "The number of agents and the time to find it; calls of three minutes, patience of two on average where callers give up. Powers, factorials and the series overflow before 900 erlangs.",
            zh: "最少坐席数及求得所用时间；每个来电三分钟，来电者会放弃时平均耐心两分钟。幂、阶乘与级数在 900 厄兰之前已溢出。",
          },
        ],
      },
    ],
    goals: [
      {
        id: "G12",
        what: {
          en: "fewest agents at 900 erlangs: recursion asked anew / ours",
          zh: "900 厄兰的最少坐席：每次重新递推 / 本库",
        },
        goal: "≥ 50×",
        measured: spread(ratios("recursion", greatest), factor),
        met: median(ratios("recursion", greatest)) >= 50,
      },
      {
        id: "G12",
        what: {
          en: "Erlang's C up to 100,000 agents: relative error",
          zh: "Erlang C 至 100,000 位坐席：相对误差",
        },
        goal: "≤ 1e-12",
        measured: worst.toExponential(1),
        met: worst <= 1e-12,
      },
    ],
  }
}
