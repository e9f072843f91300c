/**
 * What is taken of each limit, a row for each count: found by its keyed hash, since its name may hold a phone number.
 */
import { SendLimit } from "@aftercare/core/contact"
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

export const make = (sql: PgClient.PgClient, { change }: Units.Units, vault: Vault): Quota.Quota["Service"] =>
  Quota.Quota.of({
    take: Effect.fnUntraced(function* (tenant, shares, at) {
      const keys = yield* Effect.forEach(shares, ({ key }) => vault.index(tenant, "quota", key))
      // In one order, so that no two wait for each other.
      const rows: ReadonlyArray<Readonly<Record<string, unknown>>> = [...keys]
        .sort(Buffer.compare)
        .map((key) => ({ tenant, key }))
      if (!Arr.isReadonlyArrayNonEmpty(rows)) return { _tag: "Granted" }
      const work = Effect.gen(function* () {
        // Writing the key anew holds the row as it is now, until all is decided.
        const held = yield* sql<Row>`insert into aftercare.quota ${sql.insert(rows)}
          on conflict (tenant, key) do update set key = excluded.key
          returning encode(key, 'hex') as name, taken`
        const taken = new Map(held.map((row) => [row.name, row.taken]))
        const asked = shares.map(({ costMilli, limit }, n) => ({
          limit,
          costMilli,
          taken: taken.get(nameOf(keys[n] ?? new Uint8Array())) ?? [],
        }))
        const after = SendLimit.takeAll(asked, DateTime.toEpochMillis(at))
        if (Result.isFailure(after)) {
          const { until, which: share } = after.failure
          const refused: Quota.Answer = { _tag: "Refused", share, until: DateTime.makeUnsafe(until) }
          return refused
        }
        for (const [n, key] of keys.entries())
          yield* sql`update aftercare.quota set taken = ${JSON.stringify(after.success[n])}::text::jsonb
            where tenant = ${tenant} and key = ${key}`
        const granted: Quota.Answer = { _tag: "Granted" }
        return granted
      })
      return yield* change(tenant, work)
    }),
  })
