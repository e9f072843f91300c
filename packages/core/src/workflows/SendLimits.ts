/**
 * How much each hospital may send, looked at right before every message, whatever it is about.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type { SendLimit } from "../contact/SendLimit.ts"
import type { TenantId } from "../foundation/Id.ts"

/** The limits of each hospital in the house. A house that provides none has none. */
export class SendLimits extends Context.Service<
  SendLimits,
  { readonly of: (tenant: TenantId) => ReadonlyArray<SendLimit> }
>()("@aftercare/core/workflows/SendLimits") {}
