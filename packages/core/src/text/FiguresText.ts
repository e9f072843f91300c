/**
 * What became of the plans over some days, as a report: outreach by day and channel, and the figures a ward looks at.
 *
 * @since 0.1.0
 */
import * as PlainDate from "../calendar/PlainDate.ts"
import type { DayFigures, FollowUpFigures } from "../followup/FollowUpFigures.ts"
import type { TaskEnd } from "../followup/FollowUpTask.ts"
import { Channel, type Language } from "../foundation/Word.ts"
import * as DateText from "./DateText.ts"
import * as RateText from "./RateText.ts"
import * as TableText from "./TableText.ts"
import * as WordText from "./WordText.ts"

export interface Options {
  readonly language: Language
  /** The first and the last day reported on, the last one included. */
  readonly first: PlainDate.PlainDate
  readonly last: PlainDate.PlainDate
}

/** The report's parts as texts. Every text is plain: whoever puts it into a page escapes it. */
export interface FiguresParts {
  readonly title: string
  readonly outreach: TableText.Table
  readonly stages: TableText.Table
  readonly totals: TableText.Table
  readonly ends: TableText.Table
  readonly open: TableText.Table
}

const words = {
  zh: {
    title: "随访报告",
    outreach: "每日各渠道的尝试次数",
    day: "日期",
    together: "合计",
    completed: "完成",
    stages: "应于本期的阶段",
    stage: "阶段",
    triedByDue: "应于前已尝试",
    completedByDue: "应于前已完成",
    totals: "本期合计",
    what: "项目",
    count: "数量",
    plans: "计划",
    attempts: "尝试",
    reached: "完成的尝试",
    overrides: "回访时段外的例外",
    violations: "违反回访时段",
    ends: "本期结束的任务",
    end: "结局",
    open: "尚未结束的任务",
    state: "状态",
    none: "本期没有应完成的阶段",
  },
  en: {
    title: "Follow-up",
    outreach: "Tries by day and channel",
    day: "Day",
    together: "together",
    completed: "completed",
    stages: "Stages due in these days",
    stage: "Stage",
    triedByDue: "tried by due",
    completedByDue: "completed by due",
    totals: "All in all",
    what: "What",
    count: "count",
    plans: "plans",
    attempts: "tries",
    reached: "completed tries",
    overrides: "overrides of the contact window",
    violations: "violations of the contact window",
    ends: "Tasks ended",
    end: "How",
    open: "Tasks still open",
    state: "Where they stand",
    none: "no stage was due",
  },
} satisfies { readonly [L in Language]: { readonly [word: string]: string } }

/** The channels that were used, in the order of the vocabulary. */
export const channelsOf = ({ days }: FollowUpFigures): ReadonlyArray<Channel> =>
  Channel.literals.filter((channel) => days.some((day) => day.channel === channel))

/** Every day reported on, and any other that has figures. */
export const daysOf = (
  { days }: FollowUpFigures,
  { first, last }: Pick<Options, "first" | "last">,
): ReadonlyArray<PlainDate.PlainDate> => {
  const count = Math.max(0, PlainDate.daysBetween(first, last) + 1)
  const reported = Array.from({ length: count }, (_, i) => PlainDate.addDays(first, i))
  return [...new Set([...reported, ...days.map((day) => day.on)])].sort(PlainDate.order)
}

const sum = (days: ReadonlyArray<DayFigures>, of: (day: DayFigures) => number): number =>
  days.reduce((total, day) => total + of(day), 0)

const outreach = (figures: FollowUpFigures, options: Options): TableText.Table => {
  const { language } = options
  const w = words[language]
  const channels = channelsOf(figures)
  const row = (label: string, of: ReadonlyArray<DayFigures>) => {
    const attempts = sum(of, (day) => day.attempts)
    const counts = channels.map((channel) =>
      sum(
        of.filter((day) => day.channel === channel),
        (day) => day.attempts,
      ),
    )
    const rate = { count: sum(of, (day) => day.completed), of: attempts }
    return [label, ...counts.map(String), String(attempts), RateText.render(rate, language)]
  }
  const dates = daysOf(figures, options)
  return {
    caption: w.outreach,
    header: [
      w.day,
      ...channels.map((channel) => WordText.channel(channel, language)),
      w.together,
      w.completed,
    ],
    numbers: Array.from({ length: channels.length + 2 }, (_, i) => i + 1),
    rows: [
      ...dates.map((on) =>
        row(
          DateText.render(on, { language }),
          figures.days.filter((day) => day.on === on),
        ),
      ),
      row(w.together, figures.days),
    ],
  }
}

