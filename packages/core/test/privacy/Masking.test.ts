import { Masking, PhoneNumber } from "@aftercare/core"
import { FollowUpArbitraries } from "@aftercare/core/testing"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

const number = fc
  .oneof(
    fc.stringMatching(/^\+861[3-9]\d{9}$/),
    fc.stringMatching(/^\+8610[2-9]\d{7}$/),
    fc.stringMatching(/^\+1[2-9]\d{2}[2-9]\d{6}$/),
    fc.stringMatching(/^\+(?:33|44|852)[1-9]\d{5,10}$/),
  )
  .map((text) => PhoneNumber.PhoneNumber.make(text))

describe("a masked name", () => {
  test("shows its first sign at most, and tells nothing of its length", () => {
    fc.assert(
      fc.property(FollowUpArbitraries.text(), (text) => {
        const masked = Masking.name(text)
        expect(masked.endsWith("**")).toBe(true)
        const shown = masked.slice(0, -2)
        expect(text.trim().startsWith(shown)).toBe(true)
        expect(shown).not.toBe(text.trim())
        expect(Array.from(new Intl.Segmenter("und").segment(shown)).length).toBeLessThanOrEqual(1)
      }),
    )
  })

  test("keeps a sign whole, and hides one that is the whole name", () => {
    expect(["王明", "欧阳修远", " 王 ", "é\u0301lodie", "👩‍👩‍👧 Smith", ""].map(Masking.name)).toEqual([
      "王**",
      "欧**",
      "**",
      "é\u0301**",
      "👩‍👩‍👧**",
      "**",
    ])
  })
})

describe("a masked number", () => {
  test("hides four digits at least, shows none that aren't there, and can't be called", () => {
    fc.assert(
      fc.property(number, (whole) => {
        const masked = Masking.phone(whole)
        const shown = masked.replaceAll("*", "")
        const digits = whole.replace(/^\+(?:86)?/, "")
        expect(digits.length - shown.length).toBeGreaterThanOrEqual(4)
        const [start = "", end = ""] = masked.split("****")
        expect(digits.startsWith(start) && digits.endsWith(end)).toBe(true)
        expect(masked.match(/\*/g)).toHaveLength(4)
      }),
    )
  })

  test("of two people who share its ends reads the same", () => {
    const [one, other] = ["+8613812348000", "+8613898768000"].map((text) =>
      PhoneNumber.PhoneNumber.make(text),
    )
    expect(one && Masking.phone(one)).toBe(other && Masking.phone(other))
  })
})

test("a masked identifier shows three signs of eight or more, and nothing of a shorter one", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9A-Z]{0,20}$/), (text) => {
      const masked = Masking.identifier(text)
      expect(masked).toBe(text.length < 8 ? "****" : `${text.slice(0, 1)}****${text.slice(-2)}`)
    }),
  )
})
