/** A small hospital on the memory adapter under a test clock, with channels that do what a test says. */
import { Memory } from "@aftercare/adapter-memory"
import {
  type Access,
  type AccessLog,
  Agenda,
  type CallStore,
  CarePractice,
  type CareStore,
  ChinaCalendar,
  ChinaContact,
  ChinaFestivals,
  Consent,
  type ConsentStore,
  type ContactAttempt,
  type ContactStore,
  Discharge,
  type DischargeStore,
  type Eraser,
  GeneralMedication,
  GeneralProtocols,
  GeneralQuestionnaires,
  Id,
  type Inbox,
  MessageChannel,
  type MessageLog,
  Outreach,
  Permission,
  PermissionPractice,
  PlanStore,
  Practice,
  type Quota,
  SurveyPractice,
  type SurveyStore,
  type TicketStore,
  type UnitOfWork,
  type VitalStatusStore,
  type Word,
} from "@aftercare/core"
import {
  Clock,
  type Context,
  DateTime,
  Duration,
  Effect,
  Layer,
  Option,
  Redacted,
  Schema,
  Stream,
} from "effect"
import { TestClock } from "effect/testing"

export const tenant = Id.TenantId.make("hospital")

/** Monday 2 March 2026, 18:00 in Shanghai. */
export const evening = Date.parse("2026-03-02T18:00:00+08:00")

const zone = "Asia/Shanghai"

export interface Wish {
  readonly channels?: ReadonlyArray<Word.Channel>
  readonly work?: unknown
  /** Who is contacted, where that isn't the patient: then the patient is a child of theirs. */
  readonly guardian?: string
  /** Under which id the patient is known as somebody to contact; by default one of their own. */
  readonly person?: string
}

/** A retired patient, or a child with a guardian, discharged at ten that morning. */
export const discharge = (n: number, wish: Wish = {}): Discharge.Discharge =>
  Schema.decodeUnknownSync(Discharge.Discharge)({
    id: `d${n}`,
    patient: `p${n}`,
    name: "王某",
    sex: "female",
    bornOn: wish.guardian === undefined ? "1955-05-05" : "2019-05-05",
    dischargedAt: "2026-03-02T10:00:00+08:00",
    department: "心内科",
    doctor: "李医生",
    diagnoses: [{ code: "I10", text: "高血压" }],
    chronic: false,
    highRisk: false,
    persons: [
      {
        id: wish.guardian ?? wish.person ?? `p${n}`,
        relation: wish.guardian === undefined ? "self" : "guardian",
        name: "王某",
        phone: "+8613800000000",
        profile: {
          zone,
          language: "zh",
          rest: ChinaContact.restIn("mainland"),
          work: wish.work ?? { _tag: "None" },
          preferred: [],
          channels: wish.channels ?? ["phone", "sms"],
          doNotDisturbOn: [],
        },
      },
    ],
  })

export const consent = (
  n: number,
  channels: ReadonlyArray<Word.Channel> = ["phone", "sms", "wechat"],
  { guardian, person }: Pick<Wish, "guardian" | "person"> = {},
): Consent.Consent =>
  Schema.decodeUnknownSync(Consent.Consent)({
    id: `c${n}`,
    person: guardian ?? person ?? `p${n}`,
    purposes: ["followUp"],
    channels,
    basis: "consent",
    givenBy: guardian === undefined ? "self" : "guardian",
    proof: "form 12",
    givenAt: "2026-03-02T09:00:00+08:00",
  })

/** A nurse at work. */
export const atWork: Access.Acting = {
  by: { _tag: "Staff", staff: Id.StaffId.make("nurse-7"), role: "nurse" },
  purpose: "care",
}

/** What a channel does with a message, and what it knows of it afterwards. */
export interface Provider {
  readonly send?: (
    message: MessageChannel.Outgoing,
    channel: Word.Channel,
  ) => Effect.Effect<ContactAttempt.Delivery>
  readonly lookUp?: (message: MessageLog.Message) => Option.Option<ContactAttempt.Delivery>
  /** How long it takes to get hold of the channel. */
  readonly connectIn?: Duration.Duration
  readonly connected?: ReadonlyArray<Word.Channel>
  /** What the hospital works by at this moment, beside the packs. */
  readonly practice?: () => Partial<Practice.HospitalPractice>
  /** Who may do what; everybody everything by default. */
  readonly grants?: ReadonlyArray<Permission.Grant>
  /** How the hospital asks its patients, beside the packs. */
  readonly surveys?: Partial<SurveyPractice.HospitalSurveyPractice>
  /** How the hospital cares, beside the packs. */
  readonly care?: Partial<CarePractice.HospitalCarePractice>
  /** Stores that aren't as good as the memory adapter's. */
  readonly stores?: (sound: Context.Context<Layer.Success<typeof Memory.layer>>) => typeof sound
  /** A message whose words can't be made. */
  readonly wordless?: (patient: Id.PatientId) => boolean
}

