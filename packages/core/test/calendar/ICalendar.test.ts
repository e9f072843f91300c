import { PlainDate, TimeZone } from "@aftercare/core"
import * as ICalendar from "@aftercare/core/icalendar"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { describe, expect, test } from "vitest"

const reading: ICalendar.Reading = {
  id: "feed",
  version: "2026",
  workweek: ["monday", "tuesday", "wednesday", "thursday", "friday"],
  coverage: [{ from: PlainDate.make("2026-01-01"), until: PlainDate.make("2027-01-01") }],
  sources: [{ title: "a feed", status: "practice", verified: "secondary" }],
  transparent: "count",
  timed: { _tag: "Drop" },
  meanings: [],
  otherwise: "dayOff",
}

const file = (...lines: ReadonlyArray<string>) =>
  ["BEGIN:VCALENDAR", "VERSION:2.0", ...lines, "END:VCALENDAR"].join("\r\n")

const event = (...lines: ReadonlyArray<string>) => ["BEGIN:VEVENT", ...lines, "END:VEVENT"]

const read = (text: string, differing: Partial<ICalendar.Reading> = {}) => {
  const { calendar, dropped } = Result.getOrThrow(ICalendar.read(text, { ...reading, ...differing }))
  return {
    off: calendar.holidays.map(({ name, on }) => `${on} ${name}`),
    worked: calendar.adjustedWorkdays.map(({ hoursOf, name, on }) => `${on} ${name} ${hoursOf ?? ""}`.trim()),
    covered: calendar.coverage.map(({ from, until }) => `${from} to ${until}`),
    dropped: dropped.map(({ line, on, rule, uid }) =>
      [line, rule.slice("iCalendar.".length), uid, on].filter((part) => part !== undefined).join(" "),
    ),
  }
}

