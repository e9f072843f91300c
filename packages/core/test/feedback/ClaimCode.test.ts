import { ClaimCode } from "@aftercare/core"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 })
const salt = fc.uint8Array({ minLength: 16, maxLength: 40 })
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

const made = (of: Uint8Array) => Result.getOrThrow(ClaimCode.make(of))
const text = (of: Uint8Array) => Redacted.value(made(of))

/** The number that the symbols stand for, by schoolbook arithmetic. */
const numberOf = (symbols: string) =>
  [...symbols].reduce((sum, symbol) => sum * 32n + BigInt(alphabet.indexOf(symbol)), 0n)

describe("a claim code", () => {
  test("stands for its bytes, all of them, and carries their remainder by 37 as its last symbol", () => {
    fc.assert(
      fc.property(bytes, (of) => {
        const code = text(of)
        expect(code).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{5}-){5}[0-9A-HJKMNP-TV-Z][0-9A-HJKMNP-TV-Z*~$=U]$/)
        const plain = code.replaceAll("-", "")
        const number = BigInt(`0x${Array.from(of, (b) => b.toString(16).padStart(2, "0")).join("")}`)
        expect(numberOf(plain.slice(0, 26))).toBe(number)
        expect(`${alphabet}*~$=U`[Number(number % 37n)]).toBe(plain[26])
      }),
    )
  })

  test("is read again however people type it", () => {
    const slips = fc.array(fc.constantFrom("", " ", "-", "\t"), { minLength: 27, maxLength: 27 })
    fc.assert(
      fc.property(bytes, slips, fc.boolean(), (of, between, lower) => {
        const code = text(of)
        const typed = [...code.replaceAll("-", "")]
          .map((symbol, i) => {
            const body =
              i < 26 && symbol === "0" ? "o" : i < 26 && symbol === "1" ? (lower ? "l" : "I") : symbol
            return (lower ? body.toLowerCase() : body) + between[i]
          })
          .join("")
        expect(Redacted.value(Result.getOrThrow(ClaimCode.parse(typed)))).toBe(code)
      }),
    )
  })

  test("one symbol mistyped, or two neighbours swapped, is no code", () => {
    fc.assert(
      fc.property(bytes, fc.nat(25), fc.constantFrom(...alphabet), (of, at, other) => {
        const plain = text(of).replaceAll("-", "")
        fc.pre(plain[at] !== other)
        const mistyped = plain.slice(0, at) + other + plain.slice(at + 1)
        expect(Result.isFailure(ClaimCode.parse(mistyped))).toBe(true)
        const [a, b] = [plain[at] as string, plain[at + 1] as string]
        fc.pre(a !== b)
        const swapped = plain.slice(0, at) + b + a + plain.slice(at + 2)
        expect(Result.isFailure(ClaimCode.parse(swapped))).toBe(true)
      }),
    )
  })

  test("matches the hash it was made into, and no other code's, whatever the salt", () => {
    fc.assert(
      fc.property(bytes, bytes, salt, (of, others, by) => {
        const kept = Result.getOrThrow(ClaimCode.hash(made(of), by))
        expect(Schema.is(ClaimCode.ClaimHash)(kept)).toBe(true)
        expect(ClaimCode.matches(made(of), kept)).toBe(true)
        expect(ClaimCode.matches(made(others), kept)).toBe(text(of) === text(others))
        // With one salt the hash is the same each time, so that it can be looked up; with another it is another.
        expect(ClaimCode.hash(made(of), by)).toEqual(Result.succeed(kept))
        const salted = Result.getOrThrow(
          ClaimCode.hash(
            made(of),
            by.map((byte) => byte ^ 1),
          ),
        )
        expect(salted.hash).not.toBe(kept.hash)
        expect(JSON.stringify(kept)).not.toContain(text(of).slice(0, 11))
      }),
    )
  })

  test("isn't shown by what prints it", () => {
    const code = made(new Uint8Array(16).fill(7))
    expect(`${String(code)} ${JSON.stringify({ code })}`).not.toContain(Redacted.value(code).slice(0, 5))
  })

  test("nothing that is typed makes it throw", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (typed) => {
        const parsed = ClaimCode.parse(typed)
        if (Result.isFailure(parsed))
          expect(parsed.failure.message).toBe(`claim code: ${parsed.failure.rule}`)
      }),
      { numRuns: 500 },
    )
  })

  const tooBig = "ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ-Z"

  test.each([
    ["too short", "00000", "27 symbols"],
    ["too long", `${"0".repeat(27)}0`, "27 symbols"],
    ["with a sign that isn't used", `!${"0".repeat(26)}`, "alphabet"],
    ["with another check symbol", `${"0".repeat(26)}1`, "check symbol"],
    // 130 bits whose remainder fits all the same: more than 16 bytes can say.
    [
      "beyond 128 bits",
      tooBig + `${alphabet}*~$=U`[Number(numberOf(tooBig.replaceAll("-", "")) % 37n)],
      "check symbol",
    ],
  ])("%s is refused by its rule", (_, typed, rule) => {
    const parsed = ClaimCode.parse(typed)
    expect(Result.isFailure(parsed) && parsed.failure.rule).toBe(rule)
  })

  test("needs 16 bytes and a salt of 16 bytes", () => {
    const short = ClaimCode.make(new Uint8Array(15))
    expect(Result.isFailure(short) && short.failure.rule).toBe("16 random bytes")
    const bare = ClaimCode.hash(made(new Uint8Array(16)), new Uint8Array(15))
    expect(Result.isFailure(bare) && bare.failure.rule).toBe("salt of 16 bytes")
  })
})
