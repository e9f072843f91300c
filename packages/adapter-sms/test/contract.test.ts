/** The channel contract, over each driver and a provider on loopback that speaks as the real one does. */

import { Memory } from "@aftercare/adapter-memory"
import {
  Aliyun,
  AliyunWebhook,
  type Driver,
  HttpExchange,
  Incoming,
  Kannel,
  KannelWebhook,
  SmsChannel,
  Tencent,
  TencentWebhook,
  Twilio,
  TwilioWebhook,
  Webhook,
} from "@aftercare/adapter-sms"
import { Id } from "@aftercare/core/foundation"
import { ChannelContract } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { outgoing } from "./support/Messages.ts"
import { type Arrived, type Provider, provider, type Reply } from "./support/Provider.ts"

/** A message that a played provider took. */
interface Kept {
  readonly reference: string
  readonly address: string
  readonly text: string
  readonly at: number
}

type Asked =
  | { readonly _tag: "Send"; readonly address: string; readonly text: string; readonly reference: string }
  | { readonly _tag: "LookUp"; readonly address: string }

/** How a provider speaks. */
interface Play {
  readonly driver: (url: string) => Driver.Driver
  readonly read: (request: Arrived) => Asked
  readonly took: (kept: Kept) => Reply
  readonly refused: Reply
  readonly limited: Reply
  readonly known: (kept: ReadonlyArray<Kept>) => Reply
  readonly reader: Webhook.Reader
  /** How it tells what became of a message, and what somebody sent. */
  readonly report: (kept: Kept, delivered: boolean) => Request
  readonly reply: (reply: ChannelContract.Reply) => Request
  readonly except?: Readonly<Record<string, string>>
}

const tenant = Id.TenantId.make("hospital")
const secret = "sEcrEt-of-the-account"
const key = { id: "a-key", secret: Redacted.make(secret) }
const json = (body: unknown, status = 200): Reply => ({ status, body: JSON.stringify(body) })
const template = { id: "followUp", variables: ["text"] }

const hook = "http://hospital.test/sms/a-secret-path-of-the-hospital"
const post = (body: string, headers: Record<string, string> = {}) =>
  new Request(hook, { method: "POST", body, headers })
const pushed = (...items: ReadonlyArray<unknown>) => post(JSON.stringify(items))
const seconds = (at: DateTime.Utc) => DateTime.toEpochMillis(at) / 1000
/** In China, on the wall. */
const local = (at: DateTime.Utc) =>
  DateTime.formatIso(DateTime.add(at, { hours: 8 }))
    .slice(0, 19)
    .replace("T", " ")

const signed = (url: string, form: Readonly<Record<string, string>>) => {
  const body = new URLSearchParams(form)
  const signature = TwilioWebhook.signature(key.secret, url, body)
  return new Request(url, {
    method: "POST",
    body,
    headers: { "x-twilio-signature": signature },
  })
}

const kannel: Play = {
  driver: (url) => Kannel.make({ url, username: "u", password: key.secret, sender: "1069", receipts: hook }),
  read: ({ url: { searchParams } }) => ({
    _tag: "Send",
    address: searchParams.get("to") ?? "",
    text: searchParams.get("text") ?? "",
    reference: searchParams.get("dlr-url") ?? "",
  }),
  took: () => ({ status: 202, body: "0: Accepted for delivery" }),
  refused: { status: 403, body: "Not routable. Do not try again." },
  limited: { status: 503, body: "Temporal failure, try again later." },
  known: () => "silent",
  reader: KannelWebhook.make(),
  report: ({ address, reference }, delivered) =>
    new Request(
      reference
        .replace("%d", delivered ? "1" : "2")
        .replace("%p", encodeURIComponent(address))
        .replace("%T", String(Math.floor(Date.now() / 1000)))
        .replace("%A", ""),
    ),
  reply: ({ at, from, number, text }) =>
    new Request(
      `${hook}?${new URLSearchParams({ from, id: String(number), at: String(seconds(at)), charset: "UTF-8", text })}`,
    ),
}

