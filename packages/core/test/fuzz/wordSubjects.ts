/** What people write to a survey and of their complaint, what is read from files, and what is written of tickets. */
import {
  ChinaCalendar,
  ChinaSla,
  ClaimCode,
  DigitAnswer,
  GeneralFeedback,
  GeneralQuestionnaires,
  GeneralSla,
  Id,
  Questionnaire,
  QuestionnaireResource,
  Sla,
  SlaPolicy,
  SlaText,
  Ticket,
  TicketText,
  type Word,
} from "@aftercare/core"
import { FeedbackArbitraries, SurveyArbitraries } from "@aftercare/core/testing"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import type { Anything } from "./Anything.ts"
import { nearlyDecodable } from "./Decodable.ts"
import { must, numbersAreNumbers, type Subject, subject } from "./Subject.ts"

const pieces =
  "0 1 2 4 5 10 ４ ５ 五 十 〇 ④ ² ½ 4️⃣ ١ -1 1e9 007 分 分钟 星 星期 点 points stars 很好 谢谢 TD , 、 ; 和 & . ! ～ / % é 𠮷".split(
    " ",
  )
const messages = fc
  .array(fc.constantFrom(...pieces, " ", "\n", "\u0000", "\uD83D", "\u200B"), { maxLength: 10 })
  .map((parts) => parts.join(""))

const reading = {
  language: "zh",
  requiredBase: 1,
  source: GeneralQuestionnaires.hotline.source,
} as const

/** Whatever is sent or read, there is an answer, and one that says which question it is to. */
export const surveysAnswer = (): Subject => {
  const resource = (questionnaire: Questionnaire.Questionnaire) =>
    QuestionnaireResource.write(questionnaire, { base: "https://hospital.example/", status: "active" })
  const decode = Schema.decodeUnknownResult(Questionnaire.Questionnaire)
  return subject(
    "surveys",
    2,
    fc.record({
      text: messages,
      asked: fc.array(
        SurveyArbitraries.questionnaire().chain((one) =>
          fc.tuple(fc.constant(one), SurveyArbitraries.answers(one)),
        ),
        { maxLength: 3 },
      ),
      draft: nearlyDecodable(Questionnaire.Questionnaire, SurveyArbitraries.questionnaire()),
      foreign: nearlyDecodable(Schema.Unknown, SurveyArbitraries.questionnaire().map(resource)),
    }),
    ({ asked, draft, foreign, text }) => {
      const open = asked.flatMap(([questionnaire, answers], n) => {
        const item = DigitAnswer.next(questionnaire, answers)
        return item === undefined ? [] : [{ invitation: Id.InvitationId.make(`i-${n}`), item }]
      })
      const read = DigitAnswer.read(text, open)
      numbersAreNumbers(read)
      if (read._tag === "Answered") {
        const [question, ...others] = open.filter(
          ({ invitation, item }) => invitation === read.invitation && item.id === read.item,
        )
        must(question !== undefined && others.length === 0, "an answer to nothing that is open", read)
      }
      if (read._tag === "Ambiguous") must(read.among.length > 1, "not sure between fewer than two", read)

      const drawn = decode(draft)
      if (Result.isSuccess(drawn)) {
        const checked = Questionnaire.check(drawn.success)
        numbersAreNumbers(checked)
        must(/^[0-9a-f]{64}$/.test(Questionnaire.hash(drawn.success)), "no hash")
        if (Result.isSuccess(checked)) {
          const again = QuestionnaireResource.read(
            JSON.parse(JSON.stringify(resource(drawn.success))),
            reading,
          )
          must(Result.isSuccess(again), "written, and not read again")
        }
      }
      const found = QuestionnaireResource.read(foreign, reading)
      numbersAreNumbers(Result.isFailure(found) ? found.failure : found.success.dropped)
    },
  )
}

const says = (text: string, what: string): void =>
  must(text !== "" && !/NaN|undefined|\[object/.test(text), `${what} says nothing`, text)

/** Whatever became of a ticket, and by whatever limits, it is said in words; whatever is typed for a code is taken or refused. */
export const ticketsAnswer = ({ zone }: Anything): Subject => {
  const decode = Schema.decodeUnknownResult(SlaPolicy.SlaPolicy)
  const policies = fc.constantFrom(GeneralSla.hospital, ChinaSla.complaints)
  const typed = fc
    .array(fc.constantFrom(..."0oO1iIlL-_ .–ABCXYZ89abc王\u0000"), { maxLength: 40 })
    .map((signs) => signs.join(""))
  return subject(
    "tickets",
    2,
    fc.record({
      zone,
      language: fc.constantFrom<Word.Language>("zh", "en"),
      life: FeedbackArbitraries.ticketLife(),
      policy: fc.oneof(
        policies.map((policy) => Schema.encodeSync(SlaPolicy.SlaPolicy)(policy) as unknown),
        nearlyDecodable(SlaPolicy.SlaPolicy, policies),
      ),
      typed,
      bytes: fc.uint8Array({ minLength: 16, maxLength: 16 }),
      laterHours: fc.nat(10_000),
    }),
    ({ bytes, language, laterHours, life, policy, typed, zone }) => {
      numbersAreNumbers(ClaimCode.parse(typed))
      const code = Result.getOrThrow(ClaimCode.make(bytes))
      const again = ClaimCode.parse(` ${Redacted.value(code).toLowerCase().replaceAll("-", " ")}\n`)
      must(
        Result.isSuccess(again) && Redacted.value(again.success) === Redacted.value(code),
        "a code that isn't known again",
      )

      const events = life.steps.map(({ event }) => event)
      for (const line of TicketText.history(events, { language, zone })) says(line, "a history")
      for (const { ticket } of life.steps) {
        for (const one of Ticket.awaits(ticket))
          says(TicketText.awaited(one, { language, zone }), "what it awaits")
        if (ticket.state._tag === "Closed")
          says(TicketText.closure(ticket.state.closure, language), "a closure")
      }

      const drawn = decode(policy)
      if (Result.isFailure(drawn)) return
      const published = SlaPolicy.publish(drawn.success, [ChinaCalendar.publicHolidays])
      if (Result.isFailure(published)) return says(published.failure.message, "a refusal")
      const { version } = published.success
      const steps = [...drawn.success.promiseSteps, ...(drawn.success.actionSteps ?? [])]
      for (const step of steps) says(SlaText.step(step, language), "a step")
      for (const { targets, when } of drawn.success.rules) {
        says(SlaText.condition(when, language), "a condition")
        for (const target of targets) says(SlaText.asked(target, language), "a target")
      }
      const clocked = Ticket.slaEvents(
        events.map((event) =>
          event._tag === "Registered" || event._tag === "PolicyChanged"
            ? { ...event, policy: version }
            : event,
        ),
        GeneralFeedback.categories,
      )
      const [first] = events
      const at = (first?.recordedAt.epochMilliseconds ?? 0) + laterHours * 3_600_000
      const evaluation = Sla.evaluate([published.success], clocked, at)
      numbersAreNumbers(evaluation)
      if (Result.isFailure(evaluation)) return
      const next = Sla.nextChange(evaluation.success)
      must(next === undefined || next > at, "nothing changes before now", at, next)
      for (const target of evaluation.success.targets)
        says(SlaText.render(target, { language, zone }), "a target")
    },
  )
}
