/**
 * Letters to the senders of feedback, in Chinese and English.
 *
 * **Details**
 *
 * A letter is plain text with an empty line between its parts. What the hospital adds (its name, whom to turn to, what
 * else one may do) is written as it is given, in the letter's language.
 *
 * **Example** (That a complaint came in)
 *
 * ```ts
 * import { Id, type Letter, LetterText, TimeZone } from "@aftercare/core"
 * import { DateTime } from "effect"
 *
 * const letter: Letter.Letter = {
 *   item: Id.FeedbackId.make("f-1"),
 *   to: "王芳",
 *   subject: "换药等了两个小时",
 *   receivedAt: DateTime.makeUnsafe("2026-03-02T09:00:00+08:00"),
 *   says: { _tag: "Received", answerBy: DateTime.makeUnsafe("2026-03-09T18:00:00+08:00") },
 * }
 * const options = {
 *   language: "en",
 *   zone: TimeZone.make("Asia/Shanghai"),
 *   writtenAt: DateTime.makeUnsafe("2026-03-02T10:00:00+08:00"),
 *   hospital: "First Hospital",
 *   contact: "Ms Li, patients' office, 010-6234 5678",
 * } as const
 * LetterText.render(letter, options).split("\n\n")
 * // => [
 * //      "What you told us (f-1)",
 * //      "Dear 王芳,",
 * //      "On Mon 2 Mar 2026 you told us of “换药等了两个小时”. We have it under the number f-1, and look into it. You will have our answer by Mon 9 Mar 2026.",
 * //      "If you have a question, turn to Ms Li, patients' office, 010-6234 5678.",
 * //      "First Hospital\nMon 2 Mar 2026",
 * //    ]
 * ```
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as TimeZone from "../calendar/TimeZone.ts"
import type { CaseResult } from "../feedback/Closure.ts"
import type { Letter, Says, Step } from "../feedback/Letter.ts"
import type { DepartmentId } from "../foundation/Id.ts"
import type { Bilingual, Language } from "../foundation/Word.ts"
import * as DateText from "./DateText.ts"
import * as TicketText from "./TicketText.ts"

/** Who writes, and in which language. */
export interface Options {
  readonly language: Language
  /** The zone whose dates the letter has: the hospital's. */
  readonly zone: TimeZone.TimeZone
  readonly writtenAt: DateTime.Utc
  readonly hospital: string
  /** Whom to turn to, and how. */
  readonly contact: string
  /** What whoever disagrees with an answer may do, a line each; by default nothing is said of it. */
  readonly onward?: ReadonlyArray<string>
  /** What departments are called; by default by their ids. */
  readonly departments?: ReadonlyMap<DepartmentId, string>
}

/** The letter as text. */
export const render = (letter: Letter, options: Options): string => {
  const { contact, hospital, language, writtenAt } = options
  const say = (of: Bilingual) => of[language]
  const on = dateOf(options)
  const { item, receivedAt, says, subject, to } = letter
  return [
    say(titles[says._tag](item)),
    say({ zh: `${to ?? "您好"}：`, en: to === undefined ? "Good day," : `Dear ${to},` }),
    say({
      zh: `您于${on(receivedAt)}反映的“${subject}”，登记号为 ${item}。${opening(says, options).zh}`,
      en: `On ${on(receivedAt)} you told us of “${subject}”. ${numbered(item, says)}${opening(says, options).en}`,
    }),
    ...(says._tag === "Answered" ? answer(says, options) : []),
    say({ zh: `如有疑问，请联系：${contact}。`, en: `If you have a question, turn to ${contact}.` }),
    `${hospital}\n${on(writtenAt)}`,
  ].join("\n\n")
}

/** A time that an answer is due by is met at that moment, so midnight is the day before. */
const dueOn = (by: DateTime.Utc, options: Options): string =>
  dateOf(options)(DateTime.subtract(by, { milliseconds: 1 }))

const dateOf =
  ({ language, zone }: Options) =>
  (at: DateTime.Utc): string =>
    DateText.render(TimeZone.dateAt(zone, DateTime.toEpochMillis(at)), { language, withYear: true })

const titles: { readonly [S in Says["_tag"]]: (item: string) => Bilingual } = {
  Received: (item) => ({ zh: `受理告知（${item}）`, en: `What you told us (${item})` }),
  Delayed: (item) => ({ zh: `延期告知（${item}）`, en: `Our answer is late (${item})` }),
  Answered: (item) => ({ zh: `答复（${item}）`, en: `Our answer (${item})` }),
}

