import { type ContactAttempt, Metrics, Outreach, Scheduling } from "@aftercare/core"
import { Cause, Duration, Effect, Exit, Logger, Metric, References, Tracer } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { consent, discharge, inHouse, options, pass, tenant } from "./house.ts"

/** Everything of the patients and their hospital that stands in no number, span or log. */
const personal = ["王某", "13800000000", "心内科", "李医生", "高血压", "1955-05-05"]

/** What was measured, traced and logged while the work went on, as text. */
const watched = <A, E, R>(work: Effect.Effect<A, E, R>) =>
  Effect.suspend(() => {
    const spans: Array<string> = []
    const logs: Array<string> = []
    const tracer = Tracer.make({
      span: (given) => {
        const span = new Tracer.NativeSpan(given)
        const end = span.end.bind(span)
        span.end = (at, exit) => {
          const why = Exit.isFailure(exit) ? Cause.pretty(exit.cause) : ""
          spans.push(JSON.stringify([span.name, [...span.attributes], why]))
          end(at, exit)
        }
        return span
      },
    })
    const logger = Logger.make(({ cause, fiber, message }) => {
      logs.push(
        JSON.stringify([message, fiber.getRef(References.CurrentLogAnnotations), Cause.pretty(cause)]),
      )
    })
    const registry: typeof Metric.MetricRegistry.Service = new Map()
    return Effect.gen(function* () {
      const answer = yield* work
      return { answer, spans, logs, metrics: yield* Metric.dump }
    }).pipe(
      Effect.withTracer(tracer),
      Effect.provide(Logger.layer([logger])),
      Effect.provideService(Metric.MetricRegistry, registry),
    )
  })

const count = (metric: Metric.Counter<number>, labels: Readonly<Record<string, string>>) =>
  Effect.map(Metric.value(Metric.withAttributes(metric, labels)), (state) => state.count)

const unknown: ContactAttempt.Delivery = { _tag: "Unknown" }

describe("what a worker does", () => {
  it("is counted: claims, retries, dead letters, messages by what came of them, and what was given up", () =>
    inHouse(
      {
        wordless: (patient) => patient === "p3",
        send: ({ to }) => Effect.succeed(to.id === "p2" ? unknown : { _tag: "Accepted", reference: "r" }),
      },
      () =>
        Effect.gen(function* () {
          for (const n of [1, 2, 3])
            yield* Scheduling.schedule(tenant, discharge(n, { channels: ["sms"] }), [consent(n)])
          yield* Outreach.runDue(options)
          const kind = "followUp"
          expect([
            yield* count(Metrics.claims, { kind }),
            yield* count(Metrics.retries, { kind, reason: "Defect" }),
            yield* count(Metrics.sent, { "messaging.system": "sms", delivery: "Accepted" }),
            yield* count(Metrics.sent, { "messaging.system": "sms", delivery: "Unknown" }),
          ]).toEqual([3, 1, 1, 1])
          const answered = Metric.withAttributes(Metrics.sendDuration, {
            "messaging.system": "sms",
            delivery: "Accepted",
          })
          expect((yield* Metric.value(answered)).count).toBe(1)
          yield* pass(Duration.hours(30))
          expect([
            yield* count(Metrics.retries, { kind, reason: "Defect" }),
            yield* count(Metrics.deadLetters, { kind, reason: "Defect" }),
            yield* count(Metrics.givenUp, { channel: "sms", disposition: "deliveryUnknown" }),
            yield* count(Metrics.givenUp, { channel: "sms", disposition: "noAnswer" }),
          ]).toEqual([4, 1, 1, 1])
        }).pipe(Effect.provideService(Metric.MetricRegistry, new Map())),
    ))

  it("tells how long the oldest due entry waits, and zero where none does", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        const lag = Effect.map(Metric.value(Metrics.lag), ({ value }) => value)
        yield* Scheduling.schedule(tenant, discharge(1), [consent(1)])
        yield* TestClock.adjust("90 seconds")
        yield* Outreach.runDue(options)
        const late = yield* lag
        yield* Outreach.runDue(options)
        expect([late, yield* lag]).toEqual([90, 0])
      }).pipe(Effect.provideService(Metric.MetricRegistry, new Map())),
    ))

  it("stands in numbers, spans and logs without a word about anybody, even where the practice throws some", async () => {
    const { logs, metrics, spans } = await inHouse(
      {
        practice: () => ({
          compose: (task, { name, phone }, { department, diagnoses, doctor, patient }) => {
            if (patient === "p2")
              throw new Error(`${name} ${phone} ${department} ${doctor} ${diagnoses[0]?.text}`)
            return { text: task.title.zh }
          },
        }),
        send: ({ to }) =>
          to.id === "p3" ? Effect.die(new Error(`${to.name} ${to.phone}`)) : Effect.succeed(unknown),
      },
      () =>
        watched(
          Effect.gen(function* () {
            for (const n of [1, 2, 3]) yield* Scheduling.schedule(tenant, discharge(n), [consent(n)])
            yield* pass(Duration.days(2))
          }),
        ),
    )
    const broken = logs.filter((log) => log.includes("a channel broke down"))
    expect(broken.length).toBeGreaterThan(0)
    expect([spans.length > 10, logs.length > 3, metrics.length > 100]).toEqual([true, true, true])
    const written = [...spans, ...logs, metrics]
    expect(written.filter((text) => personal.some((word) => text.includes(word)))).toEqual([])
    // Labels are bounded: they name no tenant, record or message either.
    const known = [tenant, "d1/", "p1", "c1"]
    expect(known.filter((word) => metrics.includes(word))).toEqual([])
  })
})
