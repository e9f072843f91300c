import { FrequencyCap, Hours, type TimeZone } from "@aftercare/core"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import { hour, minute } from "../calendar/support/WallClock.ts"
import { exceeds, limit } from "./support/LimitOracle.ts"
import { channels, places, purposes } from "./support/people.ts"

const source = { title: "a hospital's rule", status: "hospitalPolicy", verified: "read" } as const

const cap = (
  limit: FrequencyCap.Limit,
  only: Partial<Pick<FrequencyCap.FrequencyCap, "channels" | "purposes">> = {},
): FrequencyCap.FrequencyCap => ({
  id: "frequency.calls" as FrequencyCap.FrequencyCap["id"],
  limit,
  channels: ["phone"],
  purposes: ["followUp", "care"],
  source,
  ...only,
})

const isClosed = (
  rule: FrequencyCap.FrequencyCap,
  contacts: ReadonlyArray<FrequencyCap.Contact>,
  zone: TimeZone.TimeZone,
  at: number,
) => FrequencyCap.closedBy(rule, contacts, zone).some((i) => i.from <= at && at < i.until)

const drawn = fc.constantFrom(...places).chain((place) =>
  fc.record({
    place: fc.constant(place),
    limit,
    contacts: fc.array(
      fc.record({
        at: fc
          .oneof(fc.integer({ min: -72, max: 72 }), fc.integer({ min: -480, max: 480 }))
          .map((n) => place.around + n * 30 * minute),
        channel: fc.constantFrom(...channels.slice(0, 2)),
        purpose: fc.constantFrom(...purposes),
      }),
      { maxLength: 7 },
    ),
  }),
)

