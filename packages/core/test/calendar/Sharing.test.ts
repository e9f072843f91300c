import { once } from "node:events"
import { Worker } from "node:worker_threads"
import { Hours, TimeZone, type WorkCalendar } from "@aftercare/core"
import { CalendarArbitraries } from "@aftercare/core/testing"
import * as fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type Asked, answersOf } from "./support/answers.ts"
import { patience, runs } from "./support/runs.ts"
import { day, hour } from "./support/WallClock.ts"

const range = { min: "2025-12-20", max: "2026-01-12" }
const zone = fc.constantFrom("Asia/Shanghai", "America/New_York", "Asia/Gaza").map((z) => TimeZone.make(z))
const calendar = CalendarArbitraries.workCalendar(range)

interface Compiling {
  readonly hours: Hours.Hours
  readonly zone: TimeZone.TimeZone
  readonly calendar: WorkCalendar.WorkCalendar
}

const compile = (of: Compiling) => Hours.compile(of.hours, of.zone, of.calendar)

const compiling = (options: CalendarArbitraries.HoursOptions): fc.Arbitrary<Compiling> =>
  fc.record({ hours: CalendarArbitraries.hours({ ...range, ...options }), zone, calendar })

/** Hours of one wall clock. */
const oneClock = compiling({ instants: false })
/** Of several, and with stated instants. */
const anyHours = compiling({ zones: zone, calendars: calendar })

const instant = fc.oneof(
  { weight: 4, arbitrary: CalendarArbitraries.instant(range) },
  CalendarArbitraries.instant({ min: "2019-01-01", max: "2032-01-01" }),
)
const asked: fc.Arbitrary<Asked> = fc.record({
  instants: fc.array(instant, { minLength: 1, maxLength: 6 }),
  durations: fc.array(fc.integer({ min: 0, max: 90 * hour }), { maxLength: 2 }),
})

/** As often as it takes for a form to be held, each time from data of its own. */
const compileShared = (of: Compiling): Hours.CompiledHours => {
  compile(structuredClone(of))
  compile(structuredClone(of))
  return compile(structuredClone(of))
}

