import { Kannel, MessageReference, type Outcome } from "@aftercare/adapter-sms"
import { SmsText } from "@aftercare/core/contact"
import * as DateTime from "effect/DateTime"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { outgoing } from "./support/Messages.ts"

const moment = { at: DateTime.makeUnsafe("2026-03-02T01:30:00Z"), nonce: "n" }

const driver = Kannel.make({
  url: "http://127.0.0.1:13013/cgi-bin/sendsms",
  username: "aftercare",
  password: Redacted.make("p&ss"),
  sender: "10690001",
  smsc: "mobile",
  receipts: "http://127.0.0.1:8080/secret/receipts",
})

const queryOf = (message = outgoing()) => {
  const call = Result.getOrThrow(driver.sending(message, moment))
  return new URL(call.url).searchParams
}

describe("what Kannel is asked", () => {
  test("holds the text as it is, in an alphabet that holds it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 200 }), (text) => {
        const query = queryOf(outgoing({ text }))
        expect(query.get("text")).toBe(text.toWellFormed())
        expect(query.get("coding")).toBe(SmsText.measure(text).alphabet === "gsm7" ? "0" : "2")
      }),
    )
  })

  test("names the account, the line and the number", () => {
    const query = queryOf()
    expect(Object.fromEntries(query)).toMatchObject({
      username: "aftercare",
      password: "p&ss",
      from: "10690001",
      smsc: "mobile",
      to: "+8613800138000",
      charset: "UTF-8",
    })
  })

  test("asks for every receipt at an address that names the message and leaves Kannel's signs alone", () => {
    const message = outgoing({ tenant: "north/1", id: "m:7@x" })
    const query = queryOf(message)
    expect(query.get("dlr-mask")).toBe("31")
    const address = query.get("dlr-url") ?? ""
    for (const sign of ["type=%d", "to=%p", "at=%T", "answer=%A"]) expect(address).toContain(sign)
    // Kannel fills in a % with a letter behind it; escapes begin with a digit and stay.
    expect(address.match(/%[a-zA-Z]/g)).toEqual(["%d", "%p", "%T", "%A"])
    const ref = new URL(address.replace(/%[dpTA]/g, "1")).searchParams.get("ref") ?? ""
    expect(ref).toBe(MessageReference.write({ tenant: message.tenant, message: message.id }))
  })

  test("asks for no receipts where nobody waits for them, and leaves the route to Kannel", () => {
    const plain = Kannel.make({
      url: "http://127.0.0.1/",
      username: "u",
      password: Redacted.make("p"),
      sender: "1",
    })
    const { url } = Result.getOrThrow(plain.sending(outgoing(), moment))
    expect([...new URL(url).searchParams.keys()].sort()).toEqual([
      "charset",
      "coding",
      "from",
      "password",
      "text",
      "to",
      "username",
    ])
  })
})

describe("what Kannel answers", () => {
  const reference = "hospital/m-1"
  const cases: ReadonlyArray<[status: number, body: string, Outcome.Meaning | "accepted"]> = [
    [202, "0: Accepted for delivery", "accepted"],
    [202, "3: Queued for later delivery", "accepted"],
    [403, "Authorization failed for sendsms", "channel"],
    [403, "Not routable. Do not try again.", "number"],
    [503, "Temporal failure, try again later.", "busy"],
    [400, "Sender missing and no global set, rejected", "channel"],
    [400, "Number(s) has/have been denied by white- and/or black-lists.", "number"],
    [400, "Charset or body misformed, rejected", "content"],
    [500, "Sending failed.", "unknown"],
    [502, "<html>Bad Gateway</html>", "unknown"],
    [500, "", "unknown"],
    [200, "0: Accepted for delivery", "unknown"],
  ]
  test.each(cases)("%i %s", (status, body, meaning) => {
    const outcome = driver.sent({ status, body }, outgoing())
    if (meaning === "accepted") expect(outcome).toEqual({ _tag: "Accepted", reference })
    else expect(outcome).toMatchObject({ _tag: "Refused", meaning })
  })

  test("never brings the provider's own words into a code", () => {
    fc.assert(
      fc.property(fc.nat(600), fc.string(), (status, body) => {
        fc.pre(status !== 202)
        const outcome = driver.sent({ status, body }, outgoing())
        const known = Kannel.outcomes.map(({ code }) => code)
        expect(outcome._tag === "Refused" && [...known, "unlisted"].includes(outcome.code)).toBe(true)
      }),
    )
  })
})

test("a server that can't be one is noticed when the driver is made", () => {
  expect(() =>
    Kannel.make({ url: "nowhere", username: "u", password: Redacted.make("p"), sender: "1" }),
  ).toThrow(TypeError)
})
