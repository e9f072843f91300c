import {
  ChinaCalendar,
  ContactWindow,
  DueDate,
  Hours,
  Impact,
  PlainDate,
  type WorkCalendar,
} from "@aftercare/core"
import { CalendarArbitraries } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import { datesAbout, day, minute, type Place, places, question } from "./support/people.ts"

/** Two versions of one calendar: any two about the place, or one that a notice changes a little. */
const versions = (place: Place): fc.Arbitrary<Impact.Versions> => {
  const any = CalendarArbitraries.workCalendar(datesAbout(place, 5))
  const holiday = CalendarArbitraries.plainDate(datesAbout(place, 5)).map((on) => ({ on, name: "notice" }))
  const noticed = fc.tuple(any, holiday).map(([before, day]) => ({
    before,
    after: {
      ...before,
      version: "2",
      holidays: [...before.holidays.filter(({ on }) => on !== day.on), day],
      adjustedWorkdays: before.adjustedWorkdays.filter(({ on }) => on !== day.on),
    },
  }))
  const announced = any.map((after) => ({
    after,
    before: { ...after, version: "0", coverage: after.coverage.slice(1) },
  }))
  const two = fc.tuple(any, any).map(([before, after]) => ({ before, after: { ...after, version: "2" } }))
  return fc.oneof(noticed, announced, two, fc.constant({ before: published, after: published }))
}
const published = ChinaCalendar.publicHolidays

const length: fc.Arbitrary<DueDate.Length> = fc.oneof(
  fc.record({
    _tag: fc.constant("WorkingTime" as const),
    millis: fc.integer({ min: -30, max: 60 }).map((hours) => hours * 60 * minute),
    boundary: fc.constantFrom("endOfInterval" as const, "startOfNext" as const),
  }),
  fc.record({
    _tag: fc.constant("WorkingDays" as const),
    days: fc.integer({ min: -6, max: 9 }),
    endOfDay: fc.boolean(),
  }),
)

const dueItem = (place: Place): fc.Arbitrary<Impact.Item> =>
  fc
    .record({
      from: fc.integer({ min: -12, max: 12 }).map((n) => place.around + (n * day) / 2 + 9 * 60 * minute),
      zone: fc.constant(place.zone),
      hours: fc.oneof(
        fc.constant(Hours.onWorkingDays("08:00-12:00", "14:00-17:30")),
        fc.constant(Hours.workWeek({ monday: ["22:00-06:00"], thursday: ["22:00-06:00"] })),
        CalendarArbitraries.hours({ ...datesAbout(place, 5), maxDepth: 1 }),
      ),
      length,
    })
    .map(({ from, ...term }) => ({
      _tag: "DueDate",
      id: "due",
      term: { ...term, from: DateTime.makeUnsafe(from) },
    }))

const momentItem = (place: Place): fc.Arbitrary<Impact.Item> =>
  question
    .filter((asked) => asked.place === place)
    .map(({ span, ...parts }) => ({ _tag: "Moment", id: "moment", parts, span }))

interface Case extends Impact.Versions {
  readonly items: ReadonlyArray<Impact.Item>
}

const cases: fc.Arbitrary<Case> = fc
  .constantFrom(...places)
  .chain((place) =>
    fc
      .tuple(versions(place), fc.array(fc.oneof(dueItem(place), momentItem(place)), { maxLength: 5 }))
      .map(([versions, items]) => ({ ...versions, items })),
  )

/** Where an item is by one calendar, asked for it alone. */
const askedAlone = (item: Impact.Item, calendar: WorkCalendar.WorkCalendar): number | "unknown" | "none" => {
  if (item._tag === "DueDate") {
    const due = DueDate.make(item.term, calendar)
    if (Result.isSuccess(due)) return DateTime.toEpochMillis(due.success.at)
    return due.failure._tag === "HorizonReached" ? "none" : "unknown"
  }
  const window = ContactWindow.make({ ...item.parts, calendar })
  if (Result.isFailure(window)) return "none"
  const moment = ContactWindow.place(window.success, item.span)
  if (Result.isSuccess(moment)) return moment.success.at
  return moment.failure._tag === "AwaitingCalendar" ? "unknown" : "none"
}