describe("a shared form", patience, () => {
  test("answers as one made anew, whatever it was asked before", () => {
    fc.assert(
      fc.property(fc.oneof(oneClock, anyHours), asked, asked, (of, before, asked) => {
        const shared = compileShared(of)
        answersOf(shared, before)
        Hours.sharing.forget()
        const anew = compile(of)
        expect(anew).not.toBe(shared)
        expect(answersOf(shared, asked)).toEqual(answersOf(anew, asked))
      }),
      runs(150),
    )
  })

  test("is one for equal hours, zones and calendars, from the second time on that they come", () => {
    fc.assert(
      fc.property(oneClock, (of) => {
        const form = compileShared(of)
        expect(compile(structuredClone(of))).toBe(form)
      }),
      runs(200),
    )
  })

  // Few choices, so that equal ones come up by chance.
  const span = fc.constantFrom("08:00-12:00", "22:00-06:00", "00:00-24:00").map((s) => Hours.TimeSpan.make(s))
  const spans = fc.array(span, { maxLength: 2 })
  const week = fc.record(
    { monday: spans, friday: spans, sunday: spans },
    { requiredKeys: [], noNullPrototype: true },
  )
  const { few } = fc.letrec<{ few: Hours.Hours }>((tie) => {
    const parts = fc.array(tie("few"), { maxLength: 2 })
    return {
      few: fc.oneof(
        { maxDepth: 2 },
        fc.constantFrom(Hours.always, Hours.never),
        spans.map((spans): Hours.Hours => ({ _tag: "Daily", spans })),
        week.map((week): Hours.Hours => ({ _tag: "Weekly", week })),
        week.map((week): Hours.Hours => ({ _tag: "WorkWeek", week })),
        fc
          .record({ days: fc.constantFrom("working" as const, "off" as const), spans })
          .map(({ days, spans }): Hours.Hours => ({ _tag: "OnDays", days, spans })),
        fc
          .dictionary(fc.constantFrom("2026-01-01", "2026-01-02"), spans, { noNullPrototype: true })
          .map((dates): Hours.Hours => ({ _tag: "OnDates", dates })),
        parts.map((of): Hours.Hours => ({ _tag: "Union", of })),
        parts.map((of): Hours.Hours => ({ _tag: "Intersection", of })),
        tie("few").map((of): Hours.Hours => ({ _tag: "Complement", of })),
      ),
    }
  })

  /** Dates in their order, and no weekday without spans: that much is left to whoever writes hours down. */
  const written = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(written)
    if (typeof value !== "object" || value === null) return value
    if ("_tag" in value && value._tag !== "OnDates" && "week" in value)
      return { ...value, week: Object.entries(value.week as object).filter(([, of]) => of.length > 0) }
    return Object.entries(value)
      .map(([key, of]) => [key, written(of)] as const)
      .sort()
  }

  test("is never shared by hours that differ", () => {
    const at = TimeZone.make("Asia/Shanghai")
    fc.assert(
      fc.property(fc.array(few, { minLength: 2, maxLength: 30 }), calendar, (all, calendar) => {
        const forms = new Map<Hours.CompiledHours, string>()
        for (const hours of [...all, ...all, ...all]) {
          const compiled = Hours.compile(hours, at, calendar)
          const own = JSON.stringify(written(hours))
          expect(forms.get(compiled) ?? own).toBe(own)
          forms.set(compiled, own)
        }
      }),
      runs(200),
    )
  })

  test("is never shared by what looks alike when it is written down", () => {
    const at = TimeZone.make("Asia/Shanghai")
    const one = [Hours.TimeSpan.make("08:00-12:00")]
    const dates = { "2026-01-01": one, "2026-01-02": [] }
    const parts: ReadonlyArray<Hours.Hours> = [
      Hours.always,
      Hours.never,
      { _tag: "Daily", spans: [] },
      { _tag: "Daily", spans: one },
      { _tag: "Daily", spans: [...one, Hours.TimeSpan.make("14:00-18:00")] },
      { _tag: "Weekly", week: {} },
      { _tag: "Weekly", week: { monday: one } },
      { _tag: "Weekly", week: { tuesday: one } },
      { _tag: "WorkWeek", week: {} },
      { _tag: "WorkWeek", week: { monday: one } },
      { _tag: "OnDays", days: "working", spans: [] },
      { _tag: "OnDays", days: "working", spans: one },
      { _tag: "OnDays", days: "off", spans: one },
      { _tag: "OnDates", dates: {} },
      { _tag: "OnDates", dates },
      { _tag: "OnDates", dates: { ...dates, "2026-01-02": one } },
    ]
    const all: ReadonlyArray<Hours.Hours> = [
      ...parts,
      ...parts.map((of): Hours.Hours => ({ _tag: "Complement", of })),
      ...[[], ...parts.map((of) => [of]), [Hours.always, Hours.never], [Hours.never, Hours.always]].flatMap(
        (of): ReadonlyArray<Hours.Hours> => [
          { _tag: "Union", of },
          { _tag: "Intersection", of },
          { _tag: "Union", of: [{ _tag: "Union", of }] },
          { _tag: "Union", of: [{ _tag: "Union", of: [] }, ...of] },
          { _tag: "Union", of: [Hours.never, { _tag: "Complement", of: { _tag: "Union", of } }] },
        ],
      ),
    ]
    const forms = all.map((hours) => compileShared({ hours, zone: at, calendar: anyCalendar }))
    expect(new Set(forms).size).toBe(new Set(all.map((hours) => JSON.stringify(hours))).size)
    const [first, second] = Object.entries(dates)
    const turned: Hours.Hours = {
      _tag: "OnDates",
      dates: Object.fromEntries([second, first] as ReadonlyArray<readonly [string, typeof one]>),
    }
    expect(compile({ hours: turned, zone: at, calendar: anyCalendar })).toBe(
      compile({ hours: { _tag: "OnDates", dates }, zone: at, calendar: anyCalendar }),
    )
  })

  test("isn't shared across calendars that differ, except by hours that ask none", () => {
    fc.assert(
      fc.property(calendar, zone, (calendar, zone) => {
        const other = { ...calendar, holidays: [], adjustedWorkdays: [] }
        const differ = calendar.holidays.length + calendar.adjustedWorkdays.length > 0
        const of = (hours: Hours.Hours, calendar: WorkCalendar.WorkCalendar) =>
          compileShared({ hours, zone, calendar })
        const desk = Hours.onWorkingDays("09:00-17:00")
        expect(of(desk, calendar) === of(desk, other)).toBe(!differ)
        expect(of(desk, { ...calendar, version: "2" })).not.toBe(of(desk, calendar))
        const rest = Hours.daily("12:00", "14:00")
        expect(of(rest, calendar)).toBe(of(rest, other))
        expect(of(rest, calendar).source).toEqual({ hours: rest, zone })
      }),
      runs(60),
    )
  })
})

