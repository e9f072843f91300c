import { createServer as createSecureServer } from "node:https"
import type { AddressInfo } from "node:net"
import { createServer, connect as openSocket, type Socket } from "node:net"
import { HttpExchange } from "@aftercare/adapter-sms"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { describe, expect, test } from "vitest"
import { certificate, key } from "./support/Loopback.ts"
import { provider } from "./support/Provider.ts"

const run = <A>(work: Effect.Effect<A, never, Scope.Scope>) => Effect.runPromise(Effect.scoped(work))

const get = (url: string): HttpExchange.HttpCall => ({ method: "GET", url, headers: {} })

/** A port that was just free and has nobody behind it. */
const nobody = Effect.callback<number>((resume) => {
  const server = createServer()
  server.listen(0, "127.0.0.1", () => {
    const { port } = server.address() as AddressInfo
    server.close(() => resume(Effect.succeed(port)))
  })
})

/** An HTTP proxy that tunnels, or answers CONNECT with another status. */
const proxy = (status = 200) =>
  Effect.gen(function* () {
    const asked: Array<string> = []
    const sockets = new Set<Socket>()
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.on("error", () => {})
      socket.once("data", (head) => {
        const text = head.toString("latin1")
        asked.push(text)
        const [, host = "", port = ""] = /^CONNECT ([^:]+):(\d+)/.exec(text) ?? []
        if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`)
        const behind = openSocket(Number(port), host, () => {
          socket.write("HTTP/1.1 200 Yes\r\n\r\n")
          socket.pipe(behind).pipe(socket)
        })
        sockets.add(behind)
        behind.on("error", () => socket.destroy())
      })
    })
    yield* Effect.acquireRelease(
      Effect.callback<void>((resume) => {
        server.listen(0, "127.0.0.1", () => resume(Effect.void))
      }),
      () =>
        Effect.sync(() => {
          for (const socket of sockets) socket.destroy()
          server.close()
        }),
    )
    return { url: `http://user:secret@127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
  })

const unsent = { _tag: "Unsent" }
const unanswered = { _tag: "Unanswered" }

describe("an exchange", () => {
  test("gives the answer whatever its status, and sends what it was given", () =>
    run(
      Effect.gen(function* () {
        const peer = yield* provider(() => ({ status: 503, body: "稍后" }))
        const send = yield* HttpExchange.make()
        const answer = yield* send({
          method: "POST",
          url: `${peer.url}/a?b=%20c`,
          headers: { "x-one": "1" },
          body: "你好",
        })
        expect(answer).toEqual({ _tag: "Answered", answer: { status: 503, body: "稍后" } })
        const [{ body, headers, method, url } = expect.fail()] = peer.arrived
        expect([method, url.pathname, url.search, body, headers["x-one"]]).toEqual([
          "POST",
          "/a",
          "?b=%20c",
          "你好",
          "1",
        ])
      }),
    ))

  test("uses connections again", () =>
    run(
      Effect.gen(function* () {
        const peer = yield* provider()
        const send = yield* HttpExchange.make()
        yield* Effect.forEach(Array.from({ length: 20 }), () => send(get(peer.url)), { discard: true })
        expect(peer.arrived).toHaveLength(20)
        // The next request comes before the pool has taken the connection back, so it has two in turn.
        expect(peer.connections()).toBeLessThanOrEqual(2)
      }),
    ))

  test("opens no more connections than it may, and loses nothing by that", () =>
    run(
      Effect.gen(function* () {
        const peer = yield* provider(() => ({ status: 200, body: "", afterMillis: 5 }))
        const send = yield* HttpExchange.make({ connections: 3 })
        const answers = yield* Effect.forEach(Array.from({ length: 30 }), () => send(get(peer.url)), {
          concurrency: "unbounded",
        })
        expect(answers.every(({ _tag }) => _tag === "Answered")).toBe(true)
        expect(peer.connections()).toBe(3)
      }),
    ))

  test("surely sent nothing where the connection is refused", () =>
    run(
      Effect.gen(function* () {
        const send = yield* HttpExchange.make()
        expect(yield* send(get(`http://127.0.0.1:${yield* nobody}/`))).toEqual(unsent)
      }),
    ))

  test("surely sent nothing where no such host is known, or TLS fails", () =>
    run(
      Effect.gen(function* () {
        const peer = yield* provider()
        const send = yield* HttpExchange.make()
        expect(yield* send(get("http://provider.invalid/"))).toEqual(unsent)
        expect(yield* send(get(peer.url.replace("http:", "https:")))).toEqual(unsent)
        expect(peer.arrived).toEqual([])
      }),
    ))

  test("doesn't know where the connection breaks after the request", () =>
    run(
      Effect.gen(function* () {
        const peer = yield* provider(() => "reset")
        const send = yield* HttpExchange.make()
        expect(yield* send(get(peer.url))).toEqual(unanswered)
        expect(peer.arrived).toHaveLength(1)
      }),
    ))

  test("doesn't know where no answer comes in time, and leaves no request running", () =>
    run(
      Effect.gen(function* () {
        const peer = yield* provider(() => "silent")
        const send = yield* HttpExchange.make({ timeout: "500 millis" })
        expect(yield* send(get(peer.url))).toEqual(unanswered)
        expect(peer.arrived).toHaveLength(1)
        while (peer.open() > 0) yield* Effect.sleep("1 millis")
      }),
    ))

  test("surely sent nothing where no connection was free in time, then or later", () =>
    run(
      Effect.gen(function* () {
        const peer = yield* provider(() => ({ status: 200, body: "", afterMillis: 900 }))
        const send = yield* HttpExchange.make({ timeout: "500 millis", connections: 1 })
        const both = yield* Effect.all([send(get(`${peer.url}/1`)), send(get(`${peer.url}/2`))], {
          concurrency: 2,
        })
        expect(both).toEqual([unanswered, unsent])
        yield* Effect.sleep("500 millis")
        expect(peer.arrived.map(({ url }) => url.pathname)).toEqual(["/1"])
      }),
    ))

  test("leaves no request running when it is interrupted", () =>
    run(
      Effect.gen(function* () {
        const peer = yield* provider(() => "silent")
        const send = yield* HttpExchange.make()
        const fiber = yield* Effect.forkChild(send(get(peer.url)))
        while (peer.open() === 0) yield* Effect.sleep("1 millis")
        yield* Fiber.interrupt(fiber)
        while (peer.open() > 0) yield* Effect.sleep("1 millis")
      }),
    ))

  test("doesn't read an endless answer to its end", () =>
    run(
      Effect.gen(function* () {
        const peer = yield* provider(() => ({ status: 200, body: "x".repeat(2 ** 20 + 1) }))
        const send = yield* HttpExchange.make()
        expect(yield* send(get(peer.url))).toEqual(unanswered)
      }),
    ))

  test("sends nothing once its scope is closed", () =>
    run(
      Effect.gen(function* () {
        const peer = yield* provider()
        const send = yield* Effect.scoped(HttpExchange.make())
        expect(yield* send(get(peer.url))).toEqual(unsent)
        expect(peer.arrived).toEqual([])
      }),
    ))

  test("follows no redirection", () =>
    run(
      Effect.gen(function* () {
        const peer = yield* provider(() => ({ status: 302, body: "" }))
        const send = yield* HttpExchange.make()
        expect(yield* send(get(peer.url))).toEqual({ _tag: "Answered", answer: { status: 302, body: "" } })
      }),
    ))
})

/** A provider that speaks TLS. */
const secure = Effect.gen(function* () {
  const server = createSecureServer({ cert: certificate, key }, (_, response) => {
    response.writeHead(202).end("over TLS")
  })
  yield* Effect.acquireRelease(
    Effect.callback<void>((resume) => {
      server.listen(0, "127.0.0.1", () => resume(Effect.void))
    }),
    () =>
      Effect.sync(() => {
        server.closeAllConnections()
        server.close()
      }),
  )
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}/`
})

const overTls = { _tag: "Answered", answer: { status: 202, body: "over TLS" } }

describe("an exchange by TLS", () => {
  test("goes to whom it may trust, and to nobody else", () =>
    run(
      Effect.gen(function* () {
        const url = yield* secure
        const trusting = yield* HttpExchange.make({ authorities: certificate })
        expect(yield* trusting(get(url))).toEqual(overTls)
        const strict = yield* HttpExchange.make()
        expect(yield* strict(get(url))).toEqual(unsent)
      }),
    ))

  test("goes through a proxy that sees only where to", () =>
    run(
      Effect.gen(function* () {
        const url = yield* secure
        const between = yield* proxy()
        const settings = { proxy: Redacted.make(between.url) }
        const send = yield* HttpExchange.make({ ...settings, authorities: certificate })
        expect(yield* send(get(`${url}the-path?a=secret-query`))).toEqual(overTls)
        expect(between.asked.join()).not.toContain("secret-query")
        const strict = yield* HttpExchange.make(settings)
        expect(yield* strict(get(url))).toEqual(unsent)
      }),
    ))
})

describe("an exchange through a proxy", () => {
  test("goes by the proxy, with its own password", () =>
    run(
      Effect.gen(function* () {
        const peer = yield* provider()
        const between = yield* proxy()
        const send = yield* HttpExchange.make({ proxy: Redacted.make(between.url) })
        expect((yield* send(get(peer.url)))._tag).toBe("Answered")
        expect(between.asked).toHaveLength(1)
        expect(between.asked[0]).toContain(Buffer.from("user:secret").toString("base64"))
        expect(JSON.stringify(peer.arrived)).not.toContain("secret")
      }),
    ))

  test.each([407, 502])("surely sent nothing where the proxy answers %i", (status) =>
    run(
      Effect.gen(function* () {
        const peer = yield* provider()
        const between = yield* proxy(status)
        const send = yield* HttpExchange.make({ proxy: Redacted.make(between.url) })
        expect(yield* send(get(peer.url))).toEqual(unsent)
        expect(peer.arrived).toEqual([])
      }),
    ),
  )

  test("surely sent nothing where there is no proxy", () =>
    run(
      Effect.gen(function* () {
        const peer = yield* provider()
        const send = yield* HttpExchange.make({ proxy: Redacted.make(`http://127.0.0.1:${yield* nobody}`) })
        expect(yield* send(get(peer.url))).toEqual(unsent)
      }),
    ))
})
