import { Memory } from "@aftercare/adapter-memory"
import { type Driver, HttpExchange, Kannel, type Outcome, SmsChannel, Twilio } from "@aftercare/adapter-sms"
import type { ContactAttempt } from "@aftercare/core/contact"
import { MessageLog } from "@aftercare/core/ports"
import * as DateTime from "effect/DateTime"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { describe, expect, test } from "vitest"
import { logged, outgoing } from "./support/Messages.ts"
import { provider } from "./support/Provider.ts"

const at = DateTime.makeUnsafe("2026-03-02T01:30:00Z")
const after = (parts: Parameters<typeof DateTime.add>[1]) => DateTime.add(at, parts)

/** Time stands still until it is set. */
const run = <A>(work: Effect.Effect<A, never, Scope.Scope>) =>
  Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        yield* TestClock.setTime(DateTime.toEpochMillis(at))
        return yield* work
      }),
    ).pipe(Effect.provide(TestClock.layer())),
  )

const call: HttpExchange.HttpCall = { method: "GET", url: "http://provider.invalid/", headers: {} }

/** A channel whose provider means what the test says, and how often it was asked. */
const channelOf = (
  answer: () => Outcome.Outcome | "unsent" | "unanswered",
  more: Partial<SmsChannel.Options> = {},
) =>
  Effect.gen(function* () {
    let asked = 0
    const driver: Driver.Driver = {
      provider: "scripted",
      maximumLength: 500,
      sending: () => Result.succeed(call),
      sent: () => answer() as Outcome.Outcome,
    }
    const send: HttpExchange.Send = () =>
      Effect.sync(() => {
        asked += 1
        const said = answer()
        if (said === "unsent") return { _tag: "Unsent" }
        if (said === "unanswered") return { _tag: "Unanswered" }
        return { _tag: "Answered", answer: { status: 200, body: "" } }
      })
    const channel = yield* SmsChannel.make({ driver, send, costMilli: 45, ...more })
    return { channel, asked: () => asked }
  })

const refusal = (meaning: Outcome.Meaning): Outcome.Outcome => ({ _tag: "Refused", meaning, code: "code*" })
const accepted: Outcome.Outcome = { _tag: "Accepted", reference: "r-1" }
const template = (id: string) => ({ id, values: {} })
const stopsOf = (channel: SmsChannel.SmsChannel) =>
  Stream.runHead(channel.stops).pipe(Effect.map(Option.getOrThrow))

