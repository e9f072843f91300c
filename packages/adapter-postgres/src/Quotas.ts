/**
 * What is taken of each limit, a row for each count: found by its keyed hash, since its name may hold a phone number.
 */
import { SendLimit } from "@aftercare/core/contact"
import type { Id } from "@aftercare/core/foundation"
import { Quota } from "@aftercare/core/ports"
import type { PgClient } from "@effect/sql-pg"
import * as Arr from "effect/Array"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type * as Units from "./Units.ts"
import type { Vault } from "./Vault.ts"

interface Row {
  readonly name: string
  readonly taken: SendLimit.Taken
}

const nameOf = (key: Uint8Array): string => Buffer.from(key).toString("hex")

export const make = (
  sql: PgClient.PgClient,
  { change }: Units.Units,
  vault: Vault,
): Quota.Quota["Service"] => {
  /** Changes what is taken of all shares in one step; leaves it where the change fails. */
  const changeTaken = Effect.fnUntraced(function* <E>(
    tenant: Id.TenantId,
    shares: ReadonlyArray<Quota.Share>,
    decide: (asked: ReadonlyArray<SendLimit.Asked>) => Result.Result<ReadonlyArray<SendLimit.Taken>, E>,
  ) {
    const keys = yield* Effect.forEach(shares, ({ key }) => vault.index(tenant, "quota", key))
    // In one order, so that no two wait for each other.
    const rows: ReadonlyArray<Readonly<Record<string, unknown>>> = [...keys]
      .sort(Buffer.compare)
      .map((key) => ({ tenant, key }))
    if (!Arr.isReadonlyArrayNonEmpty(rows)) return decide([])
    const work = Effect.gen(function* () {
      // Writing the key anew holds the row as it is now, until all is decided.
      const held = yield* sql<Row>`insert into aftercare.quota ${sql.insert(rows)}
        on conflict (tenant, key) do update set key = excluded.key
        returning encode(key, 'hex') as name, taken`
      const taken = new Map(held.map((row) => [row.name, row.taken]))
      const after = decide(
        shares.map(({ costMilli, limit }, n) => ({
          limit,
          costMilli,
          taken: taken.get(nameOf(keys[n] ?? new Uint8Array())) ?? [],
        })),
      )
      if (Result.isSuccess(after))
        for (const [n, key] of keys.entries())
          yield* sql`update aftercare.quota set taken = ${JSON.stringify(after.success[n])}::text::jsonb
            where tenant = ${tenant} and key = ${key}`
      return after
    })
    return yield* change(tenant, work)
  })

  return Quota.Quota.of({
    take: (tenant, shares, at) =>
      changeTaken(tenant, shares, (asked) => SendLimit.takeAll(asked, DateTime.toEpochMillis(at))).pipe(
        Effect.map(
          Result.match({
            onSuccess: (): Quota.Answer => ({ _tag: "Granted" }),
            onFailure: ({ until, which: share }): Quota.Answer => ({
              _tag: "Refused",
              share,
              until: DateTime.makeUnsafe(until),
            }),
          }),
        ),
      ),
    giveBack: (tenant, shares, at) =>
      changeTaken(tenant, shares, (asked) =>
        Result.succeed(
          asked.map(({ costMilli, limit, taken }) =>
            SendLimit.giveBack(limit, taken, { at: DateTime.toEpochMillis(at), costMilli }),
          ),
        ),
      ).pipe(Effect.asVoid),
  })
}
