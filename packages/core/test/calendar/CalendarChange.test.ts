import { CalendarChange, PlainDate } from "@aftercare/core"
import { CalendarArbitraries } from "@aftercare/core/testing"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { known, shiftDate } from "./support/HoursOracle.ts"
import { runs } from "./support/runs.ts"

const calendars = CalendarArbitraries.workCalendar({ min: "2025-12-26", max: "2026-01-06" })
const dates = Array.from({ length: 90 }, (_, i) => PlainDate.make(shiftDate("2025-11-20", i)))

describe("the dates on which two calendars differ", () => {
  test("are those that either is silent about alone, or that they class otherwise", () => {
    fc.assert(
      fc.property(calendars, calendars, fc.boolean(), (before, other, sameWeek) => {
        const after = sameWeek ? { ...other, workweek: before.workweek } : other
        const spans = CalendarChange.between(before, after)
        const week = [before, after].map(({ workweek }) => [...workweek].sort().join())
        for (const on of dates) {
          const [was, is] = [known(before, on), known(after, on)]
          const differs = was?.is !== is?.is || (week[0] !== week[1] && was !== undefined)
          expect(
            spans.some(({ from, until }) => from <= on && on < until),
            on,
          ).toBe(differs)
        }
      }),
      runs(500),
    )
  })

  test("are disjoint spans in order, and none between a calendar and itself or a copy of it", () => {
    fc.assert(
      fc.property(calendars, calendars, (before, after) => {
        const spans = CalendarChange.between(before, after)
        for (const [i, { from, until }] of spans.entries()) {
          expect(from < until).toBe(true)
          const next = spans[i + 1]
          if (next !== undefined) expect(until < next.from).toBe(true)
        }
        expect(CalendarChange.between(before, before)).toEqual([])
        expect(CalendarChange.between(before, { ...before, version: "2" })).toEqual([])
        expect(CalendarChange.between(after, before)).toEqual(spans)
      }),
      runs(300),
    )
  })

  test("touch a stretch of days exactly where they share one with it", () => {
    fc.assert(
      fc.property(calendars, calendars, fc.nat(89), fc.nat(20), (before, after, start, length) => {
        const changed = CalendarChange.daysBetween(before, after)
        const first = PlainDate.toEpochDay("2025-11-20" as PlainDate.PlainDate) + start
        const shared = Array.from({ length: length + 1 }, (_, i) => first + i).some((day) =>
          changed.some(({ from, until }) => from <= day && day < until),
        )
        expect(CalendarChange.touches(changed, first, first + length)).toBe(shared)
      }),
      runs(300),
    )
  })
})
