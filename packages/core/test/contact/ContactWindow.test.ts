import {
  ChinaCalendar,
  ChinaContact,
  ContactWindow,
  type FrequencyCap,
  Hours,
  Id,
  type Override,
  PlainDate,
  Rule,
  TimeZone,
  type WorkCalendar,
} from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"
import { plainPerson } from "../followup/support/grounds.ts"

const { profile: retired } = plainPerson
type Profile = typeof retired

const at = (time: string) => Date.parse(`2026-${time}:00+08:00`)
const shown = (instant: number | undefined) =>
  instant === undefined
    ? undefined
    : new Date(instant + 8 * 3_600_000).toISOString().slice(5, 16).replace("T", " ")

const office: Profile = {
  ...retired,
  work: {
    _tag: "Weekly",
    week: Object.fromEntries(PlainDate.weekdays.slice(0, 5).map((day) => [day, ["09:00-17:30"]])) as never,
  },
}
const nights: Profile = {
  ...retired,
  work: { _tag: "Roster", dates: { "2026-03-02": ["20:00-09:00"], "2026-03-03": ["20:00-09:00"] } as never },
}
const preferring = (profile: Profile, ...spans: ReadonlyArray<string>): Profile => ({
  ...profile,
  preferred: spans as never,
})

interface Asked {
  readonly profile?: Profile
  readonly channel?: "phone" | "sms" | "letter" | "faceToFace"
  readonly contacts?: ReadonlyArray<FrequencyCap.Contact>
  readonly further?: ReadonlyArray<ContactWindow.NamedRule>
  readonly calendar?: WorkCalendar.WorkCalendar
}

const windowOf = ({ channel = "phone", profile = retired, ...more }: Asked) =>
  ContactWindow.make({
    profile,
    policy: ChinaContact.carePolicy,
    channel,
    purpose: "followUp",
    calendar: ChinaCalendar.publicHolidays,
    ...more,
  })

const open = (asked: Asked) => Result.getOrThrow(windowOf(asked))

const span = (earliest: string, ideal: string, due: string, latest: string): ContactWindow.Span => ({
  earliest: at(earliest),
  ideal: at(ideal),
  due: at(due),
  latest: at(latest),
})

/** The whole of Tuesday, 3 March 2026, overdue until the end of Wednesday. */
const tuesday = span("03-03T00:00", "03-03T00:00", "03-04T00:00", "03-05T00:00")

const chosen = (asked: Asked, within = tuesday) => {
  const moment = ContactWindow.choose(open(asked), within)
  return moment === undefined ? undefined : `${shown(moment.at)} ${moment.band}`
}

