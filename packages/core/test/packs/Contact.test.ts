import {
  ContactPolicy,
  type ContactProfile,
  ContactWindow,
  FranceCalendar,
  FranceContact,
  Rule,
  TimeZone,
  UnitedKingdomCalendar,
  UnitedKingdomContact,
  UnitedStatesCalendar,
  UnitedStatesContact,
  type Word,
  type WorkCalendar,
} from "@aftercare/core"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { describe, expect, test } from "vitest"

interface Country {
  readonly zone: string
  readonly policy: ContactPolicy.ContactPolicy
  readonly rest: ContactProfile.ContactProfile["rest"]
  readonly calendar: WorkCalendar.WorkCalendar
}

const countries = {
  unitedStates: {
    zone: "America/New_York",
    policy: UnitedStatesContact.carePolicy,
    rest: UnitedStatesContact.rest,
    calendar: UnitedStatesCalendar.federalHolidays,
  },
  unitedKingdom: {
    zone: "Europe/London",
    policy: UnitedKingdomContact.carePolicy,
    rest: UnitedKingdomContact.rest,
    calendar: UnitedKingdomCalendar.englandAndWales,
  },
  france: {
    zone: "Europe/Paris",
    policy: FranceContact.carePolicy,
    rest: FranceContact.rest,
    calendar: FranceCalendar.legalHolidays,
  },
} satisfies { readonly [name: string]: Country }
type CountryName = keyof typeof countries

describe.each(Object.entries(countries))("the policy of the pack %s", (_, { policy }) => {
  test("decodes, and switches nothing on that is recalled only", () => {
    expect(Schema.is(ContactPolicy.ContactPolicy)(policy)).toBe(true)
    const sources = [
      ...Object.values(policy.disturbances),
      ...policy.hours.map((rule: ContactPolicy.HoursRule) => rule.source),
      ...policy.caps.map(({ source }) => source),
    ]
    for (const source of sources) {
      expect(Schema.is(Rule.Source)(source)).toBe(true)
      expect(source.verified).not.toBe("recalled")
    }
  })

  test("lets the law bind promotion alone: no law sets hours for care", () => {
    for (const { purposes, source } of [...policy.hours, ...policy.caps])
      if (source.status === "law") expect(purposes).toEqual(["promotion"])
  })
})

/** What closes a call at a wall time in November or December 2026, by nobody's own hours unless `rest` says so. */
const closedBy = (
  name: CountryName,
  purpose: Word.Purpose,
  at: string,
  options: { readonly calls?: ReadonlyArray<string>; readonly rests?: boolean } = {},
): ReadonlyArray<string> => {
  const { calendar, policy, rest, zone }: Country = countries[name]
  const window = ContactWindow.make({
    profile: {
      zone: TimeZone.make(zone),
      language: "en",
      rest: options.rests === true ? rest : { noon: [], night: [] },
      work: { _tag: "None" },
      preferred: [],
      channels: ["phone"],
      doNotDisturbOn: [],
    },
    policy,
    channel: "phone",
    purpose,
    calendar,
    contacts: (options.calls ?? []).map((call) => ({ at: Date.parse(call), channel: "phone", purpose })),
  })
  const permission = ContactWindow.permit(Result.getOrThrow(window), Date.parse(at))
  return Result.isSuccess(permission) ? [] : permission.failure.rules
}

describe("in the United States", () => {
  test.each([
    ["promotion", "07:59", ["solicitation.hours"]],
    ["promotion", "08:00", []],
    ["promotion", "20:50", []],
    ["promotion", "20:51", ["solicitation.hours"]],
    ["followUp", "07:59", ["care.hours"]],
    ["followUp", "20:50", []],
    ["followUp", "22:00", ["care.hours"]],
  ] as const)("a call of %s at %s is closed by %o", (purpose, time, rules) => {
    expect(closedBy("unitedStates", purpose, `2026-12-01T${time}:00-05:00`)).toEqual(rules)
  })
})

describe("in France", () => {
  test.each([
    ["promotion", "2026-12-01T10:00", []],
    ["promotion", "2026-12-01T12:51", ["solicitation.hours"]],
    ["promotion", "2026-12-01T13:30", ["solicitation.hours"]],
    ["promotion", "2026-12-01T14:00", []],
    ["promotion", "2026-12-01T19:50", []],
    ["promotion", "2026-12-05T11:00", ["solicitation.hours"]],
    ["promotion", "2026-12-25T11:00", ["solicitation.hours"]],
    ["followUp", "2026-12-05T11:00", []],
    ["followUp", "2026-12-25T11:00", []],
    ["followUp", "2026-12-05T13:30", ["care.hours"]],
  ] as const)("a call of %s at %s is closed by %o", (purpose, time, rules) => {
    expect(closedBy("france", purpose, `${time}:00+01:00`)).toEqual(rules)
  })

  test("a fifth commercial call waits until thirty days after the first", () => {
    const calls = ["02", "03", "09", "16"].map((day) => `2026-11-${day}T11:00:00+01:00`)
    expect(closedBy("france", "promotion", "2026-12-01T11:00:00+01:00", { calls })).toEqual([
      "solicitation.frequency",
    ])
    expect(closedBy("france", "promotion", "2026-12-02T11:00:00+01:00", { calls })).toEqual([])
    expect(closedBy("france", "promotion", "2026-12-01T11:00:00+01:00", { calls: calls.slice(1) })).toEqual(
      [],
    )
  })
})

describe("in the United Kingdom", () => {
  test("no hours are closed but those of rest", () => {
    expect(closedBy("unitedKingdom", "followUp", "2026-12-01T22:00:00Z")).toEqual([])
    expect(closedBy("unitedKingdom", "followUp", "2026-12-01T22:00:00Z", { rests: true })).toEqual([
      "rest.night",
    ])
  })

  test("the trade's code is recalled, and switched off", () => {
    const { carePolicy, practiceHours } = UnitedKingdomContact
    expect(Schema.is(ContactPolicy.HoursRule)(practiceHours)).toBe(true)
    expect(practiceHours.source).toMatchObject({ status: "hospitalPolicy", verified: "recalled" })
    expect(carePolicy.hours).toEqual([])
  })
})
