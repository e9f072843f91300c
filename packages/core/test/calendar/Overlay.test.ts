import { ChinaCalendar, Overlay, PlainDate, WorkCalendar } from "@aftercare/core"
import { CalendarArbitraries } from "@aftercare/core/testing"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { known, shiftDate } from "./support/HoursOracle.ts"
import { runs } from "./support/runs.ts"

const range = { min: "2025-12-26", max: "2026-01-06" }
const bases = CalendarArbitraries.workCalendar(range)
const layers = fc.array(CalendarArbitraries.layer(range), { maxLength: 4 })

const dates: ReadonlyArray<PlainDate.PlainDate> = Array.from({ length: 90 }, (_, i) =>
  PlainDate.make(shiftDate("2025-11-20", i)),
)

/** What one date is said to be, looked up from the top layer down. */
const spokenOf = ({ base, layers }: Overlay.Overlay, on: PlainDate.PlainDate): WorkCalendar.DayClass => {
  const covers = (coverage: ReadonlyArray<WorkCalendar.Coverage>) =>
    coverage.some(({ from, until }) => from <= on && on < until)
  if (![base, ...layers].every(({ coverage }) => coverage === undefined || covers(coverage)))
    return { _tag: "NotCovered" }
  for (const layer of [...layers].reverse()) {
    const off = layer.holidays.find((day) => day.on === on)
    if (off !== undefined) return { _tag: "Holiday", name: off.name }
    const worked = layer.workdays.find((day) => day.on === on)
    if (worked !== undefined)
      return { _tag: "AdjustedWorkday", name: worked.name, hoursOf: PlainDate.weekday(on) }
    const adjusted = layer.adjustedWorkdays.find((day) => day.on === on)
    if (adjusted !== undefined)
      return { _tag: "AdjustedWorkday", name: adjusted.name, hoursOf: adjusted.hoursOf ?? "monday" }
  }
  return WorkCalendar.dayOn(base, on)
}

describe("layers over a calendar", () => {
  test("say of every date what the uppermost layer that names it says, where all cover it", () => {
    fc.assert(
      fc.property(bases, layers, (base, layers) => {
        const calendar = Overlay.calendarOf({ base, layers })
        for (const on of dates)
          expect(WorkCalendar.dayOn(calendar, on), on).toEqual(spokenOf({ base, layers }, on))
      }),
      runs(300),
    )
  })

  test("can be laid one after the other or all at once", () => {
    fc.assert(
      fc.property(bases, layers, layers, (base, lower, upper) => {
        const stepwise = Overlay.calendarOf({
          base: Overlay.calendarOf({ base, layers: lower }),
          layers: upper,
        })
        expect(stepwise).toEqual(Overlay.calendarOf({ base, layers: [...lower, ...upper] }))
      }),
      runs(300),
    )
  })

  test("that are none leave the base; one that names nothing changes the name alone", () => {
    fc.assert(
      fc.property(bases, (base) => {
        expect(Overlay.calendarOf({ base, layers: [] })).toBe(base)
        const silent = {
          id: "h",
          version: "1",
          holidays: [],
          workdays: [],
          adjustedWorkdays: [],
          sources: [],
        }
        const calendar = Overlay.calendarOf({ base, layers: [silent] })
        expect([calendar.id, calendar.version]).toEqual([`${base.id}+h`, `${base.version}+1`])
        for (const on of dates) expect(known(calendar, on)).toEqual(known(base, on))
      }),
      runs(100),
    )
  })

  test("rest on all that they are laid over rests on", () => {
    const own = { title: "a hospital's notice", status: "hospitalPolicy", verified: "own" } as const
    const layer = { holidays: [], workdays: [], adjustedWorkdays: [], version: "1" }
    const base = ChinaCalendar.publicHolidays
    const { sources } = Overlay.calendarOf({
      base,
      layers: [
        { ...layer, id: "a", sources: [own] },
        { ...layer, id: "b", sources: [] },
      ],
    })
    expect(sources).toEqual([...base.sources, own])
  })

  test("never widen the coverage, and make what its schema takes", () => {
    fc.assert(
      fc.property(bases, layers, (base, layers) => {
        const calendar = Overlay.calendarOf({ base, layers })
        expect(Schema.is(WorkCalendar.WorkCalendar)(calendar)).toBe(true)
        for (const on of dates) if (known(base, on) === undefined) expect(known(calendar, on)).toBeUndefined()
      }),
      runs(100),
    )
  })
})

test("coverages of very many spans are laid over one another in a moment", () => {
  // Each covers two dates of three.
  const coverage = (begins: number) =>
    Array.from({ length: 10_000 }, (_, i) => ({
      from: PlainDate.fromEpochDay(3 * i + begins),
      until: PlainDate.fromEpochDay(3 * i + begins + 2),
    }))
  const named = { id: "x", version: "1", holidays: [], adjustedWorkdays: [], sources: [] }
  const began = process.cpuUsage().user
  const calendar = Overlay.calendarOf({
    base: { ...named, workweek: [], coverage: coverage(0) },
    layers: [{ ...named, workdays: [], coverage: coverage(1) }],
  })
  expect(calendar.coverage).toHaveLength(10_000)
  expect(calendar.coverage[1]).toEqual({ from: "1970-01-05", until: "1970-01-06" })
  expect((process.cpuUsage().user - began) / 1000).toBeLessThan(2_000)
})

test("the days of a calendar, laid over another one, are that one's where both cover them", () => {
  fc.assert(
    fc.property(bases, bases, (base, other) => {
      const layer = Overlay.layerOf(other)
      expect(Schema.is(Overlay.Layer)(layer)).toBe(true)
      const calendar = Overlay.calendarOf({ base, layers: [layer] })
      for (const on of dates) {
        const [below, above] = [known(base, on), known(other, on)]
        const wanted = below === undefined || above?.is !== "ordinary" ? above : below
        expect(known(calendar, on), on).toEqual(below === undefined ? undefined : wanted)
      }
    }),
    runs(100),
  )
})

describe("an overlay", () => {
  const layer = { version: "1", holidays: [], workdays: [], adjustedWorkdays: [], sources: [] }
  const decode = Schema.decodeUnknownSync(Overlay.Overlay)

  test("whose names joined are longer than a line of text is refused", () => {
    const base = ChinaCalendar.publicHolidays
    const long = (letters: number) => ({ ...layer, id: "x".repeat(letters) })
    expect(decode({ base, layers: [long(179)] }).layers).toHaveLength(1)
    expect(() => decode({ base, layers: [long(180)] })).toThrow(/at most 200 characters/)
    // The base's version is a year.
    const versioned = (letters: number) => ({ ...layer, id: "x", version: "x".repeat(letters) })
    expect(decode({ base, layers: [versioned(195)] }).layers).toHaveLength(1)
    expect(() => decode({ base, layers: [versioned(196)] })).toThrow(/at most 200 characters/)
  })

  test("whose layer names a date twice is refused", () => {
    const day = { on: "2026-05-06", name: "x" }
    const twice = { ...layer, id: "x", holidays: [day], workdays: [day] }
    expect(() => Schema.decodeUnknownSync(Overlay.Layer)(twice)).toThrow(/2026-05-06 is named twice/)
  })
})
