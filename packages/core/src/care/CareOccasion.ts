/**
 * What a care message is sent for: a step of a programme, the doses of one moment, or an event.
 *
 * **Details**
 *
 * A message takes its id from what it is for and to whom it goes, so that making it again makes nothing new. The version of a
 * programme isn't part of it: what was sent by an older one isn't sent again by a newer. A greeting takes it from what is
 * greeted, and not from who greets: somebody in two programmes is greeted once.
 *
 * **Example** (Two programmes greet the Spring Festival)
 *
 * ```ts
 * import { CareOccasion, Id, PlainDate } from "@aftercare/core"
 *
 * const greeting = (programme: string): CareOccasion.CareOccasion => ({
 *   _tag: "Step",
 *   programme: { id: Id.ProgrammeId.make(programme), version: "1", hash: "0".repeat(64) },
 *   enrolment: Id.EnrolmentId.make(`${programme}/p-17`),
 *   step: Id.StepId.make("new-year"),
 *   on: PlainDate.make("2026-02-17"),
 *   greets: "festival/springFestival/2026-02-17",
 * })
 * const addressee = Id.PersonId.make("p-17/self")
 * const id = CareOccasion.messageId(greeting("stroke"), addressee)
 * id === CareOccasion.messageId(greeting("diabetes"), addressee) // => true
 * ```
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"
import { PlainDate } from "../calendar/PlainDate.ts"
import { ContentHash, contentHash } from "../foundation/ContentHash.ts"
import {
  CareEventId,
  CareMessageId,
  EnrolmentId,
  type PersonId,
  ProgrammeId,
  RegimenId,
  StepId,
} from "../foundation/Id.ts"
import { Instant } from "../foundation/Instant.ts"
import { personal } from "../foundation/Personal.ts"
import { closed } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"

/** A programme as it was when the message was made. */
export const ProgrammeRevision = closed(
  Schema.Struct({
    id: ProgrammeId,
    version: Text,
    hash: ContentHash,
  }),
)
export interface ProgrammeRevision extends Schema.Schema.Type<typeof ProgrammeRevision> {}

/** What somebody is told of an event; `promoted`: who waited has a place. */
export const EventNews = Schema.Literals(["invitation", "reminder", "moved", "cancelled", "promoted"])
export type EventNews = typeof EventNews.Type

/** Schema of what a message is sent for. */
export const CareOccasion = Schema.TaggedUnion({
  /** A step of the programme, as it falls on a date. */
  Step: {
    programme: ProgrammeRevision,
    enrolment: EnrolmentId,
    step: StepId,
    on: PlainDate,
    /** The festival or birthday that is greeted, with its date: by however many programmes, the addressee is greeted for it once. */
    greets: Schema.optionalKey(personal(Text, () => undefined)),
  },
  /** All doses of the regimen that are due at this moment. */
  Doses: { regimen: RegimenId, at: Instant },
  /** What there is to tell of an event; what is told again, as of one moved twice, has the next number. The first is 1. */
  Event: { event: CareEventId, kind: EventNews, number: Schema.Int.check(Schema.isGreaterThan(0)) },
})
export type CareOccasion = typeof CareOccasion.Type

/** The id of the message that the person is sent on this occasion. */
export const messageId = (occasion: CareOccasion, addressee: PersonId): CareMessageId =>
  CareMessageId.make(contentHash([addressee, ...keyOf(occasion)]))

const keyOf = (occasion: CareOccasion): ReadonlyArray<string | number> => {
  switch (occasion._tag) {
    case "Step": {
      const { enrolment, greets, on, step } = occasion
      return greets === undefined ? ["Step", enrolment, step, on] : ["Greeting", greets]
    }
    case "Doses":
      return ["Doses", occasion.regimen, DateTime.toEpochMillis(occasion.at)]
    case "Event":
      return ["Event", occasion.event, occasion.kind, occasion.number]
  }
}
