import { ChinaCalendar, type ContactPolicy, Hours, Rule, TimeZone } from "@aftercare/core"
import { CalendarArbitraries, Laws } from "@aftercare/core/testing"
import * as fc from "fast-check"
import { describe, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import { channels, datesAbout, minute, purposes, type Question, question } from "./support/people.ts"

const source: Rule.Source = { title: "a rule of the moment", status: "hospitalPolicy", verified: "read" }

/** Rules that close some of the days about the question: whole stretches of time, and parts of every day. */
const shrinking = ({ place }: Question): fc.Arbitrary<Laws.ContactCase["shrinking"]> => {
  const stretch = fc
    .tuple(fc.integer({ min: -4 * 24 * 60, max: 3 * 24 * 60 }), fc.integer({ min: 1, max: 24 * 60 }))
    .map(([from, length]) =>
      Hours.instants([
        { from: place.around + from * minute, until: place.around + (from + length) * minute },
      ]),
    )
  const daily = CalendarArbitraries.timeSpan().map((span): Hours.Hours => ({ _tag: "Daily", spans: [span] }))
  const any = CalendarArbitraries.hours({ ...datesAbout(place, 3), maxDepth: 1 })
  return fc.array(fc.oneof(stretch, daily, any), { minLength: 1, maxLength: 3 }).map((closed) =>
    closed.map((hours, n) => ({
      id: Rule.RuleId.make(`shrinking.rule${n}`),
      openIn: Hours.complement(hours),
      source,
    })),
  )
}

const cases: fc.Arbitrary<Laws.ContactCase> = question.chain((asked) =>
  shrinking(asked).map((rules) => ({
    parts: { ...asked, calendar: ChinaCalendar.publicHolidays },
    span: asked.span,
    shrinking: rules,
  })),
)

const disturbances = ["noonRest", "nightRest", "work", "doNotDisturb"] as const

/** Any hours, in any number of rules, on any calendar: what no hospital writes may still be sent to a window. */
const anyPolicy = ({ place, policy }: Question): fc.Arbitrary<ContactPolicy.ContactPolicy> => {
  const hours = CalendarArbitraries.hours({
    ...datesAbout(place, 5),
    zones: fc.constantFrom(place.zone, TimeZone.make("America/New_York")),
    maxDepth: 2,
  })
  const rule = fc.record({
    hours,
    channels: fc.subarray([...channels], { minLength: 1 }),
    purposes: fc.subarray([...purposes], { minLength: 1 }),
  })
  const channel = fc.record({
    avoids: fc.subarray([...disturbances]),
    minutes: fc.oneof(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 24 * 60 })),
  })
  return fc
    .record({
      rules: fc.array(rule, { maxLength: 3 }),
      own: fc.array(channel, { minLength: channels.length, maxLength: channels.length }),
      latenessMinutes: fc.integer({ min: 0, max: 60 }),
    })
    .map(({ latenessMinutes, own, rules }) => {
      const [first, ...rest] = channels.map((channel, n) => ({ avoids: [], minutes: 10, ...own[n], channel }))
      return {
        ...policy,
        latenessMinutes,
        channels: first === undefined ? policy.channels : [first, ...rest],
        hours: rules.map(({ channels: [by, ...others], hours, purposes: [why, ...more] }, n) => ({
          id: Rule.RuleId.make(`hours.rule${n}`),
          channels: [by ?? "phone", ...others],
          purposes: [why ?? "care", ...more],
          openIn: hours,
          source,
        })),
      }
    })
}

const anyCases: fc.Arbitrary<Laws.ContactCase> = question.chain((asked) =>
  fc.record({
    parts: fc.record({
      policy: anyPolicy(asked),
      calendar: CalendarArbitraries.workCalendar(datesAbout(asked.place, 8)),
      profile: fc.constant(asked.profile),
      channel: fc.constant(asked.channel),
      purpose: fc.constant(asked.purpose),
      contacts: fc.constant(asked.contacts),
    }),
    span: fc.constant(asked.span),
    shrinking: shrinking(asked),
  }),
)

describe("of any policy, on any calendar", patience, () => {
  test.each([
    [Laws.explanationNamesTheMoment.name, Laws.explanationNamesTheMoment] as const,
    [Laws.manyAreChosenAsEach.name, Laws.manyAreChosenAsEach] as const,
  ])("%s", (_, law) => {
    fc.assert(Laws.property(law, anyCases), runs(1000))
  })
})

describe("of anybody, anywhere, by any channel", patience, () => {
  test.each(Laws.contact.map((law) => [law.name, law] as const))("%s", (_, law) => {
    fc.assert(Laws.property(law, cases), runs(150))
  })
})
