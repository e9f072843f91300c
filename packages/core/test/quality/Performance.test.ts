import { Id, Performance, Recognition, Statistics } from "@aftercare/core"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { part } from "../foundation/support/part.ts"

const staffIds = ["a", "b", "c", "d", "e"].map((id) => Id.StaffId.make(id))

const cases: fc.Arbitrary<ReadonlyArray<Performance.CaseCount>> = fc.array(
  fc
    .record({
      staff: fc.constantFrom(...staffIds),
      stratum: fc.constantFrom("low", "moderate", "high"),
      of: fc.oneof(fc.nat(10), fc.nat(300)),
      part,
    })
    .map(({ of, part, ...rest }) => ({ ...rest, of, count: Math.round(of * part) })),
  { maxLength: 20 },
)
const options = fc.record({
  better: fc.constantFrom("higher" as const, "lower" as const),
  least: fc.oneof(fc.nat(60), fc.nat(9)),
  confidence: fc.constantFrom(0.9, 0.95, 0.998),
})

const judgedOf = (found: ReadonlyArray<Performance.Performance>) =>
  found.flatMap((one) => (one._tag === "Judged" ? [one] : []))

describe("laws", () => {
  test("all together reach what is expected of all together", () => {
    fc.assert(
      fc.property(cases, (all) => {
        const found = judgedOf(Performance.compare(all, { better: "higher", least: 0, confidence: 0.95 }))
        const reached = all.reduce((sum, { count }) => sum + count, 0)
        expect(found.reduce((sum, { expected }) => sum + expected, 0)).toBeCloseTo(reached, 6)
        expect(found.reduce((sum, one) => sum + one.reached.count, 0)).toBe(reached)
      }),
    )
  })

  test("expected is what the cases one by one would bring", () => {
    fc.assert(
      fc.property(cases, options, (all, by) => {
        for (const one of judgedOf(Performance.compare(all, by))) {
          let expected = 0
          for (const { of, staff, stratum } of all) {
            if (staff !== one.staff) continue
            const alike = all.filter((other) => other.stratum === stratum)
            const [count, base] = [
              alike.reduce((sum, other) => sum + other.count, 0),
              alike.reduce((sum, other) => sum + other.of, 0),
            ]
            for (let i = 0; i < of; i++) expected += count / base
          }
          expect(one.expected).toBeCloseTo(expected, 6)
          expect(one.ratio.value).toBeCloseTo(one.reached.count / expected, 6)
        }
      }),
    )
  })

  test("the order and the grouping of the counts don't matter", () => {
    fc.assert(
      fc.property(cases, options, fc.nat(), (all, by, cut) => {
        const found = Performance.compare(all, by)
        const split = all.flatMap(({ count, of, ...rest }) => {
          const part = of === 0 ? 0 : cut % (of + 1)
          const inPart = Math.min(count, part)
          return [
            { ...rest, of: of - part, count: count - inPart },
            { ...rest, of: part, count: inPart },
          ]
        })
        const again = Performance.compare(split.filter((one, i) => one.of > 0 || i % 2 === 0).reverse(), by)
        expect(again.map(({ staff, _tag }) => [staff, _tag])).toEqual(
          found.map(({ staff, _tag }) => [staff, _tag]),
        )
        judgedOf(again).forEach((one, i) => {
          expect(one.expected).toBeCloseTo(judgedOf(found)[i]?.expected ?? Number.NaN, 6)
        })
      }),
    )
  })

  test("nobody stands before somebody whose interval overlaps, and all who don't are told apart by bands", () => {
    fc.assert(
      fc.property(cases, options, (all, by) => {
        const judged = judgedOf(Performance.compare(all, by))
        for (const one of judged)
          for (const other of judged) {
            if (one.band >= other.band) continue
            const [worst, best] = by.better === "higher" ? [other, one] : [one, other]
            expect(worst.ratio.high).toBeLessThan(best.ratio.low)
          }
        const bands = judged.map(({ band }) => band)
        expect([...new Set(bands)]).toEqual(Array.from({ length: Math.max(0, ...bands) }, (_, i) => i + 1))
        for (const band of new Set(bands)) {
          // Within a band everybody is reached by overlaps from the first.
          const members = judged.filter((one) => one.band === band)
          const reached = new Set(members.slice(0, 1))
          for (const _ of members)
            for (const one of members)
              if ([...reached].some((r) => r.ratio.low <= one.ratio.high && one.ratio.low <= r.ratio.high))
                reached.add(one)
          expect(reached.size).toBe(members.length)
        }
      }),
    )
  })

  test("judged is who has as many cases as agreed, and of whom anything is expected", () => {
    fc.assert(
      fc.property(cases, options, fc.constantFrom(...staffIds), (all, options, exact) => {
        const casesOf = (staff: Id.StaffId) =>
          all.filter((one) => one.staff === staff).reduce((sum, { of }) => sum + of, 0)
        const reachable = new Set(all.flatMap(({ count, stratum }) => (count > 0 ? [stratum] : [])))
        for (const least of [options.least, casesOf(exact)]) {
          const found = Performance.compare(all, { ...options, least })
          expect(found.map(({ staff }) => staff).sort()).toEqual(
            [...new Set(all.map(({ staff }) => staff))].sort(),
          )
          for (const one of found) {
            const cases = casesOf(one.staff)
            const expects = all.some(
              ({ of, staff, stratum }) => staff === one.staff && of > 0 && reachable.has(stratum),
            )
            if (cases < least) expect(one).toEqual({ _tag: "TooFew", staff: one.staff, cases, least })
            else if (expects) expect(one._tag).toBe("Judged")
            else expect(one).toEqual({ _tag: "NoReference", staff: one.staff, cases })
          }
        }
      }),
    )
  })

  test("an interval is as wide as it takes for none of those judged to err, and says who is beside the whole", () => {
    fc.assert(
      fc.property(cases, options, (all, by) => {
        const judged = judgedOf(Performance.compare(all, by))
        const confidence = 1 - (1 - by.confidence) / judged.length
        for (const { expected, ratio, reached, standing } of judged) {
          const alone = Statistics.proportion(reached, { confidence })
          if (alone._tag === "NoData") throw new Error("cases without a share")
          expect(ratio.low).toBeCloseTo((alone.low * reached.of) / expected, 6)
          expect(ratio.high).toBeCloseTo((alone.high * reached.of) / expected, 6)
          const beside = ratio.low > 1 ? "higher" : ratio.high < 1 ? "lower" : undefined
          expect(standing).toBe(beside === undefined ? "notShown" : beside === by.better ? "better" : "worse")
        }
      }),
    )
  })

  test("the judged come by their bands, then the others, and each of them by id", () => {
    fc.assert(
      fc.property(cases, options, (all, by) => {
        const keys = Performance.compare(all, by).map(
          (one) => `${one._tag === "Judged" ? String(one.band).padStart(3, "0") : "999"} ${one.staff}`,
        )
        expect(keys).toEqual([...keys].sort())
      }),
    )
  })
})

