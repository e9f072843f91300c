/**
 * The monthly report in words, and in Markdown: for the quality office, and for patients.
 *
 * **Example** (What a month without a base comes to)
 *
 * ```ts
 * import { GeneralIndicators, MonthlyReport, ReportText } from "@aftercare/core"
 *
 * const month = MonthlyReport.Month.make("2026-03")
 * const report = MonthlyReport.make(
 *   {
 *     indicators: [GeneralIndicators.contactViolations],
 *     months: [{ month, counts: { contactViolations: 0 }, departments: [] }],
 *     interventions: [], categories: [], issues: [], openLoops: [], cycles: [],
 *   },
 *   month,
 *   { confidence: 0.95, charts: GeneralIndicators.monthlyCharts, threshold: 11 },
 * )
 * const published = ReportText.publication(report.publication, { language: "en" })
 * published.split("\n").filter((line) => line.startsWith("| V"))
 * // => [
 * //      "| Violations of the contact window | 0 |  | ≤ 0 | met |",
 * //      "| Violations of the contact window | violations of the contact window | contactViolations 1 | Aftercare's own definition |",
 * //    ]
 * ```
 *
 * @since 0.1.0
 */
import type { Language } from "../foundation/Word.ts"
import { isOfShares, isOverdispersed } from "../quality/ControlChart.ts"
import type { IndicatorId } from "../quality/Indicator.ts"
import type {
  Changed,
  Month,
  MonthlyReport,
  Publication,
  PublishedFigure,
  ReportedIndicator,
} from "../quality/MonthlyReport.ts"
import * as DateText from "./DateText.ts"
import * as QualityText from "./QualityText.ts"
import * as RateText from "./RateText.ts"
import * as ReasonText from "./ReasonText.ts"
import * as TableText from "./TableText.ts"

export interface Options {
  readonly language: Language
}

/** A part of a report, in the words that people read: nothing in it is escaped. */
export type Part =
  | {
      readonly _tag: "List"
      readonly id: "changed"
      readonly heading: string
      readonly lines: ReadonlyArray<string>
    }
  | { readonly _tag: "Table"; readonly id: TableId; readonly table: TableText.Table }
  /** One indicator by department. */
  | { readonly _tag: "Departments"; readonly indicator: IndicatorId; readonly table: TableText.Table }
  | { readonly _tag: "Note"; readonly text: string }

/**
 * What a table of a report tells. The rows of `indicators` are those of the report in its order, of a publication its
 * `figures`; the rows of `pareto` are its categories, in a publication with complaints of none, and those put together, at
 * the end.
 */
export type TableId =
  | "indicators"
  | "undecidable"
  | "charts"
  | "pareto"
  | "responseRates"
  | "issues"
  | "openLoops"
  | "cycles"
  | "definitions"

/** A report as a page of any form tells it: a title, and the parts that there is something to say of. */
export interface Contents {
  readonly title: string
  readonly parts: ReadonlyArray<Part>
}

