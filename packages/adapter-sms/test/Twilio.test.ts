import { MessageReference, Outcome, Twilio } from "@aftercare/adapter-sms"
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"
import { logged, outgoing } from "./support/Messages.ts"

const moment = { at: DateTime.makeUnsafe("2026-03-02T01:30:00Z"), nonce: "nonce-1" }

const options: Twilio.Options = {
  account: "AC1",
  key: { id: "SK1", secret: Redacted.make("secret") },
  sender: { messagingService: "MG1" },
  receipts: "https://hospital.test/twilio?path=1",
}
const driver = Twilio.make(options)
const callOf = (message = outgoing(), by = driver) => Result.getOrThrow(by.sending(message, moment))
const formOf = (body = "") => Object.fromEntries(new URLSearchParams(body))

describe("what Twilio is asked", () => {
  test("holds the text, the number, and where receipts go", () => {
    const { body, headers, method, url } = callOf(outgoing({ tenant: "north/1", text: "a&b=你好 +1" }))
    expect([method, url]).toEqual(["POST", "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json"])
    const { StatusCallback = "", ...form } = formOf(body)
    expect(form).toEqual({ To: "+8613800138000", MessagingServiceSid: "MG1", Body: "a&b=你好 +1" })
    const { searchParams } = new URL(StatusCallback)
    expect(searchParams.get("path")).toBe("1")
    expect(MessageReference.read(searchParams.get("ref") ?? "")).toEqual(
      Option.some({ tenant: "north/1", message: "m-1" }),
    )
    expect(headers["authorization"]).toBe(`Basic ${Buffer.from("SK1:secret").toString("base64")}`)
  })

  test("comes from a number, at another region, without receipts, where told so", () => {
    const { receipts: _, ...without } = options
    const by = Twilio.make({
      ...without,
      sender: { number: "+15005550006" },
      endpoint: "https://api.dublin.ie1.twilio.com",
    })
    const { body, url } = callOf(outgoing(), by)
    expect(new URL(url).host).toBe("api.dublin.ie1.twilio.com")
    expect(Object.keys(formOf(body))).toEqual(["To", "From", "Body"])
  })

  test("isn't asked without a number", () => {
    const refused = Result.getOrThrow(Result.flip(driver.sending(outgoing({ phone: null }), moment)))
    expect(refused).toMatchObject({ meaning: "number" })
  })
})

describe("what Twilio answers", () => {
  const of = (status: number, body: unknown) =>
    driver.sent({ status, body: typeof body === "string" ? body : JSON.stringify(body) }, outgoing())

  test("a message is known by its SID", () => {
    expect(of(201, { sid: "SM1", status: "queued", error_code: null })).toEqual({
      _tag: "Accepted",
      reference: "SM1",
    })
  })

  test.each(Twilio.outcomes)("$code means $meaning", ({ code, meaning }) => {
    expect(of(400, { code: Number(code), message: "m", status: 400 })).toEqual({
      _tag: "Refused",
      meaning,
      code,
    })
  })

  test.each([
    [400, { code: 99999 }],
    [503, ""],
    [201, {}],
    [200, "<html>"],
    [401, "null"],
  ])("%i %j isn't known", (status, body) => {
    expect(of(status, body)).toEqual({ _tag: "Refused", meaning: "unknown", code: "unlisted" })
  })
})

describe("a look-up", () => {
  const message = logged(outgoing(), "2026-03-02T01:30:00Z")
  const made = (date_created: string, more = {}) => ({
    sid: "SM1",
    status: "delivered",
    direction: "outbound-api",
    date_created,
    ...more,
  })
  const found = (...messages: ReadonlyArray<ReturnType<typeof made>>) =>
    driver.lookUp?.found({ status: 200, body: JSON.stringify({ messages }) }, message)

  test("asks for the number's latest messages", () => {
    const call = Option.getOrThrow(driver.lookUp?.asking(message, moment) ?? Option.none())
    expect(Object.fromEntries(new URL(call.url).searchParams)).toEqual({
      To: "+8613800138000",
      PageSize: "50",
    })
  })

  test("takes the one message made right after the attempt", () => {
    const [early, late] = [made("Mon, 02 Mar 2026 01:29:54 +0000"), made("Mon, 02 Mar 2026 01:32:01 +0000")]
    const reply = made("Mon, 02 Mar 2026 01:30:05 +0000", { direction: "inbound" })
    const ours = made("Mon, 02 Mar 2026 01:30:02 +0000", { sid: "SM7" })
    expect(found(late, reply, ours, early)).toEqual(Option.some({ _tag: "Accepted", reference: "SM7" }))
    expect(found(late, reply, early)).toEqual(Option.none())
    expect(found(ours, made("Mon, 02 Mar 2026 01:31:59 +0000"))).toEqual(Option.none())
  })

  test.each(["failed", "undelivered", "canceled"])("%s wasn't delivered", (status) => {
    expect(found(made("Mon, 02 Mar 2026 01:30:02 +0000", { status }))).toEqual(
      Option.some(Outcome.undelivered),
    )
  })

  test("counts nothing whose time can't be read", () => {
    expect(found(made("soon"))).toEqual(Option.none())
    expect(driver.lookUp?.found({ status: 500, body: "" }, message)).toEqual(Option.none())
  })
})

test("a server that can't be one is noticed when the driver is made", () => {
  expect(() => Twilio.make({ ...options, endpoint: "nowhere" })).toThrow(TypeError)
})
