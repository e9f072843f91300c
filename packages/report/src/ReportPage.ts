/**
 * The monthly report as one HTML page: for the quality office, and for patients.
 *
 * **Details**
 *
 * The page needs nothing beside itself: no script, no font, no address of anywhere, and it forbids them all by a content
 * security policy of its own, in which its one style sheet is named by its hash. What it says is what `ReportText` says;
 * the charts add nothing that isn't in a table as well. Every text is escaped. The same report gives the same bytes.
 *
 * It is read on a phone from 360 px on, on a desk, and on A4. Charts are drawn on a server, not in a browser.
 *
 * **Example** (A month to be read by patients)
 *
 * ```ts
 * import { GeneralIndicators, MonthlyReport } from "@aftercare/core"
 * import { ReportPage } from "@aftercare/report"
 *
 * const month = MonthlyReport.Month.make("2026-03")
 * const report = MonthlyReport.make(
 *   {
 *     indicators: [GeneralIndicators.revisits],
 *     months: [{ month, counts: { revisitsDue: 120, revisitsMade: 90 }, departments: [] }],
 *     interventions: [], categories: [], issues: [], openLoops: [], cycles: [],
 *   },
 *   month,
 *   { confidence: 0.95, charts: GeneralIndicators.monthlyCharts, threshold: 11 },
 * )
 * const page = ReportPage.publication(report.publication, { language: "en" })
 * page.includes("<h1>How we did, 2026-03</h1>") // => true
 * page.includes("90 of 120 (75.0 %)") // => true
 * page.includes("66.6–81.9 %") // => true
 * ```
 *
 * @since 0.1.0
 */
import { createHash } from "node:crypto"
import type { Word } from "@aftercare/core/foundation"
import type { ControlChart, Indicator, MonthlyReport } from "@aftercare/core/quality"
import { QualityText, ReportText, type TableText } from "@aftercare/core/text"
import { colours, controlPicture, inUnit } from "./ControlPicture.ts"
import { type Html, html, nothing, verbatim } from "./Html.ts"
import { intervalMark } from "./IntervalMark.ts"
import { type Bar, most, paretoPicture } from "./ParetoPicture.ts"
import { style } from "./pageStyle.ts"

export interface Options {
  readonly language: Word.Language
}

const words = {
  zh: {
    standings: { Met: "达标", NotMet: "未达标", Undecidable: "无法判断", NoData: "无数据" },
    kinds: {
      P: "p 图（占比）",
      PPrime: "Laney p′ 图（占比）",
      U: "u 图（率）",
      UPrime: "Laney u′ 图（率）",
      XmR: "XmR 图（单值与移动极差）",
    },
    variation: "波动",
    value: "数值",
    signal: "信号",
    centre: "中心线",
    limits: "控制限",
    target: "目标",
    intervention: "干预，按编号；实线处重新计算控制限",
    trend: "趋势",
    signalsNow: "本月信号",
    noPoints: "尚无数据点",
    data: "图中数据",
    month: "月份",
    lower: "下限",
    upper: "上限",
    range: "移动极差",
    rangeUpper: "移动极差上限",
    byDepartment: "按科室",
    only: (count: number) => `图中为数量最多的 ${count} 类，其余见下表。`,
    label: (kind: string, points: number, from: string, to: string, signals: number) =>
      `${kind}：${from} 至 ${to}，${points} 点，其中 ${signals} 点有信号`,
    separator: "：",
    joint: "；",
  },
  en: {
    standings: { Met: "met", NotMet: "not met", Undecidable: "can't be told", NoData: "no data" },
    kinds: {
      P: "p chart of shares",
      PPrime: "Laney's p′ chart of shares",
      U: "u chart of rates",
      UPrime: "Laney's u′ chart of rates",
      XmR: "XmR chart of values and moving ranges",
    },
    variation: "variation",
    value: "Value",
    signal: "Signal",
    centre: "Centre",
    limits: "Limits",
    target: "Target",
    intervention: "What was done, by number; where the line is solid, limits begin anew",
    trend: "trend",
    signalsNow: "Signals this month",
    noPoints: "No points yet",
    data: "The chart's data",
    month: "Month",
    lower: "Lower",
    upper: "Upper",
    range: "Moving range",
    rangeUpper: "Its upper limit",
    byDepartment: "By department",
    only: (count: number) => `The picture shows the ${count} most frequent; the table has them all.`,
    label: (kind: string, points: number, from: string, to: string, signals: number) =>
      `${kind}: ${points} points from ${from} to ${to}, ${signals} of them signal`,
    separator: ": ",
    joint: "; ",
  },
}

