import { Hours, Id, PhoneNumber, PlainDate, PlainTime, Rule, TimeZone, WorkCalendar } from "@aftercare/core"
import { CalendarArbitraries } from "@aftercare/core/testing"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { day, second } from "./support/WallClock.ts"

/** What decoding says: the message it fails with, or nothing. */
const refusal = (schema: Schema.Codec<unknown, unknown>, input: unknown): string | undefined =>
  Result.match(Schema.decodeUnknownResult(schema, { errors: "all" })(input), {
    onFailure: (error) => error.message,
    onSuccess: () => undefined,
  })

describe("a plain date", () => {
  test.each([
    "2026-02-29",
    "2023-02-29",
    "1900-02-29",
    "2026-04-31",
    "2026-06-31",
    "2026-09-31",
    "2026-11-31",
    "2026-00-10",
    "2026-13-01",
    "2026-01-00",
    "2026-01-32",
  ])("is refused where no such day exists: %s", (date) => {
    expect(refusal(PlainDate.PlainDate, date)).toMatch(/a date is written YYYY-MM-DD and must exist/)
  })

  test.each([
    "",
    "2026-2-3",
    "26-02-03",
    "2026/02/03",
    "20260203",
    "2026-02-03T00:00",
    " 2026-02-03",
    "2026-02-03\n",
    "0000-01-01",
    "-2026-02-03",
    "10000-01-01",
    "２０２６-02-03",
    "2026-02-3a",
  ])("is refused where it is written otherwise: %j", (date) => {
    expect(refusal(PlainDate.PlainDate, date)).toMatch(/YYYY-MM-DD/)
  })

  test.each([20260203, null, undefined, new Date(0), ["2026-02-03"]])(
    "is refused where it is no text: %s",
    (date) => {
      expect(refusal(PlainDate.PlainDate, date)).toBeDefined()
    },
  )

  test.each(["2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31", "2026-12-31"])("may be %s", (date) => {
    expect(refusal(PlainDate.PlainDate, date)).toBeUndefined()
    expect(Result.isSuccess(PlainDate.parse(date))).toBe(true)
  })

  test("is what `make` throws without", () => {
    expect(() => PlainDate.make("2026-02-29")).toThrow(/must exist/)
  })

  test("agrees with the platform about which days exist", () => {
    const part = (max: number) => fc.integer({ min: 0, max }).map((n) => String(n).padStart(2, "0"))
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9999 }), part(14), part(33), (year, month, dayOfMonth) => {
        const text = `${String(year).padStart(4, "0")}-${month}-${dayOfMonth}`
        const platform = new Date(`${text}T00:00:00Z`)
        const exists = !Number.isNaN(platform.getTime()) && platform.toISOString().startsWith(text)
        expect(refusal(PlainDate.PlainDate, text) === undefined).toBe(exists)
      }),
      { numRuns: 300 },
    )
  })
})

describe("a plain time", () => {
  test.each([
    "24:01",
    "24:00:01",
    "25:00",
    "8:00",
    "08:60",
    "08:00:60",
    "0800",
    "08:00:00.5",
    "",
    "-08:00",
    "08:00 ",
  ])("is refused: %j", (time) => {
    expect(refusal(PlainTime.PlainTime, time)).toMatch(
      /a time is written HH:MM or HH:MM:SS, from 00:00 to 24:00/,
    )
  })

  test("counts milliseconds after midnight, and comes back from them", () => {
    fc.assert(
      fc.property(CalendarArbitraries.plainTime({ everySeconds: 1 }), (time) => {
        const millis = time === "24:00" ? day : Date.parse(`1970-01-01T${time}Z`)
        expect(PlainTime.toMillis(time)).toBe(millis)
        expect(PlainTime.fromMillis(millis)).toBe(time)
        expect(Schema.is(PlainTime.PlainTime)(time)).toBe(true)
        if (millis < day) expect(PlainTime.fromMillis(millis + second - 1)).toBe(time)
      }),
    )
    expect(PlainTime.toMillis(PlainTime.make("24:00:00"))).toBe(day)
    expect(PlainTime.toMillis(PlainTime.make("08:00:00"))).toBe(8 * 3_600_000)
    expect(Result.isFailure(PlainTime.parse("24:01"))).toBe(true)
  })
})

