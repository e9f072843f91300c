/**
 * What every store of quotas must do.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import * as TimeZone from "../calendar/TimeZone.ts"
import * as SendLimit from "../contact/SendLimit.ts"
import type { TenantId } from "../foundation/Id.ts"
import { type Answer, Quota, type Share } from "../ports/Quota.ts"
import { type Clause, clause, make, type Options, same, type Term } from "./Contract.ts"
import { minute, runTogether } from "./StoreSamples.ts"

const share = (key: string, atMost = 2, seconds = 600): Share => ({
  key,
  limit: { _tag: "Rolling", atMost, seconds },
  costMilli: 45,
})

const budget = (key: string, milli: number, costMilli: number): Share => ({
  key,
  limit: { _tag: "Budget", milli, per: "date", zone: TimeZone.make("Asia/Shanghai") },
  costMilli,
})

const take = (tenant: TenantId, shares: ReadonlyArray<Share>, n: number) =>
  Effect.flatMap(Quota, (quota) => quota.take(tenant, shares, minute(n)))

const giveBack = (tenant: TenantId, shares: ReadonlyArray<Share>, n: number) =>
  Effect.flatMap(Quota, (quota) => quota.giveBack(tenant, shares, minute(n)))

const granted: Answer = { _tag: "Granted" }
const until = (n: number, share = 0): Answer => ({ _tag: "Refused", share, until: minute(n) })

const limits: ReadonlyArray<SendLimit.Limit> = [
  { _tag: "Rolling", atMost: 1, seconds: 60 },
  { _tag: "Rolling", atMost: 3, seconds: 600 },
  { _tag: "Budget", milli: 100, per: "date", zone: TimeZone.make("Asia/Shanghai") },
]

/** The clauses, before options are applied to them. */
export const terms: ReadonlyArray<Term<Quota>> = [
  clause(
    "basics",
    "so many are granted as the limit says, the next is told from when on, and granted then",
    Effect.fnUntraced(function* (bench) {
      const tenant = bench.tenant()
      yield* same("the first", yield* take(tenant, [share("a")], 0), granted)
      yield* same("the second", yield* take(tenant, [share("a")], 4), granted)
      for (const n of [4, 9]) yield* same(`at ${n}`, yield* take(tenant, [share("a")], n), until(10))
      yield* same("another count", yield* take(tenant, [share("b")], 9), granted)
      yield* same("at last", yield* take(tenant, [share("a")], 10), granted)
      yield* same("the next", yield* take(tenant, [share("a")], 10), until(14))
    }),
  ),
  clause(
    "basics",
    "a budget is spent by cost, and begins anew with its date",
    Effect.fnUntraced(function* (bench) {
      const tenant = bench.tenant()
      const spend = (cost: number, n: number) => take(tenant, [budget("a", 100, cost)], n)
      yield* same("the first", yield* spend(60, 0), granted)
      yield* same("too much", yield* spend(41, 1), until(360))
      yield* same("the rest", yield* spend(40, 2), granted)
      yield* same("one more", yield* spend(1, 359), until(360))
      yield* same("the next date", yield* spend(100, 360), granted)
      yield* same("its end", yield* spend(1, 840), until(360 + 24 * 60))
    }),
  ),
  clause(
    "basics",
    "all shares are taken or none, and the one that stands in the way the longest is named",
    Effect.fnUntraced(function* (bench) {
      const tenant = bench.tenant()
      const [short, long] = [share("short", 1, 60), share("long", 1, 600)]
      yield* take(tenant, [long], 0)
      yield* same("both", yield* take(tenant, [short, long], 5), until(10, 1))
      yield* same("nothing taken of the other", yield* take(tenant, [short], 5), granted)
      yield* same("the longer", yield* take(tenant, [long, short], 5), until(10, 0))
      yield* same("both at last", yield* take(tenant, [short, long], 10), granted)
      yield* same("nothing wanted", yield* take(tenant, [], 10), granted)
    }),
  ),
  clause(
    "basics",
    "what a message gives back may be taken again, of each of its shares and once",
    Effect.fnUntraced(function* (bench) {
      const tenant = bench.tenant()
      const both = [share("a"), budget("b", 100, 50)]
      for (const n of [0, 1]) yield* same(`at ${n}`, yield* take(tenant, both, n), granted)
      yield* giveBack(tenant, both, 1)
      yield* same("again", yield* take(tenant, both, 2), granted)
      yield* giveBack(tenant, [share("a")], 1)
      yield* same("what was given back before", yield* take(tenant, [share("a")], 3), until(10))
      yield* same("what was spent", yield* take(tenant, [budget("b", 100, 1)], 3), until(360))
      yield* giveBack(tenant, [share("never")], 3)
      yield* same("what nobody took", yield* take(tenant, [share("never", 1)], 3), granted)
    }),
  ),
  clause(
    "basics",
    "workers who give back at the same time lose nothing of what others took",
    Effect.fnUntraced(function* (bench) {
      const tenant = bench.tenant()
      const one = [share("a", 6)]
      for (let n = 0; n < 6; n++) yield* take(tenant, one, n % 2)
      yield* Effect.all(
        Array.from({ length: 3 }, () => giveBack(tenant, one, 1)),
        { concurrency: "unbounded", discard: true },
      )
      const answers = yield* Effect.forEach([2, 2, 2, 2], (n) => take(tenant, one, n))
      yield* same("how many were granted", answers.filter(({ _tag }) => _tag === "Granted").length, 3)
    }),
  ),
  clause(
    "basics",
    "workers who take at the same time never take more than there is",
    Effect.fnUntraced(function* (bench) {
      const tenant = bench.tenant()
      const many = Array.from({ length: 12 }, (_, n) =>
        take(tenant, n % 2 === 0 ? [share("a", 5), share("b", 9)] : [share("b", 9), share("a", 5)], n % 3),
      )
      const answers = yield* Effect.all(many, { concurrency: "unbounded" })
      yield* same("how many were granted", answers.filter(({ _tag }) => _tag === "Granted").length, 5)
      const rest = yield* Effect.all(
        Array.from({ length: 6 }, () => take(tenant, [share("b", 9)], 3)),
        { concurrency: "unbounded" },
      )
      yield* same("what was left", rest.filter(({ _tag }) => _tag === "Granted").length, 4)
    }),
  ),
  clause("round trip", "whatever is asked for in whatever order is answered as the limits decide", (bench) =>
    bench.forAll(
      fc.array(
        fc.record({
          counts: fc.subarray([0, 1, 2], { minLength: 1 }),
          at: fc.nat(30),
          costMilli: fc.nat(60),
        }),
        { maxLength: 12 },
      ),
      Effect.fnUntraced(function* (asked) {
        const tenant = bench.tenant()
        const quota = yield* Quota
        const taken: Array<SendLimit.Taken> = [[], [], []]
        for (const { at, costMilli, counts } of asked) {
          const shares = counts.map((n) => ({ key: `k${n}`, limit: limits[n] as SendLimit.Limit, costMilli }))
          const now = minute(at)
          const decided = SendLimit.takeAll(
            shares.map(({ limit }, n) => ({ limit, costMilli, taken: taken[counts[n] ?? 0] ?? [] })),
            DateTime.toEpochMillis(now),
          )
          const answer = yield* quota.take(tenant, shares, now)
          if (Result.isFailure(decided)) {
            const { until, which } = decided.failure
            const refused: Answer = { _tag: "Refused", share: which, until: DateTime.makeUnsafe(until) }
            yield* same(`the answer at ${at}`, answer, refused)
          } else {
            yield* same(`the answer at ${at}`, answer, granted)
            for (const [n, count] of counts.entries()) taken[count] = decided.success[n] ?? []
          }
        }
      }),
    ),
  ),
  clause(
    "tenants",
    "tenants don't use up each other's, however their names and keys run together",
    Effect.fnUntraced(function* (bench) {
      const [ours, theirs] = [bench.tenant(), bench.tenant()]
      for (const tenant of [ours, theirs])
        yield* same("each one's first", yield* take(tenant, [share("a", 1)], 0), granted)
      for (const [one, other] of runTogether(bench.tenant()))
        for (const { id, tenant } of [one, other])
          yield* same("the first", yield* take(tenant, [share(`${id}/one`, 1)], 0), granted)
      yield* giveBack(ours, [share("a", 1)], 0)
      yield* same("theirs", yield* take(theirs, [share("a", 1)], 1), until(10))
    }),
  ),
]

/** The contract of a `Quota`. */
export const contract = (options: Options = {}): ReadonlyArray<Clause<Quota>> => make(terms, options)