const numbered = (item: string, { _tag }: Says): string =>
  `We have it under the number ${item}${_tag === "Received" ? ", and look into it." : "."}`

const opening = (says: Says, options: Options): Bilingual => {
  switch (says._tag) {
    case "Received":
      return says.answerBy === undefined
        ? { zh: "我们已受理，正在办理。", en: "" }
        : {
            zh: `我们已受理，正在办理，将于${dueOn(says.answerBy, options)}前（含当日）答复您。`,
            en: ` You will have our answer by ${dueOn(says.answerBy, options)}.`,
          }
    case "Delayed":
      return {
        zh: `此事尚在办理，未能如期答复，谨致歉意。我们将于${dueOn(says.answerBy, options)}前（含当日）答复您。`,
        en: ` We are still looking into it, and are sorry that this takes longer. You will have our answer by ${dueOn(says.answerBy, options)}.`,
      }
    case "Answered":
      return says.again
        ? { zh: "我们已再次办理，答复如下。", en: " We have looked into it again, and this is our answer." }
        : { zh: "我们已办理完毕，答复如下。", en: " We have looked into it, and this is our answer." }
  }
}

const answer = (
  { departments, result, resultAt, steps }: Extract<Says, { readonly _tag: "Answered" }>,
  options: Options,
): ReadonlyArray<string> => {
  const { language, onward = [] } = options
  const on = dateOf(options)
  const say = (of: Bilingual) => of[language]
  const named = (id: DepartmentId) => options.departments?.get(id) ?? id
  const part = (heading: Bilingual, lines: ReadonlyArray<string>) =>
    lines.length === 0 ? [] : [[say(heading), ...lines].join("\n")]
  const concerned = departments.map(named).join(language === "zh" ? "、" : ", ")
  return [
    ...part({ zh: "办理经过", en: "What we did" }, [
      ...steps.map((step) => `- ${on(step.at)}${language === "zh" ? "：" : ": "}${say(done(step, named))}`),
      ...(concerned === ""
        ? []
        : [say({ zh: `- 涉及科室：${concerned}`, en: `- Departments concerned: ${concerned}` })]),
    ]),
    ...part({ zh: "办理结果", en: "What came of it" }, found(result, language)),
    ...part(
      { zh: "处理措施", en: "What is done about it" },
      result._tag === "Handled" ? result.measures.map((measure, i) => `${i + 1}. ${measure}`) : [],
    ),
    say({ zh: `办结日期：${on(resultAt)}`, en: `Settled on ${on(resultAt)}` }),
    ...part({ zh: "如对答复有异议", en: "If you disagree" }, onward),
  ]
}

const done = (step: Step, named: (id: DepartmentId) => string): Bilingual => {
  switch (step._tag) {
    case "Registered":
      return { zh: "登记受理", en: "registered" }
    case "Acknowledged":
      return { zh: "告知您已受理", en: "told you that we have it" }
    case "SenderWrote":
      return { zh: "收到您的补充", en: "heard from you again" }
    case "MeasureTaken":
      return { zh: "先行采取处置措施", en: "took measures at once" }
    case "ArrivedOnSite":
      return { zh: `${named(step.department)}到现场处理`, en: `${named(step.department)} came to see` }
  }
}

const found = (result: CaseResult, language: Language): ReadonlyArray<string> => {
  const zh = language === "zh"
  const words = result.summary.trim() === "" ? [] : [result.summary]
  if (result._tag === "Handled")
    return result.finding === "answered"
      ? words
      : [zh ? `经查：${TicketText.finding(result.finding, "zh")}。` : findings[result.finding], ...words]
  const ground = TicketText.outOfRemit(result.ground, language)
  const { referredTo: whom } = result
  return [
    zh ? `此事不属本院办理：${ground}。` : `This isn't ours to handle: ${ground}.`,
    ...words,
    ...(whom === undefined ? [] : [zh ? `请向${whom}反映。` : `Please turn to ${whom}.`]),
  ]
}

type Found = Exclude<Extract<CaseResult, { readonly _tag: "Handled" }>["finding"], "answered">

const findings: { readonly [F in Found]: string } = {
  founded: "We found it to be so.",
  partlyFounded: "We found it to be so in part.",
  unfounded: "We didn't find it to be so.",
  undecidable: "We couldn't find out whether it is so.",
}
