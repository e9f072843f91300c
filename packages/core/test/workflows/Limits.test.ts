import {
  Consent,
  ConsentStore,
  Id,
  Quota,
  Rule,
  Scheduling,
  SendLimit,
  SendLimits,
  StoreError,
} from "@aftercare/core"
import { Clock, Context, DateTime, Duration, Effect, Fiber, Result } from "effect"
import { TestClock } from "effect/testing"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { runs } from "../calendar/support/runs.ts"
import {
  consent,
  discharge,
  drain,
  evening,
  followUpOf,
  type House,
  inHouse,
  type Provider,
  pass,
  plans,
  tenant,
} from "./house.ts"

const limit = (
  atMost: number,
  seconds: number,
  per: SendLimit.SendLimit["per"] = [],
): SendLimit.SendLimit => ({
  id: Rule.RuleId.make("limit.own"),
  channels: ["sms"],
  per,
  limit: { _tag: "Rolling", atMost, seconds },
  enabled: true,
  source: { title: "own", status: "hospitalPolicy", verified: "own" },
})

const accepted = { _tag: "Accepted", reference: "r" } as const

/** A house with these limits, which notes when each message reached its channel. */
const inLimits = <A, E>(
  limits: ReadonlyArray<SendLimit.SendLimit>,
  times: Array<number>,
  test: (sent: Parameters<Parameters<typeof inHouse>[1]>[0]) => Effect.Effect<A, E, House>,
  stores?: NonNullable<Provider["stores"]>,
): Promise<A> => {
  const send = () =>
    Effect.map(Clock.currentTimeMillis, (at) => {
      times.push(at)
      return accepted
    })
  return inHouse({ send, ...(stores === undefined ? {} : { stores }) }, (sent) =>
    Effect.provideService(test(sent), SendLimits.SendLimits, { of: () => limits }),
  )
}

const schedule = (n: number) =>
  Scheduling.schedule(tenant, discharge(n, { channels: ["sms"] }), [consent(n, ["sms"])])

const scheduled = (count: number) =>
  Effect.forEach(
    Array.from({ length: count }, (_, n) => n + 1),
    schedule,
  )

/** By Shanghai's clock, in minutes of the day. */
const minuteOf = (at: number) => Math.floor((at / 60_000 + 480) % 1440)
const isWelcome = (at: number) => {
  const minute = minuteOf(at)
  return minute >= 480 && minute < 1200 && !(minute >= 720 && minute < 840)
}

