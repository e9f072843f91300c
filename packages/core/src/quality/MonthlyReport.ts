/**
 * The month as a quality office needs it: every indicator with its interval and target, its chart, what changed beyond
 * chance, what can't be told, what is still open, and a version that may be published.
 *
 * **Details**
 *
 * A report is a function of the counts and of nothing else; the same data give the same report. With many indicators
 * compared to the month before, some would differ by chance: `verdict` holds only after Holm's correction over all of
 * them.
 *
 * The publication holds whole numbers of the hospital as a whole, and of these only what `SmallCells` lets be shown beside
 * everything else in it and in those before: an indicator is in it where its count, its base and what is left of the base
 * all are. Small categories are put together, also with complaints of no category where these are few; where complaints stand
 * in several categories, what a category lacks of them all is protected like it. Keep its `cells`, and give them back with
 * the next months.
 *
 * **Example** (One month, and no month before)
 *
 * ```ts
 * import { GeneralIndicators, MonthlyReport } from "@aftercare/core"
 *
 * const month = MonthlyReport.Month.make("2026-03")
 * const report = MonthlyReport.make(
 *   {
 *     indicators: [GeneralIndicators.contactViolations, GeneralIndicators.revisits],
 *     months: [{ month, counts: { contactViolations: 0, revisitsDue: 120, revisitsMade: 90 }, departments: [] }],
 *     interventions: [],
 *     categories: [{ title: { zh: "等候时间", en: "Waiting" }, count: 12 }],
 *     issues: [],
 *     openLoops: [],
 *     cycles: [],
 *   },
 *   month,
 *   { confidence: 0.95, charts: GeneralIndicators.monthlyCharts, threshold: 11 },
 * )
 * report.indicators.map(({ now }) => now.standing._tag) // => ["Met", "NoTarget"]
 * report.indicators.map(({ verdict }) => verdict) // => ["noData", "noData"]
 * report.publication.figures.map(({ indicator }) => indicator.id) // => ["contactViolations", "revisits"]
 * ```
 *
 * @since 0.1.0
 */
import type * as Brand from "effect/Brand"
import * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"
import * as PlainDate from "../calendar/PlainDate.ts"
import * as TimeZone from "../calendar/TimeZone.ts"
import type { OpenLoops } from "../feedback/OpenLoops.ts"
import { StaffId } from "../foundation/Id.ts"
import type { Interval } from "../foundation/Interval.ts"
import type { Rate } from "../foundation/Rate.ts"
import { closed, outspoken } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"
import { Bilingual } from "../foundation/Word.ts"
import * as Comparison from "../survey/Comparison.ts"
import type { ResponseRates } from "../survey/ResponseRates.ts"
import type * as SmallCells from "../survey/SmallCells.ts"
import * as BeforeAfter from "./BeforeAfter.ts"
import * as ControlChart from "./ControlChart.ts"
import { Counts } from "./CountedFact.ts"
import * as ImprovementCycle from "./ImprovementCycle.ts"
import * as Indicator from "./Indicator.ts"
import * as Publication from "./Publication.ts"
import type { Signal } from "./RunRule.ts"
import type * as Training from "./Training.ts"
import * as Trend from "./Trend.ts"

/** A month, such as `2026-03`. */
export const Month = outspoken(
  Schema.String.check(
    Schema.isPattern(/^(?:19|20|21)\d{2}-(?:0[1-9]|1[0-2])$/, {
      message: "a month is written YYYY-MM, from 1900-01 to 2199-12",
    }),
  ).pipe(Schema.brand("Month")),
)
export type Month = string & Brand.Brand<"Month">

export const firstDay = (month: Month): PlainDate.PlainDate => PlainDate.make(`${month}-01`)
export const lastDay = (month: Month): PlainDate.PlainDate =>
  PlainDate.addDays(PlainDate.addMonths(firstDay(month), 1), -1)

/**
 * The month in epoch milliseconds, from midnight to midnight on the hospital's own wall: what its facts are counted over.
 *
 * **Example** (In Shanghai a month begins eight hours before it does in UTC)
 *
 * ```ts
 * import { MonthlyReport, TimeZone } from "@aftercare/core"
 *
 * const march = MonthlyReport.spanOf(MonthlyReport.Month.make("2026-03"), TimeZone.make("Asia/Shanghai"))
 * new Date(march.from).toISOString() // => "2026-02-28T16:00:00.000Z"
 * new Date(march.until).toISOString() // => "2026-03-31T16:00:00.000Z"
 * ```
 */