describe("a feed of the shape that", () => {
  test("the government of the United Kingdom publishes", () => {
    const found = read(
      file(
        ...event(
          "DTEND;VALUE=DATE:20261226",
          "DTSTART;VALUE=DATE:20261225",
          "SUMMARY:Christmas Day",
          "UID:ca6af7456b0088abad9a69f9f620f5ac-16@gov.uk",
          "SEQUENCE:0",
          "DTSTAMP:20260901T000000Z",
        ),
        ...event(
          "DTEND;VALUE=DATE:20261229",
          "DTSTART;VALUE=DATE:20261228",
          "SUMMARY:Boxing Day",
          "UID:17@gov.uk",
        ),
      ),
    )
    expect(found.off).toEqual(["2026-12-25 Christmas Day", "2026-12-28 Boxing Day"])
    expect(found.dropped).toEqual([])
  })

  test("search companies publish: every day leaves its time free, and observances stand among the holidays", () => {
    const feed = file(
      ...event(
        "DTSTART;VALUE=DATE:20260704",
        "DTEND;VALUE=DATE:20260705",
        "UID:1@google.com",
        "DESCRIPTION:Public holiday",
        "SUMMARY:Independence Day",
        "TRANSP:TRANSPARENT",
      ),
      ...event(
        "DTSTART;VALUE=DATE:20260214",
        "UID:2@google.com",
        "DESCRIPTION:Observance\\nTo hide observances\\, go to Settings",
        "SUMMARY:Valentine's Day",
        "TRANSP:TRANSPARENT",
      ),
    )
    const meanings = [{ property: "description", contains: "public holiday", means: "dayOff" }] as const
    expect(read(feed, { meanings, otherwise: "nothing" })).toMatchObject({
      off: ["2026-07-04 Independence Day"],
      dropped: ["11 meaning 2@google.com"],
    })
    expect(read(feed, { transparent: "drop" })).toMatchObject({
      off: [],
      dropped: ["3 transparent 1@google.com", "11 transparent 2@google.com"],
    })
  })

  test("Chinese phones subscribe to: days off and adjusted workdays by their names", () => {
    const feed = file(
      ...event("UID:1", "DTSTART;VALUE=DATE:20260215", "DTEND;VALUE=DATE:20260224", "SUMMARY:春节（休）"),
      ...event("UID:2", "DTSTART;VALUE=DATE:20260214", "SUMMARY:春节（班）"),
      ...event("UID:3", "DTSTART;VALUE=DATE:20260228", "SUMMARY:春节（班）补周一"),
      ...event("UID:4", "DTSTART;VALUE=DATE:20260303", "SUMMARY:元宵节"),
    )
    const found = read(feed, {
      meanings: [
        { property: "summary", contains: "补周一", means: "adjustedWorkday", hoursOf: "monday" },
        { property: "summary", contains: "（班）", means: "adjustedWorkday" },
        { property: "summary", contains: "（休）", means: "dayOff" },
      ],
      otherwise: "nothing",
    })
    expect(found.off).toHaveLength(9)
    expect(found.worked).toEqual(["2026-02-14 春节（班）", "2026-02-28 春节（班）补周一 monday"])
    expect(found.dropped).toEqual(["19 meaning 4"])
  })

  test("office programs export: whole days as times from midnight to midnight", () => {
    const feed = file(
      "BEGIN:VTIMEZONE",
      "TZID:China Standard Time",
      "BEGIN:STANDARD",
      "DTSTART:16010101T000000",
      "END:STANDARD",
      "END:VTIMEZONE",
      ...event(
        "UID:1",
        "DTSTART;TZID=China Standard Time:20261001T000000",
        "DTEND;TZID=China Standard Time:20261008T000000",
        "SUMMARY:National Day",
        "BEGIN:VALARM",
        "TRIGGER:-PT15M",
        "END:VALARM",
      ),
      ...event("UID:2", "DTSTART:20261223T160000Z", "DURATION:PT24H", "SUMMARY:closed in Shanghai"),
      ...event("UID:3", "DTSTART:20261230T000000", "DTEND:20261230T235900", "SUMMARY:to the last minute"),
      ...event("UID:4", "DTSTART:20261109T090000", "DTEND:20261109T170000", "SUMMARY:audit"),
    )
    const zone = TimeZone.make("Asia/Shanghai")
    const whole = read(feed, { timed: { _tag: "WholeDays", zone } })
    expect(whole.off).toEqual([
      ...["01", "02", "03", "04", "05", "06", "07"].map((day) => `2026-10-${day} National Day`),
      "2026-12-24 closed in Shanghai",
      "2026-12-30 to the last minute",
    ])
    expect(whole.dropped).toEqual(["30 timed 4 2026-11-09"])
    const touched = read(feed, { timed: { _tag: "AnyPart", zone } })
    expect(touched.off).toContain("2026-11-09 audit")
    expect(touched.dropped).toEqual([])
    expect(read(feed).dropped).toEqual(["9 timed 1", "18 timed 2", "24 timed 3", "30 timed 4"])
  })
})

describe("an event with times", () => {
  const zone = TimeZone.make("Asia/Shanghai")
  const timed = (how: "WholeDays" | "AnyPart", ...lines: ReadonlyArray<string>) =>
    read(file(...event("UID:1", "SUMMARY:x", ...lines)), { timed: { _tag: how, zone } })

  test("fills its dates where it begins with the first and ends within the last minute", () => {
    const whole = (end: string) => timed("WholeDays", "DTSTART:20260506T000000", `DTEND:${end}`).off
    expect(whole("20260506T235900")).toEqual(["2026-05-06 x"])
    expect(whole("20260506T235859")).toEqual([])
    expect(whole("20260507T000000")).toEqual(["2026-05-06 x"])
    expect(whole("20260507T235960")).toEqual(["2026-05-06 x", "2026-05-07 x"])
    expect(whole("20260506T000000")).toEqual([])
    expect(timed("WholeDays", "DTSTART:20260506T000001", "DTEND:20260507T000000").off).toEqual([])
    expect(timed("WholeDays", "DTSTART:20260506T000000").dropped).toEqual(["3 timed 1 2026-05-06"])
  })

  test("touches the date that it stands on, however short, and those that it reaches into", () => {
    expect(timed("AnyPart", "DTSTART:20260506T090000").off).toEqual(["2026-05-06 x"])
    expect(timed("AnyPart", "DTSTART:20260506T000000").off).toEqual(["2026-05-06 x"])
    expect(timed("AnyPart", "DTSTART:20260506T230000", "DTEND:20260507T000000").off).toEqual(["2026-05-06 x"])
    expect(timed("AnyPart", "DTSTART:20260506T230000", "DURATION:PT1H1S").off).toEqual([
      "2026-05-06 x",
      "2026-05-07 x",
    ])
    // Midnight in Shanghai is 16:00 in UTC.
    expect(timed("AnyPart", "DTSTART:20260505T155959Z").off).toEqual(["2026-05-05 x"])
    expect(timed("AnyPart", "DTSTART:20260505T160000Z").off).toEqual(["2026-05-06 x"])
  })
})

