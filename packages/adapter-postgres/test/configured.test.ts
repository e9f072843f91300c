// A database that the configuration names takes the place of the one that a program has with it.
import { Postgres } from "@aftercare/adapter-postgres"
import { Id } from "@aftercare/core/foundation"
import { ConsentStore } from "@aftercare/core/ports"
import { FollowUpArbitraries } from "@aftercare/core/testing"
import { ConfigProvider, Effect, Layer, Redacted, Result } from "effect"
import * as fc from "fast-check"
import { beforeAll, expect, test } from "vitest"
import { type Database, database, embedded, keyRing } from "./support/servers.ts"

const hospital = Id.TenantId.make("hospital")
const [consent] = fc.sample(FollowUpArbitraries.consent(), { seed: 4, numRuns: 1 })
if (consent === undefined) throw new Error("no sample")
const kept = Effect.flatMap(ConsentStore.ConsentStore, (store) => store.of(hospital, consent.person))

let named: Database
beforeAll(async () => {
  named = await database(embedded)
  const put = Effect.flatMap(ConsentStore.ConsentStore, (store) => store.put(hospital, consent))
  const stores = Layer.provide(Postgres.layer({ url: named.url }), keyRing)
  await Effect.runPromise(Effect.provide(put, stores))
})

/** What is kept in the stores that these settings lead to, and whether the program's own server was started. */
const opened = async (
  settings: Readonly<Record<string, string>>,
  options?: { readonly prepare: boolean },
) => {
  let started = false
  const own = Layer.unwrap(
    Effect.sync(() => {
      started = true
      return Postgres.embedded()
    }),
  )
  const stores = Layer.provide(Postgres.configured(own, options), [
    keyRing,
    ConfigProvider.layer(ConfigProvider.fromUnknown(settings)),
  ])
  const answer = await Effect.runPromise(Effect.result(Effect.provide(kept, stores)))
  return { answer, started }
}

test("the database that is named takes the place of the program's own", async () => {
  const settings = { DATABASE_URL: Redacted.value(named.url) }
  const expected = { answer: Result.succeed([consent]), started: false }
  expect(await opened(settings)).toEqual(expected)
  expect(await opened(settings, { prepare: false })).toEqual(expected)
})

test.each([{}, { DATABASE_URL: "" }])(
  "where none is named, the program's own is opened: %j",
  async (settings) => {
    expect(await opened(settings)).toEqual({ answer: Result.succeed([]), started: true })
  },
)

test("one that is named and can't be used is no reason to open another", async () => {
  const settings = { DATABASE_URL: Redacted.value(named.owner) }
  for (const DATABASE_URL of [settings.DATABASE_URL.replace("owner:", "nobody:"), "nowhere"]) {
    const { answer, started } = await opened({ DATABASE_URL })
    expect([Result.isFailure(answer), started]).toEqual([true, false])
    expect(JSON.stringify(answer)).not.toContain("loopback")
  }
})
