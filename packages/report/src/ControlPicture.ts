/** A control chart drawn: points, centre and limits by phase, the target, what signals, and what was done when. */
import type { Word } from "@aftercare/core/foundation"
import { ControlChart } from "@aftercare/core/quality"
import type { LineSeriesOption } from "echarts/charts"
import type { Html } from "./Html.ts"
import { type Drawing, draw, ink, rule, soft } from "./Svg.ts"

export interface Options {
  readonly id: string
  readonly label: string
  readonly language: Word.Language
  /** What is aimed at, in the chart's unit; drawn where it isn't far off. */
  readonly target?: number
  /** The number that an intervention is called by. */
  readonly numberOf: (intervention: ControlChart.Intervention) => number
}

export const colours = { value: "#1f5fa8", signal: "#b3261e", target: "#1b7f4b" } as const

const width = 360
const [left, right] = [56, 24]
const panels = { values: { top: 20, height: 150 }, ranges: { top: 206, height: 70 } } as const
/** Room for the labels of the months. */
const below = 30

/** The months since the year 0, days as parts of them. */
const placeOf = (on: string): number =>
  12 * Number(on.slice(0, 4)) + Number(on.slice(5, 7)) - 1 + (Number(on.slice(8, 10)) - 1) / 31

const monthAt = (place: number): string =>
  `${Math.floor(place / 12)}-${String((place % 12) + 1).padStart(2, "0")}`

/** A value in the unit of its chart. */
export const inUnit = (
  kind: ControlChart.ControlChart["kind"],
  value: number,
  language: Word.Language,
): string =>
  ControlChart.isOfShares(kind)
    ? `${(value * 100).toFixed(2)}${language === "zh" ? "%" : " %"}`
    : String(Number(value.toFixed(2)))

export const controlPicture = (chart: ControlChart.ControlChart, options: Options): Html => {
  const { id, label, language, numberOf, target } = options
  const points = chart.points.map((point) => ({ ...point, at: placeOf(point.on) }))
  const [first, last] = [points[0]?.at ?? 0, points.at(-1)?.at ?? 0]
  const span = { min: first - 0.5, max: last + 0.5 }
  const hasRanges = points.some(({ movingRange }) => movingRange !== undefined)
  const shown = hasRanges ? [panels.values, panels.ranges] : [panels.values]
  const bottom = shown.at(-1) ?? panels.values

  const phases = chart.phases.map((_, number) => points.filter(({ phase }) => phase === number))
  const values = phases.flatMap(
    (within): ReadonlyArray<LineSeriesOption> => [
      ...(["lower", "centre", "upper"] as const).map((which) =>
        line(
          within.flatMap(({ at, limits }) => (limits === undefined ? [] : across(at, limits[which]))),
          { color: soft, width: 1.2, type: which === "centre" ? "solid" : [4, 3] },
        ),
      ),
      dotted(within.map(({ at, signals, value }) => ({ at, value, isSignal: signals.length > 0 }))),
    ],
  )
  const ranges = hasRanges
    ? phases.flatMap(
        (within): ReadonlyArray<LineSeriesOption> => [
          line(
            within.flatMap(({ at, movingRange }) =>
              movingRange?.upper === undefined ? [] : across(at, movingRange.upper),
            ),
            { color: soft, width: 1.2, type: [4, 3] },
          ),
          dotted(
            within.map(({ at, movingRange }) => ({
              at,
              value: movingRange?.value,
              isSignal: movingRange?.beyond === true,
            })),
          ),
        ],
      )
    : []
  const drawn = points
    .flatMap(({ limits, value }) => [value, limits?.lower, limits?.upper])
    .filter((value) => value !== undefined)
  const aims = target !== undefined && isNear(target, drawn) ? [target] : []

  const on = (panel: number) => (series: LineSeriesOption) => ({
    ...series,
    xAxisIndex: panel,
    yAxisIndex: panel,
  })
  const drawing: Drawing = {
    grid: shown.map(({ height, top }) => ({ left, right, top, height, outerBoundsMode: "none" })),
    xAxis: shown.map((panel, gridIndex) => ({
      gridIndex,
      type: "value",
      ...span,
      splitLine: { show: false },
      axisLine: { lineStyle: { color: soft }, onZero: false },
      axisTick: { customValues: monthsIn(first, last) },
      axisLabel: {
        show: panel === bottom,
        customValues: monthsIn(first, last),
        formatter: (at: number) => monthAt(Math.round(at)),
        color: soft,
        fontSize: 11,
      },
    })),
    yAxis: shown.map((_, gridIndex) => ({
      gridIndex,
      type: "value",
      ...(gridIndex === 0 ? extentOf(chart.kind, [...drawn, ...aims]) : { min: 0 }),
      splitNumber: gridIndex === 0 ? 4 : 2,
      splitLine: { lineStyle: { color: rule } },
      axisLabel: {
        formatter: (value: number) => ticked(chart.kind, value, language),
        color: soft,
        fontSize: 11,
      },
    })),
    series: [
      ...aims.map((aim) =>
        on(0)(
          line(
            [
              [span.min, aim],
              [span.max, aim],
            ],
            toTarget,
          ),
        ),
      ),
      ...values.map(on(0)),
      on(0)(interventions(chart, span, numberOf)),
      ...ranges.map(on(1)),
    ],
  }
  return draw(drawing, { id, label, width, height: bottom.top + bottom.height + below })
}

