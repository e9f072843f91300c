/**
 * Durable due work: what is to be done about which record, and when. Claimed by one worker at a time.
 *
 * **Details**
 *
 * An entry is known by tenant, kind and id; scheduling it again moves it. A claim holds it for a lease; its fencing token
 * grows with each claim of the entry, and writing with an older one fails with `StaleClaim`, so a worker that slept
 * through its lease can't undo what another did. An entry that can't be handled is tried again later, and in the end
 * becomes a dead letter: it is kept, and falls due no more until somebody redrives it or it is scheduled anew.
 *
 * Where several are given, they are of one tenant, and either all of them are written or none: one statement for a whole
 * plan, or for all letters that went to the printer. Entries of two tenants in one call are a mistake of the caller's: it dies.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import type { TenantId } from "../foundation/Id.ts"
import type { Page } from "./PlanStore.ts"
import type { StoreError } from "./StoreError.ts"

/**
 * What falls due: a follow-up task's next step, a limit of a referral, a clock of a ticket, the answer to a reply, the next
 * step of an invitation to a survey, the next stretch of records whose term may be over, the next messages of an enrolment in a
 * care programme or with a regimen, the next step of a care message, the callback that is missed.
 */
export const EntryKind = Schema.Literals([
  "followUp",
  "referral",
  "ticket",
  "reply",
  "survey",
  "retention",
  "care",
  "careMessage",
  "callback",
])
export type EntryKind = typeof EntryKind.Type

/** What an entry is known by: what falls due of what kind, by its id. */
export interface EntryKey {
  readonly tenant: TenantId
  readonly kind: EntryKind
  readonly id: string
}

/**
 * The tenant of what one call names; undefined of nothing. Throws where they are several: agendas begin with this.
 */
export const tenantOf = (keys: ReadonlyArray<EntryKey>): TenantId | undefined => {
  const tenant = keys[0]?.tenant
  if (keys.some((key) => key.tenant !== tenant)) throw new Error("a call names entries of two tenants")
  return tenant
}

/**
 * What is to be done. `subject` is the id of the record it is about, or of the one behind which the work goes on; nothing
 * else about it is in the entry.
 */
export interface Entry extends EntryKey {
  readonly subject: string
  readonly dueAt: DateTime.Utc
}

/** Whether one of them is due at that moment: whoever listens for hints should hear of it. */
export const isAnyDue = (entries: ReadonlyArray<Pick<Entry, "dueAt">>, at: DateTime.Utc): boolean =>
  entries.some(({ dueAt }) => DateTime.isLessThanOrEqualTo(dueAt, at))

/** An entry held by one worker. */
export interface Claim {
  readonly entry: Entry
  readonly token: number
  /** How often the entry was claimed since it was last scheduled, settled or redriven, this claim included. */
  readonly tries: number
  /** How many of those claims ended with `fail`. Of the others nobody said what came of them. */
  readonly failures: number
}

/**
 * Why an entry couldn't be handled, in a word that tells nothing of what it is about: a store's reason, a defect, or
 * that whoever claimed it was never heard of again.
 */
export const Failure = Schema.Literals([
  "Unavailable",
  "VersionConflict",
  "NotFound",
  "AlreadyExists",
  "AcrossClusters",
  "Unkeepable",
  "Unreadable",
  "Defect",
  "Abandoned",
])
export type Failure = typeof Failure.Type

/** An entry that is no longer tried. */
export interface DeadLetter {
  readonly entry: Entry
  /** What the last try failed with. */
  readonly failure: Failure
  readonly tries: number
  readonly diedAt: DateTime.Utc
}

export class Agenda extends Context.Service<
  Agenda,
  {
    /**
     * Puts entries in, or moves them, freeing them from any claim; a dead letter falls due again. Of several with one key
     * the last counts.
     */
    readonly schedule: (entries: Entry | ReadonlyArray<Entry>) => Effect.Effect<void, StoreError>
    /** Takes entries out, dead or not. An entry that isn't there is no error. */
    readonly remove: (keys: EntryKey | ReadonlyArray<EntryKey>) => Effect.Effect<void, StoreError>
    /**
     * Claims at most `limit` entries that are due at `at` and held by nobody. Each tenant that waits has an equal share
     * of them, and what one doesn't use goes to the others; where more wait than can be served, which of them are isn't
     * said. Of a tenant's entries the longest due come first, those of one instant by kind and id. The answer is in the
     * order of due instant, tenant, kind and id. Leases run on the store's own clock; `at` is business time.
     */
    readonly claim: (options: {
      readonly at: DateTime.Utc
      readonly limit: number
      readonly lease: Duration.Duration
    }) => Effect.Effect<ReadonlyArray<Claim>, StoreError>
    /** Fails with `StaleClaim` unless the claim is the entry's newest and its lease hasn't run out. */
    readonly hold: (claim: Claim) => Effect.Effect<void, StoreError>
    /** Lets the claim's lease run anew, from now for so long. Fails with `StaleClaim` as `hold` does. */
    readonly renew: (claim: Claim, lease: Duration.Duration) => Effect.Effect<void, StoreError>
    /**
     * Ends claims: their entries move to `next`, or go away. Fails with `StaleClaim` as `hold` does; of several claims it
     * names the first that is stale, and ends none.
     */
    readonly settle: (
      claims: Claim | ReadonlyArray<Claim>,
      next: DateTime.Utc | undefined,
    ) => Effect.Effect<void, StoreError>
    /**
     * Ends the claim of an entry that couldn't be handled: it falls due again at `retryAt`, or becomes a dead letter
     * where that is undefined. `at` is when it failed. Fails with `StaleClaim` as `hold` does.
     */
    readonly fail: (
      claim: Claim,
      options: {
        readonly failure: Failure
        readonly at: DateTime.Utc
        readonly retryAt: DateTime.Utc | undefined
      },
    ) => Effect.Effect<void, StoreError>
    /** At most `limit` dead letters of a tenant after `after`, by kind and id. */
    readonly deadLetters: (
      tenant: TenantId,
      options: { readonly after?: Pick<EntryKey, "kind" | "id">; readonly limit: number },
    ) => Effect.Effect<Page<DeadLetter, Pick<EntryKey, "kind" | "id">>, StoreError>
    /** Lets a dead letter fall due at `at`, as if it had never been tried. Fails with `NotFound` where there is none. */
    readonly redrive: (key: EntryKey, at: DateTime.Utc) => Effect.Effect<void, StoreError>
    /** When the earliest entry falls due, claimed ones included and dead letters not; undefined where nothing is left. */
    readonly nextDueAt: Effect.Effect<DateTime.Utc | undefined, StoreError>
    /**
     * An element whenever something was scheduled or redriven that is due already, as far as the agenda hears of it: a reason
     * to ask at once, and nothing more. Hints may be late, lost or needless, and an agenda that gives none is sound: whoever works by
     * them polls as well.
     */
    readonly hints: Stream.Stream<void>
  }
>()("@aftercare/core/ports/Agenda") {}
