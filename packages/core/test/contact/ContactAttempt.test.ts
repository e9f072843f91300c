import { ContactAttempt, Rule } from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import * as fc from "fast-check"
import { expect, test } from "vitest"

const code = Rule.RuleId.make("channel.code")
const until = DateTime.makeUnsafe(0)
/** From the least telling on. */
const deliveries: ReadonlyArray<ContactAttempt.Delivery> = [
  { _tag: "Unknown" },
  { _tag: "Deferred", code, until },
  { _tag: "Accepted", reference: "r" },
  { _tag: "Rejected", code },
]

test("what is known of a try is the most telling of what was told, in whatever order and however often", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(3), { minLength: 1, maxLength: 8 }), (told) => {
      const known = told.reduce<ContactAttempt.Delivery | undefined>(
        (known, n) => ContactAttempt.learnt(known, deliveries[n] as ContactAttempt.Delivery),
        undefined,
      )
      expect(known).toBe(deliveries[Math.max(...told)])
    }),
  )
})

test("of two that tell as much the first stands", () => {
  const first = { _tag: "Accepted", reference: "first" } as const
  expect(ContactAttempt.learnt(first, { _tag: "Accepted", reference: "second" })).toBe(first)
})
