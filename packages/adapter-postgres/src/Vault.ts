/**
 * What is personal, sealed with keys of its tenant's own and bound to its row and column; and phone numbers and the like
 * as keyed hashes, by which they can be found and not read.
 */
import { createHmac, hkdfSync, randomBytes } from "node:crypto"
import type { Id } from "@aftercare/core/foundation"
import { type KeyRing, StoreError } from "@aftercare/core/ports"
import type { PgClient } from "@effect/sql-pg"
import type * as Arr from "effect/Array"
import * as Cache from "effect/Cache"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Sealing from "./Sealing.ts"
import type * as Units from "./Units.ts"

type TenantId = Id.TenantId

/** A column `sealed`, and the columns by which its rows are known within a tenant, in the order of the primary key. */
export interface SealedColumn {
  readonly table: string
  readonly key: Readonly<Record<string, "text" | "integer">>
}

/** Where a sealed value stands. */
export interface Place {
  readonly tenant: TenantId
  readonly column: SealedColumn
  readonly row: ReadonlyArray<string>
}

/** Writes and reads the values of a schema as sealed text. */
export interface Sealed<A> {
  readonly seal: (place: Place, value: A) => Effect.Effect<Uint8Array, StoreError.StoreError>
  readonly open: (place: Place, sealed: Uint8Array) => Effect.Effect<A, StoreError.StoreError>
}

export interface Vault {
  readonly sealed: <A, I>(schema: Schema.Codec<A, I>) => Sealed<A>
  /** A keyed hash of the text, for its purpose alone. */
  readonly index: (
    tenant: TenantId,
    purpose: string,
    text: string,
  ) => Effect.Effect<Uint8Array, StoreError.StoreError>
  /** Gives the tenant a new key to seal with; values sealed before stay readable. Answers with its version. */
  readonly rotate: (tenant: TenantId) => Effect.Effect<number, StoreError.StoreError>
  /** The value sealed anew under the newest key; undefined where it is already. */
  readonly resealed: (
    place: Place,
    sealed: Uint8Array,
  ) => Effect.Effect<Uint8Array | undefined, StoreError.StoreError>
}

interface Keys {
  readonly seal: ReadonlyMap<number, Uint8Array>
  readonly newest: number
  readonly index: Uint8Array
}

interface KeyRow {
  readonly purpose: "seal" | "index"
  readonly version: number
  readonly wrapped: Uint8Array
}

/** The first byte of every sealed value: how the rest is made. The key's version follows in four bytes. */
const format = 1
const head = 5

const bindingOf = ({ column, row, tenant }: Place) => [tenant, column.table, "sealed", ...row]
const nameOf = ({ row }: Place) => row.join("/")

const unreadable = (record: string) => StoreError.because({ _tag: "Unreadable", record })

const ofRing = (tenant: string) => (error: KeyRing.KeyRingError) =>
  error.isRetryable
    ? StoreError.because({ _tag: "Unavailable", detail: "the key ring is unavailable" })
    : unreadable(`the keys of ${tenant}`)

/** What a ring answers, in the five seconds that one is waited for: whoever needs a key waits for it, also to end. */
const answered = <A>(tenant: string, asked: Effect.Effect<A, KeyRing.KeyRingError>) =>
  Effect.mapError(asked, ofRing(tenant)).pipe(
    Effect.timeoutOrElse({
      duration: Duration.seconds(5),
      orElse: () =>
        Effect.fail(StoreError.because({ _tag: "Unavailable", detail: "the key ring doesn't answer" })),
    }),
  )

/**
 * Over a client of its own, a unit that is going on neither undoes a new key nor waits for itself. Over that of the units
 * themselves, where there is but one line, keys made within a unit come and go with it.
 */