describe("a call", () => {
  test.each([
    [
      "to the retired comes as soon as the night rest is over",
      { profile: retired },
      tuesday,
      "03-03 08:00 ideal",
    ],
    [
      "to somebody at work comes before it, if the whole of it fits",
      { profile: office },
      tuesday,
      "03-03 08:00 ideal",
    ],
    [
      "to somebody at work comes after it, if it doesn't fit before",
      { profile: office },
      span("03-03T08:51", "03-03T08:51", "03-04T00:00", "03-05T00:00"),
      "03-03 17:30 ideal",
    ],
    ["after a night shift waits for its end", { profile: nights }, tuesday, "03-03 09:00 ideal"],
    [
      "isn't begun so late that it runs into the noon rest",
      { profile: retired },
      span("03-03T11:51", "03-03T11:51", "03-04T00:00", "03-05T00:00"),
      "03-03 14:00 ideal",
    ],
    [
      "may end, two minutes late, just where the noon rest begins",
      { profile: retired },
      span("03-03T11:48", "03-03T11:48", "03-04T00:00", "03-05T00:00"),
      "03-03 11:48 ideal",
    ],
    [
      "comes early rather than overdue: the last that fits before",
      { profile: retired },
      span("03-03T09:00", "03-03T12:00", "03-03T14:00", "03-04T00:00"),
      "03-03 11:48 early",
    ],
    [
      "comes early in an opening that is just long enough, two minutes of lateness included",
      {
        profile: {
          ...retired,
          doNotDisturbOn: [],
          rest: { noon: ["08:00-09:00", "09:12-12:00"] as never, night: [] },
        },
      },
      span("03-03T08:00", "03-03T10:00", "03-03T11:00", "03-03T12:00"),
      "03-03 09:00 early",
    ],
    [
      "comes overdue where nothing fits before due",
      { profile: retired },
      span("03-03T12:00", "03-03T12:30", "03-03T14:00", "03-04T00:00"),
      "03-03 14:00 overdue",
    ],
    [
      "doesn't come on a date that is not to be disturbed",
      { profile: { ...retired, doNotDisturbOn: [PlainDate.make("2026-03-03")] } },
      tuesday,
      "03-04 08:00 overdue",
    ],
    [
      "comes on a holiday at hours that are otherwise worked",
      { profile: office },
      span("02-17T09:00", "02-17T09:00", "02-18T00:00", "02-19T00:00"),
      "02-17 09:00 ideal",
    ],
    [
      "waits for the evening of a Saturday that is worked for a holiday",
      { profile: office },
      span("02-14T09:00", "02-14T09:00", "02-15T00:00", "02-16T00:00"),
      "02-14 17:30 ideal",
    ],
    [
      "comes in preferred time first, within the band",
      { profile: preferring(retired, "15:00-16:00") },
      tuesday,
      "03-03 15:00 ideal",
    ],
    [
      "comes in the ideal band before preferred time beyond it",
      { profile: preferring(retired, "15:00-16:00") },
      span("03-03T09:00", "03-03T10:00", "03-03T15:00", "03-03T20:00"),
      "03-03 10:00 ideal",
    ],
    [
      "leaves a wish alone that rest doesn't allow",
      { profile: preferring(retired, "12:00-14:00") },
      tuesday,
      "03-03 08:00 ideal",
    ],
  ] as const)("%s", (_, asked, within, expected) => {
    expect(chosen(asked, within)).toBe(expected)
  })
})

describe("a text", () => {
  test("may come during work, and stays out of rest as a call does", () => {
    const within = span("03-03T10:00", "03-03T10:00", "03-04T00:00", "03-05T00:00")
    expect(chosen({ profile: office, channel: "sms" }, within)).toBe("03-03 10:00 ideal")
    expect(chosen({ profile: office, channel: "phone" }, within)).toBe("03-03 17:30 ideal")
    const noon = span("03-03T12:00", "03-03T12:00", "03-04T00:00", "03-05T00:00")
    expect(chosen({ profile: office, channel: "sms" }, noon)).toBe("03-03 14:00 ideal")
  })

  test("by letter may come at any hour", () => {
    expect(chosen({ profile: office, channel: "letter" })).toBe("03-03 00:00 ideal")
  })
})

test("a third call in 24 hours waits until the first is a day old", () => {
  const call = (time: string) => ({ at: at(time), channel: "phone", purpose: "followUp" }) as const
  const contacts = [call("03-02T15:00"), call("03-02T19:00")]
  expect(chosen({ contacts })).toBe("03-03 15:00 ideal")
  expect(chosen({ contacts, channel: "sms" })).toBe("03-03 08:00 ideal")
})

