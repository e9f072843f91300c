import {
  ChinaCalendar,
  ChinaContact,
  type ContactPolicy,
  ContactWindow,
  Hours,
  Id,
  type Override,
  Rule,
  TimeZone,
} from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"
import { plainPerson } from "../followup/support/grounds.ts"

// Calls of ten minutes that may begin two minutes late, always welcome but for the rules a test adds.

const minute = 60_000
const at = (time: string) => Date.parse(`2026-03-03T${time}:00+08:00`)
const source: Rule.Source = { title: "a hospital's rule", status: "hospitalPolicy", verified: "own" }
const id = Rule.RuleId.make

const policy: ContactPolicy.ContactPolicy = {
  ...ChinaContact.carePolicy,
  channels: [
    { channel: "sms", avoids: [], minutes: 1 },
    { channel: "phone", avoids: [], minutes: 10 },
  ],
  hours: [],
  caps: [],
  latenessMinutes: 2,
}

type Closed = readonly [from: number, until: number]

/** The whole of a contact stays out of these intervals. */
const whole = (name: string, ...closed: ReadonlyArray<Closed>): ContactWindow.NamedRule => ({
  id: id(name),
  openIn: Hours.complement(Hours.instants(closed.map(([from, until]) => ({ from, until })))),
  source,
})
/** No contact begins in these intervals. */
const beginning = (name: string, ...closed: ReadonlyArray<Closed>): ContactWindow.NamedRule => ({
  ...whole(name, ...closed),
  binds: "beginning",
})

const preferring = (...spans: ReadonlyArray<string>) => ({
  ...plainPerson.profile,
  zone: TimeZone.make("Asia/Shanghai"),
  preferred: spans.map((span) => Hours.TimeSpan.make(span)),
})

const windowOf = (further: ReadonlyArray<ContactWindow.NamedRule>, preferred: ReadonlyArray<string> = []) =>
  Result.getOrThrow(
    ContactWindow.make({
      profile: preferring(...preferred),
      policy,
      channel: "phone",
      purpose: "care",
      calendar: ChinaCalendar.publicHolidays,
      further,
    }),
  )

const span = (earliest: number, ideal: number, due: number, latest: number): ContactWindow.Span => ({
  earliest,
  ideal,
  due,
  latest,
})
const over = (from: number, until: number) => span(from, from, until, until)

const failure = <E>(result: Result.Result<unknown, E>): E => {
  if (Result.isSuccess(result)) throw new Error("no refusal")
  return result.failure
}
const namedIn = (window: ContactWindow.ContactWindow, within: ContactWindow.Span) => {
  const refused = failure(ContactWindow.place(window, within))
  return refused._tag === "NoMoment" ? refused.rules : refused._tag
}
const chosen = (window: ContactWindow.ContactWindow, within: ContactWindow.Span) => {
  const moment = ContactWindow.choose(window, within)
  return moment && [moment.at, moment.band, moment.preferred]
}

describe("a window", () => {
  test("is as long as a contact by its own channel, and holds every rule once", () => {
    const window = windowOf([
      whole("own.noon", [at("12:00"), at("13:00")]),
      beginning("own.cap", [0, minute]),
    ])
    expect(window.durationMillis).toBe(10 * minute)
    expect(window.rules.map((rule) => rule.id)).toEqual(["own.noon", "own.cap"])
    // Beginnings are bound by the cap alone: no other rule belongs there.
    expect(window.beginnings?.isOpen(at("12:30"))).toBe(true)
    expect(window.beginnings?.isOpen(0)).toBe(false)
  })

  test("without a wish or a rule for beginnings has none", () => {
    const window = windowOf([])
    expect(window.preferred).toBeUndefined()
    expect(window.beginnings).toBeUndefined()
    expect(ContactWindow.beginningWithin(window, [])).toBe(window)
    expect(ContactWindow.closing(id("own.cap"), [], source)).toEqual([])
  })

  test("divides a span at ideal and due, each part half-open", () => {
    const within = span(0, 10, 20, 30)
    expect([0, 9, 10, 19, 20, 29, 30].map((at) => ContactWindow.bandAt(within, at))).toEqual([
      "early",
      "early",
      "ideal",
      "ideal",
      "overdue",
      "overdue",
      "overdue",
    ])
  })
})

