import {
  ChinaCalendar,
  FollowUpProtocol,
  GeneralProtocols,
  Rule,
  TimeZone,
  type WorkCalendar,
} from "@aftercare/core"
import { CalendarArbitraries, FollowUpArbitraries } from "@aftercare/core/testing"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { known, shiftDate } from "../calendar/support/HoursOracle.ts"
import { patience, runs } from "../calendar/support/runs.ts"
import { dateAt, hour, minute, wallAt } from "../calendar/support/WallClock.ts"
import { plainProtocol, plainStage, stageWindow } from "./support/grounds.ts"

const shanghai = TimeZone.make("Asia/Shanghai")
const calendar = ChinaCalendar.publicHolidays

// Offsets once more, on a wall clock read through Intl alone.

const daysIn = (year: number, month: number) => new Date(Date.UTC(year, month + 1, 0)).getUTCDate()

const plusMonths = (date: string, months: number): string => {
  const [year, month, day] = date.split("-").map(Number) as [number, number, number]
  const target = year * 12 + month - 1 + months
  const [y, m] = [Math.floor(target / 12), target % 12]
  return new Date(Date.UTC(y, m, Math.min(day, daysIn(y, m)))).toISOString().slice(0, 10)
}

const plusWorkingDays = (date: string, days: number): string | undefined => {
  let [found, left] = [date, days]
  while (left > 0) {
    found = shiftDate(found, 1)
    const what = known(calendar, found)
    if (what === undefined) return undefined
    const weekend = [0, 6].includes(new Date(`${found}T00:00Z`).getUTCDay())
    if (what.is === "ordinary" ? !weekend : what.is !== "holiday") left--
  }
  return found
}

/** The first instant whose reading is this or later: nearly, by quarters of an hour, then to the minute. */
const firstShowing = (zone: string, wall: number): number => {
  let at = wall - 16 * hour
  while (wallAt(zone, at) < wall) at += 15 * minute
  while (wallAt(zone, at - minute) >= wall) at -= minute
  return at
}

const naive = (
  offset: FollowUpProtocol.Offset,
  at: number,
  zone: string,
  throughEnd: boolean,
): number | undefined => {
  if ("hours" in offset) return at + offset.hours * hour
  const day0 = dateAt(zone, at)
  const date =
    "workingDays" in offset
      ? plusWorkingDays(day0, offset.workingDays)
      : shiftDate(plusMonths(day0, offset.months ?? 0), (offset.weeks ?? 0) * 7 + (offset.days ?? 0))
  if (date === undefined) return undefined
  return Math.max(at, firstShowing(zone, Date.parse(throughEnd ? shiftDate(date, 1) : date)))
}

const spanOf = (
  window: FollowUpProtocol.StageWindow,
  at: number,
  zone = shanghai,
  by: WorkCalendar.WorkCalendar = calendar,
) => FollowUpProtocol.spanOf(plainStage("s", window), { at, zone, calendar: by })

const zones = ["Asia/Shanghai", "America/New_York", "America/Sao_Paulo", "Asia/Beirut", "Australia/Lord_Howe"]

const isWindow = Schema.is(FollowUpProtocol.StageWindow)

