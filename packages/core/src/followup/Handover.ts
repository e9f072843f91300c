/**
 * What the ward went through with the patient before the discharge, item by item: done by whom and when, or why not. A
 * policy says which items must be settled before contacts are planned.
 *
 * **Details**
 *
 * An item is settled once it is done or doesn't apply. One that wasn't done, or of which nothing is said, is a gap; what
 * a gap means is the policy's alone to say.
 *
 * **Example** (Nobody filed the documents, and nobody says whether the telephone number is right)
 *
 * ```ts
 * import { GeneralHandover, Handover } from "@aftercare/core"
 * import { Result, Schema } from "effect"
 *
 * const done = { _tag: "Done", by: "nurse-7", at: "2026-03-02T09:30+08:00" }
 * const handover = Schema.decodeUnknownSync(Handover.Handover)({
 *   precautions: done,
 *   medicines: done,
 *   revisit: { _tag: "NotApplicable", by: "doctor-3", at: "2026-03-02T09:10+08:00", reason: "no re-visit" },
 *   warningSigns: done,
 *   followUpNeeds: done,
 *   documents: { _tag: "NotDone", reason: "the archive is closed" },
 * })
 * const checked = Handover.check(GeneralHandover.policy, handover)
 * Result.isFailure(checked) && checked.failure.missing
 * // => [
 * //      { item: "contactDetails", gap: "unanswered", standing: "blocks" },
 * //      { item: "documents", gap: "notDone", standing: "flags" },
 * //    ]
 * ```
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { StaffId } from "../foundation/Id.ts"
import { Instant } from "../foundation/Instant.ts"
import { Source } from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import { PersonalText, Text } from "../foundation/Text.ts"
import { Version } from "../foundation/Version.ts"

/**
 * What is gone through. The first four are guidance given: what to be careful about, how to take medicines home, when to
 * come back, and which signs ask for help at once. Then: the telephone numbers were tried or read back, it was asked what
 * follow-up is needed and wanted, and the papers are filed.
 */
export const Item = Schema.Literals([
  "precautions",
  "medicines",
  "revisit",
  "warningSigns",
  "contactDetails",
  "followUpNeeds",
  "documents",
])
export type Item = typeof Item.Type

/** What became of an item. */
export const Answer = closed(
  Schema.TaggedUnion({
    Done: { by: StaffId, at: Instant },
    NotDone: { reason: PersonalText },
    NotApplicable: { by: StaffId, at: Instant, reason: PersonalText },
  }),
)
export type Answer = typeof Answer.Type

/** The same of each item. */
export const ofEach = <A>(of: A) => ({
  precautions: of,
  medicines: of,
  revisit: of,
  warningSigns: of,
  contactDetails: of,
  followUpNeeds: of,
  documents: of,
})

/** Schema of a handover. An item left out is unanswered. */
export const Handover = closed(Schema.Struct(ofEach(Schema.optionalKey(Answer))))
export interface Handover extends Schema.Schema.Type<typeof Handover> {}

/** What a gap does: no plan is made, or the plan is made and bears a flag. */
export const Standing = Schema.Literals(["blocks", "flags"])
export type Standing = typeof Standing.Type

/** Schema of what a hospital asks of a handover. It has no defaults; packs supply one. */
export const HandoverPolicy = closed(
  Schema.Struct({
    id: Text,
    version: Text,
    items: closed(Schema.Struct(ofEach(Standing))),
    source: Source,
  }),
)
export interface HandoverPolicy extends Schema.Schema.Type<typeof HandoverPolicy> {}

/** An item that isn't settled, and what that does. Why it wasn't done stays in the handover: the ward's own words may tell of the patient. */
export const Gap = Schema.Struct({
  item: Item,
  gap: Schema.Literals(["notDone", "unanswered"]),
  standing: Standing,
})
export interface Gap extends Schema.Schema.Type<typeof Gap> {}

/** Items are open that the policy wants settled first. Lists all gaps, also those that would only flag the plan. */
export class IncompleteHandover extends Schema.TaggedError<IncompleteHandover>(
  "@aftercare/core/IncompleteHandover",
)("IncompleteHandover", { policy: Version, missing: Schema.NonEmptyArray(Gap) }) {
  override get message() {
    return `the handover lacks ${this.missing.map(({ item, standing }) => `${item} (${standing})`).join(", ")}`
  }
}

const gapOf = (given: Answer | undefined): Gap["gap"] | undefined => {
  if (given === undefined) return "unanswered"
  return given._tag === "NotDone" ? "notDone" : undefined
}

/** What is flagged of a handover; fails where a gap blocks. No handover at all is one of which nothing is said. */
export const check = (
  { id, items, version }: HandoverPolicy,
  handover: Handover = {},
): Result.Result<{ readonly flags: ReadonlyArray<Gap> }, IncompleteHandover> => {
  const [first, ...more] = Item.literals.flatMap((item): ReadonlyArray<Gap> => {
    const gap = gapOf(handover[item])
    return gap === undefined ? [] : [{ item, gap, standing: items[item] }]
  })
  if (first === undefined) return Result.succeed({ flags: [] })
  const missing = [first, ...more] as const
  return missing.some(({ standing }) => standing === "blocks")
    ? Result.fail(new IncompleteHandover({ policy: { id, version }, missing }))
    : Result.succeed({ flags: missing })
}
