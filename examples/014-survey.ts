/** A survey after discharge: invited, reminded, answered by a digit, by a link or not at all, and counted by AAPOR's names. */
import { Memory } from "@aftercare/adapter-memory"
import {
  ChinaCalendar,
  ChinaContact,
  ChinaReplies,
  ClaimCode,
  Consent,
  ConsentStore,
  ContactablePerson,
  GeneralProtocols,
  GeneralQuestionnaires,
  Id,
  InstantText,
  MessageChannel,
  Outreach,
  Practice,
  Replies,
  SurveyAnswers,
  SurveyPractice,
  Surveys,
  TimeZone,
} from "@aftercare/core"
import { DateTime, Duration, Effect, Layer, Option, Redacted, Result, Schema, Stream } from "effect"
import { TestClock } from "effect/testing"

const tenant = Id.TenantId.make("hospital")
const zone = TimeZone.make("Asia/Shanghai")
const { afterDischarge } = GeneralQuestionnaires
// Two questions fit into a short message; the shipped questionnaire has eighteen.
const [overall, recommend] = ["overall", "recommend"].flatMap((id) =>
  afterDischarge.items.filter((item) => item.id === id),
)
if (overall === undefined || recommend === undefined) throw new Error("not in the questionnaire")
const questionnaire = {
  ...afterDischarge,
  id: Id.QuestionnaireId.make("two-after-discharge"),
  items: [overall, recommend],
  domains: [],
  weightsSumTo: 0,
} as const

const names = ["王芳", "李强", "赵敏", "钱进", "孙丽"] as const
const phoneOf = (n: number) => `+861380013800${n}`
const personOf = (n: number) =>
  Schema.decodeUnknownSync(ContactablePerson.ContactablePerson)({
    id: `p${n}`,
    relation: "self",
    name: names[n],
    phone: phoneOf(n),
    profile: {
      zone: "Asia/Shanghai",
      language: "zh",
      rest: ChinaContact.restIn("mainland"),
      work: { _tag: "None" },
      preferred: [],
      channels: ["sms"],
      doNotDisturbOn: [],
    },
  })
const consentOf = (n: number) =>
  Schema.decodeUnknownSync(Consent.Consent)({
    id: `c${n}`,
    person: `p${n}`,
    purposes: ["serviceOpinion"],
    channels: ["sms"],
    basis: "consent",
    givenBy: "self",
    proof: "form 12",
    givenAt: "2026-03-02T09:00:00+08:00",
  })

const say = (what: string) =>
  Effect.map(DateTime.now, (at) =>
    console.log(`${InstantText.render(at.epochMilliseconds, { zone, language: "en" })}  ${what}`),
  )

const links = new Map<string, string>()
const sms: MessageChannel.MessageChannel = {
  channel: "sms",
  capabilities: {
    idempotency: { _tag: "None" },
    lookUp: false,
    receipts: false,
    inbound: true,
    costMilli: 50,
  },
  send: ({ content, id, subject, to }) =>
    Effect.gen(function* () {
      const [text = "", code = ""] = content.text.split(" ?")
      links.set(to.id, code)
      yield* say(`${to.name} <- ${subject._tag === "Survey" ? `(${subject.number}) ` : ""}${text}`)
      return { _tag: "Accepted" as const, reference: id }
    }),
  lookUp: () => Effect.succeed(Option.none()),
  receipts: Stream.empty,
  inbound: Stream.empty,
}

