import { type Id, RepeatComplaint } from "@aftercare/core"
import { CalendarArbitraries, FeedbackArbitraries } from "@aftercare/core/testing"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"

const { categories } = FeedbackArbitraries

const items: fc.Arbitrary<ReadonlyArray<RepeatComplaint.Item>> = fc
  .array(FeedbackArbitraries.feedback({ min: "2026-03-01", max: "2026-03-12" }), { maxLength: 25 })
  .map((all) =>
    all.map(({ assessment: { category, departments }, patient, receivedAt }, i) => ({
      id: `f-${i}` as Id.FeedbackId,
      category,
      departments,
      ...(patient?.id === undefined ? {} : { patient: patient.id }),
      receivedAt,
    })),
  )

const rule: fc.Arbitrary<RepeatComplaint.RepeatRule> = fc.record({
  category: fc.constantFrom("same", "root"),
  department: fc.boolean(),
  patient: fc.boolean(),
  withinDays: fc.nat(4),
  zone: CalendarArbitraries.timeZone(),
})

test("finds for each item what comparing it with all others finds", () => {
  fc.assert(
    fc.property(items, rule, (all, by) => {
      const dates = new Intl.DateTimeFormat("en-CA", { timeZone: by.zone })
      const day = (item: RepeatComplaint.Item) =>
        Date.parse(`${dates.format(item.receivedAt.epochMilliseconds)}T00:00:00Z`) / 86_400_000
      const kind = ({ category }: RepeatComplaint.Item) =>
        by.category === "same" ? category : category.split("/")[0]
      const isAlike = (a: RepeatComplaint.Item, b: RepeatComplaint.Item) =>
        kind(a) === kind(b) &&
        (!by.patient || (a.patient !== undefined && a.patient === b.patient)) &&
        (!by.department || a.departments.some((department) => b.departments.includes(department))) &&
        Math.abs(day(a) - day(b)) <= by.withinDays
      const time = (item: RepeatComplaint.Item) => item.receivedAt.epochMilliseconds
      const sorted = [...all].sort((a, b) => time(a) - time(b) || (a.id < b.id ? -1 : 1))
      const expected = sorted.flatMap((item, i) => {
        const before = sorted.slice(0, i).filter((other) => isAlike(item, other))
        const latest = before.at(-1)
        return latest === undefined ? [] : [{ item: item.id, repeats: before.length, latest: latest.id }]
      })
      expect(RepeatComplaint.links(all, by, categories)).toEqual(expected)
    }),
    runs(150),
  )
})
