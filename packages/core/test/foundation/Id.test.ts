import { Id } from "@aftercare/core"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"

/** Every kind of id, and how many signs it holds. */
const kinds = Object.entries(Id).flatMap(([name, made]) => {
  if (!Schema.isSchema(made)) return []
  const schema = made as unknown as Schema.Codec<string>
  const isId = Schema.is(schema)
  let most = 0
  while (isId("a".repeat(most + 1))) most++
  return [[name, schema, most] as const]
})

const letters = "abXYZ019._:/@-"
const idOf = (most: number): fc.Arbitrary<string> =>
  fc
    .oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: most - 12, max: most }))
    .chain((length) =>
      fc.string({ unit: fc.constantFrom(...letters), minLength: length - 1, maxLength: length - 1 }),
    )
    .map((rest) => `a${rest}`)
const suffix = fc
  .tuple(fc.constantFrom("/", ":", "@"), fc.constantFrom("2", "purposes", "finding.chestPain"))
  .map((parts) => parts.join(""))

describe.each(kinds)("an id derived from one of kind %s", (_, schema, most) => {
  const derived = Id.deriving(schema)

  test("is one too, however long that was, and the same text with the suffix where that fits", () => {
    fc.assert(
      fc.property(idOf(most), suffix, (id, named) => {
        const made = derived(id, named)
        expect(Schema.is(schema)(made)).toBe(true)
        expect(made === `${id}${named}`).toBe(Schema.is(schema)(`${id}${named}`))
        expect(Id.isHash(made)).toBe(made !== `${id}${named}`)
      }),
      runs(100),
    )
  })

  test("is that of no other id, nor of another suffix", () => {
    fc.assert(
      fc.property(idOf(most), idOf(most), suffix, suffix, (a, b, one, other) => {
        expect(derived(a, one) === derived(b, one)).toBe(a === b)
        expect(derived(a, one) === derived(a, other)).toBe(one === other)
        expect(derived(a, one)).not.toBe(a)
      }),
      runs(100),
    )
  })
})

test("the kinds of id are all there", () => {
  expect(kinds.length).toBeGreaterThan(25)
})
