import { inspect } from "node:util"
import {
  AliyunWebhook,
  Incoming,
  KannelWebhook,
  TencentWebhook,
  TwilioWebhook,
  Webhook,
} from "@aftercare/adapter-sms"
import { Id } from "@aftercare/core/foundation"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { validateRequest } from "twilio"
import { describe, expect, test } from "vitest"

const secret = "s3cr3t-path-of-32-signs-and-more"
const now = Date.parse("2026-03-02T18:00:00+08:00")
const tenant = Id.TenantId.make("hospital")
const phone = "+8613800138000"

const twilio = { token: Redacted.make("12345"), origin: "https://hospital.test" }

interface Wish {
  readonly reader?: Webhook.Reader
  readonly more?: Partial<Webhook.Options<string, never>>
  readonly remote?: string
}

/** What a request is answered, and what the house was told by then. */
const asked = (request: Request | ReadonlyArray<Request>, wish: Wish = {}) => {
  const taken: Array<Webhook.Taken> = []
  const { more, reader = AliyunWebhook.make(), remote } = wish
  const handle = Webhook.make<string, never>({
    reader,
    secret: Redacted.make(secret),
    tenantOf: () => tenant,
    accept: (told) => Effect.sync(() => void taken.push(told)),
    ...more,
  })
  const requests = request instanceof Request ? [request] : request
  return TestClock.setTime(now).pipe(
    Effect.andThen(Effect.forEach(requests, (one) => handle(one, remote))),
    Effect.map((responses) => ({ statuses: responses.map(({ status }) => status), responses, taken })),
    Effect.provide(Layer.merge(TestClock.layer(), Logger.layer([]))),
    Effect.runPromise,
  )
}

const post = (body: string, path = secret, headers: Record<string, string> = {}) =>
  new Request(`http://10.0.0.7/sms/${path}`, { method: "POST", body, headers })

const get = (query: string) => new Request(`http://10.0.0.7/sms/${secret}?${query}`)

const report = {
  phone_number: "13800138000",
  send_time: "2026-03-02 17:59:00",
  report_time: "2026-03-02 17:59:30",
  success: true,
  err_code: "DELIVERED",
  err_msg: "用户接收成功",
  sms_size: "1",
  biz_id: "932702304080415357^0",
  out_id: "hospital/m-7",
}

const up = {
  phone_number: "13800138000",
  send_time: "2026-03-02 17:59:30",
  content: "TD",
  sign_name: "某医院",
  dest_code: "5500",
  sequence_id: 1234567890,
}

const accepted = (reference: string) => ({
  _tag: "Receipt",
  receipt: { tenant, message: "m-7", address: phone, delivery: { _tag: "Accepted", reference } },
})

const undelivered = {
  _tag: "Receipt",
  receipt: { delivery: { _tag: "Rejected", code: "channel.undelivered" } },
}

const inbound = (text: string) => ({ _tag: "Inbound", inbound: { tenant, from: phone, text } })

