import { ChinaSendLimits, Rule, SendLimit, TimeZone } from "@aftercare/core"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

const zone = fc
  .constantFrom("Asia/Shanghai", "America/New_York", "Pacific/Apia", "Africa/Cairo", "Asia/Kolkata")
  .map((name) => TimeZone.make(name))

/** Takes one after the other, and says what was granted when. */
const run = (limit: SendLimit.Limit, asked: ReadonlyArray<SendLimit.One>) => {
  let taken: SendLimit.Taken = []
  return asked.map((one) => {
    const after = SendLimit.take(limit, taken, one)
    if (Result.isSuccess(after)) taken = after.success
    return { ...one, until: Result.isFailure(after) ? after.failure : undefined }
  })
}

describe("a rolling limit", () => {
  const rolling = fc.record({
    atMost: fc.integer({ min: 1, max: 5 }),
    seconds: fc.integer({ min: 1, max: 20 }),
  })
  const times = fc.array(fc.nat(60_000), { maxLength: 40 })

  test("grants exactly what leaves no span with more than it allows, counted afresh each time", () => {
    fc.assert(
      fc.property(rolling, times, ({ atMost, seconds }, drawn) => {
        const limit = { _tag: "Rolling", atMost, seconds } as const
        const sorted = [...drawn].sort((a, b) => a - b)
        const granted: Array<number> = []
        for (const { at, until } of run(
          limit,
          sorted.map((at) => ({ at, costMilli: 0 })),
        )) {
          const within = granted.filter((earlier) => at - earlier < seconds * 1000)
          expect(until === undefined).toBe(within.length < atMost)
          if (until === undefined) granted.push(at)
          else expect(until).toBe((within.at(-atMost) ?? 0) + seconds * 1000)
        }
      }),
    )
  })

  test("grants at the instant that it names, and not a millisecond before", () => {
    fc.assert(
      fc.property(rolling, times, ({ atMost, seconds }, drawn) => {
        const limit = { _tag: "Rolling", atMost, seconds } as const
        let taken: SendLimit.Taken = []
        for (const at of drawn) {
          const after = SendLimit.take(limit, taken, { at, costMilli: 0 })
          if (Result.isSuccess(after)) {
            taken = after.success
            expect(taken.every((moment) => moment > at - 2000 * seconds)).toBe(true)
            continue
          }
          const then = (at: number) => SendLimit.take(limit, taken, { at, costMilli: 0 })
          expect(Result.isSuccess(then(after.failure))).toBe(true)
          expect(Result.isFailure(then(after.failure - 1))).toBe(true)
        }
      }),
    )
  })

  test("isn't fooled by clocks less than a span apart: by their times no span holds more, whatever is given back", () => {
    const asked = fc.array(fc.record({ pass: fc.nat(9_000), ahead: fc.nat(999), isSent: fc.boolean() }), {
      maxLength: 40,
    })
    fc.assert(
      fc.property(rolling, asked, ({ atMost, seconds }, drawn) => {
        const limit = { _tag: "Rolling", atMost, seconds } as const
        let granted: ReadonlyArray<number> = []
        let taken: SendLimit.Taken = []
        let now = 0
        for (const { ahead, isSent, pass } of drawn) {
          now += pass
          const one = { at: now + ahead * seconds, costMilli: 0 }
          const after = SendLimit.take(limit, taken, one)
          if (Result.isFailure(after)) continue
          taken = isSent ? after.success : SendLimit.giveBack(limit, after.success, one)
          if (isSent) granted = [...granted, one.at].sort((a, b) => a - b)
        }
        for (const [n, last] of granted.entries())
          expect(last - (granted[n - atMost] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(
            seconds * 1000,
          )
      }),
    )
  })

  test("isn't stopped by moments a span ahead or further, however many a clock left there", () => {
    fc.assert(
      fc.property(rolling, fc.nat(1e9), times, ({ atMost, seconds }, ahead, drawn) => {
        const limit = { _tag: "Rolling", atMost, seconds } as const
        let taken: SendLimit.Taken = []
        const granted = (at: number) => {
          const after = SendLimit.take(limit, taken, { at, costMilli: 0 })
          if (Result.isSuccess(after)) taken = after.success
          return Result.isSuccess(after)
        }
        for (const at of drawn) granted(seconds * 1000 + ahead + at)
        expect(Array.from({ length: atMost + 1 }, () => granted(0))).toEqual([
          ...Array.from({ length: atMost }, () => true),
          false,
        ])
      }),
    )
  })

  test("has as much again as was given back, and nothing for what it never granted", () => {
    fc.assert(
      fc.property(rolling, times, fc.nat(60_000), ({ atMost, seconds }, drawn, at) => {
        const limit = { _tag: "Rolling", atMost, seconds } as const
        let taken: SendLimit.Taken = []
        for (const at of drawn)
          taken = Result.getOrElse(SendLimit.take(limit, taken, { at, costMilli: 0 }), () => taken)
        const one = { at, costMilli: 0 }
        const after = SendLimit.take(limit, taken, one)
        if (Result.isFailure(after)) return
        const back = SendLimit.giveBack(limit, after.success, one)
        expect(back).toEqual(taken.filter((moment) => moment > at - 2000 * seconds))
        if (!back.includes(at)) expect(SendLimit.giveBack(limit, back, one)).toEqual(back)
      }),
    )
  })
})

test("a rolling limit keeps moments in order, whatever clock told them, and for less than two spans", () => {
  const limit = { _tag: "Rolling", atMost: 9, seconds: 1 } as const
  const take = (taken: SendLimit.Taken, at: number) => SendLimit.take(limit, taken, { at, costMilli: 0 })
  expect(take([100, 900, 2000], 1500)).toEqual(Result.succeed([100, 900, 1500, 2000]))
  expect(take([100, 101], 2100)).toEqual(Result.succeed([101, 2100]))
})

describe("a budget", () => {
  const budget = fc.record({
    milli: fc.integer({ min: 1, max: 300 }),
    per: fc.constantFrom("date" as const, "month" as const),
    zone,
  })
  const start = Date.UTC(2026, 0, 1)
  const asked = fc.array(
    fc.record({ at: fc.nat(70 * 86_400_000).map((n) => start + n), costMilli: fc.nat(120) }),
    { maxLength: 40 },
  )

  test("is never overspent on a date or in a month of its zone, and refuses nothing that it could pay", () => {
    fc.assert(
      fc.property(budget, asked, (of, drawn) => {
        const sorted = [...drawn].sort((a, b) => a.at - b.at)
        const nameOf = (at: number) =>
          new Intl.DateTimeFormat("en-CA", { timeZone: of.zone, dateStyle: "short" })
            .format(at)
            .slice(0, of.per === "date" ? 10 : 7)
        const spent = new Map<string, number>()
        for (const { at, costMilli, until } of run({ _tag: "Budget", ...of }, sorted)) {
          const all = (spent.get(nameOf(at)) ?? 0) + costMilli
          expect(until === undefined).toBe(all <= of.milli)
          if (until === undefined) spent.set(nameOf(at), all)
          else {
            expect(nameOf(until - 1)).toBe(nameOf(at))
            expect(nameOf(until)).not.toBe(nameOf(at))
          }
        }
      }),
    )
  })
})

describe("a budget by several clocks", () => {
  const limit = {
    _tag: "Budget",
    milli: 100,
    per: "date",
    zone: TimeZone.make("Asia/Shanghai"),
  } as const
  const day = 86_400_000
  const asked = fc.array(
    fc.record({
      pass: fc.nat(day),
      ahead: fc.nat(day - 1),
      costMilli: fc.nat(120),
      isSent: fc.boolean(),
    }),
    { maxLength: 40 },
  )

  test("is overspent on no date, whatever is given back", () => {
    fc.assert(
      fc.property(asked, (drawn) => {
        const spent = new Map<number, number>()
        let taken: SendLimit.Taken = []
        let now = 0
        for (const { ahead, costMilli, isSent, pass } of drawn) {
          now += pass
          const one = { at: now + ahead, costMilli }
          const date = Math.floor((one.at + day / 3) / day)
          const all = (spent.get(date) ?? 0) + costMilli
          const after = SendLimit.take(limit, taken, one)
          expect(Result.isSuccess(after)).toBe(all <= 100)
          if (Result.isFailure(after)) {
            expect(Result.isSuccess(SendLimit.take(limit, taken, { ...one, at: after.failure }))).toBe(
              costMilli <= 100,
            )
            continue
          }
          taken = isSent ? after.success : SendLimit.giveBack(limit, after.success, one)
          if (isSent) spent.set(date, all)
        }
      }),
    )
  })

  const shanghai = (date: string) => Date.parse(`${date}T00:00+08:00`)
  const take = (taken: SendLimit.Taken, date: string, costMilli: number) =>
    SendLimit.take(limit, taken, { at: shanghai(date) + 1, costMilli })
  const [first, second, third] = [shanghai("2026-03-01"), shanghai("2026-03-02"), shanghai("2026-03-03")]

  test("is spent to its last thousandth, and names the first date that has enough left", () => {
    expect(take([first, 40], "2026-03-01", 60)).toEqual(Result.succeed([first, 100]))
    expect(take([first, 40], "2026-03-01", 61)).toEqual(Result.fail(second))
    expect(take([first, 40, second, 39], "2026-03-01", 61)).toEqual(Result.fail(second))
    expect(take([first, 40, second, 40], "2026-03-01", 61)).toEqual(Result.fail(third))
    expect(take([first, 100, second, 0], "2026-03-01", 100)).toEqual(Result.fail(second))
  })

  test("keeps the date before, in order, and no earlier one", () => {
    expect(take([third, 5, first, 7], "2026-03-02", 1)).toEqual(
      Result.succeed([first, 7, second, 1, third, 5]),
    )
    expect(take([first, 7, second, 9], "2026-03-03", 1)).toEqual(Result.succeed([second, 9, third, 1]))
  })

  test("has back what wasn't spent, and nothing of a date on which nothing was", () => {
    const back = (taken: SendLimit.Taken, costMilli: number) =>
      SendLimit.giveBack(limit, taken, { at: second + 1, costMilli })
    expect(back([first, 7, second, 9], 4)).toEqual([first, 7, second, 5])
    expect(back([second, 9], 20)).toEqual([second, 0])
    expect(back([first, 7], 4)).toEqual([first, 7])
  })

  test("isn't used up today by what a clock ahead of its time spent of another day's", () => {
    const ahead = SendLimit.take(limit, [], { at: 400 * day, costMilli: 100 })
    const taken = Result.getOrThrow(ahead)
    expect(Result.isSuccess(SendLimit.take(limit, taken, { at: 0, costMilli: 100 }))).toBe(true)
    expect(SendLimit.take(limit, taken, { at: 400 * day, costMilli: 1 })).toEqual(
      Result.fail(400 * day + (day / 3) * 2),
    )
  })
})

describe("a count", () => {
  const limit: SendLimit.SendLimit = {
    id: Rule.RuleId.make("limit.own"),
    channels: ["sms"],
    per: ["address"],
    limit: { _tag: "Rolling", atMost: 1, seconds: 1 },
    enabled: true,
    source: { title: "own", status: "hospitalPolicy", verified: "own" },
  }
  const sent: SendLimit.Sent = { channel: "sms", purpose: "care", address: "+861", template: "a" }
  const key = (more: Partial<SendLimit.SendLimit>, of: Partial<SendLimit.Sent> = {}) =>
    SendLimit.keyOf({ ...limit, ...more }, { ...sent, ...of })

  test("binds the channels and purposes that it names, where it is switched on", () => {
    expect(key({ enabled: false })).toBeUndefined()
    expect(key({}, { channel: "email" })).toBeUndefined()
    expect(key({ purposes: ["promotion"] })).toBeUndefined()
    expect(key({ purposes: ["care"] }, { purpose: undefined })).toBeUndefined()
    expect(key({ purposes: ["promotion", "care"] })).toBe(key({}))
    expect(key({}, { purpose: undefined })).toBeDefined()
  })

  test("is told apart by what it says and nothing else, however the parts run together", () => {
    expect(key({}, { template: "b" })).toBe(key({}))
    expect(key({ per: [] }, { address: "x" })).toBe(key({ per: [] }))
    expect(key({}, { address: "+862" })).not.toBe(key({}))
    const both = { per: ["address", "template"] } as const
    expect(key(both, { address: "a", template: "bc" })).not.toBe(key(both, { address: "ab", template: "c" }))
    expect(key({ id: Rule.RuleId.make("limit.other") })).not.toBe(key({}))
    expect(key(both, { template: "c" })).not.toBe(key(both, { template: undefined }))
    expect(key(both, { template: undefined })).toBe(key(both, { template: "" }))
  })

  test("of several, the one in the way the longest is named, and none is taken", () => {
    const asked = (taken: ReadonlyArray<SendLimit.Taken>) =>
      taken.map((one, n) => ({
        limit: { _tag: "Rolling", atMost: 1, seconds: n + 1 } as const,
        taken: one,
        costMilli: 0,
      }))
    expect(SendLimit.takeAll(asked([[0], [0], []]), 500)).toEqual(Result.fail({ which: 1, until: 2000 }))
    expect(SendLimit.takeAll(asked([[], [0], [-1000]]), 500)).toEqual(Result.fail({ which: 1, until: 2000 }))
    expect(SendLimit.takeAll(asked([[400], [0], [-1500]]), 500)).toEqual(
      Result.fail({ which: 1, until: 2000 }),
    )
    expect(SendLimit.takeAll(asked([[], [], []]), 500)).toEqual(Result.succeed([[500], [500], [500]]))
    expect(SendLimit.takeAll([], 500)).toEqual(Result.succeed([]))
  })
})

test("the packs' limits decode, and what is recalled is switched off", () => {
  const read = Schema.decodeUnknownSync(SendLimit.SendLimit)
  for (const limit of [...ChinaSendLimits.aliyun, ...ChinaSendLimits.tencent]) {
    expect(read(limit)).toEqual(limit)
    expect(limit.enabled).toBe(limit.source.verified !== "recalled")
  }
})
