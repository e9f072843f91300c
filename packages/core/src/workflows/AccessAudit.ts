/**
 * Whether a tenant's access log is what was written to it.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type { TenantId } from "../foundation/Id.ts"
import { AccessLog } from "../ports/AccessLog.ts"
import type { StoreError } from "../ports/StoreError.ts"
import { beginning, follow, type Head, reaches, type Tampered } from "../privacy/AccessChain.ts"

const page = 1_000

/**
 * Follows the whole log, page by page, and answers with its head: the next anchor, once it is written down elsewhere. Fails
 * with `Tampered` at the first record that isn't what was written or what an anchor says. A record that can't be read any
 * more fails with `Unreadable`, naming its number.
 */
export const verify = (
  tenant: TenantId,
  anchors: ReadonlyArray<Head> = [],
): Effect.Effect<Head, StoreError | Tampered, AccessLog> =>
  Effect.gen(function* () {
    const log = yield* AccessLog
    let head = beginning(tenant)
    for (;;) {
      const links = yield* log.list(tenant, { after: head.sequence, limit: page })
      head = yield* Effect.fromResult(follow(head, links, anchors))
      if (links.length < page) return yield* Effect.fromResult(reaches(head, anchors))
    }
  })
