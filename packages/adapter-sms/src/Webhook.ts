/**
 * Where a provider tells what became of messages, and what people sent back: a handler of web-standard requests that any
 * framework can mount.
 *
 * **Details**
 *
 * The provider is thanked only once `accept` has taken everything for good; otherwise it gets a 503 and tells it again,
 * which changes nothing the second time. Who may speak is decided first: the last part of the path is a secret, compared in
 * constant time; `allow` names the addresses to listen to; and where the provider signs, its reader checks the signature.
 * A receipt told for a moment outside `window` is left out, so that nobody replays an old one; what people sent is never
 * left out: where it can't be read, everything else of the request is taken, and the provider gets a 400. Receipts that
 * can't be read are counted and logged, once a request; those of messages that aren't the house's are left out. Logs, spans and metrics name the provider and the answer alone.
 *
 * **Example** (Kannel's receipts, taken by the house)
 *
 * ```ts
 * import { KannelWebhook, Webhook } from "@aftercare/adapter-sms"
 * import { Id } from "@aftercare/core"
 * import { Effect, Redacted } from "effect"
 *
 * const taken: Array<string> = []
 * const handle = Webhook.make({
 *   reader: KannelWebhook.make(),
 *   secret: Redacted.make("a-long-secret"),
 *   allow: ["127.0.0.1"],
 *   tenantOf: () => Id.TenantId.make("hospital"),
 *   accept: (told) => Effect.sync(() => void taken.push(told._tag)),
 * })
 * const told = "ref=hospital/m-7&type=1&to=%2B8613800138000&at=1795305600&answer="
 * const request = (path: string) => new Request(`http://127.0.0.1/kannel/${path}?${told}`)
 *
 * const answers = [handle(request("a-long-secret"), "127.0.0.1"), handle(request("a-guess"), "127.0.0.1")]
 * const responses = await Effect.runPromise(Effect.all(answers))
 * responses.map(({ status }) => status) // => [200, 404]
 * taken // => ["Receipt"]
 * ```
 *
 * @since 0.1.0
 */
import { createHash, timingSafeEqual } from "node:crypto"
import { BlockList, isIP } from "node:net"
import type { Id } from "@aftercare/core/foundation"
import type { MessageChannel } from "@aftercare/core/ports"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { keepable } from "./Outcome.ts"

/** A request as readers see it: who sent it is settled, and its body is within the limit. */
export interface Push {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  readonly body: Uint8Array
}

/** What a request tells. */
export type Told =
  | { readonly _tag: "Receipt"; readonly receipt: MessageChannel.Receipt; readonly at?: DateTime.Utc }
  | {
      readonly _tag: "Inbound"
      readonly inbound: Omit<MessageChannel.Inbound, "tenant">
      /** The hospital's own number or extension that it came to, as the provider writes it. */
      readonly to?: string
    }
  /** What somebody wrote, in a form that isn't known: the provider isn't thanked for it. */
  | { readonly _tag: "Unreadable" }
  /** A receipt in a form that isn't known. The provider is thanked: told again it would be the same. */
  | { readonly _tag: "Malformed" }

/** Why a request isn't heard. */
export type Refused = "method" | "signature" | "body"

/** How one provider tells. */
export interface Reader {
  /** For logs and metrics, such as `kannel`. */
  readonly provider: string
  /** What is ours in the request; what tells of nothing that the house knows is left out. */
  readonly read: (push: Push, at: DateTime.Utc) => Result.Result<ReadonlyArray<Told>, Refused>
  /** What the provider takes as thanks. */
  readonly thanks: { readonly body: string; readonly type: string }
}

/** One thing for the house to take. */
export type Taken =
  | { readonly _tag: "Receipt"; readonly receipt: MessageChannel.Receipt }
  | { readonly _tag: "Inbound"; readonly inbound: MessageChannel.Inbound }

export interface Options<E, R> {
  readonly reader: Reader
  /** The last part of the path, of letters, digits, `-` and `_`: 32 or more, by chance, told nobody else. */
  readonly secret: Redacted.Redacted<string>
  /** The addresses and networks (`10.0.0.0/8`) to listen to; everybody where absent. */
  readonly allow?: ReadonlyArray<string>
  /** Whose number or extension it is that somebody wrote to. */
  readonly tenantOf: (to: string | undefined) => Id.TenantId | undefined
  /** Takes one thing so that it isn't lost any more. */
  readonly accept: (told: Taken) => Effect.Effect<unknown, E, R>
  /** The longest body, in bytes; 256 KiB by default. */
  readonly bodyLimit?: number
  /** How long ago a receipt may be told for, a week by default; never more than an hour ahead. */
  readonly window?: Duration.Input
  /** How long reading and taking may last together; 10 seconds by default. */
  readonly within?: Duration.Input
}

const answered = Metric.counter("aftercare_sms_webhooks", {
  description: "Requests of providers, by what they were answered",
  incremental: true,
})

const malformedReceipts = Metric.counter("aftercare_sms_malformed_receipts", {
  description: "Receipts of providers in a form that isn't known",
  incremental: true,
})

const digest = (text: string): Buffer => createHash("sha256").update(text).digest()

