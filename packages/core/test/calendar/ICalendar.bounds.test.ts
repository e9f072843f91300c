import { PlainDate, WorkCalendar } from "@aftercare/core"
import * as ICalendar from "@aftercare/core/icalendar"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "./support/runs.ts"

describe("a feed that nobody vouches for", patience, () => {
  const pieces = fc.constantFrom(
    ..."BEGIN:VCALENDAR|END:VCALENDAR|BEGIN:VEVENT|END:VEVENT|BEGIN:VTODO|END:VTODO|UID:1|UID:1|SUMMARY:x".split(
      "|",
    ),
    ..."DTSTART:20260105|DTSTART;VALUE=DATE:20260105|DTSTART:20260105T000000Z|DTEND:20260106|DTEND:99991231".split(
      "|",
    ),
    ..."DURATION:P1D|DURATION:-P1D|DURATION:P99999999D|RRULE:FREQ=DAILY|RRULE:FREQ=SECONDLY|RRULE:".split(
      "|",
    ),
    ..."RRULE:FREQ=YEARLY;COUNT=99999999|EXDATE:20260105|RDATE:20260107,x|RECURRENCE-ID:20260105|SEQUENCE:9e99".split(
      "|",
    ),
    ...[
      "STATUS:CANCELLED",
      " folded",
      "\tfolded",
      "",
      "::",
      ";;;",
      "A;B",
      'X;Y="',
      "METHOD:CANCEL",
      "DTSTART;TZID=X:20260105T000000",
    ],
  )
  const timed = fc.constantFrom<ICalendar.Timed>(
    { _tag: "Drop" },
    { _tag: "WholeDays", zone: "America/New_York" as never },
    { _tag: "AnyPart", zone: "Pacific/Apia" as never },
  )
  const wild: ICalendar.Reading = {
    id: "feed",
    version: "1",
    workweek: ["monday"],
    coverage: [{ from: PlainDate.make("2026-01-01"), until: PlainDate.make("2026-03-01") }],
    sources: [],
    transparent: "count",
    timed: { _tag: "Drop" },
    meanings: [],
    otherwise: "dayOff",
  }

  test("is read or refused, and never throws", () => {
    const shuffled = fc
      .array(fc.oneof({ weight: 9, arbitrary: pieces }, fc.string({ unit: "binary" })), { maxLength: 40 })
      .map((lines) => lines.join("\n"))
    const framed = shuffled.map((text) => `BEGIN:VCALENDAR\nBEGIN:VEVENT\n${text}\nEND:VEVENT\nEND:VCALENDAR`)
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), shuffled, framed), timed, (text, timed) => {
        const result = ICalendar.read(text, { ...wild, timed })
        if (Result.isFailure(result)) {
          expect(result.failure._tag).toBe("NotICalendar")
          expect(result.failure.line).toBeGreaterThan(0)
        } else expect(Schema.is(WorkCalendar.WorkCalendar)(result.success.calendar)).toBe(true)
      }),
      runs(300),
    )
  })

  test("is read over a coverage of very many spans", () => {
    const coverage = Array.from({ length: 200_000 }, (_, i) => ({
      from: PlainDate.fromEpochDay(2 * i - 200_000),
      until: PlainDate.fromEpochDay(2 * i - 199_999),
    })) as unknown as ICalendar.Reading["coverage"]
    const read = ICalendar.read(events(1, "DTSTART:20260105"), { ...wild, coverage })
    expect(Result.getOrThrow(read).dropped).toEqual([])
  })

  const events = (count: number, ...properties: ReadonlyArray<string>) =>
    [
      "BEGIN:VCALENDAR",
      ...Array.from({ length: count }, (_, i) =>
        ["BEGIN:VEVENT", `UID:${i}`, "SUMMARY:x", ...properties, "END:VEVENT"].join("\n"),
      ),
      "END:VCALENDAR",
    ].join("\n")

  const calendars = (deep: number) => `${"BEGIN:VCALENDAR\n".repeat(deep)}${"END:VCALENDAR\n".repeat(deep)}`
  const signs = (count: number) => {
    const [head, tail] = ["BEGIN:VCALENDAR\nX:", "\nEND:VCALENDAR"]
    return `${head}${"y".repeat(count - head.length - tail.length)}${tail}`
  }

  test.each<readonly [what: string, text: string, rule: ICalendar.FileRule, line: number]>([
    ["four million signs and one", signs(4_000_001), "too long", 1],
    ["ten thousand events and their calendar", events(10_000, "DTSTART:20260105"), "too many events", 49_997],
    ["calendars nine deep", calendars(9), "too many events", 9],
    ["calendars in calendars", "BEGIN:VCALENDAR\n".repeat(100_000), "too many events", 9],
    ["nothing", "", "no calendar", 1],
    ["a page of the web", "\n<!doctype html>\n<html></html>", "no calendar", 2],
    ["a line that only names a calendar", "X-A:VCALENDAR\nEND:VCALENDAR", "no calendar", 1],
    ["an event beside its calendar", `${calendars(1)}BEGIN:VEVENT\nEND:VEVENT`, "no calendar", 3],
    ["signs lost on the way", events(1, "DTSTART:20260105", "X-A:\uFFFD"), "read in another encoding", 6],
    ["an event ended as another", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VTODO\nEND:VCALENDAR", "not closed", 3],
    ["an event never ended", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1", "not closed", 1],
  ])("of %s is refused", (_, text, rule, line) => {
    const result = ICalendar.read(text, wild)
    expect(Result.isFailure(result) && result.failure).toMatchObject({
      rule,
      line,
      message: `line ${line}: not iCalendar that can be read: ${rule}`,
    })
  })

  test.each([
    ["four million signs", signs(4_000_000)],
    ["ten thousand components", events(9_999, "DTSTART:20260105")],
    ["calendars eight deep", calendars(8)],
    ["two calendars", calendars(1).repeat(2)],
  ])("of %s is read", (_, text) => {
    expect(Result.isSuccess(ICalendar.read(text, wild))).toBe(true)
  })

  const long: ICalendar.Reading = {
    ...wild,
    timed: { _tag: "Drop" },
    coverage: [{ from: PlainDate.make("1900-01-01"), until: PlainDate.make("2100-01-01") }],
  }
  const dates = (count: number) => Array.from({ length: count }, () => "20260105").join(",")

  test.each([
    ["rules without end", events(9000, "DTSTART:19000101", "RRULE:FREQ=DAILY")],
    ["rules without a day", events(9000, "DTSTART:20260105", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31")],
    ["the same year over and over", events(9000, "DTSTART:20260105", "DURATION:P366D")],
    ["dates without end", events(1, "DTSTART:20260105", "DURATION:P366D", `RDATE:${dates(150_000)}`)],
    ["exceptions without end", events(1, "DTSTART:20260106", `EXDATE:${dates(150_000)}`)],
    ["a line without end", events(1, "DTSTART:20260105", `X-A;${"b=c;".repeat(900_000)}:d`)],
    ["folds without end", events(1, "DTSTART:20260105", `X-A:b${"\n c".repeat(1_000_000)}`)],
    ["quotes without end", events(1, "DTSTART:20260105", `X-A;b=${'"'.repeat(3_000_001)}:d`)],
  ])("of %s takes seconds at most", (_, text) => {
    const begun = performance.now()
    const { calendar, dropped } = Result.getOrThrow(ICalendar.read(text, long))
    expect(performance.now() - begun).toBeLessThan(15_000)
    expect(calendar.holidays.length + dropped.length).toBeGreaterThan(0)
  })
})