describe("why", () => {
  test("names all rules that close what was passed over, as one interval each", () => {
    const within = span("03-03T11:00", "03-03T11:45", "03-04T00:00", "03-05T00:00")
    const { outcome, refused } = ContactWindow.explain(open({ profile: office }), within)
    expect(Result.isSuccess(outcome) && shown(outcome.success.at)).toBe("03-03 17:30")
    expect(refused.map((r) => [shown(r.from), shown(r.until), r.rules])).toEqual([
      ["03-03 11:45", "03-03 11:48", ["work.hours"]],
      ["03-03 11:48", "03-03 14:00", ["rest.noon", "work.hours"]],
      ["03-03 14:00", "03-03 17:30", ["work.hours"]],
    ])
    // The call at 11:48 would still end before noon, two minutes late: refused for the noon rest is what begins after that.
    expect(refused[1]?.from).toBe(at("03-03T11:48") + 1)
  })

  test("of an overdue moment tells of the early part as well", () => {
    const within = span("03-03T12:00", "03-03T12:30", "03-03T14:00", "03-04T00:00")
    const { refused } = ContactWindow.explain(open({}), within)
    expect(refused.map((r) => [shown(r.from), shown(r.until), r.rules])).toEqual([
      ["03-03 12:00", "03-03 14:00", ["rest.noon"]],
    ])
  })

  test("of an early moment tells what closed the time from there to due", () => {
    const within = span("03-03T11:00", "03-03T12:30", "03-03T14:00", "03-04T00:00")
    const { refused } = ContactWindow.explain(open({}), within)
    expect(refused.map((r) => [shown(r.from), shown(r.until), r.rules])).toEqual([
      ["03-03 11:48", "03-03 14:00", ["rest.noon"]],
    ])
  })

  test("each rule says where it comes from", () => {
    for (const { id, source } of open({ profile: office }).rules) expect(source.title, id).not.toBe("")
  })

  test("a span that is closed throughout is named with what closed it", () => {
    const placed = ContactWindow.place(
      open({ profile: office }),
      span("03-03T12:00", "03-03T12:00", "03-03T13:00", "03-03T17:00"),
    )
    expect(Result.isFailure(placed) && placed.failure).toMatchObject({
      _tag: "NoMoment",
      channel: "phone",
      rules: ["rest.noon", "work.hours"],
    })
  })
})

describe("beyond the calendar", () => {
  // A Thursday: at work unless it turns out to be a holiday.
  const christmasEve = span("12-24T09:00", "12-24T09:00", "12-24T17:00", "12-24T17:00")

  test("a call to somebody who works waits for the notice, and is placed once it is loaded", () => {
    const placed = ContactWindow.place(open({ profile: office }), christmasEve)
    expect(Result.isFailure(placed) && placed.failure).toMatchObject({
      _tag: "AwaitingCalendar",
      calendar: "china.publicHolidays",
      version: "2026",
    })
    const holiday: WorkCalendar.WorkCalendar = {
      ...ChinaCalendar.publicHolidays,
      version: "2027",
      holidays: [
        ...ChinaCalendar.publicHolidays.holidays,
        { on: PlainDate.make("2026-12-24"), name: "a holiday" },
      ],
      coverage: [{ from: PlainDate.make("2007-01-01"), until: PlainDate.make("2027-12-24") }],
    }
    expect(chosen({ profile: office, calendar: holiday }, christmasEve)).toBe("12-24 09:00 ideal")
  })

  test("what no announcement can change doesn't wait", () => {
    expect(chosen({ profile: retired }, christmasEve)).toBe("12-24 09:00 ideal")
    expect(chosen({ profile: office, channel: "sms" }, christmasEve)).toBe("12-24 09:00 ideal")
    const evening = span("12-24T09:00", "12-24T09:00", "12-25T00:00", "12-26T00:00")
    expect(chosen({ profile: office }, evening)).toBe("12-24 17:30 ideal")
    const noon = span("12-24T12:00", "12-24T12:00", "12-24T13:00", "12-24T14:00")
    const placed = ContactWindow.place(open({ profile: office }), noon)
    expect(Result.isFailure(placed) && placed.failure._tag).toBe("NoMoment")
  })
})

