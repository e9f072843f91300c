import { SmsText } from "@aftercare/core"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"

const gsm = fc.string({ unit: fc.constantFrom(..."aZ0 @£é\nΔ!^{}[]~|€\\\f"), maxLength: 500 })
const chinese = fc.string({ unit: fc.constantFrom(..."您好请于明日复诊aZ0，。"), maxLength: 300 })
const mixed = fc.string({
  unit: fc.constantFrom("复", "a", "é", "e\u0301", "😀", "👨‍👩‍👧", "🇨🇳", "\r\n", "😀".charAt(0)),
  maxLength: 200,
})
const anything = fc.oneof(gsm, chinese, mixed, fc.string({ unit: "binary", maxLength: 300 }))
const counting = fc.constantFrom<SmsText.Counting>("shortest", "ucs2")

describe("the size of a text", () => {
  test("published edges: 160 and 153 septets, 70 and 67 units", () => {
    const least = (text: string, by?: SmsText.Counting) => SmsText.measure(text, by).segments
    expect(least("")).toEqual({ least: 1, most: 1 })
    expect(least("a".repeat(160))).toEqual({ least: 1, most: 1 })
    expect(least("a".repeat(161))).toEqual({ least: 2, most: 2 })
    expect(least("a".repeat(306))).toEqual({ least: 2, most: 2 })
    expect(least("a".repeat(307))).toEqual({ least: 3, most: 3 })
    expect(least("复".repeat(70))).toEqual({ least: 1, most: 1 })
    expect(least("复".repeat(71))).toEqual({ least: 2, most: 2 })
    expect(least("复".repeat(134))).toEqual({ least: 2, most: 2 })
    expect(least("复".repeat(135))).toEqual({ least: 3, most: 3 })
    expect(least("a".repeat(71), "ucs2")).toEqual({ least: 2, most: 2 })
    expect(SmsText.measure("€").units).toBe(2)
    expect(SmsText.measure("😀").units).toBe(2)
  })

  test("a pair at the edge of a segment costs a place in it, so gateways differ by a segment", () => {
    // 66 characters, an emoji over the edge, and as much as fills the second segment for one who cuts.
    expect(SmsText.measure(`${"复".repeat(66)}😀${"复".repeat(66)}`).segments).toEqual({ least: 2, most: 3 })
    // 152 septets leave no room for an escaped character.
    expect(SmsText.measure(`${"a".repeat(152)}€${"a".repeat(152)}`).segments).toEqual({ least: 2, most: 3 })
  })

  test("split fills each segment before it begins the next", () => {
    const lengths = (text: string) => SmsText.split(text).map((part) => part.length)
    expect(lengths("复".repeat(70))).toEqual([70])
    expect(lengths("复".repeat(71))).toEqual([67, 4])
    expect(lengths("a".repeat(400))).toEqual([153, 153, 94])
    expect(lengths(`${"复".repeat(66)}😀${"复".repeat(66)}`)).toEqual([66, 67, 1])
    expect(SmsText.split(`${"a".repeat(152)}€b`.repeat(2))[1]).toBe(`€b${"a".repeat(150)}`)
    // One letter that fills a segment stays whole; with one mark more it can't.
    expect(lengths(`复复e${"\u0301".repeat(66)}复复`)).toEqual([2, 67, 2])
    expect(lengths(`复复e${"\u0301".repeat(67)}复复`)).toEqual([67, 5])
    expect(SmsText.measure("复a").alphabet).toBe("ucs2")
  })

  test("split loses nothing, keeps pairs whole and every segment within its room", () => {
    fc.assert(
      fc.property(anything, counting, (text, by) => {
        const { alphabet, segments, units } = SmsText.measure(text, by)
        const split = SmsText.split(text, by)
        expect(split.join("")).toBe(text)
        expect(split).toHaveLength(segments.most)
        expect(segments.least).toBeLessThanOrEqual(segments.most)
        const room = alphabet === "gsm7" ? (split.length === 1 ? 160 : 153) : split.length === 1 ? 70 : 67
        for (const part of split) expect(SmsText.measure(part, by).units).toBeLessThanOrEqual(room)
        // The alphabet of the whole binds its parts, so units add up where it is the wider one.
        if (alphabet === "ucs2") expect(split.reduce((sum, part) => sum + part.length, 0)).toBe(units)
        if (text.isWellFormed()) for (const part of split) expect(part.isWellFormed()).toBe(true)
        if (split.length > 1) for (const part of split) expect(part).not.toBe("")
      }),
      runs(500),
    )
  })

  test("appending never makes a text smaller", () => {
    fc.assert(
      fc.property(anything, anything, counting, (text, more, by) => {
        const [before, after] = [SmsText.measure(text, by), SmsText.measure(text + more, by)]
        expect(after.segments.least).toBeGreaterThanOrEqual(before.segments.least)
      }),
      runs(300),
    )
  })
})

describe("a composed text", () => {
  test("holds one signature, no controls, and its parts in order", () => {
    fc.assert(
      fc.property(anything, (body) => {
        const text = SmsText.compose({ signature: "某医院", body, optOut: "拒收请回复R" })
        expect(text.startsWith("【某医院】")).toBe(true)
        expect(text.endsWith("拒收请回复R")).toBe(true)
        expect(text.split("【")).toHaveLength(2)
        expect(text.split("】")).toHaveLength(2)
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these mustn't be there
        expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e\u2066-\u2069]/)
      }),
      runs(300),
    )
  })

  test("a signature in an inserted value passes for no sender", () => {
    expect(SmsText.compose({ signature: "医院", body: "【银行】您好\r\n再见\u202e" })).toBe(
      "【医院】[银行]您好\n再见",
    )
    expect(SmsText.compose({ body: "您好\r再见" })).toBe("您好\n再见")
  })
})