export const spanOf = (month: Month, zone: TimeZone.TimeZone): Interval => ({
  from: TimeZone.startOfDate(zone, firstDay(month)),
  until: TimeZone.startOfDate(zone, PlainDate.addMonths(firstDay(month), 1)),
})

const Count = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000_000 }))

/** What was counted in a month, in the hospital as a whole and by department. */
export const MonthCounts = closed(
  Schema.Struct({
    month: Month,
    counts: Counts,
    departments: Schema.Array(Schema.Struct({ title: Bilingual, counts: Counts })),
  }),
)
export interface MonthCounts extends Schema.Schema.Type<typeof MonthCounts> {}

/** How often a category or an issue came up in the month. */
export const Named = closed(Schema.Struct({ title: Bilingual, count: Count }))
export interface Named extends Schema.Schema.Type<typeof Named> {}

/** Something that somebody still owes an end. */
export const OpenLoop = closed(
  Schema.Struct({
    kind: Schema.Literals(["ticket", "correctiveAction", "measure", "referral", "training"]),
    id: Text,
    owner: StaffId,
    dueOn: Schema.optionalKey(PlainDate.PlainDate),
  }),
)
export interface OpenLoop extends Schema.Schema.Type<typeof OpenLoop> {}

/**
 * What is open at the desk and what is to be arranged of trainings, as rows of the report. A ticket waits for whoever acts
 * on it, without a date of its own; an action is due on the date in the zone.
 */
export const openLoopsOf = (
  desk: OpenLoops,
  trainings: ReturnType<typeof Training.due>,
  zone: TimeZone.TimeZone,
): ReadonlyArray<OpenLoop> => [
  ...desk.tickets.map(({ acting, ticket }): OpenLoop => ({ kind: "ticket", id: ticket, owner: acting })),
  ...desk.actions.map(
    ({ action, dueAt, owner }): OpenLoop => ({
      kind: "correctiveAction",
      id: action,
      owner,
      dueOn: TimeZone.dateAt(zone, DateTime.toEpochMillis(dueAt)),
    }),
  ),
  ...trainings.map(
    ({ by, course, member }): OpenLoop => ({
      kind: "training",
      id: course.id,
      owner: member.staff,
      dueOn: by,
    }),
  ),
]

/** How many took part in a survey. */
export interface Surveyed {
  readonly title: Bilingual
  readonly rates: ResponseRates
}

/** Something done, for one indicator's chart or for all. */
export interface Done extends ControlChart.Intervention {
  readonly indicator?: Indicator.IndicatorId
}

export interface ReportData {
  /** Those switched off are left out of the report. */
  readonly indicators: ReadonlyArray<Indicator.Indicator>
  /**
   * The month reported on and those before it, as many as there are, in any order. Later ones are left out, and of two
   * for one month the last counts.
   */
  readonly months: ReadonlyArray<MonthCounts>
  readonly interventions: ReadonlyArray<Done>
  /**
   * Complaints of the month by category. Where they are fewer than the month's `complaints`, the rest is of no category;
   * where they are more, complaints stand in several.
   */
  readonly categories: ReadonlyArray<Named>
  /** What people brought up or asked, complaint or not. */
  readonly issues: ReadonlyArray<Named>
  readonly openLoops: ReadonlyArray<OpenLoop>
  readonly cycles: ReadonlyArray<ImprovementCycle.ImprovementCycle>
  /** Those that ran in the month, where any did. */
  readonly surveys?: ReadonlyArray<Surveyed>
  /** The `cells` of everything published before. What was told of the month already isn't told in another way. */
  readonly published?: ReadonlyArray<SmallCells.Publication>
}

export interface Options {
  /** Of all intervals, such as 0.95. */
  readonly confidence: number
  readonly charts: ControlChart.Settings
  /** The smallest group that may be published: 11 where 1 to 10 must not be. */
  readonly threshold: number
}

export interface ReportedIndicator {
  readonly indicator: Indicator.Indicator
  readonly now: Indicator.Evaluated
  /** The month before. */
  readonly before: Indicator.Evaluated
  /** This month beside the one before, for itself alone. */
  readonly change: BeforeAfter.BeforeAfter
  /** The same with regard to all other indicators that are compared. */
  readonly verdict: BeforeAfter.Verdict
  readonly departments: ReadonlyArray<{
    readonly title: Bilingual
    readonly evaluated: Indicator.Evaluated
  }>
  /** The months that there are, in their order: what the chart is drawn of. */
  readonly history: ReadonlyArray<MonthFigure>
  readonly chart: ControlChart.ControlChart
  /** What this month's point on the chart signals. */
  readonly signals: ReadonlyArray<Signal>
  /** How much the points vary beside chance, in the phase of the chart's last point; each chart for itself alone. */
  readonly dispersion?: ControlChart.Dispersion
  readonly trend: Trend.Trend
}

