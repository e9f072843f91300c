/**
 * Contacts that people make: a call, a letter, a visit. Sending one is putting it on somebody's list.
 *
 * **Details**
 *
 * The list is the hospital's own: a table that the nurses' application shows, a print queue. What came of a contact comes
 * back through `Outreach.recordDisposition`. Since a contact is on the list once, however often it is put there, and the
 * list can be asked, nothing has to be guessed after an outage.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Delivery } from "../contact/ContactAttempt.ts"
import type { MessageId, TenantId } from "../foundation/Id.ts"
import type { MessageChannel, Outgoing } from "./MessageChannel.ts"
import type { StoreError } from "./StoreError.ts"

/** Where contacts wait for a person to make them. */
export interface WorkList {
  /** Puts a contact on the list. One that has been put there before, by tenant and id, stays as it is. */
  readonly put: (contact: Outgoing) => Effect.Effect<void, StoreError>
  /** Whether a contact has ever been put on the list. */
  readonly has: (tenant: TenantId, id: MessageId) => Effect.Effect<boolean, StoreError>
}

/** How people reach people. */
export interface Options {
  readonly channel: "phone" | "letter" | "faceToFace"
  readonly list: WorkList
  /** What one contact costs, in thousandths of the hospital's currency. */
  readonly costMilli: number
}

/** The channel of a list. */
export const make = ({ channel, costMilli, list }: Options): MessageChannel => ({
  channel,
  capabilities: {
    idempotency: { _tag: "Token", window: Duration.infinity },
    lookUp: true,
    receipts: false,
    inbound: false,
    costMilli,
  },
  send: (contact) =>
    Effect.match(list.put(contact), {
      onSuccess: () => onTheList(contact.id),
      // What a list that can't be reached has taken nobody knows before it is asked again.
      onFailure: (): Delivery => ({ _tag: "Unknown" }),
    }),
  lookUp: ({ id, tenant }) =>
    Effect.match(list.has(tenant, id), {
      onSuccess: (found) => (found ? Option.some(onTheList(id)) : Option.none()),
      onFailure: () => Option.none(),
    }),
  receipts: Stream.empty,
  inbound: Stream.empty,
})

const onTheList = (id: MessageId): Delivery => ({ _tag: "Accepted", reference: id })