describe("a time span", () => {
  test.each([
    ["12:00-12:00", /ends are equal/],
    ["12:00-12:00:00", /ends are equal/],
    ["00:00-00:00", /ends are equal/],
    ["24:00-01:00", /HH:MM-HH:MM/],
    ["24:00-24:00", /HH:MM-HH:MM/],
    ["22:00-24:01", /HH:MM-HH:MM/],
    ["24:01", /HH:MM-HH:MM/],
    ["8:00-9:00", /HH:MM-HH:MM/],
    ["08:00–09:00", /HH:MM-HH:MM/],
    ["08:00 - 09:00", /HH:MM-HH:MM/],
    ["08:00-09:00-10:00", /HH:MM-HH:MM/],
    ["08:00-", /HH:MM-HH:MM/],
    ["", /HH:MM-HH:MM/],
    ["08:60-09:00", /HH:MM-HH:MM/],
    ["08:00-09:00\n", /HH:MM-HH:MM/],
  ])("is refused: %j", (span, rule) => {
    expect(refusal(Hours.TimeSpan, span)).toMatch(rule)
  })

  test.each([
    "22:00-24:00",
    "00:00-24:00",
    "22:00-06:00",
    "22:00-00:00",
    "23:59:59-00:00:01",
    "08:00:30-08:00:31",
  ])("may be %s", (span) => {
    expect(refusal(Hours.TimeSpan, span)).toBeUndefined()
  })

  test("is never anything but two times that the schema of times takes", () => {
    fc.assert(
      fc.property(CalendarArbitraries.timeSpan({ everySeconds: 1 }), (span) => {
        expect(refusal(Hours.TimeSpan, span)).toBeUndefined()
        for (const time of span.split("-")) expect(refusal(PlainTime.PlainTime, time)).toBeUndefined()
      }),
    )
  })

  test("is refused by every constructor that takes one", () => {
    expect(() => Hours.daily("12:00", "12:00")).toThrow(/ends are equal/)
    expect(() => Hours.daily("24:00", "01:00")).toThrow(/HH:MM-HH:MM/)
    expect(() => Hours.weekly({ monday: ["9-17"] })).toThrow(/HH:MM-HH:MM/)
    expect(() => Hours.workWeek({ monday: ["9-17"] })).toThrow(/HH:MM-HH:MM/)
    expect(() => Hours.onWorkingDays("9-17")).toThrow(/HH:MM-HH:MM/)
    expect(() => Hours.onDaysOff("9-17")).toThrow(/HH:MM-HH:MM/)
    expect(() => Hours.onDates({ "2026-11-22": ["9-17"] })).toThrow(/HH:MM-HH:MM/)
    expect(() => Hours.onDates({ "2026-02-29": ["09:00-17:00"] })).toThrow(/must exist/)
  })
})