describe("a webhook", () => {
  test("hears who knows the secret, and thanks in the provider's own way", async () => {
    const { responses, taken } = await asked(post(JSON.stringify([report, up])))
    expect(await responses[0]?.json()).toEqual({ code: 0, msg: "接收成功" })
    expect(taken).toMatchObject([accepted(report.biz_id), inbound("TD")])
  })

  test("hears nobody who doesn't, from wherever and whatever they say", async () => {
    const paths = [
      "",
      "x",
      secret.slice(1),
      `${secret}x`,
      `${secret}/`,
      secret.toUpperCase(),
      `x/..%2f${secret}`,
    ]
    const { statuses, taken } = await asked(paths.map((path) => post(JSON.stringify([up]), path)))
    expect(statuses).toEqual(paths.map(() => 404))
    expect(taken).toEqual([])
  })

  test.each([
    ["127.0.0.1", true],
    ["::ffff:127.0.0.1", true],
    ["10.1.255.9", true],
    ["10.2.0.1", false],
    ["2001:db8::7", true],
    ["2001:db9::7", false],
    ["not an address", false],
    [undefined, false],
  ])("listens to the networks that it is told to: %s, %s", async (remote, heard) => {
    const allow = ["127.0.0.1", "10.1.0.0/16", "2001:db8::/32"]
    const wish = { more: { allow }, ...(remote === undefined ? {} : { remote }) }
    const { statuses } = await asked(post("[]"), wish)
    expect(statuses).toEqual([heard ? 200 : 403])
  })

  test("isn't made where it would hear anybody: without a secret, or with a network of no length", () => {
    for (const more of [
      { secret: Redacted.make("") },
      { secret: Redacted.make("a/b") },
      { allow: ["10.0.0.0/"] },
    ])
      expect(() => asked([], { more })).toThrow(/secret|network/)
  })

  test("reads no more of a body than it may, and none that isn't one", async () => {
    const chunk = new Uint8Array(1_000).fill(32)
    let given = 0
    const endless = new ReadableStream({
      pull: (controller) => {
        given += 1
        controller.enqueue(chunk)
      },
    })
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("cut")) })
    const streaming = (body: ReadableStream) =>
      new Request(`http://10.0.0.7/sms/${secret}`, { method: "POST", body, duplex: "half" } as RequestInit)
    const { statuses } = await asked(
      [
        streaming(endless),
        streaming(broken),
        post("[]".padEnd(10_000)),
        post("[]".padEnd(10_001)),
        post("{"),
      ],
      { more: { bodyLimit: 10_000 } },
    )
    expect(statuses).toEqual([413, 400, 200, 413, 400])
    expect(given).toBeLessThan(20)
  })

  test("waits no longer for a body than it may", async () => {
    const silent = new ReadableStream({ pull: () => new Promise<void>(() => {}) })
    const request = new Request(`http://10.0.0.7/${secret}`, {
      method: "POST",
      body: silent,
      duplex: "half",
    } as RequestInit)
    const handle = Webhook.make({
      reader: AliyunWebhook.make(),
      secret: Redacted.make(secret),
      tenantOf: () => tenant,
      accept: () => Effect.void,
      within: "20 millis",
    })
    const { status } = await Effect.runPromise(Effect.provide(handle(request), Logger.layer([])))
    expect(status).toBe(503)
  })

  test("asks to be told again what the house couldn't take, and takes what is beside it", async () => {
    const taken: Array<string> = []
    const accept = (told: Webhook.Taken) =>
      told._tag === "Inbound" && told.inbound.text === "b"
        ? Effect.fail("the store is away")
        : Effect.sync(() => void taken.push(told._tag === "Inbound" ? told.inbound.text : ""))
    const body = JSON.stringify(["a", "b", "c"].map((content) => ({ ...up, content })))
    expect((await asked(post(body), { more: { accept } })).statuses).toEqual([503])
    expect(taken).toEqual(["a", "c"])
    const dying = await asked(post(body), { more: { accept: () => Effect.die("broken") } })
    expect(dying.statuses).toEqual([503])
  })

  test("asks to be told again what came to a number that is nobody's", async () => {
    const tenantOf = (to: string | undefined) => (to === "5500" ? tenant : undefined)
    const body = JSON.stringify([up, { ...up, dest_code: "77" }, report])
    const { statuses, taken } = await asked(post(body), { more: { tenantOf } })
    expect(statuses).toEqual([503])
    expect(taken.map(({ _tag }) => _tag)).toEqual(["Inbound", "Receipt"])
  })

  test("counts and logs receipts that it can't read, and thanks for them; not those of others' messages", async () => {
    const planted = "13912345678"
    const bare = { nationcode: "86", mobile: planted, report_status: "SUCCESS" }
    const twilioPush = (query: string, form: Record<string, string>) => {
      const body = new URLSearchParams(form)
      const path = `/sms/${secret}?${query}`
      const signature = TwilioWebhook.signature(twilio.token, `${twilio.origin}${path}`, body)
      return new Request(`http://10.0.0.7${path}`, {
        method: "POST",
        body,
        headers: { "x-twilio-signature": signature },
      })
    }
    const cases: ReadonlyArray<[Webhook.Reader, Request, malformed: number]> = [
      [AliyunWebhook.make(), post(JSON.stringify([report, { ...report, success: planted }, 5])), 2],
      [AliyunWebhook.make(), post(JSON.stringify([{ ...report, phone_number: "nobody" }])), 1],
      [AliyunWebhook.make(), post(JSON.stringify([{ ...report, out_id: planted }])), 0],
      [AliyunWebhook.make(), post(JSON.stringify([{ ...report, out_id: null }])), 0],
      [TencentWebhook.make(), post(JSON.stringify([bare, { ...bare, ext: planted }])), 0],
      [TencentWebhook.make(), post(JSON.stringify([{ ...bare, report_status: planted }])), 1],
      [TencentWebhook.make(), post(JSON.stringify([{ ...bare, mobile: "x", ext: "hospital/m-7" }])), 1],
      [KannelWebhook.make(), get(`ref=hospital/m-7&type=7&to=%2B86${planted}`), 1],
      [KannelWebhook.make(), get(`ref=${planted}&type=1&to=%2B86${planted}`), 1],
      [TwilioWebhook.make(twilio), twilioPush("ref=hospital/m-7", { MessageStatus: "x", To: planted }), 1],
      [TwilioWebhook.make(twilio), twilioPush("ref=hospital/m-7", { MessageStatus: "sent", To: phone }), 0],
    ]
    for (const [reader, request, malformed] of cases) {
      const lines: Array<string> = []
      const logger = Logger.make((entry) => void lines.push(Logger.formatJson.log(entry)))
      const handle = Webhook.make<never, never>({
        reader,
        secret: Redacted.make(secret),
        tenantOf: () => tenant,
        accept: () => Effect.void,
      })
      const { response, snapshot } = await Effect.runPromise(
        TestClock.setTime(now).pipe(
          Effect.andThen(Effect.all({ response: handle(request), snapshot: Metric.snapshot })),
          Effect.provide(Layer.merge(TestClock.layer(), Logger.layer([logger]))),
          Effect.provideService(Metric.MetricRegistry, new Map()),
        ),
      )
      expect(response.status).toBe(200)
      const counted = snapshot.filter(({ id }) => id === "aftercare_sms_malformed_receipts")
      expect(counted).toMatchObject(
        malformed === 0 ? [] : [{ attributes: { provider: reader.provider }, state: { count: malformed } }],
      )
      expect(lines).toHaveLength(malformed === 0 ? 0 : 1)
      for (const one of [planted, phone, secret]) expect(inspect([lines, snapshot])).not.toContain(one)
    }
  })

  test("leaves out receipts of another time, and nothing that a person sent", async () => {
    const of = (report_time: string) => ({ ...report, report_time })
    const times = ["2026-02-23 17:59:59", "2026-02-23 18:00:00", "2026-03-02 19:00:00", "2026-03-02 19:00:01"]
    const body = JSON.stringify([...times.map(of), { ...up, send_time: "2020-01-01 00:00:00" }])
    const { taken } = await asked(post(body))
    expect(taken.map(({ _tag }) => _tag)).toEqual(["Receipt", "Receipt", "Inbound"])
  })
})