/** The try of a follow-up that a message is. */
export const followUpOf = (message: MessageChannel.Outgoing | undefined) => {
  if (message?.subject._tag !== "FollowUp") throw new Error("no message of a follow-up")
  return message.subject
}

export const accepted: ContactAttempt.Delivery = { _tag: "Accepted", reference: "r" }
export const rejected: ContactAttempt.Delivery = { _tag: "Rejected", code: "number.invalid" as never }

/** What a channel says at a moment, by a word for it: put off is by an hour, and any other word is that it was taken. */
export const saying = (word: string | undefined, at: number): ContactAttempt.Delivery => {
  switch (word) {
    case "rejected":
      return rejected
    case "unknown":
      return { _tag: "Unknown" }
    case "deferred":
      return {
        _tag: "Deferred",
        code: "provider.busy" as never,
        until: DateTime.makeUnsafe(at + 3_600_000),
      }
    default:
      return accepted
  }
}

export type House =
  | AccessLog.AccessLog
  | Agenda.Agenda
  | CallStore.CallStore
  | CarePractice.CarePractice
  | CareStore.CareStore
  | ConsentStore.ConsentStore
  | ContactStore.ContactStore
  | DischargeStore.DischargeStore
  | Eraser.Eraser
  | Inbox.Inbox
  | MessageChannel.MessageChannels
  | MessageLog.MessageLog
  | PermissionPractice.PermissionPractice
  | PlanStore.PlanStore
  | Practice.Practice
  | Quota.Quota
  | SurveyPractice.SurveyPractice
  | SurveyStore.SurveyStore
  | TicketStore.TicketStore
  | UnitOfWork.UnitOfWork
  | VitalStatusStore.VitalStatusStore

