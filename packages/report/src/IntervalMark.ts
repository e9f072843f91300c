/** A share with its interval and its target as a small mark beside the number: a line from 0 to 100 %. */
import type { Indicator } from "@aftercare/core/quality"
import { type Html, html, nothing } from "./Html.ts"

const place = (share: number): number => Number((4 + 112 * share).toFixed(2))

/** What stands in the cells says the same, so the mark itself is told to nobody. Only shares have one. */
export const intervalMark = ({ figure }: Indicator.Evaluated, { target }: Indicator.Indicator): Html => {
  if (figure._tag !== "Share") return nothing
  const { high, low, value } = figure.estimate
  const aim = target === undefined ? nothing : html`<path class="aim" d="M${place(target.value)} 1V13"/>`
  return html`<svg class="mark" viewBox="0 0 120 14" aria-hidden="true"><path class="all" d="M4 7H116"/><path class="range" d="M${place(low)} 7H${place(high)}"/>${aim}<circle cx="${place(value)}" cy="7" r="2.6"/></svg>`
}
