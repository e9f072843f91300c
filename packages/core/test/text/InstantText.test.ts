import { DateText, InstantText, PlainDate, TimeZone, ZoneText } from "@aftercare/core"
import { CalendarArbitraries } from "@aftercare/core/testing"
import { fromZonedTime } from "date-fns-tz/fromZonedTime"
import { getTimezoneOffset } from "date-fns-tz/getTimezoneOffset"
import { toZonedTime } from "date-fns-tz/toZonedTime"
import * as DateTime from "effect/DateTime"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"
import { changesIn, minute, wallAt } from "../calendar/support/WallClock.ts"
import { hosts, inHost } from "./support/hosts.ts"

const shanghai = TimeZone.make("Asia/Shanghai")
const newYork = TimeZone.make("America/New_York")
const instantOf = Date.parse

const zoneAndInstant = CalendarArbitraries.timeZone().chain((zone) =>
  fc.tuple(fc.constant(zone), CalendarArbitraries.instant({ near: zone })),
)

/** What the text must begin with, from `Intl` alone. */
const expected = (zone: string, at: number): string => {
  const wall = new Date(wallAt(zone, at)).toISOString()
  const [year, month, day] = wall.slice(0, 10).split("-").map(Number)
  return `${year}年${month}月${day}日（周${"日一二三四五六"[new Date(wall).getUTCDay()]}）${wall.slice(11, 16)}`
}

describe("date-fns-tz 3.2.0 is wrong around clock changes; a test that fails here says that a new version mended it", () => {
  const hourOf = (zone: string, at: string): number => toZonedTime(instantOf(at), zone).getHours()

  test("getTimezoneOffset has the change before it comes", () => {
    const before = instantOf("2026-03-08T06:59Z")
    expect(TimeZone.offsetAt(newYork, before)).toBe(-5 * 3_600_000)
    inHost("UTC", () => expect(getTimezoneOffset(newYork, new Date(before))).toBe(-4 * 3_600_000))
  })

  test("toZonedTime shows another time where the machine's own clock skips it", () => {
    // 02:50 in Shanghai, on the night on which New York's clocks went from 02:00 to 03:00.
    const at = "2014-03-08T18:50Z"
    expect(TimeZone.timeAt(shanghai, instantOf(at))).toBe("02:50")
    inHost("UTC", () => expect(hourOf(shanghai, at)).toBe(2))
    inHost("America/New_York", () => expect(hourOf(shanghai, at)).toBe(3))
  })

  test("toZonedTime shows another day where the machine's own zone skipped it", () => {
    inHost("Pacific/Apia", () => {
      expect(toZonedTime(instantOf("2011-12-30T04:00Z"), shanghai).getDate()).toBe(31)
    })
  })

  test("fromZonedTime takes the earlier instant in a gap, and in a fold what the machine's zone makes of it", () => {
    const gap = () => fromZonedTime("2026-03-08T02:30:00", newYork).toISOString()
    for (const host of hosts) inHost(host, () => expect(gap()).toBe("2026-03-08T06:30:00.000Z"))
    const fold = () => fromZonedTime("2026-11-01T01:30:00", newYork).toISOString()
    inHost("UTC", () => expect(fold()).toBe("2026-11-01T05:30:00.000Z"))
    inHost("Asia/Shanghai", () => expect(fold()).toBe("2026-11-01T06:30:00.000Z"))
  })
})

for (const host of hosts)
  describe(`on a machine in ${host}`, () => {
    test("an instant reads as the zone's wall clock does, in every zone and around every change", () => {
      inHost(host, () =>
        fc.assert(
          fc.property(zoneAndInstant, ([zone, at]) => {
            const text = InstantText.render(at, { zone, language: "zh", withYear: true })
            expect(text.slice(0, expected(zone, at).length)).toBe(expected(zone, at))
            const offset = TimeZone.offsetAt(zone, at)
            expect(text).toContain(new Date(at + offset).toISOString().slice(11, 16))
          }),
          runs(300),
        ),
      )
    })

    test("an instant reads rightly around the changes of the machine's own clock", () => {
      inHost(host, () => {
        const changes = changesIn(host, Date.UTC(2007, 0, 1), Date.UTC(2027, 0, 1))
        if (changes.length === 0) return
        const wall = fc
          .tuple(fc.constantFrom(...changes), fc.integer({ min: -1500, max: 1500 }))
          .map(([change, minutes]) => wallAt(host, change) + minutes * minute)
        fc.assert(
          fc.property(CalendarArbitraries.timeZone(), wall, (zone, shown) => {
            const at = shown - TimeZone.offsetAt(zone, shown)
            const text = InstantText.render(at, { zone, language: "zh", withYear: true })
            expect(text.slice(0, expected(zone, at).length)).toBe(expected(zone, at))
          }),
          runs(300),
        )
      })
    })

    test("toZonedTime errs in the machine's own gaps and nowhere else, so it also checks the zone's table", () => {
      inHost(host, () =>
        fc.assert(
          fc.property(zoneAndInstant, ([zone, at]) => {
            const wall = new Date(at + TimeZone.offsetAt(zone, at))
            const held = new Date(0)
            held.setFullYear(wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate())
            held.setHours(
              wall.getUTCHours(),
              wall.getUTCMinutes(),
              wall.getUTCSeconds(),
              wall.getUTCMilliseconds(),
            )
            expect(toZonedTime(at, zone).getTime()).toBe(held.getTime())
          }),
          runs(300),
        ),
      )
    })
  })