const words = {
  zh: {
    title: "质量月报",
    published: "服务质量公示",
    changed: "与上月相比的变化",
    nothingChanged: "没有超出偶然波动的变化。",
    indicators: "指标",
    indicator: "指标",
    thisMonth: "本月",
    interval: "区间",
    target: "目标",
    standing: "结论",
    before: "上月",
    comparison: "与上月相比",
    department: "科室",
    charts: "控制图",
    centre: "中心线",
    limits: "本月控制限",
    signals: "本月信号",
    variation: "波动",
    overdispersed:
      "波动超出偶然水平时，p 图和 u 图的控制限偏窄。应先查找单一原因，例如一次持续的偏移；若各月条件本就不同，宜改用 Laney 的 p′ 图和 u′ 图。",
    trend: "趋势",
    noLimits: "点数不足",
    noSignal: "无",
    pareto: "投诉类别",
    category: "类别",
    count: "数量",
    together: "累计",
    vital: "主要",
    responseRates: "问卷应答率",
    survey: "问卷",
    uncategorised: "未分类",
    other: "其余合计",
    overlapping: "一件投诉可归入多个类别，各类别之和可大于投诉总数。",
    issues: "高频问题",
    issue: "问题",
    undecidable: "无法判断的目标",
    openLoops: "未了事项",
    kind: "类型",
    id: "编号",
    owner: "负责人",
    due: "期限",
    overdue: "逾期",
    cycles: "改进循环",
    cycle: "循环",
    round: "轮次",
    stage: "阶段",
    overdueMeasures: "逾期措施",
    definitions: "指标的定义",
    computedOf: "算法",
    version: "版本",
    source: "依据",
    withheld: "人数较少或可由其他数字推算，未予公布",
    yes: "是",
    no: "否",
  },
  en: {
    title: "Quality in the month",
    published: "How we did",
    changed: "What changed since last month",
    nothingChanged: "Nothing beyond chance.",
    indicators: "Indicators",
    indicator: "Indicator",
    thisMonth: "This month",
    interval: "Interval",
    target: "Target",
    standing: "Finding",
    before: "Last month",
    comparison: "Since last month",
    department: "Department",
    charts: "Control charts",
    centre: "Centre",
    limits: "Limits this month",
    signals: "Signals this month",
    variation: "Variation",
    overdispersed:
      "Where points vary by more than chance, the limits of p and u charts are too narrow. Look for one cause first, such as a lasting shift; where conditions simply differ from month to month, Laney's p′ and u′ charts have limits that fit.",
    trend: "Trend",
    noLimits: "too few points",
    noSignal: "none",
    pareto: "Complaints by category",
    category: "Category",
    count: "Count",
    together: "Together",
    vital: "Vital few",
    responseRates: "Response rates",
    survey: "Survey",
    uncategorised: "Of no category",
    other: "Others together",
    overlapping:
      "A complaint may stand in several categories, so these may add up to more than all complaints.",
    issues: "What came up most",
    issue: "Issue",
    undecidable: "Targets that can't be judged",
    openLoops: "Still open",
    kind: "What",
    id: "Id",
    owner: "Owner",
    due: "Due",
    overdue: "Overdue",
    cycles: "Improvement cycles",
    cycle: "Cycle",
    round: "Round",
    stage: "Stage",
    overdueMeasures: "Overdue measures",
    definitions: "What the indicators are",
    computedOf: "Computed of",
    version: "Version",
    source: "Source",
    withheld: "Not published, because few people are concerned or other figures would tell",
    yes: "yes",
    no: "no",
  },
} satisfies { readonly [L in Language]: { readonly [word: string]: string } }

const titleOf = (word: string, month: Month, language: Language): string =>
  language === "zh" ? `${Number(month.slice(0, 4))}年${Number(month.slice(5))}月${word}` : `${word}, ${month}`

/** How sure the intervals are. */
const sureness = (confidence: number, language: Language): string => {
  const perCent = String(Number((confidence * 100).toFixed(1)))
  return language === "zh" ? `区间为 ${perCent}% 置信区间。` : `Intervals have a confidence of ${perCent} %.`
}

/** How everything was judged, so that nobody reads more into it. */
const basis = ({ options: { confidence } }: MonthlyReport, language: Language): string =>
  language === "zh"
    ? `${sureness(confidence, language)}与上月的比较已按 Holm 法校正多重比较；单凭差别不能断定原因。`
    : `${sureness(confidence, language)} Comparisons with last month are corrected by Holm's method for their number; a difference alone doesn't tell its cause.`

