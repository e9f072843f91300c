/** Categories by how often they came up, and how much the first ones make up together. */

import { colours } from "./ControlPicture.ts"
import type { Html } from "./Html.ts"
import { shown } from "./Html.ts"
import { type Drawing, draw, ink, rule, soft } from "./Svg.ts"

export interface Bar {
  readonly title: string
  readonly count: number
  /** The share of all that it makes up with those before it, from 0 to 1; absent where all isn't known. */
  readonly together?: number
  readonly vital: boolean
}

export interface Options {
  readonly id: string
  readonly label: string
}

/** More would make the picture longer than it is clear; the table has them all. */
export const most = 12

const width = 360
/** What titles may take. ECharts only guesses how wide letters are, so a fifth more is kept free. */
const labels = 100
const room = 1.2 * labels
const perBar = 26

/** The picture of the first `most` bars, in their order. */
export const paretoPicture = (all: ReadonlyArray<Bar>, { id, label }: Options): Html => {
  const bars = all.slice(0, most)
  const [first] = bars
  const together = bars.flatMap(({ together }, i) => (together === undefined ? [] : [[together, i]]))
  const isShared = together.length > 0
  // On one axis with what they make up together, a bar is as long as its share of all.
  const longest =
    first?.together === undefined ? Math.max(...bars.map(({ count }) => count)) : first.count / first.together
  const category = {
    type: "category",
    inverse: true,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: soft } },
  } as const
  const drawing: Drawing = {
    grid: {
      left: room + 10,
      right: 46,
      top: isShared ? 24 : 6,
      height: perBar * bars.length,
      outerBoundsMode: "none",
    },
    xAxis: {
      type: "value",
      min: 0,
      max: 1,
      interval: 0.2,
      position: "top",
      splitLine: { show: isShared, lineStyle: { color: rule } },
      axisLabel: {
        show: isShared,
        formatter: (share: number) => `${Math.round(share * 100)}%`,
        color: soft,
        fontSize: 11,
      },
    },
    yAxis: [
      {
        ...category,
        data: bars.map(({ title }) => shown(title)),
        axisLabel: { color: ink, fontSize: 12, width: labels, overflow: "truncate", ellipsis: "…" },
      },
      {
        ...category,
        position: "right",
        axisLine: { show: false },
        data: bars.map(({ count }) => String(count)),
        axisLabel: { color: ink, fontSize: 12 },
      },
    ],
    series: [
      {
        type: "bar",
        silent: true,
        barWidth: 15,
        emphasis: { disabled: true },
        data: bars.map(({ count, vital }) => ({
          value: longest === 0 ? 0 : count / longest,
          itemStyle: { color: vital ? colours.value : "#9db4cf" },
        })),
      },
      ...(isShared
        ? [
            {
              type: "line" as const,
              silent: true,
              emphasis: { disabled: true },
              symbol: "circle",
              symbolSize: 5,
              data: together,
              lineStyle: { color: ink, width: 1.2 },
              itemStyle: { color: ink },
            },
          ]
        : []),
    ],
  }
  return draw(drawing, { id, label, width, height: (isShared ? 24 : 6) + perBar * bars.length + 8 })
}
