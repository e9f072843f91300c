import { CountedFact, PlainDate, RevisitCounts } from "@aftercare/core"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

const begin = PlainDate.make("2026-02-20")
const dayAt = (i: number) => PlainDate.addDays(begin, i)
const revisit = fc
  .record({ due: fc.nat(60), late: fc.option(fc.integer({ min: -10, max: 20 })) })
  .map(({ due, late }) => ({ due, late }))

describe("counts of return visits", () => {
  test("are what counting by hand gives; days beside each other add up; later knowledge only adds", () => {
    fc.assert(
      fc.property(
        fc.array(revisit),
        fc.nat(58),
        fc.nat(14),
        fc.integer({ min: 0, max: 90 }),
        (drawn, cut, graceDays, asOf) => {
          const revisits = drawn.map(({ due, late }) => ({
            dueOn: dayAt(due),
            ...(late === null ? {} : { madeOn: dayAt(due + late) }),
          }))
          const of = (first: number, last: number, known = asOf) =>
            RevisitCounts.of(revisits, {
              first: dayAt(first),
              last: dayAt(last),
              asOf: dayAt(known),
              graceDays,
            })
          const whole = of(0, 60)
          expect(CountedFact.sum([of(0, cut), of(cut + 1, 60)])).toEqual(whole)
          const due = drawn.filter((one) => one.due + graceDays <= asOf)
          expect(whole).toEqual({
            revisitsDue: due.length,
            revisitsMade: due.filter(({ late }) => late !== null && late <= graceDays).length,
          })
          const later = of(0, 60, asOf + 1)
          expect(later.revisitsDue).toBeGreaterThanOrEqual(whole.revisitsDue as number)
          expect(later.revisitsMade).toBeGreaterThanOrEqual(whole.revisitsMade as number)
        },
      ),
    )
  })
})