describe("a frequency cap", patience, () => {
  test("closes exactly the moments at which one more contact would be one too many", () => {
    fc.assert(
      fc.property(drawn, fc.constantFrom(0, 1, -1, 7 * minute), ({ contacts, limit, place }, by) => {
        const { around, zone } = place
        const rule = cap(limit)
        const counted = contacts
          .filter(
            ({ channel, purpose }) => rule.channels.includes(channel) && rule.purposes.includes(purpose),
          )
          .map(({ at }) => at)
        for (let n = -160; n <= 160; n++) {
          const at = around + n * 60 * minute + by
          expect(isClosed(rule, contacts, zone, at), new Date(at).toISOString()).toBe(
            exceeds(limit, counted, at, zone),
          )
        }
      }),
      runs(100),
    )
  })

  test("closes what all contacts close as soon as it knows those within its reach", () => {
    fc.assert(
      fc.property(drawn, fc.integer({ min: -160, max: 160 }), ({ contacts, limit, place }, n) => {
        const { around, zone } = place
        const rule = cap(limit)
        const at = around + n * 30 * minute
        const near = contacts.filter((c) => Math.abs(c.at - at) <= FrequencyCap.reach(limit))
        expect(isClosed(rule, near, zone, at)).toBe(isClosed(rule, contacts, zone, at))
      }),
      runs(200),
    )
  })

  test("never opens a moment for there being more contacts, even more than the limit allows", () => {
    fc.assert(
      fc.property(drawn, fc.nat(6), ({ contacts, limit, place: { around, zone } }, i) => {
        const rule = cap(limit)
        const fewer = contacts.filter((_, j) => j !== i)
        for (let at = around - 100 * hour; at <= around + 100 * hour; at += hour)
          if (isClosed(rule, fewer, zone, at)) expect(isClosed(rule, contacts, zone, at)).toBe(true)
      }),
      runs(60),
    )
  })

  test("counts the contacts of its channels and purposes that are less than its reach away, before and after", () => {
    fc.assert(
      fc.property(drawn, fc.integer({ min: -160, max: 160 }), ({ contacts, limit, place }, n) => {
        const rule = cap(limit)
        const at = place.around + n * 30 * minute
        const far = FrequencyCap.reach(limit)
        let within = 0
        for (const c of contacts)
          if (
            c.channel === "phone" &&
            ["followUp", "care"].includes(c.purpose) &&
            at - far < c.at &&
            c.at < at + far
          )
            within++
        expect(FrequencyCap.counted(rule, contacts, at)).toBe(within)
      }),
      runs(200),
    )
  })

  test("reaches as far as its hours, two days for a date, and a day beyond seven for a week", () => {
    const hoursOf = (limit: FrequencyCap.Limit) => FrequencyCap.reach(limit) / hour
    expect(hoursOf({ _tag: "Rolling", hours: 30, atMost: 1 })).toBe(30)
    expect(hoursOf({ _tag: "MinimumGap", hours: 5 })).toBe(5)
    expect(hoursOf({ ...otherPart, hours: 72 })).toBe(72)
    expect(hoursOf({ _tag: "NaturalDay", atMost: 1 })).toBe(48)
    expect(hoursOf({ _tag: "NaturalWeek", atMost: 1 })).toBe(192)
    const both = [cap({ _tag: "MinimumGap", hours: 5 }), cap({ _tag: "NaturalDay", atMost: 1 })]
    expect(FrequencyCap.furthestReach(both) / hour).toBe(48)
    expect(FrequencyCap.furthestReach([])).toBe(0)
    const gap = cap({ _tag: "MinimumGap", hours: 2 })
    expect(FrequencyCap.counted(gap, [call("2T10:00"), call("2T14:00")], at("2T12:00"))).toBe(0)
    expect(FrequencyCap.counted(gap, [call("2T10:01"), call("2T13:59")], at("2T12:00"))).toBe(2)
  })

  const zone = places[0]?.zone as TimeZone.TimeZone
  const at = (time: string) => Date.parse(`2026-03-0${time}:00+08:00`)
  const call = (
    time: string,
    channel: "phone" | "sms" = "phone",
    purpose: "followUp" | "promotion" = "followUp",
  ) => ({
    at: at(time),
    channel,
    purpose,
  })
  const otherPart: Extract<FrequencyCap.Limit, { readonly _tag: "DayPart" }> = {
    _tag: "DayPart",
    parts: [
      { name: { zh: "上午", en: "morning" }, span: Hours.TimeSpan.make("08:00-12:00") },
      { name: { zh: "晚上", en: "evening" }, span: Hours.TimeSpan.make("18:00-20:00") },
    ],
    hours: 48,
    atMost: 1,
  }
  const twoInADay = cap({ _tag: "Rolling", hours: 24, atMost: 2 })

  test.each([
    ["a third call within 24 hours of two", twoInADay, [call("2T10:00"), call("2T18:00")], "3T09:59", true],
    [
      "a third call 24 hours after the first",
      twoInADay,
      [call("2T10:00"), call("2T18:00")],
      "3T10:00",
      false,
    ],
    ["a call before two planned ones", twoInADay, [call("2T10:00"), call("2T18:00")], "1T18:01", true],
    ["a call 24 hours before the second", twoInADay, [call("2T10:00"), call("2T18:00")], "1T18:00", false],
    [
      "a call between two that lie a day apart",
      twoInADay,
      [call("2T10:00"), call("3T10:00")],
      "2T20:00",
      false,
    ],
    [
      "a call beside a text and a call",
      twoInADay,
      [call("2T10:00", "sms"), call("2T18:00")],
      "2T19:00",
      false,
    ],
    [
      "a call beside two of another purpose",
      twoInADay,
      [call("2T10:00", "phone", "promotion"), call("2T18:00")],
      "2T19:00",
      false,
    ],
    [
      "a call late on the date of another",
      cap({ _tag: "NaturalDay", atMost: 1 }),
      [call("2T00:00")],
      "2T23:59",
      true,
    ],
    [
      "a call one minute into the next date",
      cap({ _tag: "NaturalDay", atMost: 1 }),
      [call("2T23:59")],
      "3T00:00",
      false,
    ],
    [
      "a call the date before another, in the same week",
      cap({ _tag: "NaturalDay", atMost: 1 }),
      [call("4T10:00")],
      "3T10:00",
      false,
    ],
    [
      "a fourth call in a week, on its Sunday",
      cap({ _tag: "NaturalWeek", atMost: 3 }),
      [call("2T10:00"), call("4T10:00"), call("6T10:00")],
      "8T23:59",
      true,
    ],
    [
      "a fourth call, on the Monday after",
      cap({ _tag: "NaturalWeek", atMost: 3 }),
      [call("2T10:00"), call("4T10:00"), call("6T10:00")],
      "9T00:00",
      false,
    ],
    [
      "a fourth call in any seven days, on the Monday after",
      cap({ _tag: "Rolling", hours: 168, atMost: 3 }),
      [call("2T10:00"), call("4T10:00"), call("6T10:00")],
      "9T09:59",
      true,
    ],
    ["a call in the evening after one in the morning", cap(otherPart), [call("2T10:00")], "2T18:00", false],
    ["a call the next morning", cap(otherPart), [call("2T10:00")], "3T08:00", true],
    ["a call in the morning before", cap(otherPart), [call("2T10:00")], "1T11:59", true],
    ["a call at a time of no part", cap(otherPart), [call("2T10:00")], "2T12:30", false],
    ["a call 48 hours on, to the minute", cap(otherPart), [call("2T10:00")], "4T10:00", false],
    [
      "a call two hours before the next",
      cap({ _tag: "MinimumGap", hours: 2 }),
      [call("2T10:00")],
      "2T08:00",
      false,
    ],
    [
      "a call less than two hours before the next",
      cap({ _tag: "MinimumGap", hours: 2 }),
      [call("2T10:00")],
      "2T08:01",
      true,
    ],
  ])("judges %s", (_, rule, contacts, time, closed) => {
    expect(isClosed(rule, contacts, zone, at(time))).toBe(closed)
  })
})
