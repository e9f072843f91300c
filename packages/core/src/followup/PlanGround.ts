/**
 * What decisions about a plan rest on: the discharge, and what the hospital works by.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import type * as Result from "effect/Result"
import type { WorkCalendar } from "../calendar/WorkCalendar.ts"
import * as ContactablePerson from "../contact/ContactablePerson.ts"
import type { ContactPolicy } from "../contact/ContactPolicy.ts"
import type { PersonContact } from "../contact/PersonContact.ts"
import type { Status } from "../contact/VitalStatus.ts"
import type { PersonId } from "../foundation/Id.ts"
import * as Discharge from "./Discharge.ts"
import type * as FollowUpProtocol from "./FollowUpProtocol.ts"
import type { HandoverPolicy } from "./Handover.ts"
import * as Personalisation from "./Personalisation.ts"
import type * as Placement from "./Placement.ts"
import * as RiskTier from "./RiskTier.ts"

/** What planning rests on. */
export interface Ground {
  readonly discharge: Discharge.Discharge
  readonly protocol: FollowUpProtocol.FollowUpProtocol
  readonly rules: ReadonlyArray<Personalisation.PersonalisationRule>
  /** How high the patient's risk is, or what is missing to know it. */
  readonly risk?: RiskTier.RiskTier
  /** What must be settled of the handover before contacts are planned; without one, handovers aren't looked at. */
  readonly handover?: HandoverPolicy
  readonly policy: ContactPolicy
  /** The calendar of public holidays and working days that holds for the patient and the hospital. */
  readonly calendar: WorkCalendar
  /** Contacts with the discharge's persons that other plans have made or planned: caps count them as well. */
  readonly elsewhere?: ReadonlyArray<PersonContact>
  /** What was told last of whether the patient lives; absent where nothing was. */
  readonly vitalStatus?: Status
}

/** The patient's tier, as far as it is known. */
export const tierOf = ({ risk }: Pick<Ground, "risk">): Personalisation.KnownTier =>
  (risk && RiskTier.tier(risk)) ?? "unknown"

/** The protocol as the rules fit it to the patient. */
export const personalised = (ground: Ground): Personalisation.Personalised =>
  Personalisation.apply(
    ground.protocol,
    ground.rules,
    Personalisation.factsOf(ground.discharge, tierOf(ground)),
  )

export const anchorOf = ({ calendar, discharge }: Ground): FollowUpProtocol.Anchor => ({
  at: DateTime.toEpochMillis(discharge.dischargedAt),
  zone: Discharge.zone(discharge),
  calendar,
})

export const placingFor = (
  ground: Ground,
  person: ContactablePerson.ContactablePerson,
): Placement.Ground => ({
  person,
  policy: ground.policy,
  calendar: ground.calendar,
  attempts: ground.protocol.attempts,
})

/** Whom a plan made now would address first. */
export const firstAddressee = (
  ground: Ground,
): Result.Result<ContactablePerson.ContactablePerson, ContactablePerson.NoAddressee> =>
  ContactablePerson.addressee(
    ground.discharge.persons,
    Discharge.ageAt(ground.discharge, anchorOf(ground).at),
    ground.policy.adultFrom,
  )

/** The person whom a task addresses. */
export const addresseeOf = (discharge: Discharge.Discharge, id: PersonId) =>
  discharge.persons.find((person) => person.id === id)
