import { PhoneNumber } from "@aftercare/core"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"

const read = (text: string, country: string): string | undefined =>
  Option.getOrUndefined(Result.getSuccess(PhoneNumber.parse(text, country)))

describe("a number as people write it", () => {
  test.each([
    ["138 0013 8000", "86", "+8613800138000"],
    ["010-6234 5678", "86", "+861062345678"],
    ["＋８６ 13800138000", "1", "+8613800138000"],
    ["0086 138-0013-8000", "86", "+8613800138000"],
    ["(202) 555-0123", "1", "+12025550123"],
    ["1 (202) 555-0123", "1", "+12025550123"],
    ["020 7946 0018", "44", "+442079460018"],
    ["+44 (0)7911 123456", "86", "+447911123456"],
    ["(0) 7911 123456", "44", "+447911123456"],
    ["06 1234 5678", "39", "+390612345678"],
    ["8 (495) 123-45-67", "7", "+74951234567"],
    ["06 1 234 5678", "36", "+3612345678"],
    ["06.12.34.56.00", "33", "+33612345600"],
  ])("%s, in the country of +%s", (text, country, number) => {
    expect(read(text, country)).toBe(number)
    expect(read(text, `+${country}`)).toBe(number)
  })

  test.each([
    ["12345", "86"],
    ["+861280013800", "86"],
    ["1-112-025-5501", "1"],
    ["+112025550123", "1"],
    ["+86 138001380001", "86"],
    ["", "86"],
    // As tables of numbers write them: without the point they are somebody else's.
    ["1512345678.0", "49"],
    ["491512345678.0 ", "49"],
    ["+4915123456.00", "49"],
  ])("%s is none, in the country of +%s", (text, country) => {
    expect(read(text, country)).toBeUndefined()
  })
})
