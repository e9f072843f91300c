import { PlainDate } from "@aftercare/core"
import * as ICalendar from "@aftercare/core/icalendar"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { dateOf, dayOf, recurs } from "./support/RecurrenceOracle.ts"
import { patience, runs } from "./support/runs.ts"

const weekday = fc.constantFrom("MO", "TU", "WE", "TH", "FR", "SA", "SU")
const few = (value: fc.Arbitrary<string | number>) =>
  fc.uniqueArray(value, { minLength: 1, maxLength: 3 }).map((values) => values.join(","))
const signed = (most: number) =>
  fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 1, max: most }) }, fc.integer({ min: -most, max: -1 }))

const part = (name: string, value: fc.Arbitrary<string | number>, weight = 1) =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight, arbitrary: value.map((given) => [`${name}=${given}`]) },
  )

const numbered = fc.tuple(fc.constantFrom(1, 2, 3, 4, 5, -1, -2), weekday).map(([n, day]) => `${n}${day}`)

/** Any rule by days, most of them such as people write; some aren't taken. */
const rules = fc
  .tuple(
    fc.constantFrom("DAILY", "WEEKLY", "MONTHLY", "YEARLY", "YEARLY"),
    part("INTERVAL", fc.integer({ min: 1, max: 5 })),
    part("BYMONTH", few(fc.integer({ min: 1, max: 12 })), 2),
    part("BYMONTHDAY", few(signed(31))),
    part("BYDAY", fc.oneof(few(weekday), few(numbered))),
    fc.oneof(
      { weight: 6, arbitrary: fc.constant([]) },
      few(signed(366)).map((days) => [`BYYEARDAY=${days}`]),
      few(signed(53)).map((weeks) => [`BYWEEKNO=${weeks}`]),
    ),
    part("BYSETPOS", few(fc.constantFrom(1, 2, 3, -1, -2))),
    part("WKST", fc.constantFrom("MO", "SU")),
    fc.oneof(
      fc.constant([]),
      fc.integer({ min: 1, max: 15 }).map((count) => [`COUNT=${count}`]),
      fc.integer({ min: 2022, max: 2030 }).map((year) => [`UNTIL=${year}0815`]),
    ),
  )
  .map(([frequency, ...parts]) => [`FREQ=${frequency}`, ...parts.flat()].join(";"))

const starts = fc.integer({ min: dayOf("2019-12-25"), max: dayOf("2024-03-05") })
/** The days off by one event that recurs, as far as they are covered, or why there are none. */
const daysOf = (
  rule: string,
  start: number,
  from: number,
  until: number,
): Result.Result<ReadonlyArray<string>, ICalendar.DropRule> => {
  const feed = [
    "BEGIN:VCALENDAR",
    "BEGIN:VEVENT",
    "UID:1",
    `DTSTART;VALUE=DATE:${dateOf(start).replaceAll("-", "")}`,
    `RRULE:${rule}`,
    "SUMMARY:recurs",
    "END:VEVENT",
    "END:VCALENDAR",
  ]
  const coverage = [{ from: PlainDate.fromEpochDay(from), until: PlainDate.fromEpochDay(until) }] as const
  const read = ICalendar.read(feed.join("\n"), {
    id: "feed",
    version: "1",
    workweek: [],
    coverage,
    sources: [],
    transparent: "count",
    timed: { _tag: "Drop" },
    meanings: [],
    otherwise: "dayOff",
  })
  const { calendar, dropped } = Result.getOrThrow(read)
  const [failure] = dropped.filter(({ rule }) => rule !== "iCalendar.outsideCoverage")
  return failure === undefined
    ? Result.succeed(calendar.holidays.map(({ on }) => on))
    : Result.fail(failure.rule)
}

describe("a recurrence rule that is taken", patience, () => {
  test("recurs on the days on which RFC 5545 says it does, wherever one looks", () => {
    let taken = 0
    fc.assert(
      fc.property(
        rules,
        starts,
        fc.nat(3000),
        fc.integer({ min: 1, max: 1500 }),
        (text, near, skip, length) => {
          // A start that isn't the rule's own day isn't defined; the first day that is serves as one.
          const [start] = recurs(text.replace(/;(COUNT|UNTIL)=\d+/, ""), near, near + 3000)
          if (start === undefined || recurs(text, start, start + 1).length === 0) return
          const [from, until] = [start + skip - 100, start + skip - 100 + length]
          const found = daysOf(text, start, from, until)
          if (Result.isFailure(found)) {
            // Every day is a step, so years of them are too many.
            const tooLong = /^FREQ=DAILY.*COUNT=/.test(text) && found.failure === "iCalendar.recurrenceLength"
            if (!tooLong) expect(found.failure).toBe("iCalendar.recurrenceKind")
            return
          }
          taken++
          const wanted = recurs(text, start, until).filter((day) => day >= from)
          expect(found.success, `${text} from ${dateOf(start)}`).toEqual(wanted.map(dateOf))
        },
      ),
      runs(250),
    )
    expect(taken).toBeGreaterThan(runs(50).numRuns)
  })

  test.each([
    ["FREQ=YEARLY", "2024-02-29", ["2024-02-29", "2028-02-29"]],
    [
      "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
      "2024-11-28",
      ["2024-11-28", "2025-11-27", "2026-11-26", "2027-11-25"],
    ],
    ["FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;COUNT=2", "2026-05-25", ["2026-05-25", "2027-05-31"]],
    ["FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3", "2026-01-31", ["2026-01-31", "2026-03-31", "2026-05-31"]],
    [
      "FREQ=YEARLY;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;COUNT=2",
      "2026-11-03",
      ["2026-11-03", "2027-11-02"],
    ],
    ["freq=weekly;byday=mo;count=2", "2026-11-23", ["2026-11-23", "2026-11-30"]],
    ["FREQ=MONTHLY;BYDAY=1MO;COUNT=2", "2026-11-02", ["2026-11-02", "2026-12-07"]],
    ["FREQ=YEARLY;BYYEARDAY=100;COUNT=2", "2026-04-10", ["2026-04-10", "2027-04-10"]],
  ])("%s from %s is %o", (text, start, wanted) => {
    const found = daysOf(text, dayOf(start), dayOf(start), dayOf("2028-03-31"))
    expect(found).toEqual(Result.succeed(wanted))
  })
})