describe("an instant for people", () => {
  const at = instantOf("2026-03-05T10:30:00Z")

  test.each([
    ["zh", { zone: shanghai, language: "zh" }, "3月5日（周四）18:30"],
    ["en", { zone: shanghai, language: "en" }, "Thu 5 Mar, 18:30"],
    ["zh with its year", { zone: shanghai, language: "zh", withYear: true }, "2026年3月5日（周四）18:30"],
    ["en with its year", { zone: shanghai, language: "en", withYear: true }, "Thu 5 Mar 2026, 18:30"],
    ["a reader in the same zone", { zone: shanghai, language: "en", reader: shanghai }, "Thu 5 Mar, 18:30"],
    [
      "a reader elsewhere",
      { zone: newYork, language: "en", reader: shanghai },
      "Thu 5 Mar, 05:30 (New York time, UTC−05:00)",
    ],
    [
      "a reader elsewhere, zh",
      { zone: newYork, language: "zh", reader: shanghai },
      "3月5日（周四）05:30（纽约时间，UTC−05:00）",
    ],
    [
      "a zone without a spoken name",
      { zone: TimeZone.make("Asia/Kathmandu"), language: "en", reader: shanghai },
      "Thu 5 Mar, 16:15 (Asia/Kathmandu, UTC+05:45)",
    ],
    [
      "a reader elsewhere whose clock shows the same",
      { zone: TimeZone.make("Asia/Singapore"), language: "en", reader: shanghai },
      "Thu 5 Mar, 18:30",
    ],
  ] as const)("%s", (_, options, text) => {
    expect(InstantText.render(at, options)).toBe(text)
    expect(InstantText.render(DateTime.makeUnsafe(at), options)).toBe(text)
  })

  test("an hour that comes twice names its offset, and its neighbours don't", () => {
    const options = { zone: newYork, language: "en" } as const
    const texts = ["04:59", "05:30", "06:30", "07:00"].map((time) =>
      InstantText.render(instantOf(`2026-11-01T${time}Z`), options),
    )
    expect(texts).toEqual([
      "Sun 1 Nov, 00:59",
      "Sun 1 Nov, 01:30 (UTC−04:00)",
      "Sun 1 Nov, 01:30 (UTC−05:00)",
      "Sun 1 Nov, 02:00",
    ])
  })

  test("no two minutes read alike", () => {
    fc.assert(
      fc.property(
        zoneAndInstant,
        fc.integer({ min: -300, max: 300 }),
        fc.constantFrom("zh", "en"),
        ([zone, at], by, language) => {
          const other = at + by * minute
          if (other < TimeZone.horizon.from || other >= TimeZone.horizon.until) return
          const options = { zone, language, withYear: true } as const
          const same = InstantText.render(at, options) === InstantText.render(other, options)
          // Within one minute of the wall clock only.
          if (same) expect(Math.abs(at - other)).toBeLessThan(minute)
        },
      ),
      runs(300),
    )
  })

  test("any number of milliseconds that a date can hold reads as something", () => {
    const anything = fc.oneof(fc.integer({ min: -8.64e15, max: 8.64e15 }), fc.constantFrom(-8.64e15, 8.64e15))
    fc.assert(
      fc.property(CalendarArbitraries.timeZone(), anything, (zone, millis) => {
        expect(InstantText.render(millis, { zone, language: "en", withYear: true })).toMatch(
          /^\w{3} \d{1,2} \w{3} \d{1,4}, \d\d:\d\d(?: \(UTC[+−]\d\d:\d\d(?::\d\d)?\))?$/,
        )
      }),
    )
  })
})

describe("a stretch of time", () => {
  const en = { zone: shanghai, language: "en" } as const
  const at = (time: string) => instantOf(`2026-03-05T${time}+08:00`)

  test.each([
    ["within a day", at("12:00"), at("14:00"), "Thu 5 Mar, 12:00–14:00"],
    ["to midnight", at("20:00"), at("24:00"), "Thu 5 Mar, 20:00–24:00"],
    ["over midnight", at("20:00"), at("24:00") + 60_000, "Thu 5 Mar, 20:00 – Fri 6 Mar, 00:01"],
    ["a whole day", at("00:00"), at("24:00"), "Thu 5 Mar, 00:00–24:00"],
  ])("%s", (_, from, until, text) => expect(InstantText.stretch(from, until, en)).toBe(text))

  test("over a change of offset both ends are dated", () => {
    const [from, until] = [instantOf("2026-11-01T05:30Z"), instantOf("2026-11-01T07:30Z")]
    expect(InstantText.stretch(from, until, { zone: newYork, language: "zh" })).toBe(
      "11月1日（周日）01:30（UTC−04:00） – 11月1日（周日）02:30",
    )
  })
})

test("a date reads the same on any machine", () => {
  for (const host of hosts)
    inHost(host, () => {
      expect(DateText.render(PlainDate.make("2026-02-17"), { language: "zh" })).toBe("2月17日（周二）")
      expect(DateText.render(PlainDate.make("0001-01-01"), { language: "en", withYear: true })).toBe(
        "Mon 1 Jan 1",
      )
    })
})

test("an offset is written to the minute, and to the second where a zone had one", () => {
  expect([0, 19_800_000, -12_600_000, -2_670_000].map(ZoneText.offset)).toEqual([
    "UTC+00:00",
    "UTC+05:30",
    "UTC−03:30",
    "UTC−00:44:30",
  ])
})
