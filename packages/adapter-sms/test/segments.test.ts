/** Core's segments beside those of npm's `sms-segments-calculator`. */
import { SmsText } from "@aftercare/core/contact"
import fc from "fast-check"
import { SegmentedMessage } from "sms-segments-calculator"
import { describe, expect, test } from "vitest"

const theirs = (text: string) => new SegmentedMessage(text, "auto", false)

const gsm = fc.stringMatching(/^[ -_a-~£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà€]{1,500}$/)
const chinese = fc.stringMatching(/^[一-龥，。！？：；“”0-9A-Za-z ]{1,400}$/)
const emoji = fc.string({
  unit: fc.constantFrom("您", "好", "a", "1", "😀", "👍", "🎉", "中"),
  minLength: 1,
  maxLength: 250,
})

describe("segments", () => {
  test("of GSM texts are the calculator's", () => {
    fc.assert(
      fc.property(gsm, (text) => {
        const { alphabet, segments } = SmsText.measure(text)
        const { encodingName, segmentsCount } = theirs(text)
        expect([alphabet === "gsm7" ? "GSM-7" : "UCS-2", segments.most]).toEqual([
          encodingName,
          segmentsCount,
        ])
        expect(segments.least).toBeLessThanOrEqual(segmentsCount)
      }),
    )
  })

  test("of Chinese texts are the calculator's", () => {
    fc.assert(
      fc.property(chinese, (text) => {
        const { segments } = SmsText.measure(text)
        expect(segments).toEqual({ least: theirs(text).segmentsCount, most: theirs(text).segmentsCount })
      }),
    )
  })

  test("of texts with emoji hold the calculator's number in their range", () => {
    fc.assert(
      fc.property(emoji, (text) => {
        const { least, most } = SmsText.measure(text).segments
        const { segmentsCount } = theirs(text)
        expect(least).toBeLessThanOrEqual(segmentsCount)
        expect(segmentsCount).toBeLessThanOrEqual(most)
        expect(SmsText.split(text)).toHaveLength(most)
      }),
    )
  })

  test.each([
    ["中".repeat(70), 1],
    ["中".repeat(71), 2],
    ["中".repeat(134), 2],
    ["中".repeat(135), 3],
    ["a".repeat(160), 1],
    ["a".repeat(161), 2],
    ["€".repeat(80), 1],
    ["€".repeat(81), 2],
  ])("%s: %i", (text, count) => {
    expect(SmsText.measure(text).segments.most).toBe(count)
    expect(theirs(text).segmentsCount).toBe(count)
  })
})
