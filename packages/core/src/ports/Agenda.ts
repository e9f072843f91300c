/**
 * Durable due work: what is to be done about which record, and when. Claimed by one worker at a time.
 *
 * **Details**
 *
 * An entry is known by tenant, kind and id; scheduling it again moves it. A claim holds it for a lease; its fencing token
 * grows with each claim of the entry, and writing with an older one fails with `StaleClaim`, so a worker that slept
 * through its lease can't undo what another did.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as DateTime from "effect/DateTime"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { TenantId } from "../foundation/Id.ts"
import type { StoreError } from "./StoreError.ts"

/** What falls due: a follow-up task's next step, a limit of a referral, a clock of a ticket, the answer to a reply. */
export const EntryKind = Schema.Literals(["followUp", "referral", "ticket", "reply"])
export type EntryKind = typeof EntryKind.Type

/** What an entry is known by: what falls due of what kind, by its id. */
export interface EntryKey {
  readonly tenant: TenantId
  readonly kind: EntryKind
  readonly id: string
}

/** What is to be done. `subject` is the id of the record it is about; nothing else about it is in the entry. */
export interface Entry extends EntryKey {
  readonly subject: string
  readonly dueAt: DateTime.Utc
}

/** An entry held by one worker. */
export interface Claim {
  readonly entry: Entry
  readonly token: number
}

export class Agenda extends Context.Service<
  Agenda,
  {
    /** Puts the entry in, or moves it, freeing it from any claim. */
    readonly schedule: (entry: Entry) => Effect.Effect<void, StoreError>
    /** Takes the entry out. An entry that isn't there is no error. */
    readonly remove: (key: EntryKey) => Effect.Effect<void, StoreError>
    /**
     * Claims at most `limit` entries that are due at `at` and held by nobody, the longest due first, those of one
     * instant by tenant, kind and id. A store of many tenants may first give each of those that wait a share of the
     * batch, and does so in this order. Leases run on the store's own clock; `at` is business time.
     */
    readonly claim: (options: {
      readonly at: DateTime.Utc
      readonly limit: number
      readonly lease: Duration.Duration
    }) => Effect.Effect<ReadonlyArray<Claim>, StoreError>
    /** Fails with `StaleClaim` unless the claim is the entry's newest and its lease hasn't run out. */
    readonly hold: (claim: Claim) => Effect.Effect<void, StoreError>
    /** Ends the claim: the entry moves to `next`, or goes away. Fails with `StaleClaim` as `hold` does. */
    readonly settle: (claim: Claim, next: DateTime.Utc | undefined) => Effect.Effect<void, StoreError>
    /** When the earliest entry falls due, claimed ones included; undefined where nothing is left. */
    readonly nextDueAt: Effect.Effect<DateTime.Utc | undefined, StoreError>
  }
>()("@aftercare/core/ports/Agenda") {}