describe("what a send answers", () => {
  const cases: ReadonlyArray<[Outcome.Outcome | "unsent" | "unanswered", ContactAttempt.Delivery]> = [
    [accepted, { _tag: "Accepted", reference: "r-1" }],
    [refusal("number"), { _tag: "Rejected", code: "channel.number" as never }],
    [refusal("optedOut"), { _tag: "Rejected", code: "channel.optedOut" as never }],
    [refusal("content"), { _tag: "Rejected", code: "channel.content" as never }],
    [
      refusal("channel"),
      { _tag: "Deferred", code: "channel.misconfigured" as never, until: after({ minutes: 15 }) },
    ],
    [refusal("minute"), { _tag: "Deferred", code: "channel.limited" as never, until: after({ minutes: 1 }) }],
    [refusal("hour"), { _tag: "Deferred", code: "channel.limited" as never, until: after({ hours: 1 }) }],
    [refusal("day"), { _tag: "Deferred", code: "channel.limited" as never, until: after({ hours: 24 }) }],
    [refusal("busy"), { _tag: "Deferred", code: "channel.busy" as never, until: after({ seconds: 30 }) }],
    [refusal("unknown"), { _tag: "Unknown" }],
    ["unsent", { _tag: "Deferred", code: "channel.unreachable" as never, until: after({ minutes: 1 }) }],
    ["unanswered", { _tag: "Unknown" }],
  ]
  test.each(cases)("%j", (answer, delivery) =>
    run(
      Effect.gen(function* () {
        const { channel } = yield* channelOf(() => answer)
        expect(yield* channel.send(outgoing())).toEqual(delivery)
      }),
    ),
  )

  test.each(["", " ", "x".repeat(201), "a\u0000b"])(
    "a reference like %j is none that could be kept",
    (reference) =>
      run(
        Effect.gen(function* () {
          const { channel } = yield* channelOf(() => ({ _tag: "Accepted", reference }))
          expect(yield* channel.send(outgoing({ id: "m-7" }))).toEqual({ _tag: "Accepted", reference: "m-7" })
        }),
      ),
  )

  test("is busy where the status is 429 and nothing else is told", () =>
    run(
      Effect.gen(function* () {
        const driver = Twilio.make({
          account: "AC1",
          key: { id: "SK1", secret: Redacted.make("s") },
          sender: { number: "+15005550006" },
        })
        for (const [status, body, code] of [
          [429, "", "channel.busy"],
          [429, "<html>", "channel.busy"],
          [429, '{"code":21211}', "channel.number"],
          [428, "", undefined],
        ] as const) {
          const send: HttpExchange.Send = () => Effect.succeed({ _tag: "Answered", answer: { status, body } })
          const channel = yield* SmsChannel.make({ driver, send, costMilli: 0 })
          const delivery = yield* channel.send(outgoing())
          expect("code" in delivery ? delivery.code : undefined).toBe(code)
        }
      }),
    ))

  test("waits as long as a busy provider asks, within an hour, and as long as always where it asks nothing", () =>
    run(
      Effect.gen(function* () {
        const peer = yield* provider()
        const driver = Twilio.make({
          account: "AC1",
          key: { id: "SK1", secret: Redacted.make("s") },
          sender: { number: "+15005550006" },
          endpoint: peer.url,
        })
        const send = yield* HttpExchange.make()
        const waits = (wait: number) => ({ _tag: "Deferred", until: after({ seconds: wait }) })
        const until = (seconds: number) => new Date(DateTime.toEpochMillis(after({ seconds }))).toUTCString()
        const cases: ReadonlyArray<
          [status: number, body: string, retryAfter: string | ReadonlyArray<string> | undefined, told: object]
        > = [
          [429, '{"code":20429}', "7", waits(7)],
          [429, "<html>", "120", waits(120)],
          [429, "", until(90), waits(90)],
          [429, "", until(-90), waits(1)],
          [429, "", "0", waits(1)],
          [429, "", "86400", waits(3600)],
          [429, "", "9".repeat(400), waits(3600)],
          [429, "", until(86_400), waits(3600)],
          [429, "", "soon", waits(30)],
          [429, "", "-5", waits(30)],
          [429, "", "1.5", waits(30)],
          [429, "", undefined, waits(30)],
          // Whatever it says, nobody knows whether these were sent.
          [503, "", "7", { _tag: "Unknown" }],
          [400, '{"code":21211}', "7", { _tag: "Rejected", code: "channel.number" }],
          [201, '{"sid":"SM1"}', "7", { _tag: "Accepted", reference: "SM1" }],
        ]
        for (const [status, body, retryAfter, told] of cases) {
          const headers = retryAfter === undefined ? {} : { "retry-after": retryAfter }
          peer.reply = () => ({ status, body, headers })
          const channel = yield* SmsChannel.make({ driver, send, costMilli: 0 })
          expect(yield* channel.send(outgoing()), `${status} ${retryAfter}`).toMatchObject(told)
        }
      }),
    ))

  test("asks a provider that wants to be left alone for nobody meanwhile", () =>
    run(
      Effect.gen(function* () {
        let asked = 0
        const send: HttpExchange.Send = () =>
          Effect.sync(() => {
            asked++
            return { _tag: "Answered", answer: { status: 429, body: "", retryAfter: "60" } }
          })
        const driver = Twilio.make({
          account: "AC1",
          key: { id: "SK1", secret: Redacted.make("s") },
          sender: { number: "+15005550006" },
        })
        const channel = yield* SmsChannel.make({ driver, send, costMilli: 0 })
        const waits = { _tag: "Deferred", until: after({ seconds: 60 }) }
        for (const seconds of [0, 1, 58]) {
          yield* TestClock.adjust(`${seconds} seconds`)
          expect(yield* channel.send(outgoing())).toMatchObject(waits)
        }
        expect(asked).toBe(1)
        yield* TestClock.adjust("1 second")
        yield* channel.send(outgoing())
        expect(asked).toBe(2)
      }),
    ))

  test("asks nobody where the driver itself refuses", () =>
    run(
      Effect.gen(function* () {
        let asked = false
        const send: HttpExchange.Send = () =>
          Effect.sync(() => {
            asked = true
            return { _tag: "Unanswered" }
          })
        const driver = Kannel.make({
          url: "http://gateway.invalid/",
          username: "u",
          password: Redacted.make("p"),
          sender: "1",
        })
        const channel = yield* SmsChannel.make({ driver, send, costMilli: 0 })
        expect(yield* channel.send(outgoing({ phone: null }))).toEqual({
          _tag: "Rejected",
          code: "channel.number",
        })
        expect(asked).toBe(false)
      }),
    ))
})

