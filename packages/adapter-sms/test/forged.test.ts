// What nobody but the provider may tell: receipts by guess, told to a house that is in the middle of its work.
import { Memory } from "@aftercare/adapter-memory"
import { AliyunWebhook, KannelWebhook, TencentWebhook, Webhook } from "@aftercare/adapter-sms"
import {
  ChinaCalendar,
  ChinaContact,
  ChinaReplies,
  ConsentStore,
  GeneralProtocols,
  Id,
  Inbox,
  MessageChannel,
  Outreach,
  PlanStore,
  Practice,
  Replies,
  Scheduling,
} from "@aftercare/core"
import { Duration, Effect, Layer, Logger, Option, Redacted, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { consent, discharge } from "./support/Patients.ts"

const tenant = Id.TenantId.make("hospital")
const evening = Date.parse("2026-03-02T18:00:00+08:00")
const secret = "the-secret-that-leaked"
const [phone, another] = ["13800138000", "13900139000"]

const [given, allowed] = [discharge(1, `+86${phone}`), consent(1, ["followUp"])]

const sent: Array<Id.MessageId> = []

const channel: MessageChannel.MessageChannel = {
  channel: "sms",
  capabilities: {
    idempotency: { _tag: "None" },
    lookUp: false,
    receipts: true,
    inbound: true,
    costMilli: 45,
  },
  send: ({ id }) =>
    Effect.sync(() => {
      sent.push(id)
      return { _tag: "Accepted", reference: "r" } as const
    }),
  lookUp: () => Effect.succeed(Option.none()),
  receipts: Stream.empty,
  inbound: Stream.empty,
}

const house = Layer.mergeAll(
  Memory.layer,
  Layer.succeed(MessageChannel.MessageChannels, MessageChannel.fromList([channel])),
  Layer.succeed(Practice.Practice, {
    of: () => ({
      protocol: GeneralProtocols.generalDischarge,
      rules: [],
      policy: ChinaContact.carePolicy,
      calendar: ChinaCalendar.publicHolidays,
      guardianConsentUnder: 14,
      replies: ChinaReplies.policy,
      compose: (task) => ({ text: task.title.zh }),
    }),
  }),
  TestClock.layer(),
  Logger.layer([]),
)

const make = (reader: Webhook.Reader) =>
  Webhook.make({
    reader,
    secret: Redacted.make(secret),
    tenantOf: () => tenant,
    accept: (told) =>
      told._tag === "Receipt" ? Outreach.recordReceipt(told.receipt) : Replies.receive("sms", told.inbound),
  })

/** What a patient can see of the house, and what decides whether they are contacted. */
const seen = Effect.gen(function* () {
  const plans = yield* PlanStore.PlanStore
  const { records } = yield* plans.list(tenant, { limit: 10 })
  const events = yield* Effect.forEach(records, ({ record }) => plans.events(tenant, record.id))
  const consents = yield* (yield* ConsentStore.ConsentStore).of(tenant, allowed.person)
  return { records, events, consents }
})

test("ten thousand forged or garbled pushes by one who knows the secret change nothing of a patient's, and are all answered", async () => {
  const program = Effect.gen(function* () {
    yield* TestClock.setTime(evening)
    yield* Scheduling.schedule(tenant, given, [allowed])
    yield* Outreach.runDue({ batch: 9, lease: Duration.minutes(2), sendTimeout: Duration.seconds(30) })
    const [id = ""] = sent
    const before = yield* seen
    const handlers = [AliyunWebhook.make(), TencentWebhook.make(), KannelWebhook.make()].map(make)
    // Right in the message or in the number, never in both.
    const target = fc.oneof(
      fc.record({
        ref: fc.constantFrom(`hospital/${id}`, id),
        number: fc.constantFrom(another, "", "0", `+1${phone}`),
      }),
      fc.record({
        ref: fc.oneof(
          fc.constantFrom(
            `other/${id}`,
            `hospital/${id}0`,
            `hospital/${id.slice(1)}`,
            "hospital/",
            "/",
            "__proto__/x",
          ),
          fc.string({ unit: "binary", maxLength: 90 }),
        ),
        number: fc.constantFrom(phone, `+86${phone}`),
      }),
    )
    const garbled = fc.record({ at: fc.nat(400), gone: fc.nat(3), put: fc.string({ maxLength: 3 }) })
    const push = fc.record({
      target,
      which: fc.nat(2),
      fails: fc.boolean(),
      text: fc.oneof(fc.constantFrom("TD", "恢复", "4", "明天上午十点再打"), fc.string({ maxLength: 20 })),
      says: fc.boolean(),
      garble: fc.option(garbled, { nil: undefined }),
    })
    const bodyOf = ({
      fails,
      says,
      target: { number, ref },
      text,
      which,
    }: typeof push extends fc.Arbitrary<infer A> ? A : never) => {
      const from = another
      if (which === 0)
        return says
          ? [{ phone_number: from, content: text, sequence_id: 1 }]
          : [{ phone_number: number, success: !fails, out_id: ref, report_time: "2026-03-02 18:00:00" }]
      const common = { nationcode: "86", mobile: says ? from : number }
      return says
        ? { ...common, text }
        : [{ ...common, report_status: fails ? "FAIL" : "SUCCESS", session_context: ref }]
    }
    const statuses = new Map<number, number>()
    for (const one of fc.sample(push, { numRuns: 10_000, seed: 11 })) {
      const { fails, garble, says, target, text, which } = one
      const garbling = (written: string) =>
        garble === undefined
          ? written
          : written.slice(0, garble.at) + garble.put + written.slice(garble.at + garble.gone)
      const query = says
        ? new URLSearchParams({ from: `+86${another}`, to: "1069", text })
        : new URLSearchParams({ ref: target.ref.toWellFormed(), type: fails ? "2" : "1", to: target.number })
      const url = `http://10.0.0.7/${secret}`
      const request =
        which === 2
          ? new Request(`${url}?${query}`)
          : new Request(url, { method: "POST", body: garbling(JSON.stringify(bodyOf(one))) })
      const handle = handlers[which]
      if (handle === undefined) continue
      const { status } = yield* handle(request)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
    const after = yield* seen
    const known = { phone_number: phone, success: false, out_id: `hospital/${id}` }
    const right = new Request(`http://10.0.0.7/${secret}`, { method: "POST", body: JSON.stringify([known]) })
    for (const handle of handlers.slice(0, 1)) yield* handle(right)
    const told = yield* seen
    const waiting = yield* (yield* Inbox.Inbox).waiting(tenant, { limit: 5 })
    return { before, after, told, statuses, waiting: waiting.records.length }
  })
  const { after, before, statuses, told, waiting } = await Effect.runPromise(Effect.provide(program, house))
  expect(sent.length).toBe(1)
  expect(after).toEqual(before)
  // Right in both, it counts.
  expect(told.records[0]?.record.tasks[0]?.attempts).toMatchObject([{ disposition: "rejected" }])
  expect([...statuses.keys()].sort()).toEqual([200, 400])
  expect(statuses.get(200)).toBeGreaterThan(5_000)
  expect(waiting).toBeGreaterThan(0)
}, 60_000)