test("where everybody reaches everything nobody is beside the whole", () => {
  const all = staffIds.map((staff) => ({ staff, stratum: "low", count: 40, of: 40 }))
  for (const better of ["higher", "lower"] as const)
    expect(
      judgedOf(Performance.compare(all, { better, least: 30, confidence: 0.95 })).map(
        ({ band, standing }) => [band, standing],
      ),
    ).toEqual(staffIds.map(() => [1, "notShown"]))
})

test("more reached than there were cases is refused, and where", () => {
  const read = Schema.decodeUnknownResult(Performance.CaseCount)
  const of = (count: number) => read({ staff: "a", stratum: "low", count, of: 3 })
  expect([0, 3].map((count) => Result.isSuccess(of(count)))).toEqual([true, true])
  const refused = of(4)
  expect(Result.isFailure(refused) && String(refused.failure)).toContain(`at ["count"]`)
})

describe("recognition", () => {
  const [a, b, c] = staffIds as [Id.StaffId, Id.StaffId, Id.StaffId]
  const count = (staff: Id.StaffId, reached: number, of: number) => ({
    staff,
    stratum: "all",
    count: reached,
    of,
  })

  test("the figures put forward whom chance doesn't explain", () => {
    const found = Performance.compare([count(a, 290, 300), count(b, 200, 300), count(c, 201, 300)], {
      better: "higher",
      least: 30,
      confidence: 0.95,
    })
    expect(judgedOf(found).map(({ band, staff, standing }) => [staff, band, standing])).toEqual([
      [a, 1, "better"],
      [b, 2, "worse"],
      [c, 2, "worse"],
    ])
    expect(Recognition.candidates(found)).toEqual([a])
    expect(
      Performance.compare([count(a, 3, 3), count(b, 0, 40)], {
        better: "higher",
        least: 30,
        confidence: 0.95,
      })[1],
    ).toEqual({ _tag: "TooFew", staff: a, cases: 3, least: 30 })
    expect(Performance.compare([count(b, 0, 40)], { better: "lower", least: 30, confidence: 0.95 })).toEqual([
      { _tag: "NoReference", staff: b, cases: 40 },
    ])
  })
})
