/**
 * Scores in words: always by the name of their variant, with their base, their interval, and what became of missing answers.
 * There is no plain satisfaction.
 *
 * **Example**
 *
 * ```ts
 * import { Result } from "effect"
 * import { GeneralQuestionnaires, Satisfaction, ScoreDesign, ScoreText, ScoreTally } from "@aftercare/core"
 *
 * const design = Result.getOrThrow(ScoreDesign.of(GeneralQuestionnaires.hotline))
 * const answers = [...Array.from({ length: 70 }, () => 5), ...Array.from({ length: 30 }, () => 3)]
 * const tally = ScoreTally.ofRows(design, answers, { by: [], answers: { politeness: (answer) => answer } })
 * const score = Result.getOrThrow(
 *   Satisfaction.score(design, ScoreTally.total(Result.getOrThrow(tally)), {
 *     id: "polite",
 *     version: "1",
 *     variant: { _tag: "TopBoxes", item: "politeness", boxes: 2 },
 *     confidence: 0.95,
 *     minimumBase: 30,
 *   }),
 * )
 * ScoreText.render(score, { language: "en" })
 * // => "top-2 boxes of politeness: 70.0 % (95 % interval 60.4–78.1 %), n = 100 of 100 responses"
 * ```
 *
 * @since 0.1.0
 */
import type { Language } from "../foundation/Word.ts"
import type { Estimate, Lack } from "../survey/Estimate.ts"
import type { MissingRule, Score, Variant } from "../survey/Satisfaction.ts"

export interface Options {
  readonly language: Language
  /** What an item or a domain is called; its id where it has no name here. */
  readonly names?: { readonly [id: string]: string }
}

type Said = { readonly [L in Language]: string }

/** Whose answers to a domain count. */
export const missingRule = (rule: MissingRule, language: Language): string => {
  const said: Said =
    rule._tag === "Listwise"
      ? { zh: "仅计全部作答者", en: "only who answered every item" }
      : rule._tag === "AvailableCase"
        ? { zh: "凡作答者均计", en: "all who answered any item" }
        : rule.exactlyHalf === "scored"
          ? { zh: "计至少答一半者，恰一半计入", en: "who answered at least half, exactly half included" }
          : { zh: "计答过半数者，恰一半不计", en: "who answered more than half, exactly half left out" }
  return said[language]
}

const boxes = (count: number, best: boolean): Said => ({
  zh: `${best ? "最高" : "最低"}${count === 1 ? "" : ` ${count} `}项占比`,
  en: `${best ? "top" : "bottom"}${count === 1 ? " box" : `-${count} boxes`}`,
})

const nameOf = (variant: Exclude<Variant, { readonly _tag: "Composite" }>): Said => {
  switch (variant._tag) {
    case "ItemMean":
      return { zh: "平均分", en: "mean" }
    case "ItemLinear":
      return { zh: "线性得分（0–100）", en: "linear score of 0–100" }
    case "ItemPercentOfMaximum":
      return { zh: "占满分百分比", en: "percentage of the maximum" }
    case "TopBoxes":
    case "BottomBoxes":
      return boxes(variant.boxes, variant._tag === "TopBoxes")
    case "NetPromoter":
      return { zh: "净推荐值（NPS）", en: "net promoter score" }
    case "EffortMean":
      return { zh: "费力度均值（CES）", en: "customer effort, mean" }
    case "EffortAgree":
      return { zh: "认为容易者占比（CES）", en: "customer effort, found it easy" }
    case "DomainMean":
      return { zh: "个人平均分的均值", en: "mean of the persons' means" }
    case "DomainLinear":
      return { zh: "个人线性得分（0–100）的均值", en: "mean of the persons' linear scores of 0–100" }
    case "DomainPercentOfMaximum":
      return { zh: "个人占满分百分比的均值", en: "mean of the persons' percentages of the maximum" }
    case "DomainRate": {
      const { atLeast, measure } = variant
      return measure === "linear"
        ? { zh: `线性得分不低于 ${atLeast} 者占比`, en: `persons with a linear score of at least ${atLeast}` }
        : { zh: `占满分不低于 ${atLeast}% 者占比`, en: `persons with at least ${atLeast} % of the maximum` }
    }
  }
}

/** What a score is, in full: the variant, what it is of, and the rule for missing answers. */
export const variant = (of: Variant, options: Options): string => {
  const { language, names = {} } = options
  if (of._tag === "Composite") {
    const parts = of.parts.map(({ part, weight }) =>
      language === "zh"
        ? `${variant(part, options)}（权重 ${weight}）`
        : `${variant(part, options)} (weight ${weight})`,
    )
    const rule =
      of.ifMissing === "renormalised"
        ? { zh: "缺少部分时其余权重按比例放大", en: "other weights make up for a part without data" }
        : { zh: "缺少部分时不计分", en: "no score where a part has no data" }
    return language === "zh"
      ? `加权合成：${parts.join("、")}；${rule.zh}`
      : `weighted mean of ${parts.join(", ")}; ${rule.en}`
  }
  const id = "item" in of ? of.item : of.domain
  const what = Object.hasOwn(names, id) ? names[id] : id
  const said = language === "zh" ? `${what} ${nameOf(of).zh}` : `${nameOf(of).en} of ${what}`
  if (!("missing" in of)) return said
  const rule = missingRule(of.missing, language)
  return language === "zh" ? `${said}（${rule}）` : `${said} (${rule})`
}

const lacks: { readonly [L in Lack]: Said } = {
  nothingCounted: { zh: "无人作答", en: "nobody answered" },
  tooFew: { zh: "作答过少", en: "too few answered" },
  noSpread: { zh: "答案全都相同", en: "all answers are the same" },
  impossible: { zh: "计数不成立", en: "the counts can't be" },
}

/** A value with its interval and base; why there is none where there is none. */
const found = (estimate: Estimate, { responses, unit }: Score, language: Language): string => {
  const isChinese = language === "zh"
  const base = (n: number) =>
    isChinese ? `n = ${n}（共 ${responses} 份答卷）` : `n = ${n} of ${responses} responses`
  if (estimate._tag === "NoData")
    return isChinese
      ? `无数据：${lacks[estimate.because].zh}，${base(estimate.n)}`
      : `no data: ${lacks[estimate.because].en}, ${base(estimate.n)}`
  const digits = unit === "points" ? 2 : 1
  const [value, low, high] = [estimate.value, estimate.low, estimate.high].map((one) => one.toFixed(digits))
  const [sign, range] = unit === "of100" ? [isChinese ? "%" : " %", "–"] : ["", unit === "net" ? " to " : "–"]
  const confidence = Number((estimate.confidence * 100).toFixed(2))
  return isChinese
    ? `${value}${sign}（${confidence}% 区间 ${low}${unit === "net" ? " 至 " : "–"}${high}${sign}），${base(estimate.n)}`
    : `${value}${sign} (${confidence} % interval ${low}${range}${high}${sign}), ${base(estimate.n)}`
}

/** A score as it may be quoted. */
export const render = (score: Score, options: Options): string => {
  const { language } = options
  const what = variant(score.variant, options)
  const said = found(score.estimate, score, language)
  return language === "zh" ? `${what}：${said}` : `${what}: ${said}`
}