describe("a recurrence", () => {
  const anniversary = ["UID:1", "SUMMARY:Founders' Day", "DTSTART;VALUE=DATE:20240506"]

  test("is counted out within the coverage alone", () => {
    expect(read(file(...event(...anniversary, "RRULE:FREQ=YEARLY")))).toMatchObject({
      off: ["2026-05-06 Founders' Day"],
      dropped: [],
    })
  })

  test("may begin before the coverage, its last day alone within it", () => {
    const lasting = event(
      "UID:1",
      "SUMMARY:x",
      "DTSTART;VALUE=DATE:20231230",
      "DURATION:P3D",
      "RRULE:FREQ=YEARLY",
    )
    expect(read(file(...lasting)).off).toEqual(["2026-01-01 x", "2026-12-30 x", "2026-12-31 x"])
  })

  test("leaves out exceptions and what other events of its uid stand for", () => {
    const found = read(
      file(
        ...event(
          ...["UID:1", "SUMMARY:closed", "DTSTART;VALUE=DATE:20260105", "RRULE:FREQ=WEEKLY;COUNT=4"],
          "EXDATE;VALUE=DATE:20260112",
        ),
        ...event(
          "UID:1",
          "SUMMARY:closed later",
          "RECURRENCE-ID;VALUE=DATE:20260119",
          "DTSTART;VALUE=DATE:20260121",
        ),
        ...event(
          ...["UID:1", "SUMMARY:closed", "RECURRENCE-ID;VALUE=DATE:20260126", "DTSTART;VALUE=DATE:20260126"],
          "STATUS:CANCELLED",
        ),
      ),
    )
    expect(found.off).toEqual(["2026-01-05 closed", "2026-01-21 closed later"])
    expect(found.dropped).toEqual(["16 cancelled 1"])
  })

  test("may except dates beyond the coverage, whether they are its own or not", () => {
    const found = read(
      file(
        ...event(...anniversary, "RRULE:FREQ=YEARLY", "EXDATE;VALUE=DATE:20250506,20250507,20270507"),
        ...event(...anniversary, "RECURRENCE-ID;VALUE=DATE:20240506"),
      ),
    )
    expect(found).toMatchObject({
      off: ["2026-05-06 Founders' Day"],
      dropped: ["10 outsideCoverage 1 2024-05-06"],
    })
  })

  test("that can't be read leaves the occurrences that have events of their own", () => {
    const feed = file(
      ...event("UID:1", "DTSTART;VALUE=DATE:20240506", "RRULE:FREQ=YEARLY"),
      ...event(
        ...anniversary.slice(0, 2),
        "RECURRENCE-ID;VALUE=DATE:20260506",
        "DTSTART;VALUE=DATE:20260507",
      ),
    )
    expect(read(feed)).toMatchObject({ off: ["2026-05-07 Founders' Day"], dropped: ["3 name 1"] })
  })

  test("is found wherever it is covered, to the first date and the last", () => {
    const coverage = [
      { from: PlainDate.make("2026-01-01"), until: PlainDate.make("2026-02-01") },
      { from: PlainDate.make("2026-12-01"), until: PlainDate.make("2027-01-01") },
    ] as const
    const feed = file(
      ...event("UID:1", "SUMMARY:last", "DTSTART;VALUE=DATE:20241231", "RRULE:FREQ=YEARLY"),
      ...event("UID:2", "SUMMARY:first", "DTSTART:20241231T160000Z", "DURATION:P1D", "RRULE:FREQ=YEARLY"),
    )
    const timed = { _tag: "WholeDays", zone: TimeZone.make("Asia/Shanghai") } as const
    expect(read(feed, { coverage, timed })).toMatchObject({
      off: ["2026-01-01 first", "2026-12-31 last"],
      dropped: [],
    })
  })

  test("by dates alone may begin before the coverage, too", () => {
    const feed = file(
      ...event("UID:1", "SUMMARY:x", "DTSTART;VALUE=DATE:20240506", "RDATE;VALUE=DATE:20260701"),
    )
    expect(read(feed)).toMatchObject({ off: ["2026-07-01 x"], dropped: [] })
  })

  test("has dates of its own beside the rule's, each once, and those that are none are told", () => {
    const feed = file(
      ...event(
        ...anniversary,
        "RRULE:FREQ=YEARLY",
        "RDATE;VALUE=DATE:20260506,20260701",
        "RDATE:20260702T080000",
      ),
    )
    expect(read(feed)).toMatchObject({
      off: ["2026-05-06 Founders' Day", "2026-07-01 Founders' Day"],
      dropped: ["9 recurrence 1"],
    })
  })

  test("costs steps, of which a feed has so many: twenty at least for each rule, one for each date added", () => {
    const one = (uid: number) => event(`UID:${uid}`, ...anniversary.slice(1), "RRULE:FREQ=YEARLY")
    const rules = read(file(...Array.from({ length: 502 }, (_, uid) => one(uid)).flat()))
    expect(rules.dropped.map((said) => said.slice(said.indexOf(" ") + 1))).toEqual([
      "recurrenceLength 500",
      "recurrenceLength 501",
    ])
    const dates = (count: number) =>
      read(file(...event(...anniversary, `RDATE;VALUE=DATE:${Array(count).fill("20260506").join()}`)))
    expect(dates(10_000).off).toEqual(["2026-05-06 Founders' Day"])
    expect(dates(10_001).dropped).toEqual(["3 recurrenceLength 1"])
  })

  test("of times in UTC runs until the instant named, on the event's own clock", () => {
    const timed = { _tag: "WholeDays", zone: TimeZone.make("Asia/Shanghai") } as const
    const weekly = (until: string, start = "DTSTART;TZID=Asia/Shanghai:20260105T000000") =>
      read(file(...event("UID:1", "SUMMARY:x", start, "DURATION:P1D", `RRULE:FREQ=WEEKLY;UNTIL=${until}`)), {
        timed,
      })
    expect(weekly("20260118T160000Z").off).toEqual(["2026-01-05 x", "2026-01-12 x", "2026-01-19 x"])
    expect(weekly("20260118T155959Z").off).toEqual(["2026-01-05 x", "2026-01-12 x"])
    expect(weekly("20260119T000000").off).toEqual(["2026-01-05 x", "2026-01-12 x", "2026-01-19 x"])
    const utc = weekly("20260118T160000Z", "DTSTART:20260104T160000Z")
    expect(utc.off).toEqual(["2026-01-05 x", "2026-01-12 x", "2026-01-19 x"])
    const unknown = weekly("20260118T160000Z", "DTSTART;TZID=China Standard Time:20260105T000000")
    expect(unknown.dropped).toEqual(["8 recurrence 1"])
    expect(weekly("20260118").dropped).toEqual(["8 recurrence 1"])
  })
})

