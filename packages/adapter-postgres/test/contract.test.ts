import { Postgres } from "@aftercare/adapter-postgres"
import { StoreContracts } from "@aftercare/core/testing"
import { Layer, ManagedRuntime } from "effect"
import { afterAll, beforeAll, describe, test } from "vitest"
import { database, debian15, embedded, keyRing, leaseClock, pgbouncer } from "./support/servers.ts"

describe.each([embedded, debian15, pgbouncer])("adapter-postgres keeps the contract on $name", (kind) => {
  const stores = async () => {
    const made = await database(kind)
    const { prepare, url } = made
    return ManagedRuntime.make(
      Layer.merge(Layer.provide(Postgres.layer({ url, prepare }), keyRing), leaseClock(made)),
    )
  }
  let runtime: Awaited<ReturnType<typeof stores>>
  if (kind.missing === undefined) {
    beforeAll(async () => {
      runtime = await stores()
    })
    afterAll(() => runtime.dispose())
  }

  for (const { check, group, name } of StoreContracts.contract({ runs: 10 }))
    test.skipIf(kind.missing !== undefined)(`${group}: ${name}`, () => runtime.runPromise(check))
})
