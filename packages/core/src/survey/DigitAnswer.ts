/**
 * Answers in digits: what a number means to an item, and which open question a short message such as `4`, `４` or `5 很好`
 * answers.
 *
 * **Details**
 *
 * Nothing is guessed. A message answers a question only where exactly one open question takes its number; two that do are
 * `Ambiguous`, none is `NotTaken`. A number that may be a time, an amount or a share of something isn't an answer, and neither is
 * one of several numbers or one in the middle of a sentence: such a message is `Unread`, and a person reads it.
 *
 * | item | number |
 * |---|---|
 * | scale | the point itself |
 * | yes or no | 1 yes, 2 no |
 * | choice | the option's place, from 1; of several options several numbers, as `1 3` |
 * | words | none |
 *
 * **Example** (Two surveys are open at once)
 *
 * ```ts
 * import { DigitAnswer, GeneralQuestionnaires, Id } from "@aftercare/core"
 *
 * const stay = {
 *   invitation: Id.InvitationId.make("stay-3"),
 *   item: DigitAnswer.next(GeneralQuestionnaires.afterDischarge, {})!,
 * }
 * const call = {
 *   invitation: Id.InvitationId.make("call-8"),
 *   item: DigitAnswer.next(GeneralQuestionnaires.hotline, {})!,
 * }
 * DigitAnswer.read("4，很好", [stay, call])
 * // => { _tag: "Answered", invitation: "stay-3", item: "doctorsListened", answer: { _tag: "Scale", value: 4 }, words: "很好" }
 * DigitAnswer.read("２", [stay, call])._tag // => "Ambiguous"
 * DigitAnswer.read("8点再打给我", [stay])._tag // => "Unread"
 * ```
 *
 * @since 0.1.0
 */
import type { InvitationId } from "../foundation/Id.ts"
import type { Item, Questionnaire } from "./Questionnaire.ts"
import { type Answer, type Answers, answerTo, asked } from "./SurveyResponse.ts"

/** What numbers answer to an item; undefined where it takes no such numbers. Also for the keys of a telephone. */
export const answerFor = (
  { answer }: Pick<Item, "answer">,
  numbers: ReadonlyArray<number>,
): Answer | undefined => {
  const [number, ...more] = numbers
  if (number === undefined) return undefined
  if (answer._tag === "Choice") {
    const chosen = numbers.flatMap((n) => answer.options[n - 1]?.id ?? [])
    const [first, ...rest] = new Set(chosen)
    const isEach = rest.length + 1 === numbers.length && (more.length === 0 || answer.several === true)
    return first !== undefined && isEach ? { _tag: "Choice", options: [first, ...rest] } : undefined
  }
  if (more.length > 0) return undefined
  if (answer._tag === "YesNo")
    return number === 1 || number === 2 ? { _tag: "YesNo", yes: number === 1 } : undefined
  return answer._tag === "Scale" && answer.least <= number && number <= answer.most
    ? { _tag: "Scale", value: number }
    : undefined
}

/** The first item that is asked after these answers, has none and takes numbers; undefined once there is none such. */
export const next = (questionnaire: Pick<Questionnaire, "items">, answers: Answers): Item | undefined =>
  asked(questionnaire, answers).find(
    ({ answer, id }) => answer._tag !== "Words" && answerTo(answers, id) === undefined,
  )

/** The item that a message asked: the one that it was sent for, else the first of all that takes numbers. */
export const askedBy = (
  questionnaire: Pick<Questionnaire, "items">,
  { item }: { readonly item?: string },
): Item | undefined =>
  item === undefined ? next(questionnaire, {}) : questionnaire.items.find(({ id }) => id === item)

/** A question that a person was sent and hasn't answered. */
export interface OpenQuestion {
  readonly invitation: InvitationId
  readonly item: Item
}

/** A question by its ids. */
export interface Place {
  readonly invitation: InvitationId
  readonly item: string
}

/** What a message answers. Its words are the person's: keep them with the response, and out of logs. */
export type DigitReply =
  | (Place & { readonly _tag: "Answered"; readonly answer: Answer; readonly words: string })
  /** Several open questions take the numbers. */
  | {
      readonly _tag: "Ambiguous"
      readonly numbers: ReadonlyArray<number>
      readonly among: ReadonlyArray<Place>
    }
  /** No open question takes them; there may be none at all. */
  | {
      readonly _tag: "NotTaken"
      readonly numbers: ReadonlyArray<number>
      readonly open: ReadonlyArray<Place>
    }
  /** No number, or none that is surely an answer. */
  | { readonly _tag: "Unread" }

