/**
 * People, places and spans to draw from: the plain and the awkward, always on whole minutes, so that a scan by minute
 * sees everything there is to see.
 */
import {
  ChinaContact,
  type ContactPolicy,
  type ContactProfile,
  type ContactWindow,
  type FrequencyCap,
  type Hours,
  PlainDate,
  Rule,
  TimeZone,
} from "@aftercare/core"
import { CalendarArbitraries } from "@aftercare/core/testing"
import * as fc from "fast-check"
import { dateAt, day, hour, minute, wallAt } from "../../calendar/support/WallClock.ts"
import { limit } from "./LimitOracle.ts"

/** Where and when to look, and what makes it telling. */
export interface Place {
  readonly zone: TimeZone.TimeZone
  /** A whole minute; everything drawn lies within a few days of it. */
  readonly around: number
}

const place = (zone: string, around: string): Place => ({
  zone: TimeZone.make(zone),
  around: Date.parse(around),
})

export const places: ReadonlyArray<Place> = [
  // An adjusted workday on a Saturday, then the Spring Festival.
  place("Asia/Shanghai", "2026-02-14T00:00:00+08:00"),
  // Beyond 2026-12-23 nobody knows which days are worked.
  place("Asia/Shanghai", "2026-12-24T00:00:00+08:00"),
  place("Asia/Urumqi", "2026-05-01T00:00:00+06:00"),
  place("America/New_York", "2026-03-08T07:00:00Z"),
  place("Europe/Paris", "2026-10-25T01:00:00Z"),
  place("Australia/Lord_Howe", "2026-04-04T15:00:00Z"),
  // The day that Samoa skipped.
  place("Pacific/Apia", "2011-12-30T10:00:00Z"),
  // A day that began at 01:00.
  place("America/Sao_Paulo", "2018-11-04T03:00:00Z"),
]

/** The dates about a place, on its own wall clock. */
export const datesAbout = ({ around, zone }: Place, days: number) => ({
  min: dateAt(zone, around - days * day),
  max: dateAt(zone, around + days * day),
})

export const channels = ["phone", "sms", "wechat", "email", "app", "letter", "faceToFace"] as const
export const purposes = ["followUp", "serviceOpinion", "care", "promotion"] as const

const spans = (most: number) =>
  fc.array(CalendarArbitraries.timeSpan({ everySeconds: 900 }), { maxLength: most })

const restHours = fc.oneof(
  { weight: 3, arbitrary: fc.constant(ChinaContact.restIn("mainland")) },
  { weight: 1, arbitrary: fc.constant(ChinaContact.restIn("xinjiang")) },
  { weight: 2, arbitrary: fc.record({ noon: spans(2), night: spans(1) }) },
)

const officeWeek: Hours.WeekHours = Object.fromEntries(
  PlainDate.weekdays.slice(0, 5).map((weekday) => [weekday, ["09:00-12:00", "13:30-18:00"]]),
)

const nightWeek: Hours.WeekHours = Object.fromEntries(
  PlainDate.weekdays.slice(0, 4).map((weekday) => [weekday, ["22:00-09:00"]]),
)

const work = (near: Place): fc.Arbitrary<ContactProfile.Work> => {
  const { max, min } = datesAbout(near, 6)
  const roster = fc
    .dictionary(CalendarArbitraries.plainDate({ min, max }), spans(2), { maxKeys: 6, noNullPrototype: true })
    .map((dates): ContactProfile.Work => ({ _tag: "Roster", dates }))
  const weekly = fc
    .oneof(
      fc.constant(officeWeek),
      fc.constant(nightWeek),
      CalendarArbitraries.weekHours({ everySeconds: 900 }),
    )
    .map((week): ContactProfile.Work => ({ _tag: "Weekly", week }))
  return fc.oneof(
    { withCrossShrink: true },
    fc.constant<ContactProfile.Work>({ _tag: "None" }),
    { weight: 3, arbitrary: weekly },
    roster,
  )
}

/** Profiles of people who live at the place. */
export const profile = (at: Place): fc.Arbitrary<ContactProfile.ContactProfile> =>
  fc.record({
    zone: fc.constant(at.zone),
    language: fc.constant("zh" as const),
    rest: restHours,
    work: work(at),
    preferred: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, spans(2)),
    channels: fc.constant<ContactProfile.ContactProfile["channels"]>(["phone", "sms"]),
    doNotDisturbOn: fc.array(CalendarArbitraries.plainDate(datesAbout(at, 4)), { maxLength: 2 }),
  })

