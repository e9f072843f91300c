import { SendLimit } from "@aftercare/core/contact"
import { Quota } from "@aftercare/core/ports"
import { DateTime, Effect, Result } from "effect"
import { type Broken, replacing } from "./Broken.ts"

type Store = Quota.Quota["Service"]

const broken = replacing(Quota.Quota)

interface Ways {
  readonly key: (tenant: string, key: string) => string
  readonly asked: (asked: SendLimit.Asked) => SendLimit.Asked
  /** What is kept of a share, by whether all were granted. */
  readonly keep: (asked: SendLimit.Asked, at: number, granted: boolean) => SendLimit.Taken
  readonly answer: (answer: Quota.Answer) => Quota.Answer
  readonly giveBack: (asked: SendLimit.Asked, at: number, place: number) => SendLimit.Taken
  readonly pause: Effect.Effect<void>
}

/** A quota of its own in a map, with one way of it wrong perhaps. */
const keyed =
  (wrong: Partial<Ways> = {}) =>
  (): Store => {
    const ways: Ways = {
      key: (tenant, key) => `${tenant} ${key}`,
      asked: (asked) => asked,
      keep: (asked, at, granted) =>
        granted
          ? Result.getOrElse(SendLimit.take(asked.limit, asked.taken, { ...asked, at }), () => asked.taken)
          : asked.taken,
      answer: (answer) => answer,
      giveBack: (asked, at) => SendLimit.giveBack(asked.limit, asked.taken, { ...asked, at }),
      pause: Effect.void,
      ...wrong,
    }
    const all = new Map<string, SendLimit.Taken>()
    return {
      take: Effect.fnUntraced(function* (tenant, shares, at) {
        const now = DateTime.toEpochMillis(at)
        const keys = shares.map(({ key }) => ways.key(tenant, key))
        const asked = shares.map(({ costMilli, limit }, n) =>
          ways.asked({ costMilli, limit, taken: all.get(keys[n] ?? "") ?? [] }),
        )
        const after = SendLimit.takeAll(asked, now)
        yield* ways.pause
        for (const [n, one] of asked.entries())
          all.set(keys[n] ?? "", ways.keep(one, now, Result.isSuccess(after)))
        if (Result.isSuccess(after)) return ways.answer({ _tag: "Granted" })
        const { until, which: share } = after.failure
        return ways.answer({ _tag: "Refused", share, until: DateTime.makeUnsafe(until) })
      }),
      giveBack: Effect.fnUntraced(function* (tenant, shares, at) {
        const asked = shares.map(({ costMilli, key, limit }) => {
          const name = ways.key(tenant, key)
          return { name, costMilli, limit, taken: all.get(name) ?? [] }
        })
        yield* ways.pause
        for (const [place, one] of asked.entries())
          all.set(one.name, ways.giveBack(one, DateTime.toEpochMillis(at), place))
      }),
    }
  }

const rolling = "so many are granted as the limit says, the next is told from when on, and granted then"
const spent = "a budget is spent by cost, and begins anew with its date"
const all = "all shares are taken or none, and the one that stands in the way the longest is named"
const back = "what a message gives back may be taken again, of each of its shares and once"
const backTogether = "workers who give back at the same time lose nothing of what others took"
const together = "workers who take at the same time never take more than there is"
const decided = "whatever is asked for in whatever order is answered as the limits decide"
const apart = "tenants don't use up each other's, however their names and keys run together"

export const brokenQuotas: ReadonlyArray<Broken> = [
  broken("is a sound quota in a map", keyed(), []),
  broken(
    "grants everything",
    () => ({ take: () => Effect.succeed({ _tag: "Granted" }), giveBack: () => Effect.void }),
    [rolling, spent, all, back, backTogether, together, decided, apart],
  ),
  broken("keeps what is given back", keyed({ giveBack: ({ taken }) => taken }), [back, backTogether]),
  broken("gives all back", keyed({ giveBack: () => [] }), [back, backTogether]),
  broken(
    "gives back the first share alone",
    keyed({
      giveBack: (asked, at, place) =>
        place === 0 ? SendLimit.giveBack(asked.limit, asked.taken, { ...asked, at }) : asked.taken,
    }),
    [back],
  ),
  broken("looks, and a moment later takes", keyed({ pause: Effect.yieldNow }), [backTogether, together]),
  broken(
    "takes what it can of what it refuses",
    keyed({
      keep: (asked, at) =>
        Result.getOrElse(SendLimit.take(asked.limit, asked.taken, { ...asked, at }), () => asked.taken),
    }),
    [all, together, decided],
  ),
  broken("counts every message as free", keyed({ asked: (asked) => ({ ...asked, costMilli: 0 }) }), [
    spent,
    back,
    decided,
  ]),
  broken(
    "names the first share always",
    keyed({ answer: (one) => ("share" in one ? { ...one, share: 0 } : one) }),
    [all, decided],
  ),
  broken("has one count for everybody", keyed({ key: (_, key) => key }), [decided, apart]),
  broken("joins tenant and key by nothing", keyed({ key: (tenant, key) => `${tenant}${key}` }), [apart]),
]
