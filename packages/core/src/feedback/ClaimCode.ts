/**
 * The code with which somebody who gives no name reads the answer and adds to the item.
 *
 * **Details**
 *
 * 128 random bits in Crockford's alphabet (no I, L, O, U), six groups, with a check symbol at the end that catches every
 * single mistyped symbol and every two swapped neighbours. Only a salted hash is kept: whoever steals the store can't
 * claim. The bits come from the caller, out of a source fit for keys. With the hospital's own salt a code's hash is the
 * same each time, so a store can look it up.
 *
 * **Example** (Typed as people type)
 *
 * ```ts
 * import { ClaimCode } from "@aftercare/core"
 * import { Redacted, Result } from "effect"
 *
 * const bytes = Uint8Array.from({ length: 16 }, (_, i) => i * 16) // a real one comes from crypto.getRandomValues
 * const code = Result.getOrThrow(ClaimCode.make(bytes))
 * Redacted.value(code) // => "0020G-30G2G-C1R81-450P3-0D1R7-GP"
 *
 * const kept = Result.getOrThrow(ClaimCode.hash(code, new TextEncoder().encode("the hospital's own salt")))
 * const typed = Result.getOrThrow(ClaimCode.parse("oo2og 3og2g cir81 45op3 odlr7 gp"))
 * ClaimCode.matches(typed, kept) // => true
 * ```
 *
 * @since 0.1.0
 */
import { sha256 } from "@noble/hashes/sha2.js"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

/** Six groups joined by `-`: 26 symbols of Crockford's alphabet and the check symbol. Redacted, so that no log shows it. */
export type ClaimCode = Redacted.Redacted<string>

const hexadecimal = (least: number) =>
  Schema.String.check(
    Schema.makeFilter(
      (text) =>
        (text.length >= 2 * least && /^(?:[0-9a-f]{2})+$/.test(text)) ||
        `at least ${least} bytes are written here, as lower-case hexadecimal digits`,
    ),
  )

const leastSaltBytes = 16

/** What is kept of a code. */
export const ClaimHash = Schema.Struct({
  salt: hexadecimal(leastSaltBytes),
  hash: hexadecimal(32).check(Schema.isMaxLength(64)),
})
export interface ClaimHash extends Schema.Schema.Type<typeof ClaimHash> {}

/** Not a code, or not the bytes to make one of. It never shows what was typed. */
export class ClaimCodeRefused extends Schema.TaggedError<ClaimCodeRefused>(
  "@aftercare/core/ClaimCodeRefused",
)("ClaimCodeRefused", {
  rule: Schema.Literals(["16 random bytes", "salt of 16 bytes", "27 symbols", "alphabet", "check symbol"]),
}) {
  override get message() {
    return `claim code: ${this.rule}`
  }
}

const refused = (rule: ClaimCodeRefused["rule"]) => Result.fail(new ClaimCodeRefused({ rule }))

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
const checkSymbols = `${alphabet}*~$=U`
const symbols = 26

/** The code of 16 bytes, which must be random. */
export const make = (bytes: Uint8Array): Result.Result<ClaimCode, ClaimCodeRefused> => {
  if (bytes.length !== 16) return refused("16 random bytes")
  const bits = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
  const body = Array.from(
    { length: symbols },
    (_, i) => alphabet[Number((bits >> BigInt(5 * (symbols - 1 - i))) & 31n)],
  ).join("")
  return Result.succeed(grouped(body + checkSymbols[Number(bits % 37n)]))
}

const grouped = (plain: string): ClaimCode => Redacted.make(plain.replaceAll(/.{5}(?=.)/g, "$&-"))

/** Reads a code as people type it: in any case, with any spaces and hyphens, O for 0, I and L for 1. */
export const parse = (typed: string): Result.Result<ClaimCode, ClaimCodeRefused> => {
  const plain = typed.replaceAll(/[\s-]/g, "").toUpperCase().replaceAll("O", "0").replaceAll(/[IL]/g, "1")
  if (plain.length !== symbols + 1) return refused("27 symbols")
  let bits = 0n
  for (const symbol of plain.slice(0, symbols)) {
    const value = alphabet.indexOf(symbol)
    if (value < 0) return refused("alphabet")
    bits = bits * 32n + BigInt(value)
  }
  if (bits >= 1n << 128n || checkSymbols[Number(bits % 37n)] !== plain[symbols])
    return refused("check symbol")
  return Result.succeed(grouped(plain))
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("")

const digest = (salt: string, code: ClaimCode): string =>
  hex(sha256(new TextEncoder().encode(`${salt}:${Redacted.value(code)}`)))

/** What is kept of a code. The salt has at least 16 bytes: the hospital's own, or one for this item alone. */
export const hash = (code: ClaimCode, salt: Uint8Array): Result.Result<ClaimHash, ClaimCodeRefused> =>
  salt.length < leastSaltBytes
    ? refused("salt of 16 bytes")
    : Result.succeed({ salt: hex(salt), hash: digest(hex(salt), code) })

/** Whether the code is the one that the hash was made of. How long it takes doesn't depend on where they differ. */
export const matches = (code: ClaimCode, { hash, salt }: ClaimHash): boolean => {
  const made = digest(salt, code)
  let difference = made.length ^ hash.length
  for (let i = 0; i < made.length; i++) difference |= made.charCodeAt(i) ^ hash.charCodeAt(i)
  return difference === 0
}