describe("a moment", () => {
  const noon: Closed = [at("12:00"), at("14:00")]

  test("comes early in preferred time before early beside it, and overdue likewise", () => {
    const within = span(at("09:00"), at("12:00"), at("14:00"), at("18:00"))
    expect(chosen(windowOf([whole("own.noon", noon)], ["10:00-10:30"]), within)).toEqual([
      at("10:18"),
      "early",
      true,
    ])
    const morning: Closed = [at("09:00"), at("14:00")]
    expect(chosen(windowOf([whole("own.day", morning)], ["16:00-17:00"]), within)).toEqual([
      at("16:00"),
      "overdue",
      true,
    ])
  })

  test("isn't taken from hours that open before the end of the part where no contact begins up to it", () => {
    for (const until of [at("12:00"), at("12:01")]) {
      const window = windowOf([beginning("own.cap", [at("09:00"), until])])
      expect(chosen(window, over(at("10:00"), at("12:00")))).toBeUndefined()
      expect(chosen(window, span(at("10:00"), at("10:00"), at("12:00"), at("13:00")))).toEqual([
        until,
        "overdue",
        false,
      ])
    }
  })

  test("comes early at the last instant before the one from which none begins", () => {
    const window = windowOf([beginning("own.cap", [at("10:00"), at("15:00")])])
    const within = span(at("09:00"), at("12:00"), at("14:00"), at("14:00"))
    expect(chosen(window, within)).toEqual([at("10:00") - 1, "early", false])
  })

  test("comes early before ideal, even where the first permitted one is due", () => {
    const due = at("12:00") + 1
    const window = windowOf([beginning("own.cap", [at("10:00"), due])])
    expect(chosen(window, span(at("09:00"), at("12:00"), due, at("14:00")))).toEqual([
      at("10:00") - 1,
      "early",
      false,
    ])
  })
})

test("the moment nearest to a closed one is the later of two as near", () => {
  const window = windowOf([whole("own.rest", [at("10:00"), at("11:00")])])
  const within = { from: at("08:00"), until: at("18:00") }
  const nearestTo = (moment: number) => ContactWindow.nearest(window, moment, within)
  // The last that ends in time, twelve minutes before the rest, and its end are both 36 minutes away.
  expect(nearestTo(at("10:24"))).toBe(at("11:00"))
  expect(nearestTo(at("10:24") - 1)).toBe(at("09:48"))
  expect(nearestTo(at("10:55"))).toBe(at("11:00"))
})

describe("the rules named where there is no moment", () => {
  const latest = at("11:00")
  const from = at("10:00")
  const closed = whole("own.hours", [from, latest])
  /** The first closed instant that no contact of the span, room included, touches. */
  const beyond = latest + 12 * minute - 1

  test.each([
    [
      "a rule that closes where the last contact ends isn't",
      whole("own.rule", [beyond, beyond + minute]),
      [],
    ],
    ["one that closes an instant before is", whole("own.rule", [beyond - 1, beyond + minute]), ["own.rule"]],
    ["a cap that closes at the end of the span isn't", beginning("own.rule", [latest, beyond]), []],
    ["one that closes an instant before is", beginning("own.rule", [latest - 1, beyond]), ["own.rule"]],
  ])("%s", (_, rule, named) => {
    expect(namedIn(windowOf([closed, rule]), over(from, latest))).toEqual(["own.hours", ...named])
  })

  test("come in the order in which they refuse", () => {
    const later = whole("own.later", [at("10:30"), latest])
    const sooner = whole("own.sooner", [from, at("10:40")])
    expect(namedIn(windowOf([later, sooner]), over(from, latest))).toEqual(["own.sooner", "own.later"])
  })

  test("are none of those that stay open up to the horizon, and not the horizon where the span begins in it", () => {
    const end = Date.UTC(2060, 0, 1)
    const window = windowOf([whole("own.rule", [0, 60 * minute])])
    expect(namedIn(window, over(end - 5 * minute, end + 60 * minute))).toEqual(["zone.horizon"])
    expect(namedIn(window, over(0, 30 * minute))).toEqual(["own.rule"])
  })
})