describe("two events that name one date", () => {
  const off = event("UID:1", "DTSTART;VALUE=DATE:20261001", "SUMMARY:国庆节")

  test("give it both names, each once", () => {
    const feed = file(
      ...off,
      ...event("UID:2", "DTSTART;VALUE=DATE:20261001", "SUMMARY:中秋节"),
      ...event("UID:3", "DTSTART;VALUE=DATE:20261001", "SUMMARY:国庆节"),
      ...event("UID:4", "DTSTART;VALUE=DATE:20261001", `SUMMARY:${"长".repeat(300)}`),
    )
    expect(read(feed).off).toEqual(["2026-10-01 国庆节 / 中秋节"])
  })

  test("give it as many names as two hundred signs hold", () => {
    const names = (first: number, second: number) =>
      read(
        file(
          ...event("UID:1", "DTSTART;VALUE=DATE:20261001", `SUMMARY:${"a".repeat(first)}`),
          ...event("UID:2", "DTSTART;VALUE=DATE:20261001", `SUMMARY:${"b".repeat(second)}`),
          ...event("UID:3", "DTSTART;VALUE=DATE:20261001", "SUMMARY:c"),
        ),
      ).off[0]?.slice("2026-10-01 ".length)
    expect(names(100, 97)).toBe(`${"a".repeat(100)} / ${"b".repeat(97)}`)
    expect(names(100, 98)).toBe(`${"a".repeat(100)} / c`)
  })

  test("leave each span of the coverage that they aren't in, and are told by the first of either kind", () => {
    const at = (on: string) => [
      ...event(`UID:${on}1`, `DTSTART;VALUE=DATE:${on}`, "SUMMARY:a"),
      ...event(`UID:${on}2`, `DTSTART;VALUE=DATE:${on}`, "SUMMARY:（班）"),
      ...event(`UID:${on}3`, `DTSTART;VALUE=DATE:${on}`, "SUMMARY:a"),
    ]
    const found = read(file(...at("20260301"), ...at("20260115")), {
      coverage: [
        { from: PlainDate.make("2026-01-01"), until: PlainDate.make("2026-02-01") },
        { from: PlainDate.make("2026-03-01"), until: PlainDate.make("2026-04-01") },
      ],
      meanings: [{ property: "summary", contains: "（班）", means: "adjustedWorkday" }],
    })
    expect(found.covered).toEqual([
      "2026-01-01 to 2026-01-15",
      "2026-01-16 to 2026-02-01",
      "2026-03-02 to 2026-04-01",
    ])
    expect(found.dropped.map((said) => said.split(" ")[2])).toEqual([
      "202603011",
      "202603012",
      "202601151",
      "202601152",
    ])
  })

  test("become days in the order of their dates, and may last a whole leap year", () => {
    const feed = file(
      ...event("UID:1", "DTSTART;VALUE=DATE:20261002", "SUMMARY:b"),
      ...event("UID:2", "DTSTART;VALUE=DATE:20261001", "SUMMARY:a"),
    )
    expect(read(feed).off).toEqual(["2026-10-01 a", "2026-10-02 b"])
    const year = file(...event("UID:1", "DTSTART;VALUE=DATE:20251231", "DURATION:P366D", "SUMMARY:closed"))
    expect(read(year).off).toHaveLength(365)
  })

  test("without a uid are two", () => {
    const feed = file(
      ...event("DTSTART;VALUE=DATE:20261001", "SUMMARY:a"),
      ...event("DTSTART;VALUE=DATE:20261001", "SUMMARY:b"),
    )
    expect(read(feed)).toMatchObject({ off: ["2026-10-01 a / b"], dropped: [] })
  })

  test("and as days of two weekdays contradict one another, on the coverage's first date as on its last", () => {
    const at = (on: string) => [
      ...event(`UID:${on}1`, `DTSTART;VALUE=DATE:${on}`, "SUMMARY:补周一"),
      ...event(`UID:${on}2`, `DTSTART;VALUE=DATE:${on}`, "SUMMARY:补周二"),
    ]
    const found = read(file(...at("20260101"), ...at("20260102"), ...at("20261231")), {
      meanings: [
        { property: "summary", contains: "一", means: "adjustedWorkday", hoursOf: "monday" },
        { property: "summary", contains: "二", means: "adjustedWorkday", hoursOf: "tuesday" },
      ],
    })
    expect(found).toMatchObject({ off: [], worked: [], covered: ["2026-01-03 to 2026-12-31"] })
    expect(found.dropped).toHaveLength(6)
  })

  test("and contradict one another leave it uncovered, and are both told", () => {
    const found = read(file(...off, ...event("UID:2", "DTSTART;VALUE=DATE:20261001", "SUMMARY:（班）")), {
      meanings: [{ property: "summary", contains: "（班）", means: "adjustedWorkday" }],
    })
    expect(found).toMatchObject({
      off: [],
      worked: [],
      covered: ["2026-01-01 to 2026-10-01", "2026-10-02 to 2027-01-01"],
      dropped: ["3 contradiction 1 2026-10-01", "8 contradiction 2 2026-10-01"],
    })
  })
})

