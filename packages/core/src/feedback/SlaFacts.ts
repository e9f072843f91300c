/**
 * What a policy chooses an item's limits by.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { CategoryId, DepartmentId } from "../foundation/Id.ts"
import { closed } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"
import { IntakeChannel, Kind, Severity } from "./FeedbackWord.ts"

/**
 * How an item can be settled, as its first receiver judges: on the spot, after an investigation, after a complex one, or
 * by nobody here because it lies out of the hospital's remit.
 */
export const Handling = Schema.Literals(["onTheSpot", "investigation", "complex", "outOfRemit"])
export type Handling = typeof Handling.Type

/** Schema of the facts. None of them tells who the sender is. */
export const SlaFacts = closed(
  Schema.Struct({
    kind: Kind,
    channel: IntakeChannel,
    /** From the broadest category down to the item's own. */
    categories: Schema.NonEmptyArray(CategoryId),
    severity: Severity,
    /** Somebody's health is in danger: act at once. */
    danger: Schema.Boolean,
    handling: Handling,
    departments: Schema.Array(DepartmentId),
    /** Groups that the patient belongs to, in the hospital's own words. */
    patientGroups: Schema.Array(Text),
    anonymous: Schema.Boolean,
    /** Somebody has to come to the place. */
    onSite: Schema.Boolean,
    /** Similar items that came before this one. */
    repeats: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000 })),
  }),
)
export interface SlaFacts extends Schema.Schema.Type<typeof SlaFacts> {}

/** Which items a rule is for: those that keep everything named here. */
export const Condition = closed(
  Schema.Struct({
    kinds: Schema.optionalKey(Schema.NonEmptyArray(Kind)),
    channels: Schema.optionalKey(Schema.NonEmptyArray(IntakeChannel)),
    /** One of these, or a category below one of them. */
    categories: Schema.optionalKey(Schema.NonEmptyArray(CategoryId)),
    severities: Schema.optionalKey(Schema.NonEmptyArray(Severity)),
    danger: Schema.optionalKey(Schema.Boolean),
    handlings: Schema.optionalKey(Schema.NonEmptyArray(Handling)),
    /** At least one of these is concerned. */
    departments: Schema.optionalKey(Schema.NonEmptyArray(DepartmentId)),
    /** At least so many are concerned. */
    departmentsFrom: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1000 }))),
    patientGroups: Schema.optionalKey(Schema.NonEmptyArray(Text)),
    anonymous: Schema.optionalKey(Schema.Boolean),
    onSite: Schema.optionalKey(Schema.Boolean),
    /** At least so many similar items came before. */
    repeatsFrom: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000 }))),
  }),
)
export interface Condition extends Schema.Schema.Type<typeof Condition> {}

const isAmong = <A>(asked: ReadonlyArray<A> | undefined, ...given: ReadonlyArray<A>): boolean =>
  asked === undefined || given.some((one) => asked.includes(one))

const isSame = (asked: boolean | undefined, given: boolean): boolean => asked === undefined || asked === given

/**
 * Whether the facts keep everything that the condition names; an empty condition is kept by all.
 *
 * **Example** (Complaints about the staff, of two departments or more)
 *
 * ```ts
 * import { Id, SlaFacts } from "@aftercare/core"
 *
 * const facts: SlaFacts.SlaFacts = {
 *   kind: "complaint",
 *   channel: "hotline",
 *   categories: [Id.CategoryId.make("staff"), Id.CategoryId.make("staff/rudeness")],
 *   severity: "normal",
 *   danger: false,
 *   handling: "investigation",
 *   departments: [Id.DepartmentId.make("surgery"), Id.DepartmentId.make("radiology")],
 *   patientGroups: ["inpatient"],
 *   anonymous: false,
 *   onSite: false,
 *   repeats: 0,
 * }
 * SlaFacts.matches({ categories: [Id.CategoryId.make("staff")], departmentsFrom: 2 }, facts) // => true
 * ```
 */
export const matches = (when: Condition, facts: SlaFacts): boolean =>
  isAmong(when.kinds, facts.kind) &&
  isAmong(when.channels, facts.channel) &&
  isAmong(when.categories, ...facts.categories) &&
  isAmong(when.severities, facts.severity) &&
  isSame(when.danger, facts.danger) &&
  isAmong(when.handlings, facts.handling) &&
  isAmong(when.departments, ...facts.departments) &&
  facts.departments.length >= (when.departmentsFrom ?? 0) &&
  isAmong(when.patientGroups, ...facts.patientGroups) &&
  isSame(when.anonymous, facts.anonymous) &&
  isSame(when.onSite, facts.onSite) &&
  facts.repeats >= (when.repeatsFrom ?? 0)
