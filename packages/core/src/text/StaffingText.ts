/**
 * The words of a hotline's staffing: a goal, what each number of agents would do, and the agents of a day.
 *
 * **Example** (One agent fewer, and the fewest that do)
 *
 * ```ts
 * import { Staffing, StaffingText, TableText } from "@aftercare/core"
 * import { Result } from "effect"
 *
 * const load = { calls: 100, periodMillis: 1_800_000, handlingMillis: 180_000 }
 * const goal: Staffing.Goal = {
 *   patience: { _tag: "Mean", millis: 120_000 },
 *   answered: { share: 0.85, withinMillis: 20_000, variant: "negativeImpact" },
 *   shrinkage: 0.3,
 * }
 * StaffingText.goal(goal, "en")
 * // => "at least 85.0 % in time, of all, within 20 s; callers give up after 120 s on average"
 * const trials = Result.getOrThrow(Staffing.whatIf(load, [12, 13], goal))
 * TableText.plain(StaffingText.whatIf(trials, goal, "en")).split("\n").slice(1).join("\n")
 * // => agents  in time, of all  mean wait    busy  given up  misses
 * //    ------  ---------------  ---------  ------  --------  -------
 * //        12           82.6 %        6 s  78.2 %     6.2 %  in time
 * //        13           88.9 %        4 s  74.0 %     3.8 %  nothing
 * ```
 *
 * @since 0.1.0
 */
import type { PlainTime } from "../calendar/PlainTime.ts"
import type { Bilingual, Language } from "../foundation/Word.ts"
import type { CallLoad } from "../hotline/CallLoad.ts"
import type { Expected } from "../hotline/Erlang.ts"
import * as ServiceLevel from "../hotline/ServiceLevel.ts"
import type { Goal, GoalPart, Required, Trial } from "../hotline/Staffing.ts"
import * as ServiceLevelText from "./ServiceLevelText.ts"
import type { Table } from "./TableText.ts"

const words = {
  zh: {
    agents: "坐席",
    atOnce: "立即接通",
    meanWait: "平均等待",
    busy: "占用率",
    givenUp: "放弃",
    misses: "未达到",
    nothing: "无",
    day: "每半小时所需坐席",
    whatIf: "不同坐席数的结果",
    from: "起",
    calls: "来电",
    scheduled: "排班",
    together: "合计",
    noData: "无数据",
  },
  en: {
    agents: "agents",
    atOnce: "answered at once",
    meanWait: "mean wait",
    busy: "busy",
    givenUp: "given up",
    misses: "misses",
    nothing: "nothing",
    day: "Agents by half hour",
    whatIf: "What so many agents would do",
    from: "from",
    calls: "calls",
    scheduled: "rostered",
    together: "together",
    noData: "no data",
  },
} satisfies { readonly [L in Language]: { readonly [word: string]: string } }

const parts: { readonly [Part in GoalPart]: Bilingual } = {
  load: { zh: "话务量（处理不完）", en: "the load" },
  answered: { zh: "按时接通", en: "in time" },
  occupancy: { zh: "占用率", en: "busy" },
  meanWait: { zh: "平均等待", en: "mean wait" },
  abandonment: { zh: "放弃", en: "given up" },
}

/** A part of a goal. */
export const part = (of: GoalPart, language: Language): string => parts[of][language]

const percent = (share: number, language: Language): string =>
  `${(share * 100).toFixed(1)}${language === "zh" ? "%" : " %"}`

const seconds = (millis: number, language: Language): string =>
  `${Math.round(millis / 1000)}${language === "zh" ? " 秒" : " s"}`

const counted = (measure: ServiceLevel.Measure) => ({ measure, callbacks: "counted" }) as const

