/** What happened to an enrolment, and the enrolment as the fold of it. */
import * as Schema from "effect/Schema"
import { PlainDate } from "../calendar/PlainDate.ts"
import { EnrolmentId, PatientId, PersonId, RegimenId } from "../foundation/Id.ts"
import { Instant } from "../foundation/Instant.ts"
import type { Named } from "../foundation/Named.ts"
import { ProgrammeRevision } from "./CareOccasion.ts"
import { Anchors } from "./CareProgramme.ts"

/** What somebody is enrolled in. */
export const Enrolled = Schema.TaggedUnion({
  /** With the revision whose steps were made into messages last. */
  Programme: { programme: ProgrammeRevision },
  Regimen: { regimen: RegimenId },
})
export type Enrolled = typeof Enrolled.Type

/**
 * Why somebody isn't in it any more: they asked to be let out or refused at once, it was brought to its end, the patient died or
 * moved to another institution's care, the hospital ended the programme, or the addressee is told no more: the record names them no
 * longer, or they were the guardian of somebody who is of age by now.
 */
export const LeaveReason = Schema.Literals([
  "asked",
  "refused",
  "finished",
  "deceased",
  "elsewhere",
  "programmeEnded",
  "notAddressed",
])
export type LeaveReason = typeof LeaveReason.Type

export const EnrolmentState = Schema.TaggedUnion({ Active: {}, Left: { reason: LeaveReason, at: Instant } })
export type EnrolmentState = typeof EnrolmentState.Type

export const CareEnrolment = Schema.Struct({
  id: EnrolmentId,
  /** Whom the messages go to. */
  person: PersonId,
  /** Whom they are about. */
  patient: PatientId,
  in: Enrolled,
  anchors: Anchors,
  /** The last date whose messages were made. */
  through: PlainDate,
  state: EnrolmentState,
})
export interface CareEnrolment extends Schema.Schema.Type<typeof CareEnrolment> {}

export const EnrolmentEvent = Schema.TaggedUnion({
  EnrolmentMade: { enrolment: CareEnrolment },
  /** The messages of the dates through this one were made. */
  EnrolmentExpanded: { through: PlainDate },
  /** The programme has another version, by which messages are made from now on. */
  ProgrammeRevised: { programme: ProgrammeRevision },
  AnchorsChanged: { anchors: Anchors },
  EnrolmentLeft: { reason: LeaveReason, at: Instant },
})
export type EnrolmentEvent = Named<typeof EnrolmentEvent.Type>

/** The enrolment after an event. */
export const evolve = (enrolment: CareEnrolment, event: EnrolmentEvent): CareEnrolment => {
  switch (event._tag) {
    case "EnrolmentMade":
      return event.enrolment
    case "EnrolmentExpanded":
      return { ...enrolment, through: event.through }
    case "ProgrammeRevised":
      return { ...enrolment, in: { _tag: "Programme", programme: event.programme } }
    case "AnchorsChanged":
      return { ...enrolment, anchors: event.anchors }
    case "EnrolmentLeft":
      return { ...enrolment, state: { _tag: "Left", reason: event.reason, at: event.at } }
  }
}

/** Folds events over an enrolment. */
export const replay = (enrolment: CareEnrolment, events: ReadonlyArray<EnrolmentEvent>): CareEnrolment =>
  events.reduce(evolve, enrolment)
