import { Hours, PlainDate, PlainTime, Recurrence, TimeZone, WorkCalendar } from "@aftercare/core"
import { CalendarArbitraries } from "@aftercare/core/testing"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { day, hour } from "./support/WallClock.ts"

// As in somebody else's suite, without what ours is set to.
fc.configureGlobal({ ...fc.readConfigureGlobal(), defaultSizeToMaxWhenMaxSpecified: false })

const zones = CalendarArbitraries.timeZone()
const anyHours = CalendarArbitraries.hours({ zones, calendars: CalendarArbitraries.workCalendar() })

const all: ReadonlyArray<
  readonly [name: string, arbitrary: fc.Arbitrary<unknown>, schema: Schema.Codec<unknown, unknown>]
> = [
  ["plainDate", CalendarArbitraries.plainDate(), PlainDate.PlainDate],
  ["plainTime", CalendarArbitraries.plainTime(), PlainTime.PlainTime],
  ["plainTime by the second", CalendarArbitraries.plainTime({ everySeconds: 1 }), PlainTime.PlainTime],
  ["timeSpan", CalendarArbitraries.timeSpan(), Hours.TimeSpan],
  ["timeSpan by the quarter", CalendarArbitraries.timeSpan({ everySeconds: 900 }), Hours.TimeSpan],
  ["weekHours", CalendarArbitraries.weekHours(), Hours.WeekHours],
  ["timeZone", zones, TimeZone.TimeZone],
  ["recurrence", CalendarArbitraries.recurrence(), Recurrence.Recurrence],
  ["workCalendar", CalendarArbitraries.workCalendar(), WorkCalendar.WorkCalendar],
  ["hours", anyHours, Hours.Hours],
  ["instant", CalendarArbitraries.instant(), Schema.Int],
]

const sample = <A>(arbitrary: fc.Arbitrary<A>, numRuns = 400) => fc.sample(arbitrary, { numRuns, seed: 7 })

describe.each(all)("%s", (_, arbitrary, schema) => {
  test("draws nothing that its schema refuses", () => {
    for (const value of sample(arbitrary)) expect(Schema.decodeUnknownSync(schema)(value)).toEqual(value)
  })

  test("draws the same from the same seed", () => {
    expect(sample(arbitrary, 30)).toEqual(sample(arbitrary, 30))
  })
})

/** Every tag in the tree. */
const tags = (hours: Hours.Hours): ReadonlyArray<string> => {
  if (!("of" in hours)) return [hours._tag]
  const parts: ReadonlyArray<Hours.Hours> = Array.isArray(hours.of) ? hours.of : [hours.of as Hours.Hours]
  return [hours._tag, ...parts.flatMap(tags)]
}

const depth = (hours: Hours.Hours): number => {
  if (!("of" in hours)) return 0
  const parts: ReadonlyArray<Hours.Hours> = Array.isArray(hours.of) ? hours.of : [hours.of as Hours.Hours]
  return 1 + Math.max(0, ...parts.map(depth))
}

/** What the property's failing value shrinks to. */
const shrunk = <A>(arbitrary: fc.Arbitrary<A>, holds: (value: A) => boolean): A | undefined =>
  fc.check(fc.property(arbitrary, holds), { seed: 7, numRuns: 2000 }).counterexample?.[0]

describe("what is drawn", () => {
  test("holds every kind of hours, and none deeper than asked for", () => {
    const drawn = sample(anyHours)
    expect(new Set(drawn.flatMap(tags)).size).toBe(12)
    expect(Math.max(...drawn.map(depth))).toBeGreaterThan(1)
    const shallow = sample(CalendarArbitraries.hours({ zones, maxDepth: 1 }))
    expect(Math.max(...shallow.map(depth))).toBe(1)
    expect(new Set(sample(CalendarArbitraries.hours({ instants: false })).flatMap(tags))).not.toContain(
      "Instants",
    )
    expect(new Set(sample(CalendarArbitraries.hours()).flatMap(tags))).not.toContain("InZone")
  })

  test("holds spans over midnight, up to 24:00, and the whole day", () => {
    const spans = sample(CalendarArbitraries.timeSpan({ everySeconds: 3600 }), 2000).map(String)
    expect(spans.some((span) => span.slice(0, 5) > span.slice(6))).toBe(true)
    expect(spans.some((span) => span.endsWith("24:00"))).toBe(true)
    expect(spans).toContain("00:00-24:00")
    expect(spans.some((span) => span.endsWith("-00:00"))).toBe(true)
  })

  test("holds calendars with holes and without, holidays, and both ways of adjusting", () => {
    const drawn = sample(CalendarArbitraries.workCalendar())
    expect(drawn.some((c) => c.coverage.length === 0)).toBe(true)
    expect(drawn.some((c) => c.coverage.length > 1)).toBe(true)
    expect(drawn.some((c) => c.holidays.length > 1)).toBe(true)
    expect(drawn.some((c) => c.adjustedWorkdays.some((a) => a.hoursOf === undefined))).toBe(true)
    expect(drawn.some((c) => c.adjustedWorkdays.some((a) => a.hoursOf === "saturday"))).toBe(true)
    expect(drawn.some((c) => c.workweek.length === 0)).toBe(true)
    const whole = sample(
      CalendarArbitraries.workCalendar({ min: "2026-01-01", max: "2026-01-31", holes: false }),
    )
    for (const { coverage } of whole)
      expect(coverage.some((c) => c.from <= "2025-12-02" && c.until > "2026-02-28")).toBe(true)
  })

  test("stays within the dates asked for, instants near a change of the clocks among them", () => {
    const newYork = TimeZone.make("America/New_York")
    const change = Date.parse("2026-03-08T07:00:00Z")
    const drawn = sample(CalendarArbitraries.instant({ near: newYork, min: "2026-03-01", max: "2026-03-31" }))
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(Date.parse("2026-03-01"))
    expect(Math.max(...drawn)).toBeLessThan(Date.parse("2026-04-01"))
    for (const by of [-1, 0, 1]) expect(drawn).toContain(change + by)
    expect(drawn.filter((at) => Math.abs(at - change) <= 3 * hour).length).toBeGreaterThan(100)
    expect(drawn.filter((at) => Math.abs(at - change) > 2 * day).length).toBeGreaterThan(100)
  })

  test("holds zones of the list and others of the platform", () => {
    const drawn = new Set<string>(sample(zones, 1000))
    for (const zone of ["UTC", "Pacific/Apia", "Africa/Monrovia"]) expect(drawn).toContain(zone)
    expect(drawn.size).toBeGreaterThan(150)
  })
})

describe("what fails shrinks", () => {
  test("to the plainest hours", () => {
    expect(shrunk(anyHours, (hours) => !tags(hours).includes("Complement"))).toEqual({
      _tag: "Complement",
      of: { _tag: "Never" },
    })
    expect(shrunk(anyHours, (hours) => !tags(hours).includes("InZone"))).toEqual({
      _tag: "InZone",
      zone: "UTC",
      of: { _tag: "Never" },
    })
  })

  test("to the plainest zone, date and calendar", () => {
    expect(shrunk(zones, () => false)).toBe("UTC")
    expect(shrunk(CalendarArbitraries.plainDate({ min: "2026-01-01", max: "2026-12-31" }), () => false)).toBe(
      "2026-01-01",
    )
    expect(shrunk(CalendarArbitraries.workCalendar(), (c) => c.holidays.length === 0)).toMatchObject({
      holidays: [{ on: "2025-12-15" }],
      adjustedWorkdays: [],
    })
  })
})
