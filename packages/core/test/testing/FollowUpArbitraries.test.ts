import {
  ChinaCalendar,
  Consent,
  ContactAttempt,
  ContactablePerson,
  ContactPolicy,
  ContactProfile,
  Discharge,
  FollowUpPlan,
  FollowUpProtocol,
  TimeZone,
} from "@aftercare/core"
import { CalendarArbitraries, FollowUpArbitraries } from "@aftercare/core/testing"
import { Equal, Result, Schema } from "effect"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

// As in somebody else's suite, without what ours is set to.
fc.configureGlobal({ ...fc.readConfigureGlobal(), defaultSizeToMaxWhenMaxSpecified: false })

const { contactPolicy, contactProfile, contactablePerson, discharge, protocol } = FollowUpArbitraries

interface Generated<A, I> {
  readonly codec: Schema.Codec<A, I>
  readonly arbitrary: fc.Arbitrary<A>
}

const generated = <A, I>(codec: Schema.Codec<A, I>, arbitrary: fc.Arbitrary<A>): Generated<A, I> => ({
  codec,
  arbitrary,
})

/** The same laws for every generator. */
const laws = <A, I>(name: string, { arbitrary, codec }: Generated<A, I>) =>
  describe(name, () => {
    test("every value decodes from its own encoded form, through JSON, to an equal value", () => {
      const encode = Schema.encodeSync(codec)
      const decode = Schema.decodeUnknownSync(codec)
      fc.assert(
        fc.property(arbitrary, (value) => {
          const back = decode(JSON.parse(JSON.stringify(encode(value))))
          expect(Equal.equals(back, value)).toBe(true)
        }),
      )
    })

    test("the same seed yields the same values", () => {
      const draw = () => fc.sample(arbitrary, { seed: 7, numRuns: 5 })
      expect(draw()).toEqual(draw())
    })

    test("no part of a value is forgotten: values differ", () => {
      const drawn = fc.sample(arbitrary, { seed: 8, numRuns: 20 })
      expect(new Set(drawn.map((value) => JSON.stringify(value))).size).toBeGreaterThan(15)
    })
  })

laws("contactProfile", generated(ContactProfile.ContactProfile, contactProfile()))
laws("contactPolicy", generated(ContactPolicy.ContactPolicy, contactPolicy()))
laws("contactablePerson", generated(ContactablePerson.ContactablePerson, contactablePerson()))
laws("discharge", generated(Discharge.Discharge, discharge()))
laws("protocol", generated(FollowUpProtocol.FollowUpProtocol, protocol()))
laws("consent", generated(Consent.Consent, FollowUpArbitraries.consent()))
laws("attempt", generated(ContactAttempt.ContactAttempt, FollowUpArbitraries.attempt()))
laws("plan", generated(FollowUpPlan.FollowUpPlan, FollowUpArbitraries.plan()))
laws("event", generated(FollowUpPlan.FollowUpEvent, FollowUpArbitraries.event()))

test("a protocol's windows are possible for every discharge from 2012 on, whatever the clocks do", () => {
  const since2012 = { min: "2012-01-01", max: "2055-12-31" }
  const zones = [
    "UTC",
    "Australia/Lord_Howe",
    "America/New_York",
    "Africa/Cairo",
    "Asia/Gaza",
    "Pacific/Apia",
  ]
  const anchors = fc
    .constantFrom(...zones.map(TimeZone.make))
    .chain((zone) =>
      fc.record({ zone: fc.constant(zone), at: CalendarArbitraries.instant({ near: zone, ...since2012 }) }),
    )
  fc.assert(
    fc.property(protocol(), anchors, (protocol, anchor) => {
      for (const stage of protocol.stages) {
        const span = FollowUpProtocol.spanOf(stage, { ...anchor, calendar: ChinaCalendar.publicHolidays })
        expect(Result.isFailure(span) && span.failure._tag).not.toBe("ImpossibleWindow")
      }
    }),
    { numRuns: 2000 },
  )
})

test("a hospital's own check passes every protocol", () => {
  fc.assert(
    fc.property(protocol(), (protocol) => {
      expect(FollowUpProtocol.check(protocol, ChinaCalendar.publicHolidays)).toEqual(Result.succeed(protocol))
    }),
    { numRuns: 10 },
  )
})

/** The plainest value that a property which nothing satisfies is left with. */
const plainest = <A>(arbitrary: fc.Arbitrary<A>): A => {
  const tried: Array<A> = []
  const never = fc.property(arbitrary, (value) => {
    tried.push(value)
    return false
  })
  fc.check(never, { seed: 3, numRuns: 1 })
  const last = tried.at(-1)
  if (last === undefined) throw new Error("nothing was tried")
  return last
}

test("a failing discharge shrinks to a plain one: one person, no wishes, no work", () => {
  const { persons, diagnoses, name, chronic } = plainest(discharge())
  expect(persons).toHaveLength(1)
  expect(diagnoses).toHaveLength(1)
  expect([...name]).toHaveLength(1)
  expect(chronic).toBe(false)
  expect(persons[0].profile).toMatchObject({
    zone: TimeZone.make("UTC"),
    rest: { noon: [], night: [] },
    preferred: [],
    doNotDisturbOn: [],
  })
})

test("a failing protocol shrinks to one stage, a failing plan to no task", () => {
  expect(plainest(protocol()).stages).toHaveLength(1)
  expect(plainest(FollowUpArbitraries.plan()).tasks).toEqual([])
})

test("zones and dates are those asked for", () => {
  const shanghai = TimeZone.make("Asia/Shanghai")
  const options = { zones: fc.constant(shanghai), min: "2026-11-01", max: "2026-11-30" }
  fc.assert(
    fc.property(discharge(options), ({ dischargedAt, persons }) => {
      expect(Schema.encodeSync(Schema.DateTimeUtcFromString)(dischargedAt)).toMatch(/^2026-11-/)
      for (const { profile } of persons) {
        expect(profile.zone).toBe(shanghai)
        for (const date of profile.doNotDisturbOn) expect(date).toMatch(/^2026-11-/)
      }
    }),
  )
})
