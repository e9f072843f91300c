import { Id, Performance, Recognition } from "@aftercare/core"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

const staffIds = ["a", "b", "c", "d", "e"].map((id) => Id.StaffId.make(id))

const cases: fc.Arbitrary<ReadonlyArray<Performance.CaseCount>> = fc.array(
  fc
    .record({
      staff: fc.constantFrom(...staffIds),
      stratum: fc.constantFrom("low", "moderate", "high"),
      of: fc.oneof(fc.nat(10), fc.nat(300)),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map(({ of, part, ...rest }) => ({ ...rest, of, count: Math.round(of * part) })),
  { maxLength: 20 },
)
const options = fc.record({
  better: fc.constantFrom("higher" as const, "lower" as const),
  least: fc.nat(60),
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

  test("fewer cases than agreed are never judged", () => {
    fc.assert(
      fc.property(cases, options, (all, by) => {
        for (const one of Performance.compare(all, by)) {
          const own = all.filter(({ staff }) => staff === one.staff).reduce((sum, { of }) => sum + of, 0)
          if (one._tag === "Judged") expect(own).toBeGreaterThanOrEqual(by.least)
          if (one._tag === "TooFew") expect(own).toBeLessThan(by.least)
        }
      }),
    )
  })
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