/** The report for the quality office. */
export const render = (report: MonthlyReport.MonthlyReport, { language }: Options): string => {
  const { parts, title } = ReportText.contents(report, { language })
  const departments = new Map(
    parts.flatMap((part) => (part._tag === "Departments" ? [[part.indicator, part.table]] : [])),
  )
  const bodies = parts.map((part) => partOf(part, (table) => bodyOf(report, table, departments, language)))
  return page(title, language, html`${cards(report, language)}${bodies}`)
}

/** What patients may read. */
export const publication = (published: MonthlyReport.Publication, { language }: Options): string => {
  const { parts, title } = ReportText.publicContents(published, { language })
  const body = ({ id, table }: TablePart): Html => {
    if (id === "indicators")
      return tableOf(table, { marked: { rows: published.figures.map(rowOf), finding: 4 } })
    if (id !== "pareto") return tableOf(table)
    const bars = table.rows.map(([title = "", count], i) => ({
      title,
      count: Number(count),
      vital: i < published.categories.length,
    }))
    return html`${pareto(table.caption, bars, language)}${tableOf(table)}`
  }
  return page(title, language, html`${parts.map((part) => partOf(part, body))}`)
}

type TablePart = Extract<ReportText.Part, { readonly _tag: "Table" }>

const partOf = (part: ReportText.Part, body: (part: TablePart) => Html): Html => {
  switch (part._tag) {
    case "List":
      return section(part.heading, html`<ul>${part.lines.map((line) => html`<li>${line}</li>`)}</ul>`)
    case "Table":
      return section(part.table.caption, body(part))
    case "Note":
      return html`<p class="soft">${part.text}</p>`
    // They stand with their indicator's chart.
    case "Departments":
      return nothing
  }
}

const section = (heading: string, body: Html): Html => html`<section><h2>${heading}</h2>${body}</section>`

const cards = ({ indicators }: MonthlyReport.MonthlyReport, language: Word.Language): Html => {
  const { standings } = words[language]
  return html`<ul class="cards">${(["Met", "NotMet", "Undecidable", "NoData"] as const).map(
    (tag) =>
      html`<li class="${tag}"><strong>${indicators.filter(({ now }) => now.standing._tag === tag).length}</strong>${standings[tag]}</li>`,
  )}</ul>`
}

type Tables = ReadonlyMap<Indicator.IndicatorId, TableText.Table>

const bodyOf = (
  report: MonthlyReport.MonthlyReport,
  { id, table }: TablePart,
  departments: Tables,
  language: Word.Language,
): Html => {
  switch (id) {
    case "indicators":
      return tableOf(table, {
        marked: {
          rows: report.indicators.map(({ indicator, now }) => rowOf({ indicator, evaluated: now })),
          finding: 4,
        },
      })
    case "charts": {
      const done = doneIn(report)
      const list = html`<ol class="done">${done.map((one) => html`<li>${one}</li>`)}</ol>`
      const articles = report.indicators.map((one, i) =>
        article(one, i, report.options.confidence, departments.get(one.indicator.id), done, language),
      )
      return html`${key(language)}${done.length === 0 ? nothing : list}<div class="charts">${articles}</div>${tableOf(table)}`
    }
    case "pareto": {
      const bars = report.pareto.map(({ count, title, together, vital }) => ({
        title: title[language],
        count,
        together: together.count / together.of,
        vital,
      }))
      return html`${pareto(table.caption, bars, language)}${tableOf(table)}`
    }
    default:
      return tableOf(table)
  }
}