const aliyun: Play = {
  driver: (endpoint) => Aliyun.make({ key, signature: "某医院", templates: { followUp: "SMS_1" }, endpoint }),
  read: ({ headers, url: { searchParams } }) =>
    headers["x-acs-action"] === "SendSms"
      ? {
          _tag: "Send",
          address: `+86${searchParams.get("PhoneNumbers")}`,
          text: JSON.parse(searchParams.get("TemplateParam") ?? "").text,
          reference: searchParams.get("OutId") ?? "",
        }
      : { _tag: "LookUp", address: `+86${searchParams.get("PhoneNumber")}` },
  took: ({ reference }) => json({ Code: "OK", Message: "OK", BizId: `biz ${reference}` }),
  refused: json({ Code: "isv.MOBILE_NUMBER_ILLEGAL", Message: "m" }),
  limited: json({ Code: "Throttling.User", Message: "m" }, 400),
  known: (kept) =>
    json({
      Code: "OK",
      SmsSendDetailDTOs: {
        SmsSendDetailDTO: kept.map(({ reference }) => ({ OutId: reference, SendStatus: 3 })),
      },
    }),
  reader: AliyunWebhook.make(),
  report: ({ address, reference }, success) =>
    pushed({ phone_number: address.slice(3), success, out_id: reference, biz_id: "b" }),
  reply: ({ at, from, number, text }) =>
    pushed({
      phone_number: from.slice(3),
      send_time: local(at),
      content: text,
      sequence_id: number,
      dest_code: "1",
    }),
}

const tencent: Play = {
  driver: (endpoint) =>
    Tencent.make({ key, appId: "1", signature: "某医院", templates: { followUp: template }, endpoint }),
  read: ({ body, headers }) => {
    const asked = JSON.parse(body)
    return headers["x-tc-action"] === "SendSms"
      ? {
          _tag: "Send",
          address: asked.PhoneNumberSet[0],
          text: asked.TemplateParamSet[0],
          reference: asked.SessionContext,
        }
      : { _tag: "LookUp", address: asked.PhoneNumber }
  },
  took: ({ reference }) =>
    json({ Response: { SendStatusSet: [{ SerialNo: `serial ${reference}`, Code: "Ok" }] } }),
  refused: json({
    Response: { SendStatusSet: [{ SerialNo: "", Code: "InvalidParameterValue.IncorrectPhoneNumber" }] },
  }),
  limited: json({ Response: { Error: { Code: "RequestLimitExceeded", Message: "m" } } }),
  known: (kept) =>
    json({
      Response: {
        PullSmsSendStatusSet: kept.map(({ reference }) => ({
          SerialNo: `serial ${reference}`,
          SessionContext: reference,
          ReportStatus: "SUCCESS",
        })),
      },
    }),
  reader: TencentWebhook.make(),
  report: ({ address, reference }, delivered) =>
    pushed({
      nationcode: "86",
      mobile: address.slice(3),
      report_status: delivered ? "SUCCESS" : "FAIL",
      sid: "s",
      session_context: reference,
    }),
  reply: ({ at, from, text }) =>
    post(
      JSON.stringify({
        nationcode: "86",
        mobile: from.slice(3),
        text,
        extend: "1",
        sign: "",
        time: seconds(at),
      }),
    ),
}

const twilio: Play = {
  driver: (endpoint) =>
    Twilio.make({ account: "AC1", key, sender: { number: "+15005550006" }, endpoint, receipts: hook }),
  read: ({ body, method, url: { searchParams } }) => {
    const form = new URLSearchParams(body)
    return method === "POST"
      ? {
          _tag: "Send",
          address: form.get("To") ?? "",
          text: form.get("Body") ?? "",
          reference: form.get("StatusCallback") ?? "",
        }
      : { _tag: "LookUp", address: searchParams.get("To") ?? "" }
  },
  took: ({ at, address }) => json({ sid: `SM ${address} ${at}`, status: "queued" }, 201),
  refused: json({ code: 21211, status: 400 }, 400),
  limited: json({ code: 20429, status: 429 }, 429),
  known: (kept) =>
    json({
      messages: kept.map(({ at }) => ({
        sid: `SM${at}`,
        status: "delivered",
        direction: "outbound-api",
        date_created: new Date(at).toUTCString(),
      })),
    }),
  reader: TwilioWebhook.make({ origin: new URL(hook).origin, token: key.secret }),
  report: ({ address, reference }, delivered) =>
    signed(reference, {
      MessageSid: "SM1",
      MessageStatus: delivered ? "delivered" : "undelivered",
      To: address,
    }),
  reply: ({ from, number, text }) =>
    signed(hook, {
      MessageSid: `SM${String(number).padStart(32, "0")}`,
      From: from,
      To: "+15005550006",
      Body: text,
    }),
  except: {
    "where the channel hears replies, each comes with tenant, address, words and moment":
      "Twilio tells no moment of a reply: it is when the webhook heard it",
    "where the channel can look messages up, one that was taken is found, answered or not, and others aren't":
      "Twilio keeps no name of ours: of several messages to a number within two minutes none is taken for ours",
  },
}

