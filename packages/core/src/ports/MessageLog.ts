/**
 * Which messages went to which address: how a receipt finds what it is about, and a reply whom it is from.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as DateTime from "effect/DateTime"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import {
  AttemptId,
  CareMessageId,
  InvitationId,
  MessageId,
  PersonId,
  PlanId,
  TaskId,
  TenantId,
  TicketId,
} from "../foundation/Id.ts"
import { Instant } from "../foundation/Instant.ts"
import { Address } from "../foundation/Text.ts"
import { Channel, Purpose } from "../foundation/Word.ts"
import type { StoreError } from "./StoreError.ts"

/** What a message is part of. */
export const Subject = Schema.TaggedUnion({
  FollowUp: { plan: PlanId, task: TaskId, attempt: AttemptId },
  /** Somebody of the staff is told of a ticket. */
  Notice: { ticket: TicketId, notice: Schema.String },
  /** What a person sent is confirmed. */
  Reply: { inbound: MessageId },
  /** An invitation to a survey, or a reminder of it, by its number. */
  Survey: { invitation: InvitationId, number: Schema.Int },
  /** A greeting, health education, a reminder of medicines, or what there is to tell of an event. */
  Care: { message: CareMessageId, number: Schema.Int },
})
export type Subject = typeof Subject.Type

/** A message on its way. Written before its channel is asked, in the unit of work that decides to send it. */
export const Message = Schema.Struct({
  tenant: TenantId,
  /** By it the channel knows a message sent twice, and a receipt names it. */
  id: MessageId,
  channel: Channel,
  /** Where it goes, as the channel writes addresses: a phone number, a mailbox. Absent where the channel knows itself. */
  address: Schema.optionalKey(Address),
  person: PersonId,
  /** What it is for; absent where the hospital tells its own staff. */
  purpose: Schema.optionalKey(Purpose),
  subject: Subject,
  sentAt: Instant,
})
export interface Message extends Schema.Schema.Type<typeof Message> {}

/** Messages of a tenant. A message written again under its id takes the place of what was there. */
export class MessageLog extends Context.Service<
  MessageLog,
  {
    readonly put: (message: Message) => Effect.Effect<void, StoreError>
    readonly find: (tenant: TenantId, id: MessageId) => Effect.Effect<Option.Option<Message>, StoreError>
    /** At most `limit` messages that went to an address by a channel at or after `since`, the newest first, then by id. */
    readonly to: (
      tenant: TenantId,
      options: {
        readonly channel: Channel
        readonly address: string
        readonly since: DateTime.Utc
        readonly limit: number
      },
    ) => Effect.Effect<ReadonlyArray<Message>, StoreError>
  }
>()("@aftercare/core/ports/MessageLog") {}
