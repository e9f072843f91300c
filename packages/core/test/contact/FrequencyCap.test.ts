import { FrequencyCap, type TimeZone } from "@aftercare/core"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import { dateAt, hour, minute } from "../calendar/support/WallClock.ts"
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

/** Whether the contacts keep to the limit, by looking at each span or date that begins with one of them. */
const keeps = (limit: FrequencyCap.Limit, times: ReadonlyArray<number>, zone: string): boolean => {
  const mostIn = (length: number) =>
    Math.max(0, ...times.map((from) => times.filter((t) => from <= t && t < from + length).length))
  switch (limit._tag) {
    case "Rolling":
      return mostIn(limit.hours * hour) <= limit.atMost
    case "MinimumGap":
      return mostIn(limit.hours * hour) <= 1
    case "NaturalDay": {
      const dates = times.map((t) => dateAt(zone, t))
      return dates.every((date) => dates.filter((d) => d === date).length <= limit.atMost)
    }
  }
}

const limit: fc.Arbitrary<FrequencyCap.Limit> = fc.oneof(
  fc.record({
    _tag: fc.constant("Rolling" as const),
    hours: fc.constantFrom(1, 6, 24, 48),
    atMost: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({ _tag: fc.constant("NaturalDay" as const), atMost: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ _tag: fc.constant("MinimumGap" as const), hours: fc.constantFrom(1, 12, 24) }),
)

const drawn = fc.constantFrom(...places).chain((place) =>
  fc.record({
    place: fc.constant(place),
    limit,
    contacts: fc.array(
      fc.record({
        at: fc.integer({ min: -72, max: 72 }).map((n) => place.around + n * 30 * minute),
        channel: fc.constantFrom(...channels.slice(0, 2)),
        purpose: fc.constantFrom(...purposes),
      }),
      { maxLength: 7 },
    ),
  }),
)

describe("a frequency cap", patience, () => {
  test("closes exactly the moments at which one more contact would be over the limit, where those made keep to it", () => {
    fc.assert(
      fc.property(drawn, fc.constantFrom(0, 1, -1, 7 * minute), ({ contacts, limit, place }, by) => {
        const { around, zone } = place
        const rule = cap(limit)
        const counted = contacts
          .filter(
            ({ channel, purpose }) => rule.channels.includes(channel) && rule.purposes.includes(purpose),
          )
          .map(({ at }) => at)
        fc.pre(keeps(limit, counted, zone))
        for (let n = -160; n <= 160; n++) {
          const at = around + n * 30 * minute + by
          expect(isClosed(rule, contacts, zone, at), new Date(at).toISOString()).toBe(
            !keeps(limit, [...counted, at], zone),
          )
        }
      }),
      runs(100),
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