const shown = (outcome: Impact.Outcome): number | "unknown" | "none" => {
  if (Result.isSuccess(outcome)) return outcome.success
  return ["AwaitingCalendar", "CalendarNotCovered", "HoursNotKnown"].includes(outcome.failure._tag)
    ? "unknown"
    : "none"
}

const reasons: { readonly [from: string]: { readonly [to: string]: Impact.Reason } } = {
  number: { unknown: "becameUncovered", none: "noMoment" },
  unknown: { number: "nowCovered", none: "noMoment" },
  none: { number: "momentFound", unknown: "becameUncovered" },
}

describe("what a notice moves", patience, () => {
  test("is what differs where every item is asked anew, in the order given", () => {
    fc.assert(
      fc.property(cases, ({ items, ...versions }) => {
        const wanted = items.flatMap((item) => {
          const [was, is] = [askedAlone(item, versions.before), askedAlone(item, versions.after)]
          if (was === is) return []
          const moves = typeof was === "number" && typeof is === "number"
          const kind = (at: number | string) => (typeof at === "number" ? "number" : at)
          const reason = moves ? (is < was ? "earlier" : "later") : reasons[kind(was)]?.[kind(is)]
          return [{ item, was, is, byMillis: moves ? is - was : undefined, reason }]
        })
        const found = Impact.of(items, versions).map(({ after, before, ...moved }) => ({
          ...moved,
          was: shown(before),
          is: shown(after),
        }))
        expect(found).toEqual(wanted)
      }),
      runs(400),
    )
  })

  test("is nothing between a calendar and itself under another version", () => {
    fc.assert(
      fc.property(cases, ({ before, items }) => {
        expect(Impact.of(items, { before, after: { ...before, version: "again" } })).toEqual([])
      }),
      runs(50),
    )
  })

  test("forward is, backward, the way back", () => {
    fc.assert(
      fc.property(cases, ({ after, before, items }) => {
        const back = Impact.of(items, { before: after, after: before })
        expect(back.map((moved) => [moved.item, shown(moved.after), shown(moved.before)])).toEqual(
          Impact.of(items, { before, after }).map((moved) => [
            moved.item,
            shown(moved.before),
            shown(moved.after),
          ]),
        )
      }),
      runs(100),
    )
  })

  test("doesn't ask items that no changed date can touch", () => {
    const on = PlainDate.make("2026-05-06")
    const after = { ...published, version: "2", holidays: [...published.holidays, { on, name: "x" }] }
    const untouchable = <A extends object>(read: A, secret: keyof A): A =>
      Object.defineProperty({ ...read }, secret, {
        get: () => {
          throw new Error("was asked")
        },
      })
    const hours = Hours.onWorkingDays("08:00-17:00")
    const [place] = places as [Place, ...Array<Place>]
    const late: DueDate.Term = {
      from: DateTime.makeUnsafe("2026-06-01T00:00:00Z"),
      zone: place.zone,
      hours,
      length: { _tag: "WorkingDays", days: 3, endOfDay: false },
    }
    const early: DueDate.Term = {
      ...late,
      from: DateTime.makeUnsafe("2026-04-01T00:00:00Z"),
      length: { _tag: "WorkingDays", days: -3, endOfDay: false },
    }
    const at = Date.parse("2026-07-01T00:00:00Z")
    const [asked] = fc.sample(question, { numRuns: 1, seed: 1 })
    if (asked === undefined) throw new Error("no question")
    const items: ReadonlyArray<Impact.Item> = [
      { _tag: "DueDate", id: "late", term: untouchable(late, "hours") },
      { _tag: "DueDate", id: "early", term: untouchable(early, "hours") },
      {
        _tag: "Moment",
        id: "moment",
        parts: untouchable(asked, "profile"),
        span: { earliest: at, ideal: at, due: at + day, latest: at + day },
      },
    ]
    expect(Impact.of(items, { before: published, after })).toEqual([])
    // They would be asked, and tell, where the date changes that they rest on.
    const june = { ...published, holidays: [{ on: PlainDate.make("2026-06-02"), name: "x" }] }
    expect(() => Impact.of(items.slice(0, 1), { before: published, after: june })).toThrow("was asked")
  })
})
