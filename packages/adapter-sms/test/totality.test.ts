/** Whatever a message holds and whatever a provider answers, a driver says something, and nothing of theirs in a code. */
import { Aliyun, type Driver, Kannel, Tencent, Twilio } from "@aftercare/adapter-sms"
import * as DateTime from "effect/DateTime"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { logged, outgoing } from "./support/Messages.ts"

const key = { id: "key", secret: Redacted.make("secret") }
const signature = "某医院"
const templates = { revisit: { id: "1", variables: ["a", "b"] } }

const drivers: ReadonlyArray<readonly [Driver.Driver, ReadonlyArray<{ readonly code: string }>]> = [
  [Aliyun.make({ key, signature, templates: { revisit: "SMS_1" } }), Aliyun.outcomes],
  [Tencent.make({ key, appId: "1", signature, templates }), Tencent.outcomes],
  [Twilio.make({ account: "AC1", key, sender: { number: "+15005550006" } }), Twilio.outcomes],
  [
    Kannel.make({ url: "http://127.0.0.1/", username: "u", password: key.secret, sender: "1" }),
    Kannel.outcomes,
  ],
]

const moment = { at: DateTime.makeUnsafe("2026-03-02T01:30:00Z"), nonce: "n" }
const message = outgoing()
const asked = logged(message, "2026-03-02T01:30:00Z")

/** Answers that look like the providers' own, with anything in them. */
const anything = fc.oneof(fc.string({ unit: "binary" }), fc.integer(), fc.constant(null), fc.jsonValue())
const shaped = fc.oneof(
  fc.record({ Code: anything, Message: anything, BizId: anything }, { requiredKeys: [] }),
  fc.record({ Response: fc.record({ Error: fc.record({ Code: anything }) }) }),
  fc.record({
    Response: fc.record({ SendStatusSet: fc.array(fc.record({ Code: anything, SerialNo: anything })) }),
  }),
  fc.record({ Response: fc.record({ PullSmsSendStatusSet: anything }) }),
  fc.record({ SmsSendDetailDTOs: fc.record({ SmsSendDetailDTO: anything }) }),
  fc.record({ sid: anything, code: anything, messages: anything }, { requiredKeys: [] }),
)
const bodies = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.json(),
  shaped.map((body) => JSON.stringify(body)),
)
const texts = fc.string({ unit: "binary", maxLength: 200 })

describe.each(drivers)("$provider", (driver, rows) => {
  const known = [...rows.map(({ code }) => code), "unlisted"]

  test("says what any answer means", () => {
    fc.assert(
      fc.property(fc.constantFrom(200, 201, 202, 400, 403, 429, 500, 503), bodies, (status, body) => {
        const outcome = driver.sent({ status, body }, message)
        if (outcome._tag === "Refused") expect(known).toContain(outcome.code)
        driver.lookUp?.found({ status, body }, asked)
      }),
    )
  })

  test("asks something, or refuses, whatever is to be sent", () => {
    fc.assert(
      fc.property(texts, texts, fc.constantFrom("revisit", "other", "constructor"), (text, value, id) => {
        const template = { id, values: { a: value, b: text } }
        const call = driver.sending(outgoing({ text, template }), moment)
        if (Result.isSuccess(call)) expect(URL.canParse(call.success.url)).toBe(true)
        else
          expect(known).toContain(
            Result.isFailure(call) && call.failure._tag === "Refused" && call.failure.code,
          )
      }),
    )
  })
})
