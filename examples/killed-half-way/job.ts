/**
 * The main job on a database of its own: plans the ward's file, then makes every contact of a week. Started again after
 * it was killed, it goes on where the database says it was.
 *
 * Takes the database's directory, and the port of the provider that carries the messages. Tells whoever started it how
 * many discharges it has planned.
 */
import { readFileSync } from "node:fs"
import { LocalKeyRing, Postgres } from "@aftercare/adapter-postgres"
import {
  Agenda,
  ChinaCalendar,
  ChinaContact,
  type ContactAttempt,
  DischargeFile,
  type FollowUpTask,
  GeneralProtocols,
  Id,
  MessageChannel,
  Outreach,
  Practice,
  Scheduling,
  TimeZone,
} from "@aftercare/core"
import { Clock, DateTime, Duration, Effect, Layer, Option, Redacted, Stream } from "effect"

const [, , directory = "", port = ""] = process.argv
const tenant = Id.TenantId.make("hospital")
const zone = TimeZone.make("Asia/Shanghai")
const [start, end] = [Date.parse("2026-03-02T18:00:00+08:00"), Date.parse("2026-03-10T00:00:00+08:00")]

/** The week goes by in leaps, from what is due to what is due next; leases and time-outs run in real time. */
let now = start
const clock = (real: Clock.Clock): Clock.Clock => ({
  currentTimeMillisUnsafe: () => now,
  currentTimeMillis: Effect.sync(() => now),
  currentTimeNanosUnsafe: () => BigInt(now) * 1_000_000n,
  currentTimeNanos: Effect.sync(() => BigInt(now) * 1_000_000n),
  monotonicTimeNanosUnsafe: () => real.monotonicTimeNanosUnsafe(),
  monotonicTimeNanos: real.monotonicTimeNanos,
  sleep: (duration) => real.sleep(duration),
})

const file = DischargeFile.readCsv(
  readFileSync(new URL("../demo/data/discharges.csv", import.meta.url), "utf8"),
  {
    countryCode: "86",
    zone,
    profileFor: () => ({
      language: "zh",
      rest: ChinaContact.restIn("mainland"),
      work: { _tag: "None" },
      preferred: [],
      channels: ["sms"],
      doNotDisturbOn: [],
    }),
  },
)

const practice: Practice.HospitalPractice = {
  protocol: GeneralProtocols.generalDischarge,
  rules: [],
  policy: ChinaContact.carePolicy,
  calendar: ChinaCalendar.publicHolidays,
  guardianConsentUnder: ChinaContact.guardianConsentUnder,
  compose: (task) => ({ text: task.title.zh }),
}

const answered: Array<MessageChannel.Outgoing> = []

/** What became of a message is known only where the provider's answer came. */
const sms: MessageChannel.MessageChannel = {
  channel: "sms",
  capabilities: {
    idempotency: { _tag: "None" },
    lookUp: false,
    receipts: false,
    inbound: false,
    costMilli: 45,
  },
  send: (message) =>
    Effect.tryPromise(() => fetch(`http://127.0.0.1:${port}/${message.id}`, { method: "POST" })).pipe(
      Effect.map((): ContactAttempt.Delivery => ({ _tag: "Accepted", reference: message.id })),
      Effect.tap(Effect.sync(() => answered.push(message))),
      Effect.orElseSucceed((): ContactAttempt.Delivery => ({ _tag: "Unknown" })),
    ),
  lookUp: () => Effect.succeed(Option.none()),
  receipts: Stream.empty,
  inbound: Stream.empty,
}

/** Everybody answers what they were sent. */
const people = Effect.suspend(() =>
  Effect.forEach(answered.splice(0), ({ subject, tenant }) =>
    subject._tag === "FollowUp"
      ? Outreach.recordDisposition(tenant, subject.plan, subject.task, subject.attempt, "completed")
      : Effect.void,
  ),
)

const contacts = Effect.gen(function* () {
  const agenda = yield* Agenda.Agenda
  const options = { batch: 10, lease: Duration.seconds(5), sendTimeout: Duration.seconds(1) }
  while (true) {
    const handled = yield* Outreach.runDue(options)
    yield* people
    if (handled > 0) continue
    const next = yield* agenda.nextDueAt
    if (next === undefined || DateTime.toEpochMillis(next) >= end) return
    // What is due and can't be had is held by a job that was killed, until its lease runs out.
    if (DateTime.toEpochMillis(next) <= now) yield* Effect.sleep("100 millis")
    else now = DateTime.toEpochMillis(next)
  }
})

const standing = ({ attempts, span, state }: FollowUpTask.FollowUpTask): string => {
  if (attempts.some(({ disposition }) => disposition === "deliveryUnknown"))
    return "delivery unknown, left to a person"
  if (span === undefined || DateTime.toEpochMillis(span.earliest) >= end) return "later than this week"
  return state._tag === "Ended" ? state.end._tag : state._tag
}

const job = Effect.gen(function* () {
  let [planned, before] = [0, 0]
  for (const handed of file.accepted.slice(0, 100)) {
    const [outcome] = yield* Scheduling.scheduleAll(tenant, [handed])
    if (outcome?._tag === "Planned") process.send?.(++planned)
    else if (outcome?.refusal._tag === "StoreError" && outcome.refusal.reason._tag === "AlreadyExists")
      before++
  }
  console.log(`  ${planned} discharges planned, ${before} were planned before`)
  yield* contacts
  const plans = yield* Stream.runCollect(Scheduling.plans(tenant))
  const tasks = plans.flatMap((plan) => plan.tasks)
  const counts = new Map<string, number>()
  for (const task of tasks) counts.set(standing(task), (counts.get(standing(task)) ?? 0) + 1)
  console.log(`  of ${tasks.length} tasks in ${plans.length} plans:`)
  for (const [what, count] of [...counts].sort()) console.log(`    ${count} ${what}`)
})

const keys = LocalKeyRing.layer([
  { id: "2026", secret: Redacted.make(Buffer.alloc(32, 1).toString("base64")) },
])
const house = Layer.mergeAll(
  Layer.provide(Postgres.embedded({ directory }), keys),
  Layer.succeed(Practice.Practice, Practice.Practice.of({ of: () => practice })),
  Layer.succeed(MessageChannel.MessageChannels, MessageChannel.fromList([sms])),
)
const real = await Effect.runPromise(Clock.clockWith(Effect.succeed))
await Effect.runPromise(job.pipe(Effect.provideService(Clock.Clock, clock(real)), Effect.provide(house)))
process.disconnect?.()