describe("beyond what is known of time zones", () => {
  const year = (y: number) => Date.UTC(y, 0, 1)
  const hour = 3_600_000
  const over = (from: number, until: number): ContactWindow.Span => ({
    earliest: from,
    ideal: from,
    due: until,
    latest: until,
  })
  const refusal = (asked: Asked, within: ContactWindow.Span) => {
    const placed = ContactWindow.place(open(asked), within)
    return Result.isFailure(placed) ? placed.failure : undefined
  }
  const unruled = {
    ...ChinaContact.carePolicy,
    hours: [],
    caps: [],
    channels: [{ channel: "phone", avoids: [], minutes: 10 }],
  } as const

  test.each([
    ["before 1970", over(year(1960), year(1961)), year(1970)],
    ["from 2060 on", over(year(2061), year(2062)), year(2060)],
  ])(
    "no rule of the hospital is to blame for a span %s, and it is said how far was looked",
    (_, within, searchedTo) => {
      expect(refusal({ profile: retired }, within)).toMatchObject({
        _tag: "NoMoment",
        rules: ["zone.horizon"],
        searchedTo: DateTime.makeUnsafe(searchedTo),
      })
      const window = Result.getOrThrow(
        ContactWindow.make({
          profile: retired,
          policy: unruled,
          channel: "phone",
          purpose: "care",
          calendar: ChinaCalendar.publicHolidays,
        }),
      )
      expect(ContactWindow.explain(window, within).refused).toEqual([
        { from: within.earliest, until: within.latest, rules: ["zone.horizon"] },
      ])
    },
  )

  test("a span that runs into it is refused by the rules up to there, and by nothing but it from there on", () => {
    const night = over(year(2060) - 2 * hour, year(2060) + 2 * hour)
    const profile: Profile = { ...retired, rest: { noon: [], night: ["06:00-09:00"] as never } }
    const window = open({ profile })
    // The first beginning from which a call would run into it.
    const tooLate = year(2060) - ContactWindow.roomOf(window) + 1
    expect(ContactWindow.explain(window, night).refused).toEqual([
      { from: night.earliest, until: tooLate, rules: ["rest.night", "care.hours"] },
      {
        from: tooLate,
        until: year(2060),
        rules: ["rest.night", "care.hours", "zone.horizon"],
      },
      { from: year(2060), until: night.latest, rules: ["zone.horizon"] },
    ])
  })

  test("no override leads there", () => {
    const danger: Override.Override = {
      kind: "dangerToLife",
      reason: "danger",
      author: Id.StaffId.make("nurse-1"),
      givenAt: DateTime.makeUnsafe(at("03-03T09:00")),
    }
    // The last of them lies beyond any date.
    for (const moment of [year(1969), year(2061), 8.64e15, 8.64e15 + 1, -1e300]) {
      const permitted = ContactWindow.permit(open({ profile: retired }), moment, danger)
      expect(Result.isFailure(permitted) && permitted.failure).toMatchObject({
        _tag: "OutsideWindow",
        rules: ["zone.horizon"],
      })
    }
  })

  test("rules that leave nothing up to there say so", () => {
    const after = Hours.onDates({ "2070-01-01": ["00:00-24:00"] })
    const further = [
      { id: Rule.RuleId.make("own.day"), openIn: after, source: ChinaContact.carePolicy.disturbances.work },
    ]
    const made = windowOf({ further })
    expect(Result.isFailure(made) && made.failure).toMatchObject({
      _tag: "EmptyWindow",
      searchedTo: DateTime.makeUnsafe(year(2060)),
    })
  })

  test("an empty span has no moment, and no rule to blame", () => {
    const empty = over(at("03-03T09:00"), at("03-03T09:00"))
    expect(refusal({ profile: retired }, empty)).toMatchObject({ _tag: "NoMoment", rules: [] })
    expect(refusal({ profile: retired }, empty)?.message).toMatch(/the span is empty/)
  })
})

describe("a window can't be made", () => {
  test("for a channel that the policy doesn't use", () => {
    const policy = {
      ...ChinaContact.carePolicy,
      channels: [{ channel: "sms", avoids: [], minutes: 1 }] as const,
    }
    const made = ContactWindow.make({
      profile: retired,
      policy,
      channel: "phone",
      purpose: "care",
      calendar: ChinaCalendar.publicHolidays,
    })
    expect(Result.isFailure(made) && made.failure).toMatchObject({
      _tag: "ChannelNotUsed",
      channel: "phone",
      policy: "china.care",
    })
  })

  test("where the rules leave nothing on any day: they are named", () => {
    const made = windowOf({ profile: { ...retired, rest: { noon: ["08:00-20:00"] as never, night: [] } } })
    expect(Result.isFailure(made) && made.failure).toMatchObject({
      _tag: "EmptyWindow",
      channel: "phone",
      rules: ["rest.noon", "rest.night", "work.hours", "doNotDisturb.dates", "care.hours"],
    })
  })

  test("but can where only a holiday, known or still to be announced, opens it", () => {
    const profile: Profile = {
      ...retired,
      rest: { noon: ["08:00-10:00"] as never, night: [] },
      work: {
        _tag: "Weekly",
        week: Object.fromEntries(PlainDate.weekdays.map((day) => [day, ["10:00-20:00"]])) as never,
      },
    }
    expect(chosen({ profile }, span("02-16T00:00", "02-16T00:00", "02-20T00:00", "02-20T00:00"))).toBe(
      "02-16 10:00 ideal",
    )
    const nothingKnown = { ...ChinaCalendar.publicHolidays, coverage: [] }
    const placed = ContactWindow.place(open({ profile, calendar: nothingKnown }), tuesday)
    expect(Result.isFailure(placed) && placed.failure._tag).toBe("AwaitingCalendar")
  })
})

