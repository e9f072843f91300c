/** The main job through a real gateway: contacts go out by Kannel, and what comes back changes what happens next. */
import { Memory } from "@aftercare/adapter-memory"
import { HttpExchange, Kannel, SmsChannel, type Webhook } from "@aftercare/adapter-sms"
import {
  ChinaCalendar,
  ChinaContact,
  ChinaReplies,
  ConsentStore,
  GeneralProtocols,
  GeneralQuestionnaires,
  Id,
  Inbox,
  MessageChannel,
  Outreach,
  PlanStore,
  Practice,
  type Questionnaire,
  Replies,
  Scheduling,
  SurveyAnswers,
  SurveyPractice,
  Surveys,
} from "@aftercare/core"
import { Duration, Effect, Layer, ManagedRuntime, Redacted, Stream } from "effect"
import { TestClock } from "effect/testing"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { consent, discharge } from "../support/Patients.ts"
import { type Callbacks, callbacks } from "./callbacks.ts"
import * as Gateway from "./kannel.ts"
import { type Centre, centreOn } from "./smsc.ts"

const tenant = Id.TenantId.make("hospital")

const purposes = ["followUp", "serviceOpinion"] as const

/** Monday 2 March 2026, 18:00 in Shanghai. */
const evening = Date.parse("2026-03-02T18:00:00+08:00")

/** What a hospital asks that asks one thing by SMS: the first question of a whole one. */
const oneQuestion: Questionnaire.Questionnaire = {
  ...GeneralQuestionnaires.afterDischarge,
  id: Id.QuestionnaireId.make("one-question"),
  items: [GeneralQuestionnaires.afterDischarge.items[0]],
  domains: [],
  weightsSumTo: 0,
}

const practices = Layer.mergeAll(
  Layer.succeed(Practice.Practice, {
    of: () => ({
      protocol: GeneralProtocols.generalDischarge,
      rules: GeneralProtocols.personalisation(65),
      policy: ChinaContact.carePolicy,
      calendar: ChinaCalendar.publicHolidays,
      guardianConsentUnder: 14,
      replies: ChinaReplies.policy,
      compose: (task) => ({ text: `【某医院】${task.title.zh}。拒收请回复R` }),
    }),
  }),
  Layer.succeed(SurveyPractice.SurveyPractice, {
    of: () => ({
      surveys: [
        {
          questionnaire: oneQuestion,
          invitation: GeneralQuestionnaires.invitationPolicy,
          response: GeneralQuestionnaires.responsePolicy,
        },
      ],
      contact: ChinaContact.carePolicy,
      calendar: ChinaCalendar.publicHolidays,
      salt: new Uint8Array(16),
      randomBytes: (count) => new Uint8Array(count).fill(7),
      compose: (_kept, { item }) => ({ text: `【某医院】${item?.text.zh ?? ""}` }),
    }),
  }),
)

const options = { batch: 20, lease: Duration.minutes(2), sendTimeout: Duration.seconds(30) }