describe("Aliyun's pushes", () => {
  test("are read one by one: flags as text, failures, replies, and what isn't ours left out", async () => {
    const { taken } = await asked(
      post(
        JSON.stringify([
          { ...report, success: "true" },
          { ...report, success: false, err_code: "MK:0001" },
          { ...report, success: "false", sms_size: 3 },
          { ...report, out_id: "somebody else's" },
          { ...report, phone_number: "nobody" },
          { ...report, success: "perhaps" },
          null,
          [],
          { ...up, phone_number: "85261234567" },
          { ...up, phone_number: "10086", content: "余额不足" },
          { ...up, phone_number: " " },
        ]),
      ),
    )
    expect(taken).toMatchObject([
      accepted(report.biz_id),
      undelivered,
      undelivered,
      { inbound: { from: "+85261234567" } },
      { inbound: { from: "10086", text: "余额不足" } },
    ])
  })

  test.each(["x".repeat(201), " ", "a\u0000b"])(
    "call a message %j, which no store could keep: it goes by our name",
    async (biz_id) => {
      const { statuses, taken } = await asked(post(JSON.stringify([{ ...report, biz_id }])))
      expect(statuses).toEqual([200])
      expect(taken).toMatchObject([accepted("m-7")])
    },
  )

  test("lose nothing that somebody wrote where a field beside it is null", async () => {
    for (const field of ["dest_code", "send_time", "sequence_id", "sign_name"])
      expect((await asked(post(JSON.stringify([{ ...up, [field]: null }])))).taken).toMatchObject([
        inbound("TD"),
      ])
    const { taken } = await asked(post(JSON.stringify([{ ...report, biz_id: null, report_time: null }])))
    expect(taken).toMatchObject([accepted(report.out_id)])
  })

  test("are read where numbers stand as numbers", async () => {
    const plain = { phone_number: 13800138000, content: 4, dest_code: 1069 }
    const asText = { phone_number: "13800138000", content: "4", dest_code: "1069" }
    const seen: Array<string | undefined> = []
    const { statuses, taken } = await asked(
      post(
        JSON.stringify([
          { ...up, ...plain },
          { ...up, ...asText },
          { ...report, phone_number: 13800138000 },
        ]),
      ),
      {
        more: {
          tenantOf: (to) => {
            seen.push(to)
            return tenant
          },
        },
      },
    )
    expect(statuses).toEqual([200])
    expect(taken).toMatchObject([inbound("4"), inbound("4"), accepted(report.biz_id)])
    expect(seen).toEqual(["1069", "1069"])
    expect(taken[0]).toEqual(taken[1])
  })

  test.each([
    { phone_number: "" },
    { phone_number: 1e21 },
    { phone_number: -1 },
    { phone_number: ["13800138000"] },
    { phone_number: undefined },
    { content: { text: "TD" } },
    { dest_code: 1e300 },
  ])("with a reply like %j aren't thanked for, and all else in them is taken", async (unreadable) => {
    const { statuses, taken } = await asked(post(JSON.stringify([{ ...up, ...unreadable }, up, report])))
    expect(statuses).toEqual([400])
    expect(taken).toMatchObject([inbound("TD"), accepted(report.biz_id)])
  })

  test("tell the time of their own wall", async () => {
    const [beijing, utc] = [AliyunWebhook.make(), AliyunWebhook.make({ zone: "Z" })]
    const at = async (reader: Webhook.Reader, send_time: string) => {
      const { taken } = await asked(post(JSON.stringify({ ...up, send_time })), { reader })
      const [told] = taken
      return told?._tag === "Inbound" && DateTime.formatIso(told.inbound.receivedAt)
    }
    expect(await at(beijing, "2026-03-02 17:59:30")).toBe("2026-03-02T09:59:30.000Z")
    expect(await at(utc, "2026-03-02 17:59:30")).toBe("2026-03-02T17:59:30.000Z")
    for (const none of ["", "2026-13-40 99:99:99", "yesterday"])
      expect(await at(beijing, none)).toBe("2026-03-02T10:00:00.000Z")
  })

  test("have one id for one reply, and another for another", async () => {
    const many = [
      up,
      up,
      { ...up, sequence_id: 2 },
      { ...up, content: "4" },
      { ...up, phone_number: "13800138001" },
    ]
    const { taken } = await asked(post(JSON.stringify(many)))
    const ids = taken.flatMap((told) => (told._tag === "Inbound" ? told.inbound.id : []))
    expect(new Set(ids).size).toBe(4)
    expect(ids[0]).toBe(ids[1])
    expect(ids.every((id) => /^[0-9a-f]{64}$/.test(id))).toBe(true)
  })
})

