import { PlainDate, WorkCalendar } from "@aftercare/core"
import * as ICalendar from "@aftercare/core/icalendar"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { dateOf, dayOf, recurs } from "./support/RecurrenceOracle.ts"
import { patience, runs } from "./support/runs.ts"

const [from, until] = [dayOf("2026-01-01"), dayOf("2026-03-01")]

const reading: ICalendar.Reading = {
  id: "feed",
  version: "1",
  workweek: ["monday"],
  coverage: [{ from: PlainDate.fromEpochDay(from), until: PlainDate.fromEpochDay(until) }],
  sources: [],
  transparent: "drop",
  timed: { _tag: "Drop" },
  meanings: [
    { property: "summary", contains: "（班）", means: "adjustedWorkday" },
    { property: "categories", contains: "holiday", means: "dayOff" },
  ],
  otherwise: "nothing",
}

/** An event as it is meant, and a way to write it. */
interface Meant {
  readonly start: number
  readonly days: number
  readonly written: "DTEND" | "DURATION"
  readonly rule: string | undefined
  readonly added: ReadonlyArray<number>
  /** Which occurrences are excepted, by their place. */
  readonly excepted: ReadonlyArray<number>
  readonly means: "dayOff" | "adjustedWorkday" | "nothing"
  readonly standing: "CONFIRMED" | "CANCELLED" | "TENTATIVE" | "TRANSPARENT" | undefined
  /** Where one occurrence is moved to, and by how many days it then lasts. */
  readonly moved: { readonly place: number; readonly to: number; readonly days: number } | undefined
}

const near = fc.integer({ min: from - 40, max: until + 20 })

const meant: fc.Arbitrary<Meant> = fc.record({
  start: near,
  days: fc.integer({ min: 1, max: 9 }),
  written: fc.constantFrom("DTEND", "DURATION"),
  rule: fc.constantFrom(
    undefined,
    undefined,
    "FREQ=DAILY;INTERVAL=9",
    "FREQ=WEEKLY;COUNT=5",
    "FREQ=MONTHLY;UNTIL=20260210",
    "FREQ=YEARLY",
  ),
  added: fc.oneof(fc.constant([]), fc.array(near, { maxLength: 3 })),
  excepted: fc.oneof(fc.constant([]), fc.array(fc.nat(20), { maxLength: 2 })),
  means: fc.constantFrom("dayOff", "dayOff", "dayOff", "adjustedWorkday", "nothing"),
  standing: fc.oneof(
    { weight: 5, arbitrary: fc.constant(undefined) },
    fc.constantFrom("CONFIRMED", "CANCELLED", "TENTATIVE", "TRANSPARENT"),
  ),
  moved: fc.option(fc.record({ place: fc.nat(20), to: near, days: fc.integer({ min: 1, max: 4 }) }), {
    nil: undefined,
  }),
})

/** All occurrences within sight. */
const startsOf = ({ added, rule, start }: Meant): ReadonlyArray<number> => {
  const ruled = rule === undefined ? [start] : recurs(rule, start, until + 60)
  // A start that the rule itself doesn't reach leaves what recurs undefined, and the event is dropped.
  return ruled.includes(start) ? [...new Set([...ruled, ...added])] : []
}

const at = <A>(all: ReadonlyArray<A>, place: number): A | undefined =>
  all.length === 0 ? undefined : all[place % all.length]

const exceptedIn = (event: Meant): ReadonlyArray<number> =>
  event.excepted.flatMap((place) => at(startsOf(event), place) ?? [])

/** The occurrence that is moved, unless it is excepted. */
const movedIn = (event: Meant): number | undefined => {
  const start = event.moved && at(startsOf(event), event.moved.place)
  return start === undefined || exceptedIn(event).includes(start) ? undefined : start
}

const counts = ({ means, standing }: Meant): boolean =>
  means !== "nothing" && (standing === undefined || standing === "CONFIRMED")

/** Whether the event fills the day. */
const fills = (event: Meant, day: number): boolean => {
  const { days, moved, means, standing } = event
  const replaced = movedIn(event)
  if (replaced !== undefined && moved !== undefined && means !== "nothing" && standing !== "CANCELLED")
    if (moved.to <= day && day < moved.to + moved.days) return true
  return (
    counts(event) &&
    startsOf(event).some(
      (start) =>
        start <= day && day < start + days && start !== replaced && !exceptedIn(event).includes(start),
    )
  )
}

const compact = (day: number): string => dateOf(day).replaceAll("-", "")

const summaries = { dayOff: "春节\\, 休", adjustedWorkday: "春节（班）", nothing: "会议" }

const lasting = (written: Meant["written"], start: number, days: number): ReadonlyArray<string> => {
  if (written === "DTEND") return [`DTEND;VALUE=DATE:${compact(start + days)}`]
  return [days % 7 === 0 ? `DURATION:P${days / 7}W` : `DURATION:P${days}D`]
}

