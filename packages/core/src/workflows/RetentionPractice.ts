/**
 * How long a hospital keeps what it knows of its patients.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type { TenantId } from "../foundation/Id.ts"
import type { RetentionPolicy } from "../privacy/Retention.ts"

/** The retention policy of each hospital in the house. */
export class RetentionPractice extends Context.Service<
  RetentionPractice,
  { readonly of: (tenant: TenantId) => RetentionPolicy }
>()("@aftercare/core/workflows/RetentionPractice") {}