type Place = [at: number, value: number]

const toTarget = { color: colours.target, width: 1.5, type: [8, 3, 2, 3] }

/** A target far from all values would leave them no room to differ in. */
const isNear = (target: number, values: ReadonlyArray<number>): boolean => {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  return target >= 2 * low - high && target <= 2 * high - low
}

/** A limit holds for the whole of its month. */
const across = (at: number, value: number): ReadonlyArray<Place> => [
  [at - 0.5, value],
  [at + 0.5, value],
]

const quiet = { type: "line", silent: true, animation: false, emphasis: { disabled: true } } as const

const line = (
  data: ReadonlyArray<Place>,
  lineStyle: NonNullable<LineSeriesOption["lineStyle"]>,
): LineSeriesOption => ({ ...quiet, symbol: "none", data: [...data], lineStyle })

interface Dot {
  readonly at: number
  readonly value: number | undefined
  readonly isSignal: boolean
}

const dotted = (dots: ReadonlyArray<Dot>): LineSeriesOption => ({
  ...quiet,
  z: 3,
  showAllSymbol: true,
  lineStyle: { color: colours.value, width: 1.8 },
  data: dots.flatMap(({ at, isSignal, value }) =>
    value === undefined
      ? []
      : [
          isSignal
            ? { value: [at, value], symbol: "diamond", symbolSize: 12, itemStyle: { color: colours.signal } }
            : { value: [at, value], symbol: "circle", symbolSize: 6, itemStyle: { color: colours.value } },
        ],
  ),
})

/** How far labels must be from one another, so that the longest don't touch. */
const labelWidth = 48

/** Lines at the dates of what was done; those too near one another share a label. */
const interventions = (
  chart: ControlChart.ControlChart,
  { max, min }: { readonly max: number; readonly min: number },
  numberOf: Options["numberOf"],
): LineSeriesOption => {
  const least = ((max - min) * labelWidth) / (width - left - right)
  const marks: Array<{ readonly xAxis: number; readonly isPhase: boolean; readonly numbers: Array<number> }> =
    []
  let labelled = marks[0]
  for (const intervention of chart.interventions) {
    const xAxis = placeOf(intervention.on)
    if (xAxis < min || xAxis > max) continue
    const mark = { xAxis, isPhase: intervention.newPhase, numbers: [] }
    if (labelled === undefined || xAxis - labelled.xAxis >= least) labelled = mark
    labelled.numbers.push(numberOf(intervention))
    marks.push(mark)
  }
  return {
    ...quiet,
    data: [],
    markLine: {
      silent: true,
      symbol: "none",
      animation: false,
      data: marks.map(({ isPhase, numbers, xAxis }) => ({
        xAxis,
        lineStyle: { color: ink, width: 1, type: isPhase ? "solid" : [2, 3] },
        label: { formatter: () => together(numbers), color: ink, fontSize: 11, distance: 3 },
      })),
    },
  }
}

const together = (numbers: ReadonlyArray<number>): string =>
  numbers.length < 3 ? numbers.join(",") : `${Math.min(...numbers)}…${Math.max(...numbers)}`

/** The months that are labelled: whole quarters, half years or years where there are many. */
const monthsIn = (first: number, last: number): Array<number> => {
  const step = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600].find((every) => (last - first) / every <= 4) ?? 1200
  const from = Math.ceil(first / step) * step
  return Array.from({ length: Math.max(0, Math.floor((last - from) / step) + 1) }, (_, i) => from + i * step)
}

/** Room above and below, but none where no value can be. */
const extentOf = (
  kind: ControlChart.ControlChart["kind"],
  values: ReadonlyArray<number>,
): { readonly min: number; readonly max: number; readonly interval: number } => {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const room = (high - low) * 0.06 || Math.abs(high) * 0.1 || (ControlChart.isOfShares(kind) ? 0.1 : 1)
  const unit = niceUnit((high - low + 2 * room) / 6)
  const min = Math.floor((low - room) / unit) * unit
  const max = Math.ceil((high + room) / unit) * unit
  return {
    min: low >= 0 ? Math.max(0, min) : min,
    max: ControlChart.isOfShares(kind) ? Math.min(1, max) : max,
    interval: unit,
  }
}

/** 1, 2 or 5 times a power of ten, at least so much. */
const niceUnit = (least: number): number => {
  const power = 10 ** Math.floor(Math.log10(least))
  return ([1, 2, 5].find((times) => times * power >= least) ?? 10) * power
}

const units = {
  zh: [
    [1e12, "万亿"],
    [1e8, "亿"],
    [1e4, "万"],
  ],
  en: [
    [1e12, "T"],
    [1e9, "B"],
    [1e6, "M"],
    [1e3, "k"],
  ],
} as const

/** The value of a tick, short enough for the margin. */
const ticked = (kind: ControlChart.ControlChart["kind"], value: number, language: Word.Language): string => {
  if (ControlChart.isOfShares(kind))
    return `${Number((value * 100).toFixed(4))}${language === "zh" ? "%" : " %"}`
  const [size, unit] = (Math.abs(value) >= 1e5 &&
    units[language].find(([size]) => Math.abs(value) >= size)) || [1, ""]
  return `${Number((value / size).toFixed(4))}${unit}`
}