const write = (event: Meant, uid: string): ReadonlyArray<ReadonlyArray<string>> => {
  const { added, days, means, moved, rule, standing, start, written } = event
  const what = [
    `UID:${uid}`,
    `SUMMARY;LANGUAGE="zh;CN:x":${summaries[means]}`,
    ...(means === "dayOff" ? ["CATEGORIES:Public,HOLIDAY"] : []),
  ]
  const replaced = movedIn(event)
  return [
    [
      ...what,
      `DTSTART;VALUE=DATE:${compact(start)}`,
      ...(days === 1 ? [] : lasting(written, start, days)),
      ...(rule === undefined ? [] : [`RRULE:${rule}`]),
      ...(added.length === 0 ? [] : [`RDATE;VALUE=DATE:${added.map(compact).join(",")}`]),
      ...exceptedIn(event).map((day) => `EXDATE;VALUE=DATE:${compact(day)}`),
      ...(standing === undefined
        ? []
        : [standing === "TRANSPARENT" ? "TRANSP:TRANSPARENT" : `STATUS:${standing}`]),
    ],
    ...(replaced === undefined || moved === undefined
      ? []
      : [
          [
            ...what,
            `RECURRENCE-ID;VALUE=DATE:${compact(replaced)}`,
            `DTSTART;VALUE=DATE:${compact(moved.to)}`,
            ...lasting("DTEND", moved.to, moved.days),
          ],
        ]),
  ]
}

/** How a file is written: the ends of its lines, where they are folded, and what stands before it. */
interface Style {
  readonly end: string
  readonly fold: number
  readonly mark: string
  readonly reversed: boolean
}

const style: fc.Arbitrary<Style> = fc.record({
  end: fc.constantFrom("\r\n", "\n", "\r"),
  fold: fc.constantFrom(5, 20, 75, 1000),
  mark: fc.constantFrom("", "\uFEFF"),
  reversed: fc.boolean(),
})

const fileOf = (
  events: ReadonlyArray<ReadonlyArray<string>>,
  { end, fold, mark, reversed }: Style,
): string => {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    ...events.flatMap((properties) => [
      "BEGIN:VEVENT",
      ...(reversed ? [...properties].reverse() : properties),
      "END:VEVENT",
    ]),
    "END:VCALENDAR",
  ]
  const folded = lines.map((line) => (line.match(new RegExp(`.{1,${fold}}`, "g")) ?? []).join(`${end} `))
  return mark + folded.join(end) + end
}

const read = (file: string): ICalendar.Imported => Result.getOrThrow(ICalendar.read(file, reading))

describe("a feed of whole-day events", patience, () => {
  test("makes of each covered date what its events say, however it is written", () => {
    fc.assert(
      fc.property(fc.array(meant, { maxLength: 5 }), style, (events, style) => {
        const { calendar } = read(
          fileOf(
            events.flatMap((event, i) => write(event, `${i}@x`)),
            style,
          ),
        )
        expect(Schema.is(WorkCalendar.WorkCalendar)(calendar)).toBe(true)
        for (let day = from; day < until; day++) {
          const kinds = new Set(events.filter((event) => fills(event, day)).map(({ means }) => means))
          const found = WorkCalendar.dayOn(calendar, PlainDate.fromEpochDay(day))._tag
          const wanted =
            kinds.size > 1
              ? "NotCovered"
              : kinds.has("dayOff")
                ? "Holiday"
                : kinds.has("adjustedWorkday")
                  ? "AdjustedWorkday"
                  : "Ordinary"
          expect(found, dateOf(day)).toBe(wanted)
        }
      }),
      runs(80),
    )
  })

  test("lists each event that doesn't count, with its reason and where it stands", () => {
    fc.assert(
      fc.property(fc.array(meant, { maxLength: 5 }), style, (events, style) => {
        const file = fileOf(
          events.flatMap((event, i) => write(event, `${i}@x`)),
          style,
        )
        const { dropped } = read(file)
        const lines = file.split(style.end)
        const rules = { CANCELLED: "cancelled", TENTATIVE: "tentative", TRANSPARENT: "transparent" }
        for (const [i, event] of events.entries()) {
          const found = dropped.filter(({ uid }) => uid === `${i}@x`)
          for (const { line } of found) expect(lines[line - 1]).toMatch(/^(\uFEFF)?(BEGIN|EXDA|RRUL|RDAT)/)
          const { standing } = event
          const wanted =
            standing !== undefined && standing !== "CONFIRMED"
              ? rules[standing]
              : event.means === "nothing"
                ? "meaning"
                : undefined
          if (wanted !== undefined) expect(found.map(({ rule }) => rule)).toContain(`iCalendar.${wanted}`)
          // No event vanishes: it fills a covered day, or is told.
          const fillsSome = Array.from({ length: until - from }, (_, n) => from + n).some((day) =>
            fills(event, day),
          )
          if (!fillsSome && (exceptedIn(event).length === 0 || event.rule !== undefined))
            expect(found.length, JSON.stringify(event)).toBeGreaterThan(0)
        }
        expect(dropped.map(({ line }) => line)).toEqual(dropped.map(({ line }) => line).sort((a, b) => a - b))
      }),
      runs(80),
    )
  })
})

describe("a feed", patience, () => {
  test("cut anywhere is refused, not read in part", () => {
    fc.assert(
      fc.property(fc.array(meant, { minLength: 1, maxLength: 3 }), style, fc.nat(), (events, style, cut) => {
        const whole = fileOf(
          events.flatMap((event, i) => write(event, `${i}@x`)),
          style,
        ).trimEnd()
        const result = ICalendar.read(whole.slice(0, cut % whole.length), reading)
        expect(Result.isFailure(result)).toBe(true)
      }),
      runs(200),
    )
  })
})