const stages = ({ stages }: FollowUpFigures, language: Language): TableText.Table => {
  const w = words[language]
  return {
    caption: w.stages,
    header: [w.stage, w.triedByDue, w.completedByDue],
    numbers: [1, 2],
    rows:
      stages.length === 0
        ? [
            [
              w.none,
              RateText.render({ count: 0, of: 0 }, language),
              RateText.render({ count: 0, of: 0 }, language),
            ],
          ]
        : stages.map((stage) => [
            stage.title[language],
            RateText.render(stage.triedByDue, language),
            RateText.render(stage.completedByDue, language),
          ]),
  }
}

const totals = (figures: FollowUpFigures, language: Language): TableText.Table => {
  const w = words[language]
  const reached = RateText.render({ count: figures.completed, of: figures.attempts }, language)
  return {
    caption: w.totals,
    header: [w.what, w.count],
    numbers: [1],
    rows: [
      [w.plans, String(figures.plans)],
      [w.attempts, String(figures.attempts)],
      [w.reached, reached],
      [w.overrides, String(figures.overrides)],
      [w.violations, String(figures.violations)],
    ],
  }
}

const endOrder: ReadonlyArray<TaskEnd["_tag"]> = [
  "Completed",
  "Declined",
  "Unreachable",
  "LostToFollowUp",
  "Cancelled",
  "Missed",
]

const ends = ({ ends }: FollowUpFigures, language: Language): TableText.Table => {
  const w = words[language]
  return {
    caption: w.ends,
    header: [w.end, w.count],
    numbers: [1],
    rows: endOrder.map((end) => [WordText.taskEnd(end, language), String(ends[end])]),
  }
}

const open = ({ open }: FollowUpFigures, language: Language): TableText.Table => {
  const w = words[language]
  return {
    caption: w.open,
    header: [w.state, w.count],
    numbers: [1],
    rows: [
      [WordText.taskState("Planned", language), String(open.planned)],
      [WordText.taskState("InProgress", language), String(open.inProgress)],
      [WordText.taskState("AwaitingCalendar", language), String(open.awaitingCalendar)],
      [WordText.taskState("AwaitingStage", language), String(open.awaitingStage)],
      [WordText.taskState("Unplaced", language), String(open.unplaced)],
    ],
  }
}

/** The report's parts, for a page or a form of one's own. */
export const parts = (figures: FollowUpFigures, options: Options): FiguresParts => {
  const { first, language, last } = options
  const [from, to] = [first, last].map((on) => DateText.render(on, { language, withYear: true }))
  const w = words[language]
  return {
    title: language === "zh" ? `${w.title}：${from}至${to}` : `${w.title}, ${from} to ${to}`,
    outreach: outreach(figures, options),
    stages: stages(figures, language),
    totals: totals(figures, language),
    ends: ends(figures, language),
    open: open(figures, language),
  }
}

/**
 * The report as plain text, its tables lined up for a terminal, or in Markdown.
 *
 * **Example** (A day on which nothing was due)
 *
 * ```ts
 * import { FiguresText, FollowUpFigures, PlainDate } from "@aftercare/core"
 *
 * const first = PlainDate.make("2026-03-05")
 * const none = FollowUpFigures.figures([], { from: 0, until: 1 })
 * const report = FiguresText.render(none, { language: "en", format: "text", first, last: first })
 * report.split("\n").slice(8, 12).join("\n")
 * // => Stages due in these days
 * //    Stage             tried by due  completed by due
 * //    ----------------  ------------  ----------------
 * //    no stage was due       no data           no data
 * ```
 */
export const render = (
  figures: FollowUpFigures,
  options: Options & { readonly format: "text" | "markdown" },
): string => {
  const { title, ...tables } = parts(figures, options)
  const set = [tables.outreach, tables.stages, tables.totals, tables.ends, tables.open]
  return options.format === "markdown"
    ? [`## ${TableText.escaped(title)}`, ...set.map(TableText.markdown)].join("\n\n")
    : [title, ...set.map(TableText.plain)].join("\n\n")
}