/** What the counts of a month made of an indicator, by the month's first day. */
export interface MonthFigure {
  readonly on: PlainDate.PlainDate
  readonly figure: Indicator.Figure
}

/** A category of a Pareto chart. */
export interface ParetoPart extends Named {
  /** With all those before it, of all. */
  readonly together: Rate
  /** Among the few that make up four fifths. */
  readonly vital: boolean
}

/** What is different from the month before: beyond chance, in its standing to the target, or on the chart. */
export interface Changed {
  readonly indicator: Indicator.Indicator
  readonly verdict: BeforeAfter.Verdict
  readonly from: Indicator.Standing
  readonly to: Indicator.Standing
  readonly signals: ReadonlyArray<Signal>
}

export interface CycleStanding {
  readonly cycle: ImprovementCycle.ImprovementCycle
  /** Past their date at the end of the month. */
  readonly overdue: ReadonlyArray<ImprovementCycle.AgreedMeasure>
}

export type { Publication, PublishedFigure } from "./Publication.ts"

export interface MonthlyReport {
  readonly month: Month
  readonly options: Options
  readonly indicators: ReadonlyArray<ReportedIndicator>
  readonly changed: ReadonlyArray<Changed>
  /** With a target, and without an answer to it. */
  readonly undecidable: ReadonlyArray<ReportedIndicator>
  readonly pareto: ReadonlyArray<ParetoPart>
  /** The most frequent first. */
  readonly issues: ReadonlyArray<Named>
  /** Those past their date at the end of the month first, then by date, then those without one. */
  readonly openLoops: ReadonlyArray<OpenLoop & { readonly overdue: boolean }>
  readonly cycles: ReadonlyArray<CycleStanding>
  readonly surveys: ReadonlyArray<Surveyed>
  readonly publication: Publication.Publication
}

/** The report of a month. Facts of a month that isn't among the data weren't counted. */
export const make = (data: ReportData, month: Month, options: Options): MonthlyReport => {
  const months = [...new Map(data.months.map((one) => [one.month, one])).values()]
    .filter((one) => one.month <= month)
    .sort((a, b) => (a.month < b.month ? -1 : 1))
  const reported = data.indicators
    .filter(({ switchedOff }) => switchedOff !== true)
    .map((indicator) => reportedOf(indicator, months, data.interventions, month, options))
  const indicators = corrected(reported, options.confidence)
  const last = lastDay(month)
  return {
    month,
    options,
    indicators,
    changed: indicators.flatMap((one) => changeOf(one)),
    undecidable: indicators.filter(
      ({ indicator, now }) =>
        indicator.target !== undefined &&
        (now.standing._tag === "Undecidable" || now.standing._tag === "NoData"),
    ),
    pareto: paretoOf(data.categories),
    issues: byCount(data.issues),
    openLoops: loopsOf(data, last),
    cycles: data.cycles.map((cycle) => ({
      cycle,
      overdue: ImprovementCycle.overdue(cycle, PlainDate.addDays(last, 1)),
    })),
    surveys: data.surveys ?? [],
    publication: Publication.make({
      month,
      counts: months.find((one) => one.month === month)?.counts ?? {},
      figures: indicators.map(({ indicator, now }) => ({ indicator, evaluated: now })),
      categories: data.categories,
      threshold: options.threshold,
      earlier: data.published ?? [],
    }),
  }
}

const reportedOf = (
  indicator: Indicator.Indicator,
  months: ReadonlyArray<MonthCounts>,
  interventions: ReadonlyArray<Done>,
  month: Month,
  { charts, confidence }: Options,
): ReportedIndicator => {
  const of = (wanted: PlainDate.PlainDate) => months.find((one) => firstDay(one.month) === wanted)
  const here = of(firstDay(month))
  const evaluated = (counts: Counts | undefined) => Indicator.evaluate(indicator, counts ?? {}, confidence)
  const now = evaluated(here?.counts)
  const before = evaluated(of(PlainDate.addMonths(firstDay(month), -1))?.counts)
  const change = BeforeAfter.compare(
    Indicator.estimateOf(before.figure),
    Indicator.estimateOf(now.figure),
    indicator.better,
  )
  const history = months.map((one) => ({ on: firstDay(one.month), figure: evaluated(one.counts).figure }))
  const chart = ControlChart.make(
    seriesOf(indicator.measure, history),
    charts,
    interventions
      .filter(({ indicator: only }) => only === undefined || only === indicator.id)
      .map(({ newPhase, on, title }) => ({ newPhase, on, title })),
  )
  const limits = chart.phases.at(-1)?.limits
  const dispersion = limits?._tag === "Drawn" ? limits.dispersion : undefined
  return {
    indicator,
    now,
    before,
    change,
    verdict: change.verdict,
    departments: (here?.departments ?? []).map(({ counts, title }) => ({
      title,
      evaluated: evaluated(counts),
    })),
    history,
    chart,
    signals: chart.points.find(({ on }) => on === firstDay(month))?.signals ?? [],
    ...(dispersion === undefined ? {} : { dispersion }),
    trend: Trend.of(
      chart.points.flatMap(({ value }) => value ?? []),
      confidence,
    ),
  }
}

