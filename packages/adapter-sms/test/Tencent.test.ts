import { Outcome, Tencent } from "@aftercare/adapter-sms"
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"
import { logged, outgoing } from "./support/Messages.ts"

const moment = { at: DateTime.makeUnsafe("2026-03-02T01:30:00.900Z"), nonce: "nonce-1" }
const template = { id: "revisit", values: { clinic: "【心】内科", date: "3月5日" } }

const options: Tencent.Options = {
  key: { id: "key", secret: Redacted.make("secret") },
  appId: "1400006666",
  signature: "某医院",
  templates: { revisit: { id: "1110", variables: ["date", "clinic"] } },
}
const driver = Tencent.make(options)
const callOf = (message = outgoing({ template }), by = driver) =>
  Result.getOrThrow(by.sending(message, moment))

describe("what Tencent Cloud is asked", () => {
  test("names the template with its values in order, our reference and the number", () => {
    const { body, headers, method, url } = callOf()
    expect([method, url]).toEqual(["POST", "https://sms.tencentcloudapi.com/"])
    expect(JSON.parse(body ?? "")).toEqual({
      PhoneNumberSet: ["+8613800138000"],
      SmsSdkAppId: "1400006666",
      TemplateId: "1110",
      SignName: "某医院",
      TemplateParamSet: ["3月5日", "[心]内科"],
      SessionContext: "hospital/m-1",
    })
    expect(headers).toMatchObject({
      "x-tc-action": "SendSms",
      "x-tc-region": "ap-guangzhou",
      "x-tc-timestamp": "1772415000",
      "x-tc-version": "2021-01-11",
    })
  })

  test("signs for the service, whatever server the request goes by", () => {
    const by = Tencent.make({
      ...options,
      endpoint: "http://127.0.0.1:8080",
      region: "ap-beijing",
      extension: "10",
      token: Redacted.make("of an hour"),
    })
    const { body, headers, url } = callOf(outgoing({ template }), by)
    expect(url).toBe("http://127.0.0.1:8080/")
    expect(headers["authorization"]).toContain("/sms/tc3_request")
    expect(headers).toMatchObject({
      host: "127.0.0.1:8080",
      "x-tc-region": "ap-beijing",
      "x-tc-token": "of an hour",
    })
    expect(JSON.parse(body ?? "")).toMatchObject({ ExtendCode: "10" })
  })

  test.each([
    ["without a number", outgoing({ template, phone: null }), "number"],
    ["without a template", outgoing(), "content"],
    ["with a template that isn't known", outgoing({ template: { id: "other", values: {} } }), "template"],
    ["without a value", outgoing({ template: { id: "revisit", values: { date: "3月5日" } } }), "template"],
  ] as const)("isn't asked %s", (_, message, meaning) => {
    expect(Result.getOrThrow(Result.flip(driver.sending(message, moment)))).toMatchObject({ meaning })
  })
})

describe("what Tencent Cloud answers", () => {
  const of = (body: unknown) =>
    driver.sent({ status: 200, body: typeof body === "string" ? body : JSON.stringify(body) }, outgoing())
  const status = (Code: string) => ({
    Response: { SendStatusSet: [{ SerialNo: "5000:1", PhoneNumber: "+86", Fee: 1, Code, Message: "m" }] },
  })

  test("a message is known by its SerialNo", () => {
    expect(of(status("Ok"))).toEqual({ _tag: "Accepted", reference: "5000:1" })
  })

  test.each(Tencent.outcomes.filter(({ code }) => !code.endsWith("*")))(
    "$code means $meaning, of the number or of the whole request",
    ({ code, meaning }) => {
      const refused = { _tag: "Refused", meaning, code }
      expect(of(status(code))).toEqual(refused)
      expect(of({ Response: { Error: { Code: code, Message: "m" }, RequestId: "r" } })).toEqual(refused)
    },
  )

  test.each([
    ["AuthFailure.SignatureExpire", "channel"],
    ["UnauthorizedOperation.SerivceSuspendDueToArrears", "channel"],
    ["RequestLimitExceeded.IPLimitExceeded", "busy"],
    ["InternalError.Timeout", "unknown"],
    ["FailedOperation.NewlyMade", "unknown"],
  ])("%s means %s", (code, meaning) => {
    expect(of({ Response: { Error: { Code: code, Message: "m" } } })).toMatchObject({ meaning })
  })

  test.each(["", "<html>", { Response: { SendStatusSet: [] } }, { Response: {} }, "null"])(
    "%j isn't known",
    (body) => {
      expect(of(body)).toEqual({ _tag: "Refused", meaning: "unknown", code: "unlisted" })
    },
  )
})

describe("a look-up", () => {
  const message = logged(outgoing(), "2026-03-02T01:00:00Z")
  const found = (...all: ReadonlyArray<Record<string, string>>) =>
    driver.lookUp?.found(
      { status: 200, body: JSON.stringify({ Response: { PullSmsSendStatusSet: all } }) },
      message,
    )

  test("asks for the number from the attempt until now", () => {
    const call = Option.getOrThrow(driver.lookUp?.asking(message, moment) ?? Option.none())
    expect(JSON.parse(call.body ?? "")).toEqual({
      BeginTime: 1772413200,
      EndTime: 1772415001,
      Offset: 0,
      Limit: 100,
      PhoneNumber: "+8613800138000",
      SmsSdkAppId: "1400006666",
    })
    expect(call.headers["x-tc-action"]).toBe("PullSmsSendStatusByPhoneNumber")
  })

  const one = { SerialNo: "5000:1", SessionContext: "hospital/m-1" }
  test("tells of this very message alone", () => {
    expect(found({ ...one, ReportStatus: "SUCCESS" })).toEqual(
      Option.some({ _tag: "Accepted", reference: "5000:1" }),
    )
    expect(found({ ...one, ReportStatus: "FAIL" })).toEqual(Option.some(Outcome.undelivered))
    expect(found({ ...one, SessionContext: "hospital/m-2", ReportStatus: "FAIL" })).toEqual(Option.none())
    expect(found({ SerialNo: "5000:1", ReportStatus: "FAIL" })).toEqual(Option.none())
  })

  test("without an address nobody is asked", () => {
    const { address: _, ...nowhere } = message
    expect(driver.lookUp?.asking(nowhere, moment)).toEqual(Option.none())
  })
})

test("a server that can't be one is noticed when the driver is made", () => {
  expect(() => Tencent.make({ ...options, endpoint: "nowhere" })).toThrow(TypeError)
})
