/** The hospitals of the fleet: patients discharged this morning, text messages to them, and an evening that begins now. */
import { LocalKeyRing, Postgres } from "@aftercare/adapter-postgres"
import {
  ChinaCalendar,
  ChinaContact,
  Consent,
  type ContactAttempt,
  Discharge,
  GeneralProtocols,
  type KeyRing,
  MessageChannel,
  Practice,
} from "@aftercare/core"
import { Clock, Effect, Layer, Option, Redacted, Schema, Stream } from "effect"

/** Monday 2 March 2026, 18:00 in Shanghai. */
export const evening = Date.parse("2026-03-02T18:00:00+08:00")

/** Business time is so many milliseconds ahead of this machine's clock; leases and time-outs are real. */
export const ahead = <A, E, R>(millis: number, work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.flatMap(Clock.Clock, (real) => {
    const millisNow = () => real.currentTimeMillisUnsafe() + millis
    const nanosNow = () => real.currentTimeNanosUnsafe() + BigInt(millis) * 1_000_000n
    return Effect.provideService(work, Clock.Clock, {
      currentTimeMillisUnsafe: millisNow,
      currentTimeMillis: Effect.sync(millisNow),
      currentTimeNanosUnsafe: nanosNow,
      currentTimeNanos: Effect.sync(nanosNow),
      monotonicTimeNanosUnsafe: () => real.monotonicTimeNanosUnsafe(),
      monotonicTimeNanos: real.monotonicTimeNanos,
      sleep: (duration) => real.sleep(duration),
    })
  })

/** What is sent to the provider. */
export interface Sent {
  readonly tenant: string
  readonly id: string
  readonly person: string
}

const sms = (provider: number): MessageChannel.MessageChannel => ({
  channel: "sms",
  capabilities: {
    idempotency: { _tag: "None" },
    lookUp: false,
    receipts: false,
    inbound: false,
    costMilli: 45,
  },
  send: ({ id, tenant, to }) => {
    const sent: Sent = { tenant, id, person: to.id }
    const request = { method: "POST", body: JSON.stringify(sent) }
    return Effect.tryPromise((signal) => fetch(`http://127.0.0.1:${provider}/`, { ...request, signal })).pipe(
      Effect.map((): ContactAttempt.Delivery => ({ _tag: "Accepted", reference: id })),
      Effect.orElseSucceed((): ContactAttempt.Delivery => ({ _tag: "Unknown" })),
    )
  },
  lookUp: () => Effect.succeed(Option.none()),
  receipts: Stream.empty,
  inbound: Stream.empty,
})

const practice: Practice.HospitalPractice = {
  protocol: GeneralProtocols.generalDischarge,
  rules: [],
  policy: ChinaContact.carePolicy,
  calendar: ChinaCalendar.publicHolidays,
  guardianConsentUnder: ChinaContact.guardianConsentUnder,
  compose: (task) => ({ text: task.title.zh }),
}

export interface Key {
  readonly id: string
  readonly secret: string
}

/** The stores of one group, and the line to the provider. */
export const hospital = (
  url: string,
  { id, secret }: Key,
  provider: number,
): Layer.Layer<
  MessageChannel.MessageChannels | Postgres.Ports | Practice.Practice,
  KeyRing.KeyRingError | Layer.Error<ReturnType<typeof Postgres.layer>>
> =>
  Layer.mergeAll(
    Layer.provide(
      Postgres.layer({ url: Redacted.make(url), connections: 3 }),
      LocalKeyRing.layer([{ id, secret: Redacted.make(secret) }]),
    ),
    Layer.succeed(Practice.Practice, Practice.Practice.of({ of: () => practice })),
    Layer.succeed(MessageChannel.MessageChannels, MessageChannel.fromList([sms(provider)])),
  )

export const discharge = (n: number) =>
  Schema.decodeUnknownSync(Discharge.Discharge)({
    id: `d${n}`,
    patient: `p${n}`,
    name: "王芳",
    sex: "female",
    bornOn: "1958-06-01",
    dischargedAt: "2026-03-02T10:30:00+08:00",
    department: "心内科",
    doctor: "李明",
    diagnoses: [{ code: "I10", text: "高血压" }],
    chronic: false,
    highRisk: false,
    persons: [
      {
        id: `p${n}`,
        relation: "self",
        name: "王芳",
        phone: `+86138${String(n).padStart(8, "0")}`,
        profile: {
          zone: "Asia/Shanghai",
          language: "zh",
          rest: ChinaContact.restIn("mainland"),
          work: { _tag: "None" },
          preferred: [],
          channels: ["sms"],
          doNotDisturbOn: [],
        },
      },
    ],
  })

export const consent = (n: number) =>
  Schema.decodeUnknownSync(Consent.Consent)({
    id: `c${n}`,
    person: `p${n}`,
    purposes: ["followUp"],
    channels: ["sms"],
    basis: "consent",
    givenBy: "self",
    proof: "form 12",
    givenAt: "2026-03-02T09:00:00+08:00",
  })