describe("what is refused", () => {
  test("of an early moment begins after it, even where nothing may begin right before", () => {
    const window = windowOf([whole("own.hours", [at("08:00"), at("09:00")], [at("09:12"), at("12:00")])])
    const { outcome, refused } = ContactWindow.explain(
      window,
      span(at("08:00"), at("10:00"), at("11:00"), at("11:00")),
    )
    expect(Result.getOrThrow(outcome).at).toBe(at("09:00"))
    expect(refused).toEqual([{ from: at("09:00") + 1, until: at("11:00"), rules: ["own.hours"] }])
  })

  test("is one interval across an opening that is too short, and two beside one that isn't", () => {
    const window = windowOf([
      whole("own.hours", [at("08:00"), at("09:00")], [at("09:05"), at("10:00")], [at("11:00"), at("12:00")]),
    ])
    expect(ContactWindow.refusedIn(window, at("08:00"), at("12:00"), 10 * minute)).toEqual([
      { from: at("08:00"), until: at("10:00"), rules: ["own.hours"] },
      { from: at("10:50") + 1, until: at("12:00"), rules: ["own.hours"] },
    ])
  })

  test("holds what is closed already where it begins and still where it ends, cut off there", () => {
    const window = windowOf([whole("own.hours", [at("08:00"), at("12:00")])])
    expect(ContactWindow.refusedIn(window, at("09:00"), at("10:00"), 10 * minute)).toEqual([
      { from: at("09:00"), until: at("10:00"), rules: ["own.hours"] },
    ])
    // A rest that is over a minute before refuses nothing, however long the contact.
    expect(ContactWindow.refusedIn(window, at("12:00"), at("13:00"), 60 * minute)).toEqual([])
  })

  test("names a cap from its first closed instant on, not for a contact that lasts into it", () => {
    const window = windowOf([beginning("own.cap", [at("10:00"), at("11:00")])])
    expect(ContactWindow.refusedIn(window, at("09:00"), at("12:00"), 10 * minute)).toEqual([
      { from: at("10:00"), until: at("11:00"), rules: ["own.cap"] },
    ])
  })
})

describe("a contact is permitted", () => {
  const danger = (kind: Override.Kind): Override.Override => ({
    kind,
    reason: "a result that can't wait",
    author: Id.StaffId.make("doctor-1"),
    givenAt: DateTime.makeUnsafe(at("09:00")),
  })

  test("where the whole of it just fits, without the room for being late", () => {
    const window = windowOf([whole("own.noon", [at("12:00"), at("14:00")])])
    expect(ContactWindow.permit(window, at("11:50"))).toEqual(Result.succeed({ _tag: "Within" }))
    const refused = failure(ContactWindow.permit(window, at("11:50") + 1))
    expect(refused).toMatchObject({ at: DateTime.makeUnsafe(at("11:50") + 1), rules: ["own.noon"] })
  })

  test("by an override that may leave the rules closed there, whatever else binds at other times", () => {
    const law = {
      ...whole("own.law", [at("20:00"), at("21:00")]),
      source: { ...source, status: "law" } as const,
    }
    const window = windowOf([whole("own.noon", [at("12:00"), at("14:00")]), law])
    expect(ContactWindow.permit(window, at("12:30"), danger("ownRequest"))).toMatchObject(
      Result.succeed({ _tag: "ByOverride", left: ["own.noon"] }),
    )
  })

  test("at the first instant that zones are known for, but for the rules; and nowhere beyond the last, however far", () => {
    const window = windowOf([whole("own.rule", [0, 60 * minute])])
    expect(failure(ContactWindow.permit(window, 0)).rules).toEqual(["own.rule"])
    for (const moment of [Date.UTC(2060, 0, 1), 1e300]) {
      expect(failure(ContactWindow.permit(window, moment)).rules).toEqual(["zone.horizon"])
      expect(Result.isFailure(ContactWindow.permit(window, moment, danger("dangerToLife")))).toBe(true)
    }
    expect(failure(ContactWindow.permit(window, -1e300)).at).toEqual(DateTime.makeUnsafe(-8.64e15))
    expect(failure(ContactWindow.permit(window, 1e300)).at).toEqual(DateTime.makeUnsafe(8.64e15))
  })
})

test("each refusal says in words what it refuses", () => {
  const at = DateTime.makeUnsafe("2026-03-03T04:00:00Z")
  const rules = [id("rest.noon"), id("work.hours")]
  const channel = "phone"
  const words = [
    new ContactWindow.ChannelNotUsed({ channel, policy: "own.policy" }),
    new ContactWindow.EmptyWindow({ channel, rules, searchedTo: at }),
    new ContactWindow.NoMoment({ channel, rules, searchedTo: at }),
    new ContactWindow.NoMoment({ channel, rules: [], searchedTo: at }),
    new ContactWindow.AwaitingCalendar({ channel, calendar: "china", version: "2026" }),
    new ContactWindow.OutsideWindow({ channel, at, rules }),
    new ContactWindow.UnequalColumns({ earliest: 4, ideal: 3, due: 2, latest: 1 }),
  ]
  expect(words.map(({ message }) => message)).toEqual([
    "policy own.policy doesn't use the channel phone",
    "the rules rest.noon, work.hours leave no moment for phone on any day up to 2026-03-03T04:00:00.000Z",
    "no moment for phone within the span up to 2026-03-03T04:00:00.000Z: closed by rest.noon, work.hours",
    "no moment for phone within the span up to 2026-03-03T04:00:00.000Z: the span is empty",
    "calendar china version 2026 doesn't reach far enough to place phone",
    "phone at 2026-03-03T04:00:00.000Z is closed by rest.noon, work.hours",
    "spans in columns of 4, 3, 2 and 1 rows",
  ])
})
