/**
 * A protocol's stages in words: what they are counted from, when they are, how often they come.
 *
 * @since 0.1.0
 */
import type { Offset, Repeat, Stage, StageWindow } from "../followup/FollowUpProtocol.ts"
import type { Bilingual, Language } from "../foundation/Word.ts"
import * as ReasonText from "./ReasonText.ts"

/** An offset, such as `day 7` or `month 3 − 7 d`. */
export const offset = (distance: Offset, language: Language): string => {
  const zh = language === "zh"
  if ("hours" in distance) return zh ? `${distance.hours} 小时` : `${distance.hours} h`
  if ("workingDays" in distance)
    return zh ? `第 ${distance.workingDays} 个工作日` : `working day ${distance.workingDays}`
  const { days = 0, months = 0, weeks = 0 } = distance
  const whole = weeks * 7 + days
  if (months === 0) return zh ? `第 ${whole} 天` : `day ${whole}`
  const sign = whole < 0 ? "−" : "+"
  const rest = whole === 0 ? "" : zh ? ` ${sign} ${Math.abs(whole)} 天` : ` ${sign} ${Math.abs(whole)} d`
  return zh ? `第 ${months} 个月${rest}` : `month ${months}${rest}`
}

/** When a stage is to happen: from earliest to due, and the latest. */
export const window = ({ due, earliest, latest }: StageWindow, language: Language): string => {
  const [from, to, end] = [earliest, due, latest].map((bound) => offset(bound, language))
  const within = from === to ? from : `${from} – ${to}`
  return language === "zh" ? `${within}，最晚 ${end}` : `${within}, latest ${end}`
}

/** How often a stage comes, such as `every month 3, 4 times`. */
export const recurrence = ({ every, times }: Repeat, language: Language): string => {
  const [unit, length] = (Object.entries(every)[0] ?? ["days", 0]) as ["months" | "weeks" | "days", number]
  const { en, zh } = units[unit]
  return language === "zh"
    ? `每 ${length} ${zh}，共 ${times} 次`
    : `every ${length === 1 ? en : `${length} ${en}s`}, ${times} times`
}

const units: Record<"months" | "weeks" | "days", Bilingual> = {
  months: { zh: "个月", en: "month" },
  weeks: { zh: "周", en: "week" },
  days: { zh: "天", en: "day" },
}

/** What a stage is counted from. `named` gives the title of the stage that it follows. */
export const countedFrom = (
  { anchor }: Pick<Stage, "anchor">,
  language: Language,
  named: (stage: string) => string,
): string => {
  const zh = language === "zh"
  switch (anchor?._tag) {
    case undefined:
    case "Discharge":
      return zh ? "出院" : "discharge"
    case "Operation":
      return zh ? "手术" : "operation"
    case "Examination":
      return zh ? "检查" : "examination"
    case "Delivery":
      return zh ? "分娩" : "delivery"
    case "StageEnd":
      return zh ? `${named(anchor.stage)}结束` : `the end of ${named(anchor.stage)}`
    case "Finding": {
      const finding = ReasonText.name(anchor.finding, language)
      return zh ? `${named(anchor.stage)}，如${finding}` : `${named(anchor.stage)}, if ${finding}`
    }
  }
}
