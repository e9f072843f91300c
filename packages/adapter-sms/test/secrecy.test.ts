import { inspect } from "node:util"
import { HttpExchange, Kannel, SmsChannel } from "@aftercare/adapter-sms"
import type { MessageChannel } from "@aftercare/core/ports"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as Metric from "effect/Metric"
import * as Redacted from "effect/Redacted"
import * as Tracer from "effect/Tracer"
import { expect, test } from "vitest"
import { logged, outgoing } from "./support/Messages.ts"
import { type Provider, provider } from "./support/Provider.ts"

const planted = {
  secret: "sEcrEt-of-the-account",
  text: "血糖复查结果请于周三领取",
  phone: "13912345678",
  name: "林小满",
  path: "the-secret-path",
}

const message = outgoing({ phone: `+86${planted.phone}`, text: planted.text })

/** Everything that logs, spans and metrics were told during some work. */
const told = (work: Effect.Effect<unknown>) =>
  Effect.gen(function* () {
    const heard: Array<unknown> = []
    const spans: Array<Tracer.NativeSpan> = []
    const logger = Logger.make(
      (entry) => void heard.push(Logger.formatJson.log(entry), inspect(entry.message)),
    )
    const tracer = Tracer.make({
      span: (options) => {
        const span = new Tracer.NativeSpan(options)
        spans.push(span)
        return span
      },
    })
    const exit = yield* Effect.exit(work).pipe(
      Effect.withTracer(tracer),
      Effect.provide(Logger.layer([logger])),
    )
    for (const { attributes, events, name, status } of spans)
      heard.push(
        name,
        inspect([...attributes], { depth: 9 }),
        inspect(events, { depth: 9 }),
        inspect(status, { depth: 9 }),
      )
    heard.push(inspect(yield* Metric.snapshot, { depth: 9 }), inspect(exit, { depth: 9 }))
    return { text: heard.join("\n"), spans: spans.length }
  }).pipe(Effect.provideService(Metric.MetricRegistry, new Map()))

const answers: ReadonlyArray<[string, Provider["reply"]]> = [
  ["accepted", () => ({ status: 202, body: `0: Accepted for delivery ${planted.phone}` })],
  [
    "refused with our words in it",
    ({ url }) => ({ status: 403, body: `Authorization failed for sendsms ${url}` }),
  ],
  ["unlisted, with our words in it", ({ url }) => ({ status: 500, body: `${url}` })],
  ["reset", () => "reset"],
  ["silent", () => "silent"],
]

const channelOf = (peer: Provider) =>
  Effect.gen(function* () {
    const send = yield* HttpExchange.make({ timeout: "500 millis" })
    const driver = Kannel.make({
      url: `${peer.url}/${planted.path}`,
      username: "u",
      password: Redacted.make(planted.secret),
      sender: "1069",
      receipts: `http://127.0.0.1/${planted.path}`,
    })
    return { driver, channel: yield* SmsChannel.make({ driver, send, costMilli: 45 }) }
  })

const spoken = (channel: MessageChannel.MessageChannel) =>
  Effect.andThen(channel.send(message), channel.lookUp(logged(message, "2026-03-02T01:30:00Z")))

test.each(answers)("nothing personal and no secret is told where a send is %s", (_, reply) =>
  Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const peer = yield* provider(reply)
        const { channel, driver } = yield* channelOf(peer)
        const { spans, text } = yield* told(spoken(channel))
        expect(peer.arrived).toHaveLength(1)
        expect(spans).toBeGreaterThan(0)
        expect(text).toContain("kannel")
        for (const value of Object.values(planted)) expect(text).not.toContain(value)
        for (const value of Object.values(planted)) expect(inspect(driver, { depth: 9 })).not.toContain(value)
      }),
    ),
  ),
)

test("nor where the provider is gone", () =>
  Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const peer = yield* Effect.scoped(provider())
        const { channel } = yield* channelOf(peer)
        const { text } = yield* told(spoken(channel))
        expect(text).toContain("unsent")
        for (const value of Object.values(planted)) expect(text).not.toContain(value)
      }),
    ),
  ))
