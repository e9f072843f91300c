// Discharges are found by keyed hashes, and what is sealed has the last word.
import { Postgres } from "@aftercare/adapter-postgres"
import { Id, PhoneNumber } from "@aftercare/core/foundation"
import { DischargeStore } from "@aftercare/core/ports"
import { FollowUpArbitraries } from "@aftercare/core/testing"
import { PgClient } from "@effect/sql-pg"
import { Effect, Layer, ManagedRuntime } from "effect"
import * as fc from "fast-check"
import { afterAll, beforeAll, expect, test } from "vitest"
import { asSuperuser, type Database, database, embedded, keyRing } from "./support/servers.ts"

const hospital = Id.TenantId.make("hospital")
const [hers, others] = ["+8613800000001", "+8613800000002"].map((number) =>
  PhoneNumber.PhoneNumber.make(number),
) as [PhoneNumber.PhoneNumber, PhoneNumber.PhoneNumber]

const discharge = (id: string, phone: PhoneNumber.PhoneNumber) => {
  const [sample] = fc.sample(FollowUpArbitraries.discharge(), { seed: 3, numRuns: 1 })
  if (sample === undefined) throw new Error("no sample")
  return {
    ...sample,
    id: Id.DischargeId.make(id),
    persons: [{ ...sample.persons[0], phone }] as const,
  }
}

const make = (url: Database["url"]) => ManagedRuntime.make(Layer.provide(Postgres.layer({ url }), keyRing))
let made: Database
let stores: ReturnType<typeof make>
beforeAll(async () => {
  made = await database(embedded)
  stores = make(made.url)
})
afterAll(() => stores.dispose())

const ids = (phone: PhoneNumber.PhoneNumber) =>
  Effect.flatMap(DischargeStore.DischargeStore, (store) => store.ofPhone(hospital, { phone, limit: 9 })).pipe(
    Effect.map((found) => found.map(({ id }) => String(id))),
  )

test("a hash that leads to a discharge without the number answers nothing false", async () => {
  const put = Effect.flatMap(DischargeStore.DischargeStore, (store) =>
    Effect.all([store.put(hospital, discharge("d-1", hers)), store.put(hospital, discharge("d-2", others))]),
  )
  await stores.runPromise(put)
  // As if both numbers had one hash, or the row of a former number had stayed.
  await asSuperuser(
    made,
    Effect.flatMap(
      PgClient.PgClient,
      (sql) => sql`insert into aftercare.discharge_phone (tenant, phone, discharge)
        select a.tenant, a.phone, b.discharge from aftercare.discharge_phone a, aftercare.discharge_phone b
        where a.discharge <> b.discharge`,
    ),
  )
  expect(await stores.runPromise(Effect.all([ids(hers), ids(others)]))).toEqual([["d-1"], ["d-2"]])
})

test("a record number's hash that leads to a discharge without it answers nothing false", async () => {
  const numbered = { ...discharge("d-3", others), recordNumber: "ZY0012" }
  const found = Effect.flatMap(DischargeStore.DischargeStore, (store) =>
    Effect.all([
      store.ofRecordNumber(hospital, { recordNumber: "ZY0012", limit: 9 }),
      store.ofRecordNumber(hospital, { recordNumber: "ZY0013", limit: 9 }),
    ]),
  )
  const put = Effect.flatMap(DischargeStore.DischargeStore, (store) =>
    Effect.all([
      store.put(hospital, numbered),
      store.put(hospital, { ...numbered, id: Id.DischargeId.make("d-4"), recordNumber: "ZY0013" }),
    ]),
  )
  await stores.runPromise(put)
  // As an earlier version of the package leaves the hash where it writes a discharge that had a record number.
  await asSuperuser(
    made,
    Effect.flatMap(
      PgClient.PgClient,
      (sql) => sql`update aftercare.discharge set record = (
        select record from aftercare.discharge where id = 'd-3') where id = 'd-4'`,
    ),
  )
  expect(await stores.runPromise(found)).toEqual([[numbered], []])
})

test("no number stands in the index as it is, and one tenant's hash of it isn't another's", async () => {
  const another = Id.TenantId.make("another")
  await stores.runPromise(
    Effect.flatMap(DischargeStore.DischargeStore, (store) =>
      Effect.all([store.put(hospital, discharge("d-1", hers)), store.put(another, discharge("d-1", hers))]),
    ),
  )
  const rows = await asSuperuser(
    made,
    Effect.flatMap(
      PgClient.PgClient,
      (sql) => sql<{ readonly phone: Uint8Array }>`select phone from aftercare.discharge_phone
        where discharge = 'd-1' order by tenant`,
    ),
  )
  const hashes = rows.map(({ phone }) => Buffer.from(phone).toString("hex"))
  expect(hashes.map((hash) => hash.length)).toEqual([32, 32])
  expect(new Set(hashes).size).toBe(2)
  expect(hashes).not.toContain(Buffer.from(hers).toString("hex"))
})
