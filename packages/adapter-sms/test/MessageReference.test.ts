import { MessageReference } from "@aftercare/adapter-sms"
import { Id } from "@aftercare/core/foundation"
import * as Option from "effect/Option"
import fc from "fast-check"
import { describe, expect, test } from "vitest"

const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,63}$/)
const references = fc.record({ tenant: id.map(Id.TenantId.make), message: id.map(Id.MessageId.make) })

describe("a message's reference", () => {
  test("is read back as it was written", () => {
    fc.assert(
      fc.property(references, (reference) => {
        expect(MessageReference.read(MessageReference.write(reference))).toEqual(Option.some(reference))
      }),
    )
  })

  test("tells any two messages apart", () => {
    fc.assert(
      fc.property(references, references, (one, other) => {
        const same = one.tenant === other.tenant && one.message === other.message
        expect(MessageReference.write(one) === MessageReference.write(other)).toBe(same)
      }),
    )
    const [a, b] = [
      { tenant: Id.TenantId.make("a/b"), message: Id.MessageId.make("c") },
      { tenant: Id.TenantId.make("a"), message: Id.MessageId.make("b/c") },
    ]
    expect(MessageReference.write(a)).not.toBe(MessageReference.write(b))
  })

  test.each(["", "/", "a", "ab", "a/", "/b", "a/ b", "a b/c", "a%/b", "a%252F/b"])(
    "isn't read from %j",
    (text) => {
      expect(MessageReference.read(text)).toEqual(Option.none())
    },
  )
})
