/**
 * How a hospital's hotline returns calls.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type { WorkCalendar } from "../calendar/WorkCalendar.ts"
import type { ContactPolicy } from "../contact/ContactPolicy.ts"
import type { ContactProfile } from "../contact/ContactProfile.ts"
import type { TenantId } from "../foundation/Id.ts"
import type { CallbackPolicy } from "../hotline/CallbackPolicy.ts"

/** One hospital's practice with its hotline. */
export interface HospitalHotlinePractice {
  readonly callbacks: CallbackPolicy
  readonly contact: ContactPolicy
  readonly calendar: WorkCalendar
  /** What is held to for callers whose number no stay has: when nobody there is to be disturbed. */
  readonly stranger: ContactProfile
}

/** The practice with the hotline of each hospital in the house. */
export class HotlinePractice extends Context.Service<
  HotlinePractice,
  { readonly of: (tenant: TenantId) => HospitalHotlinePractice }
>()("@aftercare/core/workflows/HotlinePractice") {}