test("Tencent Cloud's pushes are read: receipts that name a message, and what people send", async () => {
  const told = {
    user_receive_time: "2026-03-02 17:59:30",
    nationcode: "86",
    mobile: "13800138000",
    report_status: "SUCCESS",
    errmsg: "DELIVRD",
    description: "用户短信送达成功",
    sid: "xxxxxxx",
  }
  const reader = TencentWebhook.make()
  const { responses, taken } = await asked(
    [
      post(
        JSON.stringify([
          { ...told, session_context: "hospital/m-7" },
          { ...told, session_context: "", ext: "hospital/m-7", report_status: "FAIL", errmsg: "MK:0008" },
          told,
        ]),
      ),
      post(
        JSON.stringify({
          extend: "",
          mobile: "13800138000",
          nationcode: "86",
          sign: "签",
          text: "４",
          time: 1457336869,
        }),
      ),
    ],
    { reader },
  )
  expect(await responses[0]?.json()).toEqual({ result: 0, errmsg: "OK" })
  expect(taken).toMatchObject([accepted("xxxxxxx"), undelivered, inbound("４")])
})

describe("Tencent Cloud's replies", () => {
  const reply = { extend: "", mobile: "13800138000", nationcode: "86", text: "TD", time: 1457336869 }
  const reader = TencentWebhook.make()

  test("are read where numbers stand as numbers, as the same reply", async () => {
    const plain = { ...reply, mobile: 13800138000, nationcode: 86 }
    const { statuses, taken } = await asked(
      [plain, reply].map((one) => post(JSON.stringify(one))),
      { reader },
    )
    expect(statuses).toEqual([200, 200])
    expect(taken).toMatchObject([inbound("TD"), inbound("TD")])
    expect(taken[0]).toEqual(taken[1])
  })

  test.each([{ mobile: "" }, { mobile: " " }, { nationcode: {} }, { text: ["TD"] }])(
    "like %j aren't thanked for",
    async (unreadable) => {
      const { statuses, taken } = await asked(post(JSON.stringify({ ...reply, ...unreadable })), { reader })
      expect([statuses, taken]).toEqual([[400], []])
    },
  )
})

