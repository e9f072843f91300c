/** What the providers' own SDKs send is what we send. Both speak to a server on loopback. */
import { Aliyun, type Driver, HttpExchange, Signing, Tencent, Twilio } from "@aftercare/adapter-sms"
import type { MessageChannel } from "@aftercare/core/ports"
import * as Dysmsapi from "@alicloud/dysmsapi20170525"
import { $OpenApiUtil } from "@alicloud/openapi-core"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import fc from "fast-check"
import * as tencent from "tencentcloud-sdk-nodejs-sms"
import twilio from "twilio"
import { afterAll, beforeAll, expect, test } from "vitest"
import { outgoing } from "./support/Messages.ts"
import { type Arrived, type Provider, provider } from "./support/Provider.ts"

/** Vitest unwraps the default export of a CommonJS module, Node and its types don't. */
const AliyunClient = (
  "default" in Dysmsapi.default ? Dysmsapi.default.default : Dysmsapi.default
) as typeof Dysmsapi.default.default

const scope = Scope.makeUnsafe()
let peer: Provider
let send: HttpExchange.Send

beforeAll(async () => {
  const inScope = <A>(work: Effect.Effect<A, never, Scope.Scope>) =>
    Effect.runPromise(Effect.provideService(work, Scope.Scope, scope))
  peer = await inScope(provider())
  send = await inScope(HttpExchange.make())
})
afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))