/** What a row shows beside its text. */
interface Row {
  readonly mark: Html
  readonly standing: Indicator.Standing["_tag"]
}

interface Rows {
  readonly rows: ReadonlyArray<Row>
  /** The column that says how the figure stands to its target, by its place from 0. */
  readonly finding: number
}

const rowOf = ({ evaluated, indicator }: MonthlyReport.PublishedFigure): Row => ({
  mark: intervalMark(evaluated, indicator),
  standing: evaluated.standing._tag,
})

/** A table, its caption seen where no heading says the same; the marks of its rows stand with the figures, in column 1. */
const tableOf = (
  { caption, header, numbers, rows }: TableText.Table,
  { captionIs, marked }: { readonly captionIs?: string; readonly marked?: Rows } = {},
): Html => {
  const classOf = (at: number): string => (numbers.includes(at) ? "number" : "")
  const cell = (text: string, at: number, row: Row | undefined): Html => {
    if (at === 0) return html`<th scope="row">${text}</th>`
    const classes = [
      classOf(at),
      numbers.includes(at) && text.length <= 28 ? "short" : "",
      row !== undefined && at === marked?.finding ? row.standing : "",
    ].filter((name) => name !== "")
    const mark = row !== undefined && at === 1 ? row.mark : nothing
    return html`<td class="${classes.join(" ")}" data-label="${header[at] ?? ""}">${text}${mark}</td>`
  }
  return html`<table><caption class="${captionIs === undefined ? "unseen" : ""}">${captionIs ?? caption}</caption><thead><tr>${header.map(
    (name, at) => html`<th scope="col" class="${classOf(at)}">${name}</th>`,
  )}</tr></thead><tbody>${rows.map(
    (cells, i) => html`<tr>${cells.map((text, at) => cell(text, at, marked?.rows[i]))}</tr>`,
  )}</tbody></table>`
}

const pareto = (caption: string, bars: ReadonlyArray<Bar>, language: Word.Language): Html => {
  const { joint, only, separator } = words[language]
  const said = bars.slice(0, most).map(({ count, title }) => `${title} ${count}`)
  return html`<figure>${paretoPicture(bars, {
    id: "pareto",
    label: `${caption}${separator}${said.join(joint)}`,
  })}${bars.length > most ? html`<figcaption>${only(most)}</figcaption>` : nothing}</figure>`
}

/** What the signs of the control charts mean. */
const key = (language: Word.Language): Html => {
  const { centre, intervention, limits, signal, target, value } = words[language]
  const { signal: red, target: green, value: blue } = colours
  const sign = (drawn: Html, word: string) =>
    html`<li><svg viewBox="0 0 28 12" aria-hidden="true">${drawn}</svg>${word}</li>`
  return html`<ul class="key">${[
    sign(
      html`<path d="M0 6H28" stroke="${blue}" stroke-width="1.8"/><circle cx="14" cy="6" r="3" fill="${blue}"/>`,
      value,
    ),
    sign(html`<path d="M14 0L20 6L14 12L8 6Z" fill="${red}"/>`, signal),
    sign(html`<path d="M0 6H28" stroke="currentColor" stroke-width="1.2"/>`, centre),
    sign(html`<path d="M0 6H28" stroke="currentColor" stroke-width="1.2" stroke-dasharray="4 3"/>`, limits),
    sign(html`<path d="M0 6H28" stroke="${green}" stroke-width="1.8" stroke-dasharray="8 3 2 3"/>`, target),
    sign(html`<path d="M14 0V12" stroke="currentColor" stroke-dasharray="2 3"/>`, intervention),
  ]}</ul>`
}

