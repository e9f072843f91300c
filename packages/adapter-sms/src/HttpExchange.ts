/**
 * One request to a provider and what became of it: an answer, surely nothing sent, or nobody knows.
 *
 * **Details**
 *
 * A request counts as begun when it is about to be written on an open connection. What fails before that (no such host, a
 * refused connection, TLS, a proxy that doesn't let through, no free connection in time) never reached the provider and is
 * `Unsent`. What fails afterwards may have reached it and is `Unanswered`. Nothing here says why: what a network error
 * tells can hold the request's whole address, and with it a phone number. Nothing is ever sent twice.
 *
 * **Example** (Nobody listens)
 *
 * ```ts
 * import { HttpExchange } from "@aftercare/adapter-sms"
 * import { Effect } from "effect"
 *
 * const program = Effect.gen(function* () {
 *   const send = yield* HttpExchange.make({ timeout: "5 seconds" })
 *   return yield* send({ method: "GET", url: "http://127.0.0.1:1/sendsms", headers: {} })
 * })
 * await Effect.runPromise(Effect.scoped(program)) // => { _tag: "Unsent" }
 * ```
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { Agent, type Dispatcher, ProxyAgent } from "undici"

/** A request, ready to go. It holds secrets and personal data: never print one. */
export interface HttpCall {
  readonly method: "GET" | "POST"
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface HttpAnswer {
  readonly status: number
  readonly body: string
  /** The header `Retry-After`, as it stands there. */
  readonly retryAfter?: string
}

export type HttpExchange =
  | { readonly _tag: "Answered"; readonly answer: HttpAnswer }
  | { readonly _tag: "Unsent" }
  | { readonly _tag: "Unanswered" }

/** Carries out one request. Interrupted, it leaves none running. */
export type Send = (call: HttpCall) => Effect.Effect<HttpExchange>

export interface Options {
  /** How long a whole exchange may take, waiting for a free connection included; 10 seconds by default. */
  readonly timeout?: Duration.Input
  /** How long opening a connection may take; 5 seconds by default. */
  readonly connectTimeout?: Duration.Input
  /** The most connections kept open to one host; 16 by default. */
  readonly connections?: number
  /** An HTTP proxy, such as `http://user:password@proxy.hospital.test:3128`. */
  readonly proxy?: Redacted.Redacted<string>
  /** Certificates in PEM that are trusted in place of Node's own: of a gateway in the house, or a proxy that reads along. */
  readonly authorities?: string
}

const dispatcherOf = ({
  authorities,
  connectTimeout = "5 seconds",
  connections = 16,
  proxy,
}: Options): Dispatcher => {
  const connect = {
    timeout: Duration.toMillis(connectTimeout),
    ...(authorities === undefined ? {} : { ca: authorities }),
  }
  const options = { connections, keepAliveTimeout: 30_000, pipelining: 1 }
  return proxy === undefined
    ? new Agent({ ...options, connect })
    : new ProxyAgent({ ...options, uri: Redacted.value(proxy), proxyTls: connect, requestTls: connect })
}

/** Providers answer in a few hundred bytes. */
const longestAnswer = 1 << 20

const exchange = (
  dispatcher: Dispatcher,
  { body, headers, method, url }: HttpCall,
  timeout: Duration.Input,
) =>
  Effect.suspend(() => {
    let [begun, givenUp] = [false, false]
    let retryAfter: string | undefined
    const lost = (): HttpExchange => ({ _tag: begun ? "Unanswered" : "Unsent" })
    const asked = Effect.callback<HttpExchange>((resume) => {
      const { origin, pathname, search } = new URL(url)
      const chunks: Array<Buffer> = []
      let [status, length] = [0, 0]
      let running: Dispatcher.DispatchController | undefined
      const request = { origin, path: pathname + search, method, headers: { ...headers }, body: body ?? null }
      dispatcher.dispatch(request, {
        onRequestStart: (controller) => {
          if (givenUp) return controller.abort(new Error("given up before it began"))
          begun = true
          running = controller
        },
        onResponseStart: (_, code, answered) => {
          status = code
          const written = answered["retry-after"]
          if (typeof written === "string") retryAfter = written
        },
        onResponseData: (controller, chunk) => {
          length += chunk.length
          if (length > longestAnswer) controller.abort(new Error("the answer is too long"))
          else chunks.push(chunk)
        },
        onResponseEnd: () => {
          const answer = { status, body: Buffer.concat(chunks).toString("utf8") }
          resume(
            Effect.succeed({
              _tag: "Answered",
              answer: retryAfter === undefined ? answer : { ...answer, retryAfter },
            }),
          )
        },
        onResponseError: () => resume(Effect.sync(lost)),
      })
      return Effect.sync(() => {
        givenUp = true
        running?.abort(new Error("given up"))
      })
    })
    return asked.pipe(Effect.timeoutOption(timeout), Effect.map(Option.getOrElse(lost)))
  })

/** Connections that are opened when first needed, used again, and closed with the scope. */
export const make = Effect.fnUntraced(function* (options: Options = {}) {
  const { timeout = "10 seconds" } = options
  const dispatcher = yield* Effect.acquireRelease(
    Effect.sync(() => dispatcherOf(options)),
    (open) => Effect.promise(() => open.destroy()),
  )
  const send: Send = (call) => exchange(dispatcher, call, timeout)
  return send
})
