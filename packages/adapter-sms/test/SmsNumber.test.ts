import * as SmsNumber from "@aftercare/adapter-sms/numbers"
import * as Result from "effect/Result"
import fc from "fast-check"
import { type CountryCode, getCountries, getExampleNumber } from "libphonenumber-js/max"
import examples from "libphonenumber-js/mobile/examples"
import { describe, expect, test } from "vitest"

const read = (text: string, country: CountryCode = "CN") => SmsNumber.read(text, { country, field: "phone" })
const ruleOf = (text: string, country?: CountryCode) =>
  Result.getOrThrow(Result.flip(read(text, country))).rule

describe("a number that can take an SMS", () => {
  test.each([
    ["13800138000", "CN", "+8613800138000"],
    ["138 0013 8000", "CN", "+8613800138000"],
    ["138-0013-8000", "CN", "+8613800138000"],
    ["+86 138 0013 8000", "GB", "+8613800138000"],
    ["0086 13800138000", "CN", "+8613800138000"],
    ["86 13800138000", "CN", "+8613800138000"],
    ["１３８００１３８０００", "CN", "+8613800138000"],
    ["5123 4567", "HK", "+85251234567"],
    ["(415) 555-2671", "US", "+14155552671"],
    ["07400 123456", "GB", "+447400123456"],
  ] as const)("%s in %s is %s", (text, country, number) => {
    expect(read(text, country)).toEqual(Result.succeed(number))
  })

  test.each([
    ["", "number.unreadable"],
    ["call me", "number.unreadable"],
    ["my number is 13800138000", "number.unreadable"],
    ["12800138000", "number.impossible"],
    ["1380013800", "number.impossible"],
    ["010-6234 5678", "number.notMobile"],
    ["400-050-0827", "number.notMobile"],
    ["800-810-1111", "number.notMobile"],
  ] as const)("%j is refused: %s", (text, rule) => {
    expect(ruleOf(text)).toBe(rule)
  })

  test("says which field and why, and never what was written", () => {
    const refusal = Result.getOrThrow(Result.flip(read("010-6234 5678")))
    expect(refusal.message).toBe("phone is no number that can take an SMS: number.notMobile")
    expect(JSON.stringify(refusal)).not.toContain("6234")
  })

  test("is read alike however it is written, in every country", () => {
    fc.assert(
      fc.property(fc.constantFrom(...getCountries()), (country) => {
        const example = getExampleNumber(country, examples)
        if (example === undefined || !example.isValid()) return
        const written = [example.formatNational(), example.formatInternational(), example.number]
        const [first = expect.fail(), ...others] = written.map((text) => read(text, country))
        for (const other of others) expect(other).toEqual(first)
        if (Result.isSuccess(first)) expect(first.success).toBe(example.number)
      }),
    )
  })

  test("any text is answered, and what passes is read again to itself", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[+0-9 ()-]{0,18}$/)), (text) => {
        const result = read(text)
        if (Result.isSuccess(result)) expect(read(result.success)).toEqual(result)
      }),
    )
  })
})