export const make = Effect.fnUntraced(function* (
  ring: KeyRing.KeyRing["Service"],
  sql: PgClient.PgClient,
  units: Units.Units,
  keepFor: Duration.Duration,
) {
  const read = (tenant: string) => sql<KeyRow>`
    select purpose, version, wrapped from aftercare.tenant_key where tenant = ${tenant}`

  const made = Effect.fnUntraced(function* (tenant: TenantId, purpose: KeyRow["purpose"], version: number) {
    const secret = Redacted.make<Uint8Array>(randomBytes(32))
    const wrapped = yield* answered(tenant, ring.wrap(tenant, secret))
    return { tenant, purpose, version, wrapped }
  })

  /** All of them or none. Of two who do so at the same time one writes, and both read what that one wrote. */
  const write = (
    tenant: TenantId,
    keys: Arr.NonEmptyReadonlyArray<Effect.Success<ReturnType<typeof made>>>,
  ) => units.change(tenant, sql`insert into aftercare.tenant_key ${sql.insert(keys)} on conflict do nothing`)

  const load = Effect.fnUntraced(function* (tenant: TenantId) {
    let rows = yield* units.look(tenant, read(tenant))
    if (rows.length === 0) {
      yield* write(tenant, [yield* made(tenant, "seal", 1), yield* made(tenant, "index", 1)])
      rows = yield* units.look(tenant, read(tenant))
    }
    const seal = new Map<number, Uint8Array>()
    let index: Uint8Array | undefined
    for (const { purpose, version, wrapped } of rows) {
      const key = Redacted.value(yield* answered(tenant, ring.unwrap(tenant, wrapped)))
      if (purpose === "seal") seal.set(version, key)
      else index = key
    }
    if (index === undefined || seal.size === 0) return yield* unreadable(`the keys of ${tenant}`)
    return { seal, index, newest: Math.max(...seal.keys()) }
  })

  const cache = yield* Cache.makeWith<TenantId, Keys, StoreError.StoreError>(load, {
    capacity: 10_000,
    timeToLive: (exit) => (Exit.isSuccess(exit) ? keepFor : Duration.zero),
  })
  // What a unit has read, it may have made itself and take back. It never waits for the others, who wait for its line.
  const ofUnits = new WeakMap<object, Map<TenantId, Keys>>()
  const keysOf = Effect.fnUntraced(function* (tenant: TenantId) {
    const unit = yield* units.current
    if (unit === undefined) return yield* Cache.get(cache, tenant)
    const own = ofUnits.get(unit) ?? new Map<TenantId, Keys>()
    const known = own.get(tenant) ?? Option.getOrUndefined(yield* Cache.getSuccess(cache, tenant))
    if (known !== undefined) return known
    const keys = yield* load(tenant)
    ofUnits.set(unit, own.set(tenant, keys))
    return keys
  })
  const forget = Effect.fnUntraced(function* (tenant: TenantId) {
    const unit = yield* units.current
    if (unit !== undefined) ofUnits.get(unit)?.delete(tenant)
    yield* Cache.invalidate(cache, tenant)
  })

  const seal = (place: Place, plain: Uint8Array) =>
    Effect.map(keysOf(place.tenant), ({ newest, seal }) => {
      const start = Buffer.alloc(head)
      start.writeUInt8(format)
      start.writeUInt32BE(newest, 1)
      return Buffer.concat([start, Sealing.seal(seal.get(newest) ?? start, bindingOf(place), plain)])
    })

  const versionOf = (sealed: Uint8Array): number =>
    sealed[0] === format && sealed.length > head ? Buffer.from(sealed.subarray(1, head)).readUInt32BE() : 0

  const open = Effect.fnUntraced(function* (place: Place, sealed: Uint8Array) {
    const version = versionOf(sealed)
    let { seal } = yield* keysOf(place.tenant)
    // Another process may have made a newer key meanwhile.
    if (version > 0 && !seal.has(version)) {
      yield* forget(place.tenant)
      seal = (yield* keysOf(place.tenant)).seal
    }
    const key = seal.get(version)
    const opened = key && Sealing.open(key, bindingOf(place), sealed.subarray(head))
    return opened === undefined || Result.isFailure(opened)
      ? yield* unreadable(nameOf(place))
      : opened.success
  })

  const vault: Vault = {
    sealed: (schema) => {
      const text = Schema.fromJsonString(Schema.toCodecJson(schema))
      const [encode, decode] = [Schema.encodeEffect(text), Schema.decodeEffect(text)]
      return {
        seal: (place, value) =>
          encode(value).pipe(
            Effect.mapError((error) => StoreError.unkeepable(nameOf(place), error)),
            Effect.flatMap((text) => seal(place, Buffer.from(text))),
          ),
        open: (place, sealed) =>
          Effect.flatMap(open(place, sealed), (plain) =>
            Effect.mapError(decode(plain.toString()), () => unreadable(nameOf(place))),
          ),
      }
    },
    index: (tenant, purpose, text) =>
      Effect.map(keysOf(tenant), ({ index }) => {
        const key = new Uint8Array(hkdfSync("sha256", index, "", purpose, 32))
        return createHmac("sha256", key).update(text).digest().subarray(0, 16)
      }),
    rotate: Effect.fnUntraced(function* (tenant) {
      yield* forget(tenant)
      const { newest } = yield* keysOf(tenant)
      yield* write(tenant, [yield* made(tenant, "seal", newest + 1)])
      yield* forget(tenant)
      return newest + 1
    }),
    resealed: Effect.fnUntraced(function* (place, sealed) {
      const { newest } = yield* keysOf(place.tenant)
      return versionOf(sealed) >= newest ? undefined : yield* seal(place, yield* open(place, sealed))
    }),
  }
  return vault
})
