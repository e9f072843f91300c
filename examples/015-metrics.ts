/**
 * What workers do, as a page that Prometheus scrapes: an evening of contacts, one of which nobody knows whether it arrived,
 * and one whose words can't be made.
 *
 * With the argument `serve` the page stays there until the program is interrupted, and the first line says where.
 */
import { once } from "node:events"
import { createServer } from "node:http"
import { Memory } from "@aftercare/adapter-memory"
import {
  ChinaCalendar,
  ChinaContact,
  Consent,
  Discharge,
  GeneralProtocols,
  Id,
  MessageChannel,
  Metrics,
  Outreach,
  Practice,
  Scheduling,
} from "@aftercare/core"
import { Duration, Effect, Layer, Logger, Metric, Option, Schema, Stream } from "effect"
import { PrometheusMetrics } from "effect/observability"
import { TestClock } from "effect/testing"

const registry: typeof Metric.MetricRegistry.Service = new Map()
const page = PrometheusMetrics.format({ metricNameMapper: Metrics.prometheusName }).pipe(
  Effect.provideService(Metric.MetricRegistry, registry),
)
const server = createServer(async (_request, response) => {
  response.setHeader("content-type", "text/plain; version=0.0.4; charset=utf-8")
  response.end(await Effect.runPromise(page))
}).listen(0, "127.0.0.1")
await once(server, "listening")
const address = server.address()
const port = typeof address === "object" && address !== null ? address.port : 0

const hospital = Id.TenantId.make("hospital")
const discharge = (n: number) =>
  Schema.decodeUnknownSync(Discharge.Discharge)({
    id: `d-${n}`,
    patient: `p-${n}`,
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
        id: `p-${n}/self`,
        relation: "self",
        name: "王芳",
        phone: `+861380013800${n}`,
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
const consent = (n: number) =>
  Schema.decodeUnknownSync(Consent.Consent)({
    id: `consent-${n}`,
    person: `p-${n}/self`,
    purposes: ["followUp"],
    channels: ["sms"],
    basis: "consent",
    givenBy: "self",
    proof: "form 81",
    givenAt: "2026-03-02T09:00:00+08:00",
  })

const sms: MessageChannel.MessageChannel = {
  channel: "sms",
  capabilities: {
    idempotency: { _tag: "None" },
    lookUp: false,
    receipts: false,
    inbound: false,
    costMilli: 50,
  },
  send: ({ to }) =>
    Effect.succeed(
      to.id === "p-2/self" ? { _tag: "Unknown" } : { _tag: "Accepted", reference: "provider-1" },
    ),
  lookUp: () => Effect.succeed(Option.none()),
  receipts: Stream.empty,
  inbound: Stream.empty,
}
const house = Layer.mergeAll(
  Memory.layer,
  Logger.layer([]),
  Layer.succeed(MessageChannel.MessageChannels, MessageChannel.fromList([sms])),
  Layer.succeed(Practice.Practice, {
    of: () => ({
      protocol: GeneralProtocols.generalDischarge,
      rules: GeneralProtocols.personalisation(65),
      policy: ChinaContact.carePolicy,
      calendar: ChinaCalendar.publicHolidays,
      guardianConsentUnder: ChinaContact.guardianConsentUnder,
      compose: (task, _to, { patient }) => {
        if (patient === "p-3") throw new Error("a template that doesn't fit")
        return { text: task.title.zh }
      },
    }),
  }),
)
const work = Outreach.runDue({ batch: 20, lease: Duration.minutes(2), sendTimeout: Duration.seconds(30) })

const evening = Effect.gen(function* () {
  yield* TestClock.setTime(Date.parse("2026-03-02T10:35:00+08:00"))
  for (const n of [1, 2, 3]) yield* Scheduling.schedule(hospital, discharge(n), [consent(n)])
  yield* TestClock.setTime(Date.parse("2026-03-02T14:00:00+08:00"))
  for (let minutes = 0; minutes < 60; minutes += 10) {
    yield* work
    yield* TestClock.adjust("10 minutes")
  }
})
await Effect.runPromise(
  evening.pipe(
    Effect.provide(Layer.provideMerge(house, TestClock.layer())),
    Effect.provideService(Metric.MetricRegistry, registry),
  ),
)

console.log(`http://127.0.0.1:${port}/metrics`)
if (!process.argv.includes("serve")) {
  const scraped = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  const lines = scraped.split("\n").filter((line) => /^\w+(?:\{[^}]*\})? \d/.test(line))
  console.log(lines.filter((line) => !line.includes("_bucket") && !line.includes("_sum")).join("\n"))
  server.close()
}