/** Plays a provider, and what it took. */
const played = (play: Play, peer: Provider) => {
  const kept: Array<Kept> = []
  let manner: ChannelContract.Manner = "takes"
  const silenced = (): Reply | undefined =>
    manner === "hangs"
      ? "silent"
      : manner === "drops"
        ? "reset"
        : manner === "babbles"
          ? { status: 200, body: "<html>" }
          : undefined
  peer.reply = (request) => {
    const asked = play.read(request)
    if (manner === "limits") return play.limited
    if (asked._tag === "LookUp")
      return silenced() ?? play.known(kept.filter(({ address }) => address === asked.address))
    if (manner === "refuses") return play.refused
    const { address, reference, text } = asked
    const one = { address, reference, text, at: Date.now() }
    kept.push(one)
    return silenced() ?? play.took(one)
  }
  const behave = (next: ChannelContract.Manner) =>
    Effect.suspend(() => {
      manner = next
      return next === "away" ? peer.away : peer.back
    })
  const taken = Effect.sync(() =>
    kept.map(({ address, text }, index) => ({ reference: String(index), address, text })),
  )
  return { behave, taken, kept }
}

describe.each(Object.entries({ kannel, aliyun, tencent, twilio }))("the contract over %s", (_, play) => {
  const scope = Scope.makeUnsafe()
  let rig: ChannelContract.ChannelRig["Service"]

  beforeAll(async () => {
    const inScope = <A>(work: Effect.Effect<A, never, Scope.Scope>) =>
      Effect.runPromise(Effect.provideService(work, Scope.Scope, scope))
    const peer = await inScope(provider())
    const send = await inScope(HttpExchange.make())
    const driver = play.driver(peer.url)
    const incoming = await Effect.runPromise(Incoming.make())
    const { inbound, receipts } = incoming
    const handle = Webhook.make({
      reader: play.reader,
      secret: Redacted.make(hook.slice(hook.lastIndexOf("/") + 1)),
      tenantOf: () => tenant,
      accept: incoming.accept,
    })
    const tell = (request: Request) =>
      Effect.flatMap(handle(request), ({ status }) => Effect.sync(() => expect(status).toBe(200)))
    const { behave, kept, taken } = played(play, peer)
    rig = {
      channel: await Effect.runPromise(SmsChannel.make({ driver, send, costMilli: 45, inbound, receipts })),
      patience: Duration.millis(500),
      behave,
      taken,
      underway: Effect.sync(peer.open),
      report: (reference, outcome) => {
        const one = kept[Number(reference)]
        return one === undefined ? Effect.void : tell(play.report(one, outcome === "delivered"))
      },
      reply: (reply) => tell(play.reply(reply)),
      tenant,
      secrets: [secret],
    }
    // The first send of a process takes its time.
    await Effect.runPromise(
      rig.channel.send(outgoing({ template: { id: "followUp", values: { text: "1" } } })),
    )
  })
  afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))

  for (const { check, name } of ChannelContract.contract({ except: play.except ?? {}, runs: 15 }))
    test(name, () =>
      Effect.provideService(check, ChannelContract.ChannelRig, rig).pipe(
        // What else went to the number is looked up there.
        Effect.provide(Memory.layer),
        Effect.runPromise,
      ),
    )
})