describe("a stage's window", patience, () => {
  test("has the bounds that its offsets give on the wall clock: hours as elapsed time, dates begun or run through", () => {
    const sound = fc.oneof(stageWindow, FollowUpArbitraries.stageWindow())
    /** The bounds of two, which often don't follow one another. */
    const mixed = fc
      .tuple(sound, sound)
      .map(([{ due, earliest }, { ideal, latest }]) => ({ earliest, ideal, due, latest }))
    const cases = fc.constantFrom(...zones.map((zone) => TimeZone.make(zone))).chain((zone) =>
      fc.record({
        zone: fc.constant(zone),
        at: CalendarArbitraries.instant({ near: zone, min: "2017-01-01", max: "2018-12-31" }),
        window: fc.oneof({ weight: 3, arbitrary: sound }, mixed),
      }),
    )
    fc.assert(
      fc.property(cases, ({ at, window, zone }) => {
        const whole = at - (at % minute)
        const [earliest, ideal, due, latest] = [
          naive(window.earliest, whole, zone, false),
          naive(window.ideal, whole, zone, false),
          naive(window.due, whole, zone, true),
          naive(window.latest, whole, zone, true),
        ]
        const found = spanOf(window, whole, zone)
        const answer = Result.isSuccess(found) ? found.success : found.failure._tag
        if (earliest === undefined || ideal === undefined || due === undefined || latest === undefined)
          expect(answer).toBe("CalendarNotCovered")
        else if (earliest <= ideal && ideal < due && due <= latest)
          expect(answer).toEqual({ earliest, ideal, due, latest })
        else expect(answer).toBe("ImpossibleWindow")
        // What doesn't decode is possible for no anchor.
        if (Result.isSuccess(found)) expect(isWindow(window)).toBe(true)
      }),
      runs(150),
    )
  })

  const from = (time: string) => Date.parse(time)
  const day = (at: number, zone: string) => dateAt(zone, at)

  test.each([
    // The day that the clocks lose an hour has 23: 24 hours on is 25 on the wall clock.
    ["America/New_York", "2026-03-07T22:00:00-05:00", 24, "2026-03-08T23:00:00-04:00"],
    ["America/New_York", "2026-10-31T22:00:00-04:00", 24, "2026-11-01T21:00:00-05:00"],
    ["Asia/Shanghai", "2026-03-02T10:30:00+08:00", 24, "2026-03-03T10:30:00+08:00"],
  ])("in %s, from %s, %i hours are elapsed time", (zone, at, hours, expected) => {
    const window = { earliest: { hours: 0 }, ideal: { hours: 0 }, due: { hours }, latest: { days: 9 } }
    expect(Result.getOrThrow(spanOf(window, from(at), TimeZone.make(zone))).due).toBe(from(expected))
  })

  test.each([
    ["2026-01-31", { months: 1 }, "2026-02-28"],
    ["2028-01-31", { months: 1 }, "2028-02-29"],
    ["2026-03-31", { months: 1, days: 1 }, "2026-05-01"],
    ["2026-01-29", { months: 1, days: -3 }, "2026-02-25"],
    ["2026-01-31", { months: 3 }, "2026-04-30"],
    ["2026-02-28", { weeks: 2, days: 1 }, "2026-03-15"],
    ["2026-12-31", { days: 0 }, "2026-12-31"],
  ])("from %s, %o falls on %s: months first, clamped to the month's last day", (date, offset, expected) => {
    for (const time of ["00:00", "23:59"]) {
      const window = { earliest: { days: 0 }, ideal: { days: 0 }, due: offset, latest: { days: 200 } }
      const { due } = Result.getOrThrow(spanOf(window, from(`${date}T${time}:00+08:00`)))
      expect(day(due - 1, shanghai)).toBe(expected)
      expect(day(due, shanghai)).toBe(shiftDate(expected, 1))
    }
  })

  test("of day 0 begins with the discharge itself and runs through the end of its date", () => {
    const at = from("2026-03-02T10:30:00+08:00")
    const onDay0 = { earliest: { days: 0 }, ideal: { days: 0 }, due: { days: 0 }, latest: { days: 0 } }
    const end = from("2026-03-03T00:00:00+08:00")
    expect(Result.getOrThrow(spanOf(onDay0, at))).toEqual({ earliest: at, ideal: at, due: end, latest: end })
  })

  test.each([
    ["over an adjusted Saturday and the Spring Festival", "2026-02-13", 2, "2026-02-24"],
    ["over the Qingming holiday", "2026-04-03", 1, "2026-04-07"],
    ["to an adjusted Sunday", "2026-09-18", 1, "2026-09-20"],
  ])("counts working days %s", (_, date, workingDays, expected) => {
    const window = { earliest: { days: 0 }, ideal: { days: 0 }, due: { workingDays }, latest: { days: 60 } }
    const { due } = Result.getOrThrow(spanOf(window, from(`${date}T12:00:00+08:00`)))
    expect(day(due - 1, shanghai)).toBe(expected)
  })

  test("in working days beyond the coverage is refused with the first date that isn't known", () => {
    const window = {
      earliest: { days: 0 },
      ideal: { days: 0 },
      due: { workingDays: 5 },
      latest: { days: 60 },
    }
    const refused = spanOf(window, from("2026-12-20T12:00:00+08:00"))
    expect(Result.isFailure(refused) && refused.failure).toMatchObject({
      _tag: "CalendarNotCovered",
      on: "2026-12-24",
    })
  })

  test.each([
    [
      { earliest: { days: 2 }, ideal: { days: 1 }, due: { days: 3 }, latest: { days: 3 } },
      "earliest ≤ ideal",
    ],
    [{ earliest: { days: 2 }, ideal: { days: 4 }, due: { days: 3 }, latest: { days: 3 } }, "ideal < due"],
    [{ earliest: { hours: 4 }, ideal: { hours: 4 }, due: { hours: 4 }, latest: { hours: 4 } }, "ideal < due"],
    [{ earliest: { days: 2 }, ideal: { days: 2 }, due: { days: 3 }, latest: { days: 2 } }, "due ≤ latest"],
  ])("%o is impossible: it breaks %s", (window, rule) => {
    const refused = spanOf(window, from("2026-03-02T12:00:00+08:00"))
    expect(Result.isFailure(refused) && refused.failure).toMatchObject({
      _tag: "ImpossibleWindow",
      stage: "s",
      rule,
    })
  })
})

