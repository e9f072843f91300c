/**
 * What a hospital sends for care, by which programmes and rules, and the words of its messages.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type { WorkCalendar } from "../calendar/WorkCalendar.ts"
import type { ContactPolicy } from "../contact/ContactPolicy.ts"
import type { TenantId } from "../foundation/Id.ts"
import type { KeptCareMessage } from "../ports/CareStore.ts"
import type { Content } from "../ports/MessageChannel.ts"

/** One hospital's practice with care. */
export interface HospitalCarePractice {
  readonly contact: ContactPolicy
  readonly calendar: WorkCalendar
  /** What is said or written, made when the message is sent: nothing of it is kept. */
  readonly compose: (kept: KeptCareMessage) => Content
}

/** The practice with care of each hospital in the house. */
export class CarePractice extends Context.Service<
  CarePractice,
  { readonly of: (tenant: TenantId) => HospitalCarePractice }
>()("@aftercare/core/workflows/CarePractice") {}
