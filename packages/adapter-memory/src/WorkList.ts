/**
 * A list of contacts for people to make, kept in memory.
 *
 * **Example** (A call that waits for a nurse)
 *
 * ```ts
 * import { WorkList } from "@aftercare/adapter-memory"
 * import { HumanChannel, Id } from "@aftercare/core"
 * import { Effect } from "effect"
 *
 * const list = await Effect.runPromise(WorkList.make)
 * const phone = HumanChannel.make({ channel: "phone", list, costMilli: 900 })
 * phone.capabilities.lookUp // => true
 * await Effect.runPromise(list.waiting(Id.TenantId.make("hospital"))) // => []
 * ```
 *
 * @since 0.1.0
 */
import type { Id } from "@aftercare/core/foundation"
import type { HumanChannel, MessageChannel } from "@aftercare/core/ports"
import * as Effect from "effect/Effect"
import { keyOf } from "./Key.ts"

/** A list that tells what is on it. */
export interface WorkList extends HumanChannel.WorkList {
  /** The contacts that nobody has made yet, the oldest first. */
  readonly waiting: (tenant: Id.TenantId) => Effect.Effect<ReadonlyArray<MessageChannel.Outgoing>>
  /** Takes a contact off the list: somebody has made it. */
  readonly done: (tenant: Id.TenantId, id: Id.MessageId) => Effect.Effect<void>
}

/** An empty list. */
export const make: Effect.Effect<WorkList> = Effect.sync(() => {
  const known = new Set<string>()
  const open = new Map<string, MessageChannel.Outgoing>()
  return {
    put: (contact) =>
      Effect.sync(() => {
        const key = keyOf(contact.tenant, contact.id)
        if (!known.has(key)) open.set(key, contact)
        known.add(key)
      }),
    has: (tenant, id) => Effect.sync(() => known.has(keyOf(tenant, id))),
    waiting: (tenant) => Effect.sync(() => [...open.values()].filter((contact) => contact.tenant === tenant)),
    done: (tenant, id) => Effect.sync(() => void open.delete(keyOf(tenant, id))),
  }
})
