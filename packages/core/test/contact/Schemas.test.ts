import {
  ChinaContact,
  ContactAttempt,
  ContactablePerson,
  ContactPolicy,
  ContactProfile,
  Hours,
  Override,
  TimeZone,
} from "@aftercare/core"
import { FollowUpArbitraries } from "@aftercare/core/testing"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"
import { plainPerson } from "../followup/support/grounds.ts"

const said = (result: Result.Result<unknown, unknown>): string =>
  Result.isFailure(result) ? String(result.failure) : "it was read"

/** What a decoder would drop without a word is a rule that somebody believed in. */
const unknown = "the key isn't known"

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe("a profile", () => {
  const read = Schema.decodeUnknownResult(ContactProfile.ContactProfile)
  const { profile } = plainPerson
  const { rest } = profile

  test("is read as it was written, whatever it says", () => {
    const write = Schema.encodeSync(ContactProfile.ContactProfile)
    fc.assert(
      fc.property(FollowUpArbitraries.contactProfile(), (drawn) => {
        expect(Result.getOrThrow(read(asJson(write(drawn))))).toEqual(drawn)
      }),
      runs(60),
    )
  })

  test.each([
    ["24:00 as the end of the day", { ...profile, rest: { ...rest, night: ["22:00-24:00", "00:00-08:00"] } }],
    ["overlapping hours", { ...profile, rest: { ...rest, noon: ["12:00-14:00", "13:00-15:00"] } }],
    ["hours that end the next day", { ...profile, rest: { ...rest, night: ["22:00-08:00"] } }],
    ["no rest, if it says so", { ...profile, rest: { noon: [], night: [] } }],
    [
      "work by the week with days left out",
      { ...profile, work: { _tag: "Weekly", week: { monday: ["22:00-06:00"] } } },
    ],
    [
      "a roster",
      { ...profile, work: { _tag: "Roster", dates: { "2026-03-02": ["20:00-08:00"], "2026-03-03": [] } } },
    ],
  ])("may have %s", (_, written) => {
    expect(said(read(written))).toBe("it was read")
  })

  test("with overlapping hours means their union", () => {
    const twice = { ...profile, rest: { noon: ["12:00-14:00", "13:00-15:00"], night: [] } } as never
    const once = { ...profile, rest: { noon: ["12:00-15:00"], night: [] } } as never
    const zone = TimeZone.make("Asia/Shanghai")
    const spansOf = (p: ContactProfile.ContactProfile) =>
      Hours.compile({ _tag: "Daily", spans: p.rest.noon }, zone).between(0, 86_400_000)
    expect(spansOf(twice)).toBe(spansOf(once))
  })

  const without = (key: keyof typeof profile) => {
    const { [key]: _, ...others } = profile
    return others
  }
  const resting = (noon: unknown) => ({ ...profile, rest: { ...rest, noon } })
  const working = (week: unknown) => ({ ...profile, work: { _tag: "Weekly", week } })
  const rostered = (dates: unknown) => ({ ...profile, work: { _tag: "Roster", dates } })
  const spanRule = "a span is written HH:MM-HH:MM"

  test.each([
    ["no rest hours", without("rest"), ["rest"], "Missing key"],
    ["no night", { ...profile, rest: { noon: [] } }, ["rest", "night"], "Missing key"],
    ["no word on work", without("work"), ["work"], "Missing key"],
    ["no zone", without("zone"), ["zone"], "Missing key"],
    ["no channels", { ...profile, channels: [] }, ["channels"], ""],
    ["an unknown channel", { ...profile, channels: ["phone", "fax"] }, ["channels", 1], ""],
    ["from equal to to", resting(["12:00-12:00"]), ["rest", "noon", 0], "the span's ends are equal"],
    ["midnight written twice", resting(["00:00-00:00"]), ["rest", "noon", 0], "the span's ends are equal"],
    ["24:01", resting(["22:00-24:01"]), ["rest", "noon", 0], spanRule],
    ["24:00 as a beginning", resting(["24:00-08:00"]), ["rest", "noon", 0], spanRule],
    ["half past twelve in words", resting(["12:00-14:00", "half past"]), ["rest", "noon", 1], spanRule],
    ["hours without a zero", resting(["9:00-10:00"]), ["rest", "noon", 0], spanRule],
    ["a zone that isn't one", { ...profile, zone: "Asia/Peking" }, ["zone"], "a time zone is an IANA name"],
    ["a zone by its offset", { ...profile, zone: "+08:00" }, ["zone"], "a time zone is an IANA name"],
    [
      "a weekday's broken hours",
      working({ tuesday: ["09:00-09:00"] }),
      ["work", "week", "tuesday", 0],
      "the span's ends are equal",
    ],
    [
      "a roster of a date that doesn't exist",
      rostered({ "2026-02-30": ["09:00-17:00"] }),
      ["work", "dates", "2026-02-30"],
      "must exist",
    ],
    [
      "a roster's broken hours",
      rostered({ "2026-02-28": ["09:00-24:30"] }),
      ["work", "dates", "2026-02-28", 0],
      spanRule,
    ],
    [
      "a do-not-disturb date in short",
      { ...profile, doNotDisturbOn: ["2026-3-2"] },
      ["doNotDisturbOn", 0],
      "a date is written YYYY-MM-DD",
    ],
    ["a wish that is none", { ...profile, preferred: ["18:30"] }, ["preferred", 0], spanRule],
    ["another kind of work", { ...profile, work: { _tag: "Sometimes" } }, ["work"], ""],
    ["a weekday in short", working({ fri: ["09:00-17:00"] }), ["work", "week", "fri"], unknown],
    ["a wish of its own", { ...profile, quiet: ["09:00-10:00"] }, ["quiet"], unknown],
    ["a rest of its own", { ...profile, rest: { ...rest, morning: [] } }, ["rest", "morning"], unknown],
    [
      "two kinds of work at once",
      { ...profile, work: { _tag: "Weekly", week: {}, dates: { "2026-02-28": [] } } },
      ["work", "dates"],
      unknown,
    ],
  ])("isn't read with %s: path and rule are named", (_, written, path, rule) => {
    const refused = said(read(written))
    expect(refused).not.toBe("it was read")
    expect(refused).toContain(path.map((key) => `[${JSON.stringify(key)}]`).join(""))
    expect(refused).toContain(rule)
  })
})