const anyCalendar: WorkCalendar.WorkCalendar = {
  id: "any",
  version: "1",
  workweek: ["monday"],
  holidays: [],
  adjustedWorkdays: [],
  coverage: [],
  sources: [],
}

describe("the forms held", () => {
  const zone = TimeZone.make("Asia/Shanghai")
  const time = (minutes: number) => new Date(minutes * 60_000).toISOString().slice(11, 16)
  /** A day with one minute less: over two million of them differ. */
  const nth = (n: number) => Hours.daily(time(n % 1440), time((n + 1 + (Math.floor(n / 1440) % 1438)) % 1440))

  test("never exceed their bound, and what is let go answers on and is made again the same", () => {
    Hours.sharing.forget()
    expect(Hours.sharing.held()).toBe(0)
    const often = Hours.onWorkingDays("08:00-17:00")
    const first = nth(0)
    const kept = compileShared({ hours: first, zone, calendar: anyCalendar })
    const oftenKept = compileShared({ hours: often, zone, calendar: anyCalendar })
    for (let n = 1; n < 3 * Hours.sharing.bound; n++) {
      Hours.compile(nth(n), zone)
      Hours.compile(nth(n), zone)
      if (n % 1000 === 0) {
        expect(Hours.sharing.held()).toBeLessThanOrEqual(Hours.sharing.bound)
        expect(Hours.compile(often, zone, anyCalendar)).toBe(oftenKept)
      }
    }
    expect(Hours.sharing.held()).toBeGreaterThan(Hours.sharing.bound / 2)
    const again = Hours.compile(first, zone)
    expect(again).not.toBe(kept)
    const asked = {
      instants: [0, 1, 2, 3].map((n) => Date.UTC(2026, n * 3, 5, n)),
      durations: [hour, 5 * day],
    }
    expect(answersOf(again, asked)).toEqual(answersOf(kept, asked))
  })

  test("aren't taken up by what comes once", () => {
    Hours.sharing.forget()
    for (let n = 0; n < 500; n++) Hours.compile(nth(n), zone)
    expect(Hours.sharing.held()).toBe(0)
  })

  test("hold no more text than their bound: a roster that is longer than that is made anew", () => {
    Hours.sharing.forget()
    const dates = Object.fromEntries(
      Array.from({ length: 25_000 }, (_, n) => [
        new Date(n * day).toISOString().slice(0, 10),
        ["08:00-12:00", "14:00-18:00", "19:00-21:00"].map((s) => Hours.TimeSpan.make(s)),
      ]),
    )
    const roster: Hours.Hours = { _tag: "OnDates", dates }
    const at = Date.UTC(2026, 0, 5, 1)
    const forms = [1, 2, 3].map(() => Hours.compile(roster, zone))
    expect(new Set(forms).size).toBe(3)
    expect(Hours.sharing.held()).toBe(0)
    expect(new Set(forms.map((form) => form.next(at))).size).toBe(1)
  })
})

describe("in a worker", patience, () => {
  let worker: Worker
  beforeAll(() => {
    worker = new Worker(new URL("./support/compiling.worker.ts", import.meta.url), {
      execArgv: ["--conditions=@aftercare/source"],
    })
  })
  afterAll(() => worker.terminate())

  test("what a form was compiled from compiles to a form with equal answers", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(oneClock, anyHours), asked, async (of, asked) => {
        const compiled = compile(of)
        worker.postMessage({ source: compiled.source, asked })
        const [answers] = await once(worker, "message")
        expect(answers).toEqual(answersOf(compiled, asked))
      }),
      runs(60),
    )
  })
})