describe.skipIf(Gateway.missing !== undefined)("a hospital behind Kannel", () => {
  let centre: Centre
  let calls: Callbacks
  let kannel: Gateway.Kannel

  const channels = Layer.effect(
    MessageChannel.MessageChannels,
    Effect.gen(function* () {
      const send = yield* HttpExchange.make()
      const driver = Kannel.make({
        url: kannel.url,
        username: Gateway.user.username,
        password: Redacted.make(Gateway.user.password),
        sender: "10690001",
        receipts: calls.url,
      })
      return MessageChannel.fromList([yield* SmsChannel.make({ driver, send, costMilli: 45 })])
    }),
  )

  const open = () =>
    ManagedRuntime.make(
      Layer.mergeAll(
        Layer.fresh(Memory.layer),
        practices,
        Layer.suspend(() => channels),
      ).pipe(Layer.provideMerge(TestClock.layer())),
    )
  let house: ReturnType<typeof open>
  let now = evening

  /** What the application does with what Kannel tells. */
  const accept = (told: Webhook.Taken) =>
    house.runPromise<unknown, unknown>(
      told._tag === "Receipt" ? Outreach.recordReceipt(told.receipt) : Replies.receive("sms", told.inbound),
    )

  beforeAll(async () => {
    const [port = 0] = await Gateway.freePorts(1)
    centre = centreOn(port)
    await centre.open()
    calls = await callbacks({ accept, now: () => now, run: (answer) => house.runPromise(answer) })
    kannel = await Gateway.kannel({ centre: port, replies: calls.replies })
    await Gateway.until("Kannel is bound to the centre", centre.bound)
  })

  // Every test is the same evening again, in a hospital of its own.
  beforeEach(async () => {
    now = evening
    house = open()
    await house.runPromise(TestClock.setTime(evening))
  })

  afterEach(() => house.dispose())

  afterAll(async () => {
    await kannel.stop()
    await calls.close()
    await centre.shut()
  })

  /** Lets time pass in steps of half an hour, with a worker at work after each. */
  const pass = async (time: Duration.Input) => {
    const until = now + Duration.toMillis(time)
    for (; now < until; now += 1_800_000) {
      await house.runPromise(TestClock.setTime(now))
      while ((await house.runPromise(Outreach.runDue(options))) > 0);
    }
    await house.runPromise(TestClock.setTime(now))
  }

  const textsTo = (phone: string) => centre.segments.filter(({ to }) => `+${to}` === phone)
  const settled = () => Gateway.until("nothing waits", async () => (await kannel.waiting()) === 0)
  const tasksOf = (n: number) =>
    house.runPromise(
      Effect.gen(function* () {
        const { records } = yield* (yield* PlanStore.PlanStore).list(tenant, { limit: 100 })
        return records.flatMap(({ record }) => (record.patient === `p${n}` ? record.tasks : []))
      }),
    )

  test("a contact goes out, its receipt is recorded, and TD stops the next one", async () => {
    const phone = "+8613800000001"
    await house.runPromise(Scheduling.schedule(tenant, discharge(1, phone), [consent(1, purposes)]))
    await pass("24 hours")
    await Gateway.until("the text arrives", () => textsTo(phone).length > 0)
    await Gateway.until("its receipts", () => calls.receipts.filter((r) => r.address === phone).length === 2)
    const [first] = await tasksOf(1)
    expect(first?.state).toMatchObject({ _tag: "InProgress", attempt: { delivery: { _tag: "Accepted" } } })

    centre.reply(phone.slice(1), "10690001", "ｔｄ")
    await Gateway.until("the reply", () => calls.heard.some(({ from }) => from === phone))
    await pass("40 days")
    await settled()
    const consents = await house.runPromise(
      Effect.flatMap(ConsentStore.ConsentStore, (store) => store.of(tenant, Id.PersonId.make("p1"))),
    )
    const [reply] = calls.heard.filter(({ from }) => from === phone)
    expect(consents.map(({ withdrawnBy }) => withdrawnBy)).toEqual([reply?.id])
    expect(textsTo(phone).length).toBe(1)
    const ends = (await tasksOf(1)).map(({ state }) => (state._tag === "Ended" ? state.end : state._tag))
    const cancelled = { _tag: "Cancelled", reason: "consentWithdrawn" }
    expect(ends).toEqual([cancelled, cancelled, cancelled, "Planned"])
  })

  test("what the centre couldn't deliver ends the try, and the patient isn't counted as silent", async () => {
    const phone = "+8613800000002"
    centre.fates.set(phone.slice(1), "UNDELIV")
    await house.runPromise(Scheduling.schedule(tenant, discharge(2, phone), [consent(2, purposes)]))
    await pass("24 hours")
    await Gateway.until("its receipts", () =>
      calls.receipts.some((r) => r.address === phone && r.delivery._tag === "Rejected"),
    )
    const [first] = await tasksOf(2)
    expect(first?.attempts).toMatchObject([
      { delivery: { _tag: "Rejected", code: "channel.undelivered" }, disposition: "rejected" },
    ])
    expect(first?.state).toMatchObject({ _tag: "Ended", end: { _tag: "Unreachable" } })
  })

  test("a 4 is counted in the survey, and told again it isn't counted twice", async () => {
    const phone = "+8613800000003"
    const { dischargedAt, patient, persons } = discharge(3, phone)
    const invite = Effect.gen(function* () {
      yield* (yield* ConsentStore.ConsentStore).put(tenant, consent(3, purposes))
      return yield* Surveys.invite(tenant, {
        occasion: { id: Id.OccasionId.make("d3"), kind: "discharge", at: dischargedAt, patient },
        questionnaire: oneQuestion.id,
        to: persons[0],
        needsGuardian: false,
      })
    })
    await house.runPromise(invite)
    await pass("24 hours")
    await Gateway.until("the question arrives", () => textsTo(phone).length > 0)

    const year = { from: evening - 86_400_000, until: evening + 365 * 86_400_000 }
    const responses = () =>
      house.runPromise(Stream.runCollect(SurveyAnswers.responses(tenant, oneQuestion.id, year)))
    const heard = () => calls.heard.filter(({ from }) => from === phone)
    centre.reply(phone.slice(1), "10690001", "４")
    await Gateway.until("the reply", () => heard().length === 1)
    const counted = await responses()
    expect(counted).toMatchObject([
      { response: { source: "smsDigits", answers: { doctorsListened: { _tag: "Scale", value: 4 } } } },
    ])
    expect(counted[0]?.setAside).toBeUndefined()

    for (const url of calls.asked.filter((one) => one.includes(phone.slice(1)) && !one.includes("ref=")))
      await calls.again(url)
    expect(heard().length).toBe(2)
    expect(await responses()).toEqual(counted)
    const waiting = Effect.flatMap(Inbox.Inbox, (inbox) => inbox.waiting(tenant, { limit: 10 }))
    expect((await house.runPromise(waiting)).records).toEqual([])
  })
})