describe("a policy", () => {
  const read = Schema.decodeUnknownResult(ContactPolicy.ContactPolicy)
  const write = Schema.encodeSync(ContactPolicy.ContactPolicy)
  const written = write(ChinaContact.carePolicy)

  test("is read as it was written, whatever it says", () => {
    expect(Result.getOrThrow(read(asJson(written)))).toEqual(ChinaContact.carePolicy)
    fc.assert(
      fc.property(FollowUpArbitraries.contactPolicy(), (drawn) => {
        expect(Result.getOrThrow(read(asJson(write(drawn))))).toEqual(drawn)
      }),
      runs(40),
    )
  })

  const without = (key: keyof typeof written) => {
    const { [key]: _, ...others } = written
    return others
  }
  const [phone, ...others] = written.channels
  const [rule] = written.hours
  const [cap] = written.caps
  const phoned = (over: object) => ({ ...written, channels: [{ ...phone, ...over }, ...others] })
  const ruled = (over: object) => ({ ...written, hours: [{ ...rule, ...over }] })
  const capped = (limit: unknown) => ({ ...written, caps: [{ ...cap, limit }] })

  test.each([
    ["no hours", without("hours"), ["hours"], "Missing key"],
    ["no caps", without("caps"), ["caps"], "Missing key"],
    ["no word on what work and rest rest on", without("disturbances"), ["disturbances"], "Missing key"],
    ["no age of adults", without("adultFrom"), ["adultFrom"], "Missing key"],
    ["no channel", { ...written, channels: [] }, ["channels"], ""],
    ["two rules for one channel", { ...written, channels: [phone, phone] }, [], "each channel has one rule"],
    ["a contact of no length", phoned({ minutes: 0 }), ["channels", 0, "minutes"], ""],
    ["a contact longer than a day", phoned({ minutes: 1441 }), ["channels", 0, "minutes"], ""],
    ["half a minute", phoned({ minutes: 0.5 }), ["channels", 0, "minutes"], ""],
    ["an unknown disturbance", phoned({ avoids: ["lunch"] }), ["channels", 0, "avoids", 0], ""],
    ["a rule without purposes", ruled({ purposes: [] }), ["hours", 0, "purposes"], ""],
    ["a rule without a source", ruled({ source: undefined }), ["hours", 0, "source"], ""],
    [
      "a rule named in capitals",
      ruled({ id: "Care Hours" }),
      ["hours", 0, "id"],
      "a rule's id is words joined by dots",
    ],
    [
      "a rule of broken hours",
      ruled({ openIn: { _tag: "Daily", spans: ["08:00-08:00"] } }),
      ["hours", 0, "openIn"],
      "",
    ],
    ["a cap of none", capped({ _tag: "Rolling", hours: 24, atMost: 0 }), ["caps", 0, "limit", "atMost"], ""],
    [
      "a cap over more than a year",
      capped({ _tag: "Rolling", hours: 8785, atMost: 1 }),
      ["caps", 0, "limit", "hours"],
      "",
    ],
    [
      "a distance of ages",
      capped({ _tag: "MinimumGap", hours: 2 ** 53 - 1 }),
      ["caps", 0, "limit", "hours"],
      "",
    ],
    ["a cap over no time", capped({ _tag: "MinimumGap", hours: 0 }), ["caps", 0, "limit", "hours"], ""],
    [
      "a day that is neither rolling nor natural",
      capped({ _tag: "Daily", atMost: 2 }),
      ["caps", 0, "limit"],
      "",
    ],
    ["adults from 31", { ...written, adultFrom: 31 }, ["adultFrom"], ""],
    ["an hour and more of lateness", { ...written, latenessMinutes: 61 }, ["latenessMinutes"], ""],
    ["a rule of another kind", { ...written, quietDays: ["2026-02-17"] }, ["quietDays"], unknown],
    ["a channel's rule misspelt", phoned({ avoid: ["work"] }), ["channels", 0, "avoid"], unknown],
    ["a rule for some regions only", ruled({ regions: ["north"] }), ["hours", 0, "regions"], unknown],
    [
      "a cap of two kinds",
      capped({ _tag: "NaturalDay", atMost: 1, hours: 24 }),
      ["caps", 0, "limit", "hours"],
      unknown,
    ],
    [
      "hours that misspell their calendar",
      ruled({ openIn: { _tag: "InZone", zone: "Asia/Shanghai", calender: {}, of: { _tag: "Always" } } }),
      ["hours", 0, "openIn", "calender"],
      unknown,
    ],
  ])("isn't read with %s: path and rule are named", (_, broken, path, rule) => {
    const refused = said(read(broken))
    expect(refused).not.toBe("it was read")
    expect(refused).toContain(path.map((key) => `[${JSON.stringify(key)}]`).join(""))
    expect(refused).toContain(rule)
  })
})

