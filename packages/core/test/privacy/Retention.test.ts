import { ChinaRetention, Hours, Retention, Rule, TimeZone } from "@aftercare/core"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

const source: Rule.Source = { title: "own", status: "hospitalPolicy", verified: "own" }
const kinds = fc
  .subarray([...Retention.RecordKind.literals], { minLength: 1 })
  .map((some) => some as [Retention.RecordKind, ...Array<Retention.RecordKind>])
const zone = fc
  .constantFrom("Asia/Shanghai", "Asia/Urumqi", "America/New_York", "Pacific/Apia", "UTC")
  .map(TimeZone.make)

const policy: fc.Arbitrary<Retention.RetentionPolicy> = fc.record({
  id: fc.constant("records"),
  version: fc.constant("1"),
  zone,
  keeps: fc.array(
    fc.record({
      id: fc.nat(9).map((n) => Rule.RuleId.make(`retention.own${n}`)),
      kinds,
      months: fc.integer({ min: 1, max: 400 }),
      enabled: fc.boolean(),
      source: fc.constant(source),
    }),
    { maxLength: 5 },
  ),
  erases: fc.uniqueArray(
    fc.record({
      id: fc.nat(9).map((n) => Rule.RuleId.make(`erasure.own${n}`)),
      kinds,
      months: fc.integer({ min: 1, max: 400 }),
    }),
    { maxLength: 3, selector: ({ id }) => id },
  ),
  hours: fc.constantFrom(
    Hours.always,
    Hours.daily("01:00", "05:00"),
    Hours.daily("22:00", "06:00"),
    Hours.weekly({ sunday: ["00:00-04:00"] }),
    Hours.intersection(Hours.daily("00:00", "24:00"), Hours.complement(Hours.daily("08:00", "20:00"))),
  ),
})

/** From whenever a term begins, it ends within the years of which the clocks are known. */
const instant = fc.integer({ min: Date.UTC(1975, 0, 1), max: Date.UTC(2026, 0, 1) })

/** The date on a wall clock, by the platform's own. */
const dateIn = (zone: string, at: number): string =>
  new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).format(at)

/** The last date of a term: months later, at the month's end where it is shorter. */
const lastDate = (date: string, months: number): string => {
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number)
  const first = new Date(Date.UTC(year, month - 1 + months, 1))
  const days = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  return new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), Math.min(day, days)))
    .toISOString()
    .slice(0, 10)
}