describe("a limit", () => {
  it("is kept by two workers at once, nothing is lost, nothing goes out twice or outside the window", () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 2, max: 6 }),
        async (atMost, minutes, count) => {
          const times: Array<number> = []
          await inLimits([limit(atMost, minutes * 60)], times, (sent) =>
            Effect.gen(function* () {
              yield* scheduled(count)
              yield* pass(Duration.days(4))
              const first = sent.filter((one) => followUpOf(one).task.includes("first-contact"))
              expect(new Set(first.map((one) => followUpOf(one).attempt)).size).toBe(first.length)
              const told = new Set(first.map((one) => followUpOf(one).plan))
              // What doesn't fit in before its latest moment is missed, and says so.
              for (const plan of yield* plans) {
                const task = plan.tasks.find(({ stage }) => stage === "first-contact")
                expect(told.has(plan.id) || task?.state._tag === "Ended").toBe(true)
              }
            }),
          )
          expect(times.filter((at) => !isWelcome(at))).toEqual([])
          for (const [n, at] of times.entries())
            expect(at - (times[n - atMost] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(
              minutes * 60_000,
            )
        },
      ),
      runs(12),
    ))

  it("that is used up postpones a contact to when it may go out, under its name, and counts as no try", () =>
    inLimits([limit(1, 3_600, ["address"])], [], (sent) =>
      Effect.gen(function* () {
        yield* scheduled(2)
        yield* drain
        expect(sent.length).toBe(1)
        const waiting = (yield* plans).flatMap(({ tasks }) =>
          tasks.filter(
            ({ state }) =>
              state._tag === "Planned" && DateTime.toEpochMillis(state.at) === evening + 3_600_000,
          ),
        )
        expect(waiting).toMatchObject([{ attempts: [], held: [{ channel: "sms", code: "limit.own" }] }])
        yield* TestClock.adjust("1 hour")
        yield* drain
        expect(sent.length).toBe(2)
      }),
    ))

  it("of an account's throughput is waited for, and nothing is missed by it", () => {
    const times: Array<number> = []
    return inLimits([limit(2, 1)], times, () =>
      Effect.gen(function* () {
        yield* scheduled(5)
        const worker = yield* Effect.forkChild(drain)
        for (let n = 0; n < 8; n++) yield* TestClock.adjust("1 second")
        yield* Fiber.join(worker)
        expect(times.map((at) => at - evening)).toEqual([0, 0, 1000, 1000, 2000])
      }),
    )
  })

  it("that is waited for lets nothing out whose consent was taken back meanwhile", () => {
    const times: Array<number> = []
    return inLimits([limit(1, 1)], times, (sent) =>
      Effect.gen(function* () {
        yield* scheduled(2)
        const worker = yield* Effect.forkChild(drain)
        yield* TestClock.adjust("400 millis")
        expect(sent.length).toBe(1)
        const store = yield* ConsentStore.ConsentStore
        for (const n of [1, 2])
          yield* store.put(
            tenant,
            Result.getOrThrow(Consent.withdraw(consent(n, ["sms"]), yield* DateTime.now)),
          )
        for (let n = 0; n < 4; n++) yield* TestClock.adjust("1 second")
        yield* Fiber.join(worker)
        expect(sent.length).toBe(1)
      }),
    )
  })

  it("isn't used up by what the provider didn't take, and is by what it may have taken", async () => {
    const deliveries = [
      { _tag: "Deferred", code: Rule.RuleId.make("sms.busy"), until: DateTime.makeUnsafe(evening + 60_000) },
      { _tag: "Rejected", code: Rule.RuleId.make("sms.content") },
      { _tag: "Unknown" },
      accepted,
    ] as const
    for (const delivery of deliveries) {
      const given = await inHouse({ send: () => Effect.succeed(delivery) }, () =>
        Effect.gen(function* () {
          yield* schedule(1)
          yield* drain
          const quota = yield* Quota.Quota
          const own = limit(1, 86_400)
          const key = SendLimit.keyOf(own, {
            channel: "sms",
            purpose: undefined,
            address: "",
            template: undefined,
          })
          const share = { key: key ?? "", limit: own.limit, costMilli: 0 }
          return (yield* quota.take(tenant, [share], yield* DateTime.now))._tag
        }).pipe(Effect.provideService(SendLimits.SendLimits, { of: () => [limit(1, 86_400)] })),
      )
      const surelyNotSent = delivery._tag === "Deferred" || delivery._tag === "Rejected"
      expect([delivery._tag, given]).toEqual([delivery._tag, surelyNotSent ? "Granted" : "Refused"])
    }
  })

  it("that can't be counted lets nothing out, and nothing is lost by it", () => {
    let isAway = true
    const stores: NonNullable<Provider["stores"]> = (sound) => {
      const { giveBack, take } = Context.get(sound, Quota.Quota)
      return Context.add(sound, Quota.Quota, {
        giveBack,
        take: (tenant, shares, at) =>
          isAway
            ? Effect.fail(StoreError.because({ _tag: "Unavailable", detail: "away" }))
            : take(tenant, shares, at),
      })
    }
    return inLimits(
      [limit(9, 60)],
      [],
      (sent) =>
        Effect.gen(function* () {
          yield* scheduled(2)
          yield* drain
          expect(sent).toEqual([])
          isAway = false
          yield* TestClock.adjust("1 minute")
          yield* drain
          expect(sent.length).toBe(2)
        }),
      stores,
    )
  })

  it("leaves other channels and other hospitals' messages alone", () =>
    inLimits([limit(1, 86_400)], [], (sent) =>
      Effect.gen(function* () {
        yield* schedule(1)
        yield* Scheduling.schedule(tenant, discharge(2, { channels: ["phone"] }), [consent(2, ["phone"])])
        yield* Scheduling.schedule(Id.TenantId.make("another"), discharge(3, { channels: ["sms"] }), [
          consent(3, ["sms"]),
        ])
        yield* drain
        expect(sent.length).toBe(3)
        expect(
          sent
            .filter(({ channel }) => channel === "sms")
            .map((one) => one.tenant)
            .sort(),
        ).toEqual(["another", "hospital"])
      }),
    ))
})
