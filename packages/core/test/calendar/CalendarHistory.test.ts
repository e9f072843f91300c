import { CalendarHistory, ChinaCalendar } from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

const calendar = ChinaCalendar.publicHolidays

/** Histories of up to six versions, each published at a whole minute. */
const histories = fc
  .uniqueArray(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 6 })
  .map((minutes) =>
    minutes
      .sort((a, b) => a - b)
      .map((minute, i) => ({
        publishedAt: DateTime.makeUnsafe(minute * 60_000),
        calendar: { ...calendar, version: `v${i}` },
      })),
  )
  .map((editions) => editions as unknown as CalendarHistory.CalendarHistory)

describe("what was known of a calendar", () => {
  test("is the last version published until then, and before the first a refusal that names it", () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: -1, max: 3_100_000 }), (history, at) => {
        let known: string | undefined
        for (const { calendar, publishedAt } of history)
          if (publishedAt.epochMilliseconds <= at) known = calendar.version
        const found = CalendarHistory.asKnownAt(history, DateTime.makeUnsafe(at))
        if (Result.isSuccess(found)) expect(found.success.version).toBe(known)
        else {
          expect(known).toBeUndefined()
          expect(found.failure).toMatchObject({ _tag: "CalendarNotPublished", calendar: calendar.id })
          expect(found.failure.firstPublishedAt).toEqual(history[0].publishedAt)
        }
      }),
    )
  })

  test("is refused in words that name the calendar and when it was first known", () => {
    const publishedAt = DateTime.makeUnsafe("2025-11-04T02:00:00Z")
    const refused = CalendarHistory.asKnownAt([{ publishedAt, calendar }], DateTime.makeUnsafe(0))
    expect(Result.isFailure(refused) && refused.failure.message).toBe(
      "no version of calendar china.publicHolidays was known at 1970-01-01T00:00:00.000Z: " +
        "the first came at 2025-11-04T02:00:00.000Z",
    )
  })

  test("at the very instant of publishing is the new version", () => {
    fc.assert(
      fc.property(histories, (history) => {
        for (const { calendar, publishedAt } of history)
          expect(CalendarHistory.asKnownAt(history, publishedAt)).toEqual(Result.succeed(calendar))
      }),
    )
  })

  test("is found again by the version that a due date names", () => {
    fc.assert(
      fc.property(histories, (history) => {
        for (const { calendar } of history)
          expect(CalendarHistory.ofVersion(history, calendar.version)).toEqual(Option.some(calendar))
        expect(CalendarHistory.ofVersion(history, "unheard of")).toEqual(Option.none())
      }),
    )
  })
})

describe("a history", () => {
  const decode = Schema.decodeUnknownResult(CalendarHistory.CalendarHistory)
  const edition = (publishedAt: string, version: string, id = calendar.id) => ({
    publishedAt,
    calendar: { ...calendar, id, version },
  })
  const first = edition("2025-11-04T10:00+08:00", "2026")

  test("is of one calendar, in the order of publishing, each version once", () => {
    expect(Result.isSuccess(decode([first, edition("2026-11-04T10:00+08:00", "2027")]))).toBe(true)
  })

  test.each([
    ["none", [], /Missing key/],
    [
      "two at one instant",
      [first, edition("2025-11-04T02:00Z", "2027")],
      /published after the one before it\n {2}at \[1\]\["publishedAt"\]/,
    ],
    [
      "another calendar",
      [first, edition("2026-11-04T02:00Z", "2027", "france")],
      /of one calendar\n {2}at \[1\]\["calendar"\]\["id"\]/,
    ],
    [
      "a version twice",
      [first, edition("2026-11-04T02:00Z", "2026")],
      /published once\n {2}at \[1\]\["calendar"\]\["version"\]/,
    ],
  ])("isn't one of %s", (_, editions, message) => {
    const read = decode(editions)
    expect(Result.isFailure(read) && read.failure.message).toMatch(message)
  })
})
