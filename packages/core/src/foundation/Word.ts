/**
 * The words that every context shares: channels, purposes, roles, relations, languages.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Text } from "./Text.ts"

/** A way to reach somebody. */
export const Channel = Schema.Literals(["phone", "sms", "wechat", "email", "app", "letter", "faceToFace"])
export type Channel = typeof Channel.Type

/** What a contact is for. It decides which rules and consents apply. A `reminder` is one that the person asked for, as of medicines. */
export const Purpose = Schema.Literals(["followUp", "serviceOpinion", "care", "reminder", "promotion"])
export type Purpose = typeof Purpose.Type

/** Who in the hospital is responsible for a contact. */
export const Role = Schema.Literals(["doctor", "nurse", "nutritionist", "psychologist", "careCentreStaff"])
export type Role = typeof Role.Type

/** What somebody is to the patient. */
export const Relation = Schema.Literals(["self", "guardian", "caregiver", "communityWorker"])
export type Relation = typeof Relation.Type

/** A language that texts are rendered in. */
export const Language = Schema.Literals(["zh", "en"])
export type Language = typeof Language.Type

export const Sex = Schema.Literals(["female", "male", "unknown"])
export type Sex = typeof Sex.Type

/** One text in each language. */
export const Bilingual = Schema.Struct({ zh: Text, en: Text })
export interface Bilingual extends Schema.Schema.Type<typeof Bilingual> {}
