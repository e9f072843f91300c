import { Hours, PlainTime, TimeZone } from "@aftercare/core"
import { CalendarArbitraries } from "@aftercare/core/testing"
import * as fc from "fast-check"
import { describe, test } from "vitest"
import { agree, queries } from "./support/agree.ts"
import { stepAround } from "./support/ChangeSweep.ts"
import { type Clock, isOpenIn, scan, stateOf, worldOf } from "./support/HoursOracle.ts"
import { patience, runs } from "./support/runs.ts"
import { dateAt, day, hour, minute, second, wallAt } from "./support/WallClock.ts"
import { tellingChanges, trickyZones } from "./support/zones.ts"

const datesAround = (zone: string, change: number, days: number) => ({
  min: dateAt(zone, change - days * day),
  max: dateAt(zone, change + days * day),
})

/** The sure set of hours whose calendar covers all dates that matter. */
const certain = (hours: Hours.Hours, clock: Clock) => {
  const world = worldOf(0)
  return (at: number) => isOpenIn(hours, at, clock, world)
}

const changeOf = (zone: string) => fc.constantFrom(...tellingChanges(zone))

describe.each(trickyZones.map(([zone]) => ({ zone: TimeZone.make(zone) })))(
  "in $zone, hours agree",
  patience,
  ({ zone }) => {
    test("with a scan of the wall clock by minutes across a change of its offset", () => {
      const covering = changeOf(zone).chain((change) => {
        const dates = datesAround(zone, change, 3)
        return fc.record({
          change: fc.constant(change),
          hours: CalendarArbitraries.hours(dates),
          calendar: CalendarArbitraries.workCalendar({ ...dates, holes: false }),
          queries,
        })
      })
      fc.assert(
        fc.property(covering, ({ calendar, change, hours, queries }) => {
          const step = stepAround(zone, change)
          const s = scan(change - 2 * day, change + 2 * day, step, certain(hours, { zone, calendar }))
          agree(Hours.compile(hours, zone, calendar), s, queries)
        }),
        runs(6),
      )
    })

    test("with a scan by seconds right around the change", () => {
      const close = changeOf(zone).chain((change) => {
        const times = [-second, 0].flatMap((by) => {
          const wall = wallAt(zone, change + by)
          return [-1, 0, 1, 2, 60].map((n) => wall + n * second)
        })
        const time = fc.constantFrom(
          ...times.map((t) => PlainTime.fromMillis(((t % day) + day) % day)),
          PlainTime.make("00:00"),
        )
        const span = fc
          .tuple(time, time)
          .map(
            ([from, to]) =>
              `${from}-${from === to ? (from === "00:00" ? "24:00" : "00:00") : to}` as Hours.TimeSpan,
          )
        const spans = fc.array(span, { minLength: 1, maxLength: 3 })
        const leaf = fc.oneof(
          spans.map((spans): Hours.Hours => ({ _tag: "Daily", spans })),
          fc
            .dictionary(fc.constantFrom(dateAt(zone, change - second), dateAt(zone, change)), spans, {
              maxKeys: 2,
            })
            .map((dates) => ({ _tag: "OnDates", dates }) as Hours.Hours),
        )
        const hours = fc.oneof(
          leaf,
          leaf.map(Hours.complement),
          fc.tuple(leaf, leaf).map(([a, b]) => Hours.difference(a, b)),
        )
        return fc.record({ change: fc.constant(change), hours, queries })
      })
      fc.assert(
        fc.property(close, ({ change, hours, queries }) => {
          const s = scan(change - hour, change + hour, second, certain(hours, { zone, calendar: undefined }))
          agree(Hours.compile(hours, zone), s, queries)
        }),
        runs(5),
      )
    })
  },
)

describe("with a calendar that has holes", patience, () => {
  const zones = ["Asia/Shanghai", "America/Sao_Paulo", "Pacific/Apia"].map((zone) => TimeZone.make(zone))
  const holes = fc.constantFrom(...zones).chain((zone) =>
    changeOf(zone).chain((change) => {
      const dates = datesAround(zone, change, 4)
      return fc.record({
        clock: fc.record({ zone: fc.constant(zone), calendar: CalendarArbitraries.workCalendar(dates) }),
        change: fc.constant(change),
        hours: CalendarArbitraries.hours({ ...dates, everySeconds: 900, instants: false }),
        queries,
      })
    }),
  )

  test("the surely open and the possibly open set each agree with the scan over all that could be announced", () => {
    fc.assert(
      fc.property(holes, ({ change, clock, hours, queries }) => {
        const compiled = Hours.compile(hours, clock.zone, clock.calendar)
        const states = new Map<number, string>()
        const stateAt = (at: number) => {
          const state = states.get(at) ?? stateOf(hours, at, clock)
          states.set(at, state)
          return state
        }
        const [from, until] = [change - 3 * day, change + 3 * day]
        agree(
          compiled,
          scan(from, until, 15 * minute, (at) => stateAt(at) === "open"),
          queries,
        )
        agree(
          compiled.possible,
          scan(from, until, 15 * minute, (at) => stateAt(at) !== "closed"),
          queries,
        )
      }),
      runs(60),
    )
  })
})
