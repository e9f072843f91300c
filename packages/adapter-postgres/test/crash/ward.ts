// The hospital of the crash rounds: patients discharged this morning, one channel, and the evening's business time.
import { LocalKeyRing, Postgres } from "@aftercare/adapter-postgres"
import {
  ChinaCalendar,
  ChinaContact,
  Consent,
  Discharge,
  GeneralProtocols,
  type KeyRing,
  MessageChannel,
  type Outreach,
  Practice,
} from "@aftercare/core"
import { Clock, Duration, Effect, Layer, Option, Redacted, Schema, Stream } from "effect"

/** A message that the provider has accepted. */
export interface Accepted {
  readonly tenant: string
  readonly id: string
  readonly person: string
}

export const options: Outreach.Options = {
  batch: 4,
  lease: Duration.seconds(1),
  sendTimeout: Duration.millis(500),
  retry: { first: Duration.millis(100), longest: Duration.millis(500), tries: 5 },
}

/** Monday 2 March 2026, 18:00 in Shanghai: the evening is open for calls until 20:00. */
export const evening = Date.parse("2026-03-02T18:00:00+08:00")

/** A clock that is ahead of this machine's by so many milliseconds. */
export const ahead = <A, E, R>(millis: number, work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.flatMap(Clock.Clock, (live) => {
    const currentTimeMillisUnsafe = () => live.currentTimeMillisUnsafe() + millis
    const currentTimeNanosUnsafe = () => live.currentTimeNanosUnsafe() + BigInt(millis) * 1_000_000n
    return Effect.provideService(work, Clock.Clock, {
      currentTimeMillisUnsafe,
      currentTimeMillis: Effect.sync(currentTimeMillisUnsafe),
      currentTimeNanosUnsafe,
      currentTimeNanos: Effect.sync(currentTimeNanosUnsafe),
      monotonicTimeNanosUnsafe: () => live.monotonicTimeNanosUnsafe(),
      monotonicTimeNanos: live.monotonicTimeNanos,
      sleep: (duration) => live.sleep(duration),
    })
  })

/** Text messages over the provider's line. Whatever isn't answered is unknown. */
const sms = (port: number): MessageChannel.MessageChannel => ({
  channel: "sms",
  capabilities: {
    idempotency: { _tag: "None" },
    lookUp: false,
    receipts: false,
    inbound: false,
    costMilli: 50,
  },
  send: ({ id, tenant, to }) => {
    const accepted: Accepted = { tenant, id, person: to.id }
    const body = JSON.stringify(accepted)
    return Effect.tryPromise((signal) =>
      fetch(`http://127.0.0.1:${port}/`, { method: "POST", body, signal }),
    ).pipe(
      Effect.match({
        onSuccess: ({ ok }) => (ok ? { _tag: "Accepted", reference: id } : { _tag: "Unknown" }),
        onFailure: () => ({ _tag: "Unknown" }),
      }),
    )
  },
  lookUp: () => Effect.succeed(Option.none()),
  receipts: Stream.empty,
  inbound: Stream.empty,
})

/** What the personal data of the rounds is sealed with. */
export const key = { id: "crash", secret: Buffer.alloc(32, 7).toString("base64") }

const keyRing: Layer.Layer<KeyRing.KeyRing, KeyRing.KeyRingError> = LocalKeyRing.layer([
  { ...key, secret: Redacted.make(key.secret) },
])

/** Everything that a worker needs: the stores at an address, and the channel to a provider on a port. */
export const ward = (
  url: Redacted.Redacted,
  provider: number,
  prepare = true,
): Layer.Layer<
  MessageChannel.MessageChannels | Postgres.Ports | Practice.Practice,
  Layer.Error<ReturnType<typeof Postgres.layer>> | KeyRing.KeyRingError
> =>
  Layer.mergeAll(
    Layer.provide(Postgres.layer({ url, connections: 3, prepare }), keyRing),
    Layer.succeed(MessageChannel.MessageChannels, MessageChannel.fromList([sms(provider)])),
    Layer.succeed(Practice.Practice, {
      of: () => ({
        protocol: GeneralProtocols.generalDischarge,
        rules: [],
        policy: ChinaContact.carePolicy,
        calendar: ChinaCalendar.publicHolidays,
        guardianConsentUnder: ChinaContact.guardianConsentUnder,
        compose: (task) => ({ text: task.title.zh }),
      }),
    }),
  )

export const discharge = (n: number): Discharge.Discharge =>
  Schema.decodeUnknownSync(Discharge.Discharge)({
    id: `d${n}`,
    patient: `p${n}`,
    name: "王某",
    sex: "female",
    bornOn: "1955-05-05",
    dischargedAt: "2026-03-02T10:00:00+08:00",
    department: "心内科",
    doctor: "李医生",
    diagnoses: [{ code: "I10", text: "高血压" }],
    chronic: false,
    highRisk: false,
    persons: [
      {
        id: `p${n}`,
        relation: "self",
        name: "王某",
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

export const consent = (n: number): Consent.Consent =>
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
