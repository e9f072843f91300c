/** The channel contract, over each driver and a provider on loopback that speaks as the real one does. */
import {
  Aliyun,
  type Driver,
  HttpExchange,
  Kannel,
  SmsChannel,
  Tencent,
  Twilio,
} from "@aftercare/adapter-sms"
import { ChannelContract } from "@aftercare/core/testing"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import { afterAll, beforeAll, describe, test } from "vitest"
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
  readonly except?: Readonly<Record<string, string>>
}

const secret = "sEcrEt-of-the-account"
const key = { id: "a-key", secret: Redacted.make(secret) }
const json = (body: unknown, status = 200): Reply => ({ status, body: JSON.stringify(body) })
const template = { id: "followUp", variables: ["text"] }

const kannel: Play = {
  driver: (url) => Kannel.make({ url, username: "u", password: key.secret, sender: "1069" }),
  read: ({ url: { searchParams } }) => ({
    _tag: "Send",
    address: searchParams.get("to") ?? "",
    text: searchParams.get("text") ?? "",
    reference: "",
  }),
  took: () => ({ status: 202, body: "0: Accepted for delivery" }),
  refused: { status: 403, body: "Not routable. Do not try again." },
  limited: { status: 503, body: "Temporal failure, try again later." },
  known: () => "silent",
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
}

const twilio: Play = {
  driver: (endpoint) => Twilio.make({ account: "AC1", key, sender: { number: "+15005550006" }, endpoint }),
  read: ({ body, method, url: { searchParams } }) => {
    const form = new URLSearchParams(body)
    return method === "POST"
      ? { _tag: "Send", address: form.get("To") ?? "", text: form.get("Body") ?? "", reference: "" }
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
  except: {
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
  return { behave, taken }
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
    rig = {
      channel: await Effect.runPromise(SmsChannel.make({ driver, send, costMilli: 45 })),
      patience: Duration.millis(500),
      ...played(play, peer),
      underway: Effect.sync(peer.open),
      report: () => Effect.void,
      reply: () => Effect.void,
      secrets: [secret],
    }
    // The first send of a process takes its time.
    await Effect.runPromise(
      rig.channel.send(outgoing({ template: { id: "followUp", values: { text: "1" } } })),
    )
  })
  afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))

  for (const { check, name } of ChannelContract.contract({ except: play.except ?? {}, runs: 15 }))
    test(name, () => Effect.runPromise(Effect.provideService(check, ChannelContract.ChannelRig, rig)))
})
