import { Aliyun, Outcome } from "@aftercare/adapter-sms"
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"
import { logged, outgoing } from "./support/Messages.ts"

const moment = { at: DateTime.makeUnsafe("2026-03-02T01:30:00.123Z"), nonce: "nonce-1" }
const template = { id: "revisit", values: { date: "3月5日", clinic: "【心】内科" } }

const options: Aliyun.Options = {
  key: { id: "key", secret: Redacted.make("secret") },
  signature: "某医院",
  templates: { revisit: "SMS_1" },
}
const driver = Aliyun.make(options)
const callOf = (message = outgoing({ template }), by = driver) =>
  Result.getOrThrow(by.sending(message, moment))
const parametersOf = (url: string) => Object.fromEntries(new URL(url).searchParams)

describe("what Aliyun is asked", () => {
  test("names the template with its values, our reference and the number as mainland China writes it", () => {
    const { body, headers, method, url } = callOf()
    expect(method).toBe("POST")
    expect(body).toBeUndefined()
    expect(new URL(url).origin).toBe("https://dysmsapi.aliyuncs.com")
    expect(parametersOf(url)).toEqual({
      OutId: "hospital/m-1",
      PhoneNumbers: "13800138000",
      SignName: "某医院",
      TemplateCode: "SMS_1",
      TemplateParam: '{"date":"3月5日","clinic":"[心]内科"}',
    })
    expect(headers).toMatchObject({
      "x-acs-action": "SendSms",
      "x-acs-date": "2026-03-02T01:30:00Z",
      "x-acs-signature-nonce": "nonce-1",
    })
  })

  test("writes other numbers with their country code", () => {
    expect(parametersOf(callOf(outgoing({ template, phone: "+85251234567" })).url)["PhoneNumbers"]).toBe(
      "85251234567",
    )
  })

  test("goes to another region, with a token and an extension, where told so", () => {
    const by = Aliyun.make({
      ...options,
      endpoint: Aliyun.endpoints["ap-southeast-1"],
      extension: "07",
      securityToken: Redacted.make("of an hour"),
    })
    const { headers, url } = callOf(outgoing({ template }), by)
    expect(new URL(url).host).toBe("dysmsapi.ap-southeast-1.aliyuncs.com")
    expect(headers["host"]).toBe("dysmsapi.ap-southeast-1.aliyuncs.com")
    expect(headers["authorization"]).toContain("x-acs-security-token")
    expect(parametersOf(url)["SmsUpExtendCode"]).toBe("07")
  })

  test.each([
    ["without a number", outgoing({ template, phone: null }), "number"],
    ["without a template", outgoing(), "content"],
    ["with a template that isn't known", outgoing({ template: { id: "other", values: {} } }), "template"],
  ] as const)("isn't asked %s", (_, message, meaning) => {
    expect(Result.getOrThrow(Result.flip(driver.sending(message, moment)))).toMatchObject({ meaning })
  })
})

describe("what Aliyun answers", () => {
  const of = (status: number, body: unknown) =>
    driver.sent({ status, body: typeof body === "string" ? body : JSON.stringify(body) }, outgoing())

  test("a message is known by its BizId", () => {
    expect(of(200, { Code: "OK", Message: "OK", BizId: "900619746936498440^0" })).toEqual({
      _tag: "Accepted",
      reference: "900619746936498440^0",
    })
  })

  test.each(Aliyun.outcomes.filter(({ code }) => !/[ *]/.test(code)))("$code means $meaning", (row) => {
    expect(of(200, { Code: row.code, Message: "x" })).toEqual({
      _tag: "Refused",
      meaning: row.meaning,
      code: row.code,
    })
  })

  test.each([
    ["触发分钟级流控Permits:1", "minute"],
    ["触发小时级流控Permits:5", "hour"],
    ["触发天级流控Permits:10", "day"],
    ["触发业务流控", "hour"],
  ])("%s is waited for %s", (Message, meaning) => {
    expect(of(200, { Code: "isv.BUSINESS_LIMIT_CONTROL", Message })).toMatchObject({ meaning })
  })

  test("a limit of the account is one of a day, whatever its message says", () => {
    expect(of(200, { Code: "isv.DAY_LIMIT_CONTROL", Message: "触发天级流控" })).toMatchObject({
      meaning: "day",
    })
  })

  test("throttling of the gateway comes with another status, and is read alike", () => {
    expect(of(400, { Code: "Throttling.User", Message: "Request was denied" })).toMatchObject({
      meaning: "busy",
      code: "Throttling*",
    })
  })

  test.each([
    [200, ""],
    [502, "<html>"],
    [200, { Code: "OK" }],
    [200, { Code: "isv.NEWLY_MADE" }],
    [500, "null"],
  ])("%i %j isn't known", (status, body) => {
    expect(of(status, body)).toEqual({ _tag: "Refused", meaning: "unknown", code: "unlisted" })
  })
})

describe("a look-up", () => {
  const message = logged(outgoing({ tenant: "north/1", id: "m-7" }), "2026-03-01T16:30:00Z")
  const details = (...all: ReadonlyArray<{ OutId?: string; SendStatus: number }>) => ({
    status: 200,
    body: JSON.stringify({
      Code: "OK",
      TotalCount: all.length,
      SmsSendDetailDTOs: { SmsSendDetailDTO: all },
    }),
  })
  const found = (answer: ReturnType<typeof details>) => driver.lookUp?.found(answer, message)

  test("asks for the number's day in China", () => {
    const call = Option.getOrThrow(driver.lookUp?.asking(message, moment) ?? Option.none())
    expect(parametersOf(call.url)).toEqual({
      CurrentPage: "1",
      PageSize: "50",
      PhoneNumber: "13800138000",
      SendDate: "20260302",
    })
    expect(call.headers["x-acs-action"]).toBe("QuerySendDetails")
  })

  test.each([
    [1, { _tag: "Accepted", reference: "north%2F1/m-7" }],
    [3, { _tag: "Accepted", reference: "north%2F1/m-7" }],
    [2, Outcome.undelivered],
  ])("status %i of this very message counts", (SendStatus, delivery) => {
    const others = [{ OutId: "north/m-7", SendStatus: 2 }, { SendStatus: 2 }]
    expect(found(details(...others, { OutId: "north%2F1/m-7", SendStatus }))).toEqual(Option.some(delivery))
  })

  test("another's message says nothing, nor does what can't be read", () => {
    expect(found(details({ OutId: "hospital/m-1", SendStatus: 3 }))).toEqual(Option.none())
    expect(found({ status: 400, body: '{"Code":"Throttling.User"}' })).toEqual(Option.none())
    const { address: _, ...nowhere } = message
    expect(driver.lookUp?.asking(nowhere, moment)).toEqual(Option.none())
  })
})

test("a server that can't be one is noticed when the driver is made", () => {
  expect(() => Aliyun.make({ ...options, endpoint: "nowhere" })).toThrow(TypeError)
})
