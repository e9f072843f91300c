/**
 * Shares with their base: "171 of 184 (92.9 %)". Where there is nothing to share in, it says so; no data is not zero.
 *
 * @since 0.1.0
 */
import type { Rate } from "../foundation/Rate.ts"
import type { Language } from "../foundation/Word.ts"

/**
 * Per cent to one decimal, in whole numbers so that every machine rounds alike. Only all is 100 %, and only nothing 0 %.
 */
const percent = ({ count, of }: Rate): string => {
  const tenths = Math.round((count * 1000) / of)
  if (count > 0 && tenths === 0) return "<0.1"
  if (count < of && tenths === 1000) return ">99.9"
  return `${Math.floor(tenths / 10)}.${tenths % 10}`
}

/**
 * A share with its base.
 *
 * **Example**
 *
 * ```ts
 * import { RateText } from "@aftercare/core"
 *
 * RateText.render({ count: 171, of: 184 }, "en") // => "171 of 184 (92.9 %)"
 * RateText.render({ count: 0, of: 0 }, "zh") // => "无数据"
 * ```
 */
export const render = (rate: Rate, language: Language): string => {
  const { count, of } = rate
  if (of === 0) return language === "zh" ? "无数据" : "no data"
  return language === "zh"
    ? `${of} 中 ${count}（${percent(rate)}%）`
    : `${count} of ${of} (${percent(rate)} %)`
}