describe("what doesn't become a day is told with its line:", () => {
  const day = ["UID:1", "SUMMARY:x", "DTSTART;VALUE=DATE:20260506"]

  test.each<readonly [what: string, lines: ReadonlyArray<string>, dropped: ReadonlyArray<string>]>([
    ["an event called off", event(...day, "STATUS:CANCELLED"), ["3 cancelled 1"]],
    ["a calendar called off", ["METHOD:CANCEL", ...event(...day)], ["4 cancelled 1"]],
    ["an event called off with a space", event(...day, "STATUS: cancelled "), ["3 cancelled 1"]],
    ["a name that is two words", event(...day, "X Y:z"), ["7 line 1"]],
    ["a name with a sign", event(...day, "X-Y!:z"), ["7 line 1"]],
    ["a parameter without a name", event(...day, "X-Y;=a:z"), ["7 line 1"]],
    ["a start with a sign before it", event("UID:1", "SUMMARY:x", "DTSTART:x20260506"), ["6 start 1"]],
    ["an event not certain", event(...day, "STATUS:TENTATIVE"), ["3 tentative 1"]],
    ["a task", ["BEGIN:VTODO", "UID:t", "END:VTODO"], ["3 component t"]],
    ["a broken line", event(...day, "no property"), ["7 line 1"]],
    ["a broken line of the calendar", ["no property", ...event(...day)], ["3 line"]],
    ["no start", event("UID:1", "SUMMARY:x"), ["3 start 1"]],
    ["two starts", event(...day, "DTSTART;VALUE=DATE:20260507"), ["6 start 1"]],
    ["a day that doesn't exist", event("UID:1", "SUMMARY:x", "DTSTART;VALUE=DATE:20260230"), ["6 start 1"]],
    [
      "a time that calls itself a date",
      event("UID:1", "SUMMARY:x", "DTSTART;VALUE=DATE:20260101T000000"),
      ["6 start 1"],
    ],
    ["an end before the start", event(...day, "DTEND;VALUE=DATE:20260505"), ["3 end 1"]],
    ["an end of another kind", event(...day, "DTEND:20260507T000000"), ["3 end 1"]],
    ["an end and a length", event(...day, "DTEND;VALUE=DATE:20260507", "DURATION:P1D"), ["3 end 1"]],
    ["a length of hours", event(...day, "DURATION:PT24H1M"), ["7 end 1"]],
    ["a length backward", event(...day, "DURATION:-P1D"), ["7 end 1"]],
    ["a length of nothing named", event(...day, "DURATION:P"), ["7 end 1"]],
    ["a length of weeks and days", event(...day, "DURATION:P1W1D"), ["7 end 1"]],
    ["two ends", event(...day, "DTEND;VALUE=DATE:20260507", "DTEND;VALUE=DATE:20260508"), ["7 end 1"]],
    ["a time that no clock shows", event("UID:1", "SUMMARY:x", "DTSTART:20260506T240000"), ["6 start 1"]],
    ["a minute that none has", event("UID:1", "SUMMARY:x", "DTSTART:20260506T096000"), ["6 start 1"]],
    ["a second that none has", event("UID:1", "SUMMARY:x", "DTSTART:20260506T090061"), ["6 start 1"]],
    ["a day more than a year has", event(...day, "DURATION:P367D"), ["3 tooLong 1"]],
    ["more than a year", event(...day, "DTEND;VALUE=DATE:20280506"), ["3 tooLong 1"]],
    ["no name", event("UID:1", "DTSTART;VALUE=DATE:20260506", "SUMMARY:  "), ["3 name 1"]],
    [
      "an older version",
      [...event(...day, "SEQUENCE:10"), ...event(...day, "SEQUENCE:9")],
      ["9 superseded 1"],
    ],
    [
      "a version of one uid with a space",
      [...event(...day), ...event("UID: 1 ", ...day.slice(1))],
      ["3 superseded 1"],
    ],
    [
      "a version whose number isn't one",
      [...event(...day, "SEQUENCE:1"), ...event(...day, "SEQUENCE:2x")],
      ["9 superseded 1"],
    ],
    [
      "another whose number isn't one",
      [...event(...day, "SEQUENCE:1"), ...event(...day, "SEQUENCE:x2")],
      ["9 superseded 1"],
    ],
    [
      "the first of two versions as old",
      [...event(...day), ...event(...day, "SEQUENCE:x")],
      ["3 superseded 1"],
    ],
    [
      "an occurrence of what is called off",
      [...event(...day, "STATUS:CANCELLED"), ...event(...day, "RECURRENCE-ID;VALUE=DATE:20260506")],
      ["3 cancelled 1", "9 cancelled 1"],
    ],
    [
      "an occurrence that says nothing",
      [
        ...event(...day, "RRULE:FREQ=YEARLY"),
        ...event("UID:1", "RECURRENCE-ID;VALUE=DATE:20260506", "DTSTART;VALUE=DATE:20260506"),
      ],
      ["3 outsideCoverage 1", "9 name 1"],
    ],
    [
      "two stamps of the occurrence that one stands for",
      event(...day, "RECURRENCE-ID;VALUE=DATE:20260506", "RECURRENCE-ID;VALUE=DATE:20260507"),
      ["7 exception 1"],
    ],
    [
      "a date outside",
      event("UID:1", "SUMMARY:x", "DTSTART;VALUE=DATE:20270101"),
      ["3 outsideCoverage 1 2027-01-01"],
    ],
    [
      "dates partly outside",
      event("UID:1", "SUMMARY:x", "DTSTART;VALUE=DATE:20261231", "DURATION:P2D"),
      ["3 outsideCoverage 1 2027-01-01"],
    ],
    [
      "a recurrence outside",
      event("UID:1", "SUMMARY:x", "DTSTART;VALUE=DATE:20270101", "RRULE:FREQ=YEARLY"),
      ["3 outsideCoverage 1"],
    ],
    ["a rule of nothing", event(...day, "RRULE:"), ["7 recurrence 1"]],
    ["a rule by the hour", event(...day, "RRULE:FREQ=HOURLY"), ["7 recurrenceKind 1"]],
    ["two rules", event(...day, "RRULE:FREQ=YEARLY", "RRULE:FREQ=DAILY"), ["8 recurrenceKind 1"]],
    [
      "a rule that excludes",
      event(...day, "RRULE:FREQ=YEARLY", "EXRULE:FREQ=YEARLY"),
      ["8 recurrenceKind 1"],
    ],
    ["a start beside its rule", event(...day, "RRULE:FREQ=YEARLY;BYMONTH=7"), ["7 recurrenceStart 1"]],
    ["a period added", event(...day, "RDATE;VALUE=PERIOD:20260507T000000Z/P1D"), ["7 recurrence 1"]],
    [
      "an exception to nothing",
      event(...day, "RRULE:FREQ=YEARLY", "EXDATE;VALUE=DATE:20260507"),
      ["8 exception 1 2026-05-07"],
    ],
    [
      "an exception of another kind",
      event(...day, "RRULE:FREQ=YEARLY", "EXDATE:20260506T000000Z"),
      ["8 exception 1 2026-05-06"],
    ],
    ["an exception that is none", event(...day, "RRULE:FREQ=YEARLY", "EXDATE:soon"), ["8 exception 1"]],
    [
      "an occurrence of nothing",
      [...event(...day, "RRULE:FREQ=YEARLY"), ...event(...day, "RECURRENCE-ID;VALUE=DATE:20260507")],
      ["9 exception 1 2026-05-07"],
    ],
    [
      "all later occurrences",
      event(...day, "RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20260506"),
      ["7 recurrenceKind 1"],
    ],
  ])("%s", (_, lines, dropped) => {
    expect(read(file(...lines)).dropped).toEqual(dropped)
  })
})

