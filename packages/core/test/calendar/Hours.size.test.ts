import { Hours, PlainDate, PlainTime, TimeZone } from "@aftercare/core"
import * as Schema from "effect/Schema"
import { describe, expect, test } from "vitest"
import { patience } from "./support/runs.ts"

describe("hours of very many parts", patience, () => {
  test("as many as may be read, each with hours of its own, compile and answer in a time that a person waits", () => {
    const time = (second: number) => PlainTime.fromMillis(second * 1000)
    const parts = Array.from({ length: 999 }, (_, i) => {
      const spans = Array.from(
        { length: 10 },
        (_, k) => `${time(8600 * k + 7 * i)}-${time(8600 * k + 7 * i + 1)}`,
      )
      return Hours.workWeek(Object.fromEntries(PlainDate.weekdays.map((day) => [day, spans])))
    })
    const read = Schema.decodeUnknownSync(Hours.Hours)({ _tag: "Union", of: parts })
    // Half a minute was what it took once; nothing is covered, so that all that a date could be is weighed.
    const began = process.cpuUsage().user
    const nowhere = {
      id: "x",
      version: "1",
      workweek: [],
      holidays: [],
      adjustedWorkdays: [],
      coverage: [],
      sources: [],
    }
    const compiled = Hours.compile(read, TimeZone.make("Asia/Shanghai"), nowhere)
    const day = 86_400_000
    expect(compiled.between(0, 7 * day)).toBe(0)
    expect(compiled.possible.between(0, 7 * day)).toBe(7 * 9_990_000)
    expect((process.cpuUsage().user - began) / 1000).toBeLessThan(8_000)
  })

  test("compile and answer", () => {
    const zone = TimeZone.make("Asia/Shanghai")
    const many = Array.from({ length: 20_000 }, (_, i) =>
      Hours.daily("08:00", i % 2 === 0 ? "12:00" : "13:00"),
    )
    for (const hours of [Hours.union(...many), Hours.intersection(...many)])
      expect(Hours.compile(hours, zone).isOpen(Date.parse("2026-11-23T09:00:00+08:00"))).toBe(true)
  })
})

// A feed whose events contradict one another leaves out each of their dates, and coverage is whatever somebody sends.
describe("hours over a calendar that covers every other day", patience, () => {
  const calendar = {
    id: "x",
    version: "1",
    workweek: PlainDate.weekdays,
    holidays: [],
    adjustedWorkdays: [],
    coverage: Array.from({ length: 16_000 }, (_, i) => ({
      from: PlainDate.fromEpochDay(2 * i),
      until: PlainDate.fromEpochDay(2 * i + 1),
    })),
    sources: [],
  }
  const day = 86_400_000

  test("sum up wherever they are asked first", () => {
    const hours = Hours.onWorkingDays("08:00-12:00")
    for (const first of [0, 16_000, 32_000]) {
      Hours.sharing.forget()
      const compiled = Hours.compile(hours, TimeZone.make("UTC"), calendar)
      expect(compiled.between(first * day, 20_000 * day) * 6).toBe((20_000 - first) * (day / 2))
      expect(compiled.between(0, 32_000 * day)).toBe(16_000 * (day / 6))
      expect(compiled.add(0, 16_000 * (day / 6))).toBe(31_998.5 * day)
    }
  })

  test("find in a moment that nothing opens", () => {
    const never = Hours.intersection(Hours.onWorkingDays("08:00-12:00"), Hours.daily("13:00", "14:00"))
    const compiled = Hours.compile(never, TimeZone.make("America/New_York"), calendar)
    const began = process.cpuUsage().user
    expect(compiled.next(0)).toBe(Number.POSITIVE_INFINITY)
    expect(compiled.lastOpen(32_000 * day)).toBe(Number.NEGATIVE_INFINITY)
    expect((process.cpuUsage().user - began) / 1000).toBeLessThan(8_000)
  })
})
