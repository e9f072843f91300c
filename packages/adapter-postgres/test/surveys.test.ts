// A survey from invitation to rate, with workers and replies at once on one database.
import { Postgres } from "@aftercare/adapter-postgres"
import {
  ChinaCalendar,
  ChinaContact,
  ClaimCode,
  GeneralProtocols,
  GeneralQuestionnaires,
  Id,
  MessageChannel,
  Outreach,
  Practice,
  SurveyAnswers,
  type SurveyInvitation,
  SurveyPractice,
  Surveys,
} from "@aftercare/core"
import { ConsentStore } from "@aftercare/core/ports"
import { DateTime, Duration, Effect, Layer, ManagedRuntime, Option, Redacted, Result, Stream } from "effect"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { consentOf, personOf, phoneOf } from "./support/people.ts"
import { type Database, database, embedded, keyRing } from "./support/servers.ts"

const tenant = Id.TenantId.make("hospital")
const { complaintClosing, hotline } = GeneralQuestionnaires
const people = 24

/** Asked at once and at any hour: the clock here is nobody's to set. */
const practice: SurveyPractice.HospitalSurveyPractice = {
  surveys: [complaintClosing, hotline].map((questionnaire) => ({
    questionnaire,
    invitation: {
      ...GeneralQuestionnaires.invitationPolicy,
      channels: ["sms"],
      window: { unit: "hours", earliest: 0, ideal: 0, due: 24, latest: 48 },
    },
    response: GeneralQuestionnaires.responsePolicy,
  })),
  contact: {
    ...ChinaContact.carePolicy,
    channels: [{ channel: "sms", avoids: [], minutes: 1 }],
    hours: [],
    caps: [],
  },
  calendar: ChinaCalendar.publicHolidays,
  salt: new Uint8Array(16),
  randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
  compose: (_, { code }) => ({ text: Redacted.value(code) }),
}

const sent: Array<MessageChannel.Outgoing> = []
const channel: MessageChannel.MessageChannel = {
  channel: "sms",
  capabilities: {
    idempotency: { _tag: "None" },
    lookUp: false,
    receipts: false,
    inbound: false,
    costMilli: 0,
  },
  send: (message) =>
    Effect.sync(() => {
      sent.push(message)
      return { _tag: "Accepted", reference: message.id }
    }),
  lookUp: () => Effect.succeed(Option.none()),
  receipts: Stream.empty,
  inbound: Stream.empty,
}

const house = ({ prepare, url }: Database) =>
  ManagedRuntime.make(
    Layer.mergeAll(
      Layer.provide(Postgres.layer({ url, prepare }), keyRing),
      Layer.succeed(SurveyPractice.SurveyPractice, { of: () => practice }),
      Layer.succeed(Practice.Practice, {
        of: () => ({
          protocol: GeneralProtocols.generalDischarge,
          rules: [],
          policy: ChinaContact.carePolicy,
          calendar: ChinaCalendar.publicHolidays,
          guardianConsentUnder: ChinaContact.guardianConsentUnder,
          compose: () => ({ text: "" }),
        }),
      }),
      Layer.succeed(MessageChannel.MessageChannels, MessageChannel.fromList([channel])),
    ),
  )

const options = { batch: 7, lease: Duration.minutes(2), sendTimeout: Duration.seconds(5) }

const worker: Effect.Effect<
  number,
  unknown,
  Effect.Services<ReturnType<typeof Outreach.runDue>>
> = Effect.flatMap(Outreach.runDue(options), (claimed) => (claimed === 0 ? Effect.succeed(0) : worker))
const fourWorkers = Effect.all([worker, worker, worker, worker], { concurrency: 4 })

const numbers = Array.from({ length: people }, (_, n) => n)
const atOnce = { concurrency: 8 } as const

