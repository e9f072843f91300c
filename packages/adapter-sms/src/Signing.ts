/**
 * Signatures of requests: Alibaba Cloud's `ACS3-HMAC-SHA256` and Tencent Cloud's `TC3-HMAC-SHA256`.
 *
 * **Source** Alibaba Cloud, "V3 request structure and signature"; Tencent Cloud, "Signature v3".
 *
 * **Example** (Another call to Tencent Cloud)
 *
 * ```ts
 * import { Signing } from "@aftercare/adapter-sms"
 * import { Redacted } from "effect"
 *
 * const headers = { "content-type": "application/json", host: "sms.tencentcloudapi.com" }
 * const signed = { method: "POST", url: "https://sms.tencentcloudapi.com/", headers, body: "{}" } as const
 * const authorization = Signing.tc3(signed, { id: "id", secret: Redacted.make("secret") }, "sms", 1772415000)
 * authorization.startsWith("TC3-HMAC-SHA256 Credential=id/2026-03-02/sms/tc3_request") // => true
 * ```
 *
 * @since 0.1.0
 */
import { createHash, createHmac } from "node:crypto"
import * as Redacted from "effect/Redacted"
import type { HttpCall } from "./HttpExchange.ts"

/** A key by which an account signs. */
export interface Key {
  readonly id: string
  readonly secret: Redacted.Redacted<string>
}

/** What is signed: the request with just those headers that the signature covers. */
export type Signed = Required<HttpCall>

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex")

const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest()

/** Percent-encoding that leaves only what RFC 3986 calls unreserved. */
export const encoded = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )

const byName = ([one]: readonly [string, string], [other]: readonly [string, string]): number =>
  one < other ? -1 : 1

/** The query as both providers write it: sorted by name, percent-encoded. */
export const queryOf = (parameters: Readonly<Record<string, string>>): string =>
  Object.entries(parameters)
    .sort(byName)
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .join("&")

const canonical = ({ body, headers, method, url }: Signed) => {
  const { pathname, search } = new URL(url)
  const lines = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value.trim()] as const)
    .sort(byName)
  const names = lines.map(([name]) => name).join(";")
  const head = lines.map(([name, value]) => `${name}:${value}\n`).join("")
  return { names, request: [method, pathname, search.slice(1), head, names, sha256(body)].join("\n") }
}

/** The `Authorization` of a request to Alibaba Cloud. */
export const acs3 = (signed: Signed, { id, secret }: Key): string => {
  const { names, request } = canonical(signed)
  const signature = hmac(Redacted.value(secret), `ACS3-HMAC-SHA256\n${sha256(request)}`).toString("hex")
  return `ACS3-HMAC-SHA256 Credential=${id},SignedHeaders=${names},Signature=${signature}`
}

/** The `Authorization` of a request to Tencent Cloud. Header values are signed in lower case, as it asks for. */
export const tc3 = (signed: Signed, { id, secret }: Key, service: string, seconds: number): string => {
  const headers = Object.fromEntries(
    Object.entries(signed.headers).map(([name, value]) => [name, value.toLowerCase()]),
  )
  const { names, request } = canonical({ ...signed, headers })
  const date = new Date(seconds * 1000).toISOString().slice(0, 10)
  const scope = `${date}/${service}/tc3_request`
  const key = [date, service, "tc3_request"].reduce<string | Buffer>(hmac, `TC3${Redacted.value(secret)}`)
  const signature = hmac(key, `TC3-HMAC-SHA256\n${seconds}\n${scope}\n${sha256(request)}`).toString("hex")
  return `TC3-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=${names}, Signature=${signature}`
}