const indicatorTable = ({ indicators }: MonthlyReport, { language }: Options): TableText.Table => {
  const w = words[language]
  return {
    caption: w.indicators,
    header: [w.indicator, w.thisMonth, w.interval, w.target, w.standing, w.before, w.comparison],
    numbers: [1, 2, 3, 5],
    rows: indicators.map(({ before, indicator, now, verdict }) => [
      indicator.title[language],
      QualityText.figure(now.figure, language),
      QualityText.interval(now.figure, language),
      QualityText.target(indicator, language),
      QualityText.standing(now.standing, language),
      QualityText.figure(before.figure, language),
      QualityText.verdict(verdict, language),
    ]),
  }
}

const byDepartment = ({ indicators }: MonthlyReport, { language }: Options): ReadonlyArray<Part> => {
  const w = words[language]
  return indicators
    .filter(({ departments }) => departments.some(({ evaluated }) => evaluated.standing._tag !== "NoData"))
    .map(({ departments, indicator }) => ({
      _tag: "Departments",
      indicator: indicator.id,
      table: {
        caption: indicator.title[language],
        header: [w.department, w.thisMonth, w.interval, w.standing],
        numbers: [1, 2],
        rows: departments.map(({ evaluated, title }) => [
          title[language],
          QualityText.figure(evaluated.figure, language),
          QualityText.interval(evaluated.figure, language),
          QualityText.standing(evaluated.standing, language),
        ]),
      },
    }))
}

const chartTable = (
  { indicators, month, options: { confidence } }: MonthlyReport,
  { language }: Options,
): TableText.Table => {
  const w = words[language]
  const shown = (one: ReportedIndicator, value: number) =>
    isOfShares(one.chart.kind)
      ? `${(value * 100).toFixed(1)}${language === "zh" ? "%" : " %"}`
      : String(Number(value.toFixed(2)))
  return {
    caption: w.charts,
    header: [w.indicator, w.centre, w.limits, w.signals, w.variation, w.trend],
    numbers: [1, 2],
    rows: indicators.map((one) => {
      const limits = one.chart.points.find(({ on }) => on.startsWith(month))?.limits
      return [
        one.indicator.title[language],
        limits === undefined ? w.noLimits : shown(one, limits.centre),
        limits === undefined ? "" : `${shown(one, limits.lower)}–${shown(one, limits.upper)}`,
        one.signals.map((signal) => QualityText.signal(signal, language)).join("; ") ||
          (limits === undefined ? "" : w.noSignal),
        one.dispersion === undefined ? "" : QualityText.dispersion(one.dispersion, confidence, language),
        QualityText.trend(one.trend, language),
      ]
    }),
  }
}

/** Limits that take points for chance alone, where they vary by more. */
const hasNarrowLimits = ({ indicators, options: { confidence } }: MonthlyReport): boolean =>
  indicators.some(
    ({ chart: { kind }, dispersion }) =>
      (kind === "P" || kind === "U") && dispersion !== undefined && isOverdispersed(dispersion, confidence),
  )

const changedLine = ({ from, indicator, signals, to, verdict }: Changed, { language }: Options): string => {
  const said = [
    ...(verdict === "better" || verdict === "worse" ? [QualityText.verdict(verdict, language)] : []),
    ...(from._tag === to._tag
      ? []
      : [`${QualityText.standing(from, language)} → ${QualityText.standing(to, language)}`]),
    ...signals.map((signal) => QualityText.signal(signal, language)),
  ]
  const title = indicator.title[language]
  return language === "zh" ? `${title}：${said.join("；")}` : `${title}: ${said.join("; ")}`
}

const loopTable = ({ openLoops }: MonthlyReport, { language }: Options): TableText.Table => {
  const w = words[language]
  return {
    caption: w.openLoops,
    header: [w.kind, w.id, w.owner, w.due, w.overdue],
    numbers: [],
    rows: openLoops.map(({ dueOn, id, kind, overdue, owner }) => [
      QualityText.loop(kind, language),
      id,
      owner,
      dueOn === undefined ? "" : DateText.render(dueOn, { language, withYear: true }),
      overdue ? w.yes : w.no,
    ]),
  }
}