describe("a recurrence rule isn't taken", () => {
  test.each([
    ["FREQ=SECONDLY", "recurrenceKind"],
    ["FREQ=HOURLY;INTERVAL=24", "recurrenceKind"],
    ["FREQ=DAILY;BYHOUR=9", "recurrenceKind"],
    ["RSCALE=CHINESE;FREQ=YEARLY", "recurrenceKind"],
    ["FREQ=YEARLY;BYDAY=5MO,WE", "recurrenceKind"],
    ["FREQ=YEARLY;BYMONTHDAY=13;BYDAY=2FR", "recurrenceKind"],
    ["FREQ=YEARLY;BYYEARDAY=100;BYDAY=MO", "recurrenceKind"],
    ["FREQ=YEARLY;BYWEEKNO=20", "recurrenceKind"],
    ["FREQ=DAILY;BYSETPOS=1", "recurrenceKind"],
    ["FREQ=WEEKLY;BYMONTHDAY=1", "recurrenceKind"],
    ["FREQ=WEEKLY;BYDAY=1MO", "recurrenceKind"],
    ["FREQ=NEVER", "recurrence"],
    ["", "recurrence"],
    ["INTERVAL=2", "recurrence"],
    ["FREQ=DAILY;INTERVAL=0", "recurrence"],
    ["FREQ=DAILY;COUNT=0", "recurrence"],
    ["FREQ=DAILY;COUNT=-1", "recurrence"],
    ["FREQ=DAILY;INTERVAL=99999999999", "recurrence"],
    ["FREQ=DAILY;BYMONTH=13", "recurrence"],
    ["FREQ=DAILY;BYMONTHDAY=32", "recurrence"],
    ["FREQ=DAILY;BYDAY=XX", "recurrence"],
    ["FREQ=DAILY;FREQ=WEEKLY", "recurrence"],
    ["FREQ=DAILY;COUNT=2;UNTIL=20270101", "recurrence"],
    ["FREQ=DAILY;UNTIL=tomorrow", "recurrence"],
    ["FREQ=DAILY;constructor=1", "recurrence"],
    ["FREQ=DAILY;", "recurrence"],
    ["FREQ=XDAILY", "recurrence"],
    ["FREQ=DAILYX", "recurrence"],
    ["FREQ=DAILY;UNTIL=120270101", "recurrence"],
    ["FREQ=DAILY;UNTIL=202701011", "recurrence"],
    ["FREQ=DAILY;BYMONTH=0", "recurrence"],
    ["FREQ=DAILY;BYMONTH=1,13", "recurrence"],
    ["FREQ=DAILY;BYMONTH=0001", "recurrence"],
    ["FREQ=DAILY;BYMONTH=1.", "recurrence"],
    ["FREQ=DAILY;BYMONTHDAY=0x1", "recurrence"],
    ["FREQ=DAILY;BYMONTHDAY=1.0", "recurrence"],
    ["FREQ=DAILY;BYYEARDAY=100", "recurrenceKind"],
  ])("as %s: %s", (text, failure) => {
    const [from, until] = [dayOf("2026-01-01"), dayOf("2027-01-01")]
    expect(daysOf(text, from, from, until)).toEqual(Result.fail(`iCalendar.${failure}`))
  })

  test("where counting takes more than the steps allowed", () => {
    const [from, until] = [dayOf("2026-01-01"), dayOf("2027-01-01")]
    expect(daysOf("FREQ=DAILY;COUNT=999999", dayOf("1900-01-01"), from, until)).toEqual(
      Result.fail("iCalendar.recurrenceLength"),
    )
    expect(daysOf("FREQ=DAILY", from, from, dayOf("2126-01-01"))).toEqual(
      Result.fail("iCalendar.recurrenceLength"),
    )
    expect(daysOf("FREQ=YEARLY;INTERVAL=999999", from, from, until)).toEqual(
      Result.fail("iCalendar.recurrenceLength"),
    )
  })
})