describe("a survey on PostgreSQL", () => {
  let runtime: ReturnType<typeof house>
  let invited: ReadonlyArray<SurveyInvitation.SurveyInvitation>
  const from = Date.now() - 1000
  beforeAll(async () => {
    runtime = house(await database(embedded))
  })
  afterAll(() => runtime.dispose())

  test("is sent to everybody once, by four workers at once, and is on nobody's agenda twice", async () => {
    const invite = (n: number) =>
      Effect.gen(function* () {
        yield* (yield* ConsentStore.ConsentStore).put(tenant, consentOf(n, "serviceOpinion"))
        const at = yield* DateTime.now
        return yield* Surveys.invite(tenant, {
          occasion: { id: Id.OccasionId.make(`o${n}`), kind: "complaintClosed", at },
          questionnaire: complaintClosing.id,
          to: personOf(n),
          needsGuardian: false,
        })
      })
    invited = await runtime.runPromise(Effect.forEach(numbers, invite, atOnce))
    await runtime.runPromise(fourWorkers)
    expect(sent.map(({ to }) => to.id).sort()).toEqual(numbers.map((n) => `p${n}`).sort())
    const state = await runtime.runPromise(Stream.runCollect(Surveys.open(tenant)))
    expect(new Set(state.map((one) => one.sends.map(({ delivery }) => delivery?._tag).join()))).toEqual(
      new Set(["Accepted"]),
    )
  })

  test("of two that are decided for one person at the same moment, one finds the other", async () => {
    const both = (n: number) =>
      Effect.forEach(
        [complaintClosing, hotline],
        ({ id }) =>
          Effect.flatMap(DateTime.now, (at) =>
            Surveys.invite(tenant, {
              occasion: { id: Id.OccasionId.make(`twice-${n}`), kind: "visit", at },
              questionnaire: id,
              to: personOf(1000 + n),
              needsGuardian: false,
            }),
          ),
        { concurrency: 2 },
      )
    const made = await runtime.runPromise(Effect.forEach(numbers.slice(0, 8), both, { concurrency: 4 }))
    for (const pair of made)
      expect(pair.map(({ state }) => state._tag).sort()).toEqual(["Planned", "Unplaced"])
    for (const { id } of made.flat()) await runtime.runPromise(Surveys.conclude(tenant, id, "notEligible"))
  })

  test("takes each reply once though it is told twice at the same moment, and links at the same time", async () => {
    const reply = (n: number, text: string) =>
      Effect.flatMap(DateTime.now, (receivedAt) =>
        SurveyAnswers.takeDigits("sms", {
          tenant,
          id: Id.MessageId.make(`${n}-${text}`),
          from: phoneOf(n),
          text,
          receivedAt,
        }),
      )
    const twice = (n: number, text: string) =>
      Effect.all([reply(n, text), reply(n, text)], { concurrency: 2 }).pipe(
        Effect.map(([one, other]) => expect(one).toEqual(other)),
      )
    const byLink = (n: number) =>
      Effect.gen(function* () {
        const text = sent.find(({ to }) => to.id === `p${n}`)?.content.text ?? ""
        const code = Result.getOrThrow(ClaimCode.parse(text))
        const five = { _tag: "Scale", value: 5 } as const
        const take = SurveyAnswers.takeByLink(tenant, code, {
          id: Id.ResponseId.make(`link-${n}`),
          language: "zh",
          answers: { outcome: five, handling: five, explained: { _tag: "YesNo", yes: true } },
        })
        yield* Effect.all([take, take], { concurrency: 2 })
      })
    const answer = (text: string) =>
      Effect.fnUntraced(function* (n: number) {
        if (n % 3 === 0 && text === "5") yield* byLink(n)
        if (n % 3 === 1) yield* twice(n, text)
      })
    for (const text of ["4", "5", "1"]) {
      await runtime.runPromise(Effect.forEach(numbers, answer(text), atOnce))
      await runtime.runPromise(fourWorkers)
    }
    // The two questions after the first, once each.
    expect(sent.length).toBe(people + 2 * (people / 3))
    expect(new Set(sent.map(({ id }) => id)).size).toBe(sent.length)
    const during = { from, until: Date.now() + 1000 }
    const kept = await runtime.runPromise(
      Stream.runCollect(SurveyAnswers.responses(tenant, complaintClosing.id, during)),
    )
    expect(kept.filter(({ setAside }) => setAside !== undefined)).toEqual([])
    expect(kept.map(({ response }) => response.invitation).sort()).toEqual(
      invited
        .filter((_, n) => n % 3 < 2)
        .map(({ id }) => id)
        .sort(),
    )
    const { open, rates } = await runtime.runPromise(
      Surveys.rates(tenant, complaintClosing.id, during, { _tag: "All" }),
    )
    expect(open).toBe(people / 3)
    expect(rates.counts.complete).toBe((people / 3) * 2)
  })
})
