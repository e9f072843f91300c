/**
 * What people send back: kept word for word, with what the house made of it, until somebody has read what it can't.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as DateTime from "effect/DateTime"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { ConsentId, InvitationId, MessageId, PersonId, StaffId, TaskId, TenantId } from "../foundation/Id.ts"
import { Instant } from "../foundation/Instant.ts"
import { FreeText, PersonalText } from "../foundation/Text.ts"
import { Channel } from "../foundation/Word.ts"
import type { Page } from "./PlanStore.ts"
import type { StoreError } from "./StoreError.ts"

/** What the house did by itself, on whose word. */
export const Deed = Schema.TaggedUnion({
  /** These consents were withdrawn; none where nothing was allowed any more. */
  OptedOut: { word: Schema.String, consents: Schema.Array(ConsentId) },
  /** These consents were given anew; none where all was allowed already. */
  OptedIn: { word: Schema.String, consents: Schema.Array(ConsentId) },
  Helped: { word: Schema.String },
  /** A survey's question was answered; the last that takes numbers, where it says so. */
  Answered: { invitation: InvitationId, item: Schema.String, last: Schema.optionalKey(Schema.Literal(true)) },
  /** The person asked to be called later, and is. */
  Promised: { task: TaskId, at: Instant },
})
export type Deed = typeof Deed.Type

/**
 * Why somebody must read it: nobody is known at the address; several are, and it is of one; it resembles a word to stop;
 * what the person refuses rests on something else than consent; there is nothing to start again; it asks for help and no
 * text answers; it is in the person's own words.
 */
export const Why = Schema.Literals([
  "unknownSender",
  "severalPersons",
  "resemblesOptOut",
  "otherBasis",
  "nothingToRenew",
  "help",
  "words",
])
export type Why = typeof Why.Type

/** Who saw to it, and when. */
export const Handled = Schema.Struct({ by: StaffId, at: Instant, note: Schema.optionalKey(FreeText) })
export interface Handled extends Schema.Schema.Type<typeof Handled> {}

export const Received = Schema.Struct({
  tenant: TenantId,
  id: MessageId,
  channel: Channel,
  /** Where it came from, as the channel writes addresses. */
  from: PersonalText,
  text: FreeText,
  receivedAt: Instant,
  /** Whom the house wrote to or called there before: any of them may have sent it. */
  persons: Schema.Array(PersonId),
  did: Schema.optionalKey(Deed),
  /** Present where what the house did isn't all that is to be done. */
  waits: Schema.optionalKey(Why),
  handled: Schema.optionalKey(Handled),
}).check(
  Schema.makeFilter(
    ({ did, waits }) => did !== undefined || waits !== undefined || "a message is dealt with or waits",
  ),
  Schema.makeFilter(
    ({ handled, waits }) =>
      handled === undefined || waits !== undefined || "only a message that waits is handled",
  ),
)
export interface Received extends Schema.Schema.Type<typeof Received> {}

/** Whether somebody must still read it. */
export const isWaiting = ({ handled, waits }: Received): boolean =>
  waits !== undefined && handled === undefined

/** Where a page begins. */
export interface Place {
  readonly id: MessageId
  readonly receivedAt: DateTime.Utc
}

/** Messages that people sent to a tenant. */
export class Inbox extends Context.Service<
  Inbox,
  {
    /** Fails with `AlreadyExists` where a message of this id is there. */
    readonly insert: (received: Received) => Effect.Effect<void, StoreError>
    readonly find: (tenant: TenantId, id: MessageId) => Effect.Effect<Option.Option<Received>, StoreError>
    /** At most `limit` messages that wait, behind the place `after`: the longest received first, then by id. */
    readonly waiting: (
      tenant: TenantId,
      options: { readonly after?: Place; readonly limit: number },
    ) => Effect.Effect<Page<Received, Place>, StoreError>
    /**
     * Keeps who saw to a message, and answers with it as it then is: of two who do, the first stands, and one that doesn't
     * wait stays as it is. Fails with `NotFound`.
     */
    readonly handle: (
      tenant: TenantId,
      id: MessageId,
      handled: Handled,
    ) => Effect.Effect<Received, StoreError>
  }
>()("@aftercare/core/ports/Inbox") {}