const caps = fc.oneof(
  fc.constant(ChinaContact.carePolicy.caps),
  fc.array(limit, { minLength: 1, maxLength: 2 }).map((limits) =>
    limits.map(
      (limit, n): FrequencyCap.FrequencyCap => ({
        ...(ChinaContact.carePolicy.caps[0] as FrequencyCap.FrequencyCap),
        id: Rule.RuleId.make(`frequency.rule${n}`),
        limit,
        channels: ["phone", "sms", "letter"],
      }),
    ),
  ),
)

/** The policy of the pack, its contacts taking other lengths of time and beginning more or less late, often with other caps. */
export const policy: fc.Arbitrary<ContactPolicy.ContactPolicy> = fc
  .tuple(
    caps,
    fc.oneof(fc.constant(undefined), fc.constantFrom(1, 5, 45, 150)),
    fc.oneof(fc.constant(ChinaContact.carePolicy.latenessMinutes), fc.constantFrom(0, 1, 20)),
  )
  .map(([caps, minutes, latenessMinutes]) => {
    const policy = { ...ChinaContact.carePolicy, caps, latenessMinutes }
    if (minutes === undefined) return policy
    const [first, ...rest] = policy.channels
    return { ...policy, channels: [{ ...first, minutes }, ...rest.map((rule) => ({ ...rule, minutes }))] }
  })

/** Contacts made or planned about the place, on whole minutes, most of them by channels that caps count together. */
export const contacts = ({ around }: Place): fc.Arbitrary<ReadonlyArray<FrequencyCap.Contact>> =>
  fc.array(
    fc.record({
      at: fc
        .oneof(fc.integer({ min: -48 * 4, max: 24 * 4 }), fc.integer({ min: -10 * 24 * 4, max: 10 * 24 * 4 }))
        .map((n) => around + n * 15 * minute),
      channel: fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom("phone" as const, "sms" as const) },
        fc.constantFrom(...channels),
      ),
      purpose: fc.constantFrom(...purposes),
    }),
    { minLength: 1, maxLength: 5 },
  )

const spanFrom = (earliest: number, early: number, ideal: number, overdue: number): ContactWindow.Span => {
  const from = earliest + early * minute
  const due = from + ideal * minute
  return { earliest, ideal: from, due, latest: due + overdue * minute }
}

const upTo = (minutes: number) => fc.oneof(fc.constant(0), fc.integer({ min: 0, max: minutes }))

/**
 * Spans within two days of the place, on whole minutes: some anywhere, some with their ideal right where rest, work or
 * care hours usually begin or end, so that the last moment before them or the first after them is what matters.
 */
export const span = ({ around, zone }: Place): fc.Arbitrary<ContactWindow.Span> => {
  const anywhere = fc
    .tuple(
      fc.integer({ min: -2 * 24 * 60, max: 12 * 60 }),
      upTo(12 * 60),
      fc.integer({ min: 1, max: 14 * 60 }),
      upTo(12 * 60),
    )
    .map(([start, early, ideal, overdue]) => spanFrom(around + start * minute, early, ideal, overdue))
  const midnight = around - (wallAt(zone, around) % day)
  const besideEdges = fc
    .tuple(
      fc.integer({ min: -1, max: 1 }),
      fc.constantFrom(8, 9, 12, 14, 18, 20, 22),
      fc.oneof(fc.integer({ min: -25, max: 5 }), fc.integer({ min: -200, max: 60 })),
      upTo(6 * 60),
      fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 200 })),
      upTo(6 * 60),
    )
    .map(([dayOn, edge, by, early, ideal, overdue]) =>
      spanFrom(midnight + dayOn * day + edge * hour + (by - early) * minute, early, ideal, overdue),
    )
  return fc.oneof(anywhere, besideEdges)
}

/** One question to a window, with all it rests on. */
export interface Question {
  readonly place: Place
  readonly profile: ContactProfile.ContactProfile
  readonly policy: ContactPolicy.ContactPolicy
  readonly channel: (typeof channels)[number]
  readonly purpose: (typeof purposes)[number]
  readonly contacts: ReadonlyArray<FrequencyCap.Contact>
  readonly span: ContactWindow.Span
}

export const question: fc.Arbitrary<Question> = fc.constantFrom(...places).chain((at) =>
  fc.record({
    place: fc.constant(at),
    profile: profile(at),
    policy,
    channel: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom("phone" as const, "sms" as const) },
      fc.constantFrom(...channels),
    ),
    purpose: fc.constantFrom(...purposes),
    contacts: fc.oneof(fc.constant([]), contacts(at)),
    span: span(at),
  }),
)

export { day, minute }
