// Where Kannel calls back: the webhook of the house, mounted on a server of Node's.
import { once } from "node:events"
import { createServer } from "node:http"
import { KannelWebhook, Webhook } from "@aftercare/adapter-sms"
import { Id } from "@aftercare/core/foundation"
import type { MessageChannel } from "@aftercare/core/ports"
import { Effect, Redacted } from "effect"

export interface Callbacks {
  /** Where receipts go: for `Kannel.make`. */
  readonly url: string
  /** Where replies go: for the configuration of Kannel. */
  readonly replies: string
  /** The queries of receipts, once the webhook has answered them. */
  readonly told: Array<URLSearchParams>
  /** What the webhook read in them. */
  readonly receipts: Array<MessageChannel.Receipt>
  readonly heard: Array<MessageChannel.Inbound>
  /** Tells once more what was told, as Kannel does where it got no answer. */
  readonly again: (url: string) => Promise<void>
  /** Everything that was asked, as it stood on the line. */
  readonly asked: Array<string>
  readonly close: () => Promise<void>
}

export interface Options {
  /** Takes what is told, beside its being written down here. */
  readonly accept?: (told: Webhook.Taken) => Promise<unknown>
  /** The moment that the house has, in milliseconds, where that isn't Kannel's: what it stamps is moved there. */
  readonly now?: () => number
  /** Answers on the house's clock. */
  readonly run?: (answer: Effect.Effect<Response>) => Promise<Response>
}

const secret = "of-letters-and-digits-0123456789"

export const callbacks = async ({
  accept,
  now,
  run = Effect.runPromise,
}: Options = {}): Promise<Callbacks> => {
  const asked: Array<string> = []
  const told: Array<URLSearchParams> = []
  const receipts: Array<MessageChannel.Receipt> = []
  const heard: Array<MessageChannel.Inbound> = []
  const handle = Webhook.make({
    reader: KannelWebhook.make(),
    secret: Redacted.make(secret),
    allow: ["127.0.0.1"],
    tenantOf: () => Id.TenantId.make("hospital"),
    accept: (one) =>
      Effect.promise(async () => {
        await accept?.(one)
        if (one._tag === "Receipt") receipts.push(one.receipt)
        else heard.push(one.inbound)
      }),
  })
  const server = createServer(async ({ method = "", socket, url = "" }, response) => {
    asked.push(url)
    const moved = now === undefined ? url : url.replace(/\bat=\d+/, `at=${Math.floor(now() / 1000)}`)
    const request = new Request(new URL(moved, base), { method })
    const answer = await run(handle(request, socket.remoteAddress))
    const query = new URLSearchParams(url.slice(url.indexOf("?")))
    if (query.has("ref")) told.push(query)
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text())
  }).listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  const base = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`
  const url = `${base}/kannel/${secret}`
  return {
    url,
    replies: `${url}?from=%p&to=%P&id=%I&at=%T&charset=%C&text=%b`,
    told,
    receipts,
    heard,
    asked,
    again: async (path) => void (await fetch(new URL(path, base))),
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, "close")
    },
  }
}
