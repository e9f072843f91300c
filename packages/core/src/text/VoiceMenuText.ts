/**
 * What is said in a voice menu, line by line, and what is wrong with one, in Chinese and English.
 *
 * @since 0.1.0
 */
import type { Language } from "../foundation/Word.ts"
import type { Finding, Key, Limits, Menu, Step } from "../hotline/VoiceMenu.ts"
import * as ReasonText from "./ReasonText.ts"

const signs: { readonly [K in Key]?: { readonly zh: string; readonly en: string } } = {
  "*": { zh: "星号键", en: "star" },
  "#": { zh: "井号键", en: "hash" },
}

const keyOf = (key: Key, language: Language): string => signs[key]?.[language] ?? key

/**
 * What a caller hears in a menu, for a recording or a voice: what it says, and its keys in their order.
 *
 * **Example**
 *
 * ```ts
 * import { GeneralHotline, VoiceMenuText } from "@aftercare/core"
 *
 * VoiceMenuText.spoken(GeneralHotline.menu.menus[0], "en")
 * // => [
 * //      "This is the hospital's hotline.",
 * //      "For appointments, press 1.",
 * //      "For questions after your stay, press 2.",
 * //      "For complaints and suggestions, press 3.",
 * //      "To be called back, press 9.",
 * //      "For a person, press 0.",
 * //    ]
 * ```
 */
export const spoken = ({ options, says }: Menu, language: Language): ReadonlyArray<string> => [
  says[language],
  ...options.map(({ key, title }) =>
    language === "zh" ? `${title.zh}，请按 ${keyOf(key, "zh")}。` : `${title.en}, press ${keyOf(key, "en")}.`,
  ),
]

const stepOf = (by: Step, language: Language): string => {
  if (by === "silence") return language === "zh" ? "不按键" : "silence"
  if (by === "wrongKey") return language === "zh" ? "按错键" : "wrong keys"
  return language === "zh" ? `按 ${keyOf(by, "zh")}` : `key ${keyOf(by, "en")}`
}

/**
 * What is wrong, where in the menu, and for limits how much there is of how much.
 *
 * **Example**
 *
 * ```ts
 * import { GeneralHotline, VoiceMenu, VoiceMenuText } from "@aftercare/core"
 *
 * const limits = { ...GeneralHotline.menuLimits, keys: 3 }
 * const [finding] = VoiceMenu.check(GeneralHotline.menu, limits)
 * finding && VoiceMenuText.finding(finding, limits, "en")
 * // => "Menu main: There are more keys than callers can keep in mind. (5 of 3)"
 * ```
 */
export const finding = ({ by, count, menu, rule }: Finding, limits: Limits, language: Language): string => {
  const zh = language === "zh"
  const step = by === undefined ? "" : `${zh ? "，" : ", "}${stepOf(by, language)}`
  const most = rule === "menu.tooDeep" ? limits.depth : limits.keys
  const measure = count === undefined ? "" : zh ? `（${count}，至多 ${most}）` : ` (${count} of ${most})`
  const sentence = ReasonText.sentence(rule, language)
  return zh ? `菜单 ${menu}${step}：${sentence}${measure}` : `Menu ${menu}${step}: ${sentence}${measure}`
}
