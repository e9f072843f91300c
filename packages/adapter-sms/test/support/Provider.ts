import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import * as Effect from "effect/Effect"

/** A request as it arrived. */
export interface Arrived {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingMessage["headers"]
  readonly body: string
}

export type Reply =
  | {
      readonly status: number
      readonly body: string
      readonly headers?: Readonly<Record<string, string | ReadonlyArray<string>>>
      readonly afterMillis?: number
    }
  /** Reads the request and closes the connection without a word. */
  | "reset"
  /** Reads the request and never answers. */
  | "silent"

export interface Provider {
  readonly url: string
  readonly arrived: Array<Arrived>
  /** How many connections were opened. */
  readonly connections: () => number
  /** How many requests are being waited for. */
  readonly open: () => number
  reply: (request: Arrived) => Reply
  /** Nobody listens any more, until `back`. */
  readonly away: Effect.Effect<void>
  readonly back: Effect.Effect<void>
}

const close = (server: Server) =>
  Effect.callback<void>((resume) => {
    server.close(() => resume(Effect.void))
    server.closeAllConnections()
  })

const listen = (server: Server, port = 0) =>
  Effect.callback<void>((resume) => {
    server.listen(port, "127.0.0.1", () => resume(Effect.void))
  })

/** A provider on loopback that does as it is told. */
export const provider = (
  reply: Provider["reply"] = () => ({ status: 202, body: "0: Accepted for delivery" }),
) =>
  Effect.gen(function* () {
    let [connections, open] = [0, 0]
    const arrived: Array<Arrived> = []
    const respond = (request: IncomingMessage, response: ServerResponse, body: string) => {
      const url = new URL(request.url ?? "", "http://loopback")
      const one = { method: request.method ?? "", url, headers: request.headers, body }
      arrived.push(one)
      const said = told.reply(one)
      if (said === "reset") return void request.socket.destroy()
      if (said === "silent") return
      for (const [name, value] of Object.entries(said.headers ?? {})) response.setHeader(name, value)
      setTimeout(() => response.writeHead(said.status).end(said.body), said.afterMillis ?? 0)
    }
    const server = createServer((request, response) => {
      open += 1
      response.on("close", () => {
        open -= 1
      })
      const chunks: Array<Buffer> = []
      request.on("data", (chunk: Buffer) => chunks.push(chunk))
      request.on("end", () => respond(request, response, Buffer.concat(chunks).toString("utf8")))
    })
    server.on("connection", () => {
      connections += 1
    })
    yield* Effect.acquireRelease(listen(server), () => close(server))
    const { port } = server.address() as AddressInfo
    const told: Provider = {
      url: `http://127.0.0.1:${port}`,
      arrived,
      connections: () => connections,
      open: () => open,
      reply,
      // Whoever had a connection has to learn that it is closed.
      away: Effect.andThen(close(server), Effect.sleep("5 millis")),
      back: Effect.suspend(() => (server.listening ? Effect.void : listen(server, port))),
    }
    return told
  })