const paretoTable = ({ pareto }: MonthlyReport, { language }: Options): TableText.Table => {
  const w = words[language]
  return {
    caption: w.pareto,
    header: [w.category, w.count, w.together, w.vital],
    numbers: [1, 2],
    rows: pareto.map(({ count, title, together, vital }) => [
      title[language],
      String(count),
      RateText.render(together, language),
      vital ? w.yes : w.no,
    ]),
  }
}

/** The rates that take all of unknown eligibility for eligible: none of them makes a survey look better than it was. */
const shownRates = ["RR1", "RR2", "REF1", "CON1"] as const

const responseTable = ({ surveys }: MonthlyReport, { language }: Options): TableText.Table => {
  const w = words[language]
  return {
    caption: w.responseRates,
    header: [w.survey, ...shownRates],
    numbers: [1, 2, 3, 4],
    rows: surveys.map(({ rates: { rates }, title }) => [
      title[language],
      ...shownRates.map((name) => {
        const rate = rates[name]
        return RateText.render(rate._tag === "Rate" ? rate : { count: 0, of: 0 }, language)
      }),
    ]),
  }
}

const issueTable = ({ issues }: MonthlyReport, { language }: Options): TableText.Table => {
  const w = words[language]
  return {
    caption: w.issues,
    header: [w.issue, w.count],
    numbers: [1],
    rows: issues.map(({ count, title }) => [title[language], String(count)]),
  }
}

const undecidableTable = ({ undecidable }: MonthlyReport, { language }: Options): TableText.Table => {
  const w = words[language]
  return {
    caption: w.undecidable,
    header: [w.indicator, w.thisMonth, w.interval, w.target, w.standing],
    numbers: [1, 2, 3],
    rows: undecidable.map(({ indicator, now }) => [
      indicator.title[language],
      QualityText.figure(now.figure, language),
      QualityText.interval(now.figure, language),
      QualityText.target(indicator, language),
      QualityText.standing(now.standing, language),
    ]),
  }
}

const cycleTable = ({ cycles }: MonthlyReport, { language }: Options): TableText.Table => {
  const w = words[language]
  return {
    caption: w.cycles,
    header: [w.cycle, w.round, w.stage, w.overdueMeasures],
    numbers: [1],
    rows: cycles.map(({ cycle, overdue }) => [
      cycle.title,
      String(cycle.round),
      QualityText.stage(cycle.stage, language),
      overdue.map(({ id }) => id).join(language === "zh" ? "、" : ", "),
    ]),
  }
}

/** What each figure is computed of, by which version of which definition: nobody has to guess which of several is meant. */
const definitionTable = (
  indicators: ReadonlyArray<PublishedFigure>,
  { language }: Options,
): TableText.Table => {
  const w = words[language]
  return {
    caption: w.definitions,
    header: [w.indicator, w.computedOf, w.version, w.source],
    numbers: [],
    rows: indicators.map(({ evaluated, indicator }) => [
      indicator.title[language],
      QualityText.measure(indicator, language),
      `${evaluated.indicator.id} ${evaluated.indicator.version}`,
      ReasonText.cited(indicator.source.title, language),
    ]),
  }
}

/** What the report tells the quality office. Tables that would be empty are left out. */
export const contents = (report: MonthlyReport, options: Options): Contents => {
  const { language } = options
  const w = words[language]
  const changed = report.changed.map((one) => changedLine(one, options))
  const tables: ReadonlyArray<readonly [TableId, TableText.Table]> = [
    ["indicators", indicatorTable(report, options)],
    ["undecidable", undecidableTable(report, options)],
    ["charts", chartTable(report, options)],
    ["pareto", paretoTable(report, options)],
    ["responseRates", responseTable(report, options)],
    ["issues", issueTable(report, options)],
    ["openLoops", loopTable(report, options)],
    ["cycles", cycleTable(report, options)],
    [
      "definitions",
      definitionTable(
        report.indicators.map(({ indicator, now }) => ({ indicator, evaluated: now })),
        options,
      ),
    ],
  ]
  return {
    title: titleOf(w.title, report.month, language),
    parts: [
      {
        _tag: "List",
        id: "changed",
        heading: w.changed,
        lines: changed.length === 0 ? [w.nothingChanged] : changed,
      },
      ...filled(tables),
      ...byDepartment(report, options),
      ...(hasNarrowLimits(report) ? [{ _tag: "Note" as const, text: w.overdispersed }] : []),
      { _tag: "Note", text: basis(report, language) },
    ],
  }
}

