import { CauseAnalysis, Id } from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

const at = DateTime.makeUnsafe("2026-03-04T02:00:00Z")

/** Trees of any shape: each cause explains the problem or one that stands before it. */
const analysis: fc.Arbitrary<CauseAnalysis.CauseAnalysis> = fc
  .array(
    fc.record({ of: fc.nat(), bone: fc.constantFrom(...CauseAnalysis.Bone.literals), alone: fc.boolean() }),
    { minLength: 1, maxLength: 15 },
  )
  .map((drawn) => {
    const [first, ...rest] = drawn.map(({ alone, bone, of }, i): CauseAnalysis.Cause => {
      const cause = { id: `c${i}`, text: `cause ${i}`, bone }
      return i === 0 || alone ? cause : { ...cause, explains: `c${of % i}` }
    })
    return {
      ticket: Id.TicketId.make("t-1"),
      problem: "waited",
      causes: [first as CauseAnalysis.Cause, ...rest] as const,
      by: Id.StaffId.make("s-1"),
      at,
    }
  })

describe("a tree of causes", () => {
  test("decodes, and leads from the problem to every root cause by explaining steps", () => {
    fc.assert(
      fc.property(analysis, (of) => {
        expect(Schema.is(CauseAnalysis.CauseAnalysis)(of)).toBe(true)
        const chains = CauseAnalysis.chains(of)
        const roots = CauseAnalysis.rootCauses(of)
        expect(chains.map((chain) => chain.at(-1))).toEqual(roots)
        for (const chain of chains) {
          expect(chain[0]?.explains).toBeUndefined()
          chain.slice(1).forEach(({ explains }, i) => {
            expect(explains).toBe(chain[i]?.id)
          })
        }
        // Every cause lies on the way to some root.
        expect(new Set(chains.flat().map(({ id }) => id)).size).toBe(of.causes.length)
        expect(Object.values(CauseAnalysis.fishbone(of)).flat()).toHaveLength(roots.length)
      }),
    )
  })

  const decode = Schema.decodeUnknownResult(CauseAnalysis.CauseAnalysis)
  const encoded = (causes: ReadonlyArray<object>) => ({
    ticket: "t-1",
    problem: "waited",
    causes,
    by: "s-1",
    at: "2026-03-04T02:00:00Z",
  })

  test.each([
    ["a cause twice", [{ id: "a" }, { id: "a" }]],
    ["a cause before the one it explains", [{ id: "a", explains: "b" }, { id: "b" }]],
    ["a cause that explains itself", [{ id: "a", explains: "a" }]],
    ["no cause at all", []],
  ])("%s doesn't decode", (_, causes) => {
    const all = causes.map((cause) => ({ ...cause, text: "why", bone: "people" }))
    expect(Result.isFailure(decode(encoded(all)))).toBe(true)
  })
})

describe("a Pareto table", () => {
  const keyOf = ({ bone }: CauseAnalysis.Cause) => bone

  test("counts each analysis once under each kind, the most frequent first, and adds up", () => {
    fc.assert(
      fc.property(fc.array(analysis, { maxLength: 12 }), (all) => {
        const rows = CauseAnalysis.pareto(all, keyOf)
        for (const { count, key } of rows) {
          const having = all.filter((one) => CauseAnalysis.rootCauses(one).some(({ bone }) => bone === key))
          expect(count).toBe(having.length)
        }
        const present = new Set(all.flatMap((one) => CauseAnalysis.rootCauses(one).map(keyOf)))
        expect(new Set(rows.map(({ key }) => key))).toEqual(present)
        rows.forEach(({ count, cumulative, key }, i) => {
          expect(cumulative.count).toBe(rows.slice(0, i + 1).reduce((sum, row) => sum + row.count, 0))
          const next = rows[i + 1]
          if (next === undefined) expect(cumulative.count).toBe(cumulative.of)
          else expect(count > next.count || (count === next.count && key < next.key)).toBe(true)
        })
      }),
    )
  })

  test("the vital few reach the share, and one fewer doesn't", () => {
    fc.assert(
      fc.property(
        fc.array(analysis, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        (all, n) => {
          const rows = CauseAnalysis.pareto(all, keyOf)
          const few = CauseAnalysis.vitalFew(rows, { count: n, of: 5 })
          const reached = (of: ReadonlyArray<CauseAnalysis.ParetoRow>) =>
            of.reduce((sum, { count }) => sum + count, 0) / (rows[0]?.cumulative.of ?? 1)
          expect(reached(few)).toBeGreaterThanOrEqual(n / 5 - 1e-12)
          expect(reached(few.slice(0, -1))).toBeLessThan(n / 5)
        },
      ),
    )
  })
})