/** Months without a figure aren't points. */
const seriesOf = (measure: Indicator.Measure, figures: ReadonlyArray<MonthFigure>): ControlChart.Series => {
  switch (measure._tag) {
    case "Share":
      return {
        _tag: measure.laney ? "PPrime" : "P",
        points: figures.flatMap(({ figure, on }) =>
          figure._tag === "Share" ? [{ on, ...figure.rate }] : [],
        ),
      }
    case "Rate":
      return {
        _tag: measure.laney ? "UPrime" : "U",
        points: figures.flatMap(({ figure, on }) =>
          figure._tag === "Rate" ? [{ on, count: figure.count, exposure: figure.by / figure.per }] : [],
        ),
      }
    case "Total":
      return {
        _tag: "XmR",
        floor: 0,
        points: figures.flatMap(({ figure, on }) =>
          figure._tag === "Total" ? [{ on, value: figure.count }] : [],
        ),
      }
  }
}

/** With each verdict standing only where it does after Holm's correction. */
const corrected = (
  reported: ReadonlyArray<ReportedIndicator>,
  confidence: number,
): ReadonlyArray<ReportedIndicator> => {
  const compared = reported.filter(({ change }) => change.difference._tag === "Compared")
  const adjusted = Comparison.holm(
    compared.flatMap(({ change: { difference } }) =>
      difference._tag === "Compared" ? [difference.pValue] : [],
    ),
  )
  return reported.map((one) => {
    const place = compared.indexOf(one)
    const isShown = "_tag" in adjusted || place < 0 || (adjusted[place] as number) < 1 - confidence
    return isShown ? one : { ...one, verdict: "notShown" }
  })
}

const changeOf = ({
  before,
  indicator,
  now,
  signals,
  verdict,
}: ReportedIndicator): ReadonlyArray<Changed> => {
  const [from, to] = [before.standing, now.standing]
  // Nobody waits for a second month to hear of a target that was missed in the first.
  const isOther = from._tag !== to._tag && (from._tag !== "NoData" || to._tag === "NotMet")
  return verdict === "better" || verdict === "worse" || isOther || signals.length > 0
    ? [{ indicator, verdict, from, to, signals }]
    : []
}

const byCount = (all: ReadonlyArray<Named>): ReadonlyArray<Named> =>
  [...all].sort((a, b) => b.count - a.count)

/** The part of all that the vital few make up. */
const vitalPart = 0.8

const paretoOf = (categories: ReadonlyArray<Named>): ReadonlyArray<ParetoPart> => {
  const of = categories.reduce((sum, { count }) => sum + count, 0)
  let before = 0
  return byCount(categories.filter(({ count }) => count > 0)).map((one) => {
    const vital = before < vitalPart * of
    before += one.count
    return { ...one, together: { count: before, of }, vital }
  })
}

const loopsOf = (
  { cycles, openLoops }: ReportData,
  last: PlainDate.PlainDate,
): MonthlyReport["openLoops"] => {
  const measures = cycles.flatMap((cycle) =>
    ImprovementCycle.isClosed(cycle)
      ? []
      : ImprovementCycle.openMeasures(cycle).map(
          ({ dueOn, id, owner }): OpenLoop => ({ kind: "measure", id, owner, dueOn }),
        ),
  )
  const dateOf = ({ dueOn }: OpenLoop) => dueOn ?? "9999-12-31"
  return [...openLoops, ...measures]
    .map((loop) => ({ ...loop, overdue: loop.dueOn !== undefined && loop.dueOn <= last }))
    .sort((a, b) => (dateOf(a) < dateOf(b) ? -1 : dateOf(a) > dateOf(b) ? 1 : 0))
}
