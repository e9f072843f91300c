/**
 * What a hospital works by: its protocol, rules, policy, calendar, and the words of its messages.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
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
import type { ProtocolId, TenantId } from "../foundation/Id.ts"
import type { Content } from "../ports/MessageChannel.ts"
import type { ReplyPolicy } from "../privacy/ReplyPolicy.ts"

/** A protocol that is followed, and the rules that fit it to a patient. */
export interface PractisedProtocol {
  readonly protocol: FollowUpProtocol
  readonly rules: ReadonlyArray<PersonalisationRule>
}

/** One hospital's practice. Its own protocol is the one by which a discharge is planned where none is named. */
export interface HospitalPractice extends PractisedProtocol {
  /** By which discharges can be planned as well, or instead: of a disease, after an examination. */
  readonly furtherProtocols?: ReadonlyArray<PractisedProtocol>
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
  /** What is done with replies; without a policy no word is known, and a person reads them all. */
  readonly replies?: ReplyPolicy
  /** What is said or written in a contact. */
  readonly compose: (task: FollowUpTask, to: ContactablePerson, discharge: Discharge) => Content
}

/** The practice of each hospital in the house. */
export class Practice extends Context.Service<
  Practice,
  { readonly of: (tenant: TenantId) => HospitalPractice }
>()("@aftercare/core/workflows/Practice") {}

/** The protocol of this id, if the hospital follows it. */
export const practised = (practice: HospitalPractice, id: ProtocolId): PractisedProtocol | undefined =>
  [practice, ...(practice.furtherProtocols ?? [])].find(({ protocol }) => protocol.id === id)

/** What decisions about a discharge's plan rest on, by the hospital's own protocol or another. */
export const groundOf = (
  practice: HospitalPractice,
  discharge: Discharge,
  { protocol, rules }: PractisedProtocol = practice,
): Ground => {
  const { calendar, handover, policy, risk } = practice
  return {
    discharge,
    protocol,
    rules,
    policy,
    calendar,
    ...(risk && { risk: RiskTier.of(risk, discharge) }),
    ...(handover && { handover }),
  }
}
