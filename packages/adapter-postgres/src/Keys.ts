/**
 * A new key for a tenant while everything runs: what is written from now on is sealed with it, and what was written before
 * is sealed anew in the background.
 *
 * **Details**
 *
 * Keys are never taken away, so processes that still hold the old ones go on reading and writing. Run `reseal` again
 * once they have all asked for keys anew (`keepKeysFor`): then nothing is left under an older one.
 *
 * The ring's own key is changed by `rewrap`: once the ring has a newer one and it was run for every tenant, nothing needs the
 * ring's older keys but copies of the database that were made before.
 *
 * @since 0.1.0
 */
import type { Id } from "@aftercare/core/foundation"
import { KeyRing, type StoreError } from "@aftercare/core/ports"
import type { PgClient } from "@effect/sql-pg"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import { asOwner } from "./Owner.ts"
import type { NotReady } from "./Ports.ts"

export class Keys extends Context.Service<
  Keys,
  {
    /** Gives the tenant a new key to seal with, and answers with its version. */
    readonly rotate: (tenant: Id.TenantId) => Effect.Effect<number, StoreError.StoreError>
    /** Seals everything of the tenant under the newest key that isn't yet, and answers with how many values that were. */
    readonly reseal: (tenant: Id.TenantId) => Effect.Effect<number, StoreError.StoreError>
  }
>()("@aftercare/adapter-postgres/Keys") {}

/** Whose keys are wrapped anew. */
export interface Rewrapped {
  /** The address, with the role that owns the database: the application may add keys and change none. */
  readonly url: Redacted.Redacted
  readonly tenants: Iterable<Id.TenantId>
}

/**
 * Has the ring wrap all keys of these tenants under its newest key, while everything runs. Answers with how many keys they
 * are; tenants without any have none.
 *
 * Fails with `NotReady` where the database can't be used, and with `KeyRingError` where the ring doesn't open a key: that
 * tenant's keys stay as they were, those before it are wrapped anew.
 */
export const rewrap = (
  options: Rewrapped,
): Effect.Effect<number, NotReady | KeyRing.KeyRingError, KeyRing.KeyRing> =>
  asOwner(options.url, (sql) =>
    Effect.reduce(
      options.tenants,
      () => 0,
      (count, tenant) => Effect.map(sql.withTransaction(rewrapOne(sql, tenant)), (keys) => count + keys),
    ),
  )

interface Wrapped {
  readonly purpose: string
  readonly version: number
  readonly wrapped: Uint8Array
}

const rewrapOne = Effect.fnUntraced(function* (sql: PgClient.PgClient, tenant: Id.TenantId) {
  const ring = yield* KeyRing.KeyRing
  yield* sql`select set_config('app.tenant', ${tenant}, true)`
  const keys = yield* sql<Wrapped>`select purpose, version, wrapped from aftercare.tenant_key
    where tenant = ${tenant} for update`
  for (const { purpose, version, wrapped } of keys) {
    const anew = yield* ring.wrap(tenant, yield* ring.unwrap(tenant, wrapped))
    yield* sql`update aftercare.tenant_key set wrapped = ${anew}
      where tenant = ${tenant} and purpose = ${purpose} and version = ${version}`
  }
  return keys.length
})
