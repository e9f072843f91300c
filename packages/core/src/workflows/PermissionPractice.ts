/**
 * Who may do what in a hospital.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type { TenantId } from "../foundation/Id.ts"
import type { Grant } from "../privacy/Permission.ts"

/** What each hospital in the house grants to whom. */
export class PermissionPractice extends Context.Service<
  PermissionPractice,
  { readonly of: (tenant: TenantId) => ReadonlyArray<Grant> }
>()("@aftercare/core/workflows/PermissionPractice") {}