describe("a retention policy", () => {
  test("keeps each kind through the last date of the longest rule that is switched on, and no other", () => {
    fc.assert(
      fc.property(policy, kinds, instant, instant, (policy, asked, since, at) => {
        const { erasable, kept } = Retention.divided(policy, asked, since, at)
        expect([...erasable, ...kept.map(({ kind }) => kind)].sort()).toEqual([...asked].sort())
        for (const kind of asked) {
          const months = policy.keeps
            .filter((rule) => rule.enabled && rule.kinds.includes(kind))
            .map((rule) => rule.months)
          const until = lastDate(dateIn(policy.zone, since), Math.max(0, ...months))
          const stays = months.length > 0 && dateIn(policy.zone, at) <= until
          expect(erasable.includes(kind)).toBe(!stays)
          const rule = kept.find((one) => one.kind === kind)
          if (rule === undefined) continue
          expect(dateIn(policy.zone, rule.until - 1) <= until).toBe(true)
          expect(dateIn(policy.zone, rule.until) > until).toBe(true)
        }
      }),
    )
  })

  test("erases unasked after the last date of the shortest term, and never what a sound policy keeps", () => {
    fc.assert(
      fc.property(policy, instant, instant, (policy, since, at) => {
        const found = Retention.overdue(policy, since, at)
        for (const kind of Retention.RecordKind.literals) {
          const months = policy.erases.filter((term) => term.kinds.includes(kind)).map((term) => term.months)
          const over =
            months.length > 0 &&
            dateIn(policy.zone, at) > lastDate(dateIn(policy.zone, since), Math.min(...months))
          expect(found.includes(kind)).toBe(over)
        }
        const isSound = Schema.is(Retention.RetentionPolicy)(policy)
        if (isSound) expect(Retention.divided(policy, found, since, at).kept).toEqual([])
      }),
    )
  })

  test("that would erase what it must keep doesn't decode, and names where", () => {
    const read = Schema.decodeUnknownResult(Retention.RetentionPolicy)
    const keeps = [{ id: "retention.own", kinds: ["plan"], months: 24, enabled: true, source }]
    const policy = {
      id: "a",
      version: "1",
      zone: "UTC",
      keeps,
      hours: { _tag: "Always" },
      erases: [{ id: "erasure.own", kinds: ["plan", "inbox"], months: 12 }],
    }
    const result = read(policy)
    expect(Result.isFailure(result) && result.failure.message).toContain(
      "records are erased after 12 months that a rule keeps for longer",
    )
    expect(Result.isSuccess(read({ ...policy, keeps: [{ ...keeps[0], enabled: false }] }))).toBe(true)
    expect(
      Result.isSuccess(read({ ...policy, erases: [{ id: "erasure.own", kinds: ["inbox"], months: 12 }] })),
    ).toBe(true)
  })

  test("goes on at the first minute that the hospital's wall clock allows, and anew on the next date at the earliest", () => {
    const minute = 60_000
    const clock = (zone: string) =>
      new Intl.DateTimeFormat("en-US", {
        timeZone: zone,
        hourCycle: "h23",
        weekday: "short",
        hour: "2-digit",
      })
    const allows = ({ hours, zone }: Retention.RetentionPolicy, at: number): boolean => {
      const [day, hour] = clock(zone)
        .format(at)
        .split(" ")
        .map((part) => part.replace(",", ""))
      const now = Number(hour)
      if (hours._tag === "Always") return true
      if (hours._tag === "Weekly") return day === "Sun" && now < 4
      if (hours._tag === "Intersection") return now < 8 || now >= 20
      return hours._tag === "Daily" && hours.spans.join() === "22:00-06:00"
        ? now >= 22 || now < 6
        : now >= 1 && now < 5
    }
    const firstAllowed = (policy: Retention.RetentionPolicy, from: number): number => {
      let at = from
      while (!allows(policy, at)) at = Math.floor(at / minute) * minute + minute
      return at
    }
    fc.assert(
      fc.property(policy, instant, (policy, at) => {
        expect(Retention.openAt(policy, at)).toBe(firstAllowed(policy, at))
        const again = Retention.againAt(policy, at)
        expect(again).toBeGreaterThan(at)
        const today = dateIn(policy.zone, at)
        const nextDate = (from: number) => {
          let to = Math.floor(from / minute) * minute
          while (dateIn(policy.zone, to) === today) to += minute
          return to
        }
        expect(again).toBe(firstAllowed(policy, nextDate(at)))
      }),
      { numRuns: 25 },
    )
  })

  test("with two terms of one id, or hours that never surely open, doesn't decode", () => {
    const read = Schema.decodeUnknownResult(Retention.RetentionPolicy)
    const term = { id: "erasure.own", kinds: ["plan"], months: 12 }
    const base = { id: "a", version: "1", zone: "UTC", keeps: [], erases: [term], hours: { _tag: "Always" } }
    const issue = (given: unknown) => {
      const result = read(given)
      return Result.isFailure(result) ? result.failure.message : ""
    }
    expect(issue(base)).toBe("")
    expect(issue({ ...base, erases: [term, { ...term, months: 24 }] })).toContain("two terms have one id")
    expect(issue({ ...base, hours: Hours.never })).toContain("hours that never open")
    expect(issue({ ...base, hours: Hours.onWorkingDays("01:00-05:00") })).toContain("hours that never open")
  })

  test("of China's pack keeps nothing before a hospital switches on what it files", () => {
    const policy = {
      id: "a",
      version: "1",
      zone: TimeZone.make("Asia/Shanghai"),
      keeps: ChinaRetention.keeps,
      erases: [],
      hours: Hours.always,
    }
    const since = Date.parse("2026-03-02T10:00:00+08:00")
    expect(Retention.divided(policy, ["discharge"], since, since).kept).toEqual([])
    const on = { ...policy, keeps: ChinaRetention.keeps.map((rule) => ({ ...rule, enabled: true })) }
    expect(Retention.divided(on, ["discharge", "message"], since, since)).toEqual({
      erasable: ["message"],
      kept: [
        { kind: "discharge", rule: "retention.inpatient", until: Date.parse("2056-03-03T00:00:00+08:00") },
      ],
    })
  })
})
