import {
  ChinaCalendar,
  FollowUpProtocol,
  GeneralProtocols,
  Personalisation,
  type PlainDate,
  TimeZone,
} from "@aftercare/core"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { describe, expect, test } from "vitest"
import { plainDischarge } from "../followup/support/grounds.ts"

const { generalDischarge, personalisation } = GeneralProtocols
const zone = TimeZone.make("Asia/Shanghai")
const at = Date.parse("2026-03-02T10:30:00+08:00")
const anchor = { at, zone, calendar: ChinaCalendar.publicHolidays }

/** When a stage may begin and the last date (or instant) that is in time, and at all. */
const shown = (instant: number, isEnd: boolean): string => {
  const time = TimeZone.timeAt(zone, instant)
  const date: PlainDate.PlainDate = TimeZone.dateAt(zone, isEnd && time === "00:00" ? instant - 1 : instant)
  return time === "00:00" ? date.slice(5) : `${date.slice(5)} ${time}`
}

const factsOf = (flags: object, age: number): Personalisation.Facts => ({
  discharge: { ...plainDischarge, ...flags },
  age,
  tier: "unknown",
})

const windowsFor = (flags: { readonly chronic?: boolean; readonly highRisk?: boolean }, age: number) =>
  Personalisation.apply(generalDischarge, personalisation(65), factsOf(flags, age)).stages.map((personal) => {
    const { due, earliest, ideal, latest } = Result.getOrThrow(Personalisation.spanOf(personal, anchor))
    return [
      personal.stage.id,
      shown(earliest, false),
      shown(ideal, false),
      shown(due, true),
      shown(latest, true),
    ].join(" · ")
  })

const everybody = [
  "first-contact · 03-02 10:30 · 03-02 12:30 · 03-03 10:30 · 03-05 10:30",
  "first-week · 03-07 · 03-07 · 03-09 · 03-12",
  "first-month · 03-30 · 04-02 · 04-05 · 04-12",
  "third-month · 05-26 · 06-02 · 06-09 · 06-23",
]

describe("the general protocol", () => {
  test("decodes, and each of its rules does", () => {
    expect(Schema.is(FollowUpProtocol.FollowUpProtocol)(generalDischarge)).toBe(true)
    expect(Schema.is(Schema.Array(Personalisation.PersonalisationRule))(personalisation(65))).toBe(true)
  })

  test("is within 24 hours, on day 5 to 7, after a month and after three, for a discharge on 2 March", () => {
    expect(windowsFor({}, 40)).toEqual(everybody)
  })

  test("tightens the first two stages of high-risk patients and adds a call on day 2 to 3", () => {
    expect(windowsFor({ highRisk: true }, 40)).toEqual([
      "first-contact · 03-02 10:30 · 03-02 12:30 · 03-03 10:30 · 03-04 10:30",
      "first-week · 03-07 · 03-07 · 03-08 · 03-10",
      ...everybody.slice(2),
      "second-or-third-day · 03-04 · 03-04 · 03-05 · 03-06",
    ])
  })

  test("adds the second week for chronic patients", () => {
    expect(windowsFor({ chronic: true }, 40)).toEqual([
      ...everybody,
      "second-week · 03-14 · 03-16 · 03-18 · 03-22",
    ])
  })

  test("asks for the patient's opinion of the service once, in the one-week stage", () => {
    const asking = generalDischarge.stages.filter(({ modules }) => modules.includes("serviceOpinion"))
    expect(asking.map(({ id }) => id)).toEqual(["first-week"])
  })

  test("talks with the elderly about how they live and how they feel, from the age that is set", () => {
    const modulesAt = (age: number, from: number) =>
      Personalisation.apply(generalDischarge, personalisation(from), factsOf({}, age)).stages[0]?.stage
        .modules
    expect(modulesAt(64, 65)).toEqual(["symptoms", "medicines", "education"])
    expect(modulesAt(65, 65)).toEqual([
      "symptoms",
      "medicines",
      "education",
      "psychologicalSupport",
      "livingHabits",
    ])
    expect(modulesAt(60, 60)).toEqual(modulesAt(65, 65))
  })

  test("tries three times, four hours apart, before the next channel's turn", () => {
    expect(GeneralProtocols.attempts).toMatchObject({
      perChannel: 3,
      spacing: [
        { id: "attempt.gap", limit: { hours: 4 }, wish: false },
        { id: "attempt.days", limit: { _tag: "NaturalDay", atMost: 2 }, wish: true },
        { id: "attempt.dayPart", limit: { hours: 72, atMost: 1 }, wish: true },
      ],
      lossAfter: { early: 2, lost: 3 },
    })
    for (const { channels } of generalDischarge.stages) expect(channels[0]).toBe("phone")
  })
})
