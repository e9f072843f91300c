/**
 * What a hospital sends for care, by which programmes and rules, and the words of its messages.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type { WorkCalendar } from "../calendar/WorkCalendar.ts"
import type { Wanted } from "../care/CareMessage.ts"
import type { CareProgramme } from "../care/CareProgramme.ts"
import type { Festival } from "../care/Festival.ts"
import type { MedicationPolicy } from "../care/MedicationPolicy.ts"
import type { Dose, Regimen } from "../care/Regimen.ts"
import type { ContactPolicy } from "../contact/ContactPolicy.ts"
import type { TenantId } from "../foundation/Id.ts"
import type { KeptCareMessage } from "../ports/CareStore.ts"
import type { Content } from "../ports/MessageChannel.ts"

/** How a hospital reminds people of their medicines. */
export interface MedicationPractice {
  readonly policy: MedicationPolicy
  /** For the purpose `reminder` none is counted as what the hospital writes by its own choice; consents must name it. */
  readonly sending: Pick<Wanted, "channels" | "purpose" | "template">
  /** For how many dates ahead reminders are made into messages, at least 1. */
  readonly aheadDays: number
}

/** What a message reminds of. */
export interface Reminding {
  readonly regimen: Regimen
  /** Those of the reminder of which nothing was told yet. */
  readonly doses: ReadonlyArray<Dose>
  /** Whether the message may name what is taken: whoever else may read it, the person agreed. */
  readonly mayName: boolean
}

/** One hospital's practice with care. */
export interface HospitalCarePractice {
  /** The programmes that are run, each as it is now. */
  readonly programmes: ReadonlyArray<CareProgramme>
  /** For how many dates ahead the steps of programmes are made into messages, at least 1. */
  readonly aheadDays: number
  /** The festivals that make days solemn on which nobody is greeted. */
  readonly festivals: ReadonlyArray<Festival>
  /** Without it nobody is reminded of medicines. */
  readonly medication?: MedicationPractice
  readonly contact: ContactPolicy
  readonly calendar: WorkCalendar
  /** What is said or written, made when the message is sent: nothing of it is kept. With the doses where it reminds of some. */
  readonly compose: (kept: KeptCareMessage, reminding?: Reminding) => Content
}

/** The practice with care of each hospital in the house. */
export class CarePractice extends Context.Service<
  CarePractice,
  { readonly of: (tenant: TenantId) => HospitalCarePractice }
>()("@aftercare/core/workflows/CarePractice") {}