describe("Twilio's requests", () => {
  const reader = TwilioWebhook.make(twilio)
  const signed = (form: Record<string, string>, query = "", change = (signature: string) => signature) => {
    const body = new URLSearchParams(form)
    const url = `https://hospital.test/sms/${secret}${query}`
    return new Request(`http://10.0.0.7/sms/${secret}${query}`, {
      method: "POST",
      body,
      headers: { "x-twilio-signature": change(TwilioWebhook.signature(twilio.token, url, body)) },
    })
  }
  const status = { MessageSid: "SM1", To: phone, From: "+15005550006", MessageStatus: "delivered" }
  const ref = "?ref=hospital%2Fm-7"

  test("are heard where they are signed over the address that Twilio knows, and nowhere else", async () => {
    const reply = { MessageSid: `SM${"2".repeat(32)}`, From: phone, To: "+15005550006", Body: "STOP" }
    const { responses, statuses, taken } = await asked(
      [
        signed(status, ref),
        signed(reply),
        signed(status, ref, (signature) => signature.slice(1)),
        signed(status, ref, () => ""),
        new Request(`http://10.0.0.7/sms/${secret}${ref}`, {
          method: "POST",
          body: new URLSearchParams(status),
        }),
        get("ref=hospital/m-7"),
      ],
      { reader },
    )
    expect(statuses).toEqual([200, 200, 403, 403, 403, 405])
    expect(await responses[1]?.text()).toBe("<Response/>")
    expect(taken).toMatchObject([accepted("SM1"), inbound("STOP")])
  })

  test("can't be told again as another message: fields run together are signed alike, and refused", async () => {
    const sid = `SM${"2".repeat(32)}`
    const words = { From: phone, To: "+15005550006", Body: "START" }
    const once = signed({ ...words, MessageSid: sid, NumMedia: "0" })
    const again = signed({ ...words, MessageSid: `${sid}NumMedia0` })
    expect(again.headers.get("x-twilio-signature")).toBe(once.headers.get("x-twilio-signature"))
    const { statuses, taken } = await asked([once, again], { reader })
    expect(statuses).toEqual([200, 400])
    expect(taken).toMatchObject([inbound("START")])
  })

  test("are signed as Twilio's own library checks it, whatever they hold", () => {
    const parameters = fc.dictionary(
      fc.string({ minLength: 1 }),
      fc.oneof(fc.string(), fc.array(fc.string())),
    )
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), parameters, (url, all) => {
        const form = new URLSearchParams(
          Object.entries(all).flatMap(([name, values]) =>
            (Array.isArray(values) ? values : [values]).map((value): [string, string] => [name, value]),
          ),
        )
        const signature = TwilioWebhook.signature(twilio.token, url, form)
        expect(validateRequest("12345", signature, url, all)).toBe(true)
      }),
    )
  })

  test.each([
    ["sent", "", { _tag: "Accepted", reference: "SM1" }],
    ["undelivered", "30008", { _tag: "Rejected", code: "channel.undelivered" }],
    ["undelivered", "30005", { _tag: "Rejected", code: "channel.number" }],
    ["failed", "21610", { _tag: "Rejected", code: "channel.optedOut" }],
    ["failed", "constructor", { _tag: "Rejected", code: "channel.undelivered" }],
  ])("tell %s %s", async (MessageStatus, ErrorCode, delivery) => {
    const { taken } = await asked(signed({ ...status, MessageStatus, ErrorCode }, ref), { reader })
    expect(taken).toMatchObject([{ receipt: { delivery } }])
  })
})