const statuses = ["law", "standard", "guideline", "practice", "hospitalPolicy"] as const
const kinds = ["clinicalUrgency", "ownRequest", "dangerToLife"] as const

describe("leaving the window", () => {
  const override = (kind: Override.Kind): Override.Override => ({
    kind,
    reason: "a result that can't wait",
    author: Id.StaffId.make("doctor-1"),
    givenAt: DateTime.makeUnsafe(at("03-03T12:30")),
  })
  const closing = (status: Rule.Status, id = "further.rule"): ContactWindow.NamedRule => ({
    id: Rule.RuleId.make(id),
    openIn: Hours.never,
    source: { title: "closes everything", status, verified: "read" },
  })
  // Made without it, so that the window isn't empty, then closed by it from noon on.
  const closedBy = (...rules: ReadonlyArray<ContactWindow.NamedRule>) =>
    open({
      further: rules.map((rule) => ({
        ...rule,
        openIn: Hours.complement(Hours.instants([{ from: at("03-03T15:00"), until: at("03-03T16:00") }])),
      })),
    })

  test.each(statuses.flatMap((status) => kinds.map((kind) => [kind, status] as const)))(
    "%s leaves a rule that is %s only where it may: of the law, danger to life alone",
    (kind, status) => {
      const permitted = ContactWindow.permit(closedBy(closing(status)), at("03-03T15:30"), override(kind))
      const may = status !== "law" || kind === "dangerToLife"
      expect(Result.isSuccess(permitted)).toBe(may)
      if (Result.isSuccess(permitted))
        expect(permitted.success).toEqual({
          _tag: "ByOverride",
          override: override(kind),
          left: ["further.rule"],
        })
      else expect(permitted.failure).toMatchObject({ _tag: "OutsideWindow", rules: ["further.rule"] })
    },
  )

  test("one law among the rules that are closed is enough to keep it shut", () => {
    const both = closedBy(closing("hospitalPolicy", "further.policy"), closing("law", "further.law"))
    for (const kind of kinds)
      expect(Result.isSuccess(ContactWindow.permit(both, at("03-03T15:30"), override(kind)))).toBe(
        kind === "dangerToLife",
      )
  })

  test("records every rule that is left, and none where nothing is", () => {
    const noon = ContactWindow.permit(open({ profile: office }), at("03-03T12:30"), override("ownRequest"))
    expect(Result.isSuccess(noon) && noon.success).toMatchObject({ left: ["rest.noon", "work.hours"] })
    const within = ContactWindow.permit(open({}), at("03-03T10:00"), override("ownRequest"))
    expect(Result.getOrThrow(within)).toEqual({ _tag: "Within" })
  })

  test("needs an override: without one, the rules closed during the whole contact are named", () => {
    const refused = ContactWindow.permit(open({}), at("03-03T11:55"))
    expect(Result.isFailure(refused) && refused.failure).toMatchObject({
      _tag: "OutsideWindow",
      rules: ["rest.noon"],
    })
  })
})

test("the noon rest is kept on the clock of the person called, wherever the hospital stands", () => {
  const zone = TimeZone.make("America/New_York")
  const abroad = open({ profile: { ...retired, zone } })
  const noon = TimeZone.toInstant(zone, PlainDate.make("2026-03-03"), "12:30" as never)
  expect(Result.isFailure(ContactWindow.permit(abroad, noon))).toBe(true)
  expect(Result.isSuccess(ContactWindow.permit(abroad, noon - 3_600_000))).toBe(true)
})