const filled = (tables: ReadonlyArray<readonly [TableId, TableText.Table]>): ReadonlyArray<Part> =>
  tables.flatMap(([id, table]) => (table.rows.length === 0 ? [] : [{ _tag: "Table", id, table }]))

/** What patients are told. */
export const publicContents = (
  { categories, figures, month, otherCategories, overlapping, uncategorised, withheld }: Publication,
  options: Options,
): Contents => {
  const { language } = options
  const w = words[language]
  const titles = withheld.map(({ title }) => title[language])
  const [estimate] = figures.flatMap(({ evaluated: { figure } }) =>
    figure._tag === "Share" || figure._tag === "Rate" ? figure.estimate : [],
  )
  return {
    title: titleOf(w.published, month, language),
    parts: [
      ...filled([
        [
          "indicators",
          {
            caption: w.indicators,
            header: [w.indicator, w.thisMonth, w.interval, w.target, w.standing],
            numbers: [1, 2, 3],
            rows: figures.map(({ evaluated: { figure, standing }, indicator }) => [
              indicator.title[language],
              QualityText.figure(figure, language),
              // It follows from the count and the base beside it, so it tells no more of anybody than they do.
              QualityText.interval(figure, language),
              QualityText.target(indicator, language),
              QualityText.standing(standing, language),
            ]),
          },
        ],
        [
          "pareto",
          {
            caption: w.pareto,
            header: [w.category, w.count],
            numbers: [1],
            rows: [
              ...categories.map(({ count, title }) => [title[language], String(count)]),
              ...(uncategorised === undefined ? [] : [[w.uncategorised, String(uncategorised)]]),
              ...(otherCategories === undefined ? [] : [[w.other, String(otherCategories)]]),
            ],
          },
        ],
        ["definitions", definitionTable(figures, options)],
      ]),
      ...(overlapping === true && categories.length > 0
        ? [{ _tag: "Note" as const, text: w.overlapping }]
        : []),
      ...(estimate === undefined
        ? []
        : [{ _tag: "Note" as const, text: sureness(estimate.confidence, language) }]),
      ...(titles.length === 0
        ? []
        : [
            {
              _tag: "Note" as const,
              text:
                language === "zh"
                  ? `${w.withheld}：${titles.join("、")}。`
                  : `${w.withheld}: ${titles.join(", ")}.`,
            },
          ]),
    ],
  }
}

/** The report for the quality office, in Markdown. */
export const render = (report: MonthlyReport, options: Options): string => markdown(contents(report, options))

/** What patients may read, in Markdown. */
export const publication = (published: Publication, options: Options): string =>
  markdown(publicContents(published, options))

const markdown = ({ parts, title }: Contents): string =>
  `${[`# ${TableText.escaped(title)}`, ...parts.map(partInMarkdown)].join("\n\n")}\n`

const partInMarkdown = (part: Part): string => {
  switch (part._tag) {
    case "List":
      return `### ${TableText.escaped(part.heading)}\n\n${part.lines.map((line) => `- ${TableText.escaped(line)}`).join("\n")}`
    case "Table":
    case "Departments":
      return TableText.markdown(part.table)
    case "Note":
      return TableText.escaped(part.text)
  }
}