/** Runs a test in a house of its own at `evening`; `sent` is every message that reached a channel, in order. */
export const inHouse = <A, E>(
  provider: Provider,
  test: (
    sent: ReadonlyArray<MessageChannel.Outgoing & { readonly channel: Word.Channel }>,
  ) => Effect.Effect<A, E, House>,
): Promise<A> => {
  const sent: Array<MessageChannel.Outgoing & { readonly channel: Word.Channel }> = []
  const channel = (name: Word.Channel): MessageChannel.MessageChannel => ({
    channel: name,
    capabilities: {
      idempotency: { _tag: "None" },
      lookUp: provider.lookUp !== undefined,
      receipts: false,
      inbound: false,
      costMilli: 0,
    },
    send: (message) =>
      Effect.suspend(() => {
        sent.push({ ...message, channel: name })
        return provider.send?.(message, name) ?? Effect.succeed(accepted)
      }),
    lookUp: (message) => Effect.sync(() => provider.lookUp?.(message) ?? Option.none()),
    receipts: Stream.empty,
    inbound: Stream.empty,
  })
  const known = MessageChannel.fromList((provider.connected ?? ["phone", "sms", "wechat"]).map(channel))
  const channels = MessageChannel.MessageChannels.of({
    get: (name) =>
      provider.connectIn === undefined
        ? known.get(name)
        : Effect.andThen(Effect.sleep(provider.connectIn), known.get(name)),
  })
  const practice = Practice.Practice.of({
    of: () => ({
      protocol: GeneralProtocols.generalDischarge,
      rules: GeneralProtocols.personalisation(65),
      policy: ChinaContact.carePolicy,
      calendar: ChinaCalendar.publicHolidays,
      guardianConsentUnder: 14,
      compose: (task, _to, { patient }) => {
        if (provider.wordless?.(patient) === true) throw new Error("a template that doesn't fit")
        return { text: task.title.zh }
      },
      ...provider.practice?.(),
    }),
  })
  // Bytes that anybody can foretell are good enough for a test.
  let drawn = 0
  const surveys = SurveyPractice.SurveyPractice.of({
    of: () => ({
      surveys: GeneralQuestionnaires.all.map((questionnaire) => ({
        questionnaire,
        invitation: GeneralQuestionnaires.invitationPolicy,
        response: GeneralQuestionnaires.responsePolicy,
      })),
      contact: ChinaContact.carePolicy,
      calendar: ChinaCalendar.publicHolidays,
      salt: new Uint8Array(16),
      randomBytes: (count) => {
        drawn += 1
        return new Uint8Array(count).fill(drawn)
      },
      compose: (_kept, { code, item }) => ({ text: `${item?.text.zh} ${Redacted.value(code)}` }),
      ...provider.surveys,
    }),
  })
  const care = CarePractice.CarePractice.of({
    of: () => ({
      contact: ChinaContact.carePolicy,
      calendar: ChinaCalendar.publicHolidays,
      programmes: [],
      aheadDays: 14,
      festivals: ChinaFestivals.all,
      medication: {
        policy: GeneralMedication.policy,
        sending: {
          purpose: "care",
          channels: ["sms", "wechat"],
          template: { id: "doses", version: "1" },
        },
        aheadDays: 2,
      },
      compose: ({ message }) => ({ text: message.template.id }),
      ...provider.care,
    }),
  })
  const layer = Layer.mergeAll(
    Layer.effectContext(
      Effect.map(Layer.build(Layer.fresh(Memory.layer)), provider.stores ?? ((sound) => sound)),
    ),
    Layer.succeed(Practice.Practice, practice),
    Layer.succeed(PermissionPractice.PermissionPractice, {
      of: () => provider.grants ?? [Permission.askedElsewhere],
    }),
    Layer.succeed(MessageChannel.MessageChannels, channels),
    Layer.succeed(SurveyPractice.SurveyPractice, surveys),
    Layer.succeed(CarePractice.CarePractice, care),
  )
  return Effect.runPromise(
    TestClock.setTime(evening).pipe(
      Effect.andThen(test(sent)),
      Effect.provide(layer),
      Effect.scoped,
      Effect.provide(TestClock.layer()),
    ),
  )
}

export const options: Outreach.Options = {
  batch: 20,
  lease: Duration.minutes(2),
  sendTimeout: Duration.seconds(30),
}

/** Lets time pass in steps of ten minutes, with two workers at work after each. */
export const pass = Effect.fnUntraced(function* (time: Duration.Duration) {
  const until = (yield* Clock.currentTimeMillis) + Duration.toMillis(time)
  while ((yield* Clock.currentTimeMillis) < until) {
    yield* drain
    yield* TestClock.adjust("10 minutes")
  }
  yield* drain
})

/** Lets time pass from one thing that falls due to the next, with two workers at work at each. */
export const passUntil = Effect.fnUntraced(function* (until: number) {
  for (let moment = 0; ; moment++) {
    const due = yield* (yield* Agenda.Agenda).nextDueAt
    const now = yield* Clock.currentTimeMillis
    if (due === undefined || DateTime.toEpochMillis(due) > until) break
    if (moment === 10_000) return yield* neverEnds("something falls due again and again")
    // What somebody who crashed still holds becomes free within minutes.
    yield* TestClock.setTime(Math.max(DateTime.toEpochMillis(due), now + 60_000))
    yield* drain
  }
  yield* TestClock.setTime(Math.max(until, yield* Clock.currentTimeMillis))
})

/** Two workers at once, until nothing is due. */
export const drain: Effect.Effect<void, never, House> = Effect.gen(function* () {
  const working = Effect.all([Outreach.runDue(options), Outreach.runDue(options)], { concurrency: 2 })
  for (let turn = 0; ; turn++) {
    const [a, b] = yield* Effect.orDie(working)
    if (a + b === 0) return
    if (turn === 1000) return yield* neverEnds("workers claim and claim at one moment")
  }
})

/** Ends a test that has had more turns than any life in a house needs. */
const neverEnds = Effect.fnUntraced(function* (why: string) {
  return yield* Effect.die(new Error(`${why}: still at ${DateTime.formatIso(yield* DateTime.now)}`))
})

export const plans = Effect.gen(function* () {
  const page = yield* (yield* PlanStore.PlanStore).list(tenant, { limit: 1000 })
  return page.records.map(({ record }) => record)
})