/** Which of the open questions the message answers. Their order doesn't matter. */
export const read = (message: string, open: ReadonlyArray<OpenQuestion>): DigitReply => {
  const said = numbersIn(message)
  if (said === undefined) return { _tag: "Unread" }
  const { numbers, words } = said
  const placeOf = ({ invitation, item }: OpenQuestion): Place => ({ invitation, item: item.id })
  const taking = open.flatMap((question) => {
    const answer = answerFor(question.item, numbers)
    return answer === undefined ? [] : [{ question, answer }]
  })
  const [first, ...others] = taking
  if (first === undefined) return { _tag: "NotTaken", numbers, open: open.map(placeOf) }
  if (others.length > 0)
    return { _tag: "Ambiguous", numbers, among: taking.map(({ question }) => placeOf(question)) }
  return { _tag: "Answered", ...placeOf(first.question), answer: first.answer, words }
}

interface Said {
  readonly numbers: ReadonlyArray<number>
  readonly words: string
}

/** Han numerals as people write a mark: alone, or before the word for points. */
const hanNumerals = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"]
const hanNumeral = new RegExp(`^([${hanNumerals.join("")}])分?[。.!！]*$`)

/** Numbers alone, with signs between them. */
const listed = /^\d{1,4}(?:[\s,、;和&]+\d{1,4})+[.。]?$/

/** A number, and whatever comes behind it. */
const leading = /^(-?\d{1,4})(?!\d)(.*)$/s

/** The words of a mark, which are part of the number. */
const marks = /^\s*(?:分(?!钟|鐘)|颗星|顆星|星(?!期)|points?\b|stars?\b)/iu

/**
 * What makes the number before it a time, an amount or a share; not where it begins a word that says something else, as
 * in `5支持`.
 */
const measured = new RegExp(
  `^\\s*(?:${[
    "[点點时時号號日月年天周次楼樓床元块塊岁歲%°℃个個位人小层層室+/~～]",
    "[片粒颗顆盒瓶袋杯滴针針](?!对|對)|[斤克升毫级級种種份遍趟顿頓餐]|公[斤里分]",
    "[万萬百千](?!分)|支(?!持)|条(?!件|理)|條(?!件|理)|度(?!过|過)|回(?!答|复|復|应|應|访|訪)",
    "分钟|分鐘|星期",
    "(?:am|pm|o'clock|st|nd|rd|th|days?|hours?|hrs?|h|minutes?|mins?|weeks?|months?|years?|times?|x|out of|of)\\b",
    "(?:pills?|tablets?|capsules?|doses?|drops?|mc?g|k?g|ml|calls?|visits?|people|persons?|nurses?|doctors?)\\b",
  ].join("|")})`,
  "iu",
)

/** A circled or raised number is one of its own, and no digit of the one beside it. A wide digit is one. */
const spaced = (sign: string): string => {
  const plain = sign.normalize("NFKC")
  return plain !== sign && /\d/.test(plain) && !/[\uFF10-\uFF19]/.test(sign) ? ` ${plain} ` : sign
}

/** The numbers that a message surely says as an answer, and the rest of its words. */
const numbersIn = (message: string): Said | undefined => {
  // The sign of a keycap and the one that asks for colour say nothing.
  const text = Array.from(message, spaced)
    .join("")
    .normalize("NFKC")
    .replace(/[\uFE0F\u20E3]/gu, "")
    .trim()
  const han = hanNumeral.exec(text)
  if (han !== null) return { numbers: [hanNumerals.indexOf(han[1] ?? "")], words: "" }
  if (listed.test(text)) return { numbers: (text.match(/\d+/g) ?? []).map(Number), words: "" }
  const found = leading.exec(text)
  if (found === null) return undefined
  const [, number = "", behind = ""] = found
  const words = behind.replace(marks, "")
  if (/\p{Nd}/u.test(words) || (words === behind && measured.test(behind))) return undefined
  return { numbers: [Number(number) || 0], words: words.replace(/^[\s,，.。!！、:：;；~～-]+/u, "") }
}