describe("a channel that is set up wrongly", () => {
  test("stops, defers what follows without asking, and goes on when its time is over", () =>
    run(
      Effect.gen(function* () {
        let said = refusal("channel")
        const { asked, channel } = yield* channelOf(() => said, { stopFor: "10 minutes" })
        yield* channel.send(outgoing())
        const until = after({ minutes: 10 })
        expect(yield* stopsOf(channel)).toEqual([{ code: "code*", since: at, until }])
        expect(yield* channel.send(outgoing())).toEqual({
          _tag: "Deferred",
          code: "channel.stopped",
          until,
        })
        expect(asked()).toBe(1)

        yield* TestClock.adjust("10 minutes")
        said = accepted
        expect((yield* channel.send(outgoing()))._tag).toBe("Accepted")
        expect(yield* stopsOf(channel)).toEqual([])
      }),
    ))

  test("stops again where nothing was mended", () =>
    run(
      Effect.gen(function* () {
        const { asked, channel } = yield* channelOf(() => refusal("channel"))
        yield* channel.send(outgoing())
        yield* TestClock.adjust("15 minutes")
        expect(yield* stopsOf(channel)).toHaveLength(1)
        yield* channel.send(outgoing())
        const [stop] = yield* stopsOf(channel)
        expect(stop?.until).toEqual(after({ minutes: 30 }))
        expect(asked()).toBe(2)
      }),
    ))

  test("isn't opened by a message that was begun before it stopped", () =>
    run(
      Effect.gen(function* () {
        const [late, heard] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
        let first = true
        const { channel } = yield* channelOf(() => refusal("channel"), {
          send: () =>
            Effect.suspend(() => {
              if (!first) return Effect.succeed({ _tag: "Answered", answer: { status: 200, body: "" } })
              first = false
              return Effect.as(Effect.andThen(Deferred.succeed(heard, undefined), Deferred.await(late)), {
                _tag: "Answered",
                answer: { status: 202, body: "accepted" },
              } as const)
            }),
          driver: {
            provider: "scripted",
            maximumLength: 500,
            sending: () => Result.succeed(call),
            sent: ({ status }) => (status === 202 ? accepted : refusal("channel")),
          },
        })
        const early = yield* Effect.forkChild(channel.send(outgoing()))
        yield* Deferred.await(heard)
        yield* channel.send(outgoing())
        yield* Deferred.succeed(late, undefined)
        expect((yield* Fiber.join(early))._tag).toBe("Accepted")
        expect(yield* stopsOf(channel)).toHaveLength(1)
      }),
    ))

  test("stops for one template alone where that alone is wrong", () =>
    run(
      Effect.gen(function* () {
        let said = refusal("template")
        const { channel } = yield* channelOf(() => said)
        yield* channel.send(outgoing({ template: template("revisit") }))
        said = accepted
        expect((yield* channel.send(outgoing({ template: template("revisit") })))._tag).toBe("Deferred")
        expect((yield* channel.send(outgoing({ template: template("festival") })))._tag).toBe("Accepted")
        expect((yield* stopsOf(channel)).map((stop) => stop.template)).toEqual(["revisit"])
      }),
    ))

  test("tells whoever watches, and resumes at once when asked to", () =>
    run(
      Effect.gen(function* () {
        let said = refusal("channel")
        const { channel } = yield* channelOf(() => said)
        const seen = yield* channel.stops.pipe(
          Stream.take(3),
          Stream.map((stops) => stops.length),
          Stream.runCollect,
          Effect.forkChild({ startImmediately: true }),
        )
        yield* channel.send(outgoing())
        yield* channel.resume
        expect(yield* Fiber.join(seen)).toEqual([0, 1, 0])
        said = accepted
        expect((yield* channel.send(outgoing()))._tag).toBe("Accepted")
      }),
    ))

  test("shows in the gauge, and every send in the counter", () =>
    run(
      Effect.gen(function* () {
        const { channel } = yield* channelOf(() => refusal("channel"))
        yield* channel.send(outgoing())
        yield* channel.send(outgoing())
        const shown = (yield* Metric.snapshot).map(({ attributes, id, state }) => ({ id, attributes, state }))
        expect(shown).toContainEqual({
          id: "aftercare_sms_stopped",
          attributes: { provider: "scripted" },
          state: { value: 1 },
        })
        for (const meaning of ["channel", "stopped"])
          expect(shown).toContainEqual({
            id: "aftercare_sms_sends",
            attributes: { provider: "scripted", meaning, code: "code*" },
            state: { count: 1, incremental: true },
          })
      }).pipe(Effect.provideService(Metric.MetricRegistry, new Map())),
    ))
})

