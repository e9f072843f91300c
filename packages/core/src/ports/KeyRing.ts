/**
 * Who keeps the keys that open a tenant's data keys: a key management service, or a local ring.
 *
 * **Details**
 *
 * A store seals what is personal with data keys of its own, one set for each tenant, and keeps these wrapped, beside the
 * data. Only the ring can unwrap them, so a copy of the database alone opens nothing. A ring answers seldom: a store asks
 * once for each data key and holds the answer for a while.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { TenantId } from "../foundation/Id.ts"

/** Why a ring didn't answer: it can't be reached, or it doesn't open what it was given. */
export const KeyRingReason = Schema.TaggedUnion({
  Unavailable: { detail: Schema.String },
  /** Wrapped by a key that the ring doesn't have, for another tenant, or changed since. */
  Refused: { detail: Schema.String },
})
export type KeyRingReason = typeof KeyRingReason.Type

/** The one error of a key ring. It never holds a key. */
export class KeyRingError extends Schema.TaggedError<KeyRingError>("@aftercare/core/KeyRingError")(
  "KeyRingError",
  { reason: KeyRingReason },
) {
  override get message() {
    return KeyRingReason.match(this.reason, {
      Unavailable: ({ detail }) => `the key ring is unavailable: ${detail}`,
      Refused: ({ detail }) => `the key ring refuses: ${detail}`,
    })
  }

  /** Whether doing the same again can succeed. */
  get isRetryable(): boolean {
    return this.reason._tag === "Unavailable"
  }
}

export class KeyRing extends Context.Service<
  KeyRing,
  {
    /** Wraps a data key of the tenant under the ring's newest key. */
    readonly wrap: (
      tenant: TenantId,
      key: Redacted.Redacted<Uint8Array>,
    ) => Effect.Effect<Uint8Array, KeyRingError>
    /** The data key that was wrapped for this tenant, under whichever of the ring's keys. */
    readonly unwrap: (
      tenant: TenantId,
      wrapped: Uint8Array,
    ) => Effect.Effect<Redacted.Redacted<Uint8Array>, KeyRingError>
  }
>()("@aftercare/core/ports/KeyRing") {}