/** A goal, part by part, and what callers are taken to do. */
export const goal = (of: Goal, language: Language): string => {
  const zh = language === "zh"
  const { answered, greatestAbandonment, greatestMeanWaitMillis, greatestOccupancy, patience } = of
  const said: Array<string> = []
  if (answered !== undefined) {
    const [share, within] = [percent(answered.share, language), seconds(answered.withinMillis, language)]
    const name = ServiceLevelText.definition(counted(answered.variant), language)
    said.push(zh ? `${within}内${name}不低于 ${share}` : `at least ${share} ${name}, within ${within}`)
  }
  if (greatestOccupancy !== undefined) {
    const share = percent(greatestOccupancy, language)
    said.push(zh ? `坐席占用率不超过 ${share}` : `agents busy at most ${share}`)
  }
  if (greatestMeanWaitMillis !== undefined) {
    const wait = seconds(greatestMeanWaitMillis, language)
    said.push(zh ? `平均等待不超过 ${wait}` : `mean wait at most ${wait}`)
  }
  if (greatestAbandonment !== undefined) {
    const share = percent(greatestAbandonment, language)
    said.push(zh ? `放弃不超过 ${share}` : `at most ${share} given up`)
  }
  if (patience._tag === "Endless") said.push(zh ? "来电者一直等待" : "callers wait as long as it takes")
  else {
    const mean = seconds(patience.millis, language)
    said.push(zh ? `来电者平均等 ${mean}后放弃` : `callers give up after ${mean} on average`)
  }
  return said.join(zh ? "；" : "; ")
}

const shareOf = (
  outcomes: ServiceLevel.Counts,
  measure: ServiceLevel.Measure,
  language: Language,
): string => {
  const level = ServiceLevel.of(outcomes, counted(measure))
  return level._tag === "Share" ? percent(level.rate.count / level.rate.of, language) : words[language].noData
}

const servedHeader = ({ answered }: Goal, language: Language): ReadonlyArray<string> => {
  const w = words[language]
  const level = answered && ServiceLevelText.definition(counted(answered.variant), language)
  return [level ?? w.atOnce, w.meanWait, w.busy, w.givenUp]
}

const servedCells = (
  { atOnce, meanWaitMillis, occupancy, outcomes }: Expected,
  { answered }: Goal,
  language: Language,
): ReadonlyArray<string> => [
  answered === undefined ? percent(atOnce, language) : shareOf(outcomes, answered.variant, language),
  seconds(meanWaitMillis, language),
  percent(occupancy, language),
  shareOf(outcomes, "abandoned", language),
]

const none = ["–", "–", "–", "–"]

/** What so many agents would do, and what of the goal they would miss, as a table. */
export const whatIf = (trials: ReadonlyArray<Trial>, of: Goal, language: Language): Table => {
  const w = words[language]
  return {
    caption: w.whatIf,
    header: [w.agents, ...servedHeader(of, language), w.misses],
    numbers: [0, 1, 2, 3, 4],
    rows: trials.map(({ agents, expected, missed }) => [
      String(agents),
      ...(expected === undefined ? none : servedCells(expected, of, language)),
      missed.length === 0
        ? w.nothing
        : missed.map((one) => part(one, language)).join(language === "zh" ? "、" : ", "),
    ]),
  }
}

/** A half hour of a day; without a load where nobody knows it. */
export interface HalfHour {
  readonly from: PlainTime
  readonly needs?: { readonly load: CallLoad; readonly required: Required }
}

/** The agents of a day, half hour by half hour, and how its calls are served together, as a table. */
export const day = (halfHours: ReadonlyArray<HalfHour>, of: Goal, language: Language): Table => {
  const w = words[language]
  const known = halfHours.flatMap(({ needs }) => needs ?? [])
  const outcomes = ServiceLevel.total(
    known.map(({ load, required }) => ServiceLevel.times(required.expected.outcomes, load.calls)),
  )
  const calls = known.reduce((sum, { load }) => sum + load.calls, 0)
  return {
    caption: w.day,
    header: [w.from, w.calls, w.agents, w.scheduled, ...servedHeader(of, language)],
    numbers: [1, 2, 3, 4, 5, 6, 7],
    rows: [
      ...halfHours.map(({ from, needs }) =>
        needs === undefined
          ? [from, w.noData, "–", "–", ...none]
          : [
              from,
              needs.load.calls.toFixed(1),
              String(needs.required.agents),
              String(needs.required.scheduled),
              ...servedCells(needs.required.expected, of, language),
            ],
      ),
      [
        w.together,
        calls.toFixed(1),
        "",
        "",
        of.answered === undefined ? "" : shareOf(outcomes, of.answered.variant, language),
        "",
        "",
        shareOf(outcomes, "abandoned", language),
      ],
    ],
  }
}