const house = Layer.mergeAll(
  Memory.layer,
  Layer.succeed(MessageChannel.MessageChannels, MessageChannel.fromList([sms])),
  Layer.succeed(Practice.Practice, {
    of: () => ({
      protocol: GeneralProtocols.generalDischarge,
      rules: [],
      policy: ChinaContact.carePolicy,
      calendar: ChinaCalendar.publicHolidays,
      guardianConsentUnder: ChinaContact.guardianConsentUnder,
      replies: { ...ChinaReplies.policy, answers: {} },
      compose: () => ({ text: "" }),
    }),
  }),
  Layer.succeed(SurveyPractice.SurveyPractice, {
    of: () => ({
      surveys: [
        {
          questionnaire,
          invitation: GeneralQuestionnaires.invitationPolicy,
          response: GeneralQuestionnaires.responsePolicy,
        },
      ],
      contact: ChinaContact.carePolicy,
      calendar: ChinaCalendar.publicHolidays,
      salt: new TextEncoder().encode("the hospital's own salt"),
      randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
      compose: (_, { code, questionnaire: { items } }) => ({
        text: `请依次回复数字：${items.map(({ text }) => text.zh).join("；")} ?${Redacted.value(code)}`,
      }),
    }),
  }),
)

/** Lets time pass, with a worker at work every ten minutes. */
const pass = Effect.fnUntraced(function* (time: Duration.Duration) {
  const options = { batch: 20, lease: Duration.minutes(2), sendTimeout: Duration.seconds(30) }
  for (let minutes = 0; minutes < Duration.toMinutes(time); minutes += 10) {
    yield* TestClock.adjust("10 minutes")
    yield* Outreach.runDue(options)
  }
})

let messages = 0
const reply = Effect.fnUntraced(function* (n: number, text: string) {
  const receivedAt = yield* DateTime.now
  const id = Id.MessageId.make(`in-${++messages}`)
  const { did, waits } = yield* Replies.receive("sms", { tenant, id, from: phoneOf(n), text, receivedAt })
  yield* say(`${names[n]} -> ${text}: ${did?._tag ?? `a person reads it (${waits})`}`)
})

const story = Effect.gen(function* () {
  const dischargedAt = DateTime.makeUnsafe("2026-03-02T10:00:00+08:00")
  yield* TestClock.setTime(dischargedAt.epochMilliseconds)
  for (const n of names.keys()) {
    yield* (yield* ConsentStore.ConsentStore).put(tenant, consentOf(n))
    yield* Surveys.invite(tenant, {
      occasion: { id: Id.OccasionId.make(`d${n}`), kind: "discharge", at: dischargedAt },
      questionnaire: questionnaire.id,
      to: personOf(n),
      needsGuardian: false,
    })
  }
  yield* pass(Duration.hours(24))
  yield* reply(0, "4")
  yield* reply(0, "９分")
  yield* reply(1, "5 很好")
  yield* reply(2, "护士很好，谢谢")
  yield* reply(3, "退订")
  yield* pass(Duration.days(4))
  const code = Result.getOrThrow(ClaimCode.parse(links.get("p2") ?? ""))
  yield* SurveyAnswers.takeByLink(tenant, code, {
    id: Id.ResponseId.make("link-1"),
    language: "zh",
    answers: { overall: { _tag: "Scale", value: 2 }, recommend: { _tag: "Scale", value: 3 } },
  })
  yield* say(`${names[2]} -> by the link of the reminder`)
  yield* pass(Duration.days(20))

  const march = { from: dischargedAt.epochMilliseconds, until: Date.parse("2026-04-01T00:00:00+08:00") }
  const { open, rates } = yield* Surveys.rates(tenant, questionnaire.id, march, { _tag: "All" })
  console.log(`still open: ${open}`)
  for (const name of ["RR1", "RR2", "REF1", "CON1"] as const) {
    const rate = rates.rates[name]
    console.log(`${name}: ${rate._tag === "Rate" ? `${rate.count} of ${rate.of}` : "no base"}`)
  }
  const kept = yield* Stream.runCollect(SurveyAnswers.responses(tenant, questionnaire.id, march))
  for (const { response, setAside } of kept)
    console.log(
      `${response.source}: ${Object.keys(response.answers).length} answers, ${setAside ?? "counts"}`,
    )
})

await Effect.runPromise(Effect.provide(story, Layer.provideMerge(house, TestClock.layer())))