describe("a time zone", () => {
  test.each([
    "",
    " ",
    "+08:00",
    "-05:00",
    "08:00",
    "Mars/Olympus",
    "Asia/Shangai",
    "Asia/Shanghai ",
    "UTC+8",
    "\u0000",
    "CST",
    "cst",
    "JST",
    "a".repeat(5000),
  ])("is refused: %j", (zone) => {
    expect(refusal(TimeZone.TimeZone, zone)).toMatch(/a time zone is an IANA name that the platform knows/)
  })

  test("may be any that the platform names", () => {
    for (const zone of [
      ...Intl.supportedValuesOf("timeZone"),
      "UTC",
      "Etc/GMT+8",
      "Etc/UTC",
      "Asia/Calcutta",
      "Asia/Kolkata",
      "America/Port-au-Prince",
      "GB-Eire",
      "PRC",
      "EST",
    ])
      expect(refusal(TimeZone.TimeZone, zone), zone).toBeUndefined()
  })

  test.each(["asia/shanghai", "ASIA/SHANGHAI", "Asia/shanghai", "asia/kolkata", "utc", "est"])(
    "is refused where its letters differ: %s",
    (zone) => {
      expect(refusal(TimeZone.TimeZone, zone)).toMatch(/the capital letters that IANA gives it/)
    },
  )

  test("shares its table with its aliases", () => {
    const named = TimeZone.table(TimeZone.make("Asia/Calcutta"))
    expect(TimeZone.table(TimeZone.make("Asia/Kolkata"))).toBe(named)
    expect(TimeZone.table(TimeZone.make("PRC"))).toBe(TimeZone.table(TimeZone.make("Asia/Shanghai")))
    // Whichever of the two is asked first.
    const thimphu = TimeZone.table(TimeZone.make("Asia/Thimbu"))
    expect(TimeZone.table(TimeZone.make("Asia/Thimphu"))).toBe(thimphu)
    expect(TimeZone.table(TimeZone.make("Asia/Thimbu"))).toBe(thimphu)
  })

  test("is what `make` throws without", () => {
    expect(() => TimeZone.make("+08:00")).toThrow(/IANA name/)
    expect(Result.isFailure(TimeZone.parse("+08:00"))).toBe(true)
    expect(Result.isSuccess(TimeZone.parse("Asia/Shanghai"))).toBe(true)
  })
})

describe("a work calendar", () => {
  const plain = {
    id: "test",
    version: "1",
    workweek: ["monday"],
    holidays: [],
    adjustedWorkdays: [],
    coverage: [{ from: "2026-01-01", until: "2027-01-01" }],
    sources: [],
  }
  const on = { on: "2026-02-14", name: "春节" }

  test.each([
    ["twice among the holidays", { holidays: [on, on] }],
    ["twice among the adjusted workdays", { adjustedWorkdays: [on, { ...on, hoursOf: "friday" }] }],
    ["among both", { holidays: [on], adjustedWorkdays: [on] }],
  ])("is refused where a date stands %s", (_, more) => {
    expect(refusal(WorkCalendar.WorkCalendar, { ...plain, ...more })).toMatch(/2026-02-14 is named twice/)
  })

  test("is refused with the path of what is wrong", () => {
    const wrong = {
      ...plain,
      workweek: ["mon"],
      holidays: [on, { on: "2026-02-30", name: "x" }],
      adjustedWorkdays: [{ ...on, hoursOf: "someday" }],
      coverage: [{ from: "2026-01-01", until: "2026-01-01" }],
    }
    const said = refusal(WorkCalendar.WorkCalendar, wrong) ?? ""
    expect(said).toMatch(/\["workweek"\]\[0\]/)
    expect(said).toMatch(/must exist\s+at \["holidays"\]\[1\]\["on"\]/)
    expect(said).toMatch(/\["adjustedWorkdays"\]\[0\]\["hoursOf"\]/)
    expect(said).toMatch(/coverage: from must lie before until\s+at \["coverage"\]\[0\]/)
  })

  test.each([
    ["a key of its own", { ...plain, halfDays: ["2026-02-16"] }, '["halfDays"]'],
    ["a half holiday", { ...plain, holidays: [{ ...on, until: "12:00" }] }, '["holidays"][0]["until"]'],
    ["hours of a misspelt day", { ...plain, adjustedWorkdays: [{ ...on, hourOf: "friday" }] }, '["hourOf"]'],
    ["a coverage that excepts", { ...plain, coverage: [{ ...plain.coverage[0], except: [] }] }, '["except"]'],
  ])("is refused with %s, which would be lost", (_, calendar, path) => {
    const said = refusal(WorkCalendar.WorkCalendar, calendar)
    expect(said).toContain("the key isn't known")
    expect(said).toContain(path)
  })

  test("may cover several spans that overlap or touch", () => {
    const coverage = [
      { from: "2026-03-01", until: "2026-05-01" },
      { from: "2026-01-01", until: "2026-03-01" },
      { from: "2026-04-01", until: "2026-06-01" },
    ]
    expect(refusal(WorkCalendar.WorkCalendar, { ...plain, coverage })).toBeUndefined()
  })
})

