/**
 * What a hospital works by: its protocol, rules, policy, calendar, and the words of its messages.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import type { WorkCalendar } from "../calendar/WorkCalendar.ts"
import type { ContactablePerson } from "../contact/ContactablePerson.ts"
import type { ContactPolicy } from "../contact/ContactPolicy.ts"
import type { Discharge } from "../followup/Discharge.ts"
import type { Ground } from "../followup/FollowUpPlan.ts"
import type { FollowUpProtocol } from "../followup/FollowUpProtocol.ts"
import type { FollowUpTask } from "../followup/FollowUpTask.ts"
import type { HandoverPolicy } from "../followup/Handover.ts"
import type { OutcomeForm } from "../followup/OutcomeForm.ts"
import type { PersonalisationRule } from "../followup/Personalisation.ts"
import type { Kind, ReferralPolicy } from "../followup/Referral.ts"
import type { RiskTable } from "../followup/RiskTable.ts"
import * as RiskTier from "../followup/RiskTier.ts"
import type { TenantId } from "../foundation/Id.ts"

/** One hospital's practice. */
export interface HospitalPractice {
  readonly protocol: FollowUpProtocol
  readonly rules: ReadonlyArray<PersonalisationRule>
  readonly policy: ContactPolicy
  readonly calendar: WorkCalendar
  /** How the patient's risk is found; without a table it isn't known. */
  readonly risk?: RiskTable
  /** What must be settled of the handover first; without a policy, handovers aren't looked at. */
  readonly handover?: HandoverPolicy
  /** What is asked in a contact, by its contents. */
  readonly forms?: ReadonlyArray<OutcomeForm>
  /** How long each kind of referral is waited for. */
  readonly referrals?: { readonly [K in Kind]?: ReferralPolicy }
  /** The age under which only a guardian's consent counts. */
  readonly guardianConsentUnder: number
  /** What is said or written in a contact. */
  readonly compose: (task: FollowUpTask, to: ContactablePerson, discharge: Discharge) => string
}

/** The practice of each hospital in the house. */
export class Practice extends Context.Service<
  Practice,
  { readonly of: (tenant: TenantId) => HospitalPractice }
>()("@aftercare/core/workflows/Practice") {}

/** The hospital's practice has no such form, or no such kind of referral. */
export class NotPractised extends Schema.TaggedError<NotPractised>("@aftercare/core/NotPractised")(
  "NotPractised",
  { what: Schema.Literals(["form", "referral"]), id: Schema.String },
) {
  override get message() {
    return `the hospital has no ${this.what} ${this.id}`
  }
}

/** What decisions about a discharge's plan rest on. */
export const groundOf = (
  { calendar, handover, policy, protocol, risk, rules }: HospitalPractice,
  discharge: Discharge,
): Ground => ({
  discharge,
  protocol,
  rules,
  policy,
  calendar,
  ...(risk && { risk: RiskTier.of(risk, discharge) }),
  ...(handover && { handover }),
})