const hears = (allow: ReadonlyArray<string>) => {
  const list = new BlockList()
  for (const one of allow) {
    const [network = "", bits] = one.split("/")
    const type = isIP(network) === 6 ? "ipv6" : "ipv4"
    if (bits === undefined) list.addAddress(network, type)
    // An empty one would be read as 0, and let everybody in.
    else if (!/^\d+$/.test(bits)) throw new RangeError("a network of `allow` has no length")
    else list.addSubnet(network, Number(bits), type)
  }
  return (remote: string | undefined): boolean => {
    const address = remote?.replace(/^::ffff:(?=\d+\.)/i, "") ?? ""
    const version = isIP(address)
    return version !== 0 && list.check(address, version === 6 ? "ipv6" : "ipv4")
  }
}

/** The body, as long as it is within the limit. */
const bodyOf = async ({ body }: Request, limit: number): Promise<Uint8Array | undefined> => {
  if (body === null) return new Uint8Array()
  const chunks: Array<Uint8Array> = []
  let length = 0
  // Reading stops, and the stream is given up, at the chunk that goes beyond.
  for await (const chunk of body) {
    length += chunk.length
    if (length > limit) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const isWithin = (told: Told, now: DateTime.Utc, window: Duration.Duration): boolean =>
  told._tag !== "Receipt" ||
  told.at === undefined ||
  (DateTime.isGreaterThanOrEqualTo(told.at, DateTime.subtractDuration(now, window)) &&
    DateTime.isLessThanOrEqualTo(told.at, DateTime.add(now, { hours: 1 })))

const statuses = { method: 405, signature: 403, body: 400 } as const

/**
 * The handler. `remote` is the address that the request really comes from, as the server saw it, or the proxy that the
 * hospital trusts. Throws where `allow` holds no address, and where `secret` is none that a path can end with.
 */
export const make = <E, R>(
  options: Options<E, R>,
): ((request: Request, remote?: string) => Effect.Effect<Response, never, R>) => {
  const { accept, allow, bodyLimit = 256 * 1024, reader, tenantOf, within = "10 seconds" } = options
  const { provider, thanks } = reader
  if (!/^[\w-]+$/.test(Redacted.value(options.secret)))
    throw new TypeError("the secret of a webhook is made of letters, digits, - and _")
  const secret = digest(Redacted.value(options.secret))
  const isHeard = allow === undefined ? () => true : hears(allow)
  const window = Duration.fromInputUnsafe(options.window ?? "7 days")

  const taking = Effect.fnUntraced(function* (told: Exclude<Told, { readonly _tag: "Malformed" }>) {
    if (told._tag === "Receipt") {
      const delivery = keepable(told.receipt.delivery, told.receipt.message)
      return yield* accept({ _tag: "Receipt", receipt: { ...told.receipt, delivery } })
    }
    if (told._tag === "Unreadable") {
      yield* Effect.logError("what somebody wrote can't be read").pipe(Effect.annotateLogs({ provider }))
      return "unreadable"
    }
    const tenant = tenantOf(told.to)
    if (tenant === undefined) {
      yield* Effect.logError("a message came to a number that is nobody's").pipe(
        Effect.annotateLogs({ provider }),
      )
      return yield* Effect.fail("nobody's")
    }
    return yield* accept({ _tag: "Inbound", inbound: { ...told.inbound, tenant } })
  })

  /** The status of the answer. */
  const handled = Effect.fnUntraced(function* (request: Request, remote: string | undefined) {
    const url = new URL(request.url)
    if (!timingSafeEqual(digest(url.pathname.slice(url.pathname.lastIndexOf("/") + 1)), secret)) return 404
    if (!isHeard(remote)) return 403
    const body = yield* Effect.option(Effect.tryPromise(() => bodyOf(request, bodyLimit)))
    if (Option.isNone(body)) return 400
    if (body.value === undefined) return 413
    const now = yield* DateTime.now
    const { headers, method } = request
    const read = reader.read({ method, url, headers, body: body.value }, now)
    if (Result.isFailure(read)) return statuses[read.failure]
    const known = read.success.filter((told) => told._tag !== "Malformed")
    const malformed = read.success.length - known.length
    if (malformed > 0) {
      yield* Metric.update(Metric.withAttributes(malformedReceipts, { provider }), malformed)
      yield* Effect.logWarning("receipts can't be read").pipe(Effect.annotateLogs({ provider, malformed }))
    }
    const current = known.filter((told) => isWithin(told, now, window))
    // One that can't be taken keeps none of the others from being taken.
    const exits = yield* Effect.forEach(current, (told) => Effect.exit(taking(told)))
    if (!exits.every(({ _tag }) => _tag === "Success")) return 503
    return current.some(({ _tag }) => _tag === "Unreadable") ? statuses.body : 200
  })

  return (request, remote) =>
    Effect.gen(function* () {
      const status = yield* handled(request, remote).pipe(
        Effect.timeoutOption(within),
        Effect.map(Option.getOrElse(() => 503)),
      )
      yield* Metric.update(Metric.withAttributes(answered, { provider, status: `${status}` }), 1)
      if (status !== 200)
        yield* Effect.logWarning("a provider's request isn't taken").pipe(
          Effect.annotateLogs({ provider, status }),
        )
      return status === 200
        ? new Response(thanks.body, { headers: { "content-type": thanks.type } })
        : new Response(null, { status })
    }).pipe(Effect.withSpan("Webhook", { attributes: { "messaging.system": provider } }))
}