describe("an attempt and an override", () => {
  const override = {
    kind: "ownRequest",
    reason: "asked for it",
    author: "nurse-1",
    givenAt: "2026-03-02T09:30:00+08:00",
  }
  const attempt = {
    id: "plan/stage/1",
    number: 1,
    channel: "phone",
    addressee: "person-1",
    startedAt: "2026-03-02T01:30:00.000Z",
    answerBy: "2026-03-02T02:30:00.000Z",
    permission: { _tag: "ByOverride", override, left: ["rest.noon"] },
    consent: "consent-1",
  }
  const readAttempt = Schema.decodeUnknownResult(ContactAttempt.ContactAttempt)
  const readOverride = Schema.decodeUnknownResult(Override.Override)

  test("are read with their proof", () => {
    expect(said(readAttempt(attempt))).toBe("it was read")
    expect(said(readOverride(override))).toBe("it was read")
  })

  test.each([
    ["no reason", { ...override, reason: " " }, '["reason"]'],
    ["no author", { ...override, author: undefined }, '["author"]'],
    ["a kind of its own", { ...override, kind: "convenience" }, '["kind"]'],
    ["a time without its offset", { ...override, givenAt: "2026-03-02T09:30:00" }, '["givenAt"]'],
  ])("an override isn't read with %s", (_, broken, path) => {
    expect(said(readOverride(broken))).toContain(path)
  })

  test.each([
    ["no permission", { ...attempt, permission: undefined }, '["permission"]'],
    ["no consent", { ...attempt, consent: undefined }, '["consent"]'],
    ["an outcome of its own", { ...attempt, disposition: "hungUp" }, '["disposition"]'],
  ])("an attempt isn't read with %s", (_, broken, path) => {
    expect(said(readAttempt(broken))).toContain(path)
  })
})

describe("whom a contact addresses", () => {
  const person = (id: string, relation: ContactablePerson.ContactablePerson["relation"]) =>
    ({ ...plainPerson, id, relation }) as ContactablePerson.ContactablePerson
  const [self, mother, father, nurse] = [
    person("self", "self"),
    person("mother", "guardian"),
    person("father", "guardian"),
    person("nurse", "caregiver"),
  ] as const

  test.each([
    ["an adult: the first named", [nurse, self, mother], 18, "nurse"],
    ["a minor: the first guardian, wherever named", [self, nurse, mother, father], 17, "mother"],
    ["a newborn: the guardian", [mother], 0, "mother"],
    ["not yet born by the zone's calendar: the guardian", [self, father], -1, "father"],
  ] as const)("%s", (_, persons, age, id) => {
    expect(Result.getOrThrow(ContactablePerson.addressee(persons, age, 18)).id).toBe(id)
  })

  test.each([
    ["a minor without a guardian", [self, nurse], 17, "addressee.guardianOfMinor"],
    ["an adult whom nobody is named for", [], 40, "addressee.anyone"],
    ["a minor whom nobody is named for", [], 4, "addressee.guardianOfMinor"],
  ] as const)("%s has nobody: the rule is named", (_, persons, age, rule) => {
    const found = ContactablePerson.addressee(persons, age, 18)
    expect(Result.isFailure(found) && found.failure).toMatchObject({ _tag: "NoAddressee", rule })
  })

  test("the age is the policy's: where adults begin at 0, everybody is addressed as named", () => {
    expect(Result.getOrThrow(ContactablePerson.addressee([self, mother], 3, 0)).id).toBe("self")
  })
})
