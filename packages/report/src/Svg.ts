/** Charts drawn by ECharts on the server, as SVG that a strict page may hold: no style, no script, no name of its own. */

import type { EChartsOption } from "echarts"
import { BarChart, LineChart } from "echarts/charts"
import { GridComponent, MarkLineComponent } from "echarts/components"
import * as echarts from "echarts/core"
import { SVGRenderer } from "echarts/renderers"
import { type Html, html, verbatim } from "./Html.ts"

echarts.use([BarChart, GridComponent, LineChart, MarkLineComponent, SVGRenderer])

export type Drawing = EChartsOption

export interface Picture {
  /** Told apart from all other pictures of a page by this. */
  readonly id: string
  /** What is said of it to those who can't see it. */
  readonly label: string
  readonly width: number
  readonly height: number
}

export const ink = "#1b2733"
export const soft = "#5b6674"
export const rule = "#dde2e8"

/** The drawing. The same drawing gives the same bytes. */
export const draw = (drawing: Drawing, { height, id, label, width }: Picture): Html => {
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width, height })
  chart.setOption({ animation: false, textStyle: { fontSize: 12, color: ink }, ...drawing })
  const drawn = chart.renderToSVGString({ useViewBox: true })
  chart.dispose()
  const inside = strict(drawn, id)
    .replace(/^<svg[^>]*>/, "")
    .replace(/<\/svg>\s*$/, "")
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">${verbatim(inside)}</svg>`
}

/**
 * A drawing as a page without inline styles takes it: fonts as attributes, nothing for a pointer, and the names of clip
 * paths, which ECharts counts on through a process, counted from the picture's id.
 */
const strict = (svg: string, id: string): string =>
  svg
    .replace(/<style\b[\s\S]*?<\/style>/g, "")
    .replace(/<[^>]*>/g, (tag) =>
      tag
        .replace(/ (?:class|pointer-events|ecmeta_\w+|xml:space)="[^"]*"/g, "")
        .replace(/ style="([^"]*)"/g, (_, declared: string) => fontOf(declared))
        .replace(/\bzr\d+-/g, `${id}-`),
    )
    .replace(/\n+/g, "")

/** The family is the page's own. */
const fontOf = (declared: string): string =>
  [...declared.matchAll(/(font-size|font-weight|font-style):([^;]+)/g)]
    .map(([, name, value]) => ` ${name}="${value}"`)
    .join("")