describe("Kannel's requests", () => {
  const reader = KannelWebhook.make({ country: "86" })
  const dlr = (type: string, answer = "") =>
    get(`ref=hospital%2Fm-7&type=${type}&to=%2B8613800138000&at=${now / 1000}&answer=${answer}`)

  test.each([
    ["1", "", { _tag: "Accepted", reference: "hospital/m-7" }],
    ["8", "ACK%2F", { _tag: "Accepted", reference: "hospital/m-7" }],
    ["2", "id%3A1+stat%3AEXPIRED+err%3A000", { _tag: "Rejected", code: "channel.undelivered" }],
    ["16", "NACK%2F0x0000000b%2FInvalid+Destination+Address", { _tag: "Rejected", code: "channel.number" }],
    ["16", "NACK%2FRetries+Exceeded", { _tag: "Rejected", code: "channel.undelivered" }],
  ])("tell %s %s", async (type, answer, delivery) => {
    const { taken } = await asked(dlr(type, answer), { reader })
    expect(taken).toMatchObject([{ receipt: { tenant, message: "m-7", address: phone, delivery } }])
  })

  test("tell nothing by a bit that nobody knows, a reference that isn't ours, or a number that is none", async () => {
    const { statuses, taken } = await asked(
      [dlr("32"), dlr(""), get("ref=x&type=1&to=1"), get("ref=hospital/m-7&type=1&to=")],
      { reader },
    )
    expect(statuses).toEqual([200, 200, 200, 200])
    expect(taken).toEqual([])
  })

  const mo = (more: string) => get(`from=13800138000&to=1069&id=a1&at=${now / 1000}&${more}`)

  test("carry texts as bytes of any alphabet, a space as a plus, and what isn't bytes as it stands", async () => {
    const { taken } = await asked(
      [
        mo("charset=UTF-16BE&text=%00T%00D%00+%90%00%8B%A2"),
        mo("charset=UTF-8&text=%E9%80%80+%E8%AE%A2"),
        mo("charset=none&text=100%25+%zz%"),
        mo("text="),
        get(`from=8613800138000&text=4`),
        get(`from=008613800138000&text=5`),
      ],
      { reader },
    )
    expect(taken).toMatchObject(["TD 退订", "退 订", "100% %zz%", "", "4", "5"].map(inbound))
  })

  test("bring back any text, whatever it holds", () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 40 }), async (text) => {
        const bytes = [...Buffer.from(text, "utf16le").swap16()]
        const written = bytes.map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("")
        const { taken } = await asked(mo(`charset=UTF-16BE&text=${written}`), { reader })
        expect(taken).toMatchObject([inbound(text)])
      }),
    ))

  test("without a sender or a text are refused, as is anything but GET", async () => {
    const { statuses } = await asked([get("from=1"), get("text=1"), get(""), post("")], { reader })
    expect(statuses).toEqual([400, 400, 400, 405])
  })
})

test("what listeners take is thanked for, and what they leave is told again", async () => {
  const program = Effect.gen(function* () {
    const { accept, inbound: stream } = yield* Incoming.make(2)
    const send = (text: string) => {
      const one = {
        tenant,
        id: Id.MessageId.make(text),
        from: phone,
        text,
        receivedAt: DateTime.makeUnsafe(now),
      }
      return Effect.forkChild(
        accept({ _tag: "Inbound", inbound: one }).pipe(
          Effect.as("thanked"),
          Effect.catch(({ _tag }) => Effect.succeed(_tag)),
          Effect.timeoutOption("1 minute"),
        ),
      )
    }
    const heard: Array<string> = []
    const listen = Stream.runForEach(stream, ({ text }) =>
      Effect.gen(function* () {
        heard.push(text)
        yield* Effect.sleep("1 second")
        if (text === "bad") return yield* Effect.fail("the store is away")
      }),
    )
    const listener = yield* Effect.forkChild(Effect.exit(listen))
    const good = yield* send("good")
    yield* TestClock.adjust("900 millis")
    const early = good.pollUnsafe()
    yield* TestClock.adjust("200 millis")
    const first = yield* Fiber.join(good)
    const bad = yield* send("bad")
    yield* TestClock.adjust("2 seconds")
    const second = yield* Fiber.join(bad)
    yield* Fiber.join(listener)
    const later = yield* send("later")
    yield* TestClock.adjust("1 minute")
    return [early, first, second, yield* Fiber.join(later), heard]
  })
  expect(await Effect.runPromise(Effect.provide(program, TestClock.layer()))).toEqual([
    undefined,
    Option.some("thanked"),
    Option.some("NotTaken"),
    Option.none(),
    ["good", "bad"],
  ])
})