describe("hours", () => {
  test("round-trip through JSON", () => {
    const zones = CalendarArbitraries.timeZone()
    const calendars = CalendarArbitraries.workCalendar()
    fc.assert(
      fc.property(CalendarArbitraries.hours({ zones, calendars, maxDepth: 4 }), (hours) => {
        const json = JSON.stringify(Schema.encodeUnknownSync(Hours.Hours)(hours))
        expect(Schema.decodeUnknownSync(Hours.Hours)(JSON.parse(json))).toEqual(hours)
      }),
    )
  })

  test.each<readonly [what: string, hours: unknown, said: ReadonlyArray<RegExp>]>([
    ["an unknown leaf", { _tag: "Sometimes" }, []],
    ["a wrong span", { _tag: "Daily", spans: ["12:00-12:00"] }, [/ends are equal/, /\["spans"\]\[0\]/]],
    [
      "a wrong span deep inside",
      {
        _tag: "Union",
        of: [{ _tag: "Never" }, { _tag: "Complement", of: { _tag: "Weekly", week: { friday: ["x"] } } }],
      },
      [/HH:MM-HH:MM/, /\["of"\]\[1\]\["of"\]\["week"\]\["friday"\]\[0\]/],
    ],
    [
      "a date that doesn't exist",
      { _tag: "OnDates", dates: { "2026-02-30": [] } },
      [/must exist\s+at \["dates"\]\["2026-02-30"\]/],
    ],
    [
      "an empty interval",
      { _tag: "Instants", intervals: [{ from: 5, until: 5 }] },
      [/from must lie before until/],
    ],
    [
      "a backward interval",
      { _tag: "Instants", intervals: [{ from: 9, until: 5 }] },
      [/from must lie before until/],
    ],
    [
      "a broken instant",
      { _tag: "Instants", intervals: [{ from: 0.5, until: 5 }] },
      [/\["intervals"\]\[0\]\["from"\]/],
    ],
    [
      "no instant",
      { _tag: "Instants", intervals: [{ from: null, until: 5 }] },
      [/\["intervals"\]\[0\]\["from"\]/],
    ],
    [
      "an unknown zone",
      { _tag: "InZone", zone: "Mars/Olympus", of: { _tag: "Always" } },
      [/IANA name/, /\["zone"\]/],
    ],
    ["days that are neither", { _tag: "OnDays", days: "sunny", spans: [] }, [/\["days"\]/]],
    ["nothing inside", { _tag: "Complement" }, [/\["of"\]/]],
    ["null inside", { _tag: "Complement", of: null }, [/\["of"\]/]],
    ["a text among others", { _tag: "Union", of: [{ _tag: "Always" }, "Never"] }, [/\["of"\]\[1\]/]],
    ["null for all", null, []],
    ["a text for all", "Always", []],
    [
      "a weekday in short",
      { _tag: "Weekly", week: { fri: ["09:00-17:00"] } },
      [/the key isn't known\s+at \["week"\]\["fri"\]/],
    ],
    [
      "a weekday in short deep inside",
      { _tag: "Complement", of: { _tag: "WorkWeek", week: { monday: [], Friday: [] } } },
      [/the key isn't known\s+at \["of"\]\["week"\]\["Friday"\]/],
    ],
    [
      "a misspelt calendar",
      { _tag: "InZone", zone: "Asia/Shanghai", calender: {}, of: { _tag: "Always" } },
      [/the key isn't known\s+at \["calender"\]/],
    ],
    [
      "a key of another leaf",
      { _tag: "Daily", spans: [], week: {} },
      [/the key isn't known\s+at \["week"\]/],
    ],
    ["a prototype", JSON.parse('{"_tag":"Weekly","week":{"__proto__":[]}}'), [/the key isn't known/]],
  ])("are refused with %s", (_, hours, said) => {
    const message = refusal(Hours.Hours, hours)
    expect(message).toBeDefined()
    for (const pattern of said) expect(message).toMatch(pattern)
  })

  test("on dates are read by their dates", () => {
    const dates = { "2026-02-28": ["08:00-12:00"], "2026-12-31": [] }
    expect(Schema.decodeUnknownSync(Hours.Hours)({ _tag: "OnDates", dates })).toEqual(Hours.onDates(dates))
  })

  test("in a zone have the calendar that they are given, or none", () => {
    const zone = TimeZone.make("UTC")
    const calendar = {
      id: "x",
      version: "1",
      workweek: [],
      holidays: [],
      adjustedWorkdays: [],
      coverage: [],
      sources: [],
    }
    expect(Hours.inZone(Hours.always, zone)).toStrictEqual({ _tag: "InZone", zone, of: Hours.always })
    expect(Hours.inZone(Hours.always, zone, calendar)).toStrictEqual({
      _tag: "InZone",
      zone,
      of: Hours.always,
      calendar,
    })
  })

  const nested = (depth: number) => {
    let hours: unknown = { _tag: "Always" }
    for (let i = 1; i < depth; i++)
      hours = { _tag: i % 2 === 0 ? "Complement" : "Union", of: i % 2 === 0 ? hours : [hours] }
    return hours
  }
  const shared = () => {
    let hours: unknown = { _tag: "Always" }
    for (let i = 1; i < 50; i++) hours = { _tag: "Union", of: [hours, hours] }
    return hours
  }
  const circular = () => {
    const hours: { _tag: string; of?: unknown } = { _tag: "Complement" }
    hours.of = hours
    return hours
  }
  const wide = (parts: number) => ({
    _tag: "Union",
    of: Array.from({ length: parts - 1 }, () => ({ _tag: "Never" })),
  })

  test.each([
    ["nested 65 deep", nested(65), /hours nest at most 64 deep/],
    ["nested 3,000 deep", nested(3_000), /hours nest at most 64 deep/],
    ["nested 100,000 deep", nested(100_000), /hours nest at most 64 deep/],
    ["that hold themselves", circular(), /hours nest at most 64 deep/],
    ["of 1,001 parts", wide(1_001), /hours have at most 1000 parts/],
    ["whose parts are shared, 2 to the 50 when counted", shared(), /hours have at most 1000 parts/],
  ])("are refused %s, by rule and without running out of room", (_, hours, rule) => {
    expect(refusal(Hours.Hours, hours)).toMatch(rule)
    const policy = Schema.Struct({ openIn: Hours.Hours })
    expect(refusal(policy, { openIn: hours })).toMatch(new RegExp(`${rule.source}\\s+at \\["openIn"\\]`))
  })

  test("may nest 64 deep and have 1,000 parts", () => {
    expect(refusal(Hours.Hours, nested(64))).toBeUndefined()
    expect(refusal(Hours.Hours, wide(1_000))).toBeUndefined()
  })
})

describe("what is made by name", () => {
  test.each<readonly [what: string, make: () => unknown, rule: RegExp]>([
    ["a tenant", () => Id.TenantId.make(" x"), /an id is 1 to \d+ letters/],
    ["a plan", () => Id.PlanId.make(""), /an id is 1 to \d+ letters/],
    ["a task", () => Id.TaskId.make("é"), /an id is 1 to \d+ letters/],
    ["a try", () => Id.AttemptId.make("-"), /an id is 1 to \d+ letters/],
    ["an id that is no text", () => Id.PatientId.make(7 as never), /Expected string/],
    ["a rule", () => Rule.RuleId.make("Rest"), /a rule's id is words joined by dots/],
    ["a phone number", () => PhoneNumber.PhoneNumber.make("010"), /a phone number is written \+/],
    ["a date", () => PlainDate.PlainDate.make("2026-02-30"), /must exist/],
    ["a time", () => PlainTime.PlainTime.make("24:01"), /a time is written HH:MM/],
    ["a span", () => Hours.TimeSpan.make("12:00-12:00"), /ends are equal/],
    ["a zone", () => TimeZone.TimeZone.make("Mars/Olympus"), /IANA name/],
  ])("%s: `make` throws the rule that is broken", (_, make, rule) => {
    expect(make).toThrow(rule)
  })

  test("is made where the rule is kept, or where nobody asks for it", () => {
    expect(Id.TenantId.make("hospital")).toBe("hospital")
    expect(Id.TenantId.make("", { disableChecks: true })).toBe("")
  })
})