const texts = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }).map((text) => text.toWellFormed())
/** Values as they stand once nothing in them passes for more than text. */
const plain = fc.stringMatching(/^[ -~一-龥，。！？＊（）'*()~%&=+]{1,30}$/)
const phones = fc.constantFrom("+8613800138000", "+8619912345678", "+85251234567", "+14155550100")
const secrets = fc.stringMatching(/^[A-Za-z0-9]{16,40}$/)
const ids = fc.stringMatching(/^[a-f0-9]{64}$/)
const tenants = fc.constantFrom("hospital", "north/1", "a:b@c")

const last = (): Arrived => {
  const arrived = peer.arrived.at(-1)
  if (arrived === undefined) throw new Error("nothing arrived")
  return arrived
}

const ours = async (driver: Driver.Driver, message: MessageChannel.Outgoing, moment: Driver.Moment) => {
  await Effect.runPromise(send(Result.getOrThrow(driver.sending(message, moment))))
  return last()
}

const signedBy = (authorization = "") => /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(";") ?? []
const headersOf = ({ headers }: Arrived, names: ReadonlyArray<string>) =>
  Object.fromEntries(names.map((name) => [name, String(headers[name])]))

const runs = { numRuns: Math.min(40, fc.readConfigureGlobal().numRuns ?? 40) }

test("Aliyun: the same request, and the same signature at the same moment", async () => {
  const given = {
    phone: phones,
    date: plain,
    clinic: plain,
    secret: secrets,
    id: ids,
    tenant: tenants,
    signature: plain,
  }
  await fc.assert(
    fc.asyncProperty(fc.record(given), async ({ clinic, date, id, phone, secret, signature, tenant }) => {
      peer.reply = () => ({ status: 200, body: '{"Code":"OK","BizId":"1"}' })
      const endpoint = peer.url.replace("http://", "")
      const key = { id: "an-access-key", secret: Redacted.make(secret) }
      const driver = Aliyun.make({ key, signature, templates: { revisit: "SMS_1" }, endpoint: peer.url })
      const message = outgoing({ id, phone, tenant, template: { id: "revisit", values: { date, clinic } } })

      const client = new AliyunClient(
        new $OpenApiUtil.Config({
          accessKeyId: key.id,
          accessKeySecret: secret,
          endpoint,
          protocol: "HTTP",
        }),
      )
      await client.sendSms(
        new Dysmsapi.SendSmsRequest({
          outId: `${tenant.replaceAll("/", "%2F")}/${id}`,
          phoneNumbers: phone.replace(/^\+(86)?/, ""),
          signName: signature,
          templateCode: "SMS_1",
          templateParam: JSON.stringify({ date, clinic }),
        }),
      )
      const theirs = last()
      const moment = {
        at: DateTime.makeUnsafe(String(theirs.headers["x-acs-date"])),
        nonce: String(theirs.headers["x-acs-signature-nonce"]),
      }
      const mine = await ours(driver, message, moment)
      expect([mine.method, mine.url.pathname, mine.body]).toEqual([
        theirs.method,
        theirs.url.pathname,
        theirs.body,
      ])
      expect([...mine.url.searchParams].sort()).toEqual([...theirs.url.searchParams].sort())
      const covered = signedBy(mine.headers["authorization"])
      expect(headersOf(mine, covered)).toEqual(headersOf(theirs, covered))

      // They sign what we sign, and the type of a body that isn't there.
      const signed: Signing.Signed = {
        method: "POST",
        url: `${peer.url}${theirs.url.pathname}?${Signing.queryOf(Object.fromEntries(theirs.url.searchParams))}`,
        headers: headersOf(theirs, signedBy(theirs.headers["authorization"])),
        body: theirs.body,
      }
      expect(Signing.acs3(signed, key)).toBe(theirs.headers["authorization"])
    }),
    runs,
  )
})

test("Tencent Cloud: the same request, and our signature is theirs", async () => {
  const given = {
    phone: phones,
    date: plain,
    clinic: plain,
    secret: secrets,
    id: ids,
    tenant: tenants,
    signature: plain,
  }
  await fc.assert(
    fc.asyncProperty(fc.record(given), async ({ clinic, date, id, phone, secret, signature, tenant }) => {
      peer.reply = () => ({
        status: 200,
        body: '{"Response":{"SendStatusSet":[{"Code":"Ok","SerialNo":"1"}],"RequestId":"r"}}',
      })
      const key = { id: "a-secret-id", secret: Redacted.make(secret) }
      const driver = Tencent.make({
        key,
        appId: "1400006666",
        signature,
        templates: { revisit: { id: "1110", variables: ["clinic", "date"] } },
        endpoint: peer.url,
      })
      const message = outgoing({ id, phone, tenant, template: { id: "revisit", values: { date, clinic } } })

      const client = new tencent.sms.v20210111.Client({
        credential: { secretId: key.id, secretKey: secret },
        region: "ap-guangzhou",
        profile: { httpProfile: { endpoint: peer.url.replace("http://", ""), protocol: "http://" } },
      })
      await client.SendSms({
        PhoneNumberSet: [phone],
        SmsSdkAppId: "1400006666",
        SignName: signature,
        TemplateId: "1110",
        TemplateParamSet: [clinic, date],
        SessionContext: `${tenant.replaceAll("/", "%2F")}/${id}`,
      })
      const theirs = last()
      const seconds = Number(theirs.headers["x-tc-timestamp"])
      const mine = await ours(driver, message, { at: DateTime.makeUnsafe(seconds * 1000), nonce: "n" })
      expect([mine.method, mine.url.href]).toEqual([theirs.method, theirs.url.href])
      expect(JSON.parse(mine.body)).toEqual(JSON.parse(theirs.body))
      const common = ["host", "x-tc-action", "x-tc-region", "x-tc-timestamp", "x-tc-version"]
      expect(headersOf(mine, common)).toEqual(headersOf(theirs, common))

      // They take the service's name from the endpoint, and sign a host without its port.
      const names = signedBy(theirs.headers["authorization"]?.replaceAll(", ", ","))
      const headers = { ...headersOf(theirs, names), host: "127.0.0.1" }
      const signed: Signing.Signed = { method: "POST", url: `${peer.url}/`, headers, body: theirs.body }
      expect(Signing.tc3(signed, key, "127", seconds)).toBe(theirs.headers["authorization"])
    }),
    runs,
  )
})

test("Twilio: the same request", async () => {
  const given = { phone: phones, text: texts, secret: secrets, id: ids, tenant: tenants }
  await fc.assert(
    fc.asyncProperty(fc.record(given), async ({ id, phone, secret, tenant, text }) => {
      peer.reply = () => ({ status: 201, body: '{"sid":"SM1","status":"queued"}' })
      const account = "AC00000000000000000000000000000000"
      const driver = Twilio.make({
        account,
        key: { id: account, secret: Redacted.make(secret) },
        sender: { number: "+15005550006" },
        receipts: "https://hospital.test/receipts",
        endpoint: peer.url,
      })
      const real = new twilio.RequestClient()
      const httpClient = {
        request: (asked: { uri: string }) =>
          real.request({ ...asked, uri: asked.uri.replace("https://api.twilio.com", peer.url) } as never),
      }
      const client = twilio(account, secret, { httpClient: httpClient as never })
      await client.messages.create({
        to: phone,
        from: "+15005550006",
        body: text,
        statusCallback: `https://hospital.test/receipts?ref=${encodeURIComponent(`${tenant.replaceAll("/", "%2F")}/${id}`)}`,
      })
      const theirs = last()
      const mine = await ours(driver, outgoing({ id, phone, tenant, text }), {
        at: DateTime.makeUnsafe(0),
        nonce: "n",
      })
      expect([mine.method, mine.url.href]).toEqual([theirs.method, theirs.url.href])
      expect([...new URLSearchParams(mine.body)].sort()).toEqual([...new URLSearchParams(theirs.body)].sort())
      const common = ["authorization", "content-type"]
      expect(headersOf(mine, common)).toEqual(headersOf(theirs, common))
    }),
    runs,
  )
})
