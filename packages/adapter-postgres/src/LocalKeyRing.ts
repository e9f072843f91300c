/**
 * A key ring of this process: master keys from its settings, the newest first.
 *
 * **Details**
 *
 * For hospitals without a key management service. A new master key is put in front; the old ones stay in the list until
 * `Keys.rewrap` has wrapped every tenant's data keys under it.
 *
 * **Example** (Keys of a test)
 *
 * ```ts
 * import { LocalKeyRing } from "@aftercare/adapter-postgres"
 * import { Id, KeyRing } from "@aftercare/core"
 * import { Effect, Redacted } from "effect"
 *
 * const layer = LocalKeyRing.layer([{ id: "2026", secret: Redacted.make("q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=") }])
 *
 * const there = Effect.gen(function* () {
 *   const { unwrap, wrap } = yield* KeyRing.KeyRing
 *   const hospital = Id.TenantId.make("hospital")
 *   const wrapped = yield* wrap(hospital, Redacted.make(new Uint8Array([1, 2, 3])))
 *   const back = yield* unwrap(hospital, wrapped)
 *   return [...Redacted.value(back)]
 * })
 * await Effect.runPromise(Effect.provide(there, layer)) // => [1, 2, 3]
 * ```
 *
 * @since 0.1.0
 */
import { KeyRing } from "@aftercare/core/ports"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Sealing from "./Sealing.ts"

/** A master key: its name, and 32 random bytes in base64, such as `openssl rand -base64 32` prints. */
export interface MasterKey {
  readonly id: string
  readonly secret: Redacted.Redacted
}

const refused = (detail: string) => new KeyRing.KeyRingError({ reason: { _tag: "Refused", detail } })

const bytesOf = ({ id, secret }: MasterKey): Effect.Effect<Buffer, KeyRing.KeyRingError> => {
  const bytes = Buffer.from(Redacted.value(secret), "base64")
  return bytes.length === 32
    ? Effect.succeed(bytes)
    : Effect.fail(refused(`the master key ${id} isn't 32 bytes in base64`))
}

const place = (id: string, tenant: string) => ["aftercare key ring", id, tenant]

const make = Effect.fnUntraced(function* (masters: readonly [MasterKey, ...ReadonlyArray<MasterKey>]) {
  const keys = new Map<string, Buffer>()
  for (const master of masters) {
    if (Buffer.byteLength(master.id) > 255 || keys.has(master.id))
      return yield* refused(`the name of the master key ${master.id} is too long or there twice`)
    keys.set(master.id, yield* bytesOf(master))
  }
  const { id: newest, secret } = masters[0]
  const newestKey = yield* bytesOf({ id: newest, secret })
  return KeyRing.KeyRing.of({
    wrap: (tenant, key) =>
      Effect.sync(() => {
        const name = Buffer.from(newest)
        const sealed = Sealing.seal(newestKey, place(newest, tenant), Redacted.value(key))
        return Buffer.concat([Buffer.of(name.length), name, sealed])
      }),
    unwrap: (tenant, wrapped) =>
      Effect.suspend(() => {
        const end = 1 + (wrapped[0] ?? 0)
        const id = Buffer.from(wrapped.subarray(1, end)).toString()
        const key = keys.get(id)
        if (key === undefined) return Effect.fail(refused("the master key isn't on the ring"))
        const opened = Sealing.open(key, place(id, tenant), wrapped.subarray(end))
        return Result.isFailure(opened)
          ? Effect.fail(refused("what is wrapped was changed, or is another tenant's"))
          : Effect.succeed(Redacted.make<Uint8Array>(opened.success))
      }),
  })
})

/** The ring of these master keys: the first wraps, all unwrap. Fails where a key isn't 32 bytes or a name comes twice. */
export const layer = (
  masters: readonly [MasterKey, ...ReadonlyArray<MasterKey>],
): Layer.Layer<KeyRing.KeyRing, KeyRing.KeyRingError> => Layer.effect(KeyRing.KeyRing, make(masters))
