/**
 * The words of a hotline's service levels: each by its definition, with what is counted and of what.
 *
 * **Example** (Never a bare service level)
 *
 * ```ts
 * import { ServiceLevel, ServiceLevelText } from "@aftercare/core"
 *
 * const none = { answeredWithin: 0, answeredAfter: 0, abandonedWithin: 0, abandonedAfter: 0, callbacks: 0, others: 0 }
 * const definition: ServiceLevel.Definition = { measure: "ignoreShortAbandon", callbacks: "leftOut" }
 * const counts = { ...none, answeredWithin: 70, answeredAfter: 5, abandonedWithin: 10, abandonedAfter: 4 }
 * ServiceLevelText.render(ServiceLevel.of(counts, definition), "en")
 * // => "in time, of all but those given up early (without callbacks): 70 of 79 (88.6 %)"
 * ServiceLevelText.render(ServiceLevel.of(none, definition), "zh") // => "按时接通（占全部，过早放弃的除外；不含回电）：无来电"
 * ServiceLevelText.explain(counts, definition, "en")
 * // => "answered in time 70 ÷ (answered in time 70 + answered late 5 + given up later 4 + left otherwise 0)"
 * ```
 *
 * @since 0.1.0
 */
import type { Bilingual, Language } from "../foundation/Word.ts"
import * as ServiceLevel from "../hotline/ServiceLevel.ts"
import * as RateText from "./RateText.ts"

type Words<Code extends string> = { readonly [C in Code]: Bilingual }

const measures: Words<ServiceLevel.Measure> = {
  answeredOnly: { zh: "按时接通（占已接", en: "in time, of those answered" },
  negativeImpact: { zh: "按时接通（占全部", en: "in time, of all" },
  ignoreShortAbandon: {
    zh: "按时接通（占全部，过早放弃的除外",
    en: "in time, of all but those given up early",
  },
  positiveImpact: { zh: "按时接通或过早放弃（占全部", en: "in time or given up early, of all" },
  answered: { zh: "接通（占全部", en: "answered, of all" },
  abandoned: { zh: "放弃（占全部", en: "given up, of all" },
  abandonedWithoutShort: {
    zh: "放弃（占全部，过早放弃的除外",
    en: "given up, of all but those given up early",
  },
}

const parts: Words<ServiceLevel.Part> = {
  answeredWithin: { zh: "按时接通", en: "answered in time" },
  answeredAfter: { zh: "超时接通", en: "answered late" },
  abandonedWithin: { zh: "过早放弃", en: "given up early" },
  abandonedAfter: { zh: "随后放弃", en: "given up later" },
  callbacks: { zh: "改为回电", en: "left for a callback" },
  others: { zh: "其他离队", en: "left otherwise" },
}

/** The definition in words: what is counted of what, and whether callbacks are among it. */
export const definition = (of: ServiceLevel.Definition, language: Language): string => {
  const word = measures[of.measure][language]
  const isWithout = of.callbacks === "leftOut" && of.measure !== "answeredOnly"
  if (language === "zh") return `${word}${isWithout ? "；不含回电" : ""}）`
  return isWithout ? `${word} (without callbacks)` : word
}

/** A service level with its definition and its base; that there was no call is said so. */
export const render = (level: ServiceLevel.ServiceLevel, language: Language): string => {
  const name = definition(level.definition, language)
  const zh = language === "zh"
  const said = level._tag === "Share" ? RateText.render(level.rate, language) : zh ? "无来电" : "no calls"
  return zh ? `${name}：${said}` : `${name}: ${said}`
}

/** How the share is made of these counts, part by part. */
export const explain = (
  counts: ServiceLevel.Counts,
  of: ServiceLevel.Definition,
  language: Language,
): string => {
  const made = ServiceLevel.parts(of)
  const sum = (some: ReadonlyArray<ServiceLevel.Part>) => {
    const all = some.map((part) => `${parts[part][language]} ${counts[part]}`).join(" + ")
    return some.length === 1 ? all : language === "zh" ? `（${all}）` : `(${all})`
  }
  return `${sum(made.count)} ÷ ${sum(made.of)}`
}