/** One indicator's chart, with what it says in words, its data, and its departments. */
const article = (
  { chart, departments, dispersion, history, indicator, signals, trend }: MonthlyReport.ReportedIndicator,
  number: number,
  confidence: number,
  byDepartment: TableText.Table | undefined,
  done: ReadonlyArray<string>,
  language: Word.Language,
): Html => {
  const w = words[language]
  const title = indicator.title[language]
  const said = signals.map((signal) => QualityText.signal(signal, language)).join(w.joint)
  const [first, last] = [chart.points[0], chart.points.at(-1)]
  const drawn =
    first === undefined || last === undefined
      ? html`<p class="soft">${w.noPoints}</p>`
      : html`<figure>${controlPicture(chart, {
          id: `chart-${number}`,
          label: `${title}${w.separator}${w.label(
            w.kinds[chart.kind],
            chart.points.length,
            first.on.slice(0, 7),
            last.on.slice(0, 7),
            chart.points.filter((point) => point.signals.length > 0).length,
          )}`,
          language,
          numberOf: (intervention) => done.indexOf(nameOf(intervention)) + 1,
          ...(indicator.target === undefined ? {} : { target: indicator.target.value }),
        })}</figure>${dataOf(chart, history, title, language)}`
  const varies =
    dispersion === undefined
      ? ""
      : `${w.joint}${w.variation}${w.separator}${QualityText.dispersion(dispersion, confidence, language)}`
  return html`<article><h3>${title}</h3><p class="soft">${QualityText.measure(indicator, language)}</p><p class="soft">${w.kinds[chart.kind]}${varies}${w.joint}${w.trend}${w.separator}${QualityText.trend(
    trend,
    language,
  )}</p>${said === "" ? nothing : html`<p class="NotMet">${w.signalsNow}${w.separator}${said}</p>`}${drawn}${
    byDepartment === undefined
      ? nothing
      : html`<details><summary>${w.byDepartment}</summary>${tableOf(byDepartment, {
          captionIs: title,
          marked: { rows: departments.map(({ evaluated }) => rowOf({ evaluated, indicator })), finding: 3 },
        })}</details>`
  }</article>`
}

/** All that was done, in the order of its dates; one thing done for several indicators stands once. */
const doneIn = ({ indicators }: MonthlyReport.MonthlyReport): ReadonlyArray<string> =>
  [...new Set(indicators.flatMap(({ chart }) => chart.interventions.map(nameOf)))].sort()

const nameOf = ({ on, title }: ControlChart.Intervention): string => `${on} ${title}`

/** All that the picture shows, as a table; the values with their bases. */
const dataOf = (
  { kind, points }: ControlChart.ControlChart,
  history: MonthlyReport.ReportedIndicator["history"],
  caption: string,
  language: Word.Language,
): Html => {
  const w = words[language]
  const number = (value: number | undefined) => (value === undefined ? "" : inUnit(kind, value, language))
  const table: TableText.Table = {
    caption,
    header: [
      w.month,
      w.value,
      w.lower,
      w.centre,
      w.upper,
      ...(kind === "XmR" ? [w.range, w.rangeUpper] : []),
      w.signal,
    ],
    numbers: kind === "XmR" ? [1, 2, 3, 4, 5, 6] : [1, 2, 3, 4],
    rows: points.map(({ limits, movingRange, on, signals }) => [
      on.slice(0, 7),
      ...history.flatMap((one) => (one.on === on ? QualityText.figure(one.figure, language) : [])),
      number(limits?.lower),
      number(limits?.centre),
      number(limits?.upper),
      ...(kind === "XmR" ? [number(movingRange?.value), number(movingRange?.upper)] : []),
      signals.map((signal) => QualityText.signal(signal, language)).join(w.joint),
    ]),
  }
  return html`<details><summary>${w.data}</summary>${tableOf(table, { captionIs: caption })}</details>`
}

const policy = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`

const page = (title: string, language: Word.Language, body: Html): string =>
  html`<!doctype html>
<html lang="${language === "zh" ? "zh-CN" : "en"}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${verbatim(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${verbatim(style)}</style>
</head>
<body>
<header><h1>${title}</h1></header>
<main>${body}</main>
</body>
</html>
`.text