describe("many contacts at once", () => {
  const columns = (...spans: ReadonlyArray<ContactWindow.Span>): ContactWindow.Spans => ({
    earliest: Float64Array.from(spans, (of) => of.earliest),
    ideal: Float64Array.from(spans, (of) => of.ideal),
    due: Float64Array.from(spans, (of) => of.due),
    latest: Float64Array.from(spans, (of) => of.latest),
  })

  test("are placed row by row: the moment, its band, and whether it is preferred", () => {
    const window = open({ profile: preferring(office, "18:30-19:00") })
    const nowhere = span("03-03T09:00", "03-03T09:00", "03-03T12:00", "03-03T17:00")
    const early = span("03-03T08:00", "03-03T09:00", "03-03T12:00", "03-03T17:00")
    const late = span("03-03T09:00", "03-03T09:00", "03-03T17:00", "03-03T18:00")
    const found = Result.getOrThrow(ContactWindow.chooseMany(window, columns(tuesday, nowhere, early, late)))
    expect([...found.at].map((at) => (Number.isFinite(at) ? shown(at) : at))).toEqual([
      "03-03 18:30",
      Number.POSITIVE_INFINITY,
      "03-03 08:48",
      "03-03 17:30",
    ])
    expect([...found.band].map((band) => ContactWindow.bands[band])).toEqual([
      "ideal",
      undefined,
      "early",
      "overdue",
    ])
    expect([...found.preferred]).toEqual([1, 0, 0, 0])
  })

  test("are none where there are no rows, and nothing where a row holds no numbers", () => {
    const none = Result.getOrThrow(ContactWindow.chooseMany(open({}), columns()))
    expect(none.at.length + none.band.length + none.preferred.length).toBe(0)
    const no = Number.NaN
    const spans = columns({ earliest: no, ideal: no, due: no, latest: no })
    const { at, band } = Result.getOrThrow(ContactWindow.chooseMany(open({}), spans))
    expect([at[0], band[0]]).toEqual([Number.POSITIVE_INFINITY, ContactWindow.bands.length])
  })

  test.each(["earliest", "ideal", "due", "latest"] as const)(
    "lie in their span, or nowhere, where %s is no number",
    (name) => {
      for (const within of [tuesday, span("03-03T08:00", "03-03T09:00", "03-03T12:00", "03-03T17:00")]) {
        const moment = ContactWindow.choose(open({}), { ...within, [name]: Number.NaN })
        const outside = moment && (moment.at < within.earliest || moment.at >= within.latest)
        expect(outside ? shown(moment.at) : "within").toBe("within")
      }
    },
  )

  test.each(["earliest", "ideal", "due", "latest"] as const)(
    "are placed and explained as they are chosen where %s is no number, by a refusal where nowhere",
    (name) => {
      const shut = {
        profile: { ...retired, doNotDisturbOn: [PlainDate.make("2026-03-03"), PlainDate.make("2026-03-04")] },
      }
      for (const window of [open({}), open(shut)])
        for (const number of [Number.NaN, Infinity, -Infinity]) {
          const within = { ...tuesday, [name]: number }
          const { outcome } = ContactWindow.explain(window, within)
          expect(Option.getOrUndefined(Result.getSuccess(outcome))).toEqual(
            ContactWindow.choose(window, within),
          )
          if (Result.isSuccess(outcome)) continue
          expect(outcome.failure.message).not.toBe("")
        }
      expect(Result.isFailure(ContactWindow.permit(open({}), Number.NaN))).toBe(true)
    },
  )

  test("are refused where the columns aren't equally long", () => {
    const whole = columns(tuesday, tuesday)
    for (const name of ["ideal", "due", "latest"] as const) {
      const refused = ContactWindow.chooseMany(open({}), { ...whole, [name]: whole[name].slice(1) })
      expect(Result.isFailure(refused) && refused.failure).toMatchObject({
        _tag: "UnequalColumns",
        earliest: 2,
        [name]: 1,
      })
    }
  })
})