describe("a look-up", () => {
  test("tells of a message only by an answer of status 200, and where no other went to the number near it", () =>
    run(
      Effect.gen(function* () {
        const at = (id: string, second: number) =>
          logged(
            outgoing({ id }),
            `2026-03-02T01:${30 + Math.floor(second / 60)}:${`${second % 60}`.padStart(2, "0")}Z`,
          )
        const [first, second] = [at("m-1", 0), at("m-2", 60)]
        const driver = Twilio.make({
          account: "AC1",
          key: { id: "SK1", secret: Redacted.make("s") },
          sender: { number: "+15005550006" },
        })
        const one = {
          sid: "SM2",
          status: "sent",
          direction: "outbound-api",
          date_created: "Mon, 02 Mar 2026 01:31:00 +0000",
        }
        const found = Effect.fnUntraced(function* (status: number, log: ReadonlyArray<MessageLog.Message>) {
          const send: HttpExchange.Send = () =>
            Effect.succeed({
              _tag: "Answered",
              answer: { status, body: JSON.stringify({ messages: [one] }) },
            })
          const channel = yield* SmsChannel.make({ driver, send, costMilli: 0 })
          const kept = yield* MessageLog.MessageLog
          for (const message of log) yield* Effect.orDie(kept.put(message))
          return yield* channel.lookUp(first)
        }, Effect.provide(Memory.layer))
        const told = Option.some({ _tag: "Accepted", reference: "SM2" })
        expect(yield* found(200, [first])).toEqual(told)
        expect(yield* found(200, [first, at("m-3", 121)])).toEqual(told)
        expect(yield* found(200, [first, second])).toEqual(Option.none())
        for (const status of [201, 401, 404, 500])
          expect(yield* found(status, [first])).toEqual(Option.none())
        const send: HttpExchange.Send = () => Effect.die("asked")
        const alone = yield* SmsChannel.make({ driver, send, costMilli: 0 })
        expect(yield* alone.lookUp(first)).toEqual(Option.none())
      }),
    ))

  test("answers none where the provider can't be asked, or doesn't answer", () =>
    run(
      Effect.gen(function* () {
        const { asked, channel } = yield* channelOf(() => "unanswered")
        const message = logged(outgoing(), "2026-03-02T01:30:00Z")
        expect(channel.capabilities.lookUp).toBe(false)
        expect(yield* channel.lookUp(message)).toEqual(Option.none())
        expect(asked()).toBe(0)
      }),
    ))
})
