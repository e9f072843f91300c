import { Hours, type OpenSet, TimeZone } from "@aftercare/core"
import { CalendarArbitraries } from "@aftercare/core/testing"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { type SweepOptions, sweepChange } from "./support/ChangeSweep.ts"
import { patience, runs } from "./support/runs.ts"
import { horizon, hour, minute, offsetAt, second } from "./support/WallClock.ts"
import { byTable, tellingChanges, trickyZones } from "./support/zones.ts"

// A sample of what `pnpm lane:zones` asks of every change: here each distinct table is asked around one of its changes.

const names = Intl.supportedValuesOf("timeZone")
const tables = byTable(names)
const seed = fc.readConfigureGlobal().seed ?? 0
const sample: SweepOptions = { seed, reach: 16 * hour, draw: [2, 1] }

const iso = (at: number) => new Date(at).toISOString()

describe("each zone that the platform names", patience, () => {
  test("has the offset that Intl shows, at any instant", () => {
    const instants = fc.array(CalendarArbitraries.instant(), { minLength: 4, maxLength: 4 })
    fc.assert(
      fc.property(instants, (drawn) => {
        for (const zone of tables.flat())
          for (const at of [...drawn, horizon.from, horizon.until - 1])
            expect(TimeZone.offsetAt(zone, at), `${zone} ${iso(at)}`).toBe(offsetAt(zone, at))
      }),
      runs(1),
    )
  })
})

describe("each distinct table", patience, () => {
  test("begins with the horizon, and every stretch has another offset than the one before", () => {
    for (const [zone] of tables as ReadonlyArray<[TimeZone.TimeZone]>) {
      const { offsets, startsAt } = TimeZone.table(zone)
      expect(startsAt[0]).toBe(horizon.from)
      expect(offsets.length).toBe(startsAt.length)
      const stretches = [...startsAt].map((from, k) => ({ from, offset: offsets[k] }))
      const idle = stretches.filter(({ from, offset }, k) => {
        const before = stretches[k - 1]
        return before !== undefined && (from <= before.from || offset === before.offset)
      })
      expect(idle, zone).toEqual([])
    }
  })

  test("changes where Intl does, and hours around the change are those of the wall clock", () => {
    for (const [zone] of tables as ReadonlyArray<[TimeZone.TimeZone]>) {
      const { offsets, startsAt } = TimeZone.table(zone)
      if (startsAt.length === 1) continue
      const i = 1 + (seed % (startsAt.length - 1))
      const change = startsAt[i] as number
      expect(offsetAt(zone, change), `${zone} from ${iso(change)}`).toBe(offsets[i])
      expect(offsetAt(zone, change - second), `${zone} before ${iso(change)}`).toBe(offsets[i - 1])
      expect(sweepChange(zone, change, { ...sample, seconds: 5 * minute }).disagreements).toEqual([])
    }
  })
})

describe("in zones whose clocks did what clocks shouldn't", patience, () => {
  const leap = (zone: string, change: number) =>
    Math.abs(offsetAt(zone, change) - offsetAt(zone, change - second))

  test.each(trickyZones.map(([zone]) => zone))(
    "hours of %s are those of the wall clock around the greatest change and another",
    (zone) => {
      const changes = tellingChanges(zone)
      const greatest = changes.reduce((a, b) => (leap(zone, b) > leap(zone, a) ? b : a))
      for (const change of new Set([greatest, changes[seed % changes.length] as number]))
        expect(sweepChange(zone, change, sample).disagreements).toEqual([])
    },
  )
})

describe("a set that is wrong at the instant of the change alone", patience, () => {
  const zone = "America/New_York"
  const change = tellingChanges(zone)[0] as number
  const wrong: Record<string, (set: OpenSet.OpenSet) => Partial<OpenSet.OpenSet>> = {
    isOpen: (set) => ({ isOpen: (at) => set.isOpen(at) !== (at === change) }),
    next: (set) => ({ next: (at) => set.next(at) + Number(at === change) }),
    nextClosed: (set) => ({ nextClosed: (at) => set.nextClosed(at) + Number(at === change) }),
    lastOpen: (set) => ({ lastOpen: (at) => set.lastOpen(at) - Number(at === change) }),
    lastClosed: (set) => ({ lastClosed: (at) => set.lastClosed(at) - Number(at === change) }),
    between: (set) => ({ between: (from, to) => set.between(from, to) + Number(from === change) }),
    add: (set) => ({ add: (from, duration) => set.add(from, duration) + Number(from === change) }),
  }

  test.each(Object.keys(wrong))("is found out by %s", (question) => {
    const lies = wrong[question] as (set: OpenSet.OpenSet) => Partial<OpenSet.OpenSet>
    const compile: SweepOptions["compile"] = (...of) => {
      const set = Hours.compile(...of)
      return { ...set, ...lies(set) }
    }
    const { disagreements } = sweepChange(zone, change, { ...sample, compile })
    expect(disagreements.some((d) => d.question.startsWith(question) && d.at === iso(change))).toBe(true)
  })
})