describe("read leniently is only what can mean one thing:", () => {
  test.each<readonly [what: string, lines: ReadonlyArray<string>]>([
    [
      "an end on the start's own date",
      event("UID:1", "SUMMARY:x", "DTSTART;VALUE=DATE:20260506", "DTEND;VALUE=DATE:20260506"),
    ],
    ["a date that doesn't call itself one", event("UID:1", "SUMMARY:x", "DTSTART:20260506")],
    [
      "spaces around values",
      event("UID:1", "SUMMARY:x", "DTSTART: 20260506 ", "DURATION: P1D ", "RRULE: FREQ=YEARLY "),
    ],
    [
      "spaces after names of components",
      ["BEGIN:VEVENT ", "UID:1", "SUMMARY:x", "DTSTART:20260506", "END:VEVENT "],
    ],
    ["a parameter of one sign", event("UID:1", "SUMMARY;A=b:x", "DTSTART:20260506")],
    ["names of properties in small letters", event("uid:1", "summary:x", "dtstart;value=date:20260506")],
    ["an event without a uid", event("SUMMARY:x", "DTSTART;VALUE=DATE:20260506")],
    ...["PT24H", "PT1440M", "PT86400S", "PT23H59M60S", "+P0DT24H", "p1d"].map(
      (length) =>
        [
          `a day that is ${length} long`,
          event("UID:1", "SUMMARY:x", "DTSTART;VALUE=DATE:20260506", `DURATION:${length}`),
        ] as const,
    ),
  ])("%s", (_, lines) => {
    expect(read(file(...lines))).toMatchObject({ off: ["2026-05-06 x"], dropped: [] })
  })

  test("names, which become one line of at most 200 signs", () => {
    const name = (summary: string) =>
      read(file(...event("UID:1", "DTSTART;VALUE=DATE:20260506", `SUMMARY:${summary}`))).off[0]?.slice(11)
    expect(name("a\\, b\\; c\\\\d\\n e\u0007f")).toBe("a, b; c\\d e f")
    expect(name("长".repeat(500))).toHaveLength(200)
    expect(name(`${"x".repeat(199)}😀`)).toBe("x".repeat(199))
    expect(name("\uD83D")).toBe("\uFFFD")
    expect(name("a😀b")).toBe("a😀b")
    expect(name("a\\Nb")).toBe("a b")
    expect(name("from 10:30: x")).toBe("from 10:30: x")
  })
})

describe("how a feed is read", () => {
  const decode = Schema.decodeUnknownResult(ICalendar.Reading)

  test("is data, and has no defaults", () => {
    expect(Result.isSuccess(decode(JSON.parse(JSON.stringify(reading))))).toBe(true)
    for (const key of Object.keys(reading)) {
      const { [key as keyof typeof reading]: _, ...rest } = reading
      expect(Result.isFailure(decode(rest)), key).toBe(true)
    }
    expect(Result.isFailure(decode({ ...reading, coverage: [] }))).toBe(true)
  })
})
