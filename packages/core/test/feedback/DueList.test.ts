import { DueList } from "@aftercare/core"
import * as fc from "fast-check"
import { expect, test } from "vitest"

const id = fc.integer({ min: 0, max: 12 }).map((n) => `t${n}`)
const at = fc.integer({ min: 0, max: 20 })

const step = fc.oneof(
  fc.record({ put: id, at: fc.oneof(at, at, at, fc.constant(undefined), fc.constant(Number.NaN)) }),
  fc.record({ take: at, limit: fc.integer({ min: 0, max: 6 }) }),
)

test("a list keeps what a sorted table would", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const list = DueList.make()
      const table = new Map<string, number>()
      for (const one of steps) {
        if ("put" in one) {
          list.put(one.put, one.at)
          if (one.at === undefined || Number.isNaN(one.at)) table.delete(one.put)
          else table.set(one.put, one.at)
        } else {
          const due = [...table]
            .filter(([, when]) => when <= one.take)
            .sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1))
            .slice(0, one.limit)
            .map(([name]) => name)
          expect(list.take(one.take, one.limit)).toEqual(due)
          for (const name of due) table.delete(name)
        }
        expect(list.size()).toBe(table.size)
        expect(list.next()).toBe(table.size === 0 ? undefined : Math.min(...table.values()))
      }
    }),
    { numRuns: 300 },
  )
})
