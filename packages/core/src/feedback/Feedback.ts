/**
 * One item of feedback as it came in: what a registration form asks for, by which way, from whom, about what.
 *
 * **Details**
 *
 * What came in is never changed; how the hospital sees it (`Assessment`) may be changed on the ticket. An item without a
 * name still has a way back to its sender: a claim code, kept as a hash.
 *
 * **Source** The fields follow the registration forms in use in China's hospitals under 《医疗机构投诉管理办法》 (2019).
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"
import { CategoryId, DepartmentId, FeedbackId, PatientId, PersonId } from "../foundation/Id.ts"
import { Instant } from "../foundation/Instant.ts"
import { PhoneNumber } from "../foundation/PhoneNumber.ts"
import { Address, EmailAddress, FreeText, PersonalText, Text } from "../foundation/Text.ts"
import { Channel } from "../foundation/Word.ts"
import { ClaimHash } from "./ClaimCode.ts"
import { IntakeChannel, Kind, Severity } from "./FeedbackWord.ts"
import { Handling, SlaFacts } from "./SlaFacts.ts"

/** Where an answer may be sent. */
export const ReplyTo = Schema.Struct({
  channels: Schema.NonEmptyArray(Channel),
  phone: Schema.optionalKey(PhoneNumber),
  email: Schema.optionalKey(EmailAddress),
  address: Schema.optionalKey(Address),
})
export interface ReplyTo extends Schema.Schema.Type<typeof ReplyTo> {}

/** Who sent it. One who gives no name may have been given a claim code, and may say where to answer all the same. */
export const Sender = Schema.TaggedUnion({
  Named: {
    name: PersonalText,
    /** Where the sender is one of the patient's contactable persons. */
    person: Schema.optionalKey(PersonId),
    /** What the sender is to the patient, in the form's words. */
    relation: Schema.optionalKey(PersonalText),
    replyTo: Schema.optionalKey(ReplyTo),
  },
  Anonymous: { claim: Schema.optionalKey(ClaimHash), replyTo: Schema.optionalKey(ReplyTo) },
})
export type Sender = typeof Sender.Type

/** How the hospital sees the item: what its limits are chosen by. */
export const Assessment = Schema.Struct({
  kind: Kind,
  category: CategoryId,
  severity: Severity,
  /** Somebody's health may be in danger: measures are taken at once, before anything else. */
  danger: Schema.Boolean,
  /** The departments involved, the one chiefly concerned first; empty while nobody knows. */
  departments: Schema.Array(DepartmentId),
  /** How it can be settled, as its first receiver judges. */
  handling: Handling,
  /** Somebody has to go there. */
  onSite: Schema.Boolean,
  /** Groups of patients that policies single out, in the hospital's words. */
  patientGroups: Schema.Array(Text),
  /** Similar items that came before this one; `RepeatComplaint` finds them. */
  repeats: SlaFacts.fields.repeats,
})
export interface Assessment extends Schema.Schema.Type<typeof Assessment> {}

/** One item as it came in. `receivedAt` is when it reached the hospital, at or before `registeredAt`. */
export const Feedback = Schema.Struct({
  id: FeedbackId,
  channel: IntakeChannel,
  receivedAt: Instant,
  registeredAt: Instant,
  sender: Sender,
  patient: Schema.optionalKey(
    Schema.Struct({ id: Schema.optionalKey(PatientId), name: Schema.optionalKey(PersonalText) }),
  ),
  visitedDepartment: Schema.optionalKey(DepartmentId),
  /** The main problem in one line. */
  subject: PersonalText,
  /** The people it is about, as the sender names them. */
  people: Schema.Array(PersonalText),
  /** The course of events. */
  account: FreeText,
  /** What the sender asks for. */
  demand: Schema.optionalKey(FreeText),
  /** Where recordings, photographs and papers are kept. */
  evidence: Schema.Array(PersonalText),
  /** Where the sender's signature is kept, if the form was signed. */
  signature: Schema.optionalKey(PersonalText),
  assessment: Assessment,
}).check(
  Schema.makeFilter(
    ({ receivedAt, registeredAt }) =>
      DateTime.isLessThanOrEqualTo(receivedAt, registeredAt) ||
      "registeredAt: an item can't be registered before it was received",
  ),
)
export interface Feedback extends Schema.Schema.Type<typeof Feedback> {}

/** Whether the sender can be written or spoken to without coming back by themselves. */
export const canBeReached = ({ sender }: Feedback): boolean => sender.replyTo !== undefined