describe("checking a protocol before it is published", () => {
  test("passes the shipped one", () => {
    const { generalDischarge } = GeneralProtocols
    expect(FollowUpProtocol.check(generalDischarge, calendar)).toEqual(Result.succeed(generalDischarge))
  })

  test("finds what fails only late in the evening, or only at the end of a long month", () => {
    const evening = { earliest: { days: 0 }, ideal: { hours: 1 }, due: { days: 0 }, latest: { days: 2 } }
    const longMonth = { earliest: { days: 0 }, ideal: { months: 1 }, due: { days: 29 }, latest: { days: 40 } }
    for (const window of [evening, longMonth]) {
      expect(Result.isSuccess(spanOf(window, Date.parse("2026-02-01T12:00:00+08:00")))).toBe(true)
      const checked = FollowUpProtocol.check(plainProtocol([plainStage("s", window)]), calendar)
      expect(Result.isFailure(checked) && checked.failure.rule).toBe("ideal < due")
    }
  })

  test("leaves alone what only waits for a calendar", () => {
    const window = {
      earliest: { workingDays: 1 },
      ideal: { workingDays: 1 },
      due: { workingDays: 2 },
      latest: { workingDays: 3 },
    }
    const nothingKnown = { ...calendar, coverage: [] }
    expect(
      Result.isSuccess(FollowUpProtocol.check(plainProtocol([plainStage("s", window)]), nothingKnown)),
    ).toBe(true)
  })
})

describe("a protocol is read", () => {
  const written = Schema.encodeSync(FollowUpProtocol.FollowUpProtocol)(GeneralProtocols.generalDischarge)
  const read = Schema.decodeUnknownResult(FollowUpProtocol.FollowUpProtocol)
  const [first, second] = written.stages

  test("as it was written", () => {
    expect(Result.getOrThrow(read(JSON.parse(JSON.stringify(written))))).toEqual(
      GeneralProtocols.generalDischarge,
    )
  })

  const stage = (over: object) => ({ ...written, stages: [{ ...first, ...over }] })
  const window = (over: object) => stage({ window: { ...first.window, ...over } })
  const attempts = (over: object) => ({ ...written, attempts: { ...written.attempts, ...over } })

  test.each([
    [
      "two stages of one id",
      { ...written, stages: [first, { ...second, id: first.id }] },
      '["stages"]',
      "two stages have one id",
    ],
    ["no stage", { ...written, stages: [] }, '["stages"]', ""],
    [
      "no due",
      stage({ window: { earliest: { hours: 0 }, ideal: { hours: 0 }, latest: { hours: 1 } } }),
      '["due"]',
      "",
    ],
    ["an empty offset", window({ due: {} }), '["due"]', ""],
    ["an offset of two kinds", window({ due: { hours: 24, days: 3 } }), '["due"]', "the key isn't known"],
    ["an earliest after all else", window({ earliest: { hours: 90 } }), '["earliest"]', "earliest ≤ ideal"],
    ["an ideal after its due", window({ ideal: { days: 4 } }), '["ideal"]', "ideal < due"],
    ["a due after its latest", window({ due: { months: 1 } }), '["due"]', "due ≤ latest"],
    ["hours before the discharge", window({ earliest: { hours: -1 } }), '["earliest"]', ""],
    ["half an hour", window({ due: { hours: 0.5 } }), '["due"]', ""],
    ["a number that is none", window({ due: { days: Number.NaN } }), '["due"]', ""],
    ["no channel", stage({ channels: [] }), '["channels"]', ""],
    ["an unknown channel", stage({ channels: ["fax"] }), '["channels"][0]', ""],
    ["no try at all", attempts({ perChannel: 0 }), '["attempts"]["perChannel"]', ""],
    ["a negative wait", attempts({ waitHours: { phone: -1, message: 1 } }), '["waitHours"]["phone"]', ""],
    [
      "a wait without end",
      attempts({ waitHours: { phone: 1, message: 1e12 } }),
      '["waitHours"]["message"]',
      "",
    ],
    ["nobody ever lost", attempts({ lossAfter: { early: 1, lost: 0 } }), '["lossAfter"]["lost"]', ""],
    [
      "a loss before an early one",
      attempts({ lossAfter: { early: 3, lost: 2 } }),
      '["lossAfter"]["early"]',
      "an early loss comes no later than a loss",
    ],
  ])("not with %s", (_, broken, path, rule) => {
    const refused = read(broken)
    expect(Result.isFailure(refused)).toBe(true)
    const said = String(Result.isFailure(refused) && refused.failure)
    expect(said).toContain(path)
    expect(said).toContain(rule)
  })
})

test("each stage, rule and number of the shipped protocol says where it comes from", () => {
  const { attempts, generalDischarge, personalisation } = GeneralProtocols
  const sources = [
    attempts.source,
    ...generalDischarge.stages.map(({ source }) => source),
    ...personalisation(65).map(({ source }) => source),
  ]
  for (const source of sources) {
    expect(Schema.is(Rule.Source)(source)).toBe(true)
    // What was only recalled is never shipped switched on.
    expect(source.verified).not.toBe("recalled")
  }
})
