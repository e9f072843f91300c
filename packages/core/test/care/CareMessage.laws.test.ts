import { CareMessage, ChinaCalendar, ChinaContact } from "@aftercare/core"
import {
  CalendarArbitraries,
  CareArbitraries,
  CareLaws,
  FollowUpArbitraries,
  Laws,
} from "@aftercare/core/testing"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"

const dates = { min: "2026-01-01", max: "2026-11-30" }

const anyGround: fc.Arbitrary<CareMessage.Ground> = fc.record({
  person: FollowUpArbitraries.contactablePerson(dates),
  contact: FollowUpArbitraries.contactPolicy(dates),
  calendar: CalendarArbitraries.workCalendar(dates),
  contacts: fc.constant([]),
})

/** People whom the care policy of China reaches on most days, and who were written to at some time. */
const usualGround: fc.Arbitrary<CareMessage.Ground> = fc
  .tuple(anyGround, CalendarArbitraries.instant(dates))
  .map(([ground, elsewhere]) => ({
    contact: ChinaContact.carePolicy,
    calendar: ChinaCalendar.publicHolidays,
    contacts: [{ at: elsewhere, channel: "sms", purpose: "care" }],
    person: {
      ...ground.person,
      profile: {
        ...ground.person.profile,
        channels: ["sms", "phone", "wechat", "app", "email"],
        rest: ChinaContact.restIn("mainland"),
        work: { _tag: "None" },
      },
    },
  }))

const usualLives = CareArbitraries.careMessageLife(usualGround, dates)
const lives = fc.oneof(
  { weight: 3, arbitrary: usualLives },
  CareArbitraries.careMessageLife(anyGround, dates),
)

describe("a care message", () => {
  test.each(CareLaws.all)("$name", (law) => {
    fc.assert(Laws.property(law, lives), runs(80))
  })

  test("and its events decode from what they encode to", () => {
    const message = Schema.fromJsonString(CareMessage.CareMessage)
    const event = Schema.fromJsonString(CareMessage.CareMessageEvent)
    fc.assert(
      fc.property(CareArbitraries.careMessage(), CareArbitraries.careMessageEvent(), (kept, happened) => {
        expect(Schema.decodeSync(message)(Schema.encodeSync(message)(kept))).toEqual(kept)
        expect(Schema.decodeSync(event)(Schema.encodeSync(event)(happened))).toEqual(happened)
      }),
      runs(60),
    )
  })

  test("that lives goes out, is refused, deferred and made up for, and ends in every way", () => {
    const seen = new Set<string>()
    for (const { steps } of fc.sample(usualLives, { numRuns: 400, seed: 7 }))
      for (const { after, events } of steps) {
        for (const event of events)
          seen.add(
            event._tag === "SendStarted"
              ? `send ${event.send.number}, ${event.send.permission._tag}`
              : event._tag,
          )
        if (after.state._tag === "Ended") seen.add(after.state.conclusion)
      }
    const expected = ["send 1, Within", "send 1, ByOverride", "send 2, Within", "SendPlaced", "ChannelOpened"]
    expect([...seen]).toEqual(expect.arrayContaining([...expected, ...CareMessage.CareConclusion.literals]))
  })
})
