import {
  ChinaCalendar,
  ChinaContact,
  type ContactPolicy,
  type ContactProfile,
  ContactWindow,
  type FrequencyCap,
  Hours,
  Rule,
  TimeZone,
} from "@aftercare/core"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import { hour, minute } from "../calendar/support/WallClock.ts"
import { exceeds, limit, reads } from "./support/LimitOracle.ts"

// Contacts of ten minutes between eight and eight, beside others made or planned nearby: little but caps decides.

const around = Date.parse("2026-03-07T00:00:00Z")
const length = 10 * minute
const source = { title: "a hospital's rule", status: "hospitalPolicy", verified: "own" } as const

const steps = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).map((n) => n * 15 * minute)

const drawn = fc.record({
  zone: fc.constantFrom("Asia/Shanghai", "America/New_York", "Australia/Lord_Howe").map(TimeZone.make),
  limits: fc.array(limit, { minLength: 1, maxLength: 2 }),
  contacts: fc.array(steps(-4 * 40, 4 * 60), { minLength: 1, maxLength: 4 }),
  earliest: steps(-4 * 12, 4 * 12),
  early: steps(0, 4 * 20),
  ideal: steps(1, 4 * 6),
  overdue: steps(0, 4 * 20),
})
type Drawn = typeof drawn extends fc.Arbitrary<infer A> ? A : never

const capsOf = ({ limits }: Drawn): ReadonlyArray<FrequencyCap.FrequencyCap> =>
  limits.map((limit, n) => ({
    id: Rule.RuleId.make(`frequency.rule${n}`),
    limit,
    channels: ["phone"],
    purposes: ["followUp"],
    source,
  }))

const timesOf = ({ contacts }: Drawn) => contacts.map((by) => around + by)

const windowOf = (of: Drawn): ContactWindow.ContactWindow => {
  const profile: ContactProfile.ContactProfile = {
    zone: of.zone,
    language: "zh",
    rest: { noon: [], night: [] },
    work: { _tag: "None" },
    preferred: [],
    channels: ["phone"],
    doNotDisturbOn: [],
  }
  const policy: ContactPolicy.ContactPolicy = {
    ...ChinaContact.carePolicy,
    channels: [{ channel: "phone", avoids: [], minutes: 10 }],
    hours: [
      {
        id: Rule.RuleId.make("care.hours"),
        channels: ["phone"],
        purposes: ["followUp"],
        openIn: Hours.daily("08:00", "20:00"),
        source,
      },
    ],
    caps: capsOf(of),
    latenessMinutes: 0,
  }
  const contacts = timesOf(of).map((at) => ({ at, channel: "phone", purpose: "followUp" }) as const)
  const parts = { profile, policy, channel: "phone", purpose: "followUp", contacts } as const
  return Result.getOrThrow(ContactWindow.make({ ...parts, calendar: ChinaCalendar.publicHolidays }))
}

const spanOf = ({ earliest, early, ideal, overdue }: Drawn): ContactWindow.Span => {
  const from = around + earliest
  const due = from + early + ideal
  return { earliest: from, ideal: from + early, due, latest: due + overdue }
}

/** The rules that refuse a contact begun here, each judged by itself: hours by the whole of it, caps by counting. */
const refusedAt = (of: Drawn, at: number): ReadonlyArray<string> => {
  const within = reads(of.zone, "08:00-20:00", at) && reads(of.zone, "08:00-20:00", at + length - 1)
  const over = capsOf(of).filter((cap) => exceeds(cap.limit, timesOf(of), at, of.zone))
  return [...(within ? [] : ["care.hours"]), ...over.map(({ id }) => id)]
}

/** Wherever anything can change, and the instants right beside. */
const instantsIn = (from: number, until: number): ReadonlyArray<number> => {
  const out: Array<number> = []
  for (let at = from; at < until; at += 5 * minute) out.push(at, at + 1, at + 5 * minute - 1)
  return out
}

const expected = (of: Drawn) => {
  const { due, earliest, ideal, latest } = spanOf(of)
  const fits = (at: number) => refusedAt(of, at).length === 0
  const bands = [
    ["ideal", instantsIn(ideal, due).find(fits)],
    ["early", instantsIn(earliest, ideal).findLast(fits)],
    ["overdue", instantsIn(due, latest).find(fits)],
  ] as const
  const [band, at] = bands.find(([, found]) => found !== undefined) ?? []
  return band === undefined ? undefined : { band, at }
}

describe("caps bind where a contact begins", patience, () => {
  test("in the moment chosen, in each band", () => {
    fc.assert(
      fc.property(drawn, (of) => {
        const moment = ContactWindow.choose(windowOf(of), spanOf(of))
        expect(moment && { band: moment.band, at: moment.at }).toEqual(expected(of))
      }),
      runs(150),
    )
  })

  test("in what is permitted, and in the rules named where it isn't, in refusals and explanations", () => {
    fc.assert(
      fc.property(drawn, (of) => {
        const window = windowOf(of)
        const span = spanOf(of)
        const { outcome, refused } = ContactWindow.explain(window, span)
        const seen = (at: number) => refused.find(({ from, until }) => from <= at && at < until)?.rules ?? []
        for (const at of instantsIn(span.earliest, span.latest)) {
          const permitted = ContactWindow.permit(window, at)
          expect(Result.isSuccess(permitted) ? [] : permitted.failure.rules).toEqual(refusedAt(of, at))
          if (Result.isFailure(outcome)) expect(seen(at)).toEqual(refusedAt(of, at))
        }
      }),
      runs(40),
    )
  })

  test("in the nearest moment to one that is asked for, before or after it", () => {
    fc.assert(
      fc.property(drawn, steps(-4 * 10, 4 * 30), (of, by) => {
        const { earliest: from, latest: until } = spanOf(of)
        const at = from + by
        const near = instantsIn(from, until)
          .filter((t) => refusedAt(of, t).length === 0)
          .sort((a, b) => Math.abs(a - at) - Math.abs(b - at) || b - a)
        expect(ContactWindow.nearest(windowOf(of), at, { from, until })).toBe(near[0])
        expect(ContactWindow.closedAt(windowOf(of), at)).toEqual(refusedAt(of, at))
      }),
      runs(60),
    )
  })

  test("and not where it ends: a call may run into a part of the day that has had its one", () => {
    const zone = TimeZone.make("Asia/Shanghai")
    const late = Date.parse("2026-03-07T20:00:00+08:00") - length
    const of: Drawn = {
      zone,
      limits: [
        {
          _tag: "DayPart",
          parts: [{ name: { zh: "晚", en: "evening" }, span: Hours.TimeSpan.make("19:55-24:00") }],
          hours: 24,
          atMost: 1,
        },
      ],
      contacts: [late + 6 * minute - around],
      earliest: late - around,
      early: 0,
      ideal: 15 * minute,
      overdue: hour,
    }
    expect(ContactWindow.choose(windowOf(of), spanOf(of))?.at).toBe(late)
  })
})