describe("hostile requests", () => {
  const mutated = (sound: ReadonlyArray<string>) =>
    fc
      .tuple(fc.constantFrom(...sound), fc.nat(300), fc.nat(20), fc.string({ unit: "binary", maxLength: 20 }))
      .map(([text, at, gone, put]) => text.slice(0, at) + put + text.slice(at + gone))

  const nested = fc.nat(60_000).map((depth) => "[".repeat(depth))
  const hostile = [
    '{"__proto__":{"success":true}}',
    `[{"phone_number":{"toString":1},"content":[]}]`,
    "null",
    "1e999",
    '"',
    "[[[[]]]]",
    JSON.stringify([{ ...report, out_id: "../m-7", phone_number: "+".repeat(9_999) }]),
    JSON.stringify([{ ...up, phone_number: "9".repeat(9_999), sequence_id: Number.MAX_VALUE }]),
  ]

  const bodies = fc.oneof(
    mutated([JSON.stringify([report]), JSON.stringify([up]), JSON.stringify(report), ...hostile]),
    fc.constantFrom(...hostile),
    fc.json(),
    fc.string({ unit: "binary", maxLength: 200 }),
    { weight: 1, arbitrary: nested },
  )

  test("crash nothing: ten thousand bodies, each answered, and what isn't well signed or formed isn't told", async () => {
    const told: Array<Webhook.Taken> = []
    const accept = (one: Webhook.Taken) => Effect.sync(() => void told.push(one))
    const common = { secret: Redacted.make(secret), tenantOf: () => tenant, accept }
    const make = (reader: Webhook.Reader) => Webhook.make({ ...common, reader })
    const aliyun = make(AliyunWebhook.make())
    const tencent = make(TencentWebhook.make())
    const signing = make(TwilioWebhook.make(twilio))
    const kannel = make(KannelWebhook.make())
    const answered = new Set<number>()
    const samples = fc.sample(bodies, { numRuns: 2_500, seed: 8 })
    const run = Effect.forEach(samples, (body) =>
      Effect.gen(function* () {
        const query = encodeURI(body.toWellFormed().slice(0, 2_000)).replaceAll("#", "")
        const requests = [
          aliyun(post(body)),
          tencent(post(body)),
          signing(post(body, secret, { "x-twilio-signature": "AAAA" })),
          kannel(get(query)),
        ]
        for (const request of requests) answered.add((yield* request).status)
      }),
    )
    await Effect.runPromise(Effect.provide(run, Logger.layer([])))
    expect([...answered].every((status) => [200, 400, 403].includes(status))).toBe(true)
    for (const one of told) {
      const from = one._tag === "Receipt" ? one.receipt.address : one.inbound.from
      expect(from.length).toBeLessThanOrEqual(200)
      expect(from.trim()).not.toBe("")
    }
  })
})

test("no secret, number or text is told by logs, spans, metrics or answers", async () => {
  const heard: Array<unknown> = []
  const logger = Logger.make((entry) => void heard.push(Logger.formatJson.log(entry), inspect(entry.message)))
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      heard.push(span)
      return span
    },
  })
  const planted = { phone_number: "13912345678", content: "血糖复查结果" }
  const failing = Webhook.make({
    reader: AliyunWebhook.make(),
    secret: Redacted.make(secret),
    tenantOf: (to) => (to === "5500" ? tenant : undefined),
    accept: (told) => Effect.die(new Error(JSON.stringify(told))),
  })
  const bodies = [[{ ...up, ...planted }], [{ ...up, ...planted, dest_code: "77" }], planted]
  const program = Effect.gen(function* () {
    for (const body of bodies) {
      const response = yield* failing(post(JSON.stringify(body)))
      heard.push(response.status, yield* Effect.promise(() => response.text()), [...response.headers])
      yield* failing(post(JSON.stringify(body), "13912345678"))
    }
    heard.push(yield* Metric.snapshot)
  }).pipe(
    Effect.withTracer(tracer),
    Effect.provide(Logger.layer([logger])),
    Effect.provideService(Metric.MetricRegistry, new Map()),
  )
  await Effect.runPromise(program)
  const text = inspect(heard, { depth: 12, maxArrayLength: null, maxStringLength: null })
  expect(heard.length).toBeGreaterThan(10)
  expect(text).toContain("aliyun")
  for (const one of [...Object.values(planted), secret]) expect(text).not.toContain(one)
})
