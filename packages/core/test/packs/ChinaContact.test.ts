import {
  ChinaCalendar,
  ChinaContact,
  ContactPolicy,
  ContactProfile,
  ContactWindow,
  Hours,
  PlainDate,
  PlainTime,
  Rule,
  TimeZone,
} from "@aftercare/core"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { describe, expect, test } from "vitest"
import { plainPerson } from "../followup/support/grounds.ts"

const zone = TimeZone.make("Asia/Shanghai")
const everyChannel = ["phone", "sms", "wechat", "email", "app", "letter", "faceToFace"] as const
const { carePolicy } = ChinaContact

const sources: ReadonlyArray<readonly [string, Rule.Source]> = [
  ...Object.entries(carePolicy.disturbances),
  ...carePolicy.hours.map(({ id, source }) => [id, source] as const),
  ...carePolicy.caps.map(({ id, source }) => [id, source] as const),
]

describe("the policy of the Chinese pack", () => {
  test("decodes, and knows every channel", () => {
    expect(Schema.is(ContactPolicy.ContactPolicy)(carePolicy)).toBe(true)
    expect(carePolicy.channels.map(({ channel }) => channel).sort()).toEqual([...everyChannel].sort())
  })

  test.each(sources)("%s names its source, and doesn't pass practice off as law", (_, source) => {
    expect(Schema.is(Rule.Source)(source)).toBe(true)
    // No law of mainland China sets hours or numbers for care contacts, and nothing recalled is switched on.
    expect(source.status).not.toBe("law")
    expect(source.verified).not.toBe("recalled")
  })
})

type Work = ContactProfile.Work
const office: Work = {
  _tag: "Weekly",
  week: Object.fromEntries(PlainDate.weekdays.slice(0, 5).map((day) => [day, ["09:00-17:30"]])) as never,
}

const isOpen = (
  channel: (typeof everyChannel)[number],
  time: string,
  work: Work,
  region: "mainland" | "xinjiang",
) => {
  const profile = { ...plainPerson.profile, work, rest: ChinaContact.restIn(region) }
  expect(Schema.is(ContactProfile.ContactProfile)(profile)).toBe(true)
  const window = ContactWindow.make({
    profile,
    policy: carePolicy,
    channel,
    purpose: "followUp",
    calendar: ChinaCalendar.publicHolidays,
  })
  // Wednesday, 4 March 2026.
  const at = TimeZone.toInstant(zone, PlainDate.make("2026-03-04"), PlainTime.make(time))
  return Result.isSuccess(ContactWindow.permit(Result.getOrThrow(window), at))
}

const retired: Work = { _tag: "None" }

describe("by the Chinese pack", () => {
  test.each([
    ["phone", "07:59", retired, "mainland", false],
    ["phone", "08:00", retired, "mainland", true],
    ["phone", "11:50", retired, "mainland", true],
    ["phone", "11:51", retired, "mainland", false],
    ["phone", "12:00", retired, "mainland", false],
    ["phone", "13:59", retired, "mainland", false],
    ["phone", "14:00", retired, "mainland", true],
    ["phone", "19:50", retired, "mainland", true],
    ["phone", "19:51", retired, "mainland", false],
    ["phone", "22:00", retired, "mainland", false],
    ["phone", "03:00", retired, "mainland", false],
    ["phone", "09:00", office, "mainland", false],
    ["phone", "08:49", office, "mainland", true],
    ["phone", "08:51", office, "mainland", false],
    ["phone", "17:30", office, "mainland", true],
    ["faceToFace", "10:00", office, "mainland", false],
    ["faceToFace", "19:31", retired, "mainland", false],
    ["sms", "10:00", office, "mainland", true],
    ["sms", "12:30", office, "mainland", false],
    ["sms", "19:59", office, "mainland", true],
    ["sms", "20:00", office, "mainland", false],
    ["wechat", "13:00", retired, "mainland", false],
    ["email", "23:00", retired, "mainland", false],
    ["app", "10:00", office, "mainland", true],
    ["letter", "03:00", office, "mainland", true],
    // Xinjiang keeps Beijing time and lives two hours later.
    ["phone", "09:00", retired, "xinjiang", false],
    ["phone", "10:00", retired, "xinjiang", true],
    ["phone", "12:30", retired, "xinjiang", true],
    ["phone", "13:51", retired, "xinjiang", false],
    ["phone", "15:00", retired, "xinjiang", false],
    ["phone", "16:00", retired, "xinjiang", true],
  ] as const)("a contact by %s at %s (%o, %s) may begin: %s", (channel, time, work, region, expected) => {
    expect(isOpen(channel, time, work, region)).toBe(expected)
  })

  test("Xinjiang's rest is the mainland's on Xinjiang's own clock, not its own there", () => {
    const restsAt = (region: "mainland" | "xinjiang", zone: string) => {
      const { night, noon } = ChinaContact.restIn(region)
      const rest = Hours.compile({ _tag: "Daily", spans: [...noon, ...night] }, TimeZone.make(zone))
      const midnight = Date.parse("2026-03-04T00:00:00+08:00")
      return Array.from({ length: 48 }, (_, i) => rest.isOpen(midnight + i * 1_800_000))
    }
    expect(restsAt("mainland", "Asia/Urumqi")).toEqual(restsAt("xinjiang", "Asia/Shanghai"))
    expect(restsAt("xinjiang", "Asia/Urumqi")).not.toEqual(restsAt("xinjiang", "Asia/Shanghai"))
  })

  test("children under 14 need a guardian's consent, and minors are addressed through one", () => {
    expect(ChinaContact.guardianConsentUnder).toBe(14)
    expect(carePolicy.adultFrom).toBe(18)
  })
})
