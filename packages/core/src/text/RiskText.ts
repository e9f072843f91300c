/**
 * A risk tier with its arithmetic, in Chinese and English.
 *
 * @since 0.1.0
 */
import * as RiskTable from "../followup/RiskTable.ts"
import type { RiskTier, Seen } from "../followup/RiskTier.ts"
import type { Language } from "../foundation/Word.ts"
import * as ReasonText from "./ReasonText.ts"
import * as WordText from "./WordText.ts"

/** What a table looks at; what only the hospital notes is shown by the name it has there. */
export const input = (of: RiskTable.Input, language: Language): string => {
  const { literals: amounts } = RiskTable.Amount
  const { literals: flags } = RiskTable.Flag
  const word = [...amounts, ...flags].find((known) => known === of)
  return word === undefined ? of : WordText.riskInput(word, language)
}

const shownValue = ({ value }: Seen, language: Language): string => {
  if (value === undefined) return language === "zh" ? "缺失" : "missing"
  if (typeof value === "number") return String(value)
  if (language === "zh") return value ? "是" : "否"
  return value ? "yes" : "no"
}

/** From `least` to `most`, as one number where they are the same. */
const between = (least: number, most: number, language: Language): string =>
  least === most ? String(most) : language === "zh" ? `${least} 至 ${most}` : `${least} to ${most}`

const verdict = (risk: RiskTier, language: Language): string => {
  const zh = language === "zh"
  if (risk._tag === "RiskKnown") return WordText.tier(risk.tier, language)
  const tiers = risk.tiers.map((tier) => WordText.tier(tier, language)).join(zh ? "或" : " or ")
  const missing = risk.missing.map((of) => input(of, language)).join(zh ? "、" : ", ")
  if (risk.tiers.length === 1)
    return zh ? `缺少${missing}，但无论如何均为${tiers}` : `${tiers} whatever is missing (${missing})`
  return zh ? `未知（缺少${missing}；可能为${tiers}）` : `unknown (${missing} missing; ${tiers} is possible)`
}

const arithmetic = ({ evidence }: RiskTier, language: Language): string => {
  const zh = language === "zh"
  const shown = (seen: Seen) => `${input(seen.input, language)} ${shownValue(seen, language)}`
  if (evidence._tag === "Points") {
    const sum = between(evidence.least, evidence.most, language)
    const parts = evidence.parts.map((part) => {
      const points = between(part.least, part.most, language)
      return zh ? `${shown(part)}：${points}` : `${shown(part)}: ${points}`
    })
    return zh ? `${sum} 分（${parts.join("；")}）` : `${sum} points (${parts.join("; ")})`
  }
  const seen = evidence.seen.map(shown).join(zh ? "；" : "; ")
  const by = ReasonText.names(evidence.rules, language)
  if (evidence.rules.length === 0) return zh ? `无规则成立（${seen}）` : `no rule holds (${seen})`
  return zh ? `依据规则 ${by}（${seen}）` : `by ${by} (${seen})`
}

/**
 * A tier, or why there is none, with the sum and what went into it.
 *
 * **Example**
 *
 * ```ts
 * import { GeneralRisk, RiskText, type RiskTier } from "@aftercare/core"
 *
 * const risk: RiskTier.RiskTier = {
 *   _tag: "RiskUnknown",
 *   table: { id: "own", version: "3" },
 *   source: GeneralRisk.laceWeights.source,
 *   missing: ["emergencyVisits"],
 *   tiers: ["low", "moderate"],
 *   evidence: {
 *     _tag: "Points",
 *     least: 3,
 *     most: 7,
 *     parts: [
 *       { input: "acuteAdmission", value: true, least: 3, most: 3 },
 *       { input: "emergencyVisits", least: 0, most: 4 },
 *     ],
 *   },
 * }
 * RiskText.render(risk, "zh")
 * // => "own 3：未知（缺少入院前 6 个月急诊次数；可能为低风险或中风险）。3 至 7 分（急诊入院 是：3；入院前 6 个月急诊次数 缺失：0 至 4）"
 * ```
 */
export const render = (risk: RiskTier, language: Language): string => {
  const { id, version } = risk.table
  return language === "zh"
    ? `${id} ${version}：${verdict(risk, "zh")}。${arithmetic(risk, "zh")}`
    : `${id} ${version}: ${verdict(risk, "en")}. ${arithmetic(risk, "en")}`
}
